"""Which ratings may be seen: those that were revealed, of the champions. All that a report shows of
ratings comes from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.errors import UsageError
from srmlib.register.book import Book, Record
from srmlib.register.kinds.voice import Lock, Rating
from srmlib.relationship.persons import SIDES, of_supplier, rater
from srmlib.rules.calendar import Quarter


@dataclass(frozen=True)
class Revealed:
    """A champion's rating that may be shown, in its quarter; `rater_id` is None for who is not on
    the list of people.
    """

    quarter: Quarter
    rating: Rating
    rater_id: str | None = None


def revealed(book: Book, supplier_id: str, until: Quarter, as_of: date) -> list[Revealed]:
    """The champions' ratings up to a quarter that may be shown on a day, as they were entered."""
    seen = revealed_records(book, supplier_id, as_of)
    raters = {
        (side, said): _rater_id(book, supplier_id, side, said, as_of)
        for side, said in {(one.now.side, one.now.rater) for one in seen}
    }
    return [
        Revealed(quarter, one.now, raters[one.now.side, one.now.rater])
        for one in seen
        if (quarter := _parsed(one.now.quarter, until)) is not None
        if quarter.start <= until.start
    ]


def _rater_id(
    book: Book, supplier_id: str, side: str, said: str, as_of: date
) -> str | None:
    found = rater(book, supplier_id, side, said, as_of)
    return found.id if found else None


def revealed_records(book: Book, supplier_id: str, as_of: date) -> list[Record[Rating]]:
    """The champions' ratings of all quarters that may be shown on a day.

    A quarter is sealed for all while a side has locked its ratings and not opened them: what the
    other side entered in the meantime is not shown.
    """
    seen = [
        one
        for one in of_supplier(book, Rating, supplier_id)
        if one.now.is_champion and one.now.revealed_on <= as_of
    ]
    labels = {one.now.quarter for one in seen}
    sealed = {
        label
        for label in labels
        if _is_sealed(
            champions_locks(book, supplier_id, label),
            [one for one in seen if one.now.quarter == label],
        )
    }
    return [one for one in seen if one.now.quarter not in sealed]


def rated_on(book: Book, supplier_id: str, side: str, as_of: date) -> dict[str, date]:
    """By quarter the first day on which a champion is known to have rated it. A lock tells that,
    and no more; once it is opened without any colour, it was not rated.
    """
    locks = [
        (one.now.quarter, one.first.entered_at.date())
        for one in of_supplier(book, Lock, supplier_id)
        if one.now.side == side and one.now.is_champion
    ]
    coloured = [
        (one.now.quarter, one.now.revealed_on)
        for one in of_supplier(book, Rating, supplier_id)
        if one.now.side == side and one.now.is_champion and one.now.revealed_on <= as_of
        if one.now.colour is not None
    ]
    opened = {
        one.now.quarter
        for one in revealed_records(book, supplier_id, as_of)
        if one.now.side == side
    }
    unrated = opened - {quarter for quarter, _ in coloured}
    first: dict[str, date] = {}
    for quarter, day in [*locks, *coloured]:
        if quarter not in unrated:
            first.setdefault(quarter, day)
    return first


def champions_locks(book: Book, supplier_id: str, label: str) -> dict[str, Record[Lock]]:
    """The champions' last locks of a quarter, by side."""
    found: dict[str, Record[Lock]] = {}
    for one in of_supplier(book, Lock, supplier_id):
        if one.now.quarter == label and one.now.is_champion:
            found[one.now.side] = one
    return {side: found[side] for side in SIDES if side in found}


def _is_sealed(locks: dict[str, Record[Lock]], seen: list[Record[Rating]]) -> bool:
    """Whether a side locked its ratings before the other's were entered, and has not opened them."""
    opened = {one.now.side for one in seen}
    first = min(one.first.number for one in seen)
    waiting = [lock for side, lock in locks.items() if side not in opened]
    return any(lock.first.number < first for lock in waiting)


def _parsed(label: str, asked: Quarter) -> Quarter | None:
    """A quarter as the firm's calendar calls it; None for what is none of it."""
    try:
        return Quarter.parse(label, asked.calendar)
    except UsageError:
        return None
