"""The Word files of a sample district, written once for all tests, and how to look into them."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import docx
import pytest
from a_packet import workspace_of
from docx.document import Document
from lxml import etree

from rar import Review
from rar.packet.word.context import Words, words_of
from rar.packet.word.documents import FILES, write_word_files

WORD = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
PICTURE = {"wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"}
NAMES = [one.file for one in FILES]
DISTRICTS = ("0110", "0340", "0670", "0901")  # large, in the middle, one school, charters


@cache
def review_of(sample: Path, district: str) -> Review:
    return Review.open(workspace_of(sample), district, 2022)


@cache
def words_of_district(sample: Path, district: str) -> Words:
    return words_of(review_of(sample, district))


@cache
def files_of(sample: Path, district: str) -> Path:
    """The folder with all Word files of the district."""
    folder = Path(tempfile.mkdtemp(prefix="rarkit-word-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_word_files(review_of(sample, district), folder)
    return folder


def opened(sample: Path, district: str, name: str) -> Document:
    return docx.Document(str(files_of(sample, district) / name))


def text_of(document: Document) -> str:
    """All words of the body, also those of tables and of places to write."""
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iterfind(".//w:t", WORD))
        for paragraph in document.element.body.iterfind(".//w:p", WORD)
    )


def xml_of(file: Path, part: str) -> etree._Element:
    with zipfile.ZipFile(file) as archive:
        return etree.fromstring(archive.read(part))


def template(place: Path, *paragraphs: str, name: str = "protocol.docx") -> Path:
    """A template with these paragraphs."""
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(str(place / name))
    return place / name


def pdf_of(file: Path, place: Path) -> Path:
    """The file as LibreOffice prints it; the test is skipped where there is none."""
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    profile = (place / "profile").as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(place), str(file)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return place / f"{file.stem}.pdf"


def pages_of(pdf: Path) -> list[str]:
    """The words of each page; the test is skipped where pdftotext is missing."""
    reader = shutil.which("pdftotext")
    if not reader:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    ended = subprocess.run([reader, "-layout", str(pdf), "-"], check=True, capture_output=True)
    return ended.stdout.decode("utf-8").rstrip("\f").split("\f")
