"""Rows of a frame by what stands in some columns: the frame is gone through once for all values."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.recent import recent

NOWHERE = np.array([], dtype="int64")


def cut(frame: pd.DataFrame, **wanted: str | int) -> pd.DataFrame:
    """The rows in which each named column has the wanted value, in their order.

    >>> frame = pd.DataFrame({"metric": ["1a", "2a", "1a"], "year": [2021, 2022, 2022]})
    >>> cut(frame, metric="1a", year=2022).index.tolist(), len(cut(frame, metric="3a"))
    ([2], 0)
    """
    values = tuple(wanted.values())
    key = values if len(values) > 1 else values[0]
    return frame.take(_places(frame, *wanted).get(key, NOWHERE))


@recent
def _places(frame: pd.DataFrame, *columns: str) -> dict:
    """The places of the rows with each value of a column, or each tuple of values of several."""
    return frame.groupby(list(columns), sort=False).indices
