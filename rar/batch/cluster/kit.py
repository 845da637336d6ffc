"""What must be the same on every machine of a cluster, so that no packet shows where it was made:
the kit to the byte, Python, the libraries that shape a packet, and the kind of machine."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import rar
from rar import places
from rar.errors import Problem, RarError
from rar.packet.manifest import versions
from rar.packet.programs import find_browser, find_office

FILES = "the kit's own files"
_THERE = {True: "there", False: "not there"}


def kit(pdf: bool) -> dict[str, str]:
    """What this machine has, by name; with pdf also whether the programs that print are there."""
    found = versions() | {
        "distributed": version("distributed"),
        "the system": f"{platform.system()} {platform.machine()}",
        FILES: _hash_of_files(),
    }
    if pdf:
        found |= {"a browser": _THERE[_browser()], "LibreOffice": _THERE[bool(find_office())]}
    return found


def check_kits(
    wanted: Mapping[str, str], workers: Mapping[str, dict[str, str] | Exception]
) -> None:
    """Raise a letter where a worker has another kit than wanted; workers: `kit` by address.

    An exception in the place of a worker's kit is what it answered instead.
    """
    problems = [
        problem for address, has in sorted(workers.items()) for problem in _differing(
            wanted, address, has
        )
    ]  # fmt: skip
    if problems:
        raise RarError(
            "No packet was made: this machine and workers of the cluster differ, and so would "
            "their packets.",
            problems,
            f"Install on every worker what this machine has: rar-kit {rar.__version__} with the "
            "extra 'cluster', from the same files and with the same constraints.txt, under Python "
            f"{wanted['python']}. Then start the workers again.",
        )


def _differing(
    wanted: Mapping[str, str], address: str, has: dict[str, str] | Exception
) -> Iterator[Problem]:
    if isinstance(has, Exception):
        what = f"it could not say what it has ({type(has).__name__}: {has})"
        yield Problem(what, file=address)
        return
    for name, value in wanted.items():
        if has.get(name) != value:
            found = has.get(name, "none")
            yield Problem(f"{name} differs", file=address, value=found, allowed=value)


def _browser() -> bool:
    try:
        return bool(find_browser())
    except RarError:  # the letter is for the machine that a person sits at
        return False


@cache
def _hash_of_files() -> str:
    """One hash over code, states, templates and notebooks, wherever an installation has them."""
    roots = {
        "rar": places.PACKAGE,
        "templates": places.templates(),
        "notebooks": places.notebooks(),
    }
    found = hashlib.sha256()
    for name, root in roots.items():
        for file in sorted(_own_files(root)):
            found.update(f"{name}/{file.relative_to(root).as_posix()}\0".encode())
            found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()[:16]


def _own_files(root: Path) -> Iterator[Path]:
    """The files of a folder but what Python, Jupyter, Word or a file browser leave in it; the
    package's without the templates and notebooks that a wheel puts inside it."""
    inside = {places.templates(), places.notebooks()} - {root}
    for file in root.rglob("*"):
        parts = file.relative_to(root).parts
        left = any(part.startswith((".", "~", "__pycache__")) for part in parts)
        if file.is_file() and not left and not inside.intersection(file.parents):
            yield file
