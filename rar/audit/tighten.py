"""What follows from one sentence at a time, repeated until nothing more follows.

A row low <= sum of a_j x_j <= high with bounds on all but one unknown gives bounds on that one.
This costs little, closes most of a release, and never goes further than the truth: an end moves
only by what a sentence proves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rar.audit.system import SLACK, System, slack

ROUNDS = 60  # long chains close one link a round; what is still moving then is left to the solver


@dataclass(frozen=True)
class Tightened:
    """system with narrower least and most; moving: unknowns whose ends had not settled;

    broken: unknowns for which no value is left.
    """

    system: System
    moving: np.ndarray
    broken: np.ndarray


def tighten(system: System) -> Tightened:
    """Narrow every unknown's interval by each row, round after round."""
    least, most = system.least.copy(), system.most.copy()
    rows = np.repeat(np.arange(system.matrix.shape[0]), np.diff(system.matrix.indptr))
    moving = np.zeros(len(least), bool)
    for _ in range(ROUNDS):
        before = least.copy(), most.copy()
        _one_round(system, rows, least, most)
        moving = (least > before[0]) | (most < before[1])
        if not moving.any():
            break
    broken = (least > most + slack(most)) | _stuck(system, rows, least, most)
    return Tightened(replace(system, least=least, most=most), moving, broken)


def _one_round(system: System, rows: np.ndarray, least: np.ndarray, most: np.ndarray) -> None:
    times, at = system.matrix.data, system.matrix.indices
    smallest, largest = _rest(times, rows, least[at], most[at], system.matrix.shape[0])
    with np.errstate(invalid="ignore"):
        one, other = (system.high[rows] - smallest) / times, (system.low[rows] - largest) / times
    upper, lower = np.where(times > 0, one, other), np.where(times > 0, other, one)
    whole = system.whole[at]
    room = SLACK * (1 + np.abs(np.where(np.isfinite(upper), upper, 0.0)))
    upper = np.where(whole, np.floor(upper + room), upper)
    room = SLACK * (1 + np.abs(np.where(np.isfinite(lower), lower, 0.0)))
    lower = np.where(whole, np.ceil(lower - room), lower)
    new_least, new_most = least.copy(), most.copy()
    np.maximum.at(new_least, at, lower)
    np.minimum.at(new_most, at, upper)
    # a money amount that creeps by less than a float can tell has settled
    better = (new_least > least + slack(new_least)) | ~np.isfinite(least)
    least[better] = new_least[better]
    better = (new_most < most - slack(new_most)) | ~np.isfinite(most)
    most[better] = new_most[better]


def _rest(
    times: np.ndarray, rows: np.ndarray, least: np.ndarray, most: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """The smallest and largest sum of the other terms of the row, for each coefficient."""
    low = np.where(times > 0, times * least, times * most)
    high = np.where(times > 0, times * most, times * least)
    return _others(low, rows, count, -np.inf), _others(high, rows, count, np.inf)


def _others(ends: np.ndarray, rows: np.ndarray, count: int, none: float) -> np.ndarray:
    finite = np.isfinite(ends)
    held = np.where(finite, ends, 0.0)
    sums = np.bincount(rows, weights=held, minlength=count)[rows] - held
    open_ends = np.bincount(rows, weights=~finite, minlength=count)[rows] - ~finite
    return np.where(open_ends > 0, none, sums)


def _stuck(system: System, rows: np.ndarray, least: np.ndarray, most: np.ndarray) -> np.ndarray:
    """The unknowns of rows that no values between least and most can satisfy."""
    times, at, count = system.matrix.data, system.matrix.indices, system.matrix.shape[0]
    low = np.where(times > 0, times * least[at], times * most[at])
    high = np.where(times > 0, times * most[at], times * least[at])
    with np.errstate(invalid="ignore"):
        low = np.bincount(rows, weights=low, minlength=count)
        high = np.bincount(rows, weights=high, minlength=count)
    wrong = (low > system.high + slack(system.high)) | (high < system.low - slack(system.low))
    stuck = np.zeros(len(least), bool)
    stuck[at[wrong[rows]]] = True
    return stuck
