"""The accounting split of a difference in spending: four parts that add up exactly.

Teachers' pay, teachers per student, the school's share of central costs, and everything else.
"""

from __future__ import annotations

import pandas as pd

from rar.tables import LEVELS

CELL = ["district_id", "year", "level"]
PARTS = ("pay", "staff", "central", "rest")


def split_spending(
    spending: pd.DataFrame, teachers: pd.DataFrame, schools: pd.DataFrame
) -> pd.DataFrame:
    """Each school's difference from its district's mean of its level, in the four PARTS.

    Tables indexed by school_id and year. pay: what the average salary is away from the level's, at
    the mean of the two teacher-student ratios; staff: the ratio away from the level's, at the mean
    of the two salaries; central: the school's share of central costs away from the level's, where
    all schools of the level report it, else a part of the rest. Means are pooled, so that every
    part weighted by pupils adds up to 0 over the level. Schools without dollars, pupils, teachers
    or salary are left out.
    """
    rows = schools[["district_id", "level", "need_group"]].join(
        spending[["pupils", "total", "central"]]
    )
    rows = rows.join(teachers[["teachers", "average_salary"]]).reset_index()
    known = rows[["total", "teachers", "average_salary"]].notna().all(axis=1)
    rows = rows[known & (rows["pupils"] > 0) & rows["level"].isin(LEVELS)].copy()
    rows["ratio"] = rows["teachers"] / rows["pupils"]
    rows["dollars"], rows["central_dollars"] = (
        rows[c] * rows["pupils"] for c in ("total", "central")
    )
    rows["salaries"] = rows["teachers"] * rows["average_salary"]
    sums = rows.groupby(CELL)[["dollars", "central_dollars", "salaries", "teachers", "pupils"]]
    sums = sums.transform("sum")
    salary, ratio = sums["salaries"] / sums["teachers"], sums["teachers"] / sums["pupils"]
    rows["mean"] = sums["dollars"] / sums["pupils"]
    rows["difference"] = rows["total"] - rows["mean"]
    rows["pay"] = (rows["average_salary"] - salary) * (rows["ratio"] + ratio) / 2
    rows["staff"] = (rows["ratio"] - ratio) * (rows["average_salary"] + salary) / 2
    reported = rows["central"].notna().groupby([rows[name] for name in CELL]).transform("all")
    rows["central"] = (rows["central"] - sums["central_dollars"] / sums["pupils"]).where(reported)
    rows["rest"] = rows["difference"] - rows["pay"] - rows["staff"] - rows["central"].fillna(0.0)
    return rows.rename(columns={"total": "value"}).reset_index(drop=True)


def between_need_groups(
    parts: pd.DataFrame, columns: tuple[str, ...] = (*PARTS, "difference")
) -> pd.DataFrame:
    """The parts of the difference between schools of greatest and of least need, by CELL.

    parts comes from `split_spending`. Schools are pooled by their pupils; returns `columns`,
    focus_pupils and schools. Levels without need groups are left out.
    """
    # `need` imports the dimensions, one of which imports this module
    from rar.numbers.need import LEAST_NEED, MOST_NEED

    sides = {}
    for side, names in (("focus", MOST_NEED), ("reference", LEAST_NEED)):
        rows = parts[parts["need_group"].isin(names)]
        weighed = rows[list(columns)].mul(rows["pupils"], axis=0)
        weighed = weighed.assign(pupils=rows["pupils"], schools=1.0)
        sums = weighed.groupby([rows[name] for name in CELL]).sum(min_count=1)
        sides[side] = sums
    focus, reference = sides["focus"].align(sides["reference"], join="inner")
    means = [side[list(columns)].div(side["pupils"], axis=0) for side in (focus, reference)]
    made = means[0] - means[1]
    return made.assign(
        focus_pupils=focus["pupils"], schools=focus["schools"] + reference["schools"]
    )
