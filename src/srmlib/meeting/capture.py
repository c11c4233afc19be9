"""What is written down in a review. Each call is one append to the register, with time, side and
author; nothing is changed or deleted there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from srmlib.errors import UsageError
from srmlib.meeting.sitting import CONFIRMED, STAYS_OPEN, WAIVED, Sitting, stated
from srmlib.meeting.taking import Loaded, load
from srmlib.meeting.topics import TopicCaptures
from srmlib.register.kinds.work import (
    Action,
    ActionDate,
    ActionEnd,
    Capture,
    Cause,
    Dispute,
    Expectation,
    Meeting,
)

DECISIONS = ("accepted", "refused", "withdrawn", "open")


class Captures(TopicCaptures):
    """Every call returns the id of the record it entered.

    `who` names people by id, name or role, several in a list; their firm is the action's side.
    Days are dates or texts such as 2026-10-30. Raises UsageError for somebody or something the
    register does not know; nothing is entered then.
    """

    def __init__(
        self,
        sitting: Sitting,
        disputes: Callable[[], Mapping[str, Dispute]],
        next_quarter: str,
        reveal: Callable[[Sequence[Path | str]], int],
    ):
        super().__init__(sitting)
        self._disputes = disputes
        self._next_quarter, self._reveal = next_quarter, reveal

    def action(
        self,
        what: str,
        *,
        who: str | Sequence[str] | None = None,
        due: date | str | None = None,
        measure: str | None = None,
        metric: str | None = None,
        side: str | None = None,
        from_row: str | None = None,
    ) -> str:
        """A promise to do something. It may be saved with a hole; the meeting does not close with
        one: `fill` fills it in.
        """
        owners = self._sitting.people.ids_of(who)
        of = self._sitting.people.side_of(owners) or side or "joint"
        new = stated(
            Action,
            what=what,
            side=of,
            owners=owners,
            agreed_on=self._sitting.on,
            meeting=self._sitting.meeting_id,
            metric=metric,
            measure=measure,
            from_row=from_row,
            due_on=due,
        )
        return self._sitting.enter(new, "joint").record

    def fill(self, action: str, **fields: Any) -> str:
        """Fill in what an action lacks (who, due, measure, metric, what), as a revision of it. A
        date it already has is moved by `move`.
        """
        known = self._action(action)
        if known.due_on and fields.get("due") not in (None, "", known.due_on, f"{known.due_on}"):
            raise UsageError(
                f"{action} is due on {known.due_on} and its first date is kept.\nEnter the new one"
                " with its reason: capture.move."
            )
        changed = known.model_dump()
        names = {
            "due": "due_on",
            "what": "what",
            "measure": "measure",
            "metric": "metric",
        }
        changed |= {names[name]: value for name, value in fields.items() if name in names and value}
        if owners := self._sitting.people.ids_of(fields.get("who")):
            changed |= {
                "owners": owners,
                "side": self._sitting.people.side_of(owners),
            }
        return self._sitting.enter(
            stated(Action, **changed),
            "joint",
            action,
        ).record

    def move(self, action: str, due: date | str, reason: str) -> str:
        """Another day an action is due; the first is kept for ever."""
        self._action(action)
        self._must_say(reason, "why it moves")
        new = stated(
            ActionDate,
            action=action,
            due_on=due,
            reason=reason,
        )
        return self._sitting.enter(new, self._side_of(action)).record

    def done(self, action: str, evidence: str | None = None) -> str:
        return self._end(action, "done", evidence=evidence)

    def drop(self, action: str, reason: str) -> str:
        self._must_say(reason, "why it is dropped")
        return self._end(action, "dropped", reason=reason)

    def _end(self, action: str, how: str, **words: str | None) -> str:
        self._action(action)
        new = stated(
            ActionEnd,
            action=action,
            how=how,
            on=self._sitting.on,
            **words,
        )
        return self._sitting.enter(new, self._side_of(action)).record

    def note(self, words: str, item: str = "note", side: str = "joint") -> str:
        new = stated(
            Capture,
            meeting=self._sitting.meeting_id,
            item=item,
            words_said=words,
        )
        return self._sitting.enter(new, side).record

    def heard(self, words: str, side: str) -> str:
        """What was heard from others in one's own firm, with their consent and without a name."""
        return self.note(words, "others", side)

    def expectation(self, side: str, words: str) -> str:
        new = stated(
            Expectation,
            side=side,
            words_said=words,
            meeting=self._sitting.meeting_id,
            on=self._sitting.on,
        )
        return self._sitting.enter(new, side).record

    def decide(
        self, dispute: str, state: str, *, words: str | None = None, by: Sequence[str] = ()
    ) -> str:
        """A disputed row, decided by both: its claim is accepted, refused or withdrawn. With open
        and words it stays on the table.
        """
        if state not in DECISIONS:
            raise UsageError(
                f"'{state}' is no decision, expected one of {', '.join(DECISIONS)}.\nName one."
            )
        known = self._disputes().get(dispute)
        if known is None:
            listed = ", ".join(self._disputes()) or "none"
            raise UsageError(f"There is no dispute '{dispute}' on the table, only {listed}.")
        if state == "open":
            self._must_say(words, "why it stays open")
            return self.note(
                words or "",
                f"{dispute} {STAYS_OPEN}",
            )
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
        return self._sitting.enter(
            stated(Dispute, **changed),
            "joint",
            dispute,
        ).record

    def cause(self, of: str, row: str, party: str, root_cause: str | None = None) -> str:
        """Whose cause a failure is, agreed by both at this table."""
        day = None if party == "not_agreed" else self._sitting.on
        new = stated(
            Cause,
            of=of,
            row=row,
            party=party,
            root_cause=root_cause,
            agreed_by_buyer_on=day,
            agreed_by_supplier_on=day,
        )
        before = next(
            (
                one.id
                for one in self._sitting.book.all(Cause)
                if (one.now.of, one.now.row) == (of, row)
            ),
            None,
        )
        return self._sitting.enter(
            new,
            "joint",
            before,
        ).record

    def confirm(self, side: str) -> str:
        """A firm confirms the actions as they were read aloud."""
        return self.note("The actions are confirmed as they were read aloud.", CONFIRMED, side)

    def present(self, *who: str) -> str:
        """Who is at the table."""
        changed = self._sitting.meeting.model_dump()
        changed["attendees"] = self._sitting.people.ids_of(who)
        new = stated(Meeting, **changed)
        return self._sitting.enter(
            new,
            "joint",
            self._sitting.meeting_id,
        ).record

    def attend(self, who: str, *, is_there: bool = True) -> str:
        """Somebody came to the table, or is not at it after all."""
        (person,) = self._sitting.people.ids_of(who)
        others = [one for one in self._sitting.meeting.attendees if one != person]
        return self.present(*others, *([person] if is_there else []))

    def next_review(self, day: date | str) -> str:
        """When the next quarter is reviewed."""
        known = self._sitting.next_review()
        new = stated(
            Meeting,
            tier=self._sitting.meeting.tier,
            planned_on=day,
            is_review=True,
            quarter=self._next_quarter,
        )
        return self._sitting.enter(
            new,
            "joint",
            known[0] if known else None,
        ).record

    def waive_ratings(self, words: str) -> str:
        """Why the ratings are not revealed in this meeting."""
        self._must_say(words, "why the ratings stay sealed")
        return self.note(words, WAIVED)

    def reveal(self, files: Sequence[Path | str]) -> int:
        """Open both firms' sealed ratings together; returns how many ratings were revealed."""
        revealed = self._reveal(files)
        self._sitting.forget()
        return revealed

    def undo(self) -> str:
        """Take back what this sitting entered last, by an entry of its own."""
        return self._sitting.take_back()

    def load(self, file: Path | str) -> Loaded:
        """Enter what agenda.html saved; what the register holds already is passed over."""
        sitting = self._sitting
        sitting.passes_over_known = True
        try:
            return load(
                self,
                Path(file),
                sitting.supplier_id,
                sitting.quarter,
            )
        finally:
            sitting.passes_over_known = False

    def _action(self, action: str) -> Action:
        found = self._sitting.book.find(Action, action)
        if found is None:
            listed = ", ".join(one.id for one in self._sitting.book.all(Action)) or "none"
            raise UsageError(f"There is no action '{action}', expected one of {listed}.\nName one.")
        return found.now

    def _side_of(self, action: str) -> str:
        return self._action(action).side

    @staticmethod
    def _must_say(words: str | None, what: str) -> None:
        if not (words or "").strip():
            raise UsageError(f"It is not said {what}.\nSay it in a few words.")
