"""The level a second time: eight dimensions (Levels by dimension) from plain rows. Each
gives the highest of the three levels above transactional that its records show, 0 for none.
"""

from __future__ import annotations

from datetime import timedelta

from roads.partnering_book import (
    LAST_YEAR,
    QUARTER,
    SIDES,
    TODAY,
    YEAR,
    Firm,
    last_days,
    percent,
    within,
)
from roads.partnering_principles import FOUR_ROLES, TIERS, in_contact

LEVELS = ("transactional", "preferred", "strong preferred", "strategic")
NEEDED = 6
OF_THE_WORK = {"quality", "logistics", "service", "engineering", "packaging"}
AT_THE_TOP = {"management", "champions"}
IN_A_YEAR = TODAY + timedelta(days=365)


def level(firm: Firm) -> str:
    """Six of eight dimensions at it or higher, and the level below held."""
    highest = [highest_of(one(firm)) for one in DIMENSIONS]
    held = 0
    while held < 3 and sum(one > held for one in highest) >= NEEDED:
        held += 1
    return LEVELS[held]


def highest_of(shown: tuple[bool, bool, bool]) -> int:
    return max((place for place, is_shown in enumerate(shown, 1) if is_shown), default=0)


def business(firm: Firm) -> tuple[bool, bool, bool]:
    category = {one.supplier_id: one.category for one in firm.world.rows("suppliers")}
    bought: dict[bool, float] = {True: 0.0, False: 0.0}
    for one in firm.world.rows("schedule_lines"):
        if within(one.ordered_on, YEAR) and category[one.supplier_id] == category[firm.id]:
            bought[one.supplier_id == firm.id] += float(one.value_amount)
    # Of who delivers services what was invoiced is the purchase.
    goods = {one.supplier_id for one in firm.world.rows("schedule_lines")}
    for one in firm.world.rows("invoice_lines"):
        is_service = one.supplier_id not in goods
        in_category = category[one.supplier_id] == category[firm.id]
        if is_service and in_category and within(one.invoiced_on, YEAR):
            bought[one.supplier_id == firm.id] += float(one.amount)
    share = percent(bought[True], sum(bought.values())) if any(bought.values()) else 0
    is_steady = any(
        all(value is not None for _, value in one.history[-3:])
        for one in firm.readings
        if one.n
    )
    is_main = share >= firm.mark("main_source_percent")
    return (
        is_steady,
        is_main,
        bool(firm.rows("customer_promises"))
        and both_see(firm, "both_earn", firm.mark("light_green")),
    )


def horizon(firm: Firm) -> tuple[bool, bool, bool]:
    standing = [
        one for one in firm.told("contract") if not one.until_on or one.until_on > TODAY
    ]
    is_long = any(one.until_on is None or one.until_on > IN_A_YEAR for one in standing)
    has_forecast = bool(firm.rows("forecasts")) or not firm.rows("schedule_lines")
    far = [one for one in chosen(firm) if one.target_on and one.target_on > IN_A_YEAR]
    return bool(standing), is_long and has_forecast, bool(far)


def information(firm: Firm) -> tuple[bool, bool, bool]:
    told = [one for one in firm.told("form_sent") if within(one.sent_on, LAST_YEAR)]
    counted = [one.id for one in firm.readings if one.n]
    signed = signed_by_both(firm)
    is_signed = bool(counted) and percent(len(signed), len(counted)) >= firm.mark(
        "signed_percent"
    )
    return bool(told), is_signed and bool(causes_of_both(firm)), began_early(firm)


def people(firm: Firm) -> tuple[bool, bool, bool]:
    pairs = [one for one in firm.told("pair") if one.until_on is None]
    whole = {one.function for one in pairs if one.buyer_person and one.supplier_person}
    active = {one.function for one in pairs if in_contact(firm, one)}
    roles = {side: firm.roles(side) for side in SIDES}
    paired = all({one.tier for one in roles[side]} >= TIERS for side in SIDES)
    key = [one for side in SIDES for one in roles[side] if one.role in FOUR_ROLES]
    covered = [one for one in key if one.deputy]
    return (
        bool(whole & OF_THE_WORK),
        paired and 2 * len(covered) >= len(key),
        bool(active & AT_THE_TOP) and "engineering" in active,
    )


def goals(firm: Firm) -> tuple[bool, bool, bool]:
    signed = signed_by_both(firm)
    of_buyer = [metric for metric in signed if metric.startswith("B")]
    reviewed = [
        one
        for one in firm.world.entries["programme_item"]
        if one.firm in (None, firm.id)
        and one.form == "goal"
        and within(one.reviewed_on, LAST_YEAR)
    ]
    shared = [one for one in firm.told("saving") if float(one.to_supplier_amount or 0)]
    both_ways = 0 < len(of_buyer) < len(signed)
    return bool(signed), both_ways and bool(reviewed), bool(shared)


def problems(firm: Firm) -> tuple[bool, bool, bool]:
    actions = [one for one in firm.told("action") if within(one.agreed_on, LAST_YEAR)]
    asked = [
        one for one in firm.rows("corrective_actions") if within(one.issued_on, LAST_YEAR)
    ]
    causes = firm.told("cause")
    agreed = len(causes_of_both(firm))
    is_agreed = bool(causes) and percent(agreed, len(causes)) >= firm.mark(
        "causes_agreed_percent"
    )
    closed = [one for one in firm.told("issue") if within(one.resolved_on, last_days(365))]
    low = [one for one in closed if one.solved_at == one.level]
    is_low = bool(closed) and percent(len(low), len(closed)) >= firm.mark(
        "solved_where_percent"
    )
    return (
        bool(actions or asked),
        is_agreed and {one.side for one in actions} >= set(SIDES),
        is_low,
    )


def future(firm: Firm) -> tuple[bool, bool, bool]:
    """A topic moved where anything happened in it since the last review of an earlier
    quarter.
    """
    topics = chosen(firm)
    reviews = [
        one.held_on
        for one in firm.told("meeting", is_review=True)
        if one.held_on and one.quarter != "2026Q3"
    ]
    since = max(reviews, default=QUARTER[0])
    told = [*firm.told("topic_event"), *firm.told("topic_result")]
    moved = {one.topic for one in told if one.on > since}
    moved |= {
        one.topic for one in firm.told("milestone") if one.met_on and one.met_on > since
    }
    active = [one for one in topics if one.id in moved]
    teams = [one for one in topics if one.form == "joint_team"]
    is_full = len(active) == len(topics) >= 5 and bool(teams) and began_early(firm)
    return bool(firm.told("topic") or firm.told("ask")), bool(active), is_full


def trust(firm: Firm) -> tuple[bool, bool, bool]:
    green = firm.mark("light_green")
    asked = (("measure_fair", 3), ("open_info", green), ("commit_kept", green))
    fair, openness, kept = (both_see(firm, element, least) for element, least in asked)
    return fair, openness, kept


def both_see(firm: Firm, element: str, least: float) -> bool:
    """The last colour of each champion in four quarters."""
    for side in SIDES:
        rated = firm.colours(side, element)
        last = [rated[at].colour for at in sorted(rated) if at[0] >= "2025Q4"]
        if not last or last[-1] < least:
            return False
    return True


def signed_by_both(firm: Firm) -> list[str]:
    counted = [one.id for one in firm.readings if one.n]
    return [
        metric for metric in counted if all(firm.is_signed(side, metric) for side in SIDES)
    ]


def causes_of_both(firm: Firm) -> list:
    both = ("agreed_by_buyer_on", "agreed_by_supplier_on")
    return [
        one
        for one in firm.told("cause")
        if one.party != "not_agreed"
        and all(getattr(one, day) and getattr(one, day) <= TODAY for day in both)
    ]


def began_early(firm: Firm) -> bool:
    return any(
        one.design_frozen_on and one.first_involved_on < one.design_frozen_on
        for one in firm.told("involvement")
    )


def chosen(firm: Firm) -> list:
    return [one for one in firm.told("topic", is_chosen=True) if not one.finished_on]


DIMENSIONS = (business, horizon, information, people, goals, problems, future, trust)


def counts(firm: Firm) -> tuple[int, ...]:
    """Of eight dimensions, how many are shown at each level above transactional, or
    higher.
    """
    highest = [highest_of(one(firm)) for one in DIMENSIONS]
    return tuple(sum(one >= place for one in highest) for place in (1, 2, 3))
