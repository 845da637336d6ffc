"""Diverse schools: who attends, how unevenly groups are spread, and whom students meet."""

import numpy as np
import pandas as pd

from rar.numbers.groups.pairing import reachable_dissimilarity
from rar.numbers.groups.segregation import (
    dissimilarity,
    expected_dissimilarity,
    exposure,
    isolation,
)
from rar.numbers.metric import REASON, metric, ratio
from rar.tables import LEVELS

_HOLDER = "the district's student information system"
_SOURCE = "enrollment by group reported to the state"
_NEEDS = ("enrollment.students|schools.ed_share", "schools.enrollment")
_CELL = ["district_id", "year", "level", "group"]
SEGREGATION_GROUPS = ("ed", "bl", "hi", "wh", "el", "swd")
MEETING_GROUPS = ("ed", "el", "bl", "hi")
OF_COLOR = "students of color"


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
    reason = pd.Categorical(np.where(students.notna(), "", "missing"), dtype=REASON)
    return pd.DataFrame({"students": students.to_numpy(), "absent:students": reason}, index=index)


def group_and_rest(enrollment, schools, groups: tuple[str, ...]) -> pd.DataFrame:
    """One row a school, year and group of `groups`: students, rest, total, district_id, level.

    Only schools of a level whose students of the group and of all groups are known; `rest` is
    everyone else, never below 0.
    """
    counts = students_by_group(enrollment, schools)
    counts = counts[counts.index.get_level_values("group").isin(groups)]
    frame = counts.join(schools[["district_id", "level"]]).reset_index()
    frame = frame[frame["level"].isin(LEVELS)].dropna(subset=["students", "total"])
    return frame.assign(rest=(frame["total"] - frame["students"]).clip(lower=0))


@metric(
    id="10b",
    label="Dissimilarity: how unevenly a group is spread over schools",
    unit="index",
    better="zero",
    question="10.1",
    says="{value} of {group} would have to change school for an even spread",
    needs=_NEEDS,
    source=_SOURCE,
    holder=_HOLDER,
    kind="index",
    caveat="dissimilarity",
)
def dissimilarity_of_schools(enrollment, schools):
    """Dissimilarity of a group and all other students over the schools of one level.

    D = 1/2 sum |a/A - b/B| over schools (0: every school has the district's mix; 1: no school is
    shared). Made within levels, since elementary and high schools do not share students, and
    only where a level has two schools or more. part is the group; n the students of the group;
    reference what chance alone would give in schools of these sizes.
    """
    frame = group_and_rest(enrollment, schools, SEGREGATION_GROUPS)
    made = dissimilarity(frame, _CELL, "students", "rest")
    chance = expected_dissimilarity(frame, _CELL, "students", "rest")
    made = made.merge(chance.rename(columns={"value": "reference"}), on=_CELL)
    return made.rename(columns={"group": "part"})


@metric(
    id="10x",
    label="Isolation: the group's share in the school of its average student",
    unit="index",
    better="none",
    question="10.1",
    says="the average student of {group} is in a school where {value} are of the same group",
    needs=_NEEDS,
    source=_SOURCE,
    holder=_HOLDER,
    kind="index",
    caveat="meeting",
)
def isolation_of_groups(enrollment, schools):
    """Isolation sum (x/X)(x/t) of a group over the schools of one level.

    reference is the group's share of all students of the level: what isolation would be if every
    school had the same mix. part is the group; n its students.
    """
    return _meeting(enrollment, schools, same=True)


@metric(
    id="10xe",
    label="Exposure: the share of others in the school of a group's average student",
    unit="index",
    better="none",
    question="10.1",
    says="the average student of {group} is in a school where {value} are of other groups",
    needs=_NEEDS,
    source=_SOURCE,
    holder=_HOLDER,
    kind="index",
    caveat="meeting",
)
def exposure_to_others(enrollment, schools):
    """Exposure sum (x/X)(y/t) of a group to all other students over the schools of one level.

    reference is the share of the others among all students of the level; with isolation (10x) it
    adds up to 1. part is the group; n its students.
    """
    return _meeting(enrollment, schools, same=False)


def _meeting(enrollment, schools, same: bool) -> pd.DataFrame:
    frame = group_and_rest(enrollment, schools, MEETING_GROUPS)
    frame["total"] = frame["students"] + frame["rest"]
    met = (
        isolation(frame, _CELL, "students", "total")
        if same
        else exposure(frame, _CELL, "students", "rest", "total")
    )
    groups = frame.groupby(_CELL)
    sums = groups[["students", "rest", "total"]].sum()
    even = sums["students" if same else "rest"] / sums["total"].where(sums["total"] > 0)
    made = pd.DataFrame({"value": met.where(groups.size() > 1), "reference": even,
                         "n": sums["students"]})  # fmt: skip
    return made.reset_index().rename(columns={"group": "part"})


@metric(
    id="10d",
    label="Dissimilarity that pairing neighboring schools could reach",
    unit="index",
    better="none",
    question="10.1",
    says="{value} of {group} would still have to change school if neighboring schools were paired",
    needs=(*_NEEDS, "adjacent_schools.adjacent"),
    source="enrollment by group reported to the state, and attendance zones",
    holder="the district's planning or transportation office",
    kind="index",
    caveat="feasible",
)
def reachable_by_pairing(enrollment, schools, adjacent_schools):
    """Dissimilarity (10b) after pairing neighboring schools of a level, for information only.

    The students of a pair are shared evenly; pairs are chosen greedily by the largest reduction,
    so the value is reachable and not always the best. reference is today's dissimilarity. part is
    'ed' or 'students of color' (all but White); n the students of the group.
    """
    frame = group_and_rest(enrollment, schools, ("ed", "wh"))
    frame["group"] = frame["group"].replace("wh", OF_COLOR)
    color = frame["group"] == OF_COLOR
    swapped = frame.loc[color, ["rest", "students"]].to_numpy()
    frame.loc[color, ["students", "rest"]] = swapped
    pairs = adjacent_schools[adjacent_schools["adjacent"] == 1].reset_index()
    made = reachable_dissimilarity(frame, pairs, _CELL, "students", "rest")
    return made.rename(columns={"group": "part", "observed": "reference"})


@metric(
    id="10a",
    label="Who attends: share of each group",
    unit="share",
    better="none",
    question="10.1",
    says="{value} of students are {group}",
    needs=_NEEDS,
    source=_SOURCE,
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
