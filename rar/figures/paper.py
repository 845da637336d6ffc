"""A sheet on paper: SVG for pages, PNG for documents that take no SVG; always the same bytes."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from PIL import Image

from rar.figures.lettering import Word, font
from rar.figures.look import WIDTH, Sheet

PIXELS, COLORS = 150, 128  # of a PNG: sharp on an office printer, small enough for a packet
# DejaVu Sans, in which charts are measured, is wider than its stand-ins: what fits here fits.
FONTS = "'DejaVu Sans', Verdana, 'Segoe UI', Arial, sans-serif"
ANCHOR = {"left": "start", "center": "middle", "right": "end"}
SAME_NAMES = {"svg.hashsalt": "rar"}  # of signs and hatches inside an SVG
UNSAID = dict.fromkeys(("Date", "Creator", "Format", "Type"))  # no metadata at all


class SvgPaper(RendererSVG):
    """Matplotlib's SVG writer, on which words stay text and keep their anchor."""

    def write(self, word: Word) -> None:
        """Write one line of words; the reader's font moves it less when it knows its anchor."""
        x, y = word.anchor
        x, y = short(x), short(self.height - y)
        look = {"x": x, "y": y, "font-size": f"{word.size:g}px", "fill": word.color}
        if word.ha != "left":
            look["text-anchor"] = ANCHOR[word.ha]
        if word.weight != "normal":
            look["font-weight"] = word.weight
        if word.angle:
            look["transform"] = f"rotate({-word.angle:g} {x} {y})"
        self.writer.element("text", word.words, attrib=look)


def short(number: float) -> str:
    """The number with six decimals at most.

    >>> short(168.0), short(43.0612346)
    ('168', '43.061235')
    """
    return f"{number:f}".rstrip("0").rstrip(".")


class PngPaper(RendererAgg):
    """Matplotlib's pixel renderer, on which words are drawn in DejaVu Sans."""

    def write(self, word: Word) -> None:
        """Draw one line of words."""
        x, y = (self.points_to_pixels(at) for at in word.start)
        gc = self.new_gc()
        gc.set_foreground(word.color)
        prop = font(word.size, word.weight)
        self.draw_text(gc, x, self.height - y, word.words, prop, word.angle)
        gc.restore()


Paper = SvgPaper | PngPaper


def svg(sheet: Sheet) -> str:
    """The sheet as an SVG document: text stays text, no date."""
    made = io.StringIO()
    with mpl.rc_context(SAME_NAMES):
        paper = SvgPaper(WIDTH, sheet.height, made, metadata=UNSAID)
        sheet.draw(paper)
        paper.finalize()
    text = made.getvalue()
    text = text[text.index("<svg ") :].replace("<svg ", f'<svg font-family="{FONTS}" ', 1)
    return re.sub(r"\n\s*", "\n", text).strip()


def png(sheet: Sheet) -> bytes:
    """The sheet as a PNG of PIXELS an inch.

    COLORS are enough for two hues, greys and their soft edges, and make a third of the bytes. The
    quick way to find them rounds white down by one, which is set right.
    """
    made = io.BytesIO()
    paper = PngPaper(WIDTH / 72 * PIXELS, sheet.height / 72 * PIXELS, PIXELS)
    sheet.draw(paper)
    pixels = Image.fromarray(np.asarray(paper.buffer_rgba())).convert("RGB")
    image = pixels.quantize(COLORS, Image.Quantize.FASTOCTREE)
    image.putpalette([255 if part == 254 else part for part in image.getpalette()])
    image.save(made, format="PNG", dpi=(PIXELS, PIXELS))
    return made.getvalue()
