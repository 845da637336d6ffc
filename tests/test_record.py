"""The record has one key for every question, and it survives Word and LibreOffice."""

from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from rar import places
from rar.dimensions import METRICS
from rar.errors import RarError
from rar.numbers.compare import FOCUS_GROUPS
from rar.record.controls import MARKER, Write, place_controls
from rar.record.fields import (
    CALENDAR,
    CHOICE,
    CHOICES_FILE,
    FIELDS,
    MORE,
    OPEN_CHOICE,
    bookmark_of,
    choices,
    dimension_item,
    finding_code,
    key_of,
    key_of_bookmark,
)
from rar.tables import LEVELS

WORD_LONGEST_BOOKMARK = 40
LISTS = places.templates() / CHOICES_FILE
CODE = "1a.need.elementary.highest"


def codes() -> list[str]:
    """Every code a finding can have."""
    needs = [finding_code(m, "need", level, focus) for m in METRICS for level in LEVELS
             for focus in ("highest", "higher")]  # fmt: skip
    groups = [finding_code(m, "group", "all", group) for m in METRICS for group in FOCUS_GROUPS]
    wholes = [finding_code(m, kind, level, "") for m in METRICS for level in (*LEVELS, "all")
              for kind in ("slope", "state")]  # fmt: skip
    return [*needs, *groups, *wholes]


def test_every_key_fits_into_a_bookmark_of_word_and_comes_back_from_it():
    items = [*codes(), *MORE, "meeting", "room", *CALENDAR, *map(dimension_item, range(1, 11))]
    names = {}
    for item in items:
        for field in FIELDS:
            name = bookmark_of(key_of(item, field.key))
            assert len(name) <= WORD_LONGEST_BOOKMARK, name
            assert key_of_bookmark(name) == key_of(item, field.key)
            names.setdefault(name, set()).add((item, field.key))
    assert not [found for found in names.values() if len(found) > 1]


def test_bookmarks_of_others_are_not_ours():
    assert [key_of_bookmark(name) for name in ("_GoBack", "r_x__nothing", "r_", "Table1")] == [
        ""
    ] * 4


def test_every_field_with_choices_has_a_list_and_every_list_a_field():
    found = choices(LISTS)
    assert set(found) == {field.choices for field in FIELDS if field.choices}
    kinds = {field.kind for field in FIELDS if field.choices}
    assert kinds == {CHOICE, OPEN_CHOICE}


@pytest.mark.parametrize(
    ("line", "letter"),
    [
        ("statuss,done", "did you mean 'status'?"),
        ("status,", "row 2"),
        ("status,done", "the list 'where' has no choice"),
    ],
)
def test_a_list_of_choices_that_does_not_fit_gets_a_letter(tmp_path: Path, line, letter):
    file = tmp_path / CHOICES_FILE
    file.write_text(f"list,choice\n{line}\n", encoding="utf-8")
    with pytest.raises(RarError, match="choices.csv does not fit") as caught:
        choices(file)
    assert letter in str(caught.value)


def test_a_file_of_choices_without_its_columns_gets_a_letter_that_names_them(tmp_path: Path):
    file = tmp_path / CHOICES_FILE
    file.write_text("list,chioce\nstatus,done\n", encoding="utf-8")
    with pytest.raises(RarError, match="choices.csv: columns are missing: choice"):
        choices(file)


def form(*cells: str):
    """A document with one table of a row for each text."""
    document = docx.Document()
    table = document.add_table(rows=len(cells), cols=2)
    for row, text in zip(table.rows, cells, strict=True):
        row.cells[1].text = text
    return document


def test_each_marker_becomes_a_control_with_its_key_as_tag_and_bookmark():
    write = Write(CODE)
    document = form(write["why"], write["intended"], write["due"], write["cause"])
    keys = place_controls(document, choices(LISTS), {key_of(CODE, "cause"): ("A cause & <more>",)})
    assert keys == [f"{CODE}:{field}" for field in ("why", "intended", "due", "cause")]
    body = document.element.body
    assert [tag.get(qn("w:val")) for tag in body.iter(qn("w:tag"))] == keys
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert [key_of_bookmark(mark) for mark in marks] == keys
    text = "".join(t.text for t in body.iter(qn("w:t")))
    assert text == "Write hereChoose onePick a dateChoose or write"
    kinds = [child.tag for child in body.iter(qn("w:text"), qn("w:dropDownList"), qn("w:date"),
                                              qn("w:comboBox"))]  # fmt: skip
    assert kinds == [qn(f"w:{kind}") for kind in ("text", "dropDownList", "date", "comboBox")]
    offered = [item.get(qn("w:value")) for item in body.iter(qn("w:listItem"))]
    assert "A cause & <more>" in offered
    assert len(offered) == len(set(offered))


def test_text_around_a_marker_stays_and_two_markers_in_one_run_are_two_controls():
    write = Write("meeting")
    document = form(f"On {write['date']} in {write['place']}.")
    assert place_controls(document, choices(LISTS), {}) == ["meeting:date", "meeting:place"]
    text = "".join(t.text for t in document.element.body.iter(qn("w:t")))
    assert text == "On Pick a date in Write here."
    assert not MARKER.search(text)


def test_a_template_that_asks_for_an_unknown_field_raises():
    with pytest.raises(KeyError):
        Write("meeting")["dat"]
