"""Which hidden schools each published sum is over, as an outsider finds it out.

Every remainder says how many schools it is the sum of. Whoever knows that a hidden school is in the
remainder of the smallest node that has one, can name them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rar.audit.published import EVERYONE, Published
from rar.errors import Problem, RarError

NEED, LEVEL, DISTRICT = "need group", "level of district", "district"
STATE_LEVEL, STATE, PAIRS = "level of state", "state", "pairs"
NODES = {  # the columns that name the node of each kind
    NEED: ["district_id", "level", "need_group"],
    LEVEL: ["district_id", "level"],
    DISTRICT: ["district_id"],
    STATE_LEVEL: ["level"],
    STATE: [],
}
AFTER = {  # a school is in a remainder only where none of these has it
    NEED: (),
    LEVEL: (NEED,),
    DISTRICT: (NEED, LEVEL),
    STATE_LEVEL: (NEED, LEVEL),
    STATE: (NEED, LEVEL, DISTRICT),
}


@dataclass(frozen=True)
class Total:
    """A published sum: rows are positions in the measures of its metric and year."""

    name: str
    rows: np.ndarray
    numerator: float
    denominator: float


def totals(published: Published) -> Iterator[Total]:
    """The sums of one metric and year, with their rows (positions in `published.measures`).

    RarError where a sum says it is over another number of schools than can be found: then the
    files do not describe themselves, and an audit would answer about something else.
    """
    measures, sums = published.measures, published.remainders
    hidden = measures["hidden"].to_numpy()
    covered = {kind: np.zeros(len(measures), bool) for kind in NODES}
    wrong: list[Problem] = []
    for kind, columns in NODES.items():
        told = sums[sums["remainder"] == kind]
        free = hidden.copy()
        for before in AFTER[kind]:
            free &= ~covered[before]
        keys = [*columns, "group"]
        places = measures[free].groupby(keys, sort=False).indices if free.any() else {}
        at = np.flatnonzero(free)
        for row in told.itertuples():
            key = tuple(getattr(row, one) for one in keys)
            rows = at[places.get(key if len(key) > 1 else key[0], np.zeros(0, int))]
            covered[kind][rows] = True
            name = f"{kind} {' '.join(str(k) for k in key)}: sum of {len(rows)} withheld"
            if len(rows) != -row.withheld:
                wrong.append(Problem(f"{name}, but it says {-row.withheld}", value=row.metric))
            yield Total(name, rows, row.numerator, row.denominator)
    yield from _pairs(published, wrong)
    if wrong:
        raise RarError("Sums in the store are not over the schools they say.", wrong)


def _pairs(published: Published, wrong: list[Problem]) -> Iterator[Total]:
    """A group and all students of the schools in which one of the two is hidden."""
    sums = published.remainders
    sums = sums[sums["remainder"] == PAIRS]
    if sums.empty:
        return
    measures = published.measures
    hidden = measures["hidden"].to_numpy()
    everyone = measures["group"] == EVERYONE
    whole = pd.Series(np.flatnonzero(everyone), index=measures.loc[everyone, "school_id"])
    groups = measures.groupby(["district_id", "group"], sort=False).indices
    for row in sums.itertuples():
        group = row.school_id.removeprefix(f"{PAIRS} {row.district_id} ")
        own = groups.get((row.district_id, group), np.zeros(0, int))
        own = own[measures["school_id"].to_numpy()[own].astype(object) != ""]
        beside = whole.reindex(measures["school_id"].to_numpy()[own])
        both = beside.notna().to_numpy()
        own, beside = own[both], beside[both].to_numpy(int)
        some = hidden[own] | hidden[beside]
        rows = own[some] if row.group == group else beside[some]
        name = f"{row.school_id}, {row.group}: sum of {len(rows)}"
        if len(rows) != -row.withheld:
            wrong.append(Problem(f"{name}, but it says {-row.withheld}", value=row.metric))
        yield Total(name, rows, row.numerator, row.denominator)
