"""A number as a finished file prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Observed:
    """What a file prints for one cell.

    cell: metric|year|school|group, '' where no cell is meant; text as printed; count the numerator
    where it is printed itself, None for a rate; people the denominator, None where not printed;
    file and place; what: what is wrong with the place itself (a formula, a hidden sheet).
    """

    cell: str
    text: str
    file: str
    place: str
    count: float | None = None
    people: float | None = None
    what: str = ""
