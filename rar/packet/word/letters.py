"""What only the letters say: doubts and gaps in the data, who is invited, what was agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from rar.exhibits import data
from rar.figures.words import capital, count
from rar.numbers.doubts import WHOLE_DISTRICT
from rar.numbers.sentences import without_evidence
from rar.packet.book.places import QUALITY, REQUEST
from rar.packet.printable import printable
from rar.record.table import actions, read_answers
from rar.rows import rows_of

if TYPE_CHECKING:
    from rar.numbers.metric import Metric
    from rar.review import Review

MOST_DOUBTS, MOST_PARTLY = 12, 12  # of a letter; the workbook has all
SUPPORT = {
    "csi": "comprehensive support and improvement",
    "tsi": "targeted support and improvement",
    "atsi": "additional targeted support and improvement",
}


def data_quality(review: Review) -> dict[str, Any]:
    """What is doubtful at source, what only some schools report, and whom to ask for what."""
    doubts = _doubts(review)
    partly = _partly(review)
    return {
        "doubts_sentence": _how_many(len(doubts), "value is doubtful", "values are doubtful",
                                     MOST_DOUBTS, QUALITY),
        "doubts": doubts[:MOST_DOUBTS],
        "partly_sentence": _how_many(len(partly), "measure is", "measures are", MOST_PARTLY,
                                     REQUEST, " reported by some schools only"),
        "partly": [
            {"measure": f"{metric.id} {metric.label}", "schools": f"{known} of {schools}"}
            for metric, known, schools in partly[:MOST_PARTLY]
        ],
        "asked": asked(review),
    }  # fmt: skip


def _partly(review: Review) -> list[tuple[Metric, int, int]]:
    """Metrics that only some schools report, with how many do and could; most lacking first.

    Schools of a level that no school of the state reports for are not counted.
    """
    found = []
    for metric_id in review.status.loc[review.status["status"] == "partial", "metric"]:
        metric = data.metric_of(metric_id)
        if metric.kind == "counts":
            schools = data.compared(review, metric, data.school_values(review, metric))
            found.append((metric, int(schools["value"].notna().sum()), len(schools)))
    lacking = [one for one in found if one[1] < one[2]]
    return sorted(lacking, key=lambda one: one[1] - one[2])


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


def asked(review: Review) -> list[dict[str, str]]:
    """The measures that lack a field, gathered by who usually has it."""
    rows = review.status[review.status["status"] == "not computable"]
    found: dict[str, list[str]] = {}
    for row in rows_of(rows[rows["missing_field"] != ""]):
        found.setdefault(printable(row.holder), []).append(printable(row.label))
    return [
        {"holder": capital(holder), "measures": "; ".join(measures)}
        for holder, measures in found.items()
    ]


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
    own = own.assign(about=own["about"].map(without_evidence))
    fields = ("about", "action", "owner", "due", "support")
    return [
        {field: printable(row[field]) or "not written" for field in fields}
        for row in own.to_dict("records")
    ]
