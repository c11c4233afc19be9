"""The answer sheet: for each planted story the supplier, the quarter and the right figures, written
down by hand.

Keys are the numbers of the stories in the design page; those of people (7, 8, 13 and more) are in
register/answers.py. Nothing here is computed: a test counts each figure again from the files. On
time in full is by the default definition of D1, as of 2026-10-02, unless a key says otherwise.
Money is in EUR.
"""

from __future__ import annotations

from decimal import Decimal

ANSWERS = {
    "as_of": "2026-10-02",
    "quarter": "2026Q3",
    # supplier: lines on time in full, lines due
    "d1": {
        "S-1001": (46, 50),
        "S-1002": (34, 39),
        "S-1003": (36, 39),
        "S-1004": (53, 63),
        "S-1005": (57, 59),
        "S-1006": (32, 34),
        "S-1007": (5, 6),
    },
    1: {
        "story": "one quarter reads 86, 92 or 96 % by whose way of counting is used",
        "supplier": "S-1001",
        "quarter": "2026Q3",
        "buyer: requested date, at the dock, in full": (43, 50),
        "default: last confirmed date, at the dock, in full": (46, 50),
        "supplier: last confirmed date, shipped, any quantity": (48, 50),
    },
    2: {
        "story": (
            "green on the first response and red on the fix: the first answer comes in time, and"
            " half of what is fixed comes back"
        ),
        "supplier": "S-1008",
        "quarter": "2026Q3",
        "S1, first response in time": (27, 28),
        "S2, fixed first time": (13, 26),
        # Sent at 22:30 UTC on 30 June: by the plant's clock 1 July, so it belongs to the quarter.
        "sent after midnight": 1,
    },
    3: {
        "story": (
            "a real shift from month 9 of the 24 months to 2026-09, and a noisy month elsewhere"
            " that is none"
        ),
        "shift": {
            "supplier": "S-1004",
            "first_month": "2025-06",
            "eight months before": (160, 163),
            "sixteen months since": (272, 327),
        },
        "noise": {"supplier": "S-1005", "month": "2026-02", "on time in full": (16, 20)},
    },
    4: {
        "story": (
            "of ten misses four are lines that we changed inside the lead time; five more that we"
            " changed came on time all the same"
        ),
        "supplier": "S-1004",
        "quarter": "2026Q3",
        "changed by us inside the lead time": 9,
        "of them missed": 4,
        "on time in full": (53, 63),
        "without the lines we changed": (48, 54),
    },
    5: {
        "story": (
            "one porous melt of a foundry went into the housings of one supplier and the shafts of"
            " another"
        ),
        "foundry": "T-2001",
        "melt": "M-7701",
        "suppliers": {"S-1001", "S-1002"},
        "lots": {"H-3001", "W-4001", "FL-801", "FL-802", "FL-803"},
        "porous returns": ("CR-001", "CR-002", "CR-003", "CR-004"),
    },
    # Story 20 is the same pair of firms: where they change places.
    6: {
        "story": "the price is 4 % lower, the total 10 % higher",
        "part": "P-210",
        "quarter": "2026Q3",
        "cheaper price": {
            "supplier": "S-1002",
            "price": Decimal("158400.00"),
            "added": Decimal("31811.47"),
            "good_qty": 3300,
            "price_per_unit": Decimal("48.00"),
            "total_per_unit": Decimal("57.64"),
        },
        "cheaper total": {
            "supplier": "S-1003",
            "price": Decimal("172000.00"),
            "added": Decimal("8949.47"),
            "good_qty": 3440,
            "price_per_unit": Decimal("50.00"),
            "total_per_unit": Decimal("52.60"),
        },
        "total_ratio": Decimal("1.0958"),
    },
    9: {
        "story": (
            "two receipts keyed to the wrong line and reversed, two part returns; counting the"
            " reversed ones as received reads too high"
        ),
        "supplier": "S-1004",
        "quarter": "2026Q3",
        "receipts": (69, Decimal("32600")),
        "reversals": (2, Decimal("800")),
        "returns": (2, Decimal("80")),
        "good_qty": Decimal("31720"),
        "on time in full": (53, 63),
        "wrong, with reversals ignored": (55, 63),
    },
    10: {
        "story": "too few lines and too few tickets to judge",
        "supplier": "S-1007",
        "quarter": "2026Q3",
        "on time in full": (5, 6),
        "tickets, first response in time": (5, 6),
        "tickets, fixed first time": (5, 6),
    },
    11: {
        "story": (
            "from 2026 on no day late is allowed, before it were ten: the history is told anew"
            " under the new version"
        ),
        "supplier": "S-1003",
        "metric": "D1",
        "late_days": {"version 1, from 2024-04-01": 10, "version 2, from 2026-01-01": 0},
        # quarter: under version 1, under version 2
        "on time in full": {
            "2025Q3": ((41, 41), (41, 41)),
            "2025Q4": ((40, 40), (39, 40)),
            "2026Q3": ((39, 39), (36, 39)),
        },
    },
    12: {
        "story": (
            "the extract of exchange rates is promised daily (three days allow for weekends) and is"
            " seven days old; no figure is harmed"
        ),
        "file": "fx.csv",
        "last_event_on": "2026-09-25",
        "days_old": 7,
        "expected_every_days": 3,
    },
    14: {
        "story": "an IT service supplier without lines or receipts",
        "supplier": "S-1008",
        "quarter": "2026Q3",
        "support_time": Decimal("3658.00"),
        "events": 13,
        "by_cause": {
            "theirs": Decimal("1674.00"),
            "ours": Decimal("186.00"),
            "shared": Decimal("868.00"),
            "open": Decimal("930.00"),
        },
    },
    15: {
        "story": (
            "a customer's order was late because of a forge the customer had never heard of; the"
            " motor it waited for too was late by our change"
        ),
        "order": "7000835",
        "supplier": "S-1002",
        "line": "4510020263/10",
        "cost": Decimal("475.50"),
    },
    16: {
        "story": (
            "a lot of housings that stopped the line came with two receipts, 120 and 80 of 200: 80"
            " minutes at 60.00 are shared"
        ),
        "stop": "LS-1001-00837",
        "shares": {"50100100485": Decimal("0.6"), "50100100486": Decimal("0.4")},
        "amounts": {"50100100485": Decimal("2880.00"), "50100100486": Decimal("1920.00")},
    },
    17: {
        "story": "that lot went into three lots of pumps",
        "lot": "H-3001",
        "in": {"FL-801": 120, "FL-802": 40, "FL-803": 40},
    },
    18: {
        "story": (
            "the shafts were handed over a day before they had to be and came late: the carrier"
            " took the days, whatever was claimed"
        ),
        "order": "7000894",
        "line": "4510020280/10",
        "carrier": "C-3001",
    },
    19: {
        "story": (
            "orders in USD, and a weekday without a rate: the last rate published before it holds,"
            " for at most seven days"
        ),
        "supplier": "S-1006",
        "missing_day": "2026-08-17",
        "rate_of": "2026-08-14",
        "rate": Decimal("0.876890"),
        "docked that day, USD": Decimal("16312.50"),
        "docked that day, EUR": Decimal("14304.27"),
    },
    20: {
        "story": (
            "the price that is cheaper is dearer in total; at this rate of a line stop the two cost"
            " the same"
        ),
        "quarter": "2026Q3",
        "supplier": "S-1002",
        "rate_name": "line_stop_rate",
        "minutes": 324,
        "rate": Decimal("60.00"),
        "break_even_rate": Decimal("8.68"),
    },
    21: {
        "story": (
            "seven receipts docked in June were keyed in on 2026-07-08, after the quarter's close"
        ),
        "supplier": "S-1005",
        "quarter": "2026Q2",
        "keyed_late": 7,
        "as known on 2026-07-02": (50, 60),
        "on time in full": (56, 60),
    },
    # Harrow Castings' own file for the quarter against ours, by order number and position.
    "supplier rows": {
        "supplier": "S-1001",
        "quarter": "2026Q3",
        "rows": 51,
        "only theirs": ["4510019001/10"],
        "only ours": ["4510010317/10", "4510010332/10"],
        # line: ours, theirs
        "delivered on": {
            "4510010299/10": ("2026-07-06", "2026-07-03"),
            "4510010330/10": ("2026-09-21", "2026-09-18"),
        },
        "delivered quantity": {"4510010319/10": (100, 110)},
        "status": {"4510010297/20": ("cancelled", "open")},
        "on time, as they count": (48, 49),
    },
    # Premium freight of the quarter by who paid it: events and EUR. Only what we paid is in the
    # total.
    "premium freight": {
        "supplier": "S-1001",
        "quarter": "2026Q3",
        "paid by us": (2, Decimal("1042.00")),
        "paid by them": (1, Decimal("1380.00")),
    },
    # One charge, and what each receipt bears of it in EUR.
    "by weight": {
        "supplier": "S-1005",
        "shipment": "SH-1005-0401",
        "amount": Decimal("725.00"),
        "shares": {
            "50100500631": Decimal("124.34"),
            "50100500632": Decimal("351.97"),
            "50100500633": Decimal("248.69"),
        },
    },
    "by order": {
        "supplier": "S-1006",
        "order": "4510060249",
        "USD": Decimal("940.00"),
        "amount": Decimal("818.00"),
        "shares": {"50100600332": Decimal("491.47"), "50100600334": Decimal("326.53")},
    },
    "unknown beside freight": {
        "supplier": "S-1005",
        "element": "scrap",
        "quarter": "2026Q3",
        "known": Decimal("210.00"),
        "unknown": 1,
    },
    # What was paid once, in the quarter's three months of its life.
    "paid once": {
        "S-1001": Decimal("2400.00"),
        "S-1002": Decimal("750.00"),
        "S-1008": Decimal("1041.67"),
    },
    # element: plants that report it in 2024Q4 and in 2026Q3, of two; an element that none reports
    # is not measured
    "reported by": {
        "line_stop": (1, 2),
        "scrap": (2, 2),
        "customer_fail": (1, 1),
        "warranty": (0, 0),
    },
    # supplier, element, month: what the books hold more than the cost events tell
    "books differ": {
        ("S-1001", "premium_freight", "2026-08-01"): Decimal("120.00"),
        ("S-1004", "sort_rework", "2026-08-01"): Decimal("-82.00"),
        # The books keep what was sent back in the price, and its credit beside it.
        ("S-1004", "price", "2026-07-01"): Decimal("312.00"),
        ("S-1004", "price", "2026-09-01"): Decimal("494.00"),
        ("S-1004", "recovered", "2026-07-01"): Decimal("-312.00"),
        ("S-1004", "recovered", "2026-09-01"): Decimal("-494.00"),
    },
    # supplier: receipts of the quarter whose freight is an amount, included in the price, unknown
    "freight_states": {"S-1001": (48, 0, 3), "S-1005": (50, 0, 14), "S-1007": (4, 2, 0)},
}
