"""audit.json: what an audit found of a year's public packets, and whether it still stands.

It lies beside the packets, in `packets/public/<year>/`. All knowledge of the file is here: the
audit writes it with `write_verdict`, the release reads it with `audit_problems`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rar.errors import Problem
from rar.release.row import RELEASED, Row
from rar.whole_file import write_whole

AUDIT = "audit.json"
AGAIN = "audit again: rarkit audit, or rarkit packets --edition public"


@dataclass(frozen=True)
class Verdict:
    """What an audit found.

    clean: nobody can learn a hidden number. packets: by district id, the hash of the manifest of
    each packet it read; a manifest holds the hash of every file, so this says to the byte what was
    audited. ledger: the hash of the ledger's last row when the audit read it ('' where there was
    none): what was released later was not counted. facts: whatever else the audit wants to tell.
    """

    clean: bool
    packets: dict[str, str]
    ledger: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def write_verdict(year_folder: Path, verdict: Verdict) -> Path:
    """Write audit.json, whole, and return its path. Raises RarError when it cannot be written."""
    file = year_folder / AUDIT
    text = json.dumps(asdict(verdict), indent=1, sort_keys=True, ensure_ascii=False)
    write_whole(file, f"{text}\n")
    return file


def audit_problems(
    year_folder: Path, packets: Mapping[str, str], ledger: Iterable[Row] = ()
) -> list[Problem]:
    """Why no clean audit stands for these packets; [] where one does.

    packets: the manifest's hash by district id. ledger: its rows. A release that came after the
    audit is harmless where it was of a packet that the audit read; otherwise the audit did not
    count it, and does not stand. What is not in the file, or not as it should be, counts against
    it.
    """
    file = year_folder / AUDIT
    if not file.is_file():
        return [Problem("there is no audit of these packets", file=str(file), cure=AGAIN)]
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        found = Verdict(told["clean"], dict(told["packets"]), str(told.get("ledger", "")))
    except (ValueError, KeyError, TypeError):
        return [Problem("this is not an audit that can be read", file=str(file), cure=AGAIN)]
    return [
        Problem(what, file=str(file), value=value, cure=AGAIN)
        for what, value in _objections(found, packets, ledger)
    ]


def _objections(
    found: Verdict, packets: Mapping[str, str], ledger: Iterable[Row]
) -> Iterable[tuple[str, str]]:
    if found.clean is not True:
        yield "the audit is not clean: somebody could learn a hidden number", ""
    for district, digest in packets.items():
        if district not in found.packets:
            yield "the audit did not read the packet of this district", district
        elif found.packets[district] != digest:
            yield "this district's packet was made anew after the audit", district
    audited = set(found.packets.values())
    for row in _since(found.ledger, ledger):
        if row.kind == RELEASED and row.manifest_sha256 not in audited:
            yield "the audit did not count this release", _told(row)


def _told(row: Row) -> str:
    return f"{row.edition} edition {row.year} of {row.district_id}, line {row.line} of the ledger"


def _since(last: str, ledger: Iterable[Row]) -> list[Row]:
    """The rows after the one of this hash; all where there is none."""
    rows = list(ledger)
    places = [place for place, row in enumerate(rows, start=1) if row.hash == last]
    return rows[places[0] if places else 0 :]
