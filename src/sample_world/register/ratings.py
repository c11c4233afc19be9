"""Ratings of both firms, locked blind and revealed together in the review of the quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sample_world.register.comments import COMMENTED, HIDDEN, PHRASES, SAID
from sample_world.register.entries import BOTH, Pen
from sample_world.register.firms import SUPPLIERS_PEOPLE
from sample_world.register.meetings import review_day
from sample_world.register.rated import LOCKED_LAST, NOT_LOCKED, QUARTERS, RATED
from sample_world.stream import Stream, days, workday_until
from srmlib import Quarter, sealing

# Of a phrase's red, yellow and green, which one a colour sounds like.
SOUNDS_LIKE = {1: 0, 2: 0, 3: 1, 4: 2, 5: 2}
# Days before the review on which each side locks, and the time of day in UTC.
LOCKED = {"buyer": (5, "13:40:00"), "supplier": (4, "09:12:00")}


def enter_ratings(pen: Pen, meetings: list[dict[str, Any]], people: dict[str, str]) -> None:
    """Locks, and what was opened in a meeting held after the quarter; `people` are ids by label."""
    for quarter in quarters_of(pen.supplier_id):
        revealed_on = review_day(meetings, Quarter.parse(quarter).until)
        files = {
            one.side: one
            for one in sealed_ratings(pen.supplier_id, quarter, meetings, people)
        }
        for side, sealed in files.items():
            _enter_lock(pen, side, sealed)
        if revealed_on is not None and len(files) == len(sealing.SIDES):
            for sealed in files.values():
                _enter_revealed(pen, sealed, revealed_on)


def quarters_of(supplier_id: str) -> list[str]:
    """The quarters in which a supplier and the buyer rate each other."""
    rated = [digits for pair in RATED.get(supplier_id, {}).values() for digits in pair]
    return [
        quarter
        for number, quarter in enumerate(QUARTERS)
        if any(digits[number] != "." for digits in rated)
    ]


def sealed_ratings(
    supplier_id: str, quarter: str, meetings: list[dict[str, Any]], people: dict[str, str]
) -> list[sealing.Sealed]:
    """The files that the raters keep, of the sides that have locked."""
    revealed_on = review_day(meetings, Quarter.parse(quarter).until)
    found = []
    for side in sealing.SIDES:
        if (supplier_id, quarter, side) == NOT_LOCKED:
            continue
        locked_on = _locked_on(side, revealed_on)
        champion = champion_of(supplier_id, side, locked_on)
        stream = Stream(f"register/ratings/{supplier_id}/{quarter}/{side}")
        rows = list(_rated(supplier_id, quarter, side, stream))
        locked_at = f"{locked_on}T{LOCKED[side][1]}Z"
        salt = "".join(f"{stream.between(0, 255):02x}" for _ in range(16))
        # As the first form sealed: these raters say nothing that it did not ask.
        stated = (supplier_id, quarter, side, people[champion], rows, locked_at)
        found.append(sealing.seal(*stated, salt=salt, version=1))
    return found


def champion_of(supplier_id: str, side: str, on: date) -> str:
    """The label of who rates for a side on a day."""
    if side == "buyer":
        return "tarn.champion"
    if supplier_id == "S-1008" and on <= date(2025, 12, 31):
        return "hexley.champion.before"
    people = SUPPLIERS_PEOPLE[supplier_id]
    return next(one.key for one in people if one.key.endswith(".champion"))


def _locked_on(side: str, revealed_on: date | None) -> date:
    if revealed_on is None:
        return date.fromisoformat(LOCKED_LAST)
    return workday_until(days(revealed_on, -LOCKED[side][0]))


def _rated(
    supplier_id: str, quarter: str, side: str, stream: Stream
) -> Iterator[sealing.Rated]:
    number, which = QUARTERS.index(quarter), sealing.SIDES.index(side)
    for element, pair in RATED[supplier_id].items():
        digit = pair[which][number]
        # Drawn for every element, so that a change of one disturbs no other.
        is_commented = stream.between(1, COMMENTED) == 1
        is_hidden = stream.between(1, HIDDEN) == 1
        if digit == ".":
            continue
        colour = None if digit == "-" else int(digit)
        chosen = SAID.get((supplier_id, quarter, element))
        words = chosen[which] if chosen else None
        if chosen is None and colour and is_commented:
            words = PHRASES[element][which][SOUNDS_LIKE[colour]]
        sealed = {
            "element": element,
            "version": 1,
            "colour": colour,
            "comment": words or "",
        }
        sealed |= {"visible": chosen is not None or not is_hidden}
        yield sealing.Rated.model_validate(sealed)


def _enter_lock(pen: Pen, side: str, sealed: sealing.Sealed) -> None:
    locked_on = sealed.locked_at[:10]
    champion = champion_of(pen.supplier_id, side, date.fromisoformat(locked_on))
    label = f"L-{pen.supplier_id}-{sealed.quarter}-{side}"
    pen.enter(locked_on, champion, "lock", label, **sealed.seal.model_dump())


def _enter_revealed(pen: Pen, sealed: sealing.Sealed, revealed_on: date) -> None:
    for one in sealed.ratings:
        is_shown = one.visible and one.comment
        pen.enter(
            revealed_on,
            BOTH,
            "rating",
            f"RT-{pen.supplier_id}-{sealed.quarter}-{sealed.side}-{one.element}",
            quarter=sealed.quarter,
            element=one.element,
            side=sealed.side,
            rater=sealed.rater,
            colour=one.colour,
            comment=one.comment if is_shown else None,
            comment_visible=one.visible,
            revealed_on=revealed_on,
        )
