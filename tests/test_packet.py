"""A packet appears whole, is the same twice, and names no machine."""

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from a_packet import folder_of, packet_of, workspace_of

from rar import places
from rar.batch.run import Choices, run_districts
from rar.errors import RarError
from rar.packet import folders
from rar.packet import make as packet
from rar.packet.folders import prepare_folder, replace_folder
from rar.packet.manifest import sha256
from rar.workspace import Workspace

FILES = {"review.html", "workbook.xlsx", "protocol.docx", "protocol-facilitator.docx",
         "prereading.docx", "letters", "manifest.json", "notebooks"}  # fmt: skip


@pytest.fixture(scope="module")
def workspace(sample: Path) -> Path:
    return workspace_of(sample)


@pytest.fixture(scope="module")
def made(sample: Path) -> Path:
    """The packet of one small district, from the real notebooks."""
    return packet_of(sample, "0340")


def hashes(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): sha256(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_a_packet_holds_page_workbook_protocol_notebooks_and_manifest(made):
    assert {path.name for path in made.iterdir()} == FILES
    names = [file.name for file in places.notebook_files()]
    assert sorted(path.name for path in (made / "notebooks").iterdir()) == names
    assert made.name == "0340-tamsin-valley-joint-schools"
    assert not list(made.parent.glob(".*"))


def test_the_manifest_names_every_file_with_its_hash_and_every_input(made):
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    found = hashes(made)
    found.pop("manifest.json")
    assert {name: facts["sha256"] for name, facts in manifest["files"].items()} == found
    assert manifest["district_id"] == "0340"
    assert manifest["edition"] == "internal"
    assert all(len(one["sha256"]) == 64 for one in manifest["inputs"])
    assert manifest["settings"]["need"] == {"ed_share": 1.0}
    assert manifest["versions"]["rar-kit"]


def test_a_packet_names_no_folder_of_the_machine_and_no_time(made, workspace):
    paths = {str(workspace), str(workspace.parent), str(Path.home()), str(places.PACKAGE)}
    for file in [*made.glob("*.html"), *made.glob("*.json"), *made.glob("notebooks/*.ipynb")]:
        text = file.read_text(encoding="utf-8")
        assert not [path for path in paths if len(path) > 5 and path in text], file.name
        assert "ipykernel_" not in text
        assert "start_time" not in text


def test_two_runs_and_any_number_of_workers_give_the_same_bytes(workspace, made):
    before = hashes(made)
    outcomes = run_districts(workspace, ["0340", "0670"], 2022, Choices(workers=4))
    assert all(outcome.made for outcome in outcomes), [o.failure for o in outcomes]
    assert hashes(outcomes[0].folder) == before


def test_the_notebooks_of_a_packet_can_be_run_again_where_they_are(made):
    notebook = nbformat.read(made / "notebooks" / "00_overview.ipynb", as_version=4)
    given = notebook.metadata["papermill"]["parameters"]
    assert given["workspace"] == packet.up_to_workspace("internal")
    assert Workspace.open(made / "notebooks" / given["workspace"]).folder == made.parents[2]
    assert {cell.id for cell in notebook.cells if "injected" in str(cell.metadata)} == {
        "injected-parameters"
    }


@pytest.mark.slow
def test_each_engine_makes_the_same_packet(workspace, tmp_path):
    notebooks = folder_of(
        tmp_path / "n",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "import pandas as pd\npd.DataFrame({'a': [1.5, None]})",
        "print('done')",
    )
    found = {}
    ways = ["process", "plain", *(["fork"] if sys.platform.startswith("linux") else [])]
    for way in ways:
        outcome = run_districts(
            workspace, ["0670"], 2022, Choices(engine=way, notebooks=notebooks)
        )[0]
        # the tiny chart has no description, so there is no page: the notebooks are compared
        folder = outcome.folder / "notebooks"
        found[way] = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert found["process"] == found["plain"]
    assert all(found[way] == found["plain"] for way in ways)


def test_a_new_packet_takes_the_place_of_the_old_one_as_a_whole(tmp_path):
    old, new = tmp_path / "final", tmp_path / ".making"
    for folder, text in ((old, "old"), (new, "new")):
        folder.mkdir()
        (folder / "a.txt").write_text(text)
    (old / "only_old.txt").write_text("old")
    replace_folder(new, old)
    assert [path.name for path in old.iterdir()] == ["a.txt"]
    assert (old / "a.txt").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["final"]


def test_a_file_open_in_excel_leaves_the_old_packet_and_the_letter_names_it(tmp_path, monkeypatch):
    final, new = tmp_path / "final", tmp_path / ".making"
    for folder in (final, new):
        folder.mkdir()
        (folder / "workbook.xlsx").write_text(folder.name)
    move, opened = os.replace, Path.open

    def locked_move(source, target):
        if Path(source) == final:
            raise PermissionError(13, "in use", str(source))
        move(source, target)

    def locked_open(path, mode="r", *more, **settings):
        if "+" in mode and path.name == "workbook.xlsx":
            raise PermissionError(13, "in use", str(path))
        return opened(path, mode, *more, **settings)

    monkeypatch.setattr(folders.os, "replace", locked_move)  # what Windows does, anywhere
    monkeypatch.setattr(Path, "open", locked_open)
    with pytest.raises(RarError, match="workbook.xlsx: this file is open in another program"):
        replace_folder(new, final)
    monkeypatch.undo()
    assert (final / "workbook.xlsx").read_text() == "final"


def test_a_run_cut_off_between_the_two_moves_is_put_right(tmp_path):
    final, new, old = tmp_path / "final", tmp_path / ".making", tmp_path / ".old-final"
    for folder in (new, old):
        folder.mkdir()
        (folder / "a.txt").write_text(folder.name)
    replace_folder(new, final)
    assert (final / "a.txt").read_text() == ".making"
    assert not old.exists()


def test_a_packets_folder_that_cannot_be_written_is_told_before_anything_runs(tmp_path):
    (tmp_path / "packets").write_text("a file where a folder should be")
    with pytest.raises(RarError, match="The packets cannot be written"):
        prepare_folder(tmp_path / "packets" / "2022")
