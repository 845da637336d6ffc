"""What was agreed last time, and what the numbers did since: how the next packet begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from rar.dimensions import METRICS
from rar.editions import FIT
from rar.numbers.metric import NO_DIFFERENCE
from rar.numbers.sentences import without_evidence
from rar.packet.printable import printable
from rar.record.fields import BY_KEY, finding_code
from rar.record.table import actions, read_answers

if TYPE_CHECKING:
    from rar.numbers.metric import Metric
    from rar.review import Review

SHOWN = ("action", "owner", "due", "status", "measure", "support")
NOT_TIED = "No number of this review is tied to it."
TWO_COPIES = "(Two copies of the form differ here; both are kept.)"
CHANCE = (
    "A number can move by chance, and for reasons other than what was agreed; what moved it is for "
    "the room to say."
)


def last_time(review: Review) -> list[dict[str, str]]:
    """The plans of the latest meeting on record, one dict each; [] where nothing is on record, and
    in an edition that has nothing of the record.

    Keys: year, code, about (the finding as it was then, without its evidence), the fields SHOWN,
    copies (a sentence where two copies of the form differ) and numbers (what the same comparison
    was then and is now).
    Meetings about years after the review's are left out; a plan without an action is not.
    """
    if not FIT[review.edition].record:
        return []
    plans = actions(read_answers(review.workspace))
    own = plans[plans["district_id"] == review.district_id]
    own = own[pd.to_numeric(own["year"], errors="coerce") <= review.year]
    if own.empty:
        return []
    latest = own[own["year"] == max(own["year"], key=int)]
    return [_plan(review, row) for row in latest.to_dict("records")]


def labels() -> dict[str, str]:
    """The fields SHOWN in words, as the forms ask for them."""
    return {key: BY_KEY[key].label for key in SHOWN}


def _plan(review: Review, row: dict[str, str]) -> dict[str, str]:
    return {
        "year": row["year"],
        "code": row["item"],
        "about": without_evidence(printable(row["about"])) or row["item"],
        **{key: printable(row[key]) for key in SHOWN},
        "copies": TWO_COPIES if row["conflict"] == "yes" else "",
        "numbers": since(review, row["item"], int(row["year"])),
    }


def since(review: Review, code: str, year: int) -> str:
    """What the comparison with this code was in a year and is now, in one or two sentences."""
    metric = METRICS.get(code.partition(".")[0])
    if metric is None:
        return NOT_TIED
    frame = review.comparisons
    frame = frame[frame["metric"] == metric.id]
    keys = zip(frame["metric"], frame["kind"], frame["level"], frame["focus"], strict=True)
    own = frame[[finding_code(*key) == code for key in keys]]
    then, now = (_said(own[own["year"] == one], metric) for one in (year, review.year))
    if year == review.year:
        return f"No newer numbers yet. {year}: {now}."
    return f"{year}: {then}. {review.year}: {now}."


def _said(row: pd.DataFrame, metric: Metric) -> str:
    """Both numbers and their difference, or that there is none."""
    known = row.dropna(subset=["gap"])
    if known.empty:
        return "no number"
    one = known.iloc[0]
    gap = metric.gap_text(one["gap"])
    if one["kind"] == "slope":
        return f"{gap} per student for each 10 points of need"
    told = gap if gap == NO_DIFFERENCE else f"difference {gap}"
    values = metric.text(one["focus_value"]), metric.text(one["reference_value"])
    return f"{values[0]} and {values[1]}, {told}"
