"""The plan of the meeting: templates/agenda.csv, which the agency edits.

One session of WHOLE minutes, or two of HALF; the column session says in which of the two a step
comes. Minutes that do not add up get a letter.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rar.agency_csv import lines_of
from rar.errors import Problem, RarError

FILE = "agenda.csv"
COLUMNS = ("step", "minutes", "session", "what", "lead")
WHOLE, HALF = 150, 75
SESSIONS = ("1", "2")


def agenda(file: Path) -> list[dict[str, str]]:
    """The steps in their order, with clock: from when to when, hours and minutes from the start.

    Raises RarError naming every line that cannot be used, and sums that are not WHOLE or HALF.
    """
    return _clocked(_read(file, file.stat().st_mtime_ns))


def sessions(file: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The steps of the first and of the second of two sessions, each with its own clock."""
    steps = _read(file, file.stat().st_mtime_ns)
    first, second = ([one for one in steps if one["session"] == s] for s in SESSIONS)
    return _clocked(first), _clocked(second)


def _clocked(steps: tuple[dict[str, str], ...] | list[dict[str, str]]) -> list[dict[str, str]]:
    made, begin = [], 0
    for step in steps:
        end = begin + int(step["minutes"])
        made.append({**step, "clock": f"{_clock(begin)} to {_clock(end)}"})
        begin = end
    return made


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


@lru_cache(maxsize=4)
def _read(file: Path, changed: int) -> tuple[dict[str, str], ...]:
    """changed is the file's time of change: an edited file is read again."""
    rows = [{c: " ".join(row[c].split()) for c in COLUMNS} for row in lines_of(file, COLUMNS)]
    problems = [
        Problem(what, file.name, row=line, column=column, value=row[column], allowed=allowed)
        for line, row in enumerate(rows, start=2)
        for column, what, allowed in _mistakes(row)
    ] or _sums(file.name, rows)
    if problems:
        raise RarError(f"{file.name} does not fit", problems)
    return tuple(rows)


def _mistakes(row: dict[str, str]):
    """Column, what is wrong and what is allowed, for each mistake of one line."""
    if not row["step"]:
        yield "step", "it is empty", "a few plain words"
    if not (row["minutes"].isascii() and row["minutes"].isdigit()):
        yield "minutes", "it is not a whole number of minutes", "5, 10, 25 ..."
    if row["session"] not in SESSIONS:
        yield "session", "there is no such session", " or ".join(SESSIONS)


def _sums(name: str, rows: list[dict[str, str]]) -> list[Problem]:
    problems = []
    for session in SESSIONS:
        total = sum(int(row["minutes"]) for row in rows if row["session"] == session)
        if total != HALF:
            problems.append(
                Problem(
                    f"the minutes of session {session} add up to {total}, not {HALF}", name,
                    column="minutes",
                    cure=f"one session has {WHOLE} minutes, each of two has {HALF}: give or take "
                    f"{abs(total - HALF)} in session {session}",
                )
            )  # fmt: skip
    return problems
