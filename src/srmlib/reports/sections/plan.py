"""Plan and contacts: who works with whom and when; and how issues went through the tiers."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.facts import Facts
from srmlib.relationship.issues import Issue
from srmlib.relationship.meetings import REVIEW, ROWS, Meeting, Meetings
from srmlib.relationship.pairs import DAYS_OF_CONTACT, Pair
from srmlib.relationship.persons import SIDES, Who
from srmlib.relationship.plan import Plan
from srmlib.relationship.roles import SEPARATE_ROLES, TIERS, Held
from srmlib.reports.page import Section
from srmlib.reports.templating import render
from srmlib.words.plan import (
    changes_said,
    clocks_said,
    contact_said,
    empty_said,
    end_said,
    issue_marks,
    issues_headline,
    issues_words,
    meetings_headline,
    plan_headline,
    roles_held_said,
    stand_ins_said,
)
from srmlib.words.ratings import firms_of
from srmlib.words.words import day_words, listed

PLAN_BEGINS = "roles, pairs of peers and meetings (to begin, enter people and roles: srm register import)"
ISSUES_BEGIN = (
    "issues between the firms (to begin, enter the first: srm register add issue)"
)
ROLE_COLUMNS = ("side", "tier", "role", "person", "deputy")
MEETING_COLUMNS = ("tier", "is_review", "planned_on", "held_on", "minutes_sent_on")
# The part of the lanes that days fill; the rest holds the words at their end.
FILLED_PERCENT = 62
# Lanes and bars are drawn over at least so many days.
FEWEST_DAYS = 30


def plan_and_contacts(facts: Facts) -> Section:
    """Roles by tier, pairs by function, meetings, next dates and changes of people."""
    known = facts.relationship
    if known is None or not known.plan:
        tables = _tables((), ())
        return Section(
            "plan", "Plan and contacts", "", Markup(), tables, absent=PLAN_BEGINS
        )
    plan, firms = known.plan, firms_of(facts)
    headline = plan_headline(plan)
    meetings = plan.meetings
    body = render(
        "plan.html.j2",
        firms=firms,
        day=day_words(plan.as_of),
        tiers=_tiers(plan) if plan.roles else [],
        roles=_roles(plan) if plan.roles else [],
        pairs=[_pair(one, plan) for one in plan.pairs],
        limit=DAYS_OF_CONTACT,
        limit_at=_percent(DAYS_OF_CONTACT, _most_days(plan)),
        meetings_headline=meetings_headline(meetings),
        months=meetings.months,
        review_month=plan.as_of.replace(day=1),
        calendar=_calendar(meetings) if meetings.all else [],
        next=meetings.next,
        rhythm=_rhythm(meetings),
        changes=changes_said(plan, firms),
        day_words=day_words,
    )
    return Section(
        "plan", headline, headline, body, _tables(plan.roles, meetings.all), name="Plan"
    )


def escalations(facts: Facts) -> Section:
    """Issues on three lanes, from the day each was raised."""
    known = facts.relationship
    if known is None or not known.plan.issues:
        return Section("escalations", "Escalations", "", Markup(), absent=ISSUES_BEGIN)
    issues, firms = known.plan.issues, firms_of(facts)
    headline = issues_headline(issues)
    most = max(FEWEST_DAYS, *(one.closing.days for one in issues))
    body = render(
        "escalations.html.j2",
        firms=firms,
        how=issues_words(issues),
        most=most,
        issues=[_issue(one, most) for one in issues],
        day_words=day_words,
    )
    return Section("escalations", headline, headline, body, name="Issues")


# --- Roles


def _tiers(plan: Plan) -> list[tuple[str, list[list[Block]]]]:
    return [
        (
            tier,
            _by_side(plan, [one for one in plan.roles if one.tier == tier], with_role=True),
        )
        for tier in TIERS
    ]


def _roles(plan: Plan) -> list[tuple[str, list[list[Block]]]]:
    """The four roles meant for four people, then what is held without a tier."""
    others = [one.role for one in plan.roles if one.tier is None]
    rows = []
    for role in dict.fromkeys([*SEPARATE_ROLES, *others]):
        held = [one for one in plan.roles if one.role == role]
        sides = _by_side(plan, held, with_role=False)
        if role not in SEPARATE_ROLES:
            # What one firm alone has is no hole of the other's.
            there = {one.side for one in held}
            sides = [
                cells if side in there else []
                for side, cells in zip(SIDES, sides, strict=True)
            ]
        rows.append((role, sides))
    return rows


def _by_side(plan: Plan, roles: list[Held], *, with_role: bool) -> list[list[Block]]:
    return [
        _cells(plan, [one for one in roles if one.side == side], with_role)
        for side in SIDES
    ]


def _cells(plan: Plan, held: list[Held], with_role: bool) -> list[Block]:
    """Who holds a role or is of a tier; where nobody is, one hole."""
    filled: dict[str, list[Held]] = {}
    for one in held:
        if one.person:
            filled.setdefault(one.person.id, []).append(one)
    if filled:
        return [_cell(plan, roles, with_role) for roles in filled.values()]
    latest = max(held, key=lambda one: str(one.empty_since or ""), default=None)
    return [{"person": None, "hole": empty_said(latest)}]


def _cell(plan: Plan, held: list[Held], with_role: bool) -> Block:
    """A person at a tier with the roles held there, or at one of the four roles with what is missing
    there. Who holds too many is marked at each.
    """
    person = held[0].person
    assert person is not None
    marked = plan.many_roles.get(person.id)
    keeps_deputies = any(one.deputy for one in plan.roles)
    has_deputy = any(one.deputy for one in held)
    roles = list(dict.fromkeys(one.role for one in held if one.role != person.called))
    return {
        "person": person,
        "role": listed(roles) if with_role and roles else "",
        "many": roles_held_said(marked) if marked else "",
        "stand_ins": stand_ins_said(held),
        "needs_deputy": keeps_deputies and not has_deputy and not with_role,
    }


# --- Pairs and meetings


def _most_days(plan: Plan) -> int:
    return max([2 * DAYS_OF_CONTACT, *(one.days or 0 for one in plan.pairs)])


def _percent(days: int, most: int) -> float:
    return round(100 * days / most, 1)


def _pair(one: Pair, plan: Plan) -> Block:
    return {
        "function": one.function,
        "people": [(side, one.person(side), one.left_on.get(side)) for side in SIDES],
        "is_whole": one.is_whole,
        "aria": f"{contact_said(one)} since the last contact, at most {DAYS_OF_CONTACT} is the aim",
        "width": None if one.days is None else _percent(one.days, _most_days(plan)),
        "words": contact_said(one),
        "is_late": one.days is not None and one.days > DAYS_OF_CONTACT,
    }


def _calendar(meetings: Meetings) -> list[tuple[str, list[list[Block]]]]:
    """Per row and month its meetings; the review's row only where there is one."""
    rows = [
        row
        for row in ROWS
        if row != REVIEW or any(one.row == REVIEW for one in meetings.all)
    ]
    return [
        (
            row,
            [
                [
                    {"meeting": one, "day": f"{one.on.day} {one.on:%b}"}
                    for one in meetings.of(row, month)
                ]
                for month in meetings.months
            ],
        )
        for row in rows
    ]


def _rhythm(meetings: Meetings) -> str:
    said = [f"{one.tier} every {_months(one.every_months)}" for one in meetings.cadence]
    return f"Agreed: {listed(said)}." if said else ""


def _months(count: int) -> str:
    return "month" if count == 1 else f"{count} months"


def _tables(held: tuple[Held, ...], all_of: tuple[Meeting, ...]) -> dict[str, pd.DataFrame]:
    roles = [
        (one.side, one.tier, one.role, _called(one.person), _called(one.deputy))
        for one in held
    ]
    meetings = [
        (one.tier, one.row == REVIEW, one.planned_on, one.held_on, one.minutes_sent_on)
        for one in all_of
    ]
    return {
        "roles": pd.DataFrame(roles, columns=list(ROLE_COLUMNS), dtype=object),
        "meetings": pd.DataFrame(meetings, columns=list(MEETING_COLUMNS), dtype=object),
    }


def _called(person: Who | None) -> str | None:
    return person.called if person else None


# --- Issues


def _issue(one: Issue, most: int) -> Block:
    limit = one.answer.limit
    return {
        "issue": one,
        "marks": issue_marks(one),
        "bars": [
            {
                "tier": stay.tier,
                "left": _lane(stay.from_day, most),
                "width": max(_lane(stay.until_day - stay.from_day, most), 0.4),
            }
            for stay in one.stays
        ],
        "end": _lane(one.closing.days, most),
        "words": end_said(one),
        "limit": _lane(limit, most) if limit is not None and limit <= most else None,
        "clocks": clocks_said(one),
        "way": " → ".join(f"{stay.tier} {stay.on.day} {stay.on:%b}" for stay in one.stays),
    }


def _lane(days: int, most: int) -> float:
    return round(FILLED_PERCENT * days / most, 1)
