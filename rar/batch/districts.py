"""`rarkit packets`: which districts and year, progress on the screen, and the summary."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rar.errors import Problem, RarError, nearest
from rar.packet.printable import printable

if TYPE_CHECKING:
    from rar.batch.run import Outcome
    from rar.batch.supervise import Event
    from rar.store import Store
    from rar.workspace import Workspace


def make_packets(
    folder: Path,
    wanted: list[str],
    year: int | None,
    edition: str,
    workers: int | None,
    engine: str,
    pdf: bool = False,
) -> int:
    """Build the store if needed, make the packets, print and write the summary.

    With pdf the pages are printed too. Returns how many districts failed. Raises RarError for a
    district, year, edition, engine or browser that is not there, for a folder that cannot be
    written, and for templates that do not fit.
    """
    from rar.batch.run import choose_engine, run_districts
    from rar.packet.programs import NO_OFFICE, find_printers
    from rar.packet.summary import print_summary, write_summary
    from rar.packet.word.documents import check_templates
    from rar.review import Review
    from rar.store import build
    from rar.workspace import EDITIONS, Workspace

    choose_engine(engine)
    printers = find_printers() if pdf else None
    if edition not in EDITIONS:
        raise RarError(f"There is no edition {edition!r}.", cure=f"Editions: {', '.join(EDITIONS)}")
    workspace = Workspace.open(folder)
    store = build(workspace, lambda line: print(line, flush=True))
    year = review_year(workspace, store, year)
    names = district_names(store, year)
    districts = choose_districts(names, wanted, year)
    if districts:
        check_templates(Review.open(workspace.folder, districts[0], year, edition))
    with progress_on(len(districts), names) as progress:
        outcomes = run_districts(
            workspace.folder, districts, year, edition, workers, engine, progress,
            printers=printers,
        )  # fmt: skip
    summary = write_summary(workspace, year, outcomes, names)
    print_summary(summary, outcomes, names)
    if printers and not printers.office:
        print(NO_OFFICE)
    return sum(not outcome.made for outcome in outcomes)


def review_year(workspace: Workspace, store: Store, year: int | None) -> int:
    """The year asked for, else that of the settings, else the latest; RarError if not there."""
    years = store.facts["years"]
    chosen = year or workspace.settings.review_year or max(years)
    if chosen not in years:
        raise RarError(
            f"There is no year {chosen} in the store.",
            cure=f"Years there: {', '.join(map(str, years))}. A year is the spring of the school "
            "year: 2022 is 2021-22. review.toml says which years are read.",
        )
    return chosen


def district_names(store: Store, year: int) -> dict[str, str]:
    """The districts that have schools in a year, with their names, by id."""
    frame = store.table("districts").sort_values("year")
    frame = frame[frame["year"] <= year].drop_duplicates("district_id", keep="last")
    names = dict(zip(frame["district_id"], frame["name"].map(printable), strict=True))
    return {district: names.get(district, "") for district in store.district_ids(year)}


def choose_districts(names: dict[str, str], wanted: list[str], year: int) -> list[str]:
    """The districts asked for, in the order of ids; all when none is asked for.

    Raises RarError naming every id that is not there, each with the nearest ids and names.

    >>> choose_districts({"0110": "Ashgrove", "0120": "Birch"}, [], 2022)
    ['0110', '0120']
    """
    unknown = [district for district in wanted if district not in names]
    if unknown:
        problems = [
            Problem(f"there is no district {one!r} in {year}", cure=_offer(one, names))
            for one in unknown
        ]
        raise RarError("No packet was made.", problems)
    return [district for district in names if not wanted or district in wanted]


def _offer(wanted: str, names: dict[str, str]) -> str:
    """The districts somebody may have meant: ids that look alike, lost zeros, names."""
    by_name = {name: district for district, name in names.items()}
    alike = [d for d in names if d.lstrip("0") == wanted.lstrip("0")]
    alike += [by_name[name] for name in by_name if wanted.lower() in name.lower()]
    alike += [by_name[name] for name in nearest(wanted, by_name)]
    alike += nearest(wanted, names)
    if not alike:
        return f"there are {len(names)} districts, {min(names)} to {max(names)}"
    offered = [f"{d} ({names[d]})" for d in dict.fromkeys(alike)][:4]
    return f"did you mean {', '.join(offered)}?"


@contextmanager
def progress_on(total: int, names: dict[str, str]) -> Iterator[Callable[[Event], None]]:
    """Show how far it is: a bar on a terminal, plain lines elsewhere."""
    if sys.stdout.isatty():
        with _bar(total, names) as show:
            yield show
    else:
        yield _lines(total, names)


def _told(event: Event, names: dict[str, str]) -> str:
    job = event.job
    name = f"{job.district_id} {names.get(job.district_id, '')}".strip()
    if event.kind == "made":
        return f"{name}: packet made in {event.seconds:.1f} s"
    return f"{name}: FAILED. {event.failure}"


def _lines(total: int, names: dict[str, str]) -> Callable[[Event], None]:
    done = 0

    def show(event: Event) -> None:
        nonlocal done
        if event.kind in ("made", "failed"):
            done += 1
            print(f"[{done} of {total}] {_told(event, names)}", flush=True)

    return show


@contextmanager
def _bar(total: int, names: dict[str, str]) -> Iterator[Callable[[Event], None]]:
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TextColumn("{task.fields[failed]} failed"), TimeRemainingColumn())  # fmt: skip
    with Progress(*columns) as bar:
        task = bar.add_task("packets", total=total, failed=0)
        failed = 0

        def show(event: Event) -> None:
            nonlocal failed
            if event.kind == "failed":
                failed += 1
                bar.console.print(escape(_told(event, names)), style="bold")
            if event.kind in ("made", "failed"):
                bar.update(task, advance=1, failed=failed)

        yield show


def outcomes_of(outcomes: list[Outcome], made: bool) -> list[Outcome]:
    """Those made, or those failed."""
    return [outcome for outcome in outcomes if outcome.made == made]
