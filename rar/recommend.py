"""Options for what a finding may come from: templates/recommendations.csv, which the agency owns.

Options are offered, never ordered: the cause is for the room to say. Each row holds one option
for one possible cause; `metric` and the start of `evidence` name one or several metrics.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rar.agency_csv import lines_of
from rar.dimensions import METRICS
from rar.errors import Problem, RarError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "recommendations.csv"
COLUMNS = ["metric", "cause", "cause_type", "option", "evidence", "source"]
CAUSE_TYPES = {  # whose rules or records the possible cause lies in
    "state": "state",
    "district": "district",
    "school": "school",
    "contract": "agreement with staff",
    "data": "the data",
}
LEAST = 2  # options for a metric that a finding can be about


@dataclass(frozen=True)
class Option:
    """One option for one possible cause.

    metrics are those it may answer; watch those to look at afterwards; evidence is what would be
    seen in 90 days.
    """

    metrics: tuple[str, ...]
    cause: str
    cause_type: str
    option: str
    watch: tuple[str, ...]
    evidence: str
    source: str

    @property
    def watched(self) -> str:
        """What to watch, in words: the names of the metrics, then the evidence."""
        names = [f"{METRICS[m].label} ({m})" for m in self.watch]
        return f"{', '.join(names)}; {self.evidence}."


@dataclass(frozen=True)
class Recommendations:
    """All options of the agency's file."""

    rows: tuple[Option, ...]

    @classmethod
    def read(cls, file: Path) -> Recommendations:
        """Read recommendations.csv; a RarError names every line that cannot be used."""
        return _read(file, file.stat().st_mtime_ns)

    def options(self, metric_id: str) -> list[Option]:
        """The options for a metric, in the file's order; [] where there is none."""
        return [row for row in self.rows if metric_id in row.metrics]


@lru_cache(maxsize=4)
def _read(file: Path, changed: int) -> Recommendations:
    """changed is the file's time of change: an edited file is read again."""
    lines = lines_of(file, COLUMNS)
    problems = [
        problem
        for number, line in enumerate(lines, start=2)
        for problem in _problems(file.name, number, line)
    ]
    if problems:
        raise RarError(f"{file.name} does not fit", problems)
    return Recommendations(tuple(_option(line) for line in lines))


def _option(line: dict[str, str]) -> Option:
    watch, evidence = _split(line["evidence"])
    return Option(tuple(line["metric"].split()), line["cause"], line["cause_type"], line["option"],
                  tuple(watch), evidence.rstrip("."), line["source"])  # fmt: skip


def _split(evidence: str) -> tuple[list[str], str]:
    """The metrics to watch and what would be seen: '2a 2f; in 90 days ...'."""
    watch, _, seen = evidence.partition(";")
    return watch.split(), seen.strip()


def _problems(file: str, number: int, line: dict[str, str]) -> Iterator[Problem]:
    for column in ("metric", "cause", "option", "evidence"):
        if not line[column]:
            yield Problem("this is empty", file, row=number, column=column)
    kind = line["cause_type"]
    if kind not in CAUSE_TYPES:
        close = nearest(kind, CAUSE_TYPES)
        cure = f"did you mean {close[0]!r}?" if close else ""
        yield Problem("there is no such type of cause", file, row=number, column="cause_type",
                      value=kind, allowed=", ".join(CAUSE_TYPES), cure=cure)  # fmt: skip
    watch, seen = _split(line["evidence"])
    if line["evidence"] and not seen:
        yield Problem("after the metrics to watch and a semicolon, say what would be seen", file,
                      row=number, column="evidence", value=line["evidence"])  # fmt: skip
    for column, ids in (("metric", line["metric"].split()), ("evidence", watch if seen else [])):
        for one in ids:
            if one not in METRICS:
                close = nearest(one, METRICS)
                cure = f"did you mean {', '.join(close)}?" if close else "see the data dictionary"
                yield Problem("there is no such metric", file, row=number, column=column,
                              value=one, cure=cure)  # fmt: skip
