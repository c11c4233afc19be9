"""What the work on the future brings: findings of cross-audits, ideas adopted, and how much of the
meetings' minutes and actions is about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from srmlib.register.book import Book, Record
from srmlib.register.kinds.ahead import Topic
from srmlib.register.kinds.progress import AuditFinding, TimeSpent, TopicAction
from srmlib.register.kinds.progress import Idea as IdeaEntered
from srmlib.register.kinds.work import Action, ActionEnd, Meeting
from srmlib.relationship.evidence import Of
from srmlib.relationship.meetings import months_around
from srmlib.relationship.persons import of_supplier

# So many findings of each firm are named as its best opportunities.
BEST = 3


@dataclass(frozen=True)
class Finding:
    """What a cross-audit found at one firm. `saving` is in `currency` a year, null where nobody said
    one. `action` is the id of what it became, null where it became none; `action_state` is open,
    done or dropped.
    """

    audit: str
    at: str
    what: str
    on: date
    saving: Decimal | None
    currency: str | None
    action: str | None
    action_state: str | None


@dataclass(frozen=True)
class Idea:
    """`state` is adopted, refused or open; an idea refused without a reason is open. `became` is the
    id of its topic or action.
    """

    side: str
    what: str
    on: date
    state: str
    reason: str | None
    became: str | None


@dataclass(frozen=True)
class Future:
    """`minutes` and `actions` are those about the future, of all since `months_from`, the
    first of the twelve months around the review; null where the register does not tell
    which are.
    """

    JSON: ClassVar = ("findings", "ideas", "minutes", "actions")

    months_from: date
    findings: tuple[Finding, ...]
    ideas: tuple[Idea, ...]
    minutes: Of | None
    actions: Of | None

    def best(self, audit: str, side: str) -> tuple[Finding, ...]:
        """The best opportunities at one firm: the largest savings first, those without one last."""
        at = [one for one in self.findings if (one.audit, one.at) == (audit, side)]
        at.sort(key=lambda one: (one.saving is None, -(one.saving or 0)))
        return tuple(at[:BEST])

    def count(self, audit: str, side: str) -> int:
        return sum((one.audit, one.at) == (audit, side) for one in self.findings)

    def ideas_of(self, side: str, state: str | None = None) -> tuple[Idea, ...]:
        return tuple(
            one for one in self.ideas if one.side == side and state in (None, one.state)
        )


def future_of(book: Book, supplier_id: str, as_of: date) -> Future:
    """What was entered by a day."""
    first = months_around(as_of)[0]
    return Future(
        first,
        _findings(book, supplier_id, as_of),
        tuple(
            _idea(one.now, as_of)
            for one in of_supplier(book, IdeaEntered, supplier_id)
            if one.now.on <= as_of
        ),
        _minutes(book, supplier_id, first, as_of),
        _actions(book, supplier_id, first, as_of),
    )


def _findings(book: Book, supplier_id: str, as_of: date) -> tuple[Finding, ...]:
    audits = {one.id for one in of_supplier(book, Topic, supplier_id)}
    states = _action_states(book, supplier_id, as_of)
    return tuple(
        _finding(one, states)
        for one in of_supplier(book, AuditFinding, supplier_id)
        if one.now.on <= as_of and one.now.topic in audits
    )


def _finding(record: Record[AuditFinding], states: dict[str, str]) -> Finding:
    stated = record.now
    is_known = stated.action in states
    return Finding(
        stated.topic,
        stated.at,
        stated.what,
        stated.on,
        stated.saving_amount,
        stated.currency,
        stated.action if is_known else None,
        states[stated.action] if stated.action and is_known else None,
    )


def _action_states(book: Book, supplier_id: str, as_of: date) -> dict[str, str]:
    states = {one.id: "open" for one in of_supplier(book, Action, supplier_id)}
    for one in of_supplier(book, ActionEnd, supplier_id):
        if one.now.on <= as_of and one.now.action in states:
            states[one.now.action] = one.now.how
    return states


def _idea(stated: IdeaEntered, as_of: date) -> Idea:
    is_answered = stated.answered_on is None or stated.answered_on <= as_of
    state = stated.answer if stated.answer and is_answered else "open"
    if state == "refused" and not stated.reason:
        state = "open"
    return Idea(
        stated.side,
        stated.what,
        stated.on,
        state,
        stated.reason if state == "refused" else None,
        stated.topic or stated.action,
    )


def _minutes(book: Book, supplier_id: str, first: date, as_of: date) -> Of | None:
    days = {one.id: one.now.held_on for one in of_supplier(book, Meeting, supplier_id)}
    spent = [
        one.now
        for one in of_supplier(book, TimeSpent, supplier_id)
        if (day := days.get(one.now.meeting)) and first <= day <= as_of
    ]
    whole = sum(one.minutes for one in spent)
    if not whole:
        return None
    return Of(sum(one.minutes for one in spent if one.looks == "ahead"), whole)


def _actions(book: Book, supplier_id: str, first: date, as_of: date) -> Of | None:
    """An action is about the future where a topic, a finding or an idea led to it."""
    topics = {one.id for one in of_supplier(book, Topic, supplier_id)}
    led: list[TopicAction | AuditFinding] = [
        *(one.now for one in of_supplier(book, TopicAction, supplier_id)),
        *(one.now for one in of_supplier(book, AuditFinding, supplier_id)),
    ]
    ahead = {one.action for one in led if one.topic in topics}
    ahead |= {one.now.action for one in of_supplier(book, IdeaEntered, supplier_id)}
    agreed = [
        one.id
        for one in of_supplier(book, Action, supplier_id)
        if one.now.agreed_on and first <= one.now.agreed_on <= as_of
    ]
    if not agreed or not ahead - {None}:
        return None
    return Of(sum(one in ahead for one in agreed), len(agreed))
