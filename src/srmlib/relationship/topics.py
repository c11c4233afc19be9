"""The topics both firms work on ahead of need: the five they chose, what moved, and the long list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from srmlib.encoding import Block, encoded
from srmlib.register.book import Book, Record
from srmlib.register.kinds import Kind
from srmlib.register.kinds.ahead import Milestone as MilestoneEntered
from srmlib.register.kinds.ahead import Topic as TopicEntered
from srmlib.register.kinds.ahead import TopicEvent
from srmlib.register.kinds.progress import TopicGoal, TopicResult
from srmlib.register.kinds.work import Meeting
from srmlib.relationship.persons import SIDES, Who, of_supplier, who
from srmlib.relationship.values import Values, ranks, values_of
from srmlib.rules.calendar import Quarter

# So many topics both firms choose.
MOST_CHOSEN = 5
EFFORTS = ("small", "middle", "large")
NOT_VALUED = Values()
Stated = TypeVar("Stated", bound=Kind)


@dataclass(frozen=True)
class Milestone:
    """A step of a topic; `met_on` is null while it is not met."""

    id: str
    what: str
    due_on: date
    met_on: date | None

    def is_late(self, as_of: date) -> bool:
        return self.met_on is None and self.due_on < as_of

    def is_due(self, as_of: date) -> bool:
        """Whether it is due by now, or met already."""
        return self.met_on is not None or self.due_on < as_of

    def to_json(self) -> Block:
        return {
            "what": self.what,
            "due": encoded(self.due_on),
            "met": encoded(self.met_on),
        }


@dataclass(frozen=True)
class Reached:
    """A topic's goal as a number in a unit, and how far it has come: `start` and `last` are null
    where nobody entered them, `on` is the day of the last.
    """

    goal: Decimal
    unit: str
    better: str
    start: Decimal | None = None
    last: Decimal | None = None
    on: date | None = None

    @property
    def is_reached(self) -> bool:
        if self.last is None:
            return False
        return self.last >= self.goal if self.better == "up" else self.last <= self.goal

    @property
    def is_further_away(self) -> bool:
        """Whether it moved away from its goal since it began, and misses it."""
        if self.last is None or self.start is None or self.is_reached:
            return False
        return self.last < self.start if self.better == "up" else self.last > self.start


@dataclass(frozen=True)
class Topic:
    """A topic as it stands. `state` is chosen, finished or listed. `owners` are by side, null where
    nobody of that firm is named. `last_activity` is the last day on which anything happened in it,
    null where nothing did; `is_quiet` where it was chosen by the last review and nothing happened
    since. `ranks` are its places in each firm's own order. `replaced` and `replaced_by` are other
    topics by id.
    """

    id: str
    what: str
    form: str
    effort: str | None
    state: str
    chosen_on: date | None
    finished_on: date | None
    values: Values
    ranks: dict[str, int]
    owners: dict[str, Who | None]
    target: str | None
    target_on: date | None
    reached: Reached | None
    milestones: tuple[Milestone, ...]
    last_activity: date | None
    is_quiet: bool
    is_about_cost: bool
    replaces: str | None
    replaced_by: str | None

    @property
    def met(self) -> int:
        """How many of its steps are met."""
        return sum(one.met_on is not None for one in self.milestones)

    @property
    def next_step(self) -> Milestone | None:
        """The earliest that is not met; null where all are, or there is none."""
        return next((one for one in self.milestones if one.met_on is None), None)

    def to_json(self) -> Block:
        """Its block of report.json."""
        return {
            "id": self.id,
            "what": self.what,
            "kind": self.form,
            "state": self.state,
            "values": {side: self.values.of(side) for side in SIDES},
            "waits_for": self.values.waits_for,
            "ranks": {side: self.ranks.get(side) for side in SIDES},
            "effort": EFFORTS.index(self.effort) + 1 if self.effort else None,
            "chosen": self.state == "chosen",
            "owners": [one.called for one in self.owners.values() if one],
            "target": self.target,
            "target_on": encoded(self.target_on),
            "reached": encoded(self.reached),
            "milestones": encoded(self.milestones),
            "last_activity": encoded(self.last_activity),
            "quiet": self.is_quiet,
            "replaces": self.replaces,
        }


@dataclass(frozen=True)
class Topics:
    """All topics of a supplier on a day; `since` is the day of the last review, else the first of
    the quarter, which `is_review` tells apart.
    """

    as_of: date
    since: date
    is_review: bool
    all: tuple[Topic, ...]

    def __bool__(self) -> bool:
        return bool(self.all)

    def in_state(self, state: str) -> tuple[Topic, ...]:
        return tuple(one for one in self.all if one.state == state)

    @property
    def chosen(self) -> tuple[Topic, ...]:
        """In the order they were chosen, the quiet ones last."""
        return tuple(
            sorted(
                self.in_state("chosen"),
                key=lambda one: (one.is_quiet, one.chosen_on or date.max),
            )
        )

    @property
    def finished(self) -> tuple[Topic, ...]:
        return self.in_state("finished")

    @property
    def listed(self) -> tuple[Topic, ...]:
        """The rest of the long list, by the lower of the two values; those one firm has not valued
        last.
        """
        return tuple(
            sorted(
                self.in_state("listed"),
                key=lambda one: (-one.values.lower, -(one.values.of("buyer") or 0)),
            )
        )

    @property
    def moved(self) -> tuple[Topic, ...]:
        """The chosen ones in which something happened since the last review."""
        return tuple(
            one
            for one in self.chosen
            if one.last_activity and is_since(one.last_activity, self.since, self.is_review)
        )

    @property
    def quiet(self) -> tuple[Topic, ...]:
        return tuple(one for one in self.chosen if one.is_quiet)

    @property
    def milestones_due(self) -> tuple[Milestone, ...]:
        """Of the chosen ones: due by now, or met already."""
        steps = (step for one in self.chosen for step in one.milestones)
        return tuple(step for step in steps if step.is_due(self.as_of))

    @property
    def one_firms_favourites(self) -> tuple[Topic, ...]:
        """Those among the first five of one firm and not of the other: there they disagree."""
        return tuple(
            one
            for one in self.all
            if sum(rank <= MOST_CHOSEN for rank in one.ranks.values()) == 1
        )


def topics_of(book: Book, supplier_id: str, quarter: Quarter, as_of: date) -> Topics:
    """What was entered of topics by a day."""
    entered = of_supplier(book, TopicEntered, supplier_id)
    states = {one.id: state_of(one.now, as_of) for one in entered}
    values = values_of(book, supplier_id, decided_topics(book, supplier_id, as_of), as_of)
    # What is finished is ranked no more.
    waiting = {
        topic: known
        for topic, known in values.items()
        if states.get(topic) in ("chosen", "listed")
    }
    orders = {side: ranks(waiting, side) for side in SIDES}
    last_review = _last_review(book, supplier_id, quarter, as_of)
    since = last_review or quarter.start
    reading = _Reading(book, supplier_id, as_of, since, last_review is not None)
    replaced_by = {one.now.replaces: one.id for one in entered if one.now.replaces}
    topics = tuple(
        reading.topic(
            one,
            states[one.id],
            values.get(one.id, NOT_VALUED),
            {side: order[one.id] for side, order in orders.items() if one.id in order},
            replaced_by.get(one.id),
        )
        for one in entered
    )
    return Topics(as_of, since, last_review is not None, topics)


def is_since(day: date, since: date, is_review: bool) -> bool:
    """Whether a day is after the last review, or in the quarter, whose first day is one of it."""
    return day > since if is_review else day >= since


def state_of(topic: TopicEntered, as_of: date) -> str:
    if topic.finished_on and topic.finished_on <= as_of:
        return "finished"
    is_chosen = topic.is_chosen and (topic.chosen_on is None or topic.chosen_on <= as_of)
    return "chosen" if is_chosen else "listed"


def milestones_of(
    book: Book, supplier_id: str, topic: str, as_of: date
) -> tuple[Milestone, ...]:
    """The steps of a topic by the day they are due; what is met later is not met yet."""
    stated = [
        (one.id, one.now)
        for one in book.about(MilestoneEntered, "topic", topic)
        if one.supplier_id == supplier_id
    ]
    steps = (
        Milestone(
            id,
            one.what,
            one.due_on,
            one.met_on if one.met_on and one.met_on <= as_of else None,
        )
        for id, one in stated
    )
    return tuple(sorted(steps, key=lambda one: one.due_on))


def decided_topics(book: Book, supplier_id: str, as_of: date) -> set[str]:
    """Those both firms have chosen or finished."""
    entered = of_supplier(book, TopicEntered, supplier_id)
    return {one.id for one in entered if state_of(one.now, as_of) != "listed"}


def _last_review(
    book: Book, supplier_id: str, quarter: Quarter, as_of: date
) -> date | None:
    """The day of the last review that was held before this quarter's."""
    held = (
        one.now.held_on
        for one in of_supplier(book, Meeting, supplier_id)
        if one.now.is_review and one.now.quarter != quarter.label
    )
    return max((day for day in held if day and day < as_of), default=None)


@dataclass(frozen=True)
class _Reading:
    """How the entries of one supplier are read on a day."""

    book: Book
    supplier_id: str
    as_of: date
    since: date
    is_review: bool

    def topic(
        self,
        record: Record[TopicEntered],
        state: str,
        values: Values,
        of_ranks: dict[str, int],
        replaced_by: str | None,
    ) -> Topic:
        stated = record.now
        steps = milestones_of(self.book, self.supplier_id, record.id, self.as_of)
        reached = self._reached(record.id)
        last_activity = self._last_activity(record.id, steps)
        return Topic(
            id=record.id,
            what=stated.what,
            form=stated.form,
            effort=stated.effort,
            state=state,
            chosen_on=stated.chosen_on,
            finished_on=stated.finished_on if state == "finished" else None,
            values=values,
            ranks=of_ranks,
            owners=self._owners(stated.owners),
            target=stated.target,
            target_on=stated.target_on,
            reached=reached,
            milestones=steps,
            last_activity=last_activity,
            is_quiet=state == "chosen" and self._is_quiet(stated, last_activity),
            is_about_cost=stated.is_about_cost,
            replaces=stated.replaces,
            replaced_by=replaced_by,
        )

    def _is_quiet(self, stated: TopicEntered, last_activity: date | None) -> bool:
        """What was chosen since the last review has had no time to move."""
        if stated.chosen_on and is_since(stated.chosen_on, self.since, self.is_review):
            return False
        return last_activity is None or not is_since(
            last_activity, self.since, self.is_review
        )

    def _of(self, kind: type[Stated], topic: str) -> list[Stated]:
        entered = self.book.about(kind, "topic", topic)
        return [one.now for one in entered if one.supplier_id == self.supplier_id]

    def _reached(self, topic: str) -> Reached | None:
        goals = self._of(TopicGoal, topic)
        if not goals:
            return None
        goal = goals[-1]
        results = [one for one in self._of(TopicResult, topic) if one.on <= self.as_of]
        last = max(results, key=lambda one: one.on, default=None)
        return Reached(
            goal.goal,
            goal.unit,
            goal.better,
            goal.start,
            last.reached if last else None,
            last.on if last else None,
        )

    def _last_activity(self, topic: str, steps: Iterable[Milestone]) -> date | None:
        days = [one.on for one in self._of(TopicEvent, topic)]
        days += [one.on for one in self._of(TopicResult, topic)]
        days += [one.met_on for one in steps if one.met_on]
        return max((day for day in days if day <= self.as_of), default=None)

    def _owners(self, ids: Iterable[str]) -> dict[str, Who | None]:
        """One of each firm: who has left owns nothing any more."""
        owners: dict[str, Who | None] = dict.fromkeys(SIDES)
        for named in ids:
            person = who(self.book, self.supplier_id, named, self.as_of)
            if person is not None and person.left_on is None:
                owners[person.side] = person
        return owners
