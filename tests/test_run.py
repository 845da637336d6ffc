"""Running districts in processes of their own: what goes wrong stays with its district."""

import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

import nbformat
import pytest
from a_packet import folder_of, workspace_of

from rar.batch.execute import NotebookFailed, run_notebook
from rar.batch.failure import Failure
from rar.batch.job import Job
from rar.batch.run import Choices, choose_engine, default_workers, run_districts, run_jobs
from rar.errors import RarError

WAYS = ["process", *(["fork"] if sys.platform.startswith("linux") else [])]
MARK = "This notebook is not complete."


@pytest.fixture(scope="module")
def workspace(sample: Path) -> Path:
    return workspace_of(sample)


def do(job: Job, step) -> str:
    """What a district's process does in these tests, by its id."""
    step("first.ipynb")
    if job.district_id == "dies":
        os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    if job.district_id == "hangs":
        time.sleep(60)
    if job.district_id == "bug":
        raise KeyError("a bug")
    if job.district_id == "notebook":
        raise NotebookFailed(Failure("first.ipynb", "cell 3", "KeyError: 'x'"))
    if job.district_id == "letter":
        raise RarError("The letter.")
    print("noise that must not reach the screen")
    return job.district_id.upper()


@pytest.mark.parametrize("way", WAYS)
def test_a_district_that_dies_hangs_or_raises_never_stops_the_others(way, capfd):
    if way == "fork":
        pytest.importorskip("rar.live", reason="the notebooks' modules are loaded before forking")
    ids = ["one", "dies", "hangs", "bug", "notebook", "letter", "two"]
    events = run_jobs([Job(i, 2022, limit=3.0) for i in ids], do, workers=2, engine=way)
    ended = {event.job.district_id: event for event in events}
    assert [event.job.district_id for event in events] == ids
    assert [ended[i].result for i in ("one", "two")] == ["ONE", "TWO"]
    assert "exit code" in ended["dies"].failure.error
    assert "time limit of 3 seconds" in ended["hangs"].failure.error
    assert ended["bug"].failure.error.endswith("(KeyError: 'a bug')")
    assert str(ended["notebook"].failure) == "first.ipynb, cell 3: KeyError: 'x'"
    assert ended["letter"].failure.error == "The letter."
    assert "noise" not in capfd.readouterr().out


def test_the_engine_is_chosen_by_the_system_and_an_unknown_one_is_refused():
    assert choose_engine("auto") == ("fork" if sys.platform.startswith("linux") else "process")
    assert default_workers() >= 1
    with pytest.raises(RarError, match="There is no engine 'frok'"):
        choose_engine("frok")


def test_fork_is_refused_where_the_system_cannot_fork_safely(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert choose_engine("auto") == "process"
    with pytest.raises(RarError, match="cannot fork safely"):
        choose_engine("fork")


def test_a_failing_notebook_is_marked_and_kept_apart_and_the_old_packet_stays(workspace, tmp_path):
    good = folder_of(tmp_path / "good")
    first = run_districts(workspace, ["0670"], 2022, Choices(engine="process", notebooks=good))
    assert first[0].made, first[0].failure
    page = (first[0].folder / "review.html").read_bytes()
    bad = folder_of(tmp_path / "bad", "before = 1", "before / 0", "after = 2")
    ended = run_districts(
        workspace, ["0670", "0560"], 2022, Choices(engine="process", notebooks=bad, workers=2)
    )
    assert [outcome.made for outcome in ended] == [False, False]
    failure = ended[0].failure
    assert (failure.notebook, failure.cell) == ("01_more.ipynb", "cell 4")
    assert failure.error == "ZeroDivisionError: division by zero"
    kept = nbformat.read(ended[0].folder / "notebooks" / "01_more.ipynb", as_version=4)
    assert "An Exception was encountered" in kept.cells[0].source
    assert (first[0].folder / "review.html").read_bytes() == page
    again = run_districts(workspace, ["0670"], 2022, Choices(engine="process", notebooks=good))
    assert again[0].made
    assert not ended[0].folder.exists()  # what failed is forgotten once the district is whole


@pytest.mark.slow
def test_a_notebook_that_runs_out_of_time_is_marked_though_its_process_is_gone(workspace, tmp_path):
    slow = folder_of(tmp_path / "slow", "import time\ntime.sleep(60)")
    ended = run_districts(
        workspace, ["0670"], 2022, Choices(engine="process", notebooks=slow, limit=30.0)
    )
    assert "time limit" in ended[0].failure.error
    kept = nbformat.read(ended[0].folder / "notebooks" / "01_more.ipynb", as_version=4)
    assert MARK in kept.cells[0].source
    assert "time limit" in kept.cells[0].source
    assert all(not cell.get("outputs") for cell in kept.cells)


def test_a_notebook_that_ends_itself_early_does_not_look_complete(tmp_path):
    folder = folder_of(tmp_path / "n", "import sys\nsys.exit(0)", "print('never')")
    made = tmp_path / "out.ipynb"
    code = multiprocessing.get_context("spawn")
    process = code.Process(target=_run_alone, args=(folder / "01_more.ipynb", made))
    process.start()
    process.join()
    assert process.exitcode == 7
    assert MARK in nbformat.read(made, as_version=4).cells[0].source


def _run_alone(source: Path, output: Path) -> None:
    try:
        run_notebook(source, output, {}, "rar", source.parent)
    except NotebookFailed as error:
        sys.exit(7 if "ended before this cell" in str(error) else 1)


def test_a_misspelt_parameter_is_refused_and_nothing_runs(tmp_path):
    folder = folder_of(tmp_path / "n")
    with pytest.raises(RarError, match="there is no parameter 'distrct_id'"):
        run_notebook(
            folder / "01_more.ipynb", tmp_path / "out.ipynb", {"distrct_id": "1"}, "rar", folder
        )
    assert not (tmp_path / "out.ipynb").exists()
