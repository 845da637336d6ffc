"""The findings a meeting takes up, as cards: what is seen, how sure, the numbers, the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from rar.dimensions import DIMENSION_OF
from rar.exhibits import data
from rar.exhibits.asked import questions_of
from rar.exhibits.frame import Exhibit, Picture
from rar.exhibits.options import of
from rar.numbers.patterns.certainty import PATTERN
from rar.packet.printable import printable
from rar.packet.priorities import priorities
from rar.packet.word.charts import dollars_of, exhibit_of, marker
from rar.packet.word.numbers import numbers_of
from rar.record.controls import Write
from rar.record.fields import CAUSES, MORE, dimension_item, key_of

if TYPE_CHECKING:
    from rar.review import Review

QUESTIONS = 2  # of the room, a card; the ladder of places to write asks the rest
CARE = 1, 2  # parts of 'read with care': of a card about the state, and of the others
MONEY_NAME, MONEY_FIRST = "The money", "1a"
NO_MONEY = (
    "Whether money follows need cannot be told from these files; the questions below can be "
    "talked over without it."
)


class Cards:
    """The cards of one review: `money`, `cards`, the `topics` to plan for, and their pictures.

    causes holds, by key of the answer, the causes that the agency's options name for a finding.
    """

    def __init__(self, review: Review):
        self.review = review
        self.pictures: dict[str, Picture] = {}
        self.causes: dict[str, tuple[str, ...]] = {}
        rows = [row for _, row in priorities(review).iterrows()]
        self.cards = [self._card(row) for row in rows if row["card"]]
        about = [row for row in rows if not row["card"]]
        self.money = self._card(about[0]) if about else self._no_money()

    @property
    def titles(self) -> dict[str, str]:
        """Each card's finding as a sentence, by the name of its dimension."""
        return {card["dimension"]: f"{card['title']}." for card in (self.money, *self.cards)}

    @property
    def topics(self) -> list[dict[str, Any]]:
        """What causes, barriers and actions are asked of: every finding, then own topics."""
        chosen = [
            {"name": card["heading"], "title": card["title"], "own": False, "write": card["write"]}
            for card in (self.money, *self.cards)
        ]
        own = [
            {"name": f"Our own topic {place}", "title": "", "own": True, "write": Write(item)}
            for place, item in enumerate(MORE, start=1)
        ]
        return [*chosen, *own]

    def _card(self, row: pd.Series) -> dict[str, Any]:
        review, metric = self.review, data.metric_of(row["metric"])
        exhibit = exhibit_of(review, row)
        said = {
            "title": printable(row["title"]),
            "sentence": printable(row["sentence"]),
            # that it is a pattern is said, with the reasons, by how sure we are
            "because": "" if row["certainty"] == PATTERN else printable(row["because"]),
            "sure": printable(data.sure(row)),
            "doubts": printable(row["doubts"]),
            "care": _care(exhibit, CARE[row["kind"] != "state"]),
            "trend": trend_of(review, row),
            "numbers": numbers_of(review, metric, row),
        }
        number = str(row["card"])
        heading = f"Card {number}" if row["card"] else MONEY_NAME
        return self._made(number, heading, row["code"], metric, exhibit, said)

    def _no_money(self) -> dict[str, Any]:
        metric = data.metric_of(MONEY_FIRST)
        exhibit = dollars_of(self.review, metric.id)
        said = {"title": NO_MONEY.partition(";")[0], "sentence": NO_MONEY, "because": "",
                "sure": "", "doubts": "", "trend": "", "numbers": [],
                "care": _care(exhibit, CARE[1])}  # fmt: skip
        code = dimension_item(DIMENSION_OF[metric.id].number)
        return self._made("0", MONEY_NAME, code, metric, exhibit, said)

    def _made(self, number: str, heading: str, code: str, metric, exhibit: Exhibit, said) -> dict:
        dimension = DIMENSION_OF[metric.id]
        chart = isinstance(exhibit.body, Picture)
        if chart:
            self.pictures[number] = exhibit.body
        causes = dict.fromkeys(option.cause for option in of(self.review, metric.id))
        self.causes[key_of(code, CAUSES)] = tuple(causes)
        return said | {
            "number": number,
            "heading": heading,
            "dimension": dimension.name,
            "question": dimension.key_questions.get(metric.question, dimension.question),
            "chart": marker(number) if chart else "",
            "measure": printable(metric.label),
            "questions": asked_about(self.review, dimension.key, metric.id)[:QUESTIONS],
            "write": Write(code),
        }


def _care(exhibit: Exhibit, parts: int) -> str:
    return printable(" ".join(exhibit.care[:parts]))


def trend_of(review: Review, row: pd.Series) -> str:
    """Whether the difference is lasting, in a sentence; '' where the years do not say."""
    found = data.of_metric(review, "trends", row["metric"])
    kind = "need" if row["kind"] == "slope" else row["kind"]
    found = found[(found["kind"] == kind) & (found["level"] == row["level"])]
    if kind != "need":  # a level has one comparison by need, whatever the size of its groups
        found = found[found["focus"] == row["focus"]]
    return f"{printable(found['sentence'].iloc[0])}." if len(found) else ""


def asked_about(review: Review, dimension: str, metric_id: str) -> list[str]:
    """The dimension's questions for the room: the metric's own first, then the general ones."""
    rows = questions_of(review, dimension)
    own = [question for metric, question in rows if metric == metric_id]
    general = [question for metric, question in rows if not metric]
    return [*own, *general]
