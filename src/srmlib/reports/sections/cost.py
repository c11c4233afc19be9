"""What it costs beyond the price: every element with what was counted, at which rate,
how certain, and by whose cause.
"""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from srmlib.cost.detail import (
    NO_QUALITY_COST,
    CostDetail,
    per_order_line,
    phase_sums,
    quality_sums,
    row_id,
)
from srmlib.cost.rates_used import RateUsed
from srmlib.cost.summary import CostLine, CostSummary
from srmlib.cost.what_if import Driven
from srmlib.encoding import encoded
from srmlib.facts import Facts
from srmlib.figures.labels import between
from srmlib.figures.svg import Figure
from srmlib.figures.tornado import rate_tornado
from srmlib.figures.waterfall import cost_waterfall
from srmlib.numbers import by_count, count_words, money, number
from srmlib.reports.page import Section
from srmlib.reports.templating import render
from srmlib.rules.elements import COMPONENTS, ELEMENTS
from srmlib.words.cost import (
    SAVINGS_ASSUME,
    books_words,
    cause_parts,
    causes_words,
    cost_headline,
    counted_words,
    coverage_words,
    difference_words,
    empty_words,
    is_empty,
    is_least,
    late_payment_words,
    mass_rows,
    money_rows,
    not_balanced_words,
    paid_by_supplier_words,
    ratio_words,
    unagreed_words,
)
from srmlib.words.notes import causes_in_cost
from srmlib.words.words import listed, lower_first

NOT_AGREED = "not agreed"
PHASES = {
    "pre-transaction": "before the purchase",
    "transaction": "with the purchase",
    "post-transaction": "after the purchase",
}


def total_cost(facts: Facts) -> Section:
    """What it costs beyond the price, what that rests on, and how much of it is
    known.
    """
    cost, detail, headline = facts.cost, facts.cost_detail, cost_headline(facts)
    has_intervals = bool(detail.intervals and detail.intervals.by_element)
    subtitle = (
        f"{facts.supplier.name}, {facts.quarter}, {cost.currency}. {_by_receipt(cost)} by the day"
        " of receipt; other costs by the day of the event."
    )
    if has_intervals:
        subtitle += " Lines with ends: 95% interval."
    figure = cost_waterfall(
        cost,
        headline,
        subtitle,
        detail.intervals,
        supplier=facts.supplier.name,
        buyer=facts.buyer_name,
    )
    rows = [_row(facts, line, figure) for line in _shown_lines(facts)]
    rates = _rates(facts)
    body = render(
        "total_cost.html.j2",
        headline=headline,
        cost=cost,
        detail=detail,
        figure=figure,
        rows=rows,
        has_causes=any(row["causes"] for row in rows),
        per_unit=_unit(cost) if cost.per_good_unit is not None else None,
        interval=_interval_of_the_total(facts),
        has_intervals=has_intervals,
        splits=_splits(facts),
        balances=_balances(cost),
        not_balanced=not_balanced_words(cost.balances) if cost.balances else [],
        causes=causes_words(cost),
        agreed=causes_in_cost(facts),
        unagreed=unagreed_words(facts),
        empties=empty_words(cost),
        paid=paid_by_supplier_words(cost),
        late=late_payment_words(cost),
        differences=[
            (difference, *difference_words(difference)) for difference in cost.differences
        ],
        books=books_words(cost, detail.books_compared),
        ratio=ratio_words(cost),
        counted=counted_words(cost, facts.reading("C1")),
        assumed=SAVINGS_ASSUME,
        least="at least " if is_least(cost) else "",
        per_order_line=per_order_line(cost, detail),
        count_words=count_words,
        rates=rates,
        rates_summary=_rates_summary(rates),
        tornado=_tornado(facts),
        money=money,
    )
    return Section(
        "total-cost",
        "What it costs in use",
        headline,
        body,
        _tables(facts),
        name="Cost",
        absent="" if rows else "costs (receipts with prices, cost events)",
    )


def _by_receipt(cost: CostSummary) -> str:
    return listed(["Price", *cost.components])


def _unit(cost: CostSummary) -> str:
    """Of what amounts are printed: per good unit where there is one."""
    if cost.per_good_unit is None:
        return cost.currency
    return f"{cost.currency} per good {cost.uom}"


def _interval_of_the_total(facts: Facts) -> str:
    """Per good unit only: in all, it would be that of how much happened to be bought."""
    intervals = facts.cost_detail.intervals
    if facts.cost.per_good_unit is None or not intervals or not intervals.total:
        return ""
    return between(intervals.total)


def _shown_lines(facts: Facts) -> list[CostLine]:
    """As in the figure: every element something happened to, and where some of it is not known,
    each of its components.
    """
    shown: list[CostLine] = []
    for line in facts.cost.lines:
        if line.state == "partly" and line.components:
            shown.extend(line.components)
        elif not is_empty(line):
            shown.append(line)
    return shown


def _row(facts: Facts, line: CostLine, figure: Figure | None) -> dict:
    causes = [(words, money(amount)) for words, amount in cause_parts([line])]
    return {
        "name": line.name,
        "amount": _amount(line),
        "per_unit": _per_unit(facts, line, figure),
        "counted": _counted(facts, line),
        "causes": causes if line.id != "price" else [],
        "coverage": coverage_words(line, facts.cost.receipts),
    }


def _amount(line: CostLine) -> str:
    if line.state == "included":
        return "included"
    if line.amount or line.events or line.id == "price":
        return money(line.amount)
    return "not known"


def _per_unit(facts: Facts, line: CostLine, figure: Figure | None) -> tuple[str, str]:
    """The amount per good unit and its interval, as the figure prints them, so that both add up in
    the same way.
    """
    if line.id == "price":
        # What was bought at which price is no matter of chance.
        price = facts.cost.price_per_good_unit
        return "" if price is None else money(price), ""
    table = figure.table if figure else []
    printed = next((row for row in table if row["element"] == line.name), {})
    interval = printed.get("95% interval", "")
    if line.state == "included":
        return "", interval
    return printed.get(_unit(facts.cost), ""), interval


def _counted(facts: Facts, line: CostLine) -> list[tuple[str, str]]:
    """What was counted at which rate, or booked."""
    rates = [
        rate for rate in facts.cost_detail.rates_of(line.id) if rate.driver_qty is not None
    ]
    booked = line.events - sum(rate.events for rate in rates)
    if line.id == "price":
        if facts.cost.is_of_services:
            return [("as invoiced for services", "")]
        return [(f"price of {count_words(facts.cost.receipts, 'receipt')}", "")]
    counted = [rate_words(rate) for rate in rates]
    if booked > 0:
        counted.append((f"{count_words(booked, 'event')}, as booked", ""))
    return counted


def rate_words(rate: RateUsed) -> tuple[str, str]:
    """What was counted at which rate, and since when it holds: `210 × 60 EUR/minute` and `3 events,
    since 2026-01-01`.

    Where the rate is not for one of the driver, the driver is named: `840 minutes at 62 EUR/hour`.
    """
    since, at = f"since {rate.valid_from}", f"{number(rate.value)} {rate.unit}"
    if rate.driver_qty is None:
        return at, since
    counted = number(rate.driver_qty)
    driver = "minutes" if rate.driver_unit == "minute" else rate.driver_unit
    words = f"{counted} {driver} at {at}"
    if rate.unit.partition("/")[2] == rate.driver_unit:
        words = f"{counted} × {at}"
    notes = []
    if rate.driver_qty != rate.events:
        notes.append(count_words(rate.events, "event"))
    # Of so many days of capital a year's rate rarely makes whole cents: their product is then not
    # quite the amount.
    if rate.unit == "%/year" and rate.events > 1:
        notes.append("each event rounded")
    return words, ", ".join([*notes, since])


def _splits(facts: Facts) -> list[dict]:
    """The same money three times: by whose cause what was added is, by phase of the purchase, by
    class of quality cost. Each adds up.

    One that would name a single amount says nothing and is left out.
    """
    cost = facts.cost
    beside = [line for line in cost.lines if line.id != "price"]
    causes: list[tuple[str, Decimal | None]] = [*cause_parts(beside)]
    phases = [(PHASES[phase], amount) for phase, amount in phase_sums(cost).items()]
    classes = [
        ("not a cost of quality" if kind == NO_QUALITY_COST else kind, amount)
        for kind, amount in quality_sums(cost).items()
    ]
    added = whole = "total"
    if cost.price:
        added, whole = "added to the price", "total, with the price"
    splits = [
        ("Whose cause", causes, (added, cost.added)),
        ("Phase", phases, (whole, cost.total)),
        ("Cost of quality", classes, (whole, cost.total)),
    ]
    return [
        {"title": title, "rows": rows, "total": total}
        for title, rows, total in splits
        if sum(bool(amount) for _, amount in rows) > 1
    ]


def _balances(cost: CostSummary) -> list[dict]:
    """What became of the goods and what was invoiced for them: two tables that close."""
    if not cost.balances:
        return []
    tables = [
        {
            "title": "Goods",
            "unit": mass.uom,
            "rows": [(name, number(qty)) for name, qty in mass_rows(mass)],
        }
        for mass in cost.balances.mass
    ]
    if cost.balances.money:
        rows = [(name, money(amount)) for name, amount in money_rows(cost.balances.money)]
        tables.append({"title": "Invoices", "unit": cost.currency, "rows": rows})
    return tables


def _balance_rows(cost: CostSummary) -> list[dict]:
    """The same for the sheet, with every line of it."""
    if not cost.balances:
        return []
    found: list[tuple[str, str, str, Decimal]] = [
        ("mass", mass.uom, name, qty)
        for mass in cost.balances.mass
        for name, qty in mass_rows(mass)
    ]
    if cost.balances.money:
        found += [
            ("money", cost.currency, name, amount)
            for name, amount in money_rows(cost.balances.money)
        ]
    return [dict(zip(BALANCE_COLUMNS, row, strict=True)) for row in found]


BALANCE_COLUMNS = ("balance", "unit", "what", "quantity")


def _rates(facts: Facts) -> list[dict]:
    """Each value of a rate once, with the elements it was used for."""
    versions: dict[tuple, list[RateUsed]] = {}
    for rate in facts.cost_detail.rates:
        versions.setdefault((rate.name, rate.valid_from), []).append(rate)
    return [_rate_of(rates) for rates in versions.values()]


def _rate_of(rates: list[RateUsed]) -> dict:
    """One value of a rate, as each element used it."""
    rate = rates[0]
    used_for = dict.fromkeys(lower_first(ELEMENTS[rate.element].name) for rate in rates)
    return {
        "name": rate.name.replace("_", " "),
        "value": number(rate.value),
        "unit": rate.unit,
        "since": rate.valid_from,
        "range": _range(rate),
        "source": rate.source,
        "agreed_by": rate.agreed_by or NOT_AGREED,
        "used_for": "; ".join(used_for),
    }


def _range(rate: RateUsed) -> str:
    if rate.low is None or rate.high is None:
        return ""
    return f"{number(rate.low)} to {number(rate.high)}"


def _rates_summary(rates: list[dict]) -> str:
    """How many rates there are, and which of them nobody agreed: `The 9 rates behind it, with
    source and who agreed; not agreed: support rate`.
    """
    count = len({rate["name"] for rate in rates})
    behind = by_count(count, "The one rate behind it", f"The {count} rates behind it")
    said = f"{behind}, with source and who agreed"
    without = dict.fromkeys(
        rate["name"] for rate in rates if rate["agreed_by"] == NOT_AGREED
    )
    if without:
        said += f"; not agreed: {', '.join(without)}"
    return said


def _tornado(facts: Facts) -> Figure | None:
    """How far an uncertain rate moves the total; None where all are certain."""
    cost, swings = facts.cost, facts.cost_detail.swings
    if not swings:
        return None
    total = cost.total if cost.per_good_unit is None else cost.per_good_unit
    widest = swings[0]
    ends = [
        f"{money(total)} at {number(rate)} {widest.rate_unit}"
        for total, rate in ((widest.at_low, widest.low), (widest.at_high, widest.high))
    ]
    headline = f"The {widest.rate_name.replace('_', ' ')} moves the total most: {ends[0]}, {ends[1]}"
    return rate_tornado(
        swings,
        total,
        _unit(cost),
        headline,
        f"{facts.supplier.name}, {facts.quarter}. Each uncertain rate alone, from its low to its"
        " high end.",
    )


def _tables(facts: Facts) -> dict[str, pd.DataFrame]:
    detail = facts.cost_detail
    rates = [_rate_row(rate) for rate in detail.rates]
    differences = [
        {
            "element": d.element,
            "month_on": d.month_on,
            "in_books": d.in_books,
            "in_ledger": d.in_ledger,
            "unexplained": d.unexplained,
        }
        for d in facts.cost.differences
    ]
    return {
        "cost_elements": _elements(facts),
        "cost_ledger": _with_row_id(_ledger_told(facts)),
        "cost_rates": pd.DataFrame(rates, columns=list(RATE_COLUMNS), dtype=object),
        "cost_differences": pd.DataFrame(
            differences,
            columns=["element", "month_on", "in_books", "in_ledger", "unexplained"],
            dtype=object,
        ),
        "cost_balances": pd.DataFrame(
            _balance_rows(facts.cost), columns=list(BALANCE_COLUMNS), dtype=object
        ),
        "cost_rows_used": detail.rows_used,
        "cost_savings": _saved_rows(detail, facts.names_customers),
        "cost_definitions": _definitions(),
    }


SAVED_COLUMNS = (
    "driver",
    "metric_id",
    "row_id",
    "element",
    "told_by",
    "cause",
    "paid_by",
    "amount",
    "avoided",
)


def _saved_rows(detail: CostDetail, names_customers: bool) -> pd.DataFrame:
    """The rows of the ledger behind every saving, and those that are in none because nothing tells
    what caused them; without the number of a customer's case where it may not be told.
    """
    rows = [
        (saving.driver, saving.metric_id, *_saved_row(one, names_customers), avoided)
        for saving in detail.savings
        for one, avoided in zip(saving.rows, saving.avoided, strict=True)
    ]
    untold = detail.untold.rows if detail.untold else ()
    rows += [(None, None, *_saved_row(one, names_customers), None) for one in untold]
    return pd.DataFrame(rows, columns=list(SAVED_COLUMNS), dtype=object)


def _saved_row(one: Driven, names_customers: bool) -> tuple:
    row = one.row
    return (
        row_id(row.element, row.event_id, row.receipt_id, row.cause_part),
        row.element,
        one.cause.words if names_customers else one.cause.unnamed,
        row.cause,
        row.paid_by,
        row.amount,
    )


def _ledger_told(facts: Facts) -> pd.DataFrame:
    """The ledger's rows; in a shared report without the other firm that a cost was booked of."""
    rows = facts.ledger
    if facts.audience == "internal" or "booked_supplier_id" not in rows:
        return rows
    is_own = rows["booked_supplier_id"] == facts.supplier.supplier_id
    return rows.assign(booked_supplier_id=rows["booked_supplier_id"].where(is_own, None))


def _with_row_id(ledger: pd.DataFrame) -> pd.DataFrame:
    """The ledger with the id that `srm explain ROW --metric C1` takes, in front."""
    ids = [
        row_id(
            row["element"],
            row["event_id"],
            *(
                None if pd.isna(row[name]) else row[name]
                for name in ("receipt_id", "cause_part")
            ),
        )
        for row in ledger.to_dict("records")
    ]
    return ledger.assign(row_id=ids)[["row_id", *ledger.columns]]


def _rate_row(rate: RateUsed) -> dict:
    """As report.json has it, and what is a number there as text is a number here, without zeros
    that say nothing.
    """
    numbers = {
        name: None if text is None else Decimal(text)
        for name, text in encoded(rate).items()
        if name in RATE_NUMBERS
    }
    return {"element": rate.element} | encoded(rate) | numbers | {"from": rate.valid_from}


RATE_NUMBERS = ("value", "low", "high", "driver_qty", "amount")
RATE_COLUMNS = (
    "element",
    "name",
    "value",
    "unit",
    "from",
    "low",
    "high",
    "source",
    "agreed_by",
    "driver_qty",
    "driver_unit",
    "events",
    "amount",
)


def _elements(facts: Facts) -> pd.DataFrame:
    intervals = facts.cost_detail.intervals
    rows = []
    for line in facts.cost.lines:
        # An interval is that of the whole element: beside several components it would be read as
        # that of each.
        element, interval = ELEMENTS[line.id], None
        if intervals and len(line.components) < 2:
            interval = intervals.by_element.get(line.id)
        low, high, unit = (None, None, None)
        if intervals and interval:
            low, high, unit = interval.low, interval.high, intervals.unit
        plants_reporting, plants = line.plants or (None, None)
        for part in line.components or (line,):
            row = {
                "element": line.id,
                "component": part.id if part is not line else None,
                "name": part.name,
                "currency": facts.cost.currency,
                "amount": part.amount,
                "state": part.state,
                "coverage": part.coverage,
                "receipts_known": part.known_count,
                "receipts_included": part.included_count,
                "receipts_unknown": part.unknown_count,
                "events": part.events,
                "events_unknown": part.unknown_events,
                "plants_reporting": plants_reporting,
                "plants": plants,
                "phase": element.phase,
                "quality_class": element.quality_class,
                "interval_low": low,
                "interval_high": high,
                "interval_unit": unit,
            }
            rows.append(
                row | {f"cause_{cause}": amount for cause, amount in part.by_cause.items()}
            )
    rows += [
        {
            "element": "freight_duty",
            "component": component,
            "name": COMPONENTS[component],
            "currency": facts.cost.currency,
            "state": "not_measured",
        }
        for component in facts.cost.components_not_measured
    ]
    rows += [
        {
            "element": element,
            "name": ELEMENTS[element].name,
            "currency": facts.cost.currency,
            "state": "not_measured",
        }
        for element in facts.cost.not_measured
    ]
    return pd.DataFrame(rows, dtype=object)


def _definitions() -> pd.DataFrame:
    """What each element is: as its record states it."""
    return pd.DataFrame(
        [
            {
                "element": element.id,
                "name": element.name,
                "driver": element.driver,
                "rate": element.valued_by,
                "sign": element.sign,
                "source": element.source,
                "default_cause": element.cause,
                "phase": element.phase,
                "quality_class": element.quality_class,
            }
            for element in ELEMENTS.values()
        ],
        dtype=object,
    )
