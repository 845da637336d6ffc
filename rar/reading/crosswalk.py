"""The lines of a profile's CSV files, as typed records, and how their cells are spelled.

A `Line` is one line of columns.csv: which header of which source becomes which canonical column,
year by year. This module knows the spelling (`group=@subgroup:group;course=ap`);
rar.reading.profile reads the files and rar.reading.source applies the lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rar.reading.convert import ALLOWED
from rar.tables import TABLES, TEXT, Table


@dataclass(frozen=True)
class Source:
    """One view of a sheet in one year: a line of sources.csv."""

    name: str
    year: int
    file: str
    sheet: str
    header_rows: tuple[int, ...]
    id: str
    entity: str
    id_steps: str
    repeats: str
    no_row: str
    at: int  # the line of sources.csv, as a spreadsheet counts

    @property
    def entity_key(self) -> str:
        """The canonical key the source's id fills."""
        return f"{self.entity}_id"


@dataclass(frozen=True)
class RowRule:
    """Which rows of some sources are dropped or kept: a line of rows.csv."""

    sources: tuple[str, ...]
    header: str
    action: str
    pattern: str
    why: str


@dataclass(frozen=True)
class Token:
    """A word that means a value is absent, or stands for a number: a line of tokens.csv."""

    token: str
    meaning: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Repair:
    """A damaged or impossible cell and how it is read: a line of exceptions.csv."""

    sources: tuple[str, ...]
    year: str
    id: str
    header: str
    value: str
    meaning: str
    why: str


@dataclass(frozen=True)
class Line:
    """One line of columns.csv, the crosswalk."""

    table: str
    column: str
    keys: tuple[tuple[str, str], ...]
    source: str
    joins_only: bool
    fallback: bool
    where: tuple[tuple[str, tuple[str, ...]], ...]
    steps: str
    masks: tuple[tuple[str, tuple[str, ...], str], ...]
    cells: Mapping[int, str]
    at: int  # the line of columns.csv, as a spreadsheet counts

    @property
    def kind(self) -> str:
        """The kind of the canonical column: count, number, share, flag or text."""
        return TABLES[self.table].by_name[self.column].kind

    @property
    def spelled_keys(self) -> str:
        """The keys as they are written in the crosswalk."""
        return ";".join(f"{name}={value}" for name, value in self.keys)

    @property
    def literal_keys(self) -> dict[str, str]:
        """The keys that are the same for every row of the line."""
        return {name: value for name, value in self.keys if not value.startswith("@")}

    @property
    def base_header(self) -> str:
        """The header of the number a percentage is of, for the convert percent_of; else ''."""
        name, _, argument = self.steps.partition(":")
        return argument if name == "percent_of" else ""

    def headers(self, year: int) -> list[str]:
        """The headers the line's value comes from in a year; [] when it is not published."""
        cell = self.cells.get(year, "")
        return [] if "constant" in self.steps.split() or not cell else add_up(cell)

    def needs(self, year: int) -> list[str]:
        """All headers the line reads in a year: of its value, keys, filters and masks."""
        if not self.cells.get(year):
            return []
        keys = [header_and_list(value)[0] for _, value in self.keys if value.startswith("@")]
        others = [name for name, *_ in (*self.where, *self.masks)]
        base = [self.base_header] if self.base_header else []
        return [*self.headers(year), *keys, *others, *base]


def is_pattern(text: str) -> bool:
    """Whether a token or value is a regular expression between slashes.

    >>> is_pattern("/-.*/"), is_pattern("N/A")
    (True, False)
    """
    return len(text) > 2 and text[0] == text[-1] == "/"


def one_blank(text: str) -> str:
    """A text without blanks around it, runs of blanks and line breaks made one blank.

    >>> one_blank("Report\\nCard  Type ")
    'Report Card Type'
    """
    return re.sub(r"\s+", " ", text).strip()


def add_up(cell: str) -> list[str]:
    """The headers of a crosswalk cell.

    >>> add_up("state_ppe + local_ppe")
    ['state_ppe', 'local_ppe']
    """
    return [one_blank(part) for part in cell.split(" + ")]


def pairs(text: str, between: str = "=") -> list[tuple[str, str]]:
    """The items of a cell such as 'group=bl;course=ap'; ValueError when one is not of that form.

    >>> pairs("group=@subgroup:group; school_id=")
    [('group', '@subgroup:group'), ('school_id', '')]
    """
    found = []
    for item in filter(None, (part.strip() for part in text.split(";"))):
        name, mark, value = item.partition(between)
        if not mark or not name.strip():
            raise ValueError(f"{item!r} is not of the form name{between}value")
        found.append((one_blank(name), one_blank(value)))
    return found


def choices(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """As `pairs`, each value split at its bars.

    >>> choices("level=E|M")
    (('level', ('E', 'M')),)
    """
    return tuple((name, tuple(value.split("|"))) for name, value in pairs(text))


def masks(text: str) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """The mask columns of a cell: header, codes, and what they mean.

    >>> masks("masking:1|2; pct:/[2-9].*/=missing")
    (('masking', ('1', '2'), 'suppressed'), ('pct', ('/[2-9].*/',), 'missing'))
    """
    found = []
    for name, value in pairs(text, ":"):
        codes, _, meaning = value.partition("=")
        split = (codes,) if is_pattern(codes) else tuple(codes.split("|"))
        found.append((name, split, meaning or "suppressed"))
    return tuple(found)


def header_and_list(value: str) -> tuple[str, str]:
    """Header and code list of a key's value.

    >>> header_and_list("@subgroup:group"), header_and_list("@SCHOOLTYPECD")
    (('subgroup', 'group'), ('SCHOOLTYPECD', ''))
    """
    header, _, codes = value.removeprefix("@").partition(":")
    return header, codes


def default_steps(table: Table, column: str) -> str:
    """The convert of a line that names none: text for text columns, else number."""
    return "text" if table.by_name[column].kind == TEXT else "number"


def convert_trouble(steps: str, kind: str, lists: Mapping[str, object]) -> str:
    """What is wrong with a convert for a column of that kind; '' when nothing is.

    >>> convert_trouble("percnt", "share", {})
    "there is no convert 'percnt'"
    """
    for step in steps.split():
        name, _, argument = step.partition(":")
        if name not in ALLOWED:
            return f"there is no convert {name!r}"
        if name in ("code", "codes") and argument not in lists:
            return f"codes.csv has no list {argument!r}"
        if name in ("left", "pad") and not argument.isdigit():
            return f"{name} needs a number of characters, such as {name}:4"
        if name == "percent_of" and not argument:
            return "percent_of needs the header of the number it is of"
        if name in ("per1000", "at_most") and not argument:
            return f"{name} needs a column of the same table, such as {name}:students"
    words = name in ("text", "left", "pad", "grade_low", "grade_high")
    if words and kind != TEXT:
        return f"{name} gives text, but the column is a {kind}"
    return ""
