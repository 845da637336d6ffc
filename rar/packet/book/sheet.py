"""XlsxWriter's worksheet, made quick for sheets of a hundred thousand plain cells.

The bytes are those XlsxWriter would write, which a test holds it to; only the way there is
shorter. A cell is a text, a number, a formula or an empty place to write in, has a format, and
stands where its row and column are numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

SHORT = 10_000  # characters; Excel takes three times as many
ALIKE = 16  # rows of which the file says together which columns they use


class Sheet(Worksheet):
    """A worksheet that takes formulas as they are, and writes its cells row by row."""

    def write_string(self, row: int, col: int, string: str, cell_format: Format) -> None:
        """Put a text; XlsxWriter cuts one that is too long for Excel."""
        if len(string) > SHORT:
            super().write_string(row, col, string, cell_format)
            return
        self._check_dimensions(row, col)
        index = self.str_table._get_shared_string_index(string)
        self.table[row][col] = CellStringTuple(index, cell_format)

    def write_number(self, row: int, col: int, number: float, cell_format: Format) -> None:
        """Put a number. Raises ValueError for one that is not finite: Excel has no such."""
        if not isfinite(number):
            raise ValueError(f"{number} is not a number that Excel has")
        self._check_dimensions(row, col)
        self.table[row][col] = CellNumberTuple(number, cell_format)

    def write_formula(
        self, row: int, col: int, formula: str, cell_format: Format, value: float | str
    ) -> None:
        """Put a formula of functions that Excel has had since 2007.

        Newer ones would need a prefix in the file, and XlsxWriter looks for each of them in each
        formula.
        """
        self._check_dimensions(row, col)
        self.table[row][col] = CellFormulaTuple(formula.removeprefix("="), cell_format, value)

    def _calculate_spans(self) -> None:
        used: dict[int, set[int]] = {}
        for row, cells in self.table.items():
            used.setdefault(row // ALIKE, set()).update(cells)
        self.row_spans = {
            block: f"{min(columns) + 1}:{max(columns) + 1}"
            for block, columns in used.items()
            if columns
        }

    def _write_rows(self) -> None:
        self._calculate_spans()
        for row in sorted(self.table.keys() | self.row_info.keys()):
            cells, about = self.table.get(row), self.row_info.get(row)
            spans = self.row_spans.get(row // ALIKE)
            if cells:
                self._write_row(row, spans, about)
                self.fh.write("".join(self._cells(row, cells)))
                self._xml_end_tag("row")
            elif about:
                self._write_empty_row(row, spans, about)

    def _cells(self, row: int, cells: dict[int, Any]) -> Iterator[str]:
        """The XML of each cell of a row; a text is a number in the book's list of texts."""
        line, escaped = row + 1, self._escape_data
        for column in sorted(cells):
            cell = cells[column]
            start = f'<c r="{_LETTERS[column]}{line}" s="{cell.format._get_xf_index()}"'
            kind = type(cell)
            if kind is CellStringTuple:
                yield f'{start} t="s"><v>{cell.string}</v></c>'
            elif kind is CellNumberTuple:
                yield f"{start}><v>{cell.number:.16G}</v></c>"
            elif kind is CellFormulaTuple:
                text = ' t="str"' if isinstance(cell.value, str) and cell.value else ""
                formula, value = escaped(cell.formula), escaped(cell.value)
                yield f"{start}{text}><f>{formula}</f><v>{value}</v></c>"
            elif kind is CellBlankTuple:
                yield f"{start}/>"
            else:
                raise TypeError(f"A cell of this kind is not known here: {cell}")


class _Letters(dict):
    def __missing__(self, column: int) -> str:
        return self.setdefault(column, xl_col_to_name(column))


_LETTERS = _Letters()
