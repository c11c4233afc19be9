"""Examples that hypothesis draws, collected first so that one load can hold many of them."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

T = TypeVar("T")


# After its tenth example a run mostly alters earlier ones, which would fill a world with look-alikes;
# its first is always the smallest.
FRESH = 10


def examples(strategy: st.SearchStrategy[T], count: int, start: int) -> list[T]:
    """So many, the same ones whenever `start` is the same."""
    runs = (
        _run(strategy, start * 1_000_003 + turn) for turn in range(count // (FRESH - 1) + 1)
    )
    found = [
        one for turn, run in enumerate(runs) for one in (run if turn == 0 else run[1:])
    ]
    return found[:count]


def _run(strategy: st.SearchStrategy[T], start: int) -> list[T]:
    found: list[T] = []

    @seed(start)
    @settings(
        max_examples=FRESH,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=[*HealthCheck],
    )
    @given(strategy)
    def collect(one: T) -> None:
        found.append(one)

    collect()
    return found


def seldom(percent: int) -> st.SearchStrategy[bool]:
    """True in so many of a hundred."""
    return st.integers(0, 99).map(lambda drawn: drawn >= 100 - percent)
