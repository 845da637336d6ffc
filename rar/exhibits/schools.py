"""Exhibits of a district's schools: dots over need, strips by need group, and the list."""

from __future__ import annotations

import pandas as pd

from rar import figures
from rar.dimensions import DIMENSION_OF
from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers, Picture
from rar.figures.words import count, join, small
from rar.numbers.caveats import caveat_text
from rar.numbers.metric import Metric
from rar.numbers.need import HALVES
from rar.numbers.slope import SCHOOLS_FOR_A_SLOPE
from rar.words import WITHHELD, group_name

PEOPLE_PER_POINT = 20  # a percentage of fewer people moves by five points or more with each


def dots(review, metric_id: str, exhibit: str = "", question: str = "", level: str = "") -> Exhibit:
    """Schools by need and value, shape by level; the list where no level has six schools.

    Returns the exhibit, or a panel saying what is missing. exhibit is its number on the page;
    question stands beside it, the key question of the metric where none is given. level leaves
    out the schools of the others.
    """
    metric = data.metric_of(metric_id)
    schools = _compared(review, metric, level)
    if not schools["value"].notna().any():
        return cannot(review, metric, exhibit, question)
    usable = schools.dropna(subset=["value", "need"])
    if usable["level"].value_counts().max() < SCHOOLS_FOR_A_SLOPE:
        return _list(review, metric, schools, (exhibit, question))
    state = data.state_values(review, metric)
    slopes = data.comparisons(review, metric, "slope").dropna(subset=["gap"])
    slopes = dict(zip(slopes["level"], slopes["gap"].astype(float), strict=True))
    drawn = figures.dots(schools, data.subject(review, metric), state, slopes)
    level = data.main_level(schools)
    found = data.finding(review, metric.id, "slope", "need", level=level)
    found = found if found is not None else data.finding(review, metric.id, "state")
    title = range_title(schools, metric) if found is None else found["title"]
    few = [name for name in data.ALL_LEVELS if 0 < (usable["level"] == name).sum() < 6]
    line = f"{join(few).capitalize()} schools are too few for a line." if few else ""
    care = (caveat_text(metric.caveat), line, silent(schools))
    picture = Picture.of(drawn)
    return _exhibit(
        metric, (exhibit, question), schools, title, picture, care, sure=data.sure(found)
    )


def strips(
    review, metric_id: str, exhibit: str = "", question: str = "", level: str = ""
) -> Exhibit:
    """Schools by need quarter (halves where few), a circle each, a bar for each group pooled.

    The list where no level has enough schools for groups; a panel where there is no value. level
    leaves out the schools of the others.
    """
    metric = data.metric_of(metric_id)
    schools = _compared(review, metric, level)
    groups = data.need_groups(review, schools, metric)
    if not (schools["value"].notna().any() or groups["value"].notna().any()):
        return cannot(review, metric, exhibit, question)
    if not (schools["need_group"] != "").any():
        return _list(review, metric, schools, (exhibit, question))
    renamed = schools.rename(columns={"need_group": "group"})
    state = data.state_values(review, metric)
    drawn = figures.strips(groups, renamed, data.subject(review, metric), state)
    grouped = schools[schools["need_group"] != ""]
    found = data.finding(review, metric.id, "need", level=data.main_level(grouped))
    title = range_title(schools, metric) if found is None else found["title"]
    halved = set(grouped.loc[grouped["need_group"].isin(HALVES), "level"])
    halves = [level for level in data.ALL_LEVELS if level in halved]
    line = f"{join(halves).capitalize()} schools are few: halves, not quarters." if halves else ""
    care = (few_people(schools, metric) or caveat_text(metric.caveat), line, silent(schools))
    picture = Picture.of(drawn)
    return _exhibit(
        metric, (exhibit, question), schools, title, picture, care, sure=data.sure(found)
    )


def schools(
    review, metric_id: str, exhibit: str = "", question: str = "", group: str = "all"
) -> Exhibit:
    """The list of schools by level and need with one value each; for one student group if named.

    A panel where no school has a value.
    """
    metric = data.metric_of(metric_id)
    frame = data.compared(review, metric, data.school_values(review, metric, group))
    if not frame["value"].notna().any():
        return cannot(review, metric, exhibit, question)
    return _list(review, metric, frame, (exhibit, question), group)


def _compared(review, metric: Metric, level: str) -> pd.DataFrame:
    schools = data.compared(review, metric, data.school_values(review, metric))
    return schools[schools["level"] == level].reset_index(drop=True) if level else schools


def _list(review, metric, schools, numbered, group="all") -> Exhibit:
    subject = data.subject(review, metric)
    if group != "all":
        label = f"{metric.label}: {group_name(group)}"
        subject = figures.Subject(label, subject.unit, subject.text, subject.need)
    drawn = figures.listing(schools, subject, data.state_values(review, metric, group))
    few = schools[schools["value"].notna()]["level"].value_counts().max() < 4
    grouped = (schools["need_group"] != "").any()
    title = range_title(schools, metric, group)
    line = "" if grouped else "With so few schools of a level they are listed, not grouped."
    care = (line, few_people(schools, metric) or caveat_text(metric.caveat), silent(schools))
    status = "too few" if few and not grouped else ""
    return _exhibit(metric, numbered, schools, title, Picture.of(drawn), care, status)


def _exhibit(metric, numbered, schools, title, picture, care, status="", sure="") -> Exhibit:
    known, total = int(schools["value"].notna().sum()), len(schools)
    detail = f"{known} of {total} {'school' if total == 1 else 'schools'}"
    status = status or ("computed" if known == total else "partial")
    care = tuple(sentence for sentence in care if sentence)[:3]
    table = school_table(schools, metric)
    number, question = numbered
    question = question or key_question(metric)
    return Exhibit(number, question, status, detail, title, picture, care, table, sure)


def key_question(metric: Metric) -> str:
    """The key question a metric answers, in the dimension's words."""
    return DIMENSION_OF[metric.id].key_questions.get(metric.question, metric.label)


def range_title(schools: pd.DataFrame, metric: Metric, group: str = "all") -> str:
    """A heading from the numbers where no comparison can be made: how far the schools reach."""
    there = schools.dropna(subset=["value"])
    low, high = there["value"].min(), there["value"].max()
    label = metric.label if group == "all" else f"{metric.label}, {small(group_name(group))}"
    if len(there) == 1:
        return f"{label}: {metric.text(high)} at {there['name'].iloc[0]}"
    if metric.text(low) == metric.text(high):
        return f"{label}: {metric.text(high)} at each of {count(len(there), 'school')}"
    ends = [there.loc[there["value"].idxmin(), "name"], there.loc[there["value"].idxmax(), "name"]]
    return f"{label}: from {metric.text(low)} at {ends[0]} to {metric.text(high)} at {ends[1]}"


def silent(schools: pd.DataFrame) -> str:
    """Which schools have no value, by name; '' when all have one."""
    names = list(schools.loc[schools["value"].isna(), "name"])
    if not names:
        return ""
    if len(names) > 4:
        return f"{len(names)} of {len(schools)} schools have no value; the table says why."
    return f"Without a value: {join(names)}."


def few_people(schools: pd.DataFrame, metric: Metric) -> str:
    """How many people the extreme percentage rests on, where one person moves it far."""
    there = schools.dropna(subset=["value"])
    if metric.unit != "share" or there.empty:
        return ""
    row = there.loc[there["value"].idxmax()]
    if not 0 < row["denominator"] < PEOPLE_PER_POINT or metric.holder.endswith("survey"):
        return ""
    counted = f"{row['numerator']:.0f} of {row['denominator']:.0f}"
    points = 100 / row["denominator"]
    return (
        f"Percentages rest on few people: at {row['name']} it is {counted}, and one person moves "
        f"it by {points:.0f} points."
    )


def school_table(schools: pd.DataFrame, metric: Metric) -> Numbers:
    """The numbers of a chart of schools, one row a school, in the chart's order."""
    order = schools["level"].map(data.ALL_LEVELS.index)
    rows = schools.assign(_level=order).sort_values(["_level", "need", "name"], kind="stable")
    values = zip(rows["value"], rows["reason"], rows["note"], strict=True)
    frame = pd.DataFrame(
        {
            "School": rows["full_name"],
            "Level": rows["level"],
            "Need": [f"{v:.0%}" if v == v else "not known" for v in rows["need"]],
            "Need group": [group or "not grouped" for group in rows["need_group"]],
            metric.label: [
                (metric.text(value) if value == value else reason) + (f" ({note})" if note else "")
                for value, reason, note in values
            ],
            "Counted": [
                f"{n:,.0f}" if n == n else WITHHELD if withheld > 0 else "not reported"
                for n, withheld in zip(rows["denominator"], rows["withheld"], strict=True)
            ],
        }
    )
    return Numbers(f"{metric.label}, by school", frame, ("Need", metric.label, "Counted"))
