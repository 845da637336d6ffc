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
    from rar.audit.packets import audit_packets
    from rar.workspace import Workspace

    report = audit_packets(Workspace.open(folder), year, edition, district)
    for line in report.lines():
        print(line, flush=True)
    if not report.clean:
        raise typer.Exit(1)
