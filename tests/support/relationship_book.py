"""A relationship with a bit of everything, as people would enter it: the firms are those of the
sample world, the people invented.
"""

from __future__ import annotations

from datetime import date, timedelta

from books import AS_OF, BookByHand

from srmlib.register.kinds.agreed import Involvement, Saving
from srmlib.register.kinds.ahead import Milestone, Topic, TopicEvent
from srmlib.register.kinds.people import (
    Contact,
    Handover,
    Onboarding,
    Pair,
    RoleHeld,
)
from srmlib.register.kinds.work import (
    Action,
    ActionEnd,
    Cadence,
    Dispute,
    Escalation,
    Issue,
    Meeting,
)

LABELS = ("2024Q4", "2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3")
# Eight digits a side, the oldest first; a dot is not rated.
COLOURS = {
    "open_info": ("33333332", "33444444"),
    "commit_kept": ("33333443", "33333343"),
    "access": ("44444444", "44444433"),
    "exec_felt": ("33444444", "23344445"),
    "issue_low": ("33344444", "33334443"),
    "measure_fair": ("44444444", "44333332"),
    "order_stable": ("33333333", "2233.33."),
    "cost_joint": ("22233332", "33333444"),
    "future_real": ("33333333", "33333322"),
    "early_new": ("....2222", "....1111"),
    "both_earn": ("33333444", "33333344"),
    "people_cont": ("44444443", "44444443"),
}
COMMENTS = {
    (
        "open_info",
        "buyer",
    ): "We learned of the porous melt from our own line, nine days after the foundry knew.",
    ("open_info", "supplier"): "We tell what is certain. A melt under test is not certain.",
    ("measure_fair", "buyer"): "The numbers are agreed and both firms see them.",
    ("measure_fair", "supplier"): "The scorecard starts the conversation and also ends it.",
    ("cost_joint", "supplier"): "The near-net castings take 8% off your machining.",
    ("early_new", "buyer"): "Design froze the pump before anyone thought of asking.",
    ("early_new", "supplier"): "We still get drawings for quotation.",
    ("future_real", "supplier"): "K5 is a title on a list.",
    ("order_stable", "buyer"): "Better since the freeze.",
}
PEOPLE = (
    ("PB-1", "buyer", "Ingrid Vasterholm", "chief operating officer", True),
    ("PB-2", "buyer", "Marit Okonedo", "category lead, castings", True),
    ("PB-3", "buyer", "Luka Brandeis", "supplier quality engineer", True),
    ("PB-4", "buyer", "Tomasz Brzeg", "planner", False),
    ("PS-1", "supplier", "Siobhan Quarrie", "managing director", True),
    ("PS-2", "supplier", "Declan Mossbury", "account manager", True),
    ("PS-3", "supplier", "Fergus Anchley", "quality manager", True),
    ("PS-4", "supplier", "Nora Brisk", "planner", False),
)


def rated(book: BookByHand, *, until: str = "2026Q3") -> BookByHand:
    """Eight quarters of ratings of both champions."""
    for place, label in enumerate(LABELS[: LABELS.index(until) + 1]):
        for element, sides in COLOURS.items():
            for side, digits in zip(("buyer", "supplier"), sides, strict=True):
                if digits[place] == ".":
                    continue
                said = COMMENTS.get((element, side)) if label == "2026Q3" else None
                by = "PB-1" if side == "buyer" else "PS-1"
                book.rate(side, label, element, int(digits[place]), comment=said, rater=by)
    return book


def peopled(book: BookByHand) -> BookByHand:
    for record, side, name, role, may_be_named in PEOPLE:
        book.person(record, side, name, role, may_be_named=may_be_named)
    left = date(2026, 8, 31)
    book.person(
        "PS-9", "supplier", "Karim Abbary", "planner", may_be_named=True, left_on=left
    )
    return book


def planned(book: BookByHand) -> BookByHand:
    """Roles with holes, pairs of which one has been silent for 200 days, meetings, issues."""
    roles = (
        ("buyer", "executive sponsor", "executive", "PB-1", None),
        ("supplier", "executive sponsor", "executive", "PS-1", None),
        ("buyer", "relationship", "operational", "PB-2", "PB-3"),
        ("supplier", "relationship", "operational", "PS-2", None),
        ("buyer", "commercial", None, "PB-2", None),
        ("supplier", "commercial", None, "PS-2", None),
        ("buyer", "service delivery", None, "PB-4", None),
        ("supplier", "service delivery", None, "PS-2", None),
        ("supplier", "transformation", None, "PS-3", None),
        ("buyer", "quality", "functional", "PB-3", None),
        ("supplier", "quality", "functional", "PS-3", None),
    )
    for side, role, tier, person, deputy in roles:
        book.add(RoleHeld(side=side, role=role, tier=tier, person=person, deputy=deputy))
    ended = date(2026, 6, 30)
    book.add(RoleHeld(side="buyer", role="transformation", person="PB-4", until_on=ended))
    pairs = (
        ("executive", "PB-1", "PS-1", 0),
        ("relationship", "PB-2", "PS-2", 4),
        ("quality", "PB-3", "PS-3", 1),
        ("engineering", "PB-4", "PS-4", 200),
        ("finance", "PB-2", None, None),
        ("planning", "PB-4", "PS-9", 50),
    )
    for function, buyer, supplier, days in pairs:
        pair = f"PP-{function}"
        book.add(
            Pair(function=function, buyer_person=buyer, supplier_person=supplier), pair
        )
        if days is not None:
            book.add(Contact(pair=pair, on=AS_OF - timedelta(days=days), how="call"))
    return book


def met(book: BookByHand) -> BookByHand:
    meetings = (
        ("operational", "2026-01-13", "2026-01-13", True),
        ("operational", "2026-04-14", "2026-04-14", True),
        ("operational", "2026-07-14", "2026-07-16", True),
        ("operational", "2026-10-13", "2026-10-13", True),
        ("functional", "2026-02-10", None, False),
        ("functional", "2026-05-12", "2026-05-12", False),
        ("functional", "2026-08-11", "2026-08-13", False),
        ("functional", "2026-11-10", None, False),
        ("operational", "2026-06-10", "2026-06-10", False),
        ("operational", "2026-12-08", None, False),
        ("executive", "2026-03-12", None, False),
        ("operational", "2027-01-12", None, True),
    )
    for tier, planned_on, held_on, is_review in meetings:
        stated = {"tier": tier, "planned_on": planned_on, "held_on": held_on}
        there = ("PB-1", "PS-1") if is_review and held_on else ()
        book.add(Meeting(is_review=is_review, attendees=there, **stated))
    book.add(Cadence(tier="functional", every_months=3))
    book.add(Cadence(tier="executive", every_months=12))
    role = "R-planner"
    book.add(RoleHeld(side="supplier", role="logistics", person="PS-4"), role)
    passed = {
        "from_person": "PS-9",
        "to_person": "PS-4",
        "on": "2026-09-01",
        "overlap_days": 0,
    }
    book.add(Handover(role=role, **passed))
    book.add(Onboarding(person="PB-4", joined_on="2026-07-01"))
    return book


def troubled(book: BookByHand) -> BookByHand:
    issues = (
        (
            "I-07",
            "Porous housings at the line",
            "buyer",
            "2026-08-03",
            "2026-08-07",
            "2026-08-19",
        ),
        (
            "I-08",
            "Late change of 120 pieces",
            "supplier",
            "2026-07-20",
            "2026-07-22",
            "2026-07-31",
        ),
        ("I-09", "Packing list differs from receipt", "supplier", "2026-08-24", None, None),
    )
    for record, what, side, raised, answered, resolved in issues:
        book.add(
            Issue(
                what=what,
                raised_by=side,
                raised_on=raised,
                level="functional",
                owner="PB-2" if side == "supplier" else None,
                days_to_answer=15,
                days_to_close=30,
                answered_on=answered,
                resolved_on=resolved,
            ),
            record,
        )
    climbs = (
        ("I-07", "operational", "2026-08-07"),
        ("I-07", "executive", "2026-08-13"),
        ("I-09", "operational", "2026-09-14"),
    )
    for issue, tier, on in climbs:
        book.add(Escalation(issue=issue, to_tier=tier, on=on))
    return book


def evidenced(book: BookByHand) -> BookByHand:
    book.add(Topic(what="Near-net castings", is_chosen=True, is_about_cost=True), "T-1")
    book.add(Topic(what="K5", is_chosen=True), "T-2")
    book.add(TopicEvent(topic="T-1", on="2026-08-02", what="first castings"))
    book.add(Milestone(topic="T-1", what="tool", due_on="2026-09-01", met_on="2026-08-30"))
    frozen = {"design_frozen_on": "2026-03-01", "first_involved_on": "2026-04-04"}
    book.add(Involvement(project="K4", **frozen))
    amounts = {"agreed_amount": "1000.00", "currency": "EUR"}
    book.add(Saving(what="crates", agreed_on="2026-02-01", **amounts))
    book.add(Action(what="forecast", side="buyer", due_on="2026-08-01"), "A-1")
    book.add(ActionEnd(action="A-1", how="done", on="2026-07-30"))
    claim = {"row": "4500-10", "raised_by": "supplier", "claim": "met"}
    book.add(Dispute(metric="D1", raised_on="2026-07-20", **claim))
    return book


def everything() -> BookByHand:
    book = evidenced(troubled(met(planned(peopled(BookByHand())))))
    return rated(book)
