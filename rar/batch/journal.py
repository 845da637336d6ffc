"""The journal of a run: what was done, for programs (.jsonl) and for a help desk (.log).

Both stand in the workspace's folder logs/, named by the time the run began; the newest RUNS are
kept. They name districts, notebooks, cells, kinds of error and places in the code, and hold no
value from the state's files: an error's own words, which may quote one, are on the screen and in
summary.csv alone. Whether a packet is up to date is not read from here but from its manifest.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rar.batch.job import Event
from rar.batch.limits import GB

FOLDER = "logs"
RUNS = 20


class Journal:
    """Writes both files, a line at a time, so that a run that is cut off has its lines."""

    def __init__(self, workspace: Path, year: int):
        self.folder = workspace / FOLDER
        self.name = f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}-packets-{year}-{os.getpid()}"
        self.trouble = ""

    @property
    def log(self) -> Path:
        """The file for the help desk."""
        return self.folder / f"{self.name}.log"

    def begin(self, facts: dict[str, Any]) -> None:
        """Note what the run is: versions, choices, how many districts; old journals go."""
        system = {"system": platform.platform(), "processor": platform.machine(),
                  "cores": os.cpu_count()}  # fmt: skip
        everything = {**facts, **system, "free_gb": _free(self.folder.parent)}
        self._write("began", everything)

    def unchanged(self, districts: Iterable[str], made_from: dict[str, dict[str, str]]) -> None:
        """Note the packets that were up to date."""
        for district in districts:
            self._write("unchanged", {"district": district, "made_from": made_from[district]})

    def note(self, event: Event) -> None:
        """Note what became of a district."""
        if event.last or event.kind == "retry":
            self._write(event.kind, _facts(event))

    def end(self, counts: dict[str, int]) -> None:
        """Note how the run ended."""
        self._write("ended", {**counts, "free_gb": _free(self.folder.parent)})
        self._keep_newest()

    def _write(self, what: str, facts: dict[str, Any]) -> None:
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        line = json.dumps({"at": now, "event": what, **facts}, ensure_ascii=False)
        shown = {name: fact for name, fact in facts.items() if name != "made_from"}
        words = "; ".join(f"{name}: {_words(fact)}" for name, fact in shown.items())
        try:
            self.folder.mkdir(exist_ok=True)
            for suffix, text in ((".jsonl", line), (".log", f"{now}  {what}  {words}")):
                with (self.folder / f"{self.name}{suffix}").open("a", encoding="utf-8") as file:
                    file.write(text + "\n")
        except OSError as error:  # told at the end of the run, which goes on
            self.trouble = f"The log is not whole: {error.strerror or error} ({self.folder})."

    def _keep_newest(self) -> None:
        for old in sorted(self.folder.glob("*-packets-*"), reverse=True)[2 * RUNS :]:
            old.unlink(missing_ok=True)


def _facts(event: Event) -> dict[str, Any]:
    failure = event.failure
    facts: dict[str, Any] = {
        "district": event.job.district_id,
        "seconds": round(event.seconds, 1),
        "peak_gb": round(event.peak / GB, 2),
        "second_try": event.job.again,
    }
    if event.kind == "made":
        facts["made_from"] = event.job.details.get("made_from", {})
        kept = (event.result or {}).get("kept", [])
        return facts | ({"kept": len(kept)} if kept else {})
    if failure is not None:
        facts |= {"in": failure.notebook, "cell": failure.cell, "error": failure.kind}
        facts["places"] = list(failure.places)
    return facts


def _words(fact: Any) -> str:
    if isinstance(fact, dict):
        return ", ".join(f"{name} {one}" for name, one in fact.items())
    return " < ".join(reversed(fact)) if isinstance(fact, list) else str(fact)


def _free(folder: Path) -> float:
    return round(shutil.disk_usage(folder).free / GB, 1)
