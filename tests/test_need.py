"""Need groups: by students, within district and level, with the rules for few schools."""

import pandas as pd
import pytest
from a_packet import workspace_of
from core import canonical, frames, schools
from hypothesis import given
from hypothesis import strategies as st

from rar import Review
from rar.numbers.need import SmallNumbers, school_need, weighted_students, with_need_groups
from rar.numbers.need_parts import parts_of
from rar.numbers.own_groups import own_group_share
from rar.settings import OwnGroup, Settings


def grouped(*rows, small=SmallNumbers()):
    made = frames(schools=schools(*rows))
    need = school_need(made, {"ed_share": 1.0})
    return with_need_groups(made["schools"], need, small).set_index("school_id")


def level(*students_and_need, name="elementary"):
    return [(f"{i:03d}", name, n, share) for i, (n, share) in enumerate(students_and_need)]


def test_eight_equal_schools_make_quarters_of_two():
    made = grouped(*level(*[(100, i / 10) for i in range(8)]))
    assert made["need_group"].value_counts().to_dict() == dict.fromkeys(
        ("lowest", "second", "third", "highest"), 2
    )


def test_seven_schools_make_halves():
    made = grouped(*level(*[(100, i / 10) for i in range(7)]))
    assert set(made["need_group"]) == {"lower", "higher"}


def test_three_schools_are_not_grouped():
    made = grouped(*level((100, 0.1), (100, 0.5), (100, 0.9)))
    assert set(made["need_group"]) == {""}


def test_quarters_hold_about_the_same_number_of_students_not_of_schools():
    made = grouped(*level((700, 0.1), *[(100, 0.2 + i / 100) for i in range(7)]))
    counts = made.groupby("need_group")["enrollment"].sum()
    assert counts["lowest"] == 700
    assert (made["need_group"] == "lowest").sum() == 1


def test_a_very_large_school_leaves_neither_end_empty():
    made = grouped(*level(*[(10, i / 10) for i in range(7)], (10_000, 0.9)))
    assert {"lowest", "highest"} <= set(made["need_group"])


def test_levels_are_never_mixed():
    rows = level(*[(100, i / 10) for i in range(8)])
    rows += [(f"9{i}", "high", 100, 0.9) for i in range(3)]
    assert set(grouped(*rows).query("level == 'high'")["need_group"]) == {""}


def test_a_school_without_need_is_in_no_group_and_does_not_count_for_the_others():
    made = grouped(*level(*[(100, i / 10) for i in range(7)], (100, None)))
    assert made["need_group"].iloc[-1] == ""
    assert set(made["need_group"].iloc[:-1]) == {"lower", "higher"}


def test_need_may_be_a_weighted_mix_of_groups():
    tables = frames(
        schools=schools(("001", "high", 100, 0.6)),
        enrollment=canonical(
            "enrollment",
            [{"school_id": "001", "year": 2022, "group": g, "students": n}
             for g, n in (("all", 100), ("el", 20))],
        ),
    )  # fmt: skip
    need = school_need(tables, {"ed_share": 3.0, "el": 1.0})
    assert need.iloc[0] == pytest.approx(0.75 * 0.6 + 0.25 * 0.2)


@given(st.lists(st.tuples(st.integers(1, 2000), st.floats(0, 1)), min_size=4, max_size=40))
def test_groups_never_fall_as_need_rises(rows):
    made = grouped(*level(*rows)).sort_values(["need", "need_position"])
    order = {"lowest": 0, "second": 1, "third": 2, "highest": 3, "lower": 0, "higher": 1}
    numbers = made["need_group"].map(order)
    assert numbers.is_monotonic_increasing
    assert isinstance(made, pd.DataFrame)


def test_a_group_of_the_agencys_own_counts_in_need_by_its_rule():
    made = frames(schools=schools(("a", "elementary", 100, 0.5)))
    records = canonical(
        "attendance_records",
        [
            {"record_id": "1", "school_id": "a", "year": 2022, "students": 30.0,
             "days_enrolled": 180.0, "days_present": 100.0, "months_interrupted": 4.0},
            {"record_id": "2", "school_id": "a", "year": 2022, "students": 70.0,
             "days_enrolled": 180.0, "days_present": 175.0, "months_interrupted": 0.0},
        ],
    )  # fmt: skip
    made["attendance_records"] = records.set_index(["record_id", "school_id", "year"])
    rule = OwnGroup(name="Interrupted", where=[{"field": "months_interrupted", "at_least": 3}])
    need = school_need(made, {"ed_share": 1.0, "interrupted": 1.0}, {"interrupted": rule})
    assert need.iloc[0] == pytest.approx((0.5 + 0.3) / 2)


def test_a_student_whose_field_is_missing_is_left_out_of_an_own_group():
    records = pd.DataFrame(
        {"school_id": "a", "year": 2022, "students": [10.0, 10.0, 20.0],
         "days_virtual": [90.0, 0.0, None], "days_enrolled": 180.0}
    ).set_index(["school_id", "year"])  # fmt: skip
    rule = OwnGroup(name="Virtual", where=[{"field": "virtual_share", "at_least": 0.25}])
    assert own_group_share(records, rule).iloc[0] == 0.5


def test_a_share_of_schools_counts_in_need():
    made = frames(schools=schools(("a", "elementary", 100, 0.5)))
    made["attendance"] = canonical(
        "attendance",
        [{"school_id": "a", "year": 2022, "group": g, "chronic_absence": x}
         for g, x in (("all", 0.3), ("ed", 0.9))],
    ).set_index(["school_id", "year", "group"])  # fmt: skip
    need = school_need(made, {"ed_share": 1.0, "attendance.chronic_absence": 1.0})
    assert need.iloc[0] == pytest.approx(0.4)


def test_weighted_students_count_a_student_with_needs_more_and_miss_what_is_not_known():
    made = frames(
        schools=schools(("a", "elementary", 100, 0.5), ("b", "elementary", 50, None)),
        enrollment=canonical(
            "enrollment",
            [{"school_id": "a", "year": 2022, "group": "swd", "students": 10.0}],
        ),
    )
    weighted = weighted_students(made["schools"], made["enrollment"], {"ed": 0.4, "swd": 0.9})
    assert weighted.loc[("a", 2022)] == pytest.approx(100 + 0.4 * 50 + 0.9 * 10)
    assert pd.isna(weighted.loc[("b", 2022)])


def test_a_group_that_counts_nothing_is_not_asked_for():
    made = frames(schools=schools(("a", "elementary", 100, 0.5)))
    weighted = weighted_students(made["schools"], made["enrollment"], {"ed": 0.4, "swd": 0.0})
    assert weighted.loc[("a", 2022)] == pytest.approx(100 + 0.4 * 50)


def test_need_could_be_made_of_every_student_group_once_the_agencys_own_first():
    settings = Settings(state="sample", need={"el": 1.0, "ed": 2.0}, weights={"ed": 0.4})
    parts = parts_of(settings)
    assert parts[:2] == ["el", "ed"]
    assert "ed_share" not in parts  # it is ed under another name
    assert len(parts) == len(set(parts))
    assert {"swd", "homeless", "bl"} <= set(parts)


def test_the_store_keeps_the_shares_that_need_is_made_of(sample):
    review = Review.open(workspace_of(sample), "0110", 2022)
    parts = review.product("need_parts").set_index(["part", "school_id"])
    own = review.schools.set_index("school_id")
    shares = parts.loc["ed_share", "share"]
    pd.testing.assert_series_equal(shares.reindex(own.index), own["need"], check_names=False)
    students = own["enrollment"] + sum(
        weight * parts.loc[part, "students"].reindex(own.index)
        for part, weight in (("ed_share", 0.4), ("swd", 0.9))
    )
    pd.testing.assert_series_equal(students, own["weighted_students"], check_names=False)
