"""Errors are letters: where the trouble is, what was found, what was allowed, and the cure.

A user's mistake raises `RarError` (or a subclass); the command prints its letter without a
traceback and exits 2. Anything else that is raised is a bug and shows its traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a user's file or setting.

    file, sheet, row and column say where, as the user's spreadsheet shows it (the header is row
    1); value is what stands there; allowed is what may stand there; cure is what to do. All but
    `what` may be empty. Of person-level files only the cell itself is ever quoted.
    """

    what: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    allowed: str = ""
    cure: str = ""

    @property
    def place(self) -> str:
        """Where the problem is, without the row: 'file.xlsx, sheet Main, column Enrollment'."""
        parts = [self.file, f"sheet {self.sheet!r}" if self.sheet else ""]
        parts.append(f"column {self.column!r}" if self.column else "")
        return ", ".join(part for part in parts if part)


class RarError(Exception):
    """A mistake the user can mend. `str(error)` is the whole letter."""

    def __init__(self, title: str, problems: Iterable[Problem] = (), cure: str = ""):
        self.title = title
        self.problems = tuple(problems)
        self.cure = cure
        super().__init__(write_letter(title, self.problems, cure))


LONGEST = 200  # letters of a cell that a letter quotes: enough to find it by
ROWS_QUOTED = 6  # enough to find the fault in a file; the count says how many more there are


def write_letter(title: str, problems: Sequence[Problem], cure: str = "") -> str:
    """The letter as plain text: the title, every problem grouped by its place, and the cure."""
    lines = [title]
    grouped: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        key = (problem.place, problem.what, problem.allowed, problem.cure)
        grouped.setdefault(key, []).append(problem)
    for (place, what, allowed, advice), group in grouped.items():
        lines.append(f"  {place}: {what}" if place else f"  {what}")
        cells = [_cell(problem) for problem in group if problem.row is not None or problem.value]
        if cells:
            more = len(cells) - ROWS_QUOTED
            shown = ", ".join(cells[:ROWS_QUOTED]) + (f", and {more} more" if more > 0 else "")
            lines.append(f"    found: {shown}")
        if allowed:
            lines.append(f"    allowed: {allowed}")
        if advice:
            lines.append(f"    cure: {advice}")
    if cure:
        lines.append(cure)
    return "\n".join(lines)


def _cell(problem: Problem) -> str:
    row = f"row {problem.row}" if problem.row is not None else ""
    shown = problem.value if len(problem.value) <= LONGEST else f"{problem.value[:LONGEST]}..."
    value = repr(shown) if problem.value else ""
    return " ".join(part for part in (row, value) if part)


def nearest(wanted: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that look most like the wanted one, best first; [] when none is close.

    >>> nearest("Enrolment", ["Enrollment", "SCHOOLID"])
    ['Enrollment']
    """
    by_lower = {name.lower(): name for name in known}
    found = difflib.get_close_matches(wanted.lower(), list(by_lower), n=most, cutoff=0.6)
    return [by_lower[name] for name in found]
