"""What a reply says, entered: all of it in one append, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from srmlib.register import Book, Draft, Entry, Record, Register
from srmlib.register.kinds import voice
from srmlib.register.kinds.work import Dispute
from srmlib.replies.checks import check_dates, check_form
from srmlib.replies.published import open_disputes
from srmlib.replies.reading import DisputeSaid, Received, Reply
from srmlib.replies.sealing import (
    SIDES,
    book_of_supplier,
    check_may_lock,
    check_not_revealed,
    draft_of_lock,
    last_lock,
)
from srmlib.workspace import Workspace

Answer = TypeVar(
    "Answer",
    voice.ActionAnswer,
    voice.Statement,
    voice.Signature,
)


@dataclass(frozen=True)
class Taken:
    """What was entered, empty where this very file was entered before; `other_lock` is the other
    side's last lock of the quarter, null where it has not locked.
    """

    reply: Reply
    entries: list[Entry]
    other_lock: voice.Lock | None


def take(workspace: Workspace, register: Register, received: Received, received_on: date) -> Taken:
    """Enter a reply. Raises RegisterError with the reason where it is not of a form that was sent,
    or names a row, action or definition that it was not asked about.
    """
    reply = received.reply

    def drafts(all_entries: list[Entry]) -> list[Draft]:
        book = book_of_supplier(all_entries, reply.supplier)
        if _is_known(book, received):
            return []
        report = check_form(workspace, book, reply)
        check_dates(reply, received_on)
        return list(
            _drafts(
                book,
                report,
                received,
                received_on,
            )
        )

    entries = register.append(drafts, side=reply.side, author=reply.by)
    other = SIDES[1 - SIDES.index(reply.side)]
    book = register.book(reply.supplier)
    return Taken(
        reply,
        entries,
        last_lock(
            book,
            reply.supplier,
            reply.quarter,
            other,
        ),
    )


def _is_known(book: Book, received: Received) -> bool:
    if any(one.now.fingerprint == received.sha256 for one in book.all(voice.Reply)):
        return True
    reply = received.reply
    locked = last_lock(
        book,
        reply.supplier,
        reply.quarter,
        reply.side,
    )
    return reply.side == "buyer" and locked is not None and locked == _lock(reply)


# --- Entering


def _drafts(
    book: Book, report: dict[str, Any], received: Received, received_on: date
) -> Iterator[Draft]:
    """The entries of a reply; what stands in the register already is not entered again."""
    reply = received.reply
    of = reply.supplier
    lock = _lock(reply)
    if lock and lock != last_lock(
        book,
        of,
        reply.quarter,
        reply.side,
    ):
        check_not_revealed(book, of, reply.quarter)
        check_may_lock(book, of, lock)
        yield draft_of_lock(book, of, lock)
    if reply.side == "buyer":
        return
    yield Draft(_reply(received, received_on), of)
    disputes = open_disputes(book, report)
    for said in reply.disputes:
        yield from _dispute(
            book,
            report,
            disputes,
            said,
            reply,
            received_on,
        )
    for answer in _answers(reply, received_on):
        yield from _anew(
            book,
            of,
            answer,
            ("action",),
        )
    if reply.statement.strip():
        yield from _anew(
            book,
            of,
            _statement(reply, received_on),
            ("quarter", "side"),
        )
    for signature in _signatures(reply, received_on):
        yield from _anew(
            book,
            of,
            signature,
            ("metric", "version", "side"),
        )


def _answers(reply: Reply, on: date) -> Iterator[voice.ActionAnswer]:
    for said in reply.actions:
        yield voice.ActionAnswer(
            action=said.action,
            answer=said.answer,
            due_on=said.due_on,
            words_said=said.words.strip() or None,
            on=on,
        )


def _statement(reply: Reply, on: date) -> voice.Statement:
    return voice.Statement(
        quarter=reply.quarter, side="supplier", words_said=reply.statement, by=reply.by, on=on
    )


def _signatures(reply: Reply, on: date) -> Iterator[voice.Signature]:
    for said in reply.signatures:
        yield voice.Signature(
            metric=said.metric,
            version=said.version,
            side="supplier",
            by=reply.by,
            on=on,
            objection=said.words.strip() if said.answer == "object" else None,
        )


def _reply(received: Received, received_on: date) -> voice.Reply:
    reply = received.reply
    return voice.Reply(
        quarter=reply.quarter,
        report=reply.report,
        fingerprint=received.sha256,
        received_on=received_on,
        by=reply.by,
        form_version=reply.schema_version,
    )


def _lock(reply: Reply) -> voice.Lock | None:
    if reply.lock is None:
        return None
    return voice.Lock(
        quarter=reply.quarter,
        side=reply.side,
        rater=reply.lock.rater,
        fingerprint=reply.lock.fingerprint,
        locked_at=reply.lock.locked_at,
    )


def _dispute(
    book: Book,
    report: dict[str, Any],
    disputes: dict[tuple[str, str], tuple[str, str]],
    said: DisputeSaid,
    reply: Reply,
    received_on: date,
) -> Iterator[Draft]:
    """A new dispute, or a revision of the one that is open for this row: it keeps its first day and
    what was answered.
    """
    record, _ = disputes.get((said.metric, said.row), (None, ""))
    known = book.find(Dispute, record) if record else None
    words = said.words.strip() or None
    if known is not None:
        claim = {
            "claim": said.claim,
            "claim_words": words or known.now.claim_words,
        }
        changed = known.now.model_copy(update=claim)
        if changed != known.now:
            yield Draft(changed, reply.supplier, record)
        return
    extracts = {one["dispute_id"]: one for one in report["disputes"]}
    before = extracts.get(record or "", {})
    yield Draft(
        Dispute(
            metric=said.metric,
            row=said.row,
            raised_by="supplier",
            raised_on=before.get("raised_on") or received_on,
            claim=said.claim,
            claim_words=words or before.get("words"),
            answer=before.get("answer"),
        ),
        reply.supplier,
        record,
    )


def _anew(book: Book, supplier_id: str, stated: Answer, same: tuple[str, ...]) -> Iterator[Draft]:
    """What is stated, as a revision of the supplier's record in which the fields of `same` are the
    same; nothing where it is as it was, whenever that was.
    """
    known: Record[Answer] | None = None
    for record in book.all(type(stated)):
        fits = all(getattr(record.now, name) == getattr(stated, name) for name in same)
        if fits and record.first.side == "supplier":
            known = record
    if known is None:
        yield Draft(stated, supplier_id)
    elif known.now.model_copy(update={"on": stated.on}) != stated:
        yield Draft(stated, supplier_id, known.id)


# --- Told

TOLD = {
    "lock": ("fingerprint of sealed ratings", "fingerprints of sealed ratings"),
    "reply": ("reply", "replies"),
    "dispute": ("dispute", "disputes"),
    "action_answer": ("answer to an action", "answers to actions"),
    "statement": ("statement", "statements"),
    "signature": ("signature or objection", "signatures or objections"),
}


def taken_lines(taken: Taken) -> Iterator[str]:
    """What was entered, and the fingerprint that the other firm is to have the same day."""
    reply = taken.reply
    if not taken.entries:
        yield f"Nothing new: this reply of {reply.quarter} was entered before."
    else:
        yield f"Entered of the {reply.side}'s reply of {reply.quarter}, by {reply.by}:"
    for kind, (one, many) in TOLD.items():
        count = sum(entry.kind == kind for entry in taken.entries)
        if count:
            yield f"  {count} {one if count == 1 else many}"
    other = SIDES[1 - SIDES.index(reply.side)]
    if taken.other_lock is None:
        yield f"The {other} has not locked its ratings of {reply.quarter}."
    else:
        lock = taken.other_lock
        yield f"Send back the same day, the {other}'s fingerprint: {lock.fingerprint}"
        yield f"  locked {lock.locked_at}"
