"""Reply forms that were sent and came back, what suppliers say in their own words, health checks."""

from __future__ import annotations

from hashlib import sha256

from sample_world.register.entries import Pen
from sample_world.register.people import KEEPER, account_of

# (quarter, the report's version, day sent, day returned or None)
FORMS: dict[str, tuple[tuple[str, str, str, str | None], ...]] = {
    "S-1001": (
        ("2026Q1", "v1", "2026-04-06", "2026-04-10"),
        ("2026Q2", "v1", "2026-07-06", "2026-07-10"),
        ("2026Q3", "v1", "2026-10-05", "2026-10-09"),
    ),
    "S-1002": (("2026Q3", "v1", "2026-10-05", None),),
    "S-1003": (
        ("2026Q2", "v1", "2026-07-06", "2026-07-09"),
        ("2026Q3", "v1", "2026-10-05", "2026-10-08"),
    ),
    "S-1004": (
        ("2026Q2", "v1", "2026-07-06", "2026-07-13"),
        ("2026Q3", "v1", "2026-10-05", "2026-10-09"),
    ),
    "S-1008": (("2026Q3", "v1", "2026-10-05", "2026-10-09"),),
}
# (quarter, by whom, words), printed as received.
STATEMENTS = {
    "S-1001": (
        (
            "2026Q2",
            "commercial director",
            "The second quarter was ours to do better. The porous housings came from one melt; we"
            " have it named and we pay for it. What we ask is that our two questions about"
            " deliveries are looked at.",
        ),
        (
            "2026Q3",
            "commercial director",
            "Of the fifty lines of this quarter we count forty-eight as on time: what leaves our"
            " works on the day is on time for us. We know that the definition we signed says"
            " otherwise, and we stand by our signature.\nTwo of our disputes have waited since"
            " July and August. The tooling is late by our doing; the freeze of orders helped more"
            " than any tooling would have. Sorting is done at your gate at your rate. Let us do it"
            " at ours.",
        ),
    ),
    "S-1003": (
        (
            "2026Q3",
            "sales director",
            "A quiet quarter. The data of each batch are ready to take the place of inspection.",
        ),
    ),
    "S-1004": (
        (
            "2026Q3",
            "commercial director",
            "Nine orders were moved while they were in work. Four of them you count as late. We"
            " would count them as moved.",
        ),
    ),
    "S-1008": (
        (
            "2026Q3",
            "client director",
            "All but one call were answered in time. That half comes back is true, too, and the"
            " cause is ours in most of them.",
        ),
    ),
}
OF_A_CHECK = (
    "communication",
    "satisfaction",
    "trust",
    "compatibility",
    "asked",
    "answered",
)
# (side, day, and those), of each firm once a year; Brennick's next is late.
HEALTH = {
    "S-1001": (
        ("buyer", "2024-12-10", 3, 3, 4, 4, 11, 8),
        ("supplier", "2024-12-12", 4, 3, 3, 4, 8, 7),
        # Two steps apart on communication.
        ("buyer", "2025-12-09", 2, 3, 3, 4, 12, 9),
        ("supplier", "2025-12-11", 4, 4, 3, 4, 8, 8),
    ),
    "S-1002": (
        ("buyer", "2024-10-15", 3, 3, 4, 4, 8, 6),
        ("supplier", "2024-10-17", 4, 3, 4, 4, 5, 5),
        ("buyer", "2025-09-23", 3, 2, 3, 4, 8, 7),
        ("supplier", "2025-09-25", 4, 3, 3, 4, 5, 4),
    ),
    # In 2026 only one firm has answered yet.
    "S-1003": (
        ("buyer", "2025-12-09", 5, 5, 5, 4, 9, 8),
        ("supplier", "2025-12-09", 4, 4, 4, 4, 6, 5),
        ("buyer", "2026-09-29", 5, 4, 5, 5, 9, 9),
    ),
    "S-1004": (("buyer", "2025-12-09", 4, 3, 4, 4, 9, 7),),
    "S-1008": (("buyer", "2025-12-09", 3, 3, 4, 3, 40, 22),),
}


def enter_voices(pen: Pen) -> None:
    account = account_of(pen.supplier_id)
    returned = {}
    for quarter, report, sent_on, came_on in FORMS.get(pen.supplier_id, ()):
        sent = {"quarter": quarter, "report": report, "sent_on": sent_on, "to": "champion"}
        pen.enter(sent_on, KEEPER, "form_sent", **sent)
        if came_on:
            returned[quarter] = came_on
            _enter_reply(pen, quarter, report, came_on)
    for quarter, by, words in STATEMENTS.get(pen.supplier_id, ()):
        on = returned[quarter]
        stated = {
            "quarter": quarter,
            "side": "supplier",
            "words_said": words,
            "by": by,
            "on": on,
        }
        pen.enter(on, account, "statement", **stated)
    for side, on, *asked in HEALTH.get(pen.supplier_id, ()):
        told = dict(zip(OF_A_CHECK, asked, strict=True))
        author = KEEPER if side == "buyer" else account
        pen.enter(on, author, "health_check", side=side, on=on, **told)


def _enter_reply(pen: Pen, quarter: str, report: str, came_on: str) -> None:
    """The fingerprint is that of a file the sample does not hold."""
    account = account_of(pen.supplier_id)
    name = f"{pen.supplier_id}_{quarter}_reply.json"
    fingerprint = sha256(name.encode()).hexdigest()
    stated = {"quarter": quarter, "report": report, "fingerprint": fingerprint}
    pen.enter(came_on, account, "reply", **stated, received_on=came_on, by="champion")
