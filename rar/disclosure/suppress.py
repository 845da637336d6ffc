"""Complementary suppression: what else must be hidden, so that hidden cells cannot be worked out.

The heuristic of Kelly, Golden and Assad (1992) and Robertson (1993) with linear programs: for each
cell that needs protection, and each direction, the cheapest set of cells whose joint change leaves
every sum as it is and lets the cell move as far as it must. The table so changed agrees with
everything published (it is the cell's witness), hence the cell could have that value too.

What is claimed here is not trusted: `rar.audit` attacks the finished files.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from rar.disclosure.cells import Cells
from rar.disclosure.moves import DOWN, SMALL, UP, Move, Moves


@dataclass(frozen=True)
class Suppressed:
    """hidden: what is hidden in the end; blocked: targets that cannot be protected this way."""

    hidden: np.ndarray
    blocked: np.ndarray


def suppress(cells: Cells) -> Suppressed:
    """Hide cells until every target is protected; those for which that fails are `blocked`.

    A target is blocked where the cells that may not be hidden leave no room: what it adds up to
    must be hidden, or it must not be published at all. cells.hidden is changed.
    """
    blocked: list[int] = []
    for part in _components(cells, cells.hidden | cells.free):
        targets = part[cells.hidden[part] & ~np.isnan(cells.low[part])]
        if len(targets):
            blocked += _Search(cells, part, targets).run()
    return Suppressed(cells.hidden, np.unique(np.array(blocked, dtype=int)))


def unprotected(cells: Cells) -> list[Move]:
    """The targets, and directions, in which they cannot move as far as they must."""
    found: list[Move] = []
    for part in _components(cells, cells.hidden):
        targets = part[~np.isnan(cells.low[part])]
        if len(targets):
            search = _Search(cells, part, targets)
            search.look()
            found += search.open
    return found


def _components(cells: Cells, which: np.ndarray) -> list[np.ndarray]:
    """The cells `which`, in sets that no sum connects with each other."""
    places = np.flatnonzero(which)
    if not len(places):
        return []
    part = cells.sums[:, places]
    if part.shape[0]:
        label = connected_components(sparse.bmat([[None, part.T], [part, None]]), directed=False)[1]
    else:  # nothing adds up
        label = np.arange(len(places))
    label = label[: len(places)]
    order = np.argsort(label, kind="stable")
    ends = np.flatnonzero(np.diff(label[order])) + 1
    return [np.sort(one) for one in np.split(places[order], ends)]


@dataclass
class _Search:
    """The search in one set of connected cells; witness holds the change that shows each move."""

    cells: Cells
    part: np.ndarray
    targets: np.ndarray
    witness: dict[Move, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        up, down = self.cells.needs()
        self.need = {(int(p), UP): up[p] for p in self.targets if up[p] > SMALL}
        self.need |= {(int(p), DOWN): down[p] for p in self.targets if down[p] > SMALL}
        self.moves = Moves(self.cells, self.part)

    @property
    def open(self) -> list[Move]:
        """The moves without a witness; the largest need first."""
        left = [move for move in self.need if move not in self.witness]
        return sorted(left, key=lambda move: (-self.need[move], move))

    def run(self) -> list[int]:
        """Hide what is needed; return the targets that cannot be protected."""
        primary = self.cells.hidden.copy()
        self.look()
        blocked = []
        for move in self.open:
            if move in self.witness:
                continue
            change = self.moves.cheapest(move, self.need[move])
            if change is None:
                blocked.append(move[0])
                continue
            self.cells.hidden[self.part[change != 0]] = True
            self.moves.show_hidden()
            self._note(change)
        for move in [one for one in self.need if one[0] in blocked]:
            del self.need[move]
            self.witness.pop(move, None)
        self._trim(primary)
        return blocked

    def look(self) -> None:
        """Find witnesses among what is hidden now."""
        for move in self.open:
            if move not in self.witness:
                change = self.moves.farthest(move, self.need[move])
                if change is not None:
                    self._note(change)

    def _note(self, change: np.ndarray) -> None:
        """A change is the witness of every move that it makes."""
        for move, need in self.need.items():
            made = move[1] * change[self.moves.at[move[0]]]
            if move not in self.witness and made >= need - SMALL:
                self.witness[move] = change

    def _trim(self, primary: np.ndarray) -> None:
        """Show again what need not be hidden: later choices make earlier ones superfluous."""
        cells = self.cells
        added = [int(p) for p in self.part if cells.hidden[p] and not primary[p]]
        for place in sorted(added, key=lambda p: (-cells.cost[p], -cells.value[p], p)):
            at = self.moves.at[place]
            lost = {m: c for m, c in self.witness.items() if c[at] != 0}
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
