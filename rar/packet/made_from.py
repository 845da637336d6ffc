"""What a packet was made from, as hashes: by them a later run knows what it need not make again.

They stand in the packet's manifest. A part that differs says why the packet is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from rar import places
from rar.editions import FIT
from rar.packet.handmade import changed_files, filled_in
from rar.packet.manifest import Packet, settings_of, versions
from rar.reading.content import content_of
from rar.record.table import COLUMNS, read_answers
from rar.store import DISTRICTS, STATEWIDE, Store
from rar.workspace import INTERNAL, PUBLIC, Workspace

PARTS = {  # the part: what has changed, in words
    "store": "the state's files or the settings",
    "kit": "the kit",
    "notebooks": "the notebooks",
    "templates": "the templates",
    "libraries": "the libraries the kit uses",
    "record": "what was collected from the district",
    "pdf": "whether PDF is made",
}
SOURCES = ("inputs", "notes", "trace", "rows")  # of the store: what tells of the state's files
PRINTED = tuple(name for name in STATEWIDE if name not in SOURCES)
NEW, FAILED, DAMAGED, ASKED = "new", "failed last time", "not whole", "asked for"


@dataclass(frozen=True)
class Standing:
    """A district's packet beside what it would be made from now.

    why: why it must be made, '' where it is up to date; filled_in: forms that somebody changed in
    the packet since it was made.
    """

    district_id: str
    why: str = ""
    filled_in: list[str] = field(default_factory=list)


def made_from(
    workspace: Workspace, store: Store, notebooks: Path, pdf: bool, districts: Iterable[str],
    edition: str = INTERNAL,
) -> dict[str, dict[str, str]]:  # fmt: skip
    """For each district, by id, the hash of each of PARTS."""
    common = {
        "store": store_hash(workspace, store, edition),
        "kit": kit_hash(),
        "notebooks": _hash(places.notebook_files(notebooks), notebooks),
        "templates": _templates(workspace),
        "libraries": _text_hash(json.dumps(versions(), sort_keys=True)),
        "pdf": "yes" if pdf else "no",
    }
    answers = pd.DataFrame(columns=COLUMNS, dtype="str")
    if FIT[edition].record:
        answers = read_answers(workspace)
    rows = dict(iter(answers.groupby("district_id")))
    empty = answers.iloc[:0]
    return {
        district: common | {"record": _text_hash(rows.get(district, empty).to_csv(index=False))}
        for district in districts
    }


def store_hash(workspace: Workspace, store: Store, edition: str) -> str:
    """What the numbers and their settings are known by.

    The store's fingerprint follows from the bytes of the state's files, hidden numbers among them:
    a guess at one could be checked by it. That of the public edition is of its own numbers alone.
    """
    if edition != PUBLIC:
        return store.facts["fingerprint"]
    parts = [content_of(store.folder / DISTRICTS)]
    parts += [content_of(store.folder / "state" / f"{name}.parquet") for name in PRINTED]
    said = json.dumps(settings_of(workspace.settings, edition), sort_keys=True)
    return _text_hash(said + "".join(part.hex() for part in parts))


def standing(
    packet: Packet | None, district_id: str, edition: str, wanted: dict[str, str], failed: bool
) -> Standing:
    """Whether a district's packet is up to date; reads and hashes its files where it may be.

    failed says that the district failed in the last run.
    """
    if packet is None:
        return Standing(district_id, FAILED if failed else NEW)
    manifest = packet.manifest
    before = manifest.get("made_from", {})
    differ = [words for part, words in PARTS.items() if before.get(part) != wanted[part]]
    if manifest["edition"] != edition:
        differ.append("the edition")
    if differ:
        return Standing(district_id, " and ".join(differ) + " changed")
    changed = changed_files(packet.folder, manifest)
    forms = filled_in(packet.folder, changed)
    damaged = [name for name in changed if name not in forms]
    if damaged:
        return Standing(district_id, f"{DAMAGED}: {', '.join(damaged[:3])}")
    return Standing(district_id, FAILED if failed else "", forms)


def kit_hash() -> str:
    """The hash of the kit's own code and states."""
    return _hash(_package_files(), places.PACKAGE)


def templates_hash() -> str:
    """The hash of the templates that the kit ships."""
    return _hash(_files(places.templates()), places.templates())


def _templates(workspace: Workspace) -> str:
    own = workspace.folder / "templates"
    return _text_hash(templates_hash() + _hash(_files(own), own))


def _package_files() -> list[Path]:
    data = {places.templates(), places.notebooks()}  # inside the package when it was installed
    return [file for file in _files(places.PACKAGE) if not data.intersection(file.parents)]


def _files(folder: Path) -> list[Path]:
    found = (file for file in folder.rglob("*") if "__pycache__" not in file.parts)
    return sorted(file for file in found if file.is_file())


def _hash(files: list[Path], folder: Path) -> str:
    """A hash over the files' places in the folder and their bytes."""
    parts = hashlib.sha256()
    for file in files:
        parts.update(file.relative_to(folder).as_posix().encode("utf-8"))
        parts.update(hashlib.sha256(file.read_bytes()).digest())
    return parts.hexdigest()


def _text_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
