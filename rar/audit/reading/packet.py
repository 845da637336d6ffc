"""Every file of a packet that an outsider can read numbers from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rar.audit.reading.containers import scan
from rar.audit.reading.observed import Observed
from rar.audit.reading.pages import read_notebook, read_page
from rar.audit.reading.pooled import Pooled, pooled
from rar.audit.reading.workbook import Workbook

WORKBOOK = "workbook.xlsx"


@dataclass
class Contents:
    """What the files print: of single schools, and of several together."""

    observed: list[Observed] = field(default_factory=list)
    pooled: list[Pooled] = field(default_factory=list)


def read_files(files: Mapping[str, Path], year: int) -> Contents:
    """What the files print of schools. files: paths by the names they have in the packet.

    Left out: Word and PDF files, and what only a picture shows; district values are in the store.
    """
    made, schools = Contents(), {}
    if WORKBOOK in files:
        book = Workbook.open(files[WORKBOOK], WORKBOOK, year)
        made.observed += book.observed()
        made.pooled += pooled(book)
        schools = book.school_names
    for name, file in files.items():
        made.observed += scan(file, name)
        if name.endswith(".html"):
            made.observed += read_page(file, name, year, schools)
        elif name.endswith(".ipynb"):
            made.observed += read_notebook(file, name, year, schools)
    return made
