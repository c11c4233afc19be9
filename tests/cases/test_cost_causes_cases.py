"""One register of causes: the ledger, P1, the trace and the page's sentences read one table; the
shared worked cases with their right values, and small worlds beside them.
"""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from cases import open_case
from lots_world import LOTS, SUPPLIERS, world
from small_world import small_world

from srmlib.facts import SupplierQuarter
from srmlib.numbers import compact
from srmlib.rules.calendar import Quarter
from srmlib.words.cost import WHOSE, cause_parts, causes_words
from srmlib.words.trace import trace_headline

Q3 = Quarter.parse("2026Q3")
STOP = {"stop_id": "LS1", "stopped_on": "2026-08-20", "stopped_minutes": "100"}
COST = {
    "event_id": "E1",
    "element": "line_stop",
    "component": "",
    "supplier_id": "S",
    "occurred_on": "2026-08-20",
    "state": "amount",
    "currency": "EUR",
    "amount": "1000.00",
    "cause": "theirs",
}
OF_STOP = {"effect_kind": "line_stop", "effect_id": "LS1"}


def quarter(snapshot, supplier_id="S"):
    return SupplierQuarter(snapshot, supplier_id, Q3)


def causes(snapshot, supplier_id="S", *, element="line_stop"):
    """What an element's cost is by cause, without those of nothing."""
    lines = quarter(snapshot, supplier_id).cost.lines
    (line,) = [line for line in lines if line.id == element]
    return {cause: amount for cause, amount in line.by_cause.items() if amount}


def traced(snapshot):
    """By responsibility and supplier what the trace says that it cost."""
    rows = snapshot.records(
        "SELECT cause_side, supplier_id, sum(amount) AS amount FROM trace_links WHERE amount <> 0"
        " GROUP BY ALL ORDER BY ALL"
    )
    return {(row["cause_side"], row["supplier_id"]): row["amount"] for row in rows}


# The shared cases


def test_what_both_agreed_goes_before_what_was_booked(tmp_path):
    with open_case("cost/two_truths_agreed", tmp_path) as snapshot:
        opened = quarter(snapshot)
        assert causes(snapshot) == {"ours": Decimal(6000)}
        assert traced(snapshot) == {("ours", "S"): Decimal(6000)}
        said = causes_words(opened.cost)
        assert "6.0 k is the buyer's (agreed by both firms)" in said
        assert "100% of the 6.0 k EUR is the buyer's" in trace_headline(opened.trace)
        promises = opened.reading("P1")
        assert (promises.numerator, promises.denominator) == (0, 1)
        assert opened.meaning.broken.sides["theirs"] == 1


def test_a_shared_cause_without_shares_is_never_all_of_one_firm(tmp_path):
    with open_case("cost/shared_half", tmp_path) as snapshot:
        opened = quarter(snapshot)
        reading = opened.reading("C1")
        assert reading.bases["agreed"].value == 10
        # Without the buyer's own: 500.00 of 10,000.00.
        assert reading.bases["supplier"].value == 5
        assert causes(snapshot) == {"shared": Decimal(1000)}
        assert (
            "By the supplier's own count, half of 1,000.00 of shared cause is in it, as its shares are"
            " not agreed: the value lies between 0.0% and 10.0%."
        ) in reading.notes


def test_a_stop_that_two_systems_tell_costs_once(tmp_path):
    with open_case("cost/one_stop_twice", tmp_path) as snapshot:
        opened = quarter(snapshot)
        (stop,) = [line for line in opened.cost.lines if line.id == "line_stop"]
        assert stop.amount == 6000
        left = snapshot.records(
            "SELECT row_id, reason FROM cost_left_out WHERE reason <> ''"
        )
        assert {"row_id": "MES-9", "reason": LEFT_OUT} in left
        found = snapshot.records(
            "SELECT seen FROM plausibility_rows WHERE looked_for = 'told_twice'"
        )
        assert found == [{"seen": "MES-9 beside SAP-1"}]


LEFT_OUT = "told twice: SAP-1 is booked for the same incident"


def test_what_is_agreed_stands_against_the_rule_of_carriers(tmp_path):
    with open_case("cost/incoterm_carrier", tmp_path) as snapshot:
        rows = snapshot.records("SELECT cause_side, rule, weight FROM trace_links")
        assert [(row["cause_side"], row["rule"]) for row in rows] == [
            ("theirs", "agreed in the extract")
        ]
        promises = quarter(snapshot).reading("P1")
        assert (promises.numerator, promises.denominator) == (0, 1)


def test_of_broken_promises_without_an_agreed_cause_none_is_kept(tmp_path):
    with open_case("cost/broken_unagreed", tmp_path) as snapshot:
        opened = quarter(snapshot)
        assert (opened.promises.kept, opened.promises.promised) == (0, 60)
        assert opened.meaning.broken.sides["claimed_theirs"] == 30
        assert opened.reading("P1").definition.name == (
            "Promises not broken by the supplier"
        )
        assert opened.reading("P1").verdict is None


# Worlds of their own


@pytest.fixture
def of_two_suppliers(tmp_path):
    """A stop by a lot, X, of three quarters of S's housings and one of T's, booked on S."""

    def made(**tables):
        stop = STOP | {"lot_id": "X", "part_id": "housing"}
        tables = {"line_stops": [stop], "cost_events": [COST | OF_STOP]} | tables
        return world(tmp_path, suppliers=SUPPLIERS, lots=LOTS, **tables)

    return made


def test_a_split_by_cause_names_each_cause_and_word_once(tmp_path):
    """Nothing agreed is one part, by whose word ever; the supplier's are two."""
    stops = [STOP | {"supplier_id": "S", "cause": "open"}]
    stops += [STOP | {"stop_id": "LS2", "supplier_id": "S", "cause": "theirs"}]
    costs = [COST | OF_STOP, COST | {"event_id": "E2", "cause": "open"}]
    costs += [
        COST | OF_STOP | {"event_id": "E3", "effect_id": "LS2"},
        COST | {"event_id": "E4"},
    ]
    with small_world(tmp_path, line_stops=stops, cost_events=costs) as snapshot:
        lines = quarter(snapshot).cost.lines
    assert cause_parts(lines) == [
        ("supplier's (claimed)", Decimal(1000)),
        ("supplier's (as booked)", Decimal(1000)),
        ("not agreed", Decimal(2000)),
    ]


def test_what_lots_show_is_charged_to_whom_they_lead(of_two_suppliers):
    """Booked on S, of whose housings only three quarters are; T answers for its own."""
    with of_two_suppliers(lot_inputs=INPUTS_OF_X) as snapshot:
        assert traced(snapshot) == {
            ("theirs", "S"): Decimal(750),
            ("theirs", "T"): Decimal(250),
        }
        assert causes(snapshot, "S") == {"theirs": Decimal(750)}
        assert causes(snapshot, "T") == {"theirs": Decimal(250)}
        rows = snapshot.records(
            "SELECT supplier_id, booked_supplier_id, cause_by, cause_part, receipt_id FROM"
            " cost_ledger WHERE event_id = 'E1' ORDER BY supplier_id"
        )
        assert [tuple(row.values()) for row in rows] == [
            ("S", "S", "rule", "theirs rule", None),
            ("T", "S", "rule", "theirs rule", None),
        ]
        for supplier_id in "ST":
            found = quarter(snapshot, supplier_id).explain("E1 / theirs rule", "C1")
            assert found.is_counted


INPUTS_OF_X = [
    {"output_lot_id": "X", "input_lot_id": lot, "input_qty": qty}
    for lot, qty in (("B", "75"), ("C", "25"))
]


def test_agreed_shares_part_a_cost_between_the_firms(tmp_path):
    told = {"cause_id": "A1", "side": "shared", "their_share_rate": "0.3"} | OF_STOP
    stop = STOP | {"supplier_id": "S", "cause": "theirs"}
    costs = [COST | OF_STOP | {"amount": "1000.01"}]
    with small_world(
        tmp_path, line_stops=[stop], cost_events=costs, agreed_causes=[told]
    ) as snapshot:
        assert causes(snapshot) == {"theirs": Decimal("300.00"), "ours": Decimal("700.01")}
        assert traced(snapshot) == {
            ("ours", "S"): Decimal("700.01"),
            ("theirs", "S"): Decimal("300.00"),
        }
        said = causes_words(quarter(snapshot).cost)
        assert "300 is the supplier's (agreed by both firms)" in said
        found = quarter(snapshot).explain("E1 / ours agreed", "C1")
        assert "agreed by both firms" in found.steps[0].answer


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"side": "ours", "state": "claimed"}, {"ours": 1000}),
        ({"side": "ours", "agreed_on": "2026-10-03"}, {"theirs": 1000}),
        ({"side": "ours", "share_rate": "0.4"}, {"ours": 400, "open": 600}),
        ({"side": "carrier"}, {"carrier": 1000}),
        ({"side": "not_agreed"}, {"open": 1000}),
    ],
    ids=["claimed", "later", "a part", "carrier", "not agreed"],
)
def test_what_the_register_says_of_an_incident_is_what_the_ledger_says(
    tmp_path, told, expected
):
    stop = STOP | {"supplier_id": "S", "cause": "theirs"}
    entry = {"cause_id": "A1"} | OF_STOP | told
    with small_world(
        tmp_path, line_stops=[stop], cost_events=[COST | OF_STOP], agreed_causes=[entry]
    ) as snapshot:
        assert causes(snapshot) == expected


@pytest.mark.parametrize("kind", ["notice", "corrective_action"])
def test_the_number_of_an_ncr_or_8d_names_the_incident(tmp_path, kind):
    """Sorting booked of a notice, and the notice itself, say what was agreed under either number."""
    notice = {
        "notice_id": "N1",
        "supplier_id": "S",
        "found_on": "2026-08-20",
        "found_at": "incoming",
        "claimed_qty": "5",
        "cause": "theirs",
    }
    action = {
        "action_id": "A8",
        "supplier_id": "S",
        "notice_id": "N1",
        "issued_on": "2026-08-21",
        "due_on": "2026-09-20",
    }
    of = {"notice": "N1", "corrective_action": "A8"}[kind]
    entry = {"cause_id": "A1", "effect_kind": kind, "effect_id": of, "side": "ours"}
    with small_world(
        tmp_path,
        quality_notices=[notice],
        corrective_actions=[action],
        cost_events=[
            COST | {"element": "sort_rework", "effect_kind": "notice", "effect_id": "N1"}
        ],
        agreed_causes=[entry],
    ) as snapshot:
        assert causes(snapshot, element="sort_rework") == {"ours": Decimal(1000)}
        assert snapshot.scalar("SELECT cause FROM quality_notices") == "ours"
        assert snapshot.scalar("SELECT count(*) FROM genealogy_faults") == 0


PROMISE = {
    "promise_id": "P1",
    "supplier_id": "S",
    "line_id": "L1",
    "customer_order_id": "CO1",
    "promised_on": "2026-07-12",
    "kept_on": "2026-07-22",
}
LATE = {"line_id": "L1", "ship_by_on": "2026-07-05"}


@pytest.mark.parametrize(
    ("terms", "side"),
    [
        ({"incoterm": "DAP"}, "theirs"),
        ({"incoterm": "CPT"}, "theirs"),
        ({"incoterm": "FCA"}, "carrier"),
        ({"incoterm": "FCA", "carriage_by": "supplier"}, "theirs"),
        ({"incoterm": "DDP", "carriage_by": "buyer"}, "carrier"),
        ({}, "carrier"),
    ],
)
def test_who_bears_the_carriage_decides_who_answers_for_it(tmp_path, terms, side):
    """Handed over in time and late at the dock."""
    with small_world(
        tmp_path,
        schedule_lines=[LATE | terms],
        receipts=[{"line_id": "L1", "docked_on": "2026-07-20", "shipped_on": "2026-07-05"}],
        customer_promises=[PROMISE],
    ) as snapshot:
        assert snapshot.scalar("SELECT cause_side FROM trace_links") == side


@pytest.mark.parametrize(
    ("told", "outcomes"),
    [
        ([{"side": "theirs", "supplier_id": "S"}], ("broken_theirs", "broken_other")),
        ([{"side": "theirs"}], ("broken_theirs", "broken_theirs")),
        ([{"side": "ours"}], ("broken_other", "broken_other")),
        ([{"side": "ours", "share_rate": "0.5"}], ("cause_open", "cause_open")),
        (
            [
                {"side": "theirs", "supplier_id": "S", "share_rate": "0.5"},
                {"side": "theirs", "supplier_id": "T", "share_rate": "0.5"},
            ],
            ("broken_other", "broken_other"),
        ),
        ([{"side": "theirs", "state": "claimed"}], ("cause_open", "cause_open")),
    ],
)
def test_promises_count_as_the_register_says(tmp_path, told, outcomes):
    """An order that waited for two suppliers; P1 counts its promises as the trace leads."""
    of = {"effect_kind": "late_order", "effect_id": "CO1"}
    entries = [{"cause_id": f"A{n}"} | of | one for n, one in enumerate(told)]
    promises = [
        {name: text for name, text in PROMISE.items() if name != "line_id"}
        | {"promise_id": f"P{s}", "supplier_id": s}
        for s in "ST"
    ]
    with small_world(
        tmp_path,
        suppliers=[{"supplier_id": s, "name": s} for s in "ST"],
        customer_promises=promises,
        agreed_causes=entries,
    ) as snapshot:
        rows = snapshot.records(
            "SELECT outcome FROM p1_rows WHERE basis = 'agreed' ORDER BY supplier_id"
        )
        assert tuple(row["outcome"] for row in rows) == outcomes


@pytest.mark.parametrize(
    ("lots", "told", "owner", "traced_to", "is_found"),
    [
        ("B", [], "S", "supplier", True),
        ("X", [], "S", "supplier", True),
        ("C", [], "T", "supplier", False),
        ("B", [{"side": "ours"}], None, "buyer", True),
        (None, [], "T", None, False),
        (None, [{"side": "theirs", "supplier_id": "S"}], "S", "supplier", True),
    ],
    ids=["all", "most", "as named", "agreed ours", "only claimed", "agreed"],
)
def test_a_complaint_counts_for_whom_it_is_traced_to(
    tmp_path, lots, told, owner, traced_to, is_found
):
    """Named of T; its lot, or what both agreed, may say otherwise."""
    complaint = {"complaint_id": "C1", "received_on": "2026-08-10", "supplier_id": "T"}
    complaint |= {"part_id": "housing"} | ({"lot_id": lots} if lots else {})
    of = {"cause_id": "A1", "effect_kind": "complaint", "effect_id": "C1"}
    tables = {"agreed_causes": [of | one for one in told]} if told else {}
    with world(
        tmp_path, lots=LOTS, lot_inputs=INPUTS_OF_X, complaints=[complaint], **tables
    ) as snapshot:
        (row,) = snapshot.records("SELECT supplier_id, traced_to FROM complaints")
        assert (row["supplier_id"], row["traced_to"]) == (owner, traced_to)
        counted = snapshot.records(
            "SELECT supplier_id FROM p2_rows WHERE basis = 'agreed' AND complaint_id = 'C1'"
        )
        assert [one["supplier_id"] for one in counted] == ([owner] if owner else [])
        found = snapshot.scalar(
            "SELECT count(*) FROM plausibility_rows WHERE looked_for = 'traced_elsewhere'"
        )
        assert bool(found) is is_found


@pytest.mark.parametrize(
    ("causes_of", "found"),
    [
        ((("theirs", "true"), ("theirs", "")), 1),
        ((("theirs", "true"), ("theirs", "true")), 2),
        ((("theirs", "true"), ("ours", "true")), 0),
        ((("theirs", ""), ("theirs", "")), 0),
    ],
)
def test_two_firms_that_are_each_told_all_of_one_break_are_noticed(
    tmp_path, causes_of, found
):
    promises = [
        {name: text for name, text in PROMISE.items() if name != "line_id"}
        | {"promise_id": f"P{s}", "supplier_id": s, "broken_cause": c, "is_cause_agreed": a}
        for s, (c, a) in zip("ST", causes_of, strict=True)
    ]
    suppliers = [{"supplier_id": s, "name": s} for s in "ST"]
    with small_world(tmp_path, suppliers=suppliers, customer_promises=promises) as snapshot:
        assert found == snapshot.scalar(
            "SELECT count(*) FROM plausibility_rows WHERE looked_for = 'blamed_twice'"
        )


# A second road: from the tables by hand, by fractions


@pytest.mark.parametrize("seed", [1, 2])
def test_random_registers_say_one_thing_of_every_incident(tmp_path, seed):
    """Stops with claims, costs and entries at random: by responsibility the ledger holds what the
    trace holds, and both what comes out by hand, but for a cent an event and part.
    """
    dice = random.Random(seed)
    stops, costs, entries, expected = [], [], [], {}
    for number in range(40):
        claim = dice.choice(["theirs", "ours", "shared", "open", ""])
        told, state, day = _drawn_causes(dice)
        stop_id = f"LS{number}"
        stops.append(STOP | {"stop_id": stop_id, "supplier_id": "S", "cause": claim})
        of = {"effect_kind": "line_stop", "effect_id": stop_id}
        for place, (side, share, theirs) in enumerate(told):
            entry = {"cause_id": f"A{number}-{place}", "side": side, "agreed_on": day}
            entry |= of | {"share_rate": share, "their_share_rate": theirs, "state": state}
            entries.append(entry)
        amounts = [dice.randrange(-500, 200_000) for _ in range(dice.randrange(3))]
        for place, amount in enumerate(amounts):
            costs.append(
                COST
                | of
                | {"event_id": f"E{number}-{place}", "amount": f"{amount / 100:.2f}"}
            )
        known = told if day <= "2026-10-02" else []
        for cause, share in _by_hand(claim, known, state).items():
            expected[cause] = expected.get(cause, Fraction(0)) + share * sum(amounts)
    with small_world(
        tmp_path, line_stops=stops, cost_events=costs, agreed_causes=entries
    ) as snapshot:
        ledger = causes(snapshot)
        said = causes_words(quarter(snapshot).cost)
        sides = {}
        for (side, _), amount in traced(snapshot).items():
            cause = "open" if side in ("not_agreed", "not_traced") else side
            sides[cause] = sides.get(cause, Decimal(0)) + amount
        cents = sum(Decimal(cost["amount"]) for cost in costs)
    assert ledger == {cause: amount for cause, amount in sides.items() if amount}
    assert sum(ledger.values()) == cents
    for cause, words in WHOSE.items():
        assert (f"{compact(ledger.get(cause, 0))} is {words}" in said) is (cause in ledger)
    for cause, exact in expected.items():
        assert abs(100 * Fraction(ledger.get(cause, 0)) - exact) <= len(costs)


@pytest.mark.parametrize("seed", [1])
def test_random_registers_say_one_thing_of_every_late_order(tmp_path, seed):
    """P1 misses the promises that the trace says are agreed to be all the supplier's, and the ledger
    charges no others whole by agreement.
    """
    dice = random.Random(seed)
    promises, costs, entries, expected = [], [], [], {}
    for number in range(40):
        claim, is_agreed = (
            dice.choice(["theirs", "ours", ""]),
            dice.choice(["true", "", "false"]),
        )
        told, state, day = _drawn_causes(dice)
        order = f"CO{number}"
        promise = {name: text for name, text in PROMISE.items() if name != "line_id"}
        promise |= {"promise_id": order, "customer_order_id": order, "broken_cause": claim}
        promises.append(promise | {"is_cause_agreed": is_agreed})
        of = {"effect_kind": "late_order", "effect_id": order}
        for place, (side, share, theirs) in enumerate(told):
            entry = {"cause_id": f"A{number}-{place}", "side": side, "agreed_on": day}
            entry |= of | {"share_rate": share, "their_share_rate": theirs, "state": state}
            entries.append(entry)
        costs.append(COST | of | {"event_id": f"E{number}", "element": "customer_fail"})
        known = told if day <= "2026-10-02" and state != "claimed" else []
        shares = _by_hand("", known, state) if known else {}
        whole = [cause for cause, share in shares.items() if share == 1]
        if not known:
            whole = [claim] if claim and is_agreed == "true" else ["open"]
        expected[order] = {"theirs": "broken_theirs", "open": "cause_open"}.get(
            whole[0] if whole else ("open" if shares.get("open") else ""), "broken_other"
        )
    with small_world(
        tmp_path, customer_promises=promises, cost_events=costs, agreed_causes=entries
    ) as snapshot:
        rows = snapshot.records(
            "SELECT row_id, outcome FROM p1_rows WHERE basis = 'agreed'"
        )
        agreed = snapshot.records(
            "SELECT event_id FROM cost_ledger WHERE cause = 'theirs' AND cause_by = 'agreed' AND"
            " amount = event_amount"
        )
    assert {row["row_id"]: row["outcome"] for row in rows} == expected
    missed = {
        f"E{order[2:]}" for order, outcome in expected.items() if outcome == "broken_theirs"
    }
    assert {row["event_id"] for row in agreed} == missed


def _drawn_causes(dice):
    """Entries of one incident (side, share, the supplier's share), their state, and their day."""
    sides = ["theirs", "ours", "shared", "carrier", "not_agreed"]
    shares = dice.choice(
        [
            [],
            [
                "",
            ],
            ["0.3"],
            ["0.25", "0.75"],
            ["0.1", "0.2", "0.3"],
        ]
    )
    told = []
    for share in shares:
        side = dice.choice(sides)
        theirs = dice.choice(["", "0.5", "0.3333"]) if side == "shared" else ""
        told.append((side, share, theirs))
    return (
        told,
        dice.choice(["", "agreed", "claimed"]),
        dice.choice(["2026-09-01", "2026-10-03"]),
    )


def _by_hand(claim, told, state):
    """The share of each responsibility, by the rulings: agreed, then claimed, then the rule."""
    if told and state == "claimed":
        sides = {side for side, _, _ in told}
        claim = sides.pop() if len(sides) == 1 else "open"
        claim = claim if claim in ("theirs", "ours", "shared") else "open"
    elif told:
        found = {}
        for side, share, theirs in told:
            whole = Fraction(share or 1)
            parts = {side: whole}
            if theirs:
                parts = {
                    "theirs": whole * Fraction(theirs),
                    "ours": whole * (1 - Fraction(theirs)),
                }
            for name, part in parts.items():
                name = "open" if name == "not_agreed" else name
                found[name] = found.get(name, Fraction(0)) + part
        found["open"] = found.get("open", Fraction(0)) + 1 - sum(found.values())
        return found
    return {claim or "theirs": Fraction(1)}
