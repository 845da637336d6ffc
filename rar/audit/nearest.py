"""The smallest change of a table that moves one of its cells, as far as anything agrees with it.

A search for the largest value of a cell may answer with a table that differs everywhere, and in
fractions somewhere. The smallest change touches a handful of cells, and what is a handful can be
asked for in whole numbers.
"""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import hstack

from rar.audit.solver import program
from rar.audit.system import LOOSE, System

FAR = 10.0  # how far a cell is moved at once: labels are not much wider
LITTLE = 1e-3  # what a change by one costs, beside what a move by one gains


class Nearest:
    """Changes of tables of one system: what each unknown goes up and what it goes down by."""

    def __init__(self, system: System) -> None:
        self.system, self.size = system, len(system.cells)
        self.columns = np.arange(2 * self.size, dtype=np.int32)
        self.rows = np.arange(system.matrix.shape[0], dtype=np.int32)
        self.model = highspy.Highs()
        self.model.setOptionValue("output_flag", False)
        self.model.setOptionValue("threads", 1)
        both = hstack([system.matrix, -system.matrix], format="csr")
        still = np.zeros(2 * self.size)
        self.model.passModel(program(system, both, still, still))
        self.model.changeColsCost(len(still), self.columns, still + LITTLE)

    def change(
        self, table: np.ndarray, at: int, sign: int, far: float = FAR,
        still: np.ndarray | None = None,
    ) -> np.ndarray | None:  # fmt: skip
        """The net change of each unknown that moves one up (sign 1) or down (-1); None for none.

        far: how far it is moved, where it can be; still: unknowns that stay as they are.
        """
        system, lows = self.system, np.zeros(2 * self.size)
        highs = np.concatenate([system.most - table, table - system.least]).clip(min=0)
        goal, other = (at, at + self.size) if sign > 0 else (at + self.size, at)
        if still is not None:
            highs[np.tile(still, 2)] = 0.0
        highs[goal], highs[other] = min(highs[goal], far), 0.0
        sums = system.matrix @ table
        self.model.changeRowsBounds(len(sums), self.rows, system.low - sums, system.high - sums)
        self.model.changeColsBounds(len(highs), self.columns, lows, highs)
        self.model.changeColCost(goal, LITTLE - 1.0)
        self.model.run()
        fits = self.model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = np.array(self.model.getSolution().col_value) if fits else None
        self.model.changeColCost(goal, LITTLE)  # forgets the answer
        if found is None:
            return None
        change = found[: self.size] - found[self.size :]
        return np.where(np.abs(change) < LOOSE, 0.0, change)
