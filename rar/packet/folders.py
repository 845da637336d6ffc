"""The folders of packets: where they are, and how a new one takes the place of an old one, whole.

packets/2022/0160-abbeville/        a packet of the internal edition
packets/public/2022/0160-abbeville/ one of another edition
packets/2022/.making-0160/          one that is being made
packets/2022/.old-0160-abbeville/   the old one while the new one is moved into its place
packets/2022/failed/0160/           what a failed district left
packets/2022/kept/0160-abbeville/   what people wrote into a packet that was then made anew
"""

from __future__ import annotations

import hashlib
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
LONGEST_ID = 20  # letters of an id in a folder's name; Windows counts 260 for a whole path
HASH_LETTERS = 16  # enough that nobody finds two ids with the same beginning of their hash
_PLAIN = re.compile(rf"[0-9A-Z]{{1,{LONGEST_ID}}}")  # no small letters: to Windows AB is ab
_TAKEN = re.compile(f"CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9]|{FAILED}|{KEPT}", re.IGNORECASE)


def year_folder(workspace: Path, year: int, edition: str = INTERNAL) -> Path:
    """Where the packets of a year and an edition are."""
    packets = Path(workspace) / "packets"
    return (packets if edition == INTERNAL else packets / edition) / str(year)


def folder_of_id(district_id: str) -> str:
    """A district's id as the beginning of a folder's name, which no other district's is.

    An id of digits and capital letters stays as it is. Any other could climb out of its folder,
    be a device of Windows, or be one with another's once it is cleaned; it ends in _ and its
    hash, which no plain id and no `slug` holds.

    >>> folder_of_id("0160"), folder_of_id("01/60"), folder_of_id("CON")
    ('0160', '01-60_48a18c98a1a05e07', 'CON_a3dbc4b644a9a2c5')
    """
    if _PLAIN.fullmatch(district_id) and not _TAKEN.fullmatch(district_id):
        return district_id
    digest = hashlib.sha256(district_id.encode("utf-8", "surrogatepass")).hexdigest()
    cleaned = re.sub(r"[^0-9A-Za-z]+", "-", district_id)[:LONGEST_ID].strip("-") or "id"
    return f"{cleaned}_{digest[:HASH_LETTERS]}"


def making_folder(year_folder: Path, district_id: str) -> Path:
    """Where a district's packet is made."""
    return year_folder / f"{MAKING}{folder_of_id(district_id)}"


def failed_folder(year_folder: Path, district_id: str) -> Path:
    """Where that is kept which a failed district left."""
    return year_folder / FAILED / folder_of_id(district_id)


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
