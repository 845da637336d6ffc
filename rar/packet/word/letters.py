"""What only the letters say: doubts and gaps in the data, who is invited, what was agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from rar.figures.words import capital, count
from rar.numbers.doubts import WHOLE_DISTRICT
from rar.packet.printable import printable
from rar.record.table import actions, read_answers

if TYPE_CHECKING:
    from rar.review import Review

MOST_DOUBTS, MOST_PARTLY, MOST_FIELDS = 12, 12, 12  # of a letter; the workbook has all
SUPPORT = {
    "csi": "comprehensive support and improvement",
    "tsi": "targeted support and improvement",
    "atsi": "additional targeted support and improvement",
}


def data_quality(review: Review) -> dict[str, Any]:
    """What is doubtful at source, what only some schools report, and what to ask of whom."""
    doubts = _doubts(review)
    partly = review.status[review.status["status"] == "partial"]
    partly = partly.assign(lacking=partly["schools_total"] - partly["schools"])
    partly = partly[partly["lacking"] > 0]
    partly = partly.sort_values("lacking", ascending=False, kind="stable")
    return {
        "doubts_sentence": _how_many(len(doubts), "value is doubtful", "values are doubtful",
                                     MOST_DOUBTS, "Data quality"),
        "doubts": doubts[:MOST_DOUBTS],
        "partly_sentence": _how_many(len(partly), "measure is", "measures are", MOST_PARTLY,
                                     "Data quality", " reported by some schools only"),
        "partly": [
            {"measure": f"{row.metric} {printable(row.label)}",
             "schools": f"{int(row.schools)} of {int(row.schools_total)}"}
            for row in partly.head(MOST_PARTLY).itertuples()
        ],
        "asked": _asked(review),
    }  # fmt: skip


def _doubts(review: Review) -> list[str]:
    """The year's doubts, those about the whole district first, each once."""
    frame = review.product("doubts")
    frame = frame[frame["year"] == review.year].drop_duplicates("sentence")
    frame = frame.assign(_one=frame["school_id"] != WHOLE_DISTRICT)
    return [printable(words) for words in frame.sort_values("_one", kind="stable")["sentence"]]


def _how_many(number: int, one: str, many: str, most: int, sheet: str, end: str = "") -> str:
    """How many there are, and where the rest stands if not all are listed."""
    said = f"{capital(count(number, one, many))}{end}"
    if number > most:
        return f"{said}; here are {most}, and the workbook's sheet {sheet} has them all."
    return f"{said}."


def _asked(review: Review) -> list[dict[str, str]]:
    """The fields that are missing, gathered by who usually has them."""
    rows = review.status[review.status["status"] == "not computable"]
    found: dict[str, dict[str, None]] = {}
    for row in rows.itertuples():
        fields = printable(row.missing_field).split("; ")
        found.setdefault(printable(row.holder), {}).update(dict.fromkeys(filter(None, fields)))
    return [
        {"holder": capital(holder), "fields": _listed(list(fields))}
        for holder, fields in found.items()
        if fields
    ]


def _listed(fields: list[str]) -> str:
    more = len(fields) - MOST_FIELDS
    return "; ".join(fields[:MOST_FIELDS]) + (f"; and {more} more" if more > 0 else "")


def identified(review: Review) -> list[dict[str, str]]:
    """The schools identified for support and improvement, by name; no person is named."""
    schools = review.schools.sort_values(["name", "school_id"])
    told = []
    for _, school in schools.iterrows():
        kinds = [words for column, words in SUPPORT.items() if school[column] == 1]
        if school["atsi"] == 1:
            kinds = [words for words in kinds if words != SUPPORT["tsi"]]
        if kinds:
            told.append({"school": printable(school["name"]), "why": "; ".join(kinds)})
    return told


def agreed(review: Review) -> list[dict[str, str]]:
    """The actions on record that this year's meeting agreed on; [] where none was collected."""
    plans = actions(read_answers(review.workspace))
    own = plans[plans["district_id"] == review.district_id]
    own = own[(pd.to_numeric(own["year"], errors="coerce") == review.year) & (own["action"] != "")]
    fields = ("about", "action", "owner", "due", "support")
    return [
        {field: printable(row[field]) or "not written" for field in fields}
        for row in own.to_dict("records")
    ]
