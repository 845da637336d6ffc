"""A filled-in protocol read: its answers, its comments, and what was written elsewhere in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from rar.record.fields import BY_KEY
from rar.record.reading.parcel import Parcel
from rar.record.reading.word_page import Page
from rar.record.reading.word_places import find_by_place, unplaced
from rar.record.reading.word_text import SDT, TC, P, W, is_read, paragraph_text, text_of, val
from rar.record.reading.written import COMMENT, ELSEWHERE, Content, Written, is_empty, one_line

_NOTES = {"footnotes": "Footnotes", "endnotes": "Endnotes", "header": "Header of the page",
          "footer": "Footer of the page"}  # fmt: skip


def read_protocol(parcel: Parcel, blank: Parcel | None) -> Content:
    """Everything that was written into a protocol; blank is the form as it was sent."""
    blank_page = None if blank is None else Page.of(blank)
    page = Page.of(parcel, blank_page)
    content = Content()
    if blank_page is not None:
        find_by_place(page, blank_page)
        printed = {(one.item, one.field, one.value) for one in _answers(blank_page)}
    else:
        printed = set()
    content.written += [
        one for one in _answers(page) if (one.item, one.field, one.value) not in printed
    ]
    if blank is not None and blank_page is not None:
        content.written += _added(parcel, page, blank, blank_page)
        content.written += _pictures(parcel, blank)
    else:
        content.written += [
            _outside(page, cell, text_of(cell), page.heading_of(cell)) for cell in unplaced(page)
        ]
    content.written += _comments(parcel, page)
    return content


def _answers(page: Page) -> Iterator[Written]:
    """The answer of each place; a question that stands twice with the same answer gives one."""
    told = set()
    for home in page.keys:
        for key, value in page.texts(home).items():
            if value and (key, value) not in told and not is_empty(value):
                told.add((key, value))
                item, _, name = key.partition(":")
                own = BY_KEY[name]
                yield Written(own.section, item, name, value, page.where(home),
                              page.about(home, item), own.label)  # fmt: skip


def _outside(page: Page, node: Any, text: str, heading: str) -> Written:
    return Written(ELSEWHERE, heading, "", text, page.where(node), page.row_head(node))


def _printed(page: Page) -> Iterator[tuple[Any, str]]:
    """Each paragraph outside the places to write, with its text."""
    for paragraph in page.body.iter(P):
        if not is_read(paragraph) or page.keys.get(paragraph):
            continue
        cells = paragraph.iterancestors(TC, SDT)
        text = paragraph_text(paragraph)
        if not is_empty(text) and not any(page.keys.get(cell) for cell in cells):
            yield paragraph, text


def _added(parcel: Parcel, page: Page, blank: Parcel, blank_page: Page) -> Iterator[Written]:
    """What stands outside the places to write and not in the blank form."""
    known = Counter(one_line(text, len(text) + 1) for _, text in _printed(blank_page))
    for paragraph, text in _printed(page):
        plain = one_line(text, len(text) + 1)
        if known[plain] > 0:
            known[plain] -= 1
        else:
            yield _outside(page, paragraph, text, page.heading_of(paragraph))
    known = Counter(text for _, text in _notes(blank))
    told = set()  # a header may be kept once for each section
    for name, text in _notes(parcel):
        if text not in known and (name, text) not in told:
            told.add((name, text))
            yield Written(ELSEWHERE, name, "", text, name.lower())


def _notes(parcel: Parcel) -> Iterator[tuple[str, str]]:
    """(what it is, text) of each paragraph in notes, headers and footers."""
    for kind, name in _NOTES.items():
        for part in parcel.related_of(parcel.main, kind):
            tree = parcel.xml(part)
            for paragraph in () if tree is None else tree.iter(P):
                text = paragraph_text(paragraph)
                if is_read(paragraph) and not is_empty(text):
                    yield name, text


def _pictures(parcel: Parcel, blank: Parcel) -> Iterator[Written]:
    """Pictures that were put in: a photo of a flip chart, say. They stay in the kept file."""
    known = set(blank.parts.values())
    for name in parcel.related_of(parcel.main, "image"):
        if name in parcel.parts and parcel.parts[name] not in known:
            text = f"[a picture in the file: {name.rpartition('/')[2]}]"
            yield Written(ELSEWHERE, "Pictures", "", text, name)


def _comments(parcel: Parcel, page: Page) -> Iterator[Written]:
    for part in parcel.related_of(parcel.main, "comments"):
        tree = parcel.xml(part)
        for comment in () if tree is None else tree.iter(f"{W}comment"):
            text = text_of(comment)
            if text:
                yield _comment(comment, text, page)


def _comment(comment: Any, text: str, page: Page) -> Written:
    number = val(comment, "id")
    starts = [n for n in page.body.iter(f"{W}commentRangeStart", f"{W}commentReference")
              if val(n) == number or val(n, "id") == number]  # fmt: skip
    author = val(comment, "author") or "somebody"
    label = f"Comment of {author}"
    if not starts:
        return Written(COMMENT, "", "", text, "comments", "", label)
    start = next(starts[0].iterancestors(TC, P), None)
    if start is None:  # a comment on whole paragraphs or cells begins between them
        start = next(starts[0].itersiblings(P, TC), next(page.body.iter(P)))
    cell = next(start.iterancestors(TC), start)
    about = page.row_head(cell) or one_line(text_of(start))
    return Written(COMMENT, page.heading_of(start), "", text, page.where(start), about, label)
