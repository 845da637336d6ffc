"""The papermill engine `rar`: notebooks run in this process, without a kernel.

papermill finds it by entry point (`papermill --engine rar ...`) and loads it whenever papermill
itself is imported, so this module imports nothing heavy at the top. Everything around the cells
(the parameters cell, metadata, error marks) is papermill's own; outputs are nbclient's own.
"""

from __future__ import annotations

import ast
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rar.errors import Problem, RarError, nearest

if TYPE_CHECKING:
    from nbformat import NotebookNode

SKIP_TAG = "skip-execution"  # nbclient's own; live cells carry it beside their tag 'live'


class RarEngine:
    """What papermill asks of an engine. It cannot inherit from papermill's class: papermill
    imports this module while it is itself being imported."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **settings: Any) -> NotebookNode:
        """Run the notebook's cells in order; return it with outputs, as papermill's engine does."""
        return _engine().execute_notebook(nb, kernel_name, **settings)

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """The kernel named in the notebook, or `name`."""
        return _engine().nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """The language named in the notebook, or `language`."""
        return _engine().nb_language(nb, language)


def register() -> None:
    """Tell papermill of the engine, for a checkout that is not installed."""
    from papermill.engines import papermill_engines

    papermill_engines.register("rar", RarEngine)


def _engine() -> type:
    """The engine itself, imported at first use (see RarEngine)."""
    from rar.batch.client import ShellEngine

    return ShellEngine


def seed_of(nb: NotebookNode) -> int:
    """A number from the notebook's own text and its parameters, so that chance repeats itself."""
    text = "\n".join(cell.source for cell in nb.cells)
    return zlib.crc32(text.encode())


def known_parameters(nb: NotebookNode) -> tuple[str, ...]:
    """The names that the cell tagged `parameters` assigns, in its order; () when there is none."""
    for cell in nb.cells:
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            return tuple(_assigned(ast.parse(cell.source).body))
    return ()


def _assigned(body: Iterable[ast.stmt]) -> Iterable[str]:
    for statement in body:
        targets = statement.targets if isinstance(statement, ast.Assign) else ()
        if isinstance(statement, ast.AnnAssign):
            targets = (statement.target,)
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def check_parameters(nb: NotebookNode, parameters: dict[str, Any], name: str) -> None:
    """Refuse a parameter that the notebook does not have, before any cell runs.

    papermill alone only warns, and the notebook then runs with its default: the wrong district.
    Raises RarError naming the parameter, those there are, and the nearest.
    """
    known = known_parameters(nb)
    problems = [
        Problem(
            f"there is no parameter {given!r}",
            file=name,
            allowed=", ".join(known) or "this notebook has no cell tagged parameters",
            cure=f"did you mean {', '.join(nearest(given, known))}?" if nearest(given, known)
            else "",
        )
        for given in parameters
        if given not in known
    ]  # fmt: skip
    if problems:
        raise RarError("The notebook was not run.", problems)
