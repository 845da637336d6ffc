"""The workbook's number formats, the words in its cells, and its glossary."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from rar.packet.book.cells import COUNT, DATE, PLAIN, TEXT, number
from rar.packet.printable import printable
from rar.tables import GROUPS
from rar.words import ABSENT, STATUS, WITHHELD

FORMATS = {
    TEXT: "@",
    COUNT: "#,##0",
    "part count": "#,##0.0",  # full-time equivalents
    DATE: "yyyy-mm-dd",
    PLAIN: "#,##0.0",  # in a column of many units, which the words beside it name
    "plain gap": "+#,##0.0;\u2212#,##0.0;0.0",
    "weight": "0.0#",
    "share": "0.0%",
    "dollars": "$#,##0",
    "salary": "$#,##0",
    "per 100": '0.0" per 100"',
    "years": '0.0" years"',
    "students": '0.0" students"',
    "minutes": '0" minutes"',
    "hours": '#,##0" hours"',
    "ratio": "0.00",
    "index": "0.00",
    "gap share": '+0.0" points";\u22120.0" points";0.0" points"',
    "gap dollars": "+$#,##0;\u2212$#,##0;$0",
    "gap salary": "+$#,##0;\u2212$#,##0;$0",
}
PLAIN_GAP = "+0.0#;\u22120.0#;0.0"
IN_WORDS = {  # a unit as it stands beside numbers without one
    "share": "percent; differences in percentage points",
    "dollars": "dollars per student",
    "salary": "dollars a year",
    "per 100": "for each 100 students",
    "years": "years",
    "students": "students for each adult, class or device",
    "hours": "hours a year",
    "index": "index from 0 to 1",
}
KINDS = {
    "need": "schools by need",
    "group": "student groups",
    "state": "district and state",
    "slope": "change per 10 points of need",
}
NEED_GROUPS = {
    "lowest": "1 of 4 (least need)",
    "second": "2 of 4",
    "third": "3 of 4",
    "highest": "4 of 4 (greatest need)",
    "lower": "1 of 2 (less need)",
    "higher": "2 of 2 (greater need)",
    "": "not grouped",
}
GREATEST, LEAST, BETWEEN, UNGROUPED = "greatest need", "least need", "between", "not grouped"
COMPARED_AS = {  # a need group: the side of the comparison it stands on
    "highest": GREATEST, "higher": GREATEST, "lowest": LEAST, "lower": LEAST,
    "second": BETWEEN, "third": BETWEEN, "": UNGROUPED,
}  # fmt: skip
ALL_LEVELS = "all levels"
OURS, CHANGED = "as ours", "changed"
GLOSSARY = (
    ("Need", "The share of a school's students with greater needs, as the agency defines it in its "
     "settings; by default students who are economically disadvantaged."),
    ("Need group", "The schools of one level in the district, ordered by need and cut so that each "
     "group has about the same number of students: quarters from 8 schools, halves from 4."),
    ("Compared as", "Greatest need: the school is in the last group of its level. Least need: in "
     "the first. Between: in neither. Not grouped: the level has too few schools."),
    ("n", "How many people (or dollars' students) a value rests on. A percentage of 7 teachers "
     "moves by 14 points with one teacher."),
    ("Pooled", "Values of several schools are made from their summed counts, never from the "
     "average of their percentages."),
    ("Difference", "The first group minus the one it is compared with: greater need minus less, "
     "the student group minus all others, the district minus the state."),
    ("Smallest worth discussing", "Smaller differences are called about equal. The agency chose "
     "it; it stands on the sheet Benchmarks."),
    ("As ours, changed", "Whether a live number is the one we computed, or follows from an input "
     "that was changed in this file."),
    ("Inside schools, between schools", "The two parts of a difference between student groups: "
     "from differences within the same school, and from going to different schools."),
    ("Computed", "All schools of the comparison have a value."),
    ("Partial", "Some schools have no value; the column Why says how many."),
    ("Not computable", "The state's files do not have what is needed; the sheet Data request names "
     "it and who usually has it."),
    ("Not reported", "The cell is empty at the source. This is not a zero."),
    ("Withheld", "The number is withheld to protect people. Not a zero."),
    ("Check before discussing", "The number is possible but unlikely; it is kept as published. The "
     "sheet Data quality says what it was compared with and whom to ask."),
    ("Few people", "The rate rests on fewer people than the agency's minimum group: one person "
     "moves it far."),
    ("Does not apply", "The question does not arise for this school."),
    ("Too few schools to say", "With so few schools in a level, groups would be single schools: "
     "read the list of schools instead."),
)  # fmt: skip

LIVE_WORDS = ("As ours, changed",)  # of the glossary: what only a live workbook says


@cache
def words(status: Any) -> str:
    """A status as readers see it.

    >>> words("suppressed"), words("too few")
    ('withheld', 'too few schools to say')
    """
    status = printable(status) or "not computable"  # none is given where no school has a number
    return ABSENT.get(status) or STATUS[status][0].lower()


@cache
def decimals(form: str) -> int:
    """How many decimals of a number a format shows.

    >>> decimals("0.0%"), decimals("$#,##0"), decimals('+0.0" points"')
    (3, 0, 1)
    """
    first = re.sub(r'"[^"]*"', "", form.partition(";")[0])
    return sum(mark in "0#" for mark in first.partition(".")[2]) + 2 * first.count("%")


def told(fixed: bool, value: Any, status: Any) -> float | str | None:
    """A number for a cell, None for an absent one; a word for a withheld one where it is fixed.

    A live cell that is counted with stays empty, since a formula would stumble over a word.
    """
    known = number(value)
    if known is None and fixed and words(status) == WITHHELD:
        return WITHHELD
    return known


@cache
def who(name: Any) -> str:
    """A group of schools or students in words.

    >>> who("highest"), who("ed"), who("state")
    ('4 of 4 (greatest need)', 'Economically disadvantaged', 'state')
    """
    name = printable(name)
    return NEED_GROUPS.get(name) or GROUPS.get(name, name) if name else ""


@cache
def level_words(level: Any) -> str:
    """A level as it stands in a cell."""
    level = printable(level)
    return ALL_LEVELS if level == "all" else level or "no level"


def yes(flag: Any) -> str:
    """1, 0 and absent in words.

    >>> yes(1.0), yes(0.0), yes(float("nan"))
    ('yes', 'no', 'not reported')
    """
    return "not reported" if flag != flag or flag is None else ("yes" if flag == 1 else "no")
