"""On time, in full, a second way: each schedule line read in plain Python, one at a time, as the
definition and the switches are worded.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")
MISSES = ("late", "early", "short", "over", "overdue", "partly")


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
    read = lines_by_hand(choices, as_of, zone, schedule_lines, receipts, order_changes)
    outcomes = {i: line.outcome() for i, line in read.items()}
    counted = [
        i
        for i, outcome in outcomes.items()
        if outcome in ("on_time", *MISSES)
        or (outcome == "cancelled" and choices["cancelled"] == "in")
    ]
    if choices["unit"] == "order":
        weights = _by_order(read, outcomes, counted)
    else:
        weights = {i: (read[i].counted_on, *read[i].weight(outcomes[i])) for i in counted}
    return {i: (outcomes[i], *weights.get(i, (None, None, None))) for i in read}


def lines_by_hand(
    choices: dict,
    as_of: date,
    zone: str,
    schedule_lines: list[dict],
    receipts: list[dict],
    order_changes: list[dict],
) -> dict[str, Line]:
    """The lines of one supplier by line_id, as one basis reads them."""
    lines = {line["line_id"]: line for line in schedule_lines}
    came = {
        i: _arrived([r for r in receipts if r["line_id"] == i], choices, as_of, zone) for i in lines
    }
    # What reversals left, whatever returns take: none is no evidence that nothing is told.
    stood = [one for i in lines for one in _stood(receipts, i, as_of)]

    def is_told(column: str) -> bool:
        return not stood or any(one[column] is not None for one in stood)

    told_by = {"shipped": is_told("shipped_on"), "posted": is_told("posted_on"), "dock": True}
    is_qty_stated = any(is_any_known for _, _, is_any_known in came.values()) or not any(
        arrived or is_any_known for arrived, _, is_any_known in came.values()
    )
    return {
        i: Line(
            line,
            *came[i][:2],
            [change for change in order_changes if change["line_id"] == i],
            choices,
            as_of,
            is_qty_stated,
            told_by[choices["place"]],
        )
        for i, line in lines.items()
    }


def _by_order(read: dict, outcomes: dict, counted: list[str]) -> dict[str, tuple]:
    orders = defaultdict(list)
    for i in counted:
        order_id = read[i].line["order_id"]
        orders[("order", order_id) if order_id else ("line", i)].append(i)
    weights = {}
    for members in orders.values():
        is_met = all(outcomes[i] == "on_time" for i in members)
        last = max(read[i].counted_on for i in members)
        weights |= {
            i: (last, int(is_met and i == min(members)), int(i == min(members))) for i in members
        }
    return weights


@dataclass
class Line:
    """One line as one basis reads it. `arrived` are (day that counts, day it is told as, id,
    quantity, the receipt) of what came and stands, in that order.
    """

    line: dict
    arrived: list[tuple]
    is_qty_known: bool
    changes: list[dict]
    choices: dict
    as_of: date
    is_qty_stated: bool
    is_day_told: bool

    def __post_init__(self) -> None:
        """Of a line closed for good, only what had come counts."""
        if self.is_closed_for_good:
            self.arrived = [one for one in self.arrived if self._was_here(one)]
            are_known = all(qty is not None for *_, qty, _ in self.arrived)
            self.is_qty_known = self.is_qty_known or are_known

    def _was_here(self, one: tuple) -> bool:
        closed_on = self.line.get("closed_on")
        return closed_on is None or one[-1]["docked_on"] <= closed_on

    @property
    def is_day_known(self) -> bool:
        column = {"shipped": "shipped_on", "posted": "posted_on", "dock": "docked_on"}[
            self.choices["place"]
        ]
        return self.is_day_told and all(one[-1][column] is not None for one in self.arrived)

    @property
    def is_time_lacking(self) -> bool:
        """Of a receipt at the dock whose time is not told, midnight and noon would tell it as two
        days of which only one is in time.
        """
        if self.choices["clock"] != "time" or self.choices["place"] != "dock":
            return False
        days = [one[-1]["docked_on"] for one in self.arrived if one[-1]["docked_at"] is None]
        return any(self.is_in_time(day) != self.is_in_time(day + timedelta(1)) for day in days)

    def is_in_time(self, day: date) -> bool:
        return day <= self.until and not self.is_too_early(day)

    @property
    def asked(self) -> date | None:
        return self.line["requested_on"] or self.line["promised_on"]

    @property
    def due(self) -> date | None:
        confirmed = {
            "requested": None,
            "first_confirmed": self.line["first_confirmed_on"],
            "last_confirmed": self.line["last_confirmed_on"],
        }
        return confirmed[self.choices["due"]] or self.asked

    @property
    def until(self) -> date:
        return self.due + timedelta(self.choices["late_days"])

    def is_too_early(self, day: date) -> bool:
        allowed = self.choices["early_days"]
        return allowed is not None and day < self.due - timedelta(allowed)

    @property
    def counted_on(self) -> date:
        if self.choices["period"] == "received" and self.filled:
            return self.filled[0]
        return self.due

    @property
    def ordered(self) -> Fraction | None:
        return None if self.line["ordered_qty"] is None else Fraction(self.line["ordered_qty"])

    @property
    def total(self) -> Fraction:
        return sum((Fraction(qty) for *_, qty, _ in self.arrived if qty is not None), Fraction(0))

    @property
    def is_closed_for_good(self) -> bool:
        """Something came, and by its last day the line was closed by somebody whose closing ends
        it.
        """
        closed_on = self.line.get("closed_on")
        is_by_whom_it_counts = {
            "short": False,
            "buyer": self.line.get("closed_by") == "buyer",
            "any": True,
        }[self.choices["closed"]]
        return (
            self.line["status"] == "closed"
            and is_by_whom_it_counts
            and any(self._was_here(one) for one in self.arrived)
            and (closed_on is None or closed_on <= min(self.until, self.as_of))
        )

    @property
    def wanted(self) -> Fraction | None:
        """What still had to come; None where nobody can tell."""
        if not self.is_closed_for_good:
            return self.ordered
        if not self.is_qty_known:
            return None
        return self.total if self.ordered is None else min(self.ordered, self.total)

    @property
    def is_any_enough(self) -> bool:
        return self.choices["partials"] == "first" or self.choices["full_percent"] == 0

    @property
    def can_tell_full(self) -> bool:
        """Whether it can be told when it is full: it needs no quantity, or has them all."""
        needs_none = self.is_any_enough or self.is_closed_for_good or not self.is_qty_stated
        return needs_none or (self.is_qty_known and self.ordered is not None)

    @property
    def filled(self) -> tuple[date, date] | None:
        """The day that counts, and the day it is told as; none where nobody can tell."""
        if not self.arrived or not self.can_tell_full or not self.is_day_known:
            return None
        if self.is_any_enough:
            return self.arrived[0][:2]
        if not self.is_qty_known and (self.is_closed_for_good or not self.is_qty_stated):
            return self.arrived[-1][:2]
        so_far = Fraction(0)
        for day, told, _, qty, _ in self.arrived:
            so_far += Fraction(qty or 0)
            if (
                qty is not None
                and self.wanted is not None
                and so_far >= self.wanted * Fraction(str(self.choices["full_percent"])) / 100
            ):
                return day, told
        return None

    def outcome(self) -> str:
        if self.ordered == 0:
            return "nothing_ordered"
        if self.due is None:
            return "no_due_date"
        if self.choices["free"] == "out" and self.line["value_amount"] == 0:
            return "free"
        if self.choices["changed"] == "out":
            changed = _changed_inside(self.line, self.changes, self.asked, self.as_of)
            if changed:
                return changed
        is_cancelled = self.line["status"] == "cancelled" and self.line["cancelled_on"] < self.due
        is_cancelled = is_cancelled and self.line["cancelled_on"] <= self.as_of
        if is_cancelled and self.choices["cancelled"] == "out":
            return "cancelled"
        if self.until > self.as_of:
            return "not_due"
        if not self._can_be_weighed():
            return "unknown_qty"
        if not self.is_day_known:
            return "unknown_day"
        if self.is_time_lacking:
            return "unknown_time"
        became = self._by_quantity() if self.choices["unit"] == "quantity" else self._whole()
        # What has not come on the as-of date itself may come on that day.
        if self.until == self.as_of and became not in ("on_time", "over", "early"):
            return "not_due"
        if self.until == self.as_of and self.choices["unit"] == "quantity" and became != "on_time":
            return "not_due"
        if became in ("short", "nothing") and is_cancelled:
            return "cancelled"
        if became == "nothing":
            return "ignored" if self.choices["overdue"] == "ignored" else "overdue"
        return became

    def _can_be_weighed(self) -> bool:
        """Whether every quantity it is judged by is known."""
        if self.choices["unit"] == "quantity":
            return self.is_qty_stated and self.is_qty_known and self.wanted is not None
        are_all_known = self.is_qty_known and self.ordered is not None
        is_over_asked = self.choices["over_percent"] is not None and self.is_qty_stated
        return self.can_tell_full and (are_all_known or not is_over_asked)

    def _by_quantity(self) -> str:
        if self.in_time_qty >= self.wanted > 0:
            return "on_time"
        if self.in_time_qty:
            return "partly"
        if not self.arrived:
            return "nothing"
        return "late" if min(told for _, told, *_ in self.arrived) > self.until else "early"

    @property
    def in_time(self) -> list:
        return [qty for _, told, _, qty, _ in self.arrived if self.is_in_time(told)]

    @property
    def in_time_qty(self) -> Fraction:
        return sum((Fraction(qty) for qty in self.in_time if qty is not None), Fraction(0))

    def _whole(self) -> str:
        over = self.choices["over_percent"]
        if not self.arrived:
            return "nothing"
        if not self.filled:
            return "short"
        told = self.filled[1]
        if (
            over is not None
            and self.is_qty_stated
            and self.total > self.ordered * (100 + Fraction(str(over))) / 100
        ):
            return "over"
        if self.is_too_early(told):
            return "early"
        return "on_time" if told <= self.until else "late"

    def weight(self, outcome: str) -> tuple:
        match self.choices["unit"]:
            case "quantity":
                return min(self.in_time_qty, self.wanted), self.wanted
            case "value":
                value = self.line["value_amount"]
                return (value if outcome == "on_time" else 0), value
        return int(outcome == "on_time"), 1


def _stood(receipts: list[dict], line_id: str, as_of: date) -> list[dict]:
    """The receipts of a line that no reversal took back whole."""
    known = [r for r in receipts if r["line_id"] == line_id and r["docked_on"] <= as_of]
    back = defaultdict(list)
    for receipt in known:
        if receipt["kind"] == "reversal":
            back[receipt["of_receipt_id"]].append(receipt["received_qty"])
    return [
        r
        for r in known
        if r["kind"] == "receipt" and _less(r["received_qty"], back[r["receipt_id"]]) != "gone"
    ]


def _arrived(
    receipts: list[dict], choices: dict, as_of: date, zone: str
) -> tuple[list[tuple], bool, bool]:
    """(day that counts, day it is told as, id, quantity, the receipt) of what came and stands, in
    that order; and whether every quantity is known, and any.
    """
    reversed_, returned = defaultdict(list), defaultdict(list)
    for receipt in receipts:
        if receipt["kind"] == "reversal" and receipt["docked_on"] <= as_of:
            reversed_[receipt["of_receipt_id"]].append(receipt["received_qty"])
    for receipt in receipts:
        qty = _less(receipt["received_qty"], reversed_[receipt["receipt_id"]])
        if receipt["kind"] == "return" and receipt["docked_on"] <= as_of and qty != "gone":
            returned[receipt["of_receipt_id"]].append(qty)
    arrived, quantities = [], []
    for receipt in receipts:
        if receipt["kind"] != "receipt" or receipt["docked_on"] > as_of:
            continue
        qty = _less(receipt["received_qty"], reversed_[receipt["receipt_id"]])
        if qty == "gone":
            continue
        quantities.append(qty)
        if choices["returns"] == "undo":
            qty = _less(qty, returned[receipt["receipt_id"]])
        # Where the day is not known, the dock day places it in the list and decides nothing.
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
        told = day + timedelta(1) if is_later else day
        arrived.append((day, told, receipt["receipt_id"], qty, receipt))
    is_any_known = any(qty is not None for qty in quantities)
    return sorted(arrived, key=lambda one: one[:3]), None not in quantities, is_any_known


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


def _changed_inside(line: dict, changes: list[dict], asked: date | None, as_of: date) -> str | None:
    """`changed` by the buyer inside the lead time, `unknown_change` where nobody can tell, or None."""
    names = ("requested_on", "promised_on", "first_confirmed_on", "last_confirmed_on")
    days = [line[name] for name in names if line[name]]
    last_day = max(days, default=date.max)
    perhaps = [
        change
        for change in changes
        if change["by_side"] in ("buyer", None)
        and change["field"] != "price"
        and change["changed_on"] <= min(as_of, last_day)
        and (line["ordered_on"] is None or change["changed_on"] > line["ordered_on"])
    ]
    is_inside_told = line["lead_days"] is None or asked is not None
    if is_inside_told and line["lead_days"] is not None:
        since = asked - timedelta(line["lead_days"])
        perhaps = [change for change in perhaps if change["changed_on"] > since]
    if is_inside_told and any(change["by_side"] == "buyer" for change in perhaps):
        return "changed"
    return "unknown_change" if perhaps else None
