"""The interval of every unknown of one component, each end proved by a table that attains it.

An end counts as reached when a whole-numbered solution that agrees exactly with every sentence has
been seen there: such a witness cannot be wrong, whatever the solver's tolerances. One solution is a
witness for many cells, so most questions never need to be asked.
"""

from __future__ import annotations

import numpy as np

from rar.audit.solver import Highs, Scipy, solver
from rar.audit.system import LOOSE, SLACK, System

BATCHES = 12  # questions put for many cells at once, each way, before cells are asked one by one
WORTH = 0.03  # a batch that closes a smaller share of the open ends is the last


def search(system: System, warm: bool | None = None) -> np.ndarray:
    """lower, upper, seen_lower, seen_upper of every unknown: 4 x unknowns.

    Raises Contradiction when nothing agrees with the system.
    """
    made = Search(system, warm)
    made.run()
    return np.array([made.lower, made.upper, made.seen_lower, made.seen_upper])


class Contradiction(Exception):
    """No table agrees with all sentences of a component."""


class Search:
    """The state of the attack on one component: outer ends that are proved, inner ends seen."""

    def __init__(self, system: System, warm: bool | None = None):
        self.system = system
        self.solver: Scipy | Highs = solver(system, warm)
        self.lower, self.upper = system.least.copy(), system.most.copy()
        self.seen_lower = np.full(len(system.cells), np.inf)
        self.seen_upper = np.full(len(system.cells), -np.inf)

    def run(self) -> None:
        """Close every end. Raises Contradiction when nothing agrees."""
        nothing = np.zeros(len(self.system.cells))
        self._ask(nothing)
        if np.isinf(self.seen_lower).any():  # what fits need not fit in whole numbers
            self._ask(nothing, whole=True)
        for sign in (1, -1):
            self._together(sign)
        for at in range(len(self.system.cells)):
            for sign in (1, -1):
                if self._open(sign)[at]:
                    self._alone(at, sign)

    def _open(self, sign: int) -> np.ndarray:
        """The cells whose upper (sign 1) or lower (-1) end no witness has reached yet."""
        if sign > 0:
            return self.seen_upper < self.upper - self._room(self.upper)
        return self.seen_lower > self.lower + self._room(self.lower)

    def _room(self, ends: np.ndarray) -> np.ndarray:
        return np.where(self.system.whole | np.isinf(ends), 0.0, LOOSE * (1 + np.abs(ends)))

    def _together(self, sign: int) -> None:
        """Push all open ends outwards at once, as long as that closes many of them."""
        for _ in range(BATCHES):
            limits = self.upper if sign > 0 else self.lower
            todo = self._open(sign) & np.isfinite(limits)
            if todo.sum() < 2:
                return
            self._ask(sign * todo.astype(float))
            if todo.sum() - (self._open(sign) & todo).sum() < max(1, WORTH * todo.sum()):
                return

    def _alone(self, at: int, sign: int) -> None:
        """One end of one cell: in any numbers, and in whole ones where that has not settled it."""
        times = np.zeros(len(self.system.cells))
        times[at] = sign
        for whole in (False, True):
            state, bound = self._ask(times, whole)
            if state == "open":
                self._set(at, sign, np.inf)
            if state == "found":
                self._set(at, sign, bound)
            if state == "open" or not self._open(sign)[at]:
                return

    def _set(self, at: int, sign: int, bound: float) -> None:
        """Take a proved bound, rounded outwards by what the solver may be off by."""
        if self.system.whole[at] and np.isfinite(bound):
            bound = np.floor(bound + LOOSE + SLACK * abs(bound))
        if sign > 0:
            self.upper[at] = min(self.upper[at], bound)
            if bound == np.inf:
                self.seen_upper[at] = np.inf
        else:
            self.lower[at] = max(self.lower[at], -bound)
            if bound == np.inf:
                self.seen_lower[at] = -np.inf

    def _ask(self, times: np.ndarray, whole: bool = False) -> tuple[str, float]:
        answer = self.solver.largest(times, whole)
        if answer.state == "none":
            raise Contradiction
        if answer.x is not None:
            self._witness(answer.x)
        return answer.state, answer.bound

    def _witness(self, x: np.ndarray) -> None:
        x = np.where(self.system.whole, np.round(x), x)
        if self.system.holds(x):
            self.seen_lower = np.minimum(self.seen_lower, x)
            self.seen_upper = np.maximum(self.seen_upper, x)
