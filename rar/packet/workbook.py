"""workbook.xlsx: every number of the packet, with its n, its status in words and its source.

Each sheet is one table from A1, but for a few that are filled in. What the district may change is
an input; differences and charts are formulas that follow, ours beside them. The public edition's
holds values only (`Sheets.live`): no form, nothing to try, no chart, which would keep its numbers
once more. No merged cells, no color that says something words do not.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rar.editions import FIT
from rar.packet.book import (
    charts,
    compared,
    counts,
    gaps,
    lists,
    method,
    need,
    places,
    record,
    schools,
    start,
    status,
    thresholds,
    try_it,
)
from rar.packet.book.cells import PLAIN, Table
from rar.packet.book.live import Live
from rar.packet.book.sheets import BOLD, HEADING, TITLE, Sheets
from rar.packet.manifest import settings_of, versions_of
from rar.packet.printable import printable
from rar.packet.priorities import priorities
from rar.record.fields import marks

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from rar.review import Review

CREATED = datetime(2020, 1, 1)  # fixed: the same numbers make the same bytes
ROW_TO_WRITE = 60.0  # points high, so that there is room for a few lines


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
    with _keeping(), closing(book):
        _set_properties(book, review)
        live, last = Live(review), record.last(review)
        sheets = Sheets(book, review, start.order(review.edition, last is not None))
        if sheets.live:
            for name, cell in try_it.names(live).items():
                book.define_name(name, f"={cell}")
            found = priorities(review)
            own = lists.lists_of(review, found)
            _write_forms(sheets, review, own, found, last)
            _write_try(sheets, live, own)
            _write_lists(sheets, live, own)
        _write_measured(sheets, live)
        _write_finished(sheets, review)
        start.write_start(sheets, live, _columns(live))
        sheets.by_name[places.START].activate()


@contextmanager
def _keeping() -> Iterator[None]:
    """Keep Python from looking for garbage: every cell stays until the file is written.

    It would look at all cells again and again as they become more, a seventh of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _set_properties(book: Workbook, review: Review) -> None:
    fit = FIT[review.edition]
    title = f"{printable(review.name)}: resource allocation review {review.year_label}"
    told = {"title": title, "subject": review.edition_line, "created": CREATED}
    book.set_properties(told | ({"author": printable(review.publisher)} if fit.live else {}))
    if not fit.live:
        return
    facts = {"Language": "en-US"} | marks("workbook", review)
    for name, value in facts.items():
        book.set_custom_property(name, value, "text")


def _write_forms(sheets: Sheets, review: Review, own, found, last: Table | None) -> None:
    """The sheets that are filled in by hand."""
    beliefs, rated = record.beliefs(review, own), record.self_ratings(review, own)
    _stacked(sheets, places.SELF_RATING, [beliefs, rated])
    table = record.record(review, found, own)
    sheet = sheets.page(places.RECORD, table, wrap=True)
    for row in range(1, len(table.rows) + 1):
        sheets.tall(places.RECORD, row, ROW_TO_WRITE)
    sheet.set_print_scale(50)
    sheets.repeat_columns(places.RECORD, 1)
    _stacked(sheets, places.MEETING, record.meeting(review, own), ROW_TO_WRITE)
    if last is not None:
        sheets.page(places.LAST_TIME, last, wrap=True)


def _stacked(sheets: Sheets, name: str, tables: list[Table], high: float = 0.0) -> None:
    """Small tables one below the other, each but the first under its title."""
    widths: dict[int, int] = {}
    for table in tables:
        for place, column in enumerate(table.columns):
            widths[place] = max(column.width, widths.get(place, 0))
    sheets.widths(name, list(widths.values()))
    row = 0
    for number, table in enumerate(tables):
        if number:
            sheets.text(name, row, 0, table.title, HEADING)
            sheets.tall(name, row, 18.0)
            row += 1
        for place in range(len(table.rows)):
            sheets.tall(name, row + 1 + place, high)
        row = sheets.table(name, table, row, wrap=True, filtered=False) + 1


def _write_measured(sheets: Sheets, live: Live) -> None:
    """The measures, and what they are made of; live, with formulas and what may be changed."""
    for dimension in live.review.dimensions:
        name, table = places.sheet_of(dimension), gaps.gaps(live, dimension)
        sheet = sheets.page(name, table, wrap=True)
        sheets.repeat_columns(name, 1)
        sheet.set_print_scale(60)
        if sheets.live:
            sheet.set_h_pagebreaks([end := max(len(table.rows), 1) + 1])
            gaps.mark(sheets, sheet, live, dimension)
            charts.dimension_charts(sheets, live, dimension, end)
    sheets.page(places.SCHOOLS, schools.schools(live)).set_print_scale(60)
    sheets.page(places.NEED, need.need(live), fixed=3)
    sheets.page(places.PARTS, need.parts(live))
    sheets.page(places.COUNTS, counts.counts(live), fixed=3)
    sheets.page(places.BENCHMARKS, thresholds.benchmarks(live), wrap=True)
    for name in (places.NEED, places.PARTS, places.COUNTS, places.BENCHMARKS):
        sheets.protect(name)


def _write_lists(sheets: Sheets, live: Live, own: lists.Lists) -> None:
    measures = sheets.page(places.LISTS, lists.measures(live), fixed=1)
    for place, column in enumerate(own.columns, start=lists.LEFT):
        measures.set_column(place, place, column.width)
    sheets.table(places.LISTS, own.table, left=lists.LEFT, filtered=False)


def _write_try(sheets: Sheets, live: Live, own: lists.Lists) -> None:
    name, points = places.TRY, try_it.point_grid(live)
    widths = [column.width for column in try_it.POINT_COLUMNS]
    sheets.widths(name, [*widths, *(column.width for column in try_it.LEVEL_COLUMNS)])
    sheets.text(name, 0, 0, try_it.TITLE, TITLE)
    sheets.text(name, 1, 0, try_it.HOW, PLAIN)
    for row, column, value in try_it.head(live):
        if isinstance(value, str):
            sheets.text(name, row, column, value, BOLD)
        else:
            sheets.cell(name, row, column, value)
    grid = try_it.level_grid()
    sheets.table(name, try_it.choice_table(live, own), try_it.CHOICES_TOP, filtered=False)
    sheets.table(name, try_it.weights(live), live.weights.top, filtered=False)
    sheets.table(name, try_it.by_level(live), grid.top, grid.left, filtered=False)
    charts.try_charts(sheets, live)
    sheets.table(name, try_it.points_of_schools(live), points.top, filtered=False)
    sheets.by_name[name].freeze_panes(1, 0)
    sheets.protect(name)


def _write_finished(sheets: Sheets, review: Review) -> None:
    """The sheets of finished numbers and of what is known about them."""
    sheets.page(places.OVERVIEW, status.overview(review), wrap=True)
    sheets.page(places.COMPARISONS, compared.comparisons(review), fixed=3)
    sheets.page(places.GROUPS, compared.group_values(review))
    sheets.page(places.INDICES, compared.indices(review))
    sheets.page(places.OPTIONS, status.options(review), wrap=True)
    sheets.page(places.QUALITY, status.doubts(review), wrap=True)
    sheets.page(places.REQUEST, status.missing(review), wrap=True)
    sheets.page(places.METHOD, method.method(review), wrap=True, fixed=3)
    made = method.sources(
        review, versions_of(review.edition), settings_of(review.settings, review.edition)
    )
    sheets.page(places.SOURCES, made, wrap=True)


def _columns(live: Live) -> dict[str, str]:
    """For each dimension's sheet the letter of the column of Schools where its values begin."""
    from xlsxwriter.utility import xl_col_to_name

    found = {}
    for dimension in live.review.dimensions:
        if own := live.metrics_of(dimension):
            place = schools.column_of(live, own[0].id)
            found[places.sheet_of(dimension)] = xl_col_to_name(place)
    return found
