"""XlsxWriter's worksheet, made quick for sheets of a hundred thousand plain cells.

The bytes are those XlsxWriter would write, which a test holds it to; only the way there is
shorter. A cell is a text, a number, a formula or an empty place to write in, and has a format.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

from rar.packet.book.cells import MISSING

ALIKE = 16  # rows of which the file says together which columns they use


class String(NamedTuple):
    """A text, by its number in the book's list. XlsxWriter knows a cell by its class's name."""

    string: int
    format: Format


class Number(NamedTuple):
    number: float
    format: Format


class Formula(NamedTuple):
    formula: str
    format: Format
    value: float | str


class Blank(NamedTuple):
    format: Format


class Sheet(Worksheet):
    """A worksheet that takes whole rows of cells, and writes each in one step."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: dict[tuple[str, Format], tuple] = {}

    def put(self, row: int, left: int, cells: Iterable[tuple | None]) -> None:
        """Put cells, made by the methods below, side by side; None leaves its place empty."""
        there = {column: cell for column, cell in enumerate(cells, left) if cell is not None}
        if there:
            self._check_dimensions(row, min(there))
            self._check_dimensions(row, max(there))
            self.table[row].update(there)

    def text(self, text: str, look: Format) -> tuple:
        """A cell that holds a text, which is cut where it is too long for Excel."""
        known = self._texts.get((text, look))  # most texts stand in many cells
        if known is not None:
            self.str_table.count += 1
            return known
        units = text.encode("utf-16-le")[: 2 * self.xls_strmax]  # in which Excel counts
        index = self.str_table._get_shared_string_index(units.decode("utf-16-le", "ignore"))
        return self._texts.setdefault((text, look), String(index, look))

    def number(self, number: float, look: Format) -> tuple:
        """A cell that holds a number. Raises ValueError for one that is not finite."""
        if not isfinite(number):
            raise ValueError(f"{number} is not a number that Excel has")
        return Number(number, look)

    def formula(self, formula: str, value: float | str, look: Format) -> tuple:
        """A cell that holds a formula and the value it gives.

        Its functions are those Excel has had since 2007: newer ones would need a prefix in the
        file, and XlsxWriter looks for each of them in each formula.
        """
        return Formula(formula.removeprefix("="), look, value)

    def blank(self, look: Format) -> tuple:
        """A cell that holds nothing, but has a format."""
        return Blank(look)

    def add_table(self, first_row: int, first_col: int, last_row: int, last_col: int,
                  options: dict[str, Any]) -> int:  # fmt: skip
        """Make cells a table, whose header it writes.

        XlsxWriter notes each cell of a table, in order to refuse a second table over the first.
        Here it sees the header and a row below it, and is then told how far the table goes.
        """
        refused = super().add_table(first_row, first_col, first_row + 1, last_col, options)
        if not refused:
            table, whole = self.tables[-1], xl_range(first_row, first_col, last_row, last_col)
            table |= {key: whole for key in ("range", "a_range", "autofilter") if key in table}
        return refused

    def _calculate_spans(self) -> None:
        used: dict[int, set[int]] = {}
        for row, cells in self.table.items():
            used.setdefault(row // ALIKE, set()).update(cells)
        self.row_spans = {
            block: f"{min(columns) + 1}:{max(columns) + 1}"
            for block, columns in used.items()
            if columns
        }

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = type(cell)
        if kind not in _KINDS:  # a table's header, a link
            super()._write_cell(row, col, cell)
            return
        start = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"'
        if kind is String:
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        elif kind is Number:
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
        elif kind is Formula:
            formula, value = self._escape_data(cell.formula), self._escape_data(cell.value)
            self.fh.write(f"{start}{_type(cell.value)}><f>{formula}</f><v>{value}</v></c>")
        else:
            self.fh.write(f"{start}/>")


_KINDS = frozenset([String, Number, Formula, Blank])


def _type(value: float | str) -> str:
    """How the file says that a formula gives a text or an error, and no number."""
    if not isinstance(value, str) or not value:
        return ""
    return ' t="e"' if value == MISSING else ' t="str"'
