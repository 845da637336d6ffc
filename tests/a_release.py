"""What the tests of releases need: a workspace with small packets, whose time the test sets.

A small packet is a folder with two files and a manifest as the kit writes it, made from what the
store of the workspace says it is made from now.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from rar import places
from rar.cli import app
from rar.errors import RarError
from rar.packet.folders import year_folder
from rar.packet.made_from import made_from
from rar.packet.manifest import Packet, sha256, versions
from rar.release import clock
from rar.release.ledger import last_hash, read_ledger
from rar.release.row import Row
from rar.release.verdict import Verdict, write_verdict
from rar.store import Store, fingerprint
from rar.workspace import DISTRICT, EDITIONS, PUBLIC, Workspace

YEAR = 2022
NAMES = {"0110": "Ashgrove County", "0160": "Birch", "0170": "=Cedar"}
MONDAY = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)


@dataclass
class Office:
    """An agency's workspace, and its clock."""

    folder: Path
    time: datetime = MONDAY

    @property
    def workspace(self) -> Workspace:
        return Workspace.open(self.folder)

    @property
    def ledger(self) -> list[Row]:
        return read_ledger(self.folder)

    def wait(self, **time: float) -> None:
        self.time += timedelta(**time)

    def change_files(self) -> None:
        """Put a new file into data/, and build the stores anew."""
        number = len(list((self.folder / "data").iterdir()))
        (self.folder / "data" / f"{number}.csv").write_text("what the state corrected")
        for file in (self.folder / "store").glob("*/build-x/facts.json"):
            facts = json.loads(file.read_text())
            facts["fingerprint"] = fingerprint(self.workspace, file.parts[-3])
            file.write_text(json.dumps(facts))

    def packet(self, district: str, edition: str = DISTRICT, page: str = "", year: int = YEAR):
        """Make the small packet of a district anew; `page` is its page."""
        folder = year_folder(self.folder, year, edition) / f"{district}-x"
        (folder / "letters").mkdir(parents=True, exist_ok=True)
        (folder / "review.html").write_text(page or f"{edition} {district}", encoding="utf-8")
        (folder / "letters" / "letter.txt").write_text("the same in every packet")
        files = sorted(file for file in folder.rglob("*.*") if file.name != "manifest.json")
        store = Store.open(self.workspace, edition)
        made = made_from(self.workspace, store, places.notebooks(), False, [district], edition)
        manifest = {
            "district_id": district, "name": NAMES.get(district, ""), "year": year,
            "edition": edition, "made_from": made[district], "versions": versions(),
            "files": {file.relative_to(folder).as_posix(): {"sha256": sha256(file)}
                      for file in files},
        }  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        return Packet(folder, manifest)

    def audit(self, clean: bool = True, year: int = YEAR) -> None:
        """Write what an audit of all public packets of the year would write now."""
        folder = year_folder(self.folder, year, PUBLIC)
        packets = {file.parent.name[:4]: sha256(file) for file in folder.glob("*/manifest.json")}
        write_verdict(folder, Verdict(clean, packets, last_hash(self.folder)))

    def release(self, edition: str | None, *options: object, approved: str = "Director") -> str:
        """Run `rarkit release`; what it printed."""
        named = ["--edition", edition] if edition else []
        given = ["--approved-by", approved, *map(str, options)]
        ended = CliRunner().invoke(app, ["release", str(self.folder), *named, *given])
        if ended.exception and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        assert ended.exit_code == 0, ended.output
        return ended.output

    def refused(self, edition: str | None, *options: object, approved: str = "Director") -> str:
        """The letter with which `rarkit release` refuses; nothing must be recorded."""
        before = self.files()
        with pytest.raises(RarError) as caught:
            self.release(edition, *options, approved=approved)
        left = {name: content for name, content in self.files().items() if "/.lock" not in name}
        assert left == {n: c for n, c in before.items() if "/.lock" not in n}
        return str(caught.value)

    def files(self) -> Mapping[str, bytes]:
        """Every file under releases/ with its bytes."""
        folder = self.folder / "releases"
        files = (file for file in folder.rglob("*") if file.is_file())
        return {f"/{file.relative_to(folder).as_posix()}": file.read_bytes() for file in files}


def an_office(folder: Path, monkeypatch: pytest.MonkeyPatch, settings: str = "") -> Office:
    """A workspace of the sample's profile with a store of each edition without any number."""
    (folder / "data").mkdir(parents=True)
    text = f'state = "sample"\n{settings}'
    (folder / "review.toml").write_text(text, encoding="utf-8")
    office = Office(folder.resolve())
    for edition in EDITIONS:
        build = folder / "store" / edition / "build-x"
        build.mkdir(parents=True)
        (build.parent / "current.txt").write_text("build-x")
        facts = {"fingerprint": fingerprint(office.workspace, edition), "years": [2021, 2022],
                 "districts": {district: [2021, 2022] for district in NAMES}}  # fmt: skip
        (build / "facts.json").write_text(json.dumps(facts))
        table = pd.DataFrame({"district_id": NAMES.keys(), "name": NAMES.values(), "year": 2021})
        (build / "state" / "tables").mkdir(parents=True)
        table.to_parquet(build / "state" / "tables" / "districts.parquet", index=False)
    monkeypatch.setattr(clock, "now", lambda: office.time)
    return office
