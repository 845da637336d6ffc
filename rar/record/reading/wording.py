"""What an answer is about, in the words of the review: a protocol's card has its own heading."""

from __future__ import annotations

from dataclasses import replace

from rar.packet.printable import printable
from rar.record.fields import finding_code
from rar.record.reading.written import Written
from rar.review import Review
from rar.store import Store
from rar.workspace import Workspace


def sentences(workspace: Workspace, store: Store, district_id: str, year: int) -> dict[str, str]:
    """The sentence of each finding of a district by its code."""
    found = Review(workspace, store, district_id, year).findings
    return {
        finding_code(row.metric, row.kind, row.level, row.focus): printable(row.sentence)
        for row in found.itertuples()
    }


def worded(written: list[Written], known: dict[str, str]) -> list[Written]:
    """The same, each answer about a finding with its sentence."""
    return [replace(one, about=known.get(one.item, one.about)) for one in written]
