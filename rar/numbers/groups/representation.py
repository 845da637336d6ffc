"""Who is represented: shares of each race among students, teachers and leaders of a district.

Used by the metrics of representation (2g, 3e, 3es), which set two of these shares side by side.
"""

from __future__ import annotations

import pandas as pd

from rar.tables import RACES

_KEY = ["district_id", "year", "race"]


def staff_by_race(staff_race: pd.DataFrame, role: str) -> pd.DataFrame:
    """The share of each race among a district's people of one role; by district_id, year, race.

    staff_race: fte of the role ('teacher', 'principal'). The district's own row counts where there
    is one, else the sum of its schools. A race without a row is nobody in this district, as long
    as the state counts that race somewhere in that year; a row without a number stays unknown.
    Returns share and n, as `shares_by_race`.
    """
    people = staff_race[staff_race.index.get_level_values("role") == role].reset_index()
    own = people["school_id"] == ""
    whole, of_schools = (
        part.groupby(_KEY)["fte"].sum(min_count=1) for part in (people[own], people[~own])
    )
    counted = whole.combine_first(of_schools)
    races = people.dropna(subset=["fte"])[["year", "race"]].drop_duplicates()
    every = people[["district_id", "year"]].drop_duplicates().merge(races, on="year")
    nobody = pd.MultiIndex.from_frame(every[_KEY]).difference(counted.index)
    return shares_by_race(pd.concat([counted, pd.Series(0.0, index=nobody)]).sort_index())


def students_by_race(
    enrollment: pd.DataFrame, district_enrollment: pd.DataFrame, schools: pd.DataFrame
) -> pd.DataFrame:
    """The share of each race among a district's students; by district_id, year, race.

    Students are summed over schools, or taken from the district's own count where schools' are not
    published. Returns share and n, as `shares_by_race`.
    """
    frame = enrollment[["students"]].join(schools["district_id"]).reset_index()
    frame = frame[frame["group"].isin(RACES)].rename(columns={"group": "race"})
    by_school = frame.groupby(_KEY)["students"].sum(min_count=1)
    by_district = district_enrollment["students"].rename_axis(index={"group": "race"})
    return shares_by_race(by_district.combine_first(by_school))


def shares_by_race(people: pd.Series) -> pd.DataFrame:
    """The share of each race among the people whose race is known; n is that number of people.

    >>> key = pd.MultiIndex.from_tuples(
    ...     [("01", 2022, "bl"), ("01", 2022, "wh"), ("01", 2022, "unknown")],
    ...     names=["district_id", "year", "race"])
    >>> shares_by_race(pd.Series([3.0, 1.0, 2.0], index=key))["share"].tolist()
    [0.75, 0.25]
    """
    people = people[people.index.get_level_values("race").isin(RACES)].dropna()
    total = people.groupby(level=["district_id", "year"]).transform("sum")
    return pd.DataFrame({"share": people / total.where(total > 0), "n": total})


def side_by_side(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """An index of two shares of each race (`part`): value is the first's, reference the second's.

    n is the number of people of the first. Races that only one of the two reports are left out.
    """
    both = first.rename(columns={"share": "value"}).join(
        second["share"].rename("reference"), how="inner"
    )
    return both.reset_index().rename(columns={"race": "part"}).assign(level="all")
