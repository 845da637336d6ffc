"""What is filled in: record, self-rating and meeting, whose answers stand under known keys."""

from pathlib import Path

import openpyxl
import pytest
from a_packet import workspace_of
from a_workbook import load, rows, tables
from openpyxl.utils.cell import range_boundaries

from rar import Review
from rar.exhibits.options import of as options_of
from rar.packet.priorities import priorities
from rar.packet.workbook import write_workbook
from rar.record.fields import CALENDAR, CHOICE, DATE, FIELDS, MORE, OPEN_CHOICE, choices

SECTIONS = ("finding", "cause", "barrier", "action")
LABELS = {field.label: field for field in FIELDS}


@pytest.fixture(scope="module")
def review(sample: Path) -> Review:
    return Review.open(workspace_of(sample), "0110", 2022)


@pytest.fixture(scope="module")
def book(review, tmp_path_factory) -> openpyxl.Workbook:
    made = tmp_path_factory.mktemp("book") / "workbook.xlsx"
    write_workbook(review, made)
    return load(made)


def rule_of(sheet, cell: str):
    """The data validation of a cell; None for none."""
    column, row, *_ = range_boundaries(cell)
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            if area.min_col <= column <= area.max_col and area.min_row <= row <= area.max_row:
                return rule
    return None


def listed(book, rule) -> list[str]:
    """The words of a drop-down list."""
    sheet, area = rule.formula1.split("!")
    return [cell.value for (cell,) in book[sheet.strip("'")][area.replace("$", "")]]


def answers(book, name: str):
    """Every cell that takes an answer in a form's tables, with its field."""
    sheet = book[name]
    for table in tables(sheet):
        header = [cell.value for cell in table[0]]
        assert header[0] == "Key"
        for row in table[1:]:
            for label, cell in zip(header, row, strict=True):
                if label in LABELS:
                    yield LABELS[label], row[0].value, cell


def test_the_record_has_a_row_for_each_finding_of_the_meeting_and_some_for_others(book, review):
    found = rows(book["Record"])
    first = priorities(review)
    assert [row["Key"] for row in found] == [*first["code"], *MORE]
    for row, finding in zip(found, first.itertuples(), strict=False):
        assert finding.sentence in row["Finding"]
    wanted = [field.label for section in SECTIONS for field in FIELDS if field.section == section]
    assert [name for name in found[0] if name in LABELS] == wanted


def test_every_place_to_write_is_empty_unlocked_and_bordered(book):
    for name in ("Record", "Self-rating", "Meeting"):
        cells = list(answers(book, name))
        assert cells
        for _, _, cell in cells:
            assert cell.value is None
            assert not cell.protection.locked
            assert cell.border.left.style == "medium"


def test_every_choice_has_its_drop_down_list_and_open_ones_take_other_words(book, review):
    lists = choices(review.workspace.template("choices.csv"))
    for name in ("Record", "Self-rating", "Meeting"):
        for field, item, cell in answers(book, name):
            rule = rule_of(book[name], cell.coordinate)
            if field.kind not in (CHOICE, OPEN_CHOICE):
                assert rule is None or rule.type != "list"
                continue
            assert rule.type == "list"
            found = listed(book, rule)
            assert found[-len(lists[field.choices]) :] == list(lists[field.choices]), (item, field)
            assert bool(rule.showErrorMessage) == (field.kind == CHOICE)


def test_the_causes_of_a_finding_begin_with_those_that_fit_its_measure(book, review):
    causes = {item: cell for field, item, cell in answers(book, "Record") if field.key == "cause"}
    for finding in priorities(review).itertuples():
        found = listed(book, rule_of(book["Record"], causes[finding.code].coordinate))
        fitting = dict.fromkeys(option.cause for option in options_of(review, finding.metric))
        assert found[: len(fitting)] == list(fitting)


def test_dates_are_dates_and_dollars_are_not_below_zero(book):
    for name in ("Record", "Meeting"):
        for field, _, cell in answers(book, name):
            if field.kind == DATE:
                assert rule_of(book[name], cell.coordinate).type == "date"
                assert cell.number_format == "yyyy-mm-dd"
            if field.kind == "dollars":
                rule = rule_of(book[name], cell.coordinate)
                assert (rule.type, rule.operator, rule.formula1) == (
                    "decimal", "greaterThanOrEqual", "0"
                )  # fmt: skip


def test_every_dimension_is_rated_before_the_numbers_and_every_practice_with_its_steps(book):
    beliefs, practice = rows(book["Self-rating"]), rows(book["Self-rating"], 1)
    assert [row["Key"] for row in beliefs] == [f"d{n}" for n in range(1, 11)]
    assert all(row["Its question"] for row in beliefs)
    assert {"1i", "2j"} <= {row["Key"] for row in practice}
    assert all(row[step] for row in practice for step in "0123")


def test_the_meeting_and_its_calendar_are_asked_for(book):
    assert rows(book["Meeting"])[0]["Key"] == "meeting"
    assert [row["Key"] for row in rows(book["Meeting"], 1)] == list(CALENDAR)
    asked = {field.key for field, _, _ in answers(book, "Meeting")}
    assert {"date", "present", "day", "who", "what", "open"} <= asked
