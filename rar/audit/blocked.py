"""What the protection says that it could not protect; whether it can be learned the audit finds."""

from __future__ import annotations

from collections.abc import Iterator

from rar.store import Store
from rar.workspace import PUBLIC, Workspace


def blocked_lines(workspace: Workspace) -> Iterator[str]:
    """The counts of the public store for which no others to withhold were found, all of them.

    Nothing without such counts, or without a public store.
    """
    store = Store.open(workspace, PUBLIC)
    blocked = store.facts["disclosure"]["blocked"] if store else []
    if blocked:
        yield (
            "Withheld, but withholding others does not leave every value of their label possible "
            f"({len(blocked)}; the audit says what can be learned of them):"
        )
        yield from (f"  {one}" for one in blocked)
