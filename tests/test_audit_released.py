"""What an outsider holds: several releases at once, public facts, labels, rates as printed."""

from decimal import Decimal

import pytest

from rar.audit.attack import bounds
from rar.audit.released import Released
from rar.audit.statements import Cell, Part, Rate, Sum
from rar.audit.verdict import judge, label_safe
from rar.errors import RarError

ROW = Sum("school 1 adds up", {"a": 1, "b": 1, "c": 1, "t": -1})


def _ends(released, cell):
    return tuple(bounds(released, warm=False).cells.loc[cell, ["lower", "upper"]])


def test_a_cell_shown_in_any_release_is_known_in_all():
    one = Released.of([Cell("a"), Cell("b"), Cell("c", 7), Cell("t", 12)], [ROW])
    two = Released.of([Cell("a", 2), Cell("b"), Cell("c"), Cell("t", 12)], [ROW])
    assert _ends(one, "a") == (0, 5)
    both = Released.union([one, two])
    assert _ends(both, "b") == (3, 3) and both.revisions.empty
    assert _ends(Released.union([two, one]), "b") == (3, 3)


def test_labels_of_several_releases_are_put_together():
    one, two = Released.of([Cell("a", least=1, most=9)]), Released.of([Cell("a", least=5, most=20)])
    assert _ends(Released.union([one, two]), "a") == (5, 9)


def test_a_corrected_value_counts_and_is_listed():
    one = Released.of([Cell("a"), Cell("b"), Cell("c", 7), Cell("t", 12)], [ROW])
    two = Released.of([Cell("a"), Cell("b"), Cell("c", 7), Cell("t", 13)], [ROW])
    both = Released.union([one, two])
    assert both.revisions.to_dict("records") == [{"cell": "t", "earlier": 12.0, "later": 13.0}]
    assert _ends(both, "a") == (0, 6)


def test_a_pooled_table_minus_single_years_gives_the_third():
    years = [Released.of([Cell("y1", 4)]), Released.of([Cell("y2", 6)]), Released.of([Cell("y3")])]
    cells = [Cell("y1"), Cell("y2"), Cell("y3"), Cell("p", 15)]
    pooled = Released.of(cells, [Sum("pooled", {"y1": 1, "y2": 1, "y3": 1, "p": -1})])
    assert _ends(pooled, "y3") == (0, 15)
    assert _ends(Released.union([*years, pooled]), "y3") == (5, 5)


def test_coded_ranges_rates_and_parts_bound_a_cell():
    r = Released.of([Cell("n", 100), Cell("x")], [Rate.printed("r", "x", "n", "12.5")])
    assert bounds(r, warm=False).clashes  # 12.45 to 12.55 of 100 holds no whole number
    r = Released.of([Cell("n", 100), Cell("x")], [Rate("r", "x", "n", Decimal(0), Decimal(5))])
    assert _ends(r, "x") == (0, 5)
    r = Released.of([Cell("n", most=9), Cell("x")], [Part("p", "x", "n")])
    assert _ends(r, "x") == (0, 9)
    r = Released.of([Cell("x", least=95)])
    assert _ends(r, "x") == (95, float("inf"))
    r = Released.of([Cell("n", 50), Cell("x")], [Rate.printed("r", "x", "n", "1.2", per=10)])
    assert _ends(r, "x") == (6, 6)


def test_shown_numbers_that_do_not_add_up_are_a_contradiction():
    r = Released.of([Cell("a", 1), Cell("b", 2), Cell("c", 7), Cell("t", 12)], [ROW])
    assert "school 1 adds up" in str(bounds(r).letter())


def test_a_cell_is_safe_narrow_or_exact():
    r = Released.of([Cell("a"), Cell("b"), Cell("c", 7), Cell("t", 12)], [ROW])
    at = bounds(r, warm=False)
    assert judge(at, label_safe(["a"], 6)).counts()["safe"] == 1
    assert judge(at, label_safe(["a"], 10)).counts()["narrow"] == 1
    assert judge(at, label_safe(["c"], 10)).counts()["exact"] == 1
    with pytest.raises(RarError):
        judge(at, label_safe(["zz"], 10))


def test_a_sentence_about_a_cell_that_is_not_there_is_a_letter():
    with pytest.raises(RarError):
        Released.of([Cell("a")], [ROW])


def test_values_that_a_rate_rules_out_inside_an_interval_are_no_room():
    """33.3 percent of at most 29 people is 1, 2, ... 9 of 3, 6, ... 27: all of 1 to 4 stand."""
    rate = Rate.printed("r", "x", "n", "33.3")
    released = Released.of([Cell("n", most=29, least=1), Cell("x")], [rate])
    assert judge(bounds(released, warm=False), label_safe(["x"], 5)).counts()["safe"] == 1


def test_a_rate_takes_whole_numbers_as_its_ends_too():
    assert Rate("r", "x", "n", 0, 5).rows() == Rate("r", "x", "n", Decimal(0), Decimal(5)).rows()


def test_a_rate_with_ends_that_are_not_exact_is_a_letter():
    with pytest.raises(RarError):
        Rate("r", "x", "n", 0.1, 5)


def test_a_cell_nothing_is_said_of_is_safe():
    r = Released.of([Cell("x")])
    assert judge(bounds(r, warm=False), label_safe(["x"], 5)).counts()["safe"] == 1
