"""The index pages: packets/<year>/index.html over a year's packets, packets/index.html over years.

They link to what is there, by the packets' manifests; a document that was not made has no link.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rar.packet.html import render, template_folders
from rar.packet.manifest import Packet, packets_of
from rar.whole_file import write_whole
from rar.workspace import EDITIONS

if TYPE_CHECKING:
    from rar.packet.summary import Summary
    from rar.workspace import Workspace

STATE_PAGE = "state.html"
DOCUMENTS = {  # the file in a packet: what its link says
    "review.html": "page",
    "review.pdf": "page as PDF",
    "workbook.xlsx": "workbook",
    "protocol.docx": "protocol",
    "protocol.pdf": "protocol as PDF",
    "protocol-facilitator.docx": "protocol for the facilitator",
    "prereading.docx": "pre-reading",
}
LETTERS = "letters"


def documents(packet: Packet) -> list[tuple[str, str]]:
    """The documents of a packet that are there, in reading order: (path in the packet, words)."""
    files = set(packet.files)
    found = [(file, words) for file, words in DOCUMENTS.items() if file in files]
    letters = (PurePosixPath(file) for file in sorted(files))
    return found + [
        (str(letter), f"letter: {letter.stem.replace('-', ' ').replace('_', ' ')}")
        for letter in letters
        if letter.parts[0] == LETTERS and letter.suffix == ".docx"
    ]


def write_indexes(workspace: Workspace, year: int, edition: str, summary: Summary) -> None:
    """Write the index of an edition's year, from its summary, and the one over all years."""
    folders = template_folders(workspace)
    text = render(
        folders,
        "index.html",
        f"{workspace.profile.name} · resource allocation reviews {year_label(year)}",
        EDITIONS[edition],
        edition=edition,
        state=workspace.profile.name,
        publisher=workspace.profile.publisher,
        year_label=year_label(year),
        lines=summary.lines,
        documents=documents,
        not_computable=summary.not_computable,
        state_page=_state_page(workspace, summary.folder, year, edition),
    )
    write_whole(summary.folder / "index.html", text)
    _write_years(workspace, folders, edition)


def _write_years(workspace: Workspace, folders: tuple, edition: str) -> None:
    place = workspace.packets_of(edition)
    folders_of_years = (one for one in place.iterdir() if one.name.isdecimal())
    years = {int(one.name): packets_of(one) for one in folders_of_years if one.is_dir()}
    text = render(
        folders,
        "years.html",
        f"{workspace.profile.name} · resource allocation reviews",
        EDITIONS[edition],
        edition=edition,
        state=workspace.profile.name,
        publisher=workspace.profile.publisher,
        years=[
            (year, year_label(year), len(own), _state_page(workspace, place, year, edition))
            for year, own in sorted(years.items(), reverse=True)
        ],
    )
    write_whole(place / "index.html", text)


def year_label(year: int) -> str:
    """The school year: 2022 is 2021–22."""
    return f"{year - 1}–{year % 100:02d}"


def _state_page(workspace: Workspace, index: Path, year: int, edition: str) -> str:
    """The way from an index's folder to the edition's state page of the year; '' for none."""
    page = workspace.state_pages_of(edition) / str(year) / STATE_PAGE
    return Path(os.path.relpath(page, index)).as_posix() if page.is_file() else ""
