"""Self-ratings as a reader meets them: statements with empty boxes, before the numbers."""

from __future__ import annotations

import pandas as pd

from rar.exhibits.frame import Numbers, Shown
from rar.numbers.rating import Rating, ratings

BOX = "☐"
HEAD = "Before you see the numbers: where do you stand?"
HOW = (
    "Tick one statement in each table, the one you could show someone today. There is no total, "
    "and no number on the following pages depends on it."
)


def self_ratings(review, dimension: str) -> Shown:
    """The statements of a dimension's self-ratings, one table each, with empty boxes to tick.

    One sentence where the dimension has none.
    """
    found = review.dimension(dimension)
    asked = ratings(found.key, review.workspace.template("self_ratings.csv"))
    if not asked:
        words = f"{found.name} has no self-rating."
        return Shown(f'<p class="rar-note">{words}</p>', words)
    tables = [_table(rating) for rating in asked]
    html = "".join(table.html() for table in tables)
    return Shown(
        f"<section><h2>{HEAD}</h2><p>{HOW}</p>{html}</section>",
        "\n".join([HEAD, HOW, *(table.text() for table in tables)]),
    )


def _table(rating: Rating) -> Numbers:
    """Four rows: the box with its step, and what is true there."""
    boxes = [f"{BOX} {step}" for step in range(len(rating.statements))]
    frame = pd.DataFrame({"Step": boxes, "What is true here": rating.statements})
    return Numbers(f"{rating.question} {rating.label}", frame)
