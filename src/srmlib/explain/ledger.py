"""A line of the cost ledger worked out anew: what its event came to, from the row it is made of,
and how much of that one receipt bears.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction
from functools import partial

from srmlib.explain.explanation import spoken
from srmlib.explain.mechanism import Case, Read, columns_of
from srmlib.explain.saved import WHAT_FAILED
from srmlib.numbers import exact, plural
from srmlib.rules import schema
from srmlib.rules.amounts import at_rate, borne, rounded_money
from srmlib.rules.causes import CAUSE_BY, WHOLE
from srmlib.rules.currencies import decimals_of, reported_decimals
from srmlib.rules.element_record import Rate
from srmlib.rules.elements import COMPONENTS, ELEMENTS
from srmlib.snapshot.database import sql, statement

THOUSANDTH = Decimal("0.001")
PLACE = ("source_file", "source_row")
MONTH_BEHIND = re.compile(r" [0-9]{4}-[0-9]{2}$")
LINE = Read(statement("explain/ledger_lines"), "ledger_id")
RATES = Read(statement("explain/rates_of_events"), "event_id", "valid_from")
BEARERS = Read(statement("explain/bearers"), "event_id", "receipt_id")
PARTS = Read("SELECT * FROM cost_shares", "event_id", "event_id, link_no")
STOCKS = Read(statement("explain/stocks"), "event_id")
DEPARTURES = Read(statement("explain/departures"), "event_id")
INVOICED_BESIDE = Read(statement("explain/invoiced_beside"), "event_id")
REFUNDS = Read(statement("explain/refunds"), "event_id")
# Tables whose row an event is valued by more than it holds: `explain/origin_<table>`.
VALUED_BY_MORE = ("receipts", "invoice_lines", "inspection_lots", "one_off_costs")
# What is shown of the row an event is made of; of any other table, all it holds.
SHOWN = {
    "cost_events": (
        "event_id shipment_id order_id line_id occurred_on amount currency driver_qty rate_name"
        " allocate_by note source_file source_row"
    ),
    "schedule_lines": "line_id ordered_on source_file source_row",
    "receipts": (
        "receipt_id kind docked_on received_qty requested_on due_on early_days ordered_qty"
        " value_amount currency"
        " source_file source_row"
    ),
    "invoice_lines": (
        "invoice_line_id invoiced_on due_on paid_on disputed_on settled_on amount currency correction"
        " source_file source_row"
    ),
    "inspection_lots": "lot_id decided_on is_tightened our_hours source_file source_row",
    "quality_notices": (
        "notice_id found_on our_hours scrapped_qty receipt_id source_file source_row"
    ),
    "corrective_actions": "action_id issued_on our_hours source_file source_row",
    "tickets": "ticket_id opened_at our_minutes source_file source_row",
    "one_off_costs": "cost_id occurred_on amount currency life_months source_file source_row",
}


def _origin(table: str) -> Read:
    """The row of a table that an event is made of, by the number in the event's id."""
    rows = sql("SELECT * FROM {table}", table=table)
    if table in VALUED_BY_MORE:
        rows = statement("explain/origin_" + table)
    return Read(rows, schema.table(table).key[0], named_by=partial(_number_in, table))


def _number_in(table: str, row: dict) -> str | None:
    """The number in an event's id of the row of a table that it is made of: it stands behind what
    the element calls its events; a month of a one-off cost says which behind. None where nothing of
    the element is made of the table.
    """
    element = ELEMENTS[row["element"]]
    if table not in element.tables:
        return None
    if table == "one_off_costs":
        return MONTH_BEHIND.sub("", row["event_id"])
    for name in element.events:
        if row["event_id"].startswith(name + " "):
            return row["event_id"].removeprefix(name + " ")
    return row["event_id"]


BESIDE = {
    "cost_events": Read("SELECT * FROM cost_events", "event_id"),
    "bearers": BEARERS,
    "rates": RATES,
    "stocks": STOCKS,
    "what_failed": WHAT_FAILED,
    "parts": PARTS,
    "departures": DEPARTURES,
    "invoiced_beside": INVOICED_BESIDE,
    "refunds": REFUNDS,
}
BESIDE |= {
    table: _origin(table) for element in ELEMENTS.values() for table in element.tables
}


def what_words(case: Case) -> str:
    part = f" ({COMPONENTS[case.component].lower()})" if case.component else ""
    by = CAUSE_BY[case.cause_by]
    said = ELEMENTS[case.element].name + part + ", {occurred_on}; cause: {cause}"
    return case.say(said + (f", {by}." if by else "."))


def origin(case: Case) -> list[dict]:
    """The row the event is made of, as it was supplied; of safety stock, what the quarter's rows
    come to.
    """
    return _filled(
        case.stocks or columns_of(getattr(case, case.source), _shown(case.source))
    )


def _shown(table: str) -> str:
    columns = (*(column.name for column in schema.table(table).columns), *PLACE)
    return SHOWN.get(table, " ".join(columns))


def valued_by(case: Case) -> list[dict]:
    """The event's amount, driver and exchange rate, and the rate in force on its day."""
    amounts = columns_of(
        [vars(case)],
        "driver_qty driver_unit rate_per stated_amount stated_currency fx_rate fx_units"
        " event_amount",
    )
    return _filled([*amounts, *_rate_in_force(case)])


def borne_by(case: Case) -> list[dict]:
    return _filled(
        columns_of([vars(case)], "receipt_id line_id order_id shipment_id part_id amount")
    )


def _filled(rows: list[dict]) -> list[dict]:
    return [
        {column: value for column, value in row.items() if value is not None}
        for row in rows
    ]


def _rate_in_force(case: Case) -> list[dict]:
    """The last value of the event's rate that had begun on its day."""
    begun = [value for value in case.rates if value["valid_from"] <= case.occurred_on]
    return columns_of(
        begun[-1:], "rate_name value low high unit valid_from source agreed_by source_file"
    )


def share_words(case: Case) -> str:
    said = case.rule
    if said.startswith(("by ", "equally ")) or case.cause_part:
        said += f": {_money(case.share, case.reporting_currency)} of it"
    if case.supplier_id != case.booked_supplier_id:
        said += f", traced here; booked of {case.booked_supplier_id}"
    return f"{said}. Booked on {spoken(case.booked_on)}."


def valued(case: Case) -> dict:
    """The amounts of a line, worked out anew: `worth` says how, `share` is what it bears. Raises
    AssertionError where the ledger holds others.
    """
    if case.state != "amount":
        return {}
    # Enough digits that only the last step rounds.
    with localcontext(prec=80):
        event_amount, worth = _worth(case)
        share = _share(case, event_amount)
    if (event_amount, share) != (case.event_amount, case.amount):
        words = (
            f"the event comes to {event_amount} and {share} of it stands here, the ledger holds"
            f" {case.event_amount} and {case.amount}"
        )
        raise AssertionError(f"C1 {case.row_id}: {words}")
    return {"worth": worth, "share": share}


def _worth(case: Case) -> tuple[Decimal, str]:
    """What the whole event came to in the reporting currency, and how."""
    if case.element == "price":
        return _purchase(case)
    if case.made_of == "booked" and case.source == "quality_notices":
        return _left(case, case.departures[0])
    if case.rate_name:
        return _by_rate(case)
    if case.source == "one_off_costs":
        return _month(case, case.one_off_costs[0])
    row = getattr(case, case.source)[0]
    # A credit note takes off, whichever sign it was written with.
    stated = -abs(row["amount"]) if row.get("is_credit") else row["amount"]
    if case.element == "recovered" and case.refunds:
        return _recovered(case, stated, row["currency"], case.refunds[0])
    return _exchanged(case, stated, row["currency"], "Booked: ")


def _recovered(
    case: Case, stated: Decimal, currency: str, refund: dict
) -> tuple[Decimal, str]:
    """What of a credit exceeds the price of goods that went back: those left the price."""
    if refund["refunded"]:
        back = Decimal(refund["refunded"]).scaleb(-4)
        words = (
            f"Credited {_money(-stated, currency)}, of which {_money(back, currency)} is the price"
            " of goods sent back; what exceeds it: "
        )
        return _exchanged(case, stated + back, currency, words)
    whole, words = _exchanged(case, stated, currency, "Booked: ")
    if refund["excess_cents"] is None or not refund["refunded_cents"]:
        return whole, words
    back = Decimal(refund["refunded_cents"]).scaleb(-2)
    reported = case.reporting_currency
    words += f" Of it {_money(back, reported)} is the price of goods sent back."
    return whole + back, words


def _purchase(case: Case) -> tuple[Decimal, str]:
    """A row of the price: what a receipt was ordered for, and what came off or on top later."""
    match case.made_of:
        case "price":
            return _price(case, case.receipts[0])
        case "returned" | "scrapped":
            amount, words = _left(case, case.departures[0])
            return -amount, f"{words} It leaves the price."
        case "invoiced":
            row = case.invoice_lines[0]
            return _exchanged(
                case, row["amount"], row["currency"], "Invoiced for a service: "
            )
    return _beside_the_order(case, case.invoiced_beside[0])


def _left(case: Case, row: dict) -> tuple[Decimal, str]:
    """What pieces that left were bought for: their part of the receipt's price, and of what its
    line was invoiced beside the order. Both are rounded by how much had left so far.
    """
    decimals = reported_decimals(case.reporting_currency)

    def ordered(part: int) -> Decimal:
        amount = row["receipt_amount"]
        if part != row["whole"]:
            exact_part = amount * part / row["whole"]
            amount = rounded_money(exact_part, decimals_of(row["stated_currency"]))
        return rounded_money(amount * row["fx_rate"] / row["fx_units"], decimals)

    def beside(cents: int) -> Decimal:
        whole = Decimal(row["line_beside_cents"]).scaleb(-2)
        if cents == row["line_cents"]:
            return whole
        return rounded_money(whole * cents / row["line_cents"], decimals)

    bought = ordered(row["so_far"]) - ordered(row["before"])
    extra = Decimal(0)
    if row["line_beside_cents"] and row["line_cents"]:
        cents = int(bought.scaleb(2))
        extra = beside(row["line_so_far"]) - beside(row["line_so_far"] - cents)
    return bought + extra, _left_words(case, row, bought, extra)


def _left_words(case: Case, row: dict, bought: Decimal, extra: Decimal) -> str:
    went = "went back" if row["kind"] == "returned" else "were scrapped"
    said = f"All that came of the receipt {went}"
    if row["qty"] is not None and row["arrived_qty"] is not None:
        said = f"{spoken(row['qty'])} of {spoken(row['arrived_qty'])} {went}"
    currency = case.reporting_currency
    said += f", ordered for {_money(bought, currency)}"
    if extra:
        said += f", invoiced {_money(extra, currency)} beside that"
    return said + "."


def _beside_the_order(case: Case, row: dict) -> tuple[Decimal, str]:
    """What an invoice asks beside the price ordered, or a credit note takes off the price."""

    def reported(ten_thousandths: int) -> Decimal:
        decimals = reported_decimals(case.reporting_currency)
        stated = Decimal(ten_thousandths).scaleb(-4)
        return rounded_money(stated * row["fx_rate"] / row["fx_units"], decimals)

    def said(ten_thousandths: int) -> str:
        return _money(Decimal(ten_thousandths).scaleb(-4), row["money"])

    currency = case.reporting_currency
    if case.made_of == "variance":
        amount = reported(row["asked"] - row["charged"])
        how = "taken for the receipts whose price comes nearest"
        if row["is_by_quantity"]:
            how = f"{spoken(row['invoiced_qty'])} invoiced"
        words = (
            f"Invoiced {said(row['asked'])} for what was ordered for {said(row['charged'])}"
        )
        return amount, f"{words} ({how}): {_money(amount, currency)} beside the order."
    amount = -reported(row["reversed"]) - reported(row["allowed"])
    words = f"Credited {said(row['asked'])}"
    if row["reversed"]:
        words += (
            f"; {said(row['reversed'])} takes back what invoices asked beside the order"
        )
    if row["allowed"]:
        words += f"; {said(row['allowed'])} comes off the price"
    return amount, f"{words}: {_money(amount, currency)}."


def _price(case: Case, row: dict) -> tuple[Decimal, str]:
    """The line's price up to this receipt less that up to the one before, each rounded: so that the
    receipts of a full line add up to it.
    """
    whole = row["ordered_qty"] or row["line_qty"]
    if row["is_qty_known"] and whole:
        until = row["line_qty_so_far"]
        before = row["line_qty_so_far"] - row["arrived_qty"]
        of = whole
        words = f"{spoken(row['arrived_qty'])} of {spoken(of)} arrived"
        if not row["ordered_qty"]:
            words = f"{spoken(row['arrived_qty'])} of the {spoken(of)} that came"
    else:
        until = row["line_receipt_number"]
        before = row["line_receipt_number"] - 1
        of = row["line_receipts"]
        words = f"Receipt {until} of {of}"
    stated = _price_of(row, until, of) - _price_of(row, before, of)
    return _exchanged(
        case,
        stated,
        row["currency"],
        f"{words} of what was ordered for {_money(row['value_amount'], row['currency'])}: ",
    )


def _price_of(row: dict, so_far: Decimal, whole: Decimal) -> Decimal:
    """The price of so much of a line, in its currency's own decimals; that of the whole line is
    what it is.
    """
    if so_far == whole:
        return Decimal(row["value_amount"])
    return rounded_money(row["value_amount"] * so_far / whole, decimals_of(row["currency"]))


def _exchanged(
    case: Case, stated: Decimal, currency: str, words: str
) -> tuple[Decimal, str]:
    """An amount by the exchange rate of its order, else of the event's day."""
    decimals = reported_decimals(case.reporting_currency)
    if currency == case.reporting_currency:
        return rounded_money(stated, decimals), f"{words}{_money(stated, currency)}."
    amount = rounded_money(stated * case.fx_rate / case.fx_units, decimals)
    rate = f"{exact(case.fx_rate)} {case.reporting_currency} for {exact(case.fx_units)} {currency}"
    is_own = case.rule.endswith("own exchange rate")
    when = f"on {spoken(case.occurred_on)}"
    if is_own:
        when = f"the {'invoice' if 'invoice' in case.rule else 'order'}'s own rate"
    return (
        amount,
        (
            f"{words}{_money(stated, currency)}, at {rate}{',' if is_own else ''} {when} ="
            f" {_money(amount, case.reporting_currency)}."
        ),
    )


def _by_rate(case: Case) -> tuple[Decimal, str]:
    """Its driver × the rate in force. A stated driver is in the rate's own unit; of one derived,
    such as minutes at an hourly rate, the element knows.
    """
    (rate,) = _rate_in_force(case)
    decimals = reported_decimals(case.reporting_currency)
    if case.source == "cost_events":
        driver = case.cost_events[0]["driver_qty"]
        counted = None
        amount = at_rate(driver, rate["value"], decimals=decimals)
    else:
        record = ELEMENTS[case.element].rates[case.rate_name]
        driver, counted = _driver(case, record)
        amount = at_rate(driver, rate["value"], record.per, decimals)
    value = f"{_rate(rate, 'value')} {rate['unit']}"
    if case.rate_per != 1:
        value += f" ÷ {case.rate_per:,}"
    value += f" ({_rate_words(rate)})"
    return (
        amount,
        (
            f"{counted or _units(driver, case.driver_unit)} × {value} ="
            f" {_money(amount, case.reporting_currency)}."
        ),
    )


def _rate_words(rate: dict) -> str:
    said = f"{rate['rate_name'].replace('_', ' ')}, since {spoken(rate['valid_from'])}"
    if rate["low"] is not None:
        said += f", {_rate(rate, 'low')} to {_rate(rate, 'high')} possible"
    agreed = "not agreed yet"
    if rate["agreed_by"]:
        agreed = f"agreed by {rate['agreed_by']}"
    return f"{said}; {rate['source']}; {agreed}"


def _driver(case: Case, record: Rate) -> tuple[Decimal, str | None]:
    """How much there was of what a rate values, from the event's own row; in words where its unit
    says too little.
    """
    rows: list[dict] = getattr(case, case.source)
    row: dict = next(iter(rows), {})
    currency = case.reporting_currency
    match case.element:
        case "payment_terms":
            charged = rounded_money(
                row["amount"] * row["used_rate"] / row["used_units"],
                reported_decimals(currency),
            )
            if case.event_id.startswith("late payment "):
                late = (case.occurred_on - _pay_by(row)).days
                return charged * late, f"{_money(charged, currency)} × {late} days late"
            usual = int(row["reference_days"])
            agreed = (row["due_on"] - row["invoiced_on"]).days
            return charged * (
                usual - agreed
            ), f"{_money(charged, currency)} × ({usual} − {agreed}) days"
        case "early_stock":
            days = (_wanted_on(row) - row["docked_on"]).days
            return (
                row["price_amount"] * days,
                (
                    f"{_money(row['price_amount'], currency)} × {_units(Decimal(days), 'day')}"
                    f" before {_wanted_words(row)}"
                ),
            )
        case "scrap":
            worth = Decimal(0)
            if case.departures:
                worth, _ = _left(case, case.departures[0])
            return worth, f"{_money(worth, currency)} of price"
        case "safety_stock":
            # In floating point, so as the ledger holds it.
            return (
                case.driver_qty,
                (
                    f"{_units(case.driver_qty, case.driver_unit)}"
                    f" ({_stock_words(case.stocks[0], currency)})"
                ),
            )
    if not row:
        raise AssertionError(
            f"C1 {case.row_id}: no row of {case.source} is the one it is made of"
        )
    if row.get("is_tightened") and record.column == "our_hours":
        return _tightened(case, row)
    if record.column is None:
        return Decimal(1), None
    return Decimal(row[record.column]), None


def _tightened(case: Case, row: dict) -> tuple[Decimal, str | None]:
    """The hours of a tightened lot that the normal plan would have taken, or those beyond: the mean
    of the lots inspected by it so far. Without one they stay whole.
    """
    hours: Decimal = row["our_hours"]
    if not row["plan_lots"]:
        return hours, None
    mean = (row["plan_hours"] / row["plan_lots"]).quantize(THOUSANDTH, ROUND_DOWN)
    plan = min(hours, mean)
    lots = _units(Decimal(row["plan_lots"]), "lot")
    taken = f"{exact(hours)} hours, {exact(mean)} by the normal plan (mean of {lots})"
    if case.event_id.startswith("tightening "):
        return hours - plan, f"{_units(hours - plan, 'hour')} more ({taken})"
    return plan, f"{_units(plan, 'hour')} ({taken})"


def _pay_by(row: dict) -> date:
    """The day an invoice line is to be paid by: a dispute raised by its due date adds its days."""
    due_on: date = row["due_on"]
    if row["disputed_on"] is None or row["disputed_on"] > due_on:
        return due_on
    return due_on + (row["settled_on"] - row["disputed_on"])


def _wanted_on(row: dict) -> date:
    """The first day on which the goods of a receipt were wanted: that asked for, or the first of
    the days by which the due date may come early, whichever is sooner.
    """
    window: date = row["due_on"] - timedelta(days=row["early_days"] or 0)
    return min(window, row["requested_on"] or window)


def _wanted_words(row: dict) -> str:
    wanted_on = _wanted_on(row)
    said = spoken(wanted_on)
    if wanted_on == row["due_on"]:
        return f"{said}, the due date"
    if wanted_on == row["requested_on"]:
        return f"{said}, the day asked for"
    return f"{said}, from which it may come: {row['early_days']} days before the due date"


def _stock_words(stock: dict, currency: str) -> str:
    """What made the stock of a quarter: of the days late, demand, and lines the buyer changed."""
    late = f"{stock['late_spread_days']:.3f} days by which lateness spreads"
    if stock["used_qty"] is None:
        made = (
            f"{stock['z']:.3f} × {late} × {_money(stock['price_amount'], currency)} received in the"
            " quarter, as if used evenly"
        )
    else:
        made = (
            f"what {late} add, {stock['z']:.3f} times, to the uneven use of"
            f" {exact(stock['used_qty'])} taken from stock in the quarter"
        )
    return (
        f"{made}; the buyer changed {stock['lines_changed']} of {stock['lines_due']} lines,"
        f" {_without_words(stock)}"
    )


def _without_words(stock: dict) -> str:
    if stock["without_buyers_days"] is None:
        return "and without those no spread is known"
    return f"without those it spreads by {stock['without_buyers_days']:.3f} days"


def _month(case: Case, row: dict) -> tuple[Decimal, str]:
    """One month of what was paid once: so much as is borne by its end less what was by its
    beginning.
    """
    decimals = reported_decimals(case.reporting_currency)
    paid = rounded_money(row["amount"] * row["fx_rate"] / row["fx_units"], decimals)
    month = (
        12 * (case.occurred_on.year - row["occurred_on"].year)
        + case.occurred_on.month
        - row["occurred_on"].month
    )
    life = row["life_months"]
    amount = borne(paid, month + 1, life, decimals) - borne(paid, month, life, decimals)
    words = (
        f"{_money(paid, case.reporting_currency)} paid once, on {spoken(row['occurred_on'])}, over"
        f" {_units(Decimal(row['life_months']), 'month')}"
    )
    return (
        amount,
        f"{words}: {_money(amount, case.reporting_currency)} in month {month + 1}.",
    )


def _share(case: Case, event_amount: Decimal) -> Decimal:
    """What this receipt bears of a stated event: in proportion, rounded down to the cent (or the
    smallest amount there is), and one more for the largest remainders.
    """
    shares = _shares(case, event_amount)
    if not case.cause_part:
        return shares[case.receipt_id]
    borne = [shares[case.receipt_id]]
    if case.supplier_id != case.booked_supplier_id:
        borne = list(shares.values())
    return sum((_part(case, share) for share in borne), Decimal(0))


def _part(case: Case, share: Decimal) -> Decimal:
    """What of an amount is of the row's supplier and cause, by the links of what broke: in
    proportion, rounded down to the smallest amount, and one more for the largest remainders.
    """
    decimals = reported_decimals(case.reporting_currency)
    whole = int(abs(share).scaleb(decimals))
    exact = [Fraction(whole * part["weight"], WHOLE) for part in case.parts]
    left = whole - sum(int(one) for one in exact)
    by_remainder = sorted(
        range(len(exact)), key=lambda place: int(exact[place]) - exact[place]
    )
    own = sum(
        int(exact[place]) + (place in by_remainder[:left])
        for place, part in enumerate(case.parts)
        if _is_own(case, part)
    )
    return Decimal(own).scaleb(-decimals).copy_sign(share)


def _is_own(case: Case, part: dict) -> bool:
    """Whether a part of the event is of this row. What a supplier paid itself is of nobody else."""
    firm = part["supplier_id"] or case.booked_supplier_id
    if case.paid_by == "supplier":
        firm = case.booked_supplier_id
    told = (case.supplier_id, case.cause, case.cause_by)
    return (firm, part["cause"], part["cause_by"]) == told


def _shares(case: Case, event_amount: Decimal) -> dict[str | None, Decimal]:
    """By receipt what it bears of the event; all of it by none where no receipt bears it."""
    bearers = [one for one in case.bearers if one["element"] == case.element]
    if not bearers:
        return {case.receipt_id: event_amount}
    decimals = reported_decimals(case.reporting_currency)
    weights = _weights(case.allocate_by, bearers)
    whole = int(abs(event_amount).scaleb(decimals))
    exact = {
        receipt_id: whole * Fraction(weight) / Fraction(sum(weights.values()))
        for receipt_id, weight in weights.items()
    }
    left = whole - sum(int(share) for share in exact.values())
    by_remainder = sorted(
        exact,
        key=lambda receipt_id: (int(exact[receipt_id]) - exact[receipt_id], receipt_id),
    )
    return {
        receipt_id: Decimal(int(share) + (receipt_id in by_remainder[:left]))
        .scaleb(-decimals)
        .copy_sign(event_amount)
        for receipt_id, share in exact.items()
    }


def _weights(allocate_by: str, bearers: list[dict]) -> dict[str, Decimal]:
    """By price, weight or quantity; equally where one is not known, all are nothing, or quantities
    are in different units.
    """
    column = {
        "value": "price_amount",
        "weight": "gross_weight",
        "quantity": "arrived_qty",
    }.get(allocate_by)
    receipts = dict.fromkeys(one["receipt_id"] for one in bearers)
    measures: dict[str, Decimal] = {
        one["receipt_id"]: max(one[column], Decimal(0))
        for one in bearers
        if column and one[column] is not None
    }
    is_mixed = column == "arrived_qty" and len({one["uom"] for one in bearers}) > 1
    if is_mixed or len(measures) < len(receipts) or not any(measures.values()):
        return dict.fromkeys(receipts, Decimal(1))
    return measures


def _units(qty: Decimal, unit: str) -> str:
    """A quantity with its unit: `324 minutes`, `1 lot`, `2.5 kg`."""
    is_word = unit.isalpha() and unit.islower() and len(unit) > 2
    if is_word:
        unit = plural(unit, qty)
    return f"{exact(qty)} {unit}"


def _rate(rate: dict, column: str) -> str:
    """A price with two decimals or more, a percentage with as many as it has."""
    is_percentage = rate["unit"].startswith("%")
    return exact(rate[column], 0 if is_percentage else 2)


def _money(amount: Decimal, currency: str) -> str:
    """With the currency's own decimals, and as many as a stated amount has."""
    return f"{exact(amount, decimals_of(currency))} {currency}"
