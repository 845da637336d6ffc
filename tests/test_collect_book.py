"""A workbook is read by the words of its headers, whatever people did to rows and columns."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from a_form import (
    CODE,
    OTHER,
    blank,
    collect,
    distinct,
    keys,
    workbook,
    workspace_with_forms,
)
from openpyxl.comments import Comment

SAID = {f"{CODE}:why": "habit", f"{OTHER}:owner": "Bob", f"{OTHER}:cost": "90"}


@pytest.fixture
def workspace(sample: Path) -> Path:
    return workspace_with_forms(sample)


@pytest.fixture
def book(workspace, tmp_path):
    """A workbook with SAID in it, open."""
    return openpyxl.load_workbook(workbook(tmp_path / "filled.xlsx", SAID))


@pytest.fixture
def read(workspace, tmp_path, book):
    """Save the workbook as it is now, and collect it."""

    def saved():
        book.save(tmp_path / "filled.xlsx")
        return collect(workspace, tmp_path / "filled.xlsx")

    return saved


def column_of(sheet, header: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == header)


def test_answers_are_found_after_columns_were_moved_and_added(book, read):
    sheet = book["Record"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for row, values in enumerate(rows, start=1):
        moved = ["Note" if row == 1 else None, *reversed(values)]
        for column, value in enumerate(moved, start=1):
            sheet.cell(row, column).value = value
    found = read()
    assert found.values() == SAID
    assert found.outside() == [("elsewhere", "Record", "Note")]


def test_answers_are_found_after_rows_were_sorted_hidden_and_pushed_down(book, read):
    sheet = book["Record"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for row, values in enumerate([rows[0], *reversed(rows[1:])], start=1):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value
    sheet.insert_rows(1, 3)
    sheet["A1"] = "Our own heading"
    sheet.row_dimensions[6].hidden = True
    found = read()
    assert found.values() == SAID
    assert found.outside() == [("elsewhere", "Record", "Our own heading")]


def test_answers_are_found_on_a_sheet_that_was_renamed_and_moved(book, read):
    book["Record"].title = "Our record"
    book.move_sheet("Our record", offset=-2)
    found = read()
    assert found.values() == SAID and found.outside() == []


def test_a_row_that_somebody_added_is_read_under_its_number(book, read):
    sheet = book["Record"]
    sheet.cell(5, 2).value = "Buses"
    sheet.cell(5, column_of(sheet, "Action")).value = "Two more buses"
    sheet.cell(7, column_of(sheet, "Owner")).value = "Cem"
    found = read()
    assert found.values() == SAID | {"row 5:action": "Two more buses", "row 7:owner": "Cem"}
    row = found.answers[found.answers["item"] == "row 5"].iloc[0]
    assert row["about"] == "Buses"
    assert found.outside() == [("elsewhere", "Record", "Buses")]


def test_two_peoples_added_rows_are_not_answers_to_one_question(workspace, tmp_path):
    for name in ("Ada", "Bob"):
        book = openpyxl.load_workbook(workbook(tmp_path / f"{name}.xlsx"))
        book["Record"].cell(5, column_of(book["Record"], "Action")).value = name
        book.save(tmp_path / f"{name}.xlsx")
    found = collect(workspace, tmp_path / "Ada.xlsx", tmp_path / "Bob.xlsx").answers
    assert list(found["value"]) == ["Ada", "Bob"] and set(found["conflict"]) == {""}


def test_a_sheet_that_somebody_added_is_kept_by_its_cells(book, read):
    sheet = book.create_sheet("Bus times")
    sheet.append(["Route", "Minutes"])
    sheet.append(["North", 35])
    found = read()
    assert found.values() == SAID
    assert found.outside() == [
        ("elsewhere", "Bus times", "Route\tMinutes"), ("elsewhere", "Bus times", "North\t35"),
    ]  # fmt: skip
    assert found.answers.iloc[-1]["place"] == "sheet Bus times, cells A2:B2"


def test_a_printed_number_that_was_changed_is_told_and_kept(book, read):
    book["1 School Funding"]["C2"] = 0.2
    found = read()
    assert "sheet 1 School Funding, cell C2: '0.2' (instead of 0.1234567)" in found.text
    assert found.outside() == [("elsewhere", "1 School Funding", "0.2")]
    row = found.answers.iloc[-1]
    assert row["label"] == "Instead of 0.1234567" and row["about"] == "0110001, North"


def test_a_formula_that_was_overwritten_is_told_and_one_that_computes_anew_is_not(book, read):
    assert read().outside() == []  # a save by openpyxl has no computed values any more
    book["1 School Funding"]["C4"] = 7
    found = read()
    assert found.outside() == [("elsewhere", "1 School Funding", "7")]


def test_a_printed_row_that_was_taken_out_is_told(book, read):
    book["1 School Funding"].delete_rows(3)
    assert "sheet 1 School Funding: 3 printed texts are not there any more" in read().text


def test_dates_and_numbers_are_text_as_they_were_written(book, read):
    sheet = book["Record"]
    for row, value in enumerate(
        (datetime(2022, 9, 1), "mid October", datetime(2022, 9, 1, 14, 30)), start=2
    ):
        sheet.cell(row, column_of(sheet, "Due")).value = value
    for row, value in enumerate((1200, 0.1 + 0.2, "about $90"), start=2):
        sheet.cell(row, column_of(sheet, "Cost per student")).value = value
    found = read().values()
    assert [found[f"{i}:due"] for i in (CODE, OTHER, "more1")] == [
        "2022-09-01", "mid October", "2022-09-01 14:30"]  # fmt: skip
    assert [found[f"{i}:cost"] for i in (CODE, OTHER, "more1")] == ["1200", "0.3", "about $90"]


def test_notes_on_cells_are_kept_with_who_wrote_them(book, read):
    book["Record"]["C2"].comment = Comment("Ask the board first", "Cem")
    found = read()
    assert ("comment", "Record", "Ask the board first") in found.outside()
    row = found.answers[found.answers["section"] == "comment"].iloc[0]
    assert row["label"] == "Comment of Cem" and row["place"] == "sheet Record, cell C2"
    assert "Schools with greater need spend less" in row["about"]


def test_a_choice_and_an_empty_cell_with_spaces(book, read):
    sheet = book["Self-rating"]
    sheet.cell(2, 3).value = "about the same"
    sheet.cell(3, 3).value = "  "
    assert read().values() == SAID | {"d1:belief": "about the same"}


def corrections(book) -> None:
    sheet = book.add_worksheet("Counts")
    sheet.write_row(0, 0, ["Measure", "School ID", "School", "Published count", "Published n",
                           "Corrected count", "Corrected n", "Why corrected"])  # fmt: skip
    sheet.write_row(1, 0, ["2a", "0110001", "North", 3, 20, 4, 21, "one more came in August"])
    sheet.write_row(2, 0, ["2a", "0110002", "South", 0, 20])
    sheet.write_row(3, 0, ["2b", "0110002", "South", 1, 20, 0])


def test_a_corrected_count_is_known_by_its_measure_and_school(workspace, tmp_path):
    file = workbook(tmp_path / "filled.xlsx", more=corrections)
    found = collect(workspace, file)
    assert found.values() == {
        "2a.0110001:count": "4", "2a.0110001:n": "21", "2a.0110001:why": "one more came in August",
        "2b.0110002:count": "0",
    }  # fmt: skip
    assert set(found.answers[found.answers["field"] != ""]["section"]) == {"correction"}
    assert {"North" in about for about in found.answers["about"][:3]} == {True}


def test_two_peoples_corrections_of_one_count_are_a_conflict(workspace, tmp_path):
    def other(book):
        sheet = book.add_worksheet("Counts")
        sheet.write_row(0, 0, ["School ID", "Measure", "Corrected count"])
        sheet.write_row(1, 0, ["0110001", "2a", 5])

    files = (workbook(tmp_path / "a.xlsx", more=corrections), workbook(tmp_path / "b.xlsx",
             more=other))  # fmt: skip
    found = collect(workspace, *files).answers
    disputed = found[found["conflict"] == "yes"]
    assert list(disputed["value"]) == ["4", "5"]


def test_a_thread_of_comments_is_read_once_and_from_all_who_wrote(workspace, tmp_path):
    import zipfile

    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", SAID))
    book["Record"]["C2"].comment = Comment("[Threaded comment] Your version of Excel ...", "tc={1}")
    book.save(tmp_path / "a.xlsx")
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    kinds = "http://schemas.microsoft.com/office/2017/10/relationships"
    thread = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="C2" personId="p1" id="1">'
        '<text>Why?</text></threadedComment><threadedComment ref="C2" personId="p2" id="2" '
        'parentId="1"><text>Because.</text></threadedComment></ThreadedComments>'
    )
    people = (
        f'<personList xmlns="{space}"><person displayName="Ada" id="p1"/>'
        '<person displayName="Bob" id="p2"/></personList>'
    )
    with (
        zipfile.ZipFile(tmp_path / "a.xlsx") as old,
        zipfile.ZipFile(tmp_path / "threads.xlsx", "w") as new,
    ):
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/_rels/sheet2.xml.rels":
                more = f'<Relationship Id="t1" Type="{kinds}/threadedComment" Target='
                more += '"../threadedComments/threadedComment1.xml"/></Relationships>'
                text = text.replace(b"</Relationships>", more.encode())
            if name == "xl/_rels/workbook.xml.rels":
                more = f'<Relationship Id="p1" Type="{kinds}/person" Target="persons/person.xml"/>'
                text = text.replace(b"</Relationships>", f"{more}</Relationships>".encode())
            new.writestr(name, text)
        new.writestr("xl/threadedComments/threadedComment1.xml", thread)
        new.writestr("xl/persons/person.xml", people)
    found = collect(workspace, tmp_path / "threads.xlsx")
    rows = found.answers[found.answers["section"] == "comment"]
    assert list(zip(rows["label"], rows["value"], strict=True)) == [
        ("Comment of Ada", "Why?"), ("Comment of Bob", "Because."),
    ]  # fmt: skip


def test_a_save_by_another_program_changes_nothing_that_is_read(workspace, tmp_path):
    said = distinct(keys(form="workbook"))
    openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", said)).save(tmp_path / "a.xlsx")
    found = collect(workspace, tmp_path / "a.xlsx")
    assert found.values() == said and found.outside() == []


def test_the_blank_workbook_is_nothing_written(workspace, tmp_path):
    openpyxl.load_workbook(blank(workspace, "workbook.xlsx")).save(tmp_path / "a.xlsx")
    found = collect(workspace, tmp_path / "a.xlsx")
    assert found.values() == {} and found.outside() == []
    assert "nothing was written in its places" in found.text
