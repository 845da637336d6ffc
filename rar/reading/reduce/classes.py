"""Classes: what sections and their students by group say of a school.

A section is a core class unless it is marked as an elective. A sum is absent where a section of it
is not known: of a group it needs a row for every core section of the school.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rar.reading.reduce.filling import (
    MISSING,
    SCHOOL_YEAR,
    Tables,
    filled,
    lack,
    product,
    summed,
)
from rar.reading.reduce.people import NOVICE_YEARS
from rar.tables import absent

SECTION = ["section_id", *SCHOOL_YEAR]
TIMED = ("english", "mathematics")  # the subjects whose minutes are counted
APART = (
    0.20  # how far a class lies from its grade to be counted as apart (field practice: 20 points)
)


def classes(tables: Tables) -> dict[str, pd.DataFrame]:
    """The tables that follow from sections, and from section_students and staff where they are."""
    sections = tables["sections"]
    found = {
        "class_sizes": class_sizes(sections[_core(sections)]),
        "class_targets": class_targets(sections),
    }
    if "section_students" in tables:
        students = tables["section_students"]
        found["core_classes"] = core_classes(sections, students, tables.get("staff"))
        found["class_mixing"] = class_mixing(sections, students)
    return {name: filled(tables.get(name), frame, name) for name, frame in found.items()}


def _core(sections: pd.DataFrame) -> pd.Series:
    return sections["elective"].ne(1)


def class_sizes(sections: pd.DataFrame) -> pd.DataFrame:
    """Table class_sizes from sections: by school, year and course.

    size_experienced is the size the average student sits in: two sections of 10 and 30 have the
    average 20, but 30 of the 40 students sit among 30.

    >>> sections = pd.DataFrame({"school_id": "a", "year": 2022, "course": "Algebra",
    ...     "students": [10.0, 30.0]})
    >>> made = class_sizes(sections).iloc[0]
    >>> float(made["sections"]), float(made["average_size"]), float(made["size_experienced"])
    (2.0, 20.0, 25.0)
    """
    held = sections[sections["students"] > 0]
    held = held.assign(squares=held["students"] ** 2)
    keys = [*SCHOOL_YEAR, "course"]
    made = held.groupby(keys, as_index=False).agg(
        sections=("students", "size"), students=("students", "sum"), squares=("squares", "sum")
    )
    made["sections"] = made["sections"].astype("float64")
    made["average_size"] = made["students"] / made["sections"]
    made["size_experienced"] = made["squares"] / made["students"]
    return made.drop(columns="squares")


def class_targets(sections: pd.DataFrame) -> pd.DataFrame:
    """Table class_targets: seats, and the size of the class of each seat summed, of two kinds."""
    size, why = sections["students"], lack(sections, "students")
    kinds = {
        "grade9_core": sections["grade"].eq("9") & _core(sections),
        "grade12_elective": sections["grade"].eq("12") & ~_core(sections),
    }
    parts = []
    for kind, rows in kinds.items():
        names = (f"{kind}_seats", f"{kind}_size_total")
        values = dict(zip(names, (size[rows], size[rows] ** 2), strict=True))
        made = summed(sections.loc[rows, SCHOOL_YEAR], values, dict.fromkeys(names, why[rows]))
        parts.append(made.set_index(SCHOOL_YEAR))
    return parts[0].join(parts[1], how="outer").reset_index()


def core_classes(
    sections: pd.DataFrame, students: pd.DataFrame, staff: pd.DataFrame | None
) -> pd.DataFrame:
    """Table core_classes: by school, year and group, the seats in core classes and what they are.

    The section's own size stands for group 'all' where students has none. A teacher is a novice by
    `years_experience` of table staff. Minutes are minutes_per_week x weeks of all English and
    mathematics, support classes marked as electives included; the students they are counted of
    are the seats in core English or core mathematics, whichever are more.
    """
    seats = _seats(sections, students)
    novice = _novice(seats, staff)
    n, n_lack, size = seats["n"], seats["n_lack"], seats["students"]
    of_novice, novice_lack = product((n, novice), (n_lack, _unknown(novice)))
    sizes, size_lack = product((n, size), (n_lack, lack(seats, "students")))
    core = seats["core"]
    values = {"seats": n, "novice_seats": of_novice, "size_total": sizes}
    lacks = {"seats": n_lack, "novice_seats": novice_lack, "size_total": size_lack}
    keys = seats[[*SCHOOL_YEAR, "group"]]
    made = summed(
        keys[core], {c: v[core] for c, v in values.items()}, {c: v[core] for c, v in lacks.items()}
    )
    timed = _minutes(seats[seats["subject"].isin(TIMED)])
    return made.merge(timed, on=[*SCHOOL_YEAR, "group"], how="left")


def _seats(sections: pd.DataFrame, students: pd.DataFrame) -> pd.DataFrame:
    """One row a section and group of its school: n, n_lack, core, and the section's columns.

    A group that the school counts in some sections has a row in all of them, so that a section
    that does not count it is seen to be lacking.
    """
    counted = students[[*SECTION, "group"]].assign(
        n=students["students"], n_lack=lack(students, "students")
    )
    whole = sections[SECTION].assign(
        group="all", n=sections["students"], n_lack=lack(sections, "students")
    )
    counted = pd.concat([counted, whole]).drop_duplicates([*SECTION, "group"])
    groups = counted[[*SCHOOL_YEAR, "group"]].drop_duplicates()
    own = sections.assign(core=_core(sections))
    seats = own.merge(groups, on=SCHOOL_YEAR).merge(counted, on=[*SECTION, "group"], how="left")
    return seats.assign(n_lack=seats["n_lack"].fillna(MISSING).astype("int8"))


def _unknown(values: pd.Series) -> pd.Series:
    return pd.Series(np.where(values.isna(), MISSING, 0), index=values.index, dtype="int8")


def _novice(seats: pd.DataFrame, staff: pd.DataFrame | None) -> pd.Series:
    """1 where the teacher of the section is a novice, 0 where not, NaN where it is not known."""
    if staff is None:
        return pd.Series(np.nan, index=seats.index)
    teachers = staff[staff["role"].eq("teacher") & staff["years_experience"].notna()]
    years = teachers.set_index(["person_id", *SCHOOL_YEAR])["years_experience"]
    found = years.reindex(pd.MultiIndex.from_frame(seats[["teacher_id", *SCHOOL_YEAR]]))
    found = pd.Series(found.to_numpy(), index=seats.index)
    return found.lt(NOVICE_YEARS).astype("float64").where(found.notna())


def _minutes(seats: pd.DataFrame) -> pd.DataFrame:
    """By school, year and group: minutes of the timed subjects, and the students they are of."""
    keys = [*SCHOOL_YEAR, "group"]
    factors = (seats["n"], seats["minutes_per_week"], seats["weeks"])
    lacks = (seats["n_lack"], lack(seats, "minutes_per_week"), lack(seats, "weeks"))
    minutes, why = product(factors, lacks)
    made = summed(seats[keys], {"minutes": minutes}, {"minutes": why})
    core = seats[seats["core"]]
    by = [*keys, "subject"]
    each = summed(core[by], {"students": core["n"]}, {"students": core["n_lack"]})
    # the subject of more seats, or one that is not known: then the larger is not known either
    each = each.sort_values("students", ascending=False, na_position="first")
    each = each.drop_duplicates(keys).drop(columns="subject")
    return made.merge(each, on=keys, how="left")


def class_mixing(sections: pd.DataFrame, students: pd.DataFrame) -> pd.DataFrame:
    """Table class_mixing: core classes whose mix is more than 20 points from that of their grade.

    Students of color are all but White students. sections counts the core classes that any group
    is counted of; where one of them lacks the group, or its grade, the number apart is absent.
    """
    core = sections[_core(sections) & (sections["students"] > 0)]
    counted = pd.MultiIndex.from_frame(students[SECTION].drop_duplicates())
    core = core[pd.MultiIndex.from_frame(core[SECTION]).isin(counted)].reset_index(drop=True)
    values = {"sections": pd.Series(1.0, index=core.index)}
    lacks = {"sections": pd.Series(0, index=core.index, dtype="int8")}
    for column, group in (("sections_apart_by_race", "wh"), ("sections_apart_by_income", "ed")):
        rows = students[students["group"].eq(group)]
        n = core[SECTION].merge(rows, on=SECTION, how="left")
        values[column] = _apart(core, n["students"])
        why = lack(n.fillna({absent("students"): "missing"}), "students")
        lacks[column] = why.mask(values[column].isna() & why.eq(0), MISSING).astype("int8")
    return summed(core[SCHOOL_YEAR], values, lacks)


def _apart(core: pd.DataFrame, n: pd.Series) -> pd.Series:
    """1 where a section's share of a group is more than APART from that of its grade, else 0.

    All core classes of the grade count, so that one whose students are not known leaves none.
    """
    keys = [core[key] for key in (*SCHOOL_YEAR, "grade")]
    known = n.notna().groupby(keys).transform("all")
    whole = n.groupby(keys).transform("sum") / core["students"].groupby(keys).transform("sum")
    distance = (n / core["students"] - whole).abs()
    return distance.gt(APART + 1e-9).astype("float64").where(known.eq(True) & distance.notna())
