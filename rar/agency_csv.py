"""The CSV files in templates/ that an agency owns, read as text; a letter where they do not fit.

What may stand in a column is for the module that uses the file to say.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from rar.errors import RarError


def lines_of(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Every line of the file: these columns, as text without space around it, '' where empty.

    Other columns are notes for people and are left out; the first line is row 2 of the file. Raises
    RarError where a column is missing.
    """
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        lost = [column for column in columns if column not in (reader.fieldnames or ())]
        if lost:
            raise RarError(
                f"{file.name}: columns are missing: {', '.join(lost)}",
                cure=f"Its columns must be {', '.join(columns)}.",
            )
        return [{column: (row[column] or "").strip() for column in columns} for row in reader]
