"""The folders of packets: where they are, and how a new one takes the place of an old one, whole.

packets/2022/0160-abbeville/        a packet of the internal edition
packets/public/2022/0160-abbeville/ one of another edition
packets/2022/.making-0160/          one that is being made
packets/2022/.old-0160-abbeville/   the old one while the new one is moved into its place
packets/2022/failed/0160/           what a failed district left
packets/2022/kept/0160-abbeville/   what people wrote into a packet that was then made anew
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rar.errors import Problem, RarError
from rar.workspace import INTERNAL

MAKING, OLD = ".making-", ".old-"
FAILED, KEPT = "failed", "kept"


def year_folder(workspace: Path, year: int, edition: str = INTERNAL) -> Path:
    """Where the packets of a year and an edition are."""
    packets = Path(workspace) / "packets"
    return (packets if edition == INTERNAL else packets / edition) / str(year)


def _plain(text: str) -> str:
    """A district's id as a folder name."""
    return re.sub(r"[^0-9A-Za-z]+", "-", text).strip("-") or "district"


def making_folder(year_folder: Path, district_id: str) -> Path:
    """Where a district's packet is made."""
    return year_folder / f"{MAKING}{_plain(district_id)}"


def failed_folder(year_folder: Path, district_id: str) -> Path:
    """Where that is kept which a failed district left."""
    return year_folder / FAILED / _plain(district_id)


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


def sweep(folder: Path) -> None:
    """Put right what a run left that was cut off: half-made packets go, moved ones come back."""
    for old in folder.glob(f"{OLD}*"):
        final = folder / old.name.removeprefix(OLD)
        if final.exists():
            remove(old)
        else:
            os.replace(old, final)
    for making in folder.glob(f"{MAKING}*"):
        remove(making)


def replace_folder(new: Path, final: Path) -> None:
    """Put the new folder in the place of the old one, which stays until the new one stands.

    Raises RarError naming the file, when one of the old packet is open in another program (on
    Windows an open workbook cannot be replaced); the old packet is then as it was.
    """
    old = final.parent / f"{OLD}{final.name}"
    if old.exists() and not final.exists():  # an earlier run was cut off between the two moves
        os.replace(old, final)
    remove(old)
    with _letter_for_locked(final):
        if final.exists():
            os.replace(final, old)
        try:
            os.replace(new, final)
        except OSError:
            if old.exists():
                os.replace(old, final)
            raise
    remove(old)


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


def remove(folder: Path) -> None:
    """Remove a folder and all in it, where it is there."""
    if folder.exists():
        shutil.rmtree(folder)
