"""Exhibits of what a whole is made of: the money, the adults' race."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar import figures
from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers, Picture
from rar.exhibits.schools import key_question, silent
from rar.figures.strips import GROUPS as GROUP_LABELS
from rar.figures.words import small
from rar.numbers.caveats import caveat_text
from rar.numbers.metric import format_gap
from rar.numbers.sentences import PEOPLE
from rar.words import group_name

ALL_FUNDS, WITHOUT_FEDERAL = "1a", "1b"
BESIDE = {  # whose shares of each race a metric sets side by side: its value, its reference
    "2g": ("Students", "Teachers"),
    "3e": ("Students", "Principals"),
    "3es": ("Teachers", "Principals"),
}
MOST_BARS = 60  # more schools than fill a printed page: need groups are drawn, the table has all


def composition(review, exhibit: str = "", question: str = "") -> Exhibit:
    """Spending per student cut into state and local and federal money, school by school.

    Where there are more than `MOST_BARS` schools, need groups of schools are drawn, pooled by their
    students. A panel where the files do not tell the two apart.
    """
    total, own = data.metric_of(ALL_FUNDS), data.metric_of(WITHOUT_FEDERAL)
    schools = data.school_values(review, total)
    local = data.school_values(review, own)
    schools = schools.assign(first=local["value"], second=schools["value"] - local["value"])
    both = schools["first"].notna() & schools["second"].notna()
    if not both.any():
        lacking = own if not local["value"].notna().any() else total
        return cannot(review, lacking, exhibit, question)
    schools["share"] = schools["second"] / schools["value"]
    subject = data.subject(review, total)
    bars = bars_by_need(schools[both]) if len(schools) > MOST_BARS else schools
    drawn = figures.composition(bars, subject, "State and local", "Federal")
    found = data.finding(review, WITHOUT_FEDERAL, "slope", "need")
    care = (
        f"Without federal money: {small(found['title'])}." if found is not None else "",
        silent(schools.assign(value=schools["value"].where(both))),
        "Each bar is a group of schools, pooled; the table has every school."
        if bars is not schools
        else "",
        "Federal money is meant to come on top of state and local money; relief money ends.",
    )
    status = "computed" if both.all() else "partial"
    detail = f"{int(both.sum())} of {len(schools)} schools"
    question = question or "What does federal money add?"
    title, care = _money_title(schools[both]), tuple(c for c in care if c)
    table = _money_table(schools)
    return Exhibit(exhibit, question, status, detail, title, Picture.of(drawn), care, table)


def bars_by_need(known: pd.DataFrame) -> pd.DataFrame:
    """One bar a level and need group: dollars pooled over its schools by their students.

    Schools of no need group are one bar of their level, without a need.
    """
    parts = []
    for (level, group), rows in known.groupby(["level", "need_group"], sort=False):
        pupils = rows["denominator"]
        name = GROUP_LABELS[group] if group else "Not grouped"
        first, second, need = (
            float(np.average(rows[column], weights=pupils))
            if rows[column].notna().all()
            else np.nan
            for column in ("first", "second", "need")
        )
        parts.append((f"{name} ({len(rows)})", level, need if group else np.nan, first, second))
    return pd.DataFrame(parts, columns=["name", "level", "need", "first", "second"])


def _money_title(known: pd.DataFrame) -> str:
    """The pooled federal share, and from where to where schools' own shares go."""
    dollars = known[["second", "value"]].mul(known["denominator"], axis=0).sum()
    pooled = f"Federal money is {dollars['second'] / dollars['value']:.0%} of spending"
    low, high = known["share"].min(), known["share"].max()
    return pooled if len(known) == 1 else f"{pooled}, and from {low:.0%} to {high:.0%} by school"


def _money_table(frame: pd.DataFrame) -> Numbers:
    text = data.metric_of(ALL_FUNDS).text
    order = frame["level"].map(data.ALL_LEVELS.index)
    rows = frame.assign(_level=order).sort_values(["_level", "need", "name"], kind="stable")

    def cells(column):
        return [
            text(v) or why or "not reported"
            for v, why in zip(rows[column], rows["reason"], strict=True)
        ]

    table = pd.DataFrame(
        {
            "School": rows["full_name"],
            "Level": rows["level"],
            "Need": rows["need"].map(lambda v: f"{v:.0%}" if v == v else "not known"),
            "All funds": cells("value"),
            "State and local": cells("first"),
            "Federal": cells("second"),
            "Federal share": rows["share"].map(lambda v: f"{v:.0%}" if v == v else "not known"),
        }
    )
    return Numbers("Spending per student by source, by school", table, tuple(table.columns[2:]))


def representation(review, metric_id: str = "2g", exhibit: str = "", question: str = "") -> Exhibit:
    """Two shares of each race side by side, for the whole district: students' and teachers' (2g),
    students' and principals' (3e), or teachers' and principals' (3es).
    """
    metric = data.metric_of(metric_id)
    first, second = BESIDE[metric.id]
    rows = data.of_metric(review, "indices", metric.id, year=review.year)
    rows = rows.dropna(subset=["value", "reference"], how="all")
    if rows["value"].notna().sum() == 0 or rows["reference"].notna().sum() == 0:
        return cannot(review, metric, exhibit, question)
    gap = rows["reference"] - rows["value"]
    table = pd.DataFrame(
        {
            "label": rows["part"].map(group_name),
            "first": rows["value"],
            "second": rows["reference"],
            "gap": [format_gap("share", g) or "not known" for g in gap],
        }
    )
    drawn = figures.mirror(table, data.subject(review, metric), first, second)
    most = rows.loc[gap.abs().idxmax()]
    people = PEOPLE[most["part"]].removesuffix(" students")
    title = (
        f"{_text(most['value'])} of {first.lower()} and {_text(most['reference'])} of "
        f"{second.lower()} are {people}"
    )
    care = (
        "Whole district; people whose race is not reported are left out of both.",
        caveat_text(metric.caveat),
    )
    question, detail = question or key_question(metric), f"{len(table)} groups"
    shown, numbers = Picture.of(drawn), _race_table(table, first, second)
    return Exhibit(exhibit, question, "computed", detail, title, shown, care, numbers)


def _race_table(table: pd.DataFrame, first: str, second: str) -> Numbers:
    ordered = table.sort_values(["first", "label"], ascending=[False, True], kind="stable")
    numbers = pd.DataFrame(
        {
            "Race or ethnicity": ordered["label"],
            first: ordered["first"].map(_text),
            second: ordered["second"].map(_text),
            f"{second} − {first.lower()}": ordered["gap"],
        }
    )
    return Numbers(f"{first} and {second.lower()} by race", numbers, tuple(numbers.columns[1:]))


def _text(share: float) -> str:
    if pd.isna(share):
        return "not reported"
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"
