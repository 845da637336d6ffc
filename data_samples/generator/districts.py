"""Whole districts: where they lie, their revenue, their rules for money, zones that touch."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import bell, stream
from .plan import YEARS, District

LOCALES = ("City", "Suburb", "Town", "Rural")
LOCALE_OF = {"0110": "Suburb", "0120": "City", "0230": "Suburb", "0340": "Rural", "0450": "Town",
             "0560": "Rural", "0670": "Rural", "0901": "City"}  # fmt: skip
# Code, the rule in words, what it counts, whether it uses need, who may change it, and the share
# of state and local money it moves ('title1': that money).
RULES = (
    ("POSTS", "One teaching post for every 24 students, by grade", "students", False,
     "School board", 0.54),
    ("NEED", "Support posts by students economically disadvantaged", "students in poverty", True,
     "Superintendent", 0.07),
    ("SPED", "Special education staff by services in plans", "students with disabilities", True,
     "Superintendent", 0.11),
    ("UPKEEP", "Custodians and utilities by floor area", "square feet", False,
     "School board", 0.08),
    ("SUPPLY", "Supplies: a flat amount for each student", "students", False, "Principals", 0.02),
    ("TITLE1", "Title I, Part A, by rank of poverty", "students in poverty", True,
     "State", "title1"),
)  # fmt: skip
AMOUNT_NOT_GIVEN = (2019, "0340", "UPKEEP")


def locale(plan: tuple[District, ...]) -> list[str]:
    """Where each district lies."""
    return [LOCALE_OF.get(d.id, LOCALES[row % 4]) for row, d in enumerate(plan)]


def finance(
    seed: int, schools: pd.DataFrame, money: pd.DataFrame, plan: tuple[District, ...], year: int
) -> pd.DataFrame:
    """Revenue by source in dollars and taxable property per pupil; money: `funding.make`.

    Districts of greater need have less property; what is not raised locally comes from the state.
    """
    rng = stream(seed, "finance", year)
    sums = _dollars(schools, money, plan)
    need = np.array([district.need for district in plan])
    lasting = 0.75 + 0.5 * stream(seed, "property").random(len(plan))
    wealth = 620_000 * lasting * (1.35 - 0.7 * need) * (1 + 0.03 * (year - YEARS[0]))
    local = np.clip(0.42 * wealth / 620_000, 0.12, 0.72)
    taken = sums["state_local"] * (1.03 + bell(rng, len(plan), 0.006))
    return pd.DataFrame(
        {
            "district_id": [district.id for district in plan],
            "federal": np.round(sums["federal"] * 1.04, -2),
            "state": np.round(taken * (1 - local), -2),
            "local": np.round(taken * local, -2),
            "property": np.round(wealth, -2),
        }
    )


def rules(
    seed: int, schools: pd.DataFrame, money: pd.DataFrame, plan: tuple[District, ...], year: int
) -> pd.DataFrame:
    """The rules by which each district gives money to schools, and what they move in the year."""
    lasting = stream(seed, "rules").random((len(plan), len(RULES), 3))
    sums = _dollars(schools, money, plan)
    parts = []
    for number, (code, words, counts, uses_need, decides, share) in enumerate(RULES):
        known, size, there = lasting[:, number].T
        base = sums["title1"] if share == "title1" else sums["state_local"] * share
        part = pd.DataFrame({"district_id": [district.id for district in plan], "code": code})
        part["rule"], part["counts"], part["uses_need"] = words, counts, uses_need
        part["amount"] = np.round(base * (1 if share == "title1" else 0.7 + 0.6 * size), -2)
        part["published"] = (known < 0.6) | (share == "title1")
        part["decided_by"] = decides
        parts.append(part[(there < 0.92) | (number == 0)])
    frame = pd.concat(parts).sort_values("district_id", kind="stable", ignore_index=True)
    year_, district, code = AMOUNT_NOT_GIVEN
    unknown = (year == year_) & (frame["district_id"] == district) & (frame["code"] == code)
    return frame.assign(amount=frame["amount"].mask(unknown))


def _dollars(schools: pd.DataFrame, money: pd.DataFrame, plan: tuple[District, ...]):
    """Dollars of whole districts, one row for each of the plan."""
    names = ["state_local", "federal", "title1"]
    dollars = money[names].mul(money["pupils"], axis=0)
    rows = pd.RangeIndex(len(plan))
    return dollars.groupby(schools["plan"].to_numpy()).sum().reindex(rows, fill_value=0.0)


def zones(seed: int, schools: pd.DataFrame) -> pd.DataFrame:
    """Pairs of schools of a district and level whose attendance zones touch, each pair once.

    The zones lie around the district in a ring, in an order in which schools of like need are
    somewhat more often neighbors; each touches the next two. A K-8 school has an elementary zone.
    """
    last = int(schools["index"].max()) + 1
    place = schools["z"] * 0.35 + stream(seed, "zones").random(last)[schools["index"]]
    level = schools["level"].replace("K8", "E")
    ring = schools.assign(place=place, band=level)[~schools["charter"]]
    ring = ring.sort_values(["district_id", "band", "place"], kind="stable")
    parts = []
    for step in (1, 2):
        groups = ring.groupby(["district_id", "band"], sort=False)
        size = groups["place"].transform("size").to_numpy()
        position = groups.cumcount().to_numpy()
        start = np.arange(len(ring)) - position
        other = start + (position + step) % np.maximum(size, 1)
        ids = ring["school_id"].to_numpy()
        pair = np.sort(np.column_stack([ids, ids[other]]).astype("str"), axis=1)
        parts.append(pd.DataFrame(pair[size > step], columns=["school_id", "other"]))
    return pd.concat(parts).drop_duplicates().sort_values(["school_id", "other"], ignore_index=True)
