"""One source in one year: the rows of a sheet that count.

`open_view` finds the header, pads the ids, leaves out the rows a profile declares away and reads
rows that stand twice once. What is wrong in a file is gathered, so that a letter names all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from rar.errors import Problem, nearest
from rar.reading.convert import convert
from rar.reading.crosswalk import Repair, Source, is_pattern, one_blank
from rar.reading.grid import Grids
from rar.reading.profile import Profile, names

ROW = "row"  # the index of a view: the row number of the spreadsheet


@dataclass
class View:
    """The rows of a source that count: text cells by header, index = spreadsheet row.

    `ids` holds each row's padded id. `problems` and `notes` (kind, count, noun, rest of the
    sentence) say what was found on the way. `keys` holds the rows and keys that lines have in
    common (`rar.reading.pull`).
    """

    source: Source
    file: str
    frame: pd.DataFrame
    ids: pd.Series
    problems: list[Problem] = field(default_factory=list)
    notes: list[tuple[str, int, str, str]] = field(default_factory=list)
    keys: dict[tuple, tuple[pd.DataFrame, pd.DataFrame]] = field(default_factory=dict)

    def problem(self, what: str, **more) -> None:
        """Add a problem of this source's file and sheet."""
        self.problems.append(Problem(what, file=self.file, sheet=self.source.sheet, **more))


def open_view(source: Source, profile: Profile, grids: Grids) -> View:
    """Read one source's sheet. Raises RarError only where the file itself cannot be read."""
    path = grids.find(source.file)
    grid = grids.cells(path, source.sheet)
    headers = _headers(grid, source.header_rows)
    frame = grid.iloc[source.header_rows[-1] :].set_axis(headers, axis=1)
    frame.index.name = ROW
    view = View(source, path.name, frame, pd.Series(dtype="str"))
    if _lacks_headers(view, profile, grid):
        view.frame = frame.iloc[:0]
        view.ids = pd.Series([], index=view.frame.index, dtype="str")
        return view
    view.frame = frame[frame.ne("").any(axis=1)]
    _mend(view, profile)
    width = profile.widths.get(source.entity, 0)
    view.ids = view.frame[source.id].map(one_blank).astype("str")
    padded = convert(view.ids, source.id_steps, profile.codes).str.zfill(width)
    view.ids = view.ids.where(view.ids.eq(""), padded)
    _choose_rows(view, profile)
    _read_repeated_rows_once(view)
    _note_parts(view)
    return view


def _headers(grid: pd.DataFrame, rows: tuple[int, ...]) -> list[str]:
    """The header cells, made unique: a name that stands twice becomes 'name #2'."""
    texts = [grid.loc[row].map(one_blank) for row in rows if row in grid.index]
    if not texts:
        return [""] * grid.shape[1]
    if len(texts) == 2:
        upper = texts[0].where(texts[0].ne("")).ffill().fillna("")
        both = (upper + " / " + texts[1]).str.removeprefix(" / ")
        texts = [both.where(texts[1].ne(""), texts[0])]
    seen: dict[str, int] = {}
    named = []
    for text in texts[0]:
        seen[text] = seen.get(text, 0) + 1
        named.append(text if seen[text] == 1 else f"{text} #{seen[text]}")
    return named


def _lacks_headers(view: View, profile: Profile, grid: pd.DataFrame) -> bool:
    """Whether headers the profile expects are missing; a problem for each."""
    source, year = view.source, view.source.year
    lines = profile.lines_of(source)
    expected: dict[str, str] = {source.id: f"line {source.at} of {profile.shown('sources.csv')}"}
    if source.repeats:
        expected.setdefault(source.repeats, expected[source.id])
    for line in lines:
        for header in line.needs(year):
            place = f"column {year} of line {line.at} of {profile.shown('columns.csv')}"
            expected.setdefault(header, place)
    for rule in profile.row_rules:
        if rule.header and names(rule.sources, source.name):
            expected.setdefault(rule.header, profile.shown("rows.csv"))
    missing = [header for header in expected if header not in view.frame.columns]
    if not missing:
        return False
    unmapped = [header for header in view.frame.columns if header and header not in expected]
    moved = _header_seems_on(grid, list(expected)) if len(missing) == len(expected) else None
    if moved and moved != source.header_rows[0]:
        view.problem(
            f"the header is not on row {source.header_rows[0]}; it seems to stand on row {moved}",
            cure=f"write {moved} as header_row in line {source.at} of "
            f"{profile.shown('sources.csv')}, if it is right",
        )
        return True
    for header in missing:
        close = nearest(header, unmapped)
        view.problem(
            "a column that was expected is not there",
            column=header,
            cure=(f"columns that look like it: {', '.join(close)}; " if close else "")
            + f"if it has a new name, write that in {expected[header]}; "
            "if it is no longer published, leave that cell blank",
        )
    return True


def _header_seems_on(grid: pd.DataFrame, expected: list[str]) -> int | None:
    """The row among the first 30 that holds the most of the expected headers, if any does."""
    wanted = set(expected)
    hits = grid.head(30).map(one_blank).isin(wanted).sum(axis=1)
    return int(hits.idxmax()) if len(hits) and hits.max() > 0 else None


def _mend(view: View, profile: Profile) -> None:
    """Read cells anew that exceptions.csv says stand for another text (absences come in `pull`)."""
    for repair in profile.repairs:
        if not (applies(repair, view.source) and repair.meaning.startswith("=")):
            continue
        if repair.header not in view.frame.columns:
            continue
        cells = view.frame[repair.header].str.strip()
        hit = matches(cells, repair.value)
        if repair.id:
            hit &= view.frame[view.source.id].str.strip().str.zfill(len(repair.id)).eq(repair.id)
        if hit.any():
            fixed = view.frame[repair.header].mask(hit, repair.meaning[1:])
            view.frame = view.frame.assign(**{repair.header: fixed})
            told = f"of {repair.header} read as {repair.meaning[1:]!r} instead of {repair.value!r}"
            view.notes.append(("repaired", int(hit.sum()), "cell", f"{told}: {repair.why}"))


def applies(repair: Repair, source: Source) -> bool:
    """Whether a line of exceptions.csv is about a source in its year."""
    return names(repair.sources, source.name) and repair.year in ("", str(source.year))


def _choose_rows(view: View, profile: Profile) -> None:
    """Leave out rows without an id, and those rows.csv declares away; note how many of each."""
    for rule in (r for r in profile.row_rules if names(r.sources, view.source.name)):
        cells = view.frame[rule.header].str.strip() if rule.header else view.ids
        pattern = rule.pattern.replace("{year}", str(view.source.year))
        hit = cells.str.fullmatch(pattern).astype(bool)
        _leave_out(view, hit if rule.action == "drop" else ~hit, rule.why)
    _leave_out(view, view.ids.eq(""), "rows without an id")


def _leave_out(view: View, out: pd.Series, why: str) -> None:
    if out.any():
        view.notes.append(("left out", int(out.sum()), "row", f"left out: {why}"))
        view.frame, view.ids = view.frame[~out], view.ids[~out]


def _read_repeated_rows_once(view: View) -> None:
    rest = [header for header in view.frame.columns if header != view.source.id]
    again = view.frame[rest].assign(**{view.source.id: view.ids}).duplicated()
    if again.any():
        count = int(again.sum())
        told = "repeated in full and read once"
        view.notes.append(("repeated", count, "row", told))
        view.frame, view.ids = view.frame[~again], view.ids[~again]


def _note_parts(view: View) -> None:
    if view.source.repeats:
        count = int(view.ids[view.ids.duplicated()].nunique())
        if count:
            told = f"in several rows, told apart by {view.source.repeats!r}, counted once"
            view.notes.append(("counted once", count, view.source.entity, told))


def matches(texts: pd.Series, word: str) -> pd.Series:
    """Which texts are a word (any case), or match it where it is a pattern between slashes."""
    if is_pattern(word):
        return texts.str.fullmatch(word[1:-1]).astype(bool)
    return texts.str.lower().eq(word.lower())
