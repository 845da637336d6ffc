"""The CSV files in templates/ that an agency owns, read as text; a letter where they do not fit.

What may stand in a column is for the module that uses the file to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from rar.errors import Problem, RarError
from rar.reading.limits import MOST_OF_A_LIST, TooLarge, check_size, csv_rows


def lines_of(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Every line of the file: these columns, as text without space around it, '' where empty.

    Other columns are notes for people and are left out; the first line is row 2 of the file. Raises
    RarError where a column is missing, and for a file that nobody can have made by hand.
    """
    header, *rows = [row for row in rows_of(file) if row] or [[]]
    lost = [column for column in columns if column not in header]
    if lost:
        raise RarError(
            f"{file.name}: columns are missing: {', '.join(lost)}",
            cure=f"Its columns must be {', '.join(columns)}.",
        )
    blank = [""] * len(header)
    named = (dict(zip(header, [*row, *blank], strict=False)) for row in rows)
    return [{column: row[column].strip() for column in columns} for row in named]


def frame_of(file: Path) -> pd.DataFrame:
    """The file as a frame of texts, '' where a row is short; raises RarError as `rows_of` does."""
    header, *rows = [row for row in rows_of(file) if row] or [[]]
    width = len(header)
    long = [at for at, row in enumerate(rows, start=2) if len(row) > width and any(row[width:])]
    if long:
        what = "a row has more cells than the header; a text with a comma needs quotation marks"
        problems = [Problem(what, file=file.name, row=at) for at in long]
        raise RarError(f"{file.name} cannot be read.", problems)
    cells = [(row + [""] * width)[:width] for row in rows]
    frame = pd.DataFrame(cells, columns=header, dtype="str")
    return frame.loc[:, ~frame.columns.duplicated()]


def rows_of(file: Path) -> list[list[str]]:
    """The rows of a CSV that people keep by hand, as text.

    Raises RarError for one that is too large, has a cell longer than Excel takes or is no UTF-8.
    """
    try:
        check_size(file, MOST_OF_A_LIST)
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return csv_rows(stream.read(), file.name)
    except TooLarge as error:
        raise RarError(f"{file.name} cannot be read.", [error.problem]) from error
    except UnicodeDecodeError as error:
        cure = "Save it in Excel as 'CSV UTF-8 (Comma delimited) (*.csv)'."
        raise RarError(f"{file.name} cannot be read: it is no text in UTF-8.", cure=cure) from error
