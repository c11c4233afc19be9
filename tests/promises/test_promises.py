"""What was promised, on literal rows: after confirming (D2), variability (D3), to
customers (P1), and complaints (P2).

Every ruling and every choice of a switch is a named case.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from metric_rows import rows_of

AS_OF = "2026-10-02"


def outcomes(rows: list[dict], basis: str = "agreed") -> dict[str, str]:
    return {row["row_id"]: row["outcome"] for row in rows if row["basis"] == basis}


def counted(rows: list[dict]) -> dict[str, tuple[int, int]]:
    """Of the agreed rows that count, by row: numerator and denominator."""
    return {
        row["row_id"]: (int(row["numerator"]), int(row["denominator"]))
        for row in rows
        if row["basis"] == "agreed" and row["is_counted"]
    }


def added_up(rows: list[dict]) -> dict[str, tuple[Decimal, Decimal]]:
    """Per basis the sums of numerator and denominator over the rows that count."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for row in rows:
        if row["is_counted"]:
            numerator, denominator = sums.get(row["basis"], (Decimal(0), Decimal(0)))
            sums[row["basis"]] = (
                numerator + row["numerator"],
                denominator + row["denominator"],
            )
    return sums


def lines_of(cases: dict[str, dict]) -> dict[str, list[dict]]:
    """Schedule lines named by their case, and what became of them on D1's agreed basis: ordered 10
    on 1 June, due 10 July, full on that day.
    """
    d1 = {
        "ordered_on": "2026-06-01",
        "due_on": "2026-07-10",
        "filled_on": "2026-07-10",
        "ordered_qty": 10,
    }
    line = {"status": "open", "ordered_qty": 10}
    told = {
        name: {
            key: value for key, value in case.items() if key in ("status", "cancelled_on")
        }
        for name, case in cases.items()
    }
    return {
        "schedule_lines": [line | {"line_id": name} | told[name] for name in cases],
        "d1_rows": [
            d1
            | {"line_id": name}
            | {key: value for key, value in case.items() if key not in told[name]}
            for name, case in cases.items()
        ],
    }


# D2: a line, its confirmations as (sent, for), and what became of it.
CONFIRMED = {
    "full on the day confirmed": ({}, [("06-02", "07-10")], "on_time"),
    "full before it": ({"filled_on": "2026-06-20"}, [("06-02", "07-10")], "on_time"),
    "a day late": ({"filled_on": "2026-07-11"}, [("06-02", "07-10")], "late"),
    "due by D1, but confirmed for later": (
        {"filled_on": "2026-07-20"},
        [("06-02", "07-20")],
        "on_time",
    ),
    "in time by D1, but confirmed for earlier": ({}, [("06-02", "07-08")], "late"),
    "the last confirmation decides": (
        {"filled_on": "2026-07-15"},
        [("06-02", "07-10"), ("07-05", "07-15")],
        "on_time",
    ),
    "moved to an earlier day": ({}, [("06-02", "07-15"), ("06-05", "07-09")], "late"),
    "moved on the very day": (
        {"filled_on": "2026-07-15"},
        [("06-02", "07-10"), ("07-10", "07-15")],
        "on_time",
    ),
    "moved the day after": (
        {"filled_on": "2026-07-15"},
        [("06-02", "07-10"), ("07-11", "07-15")],
        "late",
    ),
    "moved too late, then once more": (
        {"filled_on": "2026-07-20"},
        [("06-02", "07-10"), ("07-11", "07-15"), ("07-14", "07-20")],
        "late",
    ),
    "the first sent after its own day": (
        {"filled_on": "2026-07-10"},
        [("07-12", "07-10")],
        "confirmed_late",
    ),
    "two of one day: the higher number is the later": (
        {"filled_on": "2026-07-12"},
        [("06-02", "07-10"), ("06-02", "07-12")],
        "on_time",
    ),
    "confirmed after the as-of date": (
        {"filled_on": "2026-07-15"},
        [("06-02", "07-10"), ("10-03", "10-10")],
        "late",
    ),
    "only confirmed after the as-of date": ({}, [("10-03", "10-10")], "never_confirmed"),
    "never confirmed": ({}, [], "never_confirmed"),
    "never confirmed and cancelled": (
        {"filled_on": None, "status": "cancelled", "cancelled_on": "2026-06-20"},
        [],
        "never_confirmed",
    ),
    "open, confirmed for the as-of date": (
        {"filled_on": None},
        [("06-02", "10-02")],
        "not_due",
    ),
    "open, confirmed for the day before": (
        {"filled_on": None},
        [("06-02", "10-01")],
        "overdue",
    ),
    "confirmed for later, already full": ({}, [("06-02", "10-20")], "not_due"),
    "cancelled before the confirmed day": (
        {"filled_on": None, "status": "cancelled", "cancelled_on": "2026-07-09"},
        [("06-02", "07-10")],
        "cancelled",
    ),
    "cancelled on the confirmed day": (
        {"filled_on": None, "status": "cancelled", "cancelled_on": "2026-07-10"},
        [("06-02", "07-10")],
        "overdue",
    ),
    "cancelled, but full in time": (
        {"status": "cancelled", "cancelled_on": "2026-07-09"},
        [("06-02", "07-10")],
        "cancelled",
    ),
    "cancelled before the confirmed day, full after it": (
        {"filled_on": "2026-07-12", "status": "cancelled", "cancelled_on": "2026-07-09"},
        [("06-02", "07-10")],
        "cancelled",
    ),
    "nothing ordered": ({"ordered_qty": 0}, [("06-02", "07-10")], "nothing_ordered"),
    "without a due date of its own": ({"due_on": None}, [("06-02", "07-10")], "on_time"),
}


def confirmations_of(cases: dict[str, list[tuple[str, str]]]) -> list[dict]:
    told = [(name, sent, for_on) for name, its in cases.items() for sent, for_on in its]
    return [
        {
            "confirmation_id": f"C{i:03}",
            "line_id": name,
            "confirmed_on": f"2026-{sent}",
            "for_on": f"2026-{for_on}",
        }
        for i, (name, sent, for_on) in enumerate(told)
    ]


def promises_after_confirming(
    cases: dict[str, tuple[dict, list]], bases: dict[str, dict] | None = None
) -> list[dict]:
    return rows_of(
        "D2",
        bases,
        AS_OF,
        **lines_of({n: c[0] for n, c in cases.items()}),
        confirmations=confirmations_of({n: c[1] for n, c in cases.items()}),
    )


def test_what_becomes_of_a_confirmed_line():
    rows = promises_after_confirming(CONFIRMED)
    assert outcomes(rows) == {name: outcome for name, (_, _, outcome) in CONFIRMED.items()}
    assert {row["outcome"] for row in rows if row["is_counted"]} == {
        "on_time",
        "late",
        "overdue",
    }
    assert {row["row_id"] for row in rows if row["numerator"] == 1} == {
        name for name, outcome in outcomes(rows).items() if outcome == "on_time"
    }
    assert {row["denominator"] for row in rows} == {1}


def test_each_choice_of_a_confirmation():
    moved = {
        "in time": ({"filled_on": "2026-07-15"}, [("06-02", "07-10"), ("07-05", "07-15")]),
        "too late": ({"filled_on": "2026-07-15"}, [("06-02", "07-10"), ("07-11", "07-15")]),
    }
    bases = {
        "agreed": {},
        "first": {"confirmation": "first"},
        "any": {"after_due": "count"},
        "first of any": {"confirmation": "first", "after_due": "count"},
    }
    rows = promises_after_confirming(moved, bases)
    assert outcomes(rows) == {"in time": "on_time", "too late": "late"}
    assert (
        outcomes(rows, "first")
        == outcomes(rows, "first of any")
        == {"in time": "late", "too late": "late"}
    )
    assert outcomes(rows, "any") == {"in time": "on_time", "too late": "on_time"}


def test_a_confirmed_line_belongs_to_the_day_confirmed():
    cases = {
        day: ({}, [("06-02", day)]) for day in ("06-30", "07-01", "09-30", "10-01")
    } | {"never": ({}, [])}
    days = {row["row_id"]: row["counted_on"] for row in promises_after_confirming(cases)}
    # One that was never confirmed is placed by the day it came.
    assert days == {
        day: date.fromisoformat(f"2026-{day}") for day in cases if day != "never"
    } | {"never": date(2026, 7, 10)}


# D3: a line, the day of its first confirmation, and the days counted for it (or why none are).
LEAD_TIMES = {
    "39 days": ({}, "06-05", 39),
    "on the day it was ordered": ({"filled_on": "2026-06-01"}, "06-05", 0),
    "due on the last day of June": ({"due_on": "2026-06-30"}, "06-05", 39),
    "late": ({"filled_on": "2026-08-01"}, "06-05", 61),
    "never confirmed": ({}, None, 39),
    "not full": ({"filled_on": None}, "06-05", 123),
    "not full, cancelled after its day": (
        {"filled_on": None, "status": "cancelled", "cancelled_on": "2026-07-20"},
        "06-05",
        49,
    ),
    "not full and not dated": (
        {"filled_on": None, "due_on": None},
        "06-05",
        "no_due_date",
    ),
    "order date unknown": ({"ordered_on": None}, "06-05", "no_start"),
    "received before it was ordered": ({"filled_on": "2026-05-31"}, "05-20", "backwards"),
    "nothing ordered": ({"ordered_qty": 0}, "06-05", "nothing_ordered"),
    "no due date": ({"due_on": None}, "06-05", 39),
}
FROM_ORDER = {"start": "ordered"}


def lead_times(
    cases: dict[str, tuple], bases: dict[str, dict] | None = None, **tables: list[dict]
) -> list[dict]:
    told = confirmations_of(
        {name: [(case[1], "07-10")] for name, case in cases.items() if case[1]}
    )
    return rows_of(
        "D3",
        bases or {"agreed": FROM_ORDER},
        AS_OF,
        **lines_of({name: case[0] for name, case in cases.items()}),
        confirmations=told,
        **tables,
    )


def days_or_why_not(rows: list[dict], basis: str = "agreed") -> dict[str, int | str]:
    return {
        row["row_id"]: int(row["numerator"]) if row["is_counted"] else row["outcome"]
        for row in rows
        if row["basis"] == basis
    }


def test_the_days_from_order_to_receipt():
    rows = lead_times(LEAD_TIMES)
    assert days_or_why_not(rows) == {
        name: days for name, (_, _, days) in LEAD_TIMES.items()
    }
    open_lines = {row["row_id"] for row in rows if row["denominator"] == 0}
    assert open_lines == {"not full", "not full, cancelled after its day"}
    placed = {row["row_id"]: row["counted_on"] for row in rows}
    assert placed["due on the last day of June"] == date(2026, 6, 30)


# From the agreed day, which is the default: days late, and negative where early.
SLIPS = {
    "on the day": ({}, 0),
    "three days late": ({"filled_on": "2026-07-13"}, 3),
    "three days early": ({"filled_on": "2026-07-07"}, -3),
    "ordered long before": ({"ordered_on": "2025-01-01"}, 0),
    "order date unknown": ({"ordered_on": None}, 0),
    "not full": ({"filled_on": None}, 84),
    "not full, cancelled after its day": (
        {"filled_on": None, "status": "cancelled", "cancelled_on": "2026-07-20"},
        10,
    ),
    "no due date": ({"due_on": None}, "no_due_date"),
}


def test_the_days_from_the_agreed_day_to_receipt():
    cases = {name: (line, None) for name, (line, _) in SLIPS.items()}
    rows = lead_times(cases, {"agreed": {}, "buyer": FROM_ORDER | {"days": "working"}})
    assert days_or_why_not(rows) == {name: days for name, (_, days) in SLIPS.items()}
    assert {
        row["row_id"]
        for row in rows
        if row["basis"] == "agreed" and row["is_counted"] and row["denominator"] == 0
    } == {"not full", "not full, cancelled after its day"}


def test_working_days_early_are_counted_backwards():
    """10 July 2026 is a Friday: the Monday before is four working days early."""
    rows = lead_times(
        {
            "early": ({"filled_on": "2026-07-06"}, None),
            "late": ({"filled_on": "2026-07-13"}, None),
        },
        {"agreed": {"days": "working"}},
    )
    assert days_or_why_not(rows) == {"early": -4, "late": 1}


def test_lead_time_from_the_first_confirmation():
    cases = {
        "told on 5 June": ({}, "06-05"),
        "told after it came": ({}, "07-11"),
        "told on the day it came": ({}, "07-10"),
        "order date unknown": ({"ordered_on": None}, "06-05"),
        "never told": ({}, None),
        "told after the as-of date": ({"filled_on": "2026-10-01"}, "10-03"),
    }
    again = {
        "confirmation_id": "late",
        "line_id": "told on 5 June",
        "confirmed_on": "2026-06-20",
        "for_on": "2026-07-12",
    }
    told = confirmations_of(
        {name: [(sent, "07-10")] for name, (_, sent) in cases.items() if sent}
    )
    rows = rows_of(
        "D3",
        {"agreed": {"start": "confirmed"}},
        AS_OF,
        **lines_of({n: c[0] for n, c in cases.items()}),
        confirmations=[again, *told],
    )
    assert days_or_why_not(rows) == {
        "told on 5 June": 35,
        "told after it came": "backwards",
        "told on the day it came": 0,
        "order date unknown": 35,
        "never told": "never_confirmed",
        "told after the as-of date": "never_confirmed",
    }


def test_working_days_across_a_weekend():
    """1 June 2026 is a Monday."""
    spans = {
        "Friday to Monday": ("2026-06-05", "2026-06-08", 1),
        "Saturday to Monday": ("2026-06-06", "2026-06-08", 0),
        "Friday to Saturday": ("2026-06-05", "2026-06-06", 1),
        "Monday to Friday": ("2026-06-01", "2026-06-05", 4),
        "a week": ("2026-06-03", "2026-06-10", 5),
        "a day": ("2026-06-03", "2026-06-03", 0),
    }
    rows = lead_times(
        {
            name: ({"ordered_on": start, "filled_on": end}, None)
            for name, (start, end, _) in spans.items()
        },
        {"agreed": FROM_ORDER | {"days": "working"}},
    )
    assert days_or_why_not(rows) == {name: days for name, (_, _, days) in spans.items()}


def test_expedited_lines_count_unless_left_out():
    cases = {
        name: ({}, None)
        for name in ("by air", "hurried", "plain", "hurried after the as-of date")
    } | {"hurried, not full": ({"filled_on": None}, None)}
    event = {"state": "amount", "occurred_on": "2026-07-01"}
    events = [
        event | {"line_id": "by air", "element": "premium_freight"},
        event | {"line_id": "hurried", "element": "expedite"},
        event | {"line_id": "hurried", "element": "expedite"},
        event | {"line_id": "hurried, not full", "element": "expedite"},
        event | {"line_id": "plain", "element": "freight_duty"},
        event | {"line_id": None, "element": "expedite"},
        event
        | {
            "line_id": "hurried after the as-of date",
            "element": "expedite",
            "occurred_on": "2026-10-03",
        },
    ]
    events = [{"event_id": str(i)} | event for i, event in enumerate(events)]
    rows = lead_times(
        cases,
        {"agreed": FROM_ORDER, "supplier": FROM_ORDER | {"expedites": "out"}},
        cost_events=events,
    )
    all_39 = dict.fromkeys(cases, 39) | {"hurried, not full": 123}
    assert days_or_why_not(rows) == all_39
    assert days_or_why_not(rows, "supplier") == all_39 | {
        "by air": "expedited",
        "hurried": "expedited",
        "hurried, not full": "expedited",
    }


# P1: a promise for 10 July, and what became of it.
PROMISE = {
    "promised_on": "2026-07-10",
    "shipped_on": "2026-07-08",
    "kept_on": "2026-07-10",
    "customer_order_id": "O",
}
THEIRS = {"broken_cause": "theirs", "is_cause_agreed": True}
PROMISES = {
    "kept on the day": ({}, "kept"),
    "kept before it": ({"kept_on": "2026-07-01"}, "kept"),
    "a cause, though kept": (THEIRS, "kept"),
    "a day late, agreed theirs": (THEIRS | {"kept_on": "2026-07-11"}, "broken_theirs"),
    "never kept, agreed theirs": (THEIRS | {"kept_on": None}, "broken_theirs"),
    "theirs as we claim, not agreed": (
        {"broken_cause": "theirs", "is_cause_agreed": False, "kept_on": None},
        "cause_open",
    ),
    "theirs as we claim, agreement unknown": (
        {"broken_cause": "theirs", "kept_on": None},
        "cause_open",
    ),
    "agreed ours": (
        {"broken_cause": "ours", "is_cause_agreed": True, "kept_on": None},
        "broken_other",
    ),
    "agreed shared": (
        {"broken_cause": "shared", "is_cause_agreed": True, "kept_on": None},
        "broken_other",
    ),
    "no cause known": ({"kept_on": "2026-07-11"}, "cause_open"),
    "kept after the last day promised, before the first": (
        {"first_promised_on": "2026-07-12", "kept_on": "2026-07-11"},
        "kept",
    ),
    "kept by the last day promised, not the first": (
        THEIRS | {"first_promised_on": "2026-07-05"},
        "broken_theirs",
    ),
    "not shipped": (THEIRS | {"shipped_on": None, "kept_on": None}, "broken_theirs"),
    "open on the as-of date": ({"promised_on": "2026-10-02", "kept_on": None}, "not_due"),
    "open the day before": ({"promised_on": "2026-10-01", "kept_on": None}, "cause_open"),
    "first promised for the past": (
        {"first_promised_on": "2026-10-01", "promised_on": "2026-11-01", "kept_on": None},
        "cause_open",
    ),
    "kept before a day to come": ({"promised_on": "2026-11-01"}, "not_due"),
    "kept after the as-of date": (THEIRS | {"kept_on": "2026-10-03"}, "broken_theirs"),
    "shipped after the as-of date": (
        {"shipped_on": "2026-10-03", "kept_on": "2026-10-04", "promised_on": "2026-10-04"},
        "not_due",
    ),
}


def promises(bases: dict[str, dict] | None = None) -> list[dict]:
    return rows_of(
        "P1",
        bases,
        AS_OF,
        customer_promises=[
            PROMISE | {"promise_id": name} | promise
            for name, (promise, _) in PROMISES.items()
        ],
    )


def test_what_becomes_of_a_promise():
    rows = promises()
    agreed = {name: outcome for name, (_, outcome) in PROMISES.items()}
    assert outcomes(rows) == agreed
    assert counted(rows) == {
        name: (0 if outcome == "broken_theirs" else 1, 1)
        for name, outcome in agreed.items()
        if outcome not in ("not_due", "cause_open")
    }


def test_each_choice_of_a_promise():
    agreed = {name: outcome for name, (_, outcome) in PROMISES.items()}
    rows = promises(
        {
            "shipped": {"depends": "shipped"},
            "claimed": {"cause": "claimed"},
            "revised": {"promise": "revised"},
        }
    )
    assert _moved(agreed, outcomes(rows, "shipped")) == {
        "not shipped": "not_shipped",
        "shipped after the as-of date": "not_shipped",
    }
    assert _moved(agreed, outcomes(rows, "claimed")) == {
        "theirs as we claim, not agreed": "broken_theirs",
        "theirs as we claim, agreement unknown": "broken_theirs",
    }
    assert _moved(agreed, outcomes(rows, "revised")) == {
        "kept after the last day promised, before the first": "cause_open",
        "kept by the last day promised, not the first": "kept",
        "first promised for the past": "not_due",
    }


def _moved(agreed: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    return {name: outcome for name, outcome in other.items() if outcome != agreed[name]}


def test_a_promise_belongs_to_the_day_that_counts():
    rows = rows_of(
        "P1",
        {"agreed": {}, "revised": {"promise": "revised"}},
        AS_OF,
        customer_promises=[PROMISE | {"first_promised_on": "2026-06-30"}],
    )
    assert {row["basis"]: row["counted_on"] for row in rows} == {
        "agreed": date(2026, 6, 30),
        "revised": date(2026, 7, 10),
    }


def test_one_promise_depends_on_two_suppliers_with_a_cause_each():
    suppliers = [{"supplier_id": s, "name": s, "kind": "outside"} for s in ("S", "T")]
    broken = PROMISE | {"promise_id": "1", "kept_on": None}
    rows = rows_of(
        "P1",
        None,
        AS_OF,
        suppliers=suppliers,
        customer_promises=[broken | THEIRS, broken | {"supplier_id": "T"}],
    )
    assert {row["supplier_id"]: row["outcome"] for row in rows} == {
        "S": "broken_theirs",
        "T": "cause_open",
    }


# P2: complaints received in July.
COMPLAINTS = {
    "claim, accepted": {"is_claim": True, "is_accepted": True, "unit_count": 3},
    "claim, refused": {"is_claim": True, "is_accepted": False, "unit_count": 2},
    "claim, open": {"is_claim": True, "unit_count": 1},
    "no claim, accepted": {"is_claim": False, "is_accepted": True, "unit_count": 5},
    "nothing else known": {},
    "of no unit": {"is_claim": True, "is_accepted": True, "unit_count": 0},
    "traced to none": {"supplier_id": None, "is_claim": True, "is_accepted": True},
    "after the as-of date": {
        "is_claim": True,
        "is_accepted": True,
        "received_on": "2026-10-03",
    },
}


def complaints(bases: dict[str, dict] | None = None) -> list[dict]:
    rows = [
        {"received_on": "2026-07-10", "complaint_id": name} | complaint
        for name, complaint in COMPLAINTS.items()
    ]
    return rows_of("P2", bases, AS_OF, complaints=rows)


def test_what_becomes_of_a_complaint():
    here = [
        name
        for name in COMPLAINTS
        if name not in ("traced to none", "after the as-of date")
    ]
    assert outcomes(complaints()) == dict.fromkeys(here, "traced")
    assert counted(complaints()) == dict.fromkeys(here, (1, 0))


def test_each_choice_of_a_complaint():
    rows = complaints(
        {
            "claim": {"complaint": "claim"},
            "accepted": {"traced": "accepted"},
            "unit": {"unit": "unit"},
        }
    )
    out = {"no claim, accepted": "no_claim", "nothing else known": "claim_unknown"}
    assert {
        name: outcome
        for name, outcome in outcomes(rows, "claim").items()
        if outcome != "traced"
    } == out
    refused = {
        "claim, refused": "not_accepted",
        "claim, open": "acceptance_unknown",
        "nothing else known": "acceptance_unknown",
    }
    assert {
        name: outcome
        for name, outcome in outcomes(rows, "accepted").items()
        if outcome != "traced"
    } == refused
    # Three, two, one and five units, one where the number is not known, and a known zero.
    assert added_up(rows) == {"claim": (4, 0), "accepted": (3, 0), "unit": (12, 0)}


def test_orders_that_depend_on_the_supplier_are_counted_once():
    suppliers = [{"supplier_id": s, "name": s, "kind": "outside"} for s in ("S", "T")]
    promised = [
        {"customer_order_id": "two promises", "promised_on": "2026-10-01"},
        {
            "customer_order_id": "two promises",
            "promised_on": "2026-08-01",
            "first_promised_on": "2026-06-30",
        },
        {"customer_order_id": "two suppliers", "promised_on": "2026-07-01"},
        {
            "customer_order_id": "two suppliers",
            "promised_on": "2026-07-01",
            "supplier_id": "T",
        },
        {"customer_order_id": "on the as-of date", "promised_on": "2026-10-02"},
        {"customer_order_id": "to come", "promised_on": "2026-10-03"},
    ]
    rows = rows_of("P2", None, AS_OF, suppliers=suppliers, customer_promises=promised)
    assert {
        (row["supplier_id"], row["row_id"]): (row["outcome"], row["counted_on"])
        for row in rows
    } == {
        ("S", "order two promises"): ("dependent", date(2026, 6, 30)),
        ("S", "order two suppliers"): ("dependent", date(2026, 7, 1)),
        ("T", "order two suppliers"): ("dependent", date(2026, 7, 1)),
        ("S", "order on the as-of date"): ("dependent", date(2026, 10, 2)),
        ("S", "order to come"): ("not_due", date(2026, 10, 3)),
    }
    assert added_up(rows) == {"agreed": (0, 4)}


# Any history: nothing but the rows themselves may decide.
days = st.dates(date(2026, 5, 1), date(2026, 11, 30))
lines = st.fixed_dictionaries(
    {
        "due_on": days,
        "ordered_on": st.none() | days,
        "filled_on": st.none() | days,
        "ordered_qty": st.integers(0, 3),
    },
    optional={"status": st.just("cancelled"), "cancelled_on": days},
)
histories = st.lists(
    st.tuples(lines, st.lists(st.tuples(days, days), max_size=4)), min_size=1, max_size=5
)
D2_BASES = {
    f"{c} {a}": {"confirmation": c, "after_due": a}
    for c in ("last", "first")
    for a in ("ignored", "count")
}


def tables_of(history: list[tuple], supplier_id: str = "S") -> dict[str, list[dict]]:
    tables = lines_of({f"L{i}": line for i, (line, _) in enumerate(history)})
    told = [(i, sent, for_on) for i, (_, its) in enumerate(history) for sent, for_on in its]
    tables["confirmations"] = [
        {
            "confirmation_id": f"C{n}",
            "line_id": f"L{i}",
            "confirmed_on": sent,
            "for_on": for_on,
        }
        for n, (i, sent, for_on) in enumerate(told)
    ]
    for name in ("schedule_lines", "d1_rows"):
        tables[name] = [row | {"supplier_id": supplier_id} for row in tables[name]]
    return tables | {
        "suppliers": [{"supplier_id": supplier_id, "name": "Supplier", "kind": "outside"}]
    }


@settings(max_examples=6)
@given(histories)
def test_any_history_of_confirmations(history):
    rows = rows_of("D2", D2_BASES, AS_OF, **tables_of(history))
    assert len(rows) == len(D2_BASES) * len(history)
    assert all(
        row["numerator"] <= row["denominator"] and row["is_counted"] is not None
        for row in rows
    )
    assert all(row["counted_on"] for row in rows if row["is_counted"])
    told = {
        basis: {
            row["row_id"]
            for row in rows
            if row["basis"] == basis and row["outcome"] != "never_confirmed"
        }
        for basis in D2_BASES
    }
    assert len({frozenset(line_ids) for line_ids in told.values()}) == 1, (
        "which confirmation counts does not decide whether there is one"
    )


@settings(max_examples=6)
@given(histories)
def test_neither_the_order_of_rows_nor_a_name_decides(history):
    for metric_id in ("D2", "D3"):
        tables = tables_of(history)
        rows = rows_of(metric_id, None, AS_OF, **tables)
        assert (
            rows_of(
                metric_id, None, AS_OF, **{name: its[::-1] for name, its in tables.items()}
            )
            == rows
        )
        renamed = rows_of(metric_id, None, AS_OF, **tables_of(history, "Müller & Söhne"))
        assert [row | {"supplier_id": "S"} for row in renamed] == rows


promised = st.fixed_dictionaries(
    {
        "promise_id": st.sampled_from("abc"),
        "supplier_id": st.sampled_from("ST"),
        "customer_order_id": st.sampled_from("XY"),
        "promised_on": days,
    },
    optional={
        "first_promised_on": days,
        "shipped_on": days,
        "kept_on": days,
        "broken_cause": st.sampled_from(["theirs", "ours", "shared", "open"]),
        "is_cause_agreed": st.booleans(),
    },
)
P1_BASES = {
    f"{d} {c} {p}": {"depends": d, "cause": c, "promise": p}
    for d in ("all", "shipped")
    for c in ("agreed", "claimed")
    for p in ("first", "revised")
}
TWO = [{"supplier_id": s, "name": s, "kind": "outside"} for s in ("S", "T")]


@settings(max_examples=6)
@given(
    st.lists(
        promised, max_size=6, unique_by=lambda row: (row["promise_id"], row["supplier_id"])
    )
)
def test_any_promises(given_promises):
    rows = rows_of("P1", P1_BASES, AS_OF, suppliers=TWO, customer_promises=given_promises)
    assert len(rows) == len(P1_BASES) * len(given_promises)
    assert all(
        row["numerator"] <= row["denominator"] and row["is_counted"] is not None
        for row in rows
    )
    sums = added_up(rows)
    for basis in P1_BASES:
        if "agreed" in basis and basis in sums:
            agreed_met, agreed_all = sums[basis]
            claimed_met, claimed_all = sums[basis.replace("agreed", "claimed")]
            assert claimed_all - claimed_met >= agreed_all - agreed_met, (
                "a claim can only add misses"
            )
    orders = added_up(
        rows_of("P2", None, AS_OF, suppliers=TWO, customer_promises=given_promises)
    )
    assert orders.get("agreed", (0, 0))[1] <= len(
        {(row["supplier_id"], row["customer_order_id"]) for row in given_promises}
    )
    backwards = rows_of(
        "P1", P1_BASES, AS_OF, suppliers=TWO[::-1], customer_promises=given_promises[::-1]
    )
    assert sorted(backwards, key=_place) == sorted(rows, key=_place)


def _place(row: dict) -> tuple[str, str, str]:
    return row["basis"], row["supplier_id"], row["row_id"]
