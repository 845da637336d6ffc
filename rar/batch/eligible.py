"""`rarkit eligible`: which districts must be reviewed, on the terminal and as two files."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar.batch.choose import review_year
from rar.errors import RarError
from rar.numbers.state.eligible import NO, UNKNOWN, YES, eligibility, title1_check
from rar.packet.printable import printable
from rar.packet.summary import cell_text, text_table
from rar.store import build
from rar.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from rar.store import Store

FOLDER, NAME = "eligible", "eligible"
HEADERS = {
    "district_id": "District id", "name": "District", "kind": "Kind", "year": "Year",
    "schools": "Schools", "csi": "CSI schools", "csi_share": "CSI, share of schools",
    "csi_unknown": "CSI not known", "tsi": "TSI schools", "tsi_share": "TSI, share of schools",
    "tsi_unknown": "TSI not known", "identified": "Schools with any identification",
    "identified_share": "Any identification, share of schools", "enough_csi": "Enough CSI schools",
    "enough_tsi": "Enough TSI schools", "and_reading": "Eligible if both are needed",
    "or_reading": "Eligible if either is enough", "eligible": "Eligible as the agency reads it",
    "reason": "Why",
}  # fmt: skip
WIDTHS = {"name": 36, "reason": 90}
NOT_KNOWN = "not known"
NO_DATA = (
    "The files do not say of any school whether it is identified, so no district can be told. The "
    "state's accountability office has the list; a profile reads it into schools.csi, schools.tsi "
    "and schools.atsi."
)


def eligible_lines(folder: Path, year: int | None, say: Callable[[str], None]) -> Iterator[str]:
    """The table and what it rests on, line by line; writes eligible.csv and eligible.xlsx.

    Raises RarError where the files do not fit, the year is not there, or a file cannot be
    written.
    """
    workspace = Workspace.open(folder)
    store = build(workspace, say)
    year = review_year(workspace, store, year)
    found = _find(workspace, store, year)
    rules = workspace.settings.eligible
    label = f"{year - 1}–{year % 100:02d}"
    yield f"{workspace.profile.name}, {label}: districts to review, ESSA 1111(d)(3)(A)(ii)"
    yield from _counts(found, rules.reading)
    if found["identified"].isna().all():
        yield NO_DATA
    else:
        yield from _table(found)
    counts = "schools with TSI or ATSI" if rules.atsi_counts else "schools with TSI, not ATSI"
    yield f"The column TSI counts {counts}. The reason of each district stands in the files."
    title1, least, csi = title1_check(store.table("schools"), year)
    if title1:
        yield (
            f"For information: {csi:,} of {title1:,} Title I schools are CSI; a state identifies "
            f"at least the lowest-performing 5 percent, which are {least:,}."
        )
    for file in _write(workspace, found, year):
        yield f"Written: {file}"


def eligible_ids(workspace: Workspace, store: Store, year: int) -> list[str]:
    """The ids of the districts to review; RarError where there is none."""
    found = _find(workspace, store, year)
    ids = found.loc[found["eligible"] == YES, "district_id"].tolist()
    if not ids:
        raise RarError("No packet was made: no district is known to be eligible.",
                       cure=f"See why with: rarkit eligible {workspace.folder.name}")  # fmt: skip
    return ids


def _find(workspace: Workspace, store: Store, year: int) -> pd.DataFrame:
    rules = workspace.settings.eligible
    found = eligibility(store.table("schools"), store.table("districts"), rules, year)
    texts = {name: found[name].map(printable) for name in ("name", "kind")}
    return found.assign(**texts)


def _counts(found: pd.DataFrame, reading: str) -> Iterator[str]:
    for name, words in (("and", "enough CSI and enough TSI schools"),
                        ("or", "enough CSI or enough TSI schools")):  # fmt: skip
        count = found[f"{name}_reading"].value_counts()
        chosen = " (the agency's reading)" if name == reading else ""
        yield (
            f"  {name}, {words}{chosen}: {count.get(YES, 0)} of {len(found)} districts eligible, "
            f"{count.get(NO, 0)} not, {count.get(UNKNOWN, 0)} not known"
        )


def _table(found: pd.DataFrame) -> Iterator[str]:
    """The districts that are eligible or not known, and why the latter are not."""
    rows = [_row(row) for row in found.itertuples() if row.eligible != NO]
    yield text_table(("id", "district", "schools", "CSI", "TSI", "and", "or", "eligible"), rows)
    silent = found[found["eligible"] == UNKNOWN]
    yield from (f"  {row.district_id}: {row.reason}" for row in silent.itertuples())


def _row(row: Any) -> tuple[str, ...]:
    return (
        row.district_id, row.name, str(row.schools), _count(row.csi, row.csi_share),
        _count(row.tsi, row.tsi_share), row.and_reading, row.or_reading, row.eligible,
    )  # fmt: skip


def _count(number: float, share: float) -> str:
    return f"{number:.0f} ({share:.0%})" if number == number else NOT_KNOWN


def _write(workspace: Workspace, found: pd.DataFrame, year: int) -> list[Path]:
    """Write both files beside their places, then move them there."""
    folder = workspace.folder / FOLDER / str(year)
    book = partial(_write_book, title=f"{workspace.profile.name}: districts to review, {year}")
    made = []
    for suffix, write in ((".csv", _write_csv), (".xlsx", book)):
        file = folder / f"{NAME}{suffix}"
        beside = folder / f".{NAME}-{os.getpid()}{suffix}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write(found, beside)
            os.replace(beside, file)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise RarError(
                f"{file} could not be written: {error.strerror or error}",
                cure="Close it if it is open in Excel, check that the folder may be written to, "
                "and run the command again.",
            ) from error
        made.append(file)
    return made


def _cells(values: Iterable[Any]) -> list[Any]:
    """Values as cells: what is missing is a word, a whole number has no decimals."""
    found = [NOT_KNOWN if value != value else value for value in values]
    return [int(v) if isinstance(v, float) and v.is_integer() else v for v in found]


def _write_csv(found: pd.DataFrame, file: Path) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(HEADERS.values())
        for row in found[list(HEADERS)].itertuples(index=False):
            writer.writerow([cell_text(value) for value in _cells(row)])


def _write_book(found: pd.DataFrame, file: Path, title: str) -> None:
    """One sheet with one real table: ids as text, the header frozen."""
    import xlsxwriter

    from rar.packet.workbook import CREATED

    book = xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": CREATED})
    sheet = book.add_worksheet("Districts to review")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    plain = book.add_format({"valign": "top"})
    percent = book.add_format({"num_format": "0%", "valign": "top"})
    columns = [{"header": header, "header_format": wrapped} for header in HEADERS.values()]
    sheet.add_table(
        0, 0, max(1, len(found)), len(HEADERS) - 1,
        {"name": "Eligible", "style": "Table Style Light 1", "description": title,
         "columns": columns},
    )  # fmt: skip
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 48)
    for place, name in enumerate(HEADERS):
        sheet.set_column(place, place, WIDTHS.get(name, 12))
        for line, value in enumerate(_cells(found[name].tolist()), start=1):
            if isinstance(value, str):
                sheet.write_string(line, place, value, wrapped)
            else:
                form = percent if name.endswith("_share") else plain
                sheet.write_number(line, place, value, form)
    book.close()
