"""Metrics: two counts a school, with the reason where one is absent."""

import doctest
import importlib
import pkgutil

import pandas as pd
import pytest

import rar.dimensions
from rar.dimensions import DIMENSIONS, METRICS
from rar.numbers.caveats import CAVEATS
from rar.numbers.metric import (
    Metric,
    format_gap,
    format_value,
    metric,
    people_behind,
    ratio,
    weighted,
)


def table(**columns) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    for name in columns:
        frame[f"absent:{name}"] = frame[name].isna().map({True: "missing", False: ""})
    return frame


def test_a_zero_count_is_a_value_and_not_an_absence():
    made = ratio(table(novice=[0.0], teachers=[12.0]), "novice", "teachers")
    assert made.iloc[0].tolist() == [0.0, 12.0, ""]


def test_a_denominator_of_zero_is_not_applicable_because_there_was_no_one_to_count():
    made = ratio(table(novice=[0.0], teachers=[0.0]), "novice", "teachers")
    assert made["reason"].tolist() == ["not applicable"]


def test_where_two_fields_are_absent_the_graver_reason_is_told():
    frame = table(novice=[None], teachers=[None])
    frame["absent:novice"] = "missing"
    frame["absent:teachers"] = "suppressed"
    assert ratio(frame, "novice", "teachers")["reason"].tolist() == ["suppressed"]


def test_a_share_is_weighted_by_people_and_never_averaged_over_schools():
    made = weighted(table(share=[0.1, 0.3]), "share", pd.Series([300.0, 100.0]))
    pooled = made["numerator"].sum() / made["denominator"].sum()
    assert pooled == pytest.approx(0.15)


def test_two_of_eleven_percent_means_eighteen_teachers_were_counted():
    _, among = people_behind(pd.Series([2.0]), pd.Series([0.111]), pd.Series([32.0]))
    assert among.tolist() == [18.0]


def test_a_metric_that_names_an_unknown_field_is_refused_at_import():
    with pytest.raises(TypeError, match="teachers.novize"):

        @metric("9z", "x", "share", "lower", "1.1", "{value}", needs=("teachers.novize",))
        def wrong(teachers):
            """Nothing."""


def test_a_metric_that_reads_an_unknown_table_is_refused_at_import():
    with pytest.raises(TypeError, match="no table 'teacher'"):

        @metric("9z", "x", "share", "lower", "1.1", "{value}", needs=())
        def wrong(teacher):
            """Nothing."""


@pytest.mark.parametrize("one", METRICS.values(), ids=lambda m: m.id)
def test_every_metric_has_its_facts(one: Metric):
    assert one.summary.endswith(".") or one.summary[-1].isalpha()
    assert "{value}" in one.says and one.label and one.holder and one.source
    assert one.caveat == "" or one.caveat in CAVEATS
    questions = next(d for d in DIMENSIONS if one in d.metrics).key_questions
    assert one.question in questions


def test_there_are_ten_dimensions_in_order_and_no_metric_stands_in_two():
    assert [d.number for d in DIMENSIONS] == list(range(1, 11))
    assert len(METRICS) == sum(len(d.metrics) for d in DIMENSIONS)


def test_doctest_finds_the_examples_of_metrics_behind_their_decorator():
    finder, examples = doctest.DocTestFinder(), 0
    for found in pkgutil.walk_packages(rar.dimensions.__path__, "rar.dimensions."):
        module = importlib.import_module(found.name)
        examples += sum(bool(test.examples) for test in finder.find(module))
    assert examples >= 25


@pytest.mark.parametrize(
    ("unit", "value", "shown"),
    [
        ("share", 0.284, "28%"),
        ("share", 0.0312, "3%"),
        ("share", 0.0031, "0.3%"),
        ("share", 0.0, "0%"),
        ("dollars", 12058.4, "$12,058"),
        ("students", 14.25, "14.2"),
        ("students", 416.7, "417"),
        ("index", 0.257, "0.26"),
        ("share", None, ""),
    ],
)
def test_a_value_is_printed_with_its_unit(unit, value, shown):
    assert format_value(unit, value) == shown


def test_a_gap_is_printed_with_its_sign_and_in_points_for_shares():
    assert format_gap("share", -0.071) == "−7 points"
    assert format_gap("share", 0.0099) == "+1 point"
    assert format_gap("share", 0.0001) == "no difference"
    assert format_gap("dollars", 650.0) == "+$650"
