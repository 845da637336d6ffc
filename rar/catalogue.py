"""The catalogue of metrics, printed from the code: what each is, which way is better, its fields.

    python -m rar.catalogue                    docs/metrics.md, without a state's status
    python -m rar.catalogue my-state other     with a column for each of these workspaces

The status of a workspace is the number of districts with a value in its year under review.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rar.dimensions import DIMENSIONS, METRICS
from rar.numbers.metric import BETTER, Metric
from rar.words import span

FILE = Path(__file__).resolve().parents[1] / "docs" / "metrics.md"
HEAD = """# The metrics

Printed from the code by `python -m rar.catalogue`; do not edit. Each metric is declared once, in
`rar/dimensions/`, with its facts, its wording and the fields it needs; what each field means
stands in `templates/data_dictionary.csv`. *Aim* is the direction the field looks for: more for
greater need, at least parity of what is good, at most parity of what is not, or close to zero.
"""


def catalogue(status: dict[str, dict[str, str]]) -> str:
    """The catalogue as Markdown; status maps a column's heading to each metric's words."""
    parts = [HEAD]
    for dimension in DIMENSIONS:
        parts.append(f"\n## {dimension.number} {dimension.name}\n\n{dimension.question}\n\n")
        parts.append(_key_questions(dimension))
        heads = ["id", "Metric", "Unit", "Aim", "Question", "Fields", *status]
        parts.append(_row(heads) + _row(["---"] * len(heads)))
        parts += [_row([*_facts(metric), *(words[metric.id] for words in status.values())])
                  for metric in dimension.metrics]  # fmt: skip
    return "".join(parts)


def _key_questions(dimension) -> str:
    lines = [f"- {number} {words}\n" for number, words in dimension.key_questions.items()]
    return "".join(lines) + "\n"


def _facts(metric: Metric) -> list[str]:
    groups = ", by student group" if metric.groups else ""
    fields = ", ".join(f"`{need}`" for need in metric.needs).replace("|", "` or `")
    aim = BETTER[metric.better].partition(";")[0]
    return [metric.id, metric.label + groups, metric.unit, aim, metric.question, fields]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def status_of(folder: str) -> tuple[str, dict[str, str]]:
    """A workspace's column: its heading (state and year) and the words for each metric."""
    from rar.store import build
    from rar.workspace import Workspace

    workspace = Workspace.open(folder)
    store = build(workspace)
    year = workspace.settings.review_year or max(store.facts["years"])
    parts = [store.district(one, "availability") for one in store.district_ids(year)]
    words = {}
    for metric in METRICS:
        counts = [part[(part["metric"] == metric) & (part["year"] == year)] for part in parts]
        known = sum((count["status"] != "not computable").any() for count in counts)
        words[metric] = f"{known} of {len(parts)}" if known else "-"
    return f"{workspace.profile.name}, {span([year])}", words


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    text = catalogue(dict(status_of(folder) for folder in sys.argv[1:]))
    FILE.write_text(text, encoding="utf-8", newline="\n")
