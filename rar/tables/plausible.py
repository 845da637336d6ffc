"""Rules of plausibility: what makes a published number doubtful, though it is possible.

A rule stands in the `doubts` of the column (or, where it compares columns, of the table) it is
about. A number that a rule doubts is kept and marked, never dropped: `rar.numbers.doubts` finds
and words the doubts. What is not possible at all is an error on reading, not a doubt.

Each rule has a key, a sentence in words, what the value is called in it (`says`, where {value}
and, in some, {people} stand for numbers), and who can tell (`ask`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Leap:
    """A year far from both years beside it: `times` or more above, or below, each of them.

    At the first and last year one year is beside it; a year that is itself doubtful, for the school
    or for most of its district, does not count as beside. least is what the larger number must
    reach. With by_students the number for each student must be far too: a school that grows hires.
    """

    says: str
    ask: str
    times: float = 1.6
    least: float = 0.0
    by_students: bool = False
    key: ClassVar[str] = "leap"
    sentence: ClassVar[str] = "{who} {report} {says} in {year}; {beside}."


@dataclass(frozen=True)
class Change:
    """From one year to the next a change by more than `by`, in a school of `least` or more.

    Not doubted, because the change has a reason that the files show: a school that opened less
    than `settled` years before, that serves other grades than the year before, or whose district
    opened or closed a school that year.
    """

    says: str
    ask: str
    by: float = 0.25
    least: float = 100.0
    settled: int = 3
    key: ClassVar[str] = "change"
    sentence: ClassVar[str] = "{who} {report} {says} in {year}; {beside}: {change} in a year."


@dataclass(frozen=True)
class Extreme:
    """Nobody, or everybody, among `people_from` people or more.

    The column is a share; where it is absent the column `count` over `people` stands in, and for
    all students the enrollment where `people` is absent and or_enrollment is set. at holds the
    ends that are doubted: 0, 1 or both.
    """

    says: str
    ask: str
    people: str
    people_from: float
    at: tuple[float, ...] = (0.0, 1.0)
    count: str = ""
    or_enrollment: bool = False
    key: ClassVar[str] = "extreme"
    sentence: ClassVar[str] = "{who} {report} {says} in {year}; in the state it is {beside}."


@dataclass(frozen=True)
class Crowd:
    """More staff than one for each `students_each` students, where they are more than `above`."""

    says: str
    ask: str
    students_each: float = 20.0
    above: float = 5.0
    key: ClassVar[str] = "crowd"
    sentence: ClassVar[str] = (
        "{who} {report} {says} in {year} for {people}; more than one for each {each} is rare."
    )


@dataclass(frozen=True)
class Rare:
    """A value below `low` or above `high`, which hardly any school has."""

    says: str
    ask: str
    low: float | None = None
    high: float | None = None
    key: ClassVar[str] = "rare"
    sentence: ClassVar[str] = "{who} {report} {says} in {year}; {beside} is rare."


@dataclass(frozen=True)
class Repeat:
    """The same number as the year before, in most schools of the state or of a district.

    Only numbers of `least` or more are compared, and only those of all students: a small count is
    often the same by chance.
    """

    says: str
    ask: str
    least: float = 20.0
    key: ClassVar[str] = "repeat"
    sentence: ClassVar[str] = (
        "{who} {report} {says} in {year}, the same number as in {before_year}."
    )


@dataclass(frozen=True)
class Parts:
    """Of a table: `whole` differs from the sum of its `parts` by more than `within` of it.

    Only rows with the whole and every part; a difference that rounding explains (one unit a part)
    is none. perhaps names a column that some states count among the parts and others beside them:
    either sum will do.
    """

    whole: str
    parts: tuple[str, ...]
    says: str
    ask: str
    within: float = 0.02
    perhaps: str = ""
    key: ClassVar[str] = "parts"
    sentence: ClassVar[str] = "{who} {report} {says} in {year}, but its parts make {beside}."


@dataclass(frozen=True)
class GroupParts:
    """Of a table by group: 'all' differs from the sum of `groups` by more than `within` of it.

    Only schools with every group that the state publishes that year. Where most of the state's
    schools differ, its groups are not meant to make the total, and no school is doubted.
    """

    whole: str
    groups: tuple[str, ...]
    says: str
    ask: str
    within: float = 0.02
    key: ClassVar[str] = "groups"
    sentence: ClassVar[str] = "{who} {report} {says} in {year}, but its groups make {beside}."


Rule = Leap | Change | Extreme | Crowd | Rare | Repeat
TableRule = Parts | GroupParts
