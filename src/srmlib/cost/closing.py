"""Does it close? Each sum of the ledger, taken once over its parts and once over all rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from srmlib.cost.compare import portfolio
from srmlib.cost.ledger import cost_summary
from srmlib.cost.rows import ZERO
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement


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
    cost = cost_summary(snapshot, supplier_id, quarter)
    every = portfolio(snapshot, quarter)
    own = _paid(snapshot, quarter, supplier_id)
    whole = _paid(snapshot, quarter, None)
    (of_events,) = snapshot.records(
        statement("cost/shares_of_events"), [supplier_id, quarter.start, quarter.until]
    )
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
            "shares of its events (also those it paid), the events",
            _cents(of_events["shares"]),
            _cents(of_events["events"]),
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
    count: int = snapshot.scalar(
        "SELECT count(*) FROM cost_controls WHERE supplier_id = ? AND month_on >= ? AND"
        " month_on < ?",
        [supplier_id, quarter.start, quarter.until],
    )
    return count


def _paid(snapshot: Snapshot, quarter: Quarter, supplier_id: str | None) -> Decimal:
    values = {"supplier_id": supplier_id, "start": quarter.start, "until": quarter.until}
    return _cents(snapshot.scalar(statement("cost/paid"), values))


def _cents(amount: Decimal | int) -> Decimal:
    return Decimal(amount).quantize(ZERO)
