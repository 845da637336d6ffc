"""The sheets Method and Sources: how each measure is made, and from which files and settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rar.dimensions import METRICS
from rar.editions import FIT
from rar.numbers.caveats import caveat_text
from rar.numbers.metric import BETTER, UNITS, Metric
from rar.packet.book.cells import COUNT, Column, Table, number
from rar.packet.book.compared import dimension_words
from rar.packet.printable import printable
from rar.rows import rows_of

if TYPE_CHECKING:
    from rar.review import Review

KINDS = {
    "counts": "two counts a school, added up over schools before they are divided",
    "index": "one value for the whole district; it does not add up over schools",
}


def method(review: Review) -> Table:
    """One row a measure: what is counted, among how many, its unit, aim, fields and source."""
    columns = (
        Column("Dimension", width=30), Column("Measure", width=9), Column("Name", width=36),
        Column("What is counted", width=40), Column("How", width=60), Column("Kind", width=30),
        Column("Unit", width=22), Column("The aim", width=30), Column("Read with care", width=40),
        Column("Fields in the data dictionary", width=40), Column("Source", width=36),
        Column("Key question", width=10), Column("Edition", width=10),
    )  # fmt: skip
    rows = [
        [
            dimension_words(metric.id), metric.id, metric.label, metric.summary, _how(metric),
            KINDS.get(metric.kind, metric.kind), UNITS[metric.unit], BETTER[metric.better],
            caveat_text(metric.caveat) if metric.caveat else "",
            ", ".join(need.replace("|", " or ") for need in metric.needs), metric.source,
            metric.question, review.edition,
        ]
        for metric in METRICS.values()
    ]  # fmt: skip
    return Table("How each measure is made", columns, rows)


def _how(metric: Metric) -> str:
    """What its description says after the first line, up to the example, on one line."""
    text = (metric.__doc__ or "").partition(">>>")[0]
    return printable(" ".join(text.strip().splitlines()[1:]))


def sources(review: Review, versions: dict[str, str], settings: dict[str, Any]) -> Table:
    """The files, the profile, the settings and the versions the numbers follow from.

    The files by hash only where no guess at a withheld number could be checked by it.
    """
    columns = (
        Column("Kind", width=12), Column("Name", width=70), Column("Value", width=68),
        Column("Bytes", COUNT, 14, live=True),  # of files, which a workbook of values does not name
        Column("Edition", width=10),
    )  # fmt: skip
    rows: list[list[Any]] = [
        ["file", printable(row.file), row.sha256, number(row.size), review.edition]
        for row in rows_of(review.inputs if FIT[review.edition].provenance else review.inputs[:0])
    ]
    rows += [
        [
            "profile",
            "state",
            f"{review.state_name} ({review.settings.state})",
            None,
            review.edition,
        ],
        ["profile", "publisher", printable(review.publisher), None, review.edition],
    ]
    rows += [
        ["setting", name, printable(value), None, review.edition] for name, value in _flat(settings)
    ]
    rows += [["version", name, value, None, review.edition] for name, value in versions.items()]
    return Table("Sources", columns, rows)


def _flat(settings: dict[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
