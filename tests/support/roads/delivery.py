"""D1 and D2 from their definition: what came of each line, when it was full, what that counts as."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from roads.clock import local
from roads.rows import Row
from roads.units import in_unit_of_part, unit_of_part

# What the lines of a supplier are read by.
D1_DEFAULTS = {
    "due": "last_confirmed",
    "place": "dock",
    "clock": "day",
    "early_days": None,
    "late_days": 0,
    "full_percent": 100,
    "over_percent": None,
    "partials": "last",
    "closed": "buyer",
    "returns": "stand",
    "overdue": "miss",
    "changed": "in",
    "cancelled": "out",
    "free": "in",
    "period": "due",
    "unit": "line",
}
D2_DEFAULTS = {"confirmation": "last", "after_due": "ignored", "cancelled": "out"}


@dataclass(frozen=True)
class Arrival:
    """Goods that came and still stand: what a reversal took back is off, returns only where asked."""

    receipt: dict
    qty: Fraction | None  # None: not known
    day: date  # at the place where goods count as received

    @property
    def receipt_id(self) -> str:
        return self.receipt["receipt_id"]


def standing(world, receipts: list[dict], returns_undo: bool = False) -> list[tuple]:
    """(receipt, quantity that still stands) of those a reversal left anything of, as of the as-of
    date; with `returns_undo` also less what went back.
    """
    known = [one for one in receipts if one["docked_on"] <= world.as_of]
    takers = defaultdict(list)
    for one in sorted(known, key=lambda one: (one["docked_on"], one["receipt_id"])):
        if one["kind"] != "receipt":
            takers[one["of_receipt_id"]].append(one)
    left = []
    for receipt in known:
        if receipt["kind"] != "receipt":
            continue
        qty = less_reversals(world, receipt, takers)
        if qty == "nothing":
            continue
        if returns_undo:
            qty = less_returns(world, qty, takers[receipt["receipt_id"]], takers)
            if qty == "nothing":
                continue
        left.append((receipt, qty))
    return left


def less_reversals(world, row: dict, takers: dict) -> Fraction | str | None:
    """A reversal without a quantity takes back the whole row."""
    qty = in_unit_of_part(world, row, row["received_qty"])
    reversals = [one for one in takers[row["receipt_id"]] if one["kind"] == "reversal"]
    taken = [in_unit_of_part(world, one, one["received_qty"]) for one in reversals]
    if not reversals:
        return qty
    if None in taken or qty is None or sum(taken) >= qty:
        return "nothing"
    return qty - sum(taken)


def less_returns(world, qty, own_takers: list[dict], takers: dict) -> Fraction | str | None:
    """One return without a quantity takes what the others leave; of a receipt of unknown quantity
    any such return takes all.
    """
    returns = [one for one in own_takers if one["kind"] == "return"]
    went = [less_reversals(world, one, takers) for one in returns]
    went = [one for one in went if one != "nothing"]
    if not went:
        return qty
    if None in went:
        return "nothing"
    if qty is None:
        return None
    return qty - sum(went) if qty > sum(went) else "nothing"


@dataclass(frozen=True)
class Delivery:
    """What is known of one line under one basis."""

    line: dict
    ordered: Fraction | None
    arrivals: list[Arrival]
    due: date | None
    last_day: date | None
    wanted: Fraction | None  # ordered or, of a line closed short, what came
    quantities_matter: bool
    filled_on: date | None
    decided_by: Arrival | None
    is_day_told: bool
    is_time_told: bool


PLACES = {"dock": "docked_on", "posted": "posted_on", "shipped": "shipped_on"}


def due_day(line: dict, choice: str) -> date | None:
    """The date that counts, else the requested one, else the one promised date."""
    named = {"first_confirmed": "first_confirmed_on", "last_confirmed": "last_confirmed_on"}
    first = line[named[choice]] if choice in named else None
    return first or line["requested_on"] or line["promised_on"]


def delivery(world, line: dict, switches: dict) -> Delivery:
    place = PLACES[switches["place"]]
    came = standing(world, world.receipts_of(line), switches["returns"] == "undo")
    arrivals = sorted(
        (
            Arrival(receipt, qty, receipt[place] or receipt["docked_on"])
            for receipt, qty in came
        ),
        key=lambda one: (one.day, is_after_midnight(world, one, switches), one.receipt_id),
    )
    # What was keyed in after the as-of date has, by that place, not come yet.
    arrivals = [one for one in arrivals if one.day <= world.as_of]
    ordered = ordered_qty(world, line)
    due = due_day(line, switches["due"])
    last_day = due and due + timedelta(days=switches["late_days"])
    if is_closed(world, line, last_day, switches):
        arrivals = by_closing(line, arrivals)
    decided = None
    is_day_told = world.tells_days(line["supplier_id"], place) and all(
        one.receipt[place] is not None for one in arrivals
    )
    if is_day_told and is_told(world, line, arrivals, last_day, switches):
        decided = decider(world, line, ordered, arrivals, last_day, switches)
    return Delivery(
        line,
        ordered,
        arrivals,
        due,
        last_day,
        wanted_qty(world, line, ordered, arrivals, last_day, switches),
        world.tells_quantities(line["supplier_id"]),
        decided.day if decided else None,
        decided,
        is_day_told,
        due is None or not any(is_either(world, one, due, switches) for one in arrivals),
    )


def by_closing(line: dict, arrivals: list[Arrival]) -> list[Arrival]:
    """What had come when a line was closed: what comes later is not seen. Where nothing had come by
    then, closing it changes nothing; on a day nobody knows, all had.
    """
    closed_on = line["closed_on"]
    had = [
        one
        for one in arrivals
        if closed_on is None or one.receipt["docked_on"] <= closed_on
    ]
    return had or arrivals


def is_either(world, one: Arrival, due: date, switches: dict) -> bool:
    """By the time of day, which is not known: whether it may have come in its window, and may not."""
    if (
        switches["clock"] != "time"
        or switches["place"] != "dock"
        or one.receipt["docked_at"]
    ):
        return False
    return is_day_in_window(one.day, due, switches) != is_day_in_window(
        one.day + timedelta(days=1), due, switches
    )


def ordered_qty(world, line: dict) -> Fraction | None:
    return (
        Fraction(0)
        if line["is_return"]
        else in_unit_of_part(world, line, line["ordered_qty"])
    )


def needs_quantities(switches: dict) -> bool:
    """Not where any quantity is full, or the first receipt decides."""
    return switches["partials"] == "last" and switches["full_percent"] > 0


def is_told_in_part(world, line: dict) -> bool:
    """Whether a quantity of it is missing, whatever went back since and whatever became of it."""
    came = standing(world, world.receipts_of(line))
    return ordered_qty(world, line) is None or any(qty is None for _, qty in came)


def is_unknown(world, line, arrivals, last_day, switches) -> bool:
    """The same, but of a supplier whose receipts all come without one the dates alone decide."""
    return world.tells_quantities(line["supplier_id"]) and is_lacking(
        world, line, arrivals, last_day, switches
    )


def is_lacking(world, line, arrivals, last_day, switches) -> bool:
    """Whether a quantity is missing that is seen: of a line closed short, of what had come."""
    if is_ended(world, line, arrivals, last_day, switches):
        return ordered_qty(world, line) is None or any(one.qty is None for one in arrivals)
    return is_told_in_part(world, line)


def is_told(world, line, arrivals, last_day, switches) -> bool:
    """Whether its quantities tell when it was full. A line closed short is full with what had come:
    where that is one receipt, no quantity is asked.
    """
    return (
        not needs_quantities(switches)
        or not is_unknown(world, line, arrivals, last_day, switches)
        or (len(arrivals) == 1 and is_ended(world, line, arrivals, last_day, switches))
    )


def wanted_qty(world, line, ordered, arrivals, last_day, switches) -> Fraction | None:
    came = [one.qty for one in arrivals]
    if ordered is not None and is_ended(world, line, arrivals, last_day, switches):
        return None if None in came else min(ordered, sum(came))
    return ordered


def decider(world, line, ordered, arrivals, last_day, switches) -> Arrival | None:
    """The receipt that decides: the first, or the one that fills the line."""
    if not arrivals:
        return None
    if switches["partials"] == "first" or switches["full_percent"] == 0:
        return arrivals[0]
    if not world.tells_quantities(line["supplier_id"]):
        return arrivals[-1]
    if is_unknown(world, line, arrivals, last_day, switches):
        return arrivals[-1]
    so_far = Fraction(0)
    for one in arrivals:
        so_far += one.qty
        if so_far * 100 >= ordered * Fraction(str(switches["full_percent"])):
            return one
    return closing(world, line, arrivals, last_day, switches)


def is_closed(world, line, last_day, switches) -> bool:
    """Whether it was closed by its last day, or on a day nobody knows, by who may close it."""
    who = {"short": (), "buyer": ("buyer",), "any": ("buyer", "supplier", None)}[
        switches["closed"]
    ]
    closed_on = line["closed_on"]
    return (
        line["status"] == "closed"
        and line["closed_by"] in who
        and (
            closed_on is None
            or (closed_on <= world.as_of and (last_day is None or closed_on <= last_day))
        )
    )


def closing(world, line, arrivals, last_day, switches) -> Arrival | None:
    """A line closed short by its last day is full with what had come."""
    if not is_ended(world, line, arrivals, last_day, switches):
        return None
    return arrivals[-1]


def is_ended(world, line, arrivals, last_day, switches) -> bool:
    """Whether closing it completed it: something had come by then."""
    closed_on = line["closed_on"]
    return is_closed(world, line, last_day, switches) and any(
        closed_on is None or one.receipt["docked_on"] <= closed_on for one in arrivals
    )


def changed_by(world, line: dict) -> set[str | None]:
    """Who asked for changes inside its lead time (None: nobody knows): after the order, later than
    the lead time before the day asked for (else the first that is known), up to the last day it was
    due by any of its dates.
    """
    dates = [
        line[name] for name in ("requested_on", "first_confirmed_on", "last_confirmed_on")
    ]
    dates = [one for one in (*dates, line["promised_on"]) if one]
    wanted = line["requested_on"] or line["promised_on"] or line["first_confirmed_on"]
    wanted = wanted or line["last_confirmed_on"]
    sides = set()
    for change in world.changes_of(line):
        day = change["changed_on"]
        if (
            change["field"] != "price"
            and day <= world.as_of
            and (line["ordered_on"] is None or day > line["ordered_on"])
            and (not dates or day <= max(dates))
            and (
                line["lead_days"] is None
                or wanted is None
                or day > wanted - timedelta(days=line["lead_days"])
            )
        ):
            sides.add(change["by_side"])
    return sides


def is_cancelled_before(world, line: dict, day: date) -> bool:
    return (
        line["status"] == "cancelled"
        and line["cancelled_on"] < day
        and (line["cancelled_on"] <= world.as_of)
    )


def in_window(world, one: Arrival, due: date, switches: dict) -> bool:
    """Whether goods came not too early and not too late; what comes after midnight is told as the
    day after.
    """
    told = one.day + timedelta(days=is_after_midnight(world, one, switches))
    return is_day_in_window(told, due, switches)


def is_day_in_window(day: date, due: date, switches: dict) -> bool:
    early, last = switches["early_days"], due + timedelta(days=switches["late_days"])
    return day <= last and (early is None or day >= due - timedelta(days=early))


def is_after_midnight(world, one: Arrival, switches: dict) -> bool:
    """By the time of day: whether the goods came after the midnight the day begins with; it is told
    of the dock alone.
    """
    at = one.receipt["docked_at"]
    if switches["clock"] != "time" or switches["place"] != "dock" or at is None:
        return False
    return local(at, world.time_zone) > datetime.combine(one.receipt["docked_on"], time())


def is_here(found: Delivery, by_quantity: bool) -> bool:
    """Whether all of it is here; by quantity neither a tolerance nor the first receipt is enough."""
    if not by_quantity:
        return found.filled_on is not None
    came = [one.qty for one in found.arrivals]
    return None not in came and found.wanted is not None and sum(came) >= found.wanted


def reasons_out(world, found: Delivery, switches: dict) -> set[str]:
    """Everything that leaves a line out."""
    line, out = found.line, set()
    by_quantity = switches["unit"] == "quantity"
    if found.due is None:
        out.add("no_due_date")
    elif is_cancelled_before(world, line, found.due) and switches["cancelled"] == "out":
        out.add("cancelled")
    if found.due is not None:
        here = is_here(found, by_quantity)
        if found.last_day > world.as_of or (found.last_day == world.as_of and not here):
            out.add("not_due")
    if found.ordered == 0:
        out.add("nothing_ordered")
    seen = (world, line, found.arrivals, found.last_day, switches)
    is_left_out = (
        not found.quantities_matter or is_lacking(*seen)
        if by_quantity
        else not is_told(*seen)
        or (switches["over_percent"] is not None and is_unknown(*seen))
    )
    if is_left_out:
        out.add("unknown_qty")
    if not found.is_day_told:
        out.add("unknown_day")
    if not found.is_time_told:
        out.add("unknown_time")
    if switches["overdue"] == "ignored" and not found.arrivals:
        out.add("ignored")
    if switches["free"] == "out" and line["value_amount"] == 0:
        out.add("free")
    sides = changed_by(world, line)
    if switches["changed"] == "out" and sides & {"buyer", None}:
        out.add("changed" if "buyer" in sides else "unknown_change")
    return out


def d1(world, supplier_id: str, switches: dict) -> list[Row]:
    rows = []
    for line in world.lines_of(supplier_id):
        found = delivery(world, line, switches)
        out = reasons_out(world, found, switches)
        day = placed(world, found, switches)
        if out:
            rows.append(Row(line["line_id"], day, False, reasons=frozenset(out)))
            continue
        rows.append(counted_line(world, found, switches, day))
    return by_order(world, rows) if switches["unit"] == "order" else rows


def placed(world, found: Delivery, switches: dict) -> date:
    """The day that places a line; one without a due date by the day it came, else ordered, else the
    as-of date.
    """
    if found.due is None:
        came = found.filled_on or (found.arrivals[0].day if found.arrivals else None)
        return came or found.line["ordered_on"] or world.as_of
    if switches["period"] == "received" and found.filled_on:
        return found.filled_on
    return found.due


def counted_line(world, found: Delivery, switches: dict, day: date) -> Row:
    line = found.line
    if switches["unit"] == "quantity":
        in_time = sum(
            (
                one.qty
                for one in found.arrivals
                if in_window(world, one, found.due, switches)
            ),
            Fraction(0),
        )
        met = min(in_time, found.wanted)
        said = frozenset({"partly"} if 0 < met < found.wanted else ())
        return Row(
            line["line_id"], day, True, met, found.wanted, unit_of_part(world, line), said
        )
    met = found.decided_by is not None and in_window(
        world, found.decided_by, found.due, switches
    )
    said = set()
    if switches["over_percent"] is not None and found.quantities_matter:
        came = sum((one.qty for one in found.arrivals), Fraction(0))
        most = found.ordered * (100 + Fraction(str(switches["over_percent"]))) / 100
        if came > most:
            met, said = False, {"over"}
    weight, unit = Fraction(1), None
    if switches["unit"] == "value":
        weight, unit = Fraction(line["value_amount"]), line["currency"]
    return Row(line["line_id"], day, True, weight * met, weight, unit, frozenset(said))


def by_order(world, rows: list[Row]) -> list[Row]:
    """An order is met when all its counted lines are, and stands on the day of its last; a line
    without an order is one of its own.
    """
    orders: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.is_counted:
            orders[world.order_of(row.row_id)].append(row)
    return [
        Row(
            order,
            max(row.counted_on for row in own),
            True,
            Fraction(all(row.numerator for row in own)),
            Fraction(1),
        )
        for order, own in orders.items()
    ] + [row for row in rows if not row.is_counted]


def d2(world, supplier_id: str, switches: dict, agreed_d1: dict) -> list[Row]:
    rows = []
    for line in world.lines_of(supplier_id):
        found = delivery(world, line, agreed_d1)
        confirmations = sorted(
            (
                one
                for one in world.confirmations_of(line)
                if one["confirmed_on"] <= world.as_of
            ),
            key=lambda one: (one["confirmed_on"], one["confirmation_id"]),
        )
        fallback = found.due or placed(world, found, agreed_d1)
        if not confirmations:
            rows.append(_left_out(line, fallback, "never_confirmed"))
            continue
        counting = confirmations
        if switches["after_due"] == "ignored":
            counting = list(in_good_time(confirmations, found.filled_on))
        if not counting:
            rows.append(_left_out(line, fallback, "confirmed_late"))
            continue
        promise = counting[-1 if switches["confirmation"] == "last" else 0]["for_on"]
        here = found.filled_on is not None and found.filled_on <= world.as_of
        out = set()
        if found.ordered == 0:
            out.add("nothing_ordered")
        if promise > world.as_of or (promise == world.as_of and not here):
            out.add("not_due")
        if switches["cancelled"] == "out" and is_cancelled_before(world, line, promise):
            out.add("cancelled")
        if not is_told(world, line, found.arrivals, found.last_day, agreed_d1):
            out.add("unknown_qty")
        if not found.is_day_told:
            out.add("unknown_day")
        met = here and found.filled_on <= promise
        if out:
            rows.append(Row(line["line_id"], promise, False, reasons=frozenset(out)))
        else:
            rows.append(Row(line["line_id"], promise, True, Fraction(met), Fraction(1)))
    return rows


def in_good_time(confirmations: list[dict], filled_on: date | None) -> Iterable[dict]:
    """Those sent by the day they move, the day they promise, and the day the goods came; the first
    that is not ends the list.
    """
    moved = None
    for one in confirmations:
        sent = one["confirmed_on"]
        if (
            sent > one["for_on"]
            or (moved and sent > moved)
            or (filled_on and sent > filled_on)
        ):
            return
        yield one
        moved = one["for_on"]


def _left_out(line: dict, day: date, reason: str) -> Row:
    return Row(line["line_id"], day, False, reasons=frozenset({reason}))
