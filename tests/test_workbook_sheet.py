"""The kit's quick worksheet writes what XlsxWriter's own would write, byte for byte."""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
from a_packet import workspace_of
from xlsxwriter.worksheet import Worksheet

from rar import Review
from rar.packet.book.cells import MISSING
from rar.packet.book.sheet import Sheet
from rar.packet.workbook import CREATED, write_workbook

TEXTS = ["North High", 'R&D <first> "and" last', " spaces ", "line\nline", "a", "North High"]
NUMBERS = [0, 7, -1.5, 0.1 + 0.2, 1e300, 123456789.123]
RESULTS = ["", 1.25, "a & b", MISSING, 0]
LONG = "\N{GRINNING FACE}" * 20_000  # two units of UTF-16 each: more than Excel takes


def _cells():
    """Row, column, what to write and how; the second table is written after the texts below it."""
    for row in range(1, 40):
        yield row, 1, "string", TEXTS[row % len(TEXTS)], 0
        yield row, 2, "number", NUMBERS[row % len(NUMBERS)], 1
    for row in range(1, 20, 2):
        yield row, 30, "formula", (f'=IF($B{row}<>"<",1&"",2)', RESULTS[row % len(RESULTS)]), 1
        yield row, 0, "blank", None, 2
    yield 70, 3, "string", LONG, 0
    yield 71, 3, "string", LONG, 0


def _plainly(sheet, row, column, kind, value, look):
    given = value if kind == "formula" else (value,)
    before, after = given[:1], given[1:]
    getattr(sheet, f"write_{kind}")(row, column, *before, look, *after)


def _quickly(sheet, row, column, kind, value, look):
    made = {
        "string": lambda: sheet.text(value, look),
        "number": lambda: sheet.number(value, look),
        "formula": lambda: sheet.formula(*value, look),
        "blank": lambda: sheet.blank(look),
    }
    sheet.put(row, column, [made[kind](), None])


def _written(file: Path, worksheet: type, write) -> bytes:
    with xlsxwriter.Workbook(str(file)) as book:
        book.set_properties({"created": CREATED})
        sheet, other = (book.add_worksheet(name, worksheet) for name in ("One", "Two"))
        looks = [book.add_format(look) for look in ({}, {"bold": True}, {"locked": False})]
        columns = [{"header": header, "header_format": looks[1]} for header in ("Text", "Number")]
        sheet.add_table(0, 1, 39, 2, {"name": "T1_0_1", "columns": columns, "autofilter": False})
        sheet.add_table(50, 1, 51, 2, {"name": "T1_50_1", "columns": columns, "description": "two"})
        for row, column, kind, value, look in _cells():
            write(sheet, row, column, kind, value, looks[look])
            write(other, row + 3, column, kind, value, looks[look])
        for row in (0, 5, 60):
            sheet.set_row(row, 33.0)
        sheet.write_boolean(79, 0, True, looks[1])
        sheet.write_url(80, 0, "internal:'Two'!A1", looks[0], "Two")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=One!$C$2:$C$40", "categories": "=One!$B$2:$B$40"})
        other.insert_chart(0, 5, chart)
    return file.read_bytes()


def test_a_quick_sheet_makes_the_bytes_that_xlsxwriter_makes(tmp_path: Path):
    plain = _written(tmp_path / "plain.xlsx", Worksheet, _plainly)
    assert _written(tmp_path / "quick.xlsx", Sheet, _quickly) == plain


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_excel_does_not_have_is_refused(tmp_path: Path, number: float):
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as book:
        sheet = book.add_worksheet("One", Sheet)
        with pytest.raises(ValueError, match="not a number that Excel has"):
            sheet.number(number, book.add_format())


def test_no_formula_of_the_workbook_has_a_function_that_needs_a_prefix(sample, tmp_path: Path):
    write_workbook(Review.open(workspace_of(sample), "0110", 2022), tmp_path / "book.xlsx")
    with ZipFile(tmp_path / "book.xlsx") as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "/sheet" in name]
    formulas = "\n".join(found for sheet in sheets for found in re.findall("<f>(.*?)</f>", sheet))
    functions = set(re.findall(r"[A-Z][A-Z0-9.]*\(", formulas))
    assert {"SUMIFS(", "IFERROR(", "SUMPRODUCT("} <= functions
    prepared = {name: Worksheet()._prepare_formula(name, True) for name in functions}
    assert prepared == {name: name for name in functions}
