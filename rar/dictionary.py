"""The data dictionary, printed from the code: every field, and the metrics that need it.

`python -m rar.dictionary` writes it to templates/data_dictionary.csv; a test holds the two equal.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from rar.dimensions import METRICS
from rar.tables import GROUPS, TABLES

COLUMNS = [
    "table", "column", "part_of_key", "kind", "unit", "lowest", "highest", "allowed_values",
    "meaning", "needed_by",
]  # fmt: skip


def data_dictionary() -> pd.DataFrame:
    """One row for each column of each canonical table, in the order of the code; all text."""
    needed = _needed_by()
    rows = []
    for table in TABLES.values():
        for column in (*table.keys, *table.columns):
            low, high = column.bounds
            rows.append(
                (table.name, column.name, "yes" if column in table.keys else "", column.kind,
                 column.unit, _number(low), _number(high), _allowed(column.allowed),
                 column.meaning, " ".join(needed.get((table.name, column.name), [])))
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _needed_by() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for metric in METRICS.values():
        for need in metric.needs:
            for field in need.split("|"):
                table, _, column = field.partition(".")
                users = found.setdefault((table, column.partition("[")[0]), [])
                if metric.id not in users:
                    users.append(metric.id)
    return found


def _allowed(values: tuple[str, ...]) -> str:
    if values == tuple(GROUPS):
        return "; ".join(f"{code}: {words}" for code, words in GROUPS.items())
    return "; ".join(values)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def write(file: Path) -> None:
    """Write the dictionary as CSV (UTF-8 with a byte order mark, so that Excel reads it)."""
    data_dictionary().to_csv(file, index=False, encoding="utf-8-sig", lineterminator="\n")


if __name__ == "__main__":
    from rar import places

    write(places.templates() / "data_dictionary.csv")
