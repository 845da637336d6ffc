"""A Word template filled with names: checked first, then rendered in a sandbox.

Every text is escaped, and one that looks like a marker of ours is kept from being one, so that
neither a template nor a name in the data can run or place anything.

A process checks and compiles a template once: what was made of it is remembered by its bytes, so
that an edited file is read again.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar.errors import Problem, RarError
from rar.packet.word.check import problems_of
from rar.packet.word.harm import harm_of
from rar.record.controls import Marker
from rar.record.reading.parcel import parcel_of

if TYPE_CHECKING:
    from docx.document import Document
    from docxtpl import DocxTemplate
    from jinja2 import Environment, Template

NOT_A_MARKER = "\u2060⟧"  # a word joiner, which nobody sees, before what ends a marker
MOST_BRACES = 3_000  # ours have a few hundred; docxtpl's time goes with the square of them
PLAIN_BRACES = {"{_{": "{{", "}_}": "}}", "{_%": "{%", "%_}": "%}"}  # as docxtpl writes them
BREAKS = "\t\a\n\f"  # in a text: docxtpl makes tabs, paragraphs, lines and pages of them


def fill(template: Path, names: dict[str, Any], called: str = "") -> Document:
    """The template with the names filled in; markers of pictures and places to write are left.

    called is the document's name in letters, the file's own where none is given. Raises RarError
    with every problem when the template is no Word file, uses a name that is not known, or asks
    for what a template may not do.
    """
    called = called or template.name
    filled = _opened(_checked(template, called), called)
    try:
        filled.render(names)
    except SyntaxError as error:  # lxml's, of a document that is not whole
        raise RarError(
            f"The template {called} cannot be filled.",
            [Problem("its parts do not fit into one another any more", file=called)],
            "A 'for' or 'if' with p must begin and end in paragraphs, one with tr in rows of the "
            "same table.",
        ) from error
    return filled.docx


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Where templates are rendered: nothing but the names is within reach."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=True, finalize=_plain
    )  # fmt: skip
    environment.globals.clear()
    return environment


def _plain(value: Any) -> Any:
    """A text that looks like a marker, but is none of ours, stays a text."""
    if isinstance(value, str) and not isinstance(value, Marker):
        return value.replace("⟧", NOT_A_MARKER)
    return value


def check(template: Path, called: str = "") -> None:
    """Read a template's braces without filling it in. Raises RarError with every problem."""
    _checked(template, called or template.name)


def compile_parts(template: Path, called: str) -> None:
    """Check a template and compile it for later. Raises RarError with every problem."""
    for source in _sources(_opened(_checked(template, called), called)):
        _compiled(source)


def _checked(template: Path, called: str) -> bytes:
    """The template's bytes, of which nothing is wrong."""
    try:
        blob = template.read_bytes()
    except FileNotFoundError as error:
        missing = Problem("no such file", file=str(template))
        raise RarError(f"The template {called} is not there.", [missing]) from error
    unpacked, problems = _problems(blob, called)
    if problems:
        raise RarError(
            f"The template {template} cannot be filled.",
            problems,
            "templates/README.md lists every name a template may use.",
        )
    return unpacked


@lru_cache(maxsize=16)
def _problems(blob: bytes, called: str) -> tuple[bytes, tuple[Problem, ...]]:
    """The template as it was unpacked within the limits, and what is wrong with it."""
    try:
        parcel = parcel_of(Path(called), blob)
    except RarError as error:
        told = [replace(one, what=f"it is not a Word document: {one.what}", file=called)
                for one in error.problems]  # fmt: skip
        raise _no_document(called, told) from error
    unpacked = parcel.archive.getvalue()
    harm = harm_of(parcel, called)
    if harm:
        return unpacked, tuple(harm)
    opened = _opened(unpacked, called)
    slips = problems_of(called, opened.docx, list(_sources(opened)), _environment())
    return unpacked, tuple(slips)


def _opened(blob: bytes, called: str) -> DocxTemplate:
    from docx.opc.exceptions import PackageNotFoundError

    opened = _template_class()(io.BytesIO(blob))
    try:
        opened.init_docx()
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        what = f"it is not a Word document: {error}"
        raise _no_document(called, [Problem(what, file=called)]) from error
    return opened


def _no_document(called: str, problems: list[Problem]) -> RarError:
    cure = "Save it in Word as 'Word Document (*.docx)'."
    return RarError(f"{called} is not a Word document.", problems, cure)


def _sources(opened: DocxTemplate) -> Iterator[str]:
    """Body, headers, footers and footnotes as they are given to Jinja."""
    yield opened.patch_xml(opened.get_xml())
    for uri in (opened.HEADER_URI, opened.FOOTER_URI):
        for _, part in opened.get_headers_footers(uri):
            yield opened.patch_xml(opened.get_part_xml(part))
    for part in opened.docx.part.package.iter_parts():
        if part.content_type.endswith("footnotes+xml"):
            yield opened.patch_xml(part.blob.decode("utf-8"))


@lru_cache(maxsize=64)
def _compiled(source: str) -> Template:
    return _environment().from_string(source)


@lru_cache(maxsize=1)
def _template_class() -> type[DocxTemplate]:
    from docxtpl import DocxTemplate
    from lxml import etree

    @lru_cache(maxsize=64)
    def patched(xml: str) -> str:
        return DocxTemplate.patch_xml(None, xml)  # which asks nothing of a document

    class Strict(DocxTemplate):
        """As docxtpl's, but each part is read and compiled once, a document that is not whole is
        an error, and titles are ours.
        """

        def patch_xml(self, src_xml: str) -> str:
            if src_xml.count("{") > MOST_BRACES:
                raise RarError("A Word template cannot be filled: it has too many braces.",
                               [Problem(f"a part of it has more than {MOST_BRACES:,} braces")],
                               "Begin again from the kit's own template.")  # fmt: skip
            return patched(src_xml)

        def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None):
            text = _compiled(src_xml).render(context)
            for written, meant in PLAIN_BRACES.items():
                text = text.replace(written, meant)
            return self.resolve_listing(text) if any(m in text for m in BREAKS) else text

        def fix_tables(self, xml: str) -> Any:
            etree.fromstring(xml)
            return super().fix_tables(xml)

        def render_properties(self, context: Any, jinja_env: Any = None) -> None:
            """They are set afterwards (`rar.packet.word.properties`)."""

    return Strict
