"""Comparisons: pooled counts, levels apart, gaps split between and within schools."""

import pandas as pd
import pytest
from core import canonical, frames, schools

from rar.dimensions import METRICS
from rar.numbers.compare import compare_all
from rar.numbers.measure import measure_all
from rar.numbers.need import SmallNumbers, school_need, with_need_groups
from rar.numbers.slope import slopes


def compared(table: pd.DataFrame, metrics: list[str], **tables) -> pd.DataFrame:
    made = frames(schools=table, **tables)
    need = school_need(made, {"ed_share": 1.0})
    grouped = with_need_groups(made["schools"], need, SmallNumbers())
    made["schools"] = grouped.set_index(["school_id", "year"]).sort_index()
    chosen = {m: METRICS[m] for m in metrics}
    measures = measure_all(chosen.values(), made)
    owner = ["school_id", "year", "district_id", "level", "need", "need_group"]
    return compare_all(measures.merge(grouped[owner], on=["school_id", "year"]), chosen)


def teachers(*rows):
    return canonical(
        "teachers",
        [{"school_id": i, "year": 2022, "novice": n, "teachers": t} for i, n, t in rows],
    )


FOUR = [
    ("1", "elementary", 100, 0.1),
    ("2", "elementary", 100, 0.2),
    ("3", "elementary", 100, 0.8),
    ("4", "elementary", 100, 0.9),
]


def test_need_groups_pool_counts_and_do_not_average_rates():
    made = compared(
        FOUR_TABLE(),
        ["2a"],
        teachers=teachers(("1", 1, 10), ("2", 0, 10), ("3", 1, 10), ("4", 15, 30)),
    )
    row = made.query("kind == 'need'").iloc[0]
    assert row["focus_value"] == pytest.approx(16 / 40)
    assert row["reference_value"] == pytest.approx(1 / 20)
    assert row["gap"] == pytest.approx(0.35)
    assert row["status"] == "computed"


def FOUR_TABLE():
    return schools(*FOUR)


def test_a_school_that_does_not_report_makes_the_comparison_partial_and_is_counted():
    made = compared(
        FOUR_TABLE(), ["2a"], teachers=teachers(("1", 1, 10), ("2", 0, 10), ("3", 1, 10))
    )
    row = made.query("kind == 'need'").iloc[0]
    assert (row["status"], row["reason"]) == ("partial", "3 of 4 schools report it")
    assert row["focus_schools"] == 1


def test_three_schools_are_too_few_to_group():
    made = compared(
        schools(*FOUR[:3]), ["2a"], teachers=teachers(("1", 1, 10), ("2", 0, 10), ("3", 1, 10))
    )
    row = made.query("kind == 'need'").iloc[0]
    assert row["status"] == "too few" and pd.isna(row["gap"])


def test_the_state_is_all_schools_of_the_level_pooled():
    both = pd.concat([FOUR_TABLE(), schools(("9", "elementary", 100, 0.5), district="02")])
    made = compared(
        both,
        ["2a"],
        teachers=teachers(("1", 1, 10), ("2", 0, 10), ("3", 1, 10), ("4", 2, 10), ("9", 6, 10)),
    )
    row = made.query("kind == 'state' and level == 'elementary' and district_id == '01'").iloc[0]
    assert row["focus_value"] == pytest.approx(4 / 40)
    assert row["reference_value"] == pytest.approx(10 / 50)


def absence(*rows):
    return canonical(
        "attendance",
        [
            {"school_id": s, "year": 2022, "group": g, "chronically_absent": a, "students": n}
            for s, g, a, n in rows
        ],
    )


def test_a_gap_that_lies_inside_schools_is_all_within():
    made = compared(
        FOUR_TABLE(),
        ["6d"],
        attendance=absence(
            ("1", "all", 30, 100), ("1", "ed", 20, 50), ("2", "all", 30, 100), ("2", "ed", 20, 50)
        ),
    )
    row = made.query("kind == 'group' and focus == 'ed'").iloc[0]
    assert row["gap"] == pytest.approx(0.2)
    assert row["within"] == pytest.approx(0.2)
    assert row["between"] == pytest.approx(0.0)


def test_a_gap_that_lies_between_schools_is_all_between():
    made = compared(
        FOUR_TABLE(),
        ["6d"],
        attendance=absence(
            ("1", "all", 10, 100), ("1", "ed", 2, 20), ("2", "all", 40, 100), ("2", "ed", 32, 80)
        ),
    )
    row = made.query("kind == 'group' and focus == 'ed'").iloc[0]
    assert row["within"] == pytest.approx(0.0)
    assert row["between"] == pytest.approx(row["gap"])
    assert row["gap"] == pytest.approx(34 / 100 - 16 / 100)


def test_between_and_within_add_up_to_the_gap_whatever_the_counts():
    made = compared(
        FOUR_TABLE(),
        ["6d"],
        attendance=absence(
            ("1", "all", 13, 97),
            ("1", "ed", 7, 31),
            ("2", "all", 41, 103),
            ("2", "ed", 30, 77),
            ("3", "all", 5, 50),
            ("3", "ed", 5, 50),
        ),
    )
    row = made.query("kind == 'group' and focus == 'ed'").iloc[0]
    assert row["between"] + row["within"] == pytest.approx(row["gap"])


def test_a_suppressed_group_leaves_its_school_out_of_both_sides():
    made = compared(
        FOUR_TABLE(),
        ["6d"],
        attendance=absence(
            ("1", "all", 30, 100),
            ("1", "ed", 20, 50),
            ("2", "all", 99, 100),
            ("2", "ed", None, None),
        ),
    )
    row = made.query("kind == 'group' and focus == 'ed'").iloc[0]
    assert row["reference_value"] == pytest.approx(10 / 50)
    assert (row["status"], row["schools"], row["schools_total"]) == ("partial", 1, 2)


def line(values, need=None, weight=None):
    need = need or [i / 10 for i in range(len(values))]
    frame = pd.DataFrame({"d": "01", "x": need, "y": values, "w": weight or [1.0] * len(values)})
    return slopes(frame, ["d"], "x", "y", "w").iloc[0]


def test_more_dollars_for_greater_need_is_positive_and_told_for_ten_points():
    row = line([10_000, 10_200, 10_400, 10_600, 10_800, 11_000, 11_200])
    assert (row["reason"], round(row["gap"], 6)) == ("positive", 200)


def test_fewer_dollars_for_greater_need_is_inverse():
    assert line([11_200, 11_000, 10_800, 10_600, 10_400, 10_200, 10_000])["reason"] == "inverse"


def test_a_slope_within_one_percent_of_the_mean_is_equal():
    assert line([10_000, 10_020, 10_000, 10_030, 10_010, 10_020, 10_000])["reason"] == "equal"


def test_a_slope_that_hangs_on_one_school_says_so():
    row = line([10_000, 9_900, 10_000, 9_900, 10_000, 9_900, 18_000])
    assert row["reason"] == "depends on one school"


def test_six_schools_are_too_few_for_a_line():
    row = line([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert row["status"] == "too few" and pd.isna(row["gap"])
    assert row["reason"] == "too few schools to say (6; it takes 7)"


def test_schools_that_all_have_the_same_need_give_no_line():
    assert line([1.0] * 7, need=[0.5] * 7)["status"] == "too few"


def test_a_level_where_no_school_reports_spending_has_a_line_that_says_so():
    spending = canonical(
        "spending", [{"school_id": "9", "year": 2022, "total": 9000.0, "pupils": 100}]
    )
    both = pd.concat([FOUR_TABLE(), schools(("9", "high", 100, 0.5))])
    made = compared(both, ["1a"], spending=spending)
    row = made.query("kind == 'slope' and level == 'elementary'").iloc[0]
    assert (row["status"], row["reason"]) == (
        "not computable",
        "no school reports it with its need",
    )


def test_a_gap_that_arises_because_levels_differ_is_told_apart():
    """Groups fare alike in each school, but one is mostly in the high school."""
    cells = {("e", "ed"): (2, 20), ("e", "all"): (10, 100), ("h", "ed"): (24, 80),
             ("h", "all"): (30, 100)}  # fmt: skip
    attendance = canonical(
        "attendance",
        [{"school_id": s, "year": 2022, "group": g, "chronically_absent": a, "students": n}
         for (s, g), (a, n) in cells.items()],
    )  # fmt: skip
    table = schools(("e", "elementary", 100, 0.2), ("h", "high", 100, 0.8))
    row = compared(table, ["6d"], attendance=attendance).query("focus == 'ed'").iloc[0]
    assert row["within"] == pytest.approx(0)
    assert row["between"] == pytest.approx(row["gap"])
    assert row["between_levels"] == pytest.approx(row["gap"])
