"""Risk ratios of 34 CFR 300.647 against published worked cases, and pooled over schools."""

import re

import numpy as np
import pandas as pd
import pytest
from core import canonical, frames, schools
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats.contingency import relative_risk
from statsmodels.stats.contingency_tables import StratifiedTable

from rar import show
from rar.dimensions import METRICS
from rar.numbers.groups.disproportion import (
    COUNTED,
    KEYS,
    Limits,
    _events_said,
    mantel_haenszel,
    pooled_with_state,
    risk_ratios,
    school_cells,
)
from rar.numbers.measure import measure_all
from rar.review import Review

ANY = Limits(cell=0, n=0)


def ratio(group, every, state=(0, 0), limits=ANY) -> pd.Series:
    """One group's (cases, people), those of all students, and those of the state's others."""
    counts = {
        "cases": group[0],
        "people": group[1],
        "other_cases": every[0] - group[0],
        "other_people": every[1] - group[1],
        "state_other_cases": state[0],
        "state_other_people": state[1],
    }
    return risk_ratios(pd.DataFrame([counts], dtype=float), limits).iloc[0]


# Worked cases of the IDEA Data Center, as its Data Tools for Analysis of Disproportionality print.
@pytest.mark.parametrize(
    ("group", "every", "risk", "rest", "value"),
    [
        ((316, 6_224), (1_222, 52_034), 5.08, 1.98, 2.57),
        ((98, 778), (502, 4_373), 12.60, 11.24, 1.12),
        ((1, 221), (32, 6_554), 0.45, 0.49, 0.92),
    ],
)
def test_published_risk_ratios(group, every, risk, rest, value):
    row = ratio(group, every)
    assert round(100 * row["risk"], 2) == risk
    assert round(100 * row["rest_risk"], 2) == rest
    assert round(row["risk_ratio"], 2) == value


def test_with_a_minimum_of_ten_cases_one_suspended_student_has_no_ratio():
    row = ratio((1, 221), (32, 6_554), limits=Limits())
    assert pd.isna(row["risk_ratio"]) and row["status"] == "not computable"
    assert row["reason"] == "fewer than 10 cases or 30 students of the group"


def test_the_published_alternate_risk_ratio_compares_with_all_others_in_the_state():
    others = (5_248 - 1_092, 40_244 - 5_789)
    row = ratio((229, 742), (229 + 3, 742 + 9), others, Limits())
    assert row["alternate"]
    assert round(100 * row["rest_risk"], 2) == 12.06
    assert round(row["risk_ratio"], 2) == 2.56
    assert row["reason"].startswith("compared with all others in the state")


def test_the_district_is_compared_with_its_own_others_while_these_are_enough():
    row = ratio((20, 100), (40, 300), (9_999, 10_000), Limits())
    assert not row["alternate"] and row["risk_ratio"] == pytest.approx(2.0)


def test_where_the_state_too_has_too_few_others_nothing_is_calculated():
    row = ratio((20, 100), (22, 110), (5, 20), Limits())
    assert pd.isna(row["risk_ratio"]) and not row["alternate"]
    assert row["reason"].endswith("in the district and in the state")


def test_no_case_among_the_others_is_not_calculated_and_never_infinite():
    row = ratio((20, 100), (20, 300))
    assert pd.isna(row["risk_ratio"]) and pd.isna(row["high"])
    assert row["reason"] == "no case among those compared with"


def test_ten_cases_of_thirty_students_are_just_enough():
    assert ratio((10, 30), (30, 130), limits=Limits())["status"] == "computed"
    assert ratio((9, 30), (30, 130), limits=Limits())["status"] == "not computable"
    assert ratio((10, 29), (30, 130), limits=Limits())["status"] == "not computable"


people = st.integers(1, 2_000)


@given(people, people, st.data())
def test_the_interval_is_that_of_scipy(group, others, data):
    a, b = data.draw(st.integers(1, group)), data.draw(st.integers(1, others))
    assume(a < group or b < others)  # where all are cases there is nothing to be unsure of
    row = ratio((a, group), (a + b, group + others))
    there = relative_risk(a, group, b, others).confidence_interval(0.95)
    assert row["low"] == pytest.approx(there.low)
    assert row["high"] == pytest.approx(there.high)


school = st.tuples(st.integers(0, 30), st.integers(1, 50), st.integers(1, 30), st.integers(1, 50))


def strata(rows) -> pd.DataFrame:
    columns = ["cases", "people", "other_cases", "other_people"]
    made = pd.DataFrame(rows, columns=columns, dtype=float)
    return made.assign(people=made["people"] + made["cases"], d="01",
                       other_people=made["other_people"] + made["other_cases"])  # fmt: skip


@given(st.lists(school, min_size=1, max_size=12))
def test_the_ratio_pooled_over_schools_is_that_of_statsmodels(rows):
    cells = strata(rows)
    assume(cells["cases"].sum() > 0)
    stacked = np.array(
        [[[r.cases, r.people - r.cases], [r.other_cases, r.other_people - r.other_cases]]
         for r in cells.itertuples()]
    )  # fmt: skip
    want = StratifiedTable(list(stacked)).riskratio_pooled
    assert mantel_haenszel(cells, ["d"]).iloc[0] == pytest.approx(want)


@given(st.lists(school, min_size=1, max_size=8))
def test_a_school_with_nobody_of_the_group_changes_nothing_when_schools_are_pooled(rows):
    cells = strata(rows)
    alone = pd.DataFrame(
        [{"cases": 0.0, "people": 0.0, "other_cases": 9.0, "other_people": 90.0, "d": "01"}]
    )
    both = mantel_haenszel(pd.concat([cells, alone]), ["d"]).iloc[0]
    assert both == pytest.approx(mantel_haenszel(cells, ["d"]).iloc[0])


def test_schools_that_differ_make_a_ratio_that_no_school_has():
    """In each school both are treated alike; the group attends the school that suspends more."""
    cells = strata([(40, 40, 10, 10), (2, 18, 8, 72)])
    assert mantel_haenszel(cells, ["d"]).iloc[0] == pytest.approx(1.0)
    sums = cells.drop(columns="d").sum()
    crude = (sums["cases"] / sums["people"]) / (sums["other_cases"] / sums["other_people"])
    assert crude == pytest.approx((42 / 100) / (18 / 100))


def discipline(*rows):
    return canonical(
        "discipline",
        [{"school_id": s, "year": y, "group": g, "students_suspended": a,
          "out_of_school_suspensions": a, "students": n} for s, y, g, a, n in rows],
    )  # fmt: skip


def counted(*rows) -> pd.DataFrame:
    """District risks, made as the product is, from (school, year, group, cases, students)."""
    years = sorted({row[1] for row in rows})
    table = pd.concat(
        schools(("1", "elementary", 100, 0.5), ("2", "elementary", 100, 0.5), year=y) for y in years
    )
    made = frames(schools=table, discipline=discipline(*rows))
    measures = measure_all([METRICS["6as"], METRICS["6a"]], made)
    cells = school_cells(measures.assign(district_id="01"), 2022)
    return _events_said(risk_ratios(pooled_with_state(cells), ANY).reset_index()).set_index(KEYS)


def test_the_others_are_all_students_of_the_same_schools_minus_the_group():
    made = counted(
        ("1", 2022, "all", 20, 100), ("1", 2022, "bl", 10, 25), ("2", 2022, "all", 9, 90)
    )
    row = made.loc[("01", 2022, "6as", "bl")]
    assert (row["cases"], row["people"]) == (10, 25)
    assert (row["other_cases"], row["other_people"]) == (10, 75)
    assert row["risk_ratio"] == pytest.approx(3.0)


def test_a_school_that_withholds_the_group_is_left_out_of_both_sides():
    made = counted(
        ("1", 2022, "all", 20, 100), ("1", 2022, "bl", 10, 25),
        ("2", 2022, "all", 90, 100), ("2", 2022, "bl", None, 50),
    )  # fmt: skip
    row = made.loc[("01", 2022, "6as", "bl")]
    assert (row["people"], row["other_people"]) == (25, 75)


def test_the_review_year_and_the_two_before_it_are_counted():
    rows = [("1", y, g, a, n) for y in (2018, 2020, 2021, 2022)
            for g, a, n in (("all", 20, 100), ("ed", 10, 40))]  # fmt: skip
    assert set(counted(*rows).index.get_level_values("year")) == {2020, 2021, 2022}


def test_where_events_may_be_counted_it_says_so_and_gives_no_interval():
    made = counted(("1", 2022, "all", 30, 100), ("1", 2022, "swd", 15, 25))
    students, events = (made.loc[("01", 2022, m, "swd")] for m in ("6as", "6a"))
    assert students["reason"] == "" and students["low"] < students["risk_ratio"] < students["high"]
    assert "events" in events["reason"] and pd.isna(events["low"]) and pd.isna(events["high"])
    assert events["risk_ratio"] == pytest.approx(students["risk_ratio"])


DISTRICTS = ("0110", "0560", "0670", "0901")  # large, few schools, one school a level, charter


@pytest.mark.parametrize("district", DISTRICTS)
@pytest.mark.parametrize("metric", COUNTED)
def test_the_exhibit_answers_in_every_district_with_a_word_in_every_cell(sample, district, metric):
    made = show.risks(Review.open(sample, district, 2022), metric, "6.4")
    assert repr(made).strip() and made.title
    if made.status == "not computable":
        assert "Until then, ask in the room" in repr(made)
        return
    cells = made.body.frame.to_numpy().ravel()
    assert all(str(cell).strip() and str(cell) != "nan" for cell in cells)


def test_the_exhibit_says_how_often_and_gives_no_verdict(sample):
    made = show.risks(Review.open(sample, "0110", 2022), "6as")
    assert re.search(r"\d\.\d times as often as other students; pooled over schools", made.title)
    assert not re.search(r"disproportion|over-?represent|unfair|bias|fail", repr(made), re.I)


def test_the_exhibit_prints_the_ratio_of_the_store(sample):
    review = Review.open(sample, "0110", 2022)
    rows = review.product("risks").query("metric == '6as' and year == 2022 and group == 'ed'")
    shown = show.risks(review, "6as").body.frame.set_index("Student group")
    row = shown.loc["Economically disadvantaged"]
    assert row["Risk ratio"] == f"{rows['risk_ratio'].iloc[0]:.1f}"
    assert row["Pooled over schools"] == f"{rows['pooled_ratio'].iloc[0]:.1f}"


def test_a_group_too_small_to_compare_shows_no_rate_of_its_own(sample):
    review = Review.open(sample, "0110", 2022)
    shown = show.risks(review, "6as").numbers.frame.set_index("Student group")
    small = shown.loc[shown["In words"].str.startswith("not calculated")]
    assert len(small) and (small["The group"] == "not calculated").all()
