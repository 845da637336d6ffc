"""What an Excel file would become in memory, seen before it is opened as one.

A workbook is a zip archive, and a small one can unpack to anything; a sheet of two cells can be
as wide and as long as Excel allows, and is laid out whole. Both are refused here.
"""

from __future__ import annotations

import posixpath
import re
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from rar.errors import Problem
from rar.reading.limits import SPLIT, TooLarge, check_rectangle

MOST_PARTS = 5_000
MOST_UNPACKED = 1_000_000_000  # bytes of all parts; a sheet full to its last row by 20 columns
MOST_RATIO, BOMBS_FROM = 200, 50_000_000  # sheets pack to a tenth, up to a fiftieth; bombs further
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # those Excel knows
_CELL = re.compile(  # but those that only have a style, which take no place
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?!(?: [a-z]{1,2}="[A-Za-z0-9]*")*\s*/>)'
)
_ANY_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])")
_PLAIN_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"')
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Extent = tuple[int, int]  # rows and columns


def check_book(path: Path, sheet: str) -> None:
    """Raises TooLarge where an Excel file, or the sheet of it, is beyond a limit.

    sheet '' is the first. Files of the old kind (.xls) hold at most 65,536 rows by 256 columns.
    Raises ValueError or zipfile.BadZipFile for an archive that is damaged.
    """
    with path.open("rb") as raw:
        if raw.read(2) != b"PK":
            return
        try:
            with zipfile.ZipFile(raw) as archive:
                entries = [one for one in archive.infolist() if not one.is_dir()]
                _check_entries(path.name, entries)
                _check_sheet(path.name, raw, {one.filename: one for one in entries}, sheet)
        except (zlib.error, struct.error, EOFError, NotImplementedError, ET.ParseError) as error:
            raise ValueError(str(error)) from error


def _check_entries(file: str, entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(one.file_size for one in entries)
    bomb = any(one.file_size > max(BOMBS_FROM, MOST_RATIO * one.compress_size) for one in entries)
    if len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED or bomb:
        what = f"unpacked it would have {unpacked / 1e9:,.2f} GB in {len(entries):,} parts"
        raise TooLarge(Problem(what, file=file, cure=f"do not open it; {SPLIT}"))
    if any(one.compress_type not in _WAYS for one in entries):
        raise ValueError("its parts are packed in a way that Excel does not know")


def _check_sheet(file: str, raw: BinaryIO, entries: dict[str, zipfile.ZipInfo], sheet: str) -> None:
    own = _parts_of(raw, entries, sheet)
    for name, entry in entries.items():
        if name not in own and name.startswith(("xl/worksheets/", "xl/media/")):
            continue  # nothing of it is read
        data = unpacked(raw, entry)
        if name not in own:
            continue
        rows, columns = _extent(name, data)
        check_rectangle(file, rows, columns, f"up to row {rows:,} and column {columns:,}", sheet)


def _parts_of(raw: BinaryIO, entries: dict[str, zipfile.ZipInfo], sheet: str) -> set[str]:
    """The parts that may be the sheet: one, or all where the workbook does not tell them apart."""
    everything = {n for n in entries if n == "content.xml" or "/worksheets/" in n.lower()}
    book, relations = (entries.get(f"xl/{n}") for n in ("workbook.xml", "_rels/workbook.xml.rels"))
    if book is None or relations is None:
        return everything
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", ""))).lstrip("/")
        for one in _tree(unpacked(raw, relations))
    }
    sheets = list(_tree(unpacked(raw, book)).iter(f"{_S}sheet"))
    named = [one for one in sheets if one.get("name") == sheet] if sheet else sheets[:1]
    found = {targets.get(one.get(_R)) for one in named}
    return found & entries.keys() if len(named) == 1 else everything


def _tree(data: bytes) -> ET.Element:
    if b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise ValueError("a part of it declares entities")
    return ET.fromstring(data)


def unpacked(raw: BinaryIO, entry: zipfile.ZipInfo) -> bytes:
    """A part, unpacked up to the size that it declares; ValueError where that is a lie."""
    raw.seek(entry.header_offset)
    name, extra = struct.unpack("<HH", raw.read(30)[26:])
    raw.seek(name + extra, 1)
    data = raw.read(entry.compress_size)
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        inflating = zlib.decompressobj(-15)
        data = inflating.decompress(data, entry.file_size + 1)
        if not inflating.eof:
            raise ValueError(f"its part {entry.filename[:80]} is longer than it says, or cut off")
    if len(data) != entry.file_size:
        raise ValueError(f"its part {entry.filename[:80]} is not as long as it says")
    return data


def _extent(name: str, data: bytes) -> Extent:
    """How many rows and columns a sheet takes when it is laid out."""
    if name.endswith(".bin"):
        return _extent_of_records(data)
    if name == "content.xml":
        return _extent_of_tables(data)
    if len(_ANY_CELL.findall(data)) != len(_PLAIN_CELL.findall(data)):
        return _extent_of_cells(data)
    places = _CELL.findall(data)
    rows = max((int(row) for row in {row for _, row in places}), default=0)
    return rows, max((_number(one.decode()) for one in {one for one, _ in places}), default=0)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _extent_of_cells(data: bytes) -> Extent:
    """The same of a sheet whose cells are written in another way than Excel's."""
    last = [0, 0]  # of any row and column
    place = [0, 0]  # of the cell before

    def begin(tag: str, given: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            place[:] = int(given.get("r") or place[0] + 1), 0
        elif tag == "c":
            found = _REFERENCE.fullmatch(given.get("r", ""))
            row, column = (int(found[2]), _number(found[1])) if found else (place[0], place[1] + 1)
            place[1] = column
            last[:] = max(last[0], row), max(last[1], column)

    _walk(data, begin)
    return last[0], last[1]


def _extent_of_tables(data: bytes) -> Extent:
    """The same of the largest table of an OpenDocument file, where rows and cells are repeated."""
    last = [0, 0]
    rows, columns, repeated, filled = 0, 0, 1, False

    def begin(tag: str, given: dict[str, str]) -> None:
        nonlocal rows, columns, repeated, filled
        tag = tag.rpartition(":")[2]
        if tag == "table":
            rows = 0
        elif tag == "table-row":
            rows, columns = rows + _times(given, "rows"), 0
        elif tag in ("table-cell", "covered-table-cell"):
            columns += _times(given, "columns")
            if any(name.endswith("value-type") for name in given):
                last[:] = max(last[0], rows), max(last[1], columns)
        elif tag == "p":
            last[:] = max(last[0], rows), max(last[1], columns)

    _walk(data, begin)
    return last[0], last[1]


def _times(given: dict[str, str], what: str) -> int:
    told = (text for name, text in given.items() if name.endswith(f"number-{what}-repeated"))
    return int(next(told, "1"))


def _walk(data: bytes, begin) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(f"a sheet is damaged ({error})") from error


def _extent_of_records(data: bytes) -> Extent:
    """The same of a binary sheet (.xlsb): records of a row's number, and of cells' columns."""
    last, row = [0, 0], 0
    for kind, content in _records(data):
        if len(content) < 4:
            continue
        number = int.from_bytes(content[:4], "little") + 1
        if kind == 0:
            row = number
        elif 1 < kind <= 11 or kind == 62:  # 1 is an empty cell
            last = [max(last[0], row), max(last[1], number)]
    return last[0], last[1]


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        kind, at = _varied(data, at, 2)
        size, at = _varied(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _varied(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the place after it."""
    number = 0
    for place in range(most):
        if at >= len(data):
            break
        byte = data[at]
        number |= (byte & 127) << (7 * place)
        at += 1
        if byte < 128:
            break
    return number, at
