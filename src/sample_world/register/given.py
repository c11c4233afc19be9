"""Awards, savings, first involvement, plans, notes on charts and the programme, as data."""

from __future__ import annotations

from sample_world.register.between import Rows

AWARDS: dict[str, Rows] = {
    "S-1001": (
        (
            "2026-03-24",
            {
                "what": "Housing DN80, 2026 to 2027",
                "decided_on": "2026-03-24",
                "outcome": "kept",
                "by_total_cost": True,
                "why": "two cheaper offers, both dearer in total",
            },
        ),
    ),
    "S-1002": (
        (
            "2024-11-13",
            {
                "what": "Half of the pump shafts",
                "decided_on": "2024-11-13",
                "outcome": "given",
                "by_total_cost": False,
                "why": "4 % below the other price",
            },
        ),
    ),
    "S-1003": (
        (
            "2026-09-08",
            {
                "what": "Shaft of pump K5",
                "decided_on": "2026-09-08",
                "outcome": "given",
                "by_total_cost": True,
                "why": "lowest total cost",
            },
        ),
    ),
}
SAVINGS: dict[str, Rows] = {
    "S-1001": (
        (
            "2025-01-15",
            {
                "what": "Tumbled edges instead of filed ones",
                "agreed_on": "2025-01-15",
                "agreed_amount": "9000.00",
                "currency": "EUR",
            },
        ),
    ),
    "S-1003": (
        (
            "2025-12-09",
            {
                "what": "Shafts packed without oil paper",
                "agreed_on": "2025-12-09",
                "agreed_amount": "6000.00",
                "currency": "EUR",
            },
        ),
    ),
}
# What came of it: the day it was known, money so far, and the supplier's part of it.
ACHIEVED = {
    "S-1001": ("2026-01-13", "7400.00", "0.00"),
    "S-1003": ("2026-06-09", "5200.00", "2600.00"),
}
INVOLVED: dict[str, Rows] = {
    "S-1001": (
        (
            "2025-11-12",
            {
                "project": "Pump K4",
                "first_involved_on": "2025-11-11",
                "design_frozen_on": "2025-10-08",
            },
        ),
    ),
    "S-1003": (
        (
            "2026-06-09",
            {
                "project": "Pump K5",
                "first_involved_on": "2026-06-09",
                "design_frozen_on": "2026-12-01",
            },
        ),
    ),
}
PLANNED: dict[str, Rows] = {
    "S-1001": (
        (
            "2026-10-13",
            {
                "what": "Count the disputed lines together",
                "person": "tarn.planner",
                "tier": "functional",
                "on": "2026-10-20",
            },
        ),
        (
            "2026-10-13",
            {
                "what": "Prices and volumes of 2027",
                "person": "tarn.champion",
                "tier": "operational",
                "on": "2026-11-10",
            },
        ),
    ),
}
NOTES: dict[str, Rows] = {
    "S-1001": (
        (
            "2026-07-14",
            {
                "metric": "Q1",
                "on": "2026-07-10",
                "note": "Core shifted after a tool change",
            },
        ),
        (
            "2026-09-09",
            {"metric": "B1", "on": "2026-08-28", "note": "Orders frozen from here"},
        ),
    ),
    "S-1004": (
        (
            "2025-06-12",
            {"metric": "D1", "on": "2025-06-01", "note": "Second press taken out of use"},
        ),
    ),
}
# The buyer's programme for all suppliers; a budget line is missing.
PROGRAMME: Rows = (
    (
        "2026-01-08",
        {
            "item": "Goals of all metrics",
            "form": "goal",
            "value": "as in the definitions",
            "reviewed_on": "2026-01-08",
        },
    ),
    (
        "2025-01-09",
        {
            "item": "Reviews of key suppliers every quarter",
            "form": "process",
            "value": "four a year",
            "reviewed_on": "2025-01-09",
        },
    ),
)
THEIR_PROGRAMME: dict[str, Rows] = {
    "S-1001": (
        (
            "2026-01-12",
            {
                "item": "People's time for Tarn",
                "form": "budget",
                "amount": "18000.00",
                "side": "supplier",
                "reviewed_on": "2026-01-12",
            },
        ),
    ),
}
