"""One row of the ledger, and the hash that ties it to the row before.

A row's hash is taken over its cells as they stand in the file, with the hash of the row before
among them. So a row that is edited, taken out, put in or moved shows, and all rows after it with
it. It shows slips, and edits by hand; it is no signature: who can run this code can write another
chain. An agency that needs proof against that keeps the last row's hash elsewhere, in the minutes
of the approval, say: it stands for everything before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from rar.packet.printable import printable
from rar.packet.summary import cell_text, plain_text
from rar.release.clock import moment_of

RELEASED = "released"  # a packet was handed over or published
ASKED = "correction asked"  # a district says that a number is wrong: blocks its public release
SETTLED = "correction settled"  # corrected, or explained: all that was asked for is settled
WITHDRAWN = "withdrawn"  # taken back; what was seen stays seen, and stays in every later audit
_BETWEEN = "\x1f"  # cannot stand in a cell: `printable` takes it out


@dataclass(frozen=True)
class Row:
    """What the ledger says of one release, or of a correction or withdrawal; every cell is text.

    number: from 1 on; its line in the file is one more. when: UTC. recipient: an office or a role;
    of a correction, who asked for it. packet: its folder within the workspace. manifest_sha256: of
    its manifest.json, which holds the hash of each file. kit: the version that released it. store:
    the fingerprint of the store it was made from. window_days and window_closes: of the district
    edition, how long corrections are waited for. skipped_stage and before_window: why a public
    packet was released though its district had not received its edition, or still had time; ''
    where it had and had not. previous: the hash of the row before; hash: of this one.
    """

    number: str = ""
    when: str = ""
    kind: str = RELEASED
    edition: str = ""
    district_id: str = ""
    district: str = ""
    year: str = ""
    recipient: str = ""
    approved_by: str = ""
    packet: str = ""
    manifest_sha256: str = ""
    kit: str = ""
    store: str = ""
    window_days: str = ""
    window_closes: str = ""
    skipped_stage: str = ""
    before_window: str = ""
    note: str = ""
    previous: str = ""
    hash: str = ""

    @property
    def line(self) -> int:
        """Its line in the file, as a spreadsheet counts."""
        return int(self.number) + 1

    @property
    def closes(self) -> datetime:
        """When its window closes; of a row without one, when it was written."""
        return moment_of(self.window_closes or self.when)

    def same_handover(self, other: Row) -> bool:
        """Whether both hand the very same packet, to the byte, to the same recipient."""
        own = (self.manifest_sha256, self.recipient)
        return own == (other.manifest_sha256, other.recipient)

    def after(self, before: Row | None) -> Row:
        """The row with its number and hashes, behind the row before (None: it is the first)."""
        number = int(before.number) + 1 if before else 1
        tied = replace(self, number=str(number), previous=before.hash if before else "")
        return replace(tied, hash=hash_of(tied.cells[:-1]))

    @property
    def cells(self) -> list[str]:
        """The cells as the file holds them: one line each, and no formula to a spreadsheet."""
        return [cell_text(printable(getattr(self, name))) for name in COLUMNS]


COLUMNS = tuple(field.name for field in fields(Row))


def row_of(cells: Sequence[str]) -> Row:
    """The row behind the cells of a line."""
    return Row(*(plain_text(cell) for cell in cells))


def hash_of(cells: Sequence[str]) -> str:
    """The hash of a line's cells, all but the last, which is to hold it."""
    return hashlib.sha256(_BETWEEN.join(cells).encode("utf-8")).hexdigest()
