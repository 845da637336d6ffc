"""The files about courses, milestones, time and early learning."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from . import cells, learning
from .cells import BLANK, CODES, NOT_APPLICABLE
from .files import write_csv
from .plan import District
from .pupils import Pupils
from .schools import GRADE8, INTERMEDIATE, K

PREK_RESULTS = ("TOP_RATED", "FULL_DAY", "PREK_CHRONIC", "PREK_COUNTED")


def write(
    seed: int,
    schools: pd.DataFrame,
    pupils: Pupils,
    year: int,
    plan: tuple[District, ...],
    to: Path,
) -> None:
    """Write the year's courses, milestones, time and early learning."""
    sizes = pupils.tally(pupils.members["all"])
    taken, advanced = learning.courses(seed, schools, pupils, year, plan)
    write_csv(_courses(taken, year), to / f"courses_{year}.csv")
    ahead = learning.milestones(seed, schools, pupils, advanced, year)
    write_csv(_milestones(schools, ahead, year, sizes), to / f"milestones_{year}.csv")
    write_csv(_time(seed, schools, pupils, year), to / f"time_{year}.csv")
    write_csv(_early(seed, schools, pupils, year, plan, sizes), to / f"early_learning_{year}.csv")


def _courses(taken: dict[str, pd.DataFrame], year: int) -> pd.DataFrame:
    """One row a school and course: taking it (N_), in its grades (OF_), examined and passed."""
    groups = cells.groups_of(year, learning.COURSE_GROUPS)
    parts = []
    for course, counts in taken.items():
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


MILESTONES = {"proficient": ("proficient", "in_advanced"), "grade9": ("grade9", "on_track"),
              "seniors": ("seniors", "fafsa", "applied", "met_counselor")}  # fmt: skip


def _milestones(schools: pd.DataFrame, ahead: dict[str, np.ndarray], year: int, sizes: np.ndarray):
    """Schools with grade 8 and above; a result is hidden where it is about 1 to 9 students."""
    of = {name.upper(): ahead[base] for base, names in MILESTONES.items() for name in names}
    older = (schools["high"] >= GRADE8).to_numpy()
    sizes = np.where(older[:, None], sizes, 0)
    measures = {name.upper(): tally for name, tally in ahead.items()}
    return cells.by_group(schools, year, sizes, measures, of)


def _time(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
    frame = learning.time(seed, schools, pupils, year)
    table = pd.DataFrame({"SCHOOL_ID": frame["school_id"]})
    table["PRIME_TIME_PCT"] = cells.numbers(frame["prime"])
    table["STUDENT_TEACHER_RATIO"] = [f"{value} to 1" for value in frame["ratio"]]
    for header in ("days", "minutes", "ada", "adm", "interventionists", "aides"):
        table[header.upper()] = cells.numbers(frame[header])
    if year == 2021:  # one school's figure was never handed in
        table.loc[table["SCHOOL_ID"] == "0120005", "PRIME_TIME_PCT"] = BLANK
    return table


def _early(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan, sizes: np.ndarray):
    """Schools with young children only. Until 2018 only the percentage ready was published."""
    tallies, attended = learning.early(seed, schools, pupils, year, plan)
    measures = {name.upper(): tally for name, tally in tallies.items()}
    young = (schools["low"] <= K).to_numpy() | (schools["school_id"] == INTERMEDIATE).to_numpy()
    sizes = np.where(young[:, None], sizes, 0)
    of = dict.fromkeys(PREK_RESULTS, tallies["prek"])
    table = cells.by_group(schools, year, sizes, measures, of)
    there = cells.published(year, sizes).ravel() > 0
    tested = cells.published(year, tallies["assessed"]).ravel()[there]
    ready = cells.published(year, tallies["ready"]).ravel()[there]
    table = pd.concat([table, _attended(schools[young], attended, young)], ignore_index=True)
    tested = np.concatenate([tested, attended["assessed"][young]])
    ready = np.concatenate([ready, attended["ready"][young]])
    # The results of one to nine tested children are hidden even where the group is larger.
    hidden = (tested > 0) & (tested < cells.SMALLEST_GROUP)
    table.loc[hidden, ["ASSESSED", "READY"]] = cells.SUPPRESSED
    table.loc[table["SCHOOL_ID"] == INTERMEDIATE, ["ASSESSED", "READY"]] = NOT_APPLICABLE
    if year == 2018:
        percent = np.round(100 * ready / np.maximum(tested, 1), 1)
        shown = cells.numbers(np.where(tested > 0, percent, np.nan))
        none = table["READY"].isin([cells.SUPPRESSED, NOT_APPLICABLE])
        table.insert(
            table.columns.get_loc("READY"), "PCT_READY", np.where(none, table["READY"], shown)
        )
        table = table.drop(columns=["READY", "ASSESSED"])
    return table


def _attended(schools: pd.DataFrame, attended: dict[str, np.ndarray], young: np.ndarray):
    """The rows of the kindergartners who attended pre-kindergarten, one a school."""
    rows = pd.DataFrame({"SCHOOL_ID": schools["school_id"], "GROUP": CODES["prek"]})
    rows["PREK"] = NOT_APPLICABLE
    for name, counts in attended.items():
        rows[name.upper()] = cells.masked(counts[young], attended["kindergarten"][young])
    return rows.assign(**dict.fromkeys(PREK_RESULTS, NOT_APPLICABLE))
