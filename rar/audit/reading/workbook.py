"""The packet's workbook: values by school, and counts by school and student group."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from rar.audit.reading.observed import Observed
from rar.dimensions import METRICS
from rar.tables import GROUPS

SCHOOLS, BY_GROUP = "Schools", "Student groups"
ID, MEASURE, GROUP = "School ID", "Measure", "Student group or part"
VALUE, NUMERATOR, PEOPLE = "Value", "Numerator", "Of how many (n)"
EVERYONE = "all"
LABELS = {label: group for group, label in GROUPS.items()}


def read_workbook(file: Path, name: str, year: int) -> Iterator[Observed]:
    """Every number of a school, from the sheets by school and by student group."""
    with file.open("rb") as stream:
        book = openpyxl.load_workbook(stream, read_only=True)
        for sheet in book:
            rows = sheet.iter_rows(values_only=True)
            header = [str(one or "") for one in next(rows, [])]
            for at, row in enumerate(rows, start=2):
                place = f"sheet {sheet.title}, row {at}"
                if sheet.title == BY_GROUP:
                    yield from _group(dict(zip(header, row, strict=False)), name, place, year)
                elif sheet.title == SCHOOLS:
                    yield from _school(header, row, name, place, year)
        book.close()


def school_names(file: Path) -> dict[str, str]:
    """The ids of schools by their names; a name that two schools have is left out."""
    with file.open("rb") as stream:
        book = openpyxl.load_workbook(stream, read_only=True)
        found: dict[str, set[str]] = {}
        if SCHOOLS in book.sheetnames:
            for row in book[SCHOOLS].iter_rows(min_row=2, max_col=2, values_only=True):
                if row[0] and row[1]:
                    found.setdefault(str(row[1]), set()).add(str(row[0]))
        book.close()
    return {name: min(ids) for name, ids in found.items() if len(ids) == 1}


def _group(row: dict[str, Any], name: str, place: str, year: int) -> Iterator[Observed]:
    label = str(row.get(GROUP) or "")
    cell = f"{row.get(MEASURE)}|{year}|{row.get(ID)}|{LABELS.get(label, label)}"
    count, people = _number(row.get(NUMERATOR)), _number(row.get(PEOPLE))
    value = _number(row.get(VALUE))
    if count is not None or value is not None:
        text = str(row.get(NUMERATOR) if count is not None else row.get(VALUE))
        yield Observed(cell, text, name, place, count, people)


def _school(header: list[str], row: tuple, name: str, place: str, year: int) -> Iterator[Observed]:
    school = row[header.index(ID)] if ID in header else None
    for title, value in zip(header, row, strict=False):
        metric = title.split(" ")[0]
        if metric in METRICS and METRICS[metric].label in title and _number(value) is not None:
            cell = f"{metric}|{year}|{school}|{EVERYONE}"
            yield Observed(cell, str(value), name, f"{place}, {title}")


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
