"""The index pages: packets/<year>/index.html over a year's packets, packets/index.html over years.

They link to what is there, by the packets' manifests; a document that was not made has no link.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rar.packet.html import render, template_folders
from rar.packet.manifest import Packet, most_closed, packets_of
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


def write_indexes(workspace: Workspace, year: int, summary: Summary) -> None:
    """Write the index of a year, from its summary, and the one over all years."""
    folders = template_folders(workspace)
    packets = [line.packet for line in summary.lines if line.packet]
    text = render(
        folders,
        "index.html",
        f"{workspace.profile.name} · resource allocation reviews {year_label(year)}",
        EDITIONS[most_closed(packets)],
        edition=most_closed(packets),
        state=workspace.profile.name,
        publisher=workspace.profile.publisher,
        year_label=year_label(year),
        lines=summary.lines,
        documents=documents,
        not_computable=summary.not_computable,
        state_page=_state_page(workspace, year),
    )
    write_whole(summary.folder / "index.html", text)
    _write_years(workspace, folders)


def _write_years(workspace: Workspace, folders: tuple) -> None:
    folders_of_years = (one for one in workspace.packets.iterdir() if one.name.isdecimal())
    years = {int(one.name): packets_of(one) for one in folders_of_years if one.is_dir()}
    packets = [packet for own in years.values() for packet in own]
    text = render(
        folders,
        "years.html",
        f"{workspace.profile.name} · resource allocation reviews",
        EDITIONS[most_closed(packets)],
        edition=most_closed(packets),
        state=workspace.profile.name,
        publisher=workspace.profile.publisher,
        years=[
            (year, year_label(year), len(own), _state_page(workspace, year, up=".."))
            for year, own in sorted(years.items(), reverse=True)
        ],
    )
    write_whole(workspace.packets / "index.html", text)


def year_label(year: int) -> str:
    """The school year: 2022 is 2021–22."""
    return f"{year - 1}–{year % 100:02d}"


def _state_page(workspace: Workspace, year: int, up: str = "../..") -> str:
    """The way from an index to the state page of the year; '' where there is none."""
    there = (workspace.state_pages / str(year) / STATE_PAGE).is_file()
    return f"{up}/{workspace.state_pages.name}/{year}/{STATE_PAGE}" if there else ""
