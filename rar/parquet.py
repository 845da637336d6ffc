"""Reading the store's parquet files as frames for many small questions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

# Text as Python's own strings: pages take single cells and a few rows at a time, at which Arrow's
# arrays are some five times slower. A missing text is NaN, as in pandas' usual text columns.
TEXT = pd.StringDtype("python", na_value=np.nan)


def read_frame(file: Path) -> pd.DataFrame:
    """A frame as it was written; each text of a column is in memory once, however often it stands.

    The file is read directly and by this thread: for a few rows the reader of whole data sets
    takes longer to get ready than to read.
    """
    with pq.ParquetFile(file) as parquet:
        return as_frame(parquet.read(use_threads=False))


def as_frame(table: pa.Table) -> pd.DataFrame:
    """A table of Arrow as `read_frame` gives it."""
    columns = zip(table.column_names, table.columns, strict=True)
    return pd.DataFrame({name: _values(column) for name, column in columns})


def _values(column: pa.ChunkedArray) -> np.ndarray | pd.api.extensions.ExtensionArray:
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column.to_numpy()
    told = column.combine_chunks().dictionary_encode()
    texts = np.append(told.dictionary.to_numpy(zero_copy_only=False), [np.nan])
    places = told.indices.fill_null(len(texts) - 1).to_numpy()
    return pd.array(texts[places], dtype=TEXT)
