"""The sheets Need and Need parts: a school's need and side, from shares that may be corrected.

The formulas do what `rar.numbers.need` does: shares weighted, schools of a level lined up by need
(equal need: by id), and cut where the middle of a school's students falls; the first school is
always on the side of least need, the last on that of greatest.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from rar.packet.book.cells import Formula, Grid, Input, Table, number, quoted, shown
from rar.packet.book.choices import BY_LIMITS, beyond_by_part
from rar.packet.book.live import NEED_COLUMNS, PART_COLUMNS, Live
from rar.packet.book.words import BETWEEN, COMPARED_AS, GREATEST, LEAST, OURS, UNGROUPED
from rar.packet.printable import printable
from rar.rows import rows_of
from rar.tables import LEVELS
from rar.words import part_name

_SIDE = (
    '=IF({count}=0,{none},IF(high_need_by={limits},'
    "IF({need}>=high_limit,{greatest},IF({need}<=low_limit,{least},{between})),"
    "IF(AND({size}<many_from,{size}<some_from),{none},"
    "IF({order}={size},{greatest},IF({order}=1,{least},"
    "IF({place}>=1-IF({size}>=many_from,greatest_of_many,greatest_of_some),{greatest},"
    "IF({place}<IF({size}>=many_from,least_of_many,least_of_some),{least},{between})))))))"
)  # fmt: skip
_WORDS = {
    "none": quoted(UNGROUPED), "limits": quoted(BY_LIMITS), "greatest": quoted(GREATEST),
    "least": quoted(LEAST), "between": quoted(BETWEEN),
}  # fmt: skip


def need(live: Live) -> Table:
    """One row a school: its students, need, place in its level and side, ours beside them."""
    ranked = _ranked(live.schools)
    rows = [
        _need_row(live, row, school, place)
        for row, (school, place) in enumerate(
            zip(rows_of(live.schools), rows_of(ranked), strict=True)
        )
    ]
    return Table.of("Need of every school", NEED_COLUMNS, rows)


def _need_row(live: Live, row: int, school: Any, place: Any) -> dict[str, Any]:
    grid, parts = live.need, len(live.parts)
    own = grid.own(row)
    first, last = row * parts, (row + 1) * parts - 1
    shares = live.part_rows.span("Share times weight in need", first, last)
    beyond = live.part_rows.span("Students times what they count beyond 1", first, last)
    weights = live.weights.span("Weight in need")
    students = own["Students used"]
    levels = ",".join(f"{own['Level']}={quoted(level)}" for level in LEVELS)
    counted = f"AND(ISNUMBER({own['Need']}),ISNUMBER({students}),OR({levels}))"
    count = own["Students that count"]
    return {
        "Key": school.school_id,
        "No.": school.no,
        "School": printable(school.name),
        "Level": printable(school.level) or "no level",
        "Students": number(school.enrollment),
        "Corrected students": Input(allowed="number"),
        "Students used": Formula(
            _first_number(own["Corrected students"], own["Students"]), shown(school.enrollment)
        ),
        "Need": Formula(
            f'=IF(OR(SUM({weights})=0,COUNT({shares})<{parts}),"",SUM({shares}))',
            shown(school.need),
        ),
        "Our need": number(school.need),
        "Compared as": Formula(
            _SIDE.format(
                count=count, need=own["Need"], size=own["Schools in the level"],
                order=own["Order by need"], place=own["Place among students"], **_WORDS,
            ),
            COMPARED_AS[printable(school.need_group)],
        ),
        "Our side": COMPARED_AS[printable(school.need_group)],
        "As ours?": Formula(_as_ours(own["Compared as"], own["Our side"]), OURS),
        "Students that count": Formula(
            f"=IF({counted},IF({students}>0,{students},0),0)", place.counted
        ),
        "Schools in the level": Formula(_in_level(grid, own, "1"), place.size),
        "Order by need": Formula(
            f'=IF({count}=0,"",{_before(grid, own, "<=", "1")})', shown(place.order)
        ),
        "Place among students": Formula(
            f'=IF({count}=0,"",({_before(grid, own, "<", None)}+{count}/2)'
            f"/{_in_level(grid, own, None)[1:]})",
            shown(place.need_position),
        ),
        "Weighted students": Formula(
            f'=IF(OR(NOT(ISNUMBER({students})),COUNT({beyond})<{len(beyond_by_part(live))}),"",'
            f"{students}+SUM({beyond}))",
            shown(school.weighted_students),
        ),
        "Our weighted students": number(school.weighted_students),
        "Edition": live.review.edition,
    }  # fmt: skip


def _in_level(grid: Grid, own: dict[str, str], each: str | None) -> str:
    """Schools of the same level that count, each as 1, or as its students (each is None)."""
    level, count = grid.span("Level"), grid.span("Students that count")
    times = f"({count}>0)*{each}" if each else count
    return f"=SUMPRODUCT(({level}={own['Level']})*{times})"


def _before(grid: Grid, own: dict[str, str], same: str, each: str | None) -> str:
    """Schools of the level with less need; of equal need those whose number is `same` as own."""
    level, count = grid.span("Level"), grid.span("Students that count")
    need, no = grid.span("Need"), grid.span("No.")
    less = f"(({need}<{own['Need']})+({need}={own['Need']})*({no}{same}{own['No.']}))"
    times = f"({count}>0)*{each}" if each else count
    return f"SUMPRODUCT(({level}={own['Level']})*{less}*{times})"


def _ranked(schools: pd.DataFrame) -> pd.DataFrame:
    """counted, size, order and need_position of each school, as the formulas give them."""
    known = (
        schools["need"].notna() & (schools["enrollment"] > 0) & schools["level"].isin(LEVELS)
    )  # fmt: skip
    counting = schools[known].sort_values(["need", "no"])
    order = counting.groupby("level").cumcount().add(1)
    size = schools["level"].map(counting.groupby("level").size()).fillna(0)
    return schools.assign(
        counted=schools["enrollment"].where(known, 0.0),
        size=size,
        order=order.reindex(schools.index),
        need_position=schools["need_position"],
    )[["counted", "size", "order", "need_position"]]


def parts(live: Live) -> Table:
    """One row a school and part of need: its share, a place to correct it, and what it adds."""
    rows, number_of_parts, schools = [], len(live.parts), list(rows_of(live.schools))
    words = {part: part_name(part, live.review.settings.need_names) for part in live.parts}
    for row, known in enumerate(rows_of(live.shares)):
        school = schools[row // number_of_parts]
        part = live.parts[row % number_of_parts]
        rows.append(_part_row(live, row, school, part, known) | {"Part of need": words[part]})
    return Table.of("Parts of need in every school", PART_COLUMNS, rows)


def _part_row(live: Live, row: int, school: Any, part: str, known: Any) -> dict[str, Any]:
    own = live.part_rows.own(row)
    place = live.parts.index(part)
    weight = live.weights.cell("Weight in need", place)
    total = live.weights.span("Weight in need")
    settings, beyond = live.review.settings, beyond_by_part(live)
    ours = settings.need.get(part, 0.0)
    adds = ours / sum(settings.need.values()) * known.share if ours else 0.0
    return {
        "Key": f"{part} {school.school_id}",
        "School": printable(school.name),
        "Published share": number(known.share),
        "Published students": number(known.students),
        "Corrected share": Input(allowed="share"),
        "Why corrected": Input(),
        "Share used": Formula(
            _first_number(own["Corrected share"], own["Published share"]), shown(known.share)
        ),
        "Share times weight in need": Formula(
            f"=IF({weight}=0,0,IF(ISNUMBER({own['Share used']}),"
            f'{weight}/SUM({total})*{own["Share used"]},""))',
            shown(adds),
        ),
        "Students times what they count beyond 1": (
            _beyond(live, own, place, school, beyond[part], known) if part in beyond else None
        ),
        "Edition": live.review.edition,
    }


def _beyond(
    live: Live, own: dict[str, str], place: int, school: Any, ours: float, known: Any
) -> Formula:
    """The students of a part times their weight: of a corrected share that of all students."""
    weight = live.weights.cell("Counts beyond 1", place)
    students = live.need.cell("Students used", live.row_of[school.school_id])
    corrected, published = own["Corrected share"], own["Published students"]
    return Formula(
        f"=IF({weight}=0,0,IF(AND(ISNUMBER({corrected}),ISNUMBER({students})),"
        f"{weight}*{corrected}*{students},"
        f'IF(ISNUMBER({published}),{weight}*{published},"")))',
        shown(known.students * ours if ours else 0.0),
    )


def _first_number(first: str, second: str) -> str:
    """The first of two cells that holds a number, '' where neither does."""
    return f'=IF(ISNUMBER({first}),{first},IF(ISNUMBER({second}),{second},""))'


def _as_ours(live: str, ours: str) -> str:
    return f'=IF({live}={ours},"as ours","changed")'
