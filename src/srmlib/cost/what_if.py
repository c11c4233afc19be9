"""What if a driver of cost were at its goal: what that would save each of the two firms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import ClassVar

from srmlib.cost.rows import LedgerRow, as_money, cost_rows, total
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.result import Reading
from srmlib.numbers import as_stated, compact
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.rules.elements import ELEMENTS
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement


@dataclass(frozen=True)
class Driver:
    """What goes wrong, and the metrics that count it (the first that is read holds). It drives the
    cost of the elements whose record says that they fall with one of them, where `cause` is agreed.
    """

    words: str
    metric_ids: tuple[str, ...]
    cause: str

    @property
    def elements(self) -> tuple[str, ...]:
        """What happens comes first, then what is reckoned once for the quarter."""
        driven = [
            element
            for element in ELEMENTS.values()
            if set(element.falls_with) & set(self.metric_ids)
        ]
        return tuple(
            element.id for element in sorted(driven, key=lambda one: one.is_steady)
        )


DRIVERS = (
    Driver("late deliveries", ("D1",), "theirs"),
    Driver("defects", ("Q2", "Q1"), "theirs"),
    Driver("tickets not fixed first time", ("S2",), "theirs"),
    Driver("wrong invoices", ("C2",), "theirs"),
    Driver("the buyer's own changes", ("B1",), "ours"),
)


@dataclass(frozen=True)
class Saving:
    """One driver at its goal. `saves_us` and `saves_them` are in the reporting currency, a loss is
    negative; `saves_them` is null where nothing is known.

    `now` and `goal` are the metric's value and goal in its unit; `elements` are those that hold an
    amount.
    """

    JSON: ClassVar = {"metric_id": "metric"}

    driver: str
    metric_id: str
    now: str
    goal: str
    elements: tuple[str, ...]
    saves_us: Decimal
    saves_them: Decimal | None
    words: str


def savings(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[Saving]:
    """Each driver at its goal, see savings_of."""
    return savings_of(
        cost_rows(snapshot, supplier_id, quarter),
        readings_of(snapshot, supplier_id, quarter),
        price_sent_back(snapshot, supplier_id, quarter),
        snapshot.reporting_currency,
    )


def savings_of(
    rows: Iterable[LedgerRow],
    readings: Iterable[Reading],
    sent_back: Decimal,
    currency: str,
) -> list[Saving]:
    """What each driver's costs would be less if its metric stood at the goal.

    The avoided share of a cost is 1 − misses at the goal ÷ misses now, and 0 on the goal or better.
    It holds only for costs whose cause is agreed to be the driver's; shared causes and those not
    agreed stay. For the buyer that is what it paid; for the supplier what it paid itself and the
    credits it would no longer give. A credit is a loss to the buyer only beyond the price of the
    goods sent back (`sent_back`), which it would then have kept. Left out: drivers whose metric is not read or has
    too few rows to judge, and those without any known cost.
    """
    rows = [row for row in rows if row.state == "amount"]
    by_id = {reading.id: reading for reading in readings}
    found = []
    told = set()
    for driver in DRIVERS:
        of_metrics = [
            by_id[metric_id] for metric_id in driver.metric_ids if metric_id in by_id
        ]
        read = next((reading for reading in of_metrics if reading.state == "ok"), None)
        of_driver = [row for row in rows if row.element in driver.elements]
        if read and of_driver:
            # What stays is said once of the same elements.
            found.append(
                _saving(
                    driver,
                    read,
                    of_driver,
                    sent_back,
                    currency,
                    is_told=driver.elements in told,
                )
            )
            if avoided_share(read):
                told.add(driver.elements)
    return found


def _saving(
    driver: Driver,
    reading: Reading,
    rows: list[LedgerRow],
    sent_back: Decimal,
    currency: str,
    is_told: bool,
) -> Saving:
    share = avoided_share(reading)
    agreed = [row for row in rows if row.cause == driver.cause]
    credits = total(row for row in agreed if row.element == "recovered")
    paid = total(
        row for row in agreed if row.paid_by == "buyer" and row.element != "recovered"
    )
    theirs = [
        row for row in agreed if row.paid_by == "supplier" or row.element == "recovered"
    ]
    paid_by_them = total(row for row in theirs if row.element != "recovered")
    us = _part(share, paid + min(Decimal("0.00"), credits + sent_back))
    them = _part(share, paid_by_them - credits) if theirs else None
    elements = tuple(
        element
        for element in driver.elements
        if any(row.element == element for row in rows)
    )
    stays = total(
        row for row in rows if row.paid_by == "buyer" and row.cause in ("shared", "open")
    )
    goal = _goal(reading.definition)
    if not share:
        words = (
            f"{reading.definition.name} meets its goal of {goal} ({reading.text}): nothing is left"
            f" to save on {driver.words}."
        )
    else:
        words = _words(reading.definition.name, goal, us, them, currency)
        if stays and not is_told:
            words += (
                f" {compact(stays)} {currency} of shared or not agreed cause would stay."
            )
    return Saving(driver.words, reading.id, reading.text, goal, elements, us, them, words)


def avoided_share(reading: Reading) -> Fraction:
    """The share of a metric's misses that would not happen at its goal, see avoided_share_at."""
    return avoided_share_at(reading.definition.goal, reading)


def avoided_share_at(goal: Decimal | float, reading: Reading) -> Fraction:
    """The share of a metric's misses that would not happen at a goal: 1 − misses at the goal ÷
    misses now; 0 on the goal or better.
    """
    definition = reading.definition
    per = reading.definition.multiplier
    now = per * Fraction(str(reading.numerator)) / Fraction(str(reading.denominator))
    at_goal = Fraction(str(goal))
    if definition.better == "up":
        now = per - now
        at_goal = per - at_goal
    if now <= at_goal:
        return Fraction(0)
    return 1 - at_goal / now


def price_sent_back(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> Decimal:
    """The price, in the reporting currency, of what was returned in the quarter and not taken back
    again; unknown quantities add nothing.
    """
    returned = snapshot.records(
        statement("cost/returned_prices"), [supplier_id, quarter.start, quarter.until]
    )
    prices = (
        Fraction(row["amount"])
        * Fraction(row["returned_qty"])
        / Fraction(row["arrived_qty"])
        for row in returned
    )
    return as_money(sum(prices, Fraction(0)))


def _part(share: Fraction, amount: Decimal) -> Decimal:
    return as_money(share * Fraction(amount))


def _goal(definition: Definition) -> str:
    return as_stated(definition.goal, definition.unit)


def _words(name: str, goal: str, us: Decimal, them: Decimal | None, currency: str) -> str:
    first = (
        f"{name} at the goal of {goal} would {_saves('the buyer', us, currency)} a quarter"
    )
    if them is None:
        return f"{first}, if costs fall with misses; what the supplier would save is not known."
    second = _saves("the supplier", them, currency)
    if (us >= 0) == (them >= 0):
        second = second.removeprefix("save ").removeprefix("cost ")
    return f"{first} and {second}, if costs fall with misses."


def _saves(firm: str, amount: Decimal, currency: str) -> str:
    """`save the buyer about 2.6 k EUR`, `cost the supplier about 520 EUR`, `save the buyer
    nothing`.
    """
    if not amount:
        return f"save {firm} nothing"
    verb = "save" if amount > 0 else "cost"
    return f"{verb} {firm} about {_about(abs(amount))} {currency}"


def _about(amount: Decimal) -> str:
    """An amount as rough as such a forecast is: two digits.

    >>> _about(Decimal("2557.93")), _about(Decimal("517.50")), _about(Decimal("9012.00"))
    ('2.6 k', '520', '9.0 k')
    """
    two_digits = Decimal(1).scaleb(amount.adjusted() - 1)
    return compact(amount.quantize(two_digits, ROUND_HALF_UP))
