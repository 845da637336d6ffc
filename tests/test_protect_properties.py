"""What is true of every protected table, whatever its counts are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from random_tables import Making, released

from rar.audit.attack import bounds
from rar.disclosure.cells import Cells
from rar.disclosure.suppress import suppress

N, MOST = 6, 40
COUNTS = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, MOST))
ANY = settings(max_examples=60, deadline=None, derandomize=True)


@st.composite
def districts(draw) -> np.ndarray:
    """Schools x groups."""
    schools, groups = draw(st.integers(1, 4)), draw(st.integers(2, 4))
    row = st.lists(COUNTS, min_size=groups, max_size=groups)
    return np.array(draw(st.lists(row, min_size=schools, max_size=schools)), dtype=float)


def table(counts: np.ndarray) -> Cells:
    """The district with all its totals."""
    made = Making(counts.shape[1], N, 1e6)
    made.schools(counts, made.totals(counts, "district"))
    return made.made.cells()


@ANY
@given(districts())
def test_every_small_count_is_hidden_and_no_zero_is(counts):
    cells = table(counts)
    suppress(cells)
    assert cells.hidden[(cells.value > 0) & (cells.value < N)].all()
    assert not cells.hidden[cells.value == 0].any()


@ANY
@given(districts())
def test_what_is_protected_needs_no_more_protection(counts):
    cells = table(counts)
    first = suppress(cells)
    hidden = cells.hidden.copy()
    again = suppress(cells)
    assert (cells.hidden == hidden).all()
    assert again.blocked.tolist() == first.blocked.tolist()


@ANY
@given(districts())
def test_an_outsider_is_never_led_to_an_interval_without_the_truth(counts):
    cells = table(counts)
    suppress(cells)
    ends = bounds(released(cells)).cells
    true = cells.value[ends.index.astype(int)]
    assert (ends["lower"] <= true).all() and (true <= ends["upper"]).all()


@ANY
@given(districts())
def test_what_is_not_blocked_is_safe_from_the_auditor(counts):
    cells = table(counts)
    blocked = suppress(cells).blocked
    ends = bounds(released(cells)).cells
    targets = np.setdiff1d(cells.targets, blocked)
    own = ends.loc[targets.astype(str)]
    assert (own["lower"] <= cells.low[targets]).all()
    assert (own["upper"] >= cells.high[targets]).all()
