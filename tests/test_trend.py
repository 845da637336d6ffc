"""Trends: a direction is told only where the years tell one."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rar import show
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.compare import COLUMNS as COMPARED
from rar.numbers.state.trend import (
    FEW_PEOPLE,
    NARROWED,
    SAME,
    TOO_FEW,
    TURNED,
    UNSTEADY,
    WIDENED,
    direction,
    trends,
)
from rar.numbers.whole import Whole
from rar.review import Review
from rar.settings import Settings

BENCHMARKS = Path(__file__).parents[1] / "templates" / "benchmarks.csv"
DOUBTS = ["district_id", "year", "school_id", "metric", "group"]


def whole_of(rows: list[dict], doubts: list[tuple] = ()) -> Whole:
    frame = pd.DataFrame(rows).reindex(columns=COMPARED)
    made = {"comparisons": frame, "doubts": pd.DataFrame(doubts, columns=DOUBTS)}
    return Whole(Settings(state="x"), Benchmarks.read(BENCHMARKS), {}, {}, Path(), made)


def need_rows(gaps: dict[int, float], focus: dict[int, str] | None = None, n: float = 100.0):
    """Gaps of novice teachers (2a) between need quarters of elementary schools, by year."""
    return [
        {"district_id": "01", "year": year, "metric": "2a", "kind": "need", "level": "elementary",
         "focus": (focus or {}).get(year, "highest"), "gap": gap, "reference_value": 0.1,
         "focus_n": n, "reference_n": 100.0}
        for year, gap in gaps.items()
    ]  # fmt: skip


def only(whole: Whole) -> pd.Series:
    made = trends(whole)
    assert len(made) == 1
    return made.iloc[0]


@pytest.mark.parametrize(
    ("gaps", "name", "steps"),
    [
        ([2, 4, 3, 6, 9], WIDENED, 3),
        ([-2, -4, -9], WIDENED, 2),
        ([9, 6, 2], NARROWED, 2),
        ([-12, -3, 1], NARROWED, 2),  # a little past zero: closed, not turned
        ([1, -3, -8], WIDENED, 2),
        ([8, 1, -7], TURNED, 2),
        ([2, 3, 4, 3, 6], SAME, 0),
        ([2, 9, 3], UNSTEADY, 1),
        ([2, 12, 1, 13], WIDENED, 2),
        ([2, 12, 10, 8], UNSTEADY, 1),  # one great step up, two down
        ([2, 9], TOO_FEW, 0),
        ([], TOO_FEW, 0),
    ],
)
def test_the_direction_follows_from_the_years_by_the_rules(gaps, name, steps):
    assert direction(gaps, 5) == (name, steps)


@given(st.lists(st.floats(-100, 100), max_size=5))
def test_the_same_years_seen_from_the_other_side_have_the_same_direction(gaps):
    assert direction(gaps, 5) == direction([-gap for gap in gaps], 5)


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=5))
def test_a_direction_rests_on_a_change_worth_talking_about_in_most_steps(gaps):
    found = direction(gaps, 5)
    if found.name in (WIDENED, NARROWED, TURNED):
        assert abs(gaps[-1] - gaps[0]) >= 5
        assert 2 * found.steps > len(gaps) - 1


def test_the_sentence_says_the_direction_the_steps_and_both_ends():
    found = only(whole_of(need_rows({2018: 0.02, 2019: 0.04, 2020: 0.03, 2021: 0.06, 2022: 0.09})))
    assert found["sentence"] == (
        "Novice teachers, elementary schools of greater need against lesser need: the difference "
        "has widened in three of four steps, from +2 points in 2018 to +9 points in 2022"
    )
    assert (found["first_year"], found["last_year"], found["years"]) == (2018, 2022, 5)


def test_one_and_two_years_are_told_without_a_direction():
    assert only(whole_of(need_rows({2022: 0.09})))["sentence"].endswith(
        ": +9 points in 2022, the only year known"
    )
    two = only(whole_of(need_rows({2021: 0.01, 2022: 0.09})))
    assert two["direction"] == TOO_FEW and "two years are too few" in two["sentence"]


def test_a_year_doubtful_at_source_is_left_out_and_said():
    gaps = {2018: 0.02, 2019: 0.05, 2020: 0.60, 2021: 0.06, 2022: 0.09}
    found = only(whole_of(need_rows(gaps), [("01", 2020, "", "2a", "all")]))
    assert (found["direction"], found["steps"], found["left_out"]) == (WIDENED, 3, "2020")
    assert found["sentence"].endswith("(without 2020 doubtful at source)")


def test_where_every_year_is_doubtful_no_direction_is_told():
    found = only(whole_of(need_rows({2022: 0.2}), [("01", 2022, "", "2a", "all")]))
    assert found["sentence"].endswith("no direction can be told (2022 doubtful at source)")
    assert found["direction"] == TOO_FEW


def test_a_doubt_about_one_school_or_another_measure_leaves_the_year_in():
    gaps = {2020: 0.02, 2021: 0.05, 2022: 0.09}
    doubts = [("01", 2021, "0101", "2a", "all"), ("01", 2021, "", "2f", "all")]
    assert only(whole_of(need_rows(gaps), doubts))["years"] == 3


def test_halves_and_quarters_are_not_one_series():
    gaps = {2019: 0.30, 2020: 0.02, 2021: 0.05, 2022: 0.09}
    found = only(whole_of(need_rows(gaps, {2019: "higher"})))
    assert (found["first_year"], found["direction"], found["focus"]) == (2020, WIDENED, "highest")


def test_no_direction_is_told_of_few_people():
    found = only(whole_of(need_rows({2020: 0.02, 2021: 0.05, 2022: 0.09}, n=12.0)))
    assert found["direction"] == FEW_PEOPLE
    assert "too few are counted" in found["sentence"]


def test_only_the_last_five_years_count():
    gaps = {2016: 0.9, 2018: 0.02, 2019: 0.02, 2020: 0.02, 2021: 0.02, 2022: 0.02}
    assert only(whole_of(need_rows(gaps)))["direction"] == SAME


def test_the_title_over_years_is_the_trend_of_the_store(sample):
    review = Review.open(sample, "0110", 2022)
    sentences = review.product("trends").query("metric == '2a' and kind == 'need'")["sentence"]
    assert show.years(review, "2a").title in sentences.tolist()


def test_a_doubtful_year_breaks_the_line_and_is_said_in_words(sample):
    review = Review.open(sample, "0110", 2022)
    doubts = review.product("doubts").head(0).copy()
    doubts.loc[0, ["year", "school_id", "metric", "group"]] = [2020, "", "2a", "all"]
    doubts["year"] = doubts["year"].astype("int64")
    review._frames["doubts"] = doubts
    made = show.years(review, "2a")
    assert "Not drawn: 2020." in made.body.alt
    assert "The numbers of 2020 are doubtful at source" in made.care[0]
    assert made.detail == "4 of 5 years"
    rows = made.numbers.frame
    marked = rows[rows["Year"] == "2020"]["Greater need"]
    assert marked.str.endswith("(doubtful at source)").all()
