"""How sure we are of a comparison, and why, in plain words: the first check that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

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


def certainty(row, metric: Metric, threshold: float, settings: Settings) -> tuple[str, str]:
    """One of CERTAINTIES and the reason for it.

    row is a comparison with its test (`rar.numbers.patterns.judge`); threshold the smallest
    gap worth discussing, in the metric's unit.
    """
    few = _too_few(row, settings.small_numbers.verdict_from)
    if few:
        return DESCRIPTION_ONLY, few
    checks = (
        _chance(row, settings.patterns.adjusted_p),
        _small(row, metric, threshold),
        _years(row, settings.patterns.same_sign_years),
        _two_ways(row),
        f"it hangs on one school, {row.driver}" if row.driver else "",
    )
    failed = next((why for why in checks if why), "")
    if failed:
        return NO_PATTERN, failed
    return PATTERN, ALL_CHECKS.format(same=int(row.same_sign_years), known=int(row.years_known))


def _too_few(row, least: int) -> str:
    if not row.enough:
        return "too few people or cases, or a group that is not tested"
    if not row.schools >= least:
        have = "0 schools" if pd.isna(row.schools) else f"{int(row.schools)} schools"
        have = "1 school" if row.schools == 1 else have
        of = "have students of the group and others" if row.kind == "group" else "report it"
        return f"{have} {of}; it takes {least} to tell a difference from chance"
    return ""


def _chance(row, q: float) -> str:
    if pd.isna(row.p):
        return "all schools have the same need or the same value"
    if row.p_adjusted <= q:
        return ""
    if row.p <= q:
        return f"among {row.tests} comparisons of this district chance makes some as strong as this"
    what = (
        f"differences inside {int(row.schools)} schools that go either way at random"
        if row.kind == "group"
        else f"dealing out need to these {int(row.schools)} schools at random"
    )
    return f"{what} would give as much in {row.p:.0%} of cases"


def _small(row, metric: Metric, threshold: float) -> str:
    """Whether the gap, and the part of it that is tested, reach the threshold."""
    limit = metric.gap_text(threshold).lstrip("+")
    if row.size < 1:
        per = " for each 10 points of need" if row.kind == "slope" else ""
        return f"it is smaller than what the agency finds worth discussing ({limit}{per})"
    if row.kind == "group" and not row.size_within >= 1:
        return f"the part of it inside schools is smaller than what is worth discussing ({limit})"
    return ""


def _years(row, wanted: int) -> str:
    same, known = int(row.same_sign_years), int(row.years_known)
    if same >= wanted:
        return ""
    if known > 1:
        return f"it went this way in {same} of {known} years"
    again = "; another repeats the same numbers" if row.years_repeated else ""
    return f"{ONE_YEAR}{again}"


def _two_ways(row) -> str:
    """Whether the gap, its tested part and the line through all schools go the same way."""
    if np.sign(row.direction) == np.sign(row.gap):
        return ""
    if row.kind == "group":
        return "inside most schools the difference goes the other way"
    return "groups of schools and the line through all schools point in different directions"
