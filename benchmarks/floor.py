"""The floor under every way of running notebooks: their cells as plain function calls.

The code cells are compiled when this module is imported, that is once, in the process that forks.
A district's cells then run in a plain namespace, and what the last expression of each shows is
turned into HTML, plain text and pictures as a notebook would, and kept in memory. There is no
notebook format, no papermill, no IPython and no writing.
"""

from __future__ import annotations

import ast
import hashlib
import io
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from types import CodeType
from typing import Any

import nbformat

from rar import places
from rar.batch.engine import SKIP_TAG
from rar.batch.job import Job


@dataclass(frozen=True)
class Cell:
    """A code cell: its statements, and its last expression apart (None where there is none)."""

    body: CodeType
    last: CodeType | None
    takes_parameters: bool


def compiled(notebook: nbformat.NotebookNode) -> list[Cell]:
    """The cells that run in a packet."""
    cells = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and SKIP_TAG not in tags:
            tree, last = ast.parse(cell.source), None
            if tree.body and isinstance(tree.body[-1], ast.Expr):
                expression = ast.Expression(tree.body.pop().value)
                last = compile(expression, "cell", "eval")
            cells.append(Cell(compile(tree, "cell", "exec"), last, "parameters" in tags))
    return cells


CELLS = {
    source.name: compiled(nbformat.read(source, as_version=4)) for source in places.notebook_files()
}


def run(cells: list[Cell], parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Run the cells in a namespace of their own; what each shows, by mime type or 'stdout'."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    kept = []
    for cell in cells:
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(cell.body, namespace)
            value = eval(cell.last, namespace) if cell.last else None
        if cell.takes_parameters:
            namespace |= parameters
        made = {"stdout": printed.getvalue()} if printed.tell() else {}
        kept.append(made | shown(value) | pictures())
    return kept


def shown(value: Any) -> dict[str, Any]:
    """What a notebook shows of a value."""
    if value is None:
        return {}
    if hasattr(value, "_repr_mimebundle_"):
        return value._repr_mimebundle_()
    html = {"text/html": value._repr_html_()} if hasattr(value, "_repr_html_") else {}
    return {"text/plain": repr(value), **html}


def pictures() -> dict[str, list[bytes]]:
    """The figures that a cell left open, as PNG: a notebook shows them below the cell."""
    from matplotlib import pyplot

    made = []
    for number in pyplot.get_fignums():
        stream = io.BytesIO()
        pyplot.figure(number).savefig(stream, format="png", bbox_inches="tight")
        made.append(stream.getvalue())
    pyplot.close("all")
    return {"image/png": made} if made else {}


def floor(job: Job, step: Callable[[str], None]) -> None:
    """Everything a district's notebooks show, made and kept until its process ends."""
    kept = []
    for name in job.details["names"]:
        step(name)
        kept.append(run(CELLS[name], job.details["parameters"]))


def told(job: Job, step: Callable[[str], None]) -> dict[str, list[str]]:
    """The same, as hashes for a check against the notebooks: one for each thing shown."""
    return {
        name: [
            digest(kind, text)
            for made in run(CELLS[name], job.details["parameters"])
            for kind, text in sorted(made.items())
        ]
        for name in job.details["names"]
    }


def digest(kind: str, text: str) -> str:
    """The hash of one thing shown."""
    return hashlib.sha256(f"{kind} {text}".encode()).hexdigest()
