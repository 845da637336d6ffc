"""Writing the files: CSV in several dialects and Excel workbooks, the same bytes every time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

EPOCH = datetime.datetime(2022, 9, 1)  # the date the workbooks carry, whenever they are made
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False}
Rows = Sequence[Sequence[object]]


def write_csv(frame: pd.DataFrame, path: Path, sep: str = ",", encoding: str = "utf-8") -> None:
    """A CSV with '\\n' line ends on every system; text with separators or breaks is quoted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, sep=sep, encoding=encoding, lineterminator="\n")


def write_workbook(path: Path, sheets: dict[str, Rows], merges: Sequence[str] = ()) -> None:
    """A workbook: rows of cells by sheet name, the ranges of `merges` ('B2:D2') made one cell.

    Numbers become numbers, everything else text; None leaves the cell empty.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        workbook.set_properties({"created": EPOCH, "author": "State of Meridian (invented)"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for place in merges:
                sheet.merge_range(place, "")
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, column, value)


def rows_of(frame: pd.DataFrame) -> list[list[object]]:
    """The rows of a frame as plain Python values, the header first."""
    return [list(frame.columns), *frame.astype(object).to_numpy().tolist()]
