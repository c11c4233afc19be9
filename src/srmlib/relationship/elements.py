"""The twelve elements that the champions of both firms rate, in the order of the form.

Each side is asked in its own words and means the same. The poles say what bright red and bright
green sound like; evidence stands beside a rating and never overrules it.
"""

from __future__ import annotations

from dataclasses import dataclass

from srmlib.errors import UsageError

# From 1 to 5.
COLOURS = ("bright red", "light red", "yellow", "light green", "bright green")


@dataclass(frozen=True)
class Element:
    """One element. `version` counts its wording; questions name the firms by {buyer} and
    {supplier}.
    """

    id: str
    version: int
    name: str
    asks_buyer: str
    asks_supplier: str
    red: str
    green: str
    evidence: str

    def question(self, side: str, buyer: str, supplier: str) -> str:
        """What the champion of a side is asked."""
        asks = self.asks_buyer if side == "buyer" else self.asks_supplier
        return asks.replace("{buyer}", buyer).replace("{supplier}", supplier)


ELEMENTS = (
    Element(
        "open_info",
        1,
        "Openness of information",
        "Does {supplier} tell what {buyer} has to know, bad news as well?",
        "Does {buyer} tell what {supplier} has to know, bad news as well?",
        "everybody walks on eggshells",
        "bad news arrives early from both",
        "share of issues first raised by the party at fault",
    ),
    Element(
        "commit_kept",
        1,
        "Commitments are kept",
        "Does {supplier} do what it promised?",
        "Does {buyer} do what it promised?",
        "promises drift",
        "what was said happened",
        "actions done on the first promised date, both firms",
    ),
    Element(
        "access",
        1,
        "Access to each other’s people",
        "Can people of {buyer} reach whom they need at {supplier}?",
        "Can people of {supplier} reach whom they need at {buyer}?",
        "everything goes through one person",
        "people know whom to call",
        "pairs of peers in contact",
    ),
    Element(
        "exec_felt",
        1,
        "Executive sponsorship felt",
        "Is the executive sponsor of {supplier} felt in the work?",
        "Is the executive sponsor of {buyer} felt in the work?",
        "the sponsor is unknown",
        "the sponsor removes obstacles",
        "meetings that the sponsors attended",
    ),
    Element(
        "issue_low",
        1,
        "Issues raised early, solved low",
        "Does {supplier} raise issues early and solve them where they arise?",
        "Does {buyer} raise issues early and solve them where they arise?",
        "surprises and letters",
        "issues are solved at the level where they arise",
        "levels that issues reached, and their age",
    ),
    Element(
        "measure_fair",
        1,
        "Fair use of measurements",
        "Does {supplier} use the measurements to improve?",
        "Does {buyer} use the measurements to improve?",
        "numbers are used to beat the other",
        "numbers start joint work",
        "disputes answered, replies printed",
    ),
    Element(
        "order_stable",
        1,
        "Forecast and order stability",
        "Does {supplier} hold the plan that both share?",
        "Does {buyer} hold the plan that both share?",
        "changes inside the lead time are normal",
        "the plan is shared and held",
        "changes inside the lead time, forecast against orders",
    ),
    Element(
        "cost_joint",
        1,
        "Joint cost reduction under way",
        "Does {supplier} work with {buyer} on the cost of both?",
        "Does {buyer} work with {supplier} on the cost of both?",
        "every talk is about price",
        "audits and savings are shared",
        "topics on cost with activity",
    ),
    Element(
        "future_real",
        1,
        "Future topics have real activity",
        "Does {supplier} put work into the topics of the future?",
        "Does {buyer} put work into the topics of the future?",
        "talk only",
        "milestones are met",
        "milestones of the five topics",
    ),
    Element(
        "early_new",
        1,
        "Early involvement in new products",
        "Does {supplier} bring its ideas in when new products begin?",
        "Does {buyer} bring {supplier} in when new products begin?",
        "drawings for quotation",
        "at the table from the concept on",
        "day of first involvement against design freeze",
    ),
    Element(
        "both_earn",
        1,
        "Both firms earn from this",
        "Does {buyer} earn from working with {supplier}, and can it show that?",
        "Does {supplier} earn from working with {buyer}, and can it show that?",
        "one side loses",
        "each can show its gain",
        "savings shared, payments on time",
    ),
    Element(
        "people_cont",
        1,
        "People continuity and decision pace",
        "Do people at {supplier} stay, hand over and decide in days?",
        "Do people at {buyer} stay, hand over and decide in days?",
        "new faces, and waiting for someone to take the first step",
        "handovers are planned, decisions take days",
        "handovers with overlap, days until a decision",
    ),
)
BY_ID = {element.id: element for element in ELEMENTS}


def element_of(id: str) -> Element:
    """Raises UsageError for an id that is no element's."""
    if id not in BY_ID:
        raise UsageError(
            f"'{id}' is no element that is rated, expected one of {', '.join(BY_ID)}.\nName one of"
            " them."
        )
    return BY_ID[id]
