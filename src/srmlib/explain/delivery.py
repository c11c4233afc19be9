"""Delivery: on time in full (D1), confirmed dates kept (D2), variability (D3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from srmlib.explain.arrivals import (
    PLACES,
    RECEIPTS,
    Arrival,
    arrival_words,
    arrivals_of,
    is_by_closing,
)
from srmlib.explain.explanation import spoken
from srmlib.explain.mechanism import (
    Case,
    Explainer,
    Question,
    Read,
    always,
    by_choice,
    columns_of,
    known_rows,
    share_of,
    tell,
    what,
)
from srmlib.numbers import by_count, exact, plural
from srmlib.snapshot.database import statement

DATES = ("requested_on", "first_confirmed_on", "last_confirmed_on", "promised_on")
CHANGES = known_rows("order_changes", "changed_on", "line_id")
CHANGE_COLUMNS = "change_id changed_on field by_side"
ORDER_LINES = Read(statement("explain/order_lines"), "of_line_id", "line_id")


def _due_columns(case: Case) -> list[str]:
    """The dates by which a line can be due, the first known one counts."""
    confirmed = [] if case.by("due", "requested") else [case.choices["due"] + "_on"]
    return [*confirmed, "requested_on", "promised_on"]


def _line(case: Case) -> dict:
    """When a line was due, what arrived of it, which receipt decides, and what may leave the line
    out.
    """
    choices = case.choices
    due_column = next(
        (column for column in _due_columns(case) if getattr(case, column)), None
    )
    due_on = getattr(case, due_column) if due_column else None
    since = until = None
    if due_on:
        until = due_on + timedelta(days=choices["late_days"])
    if due_on and choices["early_days"] is not None:
        since = due_on - timedelta(days=choices["early_days"])
    is_closed = _is_closed(case, until)
    arrivals = arrivals_of(case, is_closed)
    standing = [arrival for arrival in arrivals if arrival.stands]
    # Of a line of which nothing had come, closing completes nothing.
    is_closed = is_closed and any(is_by_closing(arrival, case) for arrival in standing)
    fill = _fill(case, arrivals, standing, is_closed)
    filled_on = fill["filled_on"]
    first_on = standing[0].placed_on if standing else None
    counted_on = due_on or filled_on or first_on or case.ordered_on or case.as_of
    if case.by("period", "received"):
        counted_on = filled_on or counted_on
    order_lines = [line for line in case.order_lines if line["basis"] == case.basis]
    if case.by("unit", "order") and case.row_id in [
        line["line_id"] for line in order_lines
    ]:
        counted_on = max(line["counted_on"] for line in order_lines)
    in_time = [
        arrival.qty
        for arrival in standing
        if until and arrival.told_on <= until and not (since and arrival.told_on < since)
    ]
    return {
        **fill,
        "due_column": due_column,
        "due_on": due_on,
        "since": since,
        "until": until,
        "is_closed": is_closed,
        "arrivals": arrivals,
        "first_on": first_on,
        "first_told_on": min((arrival.told_on for arrival in standing), default=None),
        "on_time_qty": sum((qty for qty in in_time if qty is not None), Decimal(0)),
        "is_time_lacking": any(_is_time_lacking(a, case, since, until) for a in standing),
        "changes_inside": [
            change for change in case.changes if is_ours_inside(change, case)
        ],
        "changes_unclear": unclear_side(case),
        "order_lines": order_lines,
        "counted_on": counted_on,
    }


def _is_time_lacking(
    arrival: Arrival, case: Case, since: date | None, until: date | None
) -> bool:
    """By the time of day, which is not known, and a day later would tell another."""
    is_asked = case.by("clock", "time") and case.by("place", "dock")
    day = arrival.receipt["docked_on"]
    return bool(
        is_asked
        and arrival.receipt["docked_at"] is None
        and (day == until or (since and day == since - timedelta(days=1)))
    )


def _is_closed(case: Case, until: date | None) -> bool:
    """Closed for good by its last day, by somebody whose closing the basis takes for the end."""
    is_theirs_to_close = case.by("closed", "any") or (
        case.by("closed", "buyer") and case.closed_by == "buyer"
    )
    is_by_then = case.closed_on is None or (
        case.closed_on <= case.as_of and (until is None or case.closed_on <= until)
    )
    return bool(case.status == "closed" and is_theirs_to_close and is_by_then)


def _fill(
    case: Case, arrivals: list[Arrival], standing: list[Arrival], is_closed: bool
) -> dict:
    """How much was wanted, and the receipt that made it full, as far as quantities tell."""
    arrived_qty = standing[-1].so_far if standing else Decimal(0)
    is_qty_known = all(
        arrival.receipt["received_qty"] is not None or arrival.is_reversed
        for arrival in arrivals
    ) or (is_closed and all(arrival.qty is not None for arrival in standing))
    is_day_known = _is_day_stated(case) and all(
        arrival.is_day_known for arrival in standing
    )
    wanted_qty = case.ordered_qty
    if is_closed and case.ordered_qty is not None:
        wanted_qty = min(case.ordered_qty, arrived_qty) if is_qty_known else None
    # A line closed short is full with its one receipt; of several, quantities must tell which.
    is_closed_with_one = is_closed and len(standing) == 1
    is_any_enough = case.by("partials", "first") or case.by("full_percent", 0)
    is_qty_told = is_qty_known and case.ordered_qty is not None
    is_by_last = not is_qty_told and (
        is_closed_with_one or not (case.is_qty_stated or is_qty_known)
    )
    if is_any_enough:
        deciding = standing[:1]
        telling = standing
    elif is_by_last:
        deciding = standing[-1:]
        telling = sorted(standing, key=lambda arrival: arrival.told_on)[-1:]
    else:
        deciding = telling = [
            arrival
            for arrival in standing
            if arrival.qty is not None
            and wanted_qty is not None
            and 100 * arrival.so_far >= _percent(case, "full_percent") * wanted_qty
        ]
    is_full_known = (
        is_any_enough or is_closed_with_one or not case.is_qty_stated or is_qty_told
    )
    if not (is_full_known and is_day_known):
        deciding = telling = []
    return {
        "is_qty_known": is_qty_known,
        "is_qty_told": is_qty_told,
        "is_by_last": is_by_last,
        "is_full_known": is_full_known,
        "is_day_known": is_day_known,
        "arrived_qty": arrived_qty,
        "wanted_qty": wanted_qty,
        "decider": deciding[0] if deciding else None,
        "filled_on": deciding[0].placed_on if deciding else None,
        "told_on": min((arrival.told_on for arrival in telling), default=None),
    }


def _is_day_stated(case: Case) -> bool:
    """Whether any day that counts is known of this supplier."""
    if case.by("place", "shipped"):
        return bool(case.is_shipping_stated)
    return bool(case.by("place", "dock") or case.is_posting_stated)


def _percent(case: Case, switch: str) -> Decimal:
    """A tolerance exactly as it is written."""
    return Decimal(str(case.choices[switch]))


def is_ours_inside(change: dict, case: Case) -> bool:
    return change["by_side"] == "buyer" and is_inside(change, case)


def unclear_side(case: Case) -> list[dict]:
    """Changes inside the lead time, nobody knows by whom."""
    return [c for c in case.changes if c["by_side"] is None and is_inside(c, case)]


def is_inside(change: dict, case: Case) -> bool:
    """The change came after the order, later than the lead time before the day asked for, and not
    after the last day it was due.
    """
    changed_on = change["changed_on"]
    asked_on = next((day for column in ASKED if (day := getattr(case, column))), None)
    is_after_order = case.ordered_on is None or changed_on > case.ordered_on
    is_late = case.lead_days is None or (
        asked_on is not None and changed_on > asked_on - timedelta(days=case.lead_days)
    )
    return (
        change["field"] != "price"
        and is_after_order
        and is_late
        and not _is_after_the_fact(change, case)
    )


# The day asked for or, where it is not known, the first of these that is.
ASKED = ("requested_on", "promised_on", "first_confirmed_on", "last_confirmed_on")


def _is_after_the_fact(change: dict, case: Case) -> bool:
    """Made after the last day the line was due by any of its dates."""
    days = [day for column in DATES if (day := getattr(case, column))]
    return bool(days and change["changed_on"] > max(days))


def is_cancelled_before(case: Case) -> bool:
    """Before the day it was due, as far as is known on the as-of date."""
    return bool(
        case.due_on
        and case.status == "cancelled"
        and case.cancelled_on < case.due_on
        and case.cancelled_on <= case.as_of
    )


def _due_words(case: Case) -> str:
    if case.due_column is None:
        return "No date is known by which it was due."
    columns = _due_columns(case)
    said = f"On {spoken(case.due_on)}, {_date_words(case.due_column)}"
    lacking = [_date_words(column) for column in columns[: columns.index(case.due_column)]]
    if lacking:
        be = by_count(len(lacking), "is", "are")
        said += f" ({' and '.join(lacking)} {be} not known)"
    others = ", ".join(
        f"{_date_words(column)} {spoken(day)}"
        for column in DATES
        if column != case.due_column and (day := getattr(case, column))
    )
    return f"{said}. Beside it: {others or 'no other date is known'}."


def _date_words(column: str) -> str:
    return f"the {column.removesuffix('_on').replace('_', ' ')} date"


def _window_words(case: Case) -> str:
    since = f"from {spoken(case.since)}" if case.since else "any day early"
    return f"It may come {since}, until {spoken(case.until)}."


def _full_words(case: Case) -> str:
    percent = case.choices["full_percent"]
    over = case.choices["over_percent"]
    if case.ordered_qty is None:
        return "The ordered quantity is not known."
    if case.by("unit", "quantity"):
        ordered = f"{spoken(case.ordered_qty)} ordered ({case.uom or 'unit not known'})"
        return (
            f"{ordered}. Each quantity that comes in time counts, up to what was ordered."
        )
    if percent == 0:
        full = "any quantity"
    elif percent == 100:
        full = "all of it"
    else:
        full = exact(_percent(case, "full_percent") * case.ordered_qty / 100)
    ordered = f"{spoken(case.ordered_qty)} ordered ({case.part_uom or 'unit not known'})"
    if case.stated_qty is not None:
        ordered += f", stated as {spoken(case.stated_qty)} {case.uom}"
    said = f"{ordered}. Full is {full}."
    if over is not None:
        said += f" No more than {over}% on top of it."
    return said


def _arrived_words(case: Case) -> str:
    return " ".join(
        arrival_words(arrival, case) for arrival in case.arrivals
    ) or case.nothing_in("receipts", "Nothing, as of {as_of}.")


def _closed_words(case: Case) -> str:
    """Nothing is said where all came, or nothing."""
    is_all_there = (
        case.is_qty_known
        and case.ordered_qty is not None
        and case.arrived_qty >= case.ordered_qty
    )
    if case.status != "closed" or case.first_on is None or is_all_there:
        return ""
    by = f" by the {case.closed_by}" if case.closed_by else ""
    on = f" on {spoken(case.closed_on)}" if case.closed_on else ""
    if case.is_closed:
        return f"Yes{by}{on}: no more than what came was still wanted."
    return f"It was closed{by}{on}; what did not come is missing all the same."


def _on_time_qty_words(case: Case) -> str:
    """Nothing is said where quantities are not what is counted."""
    if not case.by("unit", "quantity"):
        return ""
    return f"{spoken(case.on_time_qty)} of {spoken(case.wanted_qty)}."


def _decider_words(case: Case) -> str:
    decider = case.decider
    ordered = spoken(case.ordered_qty)
    if decider is None and case.first_on and not (case.is_full_known and case.is_day_known):
        return f"It is not known: {_unknown_words(case)}."
    if decider is None and case.first_on:
        return f"None: {spoken(case.arrived_qty)} of {ordered} is not full."
    if decider is None:
        return "None: no receipt stands."
    if case.by("partials", "first"):
        why = "the first one"
    elif case.by("full_percent", 0):
        why = "the first one, because any quantity is enough"
    elif case.is_by_last:
        why = "the last one, because quantities are not known"
    elif case.is_closed and case.wanted_qty != case.ordered_qty:
        why = f"with it all {spoken(case.wanted_qty)} that were still wanted are there"
    else:
        why = f"with it {spoken(decider.so_far)} of {ordered} are there, which is full"
    _, came = PLACES[case.choices["place"]]
    day = spoken(case.filled_on)
    if case.told_on != case.filled_on:
        day += f", counted as {spoken(case.told_on)}"
    return f"Receipt {decider.receipt['receipt_id']}: {why}. It {came} on {day}."


def _unknown_words(case: Case) -> str:
    """What is not known of it, and is asked."""
    if case.is_full_known and not _is_unknown(case):
        return _unknown_day_words(case)
    if case.ordered_qty is None:
        return "the ordered quantity is not known"
    if case.is_qty_stated:
        return "a received quantity is not known"
    return "no received quantity of this supplier is known, and what did not come would count alone"


def _unknown_day_words(case: Case) -> str:
    came = PLACES[case.choices["place"]][1]
    if _is_day_stated(case):
        return f"the day it {came} is not known"
    return f"of this supplier it is never known on which day anything {came}"


def _change_words(case: Case) -> str:
    changes = ", ".join(
        f"{change['field']} on {spoken(change['changed_on'])}"
        for change in case.changes_inside
    )
    return f"Yes ({changes})."


def _no_change_words(case: Case) -> str:
    said = _no_change_inside_words(case)
    if any(_is_after_the_fact(change, case) for change in case.changes):
        said += " What was changed after the last day it was due came after the fact."
    return said


def _unclear_change_words(case: Case) -> str:
    said = [
        f"{change['field']} on {spoken(change['changed_on'])}"
        for change in case.changes_unclear
    ]
    return f"No ({', '.join(said)}): who asked for it is not known."


def _no_change_inside_words(case: Case) -> str:
    asked_on = case.requested_on or case.promised_on
    if case.lead_days is None or asked_on is None:
        return "No: no change by the buyer after the order is known."
    since = max(asked_on - timedelta(days=case.lead_days), case.ordered_on or date.min)
    return (
        f"No: no change by the buyer, of price apart, is known from after {spoken(since)}."
    )


def _late_words(case: Case) -> str:
    days = (case.told_on - case.until).days
    after = f"{days} {plural('day', days)} after {spoken(case.until)}"
    return f"No: {spoken(case.told_on)} is {after}."


def _not_over_words(case: Case) -> str:
    """Nothing is said where it is not asked."""
    if case.by("over_percent", None) or case.filled_on is None:
        return ""
    return "No."


def _not_early_words(case: Case) -> str:
    if case.told_on and case.since:
        return "No."
    return ""


def _not_full_words(case: Case) -> str:
    """Empty where it was full, only later: that is the next question."""
    if case.filled_on:
        return ""
    return case.say("No: it is not full as of {as_of}.")


def _not_cancelled_words(case: Case) -> str:
    if case.status != "cancelled":
        return ""
    if case.cancelled_on > case.as_of:
        return case.say(
            "Not yet: it was cancelled on {cancelled_on}, and the data end on {as_of}."
        )
    return case.say(
        "No: it was cancelled on {cancelled_on}, not before it was due. It counts by what had become"
        " of it."
    )


def _is_over(case: Case) -> bool:
    over = case.choices["over_percent"]
    return (
        over is not None
        and case.filled_on is not None
        and case.ordered_qty is not None
        and 100 * case.arrived_qty
        > (100 + _percent(case, "over_percent")) * case.ordered_qty
    )


def _is_unknown(case: Case) -> bool:
    """A quantity is not known that the line is judged by."""
    if case.by("unit", "quantity"):
        return case.wanted_qty is None or not (case.is_qty_known and case.is_qty_stated)
    is_over_asked = not case.by("over_percent", None) and case.is_qty_stated
    return not case.is_full_known or (is_over_asked and not case.is_qty_told)


def _whole(holds: Callable[[Case], bool]) -> Callable[[Case], bool]:
    """Asked of a line that counts as a whole."""
    return lambda case: not case.by("unit", "quantity") and holds(case)


def _by_quantity(holds: Callable[[Case], bool]) -> Callable[[Case], bool]:
    """Asked where the quantity in time is what counts."""
    return lambda case: case.by("unit", "quantity") and holds(case)


def _not_due_words(case: Case) -> str:
    said = case.say(NOT_DUE)
    if case.first_on:
        said += " What came before that is not counted either."
    return said


def _line_weight(case: Case, outcome: str) -> tuple:
    if case.by("unit", "order"):
        is_bearer = case.order_lines[0]["line_id"] == case.row_id
        is_met = all(line["outcome"] == "on_time" for line in case.order_lines)
        return int(is_bearer and is_met), int(is_bearer)
    if case.by("unit", "quantity"):
        return min(case.on_time_qty, case.wanted_qty), case.wanted_qty
    size = case.value_amount if case.by("unit", "value") else 1
    return size if outcome == "on_time" else 0, size


def _line_unit(case: Case) -> str:
    words = {
        "line": "lines",
        "order": "orders",
        "quantity": f"quantity in {case.part_uom or 'units'}",
        "value": f"value in {case.currency}",
    }
    return words[case.choices["unit"]]


def _order_words(case: Case) -> str:
    """Which line an order stands on; empty where orders are not what is counted."""
    if not case.by("unit", "order") or not case.order_lines:
        return ""
    lines = ", ".join(
        f"{line['line_id']} {case.metric.outcome_words(line['outcome'])}"
        for line in case.order_lines
    )
    return (
        "The order counts once, on its first line, in the month of its last one, and is met when"
        f" all its counted lines are: {lines}."
    )


NOTHING_ORDERED = Question(
    "Was anything ordered?",
    "nothing_ordered",
    lambda c: c.ordered_qty == 0,
    "No: the ordered quantity is 0.",
    counts=False,
)
NOT_DUE = "No: it has until {until}, and the data end on {as_of}."
D1 = Explainer(
    row="schedule line",
    read=Read(statement("explain/schedule_lines"), "line_id"),
    beside={"receipts": RECEIPTS, "changes": CHANGES, "order_lines": ORDER_LINES},
    derive=_line,
    questions=(
        tell("When was it due?", _due_words, switches="due", columns=" ".join(DATES)),
        NOTHING_ORDERED,
        Question(
            "Is a due date known?",
            "no_due_date",
            lambda c: c.due_on is None,
            "No: it can be neither early nor late. It is listed on {counted_on}.",
            counts=False,
        ),
        tell(
            "How early and how late may it come?",
            _window_words,
            switches="early_days late_days clock",
        ),
        tell(
            "How much is full?",
            _full_words,
            switches="full_percent over_percent",
            columns="ordered_qty",
        ),
        tell(
            "What arrived?",
            _arrived_words,
            switches="place returns",
            beside=lambda c: columns_of(
                c.receipts,
                "receipt_id kind shipped_on docked_on posted_on received_qty of_receipt_id",
            ),
        ),
        tell(
            "Was it closed before all had come?",
            _closed_words,
            switches="closed",
            columns="status closed_by closed_on",
        ),
        tell("Which receipt decides?", _decider_words, switches="partials"),
        tell("With which lines does it count?", _order_words, switches="unit"),
        by_choice(
            "Is it free of charge?",
            "free",
            ("free", "out"),
            lambda c: c.value_amount == 0,
            "Yes: its value is 0.",
            "No: it is worth {value_amount} {currency}.",
            columns="value_amount",
        ),
        by_choice(
            "Did the buyer change it inside the lead time?",
            "changed",
            ("changed", "out"),
            lambda c: c.changes_inside != [],
            _change_words,
            lambda c: c.nothing_in("order_changes", _no_change_words),
            columns="ordered_on lead_days",
            beside=lambda c: columns_of(c.changes, CHANGE_COLUMNS),
        ),
        Question(
            "Is it known whether the buyer changed it inside the lead time?",
            "unknown_change",
            lambda c: c.by("changed", "out") and c.changes_unclear != [],
            _unclear_change_words,
            counts=False,
            switches="changed",
            columns="requested_on promised_on lead_days",
            beside=lambda c: columns_of(c.changes_unclear, CHANGE_COLUMNS),
        ),
        by_choice(
            "Was it cancelled before it was due?",
            "cancelled",
            ("cancelled", "out"),
            is_cancelled_before,
            "Yes, on {cancelled_on}.",
            _not_cancelled_words,
            columns="status cancelled_on",
        ),
        Question(
            "Is its time over?",
            "not_due",
            lambda c: c.until > c.as_of,
            _not_due_words,
            counts=False,
        ),
        Question(
            "Is every quantity known that it is judged by?",
            "unknown_qty",
            _is_unknown,
            lambda c: f"No: {_unknown_words(c)}. So it counts neither way.",
            counts=False,
        ),
        Question(
            "Is the day known that counts?",
            "unknown_day",
            lambda c: not c.is_day_known,
            lambda c: f"No: {_unknown_day_words(c)}. So it counts neither way.",
            counts=False,
            switches="place",
        ),
        Question(
            "Is the time of day known, where it decides?",
            "unknown_time",
            lambda c: c.is_time_lacking,
            "No: it came on the day from which the time decides. So it counts neither way.",
            counts=False,
            switches="clock",
        ),
        tell("How much of it came in time?", _on_time_qty_words, switches="unit"),
        Question(
            "Did all of it come in time?",
            "on_time",
            _by_quantity(lambda c: c.on_time_qty >= c.wanted_qty),
            "Yes.",
        ),
        Question(
            "Is its time over?",
            "not_due",
            _by_quantity(lambda c: c.until == c.as_of and c.arrived_qty < c.wanted_qty),
            NOT_DUE,
            counts=False,
        ),
        Question(
            "Did a part of it come in time?",
            "partly",
            _by_quantity(lambda c: c.on_time_qty > 0),
            "Yes: {on_time_qty} of {wanted_qty}.",
        ),
        Question(
            "Did it come in time?",
            "late",
            _by_quantity(lambda c: bool(c.first_told_on and c.first_told_on > c.until)),
            "No: the first of it came on {first_told_on}, after {until}.",
        ),
        Question(
            "Was it too early?",
            "early",
            _by_quantity(lambda c: c.first_told_on is not None),
            "Yes: {first_told_on} is before {since}.",
        ),
        Question(
            "Was too much delivered?",
            "over",
            _whole(_is_over),
            "Yes: {arrived_qty} of {ordered_qty}.",
            _not_over_words,
            switches="over_percent",
        ),
        Question(
            "Was it too early?",
            "early",
            _whole(lambda c: bool(c.told_on and c.since and c.told_on < c.since)),
            "Yes: {told_on} is before {since}.",
            _not_early_words,
            switches="early_days",
        ),
        Question(
            "Was it full in time?",
            "on_time",
            _whole(lambda c: bool(c.told_on and c.told_on <= c.until)),
            "Yes: {told_on} is not after {until}.",
            _not_full_words,
        ),
        Question(
            "Was it full in time?",
            "late",
            _whole(lambda c: c.told_on is not None),
            _late_words,
        ),
        Question(
            "Is its time over?",
            "not_due",
            lambda c: c.until == c.as_of,
            NOT_DUE,
            "Yes: {until} is before {as_of}.",
            counts=False,
        ),
        Question(
            "Does a line with no receipt count?",
            "ignored",
            lambda c: not c.first_on and c.by("overdue", "ignored"),
            "No: on this basis it is left out.",
            counts=False,
            switches="overdue",
        ),
        Question(
            "What becomes of a cancelled line?",
            "cancelled",
            is_cancelled_before,
            "It was not full in time, so it counts as a miss.",
            switches="cancelled",
        ),
        Question(
            "Did a part of it come?",
            "short",
            lambda c: c.first_on,
            "Yes: {arrived_qty} of {ordered_qty}, which is not full.",
            "No: no receipt of it stands.",
        ),
        Question(
            "Does a line with no receipt count?",
            "overdue",
            always,
            "Yes: nothing came, so it is a miss.",
            switches="overdue",
        ),
    ),
    weigh=_line_weight,
    units=(
        lambda c: (
            f"{_line_unit(c)} on time" + ("" if c.by("unit", "quantity") else ", in full")
        ),
        lambda c: f"{_line_unit(c)} due",
    ),
)


def _confirmed(case: Case) -> dict:
    """Which confirmation counts. A day that has passed can no longer be moved or promised, and what
    is here no longer be confirmed: from the first one sent too late, none counts.
    """
    counting: list[dict] = []
    for told in case.confirmations:
        passed = [day for day in (told["for_on"], case.filled_on) if day is not None]
        if counting:
            passed.append(counting[-1]["for_on"])
        if case.by("after_due", "ignored") and told["confirmed_on"] > min(passed):
            break
        counting.append(told)
    chosen = {"confirmed_on": None, "for_on": None}
    if counting and case.by("confirmation", "last"):
        chosen = counting[-1]
    elif counting:
        chosen = counting[0]
    return {
        "told_on": chosen["confirmed_on"],
        "due_on": chosen["for_on"],
        "until": chosen["for_on"],
        "counted_on": chosen["for_on"] or case.due_on or case.counted_on,
    }


# What D1 makes of a line, as agreed.
AGREED_LINE = Read(statement("explain/agreed_lines"), "line_id")
DAY_KNOWN = Question(
    "Is the day known that counts as received, as agreed for on time, in full?",
    "unknown_day",
    lambda c: not c.is_day_known,
    "No.",
    counts=False,
)
CONFIRMATIONS = known_rows("confirmations", "confirmed_on", "line_id")
D2 = Explainer(
    row="schedule line",
    read=AGREED_LINE,
    beside={"confirmations": CONFIRMATIONS},
    derive=_confirmed,
    questions=(
        what("schedule_lines", "order_id part_id ordered_on requested_on ordered_qty"),
        Question(
            "Was it confirmed?",
            "never_confirmed",
            lambda c: c.confirmations == [],
            lambda c: c.nothing_in("confirmations", "No: no confirmation of it is known."),
            counts=False,
        ),
        Question(
            "Was it confirmed in time?",
            "confirmed_late",
            lambda c: c.due_on is None,
            "No: only after the day it promises, or after the goods were here.",
            counts=False,
            switches="after_due",
            beside=lambda c: columns_of(
                c.confirmations, "confirmation_id confirmed_on for_on"
            ),
        ),
        tell(
            "Which confirmation counts?",
            "The one sent on {told_on}: it promises {due_on}.",
            switches="confirmation after_due",
            beside=lambda c: columns_of(
                c.confirmations, "confirmation_id confirmed_on for_on"
            ),
        ),
        NOTHING_ORDERED,
        by_choice(
            "Was it cancelled before that day?",
            "cancelled",
            ("cancelled", "out"),
            is_cancelled_before,
            "Yes, on {cancelled_on}.",
            _not_cancelled_words,
            columns="status cancelled_on",
        ),
        Question(
            "Is its time over?",
            "not_due",
            lambda c: c.until > c.as_of,
            _not_due_words,
            counts=False,
        ),
        Question(
            "Is it known whether it was full by then?",
            "unknown_qty",
            lambda c: not c.is_full_known,
            "No: a quantity is not known.",
            counts=False,
            columns="ordered_qty received_qty",
        ),
        DAY_KNOWN,
        Question(
            "Was it full by then?",
            "on_time",
            lambda c: c.filled_on is not None and c.filled_on <= c.due_on,
            "Yes: full on {filled_on}, as agreed for on time, in full.",
            _not_full_words,
            columns="filled_on",
        ),
        Question(
            "Is its time over?",
            "not_due",
            lambda c: c.until == c.as_of,
            NOT_DUE,
            counts=False,
        ),
        Question(
            "Was it full by then?",
            "late",
            lambda c: c.filled_on is not None,
            "No: full on {filled_on}, after {due_on}.",
            columns="filled_on",
        ),
        Question(
            "What becomes of a cancelled line?",
            "cancelled",
            is_cancelled_before,
            "It was not full by then, so it counts as a miss.",
            switches="cancelled",
        ),
        Question(
            "Is its time over?",
            "overdue",
            always,
            "Yes: {due_on} is before {as_of}, and it is not full.",
        ),
    ),
    weigh=share_of("on_time"),
    units=("lines kept as confirmed", "confirmed lines due"),
)


def _days_late(case: Case) -> dict:
    confirmed_on = min((told["confirmed_on"] for told in case.confirmations), default=None)
    started_on = {
        "due": case.due_on,
        "ordered": case.ordered_on,
        "confirmed": confirmed_on,
    }[case.choices["start"]]
    until_on = case.filled_on or _waited_until(case)
    days = None
    if started_on and until_on and (started_on <= until_on or case.by("start", "due")):
        days = (until_on - started_on).days
        if case.by("days", "working"):
            days = case.by_hours.working_days(started_on, until_on)
    return {
        "confirmed_on": confirmed_on,
        "started_on": started_on,
        "until_on": until_on,
        "measured_days": days,
        "counted_on": case.due_on or case.counted_on,
    }


def _waited_until(case: Case) -> date | None:
    """Of a line not full, until when somebody waited for it: until it was cancelled or closed, else
    so far; not less than until it was due.
    """
    if case.due_on is None:
        return None
    ends = [day for day in (case.cancelled_on, case.closed_on) if day]
    return max(case.due_on, min([case.as_of, *ends]))


def _days_words(case: Case) -> str:
    """Days late, or early; of a lead time, how long it took."""
    if not case.by("start", "due"):
        return case.say("{measured_days} days, from {started_on} to {until_on}.")
    days = case.measured_days
    many = "day" if abs(days) == 1 else "days"
    if days < 0:
        return case.say(f"{-days} {many} early: due on {{due_on}}, full on {{until_on}}.")
    return case.say(f"{days} {many} late: due on {{due_on}}, full on {{until_on}}.")


D3 = Explainer(
    row="schedule line",
    read=AGREED_LINE,
    beside={
        "confirmations": CONFIRMATIONS,
        "costs": known_rows("cost_events", "occurred_on", "line_id"),
    },
    derive=_days_late,
    questions=(
        what("schedule_lines", "order_id part_id ordered_on ordered_qty"),
        NOTHING_ORDERED,
        Question(
            "When was it due?",
            "no_due_date",
            lambda c: c.due_on is None and (c.by("start", "due") or c.filled_on is None),
            "No date is known.",
            lambda c: c.say("On {due_on}.") if c.due_on else "No date is known.",
            counts=False,
            columns="due_on",
        ),
        Question(
            "Was it cancelled before it was due?",
            "cancelled",
            lambda c: (
                c.outcome_if_unchanged == "cancelled" and not c.is_counted_if_unchanged
            ),
            "Yes, on {cancelled_on}, and is not counted, as agreed for on time, in full.",
            counts=False,
            columns="status cancelled_on",
        ),
        Question(
            "Is its time over?",
            "not_due",
            lambda c: c.outcome_if_unchanged == "not_due",
            "No: it was not yet due when the data end, on {as_of}.",
            counts=False,
        ),
        Question(
            "Is it known when it was full?",
            "unknown_qty",
            lambda c: not c.is_full_known,
            "No: a quantity is not known.",
            counts=False,
            columns="ordered_qty received_qty",
        ),
        DAY_KNOWN,
        tell(
            "When was it full?",
            lambda c: c.say("On {filled_on}." if c.filled_on else "Not as of {as_of}."),
            columns="filled_on",
        ),
        by_choice(
            "Was it expedited?",
            "expedited",
            ("expedites", "out"),
            lambda c: any(
                cost["element"] in ("expedite", "premium_freight") for cost in c.costs
            ),
        ),
        Question(
            "Was it confirmed?",
            "never_confirmed",
            lambda c: c.by("start", "confirmed") and c.confirmed_on is None,
            "No.",
            counts=False,
            switches="start",
        ),
        Question(
            "When did its time start?",
            "no_start",
            lambda c: c.started_on is None,
            "No such day is known.",
            counts=False,
            switches="start",
        ),
        Question(
            "When did its time start?",
            "backwards",
            lambda c: c.measured_days is None,
            "On {started_on}, after it was full.",
            counts=False,
        ),
        Question(
            "How many days is that?",
            "overdue",
            lambda c: c.filled_on is None,
            "{measured_days} days at least, from {started_on} to {until_on}: it is not full yet.",
            switches="start days",
            columns="due_on ordered_on confirmed_on cancelled_on closed_on",
        ),
        Question(
            "How many days is that?",
            "received",
            always,
            _days_words,
            switches="start days",
            columns="due_on ordered_on confirmed_on",
        ),
    ),
    weigh=lambda c, outcome: (c.measured_days, int(outcome == "received")),
    units=("days measured", "lines whose days are final"),
)
