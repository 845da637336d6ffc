"""The exhibit of paired gaps: several measures of a dimension at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar import figures
from rar.cut import cut
from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers, Picture
from rar.figures.words import capital, small
from rar.numbers.caveats import caveat_text
from rar.numbers.metric import Metric
from rar.words import BETTER, NEED_SHORT


def paired(
    review,
    dimension: str,
    exhibit: str = "",
    question: str = "",
    unit: str = "share",
    measures: str = "",
) -> Exhibit:
    """The measures of a dimension in one unit: schools of greatest against those of least need.

    measures: ids with spaces between ('4f 4d'), where not all of them are to be shown; an unknown
    one raises RarError. Where too few levels have enough schools for need groups, the district
    against the state. A measure that cannot be computed keeps its row and says so.
    """
    found = review.dimension(dimension)
    asked = [data.metric_of(one) for one in measures.split()] or found.metrics
    metrics = [m for m in asked if m.unit == unit and m.kind == "counts"]
    metrics = metrics or [m for m in found.metrics if m.kind == "counts"][:1]
    table, level = _need_rows(review, metrics)
    whole = _state_rows(review, metrics)
    if table is None or (whole is not None and 2 * _known(table) < _known(whole)):
        table, level = whole, "all"
    if table is None:
        return cannot(review, metrics[0], exhibit, question)
    focus, reference = table.attrs["focus"], table.attrs["reference"]
    subject = data.subject(review, metrics[0])
    drawn = figures.paired(
        table, figures.Subject("", subject.unit, metrics[0].text), focus, reference
    )
    known = _known(table)
    status = "computed" if known == len(table) else "partial"
    if reference == "state":
        status = "too few"
    care = (
        f"{capital(level)} schools only."
        if level != "all"
        else "All schools of the district pooled.",
        _small_number(table),
        "A small difference may be no more than the change from one year to the next.",
    )
    title = _paired_title(table, level, focus, reference)
    detail = f"{known} of {len(table)} measures"
    question = question or "Is it one measure, or several?"
    numbers = _paired_numbers(table, focus, reference)
    return Exhibit(
        exhibit, question, status, detail, title, Picture.of(drawn), _said(care), numbers
    )


def _known(table: pd.DataFrame) -> int:
    return int(table["gap_value"].notna().sum())


def _said(care) -> tuple[str, ...]:
    return tuple(sentence for sentence in care if sentence)[:3]


def _small_number(table: pd.DataFrame) -> str:
    """The caveat that most of the measures with two values share."""
    known = table.loc[table["gap_value"].notna(), "metric"]
    texts = [caveat_text(data.metric_of(m).caveat) for m in known if data.metric_of(m).caveat]
    return max(texts, key=texts.count) if texts else ""


def _need_rows(review, metrics: list[Metric]):
    """Rows of the need comparison in the level where most measures have one; (None, '') if none."""
    ids = [m.id for m in metrics]
    frame = cut(review.frame("comparisons"), kind="need", year=review.year)
    frame = frame[frame["metric"].isin(ids) & frame["gap"].notna()]
    if frame.empty:
        return None, ""
    counts = frame.groupby("level")["metric"].nunique()
    level = max(data.LEVELS, key=lambda v: (counts.get(v, 0), -data.LEVELS.index(v)))
    own = frame[frame["level"] == level].set_index("metric")
    states = {m.id: data.state_values(review, m).get(level, np.nan) for m in metrics}
    rows = _rows(review, metrics, own, states)
    focus = NEED_SHORT[own["focus"].iloc[0]]
    rows.attrs = {"focus": focus, "reference": NEED_SHORT[own["reference"].iloc[0]]}
    return rows, level


def _state_rows(review, metrics: list[Metric]):
    own = cut(review.frame("comparisons"), kind="state", year=review.year, level="all")
    own = own[own["metric"].isin([m.id for m in metrics]) & own["gap"].notna()].set_index("metric")
    if own.empty:
        return None
    rows = _rows(review, metrics, own, {})
    rows.attrs = {"focus": "district", "reference": "state"}
    return rows


def _rows(review, metrics, own, states) -> pd.DataFrame:
    rows, compared = [], own.to_dict("index")
    for metric in metrics:
        known = compared.get(metric.id)
        status = data.status_row(review, metric.id)
        reason = "not computable" if status["status"] == "not computable" else "too few schools"
        focus, reference, gap = (
            (known["focus_value"], known["reference_value"], known["gap"])
            if known is not None
            else (np.nan, np.nan, np.nan)
        )
        rows.append(
            {
                "label": metric.label,
                "focus": float(focus),
                "reference": float(reference),
                "state": float(states.get(metric.id, np.nan)),
                "gap_value": float(gap),
                "gap": gap_words(review, metric, gap, reference),
                "section": BETTER[metric.better],
                "reason": reason if known is None else "",
                "metric": metric.id,
                "n": ""
                if known is None
                else f"{known['focus_n']:,.0f} and {known['reference_n']:,.0f}",
            }
        )
    frame = pd.DataFrame(rows)
    order = {section: i for i, section in enumerate(dict.fromkeys(frame["section"]))}
    return frame.sort_values(
        "section", key=lambda s: s.map(order), kind="stable", ignore_index=True
    )


def gap_words(review, metric: Metric, gap: float, reference: float) -> str:
    """A gap with its sign and the word higher, lower or about equal; '' for none."""
    if pd.isna(gap):
        return ""
    size = data.practical(review, metric, reference)
    text = metric.gap_text(gap)
    if abs(gap) < size:
        plain = text.removesuffix(" points").removesuffix(" point")
        return "about equal" if plain == "no difference" else f"about equal ({plain})"
    return f"{text} {'higher' if gap > 0 else 'lower'}"


def _paired_title(table, level, focus, reference) -> str:
    there = table[table["gap_value"].notna()]
    apart = there[~there["gap"].str.startswith("about")]
    where = (
        "the district and the state" if reference == "state" else f"the {focus} and the {reference}"
    )
    of = f" of {level} schools" if level != "all" else ""
    if apart.empty:
        return f"{capital(where)}{of} are about equal on {equal_on_all(len(there))}"
    row = apart.loc[(apart["gap_value"].abs()).idxmax()]
    if len(there) == 1:
        return f"{capital(where)}{of} differ on {small(row['label'])}: {row['gap']}"
    most = ":" if len(apart) == 1 else ", most on"
    return (
        f"{capital(where)}{of} differ on {len(apart)} of {len(there)} measures{most} "
        f"{small(row['label'])} ({row['gap']})"
    )


def equal_on_all(number: int) -> str:
    """How many measures were found about equal, as the end of a sentence."""
    return "the one measure shown" if number == 1 else f"all {number} measures shown"


def _paired_numbers(table: pd.DataFrame, focus: str, reference: str) -> Numbers:
    text = {m: data.metric_of(m).text for m in table["metric"]}

    def cell(row, column):
        value = row[column]
        return text[row["metric"]](value) if pd.notna(value) else (row["reason"] or "not known")

    rows = table.to_dict("records")
    columns = {"Measure": table["label"]}
    for column, name in (("focus", capital(focus)), ("reference", capital(reference))):
        columns[name] = [cell(row, column) for row in rows]
    if table["state"].notna().any():
        columns["State"] = [cell(row, "state") for row in rows]
    columns["Gap"] = table["gap"].where(table["gap"] != "", table["reason"])
    columns["Counted"] = table["n"].where(table["n"] != "", "none")
    frame = pd.DataFrame(columns)
    numeric = tuple(name for name in frame.columns if name not in ("Measure", "Gap"))
    return Numbers(f"{capital(focus)} against {reference}", frame, numeric)
