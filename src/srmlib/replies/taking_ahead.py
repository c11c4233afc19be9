"""What a reply says of the time to come, as entries: efforts and new topics, answers and
asks, expectations. New topics and asks are told apart by their words, of which a slip that
was mended makes no other ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import eq
from typing import TypeVar

from srmlib.register import Book, Draft, Entry, Record
from srmlib.register.kinds.ahead import Ask, AskEvent, Topic
from srmlib.register.kinds.work import Expectation
from srmlib.register.wording import is_slip
from srmlib.relationship.asks import last_event
from srmlib.replies.reading import AnswerSaid, AskSaid, ProposalSaid, Reply

# The same words again are the same ask; of another year they are a new one.
DAYS_OF_AN_ASK = 183
CLOSED = ("done", "refused")
Said = TypeVar("Said", Topic, Ask)


@dataclass(frozen=True)
class TakingAhead:
    """The entries of a reply; `entries` are all of its supplier, `is_overtaken` is whether a reply
    that was saved later came in before it. What does not enter goes to `passed_over`.
    """

    book: Book
    entries: Sequence[Entry]
    reply: Reply
    on: date
    is_overtaken: bool
    passed_over: list[str]

    def drafts(self) -> Iterator[Draft]:
        yield from self._of_efforts()
        for proposal in self.reply.proposals:
            yield from self._of_proposal(proposal)
        for answer in self.reply.answers:
            yield from self._of_answer(answer)
        for ask in self.reply.asks:
            yield from self._of_ask(ask)
        if self.reply.expectation.strip():
            yield from self._of_expectation()

    def _of_efforts(self) -> Iterator[Draft]:
        for said in self.reply.efforts:
            record = self.book.find(Topic, said.topic)
            what = f"The effort of topic {said.topic}"
            if record is None:
                self._pass(what, "the topic was taken back since the form was sent.")
            elif record.now.effort == said.effort:
                continue
            elif record.now.effort and record.last.side != "supplier":
                self._pass(what, f"it was entered since as {record.now.effort}.")
            elif not record.now.effort or not self._stands(what):
                changed = record.now.model_copy(update={"effort": said.effort})
                yield Draft(changed, self.reply.supplier, record.id)

    def _of_proposal(self, said: ProposalSaid) -> Iterator[Draft]:
        stated = Topic(what=said.what, form=said.form, effort=said.effort)
        what = f"The new topic “{_short(said.what)}”"
        proposed = [one.what for one in self.reply.proposals]
        known = self._same_or_mended(stated, self.book.all(Topic), proposed)
        if known is None:
            if not self._is_taken_back(stated, what):
                yield Draft(stated, self.reply.supplier)
            return
        effort = said.effort or known.now.effort
        said_now = {"what": said.what, "form": said.form, "effort": effort}
        changed = known.now.model_copy(update=said_now)
        if changed == known.now:
            return
        if known.first.side != "supplier" or known.last.side != "supplier":
            self._pass(what, f"it stands as {known.id}, as the buyer entered it.")
        elif not self._stands(what):
            yield Draft(changed, self.reply.supplier, known.id)

    def _of_answer(self, said: AnswerSaid) -> Iterator[Draft]:
        what = f"The answer to ask {said.ask}"
        if self.book.find(Ask, said.ask) is None:
            self._pass(what, "it was taken back since the form was sent.")
            return
        words = said.words.strip() or None
        is_done = said.state == "done"
        stated = AskEvent(
            ask=said.ask,
            state=said.state,
            on=self.on,
            words_said=None if is_done else words,
            evidence=words if is_done else None,
        )
        last = self._last_event(said.ask)
        if last is None:
            yield Draft(stated, self.reply.supplier)
        elif last.now.model_copy(update={"on": self.on}) == stated:
            return
        elif last.last.side != "supplier" and last.now.state in CLOSED:
            self._pass(what, f"it was entered as {last.now.state} since the form was sent.")
        elif last.last.side != "supplier" or not self._stands(what):
            yield Draft(stated, self.reply.supplier)

    def _last_event(self, ask: str) -> Record[AskEvent] | None:
        return last_event(self.book.about(AskEvent, "ask", ask), self.on)

    def _of_ask(self, said: AskSaid) -> Iterator[Draft]:
        stated = Ask(from_side="supplier", what=said.what, form=said.form, asked_on=self.on)
        what = f"The ask “{_short(said.what)}”"
        recent = [one for one in self.book.all(Ask) if self._is_recent(one)]
        known = self._same_or_mended(stated, recent, [one.what for one in self.reply.asks])
        if known is None:
            if not self._is_taken_back(stated, what):
                yield Draft(stated, self.reply.supplier)
            return
        said_now = {"what": stated.what, "form": stated.form}
        changed = known.now.model_copy(update=said_now)
        if changed == known.now:
            return
        if self._is_answered(known):
            self._pass(what, f"it stands as {known.id}, as the buyer has answered it.")
        elif not self._stands(what):
            yield Draft(changed, self.reply.supplier, known.id)

    def _is_answered(self, ask: Record[Ask]) -> bool:
        """Whether the buyer has said something to it: the words it was said to stay."""
        events = (one for one in self.book.all(AskEvent) if one.now.ask == ask.id)
        return any(one.last.side != "supplier" for one in events)

    def _is_recent(self, record: Record[Ask]) -> bool:
        return abs((self.on - record.now.asked_on).days) <= DAYS_OF_AN_ASK

    def _same_or_mended(
        self, stated: Said, records: Sequence[Record[Said]], said_now: Sequence[str]
    ) -> Record[Said] | None:
        """The last of these words; else the supplier's own of words with a slip that this
        reply mended, and does not say beside them.
        """
        same = [one for one in records if _is_alike(one.now, stated)]
        mended = [
            one
            for one in records
            if one.first.side == "supplier"
            and one.now.what not in said_now
            and _is_alike(one.now, stated, is_slip)
        ]
        return next(reversed(same or mended), None)

    def _of_expectation(self) -> Iterator[Draft]:
        """One a quarter: another reply says it anew."""
        words = self.reply.expectation.strip()
        record = f"X-{self.reply.supplier}-{self.reply.quarter}"
        known = self.book.find(Expectation, record)
        stated = Expectation(side="supplier", words_said=words, on=self.on)
        if known is not None:
            is_said = known.now.words_said == stated.words_said
            if is_said or self._stands("The expectation"):
                return
        yield Draft(stated, self.reply.supplier, record)

    def _is_taken_back(self, stated: Said, what: str) -> bool:
        """Whether the supplier's own of these words was entered and taken back; that is told."""
        last = {one.record: one for one in self.entries if one.kind == stated.kind}
        alike = [
            one
            for one in last.values()
            if one.is_withdrawn and _is_alike(one.stated, stated, is_slip)
        ]
        if alike:
            self._pass(what, "it was entered before, and taken back.")
        return bool(alike)

    def _stands(self, what: str) -> bool:
        """Whether what a newer reply said of it stands; that is told."""
        if self.is_overtaken:
            self._pass(
                what,
                "a reply that was saved later is entered already, and its words stand.",
            )
        return self.is_overtaken

    def _pass(self, what: str, why: str) -> None:
        self.passed_over.append(
            f"{what}: {why}\nSay in the review what is to be changed about it."
        )


def _is_alike(
    one: object, stated: Said, is_one_text: Callable[[str, str], bool] = eq
) -> bool:
    """Whether it is a topic, or an ask of the same firm, of these words."""
    if not isinstance(one, type(stated)) or not is_one_text(one.what, stated.what):
        return False
    return not isinstance(one, Ask) or one.from_side == stated.from_side


def _short(words: str) -> str:
    """A text on one line, as it is told."""
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return line if len(line) <= 60 else f"{line[:59]}…"
