"""What is written for an edition is fit for its readers."""

import base64
import gzip
import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from a_form import fill_protocol
from a_packet import workspace_of
from a_public_store import short_sample
from an_edition import breaches, grep
from PIL import Image, PngImagePlugin

from rar import places
from rar.batch.collect import Told, collect_lines
from rar.batch.districts import Wanted, make_packets
from rar.batch.plan import plan_run
from rar.batch.run import Choices, run_districts
from rar.batch.state import state_lines
from rar.dimensions import METRICS
from rar.editions import FIT, withheld
from rar.exhibits.data import school_values
from rar.exhibits.schools import school_table
from rar.exhibits.summary import fact_cells
from rar.packet.summary import gather, write_summary
from rar.packet.workbook import write_workbook
from rar.record.fields import MEETING, key_of
from rar.record.reading.origin import Origin
from rar.record.table import read_answers
from rar.review import Review
from rar.store import Store, build
from rar.words import WITHHELD
from rar.workspace import EDITIONS, Workspace

DISTRICTS = ["0110", "0340"]
pytestmark = pytest.mark.slow
OWNER, WHAT = "Zenobia Quillfeather", "Move two reading coaches to Larkspur"
YEAR = 2022


def _made(folder: Path, edition: str, districts=DISTRICTS) -> None:
    """The packets and their index, without the audit, which has tests of its own."""
    workspace = Workspace.open(folder)
    store = build(workspace, edition=edition)
    plan = plan_run(workspace, store, districts, YEAR, edition, places.notebooks(), pdf=False)
    choices = Choices(edition, made_from=plan.made_from)
    outcomes = run_districts(folder, districts, YEAR, choices)
    assert all(one.made for one in outcomes)
    names = dict.fromkeys(districts, "")
    write_summary(workspace, YEAR, edition, gather(workspace, YEAR, edition, outcomes, names))


def _packets(folder: Path, edition: str) -> list[Path]:
    return [one.parent for one in sorted(Workspace.open(folder).packets_of(edition).glob(
        f"{YEAR}/*/manifest.json"))]  # fmt: skip


def _collect(folder: Path, form: Path) -> list[str]:
    letters = []
    lines = list(collect_lines(folder, [form], Told("", ""), lambda line: None, letters.append))
    assert not letters
    return lines


@pytest.fixture(scope="module")
def made(sample, shared, tmp_path_factory) -> Path:
    """A workspace with a district packet, filled in and collected, then the public packets."""
    folder = tmp_path_factory.mktemp("editions") / "ws"
    shutil.copytree(short_sample(sample, shared)[0], folder)
    _made(folder, "district", ["0110"])
    blank = _packets(folder, "district")[0] / "protocol.docx"
    values = {key_of("more1", "owner"): OWNER, key_of("more1", "action"): WHAT,
              key_of(MEETING, "lead"): OWNER}  # fmt: skip
    _collect(folder, fill_protocol(blank, values, folder.parent / "filled.docx", OWNER))
    _made(folder, "district", ["0110"])
    _made(folder, "public")
    list(state_lines(folder, YEAR, lambda line: None, "public"))
    return folder


@pytest.fixture(scope="module")
def public(made) -> Path:
    """A packet of the public edition."""
    return _packets(made, "public")[0]


def test_each_edition_has_the_files_its_readers_may_have(made):
    district, public = _packets(made, "district")[0], _packets(made, "public")[0]
    assert {one.name for one in public.iterdir()} == {
        "review.html", "workbook.xlsx", "notebooks", "manifest.json"
    }  # fmt: skip
    assert {one.name for one in district.iterdir()} == {
        "review.html", "workbook.xlsx", "notebooks", "manifest.json", "protocol.docx",
        "prereading.docx", "letters",
    }  # fmt: skip


def test_nothing_in_a_public_file_is_unseen_runs_or_names_a_machine(made):
    assert [one for packet in _packets(made, "public") for one in breaches(packet)] == []
    assert breaches(made / "state" / "public") == []


def test_the_scan_sees_what_a_live_workbook_has(made):
    said = " ".join(breaches(_packets(made, "district")[0]))
    for what in (
        "a formula",
        "a defined name",
        "a rule for what is written",
        "an author",
        "charts",
    ):
        assert what in said


def test_no_public_file_names_who_owns_an_action_and_the_districts_own_do(made):
    names = [OWNER, WHAT, "Quillfeather"]
    assert set(read_answers(Workspace.open(made))["value"]) >= {OWNER, WHAT}
    assert grep(made / "packets" / "public", names) == {}
    assert grep(made / "state" / "public", names) == {}
    assert set(grep(_packets(made, "district")[0], names)) == set(names)


def test_answers_that_arrive_make_no_public_packet_anew(made, capsys):
    assert make_packets(made, Wanted(DISTRICTS, dry_run=True), Choices("public")) == 0
    assert "0 packets of 2022 would be made" in capsys.readouterr().out
    assert FIT["district"].record


def test_a_form_of_the_district_edition_is_compared_with_that_editions_blank(made):
    blank = _packets(made, "district")[0] / "protocol.docx"
    assert grep(blank.parent, ["District edition"])
    lines = " ".join(_collect(made, blank))
    assert "as it was sent" in lines or "nothing" in lines.lower() or "blank" in lines.lower()
    answers = read_answers(Workspace.open(made))
    assert set(answers["edition"]) == {"district"}
    assert set(answers["section"]) <= {"action", "cause", "barrier", "meeting", "finding"}


def test_a_form_that_names_an_edition_of_its_own_leads_nowhere(made):
    from rar.record.reading.blank import is_blank

    workspace = Workspace.open(made)
    assert not is_blank(workspace, Origin("protocol", "0110", "2022", "../../elsewhere"), "0")


def test_the_public_workbook_says_what_withheld_means_and_has_no_form(public, made):
    book = openpyxl.load_workbook(public / "workbook.xlsx")
    assert not {"Try it", "Record", "Meeting", "Self-rating", "Last time", "Lists"} & {
        *book.sheetnames
    }
    start = [cell.value for row in book["Start here"].iter_rows() for cell in row if cell.value]
    said = withheld(Review.open(made, "0110", YEAR, "public"))
    assert said in start
    assert said in (public / "review.html").read_text(encoding="utf-8")
    headers = [cell.value for sheet in book for cell in sheet[1]]
    assert not {"Corrected count", "As ours?", "Our value", "Why corrected", "Answer"} & {*headers}


def test_a_workbook_of_values_has_those_of_the_live_one(sample, tmp_path):
    """Of the same numbers, the form of the public edition and that of the internal one."""
    review = Review.open(workspace_of(sample), "0110", YEAR)
    write_workbook(review, tmp_path / "live.xlsx")
    write_workbook(replace(review, edition="public"), tmp_path / "fixed.xlsx")
    shown = openpyxl.load_workbook(tmp_path / "live.xlsx", data_only=True)
    fixed = openpyxl.load_workbook(tmp_path / "fixed.xlsx")
    for name in fixed.sheetnames[1:]:
        if name in ("Sources", "Data quality"):
            continue
        mine, theirs = _columns(fixed[name]), _columns(shown[name])
        assert set(mine) <= set(theirs), name
        for header in set(mine) - {"Edition"}:
            ours, others = mine[header], theirs[header][: len(mine[header])]
            for one, other in zip(ours, others, strict=True):
                assert one == WITHHELD or _alike(one, other), (name, header)


def _alike(one, other) -> bool:
    """Whether two cells are the same as they are read: the public one has no further decimals."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        digits = len(repr(float(one)).partition(".")[2])
        half = 0.5001 * 10.0 ** -(0 if one == int(one) else digits)
        return digits <= 3 and abs(one - other) <= half
    return (one or None) == (other or None)


def _columns(sheet) -> dict[str, list]:
    head, *body = sheet.iter_rows(values_only=True)
    width = len([one for one in head if one])
    rows = [row for row in body if any(one is not None for one in row[:width])]
    return {head[i]: [row[i] for row in rows] for i in range(width)}


def test_the_public_manifest_proves_its_own_files_and_no_file_of_the_state(public, made):
    manifest = json.loads((public / "manifest.json").read_text(encoding="utf-8"))
    assert "inputs" not in manifest
    assert set(manifest["versions"]) == {"rar-kit"}
    inputs = Review.open(made, "0110", YEAR).inputs
    assert grep(public, [*inputs["sha256"].str[:16], *inputs["file"].unique()]) == {}


@pytest.mark.parametrize("edition", EDITIONS)
def test_only_an_edition_that_withholds_says_so(made, edition):
    said = withheld(Review.open(made, "0110", YEAR, edition))
    assert (said == "") == (edition == "internal")
    assert edition == "internal" or "fewer than 10 people" in said


def test_the_index_of_an_edition_leads_to_its_files_alone(made):
    page = (made / "packets" / "public" / str(YEAR) / "index.html").read_text(encoding="utf-8")
    assert "workbook.xlsx" in page
    assert "protocol" not in page
    assert "prereading" not in page
    assert "../../../state/public/2022/state.html" in page


def test_the_scan_sees_what_is_hidden_in_containers_of_containers(tmp_path):
    png = io.BytesIO()
    told = PngImagePlugin.PngInfo()
    told.add_text("Software", "made with 987654321")
    Image.new("RGB", (2, 2)).save(png, format="PNG", pnginfo=told)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/a.xml", "<c><f>1+123,456,789</f></c>")
        archive.writestr("word/media/a.png", png.getvalue())
    packed = base64.b64encode(gzip.compress(b"needle-in-gzip" * 9)).decode()
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("b.zip", inner.getvalue())
    (tmp_path / "p.html").write_text(f'<img src="data:a/b;base64,{packed}"><a href="/home/me/x">')
    found = grep(tmp_path, ["987654321", "123456789", "needle-in-gzip", "absent"])
    assert set(found) == {"987654321", "123456789", "needle-in-gzip"}
    said = " ".join(breaches(tmp_path))
    for what in ("a formula", "a path of a machine", "a PNG says more"):
        assert what in said


def test_what_is_withheld_of_a_district_is_said_to_be_and_not_to_be_unknown(made):
    """Missing and withheld are two things, also in the page's first lines."""
    store = Store.open(Workspace.open(made), "public")
    files = store.folder.glob("districts/*/comparisons.parquet")
    rows = pd.concat([pd.read_parquet(one) for one in files])
    rows = rows.query("kind == 'state' and level == 'all' and metric == '6d' and year == @YEAR")
    districts = rows.query("status == 'withheld'")["district_id"].tolist()
    assert districts
    for one in districts:
        facts = fact_cells(Review.open(made, one, YEAR, "public"))
        assert facts[-1][:2] == ("Chronically absent", WITHHELD)


def test_how_many_were_counted_is_withheld_or_not_reported(made):
    """Two schools of which no number of students is told, each for another reason."""
    metric = METRICS["6d"]
    schools = school_values(Review.open(made, "0110", YEAR, "public"), metric).head(2)
    untold = schools.assign(denominator=float("nan"), withheld=[1, 0])
    said = school_table(untold, metric).frame.set_index("School")["Counted"]
    assert said[schools["full_name"]].tolist() == [WITHHELD, "not reported"]
