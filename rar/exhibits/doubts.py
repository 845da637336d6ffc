"""Check before discussing: the doubts an exhibit's numbers carry, as its first line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps

import pandas as pd

from rar.dimensions import METRICS
from rar.exhibits.frame import Exhibit
from rar.numbers.doubts import WHOLE_DISTRICT
from rar.recent import recent
from rar.review import schools_of_year

MOST = 3  # sentences above an exhibit; the workbook's sheet Data quality has all


@recent
def _rows(doubts: pd.DataFrame) -> list[dict]:
    return doubts.to_dict("records")


def doubts_of(review, metrics: Iterable[str], all_years: bool = False) -> list[dict]:
    """The doubts of some metrics in the year under review, each field's once, the widest first.

    With all_years also those of earlier years that stand for a whole district, the latest first.
    """
    metrics, told = set(metrics), {}
    for doubt in _rows(review.frame("doubts")):
        earlier = all_years and doubt["school_id"] == WHOLE_DISTRICT
        if doubt["metric"] in metrics and (doubt["year"] == review.year or earlier):
            told.setdefault(doubt["sentence"], doubt)
    return sorted(told.values(), key=lambda d: (-d["year"], d["school_id"] != WHOLE_DISTRICT))


def sentences(review, metrics: Iterable[str], all_years: bool = False) -> tuple[str, ...]:
    """At most MOST sentences, the widest doubts first, and how many more the workbook has."""
    told = [doubt["sentence"] for doubt in doubts_of(review, metrics, all_years)]
    if len(told) <= MOST:
        return tuple(told)
    more = f"{len(told) - MOST} more stand in the workbook, sheet Data quality."
    return (*told[:MOST], more)


def doubted_schools(review, metric_id: str, group: str = "all") -> set[str]:
    """The schools whose value of this year is doubtful; all where the doubt is the district's."""
    doubts = doubts_of(review, [metric_id])
    own = {doubt["school_id"] for doubt in doubts if doubt["group"] in ("all", group)}
    if WHOLE_DISTRICT not in own:
        return own
    return set(schools_of_year(review.frame("schools"), review.year)["school_id"])


def checked(make: Callable, *fixed: str, all_years: bool = False) -> Callable:
    """An exhibit's function that also says which of its numbers to check before discussing.

    The metrics are `fixed`, or the function's first argument after the review: a metric or a
    dimension.
    """

    @wraps(make)
    def with_doubts(review, *args, **named):
        made = make(review, *args, **named)
        about = fixed or (args[0] if args else next(iter(named.values())))
        if isinstance(about, str):
            about = [about] if about in METRICS else [m.id for m in review.dimension(about).metrics]
        if not isinstance(made, Exhibit) or made.status == "not computable":
            return made
        return replace(made, doubts=sentences(review, about, all_years))

    return with_doubts
