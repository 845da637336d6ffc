"""How large a file may be that somebody else made, and a letter before it fills the memory.

What a state publishes is far below these limits, and what Excel itself can show is not above them.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from rar.errors import Problem

MOST_BYTES = 500_000_000  # of a file, read whole: as text and as cells it takes 3 GB and more
MOST_CELLS = 40_000_000  # of a sheet's rectangle: every row of Excel by 38 columns, about 3 GB
MOST_LETTERS = 32_767  # of a cell: Excel's own limit
MOST_OF_A_LIST = 20_000_000  # bytes of a file that people keep by hand: templates, lists, profiles
SPLIT = "ask for the file again, or split it"


class TooLarge(Exception):
    """What is beyond a limit, as a problem for the letter of whoever was reading."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(problem.what)


def check_size(file: Path, most: int = MOST_BYTES) -> None:
    """Raises TooLarge for a file of more bytes, before any of it is read."""
    size = file.stat().st_size
    if size > most:
        what = f"the file has {size / 1e9:,.2f} GB, more than {most / 1e9:,.2f} GB"
        raise TooLarge(Problem(what, file=file.name, cure=SPLIT))


def check_rectangle(file: str, rows: int, columns: int, where: str, sheet: str = "") -> None:
    """Raises TooLarge where a table of so many rows and columns would not fit into the memory."""
    if rows * columns > MOST_CELLS:
        what = f"something stands far away from all else: {where}"
        cure = "delete the rows and columns beyond the table, and save the file"
        raise TooLarge(Problem(what, file=file, sheet=sheet, cure=cure))


def check_letters(file: str, rows: list[list[str]], sheet: str = "") -> None:
    """Raises TooLarge that names each cell of more letters than Excel takes, by its header."""
    for at, row in enumerate(rows, start=1):
        if any(len(cell) > MOST_LETTERS for cell in row):
            place = next(i for i, cell in enumerate(row) if len(cell) > MOST_LETTERS)
            raise TooLarge(_long(file, at, place, rows[0], row[place], sheet))


def csv_rows(text: str, file: str, delimiter: str = ",") -> list[list[str]]:
    """The rows of a CSV as lists of texts.

    Raises TooLarge that names row and column of a cell with more letters than MOST_LETTERS, which
    is found before the cell is whole, and where there are more cells than MOST_CELLS.
    """
    if text.count(delimiter) + text.count("\n") > MOST_CELLS:
        what = f"the file has more than {MOST_CELLS:,} cells"
        raise TooLarge(Problem(what, file=file, cure=SPLIT))
    before = csv.field_size_limit(MOST_LETTERS)
    rows: list[list[str]] = []
    starts = [0]  # the lines read before each row: a cell may hold several
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for row in reader:
            rows.append(row)
            starts[0] = reader.line_num
    except csv.Error as error:
        raise TooLarge(_first_long(text, file, delimiter, rows, starts[0])) from error
    finally:
        csv.field_size_limit(before)
    width = max(map(len, rows), default=0)
    if width * len(rows) > MOST_CELLS:
        widest = next(at for at, row in enumerate(rows, start=1) if len(row) == width)
        check_rectangle(file, len(rows), width, f"row {widest:,} has {width:,} cells")
    return rows


def _first_long(text: str, file: str, delimiter: str, rows: list[list[str]], lines: int) -> Problem:
    """The cell at which reading stopped, after so many rows and lines; it is never read whole."""
    stream = io.StringIO(text, newline="")
    for _ in range(lines):
        stream.readline()
    start = stream.tell()

    def beginning(letters: int) -> list[str] | None:
        """The cells that so many letters of the row hold; None where the long one is reached."""
        cut = io.StringIO(text[start : start + letters], newline="")
        try:
            return next(csv.reader(cut, delimiter=delimiter), [])
        except csv.Error:
            return None

    least, most = 1, 2 * MOST_LETTERS
    while beginning(most) is not None:
        least, most = most, 2 * most
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (least, middle) if beginning(middle) is None else (middle, most)
    row = beginning(least) or [""]
    return _long(file, len(rows) + 1, len(row) - 1, rows[0] if rows else [], row[-1])


def _long(
    file: str, row: int, place: int, headers: list[str], text: str, sheet: str = ""
) -> Problem:
    header = headers[place][:100] if place < len(headers) else ""
    return Problem(
        f"a cell has more than the {MOST_LETTERS:,} letters that Excel takes",
        file=file, sheet=sheet, row=row, column=header or f"number {place + 1}", value=text[:40],
        cure="mend the cell; where quotation marks are in it, one of a pair may be missing",
    )  # fmt: skip
