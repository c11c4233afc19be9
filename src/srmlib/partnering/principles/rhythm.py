"""Principles 3, 4 and 6: peers in contact, meetings held, health looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from srmlib.numbers import by_count, count_words
from srmlib.partnering.checks import Fact, Row, Rule, cannot_tell
from srmlib.partnering.known import Known, percent
from srmlib.register.kinds.people import Contact, Pair
from srmlib.register.kinds.voice import HealthCheck, Rating
from srmlib.register.kinds.work import Issue, Meeting
from srmlib.relationship.health import answered_checks
from srmlib.relationship.meetings import REVIEW
from srmlib.relationship.meetings import Meeting as PlannedMeeting
from srmlib.relationship.pairs import DAYS_OF_CONTACT
from srmlib.relationship.pairs import Pair as PairOfPlan
from srmlib.relationship.revealed import rated_on
from srmlib.relationship.roles import TIERS

ASKED_OF = ("satisfaction", "trust", "compatibility")


def pairs_in_contact(known: Known) -> Fact:
    """Of the pairs with a contact on record, how many are in contact. One without an entry
    is no silence, and a hole is no pair: both are said apart.
    """
    pairs = known.plan.pairs
    if not pairs:
        return cannot_tell(
            "no pairs of peers are on record",
            known.how_to_add(Pair, "function=quality buyer_person=… supplier_person=…"),
        )
    recorded = [one for one in pairs if one.is_whole and one.days is not None]
    if not recorded:
        return cannot_tell(
            "no contact of a pair of peers is on record",
            known.how_to_add(Contact, "pair=… on=… how=call"),
        )
    active = [one for one in recorded if one.is_active]
    share = percent(len(active), len(recorded))
    mark = known.marks["pairs_active_percent"]
    return Fact(
        share >= mark,
        f"{len(active)} of {count_words(len(recorded), 'pair')} with a contact on record"
        f" spoke within {DAYS_OF_CONTACT} days ({mark}% is the mark){_not_judged(pairs)}",
        tuple(
            Row(Pair.kind, one.function, one.last_contact, _spoke(one.days))
            for one in pairs
        ),
        (known.held("% of pairs in contact", share, "pairs_active_percent"),),
    )


def _not_judged(pairs: Sequence[PairOfPlan]) -> str:
    """`; no entry of packaging; no pair in finance`"""
    silent = [one.function for one in pairs if one.is_whole and one.days is None]
    holes = [one.function for one in pairs if not one.is_whole]
    said = f", no entry of {', '.join(silent)}" if silent else ""
    return f"{said}, no pair in {', '.join(holes)}" if holes else said


def _spoke(days: int | None) -> str:
    return "no contact on record" if days is None else f"{days} days ago"


def peers(known: Known, side: str) -> Iterator[Fact]:
    yield pairs_in_contact(known)
    named = [one for one in known.plan.pairs if one.person(side)]
    if known.plan.pairs and len(named) < len(known.plan.pairs):
        said = (
            f"{known.name(side)} names somebody for {len(named)} of {len(known.plan.pairs)}"
        )
        yield Fact(
            False, said, tuple(Row(Pair.kind, one.function, None, "named") for one in named)
        )
    yield from solved_low(known)


def solved_low(known: Known) -> Iterator[Fact]:
    """The share of a year's closed issues that were solved where they arose."""
    closed = [one for one in known.issues_of_a_year if not one.is_open]
    if not closed:
        return
    low = [one for one in closed if one.is_solved_where_it_arose]
    share = percent(len(low), len(closed))
    mark = known.marks["solved_low_percent"]
    yield Fact(
        share >= mark,
        f"{len(low)} of {count_words(len(closed), 'closed issue')} solved where it arose ({mark}%"
        " is the mark)",
        tuple(Row(Issue.kind, one.id, one.closing.ended_on, one.what) for one in closed),
        (known.held("% of issues solved low", share, "solved_low_percent"),),
    )


def cadence(known: Known, side: str) -> Iterator[Fact]:
    """The same meetings for both firms."""
    due = known.plan.meetings.due
    if not due:
        yield cannot_tell(
            "no planned meetings are on record",
            known.how_to_add(Meeting, "tier=operational planned_on=… held_on=…"),
        )
        return
    for tier in TIERS:
        if of_tier := [one for one in due if one.tier == tier]:
            yield _held_at(known, tier, of_tier)


def _held_at(known: Known, tier: str, due: Sequence[PlannedMeeting]) -> Fact:
    held = [one for one in due if one.state == "held"]
    share = percent(len(held), len(due))
    mark = known.marks["meetings_held_percent"]
    what = "meetings and reviews" if any(one.row == REVIEW for one in due) else "meetings"
    were = by_count(len(held), "was", "were")
    said = (
        f"{tier} {what}: {len(held)} of {len(due)} planned {were} held ({mark}% is the"
        " mark)"
    )
    rows = tuple(Row(Meeting.kind, one.tier, one.planned_on, one.state) for one in due)
    compared = (known.held(f"% of {tier} meetings held", share, "meetings_held_percent"),)
    return Fact(share >= mark, said, rows, compared)


def health(known: Known, side: str) -> Iterator[Fact]:
    rated = _rated_quarters(known, side)
    checks = [
        one
        for one in answered_checks(known.book, known.supplier_id, known.as_of)
        if one.now.side == side
    ]
    if not rated and not checks:
        yield cannot_tell(
            f"neither ratings nor a health check of {known.name(side)} are on record",
            known.how_to_add(
                HealthCheck, f"side={side} on=… satisfaction=… trust=… compatibility=…"
            ),
        )
        return
    yield _rated(known, side, rated)
    if not checks:
        yield cannot_tell(
            f"no health check of {known.name(side)} is on record",
            known.how_to_add(
                HealthCheck, f"side={side} on=… satisfaction=… trust=… compatibility=…"
            ),
        )
        return
    whole = [one for one in checks if all(getattr(one.now, name) for name in ASKED_OF)]
    days = [(known.as_of - one.now.on).days for one in whole]
    if not days:
        yield Fact(False, "no health check asked of satisfaction, trust and compatibility")
        return
    most = known.marks["check_days"]
    yield Fact(
        min(days) <= most,
        f"health check {min(days)} days ago ({most} is the mark)",
        tuple(
            known.row(one, one.now.on, "satisfaction, trust, compatibility")
            for one in whole
        ),
        (known.held("days since the check", min(days), "check_days"),),
    )


def _rated(known: Known, side: str, rated: Sequence[str]) -> Fact:
    if not rated:
        return cannot_tell(
            f"no rating of {known.name(side)} is on record", known.how_to_rate
        )
    mark = known.marks["rated_quarters"]
    return Fact(
        len(rated) >= mark,
        f"rated in {len(rated)} of the last 4 quarters ({mark} is the mark)",
        tuple(Row(Rating.kind, label, None, "rated") for label in rated),
        (known.held("quarters rated", len(rated), "rated_quarters"),),
    )


def _rated_quarters(known: Known, side: str) -> list[str]:
    """Of the last four quarters those a champion rated."""
    rated = rated_on(known.book, known.supplier_id, side, known.as_of)
    return [one.label for one in known.quarter.back(4) if one.label in rated]


PEERS = Rule(
    "principle",
    3,
    "Peer-to-peer pairs",
    "In place where {pairs_active_percent}% of the pairs with a contact on record spoke in"
    " 90 days, this firm names somebody for each, and at least {solved_low_percent}% of the"
    " issues closed were solved where they arose.",
    peers,
)
CADENCE = Rule(
    "principle",
    4,
    "Cadence",
    "In place where at each tier {meetings_held_percent}% of the meetings due in the twelve"
    " months around the review were held. The same for both firms.",
    cadence,
)
HEALTH = Rule(
    "principle",
    6,
    "Health monitoring",
    "In place where the champion rated in {rated_quarters} of the last four quarters, and"
    " satisfaction, trust and compatibility were asked within {check_days} days.",
    health,
)
