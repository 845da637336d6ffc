"""People: what a table of staff says of a school's teachers, leaders and their race."""

from __future__ import annotations

import pandas as pd

from rar.reading.reduce.filling import SCHOOL_YEAR, Tables, filled

LONG_ABSENCE = 10  # days; table teachers counts those absent more than this
NOVICE_YEARS = 3  # who has fewer completed years is a novice


def people(tables: Tables) -> dict[str, pd.DataFrame]:
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


def teachers(staff: pd.DataFrame, novice_years: float = NOVICE_YEARS) -> pd.DataFrame:
    """Table teachers from people: full-time equivalents, pooled by school and year.

    A novice has fewer than `novice_years` completed years. Last year's teachers are counted in
    persons, as those who left have no full-time equivalent any more. Each count leaves out the
    people whose own cell is absent; each share divides by the people it is known of.

    >>> staff = pd.DataFrame({"school_id": "a", "year": 2022, "role": "teacher", "fte": [1, 1, 0.5],
    ...     "years_experience": [0, 9, None], "in_field": 1.0, "fully_licensed": [0.0, 1.0, 1.0],
    ...     "returned": [0.0, 1.0, 1.0], "days_absent": [3.0, 11.0, 0.0],
    ...     "salary": [40000.0, 60000.0, None], "rating": ["none", "effective", "ineffective"],
    ...     "race": ["bl", "wh", "bl"], "moved": [1.0, None, None]})
    >>> made = teachers(staff).iloc[0]
    >>> [float(made[c]) for c in ("teachers", "novice", "novice_share", "rated", "average_salary")]
    [2.5, 1.0, 0.5, 1.5, 50000.0]
    >>> [float(made[c]) for c in ("last_year", "returned", "moved", "returned_of_color")]
    [3.0, 2.0, 1.0, 1.0]
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
        **_from_last_year(people),
        "moved": _moved(people),
    }  # fmt: skip
    return pd.DataFrame(made).reset_index()


def _from_last_year(people: pd.DataFrame) -> dict[str, pd.Series]:
    """Persons who were here last year and, of these, who still are; the same of color.

    Of color is everyone whose race is known and not White. Who came this year is in neither.
    """
    back, was_here = people["returned"].eq(1), people["returned"].notna()
    known = people["race"].notna() & people["race"].ne("unknown")
    of_color = (known & people["race"].ne("wh")).where(known)
    return {
        "last_year": _pooled(people, was_here.where(was_here)),
        "returned": _pooled(people, back.where(was_here)),
        "last_year_of_color": _pooled(people, of_color.where(was_here)),
        "returned_of_color": _pooled(people, (of_color.eq(1) & back).where(was_here & known)),
    }


def _moved(people: pd.DataFrame) -> pd.Series:
    """Persons who left the school for another of the district; NaN where it is not known of one."""
    left = people["returned"].eq(0)
    moved = people["moved"].mask(people["returned"].eq(1), 0.0)
    unknown = (left & people["moved"].isna()).groupby([people[k] for k in SCHOOL_YEAR]).any()
    return _pooled(people, moved.where(people["returned"].notna())).mask(unknown)


def leaders(staff: pd.DataFrame, inexperienced_years: float = 3) -> pd.DataFrame:
    """Table leaders from people: principals by school and year, and their average years.

    Someone with 0 full-time equivalents left after last year: one of last year's principals, and
    not of this year's.

    >>> staff = pd.DataFrame({"school_id": ["a"], "year": [2022], "role": ["principal"],
    ...     "fte": [1.0], "years_experience": [2.0], "years_at_school": [1.0], "returned": [1.0],
    ...     "race": ["wh"], "rating": ["effective"]})
    >>> made = leaders(staff).iloc[0]
    >>> float(made["principals"]), float(made["inexperienced"]), float(made["years_at_school"])
    (1.0, 1.0, 1.0)
    """
    everyone = staff[staff["role"].eq("principal")]
    people = everyone[everyone["fte"].fillna(1.0).gt(0)]
    years, rated = people["years_experience"], people["rating"].isin(["effective", "ineffective"])
    keys = [people[key] for key in SCHOOL_YEAR]
    made = {
        "principals": _pooled(people, pd.Series(1.0, index=people.index)),
        "inexperienced": _pooled(people, (years < inexperienced_years).where(years.notna())),
        "years_at_school": people["years_at_school"].groupby(keys).mean(),
        "years_as_principal": years.groupby(keys).mean(),
        "rated": _pooled(people, rated.where(people["rating"].notna())),
        "effective": _pooled(
            people, people["rating"].eq("effective").where(people["rating"].notna())
        ),
        **_from_last_year(everyone),
    }
    return pd.DataFrame(made).reset_index()


def staff_race(staff: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Table staff_race from people: full-time equivalents by school, year, role and race."""
    people = staff[staff["race"].notna()].assign(fte=staff["fte"].fillna(1.0))
    keys = [*SCHOOL_YEAR, "role", "race"]
    pooled = people.groupby(keys, as_index=False)["fte"].sum()
    homes = schools[[*SCHOOL_YEAR, "district_id"]]
    return pooled.merge(homes, on=SCHOOL_YEAR)
