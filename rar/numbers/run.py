"""Where the numbers of a state are computed: in this process, or in several, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import pandas as pd

from rar.processes import variable, workers

Named = Mapping[str, pd.DataFrame]  # frames by name
BLAS_THREADS = "OPENBLAS_NUM_THREADS"
Each = Callable[[Callable[[Any, Any], Named], Iterable], Iterator[Named]]


@dataclass(frozen=True)
class Run:
    """How a state is cut and computed; as it stands, all at once, in memory, by this process.

    districts: how many are computed at once, 0 for all; twice or more as many where these have no
    more than `rows` schools and years together. Where a state is cut, keep takes what is made of a
    block (the place of its first district, its districts, and frames by name) in the process that
    made it, and scratch is a folder for measures between the steps. processes is how many there are
    besides this one, 0 for none.
    """

    districts: int = 0
    processes: int = 0
    scratch: Path | None = None
    keep: Callable[[int, Sequence[str], Named], None] | None = None
    rows: int = 0

    def blocks(self, sizes: pd.Series) -> list[list[str]]:
        """The districts of each block; sizes are the schools and years of each district."""
        step, made, held = self.districts or len(sizes) or 1, [], 0
        for at in range(0, len(sizes), step):
            part = sizes.iloc[at : at + step]
            if made and held + part.sum() <= self.rows:
                made[-1].extend(part.index)
                held += part.sum()
            else:
                made.append(list(part.index))
                held = part.sum()
        return made

    @contextmanager
    def workers(self, state: object) -> Iterator[Each]:
        """A function that calls another with the state and each task, results in their order."""
        if not self.processes:
            yield lambda function, tasks: (function(state, task) for task in tasks)
            return
        with (
            variable(BLAS_THREADS, "1"),  # since every core has a process
            workers(self.processes, _hold, state) as each,
        ):
            yield lambda function, tasks: each(_call, repeat(function), tasks)


_held: list[object] = []  # in a worker: the state, sent once


def _hold(state: object) -> None:
    _held[:] = [state]


def _call(function: Callable[[Any, Any], Named], task: object) -> Named:
    return function(_held[0], task)
