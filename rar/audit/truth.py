"""What is known of a layer's cells beside what is printed: where they are, and what is true.

The truth serves to know what must be protected, and which assumptions hold.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from rar.audit.layers import cell_ids
from rar.audit.published import EVERYONE, Published
from rar.dimensions import METRICS

COMPOSITION = "composition"


def agree(part: Published, truth: pd.DataFrame | None) -> bool:
    """Whether metrics that name the same people count the same number of them at every school."""
    rows = part.measures
    wide = {m for m in rows["metric"].unique() if METRICS[m].kind == COMPOSITION}
    counts = rows["denominator"]
    if truth is not None:
        keys = pd.MultiIndex.from_frame(rows[["metric", "year", "school_id", "group"]])
        counts = truth["denominator"].reindex(keys).to_numpy()
    own = named(part, wide).assign(count=counts)
    return bool((own.groupby(["school_id", "group"])["count"].nunique() < 2).all())


def homes(part: Published, layer: str, year: int, wide: Iterable[str] = ()) -> pd.Series:
    """The district of each cell."""
    own = named(part, wide)
    found = pd.Series(own["district_id"].to_numpy(), index=cell_ids(own, layer, year))
    return found[~found.index.duplicated()]


def named(part: Published, wide: Iterable[str]) -> pd.DataFrame:
    """The measures; those of metrics whose denominator is all students by that group."""
    among_all = part.measures["metric"].isin(list(wide))
    return part.measures.assign(group=part.measures["group"].where(~among_all, EVERYONE))


def true_of(
    part: Published, truth: pd.DataFrame, layer: str, year: int, count: str,
    wide: Iterable[str] = (),
) -> pd.Series:  # fmt: skip
    """The true numerators or denominators by the layer's cells."""
    keys = pd.MultiIndex.from_frame(part.measures[["metric", "year", "school_id", "group"]])
    values = truth[count].reindex(keys).to_numpy()
    found = pd.Series(values, index=cell_ids(named(part, wide), layer, year))
    return found[~found.index.duplicated()]
