"""The real SCMS extract, end to end, against a second road: plain pandas and Decimal on the raw
file. Every trap of its README is counted.
"""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from srmlib.cost.ledger import cost_summary
from srmlib.facts import suppliers_with_activity
from srmlib.load.publish import load_extract
from srmlib.metrics.catalogue import readings_of
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import open_snapshot
from srmlib.workspace import PROJECT, Workspace

SHIPPED = PROJECT / "data/sources/scms"

FREIGHT, INSURANCE, VALUE = (
    "Freight Cost (USD)",
    "Line Item Insurance (USD)",
    "Line Item Value",
)


@pytest.fixture(scope="module")
def raw(scms_files) -> pd.DataFrame:
    """The file as pandas reads it: text, with dates parsed and every reference followed by hand."""
    lines = pd.read_csv(
        scms_files / "SCMS_Delivery_History_Dataset.csv",
        dtype=str,
        keep_default_na=False,
        encoding="utf-8-sig",
        lineterminator="\r",
    )
    for column in (
        "Scheduled Delivery Date",
        "Delivered to Client Date",
        "Delivery Recorded Date",
    ):
        lines[column] = pd.to_datetime(lines[column], format="%d-%b-%y")
    by_id = dict(zip(lines["ID"], lines[FREIGHT], strict=True))
    lines["resolved"] = [
        by_id[re.search(r"ID#:(\d+)", cell)[1]] if cell.startswith("See ") else cell
        for cell in lines[FREIGHT]
    ]
    lines["state"] = (
        lines["resolved"]
        .map(
            {
                "Freight Included in Commodity Cost": "included",
                "Invoiced Separately": "unknown",
            }
        )
        .fillna("amount")
    )
    lines["freight_share"] = _spread(lines)
    return lines


def _spread(lines: pd.DataFrame) -> pd.Series:
    """Each shipment's freight over its priced lines by value, largest remainders, ties by ID as
    text: in Python, one shipment at a time.
    """
    shares = {}
    for _, shipment in lines[lines["state"] == "amount"].groupby("ASN/DN #"):
        cents = int(100 * Decimal(shipment["resolved"].iloc[0]))
        values = [int(100 * Decimal(v)) for v in shipment[VALUE]]
        weights = values if sum(values) else [1] * len(values)
        floors = [cents * w // sum(weights) for w in weights]
        order = sorted(
            range(len(weights)),
            key=lambda i: (-(cents * weights[i] % sum(weights)), shipment["ID"].iloc[i]),
        )
        for i in order[: cents - sum(floors)]:
            floors[i] += 1
        shares |= dict(zip(shipment.index, floors, strict=True))
    return pd.Series({i: Decimal(c) / 100 for i, c in shares.items()}).reindex(lines.index)


def _money(cells) -> Decimal:
    return sum((Decimal(cell) for cell in cells if cell not in ("", None)), Decimal("0.00"))


def test_every_line_is_there_and_every_trap_is_counted(scms):
    def count(sql):
        return scms.con.execute(sql).fetchall()[0][0]

    assert count("SELECT count(*) FROM schedule_lines") == 10_324
    assert count("SELECT count(*) FROM rejected_rows") == 0
    assert count("SELECT count(*) FROM suppliers") == 73
    assert count("SELECT count(*) FROM parts") == 184
    assert (
        count("SELECT count(*) FROM schedule_lines WHERE ordered_on IS NULL") == 5_404 + 328
    )
    assert count("SELECT count(DISTINCT shipment_id) FROM receipts") == 7_030
    assert count("SELECT count(DISTINCT site) FROM schedule_lines") == 43
    assert (
        count("SELECT count(*) FROM schedule_lines WHERE site = 'Côte d''Ivoire'") == 1_083
    )
    assert (
        count(
            "SELECT count(*) FROM cost_events WHERE component = 'insurance' AND state = 'unknown'"
        )
        == 287
    )
    assert (
        count(
            "SELECT count(*) FROM cost_events WHERE component = 'insurance' AND amount = 0"
        )
        == 54
    )
    assert count("SELECT count(*) FROM schedule_lines WHERE value_amount = 0") == 17
    assert (
        count(
            "SELECT count(*) FROM d1_rows WHERE basis = 'agreed' AND is_received_before_ordered"
        )
        == 5
    )
    assert count("SELECT count(*) FROM receipts WHERE posted_on < docked_on") == 3
    assert count("SELECT count(*) FROM schedule_lines WHERE made_at LIKE '%GrÃ¸nland%'") > 0
    states = dict(
        scms.con.execute(
            "SELECT state, count(DISTINCT receipt_id) FROM cost_ledger WHERE component = 'freight'"
            " GROUP BY state"
        ).fetchall()
    )
    assert states == {"amount": 8_538, "included": 1_442, "unknown": 344}


def test_freight_over_all_lines_equals_the_sum_of_the_freight_cells_to_the_cent(scms, raw):
    cells = _money(cell for cell in raw[FREIGHT] if re.fullmatch(r"\d+(\.\d+)?", cell))
    assert cells == Decimal("68817849.41")
    assert scms.con.execute(
        "SELECT sum(amount) FROM cost_ledger WHERE component = 'freight'"
    ).fetchall() == [(cells,)]
    assert scms.con.execute(
        "SELECT sum(amount) FROM cost_ledger WHERE element = 'price'"
    ).fetchall() == [(_money(raw[VALUE]),)]
    assert scms.con.execute(
        "SELECT sum(amount) FROM cost_ledger WHERE component = 'insurance'"
    ).fetchall() == [(_money(raw[INSURANCE]),)]


def test_each_line_bears_the_same_freight_on_both_roads(scms, raw):
    ledger = dict(
        scms.con.execute(
            "SELECT line_id, amount FROM cost_ledger WHERE component = 'freight' AND state ="
            " 'amount'"
        ).fetchall()
    )
    by_hand = dict(zip(raw["ID"], raw["freight_share"], strict=True))
    assert ledger == {line: share for line, share in by_hand.items() if not pd.isna(share)}


@pytest.mark.parametrize(
    ("label", "d1", "price", "freight", "insurance", "coverage"),
    [
        ("2014Q3", (17, 27), "11169284.00", "722327.76", "11482.01", 26 / 27),
        ("2015Q3", (29, 40), "4082775.00", "0.00", "4805.38", 5 / 41),
    ],
)
def test_orgenics_reads_the_same_on_both_roads(
    scms, raw, label, d1, price, freight, insurance, coverage
):
    quarter = Quarter.parse(label)
    summary = cost_summary(scms, "Orgenics, Ltd", quarter)
    components = {c.id: c for line in summary.lines for c in line.components}
    reading = next(r for r in readings_of(scms, "Orgenics, Ltd", quarter) if r.id == "D1")
    assert (reading.numerator, reading.denominator) == d1
    assert (
        str(summary.price),
        str(components["freight"].amount),
        str(components["insurance"].amount),
    ) == (price, freight, insurance)
    assert components["freight"].coverage == pytest.approx(coverage)
    assert (
        summary.total
        == summary.price + components["freight"].amount + components["insurance"].amount
    )

    start, until = pd.Timestamp(quarter.start), pd.Timestamp(quarter.until)
    own = raw[raw["Vendor"] == "Orgenics, Ltd"]
    due = own[
        (own["Scheduled Delivery Date"] >= start) & (own["Scheduled Delivery Date"] < until)
    ]
    got = own[
        (own["Delivered to Client Date"] >= start)
        & (own["Delivered to Client Date"] < until)
    ]
    assert (
        int((due["Delivered to Client Date"] <= due["Scheduled Delivery Date"]).sum()),
        len(due),
    ) == d1
    assert (_money(got[VALUE]), _money(got[INSURANCE])) == (
        summary.price,
        components["insurance"].amount,
    )
    assert (
        sum(got["freight_share"].dropna(), Decimal("0.00")) == components["freight"].amount
    )
    assert (got["state"] != "unknown").mean() == pytest.approx(coverage)


def test_every_supplier_and_quarter_sums_to_the_cent_on_both_roads(scms, raw):
    """D1, price, freight and insurance of all 73 vendors in all quarters."""
    by_ledger = {
        (s, q.year, q.month, e): a
        for s, q, e, a in scms.con.execute(
            "SELECT supplier_id, CAST(date_trunc('quarter', booked_on) AS DATE),"
            " coalesce(component, element), sum(amount) FROM cost_ledger GROUP BY ALL"
        ).fetchall()
        if a is not None
    }
    raw = raw.assign(
        quarter=raw["Delivered to Client Date"].dt.to_period("Q").dt.start_time
    )
    by_hand = {}
    for (vendor, start), rows in raw.groupby(["Vendor", "quarter"]):
        by_hand[vendor, start.year, start.month, "price"] = _money(rows[VALUE])
        if (rows["state"] == "amount").any():
            by_hand[vendor, start.year, start.month, "freight"] = sum(
                rows["freight_share"].dropna(), Decimal(0)
            )
        if (rows[INSURANCE] != "").any():
            by_hand[vendor, start.year, start.month, "insurance"] = _money(rows[INSURANCE])
    assert by_ledger == by_hand

    # What is due after the data end counts neither way, also where it came before.
    due = raw[raw["Scheduled Delivery Date"].dt.date <= scms.as_of]
    due = due.assign(
        month=due["Scheduled Delivery Date"].dt.to_period("M").dt.start_time,
        hit=due["Delivered to Client Date"] <= due["Scheduled Delivery Date"],
    )
    expected = {
        (vendor, month.date()): (int(rows["hit"].sum()), len(rows))
        for (vendor, month), rows in due.groupby(["Vendor", "month"])
    }
    found = {
        (s, m): (k, n)
        for s, m, k, n in scms.con.execute(
            "SELECT supplier_id, month_on, numerator, denominator FROM metric_months WHERE"
            " metric_id = 'D1' AND basis = 'agreed'"
        ).fetchall()
    }
    assert found == expected


def test_the_own_warehouse_is_marked_and_gets_no_report(scms):
    assert scms.con.execute(
        "SELECT supplier_id FROM suppliers WHERE kind = 'own_warehouse'"
    ).fetchall() == [("SCMS from RDC",)]
    names = [
        supplier.name for supplier in suppliers_with_activity(scms, Quarter.parse("2014Q3"))
    ]
    assert "SCMS from RDC" not in names
    assert len(names) == len(set(names)) == 20


def test_late_lines_behind_the_warehouse_are_traced_to_the_site_that_made_them(scms, raw):
    """Late lines of the project's own warehouse, by calendar date, by the manufacturing site the
    file names.
    """
    late = raw[
        (raw["Vendor"] == "SCMS from RDC")
        & (raw["Delivered to Client Date"] > raw["Scheduled Delivery Date"])
    ]
    found = scms.con.execute(
        "SELECT replace(cause, ' (tier 2)', ''), count(*) FROM trace_links WHERE effect_kind ="
        " 'late_order' AND cause_side = 'tier2' GROUP BY ALL"
    ).fetchall()
    assert dict(found) == late["Manufacturing Site"].value_counts().to_dict()
    assert len(late) == 927
    assert scms.con.execute(
        "SELECT DISTINCT sum(weight) FROM trace_links GROUP BY effect_kind, effect_id"
    ).fetchall() == [(10**9,)]


def test_with_suppliers_lines_and_receipts_alone_no_receipt_is_left_out(
    scms_files, raw, tmp_path
):
    """Days of arrival end what is known, where nothing is keyed in: 48 receipts came after the last
    order.
    """
    source = Path(shutil.copytree(SHIPPED, tmp_path / "scms"))
    (source / "cost_events.sql").unlink()
    receipts = source / "receipts.sql"
    receipts.write_text(
        receipts.read_text().replace('"Delivery Recorded Date" AS posted_on,', "")
    )
    published = load_extract(Workspace(tmp_path / "home"), str(source), scms_files)
    assert published.told == ["as of 2015-09-14: the last day in receipts.docked_on"]
    with open_snapshot(Workspace(tmp_path / "home")) as snapshot:
        priced = snapshot.records(
            "SELECT count(*) AS receipts, sum(amount) AS price FROM cost_ledger WHERE element ="
            " 'price'"
        )
    assert priced == [{"receipts": 10_324, "price": _money(raw[VALUE])}]
    sent = pd.to_datetime(raw["PO Sent to Vendor Date"], format="%m/%d/%y", errors="coerce")
    later = raw[raw["Delivered to Client Date"] > sent.max()]
    assert (len(later), _money(later[VALUE])) == (48, Decimal("12755894.58"))
