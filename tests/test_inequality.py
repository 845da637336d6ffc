"""The statistics of school finance: published and worked numbers, and what must not change them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rar.numbers.money import inequality
from rar.numbers.money.inequality import spread

RELATIVE = ["federal_range_ratio", "cv", "gini", "mcloone", "verstegen", "theil"]
INCOMES = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


def rows(value, pupils=1.0, **more) -> pd.DataFrame:
    frame = pd.DataFrame({"value": value, "year": 2022, **more})
    return frame.assign(pupils=pupils).astype({"value": float, "pupils": float})


def of(value, pupils=1.0) -> pd.Series:
    return spread(rows(value, pupils), ["year"]).loc[2022]


def test_the_range_ratio_of_the_appendix_to_34_cfr_222_is_22_percent():
    found = of([800, 820, 900, 1000, 1400], [4, 2, 80, 10, 4])
    assert found["restricted_range"] == 180
    assert found["federal_range_ratio"] == pytest.approx(0.2195, abs=5e-5)


def test_a_percentile_is_where_that_many_pupils_counted_upward_are_reached():
    frame = rows([1, 2, 3], [5, 90, 5])
    reached = [
        inequality.quantile(frame, ["year"], share).loc[2022]
        for share in (0.05, 0.051, 0.95, 0.951)
    ]
    assert reached == [1, 2, 2, 3]


def test_gini_and_theil_of_a_published_vector():
    found = of(INCOMES)
    assert found["gini"] == pytest.approx(0.4620911, abs=5e-8)
    assert found["theil"] == pytest.approx(0.36234, abs=5e-6)


def test_the_coefficient_of_variation_has_the_population_form():
    assert of([9, 11], [50, 50])["cv"] == pytest.approx(0.1)
    assert of([10, 20], [300, 100])["cv"] == pytest.approx(np.std([10, 10, 10, 20]) / 12.5)


def test_pupils_at_the_median_are_shared_so_that_half_stand_on_each_side():
    found = of([8, 10, 13], [25, 50, 25])  # neither x < median (25 pupils) nor x <= median (75)
    assert found["median"] == 10
    assert found["mcloone"] == pytest.approx((25 * 8 + 25 * 10) / (10 * 50))
    assert found["verstegen"] == pytest.approx((25 * 10 + 25 * 13) / (10 * 50))


def test_the_median_between_two_schools_of_half_the_pupils_each_is_their_middle():
    found = of([8, 12], [30, 30])
    assert (found["median"], found["mcloone"], found["verstegen"]) == (10, 0.8, 1.2)


def test_adequacy_counts_those_below_by_how_near_they_are():
    frame = rows([8, 10, 14], [50, 30, 20])
    assert inequality.adequacy(frame, ["year"], 10).tolist() == [pytest.approx(0.9)]
    assert inequality.adequacy(frame, ["year"], 8).tolist() == [1.0]


def test_progressivity_compares_the_average_of_poor_pupils_with_that_of_the_others():
    frame = rows([10, 12], [100, 100], poor=[20.0, 60.0])
    poor, rest = (20 * 10 + 60 * 12) / 80, (80 * 10 + 40 * 12) / 120
    found = inequality.progressivity(frame, ["year"], "poor")
    assert found.tolist() == [pytest.approx(poor / rest)]
    none = inequality.progressivity(frame.assign(poor=0.0), ["year"], "poor")
    assert none.isna().all()


def test_dollars_that_grow_as_wealth_does_have_correlation_and_elasticity_one():
    frame = rows([10, 20, 40], [10, 20, 5], wealth=[100.0, 200.0, 400.0])
    found = inequality.neutrality(frame, ["year"], "wealth").loc[2022]
    assert found["slope"] == pytest.approx(0.1)
    assert (found["correlation"], found["elasticity"]) == (pytest.approx(1), pytest.approx(1))
    alike = inequality.neutrality(frame.assign(value=10.0), ["year"], "wealth").loc[2022]
    assert pd.isna(alike["correlation"]) and alike["elasticity"] == pytest.approx(0)


def test_neutrality_agrees_with_weighted_moments():
    rng = np.random.default_rng(5)
    value, wealth = rng.uniform(8, 14, 30), rng.uniform(100, 900, 30)
    pupils = rng.integers(1, 40, 30)
    found = inequality.neutrality(rows(value, pupils, wealth=wealth), ["year"], "wealth").loc[2022]
    many = np.repeat(value, pupils), np.repeat(wealth, pupils)
    slope = np.polyfit(many[1], many[0], 1)[0]
    assert found["correlation"] == pytest.approx(np.corrcoef(*many)[0, 1])
    assert found["slope"] == pytest.approx(slope)
    assert found["elasticity"] == pytest.approx(slope * many[1].mean() / many[0].mean())


def test_the_equity_factor_counts_poor_children_as_1_4_and_leaves_small_districts_out():
    frame = pd.DataFrame(
        {"year": 2022, "enrollment": [1000.0, 1000.0, 200.0], "poor": [500.0, 0.0, 0.0],
         "dollars": [12e6, 8e6, 9e9]}
    )  # fmt: skip
    # 12,000,000 / 1,200 pupils = 10,000 and 8,000,000 / 1,000 = 8,000 dollars
    want = of([10_000, 8_000], [1200, 1000])["cv"]
    assert inequality.equity_factor(frame, ["year"]).tolist() == [pytest.approx(want)]
    assert want > 0.10
    assert inequality.equity_factor(frame, ["year"], meets_disparity_test=True).tolist() == [0.10]


def test_schools_without_a_value_or_without_pupils_do_not_count():
    assert of([10, np.nan, 12, 99], [5, 5, 5, 0])["units"] == 2


def test_no_dollars_at_all_give_no_relative_statistic():
    assert of([0, 0], [5, 5])[RELATIVE].isna().all()


def test_theil_splits_twice_and_the_parts_add_up():
    frame = rows(
        [9, 11, 10, 14, 8, 12], [10, 20, 30, 10, 50, 5],
        district=list("aaabbb"), level=["e", "e", "h", "e", "e", "h"],
    )  # fmt: skip
    split = inequality.theil_split(frame, ["year"], ["district", "level"]).loc[2022]
    assert split.sum() == pytest.approx(of(frame["value"], frame["pupils"])["theil"])
    assert (split >= 0).all()
    each = inequality.theil_split(frame, ["year"], ["district"], of=("district",))
    whole = inequality.theil_split(frame, ["year"], ["district"])
    assert each.sum().to_dict() == pytest.approx(whole.sum().to_dict())
    # of a district: its share of dollars times its own index
    own = spread(frame[frame["district"] == "a"], ["year"])["theil"].iloc[0]
    dollars = frame["value"] * frame["pupils"]
    share = dollars[frame["district"] == "a"].sum() / dollars.sum()
    assert each.loc[(2022, "a"), "within"] == pytest.approx(share * own)


def pysal():
    reason = "PySAL inequality is not installed: pip install -e '.[crosscheck]'"
    return pytest.importorskip("inequality", reason=reason)


def test_theil_of_mexican_states_agrees_with_pysal_and_its_documentation():
    theil = pysal().theil
    examples = pytest.importorskip("libpysal.examples", reason="libpysal is not installed")
    mexico = pd.read_csv(examples.get_path("mexico.csv"))
    frame = rows(mexico["pcgdp1940"], region=mexico["hanson98"])
    split = inequality.theil_split(frame, ["year"], ["region"]).loc[2022]
    assert split.to_dict() == pytest.approx({"region": 0.0345889, "within": 0.17435454}, abs=5e-8)
    assert split.sum() == pytest.approx(0.20894344, abs=5e-9)
    assert split.sum() == pytest.approx(theil.Theil(mexico["pcgdp1940"]).T)


def test_weights_mean_what_repeating_each_pupil_means_to_pysal():
    module = pysal()
    rng = np.random.default_rng(7)
    value, pupils = rng.uniform(8_000, 16_000, 40), rng.integers(1, 30, 40)
    many = np.repeat(value, pupils)
    found = of(value, pupils)
    assert found["gini"] == pytest.approx(module.gini.Gini(many).g)
    assert found["theil"] == pytest.approx(module.theil.Theil(many).T)


tried = settings(max_examples=40, deadline=None)
schools = st.lists(
    st.tuples(st.integers(4_000, 40_000), st.integers(1, 900)), min_size=2, max_size=25
)


def both(pairs) -> tuple[list, list]:
    value, pupils = zip(*pairs, strict=True)
    return list(value), list(pupils)


@tried
@given(schools, st.sampled_from([0.5, 3.0, 100.0]))
def test_dollars_in_another_currency_leave_every_relative_statistic_as_it_is(pairs, times):
    value, pupils = both(pairs)
    once, scaled = of(value, pupils), of([times * v for v in value], pupils)
    assert scaled[RELATIVE].to_dict() == pytest.approx(once[RELATIVE].to_dict(), abs=1e-12)
    assert scaled["range"] == pytest.approx(times * once["range"])


@tried
@given(schools, st.integers(2, 5))
def test_every_pupil_twice_changes_nothing_but_the_number_of_pupils(pairs, times):
    value, pupils = both(pairs)
    once, more = of(value, pupils), of(value, [times * n for n in pupils])
    same = [name for name in inequality.SPREAD if name != "pupils"]
    assert more[same].to_dict() == pytest.approx(once[same].to_dict(), abs=1e-9)


@tried
@given(schools, st.randoms())
def test_the_order_of_schools_does_not_matter(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    assert of(*both(shuffled)).to_dict() == pytest.approx(of(*both(pairs)).to_dict(), abs=1e-9)


@tried
@given(schools)
def test_two_schools_with_the_same_dollars_are_one_larger_school(pairs):
    value, pupils = both(pairs)
    apart = of([*value, value[0]], [*pupils, pupils[0]])
    merged = of(value, [2 * pupils[0], *pupils[1:]])
    same = [name for name in inequality.SPREAD if name != "units"]
    assert merged[same].to_dict() == pytest.approx(apart[same].to_dict(), abs=1e-9)


@tried
@given(schools)
def test_weights_equal_the_expanded_vector(pairs):
    value, pupils = both([(v, 1 + n % 9) for v, n in pairs])
    weighted, many = of(value, pupils), of(np.repeat(value, pupils))
    same = [name for name in inequality.SPREAD if name != "units"]
    assert weighted[same].to_dict() == pytest.approx(many[same].to_dict(), abs=1e-9)
    assert weighted["median"] == pytest.approx(float(np.median(np.repeat(value, pupils))))


@tried
@given(schools)
def test_the_bounds_hold(pairs):
    found = of(*both(pairs))
    assert 0 <= found["gini"] < 1 and found["theil"] >= -1e-12 and found["cv"] >= 0
    assert found["mcloone"] <= 1 + 1e-9 <= found["verstegen"] + 2e-9
