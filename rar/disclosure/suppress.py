"""Complementary suppression: what else must be hidden, so that hidden cells cannot be worked out.

The heuristic of Kelly, Golden and Assad (1992) and Robertson (1993) with linear programs: for each
cell that needs protection, and each direction, the cheapest set of cells whose joint change leaves
every sum as it is and lets the cell move as far as it must. The table so changed agrees with
everything published (it is the cell's witness), hence the cell could have that value too.

What is claimed here is not trusted: `rar.audit` attacks the finished files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rar.disclosure.cells import NOBODY, Cells, components, few_districts
from rar.disclosure.leaders import Leaders
from rar.disclosure.moves import DOWN, SMALL, UP, Move, Moves, Witnesses

FEW, ROUNDS = (8, 40), 2  # districts that are looked at together, and how often


@dataclass(frozen=True)
class Suppressed:
    """hidden: what is hidden in the end; blocked: targets that cannot be protected this way;
    leaders: targets that leaders of another district can tell.
    """

    hidden: np.ndarray
    blocked: np.ndarray
    leaders: np.ndarray


def suppress(cells: Cells, leaders: bool = True) -> Suppressed:
    """Hide cells until every target is protected; those for which that fails are `blocked`.

    leaders: also against the leaders of each district, who know its numbers.

    A target is blocked where the cells that may not be hidden leave no room: what it adds up to
    must be hidden, or it must not be published at all. cells.hidden is changed.
    """
    blocked: list[int] = []
    witness = _witnesses(cells)
    for part in components(cells, cells.hidden | cells.free):
        search = _Search(cells, part, witness)
        if search.open:
            blocked += search.run()
    lost = Leaders(cells, witness).run() if leaders else []
    told = (np.unique(np.array(places, dtype=int)) for places in (blocked, lost))
    return Suppressed(cells.hidden, *told)


def _witnesses(cells: Cells) -> Witnesses:
    """What hidden cells alone can do, in far smaller sets than those with all that may be hidden:
    those of one district, of a few, then all while every total stays as it is, then all.
    """
    found: Witnesses = {}
    for which in _sets(cells):
        for part in components(cells, which & cells.hidden):
            search = _Search(cells, part, found)
            if search.open:
                search.look()
    return found


def _sets(cells: Cells) -> Iterator[np.ndarray]:
    for one in np.unique(cells.owner[cells.hidden & (cells.owner != NOBODY)]):
        yield cells.owner == one
    for few in FEW:
        yield from few_districts(cells.owner, few, ROUNDS, seed=0)
    yield ~cells.total
    yield np.ones(len(cells), dtype=bool)


class _Search:
    """The search in one set of connected cells; witness holds, for each move, the cells that change
    with it, and is added to.
    """

    def __init__(self, cells: Cells, part: np.ndarray, witness: Witnesses) -> None:
        self.cells, self.part, self.witness = cells, part, witness
        targets = part[cells.hidden[part] & ~np.isnan(cells.low[part])]
        up, down = (need[targets] for need in cells.needs())
        self.needs = np.concatenate([up, down])
        wanted = self.needs > SMALL
        self.needs = self.needs[wanted]
        self.places = np.tile(targets, 2)[wanted]
        self.signs = np.repeat([UP, DOWN], len(targets))[wanted]
        self.at = np.searchsorted(part, self.places)
        self.names = list(zip(self.places.tolist(), self.signs.tolist(), strict=True))
        self.need = dict(zip(self.names, self.needs.tolist(), strict=True))

    @cached_property
    def moves(self) -> Moves:
        """The linear program."""
        return Moves(self.cells, self.part)

    @property
    def open(self) -> list[Move]:
        """The moves without a witness; the largest need first."""
        left = [move for move in self.names if move not in self.witness]
        return sorted(left, key=lambda move: (-self.need[move], move))

    def run(self) -> list[int]:
        """Hide what is needed; return the targets that cannot be protected."""
        primary = self.cells.hidden.copy()
        blocked = set()
        for move in self.open:
            if move in self.witness:
                continue
            change = self.moves.cheapest(move, self.need[move])
            if change is None:
                blocked.add(move[0])
                continue
            self.cells.hidden[self.part[change != 0]] = True
            self.moves.show_hidden()
            self._note(change)
        self._trim(primary)
        return sorted(blocked)

    def look(self) -> None:
        """Find witnesses among what is hidden now."""
        for move in self.open:
            if move not in self.witness:
                change = self.moves.farthest(move, self.need[move])
                if change is not None:
                    self._note(change)

    def _note(self, change: np.ndarray) -> None:
        """A change is the witness of every move that it makes."""
        touched = frozenset(self.part[change != 0].tolist())
        for at in np.flatnonzero(self.signs * change[self.at] >= self.needs - SMALL):
            self.witness.setdefault(self.names[at], touched)

    def _trim(self, primary: np.ndarray) -> None:
        """Show again what need not be hidden: later choices make earlier ones superfluous."""
        cells = self.cells
        added = [int(p) for p in self.part if cells.hidden[p] and not primary[p]]
        for place in sorted(added, key=lambda p: (-cells.cost[p], -cells.value[p], p)):
            lost = {m: w for m, w in self.witness.items() if place in w}
            cells.hidden[place] = False
            self.moves.show_hidden()
            for move in lost:
                del self.witness[move]
            for move in lost:
                if move not in self.witness:
                    change = self.moves.farthest(move, self.need[move])
                    if change is None:
                        cells.hidden[place] = True
                        self.moves.show_hidden()
                        self.witness |= lost
                        break
                    self._note(change)
