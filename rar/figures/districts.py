"""Dots over need, districts: is this usual for a district with such need?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns

from rar.figures.lettering import text_width
from rar.figures.look import INK, NEED, PEER, PEER_EDGE, RULE, WIDTH, Sheet
from rar.figures.scale import Subject, fit, tick_texts, unit_line
from rar.figures.words import capital, count, small
from rar.rows import rows_of

HEIGHT = 3.2 * 72
LEFT, RIGHT, BOTTOM, TOP = 54, WIDTH - 12, 38, HEIGHT - 30
AWAY = (22, -22, 36, -36, 50, -50, 64, -64, 78, -78)  # where the name may stand, nearest first


def districts(frame: pd.DataFrame, subject: Subject):
    """All districts grey, peers ringed, this one a diamond with its name; (sheet, description).

    frame: name, need, value, this (bool) and optional peer (bool). Where none is this one, all are
    grey and none is named. Districts without need or value are left out and counted in the
    description. No ranking.
    """
    shown = frame.dropna(subset=["need", "value"])
    own = shown[shown["this"]]
    sheet = Sheet(HEIGHT)
    across = fit(shown["need"], "share", LEFT + 10, RIGHT - 10)
    up = fit(shown["value"], subject.unit, BOTTOM + 8, TOP - 6)
    sheet.lines([((LEFT, up(t)), (RIGHT, up(t))) for t in up.ticks])
    for tick, word in zip(up.ticks, tick_texts(up, subject.unit), strict=True):
        sheet.text(LEFT - 5, up(tick), word, color=INK, ha="right")
    sheet.lines([((LEFT, BOTTOM), (LEFT, TOP)), ((LEFT, BOTTOM), (RIGHT, BOTTOM))], RULE, zorder=2)
    for tick, word in zip(across.ticks, tick_texts(across, "share"), strict=True):
        sheet.text(across(tick), BOTTOM - 5, word, color=INK, ha="center", va="top")
    sheet.text(LEFT, 7, f"{subject.need}, whole district")
    sheet.text(RIGHT, 7, "greater need →", ha="right")
    sheet.text(0, HEIGHT - 7, unit_line(subject, up))
    key = "grey: the state's other districts" if frame["this"].any() else "each mark: a district"
    sheet.text(RIGHT, HEIGHT - 7, key, ha="right")
    _others(sheet, shown, across, up)
    for row in rows_of(own):
        others = shown[~shown["this"]]
        marks = np.column_stack([others["need"].map(across), others["value"].map(up)])
        _own(sheet, row, across(row.need), up(row.value), marks)
    return sheet, _describe(frame, shown, own, subject)


def _others(sheet, shown, across, up):
    others = shown[~shown["this"]]
    x, y = others["need"].map(across), others["value"].map(up)
    if len(others):
        grey = {"color": PEER, "edgecolor": PEER_EDGE, "linewidth": 0.8, "s": 16}
        sns.scatterplot(x=x, y=y, ax=sheet.axes, legend=False, zorder=3, **grey)
    if "peer" in others:
        peers = others["peer"].fillna(False).astype(bool)
        rings = list(zip(x[peers], y[peers], strict=True))
        sheet.marks(rings, "o", 6.0, "white", NEED)


def _own(sheet, row, x, y, marks):
    sheet.marks([(x, y)], "D", 7.0, NEED, NEED, zorder=6)
    width = text_width(row.name, 9, True)
    at = min(max(x, LEFT + width / 2 + 4), RIGHT - width / 2)
    heights = [h for h in (y + d for d in AWAY) if BOTTOM + 8 < h < TOP + 4]
    wide = np.abs(marks[:, 0] - at) < width / 2 + 5
    above = min(heights, key=lambda h: (wide & (np.abs(marks[:, 1] - h) < 11)).sum())
    sheet.lines([((x, y), (x, above + (-5 if above > y else 5)))], RULE, 0.6, zorder=2.5)
    sheet.boxes(
        [(at - width / 2 - 2, above - 6, at + width / 2 + 2, above + 6)], "white", zorder=3.5
    )
    sheet.text(at, above, row.name, 9, INK, "center", weight="bold")


def _describe(frame, shown, own, subject) -> str:
    if shown.empty:
        return f"Dot chart of districts, {small(subject.label)} over need: no district has a value."
    low, high = shown["value"].min(), shown["value"].max()
    start = (
        f"Dot chart of {count(len(shown), 'district')}: {small(subject.need)} along the bottom, "
        f"{small(subject.label)} up the side, from {subject.text(low)} to {subject.text(high)}. "
    )
    middle = f"the middle district has {subject.text(shown['value'].median())}."
    hidden = len(frame) - len(shown)
    end = f" {capital(count(hidden, 'district'))} not shown." if hidden else ""
    if not frame["this"].any():
        return f"{start}No district is marked as the one in question; {middle}{end}"
    if own.empty:
        return start + "This district has no value."
    row = own.iloc[0]
    below = count(int((shown["value"] < row["value"]).sum()), "district")
    return start + (
        f"{row['name']}: need {row['need']:.0%}, {subject.text(row['value'])}; lower values: "
        f"{below}; {middle}{end}"
    )
