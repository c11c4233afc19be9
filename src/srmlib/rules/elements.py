"""The twenty elements of total cost: what drives each, at which rate, with which sign, from which
table, by whose cause.

One function per element gives the amount of one event in the reporting currency, exact to the cent.
The ledger values events in SQL (`sql/cost/<element>.sql` finds them); `srmlib.explain` and
the tests value them again with these functions. A booked amount beats a rate: where the extract has
cost events of an element, nothing is derived for it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """An amount to the cent, halves away from zero, as the ledger rounds.

    >>> cents(Decimal("-0.125"))
    Decimal('-0.13')
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def price(line_amount: Decimal, received_qty: Decimal, ordered_qty: Decimal) -> Decimal:
    """Purchase price.

    Driver: what arrived of an order line. Rate: the price ordered at. Sign: a cost is positive.
    Source: schedule_lines, receipts. Cause: terms.

    >>> price(Decimal("100.00"), Decimal(4), Decimal(10))
    Decimal('40.00')
    """
    return cents(line_amount * received_qty / ordered_qty)


def freight_duty(booked: Decimal) -> Decimal:
    """Freight, insurance, duty, packaging.

    Driver: shipments, as booked or by a rate per unit. Rate: as the event names. Sign: a cost is
    positive.
    Source: cost_events, by component. Cause: terms.

    >>> freight_duty(Decimal("312.40"))
    Decimal('312.40')
    """
    return cents(booked)


def order_admin(how_many: Decimal, rate: Decimal) -> Decimal:
    """Ordering and receiving.

    Driver: order lines by the day ordered, receipts by the day docked. Rate: order_line_rate,
    receipt_rate. Sign: a cost is positive.
    Source: schedule_lines, receipts. Cause: ours.

    >>> order_admin(Decimal(1), Decimal("6.50"))
    Decimal('6.50')
    """
    return cents(how_many * rate)


def payment_terms(amount_days: Decimal, rate: Decimal) -> Decimal:
    """Payment terms.

    Driver: amount paid × (reference_days − days from invoice to payment). Rate: capital_rate, in %
    a year of 365 days.
    Sign: paid sooner than the reference is a cost, later a benefit. Source: invoice_lines. Cause:
    terms.

    10,000.00 paid after 10 days where 30 are usual, at 6 % a year:

    >>> payment_terms(Decimal("10000.00") * (30 - 10), Decimal(6))
    Decimal('32.88')
    """
    return cents(amount_days * rate / 36500)


def expedite(how_many: Decimal, rate: Decimal) -> Decimal:
    """Expediting.

    Driver: chases; where none are supplied, order lines that came late, short or not at all. Rate:
    as the event names, else late_line_rate.
    Sign: a cost is positive. Source: cost_events, else schedule_lines as D1 reads them. Cause: as
    the event says; else open, ours where we changed the line.

    >>> expedite(Decimal(3), Decimal("45.00"))
    Decimal('135.00')
    """
    return cents(how_many * rate)


def premium_freight(booked: Decimal) -> Decimal:
    """Premium freight.

    Driver: premium over the normal freight, as booked; what the supplier paid is shown and not
    counted. Rate: none.
    Sign: a cost is positive. Source: cost_events. Cause: as the event says.

    >>> premium_freight(Decimal("830.00"))
    Decimal('830.00')
    """
    return cents(booked)


def safety_stock(capital_days: Decimal, rate: Decimal) -> Decimal:
    """Safety stock for lead-time spread.

    Driver: z × spread of lead times × mean daily demand × unit price × days of the quarter.
    Rate: carrying_rate, in % a year of 365 days; service_level gives z.
    Sign: a cost is positive. Source: schedule_lines, receipts. Cause: theirs; ours in the share of
    lines we changed inside the lead time.

    >>> safety_stock(Decimal("1650.00") * 92, Decimal(18))
    Decimal('74.86')
    """
    return cents(capital_days * rate / 36500)


def early_stock(capital_days: Decimal, rate: Decimal) -> Decimal:
    """Early deliveries held.

    Driver: price of what came early × days before the agreed due date. Rate: carrying_rate, in % a
    year of 365 days.
    Sign: a cost is positive. Source: receipts, schedule_lines as D1 reads them. Cause: theirs; ours
    where we changed the line.

    >>> early_stock(Decimal("5000.00") * 6, Decimal(18))
    Decimal('14.79')
    """
    return cents(capital_days * rate / 36500)


def line_stop(minutes: Decimal, rate: Decimal) -> Decimal:
    """Line stops and waiting.

    Driver: minutes the line stood. Rate: as the event names. Sign: a cost is positive. Source:
    cost_events. Cause: as the event says.

    >>> line_stop(Decimal(324), Decimal("60.00"))
    Decimal('19440.00')
    """
    return cents(minutes * rate)


def inspection(how_many: Decimal, rate: Decimal) -> Decimal:
    """Incoming inspection.

    Driver: lots inspected, and hours spent. Rate: inspection_lot_rate, inspection_hour_rate. Sign:
    a cost is positive.
    Source: inspection_lots. Cause: ours, it is our plan; theirs where it was tightened after a
    failure.

    >>> inspection(Decimal(12), Decimal("38.00"))
    Decimal('456.00')
    """
    return cents(how_many * rate)


def sort_rework(hours: Decimal, rate: Decimal) -> Decimal:
    """Sorting, rework.

    Driver: hours. Rate: as the event names, else sorting_rate. Sign: a cost is positive. Source:
    cost_events, else quality_notices. Cause: the notice's.

    >>> sort_rework(Decimal("2.5"), Decimal("41.00"))
    Decimal('102.50')
    """
    return cents(hours * rate)


def scrap(price_amount: Decimal, rate: Decimal) -> Decimal:
    """Scrap.

    Driver: price of the parts scrapped. Rate: scrap_value_rate, their value when scrapped for one
    of their price. Sign: a cost is positive.
    Source: cost_events, else quality_notices. Cause: the notice's.

    >>> scrap(Decimal("480.00"), Decimal("1.35"))
    Decimal('648.00')
    """
    return cents(price_amount * rate)


def return_handling(returns: Decimal, rate: Decimal) -> Decimal:
    """Returns, claims handling.

    Driver: returns to the supplier. Rate: as the event names, else return_rate. Sign: a cost is
    positive. Source: cost_events, else receipts. Cause: theirs.

    >>> return_handling(Decimal(2), Decimal("85.00"))
    Decimal('170.00')
    """
    return cents(returns * rate)


def corrective(hours: Decimal, rate: Decimal) -> Decimal:
    """Corrective actions, audits.

    Driver: our hours. Rate: as the event names, else corrective_rate. Sign: a cost is positive.
    Source: cost_events, else corrective_actions. Cause: shared.

    >>> corrective(Decimal(6), Decimal("70.00"))
    Decimal('420.00')
    """
    return cents(hours * rate)


def support_time(minutes: Decimal, rate: Decimal) -> Decimal:
    """Support contacts.

    Driver: our minutes. Rate: support_rate, an hour. Sign: a cost is positive. Source: cost_events
    (in hours), else tickets. Cause: the ticket's.

    >>> support_time(Decimal(45), Decimal("62.00"))
    Decimal('46.50')
    """
    return cents(minutes * rate / 60)


def invoice_fix(lines: Decimal, rate: Decimal) -> Decimal:
    """Invoice mismatches.

    Driver: invoice lines that had to be corrected. Rate: invoice_fix_rate. Sign: a cost is
    positive. Source: invoice_lines. Cause: whose error it was.

    >>> invoice_fix(Decimal(1), Decimal("27.50"))
    Decimal('27.50')
    """
    return cents(lines * rate)


def warranty(booked: Decimal) -> Decimal:
    """Field failures, warranty.

    Driver: claims, as booked. Rate: none. Sign: a cost is positive. Source: cost_events. Cause: as
    the event says.

    >>> warranty(Decimal("1200.00"))
    Decimal('1200.00')
    """
    return cents(booked)


def customer_fail(booked: Decimal) -> Decimal:
    """Customer-facing failures.

    Driver: penalties, refunds, goodwill, as booked; never a lost margin. Rate: none. Sign: a cost
    is positive. Source: cost_events. Cause: as the event says.

    >>> customer_fail(Decimal("250.00"))
    Decimal('250.00')
    """
    return cents(booked)


def onboard_switch(paid: Decimal, months: int, life_months: int) -> Decimal:
    """Qualification, tooling.

    Driver: what was paid once, in equal months over its agreed life. Rate: none. Sign: a cost is
    positive. Source: one_off_costs. Cause: shared.

    So much of it is borne after so many months; a month bears the difference to the month before,
    so that the months add up.

    >>> [onboard_switch(Decimal("100.00"), months, 3) for months in (1, 2, 3)]
    [Decimal('33.33'), Decimal('66.66'), Decimal('100.00')]
    """
    return (Decimal(int(paid * 100) * months // life_months) / 100).quantize(CENT)


def recovered(booked: Decimal) -> Decimal:
    """Recovered from supplier.

    Driver: credits, as booked; where none are supplied, credit notes that correct no invoice. Rate:
    none. Sign: a credit is negative.
    Source: cost_events, else invoice_lines. Cause: as the event says, else theirs.

    >>> recovered(Decimal("-170.00"))
    Decimal('-170.00')
    """
    return cents(booked)


@dataclass(frozen=True)
class Element:
    """One element: its function, where it stands in Ellram's three phases, what kind of quality
    cost it is, and the SQL that derives it, if any.

    `phase` is pre-transaction, transaction or post-transaction (Ellram 1993). `quality_class` is
    prevention, appraisal, internal failure or external failure; null for what is no cost of
    quality. `rates` value what is derived from tables; `second_rates` are needed beside them.
    """

    amount: Callable[..., Decimal]
    phase: str
    quality_class: str | None = None
    rates: tuple[str, ...] = ()
    second_rates: tuple[str, ...] = ()
    is_derived: bool = False

    @property
    def id(self) -> str:
        return self.amount.__name__

    @cached_property
    def name(self) -> str:
        """As people read it: the first line of the function's docstring."""
        return inspect.getdoc(self.amount).splitlines()[0].rstrip(".")

    def stated(self, field: str) -> str:
        """What the function's docstring states as its Driver, Rate, Sign, Source or Cause.

        >>> ELEMENTS["line_stop"].stated("Driver")
        'minutes the line stood'
        """
        text = " ".join(inspect.getdoc(self.amount).split("\n\n")[1].split())
        after = text.split(f"{field}: ", 1)[1]
        return min(
            (
                after.split(f". {other}: ")[0]
                for other in ("Driver", "Rate", "Sign", "Source", "Cause")
            ),
            key=len,
        ).rstrip(".")


BEFORE, DURING, AFTER = "pre-transaction", "transaction", "post-transaction"
PREVENTION, APPRAISAL, INTERNAL, EXTERNAL = (
    "prevention",
    "appraisal",
    "internal failure",
    "external failure",
)
# In printed order.
ELEMENTS = {
    element.id: element
    for element in (
        Element(price, DURING),
        Element(freight_duty, DURING),
        Element(order_admin, DURING, rates=("order_line_rate", "receipt_rate"), is_derived=True),
        Element(
            payment_terms,
            DURING,
            rates=("capital_rate",),
            second_rates=("reference_days",),
            is_derived=True,
        ),
        Element(expedite, DURING, INTERNAL, rates=("late_line_rate",), is_derived=True),
        Element(premium_freight, DURING, INTERNAL),
        Element(
            safety_stock,
            DURING,
            INTERNAL,
            rates=("carrying_rate",),
            second_rates=("service_level",),
            is_derived=True,
        ),
        Element(early_stock, DURING, rates=("carrying_rate",), is_derived=True),
        Element(line_stop, AFTER, INTERNAL),
        Element(
            inspection,
            DURING,
            APPRAISAL,
            rates=("inspection_lot_rate", "inspection_hour_rate"),
            is_derived=True,
        ),
        Element(sort_rework, AFTER, INTERNAL, rates=("sorting_rate",), is_derived=True),
        Element(scrap, AFTER, INTERNAL, rates=("scrap_value_rate",), is_derived=True),
        Element(return_handling, AFTER, INTERNAL, rates=("return_rate",), is_derived=True),
        Element(corrective, AFTER, PREVENTION, rates=("corrective_rate",), is_derived=True),
        Element(support_time, AFTER, rates=("support_rate",), is_derived=True),
        Element(invoice_fix, DURING, rates=("invoice_fix_rate",), is_derived=True),
        Element(warranty, AFTER, EXTERNAL),
        Element(customer_fail, AFTER, EXTERNAL),
        Element(onboard_switch, BEFORE, PREVENTION, is_derived=True),
        Element(recovered, AFTER, is_derived=True),
    )
}
COMPONENTS = {
    "freight": "Freight",
    "insurance": "Insurance",
    "duty": "Duty",
    "packaging": "Packaging",
}


def freight_name(components: Iterable[str]) -> str:
    """Freight and what comes with it, by the components an extract states; all four where it states
    none.

    >>> freight_name(["duty", "freight"])
    'Freight, duty'
    """
    stated = [name for component, name in COMPONENTS.items() if component in set(components)]
    return ", ".join(stated).capitalize() or ELEMENTS["freight_duty"].name
