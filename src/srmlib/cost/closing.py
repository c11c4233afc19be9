"""Does it close? Each sum of the ledger, taken once over its parts and once over all rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from srmlib.cost.compare import portfolio
from srmlib.cost.ledger import cost_summary
from srmlib.cost.rows import ZERO
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot

PAID = (
    "SELECT sum(amount) FROM cost_ledger WHERE paid_by = 'buyer' AND booked_on >= ? AND"
    " booked_on < ?"
)


@dataclass(frozen=True)
class Closing:
    """A sum in the reporting currency, of its parts and as a whole; `difference` is what does not
    close.
    """

    words: str
    parts: Decimal
    whole: Decimal

    @property
    def difference(self) -> Decimal:
        return self.parts - self.whole


def closings(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[Closing]:
    """Elements and causes of a supplier against its ledger, suppliers against the whole ledger, and
    shares of events against the events.
    """
    cost, every = cost_summary(snapshot, supplier_id, quarter), portfolio(snapshot, quarter)
    own, whole = (
        _sum(snapshot, quarter, PAID + " AND supplier_id = ?", supplier_id),
        _sum(snapshot, quarter, PAID),
    )
    shares, events = snapshot.con.execute(
        "SELECT coalesce(sum(shares), 0), coalesce(sum(event_amount), 0) FROM (SELECT sum(amount)"
        " AS shares, min(event_amount) AS event_amount FROM cost_ledger WHERE state = 'amount' AND"
        " supplier_id = ? GROUP BY element, event_id HAVING max(booked_on) >= ? AND min(booked_on)"
        " < ?)",
        [supplier_id, quarter.start, quarter.until],
    ).fetchall()[0]
    return [
        Closing(
            "elements of the supplier, its ledger",
            sum((line.amount for line in cost.lines), ZERO),
            own,
        ),
        Closing(
            "causes of the supplier, its ledger",
            sum((amount for line in cost.lines for amount in line.by_cause.values()), ZERO),
            own,
        ),
        Closing(
            "shares of its events (also those it paid), the events", _cents(shares), _cents(events)
        ),
        Closing("suppliers, the whole ledger", sum(every["total"].iloc[:-1], ZERO), whole),
        Closing(
            "price and additions of all suppliers, the whole ledger",
            every["price"].iloc[-1] + every["added"].iloc[-1],
            whole,
        ),
    ]


def compared_with_books(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> int:
    """How many elements and months of the quarter the extract gives a sum of the books for."""
    return snapshot.con.execute(
        "SELECT count(*) FROM cost_controls WHERE supplier_id = ? AND month_on >= ? AND"
        " month_on < ?",
        [supplier_id, quarter.start, quarter.until],
    ).fetchall()[0][0]


def _sum(snapshot: Snapshot, quarter: Quarter, sql: str, *more: str) -> Decimal:
    return _cents(
        snapshot.con.execute(sql, [quarter.start, quarter.until, *more]).fetchall()[0][0] or 0
    )


def _cents(amount: Decimal | int) -> Decimal:
    return Decimal(amount).quantize(ZERO)
