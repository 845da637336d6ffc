"""PDF on request: by the browser that the user has, tagged, titled, and the same twice."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from a_packet import packet_of, workspace_of

from rar.batch.run import Choices, run_districts
from rar.errors import RarError
from rar.packet import pdf, programs
from rar.packet.manifest import packets_of
from rar.packet.programs import Printers, find_browser, find_office

BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("msedge")
OFFICE = shutil.which("soffice")
needs_browser = pytest.mark.skipif(not BROWSER, reason="no Chromium, Chrome or Edge here")
needs_office = pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
needs_pdfinfo = pytest.mark.skipif(not shutil.which("pdfinfo"), reason="pdfinfo is not installed")


@pytest.fixture
def page(tmp_path) -> Path:
    """A small page with a table, a heading and links inside and outside."""
    file = tmp_path / "review.html"
    file.write_text(
        '<!doctype html><html lang="en"><head><title>A town: a review</title></head><body>'
        '<h1 id="top">A town</h1><p><a href="workbook.xlsx">workbook</a> <a href="#top">up</a></p>'
        '<table><caption>T</caption><tr><th scope="col">a</th></tr><tr><td>1</td></tr></table>'
        "</body></html>",
        encoding="utf-8",
    )
    return file


def facts(file: Path) -> dict[str, str]:
    """What pdfinfo says of a PDF."""
    told = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    return {k: v.strip() for k, _, v in (line.partition(":") for line in told.splitlines())}


def hashed(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.browser
@needs_browser
@needs_pdfinfo
def test_a_page_is_printed_tagged_with_its_title_and_language(page):
    made = page.with_suffix(".pdf")
    pdf.print_page(BROWSER, page, made)
    told = facts(made)
    assert told["Title"] == "A town: a review"
    assert told["Tagged"] == "yes"
    assert told["Page size"].startswith("612 x 792") or "letter" in told["Page size"]
    assert b"/Lang (en)" in made.read_bytes()
    assert b"/Outlines" in made.read_bytes()


@pytest.mark.browser
@needs_browser
def test_printing_twice_gives_the_same_bytes_without_a_time_or_a_folder_of_the_machine(page):
    one, two = page.with_name("one.pdf"), page.with_name("two.pdf")
    pdf.print_page(BROWSER, page, one)
    pdf.print_page(BROWSER, page, two)
    assert hashed(one) == hashed(two)
    text = one.read_bytes()
    assert b"file:" not in text
    assert set(re.findall(rb"Date \(D:(\d{8})", text)) == {b"20200101"}


@pytest.mark.slow
@needs_office
@needs_pdfinfo
def test_the_protocol_is_saved_by_libreoffice_tagged_and_the_same_twice(sample, tmp_path):
    document = packet_of(sample, "0670") / "protocol.docx"
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    pdf.print_document(OFFICE, document, one)
    pdf.print_document(OFFICE, document, two)
    assert hashed(one) == hashed(two)
    assert facts(one)["Tagged"] == "yes"
    assert "Marrow Island School" in facts(one)["Title"]


@pytest.mark.slow
@pytest.mark.browser
@needs_browser
@needs_pdfinfo
def test_a_packet_with_pdf_has_the_same_page_and_names_the_pdf_in_its_manifest(sample, tmp_path):
    plain = packet_of(sample, "0670")
    workspace = shutil.copytree(
        workspace_of(sample), tmp_path / "ws", ignore=shutil.ignore_patterns("packets")
    )
    choices = Choices(printers=Printers(BROWSER, OFFICE or ""))
    outcome = run_districts(workspace, ["0670"], 2022, choices)[0]
    assert outcome.made, outcome.failure
    assert hashed(outcome.folder / "review.html") == hashed(plain / "review.html")
    wanted = {"review.pdf", "protocol.pdf"} if OFFICE else {"review.pdf"}
    assert {one.name for one in outcome.folder.glob("*.pdf")} == wanted
    assert wanted <= set(packets_of(workspace / "packets" / "2022")[0].files)
    assert facts(outcome.folder / "review.pdf")["Title"].startswith("Marrow Island School")
    assert str(tmp_path).encode() not in (outcome.folder / "review.pdf").read_bytes()


def test_the_browser_named_in_the_environment_wins_and_a_wrong_name_is_told(monkeypatch):
    monkeypatch.setenv(programs.BROWSER_VARIABLE, sys.executable)
    assert find_browser() == sys.executable
    monkeypatch.setenv(programs.BROWSER_VARIABLE, "no-such-program")
    with pytest.raises(RarError, match="no-such-program"):
        find_browser()


def test_without_any_browser_a_letter_says_what_to_install_before_anything_is_made(tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    root = Path(__file__).parents[1]
    kept = {k: v for k, v in os.environ.items()
            if not k.startswith(("Program", "LOCALAPPDATA", "RARKIT"))}  # fmt: skip
    if sys.platform == "darwin" and any(Path("/Applications").glob("*Chrom*")):
        pytest.skip("a browser is in /Applications")
    ended = subprocess.run(
        [sys.executable, "-m", "rar", "packets", str(tmp_path / "nowhere"), "--pdf"],
        capture_output=True, text=True, check=False, cwd=root,
        env={**kept, "PATH": str(empty), "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert ended.returncode == 2, ended.stderr
    assert "No PDF can be made" in ended.stderr
    assert "Install Microsoft Edge, Google Chrome or Chromium" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_programs_are_found_where_windows_puts_them(tmp_path, monkeypatch):
    edge = tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    office = tmp_path / "LibreOffice" / "program" / "soffice.exe"
    for file in (edge, office):
        file.parent.mkdir(parents=True)
        file.touch()
    monkeypatch.setattr(programs.sys, "platform", "win32")
    monkeypatch.setattr(programs.shutil, "which", lambda name: None)
    monkeypatch.delenv(programs.BROWSER_VARIABLE, raising=False)
    monkeypatch.setenv("ProgramFiles", str(tmp_path))
    assert find_browser() == str(edge)
    assert find_office() == str(office)


def test_a_program_that_makes_nothing_fails_or_hangs_is_told_with_its_last_words(
    page, tmp_path, monkeypatch
):
    made = tmp_path / "review.pdf"
    ways = {
        "import sys; sys.exit('the display is gone')": "the display is gone",
        "import time; time.sleep(60)": "did not end within 1 seconds",
    }
    monkeypatch.setattr(pdf, "TIME_LIMIT", 1)
    for code, told in ways.items():
        with pytest.raises(RarError, match=told):
            pdf._run([sys.executable, "-c", code], page, made)
    with pytest.raises(RarError, match="could not be started"):
        pdf._run([str(tmp_path / "no-such-program")], page, made)
    assert not made.exists()


def test_what_is_replaced_keeps_its_length_and_leaves_the_rest_alone():
    before = (
        b"%PDF /CreationDate (D:20261126010736-05'00') /ID [ <AB01AB01AB01AB01AB01AB01AB01AB01>\n"
        b"<AB01AB01AB01AB01AB01AB01AB01AB01> ] /DocChecksum /0123456789ABCDEF0123456789ABCDEF\n"
        b"<xmp:CreateDate>2026-11-26T01:07:36Z</xmp:CreateDate> (node00000200) (node00000183) end"
    )
    after = pdf.without_times(before)
    assert len(after) == len(before)
    assert b"(D:20200101000000-00'00')" in after
    assert b"2020-01-01T00:00:00Z" in after
    assert b"(node00000002) (node00000001) end" in after
    assert b"AB01" not in after
    assert pdf.without_times(after) == after
