"""What frames the exhibits of a notebook: opening, limits, findings, questions, sources."""

from __future__ import annotations

import re
import textwrap
from html import escape, unescape

import pandas as pd

from rar.cut import cut
from rar.dimensions import DIMENSIONS, METRICS
from rar.editions import FIT
from rar.exhibits import data
from rar.exhibits.asked import questions_of
from rar.exhibits.frame import Numbers, Raw, Shown, printed, status_html
from rar.figures.words import count, join
from rar.numbers.patterns.certainty import PATTERN
from rar.recent import recent
from rar.rows import rows_of
from rar.tables import LEVELS
from rar.words import span

OVERVIEW = "overview"
MOST_FINDINGS, MOST_QUESTIONS = 6, 3
TEXT_WIDTH = 88  # characters a line where findings stand as plain text


def opening(review, dimension: str = OVERVIEW) -> Shown:
    """Edition, district, year, and the row counts: schools, students, years in the files.

    Carries the style of all exhibits of the notebook, for JupyterLab.
    """
    if dimension != OVERVIEW:
        review.dimension(dimension)
    lines = [
        review.edition_line,
        f"{review.name}, {review.state_name}, school year {review.year_label}.",
    ]
    lines += _counts(review)
    style = review.workspace.template("review/style.css").read_text(encoding="utf-8")
    edition, *rest = (escape(line) for line in lines)
    html = (
        f'<style class="rar-style">{style}</style><div class="rar-opening">'
        f'<p class="rar-note"><strong>{edition}</strong></p>'
        f"<p>{' '.join(rest)}</p></div>"
    )
    return Shown(html, "\n".join(lines))


def _counts(review) -> list[str]:
    schools = data.schools_of(review)
    levels = schools["level"].where(schools["level"].isin(LEVELS), "other").value_counts()
    by_level = join([f"{levels[v]} {v}" for v in (*LEVELS, "other") if v in levels.index])
    students = schools["enrollment"].sum()
    have = schools["enrollment"].notna().sum()
    lines = [
        f"{count(len(schools), 'school')} ({by_level}) with {students:,.0f} students; the files "
        f"hold {span(review.years)} for this district.".capitalize()
        if len(schools)
        else f"The files hold no school of this district in {review.year}.",
        f"The need of a school is {review.need_meaning}.",
    ]
    if have < len(schools):
        lines.append(f"{len(schools) - have} without a number of students.")
    unknown = int(schools["need"].isna().sum())
    if unknown:
        lines.append(f"For {count(unknown, 'school')} need is not known: shown, but in no group.")
    return lines


def can_and_cannot(review, dimension: str) -> Shown:
    """What the files can and cannot say: each measure with its status, and the state's caveats.

    One table a key question; for 'overview', one row a dimension.
    """
    if dimension == OVERVIEW:
        tables = [Numbers("What can be computed, by dimension", _by_dimension(review))]
    else:
        tables = _by_question(review, review.dimension(dimension))
    caveats = review.caveats(dimension)
    items = "".join(f"<li>{escape(text)}</li>" for text in caveats)
    told = f'<ul class="rar-note">{items}</ul>' if items else ""
    shown = "".join(table.html() for table in tables)
    html = f"<section><h2>What this data can and cannot say</h2>{shown}{told}</section>"
    return Shown(html, "\n".join([*(_plain(table) for table in tables), *caveats]))


def _plain(table: Numbers) -> str:
    words = table.frame.map(lambda cell: unescape(re.sub(r"<[^>]+>", "", cell)))
    return Numbers(table.caption, words).text()


def _by_question(review, dimension) -> list[Numbers]:
    tables = []
    for number, question in dimension.key_questions.items():
        rows = [_measure_row(review, m) for m in dimension.metrics if m.question == number]
        columns = ["Measure", "Status", "What is known"]
        frame = pd.DataFrame(rows, columns=columns, dtype=object)
        tables.append(Numbers(f"{number} {question}", frame))
    return tables


def _measure_row(review, metric) -> tuple:
    row = data.status_row(review, metric.id)
    status, note = row["status"], row["reason"]
    if metric.kind == "counts" and status == "partial":
        schools = data.compared(review, metric, data.school_values(review, metric))
        known, total = int(schools["value"].notna().sum()), len(schools)
        status = "computed" if known == total else status
        levels = [v for v in data.ALL_LEVELS if (schools["level"] == v).any()]
        of = f" {join(levels)}" if len(levels) < 3 else ""
        note = f"{known} of {total}{of} schools report it"
    if status == "not computable":
        missing = row["missing_field"]
        note = f"Missing: {missing}" if missing else note
        note = f"{note}. Who has it: {row['holder']}"
    whole = "known for the whole district" if metric.kind == "index" else "all schools report it"
    return metric.label, Raw(status_html(status)), note or whole


def _by_dimension(review) -> pd.DataFrame:
    rows = []
    for dimension in DIMENSIONS:
        status = [data.status_row(review, m.id)["status"] for m in dimension.metrics]
        missing = [
            m.label for m, s in zip(dimension.metrics, status, strict=True) if s == "not computable"
        ]
        known = len(status) - len(missing)
        word = dimension_status(status)
        link = (
            f'<a href="{dimension.number:02d}_{dimension.key}.ipynb">{escape(dimension.name)}</a>'
        )
        rows.append(
            (
                Raw(f"{dimension.number} {link}"),
                Raw(status_html(word)),
                f"{known} of {len(status)}",
                "; ".join(missing) or "nothing",
            )
        )
    columns = ["Dimension", "Status", "Measures", "Not computable"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def dimension_status(statuses: list[str]) -> str:
    """The status of a dimension from those of its measures."""
    if all(status == "not computable" for status in statuses):
        return "not computable"
    return "partial" if "not computable" in statuses else "computed"


def _findings(review, dimension: str) -> pd.DataFrame:
    """The first findings of a dimension."""
    own = _in_turn(review.findings_frame)
    if dimension != OVERVIEW:
        own = cut(own, dimension=review.dimension(dimension).key)
    return own.head(MOST_FINDINGS)


@recent
def _in_turn(findings: pd.DataFrame) -> pd.DataFrame:
    """By rank, inside the district before the state: one a metric and kind; then the rest."""
    inside = findings["kind"].map({"need": 0, "slope": 0, "group": 0, "state": 1})
    whole = findings["kind"].ne("state") | findings["level"].eq("all")
    own = findings.assign(_inside=inside)[whole].sort_values(["_inside", "rank"])
    own = own.assign(_turn=own.groupby(["metric", "kind"]).cumcount())
    return own.sort_values(["_turn", "_inside", "rank"], kind="stable")


def findings(review, dimension: str) -> Shown:
    """The dimension's findings as a list, each with how sure we are and why."""
    rows = _findings(review, dimension)
    title = "<h2>Findings</h2>"
    if rows.empty:
        words = _nothing_to_compare(review, dimension)
        return Shown(f"<section>{title}<p>{words}</p></section>", words)
    items = [
        f'<li>{printed(row.sentence)} <span class="rar-note">{printed(evidence(row))}</span></li>'
        for row in rows_of(rows)
    ]
    html = f'<section>{title}<ol class="rar-findings">{"".join(items)}</ol></section>'
    return Shown(html, text(review, dimension))


def evidence(row, brief: bool = False) -> str:
    """How sure we are of a finding and why, whether it holds for other definitions of need, and
    what to check first. Brief: a pattern without the reasons, which are always the same.
    """
    known = brief and row.certainty == PATTERN
    why = f"{row.certainty}: {row.why}." if row.why and not known else f"{row.certainty}."
    return " ".join(
        part for part in (why[0].upper() + why[1:], row.sensitivity, row.doubts) if part
    )


def _nothing_to_compare(review, dimension: str) -> str:
    metrics = [] if dimension == OVERVIEW else review.dimension(dimension).metrics
    if metrics and not any(metric.kind == "counts" for metric in metrics):
        return "These measures describe the district as a whole; the exhibits hold what is known."
    return "No comparison can be made with the files at hand."


def text(review, dimension: str) -> str:
    """The dimension's findings and what cannot be computed, in plain text."""
    name = "All dimensions" if dimension == OVERVIEW else review.dimension(dimension).name
    lines = [f"{review.name}, {review.year_label}: {name}"]
    rows = _findings(review, dimension)
    lines += [f"{place}. {words}" for place, words in enumerate(rows["sentence"], start=1)]
    if rows.empty:
        lines.append(_nothing_to_compare(review, dimension))
    metrics = METRICS.values() if dimension == OVERVIEW else review.dimension(dimension).metrics
    for metric in metrics:
        row = data.status_row(review, metric.id)
        if row["status"] == "not computable":
            why = row["missing_field"] or row["reason"]
            lines.append(f"Not computable: {metric.label} ({why})")
    return "\n".join(textwrap.fill(line, TEXT_WIDTH, subsequent_indent="   ") for line in lines)


def questions(review, dimension: str) -> Shown:
    """Three questions for the room: those of the largest findings first, then the general ones."""
    rows = questions_of(review, dimension)
    ranks = _best_ranks(review.findings_frame)
    order = sorted(range(len(rows)), key=lambda i: (ranks.get(rows[i][0], 10**6), i))
    general = [i for i in order if not rows[i][0]]
    chosen = ([i for i in order if rows[i][0] in ranks][:2] + general + order)[:]
    asked = [rows[i][1] for i in dict.fromkeys(chosen)][:MOST_QUESTIONS]
    items = "".join(f"<li>{escape(question)}</li>" for question in asked)
    html = (
        f'<section class="rar-questions"><h2>Questions for the room</h2><ol>{items}</ol></section>'
    )
    return Shown(html, "\n".join(f"{i}. {q}" for i, q in enumerate(asked, start=1)))


@recent
def _best_ranks(findings: pd.DataFrame) -> dict[str, int]:
    return findings.groupby("metric")["rank"].min().to_dict()


def sources(review) -> Shown:
    """Where the numbers come from: publisher, and every file read with its hash.

    Without hashes where a guess at a withheld number could be checked by them.
    """
    if not FIT[review.edition].provenance:
        said = f"Source: {review.publisher}; files for {review.state_name}."
        return Shown(f'<p class="rar-source">{escape(said)}</p>', said)
    files = review.inputs
    said = f"Source: {review.publisher}; {count(len(files), 'file')} for {review.state_name}."
    columns = {
        "File": files["file"],
        "Bytes": files["size"].map("{:,}".format),
        "SHA-256": files["sha256"].str[:16],
    }
    table = Numbers("Files the numbers were read from", pd.DataFrame(columns), ("Bytes",))
    html = (
        f'<p class="rar-source">{escape(said)}</p><details class="rar-numbers">'
        f"<summary>The files</summary>{table.html()}</details>"
    )
    return Shown(html, said)
