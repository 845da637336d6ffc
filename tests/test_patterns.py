"""Patterns: what may be called one, and that each check alone suffices to say no."""

import importlib.util
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import permutation_test

from rar import places
from rar.dimensions import METRICS
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.compare import compare_all
from rar.numbers.findings import find
from rar.numbers.need import SmallNumbers, with_need_groups
from rar.numbers.patterns.certainty import DESCRIPTION_ONLY, NO_PATTERN, PATTERN
from rar.numbers.patterns.judge import adjusted, judge
from rar.numbers.patterns.permutation import need_p, sign_flip_p
from rar.settings import Patterns, Settings

BENCHMARKS = Benchmarks.read(places.templates() / "benchmarks.csv")
NOVICES, ABSENT = METRICS["2a"], METRICS["6d"]
STEEP = [0.10, 0.11, 0.12, 0.14, 0.15, 0.17, 0.18, 0.20, 0.21, 0.23]
YEARS = (2020, 2021, 2022)


def measures(values, need=None, year=2022, metric="2a", group="all", people=50.0, district="01"):
    """One metric of one district's elementary schools, with need groups."""
    need = need or [0.2 + 0.05 * i for i in range(len(values))]
    schools = pd.DataFrame(
        {
            "school_id": [f"{district}-{i:02d}" for i in range(len(values))],
            "name": [f"School {i}" for i in range(len(values))],
            "year": year,
            "district_id": district,
            "level": "elementary",
            "enrollment": 500.0,
        }
    ).set_index(["school_id", "year"])
    made = with_need_groups(schools, pd.Series(need, index=schools.index), SmallNumbers())
    people = np.broadcast_to(people, len(values))
    return made.assign(
        metric=metric, group=group, status="computed", value=values, denominator=people,
        numerator=np.array(values) * people,
    )  # fmt: skip


def jitter(values, year):
    """The same schools in another year: not the same numbers again, and the same order."""
    return [value + 0.001 * (2022 - year) for value in values]


def three_years(values, earlier=None, **more):
    before = values if earlier is None else earlier
    return pd.concat(
        [
            measures(jitter(values if year == 2022 else before, year), year=year, **more)
            for year in YEARS
        ]
    )


def judged(frame, **patterns):
    metrics = {name: METRICS[name] for name in frame["metric"].unique()}
    made = compare_all(frame, metrics)
    names = frame.drop_duplicates(["school_id", "year"])
    chosen = Settings(state="sc", patterns=Patterns(**patterns))
    return judge(made, frame, names, metrics, BENCHMARKS, chosen, 2022)


def only(frame, kind="need", **patterns):
    made = judged(frame, **patterns)
    return made[made["kind"] == kind].iloc[0]


def test_a_steep_lasting_difference_among_ten_schools_is_a_pattern():
    row = only(three_years(STEEP))
    assert row["certainty"] == PATTERN
    assert (row["schools"], row["same_sign_years"], row["years_known"]) == (10, 3, 3)
    assert (row["tests"], row["driver"]) == (1, "")


def test_six_schools_are_described_and_no_more():
    row = only(three_years(STEEP[:6]))
    assert row["certainty"] == DESCRIPTION_ONLY and pd.isna(row["p"])
    assert row["why"] == "6 schools report it; it takes 7 to tell a difference from chance"


def test_what_chance_would_often_do_is_no_pattern():
    row = only(three_years([0.1, 0.3, 0.2, 0.1, 0.3, 0.1, 0.2, 0.3, 0.2, 0.3]))
    assert row["certainty"] == NO_PATTERN and "at random" in row["why"]


def test_what_is_rare_alone_may_be_expected_among_many_comparisons():
    row = only(three_years(STEEP), adjusted_p=1e-4)
    assert row["p"] == pytest.approx(2 / 10_000)  # the least of 9,999 resamples
    assert row["certainty"] == NO_PATTERN


def test_a_difference_below_the_agencys_threshold_is_no_pattern():
    row = only(three_years([value / 4 for value in STEEP]))
    assert row["p_adjusted"] <= 0.10 and row["certainty"] == NO_PATTERN
    assert row["why"] == "it is smaller than what the agency finds worth discussing (5 points)"


def test_one_year_is_no_pattern():
    row = only(measures(STEEP))
    assert (row["certainty"], row["why"]) == (NO_PATTERN, "only one year is there")


def test_one_year_is_a_pattern_where_the_agency_asks_for_no_more():
    assert only(measures(STEEP), same_sign_years=1)["certainty"] == PATTERN


def test_the_other_direction_in_two_years_is_no_pattern():
    row = only(three_years(STEEP, earlier=STEEP[::-1]))
    assert (row["certainty"], row["why"]) == (NO_PATTERN, "it went this way in 1 of 3 years")


def test_a_year_published_twice_counts_once():
    row = only(pd.concat([measures(STEEP, year=year) for year in YEARS]))
    assert row["years_known"] == 1 and row["certainty"] == NO_PATTERN
    assert row["why"] == "only one year is there; another repeats the same numbers"


def test_a_difference_that_hangs_on_one_school_names_it():
    lone = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.9]
    row = only(three_years(lone), adjusted_p=0.5)
    assert (row["certainty"], row["driver"]) == (NO_PATTERN, "School 9")
    assert row["why"] == "it hangs on one school, School 9"


def test_a_quarter_of_one_school_hangs_on_it():
    row = only(three_years([0.1, 0.1, 0.11, 0.12, 0.13, 0.14, 0.15, 0.17, 0.19, 0.4]).assign(
        need_group=lambda f: f["need_group"].mask(f["need"] < 0.64, "second").mask(
            f["need"] < 0.3, "lowest")
    ))  # fmt: skip
    assert row["p_adjusted"] <= 0.10 and row["driver"] == "School 9"


def test_groups_of_schools_and_the_line_must_go_the_same_way():
    bent = [0.30, 0.02, 0.05, 0.08, 0.11, 0.14, 0.17, 0.20, 0.23, 0.26, 0.29, 0.21]
    heavy = [1.0, *[300.0] * 10, 1.0]
    frame = three_years(bent, people=heavy)
    ends = frame["school_id"].map({"01-00": "lowest", "01-11": "highest"}).fillna("second")
    row = only(frame.assign(need_group=ends))
    assert row["certainty"] == NO_PATTERN
    assert "different directions" in row["why"]


def test_slope_and_need_groups_of_a_metric_are_one_test():
    dollars = [9_000 + 40_000 * value for value in STEEP]
    made = judged(three_years(dollars, metric="1a"))
    assert sorted(made["kind"]) == ["need", "slope"] and made["p"].nunique() == 1
    assert made["tests"].tolist() == [1, 1]


def test_schools_that_are_all_alike_are_not_tested():
    row = only(three_years([0.2] * 9))
    assert pd.isna(row["p"]) and row["certainty"] == NO_PATTERN


def grouped(inside, schools=10, people=60.0):
    """Students with disabilities fare worse by `inside` in every school; the schools differ."""
    parts = []
    for year in YEARS:
        rest = [0.05 + 0.01 * (i % 5) + 0.001 * (2022 - year) for i in range(schools)]
        of_group = [rate + inside * (1 + 0.1 * (i % 3)) for i, rate in enumerate(rest)]
        every = [(a * people + b * 440) / (people + 440)
                 for a, b in zip(of_group, rest, strict=True)]  # fmt: skip
        common = {"year": year, "metric": "6d"}
        parts += [
            measures(every, people=people + 440, **common),
            measures(of_group, group="swd", people=people, **common),
        ]
    return pd.concat(parts)


def test_a_group_that_fares_worse_inside_every_school_is_a_pattern():
    row = only(grouped(0.15), kind="group")
    assert (row["certainty"], row["schools"]) == (PATTERN, 10)
    assert row["p"] == pytest.approx(2 / 2**10)


def test_a_group_difference_that_lies_between_schools_is_left_to_the_comparison_by_need():
    frame = grouped(0.0)
    crowd = np.where(frame["school_id"] < "01-05", 200.0, 10.0)
    rate = np.where(frame["school_id"] < "01-05", 0.5, 0.1) + 0.001 * (2022 - frame["year"])
    frame["denominator"] = crowd + np.where(frame["group"] == "all", 300.0, 0.0)
    frame = frame.assign(value=rate, numerator=rate * frame["denominator"])
    row = only(frame, kind="group")
    assert row["certainty"] == NO_PATTERN
    assert pd.isna(row["p"])  # inside every school the group fares as the others do


def test_a_group_difference_that_is_small_inside_schools_is_no_pattern():
    parts = []
    for year in YEARS:
        many = [200.0 if i < 5 else 20.0 for i in range(10)]
        rest = [(0.4 if i < 5 else 0.1) + 0.001 * (2022 - year) for i in range(10)]
        of_group = [rate + 0.02 for rate in rest]
        every = [(a * m + b * 300) / (m + 300)
                 for a, b, m in zip(of_group, rest, many, strict=True)]  # fmt: skip
        common = {"year": year, "metric": "6d"}
        parts += [
            measures(every, people=np.array(many) + 300, **common),
            measures(of_group, group="swd", people=np.array(many), **common),
        ]
    row = only(pd.concat(parts), kind="group")
    assert row["p_adjusted"] <= 0.10 and row["certainty"] == NO_PATTERN
    assert row["why"].startswith("the part of it inside schools is smaller")


def test_fewer_than_thirty_people_in_a_group_are_described():
    row = only(grouped(0.15, people=2.0), kind="group")
    assert row["certainty"] == DESCRIPTION_ONLY and "too few people" in row["why"]


def test_benjamini_hochberg_gives_the_worked_numbers_of_1995():
    p = pd.Series([0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
                   0.4262, 0.5719, 0.6528, 0.7590, 1.0])  # fmt: skip
    made = adjusted(p, pd.Series("01", index=p.index))
    assert (made <= 0.05).sum() == 4
    assert made.head(4).round(4).tolist() == [0.0015, 0.0030, 0.0095, 0.0356]


def test_each_district_is_a_family_of_its_own():
    p = pd.Series([0.01, 0.04, 0.01])
    made = adjusted(p, pd.Series(["01", "01", "02"]))
    assert made.round(6).tolist() == [0.02, 0.04, 0.01]


@pytest.mark.parametrize(("schools", "least"), [(5, 0.0167), (6, 0.0028), (7, 0.0004)])
def test_the_least_p_of_a_perfect_order_is_two_in_n_factorial(schools, least):
    order = np.arange(schools, dtype=float)[None]
    p = need_p(order, order, np.ones_like(order), 9999)
    assert p.round(4).tolist() == [least]


def test_the_least_p_of_signs_is_two_in_two_to_the_n():
    assert sign_flip_p(np.ones((1, 7)), 9999).tolist() == [2 / 128]


DRAWN = np.random.default_rng(7)


def cells(schools, tests=6):
    need = DRAWN.uniform(size=(tests, schools))
    return need, need + DRAWN.normal(size=need.shape), DRAWN.uniform(1, 9, size=need.shape)


def test_p_is_that_of_scipys_own_permutation_test():
    need, value, weight = cells(6)

    def correlation(x, axis=-1):
        w = weight[0] / weight[0].sum()
        away = value[0] - (w * value[0]).sum()
        spread = (w * x * x).sum(axis) - (w * x).sum(axis) ** 2
        return (w * x * away).sum(axis) / np.sqrt(spread)

    expected = permutation_test((need[0],), correlation, permutation_type="pairings",
                                vectorized=True)  # fmt: skip
    assert need_p(need, value, weight, 9999)[0] == pytest.approx(expected.pvalue)


def test_exact_and_drawn_assignments_agree():
    tests = cells(7, 40)
    exact, drawn = (need_p(*tests, resamples) for resamples in (5040, 5039))
    assert np.abs(exact - drawn).max() < 4 * np.sqrt(0.25 / 5039) * 2


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_its_rows():
    frame = pd.concat([three_years(STEEP), three_years(STEEP[::-1], district="02")])
    first, again = judged(frame), judged(frame.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(first, again)


def test_a_district_is_judged_alone_as_it_is_in_the_state():
    noisy = [0.1, 0.3, 0.15, 0.1, 0.3, 0.12, 0.2, 0.33, 0.2, 0.3, 0.31]
    other = three_years(noisy, district="02")
    both = judged(pd.concat([three_years(STEEP), other]))
    alone = judged(other)
    pd.testing.assert_frame_equal(
        both[both["district_id"] == "02"].reset_index(drop=True), alone, check_like=True
    )


VALUES = st.lists(st.floats(0.01, 0.99), min_size=7, max_size=7, unique=True)


@settings(max_examples=20, deadline=None)
@given(values=VALUES, by=st.sampled_from([2.0, 0.25, 1024.0]), shuffle=st.permutations(range(7)))
def test_p_does_not_depend_on_the_unit_or_the_order_of_schools(values, by, shuffle):
    value, need = np.array([values]), np.linspace(0.1, 0.9, 7)[None]
    weight = np.arange(1.0, 8.0)[None]
    p = need_p(need, value, weight, 5040)
    assert need_p(need, by * value, weight, 5040) == pytest.approx(p)
    moved = (one[:, list(shuffle)] for one in (need, value, weight))
    assert need_p(*moved, 5040) == pytest.approx(p)


FORBIDDEN = ("equitabl", "inequit", "fair", "failing", "caus", "significan", "proven", "verdict")


def test_no_finding_uses_a_word_that_judges():
    frame = pd.concat([three_years(STEEP), three_years([9_000 + 9_000 * v for v in STEEP],
                                                       metric="1a"), grouped(0.15)])  # fmt: skip
    metrics = {name: METRICS[name] for name in ("1a", "2a", "6d")}
    comparisons = compare_all(frame, metrics)
    now = comparisons[comparisons["year"] == 2022]
    made = find(now, metrics, BENCHMARKS, tests=judged(frame))
    assert set(made["certainty"]) == {PATTERN, NO_PATTERN, DESCRIPTION_ONLY}
    said = made[["sentence", "title", "certainty", "why"]].to_string().lower()
    assert not [word for word in FORBIDDEN if word in said]


@pytest.fixture(scope="module")
def simulation():
    file = places.PACKAGE.parent / "benchmarks" / "patterns.py"
    spec = importlib.util.spec_from_file_location("benchmarks_patterns", file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_five_schools_are_never_told_a_pattern(simulation):
    assert simulation.share_told_any(simulation.State(5, 40)) == 0


@pytest.mark.slow
@pytest.mark.parametrize("schools", [8, 15, 40])
def test_few_districts_without_any_pattern_are_told_one(simulation, schools):
    # Of 100 districts at a true share of 10 %, more than 17 are told one in one of 70 such runs.
    assert simulation.share_told_any(simulation.State(schools, 100)) <= 0.17


@pytest.mark.slow
def test_a_planted_gap_of_a_fifth_is_found_among_fifteen_schools(simulation):
    # Of 100 districts at a true share of 80 %, fewer than 72 are found in one of 40 such runs.
    assert simulation.share_found(simulation.State(15, 100, noise=0.06, gap=0.2)) >= 0.72
