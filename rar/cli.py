"""The command `rarkit`: a thin skin over the package. Heavy imports happen inside the commands.

A mistake that the user can mend is answered with a letter on standard error and exit code 2; a
district that failed with exit code 1; anything else is a bug and shows its traceback.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import rar
from rar.audit.command import audit
from rar.batch.limits import GB, MEMORY_LIMIT, STEP_LIMIT
from rar.errors import RarError
from rar.release.options import release

app = typer.Typer(
    name="rarkit",
    help="Resource allocation reviews: from a state's own files to a packet for each district.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Folder = Annotated[Path, typer.Argument(help="The workspace: a folder with review.toml and data/.")]
Year = Annotated[int | None, typer.Option(help="Spring of the school year.")]
Edition = Annotated[str, typer.Option(help="Who may see it.")]


def main(arguments: list[str] | None = None) -> None:
    """Run the command; ends the process with 0, 1 (a district failed) or 2 (a user's mistake)."""
    for stream in (sys.stdout, sys.stderr):  # a Windows console may not know every letter
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app(arguments)
    except RarError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None


def _version(asked: bool) -> None:
    if asked:
        print(f"rarkit {rar.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it may exist.")],
    state: Annotated[str, typer.Option(help="The profile: sc, nc, sample, ...")],
) -> None:
    """Make a new workspace with a commented review.toml."""
    from rar.batch.start import new_workspace

    for line in new_workspace(folder, state):
        print(line)


@app.command()
def check(folder: Folder) -> None:
    """Read the files; say what was handled, and what each dimension can and cannot answer."""
    from rar.batch.report import check_lines

    for line in check_lines(folder, say=_say):
        print(line)


@app.command()
def build(folder: Folder) -> None:
    """Build the store; does nothing when files, profile and settings are unchanged."""
    from rar.store import build as build_store
    from rar.workspace import Workspace

    store = build_store(Workspace.open(folder), _say)
    years = ", ".join(map(str, store.facts["years"]))
    print(f"The store is up to date: {len(store.facts['districts'])} districts, years {years}.")


@app.command()
def eligible(folder: Folder, year: Year = None) -> None:
    """Say which districts must be reviewed, and why; writes eligible/<year>/ in the workspace."""
    from rar.batch.eligible import eligible_lines

    for line in eligible_lines(folder, year, _say):
        print(line)


@app.command()
def packets(
    folder: Folder,
    district: Annotated[
        list[str] | None, typer.Option(help="A district's id; repeat for more. Default: all.")
    ] = None,
    from_file: Annotated[
        list[Path] | None,
        typer.Option(help="A list of ids: .txt with one a line, or .csv or .xlsx with a column."),
    ] = None,
    only_flagged: Annotated[
        bool,
        typer.Option(
            "--only-flagged", "--eligible", help="Those that must be reviewed, and any named."
        ),
    ] = False,
    year: Year = None,
    edition: Edition = "internal",
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Page and protocol as PDF too, by your Edge or Chrome.")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Make also the packets that are up to date.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be made, and make nothing.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Districts at the same time, on this machine.")
    ] = None,
    engine: Annotated[str, typer.Option(help="auto, fork, process or plain.")] = "auto",
    cluster: Annotated[
        str, typer.Option(help="The address of a Dask scheduler, tcp://host:8786.")
    ] = "",
    time_limit: Annotated[
        float, typer.Option(min=1, help="Seconds one notebook may take.")
    ] = STEP_LIMIT,
    memory_limit: Annotated[
        float, typer.Option(min=0.5, help="Memory one district may take, in GB.")
    ] = MEMORY_LIMIT,
) -> None:
    """Make the packets that are missing or out of date, of all districts or of the ones named.

    Builds the store when needed. A run that was cut off continues when the command is given again.
    """
    from rar.batch.districts import Wanted, make_packets
    from rar.batch.run import Choices

    wanted = Wanted(district or [], from_file or [], only_flagged, year, pdf, anew, dry_run)
    choices = Choices(edition, workers, engine, cluster, time_limit, int(memory_limit * GB))
    code = make_packets(folder, wanted, choices)
    if code:
        raise typer.Exit(code)


@app.command()
def state(folder: Folder, year: Year = None, edition: Edition = "internal") -> None:
    """Set the reviewed districts side by side: a page and a workbook in state/<year>/."""
    from rar.batch.state import state_lines

    for line in state_lines(folder, year, _say, edition):
        print(line)


@app.command()
def collect(
    folder: Folder,
    files: Annotated[
        list[Path], typer.Argument(help="Filled-in protocols and workbooks, or folders of them.")
    ],
    district: Annotated[
        str, typer.Option(help="Its id, for a file that does not say of which district it is.")
    ] = "",
    year: Annotated[str, typer.Option(help="Spring of its school year, likewise.")] = "",
) -> None:
    """Read filled-in protocols and workbooks back into the record of this workspace."""
    from rar.batch.collect import Told, collect_lines

    letters: list[RarError] = []

    def tell(letter: RarError) -> None:
        letters.append(letter)
        print(letter, file=sys.stderr, flush=True)

    for line in collect_lines(folder, files, Told(district, year), _say, tell):
        _say(line)
    if letters:
        raise typer.Exit(2)


app.command()(audit)
app.command()(release)


@app.command()
def lab(
    folder: Folder,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Open JupyterLab with the live notebooks of this workspace."""
    from rar.batch.start import open_lab

    raise typer.Exit(open_lab(folder, browser, _say))


def _say(line: str) -> None:
    print(line, flush=True)
