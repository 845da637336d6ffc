"""workbook.xlsx: every number of the packet, with its n, its status in words and its source.

One table from A1 on each sheet, except that a dimension's comparisons follow below its schools.
Texts are written as texts: a school named '=1+1' is a name. No merged cells, no color that says
something words do not.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar.packet import book_lists, book_tables
from rar.packet.book_tables import COUNT, TEXT, Column, Table
from rar.packet.book_words import FORMATS, GLOSSARY, PLAIN_GAP
from rar.packet.printable import printable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from rar.review import Review

CREATED = datetime(2020, 1, 1)  # fixed: the same numbers make the same bytes
MOST_ROWS = 1_048_000
NEED_COLOR = "#0B4F8A"


def write_workbook(review: Review, file: Path) -> None:
    """Write the workbook of one review."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(file),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    try:
        title = f"{printable(review.name)}: resource allocation review {review.year_label}"
        book.set_properties(
            {
                "title": title,
                "subject": review.edition_line,
                "author": printable(review.publisher),
                "created": CREATED,
            }
        )
        book.set_custom_property("Language", "en-US")
        _Sheets(book, review).write_all()
    finally:
        book.close()


class _Sheets:
    """Writes the sheets of one workbook; holds its formats, which XlsxWriter makes one by one."""

    def __init__(self, book: Workbook, review: Review):
        self.book, self.review = book, review
        self.formats: dict[tuple[str, bool], Any] = {}
        self.heading = book.add_format({"bold": True, "font_size": 13, "font_color": NEED_COLOR})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.label = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
        self.header = book.add_format(
            {"bold": True, "font_color": "#FFFFFF", "bg_color": NEED_COLOR, "text_wrap": True,
             "valign": "top", "border": 1, "border_color": "#FFFFFF"}
        )  # fmt: skip

    def write_all(self) -> None:
        """All sheets in the order a reader meets them."""
        from rar.packet.manifest import settings_of, versions

        review = self.review
        self._read_me()
        self._sheet("Self-rating", [book_lists.self_ratings(review)])
        self._sheet("Overview", [book_lists.overview(review)])
        for dimension in review.dimensions:
            self._sheet(
                sheet_name(f"{dimension.number} {dimension.name}"),
                [
                    book_tables.school_values(review, dimension),
                    book_tables.comparisons(review, dimension),
                ],
            )
        self._sheet("Student groups", [book_tables.group_values(review)])
        self._sheet("Indices", [book_lists.indices(review)])
        self._sheet("Schools", [book_lists.schools(review)])
        self._sheet("Options", [book_lists.options(review)])
        self._sheet("Data quality", [book_lists.doubts(review)])
        self._sheet("Data", [book_lists.missing(review)])
        settings = settings_of(review)
        self._sheet("Sources", [book_lists.sources(review, versions(), settings)])

    def _page(self, sheet: Worksheet) -> None:
        review = self.review
        edition = review.edition_line.split(":")[0]
        about = f"{printable(review.name)}, {review.year_label}".replace("&", "&&")
        sheet.set_header(f"&L{about[:120]}&R&B{edition.upper()}")
        sheet.set_footer(f"&L{review.edition_line}&RPage &P of &N")
        sheet.set_landscape()
        sheet.set_paper(1)  # letter
        sheet.set_margins(left=0.5, right=0.5)

    def _read_me(self) -> None:
        review = self.review
        sheet = self.book.add_worksheet("Read me")
        self._page(sheet)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 96)
        sheet.write_string(0, 0, f"{printable(review.name)}: {review.year_label}", self.title)
        facts = [
            ("Edition", review.edition_line),
            ("What this is", "Every number of the resource allocation review, with the number of "
             "people it rests on, its status in words, and its source."),
            ("State", review.state_name),
            ("Source", printable(review.publisher)),
            ("How to read", "Fill in Self-rating before you look at numbers. Overview says what "
             "could be computed. Sheets 1 to 10 have one row a "
             "school; below the schools are the comparisons. Student groups, Indices and Schools "
             "hold the rest. Options are for the room to weigh. Data quality names numbers to "
             "check before discussing. Data says what is missing and who has it. Sources lists the "
             "files."),
            ("Before you compare", "Compare schools of one level (elementary, middle, high). Look "
             "at n first: small numbers move a lot by chance. A difference is a question for the "
             "room; it does not say why."),
        ]  # fmt: skip
        row = 2
        for name, text in facts:
            sheet.write_string(row, 0, name, self.label)
            sheet.write_string(row, 1, printable(text), self.wrapped)
            sheet.set_row(row, height([text], [96]))
            row += 1
        glossary = Table(
            "Glossary",
            (Column("Word", width=32), Column("What it means here", width=96)),
            [list(pair) for pair in GLOSSARY],
        )
        self._table(sheet, glossary, row + 1, wrap=True)

    def _sheet(self, name: str, tables: list[Table]) -> None:
        sheet = self.book.add_worksheet(name)
        self._page(sheet)
        for place in range(max(len(table.columns) for table in tables)):
            widths = [t.columns[place].width for t in tables if place < len(t.columns)]
            sheet.set_column(place, place, max(widths))
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, 1)
        sheet.set_print_scale(70)
        row = 0
        for number, table in enumerate(tables):
            if number:
                sheet.write_string(row, 0, table.title, self.heading)
                row += 1
            row = self._table(sheet, table, row) + 1

    def _table(self, sheet: Worksheet, table: Table, top: int, wrap: bool = False) -> int:
        """Write a table with its header at row `top`; return the row after it."""
        rows = table.rows or [["none", *([None] * (len(table.columns) - 1))]]
        if len(rows) > MOST_ROWS:
            raise ValueError(f"{table.title}: {len(rows):,} rows do not fit on a sheet")
        last = top + len(rows)
        sheet.add_table(
            top, 0, last, len(table.columns) - 1,
            {
                "name": f"T{len(self.book.worksheets())}_{top}",
                "style": "Table Style Light 1",
                "description": table.title,
                "columns": [
                    {"header": c.header, "header_format": self.header} for c in table.columns
                ],
            },
        )  # fmt: skip
        widths = [column.width for column in table.columns]
        # Excel fits the height of wrapped rows by itself, LibreOffice and viewers do not
        sheet.set_row(top, height([column.header for column in table.columns], widths))
        if wrap:
            for number, cells in enumerate(rows, start=top + 1):
                sheet.set_row(number, height(cells, widths))
        for place, column in enumerate(table.columns):
            for number, cells in enumerate(rows, start=top + 1):
                self._cell(sheet, number, place, cells[place], column.unit, wrap)
        return last + 1

    def _cell(
        self, sheet: Worksheet, row: int, place: int, value: Any, unit: str, wrap: bool
    ) -> None:
        if isinstance(value, tuple):  # a cell with a unit of its own, in a column of many
            unit, value = value
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, place, value, self._format(TEXT, wrap))
            return
        if unit == COUNT and value != int(value):
            unit = "part count"
        points = 100 if unit == "gap share" else 1
        sheet.write_number(row, place, points * value, self._format(unit, wrap))

    def _format(self, unit: str, wrap: bool) -> Any:
        if (unit, wrap) not in self.formats:
            form = FORMATS.get(unit, PLAIN_GAP)
            settings = {"num_format": form, "valign": "top", "text_wrap": wrap}
            self.formats[unit, wrap] = self.book.add_format(settings)
        return self.formats[unit, wrap]


def height(texts: list[Any], widths: list[int]) -> float:
    """The height in points of a row whose texts wrap at the widths (in characters).

    >>> height(["Schools reporting", "n"], [10, 9])
    33.0
    """
    lines = (math.ceil(1.15 * len(str(t)) / w) for t, w in zip(texts, widths, strict=False) if t)
    return 3.0 + 15.0 * max(lines, default=1)


def sheet_name(title: str) -> str:
    """A title as a sheet's name: at most 31 characters, cut between words, none that Excel forbids.

    >>> sheet_name("3 School Leadership Quality & Diversity")
    '3 School Leadership Quality'
    """
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")
    if len(plain) > 31:
        plain = plain[:32].rsplit(" ", 1)[0]
    return plain[:31].rstrip(" &,")
