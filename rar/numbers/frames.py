"""What the numbers are made from, at the size of a state: tables when asked for, measures in parts.

The measures of a large state do not fit into memory at once. They are made metric by metric over
the whole state and taken up again block by block: some districts, with all their metrics.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from rar.numbers.coded import as_texts, only_present
from rar.numbers.measure import empty_table
from rar.numbers.metric import REASON
from rar.reading.keep import KeptTables
from rar.tables import TABLES, TEXT, Table, absent

_SUFFIX = ".arrow"
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
            if name in self.tables and isinstance(self.tables, KeptTables):
                self._held[name] = _coded(self.tables, table)
            else:
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


def _coded(tables: KeptTables, table: Table) -> pd.DataFrame:
    """A table indexed by its keys, reasons of absence as categories.

    The index is made of the numbers that stand for texts in the file, and not of the texts.
    """
    keys = [key.name for key in table.keys if key.kind == TEXT]
    reasons = [absent(name) for name in table.measured]
    frame = tables.coded(table.name, [*keys, *reasons])
    found = [_level(frame.pop(name)) for name in table.key_names]
    levels, codes = zip(*found, strict=True)
    frame.index = pd.MultiIndex(levels, codes, names=table.key_names, verify_integrity=False)
    for name in reasons:
        if name in frame:
            frame[name] = pd.Categorical(frame[name], dtype=REASON)
    return frame.sort_index()


def _level(column: pd.Series) -> tuple[pd.Index, np.ndarray]:
    """The values of a key in order, and which of them each row has."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        codes, values = pd.factorize(column, sort=True)
        return pd.Index(values), codes
    values = column.cat.categories
    ordered = values.sort_values()
    return ordered, np.append(ordered.get_indexer(values), -1)[column.cat.codes]


class Measures:
    """The measures of a state, in memory or, where a folder is given, there, a file a metric.

    blocks are the districts of each block.
    """

    def __init__(self, blocks: Sequence[Sequence[str]], folder: Path | None = None) -> None:
        self.blocks, self.folder = blocks, folder
        self.held = pd.DataFrame()

    def add(self, frame: pd.DataFrame) -> None:
        """Keep measures with what the roll says of their schools, texts as categories.

        They are of all metrics, or of some where there is a folder.
        """
        if self.folder is None:
            self.held = as_texts(frame)
            return
        for metric, part in frame.groupby("metric", observed=True):
            self._write(self.folder / f"{metric}{_SUFFIX}", part)

    def _write(self, file: Path, frame: pd.DataFrame) -> None:
        """One batch of rows a block."""
        place = {d: number for number, block in enumerate(self.blocks) for d in block}
        district = frame["district_id"].array
        number = district.categories.map(place).to_numpy()[district.codes]
        order = np.argsort(number, kind="stable")
        ends = np.searchsorted(number[order], range(len(self.blocks) + 1))
        table = pa.Table.from_pandas(frame.take(order), preserve_index=False)
        [whole] = table.combine_chunks().to_batches()
        with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            for start, end in pairwise(ends):
                writer.write_batch(whole.slice(start, end - start))

    def block(self, number: int) -> pd.DataFrame:
        """The measures of a block's districts, sorted by metric."""
        if self.folder is None:
            return self.held
        files = sorted(self.folder.glob(f"*{_SUFFIX}"), key=lambda one: one.stem)
        whole = pa.concat_tables([_batches(file, [number]) for file in files])
        return only_present(whole.unify_dictionaries().to_pandas())

    def of_all_students(self, metric_ids: Iterable[str]) -> pd.DataFrame:
        """The measures of all districts, group 'all' alone, of some metrics."""
        if self.folder is None:
            return self.held[self.held["metric"].isin(metric_ids) & (self.held["group"] == "all")]
        files = [self.folder / f"{one}{_SUFFIX}" for one in sorted(metric_ids)]
        everyone = pc.field("group") == "all"
        parts = [
            _batches(file, range(len(self.blocks))).filter(everyone)
            for file in files
            if file.is_file()
        ]
        return as_texts(pa.concat_tables(parts).to_pandas()) if parts else pd.DataFrame()


def _batches(file: Path, numbers: Iterable[int]) -> pa.Table:
    """Some blocks of one metric, its texts as categories."""
    with pa.memory_map(str(file)) as source:
        batches = pa.ipc.open_file(source)
        return pa.Table.from_batches([batches.get_batch(number) for number in numbers])
