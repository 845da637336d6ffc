"""What the numbers are made from, at the size of a state: tables when asked for, measures in parts.

The measures of a large state do not fit into memory at once. They are made metric by metric over
the whole state and taken up again block by block: some districts, with all their metrics.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from rar.numbers.measure import empty_table
from rar.tables import TABLES

HELD = 3  # tables in memory at once, beside those that are always there


class Frames(Mapping[str, pd.DataFrame]):
    """Canonical tables by name, each indexed by its keys; a table the state lacks is empty.

    A table is taken from `tables` when it is asked for, and the last few asked for are held.
    `always` are frames that stand for the table of their name.
    """

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], always: dict[str, pd.DataFrame] | None = None
    ) -> None:
        self.tables, self.always = tables, always or {}
        self._held: OrderedDict[str, pd.DataFrame] = OrderedDict()

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name in self.always:
            return self.always[name]
        table = TABLES[name]
        if name not in self._held:
            found = self.tables[name] if name in self.tables else empty_table(table)
            self._held[name] = found.set_index(table.key_names).sort_index()
        self._held.move_to_end(name)
        while len(self._held) > HELD:
            self._held.popitem(last=False)
        return self._held[name]

    def __reduce__(self) -> tuple:  # another process reads what it needs itself
        return Frames, (self.tables, self.always)

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


class Measures:
    """The measures of a state, in memory or, where a folder is given, there, a file a metric.

    blocks are the districts of each block.
    """

    def __init__(self, blocks: Sequence[Sequence[str]], folder: Path | None = None) -> None:
        self.blocks, self.folder = blocks, folder
        self.held = pd.DataFrame()

    def add(self, frame: pd.DataFrame) -> None:
        """Keep measures, with their school's district_id: of all metrics, or of one in a file."""
        if self.folder is None:
            self.held = frame
        elif len(frame):
            self._write(self.folder / f"{frame['metric'].iloc[0]}.parquet", frame)

    def _write(self, file: Path, frame: pd.DataFrame) -> None:
        block_of = {d: number for number, block in enumerate(self.blocks) for d in block}
        number = frame["district_id"].map(block_of)
        schema = pa.Schema.from_pandas(frame, preserve_index=False)
        with pq.ParquetWriter(file, schema) as writer:
            for block in range(len(self.blocks)):
                part = frame[number == block]
                writer.write_table(pa.Table.from_pandas(part, schema, preserve_index=False))

    def block(self, number: int) -> pd.DataFrame:
        """The measures of a block's districts, sorted by metric."""
        if self.folder is None:
            return self.held
        tables = []
        for metric_file in sorted(self.folder.glob("*.parquet"), key=lambda one: one.stem):
            with pq.ParquetFile(metric_file) as file:
                tables.append(file.read_row_group(number))
        return pa.concat_tables(tables).to_pandas()

    def of_all_students(self, metric_ids: Iterable[str]) -> pd.DataFrame:
        """The measures of all districts, group 'all' alone, of some metrics."""
        if self.folder is None:
            return self.held[self.held["metric"].isin(metric_ids) & (self.held["group"] == "all")]
        files = [self.folder / f"{one}.parquet" for one in sorted(metric_ids)]
        rows = [("group", "==", "all")]
        parts = [pd.read_parquet(file, filters=rows) for file in files if file.is_file()]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
