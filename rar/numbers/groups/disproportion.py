"""Disproportionality: how often something happens to a group, beside all other students.

Risk ratio, alternate risk ratio and when neither is calculated follow 34 CFR 300.647, which states
use for students with disabilities; here the same is done for all students. The ratio pooled over
schools is that of Mantel and Haenszel (1959): it compares students of the same school only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from rar.dimensions import METRICS
from rar.numbers.coded import as_texts
from rar.numbers.compare import OF_PAIRS
from rar.numbers.groups.pairs import group_and_rest
from rar.numbers.whole import COUNTED, Whole, with_remainders
from rar.tables import RACES

GROUPS = (*RACES, "ed", "el", "swd")
YEARS = 3  # the year under review and the two before it
KEYS = ["district_id", "year", "metric", "group"]
COLUMNS = [
    *KEYS, "risk", "rest_risk", "risk_ratio", "low", "high", "alternate", "pooled_ratio", "cell",
    "n", "status", "reason",
]  # fmt: skip
COMPUTED, NOT_COMPUTED = "computed", "not computable"
CONFIDENCE = 0.95
EVENTS = "counted as the state counts it: events, where it counts events and not students"


@dataclass(frozen=True)
class Limits:
    """The fewest events (cell) and students (n) of a group and of those it is compared with.

    34 CFR 300.647(b)(1)(iv): up to 10 and 30 are presumed reasonable.
    """

    cell: float = 10
    n: float = 30


def risks(whole: Whole) -> pd.DataFrame:
    """Risk and risk ratios of absence and exclusion by district, year and group; columns COLUMNS.

    The year under review and the two before it. A school counts where both the group and all
    students are known. risk and rest_risk are of one student (events for each student, where a
    state counts events); cell and n are the group's events and students.
    """
    measures = with_remainders(whole.measures, whole.made["remainders"], (OF_PAIRS,))
    cells = school_cells(measures, whole.review_year)
    made = risk_ratios(pooled_with_state(cells), Limits())
    made["pooled_ratio"] = mantel_haenszel(cells, KEYS).where(made["pooled_known"])
    made = _told(made, measures)
    made = as_texts(made.rename(columns={"cases": "cell", "people": "n"}).reset_index())
    return _events_said(made)[COLUMNS].sort_values(KEYS, ignore_index=True)


def _told(made: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Without what an edition withholds: a district's group whose schools cannot be summed, and
    the ratio pooled over schools as soon as one of them is withheld.
    """
    if "withheld" not in measures:
        return made
    pairs = group_and_rest(measures[measures["metric"].isin(COUNTED)])
    withheld = pairs.groupby(KEYS, observed=True)["withheld"]
    keys = as_texts(made.reset_index()[KEYS])
    some, left = (
        pd.MultiIndex.from_frame(keys).isin(
            pd.MultiIndex.from_frame(as_texts(found[found > 0].reset_index())[KEYS])
        )
        for found in (pairs["withheld"].clip(lower=0).groupby([pairs[k] for k in KEYS],
                      observed=True).sum(), withheld.sum())
    )  # fmt: skip
    made = made.assign(pooled_ratio=made["pooled_ratio"].mask(some))
    return made[~left]


def school_cells(measures: pd.DataFrame, review_year: int) -> pd.DataFrame:
    """One row a school and group: cases of people, and other_cases of other_people in the school.

    The others are all students of the school minus the group.
    """
    own = measures[
        measures["metric"].isin(COUNTED)
        & measures["year"].between(review_year - YEARS + 1, review_year)
    ].dropna(subset=["numerator", "denominator"])
    key = ["district_id", "year", "metric", "school_id"]
    counts = ["numerator", "denominator"]
    everyone = own.loc[own["group"] == "all", [*key, *counts]]
    groups = own.loc[own["group"].isin(GROUPS), [*key, "group", *counts]]
    both = groups.merge(everyone, on=key, suffixes=("", "_all"))
    made = both[[*key, "group"]].assign(
        cases=both["numerator"],
        people=both["denominator"],
        other_cases=both["numerator_all"] - both["numerator"],
        other_people=both["denominator_all"] - both["denominator"],
    )
    return made[(made[["other_cases", "other_people"]] >= 0).all(axis=1)]


def pooled_with_state(cells: pd.DataFrame) -> pd.DataFrame:
    """Counts summed by district, with those of the state's others beside them; indexed by KEYS."""
    counts = ["cases", "people", "other_cases", "other_people"]
    sums = cells.groupby(KEYS)[counts].sum()
    state = sums.groupby(KEYS[1:])[counts[2:]].sum().add_prefix("state_")
    return sums.join(state)


def risk_ratios(counts: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """Risk, risk of all others, and their ratio; where too few stand behind it, the reason.

    counts has cases, people, other_cases, other_people, state_other_cases, state_other_people.
    A group with fewer cases or people than `limits` has no ratio. Where the others of the
    district are too few, all others in the state take their place (`alternate`); where these are
    too few as well, or no case is among those compared with, there is no ratio: it is not
    calculated and never infinite. low and high are the 95 % interval of Katz and others (1978), as
    in `scipy.stats.contingency.relative_risk`. pooled_known tells where the district's own others
    are many enough to pool schools.

    >>> black = pd.DataFrame({"cases": [316.0], "people": [6224.0], "other_cases": [906.0],
    ...     "other_people": [45810.0], "state_other_cases": [0.0], "state_other_people": [0.0]})
    >>> round(float(risk_ratios(black, Limits())["risk_ratio"].iloc[0]), 2)
    2.57
    """
    small = _too_few(counts["cases"], counts["people"], limits)
    few_others = _too_few(counts["other_cases"], counts["other_people"], limits)
    few_state = _too_few(counts["state_other_cases"], counts["state_other_people"], limits)
    compared = [
        counts[f"state_{name}"].where(few_others, counts[name])
        for name in ("other_cases", "other_people")
    ]
    none = compared[0] <= 0
    known = ~small & ~(few_others & few_state) & ~none
    made = counts.assign(
        risk=counts["cases"] / counts["people"].where(counts["people"] > 0),
        rest_risk=compared[0] / compared[1].where(compared[1] > 0),
        alternate=few_others & known,
        pooled_known=known & ~few_others,
        status=np.where(known, COMPUTED, NOT_COMPUTED),
    )
    made["risk_ratio"] = (made["risk"] / made["rest_risk"].where(made["rest_risk"] > 0)).where(
        known
    )
    made["low"], made["high"] = _interval(made["risk_ratio"], counts, compared)
    made["reason"] = np.select(
        [small, few_others & few_state, none, few_others],
        [
            f"fewer than {limits.cell:g} cases or {limits.n:g} students of the group",
            f"fewer than {limits.cell:g} cases or {limits.n:g} students among all others, in the "
            "district and in the state",
            "no case among those compared with",
            "compared with all others in the state: too few others in the district",
        ],
        "",
    )
    return made


def _too_few(cases: pd.Series, people: pd.Series, limits: Limits) -> pd.Series:
    return (cases < limits.cell) | (people < limits.n)


def _interval(ratio: pd.Series, counts: pd.DataFrame, compared: list[pd.Series]):
    """Katz interval: exp(ln RR ± z sqrt(1/a - 1/m + 1/b - 1/k)); missing where it is not there."""
    cases, people = counts["cases"], counts["people"]
    variance = 1 / cases.where(cases > 0) - 1 / people.where(people > 0)
    variance = variance + 1 / compared[0].where(compared[0] > 0) - 1 / compared[1]
    away = ndtri(0.5 + CONFIDENCE / 2) * np.sqrt(variance.where(variance >= 0))
    return ratio * np.exp(-away), ratio * np.exp(away)


def mantel_haenszel(cells: pd.DataFrame, by: list[str]) -> pd.Series:
    """Risk ratio pooled over schools: sum(a k/N) / sum(b m/N), indexed by `by`.

    a of m students of the group and b of k others in a school of N = m + k. A school with only
    one of the two adds nothing. Missing where no others of any shared school have a case.

    >>> cells = pd.DataFrame({"d": "01", "cases": [10, 4], "people": [50, 10],
    ...     "other_cases": [5, 20], "other_people": [50, 100]})
    >>> round(float(mantel_haenszel(cells, ["d"]).iloc[0]), 3)
    2.0
    """
    every = (cells["people"] + cells["other_people"]).where(lambda n: n > 0)
    keys = [cells[name] for name in by]
    top = (cells["cases"] * cells["other_people"] / every).groupby(keys).sum()
    bottom = (cells["other_cases"] * cells["people"] / every).groupby(keys).sum()
    return top / bottom.where(bottom > 0)


def _events_said(made: pd.DataFrame) -> pd.DataFrame:
    """Where events may be counted, say so and give no interval, which is one of students."""
    units = {name: metric.unit for name, metric in METRICS.items()}
    events = made["metric"].map(units) == "per 100"
    low, high = (made[name].mask(events) for name in ("low", "high"))
    joined = made["reason"].where(made["reason"] == "", made["reason"] + "; ") + EVENTS
    said = joined.where(events & (made["status"] == COMPUTED), made["reason"])
    return made.assign(low=low, high=high, reason=said)
