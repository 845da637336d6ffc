"""What several test files need: tiny notebooks, a workspace to write to, a packet of the sample."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from rar.batch.run import run_districts
from rar.store import build
from rar.workspace import Workspace

PARAMETERS = (
    'workspace: str = "data_samples"\ndistrict_id: str = "0110"\nyear: int = 2022\n'
    'edition: str = "internal"'
)
OPEN = "from rar import Review\n\nreview = Review.open(workspace, district_id, year, edition)"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def notebook(title: str, *sources: str) -> nbformat.NotebookNode:
    """A notebook with title, parameters and a code cell for each source."""
    cells = [new_markdown_cell(f"# {title}"), new_code_cell(PARAMETERS)]
    cells[1].metadata["tags"] = ["parameters"]
    cells += [new_code_cell(source) for source in sources]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return new_notebook(cells=cells, metadata={"kernelspec": dict(KERNEL)})


def folder_of(place: Path, *sources: str) -> Path:
    """A folder with 00_overview.ipynb, which opens the review, and 01_more.ipynb with `sources`."""
    place.mkdir(parents=True, exist_ok=True)
    shown = "from IPython.display import HTML\nfrom html import escape\n"
    shown += "HTML(f'<h2>About {escape(review.name)}</h2><p>{review.year_label}</p>')"
    nbformat.write(notebook("Overview", OPEN, shown), place / "00_overview.ipynb")
    nbformat.write(notebook("More", *(sources or ("print(district_id)",))), place / "01_more.ipynb")
    return place


@cache
def workspace_of(sample: Path) -> Path:
    """A copy of the sample with its store and no packets, made once for all test files."""
    build(Workspace.open(sample))
    place = Path(tempfile.mkdtemp(prefix="rarkit-test-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    ignored = shutil.ignore_patterns("packets", "generator")
    return Path(shutil.copytree(sample, place / "ws", ignore=ignored))


@cache
def packet_of(sample: Path, district_id: str) -> Path:
    """The packet of a sample district from the real notebooks, made once for all test files."""
    outcome = run_districts(workspace_of(sample), [district_id], 2022)[0]
    assert outcome.made, outcome.failure
    return outcome.folder
