"""Options to weigh: what the district could do about a finding, by possible cause."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd

from rar.cut import cut
from rar.dimensions import METRICS
from rar.exhibits.frame import Numbers, Shown
from rar.numbers.findings import unfavorable
from rar.numbers.patterns.certainty import PATTERN
from rar.recent import recent
from rar.recommend import CAUSE_TYPES, FILE, Option, Recommendations
from rar.rows import rows_of

MOST_FINDINGS = 3
INTRO = (
    "These are options for the room to weigh, not advice: the numbers do not say why a difference "
    "is there. Which cause is the true one, and whether there is another, is for the room to say."
)
NOTHING = (
    "No difference of this dimension stands out here, so no options are listed. The agency's "
    f"file {FILE} has some for every measure."
)
_CELL = ["year", "metric", "kind", "level", "focus"]


def options(review, dimension: str) -> Shown:
    """The dimension's findings that stand out, each with options by possible cause.

    At most MOST_FINDINGS findings, one a measure: patterns first, then the largest differences.
    Only differences that leave students with greater needs with less, or are better closed.
    """
    title = "<h2>Options to weigh</h2>"
    rows = answerable(review, review.dimension(dimension).key).head(MOST_FINDINGS)
    told = [(row.title, found) for row in rows_of(rows) if (found := of(review, row.metric))]
    if not told:
        return Shown(f"<section>{title}<p>{escape(NOTHING)}</p></section>", NOTHING)
    tables = [Numbers(finding, _table(found)) for finding, found in told]
    html = "".join(table.html() for table in tables)
    lines = [INTRO]
    for finding, found in told:
        lines.append(finding)
        lines += [f"  If {_lower(o.cause)}: {o.option}. Watch: {o.watched}" for o in found]
    return Shown(f"<section>{title}<p>{escape(INTRO)}</p>{html}</section>", "\n".join(lines))


def of(review, metric_id: str) -> list[Option]:
    """The agency's options for a measure."""
    return Recommendations.read(review.workspace.template(FILE)).options(metric_id)


def answerable(review, dimension: str) -> pd.DataFrame:
    """Findings of a dimension that options can answer, one a measure, the surest first."""
    own = cut(review.findings_frame, dimension=dimension)
    own = own[own["kind"].ne("state") | own["level"].eq("all")]
    own = own[own["certainty"].eq(PATTERN) | own["size"].ge(1)]
    gaps = _gaps(review.frame("comparisons"))
    cells = zip(*(own[name] for name in _CELL), strict=True)
    own = own.assign(gap=[gaps.get(cell, np.nan) for cell in cells])
    adverse = [_adverse(*pair) for pair in zip(own["metric"], own["gap"], strict=True)]
    own = own[np.array(adverse, dtype=bool)]
    own = own.assign(
        _sure=own["certainty"].eq(PATTERN), _inside=own["kind"].ne("state")
    ).sort_values(["_sure", "_inside", "size", "number"], ascending=[False, False, False, True])
    return own.drop_duplicates("metric")


@recent
def _gaps(comparisons: pd.DataFrame) -> dict[tuple, float]:
    """The known gaps by cell; of two in a cell the first."""
    known = comparisons[comparisons["gap"].notna()].iloc[::-1]
    return dict(zip(zip(*(known[name] for name in _CELL), strict=True), known["gap"], strict=True))


def _adverse(metric_id: str, gap: float) -> bool:
    """Whether a gap leaves students with greater needs with less, or is better closed."""
    metric = METRICS[metric_id]
    if pd.isna(gap) or metric.better == "none":
        return False
    return metric.better == "zero" or bool(unfavorable(metric, gap))


def _table(found: list[Option]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Possible cause": [o.cause for o in found],
            "Lies with": [CAUSE_TYPES[o.cause_type] for o in found],
            "An option": [f"{o.option}." for o in found],
            "Evidence to watch": [o.watched for o in found],
        },
        dtype=object,
    )


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
