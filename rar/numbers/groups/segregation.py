"""Measures of how groups are spread over schools and classes.

Formulas: Massey and Denton (1988), The dimensions of residential segregation; Theil and Finizza
(1971) and Mora and Ruiz-Castillo (2011) for entropy. In small schools chance alone makes groups
uneven, so the value that chance would give stands beside dissimilarity and entropy.

In every function `frame` has one row a unit (or a unit and group), and `by` names the columns that
tell one district, year and level from another; the units of one combination are compared.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import gammaln

from rar.numbers.groups.chance import surplus


def dissimilarity(frame: pd.DataFrame, by: list[str], first: str, second: str) -> pd.DataFrame:
    """Index of dissimilarity of two groups over units: D = 1/2 sum |a_s/A - b_s/B|.

    first and second name the columns of counts. Returns the columns `by` with value (0 to 1), n
    (the people of the first group) and units. Where a group is empty or there is only one unit,
    value is missing: there is no spread to speak of.

    >>> frame = pd.DataFrame({"d": "01", "a": [100, 60, 40, 0], "b": [0, 40, 60, 100]})
    >>> round(float(dissimilarity(frame, ["d"], "a", "b")["value"].iloc[0]), 6)
    0.6
    """
    groups = frame.groupby(by, sort=True)
    totals = groups[[first, second]].transform("sum")
    shares = [frame[name] / totals[name].where(totals[name] > 0) for name in (first, second)]
    apart = (shares[0] - shares[1]).abs()
    made = apart.groupby([frame[name] for name in by]).sum(min_count=1).div(2)
    made = made.rename("value").to_frame()
    made["n"] = groups[first].sum()
    made["units"] = groups[first].size()
    made["value"] = made["value"].where(made["units"] > 1)
    return made.reset_index()


def expected_dissimilarity(
    frame: pd.DataFrame, by: list[str], first: str, second: str
) -> pd.DataFrame:
    """The dissimilarity that chance alone would give: every student drawn to a unit by lot.

    Units keep their sizes and the two groups theirs, so that the first group of a unit is
    hypergeometric and the expected |a_s/A - b_s/B| is exact: N/(A B) times its mean absolute
    deviation, 2 m (N - A - t_s + m)/N P(a_s = m), where t_s is the unit's size and m the whole
    number above its mean (Diaconis and Zabell 1991). Counts that are not whole are rounded.
    Returns `by` and value, missing where `dissimilarity` is.

    >>> frame = pd.DataFrame({"d": "01", "a": [1, 1], "b": [1, 1]})
    >>> round(float(expected_dissimilarity(frame, ["d"], "a", "b")["value"].iloc[0]), 6)
    0.333333
    """
    whole = frame.assign(a=frame[first].round(), t=frame[first].round() + frame[second].round())
    groups = whole.groupby(by, sort=True)
    one, every = groups["a"].transform("sum"), groups["t"].transform("sum")
    deviation = _mean_absolute_deviation(every, one, whole["t"])
    apart = deviation * every / (one * (every - one)).where(lambda product: product > 0)
    made = apart.groupby([frame[name] for name in by]).sum(min_count=1).div(2)
    return made.where(groups.size() > 1).rename("value").reset_index()


def _mean_absolute_deviation(every: pd.Series, one: pd.Series, drawn: pd.Series) -> pd.Series:
    """Of the number of `one` among `drawn` out of `every`, drawn without replacement."""
    m = np.floor(drawn * one / every.where(every > 0)) + 1
    reached = (m <= one) & (m <= drawn)
    m = m.where(reached, 0)
    log = (
        _log_choose(one, m)
        + _log_choose(every - one, (drawn - m).where(reached, 0))
        - _log_choose(every, drawn)
    )
    return (2 * m * (every - one - drawn + m) / every * np.exp(log)).where(reached, 0.0)


def _log_choose(n: pd.Series, k: pd.Series) -> pd.Series:
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def isolation(frame: pd.DataFrame, by: list[str], group: str, total: str) -> pd.Series:
    """Share of the group in the unit its average student attends: sum (x_s/X)(x_s/t_s).

    Indexed by `by`; it is the group's own share of all students where spread is even, and 1
    where the group is alone. Missing where nobody is of the group.

    >>> frame = pd.DataFrame({"d": "01", "x": [30, 10], "t": [40, 40]})
    >>> float(isolation(frame, ["d"], "x", "t").iloc[0])
    0.625
    """
    return exposure(frame, by, group, group, total)


def exposure(frame: pd.DataFrame, by: list[str], group: str, other: str, total: str) -> pd.Series:
    """Share of the other group in the unit the group's average student attends.

    sum (x_s/X)(y_s/t_s), indexed by `by`. With isolation it adds up to 1 where the other group is
    everyone else.

    >>> frame = pd.DataFrame({"d": "01", "x": [30, 10], "y": [10, 30], "t": [40, 40]})
    >>> float(exposure(frame, ["d"], "x", "y", "t").iloc[0])
    0.375
    """
    keys = [frame[name] for name in by]
    met = frame[group] * frame[other] / frame[total].where(frame[total] > 0)
    people = frame[group].groupby(keys).sum()
    return met.groupby(keys).sum() / people.where(people > 0)


def variance_ratio(frame: pd.DataFrame, by: list[str], group: str, total: str) -> pd.Series:
    """Isolation set free of the group's size: (isolation - P)/(1 - P), P the group's share.

    0 where spread is even, 1 where the group is alone; indexed by `by`.

    >>> frame = pd.DataFrame({"d": "01", "x": [30, 10], "t": [40, 40]})
    >>> float(variance_ratio(frame, ["d"], "x", "t").iloc[0])
    0.25
    """
    sums = frame.groupby(by)[[group, total]].sum()
    share = sums[group] / sums[total].where(sums[total] > 0)
    return (isolation(frame, by, group, total) - share) / (1 - share).where(share < 1)


def entropy(frame: pd.DataFrame, by: list[str], group: str, count: str) -> pd.Series:
    """How mixed all people are: E = -sum p_g ln p_g, in nats, indexed by `by`.

    0 where there is one group only; ln G where G groups are alike in size. group names the column
    that tells groups apart and count their people.

    >>> frame = pd.DataFrame({"d": "01", "g": ["a", "b"], "n": [50, 50]})
    >>> round(float(entropy(frame, ["d"], "g", "n").iloc[0]), 4)
    0.6931
    """
    total = frame.groupby(by)[count].sum()
    return (_n_log_n(total) - _sum_n_log_n(frame, by, [group], count)) / total.where(total > 0)


def mutual_information(
    frame: pd.DataFrame, by: list[str], unit: list[str], group: str, count: str
) -> pd.Series:
    """How much knowing the unit tells of the group: M = sum p_ug ln(p_ug/(p_u p_g)), in nats.

    0 where all units have the same mix; the entropy where no unit is shared. unit names the
    columns that tell units apart. Indexed by `by`.

    >>> frame = pd.DataFrame({"d": "01", "s": [1, 2], "g": ["a", "b"], "n": [50, 50]})
    >>> round(float(mutual_information(frame, ["d"], ["s"], "g", "n").iloc[0]), 4)
    0.6931
    """
    total = frame.groupby(by)[count].sum()
    # sum over cells of n ln(n N / (n_u n_g)) falls into four sums of n ln n
    parts = [_sum_n_log_n(frame, by, keys, count) for keys in ([*unit, group], unit, [group])]
    made = parts[0] - parts[1] - parts[2] + _n_log_n(total)
    return (made / total.where(total > 0)).clip(lower=0)


def theil_h(
    frame: pd.DataFrame, by: list[str], unit: str, group: str, count: str, cluster: str
) -> pd.DataFrame:
    """Theil's H of many groups over units, split: total = between clusters + within clusters.

    H = M/E (`mutual_information` over `entropy`), 0 where every class has the same mix and 1 where
    no class is shared; H(total) = H(clusters) + sum p_s (E_s/E) H_s. units are classes and
    clusters schools, say. Returns, indexed by `by`, total, between, within, chance_within (what
    chance alone would give inside clusters, which is most of it in small classes) and n (the sum
    of counts). Missing where there is one group only.
    """
    cells = frame.groupby(by, sort=True)
    # Numbers in place of names: a state has millions of rows, and texts are slow to group by.
    coded = pd.DataFrame({name: pd.factorize(frame[name])[0] for name in (unit, group, cluster)})
    coded = coded.assign(cell=cells.ngroup().to_numpy(), people=frame[count].to_numpy())
    mixed = entropy(coded, ["cell"], group, "people")
    mixed = mixed.where(mixed > 0)
    total = mutual_information(coded, ["cell"], [cluster, unit], group, "people") / mixed
    between = mutual_information(coded, ["cell"], [cluster], group, "people") / mixed
    people = coded.groupby("cell")["people"].sum()
    inside = surplus(coded, by=["cell", cluster], unit=unit, group=group, count="people")
    chance = inside.groupby("cell").sum() / people.where(people > 0) / mixed
    made = pd.DataFrame(
        {
            "total": total,
            "between": between,
            "within": (total - between).clip(lower=0),
            "chance_within": chance,
            "n": people,
        }
    )
    return made.set_axis(cells.size().index)


def _sum_n_log_n(frame: pd.DataFrame, by: list[str], more: list[str], count: str) -> pd.Series:
    """The sum of n ln n over the cells that by and more make, n summed in each; indexed by `by`."""
    cells = frame.groupby([*by, *more])[count].sum()
    return _n_log_n(cells).groupby(level=list(range(len(by)))).sum()


def _n_log_n(n: pd.Series) -> pd.Series:
    return n * np.log(n.where(n > 0, 1.0))
