"""What is written down of actions in a review: promised, filled in, moved, done,
dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from srmlib.errors import UsageError
from srmlib.meeting.capturing import Capturing
from srmlib.meeting.written import stated
from srmlib.register import Draft
from srmlib.register.kinds.work import Action, ActionDate, ActionEnd


class ActionCaptures(Capturing):
    """Calls return the id of what they entered. Raises UsageError for an unknown action."""

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
        """A promise to do something. It may be saved with a hole; the meeting does not
        close with one: `fill` fills it in.
        """

        def new() -> Action:
            owners = self._sitting.people.ids_of(who)
            found: Action = stated(
                Action,
                what=what,
                side=self._sitting.people.side_of(owners) or side or "joint",
                owners=owners,
                agreed_on=self._sitting.on,
                meeting=self._sitting.meeting_id,
                metric=metric,
                measure=measure,
                from_row=from_row,
                due_on=due,
            )
            return found

        return self._sitting.enter_one(new, "joint")

    def fill(
        self,
        action: str,
        *,
        who: str | Sequence[str] | None = None,
        due: date | str | None = None,
        measure: str | None = None,
        metric: str | None = None,
        what: str | None = None,
    ) -> str:
        """Fill in what an action lacks, as a revision of it; its date as an entry of its
        own, so that one which is taken back was never promised. A date it already has is
        moved by `move`.
        """

        def drafts() -> list[Draft]:
            known = self._known(Action, action).now
            shown = self._sitting.people.hushing.stated(known)
            owners = self._sitting.people.ids_of(who)
            filled = {
                "what": what,
                "measure": measure,
                "metric": metric,
                "owners": owners,
                "side": self._sitting.people.side_of(owners),
            }
            # A page hands back what it shows, which is not always what was typed.
            said = {
                name: value
                for name, value in filled.items()
                if value and value != getattr(shown, name)
            }
            changed = known.model_dump() | said
            revision: Action = stated(Action, **changed)
            found = [self._sitting.draft(revision, action)] if revision != known else []
            found += self._date(action, due)
            if not found:
                raise UsageError(
                    f"Nothing new is said of {action}.\nFill in what is missing."
                )
            return found

        self._sitting.enter(drafts, "joint")
        return action

    def _date(self, action: str, due: date | str | None) -> list[Draft]:
        """The first date of an action that has none."""
        known = self._due(action)
        if not due or f"{due}" == f"{known}":
            return []
        if known:
            raise UsageError(
                f"{action} is due on {known} and its first date is kept.\nEnter the new one"
                " with its reason: capture.move."
            )
        new: ActionDate = stated(ActionDate, action=action, due_on=due)
        return [self._sitting.draft(new)]

    def _due(self, action: str) -> date | None:
        """The day it is due now; null where nobody has said one."""
        moved = [
            one for one in self._sitting.book.all(ActionDate) if one.now.action == action
        ]
        if moved:
            return max(moved, key=lambda one: one.first.number).now.due_on
        return self._known(Action, action).now.due_on

    def move(self, action: str, due: date | str, reason: str) -> str:
        """Another day an action is due; the first is kept for ever."""
        self._must_say(reason, "why it moves")

        def new() -> ActionDate:
            self._known(Action, action)
            found: ActionDate = stated(
                ActionDate,
                action=action,
                due_on=due,
                reason=reason,
            )
            return found

        return self._sitting.enter_one(new, self._side_of(action))

    def done(self, action: str, evidence: str | None = None) -> str:
        return self._end(action, "done", evidence=evidence)

    def drop(self, action: str, reason: str) -> str:
        self._must_say(reason, "why it is dropped")
        return self._end(action, "dropped", reason=reason)

    def _end(self, action: str, how: str, **words: str | None) -> str:
        def new() -> ActionEnd:
            self._known(Action, action)
            found: ActionEnd = stated(
                ActionEnd,
                action=action,
                how=how,
                on=self._sitting.on,
                **words,
            )
            return found

        return self._sitting.enter_one(new, self._side_of(action))

    def _side_of(self, action: str) -> str:
        self._sitting.look()
        return self._known(Action, action).now.side
