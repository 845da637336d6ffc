"""What an outsider adds to a layer: counts known from elsewhere, and rates pooled over schools.

Both come from finished files and from what was released before. With the truth at hand, what is no
longer so is left out and counted: a number that was corrected since leads astray whoever takes it
for true, and tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from rar.audit.reading.pooled import Pooled
from rar.audit.released import Released
from rar.audit.statements import Sum
from rar.audit.system import slack

EVERYONE = "all"


@dataclass(frozen=True)
class Besides:
    """facts: counts by cell; pooled: rates of several schools."""

    facts: Mapping[str, float] = field(default_factory=dict)
    pooled: tuple[Pooled, ...] = ()

    def of(self, year: int, metrics: Iterable[str]) -> Besides:
        """Without the rates of other metrics and years."""
        own = set(metrics)
        kept = (one for one in self.pooled if one.year == year and one.metric in own)
        return Besides(self.facts, tuple(kept))


@dataclass(frozen=True)
class Informed:
    """A release in the hands of who knows more: whether that is anything, and how much is no
    longer so.
    """

    released: Released
    more: bool
    corrected: int


def inform(
    released: Released, layer: str, besides: Besides, measures: pd.DataFrame,
    truth: pd.Series | None, people: bool,
) -> Informed:  # fmt: skip
    """The layer with what is known besides.

    measures: the rows of `Published` the layer is of: which schools have a number of which metric.
    people: whether the layer counts the people the rates are among.
    """
    facts, corrected = _facts(besides.facts, layer, released.cells.index, truth)
    known = released.knowing(facts) if facts else released
    implied, sums = _Implied(known), []
    has = set(measures[["metric", "school_id", "group"]].itertuples(index=False, name=None))
    for one in besides.pooled:
        made = _sum(one, layer, known.cells["value"], has, people)
        if made is None or implied(made):
            continue
        if truth is None or _holds(made, truth):
            sums.append(made)
        else:
            corrected += 1
    return Informed(known.saying(sums) if sums else known, bool(facts or sums), corrected)


def _facts(
    facts: Mapping[str, float], layer: str, cells: pd.Index, truth: pd.Series | None
) -> tuple[dict[str, float], int]:
    """The facts about these cells that are still so, and how many are not.

    Where metrics do not agree on the people, each has a layer of its own, "field of metric".
    """
    base = layer.partition(" of ")[0]
    own = {f"{layer}{cell.removeprefix(base)}": value for cell, value in facts.items()
           if cell.startswith(f"{base}|")}  # fmt: skip
    own = {cell: value for cell, value in own.items() if cell in cells}
    if truth is None:
        return own, 0
    now = truth.reindex(list(own))
    true = {cell: v for cell, v in own.items() if np.isnan(now[cell]) or now[cell] == v}
    return true, len(own) - len(true)


def _sum(
    one: Pooled, layer: str, values: pd.Series, has: set[tuple[str, str, str]], people: bool
) -> Sum | None:
    """The sentence over the schools that have a number; None where none of them is withheld."""
    times: dict[str, float] = {}
    for school in one.schools:
        if all((one.metric, school, group) in has for group in (one.group, EVERYONE)):
            own, whole = (f"{layer}|{one.year}|{school}|{g}" for g in (one.group, EVERYONE))
            times |= {whole: 1.0, own: -1.0} if one.rest else {own: 1.0}
    if not times or values.reindex(list(times)).notna().all():
        return None
    if people:
        return Sum(one.name, times, one.people)
    middle = (one.low + one.high) / 2
    return Sum(one.name, times, middle, one.high - middle)


def _holds(one: Sum, truth: pd.Series) -> bool:
    """Whether the sentence is true; also where the truth of one of its cells is not known."""
    total = sum(times * truth.get(cell, np.nan) for cell, times in one.times.items())
    room = one.within + float(slack(np.array([one.constant]))[0])
    return bool(np.isnan(total) or abs(total - one.constant) <= room)


class _Implied:
    """Whether a sum follows from sums that a release says itself, as most pooled rates do."""

    def __init__(self, released: Released) -> None:
        hidden = released.cells.index[released.cells["value"].isna()]
        rows, own = released.rows, released.terms
        own = own[own["cell"].isin(hidden)]
        odd = own.loc[own["times"] != 1.0, "row"]
        exact = rows.index[rows["low"] == rows["high"]].difference(odd)
        own = own[own["row"].isin(exact)]
        self.hidden = set(hidden)
        self.sets = own.groupby("row")["cell"].agg(frozenset).to_dict()
        self.rows_of = own.groupby("cell")["row"].agg(list).to_dict()

    def __call__(self, one: Sum) -> bool:
        left = {cell for cell in one.times if cell in self.hidden}
        if any(one.times[cell] != 1.0 for cell in left):
            return False
        while left:
            rows = {row for cell in left for row in self.rows_of.get(cell, ())}
            inside = [self.sets[row] for row in rows if self.sets[row] <= left]
            if not inside:
                return False
            left -= max(inside, key=len)
        return True
