"""Teacher equity gaps: pooled teachers, students' exposure, and the state's gap beside them."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest
from core import canonical, frames, schools
from hypothesis import given, settings
from hypothesis import strategies as st

from rar import show
from rar.dimensions import METRICS
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.compare import compare_need_groups
from rar.numbers.measure import measure
from rar.numbers.need import school_need, with_need_groups
from rar.numbers.state.teacher_gaps import (
    COLOR,
    DISTRICT,
    ED,
    STATE,
    quarter_of_state,
    teacher_gaps,
)
from rar.numbers.whole import OWNER, Whole
from rar.review import Review
from rar.settings import Settings

BENCHMARKS = Path(__file__).parents[1] / "templates" / "benchmarks.csv"


def whole_of(rows: list[tuple], groups: dict | None = None) -> Whole:
    """A state from (id, district, enrollment, ed_share, teachers, novice) rows, all elementary.

    groups: students of a school by group, by its id.
    """
    tables = {
        "schools": pd.concat(
            [schools((i, "elementary", n, ed), district=d) for i, d, n, ed, *_ in rows],
            ignore_index=True,
        ),
        "districts": canonical(
            "districts",
            [{"district_id": d, "year": 2022, "name": d} for d in sorted({row[1] for row in rows})],
        ),
        "teachers": canonical(
            "teachers",
            [{"school_id": i, "year": 2022, "teachers": t, "novice": v} for i, *_, t, v in rows],
        ),
    }
    if groups:
        tables["enrollment"] = canonical(
            "enrollment",
            [
                {"school_id": i, "year": 2022, "group": group, "students": students}
                for i, own in groups.items()
                for group, students in own.items()
            ],
        )
    choices, indexed = Settings(state="x"), frames(**tables)
    need = school_need(indexed, choices.need, choices.groups)
    owners = with_need_groups(indexed["schools"], need, choices.small_numbers)
    measures = measure(METRICS["2a"], indexed).merge(owners[OWNER], on=OWNER[:2])
    made = {
        "schools": owners,
        "measures": measures,
        "comparisons": compare_need_groups(measures, {"2a": 1.0}),
    }
    return Whole(choices, Benchmarks.read(BENCHMARKS), tables, indexed, Path(), made)


def gap(made: pd.DataFrame, district: str, scope: str, level: str = "all") -> pd.Series:
    keys = ("district_id", "metric", "scope", "level")
    for key, wanted in zip(keys, (district, "2a", scope, level), strict=True):
        made = made[made[key] == wanted]
    assert len(made) == 1
    return made.iloc[0]


# 1 in 7 teachers of the poorest quarter, 1 in 10 of the least poor; unequal schools in each
EIGHT = [
    ("1", "A", 400, 0.9, 30, 6), ("2", "A", 400, 0.8, 40, 4),
    ("3", "A", 400, 0.5, 50, 9), ("4", "A", 400, 0.5, 50, 9),
    ("5", "B", 400, 0.5, 50, 9), ("6", "B", 400, 0.5, 50, 9),
    ("7", "A", 400, 0.2, 70, 5), ("8", "A", 400, 0.1, 30, 5),
]  # fmt: skip


def test_one_in_seven_against_one_in_ten_is_4_3_points_and_a_ratio_of_1_43():
    found = gap(teacher_gaps(whole_of(EIGHT)), "A", STATE)
    assert (found["high"], found["low"]) == pytest.approx((1 / 7, 1 / 10))
    assert round(100 * found["gap"], 1) == 4.3
    assert round(found["ratio"], 2) == 1.43
    assert (found["n_high"], found["n_low"]) == (70, 100)
    assert (found["schools_high"], found["schools_low"]) == (2, 2)
    assert found["status"] == "computed"


def test_the_states_gap_is_missing_where_no_other_district_stands_behind_it():
    alone = gap(teacher_gaps(whole_of(EIGHT)), "A", STATE)
    assert pd.isna(alone["state_gap"])
    moved = [("1", "B", *EIGHT[0][2:]), *EIGHT[1:]]
    found = gap(teacher_gaps(whole_of(moved)), "A", STATE)
    assert found["high"] == pytest.approx(4 / 40)
    assert found["state_gap"] == pytest.approx(1 / 7 - 1 / 10)


def test_a_district_without_a_school_in_one_quarter_says_so():
    found = gap(teacher_gaps(whole_of(EIGHT)), "B", STATE)
    assert found["status"] == "not computable"
    assert "state's quarter of highest poverty" in found["reason"]


def test_equal_schools_stay_together_and_a_state_of_equals_has_no_quarters():
    frame = pd.DataFrame({"metric": "2a", "year": 2022, "level": "all"}, index=range(8))
    tied = quarter_of_state(frame.assign(poverty=[1, 1, 1, 1, 0.5, 0.4, 0.3, 0.2]), 8)
    assert tied.tolist() == ["high"] * 4 + ["middle"] * 2 + ["low"] * 2
    assert set(quarter_of_state(frame.assign(poverty=0.5), 8)) == {"not known"}
    few = frame.head(7).assign(poverty=[i / 7 for i in range(7)])
    assert set(quarter_of_state(few, 8)) == {"not known"}


def test_exposure_weighs_each_schools_rate_by_the_students_of_the_group():
    rows = [("1", "A", 100, 0.8, 10, 5), ("2", "A", 100, 0.4, 10, 1)]
    groups = {"1": {"all": 100, "ed": 80, "wh": 10}, "2": {"all": 100, "ed": 40, "wh": 70}}
    made = teacher_gaps(whole_of(rows, groups))
    ed = gap(made, "A", ED)
    assert ed["high"] == pytest.approx((80 * 0.5 + 40 * 0.1) / 120)
    assert ed["low"] == pytest.approx((20 * 0.5 + 60 * 0.1) / 80)
    assert (ed["n_high"], ed["n_low"]) == (120, 80)
    color = gap(made, "A", COLOR)
    assert color["high"] == pytest.approx((90 * 0.5 + 30 * 0.1) / 120)
    assert color["low"] == pytest.approx((10 * 0.5 + 70 * 0.1) / 80)


def test_the_published_share_times_all_students_stands_in_for_a_count():
    rows = [("1", "A", 100, 0.8, 10, 5), ("2", "A", 100, 0.4, 10, 1)]
    by_share = gap(teacher_gaps(whole_of(rows)), "A", ED)
    groups = {"1": {"all": 100, "ed": 80}, "2": {"all": 100, "ed": 40}}
    by_count = gap(teacher_gaps(whole_of(rows, groups)), "A", ED)
    assert by_share["gap"] == pytest.approx(by_count["gap"])
    assert gap(teacher_gaps(whole_of(rows, groups)), "A", COLOR)["status"] == "not computable"


def test_one_school_has_no_exposure_gap():
    found = gap(teacher_gaps(whole_of([("1", "A", 100, 0.8, 10, 5)])), "A", ED)
    assert found["status"] == "too few" and pd.isna(found["gap"])
    assert found["high"] == found["low"] == 0.5


def test_a_school_that_does_not_report_makes_the_comparison_partial():
    rows = [("1", "A", 100, 0.8, 10, 5), ("2", "A", 100, 0.4, 10, 1),
            ("3", "A", 100, 0.4, 10, float("nan"))]  # fmt: skip
    found = gap(teacher_gaps(whole_of(rows)), "A", ED)
    assert (found["status"], found["reason"]) == ("partial", "2 of 3 schools report it")


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(10, 90), st.integers(1, 40), st.floats(0, 1)), min_size=8, max_size=12
    )
)
def test_the_quarters_of_a_district_are_the_need_comparison_of_the_same_schools(drawn):
    rows = [
        (str(i), "A", 100.0, share / 100, float(teachers), round(part * teachers))
        for i, (share, teachers, part) in enumerate(drawn)
    ]
    whole = whole_of(rows)
    found = gap(teacher_gaps(whole), "A", DISTRICT, "elementary")
    need = whole.comparisons.query("metric == '2a' and kind == 'need' and level == 'elementary'")
    assert found["gap"] == pytest.approx(need["gap"].item(), nan_ok=True)
    assert found["schools_high"] == need["focus_schools"].item()


def test_fewer_than_eight_schools_have_no_quarters_of_their_own():
    found = gap(teacher_gaps(whole_of(EIGHT[:7])), "A", DISTRICT, "elementary")
    assert found["status"] == "too few"


@pytest.mark.parametrize("district", ["0110", "0340", "0901"])
def test_the_exhibit_has_words_in_every_cell(sample, district):
    made = show.teacher_gaps(Review.open(sample, district, 2022), "2.2")
    assert (made.body.frame.map(str) != "").all().all()
    assert "%" in made.title and len(made.care) <= 3
    assert "Exhibit 2.2" in made._repr_html_()


def test_the_exhibit_sets_the_states_difference_beside_the_districts(sample):
    review = Review.open(sample, "0110", 2022)
    row = review.product("teacher_gaps").query(
        "year == 2022 and metric == '2a' and scope == 'exposure ed' and level == 'all'"
    )
    table = show.teacher_gaps(review).body.frame
    told = table[table["Compared: first, second"].str.startswith("Where economically")].iloc[0]
    assert told["First"] == f"{100 * row['high'].item():.0f}%"
    assert told["State's difference"] == f"+{100 * row['state_gap'].item():.0f} points"


def test_a_group_of_few_students_is_not_shown(sample):
    review = Review.open(sample, "0110", 2022)
    rows = review.product("teacher_gaps").copy()
    rows.loc[rows["scope"] == COLOR, "n_low"] = 9.0
    small = dataclasses.replace(review, _frames={**review._frames, "teacher_gaps": rows})
    compared = show.teacher_gaps(small).body.frame["Compared: first, second"]
    assert not compared.str.contains("students of color").any()


def test_a_district_of_one_school_is_told_that_there_is_nothing_to_compare(sample):
    made = show.teacher_gaps(Review.open(sample, "0670", 2022))
    assert made.status == "not computable"
    assert "all students of one school meet the same teachers" in repr(made)


def test_a_state_without_any_of_the_measures_gets_a_panel(sample):
    review = Review.open(sample, "0110", 2022)
    none = review.product("teacher_gaps").head(0)
    made = show.teacher_gaps(
        dataclasses.replace(review, _frames={**review._frames, "teacher_gaps": none})
    )
    assert made.status == "not computable" and "Who has it:" in repr(made)
