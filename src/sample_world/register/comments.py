"""What champions say beside a colour, short and as heard: by element, red, yellow or green."""

from __future__ import annotations

# element: (buyer: red, yellow, green), (supplier: red, yellow, green)
PHRASES = {
    "open_info": (
        (
            "News comes when it can no longer be hidden.",
            "We ask twice.",
            "They call first.",
        ),
        ("Plans change and nobody says so.", "Half of it we guess.", "We are told early."),
    ),
    "commit_kept": (
        ("Dates drift.", "Most of it happens, later.", "Said and done."),
        ("Promised in March, still open.", "Some of it.", "What was agreed was done."),
    ),
    "access": (
        (
            "Everything through one person.",
            "Quality yes, planning no.",
            "We know whom to call.",
        ),
        (
            "One mailbox for everything.",
            "The right one is hard to find.",
            "Doors are open.",
        ),
    ),
    "exec_felt": (
        ("Who is the sponsor?", "Seen once a year.", "A call and it moved."),
        (
            "Nobody at that table.",
            "Friendly, little comes of it.",
            "They came to the works.",
        ),
    ),
    "issue_low": (
        ("It arrives as a letter.", "Sometimes too late.", "Settled on the shop floor."),
        ("Straight to the managers.", "Depends on the week.", "Two calls and it is done."),
    ),
    "measure_fair": (
        (
            "They argue every line.",
            "The numbers are agreed.",
            "The numbers start the talk.",
        ),
        (
            "The scorecard is a stick.",
            "Fair, if slow to answer.",
            "Our part is counted too.",
        ),
    ),
    "order_stable": (
        ("We change too much, we know.", "Better since the freeze.", "The plan holds."),
        (
            "Moved when it is in work.",
            "The first four weeks hold.",
            "What is ordered stays.",
        ),
    ),
    "cost_joint": (
        ("It is always about price.", "One project, slow.", "Both sides save."),
        (
            "Only the price counts.",
            "We offered more than was taken up.",
            "Real savings shared.",
        ),
    ),
    "future_real": (
        ("Titles on a list.", "Some of it runs.", "Milestones are met."),
        ("Talk.", "Two of five run.", "We build it together."),
    ),
    "early_new": (
        (
            "Design froze before anyone asked.",
            "Asked at the prototype.",
            "In from the sketch.",
        ),
        ("Drawings for quotation, again.", "Once we were early.", "At the table."),
    ),
    "both_earn": (
        ("Total cost says otherwise.", "Fair enough.", "Worth it."),
        ("Thin.", "It pays its way.", "A good customer."),
    ),
    "people_cont": (
        ("A new face each quarter.", "Two changes.", "Steady."),
        (
            "Waiting for someone to decide.",
            "One gap in summer.",
            "Same people, quick answers.",
        ),
    ),
}
# One in so many ratings bears a comment; one in so many of those is not for the other firm.
COMMENTED, HIDDEN = 3, 12

# What Harrow and the buyer said of 2026Q3, (supplier, quarter, element): (buyer, supplier).
SAID = {
    ("S-1001", "2026Q3", "open_info"): (
        "We learned of the porous melt from our own line, nine days after the foundry knew.",
        "We tell what is certain. A melt under test is not certain.",
    ),
    ("S-1001", "2026Q3", "measure_fair"): (
        "The numbers are agreed, and both firms see them.",
        "The scorecard starts the conversation and also ends it.",
    ),
    ("S-1001", "2026Q3", "cost_joint"): (
        "Sorting costs as much as a year ago.",
        "Our near-net castings take hours off your machining.",
    ),
    ("S-1001", "2026Q3", "early_new"): (
        "Design froze K4 before anyone thought of asking.",
        "We still get drawings for quotation.",
    ),
    ("S-1001", "2026Q3", "future_real"): ("Three run well.", "K5 is a title on a list."),
    ("S-1001", "2026Q3", "access"): (None, "Everything technical waits for one engineer."),
    ("S-1001", "2026Q3", "issue_low"): (
        "One bad week in August, otherwise quiet.",
        "The label issue should have stopped at quality.",
    ),
    ("S-1001", "2026Q3", "exec_felt"): (
        "Their managing director takes the call.",
        "The operations director came to the foundry herself.",
    ),
    ("S-1001", "2026Q3", "commit_kept"): (
        "The tooling moved three times.",
        "So did nothing else.",
    ),
    ("S-1001", "2026Q3", "people_cont"): (None, "Two new faces in one summer."),
    ("S-1001", "2026Q3", "order_stable"): ("Better since the freeze.", None),
    ("S-1001", "2026Q3", "both_earn"): (None, None),
    ("S-1004", "2026Q3", "order_stable"): (
        "We do change too much, I know.",
        "Nine lines moved while they were in work.",
    ),
    ("S-1004", "2026Q3", "measure_fair"): (
        "Credits are fair: the goods went back.",
        "Charged first, asked later.",
    ),
    ("S-1008", "2026Q3", "commit_kept"): (
        "It is answered at once and comes back next week.",
        "We close what the caller closes.",
    ),
}
