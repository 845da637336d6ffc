"""The canonical tables of the invented state, read once for all tests that need them."""

import functools
from pathlib import Path

import pandas as pd

from rar.reading.profile import load_profile
from rar.reading.read import read


@functools.cache
def tables_of(workspace: Path) -> dict[str, pd.DataFrame]:
    """The tables of all years of a workspace of the sample state; do not change them."""
    return read(load_profile("sample"), workspace / "data").tables
