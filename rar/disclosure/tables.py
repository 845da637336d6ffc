"""The public tables: what of the canonical tables may be shown, column by column.

A column is shown only if it tells of no person, or is a number of people that is public for every
school: its enrollment, its teachers. All other counts and shares of people are in the protected
measures (`rar.disclosure.protect`) or nowhere. Rows of persons, classes and records are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from rar.dimensions.empowering_rigorous_content.offered import COURSES, offering
from rar.disclosure.layer import EVERYONE
from rar.disclosure.people import OF_THE_SCHOOL, ONE_PERSON, STAFF_VALUES, THINGS, counts
from rar.disclosure.rule import Rule
from rar.tables import TABLES, TEXT, Table, absent

SHOWN = (  # numbers of people that are public for every school; small ones are withheld
    "schools.enrollment", "spending.pupils", "teachers.teachers", "class_sizes.students",
    "class_sizes.average_size", "class_sizes.size_experienced",
    "time.average_daily_attendance", "time.average_daily_membership",
)  # fmt: skip
ROWS_OF_PERSONS = ("staff", "attendance_records", "section_students", "sections", "programs",
                   "survey_counts")  # fmt: skip
WITHHELD = "suppressed"
SCHOOL_YEAR = ["school_id", "year"]


def public_tables(
    tables: Mapping[str, pd.DataFrame], composition: pd.DataFrame, totals: pd.DataFrame, rule: Rule
) -> dict[str, pd.DataFrame]:
    """The tables of the public edition, by name.

    composition are the protected measures of who attends each school (metric 10a), totals the
    same of districts that may be told: district_id, year, group, students.
    """
    made = {
        name: _shown(TABLES[name], frame, rule)
        for name, frame in ((name, tables[name]) for name in tables)
        if name in TABLES and not TABLES[name].person_level and name not in ROWS_OF_PERSONS
    }
    if "schools" in made:
        made["schools"] = _coded_need(tables["schools"], made["schools"], rule)
    if "courses" in made:
        made["courses"] = _offered(tables["courses"], made["courses"], tables["schools"])
    if "teachers" in made:
        few = rule.small(tables["teachers"]["teachers"].fillna(0).to_numpy())
        made["teachers"] = _mask(made["teachers"], "average_salary", few)
    if "enrollment" in made:
        made["enrollment"] = _enrollment(tables["enrollment"], composition)
    made["district_enrollment"] = _of_districts(totals)
    if "staff_race" in made:
        made["staff_race"] = small_races_together(tables["staff_race"], rule)
    return made


def _shown(table: Table, frame: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    for column in table.columns:
        if column.name not in frame or column.kind == TEXT:
            continue
        field = f"{table.name}.{column.name}"
        if field in SHOWN:
            few = rule.small(frame[column.name].fillna(0).to_numpy())
            frame = _mask(frame, column.name, few)
        elif field in (*ONE_PERSON, *STAFF_VALUES) or (
            counts(field) != THINGS and field not in OF_THE_SCHOOL
        ):
            frame = _mask(frame, column.name, pd.Series(True, index=frame.index))
    return frame


def _mask(frame: pd.DataFrame, column: str, which) -> pd.DataFrame:
    """Withhold some cells; one that was empty keeps its reason."""
    hides = frame[column].notna() & which
    why = frame[absent(column)].astype("str").mask(hides, WITHHELD)
    return frame.assign(**{column: frame[column].mask(hides), absent(column): why})


def _coded_need(true: pd.DataFrame, shown: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """The share economically disadvantaged in whole percent, its ends coded as the ladder has it.

    What is made of it (need, its groups, district means) follows from these coded values alone.
    """
    share, people = true["ed_share"], true["enrollment"]
    count = (share * people).to_numpy()
    step = replace(rule, ladder=True).step(people.fillna(0).to_numpy())
    low = rule.small(count)
    high = (people - count < rule.n).to_numpy() & (share > 0).to_numpy()
    coded = share.round(2).mask(low, step).mask(high & ~low, 1 - step)
    untold = (low | high) & pd.isna(step) | people.isna().to_numpy()
    made = shown.assign(ed_share=coded)
    made[absent("ed_share")] = true[absent("ed_share")]
    return _mask(made, "ed_share", untold)


def _offered(true: pd.DataFrame, shown: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Which courses a school offers, as the metrics tell it; how many take it is not told here."""
    table = true.set_index([*SCHOOL_YEAR, "course", "group"])
    every = [
        offering(table, schools.set_index(SCHOOL_YEAR), course, level).assign(course=course)
        for _, course, _, _, level in COURSES
    ]
    told = pd.concat(every).set_index("course", append=True)
    offers = (told["numerator"] > 0).astype(float).where(told["numerator"].notna())
    rows = pd.MultiIndex.from_frame(true[[*SCHOOL_YEAR, "course"]].astype("object"))
    found = pd.Series(offers.reindex(rows).to_numpy(), index=true.index)
    offered = true["offered"].fillna(found.where(true["group"] == EVERYONE))
    why = true[absent("offered")].astype("str").mask(offered.notna(), "")
    return shown.assign(offered=offered, **{absent("offered"): why})


def _enrollment(true: pd.DataFrame, composition: pd.DataFrame) -> pd.DataFrame:
    """Students of a group where the share of that group is shown."""
    keys = ["school_id", "year", "group"]
    told = composition.loc[composition["value"].notna(), keys]
    known = pd.MultiIndex.from_frame(told.astype({"school_id": "str", "group": "str"}))
    own = pd.MultiIndex.from_frame(true[keys].astype({"school_id": "str", "group": "str"}))
    return _mask(true, "students", ~own.isin(known) & (true["group"] != EVERYONE).to_numpy())


def _of_districts(totals: pd.DataFrame) -> pd.DataFrame:
    made = totals[["district_id", "year", "group", "students"]].copy()
    made[absent("students")] = ""
    return made.astype({absent("students"): "str"})


def small_races_together(staff_race: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Staff by race, small counts of a district put together with people whose race is not known.

    Where these are fewer than n together, or one alone, the next smallest goes with them, as New
    York does with its small groups; schools' own counts are left out.
    """
    by = ["district_id", "year", "role"]
    rows = staff_race.dropna(subset=["fte"])
    own = rows[rows["school_id"] == ""]
    summed = rows[rows["school_id"] != ""].groupby([*by, "race"], as_index=False)["fte"].sum()
    there = pd.MultiIndex.from_frame(own[by])
    summed = summed[~pd.MultiIndex.from_frame(summed[by]).isin(there)]
    every = pd.concat([own[[*by, "race", "fte"]], summed], ignore_index=True)
    parts = [_together(part, rule) for _, part in every.groupby(by, sort=True)]
    made = pd.concat(parts, ignore_index=True) if parts else every
    made = made.assign(school_id="", **{absent("fte"): ""})
    return made[[c for c in staff_race.columns if c in made]].astype({absent("fte"): "str"})


def _together(part: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    part = part.sort_values(["fte", "race"])
    small = rule.small(part["fte"].to_numpy()) | (part["race"] == "unknown").to_numpy()
    hidden = small & (part["fte"] > 0).to_numpy()
    if not rule.small(part["fte"].to_numpy()).any():
        return part
    for place in range(len(part)):
        few = hidden.sum() < 2 or part["fte"][hidden].sum() < rule.n + hidden.sum()
        if not few:
            break
        hidden[place] |= part["fte"].iloc[place] > 0
    left = part[~hidden]
    unknown = part.iloc[:1].assign(race="unknown", fte=part["fte"][hidden].sum())
    return pd.concat([left[left["race"] != "unknown"], unknown])
