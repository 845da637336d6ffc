"""manifest.json: what a packet was made from and what it holds, by hash. No times, no paths."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rar
from rar.editions import FIT
from rar.rows import rows_of
from rar.workspace import PUBLIC

if TYPE_CHECKING:
    from rar.review import Review
    from rar.settings import Settings

NAME = "manifest.json"
# What the public edition says of the agency's choices: those by which what is printed is made.
SAID = ("state", "years", "review_year", "need", "groups", "need_alternatives", "weights", "small",
        "peers", "eligible", "patterns")  # fmt: skip
LIBRARIES = ("pandas", "matplotlib", "seaborn", "papermill", "nbconvert", "XlsxWriter", "docxtpl")


@dataclass(frozen=True)
class Packet:
    """A packet as its folder holds it: the folder and what its manifest says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def district_id(self) -> str:
        """The district's id, text."""
        return self.manifest["district_id"]

    @property
    def name(self) -> str:
        """The district's name, as the state writes it."""
        return self.manifest["name"]

    @property
    def files(self) -> list[str]:
        """The files of the packet, as paths within its folder."""
        return list(self.manifest["files"])


def packets_of(year_folder: Path) -> list[Packet]:
    """The packets in a year's folder, by district id; none where there is no such folder."""
    files = sorted(year_folder.glob("[!.]*/manifest.json"))
    found = [Packet(f.parent, json.loads(f.read_text(encoding="utf-8"))) for f in files]
    return sorted(found, key=lambda packet: packet.district_id)


def versions() -> dict[str, str]:
    """The kit's version, Python's, and those of the libraries that shape a packet."""
    found = {"rar-kit": rar.__version__, "python": platform.python_version()}
    return found | {name: version(name) for name in LIBRARIES}


def settings_of(settings: Settings, edition: str) -> dict[str, Any]:
    """The workspace's settings as plain values, those that an edition may tell."""
    every = settings.model_dump(mode="json")
    return {name: every[name] for name in SAID} if edition == PUBLIC else every


def versions_of(edition: str) -> dict[str, str]:
    """The versions that an edition tells: of everything, or of the kit alone."""
    return {"rar-kit": rar.__version__} if edition == PUBLIC else versions()


def sha256(file: Path) -> str:
    """The hash of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_manifest(review: Review, folder: Path, made_from: dict[str, str] | None = None) -> None:
    """Write manifest.json over every file that is in the folder; see `rar.packet.made_from`."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != NAME)
    manifest = {
        "district_id": review.district_id,
        "name": review.name,
        "year": review.year,
        "edition": review.edition,
        "edition_line": review.edition_line,
        "state": review.state_name,
        "publisher": review.publisher,
        "profile": review.settings.state,
        "settings": settings_of(review.settings, review.edition),
        "versions": versions_of(review.edition),
        "made_from": made_from or {},
        "schools": len(review.schools),
        **_measures(review),
        **_inputs(review),
        "files": {
            file.relative_to(folder).as_posix(): {
                "sha256": sha256(file), "size": file.stat().st_size
            }
            for file in files
        },
    }  # fmt: skip
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def _inputs(review: Review) -> dict[str, Any]:
    """The state's files by hash; a guess at a withheld number could be checked by one."""
    if not FIT[review.edition].provenance:
        return {}
    rows = rows_of(review.inputs)
    return {"inputs": [{"file": r.file, "sha256": r.sha256, "size": int(r.size)} for r in rows]}


def _measures(review: Review) -> dict[str, Any]:
    """How many measures have which status, and those that could not be computed."""
    status = review.status
    missing = status[status["status"] == "not computable"]
    facts = missing[["metric", "label", "reason", "missing_field"]]
    return {
        "measures": status["status"].value_counts().sort_index().to_dict(),
        "not_computable": [
            {"metric": metric, "label": label, "why": why, "field": field}
            for metric, label, why, field in rows_of(facts)
        ],
    }
