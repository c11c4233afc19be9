"""The ledger of a quarter as it would be at other rates, and with a supplier's drivers of cost at
other values. What was booked stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar

from srmlib.cost.compare import (
    BreakEven,
    Line,
    Offer,
    break_even_of,
    line_in_rate,
    offer_of_rows,
    offers,
    ranked,
    rows_of_part,
)
from srmlib.cost.failures import EventKey, Evidence, evidence_of
from srmlib.cost.ledger import cost_summary, summary_of
from srmlib.cost.rows import (
    Goods,
    LedgerRow,
    cost_rows,
    goods_of,
    known_amount,
    total,
)
from srmlib.cost.summary import CostSummary
from srmlib.cost.uncertainty import CostIntervals, intervals_of_rows, rows_at
from srmlib.cost.what_if import (
    DRIVERS,
    Driven,
    Driver,
    Saving,
    Untold,
    avoided_amounts,
    avoided_share,
    avoided_share_at,
    caused,
    cuts_of,
    judged,
    rows_of_driver,
    savings_of,
    untold_of,
)
from srmlib.errors import UsageError
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement

HALF = Decimal("0.5")
Read = TypeVar("Read")


@dataclass(frozen=True)
class RateRange:
    """A rate that values costs of a quarter, in the last value in force, with the range it may be
    moved in.

    `low` and `high` are those agreed with the rate (`is_agreed`), else half as much and half as
    much again.
    """

    name: str
    unit: str
    value: Decimal
    low: Decimal
    high: Decimal
    is_agreed: bool
    source: str
    agreed_by: str | None

    @property
    def words(self) -> str:
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Change:
    """What is asked about. `rates` hold for every event they value, of any supplier; `goals` are
    values of metrics of one supplier, by metric id.
    """

    rates: Mapping[str, Decimal] = field(default_factory=dict)
    supplier_id: str | None = None
    goals: Mapping[str, Decimal] = field(default_factory=dict)


AS_IT_IS = Change()


@dataclass(frozen=True)
class Place:
    """Where a supplier stands on a metric that drives its cost, and where it should: both in the
    metric's unit.
    """

    driver: Driver
    reading: Reading

    @property
    def now(self) -> Decimal:
        return Decimal(repr(self.reading.value))

    @property
    def goal(self) -> Decimal:
        return Decimal(str(self.reading.definition.goal))


def rates_in_use(snapshot: Snapshot, quarter: Quarter) -> list[RateRange]:
    """Every rate that values a known cost the buyer bore in the quarter, by name."""
    values = snapshot.records(
        statement("cost/rates_in_use"), {"start": quarter.start, "until": quarter.until}
    )
    in_force = {value["name"]: value for value in values}
    return [_range(**value) for value in in_force.values()]


def _range(
    name: str,
    unit: str,
    value: Decimal,
    low: Decimal | None,
    high: Decimal | None,
    source: str,
    agreed_by: str | None,
) -> RateRange:
    is_agreed = low is not None and high is not None
    if low is None or high is None:
        low = value * HALF
        high = value + value * HALF
    return RateRange(name, unit, value, low, high, is_agreed, source, agreed_by)


class QuarterLedger:
    """The ledger of one quarter, and what is worked out from it as it is or after a change. Every
    supplier is read once.
    """

    def __init__(self, snapshot: Snapshot, quarter: Quarter):
        self.snapshot, self.quarter = snapshot, snapshot.quarter(quarter)
        self.rates = {rate.name: rate for rate in rates_in_use(snapshot, self.quarter)}
        self._read: dict[tuple[str, str], Any] = {}

    def rows(self, supplier_id: str, change: Change = AS_IT_IS) -> list[LedgerRow]:
        """A supplier's rows at other rates and then, where the change is about this supplier, with
        its metrics at other values.

        A rate that is asked about is taken as certain: it has no range any more.
        """
        if unknown := [name for name in change.rates if name not in self.rates]:
            raise UsageError(
                f"'{unknown[0]}' values no cost in {self.quarter}, expected one of"
                f" {', '.join(self.rates) or 'none'}.\nName one of them."
            )
        rows = [
            replace(row, rate_low=None, rate_high=None)
            if row.rate_name in change.rates
            else row
            for row in rows_at(self._rows(supplier_id), change.rates)
        ]
        if change.supplier_id != supplier_id or not change.goals:
            return rows
        return rows_at_goals(
            rows,
            self._evidence(supplier_id),
            self.places(supplier_id),
            change.goals,
        )

    def summary(self, supplier_id: str, change: Change = AS_IT_IS) -> CostSummary:
        """As ledger.cost_summary, after a change."""
        if change == AS_IT_IS:
            return self._once("summary", cost_summary, supplier_id)
        return summary_of(
            self.snapshot, self.rows(supplier_id, change), supplier_id, self.quarter
        )

    def intervals(self, supplier_id: str, change: Change = AS_IT_IS) -> CostIntervals:
        """As uncertainty.spread_of, after a change."""
        return intervals_of_rows(
            self.rows(supplier_id, change),
            self._goods(supplier_id),
            self.snapshot.reporting_currency,
        )

    def savings(self, supplier_id: str) -> tuple[list[Saving], Untold | None]:
        """As what_if.savings_of, with what no saving counts because nothing tells its cause."""
        rows = self._driven(supplier_id)
        currency = self.snapshot.reporting_currency
        found = savings_of(
            rows,
            self._once("readings", readings_of, supplier_id),
            currency,
        )
        return found, untold_of(rows, currency)

    def places(self, supplier_id: str) -> list[Place]:
        """Where the supplier, or we in our part, can still save: drivers short of their goal that
        have a cost of the agreed cause.
        """
        by_id = {
            reading.id: reading
            for reading in self._once("readings", readings_of, supplier_id)
        }
        rows = self._driven(supplier_id)
        found = []
        for driver in DRIVERS:
            reading = judged(driver, by_id)
            agreed = any(not one.is_open for one in rows_of_driver(driver, rows))
            if reading and agreed and avoided_share(reading):
                found.append(Place(driver, reading))
        return found

    def offers(self, part_id: str, change: Change = AS_IT_IS) -> list[Offer]:
        """As compare.offers, after a change."""
        as_they_are = self._once("offers", offers, part_id)
        if change == AS_IT_IS:
            return as_they_are
        return ranked([self._offer(offer, change) for offer in as_they_are])

    def break_even(
        self, pair: tuple[Offer, Offer], rate_name: str, change: Change = AS_IT_IS
    ) -> tuple[BreakEven, list[Line | None]]:
        """Where two offers change places, and their totals per good unit as straight lines in the
        rate; as compare.break_even, after a change.
        """
        rate = self.rates[rate_name]
        lines = [
            line_in_rate(self._rows_of(offer, change), offer.good_qty, rate_name)
            for offer in pair
        ]
        return break_even_of(rate.name, rate.unit, rate.value, pair, lines), lines

    def _offer(self, offer: Offer, change: Change) -> Offer:
        goods = [
            one for one in self._goods(offer.supplier_id) if one.part_id == offer.part_id
        ]
        who = (offer.supplier_id, offer.name, offer.part_id)
        return offer_of_rows(
            self._rows_of(offer, change),
            goods,
            (offer.known_receipts, offer.receipts),
            who,
            offer.currency,
            self._prices(offer.supplier_id),
            offer.asked,
        )

    def _rows_of(self, offer: Offer, change: Change) -> list[LedgerRow]:
        return rows_of_part(
            self.rows(offer.supplier_id, change),
            offer.part_id,
            self._prices(offer.supplier_id),
        )

    def _prices(self, supplier_id: str) -> dict[str | None, Decimal]:
        """What was delivered of each part, at its price."""
        delivered: dict[str | None, list[LedgerRow]] = defaultdict(list)
        for row in self._rows(supplier_id):
            if row.basis == "price":
                delivered[row.part_id].append(row)
        in_order = sorted(delivered, key=lambda part_id: (part_id is None, part_id or ""))
        return {part_id: total(delivered[part_id]) for part_id in in_order}

    def _rows(self, supplier_id: str) -> list[LedgerRow]:
        return self._once("rows", cost_rows, supplier_id)

    def _driven(self, supplier_id: str) -> list[Driven]:
        return caused(self._rows(supplier_id), self._evidence(supplier_id))

    def _evidence(self, supplier_id: str) -> dict[EventKey, Evidence]:
        return self._once("evidence", evidence_of, supplier_id)

    def _goods(self, supplier_id: str) -> list[Goods]:
        return self._once("goods", goods_of, supplier_id)

    def _once(
        self, what: str, reader: Callable[[Snapshot, str, Quarter], Read], id: str
    ) -> Read:
        """What a reader finds of a supplier or part, read when it is first asked for."""
        if (what, id) not in self._read:
            self._read[what, id] = reader(self.snapshot, id, self.quarter)
        found: Read = self._read[what, id]
        return found


def rows_at_goals(
    rows: Iterable[LedgerRow],
    evidence: Mapping[EventKey, Evidence],
    places: Iterable[Place],
    goals: Mapping[str, Decimal],
) -> list[LedgerRow]:
    """A supplier's rows with metrics at other values: what is saved is what what_if.savings_of
    says, to the cent, row by row.

    Each cost that the metric's driver caused falls in proportion to the metric's misses, and so
    does what was recovered of it; the price and the good quantity stay. Raises UsageError for a
    metric that drives no cost here.
    """
    rows = list(rows)
    by_id = {place.reading.id: place for place in places}
    if unknown := [metric_id for metric_id in goals if metric_id not in by_id]:
        raise UsageError(
            f"'{unknown[0]}' drives no cost that could be saved here, expected one of"
            f" {', '.join(by_id) or 'none'}.\nName one of them."
        )
    for metric_id, goal in goals.items():
        place = by_id[metric_id]
        share = avoided_share_at(goal, place.reading)
        driven = rows_of_driver(place.driver, caused(rows, evidence))
        cuts = cuts_of(driven, avoided_amounts(driven, share))
        cut_of = {id(driven[number].row): cut for number, cut in cuts.items()}
        rows = [
            replace(row, amount=known_amount(row) - cut_of[id(row)])
            if id(row) in cut_of
            else row
            for row in rows
        ]
    return rows
