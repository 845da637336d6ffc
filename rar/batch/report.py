"""`rarkit check`: what was handled on reading, and what each dimension can and cannot answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from rar.batch.choose import review_year
from rar.dimensions import DIMENSIONS
from rar.store import build
from rar.words import CHECK, FEW_PEOPLE
from rar.workspace import Workspace

if TYPE_CHECKING:
    from rar.store import Store

NOTES_SHOWN = 40
DOUBTS_SHOWN = 400
FIELD = ["rule", "table", "column"]


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
    yield from doubt_lines(_doubts(store), _names(store))
    yield from _few_people(store, year, workspace.settings.small.minimum_group)
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


def _doubts(store: Store) -> pd.DataFrame:
    frames = [store.district(district, "doubts") for district in store.facts["districts"]]
    return pd.concat(frames, ignore_index=True).drop_duplicates("sentence")


def _names(store: Store) -> dict[str, str]:
    names = store.table("districts").drop_duplicates("district_id", keep="last")
    words = names["name"].str.replace(r"\s+", " ", regex=True)
    return dict(zip(names["district_id"], words, strict=True))


def doubt_lines(doubts: pd.DataFrame, names: dict[str, str]) -> Iterator[str]:
    """What to check before discussing, the latest year first, each number once.

    doubts is the product of that name, one row a sentence; names the districts' names. A field that
    is doubtful in most districts with a doubt of whole districts is told once for the state, and
    a school whose field is doubtful in several years once, with the latest.
    """
    if doubts.empty:
        yield f"{CHECK}: nothing was found."
        return
    numbers = doubts.drop_duplicates(["district_id", "school_id", "group", "year", *FIELD])
    yield f"{CHECK} ({len(numbers):,}); the numbers are kept, and marked where they are shown:"
    of_state = doubts["school_id"].eq("") & _in_most(doubts, len(names))
    for _, part in doubts[of_state].groupby([*FIELD, "year"]):
        row = part.iloc[0]
        yield f"  In {len(part)} districts; for one: {row.sentence}"
    rest = doubts[~of_state].sort_values(["year", "district_id"], ascending=[False, True])
    repeated = rest.groupby(["district_id", "school_id", "group", *FIELD], sort=False)
    for shown, (_, part) in enumerate(repeated):
        if shown == DOUBTS_SHOWN:
            yield f"  and {repeated.ngroups - shown} more; the workbooks have them all"
            return
        row = part.iloc[0]
        earlier = ", ".join(str(year) for year in part["year"].unique()[1:])
        also = f" Also in {earlier}." if earlier else ""
        yield f"  {row.district_id} {names[row.district_id]}: {row.sentence}{also}"


def _in_most(doubts: pd.DataFrame, districts: int) -> pd.Series:
    """Whether more than half of the districts have the doubt of the row's field and year."""
    return doubts.groupby([*FIELD, "year"])["district_id"].transform("nunique") > districts / 2


def _few_people(store: Store, year: int, fewest: int) -> Iterator[str]:
    frame = store.statewide("few_people")
    own = frame[frame["year"] == year]
    yield (
        f"{own['few'].sum():,} of {own['values'].sum():,} values of {year} are rates of fewer than "
        f"{fewest} people; they are marked '{FEW_PEOPLE}'."
    )


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
