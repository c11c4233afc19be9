"""The six signs a second time, as the specification words them (12.1), from plain rows."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from roads.partnering_book import (
    LAST_QUARTERS,
    LAST_YEAR,
    OTHER,
    QUARTER,
    TODAY,
    YEAR,
    Firm,
    Row,
    disputes_against,
    last_days,
    outcome,
    percent,
    within,
)
from roads.partnering_views import apart, lowest, trivialised

RED = 2


def signs(firm: Firm, side: str) -> str:
    """A letter a sign: f found, n not found, ? cannot tell."""
    asked = (monitored, beaten, unknown_partners, apart, trivialised, lowest)
    return "".join(outcome(one(firm, side), "f", "n") for one in asked)


def monitored(firm: Firm, side: str) -> list[bool | None]:
    """1: ten metrics have data; each metric with data is signed by whoever owes the
    signature; the supplier was given a report of the last two quarters.
    """
    if not firm.is_active:
        return [None]
    signed = not firm.owes(side)
    if side == "supplier":
        return [signed]
    mark = min(firm.mark("monitored_metrics"), len(firm.countable))
    many = len(firm.counted) >= mark
    return [signed, many, was_given_a_report(firm)]


def was_given_a_report(firm: Firm) -> bool:
    """Sent with a form, answered, or rated by its champion. Without a list nothing speaks
    against it.
    """
    sent = [*firm.told("form_sent"), *firm.told("reply")]
    sent += firm.told("rating", side="supplier")
    return not sent or any(one.quarter in LAST_QUARTERS[-2:] for one in sent)


def beaten(firm: Firm, side: str) -> list[bool | None]:
    """2: how one firm uses numbers against the other."""
    other = OTHER[side]
    seen = firm.colours(other, "measure_fair")
    facts: list[bool | None] = [
        not (side == "buyer" and charged_without_action(firm)),
        not bears_it_all(firm, side),
        not feels_beaten(firm, other),
        answers_disputes(firm, side),
    ]
    return [*facts, True if seen else None]


def charged_without_action(firm: Firm) -> list[Row]:
    """Charges of the quarter for whose cause nobody promised a thing."""
    acted = {one.from_row for one in firm.told("action")}
    return [
        one
        for one in firm.rows("cost_events")
        if one.element == "recovered"
        and within(one.occurred_on, QUARTER)
        and one.event_id not in acted
    ]


def bears_it_all(firm: Firm, side: str) -> bool:
    new = [one for one in firm.told("action") if within(one.agreed_on, LAST_YEAR)]
    if len(new) < firm.mark("new_actions"):
        return False
    borne = percent(sum(one.side == OTHER[side] for one in new), len(new))
    causes = agreed_causes(firm)
    own = sum(party == side for party in causes)
    return (
        borne > firm.mark("actions_on_one_percent")
        and bool(causes)
        and percent(own, len(causes)) > firm.mark("own_causes_percent")
    )


def agreed_causes(firm: Firm) -> list[str]:
    """Whose each cause of the year is that both agreed on."""
    names = {"theirs": "supplier", "ours": "buyer"}
    entered = [
        one.party
        for one in firm.told("cause")
        if one.agreed_by_buyer_on
        and one.agreed_by_supplier_on
        and within(max(one.agreed_by_buyer_on, one.agreed_by_supplier_on), LAST_YEAR)
    ]
    loaded = [
        names[one.side]
        for one in firm.rows("agreed_causes")
        if within(one.agreed_on, LAST_YEAR)
    ]
    return entered + loaded


def feels_beaten(firm: Firm, other: str) -> bool:
    colours = firm.colours(other, "measure_fair")
    last = [colours[at].colour for at in sorted(colours)[-2:]]
    return len(last) == 2 and max(last) <= RED


def answers_disputes(firm: Firm, side: str) -> bool:
    asked = disputes_against(firm, side)
    if not asked:
        return True
    # Who is still waiting has waited until today.
    days = [((one.answered_on or TODAY) - one.raised_on).days for one in asked]
    answered = sum(one.answered_on is not None for one in asked)
    enough = percent(answered, len(asked)) >= firm.mark("disputes_answered_percent")
    return enough and median(days) <= firm.mark("answer_days")


def unknown_partners(firm: Firm, side: str) -> list[bool | None]:
    """3: only of a key supplier. Place in the chain, somebody for each site, who answers
    for the promise; who is new was introduced; what went wrong names a supplier.
    """
    named = names_suppliers(firm) if side == "buyer" else True
    facts = [named, introduced(firm, side) is not False]
    key = is_key(firm)
    if key is None:
        return [*facts, None]
    if not key:
        return facts
    owners = firm.promise_owners(side)
    return [
        *facts,
        has_place(firm),
        someone_at_each_site(firm, side),
        True if owners else None,
    ]


def is_key(firm: Firm) -> bool | None:
    """By what is bought of it, or because customers' promises hang on it; None where
    nothing is bought of anybody.
    """
    if firm.rows("customer_promises"):
        return True
    lines = [
        one for one in firm.world.rows("schedule_lines") if within(one.ordered_on, YEAR)
    ]
    own = sum(float(one.value_amount) for one in lines if one.supplier_id == firm.id)
    of_all = sum(float(one.value_amount) for one in lines)
    return percent(own, of_all) >= firm.mark("key_spend_percent") if of_all else None


def has_place(firm: Firm) -> bool | None:
    """A promise to a customer hangs on it; None where nobody's do."""
    promised = [one.supplier_id for one in firm.world.rows("customer_promises")]
    return firm.id in promised if promised else None


def someone_at_each_site(firm: Firm, side: str) -> bool | None:
    """Somebody with a role, or half of a pair, who works at each site where the two firms
    meet.
    """
    column = "site" if side == "buyer" else "made_at"
    lines = [one for one in firm.rows("schedule_lines") if within(one.ordered_on, YEAR)]
    sites = {getattr(one, column) for one in lines} - {None}
    there = {one.id: one.site for one in firm.world.entries["person"] if not one.left_on}
    pairs = [one for one in firm.told("pair") if not one.until_on]
    people = {one.person for one in firm.roles(side)}
    people |= {getattr(one, f"{side}_person") for one in pairs}
    if not people:
        return None
    works_at = {there.get(person) for person in people & there.keys()}
    covered = works_at - {None}
    if all(any(one in site for one in covered) for site in sites):
        return True
    return None if None in works_at else False


def names_suppliers(firm: Firm) -> bool | None:
    went_wrong = [
        one
        for name, on in (
            ("tickets", "opened_at"),
            ("quality_notices", "found_on"),
            ("incidents", "began_at"),
        )
        for one in firm.world.rows(name)
        if within(getattr(one, on), YEAR)
    ]
    nameless = sum(one.supplier_id is None for one in went_wrong)
    return percent(nameless, len(went_wrong)) <= firm.mark("unknown_supplier_percent")


def introduced(firm: Firm, side: str) -> bool | None:
    """Whether who is new in six months was introduced within 30 days (principle 9)."""
    whose = {one.id: one.side for one in firm.world.entries["person"]}
    new = [
        one
        for one in firm.told("onboarding")
        if whose.get(one.person) == side and within(one.joined_on, last_days(183))
    ]
    due = [
        one for one in new if one.completed_on or one.joined_on + timedelta(days=30) < TODAY
    ]
    if not due:
        return None
    on_time = [
        one
        for one in due
        if one.completed_on and one.completed_on <= one.joined_on + timedelta(days=30)
    ]
    return percent(len(on_time), len(due)) >= firm.mark("onboarded_percent")
