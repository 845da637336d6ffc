"""One district's packet: the eleven notebooks run, and the page, workbook and protocol from them.

A packet appears whole. It is made in a folder beside its place, hidden by a leading dot, and moved
when every file is there; until then the old packet stays. What a failed district leaves is kept
under `failed/`, never in a packet.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar import places
from rar.batch.execute import Failure, mark_incomplete, run_notebook
from rar.batch.supervise import Job
from rar.errors import Problem, RarError

if TYPE_CHECKING:
    from rar.packet.programs import Printers

DOCUMENTS = "the page, workbook and protocol"  # the name of the step after the notebooks
# From the notebooks' folder of a packet, or of one being made, up to the workspace: the notebooks
# name the workspace by this, so that a packet holds no path of the machine and can be run again.
UP_TO_WORKSPACE = "../../../.."


def year_folder(workspace: Path, year: int) -> Path:
    """Where the packets of a year are."""
    return Path(workspace) / "packets" / str(year)


def _plain(text: str) -> str:
    """A district's id as a folder name."""
    return re.sub(r"[^0-9A-Za-z]+", "-", text).strip("-") or "district"


def _making(job: Job) -> Path:
    year = year_folder(Path(job.details["workspace"]), job.year)
    return year / f".making-{_plain(job.district_id)}"


def _failed(job: Job) -> Path:
    return _making(job).parent / "failed" / _plain(job.district_id)


def parameters(job: Job) -> dict[str, str | int]:
    """What every notebook of the packet is run with."""
    return {
        "workspace": UP_TO_WORKSPACE,
        "district_id": job.district_id,
        "year": job.year,
        "edition": job.details["edition"],
    }


def prepare_folder(folder: Path) -> None:
    """Make the folder, and find out now whether it can be written to. Raises RarError if not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial = folder / ".trial"
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as error:
        raise RarError(
            "The packets cannot be written.",
            [Problem(error.strerror or str(error), file=str(folder))],
            "Make the folder writable, or copy the workspace to a place where you may write.",
        ) from error


def work(job: Job, step: Callable[[str], None]) -> dict[str, Any]:
    """Make one district's packet, calling `step` with the name of each part as it begins.

    Returns the packet's folder (text) and facts for the summary. Raises NotebookFailed when a
    notebook stops, RarError for what the user can mend. Meant to run in a process of its own.
    """
    making = _making(job)
    _remove(making)
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
    write_documents(review, executed, making, job.details.get("printers"))
    folder = making.parent / review.slug
    replace_folder(making, folder)
    _forget_failure(job)
    return {"folder": str(folder), "name": review.name}


def write_documents(
    review: Any, executed: dict[str, Any], folder: Path, printers: Printers | None = None
) -> None:
    """Write review.html, workbook.xlsx, the Word files and manifest.json into the folder.

    With printers the page is also written as review.pdf, and the protocol as protocol.pdf where
    LibreOffice is among them. The page is the same with and without.
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
    write_manifest(review, folder)


def replace_folder(new: Path, final: Path) -> None:
    """Put the new folder in the place of the old one, which stays until the new one stands.

    Raises RarError naming the file, when one of the old packet is open in another program (on
    Windows an open workbook cannot be replaced); the old packet is then as it was.
    """
    old = final.parent / f".old-{final.name}"
    if old.exists() and not final.exists():  # an earlier run was cut off between the two moves
        os.replace(old, final)
    _remove(old)
    with _letter_for_locked(final):
        if final.exists():
            os.replace(final, old)
        try:
            os.replace(new, final)
        except OSError:
            if old.exists():
                os.replace(old, final)
            raise
    _remove(old)


@contextmanager
def _letter_for_locked(final: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        locked = [
            str(path) for path in sorted(final.rglob("*")) if path.is_file() and _locked(path)
        ]
        raise RarError(
            "The new packet could not take the place of the old one.",
            [
                Problem("this file is open in another program", file=name)
                for name in locked or [str(error.filename or final)]
            ],
            "Close it (in Excel or Word, say) and run the command again. The old packet is as it "
            "was.",
        ) from error


def _locked(path: Path) -> bool:
    try:
        with path.open("r+b"):
            return False
    except PermissionError:
        return True


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _forget_failure(job: Job) -> None:
    """The district is whole now: what an earlier run left of it goes."""
    _remove(_failed(job))
    parent = _failed(job).parent
    if parent.is_dir() and not any(parent.iterdir()):
        with suppress(OSError):  # another district has just failed
            parent.rmdir()


def keep_failed(job: Job, failure: Failure) -> Path | None:
    """Move what a failed district left to `failed/`, its last notebook marked; None if nothing.

    A notebook that raised was marked by papermill. One whose process died or was ended is written
    here as it was about to run, marked and without outputs.
    """
    making = _making(job)
    if not making.exists():
        return None
    source = Path(job.details["notebooks"]) / failure.notebook
    unfinished = making / "notebooks" / failure.notebook
    if failure.notebook and source.is_file() and not unfinished.exists():
        mark_incomplete(source, unfinished, parameters(job), failure.error)
    kept = _failed(job)
    _remove(kept)
    kept.parent.mkdir(exist_ok=True)
    os.replace(making, kept)
    return kept
