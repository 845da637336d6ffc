"""The overview's first words: what stands out, and what these files cannot tell."""

from __future__ import annotations

from html import escape

from rar.dimensions import DIMENSION_OF, DIMENSIONS
from rar.exhibits import data
from rar.exhibits.frame import Shown, printed
from rar.exhibits.pages import evidence
from rar.figures.words import small
from rar.numbers.findings import heading, stand_out
from rar.numbers.patterns.certainty import PATTERN
from rar.rows import rows_of

UNKNOWN = "What cannot be known from these files"
MOST_UNKNOWN = 3
MEANING = (
    "A pattern is a difference that chance would rarely make, that is large enough to discuss, "
    "goes the same way over the years, and does not hang on one school. It is a question for the "
    "room."
)
NOTHING = (
    "None reaches the size worth discussing, or there are too few people behind it. The "
    "dimensions list what is known."
)


def stands_out(review) -> Shown:
    """Three to five findings a reader should see first, and what cannot be known.

    Patterns first; other large differences only where there are fewer than three, and labelled as
    what they are. Each links to its dimension.
    """
    rows = stand_out(review.findings)
    title = heading(rows)
    items, lines = [], [title]
    for place, row in enumerate(rows_of(rows), start=1):
        dimension = DIMENSION_OF[row.metric]
        link = f"{dimension.number:02d}_{dimension.key}.ipynb"
        label = evidence(row, brief=True)
        items.append(
            f'<li>{printed(row.title)}. <span class="rar-note">{printed(label)}</span> '
            f'<a href="{link}">{escape(dimension.name)}</a></li>'
        )
        lines.append(f"{place}. {row.title}. {label} ({dimension.name})")
    if rows.empty:
        lines.append(NOTHING)
    shown = f'<ol class="rar-findings">{"".join(items)}</ol>' if items else f"<p>{NOTHING}</p>"
    if (rows["certainty"] == PATTERN).any():
        shown += f'<p class="rar-note">{MEANING}</p>'
        lines.append(MEANING)
    untold = unknown(review)
    listed = "".join(f"<li>{escape(words)}</li>" for words in untold)
    rest = f'<h2>{UNKNOWN}</h2><ul class="rar-note">{listed}</ul>' if untold else ""
    lines += [UNKNOWN, *untold] if untold else []
    return Shown(f"<section><h2>{escape(title)}</h2>{shown}{rest}</section>", "\n".join(lines))


def unknown(review) -> list[str]:
    """The first measure that cannot be computed of the dimensions that lack most, and who has it;
    last how many there are in all.
    """
    lost = {}
    for dimension in DIMENSIONS:
        rows = [(metric, data.status_row(review, metric.id)) for metric in dimension.metrics]
        missing = [(m, row) for m, row in rows if row["status"] == "not computable"]
        if missing:
            lost[dimension.key] = (dimension, missing, len(missing) / len(rows))
    most = sorted(lost.values(), key=lambda one: (-one[2], one[0].number))[:MOST_UNKNOWN]
    said = [_one_unknown(dimension, *missing[0], whole=share == 1)
            for dimension, missing, share in most]  # fmt: skip
    measures = sum(len(missing) for _, missing, _ in lost.values())
    total = sum(len(dimension.metrics) for dimension in DIMENSIONS)
    if measures > len(said):
        said.append(
            f"In all, {measures} of {total} measures cannot be computed; each dimension lists its "
            "own."
        )
    return said


def _one_unknown(dimension, metric, row, whole: bool) -> str:
    words = "nothing can be computed, not even" if whole else "not computable:"
    field = row["missing_field"].split("; ")[0]
    why = f"the files do not have {field}" if field else row["reason"]
    holder = row["holder"].rstrip(".")
    return f"{dimension.name}, {words} {small(metric.label)}; {why}. Who has it: {holder}."
