"""How a reply is refused: where, what stands there, what is expected, what to do."""

from __future__ import annotations

from typing import Any

from srmlib.errors import RegisterError
from srmlib.replies.reading import Received
from srmlib.rules.checking import seen


def check_once(received: Received, part: str, name: str, answered: list[Any]) -> None:
    for number, one in enumerate(answered):
        if one in answered[:number]:
            first = received.at(part, answered.index(one), name)
            place = received.at(part, number, name)
            value = " ".join(one) if isinstance(one, tuple) else one
            raise unknown(received, place, value, f"it once: it stands at {first}, too")


def unknown(received: Received, place: str, value: object, expected: str) -> RegisterError:
    return refused(f"{place}: {seen(value)}, expected {expected}", received.fix)


def refused(why: str, fix: str) -> RegisterError:
    return RegisterError(f"The reply was refused. {why}.\n{fix}")
