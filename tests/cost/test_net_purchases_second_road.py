"""Net purchases by a second road: random worlds of orders, receipts, reversals, returns, scrap,
invoices, credits of every correction and replacements, over several quarters and currencies. Price,
good quantity and what is recovered by fractions from the definition; both balances close.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from small_world import small_world

from srmlib.cost.balances import Balances
from srmlib.cost.ledger import cost_summary
from srmlib.rules.calendar import Quarter

SUPPLIERS = 12
QUARTERS = [Quarter.parse(f"2026Q{number}") for number in (1, 2, 3)]
# Two dollars are one euro, so that no exchange rounds.
IN_EUR = {"EUR": Fraction(1), "USD": Fraction(1, 2)}


class World:
    """The rows of a random world, and beside them what the definition makes of each supplier."""

    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.tables: dict[str, list[dict]] = {
            name: []
            for name in ("schedule_lines", "receipts", "invoice_lines", "quality_notices")
        }
        self.price: dict[str, Fraction] = {}
        self.good: dict[str, Fraction] = {}
        self.total: dict[str, Fraction] = {}
        self.asked: dict[str, Fraction] = {}
        self.given: dict[str, Fraction] = {}
        for number in range(SUPPLIERS):
            self.supplier(f"S{number:02}")

    def day(self) -> str:
        return str(date(2026, 1, 10) + timedelta(days=self.chance.randrange(230)))

    def add(self, table: str, **row: object) -> str:
        self.tables[table].append({name: str(value) for name, value in row.items()})
        return str(len(self.tables[table]))

    def supplier(self, supplier_id: str) -> None:
        for book in (self.price, self.good, self.total, self.asked, self.given):
            book[supplier_id] = Fraction(0)
        for _ in range(self.chance.randrange(1, 4)):
            self.line(supplier_id)

    def line(self, supplier_id: str) -> None:
        """A line of its own fate. `beside` is what is asked beside the order, less what is taken off
        again; what left takes its part of it along.
        """
        chance, currency = self.chance, self.chance.choice(["EUR", "EUR", "USD"])
        rate = IN_EUR[currency]
        ordered, unit = chance.randrange(1, 30), Fraction(chance.randrange(2, 900, 2), 10)
        line_id = self.add(
            "schedule_lines",
            supplier_id=supplier_id,
            ordered_qty=ordered,
            value_amount=f"{float(ordered * unit):.2f}",
            currency=currency,
        )
        of_line = {"supplier_id": supplier_id, "line_id": line_id, "currency": currency}
        came = returned = scrapped = Fraction(0)
        asked = taken_off = Fraction(0)
        for qty in self.parts_of(ordered):
            receipt_id = self.add(
                "receipts", line_id=line_id, received_qty=qty, docked_on=self.day()
            )
            back = self.less(line_id, receipt_id, "reversal", chance.choice([0, 0, 0, qty]))
            if back == qty:
                continue
            came += qty
            gone = self.less(line_id, receipt_id, "return", chance.choice([0, 0, 1, qty]))
            returned += gone
            bad = chance.choice([0, 0, 0, 1, qty])
            if bad:
                self.add(
                    "quality_notices",
                    supplier_id=supplier_id,
                    receipt_id=receipt_id,
                    found_on=self.late(),
                    found_at="line",
                    claimed_qty=0,
                    scrapped_qty=bad,
                    cause="theirs",
                )
                scrapped += min(bad, qty - gone)
            if chance.random() < 0.8:
                extra = Fraction(chance.choice([0, 0, 0, 7, -3]))
                amount = qty * unit + extra
                asked += extra if came else 0
                self.invoice(of_line, amount, rate, invoiced_qty=qty)
        beside = asked
        for correction in ("price", "quantity", "tax"):
            if came and chance.random() < 0.3:
                amount = Fraction(chance.randrange(1, 12))
                self.invoice(of_line, amount, rate, correction=correction, is_credit="true")
                reversed_ = min(amount, max(asked, Fraction(0)) - taken_off)
                taken_off += reversed_
                beside -= amount if correction == "price" else reversed_
        whole = came * unit + beside
        part = whole / came if came else Fraction(0)
        credit = Fraction(0)
        if returned and chance.random() < 0.7:
            credit = returned * unit + chance.choice([0, 0, 5, -1])
            if credit > 0:
                self.invoice(of_line, credit, rate, is_credit="true")
        recovered = max(credit - max(returned * part, 0), 0) if credit > 0 else 0
        price = (came - returned - scrapped) * part
        self.good[supplier_id] += came - returned - scrapped
        self.price[supplier_id] += price * rate
        self.total[supplier_id] += (price + scrapped * part - recovered) * rate

    def parts_of(self, ordered: int) -> list[Fraction]:
        """What comes of a line: once, or in two; sometimes replaced later."""
        first = self.chance.randrange(1, ordered + 1)
        parts = [Fraction(first)]
        if first < ordered and self.chance.random() < 0.7:
            parts.append(Fraction(ordered - first))
        return parts

    def late(self) -> str:
        """A day after everything had come."""
        return str(date(2026, 9, 1) + timedelta(days=self.chance.randrange(28)))

    def less(self, line_id: str, of: str, kind: str, qty: Fraction | int) -> Fraction | int:
        if qty:
            self.add(
                "receipts",
                line_id=line_id,
                kind=kind,
                of_receipt_id=of,
                received_qty=qty,
                docked_on=self.late(),
            )
        return qty

    def invoice(
        self, of_line: dict, amount: Fraction, rate: Fraction, **said: object
    ) -> None:
        row = {"correction": "none", "is_credit": "false", "invoiced_on": self.day()} | said
        book = self.given if row["is_credit"] == "true" else self.asked
        book[of_line["supplier_id"]] += amount * rate
        self.add("invoice_lines", **of_line, amount=f"{float(amount):.2f}", **row)


def open_world(folder, world: World):
    suppliers = [{"supplier_id": name, "name": name} for name in world.price]
    fx = [{"currency": "USD", "rate_on": "2026-01-02", "fx_rate": "0.5"}]
    tables = {name: rows for name, rows in world.tables.items() if rows}
    # A row says nothing of what only others say.
    for rows in tables.values():
        names = dict.fromkeys(name for row in rows for name in row)
        rows[:] = [dict.fromkeys(names, "") | row for row in rows]
    for row in tables["receipts"]:
        row["kind"] = row.get("kind") or "receipt"
    return small_world(
        folder, suppliers=suppliers, fx=fx, keys="fx_days_held = 365", **tables
    )


def assert_it_closes(balances: Balances) -> None:
    for mass in balances.mass:
        left = mass.returned + (mass.scrapped or 0) + mass.undecided
        assert mass.received == mass.kept + left
        assert mass.unexplained == 0
    if found := balances.money:
        assert found.invoiced - found.credited == found.net_purchases + found.variance
        assert found.unexplained == 0


@pytest.mark.parametrize("seed", range(3))
def test_price_and_good_quantity_by_fractions_and_both_balances_close(tmp_path, seed):
    world = World(seed)
    with open_world(tmp_path, world) as snapshot:
        for supplier_id in world.price:
            costs = [cost_summary(snapshot, supplier_id, quarter) for quarter in QUARTERS]
            for cost in costs:
                assert_it_closes(cost.balances)
            sums = [cost.balances.money for cost in costs if cost.balances.money]
            good = sum(
                mass.kept + mass.undecided for c in costs for mass in c.balances.mass
            )
            assert good == world.good[supplier_id], supplier_id
            near(sum(cost.price for cost in costs), world.price[supplier_id], supplier_id)
            near(sum(cost.total for cost in costs), world.total[supplier_id], supplier_id)
            near(sum(one.invoiced for one in sums), world.asked[supplier_id], supplier_id)
            given = sum(one.credited + one.beyond for one in sums)
            near(given, world.given[supplier_id], supplier_id)


def near(found: Decimal | int, exact: Fraction, of: str) -> None:
    """To the cents that shares of what is asked beside an order are rounded by."""
    assert abs(Fraction(found) - exact) <= Fraction(6, 100), (of, found, float(exact))
