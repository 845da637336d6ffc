"""Peers: the districts most like a district, and what is usual among them.

Likeness is the Euclidean distance over four parts: the logarithm of the number of students and
the need, each standardised over the districts of one kind (1 is one standard deviation); the
place (1 for its own kind of place, 0 for others, where the state gives it); and the shares of
students by level (0 to 1). Districts are compared with districts and charters with charters.
Where the agency names a district's peers itself, those are used and nothing is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rar.errors import Problem, RarError, nearest
from rar.tables import LEVELS, LOCALES

if TYPE_CHECKING:
    from rar.numbers.whole import Whole

COLUMNS = ["district_id", "year", "peer_id", "name", "distance", "chosen", "on", "among"]
VALUES = [
    "district_id", "year", "metric", "value", "n", "peers_value", "peers_n", "low", "high",
    "peers", "peers_total",
]  # fmt: skip
LEAST_OF_A_KIND = 3  # with fewer others of its kind, a district is set beside all kinds
PARTS = {
    "number of students": ("size",),
    "need": ("need",),
    "kind of place": LOCALES,
    "mix of levels": LEVELS,
}
_KEY = ["district_id", "year"]
_KINDS = {"district": "districts", "charter": "charters", "other": "districts of this kind"}


def peers(whole: Whole) -> pd.DataFrame:
    """The peers of every district in every year, nearest first; columns COLUMNS.

    distance is missing where a district's size is not known. chosen is 'nearest' or 'agency'; on
    names the parts the distance rests on, among the districts that could be chosen. A part that
    is not known for the district is left out for it; districts without a part that it has are
    not chosen. Raises RarError for ids in the setting peers.of that are not districts.
    """
    facts = _facts(whole)
    named = whole.settings.peers.of
    check_named(named, facts.drop_duplicates("district_id", keep="last"))
    made = [
        _of_a_year(frame.reset_index(drop=True), named, whole.settings.peers.nearest)
        for _, frame in facts.groupby("year")
    ]
    return pd.concat(made, ignore_index=True)[COLUMNS]


def peer_values(whole: Whole) -> pd.DataFrame:
    """Every metric of every district beside its peers, all levels pooled; columns VALUES.

    value and n (people) are the district's; peers_value pools its peers' numerators and
    denominators (peers_n); low and high are the lowest and highest value of one peer; peers says
    how many have a value, of peers_total.
    """
    rows = whole.comparisons
    own = rows[(rows["kind"] == "state") & (rows["level"] == "all")]
    own = own[[*_KEY, "metric", "focus_value", "focus_n"]]
    own = own.rename(columns={"focus_value": "value", "focus_n": "n"})
    pairs = whole.made["peers"][[*_KEY, "peer_id"]]
    parts = [
        beside_peers(year_rows, pairs[pairs["year"] == year]).assign(year=year)
        for year, year_rows in own.groupby("year")
    ]
    if not parts:
        return pd.DataFrame(columns=VALUES)
    made = own.merge(pd.concat(parts, ignore_index=True), on=[*_KEY, "metric"], how="left")
    made[["peers", "peers_total"]] = made[["peers", "peers_total"]].fillna(0).astype("int64")
    return made[VALUES].sort_values([*_KEY, "metric"], ignore_index=True)


def beside_peers(own: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pooled value of each district's peers in one year, by metric, with lowest and highest.

    own: district_id, metric, value and n, the pooled value and the denominator it rests on, so
    that value x n is the numerator up to the metric's scale. pairs: district_id, peer_id.
    """
    pairs = pairs[["district_id", "peer_id"]]
    found = own.dropna(subset=["value"]).rename(columns={"district_id": "peer_id"})
    found = pairs.merge(found[["peer_id", "metric", "value", "n"]], on="peer_id")
    found["top"] = found["value"] * found["n"]
    by = found.groupby(["district_id", "metric"])
    total = by["n"].sum()
    made = pd.DataFrame(
        {
            "peers_value": by["top"].sum() / total.where(total > 0),
            "peers_n": total,
            "low": by["value"].min(),
            "high": by["value"].max(),
            "peers": by.size(),
        }
    ).reset_index()
    sizes = pairs.groupby("district_id").size().rename("peers_total")
    return made.join(sizes, on="district_id")


def check_named(named: Mapping[str, Sequence[str]], known: pd.DataFrame) -> None:
    """RarError naming every id of peers.of that is no district, with the nearest ids and names.

    known: district_id and name, one row a district.
    """
    names = dict(zip(known["district_id"], known["name"].astype("str"), strict=True))
    problems = []
    for district, chosen in named.items():
        for one in (district, *chosen):
            if one not in names:
                problems.append(_unknown(district, one, names))
        if district in chosen:
            own = f"peers.of.{district}"
            told = "a district is not its own peer"
            problems.append(Problem(told, "review.toml", column=own, value=district))
    if problems:
        raise RarError("review.toml: peers cannot be used as they are named", problems)


def _unknown(district: str, wanted: str, names: Mapping[str, str]) -> Problem:
    alike = [one for one in names if one.lstrip("0") == wanted.lstrip("0")]
    alike += [one for one in names if names[one].lower() == wanted.lower()]
    close = dict.fromkeys([*alike, *nearest(wanted, names)])
    offered = ", ".join(f"{one} ({names[one]})" for one in list(close)[:4])
    cure = f"did you mean {offered}?" if offered else f"ids are like {min(names, default='')!r}"
    return Problem("there is no district of this id", "review.toml", value=wanted,
                   column=f"peers.of.{district}", cure=cure)  # fmt: skip


def _facts(whole: Whole) -> pd.DataFrame:
    """One row a district and year: name, kind, and the parts of the distance by their columns."""
    frame = whole.made["districts"].drop_duplicates(_KEY)[[*_KEY, "name", "kind", "need"]]
    size = whole.schools.groupby(_KEY)["enrollment"].sum(min_count=1)
    size = np.log(size.where(size > 0)).rename("size")
    places = whole.tables["districts"][[*_KEY, "locale"]].drop_duplicates(_KEY)
    frame = frame.merge(places, on=_KEY, how="left")
    for place in LOCALES:
        is_there = (frame["locale"] == place).astype("float64")
        frame[place] = is_there.where(frame["locale"].isin(LOCALES))
    frame = frame.join(_level_mix(whole.schools), on=_KEY).join(size, on=_KEY)
    frame["kind"] = frame["kind"].where(frame["kind"].isin(_KINDS), "other")
    return frame.sort_values(["year", "district_id"], ignore_index=True)


def _level_mix(schools: pd.DataFrame) -> pd.DataFrame:
    """The share of each level among a district's students whose school's level is known."""
    known = schools[schools["level"].isin(LEVELS)]
    shares = pd.DataFrame(
        {level: known["enrollment"].where(known["level"] == level, 0) for level in LEVELS}
    )
    shares = shares.groupby([known[key] for key in _KEY]).sum()
    total = shares.sum(axis=1)
    return shares.div(total.where(total > 0), axis=0)


def _of_a_year(frame: pd.DataFrame, named: Mapping[str, Sequence[str]], k: int) -> pd.DataFrame:
    """The peers of all districts of one year; frame comes from `_facts`, its index 0, 1, ..."""
    parts = []
    for kind, own in frame.groupby("kind"):
        pool, others = own, len(own) - 1
        told = f"{others} other {_KINDS[kind]}"
        if others < LEAST_OF_A_KIND:
            pool = frame
            told = f"{len(frame) - 1} districts of any kind, since fewer than three others are "
            told += _KINDS[kind]
        elif others < k:
            told = f"only {told}"
        found = _nearest(pool, k)
        found = found[found["district_id"].isin(own["district_id"])]
        parts.append(found.assign(chosen="nearest", among=told))
    found = pd.concat(parts, ignore_index=True)
    chosen = _named(frame, named)
    found = found[~found["district_id"].isin(chosen["district_id"])]
    made = pd.concat([found, chosen], ignore_index=True).assign(year=frame["year"].iloc[0])
    made["name"] = made["peer_id"].map(frame.set_index("district_id")["name"])
    order = ["district_id", "distance", "peer_id"]
    return made.sort_values(order, ignore_index=True)


def _nearest(pool: pd.DataFrame, k: int) -> pd.DataFrame:
    """The k nearest of each district of the pool: district_id, peer_id, distance, on."""
    away, on = distances(pool)
    ids = pool["district_id"].to_numpy()
    np.fill_diagonal(away, np.inf)
    # rounded, so that equal distances are equal on every machine; ties go by id
    order = np.argsort(away.round(9), axis=1, kind="stable")[:, :k]
    found = pd.DataFrame(
        {
            "district_id": np.repeat(ids, order.shape[1]),
            "peer_id": ids[order].ravel(),
            "distance": np.take_along_axis(away, order, axis=1).ravel(),
            "on": np.repeat(on, order.shape[1]),
        }
    )
    return found[np.isfinite(found["distance"])]


def _named(frame: pd.DataFrame, named: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The agency's own choices that have schools this year, with their distance over all kinds."""
    at = {district: i for i, district in enumerate(frame["district_id"])}
    pairs = [(d, p) for d, own in named.items() for p in dict.fromkeys(own) if d in at and p in at]
    made = pd.DataFrame(pairs, columns=["district_id", "peer_id"], dtype="str")
    if made.empty:
        return made
    away, on = distances(frame)
    rows, columns = made["district_id"].map(at), made["peer_id"].map(at)
    distance = pd.Series(away[rows, columns])
    return made.assign(distance=distance.where(np.isfinite(distance)), on=on[rows.to_numpy()],
                       chosen="agency", among="named by the agency")  # fmt: skip


def distances(pool: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The distance of every district from every other, and the parts it rests on, in words.

    pool: size, need, a column for each kind of place and each level. Row i holds the distances
    from district i; infinite where i has a part that the other has not, or where i's size is
    not known. A part is left out where it says nothing (no district of the pool has it).
    """
    squares = np.zeros((len(pool), len(pool)))
    on = [[] for _ in range(len(pool))]
    for words, columns in PARTS.items():
        values = pool[list(columns)].to_numpy(dtype="float64")
        if columns in (("size",), ("need",)):
            spread = np.nanstd(values) if np.isfinite(values).any() else 0.0
            values = values / (spread or 1.0)
        known = np.isfinite(values).all(axis=1)
        for column in values.T:
            off = np.where(known, column, 0.0)
            squares += np.where(known[:, None], (off[:, None] - off[None, :]) ** 2, 0.0)
        squares[known[:, None] & ~known[None, :]] = np.inf
        if columns == ("size",):
            squares[~known] = np.inf
        for i in np.flatnonzero(known):
            on[i].append(words)
    return np.sqrt(squares), np.array([", ".join(parts) for parts in on], dtype=object)
