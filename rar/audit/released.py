"""What an outsider holds: every number of a release and everything said about the rest.

The attacker's model. The outsider reads all of it at once, knows that counts are whole numbers,
knows the rules (which label means what, whether zeros are shown, how rates are rounded), and can
add facts that are public elsewhere. The outsider never sees which cells were withheld first and
which to protect them, nor how the pattern was chosen: only what is in these three frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from rar.audit.statements import Cell, Statement
from rar.errors import Problem, RarError

CELL_COLUMNS = ["value", "least", "most", "whole"]


@dataclass(frozen=True)
class Released:
    """Cells, and rows low <= sum of times x cell <= high over them.

    cells     index the cell's id (text); value (NaN where withheld), least, most, whole
    rows      one row per (in)equality: name for the reader, kind (sum, rate, part), low, high
    terms     one row per coefficient: row (position in rows), cell (id), times
    revisions cells of which two releases say different things: cell, earlier, later
    """

    cells: pd.DataFrame
    rows: pd.DataFrame
    terms: pd.DataFrame
    revisions: pd.DataFrame

    @classmethod
    def of(cls, cells: Iterable[Cell], statements: Iterable[Statement] = ()) -> Released:
        """From statements. RarError when a statement names a cell that is not there."""
        made = [(cell.id, cell.value, cell.least, cell.most, cell.whole) for cell in cells]
        frame = pd.DataFrame(made, columns=["id", *CELL_COLUMNS]).set_index("id")
        listed = [row for statement in statements for row in statement.rows()]
        rows = [(name, kind, low, high) for name, kind, _, low, high in listed]
        terms = [
            (at, cell, times) for at, row in enumerate(listed) for cell, times in row[2].items()
        ]
        return cls.of_frames(
            frame,
            pd.DataFrame(rows, columns=["name", "kind", "low", "high"]),
            pd.DataFrame(terms, columns=["row", "cell", "times"]),
        )

    @classmethod
    def of_frames(cls, cells: pd.DataFrame, rows: pd.DataFrame, terms: pd.DataFrame) -> Released:
        """From frames as described above, for releases with many thousand cells."""
        none = pd.DataFrame({"cell": [], "earlier": [], "later": []})
        typed = cells[CELL_COLUMNS].astype(
            {"value": float, "least": float, "most": float, "whole": bool}
        )
        made = cls(typed, rows.reset_index(drop=True), terms.reset_index(drop=True), none)
        made._check()
        return made

    def _check(self) -> None:
        twice = self.cells.index[self.cells.index.duplicated()].unique()
        named = self.terms["cell"].isin(self.cells.index)
        strange = self.terms.loc[~named]
        problems = [Problem(f"cell {cell!r} is given twice in one release") for cell in twice]
        problems += [
            Problem(f"{self.rows['name'][row]!r} names cell {cell!r}, which is not in the release")
            for row, cell in zip(strange["row"], strange["cell"], strict=True)
        ]
        if problems:
            raise RarError("The release cannot be read as one set of numbers.", problems)

    def knowing(self, facts: Mapping[str, float]) -> Released:
        """The same release in the hands of someone who also knows these cells' values.

        A fact about a cell the release does not have is kept: another release may have it.
        A shown number stays as it is shown; a fact that differs from it is a revision.
        """
        known = [Cell(cell, value=float(value)) for cell, value in facts.items()]
        return Released.union([Released.of(known), self])

    def saying(self, statements: Sequence[Statement]) -> Released:
        """The same release with more sentences about its cells."""
        named = {cell for one in statements for row in one.rows() for cell in row[2]}
        return Released.union([Released.of(map(Cell, sorted(named)), statements), self])

    @staticmethod
    def union(releases: Sequence[Released]) -> Released:
        """Everything several releases say of the same cells, the oldest first.

        Shown anywhere is known. A cell withheld everywhere keeps what all its labels leave. Where
        two releases show different values the later one counts, the earlier release's sentences
        about that cell are dropped (they describe the table before it was corrected), and the cell
        is listed in revisions. All else is held to be unchanged, which is the outsider's best
        guess and the careful one for us: it can only narrow what is taken for possible, and where
        it cannot be true the attack reports a contradiction.
        """
        cells, revisions = _unite_cells([release.cells for release in releases])
        kept = [_still_true(release, cells["value"]) for release in releases]
        starts = np.cumsum([0, *(len(release.rows) for release in kept)])
        terms = [
            release.terms.assign(row=release.terms["row"] + start)
            for release, start in zip(kept, starts, strict=False)
        ]
        rows = pd.concat([release.rows for release in kept], ignore_index=True)
        before = pd.concat([*(release.revisions for release in releases), revisions])
        united = Released(cells, rows, pd.concat(terms, ignore_index=True), before)
        return replace(united, revisions=before.drop_duplicates().reset_index(drop=True))


def _unite_cells(frames: list[pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per cell; and the cells with two different shown values, or outside a label."""
    every = pd.concat(frames)
    by = every.groupby(level=0, sort=False)
    united = pd.DataFrame(
        {
            "value": by["value"].last(),
            "least": by["least"].max(),
            "most": by["most"].min(),
            "whole": by["whole"].any(),
        }
    )
    first = by["value"].first()
    changed = first.notna() & (first != united["value"])
    revisions = pd.DataFrame(
        {"cell": first.index[changed], "earlier": first[changed], "later": united["value"][changed]}
    )
    return united, revisions.reset_index(drop=True)


def _still_true(release: Released, values: pd.Series) -> Released:
    """The release without its rows over a cell whose value was later corrected."""
    own = release.cells["value"]
    now = values.reindex(own.index)
    corrected = own.index[own.notna() & (own != now)]
    if corrected.empty:
        return release
    gone = release.terms.loc[release.terms["cell"].isin(corrected), "row"].unique()
    rows = release.rows.drop(index=gone)
    place = pd.Series(range(len(rows)), index=rows.index)
    terms = release.terms.loc[~release.terms["row"].isin(gone)]
    terms = terms.assign(row=terms["row"].map(place)).reset_index(drop=True)
    return replace(release, rows=rows.reset_index(drop=True), terms=terms)
