"""What the sample world costs, by hand: plain Python with exact fractions, from the extract's CSV
files and the rate files alone.

A second road beside the ledger: nothing of its SQL or of `srmlib.cost` is used.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from statistics import NormalDist, variance

import yaml

from sample_world import ANSWERS
from srmlib.workspace import PROJECT

AS_OF = date.fromisoformat(ANSWERS["as_of"])
Row = dict[str, str]
# supplier, element, cause, day, amount in EUR
Event = tuple[str, str, str, date, Decimal]


def rounded(exact: Fraction, places: int) -> Decimal:
    """Halves away from zero."""
    whole = int(abs(exact) * 10**places + Fraction(1, 2))
    return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


def cents(exact: Fraction) -> Decimal:
    return rounded(exact, 2)


def quarter_of(day: date) -> tuple[date, date]:
    """The first day of the quarter of a day, and of the next one."""
    start = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return start, date(start.year + (start.month == 10), (start.month + 2) % 12 + 1, 1)


class Extract:
    """The files of the sample world, read as text, as of a day."""

    def __init__(self, folder: Path, as_of: date = AS_OF):
        self.folder, self.as_of = folder, as_of
        self.lines = {line["line_id"]: line for line in self["schedule_lines"]}

    def __getitem__(self, name: str) -> list[Row]:
        path = self.folder / f"{name}.csv"
        text = (
            path.read_text(encoding="utf-8")
            if path.exists()
            else gzip.decompress(path.with_suffix(".csv.gz").read_bytes()).decode("utf-8")
        )
        return list(csv.DictReader(io.StringIO(text)))

    @cached_property
    def rates(self) -> dict[str, list[tuple[date, Fraction]]]:
        stated = [
            yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
            for path in (PROJECT / "data/rates/sample").glob("*.yaml")
        ]
        return {
            rate["rate"]: [
                (date.fromisoformat(value["valid_from"]), Fraction(value["value"]))
                for value in rate["values"]
            ]
            for rate in stated
        }

    @cached_property
    def fx(self) -> dict[str, list[tuple[date, Fraction]]]:
        published = defaultdict(list, {"EUR": [(date.min, Fraction(1))]})
        for row in self["fx"]:
            published[row["currency"]].append(
                (date.fromisoformat(row["rate_on"]), Fraction(row["fx_rate"]))
            )
        return published

    @cached_property
    def receipts(self) -> list[Row]:
        """Those that stand, in the order they came; each with its price in EUR."""
        back = {
            receipt["of_receipt_id"]
            for receipt in self["receipts"]
            if receipt["kind"] == "reversal"
        }
        standing = [
            receipt
            for receipt in self["receipts"]
            if receipt["kind"] == "receipt" and receipt["receipt_id"] not in back
        ]
        standing.sort(key=lambda receipt: (receipt["docked_on"], receipt["receipt_id"]))
        arrived = defaultdict(Fraction)
        for receipt in standing:
            line = self.lines[receipt["line_id"]]
            before = arrived[line["line_id"]]
            arrived[line["line_id"]] += Fraction(receipt["received_qty"])
            unit_price = Fraction(line["value_amount"]) / Fraction(line["ordered_qty"])
            price = cents(arrived[line["line_id"]] * unit_price) - cents(
                before * unit_price
            )
            docked_on = date.fromisoformat(receipt["docked_on"])
            receipt |= {
                "price": cents(
                    Fraction(price) * last(self.fx[line["currency"]], docked_on)
                ),
                "docked": docked_on,
            }
            receipt |= {name: line[name] for name in ("supplier_id", "part_id", "order_id")}
        return standing

    @property
    def returns(self) -> list[Row]:
        """The sample sends back no receipt twice, and reverses no return."""
        return [
            receipt
            for receipt in self["receipts"]
            if receipt["kind"] == "return"
            and receipt["docked_on"] <= self.as_of.isoformat()
        ]

    def rate(self, name: str, day: date) -> Fraction:
        return last(self.rates[name], day)


def last(dated: list[tuple[date, Fraction]], day: date) -> Fraction:
    """The value in force on a day."""
    return max((since, value) for since, value in dated if since <= day)[1]


def booked(extract: Extract, cost: Row) -> Decimal:
    """What one stated cost comes to: by its rate, or converted; of a credit what exceeds the price
    of its line's goods that went back. The sample credits a line once, by the day it went back.
    """
    day = date.fromisoformat(cost["occurred_on"])
    if cost["rate_name"]:
        return cents(Fraction(cost["driver_qty"]) * extract.rate(cost["rate_name"], day))
    amount = Fraction(cost["amount"])
    if cost["element"] == "recovered" and cost["line_id"]:
        line = extract.lines[cost["line_id"]]
        unit_price = Fraction(line["value_amount"]) / Fraction(line["ordered_qty"])
        sent_back = sum(
            Fraction(back["received_qty"])
            for back in extract.returns
            if back["line_id"] == cost["line_id"]
        )
        amount = min(amount + Fraction(cents(sent_back * unit_price)), Fraction(0))
    return cents(amount * last(extract.fx[cost["currency"]], day))


def shared(
    whole: Decimal | None, rule: str, bearers: list[Row]
) -> dict[str | None, Decimal | None]:
    """An amount by receipt: in the rule's proportions, what is left over of the cents to the
    largest remainders.
    """
    if not bearers or whole is None:
        return dict.fromkeys(
            [receipt["receipt_id"] for receipt in bearers] or [None], whole
        )
    weights = {
        receipt["receipt_id"]: Fraction(
            receipt["gross_weight" if rule == "weight" else "price"]
        )
        for receipt in bearers
    }
    return parted(whole, weights)


def parted(whole: Decimal, weights: dict[str, Fraction]) -> dict[str, Decimal]:
    """An amount in proportion to the weights, in cents; what is left over of them goes to the
    largest remainders.
    """
    exact = {
        name: abs(Fraction(whole)) * 100 * weight / sum(weights.values())
        for name, weight in weights.items()
    }
    left = int(abs(whole) * 100) - sum(share // 1 for share in exact.values())
    first = sorted(exact, key=lambda name: (-(exact[name] % 1), name))[:left]
    return {
        name: (Decimal(share // 1 + (name in first)) / 100).copy_sign(whole)
        for name, share in exact.items()
    }


# ---- whose cause a cost of customers is (docs/trace.md, "One register of causes")


def caused(extract: Extract, cost: Row) -> Iterator[tuple[str, str, Decimal]]:
    """One stated cost by supplier and cause. Of what a customer met, as the register has it, else
    by where the goods came from; what is ours stays where it was booked. Stops and failed services
    of the sample carry the same claim as their costs, and no lot of another firm: as booked.
    """
    whole = booked(extract, cost)
    if cost["effect_kind"] not in ("return", "late_order"):
        yield cost["supplier_id"], cost["cause"], whole
        return
    sides = agreed_side(extract, cost) or traced_sides(extract, cost)
    for supplier_id, amount in parted(
        whole, {one: w for one, (_, w) in sides.items()}
    ).items():
        cause, _ = sides[supplier_id]
        yield cost["supplier_id"] if cause == "ours" else supplier_id, cause, amount


def agreed_side(extract: Extract, cost: Row) -> dict[str, tuple[str, Fraction]]:
    """By supplier, whose cause and which part of all; the sample agrees on whole incidents."""
    incident = cost["effect_kind"], cost["effect_id"]
    return {
        agreed["supplier_id"]: (agreed["side"], Fraction(agreed["share_rate"]))
        for agreed in extract["agreed_causes"]
        if (agreed["effect_kind"], agreed["effect_id"]) == incident
    }


def traced_sides(extract: Extract, cost: Row) -> dict[str, tuple[str, Fraction]]:
    if cost["effect_kind"] == "late_order":
        return {
            one: (side, Fraction(1)) for one, side in waited_for(extract, cost["effect_id"])
        }
    back = next(
        row for row in extract["customer_returns"] if row["return_id"] == cost["effect_id"]
    )
    # What lies behind a supplier is the supplier's towards us.
    return {
        supplier_id: ("theirs", qty)
        for supplier_id, qty in made_of(extract, back["lot_id"], back["part_id"]).items()
    }


def made_of(extract: Extract, lot_id: str, part_id: str) -> dict[str, Fraction]:
    """How much of a part, by who made it, is in a lot of pumps; each part went straight into it."""
    lots = {lot["lot_id"]: lot for lot in extract["lots"]}
    found = defaultdict(Fraction)
    for used in extract["lot_inputs"]:
        source = lots[used["input_lot_id"]]
        if used["output_lot_id"] == lot_id and source["part_id"] == part_id:
            found[source["supplier_id"]] += Fraction(used["input_qty"])
    return found


def waited_for(extract: Extract, order_id: str) -> Iterator[tuple[str, str]]:
    """Each supplier whose late line the order waited for, alike, and whose cause it was: as both
    firms agreed, else ours where we changed the line inside its lead time, else one of several's.
    """
    filled, changed = filled_on(extract), changed_inside(extract)
    for promise in extract["customer_promises"]:
        line_id = promise["line_id"]
        if promise["customer_order_id"] != order_id or not line_id:
            continue
        if filled[line_id] > due_on(extract.lines[line_id]):
            by_rule = "ours" if line_id in changed else "shared"
            is_agreed = promise["is_cause_agreed"] == "true"
            yield promise["supplier_id"], promise["broken_cause"] if is_agreed else by_rule


# ---- every element's events


def prices(extract: Extract) -> Iterator[Event]:
    for receipt in extract.receipts:
        yield receipt["supplier_id"], "price", "terms", receipt["docked"], receipt["price"]
    came = {receipt["receipt_id"]: receipt for receipt in extract.receipts}
    for back in extract.returns:
        of = came[back["of_receipt_id"]]
        share = Fraction(back["received_qty"]) / Fraction(of["received_qty"])
        day = date.fromisoformat(back["docked_on"])
        yield (
            of["supplier_id"],
            "price",
            "terms",
            day,
            -cents(Fraction(of["price"]) * share),
        )


def services(extract: Extract) -> Iterator[Event]:
    """Of who delivers no goods, what it invoiced."""
    with_goods = {receipt["supplier_id"] for receipt in extract.receipts}
    for invoice in extract["invoice_lines"]:
        day = date.fromisoformat(invoice["invoiced_on"])
        if invoice["supplier_id"] not in with_goods and day <= extract.as_of:
            amount = Fraction(invoice["amount"]) * last(
                extract.fx[invoice["currency"]], day
            )
            yield invoice["supplier_id"], "price", "terms", day, cents(amount)


def stated_costs(extract: Extract) -> Iterator[Row]:
    for cost in extract["cost_events"]:
        if cost["state"] == "amount" and cost["paid_by"] != "supplier":
            yield cost


def stated(extract: Extract) -> Iterator[Event]:
    """As they were booked, which is what the books hold."""
    for cost in stated_costs(extract):
        day = date.fromisoformat(cost["occurred_on"])
        yield (
            cost["supplier_id"],
            cost["element"],
            cost["cause"],
            day,
            booked(extract, cost),
        )


def told(extract: Extract) -> Iterator[Event]:
    """The same by whose cause they are, at who caused them."""
    for cost in stated_costs(extract):
        day = date.fromisoformat(cost["occurred_on"])
        for supplier_id, cause, amount in caused(extract, cost):
            yield supplier_id, cost["element"], cause, day, amount


def order_admin(extract: Extract) -> Iterator[Event]:
    for line in extract.lines.values():
        day = date.fromisoformat(line["ordered_on"])
        yield (
            line["supplier_id"],
            "order_admin",
            "ours",
            day,
            cents(extract.rate("order_line_rate", day)),
        )
    for receipt in extract.receipts:
        yield (
            receipt["supplier_id"],
            "order_admin",
            "ours",
            receipt["docked"],
            cents(extract.rate("receipt_rate", receipt["docked"])),
        )


def payment_terms(extract: Extract) -> Iterator[Event]:
    for line in extract["invoice_lines"]:
        due_on = date.fromisoformat(line["due_on"] or "9999-12-31")
        if due_on <= extract.as_of and line["is_credit"] == "false":
            invoiced_on = date.fromisoformat(line["invoiced_on"])
            amount = cents(
                Fraction(line["amount"]) * last(extract.fx[line["currency"]], invoiced_on)
            )
            sooner = extract.rate("reference_days", due_on) - (due_on - invoiced_on).days
            cost = cents(
                Fraction(amount) * sooner * extract.rate("capital_rate", due_on) / 36500
            )
            yield line["supplier_id"], "payment_terms", "terms", due_on, cost


def due_on(line: Row) -> date:
    return date.fromisoformat(line["last_confirmed_on"] or line["requested_on"])


def early_stock(extract: Extract) -> Iterator[Event]:
    changed = changed_inside(extract)
    for receipt in extract.receipts:
        line = extract.lines[receipt["line_id"]]
        wanted_on = min(due_on(line), date.fromisoformat(line["requested_on"]))
        days = (wanted_on - receipt["docked"]).days
        if days > 0:
            cost = cents(
                Fraction(receipt["price"])
                * days
                * extract.rate("carrying_rate", receipt["docked"])
                / 36500
            )
            yield (
                receipt["supplier_id"],
                "early_stock",
                "ours" if receipt["line_id"] in changed else "theirs",
                receipt["docked"],
                cost,
            )


def changed_inside(extract: Extract) -> set[str]:
    """Lines we changed after the order and later than the lead time before the day asked for."""
    changed = set()
    for change in extract["order_changes"]:
        line, day = (
            extract.lines[change["line_id"]],
            date.fromisoformat(change["changed_on"]),
        )
        inside_from = date.fromisoformat(line["requested_on"]) - timedelta(
            days=int(line["lead_days"])
        )
        if (
            change["by_side"] == "buyer"
            and change["field"] != "price"
            and day > inside_from
            and day > date.fromisoformat(line["ordered_on"])
        ):
            changed.add(line["line_id"])
    return changed


def filled_on(extract: Extract) -> dict[str, date]:
    """The day each line was received in full."""
    arrived, filled = defaultdict(Fraction), {}
    for receipt in extract.receipts:
        line_id = receipt["line_id"]
        arrived[line_id] += Fraction(receipt["received_qty"])
        if arrived[line_id] >= Fraction(extract.lines[line_id]["ordered_qty"]):
            filled.setdefault(line_id, receipt["docked"])
    return filled


def safety_stock(extract: Extract) -> Iterator[Event]:
    """Per supplier, part and quarter that is over: what days late add to the stock, held for the
    quarter. The extract has no rows of what was taken from stock: demand is taken as even.
    """
    late, came = defaultdict(list), defaultdict(list)
    changed, filled = changed_inside(extract), filled_on(extract)
    for line_id, line in extract.lines.items():
        due, full = due_on(line), filled.get(line_id)
        if not was_due(line, due, extract.as_of):
            continue
        if full is None and due == extract.as_of:
            continue
        ends = [date.fromisoformat(line[c]) for c in ("cancelled_on",) if line.get(c)]
        until = full or max(due, min([extract.as_of, *ends]))
        late[line["supplier_id"], line["part_id"], quarter_of(due)].append(
            (line_id in changed, max(0, (until - due).days))
        )
    for receipt in extract.receipts:
        came[
            receipt["supplier_id"], receipt["part_id"], quarter_of(receipt["docked"])
        ].append(receipt)
    for (supplier_id, part_id, (start, until)), lines in late.items():
        ends_on, days = until - timedelta(days=1), (until - start).days
        received = came[supplier_id, part_id, (start, until)]
        qty, price = (
            sum(Fraction(r["received_qty"]) for r in received),
            sum(Fraction(r["price"]) for r in received),
        )
        if ends_on > extract.as_of or len(lines) < 2 or not qty:
            continue
        level = extract.rate("service_level", ends_on) / 100
        z = Fraction(round(Decimal(NormalDist().inv_cdf(float(level))), 8))

        def capital(
            late: list[int], each_day: Fraction, price: Fraction, days: int
        ) -> Fraction:
            spread = variance([Fraction(one) for one in late])
            sd = Fraction((Decimal(spread.numerator) / spread.denominator).sqrt())
            return Fraction(cents(Fraction(rounded(sd * each_day, 3)) * price)) * days

        held = (z * qty / days, price / qty, days)
        whole = capital([late for _, late in lines], *held)
        unchanged = [late for was_changed, late in lines if not was_changed]
        if len(unchanged) > 1:
            theirs, rest = min(whole, capital(unchanged, *held)), "ours"
        else:
            theirs, rest = Fraction(0), "open" if any(unchanged) else "ours"
        for cause, driver in (("theirs", theirs), (rest, whole - theirs)):
            if driver:
                yield (
                    supplier_id,
                    "safety_stock",
                    cause,
                    ends_on,
                    cents(driver * extract.rate("carrying_rate", ends_on) / 36500),
                )


def was_due(line: Row, due: date, as_of: date) -> bool:
    """Whether anybody still waited for a line when it was due."""
    is_gone = line["status"] == "cancelled" and line["cancelled_on"] < due.isoformat()
    return due <= as_of and not is_gone


def inspection(extract: Extract) -> Iterator[Event]:
    for lot in extract["inspection_lots"]:
        if lot["decided_on"] and lot["is_skip"] == "false":
            day = date.fromisoformat(lot["decided_on"])
            yield (
                lot["supplier_id"],
                "inspection",
                "ours",
                day,
                cents(extract.rate("inspection_lot_rate", day)),
            )


def invoice_fix(extract: Extract) -> Iterator[Event]:
    for line in extract["invoice_lines"]:
        if line["correction"] != "none":
            day = date.fromisoformat(line["invoiced_on"])
            yield (
                line["supplier_id"],
                "invoice_fix",
                line["correction_cause"],
                day,
                cents(extract.rate("invoice_fix_rate", day)),
            )


def onboard_switch(extract: Extract) -> Iterator[Event]:
    for cost in extract["one_off_costs"]:
        paid_on, life, whole = (
            date.fromisoformat(cost["occurred_on"]),
            int(cost["life_months"]),
            int(100 * Decimal(cost["amount"])),
        )
        for number in range(life):
            year, month = divmod(12 * paid_on.year + paid_on.month - 1 + number, 12)
            day = max(date(year, month + 1, 1), paid_on)
            if day <= extract.as_of:
                yield (
                    cost["supplier_id"],
                    "onboard_switch",
                    "shared",
                    day,
                    Decimal(whole * (number + 1) // life - whole * number // life) / 100,
                )


ROADS = (
    prices,
    services,
    told,
    order_admin,
    payment_terms,
    early_stock,
    safety_stock,
    inspection,
    invoice_fix,
    onboard_switch,
)


def every_event(extract: Extract) -> list[Event]:
    return [event for road in ROADS for event in road(extract)]
