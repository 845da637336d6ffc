"""From values to points: round axis ends, ticks, and how a unit is written at a tick."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

STEPS = (1, 2, 2.5, 5, 10)
MOST_PARTS = 6


@dataclass(frozen=True)
class Subject:
    """What a chart is about, in words: the measure's label, its unit, and how a value is written.

    need is the name of the need measure ('Students in poverty'), used on the need axis.
    """

    label: str
    unit: str
    text: Callable[[float], str]
    need: str = "Students with greater needs"


@dataclass(frozen=True)
class Scale:
    """A straight mapping of values between low and high to points between start and end."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def holds(self, value: float) -> bool:
        """Whether the value lies on the axis, a missing one does not."""
        return self.low <= value <= self.high  # False for NaN


def finite(values: Iterable[float]) -> list[float]:
    """The values that are there, as floats."""
    return [float(v) for v in values if v is not None and math.isfinite(v)]


def round_step(span: float, most: int = MOST_PARTS, unit: str = "") -> float:
    """The smallest round step that cuts a span into at most `most` parts.

    Shares take no step of 2.5 %, which whole percentages could not write.

    >>> round_step(9700), round_step(0.15, unit="share")
    (2000.0, 0.05)
    """
    if span <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / most))
    steps = [s for s in STEPS if s != 2.5 or unit != "share" or power >= 0.099]
    return next(power * s for s in steps if power * s * most >= span * (1 - 1e-9))


def fit(
    values: Iterable[float],
    unit: str,
    start: float,
    end: float,
    zero: bool = False,
    most: int = MOST_PARTS,
) -> Scale:
    """A scale with round ends that holds all values; shares stay within 0 and 1.

    With zero the axis begins at 0 (or ends there when all values are negative); most limits its
    parts. No values, or one value only, still give an axis of some width.
    """
    there = finite(values) or [0.0]
    low, high = min(there), max(there)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-9:
        pad = abs(high) * 0.1 or (0.1 if unit == "share" else 1.0)
        low, high = (low if zero and low == 0 else low - pad), high + pad
    step = round_step(high - low, most, unit)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if unit == "share" and low >= 0:
        first = max(first, 0)
    if unit == "share" and high <= 1:
        last = min(last, math.floor(1 / step + 1e-9) if step <= 1 else 1)
        last = last if last * step >= high else last + 1
    ticks = tuple(round(i * step, 10) for i in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], start, end, ticks)


def tick_text(value: float, unit: str, step: float = 1.0) -> str:
    """How a tick is written in its unit.

    >>> tick_text(12000, "dollars"), tick_text(0.25, "share", 0.05), tick_text(2.5, "years", 0.5)
    ('$12,000', '25%', '2.5')
    """
    sign = "−" if value < 0 else ""
    size = abs(value)
    if unit == "dollars":
        return f"{sign}${size:,.0f}"
    if unit == "share":
        decimals = 0 if step >= 0.0099 else 1
        return f"{sign}{size * 100:.{decimals}f}%"
    decimals = max(0, min(3, -math.floor(math.log10(step) + 1e-9) if step > 0 else 0))
    if step in (2.5, 0.25, 0.025):
        decimals = max(decimals, 1 if step == 2.5 else decimals + 1)
    return f"{sign}{size:,.{decimals}f}"


def tick_texts(scale: Scale, unit: str) -> list[str]:
    """All ticks of a scale in words."""
    step = scale.ticks[1] - scale.ticks[0] if len(scale.ticks) > 1 else 1.0
    return [tick_text(tick, unit, step) for tick in scale.ticks]


def unit_line(subject: Subject, scale: Scale) -> str:
    """The line above a chart: what is measured, and where the axis begins when not at 0."""
    if scale.low == 0 or scale.low < 0 < scale.high:
        return subject.label
    step = scale.ticks[1] - scale.ticks[0]
    return f"{subject.label} (axis starts at {tick_text(scale.low, subject.unit, step)})"
