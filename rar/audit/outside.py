"""Which hidden cells an outsider can tell, and which hidden small numbers are no longer hidden.

The outsider does not know which hidden cells are small. A cell is told where one value is left, or
fewer than `NARROW` steps, or where what is left lies inside 1 to n - 1 and is narrower than the
label 'fewer than n'. What its own row says of a cell (at least 1, at most the people it was counted
among) tells nothing of the rest: a cell with no more than that left out is not told.

`small_cells` is a second judgement, with the truth at hand. The truth is used only to know what
must be protected; what is left possible is found without it.
"""

from __future__ import annotations

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
