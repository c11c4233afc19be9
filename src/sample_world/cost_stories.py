"""Single costs planted beside those that keep coming back, what was paid once, who reports what,
and where the books differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sample_world.world import REPORTING_CURRENCY, SITES


@dataclass
class Cost:
    """One cost event: booked in an amount, or `driver_qty` of what the rate of that name values;
    neither where it is included or unknown.
    """

    element: str
    occurred_on: date
    amount: Decimal | None
    cause: str
    note: str = ""
    currency: str = REPORTING_CURRENCY
    state: str = "amount"
    component: str = ""
    shipment_id: str = ""
    order_id: str = ""
    line_id: str = ""
    driver_qty: int | None = None
    rate_name: str = ""
    allocate_by: str = ""
    paid_by: str = ""
    effect_kind: str = ""
    effect_id: str = ""


SINGLE_COSTS = {
    "S-1001": (
        # Harrow paid for it: it is what keeping the promise cost them, and no cost of ours.
        Cost(
            "premium_freight",
            date(2026, 9, 21),
            Decimal("1380.00"),
            "theirs",
            "Air freight",
            line_id="4510010330/10",
            paid_by="supplier",
        ),
        # Pumps that customers sent back: what taking them back cost.
        *(
            Cost(
                "customer_fail",
                day,
                Decimal(amount),
                cause,
                "Return of a pump by a customer",
                effect_kind="return",
                effect_id=return_id,
            )
            for return_id, day, amount, cause in (
                ("CR-001", date(2026, 8, 18), "412.50", "theirs"),
                ("CR-002", date(2026, 8, 20), "236.00", "theirs"),
                ("CR-003", date(2026, 8, 27), "241.35", "theirs"),
                ("CR-004", date(2026, 9, 3), "398.15", "theirs"),
                ("CR-005", date(2026, 9, 8), "255.00", "theirs"),
                ("CR-006", date(2026, 9, 22), "187.00", "open"),
            )
        ),
    ),
    # The forge's wrong heat treatment: with it the cheaper shaft costs 9 % more in total.
    "S-1002": (
        Cost(
            "sort_rework",
            date(2026, 8, 20),
            Decimal("2446.35"),
            "theirs",
            "Sorting of all shafts in stock after a wrong heat treatment",
        ),
    ),
    "S-1004": (
        Cost(
            "customer_fail",
            date(2026, 8, 26),
            Decimal("310.00"),
            "ours",
            "Return of a pump by a customer",
            effect_kind="return",
            effect_id="CR-007",
        ),
    ),
    "S-1005": (
        Cost(
            "customer_fail",
            date(2026, 8, 7),
            Decimal("475.50"),
            "open",
            "Late to a customer",
            effect_kind="late_order",
            effect_id="7000835",
        ),
        Cost(
            "scrap",
            date(2026, 9, 16),
            None,
            "open",
            "Windings burnt; the value is not known before the firms agree",
            state="unknown",
        ),
        Cost(
            "premium_freight",
            date(2026, 9, 21),
            Decimal("725.00"),
            "open",
            "Express lorry",
            shipment_id="SH-1005-0401",
            allocate_by="weight",
        ),
    ),
    "S-1006": (
        Cost(
            "premium_freight",
            date(2026, 9, 11),
            Decimal("940.00"),
            "ours",
            "Air freight of a whole order",
            "USD",
            order_id="4510060249",
        ),
    ),
}

# Paid once for years to come: supplier, part, day, amount, months of its life.
ONE_OFF_COSTS = (
    (
        "S-1008",
        "",
        date(2024, 6, 10),
        Decimal("12500.00"),
        36,
        "Onboarding: access, training, handover of the service desk",
    ),
    (
        "S-1002",
        "P-210",
        date(2025, 1, 20),
        Decimal("9000.00"),
        36,
        "Qualification of a second source for the shaft",
    ),
    (
        "S-1001",
        "P-110",
        date(2025, 3, 3),
        Decimal("48000.00"),
        60,
        "Casting tool for the housing DN80",
    ),
)

# Which plant reports an element, and since when; None: it never has.
EVER, LATER = date(2024, 1, 1), date(2025, 1, 1)
REPORTS = {
    "line_stop": (EVER, LATER),
    "scrap": (EVER, EVER),
    "customer_fail": (EVER, None),
    "warranty": (None, None),
}

# What the books hold more than the events tell: an invoice of a forwarder nobody told of, and
# sorting that is not booked yet.
BOOKS_DIFFER = {
    ("S-1001", "premium_freight", date(2026, 8, 1)): Decimal("120.00"),
    ("S-1004", "sort_rework", date(2026, 8, 1)): Decimal("-82.00"),
}


def one_off_rows() -> list[dict]:
    """What was paid once, by day."""
    columns = ("supplier_id", "part_id", "occurred_on", "amount", "life_months", "note")
    rows = [dict(zip(columns, cost, strict=True)) for cost in ONE_OFF_COSTS]
    return [
        {"cost_id": f"OO-{number:03d}", "currency": REPORTING_CURRENCY} | row
        for number, row in enumerate(rows, start=1)
    ]


def report_rows() -> list[dict]:
    """Which plant reports which element."""
    return [
        {"site": site, "element": element, "since_on": since_on}
        for element, begins in REPORTS.items()
        for site, since_on in zip(SITES, begins, strict=True)
    ]
