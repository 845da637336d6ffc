"""The ledger: who received which edition of what, when, and as approved by whom.

    releases/ledger.csv          one row for each packet released, correction and withdrawal
    releases/ledger-copy.csv     the same, to put back when the first was edited by mistake
    releases/files/ab/abcd...    every released file as it was released (`rar.release.archive`)

The kit only ever adds rows, and never removes anything under releases/: what was once seen cannot
be unlearned, so every later audit has to count it. Rows are added by writing the file whole beside
the old one and moving it into its place, under a lock: a reader, a crash and a second user find the
old ledger or the new one. The copy is written second. Where the two differ, the first is damaged,
unless it is merely ahead, which is what a crash between the two leaves.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rar.errors import Problem, RarError
from rar.release.row import COLUMNS, Row, hash_of, row_of
from rar.whole_file import write_whole

FOLDER, LEDGER, COPY, LOCK = "releases", "ledger.csv", "ledger-copy.csv", ".lock"
PATIENCE = 60.0  # seconds to wait for another user's release: keeping 100 packets takes about ten


def folder_of(workspace: Path) -> Path:
    """Where a workspace keeps what was released."""
    return Path(workspace) / FOLDER


@contextmanager
def only_writer(workspace: Path) -> Iterator[None]:
    """Hold the ledger while a release is checked and recorded; another one waits for it.

    Raises RarError when another holds it too long, and when the folder cannot be written.
    """
    folder = folder_of(workspace)
    lock = FileLock(folder / LOCK, timeout=PATIENCE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise RarError(
            "Another release is being recorded in this workspace, so nothing was released.",
            cure="Wait until it has ended, then run the command again.",
        ) from None
    except OSError as error:
        raise RarError(
            "Nothing was released: the ledger cannot be written.",
            [Problem(error.strerror or str(error), file=str(folder))],
            "Make the folder writable, and see that there is room on the disk.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def read_ledger(workspace: Path) -> list[Row]:
    """Every row, in order; none where nothing was released yet.

    Raises RarError naming each line that is not as this kit left it, and what to put back.
    """
    folder = folder_of(workspace)
    lines, copied = _lines(folder / LEDGER), _lines(folder / COPY)
    problems = [*_problems(lines), *_missing(lines, copied)]
    if problems:
        raise RarError(
            f"{FOLDER}/{LEDGER} is not as this kit left it, so it proves nothing.",
            problems,
            _cure(copied),
        )
    return [row_of(cells) for cells in lines[1:]]


def last_hash(workspace: Path) -> str:
    """The hash of the last row, which stands for all rows; '' where there is none.

    An audit reads it before it reads what was released, and writes it into its verdict: what is
    released meanwhile then counts as not audited. Raises RarError when the ledger is damaged.
    """
    rows = read_ledger(workspace)
    return rows[-1].hash if rows else ""


def append(workspace: Path, rows: Sequence[Row]) -> list[Row]:
    """Add rows behind the last, all of them or none; return them with numbers and hashes.

    To be called while the ledger is held (`only_writer`). Raises RarError when the ledger is
    damaged or cannot be written.
    """
    present = read_ledger(workspace)
    added: list[Row] = []
    before = present[-1] if present else None
    for row in rows:
        before = row.after(before)
        added.append(before)
    text = _text([*present, *added])
    folder = folder_of(workspace)
    for name in (LEDGER, COPY):
        write_whole(folder / name, text, "utf-8-sig")
    return added


def _text(rows: Sequence[Row]) -> str:
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    writer.writerows(row.cells for row in rows)
    return made.getvalue()


def _lines(file: Path) -> list[list[str]]:
    """The cells of each line, the header first; [] where there is no such file."""
    if not file.is_file():
        return []
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    return list(csv.reader(io.StringIO(text, newline="")))


def _problems(lines: list[list[str]]) -> Iterator[Problem]:
    """Each line whose hash does not fit its cells, or the line before."""
    if lines and lines[0] != list(COLUMNS):
        yield Problem("its header was changed", LEDGER, row=1)
    before = ""
    for number, cells in enumerate(lines[1:], start=1):
        if len(cells) != len(COLUMNS) or hash_of(cells[:-1]) != cells[-1]:
            yield Problem("this line was changed", LEDGER, row=number + 1)
        elif row_of(cells).previous != before:
            yield Problem("the line that stood before this one is not there, or was changed",
                          LEDGER, row=number + 1)  # fmt: skip
        before = cells[-1] if cells else ""


def _missing(lines: list[list[str]], copied: list[list[str]]) -> Iterator[Problem]:
    """Lines at its end that the copy still holds: no hash after them can tell."""
    if lines == copied[: len(lines)] and len(lines) < len(copied):
        gone = len(copied) - max(1, len(lines))
        yield Problem(f"lines are missing at its end: {gone}", LEDGER, row=len(lines) + 1)
    elif lines[: len(copied)] != copied and not any(_problems(lines)):
        yield Problem(f"it does not continue {COPY}", LEDGER)


def _cure(copied: list[list[str]]) -> str:
    cure = "A ledger is read, and never edited: to sort it or look at it in Excel, open a copy. "
    if copied and not any(_problems(copied)):
        return (
            f"{cure}{FOLDER}/{COPY} is whole: keep the damaged file under another name, copy "
            f"{COPY} to {LEDGER}, and run the command again."
        )
    return f"{cure}Put back both files, {LEDGER} and {COPY}, from a backup."
