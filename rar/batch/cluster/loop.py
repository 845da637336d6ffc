"""The client's loop over districts: handed out to free threads, redone where a worker is lost,
taken in as they end."""

from __future__ import annotations

import pickle
import queue
import time
from collections import deque
from collections.abc import Callable

from distributed import Client, Future
from distributed.scheduler import KilledWorker

from rar.batch.cluster.ship import Sources, take_in
from rar.batch.cluster.worker import HostGone, Order, make_district
from rar.batch.failure import Failure, failure_of
from rar.batch.job import Event, Job
from rar.batch.supervise import TICK
from rar.errors import RarError

RETRIES = 2  # times a district is given out again when its host ended without a word


class Loop:
    """One run. A district is handed out when a thread is free, and no sooner: a worker that dies
    takes none with it that only waited there, and no thread waits while another has two."""

    def __init__(
        self,
        client: Client,
        address: str,
        order: Order,
        sources: Sources,
        report: Callable[[Event], None],
        joining: float,
    ):
        self.client, self.address, self.order, self.sources = client, address, order, sources
        self.report, self.joining = report, joining
        self.heard: queue.SimpleQueue[bytes | Future] = queue.SimpleQueue()
        self.waiting: deque[Job] = deque()
        self.out: dict[str, tuple[Job, Future]] = {}  # by district
        self.begun: set[str] = set()
        self.lost = False
        self.last_seen = time.monotonic()  # when the cluster had a worker for us

    def run(self, jobs: list[Job]) -> None:
        """Hand out and take in until every job has ended."""
        self.waiting.extend(jobs)
        self.client.subscribe_topic(self.order.name, lambda told: self.heard.put(told[1]))
        try:
            while self.waiting or self.out:
                self._hand_out()
                self._listen()
                self._give_up_if_gone()
        finally:
            self._cancel()

    def _hand_out(self) -> None:
        """One district to each free thread."""
        free = self._threads() - len(self.out)
        while self.waiting and free > 0:
            job, free = self.waiting.popleft(), free - 1
            own = b"" if self.order.marker else self.sources.for_one(job.district_id)
            future = self.client.submit(
                make_district, self.order.name, job, own,
                key=f"{self.order.name}-{job.district_id}",
                retries=RETRIES, resources={self.order.name: 1},
            )  # fmt: skip
            self.out[job.district_id] = job, future
            future.add_done_callback(self.heard.put)

    def _threads(self) -> int:
        """How many districts the workers that fit this run make at once; 0 without a cluster."""
        try:
            workers = self.client.scheduler_info(n_workers=-1)["workers"].values()
        except (OSError, TimeoutError):  # the scheduler has gone, or goes just now
            return 0
        threads = int(sum(one["resources"].get(self.order.name, 0) for one in workers))
        if threads:
            self.last_seen = time.monotonic()
        return threads

    def _listen(self) -> None:
        """Take in the next thing that is told: how a district goes on, or that its task is done."""
        try:
            told = self.heard.get(timeout=TICK)
        except queue.Empty:
            return
        if isinstance(told, Future):
            self._done(told)
            return
        event: Event = pickle.loads(told)
        if event.job.district_id in self.out:  # else told late of one that has ended
            self._tell(event)

    def _tell(self, event: Event) -> None:
        self.begun.add(event.job.district_id)
        self.report(event)

    def _done(self, future: Future) -> None:
        district = future.key.removeprefix(f"{self.order.name}-")
        if district not in self.out:
            return
        if future.cancelled():
            self.lost = True
            return
        job, _ = self.out.pop(district)
        if district not in self.begun:
            self._tell(Event("started", job))
        self._hand_out()  # the thread is free; its packet travels meanwhile
        event = _taken_in(job, future)
        self.report(event)
        if event.failure and event.failure.no_room:
            self._stop(event.failure)

    def _stop(self, failure: Failure) -> None:
        """Nothing more can be made: the rest is not begun."""
        while self.waiting:
            self.report(Event("stopped", self.waiting.popleft(), failure=failure))

    def _give_up_if_gone(self) -> None:
        """End what is left as failed where no district will be made any more."""
        if self.lost or self.client.status != "running":
            reason = f"the connection to the cluster at {self.address} was lost"
        elif time.monotonic() - self.last_seen > self.joining:
            reason = f"the cluster at {self.address} had no worker for {self.joining:g} seconds"
        else:
            return
        left = [*(job for job, _ in self.out.values()), *self.waiting]
        self._cancel()
        self.waiting.clear()
        for job in left:
            self.report(_failed(job, reason))

    def _cancel(self) -> None:
        """Nobody waits for these any more: workers end them."""
        futures = [future for _, future in self.out.values()]
        self.out.clear()
        if futures and self.client.status == "running":
            self.client.cancel(futures)


def _taken_in(job: Job, future: Future) -> Event:
    """The district's last event, its packet in place."""
    try:
        return take_in(future.result())
    except RarError as error:
        return _failed(job, str(error), "letter")
    except HostGone as error:
        return _failed(job, str(error))
    except KilledWorker as error:
        times, last = error.allowed_failures + 1, error.last_worker.address
        return _failed(job, f"{times} workers died while they made it, the last of them {last}")
    except Exception as error:  # noqa: BLE001 (whatever it is, it must not stop the others)
        return Event("failed", job, failure=failure_of(error))


def _failed(job: Job, why: str, kind: str = "") -> Event:
    return Event("failed", job, failure=Failure("", "", why, kind or why))
