"""One layer of a store as the cells and sentences an outsider holds.

A layer is the numerators of one metric, or the denominators of all metrics that count the same
people, in one year. What an outsider would assume is assumed: that a group is among all students,
and that groups add up to all, where both hold at every school that shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from rar.audit.published import Published
from rar.audit.released import Released
from rar.audit.sums import EVERYONE, totals

PARTS = (
    ("f", "m"), ("ed", "non_ed"), ("el", "non_el"), ("swd", "non_swd"),
    ("ai", "as", "bl", "hi", "hp", "tr", "wh"),
)  # fmt: skip
TOGETHER = 3  # schools at which groups must be seen to add up before anybody assumes it
NUMERATOR, DENOMINATOR = "numerator", "denominator"


@dataclass
class Gathered:
    """Rows and terms of a release as they are found."""

    rows: list[tuple[str, str, float, float]] = field(default_factory=list)
    at: list[np.ndarray] = field(default_factory=list)
    cells: list[np.ndarray] = field(default_factory=list)
    times: list[np.ndarray] = field(default_factory=list)

    def add(self, name: str, kind: str, cells: Iterable[str], times, low: float, high: float):
        """One row: low <= sum of times x cells <= high."""
        ids = np.asarray(cells, dtype=object)
        self.at.append(np.full(len(ids), len(self.rows)))
        self.rows.append((name, kind, low, high))
        self.cells.append(ids)
        self.times.append(np.broadcast_to(np.asarray(times, float), len(ids)))

    def released(self, cells: pd.DataFrame) -> Released:
        """With these cells (columns of `Released.cells`)."""
        rows = pd.DataFrame(self.rows, columns=["name", "kind", "low", "high"])
        none = np.zeros(0)
        terms = pd.DataFrame(
            {
                "row": np.concatenate([*self.at, none]).astype(int),
                "cell": np.concatenate([*self.cells, none.astype(object)]),
                "times": np.concatenate([*self.times, none]),
            }
        )
        return Released.of_frames(cells, rows, terms)


def cell_ids(measures: pd.DataFrame, layer: str, year: int) -> np.ndarray:
    """The id of each row's cell: layer|year|school|group."""
    start = f"{layer}|{year}|"
    ids = start + measures["school_id"].astype(object) + "|" + measures["group"].astype(object)
    return ids.to_numpy(object)


@dataclass(frozen=True)
class Believed:
    """What an outsider assumes beyond what is printed; less where the numbers contradict it.

    some: a hidden count is at least one, as zeros are said to be shown. adds_up: groups make up
    all students at schools that hide some as well.
    """

    some: bool = True
    adds_up: bool = True


BELIEFS = (Believed(), Believed(some=False), Believed(some=False, adds_up=False))


def denominators(
    name: str, published: Published, year: int, among_all: set[str], believed: Believed
) -> Released:
    """The people counted among, of all metrics with one field of them.

    among_all: metrics whose denominator is all students of the school whatever the group.
    """
    measures = published.measures
    wide = measures["metric"].isin(among_all)
    named = measures.assign(group=measures["group"].where(~wide, EVERYONE))
    ids = cell_ids(named, name, year)
    value = measures[DENOMINATOR].to_numpy()
    cells = pd.DataFrame({"value": value}, index=ids).groupby(level=0, sort=False).max()
    cells = cells.assign(
        least=float(believed.some and published.zeros == "shown"),
        most=np.inf,
        whole=_is_whole(value),
    )
    made = Gathered()
    for metric, places in measures.groupby("metric", sort=False).indices.items():
        own = published.part(metric, places)
        for total in totals(own):
            rows = places[total.rows]
            _sum(made, f"{metric}, {total.name}", ids[rows], total.denominator)
    _structure(made, cells, believed.adds_up)
    return made.released(cells)


def numerators(
    metric: str,
    published: Published,
    year: int,
    people: np.ndarray,
    share: bool,
    believed: Believed,
) -> Released:
    """The numerators of one metric.

    people: the largest that each denominator can be, in the rows' order, NaN where not known.
    share: whether the numerator is counted among the denominator.
    """
    measures = published.measures
    ids = cell_ids(measures, metric, year)
    value, n = measures[NUMERATOR].to_numpy(), measures[DENOMINATOR].to_numpy()
    shown = ~np.isnan(value)
    inside = share and bool((value[shown] <= n[shown]).all())
    small = np.isnan(n) | (n < published.n)
    some = float(believed.some and published.zeros == "shown")
    most = np.full(len(value), np.inf)
    if inside:
        most = np.where(np.isnan(n), people, n)
        most = np.where(np.isnan(most), np.inf, most)
    told = list(totals(published))
    sums = [total.numerator for total in told]
    whole = _is_whole(np.concatenate([value, sums]))
    least = np.where(small, 0.0, some if whole else 0.0)
    cells = pd.DataFrame({"value": value, "least": least, "most": most}, index=ids)
    cells = cells.assign(whole=whole)
    made = Gathered()
    for total in told:
        _sum(made, f"{metric}, {total.name}", ids[total.rows], total.numerator)
    _structure(made, cells, believed.adds_up)
    return made.released(cells)


def _sum(made: Gathered, name: str, ids: np.ndarray, value: float) -> None:
    if not np.isnan(value) and len(ids):
        cells, times = np.unique(ids.astype(str), return_counts=True)
        made.add(name, "sum", cells, times, value, value)


def _is_whole(values: np.ndarray) -> bool:
    known = values[~np.isnan(values)]
    return bool((known == np.round(known)).all())


def _structure(made: Gathered, cells: pd.DataFrame, adds_up: bool) -> None:
    """Groups among all students, and groups that add up to them, where that is seen to hold."""
    split = cells.index.to_series().str.rsplit("|", n=1, expand=True)
    wide = pd.DataFrame(
        {"school": split[0].to_numpy(), "group": split[1].to_numpy(), "value": cells["value"]}
    )
    if (wide["group"] == EVERYONE).all() or not (wide["group"] == EVERYONE).any():
        return
    table = wide.pivot(index="school", columns="group", values="value")  # noqa: PD010
    there = wide.assign(value=1.0).pivot(index="school", columns="group", values="value").notna()  # noqa: PD010
    everyone = table[EVERYONE]
    others = [g for g in table if g != EVERYONE]
    if not (table[others].gt(everyone, axis=0)).any().any():
        for group in others:
            both = there[group] & there[EVERYONE] & (table[group].isna() | everyone.isna())
            for school in table.index[both]:
                made.add(
                    f"{school}: {group} among all students", "part",
                    [f"{school}|{group}", f"{school}|{EVERYONE}"], [1.0, -1.0], -np.inf, 0.0,
                )  # fmt: skip
    for parts in PARTS if adds_up else ():
        _adding_up(made, table, there, [one for one in parts if one in table])


def _adding_up(made: Gathered, table: pd.DataFrame, there: pd.DataFrame, parts: list[str]) -> None:
    if len(parts) < 2:
        return
    inside = there[parts]
    full = inside.all(axis=1) if len(parts) == 2 else inside.sum(axis=1) >= 2
    full &= there[EVERYONE]
    known = (table[parts].notna() | ~inside).all(axis=1) & table[EVERYONE].notna() & full
    adds = table[parts].sum(axis=1) == table[EVERYONE]
    if known.sum() < TOGETHER or not adds[known].all():
        return
    for school in table.index[full & ~known]:
        own = [one for one in parts if inside.loc[school, one]]
        ids = [*(f"{school}|{one}" for one in own), f"{school}|{EVERYONE}"]
        times = [*([1.0] * len(own)), -1.0]
        made.add(f"{school}: {', '.join(own)} are all students", "sum", ids, times, 0.0, 0.0)
