"""Diverse classrooms: are students of one school taught together?"""

import pandas as pd

from rar.numbers.groups.segregation import theil_h
from rar.numbers.metric import metric, ratio
from rar.tables import LEVELS, RACES

_HOLDER = "the district's student information system"
_SECTIONS = "course sections and their students"
_CELL = ["district_id", "year", "level"]
PARTS = ("total", "between schools", "within schools")


@metric(
    id="10c",
    label="Core classes unlike their school by race",
    unit="share",
    better="lower",
    question="10.2",
    says="{value} of core classes are more than 20 points from their school's core classes of the "
    "same grade in their share of students of color",
    needs=("class_mixing.sections_apart_by_race", "class_mixing.sections"),
    source=_SECTIONS,
    holder=_HOLDER,
    caveat="small_classes",
)
def classes_apart_by_race(class_mixing):
    """Core classes more than 20 points from their school and grade in students of color, of all.

    >>> import pandas as pd
    >>> mixing = pd.DataFrame({"sections_apart_by_race": [6.0], "sections": [24.0]})
    >>> classes_apart_by_race(mixing)[["numerator", "denominator"]].iloc[0].tolist()
    [6.0, 24.0]
    """
    return ratio(class_mixing, "sections_apart_by_race", "sections")


@metric(
    id="10ci",
    label="Core classes unlike their school by income",
    unit="share",
    better="lower",
    question="10.2",
    says="{value} of core classes are more than 20 points from their school's core classes of the "
    "same grade in their share of economically disadvantaged students",
    needs=("class_mixing.sections_apart_by_income", "class_mixing.sections"),
    source=_SECTIONS,
    holder=_HOLDER,
    caveat="small_classes",
)
def classes_apart_by_income(class_mixing):
    """Core classes more than 20 points from their school and grade in poverty, of all; as 10c."""
    return ratio(class_mixing, "sections_apart_by_income", "sections")


@metric(
    id="10h",
    label="Theil's H of race over core classes: between schools, and inside them",
    unit="index",
    better="zero",
    question="10.2",
    says="core classes are unlike the district by {value}",
    needs=("section_students.students", "sections.students"),
    source=_SECTIONS,
    holder=_HOLDER,
    kind="index",
    caveat="theil",
)
def theil_over_classes(section_students, sections, schools):
    """Multigroup Theil H of race over core classes of one level, split at the school.

    H = sum t (E - E_s)/(T E) over classes (0: every class has the mix of the level; 1: no class
    is shared) is a part between schools and a part within them, which add up to the total. A
    student counts in each class. Classes of which a group is not known are left out, and so are
    electives. part is one of PARTS; n the seats; reference, of the part within schools, what
    chance alone would give in classes of these sizes (a student has several seats, so chance is
    not told of the other two).
    """
    seats = _seats_by_race(section_students, sections, schools)
    made = theil_h(seats, _CELL, "section_id", "group", "students", cluster="school_id")
    chance = made["chance_within"]
    parts = [
        pd.DataFrame({"value": made[column], "n": made["n"], "part": part,
                      "reference": chance if column == "within" else float("nan")})
        for part, column in zip(PARTS, ("total", "between", "within"), strict=True)
    ]  # fmt: skip
    return pd.concat(parts).reset_index()


def _seats_by_race(section_students, sections, schools) -> pd.DataFrame:
    """Students of each race in each core class, with its school's district and level."""
    key = ["section_id", "school_id", "year"]
    core = sections.index[sections["elective"] != 1]
    race = section_students[section_students.index.get_level_values("group").isin(RACES)]
    seats = race[["students"]].reset_index()
    known = seats["students"].notna().groupby([seats[name] for name in key]).transform("all")
    seats = seats[known & pd.MultiIndex.from_frame(seats[key]).isin(core)]
    seats = seats.join(schools[["district_id", "level"]], on=["school_id", "year"])
    return seats[seats["level"].isin(LEVELS)]


@metric(
    id="10e",
    label="Students with disabilities in regular classes",
    unit="share",
    better="higher",
    question="10.2",
    says="{value} of students with disabilities are in regular classes for 80% of the time or more",
    needs=("placement.swd_regular_80", "placement.swd_students"),
    source="educational environments reported to the state (EDFacts FS002)",
    holder="the district's special education office",
    caveat="placement",
)
def in_regular_classes(placement):
    """Students with disabilities in regular classes 80 % of the time or more, of all placed.

    >>> import pandas as pd
    >>> placement = pd.DataFrame({"swd_regular_80": [42.0], "swd_students": [60.0]})
    >>> in_regular_classes(placement)[["numerator", "denominator"]].iloc[0].tolist()
    [42.0, 60.0]
    """
    return ratio(placement, "swd_regular_80", "swd_students")


@metric(
    id="10el",
    label="English learners taught apart",
    unit="share",
    better="lower",
    question="10.2",
    says="{value} of English learners are in classes for English learners only",
    needs=("placement.el_separate", "placement.el_students"),
    source="program placement of English learners in the district",
    holder="the district's English learner office",
    caveat="placement",
)
def english_learners_apart(placement):
    """English learners in classes for English learners only, of all whose placement is known.

    >>> import pandas as pd
    >>> placement = pd.DataFrame({"el_separate": [12.0], "el_students": [80.0]})
    >>> english_learners_apart(placement)[["numerator", "denominator"]].iloc[0].tolist()
    [12.0, 80.0]
    """
    return ratio(placement, "el_separate", "el_students")
