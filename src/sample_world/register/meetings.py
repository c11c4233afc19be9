"""How often the firms meet, the meetings the extract knows with who was there, and what was said."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from sample_world.register.entries import Pen
from sample_world.register.firms import BEGINS, BUYERS_PEOPLE, SUPPLIERS_PEOPLE, Somebody
from sample_world.register.people import KEEPER, account_of
from sample_world.register.said import CAPTURES, EXPECTATIONS
from sample_world.stream import days

REVIEWED_ON = date(2026, 10, 13)
# The months between two meetings of a tier, and what each is about.
CADENCE = {
    "S-1001": (("functional", 1), ("operational", 3), ("executive", 12)),
    "S-1002": (("functional", 1), ("operational", 3), ("executive", 12)),
    "S-1003": (("operational", 3), ("executive", 12)),
    "S-1004": (("functional", 1), ("operational", 3), ("executive", 12)),
    "S-1005": (("operational", 3),),
    "S-1008": (("functional", 1), ("operational", 3), ("executive", 12)),
    "D-4001": (("operational", 6),),
}
ABOUT = {
    "functional": "deliveries, quality, open questions",
    "operational": "the quarter's numbers, actions, disputes",
    "executive": "where both firms want to be in three years",
}
# Who comes, by tier, where they are in the relationship on the day.
COMES = {
    "functional": (
        "manager",
        "planner",
        "quality",
        "account",
        "delivery",
        "planner.before",
    ),
    "operational": (
        "manager",
        "champion",
        "champion.before",
        "account",
        "quality",
        "delivery",
    ),
    "executive": ("sponsor", "champion", "champion.before", "manager", "account"),
}
# These reviews of a quarter are held within a functional meeting, by the champions and sponsors.
REVIEW_COMES = (*COMES["functional"], "champion", "champion.before", "sponsor")
MONTHS_OF_REVIEW = (1, 4, 7, 10)
FRIDAY = 4
# The next review, planned in this one.
NEXT_REVIEW = date(2027, 1, 12)


def enter_meetings(pen: Pen, meetings: list[dict[str, Any]]) -> None:
    """Those of one supplier: planned a year ahead, held, minutes sent and acknowledged."""
    for tier, months in CADENCE.get(pen.supplier_id, ()):
        stated = {
            "tier": tier,
            "every_months": months,
            "about": ABOUT[tier],
            "from_on": BEGINS,
        }
        pen.enter(BEGINS, KEEPER, "cadence", **stated)
    if pen.supplier_id not in CADENCE:
        return
    for meeting in meetings:
        if meeting["planned_on"].isoformat() >= BEGINS:
            _enter_meeting(pen, meeting)
    if pen.supplier_id == "S-1001":
        _enter_next_review(pen)


def review_day(meetings: list[dict[str, Any]], after: date) -> date | None:
    """The day of the first meeting held after a quarter; None where none is by the last day."""
    held = [day for one in meetings if (day := _held_on(one)) is not None and day >= after]
    return min(held, default=None)


def _held_on(meeting: dict[str, Any]) -> date | None:
    """The extract ends before the meetings of 13 October; the register holds that they took
    place.
    """
    if meeting["planned_on"] == REVIEWED_ON:
        return REVIEWED_ON
    held_on: date | None = meeting["held_on"]
    return held_on


def _enter_meeting(pen: Pen, meeting: dict[str, Any]) -> None:
    planned_on, held_on = meeting["planned_on"], _held_on(meeting)
    is_review = planned_on.month in MONTHS_OF_REVIEW and len(CADENCE[pen.supplier_id]) == 3
    stated = {
        "tier": meeting["tier"],
        "planned_on": planned_on,
        "is_review": is_review,
        "quarter": _quarter_before(planned_on) if is_review else None,
    }
    # Each year's calendar is agreed in the December before, the first at the beginning.
    agreed_on = max(date(planned_on.year - 1, 12, 16), date.fromisoformat(BEGINS))
    pen.enter(agreed_on, KEEPER, "meeting", meeting["meeting_id"], **stated)
    if held_on is None:
        return
    stated |= {
        "held_on": held_on,
        "attendees": _attendees(pen.supplier_id, meeting["tier"], held_on, is_review),
        "agenda": ABOUT[meeting["tier"]],
    }
    if held_on == REVIEWED_ON:
        pen.enter(held_on, KEEPER, "meeting", meeting["meeting_id"], **stated)
        return
    sent_on, acknowledged_on = days(held_on, 2), days(held_on, 6)
    stated |= {"minutes_sent_on": sent_on, "acknowledged_on": acknowledged_on}
    # Filed on the Friday after.
    filed_on = days(acknowledged_on, (FRIDAY - acknowledged_on.weekday()) % 7)
    pen.enter(filed_on, KEEPER, "meeting", meeting["meeting_id"], **stated)


def _quarter_before(day: date) -> str:
    first_month = (day.month - 1) // 3
    return f"{day.year}Q{first_month}" if first_month else f"{day.year - 1}Q4"


def _attendees(
    supplier_id: str, tier: str, held_on: date, is_review: bool
) -> tuple[str, ...]:
    """The labels of who was there."""
    wanted = REVIEW_COMES if is_review else COMES[tier]
    firm = SUPPLIERS_PEOPLE[supplier_id][0].key.split(".")[0]
    people = [*BUYERS_PEOPLE, *SUPPLIERS_PEOPLE[supplier_id]]
    return tuple(
        one.key
        for one in people
        if one.key.split(".", 1)[1] in wanted
        and one.key.startswith(("tarn.", f"{firm}."))
        and _is_here(one, held_on)
    )


def _is_here(who: Somebody, on: date) -> bool:
    return who.joined_on <= on.isoformat() <= (who.left_on or "9999-12-31")


def _enter_next_review(pen: Pen) -> None:
    """Only the executive tier has no date yet."""
    pen.enter(
        REVIEWED_ON,
        KEEPER,
        "meeting",
        "next review",
        tier="functional",
        planned_on=NEXT_REVIEW,
        is_review=True,
        quarter="2026Q4",
    )


def _id_in_the_page(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:32]


def enter_words(pen: Pen) -> None:
    """What was said in reviews and is to be kept, and what each firm expects."""
    account = account_of(pen.supplier_id)
    for meeting, on, item, words in CAPTURES.get(pen.supplier_id, ()):
        pen.enter(on, KEEPER, "capture", meeting=meeting, item=item, words_said=words)
        if on == REVIEWED_ON.isoformat():
            # Written down in the page of the meeting, which gives each an id of its own.
            pen.enter(on, KEEPER, "taken", meeting=meeting, capture=_id_in_the_page(words))
    for meeting, on, side, words in EXPECTATIONS.get(pen.supplier_id, ()):
        author = KEEPER if side == "buyer" else account
        stated = {"side": side, "words_said": words, "meeting": meeting, "on": on}
        pen.enter(on, author, "expectation", **stated)
