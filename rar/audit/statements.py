"""The sentences a release says about its counts, as an outsider reads them.

A statement is one of four: a `Cell` (a number, or the place where one is withheld), a `Sum` (parts
that add up), a `Rate` (a printed share or ratio of two cells), a `Part` (one count is among
another). Everything an outsider learns is one of these, or is put into these with a cell of its
own: the numerator of a pooled rate is a hidden cell with a `Sum` over the schools in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import gcd, inf, nan

from rar.errors import Problem, RarError

Row = tuple[str, str, dict[str, float], float, float]  # name, kind, cell -> times, low, high


@dataclass(frozen=True)
class Cell:
    """One count and what stands in its place.

    value is the number as shown, NaN where it is withheld. least and most are what the label says
    of a withheld number, both ends possible: 0 to infinity when nothing is said, 1 to 9 where
    '<10' is printed and zeros are always shown, 95 to infinity for 'at least 95'. The zero policy
    is public, so it belongs in least. whole: the count is of persons or things; False for money.
    """

    id: str
    value: float = nan
    least: float = 0.0
    most: float = inf
    whole: bool = True


@dataclass(frozen=True)
class Sum:
    """A weighted sum of cells that is known: sum of times x cell = constant.

    A total and its parts are {"total": -1, "a": 1, "b": 1} with constant 0. within is how far the
    sum may be off because its cells are printed rounded (money in thousands); 0 for counts.
    """

    name: str
    times: Mapping[str, float]
    constant: float = 0.0
    within: float = 0.0

    def rows(self) -> list[Row]:
        ends = self.constant - self.within, self.constant + self.within
        return [(self.name, "sum", dict(self.times), *ends)]


@dataclass(frozen=True)
class Part:
    """The people of one cell are among the people of another: part <= whole."""

    name: str
    part: str
    whole: str

    def rows(self) -> list[Row]:
        return [(self.name, "part", {self.part: 1.0, self.whole: -1.0}, -inf, 0.0)]


@dataclass(frozen=True)
class Rate:
    """A printed rate: low <= per x numerator / denominator <= high, both ends possible.

    per is 100 for percents and for 'per 100 students', 1 for a plain ratio. `Rate.printed` makes
    the ends from a rate rounded to so many decimals; a coded rate ('<5%', '20-29%') gives them
    itself. Where the denominator is 0, nothing but a numerator of 0 fits.

    Left out: an outsider who knows whether halves were rounded up or to even can rule out one of
    the two ends; we let both stand.
    """

    name: str
    numerator: str
    denominator: str
    low: Decimal
    high: Decimal
    per: int = 100

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if not isinstance(end, Decimal | int):
                raise RarError(
                    f"{self.name}: the ends of a rate must be exact.",
                    [Problem("a float is none of the numbers that are printed", value=str(end))],
                    "Give a Decimal or an int.",
                )
        object.__setattr__(self, "low", Decimal(self.low))
        object.__setattr__(self, "high", Decimal(self.high))

    @classmethod
    def printed(
        cls, name: str, numerator: str, denominator: str, text: str, per: int = 100
    ) -> Rate:
        """The rate as the page prints it, its decimals counted: '12.50' stands for 12.495-12.505.

        A percent with d decimals so gives (r-h) n <= x <= (r+h) n with h = 0.5 * 10^-(d+2).

        >>> Rate.printed("novices", "x", "n", "8.3").low
        Decimal('8.25')
        """
        shown = Decimal(text)
        half = Decimal((0, (5,), shown.as_tuple().exponent - 1))
        return cls(name, numerator, denominator, shown - half, shown + half, per)

    def rows(self) -> list[Row]:
        """Two inequalities, multiplied so that their coefficients are whole: exact in floats."""
        above = self._side(self.low, 0.0, inf) if self.low > 0 else None
        below = self._side(self.high, -inf, 0.0) if self.high.is_finite() else None
        return [row for row in (above, below) if row]

    def _side(self, end: Decimal, low: float, high: float) -> Row:
        over, under = end.as_integer_ratio()
        times = self.per * under
        common = gcd(times, over) or 1
        pair = {self.numerator: float(times // common), self.denominator: float(-over // common)}
        return self.name, "rate", pair, low, high


Statement = Sum | Part | Rate
