"""Which districts and which year: asked for by id, by a list in a file, or flagged for review."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from rar.errors import Problem, RarError, nearest
from rar.packet.printable import printable
from rar.packet.summary import plain_text
from rar.reading.archive import check_book
from rar.reading.limits import MOST_OF_A_LIST, TooLarge, check_size, csv_rows

if TYPE_CHECKING:
    from rar.store import Store
    from rar.workspace import Workspace

HEADERS = ("district_id", "district id", "id")  # of the column that holds the ids, in small letters
LISTS = (".txt", ".csv", ".xlsx")


def review_year(workspace: Workspace, store: Store, year: int | None) -> int:
    """The year asked for, else that of the settings, else the latest; RarError if not there."""
    years = store.facts["years"]
    chosen = year or workspace.settings.review_year or max(years)
    if chosen not in years:
        raise RarError(
            f"There is no year {chosen} in the store.",
            cure=f"Years there: {', '.join(map(str, years))}. A year is the spring of the school "
            "year: 2022 is 2021-22. review.toml says which years are read.",
        )
    return chosen


def district_names(store: Store, year: int) -> dict[str, str]:
    """The districts that have schools in a year, with their names, by id."""
    frame = store.table("districts").sort_values("year")
    frame = frame[frame["year"] <= year].drop_duplicates("district_id", keep="last")
    names = dict(zip(frame["district_id"], frame["name"].map(printable), strict=True))
    return {district: names.get(district, "") for district in store.district_ids(year)}


def choose_districts(names: dict[str, str], wanted: list[str], year: int) -> list[str]:
    """The districts asked for, in the order of ids; all when none is asked for.

    Raises RarError naming every id that is not there, each with the nearest ids and names.

    >>> choose_districts({"0110": "Ashgrove", "0120": "Birch"}, [], 2022)
    ['0110', '0120']
    """
    unknown = [district for district in wanted if district not in names]
    if unknown:
        problems = [
            Problem(f"there is no district {one!r} in {year}", cure=_offer(one, names))
            for one in unknown
        ]
        raise RarError("No packet was made.", problems)
    return [district for district in names if not wanted or district in wanted]


def _offer(wanted: str, names: dict[str, str]) -> str:
    """The districts somebody may have meant: ids that look alike, lost zeros, names."""
    by_name = {name: district for district, name in names.items()}
    alike = [d for d in names if d.lstrip("0") == wanted.lstrip("0")]
    alike += [by_name[name] for name in by_name if wanted.lower() in name.lower()]
    alike += [by_name[name] for name in nearest(wanted, by_name)]
    alike += nearest(wanted, names)
    if not alike:
        return f"there are {len(names)} districts, {min(names)} to {max(names)}"
    offered = [f"{d} ({names[d]})" for d in dict.fromkeys(alike)][:4]
    return f"did you mean {', '.join(offered)}?"


def districts_in(file: Path) -> list[str]:
    """The ids that a file lists, as text, each once: a .txt with one a line, a .csv or a .xlsx.

    A table's ids stand in the column district_id, District id or id, or in its only column. Empty
    lines, and in a .txt what follows #, are left out. Raises RarError for a file that is not there
    or cannot be read as that, and for one that names no district.
    """
    if file.suffix.lower() not in LISTS or not file.is_file():
        found = "there is no such file" if not file.is_file() else "it is not a list of districts"
        raise RarError(
            "The list of districts was not read.",
            [Problem(found, file=str(file), allowed=f"a file that ends in {', '.join(LISTS)}")],
        )
    try:
        check_size(file, MOST_OF_A_LIST)
        rows = _text_rows(file) if file.suffix.lower() == ".txt" else _table_rows(file)
    except TooLarge as error:
        raise RarError("The list of districts was not read.", [error.problem]) from error
    ids = list(dict.fromkeys(one for one in rows if one))
    if not ids:
        raise RarError(
            "The list of districts was not read.",
            [Problem("it names no district", file=str(file))],
            "Write one id a line, as the state writes it: 0160, not 160.",
        )
    return ids


def _text_rows(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    return [line.partition("#")[0].strip() for line in lines]


def _table_rows(file: Path) -> list[str]:
    rows = _csv_rows(file) if file.suffix.lower() == ".csv" else _book_rows(file)
    if not rows:
        return []
    header = [str(cell).strip().lower() for cell in rows[0]]
    places = [header.index(name) for name in HEADERS if name in header]
    if not places and len(header) > 1:
        raise RarError(
            "The list of districts was not read.",
            [
                Problem(
                    "no column is named as one of ids", file=str(file), row=1,
                    value=", ".join(header), allowed=", ".join(HEADERS),
                )
            ],
        )  # fmt: skip
    place = places[0] if places else 0
    own = rows[1:] if places else rows
    return [str(row[place]).strip() for row in own if len(row) > place]


def _csv_rows(file: Path) -> list[list[str]]:
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    return [[plain_text(cell) for cell in row] for row in csv_rows(text, file.name) if row]


def _book_rows(file: Path) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        check_book(file, "")
        sheet = CalamineWorkbook.from_path(file).get_sheet_by_index(0)
    except (CalamineError, BadZipFile, ValueError, OSError) as error:
        raise RarError(
            "The list of districts was not read.",
            [Problem(f"it cannot be opened as a workbook ({error})", file=str(file))],
        ) from error
    return [[_id_text(cell) for cell in row] for row in sheet.to_python()]


def _id_text(cell: object) -> str:
    """A cell as an id: Excel keeps 160 as 160.0, and has lost the zero of 0160 already."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def told(ids: Iterable[str], names: dict[str, str]) -> str:
    """Districts in a line: the first three with their names, and how many more.

    >>> told(["1", "2", "3", "4"], {"1": "A", "2": "B", "3": "C", "4": "D"})
    '1 A, 2 B, 3 C and 1 more'
    """
    ids = list(ids)
    first = ", ".join(f"{one} {names.get(one, '')}".strip() for one in ids[:3])
    return f"{first} and {len(ids) - 3} more" if len(ids) > 3 else first
