"""The workbook's charts: native, so that they move with the cells; each says in words what it is.

Greatest need is filled, least need hatched, the state hollow: they differ without color. Levels
differ by the shape of their marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rar.dimensions import Dimension
from rar.numbers.metric import Metric
from rar.packet.book import gaps, try_it
from rar.packet.book.cells import Grid
from rar.packet.book.live import Live
from rar.packet.book.sheets import INK, LEAST_COLOR, NEED_COLOR, STATE_COLOR, Sheets
from rar.packet.book.words import level_words
from rar.tables import LEVELS

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

MOST_CHARTS = 4  # on a dimension's sheet
WIDTH, HEIGHT = 510, 310
PER_ROW, COLUMN_OF = 2, (0, 5)
ROWS_HIGH = 17  # rows of 15 points that a chart takes
AXIS_COLOR = "#7D8590"
LINES = {"visible": True, "line": {"color": "#E3E6EA"}}
FONT = {"name": "Calibri", "size": 10, "color": INK}
_SOLID = {"fill": {"color": NEED_COLOR}, "border": {"color": NEED_COLOR}}
_HATCH = {
    "pattern": {"pattern": "wide_upward_diagonal", "fg_color": LEAST_COLOR, "bg_color": "#FFFFFF"},
    "border": {"color": LEAST_COLOR},
}
_DOTS = {
    "pattern": {"pattern": "percent_20", "fg_color": NEED_COLOR, "bg_color": "#FFFFFF"},
    "border": {"color": NEED_COLOR},
}
_HOLLOW = {"fill": {"color": "#FFFFFF"}, "border": {"color": STATE_COLOR, "width": 1.5}}
_LOOKS = {"Greatest need": _SOLID, "Least need": _HATCH, "All schools": _DOTS,
          "All schools of the level": _DOTS, "State": _HOLLOW}  # fmt: skip
_MARKS = {"elementary": ("circle", NEED_COLOR), "middle": ("square", LEAST_COLOR),
          "high": ("triangle", STATE_COLOR)}  # fmt: skip
_AXIS = {"share": "0%", "dollars": "$#,##0", "salary": "$#,##0"}


def dimension_charts(sheets: Sheets, live: Live, dimension: Dimension, top: int) -> int:
    """Charts of up to MOST_CHARTS measures below the table; return how many."""
    grid, lines = gaps.grid(live, dimension), gaps.lines(live, dimension)
    name = grid.sheet
    chosen = _chosen(live, dimension)
    for place, metric in enumerate(chosen):
        rows = [i for i, (one, level) in enumerate(lines) if one is metric and level != "all"]
        chart = _columns(sheets, grid, rows, _series_of(live, metric))
        _finish(chart, f"{metric.id} {metric.label}", _AXIS.get(metric.unit, "General"))
        sheets.by_name[name].insert_chart(
            top + 1 + ROWS_HIGH * (place // PER_ROW), COLUMN_OF[place % PER_ROW],
            chart, {"description": _told(live, metric), "object_position": 2},
        )  # fmt: skip
    return len(chosen)


def _chosen(live: Live, dimension: Dimension) -> list[Metric]:
    """The first measures with a difference by need; without any, the first with a value."""
    own = live.metrics_of(dimension)
    kinds = (("need", "gap"), ("state", "focus_value"))
    for kind, column in kinds:
        found = [
            metric
            for metric in own
            if any(_known(live.compared.get((metric.id, kind, v)), column) for v in LEVELS)
        ]
        if found:
            return found[:MOST_CHARTS]
    return []


def _known(row: Any, column: str) -> bool:
    return row is not None and getattr(row, column) == getattr(row, column)


def _series_of(live: Live, metric: Metric) -> tuple[str, ...]:
    grouped = any(_known(live.compared.get((metric.id, "need", v)), "gap") for v in LEVELS)
    sides = ("Greatest need", "Least need") if grouped else ()
    return (*sides, "All schools of the level", "State")


def _columns(sheets: Sheets, grid: Grid, rows: list[int], headers: tuple[str, ...]) -> Chart:
    chart = sheets.book.add_chart({"type": "column"})
    label = grid.columns[0].header
    for header in headers:
        chart.add_series(
            {"name": header, "categories": f"={grid.span(label, rows[0], rows[-1])}",
             "values": f"={grid.span(header, rows[0], rows[-1])}", "gap": 80, **_LOOKS[header]}
        )  # fmt: skip
    return chart


def _finish(chart: Chart, title: str, form: str) -> None:
    chart.set_title({"name": title, "name_font": FONT | {"size": 11, "bold": True},
                     "overlay": False})  # fmt: skip
    chart.set_x_axis({"num_font": FONT, "line": {"color": AXIS_COLOR}})
    chart.set_y_axis({"num_font": FONT, "num_format": form, "min": 0, "major_gridlines": LINES})
    chart.set_legend({"position": "bottom", "font": FONT})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
    chart.show_hidden_data()  # a filter on the table does not empty the chart


def _told(live: Live, metric: Metric) -> str:
    """What a chart shows, in words: the numbers as we computed them."""
    said = []
    for level in LEVELS:
        row = live.compared.get((metric.id, "need", level))
        whole = live.compared.get((metric.id, "state", level))
        if _known(row, "gap"):
            said.append(f"{level}: {metric.text(row.focus_value)} and "
                        f"{metric.text(row.reference_value)}")  # fmt: skip
        elif _known(whole, "focus_value"):
            said.append(f"{level}, all schools: {metric.text(whole.focus_value)}")
    return (
        f"Column chart, {metric.label}: schools of greatest and of least need by level, beside the "
        f"state. As we computed it, {'; '.join(said) or 'no number is known'}. The table above "
        "has the numbers as they are now."
    )


def try_charts(sheets: Sheets, live: Live) -> None:
    """The two charts of the sheet Try it: by level, and every school over its need."""
    grid = try_it.level_grid()
    chart = _columns(sheets, grid, list(range(len(LEVELS) + 1)),
                     ("Greatest need", "Least need", "All schools", "State"))  # fmt: skip
    _finish(chart, f"='{grid.sheet}'!$B$3", "General")
    chart.set_y_axis({"name": f"='{grid.sheet}'!$B$4", "name_font": FONT, "num_font": FONT,
                      "num_format": "General", "min": 0, "major_gridlines": LINES})  # fmt: skip
    sheet, top = sheets.by_name[grid.sheet], grid.top + len(LEVELS) + 3
    sheet.insert_chart(top, try_it.LEFT, chart, {
        "description": "Column chart that moves with the inputs: the chosen measure in schools of "
        "greatest need, of least need, in all schools and in the state, by level. The table above "
        "has the numbers.",
        "object_position": 2,
    })  # fmt: skip
    sheet.insert_chart(top, try_it.LEFT + 6, _scatter(sheets, live), {
        "description": "Scatter chart that moves with the inputs: each school's need across and "
        "its value of the chosen measure up; circles are elementary, squares middle, triangles "
        "high schools. The table of schools below has the numbers.",
        "object_position": 2,
    })  # fmt: skip


def _scatter(sheets: Sheets, live: Live) -> Chart:
    chart, grid = sheets.book.add_chart({"type": "scatter"}), try_it.point_grid(live)
    levels = list(live.schools["level"])
    for level in LEVELS:
        rows = [row for row, one in enumerate(levels) if one == level]
        if rows:
            shape, color = _MARKS[level]
            x, y = (grid.span(h, rows[0], rows[-1]) for h in try_it.POINTS)
            chart.add_series(
                {"name": level_words(level), "categories": f"={x}", "values": f"={y}",
                 "marker": {"type": shape, "size": 8, "border": {"color": color, "width": 1.25},
                            "fill": {"color": color}}}
            )  # fmt: skip
    sheet = f"='{grid.sheet}'!"
    _finish(chart, f"{sheet}$B$3", "General")
    chart.set_x_axis({"name": "Need, percent", "name_font": FONT, "num_font": FONT, "min": 0,
                      "max": 100, "num_format": "0", "major_gridlines": LINES})  # fmt: skip
    chart.set_y_axis({"name": f"{sheet}$B$4", "name_font": FONT, "num_font": FONT,
                      "num_format": "General", "major_gridlines": LINES})  # fmt: skip
    return chart
