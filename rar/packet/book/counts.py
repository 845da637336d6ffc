"""The sheet Counts: the two counts behind every school's value, with places to correct them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from rar.dimensions import METRICS
from rar.packet.book.cells import Formula, Input, Table, number, shown
from rar.packet.book.live import COUNT_COLUMNS, Live
from rar.packet.book.words import COMPARED_AS, level_words, told
from rar.packet.printable import printable
from rar.rows import rows_of

WEIGHTED = "weighted students"  # what a measure counts whose n follows from the weights
NEAR = "1E-9"  # a live number this near to ours, as a part of it, is as ours


def counts(live: Live) -> Table:
    """A row for each measure and school of the year; a measure's rows stand together."""
    schools = live.schools
    names = dict(zip(schools["school_id"], map(printable, schools["name"]), strict=True))
    rows = [
        _row(live, number_, row, names[row.school_id], live.statuses[number_])
        for number_, row in enumerate(rows_of(live.counts))
    ]
    return Table.of("Counts behind every value", COUNT_COLUMNS, rows)


def _row(live: Live, place: int, row: Any, name: str, status: str) -> dict[str, Any]:
    metric, grid = METRICS[row.metric], live.count_rows
    own = grid.own(place)
    school = live.row_of[row.school_id]
    count, corrected = own["Published count"], own["Corrected count"]
    n, corrected_n = own["Published n"], own["Corrected n"]
    n_now = row.denominator
    if metric.counted == WEIGHTED:
        n = live.need.cell("Weighted students", school)
        n_now = live.schools["weighted_students"].iloc[school]
    both = pd.notna(row.numerator) and pd.notna(n_now)
    used, used_n = own["Used count"], own["Used n"]
    known = f"AND(COUNT({count},{corrected})>0,COUNT({n},{corrected_n})>0)"
    return {
        "Key": f"{row.metric} {row.school_id}",
        "Measure": row.metric,
        "Name": metric.label,
        "School ID": row.school_id,
        "School": name,
        "Level": level_words(row.level),
        "Compared as": Formula(
            f"={live.need.cell('Compared as', school)}", COMPARED_AS[printable(row.need_group)]
        ),
        "Published count": told(live.fixed, row.numerator, row.status),
        "Published n": told(live.fixed, row.denominator, row.status),
        "Corrected count": Input(allowed="number"),
        "Corrected n": Input(allowed="number"),
        "Why corrected": Input(),
        "Used count": Formula(
            f'=IF({known},IF(ISNUMBER({corrected}),{corrected},{count}),"")',
            shown(row.numerator if both else None),
        ),
        "Used n": Formula(
            f'=IF(ISNUMBER({used}),IF(ISNUMBER({corrected_n}),{corrected_n},{n}),"")',
            shown(n_now if both else None),
        ),
        "Value": Formula(
            f'=IF(N({used_n})>0,{live.scale[metric.id]}*{used}/{used_n},"")',
            told(live.fixed, row.value, row.status) or shown(row.value), metric.unit,
        ),
        "Our value": (metric.unit, number(row.value)),
        "Status": status,
        "Measure and level": f"{row.metric} {level_words(row.level)}",
        "Edition": live.review.edition,
    }  # fmt: skip


def as_ours(live: str, ours: str) -> str:
    """Whether a live number is ours, in words; both may be absent."""
    return (
        f'=IF(ISNUMBER({live})<>ISNUMBER({ours}),"changed",IF(ISNUMBER({live}),'
        f'IF(ABS({live}-{ours})<={NEAR}*MAX(1,ABS({ours})),"as ours","changed"),"as ours"))'
    )
