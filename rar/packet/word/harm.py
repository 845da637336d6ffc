"""What in a Word template would do something on the machines of those who receive its documents.

A template is passed on: all of it, but for its braces, stands in every district's documents. Text,
tables and pictures are welcome; macros, embedded programs, fields that start or fetch something,
and whatever is loaded from elsewhere get a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rar.errors import Problem
from rar.record.reading.word_text import W

if TYPE_CHECKING:
    from rar.record.reading.parcel import Parcel

# fields that only write; DDEAUTO, INCLUDETEXT, LINK, QUOTE, IF and the like are not among them
FIELDS = frozenset((
    "AUTHOR", "COMMENTS", "CREATEDATE", "DATE", "DOCPROPERTY", "EDITTIME", "EQ", "FORMCHECKBOX",
    "FORMDROPDOWN", "FORMTEXT", "HYPERLINK", "KEYWORDS", "LASTSAVEDBY", "LISTNUM", "NOTEREF",
    "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF", "PRINTDATE", "REF", "REVNUM", "SAVEDATE",
    "SECTION", "SECTIONPAGES", "SEQ", "STYLEREF", "SUBJECT", "SYMBOL", "TIME", "TITLE", "TOC",
))  # fmt: skip
WEB = re.compile(r"(https?://|mailto:)[^\s{}]+", re.IGNORECASE)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# last words of the kinds of relations by which one part of a file needs another
KINDS = frozenset((
    "officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail",
    "styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "font", "theme",
    "themeOverride", "customXml", "customXmlProps", "numbering", "header", "footer", "footnotes",
    "endnotes", "comments", "commentsExtended", "commentsIds", "commentsExtensible", "people",
    "image", "hyperlink", "chart", "chartUserShapes", "chartStyle", "chartColorStyle",
    "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing",
    "glossaryDocument", "printerSettings", "classificationlabels", "documenttasks", "hdphoto",
    "intelligence", "chartEx",
))  # fmt: skip
_VML, _OFFICE = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:office}"
_OF_FIELDS = [f"{W}{tag}" for tag in ("fldSimple", "fldChar", "instrText", "delInstrText")]
_XML = ("xml", "rels", "vml")
_CALLED = {  # of the others
    "vbaProject": "macros",
    "oleObject": "an embedded object",
    "package": "an embedded file",
    "control": "an ActiveX control",
    "aFChunk": "a file of another kind that Word would take in",
    "subDocument": "a subdocument",
    "attachedTemplate": "a template of its own",
    "webextensiontaskpanes": "an add-in",
}


def harm_of(parcel: Parcel, called: str) -> list[Problem]:
    """Every problem of a template's parts; [] for one that only says and shows."""
    found = [*_kind(parcel), *_relations(parcel)]
    for name in parcel.parts:
        if name.endswith((".xml", ".vml")):
            tree = parcel.xml(name)
            found += [*_fields(tree), *_settings(tree)]
    cure = "take it out in Word, or begin again from the kit's own template"
    return [Problem(what, file=called, cure=cure) for what in dict.fromkeys(found)]


def _kind(parcel: Parcel) -> Iterator[str]:
    if parcel.kind != "docx":
        yield "it is a workbook"
    types = parcel.parts["[Content_Types].xml"].lower()
    if b"macroenabled" in types or any(n.lower().endswith("vbaproject.bin") for n in parcel.parts):
        yield "it holds macros"
    for one in parcel.xml("[Content_Types].xml"):
        ending = (one.get("Extension") or one.get("PartName", "").rpartition(".")[2]).lower()
        if one.get("ContentType", "").endswith("xml") and ending not in _XML:
            yield f"it hides XML behind the ending {ending[:20]!r}"


def _relations(parcel: Parcel) -> Iterator[str]:
    for name in parcel.parts:
        if not name.endswith(".rels"):
            continue
        for one in parcel.xml(name).iter(_RELATION):
            kind, target = one.get("Type", "").rsplit("/", 1)[-1], one.get("Target", "")
            link = kind == "hyperlink" and WEB.fullmatch(target)
            if one.get("TargetMode", "").lower() == "external" and not link:
                yield f"it leads to something outside of it ({kind}: {target[:80]})"
            elif kind not in KINDS and not (kind == "package" and "/charts/" in name):
                yield f"it holds {_CALLED.get(kind, f'something of the kind {kind[:80]!r}')}"


def _settings(tree: Any) -> Iterator[str]:
    if next(tree.iter(f"{W}mailMerge"), None) is not None:
        yield "it asks a database for a mail merge"
    for shape in tree.iter(f"{_VML}*"):
        if shape.get("src") or shape.get("href") or shape.get(f"{_OFFICE}href"):
            yield "it holds an old kind of picture that is loaded from elsewhere"


def _fields(tree: Any) -> Iterator[str]:
    for text in _instructions(tree):
        words = text.split() or [""]
        links = words[0].upper() == "HYPERLINK" and words[1:2] != ["\\l"]
        if words[0].upper() not in FIELDS or "{" in text:
            yield f"it holds a field that may start or fetch something ({text.strip()[:80]})"
        elif links and not WEB.fullmatch(words[1].strip('"') if words[1:] else ""):
            yield f"it holds a link that is no address of the web or of mail ({text.strip()[:80]})"


def _instructions(tree: Any) -> Iterator[str]:
    """The instruction of each field; one that is made by another field within it holds a brace."""
    opened: list[list[str]] = []
    read: dict[int, list[str]] = {}
    for node in tree.iter(*_OF_FIELDS):
        kind = node.get(f"{W}fldCharType")
        if node.tag == f"{W}fldSimple":
            yield node.get(f"{W}instr", "")
        elif kind == "begin":
            if opened:
                opened[-1].append("{")
            opened.append([])
            read[id(opened[-1])] = opened[-1]
        elif kind == "separate" and opened:  # what follows is shown, and is no instruction
            opened[-1] = []
        elif kind == "end" and opened:
            opened.pop()
        elif kind is None:
            opened = opened or [[]]
            opened[-1].append(node.text or "")
            read[id(opened[-1])] = opened[-1]
    yield from ("".join(one) for one in read.values() if one)
