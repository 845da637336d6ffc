"""The blank form: what a district was sent, to compare a filled-in form with.

It lies in the packet. Where the packet's own file was written in, or the packet is gone, there is
nothing to compare with.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rar.packet.folders import folder_of_id
from rar.packet.manifest import NAME, sha256
from rar.packet.word.documents import FILES
from rar.record.reading.origin import WORKBOOK, Origin
from rar.record.reading.parcel import Parcel, open_parcel
from rar.workspace import EDITIONS, INTERNAL, Workspace


def blanks_of(workspace: Workspace, origin: Origin) -> tuple[list[Parcel], str]:
    """The blank forms that may have been filled in, and why there are none ('' if there are).

    Several where forms of one name differ: a facilitator's protocol and a participant's.
    """
    folder = _packet(workspace, origin)
    if folder is None:
        place = _packets(workspace, origin).relative_to(workspace.folder).as_posix()
        return [], f"there is no packet of {origin.district_id} in {place}"
    known = _hashes(folder)
    wanted = [one.file for one in FILES if one.form == origin.form] or [f"{WORKBOOK}.xlsx"]
    present = [name for name in wanted if name in known and (folder / name).is_file()]
    untouched = [name for name in present if sha256(folder / name) == known[name]]
    if not present:
        return [], f"the packet {folder.name} has no {wanted[0]}"
    if not untouched:
        return [], f"{present[0]} in the packet {folder.name} was changed since it was made"
    return [open_parcel(folder / name) for name in untouched], ""


def is_blank(workspace: Workspace, origin: Origin, digest: str) -> bool:
    """Whether a received file is a form as it was sent, to the byte."""
    folder = _packet(workspace, origin)
    return folder is not None and digest in _hashes(folder).values()


def _packets(workspace: Workspace, origin: Origin) -> Path:
    """Where the packets of the form's edition and year are; what it says may be anything."""
    edition = origin.edition if origin.edition in EDITIONS else INTERNAL
    return workspace.packets_of(edition) / origin.year


def _packet(workspace: Workspace, origin: Origin) -> Path | None:
    """The folder of the district's packet of the form's edition and year."""
    beginning = folder_of_id(origin.district_id)
    for file in sorted(_packets(workspace, origin).glob(f"{beginning}*/{NAME}")):
        if _manifest(file).get("district_id") == origin.district_id:
            return file.parent
    return None


def _hashes(folder: Path) -> dict[str, str]:
    """The hash of each file of a packet as it was made."""
    files = _manifest(folder / NAME).get("files", {})
    return {name: one["sha256"] for name, one in files.items()}


def _manifest(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text(encoding="utf-8"))
