"""The page and its files: valid, self-contained, the same bytes twice, safe with any text, and nothing on it that is not in the facts."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise

import html5lib
import openpyxl
import pandas as pd
import pytest
from small_world import small_world

from srmlib.calendar import Quarter
from srmlib.reports import sections
from srmlib.reports.export import csv_text, workbook_bytes
from srmlib.reports.facts import gather, suppliers_with_activity
from srmlib.reports.page import Report

Q3 = Quarter.parse("2026Q3")
HOSTILE = "</script><img src=x onerror=alert(1)>"
ORDER = ("masthead", "on_one_page", "scorecard", "delivery_over_time", "total_cost", "definitions_and_data")


def report_on(snapshot, supplier_id: str, quarter: Quarter = Q3) -> Report:
    report = Report(gather(snapshot, supplier_id, quarter))
    for name in ORDER:
        report.add(getattr(sections, name)(report.facts))
    return report


def visible_text(html: str) -> str:
    document = html5lib.parse(html, namespaceHTMLElements=False)
    for parent in list(document.iter()):
        for child in list(parent):
            if child.tag in ("style", "title", "desc"):
                parent.remove(child)
    return " ".join(" ".join(document.find("body").itertext()).split())


@pytest.fixture(scope="module")
def pages(sample) -> dict[str, str]:
    """The page of every supplier of the sample world."""
    return {supplier.supplier_id: report_on(sample, supplier.supplier_id).html() for supplier in suppliers_with_activity(sample, Q3)}


def test_every_page_is_valid_html_with_one_heading_of_each_rank_and_no_id_twice(pages):
    assert len(pages) == 8
    for html in pages.values():
        parser = html5lib.HTMLParser(strict=False)
        document = parser.parse(html)
        assert parser.errors == []
        tags = [element.tag.rpartition("}")[2] for element in document.iter() if isinstance(element.tag, str)]
        ranks = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert ranks.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(ranks))
        assert {"main", "nav", "header", "footer"} <= set(tags)
        assert "script" not in tags
        ids = Counter(element.get("id") for element in document.iter() if element.get("id"))
        assert {name: count for name, count in ids.items() if count > 1} == {}


def test_every_page_is_small_and_names_no_other_host(pages):
    for html in pages.values():
        assert len(html.encode()) < 1_500_000
        assert re.findall(r"(?:https?:)?//(?!www\.w3\.org/)[\w.]+", html) == []
        assert "default-src 'none'" in html


def test_no_page_prints_what_a_program_says_for_nothing(pages):
    for supplier_id, html in pages.items():
        text = visible_text(html)
        assert re.findall(r"\b(None|nan|NaN|NaT|NA|null|inf|undefined)\b|<NA>", text) == [], supplier_id


def test_the_same_facts_make_the_same_bytes(sample, tmp_path):
    sums = []
    for name in ("first", "second"):
        report_on(sample, "S-1001").write(tmp_path / name)
        sums.append({path.relative_to(tmp_path / name): hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / name).rglob("*.*")})
    assert sums[0] == sums[1]
    assert {path.as_posix() for path in sums[0]} >= {"report.html", "report.json", "tables.xlsx", "finished.json", "data/lines.csv", "data/cost_ledger.csv"}


def test_a_shared_report_holds_this_suppliers_data_only(sample, tmp_path):
    """Every supplier's id and name is a token of its own; no other one's stands anywhere in the files."""
    suppliers = sample.con.execute("SELECT supplier_id, name FROM suppliers").fetchall()
    report_on(sample, "S-1002").write(tmp_path)
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.suffix in (".html", ".json", ".csv"))
    written += _cells(tmp_path / "tables.xlsx")
    foreign = [token for row in suppliers if row[0] != "S-1002" for token in row if token in written]
    assert foreign == []
    assert "Brennick Forge" in written
    planted = written + " Harrow Castings"
    assert [token for row in suppliers if row[0] != "S-1002" for token in row if token in planted] == ["Harrow Castings"]


def _cells(path) -> str:
    book = openpyxl.load_workbook(path)
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A world whose every text is an attack."""
    tables = {
        "suppliers": [{"supplier_id": HOSTILE, "name": HOSTILE, "category": HOSTILE}],
        "parts": [{"part_id": HOSTILE, "name": HOSTILE, "uom": "{{271*271}}"}],
        "schedule_lines": [{"supplier_id": HOSTILE, "part_id": HOSTILE, "line_id": f"=cmd|{i}", "order_id": f"@{HOSTILE}"} for i in range(25)],
        "receipts": [{"line_id": f"=cmd|{i}", "receipt_id": f"-{i}", "docked_on": "2026-07-11", "shipment_id": "+1"} for i in range(20)],
        "cost_events": [{"supplier_id": HOSTILE, "shipment_id": "+1", "amount": "70.00", "event_id": f'"{HOSTILE}'}],
    }
    with small_world(tmp_path_factory.mktemp("hostile"), **tables) as snapshot:
        yield report_on(snapshot, HOSTILE)


def test_hostile_text_is_no_formula(hostile, tmp_path):
    hostile.write(tmp_path)
    lines = list(csv.DictReader(io.StringIO((tmp_path / "data/lines.csv").read_text())))
    assert {row["line_id"][:5] for row in lines} == {"'=cmd"}
    assert {row["ordered_qty"] for row in lines} == {"10.000"}
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink] == []
    assert book["lines"]["A2"].value.startswith("=cmd")


def test_exports_keep_numbers_exact_and_signed():
    rows = pd.DataFrame(
        {"amount": [Decimal("-5.00"), Decimal("12345678901234567.89"), None], "text": ["-5.00", "@x", "plain"], "day": [date(2026, 7, 1), None, None]}
    )
    assert csv_text(rows) == "amount,text,day\n-5.00,'-5.00,2026-07-01\n12345678901234567.89,'@x,\n,plain,\n"
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes({"t": rows}, date(2026, 10, 2))))["t"]
    assert [cell.value for cell in sheet["A"]] == ["amount", -5, "12345678901234567.89", None]


def test_a_section_stands_once(sample):
    report = report_on(sample, "S-1001")
    with pytest.raises(ValueError, match="'scorecard' is on the page already"):
        report.add(sections.scorecard(report.facts))


def test_a_quarter_that_is_not_over_says_so(scms):
    assert "the quarter is not over yet" in visible_text(report_on(scms, "Orgenics, Ltd", Quarter.parse("2015Q3")).html())
    assert "the quarter is not over yet" not in visible_text(report_on(scms, "Orgenics, Ltd", Quarter.parse("2014Q3")).html())


def test_unknown_freight_is_said_and_never_zero(scms):
    text = visible_text(report_on(scms, "Orgenics, Ltd", Quarter.parse("2015Q3")).html())
    assert "freight is not known for 36 of 41 receipts" in text
    assert "included in the price for 5, not known for 36 of 41 receipts" in text
    assert "Definition not yet agreed: no verdict" in text
    assert re.search(r"Freight (\+)?0\.00", text) is None
