"""A received file, opened as what it is: a stranger's parcel.

Word and Excel files are zip archives of XML. Nothing in them runs or is fetched; an archive that
unpacks beyond the limits, or XML that declares entities, is refused before it is parsed. Every
refusal is a letter that says what the file is and how to send it again.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rar.errors import Problem, RarError

WORD, EXCEL = "docx", "xlsx"
MOST_PARTS = 5_000
MOST_BYTES = 300 * 2**20  # unpacked; the largest workbook of a real state has a tenth of it
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN = {  # content type of a package's main part: what it is
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": WORD,
    "application/vnd.ms-word.document.macroenabled.main+xml": WORD,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": EXCEL,
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": EXCEL,
}
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = b"http://purl.oclc.org/ooxml/"
_SAVE_AS = (
    "Open it in Word, Excel or LibreOffice and save it as .docx (protocol) or .xlsx (workbook)."
)
_TYPE_IN = "Ask for the Word or Excel file itself, or copy the answers into the form of the packet."
AGAIN = "Ask for the file again; it may have been cut off on its way."


@dataclass(frozen=True)
class Parcel:
    """A Word or Excel file whose parts were unpacked within the limits.

    kind is 'docx' or 'xlsx', by its content and not by its name; main the name of its main part.
    """

    file: Path
    sha256: str
    kind: str
    main: str
    parts: dict[str, bytes]

    def xml(self, name: str) -> Any:
        """A part as an XML tree, None where the parcel has no such part; RarError if damaged."""
        data = self.parts.get(name)
        return None if data is None else _parse(data, self.file, name)

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to, by id: (last word of the kind of relation, name of the part)."""
        folder, _, base = name.rpartition("/")
        tree = self.xml(f"{folder}/_rels/{base}.rels".lstrip("/"))
        found = {}
        for one in [] if tree is None else tree.iter(_RELATION):
            if one.get("TargetMode") != "External":
                target = one.get("Target", "")
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[one.get("Id", "")] = (one.get("Type", "").rsplit("/", 1)[-1], path)
        return found

    def related_of(self, name: str, kind: str) -> list[str]:
        """The parts of one kind of relation that a part refers to, in the order of their names."""
        return sorted(part for own, part in self.related(name).values() if own == kind)

    @cached_property
    def archive(self) -> io.BytesIO:
        """The unpacked parts as a new archive, so that a library reads just what was checked."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as target:
            for name, data in self.parts.items():
                target.writestr(zipfile.ZipInfo(name), data)
        made.seek(0)
        return made


def open_parcel(file: Path) -> Parcel:
    """Open a received file. Raises RarError with a letter for whatever cannot be read."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise _too_large(file)
        data = file.read_bytes()
    except OSError as error:
        raise refusal(file, error.strerror or str(error), "Close it in other programs.") from error
    return parcel_of(file, data)


def parcel_of(file: Path, data: bytes) -> Parcel:
    """The same from a file's bytes; file is how letters call it."""
    parts = _unpack(file, data)
    kind, main = _kind(file, parts)
    if main not in parts:
        raise refusal(file, "it has no main part", AGAIN)
    return Parcel(file, hashlib.sha256(data).hexdigest(), kind, main, parts)


def refusal(file: Path, what: str, cure: str, sheet: str = "") -> RarError:
    """The letter for a file that cannot be read."""
    return RarError(f"{file.name} could not be read.", [Problem(what, file.name, sheet)], cure)


def _unpack(file: Path, data: bytes) -> dict[str, bytes]:
    _not_a_zip(file, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if any(entry.flag_bits & 1 for entry in entries):
                raise _locked(file)
            declared = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_PARTS or declared > MOST_BYTES:
                raise _too_large(file)
            return _read(file, archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise refusal(file, f"it is damaged ({error})", AGAIN) from error


def _read(file: Path, archive: zipfile.ZipFile, entries: list[Any]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MOST_BYTES
    for entry in entries:
        with archive.open(entry) as stream:  # what is declared may be a lie: count what comes
            data = stream.read(left + 1)
        left -= len(data)
        if left < 0:
            raise _too_large(file)
        if entry.filename.endswith((".xml", ".rels", ".vml")):
            _no_entities(file, entry.filename, data)
        parts.setdefault(entry.filename.lstrip("/"), data)
    return parts


def _no_entities(file: Path, name: str, data: bytes) -> None:
    plain = data.replace(b"\0", b"") if data[:64].count(b"\0") else data  # UTF-16
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise refusal(file, f"its part {name} declares entities, which no form does", _SAVE_AS)


def _not_a_zip(file: Path, data: bytes) -> None:
    """A letter for what is no Word or Excel file, by its first bytes."""
    if not data:
        raise refusal(file, "the file is empty (0 bytes)", AGAIN)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise _locked(file)
        raise refusal(file, "it is a Word or Excel file of the old kind (.doc, .xls)", _SAVE_AS)
    for start, what in ((b"%PDF", "a PDF"), (b"{\\rtf", "an RTF text")):
        if data.startswith(start):
            raise refusal(file, f"it is {what}, out of which no answer can be read", _TYPE_IN)
    if not data.startswith(b"PK"):
        raise refusal(file, "it is neither a Word nor an Excel file", _SAVE_AS)


def _kind(file: Path, parts: dict[str, bytes]) -> tuple[str, str]:
    if "[Content_Types].xml" not in parts:
        if any(name.endswith(".iwa") for name in parts):
            what = "it is a file of Apple Pages or Numbers"
            raise refusal(file, what, "Export it from there as Word or Excel.")
        if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument"):
            raise refusal(file, "it is an OpenDocument file (.odt, .ods)", _SAVE_AS)
        raise refusal(file, "it is an archive, but neither a Word nor an Excel file", _SAVE_AS)
    tree = _parse(parts["[Content_Types].xml"], file, "[Content_Types].xml")
    for one in tree.iter(f"{_TYPES}Override"):
        kind = _MAIN.get(one.get("ContentType", "").lower())
        if kind:
            main = one.get("PartName", "").lstrip("/")
            if _STRICT in parts.get(main, b""):
                raise refusal(file, "it was saved as 'Strict Open XML'", _SAVE_AS)
            return kind, main
    raise refusal(file, "it is an Office file, but no document and no workbook", _SAVE_AS)


def _parse(data: bytes, file: Path, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        what = re.sub(r"\s*\(.*?line \d+\)$", "", str(error))
        raise refusal(file, f"its part {name} is damaged ({what})", AGAIN) from error


def _locked(file: Path) -> RarError:
    return refusal(file, "it is protected by a password",
                   "Ask for a copy without password (File, Info, Protect: remove it), or open it "
                   "with the password and save it without.")  # fmt: skip


def _too_large(file: Path) -> RarError:
    return refusal(
        file,
        f"unpacked it has more than {MOST_BYTES // 2**20} MB or {MOST_PARTS:,} parts, which no "
        "form has",
        "Do not open it. Ask for the form again.",
    )
