"""Cells and what adds up: one table as it is to be protected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

NOBODY = -1
FACTS, HIDDEN = 10, 5  # how many facts a cell has, and the place of one


@dataclass
class Cells:
    """Cells of which some are hidden, and the sums that hold between them.

    value: the true counts. least and most: what anyone knows of a cell that is hidden (never below
    zero; at least one where zeros are always shown; at most the people it was counted among).
    low and high: what must stay possible of a cell that needs protection, missing for others.
    hidden: what is hidden so far. free: what may be hidden besides. cost: what hiding it costs.
    total: which are totals of several schools. owner: a number for the district whose cell it is,
    NOBODY for a cell of several, or where no district is to be told from another.
    sums: one row a sum that holds, `sums @ value == 0` (parts 1, their total -1).
    """

    value: np.ndarray
    least: np.ndarray
    most: np.ndarray
    low: np.ndarray
    high: np.ndarray
    hidden: np.ndarray
    free: np.ndarray
    cost: np.ndarray
    total: np.ndarray
    owner: np.ndarray
    sums: sparse.csr_matrix

    def __len__(self) -> int:
        return len(self.value)

    @property
    def targets(self) -> np.ndarray:
        """The cells that need protection, and are hidden."""
        return np.flatnonzero(self.hidden & ~np.isnan(self.low))

    def needs(self) -> tuple[np.ndarray, np.ndarray]:
        """How far up and down each cell must be able to move; 0 where it need not."""
        up = np.nan_to_num(self.high - self.value, nan=0.0).clip(min=0)
        down = np.nan_to_num(self.value - self.low, nan=0.0).clip(min=0)
        return up, down


@dataclass
class Builder:
    """Cells and sums as they are found, one after another."""

    _cells: list[list[float]] = field(default_factory=list)
    _rows: list[tuple[list[int], list[float]]] = field(default_factory=list)
    _known: set[tuple] = field(default_factory=set)

    def add(self, *facts: float, owner: int = NOBODY) -> int:
        """A cell: value, least, most, low, high, hidden, free, cost, total. Returns its place."""
        self._cells.append([*facts, owner])
        return len(self._cells) - 1

    def hide(self, place: int) -> None:
        """Hide a cell for a reason of its own."""
        self._cells[place][HIDDEN] = True

    def total(self, whole: int, parts: list[int]) -> None:
        """The parts add up to the whole."""
        key = (whole, *sorted(parts))
        if key not in self._known:
            self._known.add(key)
            self._rows.append(([*parts, whole], [1.0] * len(parts) + [-1.0]))

    def cells(self) -> Cells:
        """What was added."""
        rows = [row for row, (places, _) in enumerate(self._rows) for _ in places]
        places = [place for places, _ in self._rows for place in places]
        signs = [sign for _, signs in self._rows for sign in signs]
        shape = (len(self._rows), len(self._cells))
        sums = sparse.csr_matrix((signs, (rows, places)), shape=shape)
        facts = np.array(self._cells, dtype=float).reshape(-1, FACTS).T
        value, least, most, low, high, hidden, free, cost, total, owner = facts
        return Cells(value, least, most, low, high, hidden > 0, free > 0, cost, total > 0,
                     owner.astype(int), sums)  # fmt: skip


def components(cells: Cells, which: np.ndarray) -> list[np.ndarray]:
    """The cells `which`, in sets that no sum connects with each other."""
    places = np.flatnonzero(which)
    if not len(places):
        return []
    part = cells.sums[:, places]
    if part.shape[0]:
        label = connected_components(sparse.bmat([[None, part.T], [part, None]]), directed=False)[1]
    else:  # nothing adds up
        label = np.arange(len(places))
    label = label[: len(places)]
    order = np.argsort(label, kind="stable")
    ends = np.flatnonzero(np.diff(label[order])) + 1
    return [np.sort(one) for one in np.split(places[order], ends)]


def few_districts(owner: np.ndarray, few: int, rounds: int, seed: int) -> Iterator[np.ndarray]:
    """Which cells are of a few districts, or of nobody: each district with others in every round.

    Programs over so few are small, and districts can mostly make up for each other among few.
    Nothing where there are not many districts.
    """
    districts = np.unique(owner[owner != NOBODY])
    chance = np.random.default_rng(seed)
    for _ in range(rounds if len(districts) > 2 * few else 0):
        for some in np.array_split(chance.permutation(districts), len(districts) // few):
            yield np.isin(owner, some) | (owner == NOBODY)
