"""The record as a table: every answer that was read back, with where it stood.

`records/answers.csv` in the workspace holds one row for each answer of each file. Nothing is
averaged, chosen or dropped: two people's copies of one form stay two sets of rows.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pandas as pd

from rar.packet.summary import FORMULAS, cell_text
from rar.record.fields import FIELDS

if TYPE_CHECKING:
    from rar.workspace import Workspace

FOLDER, ANSWERS = "records", "answers.csv"
COLUMNS = [
    "district_id",  # text
    "year",  # spring of the school year the form was made for, text
    "edition",
    "form",  # protocol, workbook
    "section",  # of rar.record.fields, 'correction', 'choice', 'comment' or 'elsewhere'
    "item",  # of rar.record.fields; for what stands elsewhere the heading or sheet it is under
    "about",  # the item in words, as the form printed it
    "field",
    "label",  # the field in words
    "value",  # what was written, as it was written
    "conflict",  # 'yes' where another file answers the same question of the same district otherwise
    "file",  # the name of the file it was read from
    "sha256",
    "place",  # where in the file: 'table 7, row 3' or 'sheet Record, cell F4'
    "saved_by",  # as the file itself says, '' where it does not
    "saved_at",
]
_MARKED = re.compile(
    rf"'+[{re.escape(''.join(FORMULAS))}]"
)  # what cell_text marks, and what looks as if it had
PLAN = ("cause", "barrier", "action")  # the sections that make a row of `actions`


def read_answers(workspace: Workspace) -> pd.DataFrame:
    """All answers that were collected; columns COLUMNS, all text. No rows where there are none."""
    file = workspace.folder / FOLDER / ANSWERS
    if not file.is_file():
        return pd.DataFrame(columns=COLUMNS, dtype="str")
    frame = pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    return frame.reindex(columns=COLUMNS, fill_value="").map(_unmarked)


def as_csv(answers: pd.DataFrame) -> bytes:
    """The bytes of answers.csv: texts that a spreadsheet would take for a formula are marked."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    rows = answers[COLUMNS].itertuples(index=False)
    writer.writerows([_marked(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _marked(text: str) -> str:
    """Marked as `cell_text` does; a text that looks marked gets one more, so that it comes back.

    >>> [_marked(text) for text in ("=1+1", "'=1+1", "'tis")]
    ["'=1+1", "''=1+1", "'tis"]
    """
    return f"'{text}" if _MARKED.match(text) else cell_text(text)


def _unmarked(text: str) -> str:
    """The text as it was written.

    >>> [_unmarked(_marked(text)) for text in ("=1+1", "'=1+1", "'tis", "-5")]
    ['=1+1', "'=1+1", "'tis", '-5']
    """
    return text[1:] if _MARKED.match(text) else text


def actions(answers: pd.DataFrame) -> pd.DataFrame:
    """One row for each plan: district_id, year, item, about, every field of PLAN, conflict, file.

    A plan is what a file says of an item in cause, barrier and action, where it says anything. Two
    files that say the same make one row; two that differ make two, with conflict 'yes'.
    """
    keys = ["district_id", "year", "item", "file", "sha256"]
    fields = [field.key for field in FIELDS if field.section in PLAN]
    own = answers[answers["section"].isin(PLAN)]
    if own.empty:
        return pd.DataFrame(columns=[*keys, "about", *fields, "conflict"], dtype="str")
    wide = own.pivot_table(
        index=keys, columns="field", values="value", aggfunc="\n".join, fill_value=""
    )
    about = own[own["about"] != ""].groupby(keys)["about"].first()
    differs = own.groupby(keys)["conflict"].agg(lambda c: "yes" if (c == "yes").any() else "")
    wide = wide.reindex(columns=fields, fill_value="").assign(about=about, conflict=differs)
    wide = wide.fillna("").reset_index().rename_axis(columns=None)
    same = ["district_id", "year", "item", *fields]
    return wide.drop_duplicates(same)[[*keys, "about", *fields, "conflict"]].reset_index(drop=True)
