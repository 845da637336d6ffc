"""Strips by need group: who has it, who has not, and how spread out?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from rar.figures import labels
from rar.figures.lettering import text_width
from rar.figures.look import (
    DASH,
    INK,
    LEVELS,
    NEED,
    ROW_SIZE,
    STATE,
    WIDTH,
    Sheet,
)
from rar.figures.scale import Subject, fit, unit_line
from rar.figures.words import absentees, extremes, small
from rar.rows import rows_of

START, END, NAME = 158, WIDTH - 24, 148
ROW, HEAD, GAP = 34, 20, 12
GROUPS = {
    "lowest": "Lowest need",
    "second": "Second",
    "third": "Third",
    "highest": "Highest need",
    "lower": "Lower need",
    "higher": "Higher need",
    "": "All",
}


def strips(
    groups: pd.DataFrame,
    schools: pd.DataFrame,
    subject: Subject,
    state: Mapping[str, float] | None = None,
):
    """Need groups as rows, a circle a school and a bar for the pooled value; (sheet, description).

    groups: level, group, value (pooled, NaN when unknown), need_low, need_high, schools; in
    reading order, group '' for a level too small to divide. schools: name, level, group, value.
    state: level -> state value.
    """
    schools = schools[["name", "level", "group", "value"]]
    state = {k: v for k, v in (state or {}).items() if np.isfinite(v)}
    levels = [level for level in LEVELS if (groups["level"] == level).any()]
    rows = {level: int((groups["level"] == level).sum()) for level in levels}
    sheet = Sheet(24 + sum(GAP + HEAD + ROW * n for n in rows.values()) + 26)
    values = [*schools["value"], *groups["value"], *(state[v] for v in levels if v in state)]
    there = [v for v in values if np.isfinite(v)]
    zero = not there or min(there) <= 0.5 * max(there)
    scale = fit(
        there, subject.unit, START, END, zero=zero, most=6 if subject.unit != "dollars" else 5
    )
    sheet.text(0, sheet.height - 8, unit_line(subject, scale))
    sheet.text(END, sheet.height - 8, "circle: a school; bar: all schools of the row", ha="right")
    y = sheet.height - 24
    for level in levels:
        y -= GAP
        bottom = y - HEAD - ROW * rows[level]
        line = _state(sheet, scale, subject, state.get(level), y, bottom)
        own = schools[schools["level"] == level]
        _level(sheet, groups[groups["level"] == level], own, subject, scale, y, line)
        y = bottom
    sheet.value_axis(scale, subject.unit, y + 2)
    return sheet, _describe(groups, schools, subject, state)


def _state(sheet, scale, subject, value, top, bottom) -> list:
    if value is None:
        return []
    x, words = scale(value), f"state {subject.text(value)}"
    line = ((x, top - 8), (x, bottom + 3))
    sheet.lines([line], STATE, 1.1, zorder=2.5, dash=DASH)
    side = "right" if x > END - 70 else "left"
    sheet.text(x + (-3 if side == "right" else 3), top - 4, words, 8, STATE, side)
    return [line]


def _level(sheet, rows, schools, subject, scale, top, line):
    sheet.text(NAME, top - 3, rows["level"].iloc[0].title(), ROW_SIZE, INK, "right", weight="bold")
    heights = {g: top - HEAD - ROW * (i + 0.5) for i, g in enumerate(rows["group"])}
    sheet.lines([((START, y), (END, y)) for y in heights.values()])
    for row in rows_of(rows):
        _group(sheet, row, schools, subject, scale, heights[row.group], line)


def _group(sheet, row, schools, subject, scale, y, line):
    lone = row.group == ""
    weight = "normal" if lone else "bold"
    sheet.text(NAME, y + 5.5, GROUPS[row.group], ROW_SIZE, INK, "right", weight=weight)
    sheet.text(NAME, y - 6, _note(row), 8, ha="right")
    own = schools[(schools["group"] == row.group) & schools["value"].notna()]
    points = [(scale(v), y) for v in own["value"]]
    lines = list(line)
    if np.isfinite(row.value) and not (lone and len(points) == 1):
        x = scale(row.value)
        sheet.boxes([(x - 1.6, y - 7, x + 1.6, y + 8)], NEED, zorder=3)
        words = subject.text(row.value)
        half = text_width(words, ROW_SIZE, True) / 2 + 1
        sheet.boxes([(x - half, y + 9, x + half, y + 19)], "white", zorder=2.8)
        sheet.text(x, y + 14, words, ROW_SIZE, NEED, "center", weight="bold")
        lines += [((x - half - 2, y + 14), (x + half + 2, y + 14)), ((x, y - 7), (x, y + 10))]
    elif not points:
        sheet.text((START + END) / 2, y, "no value", ha="center")
    sheet.marks(points, "o", 6.0, "white", NEED)
    names = list(own["name"])
    if lone and len(points) == 1:  # no mean of one school: its own value beside its name
        names = [f"{names[0]}, {subject.text(row.value)}"]
    if len(names) > 4:
        keep = {int(np.argmin(own["value"])), int(np.argmax(own["value"]))}
        names = [name if i in keep else "" for i, name in enumerate(names)]
    labels.write(sheet, points, names, (START - 4, y - 15, WIDTH - 2, y + 19), lines)


def _note(row) -> str:
    schools = f"{int(row.schools)} {'school' if row.schools == 1 else 'schools'}"
    if not np.isfinite(row.need_low):
        return schools
    low, high = f"{row.need_low * 100:.0f}", f"{row.need_high:.0%}"
    span = high if f"{low}%" == high else f"{low}–{high}"
    return f"{span} need · {schools}"


def _describe(groups, schools, subject, state) -> str:
    parts = [f"Strip chart of {small(subject.label)} by need group, a circle for each school. "]
    for level in dict.fromkeys(groups["level"]):
        rows = groups[(groups["level"] == level) & groups["value"].notna()]
        if rows.empty:
            continue
        said = [f"{GROUPS[r.group].lower()} {subject.text(r.value)}" for r in rows_of(rows)]
        beside = f"; state {subject.text(state[level])}" if level in state else ""
        parts.append(f"{level.title()} schools, pooled: {', '.join(said)}{beside}. ")
    return "".join(parts) + extremes(schools, subject) + absentees(schools)
