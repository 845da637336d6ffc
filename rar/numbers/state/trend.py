"""Trends: which way a difference has gone over up to five years, in plain words.

The rules, so that a sentence says no more than the years do:

- A direction is told from three known years on. A year that is doubtful at source, or in which
  schools were grouped another way than in the last (halves, not quarters), is left out.
- Where all years lie closer together than the smallest difference worth talking about
  (`Benchmarks.practical`), the difference has stayed about the same.
- It has moved where the last year lies at least that far from the first and more than half of the
  steps from one known year to the next go that way; otherwise there is no steady direction.
- It has then widened, narrowed, or turned: gone from one side of zero to the other.
- Where a side counts fewer than PEOPLE_FOR_A_RANK (people, as a rule) in a year, no direction is
  told.

No test of significance is made: five points carry none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from rar.dimensions import METRICS
from rar.numbers.doubts import WHOLE_DISTRICT
from rar.numbers.metric import Metric
from rar.numbers.patterns.judge import GROUPS_THAT_STAND_OUT, PEOPLE_FOR_A_RANK
from rar.numbers.sentences import PEOPLE
from rar.words import span

if TYPE_CHECKING:
    from rar.numbers.benchmarks import Benchmarks
    from rar.numbers.whole import Whole

YEARS, LEAST_YEARS = 5, 3
WIDENED, NARROWED, TURNED = "widened", "narrowed", "turned"
SAME, UNSTEADY = "about the same", "no steady direction"
TOO_FEW, FEW_PEOPLE = "too few years", "too few people"
COLUMNS = [
    "district_id", "metric", "kind", "level", "focus", "first_year", "last_year", "first", "last",
    "years", "steps", "direction", "left_out", "sentence",
]  # fmt: skip
_SERIES = ["district_id", "metric", "kind", "level", "series"]
_NUMBERS = ("no", "one", "two", "three", "four")


_YEARLY = ("year", "gap", "reference_value", "people", "doubtful")


class Series(NamedTuple):
    """One difference over its known years, in order of time.

    references are the values it is from; people the number counted on the smaller side.
    """

    district_id: str
    metric: str
    kind: str
    level: str
    focus: str
    years: list[int]
    gaps: list[float]
    references: list[float]
    people: list[float]
    doubtful: list[bool]


class Direction(NamedTuple):
    """A direction, and how many of the steps from year to year went that way."""

    name: str
    steps: int


def direction(gaps: Sequence[float], practical: float) -> Direction:
    """The direction of a difference over its known years, in order of time.

    practical is the smallest change worth talking about, in the unit of the gaps.

    >>> direction([0.02, 0.04, 0.03, 0.06, 0.09], 0.05)
    Direction(name='widened', steps=3)
    >>> direction([0.02, 0.09, 0.01], 0.05).name, direction([0.02, 0.09], 0.05).name
    ('no steady direction', 'too few years')
    """
    if len(gaps) < LEAST_YEARS:
        return Direction(TOO_FEW, 0)
    if max(gaps) - min(gaps) < practical:
        return Direction(SAME, 0)
    first, last = gaps[0], gaps[-1]
    same_way = sum((b - a) * (last - first) > 0 for a, b in pairwise(gaps))
    if abs(last - first) < practical or 2 * same_way < len(gaps):
        return Direction(UNSTEADY, same_way)
    # A difference that goes a little past zero has closed; it has not turned.
    large = [abs(end) >= practical for end in (first, last)]
    if first * last < 0 and large[0] == large[1]:
        return Direction(TURNED, same_way)
    return Direction(WIDENED if abs(last) > abs(first) else NARROWED, same_way)


def trends(whole: Whole) -> pd.DataFrame:
    """The direction of every series of differences; one row each, columns COLUMNS.

    Series: need groups within a level, the district against the state over all levels, and
    student groups that may have greater needs against the rest. first and last are the gaps of
    the first and last year told of; steps counts those that went the direction's way; left_out
    lists years that are doubtful at source.
    """
    rows = whole.comparisons
    told = (rows["kind"] == "need") & (rows["focus"] != "")
    told |= (rows["kind"] == "state") & (rows["level"] == "all")
    told |= (rows["kind"] == "group") & rows["focus"].isin(GROUPS_THAT_STAND_OUT)
    latest = sorted(whole.years)[-YEARS:]
    rows = rows[told & rows["gap"].notna() & rows["year"].isin(latest)]
    rows = _of_one_grouping(rows.sort_values("year", kind="stable"))
    rows = rows.assign(
        people=rows[["focus_n", "reference_n"]].min(axis=1),
        doubtful=_in_doubt(rows, whole.made["doubts"]),
    )
    made = [_trend(series, whole.benchmarks) for series in _series(rows)]
    return pd.DataFrame(made, columns=COLUMNS)


def _of_one_grouping(rows: pd.DataFrame) -> pd.DataFrame:
    """Only the years in which a series compares the same groups as in its last year."""
    series = rows["focus"].where(rows["kind"] == "group", "")
    rows = rows.assign(series=series)
    last = rows.groupby(_SERIES)["focus"].transform("last")
    return rows[rows["focus"] == last]


def _in_doubt(rows: pd.DataFrame, doubts: pd.DataFrame) -> pd.Series:
    """Which rows lie in a year that is doubtful at source in most of the district."""
    doubts = doubts[doubts["school_id"] == WHOLE_DISTRICT]
    at = pd.MultiIndex.from_frame(doubts[["district_id", "year", "metric", "group"]])
    key = rows[["district_id", "year", "metric"]]
    group = rows["focus"].where(rows["kind"] == "group", "all")
    doubtful = pd.MultiIndex.from_frame(key.assign(group=group)).isin(at)
    # a doubt about all students is one about the rest of every group, too
    doubtful |= pd.MultiIndex.from_frame(key.assign(group="all")).isin(at)
    return pd.Series(doubtful, index=rows.index)


def _series(rows: pd.DataFrame) -> Iterator[Series]:
    """Each series with its years in order."""
    rows = rows.sort_values([*_SERIES, "year"])
    starts = np.flatnonzero(~rows.duplicated(_SERIES).to_numpy())
    ends = [*starts[1:], len(rows)]
    keys = rows[["district_id", "metric", "kind", "level", "focus"]].to_numpy()
    columns = [rows[c].tolist() for c in _YEARLY]
    for start, end in zip(starts, ends, strict=True):
        yield Series(*keys[start], *(column[start:end] for column in columns))


def _trend(series: Series, benchmarks: Benchmarks) -> tuple:
    """The row of one series."""
    metric = METRICS[series.metric]
    known = [i for i, doubtful in enumerate(series.doubtful) if not doubtful]
    left_out = [year for i, year in enumerate(series.years) if i not in known]
    years = [series.years[i] for i in known]
    gaps = [series.gaps[i] for i in known]
    mean = sum(series.references[i] for i in known) / len(known) if known else 0.0
    found = direction(gaps, benchmarks.practical(metric, mean))
    if len(known) >= LEAST_YEARS and min(series.people[i] for i in known) < PEOPLE_FOR_A_RANK:
        found = Direction(FEW_PEOPLE, 0)
    ends = (years[0], years[-1], gaps[0], gaps[-1]) if known else (0, 0, np.nan, np.nan)
    said = f"{metric.label}, {_subject(series)}: {_says(metric, found, years, gaps)}"
    if left_out:
        said += f" ({'without ' if known else ''}{span(left_out)} doubtful at source)"
    return (
        series.district_id, series.metric, series.kind, series.level, series.focus, *ends,
        len(known), found.steps, found.name, ", ".join(map(str, left_out)), said,
    )  # fmt: skip


def _says(metric: Metric, found: Direction, years: list[int], gaps: list[float]) -> str:
    if not years:
        return "no direction can be told"
    ends = [f"{metric.gap_text(gaps[at])} in {years[at]}" for at in (0, -1)]
    if len(years) == 1:
        return f"{ends[0]}, the only year known"
    both = " and ".join(ends)
    if found.name == TOO_FEW:
        return f"{both}; two years are too few to tell a direction"
    if found.name == FEW_PEOPLE:
        return f"{both}; too few are counted to tell a direction"
    if found.name in (SAME, UNSTEADY):
        verb = "has stayed about the same" if found.name == SAME else "has no steady direction"
        return f"the difference {verb}, {both}"
    verb = "turned to the other side" if found.name == TURNED else found.name
    steps = _steps(found.steps, len(years) - 1)
    return f"the difference has {verb} in {steps} steps, from {' to '.join(ends)}"


def _steps(some: int, every: int) -> str:
    """How many of the steps, in words.

    >>> _steps(2, 2), _steps(4, 4), _steps(3, 4)
    ('both', 'all four', 'three of four')
    """
    if some == every:
        return "both" if every == 2 else f"all {_NUMBERS[every]}"
    return f"{_NUMBERS[some]} of {_NUMBERS[every]}"


def _subject(series: Series) -> str:
    if series.kind == "need":
        return f"{series.level} schools of greater need against lesser need"
    if series.kind == "state":
        return "the district against the state"
    return f"{PEOPLE.get(series.focus, series.focus)} against other students"
