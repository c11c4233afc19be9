"""A recall in words: what was asked, how much of it is where, whom to call, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from srmlib.numbers import by_count, count_words, exact, plural
from srmlib.trace.recalled import Asked, Balance, Customer, Order, Recall
from srmlib.words.trace import EVIDENCE
from srmlib.words.words import day_words, listed, upper_first

# Where goods are, in the order of the page: the field of a balance, and its words.
PLACES = {
    "shipped": "with customers",
    "in_stock": "in stock",
    "in_process": "in process",
    "returned": "gone back to the supplier",
    "scrapped": "scrapped",
    "not_found": "cannot be found",
}
MOST_ORDERS_NAMED = 6
# What each kind of evidence says of a row.
MEANS = {
    "serial": "the number of the piece itself",
    "lot": "the number of its lot",
    "window": "made within the days in which goods are used up; nothing else tells",
    "bom": "the bill of materials asks for the part; nothing else tells",
}


def subject(asked: Asked) -> str:
    """What a recall is of: `Recall of lot M-7702`."""
    if asked.name:
        return f"Recall of {asked.name} ({asked.id})"
    return f"Recall of {asked.kind} {asked.id}" if asked.id else "Recall of all that came"


def days_asked(asked: Asked) -> str:
    """The days of it, empty where all are asked for: `received from 1 July 2026 to 31 July 2026`."""
    if asked.first and asked.first == asked.last:
        return f"received on {day_words(asked.first)}"
    said = [
        f"{word} {day_words(day)}"
        for word, day in (("from", asked.first), ("to", asked.last))
        if day
    ]
    return " ".join(["received", *said]) if said else ""


def title(asked: Asked) -> str:
    """What was asked, with its days."""
    return ", ".join(part for part in (subject(asked), days_asked(asked)) if part)


def qty_words(qty: Decimal) -> str:
    """A quantity as a person reads it: whole, or to one decimal where shares of lots leave less.

    >>> qty_words(Decimal("336.000")), qty_words(Decimal("210.600")), qty_words(Decimal("0.012"))
    ('336', '210.6', '0.012')
    """
    tenths = qty.quantize(Decimal("0.1"))
    return exact(tenths if tenths else qty)


def unit_words(qty: Decimal, unit: str) -> str:
    """A quantity with its unit: `12 pieces`, `3.5 kg`."""
    named = plural(unit, qty) if unit == "piece" else unit
    return f"{qty_words(qty)} {named}".strip()


def source_words(balance: Balance) -> str:
    """What came of it: `M-010: 3 receipts, 1 lot`."""
    counts = [
        count_words(count, noun)
        for count, noun in ((balance.receipts, "receipt"), (balance.lots, "lot"))
        if count
    ]
    named = f"{balance.part_id}, in {unit_of(balance.unit)}" if balance.part_id else ""
    return ": ".join(part for part in (named, ", ".join(counts)) if part)


def unit_of(unit: str) -> str:
    return "pieces" if unit == "piece" else unit


def headline(found: Recall) -> str:
    """How much is where, and whom to call, in one sentence."""
    if not found.balances:
        return f"Nothing came of it{' in these days' if found.asked.id else ''}"
    called = _called(found)
    if len(found.balances) > 1:
        begin = "goods of them are " if found.orders else ""
        return f"{count_words(len(found.balances), 'part')} came; {begin}{called}"
    balance = found.balances[0]
    places = [
        f"{qty_words(getattr(balance, place))} {words}"
        for place, words in PLACES.items()
        if getattr(balance, place) and place != "shipped"
    ]
    rest = f"; {listed(places)}" if places else ""
    came = f"of {unit_words(balance.came, balance.unit)} of {balance.part}, "
    if not found.orders:
        return f"{upper_first(called)}{rest}"
    be = by_count(balance.shipped, "is", "are")
    return upper_first(f"{came}{qty_words(balance.shipped)} {be} {called}{rest}")


def _called(found: Recall) -> str:
    """With whom goods are: `with 20 customers, in 29 orders`."""
    orders = {order.order_id for order in found.orders}
    if not orders:
        return f"no order is known to hold any of it{_may(found)}"
    named = [one for one in found.customers if one.customer_id]
    who = count_words(len(named), "customer") if named else "customers that no record names"
    return f"with {who}, in {count_words(len(orders), 'order')}"


def _may(found: Recall) -> str:
    said = may_words(found)
    return f", and {said} cannot be excluded" if said else ""


def may_words(found: Recall) -> str:
    """The orders of which nothing shows whether they are affected: `24 orders of 18 customers`."""
    orders = {order.order_id for order in found.may_orders}
    customers = {order.customer_id for order in found.may_orders} - {""}
    if not orders:
        return ""
    who = f" of {count_words(len(customers), 'customer')}" if customers else ""
    return f"{count_words(len(orders), 'order')}{who}"


def balance_words(balance: Balance) -> str:
    """The sum a reader can check: `336 came = 210.6 with customers + 125.4 in stock`."""
    parts = [
        f"{qty_words(getattr(balance, place))} {words}"
        for place, words in PLACES.items()
        if getattr(balance, place)
    ]
    said = f"{qty_words(balance.came)} came = {' + '.join(parts) or 'nothing'}"
    if balance.at_supplier:
        said += f". {qty_words(balance.at_supplier)} more never left the supplier"
    if balance.unknown_receipts:
        came = count_words(balance.unknown_receipts, "receipt")
        said += f". At least: {came} of unknown quantity"
    return f"{said}."


def shipped_words(customer: Customer, unit: str) -> str:
    """How many products a customer got of affected lots."""
    least = "at least " if customer.is_least else ""
    return f"{least}{unit_words(customer.shipped_qty, unit)}"


def orders_words(orders: Iterable[Order]) -> str:
    """The orders of a customer by their numbers, the first few of many."""
    ids = list(dict.fromkeys(order.order_id for order in orders))
    if len(ids) <= MOST_ORDERS_NAMED:
        return ", ".join(ids)
    return f"{', '.join(ids[:MOST_ORDERS_NAMED])} and {len(ids) - MOST_ORDERS_NAMED:,} more"


def evidence_words(evidence: str) -> str:
    return EVIDENCE[evidence]


def evidence_note() -> str:
    """What the words for evidence mean."""
    return "; ".join(f"{EVIDENCE[one]}: {words}" for one, words in MEANS.items())


def time_words(found: Recall) -> str:
    return f"Answered in {found.seconds:.1f} s"


def summary_lines(found: Recall) -> list[str]:
    """What the command prints."""
    lines = [title(found.asked), headline(found)]
    lines += [f"  {one.part}: {balance_words(one)}" for one in found.balances]
    broken = len(found.incidents)
    if broken:
        be = by_count(broken, "leads", "lead")
        lines.append(
            f"  {count_words(broken, 'incident')} of affected goods already {be} back to it"
        )
    if found.may_orders:
        lines.append(f"  {_may(found).removeprefix(', and ')}: no record says what went in")
    if found.gaps:
        lines.append(
            f"  {count_words(len(found.gaps), 'gap')} in the records: not_found.csv"
        )
    return [*lines, time_words(found)]
