"""The list: schools by level and need, each with its mark, the state's value and its number.

The normal case for small districts, and for measures that do not divide into quarters.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from rar.figures.look import (
    DASH,
    FILLS,
    INK,
    LEVELS,
    MARK_SIZE,
    MARKERS,
    NEED,
    PEER_EDGE,
    ROW_SIZE,
    STATE,
    WIDTH,
    Sheet,
    shorten,
)
from rar.figures.scale import Scale, Subject, fit, unit_line
from rar.figures.words import absentees, capital, count, extremes, small
from rar.rows import rows_of

NAME, SHARE, START, END, VALUE = 138, 176, 186, 436, 446
ROW, ROW_TIGHT, MANY = 0.27 * 72, 0.2 * 72, 30
WITHHELD = "withheld"


def listing(schools: pd.DataFrame, subject: Subject, state: Mapping[str, float] | None = None):
    """Schools listed by level and need, a mark and a number each; returns (sheet, description).

    schools: name, level, need, value and, where the value is missing, reason ('withheld', 'not
    reported', ...; words go into the value column, 'withheld' also hatches the row). state:
    level -> state value.
    """
    state = {k: v for k, v in (state or {}).items() if np.isfinite(v)}
    rows = schools.assign(level=pd.Categorical(schools["level"], LEVELS, ordered=True))
    rows = rows.sort_values(["level", "need", "name"], kind="stable").reset_index(drop=True)
    levels = [level for level in LEVELS if (rows["level"] == level).any()]
    step = ROW if len(rows) <= MANY else ROW_TIGHT
    sheet = Sheet(24 + step * (len(rows) + len(levels)) + 30)
    scale = _scale(rows, state, levels, subject)
    sheet.text(NAME, sheet.height - 8, "School", ha="right")
    sheet.text(SHARE, sheet.height - 8, "Need", ha="right")
    sheet.text(START, sheet.height - 8, unit_line(subject, scale))
    y = sheet.height - 22
    for level in levels:
        own = rows[rows["level"] == level]
        _level(sheet, own, level, subject, scale, state.get(level), y, step)
        y -= step * (len(own) + 1)
    sheet.value_axis(scale, subject.unit, y + step / 2 - 4)
    return sheet, _describe(rows, levels, subject, state)


def _scale(rows, state, levels, subject) -> Scale:
    values = [*rows["value"].dropna(), *(state[level] for level in levels if level in state)]
    zero = not values or min(values) <= 0.6 * max(values)
    return fit(
        values, subject.unit, START, END, zero=zero, most=5 if subject.unit != "dollars" else 4
    )


def _level(sheet, own, level, subject, scale, reference, y, step):
    sheet.text(NAME, y, level.title(), ROW_SIZE, INK, "right", weight="bold")
    heights = [y - step * (i + 1) for i in range(len(own))]
    sheet.lines([((START, h), (END, h)) for h in heights])
    if reference is not None:
        x = scale(reference)
        sheet.lines([((x, y - 6), (x, heights[-1] - 7))], STATE, 1.1, zorder=3, dash=DASH)
        sheet.text(x, y, "state", 8, STATE, "center")
        sheet.text(VALUE, y, f"state {subject.text(reference)}", 8, STATE)
    points, hatched = [], []
    for height, row in zip(heights, rows_of(own), strict=True):
        sheet.text(NAME, height, shorten(row.name, NAME - 2), ROW_SIZE - 0.5, INK, "right")
        need = f"{row.need:.0%}" if np.isfinite(row.need) else "not known"
        sheet.text(SHARE, height, need, ha="right", size=8.5 if np.isfinite(row.need) else 8)
        if np.isfinite(row.value):
            points.append((scale(row.value), height))
            sheet.text(VALUE, height, subject.text(row.value), color=INK, weight="bold")
        else:
            reason = getattr(row, "reason", "") or "not reported"
            sheet.text(VALUE, height, shorten(reason, WIDTH - VALUE, 8), 8)
            if reason == WITHHELD:
                hatched.append((START, height - 3.5, END, height + 3.5))
    sheet.boxes(hatched, "white", PEER_EDGE, 0, hatch="\\\\\\\\\\\\", zorder=2)
    sheet.marks(points, MARKERS[level], MARK_SIZE[level], FILLS[level], NEED)


def _describe(rows, levels, subject, state) -> str:
    parts = [
        f"List of {count(len(rows), 'school')} by level and need, with {small(subject.label)} "
        "as a mark and a number. "
    ]
    for level in levels:
        own = rows.loc[rows["level"] == level]
        there = own["value"].dropna()
        if there.empty:
            parts.append(f"{level.title()}: no value. ")
            continue
        low, high = subject.text(there.min()), subject.text(there.max())
        span = low if low == high else f"{low} to {high}"
        beside = f", state {subject.text(state[level])}" if level in state else ""
        parts.append(f"{level.title()}: {span}{beside}. ")
    hidden = 0
    if "reason" in rows:
        hidden = int((rows["value"].isna() & (rows["reason"] == WITHHELD)).sum())
    words = f" {capital(count(hidden, 'value'))} withheld." if hidden else absentees(rows)
    return "".join(parts) + extremes(rows, subject) + words
