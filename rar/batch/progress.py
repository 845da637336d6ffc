"""How far a run is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rar.batch.job import Event

WORDS = {
    "made": "packet made in {event.seconds:.1f} s",
    "failed": "FAILED. {event.failure}",
    "retry": "{event.failure}; it is tried once more, each notebook in a kernel of its own",
}


@contextmanager
def progress_on(total: int, names: dict[str, str]) -> Iterator[Callable[[Event], None]]:
    """Show each event: districts done and failed, the rate, and the time that is left."""
    if sys.stdout.isatty():
        with _bar(total, names) as show:
            yield show
    else:
        yield _lines(total, names)


def time_left(done: int, total: int, seconds: float) -> str:
    """The time that is left, in words, when `done` of `total` took so many seconds; '' at the end.

    >>> time_left(10, 100, 60), time_left(90, 100, 60), time_left(1, 400, 60), time_left(5, 5, 9)
    ('about 9 min left', 'less than a minute left', 'about 6.7 hours left', '')
    """
    left = (total - done) * seconds / max(done, 1)
    if done == total:
        return ""
    if left < 60:
        return "less than a minute left"
    return (
        f"about {left / 60:.0f} min left" if left < 5400 else f"about {left / 3600:.1f} hours left"
    )


def _told(event: Event, names: dict[str, str]) -> str:
    district = event.job.district_id
    name = f"{district} {names.get(district, '')}".strip()
    return f"{name}: {WORDS[event.kind].format(event=event)}"


def _lines(total: int, names: dict[str, str]) -> Callable[[Event], None]:
    began = time.monotonic()
    done = failed = 0

    def show(event: Event) -> None:
        nonlocal done, failed
        if event.kind not in WORDS:
            return
        done += event.kind != "retry"
        failed += event.kind == "failed"
        place = f"[{done} of {total}{f', {failed} failed' if failed else ''}]"
        left = time_left(done, total, time.monotonic() - began)
        more = f" ({left})" if left and event.kind == "made" and done > 1 else ""
        print(f"{place} {_told(event, names)}{more}", flush=True)

    return show


@contextmanager
def _bar(total: int, names: dict[str, str]) -> Iterator[Callable[[Event], None]]:
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
    )

    # in all at most 75 letters: a terminal is often 80 wide, and what does not fit is cut off
    columns = (BarColumn(bar_width=16), MofNCompleteColumn(),
               TextColumn("{task.fields[failed]} failed"), TextColumn("{task.fields[rate]}"),
               TextColumn("{task.fields[left]}"))  # fmt: skip
    with Progress(*columns) as bar:
        task = bar.add_task("packets", total=total, failed=0, rate="", left="")
        began = time.monotonic()
        done = failed = 0

        def show(event: Event) -> None:
            nonlocal done, failed
            if event.kind in ("failed", "retry"):
                bar.console.print(escape(_told(event, names)), style="bold", highlight=False)
            if event.kind in ("made", "failed"):
                done, failed = done + 1, failed + (event.kind == "failed")
                seconds = time.monotonic() - began
                bar.update(task, completed=done, failed=failed,
                           rate=f"{60 * done / seconds:.0f} a minute",
                           left=time_left(done, total, seconds))  # fmt: skip

        yield show
