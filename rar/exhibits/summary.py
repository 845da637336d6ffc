"""The overview: four facts, and the ten dimensions at a glance."""

from __future__ import annotations

import base64
from html import escape

import numpy as np
import pandas as pd

from rar.dimensions import DIMENSIONS
from rar.exhibits import data
from rar.exhibits.doubts import doubted_schools
from rar.exhibits.frame import Exhibit, Numbers, Raw, Shown, status_html
from rar.exhibits.pages import dimension_status
from rar.figures import look
from rar.figures.words import NUMBERS, count, small
from rar.numbers.metric import Metric
from rar.words import WITHHELD

NO_DATA = "no data"
DOUBTFUL = "check before discussing: doubtful at source"
STRIP_WIDTH, STRIP_HEIGHT = 110, 22


def facts(review) -> Shown:
    """Four facts with the state beside them: students, need, spending, chronic absence."""
    cells = fact_cells(review)
    parts = [
        f'<div><dt>{escape(label)}</dt><dd><strong class="rar-value">{escape(value)}</strong>'
        f"<small>{escape(beside)}</small></dd></div>"
        for label, value, beside in cells
    ]
    words = "\n".join(f"{label}: {value} ({beside})" for label, value, beside in cells)
    return Shown(f'<dl class="rar-facts">{"".join(parts)}</dl>', words)


def fact_cells(review) -> list[tuple[str, str, str]]:
    """The four facts in words: what it is, the district's value, and what stands beside it."""
    schools = data.schools_of(review)
    charters = int((schools["charter"] == 1).sum())
    note = count(len(schools), "school") + (f", {charters} charter" if charters else "")
    cells = [("Students", f"{schools['enrollment'].sum():,.0f}", note), _need_fact(review)]
    for metric_id, label in (("1a", "Spending per student"), ("6d", "Chronically absent")):
        metric = data.metric_of(metric_id)
        told = data.comparisons(review, metric, "state", level="all")
        own = told[told["focus_value"].notna()]
        if own.empty:
            state = data.state_values(review, metric).get("all")
            beside = f"state {metric.text(state)}" if state is not None else "not in these files"
            why = WITHHELD if (told["status"] == WITHHELD).any() else "not known"
            cells.append((label, why, beside))
        else:
            row = own.iloc[0]
            few = f"{row['reason']}; " if row["status"] == "partial" else ""
            doubt = f"; {DOUBTFUL}" if doubted_schools(review, metric_id) else ""
            beside = f"{few}state {metric.text(row['reference_value'])}{doubt}"
            cells.append((label, metric.text(row["focus_value"]), beside))
    return cells


def _need_fact(review) -> tuple[str, str, str]:
    label = review.need_name.removesuffix(" students")
    frame = review.districts
    frame = frame[frame["year"] == review.year].drop_duplicates("district_id")
    known = frame.dropna(subset=["need", "enrollment"])
    own = known[known["district_id"] == review.district_id]
    state = np.average(known["need"], weights=known["enrollment"]) if len(known) else None
    beside = f"state {state:.0%}" if state is not None else "state not known"
    return label, f"{own['need'].iloc[0]:.0%}" if len(own) else "not known", beside


def overview(review, exhibit: str = "", question: str = "") -> Exhibit:
    """The ten dimensions in one table: greatest against least need, a strip, the state, status.

    Each dimension shows its first measure that can be compared between schools; where the
    district has too few schools, the district beside the state. Fixed order, never sorted.
    """
    rows, shown = [], 0
    for dimension in DIMENSIONS:
        row, known = _row(review, dimension)
        rows.append(row)
        shown += known
    columns = [
        "Dimension and lead measure",
        "Greatest need",
        "Least need",
        "Strip",
        "State",
        "Status",
    ]
    table = Numbers(
        "Ten dimensions, one measure each",
        pd.DataFrame(rows, columns=columns, dtype=object),
        ("Greatest need", "Least need", "State"),
    )
    number = "All ten" if shown == len(DIMENSIONS) else f"{NUMBERS[shown].capitalize()} of ten"
    title = f"{number} dimensions can be read from the files at hand"
    care = (
        "Strip: thin tick, a school; filled, greatest need; hollow, least need; tall line, state. "
        "Each strip has its own scale.",
        "Where a district has few schools the strip shows the district as a diamond.",
    )
    html = table.html("rar-strip")
    status = "computed" if shown == len(DIMENSIONS) else "partial"
    words = table.frame.drop(columns="Strip").map(lambda c: c.words if isinstance(c, Cell) else c)
    body = Shown(html, Numbers(table.caption, words).text())
    question = question or "Where do schools of greater and lesser need differ?"
    return Exhibit(exhibit, question, status, f"{shown} of 10 dimensions", title, body, care)


class Cell(Raw):
    """A cell of HTML that also knows its words."""

    words: str = ""

    @classmethod
    def of(cls, html: str, words: str) -> Cell:
        made = cls(html)
        made.words = words
        return made


def _row(review, dimension) -> tuple[tuple, bool]:
    statuses = [data.status_row(review, m.id)["status"] for m in dimension.metrics]
    status = dimension_status(statuses)
    told = Cell.of(status_html(status), status)
    for kind in ("need", "state"):
        for metric in (m for m in dimension.metrics if m.kind == "counts"):
            row = _compared(review, metric, kind)
            if row is not None:
                return _measured(review, dimension, metric, row, kind, told), True
    head = _head(dimension, "")
    index = _index_row(review, dimension)
    if index:
        return (_head(dimension, index[0]), index[1], "one value", "no strip", index[2], told), True
    why = data.status_row(review, dimension.metrics[0].id)
    missing = why["missing_field"].split("; ")[0]
    told_why = f"needs {missing}" if missing else why["reason"]
    return (head, NO_DATA, NO_DATA, told_why, NO_DATA, told), False


def _head(dimension, measure: str) -> Cell:
    html = f"{dimension.number} {escape(dimension.name)}"
    return Cell.of(
        f"{html}<small>{escape(measure)}</small>", f"{dimension.number} {dimension.name}: {measure}"
    )


def _compared(review, metric: Metric, kind: str):
    whole = {"level": "all"} if kind == "state" else {}
    rows = data.comparisons(review, metric, kind, **whole)
    rows = rows[rows["focus_value"].notna() & rows["reference_value"].notna()]
    if rows.empty:
        return None
    return rows.sort_values(["schools", "level"], ascending=[False, True]).iloc[0]


def _measured(review, dimension, metric: Metric, row, kind: str, told) -> tuple:
    schools = data.school_values(review, metric)
    state = row["reference_value"]
    if kind == "need":
        schools = schools[schools["level"] == row["level"]]
        state = data.state_values(review, metric).get(row["level"])
    values = schools["value"].dropna().tolist()
    least = row["reference_value"] if kind == "need" else None
    level = f"{row['level']} schools" if kind == "need" else "all schools"
    head = _head(dimension, f"{metric.label}, {level}")
    strip = _strip(metric, values, row["focus_value"], least, state, kind)
    beside = metric.text(state) or "not known"
    first = metric.text(row["focus_value"])
    second = metric.text(least) if kind == "need" else "too few schools"
    first = first if kind == "need" else f"district {first}"
    return (head, first, second, strip, beside, told)


def _index_row(review, dimension):
    for metric in dimension.metrics:
        rows = data.of_metric(review, "indices", metric.id, year=review.year)
        rows = rows[rows["value"].notna()]
        if metric.kind == "index" and len(rows):
            row = rows.sort_values(["n", "part"], ascending=[False, True]).iloc[0]
            label = f"{small(metric.label)}".split(":")[0]
            return (
                label.capitalize(),
                metric.text(row["value"]),
                metric.text(row["state_value"]) or "not known",
            )
    return None


def _strip(metric: Metric, values, focus, reference, state, kind: str) -> Cell:
    """A tiny strip: schools as ticks, two marks, the state as a tall line; its words as alt."""
    every = [v for v in (*values, focus, reference, state) if v is not None and np.isfinite(v)]
    low, wide = min(every), (max(every) - min(every)) or 1.0

    def x(value: float) -> str:
        return f"{8 + (value - low) / wide * (STRIP_WIDTH - 16):.1f}"

    middle = STRIP_HEIGHT / 2
    parts = [f'<path d="M4 {middle}H{STRIP_WIDTH - 4}" stroke="{look.HAIR}"/>']
    parts += [f'<path d="M{x(v)} {middle - 4}v8" stroke="{look.MUTED}"/>' for v in values]
    if state is not None and np.isfinite(state):
        line = f"M{x(state)} 1v{STRIP_HEIGHT - 2}"
        parts.append(f'<path d="{line}" stroke="{look.STATE}" stroke-width="2"/>')
    parts += _marks(x(focus), None if reference is None else x(reference), middle)
    box = f'width="{STRIP_WIDTH}" height="{STRIP_HEIGHT}"'
    view = f'viewBox="0 0 {STRIP_WIDTH} {STRIP_HEIGHT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {view} {box} fill="none">{"".join(parts)}</svg>'
    encoded = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    ends = ", no school" if not values else f", {count(len(values), 'school')}"
    if values:
        ends += f" from {metric.text(min(values))} to {metric.text(max(values))}"
    alt = f"Strip of {small(metric.label)}{ends}"
    style = f'style="width:{STRIP_WIDTH}px;height:{STRIP_HEIGHT}px"'
    source = f"data:image/svg+xml;base64,{encoded}"
    return Cell.of(f'<img src="{source}" alt="{escape(alt)}" {box} {style}>', alt)


def _marks(focus: str, reference: str | None, y: float) -> list[str]:
    """Greatest need filled and least need hollow, joined; or the district as a diamond."""
    if reference is None:
        return [f'<path d="M{focus} {y - 5}l5 5l-5 5l-5 -5z" fill="{look.NEED}"/>']
    line = f'd="M{reference} {y}L{focus} {y}" stroke="{look.INK}" stroke-width="2"'
    hollow = f'r="4.2" fill="#fff" stroke="{look.LESS}" stroke-width="2"'
    return [
        f"<path {line}/>",
        f'<circle cx="{reference}" cy="{y}" {hollow}/>',
        f'<circle cx="{focus}" cy="{y}" r="4.6" fill="{look.NEED}"/>',
    ]
