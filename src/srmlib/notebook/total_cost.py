"""Total cost, question by question: where an amount comes from, who is dear, what a rate or a goal
would change, and whether it closes.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from srmlib.cost.closing import closings, compared_with_books
from srmlib.cost.compare import Offer, portfolio
from srmlib.cost.detail import QualityQuarter, quality_over_time, row_id
from srmlib.cost.ledger import book_differences, rows_used
from srmlib.cost.rows import LedgerRow, Valuation, paid_by_us, total
from srmlib.cost.scenario import AS_IT_IS, Change, QuarterLedger
from srmlib.cost.summary import CostSummary
from srmlib.cost.uncertainty import tornado
from srmlib.cost.what_if import Driven, Range, Saving, Untold
from srmlib.errors import UsageError
from srmlib.facts import find_supplier
from srmlib.figures.break_even import break_even_lines
from srmlib.figures.slope import price_against_total
from srmlib.figures.svg import Figure
from srmlib.figures.tornado import rate_tornado
from srmlib.figures.waterfall import cost_waterfall
from srmlib.notebook.answers import Table, answer
from srmlib.notebook.words import (
    change_headline,
    change_words,
    closing_headline,
    cost_unit,
    ledger_headline,
    offers_headline,
    savings_headline,
    swings_headline,
)
from srmlib.numbers import decimal_of, exact, money, number, said, signed
from srmlib.reports.page import Section
from srmlib.rules.currencies import decimals_of
from srmlib.rules.elements import ELEMENTS
from srmlib.words.cost import SAVINGS_ASSUME
from srmlib.words.words import CAUSES, listed

Number = Decimal | int | str


def behind(ledger: QuarterLedger, supplier_id: str, element: str) -> Section:
    """The ledger's rows of one element: each event with what was counted, its rate or booked
    amount, and what of it falls into the quarter.
    """
    if element not in ELEMENTS:
        raise UsageError(
            f"'{element}' is no element of cost, expected one of {', '.join(ELEMENTS)}.\nName one"
            " of them."
        )
    rows = [
        row
        for row in ledger.rows(supplier_id)
        if row.element == element and row.paid_by == "buyer"
    ]
    currency = ledger.snapshot.reporting_currency
    headline = ledger_headline(ELEMENTS[element].name, rows, currency)
    table = Table(
        "",
        [_ledger_row(row, currency) for row in rows],
        {"day": "Total of what is known", currency: money(total(paid_by_us(rows)))},
    )
    notes = ["A row opens by its id: q.explain(id, 'C1')."] if rows else []
    return answer(
        "behind",
        f"What is behind {ELEMENTS[element].name.lower()}?",
        headline,
        [table],
        notes=notes,
    )


def _ledger_row(row: LedgerRow, currency: str) -> dict[str, str]:
    return {
        "day": f"{row.booked_on}",
        "id": row_id(row.element, row.event_id, row.receipt_id, row.cause_part),
        "part": row.part_id or "",
        "counted and valued": valued(row),
        "spread": row.rule,
        "cause": CAUSES[row.cause],
        currency: _amount(row),
    }


def _amount(row: LedgerRow) -> str:
    if row.amount is not None:
        return money(row.amount)
    return "included" if row.state == "included" else "not known"


def valued(row: LedgerRow) -> str:
    """How a row's whole event was valued: `80 × 60 EUR/minute, in force since 2026-01-01`, `412.00
    USD booked, at 0.92 for 1`.
    """
    if row.state != "amount" or row.event_amount is None:
        return ""
    if row.basis == "rate" and row.valuation is not None:
        return _by_rate(row.valuation)
    if row.stated_amount is None:
        return f"{money(row.event_amount)} booked"
    exchanged = ""
    if row.fx_rate is not None and row.fx_rate != 1:
        exchanged = f", at {number(row.fx_rate)} for {row.fx_units:,}"
    decimals = decimals_of(row.stated_currency or "")
    return f"{exact(row.stated_amount, decimals)} {row.stated_currency} booked{exchanged}"


def _by_rate(valuation: Valuation) -> str:
    """What a rate is for is said by its unit; of one in % a year it is not."""
    counted = number(decimal_of(Fraction(valuation.driver_qty)))
    if not valuation.rate_unit.endswith(f"/{valuation.driver_unit}"):
        counted += f" {valuation.driver_unit}"
    divided = f" ÷ {valuation.rate_per:,}" if valuation.rate_per != 1 else ""
    return (
        f"{counted} × {number(valuation.rate_value)} {valuation.rate_unit}{divided}, in force since"
        f" {valuation.rate_from}"
    )


def dear_supplier(ledger: QuarterLedger, part_id: str) -> Section:
    """The suppliers of a part by price and by total cost per good unit. For the buyer only: it
    names several suppliers.
    """
    found = ledger.offers(part_id)
    figure = offers_figure(ledger, part_id)
    currency = ledger.snapshot.reporting_currency
    tables = [
        Table(
            "What each costs in the quarter",
            [_offer_row(offer, currency) for offer in found],
        )
    ]
    notes = [
        f"{offer.name}: {money(offer.allocated)} {currency} are {offer.rule}."
        for offer in found
        if offer.rule
    ]
    return answer(
        "dear-supplier",
        f"Which supplier of {part_id} is dear?",
        offers_headline(found, part_id, ledger.quarter),
        tables,
        figure,
        notes,
    )


def offers_figure(
    ledger: QuarterLedger,
    part_id: str,
    change: Change = AS_IT_IS,
    name: str = "price-against-total",
) -> Figure | None:
    """Price and total of every supplier of a part after a change; None where fewer than two can be
    compared.
    """
    found = ledger.offers(part_id, change)
    subtitle = f"{part_id}, {ledger.quarter}. Price and total cost per good unit.{_asked(ledger, change)}"
    return price_against_total(
        found, offers_headline(found, part_id, ledger.quarter), subtitle, name
    )


def _offer_row(offer: Offer, currency: str) -> dict[str, str]:
    beside = {
        element: amount
        for element, amount in offer.by_element.items()
        if element != "price"
    }
    largest = max(beside, key=lambda element: beside[element]) if beside else None
    return {
        "supplier": offer.name,
        "good quantity": number(offer.good_qty) if offer.good_qty is not None else "n/a",
        f"price, {currency}": money(offer.price),
        "added": money(offer.total - offer.price),
        "total": money(offer.total),
        "of it per order and receipt": money(offer.fixed),
        "largest addition": (
            f"{ELEMENTS[largest].name} {money(beside[largest])}" if largest else "none"
        ),
        "known": "all" if offer.is_all_known else offer.coverage,
        "place": str(offer.rank_by_total or f"none: {offer.why_unranked or 'no other'}"),
    }


def change_places(
    ledger: QuarterLedger, part_id: str, one: str, other: str, rate_name: str
) -> Section:
    """The rate at which two suppliers of a part cost the same per good unit, with the two lines
    that cross there.
    """
    pair = _pair(ledger, part_id, one, other)
    _known_rate(ledger, rate_name)
    found, _ = ledger.break_even(pair, rate_name)
    figure = break_even_figure(ledger, pair, rate_name)
    return answer(
        "change-places",
        f"At which {ledger.rates[rate_name].words} do the two change places?",
        found.words.rstrip("."),
        [],
        figure,
    )


def break_even_figure(
    ledger: QuarterLedger,
    pair: tuple[Offer, Offer],
    rate_name: str,
    change: Change = AS_IT_IS,
    name: str = "break-even",
) -> Figure | None:
    """The two lines over the rate after a change; None where one of the two has no good
    quantity.
    """
    found, lines = ledger.break_even(pair, rate_name, change)
    subtitle = (
        f"{pair[0].part_id}, {ledger.quarter}, as if the rate had held all the"
        f" quarter.{_asked(ledger, change)}"
    )
    return break_even_lines(found, pair, lines, found.words.rstrip("."), subtitle, name)


def _asked(ledger: QuarterLedger, change: Change) -> str:
    """What is asked about, for a picture whose headline says something else."""
    changes = change_words(
        change,
        ledger.rates,
        ledger.places(change.supplier_id) if change.goals and change.supplier_id else [],
    )
    return f" With {listed(changes)}." if changes else ""


def _pair(ledger: QuarterLedger, part_id: str, one: str, other: str) -> tuple[Offer, Offer]:
    by_id = {offer.supplier_id: offer for offer in ledger.offers(part_id)}
    if missing := [supplier_id for supplier_id in (one, other) if supplier_id not in by_id]:
        raise UsageError(
            f"'{missing[0]}' delivered no {part_id} in {ledger.quarter}, expected one of"
            f" {', '.join(sorted(by_id)) or 'none'}.\nName two of them."
        )
    return by_id[one], by_id[other]


def _known_rate(ledger: QuarterLedger, rate_name: str) -> None:
    if rate_name not in ledger.rates:
        raise UsageError(
            f"'{rate_name}' values no cost in {ledger.quarter}, expected one of"
            f" {', '.join(ledger.rates) or 'none'}.\nName one of them."
        )


def what_if(
    ledger: QuarterLedger,
    supplier_id: str,
    rates: Mapping[str, Number] | None = None,
    goals: Mapping[str, Number] | None = None,
) -> Section:
    """A supplier's cost at other rates, and with its metrics at other values:
    `rates={"line_stop_rate": 78}, goals={"D1": 95}`.

    Amounts that no rate values stay as they were booked, unless a goal avoids them.
    """
    change = Change(_decimals(rates), supplier_id, _decimals(goals))
    figure = what_if_figure(ledger, supplier_id, change)
    before = ledger.summary(supplier_id)
    after = ledger.summary(supplier_id, change)
    headline = change_headline(
        before, after, change, ledger.rates, ledger.places(supplier_id)
    )
    return answer(
        "what-if",
        "What if a rate or a driver were another?",
        headline,
        [_changes(before, after)],
        figure,
    )


def _decimals(numbers: Mapping[str, Number] | None) -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in (numbers or {}).items()}


def what_if_figure(
    ledger: QuarterLedger, supplier_id: str, change: Change, name: str = "what-if"
) -> Figure | None:
    """The waterfall after a change, with its sentence as the headline."""
    after = ledger.summary(supplier_id, change)
    headline = change_headline(
        ledger.summary(supplier_id), after, change, ledger.rates, ledger.places(supplier_id)
    )
    supplier = find_supplier(ledger.snapshot, supplier_id).name
    subtitle = (
        f"{supplier}, {ledger.quarter}, {after.currency}. Lines with ends: 95% interval."
    )
    return cost_waterfall(
        after,
        headline,
        subtitle,
        ledger.intervals(supplier_id, change),
        name,
        supplier,
        ledger.snapshot.buyer or "the buyer",
    )


def _changes(before: CostSummary, after: CostSummary) -> Table:
    """The elements that change, all others in one row, and the total."""
    pairs = [
        (one, other)
        for one, other in zip(before.lines, after.lines, strict=True)
        if one.amount != other.amount
    ]
    rest = [
        line.amount for line in before.lines if line.id not in {one.id for one, _ in pairs}
    ]
    rows = [
        _change_row(one.name, one.amount, other.amount, before.currency)
        for one, other in pairs
    ]
    rows.append(
        _change_row(
            "Everything else", sum(rest, Decimal(0)), sum(rest, Decimal(0)), before.currency
        )
    )
    return Table(
        "What changes in the quarter",
        rows if pairs else [],
        _change_row("Total", before.total, after.total, before.currency),
    )


def _change_row(
    name: str, before: Decimal, after: Decimal, currency: str
) -> dict[str, str]:
    return {
        "element": name,
        f"in the ledger, {currency}": money(before),
        "then": money(after),
        "difference": signed(after - before),
    }


def which_rate_matters(ledger: QuarterLedger, supplier_id: str) -> Section:
    """The total at the low and the high end of every rate with an agreed range, widest first."""
    swings = tornado(ledger.snapshot, supplier_id, ledger.quarter)
    cost = ledger.summary(supplier_id)
    unit = cost_unit(cost)
    headline = swings_headline(swings, cost_unit(cost))
    whole = cost.total if cost.per_good_unit is None else cost.per_good_unit
    subtitle = (
        f"{find_supplier(ledger.snapshot, supplier_id).name}, {ledger.quarter}. Each rate at its"
        " low and its high end, all others as in force."
    )
    certain = [
        rate.words
        for name, rate in ledger.rates.items()
        if name not in {swing.rate_name for swing in swings} and not rate.is_agreed
    ]
    notes = []
    if certain:
        notes = [f"No range is stated for {', '.join(certain)}: they are taken as certain."]
    return answer(
        "which-rate",
        "Which rate matters most?",
        headline,
        [],
        rate_tornado(swings, whole, unit, headline, subtitle),
        notes,
    )


def quality_by_quarter(
    ledger: QuarterLedger, supplier_id: str, quarter_count: int = 8
) -> Section:
    """What quality cost in the last quarters by class, against what was bought."""
    found = quality_over_time(
        ledger.snapshot, supplier_id, ledger.quarter.back(quarter_count)
    )
    currency = ledger.snapshot.reporting_currency
    last = found[-1]
    share = "n/a" if last.of_purchases is None else f"{said(last.of_purchases, 2)}%"
    return answer(
        "quality-by-quarter",
        "What does quality cost, against purchases?",
        f"Quality cost {money(last.known)} {currency} in {last.quarter}, {share} of purchases",
        [Table("", [_quality_row(one, currency) for one in found])],
        notes=["A class of which no element is measured is not zero: it is in no sum."],
    )


def _quality_row(one: QualityQuarter, currency: str) -> dict[str, str]:
    row = {
        "quarter": f"{one.quarter}",
        f"purchases, {currency}": money(one.purchases),
    }
    row |= {
        kind: "not measured" if amount is None else money(amount)
        for kind, amount in one.by_class.items()
    }
    share = "n/a" if one.of_purchases is None else f"{said(one.of_purchases, 2)}%"
    return row | {"together": money(one.known), "of purchases": share}


def what_goals_save(ledger: QuarterLedger, supplier_id: str) -> Section:
    """What each driver at its goal would save either firm, and the rows that each saving rests on.
    No cost is counted under two drivers, so the buyer's savings add up.
    """
    found, untold = ledger.savings(supplier_id)
    currency = ledger.snapshot.reporting_currency
    rows = [_saving_row(saving, currency) for saving in found]
    total_row = {
        "driver": "All at their goals",
        f"saves the buyer, {currency}": money(
            sum((saving.saves_us for saving in found), Decimal(0))
        ),
    }
    tables = [Table("", rows, total_row)]
    behind_them = [
        _saved_row(one, saving.driver, avoided, currency)
        for saving in found
        for one, avoided in zip(saving.rows, saving.avoided, strict=True)
    ]
    if untold:
        behind_them += [
            _saved_row(one, "nothing tells", None, currency) for one in untold.rows
        ]
    if behind_them:
        tables.append(Table("Rows of the ledger", behind_them))
    return answer(
        "goals-save",
        "What would good delivery save both firms?",
        savings_headline(found, currency),
        tables,
        notes=_savings_notes(found, untold),
    )


def _savings_notes(found: list[Saving], untold: Untold | None) -> list[str]:
    assumed = [SAVINGS_ASSUME, *(saving.words for saving in found)] if found else []
    return assumed + ([untold.words] if untold else [])


def _saving_row(saving: Saving, currency: str) -> dict[str, str]:
    elements = (ELEMENTS[element].name.lower() for element in saving.elements)
    us = money(saving.saves_us)
    if saving.is_most:
        us = f"up to {money(saving.saves_us_range.high)}"
    them = "not known"
    if saving.saves_them is not None:
        them = money(saving.saves_them)
    return {
        "driver": saving.driver,
        "metric": saving.metric_id,
        "now": saving.now,
        "goal": saving.goal,
        "cost that falls": ", ".join(elements),
        f"saves the buyer, {currency}": us,
        "from, to": _ends(saving.saves_us_range),
        "saves the supplier": them,
        "from, to (supplier)": _ends(saving.saves_them_range),
    }


def _ends(ends: Range | None) -> str:
    return f"{money(ends.low)} to {money(ends.high)}" if ends else ""


def _saved_row(
    one: Driven, driver: str, avoided: Decimal | None, currency: str
) -> dict[str, str]:
    row = one.row
    return {
        "driver": driver,
        "id": row_id(row.element, row.event_id, row.receipt_id, row.cause_part),
        "told by": one.cause.words,
        "cause": CAUSES[row.cause],
        currency: _amount(row),
        "avoided at the goal": "" if avoided is None else money(avoided),
    }


def does_it_close(ledger: QuarterLedger, supplier_id: str) -> Section:
    """Sums against their parts, the ledger against the books, and which rows of the extract were
    used.
    """
    snapshot = ledger.snapshot
    quarter = ledger.quarter
    currency = snapshot.reporting_currency
    sums = closings(snapshot, supplier_id, quarter)
    apart = book_differences(snapshot, supplier_id, quarter)
    used = rows_used(snapshot, supplier_id, quarter).to_dict("records")
    tables = [
        Table(
            "Sums",
            [
                {
                    f"parts and whole, {currency}": one.words,
                    "parts": money(one.parts),
                    "whole": money(one.whole),
                    "difference": money(one.difference),
                }
                for one in sums
            ],
        ),
        Table(
            "Where the books hold another sum",
            [
                {
                    "element": ELEMENTS[one.element].name,
                    "month": f"{one.month_on:%B %Y}",
                    f"books, {currency}": money(one.in_books),
                    "ledger": money(one.in_ledger),
                    "unexplained": signed(one.unexplained),
                }
                for one in apart
            ],
        ),
        Table(
            "Rows of the extract",
            [
                {
                    "rows of": row["source"],
                    "used": row["reason"] or "yes",
                    "rows": f"{row['row_count']:,}",
                }
                for row in used
            ],
            {
                "rows of": "All rows in",
                "rows": f"{sum(row['row_count'] for row in used):,}",
            },
        ),
    ]
    headline = closing_headline(
        sums, list(apart), compared_with_books(snapshot, supplier_id, quarter), currency
    )
    return answer("closing", "Does it close?", headline, tables)


def all_suppliers(ledger: QuarterLedger) -> Section:
    """Every supplier's price and what came on top of it; the last row is the ledger's own sum. For
    the buyer only.
    """
    currency = ledger.snapshot.reporting_currency
    rows = portfolio(ledger.snapshot, ledger.quarter).to_dict("records")
    printed = [_portfolio_row(row, currency) for row in rows]
    whole = rows[-1]
    headline = (
        f"All suppliers together: {money(whole['total'])} {currency}, of which"
        f" {money(whole['added'])} came on top of the price"
    )
    return answer(
        "all-suppliers",
        "What do all suppliers cost?",
        headline,
        [Table("", printed[:-1], printed[-1])],
    )


def _portfolio_row(row: Mapping[Hashable, Any], currency: str) -> dict[str, str]:
    over = "n/a"
    largest = ""
    if row["over_price_percent"] is not None:
        over = f"{said(row['over_price_percent'], 2)}%"
    if row["largest_element"] is not None:
        largest = ELEMENTS[row["largest_element"]].name
    return {
        "supplier": row["name"],
        f"price, {currency}": money(row["price"]),
        "added": money(row["added"]),
        "total": money(row["total"]),
        "over the price": over,
        "cause supplier's": money(row["added_theirs"]),
        "buyer's": money(row["added_ours"]),
        "largest addition": largest,
        "known": "not all" if row["has_unknown"] else "all",
    }
