"""How the two firms deal with each other, on literal rows: invoices (C2), and our own part (B1 to
B6). Every ruling is a named case.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_rows import rows_of
from small_world import small_world

AS_OF = "2026-10-02"
OURS = ("B1", "B2", "B3", "B4", "B5", "B6")


def outcomes(rows: list[dict], basis: str = "agreed") -> dict[str, str]:
    return {row["row_id"]: row["outcome"] for row in rows if row["basis"] == basis}


def counted(rows: list[dict]) -> dict[str, tuple[Decimal, Decimal]]:
    """Of the rows that count, by row: numerator and denominator."""
    return {
        row["row_id"]: (row["numerator"], row["denominator"])
        for row in rows
        if row["is_counted"]
    }


def quarters(rows: list[dict]) -> dict[str, str]:
    """By row the quarter it counts in: half-open, by calendar dates."""
    return {
        row["row_id"]: f"{row['counted_on'].year}Q{(row['counted_on'].month + 2) // 3}"
        for row in rows
    }


def named(key: str, cases: dict[str, dict], default: dict) -> list[dict]:
    """One row per case, which is also its key."""
    return [default | {key: name} | case for name, case in cases.items()]


# C2: a line of 100.00 and what had to be corrected.
INVOICE = {
    "invoiced_on": "2026-07-10",
    "amount": "100.00",
    "currency": "EUR",
    "correction": "none",
    "is_credit": False,
}
PRICE = {"correction": "price", "correction_amount": "2.00"}
INVOICES = {
    "nothing corrected": ({}, "right"),
    "price, 2%": (PRICE, "corrected"),
    "price, 2% and a cent": (PRICE | {"correction_amount": "2.01"}, "corrected"),
    "price, 2% too little": (PRICE | {"correction_amount": "-2.00"}, "corrected"),
    "price, 50% too little": (PRICE | {"correction_amount": "-50.00"}, "corrected"),
    "price, by nothing": (PRICE | {"correction_amount": "0.00"}, "corrected"),
    "price, by an amount not known": (PRICE | {"correction_amount": None}, "corrected"),
    "price, on a line of nothing": (PRICE | {"amount": "0.00"}, "corrected"),
    "price, ours": (
        PRICE | {"correction_amount": "50.00", "correction_cause": "ours"},
        "corrected",
    ),
    "price, shared": (
        PRICE | {"correction_amount": "50.00", "correction_cause": "shared"},
        "corrected",
    ),
    "quantity, 2%": (PRICE | {"correction": "quantity"}, "corrected"),
    "quantity, ours": ({"correction": "quantity", "correction_cause": "ours"}, "corrected"),
    "tax": ({"correction": "tax", "correction_cause": "theirs"}, "corrected"),
    "a credit note": ({"is_credit": True, "amount": "-100.00"}, "credit"),
    "a credit note, price 2%": (PRICE | {"is_credit": True, "amount": "-100.00"}, "credit"),
    "a line below zero that is no credit note": ({"amount": "-100.00"}, "right"),
}


def invoices(bases: dict[str, dict] | None = None) -> list[dict]:
    return rows_of(
        "C2",
        bases,
        AS_OF,
        invoice_lines=named(
            "invoice_line_id", {name: case for name, (case, _) in INVOICES.items()}, INVOICE
        ),
    )


def test_what_becomes_of_an_invoice_line():
    agreed = {name: outcome for name, (_, outcome) in INVOICES.items()}
    assert outcomes(invoices()) == agreed
    assert counted(invoices()) == {
        name: (outcome == "right", 1)
        for name, outcome in agreed.items()
        if outcome != "credit"
    }


def test_each_choice_of_an_invoice_line():
    agreed = {name: outcome for name, (_, outcome) in INVOICES.items()}
    bases = {
        "tolerant": {"tolerance_percent": 2},
        "ours out": {"our_errors": "out"},
        "credits": {"credit_notes": "in"},
    }
    rows = invoices(
        bases | {"credits, tolerant": {"credit_notes": "in", "tolerance_percent": 2}}
    )
    moved = {
        basis: {n: o for n, o in outcomes(rows, basis).items() if o != agreed[n]}
        for basis in (*bases, "credits, tolerant")
    }
    tolerated = dict.fromkeys(
        ("price, 2%", "price, 2% too little", "price, by nothing"), "right"
    )
    untold = {"price, by an amount not known": "amount_unknown"}
    nobodys = {
        name: "cause_unknown"
        for name, (told, outcome) in INVOICES.items()
        if outcome == "corrected" and not (INVOICE | told).get("correction_cause")
    }
    assert moved == {
        "tolerant": tolerated | untold,
        "ours out": nobodys | {"price, ours": "right", "quantity, ours": "right"},
        "credits": {"a credit note": "right", "a credit note, price 2%": "corrected"},
        "credits, tolerant": (
            tolerated
            | untold
            | {"a credit note": "right", "a credit note, price 2%": "right"}
        ),
    }


def test_an_invoice_line_belongs_to_the_date_of_the_invoice():
    lines = {
        day: {"invoiced_on": f"2026-{day}", "due_on": "2026-08-01"}
        for day in ("06-30", "07-01", "09-30", "10-01", "10-03")
    }
    rows = rows_of(
        "C2", None, AS_OF, invoice_lines=named("invoice_line_id", lines, INVOICE)
    )
    assert quarters(rows) == {
        "06-30": "2026Q2",
        "07-01": "2026Q3",
        "09-30": "2026Q3",
        "10-01": "2026Q4",
    }, "what is dated after the as-of date is left out"


# B1: what D1 makes of a line of ours due on 10 July, and would make of it if we had not changed it.
DUE = {
    "due_on": "2026-07-10",
    "outcome": "on_time",
    "is_counted": True,
    "is_changed_inside": False,
}
CHANGED = {"is_changed_inside": True}
OUT = CHANGED | {"outcome": "changed", "is_counted": False}
CHANGED_LINES = {
    "left alone": ({}, "unchanged"),
    "changed": (CHANGED, "changed"),
    "changed, late": (CHANGED | {"outcome": "late"}, "changed"),
    "changed, cancelled, and counted so": (CHANGED | {"outcome": "cancelled"}, "changed"),
    "changed, not due": (CHANGED | {"outcome": "not_due", "is_counted": False}, "not_due"),
    "changed, cancelled": (
        CHANGED | {"outcome": "cancelled", "is_counted": False},
        "cancelled",
    ),
    "changed, nothing came, which is ignored": (
        CHANGED | {"outcome": "ignored", "is_counted": False},
        "ignored",
    ),
    "free of charge": ({"outcome": "free", "is_counted": False}, "free"),
    "left out by D1 for the change": (
        OUT | {"outcome_if_unchanged": "on_time", "is_counted_if_unchanged": True},
        "changed",
    ),
    "left out by D1, late": (
        OUT | {"outcome_if_unchanged": "late", "is_counted_if_unchanged": True},
        "changed",
    ),
    "left out by D1, cancelled, which counts": (
        OUT | {"outcome_if_unchanged": "cancelled", "is_counted_if_unchanged": True},
        "changed",
    ),
    "left out by D1, cancelled": (
        OUT | {"outcome_if_unchanged": "cancelled", "is_counted_if_unchanged": False},
        "cancelled",
    ),
    "left out by D1, not due": (
        OUT | {"outcome_if_unchanged": "not_due", "is_counted_if_unchanged": False},
        "not_due",
    ),
    "left out by D1, nothing came, which is ignored": (
        OUT | {"outcome_if_unchanged": "ignored", "is_counted_if_unchanged": False},
        "ignored",
    ),
}


def as_read(row: dict) -> dict:
    """A row of D1 that was not left out for a change is what it would have been."""
    return {
        "outcome_if_unchanged": row["outcome"],
        "is_counted_if_unchanged": row["is_counted"],
    } | row


def test_lines_we_changed_inside_the_lead_time():
    d1 = [
        as_read(row)
        for row in named(
            "line_id", {name: seen for name, (seen, _) in CHANGED_LINES.items()}, DUE
        )
    ]
    rows = rows_of("B1", None, AS_OF, d1_rows=d1)
    expected = {name: outcome for name, (_, outcome) in CHANGED_LINES.items()}
    assert outcomes(rows) == expected
    assert counted(rows) == {
        name: (outcome == "changed", 1)
        for name, outcome in expected.items()
        if outcome in ("changed", "unchanged")
    }


# Lines due on 10 July, of which we changed the first inside its lead time; D1 leaves such lines
# out, and gives ten days.
TEN_DAYS = "D1: {switches: {agreed: {changed: out, late_days: 10}}}"
BY_AS_OF = {
    "2026-07-15": ({"not_due"}, None),
    "2026-07-20": ({"not_due"}, None),
    "2026-07-21": ({"changed", "unchanged"}, (1, 9)),
}


@pytest.mark.parametrize(("as_of", "expected"), BY_AS_OF.items(), ids=BY_AS_OF)
def test_a_line_we_changed_is_due_when_those_beside_it_are(tmp_path, as_of, expected):
    change = {
        "line_id": "1",
        "changed_on": "2026-07-01",
        "field": "quantity",
        "by_side": "buyer",
    }
    with small_world(
        tmp_path,
        as_of=as_of,
        schedule_lines=[{"lead_days": "30"}] * 9,
        order_changes=[change],
        definitions=TEN_DAYS,
    ) as snapshot:
        seen = snapshot.con.execute(
            "SELECT outcome FROM d1_rows WHERE line_id = '1'"
        ).fetchall()
        found = {
            outcome
            for (outcome,) in snapshot.con.execute("SELECT outcome FROM b1_rows").fetchall()
        }
        sums = snapshot.con.execute(
            "SELECT sum(numerator), sum(denominator) FROM b1_rows WHERE is_counted HAVING"
            " count(*) > 0"
        ).fetchone()
    assert (seen, found, sums) == ([("changed",)], *expected)


def test_a_changed_line_belongs_to_its_due_date_whatever_places_it_in_d1():
    seen = as_read(
        DUE | {"line_id": "1", "due_on": "2026-06-30", "counted_on": "2026-07-02"}
    )
    rows = rows_of("B1", None, AS_OF, d1_rows=[seen, seen | {"basis": "buyer"}])
    assert [row["counted_on"] for row in rows] == [date(2026, 6, 30)]


# B2: forecasts of July, of which 100 were ordered with a lead time of 30 days; what counts, and by
# how much it was wrong.
FORECAST = {
    "part_id": "P",
    "month_on": "2026-07-01",
    "made_on": "2026-06-01",
    "forecast_qty": "120",
}
LINE = {
    "part_id": "P",
    "requested_on": "2026-07-10",
    "ordered_on": "2026-06-01",
    "ordered_qty": "100",
    "lead_days": 30,
    "status": "open",
}
FORECASTS = {
    "a lead time before": ([{}], [LINE], ["high"], (20, 100)),
    "a day too late": (
        [{"made_on": "2026-06-02"}],
        [LINE],
        ["too_late", "missing"],
        (100, 100),
    ),
    "too low": ([{"forecast_qty": "70"}], [LINE], ["low"], (30, 100)),
    "right": ([{"forecast_qty": "100"}], [LINE], ["right"], (0, 100)),
    "forecast of nothing": ([{"forecast_qty": "0"}], [LINE], ["low"], (100, 100)),
    "the last one in time": (
        [{"made_on": "2026-04-01"}, {"forecast_qty": "90"}],
        [LINE],
        ["replaced", "low"],
        (10, 100),
    ),
    "one too late replaces none": (
        [{}, {"made_on": "2026-06-20", "forecast_qty": "100"}],
        [LINE],
        ["high", "too_late"],
        (20, 100),
    ),
    "two of one day: the higher number": (
        [{"forecast_qty": "90"}, {}],
        [LINE],
        ["replaced", "high"],
        (20, 100),
    ),
    "the longest lead time of the part": (
        [{}],
        [LINE | {"ordered_qty": "60"}, LINE | {"ordered_qty": "40", "lead_days": 31}],
        ["too_late", "missing"],
        (100, 100),
    ),
    "no lead time known": (
        [{"made_on": "2026-07-01"}],
        [LINE | {"lead_days": None}],
        ["high"],
        (20, 100),
    ),
    "no lead time known, made in the month": (
        [{"made_on": "2026-07-02"}],
        [LINE | {"lead_days": None}],
        ["too_late", "missing"],
        (100, 100),
    ),
    "nothing ordered": ([{}], [], ["high"], (120, 0)),
    "ordered for other months": (
        [{}],
        [LINE | {"requested_on": "2026-06-30"}, LINE | {"requested_on": "2026-08-01"}],
        ["high", "not_told", "not_told"],
        (120, 0),
    ),
    "first and last day of the month": (
        [{}],
        [LINE | {"requested_on": "2026-07-01"}, LINE | {"requested_on": "2026-07-31"}],
        ["low"],
        (80, 200),
    ),
    "another part": (
        [{"forecast_qty": "0"}],
        [LINE | {"part_id": "Q", "lead_days": 90}],
        ["right", "missing"],
        (100, 100),
    ),
    "another supplier": (
        [{}],
        [LINE | {"supplier_id": "T", "lead_days": 90}],
        ["high", "not_told"],
        (120, 0),
    ),
    "a line that was cancelled": (
        [{}],
        [LINE, LINE | {"status": "cancelled", "cancelled_on": "2026-10-02"}],
        ["high"],
        (20, 100),
    ),
    "cancelled after the as-of date": (
        [{}],
        [LINE | {"status": "cancelled", "cancelled_on": "2026-10-03"}],
        ["high"],
        (20, 100),
    ),
    "ordered after the as-of date": (
        [{}],
        [LINE, LINE | {"ordered_on": "2026-10-03"}],
        ["high"],
        (20, 100),
    ),
    "order date unknown": ([{}], [LINE | {"ordered_on": None}], ["high"], (20, 100)),
    "requested day unknown": (
        [{}],
        [LINE, LINE | {"requested_on": None}],
        ["high", "no_month"],
        (20, 100),
    ),
    "the last full month": (
        [{"month_on": "2026-09-01"}],
        [LINE | {"requested_on": "2026-09-30"}],
        ["high"],
        (20, 100),
    ),
    "a month not over": (
        [{"month_on": "2026-10-01"}],
        [LINE | {"requested_on": "2026-10-10"}],
        ["not_due"],
        None,
    ),
    "a month before all that are told": (
        [{"month_on": "2026-10-01"}],
        [LINE],
        ["not_due", "not_told"],
        None,
    ),
    "no forecast of a month between": (
        [{"forecast_qty": "0"}, {"month_on": "2026-09-01", "forecast_qty": "0"}],
        [LINE | {"requested_on": "2026-08-31"}],
        ["right", "right", "missing"],
        (100, 100),
    ),
    "made after the as-of date": (
        [{"made_on": "2026-10-03", "month_on": "2026-12-01"}],
        [LINE],
        ["not_told"],
        None,
    ),
    "part unknown": (
        [{"part_id": None}],
        [LINE | {"part_id": None}],
        ["no_part", "no_part"],
        None,
    ),
    "a day within the month": (
        [{"month_on": "2026-07-15", "made_on": "2026-06-02"}, {"month_on": "2026-07-15"}],
        [LINE],
        ["too_late", "high"],
        (20, 100),
    ),
}


@pytest.mark.parametrize(
    ("forecasts", "lines", "expected", "error"), FORECASTS.values(), ids=FORECASTS
)
def test_a_forecast_against_what_was_ordered(forecasts, lines, expected, error):
    suppliers = [{"supplier_id": s, "name": s, "kind": "outside"} for s in ("S", "T")]
    rows = rows_of(
        "B2",
        None,
        AS_OF,
        suppliers=suppliers,
        schedule_lines=lines,
        forecasts=[FORECAST | forecast for forecast in forecasts],
    )
    assert [row["outcome"] for row in rows] == expected
    sums = [sum(values) for values in zip(*counted(rows).values(), strict=True)]
    assert sums == [*(error or ())]


def test_each_supplier_part_and_month_has_its_own_last_forecast():
    suppliers = [{"supplier_id": s, "name": s, "kind": "outside"} for s in ("S", "T")]
    cases = {
        "July": {},
        "August": {"month_on": "2026-08-01"},
        "part Q": {"part_id": "Q"},
        "supplier T": {"supplier_id": "T"},
    }
    rows = rows_of(
        "B2",
        None,
        AS_OF,
        suppliers=suppliers,
        schedule_lines=[LINE],
        forecasts=named("forecast_id", cases, FORECAST),
    )
    assert counted(rows) == {
        "July": (20, 100),
        "August": (120, 0),
        "part Q": (120, 0),
        "supplier T": (120, 0),
    }


def test_the_last_full_month_of_an_as_of_date():
    forecast = FORECAST | {"month_on": "2026-09-01"}
    found = {
        day: rows_of("B2", None, day, forecasts=[forecast])[0]["outcome"]
        for day in ("2026-09-30", "2026-10-01")
    }
    assert found == {
        "2026-09-30": "not_due",
        "2026-10-01": "high",
    }, "on the as-of date itself a line may still be ordered"


# B3: an invoice line to be paid on 10 July.
PAYMENTS = {
    "paid on the day": ({"paid_on": "2026-07-10"}, "on_time"),
    "paid before": ({"paid_on": "2026-06-20"}, "on_time"),
    "paid a day late": ({"paid_on": "2026-07-11"}, "late"),
    "not paid": ({}, "overdue"),
    "not paid, due the day before the as-of date": ({"due_on": "2026-10-01"}, "overdue"),
    "not paid, due on the as-of date": ({"due_on": "2026-10-02"}, "not_due"),
    "paid before a day to come": (
        {"due_on": "2026-10-20", "paid_on": "2026-09-01"},
        "not_due",
    ),
    "paid after the as-of date": ({"paid_on": "2026-10-03"}, "overdue"),
    "due and paid after the as-of date": (
        {"due_on": "2026-10-05", "paid_on": "2026-10-04"},
        "not_due",
    ),
    "corrected": ({"correction": "price", "paid_on": "2026-07-10"}, "on_time"),
    "no due date": ({"due_on": None, "paid_on": "2026-07-10"}, "no_due_date"),
    "due before it was sent": (
        {"due_on": "2026-06-09", "paid_on": "2026-06-10"},
        "backwards",
    ),
    "corrected for the supplier's error": (
        {"correction": "price", "correction_cause": "theirs", "paid_on": "2026-07-25"},
        "disputed",
    ),
    "corrected for the supplier's error, paid in time": (
        {"correction": "price", "correction_cause": "theirs", "paid_on": "2026-07-10"},
        "disputed",
    ),
    "corrected for our error": (
        {"correction": "price", "correction_cause": "ours", "paid_on": "2026-07-25"},
        "late",
    ),
    "disputed for ten days, paid ten days late": (
        {"disputed_on": "2026-07-01", "settled_on": "2026-07-11", "paid_on": "2026-07-20"},
        "on_time",
    ),
    "disputed for ten days, paid eleven days late": (
        {"disputed_on": "2026-07-01", "settled_on": "2026-07-11", "paid_on": "2026-07-21"},
        "late",
    ),
    "disputed once it was late": (
        {"disputed_on": "2026-07-11", "settled_on": "2026-07-30", "paid_on": "2026-07-20"},
        "late",
    ),
    "dispute not settled": ({"disputed_on": "2026-07-10"}, "disputed"),
    "dispute settled after the as-of date": (
        {"disputed_on": "2026-07-10", "settled_on": "2026-10-03"},
        "disputed",
    ),
    "settled before it was disputed": (
        {"disputed_on": "2026-07-05", "settled_on": "2026-07-04", "paid_on": "2026-07-10"},
        "backwards",
    ),
    "a credit note": ({"is_credit": True, "paid_on": "2026-07-10"}, "credit"),
}


def test_when_we_pay():
    lines = named(
        "invoice_line_id",
        {name: case for name, (case, _) in PAYMENTS.items()},
        INVOICE | {"invoiced_on": "2026-06-10", "due_on": "2026-07-10"},
    )
    rows = rows_of(
        "B3",
        None,
        AS_OF,
        invoice_lines=[
            *lines,
            INVOICE | {"invoice_line_id": "not yet sent", "invoiced_on": "2026-10-03"},
        ],
    )
    expected = {name: outcome for name, (_, outcome) in PAYMENTS.items()}
    assert outcomes(rows) == expected
    assert counted(rows) == {
        name: (expected[name] == "on_time", 1)
        for name in expected
        if expected[name] in ("on_time", "late", "overdue")
    }


def test_a_payment_belongs_to_its_due_date():
    lines = {
        day: {"due_on": f"2026-{day}", "paid_on": "2026-07-15"}
        for day in ("06-30", "07-01", "09-30", "10-01")
    }
    rows = rows_of(
        "B3", None, AS_OF, invoice_lines=named("invoice_line_id", lines, INVOICE)
    )
    assert quarters(rows) == {
        "06-30": "2026Q2",
        "07-01": "2026Q3",
        "09-30": "2026Q3",
        "10-01": "2026Q4",
    }


def test_the_days_until_we_answer():
    queries = {
        "the same day": ({"answered_on": "2026-09-25"}, "answered", 0),
        "over a weekend": ({"answered_on": "2026-09-28"}, "answered", 3),
        "not answered": ({}, "unanswered", 7),
        "answered after the as-of date": ({"answered_on": "2026-10-03"}, "unanswered", 7),
        "answered on the as-of date": ({"answered_on": "2026-10-02"}, "answered", 7),
        "asked on the as-of date": ({"asked_on": "2026-10-02"}, "unanswered", 0),
        "answered before it was asked": ({"answered_on": "2026-09-24"}, "backwards", None),
    }
    given_queries = named(
        "query_id",
        {name: case for name, (case, _, _) in queries.items()},
        {"asked_on": "2026-09-25"},
    )
    rows = rows_of(
        "B4",
        None,
        AS_OF,
        queries=[
            *given_queries,
            {"query_id": "asked after the as-of date", "asked_on": "2026-10-03"},
        ],
    )
    assert outcomes(rows) == {name: outcome for name, (_, outcome, _) in queries.items()}
    assert counted(rows) == {
        name: (waited, 1) for name, (_, _, waited) in queries.items() if waited is not None
    }
    assert {row["row_id"]: row["counted_on"] for row in rows}["over a weekend"] == date(
        2026, 9, 25
    )


def test_changes_of_a_drawing_or_specification():
    lines = {
        "first": {"ordered_on": "2026-06-30"},
        "second": {
            "ordered_on": "2026-07-01",
            "status": "cancelled",
            "cancelled_on": "2026-07-05",
        },
        "order date unknown": {},
        "ordered after the as-of date": {"ordered_on": "2026-10-03"},
    }
    drawing = {
        "line_id": "first",
        "field": "drawing",
        "by_side": "buyer",
        "changed_on": "2026-07-01",
    }
    changes = {
        "drawing": {},
        "drawing once more": {"changed_on": "2026-09-30"},
        "specification": {"field": "specification", "changed_on": "2026-10-01"},
        "of a line whose order date is unknown": {"line_id": "order date unknown"},
        "date": {"field": "date"},
        "quantity": {"field": "quantity"},
        "price": {"field": "price"},
        "the supplier asked": {"by_side": "supplier"},
        "nobody knows who asked": {"by_side": None},
        "before the order": {"changed_on": "2026-06-29"},
        "after the as-of date": {"changed_on": "2026-10-03"},
    }
    rows = rows_of(
        "B5",
        None,
        AS_OF,
        schedule_lines=named("line_id", lines, {"status": "open"}),
        order_changes=named("change_id", changes, drawing),
    )
    changed = ("drawing", "drawing once more", "specification")
    assert outcomes(rows) == dict.fromkeys(changed, "changed") | {
        "of a line whose order date is unknown": "no_order_date",
        "nobody knows who asked": "unknown_side",
        "before the order": "before_order",
        "line first": "ordered",
        "line second": "ordered",
        "line order date unknown": "no_order_date",
    }
    assert counted(rows) == dict.fromkeys(changed, (1, 0)) | {
        "line first": (0, 1),
        "line second": (0, 1),
    }
    assert quarters([row for row in rows if row["is_counted"]]) == {
        "drawing": "2026Q3",
        "drawing once more": "2026Q3",
        "specification": "2026Q4",
        "line first": "2026Q2",
        "line second": "2026Q3",
    }


# B6: a meeting planned for 10 July.
MEETINGS = {
    "on the day": ({"held_on": "2026-07-10"}, "held"),
    "seven days after": ({"held_on": "2026-07-17"}, "held"),
    "eight days after": ({"held_on": "2026-07-18"}, "moved"),
    "seven days before": ({"held_on": "2026-07-03"}, "held"),
    "eight days before": ({"held_on": "2026-07-02"}, "moved"),
    "not held": ({}, "missed"),
    "seven days over the day before the as-of date": (
        {"planned_on": "2026-09-24"},
        "missed",
    ),
    "seven days over on the as-of date": ({"planned_on": "2026-09-25"}, "not_due"),
    "to come": ({"planned_on": "2026-11-10"}, "not_due"),
    "held after the as-of date": (
        {"planned_on": "2026-09-28", "held_on": "2026-10-03"},
        "not_due",
    ),
    "held after the as-of date, too late already": ({"held_on": "2026-10-03"}, "missed"),
    "held early, planned for a day to come": (
        {"planned_on": "2026-10-05", "held_on": "2026-10-01"},
        "not_due",
    ),
}


def test_meetings_held_as_planned():
    rows = rows_of(
        "B6",
        None,
        AS_OF,
        meetings=named(
            "meeting_id",
            {name: case for name, (case, _) in MEETINGS.items()},
            {"planned_on": "2026-07-10"},
        ),
    )
    expected = {name: outcome for name, (_, outcome) in MEETINGS.items()}
    assert outcomes(rows) == expected
    assert counted(rows) == {
        name: (outcome == "held", 1)
        for name, outcome in expected.items()
        if outcome != "not_due"
    }
    assert {row["row_id"]: row["counted_on"] for row in rows}["eight days after"] == date(
        2026, 7, 10
    ), "by the day planned"


# Any dealings: nothing but the rows themselves may decide.
days = st.dates(date(2026, 5, 1), date(2026, 11, 30))
causes = st.sampled_from(["theirs", "ours", "shared", "open"])
amounts = st.integers(-300, 300).map(lambda cents: Decimal(cents) / 100)
dealings = st.fixed_dictionaries(
    {
        "invoice_lines": st.lists(
            st.fixed_dictionaries(
                {
                    "invoiced_on": days,
                    "amount": amounts,
                    "correction": st.sampled_from(
                        [None, "none", "price", "quantity", "tax"]
                    ),
                    "is_credit": st.booleans(),
                },
                optional={
                    "due_on": days,
                    "paid_on": days,
                    "correction_amount": amounts,
                    "correction_cause": causes,
                },
            ),
            max_size=4,
        ),
        "schedule_lines": st.lists(
            st.fixed_dictionaries(
                {
                    "part_id": st.sampled_from("PQ"),
                    "ordered_qty": st.integers(0, 9),
                    "status": st.just("open"),
                },
                optional={
                    "ordered_on": days,
                    "requested_on": days,
                    "lead_days": st.integers(0, 40),
                },
            ),
            min_size=1,
            max_size=4,
        ),
        "order_changes": st.lists(
            st.fixed_dictionaries(
                {
                    "line_id": st.just("1"),
                    "changed_on": days,
                    "field": st.sampled_from(["date", "drawing", "specification"]),
                    "by_side": st.sampled_from([None, "buyer", "supplier"]),
                }
            ),
            max_size=3,
        ),
        "forecasts": st.lists(
            st.fixed_dictionaries(
                {
                    "month_on": days.map(lambda day: day.replace(day=1)),
                    "made_on": days,
                    "forecast_qty": st.integers(0, 9),
                },
                optional={"part_id": st.sampled_from("PQ")},
            ),
            max_size=5,
        ),
        "queries": st.lists(
            st.fixed_dictionaries({"asked_on": days}, optional={"answered_on": days}),
            max_size=3,
        ),
        "meetings": st.lists(
            st.fixed_dictionaries({"planned_on": days}, optional={"held_on": days}),
            max_size=3,
        ),
    }
)
KEYS = {
    "invoice_lines": "invoice_line_id",
    "schedule_lines": "line_id",
    "order_changes": "change_id",
    "forecasts": "forecast_id",
    "queries": "query_id",
    "meetings": "meeting_id",
}


def tables_of(
    given_dealings: dict[str, list[dict]], supplier_id: str = "S"
) -> dict[str, list[dict]]:
    own = {
        name: {} if name == "order_changes" else {"supplier_id": supplier_id}
        for name in KEYS
    }
    tables = {
        name: [
            {KEYS[name]: str(i)} | row | own[name] for i, row in enumerate(rows, start=1)
        ]
        for name, rows in given_dealings.items()
    }
    d1 = [
        {
            "line_id": line["line_id"],
            "due_on": line.get("requested_on"),
            "supplier_id": supplier_id,
        }
        for line in tables["schedule_lines"]
    ]
    judged = [
        (
            {"outcome": "late", "is_counted": True, "is_changed_inside": bool(i % 2)}
            if row["due_on"]
            else {"outcome": "no_due_date", "is_counted": False}
        )
        for i, row in enumerate(d1)
    ]
    suppliers = [{"supplier_id": supplier_id, "name": "Supplier", "kind": "outside"}]
    return tables | {
        "suppliers": suppliers,
        "d1_rows": [as_read(row | seen) for row, seen in zip(d1, judged, strict=True)],
    }


C2_BASES = {
    f"{t} {o} {c}": {"tolerance_percent": t, "our_errors": o, "credit_notes": c}
    for t in (0, 50)
    for o in ("in", "out")
    for c in ("out", "in")
}


@settings(max_examples=6)
@given(dealings)
def test_any_dealings(given_dealings):
    for metric_id in ("C2", *OURS):
        bases = C2_BASES if metric_id == "C2" else None
        rows = rows_of(metric_id, bases, AS_OF, **tables_of(given_dealings))
        assert all(row["is_counted"] is not None for row in rows)
        assert all(
            None not in (row["counted_on"], row["numerator"], row["denominator"])
            for row in rows
            if row["is_counted"]
        )
        assert all(row["numerator"] >= 0 for row in rows if row["is_counted"])
        if metric_id in ("C2", "B1", "B3", "B6"):
            assert all(row["numerator"] <= row["denominator"] == 1 for row in rows)
        places = {(row["basis"], row["row_id"]) for row in rows}
        assert len(places) == len(rows), "one row per basis and thing"


@settings(max_examples=6)
@given(st.sampled_from(("C2", *OURS)), dealings)
def test_neither_the_order_of_rows_nor_a_name_decides(metric_id, given_dealings):
    tables = tables_of(given_dealings)
    rows = rows_of(metric_id, None, AS_OF, **tables)
    assert (
        rows_of(metric_id, None, AS_OF, **{name: its[::-1] for name, its in tables.items()})
        == rows
    )
    renamed = rows_of(metric_id, None, AS_OF, **tables_of(given_dealings, "Müller & Söhne"))
    assert [row | {"supplier_id": "S"} for row in renamed] == rows


@settings(max_examples=6)
@given(dealings)
def test_one_forecast_counts_per_part_and_month(given_dealings):
    rows = rows_of("B2", None, AS_OF, **tables_of(given_dealings))
    places = [(row["part_id"], row["month_on"]) for row in rows if row["is_counted"]]
    assert len(set(places)) == len(places)
    assert all(
        (row["made_on"] or row["month_on"]) <= row["month_on"] <= date(2026, 9, 1)
        for row in rows
        if row["is_counted"]
    )
