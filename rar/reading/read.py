"""Reading: a state's files, by its profile, as the canonical tables.

`read` opens the files of the years asked for (and no others), pulls every line of the crosswalk,
builds and checks the tables, and reduces finer ones into coarser. It does so year by year, so that
a large state's files are never all in memory at once. Everything that is wrong is told in one
letter; everything that was handled by declaration is in `Reading.notes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from rar.errors import Problem, RarError
from rar.reading.assemble import Built, Piece, build
from rar.reading.check import check_table
from rar.reading.grid import NOT_THERE, Grids
from rar.reading.profile import Profile
from rar.reading.pull import pull, rows_and_keys
from rar.reading.reduce import reduce_tables
from rar.reading.source import View, open_view
from rar.tables import TABLES, absent

Note = tuple[str, str, int, int, str, str]  # kind, source, year, count, noun, rest of the sentence

# The steps at which a year's problems and notes are found, in the order in which they are told.
FILES, HEADERS = range(2)
VIEWS, BUILT, OF_SCHOOLS, OF_DISTRICTS, RELATED, CHECKED, HOMELESS = range(7)
Told = dict[tuple[int, str], list]  # by step and table

FEWER_YEARS = (
    "To read only the years whose files you have, name them in review.toml: years = [2022]"
)


@dataclass(frozen=True)
class Reading:
    """What was read.

    tables  canonical frames by table name, see rar.tables
    trace   table, column, keys, year, source, file, sheet, header: where each column came from
    rows    source, year, id, row: the spreadsheet row of every row that was read
    notes   kind, source, year, count, sentence: what was handled because the profile says so
    inputs  file, sha256, size: the files that were read
    """

    tables: dict[str, pd.DataFrame]
    trace: pd.DataFrame
    rows: pd.DataFrame
    notes: pd.DataFrame
    inputs: pd.DataFrame


def read(
    profile: Profile,
    data_dir: Path,
    years: Sequence[int] | None = None,
    cache: Path | None = None,
) -> Reading:
    """Read a state's files below `data_dir` into canonical tables, for some or all years.

    cache is a folder for parsed cells, kept by content; None parses each time. Raises RarError with
    all problems at once: files, sheets, columns, cells, keys and impossible values.
    """
    wanted = _years(profile, years)
    data_dir = Path(data_dir)
    if not data_dir.is_dir():
        raise RarError(
            "The folder of the state's files is not there.", [Problem("", file=str(data_dir))]
        )
    grids = Grids(data_dir, Path(cache) if cache else None)
    homes = _homes(profile, wanted)
    made = [_read_year(profile, year, homes, grids) for year in wanted]
    _tell(profile, [one.unopened for one in made], several_years=len(wanted) > 1)
    _tell(profile, [one.problems for one in made])
    return Reading(
        tables=_all_years([one.tables for one in made]),
        trace=_trace([line for one in made for line in one.trace]),
        rows=pd.concat([one.rows for one in made], ignore_index=True),
        notes=_notes(_in_order([one.notes for one in made])),
        inputs=grids.inputs,
    )


@dataclass(frozen=True)
class _Year:
    """One year as read: tables, lines of the trace, rows, notes, and what is wrong."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    trace: list[tuple] = field(default_factory=list)
    rows: pd.DataFrame | None = None
    notes: Told = field(default_factory=dict)
    problems: Told = field(default_factory=dict)
    unopened: Told = field(default_factory=dict)


def _read_year(profile: Profile, year: int, homes: set[str], grids: Grids) -> _Year:
    views, unopened = _open(profile, year, grids)
    if any(unopened.values()):
        return _Year(unopened=unopened)
    pieces = _pull(profile, views)
    problems: Told = {(VIEWS, ""): [problem for view in views for problem in view.problems]}
    built = _build(pieces, problems)
    said = [(kind, v.source.name, year, *told) for v in views for kind, *told in v.notes]
    notes: Told = {(VIEWS, ""): said, **_leave_out_strangers(built, homes, year)}
    for name, one in built.items():
        notes[RELATED, name] = _relate(one)
        problems[CHECKED, name] = check_table(one.table, one.frame, one.where)
    problems[HOMELESS, ""] = _districts_unknown(built)
    fits = not any(problems.values())
    tables = reduce_tables({name: one.frame for name, one in built.items()}) if fits else {}
    return _Year(tables, _trace_lines(pieces), _rows(views), notes, problems)


def _homes(profile: Profile, years: list[int]) -> set[str]:
    """The tables that some year's files give rows of."""
    lines = (line for year in years for s in profile.sources_of(year) for line in
             profile.lines_of(s))  # fmt: skip
    return {line.table for line in lines if not line.joins_only}


def _all_years(by_year: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """The tables of all years, each sorted by its keys; by_year is emptied on the way."""
    tables = {}
    for name in dict.fromkeys(name for tables_of in by_year for name in tables_of):
        parts = [tables_of.pop(name) for tables_of in by_year if name in tables_of]
        made = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        tables[name] = made.sort_values(TABLES[name].key_names, ignore_index=True)
    return tables


def _in_order(by_year: list[Told]) -> list:
    """What was told of each year, by step and table and then by year."""
    order = {"": 0} | {name: place for place, name in enumerate(TABLES)}
    steps = {step for told in by_year for step in told}
    ranked = sorted(steps, key=lambda step: (step[0], order[step[1]]))
    return [one for step in ranked for told in by_year for one in told.get(step, [])]


def _tell(profile: Profile, by_year: list[Told], several_years: bool = False) -> None:
    """Raise one letter for the problems of all years, where there are any."""
    problems = _in_order(by_year)
    if several_years:  # one file may hold several years
        problems = list(dict.fromkeys(problems))
    if problems:
        absent_files = any(problem.what == NOT_THERE for problem in problems)
        cure = FEWER_YEARS if absent_files and several_years else ""
        raise RarError(f"The files of {profile.name} could not be read.", problems, cure)


def _years(profile: Profile, years: Sequence[int] | None) -> list[int]:
    wanted = profile.years if years is None else sorted({int(year) for year in years})
    unknown = [year for year in wanted if year not in profile.years]
    if not unknown and wanted:
        return wanted
    known = ", ".join(map(str, profile.years))
    told = ", ".join(map(str, unknown)) or "any year"
    raise RarError(
        f"The profile of {profile.name} does not know {told}.",
        [Problem("years it knows", allowed=known)],
        "To add a year: add a line for each source to "
        f"{profile.shown('sources.csv')}, and a column of that year's headers to "
        f"{profile.shown('columns.csv')}.",
    )


def _open(profile: Profile, year: int, grids: Grids) -> tuple[list[View], Told]:
    """All views of a year, and the problems of files and headers that cannot be read."""
    views, problems = [], []
    for source in profile.sources_of(year):
        try:
            views.append(open_view(source, profile, grids))
        except RarError as error:
            problems += [p for p in error.problems if p not in problems]
    headers = [problem for view in views for problem in view.problems]
    return views, {(FILES, ""): problems, (HEADERS, ""): headers}


def _pull(profile: Profile, views: list[View]) -> list[Piece]:
    return [
        Piece(line, view, pull(view, line, profile), rows_and_keys(view, line, profile)[1])
        for view in views
        for line in profile.lines_of(view.source)
    ]


def _build(pieces: list[Piece], problems: Told) -> dict[str, Built]:
    by_table: dict[str, list[Piece]] = {}
    for piece in pieces:
        by_table.setdefault(piece.line.table, []).append(piece)
    built = {}
    for name, table in TABLES.items():
        if name not in by_table:
            continue
        one = build(table, by_table[name], problems.setdefault((BUILT, name), []))
        if one is not None and len(one.frame):
            built[name] = one
    return built


def _leave_out_strangers(built: dict[str, Built], homes: set[str], year: int) -> Told:
    """Leave out rows of schools and districts that are not in those tables that year; note them.

    homes are the tables that some year has rows of.
    """
    notes: Told = {}
    for step, key, home in ((OF_SCHOOLS, "school_id", "schools"),
                            (OF_DISTRICTS, "district_id", "districts")):  # fmt: skip
        if home not in homes:
            continue
        known = built[home].frame[key] if home in built else []
        for name, one in built.items():
            if name in (home, "schools") or key not in one.frame.columns:
                continue
            ids = one.frame[key]
            strange = ~ids.isin(known) & ids.ne("")
            if strange.any():
                found = sorted(ids[strange].unique())
                told = f"of table {name} left out, for not being in table {home} that year: "
                told += ", ".join(found[:5]) + (" ..." if len(found) > 5 else "")
                note = ("stranger", "", year, len(found), home.removesuffix("s"), told)
                notes[step, name] = [note]
                one.keep(~strange)
    return notes


def _relate(built: Built) -> list[Note]:
    """Values that another column of the row decides on: events per 1,000, parts of a whole.

    A part that exceeds its whole is read as missing; the notes say how many.
    """
    notes = []
    for at, piece in enumerate(built.pieces):
        step, _, base = piece.line.steps.split()[-1].partition(":")
        if step not in ("per1000", "at_most"):
            continue
        column, frame = piece.line.column, built.frame
        own = built.piece_of[column].eq(at) & frame[column].notna()
        if step == "per1000":
            value = (frame[column] * frame[base] / 1000).round()
            reason = frame[absent(base)]
        else:
            value = frame[column].where(~(frame[column] > frame[base]))
            reason = pd.Series("missing", index=frame.index, dtype="str")
            lost = int((own & value.isna()).sum())
            if lost:
                told = f"of {column} read as missing, for being more than {base}"
                source = piece.view.source
                notes.append(("set aside", source.name, source.year, lost, "value", told))
        why = frame[absent(column)].mask(own & value.isna(), reason)
        value = value.where(own, frame[column])
        built.frame = frame.assign(**{column: value, absent(column): why.astype("str")})
    return notes


def _districts_unknown(built: dict[str, Built]) -> list[Problem]:
    """A problem for each school whose district is not in table districts that year."""
    if "schools" not in built or "districts" not in built:
        return []
    schools = built["schools"]
    known = pd.MultiIndex.from_frame(built["districts"].frame[["district_id", "year"]])
    ids = pd.MultiIndex.from_frame(schools.frame[["district_id", "year"]])
    found = []
    for at in (~ids.isin(known)).nonzero()[0]:
        cell = schools.where("district_id", int(at))
        held = schools.frame.iloc[at]
        found.append(
            Problem(
                "the district of a school is not among the districts of that year",
                cell.file,
                cell.sheet,
                cell.row,
                cell.column,
                f"{held['district_id']} of school {held['school_id']}",
                cure="add its row to the file of districts, or leave the school out in rows.csv",
            )
        )
    return found


def _trace_lines(pieces: list[Piece]) -> list[tuple]:
    return [
        (
            p.line.table,
            p.line.column,
            p.line.spelled_keys,
            p.view.source.year,
            p.view.source.name,
            p.view.file,
            p.view.source.sheet,
            p.line.cells[p.view.source.year],
        )
        for p in pieces
    ]


def _trace(lines: list[tuple]) -> pd.DataFrame:
    names = ["table", "column", "keys", "year", "source", "file", "sheet", "header"]
    return pd.DataFrame(lines, columns=names)


def _rows(views: list[View]) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "source": view.source.name,
                "year": view.source.year,
                "id": view.ids,
                "row": view.ids.index,
            }
        )
        for view in views
    ]
    return pd.concat(parts, ignore_index=True)


def _notes(notes: list[Note]) -> pd.DataFrame:
    told = [
        (kind, name, year, n, f"{n:,} {noun}{'' if n == 1 else 's'} {rest}")
        for kind, name, year, n, noun, rest in notes
    ]
    frame = pd.DataFrame(told, columns=["kind", "source", "year", "count", "sentence"])
    return frame.drop_duplicates(ignore_index=True)
