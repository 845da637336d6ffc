"""What was released before, as an audit has to count it: by who could have seen it."""

from __future__ import annotations

from pathlib import Path

from rar.errors import RarError
from rar.release.archive import Released, open_released
from rar.release.ledger import read_ledger
from rar.release.row import RELEASED, Row
from rar.workspace import DISTRICT, PUBLIC

OTHERS, ALL = "others", "all"
AUDIENCES = {  # who looks: what they have seen
    PUBLIC: "anyone: every public release",
    DISTRICT: "the leaders of one district: every public release, and their own district's",
    OTHERS: "the leaders of all other districts together: every public release, and theirs",
    ALL: "all leaders of districts together: every release of every edition",
}


def released_before(
    workspace: Path, audience: str, district_id: str = "", year: int | None = None
) -> list[Released]:
    """Every packet that an audience (one of AUDIENCES) has received, in the order of release.

    workspace is its folder; district_id says of which district, or of all but which, for the
    audiences DISTRICT and OTHERS; year, spring of the school year, leaves out other years' packets
    (None: all years, as the difference of two years is a number too). A packet that was released
    more than once, to several recipients, stands once. One that was withdrawn stands like any
    other: it was seen.

    Raises RarError where the ledger or an archived file is damaged: an audit that cannot count
    everything is none. Raises ValueError for an audience that is not known.
    """
    if audience not in AUDIENCES or (audience in (DISTRICT, OTHERS)) != bool(district_id):
        raise ValueError(f"no such audience: {audience!r}, district {district_id!r}")
    first: dict[str, Row] = {}
    for row in read_ledger(workspace):
        if row.kind == RELEASED and _saw(audience, district_id, row):
            first.setdefault(row.manifest_sha256, row)
    rows = [row for row in first.values() if year is None or row.year == str(year)]
    return _opened(workspace, rows)


def with_their_own(workspace: Path) -> set[str]:
    """The districts whose leaders have received their own edition, and so know all their numbers.

    Raises RarError when the ledger is damaged.
    """
    rows = read_ledger(workspace)
    return {row.district_id for row in rows if row.kind == RELEASED and row.edition == DISTRICT}


def _saw(audience: str, district_id: str, row: Row) -> bool:
    own = row.district_id == district_id
    return row.edition == PUBLIC or {
        PUBLIC: False, DISTRICT: own, OTHERS: not own, ALL: True
    }[audience]  # fmt: skip


def _opened(workspace: Path, rows: list[Row]) -> list[Released]:
    found, problems, cure = [], [], ""
    for row in rows:
        try:
            found.append(open_released(workspace, row))
        except RarError as letter:
            problems += letter.problems
            title, cure = letter.title, letter.cure
    if problems:
        raise RarError(title, dict.fromkeys(problems), cure)
    return found
