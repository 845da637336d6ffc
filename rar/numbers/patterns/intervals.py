"""Intervals of rates: how far a rate of so few people goes up and down from year to year.

The people counted are all there are, so an interval is no sampling error. It says how much a rate
may move with the same schools at work: the noise of a year. Wilson (1927) for a rate, Newcombe's
hybrid score interval (1998, method 10) for a difference of two, both from statsmodels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rar.numbers.groups.pairs import PAIR, group_and_rest

if TYPE_CHECKING:
    from rar.numbers.whole import Whole

FEW_PEOPLE = 30  # a rate of fewer is marked in tables
SURE = 0.95
COLUMNS = [
    "district_id", "year", "metric", "focus", "focus_low", "focus_high", "rest_low", "rest_high",
    "gap_low", "gap_high",
]  # fmt: skip


def wilson(count, people) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of each rate count / people; missing where there is no one.

    >>> low, high = wilson(9, 10)
    >>> round(float(low), 4), round(float(high), 4)
    (0.5958, 0.9821)
    """
    from statsmodels.stats.proportion import proportion_confint

    count, people = np.asarray(count, dtype=float), np.asarray(people, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = proportion_confint(count, people, alpha=1 - SURE, method="wilson")
    return np.where(people > 0, low, np.nan), np.where(people > 0, high, np.nan)


def newcombe(a, m, b, k) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of each difference a / m - b / k; missing where one side has no one.

    >>> low, high = newcombe(56, 70, 48, 80)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    a, m, b, k = (np.asarray(one, dtype=float) for one in (a, m, b, k))
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = confint_proportions_2indep(
            a, m, b, k, method="newcomb", compare="diff", alpha=1 - SURE
        )
    both = (m > 0) & (k > 0)
    return np.where(both, low, np.nan), np.where(both, high, np.nan)


def are_people(count: pd.Series, people: pd.Series) -> pd.Series:
    """Where a rate is people out of people: whole numbers, and no more counted than there are."""
    whole = (count == count.round()) & (people == people.round())
    return whole & (count >= 0) & (count <= people)


def intervals(whole: Whole) -> pd.DataFrame:
    """The intervals of every comparison of a student group with the rest; columns COLUMNS.

    Rates as shares, of each side and of the gap; only where people are counted out of people
    (`are_people`) in every school.
    """
    pairs = group_and_rest(whole.measures).dropna(subset=PAIR)
    counted = are_people(pairs["a"], pairs["m"]) & are_people(pairs["b"], pairs["k"])
    by = ["district_id", "year", "metric", "group"]
    groups = pairs.assign(counted=counted).groupby(by)
    sums = groups[PAIR].sum()[groups["counted"].all()]
    a, m, b, k = (sums[name] for name in PAIR)
    made = dict(
        zip(COLUMNS[4:], (*wilson(a, m), *wilson(b, k), *newcombe(a, m, b, k)), strict=True)
    )
    made = pd.DataFrame(made, index=sums.index).reset_index().rename(columns={"group": "focus"})
    return made.dropna(subset=["gap_low"])[COLUMNS].reset_index(drop=True)
