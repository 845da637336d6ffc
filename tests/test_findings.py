"""Findings: plain sentences with both numbers, and no verdict where few stand behind them."""

import pandas as pd
import pytest

from rar import places
from rar.dimensions import METRICS
from rar.errors import RarError
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.compare import COLUMNS
from rar.numbers.findings import DESCRIPTION_ONLY, SMALL, TO_DISCUSS, find, stand_out
from rar.numbers.need import SmallNumbers

BENCHMARKS = Benchmarks.read(places.templates() / "benchmarks.csv")


def found(*rows: dict) -> pd.DataFrame:
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
    }
    frame = pd.DataFrame([base | row for row in rows]).reindex(columns=COLUMNS)
    frame["gap"] = frame["gap"].fillna(frame["focus_value"] - frame["reference_value"])
    return find(frame, METRICS, BENCHMARKS, SmallNumbers())


NOVICE = {
    "metric": "2a",
    "kind": "need",
    "focus": "highest",
    "reference": "lowest",
    "focus_value": 0.28,
    "reference_value": 0.14,
}


def test_a_finding_names_who_is_compared_with_whom_and_both_numbers():
    assert found(NOVICE)["sentence"].iloc[0] == (
        "In the quarter of elementary schools with the greatest need 28% of teachers are novices; "
        "in the quarter with the least need 14% (4 and 3 schools, difference +14 points)."
    )


def test_a_student_group_finding_says_where_the_gap_lies():
    row = {
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
    assert found(row)["sentence"].iloc[0] == (
        "22% of economically disadvantaged students are chronically absent; among other "
        "students 7% (difference +15 points: +16 points inside schools, −0.6 points between "
        "schools)."
    )


def test_an_inverse_relation_is_told_in_dollars_and_without_a_verdict():
    row = {
        "metric": "1a",
        "kind": "slope",
        "gap": -310.0,
        "focus_value": 12_000.0,
        "reason": "inverse",
        "focus": "ten more points of need",
    }
    assert found(row)["title"].iloc[0] == (
        "Elementary schools with greater need spend less: about $310 per student for each 10 "
        "points of need (spending per student, all funds)"
    )


def test_six_schools_are_described_and_do_not_stand_out():
    made = found({**NOVICE, "schools": 6, "schools_total": 6})
    assert made["certainty"].iloc[0] == DESCRIPTION_ONLY
    assert not len(stand_out(made))


def test_a_gap_above_the_practical_threshold_stands_out_and_one_below_does_not():
    made = found(NOVICE, {**NOVICE, "metric": "2c", "focus_value": 0.15})
    assert made["certainty"].tolist() == [TO_DISCUSS, SMALL]
    assert stand_out(made)["metric"].tolist() == ["2a"]


def test_two_schools_on_one_side_are_described_and_do_not_stand_out():
    assert found({**NOVICE, "reference_schools": 2})["certainty"].tolist() == [DESCRIPTION_ONLY]


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
