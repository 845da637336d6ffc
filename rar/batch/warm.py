"""Load everything once, before districts are forked: each then starts with it in memory."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

IMPORTS = """\
import numpy, pandas, scipy.stats, matplotlib.pyplot, seaborn
import pyarrow.parquet
from rar import Review, live, show
"""
# As those of the store are (`rar.parquet.TEXT`), so are the texts that pages make of them.
SMALL_TEXTS = "pandas.set_option('mode.string_storage', 'python')"
FIRST_TABLE = "pandas.DataFrame({'a': [1.5, None]})"


def warm_up(workspace: Path | None = None) -> None:
    """Import the libraries inside the shell, and make one of each thing that is slow at first.

    Inside the shell, because pandas and matplotlib ask at import what kind of shell they are in.
    Of a workspace that has a store also what all its districts share is read. Python's collector
    of garbage is off afterwards, here and in what is forked: a process lives for one district,
    whose garbage in cycles is some 40 MB, and looking for it would take a tenth of its time.
    """
    import nbformat
    import papermill.execute  # noqa: F401
    from nbformat.v4 import new_code_cell, new_notebook

    from rar.batch.shell import Shell

    shell = Shell.get()
    for source in (IMPORTS, SMALL_TEXTS, FIRST_TABLE):
        _, reply = shell.run(source)
        if reply["status"] != "ok":
            raise ImportError("\n".join(reply["traceback"]))
    _first_figure()
    _import_documents()
    nbformat.validate(new_notebook(cells=[new_code_cell("1")]))  # compiles the schema
    if workspace is not None:
        _first_state(workspace)
    shell.ip.reset(new_session=True)
    gc.collect()
    gc.freeze()  # a collection in a child would otherwise touch, and so copy, every page
    gc.disable()


def _first_state(folder: Path) -> None:
    from rar.errors import RarError
    from rar.exhibits import data, options
    from rar.exhibits.asked import questions_of
    from rar.packet import page
    from rar.packet.word import documents
    from rar.review import NAMES, Review
    from rar.store import STATEWIDE, Store
    from rar.workspace import EDITIONS, Workspace

    workspace = Workspace.open(folder)
    page.prepare()
    documents.prepare(workspace)
    store = next((s for s in map(partial(Store.open, workspace), EDITIONS) if s and s.is_pinned),
                 Store.open(workspace))  # fmt: skip
    if store is None:
        return
    year = workspace.settings.review_year or max(store.facts["years"])
    review = Review(workspace, store, "", year)
    for name in {*STATEWIDE, NAMES} - {"trace", "rows"}:  # large, and no page shows them
        review.frame(name)
    _first_letters(review.frame(NAMES)["name"].unique())
    metric = data.metric_of("1a")
    data.state_values(review, metric)
    data.of_metric(review, "districts", metric.id, year=year)
    with suppress(RarError):  # the page that needs a file says what does not fit in it
        review.caveats("overview")
        data.practical(review, metric, 1.0)
        options.of(review, metric.id)
        questions_of(review, "overview")


def _first_letters(names: Iterable[str]) -> None:
    """Measure the pairs of letters that charts have most: those of names, measures and numbers."""
    from rar.dimensions import METRICS
    from rar.figures.lettering import text_width

    labels = (metric.label for metric in METRICS.values())
    for words in (*names, *labels, *(f"{number:,}%" for number in range(0, 2000, 7))):
        text_width(words)
        text_width(words, bold=True)


def _import_documents() -> None:
    import docxtpl  # noqa: F401
    import xlsxwriter  # noqa: F401

    import rar.packet.make
    import rar.packet.page
    import rar.packet.word.documents
    import rar.packet.workbook  # noqa: F401


def _first_figure() -> None:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot([0, 1], label="x")
    axes.set_title("fonts are looked up once")
    figure.savefig(io.BytesIO(), format="svg")
    figure.savefig(io.BytesIO(), format="png")
    plt.close(figure)
