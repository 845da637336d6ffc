"""Wages and prices: optional reference tables the agency drops into its folder references/.

cwift.csv holds the Comparable Wage Index for Teachers (NCES EDGE), which makes dollars of
districts comparable; cpi.csv consumer prices, which makes dollars of years comparable. Nothing is
interpolated: what is not in the file is not adjusted, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from rar.agency_csv import frame_of
from rar.errors import Problem, RarError

CWIFT, CPI = "cwift.csv", "cpi.csv"
COLUMNS = {
    CWIFT: ("district_id", "year", "cwift", "vintage"),
    CPI: ("year", "cpi", "vintage", "source"),
}
KEYS = {CWIFT: ["district_id", "year"], CPI: ["year"]}
INDEX = {CWIFT: "cwift", CPI: "cpi"}
# What an index may be: the CWIFT lies about 1, the CPI-U far above (1982-84 is 100).
LIMITS = {CWIFT: (0.3, 3.0), CPI: (1.0, 2000.0)}
NOT_ADJUSTED = "not adjusted"


def read_cwift(references: Path) -> pd.DataFrame:
    """cwift.csv: district_id, year, cwift (about 1), vintage; without rows where there is none.

    Raises RarError that names every line that cannot be used.
    """
    return _read(references / CWIFT)


def read_cpi(references: Path) -> pd.DataFrame:
    """cpi.csv: year, cpi, vintage, source; without rows where there is no such file.

    Raises RarError that names every line that cannot be used.
    """
    return _read(references / CPI)


def _read(file: Path) -> pd.DataFrame:
    columns = list(COLUMNS[file.name])
    if not file.is_file():
        empty = pd.DataFrame({name: pd.Series(dtype="str") for name in columns})
        return _typed(empty, file.name)
    frame = frame_of(file)
    lost = [name for name in columns if name not in frame.columns]
    if lost:
        cure = f"Its columns are {', '.join(columns)}; templates/references/ has an example."
        raise RarError(f"{file.name}: columns are missing: {', '.join(lost)}", cure=cure)
    frame = frame[columns].apply(lambda column: column.str.strip())
    problems = list(_problems(frame, file.name))
    if problems:
        raise RarError(f"{file.name} does not fit", problems)
    return _typed(frame, file.name)


def _problems(frame: pd.DataFrame, file: str) -> Iterator[Problem]:
    index = INDEX[file]
    low, high = LIMITS[file]
    checks = {name: (frame[name] == "", "a text, not empty") for name in frame}
    year = pd.to_numeric(frame["year"], errors="coerce")
    checks["year"] = (~(year.between(1990, 2100) & (year % 1 == 0)), "a spring year such as 2022")
    value = pd.to_numeric(frame[index], errors="coerce")
    checks[index] = (~value.between(low, high), f"a number from {low:g} to {high:g}")
    for column, (wrong, allowed) in checks.items():
        for place in frame.index[wrong]:
            yield Problem("this cannot be used", file, row=place + 2, column=column,
                          value=frame.loc[place, column], allowed=allowed)  # fmt: skip
    keys = KEYS[file]
    for place in frame.index[frame.duplicated(keys)]:
        yield Problem("this line stands twice", file, row=place + 2, column=", ".join(keys),
                      value=" ".join(frame.loc[place, keys]),
                      cure="Keep one line for each.")  # fmt: skip


def _typed(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    kinds = dict.fromkeys(frame, "str") | {"year": "int64", INDEX[file]: "float64"}
    return frame.astype(kinds)


def at_average_wages(nominal, cwift, labor_share: float = 1.0):
    """Dollars at the wages of the average place: nominal / CWIFT, of the labor share alone.

    With a labor share below 1 the rest stays as it is: nominal x (share / CWIFT + 1 - share).
    Only for comparing districts: inside one the index is the same for all.

    >>> round(at_average_wages(14_000, 1.12)), round(at_average_wages(14_000, 0.875))
    (12500, 16000)
    """
    return nominal * (labor_share / cwift + 1 - labor_share)


def with_cwift(
    frame: pd.DataFrame, cwift: pd.DataFrame, value: str = "value", labor_share: float = 1.0
) -> pd.DataFrame:
    """The frame (district_id, year, value) with adjusted and wages_note beside.

    adjusted is missing for a district or year that cwift.csv does not have, and the note says
    'not adjusted'; else the note gives the vintage.
    """
    made = frame.merge(cwift, on=["district_id", "year"], how="left")
    made["adjusted"] = at_average_wages(made[value], made["cwift"], labor_share)
    known = "CWIFT, " + made["vintage"].astype("str")
    made["wages_note"] = known.where(made["cwift"].notna(), NOT_ADJUSTED)
    made.index = frame.index
    return made.drop(columns=["cwift", "vintage"])


def constant_dollars(
    frame: pd.DataFrame, cpi: pd.DataFrame, base_year: int, value: str = "value"
) -> pd.DataFrame:
    """The frame (year, value) with constant (dollars of base_year) and prices_note beside.

    real = nominal x CPI of base_year / CPI of the year. constant is missing, and the note says
    'not adjusted', for every year that cpi.csv does not have, and for all years where it lacks
    base_year.

    >>> cpi = pd.DataFrame({"year": [2020, 2023], "cpi": [258.811, 304.702], "vintage": "2024",
    ...     "source": "BLS"})
    >>> prices = constant_dollars(pd.DataFrame({"year": [2020], "value": [10_000.0]}), cpi, 2023)
    >>> round(float(prices["constant"].iloc[0]), 1), prices["prices_note"].iloc[0]
    (11773.1, 'prices of 2023, BLS, 2024')
    """
    base = cpi.loc[cpi["year"] == base_year, "cpi"]
    made = frame.merge(cpi, on="year", how="left")
    made["constant"] = made[value] * (base.iloc[0] if len(base) else float("nan")) / made["cpi"]
    known = f"prices of {base_year}, " + made["source"].astype("str")
    known = known + ", " + made["vintage"].astype("str")
    made["prices_note"] = known.where(made["constant"].notna(), NOT_ADJUSTED)
    made.index = frame.index
    return made.drop(columns=["cpi", "vintage", "source"])
