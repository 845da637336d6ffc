"""How sure we are of a comparison, and why, in plain words: the first check that fails."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rar.numbers.coded import tuples
from rar.numbers.metric import Metric

if TYPE_CHECKING:
    from rar.settings import Settings

PATTERN, NO_PATTERN = "pattern", "no distinguishable pattern"
DESCRIPTION_ONLY = "description only"
ONE_YEAR = "only one year is there"
CERTAINTIES = (PATTERN, NO_PATTERN, DESCRIPTION_ONLY)
ALL_CHECKS = (
    "chance would rarely do this, it is large enough to discuss, it went the same way in {same} of "
    "{known} years, and it does not hang on one school"
)


def certainties(
    rows: pd.DataFrame, metrics: Mapping[str, Metric], thresholds: np.ndarray, settings: Settings
) -> pd.DataFrame:
    """One of CERTAINTIES and the reason for it (why) of each row, indexed as rows.

    rows are comparisons with their tests (`rar.numbers.patterns.judge`); thresholds the smallest
    gaps worth discussing, in the metrics' units.
    """
    small, patterns = settings.small_numbers, settings.patterns
    group = rows["kind"] == "group"
    unlikely = rows["p"] <= patterns.adjusted_p
    checks = (
        (rows["withheld"] > 0, "the counts of some schools are withheld, so nothing is tested"),
        (~rows["enough"], "too few people or cases, or a group that is not tested"),
        (~(rows["schools"] >= small.verdict_from), partial(_too_few, least=small.verdict_from)),
        (rows["p"].isna(), "all schools have the same need or the same value"),
        (~(rows["p_adjusted"] <= patterns.adjusted_p) & unlikely, _among_many),
        (~(rows["p_adjusted"] <= patterns.adjusted_p), _by_chance),
        (rows["size"] < 1, partial(_small, metrics=metrics)),
        (group & ~(rows["size_within"] >= 1), partial(_small_within, metrics=metrics)),
        (rows["same_sign_years"] < patterns.same_sign_years, _years),
        ((np.sign(rows["direction"]) != np.sign(rows["gap"])) & group,
         "inside most schools the difference goes the other way"),
        (np.sign(rows["direction"]) != np.sign(rows["gap"]),
         "groups of schools and the line through all schools point in different directions"),
        (rows["driver"] != "", lambda some: "it hangs on one school, " + some["driver"]),
        (pd.Series(True, index=rows.index), _all_passed),
    )  # fmt: skip
    rows = rows.assign(threshold=thresholds)
    why = np.full(len(rows), "", dtype="object")
    first = np.select([failed.to_numpy(dtype="bool") for failed, _ in checks], range(len(checks)))
    for number, (_, say) in enumerate(checks):
        here = first == number
        if here.any():
            why[here] = say if isinstance(say, str) else say(rows[here])
    few, last = 3, len(checks) - 1
    found = np.select([first < few, first == last], [DESCRIPTION_ONLY, PATTERN], NO_PATTERN)
    return pd.DataFrame({"certainty": found, "why": why}, index=rows.index, dtype="str")


def _too_few(rows: pd.DataFrame, least: int) -> list[str]:
    return [
        f"{number:.0f} {'school' if number == 1 else 'schools'} "
        f"{'have students of the group and others' if kind == 'group' else 'report it'}; "
        f"it takes {least} to tell a difference from chance"
        for number, kind in tuples(rows.fillna({"schools": 0}), "schools", "kind")
    ]


def _among_many(rows: pd.DataFrame) -> list[str]:
    return [
        f"among {tests} comparisons of this district chance makes some as strong as this"
        for tests in rows["tests"].tolist()
    ]


def _by_chance(rows: pd.DataFrame) -> list[str]:
    what = {
        True: "differences inside {} schools that go either way at random",
        False: "dealing out need to these {} schools at random",
    }
    return [
        f"{what[kind == 'group'].format(int(schools))} would give as much in {p:.0%} of cases"
        for kind, schools, p in tuples(rows, "kind", "schools", "p")
    ]


def _limits(rows: pd.DataFrame, metrics: Mapping[str, Metric]) -> list[str]:
    pairs = tuples(rows, "metric", "threshold")
    return [metrics[one].gap_text(threshold).lstrip("+") for one, threshold in pairs]


def _small(rows: pd.DataFrame, metrics: Mapping[str, Metric]) -> list[str]:
    return [
        f"it is smaller than what the agency finds worth discussing ({limit}"
        f"{' for each 10 points of need' if kind == 'slope' else ''})"
        for limit, kind in zip(_limits(rows, metrics), rows["kind"].to_numpy(), strict=True)
    ]


def _small_within(rows: pd.DataFrame, metrics: Mapping[str, Metric]) -> list[str]:
    """The part of a gap that is tested is too small."""
    return [
        f"the part of it inside schools is smaller than what is worth discussing ({limit})"
        for limit in _limits(rows, metrics)
    ]


def _years(rows: pd.DataFrame) -> list[str]:
    again = {True: "; another repeats the same numbers", False: ""}
    return [
        f"it went this way in {same} of {known} years"
        if known > 1
        else f"{ONE_YEAR}{again[repeated > 0]}"
        for same, known, repeated in tuples(
            rows, "same_sign_years", "years_known", "years_repeated"
        )
    ]


def _all_passed(rows: pd.DataFrame) -> list[str]:
    pairs = tuples(rows, "same_sign_years", "years_known")
    return [ALL_CHECKS.format(same=same, known=known) for same, known in pairs]
