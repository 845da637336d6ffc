"""Files that would fill the memory get a letter that names file, sheet, row and column."""

import io
import struct
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from a_form import CODE, blank, collect, fill_protocol, workbook, workspace_with_forms
from test_collect_refusals import LAUGHS, changed
from tiny import staff

from rar.agency_csv import frame_of, lines_of
from rar.batch.choose import districts_in
from rar.errors import RarError
from rar.numbers.money.prices import read_cpi
from rar.reading import archive, limits
from rar.reading.grid import Grids
from rar.settings import read_settings

LONG = 12_000_000  # letters of a cell


def told(path: Path, sheet: str = "") -> str:
    with pytest.raises(RarError) as caught:
        Grids(path.parent).cells(path, sheet)
    assert len(str(caught.value)) < 2000
    return str(caught.value)


def book(place: Path, **cells: str) -> Path:
    """A workbook of one sheet Main with these cells."""
    with xlsxwriter.Workbook(place) as made:
        sheet = made.add_worksheet("Main")
        for cell, value in {"A1": "SCHOOLID", "B1": "Name", "A2": "1", **cells}.items():
            sheet.write_string(cell, value)
    return place


def sheet_of(file: Path, xml: str) -> Path:
    """The workbook with another sheet."""
    return changed(file, file.with_name("evil.xlsx"), {"xl/worksheets/sheet1.xml": xml})


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read(tmp_path):
    for name in ("a.csv", "a.xlsx"):
        with (tmp_path / name).open("wb") as made:
            made.write(b"SCHOOLID,Name\n1,")
            made.truncate(2_000_000_000)  # the rest takes no room on the disk
        tracemalloc.start()
        letter = told(tmp_path / name)
        with pytest.raises(RarError, match="2.00 GB"):
            Grids(tmp_path).digest(tmp_path / name)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert f"{name}: the file has 2.00 GB, more than 0.50 GB" in letter
        assert peak < 5_000_000


def test_a_huge_cell_of_a_csv_is_told_by_row_and_column(tmp_path):
    text = 'SCHOOLID,Name,N\n1,"North\nHigh",2\n2,"' + "x" * LONG + '",3\n4,Ash,5\n'
    (tmp_path / "a.csv").write_text(text, "utf-8")
    tracemalloc.start()
    letter = told(tmp_path / "a.csv")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "a.csv, column 'Name': a cell has more than the 32,767 letters" in letter
    assert "row 3" in letter
    assert peak < 10 * LONG  # bytes, text, and the text once more as csv reads it; not the cell


def test_a_quotation_mark_that_is_never_closed_gets_a_letter(tmp_path):
    """Everything after it is one cell."""
    text = 'SCHOOLID,Name\n1,Ash\n2,"Birch\n' + "3,Cedar\n" * 100_000
    (tmp_path / "a.csv").write_text(text, "utf-8")
    letter = told(tmp_path / "a.csv")
    assert "row 3" in letter and "one of a pair may be missing" in letter


def test_reading_leaves_the_limit_of_other_programs_as_it_was(tmp_path):
    import csv

    before = csv.field_size_limit()
    test_a_quotation_mark_that_is_never_closed_gets_a_letter(tmp_path)
    assert csv.field_size_limit() == before


def test_a_row_of_a_million_cells_does_not_make_every_row_as_long(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n" * 1000 + "," * 1_000_000, "utf-8")
    assert "row 1,001 has 1,000,001 cells" in told(tmp_path / "a.csv")


def test_a_csv_of_nothing_but_separators_gets_a_letter(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MOST_CELLS", 1_000_000)
    (tmp_path / "a.csv").write_text("," * 2_000_000, "utf-8")
    assert "more than 1,000,000 cells" in told(tmp_path / "a.csv")


def test_the_reader_of_a_state_tells_of_a_huge_cell_with_all_else(tmp_path):
    tiny = staff(tmp_path, ["1", "5", "20"], ["2", "x" * 40_000, "20"])
    letter = tiny.letter()
    assert "staff.csv, column 'Teachers': a cell has more than the 32,767 letters" in letter


def test_a_huge_cell_of_a_workbook_is_told_by_sheet_row_and_column(tmp_path):
    plain = book(tmp_path / "a.xlsx", B2="HERE")
    with zipfile.ZipFile(plain) as kept:
        texts = kept.read("xl/sharedStrings.xml").replace(b"HERE", b"x" * LONG)
    evil = changed(plain, tmp_path / "evil.xlsx", {"xl/sharedStrings.xml": texts})
    letter = told(evil, "Main")
    assert (
        "evil.xlsx, sheet 'Main', column 'Name': a cell has more than the 32,767 letters" in letter
    )
    assert "row 2" in letter


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/media/a.png", "xl/styles.xml"])
def test_a_workbook_that_unpacks_beyond_all_measure_is_refused_before_it_is_unpacked(
    tmp_path, name
):
    plain = book(tmp_path / "a.xlsx")
    evil = changed(plain, tmp_path / "bomb.xlsx", {name: b"\0" * 60_000_000})
    assert evil.stat().st_size < 100_000
    tracemalloc.start()
    letter = told(evil)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "bomb.xlsx: unpacked it would have 0.06 GB" in letter and "do not open it" in letter
    assert peak < 5_000_000


def test_a_workbook_of_too_many_parts_or_bytes_is_refused(tmp_path, monkeypatch):
    plain = book(tmp_path / "a.xlsx")
    monkeypatch.setattr(archive, "MOST_PARTS", 20)
    many = changed(plain, tmp_path / "many.xlsx", {f"xl/media/{n}": b"" for n in range(30)})
    assert "parts" in told(many)
    monkeypatch.setattr(archive, "MOST_UNPACKED", 10_000)
    assert "unpacked it would have" in told(plain)


def lying(file: Path, name: str, data: bytes, said: bytes) -> Path:
    """A workbook with a part that says it is `said`, by size and check sum, and unpacks to more."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        at = made.tell()
        new.writestr(name, said)
    content = made.getvalue()
    header = struct.unpack("<4s5H3L2H", content[at : at + 30])
    first = at + 30 + header[9] + header[10]
    moved = len(packed) - header[7]
    head = struct.pack("<4s5H3L2H", *header[:7], len(packed), *header[8:])
    rest = content[first + header[7] :]
    size = struct.pack("<2L", header[7], header[8])
    rest = rest.replace(size, struct.pack("<2L", len(packed), header[8]))
    end = struct.unpack("<4s4H2LH", rest[-22:])
    rest = rest[:-22] + struct.pack("<4s4H2LH", *end[:6], end[6] + moved, end[7])
    file.with_name("liar.xlsx").write_bytes(
        content[:at] + head + content[at + 30 : first] + packed + rest
    )
    return file.with_name("liar.xlsx")


def test_a_part_that_lies_about_its_size_and_check_sum_is_refused(tmp_path):
    """Libraries that unpack what comes, and not what is declared, would take all of it."""
    plain = book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(plain) as kept:
        said = kept.read("xl/sharedStrings.xml")
    evil = lying(plain, "xl/sharedStrings.xml", said + b" " * 80_000_000, said)
    with zipfile.ZipFile(evil) as kept:  # Python itself sees nothing
        assert kept.read("xl/sharedStrings.xml") == said and kept.testzip() is None
    assert "longer than it says" in told(evil)


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = "</sheetData></worksheet>"
FAR = {
    "as Excel writes it": '<row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "with other quotation marks": "<row r='1'><c r='A1'><v>1</v></c></row>"
    "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    "with a fair one in a comment": '<!--<c r="A1"--><row r="1"><c r="A1"><v>1</v></c></row>'
    "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    "with space": '<row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c  r = "XFD1048576"><v>1</v></c></row>',
    "with an ending in an attribute": '<row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576" t="n" x="/>"><v>1</v></c></row>',
    "by rows that say where they are": '<row r="1"><c><v>1</v></c></row><row r="1048576">'
    + "<c><v>1</v></c>" * 60
    + "</row>",
}


@pytest.mark.parametrize("how", FAR)
def test_a_cell_far_away_from_all_else_does_not_fill_the_memory(tmp_path, how):
    evil = sheet_of(book(tmp_path / "a.xlsx"), f"{SHEET}{FAR[how]}{END}")
    letter = told(evil, "Main")
    assert "evil.xlsx, sheet 'Main': something stands far away" in letter
    assert "row 1,048,576" in letter


def test_a_sheet_with_a_name_of_its_own_element_is_measured_too(tmp_path):
    ours = SHEET.replace("xmlns=", "xmlns:x=").replace("<", "<x:")
    cells = "<x:row r='1'><x:c r='A1'/></x:row><x:row r='1048576'><x:c r='XFD1048576'/></x:row>"
    evil = sheet_of(book(tmp_path / "a.xlsx"), f"{ours}{cells}{END.replace('</', '</x:')}")
    assert "far away" in told(evil, "Main")


def test_cells_that_only_have_a_style_take_no_place(tmp_path):
    """Excel writes them to the end of a sheet where somebody colored whole rows."""
    styled = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    kept = sheet_of(book(tmp_path / "a.xlsx"), f"{SHEET}{styled}{END}")
    assert Grids(tmp_path).cells(kept, "Main").shape == (1, 1)


def test_only_the_sheet_that_is_read_is_measured(tmp_path):
    made = openpyxl.load_workbook(book(tmp_path / "a.xlsx"))
    made.create_sheet("Far")["XFD1048576"] = "x"
    made.save(tmp_path / "two.xlsx")
    assert Grids(tmp_path).cells(tmp_path / "two.xlsx", "Main").shape == (2, 2)
    assert "sheet 'Far'" in told(tmp_path / "two.xlsx", "Far")


def test_two_sheets_of_one_name_are_both_measured(tmp_path):
    made = openpyxl.load_workbook(book(tmp_path / "a.xlsx"))
    made.create_sheet("Far")["XFD1048576"] = "x"
    made.save(tmp_path / "two.xlsx")
    with zipfile.ZipFile(tmp_path / "two.xlsx") as kept:
        text = kept.read("xl/workbook.xml").replace(b'"Far"', b'"Main"')
    assert "far away" in told(changed(tmp_path / "two.xlsx", tmp_path / "evil.xlsx",
                                      {"xl/workbook.xml": text}), "Main")  # fmt: skip


def opendocument(place: Path, rows: str) -> Path:
    names = {one: f"urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"
             for one in ("office", "table", "text")}  # fmt: skip
    spaces = " ".join(f'xmlns:{one}="{name}"' for one, name in names.items())
    content = f"<office:document-content {spaces}><office:body><office:spreadsheet>"
    content += f'<table:table table:name="Main">{rows}</table:table></office:spreadsheet>'
    with zipfile.ZipFile(place, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", f"{content}</office:body></office:document-content>")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
    return place


def test_repeated_cells_of_an_opendocument_sheet_do_not_fill_the_memory(tmp_path):
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="{}">'
    cell += "<text:p>x</text:p></table:table-cell>"
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    bad = opendocument(tmp_path / "a.ods", row.format(1_000_000, cell.format(16_000)))
    assert "far away" in told(bad)
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    fair = row.format(1, cell.format(2) + empty) + row.format(1_048_575, empty)
    assert Grids(tmp_path).cells(opendocument(tmp_path / "b.ods", fair)).shape == (1, 2)


def test_the_records_of_a_binary_sheet_are_measured():
    def record(kind: int, number: int) -> bytes:
        return bytes([kind, 8]) + struct.pack("<2L", number, 0)

    fair = record(0, 0) + record(7, 3) + record(0, 9) + record(5, 1) + record(1, 16_383)
    assert archive._extent_of_records(fair) == (10, 4)
    far = fair + record(0, 1_048_575) + record(62, 16_383) + b"\x81\x01\x00" + b"\xff"
    assert archive._extent_of_records(far) == (1_048_576, 16_384)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml",
                                  "xl/worksheets/sheet1.xml"])  # fmt: skip
def test_entities_in_a_workbook_are_never_put_in(tmp_path, part):
    plain = book(tmp_path / "a.xlsx", B2="HERE")
    with zipfile.ZipFile(plain) as kept:
        text = kept.read(part).decode("utf-8")
    text = text.partition("?>")[2] if text.startswith("<?xml") else text
    evil = f'<?xml version="1.0"?>{LAUGHS}{text}'.replace("HERE", "&x;&b;")
    changed(plain, tmp_path / "evil.xlsx", {part: evil.encode("utf-8")})
    try:
        cells = Grids(tmp_path).cells(tmp_path / "evil.xlsx", "Main")
    except RarError as error:
        assert "evil.xlsx" in str(error) and "root:" not in str(error)
    else:
        everything = "".join(cells.stack())
        assert "root:" not in everything and "haha" not in everything


def test_a_workbook_within_a_workbook_and_a_part_outside_of_it_are_not_unpacked(tmp_path):
    plain = book(tmp_path / "a.xlsx")
    parts = {"../../escaped.xml": "<a/>", "/escaped.xml": "<a/>", "C:\\escaped.xml": "<a/>",
             "xl/embeddings/inner.xlsx": plain.read_bytes()}  # fmt: skip
    evil = changed(plain, tmp_path / "evil.xlsx", parts)
    assert Grids(tmp_path).cells(evil, "Main").shape == (2, 2)
    assert not list(tmp_path.parent.rglob("escaped*"))


def list_told(file: Path) -> str:
    with pytest.raises(RarError) as caught:
        districts_in(file)
    return str(caught.value)


def test_lists_of_districts_have_the_same_limits(tmp_path):
    (tmp_path / "a.csv").write_text(f"district_id\n0160\n{'x' * 200_000}\n")
    assert "row 3" in list_told(tmp_path / "a.csv")
    with (tmp_path / "a.txt").open("wb") as made:
        made.truncate(2_000_000_000)
    assert "2.00 GB" in list_told(tmp_path / "a.txt")
    assert "far away" in list_told(book(tmp_path / "a.xlsx", XFD1048576="x"))
    bomb = changed(book(tmp_path / "b.xlsx"), tmp_path / "c.xlsx", {"x.bin": b"\0" * 60_000_000})
    assert "do not open it" in list_told(bomb)
    (tmp_path / "d.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert "cannot be opened as a workbook" in list_told(tmp_path / "d.xlsx")


@pytest.mark.parametrize("read", [frame_of, lambda file: lines_of(file, ["a"])])
def test_what_an_agency_keeps_by_hand_is_never_so_large(tmp_path, read):
    file = tmp_path / "questions.csv"
    for data, said in (
        (b"a\n" + b"x" * 200_000, "a cell has more than the 32,767 letters"),
        (b"a\nM\xfcnster\n", "no text in UTF-8"),
        (b"b\n1\n", "" if read is frame_of else "columns are missing"),
    ):
        file.write_bytes(data)
        if said:
            with pytest.raises(RarError, match=said):
                read(file)
    with file.open("wb") as made:
        made.truncate(2_000_000_000)
    with pytest.raises(RarError, match=r"2\.00 GB"):
        read(file)


def test_references_and_settings_and_profiles_beyond_a_limit_get_a_letter(tmp_path):
    (tmp_path / "cpi.csv").write_text("year,cpi,vintage,source\n2022,1,2," + "x" * 200_000)
    with pytest.raises(RarError, match="a cell has more than the 32,767 letters"):
        read_cpi(tmp_path)
    settings = tmp_path / "review.toml"
    settings.write_text("state = " + "[" * 100_000)
    with pytest.raises(RarError, match=r"review\.toml cannot be read"):
        read_settings(settings)
    with settings.open("wb") as made:
        made.truncate(2_000_000_000)
    with pytest.raises(RarError, match=r"2\.00 GB"):
        read_settings(settings)
    tiny = staff(tmp_path, ["1", "5", "20"])
    tiny.file("tokens.csv", "token,meaning", f"{'x' * 200_000},missing")
    assert "tokens.csv cannot be read" in tiny.letter()


def test_an_answer_beyond_all_measure_gets_a_letter_and_the_others_are_collected(sample, tmp_path):
    workspace = workspace_with_forms(sample)
    good = {f"{CODE}:why": "habit"}
    fair = fill_protocol(blank(workspace, "protocol.docx"), good, tmp_path / "good.docx")
    book_ = workbook(tmp_path / "a.xlsx", {f"{CODE}:why": "HERE"})
    with zipfile.ZipFile(book_) as kept:
        texts = kept.read("xl/sharedStrings.xml").replace(b"HERE", b"y" * 1_000_000)
    evil = changed(book_, tmp_path / "long.xlsx", {"xl/sharedStrings.xml": texts})
    found = collect(workspace, evil, fair)
    assert found.values() == good
    assert len(found.letters) == 1
    assert "an answer has 1,000,000 letters" in found.letters[0]
    assert "sheet Record, cell" in found.letters[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit of a process")
def test_hostile_files_are_refused_within_half_a_gigabyte(tmp_path):
    """In a process that may take no more, so that a letter is not the end of a long fight."""
    (tmp_path / "a.csv").write_text('a,b\n1,"' + "x" * 30_000_000 + '"\n')
    book(tmp_path / "far.xlsx", XFD1048576="x")
    plain = book(tmp_path / "b.xlsx")
    changed(plain, tmp_path / "bomb.xlsx", {"xl/sharedStrings.xml": b" " * 400_000_000})
    code = """
import resource, sys
from pathlib import Path
from rar.reading.grid import Grids
from rar.errors import RarError
now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + 500_000_000,) * 2)
folder = Path(sys.argv[1])
for name in ("a.csv", "far.xlsx", "bomb.xlsx"):
    try:
        Grids(folder).cells(folder / name)
    except RarError as error:
        print("letter", name)
"""
    if not Path("/proc/self/statm").exists():
        pytest.skip("no /proc here")
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True,
                           text=True, timeout=300)  # fmt: skip
    assert ended.stdout.split("\n")[:3] == [
        "letter a.csv",
        "letter far.xlsx",
        "letter bomb.xlsx",
    ], ended.stderr
