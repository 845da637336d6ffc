"""What stands where a number cannot: the panel of a missing field, and the discussion questions."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rar.agency_csv import lines_of
from rar.dimensions import DIMENSION_OF, DIMENSIONS
from rar.errors import Problem, RarError
from rar.exhibits import data
from rar.exhibits.frame import Exhibit, panel
from rar.numbers.metric import Metric

COLUMNS = ["dimension", "metric", "question"]


def cannot(
    review,
    metric: Metric,
    exhibit: str = "",
    question: str = "",
    missing: str = "",
    title: str = "",
) -> Exhibit:
    """The exhibit of a question that cannot be answered: missing, who has it, what to ask.

    missing and title say so in other words than the field that the state's files lack.
    """
    row = data.status_row(review, metric.id)
    field = missing or row["missing_field"] or f"{row['reason']} ({metric.label})"
    title = title or f"This question cannot be answered with the files at hand: {metric.label}"
    key_questions = DIMENSION_OF[metric.id].key_questions
    question = question or key_questions.get(metric.question, metric.label)
    told = panel(f"{_sentence(field)}", _sentence(row["holder"]), ask(review, metric.id))
    return Exhibit(exhibit, question, "not computable", "", title, told)


def _sentence(words: str) -> str:
    words = words.strip()
    return words if not words or words[-1] in ".?!" else f"{words}."


def ask(review, metric_id: str) -> str:
    """What to ask in the room while a number is missing: the metric's question, else one of its
    dimension's.
    """
    dimension = DIMENSION_OF[metric_id].key
    rows = questions_of(review, dimension)
    own = [question for metric, question in rows if metric == metric_id]
    rest = [question for metric, question in rows if not metric]
    return (own or rest or [question for _, question in rows] or [""])[0]


def questions_of(review, dimension: str) -> tuple[tuple[str, str], ...]:
    """The (metric, question) rows of templates/questions.csv for a dimension, in their order."""
    file = review.workspace.template("questions.csv")
    rows = read_questions(file, file.stat().st_mtime_ns)
    return tuple((metric, question) for key, metric, question in rows if key == dimension)


@lru_cache(maxsize=4)
def read_questions(file: Path, changed: int = 0) -> tuple[tuple[str, str, str], ...]:
    """Read questions.csv; RarError names every line that cannot be used.

    changed is the file's time of change: an edited file is read again.
    """
    rows = [tuple(row[c] for c in COLUMNS) for row in lines_of(file, COLUMNS)]
    known = ["overview", *(d.key for d in DIMENSIONS)]
    problems = [
        problem
        for line, (dimension, metric, question) in enumerate(rows, start=2)
        for problem in _problems(file.name, line, dimension, metric, question, known)
    ]
    if problems:
        raise RarError(f"{file.name} does not fit", problems)
    return tuple(rows)


def _problems(file, line, dimension, metric, question, known):
    if dimension not in known:
        yield Problem("there is no such dimension", file, row=line, column="dimension",
                      value=dimension, allowed=", ".join(known))  # fmt: skip
    if metric and metric not in DIMENSION_OF:
        yield Problem("there is no such metric", file, row=line, column="metric", value=metric,
                      allowed=", ".join(DIMENSION_OF))  # fmt: skip
    if not question:
        yield Problem("the question is missing", file, row=line, column="question")
