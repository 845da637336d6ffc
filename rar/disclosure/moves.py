"""How far hidden cells can move while everything published stays as it is: linear programs.

One program for a set of cells that sums connect; a question changes its bounds or its goal, and
HiGHS goes on from the answer before. Counts are whole numbers, and so must be what they could be
instead: where sums cross, a linear program may answer with halves, and is then asked again for
whole numbers, unless there are too many cells to wait for that.
"""

from __future__ import annotations

import highspy
import numpy as np

from rar.disclosure.cells import Cells

UP, DOWN = 1.0, -1.0
SMALL = 1e-6
FEW_CELLS = 300  # whole numbers are insisted on among so many; the auditor looks at all
Move = tuple[int, float]  # a cell and the direction
Witnesses = dict[Move, frozenset[int]]  # of each move the cells of the table that shows it


class Moves:
    """Joint changes of the cells `part` that leave every sum between them as it is.

    Each cell has two columns, what it goes up and what it goes down by.
    """

    def __init__(self, cells: Cells, part: np.ndarray) -> None:
        self.cells, self.part = cells, part
        self.at = {int(place): number for number, place in enumerate(part)}
        self.size = len(part)
        up = (cells.most[part] - cells.value[part]).clip(min=0)
        down = (cells.value[part] - cells.least[part]).clip(min=0)
        self.room = np.concatenate([up, down])
        self.price = cells.cost[part]
        self._columns = np.arange(2 * self.size, dtype=np.int32)
        self._whole = self.size <= FEW_CELLS and _are_whole(cells.value[part])
        self._still = np.zeros(self.size, dtype=bool)
        self._solver = self._model()
        self.show_hidden()

    def _model(self) -> highspy.Highs:
        sums = self.cells.sums[:, self.part]
        sums = sums[np.flatnonzero(np.diff(sums.indptr))]
        rows = sums.shape[0]
        columns = sums.tocsc()
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 2 * self.size, rows
        program.col_cost_ = np.zeros(2 * self.size)
        program.col_lower_ = np.zeros(2 * self.size)
        program.col_upper_ = np.zeros(2 * self.size)
        program.row_lower_ = program.row_upper_ = np.zeros(rows)
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kColwise
        matrix.start_ = np.concatenate([columns.indptr, columns.indptr[1:] + columns.nnz])
        matrix.index_ = np.concatenate([columns.indices, columns.indices])
        matrix.value_ = np.concatenate([columns.data, -columns.data])
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("presolve", "off")
        solver.setOptionValue("solver", "simplex")
        solver.passModel(program)
        return solver

    def hold(self, still: np.ndarray) -> None:
        """Let these cells (a mask over `part`) not move from now on, though they are hidden."""
        self._still = still
        self.show_hidden()

    def show_hidden(self) -> None:
        """Let exactly the hidden cells move that are not held."""
        hidden = np.tile(self.cells.hidden[self.part] & ~self._still, 2)
        self._bound(np.zeros(2 * self.size), np.where(hidden, self.room, 0.0))

    def farthest(self, move: Move, need: float) -> np.ndarray | None:
        """A change of hidden cells in which one moves as far as it must; None where none does."""
        mine, other = self._columns_of(move)
        if self.room[mine] < need - SMALL:
            return None
        goal = np.zeros(2 * self.size)
        goal[mine], goal[other] = -1.0, 1.0
        self._cost(goal)
        self._one_bound(mine, 0.0, need)
        change = self._solve()
        self._one_bound(mine, 0.0, self.room[mine])
        if change is None or move[1] * change[self.at[move[0]]] < need - SMALL:
            return None
        return change

    def cheapest(self, move: Move, need: float) -> np.ndarray | None:
        """The change, of hidden cells and of those that may be hidden, that costs least."""
        mine, other = self._columns_of(move)
        if self.room[mine] < need - SMALL:
            return None
        usable = np.tile((self.cells.hidden | self.cells.free)[self.part] & ~self._still, 2)
        lows, highs = np.zeros(2 * self.size), np.where(usable, self.room, 0.0)
        lows[mine] = highs[mine] = need
        highs[other] = 0.0
        self._bound(lows, highs)
        self._cost(np.tile(np.where(self.cells.hidden[self.part], 0.0, self.price), 2))
        change = self._solve()
        self.show_hidden()
        return change

    def _columns_of(self, move: Move) -> tuple[int, int]:
        at = self.at[move[0]]
        return (at, at + self.size) if move[1] == UP else (at + self.size, at)

    def _cost(self, goal: np.ndarray) -> None:
        self._solver.changeColsCost(len(goal), self._columns, goal)

    def _bound(self, lows: np.ndarray, highs: np.ndarray) -> None:
        self._solver.changeColsBounds(len(lows), self._columns, lows, highs)

    def _one_bound(self, column: int, low: float, high: float) -> None:
        self._solver.changeColBounds(column, low, high)

    def _solve(self) -> np.ndarray | None:
        """The net change of each cell, indexed as `part`."""
        change = self._answer()
        if change is None or not self._whole or _are_whole(change):
            return change
        self._ask_for(highspy.HighsVarType.kInteger)
        change = self._answer()
        self._ask_for(highspy.HighsVarType.kContinuous)
        return None if change is None else np.round(change)

    def _ask_for(self, kind: highspy.HighsVarType) -> None:
        kinds = np.full(2 * self.size, int(kind), dtype=np.uint8)
        self._solver.changeColsIntegrality(len(kinds), self._columns, kinds)

    def _answer(self) -> np.ndarray | None:
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = np.array(self._solver.getSolution().col_value)
        change = found[: self.size] - found[self.size :]
        change[np.abs(change) < SMALL] = 0.0
        return change


def _are_whole(values: np.ndarray) -> bool:
    return bool((np.abs(values - np.round(values)) < SMALL).all())
