"""Facts that are public anyway: known_facts.csv in the workspace's references/."""

from __future__ import annotations

from pathlib import Path

from rar.agency_csv import lines_of
from rar.dimensions import METRICS
from rar.errors import Problem, RarError

FILE = "known_facts.csv"
COLUMNS = ["year", "school_id", "district_id", "group", "field", "count"]
PEOPLE = "people"
# The people of a group are counted by the composition of schools; all of them by enrollment.
GROUPS = next(metric for metric in METRICS.values() if metric.kind == "composition")


def known_facts(references: Path) -> dict[str, float]:
    """Counts by cell id; none without the file.

    A row is the numerator of a metric (its id in `field`) or, with 'people', the students of a
    group. Raises RarError naming every row that is no fact about one school.
    """
    file = references / FILE
    if not file.is_file():
        return {}
    facts: dict[str, float] = {}
    problems: list[Problem] = []
    for at, line in enumerate(lines_of(file, COLUMNS), start=2):
        if not any(line.values()):
            continue
        wrong = _wrong(line)
        if wrong:
            column, what = wrong
            problems.append(Problem(what, file=FILE, row=at, column=column, value=line[column]))
            continue
        for layer in _layers(line):
            facts[f"{layer}|{line['year']}|{line['school_id']}|{line['group']}"] = float(
                line["count"]
            )
    if problems:
        raise RarError(
            f"{FILE} cannot be read.", problems,
            "Correct these rows: a fact is one count of one school, as others have published it.",
        )  # fmt: skip
    return facts


def _wrong(line: dict[str, str]) -> tuple[str, str] | None:
    if not line["year"].isdecimal():
        return "year", "the year is the spring of a school year, such as 2022"
    if not line["school_id"]:
        return "school_id", "the school's id is missing"
    if not line["group"]:
        return "group", "the group is missing; 'all' for all students"
    if line["field"] != PEOPLE and line["field"] not in METRICS:
        return "field", "this is neither 'people' nor the id of a metric"
    if not line["count"].isdecimal():
        return "count", "a count is a whole number, 0 or more"
    return None


def _layers(line: dict[str, str]) -> list[str]:
    if line["field"] != PEOPLE:
        return [line["field"]]
    return [GROUPS.needs[-1] if line["group"] == "all" else GROUPS.id]
