"""The files about programs, placement, materials and pre-kindergarten places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from . import cells, programs
from .cells import BLANK, CODES
from .files import write_csv
from .plan import District
from .pupils import Pupils

NOT_RETURNED = (2021, "0120007")  # a school whose form on materials never came back


def write(
    seed: int,
    schools: pd.DataFrame,
    pupils: Pupils,
    year: int,
    plan: tuple[District, ...],
    to: Path,
) -> None:
    """Write the year's programs, placement, curriculum and prek_programs."""
    services = programs.services(seed, schools, pupils, year, plan)
    write_csv(_programs(schools, services), to / f"programs_{year}.csv")
    placed = programs.placement(seed, schools, pupils, year)
    write_csv(_placement(placed), to / f"placement_{year}.csv")
    materials = programs.curriculum(seed, schools, pupils, year)
    write_csv(_curriculum(materials, year), to / f"curriculum_{year}.csv")
    young = programs.prek(seed, schools, pupils, year)
    write_csv(young.rename(columns=str.upper), to / f"prek_programs_{year}.csv")


def _programs(schools: pd.DataFrame, services: list) -> pd.DataFrame:
    """One row a school and program that somebody needs; groups of 1 to 9 who need it are hidden."""
    parts = []
    for code, service, needing, served in services:
        part = pd.DataFrame({"PROGRAM_ID": schools["school_id"] + "-" + code})
        part["SCHOOL_ID"], part["SERVICE"] = schools["school_id"], service
        for column, group in enumerate(programs.SERVICE_GROUPS):
            of = needing[:, column]
            part[f"NEED_{CODES[group]}"] = cells.masked(of, of)
            part[f"GETS_{CODES[group]}"] = cells.masked(served[:, column], of)
        parts.append(part[needing[:, 0] > 0])
    return pd.concat(parts).sort_values(["SCHOOL_ID", "PROGRAM_ID"], ignore_index=True)


def _placement(placed: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame({"SCHOOL_ID": placed["school_id"]})
    for name, of in (
        ("swd", "swd"),
        ("swd_regular_80", "swd"),
        ("el", "el"),
        ("el_separate", "el"),
    ):
        table[name.upper()] = cells.masked(placed[name], placed[of].to_numpy())
    return table


def _curriculum(materials: pd.DataFrame, year: int) -> pd.DataFrame:
    table = pd.DataFrame({"SCHOOL_ID": materials["school_id"]})
    for name in ("classes", "aligned", "activities", "with_fee"):
        table[name.upper()] = cells.numbers(materials[name])
    table["CULTURE_REVIEW"] = cells.yes_no(materials["culture"])
    lost = (table["SCHOOL_ID"] == NOT_RETURNED[1]) & (year == NOT_RETURNED[0])
    table.loc[np.flatnonzero(lost), ["CLASSES", "ALIGNED"]] = BLANK
    return table
