"""The workbook holds every number as it is in the store, with its n, status and source."""

import hashlib
from pathlib import Path

import openpyxl
import pytest
from a_packet import workspace_of
from a_workbook import load, rows, tables

from rar import Review
from rar.dimensions import METRICS
from rar.packet.book.places import HOLDS, sheet_name, sheet_of
from rar.packet.book.words import COMPARED_AS
from rar.packet.printable import printable
from rar.packet.workbook import write_workbook

STACKED = ("Start here", "Self-rating", "Meeting", "Try it")  # several tables, or none from A1


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
    """With the values the file holds, as a viewer shows them that does not calculate."""
    return load(file, values=True)


def test_the_sheets_are_there_in_reading_order(book):
    names = book.sheetnames
    assert names[:4] == ["Start here", "Self-rating", "Overview", "Try it"]
    assert [name.split()[0] for name in names[4:14]] == [str(n) for n in range(1, 11)]
    assert names[14:] == [
        "Schools", "Record", "Meeting", "Need", "Need parts", "Counts", "Benchmarks", "Comparisons",
        "Student groups", "Indices", "Options", "Data quality", "Data request", "Method", "Sources",
        "Lists",
    ]  # fmt: skip
    assert all(len(name) <= 31 for name in names)
    assert set(names) <= set(HOLDS)


def test_sheet_names_are_cut_between_words_and_hold_nothing_that_excel_forbids():
    assert sheet_name("2 Teaching Quality & Diversity") == "2 Teaching Quality & Diversity"
    assert len(sheet_name("x" * 40)) <= 31
    assert sheet_name("a/b:c [d]*?") == "a b c  d"


def test_start_here_links_every_sheet_and_names_district_year_and_edition(book, review):
    sheet = book["Start here"]
    links = {cell.value: cell.hyperlink.location for row in tables(sheet)[0][1:]
             if (cell := row[0]).hyperlink}  # fmt: skip
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames if name != "Start here"}
    facts = {row[0].value: row[1].value for row in sheet["A3:B6"]}
    assert facts["District"] == "0110"
    assert facts["Year"] == "2022"
    assert "Internal edition" in facts["Edition"]
    assert len(rows(sheet, 1)) >= 15  # the glossary


def test_a_form_read_back_can_tell_which_district_year_and_edition_it_is_of(book):
    facts = {one.name: one.value for one in book.custom_doc_props.props}
    assert facts["rarkit form"] == "workbook"
    assert facts["rarkit district"] == "0110"
    assert facts["rarkit state"] == "sample"
    assert facts["rarkit year"] == "2022"
    assert facts["rarkit edition"] == "internal"


def test_each_count_of_every_measure_and_school_is_the_stores_with_its_status(book, review):
    measures = review.measures
    measures = measures[(measures["year"] == 2022) & (measures["group"] == "all")]
    plain = measures["metric"].map(lambda metric: METRICS[metric].kind) == "counts"
    told = measures["value"].notna() | (measures["status"] == "suppressed")
    computable = set(measures.loc[told, "metric"])
    expected = measures[plain & measures["metric"].isin(computable)]
    expected = expected.set_index(["metric", "school_id"])
    assert expected.index.get_level_values("metric").nunique() > 100
    found = rows(book["Counts"])
    assert len(found) == len(expected)
    for row in found:
        of = expected.loc[(row["Measure"], row["School ID"])]
        for column, ours in (("Published count", "numerator"), ("Published n", "denominator"),
                             ("Value", "value"), ("Our value", "value")):  # fmt: skip
            value = row[column] if row[column] not in (None, "") else float("nan")
            assert value == pytest.approx(of[ours], nan_ok=True), (row["Key"], column)
        assert row["Status"]
        assert row["Key"] == f"{row['Measure']} {row['School ID']}"


def test_each_school_has_one_row_with_its_value_of_every_measure_or_words(book, review):
    found = rows(book["Schools"])
    assert [row["School ID"] for row in found] == list(review.schools["school_id"])
    measures = review.measures
    own = measures[(measures["year"] == 2022) & (measures["group"] == "all")]
    values = own.set_index(["metric", "school_id"])["value"]
    headers = [name for name in found[0] if name.split()[0] in METRICS]
    assert len(headers) > 100
    for row in found:
        for header in headers:
            ours = values.get((header.split()[0], row["School ID"]), float("nan"))
            told = row[header]
            assert told == pytest.approx(ours) if ours == ours else isinstance(told, str) and told


def test_each_gap_of_a_dimensions_sheet_is_the_stores(book, review):
    for dimension in review.dimensions:
        found = {row["Measure and level"]: row for row in rows(book[sheet_of(dimension)])}
        ids = [metric.id for metric in dimension.metrics]
        frame = review.comparisons
        frame = frame[(frame["year"] == 2022) & frame["metric"].isin(ids)]
        for kind, gap, value in (("need", "Difference", "Greatest need"),
                                 ("state", None, "All schools of the level")):  # fmt: skip
            for row in frame[frame["kind"] == kind].itertuples():
                level = "all levels" if row.level == "all" else row.level
                cells = found[f"{row.metric} {level}"]
                points = 100 if METRICS[row.metric].unit == "share" else 1
                if gap:
                    assert _number(cells[gap]) == pytest.approx(points * row.gap, nan_ok=True)
                assert _number(cells[value]) == pytest.approx(row.focus_value, nan_ok=True)
                assert cells["Schools"] == row.schools_total or kind == "need"


def _number(cell) -> float:
    return float("nan") if cell in (None, "") else cell


def test_every_school_has_the_stores_need_and_stands_on_the_stores_side(book, review):
    for row, school in zip(rows(book["Need"]), review.schools.itertuples(), strict=True):
        assert row["Key"] == school.school_id
        assert row["Need"] == pytest.approx(school.need)
        assert row["Compared as"] == COMPARED_AS[school.need_group]
        assert row["Weighted students"] == pytest.approx(school.weighted_students)


def test_every_comparison_of_the_year_is_there_with_its_n_and_status(book, review):
    frame = review.comparisons
    found = [row for row in rows(book["Comparisons"]) if row["Year"] == "2022"]
    assert len(found) == (frame["year"] == 2022).sum()
    assert all(row["Status"] and row["Dimension"] for row in found)


def test_ids_are_text_with_their_zeros_and_numbers_are_numbers_with_units(book):
    first = rows(book["Schools"])[0]
    assert isinstance(first["School ID"], str)
    assert first["School ID"].startswith("0")
    sheet = book[sheet_name("1 School Funding")]
    assert sheet["C2"].number_format == "$#,##0"
    assert isinstance(sheet["C2"].value, (int, float))


def test_a_recommended_limit_stands_beside_the_value_with_its_source_and_in_words(book):
    found = {row["Measure and level"]: row for row in rows(book[sheet_name("7 Student Supports & "
             "Intervention")])}  # fmt: skip
    row = found["7a elementary"]
    assert row["Recommended limit"] == 250
    assert "American School Counselor Association" in row["Whose limit"]
    above = row["All schools of the level"] > 250
    assert row["All schools against the limit"] == ("above it" if above else "at or below it")


def test_the_missing_fields_name_who_usually_has_them_and_leave_room_for_the_answer(book, review):
    missing = review.status[review.status["status"] != "computed"]
    found = rows(book["Data request"])
    assert [row["Key"] for row in found] == list(missing["metric"])
    lost = [row for row in found if row["Status"] == "not computable"]
    assert all(row["Who usually has it"] for row in lost)
    assert {"Asked whom", "Answer"} <= set(found[0])


def test_the_method_says_of_every_measure_what_is_counted_and_where_it_is_from(book):
    found = rows(book["Method"])
    assert [row["Measure"] for row in found] == list(METRICS)
    assert all(row["What is counted"] and row["Unit"] and row["The aim"] for row in found)


def test_the_sources_name_each_file_with_its_hash_and_the_settings(book, review):
    found = rows(book["Sources"])
    files = {row["Name"]: row["Value"] for row in found if row["Kind"] == "file"}
    assert files == {printable(f): h for f, h in zip(review.inputs["file"],
                     review.inputs["sha256"], strict=True)}  # fmt: skip
    assert {row["Name"] for row in found if row["Kind"] == "setting"} >= {"state", "need.ed_share"}


def test_the_edition_is_in_each_table_and_in_every_head_and_foot(book):
    for sheet in book.worksheets:
        assert "INTERNAL EDITION" in sheet.oddHeader.right.text
        assert "agency's review team" in sheet.oddFooter.left.text
        if sheet.title not in ("Start here", "Try it", "Lists"):
            assert rows(sheet)[0]["Edition"] == "internal"


def test_headers_stay_in_view_and_tables_can_be_filtered(book):
    for sheet in book.worksheets:
        if sheet.title not in STACKED:
            assert sheet.freeze_panes in ("B2", "C2", "D2"), sheet.title
            first = min(sheet.tables.values(), key=lambda t: t.ref.split(":")[0])
            assert first.ref.startswith("A1:")
            assert first.autoFilter is not None


def test_the_same_review_gives_the_same_bytes_and_a_titled_book(review, file, tmp_path, book):
    again = tmp_path / "again.xlsx"
    write_workbook(review, again)
    hashes = {hashlib.sha256(one.read_bytes()).hexdigest() for one in (file, again)}
    assert len(hashes) == 1
    assert book.properties.title.startswith("Ashgrove County School District")
