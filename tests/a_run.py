"""What the tests of faults need: runs in processes of their own, to be killed or let go.

As a program: python a_run.py WORKSPACE NOTEBOOKS LIMIT GB WORKERS DISTRICT ..., the command
`rarkit packets` with other notebooks.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
DISTRICTS = ("0340", "0670", "0901")


@dataclass
class Runs:
    """A workspace, notebooks and districts to make packets of, again and again."""

    workspace: Path
    notebooks: Path
    districts: tuple[str, ...] = DISTRICTS
    limit: float = 120.0
    memory: float = 4.0
    workers: int = 2

    def start(self) -> subprocess.Popen:
        """Begin a run in a process group of its own."""
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        return subprocess.Popen(
            [sys.executable, __file__, self.workspace, self.notebooks, str(self.limit),
             str(self.memory), str(self.workers), *self.districts],
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            start_new_session=True,
        )  # fmt: skip

    def run(self) -> tuple[int, str]:
        """Run to the end; its exit code and all it said."""
        return finished(self.start())

    def whole(self) -> dict[str, str]:
        """Every file under packets/ with its hash, after a run that must have gone well."""
        code, said = self.run()
        assert code == 0, said
        return self.hashes()

    def hashes(self) -> dict[str, str]:
        """Every file under packets/ with its hash."""
        from rar.packet.manifest import sha256

        packets = self.workspace / "packets"
        files = sorted(file for file in packets.rglob("*") if file.is_file())
        return {file.relative_to(packets).as_posix(): sha256(file) for file in files}

    def clear(self) -> None:
        """Remove what was made."""
        for name in ("packets", "logs"):
            shutil.rmtree(self.workspace / name, ignore_errors=True)


def finished(
    process: subprocess.Popen, started: list[psutil.Process] | None = None
) -> tuple[int, str]:
    """Wait for a run; its exit code and all it said. What it started must be gone after it.

    started is what it had started before it was killed, where it was.
    """
    family = started_by(process) if started is None else started
    out, err = process.communicate(timeout=600)
    _, left = psutil.wait_procs(family, timeout=20)
    assert not left, f"still running: {left}"
    return process.returncode, out + err


def started_by(process: subprocess.Popen) -> list[psutil.Process]:
    """All processes that a run has started; none when it is gone."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kill(pid: int) -> None:
    """Kill a process as the system does when it runs out of memory."""
    psutil.Process(pid).send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)


def district_processes(run: subprocess.Popen) -> list[psutil.Process]:
    """The processes of a run that make a district: those without children but the oldest ones."""
    try:
        family = psutil.Process(run.pid).children()
        return [child for one in family for child in one.children()]
    except psutil.NoSuchProcess:
        return []


def wait_for(what, seconds: float = 120.0):
    """The first true answer of `what()`, asked again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


def main() -> None:
    """The command with other notebooks than the kit's."""
    from rar.batch.districts import Wanted, make_packets
    from rar.batch.limits import GB
    from rar.batch.run import Choices
    from rar.errors import RarError

    workspace, notebooks, limit, memory, workers, *districts = sys.argv[1:]
    choices = Choices(workers=int(workers), limit=float(limit), memory=int(float(memory) * GB),
                      notebooks=Path(notebooks))  # fmt: skip
    try:
        code = make_packets(Path(workspace), Wanted(districts), choices)
    except RarError as letter:
        print(letter, file=sys.stderr)
        code = 2
    raise SystemExit(code)


if __name__ == "__main__":
    main()
