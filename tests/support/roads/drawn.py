"""Examples that hypothesis draws, collected first so that one load can hold many of them."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

T = TypeVar("T")


def examples(strategy: st.SearchStrategy[T], count: int, start: int) -> list[T]:
    """The same examples whenever `start` is the same."""
    found: list[T] = []

    @seed(start)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
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
