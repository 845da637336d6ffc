"""The folder records/: written beside, then moved, so that nothing is ever half written."""

from __future__ import annotations

import os
import re
import unicodedata
from contextlib import suppress
from pathlib import Path

from rar.errors import Problem, RarError
from rar.record.merge import Received
from rar.record.table import ANSWERS

RECEIVED, ACTIONS = "received", "actions.xlsx"
SET_ASIDE = "-set-aside-"  # in the name of a list that somebody wrote into
_HASH = 12  # letters of the hash that begin a kept file's name
_LONGEST = 90  # of a kept file's name: Windows counts 260 for the whole path
_PART = ".part"
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")  # they hide an ending


def safe_name(name: str) -> str:
    """A file's name as every system takes it.

    >>> safe_name('a:b/../"c"?.docx '), safe_name("protocol" * 20 + ".docx")[-9:]
    ('a-b-..-c-.docx', 'prot.docx')
    """
    plain = unicodedata.normalize("NFC", name)
    plain = re.sub(r'[<>:"/\\\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff]+', "-", plain)
    plain = _UNSEEN.sub("", plain).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 5:
        return f"{stem[: _LONGEST - 6].rstrip(' .')}.{ending}"
    return plain[:_LONGEST].rstrip(" .") or "form"


def received_name(file: Path, digest: str) -> str:
    """The name a file came under, also when it is one of those we keep."""
    return safe_name(file.name.removeprefix(f"{digest[:_HASH]}-"))


def kept_as(name: str, digest: str) -> str:
    """The name a file is kept under."""
    return f"{digest[:_HASH]}-{name}"


def names_by_hash(records: Path, received: list[Received]) -> dict[str, str]:
    """One name for each hash: the first, in order of letters, of all it ever came under."""
    found: dict[str, list[str]] = {one.sha256: [one.name] for one in received}
    for digest, names in found.items():
        for kept in (records / RECEIVED).glob(f"{digest[:_HASH]}-*"):
            names.append(received_name(kept, digest))
    return {digest: min(names) for digest, names in found.items()}


def keep(records: Path, received: list[Received], made: dict[str, bytes]) -> list[str]:
    """Keep the received files and write the made ones; return the names of those that changed.

    Raises RarError when something cannot be written; what was there before is then still whole.
    """
    wanted = {f"{RECEIVED}/{kept_as(one.name, one.sha256)}": one.path for one in received}
    changed: dict[str, bytes] = {}
    for name, source in wanted.items():
        if not (records / name).exists():
            changed[name] = source.read_bytes()
    for name, data in made.items():
        file = records / name
        if not file.is_file() or file.read_bytes() != data:
            changed[name] = data
    try:
        for name, data in changed.items():
            part = _part(records / name)
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
        for name in changed:
            os.replace(_part(records / name), records / name)
    except OSError as error:
        for name in changed:
            with suppress(OSError):  # it may be the disk itself that is gone
                _part(records / name).unlink(missing_ok=True)
        raise RarError(
            "The record could not be written.",
            [Problem(error.strerror or str(error), file=str(error.filename or records))],
            f"Close {ANSWERS} and {ACTIONS} in other programs, see that the disk has room, and run "
            "the command again. What was there before is as it was.",
        ) from error
    return list(changed)


def _part(file: Path) -> Path:
    return file.with_name(f".{file.name}{_PART}")
