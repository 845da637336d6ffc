"""The figures: one module for each kind of chart; look holds the tokens and the blank sheet,
paper turns a sheet into SVG or PNG.

A figure function takes plain frames and words, knows no review and reads no file, and returns
the sheet together with its description: what a reader who cannot see it needs, made from the
same numbers. Sizes are fixed in inches, so that a chart is the same size for every district.
"""

from rar.figures.composition import composition
from rar.figures.districts import districts
from rar.figures.dots import dots
from rar.figures.listing import listing
from rar.figures.mirror import mirror
from rar.figures.paired import paired
from rar.figures.paper import png, svg
from rar.figures.parts import parts
from rar.figures.scale import Subject
from rar.figures.split import split
from rar.figures.strips import strips
from rar.figures.years import years

__all__ = [
    "Subject",
    "composition",
    "districts",
    "dots",
    "listing",
    "mirror",
    "paired",
    "parts",
    "png",
    "split",
    "strips",
    "svg",
    "years",
]
