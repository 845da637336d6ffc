"""Student-based budgeting: what a formula gives a school, and how a new formula is phased in.

Allocation = foundation + sum of pupils x weight x base (+ supplement). Only each product is
rounded to a dollar, never the amount per pupil.
"""

from __future__ import annotations

from collections.abc import Mapping


def allocation(
    pupils: Mapping[str, float],
    weights: Mapping[str, float],
    base: float,
    foundation: float = 0.0,
    supplement: float = 0.0,
) -> dict[str, int]:
    """Whole dollars of a school by kind of pupil, with 'foundation' and 'supplement'.

    pupils maps a kind of pupil to how many there are, weights to what one of them counts. Raises
    KeyError for a kind without a weight.

    >>> allocation({"kindergarten": 40}, {"kindergarten": 1.8}, 3922.69)["kindergarten"]
    282434
    """
    parts = {kind: round(count * weights[kind] * base) for kind, count in pupils.items()}
    return parts | {"foundation": round(foundation), "supplement": round(supplement)}


def balancing_base(pool: float, foundations: float, weighted_pupils: float) -> float:
    """Dollars for a weight of 1 that spend the pool exactly: (pool - foundations) / weighted.

    >>> balancing_base(1_000_000, 200_000, 160)
    5000.0
    """
    return (pool - foundations) / weighted_pupils


def phased_in(new: float, old: float, loss_cap: float, gain_cap: float) -> float:
    """What a school gets in a year of transition: at most `loss_cap` less, `gain_cap` more.

    The caps are shares of the old amount: min(max(new, old (1 - loss)), old (1 + gain)).

    >>> phased_in(80, 100, 0.05, 0.25), phased_in(130, 100, 0.05, 0.25), phased_in(97, 100, 0.05, 1)
    (95.0, 125.0, 97)
    """
    return min(max(new, old * (1 - loss_cap)), old * (1 + gain_cap))
