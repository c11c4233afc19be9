"""Who is in the sample world and what happens there, as data. The stories' right answers stand in
answers.py.

The buyer is an invented pump maker that reports in EUR. All firms and figures are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SEED = 20240401
FIRST_MONTH = date(2024, 4, 1)
LAST_MONTH = date(2026, 12, 1)
QUARTERS = 10
AS_OF = date(2026, 10, 2)
REPORTING_CURRENCY = "EUR"
SITES = ("Rotterdam plant", "Brno plant")


@dataclass(frozen=True)
class Phase:
    """From its first month on: how many lines fall due in a month, and how many of them are not on
    time in full (lowest, highest).
    """

    starts: date
    lines: tuple[int, int]
    misses: tuple[int, int]


@dataclass(frozen=True)
class Trouble:
    """Costs that keep coming back: events in a quarter and units of each (lowest, highest), and
    whose cause they may be.

    Units are valued at the rate of that name on the day; without a rate a unit is one EUR, booked.
    """

    element: str
    events: tuple[int, int]
    units: tuple[int, int]
    causes: tuple[str, ...]
    rate_name: str = ""


@dataclass(frozen=True)
class SupplierPlan:
    """One supplier. `parts` pairs part ids with the price of a unit; `transit_days` keeps arrivals
    and departures on workdays.

    `freight` is EUR or USD for a shipment and the share of its value that comes on top; a cost that
    is neither unknown nor included is an amount.
    """

    supplier_id: str
    name: str
    category: str
    country: str
    kind: str = "outside"
    currency: str = "EUR"
    works: tuple[str, ...] = ("",)
    parts: tuple[tuple[str, Decimal], ...] = ()
    lot_sizes: tuple[int, ...] = (40, 60, 80, 100, 120, 160)
    phases: tuple[Phase, ...] = ()
    lead_days: tuple[int, int] = (30, 45)
    transit_days: int = 3
    moved_share: float = 0.06
    unconfirmed_share: float = 0.05
    freight: tuple[Decimal, Decimal] = (Decimal("120"), Decimal("0.015"))
    is_insured: bool = False
    unknown_share: float = 0.0
    included_share: float = 0.0
    troubles: tuple[Trouble, ...] = ()


CHASING = Trouble(
    "expedite", (2, 5), (1, 3), ("theirs", "theirs", "shared", "open"), "chase_rate"
)
PREMIUM = Trouble("premium_freight", (0, 2), (350, 1400), ("theirs", "ours", "open"))
SORTING = Trouble(
    "sort_rework", (1, 3), (4, 20), ("theirs", "theirs", "open"), "sorting_rate"
)
SCRAP = Trouble("scrap", (1, 2), (200, 900), ("theirs", "shared"))
CREDIT = Trouble("recovered", (0, 2), (-900, -200), ("theirs",))

SUPPLIERS = (
    SupplierPlan(
        "S-1001",
        "Harrow Castings",
        "Castings",
        "Ireland",
        works=("Harrow Works North", "Harrow Works South"),
        parts=(
            ("P-100", Decimal("42.10")),
            ("P-110", Decimal("61.75")),
            ("P-120", Decimal("28.40")),
        ),
        phases=(Phase(FIRST_MONTH, (15, 18), (0, 2)),),
        lead_days=(36, 42),
        moved_share=0.08,
        unconfirmed_share=0.0,
        freight=(Decimal("140"), Decimal("0.028")),
        is_insured=True,
        unknown_share=0.06,
        included_share=0.03,
        troubles=(
            CHASING,
            PREMIUM,
            CREDIT,
            Trouble("scrap", (2, 4), (400, 1600), ("theirs", "shared", "open")),
            Trouble(
                "line_stop", (2, 4), (30, 80), ("theirs", "ours", "open"), "line_stop_rate"
            ),
            Trouble(
                "sort_rework",
                (8, 11),
                (25, 60),
                ("theirs", "theirs", "theirs", "open"),
                "sorting_rate",
            ),
        ),
    ),
    SupplierPlan(
        "S-1002",
        "Brennick Forge",
        "Shafts",
        "Poland",
        parts=(("P-210", Decimal("48.00")),),
        phases=(Phase(FIRST_MONTH, (12, 14), (1, 2)),),
        lead_days=(40, 62),
        freight=(Decimal("110"), Decimal("0.016")),
        is_insured=True,
        troubles=(
            CHASING,
            SORTING,
            SCRAP,
            CREDIT,
            Trouble(
                "line_stop",
                (5, 6),
                (35, 65),
                ("theirs", "theirs", "theirs", "shared"),
                "line_stop_rate",
            ),
        ),
    ),
    SupplierPlan(
        "S-1003",
        "Calder Precision",
        "Shafts",
        "Germany",
        parts=(("P-210", Decimal("50.00")),),
        phases=(Phase(FIRST_MONTH, (12, 14), (0, 1)),),
        lead_days=(28, 31),
        freight=(Decimal("130"), Decimal("0.018")),
        is_insured=True,
        troubles=(
            Trouble("expedite", (0, 2), (1, 2), ("ours", "shared"), "chase_rate"),
            SORTING,
        ),
    ),
    SupplierPlan(
        "S-1004",
        "Dunmore Seals",
        "Seals",
        "Netherlands",
        parts=(("P-310", Decimal("7.80")), ("P-320", Decimal("12.35"))),
        lot_sizes=(200, 400, 600, 800),
        phases=(
            Phase(FIRST_MONTH, (18, 22), (0, 1)),
            Phase(date(2025, 6, 1), (18, 22), (3, 4)),
        ),
        lead_days=(22, 25),
        unknown_share=0.05,
        freight=(Decimal("65"), Decimal("0.012")),
        troubles=(CHASING, PREMIUM, SORTING, CREDIT),
    ),
    SupplierPlan(
        "S-1005",
        "Estrand Motors",
        "Motors",
        "Sweden",
        parts=(("P-410", Decimal("318.00")), ("P-420", Decimal("544.50"))),
        lot_sizes=(8, 12, 16, 24),
        phases=(
            Phase(FIRST_MONTH, (19, 21), (0, 2)),
            Phase(date(2026, 2, 1), (20, 20), (4, 4)),
            Phase(date(2026, 3, 1), (19, 21), (0, 2)),
        ),
        lead_days=(44, 49),
        transit_days=7,
        unknown_share=0.34,
        freight=(Decimal("260"), Decimal("0.020")),
        troubles=(CHASING, SCRAP),
    ),
    SupplierPlan(
        "S-1006",
        "Falk Bearing Works",
        "Bearings",
        "United States",
        currency="USD",
        parts=(("P-510", Decimal("23.90")), ("P-520", Decimal("36.25"))),
        lot_sizes=(100, 150, 200, 300),
        phases=(Phase(FIRST_MONTH, (9, 12), (0, 2)),),
        lead_days=(70, 90),
        transit_days=21,
        moved_share=0.12,
        freight=(Decimal("310"), Decimal("0.035")),
        is_insured=True,
        troubles=(CHASING, PREMIUM),
    ),
    SupplierPlan(
        "S-1007",
        "Gorsetti Resins",
        "Coatings",
        "Italy",
        parts=(("P-610", Decimal("6.48")),),
        lot_sizes=(250, 500, 750, 1000),
        phases=(
            Phase(FIRST_MONTH, (8, 10), (0, 1)),
            Phase(date(2026, 7, 1), (2, 2), (0, 0)),
            Phase(date(2026, 9, 1), (2, 2), (1, 1)),
        ),
        lead_days=(20, 30),
        unconfirmed_share=0.12,
        included_share=0.60,
        freight=(Decimal("95"), Decimal("0.010")),
        troubles=(CHASING,),
    ),
    SupplierPlan(
        "S-1008",
        "Hexley IT Services",
        "IT services",
        "Netherlands",
        troubles=(
            Trouble(
                "support_time",
                (8, 14),
                (1, 9),
                ("theirs", "theirs", "ours", "shared", "open"),
                "support_rate",
            ),
        ),
    ),
    SupplierPlan(
        "S-9001",
        "Own warehouse Rotterdam",
        "Spare parts",
        "Netherlands",
        kind="own_warehouse",
        parts=(("P-710", Decimal("4.15")), ("P-720", Decimal("88.00"))),
        lot_sizes=(20, 30, 50),
        phases=(Phase(FIRST_MONTH, (3, 4), (0, 1)),),
        lead_days=(10, 16),
        unconfirmed_share=0.5,
        freight=(Decimal("35"), Decimal("0.000")),
    ),
    # Behind our suppliers: we order nothing of them.
    SupplierPlan("C-3001", "Nordkai Freight", "Carriage", "Netherlands", kind="carrier"),
    SupplierPlan("T-2001", "Ems Foundry", "Cast blanks", "Germany"),
)

PARTS = (
    ("P-100", "Pump housing DN50", "Castings", "piece"),
    ("P-110", "Pump housing DN80", "Castings", "piece"),
    ("P-120", "Bearing bracket", "Castings", "piece"),
    ("P-210", "Pump shaft 30 mm", "Shafts", "piece"),
    ("P-310", "Shaft seal 30 mm", "Seals", "piece"),
    ("P-320", "Housing gasket set", "Seals", "piece"),
    ("P-410", "Motor 4 kW", "Motors", "piece"),
    ("P-420", "Motor 7.5 kW", "Motors", "piece"),
    ("P-510", "Ball bearing 6206", "Bearings", "piece"),
    ("P-520", "Roller bearing 30 mm", "Bearings", "piece"),
    ("P-610", "Housing coating resin", "Coatings", "kg"),
    ("P-710", "Screw set M10", "Spare parts", "piece"),
    ("P-720", "Coupling 28 mm", "Spare parts", "piece"),
    ("F-950", "Pump DN50", "Pumps", "piece"),
    ("M-010", "Cast blank", "Cast blanks", "piece"),
)

# The gross weight of one piece, or of one kilogram with its share of the drum.
KILOGRAMS = {
    "P-100": Decimal("9.800"),
    "P-110": Decimal("15.200"),
    "P-120": Decimal("6.400"),
    "P-210": Decimal("3.150"),
    "P-310": Decimal("0.120"),
    "P-320": Decimal("0.085"),
    "P-410": Decimal("31.000"),
    "P-420": Decimal("58.500"),
    "P-510": Decimal("0.205"),
    "P-520": Decimal("0.280"),
    "P-610": Decimal("1.070"),
    "P-710": Decimal("0.350"),
    "P-720": Decimal("2.400"),
}

# Harrow Castings in 2026Q3 reads 43, 46 or 48 of 50 by whose way of counting is used. July has no
# moved line, so no requested date leaves the quarter.
EXACT_MONTHS = {
    ("S-1001", date(2026, 7, 1)): {"on_time": 15, "late_dock": 1, "cancelled": 1},
    ("S-1001", date(2026, 8, 1)): {"on_time": 14, "moved": 2, "short": 1},
    ("S-1001", date(2026, 9, 1)): {
        "on_time": 14,
        "moved": 1,
        "late": 1,
        "overdue": 1,
        "cancelled": 1,
    },
}

# Receipts that reached the dock on these days were keyed in only after the quarter's books had
# closed.
KEYED_LATE = {"S-1005": (date(2026, 6, 15), date(2026, 6, 30), date(2026, 7, 8))}

# In this quarter two receipts were keyed to the wrong line and reversed, and parts of two
# deliveries went back.
TAKEN_BACK = {"S-1004": (date(2026, 7, 1), date(2026, 10, 1), 2, 2)}

# In this quarter we changed nine lines of one supplier inside the lead time: what was changed, how
# many days before it was due, and what stood there before. The first four came late: the quantity
# ordered before was there on the day, or the day asked for before was kept.
CHANGED_BY_US = {
    "S-1004": {
        "4510040324/10": ("quantity", 9, "120"),
        "4510040338/20": ("quantity", 11, "240"),
        "4510040353/40": ("date", 12, "2026-09-24"),
        "4510040357/10": ("date", 10, "2026-10-05"),
        "4510040328/10": ("quantity", 8, "300"),
        "4510040334/10": ("quantity", 10, "400"),
        "4510040342/10": ("quantity", 12, "400"),
        "4510040346/20": ("date", 13, "2026-08-28"),
        "4510040353/30": ("date", 11, "2026-09-18"),
    }
}

FX_CURRENCY = "USD"
FX_FIRST_DAY = date(2024, 1, 2)
# The rates end seven days before the as-of date although they are promised daily. This harms no
# figure: the last rate holds for seven days.
FX_LAST_DAY = date(2026, 9, 25)
FX_MISSING_DAY = date(2026, 8, 17)
