"""Where something stands in a Word document, in words that a person can follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rar.errors import Problem

if TYPE_CHECKING:
    from docx.document import Document
    from jinja2.exceptions import TemplateSyntaxError

MOST_WORDS = 60  # characters quoted of a paragraph
BRACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)


def place_of(document: Document, said: str) -> str:
    """Where a name stands in braces: 'in the paragraph that begins "..." '; '' if not found."""
    wanted = re.compile(rf"(?<![\w.]){re.escape(said)}(?!\w)")
    for text, where in paragraphs_of(document):
        if any(wanted.search(part) for part in BRACES.findall(text)):
            return f"{where} that begins {beginning(text)!r}: "
    return ""


def beginning(text: str) -> str:
    """The first words of a paragraph."""
    text = " ".join(text.split())
    return text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS].rstrip()}..."


def paragraphs_of(document: Document) -> Iterator[tuple[str, str]]:
    """Every paragraph's text, with the kind of place it is in; the body first, then the rest."""
    yield from _within(document.element.body, "the paragraph")
    for section in document.sections:
        for part, name in ((section.header, "the page header"), (section.footer, "the page footer"),
                           (section.first_page_header, "the first page's header"),
                           (section.first_page_footer, "the first page's footer")):  # fmt: skip
            if not part.is_linked_to_previous:
                yield from _within(part._element, name)


def _within(element: Any, name: str) -> Iterator[tuple[str, str]]:
    from docx.oxml.ns import qn

    tables = list(element.iter(qn("w:tbl")))
    for paragraph in element.iter(qn("w:p")):
        cell = next(paragraph.iterancestors(qn("w:tc")), None)
        where = f"in {name}"
        if cell is not None:
            table = next(cell.iterancestors(qn("w:tbl")))
            row = next(cell.iterancestors(qn("w:tr")))
            number = table.findall(qn("w:tr")).index(row) + 1
            where = f"in table {tables.index(table) + 1}, row {number}, in the cell"
        yield "".join(text.text or "" for text in paragraph.iter(qn("w:t"))), where


def slip_near(name: str, source: str, error: TemplateSyntaxError) -> Problem:
    """What is wrong in braces that cannot be read, and what stands near it."""
    lines = source.splitlines()
    line = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
    near = beginning(re.sub(r"<[^>]*>", "", line))
    return Problem(
        f"what stands in braces cannot be read: {error.message}", name, value=near,
        cure="look near the text quoted for curly quotation marks, a missing brace, or a 'for' or "
        "'if' without its 'endfor' or 'endif'",
    )  # fmt: skip
