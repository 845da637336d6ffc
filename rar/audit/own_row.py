"""What a hidden cell's own school says of it, once its groups are known to make up all students.

parts: all students, and the groups that make them up, by their cells' ids. What follows from this
is no finding: that zeros are shown, and how many students there are, says so.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def least_by_parts(cells: pd.DataFrame, parts: list[tuple[str, list[str]]]) -> pd.Series:
    """The least of each cell, once what its school's groups add up to is thought of."""
    zero = set(cells.index[(cells["value"] == 0) | (cells["most"] == 0)])
    least = cells["least"].where(cells["value"].isna(), np.fmin(cells["value"], 1.0)).to_dict()
    for _ in range(2):
        for whole, groups in parts:
            some = [one for one in groups if one not in zero]
            least[whole] = max(least[whole], sum(least[one] for one in some))
            if len(some) == 1:  # then it is the whole itself
                least[some[0]] = max(least[some[0]], least[whole])
    return pd.Series(least).reindex(cells.index).where(cells["value"].isna(), cells["least"])


def most_by_parts(cells: pd.DataFrame, parts: list[tuple[str, list[str]]]) -> pd.Series:
    """The most of each cell, where all students are no more than their parts can be together.

    Where some are in none of the parts (of a sex that was not reported, say), the numbers of people
    that are told say so, and that none of these is counted follows from the parts making up all.
    """
    most = cells["most"].to_dict()
    for whole, groups in parts:
        most[whole] = min(most[whole], sum(most[one] for one in groups))
    return pd.Series(most).reindex(cells.index)


def most_beside_parts(
    cells: pd.DataFrame, least: pd.Series, parts: list[tuple[str, list[str]]]
) -> pd.Series:
    """The most of each cell, where all students are told and the other parts have their least."""
    value, most = cells["value"].to_dict(), cells["most"].to_dict()
    held = least.where(cells["value"].isna(), np.fmin(cells["value"], least)).to_dict()
    for whole, groups in parts:
        if not np.isnan(value[whole]):
            every = sum(held[one] for one in groups)
            for one in groups:
                most[one] = min(most[one], value[whole] - every + held[one])
    return pd.Series(most).reindex(cells.index).where(cells["value"].isna(), cells["most"])
