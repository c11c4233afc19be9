"""Answers to disputes, causes and issues, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# The day of the answer that the extract has; those of July and August are still waited for.
ANSWERS = {
    "DP-001": "2026-06-19",
    "DP-003": "2026-08-11",
    "DP-005": "2026-10-01",
    "DP-006": "2026-10-02",
}
# Decided in the review, later than the extract.
DECIDED: dict[str, dict[str, Any]] = {
    "DP-006": {
        "state": "accepted",
        "answer": "Right: drawing 7 was in force, the lot was measured against 6.",
        "decided_on": "2026-10-13",
        "decided_by": ("tarn.quality", "harrow.quality"),
    },
}

# (what it is the cause of, its number, whose, words, day the buyer agreed, day the supplier did)
CAUSES = {
    "S-1001": (
        (
            "notice",
            "QN-1001-0036",
            "shared",
            "Melt too cold; not seen in Tarn's leak test.",
            "2026-07-14",
            "2026-07-14",
        ),
        (
            "notice",
            "QN-1001-0039",
            "supplier",
            "Core shifted after a tool change.",
            "2026-07-21",
            "2026-08-24",
        ),
        (
            "cost_event",
            "CE-1001-00827",
            "shared",
            "Scrap found after machining.",
            "2026-08-11",
            "2026-09-09",
        ),
        (
            "cost_event",
            "CE-1001-00820",
            "supplier",
            "Sorting at the line.",
            "2026-07-01",
            None,
        ),
        (
            "cost_event",
            "CE-1001-00853",
            "supplier",
            "Sorting at the line.",
            "2026-08-03",
            None,
        ),
    ),
    "S-1004": (
        (
            "notice",
            "QN-1004-0045",
            "supplier",
            "Compound of the wrong batch.",
            "2026-09-08",
            "2026-09-11",
        ),
    ),
    "S-1008": (
        (
            "ticket",
            "T-1008-0236",
            "supplier",
            "Interface not restarted.",
            "2026-08-20",
            "2026-08-25",
        ),
        (
            "ticket",
            "T-1008-0237",
            "buyer",
            "Account not renewed.",
            "2026-08-24",
            "2026-08-25",
        ),
    ),
}


@dataclass(frozen=True)
class Climbed:
    """An issue, with the days on which it went up a tier; open without a last day."""

    what: str
    raised_by: str
    raised_on: str
    owner: str | None
    climbed_on: tuple[str, ...] = ()
    answered_on: str | None = None
    resolved_on: str | None = None
    is_fault_found: bool | None = None
    is_by_clause: bool = False


ISSUES = {
    "S-1001": (
        Climbed(
            "Certificates missing in two boxes",
            "buyer",
            "2024-11-18",
            "harrow.quality.before",
            (),
            "2024-11-20",
            "2024-11-22",
            True,
        ),
        Climbed(
            "Two orders for the same week",
            "supplier",
            "2025-06-03",
            "tarn.planner",
            (),
            "2025-06-06",
            "2025-06-11",
            True,
        ),
        Climbed(
            "Porous housings found on the line",
            "buyer",
            "2026-06-24",
            "harrow.quality",
            ("2026-07-02",),
            "2026-07-06",
            "2026-08-06",
            True,
        ),
        # Through all three tiers in ten days.
        Climbed(
            "Wrong labels on a whole delivery",
            "buyer",
            "2026-08-10",
            "harrow.account",
            ("2026-08-13", "2026-08-20"),
            "2026-08-21",
            "2026-08-28",
            True,
        ),
        Climbed(
            "Invoices of July not paid",
            "supplier",
            "2026-08-24",
            "tarn.payables",
            ("2026-09-09",),
        ),
        Climbed(
            "Crates come back damaged",
            "supplier",
            "2026-09-02",
            "tarn.newcomer",
            (),
            "2026-09-10",
            "2026-09-22",
            False,
        ),
    ),
    "S-1002": (
        Climbed(
            "Shafts out of true in three lots",
            "buyer",
            "2026-06-24",
            "brennick.quality",
            ("2026-07-20",),
            "2026-07-24",
            None,
            is_by_clause=True,
        ),
        Climbed(
            "Price of the second quarter invoiced by hand",
            "buyer",
            "2026-07-06",
            "brennick.account",
            ("2026-08-05",),
            "2026-08-03",
            "2026-08-19",
            True,
            is_by_clause=True,
        ),
    ),
    "S-1003": (
        Climbed(
            "One batch with chatter marks",
            "supplier",
            "2026-09-03",
            "calder.quality",
            (),
            "2026-09-04",
            "2026-09-23",
            True,
        ),
    ),
    "S-1004": (
        Climbed(
            "Nine orders changed while in work",
            "supplier",
            "2026-09-11",
            "tarn.planner",
            ("2026-09-28",),
        ),
        Climbed(
            "Cut gaskets in the tray",
            "buyer",
            "2026-06-18",
            "dunmore.quality",
            (),
            "2026-06-26",
            "2026-08-11",
            True,
        ),
    ),
    "S-1008": (
        Climbed(
            "The same ticket opened four times",
            "buyer",
            "2026-07-01",
            "hexley.delivery",
            ("2026-07-14",),
            "2026-07-08",
            "2026-08-11",
            True,
        ),
        Climbed(
            "Network changed overnight without a word",
            "supplier",
            "2026-08-17",
            "tarn.desk",
            (),
            "2026-08-18",
            "2026-08-26",
            True,
        ),
        Climbed(
            "Interface stopped on a Sunday",
            "buyer",
            "2026-09-21",
            "hexley.delivery",
            (),
            "2026-09-22",
        ),
    ),
}
# What a customer told the agents, when, and when Tarn heard of it; three days are agreed. The days
# are those on which the extract has the complaint.
PASSED_ON = (
    ("Complaint CC-0025: crack in the housing", "2026-04-05", "2026-04-14"),
    ("Complaint CC-0026: pump leaks at the shaft", "2026-05-10", "2026-05-18"),
    ("Complaint CC-0028: shaft worn", "2026-08-23", "2026-09-04"),
    ("Complaint CC-0029: shaft worn", "2026-09-16", "2026-09-25"),
)
