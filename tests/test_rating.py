"""Self-ratings: a reader that answers mistakes with letters, and boxes to tick."""

import csv
import os
from types import SimpleNamespace

import pytest

from rar import places, show
from rar.dimensions import DIMENSIONS
from rar.errors import RarError
from rar.exhibits.ratings import BOX
from rar.numbers.rating import COLUMNS, ratings

FILE = places.templates() / "self_ratings.csv"
GOOD = {
    "metric": "5h", "dimension": "instructional_time_and_attention", "label": "Schedule",
    "key_question": "5.1", "zero": "Never.", "one": "Rarely.", "two": "Often.", "three": "Always.",
}  # fmt: skip


@pytest.fixture
def written(tmp_path):
    def write(*rows: dict):
        file = tmp_path / "self_ratings.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return file

    return write


def letter(file) -> str:
    with pytest.raises(RarError) as answered:
        ratings("instructional_time_and_attention", file)
    return str(answered.value)


def test_every_question_of_policy_alone_has_its_statements():
    found = [rating for d in DIMENSIONS for rating in ratings(d.key, FILE)]
    assert {"1i", "5h", "10f"} <= {rating.id for rating in found}
    for rating in found:
        assert len(set(rating.statements)) == 4
        assert all(statement.endswith(".") for statement in rating.statements)
        assert len(max(rating.statements, key=len).split()) <= 40


def test_a_rating_is_read_with_its_four_statements_in_order(written):
    [rating] = ratings("instructional_time_and_attention", written(GOOD))
    assert (rating.id, rating.question) == ("5h", "5.1")
    assert rating.statements == ("Never.", "Rarely.", "Often.", "Always.")
    assert ratings("school_funding", written(GOOD)) == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"two": " "}, ["column 'two'", "it is empty", "row 2"]),
        ({"dimension": "time"}, ["there is no such dimension", "row 2 'time'"]),
        ({"key_question": "4.2"}, ["has no such key question", "'4.2'", "allowed: 5.1, 5.2"]),
        ({"metric": ""}, ["column 'metric'", "it is empty"]),
    ],
)
def test_a_mistake_is_answered_with_its_row_its_cell_and_what_is_allowed(written, change, told):
    said = letter(written(GOOD | change))
    assert all(words in said for words in ["self_ratings.csv does not fit", *told])


def test_all_mistakes_are_told_at_once_and_a_rating_stands_once(written):
    said = letter(written(GOOD, GOOD | {"label": "", "zero": ""}))
    for words in ("it has a line already", "column 'label'", "column 'zero'", "row 3"):
        assert words in said


def test_a_missing_column_is_named(tmp_path):
    file = tmp_path / "self_ratings.csv"
    file.write_text("metric,dimension,label\n", encoding="utf-8")
    assert "columns are missing: key_question, zero, one, two, three" in letter(file)


def test_an_edited_file_is_read_again(written):
    file = written(GOOD)
    ratings("instructional_time_and_attention", file)
    written(GOOD | {"label": "Another"})
    os.utime(file, (1, 1))
    [rating] = ratings("instructional_time_and_attention", file)
    assert rating.label == "Another"


def review_of(file):
    dimensions = {d.key: d for d in DIMENSIONS}
    return SimpleNamespace(
        dimension=dimensions.__getitem__,
        workspace=SimpleNamespace(template=lambda name: file.with_name(name)),
    )


def test_each_statement_stands_beside_an_empty_box_and_nothing_is_ticked(written):
    shown = show.self_ratings(review_of(written(GOOD)), "instructional_time_and_attention")
    html = shown._repr_html_()
    assert html.count(BOX) == 4 and "☑" not in html
    assert all(GOOD[step] in html and GOOD[step] in repr(shown) for step in COLUMNS[4:])


def test_a_dimension_without_ratings_says_so(written):
    shown = show.self_ratings(review_of(written(GOOD)), "school_funding")
    assert repr(shown) == "School Funding has no self-rating."
