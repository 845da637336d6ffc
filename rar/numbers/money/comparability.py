"""Title I comparability, ESEA 1118(c), 20 USC 6321(c): do Title I schools get what others get?

The limits of 110 and 90 percent, and leaving out schools of up to 100 students, come from federal
guidance (2008) and states' guides, not from the statute. Staff and dollars are those paid from
state and local funds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.tables import LEVELS

HIGHEST_RATIO, LOWEST_SPENDING = 1.10, 0.90
LEFT_OUT_UP_TO = 100  # students
YES, NO = "comparable", "outside the limit"
NOT_APPLICABLE, UNKNOWN = "not applicable", "not assessable"
COLUMNS = ["district_id", "school_id", "year", "span", "test", "value", "reference", "limit",
           "result", "reason"]  # fmt: skip
RATIO, SPENDING = "students per staff", "dollars per student"


def comparability(schools: pd.DataFrame) -> pd.DataFrame:
    """Both tests of every Title I school, within its district, year and span; columns COLUMNS.

    schools: district_id, school_id, year, span, title1 (1 or 0), pupils, staff (full-time
    equivalents) and dollars per pupil. Students per staff may be at most 110 percent of, and
    dollars per student at least 90 percent of, those of the span's schools without Title I,
    pooled; where all have Title I, within 90 to 110 percent of all of them. Where a span has one
    school in the district the requirement does not apply.
    """
    made = pd.concat(
        [_test(schools, "pupils", "staff", RATIO), _test(schools, "dollars", "pupils", SPENDING)],
        ignore_index=True,
    )
    return made[COLUMNS].sort_values(COLUMNS[:5], ignore_index=True)


def _test(schools: pd.DataFrame, top: str, bottom: str, test: str) -> pd.DataFrame:
    key = ["district_id", "year", "span"]
    rows = schools.reset_index(drop=True)
    amount = rows[top] * rows["pupils"] if test == SPENDING else rows[top]
    rows = rows.assign(top=amount, bottom=rows[bottom])
    rows["value"] = rows["top"] / rows["bottom"].where(rows["bottom"] > 0)
    large = rows[(rows["pupils"] > LEFT_OUT_UP_TO) & rows["value"].notna()]
    others = large[large["title1"] == 0].groupby(key)[["top", "bottom"]].sum()
    everyone = large.groupby(key)[["top", "bottom"]].sum()
    sums = others.reindex(everyone.index).fillna(everyone)
    facts = pd.DataFrame({"reference": sums["top"] / sums["bottom"]})
    facts["all_title1"] = ~everyone.index.isin(others.index)
    facts = facts.join(rows.groupby(key).size().rename("schools"), how="outer")
    made = rows[rows["title1"] == 1].merge(facts.reset_index(), on=key, how="left")
    return _judged(made, test).assign(test=test)


def _judged(made: pd.DataFrame, test: str) -> pd.DataFrame:
    share = made["value"] / made["reference"]
    above = share <= HIGHEST_RATIO + 1e-9
    below = share >= LOWEST_SPENDING - 1e-9
    alone = above if test == RATIO else below
    fine = np.where(made["all_title1"].eq(True), above & below, alone)
    small = made["pupils"] <= LEFT_OUT_UP_TO
    single = made["schools"] <= 1
    made["result"] = np.select(
        [single | small, share.isna()], [NOT_APPLICABLE, UNKNOWN], np.where(fine, YES, NO)
    )
    made["reason"] = np.select(
        [single, small, share.isna()],
        ["the only school of its grade span", f"{LEFT_OUT_UP_TO} students or fewer",
         "staff, dollars or students are not reported"], "",
    )  # fmt: skip
    made["limit"] = made["reference"] * (HIGHEST_RATIO if test == RATIO else LOWEST_SPENDING)
    return made


def comparabilities(whole) -> pd.DataFrame:
    """Product: both tests where the state says which schools have Title I; COLUMNS.

    Staff are the teachers of the school, whatever pays them; dollars are state and local.
    """
    frames = whole.frames
    schools = frames["schools"]
    rows = schools[["district_id", "title1"]].assign(
        span=schools["level"].where(schools["level"].isin(LEVELS), "other"),
        pupils=schools["enrollment"],
        staff=frames["teachers"]["teachers"],
        dollars=frames["spending"]["state_local"],
    )
    return comparability(rows.reset_index())
