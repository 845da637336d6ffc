"""What the district may choose on the sheet Try it: what counts as high need, and the weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rar.numbers.need import student_group
from rar.packet.book.cells import COUNT, TEXT, Column, Grid, Input, Table
from rar.packet.book.live import CHOICES_TOP, WEIGHT_COLUMNS, Live
from rar.packet.book.places import TRY
from rar.packet.book.words import IN_WORDS
from rar.words import part_name

if TYPE_CHECKING:
    from rar.settings import Settings

BY_STUDENTS, BY_LIMITS = "groups of students", "fixed limits"
CHOICE_COLUMNS = (
    Column("Key", width=17), Column("What counts as high need", width=46),
    Column("Yours", "weight", 18), Column("Ours", "weight", 10),
)  # fmt: skip
NOT_USED = "not used"  # ours of what only the fixed limits use
# Schools of which more than 75 %, or 25 % or fewer, are eligible for free or reduced-price lunch
# are what NCES calls high-poverty and low-poverty schools: a place to begin, not a choice of ours.
HIGH_LIMIT, LOW_LIMIT = 0.75, 0.25


@dataclass(frozen=True)
class Choice:
    """One choice: its name in formulas (and its key), its words, what it is at first, its unit."""

    name: str
    words: str
    ours: float | str
    unit: str
    allowed: str


def choices(settings: Settings) -> list[Choice]:
    """The choices in their order; the agency's settings are what they are at first."""
    small = settings.small_numbers
    many, some = small.quarters_from, small.halves_from
    share = "share of students in"
    return [
        Choice("high_need_by", "High need is told by", BY_STUDENTS, TEXT, "way"),
        Choice("many_from", "Quarters: schools in the level, from", many, COUNT, "number"),
        Choice("greatest_of_many", f"  {share} greatest need", 0.25, "share", "share"),
        Choice("least_of_many", f"  {share} least need", 0.25, "share", "share"),
        Choice("some_from", "Halves: schools in the level, from", some, COUNT, "number"),
        Choice("greatest_of_some", f"  {share} greatest need", 0.5, "share", "share"),
        Choice("least_of_some", f"  {share} least need", 0.5, "share", "share"),
        Choice("high_limit", "Fixed limits: high need from", HIGH_LIMIT, "share", "share"),
        Choice("low_limit", "  low need up to", LOW_LIMIT, "share", "share"),
    ]


def choice_grid(settings: Settings) -> Grid:
    """Where the choices stand."""
    return Grid(TRY, CHOICE_COLUMNS, len(choices(settings)), CHOICES_TOP)


def names(settings: Settings) -> dict[str, str]:
    """The names formulas use, and the cell each stands for."""
    grid = choice_grid(settings)
    return {one.name: grid.cell("Yours", row) for row, one in enumerate(choices(settings))}


def choice_table(settings: Settings, ways: str) -> Table:
    """The choices, ours beside each; `ways` is the range of the list of ways."""
    rows = [
        {
            "Key": one.name,
            "What counts as high need": one.words,
            "Yours": Input(one.ours, one.unit, ways if one.allowed == "way" else one.allowed),
            "Ours": (one.unit, one.ours) if not one.name.endswith("_limit") else NOT_USED,
        }
        for one in choices(settings)
    ]
    return Table.of("What counts as high need", CHOICE_COLUMNS, rows)


def weight_table(live: Live) -> Table:
    """The weight of each part in need, and what a student of it counts beyond 1 in spending."""
    settings = live.review.settings
    beyond = beyond_by_part(live)
    rows = [
        {
            "Key": part,
            "Part of need": part_name(part, settings.need_names),
            "Weight in need": Input(settings.need.get(part, 0.0), "weight", "number"),
            "Our weight": settings.need.get(part, 0.0),
            "Counts beyond 1": Input(beyond[part], "weight", "number") if part in beyond else None,
            "Our beyond 1": beyond.get(part),
        }
        for part in live.parts
    ]
    return Table.of("Parts of need", WEIGHT_COLUMNS, rows)


def beyond_by_part(live: Live) -> dict[str, float]:
    """What a student of a part counts beyond 1 where spending is set against need, by part.

    Of two parts that are one student group the first has it; a part that is none has no entry.
    """
    weights, seen, found = live.review.settings.weights, set(), {}
    for part in live.parts:
        group = student_group(part)
        if group and group not in seen:
            seen.add(group)
            found[part] = float(weights.get(group, 0.0))
    return found


def unit_words(unit: str) -> str:
    """A unit as it stands beside numbers without one."""
    return IN_WORDS.get(unit, unit)
