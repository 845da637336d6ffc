"""Exhibits of student groups, and of the district beside the state."""

from __future__ import annotations

import pandas as pd

from rar import figures
from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers, Picture
from rar.exhibits.gaps import equal_on_all, gap_words
from rar.exhibits.peers import chosen, peers_of
from rar.figures.words import small
from rar.numbers.caveats import caveat_text
from rar.numbers.metric import NO_DIFFERENCE, Metric
from rar.numbers.patterns.intervals import FEW_PEOPLE
from rar.numbers.sentences import PEOPLE
from rar.rows import rows_of
from rar.words import group_name

MOST_GROUPS = 8
LEAST_SCHOOLS = 0.5  # a group that fewer of its schools report is left out, and that is said
GROUPS_FIRST = (
    "ed", "el", "swd", "below", "bl", "hi", "ai", "hp", "ap", "as", "tr", "wh", "homeless",
)  # fmt: skip


def groups(
    review,
    metric_id: str,
    exhibit: str = "",
    question: str = "",
    first: str = "",
    most: int = MOST_GROUPS,
) -> Exhibit:
    """Each student group against all other students, and where the gap lies: between schools or
    within them. The title tells of the group shown first: first, where it is there; most is how
    many are shown. A panel where the files do not tell groups apart.
    """
    metric = data.metric_of(metric_id)
    every = data.comparisons(review, metric, "group")
    every = every[every["gap"].notna()]
    reporting = data.status_row(review, metric.id)["schools"]
    enough = _told(every, review.settings.small.minimum_group, reporting, first)
    rows = enough.head(most)
    if rows.empty:
        return _no_groups(review, metric, exhibit, question)
    rows = rows.merge(_intervals(review, metric), on="focus", how="left")
    table = _group_rows(rows, metric)
    drawn = figures.split(table, data.subject(review, metric), "the group", "all other students")
    first = rows.iloc[0]
    status = "partial" if first["schools"] < first["schools_total"] else "computed"
    detail = f"{int(first['schools'])} of {int(first['schools_total'])} schools"
    least = review.settings.small.minimum_group
    some = f"Groups of fewer than {least} students, or that few schools report, are not shown"
    care = (
        f"{_lies(review, metric, first)} {_noise(metric, first)}".strip(),
        caveat_text(metric.caveat),
        f"{some}; a student may be in several groups." if len(every) > len(enough) else "",
    )
    found = data.finding(review, metric.id, "group", focus=first["focus"])
    title = found["title"] if found is not None else group_name(first["focus"])
    care, numbers = tuple(c for c in care if c), _group_numbers(table, metric)
    question = question or "Is the gap between schools, or inside them?"
    told = (title, Picture.of(drawn), care, numbers, data.sure(found))
    return Exhibit(exhibit, question, status, detail, *told)


def _told(rows: pd.DataFrame, least: int, reporting: float, first: str) -> pd.DataFrame:
    """The groups shown, in a fixed order: large enough, and reported by enough of the schools that
    report the measure at all.
    """
    enough = rows["schools"] >= LEAST_SCHOOLS * rows["schools_total"].clip(upper=reporting)
    rows = rows[(rows["focus_n"] >= least) & enough]
    order = {group: i for i, group in enumerate(GROUPS_FIRST)} | {first: -1}
    rows = rows.assign(_order=rows["focus"].map(order).fillna(99))
    return rows.sort_values(["_order", "focus"])


def _group_rows(rows: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": rows["focus"].map(group_name),
            "note": [f"{n:,.0f} {metric.counted}" for n in rows["focus_n"]],
            "focus": rows["focus_value"],
            "reference": rows["reference_value"],
            "few": rows["focus_n"] < FEW_PEOPLE,
            "low": rows["focus_low"],
            "high": rows["focus_high"],
            "within": rows["within"].where(rows["schools"] > 1),
            "between": rows["between"].where(rows["schools"] > 1),
            "section": "",
        }
    )


def _intervals(review, metric: Metric) -> pd.DataFrame:
    own = data.of_metric(review, "intervals", metric.id, year=review.year)
    return own.drop(columns=["district_id", "year", "metric"])


def _noise(metric: Metric, row: pd.Series) -> str:
    """How far the difference may move in a year though nothing has changed; '' where not known."""
    half = metric.gap_text((row["gap_high"] - row["gap_low"]) / 2).lstrip("+")
    if half in ("", NO_DIFFERENCE):
        return ""
    return f"With so many {metric.counted} it may move by about {half} from one year to the next."


def _no_groups(review, metric: Metric, exhibit: str, question: str) -> Exhibit:
    row = data.status_row(review, metric.id)
    if row["status"] == "not computable":
        return cannot(review, metric, exhibit, question)
    least = review.settings.small.minimum_group
    missing = f"{small(metric.label)} by student group, with {least} students or more in a group"
    title = f"Whether student groups differ cannot be told from these files: {metric.label}"
    return cannot(review, metric, exhibit, question, missing, title)


def _lies(review, metric: Metric, row: pd.Series) -> str:
    if row["schools"] < 2 or pd.isna(row["within"]):
        return ""
    if abs(row["gap"]) < data.practical(review, metric, row["reference_value"]):
        return ""
    within, between = metric.gap_text(row["within"]), metric.gap_text(row["between"])
    return (
        f"Of the difference for {PEOPLE[row['focus']]}, {within} lie inside schools and {between} "
        "between schools."
    )


def _group_numbers(table: pd.DataFrame, metric: Metric) -> Numbers:
    def text(values, how):
        return [how(v) or "not known" for v in values]

    frame = pd.DataFrame(
        {
            "Student group": table["label"],
            metric.counted.capitalize(): table["note"].str.split(" ").str[0],
            "The group": [_rate(row, metric) for row in rows_of(table)],
            "Noise of a year": [_reach(row, metric) for row in rows_of(table)],
            "All others": text(table["reference"], metric.text),
            "Gap": text(table["focus"] - table["reference"], metric.gap_text),
            "Inside schools": text(table["within"], metric.gap_text),
            "Between schools": text(table["between"], metric.gap_text),
        }
    )
    return Numbers(f"{metric.label}, by student group", frame, tuple(frame.columns[1:]))


def _rate(row, metric: Metric) -> str:
    value = metric.text(row.focus) or "not known"
    return f"{value} (few people)" if row.few else value


def _reach(row, metric: Metric) -> str:
    """The interval of a rate of people (`rar.numbers.patterns.intervals`), or why there is none."""
    if pd.isna(row.low):
        return "not people of people"
    return f"{metric.text(row.low)} to {metric.text(row.high)}"


def state(review, dimension: str, exhibit: str = "", question: str = "") -> Exhibit:
    """A table of the dimension's measures: the district beside the state and its peers, pooled."""
    found = review.dimension(dimension)
    metrics = [m for m in found.metrics if m.kind == "counts"]
    rows = [_beside_state(review, metric) for metric in metrics]
    known = [row for row in rows if row[-1] != "none"]
    if not known:
        return cannot(review, (metrics or found.metrics)[0], exhibit, question)
    columns = ["Measure", "District", "State", "Difference", "Peers", "Schools reporting"]
    caption = f"{review.name} and {review.state_name}, {review.year_label}"
    peers = chosen(peers_of(review))
    table = Numbers(caption, pd.DataFrame(rows, columns=columns), ("District", "State", "Peers"))
    apart = sum(not row[3].startswith("about") for row in known)
    title = f"The district differs from the state on {apart} of {len(known)} measures"
    if not apart:
        title = f"The district and the state are about equal on {equal_on_all(len(known))}"
    care = (
        "All levels and schools are pooled: a district with more high schools than others may "
        "differ for that alone.",
        f"Peers, pooled, and the lowest and highest of them: {peers}." if peers else "",
    )
    status = "computed" if len(known) == len(metrics) else "partial"
    question = question or "How does the district compare with the state?"
    detail = f"{len(known)} of {len(metrics)} measures"
    return Exhibit(exhibit, question, status, detail, title, table, care)


def _beside_state(review, metric: Metric) -> tuple[str, ...]:
    """One measure's row: label, district, state, difference in words, peers, schools ('none' if
    none).
    """
    own = data.comparisons(review, metric, "state", level="all")
    own = own[own["gap"].notna()]
    if own.empty:
        there = metric.text(data.state_values(review, metric).get("all")) or "not computable"
        why = data.status_row(review, metric.id)["reason"] or "not computable"
        return metric.label, "not computable", there, why, _peers(review, metric), "none"
    row = own.iloc[0]
    values = [metric.text(row[side]) for side in ("focus_value", "reference_value")]
    words = gap_words(review, metric, row["gap"], row["reference_value"])
    schools = f"{int(row['schools'])} of {int(row['schools_total'])}"
    return metric.label, *values, words, _peers(review, metric), schools


def _peers(review, metric: Metric) -> str:
    """The peers' pooled value, and the lowest and highest of one peer."""
    own = data.of_metric(review, "peer_values", metric.id, year=review.year)
    own = own[own["peers_value"].notna()]
    if own.empty:
        return "not known"
    row = own.iloc[0]
    low, high = metric.text(row["low"]), metric.text(row["high"])
    return f"{metric.text(row['peers_value'])} ({low} to {high})"
