"""Survey answers by group, and how students attended, pupil by pupil."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import happens, stream
from .pupils import Pupils

NO_PATTERN = "0230"  # the district in which need says nothing about belonging
ANSWER_GROUPS = ("all", "bl", "hi", "wh", "ed", "el", "swd")
YEAR_OF_RECORDS = 2022
DAYS, DAYS_OF_MOVERS = 180, 120
PRESENT = (0.98, 0.93, 0.87, 0.78)  # of the days enrolled; the last two are chronic absence


def by_group(
    seed: int, schools: pd.DataFrame, pupils: Pupils, told: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Answers by group on safe, belonging (students), home_school (parents), leadership (teachers).

    told: `climate.survey` of the year; what it says of all on safe and home_school is the same
    here. One row a school, respondent and item: 'favorable bl', 'valid bl', 'invited bl' and so on.
    Teachers are not told apart by group (NaN).
    """
    told = told.assign(yes=(told["favorable"] * told["responses"] / 100).round())
    sums = told.groupby(["respondent", "item", "school_id"])[["yes", "responses"]].sum(min_count=1)
    parts = []
    for respondent, item in (("student", "safe"), ("parent", "home_school")):
        given = sums.loc[respondent, item].reindex(schools["school_id"])
        yes, valid = given["yes"].to_numpy(), given["responses"].to_numpy()
        rng = stream(seed, f"who answered {item}", year)
        asked = _first(pupils, np.arange(len(pupils.school)), rng, 0.0, valid)
        parts.append(_answers(rng, schools, pupils, (respondent, item), asked, yes, valid))
        if respondent == "student":
            rng = stream(seed, "belonging", year)
            share = 0.74 - _by_need(schools) + 0.16 * (rng.random(len(schools)) - 0.5)
            yes = np.round(valid * share)
            parts.append(
                _answers(rng, schools, pupils, ("student", "belonging"), asked, yes, valid)
            )
    parts.append(_of_teachers(stream(seed, "leadership", year), schools, pupils))
    return pd.concat(parts).sort_values("school_id", kind="stable", ignore_index=True)


def _by_need(schools: pd.DataFrame) -> np.ndarray:
    """Where need is greater, students feel a little less that they belong; not in one district."""
    return np.where(schools["district_id"] == NO_PATTERN, 0.0, 0.14 * (schools["need"] - 0.5))


def _answers(rng, schools, pupils: Pupils, what: tuple[str, str], asked, yes, valid):
    """The answers of each school given to the pupils `asked` (or their families).

    Economically disadvantaged students are somewhat less often favorable, but in one district.
    """
    plain = (schools["district_id"] == NO_PATTERN).to_numpy()[pupils.school[asked]]
    lean = np.where(plain, 0.0, 0.12) * pupils.members["ed"][asked]
    who = {"valid": asked, "favorable": _first(pupils, asked, rng, lean, yes)}
    frame = pd.DataFrame({"school_id": schools["school_id"]})
    frame["respondent"], frame["item"] = what
    for group in ANSWER_GROUPS:
        member = pupils.members[group]
        counts = {"invited": pupils.count(member)}
        counts |= {name: pupils.count(chosen[member[chosen]]) for name, chosen in who.items()}
        for name, count in counts.items():
            frame[f"{name} {group}"] = np.where(np.isnan(valid), np.nan, count)
    return frame


def _first(pupils: Pupils, of: np.ndarray, rng, lean, many: np.ndarray) -> np.ndarray:
    """Of the pupils `of` (in order of school), as many of each school as `many` says, by chance.

    Those with a higher lean come later.
    """
    school = pupils.school[of]
    order = np.argsort(2.0 * school + (rng.random(len(of)) + lean) / 1.5, kind="stable")
    each = np.bincount(school, minlength=pupils.schools)
    place = np.arange(len(of)) - (np.cumsum(each) - each)[school]
    return of[order[place < np.nan_to_num(many)[school]]]


def _of_teachers(rng, schools: pd.DataFrame, pupils: Pupils) -> pd.DataFrame:
    invited = np.maximum(np.round(pupils.count(pupils.members["all"]) / 15.5), 2)
    valid = np.round(invited * (0.72 + 0.22 * rng.random(len(schools))))
    share = 0.80 - 0.16 * (schools["need"].to_numpy() - 0.5)
    share = share + 0.16 * (rng.random(len(schools)) - 0.5)
    frame = pd.DataFrame({"school_id": schools["school_id"]})
    frame["respondent"], frame["item"] = "teacher", "leadership"
    frame["invited all"], frame["valid all"] = invited, valid
    frame["favorable all"] = np.round(valid * share)
    return frame


def records(
    seed: int, schools: pd.DataFrame, pupils: Pupils, absent: np.ndarray, year: int
) -> pd.DataFrame:
    """How students attended, one row for students of a school alike; absent: the chronically so."""
    rng = stream(seed, "records", year)
    count = len(pupils.grade)
    need = schools["need"].to_numpy()[pupils.school]
    often = happens(rng, np.full(count, 0.62))
    band = np.where(absent, np.where(often, 2, 3), np.where(often, 0, 1))
    virtual = happens(rng, 0.03 + 0.10 * need)
    unsettled = 0.012 + 0.30 * pupils.members["homeless"] + 0.06 * pupils.members["el"]
    moved = happens(rng, unsettled)
    code = ((pupils.school * 4 + band) * 2 + virtual) * 2 + moved
    found, students = np.unique(code, return_counts=True)
    moved, virtual, band = found % 2, found // 2 % 2, found // 4 % 4
    enrolled = np.where(moved, DAYS_OF_MOVERS, DAYS)
    return pd.DataFrame(
        {
            "school_id": schools["school_id"].to_numpy()[found // 16],
            "students": students,
            "days_enrolled": enrolled,
            "days_present": np.floor(np.array(PRESENT)[band] * enrolled).astype(np.int64),
            "days_virtual": np.where(virtual, 36, 0),
            "months_interrupted": np.where(moved, 3, 0),
            "schools_attended": np.where(moved, 2, 1),
        }
    )
