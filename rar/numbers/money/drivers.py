"""Why schools differ in dollars: the parts of each school's difference, and what is usual beside.

The parts come from `rar.numbers.money.spending_split`. Beside them stands what usually goes with
spending in the state: school size and students with disabilities. Neither says what caused what.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.dimensions.diverse_classrooms_and_schools.schools import students_by_group
from rar.numbers.money.spending_split import PARTS, split_spending

USUAL = ("size_usual", "swd_usual")
DEGREES_OF_FREEDOM = 15  # schools beyond the numbers fitted; fewer give no estimate
COLUMNS = ["district_id", "school_id", "year", "level", "need_group", "pupils", "swd_share",
           "value", "mean", "difference", *PARTS, *USUAL]  # fmt: skip


def usual(rows: pd.DataFrame) -> pd.DataFrame:
    """What usually goes with a school's size and its students with disabilities, in dollars.

    rows: district_id, year, level, pupils, swd_share, value. By year and level, over all districts
    of the state at once: weighted least squares of dollars per student on 1 / pupils (a school's
    fixed costs are shared by its pupils) and swd_share, with an intercept for every district.
    Returns USUAL, the coefficient times what the school differs from its district's mean of the
    level; missing with fewer than DEGREES_OF_FREEDOM schools beyond what is fitted.
    """
    found = pd.DataFrame(np.nan, index=rows.index, columns=list(USUAL))
    small = rows.assign(size_usual=1 / rows["pupils"], swd_usual=rows["swd_share"])
    known = small[small[[*USUAL, "value"]].notna().all(axis=1)]
    for _, part in known.groupby(["year", "level"]):
        centered = _centered(part, [*USUAL, "value"])
        if len(part) - part["district_id"].nunique() - len(USUAL) < DEGREES_OF_FREEDOM:
            continue
        weight = np.sqrt(part["pupils"].to_numpy())
        x, y = centered[list(USUAL)].to_numpy(), centered["value"].to_numpy()
        scale = np.abs(x).max(axis=0)
        if not (scale > 0).all():
            continue
        slope = np.linalg.lstsq(x / scale * weight[:, None], y * weight, rcond=None)[0]
        found.loc[part.index] = x / scale * slope
    return found


def _centered(part: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Columns less their mean over the district, weighted by pupils."""
    weighed = part[columns].mul(part["pupils"], axis=0).assign(pupils=part["pupils"])
    sums = weighed.groupby(part["district_id"]).transform("sum")
    return part[columns] - sums[columns].div(sums["pupils"], axis=0)


def drivers(whole) -> pd.DataFrame:
    """Product: every school's difference, its parts and what usually goes with it; COLUMNS."""
    frames = whole.frames
    rows = split_spending(frames["spending"], frames["teachers"], frames["schools"])
    counts = students_by_group(frames["enrollment"], frames["schools"])
    swd = counts[counts.index.get_level_values("group") == "swd"].droplevel("group")
    share = (swd["students"] / swd["total"].where(swd["total"] > 0)).rename("swd_share")
    rows = rows.join(share, on=["school_id", "year"])
    rows = rows.join(usual(rows))
    return rows[COLUMNS].sort_values(["district_id", "year", "school_id"], ignore_index=True)
