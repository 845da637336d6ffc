"""What else must be hidden, so that the leaders of one district cannot tell numbers of another.

They know all numbers of their own (the district edition shows them), so a table in which these
change is no witness to them. A cell of a district is safe from all of them where no district is
among those that change in every one of its witnesses. Of a total over several districts nothing is
asked: each knows its own part, and the others' parts are looked at themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rar.disclosure.cells import NOBODY, Cells, components, few_districts
from rar.disclosure.moves import DOWN, SMALL, UP, Move, Moves, Witnesses

FEW, ROUNDS = 8, 4  # districts that are looked at together, and how often


class Leaders:
    """The search for more witnesses, from those that hold against everybody else.

    shared: of each move the districts, beside its own, whose numbers change in all its witnesses.
    """

    def __init__(self, cells: Cells, witness: Witnesses) -> None:
        self.cells = cells
        self.needs = dict(zip((UP, DOWN), cells.needs(), strict=True))
        self.shared: dict[Move, set[int]] = {}
        if len(np.unique(cells.owner)) > 2:  # two districts, and cells of several
            for move, touched in witness.items():
                if cells.owner[move[0]] != NOBODY:
                    self._add(move, self._owners(np.array(sorted(touched))))

    def run(self) -> list[int]:
        """Hide what is needed; return the targets that leaders of another district can tell."""
        for part in components(self.cells, self.cells.hidden):
            self._look_among_few(part)
            moves = None
            for move in self._open(part):
                if self.shared[move]:
                    moves = moves or Moves(self.cells, part)
                    self._look(moves, move)
        lost = []
        for part in components(self.cells, self.cells.hidden | self.cells.free):
            moves = None
            for move in self._open(part):
                if self.shared[move]:
                    moves = moves or Moves(self.cells, part)
                    self._hide(moves, move)
                if self.shared[move]:
                    lost.append(move[0])
        return sorted(set(lost))

    def _open(self, part: np.ndarray) -> list[Move]:
        """The moves of a part that some leaders can tell; the largest need first."""
        inside = set(part.tolist())
        left = [move for move, shared in self.shared.items() if shared and move[0] in inside]
        return sorted(left, key=lambda move: (-self.needs[move[1]][move[0]], move))

    def _look_among_few(self, part: np.ndarray) -> None:
        """Find witnesses among a few districts, and again among other few: two such witnesses
        seldom have a district in common.
        """
        for few in few_districts(self.cells.owner[part], FEW, ROUNDS, seed=1):
            left = self._open(part[few])
            moves = Moves(self.cells, part[few]) if left else None
            for move in left:
                if self.shared[move]:
                    self._look(moves, move)

    def _look(self, moves: Moves, move: Move) -> None:
        """Find witnesses among what is hidden now."""
        for held in self._holds(move):
            moves.hold(np.isin(self.cells.owner[moves.part], held))
            change = moves.farthest(move, self.needs[move[1]][move[0]])
            if change is not None:
                self._note(moves.part, change)

    def _hide(self, moves: Moves, move: Move) -> None:
        """Hide what makes a witness."""
        for held in self._holds(move):
            moves.hold(np.isin(self.cells.owner[moves.part], held))
            change = moves.cheapest(move, self.needs[move[1]][move[0]])
            if change is not None:
                self.cells.hidden[moves.part[change != 0]] = True
                self._note(moves.part, change)

    def _holds(self, move: Move) -> Iterator[list[int]]:
        """Districts that a witness is to do without: all that are left, or else one after another.

        They are read anew each time, since each witness found leaves fewer.
        """
        yield sorted(self.shared[move])
        if len(self.shared[move]) > 1:
            for one in sorted(self.shared[move]):
                if one in self.shared[move]:
                    yield [one]

    def _note(self, part: np.ndarray, change: np.ndarray) -> None:
        """A change is a witness of every move that it makes."""
        owners = self._owners(part[change != 0])
        for sign, needs in self.needs.items():
            for place in part[(needs[part] > SMALL) & (sign * change >= needs[part] - SMALL)]:
                if (int(place), sign) in self.shared:
                    self._add((int(place), sign), owners)

    def _add(self, move: Move, owners: set[int]) -> None:
        others = owners - {int(self.cells.owner[move[0]])}
        self.shared[move] = self.shared.get(move, others) & others

    def _owners(self, places: np.ndarray) -> set[int]:
        return set(self.cells.owner[places].tolist()) - {NOBODY}
