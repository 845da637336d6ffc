"""How the Department of Public Instruction prints numbers: suppressed, missing, not applicable."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from .pupils import GROUPS

SUPPRESSED, NOT_APPLICABLE, NOT_REPORTED, BLANK = "*", "N/A", "NR", ""
SMALLEST_GROUP = 10
CODES = {
    "all": "ALL", "ai": "AIAN", "as": "ASIAN", "bl": "BLACK", "hi": "HISP", "hp": "NHPI",
    "ap": "ASIANPI", "tr": "MULTI", "wh": "WHITE", "ed": "ECDIS", "non_ed": "NOTECDIS", "el": "EL",
    "non_el": "NOTEL", "swd": "SWD", "non_swd": "NOTSWD", "homeless": "HOMELESS",
    "foster": "FOSTER", "migrant": "MIGRANT", "military": "MILITARY", "f": "FEMALE", "m": "MALE",
    "below": "BELOWPROF", "prek": "HADPREK",
}  # fmt: skip
LAST_YEAR_OF_ASIANPI = 2018  # until then Asian and Pacific Islander pupils are one group


def groups_of(year: int, groups: Iterable[str] = GROUPS) -> tuple[str, ...]:
    """The groups published in a year."""
    if year > LAST_YEAR_OF_ASIANPI:
        return tuple(groups)
    return tuple("ap" if group == "as" else group for group in groups if group != "hp")


def published(year: int, tally: np.ndarray) -> np.ndarray:
    """An array of schools by GROUPS, made into one by the groups published in that year."""
    if year > LAST_YEAR_OF_ASIANPI:
        return tally
    together = tally.copy()
    together[:, GROUPS.index("as")] += tally[:, GROUPS.index("hp")]
    return np.delete(together, GROUPS.index("hp"), axis=1)


def masked(values: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Whole numbers as text; '*' where the group they are about has 1 to 9 pupils."""
    text = np.asarray(values).astype(np.int64).astype(str).astype(object)
    text[(sizes > 0) & (sizes < SMALLEST_GROUP)] = SUPPRESSED
    return text


def numbers(values: Iterable[float], absent: str = NOT_APPLICABLE) -> np.ndarray:
    """Numbers as the shortest text, without '.0'; NaN becomes `absent`."""
    values = np.asarray(values, dtype=float)
    text = np.full(len(values), absent, dtype=object)
    known = ~np.isnan(values)
    whole = known & (np.floor(values) == values)
    text[whole] = values[whole].astype(np.int64).astype(str)
    text[known & ~whole] = [repr(float(value)) for value in values[known & ~whole]]
    return text


def yes_no(flags: Iterable[float], absent: str = NOT_APPLICABLE) -> np.ndarray:
    """Y and N; NaN becomes `absent`."""
    flags = np.asarray(flags, dtype=float)
    return np.where(np.isnan(flags), absent, np.where(flags > 0, "Y", "N"))


def by_group(
    schools: pd.DataFrame,
    year: int,
    sizes: np.ndarray,
    measures: dict[str, np.ndarray],
    of: dict[str, np.ndarray] | None = None,
) -> pd.DataFrame:
    """A long file: one row a school and group that has pupils; `sizes` decides what is hidden.

    sizes and each measure are arrays of schools by GROUPS; `of` names for some measures the number
    of pupils they are about, where that is not the whole group.
    """
    groups = groups_of(year)
    sizes = published(year, sizes)
    there = sizes.ravel() > 0
    frame = pd.DataFrame(
        {
            "SCHOOL_ID": np.repeat(schools["school_id"].to_numpy(), len(groups))[there],
            "GROUP": np.tile([CODES[group] for group in groups], len(schools))[there],
        }
    )
    for name, values in measures.items():
        about = published(year, of[name]) if of and name in of else sizes
        values = published(year, values).ravel()[there]
        frame[name] = masked(values, about.ravel()[there])
    return frame
