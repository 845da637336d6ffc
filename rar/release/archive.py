"""The archive: every released file as it was released, under its own hash.

releases/files/<first two letters>/<sha256>. A file's name is its content's hash: it is written
once, kept once however often it was released, and never written over, and that it is still what was
released can be told by hashing it. The packet's manifest.json is kept like any other file; it names
the others by hash, so a row of the ledger, which names the manifest, leads to all of them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rar.errors import Problem, RarError
from rar.packet.manifest import NAME, Packet, sha256
from rar.release.ledger import folder_of
from rar.release.row import Row

FILES = "files"
READ_ONLY = 0o444
AT_ONCE = 1 << 20  # bytes


@dataclass(frozen=True)
class Released:
    """A packet as it was released: its row of the ledger, its manifest, and its files.

    files: the paths of the archived copies, by their names in the packet (manifest.json among
    them). The copies have no endings: `restore` gives them their names back.
    """

    row: Row
    manifest: dict[str, Any]
    files: dict[str, Path]


def place_of(workspace: Path, digest: str) -> Path:
    """Where the file of this hash is kept."""
    return folder_of(workspace) / FILES / digest[:2] / digest


def keep(workspace: Path, packet: Packet) -> str:
    """Keep every file of a packet; return the hash of its manifest.

    Raises RarError when a file is not what the manifest says, when an archived one is damaged, and
    when one cannot be written. What was kept by then stays: it is no release without a row.
    """
    wanted = {name: facts["sha256"] for name, facts in packet.manifest["files"].items()}
    digest = sha256(packet.folder / NAME)
    try:
        for name, expected in {**wanted, NAME: digest}.items():
            _keep(packet.folder / name, expected, place_of(workspace, expected))
    except OSError as error:
        raise RarError(
            "Nothing was released: a file could not be kept as it is.",
            [Problem(error.strerror or str(error), file=str(error.filename or packet.folder))],
            "See that there is room on the disk and that releases/ may be written to.",
        ) from error
    return digest


def _keep(source: Path, expected: str, place: Path) -> None:
    if place.exists():
        if sha256(place) != expected:
            raise RarError("Nothing was released.", [_damaged(place)], _BACKUP)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.new")
    found = hashlib.sha256()
    with source.open("rb") as reader, beside.open("wb") as writer:
        while part := reader.read(AT_ONCE):
            found.update(part)
            writer.write(part)
    if found.hexdigest() != expected:
        beside.unlink()
        raise RarError(
            "Nothing was released.",
            [Problem("it was changed while it was being released", file=str(source))],
            "Wait until nobody works in the packet, and run the command again.",
        )
    os.replace(beside, place)
    place.chmod(READ_ONLY)


_BACKUP = "Put the file back from a backup: it is what proves which numbers were released."


def _damaged(place: Path) -> Problem:
    what = "is not what was released" if place.exists() else "is missing"
    return Problem(f"an archived file {what}", file=str(place))


def open_released(workspace: Path, row: Row) -> Released:
    """The packet that a row released, from the archive.

    Raises RarError naming every file that is missing there, or is not what was released.
    """
    manifest_file = place_of(workspace, row.manifest_sha256)
    _check([(row.manifest_sha256, manifest_file)])
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    digests = {name: facts["sha256"] for name, facts in manifest["files"].items()}
    digests[NAME] = row.manifest_sha256
    files = {name: place_of(workspace, digest) for name, digest in digests.items()}
    _check([(digests[name], place) for name, place in files.items()])
    return Released(row, manifest, files)


def _check(kept: list[tuple[str, Path]]) -> None:
    lost = [place for digest, place in kept if not place.is_file() or sha256(place) != digest]
    if lost:
        raise RarError("What was released cannot be told any more.",
                       [_damaged(place) for place in lost], _BACKUP)  # fmt: skip


def restore(released: Released, folder: Path) -> Path:
    """Copy a released packet into a new folder, each file under its name; return the folder.

    Raises RarError for a name that would lead out of the folder.
    """
    inside = folder.resolve()
    targets = {(folder / name).resolve(): place for name, place in released.files.items()}
    out = [str(target) for target in targets if not target.is_relative_to(inside)]
    if out:
        problems = [Problem("this name leads out of its folder", file=one) for one in out]
        raise RarError("A released packet was not unpacked.", problems)
    for target, place in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place, target)
    return folder
