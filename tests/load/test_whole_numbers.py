"""Numbers of 64 bits: what the prelude reckons equals whole numbers without limit, to the cent,
around every bound beyond which it goes wide; no table of a snapshot holds a wider number; what does
not fit is refused in words.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_world import small_home, small_world

from srmlib.errors import SnapshotError
from srmlib.load import causes, genealogy
from srmlib.snapshot import open_snapshot
from srmlib.snapshot.database import connect, statement

LARGEST = 2**63 - 1
# A product beyond this is reckoned wide.
ROOM = 9 * 10**18
# As far as the prelude itself promises to reckon: what a DECIMAL of 18 digits holds.
AMOUNT, STATED = "DECIMAL(18, 2)", "DECIMAL(18, 4)"
QTY, RATE = "DECIMAL(18, 3)", "DECIMAL(18, 8)"
WHOLE = "BIGINT"
WIDER = re.compile(r"U?HUGEINT|DECIMAL\((19|[23]\d),\d+\)")

many = settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def prelude():
    with connect() as con:
        con.execute(statement("prelude.duckdb"))
        yield con


def reckoned(con, macro: str, types: tuple[str, ...], rows: list[tuple]) -> list:
    """What a macro makes of rows: all of them in one vector, some narrow and some wide, and each
    alone, as constants. Both must be the same.
    """
    names = [f"v{i}" for i in range(len(types))]
    columns = zip(types, zip(*rows, strict=True), names, strict=True)
    cells = ", ".join(f"CAST(unnest(?) AS {type_}) AS {name}" for type_, _, name in columns)
    texts = [
        [None if v is None else str(v) for v in column]
        for column in zip(*rows, strict=True)
    ]
    together = con.execute(
        f"SELECT {macro}({', '.join(names)}) FROM (SELECT {cells}, unnest(?) AS n) ORDER BY n",
        [*texts, list(range(len(rows)))],
    ).fetchall()
    constants = ", ".join(f"CAST(? AS {type_})" for type_ in types)
    first = con.execute(f"SELECT {macro}({constants})", [*(c[0] for c in texts)]).fetchall()
    assert first[0] == together[0]
    return [value for (value,) in together]


def scaled(
    places: int, *bounds: int, least: int | None = None
) -> st.SearchStrategy[Decimal]:
    """Decimals of 18 digits: any, and those at and around some bounds, of either sign."""
    limit = 10**18 - 1
    near = st.tuples(
        st.sampled_from((0, limit, *bounds)), st.integers(-3, 3), st.sampled_from((1, -1))
    ).map(lambda parts: parts[2] * (parts[0] + parts[1]))
    small = st.integers(-(10**7), 10**7)
    whole = st.one_of(near, small, st.integers(-limit, limit))
    floor = -limit if least is None else least
    return whole.filter(lambda n: floor <= n <= limit).map(
        lambda n: Decimal(n).scaleb(-places)
    )


def half_up(exact: Fraction) -> int:
    """Half away from zero."""
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return whole if exact >= 0 else -whole


def towards_zero(product: int, total: int) -> tuple[int, int]:
    """Whole part and rest of a division, as both engines cut them."""
    share = abs(product) // abs(total) * (1 if (product >= 0) == (total >= 0) else -1)
    return share, product - share * total


@st.composite
def parts_of_wholes(draw) -> tuple[int, int, int]:
    """A whole, a part and a total: of any size, or such that the product lies at the bound."""
    part = draw(
        st.one_of(st.integers(1, LARGEST), st.sampled_from((1, 1000, 10**9, LARGEST)))
    )
    at_bound = st.integers(-2, 2).map(lambda n: min(LARGEST, ROOM // part + n))
    whole = draw(
        st.one_of(at_bound, st.integers(-LARGEST, LARGEST), st.just(0), st.just(10**9))
    )
    total = draw(st.one_of(st.integers(part, LARGEST), st.just(part), st.just(LARGEST)))
    return whole, part * draw(st.sampled_from((1, 1, 1, -1))), total


@many
@given(st.lists(parts_of_wholes(), min_size=1, max_size=20))
def test_a_share_and_its_remainder_are_exact_at_any_size(prelude, rows):
    types = (WHOLE, WHOLE, WHOLE)
    exact = [towards_zero(whole * part, total) for whole, part, total in rows]
    assert reckoned(prelude, "srm_share", types, rows) == [share for share, _ in exact]
    assert reckoned(prelude, "srm_remainder", types, rows) == [rest for _, rest in exact]


@pytest.mark.parametrize("macro", ["srm_share", "srm_remainder"])
@pytest.mark.parametrize("row", [(None, 1, 2), (1, None, 2), (1, 2, None), (5, 5, 0)])
def test_a_share_of_the_unknown_or_of_nothing_is_unknown(prelude, macro, row):
    assert reckoned(prelude, macro, (WHOLE, WHOLE, WHOLE), [row]) == [None]


def test_a_share_that_64_bits_do_not_hold_is_refused(prelude):
    with pytest.raises(duckdb.ConversionException):
        prelude.execute("SELECT srm_share(?, ?, 2)", [LARGEST, LARGEST])


@many
@given(st.lists(st.tuples(st.integers(0, LARGEST), st.integers(0, LARGEST)), min_size=1))
def test_a_sum_of_products_is_narrowed_in_units_that_fit(prelude, pairs):
    total = sum(one * other for one, other in pairs)
    # A unit has 64 bits too; what needs a larger one is refused.
    if total // ROOM >= LARGEST:
        return
    one, other = ([str(pair[i]) for pair in pairs] for i in (0, 1))
    unit, narrow = prelude.execute(
        "SELECT srm_unit(wide), srm_narrow(wide, srm_unit(wide)) FROM (SELECT sum(srm_product(one,"
        " other)) AS wide FROM (SELECT CAST(unnest(?) AS BIGINT) AS one, CAST(unnest(?) AS BIGINT)"
        " AS other))",
        [one, other],
    ).fetchall()[0]
    assert unit == (1 if total < ROOM else total // ROOM + 1)
    assert narrow == total // unit <= LARGEST


@many
@given(st.lists(scaled(2, 10**13, 10**15, 10**16), min_size=1, max_size=20))
def test_cents_and_amounts_are_the_same_money(prelude, amounts):
    cents = reckoned(prelude, "srm_cents", (AMOUNT,), [(amount,) for amount in amounts])
    assert cents == [int(amount.scaleb(2)) for amount in amounts]
    back = reckoned(prelude, "srm_amount", (WHOLE,), [(cent,) for cent in cents])
    assert [str(amount) for amount in back] == [f"{amount:.2f}" for amount in amounts]


@many
@given(st.lists(scaled(4, 10**13, 10**15), min_size=1, max_size=20))
def test_ten_thousandths_and_stated_amounts_are_the_same_money(prelude, amounts):
    rows = [(amount,) for amount in amounts]
    parts = reckoned(prelude, "srm_ten_thousandths", (STATED,), rows)
    assert parts == [int(amount.scaleb(4)) for amount in amounts]
    back = reckoned(prelude, "srm_stated", (WHOLE,), [(part,) for part in parts])
    assert [str(amount) for amount in back] == [f"{amount:.4f}" for amount in amounts]
    cents = reckoned(prelude, "srm_cents", (STATED,), rows)
    assert cents == [half_up(100 * Fraction(amount)) for amount in amounts]


@many
@given(st.lists(scaled(3, 10**14, 10**15), min_size=1, max_size=20))
def test_thousandths_and_quantities_are_the_same_quantity(prelude, quantities):
    parts = reckoned(prelude, "srm_thousandths", (QTY,), [(qty,) for qty in quantities])
    assert parts == [int(qty.scaleb(3)) for qty in quantities]
    back = reckoned(prelude, "srm_quantity", (WHOLE,), [(part,) for part in parts])
    assert [str(qty) for qty in back] == [f"{qty:.3f}" for qty in quantities]


@many
@given(st.lists(scaled(8, 10**8, 10**10, least=0), min_size=1, max_size=20))
def test_hundred_millionths_are_the_same_rate(prelude, rates):
    parts = reckoned(
        prelude, "srm_hundred_millionths", (RATE,), [(rate,) for rate in rates]
    )
    assert parts == [int(rate.scaleb(8)) for rate in rates]


@st.composite
def conversions(draw) -> tuple[Decimal, Decimal, Decimal, int]:
    """An amount, the smallest one to be reported in cents, and a rate of 1 at least a hundred-millionth; often so that their product lies at
    the bound, and never more than 64 bits of cents.
    """
    rate = draw(scaled(8, 10**8, 10**10, least=1))
    at_bound = int(4_000_000_0000 / rate)
    amount = draw(scaled(4, *(n for n in (at_bound,) if n < 10**18)))
    units = draw(
        st.one_of(scaled(8, 10**8, 4 * 10**13, 4 * 10**15, least=1), st.just(rate))
    )
    return amount, rate, units, draw(st.sampled_from((1, 100)))


@many
@given(st.lists(conversions(), min_size=1, max_size=20))
def test_money_is_converted_to_the_cent_at_any_size(prelude, rows):
    exact = [
        smallest
        * half_up(100 * Fraction(amount) * Fraction(rate) / Fraction(units) / smallest)
        for amount, rate, units, smallest in rows
    ]
    kept = [
        (row, cents)
        for row, cents in zip(rows, exact, strict=True)
        if abs(cents) <= LARGEST
    ]
    if kept:
        rows, exact = zip(*kept, strict=True)
        types = (STATED, RATE, RATE, WHOLE)
        assert reckoned(prelude, "srm_converted_cents", types, list(rows)) == list(exact)


@st.composite
def valuations(draw) -> tuple[Decimal, Decimal, int, int]:
    """A driver, a rate, what it is a rate per and the smallest amount to be reported; often so that their product lies at the bound."""
    rate = draw(scaled(8, 10**8, 10**10, least=0))
    at_bound = int(30_000_000_000 / rate) if rate else 0
    driver = draw(scaled(3, *(n for n in (at_bound,) if n < 10**18)))
    per, smallest = st.sampled_from((1, 60, 36500)), st.sampled_from((1, 100))
    return driver, rate, draw(per), draw(smallest)


@many
@given(st.lists(valuations(), min_size=1, max_size=20))
def test_a_driver_is_valued_to_the_cent_at_any_size(prelude, rows):
    exact = [
        smallest * half_up(100 * Fraction(driver) * Fraction(rate) / per / smallest)
        for driver, rate, per, smallest in rows
    ]
    kept = [
        (row, cents)
        for row, cents in zip(rows, exact, strict=True)
        if abs(cents) <= LARGEST
    ]
    if kept:
        rows, exact = zip(*kept, strict=True)
        types = (QTY, RATE, "INTEGER", WHOLE)
        assert reckoned(prelude, "srm_valued", types, list(rows)) == list(exact)


@st.composite
def lines_in_parts(draw) -> tuple[int, int, int, int]:
    """A line's amount, how much of it came, how much was ordered, and the smallest amount of its
    currency.
    """
    whole = draw(st.integers(1, 10**12))
    so_far = draw(
        st.one_of(st.integers(0, whole), st.just(whole), st.integers(0, 2 * whole))
    )
    amount = draw(
        st.one_of(st.integers(-(10**9), 10**9), st.just(10**17), st.just(-(10**17)))
    )
    return amount, so_far, whole, draw(st.sampled_from((1, 10, 100, 10_000)))


@many
@given(st.lists(lines_in_parts(), min_size=1, max_size=20))
def test_the_price_of_a_part_of_a_line_is_rounded_half_away_from_zero(prelude, rows):
    exact = [
        amount
        if so_far == whole
        else smallest * half_up(Fraction(amount * so_far, whole * smallest))
        for amount, so_far, whole, smallest in rows
    ]
    assert reckoned(prelude, "srm_price_of", (WHOLE,) * 4, rows) == exact


# --- Tables


def wide_columns(con) -> list[tuple]:
    found = con.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
    ).fetchall()
    return [column for column in found if WIDER.fullmatch(column[2])]


def test_no_table_of_a_snapshot_holds_a_wider_number(sample_home):
    with open_snapshot(sample_home) as snapshot:
        assert wide_columns(snapshot.con) == []


def test_no_table_that_a_load_works_with_holds_a_wider_number(tmp_path, monkeypatch):
    """The tables of the trace are dropped when they are done with: they are looked at just then."""
    seen, wide = set(), []

    def look(con, tables):
        for table in tables:
            seen.add(table)
        wide.extend(wide_columns(con))
        drop(con, tables)

    drop = genealogy.drop_tables
    for module in (causes, genealogy):
        monkeypatch.setattr(module, "drop_tables", look)
    lots = [{"lot_id": "L", "part_id": "P", "supplier_id": "S", "lot_qty": "5"}]
    complaints = [
        {"complaint_id": "C", "received_on": "2026-07-11", "part_id": "P", "lot_id": "L"}
    ]
    with small_world(tmp_path, lots=lots, complaints=complaints):
        pass
    assert {*genealogy.WORKING, *causes.WORKING, *causes.WORKING_AT_ONCE} <= seen
    assert wide == []


def test_wider_columns_are_seen(prelude):
    prelude.execute(
        "CREATE OR REPLACE TEMP TABLE planted AS SELECT sum(1) AS a, sum(0.1) AS b"
    )
    assert sorted(column[1] for column in wide_columns(prelude)) == ["a", "b"]
    prelude.execute("DROP TABLE planted")


# --- What does not fit


@pytest.mark.parametrize(
    "tables",
    [
        {"lots": [{"part_id": "P", "supplier_id": "S", "lot_qty": "999999999999999"}]},
        {
            "schedule_lines": [{}],
            "receipts": [{"line_id": "1", "received_qty": "999999999999999.999"}] * 2,
        },
        {
            "cost_events": [
                {"element": "scrap", "component": "", "amount": "99999999999999.9999"}
                | {"currency": "USD"}
            ],
            "fx": [{"currency": "USD", "rate_on": "2026-07-10", "fx_rate": "9999"}],
        },
    ],
    ids=["a lot", "a sum of receipts", "an amount in another currency"],
)
def test_a_number_too_large_to_count_with_is_told(tmp_path, tables):
    with pytest.raises(
        SnapshotError, match=r"is too large to count with(.|\n)*misplaced decimal"
    ):
        small_home(tmp_path, **tables)


def test_a_sum_too_large_to_count_with_is_told_with_its_month(tmp_path):
    large = {"element": "scrap", "component": "", "amount": "99999999999999.9999"}
    events = [*[large] * 11, {"element": "scrap", "component": "", "amount": "1.00"}]
    with pytest.raises(SnapshotError) as caught:
        small_home(tmp_path, cost_events=events)
    assert str(caught.value) == (
        "What C1 adds up of supplier 'S' in 2026-07 is too large to count with:"
        " 1,100,000,000,000,001.000, expected at most 999,999,999,999,999.999.\nLook for a"
        " misplaced decimal mark in the supplier's rows of that month."
    )


def test_the_largest_amount_of_an_extract_is_kept(tmp_path):
    events = [{"element": "scrap", "component": "", "amount": "99999999999999.9999"}]
    with small_world(tmp_path, cost_events=events) as snapshot:
        assert snapshot.scalar("SELECT amount FROM cost_ledger") == Decimal(
            "100000000000000.00"
        )


def test_a_lot_of_many_million_pieces_is_traced(tmp_path):
    """Its quantity times a weight in parts of 1,000,000,000 is beyond 64 bits: it is counted in
    larger units.
    """
    lots = [
        {"lot_id": lot, "part_id": "P", "supplier_id": "S", "lot_qty": "90000000"}
        for lot in "AB"
    ]
    complaints = [
        {
            "complaint_id": "C",
            "received_on": "2026-07-11",
            "part_id": "P",
            "customer_order_id": "O",
        }
    ]
    order_lots = [
        {"customer_order_id": "O", "lot_id": lot, "shipped_qty": qty}
        for lot, qty in (("A", "30000000"), ("B", "60000000"))
    ]
    with small_world(
        tmp_path, lots=lots, complaints=complaints, order_lots=order_lots
    ) as snapshot:
        assert snapshot.con.execute(
            "SELECT lot_id, weight FROM trace_links ORDER BY lot_id"
        ).fetchall() == [("A", 333333333), ("B", 666666667)]
