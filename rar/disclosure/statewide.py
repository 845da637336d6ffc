"""One layer of counts over a whole state, from the top down.

First the districts' totals within those of the state, then each district's schools within its own
totals. Where a district's schools cannot be protected as long as its totals are shown, these may be
hidden as well, and the state is looked at again. In the end all is looked at as one: districts
whose totals are hidden are tied to each other by the state's, and what is then missing is hidden
besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from rar.disclosure.layer import BESIDE, EVERYONE, Kind, Layer, Node, Protected
from rar.disclosure.rule import Rule

NEED, LEVEL, DISTRICT = "need group", "level of district", "district"
STATE_LEVEL, STATE = "level of state", "state"
INSIDE = [
    Kind(NEED, False, 5.0),
    Kind(LEVEL, True, 7.0, free=False),
    Kind(DISTRICT, True, 10.0, free=False, of=LEVEL),
]
ABOVE = [
    Kind(DISTRICT, True, 10.0), Kind(STATE_LEVEL, True, 40.0), Kind(STATE, True, 50.0, of=DISTRICT),
]  # fmt: skip
AS_ONE = [replace(kind, free=True) for kind in INSIDE] + [
    Kind(STATE_LEVEL, True, 40.0, beside=False, of=LEVEL),
    Kind(STATE, True, 50.0, beside=False, of=DISTRICT),
]
ROUNDS = 2
SEPARATOR = "|"
COUNTS = ["value", "people", "whole"]


def protect_statewide(leaves: pd.DataFrame, rule: Rule, nested: bool) -> Protected:
    """Hide what is small in a layer, and what it takes to protect it; hidden in order of leaves.

    leaves has unit (school), group, value, people, forced, untold, open, district, level and need
    (see `Layer`); level and need are '' where there is none. Totals in which a leaf is that is set
    apart are hidden, where there is a column `apart`.
    """
    leaves = with_whole(with_nodes(leaves))
    totals = totals_of(leaves)
    apart = _apart(leaves)
    given = apart
    open_: set[str] = set()
    for _ in range(ROUNDS):
        above = _above(totals, given, rule, nested)
        inside, blocked = _inside(leaves, above.nodes | apart, open_, rule, nested)
        new = {node for node in inside.nodes if node[0] in (LEVEL, DISTRICT)} - above.nodes
        if not blocked - open_ and not new:
            break
        hidden = {n for n in above.nodes | inside.nodes if n[0] in (LEVEL, DISTRICT)}
        given = hidden | apart
        open_ |= blocked
    return _as_one(leaves, inside.hidden, inside.nodes | above.nodes | apart, rule, nested)


def _apart(leaves: pd.DataFrame) -> set[Node]:
    """The totals below the state's of the leaves that are set apart."""
    if "apart" not in leaves:
        return set()
    own = leaves[leaves["apart"]]
    names = {(kind, name, group) for kind in (NEED, LEVEL, DISTRICT)
             for name, group in zip(own[kind], own["group"], strict=True) if name}  # fmt: skip
    return names | {(kind, name, BESIDE + g) for kind, name, g in names if g != EVERYONE}


def _as_one(
    leaves: pd.DataFrame, hidden: np.ndarray, nodes: set[Node], rule: Rule, nested: bool
) -> Protected:
    """The whole state at once, from what is hidden so far; also against leaders of districts."""
    owner = pd.factorize(leaves[DISTRICT])[0]
    leaves = leaves.assign(**{STATE_LEVEL: leaves["level"], STATE: "state"}, owner=owner)
    return Layer(leaves, AS_ONE, rule, nested, nodes, hidden).protect()


def with_nodes(leaves: pd.DataFrame) -> pd.DataFrame:
    """The leaves with the names of the nodes they belong to, '' for none."""
    level = leaves["district"] + SEPARATOR + leaves["level"]
    need = level + SEPARATOR + leaves["need"]
    return leaves.assign(
        **{
            DISTRICT: leaves["district"],
            NEED: need.where(leaves["need"] != "", ""),
            LEVEL: level.where(leaves["level"] != "", ""),
            "forced": leaves["forced"].astype(bool),
        }
    )


def with_whole(leaves: pd.DataFrame) -> pd.DataFrame:
    """The leaves, groups with the count of all students of their school beside their own."""
    everyone = leaves[leaves["group"] == EVERYONE].set_index("unit")["value"]
    whole = leaves["unit"].map(everyone).where(leaves["group"] != EVERYONE)
    return leaves.assign(whole=whole)


def totals_of(leaves: pd.DataFrame) -> pd.DataFrame:
    """The districts' totals by level and group, as leaves of the state.

    Schools without a level have one of their own, which is not printed.
    """
    by = leaves.groupby([DISTRICT, "level", "group"], sort=True)
    made = by[COUNTS].sum(min_count=1).assign(open=by["open"].all()).reset_index()
    made["unit"] = made[DISTRICT] + SEPARATOR + made["level"]
    return made.assign(
        **{STATE_LEVEL: made["level"], STATE: "state", "forced": False, "untold": False}
    )


def _above(totals: pd.DataFrame, given: set[Node], rule: Rule, nested: bool) -> Protected:
    """The districts' totals within the state's; hidden ones by the names they have inside."""
    groups = zip(totals["unit"], totals["group"], strict=True)
    names = [(LEVEL, unit, group) for unit, group in groups]
    unprinted = totals["level"] == ""
    hidden = np.array([name in given for name in names]) | unprinted.to_numpy()
    plain = replace(rule, ladder=False)  # totals that are hidden are given no range
    owned = totals.assign(forced=hidden, owner=pd.factorize(totals[DISTRICT])[0])
    made = Layer(owned, ABOVE, plain, nested, given).protect(leaders=False)  # these in the end
    nodes = made.nodes | {name for name, hides in zip(names, made.hidden, strict=True) if hides}
    return Protected(made.hidden, nodes, made.blocked)


def _inside(
    leaves: pd.DataFrame, given: set[Node], open_: set[str], rule: Rule, nested: bool
) -> tuple[Protected, set[str]]:
    """Every district's schools within its totals; and the districts where that fails."""
    hidden = np.zeros(len(leaves), dtype=bool)
    nodes: set[Node] = set()
    told: list[str] = []
    blocked: set[str] = set()
    touched = _touched(leaves, given, rule, nested)
    for district, places in leaves.groupby(DISTRICT, sort=True).indices.items():
        if district not in touched:
            continue
        kinds = [replace(kind, free=True) for kind in INSIDE] if district in open_ else INSIDE
        own = leaves.take(places).reset_index(drop=True)
        made = Layer(own, kinds, rule, nested, given).protect()
        hidden[places] = made.hidden
        nodes |= made.nodes
        if made.blocked:
            blocked.add(district)
            told += made.blocked
    return Protected(hidden, nodes, told), blocked


def _touched(leaves: pd.DataFrame, given: Iterable[Node], rule: Rule, nested: bool) -> set[str]:
    """The districts in which anything is small, or hidden already."""
    found = {name.split(SEPARATOR)[0] for kind, name, _ in given if kind in (LEVEL, DISTRICT)}
    sums = (leaves.groupby(list(dict.fromkeys([DISTRICT, kind, "group"])))[COUNTS]
            .sum(min_count=1).reset_index() for kind in (NEED, LEVEL, DISTRICT))  # fmt: skip
    rows = pd.concat([leaves, *sums])
    low, _ = rule.needs(*rows[["value", "people"]].to_numpy().T, nested, rows["whole"].to_numpy())
    return found | set(rows[DISTRICT][~np.isnan(low)]) | set(leaves[DISTRICT][leaves["forced"]])
