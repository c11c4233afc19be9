"""Partnering of one supplier's quarter: signs, principles, keys and the level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from srmlib.encoding import Block
from srmlib.partnering.checks import Checks, read
from srmlib.partnering.keys import KEYS
from srmlib.partnering.known import Known
from srmlib.partnering.level import Level, level_of
from srmlib.partnering.principles import PRINCIPLES
from srmlib.partnering.signs import SIGNS


@dataclass(frozen=True)
class Partnering:
    """`has_records`: whether anything of this supplier is in the register."""

    signs: Checks
    principles: Checks
    keys: Checks
    level: Level
    has_records: bool

    def to_json(self) -> Block:
        """Its keys in the block `relationship` of report.json."""
        return {
            "has_records": self.has_records,
            "level": self.level.to_json(),
            "signs": self.signs.to_json(),
            "principles": self.principles.to_json(),
            "keys": self.keys.to_json(),
        }


class HasPartnering(Protocol):
    """A supplier's quarter: `supplier_quarter(…)`."""

    @property
    def partnering(self) -> Partnering: ...


def partnering_of(known: Known) -> Partnering:
    """All checks, each read once."""
    return Partnering(
        Checks([read(rule, known) for rule in SIGNS]),
        Checks([read(rule, known) for rule in PRINCIPLES]),
        Checks([read(rule, known) for rule in KEYS]),
        level_of(known),
        known.has_records,
    )


def signs(q: HasPartnering) -> Checks:
    """Six signs of weak partnering: `signs(q)[3]` is sign 3, `.rows` the records
    behind it.
    """
    return q.partnering.signs


def principles(q: HasPartnering) -> Checks:
    """Nine principles, each in place, not yet or cannot tell, for both firms."""
    return q.partnering.principles


def keys(q: HasPartnering) -> Checks:
    """Five keys, each in place, not yet or cannot tell, for both firms."""
    return q.partnering.keys


def level(q: HasPartnering) -> Level:
    """The level of the relationship, by dimension."""
    return q.partnering.level
