"""The workbook opens everywhere: no name from data is run, nothing needs repair, all is told."""

import dataclasses
import re
from pathlib import Path

import pytest
from a_packet import workspace_of
from a_workbook import load, parts, rows
from office import formulas
from openpyxl.utils.cell import range_boundaries

from rar import Review
from rar.packet.printable import printable
from rar.packet.workbook import write_workbook

HOSTILE = (
    "=cmd|' /C calc'!A0", "http://example.org", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "a\x07b\nc",
    '</t><f>1+1</f>&quot;', "'Need'!A1", "{=1}", '=HYPERLINK("http://example.org")',
    "file:///etc/hosts", "internal:'Need'!A1", "Ünïcode 学校 🏫",
)  # fmt: skip
FUNCTIONS = {  # all known to Excel 2016 and LibreOffice 7.4; none volatile, none of dynamic arrays
    "ABS", "AND", "COUNT", "COUNTIFS", "IF", "IFERROR", "INDEX", "ISNUMBER", "MATCH", "MAX", "N",
    "NA", "NOT", "OR", "ROUND", "SUM", "SUMIFS", "SUMPRODUCT",
}  # fmt: skip
RANGE = re.compile(r"'?[A-Za-z ]+'?!\$[A-Z]+\$\d+:\$[A-Z]+\$\d+")


@pytest.fixture(scope="module")
def plain(sample: Path, tmp_path_factory) -> Path:
    """The workbook of a district as it is."""
    return _written(Review.open(workspace_of(sample), "0340", 2022), tmp_path_factory)


@pytest.fixture(scope="module")
def evil(sample: Path, tmp_path_factory) -> Path:
    """The same with names that would do something if they were read as more than text."""
    review = Review.open(workspace_of(sample), "0340", 2022)
    schools = review.frame("schools").copy()
    schools["name"] = [HOSTILE[i % len(HOSTILE)] for i in range(len(schools))]
    frames = {**review._frames, "schools": schools}
    return _written(dataclasses.replace(review, _frames=frames), tmp_path_factory)


def _written(review: Review, tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("book") / "workbook.xlsx"
    write_workbook(review, made)
    return made


def test_a_name_that_looks_like_a_formula_or_link_is_a_text(evil):
    book = load(evil)
    found = {row["School"] for row in rows(book["Schools"])}
    assert len(found) > 8
    assert found <= {printable(name) for name in HOSTILE}
    assert {row["School"] for row in rows(book["Counts"])} <= {printable(n) for n in HOSTILE}


def test_the_only_formulas_are_ours_whatever_the_names_are(plain, evil):
    ours = {place: text for place, (text, _) in formulas(plain).items()}
    assert {place: text for place, (text, _) in formulas(evil).items()} == ours
    for text in ours.values():
        bare = re.sub(r'"[^"]*"', '""', text)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= FUNCTIONS
        assert not re.search(r"[\[\]{}|#]|https?:", bare), text
        assert len(text) <= 8192
        assert bare.count("(") == bare.count(")")


def test_nothing_leads_out_of_the_file_or_runs(evil):
    for name, text in parts(evil).items():
        assert 'TargetMode="External"' not in text, name
        assert "ddeLink" not in text
        assert "externalLink" not in name
        assert "<f>cmd" not in text
    assert not parts(evil, ".bin", ".vml")


def test_no_cell_is_merged_no_sheet_hidden_and_no_color_stands_alone(plain):
    book = load(plain)
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        for kept in sheet.conditional_formatting:
            for rule in kept.rules:
                assert rule.dxf.font.b, "what stands out is bold, whatever its color"
    inputs = [
        cell for row in book["Need"].iter_rows() for cell in row if not cell.protection.locked
    ]
    assert inputs
    assert all(cell.border.left.style == "medium" for cell in inputs)


def test_nothing_in_the_tables_would_make_excel_ask_for_a_repair(plain):
    book, seen = load(plain), set()
    for sheet in book.worksheets:
        areas = []
        for table in sheet.tables.values():
            assert table.name.casefold() not in seen
            seen.add(table.name.casefold())
            header = [cell.value for cell in sheet[table.ref][0]]
            assert header == [column.name for column in table.tableColumns]
            assert len({str(name).casefold() for name in header}) == len(header)
            assert all(name and len(name) <= 255 and "\n" not in name for name in header)
            areas.append(range_boundaries(table.ref))
        for i, (left, top, right, bottom) in enumerate(areas):
            for other in areas[i + 1 :]:
                assert right < other[0] or other[2] < left or bottom < other[1] or other[3] < top, (
                    sheet.title
                )
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.formula1) <= 255
            assert rule.type != "list" or RANGE.fullmatch(rule.formula1)
    for name, defined in book.defined_names.items():
        assert re.fullmatch(r"[a-z_]+", name)
        assert defined.attr_text.startswith("'Try it'!$")


def test_every_text_fits_a_cell(evil):
    for sheet in load(evil).worksheets:
        for row in sheet.iter_rows(values_only=True):
            assert all(len(cell) <= 32_767 for cell in row if isinstance(cell, str))


def test_every_chart_says_in_words_what_it_shows(plain):
    everywhere = "".join(text for name, text in parts(plain).items() if "/drawings/drawing" in name)
    frames = everywhere.count("<xdr:graphicFrame")
    words = re.findall(r'<xdr:cNvPr id="\d+" name="[^"]+" descr="([^"]+)"', everywhere)
    assert frames == len(words) > 10
    assert all(len(text) > 60 for text in words)


def test_a_table_without_rows_still_says_so(sample, tmp_path_factory):
    file = _written(Review.open(workspace_of(sample), "0670", 2022), tmp_path_factory)
    book = load(file)
    assert rows(book["Options"])
    assert len(book.sheetnames) == 30
