"""The interval of every unknown of one component, each end proved by a table that attains it.

An end counts as reached when a whole-numbered solution that agrees exactly with every sentence has
been seen there: such a witness cannot be wrong, whatever the solver's tolerances. One solution is a
witness for many cells, so most questions never need to be asked. Whoever only wants to know that
enough is left of a cell says when that is so: no question is then asked of it any more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from scipy.sparse import bmat, csr_array
from scipy.sparse.csgraph import breadth_first_order

from rar.audit.nearest import Nearest
from rar.audit.solver import Highs, Scipy, solver
from rar.audit.system import LOOSE, SLACK, System

NEAR = 300  # unknowns that may change while all others stay as in a table seen before
LONG = 60  # rows of more terms, as a state's totals, do not make their cells neighbours
BATCHES = 12  # questions put for many cells at once, each way, before cells are asked one by one
WORTH = 0.03  # a batch that closes a smaller share of the open ends is the last
# Of which unknowns no more need be found out, from what has been seen of each: lower and upper.
Enough = Callable[[np.ndarray, np.ndarray], np.ndarray]


def search(system: System, warm: bool | None = None, enough: Enough | None = None) -> np.ndarray:
    """lower, upper, seen_lower, seen_upper of every unknown: 4 x unknowns.

    Raises Contradiction when nothing agrees with the system.
    """
    made = Search(system, warm, enough)
    made.run()
    return np.array([made.lower, made.upper, made.seen_lower, made.seen_upper])


class Contradiction(Exception):
    """No table agrees with all sentences of a component."""


class Search:
    """The state of the attack on one component: outer ends that are proved, inner ends seen."""

    def __init__(self, system: System, warm: bool | None = None, enough: Enough | None = None):
        self.system, self.enough = system, enough
        self.solver: Scipy | Highs = solver(system, warm)
        self.lower, self.upper = system.least.copy(), system.most.copy()
        self.seen_lower = np.full(len(system.cells), np.inf)
        self.seen_upper = np.full(len(system.cells), -np.inf)
        self.settled = np.zeros(len(system.cells), bool)
        self.table: np.ndarray | None = None  # the last that was seen to agree with everything

    def run(self) -> None:
        """Close every end. Raises Contradiction when nothing agrees."""
        nothing = np.zeros(len(self.system.cells))
        self._ask(nothing)
        if np.isinf(self.seen_lower).any():  # what fits need not fit in whole numbers
            self._ask(nothing, whole=True)
        for sign in (1, -1):
            self._together(sign)
        wide = self.enough is not None and self.table is not None and len(nothing) > NEAR
        asks = (self._near, self._nearest, self._alone) if wide else (self._alone,)
        for at in range(len(nothing)):
            for sign in (1, -1):
                for ask in asks:
                    if self._open(sign)[at]:
                        ask(at, sign)

    def _open(self, sign: int) -> np.ndarray:
        """The cells of which more is wanted, and whose upper (sign 1) or lower (-1) end no witness
        has reached yet.
        """
        if sign > 0:
            left = self.seen_upper < self.upper - self._room(self.upper)
        else:
            left = self.seen_lower > self.lower + self._room(self.lower)
        return left & ~self.settled

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

    def _near(self, at: int, sign: int) -> None:
        """Push the open ends about a cell outwards in whole numbers, all else as in a table seen.

        One program over thousands of cells takes seconds to answer in whole numbers, one over some
        hundred takes none, and most cells have the room they need close by.
        """
        self._within(self._ball(at), at, sign)

    def _within(self, ball: np.ndarray, at: int, sign: int) -> None:
        """Push the open ends of some unknowns outwards, that of one at least."""
        others = np.ones(len(self.system.cells), bool)
        others[ball] = False
        nearby = Scipy(self.system.without(others, self.table))
        todo = self._open(sign)[ball]
        for which in (todo, ball == at):
            x = nearby.largest(sign * which.astype(float), whole=True).x
            if x is not None:
                table = self.table.copy()
                table[ball] = x
                self._witness(table)
            if not self._open(sign)[at] or todo.sum() < 2:
                return

    def _nearest(self, at: int, sign: int) -> None:
        """Move one cell with as little else as that takes, in whole numbers near it if need be."""
        change = self.changes.change(self.table, at, sign)
        if change is None or not change[at]:
            return
        self._witness(self.table + change)
        if self._open(sign)[at]:
            ball = np.union1d(np.flatnonzero(change), self._ball(at))
            self._within(ball, at, sign)

    @cached_property
    def changes(self) -> Nearest:
        """The program for changes of a table."""
        return Nearest(self.system)

    def _ball(self, at: int) -> np.ndarray:
        """The unknowns nearest to one, in their order."""
        count = len(self.system.cells)
        met = breadth_first_order(self._neighbours, at, directed=False, return_predecessors=False)
        return np.sort(met[met < count][:NEAR])

    @cached_property
    def _neighbours(self) -> csr_array:
        """Unknowns and, after them, the rows that join them."""
        matrix = self.system.matrix
        short = matrix[np.flatnonzero(np.diff(matrix.indptr) <= LONG)]
        return bmat([[None, short.T], [short, None]], format="csr")

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
            self.table = x
            self.seen_lower = np.minimum(self.seen_lower, x)
            self.seen_upper = np.maximum(self.seen_upper, x)
            if self.enough:
                self.settled = self.enough(self.seen_lower, self.seen_upper)
