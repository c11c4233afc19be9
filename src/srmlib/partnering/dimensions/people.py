"""Who knows whom, and what both want to reach."""

from __future__ import annotations

from collections.abc import Sequence

from srmlib.numbers import count_words
from srmlib.partnering.dimensions.base import (
    Dimension,
    Shown,
    both_hold,
    part_of,
    what_is_left,
)
from srmlib.partnering.known import Known, is_signed_by
from srmlib.register.kinds.agreed import ProgrammeItem, Saving
from srmlib.relationship.pairs import Pair
from srmlib.relationship.persons import SIDES
from srmlib.relationship.roles import SEPARATE_ROLES, TIERS, Held

OF_THE_WORK = ("quality", "logistics", "service", "engineering", "packaging")
AT_THE_TOP = ("management", "champions", "executive", "champion")


def people(known: Known) -> Shown:
    roles = [one for one in known.plan.roles if one.person]
    pairs = known.plan.pairs
    whole = [one for one in pairs if one.is_whole]
    # A list that only one firm has begun says nothing of the other's people.
    both_listed = {one.side for one in known.plan.roles} == set(SIDES)
    on_both = {one.side for one in roles} == set(SIDES)
    key = [one for one in roles if one.role in SEPARATE_ROLES]
    covered = [one for one in key if one.deputy]
    all_tiers = _are_all_tiers_paired(roles) if both_listed else None
    half_covered = 2 * len(covered) >= len(key) if both_listed and key else None
    top_speaks = _speak(pairs, AT_THE_TOP)
    engineers_speak = _speak(pairs, ("engineering",))
    has_work = any(one.function.casefold() in OF_THE_WORK for one in whole)
    return Shown(
        (
            on_both if both_listed else None,
            has_work if pairs else None,
            both_hold(all_tiers, half_covered),
            both_hold(top_speaks, engineers_speak),
        ),
        f"{_tiers_said(roles)}; {_deputies_said(len(covered), len(key))}",
        what_is_left(
            2,
            {
                "name people at all tiers on both sides": bool(all_tiers),
                "name deputies for half of the key roles": bool(half_covered),
            },
        )
        | what_is_left(
            3,
            {
                "have executives of both firms in contact": bool(top_speaks),
                "have engineers of both firms in contact": bool(engineers_speak),
            },
        ),
    )


def _deputies_said(covered: int, key: int) -> str:
    """Of the roles that somebody holds at either firm: one that is empty has no deputy."""
    return part_of(covered, key, "filled key role", "with a deputy")


def _paired_tiers(roles: Sequence[Held]) -> int:
    """The tiers with somebody on both sides."""
    tiers = {(one.side, one.tier) for one in roles}
    return sum(all((side, tier) in tiers for side in SIDES) for tier in TIERS)


def _are_all_tiers_paired(roles: Sequence[Held]) -> bool | None:
    """Null where some are not, and a role without a tier may be of one of them."""
    if _paired_tiers(roles) == len(TIERS):
        return True
    return False if all(one.tier for one in roles) else None


def _tiers_said(roles: Sequence[Held]) -> str:
    if {one.side for one in roles if one.tier} != set(SIDES):
        return "no tiers of both firms on record"
    return f"{_paired_tiers(roles)} of {len(TIERS)} tiers paired"


def _speak(pairs: Sequence[Pair], functions: Sequence[str]) -> bool | None:
    """Whether a pair of these functions is in contact; null where no pair is on record, or
    no entry says whether two have spoken.
    """
    asked = [one for one in pairs if one.function.casefold() in functions]
    if any(one.is_active for one in asked):
        return True
    is_untold = any(one.is_whole and one.days is None for one in asked)
    return None if is_untold or not pairs else False


def goals(known: Known) -> Shown:
    signed = [
        one
        for one in known.counted
        if is_signed_by(one.definition, "buyer")
        and is_signed_by(one.definition, "supplier")
    ]
    ours = [one for one in signed if one.definition.is_ours]
    savings = [one.now for one in known.all(Saving)]
    told = [one for one in savings if one.to_supplier_amount is not None]
    shared = [one for one in told if one.to_supplier_amount]
    has_theirs = len(ours) < len(signed)
    are_reviewed = _are_looked_at(known)
    return Shown(
        (
            bool(known.counted),
            bool(signed),
            both_hold(bool(ours) and has_theirs, are_reviewed),
            bool(shared) if told else None,
        ),
        f"{count_words(len(signed) - len(ours), 'goal')} for {known.name('supplier')},"
        f" {len(ours)} for {known.name('buyer')};"
        f" {_shared_said(len(shared), len(told), len(savings))}",
        what_is_left(
            2,
            {
                "sign goals for the buyer’s part": bool(ours),
                "sign goals for the supplier’s part": has_theirs,
                "review the goals every year": bool(are_reviewed),
            },
        ),
    )


def _shared_said(shared: int, told: int, agreed: int) -> str:
    """Of the savings that say which part of them is the supplier's."""
    if agreed and not told:
        return "no saving with the supplier’s part on record"
    return part_of(shared, told, "saving", "shared")


def _are_looked_at(known: Known) -> bool | None:
    """Whether the goals were reviewed within a year, by either firm's programme; null where
    nobody entered a day on which they were.
    """
    days = [
        (known.as_of - one.now.reviewed_on).days
        for one in known.book.all(ProgrammeItem)
        if one.supplier_id in (known.supplier_id, None) and one.now.form == "goal"
        if one.now.reviewed_on and one.now.reviewed_on <= known.as_of
    ]
    return min(days) <= known.marks["review_days"] if days else None


PEOPLE = Dimension(
    "people",
    "People",
    (
        "buyer and seller",
        "quality, logistics too",
        "tiers paired, deputies",
        "champions, executives, engineers",
    ),
    (
        "Enter who holds which role on both sides",
        "Name a pair in quality, logistics or service",
        "Name people at all tiers on both sides, and deputies for half of the key roles",
        "Have executives and engineers of both firms in contact",
    ),
    ("access", "people_cont"),
    people,
)
GOALS = Dimension(
    "goals",
    "Goals",
    ("price", "metrics with goals", "agreed both ways, reviewed", "shared results"),
    (
        "Order once",
        "Sign goals for metrics",
        "Sign goals for the buyer’s part, too, and review them every year",
        "Share a saving with the supplier",
    ),
    ("measure_fair",),
    goals,
)
