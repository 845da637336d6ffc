"""From the values that crosswalk lines pulled to one canonical table.

A table's rows are the keys its lines gave; its columns are filled key by key. Where one key has
two different values the letter names both rows. What no line gave is absent, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from rar.errors import Problem
from rar.reading.convert import join_levels
from rar.reading.crosswalk import Line
from rar.reading.source import View
from rar.tables import ABSENCES, TABLES, TEXT, Table, absent

PRESENT_FIRST = {why: place for place, why in enumerate(["", "suppressed", *ABSENCES])}
KEY = "key"  # the place of a row's keys among all keys of its table
CONFLICTS = 50  # quoted of one column; a file read with the wrong key would give thousands


@dataclass(frozen=True)
class Piece:
    """What one line of the crosswalk pulled from one view."""

    line: Line
    view: View
    frame: pd.DataFrame  # the table's keys, value, absent, row
    keys: pd.DataFrame | None = None  # the keys alone; lines that share them hold the same frame


@dataclass
class Built:
    """A canonical table, and for each of its columns the piece and row every value came from."""

    table: Table
    frame: pd.DataFrame
    pieces: list[Piece]
    row_of: dict[str, pd.Series] = field(default_factory=dict)
    piece_of: dict[str, pd.Series] = field(default_factory=dict)

    def where(self, column: str, at: int) -> Problem:
        """The cell a value came from, as a Problem with file, sheet, row, header and its text."""
        piece_of = self.piece_of.get(column)
        if piece_of is None or pd.isna(piece_of.iloc[at]):
            return Problem("", column=f"{self.table.name}.{column}")
        piece, row = self.pieces[int(piece_of.iloc[at])], int(self.row_of[column].iloc[at])
        header = piece.line.cells[piece.view.source.year]
        cells = piece.view.frame.loc[row]
        return Problem(
            "",
            file=piece.view.file,
            sheet=piece.view.source.sheet,
            row=row,
            column=header,
            value=str(cells[header]) if header in cells.index else "",
        )

    def keep(self, rows: pd.Series) -> None:
        """Keep only these rows of the table."""
        self.frame = self.frame[rows].reset_index(drop=True)
        for held in (self.row_of, self.piece_of):
            held.update({name: s[rows].reset_index(drop=True) for name, s in held.items()})


def build(table: Table, pieces: Sequence[Piece], problems: list[Problem]) -> Built | None:
    """One canonical table of all its pieces, None without rows; conflicts go to `problems`."""
    names = table.key_names
    keys, base, pieces = _numbered(names, pieces)
    if not base:
        return None
    rows = keys.iloc[:base]
    built = Built(table, rows, list(pieces))
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        own = [(at, piece) for at, piece in enumerate(pieces) if piece.line.column == column.name]
        found = _filled(keys, base, own, problems)
        why = found["absent"]
        if why.isna().any():
            why = why.where(why.notna(), _not_given(rows, own))
        kind = "str" if column.kind == TEXT else "float64"
        columns[column.name] = found["value"].astype(kind)
        columns[absent(column.name)] = why.astype("str")
        built.row_of[column.name], built.piece_of[column.name] = found["row"], found["piece"]
    built.frame = pd.concat([rows, pd.DataFrame(columns)], axis=1)
    return built


def _numbered(names: list[str], pieces: Sequence[Piece]) -> tuple[pd.DataFrame, int, list[Piece]]:
    """All keys, how many of them are the table's rows, and the pieces with the place of each key.

    The table's rows come first, sorted; then keys of lines that only join. A piece's column KEY
    then stands for its keys: a number is compared faster than texts, and lines of the same keys
    are numbered once.
    """
    shared = {id(piece.keys): piece.keys for piece in pieces if piece.keys is not None}
    own = {at: piece.frame[names] for at, piece in enumerate(pieces) if piece.keys is None}
    given = [piece for piece in pieces if not piece.line.joins_only]
    ids = {id(piece.keys) for piece in given if piece.keys is not None}
    whole = [frame for at, frame in own.items() if not pieces[at].line.joins_only]
    whole += [shared[one] for one in shared if one in ids]
    if not whole:
        return pd.DataFrame(columns=names), 0, list(pieces)
    base = pd.concat(whole).drop_duplicates().sort_values(names, ignore_index=True)
    every = pd.concat([base, *own.values(), *shared.values()]).drop_duplicates()
    every = every.reset_index(drop=True)
    at_key = every.assign(**{KEY: range(len(every))})

    def number(keys: pd.DataFrame) -> pd.Series:
        return keys.merge(at_key, on=names, how="left")[KEY]

    numbers = {one: number(frame) for one, frame in shared.items()}
    made = []
    for piece in pieces:
        at = number(piece.frame[names]) if piece.keys is None else numbers[id(piece.keys)]
        made.append(replace(piece, frame=piece.frame.drop(columns=names).assign(**{KEY: at})))
    return every, len(base), made


def _filled(keys: pd.DataFrame, base: int, own, problems) -> pd.DataFrame:
    """value, absent, row and piece of one column for every row of the table; NA where none."""
    rows = pd.RangeIndex(base)
    if not own:
        return pd.DataFrame(index=rows, columns=["value", "absent", "row", "piece"])
    parts = {at: _one_each(piece, keys, problems).assign(piece=at) for at, piece in own}
    first = [parts[at] for at, piece in own if not piece.line.fallback]
    later = [parts[at] for at, piece in own if piece.line.fallback]
    found = pd.concat(first, ignore_index=True) if first else later[0].iloc[:0]
    again = found.duplicated(KEY, keep=False)  # two lines may give the same key
    if again.any():
        _tell_conflicts(found[again], keys, dict(own), problems)
        one = _first_present(found[again])
        found = pd.concat([found[~again], one], ignore_index=True)
    for frame in later:
        found = _first_present(pd.concat([found, frame], ignore_index=True))
    return found.set_index(KEY).reindex(rows)


def _one_each(piece: Piece, keys: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """The values of a piece with each key once."""
    frame = piece.frame
    again = frame.duplicated(KEY, keep=False)
    if not again.any():
        return frame
    several = frame[again]
    if piece.line.steps.split()[-1].startswith("codes:"):
        one = _joined(several)
    else:
        strict = not piece.view.source.repeats
        _tell_conflicts(several.assign(piece=0), keys, {0: piece}, problems, strict)
        one = _first_present(several)
    return pd.concat([frame[~again], one], ignore_index=True)


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    """Values of the rows of one key joined by ';'."""
    held = frame[frame["absent"].eq("")]
    joined = held.groupby(KEY, sort=False)["value"].agg(join_levels).astype("str")
    first = _first_present(frame).drop(columns="value")
    return first.merge(joined.reset_index(), on=KEY, how="left")


def _first_present(frame: pd.DataFrame) -> pd.DataFrame:
    """Of the rows of one key the first that holds a value, else the first by its reason."""
    rank = frame["absent"].map(PRESENT_FIRST)
    order = rank.sort_values(kind="stable").index
    return frame.loc[order].drop_duplicates(KEY).sort_index()


def _tell_conflicts(frame, keys, pieces, problems, strict: bool = False) -> None:
    """Add a problem for every key with two different values (strict: or a value and none)."""
    told = frame if strict else frame[frame["absent"].eq("")]
    told = told.assign(said=told["value"].astype("str").fillna("") + told["absent"])
    told = told.drop_duplicates([KEY, "said"])
    clash = told[told.duplicated(KEY, keep=False)]
    for at, group in list(clash.groupby(KEY, sort=False))[:CONFLICTS]:
        places = [_place(row, pieces[row.piece]) for row in group.itertuples()]
        piece = pieces[group["piece"].iloc[0]]
        held = keys.loc[at]
        # of person-level files the cells alone are quoted, never whose they are
        private = TABLES[piece.line.table].person_level
        about = "" if private else ", ".join(str(key) for key in held if str(key)) + ": "
        cure = "keep the right row, or set one aside in exceptions.csv and say why"
        if not piece.view.source.repeats:
            cure += "; if both belong together, name the column that tells them apart as "
            cure += f"'repeats' in line {piece.view.source.at} of sources.csv"
        problems.append(
            Problem(
                "two rows of the same keys give different values",
                file=piece.view.file,
                sheet=piece.view.source.sheet,
                column=piece.line.cells[piece.view.source.year],
                value=about + " and ".join(places),
                cure=cure,
            )
        )


def _place(row, piece: Piece) -> str:
    header = piece.line.cells[piece.view.source.year]
    cells = piece.view.frame.loc[row.row]
    text = cells[header] if header in cells.index else row.value
    return f"row {row.row}: {text}" if text != "" else f"row {row.row}: (blank)"


def _not_given(base, own) -> pd.Series:
    """Why a cell that no piece gave is absent: what 'no row' means in the source that covers it."""
    why = pd.Series("not published", index=base.index, dtype="str")
    for _, piece in reversed(own):
        covered = base["year"].eq(piece.view.source.year)
        for name, value in piece.line.literal_keys.items():
            covered &= base[name].eq(value)
        why = why.mask(covered, piece.view.source.no_row)
    return why
