"""Paired gaps: one measure or several? Two marks on a line, the state's tick, the gap."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.figures.lettering import text_width
from rar.figures.look import (
    HAIR,
    INK,
    LESS,
    NEED,
    ROW_SIZE,
    RULE,
    STATE,
    WIDTH,
    Sheet,
    shorten,
)
from rar.figures.scale import Scale, Subject, fit, unit_line
from rar.figures.words import capital, count
from rar.rows import rows_of

NAME, START, END, GAP = 168, 182, 388, 424
ROW, HEAD = 0.34 * 72, 0.28 * 72
CLOSE = 22  # points: nearer pairs share one label


def paired(rows: pd.DataFrame, subject: Subject, focus: str, reference: str):
    """Focus (filled) against reference (hollow) on one line a row; returns (sheet, description).

    rows: label, focus, reference, state (NaN where unknown), gap (words such as '+14 more') and
    section ('' or a heading such as 'Lower is better', rows of a section together); reason for a
    row without values. focus, reference: what the two marks are, for the key; reference
    '' draws one mark a row.
    """
    sections = list(dict.fromkeys(rows["section"]))
    headed = [section for section in sections if section]
    sheet = Sheet(34 + ROW * len(rows) + HEAD * len(headed) + 26)
    scale = _scale(rows, subject)
    _key(sheet, focus, reference, bool(rows["state"].notna().any()))
    y = sheet.height - 40
    for section in sections:
        if section:
            sheet.text(NAME, y, section, ha="right")
            y -= HEAD
        for row in rows_of(rows[rows["section"] == section]):
            _row(sheet, row, subject, scale, y)
            y -= ROW
    sheet.value_axis(scale, subject.unit, y + ROW / 2 - 2)
    if scale.low > 0:
        sheet.text(END, 4, unit_line(Subject("", subject.unit, subject.text), scale), ha="right")
    return sheet, _describe(rows, subject, focus, reference)


def _scale(rows: pd.DataFrame, subject: Subject) -> Scale:
    values = rows[["focus", "reference", "state"]].to_numpy(dtype=float).ravel()
    values = values[np.isfinite(values)]
    zero = not len(values) or values.min() <= 0.6 * values.max()
    return fit(
        values, subject.unit, START, END, zero=zero, most=5 if subject.unit != "dollars" else 4
    )


def _key(sheet: Sheet, focus: str, reference: str, state: bool):
    y, x = sheet.height - 9, START
    sides = ((focus, NEED, NEED), (reference, "white", LESS))
    for words, face, edge in (side for side in sides if side[0]):
        sheet.marks([(x + 4, y)], "o", 7, face, edge, 1.9)
        sheet.text(x + 12, y, words, color=INK)
        x += 12 + text_width(words) + 16
    if state:
        sheet.lines([((x, y - 6), (x, y + 6))], STATE, 1.6)
        sheet.text(x + 6, y, "state", color=INK)
    sheet.text(GAP, y - 13, "Gap" if reference else "")


def _row(sheet, row, subject, scale, y):
    _label(sheet, row.label, y)
    if not (np.isfinite(row.focus) or np.isfinite(row.reference)):
        box = (START, y - 5, END, y + 5)
        sheet.boxes([box], "white", RULE, 1.0, dash=(0, (1, 2)))
        reason = getattr(row, "reason", "") or "not computable"
        sheet.text(GAP, y, shorten(reason, WIDTH - GAP))
        return
    sheet.lines([((START, y), (END, y))], HAIR)
    ends = [v for v in (row.focus, row.reference) if np.isfinite(v)]
    if len(ends) == 2:
        sheet.lines([((scale(ends[0]), y), (scale(ends[1]), y))], INK, 1.8, zorder=3)
    if np.isfinite(row.state):
        sheet.lines([((scale(row.state), y - 7), (scale(row.state), y + 7))], STATE, 1.6, zorder=4)
    if np.isfinite(row.reference):
        sheet.marks([(scale(row.reference), y)], "o", 7.5, "white", LESS, 1.9)
    if np.isfinite(row.focus):
        sheet.marks([(scale(row.focus), y)], "o", 8, NEED, NEED, 1.0, zorder=5.5)
    _values(sheet, row, subject, scale, y)
    sheet.text(GAP, y, shorten(row.gap, WIDTH - GAP), color=INK)


def _label(sheet: Sheet, label: str, y: float):
    """The row's label on one line, or on two where it is too long for one."""
    if text_width(label, ROW_SIZE) <= NAME:
        sheet.text(NAME, y, label, ROW_SIZE, INK, "right")
        return
    words = label.split(" ")
    cuts = range(1, len(words))
    widths = {i: max(text_width(" ".join(p), 8) for p in (words[:i], words[i:])) for i in cuts}
    cut = min(widths, key=widths.get) if widths else len(words)
    for part, above in ((words[:cut], 5), (words[cut:], -5)):
        sheet.text(NAME, y + above, shorten(" ".join(part), NAME, 8), 8, INK, "right")


def _values(sheet, row, subject, scale, y):
    """The two numbers outside their marks; a close pair shares one label beside it."""
    if not (np.isfinite(row.focus) and np.isfinite(row.reference)):
        lone, color = (row.focus, NEED) if np.isfinite(row.focus) else (row.reference, LESS)
        x = scale(lone)
        tick = scale(row.state) if np.isfinite(row.state) else -99
        free = not 0 <= tick - x < 40
        sheet.text(
            x + (9 if free else -9), y, subject.text(lone), 8.5, color, "left" if free else "right"
        )
        return
    low, high = sorted((scale(row.focus), scale(row.reference)))
    tick = scale(row.state) if np.isfinite(row.state) else -99
    high += max(0, tick - high) if abs(tick - high) < 34 and tick > high else 0
    first, second = subject.text(row.focus), subject.text(row.reference)
    if high - low < CLOSE:
        width = text_width(f"{first} and {second}") + 16
        x = high + 9 if high + width < GAP - 4 else low - 9 - width
        sheet.text(x, y, first, color=NEED, weight="bold")
        sheet.text(x + text_width(first, bold=True) + 4, y, f"and {second}", color=LESS)
        return
    focus_right = row.focus >= row.reference
    right, left = (first, second) if focus_right else (second, first)
    near = abs(tick - low) < 34 and tick < low
    low -= (low - tick) if near else 0
    colors = (NEED, LESS) if focus_right else (LESS, NEED)
    weights = ("bold", "normal") if focus_right else ("normal", "bold")
    if high + 9 + text_width(right, bold=True) < GAP - 4:
        sheet.text(high + 9, y, right, color=colors[0], weight=weights[0])
    else:
        sheet.text(high, y + 11, right, 8, colors[0], "center", weight=weights[0])
    if low - 9 - text_width(left) > START - 12:
        sheet.text(low - 9, y, left, color=colors[1], ha="right", weight=weights[1])
    else:
        sheet.text(low, y + 11, left, 8, colors[1], "center", weight=weights[1])


def _describe(rows, subject, focus, reference) -> str:
    known = rows.dropna(subset=["focus", "reference"] if reference else ["focus"])
    if reference:
        start = f"Paired dots for {count(len(rows), 'row')}, {focus} against {reference}. "
        said = [
            f"{row.label}: {subject.text(row.focus)} against {subject.text(row.reference)}"
            for row in rows_of(known)
        ]
    else:
        start = f"Dots for {count(len(rows), 'row')}, {focus}, with a tick for the state. "
        said = [
            f"{row.section + ', ' if row.section else ''}{row.label}: {subject.text(row.focus)}"
            f" (state {subject.text(row.state) or 'not known'})"
            for row in rows_of(known)
        ]
    without = len(rows) - len(known)
    what = "both values" if reference else "a value"
    rest = f" {capital(count(without, 'row'))} without {what}." if without else ""
    return start + ("; ".join(said) + "." if said else f"No row has {what}.") + rest
