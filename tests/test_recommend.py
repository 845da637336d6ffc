"""Options: offered for every measure a finding can be about, by possible cause, never as orders."""

import csv
import re

import pytest

from rar import places, show
from rar.dimensions import DIMENSIONS, METRICS
from rar.errors import RarError
from rar.exhibits.options import INTRO, NOTHING, answerable
from rar.packet.book import status
from rar.recommend import CAUSE_TYPES, COLUMNS, FILE, LEAST, Recommendations
from rar.review import Review
from tests.conftest import ROOT

OURS = Recommendations.read(places.templates() / FILE)
FLAGGABLE = [metric.id for metric in METRICS.values() if metric.better != "none"]
GOOD = {"metric": "2a", "cause": "A cause", "cause_type": "school", "option": "Schools could do it",
        "evidence": "2a 2f; in 90 days it is seen", "source": "ours"}  # fmt: skip


@pytest.mark.parametrize("metric", FLAGGABLE)
def test_every_measure_a_finding_can_be_about_has_two_options_or_more(metric):
    assert len(OURS.options(metric)) >= LEAST


def test_no_row_names_a_measure_that_is_not_there():
    assert {m for row in OURS.rows for m in (*row.metrics, *row.watch)} <= set(METRICS)


def test_options_are_offered_and_say_what_would_be_seen_in_90_days():
    for row in OURS.rows:
        assert re.search(r"\bcould\b", row.option), row.option
        assert not re.search(r"\b(must|should|shall|have to)\b", row.option), row.option
        assert row.evidence.startswith("in 90 days"), row.evidence
        assert row.source


def test_every_type_of_cause_is_used():
    assert {row.cause_type for row in OURS.rows} == set(CAUSE_TYPES)


def write(tmp_path, *rows: dict):
    file = tmp_path / FILE
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"metric": "2z"}, "'2z'"),
        ({"metric": "4ax"}, "did you mean"),
        ({"evidence": "2zz; in 90 days it is seen"}, "'2zz'"),
        ({"cause_type": "scool"}, "did you mean 'school'"),
        ({"option": ""}, "this is empty"),
        ({"evidence": "it is seen"}, "semicolon"),
    ],
)
def test_a_line_that_cannot_be_used_is_answered_with_a_letter(tmp_path, wrong, told):
    file = write(tmp_path, GOOD, GOOD | wrong)
    with pytest.raises(RarError) as letter:
        Recommendations.read(file)
    assert told in str(letter.value)
    assert "row 3" in str(letter.value)


def test_a_row_may_answer_several_measures(tmp_path):
    made = Recommendations.read(write(tmp_path, GOOD | {"metric": "2a 2b"}))
    assert made.options("2b") == made.options("2a")
    assert made.options("2c") == []


@pytest.mark.parametrize("dimension", [d.key for d in DIMENSIONS])
def test_the_exhibit_opens_with_whose_the_cause_is_to_say(dimension):
    review = Review.open(ROOT / "data_samples", "0110", 2022)
    shown = repr(show.options(review, dimension))
    assert shown.startswith((INTRO, NOTHING))
    if not answerable(review, dimension).empty:
        assert shown.startswith(INTRO)
        assert answerable(review, dimension)["title"].iloc[0] in shown


def test_the_workbook_has_the_options_of_the_findings_that_stand_out():
    review = Review.open(ROOT / "data_samples", "0110", 2022)
    rows = status.options(review).rows
    assert rows
    assert {row[1] for row in rows} <= set(FLAGGABLE)
