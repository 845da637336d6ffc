"""What must be the same on every machine of a cluster, so that no packet shows where it was made:
the kit to the byte, Python, the libraries that shape a packet, and the kind of machine. (Notebooks
are not asked for: the client sends its own.)"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import version

import rar
from rar.errors import Problem, RarError
from rar.packet.made_from import kit_hash, templates_hash
from rar.packet.manifest import versions
from rar.packet.programs import find_browser, find_office

CODE = "the kit's own code"
_THERE = {True: "there", False: "not there"}


def kit(pdf: bool) -> dict[str, str]:
    """What this machine has, by name; with pdf also whether the programs that print are there."""
    found = versions() | {
        "distributed": version("distributed"),
        "the system": f"{platform.system()} {platform.machine()}",
        CODE: kit_hash()[:16],
        "the kit's templates": templates_hash()[:16],
    }
    if pdf:
        found |= {"a browser": _THERE[_browser()], "LibreOffice": _THERE[bool(find_office())]}
    return found


def check_kits(
    wanted: Mapping[str, str], machines: Mapping[str, dict[str, str] | Exception]
) -> None:
    """Raise a letter where a machine has another kit than wanted; machines: `kit` by address.

    An exception in the place of a machine's kit is what it answered instead.
    """
    problems = [
        problem
        for address, has in sorted(machines.items())
        for problem in _differing(wanted, address, has)
    ]
    if problems:
        raise RarError(
            "No packet was made: this machine and others of the cluster differ, and so would "
            "their packets.",
            problems,
            f"Install on every machine of it what this one has: rar-kit {rar.__version__} with the "
            "extra 'cluster', from the same files and with the same constraints.txt, under Python "
            f"{wanted['python']}. Then start the cluster again.",
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
