"""The small table under a card's chart: the numbers of its comparison, and the state's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from rar.exhibits import data
from rar.figures.words import capital
from rar.packet.printable import printable
from rar.words import NEED_SHORT, group_name

if TYPE_CHECKING:
    from rar.numbers.metric import Metric
    from rar.review import Review

NOT_KNOWN = "not known"


def numbers_of(review: Review, metric: Metric, finding: pd.Series) -> list[dict[str, str]]:
    """Who, value, counted and state, one dict a row; [] where the comparison is not there."""
    rows = data.comparisons(review, metric, finding["kind"])
    own = rows[(rows["level"] == finding["level"]) & (rows["focus"] == finding["focus"])]
    if own.empty:
        return []
    row = own.iloc[0]
    made = {"need": _need, "slope": _slope, "group": _group, "state": _state}[finding["kind"]]
    return made(review, metric, row)


def _cells(metric: Metric, who: str, value: float, n: float, state: str) -> dict[str, str]:
    return {
        "who": printable(who),
        "value": metric.text(value) or NOT_KNOWN,
        "counted": f"{n:,.0f} {metric.counted}" if n == n else NOT_KNOWN,
        "state": state or NOT_KNOWN,
    }


def _need(review: Review, metric: Metric, row: Any) -> list[dict[str, str]]:
    state = metric.text(data.state_values(review, metric).get(row["level"]))
    return [
        _cells(
            metric,
            f"{capital(NEED_SHORT[row[side]])} ({_schools(row[f'{side}_schools'])})",
            row[f"{side}_value"], row[f"{side}_n"], state,
        )
        for side in ("focus", "reference")
    ]  # fmt: skip


def _schools(number: float) -> str:
    return f"{number:.0f} school{'' if number == 1 else 's'}"


def _slope(review: Review, metric: Metric, row: Any) -> list[dict[str, str]]:
    """All schools of the level, and where there are need groups the two ends."""
    state = metric.text(data.state_values(review, metric).get(row["level"]))
    who = f"All {row['level']} schools ({int(row['schools'])})"
    whole = _cells(metric, who, row["focus_value"], row["focus_n"], state)
    ends = data.comparisons(review, metric, "need").dropna(subset=["gap"])
    ends = ends[ends["level"] == row["level"]]
    return [whole, *(_need(review, metric, ends.iloc[0]) if len(ends) else [])]


def _group(review: Review, metric: Metric, row: Any) -> list[dict[str, str]]:
    name = capital(group_name(row["focus"]))
    states = [
        metric.text(data.state_values(review, metric, group).get("all"))
        for group in (row["focus"], "all")
    ]
    return [
        _cells(metric, name, row["focus_value"], row["focus_n"], states[0]),
        _cells(metric, "All other students", row["reference_value"], row["reference_n"],
               f"{states[1]} (all students)" if states[1] else ""),
    ]  # fmt: skip


def _state(review: Review, metric: Metric, row: Any) -> list[dict[str, str]]:
    state = metric.text(row["reference_value"])
    made = [_cells(metric, review.name, row["focus_value"], row["focus_n"], state)]
    peers = data.of_metric(review, "peer_values", metric.id)
    peers = peers[peers["year"] == review.year].dropna(subset=["peers_value"])
    if len(peers):
        own = peers.iloc[0]
        low, high = metric.text(own["low"]), metric.text(own["high"])
        made.append(
            {"who": "Its peers, pooled", "value": metric.text(own["peers_value"]),
             "counted": f"{low} to {high}", "state": state}
        )  # fmt: skip
    return made
