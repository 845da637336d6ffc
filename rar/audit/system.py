"""A release as arrays: the withheld cells as unknowns, everything shown moved to the other side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.sparse import bmat, csr_array
from scipy.sparse.csgraph import connected_components

from rar.audit.released import Released

SLACK = 1e-9  # what sums of floats may be off by, relative to 1 + the size of the number
LOOSE = 1e-6  # the same for amounts a solver found: its own tolerance is 1e-7


@dataclass(frozen=True)
class System:
    """low <= matrix @ x <= high, least <= x <= most, x whole where whole.

    matrix  rows x unknowns, sparse; every row has at least one unknown
    names   the sentence each row comes from; cells the id of each unknown
    """

    matrix: csr_array
    low: np.ndarray
    high: np.ndarray
    least: np.ndarray
    most: np.ndarray
    whole: np.ndarray
    names: np.ndarray
    cells: np.ndarray

    @cached_property
    def size(self) -> csr_array:
        """The matrix without its signs: how large the terms of a sum can be."""
        return abs(self.matrix)

    def part(self, rows: np.ndarray, columns: np.ndarray) -> System:
        """Some rows over some unknowns. The rows' other unknowns are left out: fix them first."""
        return System(
            self.matrix[rows][:, columns],
            self.low[rows],
            self.high[rows],
            self.least[columns],
            self.most[columns],
            self.whole[columns],
            self.names[rows],
            self.cells[columns],
        )

    def without(self, fixed: np.ndarray, values: np.ndarray) -> System:
        """The unknowns that are not fixed (a mask); the fixed ones' values are moved across."""
        shown = self.matrix[:, fixed] @ values[fixed]
        rest = self.matrix[:, ~fixed].tocsr()
        rest.eliminate_zeros()
        rest.sort_indices()
        kept = np.flatnonzero(np.diff(rest.indptr))
        moved = System(
            rest, self.low - shown, self.high - shown, self.least[~fixed], self.most[~fixed],
            self.whole[~fixed], self.names, self.cells[~fixed],
        )  # fmt: skip
        return moved.part(kept, np.arange(rest.shape[1]))

    def distinct(self) -> System:
        """The system with rows over the same sum put into one."""
        matrix = self.matrix
        first: dict[tuple[bytes, bytes], int] = {}
        place = np.zeros(matrix.shape[0], int)
        for row, (start, end) in enumerate(pairwise(matrix.indptr)):
            key = matrix.indices[start:end].tobytes(), matrix.data[start:end].tobytes()
            place[row] = first.setdefault(key, row)
        low, high = self.low.copy(), self.high.copy()
        np.maximum.at(low, place, self.low)
        np.minimum.at(high, place, self.high)
        one = replace(self, low=low, high=high)
        return one.part(np.fromiter(first.values(), int, len(first)), np.arange(matrix.shape[1]))

    def components(self) -> tuple[np.ndarray, np.ndarray]:
        """The number of the component of each row and of each unknown."""
        count = self.matrix.shape[0]
        joined = bmat([[None, self.matrix], [self.matrix.T, None]], format="csr")
        if joined.shape[0] == 0:
            return np.zeros(0, int), np.zeros(0, int)
        labels = connected_components(joined, directed=False)[1]
        return labels[:count], labels[count:]

    def holds(self, x: np.ndarray) -> bool:
        """Whether x agrees with everything; whole numbers are compared without any slack."""
        room = np.where(self.whole, 0.0, LOOSE * (1 + np.abs(x)))
        if (x < self.least - room).any() or (x > self.most + room).any():
            return False
        sums, sizes = self.matrix @ x, self.size @ np.abs(x)
        # whole counts with whole coefficients give sums that are exact in floats
        room = (SLACK if self.whole.all() else LOOSE) * (1 + sizes)
        return bool((sums >= self.low - room).all() and (sums <= self.high + room).all())


def groups(rows: np.ndarray, columns: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The rows and unknowns of each component, from the numbers `System.components` gives."""
    if not len(columns):
        return
    count = columns.max() + 1
    for_rows, for_columns = (
        np.split(np.argsort(labels, kind="stable"), np.bincount(labels, minlength=count).cumsum())
        for labels in (rows, columns)
    )
    yield from zip(for_rows[:count], for_columns[:count], strict=True)


def slack(values: np.ndarray) -> np.ndarray:
    """What a comparison with these values may be off by; 0 where there is no limit."""
    return np.where(np.isfinite(values), SLACK * (1 + np.abs(values)), 0.0)


def read(released: Released) -> tuple[System, np.ndarray]:
    """The system over the withheld cells, and the names of the rows the shown numbers break."""
    cells, rows, terms = released.cells, released.rows, released.terms
    place = cells.index.get_indexer(terms["cell"])
    shape = (len(rows), len(cells))
    entries = terms["times"].to_numpy(float), (terms["row"].to_numpy(int), place)
    matrix = csr_array(entries, shape=shape)
    values = cells["value"].to_numpy(float)
    whole = cells["whole"].to_numpy(bool)
    known = ~np.isnan(values)
    least, most = cells["least"].to_numpy(float), cells["most"].to_numpy(float)
    low, high = rows["low"].to_numpy(float), rows["high"].to_numpy(float)
    system = System(
        matrix, low, high, np.where(whole, _up(least), least), np.where(whole, _down(most), most),
        whole, rows["name"].to_numpy(object), cells.index.to_numpy(object),
    )  # fmt: skip
    return _rounded(system.without(known, values)), _broken(system, known, values)


def _broken(system: System, known: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The rows in which every cell is shown and the numbers do not fit."""
    unknowns = (system.matrix != 0)[:, ~known].sum(axis=1)
    shown = np.where(known, values, 0.0)
    sums, room = system.matrix @ shown, SLACK * (1 + abs(system.matrix) @ np.abs(shown))
    wrong = (sums < system.low - room) | (sums > system.high + room)
    return system.names[wrong & (np.asarray(unknowns).ravel() == 0)]


def _rounded(system: System) -> System:
    """Rows of whole unknowns with whole coefficients have whole ends."""
    matrix = system.matrix
    broken = np.bincount(
        np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)),
        weights=~system.whole[matrix.indices] | (matrix.data % 1 != 0),
        minlength=matrix.shape[0],
    )
    low = np.where(broken == 0, _up(system.low), system.low)
    high = np.where(broken == 0, _down(system.high), system.high)
    return replace(system, low=low, high=high)


def _up(values: np.ndarray) -> np.ndarray:
    return np.ceil(values - slack(values))


def _down(values: np.ndarray) -> np.ndarray:
    return np.floor(values + slack(values))
