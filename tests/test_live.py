"""The trainer's cell: a choice changes picture and sentence; missing data stops nothing."""

import pytest

from rar import live, show
from rar.dimensions import DIMENSIONS
from rar.review import Review


@pytest.fixture(scope="module")
def review(sample):
    return Review.open(sample, "0110", 2022)


def test_the_first_picture_is_there_before_anything_is_chosen(review):
    explorer = live.explore(review, "teaching_quality_and_diversity")
    assert "novices" in explorer.result.value
    assert "rar-result" in explorer.result._dom_classes


def test_each_choice_changes_the_sentence(review):
    explorer = live.explore(review, "positive_and_inviting_school_climate")
    seen = [explorer.result.value]
    for choice, value in (
        (explorer.grouping, "Student groups"),
        (explorer.measure, "6a"),
        (explorer.grouping, "Years"),
        (explorer.grouping, "Schools, listed"),
        (explorer.year, 2019),
    ):
        choice.value = value
        assert explorer.result.value != seen[-1]
        seen.append(explorer.result.value)


def test_the_live_picture_is_the_one_the_page_prints(review):
    explorer = live.explore(review, "school_funding")
    explorer.grouping.value = "Schools over need"
    assert explorer.exhibit()._repr_html_() == show.dots(review, "1a")._repr_html_()


def test_another_year_shows_that_year(review):
    explorer = live.explore(review, "school_funding")
    explorer.grouping.value, explorer.year.value = "Schools, listed", 2018
    shown = explorer.exhibit().numbers.frame
    other = show.schools(Review.open(review.workspace.folder, "0110", 2018), "1a").numbers.frame
    assert shown.equals(other)


@pytest.mark.parametrize("district", ["0670", "0901"])
def test_no_choice_fails_where_data_is_missing(sample, district):
    explorer = live.explore(Review.open(sample, district, 2022))
    for metric in (dimension.lead.id for dimension in DIMENSIONS):
        explorer.measure.value = metric
        for grouping in live.GROUPINGS:
            explorer.grouping.value = grouping
            assert explorer.result.value


def test_every_control_has_a_label_a_screen_reader_can_say(review):
    explorer = live.explore(review, "school_funding")
    for control in (explorer.measure, explorer.grouping, explorer.year):
        assert control.description
    assert 'role="status"' in explorer.result.value
