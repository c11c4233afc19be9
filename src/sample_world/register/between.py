"""Rules and contracts between the firms, as data."""

from __future__ import annotations

from typing import Any

Rows = tuple[tuple[str, dict[str, Any]], ...]

RULES: dict[str, Rows] = {
    "S-1001": (
        # Ten lots and two quarters without a fault since, and every housing is still inspected.
        (
            "2026-03-31",
            {
                "about": "inspection",
                "what": "Every housing DN80 is looked at for cracks on arrival",
                "reason": "a crack found on the line in March",
                "part": "P-110",
                "share": 100,
                "from_on": "2026-03-31",
                "review_on": "2026-06-30",
            },
        ),
        (
            "2024-10-01",
            {
                "about": "penalty",
                "what": "Sorting at Tarn's line is charged at Tarn's rate",
                "reason": "contract of 2024",
                "from_on": "2024-10-01",
                "review_on": "2026-12-01",
            },
        ),
        (
            "2025-03-03",
            {
                "about": "approval",
                "what": "Each change of a pattern is approved by Tarn",
                "reason": "two changes were not told",
                "from_on": "2025-03-03",
                "review_on": "2026-09-01",
            },
        ),
    ),
    "S-1003": (
        (
            "2025-04-01",
            {
                "about": "bonus",
                "what": "Half of a saving found by Calder is Calder's",
                "from_on": "2025-04-01",
                "review_on": "2027-04-01",
            },
        ),
    ),
    # Twelve lots in a row were accepted since, and every carton is still opened.
    "S-1004": (
        (
            "2026-07-21",
            {
                "about": "inspection",
                "what": "Every carton of gasket sets is opened and looked through on arrival",
                "reason": "cut gaskets in the tray",
                "part": "P-320",
                "share": 100,
                "from_on": "2026-07-21",
                "review_on": "2026-09-18",
            },
        ),
    ),
    "S-1002": (
        (
            "2025-02-03",
            {
                "about": "inspection",
                "what": "A third of the shafts of each lot is measured",
                "reason": "runout",
                "part": "P-210",
                "share": 33,
                "from_on": "2025-02-03",
                "review_on": "2026-12-01",
            },
        ),
    ),
}
CONTRACTS: dict[str, Rows] = {
    "S-1001": (
        (
            "2024-12-16",
            {
                "name": "Frame contract for castings",
                "from_on": "2025-01-01",
                "until_on": "2026-12-31",
                "notice_days": 90,
                "terms": "prices by year, 13-week forecast, payment 30 days",
            },
        ),
    ),
    "S-1003": (
        (
            "2025-04-01",
            {
                "name": "Frame contract for shafts",
                "from_on": "2025-04-01",
                "until_on": "2028-03-31",
                "notice_days": 180,
                "terms": "three years, savings shared by halves",
            },
        ),
    ),
    "S-1008": (
        (
            "2024-12-16",
            {
                "name": "Service contract",
                "from_on": "2025-01-01",
                "notice_days": 60,
                "terms": "desk on workdays, first response by priority",
            },
        ),
    ),
    "D-4001": (
        (
            "2024-10-01",
            {
                "name": "Agents' contract",
                "from_on": "2024-10-01",
                "terms": "a complaint is passed on within three days",
            },
        ),
    ),
}
