"""The look in one place: tokens, the seaborn theme, the blank sheet, how it becomes SVG or PNG.

Everything is laid out in points (1/72 inch) from the lower left corner of a sheet that is drawn
at its final size, so 8 points here are 8 points on the screen and on paper.
"""

from __future__ import annotations

import io
import re
from functools import cache

import matplotlib as mpl
import seaborn as sns
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from rar.figures.lettering import Lettering, Word, text_width
from rar.figures.scale import Scale, tick_texts

INK, MUTED, RULE, HAIR, GRID = "#1F2328", "#57606A", "#7D8590", "#D8DEE4", "#E3E6EA"
NEED, LESS, THIRD, STATE = "#0B4F8A", "#B34700", "#6FA3CF", "#4D4D4D"
PEER, PEER_EDGE = "#B9C0C8", "#858D96"
WIDTH = 7.2 * 72  # the printed width of a page's column, and the screen's
ROW_SIZE, AXIS_SIZE, NAME_SIZE = 9, 8.5, 8  # nothing smaller than 8 points
DASH = (0, (5, 3))
PIXELS, COLORS = 150, 64  # of a PNG: sharp on an office printer, small enough for a packet
LEVELS = ("elementary", "middle", "high", "other")  # other: a school of no one level
MARKERS = {"elementary": "o", "middle": "s", "high": "^", "other": "D"}
FILLS = {"elementary": NEED, "middle": "white", "high": THIRD, "other": "white"}
MARK_SIZE = {"elementary": 6.5, "middle": 6.0, "high": 7.0, "other": 5.5}
# DejaVu Sans, in which charts are measured, is wider than its stand-ins: what fits here fits.
FONTS = "'DejaVu Sans', Verdana, 'Segoe UI', Arial, sans-serif"


@cache
def theme() -> dict:
    """Seaborn's white style and paper context with this project's ink, as matplotlib settings."""
    ours = {
        "font.family": ["DejaVu Sans"],
        "text.color": INK,
        "axes.edgecolor": RULE,
        "grid.color": GRID,
        "hatch.linewidth": 0.9,
        "svg.fonttype": "none",
        "svg.hashsalt": "rar",
        "path.simplify": False,
    }
    return {**sns.plotting_context("paper"), **sns.axes_style("white"), **ours}


class Sheet:
    """A blank figure of fixed size whose coordinates are points from the lower left corner."""

    def __init__(self, height: float):
        self.height = height
        with mpl.rc_context(theme()):
            self.figure = Figure(figsize=(WIDTH / 72, height / 72), facecolor="white")
            FigureCanvasSVG(self.figure)
            self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(0, height)
        self.axes.set_autoscale_on(False)
        self.lettering = Lettering()
        self.axes.add_artist(self.lettering)

    def text(self, x, y, words, size=AXIS_SIZE, color=MUTED, ha="left", va="center", **more):
        """Write one line of words at a point; weight and angle may be given."""
        more = {"weight": "normal", "angle": 0, **more}
        self.lettering.words.append(Word(x, y, words, size, color, ha, va, **more))

    def lines(self, segments, color=GRID, width=0.8, zorder=1, style="solid"):
        """Draw straight segments [((x, y), (x, y)), ...] in one stroke style."""
        if segments:
            self._add(
                LineCollection(
                    segments, colors=color, linewidths=width, linestyles=[style], zorder=zorder
                )
            )

    def boxes(self, corners, face, edge="none", width=0.8, zorder=2, **more):
        """Draw rectangles [(left, bottom, right, top), ...] in one fill."""
        if corners:
            shapes = [[(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in corners]
            style = {"facecolors": face, "edgecolors": edge, "linewidths": width}
            self._add(PolyCollection(shapes, zorder=zorder, **style, **more))

    def marks(self, points, marker="o", size=7.0, face=NEED, edge=NEED, width=1.3, zorder=5):
        """Draw marks of one shape at [(x, y), ...]; a thin white halo keeps neighbors apart."""
        if not points:
            return
        x, y = zip(*points, strict=True)
        plain = {"linestyle": "none", "marker": marker}
        white = {"markersize": size + 2 * width, "mfc": "white", "mec": "none"}
        ink = {"markersize": size, "mfc": face, "mec": edge, "mew": width}
        self._add(Line2D(x, y, zorder=zorder, **plain, **white))
        self._add(Line2D(x, y, zorder=zorder + 0.1, **plain, **ink))

    def _add(self, artist):
        """Place an artist without clipping: nothing is drawn off the sheet anyway."""
        self.axes.add_artist(artist)
        artist.set_clip_on(False)

    def value_axis(self, scale: Scale, unit: str, y: float, top: float | None = None):
        """A value axis along height y with its ticks in words; grid lines up to `top` if given."""
        ticks = [scale(tick) for tick in scale.ticks]
        self.lines([((scale.start, y), (scale.end, y))], RULE, zorder=2)
        self.lines([((x, y), (x, y - 3)) for x in ticks], RULE, zorder=2)
        if top is not None:
            self.lines([((x, y), (x, top)) for x in ticks])
        for x, word in zip(ticks, tick_texts(scale, unit), strict=True):
            self.text(x, y - 5, word, color=INK, ha="center", va="top")


def svg(figure: Figure) -> str:
    """The figure as an SVG document: text stays text, no date, the same bytes every time."""
    buffer = io.StringIO()
    with mpl.rc_context(theme()):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue().replace(" font-family: 'DejaVu Sans';", "")
    text = text.replace("<svg ", f'<svg font-family="{FONTS}" ', 1)
    text = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", "", text, flags=re.S)
    text = re.sub(r' transform="rotate\(0 [^"]*"', "", text)
    return re.sub(r"\n\s*", "\n", text).strip()


def png(figure: Figure) -> bytes:
    """The figure as a PNG for documents that take no SVG: PIXELS an inch, the same bytes always.

    COLORS are enough for two hues, greys and their soft edges, and make a third of the bytes.
    """
    drawn, made = io.BytesIO(), io.BytesIO()
    size = tuple(int(inches * PIXELS) for inches in figure.get_size_inches())
    with mpl.rc_context(theme()):
        figure.savefig(drawn, format="rgba", dpi=PIXELS)
    image = Image.frombytes("RGBA", size, drawn.getvalue()).convert("RGB").quantize(COLORS)
    image.save(made, format="PNG", dpi=(PIXELS, PIXELS))
    return made.getvalue()


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
