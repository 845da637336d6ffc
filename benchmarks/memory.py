"""The memory of a run's processes, sampled from outside while it runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

EVERY = 0.5  # seconds between two samples
MB = 2**20


@dataclass(frozen=True)
class Sample:
    """One process at one moment: MB resident, of which `own` are shared with no other process.

    at is seconds since the run began. What a forked process has not changed is shared with the one
    it was forked from, and counts as resident in both. own is 0 where the system does not tell.
    """

    at: float
    process: int
    resident: float
    own: float


class Sampler:
    """Samples all processes that this one starts, from `with` to the end of it."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self._begun = time.perf_counter()
        self._parents: set[int] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, *error) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(EVERY):
            for process in psutil.Process().children(recursive=True):
                try:
                    memory = process.memory_full_info()
                    self._parents.add(process.ppid())
                except psutil.Error:  # it has just ended
                    continue
                own = getattr(memory, "uss", 0) / MB
                at = time.perf_counter() - self._begun
                self.samples.append(Sample(at, process.pid, memory.rss / MB, own))

    def _within(self, first: float, last: float) -> Iterator[Sample]:
        """The samples of a part of the run, given as shares of its length."""
        whole = self.samples[-1].at if self.samples else 0.0
        return (one for one in self.samples if first * whole <= one.at <= last * whole)

    def largest(self, first: float = 0.0, last: float = 1.0) -> Sample:
        """The largest worker of a part of the run; a worker starts no process of its own."""
        workers = (one for one in self._within(first, last) if one.process not in self._parents)
        nothing = Sample(0.0, 0, 0.0, 0.0)
        return max(workers, key=lambda one: one.resident, default=nothing)

    def loader(self, first: float = 0.0, last: float = 1.0) -> float:
        """MB of the largest process that starts others: it loads everything, and forks."""
        loaders = (one for one in self._within(first, last) if one.process in self._parents)
        return max((one.resident for one in loaders), default=0.0)
