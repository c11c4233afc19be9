"""Which dated rates valued a supplier's costs, how much of a driver each of them valued, and who
agreed them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, NamedTuple

from srmlib.cost.rows import LedgerRow, paid_by_us, to_the_cent, total
from srmlib.cost.uncertainty import driver_of
from srmlib.encoding import Block, encoded_fields
from srmlib.numbers import number_text
from srmlib.rules.elements import ELEMENTS
from srmlib.snapshot import Snapshot


@dataclass(frozen=True)
class RateUsed:
    """One value of a rate, as it valued one element: `driver_qty` of `driver_unit` in so many
    events came to `amount` in the reporting currency.

    `low` and `high` are null where the rate is certain, `agreed_by` where nobody agreed it. A rate
    that values nothing itself but is needed beside another one (a service level, a number of days)
    has no driver: there `driver_qty` and `driver_unit` are null, `amount` and `events` 0.
    """

    JSON: ClassVar = {"element": None, "valid_from": "from"}

    element: str
    name: str
    value: Decimal
    unit: str
    valid_from: date
    low: Decimal | None
    high: Decimal | None
    source: str
    agreed_by: str | None
    driver_qty: Decimal | None = None
    driver_unit: str | None = None
    events: int = 0
    amount: Decimal = Decimal("0.00")

    def to_json(self) -> Block:
        """Rates and quantities have no zeros behind them."""
        numbers = ("value", "low", "high", "driver_qty")
        return encoded_fields(self) | {
            name: number_text(getattr(self, name)) for name in numbers
        }


class RateValue(NamedTuple):
    """One value of a rate, whatever it valued."""

    name: str
    value: Decimal
    unit: str
    valid_from: date
    low: Decimal | None
    high: Decimal | None
    source: str
    agreed_by: str | None


# By name and first day.
Versions = dict[tuple[str, date], RateValue]
# What one value of a rate values together: element, name, first day, unit of the driver.
Use = tuple[str, str, date, str | None]


def rates_used(snapshot: Snapshot, rows: Iterable[LedgerRow]) -> list[RateUsed]:
    """The rates behind what the buyer paid, by element in printed order, then by name and first
    day.
    """
    versions = _versions(snapshot)
    valued = [row for row in paid_by_us(rows) if row.basis == "rate"]
    behind: dict[Use, list[LedgerRow]] = defaultdict(list)
    quantities: dict[Use, Fraction] = defaultdict(Fraction)
    for row in valued:
        if valuation := row.valuation:
            use = (
                row.element,
                valuation.rate_name,
                valuation.rate_from,
                valuation.driver_unit,
            )
            behind[use].append(row)
            quantities[use] += driver_of(row) * valuation.rate_per
    used = [
        RateUsed(
            element,
            *versions[name, valid_from],
            driver_qty=to_the_cent(quantities[element, name, valid_from, unit], 3),
            driver_unit=unit,
            events=len({row.event_id for row in of_rate}),
            amount=total(of_rate),
        )
        for (element, name, valid_from, unit), of_rate in behind.items()
    ]
    order = list(ELEMENTS)
    return sorted(
        used + _second_rates(versions, valued),
        key=lambda rate: (
            order.index(rate.element),
            rate.driver_qty is None,
            rate.name,
            rate.valid_from,
        ),
    )


def _versions(snapshot: Snapshot) -> Versions:
    found = snapshot.records(
        "SELECT rate_name, value, unit, valid_from, low, high, source, agreed_by FROM rates"
    )
    return {
        (row["rate_name"], row["valid_from"]): RateValue(*row.values()) for row in found
    }


def _second_rates(versions: Versions, valued: list[LedgerRow]) -> list[RateUsed]:
    """What a derived element needs beside the rate that values it, as it stood on the days of its
    events.
    """
    derived = {
        (row.element, row.booked_on) for row in valued if row.source != "cost_events"
    }
    in_force = {
        (
            element,
            name,
            max(first for known, first in versions if known == name and first <= day),
        )
        for element, day in derived
        for name in ELEMENTS[element].second_rates
    }
    return [
        RateUsed(element, *versions[name, valid_from])
        for element, name, valid_from in in_force
    ]
