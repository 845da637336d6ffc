"""A run on a Dask cluster: the packets of one machine, whatever happens to the others."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from a_cluster import Cluster, cluster_in
from a_packet import folder_of, workspace_of

from rar import places
from rar.batch.cluster import run_on_cluster
from rar.batch.cluster.kit import CODE, check_kits, kit
from rar.batch.job import Event
from rar.batch.run import Choices, make_jobs, run_districts
from rar.errors import RarError
from rar.packet.folders import year_folder
from rar.packet.make import keep_failed, work

pytest.importorskip("distributed", reason="needs the extra 'cluster'")
pytestmark = pytest.mark.slow

KILL_ITS_WORKER = """\
import psutil
if district_id == "0670":
    host = psutil.Process().parent()
    host.parent().kill()
"""
FAIL_IN_ONE = "if district_id == '0670':\n    raise KeyError('a column')"
NAP = "import time\ntime.sleep(3)"
HANG = "import time\ntime.sleep(300)"


@pytest.fixture(scope="module")
def workspace(sample: Path) -> Path:
    return workspace_of(sample)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    with cluster_in(tmp_path_factory.mktemp("cluster")) as started:
        yield started


def run(
    address: str,
    workspace: Path,
    ids: list[str],
    notebooks: Path | None = None,
    watch: Callable[[Event], None] = lambda event: None,
    **options,
) -> dict[str, Event]:
    """Run districts on the cluster; return the last event of each, having checked all of them."""
    events: list[Event] = []

    def report(event: Event) -> None:
        events.append(event)
        watch(event)

    jobs = make_jobs(workspace, ids, 2022, Choices(notebooks=notebooks))
    run_on_cluster(address, jobs, work, report, keep_failed, **options)
    kinds = {i: [e.kind for e in events if e.job.district_id == i] for i in ids}
    assert all(kind[-1] in ("made", "failed") for kind in kinds.values())
    assert all(set(kind[:-1]) <= {"started"} for kind in kinds.values())
    assert not list((workspace / "packets").glob(".cluster-*"))  # the marker is taken away
    return {event.job.district_id: event for event in events}


def hashes(folder: Path) -> dict[str, str]:
    """The hash of every file of a packet."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def made_here(workspace: Path, ids: list[str], notebooks: Path | None = None) -> dict[str, dict]:
    """The hashes of packets made without a cluster, which are then taken away."""
    outcomes = run_districts(workspace, ids, 2022, Choices(notebooks=notebooks))
    assert all(outcome.made for outcome in outcomes), [outcome.failure for outcome in outcomes]
    found = {outcome.district_id: hashes(outcome.folder) for outcome in outcomes}
    shutil.rmtree(year_folder(workspace, 2022))
    return found


def packets(events: dict[str, Event]) -> dict[str, dict]:
    """The hashes of packets made on the cluster."""
    assert all(event.kind == "made" for event in events.values()), events
    return {i: hashes(Path(event.result["folder"])) for i, event in events.items()}


def pids(cluster: Cluster) -> list[int]:
    """The process ids of the workers, without their nannies."""
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        return list(client.run(os.getpid).values())


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all have ended, waited for."""
    return not psutil.wait_procs(processes, timeout=60)[1]


@pytest.mark.parametrize("share", [True, False], ids=["shared storage", "everything sent"])
def test_packets_of_a_cluster_are_those_of_one_machine_to_the_byte(
    cluster, workspace, tmp_path, share
):
    ids, notebooks = ["0670", "0901"], folder_of(tmp_path / "notebooks")
    (workspace / "templates").mkdir(exist_ok=True)
    own = places.templates() / "choices.csv"
    shutil.copy(own, workspace / "templates")  # an agency's own copies go along
    expected = made_here(workspace, ids, notebooks)
    events = run(cluster.address, workspace, ids, notebooks, share=share)
    assert packets(events) == expected
    left = {one.name for one in year_folder(workspace, 2022).iterdir()}
    assert left == {Path(event.result["folder"]).name for event in events.values()}


def test_a_packet_of_the_real_notebooks_comes_back_to_the_byte(cluster, workspace):
    expected = made_here(workspace, ["0670"])
    assert packets(run(cluster.address, workspace, ["0670"], share=False)) == expected


def test_districts_of_a_killed_worker_are_made_by_another(cluster, workspace, tmp_path):
    ids, notebooks = ["0450", "0670", "0901"], folder_of(tmp_path / "notebooks", NAP)
    expected = made_here(workspace, ids, notebooks)
    started: list[psutil.Process] = []

    def kill_one(event: Event) -> None:
        if event.kind == "started" and not started:
            worker = psutil.Process(pids(cluster)[0])
            started.extend(worker.children(recursive=True))
            worker.kill()

    assert packets(run(cluster.address, workspace, ids, notebooks, watch=kill_one)) == expected
    assert gone(started)  # nothing the worker had started outlives it


@pytest.mark.parametrize("share", [True, False], ids=["shared storage", "everything sent"])
def test_a_district_that_fails_is_kept_marked_and_the_others_are_made(
    cluster, workspace, tmp_path, share
):
    notebooks = folder_of(tmp_path / "notebooks", FAIL_IN_ONE)
    events = run(cluster.address, workspace, ["0670", "0450"], notebooks, share=share)
    assert [events[i].kind for i in ("0670", "0450")] == ["failed", "made"]
    failed = events["0670"]
    assert str(failed.failure) == "01_more.ipynb, cell 3: KeyError: 'a column'"
    kept = Path(failed.kept)
    assert kept == year_folder(workspace, 2022) / "failed" / "0670"
    notebook = nbformat.read(kept / "notebooks" / "01_more.ipynb", as_version=4)
    assert "An Exception was encountered" in notebook.cells[0].source
    again = run(cluster.address, workspace, ["0670"], folder_of(tmp_path / "mended"), share=share)
    assert again["0670"].kind == "made"
    assert not kept.exists()  # the district is whole now


@pytest.mark.parametrize("share", [True, False], ids=["shared storage", "everything sent"])
def test_what_people_wrote_into_a_packet_is_kept_when_it_is_made_anew(
    cluster, workspace, tmp_path, share
):
    notebooks = folder_of(tmp_path / "notebooks")
    first = run(cluster.address, workspace, ["0670"], notebooks, share=share)["0670"]
    (Path(first.result["folder"]) / "notes.txt").write_text("ours", encoding="utf-8")
    second = run(cluster.address, workspace, ["0670"], notebooks, share=share)["0670"]
    assert [Path(copy).read_text(encoding="utf-8") for copy in second.result["kept"]] == ["ours"]
    shutil.rmtree(year_folder(workspace, 2022))


def test_a_district_that_kills_its_worker_again_and_again_is_given_up(cluster, workspace, tmp_path):
    notebooks = folder_of(tmp_path / "notebooks", KILL_ITS_WORKER)
    events = run(cluster.address, workspace, ["0670", "0450"], notebooks)
    assert events["0450"].kind == "made"
    assert "2 workers died while they made it" in events["0670"].failure.error


def test_a_run_that_is_broken_off_ends_its_districts_on_the_workers(cluster, workspace, tmp_path):
    workers = [psutil.Process(pid) for pid in pids(cluster)]
    hosts: list[psutil.Process] = []

    def break_off(event: Event) -> None:
        for worker in workers:
            hosts.extend(worker.children(recursive=True))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        notebooks = folder_of(tmp_path / "notebooks", HANG)
        run(cluster.address, workspace, ["0670", "0450"], notebooks, watch=break_off)
    assert len(hosts) >= 2  # a host, and the district that it forked
    assert gone(hosts)
    assert all(worker.is_running() for worker in workers)


def test_when_the_cluster_goes_what_is_left_fails_and_nothing_hangs(workspace, tmp_path):
    notebooks = folder_of(tmp_path / "notebooks", HANG)
    with cluster_in(tmp_path, workers=1) as cluster:

        def end(event: Event) -> None:
            if event.kind == "started":
                cluster.scheduler.kill()

        events = run(cluster.address, workspace, ["0670", "0450"], notebooks, watch=end)
    assert [event.kind for event in events.values()] == ["failed", "failed"]
    lost = f"the connection to the cluster at {cluster.address} was lost"
    assert {event.failure.error for event in events.values()} == {lost}


def test_a_worker_with_another_kit_is_named_before_anything_runs(workspace, tmp_path):
    other = tmp_path / "other"
    for folder in (places.PACKAGE, places.templates(), places.notebooks()):
        shutil.copytree(folder, other / folder.name)
    init = other / "rar" / "__init__.py"
    old = init.read_text(encoding="utf-8")
    init.write_text(old.replace('__version__ = "', '__version__ = "9.'), encoding="utf-8")
    with cluster_in(tmp_path, workers=0) as cluster:
        cluster.add_worker(kit=other)
        with pytest.raises(RarError) as refused:
            run(cluster.address, workspace, ["0670"])
    letter = str(refused.value)
    assert "tcp://127.0.0.1:" in letter
    assert "rar-kit differs" in letter
    assert "found: '9." in letter
    assert f"{CODE} differs" in letter
    assert "Install on every machine" in letter


def test_a_worker_without_the_kit_is_named_with_what_it_answered():
    ours = kit(pdf=False)
    check_kits(ours, {"tcp://one": dict(ours)})
    with pytest.raises(RarError, match="tcp://two: it could not say what it has"):
        check_kits(ours, {"tcp://one": dict(ours), "tcp://two": ModuleNotFoundError("rar")})


def test_an_address_at_which_nobody_listens_is_answered_with_a_letter(workspace):
    with pytest.raises(RarError, match="no cluster at this address") as refused:
        run("tcp://127.0.0.1:9", workspace, ["0670"])
    assert "dask scheduler" in str(refused.value)
    with pytest.raises(RarError, match="no cluster at this address"):
        run("no address", workspace, ["0670"])


def test_an_address_with_tls_and_no_certificates_is_answered_with_a_letter(workspace):
    with pytest.raises(RarError, match="DASK_DISTRIBUTED__COMM__TLS__CA_FILE is not set"):
        run("tls://127.0.0.1:9", workspace, ["0670"])


def test_a_cluster_without_workers_is_answered_with_a_letter(workspace, tmp_path):
    with (
        cluster_in(tmp_path, workers=0) as cluster,
        pytest.raises(RarError, match="no worker joined within 1 seconds"),
    ):
        run(cluster.address, workspace, ["0670"], joining=1.0)


def test_without_dask_a_letter_says_what_to_install(workspace, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RarError, match=r"pip install 'rar-kit\[cluster\]'"):
        run("tcp://127.0.0.1:8786", workspace, ["0670"])
