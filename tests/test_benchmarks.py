"""The benchmarks run, at their smallest; what they measure is never asserted here."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from a_packet import workspace_of
from conftest import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="the benchmarks fork, as packets do on Linux"
    ),
]
TABLE = "| --- | --- |"
CONTENT = ("R Markdown", "ours")


@pytest.fixture(scope="module")
def workspace(sample: Path, tmp_path_factory) -> Path:
    """A workspace of its own, since packets are written into it."""
    return shutil.copytree(workspace_of(sample), tmp_path_factory.mktemp("benchmarks") / "ws")


def run(script: str, *arguments: object) -> str:
    """What a benchmark prints."""
    command = [sys.executable, str(ROOT / "benchmarks" / script), *map(str, arguments)]
    told = subprocess.run([*command, "--markdown"], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-2000:]
    return told.stdout


def test_every_way_of_running_leaves_the_same_notebooks_and_the_floor_shows_the_same(workspace):
    size = ("--districts", 1, "--notebooks", 2, "--rounds", 1, "--workers", 1)
    printed = run("engine.py", workspace, *size)
    assert TABLE in printed
    assert "The notebooks are equal, and the floor shows the same." in printed


def test_a_state_is_measured_with_its_memory_and_so_are_two_in_turn(workspace):
    printed = run("state.py", workspace, "--districts", 1, "--workers", 1)
    assert TABLE in printed
    assert "A worker took at most" in printed
    both = ("--small", workspace, "--large", workspace, "--districts", 1, "--rounds", 1)
    assert "large / small, wall a district" in run("state.py", *both, "--workers", 1)


def test_the_document_in_r_holds_as_many_charts_as_the_notebook(workspace):
    if shutil.which("Rscript") is None or shutil.which("pandoc") is None:
        pytest.skip("Rscript and pandoc are not here; benchmarks/README.md says how to get them")
    printed = run("rmarkdown.py", workspace, "--districts", 1, "--rounds", 1)
    rows = [line.split("|") for line in printed.splitlines() if line.startswith("|")]
    charts = {row[1].strip(): row[2].strip() for row in rows if row[1].strip() in CONTENT}
    assert set(charts) == set(CONTENT)
    assert charts["R Markdown"] == charts["ours"]
