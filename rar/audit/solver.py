"""The smallest and largest of a sum over everything that agrees with the release, by HiGHS.

scipy is enough. Where highspy is installed its model is kept between questions: only the sum that
is asked for changes, and the solver starts from its last answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from rar.audit.system import System

SECONDS = 20.0  # for one question in whole numbers; what is not answered by then is not proved


@dataclass(frozen=True)
class Answer:
    """state: 'found', 'open' (no limit), 'none' (nothing agrees) or 'unknown' (out of time);

    x: where the sum is largest; bound: what the sum can at most be, proved by the solver.
    """

    state: str
    x: np.ndarray | None = None
    bound: float = np.nan


@dataclass(frozen=True)
class Scipy:
    """A system as scipy's milp takes it; every question is solved from the beginning."""

    system: System

    @cached_property
    def _given(self) -> dict:
        system = self.system
        rows = LinearConstraint(system.matrix.tocsc(), system.low, system.high)
        return {"bounds": Bounds(system.least, system.most), "constraints": rows}

    def largest(self, times: np.ndarray, whole: bool = False) -> Answer:
        """The largest sum of times x unknowns; in whole numbers, or in any numbers."""
        integrality = self.system.whole.astype(int) if whole else None
        options = {"time_limit": SECONDS, "mip_rel_gap": 0.0}
        made = milp(-times, integrality=integrality, options=options, **self._given)
        if made.status in (2, 3, 4):  # the last is 'infeasible or unbounded', which is settled here
            return self._open_or_none(whole) if made.status != 2 else Answer("none")
        if made.x is None or made.status != 0:
            return Answer("unknown")
        return Answer("found", made.x, _proved(made))

    def _open_or_none(self, whole: bool) -> Answer:
        integrality = self.system.whole.astype(int) if whole else None
        nothing = np.zeros(len(self.system.cells))
        made = milp(nothing, integrality=integrality, **self._given)
        return Answer({0: "open", 2: "none"}.get(made.status, "unknown"))


def _proved(made) -> float:
    dual = getattr(made, "mip_dual_bound", None)
    return -made.fun if dual is None or not np.isfinite(dual) else -min(dual, made.fun)


class Highs:
    """A system held by highspy: questions in any numbers start from the last answer."""

    def __init__(self, system: System):
        import highspy

        self.plain = Scipy(system)
        self.columns = np.arange(len(system.cells), dtype=np.int32)
        self.optimal = highspy.HighsModelStatus.kOptimal
        self.open = highspy.HighsModelStatus.kUnbounded
        self.model = highspy.Highs()
        self.model.setOptionValue("output_flag", False)
        self.model.setOptionValue("threads", 1)
        self.model.passModel(program(system, system.matrix, system.least, system.most))
        self.model.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def largest(self, times: np.ndarray, whole: bool = False) -> Answer:
        """As `Scipy.largest`; whatever has no plain answer is asked of scipy again."""
        if whole:
            return self.plain.largest(times, whole=True)
        self.model.changeColsCost(len(times), self.columns, np.asarray(times, float))
        self.model.run()
        if self.model.getModelStatus() == self.open:
            return Answer("open")
        if self.model.getModelStatus() != self.optimal:
            return self.plain.largest(times)
        x = np.array(self.model.getSolution().col_value)
        return Answer("found", x, self.model.getInfo().objective_function_value)


def program(system: System, matrix: csr_array, least: np.ndarray, most: np.ndarray):
    """The rows of a system, over columns of their own, as highspy takes them."""
    import highspy

    columns = matrix.tocsc()
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = columns.shape
    model.col_cost_ = np.zeros(columns.shape[1])
    model.col_lower_, model.col_upper_ = least, most
    model.row_lower_, model.row_upper_ = system.low, system.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = columns.indptr
    model.a_matrix_.index_ = columns.indices
    model.a_matrix_.value_ = columns.data
    return model


def solver(system: System, warm: bool | None = None) -> Scipy | Highs:
    """The solver for a system; warm asks for highspy (None: where it is installed)."""
    if warm is None:
        warm = find_spec("highspy") is not None
    return Highs(system) if warm else Scipy(system)
