"""Student-based budgeting against a published school sheet, and what a formula must keep."""

import pytest

from rar.numbers.money.formula import allocation, balancing_base, phased_in


def test_the_boston_school_sheet_of_fy15_is_met_to_the_dollar():
    pupils = {"kindergarten": 40, "grade 1 to 5": 127, "autism": 4}
    weights = {"kindergarten": 1.8, "grade 1 to 5": 1.6, "autism": 4.3}
    made = allocation(pupils, weights, 3922.69)
    assert [made[kind] for kind in pupils] == [282_434, 797_091, 67_470]


def test_only_the_product_is_rounded_and_never_the_rate():
    per_pupil = round(1.6 * 3922.69)
    assert 127 * per_pupil != allocation({"a": 127}, {"a": 1.6}, 3922.69)["a"]


def test_the_balancing_base_spends_the_pool():
    schools = [({"a": 100, "b": 20}, 150_000), ({"a": 300, "b": 5}, 150_000)]
    weights = {"a": 1.0, "b": 1.5}
    weighted = sum(weights[kind] * n for pupils, _ in schools for kind, n in pupils.items())
    base = balancing_base(4_000_000, 300_000, weighted)
    spent = sum(sum(allocation(pupils, weights, base, given).values()) for pupils, given in schools)
    assert spent == pytest.approx(4_000_000, abs=4)


@pytest.mark.parametrize(("new", "got"), [(70, 95), (95, 95), (99, 99), (110, 110), (150, 110)])
def test_a_school_loses_and_gains_no_more_than_the_caps(new, got):
    assert phased_in(new, 100, 0.05, 0.10) == pytest.approx(got)
