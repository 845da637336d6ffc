"""Whatever goes wrong in a run, one more run completes, and equals a run that nothing disturbed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from a_packet import folder_of, workspace_of
from a_run import DISTRICTS, Runs, district_processes, finished, kill, started_by, wait_for

pytestmark = pytest.mark.slow
MARK = "This notebook is not complete."
MOMENTS = 20
only_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="mounts and limits as Linux has them"
)


@pytest.fixture
def runs(sample: Path, tmp_path: Path) -> Runs:
    """A workspace of its own and two small notebooks; the documents are the real ones."""
    place = tmp_path / "ws"
    shutil.copytree(workspace_of(sample), place, ignore=shutil.ignore_patterns("packets", "data"))
    shutil.copytree(sample / "data", place / "data", copy_function=os.link)
    return Runs(place, folder_of(tmp_path / "n"))


@pytest.fixture
def undisturbed(runs: Runs) -> dict[str, str]:
    """The hashes of a run that nothing disturbed; what it made is gone again."""
    found = runs.whole()
    runs.clear()
    return found


def replaced(runs: Runs, place: Path, *sources: str) -> Runs:
    """The same runs with other cells in the second notebook."""
    return Runs(runs.workspace, folder_of(place, *sources), runs.districts)


def test_the_command_killed_at_random_moments_leaves_whole_packets_or_none(runs, undisturbed):
    chance = random.Random(5)
    began = time.monotonic()
    runs.whole()
    length = time.monotonic() - began
    for _ in range(MOMENTS // 2):
        runs.clear()
        run = runs.start()
        time.sleep(chance.uniform(0.0, length))
        started = started_by(run)
        if run.poll() is None:
            kill(run.pid)
        finished(run, started)
        seen = {n: h for n, h in runs.hashes().items() if "/." not in f"/{n}"}
        assert seen.items() <= undisturbed.items()  # hidden is what was being made
        assert runs.whole() == undisturbed


def test_a_district_killed_at_random_moments_is_made_in_the_same_run(runs, undisturbed):
    chance = random.Random(6)
    killed = 0
    for _ in range(MOMENTS // 2):
        runs.clear()
        run = runs.start()
        victims = wait_for(lambda run=run: district_processes(run) or run.poll() is not None)
        time.sleep(chance.uniform(0.0, 3.0))
        victims = district_processes(run)
        if victims:
            kill(chance.choice(victims).pid)
            killed += 1
        code, said = finished(run)
        assert code == 0, said
        assert runs.hashes() == undisturbed
    assert killed >= MOMENTS // 4


def test_the_process_that_forks_killed_is_followed_by_another(runs, undisturbed):
    run = runs.start()
    wait_for(lambda: district_processes(run))
    kill(district_processes(run)[0].parent().pid)
    code, said = finished(run)
    assert code == 0, said
    assert runs.hashes() == undisturbed


def test_a_notebook_that_raises_is_named_and_logged_without_its_words(runs, undisturbed, tmp_path):
    bad = replaced(
        runs, tmp_path / "bad", "if district_id == '0670':\n    raise KeyError('17 pupils')"
    )
    code, said = bad.run()
    assert code == 1
    assert "2 of 3 packets made" in said
    assert "0670 Marrow Island School: 01_more.ipynb, cell 3: KeyError: '17 pupils'" in said
    logs = "".join(f.read_text(encoding="utf-8") for f in (runs.workspace / "logs").iterdir())
    assert "district: 0670" in logs
    assert "in: 01_more.ipynb; cell: cell 3; error: KeyError" in logs
    assert "17 pupils" not in logs
    assert str(next((runs.workspace / "logs").glob("*.log"))) in said
    assert runs.whole() == undisturbed


def test_a_notebook_that_never_ends_is_marked_tried_again_and_given_up(runs, undisturbed, tmp_path):
    slow = replaced(
        runs, tmp_path / "slow", "import time\nif district_id == '0670':\n    time.sleep(600)"
    )
    slow.limit = 20.0
    code, said = slow.run()
    assert code == 1
    assert "2 of 3 packets made" in said
    assert "it is tried once more, each notebook in a kernel of its own" in said
    assert "time limit of 20 seconds, also when each notebook had a kernel of its own" in said
    kept = runs.workspace / "packets" / "2022" / "failed" / "0670" / "notebooks" / "01_more.ipynb"
    assert MARK in nbformat.read(kept, as_version=4).cells[0].source
    assert runs.whole() == undisturbed


@only_linux
def test_a_notebook_that_eats_memory_stops_in_its_cell_and_the_others_are_made(
    runs, undisturbed, tmp_path
):
    greedy = replaced(
        runs,
        tmp_path / "greedy",
        "kept = []\nwhile district_id == '0670':\n    kept.append(b'x' * 50_000_000)",
    )
    greedy.memory = 1.5
    code, said = greedy.run()
    assert code == 1
    assert "2 of 3 packets made" in said
    assert "MemoryError" in said or "more than 1.5 GB of memory" in said
    assert runs.whole() == undisturbed


def test_a_crash_of_our_own_engine_is_made_good_by_papermills(runs, tmp_path):
    crash = "import os\nif 'ipykernel_launcher' not in ' '.join(__import__('sys').argv):\n"
    once = replaced(runs, tmp_path / "once", f"{crash}    os._exit(3)", "print('reached')")
    once.districts = ("0670",)
    code, said = once.run()
    assert code == 0, said
    assert "its process ended with exit code 3; it is tried once more" in said
    packet = next((runs.workspace / "packets" / "2022").glob("0670-*"))
    assert "reached" in (packet / "notebooks" / "01_more.ipynb").read_text(encoding="utf-8")


@pytest.fixture
def small_disk(runs: Runs):
    """Mounts an empty disk of a size at packets/; gone after the test."""
    packets = runs.workspace / "packets"

    def mount(*options: str) -> Path:
        packets.mkdir(exist_ok=True)
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", packets],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
        return packets

    yield mount
    while packets.is_mount():
        subprocess.run(["umount", packets], check=True)


@only_linux
def test_a_full_disk_ends_the_run_with_a_sentence_and_nothing_half_made(
    runs, undisturbed, small_disk
):
    packets = small_disk("size=900k")
    code, said = runs.run()
    assert code == 1, said
    assert "the disk is full" in said
    assert "Traceback" not in said
    assert "Run the same command again" in said
    made = [p for p in (packets / "2022").glob("[0-9]*") if (p / "manifest.json").is_file()]
    for packet in made:
        names = [n for n in undisturbed if n.startswith(f"2022/{packet.name}/")]
        assert {n: undisturbed[n] for n in names}.items() <= runs.hashes().items()
    subprocess.run(["mount", "-o", "remount,size=200m", packets], check=True)
    assert runs.whole() == undisturbed


@only_linux
def test_a_folder_that_may_not_be_written_gets_a_letter(runs, undisturbed, small_disk):
    packets = small_disk("size=50m")
    subprocess.run(["mount", "-o", "remount,ro", packets], check=True)
    code, said = runs.run()
    assert code == 2
    assert "The packets cannot be written" in said
    assert "Traceback" not in said
    subprocess.run(["mount", "-o", "remount,rw", packets], check=True)
    assert runs.whole() == undisturbed


def test_a_second_run_on_the_same_workspace_is_told_of_the_first(runs, undisturbed):
    first = runs.start()
    wait_for((runs.workspace / ".rarkit.lock.txt").is_file)
    code, said = runs.run()
    assert code == 2
    assert "Another run is making packets of this workspace" in said
    assert f"process {first.pid}" in said
    assert finished(first)[0] == 0
    assert runs.hashes() == undisturbed


@pytest.mark.parametrize("when", ["districts are at work", "nothing has begun"])
def test_ctrl_c_stops_tidily_with_a_summary_and_the_next_run_continues(runs, undisturbed, when):
    run = runs.start()
    if when == "districts are at work":
        wait_for(lambda: district_processes(run))
    else:
        wait_for((runs.workspace / "logs").is_dir)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: everyone in it hears it
    code, said = finished(run)
    assert code == 130, said
    assert "Run the same command again: it continues" in said
    assert "Traceback" not in said
    assert not list((runs.workspace / "packets" / "2022").glob(".making*"))
    assert runs.whole() == undisturbed


def test_one_worker_and_four_give_the_same_bytes(runs, undisturbed):
    for workers in (1, 4):
        runs.clear()
        runs.workers = workers
        assert runs.whole() == undisturbed
    assert len([name for name in undisturbed if name.endswith("manifest.json")]) == len(DISTRICTS)
