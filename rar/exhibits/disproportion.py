"""The exhibit of disproportionality: how often something happens to each student group."""

from __future__ import annotations

import pandas as pd

from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers
from rar.exhibits.groups import GROUPS_FIRST
from rar.exhibits.schools import key_question
from rar.figures.words import small
from rar.numbers.groups.disproportion import COMPUTED, EVENTS, Limits
from rar.numbers.metric import Metric
from rar.numbers.patterns.judge import GROUPS_THAT_STAND_OUT
from rar.numbers.sentences import PEOPLE
from rar.words import group_name

NOT_CALCULATED = "not calculated"
WORDS = "In words"
SIDES = ("risk", "rest_risk")
ALIKE = 0.05  # a ratio this near to 1 is told as 'about as often'


def risks(review, metric_id: str, exhibit: str = "", question: str = "") -> Exhibit:
    """A table of student groups: how often, others, how many times as often, pooled over schools.

    Says how often, never whether that is right. A panel where no group is large enough.
    """
    metric = data.metric_of(metric_id)
    rows = data.of_metric(review, "risks", metric.id, year=review.year)
    rows = _in_order(rows[rows["n"] >= review.settings.small.minimum_group])
    known = rows[rows["status"] == COMPUTED]
    if known.empty:
        return _none(review, metric, exhibit, question)
    status = COMPUTED if len(known) == len(rows) else "partial"
    detail = f"{len(known)} of {len(rows)} groups"
    question = question or key_question(metric)
    title, care = _title(metric, known), _care(metric, known)
    whole = _table(metric, rows)
    narrow = whole.frame.drop(columns=WORDS)  # beside sentences the numbers would not fit a page
    shown = Numbers(whole.caption, narrow, whole.numeric)
    return Exhibit(exhibit, question, status, detail, title, shown, care, whole)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    order = {group: i for i, group in enumerate(GROUPS_FIRST)}
    rows = rows.assign(_order=rows["group"].map(order).fillna(99))
    return rows.sort_values(["_order", "group"], ignore_index=True)


def _none(review, metric: Metric, exhibit: str, question: str) -> Exhibit:
    if data.status_row(review, metric.id)["status"] == "not computable":
        return cannot(review, metric, exhibit, question)
    least = Limits()
    missing = (
        f"{small(metric.label)} by student group, with {least.cell:g} cases and {least.n:g} "
        "students or more in a group"
    )
    title = f"How often it happens to each group cannot be told from these files: {metric.label}"
    return cannot(review, metric, exhibit, question, missing, title)


def times(ratio: float) -> str:
    """A risk ratio in words.

    >>> times(2.57), times(0.92), times(1.02)
    ('2.6 times as often', '0.9 times as often', 'about as often')
    """
    return "about as often" if abs(ratio - 1) < ALIKE else f"{ratio:.1f} times as often"


def _title(metric: Metric, known: pd.DataFrame) -> str:
    """The group to which it happens most often beside others, and the ratio pooled over schools.

    Students with greater needs and students of color go before others, and a group compared
    inside the district before one compared with the state.
    """
    first = known.assign(
        inside=~known["alternate"], stands_out=known["group"].isin(GROUPS_THAT_STAND_OUT)
    ).sort_values(["stands_out", "inside", "risk_ratio"], kind="stable")
    row = first.iloc[-1]
    return f"{metric.label}: {PEOPLE[row['group']]} {_words(row)}"


def _words(row: pd.Series) -> str:
    """One group in words, with what it is compared with."""
    others = "other students in the state" if row["alternate"] else "other students"
    said = f"{times(row['risk_ratio'])} as {others}"
    if pd.isna(row["pooled_ratio"]):
        return said
    pooled = row["pooled_ratio"]
    inside = "about alike" if abs(pooled - 1) < ALIKE else f"{pooled:.1f}"
    return f"{said}; pooled over schools {inside}"


def _care(metric: Metric, known: pd.DataFrame) -> tuple[str, ...]:
    least = Limits()
    events = known["reason"].str.contains(EVENTS, regex=False).any()
    return (
        "Pooled over schools compares students of the same school only: where it is nearer to 1, "
        "part of the difference comes from which schools the group attends.",
        "Where the state counts events and not students, one student may count several times, so "
        "no interval is given."
        if events
        else "The interval tells how far chance alone could move the ratio (95%).",
        f"Not calculated below {least.cell:g} cases or {least.n:g} students; students with "
        "several characteristics count in each.",
    )


def _table(metric: Metric, rows: pd.DataFrame) -> Numbers:
    scale = data.scale_of(metric)[metric.id]
    told = rows["status"] == COMPUTED
    often = {side: (scale * rows[side]).where(told).map(metric.text) for side in SIDES}
    interval = "Interval (95%)"
    frame = pd.DataFrame(
        {
            "Student group": rows["group"].map(group_name),
            "Students": rows["n"].map("{:,.0f}".format),
            "The group": often["risk"].where(told, NOT_CALCULATED),
            "Other students": often["rest_risk"].where(told, NOT_CALCULATED),
            "Risk ratio": [_number(v) for v in rows["risk_ratio"]],
            interval: [
                f"{low:.1f} to {high:.1f}" if pd.notna(low) else "not given"
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            "Pooled over schools": [_number(v) for v in rows["pooled_ratio"]],
            WORDS: [
                _words(row) if row["status"] == COMPUTED else f"{NOT_CALCULATED}: {row['reason']}"
                for _, row in rows.iterrows()
            ],
        }
    )
    if rows["low"].isna().all():
        frame = frame.drop(columns=interval)
    return Numbers(f"{metric.label}, by student group", frame, tuple(frame.columns[1:-1]))


def _number(ratio: float) -> str:
    return NOT_CALCULATED if pd.isna(ratio) else f"{ratio:.1f}"
