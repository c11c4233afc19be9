"""One action of a firm, or of both: when it was due, how it ended, what it moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from srmlib.encoding import Block, encoded
from srmlib.register import Book, Record
from srmlib.register.kinds.voice import ActionAnswer
from srmlib.register.kinds.work import Action as Stated
from srmlib.register.kinds.work import ActionEnd, Meeting
from srmlib.relationship.dates import Due, dates_of
from srmlib.relationship.movement import Movement, movement_of
from srmlib.relationship.people import People
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.definitions import definitions_of


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
    """One action as it stands. `owners` are in the words a page shows, while it is open
    without who has left. `dates` are all the days it was due, in the order they were
    entered; the first is kept for ever. `state` is done, dropped, late, moved or on_track.
    `ended_on`, `reason` (why dropped) and `evidence` are null while it is open; `days_late`
    is null where it is not late, or was done by its date. `movement` is null where no
    metric tells, or nothing can be counted.
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
    def is_dropped_before_first(self) -> bool:
        """Whether both gave it up before the day first promised."""
        if self.state != "dropped" or self.first_due is None or self.ended_on is None:
            return False
        return self.ended_on < self.first_due

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
            "from": {"metric": self.metric, "row": self.from_row},
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
class Reader:
    """Puts an action together from its record and its logs."""

    book: Book
    as_of: date
    snapshot: Snapshot | None
    supplier_id: str
    quarter: Quarter | None

    @cached_property
    def _definitions(self) -> Mapping[str | None, Definition]:
        """By id; empty without a snapshot."""
        if self.snapshot is None:
            return {}
        found = definitions_of(self.snapshot.con, self.supplier_id)
        return {one.metric_id: one for one in found}

    def action(self, record: Record[Stated]) -> Action:
        stated = record.now
        dates = dates_of(self.book, record)
        end = self._end(record.id)
        agreed_on = self._agreed_on(stated)
        due = dates[-1].on if dates else None
        ended_on = end.on if end else None
        people = People(self.book, self.supplier_id, self.as_of)
        return Action(
            id=record.id,
            what=stated.what,
            side=stated.side,
            owners=people.all_called(
                one for one in stated.owners if end or not people.has_left(one)
            ),
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

    def _end(self, action: str) -> ActionEnd | None:
        """How it ended by the day asked for, the last entry; null while it is open."""
        ends = self.book.about(ActionEnd, "action", action)
        known = [one for one in ends if one.now.on <= self.as_of]
        return max(known, key=lambda one: one.last.number).now if known else None

    def _agreed_on(self, stated: Stated) -> date | None:
        """As stated, else the day of the meeting it was agreed in."""
        if stated.agreed_on or stated.meeting is None:
            return stated.agreed_on
        meeting = self.book.find(Meeting, stated.meeting)
        return meeting.now.held_on if meeting else None

    def _state(self, dates: tuple[Due, ...], end: ActionEnd | None) -> str:
        if end is not None:
            return end.how
        if dates and dates[-1].on < self.as_of:
            return "late"
        return "moved" if len(dates) > 1 else "on_track"

    def _days_late(self, due: date | None, end: ActionEnd | None) -> int | None:
        if due is None or (end is not None and end.how == "dropped"):
            return None
        until = end.on if end else self.as_of
        return (until - due).days if until > due else None

    def _answer(self, action: str) -> Answer | None:
        found = self.book.about(ActionAnswer, "action", action)
        if not found:
            return None
        last = max(found, key=lambda one: one.last.number)
        said = last.now
        return Answer(last.last.side, said.answer, said.due_on, said.words_said, said.on)

    def _movement(
        self, metric: str | None, agreed_on: date | None, ended_on: date | None
    ) -> Movement | None:
        if self.snapshot is None or metric not in self._definitions or agreed_on is None:
            return None
        definition = self._definitions[metric]
        reviewed = (
            self.quarter or self.snapshot.fiscal_year.quarter_of(self.as_of).previous()
        )
        begun = ended_on or agreed_on
        return movement_of(
            self.snapshot, definition, self.supplier_id, agreed_on, begun, reviewed
        )
