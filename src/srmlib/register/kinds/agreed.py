"""What stands between the firms: contracts, rules, awards, savings, first involvement, the
programme.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from srmlib.register.kinds.base import (
    Amount,
    Day,
    Kind,
    Name,
    Side,
    Text,
    Tier,
    Whole,
    YesNo,
    maybe,
    said,
)


class Rule(Kind):
    kind = "rule"
    title = "Rules"
    prefix = "RU"
    words = "a rule one firm has for the other, with the day it is looked at again"
    example = (
        'about=inspection what="every lot is inspected" share=100 '
        'reason="two bad lots in 2024" review_on=2026-12-31'
    )
    identity: ClassVar[tuple[str, ...]] = ("about", "what", "part")
    days: ClassVar[tuple[tuple[str, str], ...]] = (
        ("from_on", "until_on"),
        ("from_on", "review_on"),
    )

    about: Literal["inspection", "approval", "penalty", "bonus"] = said("what it is about")
    what: Text = said("the rule")
    reason: Text | None = maybe("why it is there")
    part: Name | None = maybe("the part it is for; empty: all")
    share: Whole | None = maybe(
        "percent inspected, where it is an inspection", ge=0, le=100
    )
    from_on: Day | None = maybe("first day")
    until_on: Day | None = maybe("last day; empty while it stands")
    review_on: Day | None = maybe("day it is looked at again")


class Contract(Kind):
    kind = "contract"
    title = "Contracts"
    prefix = "CO"
    words = "a contract between the firms"
    example = 'name="frame contract" from_on=2025-01-01 until_on=2027-12-31 notice_days=180'
    identity: ClassVar[tuple[str, ...]] = ("name", "from_on")
    days: ClassVar[tuple[tuple[str, str], ...]] = (("from_on", "until_on"),)

    name: Name = said("what it is called")
    from_on: Day | None = maybe("first day")
    until_on: Day | None = maybe("last day; empty: without end")
    notice_days: Whole | None = maybe("days of notice", ge=0)
    terms: Text | None = maybe("what was agreed, in short")


class Award(Kind):
    kind = "award"
    title = "Awards"
    prefix = "AW"
    words = "a decision to buy from this supplier or not, and why"
    example = (
        'what="housings 2027" decided_on=2026-09-30 outcome=kept by_total_cost=yes '
        'why="lowest total cost"'
    )
    identity: ClassVar[tuple[str, ...]] = ("what", "decided_on")

    what: Text = said("the part, service or project")
    decided_on: Day = said("the day")
    outcome: Literal["given", "kept", "lost"] = said("what this supplier got")
    by_total_cost: YesNo | None = maybe("whether total cost was looked at")
    why: Text | None = maybe("the reason")


class Involvement(Kind):
    kind = "involvement"
    title = "First involvement"
    prefix = "IN"
    words = "when the supplier was first involved in a new product"
    example = 'project="pump P-60" first_involved_on=2026-02-01 design_frozen_on=2026-08-01'
    # First involved after the design was frozen is late, and true.
    identity: ClassVar[tuple[str, ...]] = ("project",)

    project: Name = said("the product or project")
    first_involved_on: Day = said("the day")
    design_frozen_on: Day | None = maybe("day the design was frozen")


class Saving(Kind):
    kind = "saving"
    title = "Savings"
    prefix = "SV"
    words = "a saving both agreed on, and what came of it"
    example = (
        'what="returnable boxes" agreed_on=2026-03-01 agreed_amount=12000.00 '
        "achieved_amount=4500.00 to_supplier_amount=2250.00 currency=EUR"
    )
    identity: ClassVar[tuple[str, ...]] = ("what", "agreed_on")

    what: Text = said("what saves it")
    agreed_on: Day = said("the day")
    agreed_amount: Amount = said("money in a year")
    achieved_amount: Amount | None = maybe("money so far")
    to_supplier_amount: Amount | None = maybe("the part of it that is the supplier's")
    currency: Name = said("the currency, such as EUR")


class ProgrammeItem(Kind):
    kind = "programme_item"
    title = "Programme"
    prefix = "PG"
    words = "a part of the programme for suppliers: a goal, a budget, a process, a cost"
    example = 'item="partnership budget" form=budget amount=20000.00 side=buyer reviewed_on=2026-01-15'
    of_one_supplier = False
    identity: ClassVar[tuple[str, ...]] = ("item", "side")

    item: Name = said("what it is")
    form: Literal["goal", "budget", "process", "measure", "cost"] = said("what kind")
    value: Text | None = maybe("its value in words")
    amount: Amount | None = maybe(
        "money of a year, where it is a budget; spent, where it is a cost"
    )
    side: Side = maybe("whose programme it is", "buyer")
    reviewed_on: Day | None = maybe("day it was last looked at")
    on: Day | None = maybe("day it was spent, where it is a cost")


class PlanLine(Kind):
    kind = "plan_line"
    title = "Plan"
    prefix = "PL"
    words = "what is planned with this supplier, by whom and when"
    example = 'what="visit the foundry" person="Ann Keller" tier=operational on=2027-02-10'
    refers: ClassVar[dict[str, str]] = {"person": "person"}

    what: Text = said("what")
    person: Name | None = maybe("id of who")
    tier: Tier | None = maybe("at which tier")
    on: Day | None = maybe("when")
