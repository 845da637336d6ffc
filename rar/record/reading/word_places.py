"""Places to write whose control and bookmark are both gone, found by where they stood.

A program that knows neither (a web editor, say) still keeps tables. A table of the form is
recognised by the keys it still has, or by its heading and printed words; a row by its keys or its
words.
"""

from __future__ import annotations

from typing import Any

from rar.record.reading.word_page import Page
from rar.record.reading.word_text import rows_of, text_of
from rar.record.reading.written import is_empty

Cells = list[list[Any]]


def find_by_place(page: Page, blank: Page) -> None:
    """Add to the page's keys those that the blank form has at the same row and column."""
    taken: set[int] = set()
    tables = [rows_of(table) for table in page.tables]
    for table in blank.tables:
        own = rows_of(table)
        if not _keys(blank, own):
            continue
        number = _same_table(page, tables, blank, own, taken)
        if number is not None:
            taken.add(number)
            _fill(page, tables[number], blank, own)


def _keys(page: Page, cells: Cells) -> set[str]:
    return {key for row in cells for cell in row for key in page.keys.get(cell, ())}


def _printed(page: Page, row: list[Any], places: list[int] | None = None) -> tuple[str, ...]:
    """The words of a row outside its places (or outside the places of another row)."""
    return tuple(
        " ".join(text_of(cell).split())
        for column, cell in enumerate(row)
        if (column not in places if places is not None else not page.keys.get(cell))
    )


def _places(page: Page, row: list[Any]) -> list[int]:
    return [column for column, cell in enumerate(row) if page.keys.get(cell)]


def _same_table(
    page: Page, tables: list[Cells], blank: Page, own: Cells, taken: set[int]
) -> int | None:
    """The number of the table that was this one; None where none is like it."""
    keys = _keys(blank, own)
    shared = [len(keys & _keys(page, table)) for table in tables]
    best = max(range(len(tables)), key=lambda n: (n not in taken, shared[n]), default=None)
    if best is not None and best not in taken and shared[best]:
        return best
    wanted = [_printed(blank, row) for row in own]
    heading = blank.heading_of(own[0][0])
    for number, table in enumerate(tables):
        untold = number not in taken and not _keys(page, table) and len(table) == len(own)
        if untold and page.heading_of(table[0][0]) == heading:
            pairs = zip(table, own, strict=True)
            if [_printed(page, row, _places(blank, mine)) for row, mine in pairs] == wanted:
                return number
    return None


def _fill(page: Page, table: Cells, blank: Page, own: Cells) -> None:
    """Give the cells of a table that have no key the key of the same cell of the blank form."""
    for number, mine in enumerate(own):
        row = _same_row(page, table, blank, mine, number if len(table) == len(own) else None)
        if row is None or len(row) != len(mine):
            continue
        for cell, blank_cell in zip(row, mine, strict=True):
            if not page.keys.get(cell):
                for key in blank.keys.get(blank_cell, ()):
                    page.place(cell, key)


def _same_row(
    page: Page, table: Cells, blank: Page, mine: list[Any], number: int | None
) -> list[Any] | None:
    keys = {key for cell in mine for key in blank.keys.get(cell, ())}
    for row in table:
        if keys & {key for cell in row for key in page.keys.get(cell, ())}:
            return row
    places, wanted = _places(blank, mine), _printed(blank, mine)
    alike = [row for row in table if _printed(page, row, places) == wanted]
    if len(alike) == 1 and any(wanted):
        return alike[0]
    return table[number] if number is not None and table[number] in alike else None


def unplaced(page: Page) -> list[Any]:
    """Without a blank form: cells with text in a column of places, under the first place."""
    found = []
    for table in page.tables:
        columns: set[int] = set()
        for row in rows_of(table):
            own = _places(page, row)
            columns |= set(own)
            found += [
                cell for column, cell in enumerate(row)
                if column in columns - set(own) and not is_empty(text_of(cell)) and column > 0
            ]  # fmt: skip
    return found
