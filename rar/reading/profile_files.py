"""Reading a profile's CSV files into the records of rar.reading.crosswalk.

Each `make_...` turns one line of a file into a record; what is wrong with it is a ValueError whose
text is 'what | cure', which the reader turns into a problem at that line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from rar.agency_csv import rows_of
from rar.errors import Problem, nearest
from rar.reading.crosswalk import (
    Line,
    Repair,
    RowRule,
    Source,
    Token,
    choices,
    convert_trouble,
    default_steps,
    header_and_list,
    masks,
    one_blank,
    pairs,
)
from rar.tables import ABSENCES, TABLES

NEEDED = {
    "sources.csv": ("source", "year", "file", "id", "entity"),
    "columns.csv": ("table", "column", "source"),
    "rows.csv": ("source", "header", "action", "pattern", "why"),
    "tokens.csv": ("token", "meaning"),
    "codes.csv": ("list", "code", "value"),
    "exceptions.csv": ("source", "year", "id", "header", "value", "meaning", "why"),
    "caveats.csv": ("dimension", "metric", "text"),
}
Sources = Mapping[tuple[str, int], Source]
Keys = list[tuple[str, str]]
OPTIONAL = tuple(NEEDED)[2:]
YEAR = re.compile(r"(19|20)\d\d")


class Reader:
    """Reads the files of one profile folder and gathers what is wrong with them."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.problems: list[Problem] = []

    def trouble(self, file: str, what: str, at: int | None = None, **more: str) -> None:
        self.problems.append(Problem(what, file=f"{self.folder.name}/{file}", row=at, **more))

    def toml(self) -> dict[str, Any]:
        """The settings of profile.toml; {} where it cannot be read, which is then a problem."""
        path = self.folder / "profile.toml"
        try:
            settings = tomllib.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            self.trouble("profile.toml", "the file is not there")
            return {}
        except tomllib.TOMLDecodeError as error:
            self.trouble("profile.toml", f"it is not valid TOML: {error}")
            return {}
        for key in ("name", "code", "publisher"):
            if not settings.get(key):
                self.trouble("profile.toml", f"it does not say the state's {key}")
        return settings

    def rows(self, file: str) -> list[dict[str, str]]:
        """The lines of a CSV as dictionaries of stripped text, each with its row number as '#'."""
        path = self.folder / file
        if not path.is_file():
            if file not in OPTIONAL:
                self.trouble(file, "the file is not there")
            return []
        table = rows_of(path)
        header = [cell.strip() for cell in table[0]] if table else []
        missing = [name for name in NEEDED[file] if name not in header]
        if missing:
            self.trouble(file, "a column is missing", 1, value=", ".join(missing))
            return []
        width = len(header)
        return [
            {
                **dict(zip(header, (c.strip() for c in line + [""] * width), strict=False)),
                "#": str(at),
            }
            for at, line in enumerate(table[1:], start=2)
            if any(cell.strip() for cell in line)
        ]

    def each(self, file: str, rows: Mapping[str, list[dict[str, str]]], make: Callable) -> list:
        """make(row) for every row; a ValueError becomes a problem at its line."""
        made = []
        for row in rows[file]:
            try:
                made.append(make(row))
            except ValueError as error:
                what, _, cure = str(error).partition(" | ")
                self.trouble(file, what, int(row["#"]), cure=cure)
        return made


def _stripped(line: list[str], width: int) -> list[str]:
    return [cell.strip() for cell in (line + [""] * width)[:width]]


def among(value: str, known: Iterable[str], what: str) -> None:
    known = list(known)
    if value not in known:
        close = nearest(value, known) or known
        raise ValueError(f"there is no {what} {value!r} | write one of: {', '.join(close)}")


def make_source(row: dict[str, str]) -> Source:
    """A line of sources.csv. Raises ValueError in words where it cannot be used."""
    if not YEAR.fullmatch(row["year"]):
        raise ValueError(f"the year {row['year']!r} is not a year such as 2022")
    among(row["entity"], ("school", "district"), "entity")
    no_row = row.get("no_row") or "missing"
    among(no_row, ABSENCES, "meaning")
    header_row = row.get("header_row") or "1"
    if not re.fullmatch(r"\d+(-\d+)?", header_row):
        raise ValueError(f"header_row {header_row!r} is neither a row (1) nor two rows (6-7)")
    ends = [int(part) for part in header_row.split("-")]
    year = int(row["year"])
    return Source(
        name=row["source"],
        year=year,
        file=row["file"].replace("{year}", str(year)),
        sheet=row.get("sheet", ""),
        header_rows=tuple(range(ends[0], ends[-1] + 1)),
        id=one_blank(row["id"]),
        entity=row["entity"],
        id_steps=row.get("id_convert", ""),
        repeats=one_blank(row.get("repeats", "")),
        no_row=no_row,
        at=int(row["#"]),
    )


def make_line(
    row: dict[str, str], codes: Mapping, sources: Mapping[tuple[str, int], Source]
) -> Line:
    """A line of columns.csv, checked against the tables, sources and code lists it names.

    Raises ValueError in words ('what | cure') where it cannot be used.
    """
    among(row["table"], TABLES, "table")
    table = TABLES[row["table"]]
    among(row["column"], table.measured, f"measured column of table {table.name}")
    source = row["source"].lstrip("+?")
    known = dict.fromkeys(name for name, _ in sources)
    among(source, known, "source in sources.csv")
    cells = {int(name): cell for name, cell in row.items() if YEAR.fullmatch(name) and cell}
    for year in cells:
        if (source, year) not in sources:
            raise ValueError(f"sources.csv has no line for source {source!r} in {year}")
    keys = pairs(row.get("keys", ""))
    entity = next(s.entity_key for (name, _), s in sources.items() if name == source)
    _check_keys(keys, table.key_names, entity, codes)
    steps = row.get("convert") or default_steps(table, row["column"])
    for _, _, meaning in masks(row.get("mask", "")):
        among(meaning, ABSENCES, "meaning")
    trouble = convert_trouble(steps, table.by_name[row["column"]].kind, codes)
    if trouble:
        raise ValueError(trouble)
    return Line(
        table=table.name,
        column=row["column"],
        keys=tuple(keys),
        source=source,
        joins_only="+" in row["source"],
        fallback="?" in row["source"],
        where=choices(row.get("where", "")),
        steps=steps,
        masks=masks(row.get("mask", "")),
        cells=cells,
        at=int(row["#"]),
    )


def _check_keys(
    keys: list[tuple[str, str]], wanted: list[str], entity: str, codes: Mapping
) -> None:
    given = [name for name, _ in keys]
    for name, value in keys:
        among(name, wanted, "key")
        listed = header_and_list(value)[1] if value.startswith("@") else ""
        if listed:
            among(listed, codes, "list in codes.csv")
    missing = [name for name in wanted if name not in (*given, "year", entity)]
    if missing:
        raise ValueError(f"keys does not say {', '.join(missing)} | write {missing[0]}=...")


def make_row_rule(row: dict[str, str]) -> RowRule:
    """A line of rows.csv. Raises ValueError in words where its action or pattern is not one."""
    among(row["action"], ("drop", "keep"), "action")
    try:
        re.compile(row["pattern"])
    except re.error as error:
        raise ValueError(f"the pattern {row['pattern']!r} cannot be used: {error}") from error
    return RowRule(
        tuple(row["source"].split()),
        one_blank(row["header"]),
        row["action"],
        row["pattern"],
        row["why"],
    )


def make_token(row: dict[str, str]) -> Token:
    if not re.fullmatch(r"-?\d+(\.\d+)?", row["meaning"]):
        among(row["meaning"], ABSENCES, "meaning")
    return Token(row["token"], row["meaning"], tuple(row.get("source", "").split()))


def make_repair(row: dict[str, str]) -> Repair:
    """A line of exceptions.csv. Raises ValueError in words where its meaning is not one."""
    if not row["meaning"].startswith("="):
        among(row["meaning"], ABSENCES, "meaning")
    return Repair(
        tuple(row["source"].split()),
        row["year"],
        row["id"],
        one_blank(row["header"]),
        row["value"],
        row["meaning"],
        row["why"],
    )
