"""The files about buildings: the workbook of all years, and the year's lists."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from . import buildings, cells
from .cells import NOT_APPLICABLE
from .files import rows_of, write_csv, write_workbook
from .pupils import Pupils

BUILDING_HEADERS = ("SCHOOL_ID", "FCI", "Year built", "Year renovated", "Capacity",
                    "Portable seats", "Devices", "Students per device", "Wireless %",
                    "One to one %")  # fmt: skip


def write(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, to: Path) -> pd.DataFrame:
    """Write the year's list of buildings and of rooms and checks; what the workbook needs."""
    now = buildings.facilities(seed, schools, pupils, year)
    write_csv(_list(schools, buildings.each(seed, schools, now)), to / f"building_list_{year}.csv")
    rooms = buildings.rooms(seed, schools, now, year)
    table = pd.DataFrame({"SCHOOL_ID": rooms["school_id"]})
    for name, header in ROOM_HEADERS.items():
        table[header] = cells.numbers(rooms[name])
    write_csv(table, to / f"rooms_{year}.csv")
    return now


ROOM_HEADERS = {
    "capital": "CAPITAL_PER_PUPIL_5YR",
    "checks": "ENV_CHECKS",
    "failed": "ENV_FAILED",
    "rooms_expected": "ROOMS_EXPECTED",
    "rooms_present": "ROOMS_PRESENT",
}


def _list(schools: pd.DataFrame, each: pd.DataFrame) -> pd.DataFrame:
    """One row a building; dollars as text, as the agency's insurer prints them."""
    ids = schools["school_id"].to_numpy()[each["school"]]
    letters = np.array(["A", "B", "C"])[each["place"]]
    table = pd.DataFrame({"BUILDING_ID": [f"{i}-{x}" for i, x in zip(ids, letters, strict=True)]})
    table["SCHOOL_ID"] = ids
    table["REPAIRS_NEEDED"] = each["repairs"].astype(int).map("${:,}".format)
    table["REPLACEMENT_VALUE"] = each["value"].astype(int).map("${:,}".format)
    for name, header in (
        ("built", "YEAR_BUILT"),
        ("capacity", "PLACES"),
        ("portable", "PORTABLES"),
    ):
        table[header] = each[name].astype(int)
    return table


def write_workbook_of(years: dict[int, pd.DataFrame], to: Path) -> None:
    """One workbook, a sheet a year, the header on rows 2 and 3; ids are numbers and lose zeros."""
    sheets = {}
    for year, frame in years.items():
        table = frame.copy()
        table["school_id"] = table["school_id"].astype(int)
        table["renovated"] = (
            table["renovated"].astype(object).where(table["renovated"].notna(), NOT_APPLICABLE)
        )
        table.columns = BUILDING_HEADERS
        upper = [None, "Building", None, None, None, None, "Equipment"]
        title = f"School buildings and equipment, {year - 1}-{year % 100:02d} (invented data)"
        sheets[f"SY{year}"] = [[title], upper, *rows_of(table)]
    write_workbook(to / "facilities.xlsx", sheets, merges=("B2:F2", "G2:J2"))
