"""A dimension's sheet: every measure and level, greatest against least need, live beside ours.

The formulas do what `rar.numbers.compare` does: counts added up over the schools of a side that
have both counts, then divided; never averages of rates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from rar.dimensions import Dimension
from rar.numbers.metric import Metric
from rar.numbers.patterns.judge import size_of
from rar.packet.book import thresholds
from rar.packet.book.cells import COUNT, Column, Formula, Grid, Table, number, quoted, shown
from rar.packet.book.choices import BY_LIMITS
from rar.packet.book.counts import as_ours
from rar.packet.book.live import Live, gap_unit, points
from rar.packet.book.places import sheet_of
from rar.packet.book.words import GREATEST, LEAST, OURS, level_words, words
from rar.packet.printable import printable
from rar.tables import LEVELS
from rar.words import BETTER, WITHHELD

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from rar.packet.book.sheets import Sheets

COLUMNS = (
    Column("Measure and level", width=15), Column("Name", width=36),
    Column("Greatest need", "mixed", 12), Column("Least need", "mixed", 12),
    Column("Difference", "mixed gap", 13), Column("In words", width=26),
    Column("Our difference", "mixed gap", 13, live=True), Column("As ours?", width=10, live=True),
    Column("All schools of the level", "mixed", 13), Column("State", "mixed", 13),
    Column("The aim", width=20), Column("Smallest worth discussing", "mixed gap", 14),
    Column("Recommended limit", "mixed", 14), Column("All schools against the limit", width=16),
    Column("Whose limit", width=34), Column("n, greatest need", COUNT, 11),
    Column("n, least need", COUNT, 11), Column("Schools, greatest need", COUNT, 11),
    Column("Schools, least need", COUNT, 11), Column("Schools with numbers", COUNT, 11),
    Column("Schools", COUNT, 9), Column("Status of our difference", width=22),
    Column("Why", width=46), Column("Edition", width=10),
)  # fmt: skip
HIGHER, LOWER, EQUAL = "higher for greater need", "lower for greater need", "about equal"
DISCUSS = ", worth discussing"
TOO_FEW, NO_SIDE = "too few schools for groups", "no school on one of the sides"
NO_REPORT, WITHIN = "no school of the side reports it", "compared within levels only"
ABOVE, WITHIN_LIMIT = "above it", "at or below it"
ANY_NUMBER = '">-1E+300"'  # a criterion that counts numbers only


def lines(live: Live, dimension: Dimension) -> list[tuple[Metric, str]]:
    """The rows of a dimension's sheet: a measure and a level; after its levels all schools."""
    return [
        (metric, level)
        for metric in live.metrics_of(dimension)
        for level in (*LEVELS, "all")
        if (metric.id, level) in live.blocks
    ]


def grid(live: Live, dimension: Dimension) -> Grid:
    """Where they stand."""
    return Grid(sheet_of(dimension), COLUMNS, len(lines(live, dimension)))


def gaps(live: Live, dimension: Dimension) -> Table:
    """The table of a dimension's sheet."""
    place = grid(live, dimension)
    rows = [
        _row(live, place.own(row), metric, level)
        for row, (metric, level) in enumerate(lines(live, dimension))
    ]
    return Table.of(f"{dimension.number} {dimension.name}", COLUMNS, rows)


def _row(live: Live, own: dict[str, str], metric: Metric, level: str) -> dict[str, Any]:
    ours = live.compared.get((metric.id, "need", level))
    whole = live.compared[metric.id, "state", level]
    told = whole if level == "all" else ours
    return {
        "Measure and level": f"{metric.id} {level_words(level)}",
        "Name": metric.label,
        **_sides(live, own, metric, level, ours),
        "Our difference": (gap_unit(metric), number(ours.gap) if ours else None),
        "The aim": BETTER[metric.better],
        "All schools of the level": Formula(_pooled(live, metric, level), shown(whole.focus_value),
                                            metric.unit),
        "State": (metric.unit, number(whole.reference_value)),
        **_limit(live, own, metric, whole.focus_value),
        "Schools with numbers": Formula(
            f"=COUNT({live.count_rows.span('Used count', *live.blocks[metric.id, level])})",
            float(whole.schools),
        ),
        "Schools": number(whole.schools_total),
        "Status of our difference": words(told.status) if level != "all" else None,
        "Why": printable(told.reason),
        "Edition": live.review.edition,
    }  # fmt: skip


def _sides(
    live: Live, own: dict[str, str], metric: Metric, level: str, ours: Any
) -> dict[str, Any]:
    """Both sides, their n and schools, their difference and what it is in words."""
    if level == "all":
        empty = ("Greatest need", "Least need", "Difference", "As ours?",
                 "Smallest worth discussing",
                 "n, greatest need", "n, least need", "Schools, greatest need",
                 "Schools, least need")  # fmt: skip
        return dict.fromkeys(empty) | {"In words": WITHIN}
    block = live.blocks[metric.id, level]
    side, count, n = (
        live.count_rows.span(header, *block) for header in ("Compared as", "Used count", "Used n")
    )
    made: dict[str, Any] = {}
    for name, word, which in (("Greatest need", GREATEST, "focus"),
                              ("Least need", LEAST, "reference")):  # fmt: skip
        of_n, of_schools = f"n, {name.lower()}", f"Schools, {name.lower()}"
        word = quoted(word)
        made[of_schools] = Formula(
            f"=COUNTIFS({side},{word},{count},{ANY_NUMBER})",
            shown(zero(getattr(ours, f"{which}_schools"))),
        )
        made[of_n] = Formula(
            f'=IF({own[of_schools]}=0,"",SUMIFS({n},{side},{word}))',
            shown(getattr(ours, f"{which}_n")),
        )
        made[name] = Formula(
            f"=IF(N({own[of_n]})>0,{live.scale[metric.id]}*SUMIFS({count},{side},{word})"
            f'/{own[of_n]},"")',
            shown(getattr(ours, f"{which}_value")), metric.unit,
        )  # fmt: skip
    greatest, least = own["Greatest need"], own["Least need"]
    gap, smallest = shown(ours.gap, points(metric)), _smallest(live, own, metric, ours)
    made["Difference"] = Formula(
        f"=IF(AND(ISNUMBER({greatest}),ISNUMBER({least})),"
        f'{points(metric)}*({greatest}-{least}),"")',
        gap, gap_unit(metric),
    )  # fmt: skip
    made["As ours?"] = Formula(as_ours(own["Difference"], own["Our difference"]), OURS)
    made["Smallest worth discussing"] = smallest
    made["In words"] = Formula(
        in_words(own["Difference"], own["Smallest worth discussing"], side),
        WITHHELD
        if gap == "" and live.hides(metric, level, ours.status)
        else said(gap, smallest.value, ours.status),
    )
    return made


def _smallest(live: Live, own: dict[str, str], metric: Metric, ours: Any) -> Formula:
    """The smallest difference worth discussing, of the value of least need where it is a share."""
    row = live.metrics.index(metric)
    of_mean = live.measures.cell("Smallest, as a share of the mean", row)
    plain = live.measures.cell("Smallest, in its own unit", row)
    (_, share), (_, size) = thresholds.smallest(live, metric)
    least, times = own["Least need"], points(metric)
    value = max(share * times * abs(ours.reference_value), size) if ours.reference_value == (
        ours.reference_value) else None  # fmt: skip
    return Formula(
        f'=IF(ISNUMBER({least}),MAX({of_mean}*{times}*ABS({least}),{plain}),"")',
        shown(value), gap_unit(metric),
    )  # fmt: skip


def in_words(gap: str, smallest: str, *sides: str) -> str:
    """The formula that says what a difference is; a gap counts as `size_of` counts it.

    sides: the range of the schools' sides, and the ranges and criteria that go before it, if any.
    """
    way = f"IF({gap}>0,{quoted(HIGHER)},{quoted(LOWER)})"
    large = f"ROUND(ABS({gap})/{smallest},6)>=1"
    of = ",".join(sides)
    greatest, least = (f"COUNTIFS({of},{quoted(side)})" for side in (GREATEST, LEAST))
    return (
        f"=IF(ISNUMBER({gap}),IF({gap}=0,{quoted(EQUAL)},IF(N({smallest})<=0,{way},"
        f"IF({large},{way}&{quoted(DISCUSS)},{quoted(EQUAL)}))),"
        f"IF(high_need_by={quoted(BY_LIMITS)},"
        f"IF({greatest}*{least}=0,{quoted(NO_SIDE)},{quoted(NO_REPORT)}),"
        f"IF({greatest}=0,{quoted(TOO_FEW)},{quoted(NO_REPORT)})))"
    )


def said(gap: float | str, smallest: float | str, status: str) -> str:
    """What `in_words` gives for these numbers while high need is told as we tell it."""
    if gap == "":
        return TOO_FEW if status == "too few" else NO_REPORT
    if gap == 0:
        return EQUAL
    way = HIGHER if gap > 0 else LOWER
    if smallest == "" or smallest <= 0:
        return way
    return f"{way}{DISCUSS}" if size_of(gap, smallest) >= 1 else EQUAL


def _pooled(live: Live, metric: Metric, level: str) -> str:
    block = live.blocks[metric.id, level]
    count, n = (live.count_rows.span(header, *block) for header in ("Used count", "Used n"))
    return f'=IF(SUM({n})>0,{live.scale[metric.id]}*SUM({count})/SUM({n}),"")'


def _limit(live: Live, own: dict[str, str], metric: Metric, value: float) -> dict[str, Any]:
    """A recommended limit from the agency's benchmarks, with its source; none where it has none."""
    found = thresholds.lines_of(live, metric, "norm")
    if not found:
        return {"Recommended limit": None, "All schools against the limit": None,
                "Whose limit": None}  # fmt: skip
    place, line = found[0]
    limit, whole = own["Recommended limit"], own["All schools of the level"]
    known = "" if pd.isna(value) else ABOVE if value > line["value"] else WITHIN_LIMIT
    return {
        "Recommended limit": Formula(
            f"={live.benchmark_rows.cell('Value', place)}", float(line["value"]), metric.unit
        ),
        "All schools against the limit": Formula(
            f'=IF(ISNUMBER({whole}),IF({whole}>{limit},{quoted(ABOVE)},{quoted(WITHIN_LIMIT)}),"")',
            known,
        ),
        "Whose limit": f"{printable(line['source'])}: {printable(line['note'])}",
    }


def mark(sheets: Sheets, sheet: Worksheet, live: Live, dimension: Dimension) -> None:
    """Make differences worth discussing, and values above a recommended limit, stand out.

    By the thresholds as they are now; in bold with a border, and the words stand beside them.
    """
    place, rows = grid(live, dimension), len(lines(live, dimension))
    if not rows:
        return
    bold = sheets.book.add_format({"bold": True, "border": 1, "bg_color": "#DCE8F3"})
    own = place.own(0)
    gap, smallest = own["Difference"], own["Smallest worth discussing"]
    large = (
        f"=AND(ISNUMBER({gap}),N({smallest})>0,ROUND(ABS(N({gap}))/MAX(N({smallest}),1E-12),6)>=1)"
    )
    limit = own["Recommended limit"]
    whole = own["All schools of the level"]
    above = f"=AND(ISNUMBER({whole}),ISNUMBER({limit}),N({whole})>N({limit}))"
    for rule, headers in (
        (large, ("Difference", "In words")),
        (above, ("All schools of the level", "All schools against the limit")),
    ):
        for header in headers:
            letter = place.letters[header]
            sheet.conditional_format(
                f"{letter}2:{letter}{rows + 1}",
                {"type": "formula", "criteria": rule, "format": bold},
            )


def zero(value: Any) -> float:
    """A number, 0 for an absent one: what adding up nothing gives."""
    return 0.0 if pd.isna(value) else float(value)
