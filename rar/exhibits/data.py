"""The frames the figures are drawn from: one metric of one review, as a reader compares it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from rar.cut import cut
from rar.dimensions import METRICS
from rar.errors import RarError, nearest
from rar.exhibits.doubts import doubted_schools
from rar.figures import Subject
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.compare import pool
from rar.numbers.doubts import rests_on_few
from rar.numbers.metric import Metric
from rar.numbers.need import HALVES, QUARTERS
from rar.numbers.whole import LEVEL, NEED_GROUP
from rar.parquet import TEXT
from rar.recent import recent
from rar.review import schools_of_year, status_of_year
from rar.tables import LEVELS
from rar.words import CHECK, FEW_PEOPLE, absence

ALL_LEVELS = (*LEVELS, "other")
NO_MEASURE = {  # of a school that has no row
    "numerator": np.nan, "denominator": np.nan, "value": np.nan, "status": "",
    "few_people": False, "withheld": 0,
}  # fmt: skip


def metric_of(metric_id: str) -> Metric:
    """A metric by its id; RarError with the nearest id where there is none."""
    if metric_id in METRICS:
        return METRICS[metric_id]
    close = nearest(metric_id, METRICS) or list(METRICS)[:1]
    raise RarError(f"There is no metric {metric_id!r}", cure=f"Did you mean {close[0]!r}?")


def of_metric(review, name: str, metric_id: str, **wanted: str | int) -> pd.DataFrame:
    """The rows of one metric in one of a review's frames, and of a year, a kind and so on."""
    frame = review.findings_frame if name == "findings" else review.frame(name)
    return cut(frame, metric=metric_id, **wanted)


def schools_of(review) -> pd.DataFrame:
    """This year's schools; not to be changed."""
    return schools_of_year(review.frame("schools"), review.year)


@recent
def _statuses(availability: pd.DataFrame, year: int) -> dict[str, pd.Series]:
    return {row["metric"]: row for _, row in status_of_year(availability, year).iterrows()}


def subject(review, metric: Metric) -> Subject:
    """The metric's words and units, as figures need them."""
    unit = "dollars" if metric.unit == "salary" else metric.unit
    return Subject(metric.label, unit, metric.text, review.need_name)


def scale_of(metric: Metric) -> dict[str, float]:
    """The factor `rar.numbers.compare.pool` multiplies pooled values with."""
    return {metric.id: 100.0 if metric.unit == "per 100" else 1.0}


def school_values(review, metric: Metric, group: str = "all") -> pd.DataFrame:
    """This year's schools with their value: one row a school, also where there is none.

    Returns name (short), full_name, level (elementary, middle, high or other), need, need_group,
    weight (enrollment), marked (identified for support), numerator, denominator, value, withheld
    (1 where this edition withholds it), reason (words where there is no value), note (words where
    the value is doubtful at source, or rests on few people).
    """
    least = review.settings.small.minimum_group
    measures = _with_few_people(review.frame("measures"), least)
    own = cut(measures, metric=metric.id, year=review.year, group=group)
    schools = schools_of(review)["school_id"].tolist()
    places = {school: place for place, school in enumerate(own["school_id"])}
    rows = np.array([places.get(school, len(own)) for school in schools], dtype="int64")
    found = {name: np.append(own[name], [absent])[rows] for name, absent in NO_MEASURE.items()}
    # A school without a counselor has no number of students for each; it has none.
    nobody = "none there" if metric.unit == "students" else absence("not applicable")
    unknown = "not published" if own.empty else "missing"
    doubted = doubted_schools(review, metric.id, group)
    reasons, notes = [], []
    for school, value, status, few in zip(
        schools, found["value"], found["status"], found["few_people"], strict=True
    ):
        known = value == value
        words = nobody if status == "not applicable" else absence(status or unknown)
        reasons.append("" if known else words)
        note = CHECK.lower() if school in doubted else FEW_PEOPLE * bool(few)
        notes.append(note if known else "")
    return pd.DataFrame(
        {
            **_named_schools(review.frame("schools"), review.year),
            "numerator": found["numerator"].astype(float),
            "denominator": found["denominator"].astype(float),
            "value": found["value"].astype(float),
            "withheld": found["withheld"].astype("int64"),
            "reason": pd.array(reasons, dtype=TEXT),
            "note": pd.array(notes, dtype=TEXT),
        }
    )


@recent
def _with_few_people(measures: pd.DataFrame, least: int) -> pd.DataFrame:
    withheld = measures.get("withheld", pd.Series(0, index=measures.index))
    return measures.assign(few_people=rests_on_few(measures, least), withheld=withheld)


@recent
def _named_schools(schools: pd.DataFrame, year: int) -> pd.DataFrame:
    frame = schools_of_year(schools, year)
    return pd.DataFrame(
        {
            "name": frame["short_name"],
            "full_name": frame["name"].str.replace(r"\s+", " ", regex=True),
            "level": frame["level"].where(frame["level"].isin(LEVELS), "other"),
            "need": frame["need"],
            "need_group": frame["need_group"].fillna(""),
            "weight": frame["enrollment"],
            "marked": frame[["csi", "tsi", "atsi"]].fillna(0).max(axis=1) > 0,
        }
    )


def compared(review, metric: Metric, schools: pd.DataFrame) -> pd.DataFrame:
    """Only the levels the metric is about: where a school here, or one in the state, has a value.

    A level in which no school of the state has one (Advanced Placement in elementary schools) is
    left out; a school that could have a value and has none stays, and its absence is said.
    """
    known = set(schools.loc[schools["value"].notna(), "level"])
    known |= set(state_values(review, metric)) if known else set(ALL_LEVELS)
    return schools[schools["level"].isin(known)].reset_index(drop=True)


def state_values(review, metric: Metric, group: str = "all") -> dict[str, float]:
    """The state's pooled value by level, 'all' too; only those that are known."""
    return dict(_state_values(review.frame("state"), review.year, group).get(metric.id, {}))


@recent
def _state_values(state: pd.DataFrame, year: int, group: str) -> dict[str, dict[str, float]]:
    """The known values by metric and level."""
    own = state[(state["year"] == year) & (state["group"] == group) & state["value"].notna()]
    values: dict[str, dict[str, float]] = {}
    rows = zip(own["metric"], own["level"], own["value"].astype(float).tolist(), strict=True)
    for metric, level, value in rows:
        values.setdefault(metric, {})[level] = value
    return values


def comparisons(
    review, metric: Metric, kind: str, all_years: bool = False, **wanted: str
) -> pd.DataFrame:
    """The metric's comparisons of one kind (and level), of this year unless all are asked for."""
    year = {} if all_years else {"year": review.year}
    return of_metric(review, "comparisons", metric.id, kind=kind, **year, **wanted)


def need_groups(review, schools: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    """Need groups in reading order with their pooled value: level, group, value, need_low,
    need_high, schools (that report); group '' holds a level too small to divide.

    What this edition withholds of schools is pooled where its sum may be told; where it may not,
    the group has no value.
    """
    frame = schools[["level", "need_group", "numerator", "denominator", "withheld"]]
    frame = pd.concat([frame, _sums_of_withheld(review, schools, metric)], ignore_index=True)
    frame = frame.assign(metric=metric.id)
    pooled = pool(frame, ["level", "need_group", "metric"], scale_of(metric))
    needs = schools.groupby(["level", "need_group"])["need"]
    groups = pd.DataFrame(
        {
            "level": pooled.index.get_level_values("level"),
            "group": pooled.index.get_level_values("need_group"),
            "value": pooled["value"].to_numpy(),
            "need_low": needs.min().to_numpy(),
            "need_high": needs.max().to_numpy(),
            "schools": pooled["schools"].to_numpy(),
            "n": pooled["n"].to_numpy(),
        }
    )
    order = [*QUARTERS, *HALVES, ""]
    cells = list(zip(groups["level"], groups["group"], strict=True))
    places = [(ALL_LEVELS.index(level), order.index(group)) for level, group in cells]
    return groups.take(sorted(range(len(places)), key=places.__getitem__)).reset_index(drop=True)


def _sums_of_withheld(review, schools: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    """The remainders (`rar.disclosure.remainders`) of need groups, and of levels without them."""
    rows = of_metric(review, "remainders", metric.id, year=review.year, group="all")
    rows = rows[rows["remainder"].isin((NEED_GROUP, LEVEL))]
    hidden = schools[schools["withheld"] > 0]
    there = set(zip(hidden["level"], hidden["need_group"], strict=True))
    keys = zip(rows["level"], rows["need_group"], strict=True)
    rows = rows[np.array([key in there for key in keys], dtype=bool)]
    return rows[["level", "need_group", "numerator", "denominator", "withheld"]]


def main_level(schools: pd.DataFrame) -> str:
    """The level with the most schools that have a value."""
    counts = schools[schools["value"].notna()]["level"].value_counts()
    return max(ALL_LEVELS, key=lambda level: (counts.get(level, 0), -ALL_LEVELS.index(level)))


def finding(
    review, metric_id: str, *kinds: str, level: str = "", focus: str = ""
) -> pd.Series | None:
    """The finding a heading says: the first kind that has one, largest size first; or None."""
    where = {name: value for name, value in (("level", level), ("focus", focus)) if value}
    for kind in kinds:
        found = of_metric(review, "findings", metric_id, kind=kind, **where)
        if len(found):
            return found.sort_values(["size", "number"], ascending=[False, True]).iloc[0]
    return None


def sure(found: pd.Series | None) -> str:
    """How sure a finding is, why, and whether its direction hangs on what need means; '' for none.

    The words are those the finding was given (`rar.numbers.findings`).
    """
    if found is None:
        return ""
    certainty, why = found["certainty"], found.get("why", "")
    said = f"{certainty[:1].upper()}{certainty[1:]}{f': {why}' if why else ''}".rstrip(".")
    return f"{said}. {found.get('sensitivity', '')}".strip()


def practical(review, metric: Metric, mean: float) -> float:
    """The smallest difference of a metric worth talking about, in its own unit."""
    file = review.workspace.template("benchmarks.csv")
    return _benchmarks(file, file.stat().st_mtime_ns).practical(metric, mean)


@lru_cache(maxsize=4)
def _benchmarks(file: Path, changed: int) -> Benchmarks:
    return Benchmarks.read(file)  # `changed` is part of the key: an edited file is read again


def status_row(review, metric_id: str) -> pd.Series:
    """What can be said of a metric this year: status, reason, missing_field, holder, schools."""
    found = _statuses(review.frame("availability"), review.year)
    if metric_id in found:
        return found[metric_id]
    silent = {"status": "not computable", "reason": "the district has no schools this year"}
    known = METRICS[metric_id]
    rest = {"missing_field": "", "holder": known.holder, "label": known.label}
    return pd.Series({**silent, **rest, "schools": 0, "schools_total": 0})
