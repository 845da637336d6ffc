"""The exhibit of dollars over the years at the prices of one year."""

from __future__ import annotations

import pandas as pd

from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers, Shown
from rar.figures.words import small
from rar.numbers.money.prices import CPI, NOT_ADJUSTED, constant_dollars, read_cpi


def prices(review, metric_id: str = "1a", exhibit: str = "", question: str = "") -> Exhibit | Shown:
    """The district's and the state's dollars by year, as reported and at the prices of this year.

    Prices are those of the agency's references/cpi.csv; a year that is not in it is not adjusted.
    One sentence where there is no such file; a panel where the district has no dollars at all.
    """
    metric = data.metric_of(metric_id)
    rows = data.comparisons(review, metric, "state", all_years=True)
    rows = rows[(rows["level"] == "all") & rows["year"].isin(review.years)]
    rows = rows[rows["focus_value"].notna()].sort_values("year").reset_index(drop=True)
    if rows.empty:
        return cannot(review, metric, exhibit, question)
    cpi = read_cpi(review.workspace.references)
    if cpi.empty:
        words = f"Dollars are as reported: there is no {CPI} in the agency's folder references/."
        return Shown(f'<p class="rar-note">{words}</p>', words)
    own = constant_dollars(rows, cpi, review.year, "focus_value")
    state = constant_dollars(rows, cpi, review.year, "reference_value")
    text = metric.text
    at = f"at prices of {review.year}"
    frame = pd.DataFrame(
        {"Year": rows["year"].astype("str"), "District": own["focus_value"].map(text)}
    )
    frame[f"District, {at}"] = [text(v) or NOT_ADJUSTED for v in own["constant"]]
    frame["State"] = [text(v) or "not known" for v in rows["reference_value"]]
    frame[f"State, {at}"] = [text(v) or NOT_ADJUSTED for v in state["constant"]]
    known = own.dropna(subset=["constant"])
    note = known["prices_note"].iloc[-1] if len(known) else ""
    care = (
        f"Adjusted with {note}; a year that is not in {CPI} is not adjusted."
        if note
        else f"Not adjusted: {CPI} has not these years.",
        "Prices are those of households; what schools buy, mostly people's work, may move "
        "differently.",
    )
    status = "computed" if len(known) == len(rows) else "partial"
    detail = f"{len(known)} of {len(rows)} years adjusted"
    question = question or "How much of the change is prices?"
    numbers = Numbers(f"{metric.label}, by year", frame, tuple(frame.columns[1:]))
    return Exhibit(exhibit, question, status, detail, _title(known, metric, review), numbers, care)


def _title(known: pd.DataFrame, metric, review) -> str:
    label = small(metric.label)
    if len(known) < 2:
        return f"The change in {label} cannot be told apart from the change in prices"
    first, last = known.iloc[0], known.iloc[-1]
    change = last["constant"] / first["constant"] - 1
    return (
        f"At prices of {review.year}, {label} went from {metric.text(first['constant'])} in "
        f"{first['year']} to {metric.text(last['constant'])} in {last['year']} ({change:+.1%})"
    ).replace("(-", "(−")
