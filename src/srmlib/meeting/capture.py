"""What is written down in a review. Each call is one append to the register, with time,
side and author; nothing is changed or deleted there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from srmlib.errors import UsageError
from srmlib.meeting.acting import ActionCaptures
from srmlib.meeting.looking_ahead import AheadCaptures
from srmlib.meeting.sitting import Sitting
from srmlib.meeting.taking import Loaded, load
from srmlib.meeting.written import CONFIRMED, STAYS_OPEN, WAIVED, review_of, stated
from srmlib.register import Draft
from srmlib.register.kinds.work import Capture, Cause, Dispute, Expectation, Meeting
from srmlib.words.words import day_words

DECISIONS = ("accepted", "refused", "withdrawn", "open")


class Captures(ActionCaptures, AheadCaptures):
    """Every call returns the id of the record it entered.

    `who` names people by id, name or role, several in a list; their firm is the action's
    side. Days are dates or texts such as 2026-10-30. Raises UsageError for somebody or
    something the register does not know; nothing is entered then.
    """

    def __init__(
        self,
        sitting: Sitting,
        disputes: Callable[[], Mapping[str, Dispute]],
        reveal: Callable[[Sequence[Path | str]], int],
    ):
        super().__init__(sitting)
        self._disputes, self._reveal = disputes, reveal

    def note(self, words: str, item: str = "note", side: str = "joint") -> str:
        def new() -> Capture:
            found: Capture = stated(
                Capture,
                meeting=self._sitting.meeting_id,
                item=item,
                words_said=words,
            )
            return found

        return self._sitting.enter_one(new, side)

    def heard(self, words: str, side: str) -> str:
        """What was heard from others in one's own firm, with their consent and without a
        name.
        """
        return self.note(words, "others", side)

    def expectation(self, side: str, words: str) -> str:
        new = stated(
            Expectation,
            side=side,
            words_said=words,
            meeting=self._sitting.meeting_id,
            on=self._sitting.on,
        )
        return self._sitting.enter_one(lambda: new, side)

    def decide(
        self, dispute: str, state: str, *, words: str | None = None, by: Sequence[str] = ()
    ) -> str:
        """A disputed row, decided by both: its claim is accepted, withdrawn, or refused
        with a reason. With open and words it stays on the table.
        """
        if state not in DECISIONS:
            raise UsageError(
                f"'{state}' is no decision, expected one of {', '.join(DECISIONS)}.\n"
                "Name one."
            )
        if state == "open":
            self._sitting.look()
            self._dispute(dispute)
            self._must_say(words, "why it stays open")
            return self.note(words or "", f"{dispute} {STAYS_OPEN}")

        def decided() -> Dispute:
            known = self._dispute(dispute)
            if state == "refused":
                self._must_say(words or known.answer, "why it is refused")
            changed = known.model_dump() | {
                "state": state,
                "decided_on": self._sitting.on,
                "decided_by": self._sitting.people.ids_of(by),
            }
            if words:
                changed |= {
                    "answer": words,
                    "answered_on": self._sitting.on,
                }
            found: Dispute = stated(Dispute, **changed)
            return found

        return self._sitting.enter_one(decided, "joint", record=dispute)

    def _dispute(self, dispute: str) -> Dispute:
        known = self._disputes().get(dispute)
        if known is None:
            listed = ", ".join(self._disputes())
            only = f", only {listed}" if listed else ""
            raise UsageError(f"There is no dispute '{dispute}' on the table{only}.")
        return known

    def cause(self, of: str, row: str, party: str, root_cause: str | None = None) -> str:
        """Whose cause a failure is, agreed by both at this table."""
        day = None if party == "not_agreed" else self._sitting.on
        new: Cause = stated(
            Cause,
            of=of,
            row=row,
            party=party,
            root_cause=root_cause,
            agreed_by_buyer_on=day,
            agreed_by_supplier_on=day,
        )

        def drafts() -> list[Draft]:
            known = (one for one in self._sitting.book.all(Cause) if one.now.of == of)
            before = next((one.id for one in known if one.now.row == row), None)
            return [self._sitting.draft(new, before)]

        return self._sitting.enter(drafts, "joint")[-1].record

    def confirm(self, side: str) -> str:
        """A firm confirms the actions as they were read aloud."""
        return self.note(
            "The actions are confirmed as they were read aloud.", CONFIRMED, side
        )

    def present(self, *who: str) -> str:
        """Who is at the table."""
        return self._attendees(lambda _: self._sitting.people.ids_of(who))

    def attend(self, who: str, *, is_there: bool = True) -> str:
        """Somebody came to the table, or is not at it after all."""

        def changed(there: Sequence[str]) -> tuple[str, ...]:
            named = self._sitting.people.ids_of(who)
            if not named:
                raise UsageError("Nobody is named.\nSay who is at the table.")
            others = [one for one in there if one not in named]
            return (*others, *(named if is_there else ()))

        return self._attendees(changed)

    def _attendees(self, change: Callable[[Sequence[str]], Sequence[str]]) -> str:
        def changed() -> Meeting:
            known = self._sitting.meeting
            found: Meeting = stated(
                Meeting, **known.model_dump() | {"attendees": change(known.attendees)}
            )
            return found

        return self._sitting.enter_one(changed, "joint", record=self._sitting.meeting_id)

    def next_review(self, day: date | str) -> str:
        """When the next quarter is reviewed; another quarter's review is left as it is."""
        sitting = self._sitting

        def drafts() -> list[Draft]:
            held = review_of(sitting.book, sitting.supplier_id, sitting.next_quarter)
            if held and held.now.held_on:
                raise UsageError(
                    f"The review of {sitting.next_quarter} was held on"
                    f" {day_words(held.now.held_on)}: it is not planned again."
                )
            known = sitting.next_review()
            fields = known.now.model_dump() if known else {"tier": sitting.meeting.tier}
            fields |= {
                "planned_on": day,
                "is_review": True,
                "quarter": sitting.next_quarter,
            }
            new: Meeting = stated(Meeting, **fields)
            if new.planned_on <= sitting.on:
                raise UsageError(
                    f"The next review is on {day_words(new.planned_on)}, expected a day"
                    f" after this one, {day_words(sitting.on)}.\nCorrect it."
                )
            return [sitting.draft(new, known.id if known else None)]

        return sitting.enter(drafts, "joint")[-1].record

    def waive_ratings(self, words: str) -> str:
        """Why the ratings are not revealed in this meeting."""
        self._must_say(words, "why the ratings stay sealed")
        return self.note(words, WAIVED)

    def reveal(self, files: Sequence[Path | str]) -> int:
        """Open both firms' sealed ratings together; returns how many ratings were
        revealed.
        """
        revealed = self._reveal(files)
        self._sitting.forget()
        return revealed

    def load(self, file: Path | str) -> Loaded:
        """Enter what agenda.html saved; what was taken from it before is passed over."""
        return load(self, self._sitting, Path(file))
