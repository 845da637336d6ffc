"""The sheets of finished comparisons: of schools and student groups, and whole-district indices.

Nothing is computed here; every number comes from the review's frames.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from rar.dimensions import DIMENSION_OF, METRICS
from rar.editions import FIT
from rar.packet.book.cells import COUNT, Column, Table, number
from rar.packet.book.words import KINDS, level_words, told, who, words
from rar.packet.printable import printable
from rar.rows import rows_of

if TYPE_CHECKING:
    from rar.review import Review


@cache
def dimension_words(metric_id: str) -> str:
    """The dimension of a measure, with its number."""
    dimension = DIMENSION_OF[metric_id]
    return f"{dimension.number} {dimension.name}"


def comparisons(review: Review) -> Table:
    """Every comparison with n and status; of earlier years those with numbers."""
    columns = (
        Column("Dimension", width=38), Column("Measure", width=9), Column("Name", width=38),
        Column("Year", width=8), Column("Comparison", width=22), Column("Level", width=12),
        Column("Group", width=24), Column("Compared with", width=24), Column("Value", "mixed", 13),
        Column("Value compared", "mixed", 13), Column("Difference", "mixed gap", 15),
        Column("n", COUNT, 11), Column("n compared", COUNT, 11),
        Column("Schools with numbers", COUNT, 11), Column("Schools", COUNT, 9),
        Column("Inside schools", "mixed gap", 14), Column("Between schools", "mixed gap", 14),
        Column("Status", width=17), Column("Why", width=38), Column("Source", width=40),
        Column("Edition", width=10),
    )  # fmt: skip
    frame = review.comparisons
    frame = frame[(frame["year"] == review.year) | frame["gap"].notna()]
    order = frame["metric"].map({m: i for i, m in enumerate(METRICS)})
    frame = frame.assign(_order=order).sort_values(
        ["_order", "year", "kind", "level", "focus"], ascending=[True, False, True, True, True]
    )
    rows = [_comparison(row, review.edition) for row in rows_of(frame)]
    return Table("Comparisons", columns, rows)


def _comparison(row: Any, edition: str) -> list[Any]:
    metric, fixed = METRICS[row.metric], not FIT[edition].live
    value, beside, gap = (
        told(fixed, one, row.status) for one in (row.focus_value, row.reference_value, row.gap)
    )
    return [
        dimension_words(metric.id), metric.id, metric.label, str(row.year),
        KINDS.get(row.kind, row.kind), level_words(row.level), who(row.focus), who(row.reference),
        (metric.unit, value), (metric.unit, beside), (f"gap {metric.unit}", gap),
        number(row.focus_n), number(row.reference_n),
        number(row.schools), number(row.schools_total),
        (f"gap {metric.unit}", number(row.within)), (f"gap {metric.unit}", number(row.between)),
        words(row.status), printable(row.reason), metric.source, edition,
    ]  # fmt: skip


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
    schools = review.schools
    names = dict(zip(schools["school_id"], map(printable, schools["name"]), strict=True))
    frame, fixed = review.measures, not FIT[review.edition].live
    frame = frame[
        (frame["year"] == review.year)
        & (frame["group"] != "all")
        & (frame["status"] != "not published")
    ]
    rows = [
        [
            row.metric, METRICS[row.metric].label, row.school_id,
            names.get(row.school_id, ""), who(row.group).replace("_", " "),
            (METRICS[row.metric].unit, told(fixed, row.value, row.status)),
            told(fixed, row.numerator, row.status), told(fixed, row.denominator, row.status),
            words(row.status), review.edition,
        ]
        for row in rows_of(frame)
    ]  # fmt: skip
    return Table("Student groups", columns, rows)


def indices(review: Review) -> Table:
    """Whole-district values that do not add up over schools: representation, separation."""
    columns = (
        Column("Measure", width=10), Column("Name", width=44), Column("Year", width=8),
        Column("Level", width=12), Column("Group", width=36), Column("Value", "mixed", 12),
        Column("Compared with", "mixed", 14), Column("State", "mixed", 12),
        Column("n", COUNT, 11), Column("Status", width=22), Column("Edition", width=10),
    )  # fmt: skip
    rows = []
    for row in rows_of(review.indices.sort_values("year", ascending=False, kind="stable")):
        unit = METRICS[row.metric].unit
        rows.append([
            row.metric, METRICS[row.metric].label, str(row.year),
            level_words(row.level), who(row.part),
            (unit, number(row.value)), (unit, number(row.reference)),
            (unit, number(row.state_value)), number(row.n),
            words("not computable" if pd.isna(row.value) else "computed"), review.edition,
        ])  # fmt: skip
    return Table("Indices", columns, rows)
