"""What a finished file prints of a school is read with its place; what must not be in it, too."""

import json

import openpyxl

from rar.audit.reading.containers import scan
from rar.audit.reading.packet import read_files
from rar.tables import GROUPS

LABEL = "Students suspended once or more"
PAGE = f"""<html><body><table><caption>{LABEL}, by school</caption>
<thead><tr><th>School</th><th>{LABEL}</th></tr></thead><tbody>
<tr><th>Ash Grove</th><td>4%</td></tr><tr><th>Birch</th><td>withheld</td></tr></tbody>
</table></body></html>"""


def _workbook(folder):
    book = openpyxl.Workbook()
    schools, groups = book.active, book.create_sheet("Student groups")
    schools.title = "Schools"
    schools.append(["School ID", "School", f"6as {LABEL}"])
    schools.append(["001", "Ash Grove", 0.04])
    schools.append(["002", "Birch", "withheld"])
    groups.append(["Measure", "School ID", "Student group or part", "Value", "Numerator",
                   "Of how many (n)"])  # fmt: skip
    groups.append(["6as", "001", GROUPS["bl"], 0.2, 7, 35])
    groups.append(["6as", "002", GROUPS["bl"], "withheld", "withheld", 35])
    file = folder / "workbook.xlsx"
    book.save(file)
    return file


def test_numbers_of_schools_are_read_from_workbook_page_and_notebook(tmp_path):
    page, notebook = tmp_path / "review.html", tmp_path / "06.ipynb"
    page.write_text(PAGE, encoding="utf-8")
    cell = {"outputs": [{"data": {"text/html": [PAGE]}}]}
    notebook.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    files = {f.name: f for f in (_workbook(tmp_path), page, notebook)}
    seen = [(one.cell, one.text, one.count, one.people) for one in read_files(files, 2022).observed]
    assert seen == [
        ("6as|2022|001|all", "0.04", None, None),
        ("6as|2022|001|bl", "7", 7.0, 35.0),
        ("6as|2022|001|all", "4%", None, None),
        ("6as|2022|001|all", "4%", None, None),
    ]


def _comparisons(folder):
    """Four schools, of which two are compared with the other two, and with the state."""
    book = openpyxl.Workbook()
    schools, counts = book.active, book.create_sheet("Counts")
    schools.title = "Schools"
    schools.append(["School ID", "School", "Level", "Need group"])
    counts.append(["Measure", "School ID", "Published count", "Published n", "Value"])
    for at in range(1, 5):
        group = "2 of 2 (greater need)" if at > 2 else "1 of 2 (less need)"
        schools.append([f"00{at}", f"School {at}", "high", group])
    counts.append(["6a", "001", 12, 300, 4.0])
    counts.append(["6a", "002", "withheld", 200, "withheld"])
    sheet = book.create_sheet("Comparisons")
    sheet.append(["Measure", "Year", "Comparison", "Level", "Group", "Compared with", "Value",
                  "Value compared", "n", "n compared"])  # fmt: skip
    sheet.append(["6a", "2022", "schools by need", "high", "2 of 2 (greater need)",
                  "1 of 2 (less need)", 14.5, None, 600, 500])  # fmt: skip
    sheet.append(["6a", "2022", "student groups", "all levels", GROUPS["ed"], "rest", 3.0, 2.5,
                  400, 700])  # fmt: skip
    sheet.append(["6as", "2022", "district and state", "high", "district", "state", 0.145, 0.2,
                  1000, 9000])  # fmt: skip
    sheet.append(["6a", "2021", "district and state", "high", "district", "state", 3.0, 2.0, 1, 1])
    sheet.append(["6ai", "2022", "district and state", "high", "district", "state", 0, 2.0, 900, 1])
    for row, form in ((2, "0.0"), (3, "0.0"), (4, "0.0%"), (5, "0.0"), (6, "0.0")):
        sheet.cell(row, 7).number_format = sheet.cell(row, 8).number_format = form
    file = folder / "workbook.xlsx"
    book.save(file)
    return {"workbook.xlsx": file}


def test_counts_of_all_students_are_read_with_the_people_they_are_among(tmp_path):
    seen = read_files(_comparisons(tmp_path), 2022).observed
    assert [(one.cell, one.count, one.people) for one in seen] == [("6a|2022|001|all", 12, 300)]


def test_rates_of_several_schools_are_read_as_what_their_counts_can_add_up_to(tmp_path):
    """14.5 for each 100 of 600 is 86.7 to 87.3; the state's schools are not in the workbook."""
    read = read_files(_comparisons(tmp_path), 2022).pooled
    every = ("001", "002", "003", "004")
    assert [(p.metric, p.group, p.rest, p.schools, p.low, p.high, p.people) for p in read] == [
        ("6a", "all", False, ("003", "004"), 86.7, 87.3, 600),
        ("6a", "ed", False, every, 11.8, 12.2, 400),
        ("6a", "ed", True, every, 17.15, 17.85, 700),
        ("6as", "all", False, every, 144.5, 145.5, 1000),
        ("6ai", "all", False, every, -0.45, 0.45, 900),  # 0.0 may be rounded
    ]


def test_a_formula_and_a_hidden_sheet_are_named(tmp_path):
    book = openpyxl.load_workbook(_workbook(tmp_path))
    book["Schools"]["D1"] = "=1+1"
    book["Student groups"].sheet_state = "hidden"
    book.save(tmp_path / "other.xlsx")
    found = {one.what for one in scan(tmp_path / "other.xlsx", "other.xlsx")}
    assert found == {"a formula", "a hidden sheet, row or column"}
    assert list(scan(_workbook(tmp_path), "workbook.xlsx")) == []


def test_raw_data_among_a_notebooks_outputs_is_named(tmp_path):
    cell = {"outputs": [{"data": {"application/vnd.vegalite.v5+json": {}}}]}
    file = tmp_path / "01.ipynb"
    file.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    assert [one.what for one in scan(file, "01.ipynb")] == ["an output with raw data"]
