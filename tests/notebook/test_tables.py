"""Tables of a notebook: few columns with words as heads, and the call that shows all."""

from __future__ import annotations

import html5lib
import pytest
from pages import visible

from srmlib.errors import UsageError
from srmlib.facts import SupplierQuarter, suppliers_with_activity
from srmlib.notebook import tables
from srmlib.reports.page import Section
from srmlib.rules.calendar import Quarter

MOST_COLUMNS = 10


@pytest.fixture(scope="module")
def q(sample) -> SupplierQuarter:
    return SupplierQuarter(sample, "S-1001", Quarter.parse("2026Q3"))


def read(section: Section) -> tuple[list[str], list[list[str]], str]:
    """Heads, rows without the last of sums, and all that is said."""
    page = html5lib.parseFragment(str(section.body), namespaceHTMLElements=False)
    heads = [" ".join(visible(cell).split()) for cell in page.iter("th")]
    bodies = list(page.iter("tbody"))
    rows = [
        [" ".join(visible(cell).split()) for cell in row.iter("td")]
        for body in bodies
        for row in body.iter("tr")
    ]
    return heads, rows, " ".join(visible(page).split())


def test_missed_rows_are_those_that_count_against_the_metric(q):
    heads, rows, said = read(tables.missed(q, "D1"))
    assert len(heads) <= MOST_COLUMNS and not [head for head in heads if "_" in head]
    counted = q.rows("D1").query("is_counted and outcome != 'on_time'")
    assert sorted(row[0] for row in rows) == sorted(counted["line_id"])
    assert 'q.rows("D1")' in said


def test_what_was_booked_adds_up(q):
    heads, rows, said = read(tables.booked(q, "line_stop"))
    assert len(heads) <= MOST_COLUMNS
    assert len(rows) == len(q.ledger.query("element == 'line_stop'")) == 3
    assert "12,600.00" in said
    assert "Nothing was booked" in read(tables.booked(q, "return_handling"))[2]


def test_an_element_nobody_knows_is_refused_with_those_there_are(q):
    with pytest.raises(UsageError, match=r"'line_stops' is no element of cost.*line_stop"):
        tables.booked(q, "line_stops")


def test_rows_that_read_differently_stand_by_question(q):
    found = q.bridge("D1", "supplier", "buyer")
    heads, rows, _ = read(tables.flips(q, found))
    assert len(heads) <= MOST_COLUMNS
    assert [row[1] for row in rows] == [
        f.row_id for step in found.steps for f in step.flips
    ]


def test_suppliers_are_listed_by_name(q):
    active = suppliers_with_activity(q.snapshot, q.quarter)
    _, rows, _ = read(tables.suppliers(active))
    assert [row[:2] for row in rows] == [[one.supplier_id, one.name] for one in active]
