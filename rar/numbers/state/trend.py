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

from collections.abc import Sequence
from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from rar.dimensions import METRICS
from rar.numbers.coded import as_texts, coded, numbered, tuples
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
_USED = [
    "district_id", "metric", "kind", "level", "focus", "year", "gap", "reference_value", "focus_n",
    "reference_n",
]  # fmt: skip
_NUMBERS = ("no", "one", "two", "three", "four")


class Direction(NamedTuple):
    """A direction, and how many of the steps from year to year went that way."""

    name: str
    steps: int


class Trend(NamedTuple):
    """What the sentence of one series is made of; doubted are the years doubtful at source."""

    metric: str
    kind: str
    level: str
    focus: str
    first_year: int
    last_year: int
    first: float
    last: float
    years: int
    steps: int
    direction: str
    doubted: list[int]


def direction(gaps: Sequence[float], practical: float) -> Direction:
    """The direction of a difference over its known years, in order of time.

    practical is the smallest change worth talking about, in the unit of the gaps.

    >>> direction([0.02, 0.04, 0.03, 0.06, 0.09], 0.05)
    Direction(name='widened', steps=3)
    >>> direction([0.02, 0.09, 0.01], 0.05).name, direction([0.02, 0.09], 0.05).name
    ('no steady direction', 'too few years')
    """
    names, steps = directions(np.array([gaps], dtype="float64"), np.array([practical]))
    return Direction(str(names[0]), int(steps[0]))


def directions(gaps: np.ndarray, practical: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`direction` of many differences: names, and steps that went that way.

    gaps is (differences, years), the known years of each first and NaN after them.
    """
    gaps = np.pad(gaps, ((0, 0), (0, 1)), constant_values=np.nan)
    known = (~np.isnan(gaps)).sum(axis=1)
    first, last = gaps[:, 0], np.take_along_axis(gaps, known[:, None] - 1, axis=1)[:, 0]
    moved, spread = last - first, np.fmax.reduce(gaps, axis=1) - np.fmin.reduce(gaps, axis=1)
    same_way = (np.diff(gaps, axis=1) * moved[:, None] > 0).sum(axis=1)
    # A difference that goes a little past zero has closed; it has not turned.
    both_or_none = (np.abs(first) >= practical) == (np.abs(last) >= practical)
    few, same = known < LEAST_YEARS, spread < practical
    names = np.select(
        [few, same, (np.abs(moved) < practical) | (2 * same_way < known),
         (first * last < 0) & both_or_none, np.abs(last) > np.abs(first)],
        [TOO_FEW, SAME, UNSTEADY, TURNED, WIDENED],
        NARROWED,
    )  # fmt: skip
    return names, np.where(few | same, 0, same_way)


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
    rows = coded(rows.loc[told & rows["gap"].notna() & rows["year"].isin(latest), _USED])
    rows = _of_one_grouping(rows.sort_values("year", kind="stable"))
    rows = rows.assign(
        people=rows[["focus_n", "reference_n"]].min(axis=1),
        doubtful=_in_doubt(rows, whole.made["doubts"]),
    )
    rows = rows.sort_values([*_SERIES, "year"], ignore_index=True)
    first = ~rows.duplicated(_SERIES)
    series = as_texts(rows.loc[first, ["district_id", "metric", "kind", "level", "focus"]])
    rows["of"] = first.cumsum() - 1
    return _with_sentences(_told(series.reset_index(drop=True), rows, whole.benchmarks))


def _of_one_grouping(rows: pd.DataFrame) -> pd.DataFrame:
    """Only the years in which a series compares the same groups as in its last year."""
    focus = rows["focus"].cat.codes
    rows = rows.assign(series=focus.where(rows["kind"] == "group", -1))
    number, _ = numbered(rows, _SERIES)
    return rows[focus == focus.groupby(number).transform("last")]


def _in_doubt(rows: pd.DataFrame, doubts: pd.DataFrame) -> pd.Series:
    """Which rows lie in a year that is doubtful at source in most of the district."""
    doubts = doubts[doubts["school_id"] == WHOLE_DISTRICT]
    at = pd.MultiIndex.from_frame(doubts[["district_id", "year", "metric", "group"]])
    some = as_texts(rows[rows["district_id"].isin(doubts["district_id"])])
    key = some[["district_id", "year", "metric"]]
    group = some["focus"].where(some["kind"] == "group", "all")
    doubtful = pd.MultiIndex.from_frame(key.assign(group=group)).isin(at)
    # a doubt about all students is one about the rest of every group, too
    doubtful |= pd.MultiIndex.from_frame(key.assign(group="all")).isin(at)
    return pd.Series(doubtful, index=some.index).reindex(rows.index, fill_value=False)


def _told(series: pd.DataFrame, rows: pd.DataFrame, benchmarks: Benchmarks) -> pd.DataFrame:
    """The series with what is told of them; rows say of which series they are (`of`)."""
    known = rows[~rows["doubtful"]]
    at = known["of"].to_numpy(), known.groupby("of").cumcount().to_numpy()
    years, gaps, references, people = (
        _by_year(known[name], at, len(series))
        for name in ("year", "gap", "reference_value", "people")
    )
    number = (~np.isnan(gaps)).sum(axis=1)
    total = sum(np.nan_to_num(references[:, year]) for year in range(YEARS))
    mean = np.divide(total, number, out=np.zeros(len(series)), where=number > 0)
    names, steps = directions(gaps, benchmarks.practicals(METRICS, series["metric"], mean))
    few = (number >= LEAST_YEARS) & (np.fmin.reduce(people, axis=1) < PEOPLE_FOR_A_RANK)
    last = np.maximum(number - 1, 0)[:, None]
    doubted: dict[int, list[int]] = {}
    for one, year in tuples(rows[rows["doubtful"]], "of", "year"):
        doubted.setdefault(one, []).append(year)
    return series.assign(
        first_year=np.nan_to_num(years[:, 0]).astype("int64"),
        last_year=np.nan_to_num(np.take_along_axis(years, last, axis=1)[:, 0]).astype("int64"),
        first=gaps[:, 0],
        last=np.take_along_axis(gaps, last, axis=1)[:, 0],
        years=number,
        steps=np.where(few, 0, steps),
        direction=pd.Series(np.where(few, FEW_PEOPLE, names), dtype="str"),
        doubted=[doubted.get(one, []) for one in range(len(series))],
    )


def _by_year(values: pd.Series, at: tuple[np.ndarray, np.ndarray], series: int) -> np.ndarray:
    """Values of the known years as (series, YEARS), NaN after the last."""
    made = np.full((series, YEARS), np.nan)
    made[at] = values
    return made


def _with_sentences(made: pd.DataFrame) -> pd.DataFrame:
    """The trends with the years left out and the sentence; columns COLUMNS."""
    said = []
    for row in starmap(Trend, tuples(made, *Trend._fields)):
        metric = METRICS[row.metric]
        words = f"{metric.label}, {_subject(row)}: {_says(metric, row)}"
        if row.doubted:
            without = "without " if row.years else ""
            words += f" ({without}{span(row.doubted)} doubtful at source)"
        said.append(words)
    left_out = [", ".join(map(str, years)) for years in made["doubted"]]
    texts = {"left_out": left_out, "sentence": said}
    return made.assign(**pd.DataFrame(texts, dtype="str"))[COLUMNS]


def _says(metric: Metric, row: Trend) -> str:
    if not row.years:
        return "no direction can be told"
    ends = [
        f"{metric.gap_text(gap)} in {year}"
        for gap, year in ((row.first, row.first_year), (row.last, row.last_year))
    ]
    if row.years == 1:
        return f"{ends[0]}, the only year known"
    both = " and ".join(ends)
    if row.direction == TOO_FEW:
        return f"{both}; two years are too few to tell a direction"
    if row.direction == FEW_PEOPLE:
        return f"{both}; too few are counted to tell a direction"
    if row.direction in (SAME, UNSTEADY):
        verb = "has stayed about the same" if row.direction == SAME else "has no steady direction"
        return f"the difference {verb}, {both}"
    verb = "turned to the other side" if row.direction == TURNED else row.direction
    steps = _steps(row.steps, row.years - 1)
    return f"the difference has {verb} in {steps} steps, from {' to '.join(ends)}"


def _steps(some: int, every: int) -> str:
    """How many of the steps, in words.

    >>> _steps(2, 2), _steps(4, 4), _steps(3, 4)
    ('both', 'all four', 'three of four')
    """
    if some == every:
        return "both" if every == 2 else f"all {_NUMBERS[every]}"
    return f"{_NUMBERS[some]} of {_NUMBERS[every]}"


def _subject(series: Trend) -> str:
    if series.kind == "need":
        return f"{series.level} schools of greater need against lesser need"
    if series.kind == "state":
        return "the district against the state"
    return f"{PEOPLE.get(series.focus, series.focus)} against other students"
