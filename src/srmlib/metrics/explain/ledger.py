"""A line of the cost ledger worked out anew: what its event came to, from the row it is made of, and how much of that one receipt bears."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction

from srmlib import schema
from srmlib.cost.elements import CENT, COMPONENTS, ELEMENTS, cents
from srmlib.metrics.explain.explanation import spoken
from srmlib.metrics.explain.mechanism import Case, Read, records

# As C1 numbers its rows: an event, and the receipt that bears a share of it.
LINE = Read(
    "SELECT c.*, coalesce(e.occurred_on, c.booked_on) AS occurred_on, coalesce(e.allocate_by, 'value') AS allocate_by, i.reporting_currency,"
    " CASE WHEN c.receipt_id IS NULL OR c.element = 'price' THEN c.event_id ELSE concat(c.event_id, ' / ', c.receipt_id) END AS ledger_id"
    " FROM cost_ledger AS c CROSS JOIN snapshot_info AS i LEFT JOIN cost_events AS e ON c.source = 'cost_events' AND e.event_id = c.event_id",
    "ledger_id",
)
RATES = Read(
    "SELECT l.event_id, r.* FROM (SELECT DISTINCT event_id, rate_name FROM cost_ledger) AS l INNER JOIN rates AS r ON r.rate_name = l.rate_name",
    "event_id",
    "valid_from",
)
BEARERS = Read(
    "SELECT l.event_id, l.element, p.* FROM cost_ledger AS l INNER JOIN receipt_prices AS p ON p.receipt_id = l.receipt_id WHERE l.source = 'cost_events'",
    "event_id",
    "receipt_id",
)
# What the ledger says before the number of the row an event is made of; a stated event has its own number, a month of a one-off cost says which behind.
NAMES = "^(price|order line|late line|receipt|early|return|payment|correction|credit note|lot|hours of lot|sorting|scrap|action|ticket) "
# The row an event is made of, by its table, with what else it is valued by.
ORIGINS = {
    "schedule_lines": "SELECT * FROM schedule_lines",
    "receipts": "SELECT r.*, a.arrived_qty, a.line_qty_so_far, a.is_qty_known, a.line_receipt_number, a.line_receipts, p.price_amount, s.ordered_qty,"
    " s.value_amount, s.currency, d.due_on FROM receipts AS r INNER JOIN schedule_lines AS s ON s.line_id = r.line_id"
    " LEFT JOIN arrivals AS a ON a.receipt_id = r.receipt_id LEFT JOIN receipt_prices AS p ON p.receipt_id = r.receipt_id"
    " LEFT JOIN d1_rows AS d ON d.line_id = r.line_id AND d.basis = 'agreed'",
    "invoice_lines": "SELECT i.*, f.fx_rate, f.fx_units, r.value AS reference_days FROM invoice_lines AS i"
    " LEFT JOIN fx_daily AS f ON f.currency = i.currency AND f.day = i.invoiced_on"
    " ASOF LEFT JOIN (SELECT * FROM rates WHERE rate_name = 'reference_days') AS r ON r.valid_from <= i.paid_on",
    "inspection_lots": "SELECT * FROM inspection_lots",
    "quality_notices": "SELECT q.*, p.price_amount, p.arrived_qty FROM quality_notices AS q LEFT JOIN receipt_prices AS p ON p.receipt_id = q.receipt_id",
    "corrective_actions": "SELECT * FROM corrective_actions",
    "tickets": "SELECT * FROM tickets",
    "one_off_costs": "SELECT o.*, f.fx_rate, f.fx_units FROM one_off_costs AS o LEFT JOIN fx_daily AS f ON f.currency = o.currency AND f.day = o.occurred_on",
}  # fmt: skip
SHOWN = {
    "cost_events": "event_id shipment_id order_id line_id occurred_on amount currency driver_qty rate_name allocate_by note source_file source_row",
    "schedule_lines": "line_id ordered_on source_file source_row",
    "receipts": "receipt_id kind docked_on received_qty due_on ordered_qty value_amount currency source_file source_row",
    "invoice_lines": "invoice_line_id invoiced_on paid_on amount currency correction source_file source_row",
    "inspection_lots": "lot_id decided_on is_tightened our_hours source_file source_row",
    "quality_notices": "notice_id found_on our_hours scrapped_qty receipt_id source_file source_row",
    "corrective_actions": "action_id issued_on our_hours source_file source_row",
    "tickets": "ticket_id opened_at our_minutes source_file source_row",
    "one_off_costs": "cost_id occurred_on amount currency life_months source_file source_row",
}


def _origin(table: str) -> Read:
    """The row of a table that an event is made of, by the event's id."""
    own = "regexp_replace(event_id, ' [0-9]{4}-[0-9]{2}$', '')" if table == "one_off_costs" else "regexp_replace(event_id, '" + NAMES + "', '')"
    named = "SELECT DISTINCT event_id, " + own + " AS own_id FROM cost_ledger WHERE source = '" + table + "'"
    sql = "SELECT l.event_id, o.* FROM (" + named + ") AS l INNER JOIN (" + ORIGINS[table] + ") AS o ON o." + schema.table(table).key[0] + " = l.own_id"
    return Read(sql, "event_id")


BESIDE = {"cost_events": Read("SELECT * FROM cost_events", "event_id"), "bearers": BEARERS, "rates": RATES}
BESIDE |= {table: _origin(table) for table in ORIGINS}


def what_words(case: Case) -> str:
    part = f", {COMPONENTS[case.component].lower()}" if case.component else ""
    return case.say(ELEMENTS[case.element].name + part + ", {occurred_on}; cause: {cause}.")


def origin(case: Case) -> list[dict]:
    """The row the event is made of, as it was supplied. Safety stock is made of all receipts of a quarter and has none."""
    return records(getattr(case, case.source), SHOWN[case.source])


def rate_in_force(case: Case) -> list[dict]:
    """The value of the event's rate on its day: the last one that had begun."""
    begun = [value for value in case.rates if value["valid_from"] <= case.occurred_on]
    return records(begun[-1:], "rate_name value low high unit valid_from source agreed_by source_file")


def share_words(case: Case) -> str:
    rule, of_it = case.rule[0].upper() + case.rule[1:], "" if case.rule.startswith("whole") else f": {_money(case.share, case.reporting_currency)} of it"
    return case.say(rule + of_it + ". Booked on {booked_on}.")


def valued(case: Case) -> dict:
    """The amounts of a line, worked out anew: `worth` says how, `share` is what it bears. Raises AssertionError where the ledger holds others."""
    if case.state != "amount":
        return {}
    # Enough digits that only the last step rounds.
    with localcontext(prec=80):
        event_amount, worth = _worth(case)
        share = _share(case, event_amount)
    if (event_amount, share) != (case.event_amount, case.amount):
        words = f"the event comes to {event_amount} and {share} of it stands here, the ledger holds {case.event_amount} and {case.amount}"
        raise AssertionError(f"C1 {case.row_id}: {words}")
    return {"worth": worth, "share": share}


def _worth(case: Case) -> tuple[Decimal, str]:
    """What the whole event came to in the reporting currency, and how."""
    if case.element == "price":
        return _price(case, case.receipts[0])
    if case.rate_name:
        return _by_rate(case)
    if case.source == "one_off_costs":
        return _month(case, case.one_off_costs[0])
    row = getattr(case, case.source)[0]
    # A credit note takes off, whichever sign it was written with.
    stated = -abs(row["amount"]) if case.source == "invoice_lines" else row["amount"]
    return _exchanged(case, stated, row["currency"], "Booked: ")


def _price(case: Case, row: dict) -> tuple[Decimal, str]:
    """The line's price up to this receipt less that up to the one before, in whole cents: so that the receipts of a full line add up to it."""
    if row["is_qty_known"] and row["ordered_qty"] > 0:
        until, before, of = row["line_qty_so_far"], row["line_qty_so_far"] - row["arrived_qty"], row["ordered_qty"]
        words = f"{spoken(row['arrived_qty'])} of {spoken(of)} arrived"
    else:
        until, before, of = row["line_receipt_number"], row["line_receipt_number"] - 1, row["line_receipts"]
        words = f"Receipt {until} of {of}"
    stated = _rounded_down(row["value_amount"] * until / of) - _rounded_down(row["value_amount"] * before / of)
    return _exchanged(case, stated, row["currency"], f"{words} of what was ordered for {_money(row['value_amount'], row['currency'])}: ")


def _exchanged(case: Case, stated: Decimal, currency: str, words: str) -> tuple[Decimal, str]:
    """An amount by the exchange rate of the event's day."""
    if currency == case.reporting_currency:
        return cents(stated), f"{words}{_money(stated, currency)}."
    amount, rate = cents(stated * case.fx_rate / case.fx_units), f"{_plain(case.fx_rate)} {case.reporting_currency} for {_plain(case.fx_units)} {currency}"
    return amount, f"{words}{_money(stated, currency)}, at {rate} on {spoken(case.occurred_on)} = {_money(amount, case.reporting_currency)}."


def _by_rate(case: Case) -> tuple[Decimal, str]:
    """Its driver × the rate in force. A stated driver is in the rate's own unit; of one derived, such as minutes at an hourly rate, the element knows."""
    (rate,) = rate_in_force(case)
    if case.source == "cost_events":
        driver, counted = case.cost_events[0]["driver_qty"], None
        amount = cents(driver * rate["value"])
    else:
        driver, counted = _driver(case)
        amount = ELEMENTS[case.element].amount(driver, rate["value"])
    per = "" if case.rate_per == 1 else f" ÷ {case.rate_per:,}"
    value = f"{_rate(rate, 'value')} {rate['unit']}{per} ({_rate_words(rate)})"
    return amount, f"{counted or _units(driver, case.driver_unit)} × {value} = {_money(amount, case.reporting_currency)}."


def _rate_words(rate: dict) -> str:
    ends = "" if rate["low"] is None else f", {_rate(rate, 'low')} to {_rate(rate, 'high')} possible"
    agreed = f"agreed by {rate['agreed_by']}" if rate["agreed_by"] else "not agreed yet"
    return f"{rate['rate_name']}, since {spoken(rate['valid_from'])}{ends}; {rate['source']}; {agreed}"


def _driver(case: Case) -> tuple[Decimal, str | None]:
    """How much there was of what a rate values, from the event's own row; in words where its unit says too little."""
    row, currency = next(iter(getattr(case, case.source)), None), case.reporting_currency
    match case.element:
        case "payment_terms":
            paid = cents(row["amount"] * row["fx_rate"] / row["fx_units"])
            usual, taken = int(row["reference_days"]), (row["paid_on"] - row["invoiced_on"]).days
            return paid * (usual - taken), f"{_money(paid, currency)} × ({usual} − {taken}) days"
        case "early_stock":
            days = (row["due_on"] - row["docked_on"]).days
            return row["price_amount"] * days, f"{_money(row['price_amount'], currency)} × {_units(Decimal(days), 'day')}"
        case "scrap":
            worth = _rounded_down(row["price_amount"] * row["scrapped_qty"] / row["arrived_qty"]) if row["scrapped_qty"] else Decimal(0)
            return worth, f"{_money(worth, currency)} of price"
        case "sort_rework" | "corrective":
            return row["our_hours"], None
        case "inspection" if case.event_id.startswith("hours of "):
            return row["our_hours"], None
        case "support_time":
            return Decimal(row["our_minutes"]), None
        case "safety_stock":
            # Worked out from all receipts of the quarter: see docs/cost.md.
            return case.driver_qty, None
    return Decimal(1), None


def _month(case: Case, row: dict) -> tuple[Decimal, str]:
    """One month of what was paid once: so much as is borne by its end less what was by its beginning."""
    paid = cents(row["amount"] * row["fx_rate"] / row["fx_units"])
    month = 12 * (case.occurred_on.year - row["occurred_on"].year) + case.occurred_on.month - row["occurred_on"].month
    amount = ELEMENTS["onboard_switch"].amount
    borne = amount(paid, month + 1, row["life_months"]) - amount(paid, month, row["life_months"])
    words = f"{_money(paid, case.reporting_currency)} paid once, on {spoken(row['occurred_on'])}, over {_units(Decimal(row['life_months']), 'month')}"
    return borne, f"{words}: {_money(borne, case.reporting_currency)} in month {month + 1}."


def _share(case: Case, event_amount: Decimal) -> Decimal:
    """What this receipt bears of a stated event: in proportion, rounded down to the cent, and a cent more for the largest remainders."""
    bearers = [one for one in case.bearers if one["element"] == case.element]
    if not bearers:
        return event_amount
    weights, whole = _weights(case.allocate_by, bearers), int(100 * abs(event_amount))
    exact = {receipt_id: whole * Fraction(weight) / Fraction(sum(weights.values())) for receipt_id, weight in weights.items()}
    left = whole - sum(int(share) for share in exact.values())
    by_remainder = sorted(exact, key=lambda receipt_id: (int(exact[receipt_id]) - exact[receipt_id], receipt_id))
    share = int(exact[case.receipt_id]) + (case.receipt_id in by_remainder[:left])
    return Decimal(share).scaleb(-2).copy_sign(event_amount)


def _weights(allocate_by: str, bearers: list[dict]) -> dict[str, Decimal]:
    """By price, weight or quantity; equally where one is not known, or all are nothing."""
    column = {"value": "price_amount", "weight": "gross_weight", "quantity": "arrived_qty"}.get(allocate_by)
    measures = {one["receipt_id"]: one[column] if column else None for one in bearers}
    if None in measures.values() or sum(max(measure, 0) for measure in measures.values()) == 0:
        return dict.fromkeys(measures, Decimal(1))
    return {receipt_id: max(measure, Decimal(0)) for receipt_id, measure in measures.items()}


def _rounded_down(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_DOWN)


def _units(qty: Decimal, unit: str) -> str:
    """A quantity with its unit: `324 minutes`, `1 lot`, `2.5 kg`."""
    is_word = unit.isalpha() and unit.islower() and len(unit) > 2
    return f"{_plain(qty)} {unit}{'s' if is_word and qty != 1 else ''}"


def _rate(rate: dict, column: str) -> str:
    """A price with two decimals or more, a percentage with as many as it has."""
    return _plain(rate[column], 0 if rate["unit"].startswith("%") else 2)


def _plain(number: Decimal, decimals: int = 0) -> str:
    """A number without the zeros behind it, but with so many decimals at least."""
    has = max(decimals, -int(number.normalize().as_tuple().exponent))
    return f"{number:,.{has}f}"


def _money(amount: Decimal, currency: str) -> str:
    return f"{amount:,.2f} {currency}"
