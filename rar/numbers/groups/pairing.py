"""How mixed schools could be if neighboring schools were paired: information, not a plan.

When two schools share their students evenly, both have the mix of the two together. Pairs do not
touch one another, so what each takes from dissimilarity adds up.
"""

from __future__ import annotations

import pandas as pd


def reachable_dissimilarity(
    frame: pd.DataFrame, pairs: pd.DataFrame, by: list[str], first: str, second: str
) -> pd.DataFrame:
    """Dissimilarity as it is, and as it could be after pairing neighboring schools.

    frame has one row a school, with the columns `by`, school_id and the counts first and second;
    pairs the columns school_id, other_school_id and year, each pair once. A school is paired once
    at most, and only with a school of the same `by` (which names 'year'). Pairs are taken
    greedily, the one that takes most from dissimilarity first (on a tie the first by id): what is
    reached is reachable, and not always the least that could be. Returns `by`, observed, value
    (reached), n (people of the first group) and pairs (made); only where there is a pair.

    >>> frame = pd.DataFrame({"d": "01", "year": 2022, "school_id": ["1", "2", "3"],
    ...     "a": [40, 10, 10], "b": [10, 40, 10]})
    >>> pairs = pd.DataFrame({"school_id": ["1"], "other_school_id": ["2"], "year": [2022]})
    >>> made = reachable_dissimilarity(frame, pairs, ["d", "year"], "a", "b")
    >>> made[["observed", "value"]].to_numpy().tolist()
    [[0.5, 0.0]]
    """
    sums = frame.groupby(by)[[first, second]].transform("sum")
    share = frame[first] / sums[first].where(sums[first] > 0)
    schools = frame.assign(apart=share - frame[second] / sums[second].where(sums[second] > 0))
    schools = schools[[*by, "school_id", first, "apart"]].dropna(subset="apart")
    groups = schools.groupby(by)
    made = groups["apart"].agg(lambda apart: apart.abs().sum() / 2).rename("observed").to_frame()
    made["n"] = groups[first].sum()
    known = _gains(schools, pairs, by)
    taken = _greedy(known, by).groupby(by)["gain"].agg(["sum", "size"])
    made = made.join(taken).loc[made.index.isin(pd.MultiIndex.from_frame(known[by]))]
    made["value"] = (made["observed"] - made.pop("sum").fillna(0.0)).clip(lower=0)
    made["pairs"] = made.pop("size").fillna(0).astype("int64")
    return made.reset_index()[[*by, "observed", "value", "n", "pairs"]]


def _gains(schools: pd.DataFrame, pairs: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Every pair within one of `by`, with what it takes from dissimilarity."""
    one = pairs[["school_id", "other_school_id", "year"]].merge(schools, on=["school_id", "year"])
    other = schools[[*by, "school_id", "apart"]].rename(
        columns={"school_id": "other_school_id", "apart": "other_apart"}
    )
    both = one.merge(other, on=[*by, "other_school_id"])
    apart, there = both["apart"], both["other_apart"]
    gain = (apart.abs() + there.abs() - (apart + there).abs()) / 2
    # Rounded, so that the last digit of a division does not decide a tie.
    return both.assign(gain=gain.round(12))[[*by, "school_id", "other_school_id", "gain"]]


def _greedy(known: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The pairs that a greedy choice takes, found for all of `by` at once.

    A pair that is the best left for both of its schools is taken by greedy choice whatever
    happens elsewhere; taking all of these at a time and dropping their neighbors ends in the
    same pairs as taking them one by one.
    """
    left = known[known["gain"] > 0].sort_values(
        ["gain", "school_id", "other_school_id"], ascending=[False, True, True], ignore_index=True
    )
    cell = left.groupby(by, sort=False).ngroup()
    ids = pd.factorize(pd.concat([left["school_id"], left["other_school_id"]]))[0]
    places = pd.Series(ids).astype("int64") + pd.concat([cell, cell], ignore_index=True) * (
        ids.max(initial=0) + 1
    )
    ends = pd.DataFrame({"one": places[: len(left)], "two": places[len(left) :].to_numpy()})
    taken = []
    while len(ends):
        rank = pd.Series(ends.index, ends.index)
        reach = pd.concat([rank.set_axis(ends["one"]), rank.set_axis(ends["two"])])
        best = reach.groupby(level=0).min()
        mine = (ends["one"].map(best) == rank) & (ends["two"].map(best) == rank)
        taken.extend(ends.index[mine])
        used = pd.concat([ends.loc[mine, "one"], ends.loc[mine, "two"]])
        ends = ends[~(ends["one"].isin(used) | ends["two"].isin(used))]
    return left.loc[sorted(taken)]
