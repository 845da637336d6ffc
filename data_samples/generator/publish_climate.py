"""The files about discipline, attendance and survey answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from . import cells, climate, doubtful, opinions
from .cells import CODES
from .files import write_csv
from .plan import District
from .pupils import Pupils

YEAR_WITHOUT_SURVEY = 2020
RENAMED_IN = 2021  # that year the attendance file calls its column CHRONICALLY_ABSENT
NOT_COLLECTED = (2020, "0110015")  # attendance of a school whose records were lost


def write(
    seed: int,
    schools: pd.DataFrame,
    pupils: Pupils,
    year: int,
    plan: tuple[District, ...],
    to: Path,
) -> None:
    """Write the year's discipline, attendance and survey files."""
    sizes = pupils.tally(pupils.members["all"])
    events = climate.discipline(seed, schools, pupils, year, plan)
    columns = {"STUDENTS": sizes, **{name.upper(): tally for name, tally in events.items()}}
    discipline = cells.by_group(schools, year, sizes, columns)
    write_csv(discipline, to / f"discipline_{year}.csv", sep=";")
    absent = climate.absence(seed, schools, pupils, year, plan)
    write_csv(
        _attendance(schools, pupils.tally(absent), year, sizes), to / f"attendance_{year}.csv"
    )
    if year == opinions.YEAR_OF_RECORDS:
        records = _records(opinions.records(seed, schools, pupils, absent, year))
        write_csv(records, to / f"attendance_records_{year}.csv")
    if year != YEAR_WITHOUT_SURVEY:
        told = climate.survey(seed, schools, pupils, year)
        write_csv(_survey(told), to / f"survey_{year}.csv")
        answers = opinions.by_group(seed, schools, pupils, told, year)
        write_csv(_by_group(answers), to / f"survey_groups_{year}.csv")


def _attendance(schools: pd.DataFrame, absent: np.ndarray, year: int, sizes: np.ndarray):
    header = "CHRONICALLY_ABSENT" if year == RENAMED_IN else "N_CHRONIC"
    table = cells.by_group(schools, year, sizes, {header: absent, "N_COUNTED": sizes})
    if year == NOT_COLLECTED[0]:
        table = table[table["SCHOOL_ID"] != NOT_COLLECTED[1]]
    table = doubtful.attendance(table, header, year)
    return table.rename(columns={"SCHOOL_ID": "SCHOOLID"}) if year == 2018 else table


def _records(alike: pd.DataFrame) -> pd.DataFrame:
    """One row for students of a school alike; not for publication, so that nothing is hidden."""
    table = alike.rename(columns=str.upper)
    table.insert(0, "RECORD_ID", [f"R{number:07d}" for number in range(1, len(table) + 1)])
    return table


def _survey(frame: pd.DataFrame) -> pd.DataFrame:
    table = frame[["school_id", "part", "respondent", "item"]].copy()
    table["PCT_FAVORABLE"] = cells.numbers(frame["favorable"])
    table["ANSWERS"] = cells.numbers(frame["responses"])
    few = frame["responses"] < cells.SMALLEST_GROUP
    table.loc[few, ["PCT_FAVORABLE", "ANSWERS"]] = cells.SUPPRESSED
    return table.rename(columns=str.upper)


def _by_group(answers: pd.DataFrame) -> pd.DataFrame:
    """One row a school and item; answers of fewer than ten are hidden, and who was asked is not."""
    table = answers[["school_id", "respondent", "item"]].rename(columns=str.upper)
    for group in opinions.ANSWER_GROUPS:
        valid = answers[f"valid {group}"]
        few = (valid > 0) & (valid < cells.SMALLEST_GROUP)
        for name, header in (("favorable", "FAV"), ("valid", "VALID"), ("invited", "ASKED")):
            shown = cells.numbers(answers[f"{name} {group}"])
            table[f"{header}_{CODES[group]}"] = np.where(few & (name != "invited"), "*", shown)
    return table
