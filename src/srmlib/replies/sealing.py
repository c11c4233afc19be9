"""Blind ratings: what a rater locks is a fingerprint, and ratings enter the register when both
firms have locked and both files are what was locked.

A rater keeps the file of sealed ratings until the reveal. The register of the buyer holds the
fingerprint of each side till then, so that neither firm can see or change what it said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from srmlib.errors import RegisterError
from srmlib.register import Book, Draft, Entry, Record, Register, book_of
from srmlib.register.kinds.base import Side
from srmlib.register.kinds.voice import Lock, Rating
from srmlib.register.naming import listed, named_in_lists
from srmlib.replies.kept import read_sealed
from srmlib.replies.opened import drafts_of
from srmlib.replies.sealed import (
    Checked,
    Rated,
    Sealed,
    Valued,
    canonical_text,
    fingerprint,
    seal,
)

__all__ = [
    "SIDES",
    "Checked",
    "Rated",
    "Sealed",
    "Valued",
    "canonical_text",
    "fingerprint",
    "last_lock",
    "lock",
    "read_sealed",
    "release",
    "reveal",
    "seal",
]

SIDES: tuple[Side, Side] = ("buyer", "supplier")


# --- Locking


def lock(
    register: Register, supplier_id: str, seal: Lock, *, author: str | None = None
) -> Entry:
    """Enter the fingerprint of one side's sealed ratings. Locking again before the reveal is a new
    revision, and the earlier ones stay to be seen. What is locked already is returned as it is.

    Raises RegisterError once a side's ratings of the quarter are revealed.
    """

    def drafts(entries: list[Entry]) -> list[Draft]:
        book = book_of_supplier(entries, supplier_id)
        check_not_revealed(book, supplier_id, seal.quarter)
        if is_locked(book, supplier_id, seal):
            return []
        if why := why_overtaken(book, supplier_id, seal):
            raise RegisterError(why)
        return [draft_of_lock(book, supplier_id, seal)]

    register.append(drafts, side=seal.side, author=author or f"{seal.side}'s rater")
    locked = _lock_like(register.book(supplier_id), supplier_id, seal)
    return next(
        one
        for one in register.entries("lock")
        if locked and one.number == locked.last.number
    )


def book_of_supplier(entries: Sequence[Entry], supplier_id: str) -> Book:
    """What these entries say of a supplier, with what they say of all."""
    return book_of([one for one in entries if one.supplier_id in (None, supplier_id)])


def draft_of_lock(book: Book, supplier_id: str, seal: Lock) -> Draft:
    """The same for what is appended together with other entries. Who rated enters as lists
    of the register show it: the file still has the name of who was erased since.
    """
    known = _lock_like(book, supplier_id, seal)
    stated = named_in_lists(seal, listed(book, supplier_id))
    return Draft(stated, supplier_id, known.id if known else _lock_id(supplier_id, seal))


def is_locked(book: Book, supplier_id: str, seal: Lock) -> bool:
    """Whether the last lock of its rater is this very one, however the rater is called
    there.
    """
    known = _lock_like(book, supplier_id, seal)
    return known is not None and _sealed_in(known.now) == _sealed_in(seal)


def _sealed_in(seal: Lock) -> tuple[str, str]:
    return seal.fingerprint, seal.locked_at


def check_not_revealed(book: Book, supplier_id: str, quarter: str) -> None:
    """Raises RegisterError where ratings of either side are known: nobody can rate blind then."""
    if why := why_revealed(book, supplier_id, quarter):
        raise RegisterError(why)


def why_revealed(book: Book, supplier_id: str, quarter: str) -> str:
    """Why nothing is locked any more where ratings of either side are known; else empty."""
    sides = revealed_sides(book, supplier_id, quarter)
    if not sides:
        return ""
    return (
        f"Ratings of {supplier_id} of {quarter} by the {' and the '.join(sides)} are revealed:"
        " nothing can be locked behind that, as nobody can rate blind any more.\nSay in the review"
        " how you see it, and rate the next quarter."
    )


def why_overtaken(book: Book, supplier_id: str, seal: Lock) -> str:
    """Why a lock does not enter any more, though it was lawful when it was made; empty where it may.

    Ratings of the quarter are revealed; or both champions have locked, so that one of them could
    know the other's by now; or this side has locked again since.
    """
    if why := why_revealed(book, supplier_id, seal.quarter):
        return why
    if not seal.is_champion:
        return ""
    locked = {side: last_lock(book, supplier_id, seal.quarter, side) for side in SIDES}
    stands = locked[seal.side]
    if stands and all(locked.values()):
        return (
            f"Both firms have locked their ratings of {seal.quarter}: neither is changed any"
            f" more, and the {seal.side}'s of {stands.locked_at} stand.\nKeep the file of sealed"
            " ratings that goes with them, and open both together: srm reveal."
        )
    before = _lock_like(book, supplier_id, seal)
    if before is None:
        return ""
    were = {one.stated.fingerprint for one in before.revisions}
    if seal.fingerprint in were or is_before(seal.locked_at, before.now.locked_at):
        return (
            f"These ratings were locked at {seal.locked_at}, and others of the {seal.side} stand"
            f" that were locked at {before.now.locked_at}.\nKeep the newer file of sealed ratings,"
            " or lock again."
        )
    return ""


def is_before(moment: str, other: str) -> bool:
    """Of two times in UTC, with or without parts of a second.

    >>> is_before("2026-10-05T09:30:00Z", "2026-10-05T09:30:00.5Z")
    True
    """
    return moment.removesuffix("Z") < other.removesuffix("Z")


def revealed_sides(book: Book, supplier_id: str, quarter: str) -> list[str]:
    """The sides whose champion's ratings of a quarter are in the register."""
    found = {
        one.now.side
        for one in book.all(Rating)
        if one.supplier_id == supplier_id
        and one.now.quarter == quarter
        and one.now.is_champion
    }
    return [side for side in SIDES if side in found]


def last_lock(book: Book, supplier_id: str, quarter: str, side: Side) -> Lock | None:
    """How a side's champion locked last; null where it did not."""
    wanted = Lock(
        quarter=quarter,
        side=side,
        rater=side,
        fingerprint="0" * 64,
        locked_at="-",
    )
    found = _lock_like(book, supplier_id, wanted)
    return found.now if found else None


def _lock_like(book: Book, supplier_id: str, seal: Lock) -> Record[Lock] | None:
    """The record of a side's champion, whoever that is, or of this rater where it is no champion;
    entered from a list it may have an id of its own.
    """
    found = [one for one in book.all(Lock) if _is_like(book, one, supplier_id, seal)]
    return max(found, key=lambda one: one.last.number, default=None)


def _is_like(book: Book, record: Record[Lock], supplier_id: str, seal: Lock) -> bool:
    said = record.now
    if record.supplier_id != supplier_id or said.quarter != seal.quarter:
        return False
    if said.side != seal.side or said.is_champion != seal.is_champion:
        return False
    return said.is_champion or _is_one_rater(book, supplier_id, said, seal)


def _is_one_rater(book: Book, supplier_id: str, said: Lock, seal: Lock) -> bool:
    """Of raters who are listed the same person; of others nobody can tell, but for the same
    file.
    """
    people = listed(book, supplier_id)
    raters = {people.person(one.rater, one.side) for one in (said, seal)}
    return said.fingerprint == seal.fingerprint or (len(raters) == 1 and raters != {None})


def _lock_id(supplier_id: str, seal: Lock) -> str | None:
    """One record for a side's champion, whoever that is; other raters have one each, whose
    id the register gives: nobody can find out by it who they are.
    """
    return f"L-{supplier_id}-{seal.quarter}-{seal.side}" if seal.is_champion else None


# --- Revealing


def reveal(
    register: Register,
    supplier_id: str,
    quarter: str,
    files: Sequence[Path | Sealed],
    revealed_on: date,
    *,
    author: str = "both champions",
) -> list[Entry]:
    """Enter the ratings of both champions at once, or none; with them what both say of topics and
    of the yearly health check.

    Raises RegisterError where a file is of another supplier, quarter or side, was not locked, was
    changed after its lock, where one side is missing, and where they are revealed already.
    """
    handed = [one if isinstance(one, Sealed) else read_sealed(one) for one in files]

    def drafts(entries: list[Entry]) -> list[Draft]:
        book = book_of_supplier(entries, supplier_id)
        _check_both(book, supplier_id, quarter, handed)
        of_sides = sorted(handed, key=lambda one: one.side)
        return drafts_of(book, supplier_id, of_sides, revealed_on)

    return register.append(drafts, side="joint", author=author)


def _check_both(
    book: Book, supplier_id: str, quarter: str, handed: Sequence[Sealed]
) -> None:
    check_not_revealed(book, supplier_id, quarter)
    for side in SIDES:
        _check_locked(book, supplier_id, quarter, side)
    if sorted(one.side for one in handed) != sorted(SIDES):
        sides = ", ".join(one.side for one in handed) or "none"
        raise RegisterError(
            f"The files handed over are of: {sides}; expected one of the buyer and one of the"
            " supplier.\nOpen both together: neither is shown alone."
        )
    for one in handed:
        _check_is_what_was_locked(book, supplier_id, quarter, one)


def release(
    register: Register,
    supplier_id: str,
    quarter: str,
    file: Path | Sealed,
    released_on: date,
) -> list[Entry]:
    """Enter one side's ratings alone, as its own rater decides, where the other has not locked.

    Raises RegisterError as `reveal` does, and where the other side has locked: both are revealed
    together then.
    """
    sealed = file if isinstance(file, Sealed) else read_sealed(file)
    other = SIDES[1 - SIDES.index(sealed.side)]

    def drafts(entries: list[Entry]) -> list[Draft]:
        book = book_of_supplier(entries, supplier_id)
        check_not_revealed(book, supplier_id, quarter)
        _check_is_what_was_locked(book, supplier_id, quarter, sealed)
        if last_lock(book, supplier_id, quarter, other) is not None:
            raise RegisterError(
                f"The {other} has locked its ratings of {quarter}, too: neither is shown"
                " alone.\nReveal both together."
            )
        return drafts_of(book, supplier_id, [sealed], released_on)

    return register.append(drafts, side=sealed.side, author=f"{sealed.side}'s rater")


def _check_locked(book: Book, supplier_id: str, quarter: str, side: Side) -> None:
    if last_lock(book, supplier_id, quarter, side) is None:
        raise RegisterError(
            f"The {side} has not locked its ratings of {supplier_id} of {quarter}: those of the"
            f" other firm stay sealed.\nLet the {side}'s champion rate, or let the other's rater"
            " release its own."
        )


def _check_is_what_was_locked(
    book: Book, supplier_id: str, quarter: str, sealed: Sealed
) -> None:
    where = f"The {sealed.side}'s sealed ratings"
    if sealed.supplier != supplier_id:
        raise RegisterError(
            f"{where} are of supplier '{sealed.supplier}', expected '{supplier_id}'.\nHand over"
            " those of this supplier."
        )
    if sealed.quarter != quarter:
        raise RegisterError(
            f"{where} are of {sealed.quarter}, expected {quarter}.\nHand over those of this"
            " quarter."
        )
    if not sealed.champion:
        raise RegisterError(
            f"{where} are by a rater who is not the champion: such ratings stay within that"
            " firm.\nHand over the champion's."
        )
    _check_locked(book, supplier_id, quarter, sealed.side)
    locked = last_lock(book, supplier_id, quarter, sealed.side)
    is_last = locked is not None and sealed.seal.fingerprint == locked.fingerprint
    if not sealed.is_as_locked or not is_last:
        raise RegisterError(
            f"{where} of {quarter} are not what was locked: they were changed after their lock, or"
            " locked again since.\nHand over the file that was saved with the last lock; nothing"
            " was revealed."
        )
