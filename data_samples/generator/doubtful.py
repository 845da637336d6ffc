"""What is doubtful at the source: values as an agency may publish them, that ask to be checked."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Doubt:
    """A doubtful value: the canonical table and column it lands in, where, when, and what is odd.

    school is '' where all schools of the district are meant.
    """

    id: str
    district_id: str
    school: str
    year: int
    table: str
    column: str
    sentence: str


DOUBTS = (
    Doubt("spending-nearly-doubled", "0560", "", 2020, "spending", "total",
          "Spending per pupil is nearly double that of the year before and the year after."),
    Doubt("no-absence", "0450", "0450006", 2022, "attendance", "chronically_absent",
          "None of more than 500 students is said to be chronically absent, while the records of "
          "attendance of the same school count some."),
    Doubt("forty-psychologists", "0110", "0110031", 2022, "supports", "psychologists",
          "Forty full-time psychologists are reported for one school."),
    Doubt("parts-not-total", "0340", "0340009", 2022, "spending", "total",
          "The total is $1,500 per pupil more than its parts add up to."),
)  # fmt: skip
JUMP, GAP, PSYCHOLOGISTS = 1.93, 1500, 40.0
_BY_ID = {doubt.id: doubt for doubt in DOUBTS}


def spending(schools: pd.DataFrame, money: pd.DataFrame, year: int) -> pd.DataFrame:
    """The year's dollars per pupil with one district's nearly doubled and one total off."""
    dollars = [name for name in money.columns if name not in ("school_id", "pupils")]
    jump, off = _BY_ID["spending-nearly-doubled"], _BY_ID["parts-not-total"]
    if year == jump.year:
        where = (schools["district_id"] == jump.district_id).to_numpy()
        higher = (money.loc[where, dollars] * JUMP).round()
        money = money.copy()
        money.loc[where, dollars] = higher
        parts = {"state_local": ("state_local_personnel", "state_local_nonpersonnel"),
                 "federal": ("federal_personnel", "federal_nonpersonnel"),
                 "total": ("state_local", "federal")}  # fmt: skip
        for total, names in parts.items():
            money.loc[where, total] = money.loc[where, list(names)].sum(axis=1)
        objects = ["benefits", "services", "supplies", "equipment", "other_objects"]
        rest = money.loc[where, "total"] - money.loc[where, objects].sum(axis=1)
        money.loc[where, "salaries"] = rest
    if year == off.year:
        more = GAP * (money["school_id"] == off.school)
        money = money.assign(total=money["total"] + more)
    return money


def attendance(table: pd.DataFrame, header: str, year: int) -> pd.DataFrame:
    """The year's attendance file with no absence at all in one school; '*' stays."""
    doubt = _BY_ID["no-absence"]
    if year != doubt.year:
        return table
    here = (table["SCHOOL_ID"] == doubt.school) & (table[header] != "*")
    return table.assign(**{header: table[header].mask(here, "0")})


def supports(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """The year's support staff with far too many psychologists in one school."""
    doubt = _BY_ID["forty-psychologists"]
    here = (frame["school_id"] == doubt.school) & (year == doubt.year)
    return frame.assign(psychologists=frame["psychologists"].mask(here, PSYCHOLOGISTS))
