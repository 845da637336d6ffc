"""Whether a difference went the same way in the last three years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.numbers.coded import as_texts, numbered

YEARS = 3  # this year and the two before it
MOST = 0.9  # of the schools that count anyone, from which on a year repeats another
_SERIES = ["district_id", "metric", "group"]


def same_sign_years(comparisons: pd.DataFrame, measures: pd.DataFrame, year: int) -> pd.DataFrame:
    """The comparisons of `year` with the number of years that bear them out.

    comparisons and measures hold all years; only comparisons with a gap. Adds years_known (of the
    last three, with `year` itself), same_sign_years among them, and years_repeated: a year with
    the numbers of a later one was published twice, and is no evidence of its own. Which schools
    are in the groups of need may change from year to year.
    """
    last = comparisons[comparisons["year"].between(year - YEARS + 1, year)]
    group = last["focus"].where(last["kind"] == "group", "all")
    last = last.assign(group=group, sign=np.sign(last["gap"]))
    repeated = repeated_years(measures, year).assign(repeated=True)
    found = last.merge(repeated, on=[*_SERIES, "year"], how="left")["repeated"]
    last["repeated"] = found.notna().to_numpy()
    key = [*_SERIES, "kind", "level"]
    this = last[last["year"] == year]
    both = last.merge(this[[*key, "sign"]], on=key, suffixes=("", "_now"))
    both["known"] = ~both["repeated"]
    both["same"] = both["known"] & (both["sign"] == both["sign_now"])
    counted = both.groupby(key)[["same", "known", "repeated"]].sum()
    counted.columns = ["same_sign_years", "years_known", "years_repeated"]
    return this.join(counted, on=key).drop(columns=["group", "sign", "repeated"])


def repeated_years(measures: pd.DataFrame, year: int) -> pd.DataFrame:
    """The series (district, metric, group) and years that hold a later year's numbers again.

    That is where nine of ten schools that count anyone in both years have the same numerator and
    the same denominator in both.
    """
    last = measures[measures["year"].between(year - YEARS + 1, year)]
    last = last[(last["numerator"] > 0) & (last["denominator"] > 0)]
    last = last[[*_SERIES, "school_id", "year", "numerator", "denominator"]]
    last["of_school"], size = numbered(last, [*_SERIES, "school_id"])
    last["at"] = last["of_school"] + last["year"] * size
    later = last[["at", "numerator", "denominator"]]
    found = []
    for back in range(1, YEARS):
        both = last.merge(later.assign(at=later["at"] - back * size), on="at",
                          suffixes=("", "_later"))  # fmt: skip
        same = both["numerator"] == both["numerator_later"]
        same &= both["denominator"] == both["denominator_later"]
        by = [both[name] for name in (*_SERIES, "year")]
        share = same.groupby(by, observed=True).mean()
        found.append(as_texts(share.index[share >= MOST].to_frame(index=False)))
    return pd.concat(found, ignore_index=True).drop_duplicates()
