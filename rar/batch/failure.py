"""Where and why a district stopped: in words for the screen, in places for the help desk's log."""

from __future__ import annotations

import errno
import re
import traceback
from dataclasses import dataclass
from pathlib import Path

from rar.places import PACKAGE

NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))  # disk and quota
# a line of a traceback as IPython writes it, without the colors: "File /a/b.py:12, in name(...)"
_FRAME = re.compile(r"File (\S+?\.py):(\d+), in (\w+)")
_COLOR = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True)
class Failure:
    """Where a district's run stopped: notebook and cell ('' where not known), and the reason.

    For the log, without any value of the state's: kind is the kind of error, places are the
    functions it stopped in, innermost last. no_room says that the disk is full, so that no
    other district can be made either.
    """

    notebook: str
    cell: str
    error: str
    kind: str = ""
    places: tuple[str, ...] = ()
    no_room: bool = False

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.notebook, self.cell) if part)
        return f"{place}: {self.error}" if place else self.error


def failure_of(error: BaseException) -> Failure:
    """The failure that an exception of the kit's own functions is."""
    found = no_room(error)
    if found is not None:
        words = f"the disk is full ({Path(found.filename or '').name or 'a file'} did not fit)"
        return Failure("", "", words, "disk full", places_of(error), no_room=True)
    kind = type(error).__name__
    if isinstance(error, MemoryError):
        return Failure("", "", "it needed more memory than it may take", kind, places_of(error))
    line = traceback.format_exception_only(error)[-1].strip()
    return Failure("", "", f"an error of the kit ({line[:300]})", kind, places_of(error))


def no_room(error: BaseException | None) -> OSError | None:
    """The full disk behind an exception, which libraries wrap in their own; None if it is none."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        for one in (error, *error.args):
            if isinstance(one, OSError) and one.errno in NO_ROOM:
                return one
        error = error.__cause__ or error.__context__
    return None


def places_of(error: BaseException) -> tuple[str, ...]:
    """Where an exception was raised: 'rar/packet/page.py:53 in write_page', innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    return tuple(f"{_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames)


def places_of_cell(lines: list[str]) -> tuple[str, ...]:
    """The same from the traceback that a cell has left in its notebook."""
    found = _FRAME.findall(_COLOR.sub("", "\n".join(lines)))
    return tuple(f"{_short(file)}:{line} in {name}" for file, line, name in found)


def _short(file: str) -> str:
    """A path as it begins in our package, or its last three parts: nothing of the machine's."""
    path = Path(file)
    if path.is_relative_to(PACKAGE):
        return path.relative_to(PACKAGE.parent).as_posix()
    return "/".join(path.parts[-3:])
