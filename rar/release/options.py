"""The options of `rarkit release`; imports nothing heavy, as the command's help needs none."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Text = str | None


def release(
    folder: Annotated[Path, typer.Argument(help="The workspace.")],
    edition: Annotated[Text, typer.Option(help="district or public; there is no default.")] = None,
    district: Annotated[
        list[str] | None, typer.Option(help="A district's id; repeat for more. Default: all.")
    ] = None,
    from_file: Annotated[
        list[Path] | None, typer.Option(help="A list of ids, as of rarkit packets.")
    ] = None,
    only_flagged: Annotated[
        bool, typer.Option("--only-flagged", "--eligible", help="Those that must be reviewed.")
    ] = False,
    year: Annotated[int | None, typer.Option(help="Spring of the school year.")] = None,
    approved_by: Annotated[
        str, typer.Option(help="Who at the agency approves it: an office, a role or a name.")
    ] = "",
    to: Annotated[
        str, typer.Option(help="Who receives it (office or role); of a correction, who asked.")
    ] = "",
    note: Annotated[str, typer.Option(help="Whatever the ledger should say as well.")] = "",
    skip_stage: Annotated[
        Text, typer.Option(help="Why the public edition comes without the district's before it.")
    ] = None,
    before_window_closes: Annotated[
        Text, typer.Option(help="Why a district need not have its whole time for corrections.")
    ] = None,
    correction_asked: Annotated[
        Text, typer.Option(help="Record what a district asks for; its public edition waits.")
    ] = None,
    correction_settled: Annotated[
        Text, typer.Option(help="Record what was done about all that the district asked for.")
    ] = None,
    withdraw: Annotated[
        Text, typer.Option(help="Record why a released edition is taken back.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be recorded, and write nothing.")
    ] = False,
) -> None:
    """Release packets that were made: check them, keep a copy, record who received them.

    Editions open in order: district, then public when the time for corrections is over.
    """
    from rar.release.command import release_lines
    from rar.release.stages import Exceptions
    from rar.release.wanted import Wanted

    wanted = Wanted(
        edition, district or [], from_file or [], only_flagged, year, approved_by, to, note,
        Exceptions(skip_stage, before_window_closes), correction_asked, correction_settled,
        withdraw, dry_run,
    )  # fmt: skip
    for line in release_lines(folder, wanted):
        print(line, flush=True)
