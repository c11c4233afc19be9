"""The nine principles and five keys a second time, as the specification words them
(12.2).
"""

from __future__ import annotations

from datetime import timedelta

from roads.partnering_book import (
    LAST_QUARTERS,
    LAST_YEAR,
    OTHER,
    QUARTER,
    TODAY,
    Firm,
    outcome,
    percent,
    within,
)
from roads.partnering_signs import introduced

TIERS = {"functional", "operational", "executive"}
FOUR_ROLES = ("service delivery", "transformation", "relationship", "commercial")
CONTACT_DAYS = 90


def principles(firm: Firm, side: str) -> str:
    """A letter a principle: i in place, y not yet, ? cannot tell."""
    asked = (tiers, roles, peers, cadence, programme, health, issues, continuity, newcomers)
    return "".join(outcome(one(firm, side), "y", "i") for one in asked)


def keys(firm: Firm, side: str) -> str:
    asked = (total_cost, traced, programme, partners, connections)
    return "".join(outcome(one(firm, side), "y", "i") for one in asked)


def tiers(firm: Firm, side: str) -> list[bool | None]:
    """None while a tier wants somebody and whose tier nobody wrote down may be that one."""
    held = firm.roles(side)
    wanting = TIERS - {one.tier for one in held}
    is_open = not held or (wanting and any(one.tier is None for one in held))
    return [None if is_open else not wanting]


def roles(firm: Firm, side: str) -> list[bool | None]:
    held = firm.roles(side)
    people = {one.role: one.person for one in held if one.role in FOUR_ROLES}
    return [len(people) == len(set(people.values())) == 4] if held else [None]


def peers(firm: Firm, side: str) -> list[bool | None]:
    """Of both: functions with a named pair in contact, issues solved where they arose."""
    pairs = [one for one in firm.told("pair") if one.until_on is None]
    if not pairs:
        return [None]
    facts: list[bool | None] = [pairs_spoke(firm, pairs)]
    if any(getattr(one, f"{side}_person") is None for one in pairs):
        facts.append(False)
    solved = [one for one in firm.told("issue") if within(one.resolved_on, LAST_YEAR)]
    if solved:
        low = sum(one.solved_at == one.level for one in solved)
        facts.append(percent(low, len(solved)) >= firm.mark("solved_low_percent"))
    return facts


def pairs_spoke(firm: Firm, pairs: list) -> bool | None:
    """Of the pairs of two people whose contact anybody entered: no entry is no silence."""
    recorded = [one for one in pairs if contacts(firm, one)]
    if not recorded:
        return None
    active = sum(in_contact(firm, one) for one in recorded)
    return percent(active, len(recorded)) >= firm.mark("pairs_active_percent")


def in_contact(firm: Firm, pair) -> bool:
    return any(TODAY - one <= timedelta(days=CONTACT_DAYS) for one in contacts(firm, pair))


def contacts(firm: Firm, pair) -> list:
    """The days a pair of two people spoke or met; none of a pair of one."""
    both = {pair.buyer_person, pair.supplier_person}
    if None in both:
        return []
    met = [one.on for one in firm.told("contact", pair=pair.id)]
    met += [
        one.held_on
        for one in firm.told("meeting")
        if one.held_on and both <= set(one.attendees or ())
    ]
    return met


def cadence(firm: Firm, side: str) -> list[bool | None]:
    """Of both: meetings held of those planned, at each tier."""
    due = [one for one in firm.told("meeting") if within(one.planned_on, LAST_YEAR)]
    facts: list[bool | None] = []
    for tier in TIERS:
        of_tier = [one for one in due if one.tier == tier]
        if of_tier:
            held = sum(one.held_on is not None for one in of_tier)
            facts.append(percent(held, len(of_tier)) >= firm.mark("meetings_held_percent"))
    return facts


def programme(firm: Firm, side: str) -> list[bool | None]:
    """All of: definitions signed, goals, a budget line, goals looked at within a year."""
    items = [
        one
        for one in firm.world.entries["programme_item"]
        if one.firm in (None, firm.id) and one.side == side
    ]
    reviewed = [
        one.reviewed_on for one in items if one.reviewed_on and one.form != "process"
    ]
    if not items:
        return [None]
    return [
        not firm.owes(side),
        any(one.form == "budget" for one in items),
        (TODAY - max(reviewed)).days <= firm.mark("review_days") if reviewed else None,
    ]


def health(firm: Firm, side: str) -> list[bool | None]:
    """The champion rated the last four quarters; satisfaction, trust and compatibility were
    asked within a year.
    """
    locked = {one.quarter for one in firm.told("lock", side=side)}
    rated = {one.quarter for one in firm.told("rating", side=side)} | locked
    checks = [
        one
        for one in firm.told("health_check", side=side)
        if (TODAY - one.on).days <= firm.mark("check_days")
        and None not in (one.satisfaction, one.trust, one.compatibility)
    ]
    if not rated and not firm.told("health_check", side=side):
        return [None]
    # Who was never asked is not blamed for it.
    asked = bool(firm.told("health_check", side=side))
    has_rated = set(LAST_QUARTERS) <= rated if rated else None
    return [has_rated, bool(checks) if asked else None]


def issues(firm: Firm, side: str) -> list[bool | None]:
    """Issues this firm is to answer: within both clocks."""
    asked = [
        one
        for one in firm.told("issue", raised_by=OTHER[side])
        if within(one.raised_on, LAST_YEAR)
    ]
    if not asked:
        return [None]
    late = sum(
        is_late(one.raised_on, one.answered_on, one.days_to_answer)
        or is_late(one.raised_on, one.resolved_on, one.days_to_close)
        for one in asked
    )
    owned = all(one.owner for one in asked)
    return [percent(late, len(asked)) <= firm.mark("late_issues_percent"), owned]


def is_late(since, ended, days) -> bool:
    return days is not None and ((ended or TODAY) - since).days > days


def continuity(firm: Firm, side: str) -> list[bool | None]:
    """Each of the four roles has a deputy; handovers overlapped."""
    held = [one for one in firm.roles(side) if one.role in FOUR_ROLES]
    whose = {one.id: one.side for one in firm.told("role")}
    passed = [
        one
        for one in firm.told("handover")
        if whose.get(one.role) == side and within(one.on, LAST_YEAR)
    ]
    facts: list[bool | None] = [
        one.overlap_days > firm.mark("overlap_days")
        if one.overlap_days is not None
        else None
        for one in passed
    ]
    return [*facts, all(one.deputy for one in held) if held else None]


def newcomers(firm: Firm, side: str) -> list[bool | None]:
    return [introduced(firm, side)]


def total_cost(firm: Firm, side: str) -> list[bool | None]:
    """The buyer awards, and looked at total cost in the last one; the supplier lowers the
    cost of both (docs/decisions/0043: the specification names the award alone).
    """
    if side == "supplier":
        savings, topics = firm.told("saving"), firm.told("topic", is_chosen=True)
        about = [one for one in topics if one.is_about_cost and not one.finished_on]
        return [bool(savings or about) if savings or topics else None]
    awards = sorted(firm.told("award"), key=lambda one: one.decided_on)
    return [awards[-1].by_total_cost if awards else None]


def traced(firm: Firm, side: str) -> list[bool | None]:
    """Lots are named for the supplier's receipts of the quarter. What the trace of the
    buyer's failures comes to has a second road of its own.
    """
    if side == "buyer":
        if firm.traced_percent is None:
            return [None]
        return [firm.traced_percent >= firm.mark("traced_percent")]
    lines = {one.line_id for one in firm.rows("schedule_lines")}
    named = {one.receipt_id for one in firm.world.rows("lot_receipts")}
    receipts = [
        one.receipt_id
        for one in firm.world.rows("receipts")
        if one.line_id in lines and one.kind == "receipt" and within(one.docked_on, QUARTER)
    ]
    known = [one for one in receipts if one in named]
    if not known:
        return [None]
    return [percent(len(known), len(receipts)) >= firm.mark("traced_percent")]


def partners(firm: Firm, side: str) -> list[bool | None]:
    """Somebody before or behind the two firms takes part in an action."""
    own = [one for one in firm.told("action") if one.side in (side, "joint")]
    return [any(one.partner for one in own)] if own else [None]


def connections(firm: Firm, side: str) -> list[bool | None]:
    owners = firm.promise_owners(side)
    return [*peers(firm, side)[:1], True if owners else None]
