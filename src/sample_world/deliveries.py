"""Schedule lines and receipts of one supplier."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sample_world.stream import (
    Stream,
    days,
    delivery_from,
    delivery_until,
    first_of_next_month,
    workday_until,
    workdays,
)
from sample_world.world import (
    AS_OF,
    EXACT_MONTHS,
    FIRST_MONTH,
    KEYED_LATE,
    LAST_MONTH,
    SITES,
    TAKEN_BACK,
    SupplierPlan,
)

# Older lines were chased until they came.
OVERDUE_FROM = date(2026, 5, 1)
MISSES = ("late", "late", "late_dock", "short")


@dataclass
class Receipt:
    docked_on: date
    received_qty: Decimal
    kind: str = "receipt"
    posted_on: date | None = None
    shipped_on: date | None = None
    shipment_id: str = ""
    receipt_id: str = ""
    of: Receipt | None = None


@dataclass
class Line:
    outcome: str
    requested_on: date
    due_on: date
    part_id: str
    ordered_qty: Decimal
    value_amount: Decimal
    site: str
    made_at: str
    ordered_on: date | None = None
    first_confirmed_on: date | None = None
    last_confirmed_on: date | None = None
    cancelled_on: date | None = None
    receipts: list[Receipt] = field(default_factory=list)
    order_id: str = ""
    line_id: str = ""

    @property
    def status(self) -> str:
        if self.outcome == "cancelled":
            return "cancelled"
        return (
            "closed"
            if sum(r.received_qty for r in self.receipts if r.kind == "receipt")
            >= self.ordered_qty
            else "open"
        )


def make_lines(plan: SupplierPlan, stream: Stream) -> list[Line]:
    """All schedule lines of a supplier with their receipts, in the order they were placed."""
    lines = []
    for month in _months():
        for outcome in _outcomes(plan, month, stream):
            line = _line(plan, outcome, month, stream)
            if line.ordered_on <= AS_OF:
                lines.append(line)
    _take_back(plan, lines)
    lines.sort(key=lambda line: (line.ordered_on, line.due_on, line.part_id))
    _number_lines(plan, lines)
    _number_receipts(plan, lines, stream)
    return lines


def _months() -> list[date]:
    months = [FIRST_MONTH]
    while months[-1] < LAST_MONTH:
        months.append(first_of_next_month(months[-1]))
    return months


def _outcomes(plan: SupplierPlan, month: date, stream: Stream) -> list[str]:
    """What becomes of each line due in a month."""
    if not plan.phases:
        return []
    exact = EXACT_MONTHS.get((plan.supplier_id, month))
    if exact:
        return [outcome for outcome, count in exact.items() for _ in range(count)]
    phase = [p for p in plan.phases if p.starts <= month][-1]
    count = stream.between(*phase.lines)
    if month > AS_OF:
        return ["not_due"] * count
    missed = [_miss(month, stream) for _ in range(stream.between(*phase.misses))]
    met = [
        "moved" if stream.chance(plan.moved_share) else "on_time"
        for _ in range(count - len(missed))
    ]
    return met + missed + ["cancelled"] * stream.chance(0.25)


def _miss(month: date, stream: Stream) -> str:
    is_forgotten = stream.chance(0.2)
    return "overdue" if is_forgotten and month >= OVERDUE_FROM else stream.pick(MISSES)


def _line(plan: SupplierPlan, outcome: str, month: date, stream: Stream) -> Line:
    """One line that falls due in the month, by the last confirmed date or, where there is none, the
    requested date.
    """
    part_id, price = stream.pick(plan.parts)
    qty = Decimal(stream.pick(plan.lot_sizes))
    due_on = stream.pick(workdays(month, first_of_next_month(month)))
    line = Line(
        outcome,
        due_on,
        due_on,
        part_id,
        qty,
        qty * price,
        stream.pick(SITES),
        stream.pick(plan.works),
    )
    _deliver(plan, line, stream)
    line.ordered_on = workday_until(
        days(line.requested_on, -stream.between(*plan.lead_days))
    )
    _confirm(plan, line, stream)
    return line


def _deliver(plan: SupplierPlan, line: Line, stream: Stream) -> None:
    """Give the line the receipts its outcome asks for; what reaches the dock on the as-of date or
    later is not keyed in yet.
    """
    due_on, transit = line.due_on, plan.transit_days
    arrived = delivery_until(days(due_on, -stream.pick((0, 0, 0, 1, 2, 5))))
    if line.outcome == "on_time":
        received = _in_time(plan, line, arrived, stream)
    elif line.outcome == "moved":
        received = [(arrived := delivery_until(due_on), line.ordered_qty)]
        line.requested_on = workday_until(days(arrived, -stream.between(1, 8)))
    elif line.outcome == "late":
        received = [
            (delivery_from(days(due_on, transit + stream.between(1, 9))), line.ordered_qty)
        ]
    elif line.outcome == "late_dock":
        received = [(delivery_from(days(due_on, 1)), line.ordered_qty)]
    elif line.outcome == "short":
        first = line.ordered_qty * stream.pick((3, 4)) // 5
        received = [
            (arrived, first),
            (delivery_from(days(due_on, stream.between(4, 12))), line.ordered_qty - first),
        ]
    else:
        received = []
    line.receipts = [
        _receipt(plan, docked_on, qty, stream)
        for docked_on, qty in received
        if docked_on < AS_OF
    ]


def _in_time(
    plan: SupplierPlan, line: Line, arrived: date, stream: Stream
) -> list[tuple[date, Decimal]]:
    if stream.chance(0.06):
        half = line.ordered_qty // 2
        return [
            (delivery_until(days(arrived, -1)), half),
            (arrived, line.ordered_qty - half),
        ]
    # A drum is weighed, not counted: a little more than ordered arrives.
    extra = (
        Decimal(stream.between(0, 2500)) / 1000
        if plan.category == "Coatings"
        else Decimal(0)
    )
    return [(arrived, line.ordered_qty + extra)]


def _receipt(plan: SupplierPlan, docked_on: date, qty: Decimal, stream: Stream) -> Receipt:
    posted_on = min(days(docked_on, stream.pick((0, 0, 0, 0, 4))), AS_OF)
    first, last, keyed_on = KEYED_LATE.get(plan.supplier_id, (AS_OF, FIRST_MONTH, None))
    if first <= docked_on <= last:
        posted_on = keyed_on
    return Receipt(
        docked_on, qty, posted_on=posted_on, shipped_on=days(docked_on, -plan.transit_days)
    )


def _confirm(plan: SupplierPlan, line: Line, stream: Stream) -> None:
    is_moved = line.outcome == "moved"
    if is_moved or not stream.chance(plan.unconfirmed_share):
        # Some suppliers first name a later day, and then agree to the one asked for.
        is_later_at_first = not is_moved and stream.chance(0.1)
        line.first_confirmed_on = (
            days(line.due_on, 7) if is_later_at_first else line.requested_on
        )
        line.last_confirmed_on = line.due_on
    if line.outcome == "cancelled":
        line.cancelled_on = workday_until(days(line.due_on, -stream.between(3, 9)))


def _take_back(plan: SupplierPlan, lines: list[Line]) -> None:
    """Plant reversals and returns on lines that were late anyway, so that on time in full does not
    hang on how a return is read.
    """
    if plan.supplier_id not in TAKEN_BACK:
        return
    start, until, reversals, returns = TAKEN_BACK[plan.supplier_id]
    late = [
        line
        for line in lines
        if line.outcome in ("late", "late_dock") and start <= line.due_on and line.receipts
    ]
    late = [line for line in late if days(line.receipts[0].docked_on, 7) < until]
    for line in late[:reversals]:
        wrong_on = delivery_until(line.due_on)
        wrong = Receipt(wrong_on, line.ordered_qty, posted_on=wrong_on)
        line.receipts += [
            wrong,
            Receipt(
                days(wrong_on, 4),
                line.ordered_qty,
                "reversal",
                posted_on=days(wrong_on, 4),
                of=wrong,
            ),
        ]
    for line in late[reversals : reversals + returns]:
        back_on = days(line.receipts[0].docked_on, 7)
        line.receipts.append(
            Receipt(
                back_on,
                line.ordered_qty // 10,
                "return",
                posted_on=back_on,
                of=line.receipts[0],
            )
        )


def _number_lines(plan: SupplierPlan, lines: list[Line]) -> None:
    """Lines ordered on one day are lines of one order."""
    order, position, day = 0, 0, None
    for line in lines:
        order, position = (
            (order, position + 10) if line.ordered_on == day else (order + 1, 10)
        )
        day = line.ordered_on
        line.order_id = f"45{plan.supplier_id[2:]}{order:04d}"
        line.line_id = f"{line.order_id}/{position}"


def _number_receipts(plan: SupplierPlan, lines: list[Line], stream: Stream) -> None:
    """Receipts are numbered as they were keyed in; one shipment brings one to four receipts of a
    day.
    """
    receipts = sorted(
        (r for line in lines for r in line.receipts),
        key=lambda r: (r.docked_on, r.posted_on),
    )
    shipment, room, day = 0, 0, None
    for number, receipt in enumerate(receipts, start=1):
        receipt.receipt_id = f"50{plan.supplier_id[2:]}{number:05d}"
        if receipt.shipped_on is None:
            continue
        if room == 0 or receipt.docked_on != day:
            shipment, room, day = shipment + 1, stream.between(1, 4), receipt.docked_on
        room -= 1
        receipt.shipment_id = f"SH-{plan.supplier_id[2:]}-{shipment:04d}"
