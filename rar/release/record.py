"""Which rows a command adds to the ledger: releases, corrections, withdrawals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import rar
from rar.errors import Problem, RarError, nearest
from rar.packet.folders import year_folder
from rar.packet.manifest import NAME, Packet, sha256
from rar.packet.printable import printable
from rar.release.clock import moment_of, said, stamp
from rar.release.ready import ready_packets
from rar.release.row import SETTLED, WITHDRAWN, Row
from rar.release.stages import History, opening
from rar.release.verdict import audit_problems
from rar.release.wanted import Wanted
from rar.store import Store, fingerprint
from rar.workspace import DISTRICT, PUBLIC, Workspace


@dataclass(frozen=True)
class Plan:
    """What is to be recorded: new rows, the packets they release, and rows on record already."""

    rows: list[Row]
    packets: list[Packet]
    present: list[Row]


def plan_release(
    workspace: Workspace, wanted: Wanted, year: int, asked: list[str], ledger: list[Row],
    now: datetime,
) -> Plan:  # fmt: skip
    """The rows that release the packets asked for; writes nothing.

    A packet that this recipient has received already, to the byte, is not recorded twice: it would
    begin the district's time anew. Raises RarError naming every reason why nothing is released.
    """
    edition = wanted.edition or ""
    packets, problems = ready_packets(workspace, edition, year, asked)
    problems += _clock_problems(ledger, now)
    digests = {packet.district_id: sha256(packet.folder / NAME) for packet in packets}
    if edition == PUBLIC:
        folder = year_folder(workspace.folder, year, PUBLIC)
        problems += audit_problems(folder, digests, ledger)
    seen = fingerprint(workspace, DISTRICT)
    histories = {district: History.of(ledger, district, year) for district in digests}
    openings = {
        district: opening(history, edition, seen, now, wanted.allowed)
        for district, history in histories.items()
    }
    problems += [problem for one in openings.values() for problem in one.problems]
    if problems:
        raise RarError("Nothing was released.", problems)
    common = _handover(workspace, wanted, now)
    plan = Plan([], [], [])
    for packet in packets:
        district, opened = packet.district_id, openings[packet.district_id]
        row = replace(
            common, district_id=district, district=printable(packet.name), year=str(year),
            packet=packet.folder.relative_to(workspace.folder).as_posix(),
            manifest_sha256=digests[district], skipped_stage=printable(opened.skipped_stage),
            before_window=printable(opened.before_window),
        )  # fmt: skip
        same = [one for one in histories[district].standing(edition) if one.same_handover(row)]
        if same:
            plan.present.append(same[-1])
        else:
            plan.rows.append(row)
            plan.packets.append(packet)
    return plan


def _clock_problems(ledger: list[Row], now: datetime) -> Iterator[Problem]:
    """A clock that is behind the ledger would date a release before the one it follows."""
    if ledger and now < moment_of(ledger[-1].when):
        yield Problem(
            f"the clock of this machine says {said(now)}, and the ledger's last line "
            f"{said(moment_of(ledger[-1].when))}",
            cure="set the clock",
        )


def _said(wanted: Wanted, now: datetime) -> Row:
    """What all rows of one command have in common."""
    return Row(
        when=stamp(now), kind=wanted.kind, edition=wanted.edition or "",
        approved_by=printable(wanted.approved_by), kit=rar.__version__,
        note=printable(wanted.text),
    )  # fmt: skip


def _handover(workspace: Workspace, wanted: Wanted, now: datetime) -> Row:
    """The same of a release: who receives it, what it was made from, and until when there is time.

    The store's fingerprint is today's: a packet that was made of another one is not ready.
    """
    row = replace(
        _said(wanted, now), recipient=printable(wanted.receives),
        store=fingerprint(workspace, wanted.edition or ""),
    )  # fmt: skip
    if wanted.edition != DISTRICT:
        return row
    days = workspace.settings.release.corrections_days
    return replace(row, window_days=str(days), window_closes=stamp(now + timedelta(days=days)))


def plan_note(
    workspace: Workspace, wanted: Wanted, year: int, asked: list[str], ledger: list[Row],
    now: datetime,
) -> Plan:  # fmt: skip
    """The rows that record a correction or a withdrawal; writes nothing.

    Raises RarError for a district that is not known, where no correction is open to be settled, and
    where nothing was released that could be withdrawn.
    """
    names = _names(workspace, ledger, year)
    problems = [*_clock_problems(ledger, now), *_unknown(asked, names, year)]
    for district in asked:
        history = History.of(ledger, district, year)
        if wanted.kind == SETTLED and not history.open_corrections:
            problems.append(Problem(f"no correction is open of {year}", value=district))
        if wanted.kind == WITHDRAWN and not history.standing(wanted.edition or ""):
            problems.append(Problem(
                f"no {wanted.edition} edition of {year} was released that could be withdrawn",
                value=district,
            ))  # fmt: skip
    if problems:
        raise RarError("Nothing was recorded.", problems)
    common = replace(_said(wanted, now), year=str(year), recipient=printable(wanted.recipient))
    rows = [replace(common, district_id=one, district=names[one]) for one in asked]
    return Plan(rows, [], [])


def _names(workspace: Workspace, ledger: list[Row], year: int) -> dict[str, str]:
    """The districts of the year that the store or the ledger know, with their names."""
    from rar.batch.choose import district_names

    names = {row.district_id: row.district for row in ledger if row.year == str(year)}
    store = Store.open(workspace)
    return names | (district_names(store, year) if store else {})


def _unknown(asked: Iterable[str], names: dict[str, str], year: int) -> Iterator[Problem]:
    for district in asked:
        if district not in names:
            close = nearest(district, names)
            cure = (
                f"did you mean {', '.join(close)}?" if close else "write the id as the state does"
            )
            yield Problem(f"there is no district {district!r} in {year}", cure=cure)
