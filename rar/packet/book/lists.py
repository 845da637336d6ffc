"""The sheet Lists: the measures to choose from, and the choices behind the drop-down lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rar.exhibits.options import of as options_of
from rar.packet.book import thresholds
from rar.packet.book.cells import Column, Formula, Grid, Table, number
from rar.packet.book.choices import BY_LIMITS, BY_STUDENTS, unit_words
from rar.packet.book.live import MEASURE_COLUMNS, Live, points, times
from rar.packet.book.places import LISTS
from rar.packet.book.words import level_words
from rar.packet.printable import printable
from rar.record.fields import CAUSES, CHOICES_FILE, choices
from rar.rows import rows_of
from rar.tables import LEVELS

if TYPE_CHECKING:
    import pandas as pd

    from rar.review import Review

WAY, MEASURE = "way", "Measure to choose"
LEFT = len(MEASURE_COLUMNS) + 1  # the lists stand beside the measures


@dataclass(frozen=True)
class Lists:
    """Every list by its name, in the order of the sheet's columns."""

    choices: dict[str, tuple[str, ...]]

    @property
    def columns(self) -> tuple[Column, ...]:
        """One column a list."""
        return tuple(Column(name, width=28) for name in self.choices)

    def source(self, name: str) -> str:
        """The range of a list, as a drop-down names it; '' where there is no such list."""
        if name not in self.choices:
            return ""
        place = Grid(LISTS, self.columns, len(self.choices[name]), left=LEFT)
        return f"={place.span(name)}"

    @property
    def table(self) -> Table:
        """The lists side by side."""
        longest = max(len(found) for found in self.choices.values())
        rows = [
            [found[row] if row < len(found) else None for found in self.choices.values()]
            for row in range(longest)
        ]
        return Table("Choices of the drop-down lists", self.columns, rows)


def lists_of(review: Review, findings: pd.DataFrame) -> Lists:
    """The agency's lists, and for each finding the causes that fit its measure."""
    found = {WAY: (BY_STUDENTS, BY_LIMITS)}
    found |= choices(review.workspace.template(CHOICES_FILE))
    for row in rows_of(findings):
        causes = [printable(option.cause) for option in options_of(review, row.metric)]
        found[cause_list(row.code)] = tuple(dict.fromkeys([*causes, *found[CAUSES]]))
    return Lists(found)


def cause_list(code: str) -> str:
    """The name of the list of causes of a finding."""
    return f"cause of {code}"


def measures(live: Live) -> Table:
    """One row a measure that has counts: its unit, its thresholds, our differences, the state."""
    return Table.of("Measures to choose from", MEASURE_COLUMNS, _measure_rows(live))


def _measure_rows(live: Live) -> list[dict[str, Any]]:
    rows = []
    for metric in live.metrics:
        of_mean, plain = thresholds.smallest(live, metric)
        row: dict[str, Any] = {
            MEASURE: choice_of(metric),
            "Measure": metric.id,
            "Unit": unit_words(metric.unit),
            "Times": times(metric),
            "Smallest, as a share of the mean": Formula(f"={of_mean[0]}", of_mean[1]),
            "Smallest, in its own unit": Formula(f"={plain[0]}", plain[1]),
        }
        for level in (*LEVELS, "all"):
            word = level_words(level)
            gap = live.compared.get((metric.id, "need", level))
            state = live.compared.get((metric.id, "state", level))
            if level != "all":
                row[f"Our difference, {word}"] = _times(metric, gap.gap if gap else None)
            row[f"State, {word}"] = _times(metric, state.reference_value if state else None)
        rows.append(row)
    return rows


def choice_of(metric: Any) -> str:
    """A measure as it stands in the list."""
    return f"{metric.id} {metric.label}"


def _times(metric: Any, value: float | None) -> float | None:
    known = number(value) if value is not None else None
    return None if known is None else points(metric) * known
