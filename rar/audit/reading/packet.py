"""Every file of a packet that an outsider can read numbers from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from rar.audit.reading.containers import scan
from rar.audit.reading.observed import Observed
from rar.audit.reading.pages import read_notebook, read_page
from rar.audit.reading.workbook import read_workbook, school_names

WORKBOOK = "workbook.xlsx"


def read_files(files: Mapping[str, Path], year: int) -> Iterator[Observed]:
    """What the files print of schools. files: paths by the names they have in the packet.

    Left out: Word and PDF files, and what only a picture shows; district values are in the store.
    """
    schools = school_names(files[WORKBOOK]) if WORKBOOK in files else {}
    for name, file in files.items():
        yield from scan(file, name)
        if name.endswith(".xlsx"):
            yield from read_workbook(file, name, year)
        elif name.endswith(".html"):
            yield from read_page(file, name, year, schools)
        elif name.endswith(".ipynb"):
            yield from read_notebook(file, name, year, schools)
