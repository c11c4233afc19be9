"""The causes that both firms agreed on in the register: whose a failure is, and where that was
agreed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from srmlib.register.book import Book
from srmlib.register.kinds.work import Cause, Meeting
from srmlib.relationship.persons import of_supplier

# Whose cause it is, as an extract says it. Of a carrier only the trace knows.
SIDES = {
    "supplier": "theirs",
    "buyer": "ours",
    "shared": "shared",
    "carrier": "carrier",
}
CARRIER = "carrier"
# The rows that may name a customer of the buyer.
OF_CUSTOMERS = ("customer_order", "complaint")


@dataclass(frozen=True)
class AgreedCause:
    """A cause that both firms agreed on. `of` and `row` say of what; `row` is null where it may not
    be told. `side` is theirs, ours, shared or carrier; `agreed_on` the day the second firm agreed;
    `is_in_review` true where both met for a review that day. `effects` are what of the trace it is
    the cause of, kind and id, where that was asked for.
    """

    JSON: ClassVar = {"effects": None}

    id: str
    of: str
    row: str | None
    side: str
    words: str | None
    agreed_on: date
    is_in_review: bool
    effects: tuple[str, ...] = ()

    @property
    def events(self) -> tuple[tuple[str, str], ...]:
        """What of the cost ledger it is the cause of: source and event."""
        return {
            "cost_event": (("cost_events", f"{self.row}"),),
            "ticket": (("tickets", f"ticket {self.row}"),),
            "notice": (
                ("quality_notices", f"sorting {self.row}"),
                ("quality_notices", f"scrap {self.row}"),
            ),
        }.get(self.of, ())


def agreed_causes(book: Book, supplier_id: str, as_of: date) -> tuple[AgreedCause, ...]:
    """Those that stand on a day, by the row they are of: of two over one row the one agreed later.
    That both find a cause not agreed is no cause.
    """
    reviews = {
        one.now.held_on
        for one in of_supplier(book, Meeting, supplier_id)
        if one.now.is_review and one.now.held_on
    }
    found: dict[tuple[str, str], AgreedCause] = {}
    records = of_supplier(book, Cause, supplier_id)
    for record in sorted(records, key=lambda one: (_agreed_on(one.now), one.last.number)):
        stated = record.now
        agreed_on = _agreed_on(stated)
        if agreed_on <= as_of and stated.party in SIDES:
            found[stated.of, stated.row] = AgreedCause(
                record.id,
                stated.of,
                stated.row,
                SIDES[stated.party],
                stated.root_cause,
                agreed_on,
                agreed_on in reviews,
            )
    return tuple(found[key] for key in sorted(found))


def _agreed_on(stated: Cause) -> date:
    """The day on which the second firm agreed; the end of time while one has not."""
    buyer = stated.agreed_by_buyer_on or date.max
    return max(buyer, stated.agreed_by_supplier_on or date.max)
