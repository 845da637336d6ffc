"""A workbook laid open: the text of every cell, which cells are formulas, comments, text boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from rar.record.reading.parcel import AGAIN, Parcel, refusal
from rar.record.reading.written import cleaned

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_THREAD = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
MOST_CELLS = 20_000_000  # of a sheet's rectangle; empty cells take memory too
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
Cell = tuple[int, int]  # row and column from 0


@dataclass
class Sheet:
    """One sheet. cells holds what is not empty; formulas are the cells that compute."""

    name: str
    cells: dict[Cell, str] = field(default_factory=dict)
    formulas: set[Cell] = field(default_factory=set)
    comments: list[tuple[str, str, str]] = field(default_factory=list)  # address, author, text
    boxes: list[str] = field(default_factory=list)  # texts drawn onto the sheet

    def rows(self) -> dict[int, dict[int, str]]:
        """The cells by row and column, in order."""
        found: dict[int, dict[int, str]] = {}
        for (row, column), text in sorted(self.cells.items()):
            found.setdefault(row, {})[column] = text
        return found


def column_letters(column: int) -> str:
    """A column's letters.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(cell: Cell) -> str:
    """A cell's address as the program shows it: 'F4'."""
    return f"{column_letters(cell[1])}{cell[0] + 1}"


def cell_of(text: str) -> Cell | None:
    """The cell of an address, None for what is none.

    >>> cell_of("AB12"), cell_of("")
    ((11, 27), None)
    """
    found = _ADDRESS.fullmatch(text.replace("$", ""))
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def as_written(value: Any) -> str:
    """A cell's value as text: numbers without trailing zeros, dates as yyyy-mm-dd.

    >>> as_written(2.0), as_written(0.1 + 0.2), as_written(datetime(2022, 9, 1)), as_written(True)
    ('2', '0.3', '2022-09-01', 'TRUE')
    """
    if isinstance(value, str):
        return cleaned(value.replace("_x000D_", ""))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    return str(value)  # a time of day, or a length of time


def read_sheets(parcel: Parcel) -> list[Sheet]:
    """All sheets in their order, also hidden ones. Raises RarError where one cannot be read."""
    from python_calamine import CalamineError, CalamineWorkbook

    parts = _sheet_parts(parcel)
    people = _people(parcel)
    sheets = []
    for name, part in parts.items():
        sheet = Sheet(name, formulas=_formulas(parcel, name, part))
        sheet.comments = list(_comments(parcel, part, people))
        sheet.boxes = list(_boxes(parcel, part))
        sheets.append(sheet)
    try:
        with CalamineWorkbook.from_filelike(parcel.archive) as book:
            for sheet in sheets:
                sheet.cells = _values(book.get_sheet_by_name(sheet.name))
    except (CalamineError, ValueError, OSError) as error:
        raise refusal(parcel.file, f"it is damaged ({error})", AGAIN) from error
    return sheets


def _values(sheet: Any) -> dict[Cell, str]:
    found = {}
    for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            text = "" if value is None or value == "" else as_written(value)
            if text:
                found[row, column] = text
    return found


def _sheet_parts(parcel: Parcel) -> dict[str, str]:
    """The part of each worksheet by its name; chart sheets hold no cells."""
    related = parcel.related(parcel.main)
    found = {}
    for one in parcel.xml(parcel.main).iter(f"{S}sheet"):
        kind, part = related.get(one.get(f"{_R}id", ""), ("", ""))
        if kind == "worksheet" and part in parcel.parts:
            found[one.get("name", "")] = part
    return found


def _formulas(parcel: Parcel, name: str, part: str) -> set[Cell]:
    """The cells of a sheet that hold a formula; a letter for a sheet too large to lay open."""
    tree = parcel.xml(part)
    ends = (cell_of(row[-1].get("r", "")) for row in tree.iter(f"{S}row") if len(row))
    ends = [cell for cell in ends if cell is not None]
    last = max((r for r, _ in ends), default=0), max((c for _, c in ends), default=0)
    if (last[0] + 1) * (last[1] + 1) > MOST_CELLS:
        what = f"something stands far away from all else, up to cell {address(last)}"
        raise refusal(parcel.file, what, "Delete the rows and columns beyond the tables.", name)
    found = (cell_of(formula.getparent().get("r", "")) for formula in tree.iter(f"{S}f"))
    return {cell for cell in found if cell is not None}


def _people(parcel: Parcel) -> dict[str, str]:
    """Who commented, by the id that threaded comments use."""
    found = {}
    for part in parcel.related_of(parcel.main, "person"):
        tree = parcel.xml(part)
        for one in () if tree is None else tree.iter(f"{_THREAD}person"):
            found[one.get("id", "")] = one.get("displayName", "")
    return found


def _comments(parcel: Parcel, part: str, people: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """(address, author, text) of a sheet's comments; the notes that stand in for threads left out.

    Excel keeps beside each thread a note for older versions, which repeats it.
    """
    threads = set()
    for name in parcel.related_of(part, "threadedComment"):
        tree = parcel.xml(name)
        for one in () if tree is None else tree.iter(f"{_THREAD}threadedComment"):
            threads.add(one.get("ref", ""))
            text = cleaned("".join(one.findtext(f"{_THREAD}text", "")))
            yield one.get("ref", ""), people.get(one.get("personId", ""), ""), text
    for name in parcel.related_of(part, "comments"):
        tree = parcel.xml(name)
        names = [] if tree is None else [a.text or "" for a in tree.iter(f"{S}author")]
        authors = {str(number): name for number, name in enumerate(names)}
        for one in () if tree is None else tree.iter(f"{S}comment"):
            author = authors.get(one.get("authorId", "0"), "")
            text = cleaned("".join(t.text or "" for t in one.iter(f"{S}t")))
            if one.get("ref", "") not in threads and text:
                yield one.get("ref", ""), author, text


def _boxes(parcel: Parcel, part: str) -> Iterator[str]:
    """The paragraphs of text boxes and shapes on a sheet."""
    for name in parcel.related_of(part, "drawing"):
        tree = parcel.xml(name)
        for paragraph in () if tree is None else tree.iter(f"{_A}p"):
            text = cleaned("".join(t.text or "" for t in paragraph.iter(f"{_A}t")))
            if text:
                yield text
