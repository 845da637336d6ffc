"""Doubtful at source: numbers that are possible but implausible, each as one plain sentence.

The rules stand beside the fields (`rar.tables.plausible`). A doubtful number is kept: it is named
in the data-quality letter, in the workbook, and above the exhibits it enters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from rar.dimensions import METRICS
from rar.numbers.coded import as_texts
from rar.numbers.implausible import judged_rows, most_of_district, suspect
from rar.numbers.sentences import PEOPLE as GROUP_PEOPLE
from rar.tables import COUNT, SHARE, TABLES, Column, Table
from rar.tables.plausible import Change, Crowd, Extreme, Leap, Rare, Rule, TableRule

if TYPE_CHECKING:
    from rar.numbers.metric import Metric
    from rar.numbers.whole import Whole

COLUMNS = [
    "district_id", "year", "school_id", "table", "column", "metric", "group", "rule", "value",
    "sentence",
]  # fmt: skip
WHOLE_DISTRICT = ""  # stands for the school where most of a district's schools are doubtful
DOUBTFUL_YEAR = "doubtful at source"
PEOPLE = ("students", "teachers", "people", "answers", "children")


def doubts(whole: Whole) -> pd.DataFrame:
    """Every doubtful number of every year, one row for each metric that needs its field.

    Columns COLUMNS: school_id is WHOLE_DISTRICT where one doubt stands for most of a district's
    schools, and metric '' where no metric needs the field. value is the published number: of a
    whole district the sum of counts, or the mean weighted by students.
    """
    called = whole.frames["schools"]["name"]
    names = whole.tables["districts"].set_index(["district_id", "year"])["name"]
    found = [
        row for table in TABLES.values() for row in _of_table(table, whole.frames, called, names)
    ]
    made = pd.DataFrame(found, columns=[c for c in COLUMNS if c != "metric"])
    made["metric"] = [_metrics(*field) for field in zip(made["table"], made["column"], strict=True)]
    made = made.explode("metric")[COLUMNS].astype(
        {"metric": "str", "value": "float64", "year": "int64"}
    )
    return made.sort_values(COLUMNS[:8], ignore_index=True)


def _of_table(
    table: Table, frames: Mapping, called: pd.Series, names: pd.Series
) -> Iterator[tuple]:
    rules = [(column, rule) for column in table.columns for rule in column.doubts]
    rules += [(table.by_name[rule.whole], rule) for rule in table.doubts]
    if rules:
        rows = judged_rows(frames[table.name], frames["schools"])
        for column, rule in rules:
            yield from _of_rule(table, column, rule, rows, called, names)


def _metrics(table: str, column: str) -> list[str]:
    """The metrics that need a field, or the count its share is made of; [''] where none does."""
    fields = {f"{table}.{column}"}
    rules = TABLES[table].by_name[column].doubts
    fields |= {f"{table}.{r.count}" for r in rules if isinstance(r, Extreme) and r.count}
    needing = [
        metric.id
        for metric in METRICS.values()
        if any(one.split("[")[0] in fields for need in metric.needs for one in need.split("|"))
    ]
    return needing or [""]


def _of_rule(
    table: Table,
    column: Column,
    rule: Rule | TableRule,
    rows: pd.DataFrame,
    called: pd.Series,
    names: pd.Series,
) -> Iterator[tuple]:
    """A rule's doubts: of single schools, and of districts in which most schools are doubtful."""
    rows = suspect(rule, column.name, rows)
    by = ["district_id", "year", "group"]
    rows = rows.assign(most=most_of_district(rows, rows["doubtful"]))
    about = (table.name, column.name)
    for row in rows[rows["doubtful"] & ~rows["most"]].itertuples(index=False):
        words = sentence(rule, table, column, row, called[row.school_id, row.year])
        yield (row.district_id, row.year, row.school_id, *about, row.group, rule.key, row.value,
               words)  # fmt: skip
    for (district, year, group), part in rows[rows["most"]].groupby(by, sort=False):
        told = part[part["doubtful"]]
        row = _pooled(part if isinstance(rule, Leap) else told, column)
        if len(part) == 1:
            name, share = called[part["school_id"].iloc[0], year], ""
        else:
            name = str(names.get((district, year), district))
            share = f"{len(told)} of {len(part)} schools"
        words = sentence(rule, table, column, row, name, share)
        yield (district, year, WHOLE_DISTRICT, *about, group, rule.key, row.value, words)


def _pooled(part: pd.DataFrame, column: Column) -> pd.Series:
    """Doubtful schools of a district as one: counts summed, all else weighted by people."""
    made = part.iloc[0].copy()
    made["people"] = part["people"].sum()
    for name in ("before_year", "after_year"):
        made[name] = part[name].max()
    for name in ("value", "before", "after", "compared"):
        known = part.dropna(subset=[name])
        weight = known["people"].fillna(0).clip(lower=1)
        if column.kind == COUNT:
            made[name] = known[name].sum(min_count=1)
        elif len(known):
            made[name] = (known[name] * weight).sum() / weight.sum()
    return made


def sentence(
    rule: Rule | TableRule, table: Table, column: Column, row, name: str, share: str = ""
) -> str:
    """A doubt in words: whose number of which year, what it was compared with, what to do.

    share is '21 of 22 schools' where the doubt is that of a whole district.
    """
    name = " ".join(name.split())
    pooled = bool(share) and isinstance(rule, Leap)
    who = f"{share} of {name}" if share and not pooled else name
    value = _text(column, row.value)
    people = _people(rule, table, row, "their" if share else "its")
    words = rule.sentence.format(
        who=who,
        report="report" if share and not pooled else "reports",
        says=rule.says.format(value=value, people=people),
        year=int(row.year),
        beside=_beside(rule, column, row),
        people=people,
        before_year=int(row.year) - 1,
        change=_change(row) if isinstance(rule, Change) else "",
        each=f"{rule.students_each:g} students" if isinstance(rule, Crowd) else "",
    )
    told = words[:-1] + f" ({share})." if pooled else words
    return f"{told[:1].upper()}{told[1:]} {rule.ask}"


def _change(row) -> str:
    return f"{row.value / row.before - 1:+.0%}".replace("-", "\N{MINUS SIGN}")


def _people(rule: Rule | TableRule, table: Table, row, whose: str) -> str:
    if pd.isna(row.people):
        return f"{whose} students"
    noun = table.by_name[rule.people].unit if isinstance(rule, Extreme) else "students"
    if row.group != "all":
        noun = GROUP_PEOPLE.get(row.group, noun)
    return f"{whose} {row.people:,.0f} {noun}"


def _beside(rule: Rule | TableRule, column: Column, row) -> str:
    """What the value was compared with, in words."""
    if isinstance(rule, Rare):
        low, high = _text(column, rule.low), _text(column, rule.high)
        if rule.low is None or rule.high is None:
            return f"less than {low}" if rule.high is None else f"more than {high}"
        return f"less than {low} or more than {high}"
    if isinstance(rule, Leap | Change):
        sides = ((row.before, row.before_year), (row.after, row.after_year))
        return " and ".join(f"{_text(column, v)} in {int(y)}" for v, y in sides if pd.notna(v))
    return _text(column, row.compared)


def _text(column: Column, value: float | None) -> str:
    """A published number as a reader writes it.

    >>> _text(Column("a", SHARE, ""), 0.0), _text(Column("b", COUNT, "", "students"), 1234.0)
    ('0.0%', '1,234')
    """
    if value is None or pd.isna(value):
        return ""
    if column.kind == SHARE:
        return "100%" if value == 1 else f"{value:.1%}"
    shown = f"{value:,.0f}" if value == round(value) or value >= 100 else f"{value:,.1f}"
    return f"${value:,.0f}" if column.unit.startswith("dollars") else shown


def doubtful_years(doubts: pd.DataFrame, metric: str) -> dict[int, str]:
    """The years in which most of a district's schools are doubtful in a field of the metric.

    doubts holds one district; the words are for the band that stands where a chart over years
    breaks.

    >>> frame = pd.DataFrame({"metric": ["1a", "1a"], "school_id": ["", "07"],
    ...                       "year": [2020, 2021], "group": ["all", "all"]})
    >>> doubtful_years(frame, "1a")
    {2020: 'doubtful at source'}
    """
    own = doubts[(doubts["metric"] == metric) & (doubts["school_id"] == WHOLE_DISTRICT)]
    own = own[own["group"] == "all"]
    return {int(year): DOUBTFUL_YEAR for year in sorted(own["year"].unique())}


def rests_on_few(measures: pd.DataFrame, fewest: int) -> pd.Series:
    """Which measures are rates of fewer than `fewest` people: they are marked 'few people'."""
    rate = measures["metric"].isin([m.id for m in METRICS.values() if _of_people(m)])
    return rate & (measures["denominator"] > 0) & (measures["denominator"] < fewest)


def _of_people(metric: Metric) -> bool:
    fields = [one.split("[")[0].partition(".") for n in metric.needs for one in n.split("|")]
    units = {TABLES[table].by_name[column].unit for table, _, column in fields}
    return metric.unit in ("share", "per 100") and bool(units & set(PEOPLE))


def few_people(whole: Whole) -> pd.DataFrame:
    """For each metric and year, how many values there are and how many rest on few people."""
    known = whole.measures[["metric", "year", "denominator"]][whole.measures["value"].notna()]
    few = rests_on_few(known, whole.settings.small.minimum_group)
    by = [known["metric"], known["year"]]
    made = pd.DataFrame({"few": few.groupby(by).sum(), "values": known.groupby(by).size()})
    return as_texts(made.reset_index())
