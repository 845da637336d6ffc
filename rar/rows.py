"""The rows of a small frame, one by one: pandas makes a class for each frame it is asked to."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd

MOST_SHAPES = 256  # sets of columns whose class is kept


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples, without its index.

    Their values are Python's own; an absent one is NaN, as in the frame. A column whose name is
    no name in Python is told by its place: `_1`.

    >>> [row.value for row in rows_of(pd.DataFrame({"name": ["Lee", "Dix"], "value": [1.5, 2]}))]
    [1.5, 2.0]
    """
    make = _row(tuple(map(str, frame.columns)))._make
    return map(make, frame.to_numpy(dtype=object).tolist())


@lru_cache(maxsize=MOST_SHAPES)
def _row(names: tuple[str, ...]) -> type:
    return namedtuple("Row", names, rename=True)
