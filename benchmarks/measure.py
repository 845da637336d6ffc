"""What the benchmarks share: time and CPU, taking ways in turn, the machine, and tables.

Ways are compared in one run and in turn (A B C A B C), because a machine is never twice the same:
what slows one way for a while then slows the others too. Figures are medians over the rounds, and a
ratio is given with its range over the rounds.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import TypeVar

import psutil

T = TypeVar("T")
PACKAGES = ("papermill", "nbclient", "ipykernel", "pandas", "matplotlib")


@dataclass(frozen=True)
class Taken:
    """What a way took for some number of things, in seconds.

    cpu is of this process and of every process it started and waited for; NaN where the system does
    not tell (Windows). start is the part of wall that passed before the first thing was begun.
    """

    wall: float
    cpu: float
    things: int = 1
    start: float = 0.0

    @property
    def each(self) -> float:
        """Seconds for one thing, without the start."""
        return (self.wall - self.start) / self.things


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), cpu_seconds()

    def seconds(self) -> float:
        """Since it was made."""
        return time.perf_counter() - self._wall

    def taken(self, things: int = 1, start: float = 0.0) -> Taken:
        """What passed since it was made."""
        return Taken(self.seconds(), cpu_seconds() - self._cpu, things, start)


def cpu_seconds() -> float:
    """User and system time of this process and of its ended children; NaN on Windows."""
    return float("nan") if sys.platform == "win32" else sum(psutil.Process().cpu_times()[:4])


def in_turn(ways: Mapping[str, Callable[[int], T]], rounds: int) -> dict[str, list[T]]:
    """Do every way once a round, with the round's number; return each way's results."""
    results: dict[str, list[T]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr, flush=True)
            results[name].append(way(number))
    return results


@dataclass(frozen=True)
class Ratio:
    """One way against another, with its target; limit 0 is no target."""

    name: str
    above: Sequence[float]
    below: Sequence[float]
    limit: float = 0.0
    at_least: bool = True

    def row(self) -> list[str]:
        """Name, ratio of the medians, range over the rounds, target, whether it is met."""
        ratio = median(self.above) / median(self.below)
        each = [a / b for a, b in zip(self.above, self.below, strict=True)]
        target = f"{'at least' if self.at_least else 'at most'} {self.limit:g}"
        met = ratio >= self.limit if self.at_least else ratio <= self.limit
        told = [target, "met" if met else "not met"] if self.limit else ["", ""]
        return [self.name, f"{ratio:.2f}", f"{min(each):.2f}–{max(each):.2f}", *told]


RATIO_HEAD = ("ratio", "of medians", "over the rounds", "target", "")


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], markdown: bool) -> None:
    """Print it as a Markdown table, or in columns for a screen."""
    if markdown:
        lines = [head, ["---"] * len(head), *rows]
        print("\n".join(f"| {' | '.join(line)} |" for line in lines), end="\n\n", flush=True)
        return
    widths = [max(len(line[i]) for line in [head, *rows]) for i in range(len(head))]
    for line in [head, *rows]:
        print("  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip())
    print(flush=True)


def machine(workers: int) -> str:
    """The machine and the versions, in one sentence each."""
    memory = psutil.virtual_memory().total / 2**30
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        f"{_processor()}, {cores()} cores ({workers} workers used), {memory:.0f} GB of memory, "
        f"{platform.system()} {platform.release()}. Python {platform.python_version()}, {versions}."
    )


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return (names or [platform.processor() or platform.machine()])[0]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def ms(seconds: float) -> str:
    """Milliseconds: 0.2471 is '247 ms'."""
    return f"{1000 * seconds:,.0f} ms"


def duration(seconds: float) -> str:
    """A length of time for people: '4.1 s', '7.5 min' or '2.6 h'."""
    if seconds < 100:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.1f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
