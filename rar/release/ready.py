"""Whether packets may leave as they lie there: present, of the edition, whole, up to date."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from rar import places
from rar.errors import Problem
from rar.packet.folders import year_folder
from rar.packet.handmade import added_files, changed_files
from rar.packet.made_from import DAMAGED, made_from, standing
from rar.packet.manifest import NAME, Packet
from rar.store import Store, fingerprint
from rar.workspace import Workspace

NEEDED = ("district_id", "name", "year", "edition", "files")


def ready_packets(
    workspace: Workspace, edition: str, year: int, asked: list[str]
) -> tuple[list[Packet], list[Problem]]:
    """The packets asked for (all of the edition and year when none is), and what is wrong.

    Makes nothing. A packet is ready when it is what `rarkit packets` would make today, to the byte,
    with nothing added: a file that somebody put into its folder would go out unseen by any audit.
    """
    folder = year_folder(workspace.folder, year, edition)
    packets, problems = _packets_in(folder)
    make = f"rarkit packets {workspace.folder.name} --edition {edition} --year {year}"
    if not packets and not asked:
        problems.append(
            Problem(f"there are no packets of the {edition} edition", file=str(folder), cure=make)
        )
    for district in asked:
        if district not in packets:
            problems.append(Problem(f"there is no packet of the {edition} edition of {year}",
                                    value=district, cure=f"{make} --district ID"))  # fmt: skip
    chosen = [packet for district, packet in packets.items() if not asked or district in asked]
    problems += _out_of_date(workspace, edition, chosen, make)
    for packet in chosen:
        problems += _not_whole(packet, edition, year)
    return chosen, problems


def _packets_in(folder: Path) -> tuple[dict[str, Packet], list[Problem]]:
    """The packets of a year's folder by district, and the manifests that cannot be read."""
    found: dict[str, Packet] = {}
    problems = []
    for file in sorted(folder.glob(f"[!.]*/{NAME}")):
        try:
            manifest = json.loads(file.read_text(encoding="utf-8"))
            told = all(manifest[key] for key in NEEDED)
            told = told and all(facts["sha256"] for facts in manifest["files"].values())
        except (ValueError, TypeError, KeyError, AttributeError):
            told = False
        if not told:
            what = f"it does not say what a manifest says: {', '.join(NEEDED)}"
            problems.append(Problem(what, file=str(file)))
            continue
        district = manifest["district_id"]
        if district in found:
            problems.append(Problem("there is a second packet of this district", file=str(file)))
        found[district] = Packet(file.parent, manifest)
    return dict(sorted(found.items())), problems


def _out_of_date(
    workspace: Workspace, edition: str, packets: list[Packet], make: str
) -> Iterator[Problem]:
    """The packets that would be made anew today; whether pages were printed is no reason."""
    if not packets:
        return
    store = Store.open(workspace, edition)
    if store is None or store.facts["fingerprint"] != fingerprint(workspace, edition):
        yield Problem(
            "the state's files, the settings or the kit changed since the packets were made, or "
            f"the store of the {edition} edition is gone",
            cure=make,
        )
        return
    ids = [packet.district_id for packet in packets]
    wanted = made_from(workspace, store, places.notebooks(), False, ids, edition)
    for packet in packets:
        own = packet.manifest.get("made_from", {})
        today = wanted[packet.district_id] | {"pdf": own.get("pdf", "no")}
        edition_made = packet.manifest["edition"]
        why = standing(packet, packet.district_id, edition_made, today, failed=False).why
        if why and not why.startswith(DAMAGED):
            yield Problem(f"the packet is out of date: {why}", value=packet.district_id, cure=make)


def _not_whole(packet: Packet, edition: str, year: int) -> Iterator[Problem]:
    manifest = packet.manifest
    for what, is_, wanted in (
        ("edition", manifest["edition"], edition),
        ("year", str(manifest["year"]), str(year)),
    ):
        if is_ != wanted:
            yield Problem(f"the packet is of another {what}", file=str(packet.folder), value=is_,
                          allowed=wanted)  # fmt: skip
    inside = packet.folder.resolve()
    for name in manifest["files"]:
        if not (inside / name).resolve().is_relative_to(inside):
            yield Problem("this file lies outside the packet", file=str(packet.folder / name))
    for name in changed_files(packet.folder, manifest):
        there = (packet.folder / name).is_file()
        what = "was changed since the packet was made" if there else "is missing"
        cure = "make the packet anew; what was written into it is then kept"
        yield Problem(f"a file of the packet {what}", file=str(packet.folder / name), cure=cure)
    for name in added_files(packet.folder, manifest):
        yield Problem("this file is not the packet's own, and nobody audited it",
                      file=str(packet.folder / name), cure="move it out of the packet")  # fmt: skip
