"""`rarkit collect`: filled-in protocols and workbooks read back into the workspace's record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rar.batch.choose import district_names
from rar.batch.collected import Collected, report_lines
from rar.errors import Problem, RarError, nearest
from rar.reading.limits import MOST_LETTERS
from rar.record.keep import ACTIONS, SET_ASIDE, keep, names_by_hash, received_name
from rar.record.merge import Received, merge
from rar.record.reading.blank import blanks_of, is_blank
from rar.record.reading.book import read_workbook
from rar.record.reading.origin import Names, Origin, check_origin, number, origin_of
from rar.record.reading.parcel import WORD, Parcel, open_parcel
from rar.record.reading.word import read_protocol
from rar.record.reading.wording import sentences, worded
from rar.record.reading.written import ELSEWHERE, Content
from rar.record.table import ANSWERS, FOLDER, as_csv, read_answers
from rar.record.tracking import tracking_list
from rar.store import Store, build
from rar.workspace import EDITIONS, Workspace

FORMS = (".docx", ".docm", ".xlsx", ".xlsm")  # what a folder is searched for
OTHERS = (".doc", ".xls", ".xlsb", ".odt", ".ods", ".rtf", ".pdf", ".pages", ".numbers")
_LOCKS = ("~$", ".")  # what Word, Excel and LibreOffice leave beside an open file


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
    before = read_answers(workspace)
    answers = merge(before, collected.received, by_hash)
    made = {}
    if collected.received:
        latest = {d: name for year in sorted(names) for d, name in names[year].items()}
        made = _edited(records, tracking_list(before, latest))
        made |= {ACTIONS: tracking_list(answers, latest), ANSWERS: as_csv(answers)}
    changed = keep(records, collected.received, made)
    for error in collected.letters:
        letter(error)
    yield from report_lines(records, collected, answers, changed, names)


def _edited(records: Path, ours: bytes) -> dict[str, bytes]:
    """actions.xlsx under another name, where it is not as we left it: somebody wrote into it."""
    file = records / ACTIONS
    if not file.is_file() or file.read_bytes() == ours:
        return {}
    data = file.read_bytes()
    return {f"{file.stem}{SET_ASIDE}{hashlib.sha256(data).hexdigest()[:8]}.xlsx": data}


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
    if origin.saved_by == workspace.profile.publisher:  # as our own writing has it
        origin = replace(origin, saved_by="")
    state = (workspace.profile.name, workspace.settings.state)
    check_origin(parcel.file.name, origin, names, state, told=bool(told.district))
    if is_blank(workspace, origin, parcel.sha256):
        found.blank.append(parcel.file)
        return
    blanks, why_not = blanks_of(workspace, origin)
    reader = read_protocol if parcel.kind == WORD else read_workbook
    contents = [reader(parcel, blank) for blank in blanks] or [reader(parcel, None)]
    content = min(contents, key=_strange)
    _check_lengths(parcel.file, content)
    if parcel.kind == WORD:
        known = sentences(workspace, store, origin.district_id, int(origin.year))
        content.written = worded(content.written, known)
    found.received.append(
        Received(parcel.file, name, parcel.sha256, origin, content, bool(blanks), why_not)
    )


def _check_lengths(file: Path, content: Content) -> None:
    """Nobody writes such an answer, and Excel could not show the record that held it."""
    long = [one for one in content.written if len(one.value) > MOST_LETTERS]
    if long:
        beyond = f"letters, more than the {MOST_LETTERS:,} that Excel takes"
        problems = [
            Problem(f"an answer has {len(one.value):,} {beyond}: {one.place}", file.name,
                    value=one.value[:40])
            for one in long
        ]  # fmt: skip
        cure = "Look at these places in the file, shorten them and collect it again."
        raise RarError(f"{file.name} could not be read.", problems, cure)


def _strange(content: Content) -> int:
    """How much of a form the blank it was compared with does not know."""
    return sum(one.section == ELSEWHERE for one in content.written)
