"""Reading a workbook that the kit wrote: its tables as rows, where a cell stands, its XML."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from pathlib import Path

import openpyxl
from openpyxl.utils.cell import range_boundaries


def tables(sheet) -> list:
    """The cells of a sheet's tables, the upper one first, then from left to right."""
    places = sorted(sheet.tables.values(), key=lambda t: range_boundaries(t.ref)[1::-1])
    return [sheet[table.ref] for table in places]


def rows(sheet, which: int = 0) -> list[dict]:
    """A table of a sheet as one dict a row."""
    header, *body = tables(sheet)[which]
    names = [cell.value for cell in header]
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in body]


def calculated_rows(again, file: Path, name: str, which: int = 0) -> list[dict]:
    """A table of our file as one dict a row, with the values of `office.recalculated`."""
    header, *body = tables(load(file)[name])[which]
    return [
        {head.value: again.at(name, cell.coordinate)
         for head, cell in zip(header, row, strict=True)}
        for row in body
    ]  # fmt: skip


def cell_of(sheet, header: str, which: int = 0, **wanted: str) -> str:
    """The coordinate of a column in the one row whose other columns hold what is wanted.

    wanted names columns with _ for a space; a column Key is asked for as Key.
    """
    head, *body = tables(sheet)[which]
    own = [{one.value: cell for one, cell in zip(head, row, strict=True)} for row in body]
    found = [
        row[header].coordinate
        for row in own
        if all(row[name.replace("_", " ")].value == value for name, value in wanted.items())
    ]
    assert len(found) == 1, (header, wanted, found)
    return found[0]


def parts(file: Path, *endings: str) -> dict[str, str]:
    """The XML parts of a workbook by name."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()
                if name.endswith(endings or (".xml", ".rels"))}  # fmt: skip


@lru_cache(maxsize=8)
def load(file: Path, values: bool = False) -> openpyxl.Workbook:
    """The workbook with its formulas, or with the values it holds for them."""
    return openpyxl.load_workbook(file, data_only=values)
