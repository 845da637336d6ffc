"""The attack: for every withheld cell, the interval an outsider is left with.

Whoever holds a release (`rar.audit.released`) can work out, for a withheld count x, the smallest
and the largest value that agree with every printed number, label, rate and public fact, in whole
numbers. That interval is what has really been published about x. It is found in three steps: what
follows sentence by sentence (`tighten`); pieces of the release that do not touch each other, where
a piece without loops is then already answered exactly; and for pieces with loops linear and integer
programs (`search`), every end of which is attained by a table that was checked in exact arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rar.audit.contradiction import Clash, clash
from rar.audit.released import Released
from rar.audit.search import Contradiction, Enough, search
from rar.audit.system import LOOSE, System, groups, read
from rar.audit.tighten import Tightened, tighten
from rar.errors import Problem, RarError

ENDS = ("lower", "upper", "seen_lower", "seen_upper")


@dataclass(frozen=True)
class Attacked:
    """What the attack gives.

    cells    index the withheld cells' ids; lower and upper: nothing outside is possible;
             seen_lower and seen_upper: values that some table attains which agrees with everything
             (equal to lower and upper unless the solver ran out of time, or what was seen was
             enough); all four NaN where the release contradicts itself
    shown    the values of the cells that are shown
    clashes  the sets of sentences that cannot all be true
    """

    cells: pd.DataFrame
    shown: pd.Series
    clashes: tuple[Clash, ...]

    def letter(self) -> RarError:
        """The contradictions as a letter, one problem for each; for the caller to raise."""
        return RarError(
            "The released numbers contradict each other, so it cannot be said what they give away.",
            [Problem(str(one)) for one in self.clashes],
            "Correct the numbers, or say in the release ledger that they were revised.",
        )


def bounds(
    released: Released,
    cells: Iterable[str] | None = None,
    warm: bool | None = None,
    enough: Callable[[np.ndarray], Enough] | None = None,
) -> Attacked:
    """The outsider's interval of every withheld cell, or of those named.

    warm: use highspy's warm starts; None: where it is installed. enough: given cells, when no more
    need be found out of each, as what has been seen is enough; None: never, all ends are found.
    """
    system, shown = read(released)
    row_part, part = system.components()
    asked = np.ones(len(part), bool) if cells is None else np.isin(system.cells, list(cells))
    tight = tighten(system)
    wrong = np.isin(part, part[tight.broken])
    wanted = np.isin(part, part[asked]) & ~wrong
    ends = np.array([tight.system.least, tight.system.most] * 2)
    for piece, at in _unanswered(tight, part, row_part, wanted):
        try:
            ends[:, at] = search(piece, warm, enough and enough(piece.cells))
        except Contradiction:
            wrong |= part == part[at[0]]
    ends[:, wrong] = np.nan
    ends += 0.0  # no minus zero
    clashes = [Clash((name,)) for name in shown]
    for one in np.unique(part[wrong & asked]):
        clashes.append(clash(system.part(row_part == one, part == one)))
    frame = pd.DataFrame(dict(zip(ENDS, ends, strict=True)), index=pd.Index(system.cells))
    known = released.cells["value"].dropna()
    return Attacked(frame[asked].rename_axis("id"), known, tuple(clashes))


def _unanswered(
    tight: Tightened, part: np.ndarray, row_part: np.ndarray, wanted: np.ndarray
) -> Iterator[tuple[System, np.ndarray]]:
    """The pieces that sentence-by-sentence reasoning has not settled, and where their cells are."""
    columns = np.flatnonzero(wanted)
    system = tight.system.part(np.isin(row_part, part[wanted]), columns)
    loose = np.isin(part, part[tight.moving])[columns]
    width = system.most - system.least
    fixed = width <= np.where(system.whole, 0.0, LOOSE * (1 + np.abs(system.least)))
    free = np.flatnonzero(~fixed)
    rest = system.without(fixed, system.least).distinct()
    for rows, at in groups(*rest.components()):
        piece = rest.part(rows, at)
        if loose[free[at]].any() or not _is_tree(piece):
            yield piece, columns[free[at]]


def _is_tree(piece: System) -> bool:
    """Whether the piece has no loop, so that narrowing row by row has found the exact intervals.

    In a tree every value of an interval extends to a whole table: each row can be met by its other
    cells, independently of all other rows (Freuder 1982). In whole numbers that needs coefficients
    of 1 and -1, with which the values a cell can take in one row have no gaps.
    """
    rows, columns = piece.matrix.shape
    if piece.matrix.nnz != rows + columns - 1:
        return False
    if not piece.whole.any():
        return True
    return bool(piece.whole.all() and (np.abs(piece.matrix.data) == 1).all())
