"""The state page and workbook: counted, by district id, in words, the same twice, and safe."""

import hashlib
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from a_packet import workspace_of
from test_cli import letter, rarkit
from test_page import Reader

from rar.numbers.patterns.certainty import DESCRIPTION_ONLY, PATTERN
from rar.packet.make import up_to_workspace
from rar.packet.manifest import write_manifest
from rar.packet.printable import printable
from rar.record.table import ANSWERS, COLUMNS, FOLDER, as_csv
from rar.review import Review
from rar.statewide import agreed
from rar.statewide.book import SHEETS, START, write_book
from rar.statewide.missing import missing_rows
from rar.statewide.page import page_text
from rar.statewide.patterns import by_dimension, compared, shared_patterns
from rar.statewide.reviewed import Statewide
from rar.store import Store, build
from rar.workspace import Workspace

YEAR = 2022
DISTRICTS = ["0110", "0230", "0340", "0670", "0901"]
EVIL = "=cmd|' /C calc'!A0 <script>alert(1)</script>"


def packets(folder: Path, districts: list[str]) -> None:
    """Manifests of packets, which is all that the state page reads of a packet."""
    workspace = Workspace.open(folder)
    store = build(workspace)
    for district in districts:
        review = Review(workspace, store, district, YEAR)
        place = folder / "packets" / str(YEAR) / review.slug
        place.mkdir(parents=True)
        write_manifest(review, place)


def answer(
    district: str, item: str, field: str, value: str, section: str = "action", **more
) -> dict:
    """One collected answer, as answers.csv keeps it."""
    row = dict.fromkeys(COLUMNS, "") | {
        "district_id": district, "year": str(YEAR), "edition": "internal", "form": "protocol",
        "section": section, "item": item, "about": f"finding {item}", "field": field,
        "value": value, "file": f"{district}.docx", "sha256": "0" * 64,
    }  # fmt: skip
    return row | more


RECORD = [
    answer("0110", "meeting", "date", "2022-10-01", "meeting"),
    answer("0110", "1a.need.elementary.highest", "barkind", "a state rule", "barrier"),
    answer("0110", "1a.need.elementary.highest", "barrier", "The class size rule.", "barrier"),
    answer("0110", "1a.need.elementary.highest", "action", "Ask for a waiver"),
    answer("0110", "1a.need.elementary.highest", "due", "2022-09-01"),
    answer("0110", "1a.need.elementary.highest", "status", "under way"),
    answer("0230", "2a.need.high.highest", "barkind", "a state rule", "barrier"),
    answer("0230", "2a.need.high.highest", "barrier", "the class  size rule", "barrier"),
    answer("0230", "2a.need.high.highest", "causeby", "state", "cause"),
    answer("0230", "2a.need.high.highest", "causetxt", EVIL, "cause"),
    answer("0230", "2a.need.high.highest", "support", "A visit in spring"),
    answer("0230", "2a.need.high.highest", "action", "Train mentors"),
    answer("0230", "2a.need.high.highest", "due", "in spring"),
    answer("0340", "3a.need.high.highest", "barkind", "money", "barrier"),
    answer("0340", "3a.need.high.highest", "action", "Done already"),
    answer("0340", "3a.need.high.highest", "due", "2022-08-01"),
    answer("0340", "3a.need.high.highest", "status", "done"),
    answer("0560", "1a.need.high.highest", "barkind", "a state rule", "barrier"),  # no packet
    answer("0670", "1a.need.high.highest", "barkind", "a state rule", "barrier", year="2021"),
]


@pytest.fixture(scope="module")
def folder(sample, tmp_path_factory) -> Path:
    """A workspace with packets of five districts and what three meetings wrote."""
    place = tmp_path_factory.mktemp("statewide") / "ws"
    shutil.copytree(workspace_of(sample), place, ignore=shutil.ignore_patterns("packets"))
    packets(place, DISTRICTS)
    (place / FOLDER).mkdir()
    (place / FOLDER / ANSWERS).write_bytes(as_csv(pd.DataFrame(RECORD, columns=COLUMNS)))
    return place


@pytest.fixture(scope="module")
def state(folder) -> Statewide:
    workspace = Workspace.open(folder)
    return Statewide.open(workspace, Store.open(workspace), YEAR)


@pytest.fixture(scope="module")
def text(state) -> str:
    return page_text(state)


@pytest.fixture(scope="module")
def book(state, tmp_path_factory) -> openpyxl.Workbook:
    file = tmp_path_factory.mktemp("book") / "state.xlsx"
    write_book(state, file)
    return openpyxl.load_workbook(file)


def rows(sheet) -> list[dict]:
    header, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in body]


def test_every_district_with_a_packet_stands_there_by_its_id_and_no_other(state, text):
    assert list(state.packets) == DISTRICTS
    assert state.districts["district_id"].tolist() == DISTRICTS
    places = [text.index(f">{district} ") for district in DISTRICTS]
    assert places == sorted(places)
    assert "0560 " not in re.sub(r"<details.*?</details>", "", text, flags=re.S)


def test_the_status_of_each_dimension_is_that_of_the_stores(state):
    for row in state.status.itertuples(index=False):
        own = state.reviews[row.district_id].status
        own = own[own["dimension"] == row.dimension]["status"].value_counts()
        assert row.computed == own.get("computed", 0)
        assert row.partial == own.get("partial", 0)
        assert row.measures == own.sum()


def test_a_pattern_counts_once_for_a_district_of_those_that_could_be_tested(state):
    shared = shared_patterns(state)
    assert len(shared) > 10
    found = compared(state)
    for row in shared.itertuples(index=False):
        own = found[found["metric"] == row.metric]
        assert 1 <= row.districts <= row.tested <= own["district_id"].nunique()
        assert len(row.names.split("; ")) == row.districts
        assert row.names.split("; ") == sorted(row.names.split("; "))
    review = state.reviews["0110"].findings
    expected = review[(review["kind"] != "state") & (review["certainty"] == PATTERN)]
    assert by_dimension(state).query("district_id == '0110'")["patterns"].sum() == (
        expected["metric"].nunique()
    )


def test_a_district_in_which_nothing_was_tested_is_said_to_be_not_tested(state, text):
    marrow = state.findings[state.findings["district_id"] == "0670"]
    assert (marrow["certainty"] == DESCRIPTION_ONLY).all()
    assert (by_dimension(state).query("district_id == '0670'")["tested"] == 0).all()
    row = text[text.index("Measures with a pattern") :]
    row = row[row.index(">0670 ") :]
    assert row[: row.index("</tr>")].count("not tested") == 10


def test_patterns_stand_in_the_order_of_dimensions_and_never_of_counts(state):
    from rar.dimensions import METRICS

    order = shared_patterns(state)["metric"].map(list(METRICS).index)
    assert order.is_monotonic_increasing


def test_missing_data_is_counted_over_districts_with_who_has_it(state):
    found = missing_rows(state)
    lost = state.availability[state.availability["status"] == "not computable"]
    assert set(lost["metric"]) == {metric for metrics in found["metrics"] for metric in metrics}
    for row in found.itertuples(index=False):
        own = lost[lost["metric"].isin(row.metrics) & (lost["reason"] == row.why)]
        assert row.districts == own["district_id"].nunique()
        assert row.holder


def test_what_lies_with_the_state_is_counted_by_its_words_over_the_reviewed_districts(state):
    found = agreed.recurring(state, agreed.with_the_state(agreed.plans(state)))
    told = {(row.sort, row.words): row for row in found.itertuples()}
    rule = told[agreed.BARRIER, "The class size rule."]
    assert rule.districts == 2  # the same words but for capitals, spaces and the full stop
    assert rule.names == "Ashgrove County School District; Lindmere Unified School District"
    assert told[agreed.CAUSE, EVIL].districts == 1
    assert told[agreed.PROMISE, "A visit in spring"].districts == 1
    assert len(told) == 3  # not money; not a district without a packet; not another year


def test_actions_are_counted_by_status_and_due_by_the_dates_of_the_record_alone(state, text):
    planned = agreed.planned(agreed.plans(state))
    assert planned["status"].tolist() == ["under way", agreed.NO_STATUS, "done"]
    assert agreed.last_meeting(state) == date(2022, 10, 1)
    late = agreed.due_by(planned, date(2022, 10, 1))
    assert late["action"].tolist() == ["Ask for a waiver"]  # not the one done, nor 'in spring'
    assert "The dates of actions reach from 2022-08-01 to 2022-09-01." in text
    assert "last meeting in the record was on 2022-10-01; one open action had a date" in text


def test_without_a_record_a_sentence_says_so(sample, tmp_path):
    place = tmp_path / "ws"
    shutil.copytree(workspace_of(sample), place, ignore=shutil.ignore_patterns("packets"))
    packets(place, ["0670"])
    workspace = Workspace.open(place)
    state = Statewide.open(workspace, Store.open(workspace), YEAR)
    assert page_text(state).count("Nothing has been collected yet.") == 2


def test_the_page_runs_and_loads_nothing_and_every_table_has_caption_and_scope(text):
    page = Reader(text)
    assert page.open == []
    assert not page.all("script", "iframe", "object", "embed", "link", "base", "form")
    assert EVIL in "".join(page.text)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all("scope" in given for _, given in page.all("th"))
    assert all(len(given["alt"]) > 40 for _, given in page.all("img"))
    ids = [given["id"] for _, given in page.tags if "id" in given]
    inner = [given["href"][1:] for _, given in page.all("a") if given["href"][0] == "#"]
    assert len(ids) == len(set(ids))
    assert set(inner) <= set(ids)
    assert "default-src 'none'" in page.all("meta")[-1][1]["content"]
    assert len(text.encode()) < 3_000_000


def test_no_word_ranks_or_judges_a_district(text):
    words = "".join(Reader(text).text).lower()
    for word in (
        "rank ",
        "ranked first",
        "best",
        "worst",
        "top ",
        "failing",
        "unfair",
        "average of",
    ):
        assert word not in words, word


def test_the_charts_name_no_district_and_list_them_by_id(text):
    page = Reader(text)
    assert all("No district is marked" in given["alt"] for _, given in page.all("img"))
    assert "Ringed: the districts reviewed." in text


def test_the_sheets_hold_one_table_each_from_a1_with_the_header_in_view(book):
    assert book.sheetnames == [START, *SHEETS]
    for sheet in book.worksheets:
        (table,) = sheet.tables.values()
        assert table.ref.startswith("A1:")
        assert sheet.freeze_panes in ("B2", "C2")
        assert not sheet.merged_cells.ranges
        assert "INTERNAL EDITION" in sheet.oddHeader.right.text
        assert "agency's review team" in sheet.oddFooter.left.text


def test_the_workbook_says_what_the_page_says_with_ids_as_text(state, book):
    districts = rows(book["Districts"])
    assert [row["District ID"] for row in districts] == DISTRICTS
    assert [row["Schools"] for row in districts] == state.districts["schools"].tolist()
    assert book["Districts"]["G2"].number_format == "0.0%"
    status = rows(book["Status"])
    assert len(status) == len(DISTRICTS) * 10
    assert sum(row["Computed"] for row in status) == state.status["computed"].sum()
    patterns = rows(book["Patterns"])
    assert [row["Districts with it"] for row in patterns] == (
        shared_patterns(state)["districts"].tolist()
    )
    assert len(rows(book["Missing data"])) == len(missing_rows(state))
    assert all(row["What to write"] for row in rows(book["Missing data"]))
    assert [row["Status"] for row in rows(book["Actions"])] == [
        "under way", agreed.NO_STATUS, "done"
    ]  # fmt: skip


def test_words_of_a_form_that_look_like_a_formula_stay_words(state, book, tmp_path):
    assert printable(EVIL) in [row["In the words of the meeting"] for row in rows(book["Barriers"])]
    file = tmp_path / "state.xlsx"
    write_book(state, file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()
                 if name.endswith((".xml", ".rels"))}  # fmt: skip
    assert not [name for name, part in parts.items() if "<f>" in part]
    assert not [name for name, part in parts.items() if 'TargetMode="External"' in part]


def test_page_and_workbook_are_the_same_twice(state, text, tmp_path):
    assert page_text(Statewide.open(state.workspace, state.store, YEAR)) == text
    hashes = set()
    for name in ("one.xlsx", "two.xlsx"):
        write_book(state, tmp_path / name)
        hashes.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(hashes) == 1


def test_a_packet_made_from_other_settings_is_named(folder, state):
    import json

    manifest = state.packets["0670"].folder / "manifest.json"
    before = manifest.read_text(encoding="utf-8")
    facts = json.loads(before)
    facts["inputs"][0]["sha256"] = "0" * 64
    manifest.write_text(json.dumps(facts), encoding="utf-8")
    try:
        again = Statewide.open(state.workspace, state.store, YEAR)
        assert state.older == []
        assert again.older == ["0670"]
        assert "Made earlier." in page_text(again)
    finally:
        manifest.write_text(before, encoding="utf-8")


def test_the_command_writes_both_files_and_the_index_leads_to_them(folder):
    ended = rarkit("state", folder)
    assert ended.returncode == 0, ended.stderr
    assert "5 reviewed districts side by side." in ended.stdout
    made = folder / "state" / str(YEAR)
    assert sorted(one.name for one in made.iterdir()) == ["state.html", "state.xlsx"]
    index = (folder / "packets" / str(YEAR) / "index.html").read_text(encoding="utf-8")
    assert 'href="../../state/2022/state.html"' in index
    page = (made / "state.html").read_text(encoding="utf-8")
    way = re.search(r'href="(\.\./\.\./packets/2022/index\.html)"', page)[1]
    assert (made / way).resolve().is_file()
    assert up_to_workspace("internal") not in page


def test_a_year_without_packets_gets_a_letter(sample):
    told = letter(rarkit("state", workspace_of(sample), "--year", "2019"))
    assert "No district has a packet of 2019" in told
    assert "rarkit packets" in told


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_the_workbook_and_keeps_every_sheet(state, book, tmp_path):
    file = tmp_path / "state.xlsx"
    write_book(state, file)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"),
         str(file)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    again = openpyxl.load_workbook(tmp_path / "out" / file.name)
    assert again.sheetnames == book.sheetnames
    assert rows(again["Status"]) == rows(book["Status"])
    assert rows(again["Barriers"]) == rows(book["Barriers"])
