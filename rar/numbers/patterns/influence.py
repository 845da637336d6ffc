"""Which single school a comparison hangs on: whether its sign holds without each of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.numbers.need import LEAST_NEED, MOST_NEED
from rar.numbers.slope import TURNED


def driver(rows: pd.DataFrame, by: list[str], without: str, whole: str) -> pd.Series:
    """The school_id without which a comparison has not its sign, '' where there is none.

    rows has one row a school with the comparison as it is (`whole`) and as it would be without
    this school (`without`; missing counts as another sign). Of several schools the one without
    which it turns furthest. Indexed by `by`.
    """
    toward = rows[without] * np.sign(rows[whole])
    turned = rows.assign(toward=toward.fillna(-np.inf))[~(toward > TURNED * rows[whole].abs())]
    turned = turned.sort_values([*by, "toward", "school_id"])
    first = turned.drop_duplicates(by).set_index(by)["school_id"].astype("str")
    every = rows.drop_duplicates(by).set_index(by).index
    return first.reindex(every).fillna("").rename("driver")


def need_gap_without(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The gap of greatest against least need as it is (gap) and without each school (without).

    rows are schools with need_group, numerator and denominator. Only schools of the two groups
    are returned: without any other the gap is the same. A side of one school leaves no gap.
    """
    side = rows["need_group"].map(
        dict.fromkeys(MOST_NEED, "focus") | dict.fromkeys(LEAST_NEED, "reference")
    )
    rows = rows.assign(side=side)[side.notna()]
    sums = rows.groupby([*by, "side"], observed=True)[["numerator", "denominator"]].sum()
    sums = sums.unstack("side").reindex(  # noqa: PD010 (two sides of one gap, not a table)
        columns=pd.MultiIndex.from_product(
            [["numerator", "denominator"], ["focus", "reference"]], names=[None, "side"]
        )
    )
    of = rows[by].join(sums.set_axis(["n1", "n0", "d1", "d0"], axis=1), on=by)
    first = rows["side"] == "focus"

    def rate(number: str, people: str, here: pd.Series) -> pd.Series:
        left = of[people] - rows["denominator"].where(here, 0.0)
        return (of[number] - rows["numerator"].where(here, 0.0)) / left.where(left > 0)

    return rows.assign(
        gap=of["n1"] / of["d1"] - of["n0"] / of["d0"],
        without=rate("n1", "d1", first) - rate("n0", "d0", ~first),
    )
