"""The content of files as a hash, taken once in a process while a file stays as it is."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path


def content_of(root: Path) -> bytes:
    """The names and contents of a file, or of all files of a folder, as one hash.

    What Python compiles is left out; a folder that is not there counts as an empty one.
    """
    parts = hashlib.sha256()
    for file in _files(root):
        stat = file.stat()
        name = file.relative_to(root).as_posix() if file != root else file.name
        parts.update(f"{name}\n".encode() + _content(file, stat.st_size, stat.st_mtime_ns))
    return parts.digest()


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    found = (file for file in root.rglob("*") if "__pycache__" not in file.parts)
    return sorted(file for file in found if file.is_file())


@lru_cache(maxsize=4096)
def _content(file: Path, size: int, changed: int) -> bytes:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()
