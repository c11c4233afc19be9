"""Money in currencies of any decimals, exchanged and shared out without a lost or invented unit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from cases import load_case, open_case
from small_world import small_home, small_world

from srmlib.errors import DataFaults
from srmlib.explain import explain
from srmlib.facts import SupplierQuarter
from srmlib.numbers import money
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot, open_snapshot


def ledger(snapshot: Snapshot, where: str = "TRUE") -> dict[str, Decimal]:
    """What every event or receipt bears."""
    rows = snapshot.con.execute(
        f"SELECT coalesce(receipt_id, event_id), amount FROM cost_ledger WHERE {where} ORDER BY 1"
    ).fetchall()
    return dict(rows)


@pytest.mark.case("08-landed-cost-no-decimals")
def test_a_cost_in_a_currency_without_decimals_is_shared_out_in_whole_units(tmp_path: Path):
    with open_case("08-landed-cost-no-decimals", tmp_path) as snapshot:
        assert list(ledger(snapshot, "element = 'freight_duty'").values()) == [4, 3, 3]


@pytest.mark.case("18-fx-weekend")
def test_a_weekend_takes_fridays_rate_and_an_inverse_quotation_divides(tmp_path: Path):
    with open_case("18-fx-weekend", tmp_path) as snapshot:
        amounts = ledger(snapshot, "element = 'freight_duty'")
    assert {
        event: str(amounts[event]) for event in ("SAT", "SUN", "MON", "JPY", "IDR")
    } == {
        "SAT": "100.00",
        "SUN": "0.91",
        "MON": "100.00",
        "JPY": "1220.00",
        "IDR": "200000.00",
    }


@pytest.mark.case("18b-fx-eighth-day")
def test_a_rate_does_not_hold_for_ever(tmp_path: Path):
    with pytest.raises(DataFaults, match="the last before it is of 2026-07-03"):
        load_case("18b-fx-eighth-day", tmp_path)


@pytest.mark.case("19-three-decimal-currency")
def test_dinars_have_three_decimals(tmp_path: Path):
    with open_case("19-three-decimal-currency", tmp_path) as snapshot:
        assert ledger(snapshot, "element = 'price'") == {"R1": Decimal("37.31")}


def in_parts(currency: str, value: str, **more: str) -> dict[str, list[dict]]:
    """A line of three pieces, of which one arrives at a time."""
    line = {"ordered_qty": "3", "value_amount": value, "currency": currency} | more
    return {
        "schedule_lines": [line],
        "receipts": [{"line_id": "1", "received_qty": "1"} for _ in range(3)],
    }


@pytest.mark.parametrize(
    ("currency", "value", "parts"),
    [
        ("EUR", "100.00", ["33.3300", "33.3400", "33.3300"]),
        ("EUR", "0.0200", ["0.0100", "0.0000", "0.0100"]),
        ("JPY", "100", ["33.0000", "34.0000", "33.0000"]),
        ("TND", "1.000", ["0.3330", "0.3340", "0.3330"]),
        # The books keep four decimals of euros: the whole line is what it is.
        ("EUR", "10.0001", ["3.3300", "3.3400", "3.3301"]),
    ],
)
def test_the_parts_of_a_line_add_up_to_it_in_its_currency(tmp_path, currency, value, parts):
    fx = [
        {"currency": one, "rate_on": "2026-07-10", "fx_rate": "1"} for one in ("JPY", "TND")
    ]
    with small_world(tmp_path, fx=fx, **in_parts(currency, value)) as snapshot:
        stated = snapshot.con.execute(
            "SELECT stated_amount FROM receipt_prices ORDER BY receipt_id"
        ).fetchall()
    assert [str(amount) for (amount,) in stated] == parts


@pytest.mark.parametrize(
    ("received", "price"), [("1", "2.13"), ("3", "6.38"), ("4", "8.50"), ("5", "10.63")]
)
def test_the_price_of_a_short_receipt_is_rounded_half_away_from_zero(
    tmp_path, received, price
):
    """8.50 for 4: 2.125 a piece."""
    line = {"ordered_qty": "4", "value_amount": "8.50"}
    receipt = {"line_id": "1", "received_qty": received}
    with small_world(tmp_path, schedule_lines=[line], receipts=[receipt]) as snapshot:
        assert list(ledger(snapshot).values()) == [Decimal(price)]
        assert f" {price} EUR" in str(explain(snapshot, "price 1", "C1"))


def test_yen_with_decimals_are_refused(tmp_path: Path):
    """As a rule they are yen that an export moved by two places: 100 times too little."""
    with pytest.raises(DataFaults, match=r"'16\.50', expected a whole amount, because"):
        small_home(tmp_path, schedule_lines=[{"value_amount": "16.50", "currency": "JPY"}])


def test_yen_written_with_zeros_behind_are_whole(tmp_path: Path):
    line = {"value_amount": "1639.00", "currency": "JPY"}
    with small_world(tmp_path, schedule_lines=[line], reporting_currency="JPY") as snapshot:
        assert snapshot.scalar("SELECT value_amount FROM schedule_lines") == 1639


def test_a_reporter_in_yen_reports_whole_yen(tmp_path: Path):
    """10.05 EUR at 160.5 are 1,613.025; 0.42 h at 62.50 are 26.25; 1,000 over 3 months."""
    costs = [
        {"amount": "10.05"},
        {"element": "support_time", "component": "", "currency": "", "amount": ""}
        | {"driver_qty": "0.42", "rate_name": "support_rate"},
    ]
    one_off = {
        "supplier_id": "S",
        "occurred_on": "2026-07-01",
        "amount": "1000",
        "currency": "JPY",
    }
    with small_world(
        tmp_path,
        reporting_currency="JPY",
        fx=[{"currency": "EUR", "rate_on": "2026-07-10", "fx_rate": "160.5"}],
        cost_events=costs,
        one_off_costs=[one_off | {"life_months": "3"}],
        rates={"support_rate": ("JPY/hour", [("2026-01-01", "62.5")])},
    ) as snapshot:
        found = ledger(snapshot)
        assert "1,613 JPY" in str(explain(snapshot, "1", "C1"))
        assert "334 JPY in month 3" in str(explain(snapshot, "1 2026-09", "C1"))
    assert found == {
        "1": 1613,
        "2": 26,
        "1 2026-07": 333,
        "1 2026-08": 333,
        "1 2026-09": 334,
    }


# --- An order's own exchange rate

USD = [{"currency": "USD", "rate_on": "2026-07-10", "fx_rate": "0.9"}]


def test_an_orders_own_rate_goes_before_that_of_the_day_and_its_row_says_so(tmp_path: Path):
    lines = [
        {"currency": "USD", "fx_rate": "0.8"},
        {"currency": "USD", "fx_rate": "", "fx_units": ""},
        {"currency": "USD", "fx_rate": "1", "fx_units": "1.6"},
    ]
    receipts = [{"line_id": str(number)} for number in (1, 2, 3)]
    with small_world(tmp_path, fx=USD, schedule_lines=lines, receipts=receipts) as snapshot:
        rows = snapshot.con.execute(
            "SELECT amount, fx_rate, rule FROM cost_ledger ORDER BY line_id"
        ).fetchall()
        said = str(explain(snapshot, "price 1", "C1"))
    own = "purchase price of what arrived, at the order's own exchange rate"
    assert [(str(amount), rate, rule) for amount, rate, rule in rows] == [
        ("80.00", Decimal("0.8"), own),
        ("90.00", Decimal("0.9"), "purchase price of what arrived"),
        ("62.50", Decimal(1), own),
    ]
    assert "at 0.8 EUR for 1 USD, the order's own rate = 80.00 EUR" in said


def test_an_order_with_a_rate_of_its_own_needs_no_table_of_rates(tmp_path: Path):
    facts = in_parts("USD", "9.00", fx_rate="0.5")
    with small_world(tmp_path, **facts) as snapshot:
        assert list(ledger(snapshot).values()) == [Decimal("1.50")] * 3


INVOICE = {
    "supplier_id": "S",
    "line_id": "1",
    "invoiced_on": "2026-07-10",
    "due_on": "2026-07-20",
    "paid_on": "2026-07-20",
    "amount": "100.00",
    "currency": "USD",
    "correction": "none",
    "is_credit": "false",
}


@pytest.mark.parametrize(
    ("order", "invoice", "paid"),
    [
        ({"fx_rate": ""}, {}, "90.00"),
        ({"fx_rate": "0.8"}, {}, "80.00"),
        ({"fx_rate": "0.8"}, {"fx_rate": "0.7"}, "70.00"),
        ({"fx_rate": "0.8"}, {"line_id": ""}, "90.00"),
        ({"fx_rate": "1.2", "currency": "GBP"}, {}, "90.00"),
    ],
    ids=[
        "of the day",
        "of its order",
        "its own",
        "of no order",
        "of an order in another currency",
    ],
)
def test_an_invoice_has_its_own_rate_else_its_orders(tmp_path, order, invoice, paid):
    lines = [{"line_id": "1", "currency": "USD"} | order]
    invoices = [
        INVOICE | invoice,
        INVOICE | invoice | {"is_credit": "true", "amount": "-100.00", "due_on": ""},
    ]
    with small_world(
        tmp_path,
        fx=USD,
        schedule_lines=lines,
        invoice_lines=invoices,
        rates={
            "capital_rate": ("%/year", [("2026-01-01", "36.5")]),
            "reference_days": ("days", [("2026-01-01", "30")]),
        },
    ) as snapshot:
        found = ledger(snapshot, "element IN ('recovered', 'payment_terms')")
        said = str(explain(snapshot, "credit note 2", "C1"))
        explain(snapshot, "payment 1", "C1")
    # Of what was charged, due in 10 days and not in 30, 20 days at 36.5% a year are 2%.
    assert found == {"credit note 2": -Decimal(paid), "payment 1": Decimal(paid) * 2 / 100}
    whose = "invoice" if "fx_rate" in invoice else "order"
    assert (f"the {whose}'s own rate" in said) == (paid != "90.00")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            {"fx_rate": "0.9"},
            "expected no exchange rate beside an amount in the reporting currency",
        ),
        ({"fx_rate": "0", "currency": "USD"}, "expected a rate above 0"),
        (
            {"fx_units": "100", "currency": "USD"},
            "expected empty where there is no fx_rate",
        ),
    ],
)
def test_an_own_rate_that_is_of_no_use_is_refused(tmp_path, line, message):
    with pytest.raises(DataFaults, match=message):
        small_home(tmp_path, fx=USD, schedule_lines=[line])


def test_a_page_in_yen_prints_whole_yen_and_the_next_one_cents(tmp_path: Path):
    line = {"ordered_qty": "3", "value_amount": "1000", "currency": "JPY"}
    receipt = {"line_id": "1", "received_qty": "3", "docked_on": "2026-07-10"}
    home = small_home(
        tmp_path,
        reporting_currency="JPY",
        schedule_lines=[line],
        receipts=[receipt],
        cost_events=[{"amount": "500", "currency": "JPY"}],
    )
    with open_snapshot(home) as snapshot:
        cost = SupplierQuarter(snapshot, "S", Quarter.parse("2026Q3")).facts.cost
        assert (cost.price_per_good_unit, cost.per_good_unit) == (333, 500)
        assert money(cost.total) == "1,500"
    assert money(cost.total) == "1,500.00"


@pytest.mark.parametrize(
    ("currency", "fix"),
    [
        ("klingon", "Write the code of its currency."),
        ("eur", "Write EUR."),
        ("jpy", "Write JPY."),
    ],
)
def test_what_is_no_code_of_a_currency_is_refused_though_its_line_has_a_rate(
    tmp_path: Path, currency: str, fix: str
):
    lines = [{}, {"currency": currency, "fx_rate": "2", "value_amount": "100.50"}]
    with pytest.raises(DataFaults) as caught:
        small_home(tmp_path, schedule_lines=lines)
    assert (
        f"schedule_lines.csv, row 3: currency is '{currency}', expected three capitals of ISO 4217,"
        f" such as USD.\n{fix}" in str(caught.value)
    )


def test_a_currency_spelt_wrong_is_refused_before_anything_of_it_came(tmp_path: Path):
    lines = [{"currency": "usd"}, {"currency": "USD"}]
    with pytest.raises(
        DataFaults, match="row 2: currency is 'usd', expected three capitals"
    ):
        small_home(tmp_path, schedule_lines=lines)


@pytest.mark.parametrize(
    ("ordered", "received", "parts", "said"),
    [
        ("", ("3", "1"), ["0.75", "0.25"], "3 of the 4 that came of what was ordered"),
        ("8", ("3", "1"), ["0.38", "0.12"], "3 of 8 arrived of what was ordered"),
        ("", ("3", ""), ["0.50", "0.50"], "Receipt 1 of 2 of what was ordered"),
    ],
)
def test_the_price_of_an_unknown_quantity_is_spread_by_what_came(
    tmp_path: Path, ordered: str, received: tuple[str, str], parts: list[str], said: str
):
    line = {"line_id": "1", "ordered_qty": ordered, "value_amount": "1.00"}
    receipts = [{"line_id": "1", "received_qty": quantity} for quantity in received]
    with small_world(tmp_path, schedule_lines=[line], receipts=receipts) as snapshot:
        assert list(ledger(snapshot).values()) == [Decimal(part) for part in parts]
        assert said in str(explain(snapshot, "price 1", "C1"))


@pytest.mark.parametrize(
    ("rate", "rule", "said"),
    [
        (
            "0.5",
            "whole: at the invoice's own exchange rate",
            "the invoice's own rate = -50.00 EUR",
        ),
        (
            "",
            "whole: at the order's own exchange rate",
            "the order's own rate = -90.00 EUR",
        ),
    ],
)
def test_a_credit_note_says_whose_exchange_rate_it_is(
    tmp_path: Path, rate: str, rule: str, said: str
):
    credit = INVOICE | {
        "is_credit": "true",
        "amount": "-100.00",
        "paid_on": "",
        "fx_rate": rate,
    }
    line = {"line_id": "1", "currency": "USD", "fx_rate": "0.9"}
    with small_world(tmp_path, schedule_lines=[line], invoice_lines=[credit]) as snapshot:
        (row,) = snapshot.records("SELECT event_id, rule FROM cost_ledger")
        assert row["rule"] == rule
        assert said in str(explain(snapshot, row["event_id"], "C1"))
