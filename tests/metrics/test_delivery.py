"""Delivery, on literal lines: what counts, what is a miss, what is left out. Every ruling of the
default definition is a named case.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from metric_rows import rows_of
from shipped import SWITCHES, basis
from small_world import small_world

from srmlib.metrics.arithmetic import ratio, variability
from srmlib.metrics.catalogue import readings_of
from srmlib.rules.calendar import Quarter
from srmlib.stats.values import variabilities
from srmlib.words.metric import moved_beyond_chance

Q3 = Quarter.parse("2026Q3")


CASES = {
    "on the day": ({}, [{}], "on_time"),
    "early": ({}, [{"docked_on": "2026-06-20"}], "on_time"),
    "a day late": ({}, [{"docked_on": "2026-07-11"}], "late"),
    "the last confirmed date decides": (
        {"first_confirmed_on": "2026-07-10", "last_confirmed_on": "2026-07-12"},
        [{"docked_on": "2026-07-12"}],
        "on_time",
    ),
    "a first confirmed date alone does not": (
        {"first_confirmed_on": "2026-07-12"},
        [{"docked_on": "2026-07-12"}],
        "late",
    ),
    "one promised date": (
        {"requested_on": "", "promised_on": "2026-07-10"},
        [{}],
        "on_time",
    ),
    "6 + 4 of 10, the last one decides": (
        {},
        [{"received_qty": "6"}, {"received_qty": "4", "docked_on": "2026-07-11"}],
        "late",
    ),
    "6 + 4 of 10, both in time": (
        {},
        [{"received_qty": "6", "docked_on": "2026-07-09"}, {"received_qty": "4"}],
        "on_time",
    ),
    "10 of 5": ({"ordered_qty": "5"}, [{}], "on_time"),
    "9 of 10 and no more": ({}, [{"received_qty": "9"}], "short"),
    "never received": ({}, [], "overdue"),
    "a reversal takes the receipt back": (
        {},
        [{}, {"kind": "reversal", "of_receipt_id": "1"}],
        "overdue",
    ),
    "a reversal of a part": (
        {},
        [{}, {"kind": "reversal", "of_receipt_id": "1", "received_qty": "1"}],
        "short",
    ),
    "a reversal after the as-of date is not known": (
        {},
        [{}, {"kind": "reversal", "of_receipt_id": "1", "docked_on": "2026-10-03"}],
        "on_time",
    ),
    "reversed and keyed in again": (
        {},
        [{}, {"kind": "reversal", "of_receipt_id": "1"}, {"docked_on": "2026-07-09"}],
        "on_time",
    ),
    "a return does not undo the delivery": (
        {},
        [{}, {"kind": "return", "of_receipt_id": "1", "docked_on": "2026-07-20"}],
        "on_time",
    ),
    "no quantity of this one, in time": ({}, [{"received_qty": ""}], "unknown_qty"),
    "no quantity of this one, the first in time": (
        {},
        [{"received_qty": ""}, {"received_qty": "", "docked_on": "2026-07-11"}],
        "unknown_qty",
    ),
    "no quantity of this one, all late": (
        {},
        [{"received_qty": "", "docked_on": "2026-07-11"}],
        "unknown_qty",
    ),
    "the ordered quantity is not known, in time": (
        {"ordered_qty": ""},
        [{}],
        "unknown_qty",
    ),
    "the ordered quantity is not known, late": (
        {"ordered_qty": ""},
        [{"docked_on": "2026-07-11"}],
        "unknown_qty",
    ),
    "the ordered quantity is not known, nothing came": (
        {"ordered_qty": ""},
        [],
        "unknown_qty",
    ),
    "cancelled before it was due": (
        {"status": "cancelled", "cancelled_on": "2026-07-09"},
        [],
        "cancelled",
    ),
    "cancelled on the day it was due": (
        {"status": "cancelled", "cancelled_on": "2026-07-10"},
        [],
        "overdue",
    ),
    "cancelled before it was due, and received in time": (
        {"status": "cancelled", "cancelled_on": "2026-07-09"},
        [{}],
        "cancelled",
    ),
    "cancelled before it was due, and received late": (
        {"status": "cancelled", "cancelled_on": "2026-07-09"},
        [{"docked_on": "2026-07-11"}],
        "cancelled",
    ),
    "cancelled on the day it was due, and received in time": (
        {"status": "cancelled", "cancelled_on": "2026-07-10"},
        [{}],
        "on_time",
    ),
    "cancelled after the as-of date": (
        {"requested_on": "2026-10-01", "status": "cancelled", "cancelled_on": "2026-10-03"},
        [],
        "overdue",
    ),
    "closed, nobody says by whom": (
        {"status": "closed"},
        [{"received_qty": "6"}],
        "short",
    ),
    "closed by the buyer": (
        {"status": "closed", "closed_by": "buyer"},
        [{"received_qty": "6"}],
        "on_time",
    ),
    "closed by the supplier": (
        {"status": "closed", "closed_by": "supplier"},
        [{"received_qty": "6"}],
        "short",
    ),
    "closed by the buyer, and what came was late": (
        {"status": "closed", "closed_by": "buyer"},
        [{"received_qty": "6", "docked_on": "2026-07-11"}],
        "late",
    ),
    "closed by the buyer after its day": (
        {"status": "closed", "closed_by": "buyer", "closed_on": "2026-07-11"},
        [{"received_qty": "6"}],
        "short",
    ),
    "closed by the buyer, and nothing came": (
        {"status": "closed", "closed_by": "buyer"},
        [],
        "overdue",
    ),
    "open and not yet due": ({"requested_on": "2026-10-05"}, [], "not_due"),
    "due on the as-of date": ({"requested_on": "2026-10-02"}, [], "not_due"),
    "due the day before the as-of date": ({"requested_on": "2026-10-01"}, [], "overdue"),
    "due on the as-of date and already here": (
        {"requested_on": "2026-10-02"},
        [{}],
        "on_time",
    ),
    "due later, and already here": ({"requested_on": "2026-10-05"}, [{}], "not_due"),
    "nothing ordered": ({"ordered_qty": "0"}, [{"received_qty": "0"}], "nothing_ordered"),
    "no date at all": ({"requested_on": ""}, [{}], "no_due_date"),
}


def test_what_becomes_of_a_line(tmp_path):
    lines, receipts, number = [], [], 0
    for i, (line, its_receipts, _) in enumerate(CASES.values(), start=1):
        first = number
        lines.append(
            {
                "cancelled_on": "",
                "first_confirmed_on": "",
                "last_confirmed_on": "",
                "promised_on": "",
                "closed_by": "",
                "closed_on": "",
            }
            | line
        )
        for receipt in its_receipts:
            number += 1
            of = {
                "of_receipt_id": (
                    str(first + int(receipt["of_receipt_id"]))
                    if "of_receipt_id" in receipt
                    else ""
                )
            }
            receipts.append(receipt | {"line_id": str(i)} | of)
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        outcomes = dict(
            snapshot.con.execute(
                "SELECT CAST(line_id AS INTEGER), outcome FROM d1_rows WHERE basis = 'agreed'"
            ).fetchall()
        )
    found = {name: outcomes[i] for i, name in enumerate(CASES, start=1)}
    assert found == {name: outcome for name, (_, _, outcome) in CASES.items()}


def test_a_quarter_is_half_open_by_the_due_date(tmp_path):
    due = ["2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01"]
    receipts = [{"line_id": str(i), "docked_on": day} for i, day in enumerate(due, start=1)]
    with small_world(
        tmp_path, schedule_lines=[{"requested_on": day} for day in due], receipts=receipts
    ) as snapshot:
        d1 = {label: _d1(snapshot, label) for label in ("2026Q2", "2026Q3", "2026Q4")}
    assert d1 == {"2026Q2": (1, 1), "2026Q3": (2, 2), "2026Q4": (1, 1)}


def _d1(snapshot, label):
    reading = next(
        r for r in readings_of(snapshot, "S", Quarter.parse(label)) if r.id == "D1"
    )
    return reading.numerator, reading.denominator


def test_few_lines_are_not_judged_and_none_are_no_data(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{}] * 19,
        receipts=[{"line_id": str(i)} for i in range(1, 20)],
    ) as snapshot:
        now = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "D1")
        before = next(r for r in readings_of(snapshot, "S", Q3.previous()) if r.id == "D1")
    assert (now.state, now.value, now.n, now.verdict) == ("too_few", 100.0, 19, None)
    assert (before.state, before.value, before.n, before.interval) == (
        "no_data",
        None,
        0,
        None,
    )


def test_a_quarter_too_small_to_judge_is_no_yardstick(tmp_path):
    """One line last quarter, late; forty in this one, all in time: that is no improvement beyond
    chance, and a gap in the sparkline.
    """
    lines = [{"requested_on": "2026-06-10"}] + [{}] * 40
    receipts = [{"line_id": str(i)} for i in range(1, 42)]
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        d1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "D1")
    assert (d1.value, d1.previous, d1.history[-2]) == (100.0, None, ("2026Q2", None))


def test_a_perfect_record_after_a_perfect_record_has_not_moved(tmp_path):
    lines = [{"requested_on": "2026-06-10"}] * 33 + [{}] * 33
    receipts = [{"line_id": str(i), "docked_on": "2026-06-09"} for i in range(1, 67)]
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        d1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "D1")
    assert (d1.previous, d1.interval[1]) == (100.0, 100.0)
    assert not moved_beyond_chance(d1)


def test_what_is_after_the_as_of_date_is_not_known(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{"requested_on": "2026-11-10"}],
        receipts=[{"line_id": "1", "docked_on": "2026-11-09"}],
    ) as snapshot:
        assert snapshot.con.execute("SELECT outcome FROM d1_rows").fetchall() == [
            ("not_due",)
        ]


def test_an_unsigned_definition_gives_no_verdict_and_missing_tables_are_named(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{}] * 30,
        receipts=[{"line_id": str(i)} for i in range(1, 31)],
    ) as snapshot:
        readings = {r.id: r for r in readings_of(snapshot, "S", Q3)}
    assert (
        readings["D1"].state,
        readings["D1"].verdict,
        readings["D1"].definition.is_signed,
    ) == (
        "ok",
        None,
        False,
    )
    assert (readings["C1"].state, readings["C1"].notes) == (
        "not_supplied",
        ["No cost beside the price is measured: not a cost of 0."],
    )
    supplied = {"schedule_lines", "receipts"}
    assert all(
        (r.state == "not_supplied") == (not set(r.definition.tables) <= supplied)
        for r in readings.values()
        if r.id != "C1"  # It is there where any cost beside the price is told.
    )
    assert [i for i, r in readings.items() if r.state != "not_supplied"] == ["D1", "D3"]


def test_lead_time_leaves_out_what_cannot_be_right_and_says_so(tmp_path):
    ordered = ["2026-06-01", "2026-06-30", "2026-07-11", ""]
    with small_world(
        tmp_path,
        definitions="D3: {switches: {agreed: {start: ordered}}}",
        schedule_lines=[{"ordered_on": day} for day in ordered],
        receipts=[{"line_id": str(i)} for i in range(1, 5)],
    ) as snapshot:
        d3 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "D3")
    assert (d3.n, d3.value) == (2, pytest.approx(0.9 * (39 - 10) + 10 - (39 + 10) / 2))
    assert d3.notes == [
        "Left out: 1 line without a known order date.",
        "Left out: 1 line received before it was ordered; its dates cannot be right.",
        "Too little is known to judge: evidence is missing for 2 of 4 lines.",
    ]


def test_months_total_the_quarter_and_equal_a_second_road(sample):
    """Every supplier and quarter of the sample world: D1 from the mart, against pandas on the
    canonical tables.
    """
    lines, receipts = (
        sample.con.execute("SELECT * FROM " + table).to_arrow_table().to_pandas()
        for table in ("schedule_lines", "receipts")
    )
    reversed_qty = (
        receipts[receipts["kind"] == "reversal"]
        .groupby("of_receipt_id")["received_qty"]
        .sum()
    )
    arrived = receipts[receipts["kind"] == "receipt"].copy()
    arrived["net"] = [
        q - reversed_qty.get(r, 0)
        for q, r in zip(arrived["received_qty"], arrived["receipt_id"], strict=True)
    ]
    by_line = {
        line: rows.sort_values("docked_on")
        for line, rows in arrived[arrived["net"] > 0].groupby("line_id")
    }
    expected: dict = {}
    for line in lines.to_dict("records"):
        due = line["last_confirmed_on"] or line["requested_on"]
        rows, so_far, filled = by_line.get(line["line_id"]), 0, None
        for day, net in (
            zip(rows["docked_on"], rows["net"], strict=True) if rows is not None else ()
        ):
            so_far += net
            filled = filled or (day if so_far >= line["ordered_qty"] else None)
        if due > sample.as_of or (
            line["status"] == "cancelled" and line["cancelled_on"] < due
        ):
            continue
        if filled is None and due == sample.as_of:
            continue
        key = line["supplier_id"], Quarter.of(due).label
        hits, counted = expected.get(key, (0, 0))
        expected[key] = hits + (filled is not None and filled <= due), counted + 1
    found = {}
    for supplier, month, hits, counted in sample.con.execute(
        "SELECT supplier_id, month_on, numerator, denominator FROM metric_months WHERE metric_id ="
        " 'D1' AND basis = 'agreed'"
    ).fetchall():
        key = supplier, Quarter.of(month).label
        found[key] = found.get(key, (0, 0))[0] + hits, found.get(key, (0, 0))[1] + counted
    assert len(found) > 70
    assert found == expected


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60), st.randoms())
def test_the_spread_ignores_row_order_and_never_falls_below_zero(days, random):
    """And the exact one and the one over many resamples at once are the same number."""
    shuffled = days.copy()
    random.shuffle(shuffled)
    value = variability(days)
    assert value == variability(shuffled)
    assert value >= 0
    assert float(variabilities(np.array(days))) == pytest.approx(float(value))


# Random order books, each from a number that names it. Days lie around the as-of date and
# quantities are few, so that ties, zeros and boundaries come up all the time; a book is large, so
# that every switch meets every kind of line.

AS_OF = date(2026, 7, 20)
ZONE = "Europe/Amsterdam"
DICE = st.integers(0, 2**32).map(Random)
LINES = 40


def order_book(dice: Random) -> dict[str, list[dict]]:
    """Tables as rows_of takes them: schedule_lines, receipts, order_changes."""
    lines, receipts, changes = [], [], []
    # One book in four has no received quantity at all.
    is_without_quantities = dice.random() < 0.25
    for line_id in map(str, range(1, LINES + 1)):
        status = dice.choice(["open", "closed", "closed", "cancelled"])
        line = {
            "line_id": line_id,
            "order_id": dice.choice([None, "1", "2", "A", "B", "C", "D"]),
            "status": status,
            "ordered_on": _day(dice, 0.2, -30),
        }
        line |= {
            "ordered_qty": dice.choice([None, *QUANTITIES, *QUANTITIES]),
            "value_amount": dice.choice(QUANTITIES),
            "lead_days": dice.choice([None, 0, 10]),
        }
        line |= {
            "requested_on": _day(dice, 0.1),
            "promised_on": _day(dice, 0.5),
            "closed_by": dice.choice([None, "buyer", "supplier"])
            if status == "closed"
            else None,
            "closed_on": _day(dice, 0.5) if status == "closed" else None,
            "cancelled_on": _day(dice, 0) if status == "cancelled" else None,
        }
        lines.append(
            line
            | {"first_confirmed_on": _day(dice, 0.4), "last_confirmed_on": _day(dice, 0.4)}
        )
        receipts += _receipts(dice, line_id, around=line["requested_on"] or AS_OF)
        if dice.random() < 0.4:
            field, side = (
                dice.choice(["date", "price", "drawing"]),
                dice.choice(["buyer", "buyer", "supplier"]),
            )
            changes.append(
                {
                    "change_id": line_id,
                    "line_id": line_id,
                    "changed_on": _day(dice, 0, -5),
                    "field": field,
                    "by_side": side,
                }
            )
    if is_without_quantities:
        receipts = [receipt | {"received_qty": None} for receipt in receipts]
    # Nor has one in eight any day of shipping, or any of keying in.
    for column in ("shipped_on", "posted_on"):
        if dice.random() < 0.125:
            receipts = [receipt | {column: None} for receipt in receipts]
    changes = [c | {"by_side": None} if dice.random() < 0.2 else c for c in changes]
    return {"schedule_lines": lines, "receipts": receipts, "order_changes": changes}


QUANTITIES = [Decimal(quantity) for quantity in (0, 1, 5, 10, 10, 10)]


def _day(dice: Random, unknown: float, shift: int = 0) -> date | None:
    return (
        None if dice.random() < unknown else AS_OF + timedelta(dice.randint(-20, 5) + shift)
    )


def _receipts(dice: Random, line_id: str, around: date) -> list[dict]:
    found = []
    for number in range(dice.choice([0, 1, 1, 2, 2, 3])):
        docked = around + timedelta(dice.randint(-3, 4))
        # Midnight in Amsterdam is 22:00 UTC in summer.
        midnight = datetime.combine(docked - timedelta(1), time(22))
        receipt = {
            "receipt_id": f"{line_id}/{number}",
            "line_id": line_id,
            "kind": "receipt",
            "of_receipt_id": None,
            "docked_on": docked,
        }
        receipt |= {
            "docked_at": dice.choice(
                [None, midnight, midnight + timedelta(minutes=dice.choice([-1, 1, 600]))]
            )
        }
        receipt |= {
            "shipped_on": dice.choice([None, docked - timedelta(2), docked]),
            "posted_on": dice.choice([None, docked, docked + timedelta(2)]),
        }
        found.append(
            receipt | {"received_qty": dice.choice([None, *QUANTITIES, *QUANTITIES])}
        )
        for kind in dice.choice(
            [[], [], [], ["return"], ["reversal"], ["return", "reversal"]]
        ):
            back = {
                "receipt_id": f"{line_id}/{number} {kind}",
                "kind": kind,
                "of_receipt_id": found[-1]["receipt_id"],
                "docked_on": docked + timedelta(3),
            }
            found.append(
                receipt
                | back
                | {
                    "shipped_on": None,
                    "posted_on": None,
                    "docked_at": None,
                    "received_qty": dice.choice([None, 1, 5, 10]),
                }
            )
    return found


def some_bases(dice: Random, how_many: int) -> dict[str, dict]:
    return {
        str(i): basis(
            "D1",
            **{
                s.name: dice.choice(
                    list(
                        dict.fromkeys(
                            [s.default, *s.choices, *([1, 50] if s.number else [])]
                            + ([99.5, 0.5] if s.decimals else [])
                        )
                    )
                )
                for s in SWITCHES["D1"]
            },
        )
        for i in range(how_many)
    }


def read(
    book: dict[str, list[dict]], bases: dict[str, dict], supplier_id: str = "S"
) -> dict[tuple[str, str], tuple]:
    """(basis, line) → (outcome, day that places it, numerator, denominator); the last three None
    where it is not counted.
    """
    lines = [line | {"supplier_id": supplier_id} for line in book["schedule_lines"]]
    suppliers = [{"supplier_id": supplier_id, "name": "x", "kind": "outside"}]
    rows = rows_of(
        "D1",
        bases,
        AS_OF.isoformat(),
        ZONE,
        **book | {"schedule_lines": lines, "suppliers": suppliers},
    )
    assert all(row["supplier_id"] == supplier_id for row in rows)
    return {
        (row["basis"], row["row_id"]): (
            row["outcome"],
            *(
                (row["counted_on"], row["numerator"], row["denominator"])
                if row["is_counted"]
                else [None] * 3
            ),
        )
        for row in rows
    }


@settings(max_examples=5)
@given(dice=DICE)
def test_row_order_and_a_suppliers_name_change_nothing(dice):
    book, bases = order_book(dice), some_bases(dice, 10)
    shuffled = {table: dice.sample(rows, len(rows)) for table, rows in book.items()}
    assert read(book, bases) == read(shuffled, bases, 'Ünlü, "Söhne" & Co')


@settings(max_examples=6)
@example(
    dice=Random(63)
)  # a receipt docked by the as-of date and keyed in after it, of a line whose time is not over
@given(dice=DICE)
def test_a_receipt_that_comes_later_never_raises_the_number(dice):
    """Where any day early is in time, a miss is a miss, what was ordered stays wanted, and
    quantities, days and times are known: without them, a line that nobody can tell may become a
    hit with one receipt fewer by now, or a miss become such a line.
    """
    book, bases = order_book(dice), some_bases(dice, 10)
    for receipt in book["receipts"]:
        receipt["received_qty"] = receipt["received_qty"] or Decimal(5)
        noon = datetime.combine(receipt["docked_on"], time(10))
        receipt["docked_at"] = receipt["docked_at"] or noon
        for column in ("shipped_on", "posted_on"):
            receipt[column] = receipt[column] or receipt["docked_on"]
    for line in book["schedule_lines"]:
        line["ordered_qty"] = line["ordered_qty"] or Decimal(5)
    any_miss = {
        "early_days": None,
        "over_percent": None,
        "overdue": "miss",
        "closed": "short",
    }
    bases = {name: choices | any_miss for name, choices in bases.items()}
    later = [
        (
            receipt | _moved(receipt, timedelta(dice.randint(1, 20)))
            if dice.random() < 0.2
            else receipt
        )
        for receipt in book["receipts"]
    ]
    before, after = read(book, bases), read(book | {"receipts": later}, bases)
    for name in bases:
        was, now = (
            percent([row for (of, _), row in rows.items() if of == name])
            for rows in (before, after)
        )
        assert was is None or now is None or now <= was


def _moved(receipt: dict, days: timedelta) -> dict:
    if receipt["kind"] != "receipt":
        return {}
    return {
        column: receipt[column] and receipt[column] + days
        for column in ("shipped_on", "docked_on", "docked_at", "posted_on")
    }


def percent(rows: list[tuple]) -> Fraction | None:
    counted = [row[2:] for row in rows if row[1]]
    return ratio(sum(n for n, _ in counted), sum(d for _, d in counted))


def test_one_more_miss_lowers_and_one_more_hit_raises():
    line = {"requested_on": "2026-07-10", "ordered_qty": 10, "status": "open"}
    hits = [
        {
            "line_id": str(i),
            "kind": "receipt",
            "docked_on": "2026-07-10",
            "received_qty": 10,
        }
        for i in (1, 2, 3)
    ]

    def of(lines, received):
        book = {
            "schedule_lines": [line | {"line_id": str(i)} for i in range(1, lines + 1)],
            "receipts": hits[:received],
            "order_changes": [],
        }
        return percent(list(read(book, {"agreed": {}}).values()))

    assert (of(3, 2), of(4, 2), of(4, 3)) == (Fraction(200, 3), 50, 75)


BOOK = {
    "suppliers": [{"supplier_id": "S", "name": "S"}, {"supplier_id": "T", "name": "T"}],
    "schedule_lines": [
        {
            "line_id": f"L{i}",
            "supplier_id": "ST"[i % 2],
            "requested_on": f"2026-0{6 + i % 4}-{10 + i}",
            "order_id": f"O{i // 3}",
        }
        for i in range(12)
    ],
    "receipts": [
        {
            "receipt_id": f"R{i}{half}",
            "line_id": f"L{i}",
            "docked_on": f"2026-0{6 + i % 4}-{10 + i // 2 + half}",
            "received_qty": "5",
        }
        for i in range(10)
        for half in (0, 1)
    ],
}


def rows_by_line(snapshot) -> list[tuple]:
    return snapshot.con.execute("SELECT * FROM d1_rows ORDER BY basis, row_id").fetchall()


def test_row_order_and_the_files_rows_come_in_change_nothing(tmp_path):
    agreed = "D1: {switches: {agreed: {unit: order}, buyer: {unit: quantity}}}"
    with small_world(tmp_path / "one", definitions=agreed, **BOOK) as whole:
        expected = rows_by_line(whole)
        months = whole.con.execute("SELECT * FROM metric_months ORDER BY ALL").fetchall()
    assert len({row[4] for row in expected}) > 1
    turned = {table: rows[::-1] for table, rows in BOOK.items()}
    with small_world(
        tmp_path / "three", definitions=agreed, files_each=3, **turned
    ) as split:
        assert rows_by_line(split) == expected
        assert (
            split.con.execute("SELECT * FROM metric_months ORDER BY ALL").fetchall()
            == months
        )


def test_months_total_the_quarter_of_every_metric_basis_and_supplier(sample):
    by_month = {}
    for metric_id, who, supplier, month, *sums in sample.con.execute(
        "SELECT metric_id, basis, supplier_id, month_on, numerator, denominator FROM metric_months"
    ).fetchall():
        assert month.day == 1
        key = metric_id, who, supplier, Quarter.of(month).start
        by_month[key] = [
            a + b for a, b in zip(by_month.get(key, (0, 0)), sums, strict=True)
        ]
    by_quarter = sample.con.execute(
        "SELECT metric_id, basis, supplier_id, CAST(date_trunc('quarter', counted_on) AS DATE),"
        " sum(numerator), sum(denominator) FROM metric_rows WHERE is_counted GROUP BY ALL"
    ).fetchall()
    assert by_month == {tuple(row[:4]): list(row[4:]) for row in by_quarter}
    assert {"D1"} < {key[0] for key in by_month}
