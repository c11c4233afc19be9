"""What the tables of a report hold: every sheet and every column in words, its unit, and how its
cells are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from srmlib.register import KINDS
from srmlib.register import Kind as Entered
from srmlib.relationship.used import column_of
from srmlib.rules.metric import Metric
from srmlib.words.words import lower_first

# How the cells of a column are shown. Only money and shares always have the same decimals; of the
# other numbers a column shows as many as its values have, up to a bound.
Kind = Literal[
    "code", "yes or no", "day", "month", "moment", "count", "money", "number", "share"
]
# What the end of a column's name says, here as in every table of an extract.
ENDINGS: Mapping[str, Kind] = MappingProxyType(
    {
        "_id": "code",
        "_on": "day",
        "_at": "moment",
        "_qty": "number",
        "_amount": "money",
        "_rate": "number",
        "_minutes": "count",
        "_days": "count",
    }
)
# A unit that differs from report to report, or from row to row.
CURRENCY = "reporting currency"
OF_THE_METRIC = "unit of the metric"


@dataclass(frozen=True)
class Column:
    """What a column holds. Without a `kind` its name says how it is shown."""

    words: str
    unit: str = ""
    kind: Kind | None = None


@dataclass(frozen=True)
class Sheet:
    """What a sheet holds, and its columns by name."""

    holds: str
    columns: Mapping[str, Column] = field(default_factory=dict)


def money(words: str, unit: str = CURRENCY) -> Column:
    """A column of amounts."""
    return Column(words, unit, "money")


def count(words: str, unit: str = "") -> Column:
    """A column of whole numbers."""
    return Column(words, unit, "count")


def number(words: str, unit: str = "") -> Column:
    """A column of numbers with decimals."""
    return Column(words, unit, "number")


def code(words: str) -> Column:
    """A column of ids and codes."""
    return Column(words, kind="code")


def described(metrics: Mapping[str, Metric], name: str) -> Sheet:
    """What a table of this name holds; `metrics` are those of the report by their
    id in small letters. A table that nobody described has columns that say by their names alone
    what they are.

    >>> described({}, "trace_links").columns["share"].words
    'share of all that is traced here'
    >>> described({}, "own")
    Sheet(holds='', columns={})
    """
    if name in SHEETS:
        return SHEETS[name]
    if name.removeprefix(OF_REGISTER) in KINDS:
        return _of_register(KINDS[name.removeprefix(OF_REGISTER)])
    kind, _, metric_id = name.partition("_")
    metric = metrics.get(metric_id)
    if kind == "months" and metric:
        return Sheet(f"{metric.name} by month, with its control limits.", MONTHS)
    if kind == "rows" and metric:
        holds = (
            f"The {metric.row.many} behind {lower_first(metric.name)}: those that count, and those"
            " left out."
        )
        return Sheet(holds, _row_columns(metric))
    return Sheet("")


def _of_register(kind: type[Entered]) -> Sheet:
    """What was entered of a kind, its columns in the words of its fields."""
    fields = {column_of(one.name): Column(one.words) for one in kind.fields()}
    holds = f"As entered in the register: {kind.words}; one row for each record."
    return Sheet(holds, {**ENTRY_COLUMNS, **fields})


def _row_columns(metric: Metric) -> Mapping[str, Column]:
    """The columns of a metric's rows: those that all have, those that many metrics call the same,
    and its own. What only its record names, as that of a metric two firms brought does, has the
    record's words.
    """
    from_record = {name: Column(words) for name, words in metric.shown.items()}
    own = OWN_COLUMNS.get(metric.id, {})
    return {**from_record, **ROW_COLUMNS, **SHARED_COLUMNS, **own}


def kind_of(name: str, column: Column | None) -> Kind | None:
    """How a column is shown: as described, else by the end of its name; None where neither says.

    >>> kind_of("due_on", None), kind_of("is_late", None), kind_of("share", Column("", kind="share"))
    ('day', 'yes or no', 'share')
    """
    if column is not None and column.kind:
        return column.kind
    if name.startswith("is_"):
        return "yes or no"
    return next((kind for end, kind in ENDINGS.items() if name.endswith(end)), None)


OF_REGISTER = "register_"
ENTRY_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "record": code("id of the record"),
        "revision": count("how often it was entered; the last one stands"),
        "side": code("who entered it: buyer, supplier or joint"),
        "entered_on": Column("day it was entered last"),
    }
)
ROW_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "row_id": code("id of the row, which `srm explain` takes"),
        "counted_on": Column("day that places the row in its month and quarter"),
        "outcome": code("what became of it"),
        "is_counted": Column(
            "whether the metric counts the row; if not, the outcome says why"
        ),
        "numerator": number("what the row adds above the line of the fraction"),
        "denominator": number("what the row adds below the line of the fraction"),
        "measured_in": code("unit of its quantity; units are kept apart"),
        "was_supplier_id": code(
            "the merged firm that the extract names; empty: the supplier itself"
        ),
    }
)
# What has one meaning wherever it stands.
SHARED_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "line_id": code("order line"),
        "order_id": code("order"),
        "part_id": code("part"),
        "receipt_id": code("receipt of goods"),
        "shipment_id": code("shipment"),
        "customer_order_id": code("the customer's order"),
        "promise_id": code("promise to a customer"),
        "complaint_id": code("complaint"),
        "notice_id": code("notice of a defect"),
        "action_id": code("corrective action"),
        "ticket_id": code("ticket"),
        "lot_id": code("inspection lot"),
        "event_id": code("cost event"),
        "ordered_on": Column("day the order was sent"),
        "requested_on": Column("day the buyer asked for"),
        "confirmed_on": Column("day the confirmation was sent"),
        "filled_on": Column("day the line was full"),
        "invoiced_on": Column("day the invoice was sent"),
        "found_on": Column("day the defect was found"),
        "ordered_qty": number("quantity ordered", "unit of the part"),
        "currency": code("currency of the amount beside it"),
        "subject": Column("what it is about"),
        "priority": code("how urgent it is, as the caller says"),
        "supplier_priority": code("how urgent it is, as the supplier says"),
        "opened_at": Column("when the ticket was sent", "UTC"),
        "resolved_at": Column("when the ticket was resolved", "UTC"),
        "cause": code(
            "whose cause it is, as agreed: theirs (supplier), ours (buyer), shared, open"
        ),
        "defect_code": code("the defect"),
        "found_at": code("where the defect was found"),
    }
)
OWN_COLUMNS: Mapping[str, Mapping[str, Column]] = MappingProxyType(
    {
        "D1": {
            "made_at": code("factory that made it"),
            "first_confirmed_on": Column("day the supplier confirmed first"),
            "last_confirmed_on": Column("day the supplier confirmed last"),
            "due_on": Column("day the line was due, by the date that counts"),
            "first_on": Column("day the first of it came"),
            "uom": code("unit of the quantities"),
            "value_amount": money("price of the whole line", "currency of the order"),
            "received_qty": number("quantity received", "unit of the part"),
            "on_time_qty": number(
                "quantity in time, where quantity is counted", "unit of the part"
            ),
            "is_qty_known": Column("whether the quantities are known"),
            "is_full_known": Column("whether the quantities say when the line was full"),
            "is_day_known": Column("whether the day that counts as received is known"),
            "is_changed_inside": Column(
                "whether the buyer changed it inside the lead time"
            ),
            "is_change_unclear": Column("whether nobody knows who asked for such a change"),
            "outcome_if_unchanged": code(
                "the outcome if lines the buyer changed were counted"
            ),
            "is_counted_if_unchanged": Column("whether the line would be counted then"),
            "is_on_time": Column("whether it came in time"),
            "lead_time_days": count("from the order to the day the line was full", "days"),
            "is_received_before_ordered": Column("whether it came before it was ordered"),
            "late_until_on": Column(
                "day it was full, else until when somebody waited for it"
            ),
        },
        "D2": {"due_on": Column("day the supplier confirmed")},
        "D3": {
            "numerator": number("days late, negative where early", "days"),
            "denominator": number("1; 0 where it is late by that much at least"),
            "started_on": Column("day from which the days are counted"),
            "due_on": Column("day the line was due"),
            "until_on": Column("day until which the days are counted"),
            "lead_time_days": count("from the order to the day the line was full", "days"),
            "is_expedited": Column("whether the line was expedited"),
        },
        "Q1": {
            "decided_on": Column("day the lot was accepted or rejected"),
            "decision": code("accepted, rejected, used as it is"),
            "reopened_on": Column("day a defect was found in the accepted lot"),
            "is_skip": Column("whether the lot was let through without inspection"),
            "lot_qty": number("size of the lot", "unit of the part"),
            "rejected_qty": number("quantity rejected", "unit of the part"),
        },
        "Q2": {
            "made_on": Column("day the goods were made"),
            "claimed_qty": number("quantity claimed", "unit of the part"),
            "blocked_qty": number("quantity blocked", "unit of the part"),
            "confirmed_qty": number(
                "quantity the supplier's analysis confirmed", "unit of the part"
            ),
            "docked_on": Column("day the receipt came to the dock"),
            "shipped_on": Column("day the receipt was shipped"),
            "arrived_qty": number("quantity received", "unit of the part"),
        },
        "Q3": {
            "issued_on": Column("day the action was asked for"),
            "first_due_on": Column("day it was first due, where that was moved"),
            "due_on": Column("day it is due"),
            "closed_on": Column("day it was closed"),
        },
        "Q4": {
            "category": code("group of parts"),
            "defect_family": code("family of defects"),
            "repeats_action_id": code(
                "the action against the same defect that did not end it"
            ),
            "repeats_verified_on": Column("day that action was found to work"),
        },
        "S1": {
            "started_at": Column("when the clock starts", "UTC"),
            "answered_at": Column("when a person answered first", "UTC"),
            "allowed_minutes": count("time allowed for an answer", "minutes"),
            "response_minutes": count("time until the answer", "minutes"),
        },
        "S2": {
            "reopened_at": Column("when the ticket was opened again", "UTC"),
            "followed_at": Column("when another ticket on the same fault followed", "UTC"),
            "closed_by": code("who closed it; silence: the caller did not answer"),
        },
        "S3": {
            "numerator": number("time to restore", "minutes"),
            "denominator": number("1; 0 where it takes that long at least"),
            "stopped_at": Column("when the clock stops", "UTC"),
            "paused_minutes": count("time that waited for the caller", "minutes"),
            "minutes": count("time to restore, so far where it is not restored", "minutes"),
        },
        "C1": {
            "numerator": money("cost beside the price"),
            "denominator": money("price of the goods"),
            "cause_by": code(
                "whose word the cause is: agreed by both firms, rule, claimed, booked or terms"
            ),
            "element": code("element of cost"),
            "component": code("part of the element, such as freight or duty"),
            "state": code("amount, included in the price, or unknown"),
            "amount": money("the cost"),
        },
        "C2": {
            "amount": money("amount of the invoice line", "currency of the line"),
            "correction": code("what had to be corrected"),
            "correction_amount": money("amount of the correction", "currency of the line"),
            "correction_cause": code("whose error it was"),
            "is_credit": Column("whether the line is a credit note"),
        },
        "P1": {
            "first_promised_on": Column("day first promised to the customer"),
            "promised_on": Column("day last promised to the customer"),
            "shipped_on": Column("day the buyer shipped"),
            "kept_on": Column("day the customer had it"),
            "broken_cause": code("whose cause a broken promise is"),
            "is_cause_agreed": Column("whether both firms agreed that cause"),
        },
        "P2": {
            "received_on": Column("day the complaint came"),
            "first_promised_on": Column("earliest day promised to the customer"),
            "unit_count": count("units complained of"),
            "is_claim": Column("whether the customer claims anything"),
            "is_accepted": Column("whether the supplier accepted it"),
        },
        "B1": {
            "due_on": Column("day the line was due"),
            "is_changed_inside": Column(
                "whether the buyer changed it inside the lead time"
            ),
        },
        "B2": {
            "numerator": number(
                "quantity by which the forecast missed", "unit of the part"
            ),
            "denominator": number("quantity ordered", "unit of the part"),
            "month_on": Column("month forecast", kind="month"),
            "made_on": Column("day the forecast was given"),
            "lead_days": count("longest lead time agreed for the part", "days"),
            "forecast_qty": number("quantity forecast", "unit of the part"),
        },
        "B3": {
            "due_on": Column("day payment was due"),
            "pay_by_on": Column("last day to pay, with the time a dispute took"),
            "paid_on": Column("day it was paid"),
            "amount": money("amount of the invoice line", "currency of the line"),
        },
        "B4": {
            "numerator": number("time until the answer", "days"),
            "asked_on": Column("day the supplier asked"),
            "answered_on": Column("day the buyer answered"),
        },
        "B5": {
            "changed_on": Column("day the buyer changed it"),
            "field": code("what was changed"),
            "old_value": Column("before the change"),
            "new_value": Column("after the change"),
        },
        "B6": {
            "tier": code("functional, operational or executive"),
            "planned_on": Column("day planned"),
            "held_on": Column("day held"),
        },
    }
)
MONTHS: Mapping[str, Column] = MappingProxyType(
    {
        "month": Column("first day of the month", kind="month"),
        "value": number("the metric in that month", OF_THE_METRIC),
        "numerator": number("above the line of the fraction"),
        "denominator": number("below the line of the fraction"),
        "n": count("rows counted"),
        "lower": number("lower control limit", OF_THE_METRIC),
        "upper": number("upper control limit", OF_THE_METRIC),
        "signal": code("usual, or how the month stands out"),
        "before": number(
            "the month by the version of the definition before", OF_THE_METRIC
        ),
    }
)


def _both(names: Mapping[str, Column], **sides: str) -> dict[str, Column]:
    """Columns that stand once for each side: `outcome_then`, `outcome_now`."""
    return {
        f"{name}_{side}": Column(f"{column.words}, {words}", column.unit, column.kind)
        for side, words in sides.items()
        for name, column in names.items()
    }


READ: Mapping[str, Column] = MappingProxyType(
    {
        "counted_on": Column("day that places the row", kind="day"),
        "outcome": code("what became of it"),
        "numerator": number("what it adds above the line"),
        "denominator": number("what it adds below the line"),
        "facts": Column("its dates and quantities"),
    }
)
IS_COUNTED = {"is_counted": Column("whether it is counted", kind="yes or no")}
SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        "metrics": Sheet(
            "Every metric of the quarter, the buyer's own part too, with its definition.",
            {
                "metric_id": code("id of the metric, such as D1"),
                "name": Column("the metric"),
                "value": number("the quarter's value", OF_THE_METRIC),
                "unit": code("unit of the metric"),
                "state": code("ok, too_few, no_data, not_supplied or not_agreed"),
                "n": count("rows, or events, that the value rests on"),
                "numerator": number("above the line of the fraction"),
                "denominator": number("below the line of the fraction"),
                "bound": code("whether the value is at least, or more than, so much"),
                "interval_low": number("lower end of the 95% interval", OF_THE_METRIC),
                "interval_high": number(
                    "upper end of the 95% interval; empty where nothing bounds it",
                    OF_THE_METRIC,
                ),
                "goal": number("agreed goal", OF_THE_METRIC),
                "red_limit": number("agreed red limit", OF_THE_METRIC),
                "verdict": code(
                    "met_clear, met, missed, missed_clear or far_clear; empty: not judged"
                ),
                "clear_by": code(
                    "what makes the verdict clear: the year, or a run of quarters"
                ),
                "rests_on_dispute": Column(
                    "whether open disputes could change the verdict", kind="yes or no"
                ),
                "orders": count("orders that the rows belong to, where several share one"),
                "so_far": Column(
                    "whether claims about the quarter's goods or orders still come",
                    kind="yes or no",
                ),
                "year_value": number(
                    "value of the last four quarters together", OF_THE_METRIC
                ),
                "year_low": number("lower end of the year's 95% interval", OF_THE_METRIC),
                "year_high": number("upper end of the year's 95% interval", OF_THE_METRIC),
                "year_n": count("rows, or events, of the last four quarters"),
                "quarters_met": count("quarters of the last eight that met the goal"),
                "quarters_judged": count("quarters of the last eight with enough rows"),
                "previous": number("value of the quarter before", OF_THE_METRIC),
                "definition_version": count("version of the definition"),
                "formula": Column("how the value is worked out"),
                "counts": Column("what is counted, and what is not"),
            },
        ),
        "bridge": Sheet(
            "How one firm's count becomes the agreed one: one row for each row that a switch of the"
            " definition changes.",
            {
                "metric_id": code("id of the metric, such as D1"),
                "from_basis": code(
                    "way of counting at the start: supplier, agreed or buyer"
                ),
                "to_basis": code("way of counting at the end"),
                "step": count("place of the switch in the bridge"),
                "switch": code("the switch that is turned"),
                "row_id": code("id of the row, which `srm explain` takes"),
                **_both(READ, before="before the switch", after="after the switch"),
            },
        ),
        "disputes": Sheet(
            "What the two firms dispute: one row each.",
            {
                "dispute_id": code("the dispute"),
                "metric_id": code("id of the metric, such as D1"),
                "row_id": code("the disputed row"),
                "raised_by": code("the firm that raised it"),
                "raised_on": Column("day it was raised"),
                "claim": code("how the row should count: met, missed or not_counted"),
                "words": Column("the dispute in its own words"),
                "state": code("open, accepted or refused"),
                "answer": Column("the other firm's answer"),
                "counted_on": Column("day that places the row"),
                "outcome": code("what became of the row, as counted now"),
                "origin": code("where it was entered: extract or register"),
            },
        ),
        "restated": Sheet(
            "What last quarter's report counted otherwise than it is counted now: one row each.",
            {
                "metric_id": code("id of the metric, such as D1"),
                "quarter": code("the quarter before"),
                "row_id": code("id of the row"),
                **_both(
                    {**READ, **IS_COUNTED}, then="as reported then", now="as counted now"
                ),
                "reason": Column("why it differs"),
            },
        ),
        "ratings": Sheet(
            "How both firms' champions rate the relationship: one row for each element and quarter,"
            " 1 bright red to 5 bright green; never averaged.",
            {
                "element": code("the element"),
                "quarter": code("the quarter rated"),
                "buyer": count("the buyer's rating; empty: not rated, or not revealed"),
                "supplier": count(
                    "the supplier's rating; empty: not rated, or not revealed"
                ),
                "gap": count("steps between the two; empty unless both rated"),
                "buyer_comment": Column("the buyer's comment of this quarter"),
                "supplier_comment": Column("the supplier's comment of this quarter"),
                "buyer_will_do": Column("what the buyer will do about it"),
                "supplier_will_do": Column("what the supplier will do about it"),
            },
        ),
        "level": Sheet(
            "What the records show of the relationship: one row for each dimension and level.",
            {
                "dimension": code("the dimension"),
                "level": code("transactional, preferred, strong preferred or strategic"),
                "shown": code("shown, not shown or no record"),
                "fact": Column("what the records show of the dimension"),
            },
        ),
        "partnering": Sheet(
            "Signs of weak partnering, principles and keys: one row for each and each firm.",
            {
                "kind": code("sign, principle or key"),
                "number": count("its number"),
                "question": Column("what is asked"),
                "side": code("buyer or supplier"),
                "outcome": code("found, not_found, in_place, not_yet or cannot_tell"),
                "why": Column("what the records show, with the mark it is held against"),
            },
        ),
        "topics": Sheet(
            "What both firms could work on ahead of need: one row for each topic. A value is there"
            " once both firms have stated one.",
            {
                "topic": code("the topic"),
                "what": Column("the topic in words"),
                "form": code("topic, joint_team or cross_audit"),
                "state": code("chosen, finished or listed"),
                "buyer_value": count("what it is worth to the buyer, 0 to 10"),
                "supplier_value": count("what it is worth to the supplier, 0 to 10"),
                "waits_for": code("the firm whose value is not in while the other's is"),
                "effort": count("1 little, 2 some, 3 much work"),
                "buyer_owner": Column("who owns it, by name with consent, else by role"),
                "supplier_owner": Column("who owns it, by name with consent, else by role"),
                "target": Column("what is to be reached"),
                "target_on": Column("until when"),
                "reached": number("what is reached, in the unit of the goal"),
                "goal": number("what is to be reached, in that unit"),
                "unit": code("the unit of the goal"),
                "last_activity": Column("last day on which anything happened", kind="day"),
                "is_quiet": Column("nothing since the last review", kind="yes or no"),
                "replaces": code("the finished topic it replaced"),
            },
        ),
        "milestones": Sheet(
            "Steps of topics: one row for each.",
            {
                "topic": code("the topic"),
                "what": Column("the step"),
                "due_on": Column("day it is due"),
                "met_on": Column("day it was met; empty while it is not"),
            },
        ),
        "findings": Sheet(
            "What cross-audits found: one row for each finding.",
            {
                "audit": code("the cross-audit"),
                "at": code("at whose works: buyer or supplier"),
                "what": Column("what was found"),
                "on": Column("the day", kind="day"),
                "saving": number("what it could save in a year", "currency of the row"),
                "currency": code("currency of the saving"),
                "action": code("the action it became"),
                "action_state": code("open, done or dropped"),
            },
        ),
        "ideas": Sheet(
            "Ideas of one firm for both: one row for each.",
            {
                "side": code("whose idea: buyer or supplier"),
                "what": Column("the idea"),
                "on": Column("the day", kind="day"),
                "state": code("adopted, refused or open"),
                "reason": Column("why it was refused"),
                "became": code("the topic or action it became"),
            },
        ),
        "asks": Sheet(
            "What each firm asked of the other over the years: one row for each ask.",
            {
                "ask": code("the ask"),
                "year": code("the year it was asked in"),
                "from_side": code("who asks: buyer or supplier"),
                "what": Column("what is asked"),
                "form": code("strategic or operational"),
                "asked_on": Column("the day"),
                "state": code("open, accepted, in_progress, done or refused with a reason"),
                "on": Column("day of the last event", kind="day"),
                "reason": Column("why it was refused"),
                "evidence": Column("what shows the state"),
            },
        ),
        "board_asks": Sheet(
            "What advisory boards of several firms asked, merged without names: one row for each.",
            {
                "board": code("the board"),
                "of": code("suppliers or customers"),
                "on": Column("day the board was held", kind="day"),
                "firms": count(
                    "firms that were there; empty where that would show who said what"
                ),
                "what": Column("what is asked"),
                "form": code("strategic or operational"),
                "is_own": Column("whether this firm asked for it, too", kind="yes or no"),
                "state": code("open, accepted, in_progress, done or refused with a reason"),
                "became_on": Column("day of the last event"),
                "reason": Column("why it was refused"),
                "evidence": Column("what shows the state"),
            },
        ),
        "chain": Sheet(
            "Links of the chain from the firms behind the supplier to the partners who hand over:"
            " one row for each.",
            {
                "column": code("where it begins: tier2, supplier, process or product"),
                "from_place": Column("where it begins"),
                "to_place": Column("where it ends, in the next column"),
                "share": number("of what reaches the end; empty where not known", "%"),
                "is_entered": Column("people said so, not the extract", kind="yes or no"),
            },
        ),
        "partners": Sheet(
            "Partners downstream and what they passed on in the quarter: one row each.",
            {
                "partner": code("the partner"),
                "name": Column("what it is called"),
                "form": code("distributor, agent, service or carrier"),
                "days_agreed": Column("days agreed to pass something on"),
                "complaints": count("complaints passed on"),
                "complaint_days": number("median days until then", "days"),
                "complaints_open": count("complaints it has still"),
                "returns": count("returns passed on"),
                "return_days": number("median days until then", "days"),
                "returns_open": count("returns it has still"),
                "promised": count("promises it was to keep in orders of this supplier"),
                "kept": count("of those, kept"),
            },
        ),
        "roles": Sheet(
            "Who holds which role in the relationship: one row for each role and person.",
            {
                "side": code("buyer or supplier"),
                "tier": code("functional, operational or executive"),
                "role": code("the role"),
                "person": Column(
                    "who holds it, by name with consent, else by role; empty: nobody"
                ),
                "deputy": Column("who stands in; empty: nobody"),
            },
        ),
        "meetings": Sheet(
            "Meetings of the two firms in the twelve months around the review: one row each.",
            {
                "tier": code("functional, operational or executive"),
                "is_review": code("true where it is the review of a quarter"),
                "planned_on": Column("day it was planned for"),
                "held_on": Column("day it was held; empty while it was not"),
                "minutes_sent_on": Column("day its minutes were sent"),
            },
        ),
        "health_checks": Sheet(
            "The yearly health check of both firms: one row for each firm and year that both have"
            " answered, 1 least to 5 most; never averaged.",
            {
                "year": code("the calendar year"),
                "side": code("buyer or supplier"),
                "on": Column("day it was answered"),
                "communication": count("1 to 5; empty: not answered"),
                "satisfaction": count("1 to 5; empty: not answered"),
                "trust": count("1 to 5; empty: not answered"),
                "compatibility": count("1 to 5; empty: not answered"),
                "asked": count("people asked; empty: not entered"),
                "answered": count("people who answered; empty: not entered"),
            },
        ),
        "cost_elements": Sheet(
            "What the goods cost in use: one row for each element of cost, or part of one.",
            {
                "element": code("element of cost"),
                "component": code("part of the element"),
                "name": Column("the element or its part"),
                "currency": code("reporting currency"),
                "amount": money("what the buyer paid"),
                "state": code("amount, partly, included, unknown or not_measured"),
                "coverage": Column("share of receipts of which it is known", kind="share"),
                "receipts_known": count("receipts of which it is known"),
                "receipts_included": count("receipts whose price includes it"),
                "receipts_unknown": count("receipts of which it is not known"),
                "events": count("cost events"),
                "events_unknown": count("cost events of unknown amount"),
                "plants_reporting": count("plants that report it"),
                "plants": count("plants that received goods"),
                "phase": code("before, at or after the purchase"),
                "quality_class": code("class of quality cost"),
                "interval_low": number("lower end of the range to expect"),
                "interval_high": number("upper end of the range to expect"),
                "interval_unit": code("what the range is in"),
                "cause_theirs": money("part that the supplier caused"),
                "cause_ours": money("part that the buyer caused"),
                "cause_shared": money("part that both caused"),
                "cause_carrier": money("part that a carrier of the buyer caused"),
                "cause_open": money("part whose cause is not agreed"),
                "cause_terms": money("part that the agreed terms bring"),
            },
        ),
        "cost_ledger": Sheet(
            "Every cost: one row for each cost event and receipt that bears it. The shares of an"
            " event add up to it.",
            {
                "row_id": code("id of the row, which `srm explain ROW --metric C1` takes"),
                "booked_on": Column("day of the event"),
                "element": code("element of cost"),
                "component": code("part of the element"),
                "event_id": code("cost event"),
                "source": code("table of the extract it comes from"),
                "receipt_id": code("receipt that bears it"),
                "line_id": code("order line"),
                "order_id": code("order"),
                "shipment_id": code("shipment"),
                "part_id": code("part"),
                "state": code("amount, included in the price, or unknown"),
                "amount": money("what this receipt bears"),
                "event_amount": money("the whole event"),
                "basis": code("booked, or counted at a rate"),
                "stated_amount": money("amount as stated", "currency as stated"),
                "stated_currency": code("currency of the stated amount"),
                "fx_rate": number("exchange rate", "reporting currency for fx_units"),
                "fx_units": number("units of the stated currency that the rate is for"),
                "driver_qty": number("what was counted"),
                "driver_unit": code("unit of what was counted"),
                "rate_name": code("the rate"),
                "rate_value": number("the rate on that day"),
                "rate_low": number("lower end of the rate"),
                "rate_high": number("upper end of the rate"),
                "rate_unit": code("unit of the rate"),
                "rate_from": Column("day from which the rate holds", kind="day"),
                "rate_per": count(
                    "the rate is divided by this, such as 60 minutes an hour"
                ),
                "share_weight": count("what the receipt bears of share_whole"),
                "share_whole": count("weight of the whole event"),
                "rule": code("how the event is spread over receipts"),
                "cause": code(
                    "theirs (supplier), ours (buyer), shared, carrier, open or terms"
                ),
                "cause_by": code(
                    "whose word the cause is: agreed by both firms, rule, claimed, booked or terms"
                ),
                "cause_part": code("part of an event of several causes"),
                "booked_supplier_id": code(
                    "the supplier it was booked of; empty where another firm may not be named"
                ),
                "paid_by": code("the firm that paid"),
                "supplier_id": code("the supplier"),
            },
        ),
        "cost_rates": Sheet(
            "The rates behind the costs: one row for each element, rate and date it holds from.",
            {
                "element": code("element of cost"),
                "name": code("the rate"),
                "value": number("the rate"),
                "unit": code("unit of the rate"),
                "from": Column("day from which it holds", kind="day"),
                "low": number("lower end, where the rate is uncertain"),
                "high": number("upper end, where the rate is uncertain"),
                "source": Column("where the rate comes from"),
                "agreed_by": Column("who agreed it"),
                "driver_qty": number("what was counted"),
                "driver_unit": code("unit of what was counted"),
                "events": count("cost events valued by it"),
                "amount": money("what they cost"),
            },
        ),
        "cost_differences": Sheet(
            "What the books hold and no event explains: one row for each element and month.",
            {
                "element": code("element of cost"),
                "month_on": Column("month", kind="month"),
                "in_books": money("amount in the books"),
                "in_ledger": money("amount in the sheet cost_ledger"),
                "unexplained": money("in the books and in no event"),
            },
        ),
        "cost_balances": Sheet(
            "What became of the goods, and of what was invoiced: two sums that close.",
            {
                "balance": code("mass: of goods, money: of invoices"),
                "unit": code("unit of the part, or the currency"),
                "what": Column("part of the balance"),
                "quantity": number("how much of it, in that unit"),
            },
        ),
        "cost_rows_used": Sheet(
            "How many rows of the extract are costs, and why others are not.",
            {
                "source": code("table of the extract"),
                "reason": Column("why the rows are no cost; empty: they are"),
                "row_count": count("rows"),
            },
        ),
        "cost_savings": Sheet(
            "What reaching the goals would save: one row for each row of the ledger that a driver"
            " caused, and each of which nothing tells the cause.",
            {
                "driver": code("what goes wrong; empty: nothing tells"),
                "metric_id": code("the metric that counts it"),
                "row_id": code("id of the row, which `srm explain ROW --metric C1` takes"),
                "element": code("element of cost"),
                "told_by": Column("what tells what caused it"),
                "cause": code("theirs (supplier), ours (buyer), shared, open or terms"),
                "paid_by": code("the firm that paid"),
                "amount": money("what this row cost"),
                "avoided": money(
                    "what of it would be saved at the goal; 0 where the cause is shared or open"
                ),
            },
        ),
        "cost_definitions": Sheet(
            "What each element of cost is.",
            {
                "element": code("element of cost"),
                "name": Column("the element"),
                "driver": Column("what is counted"),
                "rate": Column("what it is valued by"),
                "sign": Column("what a plus and a minus mean"),
                "source": Column("tables of the extract"),
                "default_cause": Column("whose cause it is, where no event says so"),
                "phase": code("before, at or after the purchase"),
                "quality_class": code("class of quality cost"),
            },
        ),
        "trace_links": Sheet(
            "Where problems come from: one row for each way from an effect to its cause.",
            {
                "effect": Column("what was felt"),
                "breakdown": Column("what broke"),
                "item": Column("on which item"),
                "cause_side": code(
                    "theirs (supplier), tier2, carrier, ours (buyer), shared, others, not_agreed or"
                    " not_traced"
                ),
                "supplier_id": code("the supplier, where the cause is one's"),
                "cause": Column("the cause"),
                "share": Column("share of all that is traced here", kind="share"),
                "amount": money(
                    "what it cost, or events where no cost is known", "see unit"
                ),
                "unit": code("currency, or events"),
                "events": count("effects that went this way, in whole or in part"),
                "evidence": code("what the trace rests on"),
                "least": Column(
                    "least share, where several suppliers are possible", kind="share"
                ),
                "most": Column(
                    "largest share, where several suppliers are possible", kind="share"
                ),
                "is_agreed": Column(
                    "whether both firms agreed the cause; empty: nothing says so"
                ),
            },
        ),
        "broken_promises": Sheet(
            "Promises to customers that were broken: one row each.",
            {
                "promise_id": code("promise to a customer"),
                "customer_order_id": code("the customer's order"),
                "due_on": Column("day promised"),
                "kept_on": Column("day the customer had it; empty: not yet"),
                "days": count("how late it was", "days"),
                "side": code("whose cause: theirs (supplier), ours (buyer), shared, …"),
                "complaint_count": count("complaints about it"),
                "complaints": Column(
                    "what they are about; empty where it may not be quoted"
                ),
            },
        ),
        "customer_labels": Sheet(
            "What the labels of the shared report stand for: one row each. For the buyer alone.",
            {
                "label": code("the label, such as promise 12"),
                "id": code("what it stands for"),
            },
        ),
    }
)
