"""The names a protocol template may use, and what stands for them: texts from the review."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from rar.numbers.caveats import caveat_text
from rar.numbers.findings import heading, stand_out
from rar.numbers.rating import Rating, ratings
from rar.packet.printable import printable

if TYPE_CHECKING:
    from rar.dimensions import Dimension
    from rar.review import Review

FINDINGS_SHOWN = 4  # a dimension; the workbook has all
QUESTIONS_SHOWN = 5
RECORD_ROWS = 8
RATINGS = "self_ratings.csv"
LEVEL_NAMES = {"elementary": "Elementary", "middle": "Middle", "high": "High"}


def context(review: Review) -> dict[str, Any]:
    """Every name with its text; lists hold further names (`finding.sentence`)."""
    edition, _, _ = review.edition_line.partition(":")
    outstanding = stand_out(review.findings)
    schools = review.schools
    return {
        "district": printable(review.name),
        "state": printable(review.state_name),
        "publisher": printable(review.publisher),
        "year": review.year_label,
        "edition": edition,
        "edition_line": review.edition_line,
        "schools": len(schools),
        "students": _count(schools["enrollment"].sum(min_count=1)),
        "need_sentence": _need_sentence(review),
        "levels": [_level(name, schools[schools["level"] == level])
                   for level, name in LEVEL_NAMES.items() if (schools["level"] == level).any()],
        "ratings": [_rating(one) for dimension in review.dimensions
                    for one in ratings(dimension.key, review.workspace.template(RATINGS))],
        "stands_out_sentence": f"{heading(outstanding)}.",
        "stand_out": _sentences(review, outstanding),
        "dimensions": [_dimension(review, dimension) for dimension in review.dimensions],
        "missing_sentence": _missing_sentence(review),
        "missing": _missing(review),
        "record": _record(outstanding),
    }  # fmt: skip


def _rating(rating: Rating) -> dict[str, Any]:
    statements = [
        {"box": f"☐ {step}", "text": printable(text)} for step, text in enumerate(rating.statements)
    ]
    return {"number": rating.id, "label": printable(rating.label), "statements": statements}


def _count(value: float) -> str:
    return "not reported" if pd.isna(value) else f"{value:,.0f}"


def _share(value: float) -> str:
    return "not reported" if pd.isna(value) else f"{100 * value:.0f}%"


def _need_sentence(review: Review) -> str:
    known = review.schools.dropna(subset=["need", "enrollment"])
    if not len(known) or known["enrollment"].sum() <= 0:
        return "The need of its schools is not reported."
    need = (known["need"] * known["enrollment"]).sum() / known["enrollment"].sum()
    return (
        f"{_share(need)} of its students have greater needs, as the agency defines need; in its "
        f"schools it is from {_share(known['need'].min())} to {_share(known['need'].max())}."
    )


def _level(name: str, schools: pd.DataFrame) -> dict[str, str]:
    return {
        "name": name,
        "schools": str(len(schools)),
        "students": _count(schools["enrollment"].sum(min_count=1)),
        "lowest": _share(schools["need"].min()),
        "highest": _share(schools["need"].max()),
    }


def _sentences(review: Review, findings: pd.DataFrame) -> list[dict[str, str]]:
    names = {dimension.key: dimension.name for dimension in review.dimensions}
    return [
        {"sentence": printable(row.sentence), "dimension": names[row.dimension]}
        for row in findings.itertuples(index=False)
    ]


def _dimension(review: Review, dimension: Dimension) -> dict[str, Any]:
    shown = findings_of(review, dimension.key)
    status = review.status[review.status["dimension"] == dimension.key]["status"]
    nothing = (
        "No school reports what is needed for this dimension; the table near the end says what is "
        "missing."
        if (status == "not computable").all()
        else "There are too few schools in each level to compare groups of them; the review page "
        "and the workbook list each school."
    )
    return {
        "number": dimension.number,
        "name": dimension.name,
        "question": dimension.question,
        "findings": _sentences(review, shown),
        "nothing": nothing,
        "caveats": _caveats(review, dimension, shown),
        "questions": questions_of(review, dimension.key),
    }


def findings_of(review: Review, dimension: str) -> pd.DataFrame:
    """The findings of a dimension that the protocol shows: inside the district first, by size."""
    frame = review.findings[review.findings["dimension"] == dimension]
    outside = (frame["kind"] == "state").astype("int64")
    frame = frame.assign(_outside=outside).sort_values(["_outside", "rank"])
    return frame.drop_duplicates(["metric", "kind", "level"]).head(FINDINGS_SHOWN)


def _caveats(review: Review, dimension: Dimension, shown: pd.DataFrame) -> list[str]:
    keys = dict.fromkeys(key for key in shown["caveats"] if key)
    return [*map(caveat_text, keys), *map(printable, review.caveats(dimension.key))]


def questions_of(review: Review, dimension: str) -> list[str]:
    """The first discussion questions of a dimension, from templates/questions.csv."""
    rows = _questions(review.workspace.template("questions.csv"))
    return [text for key, text in rows if key == dimension][:QUESTIONS_SHOWN]


@cache
def _questions(file: Path) -> tuple[tuple[str, str], ...]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return tuple((row["dimension"], row["question"]) for row in csv.DictReader(lines))


def _missing_sentence(review: Review) -> str:
    status = review.status["status"]
    lost, partly = int((status == "not computable").sum()), int((status == "partial").sum())
    if not lost:
        return f"Every measure could be computed; {partly} of {len(status)} only for some schools."
    return (
        f"{lost} of {len(status)} measures could not be computed, and {partly} only for some "
        "schools. Asking for the missing data is an action too."
    )


def _missing(review: Review) -> list[dict[str, str]]:
    frame = review.status[review.status["status"] == "not computable"]
    return [
        {
            "measure": f"{row.metric} {printable(row.label)}",
            "why": _why(row.reason, row.missing_field),
            "holder": printable(row.holder),
        }
        for row in frame.itertuples(index=False)
    ]


def _why(reason: str, missing_field: str) -> str:
    """The missing field in words, or the reason where no field is missing."""
    fields = printable(missing_field)
    return f"not in the state's files: {fields}" if fields else printable(reason)


def _record(outstanding: pd.DataFrame) -> list[str]:
    """The findings to take up, then empty rows."""
    titles = [printable(title) for title in outstanding["title"]]
    return titles + [""] * max(RECORD_ROWS - len(titles), 2)
