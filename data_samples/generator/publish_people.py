"""The files about staff, support staff and the educators' percentages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from . import cells, climate, doubtful, staff
from .cells import BLANK, CODES, NOT_APPLICABLE
from .files import write_csv
from .plan import District
from .pupils import Pupils

NOT_ASKED = (2022, "0120009")  # a school that did not hand in its teachers' schedules
RATINGS = {0: "Effective", 1: "Below", 2: "Not rated"}
RACE_CODES = np.array([*(CODES[race] for race in staff.STAFF_RACES[:-1]), "UNKNOWN"], dtype=object)


def write(
    seed: int,
    schools: pd.DataFrame,
    pupils: Pupils,
    people: pd.DataFrame,
    year: int,
    plan: tuple[District, ...],
    to: Path,
) -> None:
    """Write the year's staff, educators and support staff. people: staff.make(...)[year]."""
    moved = staff.moved(seed, schools, people, year)
    write_csv(_staff(schools, people, moved), to / f"staff_{year}.csv")
    enrolled = pupils.count(pupils.members["all"])
    write_csv(_educators(seed, schools, enrolled, year), to / f"educators_{year}.csv")
    frame = climate.supports(seed, schools, pupils, year, plan)
    support = _supports(doubtful.supports(frame, year), year)
    write_csv(support, to / f"support_staff_{year}.csv")


def _staff(schools: pd.DataFrame, people: pd.DataFrame, moved: np.ndarray) -> pd.DataFrame:
    """One row a person and school; who left has only a race, RETURNED = N and whether MOVED."""
    ids = schools.set_index("index")["school_id"]
    gone = (people["fte"] == 0).to_numpy()
    rating = people["rating"].map(RATINGS).fillna(NOT_APPLICABLE)
    license_ = np.where(people["licensed"] > 0, "Full", "Provisional").astype(object)
    frame = pd.DataFrame(
        {
            "STAFF_ID": people["person_id"].map("{:07d}".format),
            "SCHOOL_ID": ids.loc[people["school"]].to_numpy(),
            "ROLE": people["role"],
            "FTE": cells.numbers(people["fte"]),
            "YRS_EXP": cells.numbers(people["experience"]),
            "YRS_SCHOOL": cells.numbers(people["stay"]),
            "IN_FIELD": cells.yes_no(people["in_field"]),
            "LICENSE": np.where(gone, NOT_APPLICABLE, license_),
            "RETURNED": cells.yes_no(people["returned"]),
            "DAYS_ABSENT": cells.numbers(people["days_absent"]),
            "SALARY": cells.numbers(people["salary"]),
            "RACE": RACE_CODES[people["race"].astype(int)],
            "RATING": rating,
            "MOVED": cells.yes_no(moved),
        }
    )
    return frame.sort_values(["SCHOOL_ID", "ROLE", "STAFF_ID"], ignore_index=True)


def _educators(seed: int, schools: pd.DataFrame, enrolled: np.ndarray, year: int) -> pd.DataFrame:
    shares = staff.published(seed, schools, year)
    opened = (schools["opened"] == year) & (year > schools["opened"].min())
    frame = pd.DataFrame({"SCHOOL_ID": schools["school_id"]})
    frame["PCT_VACANT_9_WEEKS"] = cells.numbers(shares["vacancy"])
    frame["PCT_TEACHER_ATTENDANCE"] = cells.numbers(shares["attendance"])
    stayed = shares["stayed_3yr"].where(~opened)  # a new school has no three years behind it
    frame["PCT_RETURNING_3YR"] = cells.numbers(stayed)
    frame["PCT_ADVANCED_DEGREE"] = cells.numbers(shares["advanced"])
    principals = shares["principals_5yr"].where(~opened, 1)
    frame["PRINCIPALS_5_YEARS"] = cells.numbers(principals)
    work = staff.work(seed, schools, enrolled, year)
    for name in work.columns:
        frame[name.upper()] = cells.numbers(work[name])
    lost = (frame["SCHOOL_ID"] == NOT_ASKED[1]) & (year == NOT_ASKED[0])
    frame.loc[lost, ["COLLAB_ASKED", "COLLAB_90_MIN"]] = BLANK
    return frame


def _supports(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    frame = frame.rename(columns=lambda name: "SCHOOL_ID" if name == "school_id" else name.upper())
    for header in frame.columns[1:]:
        show = cells.yes_no if header == "HEALTH_CENTER" else cells.numbers
        frame[header] = show(frame[header])
    if year == 2022:  # one form came back incomplete
        frame.loc[frame["SCHOOL_ID"] == "0230004", "NURSES"] = BLANK
    return frame
