"""The tests of a year: one for each metric and level by need, one for each student group.

What is tested, by permutation (`rar.numbers.patterns.permutation`):

* by need: the people-weighted relation of a metric and need over the schools of a level; the same
  test stands behind the comparison of need groups and behind the slope;
* by student group: the difference inside schools, summed over schools as by Mantel and Haenszel.
  A difference that lies between schools is the business of the comparison by need.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.numbers.coded import as_texts, coded_as, numbered
from rar.numbers.groups.pairs import PAIR, group_and_rest, inside_schools
from rar.numbers.patterns.influence import driver, need_gap_without
from rar.numbers.patterns.permutation import need_p, sign_flip_p
from rar.numbers.slope import lines_of
from rar.tables import LEVELS

BY_NEED = ["district_id", "metric", "level"]
BY_GROUP = ["district_id", "metric", "focus"]
ALIKE = 1e-9  # a range of values, against their size, that is rounding alone


def need_tests(measures: pd.DataFrame, wanted: pd.DataFrame, few: int, resamples: int):
    """The tests by need of one year, indexed by BY_NEED.

    wanted has the columns BY_NEED of the tests to make. Returns schools (that have need and
    value), p (missing where fewer than `few` schools, or all alike), direction (the sign of the
    slope), driver and gap_driver (the school without which the slope, or the gap between groups
    of schools, has not its sign; '' for none).
    """
    rows = measures[(measures["group"] == "all") & measures["level"].isin(LEVELS)]
    rows = rows[rows[["need", "value"]].notna().all(axis=1) & (rows["denominator"] > 0)]
    rows = _wanted(rows, wanted, BY_NEED)
    rows = rows.sort_values([*BY_NEED, "school_id"], ignore_index=True)
    lines = lines_of(rows, BY_NEED, "need", "value", "denominator")
    rows = rows.assign(slope=lines["slope"], without=lines["without"])
    gaps = need_gap_without(rows, BY_NEED)
    made = rows.groupby(BY_NEED, observed=True).agg(
        schools=("school_id", "size"), slope=("slope", "first")
    )
    columns = [rows[name] for name in ("need", "value", "denominator")]
    made = made.assign(
        p=_p(rows, BY_NEED, columns, few, lambda *cells: need_p(*cells, resamples)),
        direction=np.sign(made["slope"]),
        driver=driver(rows, BY_NEED, "without", "slope"),
        gap_driver=driver(gaps, BY_NEED, "without", "gap"),
    ).drop(columns="slope")
    return as_texts(made.reset_index()).set_index(BY_NEED)


def group_tests(measures: pd.DataFrame, wanted: pd.DataFrame, few: int, resamples: int):
    """The tests inside schools of one year, indexed by BY_GROUP; columns as of `need_tests`.

    schools are those that have students of the group and others.
    """
    of_metric = measures[measures["metric"].isin(wanted["metric"])]
    rows = group_and_rest(of_metric).rename(columns={"group": "focus"})
    rows = _wanted(rows, wanted, BY_GROUP)
    rows = rows.assign(part=inside_schools(rows[PAIR])).dropna(subset=["part"])
    rows = rows.sort_values([*BY_GROUP, "school_id"], ignore_index=True)
    number, _ = numbered(rows, BY_GROUP)
    rows["whole"] = rows["part"].groupby(number).transform("sum")
    rows["without"] = rows["whole"] - rows["part"]
    made = rows.groupby(BY_GROUP, observed=True).agg(
        schools=("school_id", "size"), whole=("whole", "first")
    )
    found = _p(rows, BY_GROUP, [rows["part"]], few, lambda cells: sign_flip_p(cells, resamples))
    made = made.assign(
        p=found,
        direction=np.sign(made["whole"]),
        driver=driver(rows, BY_GROUP, "without", "whole"),
        gap_driver="",
    ).drop(columns="whole")
    return as_texts(made.reset_index()).set_index(BY_GROUP)


def _wanted(rows: pd.DataFrame, wanted: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The rows of the tests to make."""
    return rows.merge(coded_as(wanted[by].drop_duplicates(), rows, by), on=by)


def _p(rows: pd.DataFrame, by: list[str], columns: list[pd.Series], few: int, test) -> pd.Series:
    """p by test: rows are sorted by test and school; those of as many schools are one call."""
    number = rows.groupby(by, observed=True).ngroup().to_numpy()
    size = np.bincount(number) if len(rows) else np.empty(0, dtype="int64")
    p = pd.Series(np.nan, index=rows.drop_duplicates(by).set_index(by).index)
    for schools in np.unique(size[size >= few]):
        chosen = size[number] == schools
        cells = [column.to_numpy()[chosen].reshape(-1, schools) for column in columns]
        differ = np.all([_differ(one) for one in cells[:2]], axis=0)
        found = np.full(len(differ), np.nan)
        found[differ] = test(*(one[differ] for one in cells))
        p[size == schools] = found
    return p


def _differ(cells: np.ndarray) -> np.ndarray:
    """Where the schools of a test are not all alike."""
    return np.ptp(cells, axis=1) > ALIKE * np.abs(cells).max(axis=1)
