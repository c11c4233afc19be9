"""The files beside the page: numbers that stay exact, texts that stay texts, and a workbook that
says what it is.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import facts_fixture
import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from pages import report

from srmlib.facts import Facts, SupplierQuarter
from srmlib.reports.export import csv_text, sheet_names, workbook_bytes
from srmlib.reports.sheets import (
    MONTHS,
    OWN_COLUMNS,
    ROW_COLUMNS,
    SHARED_COLUMNS,
    SHEETS,
    Sheet,
    described,
)

OUR_WORDS = re.compile(r"\b(we|our|ours|us|them|their|theirs)\b", re.IGNORECASE)
OPENS_ON = ["Read me", "Scorecard"]
RICH = facts_fixture.rich()


def tables_of(facts: Facts) -> dict[str, pd.DataFrame]:
    return {
        name: rows
        for section in report(facts).sections
        for name, rows in section.tables.items()
    }


def book_of(facts: Facts, **tables: pd.DataFrame) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(facts, tables)))


def workbook_of(**columns: list) -> bytes:
    return workbook_bytes(RICH, {"t": pd.DataFrame(columns)})


def read_back(book: bytes) -> list[list]:
    """The cells below the heading of its one table, column by column."""
    sheet = openpyxl.load_workbook(io.BytesIO(book))["t"]
    return [list(column[1:]) for column in sheet.iter_cols()]


def rows_of(sheet: Worksheet) -> list[list]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return book_of(RICH, **tables_of(RICH))


# Numbers and texts


def test_exports_keep_numbers_exact_and_signed():
    rows = pd.DataFrame(
        {
            "amount": [Decimal("-5.00"), Decimal("12345678901234567.89"), None],
            "text": ["-5.00", "@x", "plain"],
            "day": [date(2026, 7, 1), None, None],
        }
    )
    assert (
        csv_text(rows)
        == "amount,text,day\n-5.00,'-5.00,2026-07-01\n12345678901234567.89,'@x,\n,plain,\n"
    )
    sheet = book_of(RICH, t=rows)["t"]
    assert [cell.value for cell in sheet["A"]] == [
        "amount",
        -5,
        "12345678901234567.89",
        None,
    ]
    assert isinstance(sheet["A2"].value, int)


def test_a_cell_keeps_its_type_and_what_nobody_described_shows_all_of_it():
    columns = read_back(
        workbook_of(
            sum=[Decimal("9.95"), Decimal("0.00000001")],
            number=[7, 123456789012345],
            rate=[0.1, 1 / 3],
            is_late=[True, False],
            day=[date(2026, 7, 1), None],
            moment=[datetime(2026, 7, 1, 8, 30, 15), datetime(1999, 12, 31, 23, 59, 59)],
            text=["0010", ""],
        )
    )
    moment = "yyyy-mm-dd hh:mm:ss"
    assert [
        [(c.value, c.data_type, c.number_format) for c in column] for column in columns
    ] == [
        [(9.95, "n", "General"), (0.00000001, "n", "General")],
        [(7, "n", "General"), (123456789012345, "n", "General")],
        [(0.1, "n", "General"), (1 / 3, "n", "General")],
        [(True, "b", "General"), (False, "b", "General")],
        [(datetime(2026, 7, 1), "d", "yyyy-mm-dd"), (None, "n", "General")],
        [
            (datetime(2026, 7, 1, 8, 30, 15), "d", moment),
            (datetime(1999, 12, 31, 23, 59, 59), "d", moment),
        ],
        [("0010", "s", "General"), (None, "n", "General")],
    ]


def test_the_end_of_a_name_says_how_a_column_is_shown():
    columns = read_back(
        workbook_of(
            late_amount=[Decimal("1250.5")],
            lot_qty=[Decimal("12.500")],
            wait_minutes=[1440],
            due_on=["2026-07-01"],
            line_id=["2026-07-01"],
        )
    )
    assert [(column[0].value, column[0].number_format) for column in columns] == [
        (1250.5, "#,##0.00"),
        (12.5, "#,##0.0"),
        (1440, "#,##0"),
        (datetime(2026, 7, 1), "yyyy-mm-dd"),
        ("2026-07-01", "General"),
    ]


@pytest.mark.parametrize(
    ("name", "column", "value", "layout"),
    [
        ("months_d1", "month", date(2024, 10, 1), "mmm yyyy"),
        ("cost_ledger", "booked_on", date(2026, 7, 10), "yyyy-mm-dd"),
        ("trace_links", "share", 0.5, "0.0%"),
        ("metrics", "value", 97.3, "#,##0.00"),
        ("metrics", "n", 186, "#,##0"),
    ],
)
def test_described_columns_are_shown_as_what_they_are(name, column, value, layout):
    rows = pd.DataFrame({column: [value]}, dtype=object)
    (cell,) = next(book_of(RICH, **{name: rows})[name].iter_rows(min_row=2))
    read = cell.value.date() if isinstance(value, date) else cell.value
    assert (read, cell.number_format) == (value, layout)


def test_periods_of_whole_weeks_are_shown_by_their_first_day():
    rows = pd.DataFrame({"month": ["2026-06-29", "2026-08-01"]})
    cells = list(book_of(RICH, months_d1=rows)["months_d1"]["A"])[1:]
    assert {cell.number_format for cell in cells} == {"yyyy-mm-dd"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("=1+1", "=1+1"),
        ("{=1+1}", "{=1+1}"),
        ("+1", "+1"),
        ("-1", "-1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("https://example.com", "https://example.com"),
        ("mailto:a@example.com", "mailto:a@example.com"),
        ("internal:t!A1", "internal:t!A1"),
        (" lead\nand\ttrail ", " lead\nand\ttrail "),
        ("_x0041_", "_x0041_"),
        # A spreadsheet shows these characters again; a reader of XML alone sees how they are told.
        ("a\ufffeb", "a_xFFFE_b"),
        ("a\uffffb", "a_xFFFF_b"),
        ("a\x00\x1b\rb", "a_x0000__x001B__x000D_b"),
        # What XlsxWriter would take for markup.
        ("<r>a & b</r>", "<r>a & b</r> "),
        ("<r><t>x</t></si>", "<r><t>x</t></si>"),
    ],
)
def test_any_text_is_read_back_as_text(text, read):
    ((cell,),) = read_back(workbook_of(text=[text]))
    assert (cell.value, cell.data_type, cell.hyperlink) == (read, "s", None)


@pytest.mark.parametrize("text", ["a\uffff<b>&", "=1+1", "<r><t>x</r>", "&P &[File]"])
def test_the_names_of_firms_and_metrics_are_text_on_every_sheet(text):
    facts = replace(RICH, supplier=replace(RICH.supplier, name=text), buyer=text)
    made = workbook_bytes(facts, {"metrics": pd.DataFrame({"name": [text]})})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for name in archive.namelist():
            assert ElementTree.fromstring(archive.read(name)) is not None, name
        sheets = [
            archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name
        ]
    assert not [one for one in sheets if b"<f>" in one]
    # Nothing of the data is in a header or footer, whose & is a command.
    assert {footer for one in sheets for footer in re.findall(b"<oddFooter>.*?<", one)} == {
        b"<oddFooter>&amp;RPage &amp;P of &amp;N<"
    }
    book = openpyxl.load_workbook(io.BytesIO(made))
    links = [
        cell.hyperlink for sheet in book for row in sheet for cell in row if cell.hyperlink
    ]
    assert [(one.location, one.target) for one in links] == [
        ("'Scorecard'!A1", None),
        ("'metrics'!A1", None),
    ]


def test_the_same_facts_and_tables_give_the_same_bytes(monkeypatch):
    def made() -> bytes:
        return workbook_of(amount=[Decimal("9.95")], day=[date(2026, 7, 1)], text=["x"])

    before = made()
    # Neither the hour nor the place of the machine stands in it.
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = openpyxl.load_workbook(io.BytesIO(before)).properties
    assert properties.created == properties.modified == datetime(2026, 10, 2)
    assert made() == before
    monkeypatch.undo()
    time.tzset()


# Sheets


def test_names_of_sheets_are_short_allowed_and_each_there_once():
    names = sheet_names(
        ["rows_" + "x" * 40, "rows_" + "x" * 50, "READ ME", "History", "a:b[c]", ""]
    )
    assert names == [
        "rows_" + "x" * 26,
        "rows_" + "x" * 24 + " 2",
        "READ ME 2",
        "History 2",
        "a_b_c_",
        "_",
    ]
    tables = {"rows_" + "x" * length: pd.DataFrame({"a": [length]}) for length in (40, 50)}
    book = book_of(RICH, **tables)
    assert [book[name]["A2"].value for name in names[:2]] == [40, 50]


def test_tables_have_bold_heads_that_stay_filters_and_widths_of_their_content(book):
    for name in book.sheetnames[2:]:
        sheet = book[name]
        assert all(cell.font.bold for cell in sheet[1]), name
        assert sheet.freeze_panes == "A2", name
        last = f"{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
        assert sheet.auto_filter.ref == (f"A1:{last}" if sheet.max_row > 1 else None), name
        # XlsxWriter adds what Excel keeps free beside the letters.
        assert all(7 <= column.width < 46 for column in sheet.column_dimensions.values()), (
            name
        )
    (wide, narrow) = (
        book_of(RICH, t=pd.DataFrame({"a": [text]}))["t"].column_dimensions["A"].width
        for text in ("x" * 30, "x")
    )
    assert wide > 30 > narrow


def test_the_book_opens_on_what_it_is(book):
    assert book.sheetnames[:2] == OPENS_ON
    assert book.active.title == "Read me"
    said = " ".join(str(cell) for row in rows_of(book["Read me"]) for cell in row if cell)
    for words in (
        f"{RICH.supplier.name} ({RICH.supplier.supplier_id})",
        "1 July 2026 to 30 September 2026",
        "2 October 2026",
        RICH.snapshot_id,
        "never stands for zero",
        "show it rounded",
    ):
        assert words in said
    named = replace(RICH, buyer="Tarn Pumps")
    assert ["Buyer", "Tarn Pumps"] in [
        row[:2] for row in rows_of(book_of(named)["Read me"])
    ]


def test_read_me_says_where_customers_are_only_counted():
    said = {row[0]: row[1] for row in rows_of(book_of(RICH)["Read me"])}
    assert "counted and never named" in said["Customers"]
    named = replace(RICH, shares_customers=True)
    assert "Customers" not in [row[0] for row in rows_of(book_of(named)["Read me"])]


def test_an_internal_book_says_so_where_it_opens_and_on_its_scorecard():
    made = book_of(replace(RICH, audience="internal"))
    assert [made[name]["A1"].value.startswith("Internal: ") for name in OPENS_ON] == [
        True,
        True,
    ]
    shared = book_of(RICH)
    assert ["nternal" in shared[name]["A1"].value for name in OPENS_ON] == [False, False]


def test_read_me_names_every_sheet_with_a_link_and_every_column(book):
    rows = rows_of(book["Read me"])
    told = {row[0]: row[2] for row in rows if row[0] in book.sheetnames and row[2]}
    assert set(told) >= set(book.sheetnames[1:])
    columns = {(row[0], row[1]) for row in rows}
    for name in book.sheetnames[2:]:
        kind = name.partition("_")[0]
        for cell in book[name][1]:
            assert {(name, cell.value), (f"{kind}_…", cell.value)} & columns, (
                name,
                cell.value,
            )


@pytest.mark.parametrize("audience", ["shared", "internal"])
def test_every_table_and_column_of_the_sample_is_described(sample, facts_of, audience):
    facts = facts_of("S-1001")
    if audience == "internal":
        facts = SupplierQuarter(sample, "S-1001", facts.quarter, audience).facts
    metrics = {one.metric_id.lower(): one.metric for one in facts.definitions}
    missing = []
    for name, rows in tables_of(facts).items():
        sheet = described(metrics, name)
        missing += [name] if not sheet.holds else []
        missing += [
            (name, column) for column in rows.columns if column not in sheet.columns
        ]
    assert missing == []


def test_descriptions_name_the_firms_as_both_read_them():
    of_rows = [ROW_COLUMNS, SHARED_COLUMNS, MONTHS, *OWN_COLUMNS.values()]
    sheets = [*SHEETS.values(), *(Sheet("", columns) for columns in of_rows)]
    words = [sheet.holds for sheet in sheets]
    words += [column.words for sheet in sheets for column in sheet.columns.values()]
    assert len(words) > 250
    # What a code of the data means is said behind it.
    codes = re.compile(r"theirs \(supplier\)|ours \(buyer\)")
    assert [said for said in words if OUR_WORDS.search(codes.sub("", said))] == []


# Scorecard


def scores(facts: Facts) -> tuple[Worksheet, dict[str, dict[str, object]]]:
    sheet = book_of(facts)["Scorecard"]
    _, _, _, heads, *rows = sheet.iter_rows()
    return sheet, {
        row[0].value: dict(zip([head.value for head in heads], row, strict=True))
        for row in rows
        if row[0].value
    }


def test_the_scorecard_says_what_the_page_says():
    facts = replace(RICH, buyer="Tarn Pumps")
    _, found = scores(facts)
    on_time = found["On time, in full"]
    assert on_time["Value"].value == 91.6
    assert on_time["Value"].number_format == '#,##0.0"%"'
    assert on_time["Goal"].value == "≥ 95%"
    assert on_time["Counted this quarter"].value == "196 of 214 lines"
    # 5 % of 214 lines are 10.7.
    missed = on_time["Missed, and what the goal allows"].value.splitlines()
    assert missed[0] == "18 of 214; goal allows 10"
    assert missed[1].startswith("by chance: 1 quarter in ")
    assert on_time["Quarters that met the goal"].value == "2 of 3"
    d1 = facts.reading("D1")
    assert on_time["Tarn Pumps counts"].value == d1.bases["buyer"].value
    assert on_time[f"{facts.supplier.name} counts"].value == d1.bases["supplier"].value
    assert found["Delivery variability"]["Value"].number_format == '#,##0.0" days"'
    assert "Tarn Pumps’ part" in found
    assert found["Forecast error"]["Goal"].value == "≤ 15%"


@pytest.mark.parametrize(
    ("verdict", "said", "fill"),
    [
        ("met_clear", "▲ met, clear", "FF0D6E58"),
        ("met", "△ met", "FF96E0CF"),
        ("missed", "▽ missed", "FFFED84A"),
        ("missed_clear", "▼ missed, clear", "FFEE8578"),
        ("far_clear", "▼▼ far off, clear", "FFA3020B"),
    ],
)
def test_a_verdict_has_its_glyph_word_and_colour(verdict, said, fill):
    one = replace(RICH.reading("D1"), verdict=verdict)
    _, found = scores(facts_fixture.with_readings(RICH, D1=one))
    chip = found["On time, in full"]["Goal met?"]
    assert (chip.value, chip.fill.start_color.rgb) == (said, fill)


def test_what_may_not_be_judged_has_no_value_and_no_colour():
    _, found = scores(facts_fixture.six_lines())
    on_time = found["On time, in full"]
    assert on_time["Goal met?"].value == "too few"
    assert on_time["Goal met?"].fill.fill_type is None
    assert on_time["Value"].value is None
    assert on_time["Counted this quarter"].value == "5 of 6 lines"
    left = [name for name in found if name.startswith("Not in this data: ")]
    assert len(left) == 1
    assert "accepted lots" in left[0]
    assert "Accepted lots" not in found


def test_what_is_not_agreed_says_so():
    _, found = scores(facts_fixture.freight_unknown())
    assert found["On time, in full"]["Goal met?"].value == "not agreed"
    _, found = scores(facts_fixture.nothing_received())
    assert [name for name in found if name.startswith("Not agreed for this relationship: ")]


def test_the_scorecard_prints_on_one_sheet_across_with_its_head_on_each():
    sheet, _ = scores(RICH)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # One across is what a file says by saying nothing.
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "B5"
