"""Findings: one plain sentence for each comparison that could be made, with what it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from rar.dimensions import DIMENSION_OF
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.coded import as_texts, tuples
from rar.numbers.metric import Metric
from rar.numbers.patterns.certainty import CERTAINTIES, DESCRIPTION_ONLY, ONE_YEAR, PATTERN
from rar.numbers.patterns.judge import (
    KEY,
    PEOPLE_FOR_A_RANK,
    enough_people,
    sizes_of,
    thresholds_of,
)
from rar.numbers.sentences import sentences
from rar.numbers.slope import ONE_SCHOOL

COLUMNS = [
    "district_id", "year", "number", "dimension", "question", "metric", "kind", "level", "focus",
    "sentence", "title", "certainty", "why", "caveats", "size", "n", "schools", "years",
    "people_touched", "sensitivity", "doubts", "rank",
]  # fmt: skip
KINDS = ("need", "slope", "group", "state")
NOT_TESTED = "a difference from the state is described, not tested"
CHECK = "Check before discussing: "
LEAST, MOST = 3, 5  # findings that stand out
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five")
_TESTED = ["certainty", "why", "same_sign_years", "years_known"]
_DIFFERENT = ["district_id", "year", "metric", "kind", "level"]


def find(
    comparisons: pd.DataFrame,
    metrics: Mapping[str, Metric],
    benchmarks: Benchmarks,
    schools: pd.DataFrame | None = None,
    tests: pd.DataFrame | None = None,
    sensitivity: pd.DataFrame | None = None,
    doubts: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The findings of the comparisons that have a gap; columns COLUMNS.

    schools (with need_group and enrollment) tells how many students are touched; tests
    (`rar.numbers.patterns.judge`) how sure we are, without them all is description only;
    sensitivity and doubts are the store's frames of these names.

    size is the gap over the smallest difference worth discussing (`threshold_of`), 0 where too few
    people stand behind it, where its direction hangs on one school, or where a student group
    fares better than the others. rank orders a
    district's findings of a year: by size in bands (twice what is worth discussing, once, less),
    then certainty, then students touched, then size. The order of rows is that of dimensions and
    their metrics.
    """
    usable = as_texts(comparisons[comparisons["gap"].notna()]).reset_index(drop=True)
    usable = _joined(usable, tests, KEY, _TESTED)
    usable = _joined(usable, sensitivity, _DIFFERENT, ["said"])
    usable[["certainty", "why", "said"]] = usable[["certainty", "why", "said"]].fillna("")
    usable["certainty"] = usable["certainty"].replace("", DESCRIPTION_ONLY)
    usable[["same_sign_years", "years_known"]] = usable[_TESTED[2:]].astype("float64").fillna(0)
    usable["touched"] = _touched(usable, schools)
    usable["doubts"] = _doubts(usable, schools, doubts)
    thresholds = thresholds_of(usable, metrics, benchmarks)
    usable["size"] = sizes_of(usable["gap"], thresholds)
    made = _told(usable, metrics)
    order = {metric: place for place, metric in enumerate(metrics)}
    made = made.assign(
        _metric=made["metric"].map(order), _kind=made["kind"].map(KINDS.index)
    ).sort_values(["district_id", "year", "_metric", "_kind", "level", "focus"])
    made["number"] = made.groupby(["district_id", "year"], sort=False).cumcount() + 1
    return _ranked(made)[COLUMNS].sort_index(ignore_index=True)


def _joined(rows, frame: pd.DataFrame | None, by: list[str], columns: list[str]) -> pd.DataFrame:
    """Columns of another frame beside rows, missing where there is no such frame or row."""
    if frame is None or frame.empty:
        return rows.assign(**dict.fromkeys(columns))
    return rows.merge(frame[[*by, *columns]], on=by, how="left")


def _told(rows: pd.DataFrame, metrics: Mapping[str, Metric]) -> pd.DataFrame:
    """The findings without number and rank."""
    kind = rows["kind"]
    told = (kind != "group") | _unfavorable(rows, metrics)
    told &= kind.isin(["need", "slope"]) | (rows["focus_n"] >= PEOPLE_FOR_A_RANK)
    told &= ~((kind == "slope") & (rows["reason"] == ONE_SCHOOL)) & enough_people(rows, metrics)
    both = kind.isin(["need", "group"])
    people = rows["focus_n"] + rows["reference_n"].where(both, 0.0)
    of_metric = {name: rows["metric"].map({one.id: say(one) for one in metrics.values()})
                 for name, say in _OF_METRIC.items()}  # fmt: skip
    made = rows.assign(
        **of_metric,
        **sentences(rows, metrics),
        why=rows["why"].mask(kind == "state", NOT_TESTED),
        size=rows["size"].where(told, 0.0),
        n=people.round().astype("int64"),
        schools=rows["schools"].astype("int64"),
        people_touched=rows["touched"].round().astype("int64"),
        sensitivity=rows["said"],
    )
    return made[[c for c in COLUMNS if c not in ("number", "rank")]]


_OF_METRIC = {
    "dimension": lambda metric: DIMENSION_OF[metric.id].key,
    "question": lambda metric: metric.question,
    "caveats": lambda metric: metric.caveat,
}


def unfavorable(metric: Metric, gap: float) -> bool:
    """Whether a gap means less of what is good, or more of what is not, for the focus."""
    return gap > 0 if _more_is_worse(metric) else gap < 0


def _more_is_worse(metric: Metric) -> bool:
    return metric.better in ("lower", "less for need")


def _unfavorable(rows: pd.DataFrame, metrics: Mapping[str, Metric]) -> pd.Series:
    """`unfavorable`, of many rows."""
    worse = rows["metric"].isin([m.id for m in metrics.values() if _more_is_worse(m)])
    return (rows["gap"] > 0).where(worse, rows["gap"] < 0)


def _ranked(made: pd.DataFrame) -> pd.DataFrame:
    keys = pd.DataFrame(
        {
            "district_id": made["district_id"],
            "year": made["year"],
            "band": -made["size"].clip(upper=2).astype("int64"),
            "sure": made["certainty"].map(CERTAINTIES.index),
            "people": -made["people_touched"],
            "size": -made["size"],
            "number": made["number"],
        }
    )
    ordered = keys.sort_values(list(keys.columns))
    rank = ordered.groupby(["district_id", "year"]).cumcount() + 1
    return made.assign(rank=rank).reset_index(drop=True)


def _touched(rows: pd.DataFrame, schools: pd.DataFrame | None) -> pd.Series:
    """Students in the schools a finding is about; of a student group its own people."""
    own = rows["focus_n"]
    if schools is None:
        return own
    every = pd.concat([schools, schools.assign(level="all")])
    by_level = ["district_id", "year", "level"]
    of_level = every.groupby(by_level)["enrollment"].sum().rename("students")
    by_group = [*by_level, "need_group"]
    of_group = every.groupby(by_group)["enrollment"].sum().rename("students")
    level = rows.join(of_level, on=by_level)["students"]
    group = rows.join(of_group, on=[*by_level, "focus"])["students"]
    touched = own.where(rows["kind"] == "group", level)
    return touched.mask(rows["kind"] == "need", group).fillna(own)


def _doubts(rows: pd.DataFrame, schools: pd.DataFrame | None, doubts) -> list[str]:
    """The doubtful values that enter each comparison, as one sentence; '' for none."""
    if doubts is None or schools is None or doubts.empty:
        return [""] * len(rows)
    level = schools.set_index(["school_id", "year"])["level"]
    told = doubts.join(level, on=["school_id", "year"])
    told["level"] = told["level"].fillna("")  # a doubt about the whole district
    key = ["district_id", "year", "metric", "group", "level", "sentence"]
    known: dict[tuple, list[tuple[str, str]]] = defaultdict(list)
    for *place, where, words in tuples(told[key].drop_duplicates(), *key):
        known[tuple(place)].append((where, words))
    found = []
    for kind, level, focus, *place in tuples(rows, "kind", "level", "focus", *key[:3]):
        groups = ("all", focus) if kind == "group" else ("all",)
        own = [one for group in groups for one in known.get((*place, group), ())]
        said = [words for where, words in own if level == "all" or where in ("", level)]
        more = f" There are {len(said) - 1} more." if len(said) > 1 else ""
        found.append(f"{CHECK}{said[0]}{more}" if said else "")
    return found


def stand_out(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings a reader should see first: patterns, the first of each dimension, by rank.

    Only comparisons inside the district (need, group, slope) whose size reaches the smallest
    difference worth discussing. Where there are fewer than LEAST patterns the largest other
    differences follow, up to LEAST in all; their certainty says what they are. At most MOST;
    empty when there is none.
    """
    inside = findings[(findings["kind"] != "state") & (findings["size"] >= 1)]
    inside = inside.assign(_other=inside["certainty"] != PATTERN).sort_values(["_other", "rank"])
    first = inside.drop_duplicates("dimension")
    patterns = int((~first["_other"]).sum())
    return first.head(min(MOST, max(LEAST, patterns))).drop(columns="_other")


def heading(outstanding: pd.DataFrame) -> str:
    """What the findings that stand out are, as a heading; they are never called more."""
    patterns = int((outstanding["certainty"] == PATTERN).sum())
    if outstanding.empty:
        return "No difference inside this district is large enough to stand out"
    if (outstanding["certainty"] == DESCRIPTION_ONLY).all():
        return "Too few schools to tell a pattern from chance; these differences are the largest"
    if not patterns and outstanding["why"].str.startswith(ONE_YEAR).any():
        return "One year cannot show a pattern; these differences are the largest"
    if not patterns:
        return "No pattern can be told from chance; these differences are the largest"
    words = "One pattern stands out" if patterns == 1 else f"{NUMBERS[patterns]} patterns stand out"
    if patterns == len(outstanding):
        return words
    rest = len(outstanding) - patterns
    return f"{words}; {'another difference is' if rest == 1 else 'two more differences are'} large"
