"""protocol.docx: the document for the meeting, filled from a Word template that agencies edit.

The template is an ordinary Word file with names in double braces. It is rendered in a sandbox with
every text escaped, so that neither a template nor a name in the data can run anything; a name
that is not known is answered with a letter, never left blank. templates/README.md lists the names.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar.errors import Problem, RarError, nearest
from rar.packet.protocol_words import context

if TYPE_CHECKING:
    from docx.document import Document

    from rar.review import Review

TEMPLATE = "protocol.docx"
CREATED = datetime(2020, 1, 1)  # fixed: the same numbers make the same bytes
CURLY_QUOTES = "“”‘’"


def write_protocol(review: Review, file: Path) -> None:
    """Write the protocol of one review.

    Raises RarError when the template is no Word file, uses a name that is not known, or has a
    slip in what stands in its braces.
    """
    template = review.workspace.template(TEMPLATE)
    names = context(review)
    document = fill(template, names)
    properties = document.core_properties
    properties.title = f"{names['district']}: discussion protocol {names['year']}"
    properties.subject = names["edition_line"]
    properties.language = "en-US"
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = CREATED
    properties.revision = 1
    save(document, file)


def fill(template: Path, names: dict[str, Any]) -> Document:
    """The template with the names filled in; RarError for a template that cannot be filled."""
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    if not template.is_file():
        raise RarError(f"The template {template.name} is not there.", [Problem("no such file",
                       file=str(template))])  # fmt: skip
    filled = DocxTemplate(io.BytesIO(_bytes(template)))
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        with _letters(template, names):
            unknown = filled.get_undeclared_template_variables(environment) - set(names)
            if unknown:
                raise _unknown(template, sorted(unknown), names)
            filled.render(names, environment, autoescape=True)
    except (PackageNotFoundError, KeyError, zipfile.BadZipFile) as error:
        raise RarError(
            f"{template.name} is not a Word document.",
            [Problem(str(error), file=template.name)],
            "Save it in Word as 'Word Document (*.docx)'.",
        ) from error
    return filled.docx


@cache
def _bytes(template: Path) -> bytes:
    return template.read_bytes()


@contextmanager
def _letters(template: Path, names: dict[str, Any]) -> Iterator[None]:
    """Turn what goes wrong inside the braces into a letter."""
    from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError

    try:
        yield
    except TemplateSyntaxError as error:
        raise RarError(
            f"{template.name} has a slip in what stands in braces.",
            [Problem(str(error.message), file=template.name, value=_near(error))],
            "Look for curly quotes, a missing brace, or a 'for' without its 'endfor'.",
        ) from error
    except SecurityError as error:
        raise RarError(
            f"{template.name} asks for something a template may not do.",
            [Problem(str(error), file=template.name)],
            "Use only the names listed in templates/README.md.",
        ) from error
    except UndefinedError as error:
        found = re.search(r"(?:has no attribute|'?)\s*'(\w+)'(?: is undefined)?$", str(error))
        name = found[1] if found else str(error)
        raise _unknown(template, [name], names) from error


def _near(error: Any) -> str:
    """The text around a slip, without Word's own marks."""
    lines = (error.source or "").splitlines()
    line = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
    return re.sub(r"<[^>]*>", "", line)[:120]


def _unknown(template: Path, unknown: list[str], names: dict[str, Any]) -> RarError:
    known = sorted(known_names(names))
    problems = []
    for name in unknown:
        close = nearest(name, known)
        cure = f"did you mean {', '.join(close)}?" if close else f"known are {', '.join(known)}"
        if any(quote in name for quote in CURLY_QUOTES):
            cure = "Word made the quotes curly; leave quotes out of the braces"
        problems.append(Problem(f"there is no name {name!r}", file=template.name, cure=cure))
    return RarError(
        f"The template {template} uses a name that is not known.",
        problems,
        "templates/README.md lists every name a template may use.",
    )


def known_names(names: Any) -> set[str]:
    """Every name in the context, also those inside lists and rows."""
    found: set[str] = set()
    if isinstance(names, dict):
        for name, value in names.items():
            found |= {name} | known_names(value)
    elif isinstance(names, list):
        for value in names:
            found |= known_names(value)
    return found


def save(document: Document, file: Path) -> None:
    """Save with fixed dates inside the zip, so that the same document has the same bytes."""
    made = io.BytesIO()
    document.save(made)
    with (
        zipfile.ZipFile(made) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
