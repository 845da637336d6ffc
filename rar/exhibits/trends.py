"""Exhibits over years: is a difference lasting?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar import figures
from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers, Picture
from rar.figures.words import capital
from rar.numbers.doubts import doubtful_years
from rar.numbers.metric import Metric
from rar.words import span

MOST_CARE = 3  # sentences of 'read with care'


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
    doubtful = doubtful_years(review.product("doubts"), metric.id)
    frame = frame.assign(doubtful=[doubtful.get(year, "") for year in frame["year"]])
    drawn = figures.years(frame, data.subject(review, metric), *names)
    plain = frame[frame["doubtful"] == ""].dropna(subset=["focus"])
    known = sorted(int(year) for year in plain["year"].unique())
    status = "computed" if len(known) == len(review.years) else "partial"
    detail = f"{len(known)} of {len(review.years)} years"
    title = _title(review, metric, frame, names)
    care = _care(metric, frame, names, known, review.years)
    numbers = _numbers(frame, metric, names)
    question = question or "Is the difference lasting?"
    return Exhibit(exhibit, question, status, detail, title, Picture.of(drawn), care, numbers)


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
    state = data.of_metric(review, "state", metric.id, group="all")
    state = state[["year", "level", "value"]].rename(columns={"value": "state"})
    made = rows[["level", "year", "focus_value", "reference_value"]].rename(
        columns={"focus_value": "focus", "reference_value": "reference"}
    )
    made = made.merge(state, on=["year", "level"], how="left")
    grid = pd.MultiIndex.from_product(
        [made["level"].unique(), review.years], names=["level", "year"]
    )
    return made.set_index(["level", "year"]).reindex(grid).reset_index()


def _care(metric: Metric, frame, names, known: list[int], years: list[int]) -> tuple[str, ...]:
    """Which years are missing and why; then what a line of few schools, or of dollars, hides."""
    doubtful = sorted({int(y) for y in frame.loc[frame["doubtful"] != "", "year"]})
    silent = [year for year in years if year not in (*known, *doubtful)]
    care = [f"Not known for {span(silent)}." if silent else ""]
    if doubtful:
        care.append(
            f"The numbers of {span(doubtful)} are doubtful at source: the line breaks there, and "
            "they are left out of the direction."
        )
    if names[1]:
        care.append("A half or quarter may be two or three schools: one change moves the line.")
    if metric.unit in ("dollars", "salary"):
        care.append("Dollars are not adjusted for prices.")
    return tuple(sentence for sentence in care if sentence)[:MOST_CARE]


def _title(review, metric: Metric, frame: pd.DataFrame, names) -> str:
    """The trend of the level with the most years (`rar.numbers.state.trend`)."""
    there = frame.dropna(subset=["focus"] + (["reference"] if names[1] else []))
    counts = there["level"].value_counts()
    order = [level for level in (*data.ALL_LEVELS, "all") if level in counts.index]
    level = max(order, key=lambda name: (counts[name], -order.index(name)), default="all")
    found = data.of_metric(review, "trends", metric.id)
    kind = "need" if names[1] else "state"
    found = found[(found["kind"] == kind) & (found["level"] == level)]
    return found["sentence"].iloc[0] if len(found) else f"{metric.label}, year by year"


def _numbers(frame: pd.DataFrame, metric: Metric, names) -> Numbers:
    def cells(column):
        texts = [metric.text(v) or "not known" for v in frame[column]]
        doubts = [f" ({d})" if d and column != "state" else "" for d in frame["doubtful"]]
        return [text + doubt for text, doubt in zip(texts, doubts, strict=True)]

    columns = {"Year": frame["year"].astype("str"), "Level": frame["level"]}
    columns["Level"] = columns["Level"].replace("all", "all schools")
    columns[capital(names[0])] = cells("focus")
    if names[1]:
        columns[capital(names[1])] = cells("reference")
    columns["State"] = cells("state")
    return Numbers(f"{metric.label}, by year", pd.DataFrame(columns), tuple(columns)[2:])
