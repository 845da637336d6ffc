"""Signed bars: what a difference is made of, and what stands beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.figures.look import HAIR, INK, LESS, NEED, ROW_SIZE, RULE, Sheet, shorten
from rar.figures.scale import Subject, fit
from rar.rows import rows_of

NAME, START, END, VALUE = 188, 202, 420, 430
ROW, HEAD = 0.24 * 72, 0.30 * 72


def parts(rows: pd.DataFrame, subject: Subject):
    """One bar a part, left or right of zero; returns (sheet, description).

    rows: section (a heading that carries the whole difference), label, value (NaN draws no bar),
    said (the value in words) and beside (True: not a part of the sum; drawn hatched).
    """
    sections = list(dict.fromkeys(rows["section"]))
    sheet = Sheet(40 + ROW * len(rows) + HEAD * len(sections))
    scale = fit(rows["value"].dropna(), subject.unit, START, END, zero=True, most=4)
    sheet.text(0, sheet.height - 9, subject.label)
    _key(sheet, bool(rows["beside"].any()))
    y, solid, hatched = sheet.height - 30, [], []
    for section in sections:
        sheet.text(0, y, section, ROW_SIZE, INK, weight="bold")
        y -= HEAD * 0.8
        top = y + ROW / 2
        for row in rows_of(rows[rows["section"] == section]):
            sheet.text(NAME, y, shorten(row.label, NAME, ROW_SIZE), ROW_SIZE, INK, "right")
            sheet.lines([((START, y), (END, y))], HAIR)
            if np.isfinite(row.value):
                left, right = sorted((scale(0.0), scale(row.value)))
                (hatched if row.beside else solid).append((left, y - 4, right, y + 4))
            sheet.text(VALUE, y, row.said, color=INK)
            y -= ROW
        sheet.lines([((scale(0.0), top), (scale(0.0), y + ROW / 2))], RULE, zorder=3)
        y -= HEAD * 0.2
    sheet.boxes(solid, NEED, NEED, 0.6)
    sheet.boxes(hatched, "white", LESS, 0.8, hatch="////")
    sheet.value_axis(scale, subject.unit, 18)
    return sheet, _describe(rows, subject)


def _key(sheet: Sheet, beside: bool):
    y = sheet.height - 9
    sheet.boxes([(START, y - 3.5, START + 18, y + 3.5)], NEED, NEED)
    sheet.text(START + 24, y, "parts that add up", color=INK)
    if beside:
        sheet.boxes([(START + 124, y - 3.5, START + 142, y + 3.5)], "white", LESS, hatch="////")
        sheet.text(START + 148, y, "what usually goes with it in the state", color=INK)


def _describe(rows: pd.DataFrame, subject: Subject) -> str:
    said = [
        f"{section}: " + "; ".join(f"{row.label} {row.said}" for row in rows_of(own))
        for section, own in rows.groupby("section", sort=False)
    ]
    return f"{subject.label}, bars left and right of zero. " + ". ".join(said) + "."
