"""The exhibit of how evenly money is spread over students, and where unevenness arises."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers
from rar.figures.words import capital
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.metric import Metric, format_value

WITHOUT_FEDERAL, ALL_FUNDS = "1b", "1a"


@dataclass(frozen=True)
class Statistic:
    """A statistic's name, its unit (dollars or ratio), and what it says in one line."""

    label: str
    unit: str
    meaning: str


STATISTICS = {
    "mean": Statistic("Mean", "dollars", "what is spent on the average student"),
    "low": Statistic("Lowest school", "dollars", "the school with the fewest dollars per student"),
    "high": Statistic("Highest school", "dollars", "the school with the most"),
    "restricted_range": Statistic(
        "Restricted range", "dollars", "from the student at the 5th percentile to that at the 95th"
    ),
    "federal_range_ratio": Statistic(
        "Federal range ratio", "share", "the restricted range over the 5th percentile"
    ),
    "cv": Statistic(
        "Coefficient of variation", "share", "how far a typical student's school lies from the mean"
    ),
    "mcloone": Statistic(
        "McLoone index", "index", "what the lower half of students has, over the median"
    ),
    "verstegen": Statistic(
        "Verstegen index", "index", "what the upper half of students has, over the median"
    ),
    "gini": Statistic("Gini index", "index", "0: all students alike; 1: one has everything"),
    "theil": Statistic("Theil index", "small", "0: all alike; it can be cut into parts"),
    "progressivity": Statistic(
        "Progressivity ratio", "index",
        "dollars where economically disadvantaged students are, over dollars where others are",
    ),
    "adequacy": Statistic(
        "Adequacy index", "index", "1: every student has at least the agency's adequate level"
    ),
}  # fmt: skip
OVER_DISTRICTS = {
    "correlation": Statistic(
        "Dollars and property wealth", "index", "correlation; 0: dollars do not follow wealth"
    ),
    "elasticity": Statistic(
        "Wealth elasticity", "index", "percent more dollars that go with 1% more property wealth"
    ),
    "equity_factor": Statistic(
        "Equity factor", "share", "variation with a child in poverty counted 1.4, 20 USC 6337(b)(3)"
    ),
}
AT_LEAST = ("mcloone", "adequacy")


def text_of(statistic: str, value: float) -> str:
    """A statistic's value in words; 'not known' for none."""
    unit = {**STATISTICS, **OVER_DISTRICTS}[statistic].unit
    if pd.isna(value):
        return "not known"
    return f"{value:.4f}" if unit == "small" else format_value(unit, value)


def rows_of(review, metric_id: str) -> pd.DataFrame:
    """The district's statistics of one metric, year under review (`rar.numbers.money.evenness`)."""
    frame = review.product("money")
    return frame[(frame["year"] == review.year) & (frame["metric"] == metric_id)]


def spread(
    review, metric_id: str = WITHOUT_FEDERAL, exhibit: str = "", question: str = ""
) -> Exhibit:
    """How unevenly dollars are spread over students, and where that arises.

    The statistics of the level with the most schools, else of all schools, beside a typical
    district and the state; described only where there are too few schools. All funds stand in
    where the files do not tell federal money apart.
    """
    metric = data.metric_of(metric_id)
    rows = rows_of(review, metric.id)
    if rows.empty and metric_id == WITHOUT_FEDERAL:
        metric = data.metric_of(ALL_FUNDS)
        rows = rows_of(review, metric.id)
    if rows.empty:
        return cannot(review, metric, exhibit, question)
    level = _level(rows)
    own = rows[rows["level"] == level].set_index("statistic")
    table = _table(review, own, f"{metric.label}, {_schools(level)}")
    enough = pd.notna(own["value"].get("cv"))
    number = int(own.loc["mean", "schools"])
    title = _where(own, level) if enough else _described(own, level, metric)
    care = (
        _state_split(review, metric, level),
        "Uneven is no verdict: more where needs are greater is the aim, and these numbers do not "
        "see need.",
        "The limits were made for the districts of a state, and the state's numbers span them: a "
        "typical district is the yardstick.",
    )
    status = "computed" if enough else "too few"
    question = question or "How uneven is it, and where does that arise?"
    detail = f"{number} school" + ("s" if number != 1 else "")
    state = _districts_table(review, metric)
    return Exhibit(exhibit, question, status, detail, title, table, _said(care), state)


def _said(care) -> tuple[str, ...]:
    return tuple(sentence for sentence in care if sentence)[:3]


def _schools(level: str) -> str:
    return "all schools" if level == "all" else f"{level} schools"


def _level(rows: pd.DataFrame) -> str:
    """The level with the most schools among those with a spread; 'all' where none has one."""
    known = rows[(rows["statistic"] == "cv") & rows["value"].notna() & (rows["level"] != "all")]
    return "all" if known.empty else str(known.loc[known["schools"].idxmax(), "level"])


def _where(own: pd.DataFrame, level: str) -> str:
    """Between the district and the state, or between its own schools: the finding of `spread`."""
    inside, away = own.loc["part_inside", "value"], own.loc["from_state", "value"]
    if pd.isna(inside):
        return f"{capital(_schools(level))} all spend what the state's schools spend on average"
    where = "more" if away > 0 else "less"
    lies = f"{abs(away):.1%} {where} than the state" if abs(away) >= 0.0005 else "as the state does"
    return (
        f"{capital(_schools(level))}: {_part(inside)} of their distance from the state's mean lies "
        f"between the district's own schools, {_part(1 - inside)} between district and state (the "
        f"district spends {lies})"
    )


def _part(share: float) -> str:
    if 0 < share < 0.005:
        return "less than 1%"
    return "over 99%" if 0.995 < share < 1 else f"{share:.0%}"


def _described(own: pd.DataFrame, level: str, metric: Metric) -> str:
    low, high = own.loc["low", "value"], own.loc["high", "value"]
    number = int(own.loc["mean", "schools"])
    if number == 1:
        return f"{metric.label}: {metric.text(high)} in the one school; there is no spread to tell"
    return (
        f"{metric.label}: from {metric.text(low)} to {metric.text(high)} in {number} schools, too "
        "few for more than a description"
    )


def _state_split(review, metric: Metric, level: str) -> str:
    """Where unevenness arises in the whole state: between districts or inside them."""
    frame = review.product("money_state")
    frame = frame[(frame["year"] == review.year) & (frame["metric"] == metric.id)]
    rows = frame[(frame["level"] == level) & (frame["over"] == "schools")]
    parts = rows.set_index("statistic")["value"]
    whole = parts.get("theil")
    if whole is None or not whole > 0:
        return ""
    between = parts["theil_between"] / whole
    levels = parts["theil_levels"] / whole
    among = f", {_part(levels)} between levels" if level == "all" else ""
    return (
        f"In the whole state {_part(between)} of the unevenness lies between districts, where the "
        f"state's formula and local wealth work{among}, and {_part(1 - between - levels)} between "
        "schools of one district, where its own allocation works."
    )


def _table(review, own: pd.DataFrame, caption: str) -> Numbers:
    limits = _limits(review)
    kept = [name for name in STATISTICS if name in own.index]
    rows = own.loc[kept]
    cells = {
        "Statistic": [STATISTICS[name].label for name in kept],
        "District": [
            "too few schools" if pd.isna(value) and note else text_of(name, value)
            for name, value, note in zip(kept, rows["value"], rows["note"], strict=True)
        ],
    }  # fmt: skip
    for head, column in (("Typical district", "typical"), ("State", "state_value")):
        cells[head] = [text_of(n, v) for n, v in zip(kept, rows[column], strict=True)]
    cells["Limit in use"] = [limits.get(name, "none") for name in kept]
    cells["What it says"] = [STATISTICS[name].meaning for name in kept]
    frame = pd.DataFrame(cells)
    return Numbers(caption, frame, ("District", "Typical district", "State"))


def _districts_table(review, metric: Metric) -> Numbers:
    """The same over the state's districts, each pooled: where state law and wealth are seen."""
    frame = review.product("money_state")
    frame = frame[(frame["year"] == review.year) & (frame["metric"] == metric.id)]
    rows = frame[(frame["level"] == "all") & (frame["over"] == "districts")].set_index("statistic")
    kept = [name for name in (*STATISTICS, *OVER_DISTRICTS) if name in rows.index]
    known = {**STATISTICS, **OVER_DISTRICTS}
    limits = _limits(review)
    pairs = zip(kept, rows.loc[kept, "value"], rows.loc[kept, "note"], strict=True)
    made = pd.DataFrame(
        {
            "Over the state's districts": [known[name].label for name in kept],
            "Value": [note or text_of(name, value) for name, value, note in pairs],
            "Limit in use": [limits.get(name, "none") for name in kept],
            "What it says": [known[name].meaning for name in kept],
        }
    )
    return Numbers(f"{metric.label}: the state's districts beside each other", made, ("Value",))


def _limits(review) -> dict[str, str]:
    """The limits the agency keeps in benchmarks.csv, with who says so."""
    lines = Benchmarks.read(review.workspace.template("benchmarks.csv")).frame
    lines = lines[
        (lines["kind"] == "norm") & lines["applies_to"].isin([*STATISTICS, *OVER_DISTRICTS])
    ]
    return {
        row.applies_to: f"{'at least' if row.applies_to in AT_LEAST else 'at most'} "
        f"{text_of(row.applies_to, row.value)} ({row.source})"
        for row in lines.itertuples()
    }
