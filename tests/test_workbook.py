"""The workbook holds every number as it is in the store, and opens everywhere."""

import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from a_packet import workspace_of

from rar import Review
from rar.packet.printable import printable
from rar.packet.workbook import sheet_name, write_workbook


@pytest.fixture(scope="module")
def review(sample: Path) -> Review:
    return Review.open(workspace_of(sample), "0110", 2022)


@pytest.fixture(scope="module")
def file(review, tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("book") / "workbook.xlsx"
    write_workbook(review, made)
    return made


@pytest.fixture(scope="module")
def book(file: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(file)


def tables(sheet) -> list:
    """The cells of a sheet's tables, the upper one first."""
    top = openpyxl.utils.cell.range_boundaries
    return [sheet[t.ref] for t in sorted(sheet.tables.values(), key=lambda t: top(t.ref)[1])]


def rows(sheet, which: int = 0) -> list[dict]:
    """A table of a sheet as one dict a row."""
    header, *body = tables(sheet)[which]
    names = [cell.value for cell in header]
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in body]


def test_the_sheets_are_there_in_reading_order(book, review):
    names = book.sheetnames
    assert names[:3] == ["Read me", "Self-rating", "Overview"]
    assert [name.split()[0] for name in names[3:13]] == [str(n) for n in range(1, 11)]
    assert names[13:] == [
        "Student groups", "Indices", "Schools", "Options", "Data quality", "Data", "Sources"
    ]  # fmt: skip
    assert all(len(name) <= 31 for name in names)


def test_sheet_names_are_cut_between_words_and_hold_nothing_that_excel_forbids():
    assert sheet_name("2 Teaching Quality & Diversity") == "2 Teaching Quality & Diversity"
    assert len(sheet_name("x" * 40)) <= 31
    assert sheet_name("a/b:c [d]*?") == "a b c  d"


def test_each_school_value_is_the_stores_with_counts_and_status(book, review):
    sheet = book[sheet_name("2 Teaching Quality & Diversity")]
    measures = review.measures
    measures = measures[(measures["year"] == 2022) & (measures["group"] == "all")]
    expected = measures[measures["metric"] == "2a"].set_index("school_id")
    found = rows(sheet)
    assert [row["School ID"] for row in found] == list(review.schools["school_id"])
    for row in found:
        of = expected.loc[row["School ID"]]
        assert row["2a of how many (n)"] == pytest.approx(of["denominator"], nan_ok=True)
        value = next(row[name] for name in row if name.startswith("2a Novice"))
        assert value == pytest.approx(of["value"])
        assert row["2a status"] == "computed"


def test_every_comparison_of_the_year_is_there_with_its_n_and_status(book, review):
    for dimension in review.dimensions:
        sheet = book[sheet_name(f"{dimension.number} {dimension.name}")]
        assert len(tables(sheet)) == 2
        ids = [metric.id for metric in dimension.metrics]
        frame = review.comparisons
        frame = frame[frame["metric"].isin(ids) & (frame["year"] == 2022)]
        this_year = [row for row in rows(sheet, 1) if row["Year"] == "2022"]
        assert len(this_year) == len(frame)
        assert all(row["Status"] for row in this_year)


def test_ids_are_text_with_their_zeros_and_numbers_are_numbers_with_units(book, review):
    first = rows(book["Schools"])[0]
    assert isinstance(first["School ID"], str)
    assert first["School ID"].startswith("0")
    sheet = book[sheet_name("1 School Funding")]
    assert sheet["F2"].number_format == "$#,##0"
    assert isinstance(sheet["F2"].value, (int, float))


def test_a_name_that_looks_like_a_formula_or_link_is_a_text(sample, tmp_path):
    review = Review.open(workspace_of(sample), "0110", 2022)
    schools = review.schools_by_year.copy()
    names = ["=cmd|' /C calc'!A0", "http://example.org", "+1+1", "@SUM(A1)", "a\x07b\nc"]
    schools["name"] = [names[i % len(names)] for i in range(len(schools))]
    review.__dict__["schools_by_year"] = schools
    made = tmp_path / "evil.xlsx"
    write_workbook(review, made)
    found = {row["School"] for row in rows(openpyxl.load_workbook(made)["Schools"])}
    assert found == {printable(name) for name in names}
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()
                 if name.endswith((".xml", ".rels"))}  # fmt: skip
    assert not [name for name, text in parts.items() if "<f>" in text]
    assert not [name for name, text in parts.items() if 'TargetMode="External"' in text]


def test_the_edition_is_on_read_me_in_each_table_and_in_every_head_and_foot(book, review):
    assert "Internal edition" in str([c.value for row in book["Read me"]["A1:B6"] for c in row])
    for sheet in book.worksheets:
        assert "INTERNAL EDITION" in sheet.oddHeader.right.text
        assert "agency's review team" in sheet.oddFooter.left.text
        if sheet.title != "Read me":
            assert rows(sheet)[0]["Edition"] == "internal"


def test_headers_stay_in_view_and_no_cell_is_merged(book):
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        if sheet.title != "Read me":
            assert sheet.freeze_panes == "C2"


def test_the_missing_fields_name_who_usually_has_them(book, review):
    missing = review.status[review.status["status"] != "computed"]
    found = rows(book["Data"])
    assert [row["Measure"] for row in found] == list(missing["metric"])
    lost = [row for row in found if row["Status"] == "not computable"]
    assert all(row["Who usually has it"] for row in lost)


def test_the_sources_name_each_file_with_its_hash_and_the_settings(book, review):
    found = rows(book["Sources"])
    files = {row["Name"]: row["Value"] for row in found if row["Kind"] == "file"}
    assert files == {printable(f): h for f, h in zip(review.inputs["file"],
                     review.inputs["sha256"], strict=True)}  # fmt: skip
    assert {row["Name"] for row in found if row["Kind"] == "setting"} >= {"state", "need.ed_share"}


def test_the_same_review_gives_the_same_bytes_and_a_titled_book(review, file, tmp_path, book):
    again = tmp_path / "again.xlsx"
    write_workbook(review, again)
    hashes = {hashlib.sha256(one.read_bytes()).hexdigest() for one in (file, again)}
    assert len(hashes) == 1
    assert book.properties.title.startswith("Ashgrove County School District")


@pytest.mark.slow
def test_libreoffice_opens_it_and_keeps_every_sheet(file, book, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx:Calc MS "
         "Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(file)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    again = openpyxl.load_workbook(tmp_path / "out" / file.name)
    assert again.sheetnames == book.sheetnames
    assert rows(again["Overview"]) == rows(book["Overview"])
