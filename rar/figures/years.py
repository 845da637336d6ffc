"""Small multiples over years: is the difference lasting?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from rar.figures.lettering import text_width
from rar.figures.look import (
    DASH,
    INK,
    LESS,
    LEVELS,
    NEED,
    RULE,
    STATE,
    WIDTH,
    Sheet,
)
from rar.figures.scale import Scale, Subject, fit, tick_texts, unit_line
from rar.figures.words import capital, count, small

HEIGHT, LEFT, RIGHT, BOTTOM, TOP = 2.4 * 72, 52, WIDTH - 74, 26, 2.4 * 72 - 40
BETWEEN, PAD = 26, 12


def years(frame: pd.DataFrame, subject: Subject, focus: str = "greater need", reference: str = ""):
    """One panel a level, two lines and the state's, over the years; returns (sheet, description).

    frame: level, year, focus, reference, state (NaN where unknown), optional doubtful (words that
    say why the year is not drawn; the lines break there) and note (words at the panel's head).
    Years are one a row for each level; a missing year is left open. reference '' draws one line.
    """
    levels = [level for level in (*LEVELS, "all") if (frame["level"] == level).any()] or ["all"]
    sheet = Sheet(HEIGHT)
    frame = _doubtful_removed(frame)
    values = frame[["focus", "reference", "state"]].to_numpy(dtype=float).ravel()
    up = fit(values[np.isfinite(values)], subject.unit, BOTTOM + 4, TOP - 6, most=4)
    sheet.text(0, HEIGHT - 7, unit_line(subject, up))
    for tick, word in zip(up.ticks, tick_texts(up, subject.unit), strict=True):
        sheet.text(LEFT - 5, up(tick), word, color=INK, ha="right")
    span = sorted(int(y) for y in frame["year"].unique())
    width = (RIGHT - LEFT - BETWEEN * (len(levels) - 1)) / len(levels)
    for i, level in enumerate(levels):
        left = LEFT + i * (width + BETWEEN)
        own = frame[frame["level"] == level].set_index("year").reindex(span)
        names = (focus, reference) if i == len(levels) - 1 else None
        _panel(sheet, own, level, up, (left, left + width), names)
    return sheet, _describe(frame, levels, subject, focus, reference)


def _doubtful_removed(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.assign(doubtful=frame.get("doubtful", ""))
    plain = frame["doubtful"].fillna("") == ""
    columns = ["focus", "reference", "state"]
    return frame.assign(**{name: frame[name].where(plain) for name in columns})


def _panel(sheet: Sheet, own: pd.DataFrame, level: str, up: Scale, ends, names):
    left, right = ends
    sheet.lines([((left, up(t)), (right, up(t))) for t in up.ticks])
    sheet.lines([((left, BOTTOM), (right, BOTTOM)), ((left, BOTTOM), (left, TOP))], RULE, zorder=2)
    head = "All schools" if level == "all" else level.title()
    sheet.text(left, TOP + 12, head, 9, INK, weight="bold")
    note = "" if "note" not in own else "".join(own["note"].dropna().iloc[-1:])
    if text_width(head, 9, True) + text_width(note, 8) + 8 < right - left:
        sheet.text(right, TOP + 12, note, 8, ha="right")
    step = (right - left - 2 * PAD) / max(1, len(own) - 1)
    across = {year: left + PAD + step * i for i, year in enumerate(own.index)}
    crowded = step < 24
    for i, (year, x) in enumerate(across.items()):
        if not (crowded and i % 2 and i != len(own) - 1):
            word = str(year) if i == 0 else f"’{year % 100:02d}"
            sheet.text(x, BOTTOM - 5, word, color=INK, ha="center", va="top")
    for year, words in own["doubtful"].fillna("").items():
        if words:
            box = (across[year] - 6, BOTTOM + 1, across[year] + 6, TOP)
            sheet.boxes([box], "#F4F5F7", RULE, 0.9, dash=(0, (1, 2)), zorder=1.5)
            sheet.text(across[year], (BOTTOM + TOP) / 2, words, 8, ha="center", angle=90)
    _lines(sheet, own, across, up)
    if names:
        _names(sheet, own, up, right, names)


def _lines(sheet, own, across, up):
    for column, color, width, dash in (
        ("state", STATE, 1.1, DASH),
        ("reference", LESS, 1.8, None),
        ("focus", NEED, 1.8, None),
    ):
        points = [
            (across[year], up(value)) if np.isfinite(value) else None
            for year, value in own[column].items()
        ]
        pairs = pairwise(points)
        joined = [(a, b) for a, b in pairs if a is not None and b is not None]
        sheet.lines(joined, color, width, zorder=3, dash=dash)
        if column != "state":
            face = NEED if column == "focus" else "white"
            sheet.marks([p for p in points if p], "o", 5.5, face, color, 1.4)


def _names(sheet, own, up, right, names):
    """Name the lines at their ends, spread so that the names do not touch."""
    wanted = []
    columns = (("focus", names[0], NEED), ("reference", names[1], LESS), ("state", "state", STATE))
    for column, words, color in columns:
        there = own[column].dropna()
        if len(there) and words:
            wanted.append([up(there.iloc[-1]), words, color])
    wanted.sort(key=lambda item: item[0])
    for before, item in pairwise(wanted):
        item[0] = max(item[0], before[0] + 10.5)
    over = max(0, wanted[-1][0] - (TOP + 2)) if wanted else 0
    for y, words, color in wanted:
        sheet.text(right + 5, y - over, words, 8.5, color)


def _describe(frame, levels, subject, focus, reference) -> str:
    parts = [f"Lines over years, {count(len(levels), 'panel')}, for {small(subject.label)}. "]
    for level in levels:
        own = frame[frame["level"] == level].sort_values("year")
        name = "All schools" if level == "all" else f"{level.title()} schools"
        said = []
        for column, words in (("focus", focus), ("reference", reference), ("state", "state")):
            there = own.dropna(subset=[column])
            if words and len(there):
                ends = there.iloc[[0, -1]]
                first, last = (subject.text(v) for v in ends[column])
                a, b = ends["year"]
                said.append(
                    f"{words} {last} in {b}" if a == b else f"{words} {first} in {a}, {last} in {b}"
                )
        parts.append(f"{name}: {'; '.join(said) if said else 'no values'}. ")
    doubtful = frame.loc[frame["doubtful"].fillna("") != "", "year"].unique()
    if len(doubtful):
        parts.append(f"Not drawn: {', '.join(str(y) for y in sorted(doubtful))}.")
    return capital("".join(parts).strip())
