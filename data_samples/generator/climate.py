"""Discipline, attendance, surveys, support staff and buildings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import bell, happens, stream, whole
from .plan import YEARS, District
from .pupils import Pupils

ITEMS = {
    "student": ("safe", "rules", "bullying", "learning", "surroundings", "home_school"),
    "teacher": ("safe", "rules", "surroundings", "home_school"),
    "parent": ("safe", "learning", "home_school"),
}
ABSENCE = {2018: 0.13, 2019: 0.14, 2020: 0.15, 2021: 0.21, 2022: 0.23}
EVENT_RATE = {2018: 1.0, 2019: 1.0, 2020: 0.75, 2021: 0.6, 2022: 1.05}  # of the usual
PUPILS_PER_COUNSELOR = 380


def absence(
    seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan: tuple[District, ...]
) -> np.ndarray:
    """Chronically absent pupils, schools by groups: the gaps within and between are planted."""
    rng = stream(seed, "absence", year)
    of_plan = schools["plan"].to_numpy()[pupils.school]
    within = np.array([district.within for district in plan])[of_plan]
    between = np.array([district.between for district in plan])[of_plan]
    need = schools["need"].to_numpy()[pupils.school]
    chance = ABSENCE[year] + within * (pupils.members["ed"] - 0.5) + between * (need - 0.5)
    return pupils.tally(happens(rng, np.maximum(chance, 0.01)))


def discipline(
    seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan: tuple[District, ...]
) -> dict[str, np.ndarray]:
    """Pupils excluded and events reported, by kind, each an array of schools by groups."""
    rng = stream(seed, "discipline", year)
    of_plan = schools["plan"].to_numpy()[pupils.school]
    within = np.array([district.within for district in plan])[of_plan]
    between = np.array([district.between for district in plan])[of_plan]
    need = schools["need"].to_numpy()[pupils.school]
    older = np.where(pupils.grade >= 7, 1.0, 0.35)
    usual = 0.07 + 0.5 * (within * (pupils.members["ed"] - 0.5) + between * (need - 0.5))
    usual = usual + 0.03 * pupils.members["bl"] + 0.02 * pupils.members["swd"]
    rate = np.clip(usual, 0.005, None) * older * EVENT_RATE[year]
    shares = {"iss": 1.0, "oss": 0.85, "expelled": 0.012, "referrals": 0.03, "bullying": 0.05}
    return {
        kind: pupils.tally(happens(rng, np.minimum(rate * share, 0.9)))
        for kind, share in shares.items()
    }


def survey(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
    """Favorable answers in percent. A K-8 school is surveyed in two parts; schools that end below
    grade 3 do not survey their pupils (favorable and responses are NaN: not applicable)."""
    rng = stream(seed, "survey", year)
    enrolled = pupils.count(pupils.members["all"])
    parts = []
    for respondent, items in ITEMS.items():
        share = {"student": 0.7, "teacher": 0.06, "parent": 0.3}[respondent]
        for item in items:
            for part in ("", "Lower", "Upper"):
                whole_school = (schools["level"] != "K8").to_numpy()
                rows = whole_school if part == "" else ~whole_school
                favorable = 86 - 13 * schools["need"].to_numpy() + bell(rng, len(schools), 3.0)
                answers = whole(rng, enrolled * share * (0.5 if part else 1.0))
                young = (schools["high"] < 4).to_numpy() & (respondent == "student")
                frame = pd.DataFrame({"school_id": schools["school_id"], "part": part})
                frame["respondent"], frame["item"] = respondent, item
                frame["favorable"] = np.where(young, np.nan, np.round(favorable, 1))
                frame["responses"] = np.where(young, np.nan, answers)
                parts.append(frame[rows])
    return pd.concat(parts).sort_values(["school_id", "part"], kind="stable", ignore_index=True)


def supports(
    seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan: tuple[District, ...]
) -> pd.DataFrame:
    """Support staff in full-time equivalents, in halves."""
    rng = stream(seed, "supports", year)
    enrolled = pupils.count(pupils.members["all"]).astype(float)
    need, count = schools["need"].to_numpy(), len(schools)
    limit = np.array([district.no_counselors_above for district in plan])[schools["plan"]]

    def halves(per: float) -> np.ndarray:
        return np.round(2 * enrolled / per * (0.85 + 0.3 * rng.random(count))) / 2

    frame = pd.DataFrame({"school_id": schools["school_id"]})
    counselors = np.maximum(halves(PUPILS_PER_COUNSELOR), 0.5)
    frame["counselors"] = np.where(need > limit, 0.0, counselors)
    frame["psychologists"] = halves(1100)
    frame["social_workers"] = np.round((0.4 + 1.2 * need) * 2 * enrolled / 1200) / 2
    frame["nurses"] = np.maximum(halves(750), 0.5)
    frame["security"] = np.where(schools["level"] == "E", 0.0, halves(420))
    return frame


def buildings(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
    """Buildings and equipment; renovated is NaN where a building never was (not applicable)."""
    last = int(schools["index"].max()) + 1
    lasting = stream(seed, "buildings")
    built = (1951 + whole(lasting, 62 * lasting.random(last)))[schools["index"]]
    renewed = lasting.random(last)[schools["index"]]
    room = (0.92 + 0.4 * lasting.random(last))[schools["index"]]
    rng = stream(seed, "buildings", year)
    enrolled, count = pupils.count(pupils.members["all"]), len(schools)
    opened = schools["opened"].to_numpy()
    built = np.where(opened > YEARS[0], opened - 1, built)
    renovated = np.where((renewed < 0.55) & (built < 1990), 1996 + np.floor(36 * renewed), np.nan)
    age = year - np.fmax(built, renovated)
    capacity = np.round(schools["size"].to_numpy() * room / 10) * 10
    wear = 0.03 + 0.0055 * age + 0.08 * schools["need"].to_numpy() + bell(rng, count, 0.02)
    over = np.maximum(enrolled - capacity, 0)
    one_to_one = np.clip(35 + 13 * (year - YEARS[0]) + bell(rng, count, 8.0), 0, 100)
    devices = np.round(enrolled * (0.55 + 0.11 * (year - YEARS[0])) + 10)
    return pd.DataFrame(
        {
            "school_id": schools["school_id"],
            "fci": np.round(np.clip(wear, 0.01, 0.7), 3),
            "built": built,
            "renovated": renovated,
            "capacity": capacity,
            "portable": np.round(over / 24) * 24,
            "devices": devices,
            "per_device": np.round(enrolled / devices, 2),
            "wireless": np.round(np.clip(88 + 3 * (year - YEARS[0]) + bell(rng, count, 4), 0, 100)),
            "one_to_one": np.round(one_to_one),
        }
    )
