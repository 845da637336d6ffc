"""Paired gap with a split bar: between schools, or inside them?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.figures.look import HAIR, INK, LESS, NEED, ROW_SIZE, RULE, Sheet, shorten
from rar.figures.scale import Subject, fit
from rar.figures.words import count
from rar.rows import rows_of

NAME, START, MIDDLE, BARS, END = 130, 152, 262, 296, 408
ROW, HEAD = 0.42 * 72, 0.26 * 72


def split(rows: pd.DataFrame, subject: Subject, focus: str, reference: str):
    """Two rates a row, and their gap cut into within and between; returns (sheet, description).

    rows: label, note (small words under it), focus, reference, within, between (parts of the gap
    in the measure's unit; NaN where they cannot be told) and section ('' or a heading). The
    within part is solid, the between part hatched; a negative part goes left of zero.
    """
    sections = list(dict.fromkeys(rows["section"]))
    headed = [section for section in sections if section]
    sheet = Sheet(50 + ROW * len(rows) + HEAD * len(headed))
    rates = fit([*rows["focus"], *rows["reference"]], subject.unit, START, MIDDLE, zero=True)
    parts = [*rows["within"], *rows["between"], *(rows["within"] + rows["between"])]
    gaps = fit(parts, subject.unit, BARS, END, zero=True)
    top = sheet.height
    sheet.text(START - 8, top - 8, shorten(subject.label, BARS - START))
    sheet.marks([(START - 3, top - 20)], "o", 5.5)
    sheet.text(START + 4, top - 20, focus, 8)
    sheet.marks([(START - 3, top - 32)], "o", 5.5, "white", LESS, 1.6)
    sheet.text(START + 4, top - 32, reference, 8)
    sheet.text(BARS, top - 8, "The gap in points" if subject.unit == "share" else "The gap")
    sheet.text(BARS, top - 20, "solid: within schools; hatched: between schools", 8)
    y = top - 46
    bars = ([], [])
    for section in sections:
        if section:
            sheet.text(0, y, section, 8.5)
            y -= HEAD
        for row in rows_of(rows[rows["section"] == section]):
            _row(sheet, row, subject, (rates, gaps), y - ROW / 2 + 6, bars)
            y -= ROW
    sheet.boxes(bars[0], NEED, NEED)
    sheet.boxes(bars[1], "white", LESS, hatch="////")
    sheet.lines([((gaps(0), 4), (gaps(0), top - 42))], RULE, 0.8, zorder=3)
    return sheet, _describe(rows, subject, focus, reference)


def _row(sheet, row, subject, scales, y, bars):
    rates, gaps = scales
    sheet.text(NAME, y + 4, shorten(row.label, NAME, ROW_SIZE), ROW_SIZE, INK, "right")
    sheet.text(NAME, y - 7, row.note, 8, ha="right")
    sheet.lines([((START, y), (MIDDLE, y))], HAIR)
    if np.isfinite(row.focus) and np.isfinite(row.reference):
        a, b = rates(row.focus), rates(row.reference)
        sheet.lines([((a, y), (b, y))], INK, 1.8, zorder=3)
        sheet.marks([(b, y)], "o", 7.5, "white", LESS, 1.9)
        sheet.marks([(a, y)], "o", 8, NEED, NEED, 1.0, zorder=5.5)
        first, second = subject.text(row.focus), subject.text(row.reference)
        aside = 1 if a >= b else -1
        ha = ("left", "right") if aside > 0 else ("right", "left")
        sheet.text(a + 9 * aside, y, first, color=NEED, ha=ha[0], weight="bold")
        sheet.text(b - 9 * aside, y, second, color=LESS, ha=ha[1])
    else:
        sheet.text(START, y + 7, getattr(row, "reason", "") or "not computable", 8)
    if not np.isfinite(row.within):
        sheet.text(gaps(0) + 5, y, "parts not told apart", 8)
        return
    spans = _spans(row.within, row.between)
    for (low, high), boxes in zip(spans, bars, strict=True):
        if high > low:
            boxes.append((gaps(low), y - 6, gaps(high), y + 6))
    sheet.text(gaps(max(0, spans[0][1], spans[1][1])) + 5, y, _said(row, subject), 8, INK)


def _spans(within: float, between: float):
    """Where the two parts lie: end to end on one side, or either side of zero."""
    first = (min(0.0, within), max(0.0, within))
    if within * between < 0:
        return first, (min(0.0, between), max(0.0, between))
    return first, tuple(sorted((within, within + between)))


def _said(row, subject) -> str:
    if subject.unit == "share":
        values = [f"{v * 100:+.1f}".replace("-", "−") for v in (row.within, row.between)]
        values[0] = values[0].lstrip("+")
    else:
        values = [("−" if v < 0 else "+") + subject.text(abs(v)) for v in (row.within, row.between)]
    return f"{values[0]} within, {values[1]} between"


def _describe(rows, subject, focus, reference) -> str:
    said = []
    for row in rows_of(rows):
        if np.isfinite(row.focus) and np.isfinite(row.reference):
            rates = f"{row.label}: {subject.text(row.focus)} against {subject.text(row.reference)}"
            parts = f", {_said(row, subject)}" if np.isfinite(row.within) else ""
            said.append(rates + parts)
    start = (
        f"Paired dots with a split bar, {count(len(rows), 'row')}: {focus} against {reference}. "
    )
    return start + ("; ".join(said) + "." if said else "No row has both values.")
