"""What each metric counts and leaves out, as `srm check` prints it and a page says it."""

from __future__ import annotations

import pandas as pd
import pytest
from shipped import METRICS
from small_world import small_world

from srmlib.facts import SupplierQuarter
from srmlib.metrics.left_out import (
    left_out_by_metric,
    left_out_lines,
    left_out_of,
    left_out_words,
)
from srmlib.reports.sections.numbers import definitions_and_data
from srmlib.rules.calendar import Quarter


def test_a_line_per_metric_says_how_many_rows_count_and_why_others_do_not(tmp_path):
    lines = [
        {"line_id": "A/1"},
        {"line_id": "A/2"},
        {"line_id": "A/3", "requested_on": "2026-12-01"},
        {"line_id": "A/4", "requested_on": "2026-12-01"},
        {"line_id": "A/5", "status": "cancelled", "cancelled_on": "2026-06-20"},
    ]
    with small_world(
        tmp_path, schedule_lines=lines, receipts=[{"line_id": "A/1"}]
    ) as snapshot:
        said = {line.split("  ")[0]: line for line in left_out_lines(snapshot)}
        assert said["D1"] == "D1  2 lines counted; left out: 2 not due yet, 1 cancelled"
        assert list(said) == [one for one in METRICS if one in said]


def test_rows_of_two_kinds_are_both_named():
    rows = pd.DataFrame(
        [
            {"outcome": "confirmed", "is_counted": True, "numerator": 2, "denominator": 0},
            {"outcome": "received", "is_counted": True, "numerator": 0, "denominator": 10},
            {"outcome": "received", "is_counted": True, "numerator": 0, "denominator": 5},
        ]
    )
    said = left_out_words(METRICS["Q2"], left_out_of(rows))
    assert said == "1 confirmed notice and 2 receipts counted; none left out"


def test_nothing_counted_is_said():
    rows = pd.DataFrame(
        [{"outcome": "not_due", "is_counted": False, "numerator": 0, "denominator": 1}]
    )
    assert left_out_words(METRICS["D1"], left_out_of(rows)) == (
        "nothing counted; left out: 1 not due yet"
    )


@pytest.mark.parametrize("name", ["scms", "sample"])
def test_every_row_of_an_extract_is_counted_or_left_out_for_a_reason(name, request):
    snapshot = request.getfixturevalue(name)
    rows = snapshot.frame(
        "SELECT metric_id, outcome, is_counted FROM metric_rows WHERE basis = 'agreed'"
    )
    rows["is_counted"] = rows["is_counted"].astype(bool)
    found = left_out_by_metric(snapshot)
    assert set(found) == set(rows["metric_id"])
    for metric_id, of_metric in rows.groupby("metric_id"):
        left = of_metric[~of_metric["is_counted"]]
        assert found[metric_id].counted == len(of_metric) - len(left)
        assert found[metric_id].outcomes == left["outcome"].value_counts().to_dict()


def test_the_page_says_it_of_its_supplier_and_quarter(tmp_path):
    lines = [
        {"line_id": "A/1"},
        {"line_id": "A/2", "status": "cancelled", "cancelled_on": "2026-06-20"},
        {"line_id": "B/1", "supplier_id": "T", "ordered_on": "2026-08-01"},
    ]
    suppliers = [{"supplier_id": "S", "name": "One"}, {"supplier_id": "T", "name": "Other"}]
    with small_world(
        tmp_path,
        suppliers=suppliers,
        schedule_lines=lines,
        receipts=[{"line_id": "A/1"}, {"line_id": "B/1"}],
    ) as snapshot:
        pages = {}
        for supplier_id in ("S", "T"):
            facts = SupplierQuarter(snapshot, supplier_id, Quarter.parse("2026Q3")).facts
            pages[supplier_id] = definitions_and_data(facts).body
            found = [check for check in facts.checks if "receipts.docked_on" in check.name]
            # Goods that came before they were ordered are the other supplier's.
            assert [check.rows for check in found] == ([1] if supplier_id == "T" else [])
    assert "In the quarter: 1 line counted; left out: 1 cancelled." in pages["S"]
    assert "In the quarter: 1 line counted; none left out." in pages["T"]
