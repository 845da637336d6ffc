"""Finding what is doubtful: each rule of `rar.tables.plausible` over a whole state at once.

`suspect` returns every row a rule looked at, so that a district in which most schools are doubtful
can be told as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from rar.numbers.compare import FOCUS_GROUPS
from rar.tables import absent
from rar.tables.plausible import (
    Change,
    Crowd,
    Extreme,
    GroupParts,
    Leap,
    Parts,
    Rare,
    Repeat,
    Rule,
    TableRule,
)

SCHOOLS_FOR_A_DISTRICT = 3
NUMBERS = ["value", "before", "after", "people", "compared"]
COLUMNS = ["school_id", "year", "district_id", "group", *NUMBERS, "before_year", "after_year",
           "doubtful"]  # fmt: skip


def judged_rows(frame: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that rules may judge, with district, enrollment, group and people.

    frame is the canonical table and schools those of all years, both indexed by their keys.
    """
    told = frame[[name for name in frame if not name.startswith(absent(""))]].reset_index()
    own = schools[["district_id", "enrollment"]].reset_index()
    rows = told.drop(columns="district_id", errors="ignore").merge(own)
    rows = rows.assign(group=rows.get("group", "all"), people=rows["enrollment"])
    return rows[rows["group"].isin(("all", *FOCUS_GROUPS))]


def suspect(rule: Rule | TableRule, column: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Every row of `judged_rows` that the rule can judge, columns COLUMNS.

    value is the number judged; before and after those of the years beside it; people whom it is
    about; compared what its parts make, or the state's own value.
    """
    made = _FINDERS[type(rule)](rule, rows.assign(value=rows[column]))
    return made.dropna(subset=["value"]).reindex(columns=COLUMNS)


def _leap(rule: Leap, rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.dropna(subset=["value"]).sort_values(["school_id", "year"])
    students = rows["enrollment"].where(rows["enrollment"] > 0) if rule.by_students else 1.0
    rows = rows.assign(measured=rows["value"] / students)
    inside = _beside(rows)
    both = inside["before"].notna() & inside["after"].notna()
    doubtful = both & _far(rule, inside)
    passed_over = doubtful | most_of_district(rows, doubtful)
    clean = rows[~passed_over]
    end = _beside(clean).reindex(rows.index)
    two_years = clean.groupby("school_id")["year"].transform("size").reindex(rows.index) == 2
    doubtful |= ~both & ~passed_over & _far(rule, end, two_years)
    return inside.where(both, end).assign(doubtful=doubtful)


def most_of_district(rows: pd.DataFrame, doubtful: pd.Series) -> pd.Series:
    """Whether most schools of a row's district are doubtful that year: three or more, or all.

    Student groups are looked at apart. Indexed as rows.
    """
    by = [rows["district_id"], rows["year"], rows["group"]]
    many, size = doubtful.groupby(by).transform("sum"), doubtful.groupby(by).transform("size")
    return (many > size / 2) & ((many >= SCHOOLS_FOR_A_DISTRICT) | (many == size))


def _beside(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the number, measure and year before and after, of those that are given."""
    by = rows.groupby("school_id", sort=False)
    return rows.assign(
        before=by["value"].shift(), after=by["value"].shift(-1),
        before_measured=by["measured"].shift(), after_measured=by["measured"].shift(-1),
        before_year=by["year"].shift(), after_year=by["year"].shift(-1),
    )  # fmt: skip


def _far(rule: Leap, rows: pd.DataFrame, two_years: pd.Series | None = None) -> pd.Series:
    """Far above every year beside it, or far below. Where only two years are known the higher is
    doubted, unless the other is zero.
    """
    largest = rows[["value", "before", "after"]].max(axis=1)
    above, below = largest >= rule.least, largest >= rule.least
    for suffix in ("", "_measured"):
        number = rows["measured" if suffix else "value"]
        beside = rows[[f"before{suffix}", f"after{suffix}"]]
        low, high = beside.min(axis=1), beside.max(axis=1)
        above &= (low > 0) & (number >= rule.times * high)
        below &= (low > 0) & (number * rule.times <= low)
    if two_years is not None:
        below &= (rows["value"] == 0) | ~two_years
    return above | below


def _change(rule: Change, rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.sort_values(["school_id", "year"])
    by = rows.groupby("school_id", sort=False)
    first, last = by["year"].transform("min"), by["year"].transform("max")
    moved = pd.concat(
        [
            rows[(rows["year"] == first) & (first > rows["year"].min())][["district_id", "year"]],
            rows[(rows["year"] == last) & (last < rows["year"].max())][
                ["district_id", "year"]
            ].assign(year=lambda closed: closed["year"] + 1),
        ]
    )
    reorganized = pd.MultiIndex.from_frame(rows[["district_id", "year"]]).isin(
        pd.MultiIndex.from_frame(moved)
    )
    settled = (first == rows["year"].min()) | (rows["year"] - first >= rule.settled)
    same = (by["grade_low"].shift() == rows["grade_low"]) & (
        by["grade_high"].shift() == rows["grade_high"]
    )
    made = rows.assign(before=by["value"].shift(), before_year=by["year"].shift())
    large = made[["value", "before"]].max(axis=1) >= rule.least
    changed = (made["value"] / made["before"].where(made["before"] > 0) - 1).abs() > rule.by
    return made.assign(doubtful=changed & large & settled & same & ~reorganized)


def _extreme(rule: Extreme, rows: pd.DataFrame) -> pd.DataFrame:
    people = rows[rule.people]
    if rule.or_enrollment:
        people = people.fillna(rows["enrollment"].where(rows["group"] == "all"))
    value = rows["value"]
    if rule.count:
        value = value.fillna(rows[rule.count] / people.where(people > 0))
    made = rows.assign(value=value, people=people)
    made = made.assign(doubtful=made["value"].isin(rule.at) & (people >= rule.people_from))
    known = made.dropna(subset=["value", "people"])
    times = (known["value"] * known["people"]).groupby([known["year"], known["group"]]).sum()
    state = times / known.groupby(["year", "group"])["people"].sum()
    made = made.join(state.rename("compared"), on=["year", "group"])
    return made[~_told_of_all(made)]


def _told_of_all(made: pd.DataFrame) -> pd.Series:
    """Rows of a student group in a school whose whole is doubtful already."""
    whole = made[made["doubtful"] & (made["group"] == "all")]
    told = pd.MultiIndex.from_frame(made[["school_id", "year"]]).isin(
        pd.MultiIndex.from_frame(whole[["school_id", "year"]])
    )
    return told & (made["group"] != "all")


def _crowd(rule: Crowd, rows: pd.DataFrame) -> pd.DataFrame:
    many = (rows["people"] > 0) & (rows["value"] * rule.students_each > rows["people"])
    return rows.assign(doubtful=many & (rows["value"] > rule.above))


def _rare(rule: Rare, rows: pd.DataFrame) -> pd.DataFrame:
    low = False if rule.low is None else rows["value"] < rule.low
    high = False if rule.high is None else rows["value"] > rule.high
    return rows.assign(doubtful=low | high)


def _repeat(rule: Repeat, rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[rows["group"] == "all"]
    keys = ["school_id", "year"]
    last = rows[[*keys, "value"]].rename(columns={"value": "before"}).dropna()
    made = rows.merge(last.assign(year=last["year"] + 1), on=keys)
    made = made[made["value"] >= rule.least]
    same = made["value"] == made["before"]
    of_state = same.groupby(made["year"]).transform("mean") > 0.5
    several = made.groupby(["district_id", "year"])["value"].transform("size")
    of_district = most_of_district(made, same) & (several >= SCHOOLS_FOR_A_DISTRICT)
    return made.assign(doubtful=same & (of_state | of_district), before_year=made["year"] - 1)


def _parts(rule: Parts, rows: pd.DataFrame) -> pd.DataFrame:
    made = rows.assign(compared=rows[list(rule.parts)].sum(axis=1, skipna=False))
    made = made.dropna(subset=["value", "compared"])
    doubtful = _apart(made, rule.within, len(rule.parts))
    if rule.perhaps:
        more = made.assign(compared=made["compared"] + made[rule.perhaps].fillna(0.0))
        doubtful &= _apart(more, rule.within, len(rule.parts) + 1)
    return made.assign(doubtful=doubtful)


def _group_parts(rule: GroupParts, rows: pd.DataFrame) -> pd.DataFrame:
    part = rows[rows["group"].isin(rule.groups)].dropna(subset=["value"])
    published = part.groupby("year")["group"].nunique()
    by = part.groupby(["school_id", "year"])["value"].agg(compared="sum", groups="size")
    whole = rows[rows["group"] == "all"].join(by, on=["school_id", "year"])
    made = whole[whole["groups"] == whole["year"].map(published)]
    apart = _apart(made, rule.within, made["groups"])
    usual = apart.groupby(made["year"]).transform("mean") > 0.5
    return made.assign(doubtful=apart & ~usual)


def _apart(made: pd.DataFrame, within: float, rounding) -> pd.Series:
    away = (made["value"] - made["compared"]).abs()
    return (away > within * made["value"].abs()) & (away > rounding)


_FINDERS: Mapping[type, Callable[..., pd.DataFrame]] = {
    Leap: _leap, Change: _change, Extreme: _extreme, Crowd: _crowd, Rare: _rare,
    Repeat: _repeat, Parts: _parts, GroupParts: _group_parts,
}  # fmt: skip
