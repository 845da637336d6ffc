"""Sentences of a release that cannot all be true, as few of them as show it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rar.audit.solver import Scipy
from rar.audit.system import System
from rar.audit.tighten import tighten

NAMED = 6  # sentences a letter names; the rest are counted


@dataclass(frozen=True)
class Clash:
    """sentences that cannot all be true; cells: the withheld ones in them, with their labels."""

    sentences: tuple[str, ...]
    cells: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"cannot all be true: {_listed(self.sentences)}" + (
            f"; with the labels of {_listed(self.cells)}" if self.cells else ""
        )


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - NAMED
    return "; ".join(names[:NAMED]) + (f"; and {more} more" if more > 0 else "")


def clash(system: System) -> Clash:
    """The smallest set of rows we find that no table agrees with, of a system none agrees with.

    Rows are taken away in ever smaller lots, as long as what is left still contradicts itself.
    """
    rows = np.arange(system.matrix.shape[0])
    every = np.arange(len(system.cells))
    lot = max(1, len(rows) // 2)
    while True:
        for start in range(0, len(rows), lot)[::-1]:
            left = np.delete(rows, np.s_[start : start + lot])
            if _is_impossible(system.part(left, every)):
                rows = left
        if lot == 1:
            break
        lot //= 2
    found = system.part(rows, every)
    within = np.flatnonzero(np.bincount(found.matrix.indices, minlength=len(every)))
    return Clash(tuple(dict.fromkeys(found.names)), tuple(system.cells[within]))


def _is_impossible(system: System) -> bool:
    if tighten(system).broken.any():
        return True
    return Scipy(system).largest(np.zeros(len(system.cells)), whole=True).state == "none"
