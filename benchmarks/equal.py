"""Whether several ways left the same notebooks, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import floor
import nbformat

SEEN = ("cell_type", "source", "execution_count", "outputs")  # the outputs hold the pictures


def cells_of(path: Path) -> list[dict[str, Any]]:
    """All that a reader sees of a notebook, cell by cell."""
    cells = nbformat.read(path, as_version=4).cells
    return [{part: cell.get(part) for part in SEEN} for cell in cells]


def differences(theirs: Path, ours: Path) -> Iterator[str]:
    """Where notebooks of one folder are not as in ours; times, ids and metadata are left out."""
    for path in sorted(theirs.rglob("*.ipynb")):
        inside = path.relative_to(theirs)
        cells, others = cells_of(path), cells_of(ours / inside)
        if len(cells) != len(others):
            yield f"{theirs.name} {inside}: {len(cells)} cells, ours {len(others)}"
        for i, (one, other) in enumerate(zip(cells, others, strict=False)):
            parts = [part for part in SEEN if one[part] != other[part]]
            if parts:
                yield f"{theirs.name} {inside}: cell {i} differs in {', '.join(parts)}"


def shown(path: Path) -> Iterator[str]:
    """What a notebook shows, as the hashes that `floor.told` gives."""
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            made = output.get("data") or {output.get("name"): output.get("text")}
            yield from (floor.digest(kind, text) for kind, text in sorted(made.items()))
