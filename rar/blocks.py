"""Frames cut by district, kept in few files from which one district is read in a millisecond.

Districts that follow one another share a file, and each is a row group of it: a state of 1,200
districts is 38 files a frame and not 1,200, and the list of row groups at the end of a file, which
is read with it, stays short.

    <folder>/<block>/<name>.parquet     block: the place of the district's file, from 000 on
    <folder>/alone-<at>/<name>.parquet  one district alone, as it is sent to another machine
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from rar.parquet import as_frame, read_frame

DISTRICTS_A_FILE = 32
MOST_TEXTS = 256  # of a column that stand in every row group


def write_blocks(
    folder: Path, name: str, frame: pd.DataFrame, districts: Sequence[str], start: int = 0
) -> None:
    """Write a frame with a district_id column; the order of a district's rows is kept.

    districts are those to write, in order: one without rows has an empty frame. Rows of no district
    in it are left out. start is the place of the first among all districts, which begins a file.
    """
    place = pd.Index(districts).get_indexer(frame["district_id"])
    order = place.argsort(kind="stable")[(place < 0).sum() :]
    table = _as_written(frame.take(order))
    ends = place[order].searchsorted(range(len(districts) + 1))
    for first in range(0, len(districts), DISTRICTS_A_FILE):
        file = _file(folder, name, start + first)
        file.parent.mkdir(parents=True, exist_ok=True)
        with _writer(file, table.schema) as writer:
            for at in range(first, min(first + DISTRICTS_A_FILE, len(districts))):
                writer.write_table(table.slice(ends[at], ends[at + 1] - ends[at]))


def _as_written(frame: pd.DataFrame) -> pa.Table:
    """The frame as a table whose categories are texts, each of them once where they are few.

    Every row group holds all categories of its column: where they are many, those of one district
    are found anew.
    """
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for at, (name, column) in enumerate(zip(table.column_names, table.columns, strict=True)):
        if pa.types.is_dictionary(column.type) and frame[name].cat.categories.size > MOST_TEXTS:
            table = table.set_column(at, name, column.cast(pa.large_string()))
    return table


def _writer(file: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """No statistics: a row group is found by its place. Texts are read as texts."""
    return pq.ParquetWriter(file, schema, write_statistics=False, store_schema=False)


def read_block(folder: Path, name: str, at: int) -> pd.DataFrame:
    """The frame of the district at a place among all districts, from 0 on."""
    alone = _alone(folder, name, at)
    if alone.is_file():
        return read_frame(alone)
    return as_frame(_table(_file(folder, name, at), at))


def one_district(folder: Path, at: int) -> dict[str, bytes]:
    """The frames of the district at a place, alone: the bytes of each file by its path in folder.

    Put into another folder, they are read there by `read_block`.
    """
    found = {}
    for file in sorted(_file(folder, "any", at).parent.glob("*.parquet")):
        written = io.BytesIO()
        pq.write_table(_table(file, at), written)
        place = _alone(folder, file.stem, at).relative_to(folder)
        found[place.as_posix()] = written.getvalue()
    return found


def _table(file: Path, at: int) -> pa.Table:
    with pq.ParquetFile(file) as parquet:
        return parquet.read_row_group(at % DISTRICTS_A_FILE, use_threads=False)


def _alone(folder: Path, name: str, at: int) -> Path:
    return folder / f"alone-{at}" / f"{name}.parquet"


def _file(folder: Path, name: str, at: int) -> Path:
    return folder / f"{at // DISTRICTS_A_FILE:03d}" / f"{name}.parquet"
