"""The text of a Word file's XML, as a reader sees it.

Tracked insertions count, tracked deletions do not; a soft line break is a line break. The second
copy of a text box, which Word keeps for old versions of itself, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml.etree import iterwalk

from rar.record.reading.written import cleaned

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
P, TC, TR, TBL, SDT = (f"{W}{name}" for name in ("p", "tc", "tr", "tbl", "sdt"))
BOOKMARK = f"{W}bookmarkStart"
_UNREAD = {
    f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}tblPr", f"{W}tcPr",
    f"{W}trPr", f"{_MC}Fallback",
}  # fmt: skip
_TEXT = {f"{W}t", f"{_MATH}t"}
_SIGNS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
}  # fmt: skip
# fields whose result the program computes anew, so that nobody wrote it
_COMPUTED = ("PAGE", "NUMPAGES", "SECTIONPAGES", "DATE", "TIME", "FILENAME", "TOC")


def val(element: Any, name: str = "val") -> str:
    """An attribute in Word's namespace, '' where there is none (or no element)."""
    return "" if element is None else element.get(f"{W}{name}", "")


def text_of(element: Any) -> str:
    """All text of an element, its paragraphs on lines of their own."""
    return cleaned("".join(piece for _, piece in pieces(element)))


def pieces(element: Any) -> Iterator[tuple[Any, str]]:
    """(node, text) for each text of an element in order, and a line break for each paragraph.

    Bookmarks and controls come with '': they tell where a place to write begins.
    """
    walker = iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if event == "start":
            if node.tag in _UNREAD:
                walker.skip_subtree()
            elif node.tag in _TEXT:
                yield node, node.text or ""
            elif node.tag in _SIGNS:
                yield node, _SIGNS[node.tag]
            elif node.tag == f"{W}sym":
                yield node, _symbol(node)
            elif node.tag in (SDT, BOOKMARK):
                yield node, ""
                if node.tag == SDT and _is_placeholder(node):
                    walker.skip_subtree()
        elif node.tag == P:
            yield node, "\n"


def _is_placeholder(control: Any) -> bool:
    """Whether Word has put its own words into a control that somebody emptied, in any language.

    Our own placeholders have no style of their own, and are known by their words.
    """
    runs = [run for run in control.iter(f"{W}r") if run.find(f"{W}t") is not None]
    styles = {val(run.find(f"{W}rPr/{W}rStyle")) for run in runs}
    showing = control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
    return showing and styles == {"PlaceholderText"}


def _symbol(node: Any) -> str:
    """A letter of a symbol font: those above F000 stand for the letter 0xF000 below."""
    told = val(node, "char")
    code = int(told, 16) if re.fullmatch("[0-9A-Fa-f]{4}", told) else ord("?")
    return chr(code - 0xF000 if 0xF000 <= code <= 0xF0FF else code)


def paragraph_text(paragraph: Any) -> str:
    """A paragraph's own text: without the paragraphs of a text box in it, without page numbers."""
    found, instruction, in_field, in_result = [], "", 0, False
    walker = iterwalk(paragraph, events=("start",))
    for _, node in walker:
        if (
            node.tag in _UNREAD
            or (node.tag == P and node is not paragraph)
            or (node.tag == f"{W}fldSimple" and _is_computed(val(node, "instr")))
        ):
            walker.skip_subtree()
        elif node.tag == f"{W}fldChar":
            kind = val(node, "fldCharType")
            in_field = max(0, in_field + {"begin": 1, "end": -1}.get(kind, 0))
            instruction = "" if kind == "begin" else instruction
            in_result = kind == "separate" or (in_result and in_field > 0)
        elif node.tag == f"{W}instrText":
            instruction += node.text or ""
        elif not (in_result and _is_computed(instruction)):
            found.append(node.text or "" if node.tag in _TEXT else _SIGNS.get(node.tag, ""))
            if node.tag == f"{W}sym":
                found.append(_symbol(node))
    return cleaned("".join(found))


def _is_computed(instruction: str) -> bool:
    return instruction.strip().upper().startswith(_COMPUTED)


def above(node: Any, tag: str) -> Any:
    """The nearest element of a kind around a node, None where there is none."""
    return next(node.iterancestors(tag), None)


def is_read(node: Any) -> bool:
    """Whether a node's text counts: not deleted, not the old copy of a text box."""
    return not any(parent.tag in _UNREAD for parent in node.iterancestors())


def rows_of(table: Any) -> list[list[Any]]:
    """A table's cells by row, also where controls or tracked changes are wrapped around them."""
    return [
        [cell for cell in row.iter(TC) if above(cell, TR) is row]
        for row in table.iter(TR)
        if above(row, TBL) is table
    ]
