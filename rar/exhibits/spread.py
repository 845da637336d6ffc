"""Exhibits of how students are spread over schools and classes: whole-district values."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from rar import figures
from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers, Picture
from rar.exhibits.schools import key_question
from rar.figures.words import capital
from rar.numbers.caveats import caveat_text
from rar.numbers.metric import Metric
from rar.numbers.sentences import PEOPLE
from rar.tables import LEVELS
from rar.words import group_name

BY_CHANCE = "chance alone"
REFERENCE = {  # what an index is compared with
    "10b": BY_CHANCE,
    "10x": "with an even spread",
    "10xe": "with an even spread",
    "10d": "today",
    "10h": BY_CHANCE,
}
YARDSTICK = "The state's number spans its districts, so it is no yardstick for one."


def segregation(review, exhibit: str = "", question: str = "") -> Exhibit:
    """How unevenly each group is spread over the district's schools, by level (10b).

    Beside it what chance alone would give, and the state. A panel where there is no level with
    two schools that report.
    """
    metric = data.metric_of("10b")
    rows = _rows(review, metric)
    if rows.empty:
        return _nothing(review, metric, exhibit, question)
    rows = rows.sort_values(["_level", "value", "part"], ascending=[True, False, True])
    table = _spread_rows(rows, metric)
    drawn = figures.paired(table, data.subject(review, metric), "this district", BY_CHANCE)
    top = rows.loc[rows["value"].idxmax()]
    state = metric.text(top["state_value"])
    title = (
        f"Most unevenly spread: {PEOPLE[top['part']]} over {top['level']} schools, "
        f"{metric.text(top['value'])}{f', {state} in the state' if state else ''} "
        "(0 is even, 1 apart)"
    )
    care = (
        f"{metric.text(top['value'])} means that {top['value']:.0%} of them would have to change "
        "school for every school to have the same mix.",
        "In small schools chance alone makes groups uneven: only what goes beyond the hollow mark "
        "asks for a reason.",
        YARDSTICK,
    )
    question, detail = question or key_question(metric), f"{len(table)} values"
    shown, numbers = Picture.of(drawn), _table(rows, metric, "Dissimilarity by level and group")
    return Exhibit(exhibit, question, "computed", detail, title, shown, care, numbers)


def indices(review, metric_id: str, exhibit: str = "", question: str = "") -> Exhibit:
    """A table of one whole-district index by level and part, with what it is compared with.

    A panel where no level has a value.
    """
    metric = data.metric_of(metric_id)
    rows = _rows(review, metric)
    if rows.empty:
        return _nothing(review, metric, exhibit, question)
    rows = rows.sort_values(["_level", "part"], key=_reading_order, kind="stable")
    say = _TITLES.get(metric.id)
    title = say(rows) if say else metric.label
    table = _table(rows, metric, f"{metric.label}, by level")
    care = tuple(c for c in (caveat_text(metric.caveat), YARDSTICK) if c)
    question, detail = question or key_question(metric), f"{len(rows)} values"
    return Exhibit(exhibit, question, "computed", detail, title, table, care)


def _reading_order(column: pd.Series) -> pd.Series:
    """A total stands before its parts; other parts by their code."""
    return column.mask(column == "total", "") if column.name == "part" else column


def _rows(review, metric: Metric) -> pd.DataFrame:
    """This year's known values, with the place of their level."""
    rows = data.of_metric(review, "indices", metric.id, year=review.year)
    rows = rows[rows["value"].notna()]
    order = {level: i for i, level in enumerate(LEVELS)}
    return rows.assign(_level=rows["level"].map(order))


def _nothing(review, metric: Metric, exhibit: str, question: str) -> Exhibit:
    missing = data.status_row(review, metric.id)["missing_field"]
    missing = missing or "a level with at least two schools that report students by group"
    return cannot(review, metric, exhibit, question, missing)


def _spread_rows(rows: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": rows["part"].map(group_name),
            "focus": rows["value"],
            "reference": rows["reference"],
            "state": rows["state_value"],
            "gap": (rows["value"] - rows["reference"]).map(metric.gap_text),
            "section": rows["level"].str.title(),
        }
    )


def _table(rows: pd.DataFrame, metric: Metric, caption: str) -> Numbers:
    def cells(column):
        return rows[column].map(lambda v: metric.text(v) or "not known")

    beside = capital(REFERENCE.get(metric.id, "compared with"))
    numbers = pd.DataFrame(
        {
            "Group or part": rows["part"].map(lambda part: capital(group_name(part))),
            "Level": rows["level"].replace("all", "all levels"),
            "District": cells("value"),
            beside: cells("reference"),
            "State": cells("state_value"),
            "Counted": rows["n"].map("{:,.0f}".format),
        }
    )
    return Numbers(caption, numbers, tuple(numbers.columns[2:]))


def _meeting(whom: str, rows: pd.DataFrame) -> str:
    """Whom a group meets at school: the group and level furthest from an even spread."""
    top = rows.loc[(rows["value"] - rows["reference"]).abs().idxmax()]
    return (
        f"{capital(PEOPLE[top['part']])} attend {top['level']} schools where on average "
        f"{top['value']:.0%} are {whom}; with an even spread it would be {top['reference']:.0%}"
    )


def _pairing(rows: pd.DataFrame) -> str:
    top = rows.loc[(rows["reference"] - rows["value"]).idxmax()]
    people = PEOPLE.get(top["part"], top["part"])
    if top["reference"] - top["value"] < 0.005:
        return "Pairing neighboring schools would change next to nothing"
    return (
        f"Pairing neighboring {top['level']} schools could bring the dissimilarity of {people} "
        f"from {top['reference']:.2f} to {top['value']:.2f}"
    )


def _split(rows: pd.DataFrame) -> str:
    total = rows[rows["part"] == "total"]
    top = total.loc[total["value"].idxmax()]
    own = rows[rows["level"] == top["level"]].set_index("part")
    between, within = own.loc["between schools", "value"], own.loc["within schools"]
    chance = within["reference"]
    beside = f", of which chance alone would make {chance:.2f}" if pd.notna(chance) else ""
    return (
        f"Core classes of {top['level']} schools by race: of {top['value']:.2f} (0 is mixed, 1 "
        f"apart), {between:.2f} lie between schools and {within['value']:.2f} inside them{beside}"
    )


_TITLES: dict[str, Callable[[pd.DataFrame], str]] = {
    "10x": partial(_meeting, "of the same group"),
    "10xe": partial(_meeting, "other students"),
    "10d": _pairing,
    "10h": _split,
}
