"""Running one notebook with its parameters, and what is left of it when that goes wrong.

A notebook that failed never looks complete: papermill marks one whose cell raised an error; one
whose process died or ran out of time is marked here, by `mark_incomplete`, since the process that
ran it can no longer say so.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar.batch.engine import SKIP_TAG, check_parameters, register
from rar.batch.failure import Failure, places_of_cell

if TYPE_CHECKING:
    from nbformat import NotebookNode

# What an output may hold; a widget's state or a chart's data would hold more than can be read.
SHOWN = ("text/html", "text/plain", "text/markdown", "image/png", "image/svg+xml")
ENDED_EARLY = "the notebook ended before this cell"
# Warnings and tracebacks name a cell by a file that was never written, in this machine's own
# temporary folder and with the process id in it.
CELL_FILE = re.compile(r"[^\s\"']*ipykernel_\d+[/\\]+\d+\.py")


class NotebookFailed(Exception):
    """A notebook stopped before its end; the marked notebook is on disk."""

    def __init__(self, failure: Failure):
        self.failure = failure
        super().__init__(str(failure))

    def __reduce__(self):
        return NotebookFailed, (self.failure,)


def run_notebook(
    source: Path, output: Path, parameters: dict[str, str | int], engine: str, cwd: Path
) -> NotebookNode:
    """Run one notebook and write it, without times and paths of this machine.

    engine is 'rar' (in this process) or '' (papermill's own, a kernel for each notebook). Cells
    tagged skip-execution stay, and are not run. Raises RarError for a parameter that the notebook
    does not have (nothing runs), and NotebookFailed when a cell raised an error or the notebook
    ended early; then `output` is the marked notebook.
    """
    import nbformat
    from papermill.exceptions import PapermillExecutionError

    register()
    execute = _execute_here if engine else _execute_in_a_kernel
    try:
        notebook = execute(source, output, dict(parameters), cwd)
    except PapermillExecutionError as error:
        write_notebook(nbformat.read(output, as_version=4), output)
        cell = f"cell {error.exec_count}" if error.exec_count else f"cell {error.cell_index}"
        places = places_of_cell(error.traceback)
        raise NotebookFailed(
            Failure(source.name, cell, _last_line(error), error.ename, places)
        ) from error
    _check_ran_to_the_end(notebook, source, output)
    write_notebook(notebook, output)
    return notebook


def _execute_in_a_kernel(
    source: Path, output: Path, parameters: dict[str, str | int], cwd: Path
) -> NotebookNode:
    import nbformat
    import papermill

    check_parameters(nbformat.read(source, as_version=4), parameters, source.name)
    return papermill.execute_notebook(
        source, output, parameters, kernel_name="python3", progress_bar=False,
        request_save_on_cell_execute=False, cwd=cwd, shutdown_kernel="immediate",
    )  # fmt: skip


def _execute_here(
    source: Path, output: Path, parameters: dict[str, str | int], cwd: Path
) -> NotebookNode:
    """What `papermill.execute_notebook` does, step by step, but for writing the notebook.

    `output` is written only when a cell raised an error; a second writing of each notebook, with
    the times and paths that ours leaves out, took longer than some of its cells.
    """
    from papermill import execute
    from papermill.utils import chdir

    notebook = execute.load_notebook_node(str(source))
    check_parameters(notebook, parameters, source.name)
    notebook = execute.parameterize_notebook(
        notebook, parameters, kernel_name="python3", engine_name="rar"
    )
    notebook = execute.prepare_notebook_metadata(notebook, str(source), str(output))
    notebook = execute.remove_error_markers(notebook)
    with chdir(str(cwd)):
        notebook = execute.papermill_engines.execute_notebook_with_engine(
            "rar", notebook, kernel_name="python3", progress_bar=False, input_path=str(source)
        )
    execute.raise_for_execution_errors(notebook, str(output))
    return notebook


def _last_line(error: Any) -> str:
    """'KeyError: x'; a letter keeps all its lines, since it is written to be read."""
    if error.ename == "RarError":
        return error.evalue
    first = (str(error.evalue).strip().splitlines() or [""])[0]
    return f"{error.ename}: {first}" if first else error.ename


def _check_ran_to_the_end(notebook: NotebookNode, source: Path, output: Path) -> None:
    """sys.exit(0) in a cell ends a notebook without an error, and papermill lets it pass."""
    for number, cell in enumerate(notebook.cells):
        runs = cell.cell_type == "code" and cell.source.strip()
        if runs and SKIP_TAG not in cell.metadata.get("tags", []) and not cell.execution_count:
            failure = Failure(source.name, f"cell {number}", ENDED_EARLY, kind="ended early")
            _mark(notebook, number, failure.error)
            write_notebook(notebook, output)
            raise NotebookFailed(failure)


def mark_incomplete(
    source: Path, output: Path, parameters: dict[str, str | int], reason: str
) -> None:
    """Write the notebook as it was about to run, with no outputs and a mark that says why."""
    import papermill

    output.parent.mkdir(parents=True, exist_ok=True)
    notebook = papermill.execute_notebook(
        source, output, dict(parameters), prepare_only=True, kernel_name="python3"
    )
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    _mark(notebook, 0, reason)
    write_notebook(notebook, output)


def is_marked(file: Path) -> bool:
    """Whether the file is a notebook that says of itself that it is not complete."""
    import nbformat
    from papermill.execute import ERROR_MARKER_TAG

    if not file.is_file():
        return False
    try:
        notebook = nbformat.read(file, as_version=4)
    except (ValueError, OSError):  # cut off while it was written
        return False
    return any(ERROR_MARKER_TAG in cell.metadata.get("tags", []) for cell in notebook.cells)


def _mark(notebook: NotebookNode, number: int, reason: str) -> None:
    from nbformat.v4 import new_markdown_cell
    from papermill.execute import ERROR_MARKER_TAG

    text = f"**This notebook is not complete.** {reason}"
    cell = new_markdown_cell(text, metadata={"tags": [ERROR_MARKER_TAG]})
    notebook.cells.insert(number, cell)
    if number:
        notebook.cells.insert(0, new_markdown_cell(text, metadata={"tags": [ERROR_MARKER_TAG]}))


def write_notebook(notebook: NotebookNode, output: Path) -> None:
    """Write it so that the same run gives the same bytes: no times, no paths, no random ids."""
    import nbformat

    notebook.metadata.pop("widgets", None)
    papermill_facts = notebook.metadata.pop("papermill", {})
    notebook.metadata["papermill"] = {"parameters": papermill_facts.get("parameters", {})}
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
        elif "papermill-error-cell-tag" in cell.metadata.get("tags", []):
            cell.id = f"not-complete-{number}"
        for out in cell.get("outputs", []):
            _forget_cell_files(out)
            if "data" in out:
                out.data = {kind: shown for kind, shown in out.data.items() if kind in SHOWN}
    output.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def _forget_cell_files(out: NotebookNode) -> None:
    if out.output_type == "stream":
        out.text = CELL_FILE.sub("cell", out.text)
    elif out.output_type == "error":
        out.traceback = [CELL_FILE.sub("cell", line) for line in out.traceback]
