"""`rarkit collect`: filled-in protocols and workbooks read back into the workspace's record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rar.batch.districts import district_names
from rar.errors import Problem, RarError, nearest
from rar.record.blank import blanks_of, is_blank
from rar.record.book import read_workbook
from rar.record.keep import ACTIONS, keep, names_by_hash, received_name
from rar.record.merge import Received, later_copies, merge
from rar.record.origin import Names, Origin, check_origin, number, origin_of
from rar.record.parcel import WORD, Parcel, open_parcel
from rar.record.table import ANSWERS, FOLDER, as_csv, read_answers
from rar.record.tracking import tracking_list
from rar.record.word import read_protocol
from rar.record.wording import sentences, worded
from rar.record.written import COMMENT, ELSEWHERE, OUTSIDE, Content, one_line
from rar.store import Store, build
from rar.workspace import EDITIONS, Workspace

if TYPE_CHECKING:
    import pandas as pd

FORMS = (".docx", ".docm", ".xlsx", ".xlsm")  # what a folder is searched for
OTHERS = (".doc", ".xls", ".xlsb", ".odt", ".ods", ".rtf", ".pdf", ".pages", ".numbers")
_LOCKS = ("~$", ".")  # what Word, Excel and LibreOffice leave beside an open file
_SHOWN = 90  # letters of an answer in the report; the record has all of it


@dataclass
class Collected:
    """What came of a run: files read, blank ones, letters for those that could not be read."""

    received: list[Received] = field(default_factory=list)
    blank: list[Path] = field(default_factory=list)
    letters: list[RarError] = field(default_factory=list)
    passed: list[Path] = field(default_factory=list)  # in folders, and no Word or Excel file


@dataclass(frozen=True)
class Told:
    """What the user says of files that do not say it themselves, or name no district of ours."""

    district: str = ""
    year: str = ""

    def of(self, origin: Origin, names: Names) -> Origin:
        """The origin with what the user says where it says nothing."""
        year = origin.year or self.year
        known = names.get(number(year), {})
        own = origin.district_id if origin.district_id in known else ""
        return replace(origin, year=year, district_id=own or self.district or origin.district_id)


def collect_lines(
    folder: Path,
    files: list[Path],
    told: Told,
    say: Callable[[str], None],
    letter: Callable[[RarError], None],
) -> Iterator[str]:
    """Collect the files; yield the report line by line, call letter for each that was not read.

    Raises RarError where the workspace is none or the record cannot be written.
    """
    workspace = Workspace.open(folder)
    store = Store.open(workspace) or build(workspace, say)
    names = {year: district_names(store, year) for year in store.facts["years"]}
    collected = _read_all(workspace, store, names, files, told)
    records = workspace.folder / FOLDER
    by_hash = names_by_hash(records, collected.received)
    collected.received = [replace(one, name=by_hash[one.sha256]) for one in collected.received]
    answers = merge(read_answers(workspace), collected.received, by_hash)
    made = {}
    if collected.received:
        latest = {d: name for year in sorted(names) for d, name in names[year].items()}
        made = {ACTIONS: tracking_list(answers, latest), ANSWERS: as_csv(answers)}
    changed = keep(records, collected.received, made)
    for error in collected.letters:
        letter(error)
    for one in collected.received:
        yield from _file_lines(one, names)
    yield from _other_lines(collected)
    yield from _conflict_lines(answers, collected)
    yield from _end_lines(records, collected, answers, changed)


def _read_all(
    workspace: Workspace, store: Store, names: Names, files: list[Path], told: Told
) -> Collected:
    found = Collected()
    seen = set()
    for path in _search(files, found):
        try:
            parcel = open_parcel(path)
            if parcel.sha256 not in seen:
                seen.add(parcel.sha256)
                _read_one(workspace, store, names, parcel, told, found)
        except RarError as error:
            found.letters.append(error)
    return found


def _search(files: list[Path], found: Collected) -> Iterator[Path]:
    """The files named, and the forms in the folders named, in order of their names."""
    for path in sorted(set(files)):
        if path.is_dir():
            inside = [one for one in sorted(path.rglob("*")) if one.is_file()]
            inside = [one for one in inside if not one.name.startswith(_LOCKS)]
            found.passed += [one for one in inside if one.suffix.lower() in OTHERS]
            yield from (one for one in inside if one.suffix.lower() in FORMS)
        elif path.exists():
            yield path
        else:
            beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
            close = ", ".join(nearest(path.name, beside))
            cure = f"Did you mean {close}?" if close else "Check the path."
            problem = Problem("there is no such file or folder", str(path))
            found.letters.append(RarError(f"{path.name} could not be read.", [problem], cure))


def _read_one(
    workspace: Workspace, store: Store, names: Names, parcel: Parcel, told: Told, found: Collected
) -> None:
    name = received_name(parcel.file, parcel.sha256)
    origin = told.of(origin_of(parcel, names, tuple(EDITIONS)), names)
    state = (workspace.profile.name, workspace.settings.state)
    check_origin(parcel.file.name, origin, names, state, told=bool(told.district))
    if is_blank(workspace.packets, origin, parcel.sha256):
        found.blank.append(parcel.file)
        return
    blanks, why_not = blanks_of(workspace.packets, origin)
    reader = read_protocol if parcel.kind == WORD else read_workbook
    contents = [reader(parcel, blank) for blank in blanks] or [reader(parcel, None)]
    content = min(contents, key=_strange)
    if parcel.kind == WORD:
        known = sentences(workspace, store, origin.district_id, int(origin.year))
        content.written = worded(content.written, known)
    found.received.append(
        Received(parcel.file, name, parcel.sha256, origin, content, bool(blanks), why_not)
    )


def _strange(content: Content) -> int:
    """How much of a form the blank it was compared with does not know."""
    return sum(one.section == ELSEWHERE for one in content.written)


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
            what = written.label or "Written elsewhere"
            under = f" under {written.item!r}" if written.item else ""
            yield f"  {what}{under}, {written.place}: {one_line(written.value, _SHOWN)!r}"
    for note in one.content.notes:
        yield f"  {note}"
    if not one.compared:
        yield f"  What stands outside the places to write was not looked for: {one.why_not}."


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
    for (district, year, _, _), rows in disputed.groupby(
        ["district_id", "year", "item", "field"], sort=True
    ):
        first = rows.iloc[0]
        yield f"  {district}, {year}, {first['label']} ({first['about'] or first['item']})"
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
    yield f"On record: {len(answers):,} rows of {files} files ({comments} comments)."
    yield f"  {records / ANSWERS}, for programs; {records / ACTIONS}, for people"
    if changed:
        yield f"Written: {', '.join(changed)}"
    else:
        yield "Nothing changed: all of it was on record already."
