"""`rarkit packets`: from the districts asked for to their packets and the summary."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rar.errors import RarError

if TYPE_CHECKING:
    from rar.batch.plan import Plan
    from rar.batch.run import Choices, Outcome
    from rar.store import Store
    from rar.workspace import Workspace

STOPPED = 130  # the exit code of a command that was stopped by ctrl-C


@dataclass(frozen=True)
class Wanted:
    """What the user asked for.

    districts: ids; lists: files of ids; flagged: also those that `rarkit eligible` names; nothing
    of the three means all. pdf: pages are printed too; anew: also what is up to date is made.
    """

    districts: list[str] = field(default_factory=list)
    lists: list[Path] = field(default_factory=list)
    flagged: bool = False
    year: int | None = None
    pdf: bool = False
    anew: bool = False
    dry_run: bool = False


def make_packets(folder: Path, wanted: Wanted, choices: Choices) -> int:
    """Build the store if needed, make the packets that are not up to date, print the summary.

    Returns the command's exit code: 0, 1 when a district failed, 130 when the run was stopped.
    Raises RarError for a district, year, edition, engine or browser that is not there, for a folder
    that cannot be written, for templates that do not fit, and when another run is under way.
    """
    from rar.batch.lock import only_run
    from rar.batch.run import choose_engine
    from rar.packet.programs import find_printers
    from rar.workspace import Workspace, check_edition

    choose_engine(choices.engine)
    choices = replace(choices, printers=find_printers() if wanted.pdf else None)
    check_edition(choices.edition)
    workspace = Workspace.open(folder)
    if wanted.dry_run:
        return _say_plan(workspace, wanted, choices)
    with _ended_by_signal_as_by_ctrl_c(), only_run(workspace.folder):
        try:
            return _make(workspace, wanted, choices)
        except KeyboardInterrupt:  # before the first district began, or after the last one ended
            _say("Stopped. Run the same command again: it continues, and makes nothing twice.")
            return STOPPED


def _say(line: str) -> None:
    print(line, flush=True)


def _say_plan(workspace: Workspace, wanted: Wanted, choices: Choices) -> int:
    """Say what would be made, and write nothing."""
    from rar.store import Store, fingerprint

    store = Store.open(workspace, choices.edition)
    if store is None or store.facts["fingerprint"] != fingerprint(workspace, choices.edition):
        _say("The store would be built first: the state's files or the settings are new or have "
             "changed. Then every packet would be made.")  # fmt: skip
        return 0
    names, plan, year = _plan(workspace, store, wanted, choices)
    for line in plan.lines(names):
        _say(line)
    for one in plan.standings:
        _say(f"  {one.district_id} {names[one.district_id]}: {one.why or 'up to date'}")
    _say(f"{len(plan.to_make)} packets of {year} would be made; nothing was written.")
    return 0


def _plan(
    workspace: Workspace, store: Store, wanted: Wanted, choices: Choices
) -> tuple[dict[str, str], Plan, int]:
    """The districts' names, what is to be made of those asked for, and the year."""
    from rar import places
    from rar.batch.choose import choose_districts, district_names, districts_in, review_year
    from rar.batch.plan import plan_run

    year = review_year(workspace, store, wanted.year)
    asked = [*wanted.districts, *(one for file in wanted.lists for one in districts_in(file))]
    if wanted.flagged:
        from rar.batch.eligible import eligible_ids

        asked += eligible_ids(workspace, store, year)
    names = district_names(store, year)
    districts = choose_districts(names, asked, year)
    notebooks = choices.notebooks or places.notebooks()
    plan = plan_run(workspace, store, districts, year, choices.edition, notebooks, wanted.pdf,
                    wanted.anew)  # fmt: skip
    return names, plan, year


def _make(workspace: Workspace, wanted: Wanted, choices: Choices) -> int:
    from rar.packet.word.documents import check_templates
    from rar.review import Review
    from rar.store import build

    store = build(workspace, _say, choices.edition)
    names, plan, year = _plan(workspace, store, wanted, choices)
    if plan.to_make:
        check_templates(Review.open(workspace.folder, plan.to_make[0], year, choices.edition))
    for line in plan.lines(names):
        _say(line)
    choices = replace(choices, made_from=plan.made_from)
    outcomes, trouble = _run(workspace, store, plan, year, names, choices)
    return _sum_up(workspace, year, plan, outcomes, names, choices, trouble)


def _run(
    workspace: Workspace, store: Store, plan: Plan, year: int, names: dict, choices: Choices
) -> tuple[list[Outcome], list[str]]:
    """Make what is to be made; return what came of it, and what to tell of the log."""
    from rar.batch.journal import Journal
    from rar.batch.progress import progress_on
    from rar.batch.run import default_workers, run_districts
    from rar.packet.manifest import versions

    journal = Journal(workspace.folder, year)
    facts = {"year": year, "edition": choices.edition, "engine": choices.engine,
             "workers": choices.workers or default_workers(), "cluster": choices.cluster or "no",
             "profile": workspace.settings.state, "store": store.facts["fingerprint"][:12],
             "districts": len(plan.standings), "to make": len(plan.to_make)}  # fmt: skip
    journal.begin(facts | {"versions": versions()})
    journal.unchanged(plan.up_to_date, plan.made_from)
    with progress_on(len(plan.to_make), names) as show:

        def progress(event) -> None:
            journal.note(event)
            show(event)

        outcomes = run_districts(workspace.folder, plan.to_make, year, choices, progress)
    counts = {kind: sum(one.kind == kind for one in outcomes)
              for kind in ("made", "failed", "stopped")}  # fmt: skip
    journal.end(counts | {"unchanged": len(plan.up_to_date)})
    told = [journal.trouble] if journal.trouble else []
    if counts["failed"]:
        told.append(f"For a help desk, without any number of the state's: {journal.log}")
    return outcomes, told


def _sum_up(
    workspace: Workspace, year: int, plan: Plan, outcomes: list[Outcome], names: dict,
    choices: Choices, trouble: list[str],
) -> int:  # fmt: skip
    from rar.packet.programs import NO_OFFICE
    from rar.packet.summary import gather, print_summary, write_summary
    from rar.workspace import PUBLIC

    summary = gather(workspace, year, choices.edition, outcomes, names)
    print_summary(summary, outcomes, names, len(plan.up_to_date))
    for line in trouble:
        _say(line)
    if choices.printers and not choices.printers.office:
        _say(NO_OFFICE)
    try:
        write_summary(workspace, year, choices.edition, summary)
    except RarError as letter:
        print(letter, file=sys.stderr, flush=True)
        return 1
    _say(f"\nOpen {summary.folder / 'index.html'} for all packets.")
    kinds = {outcome.kind for outcome in outcomes}
    if choices.edition == PUBLIC and not _audited(workspace, year):
        return 1
    if "failed" in kinds or any(one.failure and one.failure.no_room for one in outcomes):
        return 1
    return STOPPED if "stopped" in kinds else 0


def _audited(workspace: Workspace, year: int) -> bool:
    """Attack the public packets as an outsider would; say what could be learned, if anything."""
    from rar.audit.blocked import blocked_lines
    from rar.audit.packets import audit_packets

    for line in blocked_lines(workspace):
        _say(line)
    _say("\nAuditing what was made: what could an outsider learn of a withheld number?")
    report = audit_packets(workspace, year)
    for line in report.lines():
        _say(line)
    if not report.clean:
        _say("These packets are not to be published, and rarkit release will not take them.")
    return report.clean


@contextmanager
def _ended_by_signal_as_by_ctrl_c() -> Iterator[None]:
    """A scheduler that ends the command gets the same tidy stop and summary as ctrl-C."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    handler: Callable | int | None
    try:
        handler = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not in the main thread, which alone hears signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)
