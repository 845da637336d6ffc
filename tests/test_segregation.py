"""Dissimilarity against published values and its invariances."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rar.numbers.segregation import dissimilarity


def d(first, second) -> float:
    frame = pd.DataFrame({"d": "01", "a": first, "b": second})
    return float(dissimilarity(frame, ["d"], "a", "b")["value"].iloc[0])


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        ((100, 60, 40, 0), (0, 40, 60, 100), 0.6),
        ((80, 80, 20, 20), (20, 20, 80, 80), 0.6),
        ((10, 0), (0, 10), 1.0),
        ((10, 20), (10, 20), 0.0),
    ],
)
def test_published_and_hand_made_values(first, second, value):
    assert d(first, second) == pytest.approx(value)


def test_one_school_has_no_spread_to_speak_of():
    assert pd.isna(d((10,), (20,)))


def test_a_group_without_students_has_no_index():
    assert pd.isna(d((0, 0), (20, 10)))


counts = st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), min_size=2, max_size=20)


@given(counts, st.integers(2, 9))
def test_ten_times_the_students_is_the_same_spread(rows, times):
    first, second = zip(*rows, strict=True)
    assert d([times * a for a in first], second) == pytest.approx(d(first, second))


@given(counts)
def test_it_lies_between_zero_and_one_and_does_not_care_which_group_is_first(rows):
    first, second = zip(*rows, strict=True)
    assert 0 <= d(first, second) <= 1 + 1e-12
    assert d(first, second) == pytest.approx(d(second, first))


@given(counts)
def test_merging_two_schools_with_the_same_mix_changes_nothing(rows):
    first, second = (list(part) for part in zip(*rows, strict=True))
    twice = d([*first, first[0]], [*second, second[0]])
    once = d([2 * first[0], *first[1:]], [2 * second[0], *second[1:]])
    assert once == pytest.approx(twice)
