"""What follows for schools: their enrollment, need and level."""

from __future__ import annotations

import pandas as pd

from rar.reading.reduce.filling import SCHOOL_YEAR, filled
from rar.tables import GRADES, LEVELS, absent

LEVEL_OF_GRADE = {
    **dict.fromkeys(("PK", "K", "1", "2", "3", "4", "5"), "elementary"),
    **dict.fromkeys(("6", "7", "8"), "middle"),
    **dict.fromkeys(("9", "10", "11", "12", "13"), "high"),
}


def _group(enrollment: pd.DataFrame, group: str) -> pd.DataFrame:
    rows = enrollment[enrollment["group"].eq(group)]
    return rows[[*SCHOOL_YEAR, "students", absent("students")]]


def with_enrollment(schools: pd.DataFrame, enrollment: pd.DataFrame) -> pd.DataFrame:
    """Schools with enrollment taken from students of group 'all' where it is absent."""
    found = _group(enrollment, "all").rename(columns={"students": "enrollment"})
    return filled(schools, found[[*SCHOOL_YEAR, "enrollment"]], "schools").pipe(_only, schools)


def with_ed_share(schools: pd.DataFrame, enrollment: pd.DataFrame) -> pd.DataFrame:
    """Schools with the share of economically disadvantaged students, where it is absent.

    It is the students of group 'ed' of those of group 'all'; no share above 1 is made.
    """
    both = _group(enrollment, "ed").merge(
        _group(enrollment, "all"), on=SCHOOL_YEAR, suffixes=("_ed", "_all")
    )
    share = both["students_ed"] / both["students_all"].where(both["students_all"] > 0)
    found = both[SCHOOL_YEAR].assign(ed_share=share.where(share <= 1))
    return filled(schools, found, "schools").pipe(_only, schools)


def _only(made: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """The rows of `made` whose keys stand in `schools`."""
    known = pd.MultiIndex.from_frame(schools[SCHOOL_YEAR])
    held = pd.MultiIndex.from_frame(made[SCHOOL_YEAR]).isin(known)
    return made[held].reset_index(drop=True)


def level_of(low: str, high: str, among: tuple[str, ...] = LEVELS) -> str:
    """The level, of those in `among`, that most grades from low to high are in; lower on a tie.

    >>> level_of("PK", "8"), level_of("7", "12"), level_of("5", "6"), level_of("4", "8")
    ('elementary', 'high', 'elementary', 'middle')
    >>> level_of("K", "12", ("middle", "high"))
    'high'
    """
    served = GRADES[GRADES.index(low) : GRADES.index(high) + 1]
    levels = [LEVEL_OF_GRADE[grade] for grade in served]
    return max(among, key=lambda level: (levels.count(level), -LEVELS.index(level)))


def with_level(schools: pd.DataFrame) -> pd.DataFrame:
    """Schools with level and levels where they are absent.

    A school the state gives one level has that; one with several, the one of them that most of its
    grades are in; one with none, the level most of its grades are in.
    """
    told = schools["levels"].fillna("")
    among = told.map(lambda text: tuple(text.split(";")) if text else ())
    spans = zip(schools["grade_low"], schools["grade_high"], among, strict=True)
    found = [_level(low, high, levels) for low, high, levels in spans]
    by_grade = pd.Series(found, index=schools.index, dtype="str")
    made = {"level": schools["level"].fillna(by_grade)}
    made["levels"] = schools["levels"].fillna(made["level"])
    why = {
        absent(name): schools[absent(name)].mask(values.notna(), "").astype("str")
        for name, values in made.items()
    }
    return schools.assign(**made, **why)


def _level(low: object, high: object, among: tuple[str, ...]) -> str | None:
    if len(among) == 1 or pd.isna(low) or pd.isna(high):
        return among[0] if among else None
    return level_of(str(low), str(high), among or LEVELS)
