"""What several files say, in one table: nothing chosen, nothing dropped, differences marked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from rar.record.reading.origin import Origin
from rar.record.reading.written import ADDED_ROW, OUTSIDE, Content
from rar.record.table import COLUMNS

QUESTION = ["district_id", "year", "item", "field"]
_QUOTES = str.maketrans("‘’“”‑–", "''\"\"--")


@dataclass(frozen=True)
class Received:
    """A file that was read: where it lies, the name it came under, what it says."""

    path: Path
    name: str
    sha256: str
    origin: Origin
    content: Content
    compared: bool  # with the blank form
    why_not: str = ""

    def rows(self) -> pd.DataFrame:
        """The file's rows of the record, in the order of the form."""
        origin = self.origin
        facts = {
            "district_id": origin.district_id, "year": origin.year, "edition": origin.edition,
            "form": origin.form, "conflict": "", "file": self.name, "sha256": self.sha256,
            "saved_by": origin.saved_by, "saved_at": origin.saved_at,
        }  # fmt: skip
        rows = [facts | vars(one) for one in self.content.written]
        return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def merge(known: pd.DataFrame, received: list[Received], names: dict[str, str]) -> pd.DataFrame:
    """The record with these files in it; a file that was read before is read anew.

    names gives each file's name by hash, so that the order of collecting does not matter.
    """
    again = {one.sha256 for one in received}
    frames = [known[~known["sha256"].isin(again)], *(one.rows() for one in received)]
    whole = pd.concat([frame for frame in frames if len(frame)] or [known])
    whole["file"] = whole["sha256"].map(names).fillna(whole["file"])
    by = ["district_id", "year", "form", "file", "sha256"]
    whole = whole.sort_values(by, kind="stable").reset_index(drop=True)
    return whole.assign(conflict=differs(whole))


def differs(answers: pd.DataFrame) -> pd.Series:
    """'yes' on each answer to a question that is answered in more than one way, else ''.

    Comments, what stands elsewhere, and rows that people added are not answers to one question.
    """
    asked = ~answers["section"].isin(OUTSIDE) & ~answers["item"].str.startswith(ADDED_ROW)
    said = answers["value"].map(same_words).where(asked)
    ways = said.groupby([answers[name] for name in QUESTION]).transform("nunique")
    return (asked & (ways > 1)).map({True: "yes", False: ""}).astype("str")


def same_words(text: str) -> str:
    """A text without what programs change by themselves: spacing, quotes, capitals, '.0'.

    >>> same_words("We don’t  know yet ") == same_words("we don't know yet")
    True
    >>> same_words("2.0"), same_words("1,200"), same_words("$1200")
    ('2', '1200', '1200')
    """
    plain = unicodedata.normalize("NFKC", text.translate(_QUOTES)).casefold()
    plain = " ".join(plain.split())
    number = plain.removeprefix("$").replace(",", "")
    if re.fullmatch(r"-?\d+(\.\d+)?", number):
        return f"{float(number):.15g}"
    return plain


def later_copies(received: pd.DataFrame) -> list[tuple[str, str, str]]:
    """(later file, earlier file, by hash, who saved both) where one person sent a form twice."""
    files = received[["district_id", "year", "form", "saved_by", "saved_at", "file", "sha256"]]
    files = files.drop_duplicates("sha256").sort_values("saved_at")
    files = files[(files["saved_by"] != "") & (files["saved_at"] != "")]
    found = []
    for _, own in files.groupby(["district_id", "year", "form", "saved_by"]):
        rows = list(own.itertuples(index=False))
        found += [
            (later.sha256, earlier.sha256, later.saved_by)
            for earlier, later in pairwise(rows)
            if later.saved_at > earlier.saved_at
        ]
    return found
