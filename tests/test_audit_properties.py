"""What holds of the attack on any release: small systems made of any sentences at all."""

import numpy as np
import pytest
from every_table import listed
from hypothesis import given, settings
from hypothesis import strategies as st

from rar.audit.attack import bounds
from rar.audit.released import Released
from rar.audit.search import Search
from rar.audit.statements import Cell, Part, Rate, Sum
from rar.audit.system import read

MOST = 6  # the largest count in these systems, so that every table can be listed
counts = st.lists(st.integers(0, MOST), min_size=2, max_size=5)


@st.composite
def releases(draw) -> tuple[Released, dict[str, int]]:
    """Up to five withheld counts, sums of them with any coefficients, rates, parts; the truth."""
    truth = {f"x{at}": count for at, count in enumerate(draw(counts))}
    times = st.dictionaries(
        st.sampled_from(sorted(truth)), st.sampled_from([-3, -2, -1, 1, 1, 1, 2]), min_size=1
    )
    said = [
        Sum(f"sum {at}", row, constant=sum(truth[cell] * by for cell, by in row.items()))
        for at, row in enumerate(draw(st.lists(times, max_size=4)))
    ]
    pairs = st.lists(st.permutations(sorted(truth)).map(lambda names: names[:2]), max_size=2)
    said += [_rate(truth, *pair, draw(st.integers(0, 1))) for pair in draw(pairs)]
    said += [Part("part", *sorted(pair, key=truth.get)) for pair in draw(pairs)]
    cells = [Cell(cell, least=0, most=MOST) for cell in truth]
    return Released.of(cells, [one for one in said if one]), truth


def _rate(truth: dict[str, int], one: str, other: str, decimals: int) -> Rate | None:
    if truth[other] == 0:
        return None
    return Rate.printed("rate", one, other, f"{100 * truth[one] / truth[other]:.{decimals}f}")


@settings(max_examples=150, deadline=None)
@given(made=releases())
def test_the_intervals_of_any_system_are_those_of_listing_every_table(made):
    released, _ = made
    names = list(released.cells.index)
    tables = listed(released, names, MOST)
    attacked = bounds(released, warm=False)
    assert attacked.cells["lower"].tolist() == tables.min(axis=0).tolist()
    assert attacked.cells["upper"].tolist() == tables.max(axis=0).tolist()
    assert attacked.cells["seen_lower"].equals(attacked.cells["lower"])
    assert attacked.cells["seen_upper"].equals(attacked.cells["upper"])


@settings(max_examples=60, deadline=None)
@given(made=releases())
def test_the_solver_alone_gives_the_same_as_with_reasoning_before_it(made):
    released, _ = made
    search = Search(read(released)[0], warm=False)
    search.run()
    cells = bounds(released, warm=False).cells
    assert search.lower.tolist() == cells["lower"].tolist()
    assert search.upper.tolist() == cells["upper"].tolist()


@settings(max_examples=60, deadline=None)
@given(made=releases(), data=st.data())
def test_the_truth_is_never_ruled_out_and_a_fact_never_widens_an_interval(made, data):
    released, truth = made
    before = bounds(released, warm=False).cells
    told = data.draw(st.sampled_from(sorted(truth)))
    after = bounds(released.knowing({told: truth[told]}), warm=False).cells
    both = before.loc[after.index]
    true = np.array([truth[cell] for cell in after.index])
    assert told not in after.index
    assert (after["lower"] <= true).all() and (true <= after["upper"]).all()
    assert (after["lower"] >= both["lower"]).all() and (after["upper"] <= both["upper"]).all()


@settings(max_examples=60, deadline=None)
@given(made=releases())
def test_amounts_have_intervals_at_least_as_wide_as_counts(made):
    released, _ = made
    whole = bounds(released, warm=False).cells
    any_number = Released.of_frames(
        released.cells.assign(whole=False), released.rows, released.terms
    )
    amounts = bounds(any_number, warm=False)
    assert not amounts.clashes
    assert (amounts.cells["lower"] <= whole["lower"] + 1e-5).all()
    assert (amounts.cells["upper"] >= whole["upper"] - 1e-5).all()


@settings(max_examples=60, deadline=None)
@given(made=releases(), off=st.integers(1, 3))
def test_a_system_contradicts_itself_just_when_no_table_fits(made, off):
    released, _ = made
    rows = released.rows.assign(low=released.rows["low"] + off, high=released.rows["high"] + off)
    moved = Released.of_frames(released.cells, rows, released.terms)
    tables = listed(moved, list(moved.cells.index), MOST)
    attacked = bounds(moved, warm=False)
    assert bool(attacked.clashes) == (len(tables) == 0)
    if len(tables):
        assert attacked.cells["upper"].tolist() == tables.max(axis=0).tolist()


@settings(max_examples=60, deadline=None)
@given(made=releases())
def test_warm_starts_change_nothing(made):
    pytest.importorskip("highspy")
    released, _ = made
    cold, warm = (bounds(released, warm=warm).cells for warm in (False, True))
    assert cold.equals(warm)
