"""Load everything once, before districts are forked: each then starts with it in memory."""

from __future__ import annotations

import gc
import io
from pathlib import Path

IMPORTS = """\
import numpy, pandas, scipy.stats, matplotlib.pyplot, seaborn
import pyarrow.parquet
from rar import Review, live, show
"""
FIRST_TABLE = "pandas.DataFrame({'a': [1.5, None]})"


def warm_up(workspace: Path | None = None) -> None:
    """Import the libraries inside the shell, and make one of each thing that is slow at first.

    Inside the shell, because pandas and matplotlib ask at import what kind of shell they are in.
    """
    import nbformat
    import papermill.execute  # noqa: F401
    from nbformat.v4 import new_code_cell, new_notebook

    from rar.batch.shell import Shell

    shell = Shell.get()
    for source in (IMPORTS, FIRST_TABLE):
        _, reply = shell.run(source)
        if reply["status"] != "ok":
            raise ImportError("\n".join(reply["traceback"]))
    _first_figure()
    _first_document()
    nbformat.validate(new_notebook(cells=[new_code_cell("1")]))  # compiles the schema
    shell.ip.reset(new_session=True)
    gc.collect()
    gc.freeze()  # a collection in a child would otherwise touch, and so copy, every page


def _first_document() -> None:
    import docxtpl  # noqa: F401
    import xlsxwriter  # noqa: F401
    from nbformat.v4 import new_markdown_cell, new_notebook

    import rar.packet.make
    import rar.packet.word.documents
    import rar.packet.workbook  # noqa: F401
    from rar.packet.page import make_part
    from rar.places import templates

    make_part("warm", new_notebook(cells=[new_markdown_cell("# Warm")]), (templates(),))


def _first_figure() -> None:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot([0, 1], label="x")
    axes.set_title("fonts are looked up once")
    figure.savefig(io.BytesIO(), format="svg")
    figure.savefig(io.BytesIO(), format="png")
    plt.close(figure)
