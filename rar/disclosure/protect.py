"""All measures of people protected, and their remainders: year by year, in several processes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rar.dimensions import METRICS
from rar.disclosure.measures import Each, Layers, protect_year
from rar.disclosure.people import COMPOSITION, PRINCIPAL, STAFF, protection
from rar.disclosure.remainders import COLUMNS, remainders
from rar.disclosure.rule import Rule
from rar.numbers.metric import Metric
from rar.processes import say_nothing, workers

KEYS = ["school_id", "group", "district_id", "level", "need_group"]


@dataclass(frozen=True)
class Made:
    """measures: as they came, small counts withheld (`withheld` 1); remainders: see there; blocked:
    a sentence for each count that could not be protected; counts: how many were hidden, by metric
    and year; layers: what was hidden and why, by year, so that the same can be hidden again.
    """

    measures: pd.DataFrame
    remainders: pd.DataFrame
    blocked: list[str]
    counts: pd.DataFrame
    layers: dict[int, Layers]


def protect(
    measures: pd.DataFrame,
    rule: Rule,
    layers: Mapping[int, Layers] | None = None,
    also: pd.DataFrame | None = None,
) -> Made:
    """Protect measures (`rar.numbers.measure`) of metrics that count people.

    also: what the agency withholds besides (`rar.disclosure.also`).

    layers, of an earlier `Made`, hides the very same cells whatever the counts are now: for a test
    that nothing in the edition follows from hidden counts.
    """
    years = measures.groupby("year", sort=True)
    with _processes() as each:
        parts = [
            _year(year, rows, rule, (layers or {}).get(year), each,
                  None if also is None else also[also["year"] == year])
            for year, rows in years
        ]  # fmt: skip
    return Made(
        pd.concat([one.measures for one in parts]).sort_index(),
        pd.concat([one.remainders for one in parts], ignore_index=True),
        [line for one in parts for line in one.blocked],
        pd.concat([one.counts for one in parts], ignore_index=True),
        {year: found for one in parts for year, found in one.layers.items()},
    )


@contextmanager
def _processes() -> Iterator[Each]:
    """A function that maps another over layers, on every core."""
    count = os.cpu_count() or 1
    if count < 2:
        yield map
        return
    with workers(count, say_nothing) as each:
        yield each


def _year(
    year: int, rows: pd.DataFrame, rule: Rule, layers: Layers | None, each: Each,
    also: pd.DataFrame | None,
) -> Made:  # fmt: skip
    metrics = [METRICS[one] for one in rows["metric"].unique()]
    known = rows[rows[["numerator", "denominator"]].notna().all(axis=1)]
    texts = known.assign(**{name: known[name].fillna("").astype("str") for name in KEYS})
    layers = layers or protect_year(texts, metrics, rule, each, also)
    # of what has no value nothing is said, also not of how many people it would be
    none = rows[~rows.index.isin(known.index)].assign(withheld=0)
    none[["numerator", "denominator"]] = np.nan
    shown, sums, counts = [none], [], []
    for metric in metrics:
        own = texts[texts["metric"] == metric.id]
        hides, people = _hidden(metric, own, layers, rule)
        shown.append(_masked(rows.loc[own.index], hides, people))
        sums.append(_remainders(metric, own, hides, layers, rule).assign(metric=metric.id))
        counts.append((metric.id, year, len(own), int(_primary(metric, own, rule).sum()),
                       int(hides.sum())))  # fmt: skip
    told = pd.concat(sums, ignore_index=True).assign(year=year)[COLUMNS]
    blocked = [
        f"{name}, {year}: {line}"
        for group in (layers.people, layers.counts)
        for name, (_, made) in group.items()
        for line in made.blocked
    ]
    columns = ["metric", "year", "values", "primary", "withheld"]
    return Made(pd.concat(shown), told, blocked, pd.DataFrame(counts, columns=columns),
                {year: layers})  # fmt: skip


def _primary(metric: Metric, rows: pd.DataFrame, rule: Rule) -> np.ndarray:
    count, people = rows["numerator"].to_numpy(), rows["denominator"].to_numpy()
    kind = protection(metric)
    few = rule.small(people)
    if kind.kind == PRINCIPAL:
        return np.ones(len(rows), dtype=bool)
    if kind.kind == COMPOSITION:
        return rule.small(count) | rule.small(people - count)
    if not kind.numerator_counts:
        return few
    low, _ = rule.needs(count, people, kind.kind == "proportion")
    return few | ~np.isnan(low)


def _hidden(
    metric: Metric, rows: pd.DataFrame, layers: Layers, rule: Rule
) -> tuple[np.ndarray, np.ndarray]:
    """Which rows are hidden, and of which also how many people there are."""
    kind = protection(metric)
    if kind.kind == PRINCIPAL:
        return np.ones(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    people = layers.people_of(metric)
    untold = _in(rows, *people) if people is not None and kind.of != STAFF else False
    hides = np.zeros(len(rows), dtype=bool) | untold | rule.small(rows["denominator"].to_numpy())
    if metric.id in layers.counts:
        hides |= _in(rows, *layers.counts[metric.id])
    if kind.kind == COMPOSITION:  # the denominator is all students, who are shown
        untold = np.zeros(len(rows), dtype=bool)
    return hides, np.zeros(len(rows), dtype=bool) | untold


def _in(rows: pd.DataFrame, leaves: pd.DataFrame, made) -> np.ndarray:
    own = leaves[made.hidden]
    hidden = set(zip(own["unit"], own["group"], strict=True))
    keys = zip(rows["school_id"], rows["group"], strict=True)
    return np.array([key in hidden for key in keys], dtype=bool)


def _masked(rows: pd.DataFrame, hides: np.ndarray, people: np.ndarray) -> pd.DataFrame:
    made = rows.assign(withheld=hides.astype("int64"))
    made["numerator"] = made["numerator"].mask(hides)
    made["value"] = made["value"].mask(hides)
    made["denominator"] = made["denominator"].mask(people)
    made["status"] = made["status"].astype("str").mask(hides, "suppressed")
    return made


def _remainders(
    metric: Metric, rows: pd.DataFrame, hides: np.ndarray, layers: Layers, rule: Rule
) -> pd.DataFrame:
    named = rows.assign(
        unit=rows["school_id"], district=rows["district_id"], need=rows["need_group"], hidden=hides
    )
    if protection(metric).kind == PRINCIPAL:  # sums would tell who is new where
        return remainders(metric, named[:0], layers, rule)
    return remainders(metric, named, layers, rule)
