"""Reducing: what follows from tables as read, where the state does not give it itself.

People reduce to teachers, leaders and staff by race; sections to class sizes; students by group to
a school's enrollment and share of economically disadvantaged students; grades served to a level.
A value the state gives is never replaced. Every function takes frames and returns new ones.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from rar.tables import GRADES, LEVELS, TABLES, TEXT, absent

LEVEL_OF_GRADE = {
    **dict.fromkeys(("PK", "K", "1", "2", "3", "4", "5"), "elementary"),
    **dict.fromkeys(("6", "7", "8"), "middle"),
    **dict.fromkeys(("9", "10", "11", "12", "13"), "high"),
}
LONG_ABSENCE = 10  # days; table teachers counts those absent more than this
SCHOOL_YEAR = ["school_id", "year"]

Tables = Mapping[str, pd.DataFrame]


def reduce_tables(tables: Tables) -> dict[str, pd.DataFrame]:
    """All reductions that the tables allow, as a new dict of canonical frames."""
    reduced = dict(tables)
    if "staff" in tables:
        reduced = {**reduced, **_people(reduced)}
    if "sections" in tables:
        sizes = class_sizes(tables["sections"])
        reduced["class_sizes"] = filled(reduced.get("class_sizes"), sizes, "class_sizes")
    if "schools" in tables:
        if "enrollment" in tables:
            schools = with_enrollment(reduced["schools"], tables["enrollment"])
            reduced["schools"] = with_ed_share(schools, tables["enrollment"])
        reduced["schools"] = with_level(reduced["schools"])
    return reduced


def filled(given: pd.DataFrame | None, found: pd.DataFrame, name: str) -> pd.DataFrame:
    """A canonical frame: what the state gave, and where that is absent what was found.

    given is the table as read, or None; found has the table's keys and some of its columns.
    """
    table = TABLES[name]
    keys = table.key_names
    rows = found[keys] if given is None else pd.concat([given[keys], found[keys]])
    base = rows.drop_duplicates().sort_values(keys).reset_index(drop=True)
    told = base if given is None else base.merge(given, on=keys, how="left")
    worked = base.merge(found, on=keys, how="left")
    columns = {}
    for column in table.columns:
        c = column.name
        kind = "str" if column.kind == TEXT else "float64"
        has = told[c] if c in told else pd.Series(np.nan, index=base.index)
        new = worked[c] if c in worked else pd.Series(np.nan, index=base.index)
        values = has.astype(kind).fillna(new.astype(kind))
        why = told[absent(c)] if absent(c) in told else pd.Series("", index=base.index)
        why = why.fillna("").replace("", "missing" if c in worked else "not published")
        columns[c] = values
        columns[absent(c)] = why.astype("str").mask(values.notna(), "")
    return pd.concat([base, pd.DataFrame(columns)], axis=1)


def _people(tables: Tables) -> dict[str, pd.DataFrame]:
    """Tables teachers, leaders and staff_race with what the table of people adds to them."""
    staff = tables["staff"]
    reduced = {}
    for name, found in (("teachers", teachers(staff)), ("leaders", leaders(staff))):
        if len(found):
            reduced[name] = filled(tables.get(name), found, name)
    if "schools" in tables and staff["race"].notna().any():
        race = staff_race(staff, tables["schools"])
        if len(race):
            reduced["staff_race"] = filled(tables.get("staff_race"), race, "staff_race")
    return reduced


def _pooled(people: pd.DataFrame, value: pd.Series) -> pd.Series:
    """The sum of a value over the people of a school and year; NaN where nobody has one."""
    keys = [people[key] for key in SCHOOL_YEAR]
    return value.astype("float64").groupby(keys).sum(min_count=1)


def teachers(staff: pd.DataFrame, novice_years: float = 3) -> pd.DataFrame:
    """Table teachers from people: full-time equivalents, pooled by school and year.

    A novice has fewer than `novice_years` completed years. Each count leaves out the people whose
    own cell is absent; each share divides by the people it is known of.

    >>> staff = pd.DataFrame({"school_id": "a", "year": 2022, "role": "teacher", "fte": [1, 1, 0.5],
    ...     "years_experience": [0, 9, np.nan], "in_field": 1.0, "fully_licensed": [0.0, 1.0, 1.0],
    ...     "returned": [0.0, 1.0, 1.0], "days_absent": [3.0, 11.0, 0.0],
    ...     "salary": [40000.0, 60000.0, np.nan], "rating": ["none", "effective", "ineffective"]})
    >>> made = teachers(staff).iloc[0]
    >>> [float(made[c]) for c in ("teachers", "novice", "novice_share", "rated", "average_salary")]
    [2.5, 1.0, 0.5, 1.5, 50000.0]
    """
    people = staff[staff["role"].eq("teacher")]
    fte = people["fte"].fillna(1.0)
    known = people["years_experience"].notna()
    novice = _pooled(people, (fte * (people["years_experience"] < novice_years)).where(known))
    field_known = people["in_field"].notna()
    out = _pooled(people, (fte * (1 - people["in_field"])).where(field_known))
    rated = people["rating"].isin(["effective", "ineffective"])
    rating_known = people["rating"].notna()
    stayed, could = people["returned"].eq(1), people["returned"].notna()
    paid, days = people["salary"].notna(), people["days_absent"]
    made = {
        "teachers": _pooled(people, fte),
        "novice": novice,
        "novice_share": novice / _pooled(people, fte.where(known)),
        "out_of_field": out,
        "out_of_field_share": out / _pooled(people, fte.where(field_known)),
        "provisional": _pooled(people, fte * (1 - people["fully_licensed"])),
        "rated": _pooled(people, (fte * rated).where(rating_known)),
        "ineffective": _pooled(
            people, (fte * people["rating"].eq("ineffective")).where(rating_known)
        ),
        "returned_share": _pooled(people, stayed.where(could)) / _pooled(people, could),
        "absent_over_10_days": _pooled(people, (fte * (days > LONG_ABSENCE)).where(days.notna())),
        "average_salary": _pooled(people, (fte * people["salary"]).where(paid))
        / _pooled(people, fte.where(paid)),
    }  # fmt: skip
    return pd.DataFrame(made).reset_index()


def leaders(staff: pd.DataFrame, inexperienced_years: float = 3) -> pd.DataFrame:
    """Table leaders from people: principals by school and year, and their average years.

    Someone with 0 full-time equivalents left after last year and is not counted.

    >>> staff = pd.DataFrame({"school_id": ["a"], "year": [2022], "role": ["principal"],
    ...     "fte": [1.0], "years_experience": [2.0], "years_at_school": [1.0]})
    >>> made = leaders(staff).iloc[0]
    >>> float(made["principals"]), float(made["inexperienced"]), float(made["years_at_school"])
    (1.0, 1.0, 1.0)
    """
    people = staff[staff["role"].eq("principal") & staff["fte"].fillna(1.0).gt(0)]
    years = people["years_experience"]
    keys = [people[key] for key in SCHOOL_YEAR]
    made = {
        "principals": _pooled(people, pd.Series(1.0, index=people.index)),
        "inexperienced": _pooled(people, (years < inexperienced_years).where(years.notna())),
        "years_at_school": people["years_at_school"].groupby(keys).mean(),
        "years_as_principal": years.groupby(keys).mean(),
    }
    return pd.DataFrame(made).reset_index()


def staff_race(staff: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Table staff_race from people: full-time equivalents by school, year, role and race."""
    people = staff[staff["race"].notna()].assign(fte=staff["fte"].fillna(1.0))
    keys = [*SCHOOL_YEAR, "role", "race"]
    pooled = people.groupby(keys, as_index=False)["fte"].sum()
    homes = schools[[*SCHOOL_YEAR, "district_id"]]
    return pooled.merge(homes, on=SCHOOL_YEAR)


def class_sizes(sections: pd.DataFrame) -> pd.DataFrame:
    """Table class_sizes from sections: by school, year and course.

    size_experienced is the size the average student sits in: two sections of 10 and 30 have the
    average 20, but 30 of the 40 students sit among 30.

    >>> sections = pd.DataFrame({"school_id": "a", "year": 2022, "course": "Algebra",
    ...     "students": [10.0, 30.0]})
    >>> made = class_sizes(sections).iloc[0]
    >>> float(made["sections"]), float(made["average_size"]), float(made["size_experienced"])
    (2.0, 20.0, 25.0)
    """
    held = sections[sections["students"] > 0]
    held = held.assign(squares=held["students"] ** 2)
    keys = [*SCHOOL_YEAR, "course"]
    made = held.groupby(keys, as_index=False).agg(
        sections=("students", "size"), students=("students", "sum"), squares=("squares", "sum")
    )
    made["sections"] = made["sections"].astype("float64")
    made["average_size"] = made["students"] / made["sections"]
    made["size_experienced"] = made["squares"] / made["students"]
    return made.drop(columns="squares")


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
