"""What chance alone makes of small units: the entropy measure of classes filled by lot."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from scipy.special import gammaln

_MOST = 60.0  # above it the surplus of a cell is 1/2 + 1/(12 x) to four digits


@cache
def _poisson_surplus() -> tuple[np.ndarray, np.ndarray]:
    """Means m, and E[x ln x] - m ln m for Poisson x of each: what chance adds to one cell."""
    means = np.geomspace(1e-4, _MOST, 400)
    x = np.arange(1.0, 200.0)
    probability = np.exp(np.outer(np.log(means), x) - means[:, None] - gammaln(x + 1))
    added = probability @ (x * np.log(x)) - means * np.log(means)
    return np.append(0.0, means), np.append(0.0, added)


def surplus(frame: pd.DataFrame, by: list[str], unit: str, group: str, count: str) -> pd.Series:
    """N times the mutual information that chance alone is expected to give, indexed by `by`.

    Every person is drawn to a unit by lot, units and groups keeping their sizes. A cell of a unit
    with expected count m adds E[x ln x] - m ln m, taken from the Poisson distribution and shrunk
    by (1 - the group's share)(1 - the unit's share), which makes large cells add up to
    (U - 1)(G - 1)/2, as in the chi-squared approximation of the G statistic.
    """
    totals = frame.groupby(by)[count].sum().rename("all")
    units = frame.groupby([*by, unit])[count].sum().rename("of_unit").reset_index()
    groups = frame.groupby([*by, group])[count].sum().rename("of_group").reset_index()
    cells = units.merge(groups, on=by).join(totals, on=by)
    every = cells["all"].where(cells["all"] > 0)
    mean = (cells["of_unit"] * cells["of_group"] / every).fillna(0.0)
    added = np.where(
        mean < _MOST,
        np.interp(mean, *_poisson_surplus()),
        0.5 + 1 / (12 * mean.clip(lower=1)),
    )
    added = added * (1 - cells["of_group"] / every) * (1 - cells["of_unit"] / every)
    return pd.Series(added).groupby([cells[name] for name in by]).sum()
