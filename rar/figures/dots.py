"""Dots over need: do schools with greater need get more?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns

from rar.figures import labels
from rar.figures.lettering import text_width
from rar.figures.look import (
    DASH,
    FILLS,
    INK,
    LESS,
    LEVELS,
    MARK_SIZE,
    MARKERS,
    NAME_SIZE,
    NEED,
    RULE,
    STATE,
    WIDTH,
    Sheet,
)
from rar.figures.scale import Scale, Subject, fit, tick_texts, unit_line
from rar.figures.words import absentees, count, extremes, small

HEIGHT = 3.7 * 72
LEFT, RIGHT, BOTTOM, TOP = 54, WIDTH - 88, 38, HEIGHT - 38
AREA = (LEFT + 2, BOTTOM + 2, RIGHT, TOP + 6)
TREND_SCHOOLS = 6  # with fewer schools a line would claim too much
FAR = 4  # quartile ranges beyond the quartiles at which one school would flatten the rest
STROKES = {
    "elementary": None,
    "middle": (0, (7, 2)),
    "high": (0, (2, 1.5)),
    "other": (0, (7, 2, 1, 2)),
}


def dots(
    schools: pd.DataFrame,
    subject: Subject,
    state: Mapping[str, float] | None = None,
    slopes: Mapping[str, float] | None = None,
):
    """Schools by need (across) and value (up), shape by level; returns (sheet, description).

    schools: name, level, need (share), value; optional weight (enrollment) and marked (identified
    for support, so named first). state: level -> state value. slopes: level -> change in the
    value for 10 points more need; a level of six or more schools without one gets a plain
    straight line through its schools. Schools without need or value are named in the description.
    """
    state, slopes = dict(state or {}), dict(slopes or {})
    shown = schools.dropna(subset=["need", "value"]).reset_index(drop=True)
    inside = _inside(shown["value"])
    levels = [name for name in LEVELS if (shown["level"] == name).any()]
    main = max(levels, key=lambda name: (shown["level"] == name).sum(), default="")
    across = fit(shown["need"], "share", LEFT + 10, RIGHT - 10)
    reference = [state[main]] if main in state else []
    over, under = _beyond(shown["value"], inside)
    ends = (BOTTOM + (24 if under else 10), TOP - (22 if over else 8))
    up = fit([*shown["value"][inside], *reference], subject.unit, *ends)
    sheet = Sheet(HEIGHT)
    _frame(sheet, subject, across, up, levels)
    trends = _trends(sheet, shown[inside], across, up, slopes)
    block = _state(sheet, {k: state[k] for k in levels if k in state}, subject, trends)
    lines = [*trends.values(), *_state_line(sheet, state.get(main), up, bool(block))]
    _schools(sheet, shown, inside, (across, up), subject, lines)
    return sheet, _describe(schools, shown, subject, slopes)


def _inside(values: pd.Series) -> pd.Series:
    low, high = values.quantile(0.25), values.quantile(0.75)
    room = FAR * (high - low)
    if len(values) < 8 or not room > 0:
        return pd.Series(True, index=values.index)
    return values.between(low - room, high + room)


def _beyond(values: pd.Series, inside: pd.Series) -> tuple[bool, bool]:
    """Whether a school lies above, and whether one lies below, the schools drawn to scale."""
    out, middle = values[~inside], values.median()
    return bool((out > middle).any()), bool((out < middle).any())


def _frame(sheet: Sheet, subject: Subject, across: Scale, up: Scale, levels: list[str]):
    sheet.lines([((LEFT, up(t)), (RIGHT, up(t))) for t in up.ticks])
    for tick, word in zip(up.ticks, tick_texts(up, subject.unit), strict=True):
        sheet.text(LEFT - 5, up(tick), word, color=INK, ha="right")
    sheet.lines([((LEFT, BOTTOM), (LEFT, TOP)), ((LEFT, BOTTOM), (RIGHT, BOTTOM))], RULE, zorder=2)
    for tick, word in zip(across.ticks, tick_texts(across, "share"), strict=True):
        sheet.text(across(tick), BOTTOM - 5, word, color=INK, ha="center", va="top")
    sheet.text(LEFT, 7, f"{subject.need}, share of enrollment")
    sheet.text(RIGHT, 7, "greater need →", ha="right")
    sheet.text(0, HEIGHT - 7, unit_line(subject, up))
    x = RIGHT
    for level in reversed(levels):
        x -= text_width(level.title()) + 4
        sheet.text(x, HEIGHT - 22, level.title(), color=INK)
        sheet.marks([(x - 9, HEIGHT - 22)], MARKERS[level], MARK_SIZE[level], FILLS[level])
        x -= 22


def _trends(sheet, shown, across, up, slopes) -> dict:
    """Draw a line for each level with enough schools; returns {level: ((x, y), (x, y))}."""
    drawn = {}
    for level in LEVELS:
        own = shown[shown["level"] == level]
        if len(own) < TREND_SCHOOLS or own["need"].max() - own["need"].min() < 0.01:
            continue
        style = {"linewidth": 2.0, "linestyle": STROKES[level] or "solid", "zorder": 3}
        if level in slopes:
            ends = [(across(x), up(y)) for x, y in _line(own, slopes[level])]
            sheet.lines([tuple(ends)], LESS, 2.0, zorder=3, dash=STROKES[level])
        else:
            x, y = own["need"].map(across).to_numpy(), own["value"].map(up).to_numpy()
            plain = {"scatter": False, "ci": None, "truncate": True, "color": LESS}
            sns.regplot(x=x, y=y, ax=sheet.axes, line_kws=style, **plain)
            xs, ys = sheet.axes.lines[-1].get_data()
            ends = [(xs[0], ys[0]), (xs[-1], ys[-1])]
        drawn[level] = tuple(ends)
    return drawn


def _line(own: pd.DataFrame, slope: float):
    weight = own["weight"].fillna(0) if "weight" in own else pd.Series(1.0, own.index)
    weight = weight if weight.sum() > 0 else weight + 1
    x, y = np.average(own["need"], weights=weight), np.average(own["value"], weights=weight)
    return [(end, y + slope * 10 * (end - x)) for end in (own["need"].min(), own["need"].max())]


def _state(sheet, state, subject, trends) -> list:
    """Name the trend lines at their ends and list the state's values, in the right margin."""
    x, spots = RIGHT + 8, []
    for level, (_, (_, y)) in sorted(trends.items(), key=lambda item: item[1][1][1]):
        y = min(max(y, BOTTOM + 12), TOP)
        y = max([y, *(spot + 25 for spot in spots)])
        spots.append(y)
        sheet.text(x, y + 5, level, color=LESS)
        sheet.text(x, y - 6, "trend", color=LESS)
    if not state:
        return []
    height = 15 + 13 * len(state)
    floors = [*(spot - 18 for spot in reversed(spots)), *(spot + 26 + height for spot in spots)]
    tops = [top for top in [*floors, TOP] if top - height >= BOTTOM - 14 and top <= TOP + 14]
    clear = [t for t in tops if all(t < s - 12 or t - height > s + 10 for s in spots)]
    top = (clear or [BOTTOM + height - 14])[0] if spots else TOP
    sheet.text(x, top - 5, "state, by level", color=STATE)
    for i, (level, value) in enumerate(state.items()):
        y = top - 19 - 13 * i
        face = {"elementary": STATE, "high": "#BDBDBD"}.get(level, "white")
        sheet.marks([(x + 3, y)], MARKERS[level], 5.0, face, STATE, 1.0)
        sheet.text(x + 11, y, subject.text(value), color=STATE)
    return [top]


def _state_line(sheet: Sheet, value: float | None, up: Scale, named: bool) -> list:
    if value is None or not named or not up.holds(value):
        return []
    line = ((LEFT, up(value)), (RIGHT, up(value)))
    sheet.lines([line], STATE, 1.1, zorder=2.5, dash=DASH)
    return [line]


def _schools(sheet, shown, inside, scales, subject, lines):
    across, up = scales
    points, below = [], shown["value"] < up.low
    for i, row in shown.iterrows():
        y = up(row["value"]) if inside[i] else (BOTTOM + 7 if below[i] else TOP - 2)
        points.append((across(row["need"]), y))
    for level in LEVELS:
        own = [points[i] for i in shown.index if inside[i] and shown["level"][i] == level]
        sheet.marks(own, MARKERS[level], MARK_SIZE[level], FILLS[level], NEED)
    names = list(shown["name"])
    for i in shown.index[~inside]:
        sheet.marks([points[i]], "v" if below[i] else "^", 7.0, "white", "#1F2328", 1.0)
        where = "below" if below[i] else "above"
        names[i] = f"{names[i]} {subject.text(shown['value'][i])}, {where} this scale"
    if len(names) > labels.MOST_ALL:
        marked = np.flatnonzero(shown["marked"]) if "marked" in shown else []
        off = shown["value"] - shown.groupby("level")["value"].transform("median")
        outside = np.flatnonzero(~inside)
        columns = [shown["value"], shown["need"]]
        keep = set(labels.telling(columns, off, [*outside, *marked]))
        names = [name if i in keep else "" for i, name in enumerate(names)]
    labels.write(sheet, points, names, AREA, lines)
    if not points:
        middle = ((LEFT + RIGHT) / 2, (BOTTOM + TOP) / 2)
        sheet.text(*middle, "No school has a value", NAME_SIZE, ha="center")


def _describe(schools, shown, subject, slopes) -> str:
    if shown.empty:
        return f"Dot chart of {small(subject.label)} over need: no school has a value."
    need = f"{shown['need'].min():.0%} to {shown['need'].max():.0%}"
    parts = [
        f"Dot chart of {count(len(shown), 'school')}: {small(subject.need)} along the bottom "
        f"({need}), {small(subject.label)} up the side. "
    ]
    for level in LEVELS:
        own = shown[shown["level"] == level]
        if level in slopes and len(own) >= TREND_SCHOOLS:
            change = subject.text(abs(slopes[level]))
            way = "falls" if slopes[level] < 0 else "rises"
            parts.append(
                f"Across the {len(own)} {level} schools the line {way} by {change} for each 10 "
                "points more need. "
            )
    return "".join(parts) + extremes(shown, subject) + absentees(schools)
