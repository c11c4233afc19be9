"""What both firms do and settle: meetings, captures, actions, disputes, causes, issues."""

from __future__ import annotations

from typing import ClassVar, Literal

from srmlib.register.kinds.base import (
    Day,
    Ids,
    Kind,
    Name,
    OfMetric,
    Side,
    Text,
    Tier,
    Whole,
    YesNo,
    maybe,
    said,
)


class Cadence(Kind):
    kind = "cadence"
    title = "Cadence"
    prefix = "CA"
    words = "how often a tier meets"
    example = 'tier=operational every_months=1 about="open actions" from_on=2025-01-01'
    identity: ClassVar[tuple[str, ...]] = ("tier", "from_on")

    tier: Tier = said("the tier")
    every_months: Whole = said("months between two meetings", ge=1, le=24)
    about: Text | None = maybe("what it is about")
    from_on: Day | None = maybe("first day")


class Meeting(Kind):
    kind = "meeting"
    title = "Meetings"
    prefix = "M"
    words = "one meeting of the two firms, planned or held"
    example = (
        'tier=operational planned_on=2026-10-13 held_on=2026-10-13 attendees="Ann Keller" '
        "is_review=yes quarter=2026Q3"
    )
    refers: ClassVar[dict[str, str]] = {"attendees": "person"}
    # A meeting may be held before the day it was planned for.
    identity: ClassVar[tuple[str, ...]] = ("tier", "planned_on")
    days: ClassVar[tuple[tuple[str, str], ...]] = (
        ("held_on", "minutes_sent_on"),
        ("minutes_sent_on", "acknowledged_on"),
        ("held_on", "acknowledged_on"),
    )
    happened: ClassVar[tuple[str, ...]] = ("held_on",)

    tier: Tier = said("the tier")
    planned_on: Day = said("day it was planned for")
    held_on: Day | None = maybe("day it was held; empty while it was not")
    attendees: Ids = maybe("ids of who was there, with ; between", ())
    agenda: Text | None = maybe("the agenda, or where it is")
    minutes_sent_on: Day | None = maybe("day the minutes were sent")
    acknowledged_on: Day | None = maybe("day the supplier acknowledged them")
    is_review: YesNo = maybe("whether it is the review of a quarter", False)
    quarter: Name | None = maybe("the quarter it reviews, such as 2026Q3")


class Capture(Kind):
    kind = "capture"
    title = "Notes of meetings"
    prefix = "N"
    words = "what was said in a meeting and is to be kept"
    example = 'meeting=M-1 item=opening words_said="The new planner starts in November."'
    refers: ClassVar[dict[str, str]] = {"meeting": "meeting"}

    meeting: Name = said("id of the meeting")
    item: Name = said("the item of the agenda")
    words_said: Text = said("the words")


class Taken(Kind):
    kind = "taken"
    title = "Taken from pages"
    prefix = "TK"
    words = "what a page of a meeting handed over, so that it is entered once"
    example = "srm import-captures FILE"
    refers: ClassVar[dict[str, str]] = {"meeting": "meeting"}

    meeting: Name = said("id of the meeting")
    capture: Name = said("the id that the page gave what was written down")


class Expectation(Kind):
    kind = "expectation"
    title = "Expectations"
    prefix = "X"
    words = "what a firm expects, told in a review"
    example = 'side=supplier words_said="A forecast that holds for six weeks." meeting=M-1'
    refers: ClassVar[dict[str, str]] = {"meeting": "meeting"}

    side: Side = said("who expects it")
    words_said: Text = said("in its own words")
    meeting: Name | None = maybe("id of the meeting")
    on: Day | None = maybe("the day")


class Action(Kind):
    kind = "action"
    title = "Actions"
    prefix = "A"
    words = "something one firm, or both, promised to do"
    example = (
        'what="pay undisputed invoices on day 30" side=buyer owners="Ann Keller" '
        "agreed_on=2026-10-13 due_on=2026-10-30 metric=B3"
    )
    refers: ClassVar[dict[str, str]] = {"owners": "person", "meeting": "meeting"}
    identity: ClassVar[tuple[str, ...]] = ("what", "side", "agreed_on")
    days: ClassVar[tuple[tuple[str, str], ...]] = (("agreed_on", "due_on"),)

    what: Text = said("what is to be done")
    side: Literal["buyer", "supplier", "joint"] = said("who does it")
    owners: Ids = maybe("ids of who answers for it, with ; between", ())
    agreed_on: Day | None = maybe("day it was agreed")
    meeting: Name | None = maybe("id of the meeting it was agreed in")
    metric: OfMetric | None = maybe("the metric by which both will know")
    measure: Text | None = maybe("how both will know, where no metric tells")
    from_row: Name | None = maybe("the row of the metric it comes from")
    # Its dates are a log of their own: the first is kept for ever.
    due_on: Day | None = maybe(
        "first day it is due; later ones are entered as action dates"
    )
    partner: Name | None = maybe(
        "another firm that takes part: a customer, a distributor, a firm behind the supplier"
    )


class ActionDate(Kind):
    kind = "action_date"
    title = "Action dates"
    prefix = "AD"
    words = "another day an action is due"
    example = 'action=A-1 due_on=2026-11-15 reason="the new system is late"'
    refers: ClassVar[dict[str, str]] = {"action": "action"}
    days: ClassVar[tuple[tuple[str, str], ...]] = (("action.agreed_on", "due_on"),)

    action: Name = said("id of the action")
    due_on: Day = said("the day it is due now")
    reason: Text | None = maybe("why it moved")


class ActionEnd(Kind):
    kind = "action_end"
    title = "Actions ended"
    prefix = "AE"
    words = "how an action ended"
    example = 'action=A-1 how=done on=2026-11-12 evidence="no invoice late in November"'
    refers: ClassVar[dict[str, str]] = {"action": "action"}
    identity: ClassVar[tuple[str, ...]] = ("action",)
    days: ClassVar[tuple[tuple[str, str], ...]] = (("action.agreed_on", "on"),)
    happened: ClassVar[tuple[str, ...]] = ("on",)

    action: Name = said("id of the action")
    how: Literal["done", "dropped"] = said("how it ended")
    on: Day = said("the day")
    reason: Text | None = maybe("why it was dropped")
    evidence: Text | None = maybe("what shows that it is done")


class Dispute(Kind):
    kind = "dispute"
    title = "Disputes"
    prefix = "D"
    words = "one row of a metric that a firm says was read wrongly"
    example = (
        "metric=D1 row=SL-1001-00042 raised_by=supplier raised_on=2026-10-05 claim=met "
        'claim_words="the dock was closed"'
    )
    refers: ClassVar[dict[str, str]] = {"decided_by": "person"}
    identity: ClassVar[tuple[str, ...]] = ("metric", "row", "raised_by")
    days: ClassVar[tuple[tuple[str, str], ...]] = (
        ("raised_on", "answered_on"),
        ("raised_on", "decided_on"),
    )

    metric: OfMetric = said("the metric")
    row: Name = said("the row of the metric: a schedule line, ticket, lot …")
    raised_by: Side = said("who says so")
    raised_on: Day = said("day it was said")
    claim: Literal["met", "missed", "not_counted"] = said("how it should be read")
    claim_words: Text | None = maybe("the claim in its own words")
    state: Literal["open", "accepted", "refused", "withdrawn"] = maybe(
        "where it stands", "open"
    )
    answer: Text | None = maybe("the other firm's answer")
    answered_on: Day | None = maybe("day it was answered")
    decided_on: Day | None = maybe("day it was decided")
    decided_by: Ids = maybe("ids of who decided it, with ; between", ())


class Cause(Kind):
    kind = "cause"
    title = "Causes"
    prefix = "C"
    words = "whose cause a failure is, and whether both firms agree"
    example = (
        'of=complaint row=C-17 party=shared root_cause="packing" '
        "agreed_by_buyer_on=2026-10-13 agreed_by_supplier_on=2026-10-13"
    )
    identity: ClassVar[tuple[str, ...]] = ("of", "row")

    of: Literal["cost_event", "ticket", "notice", "customer_order", "complaint"] = said(
        "what kind of row it is the cause of"
    )
    row: Name = said("the row's own number")
    party: Literal["supplier", "buyer", "shared", "carrier", "not_agreed"] = said(
        "whose cause it is"
    )
    root_cause: Text | None = maybe("the cause in words")
    agreed_by_buyer_on: Day | None = maybe("day the buyer agreed")
    agreed_by_supplier_on: Day | None = maybe("day the supplier agreed")


class Issue(Kind):
    kind = "issue"
    title = "Issues"
    prefix = "I"
    words = "something that went wrong between the firms and needs an answer"
    example = (
        'what="boxes arrive crushed" raised_by=buyer raised_on=2026-09-01 level=functional '
        "days_to_answer=2 days_to_close=20"
    )
    refers: ClassVar[dict[str, str]] = {"owner": "person"}
    identity: ClassVar[tuple[str, ...]] = ("what", "raised_by", "raised_on")
    days: ClassVar[tuple[tuple[str, str], ...]] = (
        ("raised_on", "answered_on"),
        ("raised_on", "resolved_on"),
    )

    what: Text = said("what it is")
    raised_by: Side = said("who raised it")
    raised_on: Day = said("the day")
    level: Tier = said("the tier where it arose")
    owner: Name | None = maybe("id of who answers for it")
    days_to_answer: Whole | None = maybe("days agreed for an answer", ge=0)
    days_to_close: Whole | None = maybe("days agreed until it is closed", ge=0)
    answered_on: Day | None = maybe("day of the answer")
    resolved_on: Day | None = maybe("day it was solved")
    solved_at: Tier | None = maybe("the tier that solved it")
    fault_found: YesNo | None = maybe("whether a fault was found")
    process_version: Name | None = maybe("version of the process for issues")


class Escalation(Kind):
    kind = "escalation"
    title = "Escalations"
    prefix = "ES"
    words = "an issue that went up a tier"
    example = "issue=I-1 to_tier=operational on=2026-09-08"
    refers: ClassVar[dict[str, str]] = {"issue": "issue"}
    identity: ClassVar[tuple[str, ...]] = ("issue", "to_tier")
    days: ClassVar[tuple[tuple[str, str], ...]] = (
        ("issue.raised_on", "on"),
        ("on", "issue.resolved_on"),
    )
    happened: ClassVar[tuple[str, ...]] = ("on",)

    issue: Name = said("id of the issue")
    to_tier: Tier = said("the tier it went to")
    on: Day = said("the day")
    by_clause: YesNo = maybe("whether a clause of the contract was invoked", False)


class Annotation(Kind):
    kind = "annotation"
    title = "Notes on charts"
    prefix = "AN"
    words = "a note pinned to a day of a metric's chart"
    example = 'metric=D1 on=2026-08-10 note="The works moved."'

    metric: OfMetric = said("the metric")
    on: Day = said("the day")
    note: Text = said("the note")
