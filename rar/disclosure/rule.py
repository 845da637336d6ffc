"""The primary rule: which counts are too small to be shown, and what is said in their place.

A count of 1 to n - 1 people is hidden, and so is one that leaves fewer than n of those it was
counted among. Zero is said where `zeros` is 'shown' (nobody is found by it), so that anybody knows
of a hidden count that it is at least 1.

A share near its ends may be said by a ladder (5 % or less, 95 % or more), as the National Center
for Education Statistics proposes (SLDS Technical Brief 3, NCES 2011-603): the narrowest step that
leaves every count below n possible. Need is coded so. In place of other hidden shares ranges are
not said unless `ladder` asks for it: a range narrows what a hidden count may be, so that more must
be hidden beside it (of South Carolina's schools in 2021, 45 % instead of 30 % would lose their
chronic absence).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LADDER = (0.01, 0.02, 0.05, 0.10, 0.20)
SHOWN, HIDDEN = "shown", "hidden"
NOTHING, LOW, HIGH = 0.0, -1.0, 1.0  # which end of the ladder is said, times the step


@dataclass(frozen=True)
class Rule:
    """n: the smallest count of people shown; zeros: 'shown' or 'hidden'; ladder: whether ranges are
    said in place of hidden shares.
    """

    n: int = 10
    zeros: str = SHOWN
    ladder: bool = True

    @property
    def least(self) -> float:
        """The smallest that a hidden count may be, as anybody knows."""
        return 1.0 if self.zeros == SHOWN else 0.0

    def small(self, count: np.ndarray) -> np.ndarray:
        """Which counts are too small. Counts made from shares need not be whole."""
        some = count > 0 if self.zeros == SHOWN else count >= 0
        return some & (count < self.n)

    def few_others(self, count: np.ndarray, people: np.ndarray) -> np.ndarray:
        """Which counts leave too few others, or none, of the people they were counted among."""
        return (count > 0) & (people - count < self.n) & (people >= count)

    def step(self, people: np.ndarray) -> np.ndarray:
        """The ladder's narrowest step for so many people; missing where none is wide enough.

        >>> Rule(10).step(np.array([1000.0, 200.0, 50.0, 40.0])).tolist()
        [0.01, 0.05, 0.2, nan]
        """
        made = np.full(len(people), np.nan)
        if self.ladder:
            for step in reversed(LADDER):
                made[np.floor(step * people) >= self.n - 1] = step
        return made

    def said(self, count: np.ndarray, people: np.ndarray, nested: bool) -> np.ndarray:
        """What is said of a hidden count: minus the step for 'at most', the step for 'at least so
        many of all', 0 for nothing. nested: whether the count is one of those people.
        """
        step = self.step(people)
        low = count <= np.floor(step * people)
        high = nested & (count >= np.ceil((1 - step) * people))
        return np.where(low, -step, np.where(high, step, NOTHING))

    def bounds(
        self, count: np.ndarray, people: np.ndarray, nested: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        """What anybody knows of a hidden count by what is said, and is not said, of it."""
        step, said = self.step(people), self.said(count, people, nested)
        ladder = ~np.isnan(step)
        low_end, high_end = np.floor(step * people), np.ceil((1 - step) * people)
        unsaid = np.where(ladder, low_end + 1, self.least)
        least = np.where(said > 0, high_end, np.where(said < 0, self.least, unsaid))
        whole = np.where(nested & ~np.isnan(people), people, np.inf)
        between = np.where(nested & ladder, np.minimum(whole, high_end - 1), whole)
        most = np.where(said < 0, low_end, np.where(said > 0, whole, between))
        return np.minimum(least, count), np.maximum(most, count)

    def needs(
        self,
        count: np.ndarray,
        people: np.ndarray,
        nested: bool,
        whole: np.ndarray | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """What must stay possible of each count: every small one, and every one that leaves few
        others; missing where the count is neither. The criterion is called label-safe.

        whole: the count of all students, of which the others are printed as well; missing for
        all students themselves.
        """
        few = nested & self.few_others(count, people)
        ends = [
            (self.small(count), self.least, self.n - 1.0),
            (few, np.maximum(people - self.n + 1, 0.0), people),
        ]
        if whole is not None:
            beside = (count > 0) & self.small(whole - count)
            ends.append((beside, np.maximum(whole - self.n + 1, 0.0), whole - self.least))
        low, high = np.full(len(count), np.nan), np.full(len(count), np.nan)
        for which, lowest, highest in ends:
            low = np.fmin(low, np.where(which, lowest, np.nan))
            high = np.fmax(high, np.where(which, highest, np.nan))
        return low, high


def range_words(said: float, per: float = 1.0) -> str:
    """What is said in place of a hidden rate; '' for nothing.

    >>> range_words(-0.05), range_words(0.02), range_words(-0.1, 100.0), range_words(0.0)
    ('5% or less', '98% or more', '10 or less', '')
    """
    if not said:
        return ""
    part = 100 * (abs(said) if said < 0 else 1 - said)
    unit = "%" if per == 1.0 else ""
    return f"{part:.0f}{unit} or {'less' if said < 0 else 'more'}"
