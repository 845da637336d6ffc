"""The files about classes: sections and who sits in them, or only their average sizes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from . import cells, classes
from .cells import BLANK, CODES, NOT_APPLICABLE
from .files import write_csv
from .plan import District
from .pupils import Pupils
from .schools import GRADE4, PRINTED_GRADES


def write(
    seed: int,
    schools: pd.DataFrame,
    pupils: Pupils,
    people: pd.DataFrame,
    year: int,
    plan: tuple[District, ...],
    to: Path,
) -> None:
    """Write the year's sections and rosters from 2021 on; before that only averages."""
    if year >= classes.FIRST_YEAR_OF_SECTIONS:
        frame = classes.rosters(seed, schools, pupils, year, plan)
        teacher = classes.teachers(seed, schools, people, year, frame)
        write_csv(_sections(schools, frame, teacher), to / f"sections_{year}.csv")
        write_csv(_rosters(schools, frame), to / f"section_rosters_{year}.csv")
    else:
        sizes = classes.class_sizes(classes.sections(seed, schools, pupils, year))
        write_csv(_sizes(schools, sizes), to / f"class_sizes_{year}.csv")


def _keys(schools: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    ids = schools["school_id"].to_numpy()
    number = frame["number"].map("{:06d}".format)
    return pd.DataFrame({"SECTION_ID": number, "SCHOOL_ID": ids[frame["school"]]})


def _sections(schools: pd.DataFrame, frame: pd.DataFrame, teacher: np.ndarray) -> pd.DataFrame:
    names = {"course": "COURSE", "students": "STUDENTS", "minutes": "MINUTES_WEEK"}
    table = _keys(schools, frame).join(frame[list(names)].rename(columns=names))
    table["SUBJECT"] = frame["subject"]
    table["GRADE"] = np.array(PRINTED_GRADES)[frame["grade"]]
    table["ELECTIVE"] = cells.yes_no(frame["elective"])
    staff_id = pd.Series(teacher).map("{:07d}".format)
    table["TEACHER_ID"] = staff_id.where(teacher > 0, BLANK)
    table["WEEKS"] = classes.WEEKS
    return table


def _rosters(schools: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """One row a section; not for publication, so that small groups are not hidden in it."""
    table = _keys(schools, frame)
    for group in classes.ROSTER_GROUPS:
        table[f"N_{CODES[group]}"] = frame[f"n {group}"]
    untested = frame["grade"] < GRADE4
    table["N_BELOWPROF"] = table["N_BELOWPROF"].astype(object).mask(untested, NOT_APPLICABLE)
    return table


def _sizes(schools: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    ids = schools["school_id"].to_numpy()
    table = pd.DataFrame({"SCHOOL_ID": ids[sizes["school"]], "COURSE": sizes["course"]})
    table["SECTIONS"], table["STUDENTS"] = sizes["sections"], sizes["students"]
    table["AVG_SIZE"] = cells.numbers(sizes["average"])
    table["AVG_SIZE_STUDENT"] = cells.numbers(sizes["experienced"])
    return table
