"""The district in words: facts, levels, dimensions, what stands out and what is missing.

Every text is printable: one line, nothing a document cannot hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from rar.editions import withheld
from rar.exhibits.outstanding import unknown
from rar.exhibits.summary import fact_cells
from rar.figures.words import capital, count
from rar.numbers.caveats import caveat_text
from rar.numbers.findings import heading, stand_out
from rar.numbers.rating import ratings
from rar.packet.printable import printable
from rar.packet.word.cards import asked_about
from rar.record.controls import Write
from rar.record.fields import dimension_item
from rar.rows import rows_of

if TYPE_CHECKING:
    from rar.dimensions import Dimension
    from rar.review import Review

FINDINGS, QUESTIONS = 2, 2  # of a dimension in the appendix; page and workbook have all
RATINGS = "self_ratings.csv"
BOX = "☐"
LEVEL_NAMES = {"elementary": "Elementary", "middle": "Middle", "high": "High"}


def facts(review: Review) -> dict[str, Any]:
    """Who the district is: names, numbers, need, levels."""
    schools = review.schools
    edition, _, _ = review.edition_line.partition(":")
    return {
        "district": printable(review.name),
        "district_id": printable(review.district_id),
        "state": printable(review.state_name),
        "publisher": printable(review.publisher),
        "year": review.year_label,
        "edition": edition,
        "edition_line": review.edition_line,
        "withheld": withheld(review),
        "schools": capital(count(len(schools), "school")),
        "students": _count(schools["enrollment"].sum(min_count=1)),
        "need_sentence": _need_sentence(review),
        "need_meaning": f"The need of a school is {review.need_meaning}.",
        "facts": [
            {"fact": printable(fact), "value": value, "beside": printable(beside)}
            for fact, value, beside in fact_cells(review)
        ],
        "levels": [
            _level(name, schools[schools["level"] == level])
            for level, name in LEVEL_NAMES.items()
            if (schools["level"] == level).any()
        ],
    }


def _count(value: float) -> str:
    return "not reported" if pd.isna(value) else f"{value:,.0f}"


def _share(value: float) -> str:
    return "not reported" if pd.isna(value) else f"{100 * value:.0f}%"


def _need_sentence(review: Review) -> str:
    known = review.schools.dropna(subset=["need", "enrollment"])
    if not len(known) or known["enrollment"].sum() <= 0:
        return "The need of its schools is not reported."
    need = (known["need"] * known["enrollment"]).sum() / known["enrollment"].sum()
    low, high = _share(known["need"].min()), _share(known["need"].max())
    reach = f"; in its schools it is from {low} to {high}" if len(known) > 1 else ""
    return f"{_share(need)} of its students have greater needs, as the agency defines need{reach}."


def _level(name: str, schools: pd.DataFrame) -> dict[str, str]:
    return {
        "name": name,
        "schools": str(len(schools)),
        "students": _count(schools["enrollment"].sum(min_count=1)),
        "lowest": _share(schools["need"].min()),
        "highest": _share(schools["need"].max()),
    }


def outstanding(review: Review) -> dict[str, Any]:
    """What a reader should see first, and whether it is a pattern."""
    rows = stand_out(review.findings)
    names = {dimension.key: dimension.name for dimension in review.dimensions}
    return {
        "stands_out_sentence": f"{heading(rows)}.",
        "stand_out": [
            {"title": f"{printable(row['title'])}.", "dimension": names[row["dimension"]],
             "sure": printable(row["certainty"])}
            for _, row in rows.iterrows()
        ],
    }  # fmt: skip


def dimensions(review: Review, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """The ten dimensions with their largest findings, caveats and questions.

    chosen: the finding that a card takes up, by the dimension's name; it is then the first.
    """
    shown = first_findings(review)
    found = [
        _dimension(review, dimension, shown[shown["dimension"] == dimension.key])
        for dimension in review.dimensions
    ]
    return [one | {"finding": chosen.get(one["name"], one["finding"])} for one in found]


def _dimension(review: Review, dimension: Dimension, shown: pd.DataFrame) -> dict[str, Any]:
    """A dimension in words; shown are its first findings."""
    status = review.status[review.status["dimension"] == dimension.key]["status"]
    nothing = (
        "The files at hand hold nothing of this dimension; the table of what these data cannot "
        "answer says whom to ask."
        if (status == "not computable").all()
        else "There are too few schools in each level to compare groups of them; the review page "
        "and the workbook list each school."
    )
    titles = [f"{printable(title)}." for title in shown["title"]]
    keys = dict.fromkeys(key for key in shown["caveats"] if key)
    caveats = [*map(caveat_text, keys), *map(printable, review.caveats(dimension.key))]
    return {
        "number": str(dimension.number),
        "name": dimension.name,
        "question": dimension.question,
        "finding": titles[0] if titles else nothing,
        "findings": [printable(sentence) for sentence in shown["sentence"]],
        "nothing": nothing,
        "caveats": caveats,
        "questions": asked_about(review, dimension.key, "")[:QUESTIONS],
        "write": Write(dimension_item(dimension.number)),
    }


def first_findings(review: Review) -> pd.DataFrame:
    """Each dimension's first FINDINGS: with a difference before those without, inside the district
    before the state, then by rank.
    """
    frame = review.findings
    outside = (frame["kind"] == "state").astype("int64")
    frame = frame.assign(_outside=outside, _none=frame["size"] == 0)
    frame = frame.sort_values(["_none", "_outside", "rank"])
    frame = frame.drop_duplicates(["dimension", "metric", "kind", "level"])
    return frame.groupby("dimension", sort=False).head(FINDINGS)


def self_ratings(review: Review) -> list[dict[str, Any]]:
    """The questions of policy that no number answers, with their statements from 0 to 3."""
    file = review.workspace.template(RATINGS)
    return [
        {
            "number": one.id,
            "dimension": dimension.name,
            "label": printable(one.label),
            "statements": [
                {"box": f"{BOX} {step}", "text": printable(text)}
                for step, text in enumerate(one.statements)
            ],
            "write": Write(one.id),
        }
        for dimension in review.dimensions
        for one in ratings(dimension.key, file)
    ]


def missing(review: Review) -> dict[str, Any]:
    """What these data cannot answer: in a sentence, the widest gaps, and measure by measure."""
    status = review.status["status"]
    lost, partly = int((status == "not computable").sum()), int((status == "partial").sum())
    sentence = (
        f"{lost} of {len(status)} measures could not be computed, and {partly} only for some "
        "schools. Asking for the missing data is an action too."
        if lost
        else f"Every measure could be computed; {partly} of {len(status)} only for some schools."
    )
    rows = review.status[review.status["status"] == "not computable"]
    return {
        "missing_sentence": sentence,
        "missing": [
            {"measure": f"{row.metric} {printable(row.label)}", "why": _why(row),
             "holder": printable(row.holder)}
            for row in rows_of(rows)
        ],
        "unknown": [printable(words) for words in unknown(review)],
    }  # fmt: skip


def _why(row: Any) -> str:
    """The missing field in words, or the reason where no field is missing."""
    fields = printable(row.missing_field)
    return f"not in the state's files: {fields}" if fields else printable(row.reason)
