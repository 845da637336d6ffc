"""Writing: sheets, tables and their cells; the formats, which XlsxWriter makes one by one.

Texts are written as texts: a school named '=1+1' is a name. The only formulas are those of
`cells.Formula`, and they hold no word from data.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from rar.editions import FIT
from rar.packet.book import rules
from rar.packet.book.cells import COUNT, PLAIN, TEXT, Formula, Input, Table
from rar.packet.book.sheet import Sheet
from rar.packet.book.words import FORMATS, PLAIN_GAP, decimals
from rar.packet.printable import printable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from rar.review import Review

MOST_ROWS = 1_048_000
NEED_COLOR, INK, LEAST_COLOR, STATE_COLOR = "#0B4F8A", "#1F2328", "#B34700", "#4D4D4D"
INPUT_COLOR = "#FFF6DC"
TITLE, HEADING, LINK, BOLD = "title", "heading", "link", "bold"  # styles of text outside tables
_LOOKS = {
    TITLE: {"bold": True, "font_size": 16},
    HEADING: {"bold": True, "font_size": 13, "font_color": NEED_COLOR},
    LINK: {"font_color": NEED_COLOR, "underline": 1, "valign": "top", "text_wrap": True},
    BOLD: {"bold": True, "valign": "top", "text_wrap": True},
    TEXT: {"valign": "top", "text_wrap": True},
    PLAIN: {"valign": "top"},  # runs over into the empty cells beside it
}


class Sheets:
    """The sheets of one workbook, made in order and filled one after the other.

    live says whether it may hold formulas and places to write; else they become what they show,
    and nothing stands in the file that is not seen on a sheet: no rule, no name, no decimal, no
    column that serves changes alone.
    """

    def __init__(self, book: Workbook, review: Review, names: Iterable[str]):
        self.book, self.review = book, review
        self.live = FIT[review.edition].live
        self._formats = Formats(book)
        self._heights: dict[tuple[str, int], float] = {}
        self._looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        self._header = book.add_format(
            {"bold": True, "font_color": "#FFFFFF", "bg_color": NEED_COLOR, "text_wrap": True,
             "valign": "top", "border": 1, "border_color": "#FFFFFF"}
        )  # fmt: skip
        self.by_name = {name: self._made(name) for name in names}

    def _made(self, name: str) -> Sheet:
        review, sheet = self.review, self.book.add_worksheet(name, Sheet)
        edition = review.edition_line.split(":")[0]
        about = f"{printable(review.name)}, {review.year_label}".replace("&", "&&")
        sheet.set_header(f"&L{about[:120]}&R&B{edition.upper()}")
        sheet.set_footer(f"&L{review.edition_line}&RPage &P of &N")
        sheet.set_landscape()
        sheet.set_paper(1)  # letter
        sheet.set_margins(left=0.5, right=0.5)
        sheet.fit_to_pages(1, 0)
        return sheet

    def page(self, name: str, table: Table, wrap: bool = False, fixed: int = 2) -> Sheet:
        """A sheet that is one table from A1, its header and first columns staying in view."""
        sheet, columns = self.by_name[name], self._kept(table).columns
        self.widths(name, [column.width for column in columns])
        sheet.freeze_panes(1, fixed)
        if self.live:  # a defined name of the file says which rows are printed on every page
            sheet.repeat_rows(0)
        self.table(name, table, wrap=wrap)
        return sheet

    def _kept(self, table: Table) -> Table:
        return table if self.live else table.fixed

    def repeat_columns(self, name: str, last: int) -> None:
        """Print the columns up to `last` on every page, where names may be defined."""
        if self.live:
            self.by_name[name].repeat_columns(0, last)

    def widths(self, name: str, widths: list[int]) -> None:
        """Set the widths of a sheet's columns, in characters."""
        for place, width in enumerate(widths):
            self.by_name[name].set_column(place, place, width)

    def tall(self, name: str, row: int, points: float) -> None:
        """Make a row at least this high: tables side by side share their rows."""
        self._heights[name, row] = max(points, self._heights.get((name, row), 0.0))
        self.by_name[name].set_row(row, self._heights[name, row])

    def protect(self, name: str) -> None:
        """Keep formulas from slips: only inputs can be written to; no password."""
        if not self.live:
            return
        self.by_name[name].protect(
            "", {"autofilter": True, "format_cells": True, "format_columns": True,
                 "format_rows": True, "objects": True}
        )  # fmt: skip

    def text(self, name: str, row: int, column: int, text: str, look: str = TEXT) -> None:
        """A text outside a table."""
        self.by_name[name].write_string(row, column, text, self._looks[look])

    def link(self, name: str, row: int, column: int, to: str, text: str) -> None:
        """A link to a cell of this workbook, as "'Need'!A1"."""
        self.by_name[name].write_url(row, column, f"internal:{to}", self._looks[LINK], text)

    def cell(
        self, name: str, row: int, column: int, value: Any, unit: str = TEXT, wrap: bool = False
    ) -> None:
        """One cell: a text, a number, a (unit, value) of its own, a Formula or an Input."""
        sheet = self.by_name[name]
        sheet.put(row, column, [self._cell(sheet, value, unit, wrap)])

    def _cell(self, sheet: Sheet, value: Any, unit: str, wrap: bool) -> tuple | None:
        """What a value is on a sheet; None for one that is not there."""
        if isinstance(value, tuple):  # a cell with a unit of its own, in a column of many
            unit, value = value
        if value is None or isinstance(value, str):
            return sheet.text(value, self._formats[TEXT, wrap, False]) if value else None
        if isinstance(value, Formula):
            own = self._formats[_unit(value.unit or unit, value.value), wrap, False]
            if not self.live:
                return _fixed(sheet, value.value, own)
            return sheet.formula(value.text, value.value, own)
        if isinstance(value, Input):
            if not self.live:
                return self._cell(sheet, value.value, value.unit or unit, wrap)
            return _written(sheet, value.value, self._formats[value.unit or unit, wrap, True])
        points = 100 if unit == "gap share" else 1
        own = self._formats[_unit(unit, value), wrap, False]
        put = sheet.number if self.live else partial(_fixed, sheet)
        return put(points * value, own)

    def table(
        self, name: str, table: Table, top: int = 0, left: int = 0, wrap: bool = False,
        filtered: bool = True,
    ) -> int:  # fmt: skip
        """Write a table with its header at row `top`; return the row after it."""
        table = self._kept(table)
        sheet, columns = self.by_name[name], table.columns
        rows = table.rows or [["none", *([None] * (len(columns) - 1))]]
        if len(rows) > MOST_ROWS:
            raise ValueError(f"{table.title}: {len(rows):,} rows do not fit on a sheet")
        last, index = top + len(rows), list(self.by_name).index(name)
        sheet.add_table(
            top, left, last, left + len(columns) - 1,
            {
                "name": f"T{index}_{top}_{left}",
                "style": "Table Style Light 1",
                "autofilter": filtered,
                "description": table.title,
                "columns": [
                    {"header": c.header, "header_format": self._header} for c in columns
                ],
            },
        )  # fmt: skip
        widths, units = [column.width for column in columns], [column.unit for column in columns]
        # Excel fits the height of wrapped rows by itself, LibreOffice and viewers do not
        self.tall(name, top, height([column.header for column in columns], widths))
        for row, cells in enumerate(rows, start=top + 1):
            if wrap:
                self.tall(name, row, height(cells, widths))
            values = zip(cells, units, strict=True)
            sheet.put(row, left, [self._cell(sheet, value, unit, wrap) for value, unit in values])
        if self.live:
            rules.write(sheet, rows, top + 1, left)
        return last + 1


class Formats(dict):
    """The formats of cells in tables, by unit, whether texts wrap, whether one may write there."""

    def __init__(self, book: Workbook):
        super().__init__()
        self.book = book

    def __missing__(self, key: tuple[str, bool, bool]) -> Format:
        unit, wrap, written = key
        look = {"num_format": FORMATS.get(unit, PLAIN_GAP), "valign": "top", "text_wrap": wrap}
        if unit == TEXT and not written:
            look |= {"align": "left", "indent": 1}  # apart from numbers in the column before
        if written:
            look |= {"border": 2, "border_color": INK, "bg_color": INPUT_COLOR, "locked": False}
        return self.setdefault(key, self.book.add_format(look))


def _unit(unit: str, value: float | str) -> str:
    whole = isinstance(value, str) or value == int(value)
    return unit if unit != COUNT or whole else "part count"


def _written(sheet: Sheet, value: float | str | None, look: Format) -> tuple:
    """What stands at first in a cell that may be changed."""
    if value is None or value == "":
        return sheet.blank(look)
    return sheet.text(value, look) if isinstance(value, str) else sheet.number(value, look)


def _fixed(sheet: Sheet, value: float | str, look: Format) -> tuple | None:
    """A value as it is seen, and no decimal more: with its n, a long one would tell its count."""
    if isinstance(value, str):
        return sheet.text(value, look) if value else None
    return sheet.number(round(value, decimals(look.num_format)), look)


def height(texts: list[Any], widths: list[int]) -> float:
    """The height in points of a row whose texts wrap at the widths (in characters).

    >>> height(["Schools reporting", "n"], [10, 9])
    33.0
    """
    shown = (text.value if isinstance(text, Formula) else text for text in texts)
    lines = (
        math.ceil(1.15 * len(text) / width)
        for text, width in zip(shown, widths, strict=False)
        if isinstance(text, str) and text
    )
    return min(3.0 + 15.0 * max(lines, default=1), 400.0)  # Excel takes no more than 409
