"""The level of a relationship: held by what eight dimensions show, never a score."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from srmlib.encoding import Block
from srmlib.partnering.dimensions import DIMENSIONS, LEVELS, Dimension, Shown
from srmlib.partnering.known import Known

# Of the eight dimensions.
NEEDED = 6
COLUMNS = ("dimension", *(level.replace(" ", "_") for level in LEVELS), "fact", "next_step")
SAID = {True: "shown", False: "not shown", None: "no record"}


@dataclass(frozen=True)
class OfDimension:
    """What the records show of one dimension."""

    dimension: Dimension
    shown: Shown

    def is_at(self, place: int) -> bool:
        """Whether it is shown at a level, or at a higher one."""
        return any(self.shown.levels[place:])

    @property
    def next_step(self) -> str:
        """What would show the next level; empty where it is shown at the highest, and where no
        record could show it.
        """
        top = max(
            (place for place in range(len(LEVELS)) if self.shown.levels[place]), default=-1
        )
        if top + 1 == len(LEVELS):
            return ""
        return self.shown.steps.get(top + 1, self.dimension.steps[top + 1])

    def to_json(self) -> Block:
        return {
            "dimension": self.dimension.id,
            "name": self.dimension.name,
            "fact": self.shown.fact,
            "levels": [SAID[one] for one in self.shown.levels],
            "elements": list(self.dimension.elements),
            "next_step": self.next_step or None,
        }


@dataclass(frozen=True)
class Level:
    """The level that is held: six of eight dimensions shown at it or higher, the levels
    below held, too. `dimensions` are in printed order.
    """

    dimensions: tuple[OfDimension, ...]

    def count(self, place: int) -> int:
        """How many dimensions are shown at a level or higher."""
        return sum(one.is_at(place) for one in self.dimensions)

    @property
    def place(self) -> int:
        """Of the four levels, 0 the transactional: it is held without evidence."""
        held = 0
        for place in range(1, len(LEVELS)):
            if self.count(place) < NEEDED:
                break
            held = place
        return held

    @property
    def name(self) -> str:
        return LEVELS[self.place]

    @property
    def next(self) -> str | None:
        """The level above; null at the highest."""
        return LEVELS[self.place + 1] if self.place + 1 < len(LEVELS) else None

    @property
    def wanting(self) -> int:
        """How many more dimensions would make it the next level; 0 at the highest."""
        return NEEDED - self.count(self.place + 1) if self.next else 0

    @property
    def table(self) -> pd.DataFrame:
        """Data frame, one row a dimension: each level shown, not shown or no record, the
        fact, and what would show the next level.
        """
        rows = [
            (
                one.dimension.name,
                *(SAID[shown] for shown in one.shown.levels),
                one.shown.fact,
                one.next_step,
            )
            for one in self.dimensions
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)

    def to_json(self) -> Block:
        return {
            "id": self.name.replace(" ", "_"),
            "shown": {
                name.replace(" ", "_"): self.count(place)
                for place, name in enumerate(LEVELS)
            },
            "needed": NEEDED,
            "evidence": [
                one.to_json() | {"met": one.is_at(self.place)} for one in self.dimensions
            ],
        }


def level_of(known: Known) -> Level:
    return Level(tuple(OfDimension(one, one.read(known)) for one in DIMENSIONS))
