"""Writing a file whole: a reader, or a crash, finds the old one or the new one, never a part."""

from __future__ import annotations

import os
from pathlib import Path

from rar.errors import Problem, RarError


def write_whole(file: Path, text: str, encoding: str = "utf-8") -> None:
    """Write the text beside the file and move it into place; lines end as they do in the text.

    Raises RarError when the file is open in another program, or cannot be written.
    """
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_text(text, encoding=encoding, newline="")
        os.replace(beside, file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        what = "this file is open in another program, or may not be written"
        what = what if isinstance(error, PermissionError) else error.strerror or str(error)
        raise RarError(
            "A file could not be written; the one that was there is as it was.",
            [Problem(what, file=str(file))],
            "Close it in other programs, see that there is room on the disk, and run again.",
        ) from error
