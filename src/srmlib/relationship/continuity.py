"""Whether people can leave without a loss, on both sides: deputies, handovers with an overlap,
newcomers introduced in time.
"""

from __future__ import annotations

from dataclasses import dataclass

from srmlib.relationship.persons import SIDES
from srmlib.relationship.plan import Plan
from srmlib.relationship.roles import DAYS_TO_ONBOARD, Held, Newcomer, Passed


@dataclass(frozen=True)
class Cover:
    """One firm: roles that somebody holds and those of them with a deputy, handovers of the
    last months and those with an overlap of over ten days, newcomers and those introduced
    within thirty.
    """

    side: str
    roles: tuple[Held, ...]
    handovers: tuple[Passed, ...]
    newcomers: tuple[Newcomer, ...]

    @property
    def covered(self) -> tuple[Held, ...]:
        return tuple(one for one in self.roles if one.deputy)

    @property
    def overlapped(self) -> tuple[Passed, ...]:
        return tuple(one for one in self.handovers if one.has_overlap)

    @property
    def of_unknown_overlap(self) -> tuple[Passed, ...]:
        """The handovers of which nobody entered how long both worked on it."""
        return tuple(one for one in self.handovers if one.has_overlap is None)

    @property
    def introduced(self) -> tuple[Newcomer, ...]:
        """Who was introduced in time."""
        return tuple(
            one
            for one in self.newcomers
            if one.completed_on and one.days <= DAYS_TO_ONBOARD
        )

    @property
    def waiting(self) -> tuple[Newcomer, ...]:
        """Who is still to be introduced, and has time left."""
        return tuple(
            one
            for one in self.newcomers
            if not one.completed_on and one.days <= DAYS_TO_ONBOARD
        )

    @property
    def alone(self) -> tuple[Held, ...]:
        """The roles nobody stands in for."""
        return tuple(one for one in self.roles if not one.deputy)


def continuity_of(plan: Plan) -> tuple[Cover, ...]:
    """The buyer's first."""
    return tuple(
        Cover(
            side,
            tuple(one for one in plan.roles if one.side == side and one.person),
            tuple(one for one in plan.handovers if one.side == side),
            tuple(one for one in plan.newcomers if one.person.side == side),
        )
        for side in SIDES
    )
