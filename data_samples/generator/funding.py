"""Spending per pupil, by source, by object, as budgeted, and the Title I part of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import bell, stream
from .plan import YEARS, District

BASE = {"E": 10_000.0, "M": 9_700.0, "H": 10_900.0, "K8": 9_900.0}
YEARLY_GROWTH = 0.031
FIXED_COST = 420_000.0  # what a school costs however small it is
OBJECT_SHARES = {"benefits": 0.21, "services": 0.10, "supplies": 0.07, "equipment": 0.02}
RELIEF = {2021: 260.0, 2022: 410.0}  # federal relief of those years, per pupil


def make(
    seed: int, schools: pd.DataFrame, pupils: np.ndarray, year: int, plan: tuple[District, ...]
) -> pd.DataFrame:
    """One row a school: whole dollars per pupil whose parts add up exactly.

    The planted slope goes by the school's lasting need around its district's need, so that the
    district as a whole spends the same whatever its pattern.
    """
    rng = stream(seed, "funding", year)
    total = np.round(_level(seed, schools, pupils, year, plan, "money") * _jitter(rng, schools))
    budget = np.round(_level(seed, schools, pupils, year, plan, "budget") * 0.985)
    title1 = np.where(schools["title1"], np.round(240 + 720 * schools["need"]), 0.0)
    federal = title1 + np.round(180 + 160 * schools["need"] + RELIEF.get(year, 0.0))
    local = total - federal
    local_people = np.round(local * (0.80 + bell(rng, len(schools), 0.008)))
    federal_people = np.round(federal * (0.68 + bell(rng, len(schools), 0.02)))
    frame = pd.DataFrame({"school_id": schools["school_id"], "pupils": pupils, "total": total})
    frame["state_local"], frame["federal"] = local, federal
    frame["state_local_personnel"] = local_people
    frame["state_local_nonpersonnel"] = local - local_people
    frame["federal_personnel"] = federal_people
    frame["federal_nonpersonnel"] = federal - federal_people
    frame["title1"], frame["allocated"] = title1, budget
    for name, share in OBJECT_SHARES.items():
        frame[name] = np.round(total * share * (1 + bell(rng, len(schools), 0.03)))
    frame["other_objects"] = np.round(total * 0.01)
    frame["salaries"] = total - frame[[*OBJECT_SHARES, "other_objects"]].sum(axis=1)
    frame["central"] = np.round(total * 0.115)
    free = stream(seed, "flexible", year).random(len(schools))
    frame["flexible"] = np.round(local * (0.02 + 0.04 * free))
    return frame


def _level(
    seed: int,
    schools: pd.DataFrame,
    pupils: np.ndarray,
    year: int,
    plan: tuple[District, ...],
    which: str,
) -> np.ndarray:
    """Dollars per pupil before the year's own noise, following `money` or `budget` of the plan."""
    lasting = bell(stream(seed, "lasting"), int(schools["index"].max()) + 1)[schools["index"]]
    of_plan = schools["plan"].to_numpy()
    growing = np.array([district.growing for district in plan])[of_plan]
    step = (year - YEARS[0]) / (YEARS[-1] - YEARS[0])
    slope = np.array([getattr(district, which) for district in plan])[of_plan]
    slope = slope * np.where(growing, step, 1.0)
    center = np.array([district.need for district in plan])[of_plan]
    cost = np.array([district.cost for district in plan])[of_plan]
    noise = np.array([district.money_noise for district in plan])[of_plan]
    base = schools["level"].map(BASE).to_numpy() * (1 + YEARLY_GROWTH * (year - YEARS[0]))
    extra = np.array([district.one_school for district in plan])[of_plan]
    extra = np.where((schools["level"] == "E") & (schools["z"] == 1), extra, 0.0)
    mean = base * cost + FIXED_COST / pupils + RELIEF.get(year, 0.0)
    steps = (schools["need"].to_numpy() - center) / 0.1
    return mean * (1 + slope * steps + noise * lasting + extra)


def _jitter(rng: np.random.Generator, schools: pd.DataFrame) -> np.ndarray:
    return 1 + bell(rng, len(schools), 0.004)
