"""What an agency withholds besides: also_withheld.csv in the workspace's references/.

An audit that finds a hidden count that can be worked out writes the lines that mend it. A count
named here is withheld, and so are its school's need group's, level's and district's totals: then it
stands in no sum but those of the whole state.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from rar.agency_csv import lines_of
from rar.dimensions import METRICS
from rar.errors import Problem, RarError

FILE = "also_withheld.csv"
COLUMNS = ["counts", "year", "school_id", "group"]
OF = " of "  # 'field of metric': the people of a metric that counts others than its field's
FIELDS = {metric.needs[-1] for metric in METRICS.values()}


def also_withheld(references: Path) -> pd.DataFrame:
    """The file's lines, columns COLUMNS, year a number; none without the file.

    counts is the id of a metric, for its numerators, or a field of people counted among. Raises
    RarError naming every line that names no counts or no year.
    """
    file = references / FILE
    lines = lines_of(file, COLUMNS) if file.is_file() else []
    problems = []
    for at, line in enumerate(lines, start=2):
        if not any(line.values()):
            continue
        if line["counts"].split(OF)[0] not in {*METRICS, *FIELDS}:
            said = "this is neither the id of a metric nor a field of people counted among"
            problems.append(Problem(said, file=FILE, row=at, column="counts", value=line["counts"]))
        if not line["year"].isdecimal():
            said = "the year is the spring of a school year, such as 2022"
            problems.append(Problem(said, file=FILE, row=at, column="year", value=line["year"]))
    if problems:
        cure = "Correct these lines, or copy the file that the audit wrote once more."
        raise RarError(f"{FILE} cannot be read.", problems, cure)
    lines = [line for line in lines if any(line.values())]
    made = pd.DataFrame(lines, columns=COLUMNS) if lines else nothing()
    return made.astype({"year": "int64"})


def nothing() -> pd.DataFrame:
    """No line."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})


def set_apart(
    leaves: pd.DataFrame, also: pd.DataFrame, layer: str, metrics: Iterable[str]
) -> pd.DataFrame:  # fmt: skip
    """The leaves of a layer, those that are named withheld and set apart.

    also: the lines of one year; metrics: ids of those whose counts the layer holds.
    """
    named = {layer, layer.split(OF)[0], *metrics}
    own = also[also["counts"].isin(named) | also["counts"].str.split(OF).str[0].isin(named)]
    keys = set(zip(own["school_id"], own["group"], strict=True))
    pairs = zip(leaves["unit"], leaves["group"], strict=True)
    apart = pd.Series([pair in keys for pair in pairs], index=leaves.index, dtype=bool)
    return leaves.assign(forced=leaves["forced"].astype(bool) | apart, apart=apart)
