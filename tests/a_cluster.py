"""A real Dask cluster on this machine for tests: a scheduler and workers, each a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rar import places

HERE = ("--host", "127.0.0.1")


class Cluster:
    """A scheduler and its workers, every port on the loopback; `with cluster_in(folder)`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.processes: list[subprocess.Popen] = []
        self.scheduler = self._start(
            "scheduler", "--port", "0", "--scheduler-file", "s.json",
            DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1",
        )  # fmt: skip
        file = folder / "s.json"
        while not file.is_file() or not file.read_text():
            assert self.scheduler.poll() is None, "the scheduler did not start"
            time.sleep(0.1)
        self.address = json.loads(file.read_text())["address"]

    def add_worker(
        self, kit: Path = places.PACKAGE.parent, threads: int = 1, **environment: str
    ) -> subprocess.Popen:
        """Start a worker with its nanny; kit is the folder that it imports `rar` from."""
        number = len(self.processes)
        scratch = self.folder / f"worker-{number}"
        scratch.mkdir()
        return self._start(
            "worker", self.address, "--nthreads", str(threads), "--local-directory", str(scratch),
            "--name", f"worker-{number}", kit=kit, **environment,
        )  # fmt: skip

    def _start(
        self, what: str, *arguments: str, kit: Path = places.PACKAGE.parent, **environment: str
    ) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *HERE, "--no-dashboard"]
        log = (self.folder / f"{what}-{len(self.processes)}.log").open("w")
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(kit), **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self.processes.append(process)
        return process


@contextmanager
def cluster_in(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A cluster with so many workers of one thread each, ended afterwards."""
    cluster = Cluster(folder)
    try:
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        for process in reversed(cluster.processes):
            process.terminate()
        for process in cluster.processes:
            process.wait(timeout=30)
