"""Words on a sheet: one line each, so a place and an anchor are enough.

Matplotlib's own Text measures and lays out each word anew while drawing, which would be half the
time of a chart made of words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

RAISE = {"center": 0.36, "top": 0.76, "bottom": -0.12, "baseline": 0.0}  # of the size, to baseline
SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}
MEASURED = 100.0  # the size at which widths are measured, once for all sizes
# Letters whose place hangs on the one before alone; of rarer ones we do not know. ff, fi and fl are
# one sign each.
PLAIN, LETTER = re.compile(r"[ -~À-ÿ–−’·“”…]+"), re.compile(r"f[fil]+|.")


@cache
def font(size: float, weight: str = "normal") -> FontProperties:
    """DejaVu Sans, which matplotlib brings along, in one size and weight."""
    return FontProperties(family="DejaVu Sans", size=size, weight=weight)


def text_width(words: str, size: float = 8.5, bold: bool = False) -> float:
    """Width of one line of words in points, measured in DejaVu Sans."""
    return _measured_width(words, bold) * size / MEASURED


@cache
def _measured_width(words: str, bold: bool) -> float:
    """As matplotlib measures it: the sum of steps from letter to letter is the same to the bit,
    since each is a whole number of its 64ths, and takes a fiftieth of the time.
    """
    if not PLAIN.fullmatch(words):
        return _laid_out(words, bold)
    letters = LETTER.findall(words)
    return sum(_step(before, letter, bold) for before, letter in pairwise(["", *letters]))


@cache
def _step(before: str, letter: str, bold: bool) -> float:
    """How far a letter takes the end of the line, kerned to the one before it."""
    return _laid_out(before + letter, bold) - _laid_out(before, bold)


@cache
def _laid_out(words: str, bold: bool) -> float:
    prop = font(MEASURED, "bold" if bold else "normal")
    return text_to_path.get_text_width_height_descent(words, prop, False)[0]


@dataclass(frozen=True, slots=True)
class Word:
    """One line of words at a point of the sheet, written across (angle 0) or upward (90)."""

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
    def anchor(self) -> tuple[float, float]:
        """The point moved to the baseline, across the direction of reading."""
        drop = RAISE[self.va] * self.size
        return (self.x + drop, self.y) if self.angle == 90 else (self.x, self.y - drop)

    @property
    def start(self) -> tuple[float, float]:
        """Where on the baseline the first letter begins."""
        x, y = self.anchor
        back = SHIFT[self.ha] * text_width(self.words, self.size, self.weight == "bold")
        return (x, y - back) if self.angle == 90 else (x - back, y)
