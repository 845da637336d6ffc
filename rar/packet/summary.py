"""What came of a run: summary.csv, the indexes and the lines at its end.

They tell of every packet that is in the year's folder, also of earlier runs, by the packets' own
manifests, and of the districts that failed in this one.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar.batch.failure import Failure
from rar.packet.folders import year_folder
from rar.packet.index import write_indexes
from rar.packet.manifest import Packet, packets_of
from rar.packet.printable import printable
from rar.whole_file import write_whole
from rar.workspace import INTERNAL

if TYPE_CHECKING:
    from rar.batch.run import Outcome
    from rar.workspace import Workspace

SUMMARY = "summary.csv"
NOT_MADE = Failure("", "", "not made")  # all that is told of a failure in what is handed on
# what a formula begins with, also in the wide letters of Excel in Japan; lines and tabs before it
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
COLUMNS = ("district_id", "name", "packet", "schools", "computed", "partial", "not_computable",
           "failed_in", "failed_at", "error")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One district: its packet (None without one) and where the last run of it failed."""

    district_id: str
    name: str
    packet: Packet | None
    failure: Failure | None

    @property
    def folder(self) -> str:
        """The name of the packet's folder; '' without a packet."""
        return self.packet.folder.name if self.packet else ""

    @property
    def measures(self) -> dict[str, int]:
        """How many measures are computed, partial and not computable."""
        return self.packet.manifest["measures"] if self.packet else {}

    def row(self) -> list[Any]:
        """The district's row of summary.csv."""
        manifest, failure = self.packet.manifest if self.packet else {}, self.failure
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
            for one in line.packet.manifest["not_computable"] if line.packet else ():
                found[one["metric"], one["label"], one["field"] or one["why"]] += 1
        order = {metric: place for place, metric in enumerate(METRICS)}
        ranked = sorted(found, key=lambda key: (order.get(key[0], len(order)), key))
        return [(*key, found[key]) for key in ranked]


def gather(
    workspace: Workspace, year: int, edition: str, outcomes: list[Outcome], names: dict[str, str]
) -> Summary:
    """What the year's folder holds, and where districts of this run failed."""
    failed = {one.district_id: one.failure for one in outcomes if one.kind == "failed"}
    return _gathered(workspace, year, edition, failed, names)


def write_summary(workspace: Workspace, year: int, edition: str, summary: Summary) -> None:
    """Write summary.csv and the indexes. Raises RarError when one cannot be written."""
    _write_csv(summary)
    write_indexes(workspace, year, edition, summary)


def renew_indexes(workspace: Workspace, year: int, edition: str = INTERNAL) -> None:
    """Write the indexes again, after something they link to was made beside the packets."""
    file = year_folder(workspace.folder, year, edition) / SUMMARY
    rows = []
    if file.is_file():
        with file.open(encoding="utf-8-sig", newline="") as source:
            rows = [{k: plain_text(v) for k, v in row.items()} for row in csv.DictReader(source)]
    failed = {
        row["district_id"]: Failure(row["failed_in"], row["failed_at"], row["error"])
        for row in rows
        if row["error"]
    }
    names = {row["district_id"]: row["name"] for row in rows}
    gathered = _gathered(workspace, year, edition, failed, names)
    write_indexes(workspace, year, edition, gathered)


def _gathered(
    workspace: Workspace,
    year: int,
    edition: str,
    failed: dict[str, Failure],
    names: dict[str, str],
) -> Summary:
    folder = year_folder(workspace.folder, year, edition)
    if edition != INTERNAL:
        failed = dict.fromkeys(failed, NOT_MADE)
    packets = {packet.district_id: packet for packet in packets_of(folder)}
    lines = [
        Line(d, printable(packets[d].name) if d in packets else names.get(d, ""), packets.get(d),
             failed.get(d))
        for d in sorted({*packets, *failed})
    ]  # fmt: skip
    return Summary(folder, lines)


def _write_csv(summary: Summary) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([cell_text(value) for value in line.row()] for line in summary.lines)
    write_whole(summary.folder / SUMMARY, text.getvalue(), "utf-8-sig")


def cell_text(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text."""
    risky = isinstance(value, str) and value.startswith(FORMULAS)
    return f"'{value}" if risky else value


def plain_text(value: str) -> str:
    """The text that `cell_text` was given.

    >>> plain_text(cell_text("=1+1")), plain_text("'tis")
    ('=1+1', "'tis")
    """
    return value[1:] if value[:1] == "'" and cell_text(value[1:]) == value else value


def print_summary(
    summary: Summary, outcomes: list[Outcome], names: dict[str, str], unchanged: int
) -> None:
    """Print what was made, what failed and where, and what was not computable and why.

    unchanged is how many packets were up to date.
    """
    rows = summary.not_computable
    if rows:
        print("\nNot computable:")
        print(text_table(
            ("measure", "districts", "missing"),
            [(f"{metric} {label}", str(count), why) for metric, label, why, count in rows],
        ))  # fmt: skip
    _print_kept(outcomes, names)
    _print_failed([one for one in outcomes if one.kind == "failed"], names)
    print(f"\n{_counted(outcomes, unchanged)}, in {summary.folder}")
    stopped = [one for one in outcomes if one.kind == "stopped"]
    if stopped:
        print(f"{len(stopped)} not made: {stopped[0].failure}. Run the same command again: it "
              "continues, and makes nothing twice.")  # fmt: skip


def _counted(outcomes: list[Outcome], unchanged: int) -> str:
    if not outcomes:
        return f"{unchanged} packets are up to date, and none was made"
    made = sum(outcome.made for outcome in outcomes)
    same = f", {unchanged} more are up to date" if unchanged else ""
    return f"{made} of {len(outcomes)} packets made{same}"


def _print_kept(outcomes: list[Outcome], names: dict[str, str]) -> None:
    """What people had written into packets that were made anew."""
    for one in outcomes:
        for copy in one.facts.get("kept", ()):
            name = f"{one.district_id} {names.get(one.district_id, '')}".strip()
            print(f"{name}: somebody had written into the packet; kept as {copy}")


def _print_failed(failures: list[Outcome], names: dict[str, str]) -> None:
    if not failures:
        return
    print(f"\n{len(failures)} failed:")
    for one in failures:
        print(f"  {one.district_id} {names.get(one.district_id, '')}: {one.failure}")
        if one.folder:
            print(f"    the notebooks as far as they came: {one.folder}")


def text_table(headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in plain text: reads well in a log and in a screen reader."""
    widths = [max(len(row[i]) for row in (headers, *rows)) for i in range(len(headers) - 1)]
    lines = []
    for row in (headers, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("  " + "  ".join([*cells, row[-1]]))
    return "\n".join(lines)
