"""Remainders: the sums of what is withheld, wherever the total they belong to may be told.

A school's own count may be too small to show and its district's total large enough. The sum over
the withheld schools is then the total less what is shown, so it tells nothing new; with it, pooled
values are the true ones. Each withheld school is in one remainder, that of the smallest node whose
total is told: need group, level of the district, district; and for the state's values, which are
pooled by level and over all, in one of the state where no node below it could be told.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from rar.disclosure.layer import BESIDE, EVERYONE, Node
from rar.disclosure.measures import Layers
from rar.disclosure.people import STAFF, protection
from rar.disclosure.rule import Rule
from rar.disclosure.statewide import DISTRICT, LEVEL, NEED, STATE, STATE_LEVEL, with_nodes
from rar.numbers.compare import OF_PAIRS
from rar.numbers.metric import Metric

COLUMNS = [
    "remainder", "metric", "year", "group", "district_id", "level", "need_group", "school_id",
    "numerator", "denominator", "withheld",
]  # fmt: skip
ABOUT = {  # what a remainder's row says of the schools in it
    NEED: ["district_id", "level", "need_group"],
    LEVEL: ["district_id", "level"],
    DISTRICT: ["district_id"],
    STATE_LEVEL: ["level"],
    STATE: [],
}


class Told:
    """Which totals of a metric may be told: those of both its counts are shown."""

    def __init__(self, metric: Metric, rows: pd.DataFrame, layers: Layers) -> None:
        self.hidden: set[Node] = set()
        if metric.id in layers.counts:
            self.hidden |= layers.counts[metric.id][1].nodes
        people = layers.people_of(metric)
        if people is not None and protection(metric).of != STAFF:
            self.hidden |= people[1].nodes | _not_counted(rows, *people)

    def __call__(self, kind: str, names: pd.Series, groups: pd.Series) -> np.ndarray:
        """Of each row whether the total of its node and group may be told."""
        pairs = zip(names, groups, strict=True)
        return np.array([name != "" and (kind, name, g) not in self.hidden for name, g in pairs],
                        dtype=bool)  # fmt: skip


def _not_counted(rows: pd.DataFrame, leaves: pd.DataFrame, made) -> set[Node]:
    """Nodes with a hidden count of people in a school that the metric has no value of.

    The total of the metric's own schools would then give that count away.
    """
    own = set(zip(rows["unit"], rows["group"], strict=True))
    hidden = with_nodes(leaves)[made.hidden]
    keys = zip(hidden["unit"], hidden["group"], strict=True)
    hidden = hidden[np.array([key not in own for key in keys], dtype=bool)]
    found = {
        (kind, name, group)
        for kind in (NEED, LEVEL, DISTRICT)
        for name, group in zip(hidden[kind], hidden["group"], strict=True)
    }
    beside = {(kind, name, BESIDE + group) for kind, name, group in found if group != EVERYONE}
    return (
        found
        | beside
        | {
            (kind, name, group)
            for kind, names in ((STATE_LEVEL, hidden["level"]), (STATE, ["state"] * len(hidden)))
            for name, group in zip(names, hidden["group"], strict=True)
        }
    )


def remainders(metric: Metric, rows: pd.DataFrame, layers: Layers, rule: Rule) -> pd.DataFrame:
    """The remainders of one metric in one year; columns COLUMNS but metric and year.

    rows have both counts, whether they are hidden, and the columns of `rar.disclosure.layer`.
    """
    rows = with_nodes(rows.assign(forced=False))
    told = Told(metric, rows, layers)
    left = rows[rows["hidden"]]
    by_level: dict[str, pd.DataFrame] = {}
    parts = []
    for kind in (NEED, LEVEL, DISTRICT, STATE):
        names = left[kind] if kind != STATE else pd.Series("state", index=left.index)
        here = told(kind, names, left["group"])
        if kind == NEED:
            here &= (left["group"] == EVERYONE).to_numpy()
        here &= _enough(left, here, names, rule)
        parts.append(_summed(kind, left[here]))
        left = left[~here]
        by_level[kind] = left
    left = by_level[LEVEL]  # in no remainder of a level
    here = told(STATE_LEVEL, left["level"], left["group"])
    here &= _enough(left, here, left["level"], rule)
    parts.append(_summed(STATE_LEVEL, left[here]))
    parts.append(_pairs(rows, told, rule))
    return pd.concat(parts, ignore_index=True)


def _enough(rows: pd.DataFrame, here: np.ndarray, names: pd.Series, rule: Rule) -> np.ndarray:
    """Rows whose node has two or more schools to sum, and n or more people in them."""
    own = rows.assign(here=here, node=names.to_numpy(), people=rows["denominator"].where(here))
    by = own.groupby(["node", "group"])
    return (
        (by["here"].transform("sum") > 1) & (by["people"].transform("sum") >= rule.n)
    ).to_numpy()


def _summed(kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    about = ABOUT[kind]
    sums = rows.groupby([*about, "group"], sort=True)[["numerator", "denominator"]]
    made = sums.sum().reset_index()
    made["withheld"] = -sums.size().to_numpy()
    made["remainder"] = kind
    made["school_id"] = ""
    absent = {name: "" for name in ("district_id", "level", "need_group") if name not in about}
    return made.assign(**absent)[[name for name in COLUMNS if name not in ("metric", "year")]]


def _pairs(rows: pd.DataFrame, told: Told, rule: Rule) -> pd.DataFrame:
    """Two rows a district and group: the group and all students of the schools in which one of the
    two is hidden.
    """
    everyone = rows[rows["group"] == EVERYONE].set_index("unit")
    groups = rows[(rows["group"] != EVERYONE) & rows["unit"].isin(everyone.index)]
    whole = everyone.loc[groups["unit"], ["numerator", "denominator", "hidden"]]
    groups = groups.assign(hidden=groups["hidden"] | whole["hidden"].to_numpy())
    groups = groups.assign(whole_n=whole["numerator"].to_numpy(),
                           whole_d=whole["denominator"].to_numpy())  # fmt: skip
    some = groups[groups["hidden"]]
    both = told(DISTRICT, some[DISTRICT], some["group"])
    both &= told(DISTRICT, some[DISTRICT], BESIDE + some["group"])
    both &= ~_have_more(rows, everyone.index, some)
    both &= ~_are_more_than_all(some)
    both &= _enough(some, both, some[DISTRICT], rule)
    return pd.concat(list(_pair_rows(some[both])), ignore_index=True)


def _have_more(rows: pd.DataFrame, paired: pd.Index, some: pd.DataFrame) -> np.ndarray:
    """Which rows' district withholds the group in a school of which all students are not known.

    The group's total less the sum over the pairs would be that school's.
    """
    alone = rows[rows["hidden"] & ~rows["unit"].isin(paired)]
    names = set(zip(alone[DISTRICT], alone["group"], strict=True))
    pairs = zip(some[DISTRICT], some["group"], strict=True)
    return np.array([pair in names for pair in pairs], dtype=bool)


def _are_more_than_all(some: pd.DataFrame) -> np.ndarray:
    """Which rows' district withholds a school that counts more of the group than of all students.

    Such a school is in no comparison of the two, and a sum without it would give it away.
    """
    more = (some["numerator"] > some["whole_n"]) | (some["denominator"] > some["whole_d"])
    return more.groupby([some[DISTRICT], some["group"]]).transform("any").to_numpy()


def _pair_rows(some: pd.DataFrame) -> Iterator[pd.DataFrame]:
    sums = some.groupby(["district_id", "group"], sort=True)
    counts = sums[["numerator", "denominator", "whole_n", "whole_d"]].sum().reset_index()
    counts = counts.assign(
        remainder=OF_PAIRS, level="", need_group="", withheld=-sums.size().to_numpy(),
        # of one district, as those of two are no pair
        school_id=f"{OF_PAIRS} " + counts["district_id"] + " " + counts["group"],
    )  # fmt: skip
    own = [c for c in COLUMNS if c not in ("metric", "year")]
    yield counts[own]
    whole = counts.assign(numerator=counts["whole_n"], denominator=counts["whole_d"],
                          group=EVERYONE)  # fmt: skip
    yield whole[own]
