"""Suppliers beside each other: offers, break-even, portfolio and the views of the ledger, on
literal rows and against second roads.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from cost_rows import arrived, booked, by_rate, price
from hypothesis import given
from hypothesis import strategies as st
from small_world import small_world

from srmlib.cost.compare import (
    break_even,
    break_even_of,
    by_element,
    by_phase,
    by_quality_class,
    line_in_rate,
    offer_of_rows,
    offers,
    portfolio,
    ranked,
    rows_of_part,
)
from srmlib.cost.ledger import cost_summary
from srmlib.cost.rows import allocate, cost_rows, paid_by_us, total
from srmlib.errors import UsageError
from srmlib.metrics.cost import receipts_with_known_freight
from srmlib.rules.calendar import Quarter
from srmlib.rules.schema import CAUSES

Q3 = Quarter.parse("2026Q3")
CENT = Decimal("0.01")
money = st.decimals(min_value=Decimal("-99999.99"), max_value=Decimal("99999.99"), places=2)
prices = st.dictionaries(
    st.sampled_from("ABCDEF"),
    st.decimals(min_value=0, max_value=9999, places=2),
    min_size=1,
)


def offer(
    supplier_id: str,
    rows: list[dict],
    goods: list,
    known: tuple[int, int] = (1, 1),
    parts: dict | None = None,
):
    return offer_of_rows(
        rows,
        goods,
        known,
        (supplier_id, f"Firm {supplier_id}", "P"),
        "EUR",
        parts or {"P": Decimal("100.00")},
    )


# ---- what names no part is allocated


@given(money, prices)
def test_parts_of_an_amount_add_up_to_it(amount, by_part):
    shares = allocate(amount, by_part)
    whole = sum(by_part.values())
    assert sum(shares.values()) == amount
    if whole:
        assert all(
            abs(shares[part] - amount * by_part[part] / whole) < CENT for part in by_part
        )


def test_cents_left_over_go_to_the_largest_remainders():
    assert allocate(
        Decimal("-1.00"), {"A": Decimal(1), "B": Decimal(4), "C": Decimal(1)}
    ) == {
        "A": Decimal("-0.17"),
        "B": Decimal("-0.67"),
        "C": Decimal("-0.16"),
    }
    assert allocate(Decimal("0.05"), {"A": Decimal(0), "B": Decimal(0)}) == {
        "A": Decimal("0.03"),
        "B": Decimal("0.02"),
    }
    assert allocate(Decimal("5.00"), {"A": Decimal(3), "B": Decimal(-3)}) == {
        "A": Decimal("5.00"),
        "B": Decimal("0.00"),
    }


ROWS = [
    price("300.00", "R1"),
    price("100.00", "R2", part_id="Q"),
    price("99.99", "R3", part_id=None),
    booked("7.00", part_id="Q", element="scrap"),
    booked("5.00", part_id=None, line_id="R3", element="scrap"),
    booked("8.00", part_id="X", element="onboard_switch"),
    booked("100.01", element="support_time"),
    booked("-33.33", element="recovered"),
    booked(None, state="unknown", element="warranty"),
    by_rate("10", "60", "600.00"),
]
PRICES = {"P": Decimal("300.00"), "Q": Decimal("100.00"), None: Decimal("99.99")}


def test_the_parts_of_a_supplier_add_up_to_its_ledger():
    """Goods without a part number are a part too; one with costs and no delivery bears its own
    costs and no share.
    """
    by_part = {part: rows_of_part(ROWS, part, PRICES) for part in ("P", "Q", None, "X")}
    for element in {row.element for row in ROWS}:
        assert sum(
            by_element(rows).get(element, 0) for rows in by_part.values()
        ) == by_element(ROWS).get(element, 0), element
    assert {part: total(paid_by_us(rows)) for part, rows in by_part.items()} == {
        "P": Decimal("300.00") + Decimal("60.01") - Decimal("20.00") + Decimal("360.01"),
        "Q": Decimal("107.00") + Decimal("20.00") - Decimal("6.67") + Decimal("120.00"),
        None: Decimal("104.99") + Decimal("20.00") - Decimal("6.66") + Decimal("119.99"),
        "X": Decimal("8.00"),
    }


def test_what_is_unknown_of_the_supplier_is_unknown_of_every_part():
    assert [
        offer("S", rows_of_part(ROWS, part, PRICES), []).unknown_events
        for part in ("P", "Q", "X")
    ] == [1, 1, 0]


def test_a_share_of_a_driver_is_exact():
    """10 minutes of the line, over parts of 1, 1 and 1: a third of the minutes, not of the rounded
    cents.
    """
    parts = {"P": Decimal(1), "Q": Decimal(1), "R": Decimal(1)}
    rows = rows_of_part([by_rate("10", "0.50", "5.00")], "P", parts)
    assert total(rows) == Decimal("1.67")
    assert line_in_rate(rows, Decimal(1), "line_stop_rate") == (0, Fraction(10, 3))


def test_minutes_at_an_hourly_rate_are_divided_by_sixty():
    """45 minutes at 62.00 an hour, half of the event borne in another quarter; 20 good units."""
    rows = [
        by_rate(
            "45", "62", "23.25", rate_per=60, event_amount=Decimal("46.50"), share_whole=2
        ),
        booked("8.00"),
    ]
    assert line_in_rate(rows, Decimal(20), "line_stop_rate") == (
        Fraction(8, 20),
        Fraction(45, 60) / 2 / 20,
    )


# ---- offers


def test_an_offer_by_price_and_by_total_cost_per_good_unit():
    rows = [
        price("480.00", "R1"),
        booked("11.00", receipt_id="R1", part_id="P"),
        booked("9.05", element="support_time"),
        booked("1000.00", part_id="P", paid_by="supplier"),
    ]
    one = offer(
        "S", rows, [arrived("11", "R1"), arrived("-1", "R1", has_left=True)], known=(0, 1)
    )
    assert (one.good_qty, one.uom, one.price, one.total) == (
        10,
        "piece",
        Decimal("480.00"),
        Decimal("500.05"),
    )
    # Both ÷ 10 that were kept: 50.005 is rounded away from zero.
    assert (one.price_per_unit, one.total_per_unit) == (Decimal("48.00"), Decimal("50.01"))
    assert one.by_element == {
        "price": Decimal("480.00"),
        "line_stop": Decimal("11.00"),
        "support_time": Decimal("9.05"),
    }
    assert (one.allocated, one.rule) == (
        Decimal("9.05"),
        "costs that name no part: by price over the 1 part the supplier delivered in the quarter",
    )
    assert (one.is_all_known, one.coverage) == (
        False,
        "freight is known for 0 of 1 receipt",
    )


def test_nothing_shared_needs_no_rule():
    one = offer("S", [price("480.00", "R1")], [arrived("10", "R1")])
    assert (one.allocated, one.rule, one.is_all_known) == (0, None, True)


def test_a_cost_that_is_not_known_is_said():
    rows = [
        price("480.00", "R1"),
        booked(None, part_id="P", state="unknown", element="scrap"),
        booked(None, part_id="P", state="unknown", paid_by="supplier"),
    ]
    one = offer("S", rows, [arrived("10", "R1")])
    assert (one.is_all_known, one.coverage) == (
        False,
        "freight is known for 1 of 1 receipt; 1 other cost is not known",
    )


NO_GOODS = {
    "more returned than received": [
        arrived("10", "R1"),
        arrived("-11", "R0", has_left=True),
    ],
    "as much returned as received": [
        arrived("10", "R1"),
        arrived("-10", "R1", has_left=True),
    ],
    "a quantity is not known": [arrived(None, "R1")],
    "nothing arrived": [],
    "no unit of measure": [arrived("10", "R1", uom=None)],
}


@pytest.mark.parametrize("goods", NO_GOODS.values(), ids=NO_GOODS)
def test_without_a_good_quantity_an_offer_is_not_comparable_and_last(goods):
    cheap, dear = (
        offer("A", [price("1.00", "R1")], goods),
        offer("B", [price("900.00", "R1")], [arrived("10", "R1")]),
    )
    assert [one.supplier_id for one in ranked([cheap, dear])] == ["B", "A"]
    last = ranked([cheap, dear])[-1]
    assert (
        last.price_per_unit,
        last.total_per_unit,
        last.interval,
        last.rank_by_price,
        last.rank_by_total,
    ) == (None,) * 5
    # One alone has no place among others.
    assert ranked([cheap, dear])[0].rank_by_total is None


def test_ranks_by_price_and_by_total_and_ties_share_one():
    def of(supplier_id, per_unit, added):
        return offer(
            supplier_id,
            [price(per_unit, "R1"), booked(added, receipt_id="R1", part_id="P")],
            [arrived("1", "R1")],
        )

    found = ranked(
        [
            of("D", "52.00", "0.00"),
            of("C", "50.00", "2.00"),
            of("B", "48.00", "9.00"),
            of("A", "50.00", "2.00"),
        ]
    )
    assert [(one.supplier_id, one.rank_by_price, one.rank_by_total) for one in found] == [
        ("A", 2, 1),
        ("C", 2, 1),
        ("D", 4, 1),
        ("B", 1, 4),
    ]


def test_what_prints_alike_is_no_tie():
    goods = [arrived("1000", "R1")]
    found = ranked(
        [
            offer("A", [price("50000.01", "R1")], goods),
            offer("B", [price("50000.00", "R1")], goods),
        ]
    )
    assert [(one.supplier_id, one.price_per_unit, one.rank_by_price) for one in found] == [
        ("B", Decimal("50.00"), 1),
        ("A", Decimal("50.00"), 2),
    ]


# ---- where two change places


def changing_places(one: list[dict], other: list[dict], value: str = "60.00000000"):
    goods = [arrived("10", "R1")]
    pair = offer("A", one, goods), offer("B", other, goods)
    lines = [line_in_rate(rows, Decimal(10), "line_stop_rate") for rows in (one, other)]
    return break_even_of("line_stop_rate", "EUR/minute", Decimal(value), pair, lines)


def test_the_rate_at_which_two_change_places():
    """480 + 3 × rate against 500 + 1 × rate: 10.00."""
    found = changing_places(
        [price("480.00", "R1"), by_rate("3", "60", "180.00")],
        [price("500.00", "R1"), by_rate("1", "60", "60.00")],
    )
    assert (found.at, found.cheaper_below, found.cheaper_above, found.rate_value) == (
        Decimal("10.00"),
        "A",
        "B",
        Decimal(60),
    )
    said = (
        "At a line stop rate of 10.00 EUR/minute the two cost the same per good unit: below it Firm"
        " A is cheaper, above it Firm B. In force is 60.00."
    )
    assert found.words == said


def test_the_same_pair_the_other_way_round():
    found = changing_places(
        [price("500.00", "R1")], [price("480.00", "R1"), by_rate("3", "60", "180.00")]
    )
    # 20 ÷ 3, to as many decimals as the rate has.
    assert (found.at, found.cheaper_below, found.cheaper_above) == (
        Decimal("6.67"),
        "B",
        "A",
    )
    assert changing_places(
        [price("500.00", "R1")],
        [price("480.00", "R1"), by_rate("3", "0.0625", "0.19")],
        "0.0625",
    ).at == Decimal("6.6667")


def test_a_small_crossing_shows_two_digits():
    """1.00 cheaper, 30,000 minutes more: 1 ÷ 30,000, which two decimals would call nothing."""
    found = changing_places(
        [price("481.00", "R1")],
        [price("480.00", "R1"), by_rate("30000", "60", "1800000.00")],
    )
    assert (found.at, "0.000033 EUR/minute" in found.words) == (Decimal("0.000033"), True)


NONE = "No cost of either is valued by the line stop rate. "
NEVER = {
    "parallel": (
        ["480.00", "3"],
        ["500.00", "3"],
        "A",
        "Firm A is cheaper per good unit at any line stop rate above 0.",
    ),
    "below zero": (
        ["480.00", "1"],
        ["500.00", "3"],
        "A",
        "Firm A is cheaper per good unit at any line stop rate above 0.",
    ),
    "at zero": (
        ["500.00", "3"],
        ["500.00", "1"],
        "B",
        "Firm B is cheaper per good unit at any line stop rate above 0.",
    ),
    "neither has such a cost": (
        ["510.00", None],
        ["500.00", None],
        "B",
        NONE + "Firm B is cheaper per good unit at any line stop rate above 0.",
    ),
    "alike": (
        ["500.00", "3"],
        ["500.00", "3"],
        None,
        "Both cost the same at any line stop rate.",
    ),
}


@pytest.mark.parametrize(("one", "other", "cheaper", "words"), NEVER.values(), ids=NEVER)
def test_some_never_change_places(one, other, cheaper, words):
    rows = [
        [
            price(amount, "R1"),
            *([by_rate(minutes, "60", f"{int(minutes) * 60}.00")] if minutes else []),
        ]
        for amount, minutes in (one, other)
    ]
    found = changing_places(*rows)
    assert (found.at, found.cheaper_below, found.cheaper_above, found.words) == (
        None,
        cheaper,
        cheaper,
        words,
    )


def test_without_a_good_quantity_there_is_no_break_even():
    pair = (
        offer("A", [price("1.00", "R1")], [arrived(None, "R1")]),
        offer("B", [price("2.00", "R1")], [arrived("10", "R1")]),
    )
    found = break_even_of(
        "line_stop_rate",
        "EUR/minute",
        Decimal(60),
        pair,
        [None, (Fraction(1), Fraction(1))],
    )
    assert (found.at, found.cheaper_below, found.cheaper_above) == (None, None, None)
    assert found.words == "n/a: Firm A has no positive good quantity."


@given(
    st.integers(1, 9999),
    st.integers(1, 9999),
    st.integers(0, 500),
    st.integers(0, 500),
    st.integers(1, 400),
    st.integers(1, 400),
)
def test_at_the_break_even_both_cost_exactly_the_same(
    price_a, price_b, minutes_a, minutes_b, qty_a, qty_b
):
    """The exact crossing, before it is rounded, put into each sum again; and which side is which,
    one unit of the rate away.
    """
    lines = [
        line_in_rate(
            [
                price(f"{amount}.00", "R1"),
                by_rate(str(minutes), "60", f"{60 * minutes}.00"),
            ],
            Decimal(qty),
            "line_stop_rate",
        )
        for amount, minutes, qty in (
            (price_a, minutes_a, qty_a),
            (price_b, minutes_b, qty_b),
        )
    ]
    pair = offer("A", [], []), offer("B", [], [])
    found = break_even_of("line_stop_rate", "EUR/minute", Decimal(60), pair, lines)

    def at(rate):
        return [
            Fraction(amount + rate * minutes) / qty
            for amount, minutes, qty in (
                (price_a, minutes_a, qty_a),
                (price_b, minutes_b, qty_b),
            )
        ]

    if found.at is None:
        assert {
            (a < b) - (a > b) for a, b in (at(Fraction(1, 10**9)), at(60), at(10**9))
        } == {{"A": 1, "B": -1, None: 0}[found.cheaper_above]}
    else:
        crossing = Fraction(
            price_b * qty_a - price_a * qty_b, minutes_a * qty_b - minutes_b * qty_a
        )
        assert at(crossing)[0] == at(crossing)[1]
        assert abs(
            found.at - Decimal(crossing.numerator) / Decimal(crossing.denominator)
        ) <= Decimal("0.0051")
        (a, b), (above_a, above_b) = at(crossing - Fraction(1, 100)), at(crossing + 1)
        assert (found.cheaper_below, found.cheaper_above) == (
            ("A", "B") if a < b else ("B", "A")
        )
        assert (above_a < above_b) == (found.cheaper_above == "A")


# ---- from a snapshot


@pytest.fixture(scope="module")
def two_firms(tmp_path_factory):
    """S asks 10.00 a piece and stops the line for half a minute, T asks 12.00; U delivered last
    quarter, and what was sent back to V is more than came in this one.
    """
    suppliers = [{"supplier_id": who, "name": f"Firm {who}"} for who in "STUV"] + [
        {"supplier_id": "A", "name": "Own", "kind": "own_warehouse"}
    ]
    lines = [
        {"supplier_id": "S", "value_amount": "100.00"},
        {"supplier_id": "S", "value_amount": "300.00", "part_id": "Q"},
        {"supplier_id": "T", "value_amount": "120.00"},
        {"supplier_id": "U", "value_amount": "90.00", "requested_on": "2026-05-10"},
        {"supplier_id": "V", "value_amount": "80.00"},
        {"supplier_id": "A", "value_amount": "70.00"},
        {"supplier_id": "V", "value_amount": "75.00", "requested_on": "2026-05-10"},
    ]
    receipts = [
        {
            "line_id": str(n),
            "shipment_id": f"SH{n}",
            "docked_on": "2026-05-10" if n == 4 else "2026-07-10",
        }
        for n in range(1, 7)
    ]
    receipts += [
        {"line_id": "7", "docked_on": "2026-05-10"},
        {"line_id": "5", "kind": "return", "of_receipt_id": "5"},
        {"line_id": "7", "kind": "return", "of_receipt_id": "7", "received_qty": "2"},
    ]
    stop = {
        "element": "line_stop",
        "component": "",
        "amount": "",
        "currency": "",
        "cause": "theirs",
    }
    costs = [
        stop | {"line_id": "1", "driver_qty": "0.5", "rate_name": "line_stop_rate"},
        stop | {"amount": "4.04", "currency": "EUR", "element": "support_time"},
        stop
        | {
            "amount": "9.00",
            "currency": "EUR",
            "element": "scrap",
            "part_id": "P",
            "cause": "ours",
        },
        stop
        | {
            "amount": "500.00",
            "currency": "EUR",
            "element": "premium_freight",
            "line_id": "1",
            "paid_by": "supplier",
        },
        stop
        | {
            "supplier_id": "U",
            "amount": "3.00",
            "currency": "EUR",
            "element": "scrap",
            "part_id": "P",
        },
        stop | {"supplier_id": "V", "state": "unknown", "element": "scrap", "part_id": "P"},
        stop
        | {
            "supplier_id": "V",
            "amount": "5.00",
            "currency": "EUR",
            "element": "support_time",
        },
    ]
    facts = {
        "suppliers": suppliers,
        "parts": [{"part_id": "P", "name": "P"}, {"part_id": "Q", "name": "Q"}],
        "rates": {
            "line_stop_rate": (
                "EUR/minute",
                [("2025-01-01", "50.00"), ("2026-07-01", "60.00"), ("2026-10-01", "70.00")],
            )
        },
    }
    with small_world(
        tmp_path_factory.mktemp("two_firms"),
        schedule_lines=lines,
        receipts=receipts,
        cost_events=costs,
        **facts,
    ) as snapshot:
        yield snapshot


def test_offers_of_a_part_from_a_snapshot(two_firms):
    found = offers(two_firms, "P", Q3)
    assert [
        (
            one.supplier_id,
            one.price,
            one.total,
            one.good_qty,
            one.rank_by_price,
            one.rank_by_total,
        )
        for one in found
    ] == [
        ("T", Decimal("120.00"), Decimal("120.00"), 10, None, None),
        # Half a minute at 60.00, a quarter of the 4.04 for support, and the scrap.
        ("S", Decimal("100.00"), Decimal("140.01"), 10, None, None),
        ("U", Decimal("0.00"), Decimal("3.00"), None, None, None),
        # 80.00 came and went back, and 15.00 of last quarter's went back too.
        ("V", Decimal("-15.00"), Decimal("-10.00"), -2, None, None),
    ]
    assert [one.unknown_events for one in found] == [0, 0, 0, 1]
    assert [one.why_unranked for one in found[:3]] == [
        "n = 1 receipt, fewer than 20",
        "n = 1 receipt, fewer than 20",
        "no positive good quantity",
    ]
    assert (
        found[1].rule
        == "costs that name no part: by price over the 2 parts the supplier delivered in the"
        " quarter"
    )


def test_break_even_from_a_snapshot(two_firms):
    """100.00 + 1.01 + 9.00 + half the rate against 120.00: 19.98."""
    found = break_even(two_firms, "P", Q3, "S", "T", "line_stop_rate")
    assert (
        found.at,
        found.cheaper_below,
        found.cheaper_above,
        found.rate_value,
        found.rate_unit,
    ) == (Decimal("19.98"), "S", "T", 60, "EUR/minute")
    assert (
        break_even(two_firms, "P", Q3, "T", "V", "line_stop_rate").words
        == "n/a: Firm V has no positive good quantity."
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            ("P", "S", "A", "line_stop_rate"),
            "'A' is no supplier of part 'P' in 2026 Q3, expected one of T, S, U, V",
        ),
        (
            ("P", "S", "T", "stop_rate"),
            "No value of rate 'stop_rate' is in force in 2026 Q3, expected one of line_stop_rate",
        ),
        (
            ("P", "S", "T", "reference_days"),
            "decides how much there is of Payment terms, it is not the price of it",
        ),
        (("X", "S", "T", "line_stop_rate"), "There is no part 'X' in this snapshot"),
    ],
)
def test_what_is_not_there_is_named(two_firms, asked, message):
    part_id, one, other, rate_name = asked
    with pytest.raises(UsageError, match=message):
        break_even(two_firms, part_id, Q3, one, other, rate_name)


def test_the_portfolio_of_a_snapshot(two_firms):
    rows = portfolio(two_firms, Q3).set_index("name")
    assert list(rows.index) == [
        "Firm S",
        "Firm T",
        "Firm U",
        "Firm V",
        "Own",
        "All suppliers",
    ]
    assert list(rows["kind"]) == ["outside"] * 4 + ["own_warehouse", "all"]
    assert list(rows["total"]) == [
        Decimal(t) for t in ("443.04", "120.00", "3.00", "-10.00", "70.00", "626.04")
    ]
    s, u = rows.loc["Firm S"], rows.loc["Firm U"]
    assert (s["price"], s["added"], s["added_theirs"], s["added_ours"]) == (
        Decimal(400),
        Decimal("43.04"),
        Decimal("34.04"),
        Decimal(9),
    )
    assert (
        s["over_price_percent"],
        s["spi"],
        s["cost_ratio"],
        s["largest_element"],
        s["largest_amount"],
    ) == (
        Decimal("10.76"),
        Decimal("1.0851"),  # the 34.04 of theirs
        Decimal("1.1076"),
        "line_stop",
        30,
    )
    assert (u["over_price_percent"], u["spi"], u["receipts"]) == (None, None, 0)
    assert list(rows["has_unknown"]) == [False, False, False, True, False, True]
    assert rows.loc["Own", "largest_element"] is None


def test_a_quarter_without_costs_has_a_portfolio_of_nothing(two_firms):
    (row,) = portfolio(two_firms, Quarter.parse("2020Q1")).to_dict("records")
    assert (row["kind"], row["total"], row["spi"], row["receipts"], row["has_unknown"]) == (
        "all",
        0,
        None,
        0,
        False,
    )


# ---- the sample world by a second road


def test_the_parts_of_every_supplier_of_the_sample_add_up_to_its_ledger(sample):
    summed = 0
    for supplier_id in (
        "S-1001",
        "S-1002",
        "S-1003",
        "S-1004",
        "S-1005",
        "S-1006",
        "S-1007",
    ):
        rows = cost_rows(sample, supplier_id, Q3)
        by_part = defaultdict(Decimal)
        for row in rows:
            if row.element == "price":
                by_part[row.part_id] += row.amount
        parts = {row.part_id for row in rows} | set(by_part)
        offered = {
            part: next(
                one for one in offers(sample, part, Q3) if one.supplier_id == supplier_id
            )
            for part in parts - {None}
        }
        unnamed = total(paid_by_us(rows_of_part(rows, None, by_part)))
        assert sum(one.total for one in offered.values()) + unnamed == total(
            paid_by_us(rows)
        )
        assert (
            sum(one.total for one in offered.values()) + unnamed
            == cost_summary(sample, supplier_id, Q3).total
        )
        summed += len(offered)
    assert summed > 7


def test_the_break_even_of_the_sample_by_a_second_road(sample):
    """P-210 has one part per firm, so the ledger's own sums tell where the two lines cross."""
    sums = {}
    for supplier_id in ("S-1002", "S-1003"):
        minutes, whole = sample.con.execute(
            "SELECT sum(CASE WHEN rate_name = 'line_stop_rate' THEN driver_qty ELSE 0 END),"
            " sum(CASE WHEN rate_name = 'line_stop_rate' THEN 0 ELSE amount END) FROM cost_ledger"
            " WHERE supplier_id = ? AND paid_by = 'buyer' AND booked_on BETWEEN '2026-07-01' AND"
            " '2026-09-30'",
            [supplier_id],
        ).fetchall()[0]
        sums[supplier_id] = (
            Fraction(minutes),
            Fraction(whole),
            Fraction(cost_summary(sample, supplier_id, Q3).good_qty),
        )
    (minutes, whole, qty), (other_minutes, other_whole, other_qty) = (
        sums["S-1002"],
        sums["S-1003"],
    )
    crossing = (other_whole / other_qty - whole / qty) / (
        minutes / qty - other_minutes / other_qty
    )
    found = break_even(sample, "P-210", Q3, "S-1002", "S-1003", "line_stop_rate")
    assert found.at == (
        Decimal(crossing.numerator) / Decimal(crossing.denominator)
    ).quantize(CENT, ROUND_HALF_UP)
    assert (found.cheaper_below, found.cheaper_above, found.rate_value) == (
        "S-1002",
        "S-1003",
        60,
    )
    cheaper_price, cheaper_total = sorted(
        offers(sample, "P-210", Q3), key=lambda one: one.rank_by_price
    )
    assert (
        cheaper_price.supplier_id,
        cheaper_price.rank_by_total,
        cheaper_total.supplier_id,
        cheaper_total.rank_by_total,
    ) == ("S-1002", 2, "S-1003", 1)
    for one in (cheaper_price, cheaper_total):
        assert one.interval.low < one.total_per_unit < one.interval.high


def test_the_portfolio_of_the_sample_is_the_ledger_to_the_cent(sample):
    rows = portfolio(sample, Q3)
    *suppliers, whole = rows.to_dict("records")
    (ledger,) = sample.con.execute(
        "SELECT sum(amount) FROM cost_ledger WHERE paid_by = 'buyer' AND booked_on BETWEEN"
        " '2026-07-01' AND '2026-09-30'"
    ).fetchall()[0]
    assert whole["total"] == ledger == sum(row["total"] for row in suppliers)
    for row in suppliers:
        summary = cost_summary(sample, row["supplier_id"], Q3)
        assert (row["price"], row["added"], row["total"]) == (
            summary.price,
            summary.added,
            summary.total,
        )
        assert row["added"] == sum(row[f"added_{cause}"] for cause in CAUSES)
        assert (row["known_receipts"], row["receipts"]) == receipts_with_known_freight(
            sample, row["supplier_id"], Q3
        )
        assert (row["spi"], row["cost_ratio"]) == (summary.spi, summary.cost_ratio)
    assert [row["kind"] for row in suppliers] == sorted(
        (row["kind"] for row in suppliers), key=lambda kind: kind == "own_warehouse"
    )


# ---- views of the same ledger


def test_by_phase_and_by_class_of_quality_cost():
    rows = [
        price("100.00", "R1"),
        booked("9.00", element="onboard_switch"),
        booked("5.00", element="line_stop"),
        booked("4.00", element="inspection"),
        booked("3.00", element="warranty"),
        booked("-2.00", element="recovered"),
        booked("70.00", element="scrap", paid_by="supplier"),
    ]
    assert by_phase(by_element(rows)) == {
        "pre-transaction": Decimal(9),
        "transaction": Decimal(104),
        "post-transaction": Decimal(6),
    }
    assert by_quality_class(by_element(rows)) == {
        "prevention": Decimal(9),
        "appraisal": Decimal(4),
        "internal failure": Decimal(5),
        "external failure": Decimal(3),
        "recovery": Decimal(-2),
        None: Decimal(100),
    }


@pytest.mark.parametrize("supplier_id", ["S-1001", "S-1002", "S-1008"])
def test_every_view_of_the_sample_adds_up_to_the_total(sample, supplier_id):
    rows = cost_rows(sample, supplier_id, Q3)
    amounts = by_element(rows)
    for view in (amounts, by_phase(amounts), by_quality_class(amounts)):
        assert (
            sum(view.values())
            == total(paid_by_us(rows))
            == cost_summary(sample, supplier_id, Q3).total
        )


def test_nothing_is_nothing_in_every_view():
    assert (
        by_element([]),
        set(by_phase({}).values()),
        set(by_quality_class({}).values()),
    ) == (
        {},
        {Decimal(0)},
        {Decimal(0)},
    )
