"""One run at a time in a workspace."""

from __future__ import annotations

import getpass
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rar.errors import RarError

LOCK = ".rarkit.lock"  # held by the system: a process that dies, however it dies, lets go of it
HOLDER = ".rarkit.lock.txt"  # who holds it, for the letter


@contextmanager
def only_run(workspace: Path) -> Iterator[None]:
    """Hold the workspace's lock while packets are made.

    Raises RarError that says who holds it, when another run does, and when the folder cannot be
    written.
    """
    lock = FileLock(workspace / LOCK, timeout=0)
    try:
        lock.acquire()
        _name_holder(workspace)
    except Timeout:
        raise RarError(
            "Another run is making packets of this workspace, so this one did not begin.",
            cure=f"{_holder(workspace)} Wait until it has ended, or stop it with ctrl-C; then run "
            "the command again: what is made by then is not made twice.",
        ) from None
    except OSError as error:
        lock.release()
        raise RarError(
            f"The workspace cannot be written: {error.strerror or error} ({LOCK}).",
            cure="Make room on the disk, make the folder writable, or copy the workspace to "
            "a place where you may write.",
        ) from error
    try:
        yield
    finally:
        (workspace / HOLDER).unlink(missing_ok=True)
        lock.release()


def _name_holder(workspace: Path) -> None:
    began = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    told = f"It was begun by {_user()} on {platform.node()} at {began}, process {os.getpid()}."
    (workspace / HOLDER).write_text(told, encoding="utf-8")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return "somebody"


def _holder(workspace: Path) -> str:
    try:
        return (workspace / HOLDER).read_text(encoding="utf-8")
    except OSError:  # it has just begun, or has just ended
        return ""
