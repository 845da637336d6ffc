"""Self-ratings: questions of policy and practice that no number answers.

The people in the room choose the statement that fits, from 0 (not there) to 3 (there and checked),
before they see the numbers. The statements stand in templates/self_ratings.csv, which the agency
may change: one line a rating, columns COLUMNS.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rar.agency_csv import lines_of
from rar.dimensions import DIMENSIONS, Dimension
from rar.errors import Problem, RarError

STEPS = ("zero", "one", "two", "three")
COLUMNS = ["metric", "dimension", "label", "key_question", *STEPS]


@dataclass(frozen=True)
class Rating:
    """One self-rating: its number in the metric catalogue, its name, the key question it answers.

    statements: what is true at step 0, 1, 2 and 3, in words that a person can agree with or not.
    """

    id: str
    dimension: str
    label: str
    question: str
    statements: tuple[str, str, str, str]


def ratings(dimension_key: str, file: Path) -> tuple[Rating, ...]:
    """The self-ratings of a dimension, in the order of the file; RarError names every mistake."""
    found = _read(file, file.stat().st_mtime_ns)
    return tuple(rating for rating in found if rating.dimension == dimension_key)


@lru_cache(maxsize=4)
def _read(file: Path, changed: int) -> tuple[Rating, ...]:
    rows = lines_of(file, COLUMNS)
    problems = [
        Problem(what, file.name, row=line, column=column, value=row[column], allowed=allowed)
        for line, row in enumerate(rows, start=2)
        for column, what, allowed in _mistakes(row, [r["metric"] for r in rows[: line - 2]])
    ]
    if problems:
        raise RarError(f"{file.name} does not fit", problems)
    return tuple(
        Rating(row["metric"], row["dimension"], row["label"], row["key_question"],
               tuple(row[step] for step in STEPS))
        for row in rows
    )  # fmt: skip


def _mistakes(row: dict[str, str], before: list[str]) -> Iterator[tuple[str, str, str]]:
    """Column, what is wrong and what is allowed, for each mistake of one line."""
    for column in ("metric", "label", *STEPS):
        if not row[column]:
            yield column, "it is empty", "a few plain words"
    if row["metric"] in before:
        yield "metric", "it has a line already", "each rating once"
    dimensions: dict[str, Dimension] = {d.key: d for d in DIMENSIONS}
    dimension = dimensions.get(row["dimension"])
    if dimension is None:
        yield "dimension", "there is no such dimension", ", ".join(dimensions)
    elif row["key_question"] not in dimension.key_questions:
        allowed = ", ".join(dimension.key_questions)
        yield "key_question", f"{dimension.name} has no such key question", allowed
