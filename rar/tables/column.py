"""What a column and a table of the data dictionary are."""

from __future__ import annotations

from dataclasses import dataclass, field

from rar.tables.plausible import Rule, TableRule

NUMBER, SHARE, COUNT, FLAG, TEXT = "number", "share", "count", "flag", "text"


@dataclass(frozen=True)
class Column:
    """One column: its name, kind, unit and meaning.

    kind: 'count' (>= 0), 'number', 'share' (0 to 1), 'flag' (1 yes, 0 no) or 'text'. allowed lists
    the only values a text column may hold; low and high bound a number. doubts are the rules by
    which a possible value is doubtful (`rar.tables.plausible`).
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    required: bool = False
    doubts: tuple[Rule, ...] = ()

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Lowest and highest possible value; None where there is no bound."""
        if self.kind in (SHARE, FLAG):
            return 0.0, 1.0
        return (0.0 if self.kind == COUNT and self.low is None else self.low), self.high


@dataclass(frozen=True)
class Table:
    """One canonical table: its keys (one row each), its columns, and whether rows are people.

    doubts are the rules that compare columns, or groups, of one row with another.
    """

    name: str
    meaning: str
    keys: tuple[Column, ...]
    columns: tuple[Column, ...]
    person_level: bool = False
    doubts: tuple[TableRule, ...] = ()
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "by_name", {c.name: c for c in (*self.keys, *self.columns)})

    @property
    def key_names(self) -> list[str]:
        return [column.name for column in self.keys]

    @property
    def measured(self) -> list[str]:
        """The columns that are not keys; each has an `absent:` companion."""
        return [column.name for column in self.columns]


def absent(column: str) -> str:
    """The name of the companion that says why a cell of `column` is empty.

    >>> absent("novice")
    'absent:novice'
    """
    return f"absent:{column}"


def count(name: str, meaning: str, unit: str = "students", *doubts: Rule) -> Column:
    """A column of counts, of students unless another unit is named."""
    return Column(name, COUNT, meaning, unit, doubts=doubts)


def share(name: str, meaning: str, *doubts: Rule) -> Column:
    """A column of shares from 0 to 1."""
    return Column(name, SHARE, meaning, "share", doubts=doubts)


def dollars(name: str, meaning: str, *doubts: Rule) -> Column:
    """A column of dollars per pupil."""
    return Column(name, NUMBER, meaning, "dollars per pupil", doubts=doubts)


def flag(name: str, meaning: str) -> Column:
    """A column of 1 and 0."""
    return Column(name, FLAG, meaning, "1 yes, 0 no")
