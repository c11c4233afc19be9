"""What one champion said of an element over the quarters: colours, a new rater, how long it has been
red.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from srmlib.register.kinds.voice import Rating
from srmlib.relationship.revealed import Revealed
from srmlib.rules.calendar import Quarter

# Bright red and light red.
REDDEST = 2
# One side's ratings of an element, by quarter.
Past = Mapping[Quarter, Rating]


@dataclass(frozen=True)
class Strip:
    """One side's ratings of an element. `colours` are of `QUARTERS_SHOWN` quarters, the oldest
    first, None where there is none; `is_new_rater` marks the quarters whose champion is another
    than at the rating before. `red_since` is the quarter in which the ratings turned red and stayed
    so up to now: None where the last one is not red.
    """

    colours: tuple[int | None, ...]
    is_new_rater: tuple[bool, ...]
    red_quarters: int
    red_since: Quarter | None
    started_red: bool

    @property
    def was_rated(self) -> bool:
        """Whether the quarter before was rated, so that a rating can have changed since."""
        return self.colours[-2] is not None

    @property
    def step(self) -> int:
        """How far the rating rose since the quarter before; 0 unless both quarters were rated."""
        *_, before, now = self.colours
        if not before or not now:
            return 0
        return now - before


def past_of(open_ones: list[Revealed], side: str, element: str) -> Past:
    """One side's ratings of an element by quarter; of two in a quarter, the later entered."""
    return {
        one.quarter: one.rating
        for one in open_ones
        if one.rating.side == side and one.rating.element == element
    }


def raters_of(
    open_ones: list[Revealed], side: str, element: str
) -> dict[Quarter, str | None]:
    """Who rated, quarter by quarter, as `past_of`."""
    return {
        one.quarter: one.rater_id
        for one in open_ones
        if one.rating.side == side and one.rating.element == element
    }


def previous_gap(past: dict[str, Past], now: Quarter) -> tuple[Quarter | None, int | None]:
    """The last quarter before this in which both had rated, and how many steps apart."""
    colours = {side: _colours(ratings) for side, ratings in past.items()}
    both = [quarter for quarter in colours["buyer"] if quarter in colours["supplier"]]
    before = max((quarter for quarter in both if quarter.start < now.start), default=None)
    if before is None:
        return None, None
    return before, abs(colours["buyer"][before] - colours["supplier"][before])


def _colours(past: Past) -> dict[Quarter, int]:
    """The rated quarters, oldest first."""
    return {
        quarter: past[quarter].colour or 0
        for quarter in sorted(past)
        if past[quarter].colour is not None
    }


def strip_of(
    past: Past, raters: Mapping[Quarter, str | None], quarters: tuple[Quarter, ...]
) -> Strip:
    """`raters` are the ids of who rated, None for who is not on the list of people."""
    rated = _colours(past)
    changed = _new_raters(raters, list(rated))
    red = _red_run(rated)
    return Strip(
        tuple(rated.get(quarter) for quarter in quarters),
        tuple(quarter in changed for quarter in quarters),
        len(red),
        red[0] if red else None,
        bool(red) and len(red) == len(rated),
    )


def _red_run(rated: dict[Quarter, int]) -> list[Quarter]:
    """The rated quarters, oldest first, from which on every rating is red, up to the last one."""
    run: list[Quarter] = []
    for quarter, colour in rated.items():
        run = [*run, quarter] if colour <= REDDEST else []
    return run


def _new_raters(raters: Mapping[Quarter, str | None], rated: list[Quarter]) -> set[Quarter]:
    """Where another person of the list of people rated than before. Whoever is not on it is known by
    nothing but what was typed, which tells nobody apart.
    """
    known = [quarter for quarter in rated if raters[quarter]]
    return {after for before, after in pairwise(known) if raters[before] != raters[after]}
