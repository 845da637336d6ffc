"""Paired bars by group: do adults reflect students?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.figures.lettering import text_width
from rar.figures.look import INK, LESS, NEED, WIDTH, Sheet, shorten
from rar.figures.scale import Subject, fit
from rar.figures.words import count
from rar.rows import rows_of

NAME, START, END, GAP = 172, 182, 410, 444
ROW, BAR = 0.4 * 72, 9


def mirror(rows: pd.DataFrame, subject: Subject, first: str = "Students", second: str = "Teachers"):
    """Students over teachers by group, the largest group first; returns (sheet, description).

    rows: label, first, second (shares, NaN where unknown) and gap (words). Bars start at 0; a
    share that rounds to nothing is written '<1%'.
    """
    rows = rows.sort_values(["first", "label"], ascending=[False, True], kind="stable")
    sheet = Sheet(32 + ROW * len(rows) + 26)
    scale = fit([*rows["first"], *rows["second"]], subject.unit, START, END, zero=True)
    _key(sheet, first, second)
    solid, hatched = [], []
    for i, row in enumerate(rows_of(rows)):
        y = sheet.height - 32 - ROW * (i + 0.5)
        sheet.text(NAME, y, shorten(row.label, NAME), 8.5, INK, "right")
        sheet.text(GAP, y, row.gap, color=INK)
        for value, low, bars in ((row.first, y + 0.5, solid), (row.second, y - BAR - 1.5, hatched)):
            color = NEED if bars is solid else LESS
            words = "not reported"
            if np.isfinite(value):
                bars.append((START, low, max(scale(value), START + 0.8), low + BAR))
                words = "<1%" if 0 < value < 0.005 else subject.text(value)
            end = scale(value) if np.isfinite(value) else START
            weight = "bold" if bars is solid else "normal"
            sheet.text(end + 4, low + BAR / 2, words, 8.5, color, weight=weight)
    sheet.boxes(solid, NEED, NEED)
    sheet.boxes(hatched, "white", LESS, hatch="////")
    sheet.value_axis(scale, subject.unit, 22)
    sheet.lines([((START, 22), (START, sheet.height - 30))], "#7D8590", zorder=3)
    return sheet, _describe(rows, subject, first, second)


def _key(sheet: Sheet, first: str, second: str):
    y, x = sheet.height - 10, START
    sheet.boxes([(x, y - 3.5, x + 18, y + 3.5)], NEED, NEED)
    sheet.text(x + 24, y, first, color=INK)
    x += 24 + text_width(first) + 18
    sheet.boxes([(x, y - 3.5, x + 18, y + 3.5)], "white", LESS, hatch="////")
    sheet.text(x + 24, y, second, color=INK)
    difference = f"{second.split(' ')[0]} − {first.split(' ')[0].lower()}"
    sheet.text(WIDTH - 2, y, difference, ha="right")


def _describe(rows, subject, first, second) -> str:
    said = []
    for row in rows_of(rows):
        values = [
            subject.text(v) if np.isfinite(v) else "not reported" for v in (row.first, row.second)
        ]
        said.append(f"{row.label} {values[0]} and {values[1]}")
    start = f"Paired bars for {count(len(rows), 'group')}, {first.lower()} over {second.lower()}: "
    return start + "; ".join(said) + "." if said else start + "no values."
