"""In a Dask worker: the plugin of one run, which keeps a host process for each thread.

Dask gives the plugin to every worker there is and to each that joins or is started again. It sets
up where districts are made, and makes them when tasks ask for it.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Client
from pathlib import Path

from distributed import Reschedule, Worker, WorkerPlugin, get_worker

from rar import places
from rar.batch.cluster.host import KEY
from rar.batch.cluster.kit import kit
from rar.batch.cluster.ship import Made, Marker, Place, as_client_knows
from rar.batch.job import Event, Job, Keep, Work
from rar.batch.supervise import TICK
from rar.packet.programs import find_printers
from rar.store import PINNED

HOST = "rar.batch.cluster.host"
GOODBYE = 10.0  # seconds for a host to end its district and itself


class HostGone(Exception):
    """The host process ended without saying what came of its district."""


class Host:
    """A host process and the connection to it."""

    def __init__(self, workspace: Path, build: str):
        key = secrets.token_bytes(32)
        self.process = subprocess.Popen(
            [sys.executable, "-m", HOST, str(workspace)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env={**os.environ, KEY: key.hex(), PINNED: build},
            cwd=places.PACKAGE.parent,  # python -m looks here first: the very kit of this worker
            text=True,
        )
        with self.process.stdout as said:
            address = said.readline().strip()
        if not address:
            raise HostGone(self._how())
        self.connection = Client(address, authkey=key)

    def make(
        self, job: Job, order: Order, stopped: Callable[[], bool], tell: Callable[[Event], None]
    ) -> Event:
        """Have one district made; return its last event, and tell those before."""
        try:
            self.connection.send((job, order.work, order.keep))
            while True:
                while not self.connection.poll(TICK):
                    if stopped():
                        raise Reschedule  # on another worker, where somebody still waits for it
                    if self.process.poll() is not None:
                        raise HostGone(self._how())
                event = self.connection.recv()
                if event.last:
                    return event
                tell(event)
        except (EOFError, ConnectionError) as error:
            raise HostGone(self._how()) from error

    def _how(self) -> str:
        return f"the process that makes districts ended with exit code {self.process.wait(GOODBYE)}"

    @property
    def alive(self) -> bool:
        """Whether it still waits for districts."""
        return self.process.poll() is None

    def close(self) -> None:
        """End the host, and what it is making."""
        self.connection.close()
        try:
            self.process.wait(GOODBYE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(frozen=True)
class Order:
    """What is the same for all districts of a run.

    name is the run's own; kit what workers must have; marker lies in the client's workspace, None
    where workers do not see it; files are what every worker is sent, by folder.
    """

    name: str
    kit: dict[str, str]
    marker: Marker | None
    files: dict[str, bytes]
    build: str
    pdf: bool
    work: Work
    keep: Keep


class Districts(WorkerPlugin):
    """Makes districts in one worker, as many at once as it has threads."""

    def __init__(self, order: Order):
        self.order = order
        self.name = order.name

    async def setup(self, worker: Worker) -> None:
        """Unpack what came, and offer this worker's threads to the run.

        A worker that joins later with another kit, or without the workspace that all others see,
        offers none, so that no district comes to it.
        """
        self.idle: list[Host] = []
        self.busy: set[Host] = set()
        self.unwanted: set[str] = set()  # districts that nobody waits for any more
        self.ended = False
        self.lock = threading.Lock()
        marker = self.order.marker
        folder = Path(worker.local_directory) / self.name
        self.place = Place(folder, marker and marker.workspace)
        fit = await asyncio.to_thread(self._settle)
        await worker.set_resources(**{self.name: worker.state.nthreads if fit else 0})

    def _settle(self) -> bool:
        """Unpack what came; whether this worker fits the run."""
        self.place.settle(self.order.files)
        marker = self.order.marker
        return kit(self.order.pdf) == self.order.kit and (marker is None or marker.seen())

    async def teardown(self, worker: Worker) -> None:
        """End every host and remove what came."""
        self.ended = True  # districts under way end their own hosts
        await asyncio.to_thread(self._end)
        await worker.set_resources(**{self.name: 0})

    def _end(self) -> None:
        with self.lock:
            idle, self.idle = self.idle, []
        for host in idle:
            host.close()
        late = time.monotonic() + GOODBYE
        while self.busy and time.monotonic() < late:
            time.sleep(TICK / 5)
        shutil.rmtree(self.place.folder, ignore_errors=True)

    def transition(self, key: str, start: str, finish: str, **more: object) -> None:
        """Dask tells of each task's change of state: one that is let go while it runs is ended."""
        ours = str(key).startswith(self.name)
        if ours and start in ("executing", "long-running") and finish == "released":
            self.unwanted.add(key)

    def make(self, key: str, job: Job, own: bytes, tell: Callable[[Event], None]) -> Made:
        """Make one district in this thread; own is its part of the build."""
        here = self.place.job(job, own)
        if here.details.get("printers"):
            here.details["printers"] = find_printers()  # those of this machine
        try:
            with self._host() as host:
                stopped = lambda: self.ended or key in self.unwanted  # noqa: E731
                event = host.make(
                    here, self.order, stopped, lambda e: tell(as_client_knows(job, e))
                )
        finally:
            self.unwanted.discard(key)
        return self.place.hand_over(job, event)

    @contextmanager
    def _host(self) -> Iterator[Host]:
        """An idle host, or a new one; one that did not finish its district is ended."""
        with self.lock:
            self.idle = [host for host in self.idle if host.alive]
            host = self.idle.pop() if self.idle else None
        host = host or Host(self.place.workspace, self.order.build)
        self.busy.add(host)
        finished = False
        try:
            yield host
            finished = True
        finally:
            with self.lock:
                keep = finished and not self.ended
                if keep:
                    self.idle.append(host)
            if not keep:
                host.close()
            self.busy.discard(host)


def make_district(name: str, job: Job, own: bytes) -> Made:
    """The task of one district, on whichever worker Dask chose for it."""
    worker = get_worker()

    def tell(event: Event) -> None:
        if event.kind != "step":
            worker.log_event(name, pickle.dumps(event))

    return worker.plugins[name].make(worker.get_current_task(), job, own, tell)
