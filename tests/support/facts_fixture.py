"""Literal facts of a few invented suppliers, for tests of words, pictures and pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pandas as pd
from shipped import FILES, METRICS, basis
from trace_rows import LINKS, RETURNED, link, trace

from srmlib.agreement.bridge import Bridge, Flip, RowReading, Step
from srmlib.cost.detail import CostDetail
from srmlib.cost.rates_used import RateUsed
from srmlib.cost.summary import CostLine, CostSummary
from srmlib.cost.uncertainty import CostInterval, CostIntervals, Swing
from srmlib.cost.what_if import Range, Saving
from srmlib.facts import COUNTED, DataCheck, Extract, Facts, Supplier
from srmlib.metrics.disputes import DisputedRange
from srmlib.metrics.evidence import Year
from srmlib.metrics.monthly import MonthlyChart
from srmlib.metrics.result import LINES, BasisReading, Reading
from srmlib.metrics.verdict import is_met
from srmlib.promises.kept import BrokenPromise, Complaint, Period, Promises
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition, parse_definitions
from srmlib.rules.elements import ELEMENTS
from srmlib.rules.metric import Noun
from srmlib.rules.schema import CAUSES
from srmlib.stats.charts import p_prime_chart, xmr_chart
from srmlib.trace.links import SIDES

QUARTER = Quarter.parse("2026Q3")
HOSTILE = "</script><img src=x onerror=alert(1)>"
DEFINITIONS = {d.metric_id: d for d in parse_definitions(FILES)}
# Value, interval, n, what n counts, the quarter before.
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
    "P1": (98.9, (98.4, 99.2), 2940, "promises", 98.8),
    "P2": (1.4, (0.5, 3.5), 2940, "orders", 1.9),
}
OUR_PART = {
    "B1": (8.0, (4.0, 15.0), 50, "lines", 2.0),
    "B2": (17.0, (11.0, 24.0), 12, "forecasts", 11.0),
    "B3": (88.0, (76.0, 94.0), 52, "invoice lines", 88.0),
    "B4": (1.5, (1.0, 2.5), 9, "questions", None),
}
FIRST_MONTH, MONTHS = date(2024, 10, 1), 24


def signed(definition: Definition) -> Definition:
    return replace(
        definition,
        signed_by_buyer="buyer's champion",
        signed_by_supplier="supplier's champion",
    )


def reading(
    definition: Definition,
    value: float,
    interval: tuple[float, float],
    n: int,
    counted: str,
    previous: float | None,
) -> Reading:
    return Reading(
        definition,
        "ok",
        n=n,
        counted=Noun(one=counted.removesuffix("s"), many=counted),
        numerator=round(value * n / 100) if definition.unit == "%" else None,
        denominator=n,
        value=value,
        interval=interval,
        **judged(definition, value, interval),
        year=Year(value, 4 * n, interval),
        quarters_met=(2, 3),
        previous=previous,
        change_chance=_chance(value, interval, previous),
        history=[
            ("2025Q4", None),
            ("2026Q1", value - 1),
            ("2026Q2", previous),
            ("2026Q3", value),
        ],
        months=usual_months(value),
    )


def _chance(
    value: float, interval: tuple[float, float], previous: float | None
) -> float | None:
    """Small where the quarter before lies well outside this one's interval."""
    if previous is None:
        return None
    low, high = (value + 2**0.5 * (end - value) for end in interval)
    return 0.4 if low <= previous <= high else 0.01


def judged(definition: Definition, value: float, interval: tuple[float, float]) -> dict:
    """A verdict that is clear where the interval leaves the goal out; none without signatures."""
    if not definition.is_signed:
        return {}
    low, high = interval
    is_clear = not low <= definition.goal <= high
    word = "met" if is_met(definition, value) else "missed"
    return {
        "verdict": f"{word}_clear" if is_clear else word,
        "clear_by": "year" if is_clear else None,
        "false_alarm": 0.04,
    }


def month_names(count: int = MONTHS) -> list[date]:
    """The first days of the last `count` months up to the quarter's last."""
    places = range(FIRST_MONTH.month - 1, FIRST_MONTH.month - 1 + MONTHS)
    return [date(FIRST_MONTH.year + place // 12, place % 12 + 1, 1) for place in places][
        -count:
    ]


def months(on_time: list[int], due: list[int]) -> MonthlyChart:
    """A proportion by month."""
    return MonthlyChart(
        month_names(len(due)),
        on_time,
        due,
        due,
        p_prime_chart(on_time, due),
        [None] * len(due),
    )


def months_of(values: list[float | None], **other: object) -> MonthlyChart:
    """A statistic of values by month; nine rows behind each month with a value."""
    counts = [0 if value is None else 9 for value in values]
    known = {"before": [None] * len(values)}
    return MonthlyChart(
        month_names(len(values)),
        None,
        None,
        counts,
        xmr_chart(values, lowest=0),
        **known | other,
    )


def usual_months(value: float) -> MonthlyChart:
    """Up and down a little around a value, as a process does."""
    return months_of([value * (0.98 if place % 2 else 1.02) for place in range(MONTHS)])


def table(
    definition: Definition, against: int = 4, met: int = 8, texts: list[str] | None = None
) -> pd.DataFrame:
    """Rows behind a metric: those against it, those met, and one that is left out with its reason.
    All text columns take `texts` in turns.
    """
    columns = [
        *definition.metric.shown,
        *(["order_id", "is_changed_inside"] if definition.metric_id == "D1" else []),
        *(["measured_in"] if definition.metric_id in ("B2", "D1") else []),
    ]
    rows = []
    for place in range(against + met + 1):
        is_counted, is_against = place < against + met, place < against
        is_up = definition.better == "up" and definition.is_ratio
        weight = (
            Decimal(10 * (place + 1))
            if not definition.is_ratio
            else Decimal(is_against != is_up)
        )
        text = texts[place % len(texts)] if texts else f"45{place:03}/10"
        row = {
            "row_id": text,
            "counted_on": date(2026, 7, 1) + timedelta(place),
            "outcome": "left_out"
            if not is_counted
            else "late"
            if is_against
            else "on_time",
        }
        row |= {
            "is_counted": is_counted,
            "numerator": weight if is_counted else None,
            "denominator": Decimal(1) if is_counted else None,
        }
        rows.append(
            row | {name: _cell(name, place, text) for name in columns if name not in row}
        )
    return pd.DataFrame(rows)


def _cell(name: str, place: int, text: str) -> object:
    if name == "is_changed_inside":
        return False
    if name == "measured_in":
        return "piece"
    if name.endswith("_on"):
        return date(2026, 7, 1) + timedelta(place)
    if name.endswith("_at"):
        return datetime(2026, 7, 1, 8, 30) + timedelta(place)
    if name.endswith(("_qty", "_minutes", "amount")) or name == "minutes":
        return Decimal("120.000")
    return text


def cost_line(
    element: str, amount: str, events: int, causes: dict[str, str], **other: object
) -> CostLine:
    by_cause = {cause: Decimal(causes.get(cause, "0.00")) for cause in CAUSES}
    known = {
        "state": "amount",
        "coverage": None,
        "known_count": 0,
        "included_count": 0,
        "unknown_count": 0,
    }
    name = other.pop("name", None) or ELEMENTS[element].name
    return CostLine(
        element, name, Decimal(amount), **(known | other), events=events, by_cause=by_cause
    )


PRICE = cost_line("price", "4210.00", 0, {"terms": "4210.00"}, coverage=1.0, known_count=41)
FREIGHT = cost_line(
    "freight",
    "235.00",
    36,
    {"terms": "235.00"},
    name="Freight",
    coverage=1.0,
    known_count=41,
    included_count=5,
)
UNKNOWN = cost_line(
    "freight",
    "0.00",
    0,
    {},
    name="Freight",
    state="unknown",
    coverage=5 / 41,
    known_count=5,
    included_count=5,
    unknown_count=36,
)
QUALITY = [
    cost_line("premium_freight", "92.00", 23, {"theirs": "60.00", "ours": "32.00"}),
    cost_line("scrap", "326.00", 41, {"theirs": "290.00", "open": "36.00"}),
    cost_line("recovered", "-71.00", 6, {"theirs": "-71.00"}),
]


def cost(
    lines: list[CostLine], good_qty: str | None = "100", receipts: int = 41
) -> CostSummary:
    price = sum((line.amount for line in lines if line.id == "price"), Decimal("0.00"))
    total = sum((line.amount for line in lines), Decimal("0.00"))
    return CostSummary(
        "EUR",
        price,
        total,
        tuple(lines),
        Decimal(good_qty) if good_qty else None,
        "piece" if good_qty else None,
        receipts,
    )


PREMIUM_RATE = RateUsed(
    "premium_freight",
    "premium_rate",
    Decimal("4.00"),
    "EUR/parcel",
    date(2026, 1, 1),
    Decimal("3.00"),
    Decimal("6.00"),
    "price list 2026",
    None,
    driver_qty=Decimal(15),
    driver_unit="parcel",
    events=15,
    amount=Decimal("60.00"),
)
DETAIL = CostDetail(
    intervals=CostIntervals(
        "EUR per good piece",
        CostInterval(46.1, 50.2),
        CostInterval(4.0, 8.1),
        {"scrap": CostInterval(2.2, 4.6)},
    ),
    swings=[
        Swing(
            "premium_rate",
            "EUR/parcel",
            Decimal(3),
            Decimal(4),
            Decimal(6),
            Decimal("47.77"),
            Decimal("48.22"),
        )
    ],
    savings=[
        Saving(
            "late deliveries",
            "D1",
            "91.6%",
            "95%",
            ("premium_freight",),
            Decimal("24.29"),
            Range(Decimal("0.00"), Decimal("31.00")),
            None,
            None,
            False,
            "On time, in full at the goal of 95% would save the buyer about 24 EUR a quarter.",
        )
    ],
    rates=[PREMIUM_RATE],
    order_lines=40,
    books_compared=4,
    rows_used=pd.DataFrame({"source": ["cost_events"], "reason": [""], "row_count": [106]}),
)


DISPUTE_COLUMNS = (
    "dispute_id",
    "metric_id",
    "row_id",
    "raised_by",
    "raised_on",
    "claim",
    "words",
    "state",
    "answer",
    "counted_on",
    "outcome",
    "origin",
)


def disputes(*rows: dict) -> pd.DataFrame:
    known = {
        "dispute_id": "DI-1",
        "metric_id": "D1",
        "row_id": "45000/10",
        "raised_by": "supplier",
        "raised_on": date(2026, 9, 1),
        "claim": "met",
    }
    known |= {
        "words": "the truck waited at your gate",
        "state": "open",
        "answer": None,
        "counted_on": date(2026, 7, 1),
        "outcome": "late",
        "origin": "extract",
    }
    return pd.DataFrame(
        [known | row for row in rows], columns=list(DISPUTE_COLUMNS), dtype=object
    )


def bridge(
    metric_id: str,
    start: str,
    *steps: tuple[str, object, object, str],
    bases: tuple[str, str] = ("supplier", "agreed"),
    flips: int = 2,
) -> Bridge:
    """A bridge by literal numbers; a step is switch, choice before, choice after, and the number
    after it. Each step flips as many rows.
    """
    numbers = [Fraction(start), *(Fraction(value) for *_, value in steps)]
    row = RowReading(
        date(2026, 7, 1),
        "late",
        True,
        Fraction(0),
        Fraction(1),
        {"due_on": date(2026, 7, 1)},
    )
    flipped = [
        Flip(f"4500{place}/10", replace(row, outcome="on_time", numerator=Fraction(1)), row)
        for place in range(flips)
    ]
    made = [
        Step(
            switch,
            *choices,
            numbers[place + 1],
            numbers[place + 1] - numbers[place],
            flipped,
        )
        for place, (switch, *choices, _) in enumerate(steps)
    ]
    return Bridge(metric_id, *bases, numbers[0], numbers[-1], made)


D1_BRIDGES = [
    bridge(
        "D1", "96", ("place", "shipped", "dock", "93.6"), ("full_percent", 0, 100, "91.6")
    ),
    bridge(
        "D1",
        "91.6",
        ("due", "last_confirmed", "requested", "86"),
        bases=("agreed", "buyer"),
    ),
]


PROMISES = Promises(
    True,
    40,
    "month",
    (
        Period(date(2026, 7, 1), 20, {"theirs": 1}),
        Period(date(2026, 8, 1), 20, {"not_agreed": 1}),
        Period(date(2026, 9, 1), 0, {}),
    ),
    (
        BrokenPromise(
            "PR-1", "CO-1", date(2026, 7, 6), date(2026, 7, 9), 3, "theirs", ("seal leaks",)
        ),
        BrokenPromise("PR-2", "CO-2", date(2026, 8, 6), None, 57, "not_agreed"),
    ),
    (Complaint("CM-1", date(2026, 7, 10), "CO-1", "seal leaks", 2),),
)


def rich() -> Facts:
    """All metrics agreed and judged, per-unit cost with every kind of cause, one month out of the
    usual, three numbers for on time in full.
    """
    ledger = pd.DataFrame(
        [
            (
                date(2026, 7, 2),
                "scrap",
                None,
                "E1",
                None,
                None,
                None,
                "amount",
                Decimal("12345678901234567.89"),
                "whole: no receipt bears it",
                "theirs",
                None,
            )
        ],
        columns=[
            "booked_on",
            "element",
            "component",
            "event_id",
            "receipt_id",
            "line_id",
            "shipment_id",
            "state",
            "amount",
            "rule",
            "cause",
            "cause_part",
        ],
    )
    on_time, due = [19] * 24, [20] * 24
    on_time[18], on_time[5], due[9], on_time[9] = 11, 20, 0, 0
    readings = {
        name: reading(signed(DEFINITIONS[name]), *known)
        for name, known in (SCORECARD | OUR_PART).items()
    }
    own = {
        "agreed": ("91.6", {}),
        "buyer": ("86.0", {"due": "requested"}),
        "supplier": ("96.0", {"place": "shipped", "full_percent": 0}),
    }
    bases = {
        name: BasisReading(float(value), None, 214, basis("D1", **choices))
        for name, (value, choices) in own.items()
    }
    stated = {name: reading.switches for name, reading in bases.items()}
    d1 = replace(
        readings["D1"],
        months=months(on_time, due),
        bases=bases,
        disputed=DisputedRange(92.0, 91.6, 1),
    )
    readings["D1"] = replace(d1, definition=replace(d1.definition, switches=stated))
    readings["B5"] = Reading(
        signed(DEFINITIONS["B5"]),
        "too_few",
        n=6,
        numerator=1,
        denominator=6,
        value=16.7,
        months=months([1, 2], [6, 8]),
    )
    readings["B6"] = Reading(
        signed(DEFINITIONS["B6"]), "not_supplied", notes=["The extract has no meetings."]
    )
    return Facts(
        supplier=Supplier("S-1", "Harrow Castings", "outside", "Castings", "GB"),
        quarter=QUARTER,
        as_of=date(2026, 10, 2),
        as_of_words="as stated",
        rows_after=[],
        snapshot_id="2026-10-02-ab12cd34ef56",
        audience="shared",
        extracts=[
            Extract(
                "receipts",
                "receipts.csv",
                "a1" * 32,
                3415,
                3412,
                3,
                date(2026, 10, 1),
                7,
                False,
            ),
            Extract("fx", "fx.csv", "b2" * 32, 713, 713, 0, date(2026, 9, 1), 3, True),
        ],
        readings=[found for found in readings.values() if not found.definition.is_ours],
        ours=[found for found in readings.values() if found.definition.is_ours],
        cost=cost(
            [
                PRICE,
                cost_line(
                    "freight_duty",
                    "235.00",
                    36,
                    {"terms": "235.00"},
                    coverage=1.0,
                    known_count=41,
                    components=(FREIGHT,),
                ),
                *QUALITY,
            ]
        ),
        checks=[
            DataCheck("Returns to the supplier", 2, "taken off the quantity received"),
            DataCheck("Lines with nothing ordered", 0, "not counted"),
        ],
        rows={
            name: table(found.definition)
            for name, found in readings.items()
            if found.state in COUNTED
        },
        ledger=ledger,
        disputes=disputes({}),
        bridges=D1_BRIDGES,
        cost_detail=DETAIL,
        trace=trace(*LINKS),
        promises=PROMISES,
    )


def with_readings(facts: Facts, **new: Reading) -> Facts:
    """The same facts with some metrics' readings replaced; rows and bridges are left of those that
    are counted.
    """
    readings, ours = (
        [new.get(found.id, found) for found in known]
        for known in (facts.readings, facts.ours)
    )
    counted = {found.id for found in (*readings, *ours) if found.state in COUNTED}
    rows = {name: rows for name, rows in facts.rows.items() if name in counted}
    return replace(
        facts,
        readings=readings,
        ours=ours,
        rows=rows,
        bridges=[found for found in facts.bridges if found.metric_id in counted],
    )


def missing(facts: Facts, *but: str, state: str = "not_supplied") -> dict[str, Reading]:
    """Readings that say 'not supplied' (or another state without rows), for every metric but those
    named.
    """
    return {
        found.id: Reading(found.definition, state)
        for found in (*facts.readings, *facts.ours)
        if found.id not in but
    }


def freight_unknown() -> Facts:
    """The real case of 41 receipts: freight included in the price for 5 and not known for 36;
    nothing is agreed.
    """
    facts = rich()
    c1 = Reading(
        DEFINITIONS["C1"],
        "too_few",
        41,
        METRICS["C1"].counted,
        "0.00",
        "4210.00",
        0.0,
        (0.0, 0.0),
        is_known_enough=False,
        notes=["Freight is known for 5 of 41 receipts."],
        months=usual_months(5),
    )
    d1 = replace(
        facts.reading("D1"),
        definition=DEFINITIONS["D1"],
        verdict=None,
        bases={},
        disputed=None,
    )
    others = {
        name: replace(found, definition=DEFINITIONS[name])
        for name, found in missing(facts, "C1", "D1").items()
    }
    element = cost_line(
        "freight_duty",
        "0.00",
        0,
        {},
        state="partly",
        coverage=5 / 41,
        known_count=5,
        included_count=5,
        unknown_count=36,
        components=(UNKNOWN,),
    )
    facts = replace(
        with_readings(facts, C1=c1, D1=d1, **others),
        cost=cost([PRICE, element], good_qty=None),
    )
    return replace(
        facts, bridges=[], disputes=disputes(), cost_detail=CostDetail(order_lines=41)
    )


def six_lines() -> Facts:
    """Six lines due, in two months: too few to judge, too few for a chart, and no quantities."""
    facts = rich()
    d1 = Reading(
        facts.reading("D1").definition,
        "too_few",
        6,
        LINES,
        5,
        6,
        83.3333,
        (43.6, 97.0),
        months=months([3, 2] + [0] * 22, [3, 3] + [0] * 22),
    )
    d3 = Reading(
        facts.reading("D3").definition,
        "too_few",
        1,
        LINES,
        None,
        None,
        0.0,
        None,
        months=months_of([12.0] + [None] * 23),
    )
    facts = with_readings(facts, **missing(facts, "D1", "D3"), D1=d1, D3=d3)
    rows = {
        "D1": table(d1.definition, against=1, met=5),
        "D3": table(d3.definition, against=1, met=0),
    }
    return replace(
        facts,
        rows=rows,
        cost=cost([PRICE], None, 1),
        bridges=[],
        disputes=disputes(),
        cost_detail=CostDetail(order_lines=1),
    )


def nothing_received() -> Facts:
    """A service supplier: what has to do with goods is not agreed, nothing was received, one cost
    was booked.
    """
    facts = rich()
    goods = missing(
        facts,
        *(name for name in (*SCORECARD, *OUR_PART, "B5", "B6") if name[0] not in "QD"),
        state="not_agreed",
    )
    c1 = Reading(facts.reading("C1").definition, "no_data", months=months_of([None] * 24))
    others = missing(facts, *goods, "C1")
    return replace(
        with_readings(facts, **goods, **others, C1=c1),
        rows={"C1": table(c1.definition).head(0)},
        cost=cost([cost_line("support_time", "310.00", 1, {"open": "310.00"})], None, 0),
        ledger=facts.ledger.head(0),
        disputes=disputes(),
        cost_detail=CostDetail(),
    )


def hostile() -> Facts:
    """Every text that comes from outside is an attack, a formula or has a character that breaks
    scripts.
    """
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
    evil = {}
    for found in (*facts.readings, *facts.ours):
        definition = replace(
            found.definition,
            formula=HOSTILE,
            counts="<script>",
            signed_by_buyer=HOSTILE,
            note=HOSTILE,
        )
        evil[found.id] = replace(found, definition=definition, notes=[HOSTILE])
    rows = {
        name: table(evil[name].definition, against=12, met=1, texts=texts)
        for name in facts.rows
    }
    saving, intervals = (
        replace(DETAIL.savings[0], words=HOSTILE),
        replace(DETAIL.intervals, unit=f"EUR per good {HOSTILE}"),
    )
    rate = replace(
        PREMIUM_RATE,
        name=HOSTILE,
        unit=f"EUR/{HOSTILE}",
        source="=1+1",
        agreed_by=HOSTILE,
        driver_unit=HOSTILE,
    )
    detail = replace(
        DETAIL,
        intervals=intervals,
        savings=[saving],
        rates=[rate],
        swings=[replace(DETAIL.swings[0], rate_name=HOSTILE, rate_unit=HOSTILE)],
    )
    attack = {
        "dispute_id": HOSTILE,
        "row_id": HOSTILE,
        "words": HOSTILE,
        "answer": "<svg onload=alert(1)>",
        "outcome": HOSTILE,
    }
    return replace(
        with_readings(facts, **evil),
        supplier=Supplier("../../x", HOSTILE, "outside", "=1+1</style>", "{{7*7}}"),
        extracts=[replace(e, file=f"{HOSTILE}{e.file}") for e in facts.extracts],
        checks=[DataCheck(HOSTILE, 3, "<svg onload=alert(1)>")],
        rows=rows,
        disputes=disputes(attack, {"words": "=1+1", "state": "accepted"}),
        ledger=facts.ledger.assign(rule=HOSTILE, event_id="=1+1"),
        cost=replace(
            facts.cost,
            uom=HOSTILE,
            lines=tuple(
                replace(line, name=f"{HOSTILE}{line.id}", components=())
                for line in facts.cost.lines
            ),
        ),
        cost_detail=detail,
        trace=trace(
            *(
                link(RETURNED, text, HOSTILE, side, text, "10", 1, evidence=HOSTILE)
                for text in texts
                for side in SIDES
            ),
            faults=(HOSTILE,),
        ),
        promises=replace(
            PROMISES,
            broken=(
                BrokenPromise(
                    HOSTILE,
                    "=1+1",
                    date(2026, 7, 6),
                    None,
                    88,
                    "ours",
                    (HOSTILE, "<svg onload=alert(1)>"),
                ),
            ),
            complaints=(Complaint("@SUM(1)", date(2026, 7, 10), HOSTILE, HOSTILE, None),),
        ),
    )


ALL = {
    "rich": rich,
    "freight unknown": freight_unknown,
    "six lines": six_lines,
    "nothing received": nothing_received,
    "hostile": hostile,
}
