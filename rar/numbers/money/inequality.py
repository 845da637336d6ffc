"""How unevenly dollars are spread, every student counting once: the weights are pupils.

The published statistics of school finance, for all groups of rows in one pass. Definitions:
R. Berne and L. Stiefel, The Measurement of Equity in School Finance (1984); A. Odden and L. Picus,
School Finance: A Policy Perspective; 34 CFR 222.162 and 20 USC 6337(b)(3) where named.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

TINY = 1e-9  # of the pupils of a group: sums of pupils that differ by less are the same
SPREAD = (
    "units", "pupils", "mean", "median", "low", "high", "range", "restricted_range",
    "federal_range_ratio", "cv", "gini", "mcloone", "verstegen", "theil",
)  # fmt: skip
POVERTY_FACTOR = 0.4  # what a student in poverty counts beyond 1, 20 USC 6337(b)(3)(A)(ii)(III)
ENROLLMENT_ABOVE = 200  # only districts with more students count, the same, (IV)


def spread(
    frame: pd.DataFrame, by: list[str], value: str = "value", pupils: str = "pupils"
) -> pd.DataFrame:
    """The statistics SPREAD of `value` over the rows of each group, indexed by `by`.

    Rows without a value or without pupils are left out. range is highest minus lowest;
    restricted_range the 95th minus the 5th percentile; federal_range_ratio that over the 5th (34
    CFR 222.162); cv the coefficient of variation in population form; mcloone what the lower half
    of pupils has over what it would have at the median, verstegen the same of the upper half
    (pupils at the median are shared so that exactly half stand on each side); gini and theil are
    0 where all have the same. Without dollars above zero the relative ones are missing.

    >>> rows = pd.DataFrame({"year": 2022, "value": [10.0, 12.0], "pupils": [100.0, 300.0]})
    >>> spread(rows, ["year"]).loc[2022, ["mean", "median", "range"]].tolist()
    [11.5, 12.0, 2.0]
    """
    rows = _sorted(frame, by, value, pupils)
    groups = rows.groupby(by, sort=True)
    total = groups["w"].transform("sum")
    rows["reached"] = groups["w"].cumsum()
    mean = rows["mean"] = _mean(rows, by)
    rows["squared"] = rows["w"] * (rows["x"] - mean) ** 2
    rows["ranked"] = rows["dollars"] * (2 * rows["reached"] - rows["w"] - total)
    in_lower = np.minimum((total / 2 - rows["reached"] + rows["w"]).clip(lower=0), rows["w"])
    rows["lower"] = in_lower * rows["x"]
    rows["upper"] = (rows["w"] - in_lower) * rows["x"]
    sums = groups[["w", "dollars", "squared", "ranked", "lower", "upper"]].sum()
    made = pd.DataFrame({"units": groups.size(), "pupils": sums["w"], "mean": groups["mean"].min()})
    made["median"] = (_reached_at(rows, by, 0.5) + _reached_at(rows, by, 0.5, past=True)) / 2
    made["low"], made["high"] = groups["x"].min(), groups["x"].max()
    low, high = (_reached_at(rows, by, share) for share in (0.05, 0.95))
    made["range"], made["restricted_range"] = made["high"] - made["low"], high - low
    made["federal_range_ratio"] = (high - low) / low.where(low > 0)
    positive = made["mean"].where(made["mean"] > 0)
    half = (made["median"] * sums["w"] / 2).where(made["median"] > 0)
    made["cv"] = np.sqrt(sums["squared"] / sums["w"]) / positive
    made["gini"] = (sums["ranked"] / (sums["w"] ** 2 * positive)).clip(lower=0)
    made["mcloone"], made["verstegen"] = sums["lower"] / half, sums["upper"] / half
    made["theil"] = theil_split(frame, by, [], value, pupils)["within"]
    return made[list(SPREAD)]


def _sorted(frame: pd.DataFrame, by: list[str], value: str, pupils: str) -> pd.DataFrame:
    """Rows that count, sorted by group and value: x, w (pupils) and dollars (their product)."""
    known = frame[frame[value].notna() & (frame[pupils] > 0)]
    rows = known.assign(x=known[value].astype(float), w=known[pupils].astype(float))
    rows["dollars"] = rows["x"] * rows["w"]
    return rows.sort_values([*by, "x"], ignore_index=True)


def _mean(rows: pd.DataFrame, by: list[str]) -> pd.Series:
    """The mean of each row's group, row by row; of all rows where `by` is empty."""
    if not by:
        return pd.Series(rows["dollars"].sum() / rows["w"].sum(), index=rows.index)
    sums = rows.groupby(by)[["dollars", "w"]].transform("sum")
    return sums["dollars"] / sums["w"]


def quantile(
    frame: pd.DataFrame, by: list[str], share: float, value: str = "value", pupils: str = "pupils"
) -> pd.Series:
    """The value at which `share` of the pupils, counted upward, is reached, indexed by `by`."""
    rows = _sorted(frame, by, value, pupils)
    rows["reached"] = rows.groupby(by)["w"].cumsum()
    return _reached_at(rows, by, share)


def _reached_at(rows: pd.DataFrame, by: list[str], share: float, past: bool = False) -> pd.Series:
    total = rows.groupby(by)["w"].transform("sum")
    limit = total * (share + TINY if past else share - TINY)
    return rows["x"].where(rows["reached"] >= limit).groupby([rows[name] for name in by]).min()


def theil_split(
    frame: pd.DataFrame,
    by: list[str],
    path: list[str],
    value: str = "value",
    pupils: str = "pupils",
    of: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Theil's T of each group of rows in parts that add up: indexed by `by` and `of`.

    path names nested units from the outside in (district_id, then level). The column of each is
    the part that lies between such units inside the one around it; 'within' is the rest, between
    rows of the same innermost unit. of cuts the parts further, so that what each district adds
    can be told; such an addend may be negative, their sum is not. Rows without dollars add 0.

    >>> rows = pd.DataFrame({"year": 2022, "district_id": ["a", "a", "b"],
    ...     "value": [1.0, 3.0, 2.0], "pupils": 1.0})
    >>> split = theil_split(rows, ["year"], ["district_id"])
    >>> bool(split["district_id"].iloc[0] == 0), round(float(split["within"].iloc[0]), 4)
    (True, 0.0872)
    """
    rows = _sorted(frame, by, value, pupils)
    share = rows["dollars"] / rows.groupby(by)["dollars"].transform("sum")
    outer = _mean(rows, by)
    parts = {}
    for depth, name in enumerate(path, start=1):
        inner = _mean(rows, [*by, *path[:depth]])
        parts[name] = _log_part(share, inner, outer)
        outer = inner
    parts["within"] = _log_part(share, rows["x"], outer)
    keys = [rows[name].rename(name) for name in dict.fromkeys([*by, *of])]
    return pd.DataFrame(parts).groupby(keys, sort=True).sum(min_count=1)


def _log_part(share: pd.Series, inner: pd.Series, outer: pd.Series) -> pd.Series:
    ratio = (inner / outer.where(outer > 0)).where(inner > 0, 1.0)
    return share * np.log(ratio)


def neutrality(
    frame: pd.DataFrame, by: list[str], wealth: str, value: str = "value", pupils: str = "pupils"
) -> pd.DataFrame:
    """How far dollars follow the wealth of districts: correlation, slope, elasticity and units.

    slope is the change of value for one dollar more wealth, by least squares; elasticity the
    percentage more of value that goes with one percent more wealth, at the means. All weighted by
    pupils. Missing where wealth or value is the same everywhere.
    """
    rows = _sorted(frame[frame[wealth].notna()], by, value, pupils)
    held = rows.assign(dollars=rows[wealth] * rows["w"])
    rows["x_mean"], rows["z_mean"] = _mean(rows, by), _mean(held, by)
    dx, dz = rows["x"] - rows["x_mean"], rows[wealth] - rows["z_mean"]
    rows["xx"], rows["zz"], rows["xz"] = (rows["w"] * one for one in (dx * dx, dz * dz, dx * dz))
    groups = rows.groupby(by, sort=True)
    sums, mean = groups[["xx", "zz", "xz", "w"]].sum(), groups[["x_mean", "z_mean"]].min()
    flat_x = sums["xx"] <= 1e-12 * sums["w"] * mean["x_mean"] ** 2
    flat_z = sums["zz"] <= 1e-12 * sums["w"] * mean["z_mean"] ** 2
    made = pd.DataFrame({"correlation": sums["xz"] / np.sqrt(sums["xx"] * sums["zz"])})
    made["slope"] = (sums["xz"] / sums["zz"]).mask(flat_z)
    made["correlation"] = made["correlation"].mask(flat_x | flat_z)
    made["elasticity"] = made["slope"] * mean["z_mean"] / mean["x_mean"]
    return made.assign(units=groups.size(), pupils=sums["w"])


def progressivity(
    frame: pd.DataFrame, by: list[str], poor: str, value: str = "value", pupils: str = "pupils"
) -> pd.Series:
    """Mean of value over pupils in poverty divided by that over the others, indexed by `by`.

    poor is the number of pupils in poverty. 1 is neutral; above 1, those in poverty attend where
    more is spent. Missing where a group has only one kind of pupil.
    """
    rows = _sorted(frame[frame[poor].notna()], by, value, pupils)
    rows["rest"] = rows["w"] - rows[poor]
    rows["poor_dollars"], rows["rest_dollars"] = rows["x"] * rows[poor], rows["x"] * rows["rest"]
    sums = rows.groupby(by)[[poor, "rest", "poor_dollars", "rest_dollars"]].sum()
    both = (sums[poor] > 0) & (sums["rest"] > 0) & (sums["rest_dollars"] > 0)
    ratio = (sums["poor_dollars"] / sums[poor]) / (sums["rest_dollars"] / sums["rest"])
    return ratio.where(both).rename("progressivity")


def adequacy(
    frame: pd.DataFrame, by: list[str], level: float, value: str = "value", pupils: str = "pupils"
) -> pd.Series:
    """Odden and Picus: 1 where no pupil has less than `level`; each pupil below counts value/level.

    >>> rows = pd.DataFrame({"year": 2022, "value": [8.0, 10.0], "pupils": [50.0, 50.0]})
    >>> adequacy(rows, ["year"], 10.0).tolist()
    [0.9]
    """
    rows = _sorted(frame, by, value, pupils)
    rows["met"] = rows["w"] * (rows["x"] / level).clip(upper=1)
    sums = rows.groupby(by)[["met", "w"]].sum()
    return (sums["met"] / sums["w"]).rename("adequacy")


def equity_factor(
    districts: pd.DataFrame, by: list[str], meets_disparity_test: bool = False
) -> pd.Series:
    """The coefficient of variation of 20 USC 6337(b)(3), the one the law defines.

    districts: dollars, enrollment and poor (children in poverty). A child in poverty counts 1.4
    in the pupils that dollars are divided and weighted by; districts of 200 students or fewer are
    left out; a state that meets the 25 percent disparity test has at most 0.10.
    """
    rows = districts[districts["enrollment"] > ENROLLMENT_ABOVE].copy()
    rows["pupils"] = rows["enrollment"] + POVERTY_FACTOR * rows["poor"]
    rows["value"] = rows["dollars"] / rows["pupils"]
    found = spread(rows, by)["cv"].rename("equity_factor")
    return found.clip(upper=0.10) if meets_disparity_test else found
