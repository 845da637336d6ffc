"""The files about courses, classes, time, early learning, climate and buildings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from . import cells, climate, learning
from .cells import BLANK, CODES, NOT_APPLICABLE
from .files import rows_of, write_csv, write_workbook
from .plan import District
from .pupils import Pupils
from .schools import INTERMEDIATE, K

FIRST_YEAR_OF_SECTIONS = 2021
YEAR_WITHOUT_SURVEY = 2020
RENAMED_IN = 2021  # that year the attendance file calls its column CHRONICALLY_ABSENT
NOT_COLLECTED = (2020, "0110015")  # attendance of a school whose records were lost
BUILDING_HEADERS = ("SCHOOL_ID", "FCI", "Year built", "Year renovated", "Capacity",
                    "Portable seats", "Devices", "Students per device", "Wireless %",
                    "One to one %")  # fmt: skip


def write(
    seed: int,
    schools: pd.DataFrame,
    pupils: Pupils,
    year: int,
    plan: tuple[District, ...],
    to: Path,
) -> None:
    """Write the year's courses, classes, time, early learning, climate and survey files."""
    sizes = pupils.tally(pupils.members["all"])
    write_csv(_courses(seed, schools, pupils, year, plan), to / f"courses_{year}.csv")
    _write_classes(seed, schools, pupils, year, to)
    write_csv(_time(seed, schools, pupils, year), to / f"time_{year}.csv")
    write_csv(_early(seed, schools, pupils, year, plan, sizes), to / f"early_learning_{year}.csv")
    events = climate.discipline(seed, schools, pupils, year, plan)
    columns = {"STUDENTS": sizes, **{name.upper(): tally for name, tally in events.items()}}
    discipline = cells.by_group(schools, year, sizes, columns)
    write_csv(discipline, to / f"discipline_{year}.csv", sep=";")
    write_csv(_attendance(seed, schools, pupils, year, plan, sizes), to / f"attendance_{year}.csv")
    if year != YEAR_WITHOUT_SURVEY:
        write_csv(_survey(seed, schools, pupils, year), to / f"survey_{year}.csv")


def write_buildings(buildings: dict[int, pd.DataFrame], to: Path) -> None:
    """One workbook, a sheet a year, the header on rows 2 and 3; ids are numbers and lose zeros."""
    sheets = {}
    for year, frame in buildings.items():
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


def _courses(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan) -> pd.DataFrame:
    """One row a school and course: taking it (N_), in its grades (OF_), examined and passed."""
    groups = cells.groups_of(year, learning.COURSE_GROUPS)
    parts = []
    for course, counts in learning.courses(seed, schools, pupils, year, plan).items():
        if "ap" in groups:
            for prefix in ("n", "of"):
                counts[f"{prefix} ap"] = counts[f"{prefix} as"] + counts[f"{prefix} hp"]
        part = pd.DataFrame({"SCHOOL_ID": counts["school_id"], "COURSE": course})
        part["OFFERED"] = cells.yes_no(counts["offered"])
        for group in groups:
            of = counts[f"of {group}"].to_numpy()
            part[f"N_{CODES[group]}"] = cells.masked(counts[f"n {group}"], of)
            part[f"OF_{CODES[group]}"] = cells.masked(of, of)
        for group in ("all", "ed", "non_ed"):
            of = counts[f"of {group}"].to_numpy()
            for name in ("exams", "passed"):
                shown = cells.masked(counts[f"{name} {group}"], of)
                examined = course in ("AP", "IB")
                part[f"{name.upper()}_{CODES[group]}"] = shown if examined else NOT_APPLICABLE
        parts.append(part)
    return pd.concat(parts).sort_values(["SCHOOL_ID"], kind="stable", ignore_index=True)


def _write_classes(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, to: Path) -> None:
    """Sections from 2021 on; before that only averages were published."""
    frame = learning.sections(seed, schools, pupils, year)
    ids = schools["school_id"].to_numpy()
    if year >= FIRST_YEAR_OF_SECTIONS:
        names = {"course": "COURSE", "students": "STUDENTS", "minutes": "MINUTES_WEEK"}
        table = frame[list(names)].rename(columns=names)
        table.insert(0, "SCHOOL_ID", ids[frame["school"]])
        table.insert(0, "SECTION_ID", frame["number"].map("{:06d}".format))
        write_csv(table, to / f"sections_{year}.csv")
        return
    sizes = learning.class_sizes(frame)
    table = pd.DataFrame({"SCHOOL_ID": ids[sizes["school"]], "COURSE": sizes["course"]})
    table["SECTIONS"], table["STUDENTS"] = sizes["sections"], sizes["students"]
    table["AVG_SIZE"] = cells.numbers(sizes["average"])
    table["AVG_SIZE_STUDENT"] = cells.numbers(sizes["experienced"])
    write_csv(table, to / f"class_sizes_{year}.csv")


def _time(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
    frame = learning.time(seed, schools, pupils, year)
    table = pd.DataFrame({"SCHOOL_ID": frame["school_id"]})
    table["PRIME_TIME_PCT"] = cells.numbers(frame["prime"])
    table["STUDENT_TEACHER_RATIO"] = [f"{value} to 1" for value in frame["ratio"]]
    for header in ("days", "minutes", "ada", "adm", "interventionists"):
        table[header.upper()] = cells.numbers(frame[header])
    if year == 2021:  # one school's figure was never handed in
        table.loc[table["SCHOOL_ID"] == "0120005", "PRIME_TIME_PCT"] = BLANK
    return table


def _early(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan, sizes: np.ndarray):
    """Schools with young children only. Until 2018 only the percentage ready was published."""
    tallies = learning.early(seed, schools, pupils, year, plan)
    measures = {name.upper(): tally for name, tally in tallies.items()}
    young = (schools["low"] <= K).to_numpy() | (schools["school_id"] == INTERMEDIATE).to_numpy()
    sizes = np.where(young[:, None], sizes, 0)
    table = cells.by_group(schools, year, sizes, measures)
    there = cells.published(year, sizes).ravel() > 0
    tested = cells.published(year, tallies["assessed"]).ravel()[there]
    ready = cells.published(year, tallies["ready"]).ravel()[there]
    # The results of one to nine tested children are hidden even where the group is larger.
    hidden = (tested > 0) & (tested < cells.SMALLEST_GROUP)
    table.loc[hidden, ["ASSESSED", "READY"]] = cells.SUPPRESSED
    table.loc[table["SCHOOL_ID"] == INTERMEDIATE, ["ASSESSED", "READY"]] = NOT_APPLICABLE
    if year == 2018:
        percent = np.round(100 * ready / np.maximum(tested, 1), 1)
        shown = cells.numbers(np.where(tested > 0, percent, np.nan))
        none = table["READY"].isin([cells.SUPPRESSED, NOT_APPLICABLE])
        table["PCT_READY"] = np.where(none, table["READY"], shown)
        table = table.drop(columns=["READY", "ASSESSED"])
    return table


def _attendance(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan, sizes):
    absent = climate.absence(seed, schools, pupils, year, plan)
    header = "CHRONICALLY_ABSENT" if year == RENAMED_IN else "N_CHRONIC"
    table = cells.by_group(schools, year, sizes, {header: absent, "N_COUNTED": sizes})
    if year == NOT_COLLECTED[0]:
        table = table[table["SCHOOL_ID"] != NOT_COLLECTED[1]]
    return table.rename(columns={"SCHOOL_ID": "SCHOOLID"}) if year == 2018 else table


def _survey(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
    frame = climate.survey(seed, schools, pupils, year)
    table = frame[["school_id", "part", "respondent", "item"]].copy()
    table["PCT_FAVORABLE"] = cells.numbers(frame["favorable"])
    table["ANSWERS"] = cells.numbers(frame["responses"])
    few = frame["responses"] < cells.SMALLEST_GROUP
    table.loc[few, ["PCT_FAVORABLE", "ANSWERS"]] = cells.SUPPRESSED
    return table.rename(columns=str.upper)
