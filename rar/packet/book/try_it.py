"""The sheet Try it: change what counts as need, choose a measure, and see table and charts move."""

from __future__ import annotations

from typing import Any

from rar.numbers.metric import Metric
from rar.packet.book import choices, gaps, thresholds
from rar.packet.book.cells import (
    COUNT,
    MISSING,
    PLAIN,
    Column,
    Formula,
    Grid,
    Input,
    Table,
    quoted,
    shown,
)
from rar.packet.book.counts import as_ours
from rar.packet.book.lists import MEASURE, WAY, Lists, choice_of
from rar.packet.book.live import CHOICES_TOP, Live, points
from rar.packet.book.places import TRY
from rar.packet.book.words import COMPARED_AS, GREATEST, LEAST, OURS, level_words
from rar.packet.printable import printable
from rar.rows import rows_of
from rar.tables import LEVELS

LEFT, TOP = 7, CHOICES_TOP
LEVEL_COLUMNS = (
    Column("Level", width=17), Column("Greatest need", PLAIN, 11),
    Column("Least need", PLAIN, 11), Column("Difference", "plain gap", 11),
    Column("Our difference", "plain gap", 11), Column("As ours?", width=9),
    Column("In words", width=38), Column("Smallest worth discussing", PLAIN, 11),
    Column("All schools", PLAIN, 11), Column("State", PLAIN, 11),
    Column("n, greatest need", COUNT, 10), Column("n, least need", COUNT, 10),
)  # fmt: skip
POINTS = ("Chart: need", "Chart: value (#N/A: no point)")
POINT_COLUMNS = (
    Column("Compared as", width=17), Column("School", width=46), Column("Level", width=18),
    Column("Need, percent", PLAIN, 10), Column("Value", PLAIN, 10),
    *(Column(name, PLAIN, 10) for name in POINTS),
)  # fmt: skip
LEAST_POINTS_TOP = 36  # below the charts
NAMES = {"measure": "B3", "unit": "B4", "chosen_id": "I3", "chosen": "I4"}
TITLE = "Try it: change an input and see what moves"
HOW = (
    "Change the cells with a thick border; ours stand beside them. The table, both charts and "
    "sheets 1 to 10 follow. Numbers are corrected on Need, Need parts and Counts; thresholds are "
    "changed on Benchmarks."
)


def points_top(live: Live) -> int:
    """The row of the header of the table of schools."""
    return max(live.weights.top + len(live.parts) + 3, LEAST_POINTS_TOP)


def level_grid() -> Grid:
    """Where the table by level stands."""
    return Grid(TRY, LEVEL_COLUMNS, len(LEVELS) + 1, TOP, LEFT)


def point_grid(live: Live) -> Grid:
    """Where the table of schools stands."""
    return Grid(TRY, POINT_COLUMNS, len(live.schools), points_top(live))


def names(live: Live) -> dict[str, str]:
    """Every name that formulas use, and its cell."""
    own = {name: f"'{TRY}'!${cell[0]}${cell[1:]}" for name, cell in NAMES.items()}
    return own | choices.names(live.review.settings)


def first_measure(live: Live) -> Metric | None:
    """The measure shown at first: the first that has a difference by need, else the first."""
    gapped = [m for m in live.metrics if any(
        (row := live.compared.get((m.id, "need", level))) is not None and row.gap == row.gap
        for level in LEVELS
    )]  # fmt: skip
    return next(iter([*gapped, *live.metrics]), None)


def head(live: Live) -> list[tuple[int, int, Any]]:
    """The cells above the table by level: row, column and what stands there."""
    metric = first_measure(live)
    rows, ids = live.measures, live.measures.span("Measure")
    label = choice_of(metric) if metric else "none"
    place = live.metrics.index(metric) + 1 if metric else 1
    words = choices.unit_words(metric.unit) if metric else ""
    return [
        (2, 0, "Choose a measure"),
        (2, 1, Input(label, "text", f"={rows.span(MEASURE)}")),
        (3, 0, "Its unit"),
        (3, 1, Formula(f'=INDEX({rows.span("Unit")},chosen)&""', words, "text")),
        (2, LEFT, "Measure"),
        (2, LEFT + 1, Formula(f'=INDEX({ids},chosen)&""', metric.id if metric else "", "text")),
        (3, LEFT, "No. in the list"),
        (3, LEFT + 1, Formula(f"=MATCH(measure,{rows.span(MEASURE)},0)", float(place), COUNT)),
    ]


def choice_table(live: Live, lists: Lists) -> Table:
    """What counts as high need."""
    return choices.choice_table(live.review.settings, lists.source(WAY))


def weights(live: Live) -> Table:
    """The weight of each part of need."""
    return choices.weight_table(live)


def by_level(live: Live) -> Table:
    """The chosen measure by level, live; the last row is all schools and the state."""
    metric, grid = first_measure(live), level_grid()
    rows = []
    for place, level in enumerate((*LEVELS, "all")):
        own = grid.own(place)
        ours = live.compared.get((metric.id, "need", level)) if metric else None
        whole = live.compared.get((metric.id, "state", level)) if metric else None
        row = {
            "Level": level_words(level),
            "All schools": Formula(
                _value(live, level, None),
                shown(whole.focus_value, points(metric)) if whole else "",
            ),
            "State": _listed(live, f"State, {level_words(level)}",
                             whole.reference_value if whole else None, metric),
            **dict.fromkeys(
                ("Greatest need", "Least need", "Difference", "Our difference", "As ours?",
                 "Smallest worth discussing", "n, greatest need", "n, least need")
            ),
            "In words": gaps.WITHIN,
        }  # fmt: skip
        if level != "all":
            row |= _sides(live, own, level, metric, ours)
        rows.append(row)
    return Table.of("The chosen measure by level", LEVEL_COLUMNS, rows)


def _sides(
    live: Live, own: dict[str, str], level: str, metric: Metric | None, ours: Any
) -> dict[str, Any]:
    times_ = points(metric) if metric else 1
    made: dict[str, Any] = {}
    for name, word, which in (("Greatest need", GREATEST, "focus"),
                              ("Least need", LEAST, "reference")):  # fmt: skip
        of_n = f"n, {name.lower()}"
        made[name] = Formula(
            _value(live, level, word), shown(getattr(ours, f"{which}_value", None), times_)
        )
        made[of_n] = Formula(
            f"=SUMIFS({live.count_rows.span('Used n')},{_criteria(live, level, word)})",
            gaps.zero(getattr(ours, f"{which}_n", None)),
        )
    greatest, least, gap = own["Greatest need"], own["Least need"], own["Difference"]
    difference = shown(ours.gap if ours else None, times_)
    smallest = _smallest(live, least, metric, ours)
    made["Difference"] = Formula(
        f'=IF(AND(ISNUMBER({greatest}),ISNUMBER({least})),{greatest}-{least},"")', difference
    )
    made["Our difference"] = _listed(live, f"Our difference, {level}",
                                     ours.gap if ours else None, metric)  # fmt: skip
    made["As ours?"] = Formula(as_ours(gap, own["Our difference"]), OURS)
    made["Smallest worth discussing"] = smallest
    key, side = (live.count_rows.span(h) for h in ("Measure and level", "Compared as"))
    made["In words"] = Formula(
        gaps.in_words(gap, own["Smallest worth discussing"], key,
                      f"chosen_id&{quoted(' ' + level)}", side),
        gaps.said(difference, smallest.value, ours.status if ours else "too few"),
    )  # fmt: skip
    return made


def _smallest(live: Live, least: str, metric: Metric | None, ours: Any) -> Formula:
    of_mean, plain = (live.measures.span(f"Smallest, {what}")
                      for what in ("as a share of the mean", "in its own unit"))  # fmt: skip
    text = (
        f'=IF(ISNUMBER({least}),MAX(INDEX({of_mean},chosen)*ABS({least}),INDEX({plain},chosen)),"")'
    )
    if metric is None or ours is None or ours.reference_value != ours.reference_value:
        return Formula(text)
    (_, share), (_, size) = thresholds.smallest(live, metric)
    return Formula(text, max(share * abs(points(metric) * ours.reference_value), size))


def _criteria(live: Live, level: str, side: str | None) -> str:
    """The criteria of the chosen measure's schools of a level; of 'all' those of every level."""
    key = live.count_rows.span("Measure and level")
    wanted = f"chosen_id&{quoted(' *' if level == 'all' else f' {level}')}"
    if side is None:
        return f"{key},{wanted}"
    return f"{key},{wanted},{live.count_rows.span('Compared as')},{quoted(side)}"


def _value(live: Live, level: str, side: str | None) -> str:
    count, n = (live.count_rows.span(header) for header in ("Used count", "Used n"))
    which = _criteria(live, level, side)
    times_ = f"INDEX({live.measures.span('Times')},chosen)"
    return f'=IF(SUMIFS({n},{which})>0,{times_}*SUMIFS({count},{which})/SUMIFS({n},{which}),"")'


def _listed(live: Live, header: str, value: float | None, metric: Metric | None) -> Formula:
    """A number of the chosen measure from the sheet Lists, '' where it has none."""
    cell = f"INDEX({live.measures.span(header)},chosen)"
    known = shown(value, points(metric)) if metric and value is not None else ""
    return Formula(f'=IF(ISNUMBER({cell}),{cell},"")', known)


def points_of_schools(live: Live) -> Table:
    """Every school's need and value of the chosen measure: what the second chart draws."""
    metric, grid = first_measure(live), point_grid(live)
    own_rows = live.counts[live.counts["metric"] == (metric.id if metric else "")]
    values = own_rows.set_index("school_id")["value"].reindex(live.schools["school_id"])
    rows = []
    for place, (school, one) in enumerate(zip(rows_of(live.schools), values, strict=True)):
        own, need = grid.own(place), live.need.cell("Need", place)
        known = shown(one, points(metric) if metric else 1)
        drawn = known != "" and school.need == school.need
        rows.append({
            "Compared as": Formula(f"={live.need.cell('Compared as', place)}",
                                   COMPARED_AS[printable(school.need_group)]),
            "School": printable(school.name),
            "Level": level_words(school.level),
            "Need, percent": Formula(f'=IF(ISNUMBER({need}),100*{need},"")',
                                     shown(school.need, 100)),
            "Value": Formula(_of_school(live, place), known),
            POINTS[0]: Formula(f"=N({own['Need, percent']})", gaps.zero(100 * school.need)),
            POINTS[1]: Formula(
                f"=IF(AND(ISNUMBER({own['Need, percent']}),ISNUMBER({own['Value']})),"
                f"{own['Value']},NA())",
                known if drawn else MISSING,
            ),
        })  # fmt: skip
    return Table.of("Schools: the chosen measure", POINT_COLUMNS, rows)


def _of_school(live: Live, place: int) -> str:
    """The value of a school, found by measure and id; '' where it has none."""
    count, n, keys = (live.count_rows.span(h) for h in ("Used count", "Used n", "Key"))
    row = f'MATCH(chosen_id&" "&{live.need.cell("Key", place)},{keys},0)'
    times = f"INDEX({live.measures.span('Times')},chosen)"
    return f'=IFERROR({times}*INDEX({count},{row})/INDEX({n},{row}),"")'
