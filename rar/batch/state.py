"""`rarkit state`: the state page and workbook over all districts that have a packet of the year."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rar.batch.choose import review_year
from rar.errors import RarError
from rar.store import build
from rar.workspace import INTERNAL, Workspace, check_edition

if TYPE_CHECKING:
    from rar.statewide.reviewed import Statewide


def state_lines(
    folder: Path, year: int | None, say: Callable[[str], None], edition: str = INTERNAL
) -> Iterator[str]:
    """Write an edition's state.html and state.xlsx; say of how many districts and where.

    They are in state/<year>/, those that may be handed on in state/<edition>/<year>/. Raises
    RarError for an edition or a packet that is not there, or a file that cannot be written.
    """
    from rar.packet.summary import renew_indexes
    from rar.statewide.book import write_book
    from rar.statewide.page import write_page
    from rar.statewide.reviewed import Statewide

    workspace = Workspace.open(folder)
    check_edition(edition)
    store = build(workspace, say, edition)
    year = review_year(workspace, store, year)
    state = Statewide.open(workspace, store, year, edition)
    folder_of_year = workspace.state_pages_of(edition) / str(year)
    for name, write in (("state.html", write_page), ("state.xlsx", write_book)):
        _put(folder_of_year / name, state, write)
    renew_indexes(workspace, year, edition)
    districts = len(state.packets)
    yield f"{districts} reviewed {'district' if districts == 1 else 'districts'} side by side."
    if state.older:
        yield (
            "Made from other files or settings than the store now, and worth making again: "
            f"{', '.join(state.older)}."
        )
    yield f"Open {folder_of_year / 'state.html'}"


def _put(file: Path, state: Statewide, write: Callable[[Statewide, Path], None]) -> None:
    """Write a file beside its place, then move it there."""
    beside = file.with_name(f".{file.stem}-{os.getpid()}{file.suffix}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write(state, beside)
        os.replace(beside, file)
    except OSError as error:
        raise RarError(
            f"{file} could not be written: {error.strerror or error}",
            cure="Close it if it is open in another program, check that the folder may be written "
            "to, and run the command again. The file that was there before is untouched.",
        ) from error
    finally:
        beside.unlink(missing_ok=True)
