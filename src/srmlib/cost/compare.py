"""Suppliers beside each other: offers for one part by price and by total cost, the rate at which
two change places, and all suppliers of a quarter.

Views of the same ledger stand here too: by phase of the purchase, and by class of quality cost.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from srmlib.cost.rows import (
    ZERO,
    Goods,
    LedgerRow,
    allocate,
    as_money,
    good_quantity,
    goods_of,
    paid_by_us,
    per_unit,
    shares_of,
    to_the_cent,
    total,
)
from srmlib.cost.uncertainty import CostInterval, driver_of, intervals_of_rows
from srmlib.errors import UsageError
from srmlib.metrics.cost import elements_lacking, elements_measured
from srmlib.numbers import by_count, count_words
from srmlib.rules import schema
from srmlib.rules.calendar import Quarter
from srmlib.rules.elements import ELEMENTS
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement
from srmlib.snapshot.definitions import definition_of

PHASES = ("pre-transaction", "transaction", "post-transaction")
QUALITY_CLASSES = (
    "prevention",
    "appraisal",
    "internal failure",
    "external failure",
    "recovery",
)
OWN = "own_warehouse"
FEWEST_RANKED = 2
# What a supplier delivered of each part in a quarter, at its price; None stands for goods without a
# part number.
Prices = Mapping[str | None, Decimal]
# A total per good unit over a rate: what it is at a rate of 0, what one unit of the rate adds.
Line = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class PerGoodUnit:
    """What an offer costs per good unit, and where that stands among the offers."""

    price: Decimal
    total: Decimal
    rank_by_price: int | None
    rank_by_total: int | None


@dataclass(frozen=True)
class Asked:
    """What a rank asks for, as C1 is agreed with the supplier: its smallest n, of receipts, and
    why too few of the elements of cost are measured; null where enough are.
    """

    least_receipts: int = 0
    lacking: str | None = None


NOTHING_ASKED = Asked()


@dataclass(frozen=True)
class Offer:
    """What one supplier's deliveries of a part cost in a quarter, in the reporting currency; only
    what the buyer paid.

    `price_per_unit` is the price of the goods kept by the good quantity: what was sent back or
    scrapped is in neither. It and `total_per_unit` are null ("n/a") where the good quantity is
    unknown, zero or negative. Both ranks are null too where `why_unranked` says so, and where no
    other offer could be ranked. `fixed` is the part of the total that comes with every order and
    receipt, whatever the quantity. `interval` is of the total per good unit.
    `allocated` is the part's share of costs that name no part; `rule` says how they were spread,
    null when there are none. Freight and insurance are known for `known_receipts` of `receipts`;
    `unknown_events` counts other costs that are not known.
    """

    supplier_id: str
    name: str
    part_id: str
    currency: str
    uom: str | None
    good_qty: Decimal | None
    price: Decimal
    total: Decimal
    by_element: dict[str, Decimal]
    price_per_unit: Decimal | None
    total_per_unit: Decimal | None
    interval: CostInterval | None
    allocated: Decimal
    rule: str | None
    known_receipts: int
    receipts: int
    unknown_events: int
    rank_by_price: int | None = None
    rank_by_total: int | None = None
    fixed: Decimal = ZERO
    asked: Asked = NOTHING_ASKED

    @property
    def per_good_unit(self) -> PerGoodUnit | None:
        """Price and total per good unit with their ranks; null where they are n/a."""
        if self.price_per_unit is None or self.total_per_unit is None:
            return None
        return PerGoodUnit(
            self.price_per_unit, self.total_per_unit, self.rank_by_price, self.rank_by_total
        )

    @property
    def why_unranked(self) -> str | None:
        """Why nothing can be said of its place among the offers: `n = 1 receipt, fewer than 20`;
        null where it has one.
        """
        if self.total_per_unit is None:
            return "no positive good quantity"
        if not self.is_all_known:
            return self.coverage
        if self.receipts < self.asked.least_receipts:
            receipts = count_words(self.receipts, "receipt")
            return f"n = {receipts}, fewer than {self.asked.least_receipts:,}"
        return self.asked.lacking

    @property
    def fixed_per_receipt(self) -> Decimal | None:
        """What an order and its receipt cost, however much is on it; null without a receipt."""
        return per_unit(self.fixed, Decimal(self.receipts))

    @property
    def variable_per_unit(self) -> Decimal | None:
        """What each good unit costs, apart from what comes with orders and receipts."""
        return per_unit(self.total - self.fixed, self.good_qty)

    @property
    def is_all_known(self) -> bool:
        return self.known_receipts == self.receipts and not self.unknown_events

    @property
    def coverage(self) -> str:
        """How much of the cost is known, in words: `freight is known for 36 of 41 receipts; 1 other
        cost is not known`.
        """
        receipts = count_words(self.receipts, "receipt")
        freight = f"freight is known for {self.known_receipts:,} of {receipts}"
        if not self.unknown_events:
            return freight
        others = count_words(self.unknown_events, "other cost")
        return f"{freight}; {others} {by_count(self.unknown_events, 'is', 'are')} not known"


@dataclass(frozen=True)
class BreakEven:
    """The rate at which two suppliers of a part cost the same per good unit; `rate_value` is in
    force on the quarter's last day.

    `at` is null when they never change places above a rate of 0: then both sides name the one that
    is cheaper at any rate, or are null where they cost the same at any rate or they cannot be
    compared. `at` has as many decimals as the rate in force, at least two, and shows at least two
    digits.
    """

    rate_name: str
    rate_unit: str
    rate_value: Decimal
    at: Decimal | None
    cheaper_below: str | None
    cheaper_above: str | None
    words: str


def offers(snapshot: Snapshot, part_id: str, quarter: Quarter) -> list[Offer]:
    """The suppliers that delivered a part in a quarter, or had costs for it, by total cost per good
    unit; those that are n/a last. Those have a rank of which all costs are known, enough elements
    measured and enough received, as C1 is agreed with each.

    A cost that names a line, receipt or part is that part's. What a supplier cost beside it is
    spread over the parts it delivered in the quarter by their price, to the cent by largest
    remainder. Our own warehouses make no offers. Raises UsageError for an unknown part.
    """
    if not snapshot.scalar("SELECT count(*) FROM parts WHERE part_id = ?", [part_id]):
        raise UsageError(
            f"There is no part '{part_id}' in this snapshot, expected an id of the table"
            " parts.\nCorrect the id, or load the extract that has it."
        )
    known = freight_known(snapshot, quarter)
    return ranked(
        [
            _offer(snapshot, supplier_id, name, part_id, quarter, known)
            for supplier_id, name in _suppliers_of(snapshot, part_id, quarter)
        ]
    )


def _suppliers_of(
    snapshot: Snapshot, part_id: str, quarter: Quarter
) -> list[tuple[str, str]]:
    rows = snapshot.records(
        statement("cost/suppliers_of_part"), [OWN, part_id, quarter.start, quarter.until]
    )
    return [(row["supplier_id"], row["name"]) for row in rows]


def _offer(
    snapshot: Snapshot,
    supplier_id: str,
    name: str,
    part_id: str,
    quarter: Quarter,
    known: Mapping[tuple[str, str | None], tuple[int, int]],
) -> Offer:
    prices = _prices_by_part(snapshot, supplier_id, quarter)
    rows = rows_of_part(
        _rows_of_part_or_none(snapshot, supplier_id, part_id, quarter), part_id, prices
    )
    goods = [
        one for one in goods_of(snapshot, supplier_id, quarter) if one.part_id == part_id
    ]
    return offer_of_rows(
        rows,
        goods,
        known.get((supplier_id, part_id), (0, 0)),
        (supplier_id, name, part_id),
        snapshot.reporting_currency,
        prices,
        _asked(snapshot, supplier_id),
    )


def _asked(snapshot: Snapshot, supplier_id: str) -> Asked:
    definition = definition_of(snapshot.con, "C1", supplier_id)
    return Asked(definition.min_n, elements_lacking(snapshot, definition))


def offer_of_rows(
    rows: list[LedgerRow],
    goods: list[Goods],
    known: tuple[int, int],
    who: tuple[str, str, str],
    currency: str,
    prices: Prices,
    asked: Asked = NOTHING_ASKED,
) -> Offer:
    """An offer, not yet ranked, from the rows of one supplier and part. `who` is supplier, its
    name, part; `known` is (known, all) receipts.
    """
    paid = paid_by_us(rows)
    good_qty, uom = good_quantity(goods)
    price = total(row for row in paid if row.element == "price")
    whole = total(paid)
    interval = None
    if good_qty is not None and good_qty > 0:
        interval = intervals_of_rows(paid, goods, currency).total
    shared = [row for row in paid if names_no_part(row)]
    unknown = {(row.element, row.event_id) for row in rows if _is_unknown(row)}
    return Offer(
        *who,
        currency,
        uom,
        good_qty,
        price,
        whole,
        by_element(paid),
        per_unit(price, good_qty),
        per_unit(whole, good_qty),
        interval,
        allocated=total(shared),
        rule=_rule(prices) if shared else None,
        known_receipts=known[0],
        receipts=known[1],
        unknown_events=len(unknown),
        fixed=total(row for row in paid if ELEMENTS[row.element].is_per_order),
        asked=asked,
    )


def _is_unknown(row: LedgerRow) -> bool:
    """Freight and insurance that a receipt bears are counted by receipt."""
    return (
        row.state == "unknown"
        and row.paid_by == "buyer"
        and (row.component is None or row.receipt_id is None)
    )


def _rule(prices: Prices) -> str:
    how = "by price" if any(price > 0 for price in prices.values()) else "equally"
    return (
        f"costs that name no part: {how} over the {count_words(len(prices), 'part')} the supplier"
        " delivered in the quarter"
    )


def names_no_part(row: LedgerRow) -> bool:
    """True for a cost of the supplier as a whole. Goods that have no part number are none: they are
    a part without a name.
    """
    return row.part_id is None and row.line_id is None and row.receipt_id is None


def rows_of_part(
    rows: Iterable[LedgerRow], part_id: str | None, prices: Prices
) -> list[LedgerRow]:
    """A part's rows: its own, and its share of every cost that names no part, as an event of its
    own.

    `prices` holds the price of what the supplier delivered of each part. A part it delivered
    nothing of bears no share, so that the parts add up to the supplier; where nothing was delivered
    at all, what names no part stays with the supplier.
    """
    found = []
    for row in rows:
        is_shared = names_no_part(row)
        if not is_shared and row.part_id == part_id:
            found.append(row)
        elif is_shared and part_id in prices:
            found.append(_share(row, part_id, prices))
    return found


def _share(row: LedgerRow, part_id: str | None, prices: Prices) -> LedgerRow:
    if row.amount is None:
        return row
    amount = allocate(row.amount, prices)[part_id]
    if row.basis != "rate" or row.driver_qty is None:
        return replace(row, amount=amount)
    driver_qty = Fraction(row.driver_qty) * shares_of(prices)[part_id]
    return replace(row, amount=amount, event_amount=amount, driver_qty=driver_qty)


def _rows_of_part_or_none(
    snapshot: Snapshot, supplier_id: str, part_id: str, quarter: Quarter
) -> list[LedgerRow]:
    rows = snapshot.records(
        statement("cost/rows_of_part"), [supplier_id, quarter.start, quarter.until, part_id]
    )
    return [LedgerRow(**row) for row in rows]


def _prices_by_part(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter
) -> dict[str | None, Decimal]:
    rows = snapshot.records(
        "SELECT part_id, sum(amount) AS price FROM cost_ledger WHERE basis = 'price' AND"
        " supplier_id = ? AND booked_on >= ? AND booked_on < ? GROUP BY part_id ORDER BY part_id",
        [supplier_id, quarter.start, quarter.until],
    )
    return {row["part_id"]: row["price"] for row in rows}


def ranked(found: list[Offer]) -> list[Offer]:
    """By total cost per good unit, then by supplier id; those without a good quantity last. Equal
    ones share a rank. Where fewer than two can be ranked, none is.
    """
    sure = [offer for offer in found if offer.why_unranked is None]
    if len(sure) < FEWEST_RANKED:
        sure = []
    prices = sorted(_price_per_unit(offer) for offer in sure)
    totals = sorted(_total_per_unit(offer) for offer in sure)

    def with_rank(offer: Offer) -> Offer:
        if offer not in sure:
            return replace(offer, rank_by_price=None, rank_by_total=None)
        return replace(
            offer,
            rank_by_price=1 + prices.index(_price_per_unit(offer)),
            rank_by_total=1 + totals.index(_total_per_unit(offer)),
        )

    told = [with_rank(offer) for offer in found if offer.total_per_unit is not None]
    without = [with_rank(offer) for offer in found if offer.total_per_unit is None]
    return sorted(
        told, key=lambda offer: (_total_per_unit(offer), offer.supplier_id)
    ) + sorted(without, key=lambda offer: offer.supplier_id)


def _price_per_unit(offer: Offer) -> Fraction:
    return _exact_per_unit(offer.price, offer.good_qty)


def _total_per_unit(offer: Offer) -> Fraction:
    return _exact_per_unit(offer.total, offer.good_qty)


def _exact_per_unit(amount: Decimal, qty: Decimal | None) -> Fraction:
    if qty is None:
        raise ValueError("an offer without a good quantity has no rank")
    return Fraction(amount) / Fraction(qty)


@dataclass(frozen=True)
class Volume:
    """How much of a part is asked about, and on how many orders, each of one receipt."""

    qty: Decimal
    orders: int


@dataclass(frozen=True)
class AtVolume:
    """What a supplier would cost at stated volumes, in the reporting currency: what it was paid or
    quotes, what each unit cost beside that, what orders and receipts cost.

    `total` is the three together; it, `price` and `beside` are null where `lacking` names a part of
    which the supplier has no good quantity. `rank` is by total, null where an offer has none.
    """

    supplier_id: str
    name: str
    currency: str
    price: Decimal | None
    beside: Decimal | None
    per_order: Decimal | None
    total: Decimal | None
    quoted: tuple[str, ...]
    lacking: str | None
    rank: int | None = None


Quotes = Mapping[tuple[str, str], Decimal]


def at_volume(
    found: Iterable[Offer], mix: Mapping[str, Volume], quotes: Quotes | None = None
) -> list[AtVolume]:
    """Suppliers at the same volume and mix of parts, by total: each good unit at its price or at a
    quote of (supplier, part), with what a unit cost beside the price, and each order at what an
    order and its receipt cost. What a unit and an order cost is taken as it was in the quarter.

    Exact, rounded once at the end. Those that lack a part come last, without a total. Raises
    UsageError for a volume that is not above 0.
    """
    if wrong := [part for part, one in mix.items() if one.qty <= 0 or one.orders <= 0]:
        raise UsageError(
            f"The volume of '{wrong[0]}' is {mix[wrong[0]].qty} on {mix[wrong[0]].orders} orders,"
            " expected both above 0.\nState how much of it is asked about."
        )
    by_supplier: dict[str, dict[str, Offer]] = defaultdict(dict)
    for offer in found:
        if offer.part_id in mix:
            by_supplier[offer.supplier_id][offer.part_id] = offer
    priced = [_at_volume(offers, mix, quotes or {}) for offers in by_supplier.values()]
    sure = [one.total for one, is_sure in priced if is_sure and one.total is not None]
    if len(sure) < FEWEST_RANKED:
        sure = []
    ranked_ones = [
        replace(one, rank=1 + sorted(sure).index(one.total))
        if is_sure and sure and one.total is not None
        else one
        for one, is_sure in priced
    ]
    return sorted(
        ranked_ones,
        key=lambda one: (one.total is None, one.total or ZERO, one.supplier_id),
    )


def _at_volume(
    offers: Mapping[str, Offer], mix: Mapping[str, Volume], quotes: Quotes
) -> tuple[AtVolume, bool]:
    """One supplier, and whether all its offers could be ranked."""
    first = next(iter(offers.values()))
    who = (first.supplier_id, first.name, first.currency)
    quoted = tuple(part for part in mix if (first.supplier_id, part) in quotes)
    lacking = [
        part for part in mix if part not in offers or offers[part].total_per_unit is None
    ]
    if lacking:
        nothing = (None, None, None, None)
        return AtVolume(*who, *nothing, quoted, f"no good quantity of {lacking[0]}"), False
    price = beside = per_order = Fraction(0)
    for part, asked in mix.items():
        offer = offers[part]
        paid = _price_per_unit(offer)
        price += Fraction(quotes.get((offer.supplier_id, part), paid)) * Fraction(asked.qty)
        added = offer.total - offer.price - offer.fixed
        beside += _exact_per_unit(added, offer.good_qty) * Fraction(asked.qty)
        if offer.receipts:
            per_order += Fraction(offer.fixed) / offer.receipts * asked.orders
    at_all = AtVolume(
        *who,
        price=as_money(price),
        beside=as_money(beside),
        per_order=as_money(per_order),
        total=as_money(price + beside + per_order),
        quoted=quoted,
        lacking=None,
    )
    return at_all, all(offers[part].why_unranked is None for part in mix)


def break_even(
    snapshot: Snapshot, part_id: str, quarter: Quarter, one: str, other: str, rate_name: str
) -> BreakEven:
    """The rate at which two suppliers of a part cost the same per good unit, all else held, as if
    it held for the whole quarter.

    What an event costs is its driver × the rate, so a total per good unit is a straight line in the
    rate, and two lines cross once or never. Raises UsageError for a supplier that has no offer for
    the part in the quarter, for a rate without a value by its end, and for one that is no price of
    a driver but changes what is counted (reference days, service level).
    """
    if changed := [
        element.name for element in ELEMENTS.values() if rate_name in element.second_rates
    ]:
        raise UsageError(
            f"The rate '{rate_name}' decides how much there is of {changed[0]}, it is not the price"
            " of it: the total is no straight line in it.\nChoose a rate that values a driver, or"
            " change it in data/rates and load again."
        )
    found = {offer.supplier_id: offer for offer in offers(snapshot, part_id, quarter)}
    if missing := [supplier_id for supplier_id in (one, other) if supplier_id not in found]:
        raise UsageError(
            f"'{missing[0]}' is no supplier of part '{part_id}' in {quarter}, expected one of"
            f" {', '.join(found) or 'none'}.\nChoose two suppliers of the part."
        )
    value, unit = _in_force(snapshot, rate_name, quarter)
    lines = [
        _line(snapshot, found[supplier_id], quarter, rate_name)
        for supplier_id in (one, other)
    ]
    return break_even_of(rate_name, unit, value, (found[one], found[other]), lines)


def _in_force(snapshot: Snapshot, rate_name: str, quarter: Quarter) -> tuple[Decimal, str]:
    values = snapshot.records(
        "SELECT value, unit FROM rates WHERE rate_name = ? AND valid_from < ? ORDER BY valid_from"
        " DESC LIMIT 1",
        [rate_name, quarter.until],
    )
    if not values:
        known = snapshot.records(
            "SELECT DISTINCT rate_name FROM rates WHERE valid_from < ? ORDER BY rate_name",
            [quarter.until],
        )
        names = ", ".join(row["rate_name"] for row in known) or "none"
        raise UsageError(
            f"No value of rate '{rate_name}' is in force in {quarter}, expected one of"
            f" {names}.\nChoose one of them, or add it to data/rates."
        )
    return values[0]["value"], values[0]["unit"]


def _line(
    snapshot: Snapshot, offer: Offer, quarter: Quarter, rate_name: str
) -> Line | None:
    prices = _prices_by_part(snapshot, offer.supplier_id, quarter)
    rows = _rows_of_part_or_none(snapshot, offer.supplier_id, offer.part_id, quarter)
    return line_in_rate(
        rows_of_part(rows, offer.part_id, prices), offer.good_qty, rate_name
    )


def line_in_rate(
    rows: Iterable[LedgerRow], good_qty: Decimal | None, rate_name: str
) -> Line | None:
    """The total per good unit as (what it is at a rate of 0, what one unit of the rate adds); null
    without a positive good quantity.
    """
    if good_qty is None or good_qty <= 0:
        return None
    paid = paid_by_us(rows)
    at_zero = total(row for row in paid if row.rate_name != rate_name)
    slope = sum((driver_of(row) for row in paid if row.rate_name == rate_name), Fraction(0))
    return Fraction(at_zero) / Fraction(good_qty), slope / Fraction(good_qty)


def break_even_of(
    rate_name: str,
    unit: str,
    value: Decimal,
    pair: tuple[Offer, Offer],
    lines: Sequence[Line | None],
) -> BreakEven:
    """Where two straight lines cross, exactly; see break_even."""
    names = {offer.supplier_id: offer.name for offer in pair}
    rate = rate_name.replace("_", " ")
    one, other = (offer.supplier_id for offer in pair)
    line, other_line = lines
    if line is None or other_line is None:
        unknown = [
            offer.name for offer, line in zip(pair, lines, strict=True) if line is None
        ]
        return BreakEven(
            rate_name,
            unit,
            value,
            None,
            None,
            None,
            f"n/a: {' and '.join(unknown)} has no positive good quantity.",
        )
    at_zero, slope = line
    other_at_zero, other_slope = other_line
    where = None
    if slope != other_slope:
        where = (other_at_zero - at_zero) / (slope - other_slope)
    if where is None or where <= 0:
        # They do not cross above 0, so the one that is lower at a rate of 1 is lower at any.
        gap = at_zero + slope - other_at_zero - other_slope
        cheaper = None
        words = f"Both cost the same at any {rate}."
        if gap:
            cheaper = one if gap < 0 else other
            words = f"{names[cheaper]} is cheaper per good unit at any {rate} above 0."
        if not slope and not other_slope:
            words = f"No cost of either is valued by the {rate}. " + words
        return BreakEven(rate_name, unit, value, None, cheaper, cheaper, words)
    below, above = (one, other) if slope > other_slope else (other, one)
    decimals = max(
        2, -int(value.normalize().as_tuple().exponent), _decimals_of_two_digits(where)
    )
    at = to_the_cent(where, decimals)
    words = (
        f"At a {rate} of {at} {unit} the two cost the same per good unit: below it {names[below]}"
        f" is cheaper, above it {names[above]}."
    )
    words += f" In force is {value:.{decimals}f}."
    return BreakEven(rate_name, unit, value, at, below, above, words)


def _decimals_of_two_digits(number: Fraction) -> int:
    """So many decimals show two digits of a number above 0.

    >>> [_decimals_of_two_digits(Fraction(1, n)) for n in (1, 90, 3000)]
    [1, 3, 5]
    """
    return 1 - math.floor(math.log10(number))


def by_element(rows: Iterable[LedgerRow]) -> dict[str, Decimal]:
    """The buyer's amounts of each element that has any, in printed order."""
    paid = paid_by_us(rows)
    booked = {row.element for row in paid}
    return {
        element: total(row for row in paid if row.element == element)
        for element in ELEMENTS
        if element in booked
    }


def by_phase(by_element: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Amounts of elements before, during and after the transaction (Ellram 1993); they add up to
    the same total.
    """
    sums = dict.fromkeys(PHASES, ZERO)
    for element, amount in by_element.items():
        sums[ELEMENTS[element].phase] += amount
    return sums


def by_quality_class(by_element: Mapping[str, Decimal]) -> dict[str | None, Decimal]:
    """Amounts of elements of prevention, appraisal, internal and external failure and recovery, and
    under None those of no quality cost; they add up to the same total.
    """
    sums: dict[str | None, Decimal] = dict.fromkeys((*QUALITY_CLASSES, None), ZERO)
    for element, amount in by_element.items():
        sums[ELEMENTS[element].quality_class] += amount
    return sums


def freight_known(
    snapshot: Snapshot, quarter: Quarter
) -> dict[tuple[str, str | None], tuple[int, int]]:
    """Per supplier and part the receipts of the quarter whose freight and insurance, as far as the
    extract speaks of them, are all known; and all.
    """
    rows = snapshot.records(statement("cost/freight_known"), [quarter.start, quarter.until])
    return {
        (row["supplier_id"], row["part_id"]): (row["known"], row["receipts"])
        for row in rows
    }


PORTFOLIO_COLUMNS = (
    "supplier_id",
    "name",
    "kind",
    "price",
    *(f"added_{cause}" for cause in schema.CAUSES),
    "added",
    "total",
    "over_price_percent",
    "spi",
    "cost_ratio",
    "largest_element",
    "largest_amount",
    "known_receipts",
    "receipts",
    "has_unknown",
)


@dataclass(frozen=True)
class PaidSum:
    """What the buyer paid of one supplier's element and cause in a quarter, and how many rows of it
    are not known.
    """

    supplier_id: str
    element: str
    cause: str
    amount: Decimal
    unknown_rows: int


def portfolio(snapshot: Snapshot, quarter: Quarter) -> pd.DataFrame:
    """One row per supplier with any cost in the quarter, outside firms and carriers first, then our
    own warehouses, then the sum of all.

    Amounts are Decimals in the reporting currency and only what the buyer paid; the last row
    (`kind` is all) is the ledger's sum, to the cent. `added_<cause>` splits what came on top of the
    price. `over_price_percent`, `spi` (price and non-performance of theirs ÷ price) and `cost_ratio`
    (total ÷ price) are null without a price, and where nothing beside the price is measured.
    `largest_element` is the largest beside the price, null where nothing was added. Freight and
    insurance are known for `known_receipts` of `receipts`; `has_unknown` says whether any cost is
    not known.
    """
    names = {
        row["supplier_id"]: (row["name"], row["kind"])
        for row in snapshot.records("SELECT supplier_id, name, kind FROM suppliers")
    }
    freight = freight_known(snapshot, quarter)
    is_measured = bool(elements_measured(snapshot) - {"price"})
    sums: dict[str, list[PaidSum]] = defaultdict(list)
    for paid in _sums(snapshot, quarter):
        sums[paid.supplier_id].append(paid)
    in_order = sorted(
        sums, key=lambda supplier_id: (names[supplier_id][1] == OWN, supplier_id)
    )
    records = [
        _portfolio_row(
            (supplier_id, *names[supplier_id]),
            sums[supplier_id],
            [one for (who, _), one in freight.items() if who == supplier_id],
            is_measured,
        )
        for supplier_id in in_order
    ]
    everything = [row for rows in sums.values() for row in rows]
    records.append(
        _portfolio_row(
            (None, "All suppliers", "all"), everything, list(freight.values()), is_measured
        )
    )
    return pd.DataFrame(records, columns=PORTFOLIO_COLUMNS, dtype=object)


def _sums(snapshot: Snapshot, quarter: Quarter) -> list[PaidSum]:
    rows = snapshot.records(
        statement("cost/sums_by_supplier"), [quarter.start, quarter.until]
    )
    return [PaidSum(**row) for row in rows]


def _portfolio_row(
    who: tuple[str | None, str, str],
    sums: list[PaidSum],
    freight: list[tuple[int, int]],
    is_measured: bool,
) -> list[object]:
    price = total(row for row in sums if row.element == "price")
    beside = [row for row in sums if row.element != "price"]
    added = total(beside)
    known = sum(known for known, _ in freight)
    receipts = sum(receipts for _, receipts in freight)
    elements = {
        element: total(row for row in beside if row.element == element)
        for element in ELEMENTS
    }
    largest, largest_amount = max(elements.items(), key=lambda one: one[1])
    is_anything_added = largest_amount > 0
    failures = [row for row in beside if ELEMENTS[row.element].is_non_performance]
    failed = total(row for row in failures if row.cause == "theirs")
    failed += total(row for row in failures if row.cause == "shared") / 2
    has_ratio = is_measured and price > 0

    def over_price(amount: Decimal) -> Fraction:
        return Fraction(amount) / Fraction(price)

    return [
        *who,
        price,
        *(total(row for row in beside if row.cause == cause) for cause in schema.CAUSES),
        added,
        price + added,
        to_the_cent(100 * over_price(added)) if has_ratio else None,
        to_the_cent(over_price(price + failed), 4) if has_ratio else None,
        to_the_cent(over_price(price + added), 4) if has_ratio else None,
        largest if is_anything_added else None,
        largest_amount if is_anything_added else None,
        known,
        receipts,
        known < receipts or any(row.unknown_rows for row in sums),
    ]
