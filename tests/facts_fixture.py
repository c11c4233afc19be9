"""Literal facts of a few invented suppliers, for tests of words, pictures and pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd

from srmlib.calendar import Quarter
from srmlib.cost.elements import ELEMENTS
from srmlib.cost.summary import CostLine, CostSummary
from srmlib.home import PROJECT
from srmlib.metrics.definition import Definition, parse_definitions
from srmlib.metrics.reading import Reading
from srmlib.metrics.verdict import p_prime_chart, verdict
from srmlib.reports.facts import DataCheck, Extract, Facts, MonthlyChart, Supplier

QUARTER = Quarter.parse("2026Q3")
HOSTILE = "</script><img src=x onerror=alert(1)>"
DEFINITIONS = parse_definitions((PROJECT / "data" / "definitions" / "default.yaml").read_text(encoding="utf-8"))
# Value, interval, n, what n counts, the quarter before: the invented scorecard of the design's picture.
SCORECARD = {
    "Q1": (97.3, (93.8, 98.8), 186, "lots", 98.6),
    "Q2": (412.0, (310.0, 540.0), 25, "notices", 260.0),
    "Q3": (93.0, (68.5, 98.7), 14, "actions", 80.0),
    "Q4": (7.0, (1.9, 22.0), 29, "notices", 4.0),
    "D1": (91.6, (87.1, 94.6), 214, "lines", 93.0),
    "D2": (97.6, (94.5, 99.0), 210, "lines", 97.4),
    "D3": (3.4, (2.6, 4.4), 214, "lines", 4.6),
    "S1": (96.0, (90.2, 98.4), 96, "tickets", 82.0),
    "S2": (74.0, (64.2, 81.9), 92, "tickets", 76.0),
    "S3": (7.1, (5.6, 9.9), 31, "tickets", 7.4),
    "C1": (13.824, (11.0, 16.9), 106, "cost events", 12.9),
    "C2": (98.0, (96.5, 98.9), 612, "invoice lines", 97.8),
    "P1": (98.9, (98.4, 99.2), 2940, "orders", 98.8),
    "P2": (1.4, (0.5, 3.5), 2940, "orders", 1.9),
}


def signed(definition: Definition) -> Definition:
    return replace(definition, signed_by_buyer="buyer's champion", signed_by_supplier="supplier's champion")


def reading(definition: Definition, value: float, interval: tuple[float, float], n: int, counted: str, previous: float | None) -> Reading:
    hits = round(value * n / 100) if definition.unit == "%" else None
    return Reading(
        definition,
        "ok",
        n,
        counted,
        hits,
        n,
        value,
        interval,
        verdict(value, interval, definition.goal, definition.better) if definition.is_signed else None,
        previous,
        [("2025Q4", None), ("2026Q1", value - 1), ("2026Q2", previous), ("2026Q3", value)],
    )


def cost_line(element: str, amount: str, events: int, causes: dict[str, str], **other: object) -> CostLine:
    by_cause = {cause: Decimal(causes.get(cause, "0.00")) for cause in ("theirs", "ours", "shared", "open", "terms")}
    known = {"state": "amount", "coverage": None, "known_count": 0, "included_count": 0, "unknown_count": 0}
    return CostLine(element, other.pop("name", ELEMENTS.get(element, "")), Decimal(amount), **(known | other), events=events, by_cause=by_cause)


PRICE = cost_line("price", "4210.00", 0, {"terms": "4210.00"}, coverage=1.0, known_count=41)
FREIGHT = cost_line("freight", "235.00", 36, {"terms": "235.00"}, name="Freight", coverage=1.0, known_count=41, included_count=5)
UNKNOWN = cost_line("freight", "0.00", 0, {}, name="Freight", state="unknown", coverage=5 / 41, known_count=5, included_count=5, unknown_count=36)
QUALITY = [
    cost_line("premium_freight", "92.00", 23, {"theirs": "60.00", "ours": "32.00"}),
    cost_line("scrap", "326.00", 41, {"theirs": "290.00", "open": "36.00"}),
    cost_line("recovered", "-71.00", 6, {"theirs": "-71.00"}),
]


def cost(lines: list[CostLine], good_qty: str | None = "100", receipts: int = 41) -> CostSummary:
    price = sum((line.amount for line in lines if line.id == "price"), Decimal("0.00"))
    total = sum((line.amount for line in lines), Decimal("0.00"))
    return CostSummary("EUR", price, total, tuple(lines), Decimal(good_qty) if good_qty else None, "piece" if good_qty else None, receipts)


def months(on_time: list[int], due: list[int]) -> MonthlyChart:
    firsts = [date(2024 + (9 + i) // 12, (9 + i) % 12 + 1, 1) for i in range(24)]
    return MonthlyChart(firsts[-len(due) :], on_time, due, p_prime_chart(on_time, due))


def rich() -> Facts:
    """All fourteen metrics agreed and judged, per-unit cost with every kind of cause, one month out of the usual."""
    lines = pd.DataFrame(
        [(f"45{i:03}/10", f"45{i:03}", "P-1", "Pump housing", date(2026, 7, 1 + i), None, Decimal("120.000"), None, "overdue") for i in range(12)],
        columns=["line_id", "order_id", "part_id", "part", "due_on", "docked_on", "ordered_qty", "received_qty", "outcome"],
    )
    ledger = pd.DataFrame(
        [(date(2026, 7, 2), "scrap", None, "E1", None, None, None, "amount", Decimal("12345678901234567.89"), "whole: no receipt bears it", "theirs")],
        columns=["booked_on", "element", "component", "event_id", "receipt_id", "line_id", "shipment_id", "state", "amount", "rule", "cause"],
    )
    definitions = [signed(d) for d in DEFINITIONS]
    on_time, due = [19] * 24, [20] * 24
    on_time[18], on_time[5], due[9], on_time[9] = 11, 20, 0, 0
    return Facts(
        supplier=Supplier("S-1", "Harrow Castings", "outside", "Castings", "GB"),
        quarter=QUARTER,
        as_of=date(2026, 10, 2),
        snapshot_id="2026-10-02-ab12cd34ef56",
        audience="shared",
        definition_set=1,
        extracts=[
            Extract("receipts", "receipts.csv", "a1" * 32, 3415, 3412, 3, date(2026, 10, 1), 7, False),
            Extract("fx", "fx.csv", "b2" * 32, 713, 713, 0, date(2026, 9, 1), 3, True),
        ],
        readings=[reading(d, *SCORECARD[d.metric_id]) for d in definitions],
        definitions=definitions,
        cost=cost([PRICE, cost_line("freight_duty", "235.00", 36, {"terms": "235.00"}, coverage=1.0, known_count=41, components=(FREIGHT,)), *QUALITY]),
        d1_months=months(on_time, due),
        checks=[DataCheck("Returns to the supplier", 2, "taken off the quantity received"), DataCheck("Lines with nothing ordered", 0, "not counted")],
        lines=lines,
        ledger=ledger,
    )


def with_readings(facts: Facts, **readings: Reading) -> Facts:
    """The same facts with some metrics' readings, and their definitions, replaced."""
    new = [readings.get(r.id, r) for r in facts.readings]
    return replace(facts, readings=new, definitions=[r.definition for r in new])


def missing(facts: Facts, *but: str) -> dict[str, Reading]:
    """Readings that say 'not supplied', for every metric but those named."""
    return {r.id: Reading(r.definition, "not_supplied") for r in facts.readings if r.id not in but}


def freight_unknown() -> Facts:
    """The real case of 41 receipts: freight included in the price for 5 and not known for 36; nothing is agreed."""
    facts = rich()
    unsigned = {d.metric_id: d for d in DEFINITIONS}
    c1 = Reading(unsigned["C1"], "too_few", 41, "cost events", "0.00", "4210.00", 0.0, (0.0, 0.0), notes=["Freight is known for 5 of 41 receipts."])
    d1 = replace(facts.reading("D1"), definition=unsigned["D1"], verdict=None)
    others = {name: replace(r, definition=unsigned[name]) for name, r in missing(facts, "C1", "D1").items()}
    element = cost_line(
        "freight_duty", "0.00", 0, {}, state="partly", coverage=5 / 41, known_count=5, included_count=5, unknown_count=36, components=(UNKNOWN,)
    )
    return replace(with_readings(facts, C1=c1, D1=d1, **others), cost=cost([PRICE, element], good_qty=None))


def six_lines() -> Facts:
    """Six lines due, in two months: too few to judge, too few for a chart, and no quantities."""
    facts = rich()
    d1 = Reading(facts.reading("D1").definition, "too_few", 6, "lines", 5, 6, 83.3333, (43.6, 97.0))
    d3 = Reading(facts.reading("D3").definition, "too_few", 1, "lines", None, None, 0.0, None)
    facts = replace(facts, lines=facts.lines.head(6).assign(outcome=["late"] + ["on_time"] * 5))
    return replace(
        with_readings(facts, **missing(facts, "D1", "D3"), D1=d1, D3=d3), d1_months=months([3, 2] + [0] * 22, [3, 3] + [0] * 22), cost=cost([PRICE], None, 1)
    )


def nothing_received() -> Facts:
    """A service supplier: no lines, no receipts, one booked cost."""
    facts = rich()
    empty = {name: Reading(facts.reading(name).definition, "no_data") for name in ("D1", "D3", "C1")}
    return replace(
        with_readings(facts, **missing(facts, "D1", "D3", "C1"), **empty),
        d1_months=months([0] * 24, [0] * 24),
        cost=cost([cost_line("support_time", "310.00", 1, {"open": "310.00"})], None, 0),
        lines=facts.lines.head(0),
        ledger=facts.ledger.head(0),
    )


def hostile() -> Facts:
    """Every text that comes from outside is an attack, a formula or has a character that breaks scripts."""
    facts = rich()
    texts = [
        HOSTILE,
        "<!--<script>",
        '"><svg onload=alert(1)>',
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "\tx",
        "-1+1",
        "{{7*7}}",
        "a\u2028b",
        "</style><b>",
        "+1",
        "</title>x",
    ]
    lines = facts.lines.assign(line_id=texts, order_id=texts, part_id=texts, part=texts, outcome="late")
    evil = {
        r.id: replace(r, definition=replace(r.definition, formula=HOSTILE, counts="<script>", signed_by_buyer=HOSTILE), notes=[HOSTILE]) for r in facts.readings
    }
    return replace(
        with_readings(facts, **evil),
        supplier=Supplier("../../x", HOSTILE, "outside", "=1+1</style>", "{{7*7}}"),
        extracts=[replace(e, file=f"{HOSTILE}{e.file}") for e in facts.extracts],
        checks=[DataCheck(HOSTILE, 3, "<svg onload=alert(1)>")],
        lines=lines,
        ledger=facts.ledger.assign(rule=HOSTILE, event_id="=1+1"),
        cost=replace(facts.cost, uom=HOSTILE, lines=tuple(replace(line, name=f"{HOSTILE}{line.id}", components=()) for line in facts.cost.lines)),
    )


ALL = {"rich": rich, "freight unknown": freight_unknown, "six lines": six_lines, "nothing received": nothing_received, "hostile": hostile}
