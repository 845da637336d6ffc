"""Intervals of rates: published numbers, and who is counted among whom."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rar.numbers.patterns.intervals import are_people, newcombe, wilson


@pytest.mark.parametrize(
    ("count", "people", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_wilson_gives_newcombes_published_intervals(count, people, low, high):
    made = wilson(count, people)
    assert [round(float(end), 4) for end in made] == [low, high]


@pytest.mark.parametrize(
    ("a", "m", "b", "k", "low", "high"),
    [(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090),
     (6, 7, 2, 7, 0.0582, 0.8062), (5, 56, 0, 29, -0.0381, 0.1926),
     (0, 10, 0, 20, -0.1611, 0.2775)],
)  # fmt: skip
def test_newcombe_gives_his_published_intervals(a, m, b, k, low, high):
    made = newcombe(a, m, b, k)
    assert [round(float(end), 4) for end in made] == [low, high]


def test_where_no_one_is_counted_there_is_no_interval():
    assert all(np.isnan(end) for end in (*wilson(0, 0), *newcombe(1, 2, 0, 0)))


@settings(max_examples=50, deadline=None)
@given(count=st.integers(0, 400), rest=st.integers(0, 400))
def test_a_rate_lies_in_its_interval_and_more_people_make_it_narrower(count, rest):
    people = count + rest + 1
    low, high = wilson(count, people)
    assert 0 <= low <= count / people + 1e-12 and count / people - 1e-12 <= high <= 1
    more = wilson(3 * count, 3 * people)
    assert more[1] - more[0] < high - low


def test_a_published_share_times_people_is_not_people():
    made = are_people(pd.Series([12.0, 12.4, 9.0, 0.0]), pd.Series([40.0, 40.0, 8.0, 0.0]))
    assert made.tolist() == [True, False, False, True]
