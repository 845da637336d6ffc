"""What `rarkit collect` tells: file by file what was read, what differs, what was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rar.errors import RarError
from rar.record.keep import ACTIONS, SET_ASIDE
from rar.record.merge import QUESTION, Received, later_copies
from rar.record.reading.written import COMMENT, ELSEWHERE, OUTSIDE, Written, one_line
from rar.record.table import ANSWERS

if TYPE_CHECKING:
    import pandas as pd

    from rar.record.reading.origin import Names

_SHOWN = 90  # letters of an answer in the report; the record has all of it


@dataclass
class Collected:
    """What came of a run: files read, blank ones, letters for those that could not be read."""

    received: list[Received] = field(default_factory=list)
    blank: list[Path] = field(default_factory=list)
    letters: list[RarError] = field(default_factory=list)
    passed: list[Path] = field(default_factory=list)  # in folders, and no Word or Excel file


def report_lines(
    records: Path, collected: Collected, answers: pd.DataFrame, changed: list[str], names: Names
) -> Iterator[str]:
    """The report, line by line; answers is the whole record, changed what was written anew."""
    for one in collected.received:
        yield from _file_lines(one, names)
    yield from _other_lines(collected)
    yield from _conflict_lines(answers, collected)
    yield from _end_lines(records, collected, answers, changed)


def _file_lines(one: Received, names: Names) -> Iterator[str]:
    origin = one.origin
    year = int(origin.year)
    edition = f", {origin.edition}" if origin.edition else ""
    yield (
        f"{one.path.name}: {origin.form} of {origin.district_id} "
        f"{names[year][origin.district_id]}, {year - 1}–{year % 100:02d}{edition}"
    )
    counts = Counter(written.section for written in one.content.written)
    read = [f"{count} {section}" for section, count in counts.items() if section not in OUTSIDE]
    yield f"  read: {', '.join(read)}" if read else "  nothing was written in its places"
    for written in one.content.written:
        if written.section in OUTSIDE:
            yield f"  {_outside(written)}"
    for note in one.content.notes:
        yield f"  {note}"
    if not one.compared:
        yield f"  What stands outside the places to write was not looked for: {one.why_not}."


def _outside(one: Written) -> str:
    """What stands outside the places to write, where, and instead of what."""
    what = one.label if one.section == COMMENT else "Written elsewhere"
    under = f" under {one.item!r}" if one.item else ""
    before = f" ({one.label.lower()})" if one.label and one.section == ELSEWHERE else ""
    return f"{what}{under}, {one.place}: {one_line(one.value, _SHOWN)!r}{before}"


def _other_lines(collected: Collected) -> Iterator[str]:
    for path in collected.blank:
        yield f"{path.name}: the form as it was sent; nothing was written in it, and it is not kept"
    if collected.passed:
        names = ", ".join(path.name for path in collected.passed)
        yield f"Passed over in the folders, since no answer can be read out of them: {names}."
        yield "  Forms are .docx and .xlsx. If one of these was filled in, save it as such."


def _conflict_lines(answers: pd.DataFrame, collected: Collected) -> Iterator[str]:
    """Every question of these files' districts that is answered in more than one way."""
    districts = {f"{one.origin.district_id} {one.origin.year}" for one in collected.received}
    here = answers[(answers["district_id"] + " " + answers["year"]).isin(districts)]
    called = _called(here)
    disputed = here[here["conflict"] == "yes"]
    if len(disputed):
        yield "Answered in more than one way; everything is kept, and the room decides:"
    for (district, year, _, _), rows in disputed.groupby(QUESTION, sort=True):
        first = rows.iloc[0]
        about = one_line(first["about"] or first["item"], _SHOWN)
        yield f"  {district}, {year}, {first['label']} ({about})"
        for row in rows.itertuples(index=False):
            by = f", saved by {row.saved_by}" if row.saved_by else ""
            yield f"    {one_line(row.value, _SHOWN)!r} in {called[row.sha256]}, {row.place}{by}"
    for later, earlier, who in later_copies(here):
        yield f"  {called[later]} was saved after {called[earlier]}, both by {who}."


def _called(answers: pd.DataFrame) -> dict[str, str]:
    """What each file is called, by hash; those of one name with the beginning of their hash."""
    files = answers.drop_duplicates("sha256")
    twice = files["file"].duplicated(keep=False)
    names = files["file"].where(~twice, files["file"] + " (" + files["sha256"].str[:12] + ")")
    return dict(zip(files["sha256"], names, strict=True))


def _end_lines(
    records: Path, collected: Collected, answers: pd.DataFrame, changed: list[str]
) -> Iterator[str]:
    unread = len(collected.letters)
    if unread:
        yield f"{unread} could not be read: see above. The others were collected."
    if not collected.received:
        yield "Nothing was collected."
        return
    files = answers["sha256"].nunique()
    comments = int((answers["section"] == COMMENT).sum())
    yield f"On record: {len(answers):,} rows of {files} files; comments among them: {comments}."
    yield f"  {records / ANSWERS}, for programs; {records / ACTIONS}, for people"
    for name in changed:
        if SET_ASIDE in name:
            yield f"{ACTIONS} was not as this command had left it, and is kept as {name}."
    if changed:
        yield f"Written: {', '.join(changed)}"
    else:
        yield "Nothing changed: all of it was on record already."
