"""The relationship in the index of a quarter: what its columns say of a supplier. It knows a
report by its report.json alone, of which any part may be missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from srmlib.encoding import Block
from srmlib.numbers import count_words
from srmlib.partnering.dimensions import LEVELS
from srmlib.relationship.elements import BY_ID
from srmlib.relationship.meetings import REVIEW
from srmlib.relationship.persons import SIDES
from srmlib.words.partnering import standing_said

# The columns, by what a row is sorted by.
HEADS = {
    "gap": "Largest gap",
    "buyer_actions": "Buyer’s actions, open and late",
    "supplier_actions": "Supplier’s actions, open and late",
    "next_on": "Next meeting",
    "level": "Level",
    "signs": "Signs of six, by firm",
}
# What is said where ratings are not open.
NOT_OPEN = {
    "not_rated": "not rated",
    "one_locked": "one has rated",
    "released": "one has rated",
}
NO_LIST = "no list"
NOT_KNOWN = "not known"
# The outcomes of a sign that is known.
TOLD = ("found", "not_found")
OPEN = ("open", "moved")
# What is late stands before any number that is open.
LATE_WEIGHS = 1000


@dataclass(frozen=True)
class Place:
    """A cell: `kind` value, hole (a date or rating that nobody has entered), or quiet; `sort` as a
    number, empty where nothing is known; `bar` are the steps of a gap, and the side that sees less;
    `pips` the place of a level, from 1; `by_firm` what is counted at each side, `?` where nobody can
    tell.
    """

    words: str
    kind: str = "value"
    sort: str = ""
    more: str = ""
    bar: tuple[int, str] | None = None
    pips: int = 0
    by_firm: tuple[tuple[str, str], ...] = ()


def places_of(report: Block) -> dict[str, Place]:
    """By column; everything quiet where the report knows no register."""
    return {
        "gap": _gap(report),
        "buyer_actions": _actions(report, "buyer"),
        "supplier_actions": _actions(report, "supplier"),
        "next_on": _next(report),
        "level": _level(report),
        "signs": _signs(report),
    }


def has_relationship(reports: Sequence[Block]) -> bool:
    """Whether any report was made with a register."""
    return any(report.get("relationship") for report in reports)


def standing_words(reports: Sequence[Block]) -> str:
    """Where all relationships stand, with its source; empty where no report knows a level."""
    places = [place for report in reports if (place := _place_of(report)) is not None]
    if not places:
        return ""
    are_all_known = not any(_is_empty(report) for report in reports)
    names = [LEVELS[place] for place in places]
    return f"{standing_said(names, are_all_known=are_all_known)}."


def _gap(report: Block) -> Place:
    known = report.get("relationship") or {}
    state = known.get("state", "not_asked")
    if state == "sealed":
        opens = next(
            (one["on"] for one in _next_dates(report) if one.get("tier") == REVIEW), None
        )
        return Place(f"opens {_short(opens)}" if opens else "sealed", "quiet")
    if state in NOT_OPEN:
        return Place(NOT_OPEN[state], "hole")
    rated = [one for one in known.get("elements") or [] if one.get("gap") is not None]
    if state != "revealed" or not rated:
        return Place(NO_LIST, "quiet")
    widest = max(rated, key=lambda one: one["gap"])
    gap = widest["gap"]
    if not gap:
        return Place("none", sort="0")
    alike = sum(one["gap"] == gap for one in rated) - 1
    element = BY_ID.get(widest["id"])
    name = element.name if element else str(widest["id"])
    more = f"{name}, and {alike} more" if alike else name
    return Place(
        count_words(gap, "step"), "value", str(gap), more, (gap, widest["sees_less"])
    )


def _actions(report: Block, side: str) -> Place:
    """What is open and what of that is late; what both do together is counted with neither."""
    found = report.get("actions")
    if not found:
        return Place(NO_LIST, "quiet")
    still = [one for one in found if one.get("side") == side and one.get("state") in OPEN]
    late = sum(bool(one.get("is_late")) for one in still)
    sort = str(late * LATE_WEIGHS + len(still))
    return Place(f"{len(still)} open", "value", sort, f"{late} late" if late else "")


def _next(report: Block) -> Place:
    """The first date of any tier, or of the review."""
    plan = report.get("plan") or {}
    if not (plan.get("roles") or plan.get("pairs") or report.get("meetings")):
        return Place(NO_LIST, "quiet")
    days = sorted((one["on"], one.get("tier", "")) for one in _next_dates(report))
    if not days:
        return Place("no date", "hole")
    on, tier = days[0]
    day = date.fromisoformat(on)
    return Place(f"{day.day} {day:%b %Y}", "value", str(day.toordinal()), tier)


def _place_of(report: Block) -> int | None:
    """Of the four levels, 0 the transactional. Of whom nothing was entered no level is known: the
    extract alone says too little.
    """
    if _is_empty(report):
        return None
    level = (report.get("relationship") or {}).get("level") or {}
    name = str(level.get("id", "")).replace("_", " ")
    return LEVELS.index(name) if name in LEVELS else None


def _is_empty(report: Block) -> bool:
    """Whether the register has nothing of this supplier."""
    return (report.get("relationship") or {}).get("has_records") is False


def level_of(report: Block) -> str | None:
    """The level by name; None where the report does not say it."""
    place = _place_of(report)
    return None if place is None else LEVELS[place]


def _level(report: Block) -> Place:
    place = _place_of(report)
    if place is None:
        return Place(NOT_KNOWN if _is_empty(report) else NO_LIST, "quiet")
    return Place(LEVELS[place], sort=str(place), pips=place + 1)


def _signs(report: Block) -> Place:
    """How many are found at each firm, and how many nobody can tell. By the firm with more."""
    found = (report.get("relationship") or {}).get("signs") or []
    known = {
        side: [one.get(side) for one in found if one.get(side) in TOLD] for side in SIDES
    }
    if not any(known.values()):
        return Place(NO_LIST, "quiet")
    counts = {side: told.count("found") for side, told in known.items()}
    untold = sum(one.get("state") not in TOLD for one in found)
    by_firm = tuple((side, str(counts[side]) if known[side] else "?") for side in SIDES)
    more = f"{untold} cannot be told" if untold else ""
    return Place("", "value", str(max(counts.values())), more, by_firm=by_firm)


def _next_dates(report: Block) -> list[Block]:
    return [one for one in (report.get("plan") or {}).get("next") or [] if one.get("on")]


def _short(day: str) -> str:
    on = date.fromisoformat(day)
    return f"{on.day} {on:%b}"
