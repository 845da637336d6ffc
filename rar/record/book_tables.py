"""The tables of a workbook that people write into, found by the words of their headers.

Never by position: columns may have been moved or added, rows sorted, filtered or added. A row is
known by its column 'Key', else by its measure and school; a row that somebody added by its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from rar.record.book_cells import Cell, Sheet, address
from rar.record.fields import FIELDS
from rar.record.written import ADDED_ROW, CHOICE, CORRECTION, REQUEST, Written, is_empty, one_line

KEY, OURS, NEED = "key", "ours", "need"
_IDS = ("measure", "school id")  # columns that together say what a row without key is about
_ABOUT = ("finding", "question", "name", "school", "what it is", "field", "dimension")
_INPUTS = {  # header: (section, field, label)
    **{field.label.casefold(): (field.section, field.key, field.label) for field in FIELDS},
    "corrected count": (CORRECTION, "count", "Corrected count"),
    "corrected n": (CORRECTION, "n", "Corrected n"),
    "why corrected": (CORRECTION, "why", "Why corrected"),
    "asked whom": (REQUEST, "asked", "Asked whom"),
    "answer": (REQUEST, "answer", "Answer"),
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
            if table.inputs and (table.key is not None or _is_told_apart(columns)):
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


def _is_told_apart(headers: dict[int, str]) -> bool:
    """Whether a header row without a key says what its rows are about."""
    return bool({*headers.values()} & {*_IDS, OURS, "field"}) and len(headers) > 2


def _inputs(headers: dict[int, str], cells: dict[int, str]) -> dict[int, tuple[str, str, str]]:
    found = {}
    ours = _column(headers, OURS)
    for column, header in headers.items():
        if header in _INPUTS:
            found[column] = _INPUTS[header]
        elif header.startswith("corrected "):  # a part of need: its name is the field
            name = re.sub(r"\W+", "_", header.removeprefix("corrected "))
            found[column] = (CORRECTION, name, one_line(cells[column]))
        elif ours is not None and column == ours - 1:
            found[column] = (CHOICE, "value", one_line(cells[column]))
    return found


def answers(sheet: Sheet, table: Table) -> Iterator[tuple[Cell, Written]]:
    """Each filled place of a table, with its cell."""
    rows = sheet.rows()
    for row in range(table.row + 1, table.end):
        cells = rows.get(row, {})
        texts = {header: cells.get(column, "") for column, header in table.headers.items()}
        for column, (section, field, label) in table.inputs.items():
            text = cells.get(column, "")
            if is_empty(text) or (section == CHOICE and text == texts[OURS]):
                continue
            place = f"sheet {sheet.name}, cell {address((row, column))}"
            item = _item(table, texts, cells) or f"{ADDED_ROW}{row + 1}"
            yield (
                (row, column),
                Written(section, item, field, text, place, _about(table, cells, texts), label),
            )


def _item(table: Table, texts: dict[str, str], cells: dict[int, str]) -> str:
    """What a row is about; '' for a row that does not say."""
    if table.key is not None:
        return cells.get(table.key, "")
    ids = [texts[name] for name in _IDS if texts.get(name)]
    if ids and "measure" not in texts:
        return ".".join([NEED, *ids])
    return ".".join(ids) or texts.get("field", "") or next(iter(cells.values()), "")


def _about(table: Table, cells: dict[int, str], texts: dict[str, str]) -> str:
    """The printed words of a row: those of its telling columns, else its longest text."""
    told = [texts[name] for name in _ABOUT if texts.get(name)]
    printed = [text for column, text in cells.items()
               if column not in table.inputs and column != table.key]  # fmt: skip
    return one_line(", ".join(told[:2]) or max(printed, key=len, default=""))
