"""One layer of a store as the cells and sentences an outsider holds.

A layer is the numerators of one metric, or the denominators of all metrics that count the same
people, in one year. What an outsider would assume is assumed: that a group is among all students,
and that groups add up to all, where both hold at every school that shows them. With the truth at
hand it is assumed of every school where it is so, and of no other: whoever assumed it there would
be led astray.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from rar.audit.own_row import least_by_parts, most_beside_parts, most_by_parts
from rar.audit.published import EVERYONE, Published
from rar.audit.released import Released
from rar.audit.sums import totals
from rar.tables import RACES

PARTS = (("f", "m"), ("ed", "non_ed"), ("el", "non_el"), ("swd", "non_swd"), RACES)
TOGETHER = 3  # schools at which groups must be seen to add up before anybody assumes it
NUMERATOR, DENOMINATOR = "numerator", "denominator"


@dataclass
class Gathered:
    """Rows and terms of a release as they are found."""

    rows: list[tuple[str, str, float, float]] = field(default_factory=list)
    at: list[np.ndarray] = field(default_factory=list)
    cells: list[np.ndarray] = field(default_factory=list)
    times: list[np.ndarray] = field(default_factory=list)
    parts: list[tuple[str, list[str]]] = field(default_factory=list)  # all students, and groups

    def add(self, name: str, kind: str, cells: Iterable[str], times, low: float, high: float):
        """One row: low <= sum of times x cells <= high."""
        ids = np.asarray(cells, dtype=object)
        self.at.append(np.full(len(ids), len(self.rows)))
        self.rows.append((name, kind, low, high))
        self.cells.append(ids)
        self.times.append(np.broadcast_to(np.asarray(times, float), len(ids)))

    def released(self, cells: pd.DataFrame) -> Released:
        """With these cells (columns of `Released.cells`).

        That a hidden count of all students is at least the number of its parts that are not zero
        and at most all people of its parts, and a part at most all students less one of each other
        such part, is no finding: that zeros are shown says so, those of single schools and sums
        that are zero. It is made part of what a cell's own row says.
        """
        zero = cells["value"].isna() & cells.index.isin(list(self._zeros()))
        cells = cells.assign(most=cells["most"].mask(zero, 0.0))
        least = least_by_parts(cells, self.parts)
        cells = cells.assign(most=most_by_parts(cells, self.parts))
        cells = cells.assign(least=least, most=most_beside_parts(cells, least, self.parts))
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

    def _zeros(self) -> Iterator[str]:
        """The cells of sums that are told to be zero."""
        for (_, kind, _, high), ids, times in zip(self.rows, self.cells, self.times, strict=True):
            if kind == "sum" and high == 0.0 and (times > 0).all():
                yield from ids


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
    name: str, published: Published, year: int, among_all: set[str], believed: Believed,
    truth: pd.Series | None = None,
) -> Released:  # fmt: skip
    """The people counted among, of all metrics with one field of them.

    among_all: metrics whose denominator is all students of the school whatever the group; truth:
    the true counts by cell.
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
    _structure(made, cells, believed.adds_up, truth)
    return made.released(cells)


def numerators(
    metric: str,
    published: Published,
    year: int,
    people: np.ndarray,
    share: bool,
    believed: Believed,
    truth: pd.Series | None = None,
) -> Released:
    """The numerators of one metric.

    people: the largest that each denominator can be, in the rows' order, NaN where not known.
    share: whether the numerator is counted among the denominator; truth: the true counts by cell.
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
    _structure(made, cells, believed.adds_up, truth)
    return made.released(cells)


def _sum(made: Gathered, name: str, ids: np.ndarray, value: float) -> None:
    if not np.isnan(value) and len(ids):
        cells, times = np.unique(ids.astype(str), return_counts=True)
        made.add(name, "sum", cells, times, value, value)


def _is_whole(values: np.ndarray) -> bool:
    known = values[~np.isnan(values)]
    return bool((known == np.round(known)).all())


def _structure(made: Gathered, cells: pd.DataFrame, adds_up: bool, truth: pd.Series | None) -> None:
    """Groups among all students, and groups that add up to them, where that is seen to hold."""
    split = cells.index.to_series().str.rsplit("|", n=1, expand=True)
    wide = pd.DataFrame(
        {"school": split[0].to_numpy(), "group": split[1].to_numpy(), "value": cells["value"]}
    )
    if (wide["group"] == EVERYONE).all() or not (wide["group"] == EVERYONE).any():
        return
    table = _by_group(wide)
    there = _by_group(wide.assign(value=1.0)).notna()
    seen = table if truth is None else _by_group(wide.assign(value=truth.reindex(cells.index)))
    _among(made, table, there, seen, truth is not None)
    for parts in PARTS if adds_up else ():
        own = [one for one in parts if one in table]
        if len(own) > 1:
            _adding_up(made, table[[*own, EVERYONE]], there, seen, truth is not None)


def _by_group(wide: pd.DataFrame) -> pd.DataFrame:
    return wide.pivot(index="school", columns="group", values="value")  # noqa: PD010


def _among(
    made: Gathered, table: pd.DataFrame, there: pd.DataFrame, seen: pd.DataFrame, true: bool
) -> None:
    everyone = table[EVERYONE]
    others = [g for g in table if g != EVERYONE]
    beyond = seen[others].gt(seen[EVERYONE], axis=0)
    if not true and beyond.any().any():
        return
    for group in others:
        both = there[group] & there[EVERYONE] & (table[group].isna() | everyone.isna())
        for school in table.index[both & ~beyond[group]]:
            made.add(
                f"{school}: {group} among all students", "part",
                [f"{school}|{group}", f"{school}|{EVERYONE}"], [1.0, -1.0], -np.inf, 0.0,
            )  # fmt: skip


def _adding_up(
    made: Gathered, table: pd.DataFrame, there: pd.DataFrame, seen: pd.DataFrame, true: bool
) -> None:
    """table: the groups that may make up all students, and these."""
    parts = [one for one in table if one != EVERYONE]
    inside = there[parts]
    full = inside.all(axis=1) if len(parts) == 2 else inside.sum(axis=1) >= 2
    full &= there[EVERYONE]
    known = (table[parts].notna() | ~inside).all(axis=1) & table[EVERYONE].notna() & full
    adds = np.isclose(seen[parts].sum(axis=1), seen[EVERYONE])
    if true:
        full &= adds
    elif known.sum() < TOGETHER or not adds[known].all():
        return
    for school in table.index[full & ~known]:
        own = [one for one in parts if inside.loc[school, one]]
        ids = [*(f"{school}|{one}" for one in own), f"{school}|{EVERYONE}"]
        times = [*([1.0] * len(own)), -1.0]
        made.add(f"{school}: {', '.join(own)} are all students", "sum", ids, times, 0.0, 0.0)
        made.parts.append((ids[-1], ids[:-1]))
