"""The order of editions: what must have happened before a district's packet may be released.

A district receives its edition first, made of what the public one is made of, and has time to ask
for corrections, counted from the last time that it was handed its edition of that year. Its public
edition opens when that time is over and nothing that was asked for is still open. A withdrawn
district edition counts as not released.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rar.errors import Problem
from rar.release.clock import said
from rar.release.row import ASKED, RELEASED, SETTLED, WITHDRAWN, Row
from rar.workspace import DISTRICT, PUBLIC


@dataclass(frozen=True)
class History:
    """What the ledger says of one district and year."""

    district_id: str
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, ledger: Iterable[Row], district_id: str, year: int) -> History:
        """The rows of this district and year, in their order."""
        own = (row for row in ledger if row.district_id == district_id and row.year == str(year))
        return cls(district_id, tuple(own))

    def standing(self, edition: str) -> list[Row]:
        """The releases of an edition since it was last withdrawn."""
        found: list[Row] = []
        for row in self.rows:
            if row.edition == edition and row.kind == WITHDRAWN:
                found = []
            elif row.edition == edition and row.kind == RELEASED:
                found.append(row)
        return found

    @property
    def open_corrections(self) -> list[Row]:
        """What the district asked for, and nobody has settled yet."""
        found: list[Row] = []
        for row in self.rows:
            if row.kind == SETTLED:
                found = []
            elif row.kind == ASKED:
                found.append(row)
        return found

    def has_seen(self, store: str) -> bool:
        """Whether the edition that the district received last was made from this store."""
        received = self.standing(DISTRICT)
        return bool(received) and received[-1].store == store

    @property
    def window_closes(self) -> datetime | None:
        """When the corrections window closes or closed; None where the district has no edition."""
        return max((row.closes for row in self.standing(DISTRICT)), default=None)


@dataclass(frozen=True)
class Exceptions:
    """What the user allows in words; None where nothing is allowed.

    skip_stage: why a district need not have seen these numbers in its own edition.
    before_window_closes: why its time for corrections need not be over.
    """

    skip_stage: str | None = None
    before_window_closes: str | None = None


@dataclass(frozen=True)
class Opening:
    """Whether an edition is open for a district: what stands against it, and what was needed.

    skipped_stage and before_window are the exceptions this district needs, '' where it needs none:
    a reason given for forty districts is recorded of the two that it is about.
    """

    problems: tuple[Problem, ...] = ()
    skipped_stage: str = ""
    before_window: str = ""


def opening(
    history: History, edition: str, store: str, now: datetime, allowed: Exceptions
) -> Opening:
    """Whether an edition may be released to or about the district of this history.

    store is the fingerprint that the store of the district edition has today. The district edition
    is always open; `rar.release.ready` and the audit have their own say.
    """
    if edition != PUBLIC:
        return Opening()
    closes = history.window_closes
    early = closes is not None and now < closes
    seen = history.has_seen(store)
    problems = tuple(_problems(history, closes, seen, early, allowed))
    return Opening(
        problems,
        "" if seen else (allowed.skip_stage or ""),
        (allowed.before_window_closes or "") if early else "",
    )


def _problems(
    history: History, closes: datetime | None, seen: bool, early: bool, allowed: Exceptions
) -> Iterator[Problem]:
    if not seen and not allowed.skip_stage:
        what = "the district has not received its own edition of this year"
        if closes is not None:
            what = "the district edition that was released is of other files or settings, or of "
            what += "another version of the kit: the district has not seen these numbers"
        cure = 'release the district edition first, or say why not: --skip-stage "why"'
        yield Problem(what, value=history.district_id, cure=cure)
    if early and not allowed.before_window_closes:
        yield Problem(
            f"the district can ask for corrections until {said(closes)}",
            value=history.district_id,
            cure='wait until then, or say why not: --before-window-closes "why"',
        )
    for row in history.open_corrections:
        yield Problem(
            f"a correction is open: {row.note} (asked for by {row.recipient}, line {row.line} of "
            "the ledger)",
            value=history.district_id,
            cure='correct or explain it, then: --correction-settled "what was done"',
        )
