"""How well two firms work as partners: six signs of weak partnering, nine principles, five
keys, and the level of the relationship. Each is read from records, for both firms, and
opens to them.
"""

from __future__ import annotations

from srmlib.partnering.checks import Check, Checks
from srmlib.partnering.level import Level
from srmlib.partnering.record import (
    Partnering,
    keys,
    level,
    partnering_of,
    principles,
    signs,
)

__all__ = [
    "Check",
    "Checks",
    "Level",
    "Partnering",
    "keys",
    "level",
    "partnering_of",
    "principles",
    "signs",
]
