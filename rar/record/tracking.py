"""actions.xlsx: the record for people: actions, conflicts, numbers corrected, all else said."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pandas as pd

from rar.packet.book.sheets import height
from rar.packet.printable import printable
from rar.record.fields import BY_KEY
from rar.record.reading.written import CHOICE, CORRECTION, OUTSIDE, REQUEST, one_line
from rar.record.table import actions

CREATED = datetime(2020, 1, 1)  # fixed: the same record makes the same bytes
HEADER_COLOR = "#0B4F8A"
WIDE, NARROW = 40, 14
_PLAN = ("cause", "causetxt", "barrier", "action", "owner", "due", "cost", "fund", "measure",
         "support", "status", "plan", "check")  # fmt: skip
_NUMBERS = (CORRECTION, CHOICE, REQUEST)
_NOTE = "Made by rarkit collect from the forms. Write into the forms: this file is made anew."


def tracking_list(answers: pd.DataFrame, districts: dict[str, str]) -> bytes:
    """The workbook's bytes; districts gives names by id."""
    import xlsxwriter

    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    book = xlsxwriter.Workbook(made, options)
    book.set_properties({"title": "Actions on record", "comments": _NOTE, "created": CREATED})
    book.set_custom_property("Language", "en-US")
    for name, frame in (
        ("Actions", _actions(answers, districts)),
        ("Conflicts", _conflicts(answers, districts)),
        ("Numbers and data", _numbers(answers, districts)),
        ("Also said", _also(answers, districts)),
    ):
        _sheet(book, name, frame)
    book.close()
    return made.getvalue()


def _actions(answers: pd.DataFrame, districts: dict[str, str]) -> pd.DataFrame:
    found = actions(answers)
    own = pd.DataFrame({
        "District ID": found["district_id"], "District": found["district_id"].map(districts),
        "Year": found["year"], "Finding": found["about"],
        **{BY_KEY[key].label: found[key] for key in _PLAN},
        "Conflict": found["conflict"], "Code": found["item"], "File": found["file"],
    })  # fmt: skip
    return own.sort_values(["District ID", "Year", "Code", "File"], kind="stable")


def _conflicts(answers: pd.DataFrame, districts: dict[str, str]) -> pd.DataFrame:
    found = answers[answers["conflict"] == "yes"]
    found = found.sort_values(["district_id", "year", "item", "field", "file"], kind="stable")
    return _said(found, districts, {"Question": found["label"]})


def _numbers(answers: pd.DataFrame, districts: dict[str, str]) -> pd.DataFrame:
    """Corrected numbers, choices of need that differ from ours, and who was asked for data."""
    found = answers[answers["section"].isin(_NUMBERS)]
    return _said(
        found,
        districts,
        {"Kind": found["section"], "Key": found["item"], "Question": found["label"]},
    )


def _also(answers: pd.DataFrame, districts: dict[str, str]) -> pd.DataFrame:
    found = answers[answers["section"].isin(OUTSIDE)]
    kind = found["label"].where(found["label"] != "", "Written outside the places to write")
    return _said(found, districts, {"Under": found["item"], "Kind": kind})


def _said(
    found: pd.DataFrame, districts: dict[str, str], more: dict[str, pd.Series]
) -> pd.DataFrame:
    return pd.DataFrame({
        "District ID": found["district_id"], "District": found["district_id"].map(districts),
        "Year": found["year"], "About": found["about"], **more, "Written": found["value"],
        "File": found["file"], "Place": found["place"], "Saved by": found["saved_by"],
        "Saved at": found["saved_at"],
    })  # fmt: skip


def _sheet(book: Any, name: str, frame: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    header = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": HEADER_COLOR,
                              "text_wrap": True, "valign": "top"})  # fmt: skip
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    rows = [[_cell(value) for value in row] for row in frame.itertuples(index=False)]
    rows = rows or [["none", *([""] * (len(frame.columns) - 1))]]
    sheet.add_table(
        0, 0, len(rows), len(frame.columns) - 1,
        {"name": name.replace(" ", ""), "style": "Table Style Light 1", "description": name,
         "columns": [{"header": c, "header_format": header} for c in frame.columns]},
    )  # fmt: skip
    widths = [WIDE if max(len(one_line(row[place])) for row in rows) > NARROW + 6 else NARROW
              for place in range(len(frame.columns))]  # fmt: skip
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.set_row(0, height(list(frame.columns), widths))
    for number, row in enumerate(rows, start=1):
        sheet.set_row(number, height(row, widths))  # LibreOffice does not fit it by itself
        for place, value in enumerate(row):
            sheet.write_string(number, place, value, text)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1 + len(widths) // 13, 0)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1)
    sheet.set_footer(f"&L{_NOTE}&RPage &P of &N")


def _cell(value: Any) -> str:
    """A text as a cell may hold it: its lines kept, at most what Excel takes."""
    lines = "" if pd.isna(value) else str(value)
    return "\n".join(printable(line) for line in lines.split("\n"))[:32_000]
