"""The exhibit of teacher equity gaps: who meets novice, out-of-field or ineffective teachers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.dimensions import DIMENSION_OF
from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers
from rar.exhibits.gaps import gap_words
from rar.figures.words import capital, small
from rar.numbers.metric import Metric
from rar.numbers.state.teacher_gaps import COLOR, DISTRICT, ED, METRIC_IDS, SCOPES, STATE
from rar.rows import rows_of

COMPARED = {
    DISTRICT: "{level} schools: quarter of greatest need, quarter of least need",
    STATE: "schools in the state's quarter of highest poverty, in its quarter of lowest",
    ED: "where economically disadvantaged students go to school, where others do",
    COLOR: "where students of color go to school, where White students do",
}
ONE_SCHOOL = (  # what is missing, and the title
    "a second school to compare with: all students of one school meet the same teachers",
    "With one school there is no difference between schools in who teaches",
)
TITLE_SCOPES = (ED, COLOR, DISTRICT, STATE)  # the title says the first of these there is


def teacher_gaps(review, exhibit: str = "", question: str = "") -> Exhibit:
    """A table of both sides of every teacher equity gap, the district's beside the state's.

    Need quarters within levels; everything else over all levels. A panel where the files have
    none of the four measures.
    """
    metrics = [data.metric_of(metric) for metric in METRIC_IDS]
    rows = review.product("teacher_gaps")
    rows = rows[(rows["year"] == review.year) & (rows["gap"].notna())]
    rows = rows[(rows["scope"] == DISTRICT) | (rows["level"] == "all")]
    students = rows["scope"].isin([ED, COLOR])
    least = review.settings.small.minimum_group
    rows = rows[~students | (rows[["n_high", "n_low"]].min(axis=1) >= least)]
    if rows.empty:
        told = ONE_SCHOOL if len(review.schools) == 1 else ("", "")
        return cannot(review, metrics[0], exhibit, question, *told)
    order = [_rank(row) for row in rows_of(rows)]
    rows = rows.iloc[sorted(range(len(rows)), key=order.__getitem__)]
    known = rows["metric"].nunique()
    whole = known == len(metrics) and (rows["status"] == "computed").all()
    missing = [small(m.label) for m in metrics if m.id not in set(rows["metric"])]
    care = (
        "Teachers are counted by school: who teaches whom inside a school is not seen here.",
        "A quarter of schools may be two; where students go to school, a school counts by its "
        "students, so these rates differ from those of all teachers.",
        f"Not published for this district: {', '.join(missing)}." if missing else "",
    )
    asked = DIMENSION_OF[metrics[0].id].key_questions[metrics[0].question]
    frame = pd.DataFrame([_cells(review, row) for row in rows_of(rows)])
    caption = f"Teachers, {review.name}, {review.year_label}"
    whole_table = Numbers(caption, frame, tuple(frame.columns[2:-1]))
    return Exhibit(
        exhibit,
        question or asked,
        "computed" if whole else "partial",
        f"{known} of {len(metrics)} measures",
        _title(rows),
        _shown(whole_table, rows["scope"].ne(DISTRICT).to_numpy()),
        tuple(sentence for sentence in care if sentence),
        whole_table,
    )


def _shown(table: Numbers, students: np.ndarray) -> Numbers:
    """The comparisons over all levels, without what they rest on; the whole table stands folded."""
    frame = table.frame[students] if students.any() else table.frame
    frame = frame.drop(columns=["Ratio", "Rests on"])
    return Numbers(table.caption, frame, ("First", "Second"))


def _rank(row) -> tuple[int, int, int]:
    """Measures, then comparisons, then levels, each in its own order."""
    levels = (*data.ALL_LEVELS, "all")
    return METRIC_IDS.index(row.metric), SCOPES.index(row.scope), levels.index(row.level)


def _cells(review, row) -> dict[str, str]:
    metric = data.metric_of(row.metric)
    many = f"{row.n_high:,.0f} and {row.n_low:,.0f}"
    schools = f"{row.schools_high} and {row.schools_low} schools"
    rests = f"{many} teachers, {schools}"
    if row.scope in (ED, COLOR):
        rests = f"{many} students, {row.schools_high} schools"
    return {
        "Measure": metric.label,
        "Compared: first, second": capital(COMPARED[row.scope].format(level=row.level)),
        "First": metric.text(row.high),
        "Second": metric.text(row.low),
        "Difference": gap_words(review, metric, row.gap, row.low),
        "Ratio": f"{row.ratio:.2f}" if row.ratio == row.ratio else "no ratio to zero",
        "State's difference": metric.gap_text(row.state_gap) or "no other district",
        "Rests on": f"{rests} ({row.reason})" if row.reason else rests,
    }


def _title(rows: pd.DataFrame) -> str:
    """The first measure's gap between students, or schools where students are not published."""
    first = rows[rows["metric"] == rows["metric"].iloc[0]]
    scope = next(scope for scope in TITLE_SCOPES if (first["scope"] == scope).any())
    row = first[first["scope"] == scope].iloc[0]
    metric: Metric = data.metric_of(row["metric"])
    sides = {
        ED: "{} where economically disadvantaged students go to school, {} where others do",
        COLOR: "{} where students of color go to school, {} where White students do",
        DISTRICT: f"{{}} in the quarter of {row['level']} schools of greatest need, {{}} of least",
        STATE: "{} in schools of the state's highest poverty, {} in those of its lowest",
    }[scope].format(metric.text(row["high"]), metric.text(row["low"]))
    state = metric.gap_text(row["state_gap"])
    beside = f"; in the state {state}" if state else ""
    return f"{metric.label}: {sides} ({metric.gap_text(row['gap'])}{beside})"
