"""The stores of the district and public editions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from rar.store import FACTS, Store
from rar.workspace import Workspace


def make(
    workspace: Workspace,
    edition: str,
    below: list[Store],
    folder: Path,
    wanted: str,
    say: Callable[[str], None],
) -> None:
    """Write the store of an edition into a folder."""
    say(f"Making the {edition} edition.")
    shutil.copytree(below[0].folder, folder)
    facts = below[0].facts | {"fingerprint": wanted}
    (folder / FACTS).write_text(json.dumps(facts, sort_keys=True), encoding="utf-8")
