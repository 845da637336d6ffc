"""Who is taught by whom: teacher equity gaps, ESSA 1111(g)(1)(B).

The law asks whether low-income students and students of color are served at disproportionate
rates by inexperienced, out-of-field or ineffective teachers; report cards compare schools of high
and low poverty (1111(h)(1)(C)(ix)). Four comparisons answer it, each of two sides:

- state quartiles: the district's schools among the quarter of the state's schools with the
  highest share of economically disadvantaged students, and those among the quarter with the
  lowest (limits: the upper and lower quartile of schools' shares, within a level and over all);
- district quartiles: the quarter of the district's schools with the greatest need and that with
  the least (`rar.numbers.need`), where a level has enough schools for quarters;
- exposure ed, exposure color: the rate of the school that the average economically disadvantaged
  student (student of color) attends, and the average other (White) student.

A rate of several schools is the sum of teachers flagged over the sum of teachers; exposure is the
sum of pupils x rate over the sum of pupils. Students of color are all but White students.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rar.numbers.compare import pool
from rar.numbers.metric import rows
from rar.tables import LEVELS

if TYPE_CHECKING:
    from rar.numbers.whole import Whole

METRIC_IDS = ("2a", "2c", "2cp", "2d")
STATE, DISTRICT = "state quartiles", "district quartiles"
ED, COLOR = "exposure ed", "exposure color"
SCOPES = (DISTRICT, STATE, ED, COLOR)
COLUMNS = [
    "district_id", "year", "metric", "scope", "level", "high", "low", "gap", "ratio", "n_high",
    "n_low", "schools_high", "schools_low", "state_gap", "status", "reason",
]  # fmt: skip
HIGH, LOW, MIDDLE, NOT_KNOWN = "high", "low", "middle", "not known"
_BY = ["metric", "year", "level"]
_NOBODY = {
    STATE: "no school of the district is in the state's quarter of {} poverty",
    DISTRICT: "too few schools of this level for quarters",
    ED: "no school reports it with its students",
    COLOR: "no school reports it with its students",
}


def teacher_gaps(whole: Whole) -> pd.DataFrame:
    """Every comparison of every district, year and level ('all' too); columns COLUMNS.

    gap is high minus low, ratio high over low; n_high and n_low are teachers (in exposures,
    students). state_gap is the same comparison made of all schools of the state, missing where
    no other district has such schools. status is computed, partial, too few or not computable,
    and reason says why.
    """
    rates = whole.measures
    rates = rates[(rates["group"] == "all") & rates["metric"].isin(METRIC_IDS)]
    rates = rates.merge(pupils(whole.frames), on=["school_id", "year"], how="left")
    levels = [rates[rates["level"].isin(LEVELS)], rates.assign(level="all")]
    least = whole.settings.small.quartiles_from_schools
    both = pd.concat(levels, ignore_index=True)
    sides = {
        STATE: both.assign(side=quarter_of_state(both, least)),
        DISTRICT: levels[0].assign(side=_quarter_of_district(levels[0]["need_group"])),
        ED: _exposure(both, both["ed"], both["total"] - both["ed"]),
        COLOR: _exposure(both, both["total"] - both["wh"], both["wh"]),
    }
    made = pd.concat([_two_sides(frame, scope) for scope, frame in sides.items()])
    return made[COLUMNS].sort_values(COLUMNS[:5], ignore_index=True)


def pupils(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Students of each school and year: total, ed, wh (White), and poverty, the share of ed.

    The published share stands before that of counts, and times all students for a count that
    is not published.
    """
    schools = frames["schools"]
    students = frames["enrollment"]
    counts = {
        group: rows(students, group=group)["students"].reindex(schools.index)
        for group in ("all", "ed", "wh")
    }
    total = counts["all"].fillna(schools["enrollment"])
    made = pd.DataFrame(
        {
            "total": total,
            "ed": counts["ed"].fillna(schools["ed_share"] * total),
            "wh": counts["wh"],
            "poverty": schools["ed_share"].fillna(counts["ed"] / total.where(total > 0)),
        }
    )
    return made.reset_index()


def quarter_of_state(schools: pd.DataFrame, least: int) -> pd.Series:
    """high, low, middle or not known: the place of each school among all of its year and level.

    schools: metric, year, level and poverty. Schools at a quartile belong to the outer quarter,
    so that equal schools stay together; without `least` schools, or where all are alike, no
    school has a place.
    """
    own = schools.groupby(_BY)["poverty"]
    lower, upper = own.transform("quantile", 0.25), own.transform("quantile", 0.75)
    usable = schools["poverty"].notna() & (own.transform("count") >= least) & (lower < upper)
    side = np.select(
        [~usable, schools["poverty"] >= upper, schools["poverty"] <= lower],
        [NOT_KNOWN, HIGH, LOW],
        MIDDLE,
    )
    return pd.Series(side, index=schools.index)


def _quarter_of_district(need_group: pd.Series) -> pd.Series:
    return need_group.map({"highest": HIGH, "lowest": LOW}).fillna(MIDDLE)


def _exposure(rates: pd.DataFrame, high: pd.Series, low: pd.Series) -> pd.DataFrame:
    """Two rows a school: pupils x rate and pupils, of the students in question and the others.

    A school counts for both or for neither.
    """
    known = (high >= 0) & (low >= 0) & rates["value"].notna()
    parts = [
        rates.assign(side=side, numerator=(people * rates["value"]).where(known),
                     denominator=people.where(known))
        for side, people in ((HIGH, high), (LOW, low))
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _two_sides(frame: pd.DataFrame, scope: str) -> pd.DataFrame:
    """The two sides pooled by district and over the state, their gap and status."""
    own, state = _sides(frame, ["district_id", *_BY]), _sides(frame, _BY)
    made = pd.DataFrame(
        {
            "high": own[HIGH]["value"], "low": own[LOW]["value"],
            "n_high": own[HIGH]["n"], "n_low": own[LOW]["n"],
            "schools_high": own[HIGH]["schools"], "schools_low": own[LOW]["schools"],
        }
    ).astype({"schools_high": "int64", "schools_low": "int64"})  # fmt: skip
    made["gap"] = made["high"] - made["low"]
    beside = pd.DataFrame(
        {
            "state_gap": state[HIGH]["value"] - state[LOW]["value"],
            "state_schools": state[HIGH]["schools"] + state[LOW]["schools"],
        }
    )
    made = made.join(beside)
    alone = made["state_schools"] == made["schools_high"] + made["schools_low"]
    made["state_gap"] = made["state_gap"].mask(alone)
    if scope in (ED, COLOR):  # in one school all students meet the same teachers
        made["gap"] = made["gap"].mask(made["schools_high"] < 2)
    made["ratio"] = (made["high"] / made["low"].where(made["low"] > 0)).where(made["gap"].notna())
    total = {side: frame["schools_total"] for side, frame in own.items()}
    return _with_status(made, total, scope).assign(scope=scope).reset_index()


def _sides(frame: pd.DataFrame, by: list[str]) -> dict[str, pd.DataFrame]:
    """Each side pooled, indexed by `by`; counts of schools are 0 where there is none."""
    pooled = pool(frame, [*by, "side"], dict.fromkeys(METRIC_IDS, 1.0))
    every = pooled.index.droplevel("side").unique()
    none = {"schools": 0, "schools_total": 0}
    return {
        side: rows(pooled, side=side).reindex(every).fillna(none)
        for side in (HIGH, LOW, MIDDLE, NOT_KNOWN)
    }


def _with_status(made: pd.DataFrame, total: dict[str, pd.Series], scope: str) -> pd.DataFrame:
    # in an exposure each school stands on both sides
    sides = [HIGH] if scope in (ED, COLOR) else [HIGH, LOW]
    every = sum(total[side] for side in sides)
    reporting = made[[f"schools_{side}" for side in sides]].sum(axis=1)
    absent = "too few" if scope == DISTRICT else "not computable"
    cases = [
        (total[HIGH] == 0, absent, _NOBODY[scope].format("highest")),
        (total[LOW] == 0, absent, _NOBODY[scope].format("lowest")),
        (made["high"].notna() & made["low"].notna() & made["gap"].isna(), "too few",
         "in one school all students meet the same teachers"),
        (made["gap"].isna(), "not computable", "no school of one side reports it"),
        (reporting < every, "partial",
         _words(reporting) + " of " + _words(every) + " schools report it"),
        (total[NOT_KNOWN] > 0, "partial",
         "schools whose poverty is not known: " + _words(total[NOT_KNOWN])),
    ]  # fmt: skip
    conditions, statuses, reasons = zip(*cases, strict=True)
    made["status"] = np.select(conditions, statuses, "computed")
    made["reason"] = np.select(conditions, reasons, "")
    return made


def _words(count: pd.Series) -> pd.Series:
    return count.astype("int64").astype("str")
