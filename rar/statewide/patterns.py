"""Patterns that several districts share: the same measure, compared in the same way, the same sign.

A district counts once for a measure and a way of comparing, whatever levels of schools show it, and
whether the groups of schools or the line through all schools do. It is among those tested when
any of these comparisons was; a district with too few schools or people says neither yes nor no.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.dimensions import DIMENSION_OF, DIMENSIONS, METRICS
from rar.numbers.patterns.certainty import DESCRIPTION_ONLY, PATTERN
from rar.statewide.reviewed import Statewide
from rar.words import group_name

BY_NEED = "schools by need"
GROUP_AGAINST_OTHERS = "for the group than for all others"
SHARED_BY = 2  # districts; what fewer show is in the workbook alone


def compared(state: Statewide) -> pd.DataFrame:
    """The findings that were tested, with way (BY_NEED or the student group) and direction (±1)."""
    found = state.findings[state.findings["certainty"] != DESCRIPTION_ONLY]
    return found.assign(
        way=found["focus"].where(found["kind"] == "group", BY_NEED),
        direction=np.sign(found["gap"]).astype("int64"),
    )


def shared_patterns(state: Statewide) -> pd.DataFrame:
    """A row for each measure, way of comparing and direction in which any district has a pattern.

    dimension, metric, label, way (in words), direction (in words), districts (how many have it),
    tested (in how many the measure could be tested in this way), names (in the order of the
    alphabet). The order is that of the dimensions and their measures; never of the counts.
    """
    found = compared(state)
    tested = found.groupby(["metric", "way"])["district_id"].nunique()
    patterns = found[found["certainty"] == PATTERN]
    by = patterns.groupby(["metric", "way", "direction"])["district_id"].agg(set)
    order = {metric: place for place, metric in enumerate(METRICS)}
    rows = [
        {
            "dimension": DIMENSION_OF[metric].key,
            "metric": metric,
            "label": METRICS[metric].label,
            "way": way if way == BY_NEED else group_name(way),
            "direction": direction_words(way, direction),
            "districts": len(districts),
            "tested": int(tested[metric, way]),
            "names": state.named(districts),
        }
        for (metric, way, direction), districts in sorted(
            by.items(), key=lambda one: (order[one[0][0]], one[0][1] != BY_NEED, one[0][1:])
        )
    ]
    columns = ["dimension", "metric", "label", "way", "direction", "districts", "tested", "names"]
    return pd.DataFrame(rows, columns=columns)


def direction_words(way: str, direction: int) -> str:
    """Which way a difference goes, without saying whether that is good.

    >>> direction_words("el", 1), direction_words(BY_NEED, -1)
    ('higher for the group than for all others', 'lower where need is greater')
    """
    word = "higher" if direction > 0 else "lower"
    return f"{word} {'where need is greater' if way == BY_NEED else GROUP_AGAINST_OTHERS}"


def by_dimension(state: Statewide) -> pd.DataFrame:
    """A row for each district and dimension: district_id, dimension, tested, patterns.

    tested is how many measures could be tested in any way, patterns how many of them show one.
    """
    found = compared(state)
    keys = ["district_id", "dimension"]
    counts = pd.DataFrame(
        {
            "tested": found.groupby(keys)["metric"].nunique(),
            "patterns": found[found["certainty"] == PATTERN].groupby(keys)["metric"].nunique(),
        }
    )
    every = pd.MultiIndex.from_product(
        [list(state.packets), [dimension.key for dimension in DIMENSIONS]], names=keys
    )
    return counts.reindex(every).fillna(0).astype("int64").reset_index()


def each_pattern(state: Statewide) -> pd.DataFrame:
    """Every pattern of every district: the rows of `compared`, by district, measure and level."""
    found = compared(state)
    found = found[found["certainty"] == PATTERN]
    return found.sort_values(["district_id", "number"], kind="stable").reset_index(drop=True)
