"""Forms to fill in and collect: small ones of our own, and a workspace whose packets hold them.

They follow the contract of the real forms: each place alone in a table cell, a control with its key
as tag, a bookmark around it; in the workbook headers and a column 'Key'.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import docx
import pandas as pd
import xlsxwriter
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from rar import places
from rar.batch.collect import Told, collect_lines
from rar.errors import RarError
from rar.packet.manifest import sha256
from rar.record.controls import Write, place_controls
from rar.record.fields import (
    BY_KEY,
    CALENDAR,
    CHOICE,
    CHOICES_FILE,
    DATE,
    DOLLARS,
    FIELDS,
    MEETING,
    ROOM,
    bookmark_of,
    choices,
    key_of,
)  # fmt: skip
from rar.record.table import read_answers
from rar.store import build
from rar.workspace import Workspace

DISTRICT, YEAR, SLUG = "0110", "2022", "0110-form-test"
CODE, OTHER = "1a.need.elementary.highest", "2a.group.all.ed"
FINDINGS = {
    CODE: "Schools with greater need spend less",
    OTHER: "Newer teachers teach them more",
}
LISTS = choices(places.templates() / CHOICES_FILE)
CUSTOM = (
    '<?xml version="1.0" encoding="UTF-8"?><Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{}</Properties>'
)
PROPERTY = (
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{}" name="{}">'
    "<vt:lpwstr>{}</vt:lpwstr></property>"
)
CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def facts(form: str, **more: str) -> dict[str, str]:
    """A form's custom properties."""
    own = {"form": form, "district": DISTRICT, "year": YEAR, "edition": "internal"} | more
    return {f"rarkit {name}": value for name, value in own.items() if value}


def keys(*sections: str, form: str = "protocol") -> list[str]:
    """Every key that has a place in our protocol (or workbook), of these sections or of all."""
    by_item = {
        "meeting": [MEETING], "belief": ["d1", "d2"], "rating": ["1i"], "calendar": list(CALENDAR),
        "room": [ROOM] if form == "protocol" else [],
    }  # fmt: skip
    return [
        key_of(item, field.key)
        for field in FIELDS
        if not sections or field.section in sections
        for item in by_item.get(field.section, [*FINDINGS, "more1"])
    ]


def distinct(wanted: list[str]) -> dict[str, str]:
    """A value of its own for each key, of its kind: a choice of its list, a date, dollars, text."""
    found = {}
    for number, key in enumerate(wanted, start=1):
        field = BY_KEY[key.partition(":")[2]]
        if field.kind == CHOICE:
            found[key] = LISTS[field.choices][number % len(LISTS[field.choices])]
        elif field.kind == DATE:
            found[key] = f"2023-{1 + number % 12:02d}-{1 + number % 28:02d}"
        elif field.kind == DOLLARS:
            found[key] = str(100 + number)
        else:
            found[key] = f"Answer {number}: José says “yes & no” <to {field.key}>"
    return found


def protocol(place: Path, mark: dict[str, str] | None = None, notes: str = "") -> Path:
    """A blank protocol; a facilitator's has notes."""
    made = docx.Document()
    made.core_properties.title = ""
    made.sections[0].header.paragraphs[0].text = "Riverbend, 2021–22, internal edition"
    made.add_heading("Discussion protocol", 0)
    made.add_paragraph("We listen to each other. Numbers do not say why.")
    if notes:
        made.add_paragraph(notes)
    made.add_heading("The meeting", 1)
    _labels(made, MEETING, ["meeting"])
    made.add_heading("Before the numbers", 1)
    head = ("Dimension", "What we expect", "What we found")
    _lines(made, head, {"d1": "1 School funding", "d2": "2 Teaching"}, ("belief", "seen"))
    made.add_heading("Self-rating", 1)
    _lines(made, ("Question", "Step", "Shown"), {"1i": "Is the formula public?"}, ("step", "shown"))
    for item, title in {**FINDINGS, "more1": "Something else"}.items():
        made.add_heading(title, 2)
        _labels(made, item, ["finding", "cause", "barrier", "action"])
    made.add_heading("When we meet again", 1)
    _lines(made, ("When", "Date", "Who", "What"), CALENDAR, ("day", "who", "what"))
    made.add_heading("Room", 1)
    _labels(made, ROOM, ["room"])
    placed = place_controls(made, LISTS, {})
    assert set(placed) == set(keys())
    if mark is None:
        mark = facts("protocol")
    if mark:
        entries = [PROPERTY.format(n, *one) for n, one in enumerate(mark.items(), start=2)]
        blob = CUSTOM.format("".join(entries)).encode()
        part = Part(PackURI("/docProps/custom.xml"), CUSTOM_TYPE, blob, made.part.package)
        made.part.package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    made.save(str(place))
    return place


def _labels(made, item: str, sections: list[str]) -> None:
    own = [field for field in FIELDS if field.section in sections]
    table = made.add_table(rows=len(own), cols=2, style="Table Grid")
    for row, field in zip(table.rows, own, strict=True):
        row.cells[0].text, row.cells[1].text = field.label, Write(item)[field.key]


def _lines(made, head: tuple[str, ...], items: dict[str, str], fields: tuple[str, ...]) -> None:
    table = made.add_table(rows=1 + len(items), cols=1 + len(fields), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.text = text
    for row, (item, words) in zip(table.rows[1:], items.items(), strict=True):
        row.cells[0].text = words
        for cell, field in zip(row.cells[1:], fields, strict=True):
            cell.text = Write(item)[field]


def run(text: str):
    """A run of a Word document: a line break for each line, a tab for each tab."""
    made = OxmlElement("w:r")
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(OxmlElement("w:br"))
        for part, piece in enumerate(line.split("\t")):
            if part:
                made.append(OxmlElement("w:tab"))
            own = OxmlElement("w:t")
            own.text = piece
            own.set(qn("xml:space"), "preserve")
            made.append(own)
    return made


def controls(document) -> dict[str, list]:
    """The controls of a document by key."""
    found: dict[str, list] = {}
    for control in document.element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if tag is not None:
            found.setdefault(tag.get(qn("w:val")), []).append(control)
    return found


def write_into(control, *inside) -> None:
    """What Word does when somebody fills in a control: no placeholder any more, new content."""
    showing = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
    if showing is not None:
        showing.getparent().remove(showing)
    content = control.find(qn("w:sdtContent"))
    for old in list(content):
        content.remove(old)
    for one in inside:
        content.append(one)


def fill_protocol(blank: Path, values: dict[str, str], place: Path, who: str = "") -> Path:
    """The blank with these answers typed into its controls."""
    document = docx.Document(str(blank))
    found = controls(document)
    for key, value in values.items():
        for control in found[key]:
            write_into(control, run(value))
    document.core_properties.last_modified_by = who
    document.save(str(place))
    return place


def workbook(
    place: Path,
    values: dict[str, object] | None = None,
    mark: dict[str, str] | None = None,
    more=lambda book: None,
) -> Path:
    """A workbook of ours, blank or with answers; values by key; more may write further cells."""
    book = xlsxwriter.Workbook(str(place))
    for name, value in (facts("workbook") if mark is None else mark).items():
        book.set_custom_property(name, value, "text")
    left = dict(values or {})
    start = book.add_worksheet("Start here")
    start.write_column(0, 0, ["Riverbend: resource allocation review 2021–22", "Internal edition"])
    _sheet(book, "Record", {**FINDINGS, "more1": "Something else"},
           ["finding", "cause", "barrier", "action"], "Finding", left)  # fmt: skip
    _sheet(book, "Self-rating", {"d1": "1 School funding", "d2": "2 Teaching"}, ["belief"],
           "Dimension", left, (("1i", "Is the formula public?"),))  # fmt: skip
    _sheet(book, "Meeting", {MEETING: "The meeting"}, ["meeting"], "What it is", left,
           tuple(CALENDAR.items()))  # fmt: skip
    numbers = book.add_worksheet("1 School Funding")
    numbers.write_row(0, 0, ["School ID", "School", "Spending"])
    numbers.write_row(1, 0, ["0110001", "North", 0.1234567])
    numbers.write_row(2, 0, ["0110002", "South", 12345.5])
    numbers.write_formula(3, 2, "=SUM(C2:C3)", None, 12345.6234567)
    more(book)
    book.close()
    assert not left, f"no place for {list(left)}"
    return place


def _sheet(book, name, items, sections, about, left, below=()) -> None:
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    row = _table(sheet, 0, items, sections, about, left, day)
    if below:
        other = {"Self-rating": ["rating"], "Meeting": ["calendar"]}[name]
        sheet.write_string(row + 1, 0, "And these:")
        _table(sheet, row + 2, dict(below), other, "Question", left, day)


def _table(sheet, top, items, sections, about, left, day) -> int:
    own = [field for field in FIELDS if field.section in sections]
    sheet.write_row(top, 0, ["Key", about, *(field.label for field in own)])
    for row, (item, words) in enumerate(items.items(), start=top + 1):
        sheet.write_row(row, 0, [item, words])
        for column, field in enumerate(own, start=2):
            value = left.pop(key_of(item, field.key), None)
            if value is None:
                continue
            if field.kind == DATE and len(str(value)) == 10:
                sheet.write_datetime(row, column, date.fromisoformat(str(value)), day)
            elif field.kind == DOLLARS:
                sheet.write_number(row, column, float(str(value)))
            else:
                sheet.write_string(row, column, str(value))
    return top + len(items) + 1


@cache
def _built(sample: Path) -> Path:
    build(Workspace.open(sample))
    place = Path(tempfile.mkdtemp(prefix="rarkit-collect-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    shutil.copytree(sample / "store", place / "store", ignore=shutil.ignore_patterns("cache"))
    shutil.copy(sample / "review.toml", place / "review.toml")
    packet = place / "packets" / YEAR / SLUG
    packet.mkdir(parents=True)
    protocol(packet / "protocol.docx")
    protocol(packet / "protocol-facilitator.docx", notes="Notes for the facilitator: go slowly.")
    workbook(packet / "workbook.xlsx")
    (packet / "manifest.json").write_text(json.dumps({
        "district_id": DISTRICT,
        "files": {file.name: {"sha256": sha256(file)} for file in packet.iterdir()},
    }), encoding="utf-8")  # fmt: skip
    return place


def workspace_with_forms(sample: Path) -> Path:
    """A workspace with a store, a packet with blank forms, and nothing on record."""
    place = _built(sample)
    shutil.rmtree(place / "records", ignore_errors=True)
    return place


def blank(workspace: Path, name: str) -> Path:
    """A blank form of the packet."""
    return workspace / "packets" / YEAR / SLUG / name


def bookmarks_only(document) -> None:
    """Take the tags away, as LibreOffice does; the bookmarks move into the controls."""
    for tag in list(document.element.body.iter(qn("w:tag"))):
        tag.getparent().remove(tag)


def typed_over(document, key: str, text: str) -> None:
    """Somebody deleted the control and typed plain text into the cell; the bookmark stays."""
    for control in controls(document).get(key, []):
        control.addprevious(run(text))
        control.getparent().remove(control)


def without_marks(document, wanted: set[str]) -> None:
    """Take control and bookmark away, and leave what was written."""
    for key, found in controls(document).items():
        if key in wanted:
            for control in found:
                for one in list(control.find(qn("w:sdtContent"))):
                    control.addprevious(deepcopy(one))
                control.getparent().remove(control)
    names = {bookmark_of(key) for key in wanted}
    for mark in list(document.element.body.iter(qn("w:bookmarkStart"))):
        if mark.get(qn("w:name")) in names:
            mark.getparent().remove(mark)


@dataclass(frozen=True)
class Outcome:
    """What a run of collect said and left."""

    lines: list[str]
    letters: list[str]
    answers: pd.DataFrame

    @property
    def text(self) -> str:
        """The whole report."""
        return "\n".join(self.lines)

    def values(self, form: str = "") -> dict[str, str]:
        """The answers by key; two that differ are both given, with '|' between."""
        own = self.answers[self.answers["field"] != ""]
        own = own[own["form"] == form] if form else own
        found: dict[str, list[str]] = {}
        for row in own.itertuples():
            found.setdefault(key_of_row(row), []).append(row.value)
        return {key: "|".join(dict.fromkeys(values)) for key, values in found.items()}

    def outside(self) -> list[tuple[str, str, str]]:
        """(section, heading or sheet, text) of what stands outside the places."""
        own = self.answers[self.answers["field"] == ""]
        return list(own[["section", "item", "value"]].itertuples(index=False, name=None))


def key_of_row(row) -> str:
    """The key of a row of the record."""
    return f"{row.item}:{row.field}"


def collect(workspace: Path, *files: Path, district: str = "", year: str = "") -> Outcome:
    """Collect the files."""
    letters: list[RarError] = []
    told = Told(district, year)
    lines = list(collect_lines(workspace, list(files), told, lambda line: None, letters.append))
    answers = read_answers(Workspace.open(workspace))
    return Outcome(lines, [str(one) for one in letters], answers)
