"""Whom to buy from: what each supplier would cost at a stated volume and mix of parts, and beside it
what the buyer's customers met. One page for an award decision; it names several suppliers, so it is
for the buyer only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from srmlib.cost.compare import AtVolume, Offer, Quotes, Volume, at_volume
from srmlib.cost.scenario import QuarterLedger
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.result import Reading
from srmlib.notebook.answers import Table, answer
from srmlib.numbers import money, number
from srmlib.promises.customers import repeat_purchase
from srmlib.reports.page import Section
from srmlib.words.metric import interval_words
from srmlib.words.promise import share_words
from srmlib.words.words import listed

# How it delivered, what it delivered, whose promises it broke, who complained of it.
OUTCOMES = ("D1", "Q2", "P1", "P2")


def award(
    ledger: QuarterLedger, mix: Mapping[str, Volume], quotes: Quotes | None = None
) -> Section:
    """Suppliers of the parts of `mix` by what they would cost, with the outcome at customers of what
    they delivered in the quarter. `quotes` are prices per unit by (supplier, part), in place of what
    was paid.

    Outcome is no part of the total and moves no place: it stands beside it, as far as it is
    measured. Raises UsageError for an unknown part, and for a volume that is not above 0.
    """
    offered = [offer for part_id in mix for offer in ledger.offers(part_id)]
    found = at_volume(offered, mix, quotes)
    asked = listed(
        [
            f"{number(one.qty)} of {part_id} on {one.orders:,} orders"
            for part_id, one in mix.items()
        ]
    )
    return answer(
        "award",
        f"Whom to buy from: {asked}?",
        award_headline(found, asked),
        [
            Table("What each would cost", [_cost_row(one) for one in found]),
            Table("What customers met", [_outcome_row(ledger, one) for one in found]),
        ],
        notes=_notes(ledger, offered, found),
    )


def award_headline(found: list[AtVolume], asked: str) -> str:
    """Who would cost least and by how much, or that nothing can be ranked."""
    placed = [one for one in found if one.rank is not None]
    if not found:
        return f"Nobody delivered what is asked for: {asked}"
    if not placed:
        return f"Too little is known to say who would cost least: {asked}"
    best, *others = placed
    rest = listed([f"{one.name} {_total(one)}" for one in others])
    return (
        f"{best.name} would cost least for {asked}: {_total(best)} {best.currency}, {rest}"
    )


def _total(one: AtVolume) -> str:
    return "n/a" if one.total is None else money(one.total)


def _cost_row(one: AtVolume) -> dict[str, str]:
    price = "n/a" if one.price is None else money(one.price)
    return {
        "supplier": one.name,
        f"price, {one.currency}": price,
        "by": "quote" if one.quoted else "what was paid",
        "beside the price": "n/a" if one.beside is None else money(one.beside),
        "orders and receipts": "n/a" if one.per_order is None else money(one.per_order),
        "total": _total(one),
        "place": str(one.rank or "none"),
    }


def _outcome_row(ledger: QuarterLedger, one: AtVolume) -> dict[str, str]:
    """All parts of the supplier: a customer's promise is seldom broken by one part alone."""
    readings = {
        reading.id: reading
        for reading in readings_of(ledger.snapshot, one.supplier_id, ledger.quarter)
    }
    row = {"supplier": one.name}
    row |= {
        readings[metric_id].definition.name: _said(readings[metric_id])
        for metric_id in OUTCOMES
        if metric_id in readings
    }
    again = repeat_purchase(ledger.snapshot, one.supplier_id, ledger.quarter.until)
    is_told = again.state != "not_supplied"
    return row | {
        "ordered again after a bad first experience": (
            share_words(again.after_bad) if is_told else "not supplied"
        ),
        "after a good one": share_words(again.after_good) if is_told else "not supplied",
    }


def _said(reading: Reading) -> str:
    interval = interval_words(reading)
    return f"{reading.text} ({interval}; {reading.rests_on})" if interval else reading.text


def _notes(
    ledger: QuarterLedger, offered: Iterable[Offer], found: list[AtVolume]
) -> list[str]:
    """What the comparison rests on, and why a supplier has no place."""
    why = [
        f"{offer.name} has no place by {offer.part_id}: {offer.why_unranked}."
        for offer in offered
        if offer.why_unranked
    ]
    why += [f"{one.name} has no total: {one.lacking}." for one in found if one.lacking]
    rest = (
        f"What a unit and an order cost beside the price is what they cost in {ledger.quarter}; the"
        " outcome at customers is of all parts of the supplier, and no part of the total."
    )
    return [rest, *why]
