"""The packet's workbook: values by school and student group, and the counts behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl

from rar.audit.reading.observed import Observed
from rar.dimensions import METRICS
from rar.packet.book.places import COMPARISONS, COUNTS, GROUPS, SCHOOLS
from rar.tables import GROUPS as GROUP_LABELS

ID, MEASURE, GROUP = "School ID", "Measure", "Student group or part"
VALUE, NUMERATOR, PEOPLE = "Value", "Numerator", "Of how many (n)"
COUNT, COUNT_PEOPLE = "Published count", "Published n"
EVERYONE = "all"
GROUP_OF = {label: group for group, label in GROUP_LABELS.items()}
READ = (SCHOOLS, GROUPS, COUNTS, COMPARISONS)


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its number, the cells' values and their number formats, by title."""

    number: int
    values: dict[str, Any]
    forms: dict[str, str]


@dataclass(frozen=True)
class Workbook:
    """The sheets that an audit reads; a sheet that is not there has no rows."""

    name: str
    year: int
    sheets: dict[str, list[Line]]

    @classmethod
    def open(cls, file: Path, name: str, year: int) -> Workbook:
        """Read a workbook, whose name in the packet is `name`."""
        with file.open("rb") as stream:
            book = openpyxl.load_workbook(stream, read_only=True)
            sheets = {one: list(_lines(book[one])) for one in READ if one in book.sheetnames}
            book.close()
        return cls(name, year, sheets)

    def lines(self, sheet: str) -> list[Line]:
        """The rows below the header."""
        return self.sheets.get(sheet, [])

    @cached_property
    def school_names(self) -> dict[str, str]:
        """The ids of schools by their names; a name that two schools have is left out."""
        found: dict[str, set[str]] = {}
        for line in self.lines(SCHOOLS):
            school, name = line.values.get(ID), line.values.get("School")
            if school and name:
                found.setdefault(str(name), set()).add(str(school))
        return {name: min(ids) for name, ids in found.items() if len(ids) == 1}

    def observed(self) -> Iterator[Observed]:
        """Every number of a school."""
        for line in self.lines(SCHOOLS):
            yield from self._values(line)
        for line in self.lines(COUNTS):
            yield from self._counts(line, COUNTS, EVERYONE, COUNT, COUNT_PEOPLE)
        for line in self.lines(GROUPS):
            group = group_of(line.values.get(GROUP))
            yield from self._counts(line, GROUPS, group, NUMERATOR, PEOPLE)

    def _counts(
        self, line: Line, sheet: str, group: str, count: str, people: str
    ) -> Iterator[Observed]:
        row = line.values
        counted, value = number(row.get(count)), number(row.get(VALUE))
        if counted is not None or value is not None:
            cell = f"{row.get(MEASURE)}|{self.year}|{row.get(ID)}|{group}"
            text = str(row.get(count) if counted is not None else row.get(VALUE))
            place = f"sheet {sheet}, row {line.number}"
            yield Observed(cell, text, self.name, place, counted, number(row.get(people)))

    def _values(self, line: Line) -> Iterator[Observed]:
        school = line.values.get(ID)
        for title, value in line.values.items():
            metric = title.split(" ")[0]
            known = metric in METRICS and METRICS[metric].label in title
            if known and number(value) is not None:
                cell = f"{metric}|{self.year}|{school}|{EVERYONE}"
                place = f"sheet {SCHOOLS}, row {line.number}, {title}"
                yield Observed(cell, str(value), self.name, place)


def group_of(label: Any) -> str:
    """The student group of a label; the label itself where it names none."""
    return GROUP_OF.get(str(label or ""), str(label or ""))


def number(value: Any) -> float | None:
    """A cell's number; None for a word or an empty cell."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _lines(sheet: Any) -> Iterator[Line]:
    rows = sheet.iter_rows()
    header = [str(cell.value or "") for cell in next(rows, [])]
    for at, row in enumerate(rows, start=2):
        cells = dict(zip(header, row, strict=False))
        values = {title: cell.value for title, cell in cells.items()}
        told = [title for title, value in values.items() if value is not None]
        forms = {title: cells[title].number_format for title in told}
        yield Line(at, values, forms if sheet.title == COMPARISONS else {})
