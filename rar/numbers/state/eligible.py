"""Which districts must be reviewed, and why.

ESSA 1111(d)(3)(A)(ii) (20 USC 6311): a state periodically reviews resource allocation in each
district serving a significant number of schools identified for comprehensive support and
improvement (CSI) and a significant number of schools implementing targeted support and
improvement plans (TSI). What is significant, and whether a district must have both or either, is
the state's choice (`rar.settings.Eligible`); both readings are always shown.

A school that is not said to be identified or not is unknown. A district is told to be eligible,
or not, only where that holds whatever its unknown schools are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from rar.settings import Eligible

YES, NO, UNKNOWN = "yes", "no", "unknown"
COLUMNS = [
    "district_id", "name", "kind", "year", "schools", "csi", "csi_share", "csi_unknown", "tsi",
    "tsi_share", "tsi_unknown", "identified", "identified_share", "enough_csi", "enough_tsi",
    "and_reading", "or_reading", "eligible", "reason",
]  # fmt: skip


def eligibility(
    schools: pd.DataFrame, districts: pd.DataFrame, rules: Eligible, year: int
) -> pd.DataFrame:
    """One row a district of the year; columns COLUMNS.

    schools: school_id, year, district_id, csi, tsi, atsi (1, 0 or missing); districts:
    district_id, year, name, kind. csi and tsi count schools known to be identified (a school that
    is both counts in both), shares are of all schools of the district, and identified counts
    schools with any identification once. ATSI schools count as TSI schools where
    `rules.atsi_counts`. enough_*, the readings and eligible are 'yes', 'no' or 'unknown'.
    """
    own = _flags(schools[schools["year"] == year], rules)
    by = own.groupby("district_id")
    made = pd.DataFrame({"schools": by.size()})
    for name in ("csi", "tsi", "identified"):
        made[name] = by[name].sum(min_count=1)
        made[f"{name}_share"] = made[name] / made["schools"]
        made[f"{name}_unknown"] = by[name].apply(lambda flags: int(flags.isna().sum()))
    made["enough_csi"] = _enough(made, "csi", rules.csi_schools, rules.csi_share)
    made["enough_tsi"] = _enough(made, "tsi", rules.tsi_schools, rules.tsi_share)
    csi, tsi = made["enough_csi"], made["enough_tsi"]
    made["and_reading"] = np.select(
        [(csi == NO) | (tsi == NO), (csi == YES) & (tsi == YES)], [NO, YES], UNKNOWN
    )
    made["or_reading"] = np.select(
        [(csi == YES) | (tsi == YES), (csi == NO) & (tsi == NO)], [YES, NO], UNKNOWN
    )
    made["eligible"] = made[f"{rules.reading}_reading"]
    made = made.reset_index().assign(year=year)
    known = districts[districts["year"] <= year].sort_values("year")
    known = known.drop_duplicates("district_id", keep="last")[["district_id", "name", "kind"]]
    made = made.merge(known, on="district_id", how="left")
    made["reason"] = [_reason(row, rules) for row in made.itertuples()]
    return made[COLUMNS].sort_values("district_id", ignore_index=True)


def _flags(schools: pd.DataFrame, rules: Eligible) -> pd.DataFrame:
    """csi, tsi and identified of each school: 1, 0, or missing where it is not known.

    An identification that the state's files of the year do not have at all is left out, where
    another tells of targeted support.
    """
    targeted = ["tsi", "atsi"] if rules.atsi_counts else ["tsi"]
    published = [name for name in targeted if schools[name].notna().any()] or targeted
    every = ["csi", *(name for name in ("tsi", "atsi") if schools[name].notna().any())]
    return pd.DataFrame(
        {
            "district_id": schools["district_id"],
            "csi": schools["csi"],
            "tsi": _any(schools[published]),
            "identified": _any(schools[every]),
        }
    )


def _any(flags: pd.DataFrame) -> pd.Series:
    """1 where one flag is 1, 0 where all are 0, missing otherwise."""
    return flags.max(axis=1).where((flags == 1).any(axis=1) | flags.notna().all(axis=1))


def _enough(made: pd.DataFrame, name: str, number: int | None, share: float | None) -> np.ndarray:
    """Whether a limit is reached: surely, surely not, or dependent on schools not known."""

    def reached(count: pd.Series) -> pd.Series:
        by_number = count >= number if number is not None else count < 0
        by_share = count / made["schools"] >= share if share is not None else count < 0
        return by_number | by_share

    known = made[name].fillna(0)
    surely, perhaps = reached(known), reached(known + made[f"{name}_unknown"])
    return np.select([surely, ~perhaps], [YES, NO], UNKNOWN)


def _reason(row, rules: Eligible) -> str:
    if row.csi_unknown == row.schools and row.tsi_unknown == row.schools:
        return "The files do not say of any school whether it is identified, so it is not known."
    targeted = "TSI or ATSI" if rules.atsi_counts else "TSI"
    comprehensive = _counted(row.csi, row.csi_unknown, rules.csi_schools, rules.csi_share)
    implementing = _counted(row.tsi, row.tsi_unknown, rules.tsi_schools, rules.tsi_share)
    schools = "1 school" if row.schools == 1 else f"{row.schools} schools"
    return (
        f"Of {schools} {comprehensive[0]} CSI ({comprehensive[1]}) and "
        f"{implementing[0]} {targeted} ({implementing[1]}): "
        f"{_verdict(row.enough_csi, row.enough_tsi)}."
    )


def _counted(
    count: float, unknown: int, number: int | None, share: float | None
) -> tuple[str, str]:
    """How many schools are identified ('4 are'), and the limit with how many are not known."""
    limits = [] if number is None else [f"{number} school{'' if number == 1 else 's'}"]
    limits += [] if share is None else [f"{share:.0%} of schools"]
    limit = f"limit {' or '.join(limits)}" if limits else "no limit is set"
    silent = f", {unknown} not known" if unknown else ""
    if count != count:
        return "an unknown number are", limit
    return f"{count:.0f} {'is' if count == 1 else 'are'}", f"{limit}{silent}"


def _verdict(csi: str, tsi: str) -> str:
    words = {YES: "enough", NO: "too few", UNKNOWN: "not known whether enough"}
    if csi == tsi:
        return f"{words[csi]} of both"
    return f"{words[csi]} CSI, {words[tsi]} TSI"


def least_lowest_performing(title1_schools: int) -> int:
    """How many schools are at least five percent of the state's Title I schools.

    ESSA 1111(c)(4)(D)(i)(I): not less than the lowest-performing 5 percent are identified for
    CSI, so a part of a school is rounded up.

    >>> least_lowest_performing(412), least_lowest_performing(400)
    (21, 20)
    """
    return -(-title1_schools // 20)


def title1_check(schools: pd.DataFrame, year: int) -> tuple[int, int, int]:
    """(Title I schools, at least so many are the lowest 5 percent, CSI schools among them)."""
    own = schools[(schools["year"] == year) & (schools["title1"] == 1)]
    return len(own), least_lowest_performing(len(own)), int((own["csi"] == 1).sum())
