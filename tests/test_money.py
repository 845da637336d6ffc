"""The products of money: what stands beside what, where unevenness arises, what too few say."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from core import canonical, frames, schools

from rar.dimensions import METRICS
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.measure import index_all, measure_all
from rar.numbers.money import evenness as money
from rar.numbers.money import need_adjusted, rules
from rar.numbers.money.drivers import drivers, usual
from rar.numbers.money.spending_split import PARTS, between_need_groups, split_spending
from rar.settings import Settings

DOLLARS = ("1a", "1b", "1c")


def state(*districts: tuple, wealth: dict | None = None, lines: str = "", references=Path("none")):
    """A state of one year, as the products take it, from (district, [(dollars, poverty)]) pairs.

    Every school is elementary and has 100 students; state and local money is all but $1,000.
    """
    tables = {"schools": [], "spending": []}
    for district, given in districts:
        ids = [f"{district}{place:02d}" for place in range(len(given))]
        listed = [
            (i, "elementary", 100, poverty) for i, (_, poverty) in zip(ids, given, strict=True)
        ]
        tables["schools"].append(schools(*listed, district=district))
        tables["spending"] += [
            {"school_id": i, "year": 2022, "pupils": 100, "total": all_, "state_local": all_ - 1e3}
            for i, (all_, _) in zip(ids, given, strict=True)
        ]  # fmt: skip
    made = {
        "schools": pd.concat(tables["schools"]),
        "spending": canonical("spending", tables["spending"]),
    }
    if wealth:
        rows = [{"district_id": d, "year": 2022, "property_wealth": w} for d, w in wealth.items()]
        made["district_finance"] = canonical("district_finance", rows)
    held = frames(**made)
    held["schools"]["weighted_students"] = held["schools"]["enrollment"] * (
        1 + 0.4 * held["schools"]["ed_share"]
    )
    metrics = [METRICS[name] for name in DOLLARS]
    owner = held["schools"][["district_id", "level"]].assign(need=0.5, need_group="").reset_index()
    measures = measure_all(metrics, held).merge(owner, on=["school_id", "year"])
    columns = ["applies_to", "kind", "value", "unit"]
    rows = [line.split(",") for line in lines.splitlines()]
    benchmarks = Benchmarks(pd.DataFrame(rows, columns=columns).astype({"value": float}))
    none = pd.DataFrame(columns=["district_id", *money.CELL, "kind", "gap", "focus_n", "schools"])
    whole = SimpleNamespace(
        settings=Settings(state="sample"), benchmarks=benchmarks, frames=held, measures=measures,
        comparisons=none, references=references, made={},
    )  # fmt: skip
    whole.made["money_state"] = money.money_state(whole)
    whole.made["money"] = money.money(whole)
    return whole


def value(whole, statistic, district="01", metric="1a", level="all", column="value"):
    rows = whole.made["money"]
    rows = rows.query("district_id == @district and metric == @metric and level == @level")
    return rows.set_index("statistic").loc[statistic, column]


def of_state(whole, statistic, over="schools", metric="1a", column="value"):
    rows = whole.made["money_state"]
    rows = rows.query("over == @over and metric == @metric and level == 'all'")
    return rows.set_index("statistic").loc[statistic, column]


EVEN = [(10_000, 0.5)] * 8
UNEVEN = [(8_000, 0.2), (12_000, 0.8)] * 4


def test_the_same_in_every_school_of_two_unlike_districts_is_all_between_districts():
    whole = state(("01", EVEN), ("02", [(14_000, 0.5)] * 8))
    assert of_state(whole, "theil_within") == pytest.approx(0, abs=1e-12)
    assert of_state(whole, "theil_between") == pytest.approx(of_state(whole, "theil"))
    assert value(whole, "part_from_state") == pytest.approx(1)
    assert value(whole, "cv") == 0 and value(whole, "mcloone") == 1


def test_two_districts_alike_that_each_spend_unevenly_are_all_inside_districts():
    whole = state(("01", UNEVEN), ("02", UNEVEN))
    assert of_state(whole, "theil_between") == pytest.approx(0, abs=1e-12)
    assert value(whole, "part_inside") == pytest.approx(1)
    assert value(whole, "from_state") == pytest.approx(0)
    assert value(whole, "cv") == pytest.approx(0.2)
    assert value(whole, "cv", column="state_value") == pytest.approx(0.2)


def test_the_three_parts_of_the_state_add_up():
    whole = state(("01", UNEVEN), ("02", EVEN), ("03", [(9_000, 0.1)] * 3))
    parts = [of_state(whole, f"theil_{name}") for name in ("between", "levels", "within")]
    assert sum(parts) == pytest.approx(of_state(whole, "theil"))


def test_fewer_than_seven_schools_are_described_and_no_more():
    whole = state(("01", UNEVEN), ("02", UNEVEN[:6]))
    assert value(whole, "range", "02") == 4_000 and value(whole, "mean", "02") == 10_000
    for statistic in ("cv", "gini", "mcloone", "theil", "part_inside"):
        assert np.isnan(value(whole, statistic, "02"))
        assert value(whole, statistic, "02", column="note").startswith("described only: 6")
        assert not np.isnan(value(whole, statistic, "01"))


def test_typical_needs_three_districts_that_have_the_statistic():
    two, three = ([(f"0{n}", EVEN) for n in range(1, k + 1)] for k in (2, 3))
    assert np.isnan(value(state(*two), "cv", column="typical"))
    assert value(state(*three), "cv", column="typical") == 0


def test_progressivity_is_above_one_where_poor_students_attend_where_more_is_spent():
    assert value(state(("01", UNEVEN), ("02", EVEN)), "progressivity") > 1
    turned = [(12_000, 0.2), (8_000, 0.8)] * 4
    assert value(state(("01", turned), ("02", EVEN)), "progressivity") < 1


def test_without_wealth_neutrality_is_missing_and_says_why():
    whole = state(("01", EVEN), ("02", UNEVEN))
    assert np.isnan(of_state(whole, "correlation", "districts"))
    assert "property wealth" in of_state(whole, "correlation", "districts", column="note")


def test_wealth_neutrality_is_made_over_districts_pooled():
    names = [f"{n:02d}" for n in range(1, 9)]
    given = [(name, [(9_000 + 100 * n, 0.5)] * 2) for n, name in enumerate(names)]
    wealth = {name: 100_000.0 + 5_000 * n for n, name in enumerate(names)}
    whole = state(*given, wealth=wealth)
    assert of_state(whole, "correlation", "districts") == pytest.approx(1)
    assert of_state(whole, "slope", "districts") == pytest.approx(100 / 5_000)
    assert of_state(whole, "correlation", "districts", column="schools") == 8


def test_an_adequate_level_counts_only_where_the_agency_has_set_one():
    without = state(("01", UNEVEN), ("02", EVEN))
    assert "adequacy" not in set(without.made["money"]["statistic"])
    whole = state(("01", UNEVEN), ("02", EVEN), lines="adequacy,norm,10000,dollars")
    assert value(whole, "adequacy") == pytest.approx(0.9)
    assert value(whole, "adequacy", "02") == 1


def test_need_adjusted_dollars_are_alike_where_money_follows_the_weights():
    follows = [(10_000 * (1 + 0.4 * need), need) for need in (0.0, 0.2, 0.5, 0.9)]
    whole = state(("01", follows))
    assert value(whole, "need_adjusted", metric="1c") == pytest.approx(10_000)
    for statistic in ("share_below_90", "share_above_110"):
        assert value(whole, statistic, metric="1c") == 0


def test_students_in_schools_far_from_100_are_counted_and_a_school_alone_is_not():
    equal = [(10_000, 0.0), (10_000, 0.0), (10_000, 0.9)]  # 10,000, 10,000 and 7,353 weighted
    whole = state(("01", equal), ("02", [(9_000, 0.5)]))
    assert value(whole, "share_below_90", metric="1c") == pytest.approx(1 / 3)
    rows = whole.made["money"].query("district_id == '02' and metric == '1c'")
    assert "share_below_90" not in set(rows["statistic"])


def test_wages_adjust_the_level_of_a_district_that_has_an_index_and_no_other(tmp_path):
    text = "district_id,year,cwift,vintage\n01,2022,0.875,2022"
    (tmp_path / "cwift.csv").write_text(text, encoding="utf-8")
    whole = state(("01", [(14_000, 0.0)] * 2), ("02", [(14_000, 0.0)] * 2), references=tmp_path)
    assert value(whole, "need_adjusted_wages", metric="1c") == pytest.approx(16_000)
    assert np.isnan(value(whole, "need_adjusted_wages", "02", "1c"))
    assert value(whole, "need_adjusted_wages", "02", "1c", column="note") == "not adjusted"


def test_dollars_moved_are_the_salary_gap_times_the_teachers_of_greatest_need():
    comparisons = pd.DataFrame(
        {"district_id": ["01"], "year": [2022], "metric": ["1g"], "kind": ["need"], "schools": [8],
         "level": ["elementary"], "gap": [-2_000.0], "focus_n": [30.0]}
    )  # fmt: skip
    assert need_adjusted.dollars_moved(comparisons)["value"].tolist() == [-60_000]


def test_the_metric_1e_is_the_district_and_the_state_pooled():
    whole = state(("01", [(10_000, 0.0), (14_000, 1.0)]), ("02", [(12_000, 0.5)]))
    made = index_all([METRICS["1e"]], whole.frames).set_index("district_id")
    assert made.loc["01", "value"] == pytest.approx(2_400_000 / 240)
    assert made.loc["02", "value"] == pytest.approx(12_000 / 1.2)
    assert made.loc["01", "state_value"] == pytest.approx(3_600_000 / 360)


def test_the_products_of_rules_have_spending_beside_and_no_row_where_the_state_has_none():
    whole = state(("01", EVEN), wealth={"01": 5e5})
    assert rules.finance(whole)["spent"].tolist() == [8 * 100 * 10_000]
    assert rules.rules(whole).empty


def three(central=(500.0, 700.0, 600.0)) -> dict:
    """Three elementary schools: 200, 100 and 100 pupils with 10, 10 and 5 teachers."""
    given = zip(("A", "B", "C"), (200, 100, 100), (10, 10, 5), (50e3, 60e3, 40e3),
                (9e3, 12e3, 8e3), central, strict=True)  # fmt: skip
    spending, teachers = [], []
    for school, pupils, count, salary, total, share in given:
        key = {"school_id": school, "year": 2022}
        spending.append(key | {"pupils": pupils, "total": total, "central": share})
        teachers.append(key | {"teachers": count, "average_salary": salary})
    listed = [
        ("A", "elementary", 200, 0.5),
        ("B", "elementary", 100, 0.9),
        ("C", "elementary", 100, 0.1),
    ]
    return frames(
        schools=schools(*listed), spending=canonical("spending", spending),
        teachers=canonical("teachers", teachers),
    )  # fmt: skip


def split(held: dict, groups=("", "higher", "lower")) -> pd.DataFrame:
    held["schools"] = held["schools"].assign(need_group=list(groups))
    return split_spending(held["spending"], held["teachers"], held["schools"])


def test_the_parts_of_a_schools_difference_add_up_exactly():
    parts = split(three())
    assert parts["mean"].tolist() == [9_500] * 3  # (1.8 + 1.2 + 0.8 million) / 400 pupils
    assert parts[list(PARTS)].sum(axis=1).tolist() == pytest.approx(parts["difference"].tolist())
    first = parts.iloc[1]  # salary 60,000 against 52,000; 0.1 teachers a pupil against 0.0625
    assert first["pay"] == pytest.approx(8_000 * (0.1 + 0.0625) / 2)
    assert first["staff"] == pytest.approx(0.0375 * (60_000 + 52_000) / 2)
    assert first["central"] == pytest.approx(700 - 575)


def test_every_part_weighted_by_pupils_adds_up_to_what_pooled_means_leave():
    parts = split(three())
    weighed = parts[["central", "difference"]].mul(parts["pupils"], axis=0).sum()
    assert weighed.tolist() == pytest.approx([0, 0], abs=1e-6)


def test_central_costs_that_one_school_does_not_report_are_a_part_of_the_rest():
    parts = split(three(central=(500.0, np.nan, 600.0)))
    assert parts["central"].isna().all()
    total = parts[["pay", "staff", "rest"]].sum(axis=1)
    assert total.tolist() == pytest.approx(parts["difference"].tolist())


def test_the_parts_between_need_groups_add_up_to_their_difference():
    made = between_need_groups(split(three())).iloc[0]
    assert made["difference"] == pytest.approx(12_000 - 8_000)
    assert made[list(PARTS)].sum() == pytest.approx(4_000)
    assert (made["focus_pupils"], made["schools"]) == (100, 2)


def test_the_metric_1f_gives_one_row_a_part():
    held = three()
    split(held)
    made = index_all([METRICS["1f"]], held)
    own = made[made["district_id"] == "01"]
    assert sorted(own["part"]) == sorted(PARTS) and own["value"].sum() == pytest.approx(4_000)


def simulated(schools_each: int) -> pd.DataFrame:
    """Four districts at different levels; $300,000 a school and $6,000 for each share of SWD."""
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({"district_id": np.repeat(list("abcd"), schools_each)})
    rows["pupils"] = rng.integers(150, 900, len(rows)).astype(float)
    rows["swd_share"] = rng.uniform(0.05, 0.25, len(rows))
    level = rows["district_id"].map({"a": 8e3, "b": 9e3, "c": 1e4, "d": 7e3})
    rows["value"] = level + 3e5 / rows["pupils"] + 6e3 * rows["swd_share"]
    return rows.assign(year=2022, level="elementary")


def test_what_usually_goes_with_size_and_disability_is_found_inside_districts():
    rows = simulated(10)
    found = usual(rows)
    own = rows[rows["district_id"] == "b"]
    mean = (own["swd_share"] * own["pupils"]).sum() / own["pupils"].sum()
    want = 6_000 * (own["swd_share"] - mean)
    assert found.loc[own.index, "swd_usual"].tolist() == pytest.approx(want.tolist())
    fixed = 3e5 * (1 / own["pupils"] - len(own) / own["pupils"].sum())
    assert found.loc[own.index, "size_usual"].tolist() == pytest.approx(fixed.tolist())


def test_too_few_schools_in_the_state_give_no_usual():
    assert usual(simulated(5)).isna().all().all()


def test_the_product_has_every_school_that_reports_and_no_other():
    held = three()
    split(held)
    made = drivers(SimpleNamespace(frames=held))
    assert made["school_id"].tolist() == ["A", "B", "C"]
    assert made["swd_share"].isna().all() and made["swd_usual"].isna().all()
