"""The verdict on every protected cell: exact, narrow or safe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rar.audit.attack import ENDS, Attacked
from rar.errors import Problem, RarError

NARROW = 3  # widths below this are counted: at most three values are left


@dataclass(frozen=True)
class Verdict:
    """cells: index the protected cells; need_low, need_high, lower, upper, verdict, and width.

    verdict   exact          one value is left, or the number is shown
              narrow         part of need_low..need_high is ruled out
              safe           tables that agree with everything reach need_low and need_high
              unproved       the solver ran out of time; counts as a breach
              contradiction  the release contradicts itself; counts as a breach
    """

    cells: pd.DataFrame

    @property
    def breaches(self) -> pd.DataFrame:
        """The cells that are not safe."""
        return self.cells[self.cells["verdict"] != "safe"]

    def counts(self) -> dict[str, int]:
        """How many cells have each verdict, and how many are left a width of 0 and below 3."""
        verdicts = self.cells["verdict"].value_counts()
        kinds = ("exact", "narrow", "safe", "unproved", "contradiction")
        width = self.cells["width"]
        return {
            **{kind: int(verdicts.get(kind, 0)) for kind in kinds},
            "width 0": int((width == 0).sum()),
            "width below 3": int((width < NARROW).sum()),
        }


def label_safe(cells: Iterable[str], n_min: int) -> pd.DataFrame:
    """What must stay possible for cells labelled below n_min: 1 to n_min - 1, nothing less.

    A complement that must not be small (n - x) is a cell of its own with a range of its own.
    """
    return pd.DataFrame(
        {"need_low": 1.0, "need_high": n_min - 1.0}, index=pd.Index(list(cells), name="id")
    )


def judge(attacked: Attacked, required: pd.DataFrame) -> Verdict:
    """A verdict for every cell of required (index id; need_low, need_high, both ends included).

    Only the ends of an interval are judged: values inside it that a printed rate rules out (33.3
    percent leaves few counts) are not looked for, so 'safe' does not say that every value stands.

    RarError when a protected cell is not in the release, neither shown nor withheld: then it was
    looked for under a wrong name, and nothing can be said of it.
    """
    ends = pd.concat([attacked.cells, _as_ends(attacked.shown)])
    absent = required.index.difference(ends.index)
    if len(absent):
        problems = [Problem("protected, but not in the release", value=cell) for cell in absent]
        raise RarError("The release does not hold every protected cell.", problems)
    cells = required[["need_low", "need_high"]].join(ends)
    cells["width"] = cells["upper"] - cells["lower"]
    reached = _covers(cells["seen_lower"], cells["seen_upper"], cells)
    verdicts = [
        (cells["lower"].isna(), "contradiction"),
        (cells["width"] <= 0, "exact"),
        (~_covers(cells["lower"], cells["upper"], cells), "narrow"),
        (reached, "safe"),
    ]
    conditions, names = zip(*verdicts, strict=True)
    cells["verdict"] = np.select(list(conditions), list(names), default="unproved")
    return Verdict(cells)


def _covers(low: pd.Series, high: pd.Series, cells: pd.DataFrame) -> pd.Series:
    return (low <= cells["need_low"]) & (high >= cells["need_high"])


def _as_ends(shown: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(dict.fromkeys(ENDS, shown))
