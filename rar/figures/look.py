"""The look in one place: tokens, the seaborn theme, the blank sheet.

Everything is laid out in points (1/72 inch) from the lower left corner of a sheet that is drawn
at its final size, so 8 points here are 8 points on the screen and on paper.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, cached_property
from typing import TYPE_CHECKING

import matplotlib as mpl
import seaborn as sns
from matplotlib.figure import Figure

from rar.figures.lettering import Word, text_width
from rar.figures.scale import Scale, tick_texts
from rar.figures.shapes import Shape, rectangles, segments, spots

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from rar.figures.paper import Paper

INK, MUTED, RULE, HAIR, GRID = "#1F2328", "#57606A", "#7D8590", "#D8DEE4", "#E3E6EA"
NEED, LESS, THIRD, STATE = "#0B4F8A", "#B34700", "#6FA3CF", "#4D4D4D"
PEER, PEER_EDGE = "#B9C0C8", "#858D96"
WIDTH = 7.2 * 72  # the printed width of a page's column, and the screen's
ROW_SIZE, AXIS_SIZE, NAME_SIZE = 9, 8.5, 8  # nothing smaller than 8 points
DASH = (0, (5, 3))
WORDS_ORDER = 4  # words lie over lines and boxes, under marks
LEVELS = ("elementary", "middle", "high", "other")  # other: a school of no one level
MARKERS = {"elementary": "o", "middle": "s", "high": "^", "other": "D"}
FILLS = {"elementary": NEED, "middle": "white", "high": THIRD, "other": "white"}
MARK_SIZE = {"elementary": 6.5, "middle": 6.0, "high": 7.0, "other": 5.5}


@cache
def theme() -> dict:
    """Seaborn's white style and paper context with this project's ink, as matplotlib settings."""
    ours = {
        "font.family": ["DejaVu Sans"],
        "text.color": INK,
        "axes.edgecolor": RULE,
        "grid.color": GRID,
    }
    return {**sns.plotting_context("paper"), **sns.axes_style("white"), **ours}


class Sheet:
    """A blank sheet of fixed size whose coordinates are points from the lower left corner.

    `rar.figures.paper` makes an SVG or a PNG of it.
    """

    def __init__(self, height: float):
        self.height = height
        self.shapes = [Shape(rectangles([(0, 0, WIDTH, height)]), -1, face="white")]
        self.words: list[Word] = []

    @cached_property
    def axes(self) -> Axes:
        """Axes in points over the whole sheet, for what seaborn draws; made where it is asked."""
        with mpl.rc_context(theme()):
            axes = Figure(figsize=(WIDTH / 72, self.height / 72)).add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(0, self.height), autoscale_on=False)
        return axes

    def text(self, x, y, words, size=AXIS_SIZE, color=MUTED, ha="left", va="center", **more):
        """Write one line of words at a point; weight and angle may be given."""
        more = {"weight": "normal", "angle": 0, **more}
        self.words.append(Word(x, y, words, size, color, ha, va, **more))

    def lines(self, ends, color=GRID, width=0.8, zorder=1, dash=None):
        """Draw straight segments [((x, y), (x, y)), ...] in one stroke style."""
        if ends:
            self.shapes.append(Shape(segments(ends), zorder, "none", color, width, dash))

    def boxes(self, corners, face, edge="none", width=0.8, zorder=2, dash=None, hatch=None):
        """Draw rectangles [(left, bottom, right, top), ...] in one fill.

        They make one path together: a browser that prints turns each hatched path into a picture
        as large as the chart.
        """
        if corners:
            path = rectangles(corners)
            self.shapes.append(Shape(path, zorder, face, edge, width, dash, hatch))

    def marks(self, points, marker="o", size=7.0, face=NEED, edge=NEED, width=1.3, zorder=5):
        """Draw marks of one shape at [(x, y), ...]; a thin white halo keeps neighbors apart."""
        if not points:
            return
        path, around = spots(points), size + 2 * width
        self.shapes += [
            Shape(path, zorder, "white", marker=marker, size=around),
            Shape(path, zorder + 0.1, face, edge, width, marker=marker, size=size),
        ]

    def value_axis(self, scale: Scale, unit: str, y: float, top: float | None = None):
        """A value axis along height y with its ticks in words; grid lines up to `top` if given."""
        ticks = [scale(tick) for tick in scale.ticks]
        self.lines([((scale.start, y), (scale.end, y))], RULE, zorder=2)
        self.lines([((x, y), (x, y - 3)) for x in ticks], RULE, zorder=2)
        if top is not None:
            self.lines([((x, y), (x, top)) for x in ticks])
        for x, word in zip(ticks, tick_texts(scale, unit), strict=True):
            self.text(x, y - 5, word, color=INK, ha="center", va="top")

    def draw(self, paper: Paper) -> None:
        """Draw everything from the lowest to the highest order."""
        layers = sorted([*self.shapes, *self._of_seaborn(paper)], key=lambda one: one.zorder)
        over = bisect_left([one.zorder for one in layers], WORDS_ORDER)
        for layer in layers[:over]:
            layer.draw(paper)
        for word in self.words:
            paper.write(word)
        for layer in layers[over:]:
            layer.draw(paper)

    def _of_seaborn(self, paper: Paper) -> list[Artist]:
        if "axes" not in self.__dict__:
            return []
        self.axes.figure.dpi = paper.points_to_pixels(72)
        drawn = [*self.axes.lines, *self.axes.collections]
        for artist in drawn:
            artist.set_clip_on(False)  # nothing is drawn off the sheet anyway
        return drawn


def shorten(words: str, room: float, size: float = AXIS_SIZE) -> str:
    """The words, cut with an ellipsis when they are wider than the room in points.

    >>> shorten("Lee", 100)
    'Lee'
    """
    if text_width(words, size) <= room:
        return words
    keep = len(words)
    while keep > 1 and text_width(words[:keep].rstrip() + "…", size) > room:
        keep -= 1
    return words[:keep].rstrip() + "…"
