"""Random draws that come out the same on every computer.

Only uniform numbers and elementary arithmetic are used: exponentials and logarithms may differ in
their last digit from one processor to the next, and a digit can move a count.
"""

from __future__ import annotations

import zlib

import numpy as np

ROOT_OF_THREE = 1.7320508075688772


def stream(seed: int, topic: str, year: int = 0) -> np.random.Generator:
    """A generator of its own for each topic and year, so that one topic never disturbs another."""
    entropy = [seed, zlib.crc32(topic.encode()), year]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))


def bell(rng: np.random.Generator, count: int, spread: float = 1.0) -> np.ndarray:
    """Bell-shaped noise around 0 with standard deviation `spread`, never beyond 3.5 of them."""
    total = rng.random(count) + rng.random(count) + rng.random(count) + rng.random(count)
    return (total - 2.0) * (ROOT_OF_THREE * spread)


def whole(rng: np.random.Generator, expected: np.ndarray) -> np.ndarray:
    """Whole numbers whose mean is `expected`: 2.3 becomes 2, or 3 in three of ten cases."""
    return np.floor(expected + rng.random(len(expected))).astype(np.int64)


def happens(rng: np.random.Generator, chance: np.ndarray) -> np.ndarray:
    """True with the given chance, one draw for each."""
    return rng.random(len(chance)) < chance


def pick(rng: np.random.Generator, shares: np.ndarray) -> np.ndarray:
    """One of the columns of `shares` (rows add to 1) for each row."""
    drawn = rng.random(len(shares))
    chosen = np.zeros(len(shares), dtype=np.int8)
    below = np.zeros(len(shares))
    for column in range(shares.shape[1] - 1):
        below = below + shares[:, column]
        chosen += drawn >= below
    return chosen
