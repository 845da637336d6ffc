"""The workbook's tables of values: of schools, of comparisons, of student groups.

Nothing is computed here; every number comes from the review's frames. `rar.packet.workbook`
writes the tables, `rar.packet.book_lists` makes the ones that are lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from rar.dimensions import Dimension
from rar.exhibits.doubts import doubted_schools
from rar.numbers.doubts import rests_on_few
from rar.numbers.metric import Metric
from rar.packet.printable import printable
from rar.tables import GROUPS
from rar.words import ABSENT, CHECK, FEW_PEOPLE, STATUS

if TYPE_CHECKING:
    from rar.review import Review

KINDS = {
    "need": "schools by need",
    "group": "student groups",
    "state": "district and state",
    "slope": "change per 10 points of need",
}
NEED_GROUPS = {
    "lowest": "1 of 4 (least need)",
    "second": "2 of 4",
    "third": "3 of 4",
    "highest": "4 of 4 (greatest need)",
    "lower": "1 of 2 (less need)",
    "higher": "2 of 2 (greater need)",
    "": "not grouped",
}
TEXT, COUNT = "text", "count"


@dataclass(frozen=True)
class Column:
    """One column: its header, its unit (a metric's, 'gap <unit>', text or count), its width."""

    header: str
    unit: str = TEXT
    width: int = 14


@dataclass(frozen=True)
class Table:
    """One table: a title for the reader, its columns and rows (None is an empty cell)."""

    title: str
    columns: tuple[Column, ...]
    rows: list[list[Any]] = field(repr=False)


def words(status: Any) -> str:
    """A status as readers see it.

    >>> words("suppressed"), words("too few")
    ('withheld', 'too few schools to say')
    """
    status = printable(status) or "not computable"  # none is given where no school has a number
    return ABSENT.get(status) or STATUS[status][0].lower()


def number(value: Any) -> float | None:
    """A number for a cell, None for an absent one."""
    return None if pd.isna(value) else float(value)


def school_values(review: Review, dimension: Dimension) -> Table:
    """A row for each school; for each metric its value, the counts behind it and its status."""
    columns = [
        Column("School ID", width=13), Column("School", width=38), Column("Level", width=12),
        Column("Need group", width=22), Column("Need", "share", 9),
    ]  # fmt: skip
    shown = _measured(review, dimension)
    metrics = [m for m in dimension.metrics if m.id in set(shown["metric"])]
    for metric in metrics:
        label = f"{metric.id} {metric.label}"
        columns += [
            Column(label, metric.unit, 16),
            Column(f"{metric.id} numerator", COUNT, 12),
            Column(f"{metric.id} of how many (n)", COUNT, 12),
            Column(f"{metric.id} status", width=20),
        ]
    shown = shown.assign(few=rests_on_few(shown, review.settings.small.minimum_group))
    by = {(row.metric, row.school_id): row for row in shown.itertuples(index=False)}
    doubted = {metric.id: doubted_schools(review, metric.id) for metric in metrics}
    rows = []
    for school in review.schools.itertuples(index=False):
        cells: list[Any] = [
            school.school_id, printable(school.name), school.level,
            NEED_GROUPS[printable(school.need_group)], number(school.need),
        ]  # fmt: skip
        for metric in metrics:
            row = by.get((metric.id, school.school_id))
            cells += _value_cells(row, school.school_id in doubted[metric.id])
        rows.append([*cells, review.edition])
    return Table("Schools", (*columns, Column("Edition", width=10)), rows)


def _measured(review: Review, dimension: Dimension) -> pd.DataFrame:
    ids = [metric.id for metric in dimension.metrics]
    frame = review.measures
    here = (frame["year"] == review.year) & (frame["group"] == "all") & frame["metric"].isin(ids)
    return frame[here]


def _value_cells(row: Any, doubted: bool) -> list[Any]:
    if row is None:
        return [None, None, None, "not in the state's files"]
    status = words(row.status)
    if pd.notna(row.value) and (doubted or row.few):
        status = CHECK.lower() if doubted else FEW_PEOPLE
    return [number(row.value), number(row.numerator), number(row.denominator), status]


def comparisons(review: Review, dimension: Dimension) -> Table:
    """Every comparison of the dimension with n and status; of earlier years those with numbers."""
    columns = (
        Column("Measure", width=13), Column("Name", width=38), Column("Year", width=12),
        Column("Comparison", width=22), Column("Level", width=12),
        Column("Group", width=24), Column("Compared with", width=24), Column("Value", "mixed", 13),
        Column("Value compared", "mixed", 13), Column("Difference", "mixed gap", 15),
        Column("n", COUNT, 11), Column("n compared", COUNT, 11),
        Column("Schools with numbers", COUNT, 11), Column("Schools", COUNT, 9),
        Column("Inside schools", "mixed gap", 14), Column("Between schools", "mixed gap", 14),
        Column("Status", width=17), Column("Why", width=38), Column("Source", width=40),
        Column("Edition", width=10),
    )  # fmt: skip
    by_id = {metric.id: metric for metric in dimension.metrics}
    frame = review.comparisons
    numbers = (frame["year"] == review.year) | frame["gap"].notna()
    frame = frame[frame["metric"].isin(list(by_id)) & numbers]
    order = frame["metric"].map({m: i for i, m in enumerate(by_id)})
    frame = frame.assign(_order=order).sort_values(
        ["_order", "year", "kind", "level", "focus"], ascending=[True, False, True, True, True]
    )
    rows = [_comparison(row, by_id[row.metric], review.edition) for row in frame.itertuples()]
    return Table("Comparisons", columns, rows)


def _comparison(row: Any, metric: Metric, edition: str) -> list[Any]:
    return [
        metric.id, metric.label, str(row.year), KINDS.get(row.kind, row.kind),
        "all levels" if row.level == "all" else row.level, who(row.focus), who(row.reference),
        (metric.unit, number(row.focus_value)), (metric.unit, number(row.reference_value)),
        (f"gap {metric.unit}", number(row.gap)), number(row.focus_n), number(row.reference_n),
        number(row.schools), number(row.schools_total),
        (f"gap {metric.unit}", number(row.within)), (f"gap {metric.unit}", number(row.between)),
        words(row.status), printable(row.reason), metric.source, edition,
    ]  # fmt: skip


def who(name: Any) -> str:
    """A group of schools or students in words.

    >>> who("highest"), who("ed"), who("state")
    ('4 of 4 (greatest need)', 'Economically disadvantaged', 'state')
    """
    name = printable(name)
    return NEED_GROUPS.get(name) or GROUPS.get(name, name) if name else ""


def group_values(review: Review) -> Table:
    """Every value of a student group (or part of a whole) in a school, and whole-district indices.

    Rows without a value are kept with their status; those whose field the state's files do not
    have at all are left out, since the sheet of missing data names them.
    """
    columns = (
        Column("Measure", width=10), Column("Name", width=38), Column("School ID", width=13),
        Column("School", width=38), Column("Student group or part", width=36),
        Column("Value", "mixed", 12), Column("Numerator", COUNT, 12),
        Column("Of how many (n)", COUNT, 12), Column("Status", width=22),
        Column("Edition", width=10),
    )  # fmt: skip
    metrics = {metric.id: metric for one in review.dimensions for metric in one.metrics}
    names = dict(zip(review.schools["school_id"], review.schools["name"], strict=True))
    frame = review.measures
    frame = frame[
        (frame["year"] == review.year)
        & (frame["group"] != "all")
        & (frame["status"] != "not published")
    ]
    rows = [
        [
            row.metric, metrics[row.metric].label, row.school_id,
            printable(names.get(row.school_id, "")), who(row.group).replace("_", " "),
            (metrics[row.metric].unit, number(row.value)), number(row.numerator),
            number(row.denominator), words(row.status), review.edition,
        ]
        for row in frame.itertuples(index=False)
    ]  # fmt: skip
    return Table("Student groups", columns, rows)
