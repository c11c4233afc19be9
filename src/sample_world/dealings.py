"""What the two firms owe each other beside goods: invoices and their payment, forecasts, questions
and meetings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sample_world.costs import cents
from sample_world.deliveries import Line
from sample_world.stream import Stream, days, first_of_next_month, workday_until, workdays
from sample_world.world import AS_OF, FIRST_MONTH, QUARTERS, SupplierPlan
from srmlib import Quarter

Span = tuple[int, int]


@dataclass(frozen=True)
class Dealings:
    """How a supplier and the buyer deal.

    In 100 invoice lines, those wrong and those paid late; by how many percent a forecast is too
    high, and how far it strays; questions in a quarter, the days an answer takes, and how many
    months lie between meetings.
    """

    wrong: int = 2
    paid_late: int = 8
    bias: int = 0
    strays: int = 15
    questions: Span = (3, 5)
    answer_days: Span = (1, 8)
    months_between: int = 3


DEALINGS = {
    "S-1001": Dealings(3, 12, 8, 18, (4, 8), (2, 12), 1),
    "S-1002": Dealings(9, 6, 5, 20, (3, 7), (1, 9), 1),
    "S-1003": Dealings(0, 2, 0, 10, (3, 4), (1, 4), 3),
    "S-1004": Dealings(4, 25, 35, 30, (5, 8), (4, 21), 1),
    "S-1005": Dealings(2, 4, 0, 14, (3, 5), (1, 6), 3),
    "S-1006": Dealings(3, 8, -10, 25, (3, 5), (2, 10), 3),
    "S-1007": Dealings(5, 10, 0, 30, (3, 4), (1, 7), 3),
    "S-1008": Dealings(3, 5, 0, 0, (3, 6), (1, 10), 1),
}
SERVICES = (
    "620.00",
    "480.00",
    "1150.00",
    "310.00",
    "95.00",
    "740.00",
    "260.00",
    "180.00",
)  # what the IT firm charges each month, in EUR
SUBJECTS = (
    "Tolerance on the drawing",
    "Call-off for next month",
    "Packing instruction",
    "Date of the next audit",
    "Payment of an invoice",
    "Approval of a sample",
)
MONTHS_AHEAD = 4


def make_dealings(
    plan: SupplierPlan, lines: list[Line], stream: Stream
) -> dict[str, list[dict]]:
    """A supplier's rows by table; none for the buyer's own warehouse."""
    if plan.supplier_id not in DEALINGS:
        return {}
    dealings, short = DEALINGS[plan.supplier_id], plan.supplier_id[2:]
    tables = {
        "invoice_lines": (
            "invoice_line_id",
            "IV",
            _invoice_lines(plan, dealings, lines, stream),
        ),
        "forecasts": ("forecast_id", "FC", _forecasts(plan, dealings, lines, stream)),
        "queries": ("query_id", "QU", _queries(dealings, stream)),
        "meetings": ("meeting_id", "M", _meetings(dealings, stream)),
    }
    return {
        table: [
            {key: f"{prefix}-{short}-{number:04d}", "supplier_id": plan.supplier_id} | row
            for number, row in enumerate(rows, start=1)
        ]
        for table, (key, prefix, rows) in tables.items()
    }


def _invoice_lines(
    plan: SupplierPlan, dealings: Dealings, lines: list[Line], stream: Stream
) -> list[dict]:
    """One line for each receipt that stands, or for each service of a month; returned goods are
    credited.
    """
    charged = [
        (
            receipt.docked_on,
            line.line_id,
            line.value_amount * receipt.received_qty / line.ordered_qty,
            receipt.kind == "return",
        )
        for line in lines
        for receipt in line.receipts
        if receipt.kind != "reversal"
        and not any(
            other.kind == "reversal" and other.of is receipt for other in line.receipts
        )
    ]
    if not lines:
        charged = [
            (days(month, -1), None, Decimal(fee), False)
            for month in _months(FIRST_MONTH, AS_OF)[1:]
            for fee in SERVICES
        ]
    rows = []
    for day, line_id, amount, is_credit in sorted(
        charged, key=lambda one: (one[0], one[1] or "", one[2])
    ):
        invoiced_on = workday_until(days(day, stream.between(3, 6)))
        row = _invoice_line(
            plan,
            dealings,
            invoiced_on,
            -cents(amount) if is_credit else cents(amount),
            stream,
        )
        if invoiced_on <= AS_OF:
            rows.append(
                row | {"line_id": line_id, "is_credit": "true" if is_credit else "false"}
            )
    return sorted(rows, key=lambda row: row["invoiced_on"])


def _invoice_line(
    plan: SupplierPlan,
    dealings: Dealings,
    invoiced_on: date,
    amount: Decimal,
    stream: Stream,
) -> dict:
    """An invoice line, paid on time or late; a wrong one is corrected, mostly by a small price
    difference.
    """
    is_wrong, is_late = (
        stream.chance(dealings.wrong / 100),
        stream.chance(dealings.paid_late / 100),
    )
    correction, per_mille, cause = (
        stream.pick(("price", "price", "price", "quantity", "tax")),
        stream.pick((4, 8, 15, 40, 90)),
        stream.pick(_CAUSES),
    )
    late, early = stream.between(2, 14), stream.between(0, 3)
    due_on = days(invoiced_on, 45 if plan.currency == "USD" else 30)
    paid_on = (
        workday_until(days(due_on, late + 2))
        if is_late
        else workday_until(days(due_on, -early))
    )
    is_charged = amount > 0
    return {
        "invoiced_on": invoiced_on,
        "due_on": due_on,
        "paid_on": paid_on if paid_on <= AS_OF else None,
        "amount": amount,
        "currency": plan.currency,
        "correction": correction if is_wrong and is_charged else "none",
        "correction_amount": (
            -cents(amount * per_mille / 1000)
            if is_wrong and is_charged and correction != "tax"
            else None
        ),
        "correction_cause": cause if is_wrong and is_charged else None,
    }


_CAUSES = ("theirs", "theirs", "theirs", "ours", "shared", "open")


def _months(first: date, until: date) -> list[date]:
    months = [first]
    while first_of_next_month(months[-1]) <= until:
        months.append(first_of_next_month(months[-1]))
    return months


def _forecasts(
    plan: SupplierPlan, dealings: Dealings, lines: list[Line], stream: Stream
) -> list[dict]:
    """Each month's start, a forecast for the four months after it, of every part; the nearer the
    month, the nearer the forecast.
    """
    asked: dict[tuple[str, date], Decimal] = {}
    for line in lines:
        if line.outcome != "cancelled":
            key = (line.part_id, line.requested_on.replace(day=1))
            asked[key] = asked.get(key, Decimal(0)) + line.ordered_qty
    rows = []
    for month in _months(FIRST_MONTH, AS_OF):
        made_on = workdays(month, days(month, 5))[0]
        for part_id, _ in plan.parts:
            typical = sum(qty for (part, _), qty in asked.items() if part == part_id) / 30
            for ahead, for_month in enumerate(
                _months(month, days(month, 31 * (MONTHS_AHEAD + 1)))[1 : MONTHS_AHEAD + 1],
                start=1,
            ):
                percent = (
                    100
                    + dealings.bias
                    + stream.between(-dealings.strays, dealings.strays) * (2 + ahead) // 4
                )
                known = (
                    asked.get((part_id, for_month), Decimal(0))
                    if for_month <= AS_OF
                    else typical
                )
                rows.append(
                    {
                        "part_id": part_id,
                        "month_on": for_month,
                        "made_on": made_on,
                        "forecast_qty": (known * percent / 100).quantize(Decimal(1)),
                    }
                )
    return rows


def _queries(dealings: Dealings, stream: Stream) -> list[dict]:
    rows = []
    for quarter in Quarter.last_full(AS_OF).back(QUARTERS):
        for day in sorted(
            stream.pick(workdays(quarter.start, quarter.until))
            for _ in range(stream.between(*dealings.questions))
        ):
            answered_on, is_forgotten = (
                max(day, workday_until(days(day, stream.between(*dealings.answer_days)))),
                stream.chance(0.15),
            )
            is_open = answered_on > AS_OF or (is_forgotten and day > days(AS_OF, -30))
            rows.append(
                {
                    "subject": stream.pick(SUBJECTS),
                    "asked_on": day,
                    "answered_on": None if is_open else answered_on,
                }
            )
    return rows


def _meetings(dealings: Dealings, stream: Stream) -> list[dict]:
    """Planned on the second Tuesday of a month; some are held late, and some never."""
    rows = []
    for number, month in enumerate(_months(FIRST_MONTH, date(2026, 12, 1))):
        if number % dealings.months_between != dealings.months_between - 1:
            continue
        planned_on = [
            day for day in workdays(month, days(month, 14)) if day.weekday() == 1
        ][1]
        is_missed, is_moved, shift = (
            stream.chance(0.08),
            stream.chance(0.12),
            stream.pick((0, 0, 0, 0, 1, 2)),
        )
        held_on = days(planned_on, 14 if is_moved else shift)
        tier = (
            "executive"
            if number % 12 == 11
            else "operational"
            if number % 3 == 2
            else "functional"
        )
        rows.append(
            {
                "tier": tier,
                "planned_on": planned_on,
                "held_on": None if is_missed or held_on > AS_OF else held_on,
            }
        )
    return rows
