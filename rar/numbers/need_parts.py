"""What need is made of, school by school, so that another mix can be tried on the same shares."""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING

import pandas as pd

from rar.dimensions.diverse_classrooms_and_schools.schools import students_by_group
from rar.numbers.compare import FOCUS_GROUPS
from rar.numbers.need import group_students, part_shares, student_group

if TYPE_CHECKING:
    from rar.numbers.whole import Whole
    from rar.settings import Settings

COLUMNS = ["district_id", "school_id", "year", "part", "share", "students"]


def parts_of(settings: Settings) -> list[str]:
    """The parts that need could be made of: the agency's own first, then every student group.

    A group that already stands there under another name (ed_share for ed) is not named twice.
    """
    own = [*settings.need, "ed_share", *settings.groups]
    own += [part for one in settings.need_alternatives for part in one.need]
    found: dict[str, str] = {}
    for part in dict.fromkeys([*own, *settings.weights, *FOCUS_GROUPS]):
        group = student_group(part)
        if part in settings.need or not group or group not in found.values():
            found[part] = group
    return list(found)


def need_parts(whole: Whole) -> pd.DataFrame:
    """The shares that need is made of, and could be, in the year under review; columns COLUMNS.

    One row a school and part (`parts_of`), in the order of parts. share is 0 to 1; students are
    the group's, as `rar.numbers.need.weighted_students` counts them, missing for a part that is no
    student group. Rows that know neither are left out.
    """
    schools = whole.frames["schools"]
    schools = schools[schools.index.get_level_values("year") == whole.review_year]
    frames = ChainMap({"schools": schools}, whole.frames)
    parts = parts_of(whole.settings)
    shares = part_shares(frames, parts, whole.settings.groups)
    counts = students_by_group(frames["enrollment"], schools)
    made = []
    for part in parts:
        group = student_group(part)
        students = group_students(group, schools, counts) if group else float("nan")
        made.append(
            pd.DataFrame({"district_id": schools["district_id"], "part": part,
                          "share": shares[part], "students": students})
        )  # fmt: skip
    rows = pd.concat(made).reset_index()
    known = rows["share"].notna() | rows["students"].notna()
    return rows.loc[known, COLUMNS].reset_index(drop=True)
