"""`rarkit check`: what was handled on reading, and what each dimension can and cannot answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from rar.batch.districts import review_year
from rar.dimensions import DIMENSIONS
from rar.store import build
from rar.workspace import Workspace

if TYPE_CHECKING:
    from rar.store import Store

NOTES_SHOWN = 40


def check_lines(folder: Path, say: Callable[[str], None]) -> Iterator[str]:
    """The check, line by line. Raises RarError with every problem when the files do not fit."""
    workspace = Workspace.open(folder)
    store = build(workspace, say)
    year = review_year(workspace, store, None)
    facts = store.facts
    yield f"{workspace.profile.name}: {len(store.statewide('inputs'))} files, years " + ", ".join(
        map(str, facts["years"])
    )
    yield from _notes(store)
    yield f"What {year} can answer, in {len(store.district_ids(year))} districts:"
    yield from _answers(store, year)


def _notes(store: Store) -> Iterator[str]:
    notes = store.statewide("notes")
    if not len(notes):
        yield "Nothing had to be handled on reading."
        return
    yield f"Handled on reading, as the profile declares ({len(notes)}):"
    for row in notes.head(NOTES_SHOWN).itertuples(index=False):
        yield f"  {row.year} {row.source}: {row.sentence}"
    if len(notes) > NOTES_SHOWN:
        yield f"  and {len(notes) - NOTES_SHOWN} more"


def _answers(store: Store, year: int) -> Iterator[str]:
    """For each metric, in how many districts it is computed; where in none, what is missing."""
    frames = [store.district(d, "availability") for d in store.district_ids(year)]
    frame = pd.concat(frames, ignore_index=True)
    frame = frame[frame["year"] == year]
    for dimension in DIMENSIONS:
        yield f"  {dimension.number} {dimension.name}"
        for metric in dimension.metrics:
            rows = frame[frame["metric"] == metric.id]
            count = rows["status"].value_counts()
            known = int(count.get("computed", 0)), int(count.get("partial", 0))
            if sum(known):
                told = f"computed in {known[0]} districts, in part in {known[1]}"
            else:
                lacking = rows["missing_field"].iloc[0] if len(rows) else ""
                told = "not computable: " + (lacking or "no school reports it")
                told += f" (usually with {metric.holder})"
            yield f"    {metric.id} {metric.label}: {told}"
