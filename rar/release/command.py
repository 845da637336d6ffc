"""`rarkit release`: check, keep, record; writes nothing unless everything is in order."""

from __future__ import annotations

from pathlib import Path

from rar.errors import RarError
from rar.release import clock
from rar.release.archive import keep
from rar.release.ledger import append, only_writer, read_ledger
from rar.release.record import Plan, plan_note, plan_release
from rar.release.row import RELEASED
from rar.release.told import told
from rar.release.wanted import Wanted, check_wanted
from rar.store import Store
from rar.workspace import INTERNAL, Workspace


def release_lines(folder: Path, wanted: Wanted) -> list[str]:
    """Release packets that were made, or record a correction or withdrawal; return what to tell.

    Of a release either everything asked for is recorded or nothing is: first every file goes into
    the archive, then all rows are added at once. Raises RarError naming every reason against it.
    """
    check_wanted(wanted)
    workspace = Workspace.open(folder)
    year = _year(workspace, wanted)
    asked = _districts(workspace, wanted, year)
    if wanted.dry_run:
        return list(told(_plan(workspace, wanted, year, asked), str(folder), dry_run=True))
    with only_writer(workspace.folder):
        plan = _plan(workspace, wanted, year, asked)
        for packet, row in zip(plan.packets, plan.rows, strict=False):
            if keep(workspace.folder, packet) != row.manifest_sha256:
                raise RarError(f"Nothing was released: {packet.folder} was made anew meanwhile.",
                               cure="Run the command again when no run is under way.")  # fmt: skip
        if plan.rows:
            plan = Plan(append(workspace.folder, plan.rows), plan.packets, plan.present)
    return list(told(plan, str(folder), dry_run=False))


def _plan(workspace: Workspace, wanted: Wanted, year: int, asked: list[str]) -> Plan:
    make = plan_release if wanted.kind == RELEASED else plan_note
    ledger = read_ledger(workspace.folder)
    return make(workspace, wanted, year, asked, ledger, clock.now())


def _year(workspace: Workspace, wanted: Wanted) -> int:
    """The year asked for, else the one under review."""
    from rar.batch.choose import review_year

    edition = wanted.edition or INTERNAL
    store = Store.open(workspace, edition)
    if store is not None:
        return review_year(workspace, store, wanted.year)
    found = wanted.year or workspace.settings.review_year
    if found is None:
        raise RarError(
            f"There is no store of the {edition} edition, so the year is not known.",
            cure=f"Make the packets first: rarkit packets {workspace.folder.name} --edition "
            f"{edition}; or name the year: --year 2022.",
        )
    return found


def _districts(workspace: Workspace, wanted: Wanted, year: int) -> list[str]:
    """The ids asked for, each once; none where all packets are meant."""
    from rar.batch.choose import districts_in
    from rar.batch.eligible import eligible_ids

    asked = [*wanted.districts, *(one for file in wanted.lists for one in districts_in(file))]
    if wanted.flagged:
        store = Store.open(workspace)
        if store is None:
            raise RarError("Nothing was released: there is no store to tell which are flagged.",
                           cure=f"Run: rarkit eligible {workspace.folder.name}")  # fmt: skip
        asked += eligible_ids(workspace, store, year)
    return list(dict.fromkeys(asked))
