"""How far what both firms plan has come: goals of topics in numbers and what was reached, the
cross-audit of packing, ideas, and the minutes of the reviews.
"""

from __future__ import annotations

from dataclasses import dataclass

from sample_world.register.entries import Pen
from sample_world.register.people import KEEPER, account_of


@dataclass(frozen=True)
class Goal:
    """What a topic is to reach; `results` are the day, the number reached and what shows it."""

    topic: str
    set_on: str
    goal: str
    unit: str
    start: str
    better: str = "down"
    results: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """What the audit found at one firm: money in a year, and the action it became in a review."""

    at: str
    what: str
    saving: str | None = None
    action: str | None = None


@dataclass(frozen=True)
class Idea:
    """An idea of the supplier's; open without an answer."""

    what: str
    on: str
    answer: str | None = None
    answered_on: str | None = None
    reason: str | None = None
    topic: str | None = None


GOALS = {
    "S-1001": (
        Goal(
            "tumbling",
            "2025-01-15",
            "9000",
            "EUR a year",
            "0",
            better="up",
            results=(("2026-01-13", "7400", "edges no longer filed at Tarn"),),
        ),
        Goal(
            "near net",
            "2025-10-14",
            "23",
            "minutes of machining a housing",
            "25",
            results=(
                ("2026-08-21", "24.8", "first castings, three machined"),
                ("2026-10-09", "24.1", "ten castings machined"),
            ),
        ),
        Goal(
            "scan",
            "2025-10-14",
            "0",
            "porous housings a quarter",
            "3",
            results=(("2026-10-07", "1", "thirty housings scanned"),),
        ),
        # Worse than where it began.
        Goal(
            "one plan",
            "2026-04-14",
            "10",
            "%",
            "14.6",
            results=(
                ("2026-07-10", "11.2", "forecast error of the second quarter"),
                ("2026-10-08", "17.3", "forecast error of the third quarter"),
            ),
        ),
        # Counted once, and never since.
        Goal("crates", "2026-05-12", "0", "one-way pallets a month", "64"),
    ),
}
# Actions that belong to a topic: (topic, action, day).
ACTIONS = {
    "S-1001": (
        ("one plan", "weekly forecast", "2026-04-14"),
        ("scan", "porous 8d", "2026-07-14"),
        ("k5", "k5 table", "2026-10-13"),
    ),
}
AUDIT, AUDITED_ON, FOLLOWED_ON = "crates", "2026-05-12", "2026-07-14"
FINDINGS = {
    "S-1001": (
        Finding("supplier", "Certificates are looked up by hand", "2400.00", "label"),
        Finding(
            "supplier", "New pallets are bought while old ones stand in Brno", "3100.00"
        ),
        Finding("supplier", "Two kinds of inlays for one housing"),
        Finding(
            "buyer", "Housings are looked at twice, at both gates", "9000.00", "cross audit"
        ),
        Finding(
            "buyer",
            "Half-packed crates wait when an order moves",
            "5200.00",
            "order freeze",
        ),
    ),
}
IDEAS = {
    "S-1001": (
        Idea(
            "Pour the housing DN80 near its last shape",
            "2025-09-09",
            "adopted",
            "2025-10-14",
            topic="near net",
        ),
        Idea(
            "One portal for all drawings",
            "2025-10-14",
            "refused",
            "2026-01-13",
            reason="No budget in 2026.",
        ),
        Idea("Sort castings at Harrow, at Harrow's rate", "2026-10-09"),
    ),
    "S-1008": (
        Idea(
            "An interface that restarts by itself",
            "2025-12-09",
            "adopted",
            "2026-01-14",
            topic="interface",
        ),
    ),
}
# meeting, day: item of the agenda, where it looks, minutes
TIME = {
    "S-1001": {
        ("M-1001-0025", "2026-04-14"): (
            ("deliveries and quality", "back", 60),
            ("actions", "back", 30),
            ("topics", "ahead", 15),
        ),
        ("M-1001-0028", "2026-07-14"): (
            ("deliveries and quality", "back", 55),
            ("disputes", "back", 25),
            ("topics", "ahead", 20),
        ),
        ("M-1001-0031", "2026-10-13"): (
            ("deliveries and quality", "back", 45),
            ("ratings and disputes", "back", 35),
            ("topics", "ahead", 25),
            ("asks", "ahead", 15),
        ),
    },
}


def enter_progress(pen: Pen) -> None:
    for goal in GOALS.get(pen.supplier_id, ()):
        _enter_goal(pen, goal)
    for topic, action, on in ACTIONS.get(pen.supplier_id, ()):
        pen.enter(on, KEEPER, "topic_action", topic=topic, action=action)
    for number, finding in enumerate(FINDINGS.get(pen.supplier_id, ()), start=1):
        _enter_finding(pen, f"{pen.supplier_id} finding {number}", finding)
    for number, idea in enumerate(IDEAS.get(pen.supplier_id, ()), start=1):
        _enter_idea(pen, f"{pen.supplier_id} idea {number}", idea)
    for (meeting, on), items in TIME.get(pen.supplier_id, {}).items():
        for item, looks, minutes in items:
            spent = {"meeting": meeting, "item": item, "looks": looks, "minutes": minutes}
            pen.enter(on, KEEPER, "time_spent", **spent)


def _enter_goal(pen: Pen, one: Goal) -> None:
    stated = {"topic": one.topic, "goal": one.goal, "unit": one.unit}
    pen.enter(
        one.set_on, KEEPER, "topic_goal", **stated, better=one.better, start=one.start
    )
    for on, reached, evidence in one.results:
        result = {"topic": one.topic, "reached": reached, "on": on, "evidence": evidence}
        pen.enter(on, KEEPER, "topic_result", **result)


def _enter_finding(pen: Pen, label: str, one: Finding) -> None:
    """A finding on the day of the audit, and again when it became an action."""
    stated = {"topic": AUDIT, "at": one.at, "what": one.what, "on": AUDITED_ON}
    if one.saving:
        stated |= {"saving_amount": one.saving, "currency": "EUR"}
    pen.enter(AUDITED_ON, KEEPER, "audit_finding", label, **stated)
    if one.action:
        pen.enter(FOLLOWED_ON, KEEPER, "audit_finding", label, **stated, action=one.action)


def _enter_idea(pen: Pen, label: str, one: Idea) -> None:
    stated = {"side": "supplier", "what": one.what, "on": one.on}
    pen.enter(one.on, account_of(pen.supplier_id), "idea", label, **stated)
    if one.answered_on:
        answered = {"answer": one.answer, "answered_on": one.answered_on}
        answered |= {"reason": one.reason, "topic": one.topic}
        pen.enter(one.answered_on, KEEPER, "idea", label, **stated, **answered)
