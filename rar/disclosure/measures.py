"""The public measures: every metric of every school and student group, small counts withheld.

Denominators are protected first, a layer for each field they come from: the students of a group are
the same number under many metrics. Then the numerators of each metric. A row is withheld where one
of its two counts is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from rar.dimensions import METRICS
from rar.disclosure.also import nothing, set_apart
from rar.disclosure.layer import EVERYONE, Protected
from rar.disclosure.people import (
    COMPOSITION,
    OPEN,
    PRINCIPAL,
    PROPORTION,
    STAFF,
    Protection,
    protection,
)
from rar.disclosure.rule import Rule
from rar.disclosure.statewide import protect_statewide
from rar.numbers.metric import Metric

ROUNDS = 3
Task = tuple[pd.DataFrame, Rule, bool]
Each = Callable[[Callable[[Task], Protected], list[Task]], Iterable[Protected]]
Cell = tuple[str, str, float]  # school, group, count: the same people under several fields


@dataclass
class Layers:
    """What was protected in one year, with the leaves: people by the layer of each metric, which
    `layer_of` names, and counts by metric.
    """

    people: dict[str, tuple[pd.DataFrame, Protected]] = field(default_factory=dict)
    counts: dict[str, tuple[pd.DataFrame, Protected]] = field(default_factory=dict)
    layer_of: dict[str, str] = field(default_factory=dict)

    def people_of(self, metric: Metric) -> tuple[pd.DataFrame, Protected] | None:
        """The people whom a metric counts among; None where they need no protection."""
        return self.people.get(self.layer_of.get(metric.id, ""))


def denominator_field(metric: Metric) -> str:
    """The field a metric's denominator comes from, the same for metrics that share it."""
    return metric.needs[0] if protection(metric).kind == COMPOSITION else metric.needs[-1]


def protect_year(
    rows: pd.DataFrame,
    metrics: Iterable[Metric],
    rule: Rule,
    each: Each = map,
    also: pd.DataFrame | None = None,
) -> Layers:
    """Protect all counts of people of one year; `each` maps a function over many layers.

    rows are measures of the metrics with both counts known: metric, school_id, group, numerator,
    denominator, district_id, level, need_group (texts, '' for none). also: lines of that year (see
    `rar.disclosure.also`).
    """
    metrics = [one for one in metrics if protection(one).kind not in (OPEN, PRINCIPAL)]
    fields = list(_fields(rows, metrics, rule))
    apart = partial(set_apart, also=nothing() if also is None else also)
    people = {
        name: apart(leaves, layer=name, metrics=_composed(own))
        for name, leaves, own in fields
        if len(leaves)
    }
    layers = Layers(
        people=_people(people, rule, each),
        layer_of={metric: name for name, _, own in fields for metric in own},
    )
    hidden = {name: _keys(*one) for name, one in layers.people.items()}
    counted = {}
    for metric in metrics:
        own = rows[rows["metric"] == metric.id]
        kind = protection(metric)
        if kind.numerator_counts and len(own):
            untold = hidden.get(layers.layer_of.get(metric.id, ""), set())
            nested = kind.kind == PROPORTION
            leaves = apart(_counts(own, kind, untold, rule), layer=metric.id, metrics=())
            counted[metric.id] = (leaves, rule, nested)
    layers.counts = _protected(counted, each)
    return layers


def _protected(waiting: dict[str, Task], each: Each) -> dict[str, tuple[pd.DataFrame, Protected]]:
    """Layers by name, the largest first, so that no process is left with one at the end."""
    order = sorted(waiting, key=lambda name: -len(waiting[name][0]))
    found = dict(zip(order, each(_protect, [waiting[name] for name in order]), strict=True))
    return {name: (waiting[name][0], found[name]) for name in waiting}


def _protect(task: Task) -> Protected:
    return protect_statewide(*task)


def _keys(leaves: pd.DataFrame, made: Protected) -> set[tuple[str, str]]:
    own = leaves[made.hidden]
    return set(zip(own["unit"], own["group"], strict=True))


def _people(waiting: dict[str, pd.DataFrame], rule: Rule, each: Each) -> dict:
    """The layers of denominators, until no count is hidden in one and shown in another."""
    found: dict[str, tuple[pd.DataFrame, Protected]] = {}
    for _ in range(ROUNDS):
        tasks = {name: (leaves, rule, False) for name, leaves in waiting.items()}
        found |= _protected(tasks, each)
        hidden = {cell for one in found.values() for cell in _cells(*one)}
        waiting = {}
        for name, (leaves, made) in found.items():
            known = np.array([cell in hidden for cell in _all_cells(leaves)], dtype=bool)
            if (known & ~made.hidden).any():
                waiting[name] = leaves.assign(forced=leaves["forced"] | known)
        if not waiting:
            break
    return found


def _all_cells(leaves: pd.DataFrame) -> Iterator[Cell]:
    return zip(leaves["unit"], leaves["group"], leaves["value"], strict=True)


def _cells(leaves: pd.DataFrame, made: Protected) -> Iterator[Cell]:
    return _all_cells(leaves[made.hidden])


def _fields(
    rows: pd.DataFrame, metrics: list[Metric], rule: Rule
) -> Iterator[tuple[str, pd.DataFrame, list[str]]]:
    """Layers of denominators by name, with their leaves and metrics: metrics of one field are
    together where they count the same number of people at every school, which one that leaves out
    some answers does not.
    """
    by_field: dict[str, list[Metric]] = defaultdict(list)
    for metric in metrics:
        kind = protection(metric)
        if kind.denominator_counts or kind.kind == COMPOSITION:
            by_field[denominator_field(metric)].append(metric)
    for name, own in by_field.items():
        for at, (counted, together) in enumerate(_agreeing(rows, own)):
            leaves = _leaves(counted, counted["count"], _everyone(counted), False)
            if _composed(together):
                leaves["open"] = leaves["group"] == EVERYONE  # what groups are shares of is told
                leaves["forced"] = rule.small(leaves["people"].to_numpy())  # the zeros as well
            yield name if at == 0 else f"{name} of {together[0]}", leaves, together


def _agreeing(
    rows: pd.DataFrame, metrics: list[Metric]
) -> list[tuple[pd.DataFrame, list[str]]]:  # fmt: skip
    """The people counted among by school and group, and the metrics that agree on them."""
    found: list[tuple[pd.DataFrame, list[str]]] = []
    for metric in metrics:
        counted = _people_of(rows[rows["metric"] == metric.id], metric)
        counted = counted.drop_duplicates(["school_id", "group"])
        for at, (known, names) in enumerate(found):
            both = pd.concat([known, counted], ignore_index=True)
            if (both.groupby(["school_id", "group"])["count"].nunique() < 2).all():
                found[at] = both.drop_duplicates(["school_id", "group"]), [*names, metric.id]
                break
        else:
            found.append((counted.reset_index(drop=True), [metric.id]))
    return found


def _composed(metrics: Iterable[str]) -> list[str]:
    """Those of the metrics whose numerators are the people of groups."""
    return [one for one in metrics if protection(METRICS[one]).kind == COMPOSITION]


def _people_of(rows: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    """The people counted among; of a composition the group itself and, once, all students."""
    if protection(metric).kind != COMPOSITION:
        return rows.assign(count=rows["denominator"])
    groups = rows[rows["group"] != EVERYONE]
    whole = groups.drop_duplicates("school_id").assign(group=EVERYONE)
    return pd.concat(
        [groups.assign(count=groups["numerator"]), whole.assign(count=whole["denominator"])]
    )


def _everyone(rows: pd.DataFrame) -> pd.Series:
    whole = rows[rows["group"] == EVERYONE].set_index("school_id")["count"]
    return rows["school_id"].map(whole).where(rows["group"] != EVERYONE)


def _counts(
    rows: pd.DataFrame, kind: Protection, untold: set[tuple[str, str]], rule: Rule
) -> pd.DataFrame:
    keys = zip(rows["school_id"], rows["group"], strict=True)
    hidden = np.array([key in untold for key in keys])
    few = rule.small(rows["denominator"].to_numpy())
    leaves = _leaves(rows, rows["numerator"], rows["denominator"], hidden | few)
    leaves["untold"] = hidden if kind.of != STAFF else False
    return leaves


def _leaves(
    rows: pd.DataFrame, value: pd.Series, people: pd.Series, forced: np.ndarray | bool
) -> pd.DataFrame:
    made = pd.DataFrame(
        {
            "unit": rows["school_id"], "group": rows["group"], "value": value.astype(float),
            "people": people.astype(float), "forced": forced, "untold": False, "open": False,
            "district": rows["district_id"], "level": rows["level"], "need": rows["need_group"],
        }
    )  # fmt: skip
    return made.reset_index(drop=True)
