"""The next packet begins with what was agreed, and what the numbers did since."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from a_packet import workspace_of

from rar import Review, show
from rar.record.last_time import NOT_TIED, TWO_COPIES, last_time, since
from rar.record.table import ANSWERS, COLUMNS, FOLDER, actions

CODE = "2a.need.elementary.highest"


def answers(*rows: dict) -> pd.DataFrame:
    """Answers of district 0110 about 2021 unless a row says otherwise."""
    usual = {"district_id": "0110", "year": "2021", "section": "action", "item": CODE,
             "about": "Novice teachers", "file": "a.docx", "sha256": "a"}  # fmt: skip
    return pd.DataFrame([usual | row for row in rows]).reindex(columns=COLUMNS, fill_value="")


@pytest.fixture
def workspace(sample, tmp_path) -> Path:
    """The sample with a record of its own; the store is the one made once for all tests."""
    place = tmp_path / "ws"
    shutil.copytree(workspace_of(sample), place, ignore=shutil.ignore_patterns("packets"))
    return place


def kept(workspace: Path, frame: pd.DataFrame) -> Review:
    (workspace / FOLDER).mkdir(exist_ok=True)
    frame.to_csv(workspace / FOLDER / ANSWERS, index=False, encoding="utf-8-sig")
    return Review.open(workspace, "0110", 2022)


def test_without_a_record_the_page_says_that_there_is_none(sample):
    review = Review.open(workspace_of(sample), "0110", 2022)
    assert last_time(review) == []
    assert "No record of an earlier meeting" in show.last_time(review)._repr_html_()


def test_each_action_stands_with_its_number_of_then_and_of_now(workspace):
    review = kept(workspace, answers(
        {"field": "action", "value": "Mentors for new teachers"},
        {"field": "owner", "value": "J. Ortiz <b>"}, {"field": "status", "value": "under way"},
    ))  # fmt: skip
    [plan] = last_time(review)
    assert (plan["action"], plan["owner"]) == ("Mentors for new teachers", "J. Ortiz <b>")
    frame = review.comparisons
    mask = (frame[["metric", "kind", "level"]] == ["2a", "need", "elementary"]).all(axis=1)
    gaps = frame[mask].set_index("year")["gap"]
    points = {year: f"{100 * abs(gaps[year]):.0f} point" for year in (2021, 2022)}
    assert plan["numbers"].startswith("2021: ")
    then, now = plan["numbers"].split(" 2022: ")
    assert points[2021] in then
    assert points[2022] in now
    html = show.last_time(review)._repr_html_()
    assert "J. Ortiz &lt;b&gt;" in html
    assert "A number can move by chance" in html


def test_two_copies_that_differ_are_both_shown(workspace):
    review = kept(workspace, answers(
        {"field": "owner", "value": "A", "conflict": "yes"},
        {"field": "owner", "value": "B", "conflict": "yes", "file": "b.docx", "sha256": "b"},
    ))  # fmt: skip
    plans = last_time(review)
    assert [plan["owner"] for plan in plans] == ["A", "B"]
    assert all(plan["copies"] == TWO_COPIES for plan in plans)


def test_two_copies_that_agree_are_one_plan():
    frame = answers({"field": "owner", "value": "A"},
                    {"field": "owner", "value": "A", "file": "b.docx", "sha256": "b"})  # fmt: skip
    assert len(actions(frame)) == 1


def test_only_the_latest_meeting_counts_and_none_of_later_years_or_other_districts(workspace):
    review = kept(workspace, answers(
        {"field": "action", "value": "old", "year": "2019"},
        {"field": "action", "value": "latest"},
        {"field": "action", "value": "later", "year": "2023"},
        {"field": "action", "value": "other", "district_id": "0120", "year": "2022"},
    ))  # fmt: skip
    assert [plan["action"] for plan in last_time(review)] == ["latest"]


def test_an_action_about_no_finding_says_that_no_number_is_tied_to_it(sample):
    review = Review.open(workspace_of(sample), "0110", 2022)
    assert since(review, "more1", 2021) == NOT_TIED
    assert since(review, CODE, 2022).startswith("No newer numbers yet. 2022: ")
    assert "no number" in since(review, "2a.need.elementary.higher", 2021)


def test_the_record_of_a_meeting_does_not_make_the_store_anew(workspace):
    before = Review.open(workspace, "0110", 2022).store.folder
    assert kept(workspace, answers({"field": "action", "value": "x"})).store.folder == before
