"""Where the project's own notebooks and templates are.

In a checkout (and its editable install) they lie beside the package, where people find and edit
them; a wheel carries them inside it. A workspace's own `templates/` wins over both: see
`rar.workspace.Workspace.templates`.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _own(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def notebooks() -> Path:
    """The folder of the eleven notebooks."""
    return _own("notebooks")


def templates() -> Path:
    """The folder of the templates that an agency may copy and edit."""
    return _own("templates")


def notebook_files(folder: Path | None = None) -> list[Path]:
    """The notebooks of a packet in reading order: 00_overview.ipynb, then one a dimension."""
    return sorted((folder or notebooks()).glob("[0-9][0-9]_*.ipynb"))
