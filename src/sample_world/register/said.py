"""What was said in the reviews, word for word: (meeting, day, item of the agenda or side, words)."""

from __future__ import annotations

CAPTURES = {
    "S-1001": (
        (
            "M-1001-0025",
            "2026-04-14",
            "others",
            "Heard in receiving, Brno: every lot from South is looked at because it always was.",
        ),
        (
            "M-1001-0028",
            "2026-07-14",
            "topics",
            "Crates: counted and not tried. Both firms want to keep the topic.",
        ),
        (
            "M-1001-0031",
            "2026-10-13",
            "ratings",
            "A melt under test is told on the day it is put aside, as a melt under test.",
        ),
        (
            "M-1001-0031",
            "2026-10-13",
            "others",
            "Heard in the foundry: if a melt under test is told, the line is stopped.",
        ),
        (
            "M-1001-0031",
            "2026-10-13",
            "disputes",
            "The two disputes of July and August are counted again together on 20 October.",
        ),
    ),
    "S-1004": (
        (
            "M-1004-0028",
            "2026-07-14",
            "actions",
            "Dunmore asks for the plan of the seals eight weeks ahead, not four.",
        ),
    ),
    "S-1008": (
        (
            "M-1008-0028",
            "2026-07-14",
            "two misses",
            "Half of what is fixed comes back: the cause is looked for before the ticket closes.",
        ),
    ),
}
EXPECTATIONS = {
    "S-1001": (
        (
            "M-1001-0025",
            "2026-04-14",
            "buyer",
            "That a moved date is told before it is moved.",
        ),
        (
            "M-1001-0025",
            "2026-04-14",
            "supplier",
            "That orders stand still ten days before due.",
        ),
        (
            "M-1001-0028",
            "2026-07-14",
            "buyer",
            "That bad news reaches Tarn before the parts do.",
        ),
        (
            "M-1001-0028",
            "2026-07-14",
            "supplier",
            "That disputes are answered before the next review.",
        ),
        (
            "M-1001-0031",
            "2026-10-13",
            "buyer",
            "That the second tooling set stands on 30 November, or that it is told by the 10th.",
        ),
        (
            "M-1001-0031",
            "2026-10-13",
            "supplier",
            "That a casting engineer sits at the table when K5 is drawn, not after.",
        ),
    ),
    "S-1004": (
        (
            "M-1004-0031",
            "2026-10-13",
            "supplier",
            "That what is in work is not moved any more.",
        ),
        (
            "M-1004-0031",
            "2026-10-13",
            "buyer",
            "That a part delivery is told the day before.",
        ),
    ),
    "S-1008": (
        ("M-1008-0031", "2026-10-13", "buyer", "That what is fixed stays fixed."),
        (
            "M-1008-0031",
            "2026-10-13",
            "supplier",
            "That changes of the network are told a week before.",
        ),
    ),
}
