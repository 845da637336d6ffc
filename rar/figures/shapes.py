"""Shapes on a sheet: a path in one style, where it is or at many spots.

A shape goes straight to matplotlib's renderer. Artists on an Axes would draw the same picture,
but an Axes builds spines, ticks and labels that no sheet shows, and each artist works out anew
where it lies and what clips it: nine tenths of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgba
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

HATCH_WIDTH = 1.0
Point = tuple[float, float]
Dash = tuple[float, tuple[float, ...]]  # offset and lengths, in widths of the line


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything in points. face, edge: colors or 'none'. dash: None draws a whole line.

    marker: a name of matplotlib's whose sign, of that size, is drawn at each point of the path.
    """

    path: Path
    zorder: float
    face: str = "none"
    edge: str = "none"
    width: float = 0.0
    dash: Dash | None = None
    hatch: str | None = None
    marker: str = ""
    size: float = 0.0

    def draw(self, renderer: RendererBase) -> None:
        """Draw the shape on one of matplotlib's renderers."""
        gc = renderer.new_gc()
        gc.set_foreground(to_rgba(self.edge), isRGBA=True)
        gc.set_linewidth(0 if self.edge == "none" else self.width)
        if self.dash:
            offset, lengths = self.dash
            gc.set_dashes(offset * self.width, [length * self.width for length in lengths])
        if self.hatch:
            gc.set_hatch(self.hatch)
            gc.set_hatch_color(to_rgba(self.edge))
            gc.set_hatch_linewidth(HATCH_WIDTH)
            gc.set_joinstyle("miter")
        face = None if self.face == "none" else to_rgba(self.face)
        pixels = renderer.points_to_pixels(1.0)
        place = Affine2D().scale(pixels)
        if self.marker:
            sign, joins, sharp = marker_sign(self.marker)
            gc.set_joinstyle(joins)
            gc.set_snap(self.size * pixels >= sharp)
            renderer.draw_markers(
                gc, sign, Affine2D().scale(self.size * pixels), self.path, place, face
            )
        else:
            renderer.draw_path(gc, self.path, place, face)
        gc.restore()


@cache
def marker_sign(marker: str) -> tuple[Path, str, float]:
    """A marker's path of size 1 around its middle, how its corners are joined, and from how many
    pixels on it is set on whole ones.
    """
    style = MarkerStyle(marker)
    path = style.get_path().transformed(style.get_transform())
    return path, style.get_joinstyle(), style.get_snap_threshold()


def segments(ends: Sequence[tuple[Point, Point]]) -> Path:
    """One path of straight lines, each from its first end to its second."""
    codes = np.tile(np.array([Path.MOVETO, Path.LINETO], Path.code_type), len(ends))
    path = Path(np.asarray(ends, dtype=float).reshape(-1, 2), codes)
    path.should_simplify = False
    return path


def rectangles(corners: Sequence[tuple[float, float, float, float]]) -> Path:
    """One path of rectangles (left, bottom, right, top)."""
    around = np.asarray(corners, dtype=float)[:, [0, 1, 2, 1, 2, 3, 0, 3, 0, 1]]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(around.reshape(-1, 2), np.tile(np.array(codes, Path.code_type), len(corners)))


def spots(points: Sequence[Point]) -> Path:
    """The points at which a marker is drawn."""
    return Path(np.asarray(points, dtype=float))
