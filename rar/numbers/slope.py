"""The steady-state relation of need and dollars: inverse, equal or positive.

Weighted least squares of dollars per student on need, each student counting once, in dollars for
each ten points of need. A slope within 1 % of the mean is called equal; one whose sign hangs on a
single school is called that. Fewer than six schools give no slope.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

SCHOOLS_FOR_A_SLOPE = 6
EQUAL_WITHIN = 0.01  # of the mean, for each ten points of need
TEN_POINTS = 0.1
INVERSE, EQUAL, POSITIVE, ONE_SCHOOL = "inverse", "equal", "positive", "depends on one school"


def slopes(frame: pd.DataFrame, by: list[str], x: str, y: str, weight: str) -> pd.DataFrame:
    """Slope of y on x for each group of rows, indexed by `by`.

    Returns gap (change of y for ten more points of x), focus_value (the weighted mean of y),
    focus_n (the summed weight), schools, status ('computed' or 'too few') and reason (one of the
    four words above, or how many schools there are).
    """
    found = [
        (*key, *_slope(part[x].to_numpy(), part[y].to_numpy(), part[weight].to_numpy()))
        for key, part in frame.groupby(by, sort=True, observed=True)
    ]
    columns = [*by, "gap", "focus_value", "focus_n", "schools", "status", "reason"]
    return pd.DataFrame(found, columns=columns).set_index(by)


def _slope(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> tuple:
    mean, total = float(np.average(y, weights=weight)), float(weight.sum())
    if len(x) < SCHOOLS_FOR_A_SLOPE:
        return np.nan, mean, total, len(x), "too few", f"{len(x)} schools are too few for a line"
    slope = weighted_slope(x, y, weight)
    if np.isnan(slope):
        return np.nan, mean, total, len(x), "too few", "all schools have the same need"
    return slope, mean, total, len(x), "computed", _word(x, y, weight, slope, mean)


def weighted_slope(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> float:
    """Change of y for ten more points of x by weighted least squares; NaN where x is constant.

    >>> round(weighted_slope(np.array([.1, .2, .3]), np.array([1., 2., 3.]), np.ones(3)), 6)
    1.0
    """
    dx = x - np.average(x, weights=weight)
    spread = float((weight * dx * dx).sum())
    if spread <= 1e-12 * weight.sum():
        return float("nan")
    return TEN_POINTS * float((weight * dx * (y - np.average(y, weights=weight))).sum()) / spread


def _word(x, y, weight, slope: float, mean: float) -> str:
    if abs(slope) <= EQUAL_WITHIN * abs(mean):
        return EQUAL
    keep = ~np.eye(len(x), dtype=bool)
    without = [weighted_slope(x[k], y[k], weight[k]) for k in keep]
    if any(np.sign(other) != np.sign(slope) for other in without if not np.isnan(other)):
        return ONE_SCHOOL
    return POSITIVE if slope > 0 else INVERSE
