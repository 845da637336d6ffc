"""The sheet Schools: one row a school, who it is and its value of every measure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from rar.packet.book.cells import COUNT, Column, Formula, Table, number, shown
from rar.packet.book.live import Live
from rar.packet.book.words import COMPARED_AS, NEED_GROUPS, level_words, yes
from rar.packet.printable import printable
from rar.rows import rows_of
from rar.words import CHECK, FEW_PEOPLE

FACTS = (
    Column("School ID", width=13), Column("School", width=38), Column("Level", width=12),
    Column("All levels", width=18), Column("Lowest grade", width=9),
    Column("Highest grade", width=9), Column("Students", COUNT, 10), Column("Need", "share", 9),
    Column("Need group", width=22), Column("Compared as", width=15), Column("Charter", width=9),
    Column("Title I", width=9), Column("Identified for support", width=16),
    Column("Check before discussing", width=24), Column("Rests on few people", width=24),
)  # fmt: skip
NOT_THERE = "not in the state's files"


def schools(live: Live) -> Table:
    """Facts as published, then the value of each measure, live: words where there is none."""
    columns = (
        *FACTS,
        *(Column(f"{m.id} {m.label}", m.unit, 16) for m in live.metrics),
        Column("Edition", width=10),
    )
    values, marked = _values(live)
    rows = [
        [*_facts(row, place, live, marked[row.school_id]),
         *(values.get((row.school_id, m.id), NOT_THERE) for m in live.metrics),
         live.review.edition]
        for place, row in enumerate(rows_of(live.schools))
    ]  # fmt: skip
    return Table("Schools", columns, rows)


def column_of(live: Live, metric_id: str) -> int:
    """The column in which a measure stands, from 0."""
    return len(FACTS) + [metric.id for metric in live.metrics].index(metric_id)


def _values(live: Live) -> tuple[dict[tuple[str, str], Formula], dict[str, dict[str, list[str]]]]:
    """Every value by school and measure; and by school which measures to look at with care."""
    grid, statuses, units = (
        live.count_rows,
        live.statuses,
        {m.id: m.unit for m in live.metrics},
    )
    marked: dict[str, dict[str, list[str]]] = {s: {} for s in live.schools["school_id"]}
    found = {}
    for place, row in enumerate(rows_of(live.counts)):
        value, status = grid.cell("Value", place), grid.cell("Status", place)
        ours = shown(row.value) if pd.notna(row.value) else statuses[place]
        found[row.school_id, row.metric] = Formula(
            f"=IF(ISNUMBER({value}),{value},{status})", ours, units[row.metric]
        )
        if statuses[place] in (CHECK.lower(), FEW_PEOPLE):
            marked[row.school_id].setdefault(statuses[place], []).append(row.metric)
    return found, marked


def _facts(row: Any, place: int, live: Live, marked: dict[str, list[str]]) -> list[Any]:
    return [
        row.school_id, printable(row.name), level_words(row.level),
        printable(row.levels).replace(";", ", "), printable(row.grade_low),
        printable(row.grade_high), number(row.enrollment), number(row.need),
        NEED_GROUPS[printable(row.need_group)],
        Formula(f"={live.need.cell('Compared as', place)}", COMPARED_AS[printable(row.need_group)]),
        yes(row.charter), yes(row.title1), _support(row),
        ", ".join(marked.get(CHECK.lower(), [])), ", ".join(marked.get(FEW_PEOPLE, [])),
    ]  # fmt: skip


def _support(row: Any) -> str:
    flags = {"CSI": row.csi, "TSI": row.tsi, "ATSI": row.atsi}
    found = [name for name, flag in flags.items() if flag == 1]
    if found:
        return ", ".join(found)
    return "not reported" if all(pd.isna(flag) for flag in flags.values()) else "no"
