"""One page for an award: what each supplier would cost at a volume, beside what customers met."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from small_world import small_world

from srmlib.cost.compare import AtVolume, Volume
from srmlib.cost.scenario import QuarterLedger
from srmlib.errors import UsageError
from srmlib.notebook.award import award, award_headline
from srmlib.rules.calendar import Quarter

Q3 = Quarter.parse("2026Q3")
AGREED = (
    "C1: {switches: {agreed: {elements: invoiced}}, min_n: 2, version: 1, valid_from: 2024-01-01,"
    " signed_by_buyer: x, signed_by_supplier: y}"
)
PRICES = {"S": "100.00", "T": "95.00"}
LINES = [
    {"line_id": f"{who}{n}", "supplier_id": who, "value_amount": price}
    for who, price in PRICES.items()
    for n in (1, 2)
]
FREIGHT = {"S": "2.00", "T": "9.00"}


def world(folder: Path, **facts):
    return small_world(
        folder,
        definitions=AGREED,
        suppliers=[
            {"supplier_id": "S", "name": "Swift"},
            {"supplier_id": "T", "name": "Tarn"},
        ],
        schedule_lines=LINES,
        receipts=[{"line_id": one["line_id"]} for one in LINES],
        cost_events=[
            {"supplier_id": one["line_id"][0], "line_id": one["line_id"]}
            | {"amount": FREIGHT[one["line_id"][0]]}
            for one in LINES
        ],
        **facts,
    )


def test_who_would_cost_least_beside_what_customers_met(tmp_path):
    """30 × 10.20 against 30 × 10.40; with a quote of 9.00, 30 × 9.90."""
    mix = {"P": Volume(Decimal(30), 3)}
    with world(tmp_path) as snapshot:
        ledger = QuarterLedger(snapshot, Q3)
        paid = award(ledger, mix)
        quoted = award(ledger, mix, {("T", "P"): Decimal("9.00")})
    assert paid.headline == (
        "Swift would cost least for 30 of P on 3 orders: 306.00 EUR, Tarn 312.00"
    )
    assert quoted.headline == (
        "Tarn would cost least for 30 of P on 3 orders: 297.00 EUR, Swift 306.00"
    )
    assert "What customers met" in paid.body and "not supplied" in paid.body
    assert ">quote<" in quoted.body and ">quote<" not in paid.body


def test_without_a_place_nobody_is_said_to_cost_least(tmp_path):
    mix = {"P": Volume(Decimal(30), 3)}
    with world(tmp_path) as snapshot:
        ledger = QuarterLedger(snapshot, Q3.previous())
        assert award(ledger, mix).headline == (
            "Nobody delivered what is asked for: 30 of P on 3 orders"
        )
        with pytest.raises(UsageError, match="There is no part 'X'"):
            award(ledger, {"X": mix["P"]})
    one = AtVolume("S", "Swift", "EUR", None, None, None, None, (), "no good quantity of P")
    assert award_headline([one], "30 of P").startswith("Too little is known to say who")
