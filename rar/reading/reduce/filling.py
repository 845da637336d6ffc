"""What every reduction does: fill what the state does not give, and add up without hiding gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from rar.tables import TABLES, TEXT, absent

SCHOOL_YEAR = ["school_id", "year"]
# Why a part is absent, by what it does to a sum. A part to which the question does not apply is
# left out of the sum; any other absent part leaves the sum absent, the last of these reasons first.
REASONS = ("", "not applicable", "not published", "missing", "suppressed")
LEFT_OUT = REASONS.index("not applicable")
MISSING = REASONS.index("missing")

Tables = Mapping[str, pd.DataFrame]


def filled(given: pd.DataFrame | None, found: pd.DataFrame, name: str) -> pd.DataFrame:
    """A canonical frame: what the state gave, and where that is absent what was found.

    given is the table as read, or None; found has the table's keys, some of its columns and, where
    it knows why one is absent, their `absent:` companions.
    """
    table = TABLES[name]
    keys = table.key_names
    rows = found[keys] if given is None else pd.concat([given[keys], found[keys]])
    base = rows.drop_duplicates().sort_values(keys).reset_index(drop=True)
    told = base if given is None else base.merge(given, on=keys, how="left")
    worked = base.merge(found, on=keys, how="left")
    columns = {}
    for column in table.columns:
        c = column.name
        kind = "str" if column.kind == TEXT else "float64"
        has = told[c] if c in told else pd.Series(np.nan, index=base.index)
        new = worked[c] if c in worked else pd.Series(np.nan, index=base.index)
        values = has.astype(kind).fillna(new.astype(kind))
        why, known = _reason(told, c), _reason(worked, c)
        why = why.mask(why.isin(["", "not published"]) & known.ne(""), known)
        why = why.replace("", "missing" if c in worked else "not published")
        columns[c] = values
        columns[absent(c)] = why.astype("str").mask(values.notna(), "")
    return pd.concat([base, pd.DataFrame(columns)], axis=1)


def _reason(frame: pd.DataFrame, column: str) -> pd.Series:
    """Why each cell of a column is absent, '' where nothing is said."""
    if absent(column) in frame:
        return frame[absent(column)].fillna("").astype("str")
    return pd.Series("", index=frame.index, dtype="str")


def lack(frame: pd.DataFrame, column: str) -> pd.Series:
    """The reason of each cell of a canonical column as its place in REASONS; 0 = it is there."""
    places = {why: place for place, why in enumerate(REASONS)}
    return frame[absent(column)].map(places).astype("int8")


def summed(
    keys: pd.DataFrame, values: Mapping[str, pd.Series], lacks: Mapping[str, pd.Series]
) -> pd.DataFrame:
    """Sums by key that are absent where a part is: never smaller for a part that is not known.

    values and lacks (places in REASONS) are by column, with the index of keys. Returns the keys,
    the sums, and their `absent:` companions.

    >>> keys = pd.DataFrame({"school_id": ["a", "a", "b", "b"]})
    >>> made = summed(keys, {"served": pd.Series([3.0, 4.0, 5.0, np.nan])},
    ...     {"served": pd.Series([0, 0, 0, REASONS.index("suppressed")])})
    >>> made["served"].tolist(), made["absent:served"].tolist()
    ([7.0, nan], ['', 'suppressed'])
    """
    by = list(keys.columns)
    names = list(values)
    numbers = pd.concat([keys, pd.DataFrame(dict(values))], axis=1).groupby(by)
    places = pd.concat([keys, pd.DataFrame(dict(lacks))], axis=1).groupby(by)
    sums, worst = numbers[names].sum(min_count=1), places[names].max()
    for name in names:
        sums[name] = sums[name].where(worst[name] <= LEFT_OUT)
        why = worst[name].map(dict(enumerate(REASONS))).astype("str")
        sums[absent(name)] = why.mask(sums[name].notna(), "")
    return sums.reset_index()


def summed_columns(frame: pd.DataFrame, by: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """`summed` for columns of a canonical table."""
    values = {column: frame[column] for column in columns}
    return summed(frame[list(by)], values, {column: lack(frame, column) for column in columns})


def product(values: Sequence[pd.Series], lacks: Sequence[pd.Series]) -> tuple:
    """A product and its place in REASONS; the first factor counts things, and none of them is 0.

    Nobody in a section needs no size of it: 0 times an absent number is 0.
    """
    none = values[0].eq(0)
    total = values[0]
    for value in values[1:]:
        total = total * value
    worst = pd.concat(list(lacks), axis=1).max(axis=1)
    worst = worst.mask(total.isna() & worst.eq(0), MISSING)
    return total.mask(none, 0.0), worst.mask(none, 0).astype("int8")
