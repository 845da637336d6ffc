"""Looking into every file of a packet that is handed on, and into all that lies inside the files.

`layers` opens containers as far down as they go: zip files (xlsx, docx), gzip, base64 in text, data
URIs, what notebooks hold, chunks of PNG, streams of PDF (whose words are glyphs), parquet. `grep`
looks for texts in all of them; `breaches` says what a file for the public must not have.
"""

from __future__ import annotations

import base64
import binascii
import getpass
import gzip
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pyarrow.parquet as pq

DEEPEST = 8
BASE64 = re.compile(rb"[A-Za-z0-9+/]{64,}={0,2}")
DATA_URI = re.compile(rb"data:[\w/+.;=-]*,([^\"'\s)>]{16,})")
SPACES = re.compile(rb"(?<=[A-Za-z0-9+/])(?:\\n|\r?\n)(?=[A-Za-z0-9+/])")
PNG, GZIP, ZIP, PARQUET = b"\x89PNG\r\n\x1a\n", b"\x1f\x8b", b"PK\x03\x04", b"PAR1"
PDF, STREAM = b"%PDF", re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
PATHS = re.compile(
    r"(?<![\w.])/(?:home|tmp|root|usr|var|opt|work|Users|private)/|\b[A-Z]:\\\\?\w|file://"
)
CHUNKS = {"IHDR", "PLTE", "tRNS", "IDAT", "IEND", "pHYs", "sBIT", "gAMA", "sRGB", "bKGD"}
PARTS = ("xl/pivotCache", "xl/pivotTables", "externalLinks", "embeddings", "customXml", "comments",
         "threadedComments", "persons/", "vbaProject", "connections", "queryTables",
         "docProps/custom", "xl/charts", "xl/calcChain", ".bin", ".vml")  # fmt: skip
MARKS = {  # in a part of an Office file: what it would be
    "a formula": r"<f[ >]|<formula[1-9]?>|calculatedColumnFormula",
    "a hidden sheet, row or column": r"\bhidden=|veryHidden|state=\"hidden",
    "a defined name": r"<definedName",
    "a rule for what is written": r"<dataValidation|<conditionalFormatting",
    "a link out of the file": r"TargetMode=\"External\"",
    "a tracked change": r"<w:(?:ins|del|moveFrom|moveTo|commentReference)\b",
    "a chart's own copy of numbers": r"numCache|strCache",
    "an author": r"<(?:dc:creator|cp:lastModifiedBy)>[^<]",
}
OUTPUTS = {"execute_result", "display_data", "stream"}


def layers(data: bytes, place: str, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The bytes themselves, and all that can be unpacked from them, each with its place."""
    yield place, data
    if depth < DEEPEST:
        for name, inner in _inside(data):
            yield from layers(inner, f"{place} > {name}", depth + 1)


def _inside(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
    elif data.startswith(GZIP):
        yield "gzip", gzip.decompress(data)
    elif data.startswith(PNG):
        yield from _chunks(data)
    elif data.startswith(PARQUET):
        read = pq.read_table(io.BytesIO(data))
        yield "schema", str(read.schema).encode()
        yield "rows", read.to_pandas().to_csv(index=False).encode()
    elif data.startswith(PDF):
        for number, packed in enumerate(STREAM.findall(data)):
            with suppress(zlib.error):  # a picture or font, packed otherwise
                yield f"stream {number}", zlib.decompressobj().decompress(packed)
    else:
        yield from _in_text(data)


def _in_text(data: bytes) -> Iterator[tuple[str, bytes]]:
    for uri in DATA_URI.finditer(data):
        if b";base64," in uri[0][:64]:
            yield from _decoded(uri[1])
        else:
            yield "data URI", unquote_to_bytes(uri[1])
    for run in BASE64.findall(SPACES.sub(b"", data)):
        yield from _decoded(run)


def _decoded(run: bytes) -> Iterator[tuple[str, bytes]]:
    """What base64 holds, where it is a file or a text: a long word or hash is neither."""
    run = run.rstrip(b"=")
    try:
        found = base64.b64decode(run + b"=" * (-len(run) % 4), validate=True)
    except binascii.Error:
        return
    letters = sum(32 <= byte < 127 or byte in (9, 10, 13) for byte in found)
    if found.startswith((PNG, GZIP, ZIP, PARQUET)) or letters > 0.9 * len(found):
        yield "base64", found


def _chunks(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = len(PNG)
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        name = kind.decode("latin-1")
        if name in ("zTXt", "iCCP"):
            keyword, _, packed = body.partition(b"\0")
            body = keyword + b" " + zlib.decompress(packed[1:])
        if name not in ("IDAT", "PLTE", "IEND"):
            yield f"chunk {name}", body
        at += size + 12


def files_of(folder: Path) -> list[Path]:
    """Every file of a folder, hidden ones too."""
    return sorted(file for file in folder.rglob("*") if file.is_file())


def every_layer(folder: Path) -> Iterator[tuple[str, bytes]]:
    """All layers of all files of a folder, and the names of the files."""
    for file in files_of(folder):
        place = file.relative_to(folder).as_posix()
        yield f"{place} (its name)", place.encode()
        yield from layers(file.read_bytes(), place)


def grep(folder: Path, needles: Iterable[str]) -> dict[str, list[str]]:
    """Where each needle stands, in any layer of any file; needles that are nowhere are left out.

    A needle is looked for as it is, and where it is a number also with commas: 123,456,789.
    """
    wanted = {needle: _forms(needle) for needle in needles}
    found: dict[str, list[str]] = {}
    for place, data in every_layer(folder):
        for needle, forms in wanted.items():
            if any(form in data for form in forms):
                found.setdefault(needle, []).append(place)
    return found


def _forms(needle: str) -> list[bytes]:
    forms = [needle, needle.encode("ascii", "backslashreplace").decode()]
    if needle.isdecimal():
        forms.append(f"{int(needle):,}")
    return [form.encode("utf-8") for form in dict.fromkeys(forms)]


def breaches(folder: Path) -> list[str]:
    """What the files of a folder have that those for the public must not have, in words."""
    found = []
    for place, data in every_layer(folder):
        found += [f"{place}: {what}" for what in _of_layer(place, data)]
    return found


def _of_layer(place: str, data: bytes) -> Iterator[str]:
    inner = place.rpartition(" > ")[2]
    if inner.startswith("chunk ") and inner.removeprefix("chunk ") not in CHUNKS:
        yield "a PNG says more than its picture"
    if data.startswith((PNG, GZIP, ZIP, PARQUET)):
        return
    text = data.decode("utf-8", "replace")
    if path := PATHS.search(text):
        yield f"a path of a machine: {text[max(0, path.start() - 30) : path.end() + 30]!r}"
    user = getpass.getuser()
    if re.search(rf"[/\\]{re.escape(user)}[/\\]", text):
        yield "the name of the machine's user"
    if ".xlsx > " in place or ".docx > " in place:
        yield from (f"a part {inner}" for part in PARTS if part in inner)
        yield from (what for what, mark in MARKS.items() if re.search(mark, text))
    if "<svg" in text and re.search(r"<metadata|<dc:date|<rdf:RDF|Matplotlib v", text):
        yield "an SVG says when or by what it was made"
    if place.endswith(".ipynb"):
        yield from _of_notebook(json.loads(text))
    if place.endswith(".html") and re.search(r"<script|<iframe|\son\w+=\"", text):
        yield "something that runs"


def _of_notebook(notebook: dict) -> Iterator[str]:
    if "widgets" in notebook["metadata"]:
        yield "the state of widgets"
    if set(notebook["metadata"].get("papermill", {})) - {"parameters"}:
        yield "when and where it ran"
    for cell in notebook["cells"]:
        if set(cell["metadata"]) - {"tags"}:
            yield f"metadata of a cell: {sorted(cell['metadata'])}"
        if cell.get("attachments"):
            yield "an attachment"
        for out in cell.get("outputs", ()):
            if out["output_type"] not in OUTPUTS or out.get("name") == "stderr":
                yield f"an output that tells of an error: {out['output_type']}"
            if out.get("metadata"):
                yield "metadata of an output"
            html = "".join(out.get("data", {}).get("text/html", ""))
            if 'class="dataframe"' in html:
                yield "a raw table"
            if kinds := {k for k in out.get("data", {}) if k.startswith("application/")}:
                yield f"data behind an output: {kinds}"
