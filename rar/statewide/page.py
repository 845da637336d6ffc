"""state.html: the reviewed districts side by side, as one page that needs nothing else."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path

import pandas as pd

from rar import figures
from rar.dimensions import DIMENSIONS, METRICS
from rar.editions import withheld
from rar.exhibits.frame import Exhibit, Numbers, Picture, Raw
from rar.figures.words import count
from rar.packet.folders import year_folder
from rar.packet.html import render, template_folders
from rar.packet.page import MOST_BYTES, Part, fit_into_page
from rar.statewide import page_parts
from rar.statewide.reviewed import STATUSES, Statewide

DRAWN = ("1a", "2a")  # what every district is set beside: money, and who teaches
LEAST_DRAWN = 4  # fewer marks are read from the table alone


def write_page(state: Statewide, file: Path) -> None:
    """Write the page. Raises ValueError when it is larger than a review page may be."""
    text = page_text(state)
    if len(text.encode()) > MOST_BYTES:
        raise ValueError(f"the page has {len(text.encode()):,} bytes, more than {MOST_BYTES:,}")
    file.write_text(text, encoding="utf-8", newline="\n")


def page_text(state: Statewide) -> str:
    """The whole page as text."""
    parts = [
        Part("districts", "The districts reviewed", _districts(state) + _drawn(state)),
        Part("computed", "What could be computed", _computed(state)),
        *page_parts.all_parts(state),
    ]
    return render(
        template_folders(state.workspace),
        "state.html",
        f"{state.name} · resource allocation reviews {state.year_label}",
        state.edition_line,
        state=state.name,
        year_label=state.year_label,
        publisher=state.publisher,
        edition=state.edition,
        districts=count(len(state.packets), "district"),
        older="; ".join(state.names[district] for district in state.older),
        parts=parts,
        withheld=withheld(state),
        packets=f"{_to_packets(state)}/index.html",
    )


def _districts(state: Statewide) -> str:
    rows = state.districts
    links = [
        Raw(f'<a href="{escape(_link(state, d))}">{escape(d)} {escape(state.names[d])}</a>')
        for d in rows["district_id"]
    ]
    frame = pd.DataFrame(
        {
            "District": pd.Series(links, dtype="object"),  # text alone would lose the links
            "Kind": rows["kind"].replace("", "not known"),
            "Schools": rows["schools"].map("{:,}".format),
            "Students": rows["students"].map(lambda n: f"{n:,.0f}" if n == n else "not known"),
            "Need": rows["need"].map(lambda v: f"{v:.0%}" if v == v else "not known"),
        }
    )
    need = next(iter(state.reviews.values())).need_meaning.replace("its students", "students")
    caption = "Districts reviewed, by district id"
    told = f"<p>Need is {escape(need)}. The name of a district leads to its review page.</p>"
    return told + Numbers(caption, frame, ("Schools", "Students", "Need")).html()


def _link(state: Statewide, district: str) -> str:
    return f"{_to_packets(state)}/{state.packets[district].folder.name}/review.html"


def _to_packets(state: Statewide) -> str:
    """The way from the folder of the page to that of the year's packets of the edition."""
    page = state.workspace.state_pages_of(state.edition) / str(state.year)
    packets = year_folder(state.workspace.folder, state.year, state.edition)
    return Path(os.path.relpath(packets, page)).as_posix()


def _drawn(state: Statewide) -> str:
    made = [_dots(state, metric_id) for metric_id in DRAWN]
    return "".join(fit_into_page("districts", one) for one in made if one)


def _dots(state: Statewide, metric_id: str) -> str:
    """All districts of the state over need, those reviewed ringed; '' where few have a value."""
    metric, frame = METRICS[metric_id], state.store.statewide("districts")
    frame = frame[(frame["year"] == state.year) & (frame["metric"] == metric_id)]
    shown = frame.dropna(subset=["need", "value"]).sort_values("district_id")
    if len(shown) < LEAST_DRAWN:
        return ""
    reviewed = frame["district_id"].isin(list(state.packets))
    marked = frame.assign(this=False, peer=reviewed & (not reviewed.all()))
    unit = "dollars" if metric.unit == "salary" else metric.unit
    need = next(iter(state.reviews.values())).need_name
    subject = figures.Subject(metric.label, unit, metric.text, need)
    drawn = figures.districts(marked[["name", "need", "value", "this", "peer"]], subject)
    low, high = metric.text(shown["value"].min()), metric.text(shown["value"].max())
    title = f"{metric.label}: {low} to {high} in {count(len(shown), 'district')}"
    table = pd.DataFrame(
        {
            "District": shown["district_id"] + " " + shown["name"],
            "Need": shown["need"].map("{:.0%}".format),
            metric.label: shown["value"].map(metric.text),
            "Reviewed": ["yes" if d in state.packets else "no" for d in shown["district_id"]],
        }
    )
    care = (
        "" if reviewed.all() else "Ringed: the districts reviewed.",
        "Not adjusted for local wages." if unit == "dollars" else "",
        "No ranking is meant: districts differ in size, in place and in the needs of students.",
    )
    numbers = Numbers(f"{metric.label}, by district id", table, ("Need", metric.label))
    status = "computed" if len(shown) == len(frame) else "partial"
    known = f"{len(shown)} of {len(frame)} districts"
    exhibit = Exhibit(
        "", "How far do districts differ?", status, known, title, Picture.of(drawn), care, numbers
    )
    return exhibit._repr_html_()


def _computed(state: Statewide) -> str:
    """For each dimension over all districts, then for each district."""
    return _by_status(state) + page_parts.matrix(
        state,
        "Measures computed, by district id and dimension",
        state.status.assign(said=[status_words(row) for row in state.status.itertuples()]),
    )


def _by_status(state: Statewide) -> str:
    summed = state.status.groupby("dimension")[[*STATUSES, "measures"]].sum()
    rows = [
        [f"{d.number} {d.name}", *(f"{summed.loc[d.key, status]:,}" for status in STATUSES),
         f"{summed.loc[d.key, 'measures']:,}"]
        for d in DIMENSIONS
    ]  # fmt: skip
    heads = ["Dimension", "Computed", "In part", "Not computable", "In all"]
    told = (
        "<p>A measure is counted once for each district: computed, computed in part where some "
        "schools have no number, or not computable.</p>"
    )
    caption = f"Measures of {count(len(state.packets), 'district')}, counted by status"
    return told + Numbers(caption, pd.DataFrame(rows, columns=heads), tuple(heads[1:])).html()


def status_words(row) -> str:
    """How many of a dimension's measures are computed in a district, in words.

    row has the columns of `Statewide.status` as attributes: computed, partial, measures.
    """
    if not row.computed and not row.partial:
        return f"none of {row.measures}"
    part = f", {row.partial} in part" if row.partial else ""
    return f"{row.computed} of {row.measures}{part}"
