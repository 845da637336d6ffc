"""A Word template filled with names: checked first, then rendered in a sandbox.

Every text is escaped, and one that looks like a marker of ours is kept from being one, so that
neither a template nor a name in the data can run or place anything.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar.errors import Problem, RarError
from rar.packet.word.check import problems_of
from rar.record.controls import Marker

if TYPE_CHECKING:
    from docx.document import Document
    from docxtpl import DocxTemplate
    from jinja2 import Environment

NOT_A_MARKER = "\u2060⟧"  # a word joiner, which nobody sees, before what ends a marker


def fill(template: Path, names: dict[str, Any], called: str = "") -> Document:
    """The template with the names filled in; markers of pictures and places to write are left.

    called is the document's name in letters, the file's own where none is given. Raises RarError
    with every problem when the template is no Word file, uses a name that is not known, or asks
    for what a template may not do.
    """
    called = called or template.name
    filled, environment = _checked(template, called), environment_of()
    try:
        filled.render(names, environment, autoescape=True)
    except SyntaxError as error:  # lxml's, of a document that is not whole
        raise RarError(
            f"The template {called} cannot be filled.",
            [Problem("its parts do not fit into one another any more", file=called)],
            "A 'for' or 'if' with p must begin and end in paragraphs, one with tr in rows of the "
            "same table.",
        ) from error
    return filled.docx


def environment_of() -> Environment:
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


def _checked(template: Path, called: str) -> DocxTemplate:
    with _letter_for_other_files(template, called):
        filled = _opened(template)
    problems = _problems(template, template.stat().st_mtime_ns, called)
    if problems:
        raise RarError(
            f"The template {template} cannot be filled.",
            problems,
            "templates/README.md lists every name a template may use.",
        )
    return filled


@lru_cache(maxsize=16)
def _problems(template: Path, changed: int, called: str) -> tuple[Problem, ...]:
    """changed is the file's time of change: an edited file is read again."""
    filled = _opened(template)
    return tuple(problems_of(called, filled.docx, list(_sources(filled)), environment_of()))


def _opened(template: Path) -> DocxTemplate:
    opened = _template_class()(io.BytesIO(template.read_bytes()))
    opened.init_docx()
    return opened


def _sources(filled: DocxTemplate) -> Iterator[str]:
    """Body, headers, footers and footnotes as they are given to Jinja."""
    yield filled.patch_xml(filled.get_xml())
    for uri in (filled.HEADER_URI, filled.FOOTER_URI):
        for _, part in filled.get_headers_footers(uri):
            yield filled.patch_xml(filled.get_part_xml(part))
    for part in filled.docx.part.package.iter_parts():
        if part.content_type.endswith("footnotes+xml"):
            yield filled.patch_xml(part.blob.decode("utf-8"))


@lru_cache(maxsize=1)
def _template_class() -> type[DocxTemplate]:
    from docxtpl import DocxTemplate
    from lxml import etree

    class Strict(DocxTemplate):
        """As docxtpl's, but a document that is not whole is an error, and titles are ours."""

        def fix_tables(self, xml: str) -> Any:
            etree.fromstring(xml)
            return super().fix_tables(xml)

        def render_properties(self, context: Any, jinja_env: Any = None) -> None:
            """They are set afterwards (`rar.packet.word.properties`)."""

    return Strict


@contextmanager
def _letter_for_other_files(template: Path, called: str) -> Iterator[None]:
    from docx.opc.exceptions import PackageNotFoundError

    try:
        yield
    except FileNotFoundError as error:
        missing = Problem("no such file", file=str(template))
        raise RarError(f"The template {called} is not there.", [missing]) from error
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise RarError(
            f"{called} is not a Word document.",
            [Problem(f"it is not a Word document: {error}", file=called)],
            "Save it in Word as 'Word Document (*.docx)'.",
        ) from error
