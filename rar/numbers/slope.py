"""The steady-state relation of need and dollars: inverse, equal or positive.

Weighted least squares of a value per student on need, each student counting once, in units of
the value for each ten points of need. A slope within 1 % of the mean is called equal; one whose
sign hangs on a single school is called that. Fewer than seven schools give no slope: with six,
even a perfect order of schools says nothing once several measures are looked at.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.numbers.coded import numbered

SCHOOLS_FOR_A_SLOPE = 7
EQUAL_WITHIN = 0.01  # of the mean, for each ten points of need
TEN_POINTS = 0.1
INVERSE, EQUAL, POSITIVE, ONE_SCHOOL = "inverse", "equal", "positive", "depends on one school"
TOO_FEW = "too few schools to say"
NOTHING = 1e-12  # a spread of need that is rounding alone
TURNED = 1e-9  # of the line: what is left of it without a school, where nothing is left


def slopes(frame: pd.DataFrame, by: list[str], x: str, y: str, weight: str) -> pd.DataFrame:
    """Slope of y on x for each group of rows, indexed by `by`.

    Returns gap (change of y for ten more points of x), focus_value (the weighted mean of y),
    focus_n (the summed weight), schools, status ('computed' or 'too few') and reason (one of the
    four words above, or why there is no slope).
    """
    lines = lines_of(frame, by, x, y, weight)
    made = lines.groupby(by, sort=True, observed=True).agg(
        gap=("slope", "first"), focus_value=("mean", "first"), focus_n=("total", "first"),
        schools=("slope", "size"), turns=("turns", "any"),
    )  # fmt: skip
    few = made["schools"] < SCHOOLS_FOR_A_SLOPE
    made["gap"] = made["gap"].mask(few)
    made["status"] = np.where(made["gap"].isna(), "too few", "computed")
    said = f"{TOO_FEW} (" + made["schools"].astype("str") + f"; it takes {SCHOOLS_FOR_A_SLOPE})"
    made["reason"] = np.select(
        [few, made["gap"].isna(), made["gap"].abs() <= EQUAL_WITHIN * made["focus_value"].abs(),
         made["turns"], made["gap"] > 0],
        [said, "all schools have the same need", EQUAL, ONE_SCHOOL, POSITIVE],
        INVERSE,
    )  # fmt: skip
    return made[["gap", "focus_value", "focus_n", "schools", "status", "reason"]]


def lines_of(frame: pd.DataFrame, by: list[str], x: str, y: str, weight: str) -> pd.DataFrame:
    """The line of each group of rows, and what becomes of it without each of its rows.

    Returns the columns `by` with slope (of the whole group), mean and total (of y and of the
    weight), without (the slope when this row is left out; missing where the others have all the
    same x) and turns (whether it then has another sign, or none); indexed as frame.

    >>> three = pd.DataFrame({"at": "a", "x": [.1, .2, .3], "y": [1., 2., 3.], "n": 1.0})
    >>> lines_of(three, ["at"], "x", "y", "n")["slope"].round(6).tolist()
    [1.0, 1.0, 1.0]
    """
    number, _ = numbered(frame, by)

    def total(values: pd.Series) -> pd.Series:
        return values.groupby(number).transform("sum")

    w = frame[weight].astype("float64")
    n = total(w)
    mean = total(w * frame[y]) / n
    dx, dy = frame[x] - total(w * frame[x]) / n, frame[y] - mean
    xx, xy = total(w * dx * dx), total(w * dx * dy)
    # Without one row the others' weighted sums of dx and dy are no longer zero.
    left = n - w
    part = w * n / left.where(left > NOTHING * n)
    slope = TEN_POINTS * _over(xy, xx, n)
    without = TEN_POINTS * _over(xy - part * dx * dy, xx - part * dx * dx, n)
    turns = without.notna() & (without * np.sign(slope) <= TURNED * slope.abs())
    return frame[by].assign(slope=slope, mean=mean, total=n, without=without, turns=turns)


def _over(xy: pd.Series, xx: pd.Series, n: pd.Series) -> pd.Series:
    return xy / xx.where(xx > NOTHING * n)
