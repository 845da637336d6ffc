"""What a sheet is made of: columns, tables, formulas with the value they must give, inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isnan
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

TEXT, COUNT, DATE, PLAIN = "text", "count", "date", "plain"
MISSING = "#N/A"  # the one error a formula may give: it keeps a chart from drawing a point


@dataclass(frozen=True)
class Column:
    """One column: its header, its unit (a metric's, 'gap <unit>', or one above), its width.

    live says that it serves only those who change a number: a place to write, a step on the way to
    a value, or ours beside theirs. A workbook of values has no such column.
    """

    header: str
    unit: str = TEXT
    width: int = 14
    live: bool = False


@dataclass(frozen=True)
class Formula:
    """A live cell: the formula, and the value it gives while no input is changed.

    value is what the cell shows ('' for none), made from the store, never from the formula: viewers
    that do not calculate show it, and a test holds LibreOffice's result against it.
    """

    text: str
    value: float | str = ""
    unit: str = ""


@dataclass(frozen=True)
class Input:
    """A cell the district may change: what stands in it at first, its unit, its permitted values.

    allowed: a key of `rar.packet.book.rules.RULES`, or the range of a list as '=Lists!$A$2:$A$9'.
    """

    value: float | str | None = None
    unit: str = ""
    allowed: str = ""


@dataclass(frozen=True)
class Table:
    """One table: a title for the reader, its columns and rows (None is an empty cell)."""

    title: str
    columns: tuple[Column, ...]
    rows: list[list[Any]] = field(repr=False)

    @property
    def fixed(self) -> Table:
        """The table without the columns that are there for changing numbers."""
        kept = [place for place, column in enumerate(self.columns) if not column.live]
        columns = tuple(self.columns[place] for place in kept)
        return Table(self.title, columns, [[row[place] for place in kept] for row in self.rows])

    @classmethod
    def of(cls, title: str, columns: tuple[Column, ...], rows: Iterable[Mapping]) -> Table:
        """A table whose rows name their cells by the column's header; none may be left out."""
        return cls(title, columns, [[row[c.header] for c in columns] for row in rows])


@dataclass(frozen=True)
class Grid:
    """Where a table stands, so that formulas elsewhere can point into it. Rows count from 0."""

    sheet: str
    columns: tuple[Column, ...]
    rows: int
    top: int = 0
    left: int = 0

    @cached_property
    def letters(self) -> dict[str, str]:
        """The letter of each column, by its header."""
        places = enumerate(self.columns, start=self.left)
        return {column.header: xl_col_to_name(place) for place, column in places}

    @cached_property
    def name(self) -> str:
        """The sheet as a formula names it."""
        return self.sheet if self.sheet.isalpha() else f"'{self.sheet}'"

    def own(self, row: int) -> dict[str, str]:
        """The cells of a row by header, as formulas of the same row write them: '$K5'."""
        line = self.top + row + 2
        return {header: f"${letter}{line}" for header, letter in self.letters.items()}

    def cell(self, header: str, row: int) -> str:
        """A cell as any sheet writes it: 'Need!$K$5'."""
        return f"{self.name}!${self.letters[header]}${self.top + row + 2}"

    def span(self, header: str, first: int = 0, last: int | None = None) -> str:
        """The cells of a column from row `first` to row `last`, both included."""
        letter, last = self.letters[header], self.rows - 1 if last is None else last
        first, last = self.top + first + 2, self.top + max(last, first) + 2
        return f"{self.name}!${letter}${first}:${letter}${last}"


def number(value: Any) -> float | None:
    """A number for a cell, None for an absent one."""
    if isinstance(value, float):  # most are, and pandas takes its time to look at each
        return None if isnan(value) else float(value)
    return None if pd.isna(value) else float(value)


def shown(value: Any, times: float = 1.0) -> float | str:
    """The value a formula gives: a number, '' for an absent one."""
    known = number(value)
    return "" if known is None else times * known


def quoted(text: str) -> str:
    """A text inside a formula; only for words of ours, never for a word from data.

    >>> quoted("greatest need")
    '"greatest need"'
    """
    return '"' + text.replace('"', '""') + '"'
