"""Tickets: requests for support to one supplier. Times are UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sample_world.stream import Stream, days, workdays
from sample_world.world import AS_OF, QUARTERS, SupplierPlan
from srmlib import Quarter

Span = tuple[int, int]


@dataclass(frozen=True)
class Support:
    """Tickets of a quarter (lowest, highest): how many are sent, and how many of these fare badly.

    Answered late, reopened within two weeks or later, followed by a new ticket on the same fault,
    closed because the caller was silent, still open at the end.
    """

    tickets: Span
    late: Span = (0, 1)
    reopened: Span = (0, 1)
    reopened_later: Span = (0, 0)
    followed: Span = (0, 0)
    silent: Span = (0, 1)
    unresolved: Span = (0, 0)
    # Minutes allowed for the first answer, by priority.
    targets: tuple[int, int, int, int] = (240, 480, 1440, 2880)
    # Hours until service is restored, priorities 1 and 2, then the others.
    urgent_hours: Span = (3, 20)
    other_hours: Span = (10, 70)
    has_auto_reply: bool = False


IT_TARGETS = (60, 240, 480, 1440)
ALWAYS = {
    "S-1001": Support(
        (11, 13), (0, 2), (0, 2), (0, 1), (0, 1), (0, 2), has_auto_reply=True
    ),
    "S-1002": Support((4, 6), (1, 2), (0, 2)),
    "S-1003": Support((2, 4)),
    "S-1004": Support((4, 6)),
    "S-1005": Support((1, 4)),
    "S-1006": Support((2, 5), (0, 2), urgent_hours=(10, 40)),
    "S-1007": Support((3, 6)),
    "S-1008": Support(
        (22, 29),
        (0, 2),
        (2, 5),
        (0, 2),
        (1, 2),
        (1, 3),
        (0, 0),
        IT_TARGETS,
        (2, 13),
        (4, 60),
        True,
    ),
}
# The IT firm answers in time and fixes half of it: of 26 resolved, 9 were reopened within two weeks
# and 4 came back as a new ticket.
INSTEAD = {
    ("S-1008", "2026Q3"): Support(
        (28, 28),
        (1, 1),
        (9, 9),
        (1, 1),
        (4, 4),
        (3, 3),
        (2, 2),
        IT_TARGETS,
        (2, 15),
        (4, 60),
        True,
    ),
    ("S-1007", "2026Q3"): Support((6, 6), (1, 1), (1, 1)),
    ("S-1001", "2026Q3"): Support(
        (12, 12), (1, 1), (1, 1), (1, 1), (1, 1), (2, 2), has_auto_reply=True
    ),
}
SUBJECTS = {
    "IT services": (
        "Label printer at the dock",
        "Order entry is slow",
        "Login fails",
        "Interface stopped",
        "Report is empty",
        "Scanner loses its connection",
    ),
    "Castings": (
        "Missing material certificate",
        "Question about a drawing",
        "Pallet label cannot be read",
        "Machining allowance",
        "Packing of returns",
    ),
}
OTHER_SUBJECTS = (
    "Missing certificate",
    "Question about a drawing",
    "Label cannot be read",
    "Delivery note differs",
    "Packing",
)
PRIORITIES = ("P1", "P2", "P2", "P2", "P3", "P3", "P3", "P3", "P4")
# A quarter's tickets are sent this many days before its end or earlier, so that each is resolved in
# it.
LAST_SENT_DAYS = 7
# Sent on 30 June by the clock of UTC, on 1 July in Amsterdam: a ticket of the third quarter.
AT_MIDNIGHT = {("S-1008", "2026Q3"): datetime(2026, 6, 30, 22, 30)}
KNOWN_UNTIL = datetime.combine(days(AS_OF, -1), time(12))
REOPENED_HOURS = (9, 20, 30, 52, 75, 140, 170, 290)
REOPENED_LATER_HOURS = (350, 380, 420)


def make_tickets(plan: SupplierPlan, stream: Stream) -> list[dict]:
    """All tickets to a supplier, in the order they were sent."""
    tickets: list[dict] = []
    if plan.supplier_id in ALWAYS:
        for quarter in Quarter.last_full(AS_OF).back(QUARTERS):
            tickets += _quarter(
                plan,
                INSTEAD.get((plan.supplier_id, quarter.label), ALWAYS[plan.supplier_id]),
                quarter,
                stream,
            )
    for number, ticket in enumerate(tickets, start=1):
        ticket |= {
            "ticket_id": f"T-{plan.supplier_id[2:]}-{number:04d}",
            "supplier_id": plan.supplier_id,
        }
    for ticket in tickets:
        if "follows" in ticket:
            ticket["follows_ticket_id"] = ticket.pop("follows")["ticket_id"]
    return tickets


def _quarter(
    plan: SupplierPlan, support: Support, quarter: Quarter, stream: Stream
) -> list[dict]:
    """Tickets of a quarter: what follows a ticket is one of the quarter's tickets too."""
    followed, unresolved = (
        stream.between(*support.followed),
        stream.between(*support.unresolved),
    )
    moments = [
        _sent_at(quarter, stream)
        for _ in range(stream.between(*support.tickets) - followed - unresolved)
    ]
    if (plan.supplier_id, quarter.label) in AT_MIDNIGHT:
        moments[0] = AT_MIDNIGHT[plan.supplier_id, quarter.label]
    tickets = [_ticket(plan, support, moment, stream) for moment in moments]
    for ticket in _take(list(tickets), stream.between(*support.late), stream):
        _answer_late(ticket, stream)
    left = list(tickets)
    for ticket in _take(
        [t for t in left if t["resolved_at"].date() < days(quarter.until, -14)],
        followed,
        stream,
    ):
        left.remove(ticket)
        again = _ticket(
            plan,
            support,
            ticket["resolved_at"] + timedelta(hours=stream.between(20, 150)),
            stream,
        )
        tickets.append(again | {"subject": ticket["subject"], "follows": ticket})
    for hours, count in (
        (REOPENED_LATER_HOURS, support.reopened_later),
        (REOPENED_HOURS, support.reopened),
    ):
        early = [
            t
            for t in left
            if t["resolved_at"] + timedelta(hours=hours[0] + 1) < KNOWN_UNTIL
        ]
        for ticket in _take(early, stream.between(*count), stream):
            left.remove(ticket)
            ticket["reopened_at"] = _reopened_at(ticket, hours, stream)
    for ticket in _take(left, stream.between(*support.silent), stream):
        ticket["closed_by"] = "silence"
    for _ in range(unresolved):
        open_one = _ticket(
            plan,
            support,
            _at(stream.pick(workdays(days(quarter.until, -6), quarter.until)), stream),
            stream,
        )
        tickets.append(
            {
                name: cell
                for name, cell in open_one.items()
                if name not in ("restored_at", "resolved_at", "paused_minutes", "closed_by")
            }
        )
    return sorted(tickets, key=lambda ticket: ticket["opened_at"])


def _reopened_at(ticket: dict, hours: Span, stream: Stream) -> datetime:
    moments = [
        ticket["resolved_at"] + timedelta(hours=h, minutes=stream.between(0, 59))
        for h in hours
    ]
    return stream.pick([moment for moment in moments if moment < KNOWN_UNTIL])


def _take(left: list[dict], count: int, stream: Stream) -> list[dict]:
    """Some of the tickets, taken out of those left."""
    return [
        left.pop(stream.between(0, len(left) - 1)) for _ in range(min(count, len(left)))
    ]


def _sent_at(quarter: Quarter, stream: Stream) -> datetime:
    return _at(
        stream.pick(workdays(quarter.start, days(quarter.until, -LAST_SENT_DAYS))), stream
    )


def _at(day, stream: Stream) -> datetime:
    return datetime.combine(
        day, time(stream.between(6, 15), stream.between(0, 59), stream.between(0, 59))
    )


def _ticket(
    plan: SupplierPlan, support: Support, opened_at: datetime, stream: Stream
) -> dict:
    """A ticket that is answered in time, restored, resolved, and closed by the caller's word."""
    priority = stream.pick(PRIORITIES)
    rank = int(priority[1]) - 1
    is_lower, triage, answer = (
        stream.chance(0.2) and rank < 3,
        stream.between(4, 25),
        stream.between(30, 85),
    )
    target = support.targets[rank]
    triaged_at = opened_at + timedelta(
        minutes=target * triage // 100, seconds=stream.between(0, 59)
    )
    hours = stream.between(*(support.urgent_hours if rank < 2 else support.other_hours))
    answered_at = opened_at + timedelta(
        minutes=target * answer // 100, seconds=stream.between(0, 59)
    )
    restored_at = max(answered_at, opened_at + timedelta(hours=hours)) + timedelta(
        minutes=stream.between(5, 59)
    )
    resolved_at = restored_at + timedelta(
        hours=stream.between(0, 30), minutes=stream.between(0, 59)
    )
    waited = stream.between(10, 45) if stream.chance(0.35) else 0
    auto_reply, whose = (
        stream.between(20, 170),
        stream.pick(("theirs", "theirs", "ours", "shared", "open")),
    )
    return {
        "subject": stream.pick(SUBJECTS.get(plan.category, OTHER_SUBJECTS)),
        "priority": priority,
        "supplier_priority": f"P{rank + 2}" if is_lower else None,
        "opened_at": opened_at,
        "triaged_at": triaged_at,
        "auto_reply_at": (
            opened_at + timedelta(seconds=auto_reply) if support.has_auto_reply else None
        ),
        "first_response_at": answered_at,
        "restored_at": restored_at,
        "resolved_at": resolved_at,
        "paused_minutes": int((restored_at - opened_at).total_seconds())
        // 60
        * waited
        // 100,
        "target_minutes": target,
        "supplier_target_minutes": support.targets[rank + 1] if is_lower else None,
        "closed_by": "caller",
        "cause": whose,
    }


def _answer_late(ticket: dict, stream: Stream) -> None:
    late = timedelta(minutes=ticket["target_minutes"] * stream.between(115, 190) // 100)
    ticket["first_response_at"] = ticket["opened_at"] + late
    for name in ("restored_at", "resolved_at"):
        ticket[name] = max(ticket[name], ticket["first_response_at"])
