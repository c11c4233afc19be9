"""Explanations: they agree with the snapshot row by row, and say the reason in words."""

from __future__ import annotations

import dataclasses
import importlib
import json
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from explained import agrees
from shipped import METRICS
from small_world import small_world

from srmlib.errors import DefinitionError, UsageError
from srmlib.explain import delivery, explain
from srmlib.explain.explanation import record_text
from srmlib.explain.mechanism import Explainer

AGREED = """
D1:
  switches:
    supplier: {place: shipped}
    buyer: {due: requested}
"""
RECEIPTS = [{"line_id": "1", "receipt_id": "R1"}]


def told(snapshot, row_id="1", metric_id="D1", basis="agreed", **rest) -> str:
    """An explanation as it prints, after a look at its last step."""
    found = explain(snapshot, row_id, metric_id, basis, **rest)
    assert [step.outcome for step in found.steps[:-1]] == [None] * (len(found.steps) - 1)
    assert found.steps[-1].outcome == found.outcome
    return repr(found)


# --- Agreement with the snapshot


@pytest.mark.parametrize(
    "supplier_id",
    ["S-1001", *(pytest.param(i, marks=pytest.mark.heavy) for i in ("S-1002", "S-1005"))],
)
def test_every_line_of_the_sample_world_is_explained_as_it_counts(sample, supplier_id):
    assert agrees(sample, "D1", supplier_id) > 100


OTHERS = [(metric_id, 1) for metric_id in METRICS if metric_id not in ("D1", "C1")]
# The rows of cost are many.
OTHERS += [("C1", 8), pytest.param("C1", 1, marks=pytest.mark.heavy)]


@pytest.mark.parametrize(("metric_id", "nth"), OTHERS)
def test_every_row_of_the_other_metrics_is_explained_as_it_counts(sample, metric_id, nth):
    assert (
        sum(
            agrees(sample, metric_id, supplier_id, nth)
            for supplier_id in ("S-1006", "S-1008")
        )
        > 0
    )


def test_every_metric_has_an_explainer():
    for metric in METRICS.values():
        module = importlib.import_module("srmlib.explain." + metric.subject)
        assert isinstance(getattr(module, metric.id), Explainer)


CHOICES = {
    "due": ["requested", "first_confirmed", "last_confirmed"],
    "place": ["posted", "dock", "shipped"],
    "clock": ["day", "time"],
    "early_days": [None, 0, 3],
    "late_days": [0, 2],
    "full_percent": [0, 90, 99.5, 100],
    "over_percent": [None, 0, 0.5, 10],
    "partials": ["last", "first"],
    "closed": ["short", "buyer", "any"],
    "returns": ["stand", "undo"],
    "overdue": ["miss", "ignored"],
    "changed": ["in", "out"],
    "cancelled": ["out", "in"],
    "free": ["in", "out"],
    "period": ["due", "received"],
    "unit": ["line", "order", "quantity", "value"],
}


@pytest.fixture(scope="module")
def anything(tmp_path_factory):
    """Twenty suppliers, each with three bases of drawn choices, and lines, receipts, reversals,
    returns and changes drawn at random.
    """
    drawn = random.Random(2026)
    suppliers, lines, receipts, changes, pairs = [], [], [], [], []

    def day(low: int, high: int, unknown: float = 0.0) -> str:
        return (
            ""
            if drawn.random() < unknown
            else str(date(2026, 9, 20) + timedelta(days=drawn.randint(low, high)))
        )

    for number in range(20):
        supplier_id = f"S{number}"
        suppliers.append({"supplier_id": supplier_id, "name": supplier_id})
        bases = {
            basis: {name: drawn.choice(choices) for name, choices in CHOICES.items()}
            for basis in ("agreed", "buyer", "supplier")
        }
        pairs.append(f"  {supplier_id}: {{D1: {{switches: {json.dumps(bases)}}}}}")
        for i in range(30):
            line_id = f"{supplier_id} {i}"
            status = drawn.choice(["open", "open", "open", "closed", "cancelled"])
            dates = {
                name: day(-6, 20, 0.4)
                for name in (
                    "requested_on",
                    "first_confirmed_on",
                    "last_confirmed_on",
                    "promised_on",
                )
            }
            lines.append(
                {
                    "line_id": line_id,
                    "supplier_id": supplier_id,
                    "order_id": drawn.choice(["", f"{supplier_id} a", f"{supplier_id} b"]),
                }
                | dates
                | {
                    "ordered_on": day(-40, -10, 0.2),
                    "ordered_qty": drawn.choice(["0", "", "10", "10", "10", "10"]),
                    "value_amount": drawn.choice(["0.00", "55.10"]),
                }
                | {
                    "status": status,
                    "cancelled_on": day(-6, 16) if status == "cancelled" else "",
                    "closed_by": drawn.choice(["", "buyer", "supplier"]),
                    "closed_on": day(-6, 16, 0.5) if status == "closed" else "",
                }
                | {"lead_days": drawn.choice(["", "20"])}
            )
            for _ in range(drawn.randint(0, 3)):
                receipt_id, docked_on = f"R{len(receipts):05}", day(-10, 20)
                times = {
                    "docked_on": docked_on,
                    "docked_at": drawn.choice(
                        ["", f"{docked_on} 00:00:00", f"{docked_on} 12:00:00"]
                    ),
                }
                qty = (
                    drawn.choice(["2", "4", "6", "10", "12"])
                    if drawn.random() < 0.95
                    else ""
                )
                # Of some suppliers no quantity is known at all.
                qty = "" if number % 7 == 6 else qty
                days = {"shipped_on": day(-12, 18, 0.2), "posted_on": day(-8, 22, 0.2)}
                receipts.append(
                    {"receipt_id": receipt_id, "line_id": line_id, "received_qty": qty}
                    | times
                    | days
                )
                for kind in drawn.sample(["reversal", "return", ""], k=1):
                    if kind and drawn.random() < 0.5:
                        back = {
                            "receipt_id": receipt_id + "b",
                            "line_id": line_id,
                            "kind": kind,
                            "of_receipt_id": receipt_id,
                            "docked_on": day(0, 20),
                        }
                        receipts.append(
                            back | {"received_qty": drawn.choice(["", "2", "4", "10"])}
                        )
                        if kind == "return" and drawn.random() < 0.5:
                            undone = {
                                "receipt_id": receipt_id + "c",
                                "kind": "reversal",
                                "of_receipt_id": receipt_id + "b",
                                "docked_on": day(0, 20),
                            }
                            receipts.append(
                                back
                                | undone
                                | {"received_qty": drawn.choice(["", "2", "4", "10"])}
                            )
            for _ in range(drawn.choice([0, 0, 1, 2])):
                change = {
                    "changed_on": day(-40, 15),
                    "field": drawn.choice(["date", "price", "quantity"]),
                    "by_side": drawn.choice(["buyer", "supplier", None]),
                }
                changes.append({"line_id": line_id} | change)
    tables = {
        "suppliers": suppliers,
        "schedule_lines": lines,
        "receipts": receipts,
        "order_changes": changes,
    }
    definitions = "\n".join(["pairs:", *pairs])
    # Some of what is drawn takes back more than came: those rows are left out.
    with small_world(
        tmp_path_factory.mktemp("anything"),
        definitions=definitions,
        keys="allowed_rejects = 100\n",
        **tables,
    ) as snapshot:
        yield snapshot


@pytest.mark.parametrize("number", range(20))
def test_any_line_on_any_basis_is_explained_as_it_counts(anything, number):
    assert agrees(anything, "D1", f"S{number}") == 30


def test_the_lines_drawn_meet_every_outcome(anything):
    met = {
        row[0]
        for row in anything.con.execute("SELECT DISTINCT outcome FROM d1_rows").fetchall()
    }
    assert met == {
        question.outcome for question in delivery.D1.questions if question.outcome
    }


def test_a_wrong_reason_is_never_printed(tmp_path, monkeypatch):
    """An explainer that reads a line otherwise than the snapshot holds it raises, and says both."""
    d1 = delivery.D1
    wrong = dataclasses.replace(
        d1, derive=lambda case: d1.derive(case) | {"told_on": date(2026, 12, 24)}
    )
    monkeypatch.setattr(delivery, "D1", wrong)
    with (
        small_world(tmp_path, schedule_lines=[{}], receipts=RECEIPTS) as snapshot,
        pytest.raises(
            AssertionError,
            match=r"the reasons lead to \['late'.*the snapshot holds \['on_time'",
        ),
    ):
        explain(snapshot, "1")


# --- Lines, in words

LINES = {
    "six and four of ten": (
        {},
        [
            {"receipt_id": "R1", "received_qty": "6", "docked_on": "2026-07-08"},
            {"receipt_id": "R2", "received_qty": "4", "docked_on": "2026-07-12"},
        ],
        "late",
        [
            (
                "When was it due? On 10 July 2026, the requested date (the last confirmed date is"
                " not known)."
            ),
            (
                "Receipt R1: 6, shipped: day not known, at the dock on 8 July 2026, keyed in: day"
                " not known; 6 of 10 so far."
            ),
            "10 of 10 so far.",
            (
                "Receipt R2: with it 10 of 10 are there, which is full. It reached the dock on 12"
                " July 2026."
            ),
            "Was it full in time? No: 12 July 2026 is 2 days after 10 July 2026.",
            "Numerator (lines on time, in full): 0. Denominator (lines due): 1. Month: July 2026.",
        ],
    ),
    "ten of five": (
        {"ordered_qty": "5"},
        [{"receipt_id": "R1"}],
        "on_time",
        [
            "with it 10 of 5 are there, which is full",
            "How much more may come: any quantity more",
            "Did the buyer change it inside the lead time? The extract has no order_changes.",
            "Yes: 10 July 2026 is not after 10 July 2026.",
        ],
    ),
    "a reversal": (
        {},
        [
            {"receipt_id": "R1"},
            {
                "receipt_id": "X1",
                "kind": "reversal",
                "of_receipt_id": "R1",
                "docked_on": "2026-07-11",
            },
        ],
        "overdue",
        [
            "reversal X1 on 11 July 2026 took 10 back; so nothing of it stands",
            "None: no receipt stands.",
            "Yes: nothing came, so it is a miss.",
        ],
    ),
    "reversed after the as-of date": (
        {},
        [
            {"receipt_id": "R1"},
            {
                "receipt_id": "X1",
                "kind": "reversal",
                "of_receipt_id": "R1",
                "docked_on": "2026-10-03",
            },
        ],
        "on_time",
        ["keyed in: day not known; 10 of 10 so far."],
    ),
    "nothing in the box": (
        {},
        [{"receipt_id": "R1", "received_qty": "0"}],
        "overdue",
        ["it brought nothing, so it does not count", "None: no receipt stands."],
    ),
    "part of it reversed": (
        {},
        [
            {"receipt_id": "R1"},
            {
                "receipt_id": "X1",
                "kind": "reversal",
                "of_receipt_id": "R1",
                "received_qty": "4",
            },
        ],
        "short",
        [
            "took 4 back; so 6 stand; 6 of 10 so far",
            "None: 6 of 10 is not full.",
            "Did a part of it come? Yes: 6 of 10, which is not full.",
        ],
    ),
    "a return": (
        {},
        [
            {"receipt_id": "R1"},
            {
                "receipt_id": "X1",
                "kind": "return",
                "of_receipt_id": "R1",
                "docked_on": "2026-07-20",
            },
        ],
        "on_time",
        [
            "return X1 on 20 July 2026 leaves the delivery as it is",
            "Effect of returns: the delivery stands",
        ],
    ),
    "never received": (
        {},
        [],
        "overdue",
        [
            "What arrived? Nothing, as of 2 October 2026.",
            "Is its time over? Yes: 10 July 2026 is before 2 October 2026.",
            "by “Lines with no receipt: a miss”",
        ],
    ),
    "not due yet": (
        {"requested_on": "2026-10-20"},
        [],
        "not_due",
        [
            "No: it has until 20 October 2026, and the data end on 2 October 2026.",
            "not counted",
        ],
    ),
    "cancelled before due": (
        {"status": "cancelled", "cancelled_on": "2026-07-01"},
        [],
        "cancelled",
        [
            "Was it cancelled before it was due? Yes, on 1 July 2026.",
            "from status cancelled, cancelled_on 2026-07-01",
            "It is not counted",
        ],
    ),
    "cancelled too late": (
        {"status": "cancelled", "cancelled_on": "2026-07-10"},
        [],
        "overdue",
        ["No: it was cancelled on 10 July 2026, not before it was due."],
    ),
    "nothing ordered": (
        {"ordered_qty": "0"},
        [],
        "nothing_ordered",
        ["Was anything ordered? No: the ordered quantity is 0."],
    ),
    "no due date": (
        {"requested_on": ""},
        [],
        "no_due_date",
        ["No date is known by which it was due."],
    ),
    "quantities not known": (
        {},
        [{"receipt_id": "R1", "received_qty": ""}],
        "unknown_qty",
        [
            "Which receipt decides? It is not known: a received quantity is not known.",
            "Is every quantity known that it is judged by? No: a received quantity is not known. So it"
            " counts neither way.",
        ],
    ),
    "ordered quantity not known": (
        {"ordered_qty": ""},
        [{"receipt_id": "R1"}],
        "unknown_qty",
        [
            "How much is full? The ordered quantity is not known.",
            "Is every quantity known that it is judged by? No: the ordered quantity is not known. So it"
            " counts neither way.",
        ],
    ),
    "cancelled and received": (
        {"status": "cancelled", "cancelled_on": "2026-07-01"},
        [{"receipt_id": "R1"}],
        "cancelled",
        ["Was it cancelled before it was due? Yes, on 1 July 2026."],
    ),
    "not yet due and here": (
        {"requested_on": "2026-10-20"},
        [{"receipt_id": "R1"}],
        "not_due",
        [
            "No: it has until 20 October 2026, and the data end on 2 October 2026. What came before"
            " that is not counted either."
        ],
    ),
    "closed by the buyer": (
        {"status": "closed", "closed_by": "buyer", "closed_on": "2026-07-10"},
        [{"receipt_id": "R1", "received_qty": "6"}],
        "on_time",
        [
            "Was it closed before all had come? Yes by the buyer on 10 July 2026: no more than what"
            " came was still wanted.",
            "R1: with it all 6 that were still wanted are there.",
        ],
    ),
}


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """Every case as a line of its own; a receipt's number begins with its line's."""
    blank = {
        "first_confirmed_on": "",
        "last_confirmed_on": "",
        "promised_on": "",
        "status": "open",
        "cancelled_on": "",
        "closed_by": "",
        "closed_on": "",
    }
    schedule_lines = [
        blank | {"line_id": name} | line for name, (line, *_) in LINES.items()
    ]
    receipts = []
    for name, (_, own, *_) in LINES.items():
        for receipt in own:
            numbers = {
                column: f"{name}/{receipt[column]}"
                for column in ("receipt_id", "of_receipt_id")
                if column in receipt
            }
            receipts.append(
                {"line_id": name, "shipped_on": "", "posted_on": "", "of_receipt_id": ""}
                | receipt
                | numbers
            )
    with small_world(
        tmp_path_factory.mktemp("lines"), schedule_lines=schedule_lines, receipts=receipts
    ) as snapshot:
        yield snapshot


@pytest.mark.parametrize("name", LINES)
def test_the_reason_of_a_line_is_said(lines, name):
    _, _, outcome, words = LINES[name]
    text = told(lines, name).replace(f"{name}/", "")
    assert explain(lines, name).outcome == outcome
    assert [word for word in words if word not in text] == []


def test_a_return_that_was_reversed(tmp_path):
    sent_back = {
        "line_id": "1",
        "receipt_id": "B1",
        "kind": "return",
        "of_receipt_id": "R1",
        "docked_on": "2026-07-20",
    }
    kept = sent_back | {
        "receipt_id": "B2",
        "kind": "reversal",
        "of_receipt_id": "B1",
        "docked_on": "2026-07-21",
        "received_qty": "8",
    }
    receipts = [RECEIPTS[0] | {"of_receipt_id": ""}, sent_back, kept]
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=receipts,
        definitions="D1: {switches: {agreed: {returns: undo}}}",
    ) as snapshot:
        text = told(snapshot)
    assert (
        "return B1 on 20 July 2026 took 10 back, which reversal B2 on 21 July 2026 took 8 back; so"
        " 8 stand; 8 of 10 so far." in text
    )


def test_a_line_changed_inside_its_lead_time(tmp_path):
    changes = [
        {
            "change_id": "C1",
            "line_id": "1",
            "changed_on": "2026-07-01",
            "field": "quantity",
            "by_side": "buyer",
        },
        {
            "change_id": "C2",
            "line_id": "1",
            "changed_on": "2026-06-05",
            "field": "date",
            "by_side": "buyer",
        },
    ]
    lines, definitions = (
        [{"lead_days": "20"}, {"lead_days": "20"}],
        "D1: {switches: {supplier: {changed: out}}}",
    )
    with small_world(
        tmp_path,
        schedule_lines=lines,
        receipts=RECEIPTS,
        order_changes=changes,
        definitions=definitions,
    ) as snapshot:
        agreed, theirs = told(snapshot), told(snapshot, basis="supplier")
        assert (
            "No: no change by the buyer, of price apart, is known from after 20 June 2026."
            in told(snapshot, "2")
        )
    assert (
        "Did the buyer change it inside the lead time? Yes (quantity on 1 July 2026)."
        in agreed
    )
    assert (
        "Under the supplier's own basis: changed, because there it reads “Lines the buyer changed"
        " inside the lead time: not counted”." in agreed
    )
    assert (
        theirs.splitlines()[0]
        == "D1 On time, in full: schedule line 1 of S, on the supplier's own basis: changed"
    )
    assert "change_id C2, changed_on 2026-06-05, field date, by_side buyer" in theirs
    assert "Numerator" not in theirs


def test_the_place_that_counts_and_how_the_other_firm_reads_it(tmp_path):
    line = {"requested_on": "2026-07-09", "last_confirmed_on": "2026-07-10"}
    receipt = {
        "line_id": "1",
        "receipt_id": "R1",
        "shipped_on": "2026-07-10",
        "docked_on": "2026-07-12",
    }
    with small_world(
        tmp_path, schedule_lines=[line], receipts=[receipt], definitions=AGREED
    ) as snapshot:
        agreed, theirs = told(snapshot), told(snapshot, basis="supplier")
    assert (
        "On 10 July 2026, the last confirmed date. Beside it: the requested date 9 July 2026."
        in agreed
    )
    assert (
        "Under the supplier's own basis: on time, because there it reads “Where goods count as"
        " received: shipped”." in agreed
    )
    assert "Under the buyer's own basis: late too." in agreed
    assert (
        "Receipt R1: with it 10 of 10 are there, which is full. It was shipped on 10 July 2026."
        in theirs
    )
    assert "by “Where goods count as received: shipped”" in theirs
    assert (
        "Under the agreed basis: late, because there it reads “Where goods count as received: at"
        " the dock”." in theirs
    )


def test_a_day_of_shipping_that_is_not_known(tmp_path):
    receipts = [
        {"line_id": "1", "receipt_id": "R1", "shipped_on": "", "docked_on": "2026-07-12"},
        {"line_id": "2", "receipt_id": "R2", "shipped_on": "2026-07-09"},
    ]
    with small_world(
        tmp_path, schedule_lines=[{}] * 2, receipts=receipts, definitions=AGREED
    ) as snapshot:
        theirs = told(snapshot, basis="supplier")
    assert "the day it was shipped is not known; 10 of 10 so far." in theirs
    assert (
        "Which receipt decides? It is not known: the day it was shipped is not known."
        in theirs
    )
    assert (
        "Is the day known that counts? No: the day it was shipped is not known. So it counts neither"
        " way." in theirs
    )


def test_a_line_we_changed_that_is_not_due_anyway(tmp_path):
    changes = [
        {
            "line_id": "1",
            "changed_on": "2026-10-01",
            "field": "quantity",
            "by_side": "buyer",
        }
    ]
    lines, definitions = (
        [{"requested_on": "2026-10-20"}, {"requested_on": "2026-10-20"}],
        "D1: {switches: {agreed: {changed: out}}}",
    )
    with small_world(
        tmp_path, schedule_lines=lines, order_changes=changes, definitions=definitions
    ) as snapshot:
        changed, other = told(snapshot, "1", "B1"), told(snapshot, "2", "B1")
    assert (
        "Is it counted as due? No: on time, in full it is not due yet but for the change, and not"
        " counted." in changed
    )
    assert (
        "Is it counted as due? No: on time, in full it is not due yet, and not counted."
        in other
    )


def test_orders_quantities_and_values(tmp_path):
    lines = [{"order_id": "A"}, {"order_id": "A"}]
    receipts = [
        {"line_id": "1", "docked_on": "2026-07-01"},
        {"line_id": "2", "docked_on": "2026-07-20"},
    ]
    definitions = "D1: {switches: {agreed: {unit: order}, buyer: {unit: quantity}, supplier: {unit: value}}}"
    with small_world(
        tmp_path, schedule_lines=lines, receipts=receipts, definitions=definitions
    ) as snapshot:
        first, second = explain(snapshot, "1"), explain(snapshot, "2")
        quantity, value = (
            explain(snapshot, "1", basis=basis) for basis in ("buyer", "supplier")
        )
    assert [(e.outcome, e.numerator, e.denominator) for e in (first, second)] == [
        ("on_time", 0, 1),
        ("late", 0, 0),
    ]
    assert "met when all its counted lines are: 1 on time, 2 late." in repr(first)
    assert (quantity.numerator, quantity.units) == (
        10,
        ("quantity in piece on time", "quantity in piece due"),
    )
    assert (value.numerator, value.units[1]) == (Decimal("100.00"), "value in EUR due")
    assert (
        "Under the supplier's own basis: on time too, but counted as numerator 100.00, denominator"
        " 100.00 in July 2026." in repr(first)
    )


# --- Tickets, in words

TICKET = {
    "ticket_id": "T1",
    "supplier_id": "S",
    "priority": "P1",
    "supplier_priority": "P2",
    "opened_at": "2026-07-10 14:30:00",
    "triaged_at": "2026-07-10 15:00:00",
    "auto_reply_at": "2026-07-10 14:31:00",
    "first_response_at": "2026-07-13 07:00:00",
    "restored_at": "2026-07-13 08:30:00",
    "resolved_at": "2026-07-14 08:30:00",
    "paused_minutes": "60",
    "target_minutes": "240",
    "supplier_target_minutes": "",
    "reopened_at": "",
    "follows_ticket_id": "",
    "closed_by": "caller",
    "cause": "theirs",
}
SUPPORT = """
S1: {switches: {supplier: {clock: business}, buyer: {auto_reply: 'yes'}}}
S2: {switches: {supplier: {follow_up: new}}}
S3: {switches: {supplier: {pauses: stops}}}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    follower = TICKET | {
        "ticket_id": "T2",
        "opened_at": "2026-07-20 09:00:00",
        "follows_ticket_id": "T1",
        "first_response_at": "",
        "triaged_at": "",
    }
    follower |= {
        "auto_reply_at": "",
        "restored_at": "",
        "resolved_at": "",
        "closed_by": "",
        "paused_minutes": "",
    }
    solved, of_another = (
        TICKET | {"ticket_id": "T4"},
        follower | {"ticket_id": "T5", "supplier_id": "U", "follows_ticket_id": "T4"},
    )
    folder, tickets = (
        tmp_path_factory.mktemp("desk"),
        [TICKET, follower, solved, of_another],
    )
    suppliers = [{"supplier_id": one, "name": one} for one in ("S", "U")]
    with small_world(
        folder,
        suppliers=suppliers,
        schedule_lines=[{}],
        receipts=RECEIPTS,
        tickets=tickets,
        time_zone="Europe/Amsterdam",
        definitions=SUPPORT,
    ) as snapshot:
        yield snapshot


def test_a_first_response(desk):
    text = told(desk, "T1", "S1")
    assert (
        "When did the clock start? On 10 July 2026 16:30, when it was sent (plant's time)."
        in text
    )
    assert "When did it stop? On 13 July 2026 09:00, by a person." in text
    assert "240 minutes, the target of the caller's priority." in text
    assert "Was it answered in time? No: 3,870 minutes are more than 240." in text
    assert "whose cause: the supplier's" in text
    assert (
        "Under the supplier's own basis: in time, because there it reads “The clock runs: in service"
        " hours”." in text
    )
    assert (
        "Under the buyer's own basis: in time, because there it reads “An automatic reply: is an"
        " answer”." in text
    )
    by_hours = told(desk, "T1", "S1", "supplier")
    assert "Yes: 150 of 240 minutes." in by_hours
    assert (
        "How many minutes went by? 150 in service hours: Monday to Friday, 8:00 to 18:00"
        " (Europe/Amsterdam), no holidays listed." in by_hours
    )
    assert "It has not: no answer that counts is known before 2 October 2026." in told(
        desk, "T2", "S1"
    )


def test_a_ticket_followed_up(desk):
    text = told(desk, "T1", "S2")
    assert "Was it opened again? No." in text
    assert "Did a new ticket on the same fault follow? Yes, ticket T2." in text
    assert (
        "Under the supplier's own basis: fixed, because there it reads “A new ticket on the same"
        " fault: is a new one”." in text
    )
    assert "Did a new ticket on the same fault follow? No." in told(desk, "T4", "S2")
    assert "Is it resolved? Not as of 2 October 2026." in told(desk, "T2", "S2")


def test_a_time_to_restore(desk):
    text = told(desk, "T1", "S3")
    assert "Is it resolved? Yes, on 14 July 2026 10:30: that day places it." in text
    assert "When did the clock stop? On 13 July 2026 10:30." in text
    assert "Is it resolved? Not as of 2 October 2026." in told(desk, "T2", "S3")
    assert (
        "How long did it take? 3,960 minutes; 3,960 by the clock, of which it waited 60 for the"
        " caller." in text
    )
    assert (
        "Under the supplier's own basis: restored too, but counted as numerator 3,900, denominator"
        " 1 in July 2026." in text
    )


# --- Asking, and being asked back


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    promise = {
        "promise_id": "P1",
        "customer_order_id": "<b>O</b>",
        "promised_on": "2026-07-10",
        "kept_on": "2026-07-12",
        "shipped_on": "2026-07-11",
    }
    promise |= {"broken_cause": "ours", "is_cause_agreed": "true"}
    tables = {
        "suppliers": [{"supplier_id": "S", "name": "S"}, {"supplier_id": "U", "name": "U"}],
        "schedule_lines": [{"line_id": "4500000012/10"}, {"line_id": "4500000013/10"}],
        "receipts": [{"line_id": "4500000012/10"}],
        "customer_promises": [
            promise | {"supplier_id": "S"},
            promise | {"supplier_id": "U", "kept_on": "2026-07-09"},
        ],
    }
    with small_world(tmp_path_factory.mktemp("office"), **tables) as snapshot:
        yield snapshot


def test_a_row_of_two_suppliers_asks_for_one(office):
    with pytest.raises(
        UsageError,
        match=r"promise to a customer P1 with each of S, U, expected one\.\nState supplier_id",
    ):
        explain(office, "P1", "P1")
    assert "broken, but not by the supplier's cause" in told(
        office, "P1", "P1", supplier_id="S"
    )
    assert "Cause claimed: the buyer's; agreed by both firms: yes." in told(
        office, "P1", "P1", supplier_id="S"
    )
    assert "Was it kept? Yes, on 9 July 2026." in told(office, "P1", "P1", supplier_id="U")


def test_an_unknown_row_names_those_near_it(office):
    with pytest.raises(
        UsageError,
        match=(
            r"no schedule line '450000012/10', expected one of the 2 that D1 has, such as"
            r" 4500000012/10"
        ),
    ):
        explain(office, "450000012/10")
    with pytest.raises(
        UsageError, match="no inspection lot 'L': this snapshot has no rows of Q1"
    ):
        explain(office, "L", "Q1")
    with pytest.raises(UsageError, match="is not of 'U', expected S"):
        explain(office, "4500000012/10", supplier_id="U")


def test_a_row_of_another_metric_is_told_by_the_metrics_that_have_it(office):
    with pytest.raises(
        UsageError,
        match=(
            r"no schedule line 'P1' in D1, expected a metric that has it: P1\.\nName it: srm explain"
            r" P1 --metric P1\."
        ),
    ):
        explain(office, "P1")


def test_an_unknown_metric_or_basis_is_said(office):
    with pytest.raises(DefinitionError, match="'D9' is no metric, expected one of Q1"):
        explain(office, "1", "D9")
    with pytest.raises(
        UsageError, match="The basis 'supplier' of D1 is not stated, expected one of agreed"
    ):
        explain(office, "4500000012/10", basis="supplier")


def test_the_page_escapes_what_the_extract_says(office):
    html = explain(office, "P1", "P1", supplier_id="S")._repr_html_()
    assert "&lt;b&gt;O&lt;/b&gt;" in html and "<b>" not in html
    assert html.count("<li>") == 5
    assert (
        "<strong>P1 Promises not broken by the supplier: promise to a customer P1 of S, on the agreed basis:"
        " broken, but not by the supplier&#39;s cause</strong>" in html
    )


def test_rows_that_others_are_counted_against_are_explained_too(office):
    text = told(office, "order <b>O</b>", "P2", supplier_id="S")
    assert (
        text.splitlines()[0]
        == "P2 Complaints traced to supplier: order <b>O</b> of S, on the agreed basis: dependent"
    )


def test_data_are_told_by_column():
    assert (
        record_text(
            {
                "due_on": date(2026, 7, 10),
                "received_qty": Decimal("10.000"),
                "shipped_on": None,
            }
        )
        == "due_on 2026-07-10, received_qty 10.000, shipped_on empty"
    )
