"""What a reply says, entered: all of it in one append, or nothing. What was overtaken by other
entries since it was saved is passed over, and said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from srmlib.errors import RegisterError
from srmlib.register import Book, Draft, Entry, Record, Register
from srmlib.register.kinds import voice
from srmlib.register.kinds.work import Action, Dispute
from srmlib.register.naming import listed
from srmlib.replies.checks import check_dates, check_form
from srmlib.replies.published import decided_disputes, open_disputes
from srmlib.replies.reading import DisputeSaid, Received, Reply
from srmlib.replies.sealing import (
    SIDES,
    book_of_supplier,
    draft_of_lock,
    is_before,
    is_locked,
    last_lock,
    why_overtaken,
)
from srmlib.replies.taking_ahead import TakingAhead
from srmlib.workspace import Workspace

Answer = TypeVar(
    "Answer",
    voice.ActionAnswer,
    voice.Statement,
    voice.Signature,
)


@dataclass(frozen=True)
class Taken:
    """What was entered, empty where this very file was entered before; `passed_over` says of each
    answer that something entered in the meantime overtook it, and why; `other_lock` is the other
    side's last lock of the quarter, null where it has not locked.
    """

    reply: Reply
    entries: list[Entry]
    passed_over: tuple[str, ...]
    other_lock: voice.Lock | None


def take(
    workspace: Workspace, register: Register, received: Received, received_on: date
) -> Taken:
    """Enter a reply: all of it in one append, or nothing.

    Raises RegisterError with the reason where it is not of a form that was sent, or states what
    that did not ask. What was lawful when it was saved and was overtaken since (ratings revealed,
    a dispute decided, an action taken back, a newer reply) is passed over, and said.
    """
    reply = received.reply
    passed_over: list[str] = []

    def drafts(all_entries: list[Entry]) -> list[Draft]:
        passed_over.clear()
        entries = [one for one in all_entries if one.supplier_id in (None, reply.supplier)]
        book = book_of_supplier(entries, reply.supplier)
        if _is_known(book, received):
            return []
        report = check_form(workspace, book, entries, received)
        check_dates(received, received_on)
        taking = _Taking(book, report, entries, received, received_on, passed_over)
        return list(taking.drafts())

    entries = register.append(drafts, side=reply.side, author=f"{reply.side}'s reply")
    other = SIDES[1 - SIDES.index(reply.side)]
    book = register.book(reply.supplier)
    return Taken(
        reply,
        entries,
        tuple(passed_over),
        last_lock(book, reply.supplier, reply.quarter, other),
    )


def _is_known(book: Book, received: Received) -> bool:
    if any(one.now.fingerprint == received.sha256 for one in book.all(voice.Reply)):
        return True
    reply = received.reply
    lock = _lock(reply)
    return (
        reply.side == "buyer" and lock is not None and is_locked(book, reply.supplier, lock)
    )


# --- Entering


@dataclass(frozen=True)
class _Taking:
    """The entries of a reply. What stands in the register already is not entered again, and what
    was overtaken goes to `passed_over`.
    """

    book: Book
    report: dict[str, Any]
    entries: list[Entry]
    received: Received
    on: date
    passed_over: list[str]

    @property
    def reply(self) -> Reply:
        return self.received.reply

    @cached_property
    def _by(self) -> str | None:
        """Who says so, as lists of the register show it: the file still has the name of who was
        erased since.
        """
        said = self.reply.by
        return (
            listed(self.book, self.reply.supplier).in_lists(said, "supplier")
            if said
            else None
        )

    def drafts(self) -> Iterator[Draft]:
        yield from self._of_lock()
        if self.reply.side == "buyer":
            return
        yield Draft(_reply(self.received, self._by, self.on), self.reply.supplier)
        yield from self._of_disputes()
        for answer in self._answers():
            yield from self._anew(answer, f"action {answer.action}", ("action",))
        if self.reply.statement.strip():
            yield from self._anew(self._statement(), "the statement", ("quarter", "side"))
        for one in self._signatures():
            same = ("metric", "version", "side")
            yield from self._anew(one, f"definition {one.metric}", same)
        ahead = TakingAhead(
            self.book,
            self.entries,
            self.reply,
            self.on,
            self._is_overtaken,
            self.passed_over,
        )
        yield from ahead.drafts()

    @cached_property
    def _is_overtaken(self) -> bool:
        """Whether a reply that was saved later came in before it: of what both say, that stands."""
        saved_at = self.reply.saved_at
        later = [
            one.now.saved_at
            for one in self.book.all(voice.Reply)
            if one.now.quarter == self.reply.quarter and one.now.saved_at
        ]
        return saved_at is not None and any(is_before(saved_at, one) for one in later)

    def _of_lock(self) -> Iterator[Draft]:
        reply = self.reply
        lock = _lock(reply)
        if lock is None or is_locked(self.book, reply.supplier, lock):
            return
        why = why_overtaken(self.book, reply.supplier, lock)
        if not why:
            yield draft_of_lock(self.book, reply.supplier, lock)
        elif reply.side == "buyer":
            raise RegisterError(why)
        else:
            self.passed_over.append(f"The fingerprint of sealed ratings. {why}")

    def _of_disputes(self) -> Iterator[Draft]:
        open_now = open_disputes(self.book, self.report)
        decided = decided_disputes(self.book, self.report)
        for said in self.reply.disputes:
            row = (said.metric, said.row)
            if row not in open_now and (*row, said.claim) in decided:
                state = decided[(*row, said.claim)]
                self.passed_over.append(
                    f"The dispute of row {said.row} of {said.metric}: it was {state} already.\nSay"
                    " in the review what is new about it."
                )
            else:
                record, _ = open_now.get(row, (None, ""))
                yield from self._dispute(said, record)

    def _dispute(self, said: DisputeSaid, record: str | None) -> Iterator[Draft]:
        """A new dispute, or a revision of the one that is open for this row: it keeps its first day
        and what was answered.
        """
        known = self.book.find(Dispute, record) if record else None
        words = said.words.strip() or None
        if known is not None:
            claim = {"claim": said.claim, "claim_words": words or known.now.claim_words}
            changed = known.now.model_copy(update=claim)
            if changed != known.now and not self._stands(
                f"row {said.row} of {said.metric}"
            ):
                yield Draft(changed, self.reply.supplier, record)
            return
        extracts = {one["dispute_id"]: one for one in self.report["disputes"]}
        before = extracts.get(record or "", {})
        new = Dispute(
            metric=said.metric,
            row=said.row,
            raised_by="supplier",
            raised_on=before.get("raised_on") or self.on,
            claim=said.claim,
            claim_words=words or before.get("words"),
            answer=before.get("answer"),
        )
        yield Draft(new, self.reply.supplier, record)

    def _answers(self) -> Iterator[voice.ActionAnswer]:
        """To the actions that still stand."""
        standing = {one.id for one in self.book.all(Action) if one.now.side != "buyer"}
        for said in self.reply.actions:
            if said.action not in standing:
                self.passed_over.append(
                    f"The answer to action {said.action}: it was taken back since the form was"
                    " sent.\nNothing is to be done."
                )
                continue
            yield voice.ActionAnswer(
                action=said.action,
                answer=said.answer,
                due_on=said.due_on,
                words_said=said.words.strip() or None,
                on=self.on,
            )

    def _statement(self) -> voice.Statement:
        reply = self.reply
        return voice.Statement(
            quarter=reply.quarter,
            side="supplier",
            words_said=reply.statement,
            by=self._by,
            on=self.on,
        )

    def _signatures(self) -> Iterator[voice.Signature]:
        for said in self.reply.signatures:
            yield voice.Signature(
                metric=said.metric,
                version=said.version,
                side="supplier",
                by=self._by,
                on=self.on,
                objection=said.words.strip() if said.answer == "object" else None,
            )

    def _anew(self, stated: Answer, what: str, same: tuple[str, ...]) -> Iterator[Draft]:
        """What is stated, as a revision of the supplier's record in which the fields of `same` are
        the same; nothing where it is as it was, whenever that was.
        """
        known: Record[Answer] | None = None
        for record in self.book.all(type(stated)):
            fits = all(getattr(record.now, name) == getattr(stated, name) for name in same)
            if fits and record.first.side == "supplier":
                known = record
        if known is None:
            yield Draft(stated, self.reply.supplier)
        elif known.now.model_copy(update={"on": stated.on}) != stated and not self._stands(
            what
        ):
            yield Draft(stated, self.reply.supplier, known.id)

    def _stands(self, what: str) -> bool:
        """Whether what a newer reply said of it stands; that is told."""
        if self._is_overtaken:
            self.passed_over.append(
                f"What it says of {what}: a reply that was saved later is entered already, and its"
                " words stand.\nNothing is to be done."
            )
        return self._is_overtaken


def _reply(received: Received, by: str | None, received_on: date) -> voice.Reply:
    reply = received.reply
    return voice.Reply(
        quarter=reply.quarter,
        report=reply.report,
        fingerprint=received.sha256,
        received_on=received_on,
        by=by,
        form_version=reply.schema_version,
        saved_at=reply.saved_at,
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


# --- Told

TOLD = {
    "lock": ("fingerprint of sealed ratings", "fingerprints of sealed ratings"),
    "reply": ("reply", "replies"),
    "dispute": ("dispute", "disputes"),
    "action_answer": ("answer to an action", "answers to actions"),
    "statement": ("statement", "statements"),
    "signature": ("signature or objection", "signatures or objections"),
    "topic": ("topic or its effort", "topics or their effort"),
    "ask_event": ("answer to an ask", "answers to asks"),
    "ask": ("ask", "asks"),
    "expectation": ("expectation", "expectations"),
}


def taken_lines(taken: Taken) -> Iterator[str]:
    """What was entered, and the fingerprint that the other firm is to have the same day."""
    reply = taken.reply
    if not taken.entries:
        yield f"Nothing new: this reply of {reply.quarter} was entered before."
    else:
        yield f"Entered of the {reply.side}'s reply of {reply.quarter}:"
    for kind, (one, many) in TOLD.items():
        count = sum(entry.kind == kind for entry in taken.entries)
        if count:
            yield f"  {count} {one if count == 1 else many}"
    if taken.passed_over:
        yield "Not entered, as something else was entered before:"
    for said in taken.passed_over:
        yield "\n".join(f"  {line}" for line in said.splitlines())
    other = SIDES[1 - SIDES.index(reply.side)]
    if taken.other_lock is None:
        yield f"The {other} has not locked its ratings of {reply.quarter}."
    else:
        lock = taken.other_lock
        yield f"Send back the same day, the {other}'s fingerprint: {lock.fingerprint}"
        yield f"  locked {lock.locked_at}"
