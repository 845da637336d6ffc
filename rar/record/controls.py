"""Places to write in a Word form: content controls that read back by their key.

A template names an answer (`{{ card.write.why }}`); filling it in leaves a marker there, and
`place_controls` turns each marker into a control with its key as tag and, around it, a bookmark of
the same key. Word keeps both; LibreOffice keeps the bookmark and drops the tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from rar.record.fields import (
    BY_KEY,
    CHOICE,
    DATE,
    OPEN_CHOICE,
    Field,
    bookmark_of,
    key_of,
)

if TYPE_CHECKING:
    from docx.document import Document

MARKER = re.compile("⟦([^⟦⟧:]+:[a-z0-9]+)⟧")
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MUTED = "57606A"


class Marker(str):
    """A marker that this kit wrote; the same letters in a name of the data are only letters."""


class Write(Mapping[str, str]):
    """The names a template may use after `write.`: each stands for a place to write.

    >>> Write("meeting")["date"]
    '⟦meeting:date⟧'
    """

    def __init__(self, item: str):
        self.item = item

    def __getitem__(self, field: str) -> Marker:
        return Marker(f"⟦{key_of(self.item, field)}⟧")

    def __iter__(self) -> Iterator[str]:
        return iter(BY_KEY)

    def __len__(self) -> int:
        return len(BY_KEY)


def place_controls(
    document: Document, lists: Mapping[str, tuple[str, ...]], more: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Turn every marker of the document into a control; return the keys, in their order.

    lists holds the choices of templates/choices.csv; more the further choices of single keys (the
    causes that fit a finding). A key that stands twice keeps one bookmark: the first.
    """
    placed: list[str] = []
    for number, (run, key) in enumerate(_marked(document), start=1):
        field = BY_KEY[key.partition(":")[2]]
        found = (*more.get(key, ()), *lists.get(field.choices, ()))
        parts = _control(number, key, field, tuple(dict.fromkeys(found)), key not in placed)
        for part in parts:
            run.addprevious(part)
        run.getparent().remove(run)
        placed.append(key)
    return placed


def _marked(document: Document) -> list[tuple[Any, str]]:
    """Each run that is a marker, with its key; a run that holds more is cut in pieces."""
    from docx.oxml.ns import qn

    found = []
    for text in list(document.element.body.iter(qn("w:t"))):
        if MARKER.search(text.text or ""):
            found += _cut(text.getparent())
    return found


def _cut(run: Any) -> list[tuple[Any, str]]:
    from copy import deepcopy

    from docx.oxml.ns import qn

    pieces = MARKER.split("".join(t.text or "" for t in run.findall(qn("w:t"))))
    found = []
    for place, piece in enumerate(pieces):
        if not piece:
            continue
        own = deepcopy(run)
        for child in own.findall(qn("w:t"))[1:]:
            own.remove(child)
        own.find(qn("w:t")).text = piece
        own.find(qn("w:t")).set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.addprevious(own)
        if place % 2:
            found.append((own, piece))
    run.getparent().remove(run)
    return found


def _control(
    number: int, key: str, field: Field, choices: tuple[str, ...], first: bool
) -> list[Any]:
    from docx.oxml import parse_xml

    sdt = (
        f'<w:sdt {_NS}><w:sdtPr><w:alias w:val="{escape(field.label)}"/>'
        f'<w:tag w:val="{escape(key)}"/><w:id w:val="{100_000 + number}"/>'
        f"<w:showingPlcHdr/>{_kind(field, choices)}</w:sdtPr><w:sdtContent>"
        f'<w:r><w:rPr><w:color w:val="{MUTED}"/></w:rPr><w:t>{escape(field.placeholder)}</w:t>'
        "</w:r></w:sdtContent></w:sdt>"
    )
    if not first:
        return [parse_xml(sdt)]
    begin = f'<w:bookmarkStart {_NS} w:id="{number}" w:name="{bookmark_of(key)}"/>'
    end = f'<w:bookmarkEnd {_NS} w:id="{number}"/>'
    return [parse_xml(one) for one in (begin, sdt, end)]


def _kind(field: Field, choices: tuple[str, ...]) -> str:
    """The part of a control that says what may be put in."""
    items = "".join(
        f'<w:listItem w:displayText="{escape(choice)}" w:value="{escape(choice)}"/>'
        for choice in choices
    )
    if field.kind == CHOICE:
        return f"<w:dropDownList>{items}</w:dropDownList>"
    if field.kind == OPEN_CHOICE:
        return f"<w:comboBox>{items}</w:comboBox>"
    if field.kind == DATE:
        return '<w:date><w:dateFormat w:val="yyyy-MM-dd"/><w:lid w:val="en-US"/></w:date>'
    return '<w:text w:multiLine="1"/>'
