"""All words of a chart as one light artist.

Matplotlib's own Text measures and lays out each word anew while drawing, which is half the time
of a chart made of words. These words are one line each, so a place and an anchor are enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from matplotlib.artist import Artist
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

RAISE = {"center": 0.36, "top": 0.76, "bottom": -0.12, "baseline": 0.0}  # of the size, to baseline
SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}


@cache
def font(size: float, weight: str = "normal") -> FontProperties:
    """DejaVu Sans, which matplotlib brings along, in one size and weight."""
    return FontProperties(family="DejaVu Sans", size=size, weight=weight)


@cache
def text_width(words: str, size: float = 8.5, bold: bool = False) -> float:
    """Width of one line of words in points, measured in DejaVu Sans."""
    prop = font(size, "bold" if bold else "normal")
    return text_to_path.get_text_width_height_descent(words, prop, False)[0]


@dataclass(frozen=True)
class Word:
    """One line of words at a point of the sheet."""

    x: float
    y: float
    words: str
    size: float
    color: str
    ha: str
    va: str
    weight: str
    angle: float

    @property
    def baseline(self) -> tuple[float, float]:
        """The anchor moved to the baseline, across the direction of reading."""
        drop = RAISE[self.va] * self.size
        return (self.x + drop, self.y) if self.angle == 90 else (self.x, self.y - drop)


class Lettering(Artist):
    """Draws every word of a sheet; for the SVG writer it plays the Text that names the anchor."""

    def __init__(self):
        super().__init__()
        self.words: list[Word] = []
        self.set_zorder(4)
        self._word: Word | None = None

    def draw(self, renderer):
        """Write every word on matplotlib's renderer, each from where its alignment begins."""
        for word in self.words:
            self._word = word
            x, y = self.get_transform().transform(word.baseline)
            back = SHIFT[word.ha] * text_width(word.words, word.size, word.weight == "bold")
            back *= renderer.points_to_pixels(1.0)
            x, y = (x, y - back) if word.angle == 90 else (x - back, y)
            y = renderer.height - y if renderer.flipy() else y
            gc = renderer.new_gc()
            gc.set_foreground(word.color)
            prop = font(word.size, word.weight)
            renderer.draw_text(gc, x, y, word.words, prop, word.angle, mtext=self)
            gc.restore()

    def get_unitless_position(self) -> tuple[float, float]:
        return self._word.baseline

    def get_ha(self) -> str:
        return self._word.ha

    def get_rotation_mode(self) -> str:
        return "anchor"

    def get_fontfeatures(self) -> None:
        return None

    def get_language(self) -> None:
        return None
