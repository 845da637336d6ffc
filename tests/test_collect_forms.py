"""The packet's own forms come back whole: filled by program, saved and typed in LibreOffice."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import an_office
import docx
import openpyxl
import pytest
from a_form import bookmarks_only, collect, controls, distinct, fill_protocol
from a_packet import workspace_of

from rar import Review
from rar.packet.manifest import write_manifest
from rar.packet.word.documents import write_word_files
from rar.packet.workbook import write_workbook
from rar.record.fields import BY_KEY, CHOICE, DATE, FIELDS, OPEN_CHOICE, bookmark_of
from rar.record.fields import DOLLARS as AMOUNT

LABELS = {field.label: field.key for field in FIELDS}
SMALL = "0670"


@cache
def packet(sample: Path, district: str) -> Path:
    """The forms of a sample district in a workspace of their own."""
    place = Path(tempfile.mkdtemp(prefix="rarkit-forms-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    workspace = Path(shutil.copytree(workspace_of(sample), place / "ws"))
    review = Review.open(workspace, district, 2022)
    folder = workspace / "packets" / "2022" / review.slug
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_workbook(review, folder / "workbook.xlsx")
    write_word_files(review, folder)
    write_manifest(review, folder)
    return folder


@pytest.fixture
def folder(sample: Path) -> Path:
    found = packet(sample, SMALL)
    shutil.rmtree(found.parents[2] / "records", ignore_errors=True)
    return found


def said_in(form: Path) -> dict[str, str]:
    """A value of its own for every place of a protocol, by the tags of its controls."""
    return distinct(list(dict.fromkeys(controls(docx.Document(str(form))))))


def cells_to_write(book) -> dict[str, tuple[str, int, int]]:
    """The sheet, row and column of each place of the record, by key, as a reader finds them."""
    found = {}
    for name in ("Record", "Self-rating", "Meeting"):
        labels: dict[int, str] = {}
        for row in book[name].iter_rows():
            if row[0].value == "Key":
                labels = {c.column: LABELS[c.value] for c in row if c.value in LABELS}
            elif row[0].value and row[1].value and labels:  # not the title of the next table
                for column, field in labels.items():
                    if book[name].cell(row[0].row, column).value is None:
                        found[f"{row[0].value}:{field}"] = (name, row[0].row, column)
    return found


def numbers_to_write(book) -> dict[str, tuple[str, int, int, str]]:
    """Some cells of the live sheets by the key their answers must have, and what to write."""
    found = {}
    for name, row, header, value in (
        ("Counts", 2, "Corrected count", "4"), ("Counts", 2, "Corrected n", "21"),
        ("Counts", 3, "Why corrected", "one more came"), ("Need", 2, "Corrected students", "333"),
        ("Need parts", 2, "Corrected share", "0.5"), ("Data request", 2, "Asked whom", "Ms. Ode"),
        ("Data request", 2, "Answer", "in May"), ("Benchmarks", 2, "Value", "0.77"),
    ):  # fmt: skip
        sheet = book[name]
        head = {cell.value: cell.column for cell in sheet[1]}
        key = str(sheet.cell(row, head["Key"]).value)
        item = {"Counts": key.replace(" ", "."), "Need": f"need.{key}",
                "Need parts": "need." + key.replace(" ", ".")}.get(name, key)  # fmt: skip
        field = {"Asked whom": "asked", "Why corrected": "why"}.get(header, header.split()[-1])
        found[f"{item}:{field.lower()}"] = (name, row, head[header], value)
    return found


def typing(sheet: str, row: int, column: int, value: str, text: bool) -> str:
    """A line of Basic that types into a cell; as text, or as what the program sees in it."""
    own = f"doc.Sheets.getByName({an_office.quoted(sheet)})"
    cell = f"{own}.getCellByPosition({column - 1},{row - 1})"
    return f"{cell}.{'String' if text else 'Formula'} = {an_office.quoted(value)}"


def test_every_place_of_the_protocol_has_a_bookmark_and_stands_alone_in_its_cell(folder):
    from docx.oxml.ns import qn

    for name in ("protocol.docx", "protocol-facilitator.docx"):
        document = docx.Document(str(folder / name))
        marks = {m.get(qn("w:name")) for m in document.element.body.iter(qn("w:bookmarkStart"))}
        for key, found in controls(document).items():
            assert bookmark_of(key) in marks
            for control in found:
                cell = next(control.iterancestors(qn("w:tc")))
                words = "".join(t.text or "" for t in cell.iter(qn("w:t"))).strip()
                assert words == BY_KEY[key.partition(":")[2]].placeholder


@pytest.mark.parametrize("name", ["protocol.docx", "protocol-facilitator.docx"])
def test_a_protocol_filled_by_program_comes_back_whole(folder, tmp_path, name):
    said = said_in(folder / name)
    assert len(said) > 150
    found = collect(folder.parents[2], fill_protocol(folder / name, said, tmp_path / name))
    assert found.values() == said
    assert found.outside() == [] and found.letters == []


def test_a_protocol_without_its_tags_comes_back_whole(folder, tmp_path):
    said = said_in(folder / "protocol.docx")
    document = docx.Document(
        str(fill_protocol(folder / "protocol.docx", said, tmp_path / "a.docx"))
    )
    bookmarks_only(document)
    document.save(str(tmp_path / "a.docx"))
    found = collect(folder.parents[2], tmp_path / "a.docx")
    assert found.values() == said and found.outside() == []


def test_what_a_finding_is_about_is_its_sentence_in_the_protocol_too(folder, tmp_path):
    said = said_in(folder / "protocol.docx")
    code = next(key.partition(":")[0] for key in said if key.count(".") > 1)
    file = fill_protocol(folder / "protocol.docx", {f"{code}:action": "x"}, tmp_path / "a.docx")
    about = collect(folder.parents[2], file).answers.iloc[0]["about"]
    assert about in set(Review.open(folder.parents[2], SMALL, 2022).findings["sentence"])


def test_every_word_file_of_a_packet_may_come_back_with_a_remark(folder, tmp_path):
    for file in sorted(folder.rglob("*.docx")):
        document = docx.Document(str(file))
        first = next(p for p in document.paragraphs if p.text.strip())
        first.insert_paragraph_before(f"Remark on {file.name}")
        document.save(str(tmp_path / file.name))
    found = collect(folder.parents[2], tmp_path)
    assert found.letters == []
    assert sorted(text for _, _, text in found.outside()) == sorted(
        f"Remark on {file.name}" for file in folder.rglob("*.docx")
    )


def test_a_packet_as_it_was_sent_is_nothing_to_collect(folder):
    found = collect(folder.parents[2], folder)
    assert found.lines[-1] == "Nothing was collected."
    assert found.text.count("the form as it was sent") == len([*folder.rglob("*.docx"), "book"])


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [("docx",), ("odt", "docx")])
def test_a_protocol_saved_by_libreoffice_comes_back_whole(folder, tmp_path, kinds):
    said = said_in(folder / "protocol.docx")
    filled = fill_protocol(folder / "protocol.docx", said, tmp_path / "a.docx")
    found = collect(folder.parents[2], an_office.saved_as(filled, tmp_path, *kinds))
    assert found.values() == said and found.outside() == []


@pytest.mark.slow
def test_a_protocol_typed_in_libreoffice_comes_back_whole(folder, tmp_path):
    said = said_in(folder / "protocol.docx")
    lines = []
    for key, value in said.items():
        place = f"doc.Bookmarks.getByName({an_office.quoted(bookmark_of(key))}).Anchor"
        lines.append(f"doc.CurrentController.ViewCursor.gotoRange({place}, False)")
        lines.append(f"Typed(doc, {an_office.quoted(value)})")
    file = an_office.typed(folder / "protocol.docx", tmp_path / "a.docx", tmp_path, *lines)
    found = collect(folder.parents[2], file)
    assert found.values() == said and found.outside() == []


@pytest.mark.slow
def test_a_blank_workbook_saved_by_libreoffice_is_nothing_written(folder, tmp_path):
    found = collect(
        folder.parents[2], an_office.saved_as(folder / "workbook.xlsx", tmp_path, "xlsx")
    )
    assert found.values() == {} and found.outside() == []
    assert "nothing was written in its places" in found.text


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [(), ("ods", "xlsx")])
def test_a_workbook_typed_in_libreoffice_comes_back_whole(folder, tmp_path, kinds):
    book = openpyxl.load_workbook(folder / "workbook.xlsx")
    places, numbers = cells_to_write(book), numbers_to_write(book)
    said = distinct(list(places))
    kinds_typed = (DATE, AMOUNT)
    lines = [
        typing(*places[key], value, BY_KEY[key.partition(":")[2]].kind not in kinds_typed)
        for key, value in said.items()
    ]
    lines += [typing(*cell, not cell[-1][0].isdigit()) for cell in numbers.values()]
    assert {BY_KEY[k.partition(":")[2]].kind for k in said} >= {CHOICE, OPEN_CHOICE, DATE, AMOUNT}
    file = an_office.typed(folder / "workbook.xlsx", tmp_path / "a.xlsx", tmp_path, *lines)
    found = collect(folder.parents[2], an_office.saved_as(file, tmp_path, *kinds))
    assert found.values() == said | {key: cell[-1] for key, cell in numbers.items()}
    assert found.outside() == []
    assert set(found.answers["section"]) >= {"correction", "choice", "request", "action"}
