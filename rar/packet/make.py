"""One district's packet: the eleven notebooks run, and the page, workbook and protocol from them.

A packet appears whole. It is made in a folder beside its place, hidden by a leading dot, and moved
when every file is there; until then the old packet stays. What a failed district leaves is kept
under `failed/`, never in a packet.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar import places
from rar.batch.execute import is_marked, mark_incomplete, run_notebook
from rar.batch.failure import Failure
from rar.batch.job import Job
from rar.packet.folders import (
    KEPT,
    failed_folder,
    folder_of_id,
    making_folder,
    remove,
    replace_folder,
    year_folder,
)

if TYPE_CHECKING:
    from rar.packet.programs import Printers

DOCUMENTS = "the page, workbook and protocol"  # the name of the step after the notebooks


def up_to_workspace(edition: str) -> str:
    """From the notebooks' folder of a packet, or of one being made, up to the workspace.

    The notebooks name the workspace by this, so that a packet holds no path of the machine and
    can be run again.
    """
    steps = len(year_folder(Path(), 0, edition).parts) + 2
    return "/".join([".."] * steps)


def _year(job: Job) -> Path:
    return year_folder(Path(job.details["workspace"]), job.year, job.details["edition"])


def parameters(job: Job) -> dict[str, str | int]:
    """What every notebook of the packet is run with."""
    return {
        "workspace": up_to_workspace(job.details["edition"]),
        "district_id": job.district_id,
        "year": job.year,
        "edition": job.details["edition"],
    }


def work(job: Job, step: Callable[[str], None]) -> dict[str, Any]:
    """Make one district's packet, calling `step` with the name of each part as it begins.

    Returns the packet's folder (text), the district's name, and kept: copies of what people had
    written into the packet that it replaces. Raises NotebookFailed when a notebook stops, RarError
    for what the user can mend. Meant to run in a process of its own.
    """
    making = making_folder(_year(job), job.district_id)
    remove(making)
    notebooks = making / "notebooks"
    notebooks.mkdir(parents=True)
    executed = {}
    for source in places.notebook_files(Path(job.details["notebooks"])):
        step(source.name)
        executed[source.stem] = run_notebook(
            source, notebooks / source.name, parameters(job), job.details["engine"], notebooks
        )
    step(DOCUMENTS)
    from rar.review import Review

    review = Review.open(
        job.details["workspace"], job.district_id, job.year, edition=job.details["edition"]
    )
    made_from = job.details.get("made_from", {})
    write_documents(review, executed, making, job.details.get("printers"), made_from)
    folder = making.parent / review.slug
    kept = put_in_place(job, making, folder)
    return {"folder": str(folder), "name": review.name, "kept": kept}


def put_in_place(job: Job, making: Path, folder: Path) -> list[str]:
    """Let the new packet take its place; return copies of what people had written into the old."""
    kept = _keep_handwork(folder)
    replace_folder(making, folder)
    _remove_namesakes(job, folder)
    _forget_failure(job)
    return kept


def write_documents(
    review: Any,
    executed: dict[str, Any],
    folder: Path,
    printers: Printers | None = None,
    made_from: dict[str, str] | None = None,
) -> None:
    """Write review.html, workbook.xlsx, the Word files and manifest.json into the folder.

    With printers the page is also written as review.pdf, and the protocol as protocol.pdf where
    LibreOffice is among them. The page is the same with and without. made_from stands in the
    manifest (`rar.packet.made_from`).
    """
    from rar.packet.manifest import write_manifest
    from rar.packet.page import write_page
    from rar.packet.word.documents import write_word_files
    from rar.packet.workbook import write_workbook

    write_page(review, executed, folder / "review.html")
    write_workbook(review, folder / "workbook.xlsx")
    write_word_files(review, folder)
    if printers:
        from rar.packet.pdf import write_pdfs

        write_pdfs(printers, folder)
    write_manifest(review, folder, made_from)


def _manifest(folder: Path) -> dict[str, Any] | None:
    file = folder / "manifest.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def _keep_handwork(folder: Path) -> list[str]:
    """Copies of what people wrote into the packet that is about to be replaced."""
    from rar.packet.handmade import set_aside

    manifest = _manifest(folder)
    if manifest is None:
        return []
    return set_aside(folder, manifest, folder.parent / KEPT / folder.name)


def _remove_namesakes(job: Job, folder: Path) -> None:
    """The district has one packet: one under an earlier name of it goes, handwork kept."""
    for other in folder.parent.glob(f"{folder_of_id(job.district_id)}*"):
        manifest = _manifest(other) if other != folder else None
        if manifest and manifest["district_id"] == job.district_id:
            _keep_handwork(other)
            remove(other)


def _forget_failure(job: Job) -> None:
    """The district is whole now: what an earlier run left of it goes."""
    failed = failed_folder(_year(job), job.district_id)
    remove(failed)
    if failed.parent.is_dir() and not any(failed.parent.iterdir()):
        with suppress(OSError):  # another district has just failed
            failed.parent.rmdir()


def keep_failed(job: Job, failure: Failure) -> str:
    """Move what a failed district left to `failed/`, its last notebook marked; '' if nothing.

    A notebook that raised was marked by papermill. One whose process died or was ended is written
    here as it was about to run, marked and without outputs. Returns the folder. Raises OSError
    when it cannot be written.
    """
    making = making_folder(_year(job), job.district_id)
    if not making.exists():
        return ""
    source = Path(job.details["notebooks"]) / failure.notebook
    unfinished = making / "notebooks" / failure.notebook
    if failure.notebook and source.is_file() and not is_marked(unfinished):
        mark_incomplete(source, unfinished, parameters(job), failure.error)
    kept = failed_folder(_year(job), job.district_id)
    remove(kept)
    kept.parent.mkdir(exist_ok=True)
    os.replace(making, kept)
    return str(kept)
