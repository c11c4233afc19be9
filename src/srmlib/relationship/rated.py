"""One element as both champions see it: what each says, the gap, how long it has been red."""

from __future__ import annotations

from dataclasses import dataclass

from srmlib.encoding import Block, encoded
from srmlib.register.kinds.voice import Rating
from srmlib.relationship.elements import element_of
from srmlib.relationship.persons import SIDES
from srmlib.relationship.revealed import Revealed
from srmlib.relationship.strips import Strip, past_of, previous_gap, raters_of, strip_of
from srmlib.rules.calendar import Quarter

# From so many steps on, a gap is something to talk about.
WIDE = 2
# From so many red quarters on, an element is named.
RED_QUARTERS_TO_NAME = 3


@dataclass(frozen=True)
class Said:
    """What one champion says of an element this quarter. `colour` 1 bright red to 5 bright green is
    None where it is not rated or not revealed; `comment`, and `will_do`, what its firm will do about
    it, are None unless the rater lets them be shown.
    """

    colour: int | None = None
    comment: str | None = None
    will_do: str | None = None


@dataclass(frozen=True)
class ElementRated:
    """One element as both champions see it. `gap` is in steps, None unless both rated;
    `previous_gap` is that of `previous_quarter`, the last before in which both had rated.
    `asked_since` is the first quarter in which anybody rated it, None where nobody has.
    """

    id: str
    buyer: Said
    supplier: Said
    strips: dict[str, Strip]
    previous_gap: int | None
    previous_quarter: Quarter | None
    asked_since: Quarter | None

    @property
    def name(self) -> str:
        return element_of(self.id).name

    def said(self, side: str) -> Said:
        return self.buyer if side == "buyer" else self.supplier

    @property
    def silent(self) -> list[str]:
        """The sides that have not rated it."""
        return [side for side in SIDES if self.said(side).colour is None]

    @property
    def gap(self) -> int | None:
        buyer = self.buyer.colour
        supplier = self.supplier.colour
        if buyer is None or supplier is None:
            return None
        return abs(buyer - supplier)

    @property
    def is_wide(self) -> bool:
        """Whether the two are so far apart that it is something to talk about."""
        return self.gap is not None and self.gap >= WIDE

    @property
    def sees_less(self) -> str | None:
        """The side whose colour is lower; None where they are the same or one has not rated."""
        buyer = self.buyer.colour
        supplier = self.supplier.colour
        if buyer is None or supplier is None or buyer == supplier:
            return None
        return "buyer" if buyer < supplier else "supplier"

    @property
    def red_quarters(self) -> int:
        """Of the side that has been red for longer."""
        return max(strip.red_quarters for strip in self.strips.values())

    @property
    def red_sides(self) -> tuple[str, ...]:
        """The sides whose ratings have been red for long enough to be named."""
        return tuple(
            side
            for side, strip in self.strips.items()
            if strip.red_quarters >= RED_QUARTERS_TO_NAME
        )

    @property
    def started_red(self) -> bool:
        """Whether every side that is named for red has been red from its first rating on."""
        named = self.red_sides
        return bool(named) and all(self.strips[side].started_red for side in named)

    def to_json(self) -> Block:
        since = [one.red_since for one in self.strips.values() if one.red_since]
        return {
            "id": self.id,
            "buyer": encoded(self.buyer),
            "supplier": encoded(self.supplier),
            "gap": self.gap,
            "sees_less": self.sees_less,
            "previous_gap": self.previous_gap,
            "previous_quarter": encoded(self.previous_quarter),
            "quarters": {side: list(one.colours) for side, one in self.strips.items()},
            "red_since": encoded(min(since, default=None)),
            "red_quarters": {side: one.red_quarters for side, one in self.strips.items()},
            "started_red": self.started_red,
            "asked_since": encoded(self.asked_since),
        }


def element_rated(
    element: str, open_ones: list[Revealed], quarters: tuple[Quarter, ...]
) -> ElementRated:
    past = {side: past_of(open_ones, side, element) for side in SIDES}
    now = quarters[-1]
    first = min((quarter for ratings in past.values() for quarter in ratings), default=None)
    before, gap = previous_gap(past, now)
    return ElementRated(
        element,
        _said(past["buyer"].get(now)),
        _said(past["supplier"].get(now)),
        {
            side: strip_of(past[side], raters_of(open_ones, side, element), quarters)
            for side in SIDES
        },
        gap,
        before,
        first,
    )


def _said(rating: Rating | None) -> Said:
    if rating is None:
        return Said()
    if not rating.comment_visible:
        return Said(rating.colour)
    return Said(rating.colour, rating.comment, rating.will_do)
