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
