"""What became of each goods receipt of a schedule line: what reversals and returns took back, and
the day that counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from srmlib.explain.explanation import spoken
from srmlib.explain.mechanism import Case, Read
from srmlib.snapshot.database import statement

PLACES = {
    "shipped": ("shipped_on", "was shipped"),
    "dock": ("docked_on", "reached the dock"),
    "posted": ("posted_on", "was keyed in"),
}
RECEIPTS = Read(statement("explain/receipts"), "line_id", "docked_on, receipt_id")


@dataclass
class Arrival:
    """What became of one goods receipt: `qty` that stands (null: not known), the day it counts
    (where that is not known, the dock day places it), and the line's running total with it.
    """

    receipt: dict
    qty: Decimal | None
    placed_on: date
    told_on: date
    is_day_known: bool
    so_far: Decimal = Decimal(0)
    stands: bool = True
    is_reversed: bool = False
    remarks: list[str] = field(default_factory=list)

    def take_back(self, backs: list[dict], receipts: list[dict]) -> None:
        """What reversals or returns take away, each less what was reversed of it; one without a
        quantity takes the whole receipt.
        """
        taken = []
        for back in backs:
            undone = _of(back, "reversal", receipts)
            self.remarks.append(
                _back_words(back)
                + "".join(f", which {_back_words(reversal)}" for reversal in undone)
            )
            left = _less(back["received_qty"], undone)
            is_undone = undone and left == 0
            if not is_undone:
                taken.append({"received_qty": left})
        if taken:
            self.qty = _less(self.qty, taken)
            self.stands = self.qty != 0
            what = spoken(self.qty) + " stand" if self.stands else "nothing of it stands"
            self.remarks.append(f"so {what}")


def _back_words(back: dict) -> str:
    qty = "all of it" if back["received_qty"] is None else spoken(back["received_qty"])
    return f"{back['kind']} {back['receipt_id']} on {spoken(back['docked_on'])} took {qty} back"


def _of(receipt: dict, kind: str, receipts: list[dict]) -> list[dict]:
    return [
        r
        for r in receipts
        if r["kind"] == kind and r["of_receipt_id"] == receipt["receipt_id"]
    ]


def _less(qty: Decimal | None, backs: list[dict]) -> Decimal | None:
    """What is left of a quantity; without a quantity on either side, what is taken back is the
    whole.
    """
    quantities = [back["received_qty"] for back in backs]
    if not backs:
        return qty
    if qty is None or None in quantities:
        return Decimal(0)
    return max(qty - sum(quantities), Decimal(0))


def is_by_closing(arrival: Arrival, case: Case) -> bool:
    """Here when the line was closed; where nobody knows when that was, what came was here."""
    return case.closed_on is None or arrival.receipt["docked_on"] <= case.closed_on


def arrivals_of(case: Case, is_closed: bool) -> list[Arrival]:
    """Every goods receipt of the line in the order of the day that counts: those that stand first,
    with their running total. Of a line closed for good what came later does not stand, unless
    nothing had come before.
    """
    column, words = PLACES[case.choices["place"]]
    arrivals = [
        Arrival(
            r,
            r["received_qty"],
            day := r[column] or r["docked_on"],
            day,
            r[column] is not None,
        )
        for r in case.receipts
        if r["kind"] == "receipt"
    ]
    for arrival in arrivals:
        reversals = _of(arrival.receipt, "reversal", case.receipts)
        arrival.is_reversed = reversals != []
        arrival.take_back(reversals, case.receipts)
        returns = _of(arrival.receipt, "return", case.receipts)
        if case.by("returns", "undo") and arrival.stands:
            arrival.take_back(returns, case.receipts)
        else:
            arrival.remarks += [
                f"return {r['receipt_id']} on {spoken(r['docked_on'])} leaves the delivery as it is"
                for r in returns
            ]
        if arrival.stands and arrival.qty == 0:
            arrival.stands = False
            arrival.remarks.append("it brought nothing, so it does not count")
        if arrival.stands and arrival.placed_on > case.as_of:
            arrival.stands = False
            arrival.remarks.append(
                f"it {words} after {spoken(case.as_of)}, so it has not come yet"
            )
        if arrival.stands and not arrival.is_day_known:
            arrival.remarks.append(f"the day it {words} is not known")
        if (
            arrival.stands
            and case.by("clock", "time")
            and case.by("place", "dock")
            and arrival.receipt["is_after_midnight"]
        ):
            arrival.told_on += timedelta(days=1)
            arrival.remarks.append(
                "by the time of day it came after midnight, so it counts as a day later"
            )
    is_ended = is_closed and any(a.stands and is_by_closing(a, case) for a in arrivals)
    for arrival in arrivals:
        if is_ended and arrival.stands and not is_by_closing(arrival, case):
            arrival.stands = False
            arrival.remarks.append(
                "it came after the line was closed, so it does not count"
            )
    # Of one day's receipts, those told as the day after come last.
    arrivals.sort(
        key=lambda arrival: (
            not arrival.stands,
            arrival.placed_on,
            arrival.told_on,
            arrival.receipt["receipt_id"],
        )
    )
    so_far = Decimal(0)
    for arrival in arrivals:
        if arrival.stands:
            arrival.so_far = so_far = so_far + (arrival.qty or 0)
    return arrivals


def arrival_words(arrival: Arrival, case: Case) -> str:
    receipt = arrival.receipt
    qty = "a quantity not known"
    if receipt["received_qty"] is not None:
        qty = spoken(receipt["received_qty"])
    if receipt["stated_qty"] is not None:
        qty += f" (stated as {spoken(receipt['stated_qty'])} {receipt['uom']})"
    days = {
        "shipped": receipt["shipped_on"],
        "at the dock": receipt["docked_on"],
        "keyed in": receipt["posted_on"],
    }
    said = [
        f"{words} on {spoken(day)}" if day else f"{words}: day not known"
        for words, day in days.items()
    ]
    remarks = [", ".join(said), *arrival.remarks]
    if arrival.stands and case.is_qty_known:
        remarks.append(f"{spoken(arrival.so_far)} of {spoken(case.ordered_qty)} so far")
    return f"Receipt {receipt['receipt_id']}: {qty}, {'; '.join(remarks)}."
