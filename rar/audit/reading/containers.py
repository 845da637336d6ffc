"""What no file for the public may have inside: formulas, hidden sheets, outputs with raw tables."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from rar.audit.reading.observed import Observed

FORBIDDEN_PARTS = ("pivotCache", "externalLinks", "embeddings", "customXml", "comments",
                   "vbaProject", "connections", "queryTables")  # fmt: skip
FORBIDDEN = {
    "a formula": re.compile(rb"<f[ >/]|calculatedColumnFormula"),
    "a hidden sheet, row or column": re.compile(rb'\bhidden="(?:1|true)"|state="(?:veryH|h)idden'),
    "a tracked change": re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\b"),
    "a chart's own copy of numbers": re.compile(rb"numCache|strCache"),
}
DATA = re.compile(r"application/(?!vnd\.jupyter\.error)[\w.+-]*(?:json|arrow|octet)")


def scan(file: Path, name: str) -> Iterator[Observed]:
    """What must not be inside a file that may be handed on; nothing for one that is clean."""
    if name.endswith((".xlsx", ".docx")):
        with zipfile.ZipFile(file) as parts:
            for part in parts.namelist():
                yield from _part(part, parts.read(part), name)
    elif name.endswith(".ipynb"):
        yield from _outputs(json.loads(file.read_text(encoding="utf-8")), name)


def _part(part: str, data: bytes, name: str) -> Iterator[Observed]:
    if any(one in part for one in FORBIDDEN_PARTS):
        yield Observed("", part, name, part, what="a part of the file that holds other numbers")
    if part.endswith(".xml"):
        for what, pattern in FORBIDDEN.items():
            found = pattern.search(data)
            if found:
                yield Observed("", found.group().decode("ascii", "replace"), name, part, what=what)


def _outputs(notebook: dict, name: str) -> Iterator[Observed]:
    for at, cell in enumerate(notebook["cells"], start=1):
        for output in cell.get("outputs", []):
            for kind in output.get("data", {}):
                if DATA.search(kind):
                    yield Observed("", kind, name, f"cell {at}", what="an output with raw data")
