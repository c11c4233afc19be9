"""Principles 1, 2, 8 and 9: who holds what, who stands in, who is new."""

from __future__ import annotations

from collections.abc import Iterator

from srmlib.numbers import by_count, count_words
from srmlib.partnering.checks import Fact, Row, Rule, cannot_tell
from srmlib.partnering.known import Known, percent
from srmlib.register.kinds.people import Handover, Onboarding, RoleHeld
from srmlib.relationship.roles import DAYS_TO_ONBOARD, SEPARATE_ROLES, TIERS, Held

NO_ROLES = "role=champion tier=operational person=… side="


def _roles(known: Known, side: str) -> list[Held]:
    """The roles that were ever entered for a firm, also those nobody holds now."""
    return [one for one in known.plan.roles if one.side == side]


def _none_entered(known: Known, side: str) -> Fact:
    said = f"no roles at {known.name(side)} are on record"
    return cannot_tell(said, _role_command(known, side))


def _role_command(known: Known, side: str) -> str:
    return known.how_to_add(RoleHeld, f"{NO_ROLES}{side}")


def _row(one: Held) -> Row:
    who = one.person.called if one.person else "nobody"
    return Row(RoleHeld.kind, one.role, one.empty_since, f"{one.tier or 'no tier'}: {who}")


def tiers_held(known: Known, side: str) -> Iterator[Fact]:
    """Who holds a role of which nobody entered the tier may be the one that a tier
    wants.
    """
    roles = _roles(known, side)
    if not roles:
        yield _none_entered(known, side)
        return
    held = [one for one in roles if one.person and one.tier]
    unplaced = [one.role for one in roles if one.person and not one.tier]
    named = [tier for tier in TIERS if any(one.tier == tier for one in held)]
    said = f"{len(named)} of {len(TIERS)} tiers have a named person"
    missing = [tier for tier in TIERS if tier not in named]
    if missing and unplaced:
        which = ", ".join(dict.fromkeys(unplaced))
        yield cannot_tell(
            f"{said}, no tier is entered of: {which}"
            if named
            else f"no tier is entered of the roles at {known.name(side)}: {which}",
            known.how_to_add(RoleHeld, "record=… tier=…"),
        )
        return
    if missing:
        said += f", {' and '.join(missing)} none"
    yield Fact(not missing, said, tuple(_row(one) for one in held))


def separate_roles(known: Known, side: str) -> Iterator[Fact]:
    """Who is listed, and holds none of the four, leaves all four unfilled."""
    roles = _roles(known, side)
    if not roles:
        yield _none_entered(known, side)
        return
    held = [one for one in roles if one.role in SEPARATE_ROLES]
    filled = {one.role for one in held if one.person}
    people = {one.person.id for one in held if one.person}
    by = f"{len(people)} {by_count(len(people), 'person', 'people')}"
    said = f"{len(filled)} of {len(SEPARATE_ROLES)} roles filled, by {by}"
    is_separate = len(filled) == len(people) == len(SEPARATE_ROLES)
    yield Fact(is_separate, said, tuple(_row(one) for one in held or roles))


def continuity(known: Known, side: str) -> Iterator[Fact]:
    key = [one for one in _roles(known, side) if one.role in SEPARATE_ROLES]
    if not key:
        said = f"none of the four key roles at {known.name(side)} is on record"
        yield cannot_tell(said, _role_command(known, side))
        return
    covered = [one for one in key if one.deputy]
    said = f"deputies for {len(covered)} of its {count_words(len(key), 'key role')}"
    yield Fact(len(covered) == len(key), said, tuple(_row(one) for one in key))
    more_than = known.marks["overlap_days"]
    for one in known.plan.handovers:
        if one.side != side:
            continue
        if one.overlap_days is None:
            yield cannot_tell(
                f"the {one.role} role passed, and nobody entered the days of overlap",
                known.how_to_add(Handover, "record=… overlap_days=…"),
            )
            continue
        yield Fact(
            one.overlap_days > more_than,
            f"the {one.role} role passed with {one.overlap_days} days of overlap"
            f" (over {more_than} is the mark)",
            (Row(Handover.kind, one.role, one.on, f"{one.overlap_days} days"),),
            (known.held("days of overlap", one.overlap_days, "overlap_days"),),
        )


def onboarded(known: Known, side: str) -> Iterator[Fact]:
    """Who has not been there for as long as introducing may take is not counted yet."""
    new = [
        one
        for one in known.plan.newcomers
        if one.person.side == side and (one.completed_on or one.is_late)
    ]
    if not new:
        yield cannot_tell(
            f"nobody new at {known.name(side)} is on record for six months",
            known.how_to_add(Onboarding, "person=… joined_on=… completed_on=…"),
        )
        return
    in_time = [one for one in new if one.completed_on and not one.is_late]
    share = percent(len(in_time), len(new))
    longest = max(one.days for one in new)
    within = f"introduced within {DAYS_TO_ONBOARD} days"
    said = f"{len(in_time)} of {len(new)} newcomers {within}, the longest after {longest}"
    if len(new) == 1:
        was = "was" if in_time else "was not"
        said = f"the one newcomer {was} {within} ({longest} days)"
    yield Fact(
        share >= known.marks["onboarded_percent"],
        said,
        tuple(
            Row(Onboarding.kind, one.person.called, one.joined_on, f"{one.days} days")
            for one in new
        ),
        (known.held("% introduced in time", share, "onboarded_percent"),),
    )


TIERS_HELD = Rule(
    "principle",
    1,
    "Tiered structure",
    "In place where a person is named at all three tiers: functional, operational,"
    " executive. A role without a tier may be of any.",
    tiers_held,
)
ROLES = Rule(
    "principle",
    2,
    "Separate roles",
    "In place where service delivery, transformation, relationship and commercial are held"
    " by four different people.",
    separate_roles,
)
CONTINUITY = Rule(
    "principle",
    8,
    "Continuity",
    "In place where each of the four key roles that is entered has a deputy, and every"
    " handover of a year had over {overlap_days} days of overlap.",
    continuity,
)
ONBOARDED = Rule(
    "principle",
    9,
    "Onboarding",
    "In place where {onboarded_percent}% of who is new in six months were introduced to"
    " this relationship within 30 days.",
    onboarded,
)
