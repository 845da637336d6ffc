"""`rarkit audit`: what could be learned from what is about to be released."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def audit(
    folder: Annotated[Path, typer.Argument(help="The workspace.")],
    edition: Annotated[str, typer.Option(help="The edition to audit.")] = "public",
    year: Annotated[int | None, typer.Option(help="Spring of the packets' school year.")] = None,
    district: Annotated[
        list[str] | None,
        typer.Option(help="A district whose leaders look as well; repeat for more."),
    ] = None,
) -> None:
    """Say what anybody could work out of the withheld numbers; ends with 1 if anything can be."""
    from rar.audit.blocked import blocked_lines
    from rar.audit.packets import audit_packets
    from rar.workspace import Workspace

    workspace = Workspace.open(folder)
    report = audit_packets(workspace, year, edition, district)
    for line in (*blocked_lines(workspace), *report.lines()):
        print(line, flush=True)
    if not report.clean:
        raise typer.Exit(1)
