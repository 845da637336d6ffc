"""A Word form laid open: its tables and headings, and the places to write in them.

A place is found by the tag of its control or by its bookmark; what is between them and the edges
of the table cell does not matter, so that an answer typed after a control was deleted is found too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from rar.record.fields import BY_KEY, DATE, bookmark_of, key_of_bookmark
from rar.record.reading.parcel import Parcel
from rar.record.reading.word_text import (
    BOOKMARK,
    SDT,
    TBL,
    TC,
    TR,
    P,
    W,
    above,
    is_read,
    paragraph_text,
    pieces,
    rows_of,
    text_of,
    val,
)  # fmt: skip
from rar.record.reading.written import cleaned, is_empty, one_line

_HEADINGS = ("heading ", "title")  # names of styles
_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y", "%A, %B %d, %Y", "%d %B %Y")


def is_key(text: str) -> bool:
    """Whether the tag of a control is the key of an answer."""
    item, mark, name = text.partition(":")
    return bool(item and mark and name in BY_KEY)


@dataclass
class Page:
    """One Word document. keys says which places each table cell (or paragraph) holds."""

    body: Any
    styles: Any
    known: dict[str, str] = field(default_factory=dict)  # bookmark: key, from the blank form
    keys: dict[Any, list[str]] = field(init=False)

    @classmethod
    def of(cls, parcel: Parcel, blank: Page | None = None) -> Page:
        """The page of a parcel; blank tells which key is behind a bookmark."""
        (styles,) = parcel.related_of(parcel.main, "styles")[:1] or [""]
        known = {} if blank is None else {bookmark_of(k): k for k in blank.all_keys}
        return cls(parcel.xml(parcel.main), parcel.xml(styles), known)

    def __post_init__(self) -> None:
        self.marks: dict[Any, str] = {}  # bookmark or control: key
        for control in self.body.iter(SDT):
            tag = val(control.find(f"{W}sdtPr/{W}tag"))
            if is_key(tag):
                self.marks[control] = tag
        self.known |= {bookmark_of(key): key for key in self.marks.values()}
        for mark in self.body.iter(BOOKMARK):
            name = val(mark, "name")
            key = self.known.get(name) or key_of_bookmark(name)
            if key:
                self.marks[mark] = key
        self.keys = {}
        for node in self.body.iter(SDT, BOOKMARK):
            if node in self.marks and is_read(node):
                self.place(_home(node), self.marks[node])

    def place(self, home: Any, key: str) -> None:
        """Note that a table cell is a place to write."""
        if home is not None and key not in self.keys.setdefault(home, []):
            self.keys[home].append(key)

    @property
    def all_keys(self) -> set[str]:
        """Every key that has a place here."""
        return {key for own in self.keys.values() for key in own}

    @cached_property
    def tables(self) -> list[Any]:
        """All tables in the order of the document, also those inside others."""
        return list(self.body.iter(TBL))

    @cached_property
    def _numbers(self) -> dict[Any, tuple[int, int]]:
        """Each row's table and its number in it, both from 1."""
        return {
            row: (table_number, number)
            for table_number, table in enumerate(self.tables, start=1)
            for number, row in enumerate(
                (row for row in table.iter(TR) if above(row, TBL) is table), start=1
            )
        }

    @cached_property
    def headings(self) -> dict[Any, tuple[str, str]]:
        """For each paragraph the heading it stands under, and the last that stands only once.

        A heading stands under itself; '' where there is none.
        """
        names = {} if self.styles is None else {
            val(style, "styleId"): val(style.find(f"{W}name")).casefold()
            for style in self.styles.iter(f"{W}style")
        }  # fmt: skip
        texts = {
            paragraph: one_line(paragraph_text(paragraph))
            for paragraph in self.body.iter(P)
            if names.get(val(paragraph.find(f"{W}pPr/{W}pStyle")), "").startswith(_HEADINGS)
        }
        times, heading, own, found = Counter(texts.values()), "", "", {}
        for paragraph in self.body.iter(P):
            heading = texts.get(paragraph) or heading
            own = heading if times[heading] == 1 else own
            found[paragraph] = (heading, own)
        return found

    def heading_of(self, node: Any) -> str:
        """The heading a cell or paragraph stands under, after a better one where it is repeated."""
        heading, own = self._headings_of(node)
        return ": ".join(dict.fromkeys(text for text in (own, heading) if text))

    def _headings_of(self, node: Any) -> tuple[str, str]:
        first = node if node.tag == P else next(node.iter(P), None)
        return self.headings.get(first, ("", ""))

    def where(self, node: Any) -> str:
        """Where a node is, in words: 'table 7, row 3', or 'paragraph 12' outside of tables."""
        row = above(node, TR)
        if row is not None:
            return "table {}, row {}".format(*self._numbers[row])
        paragraph = above(node, P) if node.tag not in (P, SDT) else next(node.iter(P))
        return f"paragraph {list(self.headings).index(paragraph) + 1}"

    def row_head(self, node: Any) -> str:
        """The first cell of the node's row, '' where that is no printed text or the node itself."""
        row = above(node, TR)
        if row is None:
            return ""
        first = next(row.iter(TC), None)
        if first is None or first is node or first in node.iterancestors() or self.keys.get(first):
            return ""
        return one_line(text_of(first))

    def about(self, home: Any, item: str) -> str:
        """The item in words: its row where each row has its own, else the heading above."""
        table = above(home, TBL)
        if table is not None:
            items = {key.partition(":")[0] for cells in rows_of(table) for cell in cells
                     for key in self.keys.get(cell, ())}  # fmt: skip
            if len(items) > 1 and self.row_head(home):
                return self.row_head(home)
        heading, own = self._headings_of(home)
        return own or heading

    def texts(self, home: Any) -> dict[str, str]:
        """What stands in a place, by key; a place that two keys share is cut where they begin."""
        keys = self.keys[home]
        found = dict.fromkeys(keys, "")
        current, skipped = keys[0], None
        for node, text in pieces(home):
            if node in self.marks and self.marks[node] in found:
                current = self.marks[node]
            if node.tag == SDT and is_empty(text_of(node)):
                skipped = node  # what stands in a control until somebody writes
            elif skipped is None or skipped not in node.iterancestors():
                found[current] += text
        return {key: self._answer(home, key, text) for key, text in found.items()}

    def _answer(self, home: Any, key: str, text: str) -> str:
        chosen = BY_KEY[key.partition(":")[2]]
        lines = [line for line in cleaned(text).split("\n") if line.strip() != chosen.placeholder]
        answer = cleaned("\n".join(lines))
        return _date(home, answer) if chosen.kind == DATE else answer


def _home(node: Any) -> Any:
    """The table cell a mark belongs to, else its paragraph; a control may also be around a cell."""
    if node.tag == SDT:
        inside = node.find(f"{W}sdtContent/{TC}")
        if inside is None:
            inside = node.find(f"{W}sdtContent/{TR}/{TC}")
        if inside is not None:
            return inside
    for kind in (TC, P):
        if above(node, kind) is not None:
            return above(node, kind)
    if node.tag == SDT:  # around paragraphs of its own
        return node
    return next(node.itersiblings(TC, P), None)  # a bookmark between cells: of the next one


def _date(home: Any, answer: str) -> str:
    """The date a control holds, as yyyy-mm-dd, where that is what is written in it."""
    written = {_as_date(answer, form) for form in _DATES}
    picked = (val(control, "fullDate")[:10] for control in home.iter(f"{W}date"))
    return next((full for full in picked if full and full in written), answer)


def _as_date(text: str, form: str) -> str:
    """The text as yyyy-mm-dd where it is a date in this form, else ''."""
    try:
        return f"{datetime.strptime(text, form):%Y-%m-%d}"
    except ValueError:
        return ""
