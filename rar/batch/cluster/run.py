"""Districts on a Dask cluster: who takes part, what they are told, and that it is taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rar.batch.cluster.connect import JOINING, connected
from rar.batch.cluster.kit import check_kits, kit
from rar.batch.cluster.ship import Marker, Sources
from rar.batch.job import Event, Job, Keep, Work
from rar.store import build
from rar.workspace import Workspace

if TYPE_CHECKING:
    from distributed import Client

    from rar.batch.cluster.worker import Order


def run_on_cluster(
    address: str,
    jobs: list[Job],
    work: Work,
    report: Callable[[Event], None],
    keep: Keep,
    share: bool = True,
    joining: float = JOINING,
) -> None:
    """Do `work` for each job on the workers of the Dask cluster at the address.

    Jobs are those of one run: one workspace, one folder of notebooks. Events are those of
    `rar.batch.supervise`, but for 'step'; after a district's last one its packet, or what `keep`
    put aside, stands whole in the workspace. Workers that all see the workspace make packets
    there; where one does not, or with share=False, all are sent what they need and packets come
    back. joining is the seconds to wait for a worker, at the start and when all have gone.

    Raises RarError before any district runs: no dask, no cluster, no worker, workers with another
    kit. When the run is broken off, districts under way are ended.
    """
    if not jobs:
        return
    with connected(address, joining) as client, _marker(jobs[0]) as marker:
        order, sources = _order(client, jobs[0], work, keep, marker if share else None)
        from rar.batch.cluster.loop import Loop

        with _registered(client, order):
            Loop(client, address, order, sources, report, joining).run(jobs)


def _order(
    client: Client, job: Job, work: Work, keep: Keep, marker: Marker | None
) -> tuple[Order, Sources]:
    """What every worker of this run is told. Raises RarError where a machine has another kit."""
    from rar.batch.cluster.worker import Order

    pdf = bool(job.details.get("printers"))
    ours = kit(pdf)
    check_kits(ours, _kits(client, ours, pdf))
    workspace = Workspace.open(job.details["workspace"])
    notebooks = Path(job.details["notebooks"]).resolve()
    edition = job.details["edition"]
    store = build(workspace, edition=edition)
    sources = Sources(workspace.folder, notebooks, store.folder.name, edition)
    if marker and not all(client.run(_sees, marker, sources.facts).values()):
        marker = None
    name = f"rarkit-{uuid.uuid4().hex[:8]}"
    files = sources.for_all(shared=marker is not None)
    return Order(name, ours, marker, files, sources.build, pdf, work, keep), sources


def _kits(client: Client, ours: dict[str, str], pdf: bool) -> dict[str, dict | Exception]:
    """What each worker has, by address, and the scheduler: it opens what workers are given."""
    found = client.run(kit, pdf, on_error="return")
    try:
        own = ours | client.run_on_scheduler(kit, False)  # it prints nothing
    except Exception as error:  # noqa: BLE001 (the letter says what it answered)
        own = error
    return found | {f"{client.scheduler.address}, the scheduler": own}


def _sees(marker: Marker, facts: Path) -> bool:
    """Asked of each worker: whether it sees the client's workspace and its store."""
    return marker.seen() and facts.is_file()


@contextmanager
def _marker(job: Job) -> Iterator[Marker]:
    marker = Marker.write(Workspace.open(job.details["workspace"]))
    try:
        yield marker
    finally:
        marker.file.unlink(missing_ok=True)


@contextmanager
def _registered(client: Client, order: Order) -> Iterator[None]:
    """Every worker takes part in the run; at the end none does, and all its districts are ended."""
    from rar.batch.cluster.worker import Districts

    try:
        client.register_plugin(Districts(order), name=order.name)
        yield
    finally:
        if client.status == "running":
            with suppress(OSError, TimeoutError):  # the cluster goes away just now
                client.unregister_worker_plugin(order.name)
