"""Findings: plain sentences with both numbers, and no verdict where few stand behind them."""

import pandas as pd
import pytest

from rar import places
from rar.dimensions import METRICS
from rar.errors import RarError
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.compare import COLUMNS
from rar.numbers.findings import CHECK, find, heading, stand_out
from rar.numbers.patterns.certainty import DESCRIPTION_ONLY, NO_PATTERN, ONE_YEAR, PATTERN
from rar.numbers.patterns.judge import KEY

BENCHMARKS = Benchmarks.read(places.templates() / "benchmarks.csv")


def found(*rows: dict, **more: pd.DataFrame) -> pd.DataFrame:
    base = {
        "district_id": "01",
        "year": 2022,
        "level": "elementary",
        "schools": 13,
        "schools_total": 13,
        "focus_schools": 4,
        "reference_schools": 3,
        "focus_n": 100.0,
        "reference_n": 120.0,
        "status": "computed",
        "reason": "",
        "certainty": PATTERN,
        "why": "because",
        "same_sign_years": 3,
        "years_known": 3,
    }
    frame = pd.DataFrame([base | row for row in rows]).reindex(
        columns=list(dict.fromkeys([*COLUMNS, *base]))
    )
    frame["gap"] = frame["gap"].fillna(frame["focus_value"] - frame["reference_value"])
    tests = frame[[*KEY, "certainty", "why", "same_sign_years", "years_known"]]
    return find(frame[COLUMNS], METRICS, BENCHMARKS, tests=tests, **more)


NOVICE = {
    "metric": "2a",
    "kind": "need",
    "focus": "highest",
    "reference": "lowest",
    "focus_value": 0.28,
    "reference_value": 0.14,
}


CHRONIC = {
    "metric": "6d",
    "kind": "group",
    "level": "all",
    "focus": "ed",
    "reference": "rest",
    "focus_value": 0.22,
    "reference_value": 0.07,
    "between": -0.006,
    "within": 0.156,
}
INVERSE = {
    "metric": "1a",
    "kind": "slope",
    "gap": -310.0,
    "focus_value": 12_000.0,
    "reason": "inverse",
    "focus": "ten more points of need",
}


def test_a_finding_names_who_is_compared_with_whom_both_numbers_years_and_certainty():
    assert found(NOVICE)["sentence"].iloc[0] == (
        "In the quarter of elementary schools with the greatest need 28% of teachers are novices; "
        "in the quarter with the least need 14% (4 and 3 schools, difference +14 points; same "
        "direction in 3 of 3 years: a pattern)."
    )


def test_what_cannot_be_told_from_chance_is_no_distinguishable_pattern():
    row = {**NOVICE, "certainty": NO_PATTERN, "same_sign_years": 1, "years_known": 1}
    assert (
        found(row)["sentence"]
        .iloc[0]
        .endswith("(4 and 3 schools, difference +14 points; one year: no distinguishable pattern).")
    )


def test_what_is_described_alone_says_so_and_nothing_of_years():
    made = found({**NOVICE, "certainty": DESCRIPTION_ONLY})["sentence"].iloc[0]
    assert made.endswith("difference +14 points; description only).")


def test_without_tests_every_finding_is_described_alone():
    row = {"district_id": "01", "year": 2022, "level": "high", "gap": 0.14, "schools": 13}
    sides = {"focus_schools": 4, "reference_schools": 3, "focus_n": 9.0, "reference_n": 9.0}
    frame = pd.DataFrame([NOVICE | row | sides]).reindex(columns=COLUMNS)
    assert find(frame, METRICS, BENCHMARKS)["certainty"].tolist() == [DESCRIPTION_ONLY]


def test_a_student_group_finding_says_where_the_gap_lies():
    assert found(CHRONIC)["sentence"].iloc[0] == (
        "22% of economically disadvantaged students are chronically absent; among other "
        "students 7% (100 and 120 students, difference +15 points: +16 points inside schools, "
        "−0.6 points between schools; most of it inside schools: how students are assigned or "
        "treated in the same school; same direction in 3 of 3 years: a pattern inside schools)."
    )


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"between": 0.14, "within": 0.01}, "most of it between schools: which schools have what"),
        ({"between": 0.14, "within": 0.01, "between_levels": 0.1}, "spread otherwise over"),
        ({"between": 0.074, "within": 0.0745, "between_levels": 0.01}, "partly inside schools"),
    ],
)
def test_the_lever_is_named_by_the_largest_part_of_a_gap(parts, words):
    assert words in found({**CHRONIC, **parts})["sentence"].iloc[0]


def test_a_small_gap_names_no_lever():
    made = found({**CHRONIC, "focus_value": 0.09, "within": 0.02, "between": 0.0})
    assert "most of it" not in made["sentence"].iloc[0]


def test_an_inverse_relation_is_told_in_dollars_and_without_a_verdict():
    made = found(INVERSE)
    assert made["title"].iloc[0] == (
        "Elementary schools with greater need spend less: about $310 per student for each 10 "
        "points of need (spending per student, all funds)"
    )
    of = "(spending per student, all funds; 13 schools; same direction in 3 of 3 years: a pattern)"
    assert made["sentence"].iloc[0].endswith(f"{of}.")


def test_a_line_through_too_few_schools_is_not_called_more_or_less():
    made = found({**INVERSE, "certainty": DESCRIPTION_ONLY, "schools": 7})
    assert made["title"].iloc[0].startswith("Too few elementary schools to say whether")


def test_a_slope_of_one_percent_of_the_mean_is_worth_discussing():
    assert found({**INVERSE, "gap": -120.0})["size"].tolist() == [1.0]


def test_patterns_stand_out_before_larger_differences_that_are_none():
    other = {**NOVICE, "metric": "9a", "focus_value": 0.9, "certainty": NO_PATTERN}
    made = stand_out(found(NOVICE, other))
    assert made["metric"].tolist() == ["2a", "9a"]
    assert heading(made) == "One pattern stands out; another difference is large"


def test_with_three_patterns_nothing_else_stands_out():
    three = [{**NOVICE, "metric": metric} for metric in ("2a", "4a", "9a")]
    made = stand_out(found(*three, {**NOVICE, "metric": "6d", "certainty": NO_PATTERN}))
    assert made["certainty"].eq(PATTERN).all() and heading(made) == "Three patterns stand out"


def test_a_heading_never_makes_more_of_differences_than_they_are():
    unsure = {**NOVICE, "certainty": NO_PATTERN}
    assert heading(stand_out(found(unsure))) == (
        "No pattern can be told from chance; these differences are the largest"
    )
    once = {**unsure, "why": ONE_YEAR}
    assert heading(stand_out(found(once))).startswith("One year cannot show a pattern")
    few = {**NOVICE, "certainty": DESCRIPTION_ONLY}
    assert heading(stand_out(found(few))) == (
        "Too few schools to tell a pattern from chance; these differences are the largest"
    )
    small = found({**NOVICE, "focus_value": 0.15})
    assert stand_out(small).empty
    assert heading(stand_out(small)).startswith("No difference inside this district")


def test_a_difference_from_the_state_is_described_and_does_not_stand_out():
    row = {**NOVICE, "kind": "state", "focus": "district", "reference": "state"}
    made = found({**row, "certainty": ""})
    assert made["certainty"].tolist() == [DESCRIPTION_ONLY] and stand_out(made).empty


def test_rank_goes_by_band_of_size_then_certainty_then_students_touched():
    unsure, few = {"certainty": NO_PATTERN}, {"focus_n": 90.0}
    made = found(
        {**NOVICE, "metric": "2c", "focus_value": 0.20},
        {**NOVICE, "metric": "2d", "focus_value": 0.30, **unsure},
        {**NOVICE, "metric": "2e", "focus_value": 0.50, **few},
        {**NOVICE, "metric": "2h", "focus_value": 0.30},
        {**NOVICE, "metric": "2f", "focus_value": 0.15},
    )
    assert made.sort_values("rank")["metric"].tolist() == ["2h", "2e", "2d", "2c", "2f"]


def test_students_touched_are_those_of_the_schools_concerned():
    schools = pd.DataFrame(
        [("a", "elementary", "highest", 300.0), ("b", "elementary", "lowest", 400.0),
         ("c", "high", "", 900.0)],
        columns=["school_id", "level", "need_group", "enrollment"],
    ).assign(district_id="01", year=2022)  # fmt: skip
    state = {**NOVICE, "kind": "state", "level": "all", "focus": "district"}
    made = found(NOVICE, INVERSE, CHRONIC, state, schools=schools).set_index("kind")
    assert made["people_touched"].to_dict() == {
        "need": 300, "slope": 700, "group": 100, "state": 1600,
    }  # fmt: skip


def test_a_doubtful_value_in_a_comparison_is_named_with_it():
    schools = pd.DataFrame(
        {"school_id": ["a", "b"], "level": ["elementary", "high"], "need_group": "",
         "enrollment": 9.0, "district_id": "01", "year": 2022}
    )  # fmt: skip
    doubts = pd.DataFrame(
        [("a", "2a", "School A reports 80 teachers."), ("b", "2a", "School B reports 90."),
         ("", "6d", "The whole district reports 0.")],
        columns=["school_id", "metric", "sentence"],
    ).assign(district_id="01", year=2022, group="all")  # fmt: skip
    made = found(NOVICE, CHRONIC, INVERSE, schools=schools, doubts=doubts).set_index("metric")
    assert made["doubts"].to_dict() == {
        "1a": "",
        "2a": f"{CHECK}School A reports 80 teachers.",
        "6d": f"{CHECK}The whole district reports 0.",
    }


def test_the_other_definitions_of_need_are_told_beside_their_finding():
    said = pd.DataFrame(
        [("01", 2022, "2a", "need", "elementary", "The direction is the same.")],
        columns=["district_id", "year", "metric", "kind", "level", "said"],
    )
    made = found(NOVICE, CHRONIC, sensitivity=said)
    assert made["sensitivity"].tolist() == ["The direction is the same.", ""]


def test_one_finding_of_a_dimension_stands_out_the_largest():
    made = found(NOVICE, {**NOVICE, "metric": "2d", "focus_value": 0.5})
    assert stand_out(made)["metric"].tolist() == ["2d"]


def test_a_benchmark_without_a_number_is_answered_with_its_line(tmp_path):
    file = tmp_path / "benchmarks.csv"
    file.write_text(
        "applies_to,kind,value,unit,from_year,source,note\nshare,practical,five,share,2015,us,\n"
    )
    with pytest.raises(RarError, match="row 2 'five'"):
        Benchmarks.read(file)


def test_a_group_difference_that_rests_on_few_events_does_not_stand_out():
    row = {
        "metric": "6g",
        "kind": "group",
        "level": "all",
        "focus": "ed",
        "reference": "rest",
        "focus_value": 3.0,
        "reference_value": 0.3,
        "focus_n": 100.0,
        "reference_n": 1000.0,
    }
    assert not len(stand_out(found(row)))
    assert len(stand_out(found({**row, "focus_n": 1000.0})))


def test_a_group_that_fares_better_than_others_is_told_but_does_not_stand_out():
    row = {
        "metric": "4b",
        "kind": "group",
        "level": "all",
        "focus": "as",
        "reference": "rest",
        "focus_value": 0.6,
        "reference_value": 0.3,
        "focus_n": 500.0,
        "reference_n": 900.0,
    }
    made = found(row)
    assert made["sentence"].iloc[0].startswith("60% of Asian students take Advanced Placement")
    assert not len(stand_out(made))
