"""The tables of a workbook that people write into, found by the words of their headers.

Never by position: columns may have been moved or added, rows sorted, filtered or added. A row is
known by its column 'Key', else by its measure and school; a row that somebody added by its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rar.record.fields import FIELDS
from rar.record.reading.book_cells import Cell, Sheet, address
from rar.record.reading.written import (
    ADDED_ROW,
    CHOICE,
    CORRECTION,
    REQUEST,
    Written,
    is_empty,
    one_line,
)

KEY, NEED = "key", "need"
VIEW = "choose a measure"  # what stands beside it says what is looked at; nobody says it
_LONGEST = 500  # of what a row is about: longer than any finding's sentence
_IDS = ("measure", "school id")  # columns that together say what a row without key is about
_ABOUT = ("finding", "question", "name", "school", "part of need", "what counts as high need",
          "dimension")  # fmt: skip
_ASKED = {field.label.casefold(): (field.section, field.key) for field in FIELDS}
_FIXED = {  # columns of tables whose rows are all there: header: section and field
    "corrected count": (CORRECTION, "count"),
    "corrected n": (CORRECTION, "n"),
    "corrected students": (CORRECTION, "students"),
    "corrected share": (CORRECTION, "share"),
    "why corrected": (CORRECTION, "why"),
    "asked whom": (REQUEST, "asked"),
    "answer": (REQUEST, "answer"),
}
_BESIDE = {  # choices: header: the header of ours beside it, and the field
    "yours": ("ours", "value"),
    "value": ("ours", "value"),
    "weight in need": ("our weight", "weight"),
    "counts beyond 1": ("our beyond 1", "beyond"),
}


@dataclass(frozen=True)
class Table:
    """A header row and what its columns are; its rows end before row `end`."""

    row: int
    end: int
    headers: dict[int, str]  # column: header in small letters
    inputs: dict[int, tuple[str, str, str]]  # column: section, field, label
    key: int | None

    def column(self, header: str) -> int | None:
        """The column of a header, None where there is none."""
        return next((column for column, own in self.headers.items() if own == header), None)


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """A header's words alone.

    >>> plain("Corrected\\n count *"), plain("Due:")
    ('corrected count', 'due')
    """
    return re.sub(r"\s+", " ", text).strip(" *:").casefold()


def tables(sheet: Sheet) -> list[Table]:
    """The tables of a sheet that hold places to write, in their order."""
    found: list[Table] = []
    last = max((row for row, _ in sheet.cells), default=0) + 1
    for row, cells in sheet.rows().items():
        for columns in _side_by_side({c: plain(text) for c, text in cells.items()}):
            table = Table(row, last, columns, _inputs(columns, cells), _column(columns, KEY))
            if table.inputs:
                found = [
                    replace(one, end=row) if one.end > row and {*one.headers} & {*columns} else one
                    for one in found
                ]
                found.append(table)
    return found


def _side_by_side(headers: dict[int, str]) -> Iterator[dict[int, str]]:
    """A row of headers, cut before each further column 'Key'."""
    starts = [column for column, header in headers.items() if header == KEY][1:]
    edges = [-1, *starts, max(headers) + 1]
    for since, until in pairwise(edges):
        yield {column: own for column, own in headers.items() if since <= column < until}


def _column(headers: dict[int, str], wanted: str) -> int | None:
    return next((column for column, header in headers.items() if header == wanted), None)


def _inputs(headers: dict[int, str], cells: dict[int, str]) -> dict[int, tuple[str, str, str]]:
    """The columns people write into. A header like 'Status' may also stand over printed words."""
    present = {*headers.values()}
    found = {c: _FIXED[header] for c, header in headers.items() if header in _FIXED}
    for column, header in headers.items():
        ours, name = _BESIDE.get(header, ("", ""))
        if ours in present:
            found[column] = (CHOICE, name)
    if not found and KEY in present:
        found = {c: _ASKED[header] for c, header in headers.items() if header in _ASKED}
    if not present & {KEY, *_IDS}:
        return {}
    return {column: (*own, one_line(cells[column])) for column, own in found.items()}


def answers(sheet: Sheet, table: Table) -> Iterator[tuple[Cell, Written]]:
    """Each filled place of a table, with its cell."""
    rows = sheet.rows()
    fixed = any(section in (CORRECTION, CHOICE, REQUEST) for section, _, _ in table.inputs.values())
    for row in range(table.row + 1, table.end):
        cells = rows.get(row, {})
        texts = {header: cells.get(column, "") for column, header in table.headers.items()}
        if fixed and not any(texts.values()):
            return  # what follows after a gap is another table
        for column, (section, field, label) in table.inputs.items():
            text = cells.get(column, "")
            if is_empty(text) or (section == CHOICE and text == _ours(table, column, texts)):
                continue
            place = f"sheet {sheet.name}, cell {address((row, column))}"
            item = _item(section, table, texts, cells) or f"{ADDED_ROW}{row + 1}"
            yield (
                (row, column),
                Written(section, item, field, text, place, _about(table, cells, texts), label),
            )


def _ours(table: Table, column: int, texts: dict[str, str]) -> str:
    return texts[_BESIDE[table.headers[column]][0]]


def _item(section: str, table: Table, texts: dict[str, str], cells: dict[int, str]) -> str:
    """What a row is about; '' for a row that does not say."""
    key = "" if table.key is None else cells.get(table.key, "")
    if section != CORRECTION:
        return key or texts.get("measure", "")
    ids = [texts[name] for name in _IDS if texts.get(name)]
    if len(ids) == len(_IDS):
        return ".".join(ids)
    return ".".join([NEED, *key.split()]) if key else ""


def _about(table: Table, cells: dict[int, str], texts: dict[str, str]) -> str:
    """The printed words of a row: those of its telling columns, else its longest text."""
    told = [texts[name] for name in _ABOUT if texts.get(name)][:2]
    printed = [text for column, text in cells.items()
               if column not in table.inputs and column != table.key]  # fmt: skip
    published = [f"{header} {text}" for header, text in texts.items()
                 if header.startswith("published ") and text]  # fmt: skip
    about = ", ".join([*(told or [max(printed, key=len, default="")]), *published])
    return one_line(about, _LONGEST)
