"""What may be called a pattern: a difference that passes all of five checks.

From `verdict_from` schools on (seven; with fewer there is description only): an arbitrary
assignment would rarely do as much (permutation test, adjusted after Benjamini and Hochberg (1995)
over all tests of a district and year); it is as large as the agency finds worth discussing; it has
the same sign in two of the last three years; groups of schools and the line through all schools
agree; and it does not hang on one school. Anything else is no distinguishable pattern, which is
not the same as none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rar.dimensions import METRICS
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.coded import as_texts
from rar.numbers.metric import Metric
from rar.numbers.patterns.certainty import certainties
from rar.numbers.patterns.lasting import YEARS, same_sign_years
from rar.numbers.patterns.tested import BY_GROUP, BY_NEED, group_tests, need_tests
from rar.numbers.slope import EQUAL_WITHIN

if TYPE_CHECKING:
    from rar.numbers.whole import Whole
    from rar.settings import Settings

KINDS = ("need", "slope", "group")
# Students with greater needs and students of color; other groups are told in their table.
GROUPS_THAT_STAND_OUT = (
    "below", "ed", "el", "swd", "homeless", "foster", "migrant", "bl", "hi", "ai", "as", "ap", "hp",
    "tr",
)  # fmt: skip
PEOPLE_FOR_A_RANK = 30  # in the group and among the others
EVENTS_FOR_A_RANK = 20  # of the group and of the others together
KEY = ["district_id", "year", "metric", "kind", "level", "focus"]
COLUMNS = [
    *KEY, "schools", "p", "p_adjusted", "tests", "same_sign_years", "years_known", "driver",
    "certainty", "why",
]  # fmt: skip


def judged(whole: Whole) -> pd.DataFrame:
    """The tests of the year under review, of all districts; columns COLUMNS."""
    return judge(
        whole.comparisons, whole.measures, whole.schools, METRICS, whole.benchmarks,
        whole.settings, whole.review_year,
    )  # fmt: skip


def judge(
    comparisons: pd.DataFrame,
    measures: pd.DataFrame,
    schools: pd.DataFrame,
    metrics: Mapping[str, Metric],
    benchmarks: Benchmarks,
    settings: Settings,
    year: int,
) -> pd.DataFrame:
    """How sure we are of every comparison inside districts that has a gap; columns COLUMNS.

    One row a comparison of `year` by need groups, slope or student group. schools is how many the
    test rests on; p and p_adjusted are missing where nothing is tested; tests is the number of
    tests of the district in the year; driver the name of the school a comparison hangs on.
    comparisons and measures hold all years; schools the names. Works on one district alone just
    as on the whole state.
    """
    inside = comparisons[comparisons["kind"].isin(KINDS) & comparisons["gap"].notna()]
    inside = as_texts(inside[inside["year"].between(year - YEARS + 1, year)])
    rows = same_sign_years(inside, measures, year).drop(columns="schools")
    rows["enough"] = enough_people(rows, metrics)
    measures = measures[measures["year"] == year]
    told = rows["withheld"] == 0
    few, resamples = settings.small_numbers.verdict_from, settings.patterns.resamples
    group = (rows["kind"] == "group") & rows["enough"] & told
    by_need = need_tests(measures, rows[(rows["kind"] != "group") & told], few, resamples)
    by_group = group_tests(measures, rows[group], few, resamples)
    tested = _adjusted(by_need, by_group)
    names = schools[schools["year"] == year].set_index("school_id")["name"]
    made = pd.concat(
        [
            rows[rows["kind"] != "group"].join(tested["need"], on=BY_NEED),
            rows[rows["kind"] == "group"].join(tested["group"], on=BY_GROUP),
        ]
    ).sort_index()
    made["driver"] = _driver_names(made, names)
    made["tests"] = made["district_id"].map(tested["size"]).fillna(0).astype("int64")
    thresholds = thresholds_of(made, metrics, benchmarks)
    made["size"] = sizes_of(made["gap"], thresholds)
    made["size_within"] = sizes_of(made["within"], thresholds)
    made = made.join(certainties(made, metrics, thresholds, settings))
    return made[COLUMNS].sort_values(KEY, ignore_index=True)


def enough_people(rows: pd.DataFrame, metrics: Mapping[str, Metric]) -> pd.Series:
    """Which comparisons of student groups are tested, and have enough people and events behind
    them; other comparisons rest on schools.
    """
    scale = rows["metric"].map({m.id: 100 if m.unit == "per 100" else 1 for m in metrics.values()})
    events = rows["focus_value"] * rows["focus_n"] + rows["reference_value"] * rows["reference_n"]
    enough = rows["focus"].isin(GROUPS_THAT_STAND_OUT)
    enough &= rows[["focus_n", "reference_n"]].min(axis=1) >= PEOPLE_FOR_A_RANK
    enough &= events / scale.astype("float64") >= EVENTS_FOR_A_RANK
    return enough | (rows["kind"] != "group")


def thresholds_of(
    rows: pd.DataFrame, metrics: Mapping[str, Metric], benchmarks: Benchmarks
) -> np.ndarray:
    """The smallest gaps worth discussing: of a slope one percent of the mean for each ten points
    of need (`rar.numbers.slope`), of all else the agency's (`Benchmarks.practical`).
    """
    agreed = benchmarks.practicals(metrics, rows["metric"], rows["reference_value"])
    of_slope = EQUAL_WITHIN * rows["focus_value"].abs().to_numpy()
    return np.where(rows["kind"] == "slope", of_slope, agreed)


def sizes_of(gaps: pd.Series, thresholds: np.ndarray) -> list[float]:
    """`size_of` many gaps."""
    return list(map(size_of, gaps.tolist(), thresholds.tolist()))


def size_of(gap: float, threshold: float) -> float:
    """A gap in units of its threshold; rounded, so that a gap of the threshold itself is 1."""
    return round(abs(gap) / threshold, 6) if threshold > 0 else 0.0


def adjusted(p: pd.Series, by: pd.Series) -> pd.Series:
    """p adjusted after Benjamini and Hochberg (1995) within each district, missing where p is.

    >>> four = pd.Series([0.01, 0.02, 0.03, 0.5])
    >>> adjusted(four, pd.Series("01", index=four.index)).round(6).tolist()
    [0.04, 0.04, 0.04, 0.5]
    """
    from scipy.stats import false_discovery_control

    known = p.dropna()
    parts = [
        pd.Series(false_discovery_control(one), index=one.index)
        for _, one in known.groupby(by[known.index])
    ]
    return pd.concat(parts).reindex(p.index) if parts else p


def _adjusted(by_need: pd.DataFrame, by_group: pd.DataFrame) -> dict:
    """Both kinds of tests with p_adjusted over both together, and their number by district."""
    p = pd.concat({"need": by_need.reset_index(), "group": by_group.reset_index()})
    p["p_adjusted"] = adjusted(p["p"], p["district_id"])
    columns = ["schools", "p", "p_adjusted", "direction", "driver", "gap_driver"]
    made = {
        kind: p.loc[[kind]].set_index(by)[columns] if len(frame) else frame.reindex(columns=columns)
        for kind, by, frame in (("need", BY_NEED, by_need), ("group", BY_GROUP, by_group))
    }
    return made | {"size": p.groupby("district_id")["p"].count()}


def _driver_names(made: pd.DataFrame, names: pd.Series) -> pd.Series:
    """The name of the school a comparison hangs on: its line first, then its groups of schools."""
    of_gap = made["gap_driver"].where(made["kind"] == "need", "")
    found = made["driver"].where(made["driver"].fillna("") != "", of_gap).fillna("")
    named = found.map(names).astype("str").str.replace(r"\s+", " ", regex=True).str.strip()
    return named.where(found != "", "")
