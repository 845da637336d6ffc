"""Names beside marks without overlaps, the same way every time.

Each name tries twelve places around its mark at growing distance. A place is refused when it
would cover a mark, another name or a line, leave the plot, or lie nearer to another school's mark
than to its own: without that rule a name is read for its neighbor's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rar.figures.lettering import text_width
from rar.figures.look import NAME_SIZE, RULE, Sheet

# Right, left, above, below, the four corners; then above and below with one end at the mark.
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
SHIFTED = ((0.8, 1), (-0.8, 1), (0.8, -1), (-0.8, -1))
DISTANCES = (3, 6, 10, 15, 21, 27, 33)
TRIES = np.array([(*way, far) for far in DISTANCES for way in (*DIRECTIONS, *SHIFTED)])
LEADER = 7  # points from mark to name beyond which a thin line joins them
RADIUS = 5.0  # a mark's reach, halo included
MOST_ALL = 25  # up to this many schools all are named, beyond only the telling ones
MOST_SOME = 12


@dataclass(frozen=True)
class Placed:
    """Where one name stands: its box (left, bottom, right, top) and its distance to the mark."""

    index: int
    box: tuple[float, float, float, float]
    distance: float


def place(points, names, area, lines=(), size: float = NAME_SIZE) -> list[Placed]:
    """Find a place for each name beside its point; names that find none are left out.

    points: (n, 2) in points; names: n words, '' for a mark without a name; area: (left, bottom,
    right, top) no name may leave; lines: segments no name may cross.
    """
    marks = np.asarray(points, dtype=float).reshape(-1, 2)
    if not len(marks):
        return []
    apart = np.hypot(*(marks[:, None, :] - marks[None, :, :]).transpose(2, 0, 1))
    crowd = (apart < 45).sum(axis=1)
    order = sorted(range(len(marks)), key=lambda i: (-crowd[i], marks[i, 0], marks[i, 1], i))
    dots = _sampled(lines)
    taken: list[tuple[float, float, float, float]] = []
    placed = []
    for i in (i for i in order if names[i]):
        boxes, far = _slots(marks[i], text_width(names[i], size) + 2, size * 1.25)
        free = _free(boxes, i, marks, dots, taken, area)
        if free.any():
            best = int(np.argmax(free))
            box = tuple(float(v) for v in boxes[best])
            taken.append(box)
            placed.append(Placed(i, box, float(far[best])))
    return sorted(placed, key=lambda p: p.index)


def write(sheet: Sheet, points, names, area, lines=(), color="#1F2328") -> list[str]:
    """Place and write the names; returns those written, in the order of the points."""
    done = place(points, names, area, lines)
    leaders = []
    for item in done:
        left, bottom, right, top = item.box
        x, y = points[item.index]
        ha, at = _anchor(left, right, x)
        sheet.text(at, (bottom + top) / 2, names[item.index], NAME_SIZE, color, ha)
        if item.distance > LEADER:
            leaders.append(((x, y), (min(max(x, left), right), min(max(y, bottom), top))))
    sheet.boxes([item.box for item in done], "white", zorder=1.5)
    sheet.lines(leaders, RULE, 0.6, zorder=2)
    return [names[item.index] for item in done]


def telling(values, off, marked=(), most: int = MOST_SOME) -> list[int]:
    """Which schools to name when there are too many: marked ones, the ends, the furthest off.

    values: one list or several (need, dollars) whose ends are named; off: distance from the line.
    """
    picks: list[int] = [int(i) for i in marked]
    for column in values:
        column = np.asarray(column, dtype=float)
        there = np.flatnonzero(np.isfinite(column))
        if len(there):
            picks += [int(there[np.argmin(column[there])]), int(there[np.argmax(column[there])])]
    far = np.nan_to_num(np.abs(np.asarray(off, dtype=float)), nan=-1.0)
    picks += [int(i) for i in np.argsort(-far, kind="stable")]
    return list(dict.fromkeys(picks))[:most]


def _anchor(left, right, x):
    """The end nearest the mark, so that a narrower font does not open a gap there."""
    if left >= x - 4:
        return "left", left + 1
    return ("right", right - 1) if right <= x + 4 else ("center", (left + right) / 2)


def _slots(mark, width, height):
    dx, dy, far = TRIES.T
    reach = (RADIUS + far) * np.where(np.abs(dx * dy) == 1, 0.72, 1.0)
    aside = np.where(np.abs(dx) < 1, width / 2, reach + width / 2)
    cx, cy = mark[0] + dx * aside, mark[1] + dy * (reach + height / 2 - 2)
    boxes = (cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)
    return np.column_stack(boxes), far


def _free(boxes, own, marks, dots, taken, area):
    free = (boxes[:, 0] >= area[0]) & (boxes[:, 1] >= area[1])
    free &= (boxes[:, 2] <= area[2]) & (boxes[:, 3] <= area[3])
    away = _distances(boxes, marks)
    nearest_other = np.delete(away, own, axis=1).min(axis=1, initial=np.inf)
    free &= (nearest_other > RADIUS) & (away[:, own] < nearest_other)
    if len(dots):  # many: only where a name could still stand
        free[free] = _distances(boxes[free], dots).min(axis=1) > 0.5
    for left, bottom, right, top in taken:
        apart = (boxes[:, 2] < left) | (boxes[:, 0] > right)
        free &= apart | (boxes[:, 3] < bottom) | (boxes[:, 1] > top)
    return free


def _distances(boxes, points):
    dx = np.maximum(boxes[:, None, 0] - points[None, :, 0], points[None, :, 0] - boxes[:, None, 2])
    dy = np.maximum(boxes[:, None, 1] - points[None, :, 1], points[None, :, 1] - boxes[:, None, 3])
    return np.hypot(np.maximum(dx, 0), np.maximum(dy, 0))


def _sampled(lines):
    steps = np.linspace(0, 1, 90)[:, None]
    parts = [np.add(a, steps * np.subtract(b, a)) for a, b in lines]
    return np.concatenate(parts) if parts else np.empty((0, 2))
