"""Exact chances of counts: how likely so many, or so few, where a process has a stated rate. What is
added up is the small tail itself, never one less the rest, so that it keeps its digits.
"""

from __future__ import annotations

import math

import numpy as np


def binomial(n: int, p: float) -> np.ndarray:
    """The chance of 0, 1 … n hits in n independent trials of chance p, summed in logarithms.

    >>> [round(float(chance), 4) for chance in binomial(3, 0.5)]
    [0.125, 0.375, 0.375, 0.125]
    """
    if p <= 0 or p >= 1:
        return _certain(n, 0 if p <= 0 else n)
    hits = np.arange(n)
    steps = np.log((n - hits) / (hits + 1)) + math.log(p) - math.log1p(-p)
    return _from_steps(n * math.log1p(-p), steps)


def together(n: int, p: float, hang: float) -> np.ndarray:
    """The chance of 0, 1 … n hits among n trials that hang together: each has chance p, any two
    are correlated by `hang` (beta-binomial). At 0 they are independent, at 1 all go one way.

    >>> [round(float(chance), 3) for chance in together(2, 0.1, 1.0)]
    [0.9, 0.0, 0.1]
    """
    if hang <= 0 or n == 1 or p <= 0 or p >= 1:
        return binomial(n, p)
    if hang >= 1:
        chances = np.zeros(n + 1)
        chances[0], chances[n] = 1 - p, p
        return chances
    worth = (1 - hang) / hang
    a = p * worth
    b = (1 - p) * worth
    hits = np.arange(n)
    steps = np.log((n - hits) / (hits + 1)) + np.log((hits + a) / (n - 1 - hits + b))
    none = float(np.log((b + hits) / (a + b + hits)).sum())
    return _from_steps(none, steps)


def hits_of_groups(sizes: np.ndarray, p: float, hang: float) -> np.ndarray:
    """The chance of 0, 1 … hits among groups of trials that hang together within, and are
    independent of each other; `sizes` are the trials of each group.

    >>> [round(float(chance), 3) for chance in hits_of_groups(np.array([2, 1]), 0.5, 1.0)]
    [0.25, 0.25, 0.25, 0.25]
    """
    total = int(sizes.sum())
    if sizes.max(initial=1) == 1:
        return binomial(total, p)
    return _added_up(
        total,
        [
            (together(int(size), p, hang), int(count))
            for size, count in zip(*np.unique(sizes, return_counts=True), strict=True)
        ],
    )


def pairs_apart(sizes: np.ndarray, p: float, hang: float) -> np.ndarray:
    """The chance of 0, 1 … pairs of trials of one group of which one is a hit and one is not: few
    where a group's trials hang together.
    """
    kinds = []
    for size, count in zip(*np.unique(sizes, return_counts=True), strict=True):
        hits = np.arange(int(size) + 1)
        apart = hits * (int(size) - hits)
        kinds.append(
            (np.bincount(apart, weights=together(int(size), p, hang)), int(count)),
        )
    return _added_up(sum((len(one) - 1) * count for one, count in kinds), kinds)


def poisson_at_least(count: int, expected: float) -> float:
    """The chance of `count` events or more where `expected` are usual.

    >>> round(poisson_at_least(3, 1.0), 4), poisson_at_least(0, 1.0)
    (0.0803, 1.0)
    """
    if count <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    if count < expected:
        return 1 - poisson_at_most(count - 1, expected)
    term = total = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
    step = float(count)
    while term > 1e-17 * total:
        step += 1
        term *= expected / step
        total += term
    return total


def poisson_at_most(count: int, expected: float) -> float:
    """The chance of `count` events or fewer where `expected` are usual.

    >>> round(poisson_at_most(0, 3.0), 4)
    0.0498
    """
    if count < 0:
        return 0.0
    if expected <= 0:
        return 1.0
    if count > expected:
        return 1 - poisson_at_least(count + 1, expected)
    term = total = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
    for step in range(count, 0, -1):
        term *= step / expected
        total += term
    return total


def _certain(n: int, hits: int) -> np.ndarray:
    chances = np.zeros(n + 1)
    chances[hits] = 1
    return chances


def _from_steps(first: float, steps: np.ndarray) -> np.ndarray:
    """Chances from the logarithm of the first, and of how each grows out of the one before."""
    chances: np.ndarray = np.exp(first + np.concatenate([[0.0], np.cumsum(steps)]))
    return chances


def _added_up(highest: int, kinds: list[tuple[np.ndarray, int]]) -> np.ndarray:
    """The distribution of a sum of independent counts, by Fourier's transform: each kind's
    distribution, and how many there are of it. Right to about 1e-15.
    """
    length = _quick_length(highest + 1)
    spectrum = np.ones(length // 2 + 1, dtype=complex)
    for chances, count in kinds:
        spectrum = spectrum * np.fft.rfft(chances, length) ** count
    found: np.ndarray = np.clip(np.fft.irfft(spectrum, length)[: highest + 1], 0, None)
    return found


def _quick_length(least: int) -> int:
    """The next length that is a product of a power of two and 1, 3 or 5: transforms of others take
    many times as long.
    """
    return min(
        factor << max(0, math.ceil(math.log2(least / factor))) for factor in (1, 3, 5)
    )
