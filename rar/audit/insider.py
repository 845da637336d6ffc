"""What a district's leaders can tell of others: they know all numbers of their own.

Only pieces of a release in which several districts meet can tell them more than anybody knows. Of
a count that has its label left even for who knows every other district (all their leaders
together), no leaders can tell more. Of the rest tables are looked for, beside the true one, that
leave the count its label and differ in few districts: only leaders whose own numbers are not true
in any of them may tell more, and for these the piece is attacked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from rar.audit.attack import ENDS
from rar.audit.nearest import Nearest
from rar.audit.outside import Judge
from rar.audit.released import Released
from rar.audit.search import Contradiction, search
from rar.audit.system import System, groups, read


def insiders(
    released: Released, truth: pd.Series, home: pd.Series, districts: tuple[str, ...] | None,
    judge: Judge,
) -> Iterator[tuple[str, pd.DataFrame]]:  # fmt: skip
    """For each district's leaders what is left of other districts' cells that need protection.

    truth: the true counts by cell, of which leaders know their own district's; home: the district
    of each cell; districts: whose leaders, None for all; judge: what must be left. Cells that are
    safe from all leaders are left out. Columns as `Attacked.cells`.
    """
    system, _ = read(released)
    district = home.reindex(system.cells).to_numpy(object)
    for rows, columns in groups(*system.components()):
        meeting = pd.unique(district[columns])
        leaders = [d for d in meeting if districts is None or d in districts]
        if len(meeting) > 1 and leaders:
            piece = system.part(rows, columns)
            own = truth.reindex(piece.cells).to_numpy(float)
            yield from _Meeting(piece, own, district[columns], judge).seen_by(leaders)


@dataclass(frozen=True)
class _Meeting:
    """A piece of a release in which districts meet: whose each cell is, and its true count."""

    piece: System
    truth: np.ndarray
    district: np.ndarray
    judge: Judge

    def seen_by(self, leaders: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
        """Attack the cells that others may tell, as each of the leaders."""
        if np.isnan(self.truth).any() or not self.piece.holds(self.truth):
            # what is printed is not quite so: nothing can be taken for granted
            every = set(self.district)
            shared = dict.fromkeys(np.flatnonzero(self._own.protects).tolist(), every)
        else:
            shared = _Tables(self, self._weak()).shared()
        for one in leaders:
            asked = np.zeros(len(self.truth), bool)
            asked[[at for at, others in shared.items() if one in others]] = True
            asked &= self.district != one
            if asked.any():
                yield one, self._as(one, asked)

    @cached_property
    def _own(self) -> Judge:
        return self.judge.of(self.piece.cells)

    def _weak(self) -> list[int]:
        """Cells without their label for who knows all other districts' numbers."""
        weak: list[int] = []
        for one in pd.unique(self.district[self._own.protects]):
            mine = self.district == one
            inside = self.piece.without(~mine, self.truth)
            lost = np.isin(self.piece.cells, inside.cells[_lost(inside, self.judge)])
            weak += np.flatnonzero(mine & lost).tolist()
        return weak

    def _as(self, leaders: str, asked: np.ndarray) -> pd.DataFrame:
        """What is left of the asked cells for the leaders of one district."""
        known = (self.district == leaders) & ~np.isnan(self.truth)
        rest = self.piece.without(known, self.truth)
        cells = self.piece.cells[asked]
        found = []
        for rows, columns in groups(*rest.components()):
            part = rest.part(rows, columns)
            here = np.isin(part.cells, cells)
            if here.any():
                ends = _ends(part, self.judge, here)
                found.append(pd.DataFrame(ends.T[here], part.cells[here], list(ENDS)))
        return pd.concat(found)


class _Tables:
    """Tables near the true one, and the districts whose numbers differ in all that protect a cell.

    shared: by cell and direction (up 1, down -1) the districts beside its own; None: no table yet.
    """

    def __init__(self, met: _Meeting, weak: list[int]) -> None:
        self.piece, self.truth, self.district = met.piece, met.truth, met.district
        self.nearest = Nearest(met.piece)
        low, high = met.judge.of(met.piece.cells).needed
        self.need = {1: high - self.truth, -1: self.truth - low}
        self.at = np.array(weak, int)
        self.found: dict[tuple[int, int], set[str] | None] = {
            (at, sign): None for at in weak for sign in (1, -1) if self.need[sign][at] > 0
        }

    def shared(self) -> dict[int, set[str]]:
        """Of each cell the districts whose leaders may tell it."""
        for at, sign in self.found:
            for held in self._holds(at, sign):
                self._look(at, sign, held)
        made: dict[int, set[str]] = {}
        for (at, _), others in self.found.items():
            every = set(self.district) if others is None else others
            made[at] = made.get(at, set()) | every
        return {at: others for at, others in made.items() if others}

    def _holds(self, at: int, sign: int) -> Iterator[set[str]]:
        """Districts a table is to leave as they are: none, those of the first, then one by one."""
        if self.found[at, sign] is None:
            yield set()
        others = self.found[at, sign]
        if others:
            yield set(others)
        for one in sorted(others or ()):
            if one in (self.found[at, sign] or ()):
                yield {one}

    def _look(self, at: int, sign: int, held: set[str]) -> None:
        still = np.isin(self.district, list(held))
        change = self.nearest.change(self.truth, at, sign, self.need[sign][at], still)
        if change is None:
            return
        change = np.where(self.piece.whole, np.round(change), change)
        if self.piece.holds(self.truth + change):
            self._note(change)

    def _note(self, change: np.ndarray) -> None:
        """A table protects every cell that it moves far enough."""
        differ = set(self.district[change != 0])
        for sign in (1, -1):
            far = sign * change[self.at] >= self.need[sign][self.at]
            for at in self.at[far].tolist():
                if (at, sign) in self.found:
                    others = self.found[at, sign]
                    beside = differ - {self.district[at]}
                    self.found[at, sign] = beside if others is None else others & beside


def _lost(system: System, judge: Judge) -> np.ndarray:
    """Which unknowns have less than their label left."""
    lost = np.zeros(len(system.cells), bool)
    for rows, columns in groups(*system.components()):
        part = system.part(rows, columns)
        own = judge.of(part.cells)
        if own.protects.any():
            ends = _ends(part, judge, own.protects)
            lost[columns] = ~own.safe(ends[2], ends[3])
    return lost


def _ends(part: System, judge: Judge, asked: np.ndarray) -> np.ndarray:
    """lower, upper, seen_lower, seen_upper of every unknown; of others than the asked not found."""
    own = judge.of(part.cells)
    try:
        return search(part, enough=lambda lower, upper: own.safe(lower, upper) | ~asked)
    except Contradiction:
        return np.full((len(ENDS), len(part.cells)), np.nan)
