"""Discipline, attendance, surveys and support staff."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import bell, happens, stream, whole
from .plan import District
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
    """The chronically absent pupils, True for each: the gaps within and between are planted."""
    rng = stream(seed, "absence", year)
    of_plan = schools["plan"].to_numpy()[pupils.school]
    within = np.array([district.within for district in plan])[of_plan]
    between = np.array([district.between for district in plan])[of_plan]
    need = schools["need"].to_numpy()[pupils.school]
    chance = ABSENCE[year] + within * (pupils.members["ed"] - 0.5) + between * (need - 0.5)
    return happens(rng, np.maximum(chance, 0.01))


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
    who = {kind: happens(rng, np.minimum(rate * share, 0.9)) for kind, share in shares.items()}
    more = stream(seed, "more discipline", year)
    days = np.where(who["oss"], 1 + whole(more, 3.0 * more.random(len(rate))), 0)
    held = pupils.members["swd"] * (0.012 + 0.01 * (pupils.grade < 6)) + 0.0006
    events = {kind: pupils.tally(marked) for kind, marked in who.items()}
    events["suspended"] = pupils.tally(who["iss"] | who["oss"])
    events["oss_days"] = pupils.tally(who["oss"], weights=days)
    events["restraints"] = pupils.tally(happens(more, held))
    return events


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
    more = stream(seed, "partners", year)
    frame["family_liaisons"] = np.round((0.2 + need) * 2 * enrolled / 900 * more.random(count)) / 2
    last = int(schools["index"].max()) + 1
    rooms = stream(seed, "health centers").random(last)[schools["index"]]
    frame["health_center"] = rooms < 0.10 + 0.30 * need
    return frame
