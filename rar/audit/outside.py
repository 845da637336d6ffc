"""Which hidden cells an outsider can tell, and which hidden small numbers are no longer hidden.

The outsider does not know which hidden cells are small. A cell is told where one value is left, or
fewer than `NARROW` steps, or where what is left lies inside 1 to n - 1 and is narrower than the
label 'fewer than n'. What its own row says of a cell (at least 1, at most the people it was counted
among) tells nothing of the rest: a cell with no more than that left out is not told.

With the truth at hand there is a second judgement: whether a cell that needs protection has its
label left. The truth is used only to know what must be protected; what is left possible is found
without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

NARROW = 3.0
EXACT, CLOSE, LABEL, CLASH, LOST = "exact", "narrow", "narrower than its label", "clash", "unsafe"


def told(ends: pd.DataFrame, own: pd.DataFrame, n: int, narrow: float = NARROW) -> pd.Series:
    """What is told of each hidden cell, '' for nothing.

    ends has lower and upper, own least and most of the cell by itself; both by the cell's id.
    """
    lower, upper = ends["lower"], ends["upper"]
    width = upper - lower
    nothing_new = (lower <= own["least"]) & (upper >= own["most"])
    inside = (lower >= 1) & (upper <= n - 1) & (width < n - 2)
    kinds = [
        (lower.isna(), CLASH),
        ((width <= 0) & ~(own["least"] >= own["most"]), EXACT),
        (nothing_new, ""),
        (width < narrow, CLOSE),
        (inside, LABEL),
    ]
    conditions, names = zip(*kinds, strict=True)
    return pd.Series(np.select(list(conditions), list(names), ""), index=ends.index)


def needed(
    own: pd.DataFrame, truth: pd.Series, people: pd.Series | None, n: int
) -> tuple[np.ndarray, np.ndarray]:
    """What must stay possible of each cell, low to high; NaN where the cell needs no protection.

    truth: the true counts; people: whom a share was counted among, None where it is no share. That
    there is a count at all may be known, as everywhere: the label of a small one begins at 1.
    """
    count, least, most = (one.to_numpy(float) for one in (truth, own["least"], own["most"]))
    kinds = [((count >= 1) & (count < n), np.full(len(own), 1.0), np.full(len(own), n - 1.0))]
    if people is not None:
        of = people.to_numpy(float)
        few = (count > 0) & (of - count < n) & (of >= count)
        kinds.append((few, np.maximum(of - n + 1, 1.0), of - 1))
    low, high = np.full(len(own), np.nan), np.full(len(own), np.nan)
    for which, lowest, highest in kinds:
        low = np.fmin(low, np.where(which, np.maximum(lowest, least), np.nan))
        high = np.fmax(high, np.where(which, np.minimum(highest, most), np.nan))
    return low, high


@dataclass(frozen=True)
class Judge:
    """Judges what is left of hidden cells.

    own has least, most and whole of each cell by itself; truth and people, both by cell, as
    `needed` takes them, None where they are not at hand.
    """

    own: pd.DataFrame
    n: int
    truth: pd.Series | None = None
    people: pd.Series | None = None

    def of(self, cells: np.ndarray) -> Judge:
        """The judge of these cells, in this order."""
        truth, people = (
            None if one is None else one.reindex(cells) for one in (self.truth, self.people)
        )
        return Judge(self.own.loc[cells], self.n, truth, people)

    @cached_property
    def needed(self) -> tuple[np.ndarray, np.ndarray]:
        """See `needed`; what is no whole number counts no people, and needs no protection."""
        if self.truth is None or not self.own["whole"].all():
            nothing = np.full(len(self.own), np.nan)
            return nothing, nothing
        return needed(self.own, self.truth, self.people, self.n)

    @property
    def protects(self) -> np.ndarray:
        """Which cells need protection."""
        return ~np.isnan(self.needed[0])

    def told(self, ends: pd.DataFrame) -> pd.Series:
        """See `told`."""
        return told(ends, self.own, self.n)

    def safe(self, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
        """Which cells have at least their label left, or need none; lower to upper is left."""
        low, high = self.needed
        return ~((lower > low) | (upper < high))

    def enough(self, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
        """Of which cells nothing can be said, as at least lower to upper is left of them."""
        ends = pd.DataFrame({"lower": lower, "upper": upper}, index=self.own.index)
        return (self.told(ends) == "").to_numpy() & self.safe(lower, upper)
