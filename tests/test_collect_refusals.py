"""What cannot be read gets a letter, nothing in a file runs, and the others are still collected."""

import io
import struct
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from a_form import (
    CODE,
    blank,
    collect,
    facts,
    fill_protocol,
    protocol,
    workbook,
    workspace_with_forms,
)

from rar.record.reading import parcel

WHY = f"{CODE}:why"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.fixture
def workspace(sample: Path) -> Path:
    return workspace_with_forms(sample)


@pytest.fixture
def good(workspace, tmp_path) -> Path:
    return fill_protocol(blank(workspace, "protocol.docx"), {WHY: "habit"}, tmp_path / "good.docx")


def changed(source: Path, place: Path, parts: dict[str, bytes | str]) -> Path:
    """A copy of an Office file with some parts replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return place


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return made.getvalue()


def refused(workspace: Path, good: Path, bad: Path) -> str:
    """The letter for the bad file; the good one beside it is collected all the same."""
    found = collect(workspace, bad, good)
    assert found.values() == {WHY: "habit"}
    assert list(found.answers["file"].unique()) == ["good.docx"]
    assert len(found.letters) == 1
    assert found.letters[0].startswith(f"{bad.name} could not be read.")
    assert "1 could not be read: see above. The others were collected." in found.lines
    return found.letters[0]


@pytest.mark.parametrize(
    ("name", "data", "said", "cure"),
    [
        ("empty.docx", b"", "empty (0 bytes)", "Ask for the file again"),
        ("secret.docx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
         "protected by a password", "without password"),
        ("old.doc", OLE + b"\0" * 600, "old kind (.doc, .xls)", "save it as .docx"),
        ("scan.pdf", b"%PDF-1.7 ...", "a PDF", "Ask for the Word or Excel file itself"),
        ("text.rtf", b"{\\rtf1 hello}", "an RTF text", "Ask for the Word or Excel file itself"),
        ("mail.docx", b"<html>Sign in</html>", "neither a Word nor an Excel file", "save it as"),
        ("apple.pages", zipped(**{"Index/Document.iwa": b"x"}), "Apple Pages", "Export it"),
        ("open.odt", zipped(mimetype=b"application/vnd.oasis.opendocument.text"),
         "OpenDocument", "save it as .docx"),
        ("photos.zip", zipped(a=b"1"), "neither a Word nor an Excel file", "save it as"),
        ("cut.docx", zipped(a=b"1" * 5000)[:3000], "damaged", "cut off on its way"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_form_gets_a_letter_with_a_cure(
    workspace, good, tmp_path, name, data, said, cure
):
    (tmp_path / name).write_bytes(data)
    letter = refused(workspace, good, tmp_path / name)
    assert said in letter and cure in letter


def test_a_form_that_was_cut_off_gets_a_letter(workspace, good, tmp_path):
    data = good.read_bytes()
    (tmp_path / "cut.docx").write_bytes(data[: len(data) // 2])
    assert "damaged" in refused(workspace, good, tmp_path / "cut.docx")


def test_a_form_with_a_damaged_byte_gets_a_letter(workspace, good, tmp_path):
    data = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as archive:
        entry = archive.getinfo("word/document.xml")
    place = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2
    data[place] ^= 0xFF
    (tmp_path / "bad.docx").write_bytes(bytes(data))
    assert "damaged" in refused(workspace, good, tmp_path / "bad.docx")


def test_a_powerpoint_file_gets_a_letter(workspace, good, tmp_path):
    with zipfile.ZipFile(good) as archive:
        types = archive.read("[Content_Types].xml").replace(b"wordprocessingml", b"presentationml")
    bad = changed(good, tmp_path / "slides.pptx", {"[Content_Types].xml": types})
    assert "no document and no workbook" in refused(workspace, good, bad)


def test_a_file_saved_as_strict_gets_a_letter(workspace, good, tmp_path):
    with zipfile.ZipFile(good) as archive:
        body = archive.read("word/document.xml").replace(
            b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
        )
    bad = changed(good, tmp_path / "strict.docx", {"word/document.xml": body})
    assert "Strict Open XML" in refused(workspace, good, bad)


def test_an_archive_that_unpacks_beyond_all_measure_is_refused_before_it_is_unpacked(
    workspace, good, tmp_path, monkeypatch
):
    monkeypatch.setattr(parcel, "MOST_BYTES", 2_000_000)
    bad = changed(good, tmp_path / "bomb.docx", {"word/media/a.bin": b"\0" * 3_000_000})
    assert bad.stat().st_size < 100_000
    assert "which no form has" in refused(workspace, good, bad)


def test_an_archive_that_lies_about_its_size_is_refused(workspace, good, tmp_path):
    bad = changed(good, tmp_path / "liar.docx", {"word/media/a.bin": b"\0" * 1_000_000})
    data = bad.read_bytes()
    true, lie = struct.pack("<I", 1_000_000), struct.pack("<I", 10)
    assert data.count(true) >= 2  # in the local header and in the directory
    bad.write_bytes(data.replace(true, lie))
    assert "damaged" in refused(workspace, good, bad)


def test_an_archive_of_too_many_parts_is_refused(workspace, good, tmp_path):
    more = {f"word/media/{number}": b"" for number in range(parcel.MOST_PARTS)}
    assert "which no form has" in refused(
        workspace, good, changed(good, tmp_path / "many.docx", more)
    )


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    '<!ENTITY x SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_every_part_and_encoding(workspace, good, tmp_path, encoding):
    with zipfile.ZipFile(good) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
    body = body.partition("?>")[2]
    text = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}{body}'
    bad = changed(good, tmp_path / "laugh.docx", {"word/document.xml": text.encode(encoding)})
    assert "declares entities" in refused(workspace, good, bad)


def test_entities_in_a_workbook_are_refused(workspace, good, tmp_path):
    book = workbook(tmp_path / "book.xlsx", {WHY: "habit"})
    with zipfile.ZipFile(book) as archive:
        text = archive.read("xl/sharedStrings.xml").decode("utf-8").partition("?>")[2]
    text = f'<?xml version="1.0"?>{LAUGHS}{text}'.replace("habit", "&x;")
    bad = changed(book, tmp_path / "laugh.xlsx", {"xl/sharedStrings.xml": text})
    assert "xl/sharedStrings.xml declares entities" in refused(workspace, good, bad)


def test_a_part_name_that_climbs_out_of_the_archive_writes_nothing(workspace, good, tmp_path):
    bad = changed(good, tmp_path / "climb.docx", {"../../escaped.xml": "<a/>"})
    found = collect(workspace, bad)
    assert found.values() == {WHY: "habit"} and found.letters == []
    written = {f.name for f in tmp_path.parent.rglob("escaped*")}
    assert not written and not list(workspace.rglob("escaped*"))


def test_nothing_outside_the_file_is_fetched_or_read(workspace, good, tmp_path):
    with zipfile.ZipFile(good) as archive:
        relations = archive.read("word/_rels/document.xml.rels")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    more = (
        f'<Relationship Id="x1" Type="{kind}" Target="http://192.0.2.1/c.xml" '
        f'TargetMode="External"/><Relationship Id="x2" Type="{kind}" '
        'Target="../../../../etc/passwd"/></Relationships>'
    )
    relations = relations.replace(b"</Relationships>", more.encode())
    bad = changed(good, tmp_path / "fetch.docx", {"word/_rels/document.xml.rels": relations})
    assert collect(workspace, bad).values() == {WHY: "habit"}


def test_a_cell_far_away_from_all_else_does_not_fill_the_memory(workspace, good, tmp_path):
    book = openpyxl.load_workbook(workbook(tmp_path / "far.xlsx", {WHY: "habit"}))
    book["Record"]["XFD1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    letter = refused(workspace, good, tmp_path / "far.xlsx")
    assert "sheet 'Record'" in letter and "XFD1048576" in letter


def test_a_damaged_sheet_is_named(workspace, good, tmp_path):
    book = workbook(tmp_path / "book.xlsx", {WHY: "habit"})
    with zipfile.ZipFile(book) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml")
    bad = changed(
        book, tmp_path / "bad.xlsx", {"xl/worksheets/sheet2.xml": sheet[: len(sheet) // 2]}
    )
    letter = refused(workspace, good, bad)
    assert "xl/worksheets/sheet2.xml is damaged" in letter


def test_a_workbook_without_its_texts_gets_a_letter(workspace, good, tmp_path):
    book = workbook(tmp_path / "book.xlsx", {WHY: "habit"})
    bad = changed(book, tmp_path / "bad.xlsx", {"xl/sharedStrings.xml": b"<sst"})
    assert "damaged" in refused(workspace, good, bad)


def test_a_form_of_an_unknown_district_gets_a_letter_with_the_nearest(workspace, good, tmp_path):
    bad = protocol(tmp_path / "a.docx", facts("protocol", district="0111"))
    letter = refused(workspace, good, bad)
    assert "no district '0111' in 2022" in letter
    assert "0110 Ashgrove County School District" in letter


def test_a_form_of_another_year_gets_a_letter_with_the_years_there(workspace, good, tmp_path):
    bad = protocol(tmp_path / "a.docx", facts("protocol", year="2035"))
    letter = refused(workspace, good, bad)
    assert "2035" in letter and "2018, 2019, 2020, 2021, 2022" in letter


def test_a_form_of_another_state_gets_a_letter(workspace, good, tmp_path):
    bad = protocol(tmp_path / "a.docx", facts("protocol", state="Ohio"))
    assert "another state: Ohio" in refused(workspace, good, bad)


def test_a_form_whose_title_names_another_district_is_not_taken_for_ours(workspace, good, tmp_path):
    made = docx.Document(str(good))
    made.core_properties.title = "Abbeville 60: discussion protocol 2021–22"
    made.save(str(tmp_path / "other.docx"))
    letter = refused(workspace, good, tmp_path / "other.docx")
    assert "'Abbeville 60'" in letter and "Ashgrove" in letter
    told = collect(workspace, tmp_path / "other.docx", district="0110", year="2022")
    assert told.letters == []


def test_a_file_that_is_not_there_gets_a_letter_with_the_nearest(workspace, good, tmp_path):
    letter = refused(workspace, good, tmp_path / "goood.docx")
    assert "no such file" in letter and "good.docx" in letter


def test_any_document_that_is_no_form_of_ours_says_so(workspace, good, tmp_path):
    docx.Document().save(str(tmp_path / "letter.docx"))
    assert "is it a form of the kit?" in refused(workspace, good, tmp_path / "letter.docx")


def test_macros_in_a_form_are_kept_and_never_run(workspace, good, tmp_path):
    with zipfile.ZipFile(good) as archive:
        types = archive.read("[Content_Types].xml").replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        )
    parts = {"[Content_Types].xml": types, "word/vbaProject.bin": b"Auto_Open"}
    form = changed(good, tmp_path / "macro.docm", parts)
    assert collect(workspace, form).values() == {WHY: "habit"}
