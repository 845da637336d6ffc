"""Dollars set against need: the need-adjusted index, and what average salaries move unseen."""

from __future__ import annotations

import pandas as pd

from rar.numbers.money.prices import read_cwift, with_cwift
from rar.tables import LEVELS

NEED_ADJUSTED, SALARY = "1c", "1g"
CELL = ["year", "metric", "level"]
INDEX_BELOW, INDEX_ABOVE = 90, 110


def stat_rows(
    values: pd.Series, statistic: str, pupils=float("nan"), units=float("nan"), note: str = ""
) -> pd.DataFrame:
    """Rows of one statistic from values indexed by their keys; note says why one is missing."""
    made = values.rename("value").to_frame().assign(n_pupils=pupils, schools=units)
    made["note"] = pd.Series(note, index=made.index, dtype="str").where(made["value"].isna(), "")
    return made.reset_index().assign(statistic=statistic, state_value=float("nan"))


def need_index(rows: pd.DataFrame, by: list[str]) -> pd.Series:
    """100 x a school's dollars per weighted student over that of all rows of its group.

    rows: numerator (dollars), denominator (weighted students). Missing for a school that is alone.
    """
    known = rows["numerator"].notna() & (rows["denominator"] > 0)
    rows = rows.assign(
        **{name: rows[name].where(known) for name in ("numerator", "denominator")}, known=known
    )
    sums = rows.groupby(by)[["numerator", "denominator", "known"]].transform("sum")
    pooled_value = sums["numerator"] / sums["denominator"]
    index = 100 * rows["numerator"] / rows["denominator"] / pooled_value
    return index.where(sums["known"] > 1)


def need_adjusted_rows(whole) -> pd.DataFrame:
    """Dollars per weighted student, at average wages too, and the share of students in schools
    below 90 and above 110 of their district's mean of the level, of district and state.
    """
    rows = whole.measures
    rows = rows[(rows["metric"] == NEED_ADJUSTED) & (rows["group"] == "all")]
    rows = rows[rows["value"].notna()]
    rows = rows.join(whole.frames["schools"]["enrollment"], on=["school_id", "year"])
    rows["index"] = need_index(rows, ["district_id", *CELL])
    rows = pd.concat([rows[rows["level"].isin(LEVELS)], rows.assign(level="all")])
    parts = []
    state = {name: _shares(rows, CELL, name) for name in ("share_below_90", "share_above_110")}
    for name, of_state in state.items():
        own = _shares(rows, ["district_id", *CELL], name)
        made = own.merge(of_state[[*CELL, "value"]], on=CELL, suffixes=("", "_state"))
        parts.append(
            made.drop(columns="state_value").rename(columns={"value_state": "state_value"})
        )
    return pd.concat([*parts, *_level_rows(whole, rows)], ignore_index=True)


def _shares(rows: pd.DataFrame, by: list[str], statistic: str) -> pd.DataFrame:
    known = rows[rows["index"].notna() & (rows["enrollment"] > 0)]
    below = statistic == "share_below_90"
    far = known["index"] < INDEX_BELOW if below else known["index"] > INDEX_ABOVE
    groups = known.assign(far=known["enrollment"].where(far, 0.0)).groupby(by)
    sums = groups[["far", "enrollment"]].sum()
    share = sums["far"] / sums["enrollment"]
    return stat_rows(share, statistic, sums["enrollment"], groups.size())


def _level_rows(whole, rows: pd.DataFrame) -> list[pd.DataFrame]:
    """need_adjusted and need_adjusted_wages by district, the state's beside."""
    by = ["district_id", *CELL]
    groups = rows.groupby(by)
    sums = groups[["numerator", "denominator", "enrollment"]].sum()
    value = sums["numerator"] / sums["denominator"]
    made = stat_rows(value, "need_adjusted", sums["enrollment"], groups.size())
    of_state = rows.groupby(CELL)[["numerator", "denominator"]].sum()
    of_state = (of_state["numerator"] / of_state["denominator"]).rename("of_state")
    made["state_value"] = made.join(of_state, on=CELL)["of_state"]
    wages = with_cwift(made, read_cwift(whole.references))
    adjusted = made.assign(
        statistic="need_adjusted_wages", value=wages["adjusted"], note=wages["wages_note"]
    )
    return [made, adjusted.assign(state_value=float("nan"))]


def dollars_moved(comparisons: pd.DataFrame) -> pd.DataFrame:
    """What a budget of average salaries moves: the salary gap (1g) x teachers of the schools of
    greatest need; negative: their teachers cost less than they are charged for.
    """
    rows = comparisons[(comparisons["metric"] == SALARY) & (comparisons["kind"] == "need")]
    rows = rows[rows["gap"].notna()]
    made = rows[["district_id", *CELL]].assign(value=rows["gap"] * rows["focus_n"])
    made = made.assign(statistic="dollars_moved", schools=rows["schools"], note="")
    return made.assign(n_pupils=float("nan"), state_value=float("nan"))
