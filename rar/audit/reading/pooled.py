"""What a workbook prints of several schools together: the sheet of comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rar.audit.reading.workbook import (
    EVERYONE,
    ID,
    MEASURE,
    Line,
    Workbook,
    group_of,
    number,
)
from rar.dimensions import METRICS
from rar.packet.book.places import COMPARISONS, SCHOOLS
from rar.packet.book.words import ALL_LEVELS, KINDS, decimals

BY_NEED, BY_GROUP, BY_STATE = (KINDS[one] for one in ("need", "group", "state"))


@dataclass(frozen=True)
class Pooled:
    """A printed rate of several schools, and of how many people it is.

    The sum of the schools' numerators is between low and high, that of their denominators is
    people. group: 'all' or a student group; rest: of all students but that group. schools: those
    of the node, also such as have no number. name: where it is printed.
    """

    name: str
    metric: str
    year: int
    group: str
    rest: bool
    schools: tuple[str, ...]
    low: float
    high: float
    people: float


def pooled(book: Workbook) -> Iterator[Pooled]:
    """Every rate of the packet's year that is pooled over schools of the district.

    Left out: the state's side of a comparison, whose schools are not in the workbook, and earlier
    years, whose groups of schools are not.
    """
    for line in book.lines(COMPARISONS):
        row = line.values
        metric = str(row.get(MEASURE))
        if str(row.get("Year")) != str(book.year) or metric not in METRICS:
            continue
        for side, value, people in (
            ("Group", "Value", "n"),
            ("Compared with", "Value compared", "n compared"),
        ):
            found = _who(book, row, side)
            printed, n = number(row.get(value)), number(row.get(people))
            if found is None or printed is None or n is None:
                continue
            schools, group, rest = found
            low, high = _ends(printed, line, value, metric, n)
            name = f"{book.name}, sheet {COMPARISONS}, row {line.number}, {value}"
            yield Pooled(name, metric, book.year, group, rest, schools, low, high, n)


def _who(book: Workbook, row: dict, side: str) -> tuple[tuple[str, ...], str, bool] | None:
    """The schools and students on one side of a comparison; None where it is none of them."""
    level, kind = str(row.get("Level")), row.get("Comparison")
    if kind == BY_NEED:
        return _schools(book, level, str(row.get(side))), EVERYONE, False
    if kind == BY_STATE and side == "Group":
        return _schools(book, level), EVERYONE, False
    if kind == BY_GROUP:
        return _schools(book, level), group_of(row.get("Group")), side != "Group"
    return None


def _schools(book: Workbook, level: str, need_group: str = "") -> tuple[str, ...]:
    rows = (line.values for line in book.lines(SCHOOLS))
    return tuple(
        str(row.get(ID)) for row in rows
        if level in (ALL_LEVELS, row.get("Level")) and need_group in ("", row.get("Need group"))
    )  # fmt: skip


def _ends(printed: float, line: Line, title: str, metric: str, n: float) -> tuple[float, float]:
    """Between what the numerators can add up to, as the rate is rounded."""
    shown = Decimal(repr(printed))
    half = Decimal((0, (5,), -decimals(line.forms[title]) - 1)) if title in line.forms else 0
    per = 100 if METRICS[metric].unit == "per 100" else 1
    low, high = ((shown + sign * half) * Decimal(repr(n)) / per for sign in (-1, 1))
    return float(low), float(high)
