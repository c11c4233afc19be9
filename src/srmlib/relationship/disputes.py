"""Where a dispute stands: what one firm says alone of its own claim, or refuses without a word,
decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from srmlib.register import Book, Record
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.work import Dispute as Stated
from srmlib.relationship.people import People
from srmlib.relationship.persons import SIDES


@dataclass(frozen=True)
class Standing:
    """`state` is open, accepted, refused or withdrawn; `is_by_both` whether both firms decided it:
    else an accepted claim was granted by the other firm, a refused one refused by it.
    """

    state: str
    is_by_both: bool = False

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True)
class Dispute:
    """A dispute as the register has it. `days` are those until it was answered, or that it has
    waited; `answered_on` is null where it was not, and where nobody entered the day. `decided_by`
    are in the words a page shows. Whose row and what claim: the list of disputes has them, by `id`.
    """

    id: str
    metric: str
    raised_by: str
    raised_on: date
    state: str
    is_by_both: bool
    days: int
    is_answered: bool
    answered_on: date | None
    decided_on: date | None
    decided_by: tuple[str, ...]

    @property
    def is_waiting(self) -> bool:
        """Whether the other firm owes an answer."""
        return self.state == "open" and not self.is_answered

    @property
    def answering(self) -> str:
        """The firm that answers."""
        return SIDES[1 - SIDES.index(self.raised_by)]


def state_of(stated: Stated, firms: Collection[str] = ()) -> Standing:
    """`firms` are those that decided it, so far as is known. A decision needs both, or the word of
    the firm that answers: without either it stays open.
    """
    if stated.state in ("open", "withdrawn"):
        return Standing(stated.state)
    is_by_both = set(SIDES) <= set(firms)
    # To grant the other's claim is a word, too.
    is_granted = stated.state == "accepted" and bool(set(firms) - {stated.raised_by})
    if is_by_both or stated.answer or is_granted:
        return Standing(stated.state, is_by_both)
    return Standing("open")


def standing_of(book: Book, record: Record[Stated]) -> Standing:
    """The same of a record of the register, which says who decided it."""
    return state_of(record.now, _firms(book, record))


def _firms(book: Book, record: Record[Stated]) -> set[str]:
    """The firms of the people named; of nobody known, the one it was entered for."""
    people = [book.find(Person, one) for one in record.now.decided_by]
    named: set[str] = {one.now.side for one in people if one}
    if record.last.side == "joint":
        return set(SIDES)
    return named or {record.last.side}


def disputes_stated(book: Book, supplier_id: str, as_of: date) -> tuple[Dispute, ...]:
    """Those raised by a day, oldest first."""
    people = People(book, supplier_id, as_of)
    found = [
        _dispute(book, one, people)
        for one in book.all(Stated)
        if one.supplier_id == supplier_id and one.now.raised_on <= as_of
    ]
    return tuple(sorted(found, key=lambda one: (one.raised_on, one.id)))


def _dispute(book: Book, record: Record[Stated], people: People) -> Dispute:
    stated = record.now
    standing = standing_of(book, record)
    decided_on = None if standing.is_open else stated.decided_on
    # To decide is to answer.
    is_told = bool(stated.answer) or standing.state in ("accepted", "refused")
    answered_on = (stated.answered_on or decided_on) if is_told else None
    is_answered = is_told and (answered_on or people.as_of) <= people.as_of
    return Dispute(
        record.id,
        stated.metric,
        stated.raised_by,
        stated.raised_on,
        standing.state,
        standing.is_by_both,
        (
            (answered_on if is_answered and answered_on else people.as_of)
            - stated.raised_on
        ).days,
        is_answered,
        answered_on if is_answered else None,
        decided_on,
        () if standing.is_open else people.all_called(stated.decided_by),
    )
