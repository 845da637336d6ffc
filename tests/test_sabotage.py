"""Protected tables of which one complementary cell is shown again: what the auditor says of them.

T3 of the disclosure reference. What is true is found by integer programs written down here, which
share no line with the auditor; where few cells are hidden, also by counting all tables.
"""

import itertools

import numpy as np
import pandas as pd
import pytest
from random_tables import random_district, released
from scipy.optimize import Bounds, LinearConstraint, milp

from rar.audit.attack import bounds
from rar.audit.verdict import judge
from rar.disclosure.cells import Cells
from rar.disclosure.suppress import suppress

N, MOST, COUNTABLE = 5, 15, 20_000


def _ends(cells: Cells, place: int) -> tuple[float, float]:
    """The smallest and the largest that a hidden cell may be, by two integer programs."""
    low = np.where(cells.hidden, cells.least, cells.value)
    high = np.where(cells.hidden, cells.most, cells.value)
    found = []
    for sign in (1, -1):
        goal = np.zeros(len(cells))
        goal[place] = sign
        made = milp(goal, integrality=np.ones(len(cells)), bounds=Bounds(low, high),
                    constraints=LinearConstraint(cells.sums, 0, 0))  # fmt: skip
        found.append(sign * round(made.fun))
    return found[0], found[1]


def _counted(cells: Cells, places: list[int]) -> list[tuple[float, float]] | None:
    """The same by going through all tables; None where there are too many."""
    hidden = np.flatnonzero(cells.hidden)
    ranges = [range(int(cells.least[p]), int(cells.most[p]) + 1) for p in hidden]
    if np.prod([float(len(one)) for one in ranges]) > COUNTABLE:
        return None
    tables = np.tile(cells.value, (int(np.prod([len(one) for one in ranges])), 1))
    tables[:, hidden] = list(itertools.product(*ranges))
    possible = tables[(tables @ cells.sums.T.toarray() == 0).all(axis=1)]
    return [(possible[:, p].min(), possible[:, p].max()) for p in places]


def _safe(cells: Cells, places: list[int]) -> list[bool]:
    """What the auditor says of each of these cells."""
    need = pd.DataFrame(
        {"need_low": cells.low[places], "need_high": cells.high[places]},
        index=pd.Index([str(place) for place in places], name="id"),
    )
    return (judge(bounds(released(cells)), need).cells["verdict"] == "safe").tolist()


def _is_true(cells: Cells, places: list[int]) -> tuple[list[bool], bool]:
    """What is true of each, and whether all tables were counted."""
    ends = [_ends(cells, place) for place in places]
    counted = _counted(cells, places)
    assert counted is None or counted == ends
    safe = [low <= cells.low[p] and high >= cells.high[p]
            for p, (low, high) in zip(places, ends, strict=True)]  # fmt: skip
    return safe, counted is not None


def _sabotaged(times: int, seed: int) -> dict[str, int]:
    chance, found = np.random.default_rng(seed), dict.fromkeys(("red", "green", "counted"), 0)
    while found["red"] + found["green"] < times:
        cells = random_district(chance, N, MOST)
        primary = np.flatnonzero(cells.hidden).tolist()
        if len(suppress(cells).blocked) or not primary:
            continue
        secondary = np.setdiff1d(np.flatnonzero(cells.hidden), primary)
        if not len(secondary):
            continue
        assert all(_safe(cells, primary))
        cells.hidden[chance.choice(secondary)] = False
        true, counted = _is_true(cells, primary)
        assert _safe(cells, primary) == true
        found["green" if all(true) else "red"] += 1
        found["counted"] += counted
    return found


def test_the_auditor_is_right_about_every_table_of_which_one_cell_too_many_is_shown():
    found = _sabotaged(40, seed=7)
    assert found["red"] > found["green"]


@pytest.mark.slow
def test_the_auditor_is_right_about_five_hundred_sabotaged_tables(record_property):
    found = _sabotaged(500, seed=1)
    for name, count in found.items():
        record_property(name, count)
    print(found)
    assert found["red"] > 300 and found["counted"] > 20
