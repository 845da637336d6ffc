"""Which hidden cells an outsider can tell, and which hidden small numbers are no longer hidden.

The outsider does not know which hidden cells are small. A cell is told where one value is left, or
fewer than `NARROW` steps, or where what is left lies inside 1 to n - 1 and is narrower than the
label 'fewer than n'. What its own row says of a cell (at least 1, at most the people it was counted
among) tells nothing of the rest: a cell with no more than that left out is not told.

`small_cells` is a second judgement, with the truth at hand. The truth is used only to know what
must be protected; what is left possible is found without it.
"""

from __future__ import annotations

from dataclasses import dataclass

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


def small_cells(
    ends: pd.DataFrame, own: pd.DataFrame, truth: pd.Series, people: pd.Series | None, n: int
) -> pd.Series:
    """The cells that need protection and have less than their label left: True for these.

    truth: the true counts; people: whom a share was counted among, None where it is no share.
    """
    lower, upper = ends["lower"], ends["upper"]
    small = (truth >= 1) & (truth < n)
    low, high = np.maximum(1, own["least"]), np.minimum(n - 1, own["most"])
    lost = small & ((lower > low) | (upper < high))
    if people is not None:
        few = (truth > 0) & (people - truth < n) & (people >= truth)
        low = np.maximum(people - n + 1, own["least"])
        high = np.minimum(people - 1, own["most"])
        lost |= few & ((lower > low) | (upper < high))
    return lost


@dataclass(frozen=True)
class Judge:
    """Judges what is left of hidden cells.

    own has least, most and whole of each cell by itself; truth and people, both by cell, as
    `small_cells` takes them, None where they are not at hand.
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

    def told(self, ends: pd.DataFrame) -> pd.Series:
        """See `told`."""
        return told(ends, self.own, self.n)

    def unsafe(self, ends: pd.DataFrame) -> pd.Series:
        """See `small_cells`; what is no whole number counts no people."""
        if self.truth is None or not self.own["whole"].all():
            return pd.Series(False, index=ends.index)
        return small_cells(ends, self.own, self.truth, self.people, self.n)

    def enough(self, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
        """Of which cells nothing can be said, as at least lower to upper is left of them."""
        ends = pd.DataFrame({"lower": lower, "upper": upper}, index=self.own.index)
        return ((self.told(ends) == "") & ~self.unsafe(ends)).to_numpy()
