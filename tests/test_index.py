"""The index pages lead to every document that is there, and to nothing that is not."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from a_packet import packet_of, workspace_of
from test_page import Reader

from rar.batch.failure import Failure
from rar.batch.run import Outcome
from rar.packet.index import DOCUMENTS, documents
from rar.packet.manifest import Packet, packets_of
from rar.packet.summary import gather, renew_indexes, write_summary
from rar.workspace import INTERNAL, Workspace

YEAR = 2022
RISKY = "=1+1 <b>went wrong</b>"


@pytest.fixture(scope="module")
def year(sample) -> Path:
    """The folder of a year with two packets and its indexes, and one district that failed."""
    for district in ("0340", "0670"):
        packet_of(sample, district)
    workspace = Workspace.open(workspace_of(sample))
    failed = Outcome("0560", "failed", None, Failure("02_x.ipynb", "cell 3", RISKY), 1.0)
    names = {"0560": "Señal Mesa Regional District"}
    summary = gather(workspace, YEAR, INTERNAL, [failed], names)
    write_summary(workspace, YEAR, INTERNAL, summary)
    return workspace.packets / str(YEAR)


def links(file: Path) -> dict[str, dict]:
    """The links of a page to other files, with what they say."""
    found = [given for _, given in Reader(file.read_text(encoding="utf-8")).all("a")]
    return {given["href"]: given for given in found if not given["href"].startswith("#")}


def test_every_link_of_the_index_leads_to_a_file_and_every_document_has_one(year):
    found = links(year / "index.html")
    for href in found:
        assert (year / unquote(href)).resolve().is_file(), href
    for packet in packets_of(year):
        wanted = [one for one in packet.files if one.endswith((".html", ".xlsx", ".docx", ".pdf"))]
        assert {f"{packet.folder.name}/{one}" for one in wanted} <= set(found)


def test_each_link_says_of_which_district_it_is(year):
    for href, given in links(year / "index.html").items():
        if href.startswith("0670"):
            assert given["aria-label"].endswith("Marrow Island School")


def test_a_document_that_was_not_made_has_no_link_and_letters_have_their_name(tmp_path):
    files = {"review.html": {}, "letters/follow-up-30-days.docx": {}, "manifest.json": {},
             "notebooks/00_overview.ipynb": {}, "review.pdf": {}}  # fmt: skip
    packet = Packet(tmp_path, {"files": files})
    assert documents(packet) == [
        ("review.html", DOCUMENTS["review.html"]),
        ("review.pdf", DOCUMENTS["review.pdf"]),
        ("letters/follow-up-30-days.docx", "letter: follow up 30 days"),
    ]


def test_a_district_that_failed_stays_named_when_the_index_is_written_again(year):
    before = (year / "index.html").read_text(encoding="utf-8")
    assert "0560 Señal Mesa Regional District" in before
    assert "Failed: 02_x.ipynb, cell 3: =1+1 &lt;b&gt;went wrong&lt;/b&gt;" in before
    renew_indexes(Workspace.open(year.parents[1]), YEAR)
    assert (year / "index.html").read_text(encoding="utf-8") == before


def test_the_index_over_all_years_leads_to_each(year):
    file = year.parent / "index.html"
    text = file.read_text(encoding="utf-8")
    assert "2022/index.html" in links(file)
    assert re.search(r"<h1>.*resource allocation reviews</h1>", text)
    for href in links(file):
        assert (file.parent / href).resolve().is_file()


def test_both_indexes_run_nothing_and_every_table_has_caption_and_scope(year):
    for file in (year / "index.html", year.parent / "index.html"):
        page = Reader(file.read_text(encoding="utf-8"))
        assert page.open == []
        assert not page.all("script", "link", "iframe", "form")
        assert len(page.all("caption")) == len(page.all("table"))
        assert all("scope" in given for _, given in page.all("th"))
        assert page.all("header")[0][1]["class"].startswith("edition")


def test_the_summary_counts_what_the_manifests_say(year):
    packet = next(one for one in packets_of(year) if one.district_id == "0340")
    manifest = json.loads((packet.folder / "manifest.json").read_text(encoding="utf-8"))
    lines = (year / "summary.csv").read_text(encoding="utf-8-sig").splitlines()
    row = next(line for line in lines if line.startswith("0340"))
    assert f",{manifest['schools']},{manifest['measures']['computed']}," in row
    assert "'=1+1" in next(line for line in lines if line.startswith("0560"))
