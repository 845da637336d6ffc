"""A student group beside all other students of the same school."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.numbers.coded import numbered

PAIR = ["a", "m", "b", "k"]


def group_and_rest(measures: pd.DataFrame) -> pd.DataFrame:
    """One row a school and group: a of m in the group, b of k among all others; all columns kept.

    measures are rows of `rar.numbers.measure` with their school's district_id and level. The rest
    is all students less the group; where one of the two is not known, or the rest would be below
    zero, the four are missing. withheld, where measures have it, tells of the pair.

    >>> rows = pd.DataFrame({"metric": "6a", "year": 2022, "school_id": "01",
    ...     "group": ["all", "swd"], "numerator": [12.0, 5.0], "denominator": [100.0, 20.0]})
    >>> group_and_rest(rows)[PAIR].iloc[0].tolist()
    [5.0, 20.0, 7.0, 80.0]
    """
    number, size = numbered(measures, ["metric", "year", "school_id"])
    everyone = (measures["group"] == "all").to_numpy()
    row_of = np.full(size, -1)
    row_of[number[everyone]] = np.flatnonzero(everyone)
    of = row_of[number]
    group = np.flatnonzero(~everyone & (of >= 0))
    counts = measures[["numerator", "denominator"]].to_numpy()
    own, rest = counts[group], counts[of[group]] - counts[group]
    unknown = ~((own >= 0) & (rest >= 0)).all(axis=1)
    own[unknown] = rest[unknown] = np.nan
    made = measures.take(group).reset_index(drop=True)
    made = made.rename(columns={"numerator": "a", "denominator": "m"})
    if "withheld" in measures:  # a pair is withheld where one of the two is
        withheld = measures["withheld"].to_numpy()
        own_withheld, whole_withheld = withheld[group], withheld[of[group]]
        both = np.where(own_withheld < 0, own_withheld, np.maximum(own_withheld, whole_withheld))
        made = made.assign(withheld=both)
    return made.assign(a=own[:, 0], m=own[:, 1], b=rest[:, 0], k=rest[:, 1])


def inside_schools(pairs: pd.DataFrame) -> pd.Series:
    """What each school adds to the Mantel-Haenszel difference: a less what the school's own rate
    makes expect of m students, a - m (a + b) / (m + k).

    That is the difference of the two rates weighted with m k / (m + k); missing in a school that
    has no student of the group, or no others.

    >>> one = pd.DataFrame({"a": [5.0], "m": [20.0], "b": [7.0], "k": [80.0]})
    >>> inside_schools(one).round(6).tolist()
    [2.6]
    """
    both = (pairs["m"] > 0) & (pairs["k"] > 0)
    total = (pairs["m"] + pairs["k"]).where(both)
    return pairs["a"] - pairs["m"] * (pairs["a"] + pairs["b"]) / total
