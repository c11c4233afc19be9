"""A recall: quantities against a walk of the raw rows in fractions, worlds by hand, errors, the page
and its lists, the command.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from lots_world import world
from random_recall import Asked, placed_by_hand, random_world, reached_by_hand
from small_world import small_home

from srmlib import cli, open_snapshot
from srmlib.errors import UsageError
from srmlib.reports.recall import recall_page
from srmlib.rules.causes import WHOLE
from srmlib.trace.recall import recall
from srmlib.trace.up_and_down import trace_downstream, trace_upstream
from srmlib.words.recall import headline, qty_words, title

PLACES = (
    "in_stock",
    "in_process",
    "shipped",
    "returned",
    "scrapped",
    "not_found",
)
THOUSANDTH = Fraction(1, 1000)


@pytest.mark.parametrize("seed", range(12))
def test_quantities_are_those_walked_from_the_raw_rows_and_close(seed):
    rows = random_world(seed)
    asked = Asked(rows)
    reached = reached_by_hand(rows)
    for lot in (row["lot_id"] for row in rows["lots"]):
        found = recall(asked, lot, kind="lot")
        own = [row for row in rows["lot_receipts"] if row["lot_id"] == lot]
        received = {row["receipt_id"]: row["received_qty"] for row in rows["receipts"]}
        known = [row["lot_qty"] or received[row["receipt_id"]] for row in own]
        if None in known:
            continue
        whole, places = placed_by_hand(rows, lot, sum(known) if own else None)
        (balance,) = found.balances
        for place in (*PLACES, "at_supplier"):
            assert abs(Fraction(getattr(balance, place)) - places[place]) <= THOUSANDTH, (
                place
            )
        assert balance.came == sum(getattr(balance, place) for place in PLACES)
        assert abs(Fraction(balance.came + balance.at_supplier) - whole) <= THOUSANDTH
        things = reached[lot]
        assert {one.serial_id for one in found.pieces} == ids_of(things, "piece")
        assert {one.order_id for one in found.orders} == ids_of(things, "order")
        assert {one.lot_id for one in found.holdings} <= ids_of(things, "lot")


def ids_of(things, kind):
    return {of_id for of_kind, of_id in things if of_kind == kind}


def lot(lot_id, part_id, qty, supplier_id="", made_on="2026-07-20"):
    return {
        "lot_id": lot_id,
        "part_id": part_id,
        "lot_qty": qty,
        "supplier_id": supplier_id,
        "made_on": made_on,
    }


def line(number, part="bolt", supplier="T"):
    return {"line_id": f"L{number}", "supplier_id": supplier, "part_id": part}


def receipt(number, qty, day="2026-07-10", **more):
    return {
        "receipt_id": f"R{number}",
        "line_id": f"L{number}",
        "docked_on": day,
        "received_qty": qty,
    } | more


# Bolts of which no lot is recorded: a quarter of them came with R1, the others with R2, and in the
# year before with R3.
BY_DAYS = {
    "schedule_lines": [line(1), line(2, supplier="S"), line(3)],
    "receipts": [receipt(1, "25"), receipt(2, "75"), receipt(3, "10", "2026-02-10")],
    "lots": [lot("X", "product", "20")],
    "bill_of_materials": [
        {"part_id": "product", "component_id": "bolt", "component_qty": "4"}
    ],
    "order_lots": [{"customer_order_id": "O", "lot_id": "X", "shipped_qty": "5"}],
    "customer_orders": [
        {
            "customer_order_id": "O",
            "customer_id": "K",
            "region": "Nordics",
            "ordered_on": "2026-07-01",
        }
    ],
    "complaints": [
        {
            "complaint_id": "C1",
            "received_on": "2026-08-10",
            "part_id": "bolt",
            "lot_id": "X",
        }
    ],
}


def test_a_receipt_that_days_alone_lead_to_has_all_of_it_downstream(tmp_path):
    with world(tmp_path, **BY_DAYS) as snapshot:
        up = trace_upstream(snapshot, "C1")
        share = dict(zip(up["receipt_id"], up["weight"], strict=True))
        assert share["R1"] == 250_000_000
        down = trace_downstream(snapshot, "R1")
        found = set(zip(down["kind"], down["id"], down["evidence"], strict=True))
        assert found == {
            ("lot", "X", "window"),
            ("order", "O", "window"),
            ("complaint", "C1", "window"),
        }
        assert set(trace_downstream(snapshot, "T")["id"]) == {"X", "O", "C1"}
        for thing in ("X", "O"):
            of_thing = trace_upstream(snapshot, thing)
            by_days = of_thing[of_thing["evidence"] == "window"]
            assert set(zip(by_days["receipt_id"], by_days["most"], strict=True)) == {
                ("R1", WHOLE),
                ("R2", WHOLE),
            }
        # What came long before is not asked for where something came within the days.
        assert trace_downstream(snapshot, "R3").empty
        asked = recall(snapshot, "R1")
        assert [one.order_id for one in asked.may_orders] == ["O"]
        assert not asked.orders
        (balance,) = asked.balances
        assert (balance.came, balance.not_found) == (25, 25)
        assert [one.where for one in asked.gaps] == ["receipt R1", "lot X"]
        assert headline(asked) == (
            "No order is known to hold any of it, and 1 order of 1 customer cannot be excluded; 25"
            " cannot be found"
        )


def test_by_the_bill_of_materials_where_nothing_came_within_the_days(tmp_path):
    tables = BY_DAYS | {
        "schedule_lines": [line(3)],
        "receipts": [receipt(3, "10", "2026-02-10")],
    }
    with world(tmp_path, **tables) as snapshot:
        down = trace_downstream(snapshot, "R3")
        assert set(zip(down["kind"], down["id"], down["evidence"], strict=True)) == {
            ("lot", "X", "bom"),
            ("order", "O", "bom"),
            ("complaint", "C1", "bom"),
        }


# A lot of 100 of which 90 came; 10 went back, 5 were scrapped; 40 went into X, 20 into Y, which is
# of the same part (split), 10 into Z, of which nobody knows more; of X a half was shipped.
SPREAD = {
    "schedule_lines": [line(1, "housing", "S")],
    "receipts": [
        receipt(1, "90"),
        receipt(2, "10", "2026-09-01", line_id="L1", kind="return", of_receipt_id="R1"),
    ],
    "quality_notices": [
        {
            "supplier_id": "S",
            "part_id": "housing",
            "receipt_id": "R1",
            "found_on": "2026-08-01",
            "found_at": "line",
            "claimed_qty": "5",
            "scrapped_qty": "5",
            "cause": "theirs",
        }
    ],
    "lots": [
        lot("H", "housing", "100", "S", "2026-07-01"),
        lot("X", "product", "40"),
        lot("Y", "housing", "20"),
        lot("M", "module", "10"),
    ],
    "lot_receipts": [{"lot_id": "H", "receipt_id": "R1", "lot_qty": "90"}],
    "lot_inputs": [
        {"output_lot_id": "X", "input_lot_id": "H", "input_qty": "40"},
        {"output_lot_id": "Y", "input_lot_id": "H", "input_qty": "20"},
        {"output_lot_id": "M", "input_lot_id": "H", "input_qty": "10"},
    ],
    "order_lots": [{"customer_order_id": "O", "lot_id": "X", "shipped_qty": "20"}],
}


def test_a_balance_tells_stock_process_shipped_gone_back_and_never_delivered(tmp_path):
    with world(tmp_path, **SPREAD) as snapshot:
        (balance,) = recall(snapshot, "H").balances
        # In stock: 5 of H, 20 of Y, 20 of X; in process what M was made of; 10 never came.
        assert {place: getattr(balance, place) for place in PLACES} == {
            "in_stock": 45,
            "in_process": 10,
            "shipped": 20,
            "returned": 10,
            "scrapped": 5,
            "not_found": 0,
        }
        assert (balance.came, balance.at_supplier) == (90, 10)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"of_id": "h"},
            "There is no 'h' in lots or receipts or suppliers(.|\n)*Did you mean H",
        ),
        ({}, "A recall of nothing was asked for"),
        (
            {"first": date(2026, 8, 2), "last": date(2026, 8, 1)},
            "The days run from 2026-08-02 to 2026-08-01",
        ),
        ({"of_id": "H", "kind": "receipt"}, "There is no 'H' in receipts"),
        (
            {"of_id": "S"},
            "'S' is the number of a lot and of a supplier(.|\n)*--kind lot or --kind",
        ),
    ],
)
def test_what_cannot_be_answered_is_told(tmp_path, asked, said):
    tables = SPREAD | {"lots": [*SPREAD["lots"], lot("S", "bolt", "1", "T")]}
    with world(tmp_path, **tables) as snapshot, pytest.raises(UsageError, match=said):
        recall(snapshot, **asked)


def test_days_alone_and_a_supplier_in_some_days(tmp_path):
    with world(tmp_path, **BY_DAYS) as snapshot:
        every = recall(snapshot, first=date(2026, 7, 1), last=date(2026, 7, 31))
        assert [(one.receipts, one.came) for one in every.balances] == [(2, 100)]
        assert (
            title(every.asked)
            == "Recall of all that came, received from 1 July 2026 to 31 July 2026"
        )
        of_one = recall(snapshot, "T", first=date(2026, 7, 10))
        assert [(one.receipts, one.came) for one in of_one.balances] == [(1, 25)]
        nothing = recall(snapshot, "T", last=date(2026, 1, 1))
        assert headline(nothing) == "Nothing came of it in these days"
        assert "Nothing came. Look at the days" in recall_page(nothing)


def test_the_command_writes_a_page_of_the_buyers_own_and_its_lists(tmp_path, capsys):
    home = small_home(
        tmp_path,
        **{"suppliers": [{"supplier_id": s, "name": s} for s in "ST"]},
        **WITH_PARTS,
    )
    assert cli.main(["--home", str(home.root), "recall", "R1", "--kind", "receipt"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Recall of receipt R1"
    (page,) = home.reports.glob("recall/internal/*/recall.html")
    assert said[-1] == str(page)
    text = page.read_text(encoding="utf-8")
    assert "Internal" in text
    assert "for the buyer alone" in text
    lists = {path.name for path in page.parent.glob("*.csv")}
    assert {"balance.csv", "customers.csv", "not_found.csv", "orders.csv"} <= lists
    assert "O,X" in (page.parent / "orders_not_excluded.csv").read_text(encoding="utf-8")
    assert cli.main(["--home", str(home.root), "recall", "R9"]) == 2
    assert "Did you mean R1" in capsys.readouterr().err
    with open_snapshot(home) as snapshot:
        assert "<script" not in recall_page(recall(snapshot, "R1"))


WITH_PARTS = BY_DAYS | {
    "parts": [
        {"part_id": one, "name": one} for one in ("product", "bolt", "housing", "module")
    ]
}


def test_quantities_are_said_as_people_read_them():
    assert qty_words(Decimal("1336.000")) == "1,336"
    assert qty_words(Decimal("0.040")) == "0.04"


# Housings of two firms went into one lot of products; of one product it is known whose it holds.
NUMBERED = {
    "lots": [
        lot("HS", "housing", "10", "S"),
        lot("HT", "housing", "10", "T"),
        lot("X", "product", "20"),
    ],
    "lot_inputs": [
        {"output_lot_id": "X", "input_lot_id": one, "input_qty": "10"}
        for one in ("HS", "HT")
    ],
    "serials": [
        {"serial_id": "H-1", "lot_id": "HS", "built_into_serial_id": "PU-1"},
        {"serial_id": "PU-1", "lot_id": "X"},
        {"serial_id": "PU-2", "lot_id": "X"},
    ],
}


@pytest.mark.parametrize(
    ("housings_in_one", "of_the_other"),
    [("1", {("PU-2", "lot")}), ("2", {("PU-1", "lot"), ("PU-2", "lot")})],
)
def test_a_piece_that_is_known_to_hold_one_goods_holds_not_the_others(
    tmp_path, housings_in_one, of_the_other
):
    """But where it takes two, and one of them is known, the other may be of either."""
    bill = {
        "part_id": "product",
        "component_id": "housing",
        "component_qty": housings_in_one,
    }
    with world(tmp_path, **NUMBERED, bill_of_materials=[bill]) as snapshot:
        other = trace_downstream(snapshot, "HT")
        pieces = other[other["kind"] == "piece"]
        assert set(zip(pieces["id"], pieces["evidence"], strict=True)) == of_the_other
        up = trace_upstream(snapshot, "PU-1")
        assert ("HT" in set(up["lot_id"].dropna())) == (housings_in_one == "2")
        assert {("PU-1", "serial"), ("PU-2", "lot")} <= set(
            zip(
                trace_downstream(snapshot, "HS")["id"],
                trace_downstream(snapshot, "HS")["evidence"],
                strict=True,
            )
        )


def test_one_call_tells_how_much_is_where_and_whom_to_call(tmp_path):
    more = {
        "customer_orders": [
            {
                "customer_order_id": "O",
                "customer_id": "K-1",
                "region": "Nordics",
                "ordered_on": "2026-07-01",
            }
        ]
    }
    with world(tmp_path, **SPREAD, **more) as snapshot:
        found = recall(snapshot, "R1")
        assert headline(found) == (
            "Of 90 pieces of Housing, 20 are with 1 customer, in 1 order; 45 in stock, 10 in process,"
            " 10 gone back to the supplier and 5 scrapped"
        )
        (customer,) = found.customers
        assert (customer.customer_id, customer.shipped_qty, customer.evidence) == (
            "K-1",
            20,
            "lot",
        )
        page = recall_page(found)
        assert "K-1" in page
        assert "every unit that came is accounted for" in page
