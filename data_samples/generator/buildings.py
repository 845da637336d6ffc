"""Buildings, equipment, rooms and what was spent on them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import bell, stream, whole
from .plan import YEARS
from .pupils import Pupils

CHECKS = 12  # of air, water, heat, cooling and access
ROOMS = {"E": 3, "M": 5, "H": 6, "K8": 4}
VALUE_PER_PLACE = 41_000.0  # dollars to replace a building, per student it is made for


def facilities(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
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


def each(seed: int, schools: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The buildings of each school, one to three; now: `facilities` of the year.

    Their repairs, places and portable seats add up to what the school has; the first is the oldest.
    """
    lasting = stream(seed, "each building")
    last = int(schools["index"].max()) + 1
    many = (1 + (lasting.random(last) < 0.45) + (lasting.random(last) < 0.15))[schools["index"]]
    newer = (4 + whole(lasting, 25 * lasting.random(last)))[schools["index"]]
    value = np.round(now["capacity"] * VALUE_PER_PLACE, -3).to_numpy()
    repairs = np.round(value * now["fci"].to_numpy())
    school = np.repeat(np.arange(len(schools)), many)
    place = np.arange(len(school)) - np.repeat(np.cumsum(many) - many, many)
    share = np.select(
        [many[school] == 1, place == 0], [1.0, 0.64], 0.36 / (many[school] - 1 + 1e-9)
    )
    worn = np.where(place == 0, 1.25, 0.5)
    total = pd.Series(share * worn).groupby(school).transform("sum").to_numpy()
    frame = pd.DataFrame(
        {
            "school": school,
            "place": place,
            "repairs": np.round(repairs[school] * share * worn / total),
            "value": np.round(value[school] * share),
            "built": now["built"].to_numpy()[school] + place * newer[school],
            "capacity": np.floor(now["capacity"].to_numpy()[school] * share),
            "portable": np.where(place == 0, now["portable"].to_numpy()[school], 0),
        }
    )
    frame["built"] = np.minimum(frame["built"], YEARS[0])
    for name, whole_school in (
        ("repairs", repairs),
        ("value", value),
        ("capacity", now["capacity"]),
    ):
        short = np.asarray(whole_school) - frame.groupby("school")[name].sum().to_numpy()
        frame[name] += np.where(place == 0, short[school], 0)  # what rounding took away
    return frame


def rooms(seed: int, schools: pd.DataFrame, now: pd.DataFrame, year: int) -> pd.DataFrame:
    """Capital spending of five years per pupil, checks of the surroundings, special rooms."""
    rng = stream(seed, "rooms", year)
    last = int(schools["index"].max()) + 1
    lasting = stream(seed, "rooms")
    spent = (600 + 5200 * lasting.random(last) * lasting.random(last))[schools["index"]]
    lacks = lasting.random(last)[schools["index"]]
    need = schools["need"].to_numpy()
    expected = schools["level"].map(ROOMS).to_numpy()
    return pd.DataFrame(
        {
            "school_id": schools["school_id"],
            "capital": np.round(spent * (1.15 - 0.3 * need) * (1 + 0.02 * (year - YEARS[0])), -1),
            "checks": CHECKS,
            "failed": whole(rng, 6 * now["fci"].to_numpy() + 0.8 * need * rng.random(len(need))),
            "rooms_expected": expected,
            "rooms_present": expected - (lacks < 0.15 + 0.35 * need) - (lacks < 0.2 * need),
        }
    )
