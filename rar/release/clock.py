"""The time, from one place: what a release is dated by, and what a window is counted from."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, to the second, in UTC: what two offices read off one ledger is one time."""
    return datetime.now(UTC).replace(microsecond=0)


def stamp(moment: datetime) -> str:
    """The moment as the ledger writes it.

    >>> stamp(datetime(2026, 3, 2, 14, 5, tzinfo=UTC))
    '2026-03-02T14:05:00Z'
    """
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def moment_of(text: str) -> datetime:
    """The moment behind a stamp.

    >>> stamp(moment_of("2026-03-02T14:05:00Z"))
    '2026-03-02T14:05:00Z'
    """
    return datetime.fromisoformat(text)


def said(moment: datetime) -> str:
    """The moment as a sentence says it.

    >>> said(datetime(2026, 3, 2, 14, 5, tzinfo=UTC))
    '2026-03-02 at 14:05 UTC'
    """
    return f"{moment.astimezone(UTC):%Y-%m-%d at %H:%M} UTC"
