"""An audit that stops where enough is seen to be left finds what one finds that asks everything."""

import numpy as np
import pandas as pd
import pytest
from random_tables import random_state, released

from rar.audit import search
from rar.audit.attack import bounds
from rar.audit.nearest import Nearest
from rar.audit.outside import Judge
from rar.audit.system import read


def _judged(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is told and unsafe when only small counts are hidden, asked whole and with enough."""
    cells = random_state(seed)
    release = released(cells)
    hidden = release.cells["value"].isna()
    truth = pd.Series(cells.value, index=map(str, range(len(cells)))).reindex(release.cells.index)
    judge = Judge(release.cells[hidden], 10, truth[hidden])
    found = []
    for enough in (None, lambda cells: judge.of(cells).enough):
        ends = bounds(release, enough=enough).cells
        seen = ends[["seen_lower", "seen_upper"]].set_axis(["lower", "upper"], axis=1)
        own = judge.of(seen.index.to_numpy())
        unsafe = ~own.safe(seen["lower"].to_numpy(), seen["upper"].to_numpy())
        found.append(pd.DataFrame({"told": own.told(seen), "unsafe": unsafe}))
    return tuple(found)


@pytest.mark.parametrize("near", [20, 300])
def test_stopping_when_enough_is_seen_changes_no_verdict(monkeypatch, near):
    monkeypatch.setattr(search, "NEAR", near)
    count = 0
    for seed in range(2000, 2025):
        whole, short = _judged(seed)
        pd.testing.assert_frame_equal(whole, short)
        count += int(whole["unsafe"].sum())
    assert count > 50


def test_the_smallest_change_keeps_every_sum_and_moves_the_cell():
    cells = random_state(2001)
    cells.hidden[:] = True
    release = released(cells)
    system, _ = read(release)
    lower = bounds(release).cells["seen_lower"].reindex(system.cells).to_numpy()
    table = cells.value[[int(cell) for cell in system.cells]]
    nearest = Nearest(system)
    for at in np.flatnonzero(table > lower)[:20]:
        change = nearest.change(table, int(at), -1)
        assert change is not None and change[at] < 0
        assert np.count_nonzero(change) < 30
        assert np.allclose(system.matrix @ change, 0.0)
