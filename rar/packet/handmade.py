"""What people wrote into a packet: found by its manifest, and kept when the packet is made anew.

The forms in a packet are to be copied before they are filled in; somebody will fill in the packet's
own, or save a copy beside it. That work must not go when the next run replaces the folder.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

from rar.packet.manifest import NAME, sha256

FORMS = (".docx", ".xlsx")
NOT_WORK = ("~$", ".~lock", ".DS_Store", "Thumbs.db", "desktop.ini")  # left by programs, not people


def changed_files(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """The packet's own files that are no longer as they were made, also those that are gone."""
    return [
        name
        for name, facts in manifest["files"].items()
        if not (folder / name).is_file() or sha256(folder / name) != facts["sha256"]
    ]


def filled_in(folder: Path, names: list[str]) -> list[str]:
    """Those of the changed files that somebody may have filled in: forms that still open."""
    return [name for name in names if name.endswith(FORMS) and zipfile.is_zipfile(folder / name)]


def added_files(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Files in the packet's folder that are not the packet's."""
    present = (file for file in folder.rglob("*") if file.is_file())
    names = sorted(file.relative_to(folder).as_posix() for file in present)
    own = {NAME, *manifest["files"]}
    return [n for n in names if n not in own and not n.rpartition("/")[2].startswith(NOT_WORK)]


def set_aside(folder: Path, manifest: dict[str, Any], kept: Path) -> list[str]:
    """Copy what people changed or added in a packet into the folder `kept`; return the copies.

    A file that is kept already, to the byte, is not copied again; another of its name gets a
    number. What a manifest names outside its packet is nobody's work in it.
    """
    own = folder.resolve()
    changed = [
        n for n in changed_files(folder, manifest) if (own / n).resolve().is_relative_to(own)
    ]
    names = [name for name in changed if (folder / name).is_file()]
    names += added_files(folder, manifest)
    return [str(_copy(folder / name, kept / name)) for name in names]


def _copy(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    number = 1
    place = target
    while place.exists():
        if sha256(place) == sha256(source):
            return place
        number += 1
        place = target.with_stem(f"{target.stem}-{number}")
    beside = place.with_name(f".{place.name}.new")
    shutil.copy2(source, beside)
    os.replace(beside, place)
    return place
