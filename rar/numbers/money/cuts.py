"""Were high-poverty schools cut more than the district as a whole? (MOEquity-style)

The tests of maintenance of equity, American Rescue Plan Act, sec. 2004(c), which were in force for
fiscal years 2022 and 2023, as an indicator for any year: state and local dollars per pupil, and
teachers per pupil.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.tables import LEVELS

PASS, FAIL, EXEMPT, UNKNOWN = "pass", "fail", "exempt", "not assessable"
FUNDING, STAFFING = "funding", "staffing"
PUPILS_FROM = 1000  # districts with fewer are exempt
ONE_SCHOOL = "the district has one school"
ONE_A_SPAN = "every grade span is served by one school"
FEW_PUPILS = f"the district has fewer than {PUPILS_FROM:,} students"
SOME_SILENT = "a school of the district reports in one of the two years only"
NO_YEAR = "the year before, or this year, is not reported"
NO_NUMBER = "the school was not there, or did not report, in one of the two years"
COLUMNS = ["district_id", "school_id", "year", "level", "pupils", "before", "after", "cut",
           "allowed", "result", "reason"]  # fmt: skip


def disproportionate_cuts(
    schools: pd.DataFrame, tolerance: float = 0.0, by_span: bool = False, rounding=np.ceil
) -> pd.DataFrame:
    """The test of every high-poverty school against the year before; columns COLUMNS.

    schools: district_id, school_id, year, level (its grade span), poverty (share), pupils and
    amount per pupil (dollars or full-time equivalents). High-poverty are the `rounding(S / 4)`
    schools of the highest share among the S of the district, or of each grade span. A school
    passes where before - after <= max(0, F(t-1) - F(t)) / N(t) + tolerance: F the amount of the
    whole district, N its pupils. result: pass, fail, exempt or not assessable, the last two with
    their reason.
    A district is not assessable where a school reports in one of the two years only.
    """
    rows = schools.reset_index(drop=True)
    rows = rows[_high_poverty(rows, by_span, rounding)]
    before = schools[["school_id", "year", "amount"]].rename(columns={"amount": "before"})
    rows = rows.merge(before.assign(year=before["year"] + 1), on=["school_id", "year"], how="left")
    rows = rows.merge(_allowed(schools), on=["district_id", "year"], how="left")
    rows = rows.rename(columns={"amount": "after"})
    rows["cut"] = rows["before"] - rows["after"]
    unknown = rows["cut"].isna() | rows["allowed"].isna()
    passed = rows["cut"] <= rows["allowed"] + tolerance + 1e-9
    rows["result"] = np.select(
        [rows["exempt"] != "", unknown, passed], [EXEMPT, UNKNOWN, PASS], FAIL
    )
    silent = rows["unsure"].where(rows["unsure"] != "", NO_NUMBER)
    rows["reason"] = rows["exempt"].where(rows["exempt"] != "", silent)
    rows["reason"] = rows["reason"].where(rows["result"].isin([EXEMPT, UNKNOWN]), "")
    return rows[COLUMNS].sort_values(COLUMNS[:3], ignore_index=True)


def _high_poverty(rows: pd.DataFrame, by_span: bool, rounding) -> pd.Series:
    """Whether a school is among the highest quarter; of equal shares the lower id comes first."""
    key = ["district_id", "year", *(["level"] if by_span else [])]
    known = rows[rows["poverty"].notna()]
    known = known.sort_values(
        [*key, "poverty", "school_id"], ascending=[*[True] * len(key), False, True]
    )
    groups = known.groupby(key)
    place, size = groups.cumcount(), groups["school_id"].transform("size")
    return (place < rounding(size / 4)).reindex(rows.index, fill_value=False)


def _allowed(schools: pd.DataFrame) -> pd.DataFrame:
    """By district and year: the cut per pupil that the district as a whole made, exempt, unsure.

    Schools silent in both years count in neither; unsure says why nothing can be said, '' else.
    """
    key = ["district_id", "year"]
    rows = schools.assign(total=schools["amount"] * schools["pupils"])
    reports = rows["total"].notna()
    before = rows[["school_id", "year"]].assign(
        reported=reports.astype(float), year=rows["year"] + 1
    )
    rows = rows.merge(before, on=["school_id", "year"], how="left")
    reports = reports.reset_index(drop=True)
    rows["mixed"] = rows["reported"].notna() & (rows["reported"] != reports)
    groups = rows.assign(counted=rows["pupils"].where(reports)).groupby(key)
    made = groups[["total", "counted"]].sum(min_count=1).assign(mixed=groups["mixed"].any())
    made["exempt"] = _exemptions(schools, groups["pupils"].sum())
    made = made.reset_index()
    earlier = made[[*key, "total"]].rename(columns={"total": "total_before"})
    made = made.merge(earlier.assign(year=earlier["year"] + 1), on=key, how="left")
    fallen = made["total_before"] - made["total"]
    made["allowed"] = (fallen.clip(lower=0) / made["counted"]).mask(made["mixed"])
    made["unsure"] = np.select([made["mixed"], made["allowed"].isna()], [SOME_SILENT, NO_YEAR], "")
    return made[[*key, "allowed", "exempt", "unsure"]]


def _exemptions(schools: pd.DataFrame, pupils: pd.Series) -> np.ndarray:
    key = ["district_id", "year"]
    count = schools.groupby(key).size()
    largest = schools.groupby([*key, "level"], dropna=False).size().groupby(key).max()
    few = pupils < PUPILS_FROM
    return np.select([count == 1, largest == 1, few], [ONE_SCHOOL, ONE_A_SPAN, FEW_PUPILS], "")


def tested_schools(schools: pd.DataFrame, pupils: pd.Series, amount: pd.Series) -> pd.DataFrame:
    """The rows `disproportionate_cuts` takes, from `schools` indexed school_id and year.

    pupils and amount (per pupil) are indexed alike; without its pupils, a school's enrollment
    stands in. A school that serves no known level is a grade span of its own.
    """
    level = schools["level"].where(schools["level"].isin(LEVELS), "other")
    made = pd.DataFrame({"district_id": schools["district_id"], "level": level})
    pupils = pupils.reindex(schools.index).fillna(schools["enrollment"])
    made = made.assign(poverty=schools["ed_share"], pupils=pupils, amount=amount)
    return made.reset_index()


def cuts(whole) -> pd.DataFrame:
    """Product: both tests of all high-poverty schools; COLUMNS and test (funding or staffing)."""
    frames = whole.frames
    schools, spending = frames["schools"], frames["spending"]
    pupils = schools["enrollment"]
    fte = frames["teachers"]["teachers"] / pupils.where(pupils > 0)
    parts = [
        disproportionate_cuts(
            tested_schools(schools, spending["pupils"], spending["state_local"])
        ).assign(test=FUNDING),
        disproportionate_cuts(tested_schools(schools, pupils, fte)).assign(test=STAFFING),
    ]
    return pd.concat(parts, ignore_index=True)
