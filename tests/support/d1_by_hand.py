"""On time, in full, a second way: each schedule line read in plain Python, one at a time, as the
switches are worded.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")
MISSES = ("late", "early", "short", "over", "overdue")


def read_by_hand(
    choices: dict,
    as_of: date,
    zone: str,
    schedule_lines: list[dict],
    receipts: list[dict],
    order_changes: list[dict],
) -> dict[str, tuple]:
    """line_id → (outcome, counted_on, numerator, denominator); the day and the weights None where
    the line is not counted.
    """
    lines = {line["line_id"]: line for line in schedule_lines}
    read = {}
    for line_id, line in lines.items():
        own = [receipt for receipt in receipts if receipt["line_id"] == line_id]
        changes = [change for change in order_changes if change["line_id"] == line_id]
        read[line_id] = _outcome(line, own, changes, choices, as_of, zone)
    counted = {
        i: day
        for i, (outcome, day) in read.items()
        if outcome in ("on_time", *MISSES)
        or (outcome == "cancelled" and choices["cancelled"] == "in")
    }
    if choices["unit"] == "order":
        weights = _by_order(lines, read, counted)
    else:
        weight = {
            "line": lambda _: 1,
            "quantity": lambda line: line["ordered_qty"],
            "value": lambda line: line["value_amount"],
        }[choices["unit"]]
        weights = {
            i: (day, weight(lines[i]) if read[i][0] == "on_time" else 0, weight(lines[i]))
            for i, day in counted.items()
        }
    return {i: (read[i][0], *weights.get(i, (None, None, None))) for i in lines}


def _by_order(lines: dict, read: dict, counted: dict) -> dict[str, tuple]:
    orders = defaultdict(list)
    for i in counted:
        orders[("order", lines[i]["order_id"]) if lines[i]["order_id"] else ("line", i)].append(i)
    weights = {}
    for members in orders.values():
        is_met = all(read[i][0] == "on_time" for i in members)
        last = max(counted[i] for i in members)
        weights |= {
            i: (last, int(is_met and i == min(members)), int(i == min(members))) for i in members
        }
    return weights


def _outcome(
    line: dict, receipts: list[dict], changes: list[dict], choices: dict, as_of: date, zone: str
) -> tuple[str, date | None]:
    asked = line["requested_on"] or line["promised_on"]
    due = {
        "requested": None,
        "first_confirmed": line["first_confirmed_on"],
        "last_confirmed": line["last_confirmed_on"],
    }[choices["due"]] or asked
    if due is None:
        return "no_due_date", None
    arrived, is_qty_known = _arrived(receipts, choices, as_of, zone)
    filled, told = _filled(arrived, is_qty_known, line["ordered_qty"], choices)
    day = (filled or due) if choices["period"] == "received" else due
    return (
        _word(line, changes, choices, as_of, due, asked, arrived, is_qty_known, filled, told),
        day,
    )


def _word(line, changes, choices, as_of, due, asked, arrived, is_qty_known, filled, told) -> str:
    last_day = due + timedelta(choices["late_days"])
    is_cancelled = line["status"] == "cancelled" and line["cancelled_on"] < due
    if line["ordered_qty"] == 0:
        return "nothing_ordered"
    if choices["free"] == "out" and line["value_amount"] == 0:
        return "free"
    if choices["changed"] == "out" and _is_changed_inside(line, changes, asked, as_of):
        return "changed"
    if filled:
        if (
            choices["over_percent"] is not None
            and is_qty_known
            and sum(qty for *_, qty in arrived)
            > line["ordered_qty"] * (100 + choices["over_percent"]) / 100
        ):
            return "over"
        if choices["early_days"] is not None and told < due - timedelta(choices["early_days"]):
            return "early"
        if told <= last_day:
            return "on_time"
        if is_cancelled and choices["cancelled"] == "out":
            return "cancelled"
        return "not_due" if last_day >= as_of else "late"
    if is_cancelled and choices["cancelled"] == "out":
        return "cancelled"
    if last_day >= as_of:
        return "not_due"
    if is_cancelled:
        return "cancelled"
    if arrived:
        return "short"
    return "ignored" if choices["overdue"] == "ignored" else "overdue"


def _arrived(
    receipts: list[dict], choices: dict, as_of: date, zone: str
) -> tuple[list[tuple], bool]:
    """(day that counts, day it is told as, id, quantity) of what came and stands, in that order;
    and whether every quantity is known.
    """
    reversed_, returned = defaultdict(list), defaultdict(list)
    for receipt in receipts:
        if receipt["kind"] == "reversal" and receipt["docked_on"] <= as_of:
            reversed_[receipt["of_receipt_id"]].append(receipt["received_qty"])
    for receipt in receipts:
        qty = _less(receipt["received_qty"], reversed_[receipt["receipt_id"]])
        if receipt["kind"] == "return" and receipt["docked_on"] <= as_of and qty != "gone":
            returned[receipt["of_receipt_id"]].append(qty)
    arrived, is_qty_known = [], True
    for receipt in receipts:
        if receipt["kind"] != "receipt" or receipt["docked_on"] > as_of:
            continue
        qty = _less(receipt["received_qty"], reversed_[receipt["receipt_id"]])
        if qty == "gone":
            continue
        is_qty_known = is_qty_known and qty is not None
        if choices["returns"] == "undo":
            qty = _less(qty, returned[receipt["receipt_id"]])
        # A day that is not known is no later than can be told: the dock day stands for it.
        day = (
            receipt[
                {"shipped": "shipped_on", "posted": "posted_on", "dock": "docked_on"}[
                    choices["place"]
                ]
            ]
            or receipt["docked_on"]
        )
        # What brought nothing is no delivery.
        if qty in ("gone", 0):
            continue
        is_later = (
            choices["clock"] == "time"
            and choices["place"] == "dock"
            and receipt["docked_at"]
            and _on_the_wall(receipt["docked_at"], zone) > midnight(day)
        )
        arrived.append((day, day + timedelta(1) if is_later else day, receipt["receipt_id"], qty))
    return sorted(arrived), is_qty_known


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _on_the_wall(at: datetime, zone: str) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _less(qty: Decimal | None, taken: list[Decimal | None]) -> Decimal | str | None:
    """What is left of a receipt; taking back without a quantity, or from an unknown one, takes the
    whole.
    """
    if not taken:
        return qty
    return "gone" if qty is None or None in taken or qty <= sum(taken) else qty - sum(taken)


def _filled(
    arrived: list[tuple], is_qty_known: bool, ordered: Decimal, choices: dict
) -> tuple[date | None, date | None]:
    if not arrived:
        return None, None
    if choices["partials"] == "first":
        return arrived[0][:2]
    if not is_qty_known:
        return arrived[-1][:2]
    so_far = 0
    for day, told, _, qty in arrived:
        so_far += qty
        if 100 * so_far >= choices["full_percent"] * ordered:
            return day, told
    return None, None


def _is_changed_inside(line: dict, changes: list[dict], asked: date | None, as_of: date) -> bool:
    late = [
        change["changed_on"]
        for change in changes
        if change["by_side"] == "buyer"
        and change["field"] != "price"
        and change["changed_on"] <= as_of
        and (line["ordered_on"] is None or change["changed_on"] > line["ordered_on"])
    ]
    if line["lead_days"] is None:
        return bool(late)
    return asked is not None and any(day > asked - timedelta(line["lead_days"]) for day in late)
