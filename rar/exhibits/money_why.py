"""The exhibit of what differences in spending are made of."""

from __future__ import annotations

import pandas as pd

from rar import figures
from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers, Picture
from rar.exhibits.money import rows_of
from rar.figures.words import capital, count, small
from rar.numbers.metric import NO_DIFFERENCE
from rar.numbers.money.spending_split import PARTS, between_need_groups
from rar.tables import LEVELS
from rar.words import NEED_SHORT

DRIVERS, SALARY = "1f", "1g"
USUAL = ("size_usual", "swd_usual")
LABELS = {
    "pay": "Teachers' average pay",
    "staff": "Teachers per student",
    "central": "Share of central costs",
    "rest": "Everything else",
    "size_usual": "School size",
    "swd_usual": "Students with disabilities",
}


def _schools(review) -> pd.DataFrame:
    frame = review.frame("drivers")
    return frame[frame["year"] == review.year]


def drivers(review, exhibit: str = "", question: str = "") -> Exhibit:
    """What the difference between schools of greatest and least need is made of, in dollars.

    Bars by level, with the parts of every school in the table; the schools alone where there are
    too few for need groups. A panel where salaries, teachers or dollars are missing.
    """
    metric = data.metric_of(DRIVERS)
    rows = _schools(review)
    if rows.empty:
        return cannot(review, metric, exhibit, question)
    question = question or "What is the difference made of?"
    table = _school_table(review, rows)
    total = len(review.schools)
    status = "computed" if len(rows) == total else "partial"
    detail = f"{len(rows)} of {total} schools"
    groups = between_need_groups(rows, (*PARTS, "difference", *USUAL)).reset_index()
    groups = groups.sort_values("level", key=lambda v: v.map(LEVELS.index))
    care = (
        "The solid bars add up exactly; everything else holds other staff, benefits, supplies and "
        "what is not reported apart.",
        _beside(groups if len(groups) else rows),
        _moved(review),
    )
    care = tuple(sentence for sentence in care if sentence)
    if groups.empty:
        title = _schools_title(rows)
        return Exhibit(exhibit, question, "too few", detail, title, table, care)
    subject = figures.Subject("Dollars per student", "dollars", metric.text)
    drawn = figures.parts(_bars(groups, rows, metric), subject)
    title = _title(groups, rows, metric)
    return Exhibit(exhibit, question, status, detail, title, Picture.of(drawn), care, table)


def _sides(rows: pd.DataFrame, level: str) -> tuple[str, str]:
    """The names of the two need groups of a level."""
    own = set(rows.loc[rows["level"] == level, "need_group"])
    pair = ("highest", "lowest") if "highest" in own else ("higher", "lower")
    return NEED_SHORT[pair[0]], NEED_SHORT[pair[1]]


def _bars(groups: pd.DataFrame, rows: pd.DataFrame, metric) -> pd.DataFrame:
    made = []
    for row in groups.to_dict("records"):
        focus, reference = _sides(rows, row["level"])
        whole = metric.gap_text(row["difference"])
        section = f"{capital(row['level'])}: {whole} per student, {focus} against {reference}"
        for part in (*PARTS, *USUAL):
            if pd.notna(row[part]):
                beside = part in USUAL
                made.append((section, LABELS[part], row[part], metric.gap_text(row[part]), beside))
    return pd.DataFrame(made, columns=["section", "label", "value", "said", "beside"])


def _title(groups: pd.DataFrame, rows: pd.DataFrame, metric) -> str:
    """The level with the most schools: the whole difference, and its largest part."""
    row = groups.loc[groups["schools"].idxmax()]
    largest = max(PARTS, key=lambda part: abs(row[part]) if pd.notna(row[part]) else 0.0)
    focus, reference = _sides(rows, row["level"])
    whole = metric.gap_text(row["difference"])
    said = whole if whole == NO_DIFFERENCE else f"{whole} per student"
    part = f"{small(LABELS[largest])}, {metric.gap_text(row[largest])}"
    return (
        f"{capital(row['level'])} schools, {focus} against {reference}: {said}; the largest part "
        f"is {part}"
    )


def _schools_title(rows: pd.DataFrame) -> str:
    text = data.metric_of(DRIVERS).gap_text
    far = rows.loc[rows["difference"].abs().idxmax()]
    if len(rows) == 1 or abs(far["difference"]) < 0.5:
        return "No level has two schools to compare"
    return (
        f"{capital(count(len(rows), 'school'))}: the one furthest from the mean of its level "
        f"differs by {text(far['difference'])} per student"
    )


def _beside(rows: pd.DataFrame) -> str:
    """What size and disability may mean, said as possibilities."""
    if rows[list(USUAL)].isna().all().all():
        return "The state has too few schools to say what usually goes with size or disability."
    return (
        "Beside them stands what usually goes with size and disability in the state: more students "
        "with disabilities may be planned spending, a small school often is not; neither is shown "
        "to be the cause."
    )


def _moved(review) -> str:
    """What a budget of average salaries moves, for the level where it is most."""
    rows = rows_of(review, SALARY)
    rows = rows[rows["statistic"] == "dollars_moved"].dropna(subset=["value"])
    if rows.empty:
        return ""
    row = rows.loc[rows["value"].abs().idxmax()]
    less = "less" if row["value"] < 0 else "more"
    return (
        f"Teachers of the {row['level']} schools of greatest need are together paid "
        f"${abs(row['value']):,.0f} {less} than the same number in those of least need; a budget "
        "of average salaries does not show it."
    )


def _school_table(review, rows: pd.DataFrame) -> Numbers:
    metric = data.metric_of(DRIVERS)
    names = review.schools.set_index("school_id")["name"].astype("str")
    order = {level: place for place, level in enumerate(LEVELS)}
    rows = rows.assign(_level=rows["level"].map(order)).sort_values(["_level", "difference"])
    frame = {
        "School": rows["school_id"].map(names).str.replace(r"\s+", " ", regex=True),
        "Level": rows["level"],
        "Per student": rows["value"].map(metric.text),
        "From the mean": rows["difference"].map(metric.gap_text),
    }
    for part in (*PARTS, *USUAL):
        if rows[part].notna().any():
            frame[LABELS[part]] = [metric.gap_text(v) or "not known" for v in rows[part]]
    made = pd.DataFrame(frame)
    caption = "Dollars per student from the district's mean of the level, and their parts"
    return Numbers(caption, made, tuple(made.columns[2:]))
