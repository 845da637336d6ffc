"""What `rarkit release` tells: what was recorded, until when a district has time, what is next."""

from __future__ import annotations

from collections.abc import Iterator

from rar.release.clock import said
from rar.release.ledger import FOLDER, LEDGER
from rar.release.record import Plan
from rar.release.row import ASKED, RELEASED, SETTLED, Row
from rar.workspace import DISTRICT


def told(plan: Plan, folder: str, dry_run: bool) -> Iterator[str]:
    """The lines, in order; folder is the workspace as the user named it."""
    for row in plan.present:
        yield (
            f"{_about(row)} went to {row.recipient} before, line {row.line} of the ledger; it is "
            "not recorded twice."
        )
    if not plan.rows:
        yield "Nothing new to record."
        return
    yield "Would be recorded:" if dry_run else f"Recorded in {FOLDER}/{LEDGER}:"
    for row in plan.rows:
        yield f"  {_what(row)}{'' if dry_run else f' (line {row.line})'}"
    yield from _next(plan, folder)
    if dry_run:
        yield "Nothing was written."


def _about(row: Row) -> str:
    name = f"{row.district_id} {row.district}".strip()
    return f"{name}, {row.edition} edition {row.year}" if row.edition else f"{name}, {row.year}"


def _what(row: Row) -> str:
    reasons = (
        (" Without the district's stage: ", row.skipped_stage),
        (" Before the window closes: ", row.before_window),
    )
    why = ".".join(f"{words}{reason}" for words, reason in reasons if reason)
    if row.kind == RELEASED:
        to = f"to {row.recipient}, approved by {row.approved_by}.{why}"
        return f"{row.packet}: {_about(row)}, {to}"
    return f"{_about(row)}: {row.kind}: {row.note}"


def _next(plan: Plan, folder: str) -> Iterator[str]:
    first = plan.rows[0]
    ids = " ".join(f"--district {row.district_id}" for row in plan.rows[:1])
    public = f"rarkit packets {folder} --edition public"
    if first.kind == ASKED:
        yield "The public edition of these districts waits until the correction is settled:"
        yield f'  rarkit release {folder} {ids} --correction-settled "what was done" ...'
    elif first.kind == SETTLED:
        yield "Where a number was corrected, make the packets anew and release the district edition"
        yield f"again; then {public}"
    elif first.kind != RELEASED:
        yield "What was seen stays seen: the archive keeps it, and every later audit counts it."
    elif first.edition == DISTRICT:
        yield from _next_of_district(plan, folder, ids, public)
    else:
        yield "Publish these folders as they are, and nothing beside them."
        yield "Every later audit counts what they show; see it as: rarkit audit"


def _next_of_district(plan: Plan, folder: str, ids: str, public: str) -> Iterator[str]:
    first = plan.rows[0]
    yield "Hand over these folders as they are, each to its own district."
    if first.window_days == "0":
        yield "There is no corrections window (corrections_days = 0 in review.toml)."
    else:
        days = "1 day" if first.window_days == "1" else f"{first.window_days} days"
        yield f"The corrections window of {days} closes on {said(first.closes)}. Until then, record"
        yield "what a district asks for, and what came of it:"
        yield f'  rarkit release {folder} {ids} --correction-asked "what" --to "who" ...'
    yield f"Then: {public}"
    yield f'and: rarkit release {folder} --edition public --approved-by "office or role"'
