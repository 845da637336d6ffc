"""Student groups the agency defines by a rule over how students attended.

Interrupted schooling, many days of virtual instruction, attendance below 85 %: no state publishes
them as groups, and yet a definition of need may rest on them. The rule stands in review.toml, so
that the definition of equity is written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from rar.settings import OwnGroup

SCHOOL_YEAR = ["school_id", "year"]


def own_group_share(records: pd.DataFrame, group: OwnGroup) -> pd.Series:
    """The share of a school's students for whom every condition of the rule holds.

    records is the table attendance_records, indexed by its keys; a row stands for `students`
    students (one where that is empty). Students for whom a field of the rule is missing are left
    out of both counts. Returns shares by school_id and year; a school without records has none.

    >>> from rar.settings import OwnGroup
    >>> low = OwnGroup(name="Low attendance", where=[{"field": "present_share", "below": 0.85}])
    >>> records = pd.DataFrame({"school_id": "a", "year": 2022, "students": [30.0, 10.0],
    ...     "days_enrolled": 180.0, "days_present": [170.0, 120.0]}).set_index(SCHOOL_YEAR)
    >>> float(own_group_share(records, low).iloc[0])
    0.25
    """
    frame = records.reset_index()
    students = frame["students"].fillna(1.0) if "students" in frame else 1.0
    holds, known = pd.Series(True, index=frame.index), pd.Series(True, index=frame.index)
    for condition in group.where:
        value = _field(frame, condition.field)
        known &= value.notna()
        below = condition.below is not None
        holds &= value < condition.below if below else value >= condition.at_least
    counted = pd.DataFrame(
        {**{key: frame[key] for key in SCHOOL_YEAR}, "all": students * known,
         "held": students * (holds & known)}
    ).groupby(SCHOOL_YEAR)[["held", "all"]].sum()  # fmt: skip
    return counted["held"] / counted["all"].where(counted["all"] > 0)


def _field(frame: pd.DataFrame, name: str) -> pd.Series:
    """A field of the record, or a share of the student's days enrolled."""
    if not name.endswith("_share"):
        return frame[name]
    days = frame["days_enrolled"]
    return frame[f"days_{name.removesuffix('_share')}"] / days.where(days > 0)
