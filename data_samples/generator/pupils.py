"""The pupils: drawn one by one, so that every count made from them agrees with every other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .draws import bell, happens, pick, stream, whole
from .plan import YEARS
from .schools import GRADE4, PK

RACES = ("ai", "as", "bl", "hi", "hp", "tr", "wh")
AI, AS, BL, HI, HP, TR, WH = range(7)
GROUPS = ("all", *RACES, "ed", "non_ed", "el", "non_el", "swd", "non_swd", "homeless", "foster",
          "migrant", "military", "f", "m")  # fmt: skip


@dataclass(frozen=True)
class Pupils:
    """Every pupil of one year. school is the row of the pupil's school in that year's schools;
    grade counts from 0 (PK); members says for each group of GROUPS, and for 'below' (proficient),
    who belongs to it."""

    school: np.ndarray
    grade: np.ndarray
    members: dict[str, np.ndarray]
    schools: int

    def count(self, who: np.ndarray) -> np.ndarray:
        """How many of the pupils marked in `who` each school has."""
        return np.bincount(self.school[who], minlength=self.schools)

    def tally(
        self,
        who: np.ndarray,
        groups: tuple[str, ...] = GROUPS,
        weights: np.ndarray | None = None,
    ) -> np.ndarray:
        """The same by group, or the sum of their weights: an array of schools by groups.

        Pupils stand in order of school, so that a running sum has every school's count between the
        places where its pupils begin and end.
        """
        marked = np.flatnonzero(who)
        ends = np.searchsorted(self.school[marked], np.arange(self.schools), side="right")
        running = np.zeros(len(marked) + 1, dtype=np.int64)
        counts = np.empty((self.schools, len(groups)), dtype=np.int64)
        for column, group in enumerate(groups):
            member = self.members[group][marked]
            each = member if weights is None else member * weights[marked]
            np.cumsum(each, out=running[1:])
            counts[:, column] = np.diff(running[ends], prepend=0)
        return counts


def make(seed: int, schools: pd.DataFrame, year: int) -> Pupils:
    """The pupils of the schools of a year."""
    rng = stream(seed, "pupils", year)
    school, grade = _seats(rng, schools, year)
    count = len(school)
    race = _race(rng, schools, school)
    ed = _disadvantaged(rng, schools, school, race)
    el = happens(rng, np.where((race == HI) | (race == AS), 0.26, 0.012) * (1.25 - 0.045 * grade))
    swd = happens(rng, 0.11 + 0.045 * ed)
    female = happens(rng, np.full(count, 0.488))
    members = {"all": np.ones(count, dtype=bool)}
    members |= {name: race == code for code, name in enumerate(RACES)}
    members |= {"ed": ed, "non_ed": ~ed, "el": el, "non_el": ~el, "swd": swd, "non_swd": ~swd}
    members |= {
        "homeless": ed & happens(rng, np.full(count, 0.035)),
        "foster": ed & happens(rng, np.full(count, 0.011)),
        "migrant": ed & (race == HI) & happens(rng, np.full(count, 0.02)),
        "military": happens(rng, np.full(count, 0.02)),
        "f": female,
        "m": ~female,
    }
    members["below"] = _below(stream(seed, "below", year), grade, members)
    return Pupils(school, grade, members, len(schools))


def _below(rng: np.random.Generator, grade: np.ndarray, members: dict[str, np.ndarray]):
    """Below proficient in the spring before: of grades 4-12, as grade 3 is the first tested."""
    chance = 0.27 + 0.19 * members["ed"] + 0.20 * members["el"] + 0.22 * members["swd"]
    return (grade >= GRADE4) & happens(rng, chance)


def _seats(rng: np.random.Generator, schools: pd.DataFrame, year: int):
    """How many pupils each grade of each school has; schools of greater need shrink a little."""
    change = (0.012 - 0.04 * schools["need"].to_numpy()) * (year - YEARS[0])
    low, high = schools["low"].to_numpy(), schools["high"].to_numpy()
    grades = high - np.maximum(low, 1) + 1
    per_grade = schools["size"].to_numpy() * (1 + change) / grades
    school = np.repeat(np.arange(len(schools)), high - low + 1)
    starts = np.repeat(np.cumsum(high - low + 1) - (high - low + 1), high - low + 1)
    grade = np.arange(len(school)) - starts + low[school]
    expected = per_grade[school] * (1 + bell(rng, len(school), 0.05))
    seats = np.maximum(whole(rng, np.where(grade == PK, 0.55, 1.0) * expected), 1)
    return np.repeat(school, seats), np.repeat(grade, seats)


def _race(rng: np.random.Generator, schools: pd.DataFrame, school: np.ndarray) -> np.ndarray:
    minority = schools["minority"].to_numpy()
    rest = 1 - minority
    shares = np.column_stack(
        [0.012 * rest, 0.07 * rest, 0.62 * minority, 0.38 * minority, 0.008 * rest, 0.06 * rest]
    )
    shares = np.column_stack([shares, 1 - shares.sum(axis=1)])
    return pick(rng, shares[school])


def _disadvantaged(rng, schools: pd.DataFrame, school: np.ndarray, race: np.ndarray) -> np.ndarray:
    """Need is the school's share; Black and Hispanic pupils are somewhat more often poor."""
    need, minority = schools["need"].to_numpy(), schools["minority"].to_numpy()
    room = np.minimum(need, 1 - need) * 0.35
    tilt = ((race == BL) | (race == HI)) - minority[school]
    return happens(rng, need[school] + room[school] * tilt)
