"""What a district's leaders can tell of others: they know all numbers of their own.

Only pieces of a release in which several districts meet can tell them more than anybody knows, and
only these are looked at again, each by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from rar.audit.attack import bounds
from rar.audit.released import Released
from rar.audit.search import Enough
from rar.audit.system import groups, read


def insiders(
    released: Released,
    truth: pd.Series,
    home: pd.Series,
    districts: tuple[str, ...] | None,
    enough: Callable[[np.ndarray], Enough] | None = None,
) -> Iterator[tuple[str, pd.DataFrame]]:
    """For each district's leaders the intervals that are left of other districts' cells.

    truth: the true counts by cell, of which leaders know their own district's; home: the district
    of each cell; districts: whose leaders, None for all; enough: see `bounds`.
    """
    system, _ = read(released)
    district = home.reindex(system.cells).to_numpy(object)
    for _, columns in groups(*system.components()):
        meeting = pd.unique(district[columns])
        if len(meeting) < 2:
            continue
        piece = part_of(released, system.cells[columns])
        for one in meeting if districts is None else [d for d in meeting if d in districts]:
            own = system.cells[columns][district[columns] == one]
            facts = truth.reindex(own).dropna().to_dict()
            seen = bounds(piece.knowing(facts), enough=enough).cells
            yield one, seen[~seen.index.isin(own)]


def part_of(released: Released, cells: np.ndarray) -> Released:
    """The sentences that some withheld cells stand in, and every cell in those."""
    touched = released.terms.loc[released.terms["cell"].isin(cells), "row"].unique()
    terms = released.terms[released.terms["row"].isin(touched)]
    place = pd.Series(range(len(touched)), index=touched)
    named = released.cells.loc[released.cells.index.isin({*cells, *terms["cell"]})]
    return Released.of_frames(
        named, released.rows.take(touched.astype(int)), terms.assign(row=terms["row"].map(place))
    )
