"""Exhibits over years, and of the district among the state's districts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar import figures
from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers, Picture
from rar.figures.words import capital, small
from rar.numbers.metric import Metric
from rar.words import span

NEAREST = 10  # this many districts of the most similar need say what is usual


def years(review, metric_id: str, exhibit: str = "", question: str = "") -> Exhibit:
    """Greater- against lesser-need schools over the years, one panel a level, the state dashed.

    Where no level has enough schools for need groups: the district against the state. A panel
    where no year has a value.
    """
    metric = data.metric_of(metric_id)
    frame = _by_need(review, metric)
    names = ("greater need", "lesser need")
    if frame.empty:
        frame, names = _by_state(review, metric), ("district", "")
    if frame.empty:
        return cannot(review, metric, exhibit, question)
    drawn = figures.years(frame, data.subject(review, metric), *names)
    known = sorted(int(y) for y in frame.dropna(subset=["focus"])["year"].unique())
    status = "computed" if len(known) == len(review.years) else "partial"
    detail = f"{len(known)} of {len(review.years)} years"
    title = _title(frame, metric, names)
    care = [f"Known for {span(known)}."] if status == "partial" else []
    if names[1]:
        care.append("A half or quarter may be two or three schools: one change moves the line.")
    if metric.unit in ("dollars", "salary"):
        care.append("Dollars are not adjusted for prices.")
    numbers = _numbers(frame, metric, names)
    question = question or "Is the difference lasting?"
    return Exhibit(
        exhibit, question, status, detail, title, Picture.of(drawn), tuple(care), numbers
    )


def _by_need(review, metric: Metric) -> pd.DataFrame:
    rows = data.comparisons(review, metric, "need", all_years=True)
    rows = rows[rows["year"].isin(review.years)]
    usable = rows[rows["gap"].notna()]
    if usable.empty:
        return pd.DataFrame(columns=["level"])
    latest = usable[usable["year"] == usable["year"].max()]
    rows = rows[rows["level"].isin(latest["level"])]
    made = _with_state(review, metric, rows)
    sides = latest.set_index("level")[["focus_schools", "reference_schools"]].astype(int)
    notes = {v: f"{a} + {b} schools" for v, a, b in sides.itertuples()}
    return made.assign(note=made["level"].map(notes))


def _by_state(review, metric: Metric) -> pd.DataFrame:
    rows = data.comparisons(review, metric, "state", all_years=True)
    rows = rows[(rows["level"] == "all") & rows["year"].isin(review.years)]
    rows = rows[rows["focus_value"].notna()]
    return _with_state(review, metric, rows.assign(reference_value=np.nan))


def _with_state(review, metric: Metric, rows: pd.DataFrame) -> pd.DataFrame:
    state = data.of_metric(review.state, metric.id)
    state = state[state["group"] == "all"]
    state = state[["year", "level", "value"]].rename(columns={"value": "state"})
    made = rows[["level", "year", "focus_value", "reference_value"]].rename(
        columns={"focus_value": "focus", "reference_value": "reference"}
    )
    made = made.merge(state, on=["year", "level"], how="left")
    grid = pd.MultiIndex.from_product(
        [made["level"].unique(), review.years], names=["level", "year"]
    )
    return made.set_index(["level", "year"]).reindex(grid).reset_index()


def _title(frame: pd.DataFrame, metric: Metric, names) -> str:
    """First and last year of the level with the most years, in words."""
    there = frame.dropna(subset=["focus"] + (["reference"] if names[1] else []))
    counts = there["level"].value_counts()
    order = [level for level in (*data.ALL_LEVELS, "all") if level in counts.index]
    level = max(order, key=lambda name: (counts[name], -order.index(name)), default="")
    own = there[there["level"] == level].sort_values("year")
    if own.empty:
        return f"{metric.label}, year by year"
    first, last = own.iloc[0], own.iloc[-1]
    if not names[1]:
        if len(own) == 1:
            return f"{metric.label}: {metric.text(last['focus'])} in {last['year']}, the only year"
        return (
            f"{metric.label} in the district: {metric.text(first['focus'])} in {first['year']}, "
            f"{metric.text(last['focus'])} in {last['year']}"
        )
    now = metric.gap_text(last["focus"] - last["reference"])
    label = f"{capital(level)} schools of greater need against lesser need, {small(metric.label)}"
    if len(own) == 1:
        return f"{label}: {now} in {last['year']}, the only year known"
    before = metric.gap_text(first["focus"] - first["reference"])
    return f"{label}: {before} in {first['year']}, {now} in {last['year']}"


def _numbers(frame: pd.DataFrame, metric: Metric, names) -> Numbers:
    def cells(column):
        return [metric.text(v) or "not known" for v in frame[column]]

    columns = {"Year": frame["year"].astype("str"), "Level": frame["level"]}
    columns["Level"] = columns["Level"].replace("all", "all schools")
    columns[capital(names[0])] = cells("focus")
    if names[1]:
        columns[capital(names[1])] = cells("reference")
    columns["State"] = cells("state")
    return Numbers(f"{metric.label}, by year", pd.DataFrame(columns), tuple(columns)[2:])


def districts(review, metric_id: str, exhibit: str = "", question: str = "") -> Exhibit:
    """This district among all districts of the state by need; the ten of most similar need ringed.

    A panel where this district has no value.
    """
    metric = data.metric_of(metric_id)
    frame = data.of_metric(review.districts, metric.id)
    frame = frame[frame["year"] == review.year]
    frame = frame.assign(this=frame["district_id"] == review.district_id)
    shown = frame.dropna(subset=["need", "value"]).copy()
    own = shown[shown["this"]]
    if own.empty:
        return cannot(review, metric, exhibit, question)
    own = own.iloc[0]
    others = shown[~shown["this"]].assign(away=(shown["need"] - own["need"]).abs())
    near = others.sort_values(["away", "district_id"]).head(NEAREST)
    frame = frame.assign(peer=frame["district_id"].isin(near["district_id"]))
    drawn = figures.districts(
        frame[["name", "need", "value", "this", "peer"]], data.subject(review, metric)
    )
    title = _districts_title(review, metric, own, near)
    names = ", ".join(sorted(str(name) for name in near["name"]))
    care = [
        f"Ringed: {names}." if names else "",
        "Not adjusted for local wages." if metric.unit in ("dollars", "salary") else "",
        "No ranking is meant: the question is what is usual for a district with such need.",
    ]
    known = f"{len(shown)} of {len(frame)} districts"
    status = "computed" if len(shown) == len(frame) else "partial"
    numbers = _district_numbers(shown, metric)
    question = question or "Is this usual for a district with such need?"
    return Exhibit(exhibit, question, status, known, title, Picture.of(drawn), tuple(care), numbers)


def _districts_title(review, metric: Metric, own: pd.Series, near: pd.DataFrame) -> str:
    said = f"{review.name}: {small(metric.label)} {metric.text(own['value'])}"
    if len(near) < 3:
        return f"{said}; too few other districts to say what is usual"
    low, high = metric.text(near["value"].min()), metric.text(near["value"].max())
    return f"{said}; among the {len(near)} districts of most similar need {low} to {high}"


def _district_numbers(shown: pd.DataFrame, metric: Metric) -> Numbers:
    rows = shown.sort_values(["need", "name"])
    frame = pd.DataFrame(
        {
            "District": rows["name"],
            "Need": rows["need"].map("{:.0%}".format),
            metric.label: rows["value"].map(metric.text),
        }
    )
    caption = f"{metric.label}, by district, from lesser to greater need"
    return Numbers(caption, frame, ("Need", metric.label))
