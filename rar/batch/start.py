"""Starting: a new workspace, and JupyterLab on a workspace's own copies of the notebooks."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from rar import places
from rar.errors import RarError, nearest


def new_workspace(folder: Path, state: str) -> list[str]:
    """Make review.toml and data/ in the folder; return what to do next, line by line.

    Raises RarError for a state without a profile, and for a folder that has a review.toml: it
    is never written over.
    """
    states = sorted(p.name for p in (places.PACKAGE / "states").iterdir() if p.is_dir())
    own = (folder / "profile").is_dir()
    if state not in states and not own:
        close = nearest(state, states)
        raise RarError(
            f"There is no profile for the state {state!r}.",
            cure=(f"Did you mean {', '.join(close)}? " if close else "")
            + f"Profiles: {', '.join(states)}. rar/states/README.md says how to add one.",
        )
    file = folder / "review.toml"
    if file.exists():
        raise RarError(f"{file} is there already and was not changed.", cure="Edit it instead.")
    text = (places.templates() / "review.toml").read_text(encoding="utf-8")
    try:
        (folder / "data").mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("{state}", state), encoding="utf-8", newline="\n")
    except OSError as error:
        raise RarError(f"{folder} cannot be written: {error.strerror}.") from error
    return [
        f"Made {file}.",
        f"Put the state's files, as published, into {folder / 'data'}.",
        f"Then: rarkit check {folder}",
    ]


def open_lab(folder: Path, browser: bool, say: Callable[[str], None]) -> int:
    """Copy the notebooks into the workspace where they are not there yet, and start JupyterLab.

    It listens on this machine alone and asks for a token (`rar.batch.lab`).
    Returns JupyterLab's exit code. Copies that exist are left as they are.
    """
    from rar.batch.choose import review_year
    from rar.batch.lab import command
    from rar.store import build
    from rar.workspace import Workspace

    workspace = Workspace.open(folder)
    store = build(workspace, say)
    year = review_year(workspace, store, None)
    copies = workspace.folder / "notebooks"
    made = copy_notebooks(copies, store.district_ids(year)[0], year)
    say(f"{made} notebooks copied to {copies}." if made else f"The notebooks are in {copies}.")
    return subprocess.run(command(copies, browser), check=False).returncode


def copy_notebooks(folder: Path, district_id: str, year: int) -> int:
    """Copy each notebook that is not there, set to one district; return how many were copied."""
    import papermill

    from rar.batch.execute import write_notebook

    folder.mkdir(exist_ok=True)
    parameters = {
        "workspace": "..", "district_id": district_id, "year": year, "edition": "internal"
    }  # fmt: skip
    wanted = [s for s in places.notebook_files() if not (folder / s.name).exists()]
    for source in wanted:
        target = folder / source.name
        notebook = papermill.execute_notebook(
            source, target, parameters, prepare_only=True, kernel_name="python3"
        )
        write_notebook(notebook, target)
    return len(wanted)
