"""The packet's page and notebooks: tables '<measure>, by school'."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import html

from rar.audit.reading.observed import Observed
from rar.dimensions import METRICS

BY_SCHOOL = ", by school"
IDS = {metric.label: metric.id for metric in METRICS.values()}


def read_page(file: Path, name: str, year: int, schools: Mapping[str, str]) -> Iterator[Observed]:
    """Every value of a school in the tables of a page; schools: ids by name."""
    yield from _tables(html.fromstring(file.read_bytes()), name, year, schools)


def read_notebook(
    file: Path, name: str, year: int, schools: Mapping[str, str]
) -> Iterator[Observed]:
    """Every value of a school in the tables among a notebook's outputs."""
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    for at, cell in enumerate(cells, start=1):
        for output in cell.get("outputs", []):
            text = "".join(output.get("data", {}).get("text/html", []))
            if text.strip():
                place = f"{name}, cell {at}"
                yield from _tables(html.fromstring(f"<div>{text}</div>"), place, year, schools)


def _tables(page: Any, name: str, year: int, schools: Mapping[str, str]) -> Iterator[Observed]:
    for table in page.iter("table"):
        caption = _text(table.find("caption"))
        metric = IDS.get(caption.removesuffix(BY_SCHOOL)) if caption.endswith(BY_SCHOOL) else None
        if metric is None:
            continue
        header = [_text(one) for one in table.iterfind("thead/tr/th")]
        label = caption.removesuffix(BY_SCHOOL)
        at = header.index(label) if label in header else None
        for row in table.iterfind("tbody/tr") if at is not None else ():
            cells = [_text(one) for one in row]
            school = schools.get(cells[0], "")
            if school and len(cells) > at and any(letter.isdigit() for letter in cells[at]):
                place = f"table {caption!r}, {cells[0]}"
                yield Observed(f"{metric}|{year}|{school}|all", cells[at], name, place)


def _text(element: Any) -> str:
    return "" if element is None else " ".join(element.text_content().split())
