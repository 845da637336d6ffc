"""The command as a new user meets it: a mistake gets a letter and exit code 2, no traceback."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from a_packet import workspace_of

import rar
from rar.batch.choose import choose_districts
from rar.errors import RarError
from rar.workspace import Workspace

ROOT = Path(__file__).parents[1]


def rarkit(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess:
    """Run the command in a process of its own, as a user does."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return subprocess.run(
        [sys.executable, "-m", "rar", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


def letter(ended: subprocess.CompletedProcess) -> str:
    """The letter on standard error of a command that the user can mend."""
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.fixture(scope="module")
def workspace(sample: Path) -> Path:
    return workspace_of(sample)


def test_version_and_help_answer_at_once():
    assert rarkit("--version").stdout == f"rarkit {rar.__version__}\n"
    told = rarkit("--help").stdout
    assert all(name in told for name in ("init", "check", "build", "packets", "lab"))


def test_a_missing_folder_gets_a_letter(tmp_path):
    assert "there is no such folder" in letter(rarkit("build", tmp_path / "nowhere"))


def test_a_folder_without_settings_is_offered_rarkit_init(tmp_path):
    assert "rarkit init" in letter(rarkit("packets", tmp_path))


def test_a_district_that_does_not_exist_is_offered_the_nearest(workspace):
    told = letter(rarkit("packets", workspace, "--district", "110", "--district", "tamsin"))
    assert "there is no district '110' in 2022" in told
    assert "0110 (Ashgrove County School District)" in told
    assert "0340 (Tamsin Valley Joint Schools)" in told


def test_a_year_that_does_not_exist_is_told_with_the_years_there(workspace):
    told = letter(rarkit("packets", workspace, "--year", "2031"))
    assert "There is no year 2031" in told
    assert "2018, 2019, 2020, 2021, 2022" in told


def test_an_unknown_engine_or_edition_is_refused_before_anything_is_made(workspace):
    assert "auto, fork, process, plain" in letter(rarkit("packets", workspace, "--engine", "x"))
    assert "Editions: internal" in letter(rarkit("packets", workspace, "--edition", "secret"))


def test_an_output_folder_that_cannot_be_written_gets_a_letter(sample, tmp_path):
    place = Path(shutil.copytree(workspace_of(sample), tmp_path / "ws",
                                 ignore=shutil.ignore_patterns("packets")))  # fmt: skip
    (place / "packets").write_text("a file where the folder should be")
    assert "The packets cannot be written" in letter(rarkit("packets", place))


def test_packets_of_named_districts_are_made_and_summed_up(workspace):
    ended = rarkit("packets", workspace, "--district", "0670", "--workers", "1")
    assert ended.returncode == 0, ended.stderr
    assert re.search(r"\[1 of 1\] 0670 Marrow Island School: packet made in [\d.]+ s", ended.stdout)
    assert "1 of 1 packets made" in ended.stdout
    year = workspace / "packets" / "2022"
    with (year / "summary.csv").open(encoding="utf-8-sig", newline="") as lines:
        found = {row["district_id"]: row for row in csv.DictReader(lines)}
    assert found["0670"]["packet"] == "0670-marrow-island-school"
    assert int(found["0670"]["computed"]) > 0
    assert found["0670"]["error"] == ""
    index = (year / "index.html").read_text(encoding="utf-8")
    assert 'href="0670-marrow-island-school/review.html"' in index


def test_a_failed_district_is_named_with_notebook_cell_and_error_and_exits_1(workspace, tmp_path):
    place = Path(shutil.copytree(workspace, tmp_path / "ws",
                                 ignore=shutil.ignore_patterns("packets")))  # fmt: skip
    (place / "templates" / "review").mkdir(parents=True)
    (place / "templates" / "review" / "page.html.j2").write_text("{{ nobody_knows_this }}")
    ended = rarkit("packets", place, "--district", "0670")
    assert ended.returncode == 1
    assert "0670 Marrow Island School" in ended.stdout
    assert "nobody_knows_this" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr
    assert not list((place / "packets" / "2022").glob("0670*"))


def test_a_word_template_that_does_not_fit_is_told_before_any_district_and_exits_2(
    workspace, tmp_path
):
    place = Path(shutil.copytree(workspace, tmp_path / "ws",
                                 ignore=shutil.ignore_patterns("packets")))  # fmt: skip
    (place / "templates").mkdir()
    shutil.copy(ROOT / "pyproject.toml", place / "templates" / "protocol.docx")
    ended = rarkit("packets", place, "--district", "0670")
    assert ended.returncode == 2
    assert "protocol.docx: it is not a Word document" in ended.stderr + ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr
    assert not (place / "packets" / "2022").exists()


def test_init_makes_a_workspace_that_opens_and_never_writes_over_one(tmp_path):
    ended = rarkit("init", tmp_path / "mine", "--state", "sc")
    assert ended.returncode == 0, ended.stderr
    assert Workspace.open(tmp_path / "mine").settings.state == "sc"
    assert "was not changed" in letter(rarkit("init", tmp_path / "mine", "--state", "sc"))
    assert "Did you mean" in letter(rarkit("init", tmp_path / "other", "--state", "sampel"))


def test_check_says_what_each_dimension_can_answer(workspace):
    ended = rarkit("check", workspace)
    assert ended.returncode == 0, ended.stderr
    assert "Meridian" in ended.stdout
    assert "1a Spending per student, all funds: computed in" in ended.stdout
    assert "10 Diverse Classrooms & Schools" in ended.stdout


def test_build_a_second_time_does_nothing(workspace):
    ended = rarkit("build", workspace)
    assert ended.returncode == 0
    assert "Reading" not in ended.stdout
    assert "8 districts" in ended.stdout


def test_all_districts_are_chosen_when_none_is_named_and_all_unknown_ones_are_told():
    names = {"0110": "Ashgrove", "0120": "Birch"}
    assert choose_districts(names, ["0120"], 2022) == ["0120"]
    with pytest.raises(RarError) as caught:
        choose_districts(names, ["0111", "xyz"], 2022)
    assert len(caught.value.problems) == 2
    assert "there are 2 districts, 0110 to 0120" in str(caught.value)


def test_plain_papermill_runs_a_notebook_by_its_own_command(sample, tmp_path):
    workspace = workspace_of(sample)
    made = tmp_path / "out.ipynb"
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    ended = subprocess.run(
        [sys.executable, "-m", "papermill", "notebooks/01_school_funding.ipynb", str(made),
         "-r", "district_id", "0110", "-r", "workspace", str(workspace), "--no-progress-bar"],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert "Ashgrove County School District" in made.read_text(encoding="utf-8")
