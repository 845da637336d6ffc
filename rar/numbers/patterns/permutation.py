"""Permutation tests: how often would an arbitrary assignment give a relation as strong?

The schools of a district are all there are, not a sample. p is the share of arbitrary assignments
(of need to schools, or of who is called the group inside a school) that give at least what is
there, two-sided: `scipy.stats.permutation_test`, exact where all assignments are no more than
`resamples`, else drawn at random with (b + 1) / (resamples + 1).

All tests over the same number of schools are one call: scipy permutes the places 0 to n-1, or the
signs of n schools, and the statistic is taken of every test at once. The number of schools is the
seed, so that p of a district is the same whatever other districts are computed with it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

AT_ONCE = 500  # tests in one call
DEALT_AT_ONCE = 1000  # assignments of one test that are in memory together
DIGITS = 12  # of a statistic between -1 and 1: equal ones stay equal in any order of adding up


def need_p(need: np.ndarray, value: np.ndarray, weight: np.ndarray, resamples: int) -> np.ndarray:
    """p of the people-weighted relation of value and need, for each row of schools.

    need, value and weight are (tests, schools). The statistic is the weighted correlation: the
    sign is that of the weighted slope, and an assignment that happens to put the largest schools
    in the middle of need does not count as steep. Need is what is permuted; a school keeps its
    value and its weight.
    """
    weight = weight / weight.sum(axis=1, keepdims=True)
    need = need - need.mean(axis=1, keepdims=True)  # for the rounding of squares alone
    away = value - (weight * value).sum(axis=1, keepdims=True)
    away = away / np.sqrt((weight * away * away).sum(axis=1, keepdims=True))

    def of(rows: slice) -> Callable:
        """The statistic of some of the tests, as scipy calls it."""
        # Metrics of the same schools share the assignments of their need.
        sets, member = np.unique(need[rows], axis=0, return_inverse=True)
        own = [np.flatnonzero(member.ravel() == number) for number in range(len(sets))]
        w, joint = weight[rows], (weight * away)[rows]

        def correlation(places: np.ndarray, axis: int = -1) -> np.ndarray:
            """Correlations for each way of dealing out need: places, then tests."""
            dealt = places.reshape(-1, places.shape[-1]).T
            made = np.empty((member.size, dealt.shape[1]))
            for one, tests in zip(sets, own, strict=True):
                for start in range(0, dealt.shape[1], DEALT_AT_ONCE):
                    part = slice(start, start + DEALT_AT_ONCE)
                    moved = one[dealt[:, part]]
                    mean = w[tests] @ moved
                    spread = w[tests] @ (moved * moved) - mean * mean
                    there = spread > 0
                    spread[~there] = 1.0
                    found = (joint[tests] @ moved) / np.sqrt(spread)
                    made[tests, part] = (found * there).round(DIGITS)
            return made.T.reshape(*places.shape[:-1], member.size)

        return correlation

    return _p(np.arange(need.shape[1]), of, len(need), "pairings", resamples)


def sign_flip_p(parts: np.ndarray, resamples: int) -> np.ndarray:
    """p of a sum over schools, for each row of schools: the signs of the schools are arbitrary.

    parts is (tests, schools): what each school adds to the difference.
    """
    parts = parts / np.abs(parts).sum(axis=1, keepdims=True)

    def of(rows: slice) -> Callable:
        flat = np.ascontiguousarray(parts[rows].T)

        def total(signs: np.ndarray, axis: int = -1) -> np.ndarray:
            return (signs @ flat).round(DIGITS)

        return total

    return _p(np.ones(parts.shape[1]), of, len(parts), "samples", resamples)


def _p(data: np.ndarray, of: Callable, tests: int, kind: str, resamples: int) -> np.ndarray:
    from scipy.stats import permutation_test  # half a second, and only builds need it

    found = [
        permutation_test(
            (data,), of(slice(start, start + AT_ONCE)), permutation_type=kind, vectorized=True,
            n_resamples=resamples, rng=np.random.default_rng(len(data)),
        ).pvalue
        for start in range(0, tests, AT_ONCE)
    ]  # fmt: skip
    return np.concatenate(found) if found else np.empty(0)
