"""Findings: one plain sentence for each comparison that could be made.

A sentence states who is compared with whom and both numbers; it gives no cause and no verdict.
The words that belong to a metric stand beside its other facts (`Metric.says`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from rar.dimensions import DIMENSION_OF
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.metric import NO_DIFFERENCE, Metric, format_gap
from rar.numbers.need import HALVES, SmallNumbers
from rar.numbers.slope import EQUAL, INVERSE, ONE_SCHOOL, POSITIVE

COLUMNS = [
    "district_id", "year", "number", "dimension", "metric", "kind", "level", "focus", "sentence",
    "title", "certainty", "caveats", "size", "rank",
]  # fmt: skip
DESCRIPTION_ONLY, TO_DISCUSS = "description only", "a difference to discuss"
SMALL = "a small difference"  # below what the agency finds worth talking about
KINDS = ("need", "slope", "group", "state")
PEOPLE = {
    "all": "students",
    "ai": "American Indian students",
    "as": "Asian students",
    "bl": "Black students",
    "hi": "Hispanic or Latino students",
    "hp": "Pacific Islander students",
    "ap": "Asian and Pacific Islander students",
    "tr": "students of two or more races",
    "wh": "White students",
    "ed": "economically disadvantaged students",
    "non_ed": "students not economically disadvantaged",
    "el": "English learners",
    "non_el": "students who are not English learners",
    "swd": "students with disabilities",
    "non_swd": "students without disabilities",
    "homeless": "students experiencing homelessness",
    "foster": "students in foster care",
    "migrant": "migrant students",
    "military": "military-connected students",
    "f": "girls",
    "m": "boys",
}
SCHOOLS_A_SIDE = 3  # with fewer on one side, one school is half of what is compared
EVENTS_FOR_A_RANK = 20  # of the group and of the others together
# Students with greater needs and students of color; other groups are told in their table.
GROUPS_THAT_STAND_OUT = (
    "ed", "el", "swd", "homeless", "foster", "migrant", "bl", "hi", "ai", "as", "ap", "hp", "tr",
)  # fmt: skip
PEOPLE_FOR_A_RANK = 30  # a difference that rests on fewer people is told, but does not stand out


def find(
    comparisons: pd.DataFrame,
    metrics: Mapping[str, Metric],
    benchmarks: Benchmarks,
    small: SmallNumbers,
) -> pd.DataFrame:
    """The findings of the comparisons that have a gap; columns COLUMNS.

    size is the gap over the smallest difference worth talking about (`Benchmarks.practical`), 0
    where too few schools or people stand behind it, or where a student group fares better than
    the others; rank orders a district's findings of a year by
    size. The order of rows is that of dimensions and their metrics.
    """
    usable = comparisons[comparisons["gap"].notna()]
    found = [
        _finding(row, metrics[row.metric], benchmarks, small)
        for row in usable.itertuples(index=False)
    ]
    made = pd.DataFrame(found, columns=[c for c in COLUMNS if c not in ("number", "rank")])
    order = {metric: place for place, metric in enumerate(metrics)}
    made = made.assign(
        _metric=made["metric"].map(order), _kind=made["kind"].map(KINDS.index)
    ).sort_values(["district_id", "year", "_metric", "_kind", "level", "focus"])
    by = made.groupby(["district_id", "year"], sort=False)
    made["number"] = by.cumcount() + 1
    made["rank"] = by["size"].rank(method="first", ascending=False).astype("int64")
    return made[COLUMNS].reset_index(drop=True)


def _finding(row, metric: Metric, benchmarks: Benchmarks, small: SmallNumbers) -> tuple:
    sentence, title = _SENTENCES[row.kind](row, metric)
    enough = _enough(row, metric, small)
    mean = row.focus_value if row.kind == "slope" else row.reference_value
    threshold = benchmarks.practical(metric, mean)
    told = row.kind != "group" or unfavorable(metric, row.gap)
    size = abs(row.gap) / threshold if enough and told and threshold > 0 else 0.0
    certainty = (TO_DISCUSS if abs(row.gap) >= threshold else SMALL) if enough else DESCRIPTION_ONLY
    return (
        row.district_id, row.year, DIMENSION_OF[metric.id].key, metric.id, row.kind, row.level,
        row.focus, sentence, title, certainty, metric.caveat, round(size, 6),
    )  # fmt: skip


def unfavorable(metric: Metric, gap: float) -> bool:
    """Whether a gap means less of what is good, or more of what is not, for the focus."""
    return gap > 0 if metric.better in ("lower", "less for need") else gap < 0


def _enough(row, metric: Metric, small: SmallNumbers) -> bool:
    """Whether enough schools, people and events stand behind a comparison to let it stand out."""
    if row.kind == "need":
        fewest = min(row.focus_schools, row.reference_schools)
        return row.schools >= small.verdict_from and fewest >= SCHOOLS_A_SIDE
    if row.kind == "slope":
        return row.schools >= small.verdict_from
    if row.kind == "state":
        return row.focus_n >= PEOPLE_FOR_A_RANK
    scale = 100 if metric.unit == "per 100" else 1
    events = row.focus_value * row.focus_n + row.reference_value * row.reference_n
    return (
        row.focus in GROUPS_THAT_STAND_OUT
        and min(row.focus_n, row.reference_n) >= PEOPLE_FOR_A_RANK
        and events / scale >= EVENTS_FOR_A_RANK
    )


def _says(metric: Metric, value: float, group: str = "all", plural: str = "") -> str:
    return metric.says.format(value=metric.text(value), group=plural or PEOPLE[group], reference="")


def _difference(row, metric: Metric) -> str:
    gap = metric.gap_text(row.gap)
    return gap if gap == NO_DIFFERENCE else f"difference {gap}"


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _need(row, metric: Metric) -> tuple[str, str]:
    level = f"{row.level} schools"
    if row.focus in HALVES:
        where, other = f"In the half of {level} with greater need", "in the other half"
    else:
        where = f"In the quarter of {level} with the greatest need"
        other = "in the quarter with the least need"
    title = f"{where} {_says(metric, row.focus_value)}; {other} {metric.text(row.reference_value)}"
    schools = f"{int(row.focus_schools)} and {int(row.reference_schools)} schools"
    return f"{title} ({schools}, {_difference(row, metric)}).", title


def _group(row, metric: Metric) -> tuple[str, str]:
    people = PEOPLE[row.focus]
    first = _upper(_says(metric, row.focus_value, plural=people))
    title = f"{first}; among other students {metric.text(row.reference_value)}"
    return f"{title} ({_difference(row, metric)}{_where_it_lies(row, metric)}).", title


def _where_it_lies(row, metric: Metric) -> str:
    """Where the gap lies, with both parts, when they are known and there are several schools."""
    if pd.isna(row.between) or pd.isna(row.within) or row.schools < 2:
        return ""
    within, between = metric.gap_text(row.within), metric.gap_text(row.between)
    return f": {within} inside schools, {between} between schools"


def _state(row, metric: Metric) -> tuple[str, str]:
    level = "" if row.level == "all" else f" {row.level} schools"
    here = f"In the district's{level}" if level else "In the district"
    there = f"in the state's{level}" if level else "in the state"
    title = f"{here} {_says(metric, row.focus_value)}; {there} {metric.text(row.reference_value)}"
    return f"{title} ({_difference(row, metric)}).", title


def _slope(row, metric: Metric) -> tuple[str, str]:
    change = format_gap("dollars", row.gap).lstrip("+−")
    of = metric.label[0].lower() + metric.label[1:]
    schools = f"{row.level} schools"
    title = {
        POSITIVE: f"{_upper(schools)} with greater need spend more: about {change} per student "
        f"for each 10 points of need ({of})",
        INVERSE: f"{_upper(schools)} with greater need spend less: about {change} per student "
        f"for each 10 points of need ({of})",
        EQUAL: f"{_upper(schools)} spend about the same whatever their need: {change} per student "
        f"for each 10 points ({of})",
        ONE_SCHOOL: f"Among {schools} it depends on one school whether those with greater need "
        f"spend more or less ({of})",
    }[row.reason]
    return f"{title}; {int(row.schools)} schools.", title


_SENTENCES = {"need": _need, "group": _group, "state": _state, "slope": _slope}


def stand_out(findings: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """The findings a reader should see first: the largest of each dimension, largest first.

    Only comparisons inside the district (need, group, slope) whose size reaches the smallest
    difference worth talking about; empty when there is none.
    """
    inside = findings[findings["kind"].isin(["need", "group", "slope"]) & (findings["size"] >= 1)]
    return inside.sort_values(["rank"]).drop_duplicates("dimension").head(most)
