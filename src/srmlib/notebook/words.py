"""The sentences of the answers: who is dear, what a rate or a goal would change, and whether the
ledger closes.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from srmlib.cost.closing import Closing
from srmlib.cost.compare import Offer, PerGoodUnit
from srmlib.cost.rows import LedgerRow, total
from srmlib.cost.scenario import Change, Place, RateRange
from srmlib.cost.summary import BookDifference, CostSummary
from srmlib.cost.uncertainty import Swing
from srmlib.cost.what_if import Saving
from srmlib.numbers import compact, count_words, money, number, with_unit
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.words.cost import is_least
from srmlib.words.words import CAUSES, listed, lower_first


def ledger_headline(name: str, rows: list[LedgerRow], currency: str) -> str:
    """What an element costs, from how many events, and by whose cause: `Line stops cost 12,600.00
    EUR, 3 events: 4,800.00 supplier's, 3,660.00 not agreed`.
    """
    known = [row for row in rows if row.state == "amount"]
    unknown = len({row.event_id for row in rows if row.state == "unknown"})
    if not known and unknown:
        return f"{name}: nothing is booked or counted; {count_words(unknown, 'event')} not known"
    if not known:
        return f"{name}: nothing is booked or counted"
    amounts = {
        words: total(row for row in known if row.cause == cause)
        for cause, words in CAUSES.items()
    }
    causes = ", ".join(
        f"{money(amount)} {words}" for words, amount in amounts.items() if amount
    )
    events = len({row.event_id for row in known})
    said = f"{name}: {money(total(known))} {currency} from {count_words(events, 'event')}; {causes}"
    if unknown:
        said += f"; {unknown:,} more not known"
    return said


def offers_headline(offers: list[Offer], part_id: str, quarter: Quarter) -> str:
    """Who has the lowest price and who costs least in use, per good unit; why nobody is ranked
    where too little is known.
    """
    known = [
        (offer, offer.per_good_unit) for offer in offers if offer.per_good_unit is not None
    ]
    if not offers:
        return f"Nobody delivered {part_id} in {quarter}"
    if not known:
        return f"No supplier of {part_id} has a good quantity in {quarter}: nothing can be compared"
    if len(known) == 1:
        return f"Only {known[0][0].name} delivered {part_id} in {quarter}: there is nothing to compare"
    known = [one for one in known if one[1].rank_by_total is not None]
    if not known:
        return _unranked(offers, part_id, quarter)
    by_price, at_price = min(known, key=_place_by_price)
    by_total, at_total = min(known, key=_place_by_total)
    unit = f"{by_total.currency} per good {by_total.uom}"
    lowest, least = ("lower", "less") if len(known) == 2 else ("lowest", "least")
    if by_price is by_total:
        rest, at_rest = min(
            (one for one in known if one[0] is not by_total),
            key=_place_by_total,
        )
        said = (
            f"{by_total.name} has the {lowest} price and costs {least} in use:"
            f" {_in_use(by_total, at_total)} {unit}, {rest.name} {_in_use(rest, at_rest)}"
        )
        return said + _overlap(by_total, rest)
    prices = (
        f"{by_price.name} has the {lowest} price ({money(at_price.price)} against"
        f" {money(at_total.price)} {unit})"
    )
    return (
        f"{prices}, {by_total.name} costs {least} in use ({_in_use(by_total, at_total)} against"
        f" {_in_use(by_price, at_price)}){_overlap(by_total, by_price)}"
    )


def _place_by_price(one: tuple[Offer, PerGoodUnit]) -> int:
    return one[1].rank_by_price or 0


def _place_by_total(one: tuple[Offer, PerGoodUnit]) -> int:
    return one[1].rank_by_total or 0


def _unranked(offers: list[Offer], part_id: str, quarter: Quarter) -> str:
    why = [f"{offer.name}: {offer.why_unranked}" for offer in offers if offer.why_unranked]
    return f"Too little is known to rank the suppliers of {part_id} in {quarter} ({'; '.join(why)})"


def _in_use(offer: Offer, per_unit: PerGoodUnit) -> str:
    if offer.is_all_known:
        return money(per_unit.total)
    return f"at least {money(per_unit.total)}"


def _overlap(one: Offer, other: Offer) -> str:
    if (
        one.interval is None
        or other.interval is None
        or one.interval.high < other.interval.low
        or other.interval.high < one.interval.low
    ):
        return ""
    return "; their 95% intervals overlap"


def change_headline(
    before: CostSummary,
    after: CostSummary,
    change: Change,
    rates: dict[str, RateRange],
    places: Iterable[Place],
) -> str:
    """What a change makes of the total: `With a line stop rate of 78 EUR/minute instead of 60:
    59.20 instead of 57.43 EUR per good piece, 1.77 more`.
    """
    now, then = (
        cost.total if cost.per_good_unit is None else cost.per_good_unit
        for cost in (before, after)
    )
    unit = cost_unit(before)
    changes = change_words(change, rates, places)
    least = "at least " if is_least(after) else ""
    if not changes:
        return f"At the rates in force and as things are: {least}{money(now)} {unit}, as in the ledger"
    moved = "no difference"
    if then != now:
        moved = f"{money(abs(then - now))} {'more' if then > now else 'less'}"
    return f"With {listed(changes)}: {least}{money(then)} instead of {money(now)} {unit}, {moved}"


def cost_unit(cost: CostSummary) -> str:
    if cost.per_good_unit is None:
        return cost.currency
    return f"{cost.currency} per good {cost.uom}"


def change_words(
    change: Change, rates: dict[str, RateRange], places: Iterable[Place]
) -> list[str]:
    """Each rate and each metric that is changed, with what it is."""
    said = [
        f"a {rates[name].words} of {number(value)} {rates[name].unit} instead of"
        f" {number(rates[name].value)}"
        for name, value in change.rates.items()
    ]
    by_id = {place.reading.id: place for place in places}
    for metric_id, value in change.goals.items():
        reading = by_id[metric_id].reading
        said.append(
            f"{lower_first(reading.definition.name)} at {value_words(value, reading.definition)}"
            f" instead of {reading.text}"
        )
    return said


def value_words(value: Decimal, definition: Definition) -> str:
    """A value of a metric as exactly as it is: `95%`, `87.98%`, `4,939.5 ppm`."""
    return with_unit(number(value), definition.unit)


def swings_headline(swings: list[Swing], unit: str) -> str:
    """Which uncertain rate moves the total most."""
    if not swings or swings[0].at_low == swings[0].at_high:
        return "No rate with an agreed range moves the total"
    widest = swings[0]
    rate = widest.rate_name.replace("_", " ")
    low, high = sorted((widest.at_low, widest.at_high))
    ends = f"from {number(widest.low)} to {number(widest.high)} {widest.rate_unit}"
    return f"The {rate} matters most: {ends} the total goes from {money(low)} to {money(high)} {unit}"


def savings_headline(savings: list[Saving], currency: str) -> str:
    """Which driver at its goal saves the buyer most, and what that saves the supplier."""
    if not savings:
        return "No driver of cost can be judged: what goals would save is not known"
    most = max(savings, key=lambda saving: saving.saves_us)
    if most.saves_us <= 0:
        possible = any(saving.saves_us_range.high > 0 for saving in savings)
        surely = " for certain" if possible else ""
        return f"No driver at its goal would save the buyer anything{surely}"
    theirs = "what it saves the supplier is not known"
    if most.saves_them is not None:
        theirs = f"{compact(most.saves_them)} for the supplier"
    at_most = "at most " if most.is_most else ""
    return (
        f"Most is saved by bringing {most.driver} to the goal of {most.goal}:"
        f" {at_most}{compact(most.saves_us)} {currency} for the buyer, {theirs}"
    )


def closing_headline(
    closings: list[Closing], unexplained: list[BookDifference], compared: int, currency: str
) -> str:
    """Whether every sum is the sum of its parts, and whether the books hold what the ledger
    holds.
    """
    open_ones = [closing for closing in closings if closing.difference]
    inside = "Every sum is that of its parts, to the cent"
    if open_ones:
        inside = f"{len(open_ones)} of {len(closings)} sums do not close"
    if not compared:
        return f"{inside}; the extract has no sums of the books to compare with"
    if not unexplained:
        return f"{inside}, and the books agree in all {compared:,} elements and months"
    apart = sum(
        (abs(difference.unexplained) for difference in unexplained), Decimal("0.00")
    )
    return (
        f"{inside}; the books differ in {len(unexplained):,} of {compared:,} elements and months,"
        f" by {money(apart)} {currency}"
    )
