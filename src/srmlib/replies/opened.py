"""What enters the register when sealed files are opened: all ratings, and of topics and the yearly
health check what both firms have said by then. What one alone has said stays in its rater's file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from srmlib.register import Book, Draft
from srmlib.register.kinds.ahead import Topic, TopicValue
from srmlib.register.kinds.voice import HealthCheck, Lock, Rating
from srmlib.relationship.health import answers_of
from srmlib.relationship.topics import decided_topics
from srmlib.replies.sealed import Rated, Sealed


def drafts_of(
    book: Book, supplier_id: str, files: Sequence[Sealed], on: date
) -> list[Draft]:
    """The entries of the files that are opened on a day."""
    return [draft for one in files for draft in _drafts(book, supplier_id, one, files, on)]


def _drafts(
    book: Book, supplier_id: str, sealed: Sealed, files: Sequence[Sealed], on: date
) -> Iterator[Draft]:
    begin = f"{supplier_id}-{sealed.quarter}-{sealed.side}"
    rater = _rater(book, sealed)
    for one in sealed.ratings:
        yield Draft(
            _rating(sealed, one, rater, on), supplier_id, f"RT-{begin}-{one.element}"
        )
    known = _topics_of_both(book, supplier_id, sealed.side, files, on)
    for said in sealed.values:
        if said.topic in known:
            value = TopicValue(topic=said.topic, side=sealed.side, value=said.value, on=on)
            yield Draft(value, supplier_id, f"TV-{begin}-{said.topic}")
    if answers_of(sealed.health) and _other_has_checked(
        book, supplier_id, sealed.side, files, on
    ):
        yield Draft(_health(sealed, on), supplier_id, f"HC-{begin}")


def _topics_of_both(
    book: Book, supplier_id: str, side: str, files: Sequence[Sealed], on: date
) -> set[str]:
    """The topics whose value the other firm has stated, in its file or before; and those that both
    have chosen, where nothing is ranked any more.
    """
    listed = {one.id for one in book.all(Topic) if one.supplier_id == supplier_id}
    entered = {
        one.now.topic
        for one in book.all(TopicValue)
        if one.supplier_id == supplier_id and one.now.side != side
    }
    handed = {said.topic for one in files if one.side != side for said in one.values}
    return listed & (entered | handed | decided_topics(book, supplier_id, on))


def _other_has_checked(
    book: Book, supplier_id: str, side: str, files: Sequence[Sealed], on: date
) -> bool:
    """Whether the other firm's check of this year is in, or in its file."""
    return any(one.side != side and answers_of(one.health) for one in files) or any(
        one.supplier_id == supplier_id
        and one.now.side != side
        and one.now.on.year == on.year
        and answers_of(one.now)
        for one in book.all(HealthCheck)
    )


def _rater(book: Book, sealed: Sealed) -> str:
    """As the lock says in the register: the file still has the name of who was erased since."""
    locks = [one.now for one in book.all(Lock)]
    return next(
        (one.rater for one in locks if one.fingerprint == sealed.fingerprint), sealed.side
    )


def _rating(sealed: Sealed, one: Rated, rater: str, on: date) -> Rating:
    return Rating(
        quarter=sealed.quarter,
        element=one.element,
        element_version=one.version,
        side=sealed.side,
        rater=rater,
        is_champion=sealed.champion,
        colour=one.colour,
        comment=_words(one.comment, one.visible),
        comment_visible=one.visible,
        will_do=_words(one.will_do, one.visible),
        revealed_on=on,
    )


def _health(sealed: Sealed, on: date) -> HealthCheck:
    said = sealed.health
    comment = _words(said.comment, said.visible) if said else None
    return HealthCheck(side=sealed.side, on=on, comment=comment, **answers_of(said))


def _words(words: str, is_visible: bool) -> str | None:
    """Words that are not for the other firm stay in their rater's file: both read the register."""
    return (words.strip() or None) if is_visible else None
