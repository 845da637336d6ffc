"""What came of a run: summary.csv, index.html and the lines at its end.

They tell of every packet that is in the year's folder, also of earlier runs, by the packets' own
manifests, and of the districts that failed in this one.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar.packet.printable import printable

if TYPE_CHECKING:
    from rar.batch.run import Outcome
    from rar.workspace import Workspace

COLUMNS = ("district_id", "name", "packet", "schools", "computed", "partial", "not_computable",
           "failed_in", "failed_at", "error")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One district: its packet's manifest (None without a packet) and how this run failed."""

    district_id: str
    name: str
    folder: str
    manifest: dict[str, Any] | None
    failed: Outcome | None

    @property
    def measures(self) -> dict[str, int]:
        """How many measures are computed, partial and not computable."""
        return self.manifest["measures"] if self.manifest else {}

    def row(self) -> list[Any]:
        """The district's row of summary.csv."""
        manifest, failure = self.manifest or {}, self.failed.failure if self.failed else None
        return [
            self.district_id, self.name, self.folder, manifest.get("schools", ""),
            *(self.measures.get(kind, 0) if manifest else ""
              for kind in ("computed", "partial", "not computable")),
            failure.notebook if failure else "", failure.cell if failure else "",
            failure.error if failure else "",
        ]  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """All districts of a year's folder, and the metrics that could not be computed, by how many."""

    folder: Path
    lines: list[Line]

    @property
    def not_computable(self) -> list[tuple[str, str, str, int]]:
        """(metric, label, why, districts), in the order of the metrics."""
        from rar.dimensions import METRICS

        found: Counter[tuple[str, str, str]] = Counter()
        for line in self.lines:
            for one in line.manifest["not_computable"] if line.manifest else ():
                found[one["metric"], one["label"], one["field"] or one["why"]] += 1
        order = {metric: place for place, metric in enumerate(METRICS)}
        ranked = sorted(found, key=lambda key: (order.get(key[0], len(order)), key))
        return [(*key, found[key]) for key in ranked]


def write_summary(
    workspace: Workspace, year: int, outcomes: list[Outcome], names: dict[str, str]
) -> Summary:
    """Write summary.csv and index.html into the year's folder; return what they hold."""
    folder = workspace.packets / str(year)
    failed = {outcome.district_id: outcome for outcome in outcomes if not outcome.made}
    lines = []
    for file in sorted(folder.glob("[!.]*/manifest.json")):
        manifest = json.loads(file.read_text(encoding="utf-8"))
        district = manifest["district_id"]
        name = printable(manifest["name"])
        lines.append(Line(district, name, file.parent.name, manifest, failed.pop(district, None)))
    lines += [Line(d, names.get(d, ""), "", None, outcome) for d, outcome in failed.items()]
    summary = Summary(folder, sorted(lines, key=lambda line: line.district_id))
    _write_csv(summary)
    _write_index(summary, workspace, year)
    return summary


def _write_csv(summary: Summary) -> None:
    file = summary.folder / "summary.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        writer.writerows([cell_text(value) for value in line.row()] for line in summary.lines)


def cell_text(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text."""
    risky = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if risky else value


def _write_index(summary: Summary, workspace: Workspace, year: int) -> None:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from rar.places import templates
    from rar.workspace import EDITIONS

    folders = [workspace.folder / "templates" / "review", templates() / "review"]
    environment = Environment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined
    )
    editions = sorted({line.manifest["edition"] for line in summary.lines if line.manifest})
    text = environment.get_template("index.html").render(
        state=workspace.profile.name,
        publisher=workspace.profile.publisher,
        year_label=f"{year - 1}–{year % 100:02d}",
        edition_lines=[EDITIONS[edition] for edition in editions],
        lines=summary.lines,
        not_computable=summary.not_computable,
        style=workspace.template("review/style.css").read_text(encoding="utf-8"),
        page_style=workspace.template("review/page.css").read_text(encoding="utf-8"),
    )
    (summary.folder / "index.html").write_text(text, encoding="utf-8", newline="\n")


def print_summary(summary: Summary, outcomes: list[Outcome], names: dict[str, str]) -> None:
    """Print what was made, what failed and where, and what was not computable and why."""
    made = sum(outcome.made for outcome in outcomes)
    print(f"\n{made} of {len(outcomes)} packets made, in {summary.folder}")
    rows = summary.not_computable
    if rows:
        print("\nNot computable:")
        print(text_table(
            ("measure", "districts", "missing"),
            [(f"{metric} {label}", str(count), why) for metric, label, why, count in rows],
        ))  # fmt: skip
    failures = [outcome for outcome in outcomes if not outcome.made]
    if failures:
        print(f"\n{len(failures)} failed:")
        for outcome in failures:
            print(
                f"  {outcome.district_id} {names.get(outcome.district_id, '')}: {outcome.failure}"
            )
            if outcome.folder:
                print(f"    the notebooks as far as they came: {outcome.folder}")
    print(f"\nOpen {summary.folder / 'index.html'} for all packets.")


def text_table(headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in plain text: reads well in a log and in a screen reader."""
    widths = [max(len(row[i]) for row in (headers, *rows)) for i in range(len(headers) - 1)]
    lines = []
    for row in (headers, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("  " + "  ".join([*cells, row[-1]]))
    return "\n".join(lines)
