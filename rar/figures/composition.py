"""Stacked bars: what is the money made of?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.figures.lettering import text_width
from rar.figures.look import INK, LESS, LEVELS, NEED, WIDTH, Sheet, shorten
from rar.figures.scale import Subject, fit
from rar.figures.words import count, small
from rar.rows import rows_of

NAME, SHARE, START, END = 138, 168, 174, WIDTH - 80
ROW, ROW_TIGHT, MANY = 0.18 * 72, 0.155 * 72, 30


def composition(schools: pd.DataFrame, subject: Subject, first: str, second: str):
    """Two parts stacked, schools by level and need; returns (sheet, description).

    schools: name, level, need, first, second (NaN in either leaves the bar out, said in words).
    first, second: what the two parts are. The second part's share stands in its own column.
    """
    rows = schools.assign(level=pd.Categorical(schools["level"], LEVELS, ordered=True))
    rows = rows.sort_values(["level", "need", "name"], kind="stable").reset_index(drop=True)
    rows["total"] = rows["first"] + rows["second"]
    levels = [level for level in LEVELS if (rows["level"] == level).any()]
    step = ROW if len(rows) <= MANY else ROW_TIGHT
    sheet = Sheet(36 + step * (len(rows) + 1.2 * len(levels)) + 22)
    scale = fit(rows["total"].dropna(), subject.unit, START, END, zero=True, most=4)
    _key(sheet, first, second)
    y = sheet.height - 36
    solid, hatched = [], []
    for level in levels:
        sheet.text(NAME, y, level.title(), 8.5, INK, "right", weight="bold")
        y -= step
        for row in rows_of(rows[rows["level"] == level]):
            _row(sheet, row, subject, scale, y, (solid, hatched))
            y -= step
        y -= 0.2 * step
    sheet.boxes(solid, NEED, NEED, 0.6)
    sheet.boxes(hatched, "white", LESS, 0.8, hatch="////")
    sheet.value_axis(scale, subject.unit, 20, top=sheet.height - 30)
    return sheet, _describe(rows, subject, first, second)


def _key(sheet: Sheet, first: str, second: str):
    y, x = sheet.height - 9, START
    sheet.text(NAME, y, "School", ha="right")
    sheet.text(SHARE, y, "Need", ha="right")
    sheet.boxes([(x, y - 3.5, x + 18, y + 3.5)], NEED, NEED)
    sheet.text(x + 24, y, first, color=INK)
    x += 24 + text_width(first) + 18
    sheet.boxes([(x, y - 3.5, x + 18, y + 3.5)], "white", LESS, hatch="////")
    sheet.text(x + 24, y, second, color=INK)
    sheet.text(WIDTH - 4, y + 1, f"{second} share", ha="right", size=8)


def _row(sheet, row, subject, scale, y, bars):
    sheet.text(NAME, y, shorten(row.name, NAME - 2, 8), 8, INK, "right")
    if np.isfinite(row.need):
        sheet.text(SHARE, y, f"{row.need:.0%}", 8, ha="right")
    if not np.isfinite(row.total):
        sheet.text(START + 4, y, "not reported", 8)
        return
    middle, end = scale(row.first), scale(row.total)
    bars[0].append((START, y - 4, middle, y + 4))
    bars[1].append((middle, y - 4, end, y + 4))
    sheet.text(end + 4, y, subject.text(row.total), 8, INK)
    if row.total > 0:
        sheet.text(WIDTH - 4, y, f"{row.second / row.total:.0%}", 8, INK, "right")


def _describe(rows, subject, first, second) -> str:
    there = rows.dropna(subset=["total"])
    if there.empty:
        return f"Stacked bars of {small(subject.label)}: no school reports both parts."
    shares = (there["second"] / there["total"]).fillna(0)
    high, low = shares.idxmax(), shares.idxmin()
    return (
        f"Stacked bars for {count(len(there), 'school')}: {small(first)} and {small(second)} parts "
        f"of {small(subject.label)}. The {small(second)} share runs from {shares[low]:.0%} at "
        f"{there['name'][low]} to {shares[high]:.0%} at {there['name'][high]}."
        + (f" {len(rows) - len(there)} not reported." if len(there) < len(rows) else "")
    )
