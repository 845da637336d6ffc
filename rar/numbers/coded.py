"""Texts as categories: each text once, and a small whole number a row that says which.

A block of districts has some millions of rows whose ids and groups are the same few words again
and again. Sorted, grouped and joined as categories they cost a tenth of what texts cost. The
categories are in the order of the texts, so that rows sort as they would by their texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

Codes = np.ndarray


def coded(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with all texts as categories in sorted order."""
    return frame.assign(**{name: _sorted(frame[name]) for name in frame if _is_text(frame[name])})


def only_present(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with only those categories that stand in it."""
    named = [name for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    return frame.assign(**{name: frame[name].cat.remove_unused_categories() for name in named})


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with all categories as texts."""
    named = [name for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(named, "str")) if named else frame


def coded_as(frame: pd.DataFrame, other: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The rows that can be joined with the other, columns of the type they have in it."""
    for name in columns:
        if isinstance(other[name].dtype, pd.CategoricalDtype):
            frame = frame[frame[name].isin(other[name].cat.categories)]
    return frame.astype({name: other[name].dtype for name in columns})


def stacked(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames of the same columns as one; a column of categories in one of them is so in all."""
    made = {}
    for name in parts[0]:
        columns = [part[name] for part in parts]
        if any(isinstance(column.dtype, pd.CategoricalDtype) for column in columns):
            every = [_sorted(column).array for column in columns]
            made[name] = union_categoricals(every, sort_categories=True)
        else:
            made[name] = pd.concat(columns, ignore_index=True)
    return pd.DataFrame(made)


def tuples(frame: pd.DataFrame, *names: str) -> Iterator[tuple]:
    """The rows of some columns as tuples; a text is looked up once a column, not once a row."""
    return zip(*(frame[name].to_numpy().tolist() for name in names), strict=True)


def numbered(frame: pd.DataFrame, by: Sequence[str]) -> tuple[Codes, int]:
    """A number for the keys of each row, the same where all are, and how many there may be.

    No key may be missing.
    """
    number, size = np.zeros(len(frame), dtype="int64"), 1
    for name in by:
        codes, values = _codes(frame[name])
        number = number * len(values) + codes
        size *= len(values)
    return number, size


def _codes(column: pd.Series) -> tuple[Codes, Sequence]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    return pd.factorize(column, sort=True)


def _is_text(column: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(column.dtype) or isinstance(
        column.dtype, pd.CategoricalDtype
    )


def _sorted(column: pd.Series) -> pd.Series:
    column = column.astype("category")
    categories = column.cat.categories
    if categories.is_monotonic_increasing:
        return column
    return column.cat.reorder_categories(categories.sort_values())
