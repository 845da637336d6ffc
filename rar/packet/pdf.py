"""review.pdf and protocol.pdf, on request: printed by the user's own browser and LibreOffice.

The browser writes tagged PDF with the page's language, title and headings as bookmarks. Each print
runs in a process of its own, with a time limit and a profile that is thrown away. No claim of
PDF/UA is made: nothing here checks it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from rar.errors import Problem, RarError
from rar.packet.programs import Printers

TIME_LIMIT = 240  # seconds for one document; a district of 90 schools takes about ten
# A link to another file would stand in the PDF with the folder of this machine.
_OUTER_LINK = re.compile(r'(<a\b[^>]*?)\shref="(?!#)[^"]*"')
_DATES = re.compile(rb"/(?:CreationDate|ModDate) ?\(D:([^)]*)\)")
_XMP_DATES = re.compile(rb"<xmp:(?:CreateDate|ModifyDate|MetadataDate)>([^<]*)<")
_IDS = re.compile(rb"/(?:ID ?\[|DocChecksum ?/)([<>0-9A-Fa-f\s]{32,})")
_NODE = re.compile(rb"\(node(\d{8})\)")
FIXED = b"20200101000000"
TAGGED = {"UseTaggedPDF": {"type": "boolean", "value": "true"},
          "ExportBookmarks": {"type": "boolean", "value": "true"}}  # fmt: skip


def write_pdfs(printers: Printers, folder: Path) -> None:
    """Print review.html and, where both are there, protocol.docx by LibreOffice into its folder.

    Raises RarError when a program does not print the document in time.
    """
    print_page(printers.browser, folder / "review.html", folder / "review.pdf")
    protocol = folder / "protocol.docx"  # not every edition has one
    if printers.office and protocol.is_file():
        print_document(printers.office, protocol, folder / "protocol.pdf")


def print_page(browser: str, page: Path, pdf: Path) -> None:
    """Print a self-contained page as tagged PDF; links to other files become plain text."""
    with tempfile.TemporaryDirectory(prefix="rarkit-", ignore_cleanup_errors=True) as scratch:
        copy = Path(scratch, page.name)
        copy.write_text(
            _OUTER_LINK.sub(r"\1", page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n"
        )
        made = Path(scratch, pdf.name)
        _run(
            [browser, "--headless", "--disable-gpu", "--no-first-run", *_as_root(),
             f"--user-data-dir={Path(scratch, 'profile')}", "--no-pdf-header-footer",
             "--generate-pdf-document-outline", f"--print-to-pdf={made}", copy.as_uri()],
            page, made,
        )  # fmt: skip
        pdf.write_bytes(without_times(made.read_bytes()))


def print_document(office: str, document: Path, pdf: Path) -> None:
    """Save a Word document as tagged PDF by LibreOffice."""
    with tempfile.TemporaryDirectory(prefix="rarkit-", ignore_cleanup_errors=True) as scratch:
        profile = Path(scratch, "profile").as_uri()
        made = Path(scratch, document.with_suffix(".pdf").name)
        _run(
            [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to",
             f"pdf:writer_pdf_Export:{json.dumps(TAGGED)}", "--outdir", scratch, str(document)],
            document, made,
        )  # fmt: skip
        pdf.write_bytes(without_times(made.read_bytes()))


def _as_root() -> list[str]:
    """As root (in a container) Chromium starts only without its sandbox; the page that it prints
    is our own, and runs and loads nothing.
    """
    who = getattr(os, "geteuid", None)
    return ["--no-sandbox"] if who is not None and who() == 0 else []


def _run(command: list[str], source: Path, made: Path) -> None:
    """Run a program and see that it made the file. Raises RarError with its last words if not."""
    name = Path(command[0]).name
    try:
        ended = subprocess.run(
            command, capture_output=True, timeout=TIME_LIMIT, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        why = f"{name} did not end within {TIME_LIMIT} seconds"
    except OSError as error:
        why = f"{name} could not be started: {error.strerror or error}"
    else:
        if made.is_file() and made.stat().st_size:
            return
        said = ended.stderr.decode("utf-8", errors="replace").strip().splitlines()
        why = f"{name} ended with code {ended.returncode} and made no file"
        why += f"; it said: {said[-1][:300]}" if said else ""
    raise RarError(
        f"{source.name} could not be printed as PDF.",
        [Problem(why)],
        "Run the command without --pdf to make everything else, and print the document by hand.",
    )


def without_times(pdf: bytes) -> bytes:
    """The PDF with fixed dates and numbers in the places where each print writes new ones.

    Every replacement has the length of what it replaces, so that the offsets in the file stay
    true. The browser's numbers of table cells begin anywhere; here they begin at 1.

    >>> without_times(b"/ModDate (D:20261126010736+01'00') (node00000187) (node00000190)")
    b"/ModDate (D:20200101000000+00'00') (node00000001) (node00000002)"
    """
    for pattern in (_DATES, _XMP_DATES):
        pdf = pattern.sub(lambda found: _filled(found, FIXED), pdf)
    pdf = _IDS.sub(lambda found: _filled(found, b""), pdf)
    numbers = sorted(set(_NODE.findall(pdf)))
    new = {old: b"(node%08d)" % place for place, old in enumerate(numbers, start=1)}
    return _NODE.sub(lambda found: new[found[1]], pdf)


def _filled(found: re.Match[bytes], digits: bytes) -> bytes:
    """The match with its group's letters and digits replaced, one by one; then by zeros."""
    left = iter(digits)
    start, end = found.start(1) - found.start(), found.end(1) - found.start()
    kept = found[0]
    changed = bytes(
        next(left, ord("0")) if chr(one) in "0123456789abcdefABCDEF" else one
        for one in kept[start:end]
    )
    return kept[:start] + changed + kept[end:]
