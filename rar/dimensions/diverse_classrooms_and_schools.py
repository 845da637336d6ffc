"""Dimension 10, Diverse Classrooms & Schools: are different students schooled together?"""

import pandas as pd

from rar.dimensions import Dimension
from rar.numbers.metric import metric, ratio
from rar.numbers.segregation import dissimilarity
from rar.tables import LEVELS

_HOLDER = "the district's student information system"
SEGREGATION_GROUPS = ("ed", "bl", "hi", "wh", "el", "swd")


def students_by_group(enrollment: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Students of each group beside all students of the school, indexed school, year, group.

    The number of economically disadvantaged students is the school's published share of its
    enrollment where the state gives no count.
    """
    counts = enrollment[["students", "absent:students"]]
    missing = schools.index.difference(counts.dropna(subset="students").index.droplevel("group"))
    shares = schools.loc[schools.index.isin(missing), ["ed_share", "enrollment"]]
    parts = [_filled(shares["ed_share"] * shares["enrollment"], "ed"),
             _filled(shares["enrollment"], "all")]  # fmt: skip
    counts = pd.concat([counts, *parts])
    counts = counts[~counts.index.duplicated(keep="last")]
    total = counts["students"].xs("all", level="group")
    total = total.reindex(counts.index.droplevel("group")).to_numpy()
    return counts.assign(total=total).sort_index()


def _filled(students: pd.Series, group: str) -> pd.DataFrame:
    index = pd.MultiIndex.from_frame(students.index.to_frame(index=False).assign(group=group))
    reason = pd.Series("", index=index).where(students.notna().to_numpy(), "missing")
    return pd.DataFrame({"students": students.to_numpy(), "absent:students": reason}, index=index)


@metric(
    id="10b",
    label="Dissimilarity: how unevenly a group is spread over schools",
    unit="index",
    better="zero",
    question="10.1",
    says="{value} of {group} would have to change school for an even spread",
    needs=("enrollment.students|schools.ed_share", "schools.enrollment"),
    source="enrollment by group reported to the state",
    holder=_HOLDER,
    kind="index",
    caveat="dissimilarity",
)
def dissimilarity_of_schools(enrollment, schools):
    """Dissimilarity of a group and all other students over the schools of one level.

    D = 1/2 sum |a/A - b/B| over schools (0: every school has the district's mix; 1: no school is
    shared). Made within levels, since elementary and high schools do not share students, and
    only where a level has two schools or more. part is the group; n the students of the group.
    """
    counts = students_by_group(enrollment, schools)
    frame = counts.join(schools[["district_id", "level"]]).reset_index()
    frame = frame[frame["group"].isin(SEGREGATION_GROUPS) & frame["level"].isin(LEVELS)]
    frame["rest"] = frame["total"] - frame["students"]
    return dissimilarity(
        frame.dropna(subset=["students", "rest"]),
        by=["district_id", "year", "level", "group"],
        first="students",
        second="rest",
    ).rename(columns={"group": "part"})


@metric(
    id="10a",
    label="Who attends: share of each group",
    unit="share",
    better="none",
    question="10.1",
    says="{value} of students are {group}",
    needs=("enrollment.students|schools.ed_share", "schools.enrollment"),
    source="enrollment by group reported to the state",
    holder=_HOLDER,
    groups=True,
    kind="composition",
)
def school_composition(enrollment, schools):
    """Students of each group over all students of the school.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("01", 2022, "all"), ("01", 2022, "ed")],
    ...     names=["school_id", "year", "group"])
    >>> enrollment = pd.DataFrame({"students": [200.0, 80.0], "absent:students": ["", ""]}, key)
    >>> schools = pd.DataFrame({"ed_share": [0.4], "enrollment": [200.0]},
    ...     index=key.droplevel("group")[:1])
    >>> school_composition(enrollment, schools)["denominator"].tolist()
    [200.0, 200.0]
    """
    counts = students_by_group(enrollment, schools)
    return ratio(counts, "students", "total")


DIMENSION = Dimension(
    10,
    "diverse_classrooms_and_schools",
    "Diverse Classrooms & Schools",
    "Are schools and classrooms racially, ethnically and socioeconomically diverse?",
    {"10.1": "Are schools diverse, compared with the district they belong to?"},
    (dissimilarity_of_schools, school_composition),
)
