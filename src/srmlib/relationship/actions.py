"""What became of the actions of both firms: the first date is kept for ever, and every other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from srmlib.encoding import Block, encoded
from srmlib.register import Book, Record
from srmlib.register.kinds.voice import ActionAnswer
from srmlib.register.kinds.work import Action as Stated
from srmlib.register.kinds.work import ActionDate, ActionEnd, Meeting
from srmlib.relationship.movement import Movement, movement_of
from srmlib.relationship.people import People
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.definitions import definitions_of

# In the order a list shows them: the buyer's first, what both do last.
SIDES = ("buyer", "supplier", "joint")
# Inside a side: what is done first, what is late last.
STATES = ("done", "dropped", "on_track", "moved", "late")


@dataclass(frozen=True)
class Due:
    """A day an action was due, the day that was entered, and why it moved; null where nobody said
    why.
    """

    on: date
    entered_on: date
    reason: str | None = None


@dataclass(frozen=True)
class Answer:
    """What a firm answered to an action: agree, move (to `due_on`), object or done; null where it
    says nothing.
    """

    side: str
    answer: str
    due_on: date | None
    words: str | None
    on: date


@dataclass(frozen=True)
class Action:
    """One action as it stands. `owners` are in the words a page shows. `dates` are all the days it
    was due, in the order they were entered; the first is kept for ever. `state` is done, dropped,
    late, moved or on_track. `ended_on`, `reason` (why dropped) and `evidence` are null while it is
    open; `days_late` is null where it is not late, or was done by its date. `movement` is null
    where no metric tells, or nothing can be counted.
    """

    id: str
    what: str
    side: str
    owners: tuple[str, ...]
    agreed_on: date | None
    dates: tuple[Due, ...]
    state: str
    ended_on: date | None
    reason: str | None
    evidence: str | None
    days_late: int | None
    metric: str | None
    measure: str | None
    from_row: str | None
    answer: Answer | None = None
    movement: Movement | None = None

    @property
    def first_due(self) -> date | None:
        """The day first promised, whatever was entered later."""
        return self.dates[0].on if self.dates else None

    @property
    def due(self) -> date | None:
        return self.dates[-1].on if self.dates else None

    @property
    def times_moved(self) -> int:
        return max(len(self.dates) - 1, 0)

    @property
    def is_open(self) -> bool:
        return self.state not in ("done", "dropped")

    @property
    def is_done_by_first(self) -> bool:
        """Whether it was done by the day first promised."""
        if self.state != "done" or self.first_due is None or self.ended_on is None:
            return False
        return self.ended_on <= self.first_due

    @property
    def holes(self) -> tuple[str, ...]:
        """What nobody has filled: owner, date, measure."""
        missing = {
            "owner": not self.owners,
            "date": not self.dates,
            "measure": not (self.metric or self.measure),
        }
        return tuple(name for name, is_missing in missing.items() if is_missing)

    def to_json(self) -> Block:
        """Its block of report.json."""
        moved = "moved" if self.times_moved else "open"
        return {
            "id": self.id,
            "what": self.what,
            "side": self.side,
            "owners": list(self.owners),
            "agreed_on": encoded(self.agreed_on),
            "first_due": encoded(self.first_due),
            "due": encoded(self.due),
            "dates": encoded(self.dates),
            "times_moved": self.times_moved,
            "measure": self.measure,
            "from": {
                "metric": self.metric,
                "row": self.from_row,
            },
            "state": moved if self.is_open else self.state,
            "is_late": self.state == "late",
            "days_late": self.days_late,
            "ended_on": encoded(self.ended_on),
            "reason": self.reason,
            "evidence": self.evidence,
            "holes": list(self.holes),
            "answer": encoded(self.answer),
            "movement": encoded(self.movement),
        }


@dataclass(frozen=True)
class Kept:
    """Of the actions whose first date has passed, how many of a side were done by it."""

    met: int
    due: int


@dataclass(frozen=True)
class Actions:
    """`last` are those agreed before the review, `new` those agreed in it or since; each the
    buyer's first, and inside a side what is done first and what is late last.
    """

    as_of: date
    last: tuple[Action, ...] = ()
    new: tuple[Action, ...] = ()

    def of(self, side: str) -> list[Action]:
        return [one for one in self.last if one.side == side]

    def count(
        self,
        state: str,
        side: str | None = None,
    ) -> int:
        """How many of the last actions are in a state; a joint one is counted with neither firm."""
        return sum(one.state == state and side in (None, one.side) for one in self.last)

    def first_dates(self, side: str) -> Kept:
        """What became of a side's first dates that have passed."""
        passed = [one for one in self.of(side) if one.first_due and one.first_due <= self.as_of]
        return Kept(sum(one.is_done_by_first for one in passed), len(passed))

    def most_moved(self) -> Action | None:
        """The one that moved most often, of those that moved more than once; else null."""
        moved = [one for one in self.last if one.times_moved > 1]
        return max(moved, key=lambda one: one.times_moved, default=None)

    def without_rows(self, metrics: set[str]) -> Actions:
        """The same, without the row that an action of these metrics comes from."""

        def cleared(found: tuple[Action, ...]) -> tuple[Action, ...]:
            return tuple(
                replace(one, from_row=None) if one.metric in metrics else one for one in found
            )

        return replace(
            self,
            last=cleared(self.last),
            new=cleared(self.new),
        )

    def to_json(self) -> list[Block]:
        """The list of report.json, the last before the new."""
        return [one.to_json() for one in (*self.last, *self.new)]


def actions_of(
    book: Book,
    supplier_id: str,
    as_of: date,
    quarter: Quarter | None = None,
    snapshot: Snapshot | None = None,
) -> Actions:
    """The actions of a supplier as of a day. With a quarter those that had ended before it are left
    out, and those agreed after it stand apart; with a snapshot a metric's value before and since.
    """
    records = [one for one in book.all(Stated) if one.supplier_id == supplier_id]
    reader = _Reader(
        book,
        as_of,
        snapshot,
        supplier_id,
    )
    found = [reader.action(one) for one in records]
    if quarter is not None:
        found = [one for one in found if one.is_open or _ended_since(one, quarter)]
    is_new = {
        one.id: bool(quarter and one.agreed_on and one.agreed_on >= quarter.until) for one in found
    }
    found.sort(key=_printed_order)
    return Actions(
        as_of,
        tuple(one for one in found if not is_new[one.id]),
        tuple(one for one in found if is_new[one.id]),
    )


def _ended_since(
    action: Action,
    quarter: Quarter,
) -> bool:
    return action.ended_on is not None and action.ended_on >= quarter.start


def _printed_order(action: Action) -> tuple[int, int, date, str]:
    due = action.first_due or date.max
    return SIDES.index(action.side), STATES.index(action.state), due, action.id


@dataclass(frozen=True)
class _Reader:
    """Puts an action together from its record and its logs."""

    book: Book
    as_of: date
    snapshot: Snapshot | None
    supplier_id: str

    @cached_property
    def _definitions(self) -> Mapping[str | None, Definition]:
        """By id; empty without a snapshot."""
        if self.snapshot is None:
            return {}
        found = definitions_of(self.snapshot.con, self.supplier_id)
        return {one.metric_id: one for one in found}

    def action(self, record: Record[Stated]) -> Action:
        stated = record.now
        dates = self._dates(record)
        end = self._end(record.id)
        agreed_on = self._agreed_on(stated)
        due = dates[-1].on if dates else None
        ended_on = end.on if end else None
        people = People(
            self.book,
            self.supplier_id,
            self.as_of,
        )
        return Action(
            id=record.id,
            what=stated.what,
            side=stated.side,
            owners=tuple(people.called(one) for one in stated.owners),
            agreed_on=agreed_on,
            dates=dates,
            state=self._state(dates, end),
            ended_on=ended_on,
            reason=end.reason if end else None,
            evidence=end.evidence if end else None,
            days_late=self._days_late(due, end),
            metric=stated.metric,
            measure=stated.measure,
            from_row=stated.from_row,
            answer=self._answer(record.id),
            movement=self._movement(stated.metric, agreed_on, ended_on),
        )

    def _dates(self, record: Record[Stated]) -> tuple[Due, ...]:
        """Every day it was due, in the order of entry; the same day once more is no move."""
        log = [
            (one.number, Due(one.stated.due_on, one.entered_at.date()))
            for one in record.revisions
            if one.stated.due_on is not None
        ]
        for moved in self.book.all(ActionDate):
            if moved.now.action == record.id:
                due = Due(
                    moved.now.due_on,
                    moved.first.entered_at.date(),
                    moved.now.reason,
                )
                log.append((moved.first.number, due))
        log.sort(key=lambda one: one[0])
        kept: list[Due] = []
        for _, due in log:
            if not kept or due.on != kept[-1].on:
                kept.append(due)
        return tuple(kept)

    def _end(self, action: str) -> ActionEnd | None:
        """How it ended by the day asked for, the last entry; null while it is open."""
        ends = [one for one in self.book.all(ActionEnd) if one.now.action == action]
        known = [one for one in ends if one.now.on <= self.as_of]
        return max(known, key=lambda one: one.last.number).now if known else None

    def _agreed_on(self, stated: Stated) -> date | None:
        """As stated, else the day of the meeting it was agreed in."""
        if stated.agreed_on or stated.meeting is None:
            return stated.agreed_on
        meeting = self.book.find(Meeting, stated.meeting)
        return meeting.now.held_on if meeting else None

    def _state(
        self,
        dates: tuple[Due, ...],
        end: ActionEnd | None,
    ) -> str:
        if end is not None:
            return end.how
        if dates and dates[-1].on < self.as_of:
            return "late"
        return "moved" if len(dates) > 1 else "on_track"

    def _days_late(
        self,
        due: date | None,
        end: ActionEnd | None,
    ) -> int | None:
        if due is None or (end is not None and end.how == "dropped"):
            return None
        until = end.on if end else self.as_of
        return (until - due).days if until > due else None

    def _answer(self, action: str) -> Answer | None:
        found = [one for one in self.book.all(ActionAnswer) if one.now.action == action]
        if not found:
            return None
        last = max(found, key=lambda one: one.last.number)
        said = last.now
        return Answer(
            last.last.side,
            said.answer,
            said.due_on,
            said.words_said,
            said.on,
        )

    def _movement(
        self,
        metric: str | None,
        agreed_on: date | None,
        ended_on: date | None,
    ) -> Movement | None:
        if self.snapshot is None or metric not in self._definitions or agreed_on is None:
            return None
        definition = self._definitions[metric]
        return movement_of(
            self.snapshot,
            definition,
            self.supplier_id,
            agreed_on,
            ended_on,
        )
