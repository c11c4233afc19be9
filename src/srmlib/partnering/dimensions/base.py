"""A dimension of the level: what each of four levels would show, and what the
records do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from srmlib.numbers import count_words
from srmlib.partnering.known import Known

LEVELS = ("transactional", "preferred", "strong preferred", "strategic")


@dataclass(frozen=True)
class Shown:
    """What the records show of a dimension: per level true, false, or null without a
    record. `steps` are by level, where a part of what it asks for is there already: they
    name the rest, or nothing where no record could show it.
    """

    levels: tuple[bool | None, bool | None, bool | None, bool | None]
    fact: str
    steps: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dimension:
    """`words` say what each level looks like, `steps` what would show it; `elements` are
    those of the champions' ratings that belong to it.
    """

    id: str
    name: str
    words: tuple[str, str, str, str]
    steps: tuple[str, str, str, str]
    elements: tuple[str, ...]
    read: Callable[[Known], Shown]


def what_is_left(place: int, deeds: Mapping[str, bool]) -> dict[int, str]:
    """The step to a level, of whose deeds some are done.

    >>> what_is_left(2, {"share a forecast": True, "agree on a contract": False})
    {2: 'Agree on a contract'}
    """
    left = ", and ".join(deed for deed, is_done in deeds.items() if not is_done)
    return {place: left[0].upper() + left[1:]} if left else {}


def both_hold(first: bool | None, second: bool | None) -> bool | None:
    """Null where neither is false and one cannot be told.

    >>> both_hold(True, None), both_hold(False, None), both_hold(True, True)
    (None, False, True)
    """
    if first is None or second is None:
        return False if False in (first, second) else None
    return first and second


def part_of(part: int, whole: int, noun: str, said: str) -> str:
    """
    >>> part_of(1, 2, "saving", "shared"), part_of(0, 0, "saving", "shared")
    ('1 of 2 savings shared', 'no saving on record')
    """
    return (
        f"{part} of {count_words(whole, noun)} {said}" if whole else f"no {noun} on record"
    )


def both_see(known: Known, element: str) -> tuple[int | None, int | None]:
    """The last colour of each champion in those of four quarters that both opened; null
    where there is none.
    """
    strips = known.elements[element].strips

    def last(side: str) -> int | None:
        rated = [colour for colour in strips[side].colours[-4:] if colour]
        return rated[-1] if rated else None

    return last("buyer"), last("supplier")


def at_least(colours: tuple[int | None, int | None], mark: int) -> bool | None:
    """Whether both see it from a colour on; null where one has not rated it."""
    buyer, supplier = colours
    if buyer is None or supplier is None:
        return None
    return min(buyer, supplier) >= mark
