"""What mends an audit that found something: lines for the agency's also_withheld.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from rar.disclosure.also import COLUMNS, FILE, also_withheld
from rar.whole_file import write_whole
from rar.workspace import Workspace


def write_remedy(workspace: Workspace, cells: Iterable[str]) -> str:
    """Write the lines that withhold the found cells' totals, with those there are already.

    The file stands in the workspace's store/, for the agency to look at and to copy. Returns what
    to do, '' where there is nothing; a file of an earlier audit is taken away then.
    """
    file = workspace.store / FILE
    found = {tuple(cell.rsplit("|", 3)) for cell in cells}
    if not found:
        file.unlink(missing_ok=True)
        return ""
    lines = also_withheld(workspace.references)[COLUMNS].astype("str")
    known = set(lines.itertuples(index=False, name=None))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *sorted(known | found)])
    write_whole(file, text.getvalue())
    return _words(file.relative_to(workspace.folder), len(found - known), len(found & known))


def _words(file: Path, new: int, again: int) -> str:
    said = []
    if new:
        said.append(
            f"To mend it, copy {file.as_posix()} into references/ and make the packets again: "
            f"the totals that {new} found counts stand in are then withheld as well."
        )
    if again:
        said.append(
            f"{again} found counts are named in references/{FILE} already: name the counts they "
            "are found from as well, those of the sentences above."
        )
    return " ".join(said)
