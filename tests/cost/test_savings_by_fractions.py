"""What goals save, by a second road: written from the definition with fractions, over worlds drawn by
chance, from the rows as they were supplied. It reads nothing of the ledger but the amounts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from small_world import small_world

from srmlib.cost.detail import row_id
from srmlib.cost.failures import Failure, evidence_of
from srmlib.cost.rows import cost_rows
from srmlib.cost.what_if import caused, savings
from srmlib.explain import explain
from srmlib.rules.calendar import Quarter

Q3 = Quarter.parse("2026Q3")
FIRMS = [f"S{number}" for number in range(8)]
GOALS = {"D1": Fraction(95), "Q1": Fraction("98.5"), "S2": Fraction(85)}
CAUSES = ("theirs", "theirs", "theirs", "ours", "shared", "open")
ASKED = "What went wrong, and which goal would save it?"
NO_EVENT = {"component": "", "occurred_on": "2026-07-20"}


@dataclass
class World:
    """The tables of all firms; `told` says of each cost event of which metric it is a cost, as it was
    drawn: nothing of what the product makes of it.
    """

    tables: dict[str, list[dict]] = field(default_factory=dict)
    told: dict[str, str | None] = field(default_factory=dict)

    def add(self, table: str, **row: str) -> None:
        self.tables.setdefault(table, []).append(row)


def drawn() -> World:
    """Eight firms, each with lines, lots, tickets and costs of every kind of evidence."""
    dice, world = random.Random(16), World()
    for firm in FIRMS:
        late = _lines(world, dice, firm)
        _lots(world, dice, firm)
        _tickets(world, dice, firm)
        for number in range(30):
            _event(world, dice, firm, f"{firm}-E{number}", late)
    return world


def _lines(world: World, dice: random.Random, firm: str) -> list[str]:
    ids = [f"{firm}-L{number}" for number in range(40)]
    late = dice.sample(ids, dice.randint(0, 12))
    for line in ids:
        day = "2026-07-18" if line in late else "2026-07-10"
        world.add("schedule_lines", line_id=line, supplier_id=firm)
        world.add("receipts", receipt_id=f"R-{line}", line_id=line, docked_on=day)
    return late


def _lots(world: World, dice: random.Random, firm: str) -> None:
    rejected = dice.randint(0, 5)
    for number in range(30):
        world.add(
            "inspection_lots",
            lot_id=f"{firm}-I{number}",
            supplier_id=firm,
            part_id="P",
            lot_qty="10",
            decision="reject" if number < rejected else "accept",
            decided_on="2026-07-12",
        )
    world.add("lots", lot_id=f"{firm}-H", part_id="P", supplier_id=firm, lot_qty="10")


def _tickets(world: World, dice: random.Random, firm: str) -> None:
    for number in range(30):
        back = dice.random() < 0.25
        world.add(
            "tickets",
            ticket_id=f"{firm}-T{number}",
            supplier_id=firm,
            priority="P3",
            opened_at=f"2026-07-{number % 28 + 1:02} 09:00:00",
            resolved_at=f"2026-07-{number % 28 + 1:02} 15:00:00",
            reopened_at=f"2026-07-{number % 28 + 1:02} 20:00:00" if back else "",
            our_minutes=str(dice.randint(1, 300)),
            cause=dice.choice(CAUSES),
            closed_by="caller",
        )


def _event(
    world: World, dice: random.Random, firm: str, event: str, late: list[str]
) -> None:
    """A cost with evidence of one kind; beside it, which metric counts what it is a cost of."""
    line = f"{firm}-L{dice.randrange(40)}"
    cause = dice.choice(CAUSES)
    of_line = "D1" if line in late and cause != "ours" else None
    kind = dice.choice(["lot", "line", "nothing", "order", "freight", "sort", "credit"])
    element = {"order": "customer_fail", "freight": "premium_freight"}.get(
        kind, "line_stop"
    )
    named: dict[str, str] = {}
    told: str | None = None
    if kind in ("lot", "line", "nothing"):
        named = {"effect_kind": "line_stop", "effect_id": f"LS-{event}"}
        world.add(
            "line_stops",
            stop_id=f"LS-{event}",
            stopped_on="2026-07-20",
            stopped_minutes="9",
            supplier_id=firm,
            part_id="P",
            cause=cause,
            lot_id=f"{firm}-H" if kind == "lot" else "",
            line_id=line if kind == "line" else "",
        )
        told = {"lot": "Q1", "line": of_line}.get(kind)
    elif kind == "order":
        named = {"effect_kind": "late_order", "effect_id": f"CO-{event}"}
        world.add(
            "customer_promises",
            promise_id=f"P-{event}",
            supplier_id=firm,
            line_id=line,
            customer_order_id=f"CO-{event}",
            promised_on="2026-07-12",
            kept_on="2026-07-25",
            broken_cause="theirs" if cause == "open" else cause,
            is_cause_agreed="false" if cause == "open" else "true",
        )
        told = of_line
    elif kind == "freight":
        named, told = {"line_id": line}, of_line
    elif kind == "sort":
        element, told = "sort_rework", "Q1"
    else:
        element, told = "recovered", None
    amount = dice.randint(100, 90000)
    world.told[event] = told
    world.add(
        "cost_events",
        **NO_EVENT,
        event_id=event,
        element=element,
        supplier_id=firm,
        amount=f"{'-' if kind == 'credit' else ''}{Decimal(amount).scaleb(-2)}",
        cause=cause,
        paid_by=dice.choice(["buyer", "buyer", "supplier"])
        if kind != "credit"
        else "buyer",
        **named,
    )


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    world = drawn()
    with small_world(
        tmp_path_factory.mktemp("by_fractions"),
        suppliers=[{"supplier_id": firm, "name": firm} for firm in FIRMS],
        rates={"support_rate": ("EUR/hour", [("2026-01-01", "60")])},
        **world.tables,
    ) as snapshot:
        yield world, snapshot


def cents(exact: Fraction) -> Decimal:
    """Rounded once, halves away from zero."""
    return (Decimal(exact.numerator) / exact.denominator).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )


def missed(world: World, firm: str, metric: str) -> Fraction:
    """Misses in percent, counted from the rows as supplied."""
    if metric == "D1":
        rows = [
            row for row in world.tables["receipts"] if row["line_id"].startswith(firm + "-")
        ]
        bad = [row for row in rows if row["docked_on"] > "2026-07-10"]
    elif metric == "Q1":
        rows = [
            row for row in world.tables["inspection_lots"] if row["supplier_id"] == firm
        ]
        bad = [row for row in rows if row["decision"] == "reject"]
    else:
        rows = [row for row in world.tables["tickets"] if row["supplier_id"] == firm]
        bad = [row for row in rows if row["reopened_at"]]
    return Fraction(100 * len(bad), len(rows))


def costs(world: World, firm: str, metric: str) -> list[dict]:
    """The rows that a miss of this metric caused: who paid, whose cause, how much."""
    found = [
        {
            "amount": Fraction(row["amount"]),
            "cause": row["cause"],
            "paid_by": row["paid_by"],
            "id": row["event_id"],
        }
        for row in world.tables["cost_events"]
        if row["supplier_id"] == firm and world.told[row["event_id"]] == metric
    ]
    if metric == "S2":
        found += [
            {
                "amount": Fraction(cents(Fraction(row["our_minutes"]))),
                "cause": row["cause"],
                "paid_by": "buyer",
                "id": f"ticket {row['ticket_id']}",
            }
            for row in world.tables["tickets"]
            if row["supplier_id"] == firm and row["reopened_at"]
        ]
    return [row for row in found if row["cause"] != "ours"]


def paid(rows: list[dict], firm: str, causes: tuple[str, ...]) -> Fraction:
    return sum(
        (
            row["amount"]
            for row in rows
            if row["paid_by"] == firm and row["cause"] in causes
        ),
        Fraction(0),
    )


@pytest.mark.parametrize("firm", FIRMS)
@pytest.mark.parametrize("metric", ["D1", "Q1", "S2"])
def test_worlds_drawn_by_chance_save_what_fractions_say(worlds, firm, metric):
    world, snapshot = worlds
    found = {saving.metric_id: saving for saving in savings(snapshot, firm, Q3)}
    rows = costs(world, firm, metric)
    if not rows:
        assert metric not in found
        return
    saving, misses, at_goal = (
        found[metric],
        missed(world, firm, metric),
        100 - GOALS[metric],
    )
    share = max(Fraction(0), 1 - at_goal / misses) if misses else Fraction(0)
    assert {one.row.event_id for one in saving.rows} == {row["id"] for row in rows}
    assert saving.saves_us == cents(share * paid(rows, "buyer", ("theirs",)))
    theirs = [row for row in rows if row["paid_by"] == "supplier"]
    expected = cents(share * paid(rows, "supplier", ("theirs",))) if theirs else None
    assert saving.saves_them == expected
    most = paid(rows, "buyer", ("theirs", "shared", "open"))
    assert saving.saves_us <= saving.saves_us_range.high <= cents(most)
    if not misses:
        assert saving.saves_us_range.high == cents(most)
    if metric == "S2":
        assert saving.saves_us_range.high == cents(share * most)


def test_the_worlds_have_what_they_are_to_show(worlds):
    """Otherwise all could agree on nothing."""
    world, snapshot = worlds
    found = [saving for firm in FIRMS for saving in savings(snapshot, firm, Q3)]
    short = {saving.metric_id for saving in found if saving.saves_us > 0}
    assert short >= {"D1", "Q1", "S2"}
    assert any(saving.is_most and saving.metric_id == "Q1" for saving in found) or any(
        not missed(world, firm, "Q1") for firm in FIRMS
    )
    assert sum(told is None for told in world.told.values()) > 40


def test_explain_tells_of_a_row_what_its_saving_rests_on(worlds):
    _, snapshot = worlds
    rows = [
        one
        for firm in FIRMS
        for one in caused(cost_rows(snapshot, firm, Q3), evidence_of(snapshot, firm, Q3))
        if one.row.element != "price"
    ]
    seen = set()
    for one in random.Random(5).sample(rows, 60):
        row, failure = one.row, one.cause.failure
        told = explain(
            snapshot,
            row_id(row.element, row.event_id, row.receipt_id, row.cause_part),
            "C1",
        )
        [step] = [step for step in told.steps if step.question == ASKED]
        said = "no saving counts it."
        if failure not in (Failure.NONE, Failure.UNTOLD):
            said = f"it falls with {' or '.join(failure.metric_ids)}."
        assert step.answer.endswith(said), (one, step.answer)
        seen.add(failure)
    assert len(seen) == 5
