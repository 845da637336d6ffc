"""The sheet Benchmarks, and what its thresholds and limits are for a measure."""

from __future__ import annotations

from typing import Any

from rar.dimensions import METRICS
from rar.numbers.benchmarks import OF_THE_MEAN
from rar.numbers.metric import UNITS, Metric
from rar.packet.book.cells import Input, Table
from rar.packet.book.live import BENCHMARK_COLUMNS, Live, points
from rar.packet.printable import printable

KIND_WORDS = {"practical": "smallest difference worth discussing", "norm": "recommended limit"}


def benchmarks(live: Live) -> Table:
    """The agency's benchmarks, ours beside each; those that move a sheet can be changed."""
    rows = []
    for place, line in enumerate(live.benchmark_lines):
        value = float(line["value"])
        moves = line["applies_to"] in METRICS or line["applies_to"] in UNITS
        unit = "share" if line["unit"] in ("share", OF_THE_MEAN) else "weight"
        rows.append({
            "Key": f"benchmark {place + 2}",
            "Applies to": printable(line["applies_to"]),
            "Name": _name(line["applies_to"]),
            "Kind": KIND_WORDS[line["kind"]],
            "Value": Input(value, unit, "number") if moves else (unit, value),
            "Ours": (unit, value),
            "Unit": printable(line["unit"]),
            "From year": printable(line["from_year"]),
            "Source": printable(line["source"]),
            "Note": printable(line["note"]),
            "Edition": live.review.edition,
        })  # fmt: skip
    return Table.of("Benchmarks", BENCHMARK_COLUMNS, rows)


def _name(applies_to: str) -> str:
    if applies_to in METRICS:
        return METRICS[applies_to].label
    return f"all measures in {UNITS[applies_to]}" if applies_to in UNITS else ""


def lines_of(live: Live, metric: Metric, kind: str) -> list[tuple[int, dict[str, Any]]]:
    """The lines of benchmarks.csv that count for a measure, with their row on Benchmarks.

    As in `Benchmarks.practical` the measure's own lines win over those of its unit; a recommended
    limit is never taken from the unit.
    """
    lines = [(i, r) for i, r in enumerate(live.benchmark_lines)
             if r["kind"] == kind]  # fmt: skip
    for name in (metric.id, metric.unit) if kind == "practical" else (metric.id,):
        own = [(place, line) for place, line in lines if line["applies_to"] == name]
        if own:
            return own
    return []


def smallest(live: Live, metric: Metric) -> tuple[tuple[str, float], tuple[str, float]]:
    """Formula and value of the smallest difference: as a share of the mean, and in its own unit.

    The own unit is that of differences in words: percentage points for shares.
    """
    lines = lines_of(live, metric, "practical")
    of_mean = [(place, line) for place, line in lines if line["unit"] == OF_THE_MEAN]
    plain = [(place, line) for place, line in lines if line["unit"] != OF_THE_MEAN]
    return _largest(live, of_mean, 1), _largest(live, plain, points(metric))


def _largest(live: Live, lines: list[tuple[int, dict[str, Any]]], times: int) -> tuple[str, float]:
    if not lines:
        return "0", 0.0
    cells = ",".join(live.benchmark_rows.cell("Value", place) for place, _ in lines)
    value = max(float(line["value"]) for _, line in lines)
    before = f"{times}*" if times != 1 else ""
    return f"{before}MAX({cells})", times * value
