"""papermill's notebook client, with cells that run in this process's shell.

Imports papermill and IPython: `rar.batch.engine`, which papermill loads whenever it starts, imports
this module only when a notebook is about to run.
"""

from __future__ import annotations

from typing import Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine
from papermill.log import logger

from rar.batch.engine import SKIP_TAG, check_parameters, seed_of
from rar.batch.shell import LANGUAGE_INFO, Shell

FIELDS = {  # of the outputs that a notebook of exhibits has
    "execute_result": ("metadata", "data", "execution_count"),
    "display_data": ("metadata", "data"),
    "stream": ("name", "text"),
}


class ShellClient(PapermillNotebookClient):
    """Runs a notebook's cells in `rar.batch.shell`; outputs are made by nbclient's own code."""

    def execute(self, **kwargs: Any):
        """Run all cells in a fresh namespace, and note the language as a kernel would."""
        self.reset_execution_trackers()
        self.shell = Shell.get()
        with self.shell.fresh(seed_of(self.nb)):
            self.papermill_execute_cells()
        self.nb.metadata["language_info"] = dict(LANGUAGE_INFO)
        self.set_widgets_metadata()
        return self.nb

    def papermill_execute_cells(self):
        """papermill's own where it saves the notebook after each cell.

        Elsewhere without the times of each cell, which `rar.batch.execute` leaves out.
        """
        if self.nb_man.output_path:
            super().papermill_execute_cells()
            return
        for index, cell in enumerate(self.nb.cells):
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                break

    def execute_cell(self, cell, cell_index, execution_count=None, store_history=True):
        """Run one cell; raises nbclient's CellExecutionError as nbclient does."""
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or SKIP_TAG in tags:
            return cell
        cell.outputs = []
        self.clear_before_next_output = False
        messages, reply = self.shell.run(cell.source)
        self.code_cells_executed += 1
        for message in messages:
            self.process_message(message, cell, cell_index)
        if reply["status"] == "error":
            run_sync(self._check_raise_for_error)(cell, cell_index, {"content": reply})
        return cell

    def output(self, outs, msg, display_id, cell_index):
        """nbclient's, but an ordinary output is not held against the schema alone: the notebook is
        as a whole, when it is written.
        """
        kind, parent = msg["msg_type"], msg["parent_header"].get("msg_id")
        special = display_id or self.clear_before_next_output or self.output_hook_stack[parent]
        if special or kind not in FIELDS:
            return super().output(outs, msg, display_id, cell_index)
        made = NotebookNode(output_type=kind)
        made.update({name: msg["content"][name] for name in FIELDS[kind]})
        outs.append(made)
        return made


class ShellEngine(Engine):
    """papermill's engine around the client."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, log_output=False, **settings):
        """Refuse unknown parameters, then run the cells."""
        parameters = nb_man.nb.metadata.get("papermill", {}).get("parameters", {})
        check_parameters(nb_man.nb, parameters, settings.get("input_path") or "the notebook")
        streams = {n: settings[n] for n in ("stdout_file", "stderr_file") if n in settings}
        ShellClient(
            nb_man,
            kernel_name=kernel_name,
            log=logger,
            log_output=log_output,
            record_timing=False,
            **streams,
        ).execute()
