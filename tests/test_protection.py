"""Random tables, protected, then attacked by the auditor, which knows nothing of the protector.

T1 of the disclosure reference: 2 to 6 districts of 1 to 12 schools with 3 to 8 groups; the totals
of every level are printed.
"""

import numpy as np
import pandas as pd
import pytest
from random_tables import random_state, released

from rar.audit.attack import bounds
from rar.disclosure.suppress import suppress


def attacked(seeds: range) -> dict[str, int]:
    """How the protected tables stand up to the auditor."""
    found = dict.fromkeys(("cells", "primary", "secondary", "blocked", "exact", "unsafe"), 0)
    for seed in seeds:
        cells = random_state(seed)
        primary = cells.hidden.copy()
        made = suppress(cells)
        ends = bounds(released(cells)).cells
        told = pd.DataFrame(
            {"low": cells.low, "high": cells.high}, index=map(str, range(len(cells)))
        ).loc[np.flatnonzero(primary).astype(str)]
        own = ends.loc[told.index]
        exact = own["lower"] == own["upper"]
        unsafe = (own["lower"] > told["low"]) | (own["upper"] < told["high"])
        unsafe &= ~told.index.isin(made.blocked.astype(str))
        found["cells"] += len(cells)
        found["primary"] += int(primary.sum())
        found["secondary"] += int((cells.hidden & ~primary).sum())
        found["blocked"] += len(made.blocked)
        found["exact"] += int(exact.sum())
        found["unsafe"] += int(unsafe.sum())
    return found


def test_no_small_count_of_a_random_table_can_be_told_from_what_is_printed():
    """None exactly, and none more closely than 'fewer than ten'."""
    found = attacked(range(1000, 1040))
    assert found["primary"] > 500 and found["secondary"] > 100
    assert (found["exact"], found["unsafe"], found["blocked"]) == (0, 0, 0)


@pytest.mark.slow
def test_no_small_count_of_a_thousand_random_tables_can_be_told(record_property):
    found = attacked(range(1000))
    for name, count in found.items():
        record_property(name, count)
    print(found)
    assert (found["exact"], found["unsafe"], found["blocked"]) == (0, 0, 0)
