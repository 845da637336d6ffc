"""The raw cells of a state's files, as text, on the rows a spreadsheet shows.

Excel sheets and CSV files are parsed once per content: the cells are kept as parquet under the
sha256 of the file, so that the same bytes are never parsed a second time, whatever they are called.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import python_calamine as calamine

from rar.errors import Problem, RarError, nearest
from rar.reading.archive import check_book
from rar.reading.limits import TooLarge, check_letters, check_size, csv_rows

NOT_THERE = "the file is not there"
LAYOUT = "1"  # of the cached parquet; another number makes every file be parsed anew
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGED = (calamine.CalamineError, zipfile.BadZipFile, ValueError, OSError)
EXCEL = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass
class Grids:
    """The files below one data folder, read as grids of text, cached by content.

    cache None parses everything each time. `inputs` lists the files that were read so far.
    """

    data_dir: Path
    cache: Path | None = None
    _digests: dict[Path, str] = field(default_factory=dict)
    _names: dict[str, list[Path]] | None = None

    def find(self, name: str) -> Path:
        """The file of that name anywhere below the data folder; letter when none or two differ."""
        if self._names is None:
            self._names = {}
            for path in sorted(p for p in self.data_dir.rglob("*") if p.is_file()):
                self._names.setdefault(path.name.lower(), []).append(path)
        found = self._names.get(Path(name).name.lower(), [])
        if not found:
            close = nearest(name, (paths[0].name for paths in self._names.values()))
            raise _trouble(
                Problem(
                    NOT_THERE,
                    file=name,
                    cure=f"put it anywhere below the folder {self.data_dir.name}"
                    + (f"; the nearest names there: {', '.join(close)}" if close else ""),
                )
            )
        if len({self.digest(path) for path in found}) > 1:
            places = ", ".join(p.relative_to(self.data_dir).as_posix() for p in found)
            raise _trouble(
                Problem(
                    "the file is there more than once, with different contents",
                    file=name,
                    value=places,
                    cure="keep the right one",
                )
            )
        return found[0]

    def digest(self, path: Path) -> str:
        """sha256 of the file's bytes, as hexadecimal text."""
        if path not in self._digests:
            try:
                with _within_limits():
                    check_size(path)
                with path.open("rb") as stream:
                    self._digests[path] = hashlib.file_digest(stream, "sha256").hexdigest()
            except PermissionError as error:
                raise _trouble(
                    Problem(
                        "the file cannot be opened",
                        file=path.name,
                        cure="close it in Excel, or give yourself the right to read it",
                    )
                ) from error
        return self._digests[path]

    @property
    def inputs(self) -> pd.DataFrame:
        """file, sha256, size (bytes) of every file that was looked at, by file."""
        lines = [
            (path.relative_to(self.data_dir).as_posix(), digest, path.stat().st_size)
            for path, digest in self._digests.items()
        ]
        return pd.DataFrame(sorted(lines), columns=["file", "sha256", "size"])

    def cells(self, path: Path, sheet: str = "") -> pd.DataFrame:
        """All cells as text: columns 0, 1, ..., index the row number of the spreadsheet.

        sheet '' is the first sheet of a workbook, or the whole CSV. Empty cells are ''. Raises a
        letter for a file that is empty, not what its name says, protected, or lacks the sheet.
        """
        if self.cache is None:
            return _parse(path, sheet)
        folder = self.cache / self.digest(path)
        kept = folder / f"{LAYOUT}-{hashlib.sha256(sheet.encode()).hexdigest()[:12]}.parquet"
        if kept.is_file():
            return _index(pd.read_parquet(kept))
        grid = _parse(path, sheet)
        named = grid.rename(columns=str)
        _write(kept, lambda to: named.to_parquet(to, index=False))
        about = {"file": path.name, "sheet": sheet}
        _write(kept.with_suffix(".json"), lambda to: to.write_text(json.dumps(about), "utf-8"))
        return grid


def _write(path: Path, write) -> None:
    """Write a file whole or not at all: a crash leaves the old one or none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        os.close(handle)
    except OSError as error:
        raise RarError(
            "The parsed files could not be kept.",
            [
                Problem(
                    f"the folder cannot be written ({error.strerror or error})",
                    file=str(path.parent),
                    cure="give yourself the right to write there, or choose another folder",
                )
            ],
        ) from error
    try:
        write(Path(name))
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _index(grid: pd.DataFrame) -> pd.DataFrame:
    grid.columns = range(grid.shape[1])
    grid.index = range(1, len(grid) + 1)
    return grid


def _parse(path: Path, sheet: str) -> pd.DataFrame:
    with _within_limits():
        check_size(path)
    with path.open("rb") as stream:
        start = stream.read(2048)
    if not start.strip():
        raise _trouble(Problem("the file is empty", file=path.name, cure="download it again"))
    if start.lstrip().lower().startswith((b"<html", b"<!doctype", b"<table")):
        raise _trouble(
            Problem(
                "the file is a web page (HTML), whatever its name says",
                file=path.name,
                cure="open it in Excel and save it as 'Excel Workbook (*.xlsx)'",
            )
        )
    excel = path.suffix.lower() in EXCEL
    rows = _excel_rows(path, sheet, start) if excel else _csv_rows(path)
    width = max((len(row) for row in rows), default=0)
    cells = [row + [""] * (width - len(row)) for row in rows]
    return _index(pd.DataFrame(cells, columns=range(width), dtype="str"))


def _excel_rows(path: Path, sheet: str, start: bytes) -> list[list[str]]:
    locked = Problem(
        "the workbook is protected by a password",
        file=path.name,
        cure="open it in Excel, take the password off (File, Info, Protect Workbook), and save it",
    )
    if start.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise _trouble(locked)
    try:
        with _within_limits():
            check_book(path, sheet)
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise _trouble(locked) from error
    except _DAMAGED as error:
        raise _unreadable(path, error) from error
    if sheet and sheet not in book.sheet_names:
        close = nearest(sheet, book.sheet_names)
        names = close or book.sheet_names
        raise _trouble(
            Problem(
                "the workbook has no sheet of that name",
                file=path.name,
                sheet=sheet,
                cure=f"name one of its sheets in sources.csv: {', '.join(names)}",
            )
        )
    try:
        page = book.get_sheet_by_name(sheet or book.sheet_names[0])
    except _DAMAGED as error:
        raise _unreadable(path, error, sheet) from error
    cells = page.to_python(skip_empty_area=False)
    rows = [[as_text(cell) for cell in row] for row in cells]
    with _within_limits():
        check_letters(path.name, rows, sheet)
    return rows


def _unreadable(path: Path, why: Exception, sheet: str = "") -> RarError:
    return _trouble(
        Problem(
            f"the file cannot be read as an Excel workbook ({why})",
            file=path.name,
            sheet=sheet,
            cure="open it in Excel and save it as 'Excel Workbook (*.xlsx)'",
        )
    )


def as_text(cell: object) -> str:
    """A cell of a workbook as the text it stands for.

    >>> as_text(160001.0), as_text(47.2), as_text("*"), as_text(True), as_text(None)
    ('160001', '47.2', '*', 'TRUE', '')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _csv_rows(path: Path) -> list[list[str]]:
    text = decode(path.read_bytes())
    with _within_limits():
        return csv_rows(text, path.name, delimiter(text))


def decode(raw: bytes) -> str:
    """Bytes of a text file as text: by its byte order mark, else UTF-8, else cp1252.

    >>> decode("é".encode("utf-8-sig")), decode("é".encode("utf-16")), decode("é".encode("cp1252"))
    ('é', 'é', 'é')
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    if b"\x00" in raw[:200]:  # UTF-16 without its mark: the zero bytes show which half comes first
        return raw.decode("utf-16-be" if raw[:1] == b"\x00" else "utf-16-le")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def delimiter(text: str) -> str:
    """The separator of a CSV: of comma, semicolon and tab, the one most of its early lines hold.

    >>> delimiter("id;name\\n1;Ash, North"), delimiter("a\\tb\\tc"), delimiter("one column")
    (';', '\\t', ',')
    """
    early = [re.sub('"[^"]*"', "", line) for line in text[:20000].splitlines()[:10]]
    return max(",;\t", key=lambda mark: _fullness(mark, early))


def _fullness(mark: str, lines: list[str]) -> tuple[int, int]:
    """In how many lines the mark stands, and how often in the fullest of them."""
    counts = [line.count(mark) for line in lines]
    return sum(count > 0 for count in counts), max(counts, default=0)


@contextmanager
def _within_limits() -> Iterator[None]:
    """What is too large is told as any other trouble with a file of the state."""
    try:
        yield
    except TooLarge as error:
        raise _trouble(error.problem) from error


def _trouble(problem: Problem) -> RarError:
    return RarError("A file of the state could not be read.", [problem])
