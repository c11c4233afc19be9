"""What topics are worth to each firm. The two values of a topic are shown together or not at all, so
that neither firm ranks after seeing what the other said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from srmlib.register.book import Book, Revision
from srmlib.register.kinds.ahead import TopicValue
from srmlib.relationship.persons import SIDES, of_supplier

Stated = Revision[TopicValue]


@dataclass(frozen=True)
class Values:
    """What a topic is worth to each firm, 0 to 10; null where a firm has not said it, or where its
    value is kept back because the other's is not in. `waits_for` is that other firm. `changed` is,
    by side, what it had said when both were first known, where it says something else now.
    """

    buyer: int | None = None
    supplier: int | None = None
    waits_for: str | None = None
    changed: Mapping[str, int] | None = None

    def of(self, side: str) -> int | None:
        return self.buyer if side == "buyer" else self.supplier

    @property
    def are_both(self) -> bool:
        return self.buyer is not None and self.supplier is not None

    @property
    def lower(self) -> int:
        """The lower of the two; below all where it is not known of both."""
        return min(-1 if one is None else one for one in (self.buyer, self.supplier))

    @property
    def gap(self) -> int | None:
        """How far the two are apart; null where not both are known."""
        if self.buyer is None or self.supplier is None:
            return None
        return abs(self.buyer - self.supplier)


def values_of(
    book: Book, supplier_id: str, decided: set[str], as_of: date
) -> dict[str, Values]:
    """By topic what may be shown of its values on a day. `decided` are the topics that both firms
    have chosen or finished: nothing is ranked there any more, and what one firm alone said is shown.
    """
    said: dict[str, dict[str, list[Stated]]] = {}
    for record in of_supplier(book, TopicValue, supplier_id):
        for one in record.revisions:
            is_of_this = one.stated.topic == record.now.topic and not one.is_withdrawn
            if is_of_this and one.stated.on <= as_of:
                by_side = said.setdefault(one.stated.topic, {})
                by_side.setdefault(one.stated.side, []).append(one)
    return {topic: _values(by_side, topic in decided) for topic, by_side in said.items()}


def hidden_values(book: Book, supplier_id: str, decided: set[str], as_of: date) -> set[str]:
    """The ids of the entries of values that may not be shown on a day, nor copied beside a page."""
    shown = values_of(book, supplier_id, decided, as_of)
    return {
        record.id
        for record in of_supplier(book, TopicValue, supplier_id)
        if record.now.on > as_of or shown[record.now.topic].waits_for
    }


def _values(by_side: dict[str, list[Stated]], is_decided: bool) -> Values:
    """As they were entered, one after the other: the day that somebody states proves no order."""
    for revisions in by_side.values():
        revisions.sort(key=lambda one: one.number)
    silent = [side for side in SIDES if side not in by_side]
    if silent and not is_decided:
        return Values(waits_for=silent[0])
    now = {side: revisions[-1].stated.value for side, revisions in by_side.items()}
    if silent:
        return Values(now.get("buyer"), now.get("supplier"))
    known_from = max(revisions[0].number for revisions in by_side.values())
    first = {
        side: [one for one in revisions if one.number <= known_from][-1].stated.value
        for side, revisions in by_side.items()
    }
    changed = {side: value for side, value in first.items() if value != now[side]}
    return Values(now["buyer"], now["supplier"], None, changed or None)


def ranks(values: Mapping[str, Values], side: str) -> dict[str, int]:
    """By topic its place in one firm's own order, 1 for the highest value, equal for equal ones;
    only of topics that both firms have valued.
    """
    both = {topic: one.of(side) or 0 for topic, one in values.items() if one.are_both}
    return {
        topic: 1 + sum(other > value for other in both.values())
        for topic, value in both.items()
    }
