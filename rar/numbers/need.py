"""Need: how great the needs of a school's students are, and its place among the district's.

The need of a school is the agency's definition in review.toml: a weighted mix of shares of
student groups; by default the share economically disadvantaged. Schools are grouped within their
district and level, by need, so that each group has about the same number of students.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rar.dimensions.diverse_classrooms_and_schools.schools import students_by_group
from rar.numbers.own_groups import own_group_share
from rar.numbers.roll import rows_where
from rar.tables import GROUPS, LEVELS

if TYPE_CHECKING:
    from rar.settings import OwnGroup

QUARTERS = ("lowest", "second", "third", "highest")
HALVES = ("lower", "higher")
MOST_NEED, LEAST_NEED = ("highest", "higher"), ("lowest", "lower")


@dataclass(frozen=True)
class SmallNumbers:
    """From how many schools on something is done; below it is not. The agency's settings."""

    quarters_from: int = 8
    halves_from: int = 4
    verdict_from: int = 7
    minimum_group: int = 10


@dataclass(frozen=True)
class NeedDefinition:
    """A definition of need: its name in words, and the weight of each part."""

    name: str
    weights: dict[str, float]


def school_need(
    frames: Mapping[str, pd.DataFrame],
    weights: Mapping[str, float],
    groups: Mapping[str, OwnGroup] | None = None,
) -> pd.Series:
    """Need of every school and year, 0 to 1; missing where a share it rests on is missing.

    frames are canonical tables indexed by their keys. weights maps to its weight: a student
    group, 'ed_share' (the published share economically disadvantaged), a group of the agency's
    own (`groups`, from review.toml), or a share of schools as 'table.column'.

    >>> key = pd.MultiIndex.from_tuples([("01", 2022)], names=["school_id", "year"])
    >>> schools = pd.DataFrame({"ed_share": [0.6], "enrollment": [100.0]}, index=key)
    >>> none = pd.DataFrame({"students": [], "absent:students": []},
    ...     index=pd.MultiIndex.from_arrays([[], [], []], names=["school_id", "year", "group"]))
    >>> float(school_need({"schools": schools, "enrollment": none}, {"ed_share": 1.0}).iloc[0])
    0.6
    """
    counted = {part: weight for part, weight in weights.items() if weight > 0}
    shares = part_shares(frames, counted, groups)
    total = sum(weights.values())
    need = pd.Series(0.0, index=shares.index, name="need")
    for part, weight in counted.items():
        need = need + weight / total * shares[part]
    return need


def part_shares(
    frames: Mapping[str, pd.DataFrame],
    parts: Iterable[str],
    groups: Mapping[str, OwnGroup] | None = None,
) -> pd.DataFrame:
    """The share of a school's students that each part of need is made of, 0 to 1; a column a part.

    Indexed as frames["schools"]; frames, parts and groups as in `school_need`. Missing where the
    state's files do not give it.
    """
    schools, groups = frames["schools"], groups or {}
    counts = students_by_group(frames["enrollment"], schools)
    found = {}
    for part in parts:
        if part in groups:
            share = own_group_share(frames["attendance_records"], groups[part])
        elif "." in part:
            share = _school_share(part, frames)
        else:
            share = _group_share(part, schools, counts)
        found[part] = share.reindex(schools.index)
    return pd.DataFrame(found, index=schools.index)


def student_group(part: str) -> str:
    """The student group a part of need counts; '' for an own group or a share of schools.

    >>> student_group("ed_share"), student_group("el"), student_group("attendance.chronic_absence")
    ('ed', 'el', '')
    """
    group = "ed" if part == "ed_share" else part
    return group if group in GROUPS else ""


def group_students(group: str, schools: pd.DataFrame, counts: pd.DataFrame) -> pd.Series:
    """Students of a group in each school, indexed as schools; missing where it is not known.

    counts is `students_by_group`. Economically disadvantaged students are the published share of
    the enrollment where their number is not given.
    """
    of_group = counts["students"][rows_where(counts.index, "group", group)].droplevel("group")
    students = of_group.reindex(schools.index)
    if group == "ed":
        students = students.fillna(schools["ed_share"] * schools["enrollment"])
    return students


def _group_share(group: str, schools: pd.DataFrame, counts: pd.DataFrame) -> pd.Series:
    of_group = counts[rows_where(counts.index, "group", student_group(group))].droplevel("group")
    share = (of_group["students"] / of_group["total"].where(of_group["total"] > 0)).reindex(
        schools.index
    )
    return schools["ed_share"].fillna(share) if student_group(group) == "ed" else share


def _school_share(field: str, frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """A share of schools, of all students where the table tells groups apart."""
    table, _, column = field.partition(".")
    frame = frames[table]
    if "group" in frame.index.names:
        frame = frame[frame.index.get_level_values("group") == "all"].droplevel("group")
    return frame[column]


def weighted_students(
    schools: pd.DataFrame, enrollment: pd.DataFrame, weights: Mapping[str, float]
) -> pd.Series:
    """Students of a school, those of some groups counting more than one: 1 + the group's weight.

    schools and enrollment are indexed by their keys; weights maps a student group to what one of
    its students counts beyond 1. Missing where the enrollment is, or the students of a group that
    counts more.
    """
    made = schools["enrollment"].astype("float64")
    weights = {group: weight for group, weight in weights.items() if weight > 0}
    counts = students_by_group(enrollment, schools) if weights else None
    for group, weight in weights.items():
        made = made + weight * group_students(group, schools, counts)
    return made.rename("weighted_students")


def with_need_groups(schools: pd.DataFrame, need: pd.Series, small: SmallNumbers) -> pd.DataFrame:
    """Schools with need, need_position (0 to 1 by students) and need_group.

    Within district, year and level: four groups from `small.quarters_from` schools on, two from
    `small.halves_from`, and none ('') below, where schools are listed instead. A school belongs
    to the group in which the middle of its students falls when schools are lined up by need; the
    school of least need is always in the first group and that of greatest need in the last.
    Schools without need, level or enrollment are in no group.
    """
    frame = schools.join(need.rename("need")).reset_index()
    known = frame["need"].notna() & (frame["enrollment"] > 0) & frame["level"].isin(LEVELS)
    order = ["district_id", "year", "level", "need", "school_id"]
    ranked = frame[known].sort_values(order)
    within = ranked.groupby(["district_id", "year", "level"])
    size = within["school_id"].transform("size")
    total = within["enrollment"].transform("sum")
    ranked["need_position"] = (within["enrollment"].cumsum() - ranked["enrollment"] / 2) / total
    place, last = within.cumcount(), size - 1
    ranked["need_group"] = np.where(
        size >= small.quarters_from,
        _group(ranked["need_position"], place, last, QUARTERS),
        np.where(
            size >= small.halves_from, _group(ranked["need_position"], place, last, HALVES), ""
        ),
    )
    frame = frame.join(ranked[["need_position", "need_group"]])
    frame["need_group"] = frame["need_group"].astype("str").fillna("")
    return frame


def _group(position: pd.Series, place: pd.Series, last: pd.Series, names: tuple[str, ...]):
    """The name of the group of each school; the ends are never left empty by a large school."""
    number = np.floor(position * len(names)).clip(0, len(names) - 1).astype(int)
    number = number.mask(place == 0, 0).mask(place == last, len(names) - 1)
    return np.array(names)[number.to_numpy()]
