"""A run makes what is missing, out of date or not whole, says why, and leaves the rest."""

import json
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest
from a_packet import folder_of, workspace_of

from rar.batch.choose import districts_in
from rar.batch.districts import Wanted, make_packets
from rar.batch.progress import time_left
from rar.batch.run import Choices
from rar.errors import RarError
from rar.packet.folders import sweep
from rar.packet.handmade import added_files, set_aside
from rar.packet.manifest import packets_of
from rar.record.table import COLUMNS, as_csv

WAY = "fork" if sys.platform.startswith("linux") else "process"


@pytest.fixture(scope="module")
def made(sample: Path, tmp_path_factory) -> tuple[Path, Path]:
    """A workspace with the packets of two districts, from small notebooks; and the notebooks."""
    place = tmp_path_factory.mktemp("restart")
    ignored = shutil.ignore_patterns("packets")
    shutil.copytree(workspace_of(sample), place / "ws", ignore=ignored)
    notebooks = folder_of(place / "n")
    assert run(place / "ws", notebooks) == 0
    return place / "ws", notebooks


@pytest.fixture
def workspace(made, tmp_path) -> Path:
    """A copy of it, to change."""
    return Path(shutil.copytree(made[0], tmp_path / "ws"))


def run(workspace: Path, notebooks: Path, **wanted) -> int:
    """The command's exit code for two small districts."""
    asked = Wanted(["0670", "0901"], **wanted)
    return make_packets(workspace, asked, Choices(engine=WAY, notebooks=notebooks))


def packet(workspace: Path, district: str) -> Path:
    """A district's packet."""
    return next((workspace / "packets" / "2022").glob(f"{district}-*"))


def times(workspace: Path) -> dict[str, int]:
    """When each packet's page was written."""
    return {p.district_id: (p.folder / "review.html").stat().st_mtime_ns
            for p in packets_of(workspace / "packets" / "2022")}  # fmt: skip


def test_what_is_up_to_date_is_not_made_again_and_the_run_says_so(made, workspace, capfd):
    before = times(workspace)
    assert run(workspace, made[1]) == 0
    said = capfd.readouterr().out
    assert "2 of 2 packets are up to date and are not made again." in said
    assert "2 packets are up to date, and none was made" in said
    assert times(workspace) == before


def test_a_changed_template_makes_every_packet_out_of_date(made, workspace, capfd):
    (workspace / "templates").mkdir()
    (workspace / "templates" / "a-note.txt").write_text("new")
    assert run(workspace, made[1], dry_run=True) == 0
    said = capfd.readouterr().out
    assert "To make, the templates changed: 2 (0670 Marrow Island School" in said
    assert "2 packets of 2022 would be made; nothing was written." in said


def test_changed_data_or_settings_are_told_before_the_store_is_built(made, workspace, capfd):
    settings = workspace / "review.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("minimum_group = 10", "minimum_group = 12"), encoding="utf-8")
    before = sorted(workspace.rglob("*"))
    assert run(workspace, made[1], dry_run=True) == 0
    assert "The store would be built first" in capfd.readouterr().out
    assert sorted(workspace.rglob("*")) == before


def test_what_was_collected_from_a_district_makes_its_packet_anew_and_no_other(
    made, workspace, capfd
):
    import pandas as pd

    (workspace / "records").mkdir()
    row = dict.fromkeys(COLUMNS, "") | {"district_id": "0670", "year": "2021"}
    (workspace / "records" / "answers.csv").write_bytes(as_csv(pd.DataFrame([row])))
    assert run(workspace, made[1], dry_run=True) == 0
    said = capfd.readouterr().out
    assert "To make, what was collected from the district changed: 1 (0670" in said
    assert "1 of 2 packets are up to date" in said


def test_a_page_that_is_no_longer_as_it_was_made_is_made_again(made, workspace, capfd):
    page = packet(workspace, "0901") / "review.html"
    whole = page.read_bytes()
    page.write_bytes(whole[:100])
    assert run(workspace, made[1]) == 0
    assert "To make, not whole: review.html: 1 (0901" in capfd.readouterr().out
    assert page.read_bytes() == whole


def test_a_form_filled_in_in_the_packet_is_left_there_and_told(made, workspace, capfd):
    form = packet(workspace, "0670") / "workbook.xlsx"
    book = openpyxl.load_workbook(form)
    book.save(form)
    theirs = form.read_bytes()
    assert run(workspace, made[1]) == 0
    assert "0670 Marrow Island School: workbook.xlsx in the packet was changed" in (
        capfd.readouterr().out
    )
    assert form.read_bytes() == theirs


def test_what_people_wrote_into_a_packet_is_kept_when_it_is_made_anew(made, workspace, capfd):
    folder = packet(workspace, "0670")
    (folder / "our notes.txt").write_text("bring the bus plan")
    (folder / "~$protocol.docx").write_text("Word's own")
    shutil.copy(folder / "prereading.docx", folder / "protocol.docx")
    theirs = (folder / "protocol.docx").read_bytes()
    assert run(workspace, made[1], anew=True) == 0
    kept = workspace / "packets" / "2022" / "kept" / folder.name
    assert (kept / "our notes.txt").read_text() == "bring the bus plan"
    assert (kept / "protocol.docx").read_bytes() == theirs
    assert sorted(file.name for file in kept.iterdir()) == ["our notes.txt", "protocol.docx"]
    assert f"somebody had written into the packet; kept as {kept / 'our notes.txt'}" in (
        capfd.readouterr().out
    )
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert added_files(folder, manifest) == []


def test_two_versions_of_the_same_file_are_both_kept_and_the_same_one_once(made, workspace):
    folder = packet(workspace, "0670")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for text in ("one", "two", "two"):
        (folder / "notes.txt").write_text(text)
        set_aside(folder, manifest, workspace / "kept")
    kept = sorted(workspace.glob("kept/*"))
    assert [(file.name, file.read_text()) for file in kept] == [
        ("notes-2.txt", "two"),
        ("notes.txt", "one"),
    ]


def test_a_district_that_changed_its_name_has_one_packet(made, workspace):
    folder = packet(workspace, "0670")
    folder.rename(folder.with_name("0670-an-older-name"))
    assert run(workspace, made[1], anew=True) == 0
    assert [p.name for p in (workspace / "packets" / "2022").glob("0670-*")] == [folder.name]


def test_what_a_run_left_that_was_cut_off_is_put_right(tmp_path):
    for name in (".making-0160", ".old-0160-abbeville", ".old-0170-b", "0170-b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(name)
    sweep(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["0160-abbeville", "0170-b"]
    assert (tmp_path / "0170-b" / "a.txt").read_text() == "0170-b"


def test_districts_are_read_from_a_text_file_a_table_and_a_workbook(tmp_path):
    (tmp_path / "a.txt").write_text("\ufeff0160\n\n0170  # late\n0160\n", encoding="utf-8")
    assert districts_in(tmp_path / "a.txt") == ["0160", "0170"]
    (tmp_path / "b.csv").write_text("Name,District id\nAbbeville,0160\nB,0170\n")
    assert districts_in(tmp_path / "b.csv") == ["0160", "0170"]
    book = openpyxl.Workbook()
    for row in (["district_id", "why"], ["0160", "flagged"], [170, "lost its zero"]):
        book.active.append(row)
    book.save(tmp_path / "c.xlsx")
    assert districts_in(tmp_path / "c.xlsx") == ["0160", "170"]


def test_a_list_that_is_none_gets_a_letter(tmp_path):
    (tmp_path / "a.csv").write_text("name,size\nAbbeville,9\n")
    with pytest.raises(RarError, match=r"a.csv: no column is named as one of ids"):
        districts_in(tmp_path / "a.csv")
    (tmp_path / "empty.txt").write_text("# nothing yet\n")
    with pytest.raises(RarError, match="it names no district"):
        districts_in(tmp_path / "empty.txt")
    (tmp_path / "b.xlsx").write_text("no workbook")
    with pytest.raises(RarError, match="cannot be opened as a workbook"):
        districts_in(tmp_path / "b.xlsx")
    for name in ("none.txt", "picture.png"):
        with pytest.raises(RarError, match="The list of districts was not read"):
            districts_in(tmp_path / name)


def test_the_lists_that_rarkit_eligible_writes_can_be_given(workspace):
    from typer.testing import CliRunner

    from rar.cli import app

    assert CliRunner().invoke(app, ["eligible", str(workspace)]).exit_code == 0
    folder = workspace / "eligible" / "2022"
    listed = districts_in(folder / "eligible.csv")
    assert listed == districts_in(folder / "eligible.xlsx")
    assert listed[0] == "0110"


def test_the_time_that_is_left_is_told_in_words_a_person_uses():
    assert time_left(1, 1200, 4) == "about 80 min left"
    assert time_left(1, 1200, 8) == "about 2.7 hours left"
