"""What each firm says: its statement as received, the reply form, objections, disputes with their
answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from srmlib.encoding import Block, encoded
from srmlib.register import Book, Record
from srmlib.register.kinds.voice import FormSent, Reply, Signature
from srmlib.register.kinds.voice import Statement as Stated
from srmlib.relationship.disputes import Dispute, disputes_stated
from srmlib.relationship.effects import Effect
from srmlib.relationship.people import People
from srmlib.rules.calendar import Quarter


@dataclass(frozen=True)
class Statement:
    """What a firm says of the quarter, printed as received; `by` is null where nobody is named who
    may be, and no role: the firm says it.
    """

    side: str
    words: str
    by: str | None
    on: date


@dataclass(frozen=True)
class Form:
    """The reply form of the quarter: when it was sent and to whom, when it came back; each null
    where that is not on record.
    """

    sent_on: date | None
    to: str | None
    received_on: date | None


@dataclass(frozen=True)
class Objection:
    """Why a firm does not sign a definition."""

    metric: str
    version: int
    side: str
    words: str
    on: date


@dataclass(frozen=True)
class Voices:
    """What both firms say. `statements` are those of the quarter, the supplier's first;
    `disputes` all of the register as of the day, oldest first; `effects` what each dispute over a
    row of the quarter does to its number, of the register or of the extract.
    """

    statements: tuple[Statement, ...] = ()
    form: Form | None = None
    objections: tuple[Objection, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    effects: Mapping[str, Effect] = field(default_factory=dict)

    def statement_of(self, side: str) -> Statement | None:
        return next((one for one in self.statements if one.side == side), None)

    def dispute(self, dispute_id: str) -> Dispute | None:
        return next((one for one in self.disputes if one.id == dispute_id), None)

    def to_json(self) -> Block:
        """Its block of report.json, without the statements, which are the replies."""
        return {
            "form": encoded(self.form),
            "objections": encoded(self.objections),
            "disputes": encoded(self.disputes),
            "effects": [
                {"dispute": name, **encoded(effect)}
                for name, effect in self.effects.items()
            ],
        }


def voices_of(
    book: Book,
    supplier_id: str,
    quarter: Quarter,
    as_of: date,
    effects: Mapping[str, Effect] | None = None,
) -> Voices:
    """What both firms say of a quarter, as of a day."""
    people = People(book, supplier_id, as_of)
    return Voices(
        _statements(book, supplier_id, quarter, people),
        _form(book, supplier_id, quarter, people),
        objections_of(book, supplier_id, as_of),
        disputes_stated(book, supplier_id, as_of),
        effects or {},
    )


def _statements(
    book: Book, supplier_id: str, quarter: Quarter, people: People
) -> tuple[Statement, ...]:
    """The last of each firm, the supplier's first."""
    last: dict[str, Record[Stated]] = {}
    for one in book.all(Stated):
        if one.supplier_id == supplier_id and one.now.quarter == quarter.label:
            last[one.now.side] = max(
                one, last.get(one.now.side, one), key=lambda found: found.last.number
            )
    return tuple(
        Statement(side, said.words_said, people.called(said.by, side), said.on)
        for side in ("supplier", "buyer")
        if side in last
        for said in (last[side].now,)
    )


def _form(book: Book, supplier_id: str, quarter: Quarter, people: People) -> Form | None:
    sent = [
        one.now
        for one in book.all(FormSent)
        if one.supplier_id == supplier_id and one.now.quarter == quarter.label
    ]
    came = [
        one.now.received_on
        for one in book.all(Reply)
        if one.supplier_id == supplier_id and one.now.quarter == quarter.label
    ]
    if not sent and not came:
        return None
    last = max(sent, key=lambda one: one.sent_on, default=None)
    to = people.called(last.to, "supplier") if last else None
    return Form(last.sent_on if last else None, to, max(came, default=None))


def objections_of(book: Book, supplier_id: str, as_of: date) -> tuple[Objection, ...]:
    """Those made by a day."""
    return tuple(
        Objection(said.metric, said.version, said.side, said.objection, said.on)
        for one in book.all(Signature)
        for said in (one.now,)
        if one.supplier_id == supplier_id and said.objection and said.on <= as_of
    )
