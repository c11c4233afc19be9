"""The section of costs and what stands behind it: the words, report.json's cost block, the files, and the
portfolio row of the index; on literal worlds.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import html5lib
import openpyxl
import pytest
from cost_rows import by_rate
from facts_fixture import rich
from small_world import small_world

from srmlib.cost.compare import portfolio
from srmlib.cost.detail import cost_block, cost_detail
from srmlib.cost.ledger import cost_summary
from srmlib.cost.rates_used import RateUsed, rates_used
from srmlib.facts import Supplier, SupplierQuarter, suppliers_with_activity
from srmlib.reports.index import write_index
from srmlib.reports.page import Report
from srmlib.reports.publish import slug
from srmlib.reports.sections.cost import rate_words, total_cost
from srmlib.reports.sections.opening import masthead
from srmlib.rules.calendar import Quarter
from srmlib.rules.elements import COMPONENTS, ELEMENTS, freight_name
from srmlib.words.cost import cost_headline

Q3 = Quarter.parse("2026Q3")
RIVAL = "Rival Forge"
RATES = {
    "line_stop_rate": (
        "EUR/minute",
        [("2026-01-01", "60.00", "40", "80"), ("2026-08-01", "66.00", "44", "88")],
    )
}


def cost(
    element: str, amount: str | None, on: str = "2026-07-20", **facts: str | None
) -> dict:
    """A cost event that no receipt bears, without a component; its state is amount, or unknown
    where none is given.
    """
    known = {
        "element": element,
        "component": None,
        "amount": amount,
        "occurred_on": on,
        "state": "amount" if amount else "unknown",
        "cause": "theirs",
    }
    return known | {"currency": "EUR" if amount else None} | facts


def counted(element: str, driver_qty: str, rate_name: str, on: str, **facts: str) -> dict:
    return cost(
        element,
        None,
        on,
        state="amount",
        driver_qty=driver_qty,
        rate_name=rate_name,
        **facts,
    )


def full_world(folder: Path):
    """Two receipts of a supplier, with every kind of cost there is; and a rival with costs of its
    own.
    """
    return small_world(
        folder,
        rates=RATES,
        suppliers=[
            {"supplier_id": "S", "name": "Supplier"},
            {"supplier_id": "R", "name": RIVAL},
        ],
        schedule_lines=[
            {"value_amount": "1000.00", "site": "north"},
            {"value_amount": "600.00", "site": "south"},
            {"supplier_id": "R", "value_amount": "777.77", "site": "north"},
        ],
        receipts=[
            {"line_id": "1"},
            {"line_id": "2", "docked_on": "2026-08-05"},
            {"line_id": "3"},
        ],
        cost_events=[
            {"line_id": "1", "amount": "45.00"},
            {"line_id": "2", "state": "unknown", "currency": None},
            counted("line_stop", "10", "line_stop_rate", "2026-07-20"),
            counted("line_stop", "5", "line_stop_rate", "2026-08-03", cause="open"),
            cost("premium_freight", "80.00", paid_by="supplier"),
            cost("premium_freight", "120.00", cause="ours"),
            cost("scrap", None),
            cost("recovered", "-50.00"),
            cost("warranty", "999.99", supplier_id="R"),
        ],
        cost_controls=[
            {
                "supplier_id": "S",
                "element": "premium_freight",
                "month_on": "2026-07-01",
                "amount": "240.00",
            },
            {
                "supplier_id": "S",
                "element": "line_stop",
                "month_on": "2026-07-01",
                "amount": "600.00",
            },
            {
                "supplier_id": "S",
                "element": "line_stop",
                "month_on": "2026-08-01",
                "amount": "300.00",
            },
        ],
        cost_reports=[
            {"site": "north", "element": "line_stop", "since_on": "2024-01-01"},
            {"site": "north", "element": "warranty", "since_on": "2024-01-01"},
        ],
    )


def one_receipt(
    folder: Path, *events: dict, receipts: tuple = ({"line_id": "1"},), **tables
):
    given = {"receipts": list(receipts), "cost_events": list(events)}
    return small_world(
        folder,
        schedule_lines=[{}],
        **{name: rows for name, rows in given.items() if rows},
        **tables,
    )


def written(snapshot, folder: Path, supplier_id: str = "S") -> SimpleNamespace:
    """The report of a supplier, as far as costs go: its files, its facts, and what a reader sees of
    the section of costs.
    """
    facts = SupplierQuarter(snapshot, supplier_id, Q3).facts
    report = Report(facts)
    section = [report.add(one(facts)) for one in (masthead, total_cost)][-1]
    report.write(folder)
    html5lib.HTMLParser(strict=True).parse(report.html())
    block = json.loads((folder / "report.json").read_text(encoding="utf-8"))["cost"]
    return SimpleNamespace(
        folder=folder,
        facts=facts,
        block=block,
        html=section.body,
        said=said_in(section.body),
    )


def said_in(html: str) -> str:
    words = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return " ".join(" ".join(words.itertext()).split())


def rows_of(found: SimpleNamespace, name: str) -> list[dict[str, str]]:
    with (found.folder / "data" / f"{name}.csv").open(
        encoding="utf-8", newline=""
    ) as stream:
        return list(csv.DictReader(stream))


def cells(found: SimpleNamespace, element: str) -> list[str]:
    """The printed cells of one row of the table of elements."""
    table = html5lib.parseFragment(found.html, namespaceHTMLElements=False).find(
        ".//table[@class='plain cost']"
    )
    row = next(
        row
        for row in table.iter("tr")
        if "".join(row.find("th").itertext()).startswith(element)
    )
    return [" ".join(" ".join(cell.itertext()).split()) for cell in row.findall("td")]


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    folder = tmp_path_factory.mktemp("full")
    with full_world(folder) as snapshot:
        yield SimpleNamespace(
            snapshot=snapshot, **vars(written(snapshot, folder / "report"))
        )


# report.json


def test_the_sums_are_those_reckoned_by_hand(full):
    # 1,600.00 of price, 45.00 of freight, 10 × 60 + 5 × 66 of line stops, 120.00 of premium
    # freight, 50.00 recovered.
    block = full.block
    assert (block["price"], block["total"], block["added"]) == (
        "1600.00",
        "2645.00",
        "1045.00",
    )
    assert (
        block["per_good_unit"],
        block["per_order_line"],
        block["order_lines"],
        block["spi"],
        block["cost_ratio"],
    ) == ("132.25", "1322.50", 2, "1.3750", "1.6531")
    assert block["by_cause"] == {
        "theirs": "550.00",
        "ours": "120.00",
        "shared": "0.00",
        "carrier": "0.00",
        "open": "330.00",
        "terms": "1645.00",
    }
    assert block["added_by_cause"] == block["by_cause"] | {"terms": "45.00"}
    assert {
        cause: str(sum(map(Decimal, by_word.values())))
        for cause, by_word in block["added_cause_by"].items()
    } == {
        cause: amount
        for cause, amount in block["added_by_cause"].items()
        if amount != "0.00"
    }
    assert block["paid_by_supplier"] == {"premium_freight": "80.00"}


def test_a_phase_or_class_without_a_measured_element_is_not_zero(full):
    assert full.block["by_phase"] == {
        "pre-transaction": None,
        "transaction": "1765.00",
        "post-transaction": "880.00",
    }
    classes = {
        "prevention": None,
        "appraisal": None,
        "internal failure": "1050.00",
        "external failure": "0.00",
        "recovery": "-50.00",
        "none": "1645.00",
    }
    assert full.block["by_quality_class"] == classes
    assert cells_of_split(full, "prevention") == "not measured"
    assert cells_of_split(full, "external failure") == "0.00"


def cells_of_split(found: SimpleNamespace, name: str) -> str:
    root = html5lib.parseFragment(found.html, namespaceHTMLElements=False)
    return next(
        "".join(row.find("td").itertext())
        for row in root.findall(".//tbody/tr[th]")
        if "".join(row.find("th").itertext()) == name
    )


def test_every_split_adds_up_to_the_total(full):
    assert closes(full.block)


def closes(block: dict) -> bool:
    """Elements, causes, phases and classes each add up to the total, and each element's causes to
    the element.
    """
    amounts = {element["id"]: Decimal(element["amount"]) for element in block["elements"]}
    splits = [
        amounts,
        *(
            {name: Decimal(amount or 0) for name, amount in block[split].items()}
            for split in ("by_cause", "by_phase", "by_quality_class")
        ),
    ]
    by_element = [
        sum(map(Decimal, element["cause"].values())) == amounts[element["id"]]
        for element in block["elements"]
    ]
    added = sum(map(Decimal, block["added_by_cause"].values()))
    return (
        {sum(split.values()) for split in splits} == {Decimal(block["total"])}
        and all(by_element)
        and added == Decimal(block["added"])
    )


def test_every_supplier_of_the_sample_adds_up_and_lies_in_its_interval(sample):
    suppliers = suppliers_with_activity(sample, Q3)
    for supplier in suppliers:
        summary = cost_summary(sample, supplier.supplier_id, Q3)
        block = cost_block(summary, cost_detail(sample, supplier.supplier_id, Q3, []))
        assert closes(block), supplier.supplier_id
        low, high = block["interval"]
        assert low < float(block["per_good_unit"] or block["total"]) < high
        assert {element["id"] for element in block["elements"]} <= set(ELEMENTS)
        for element in block["elements"]:
            valued = sum(Decimal(rate["amount"]) for rate in element["rates"])
            assert valued == Decimal(element["amount"]) or element["id"] in BOOKED_TOO, (
                supplier.supplier_id,
                element["id"],
            )
    assert len(suppliers) == 8


# The sample books these, all or in part.
BOOKED_TOO = (
    "price",
    "freight_duty",
    "premium_freight",
    "scrap",
    "return_handling",
    "onboard_switch",
    "recovered",
    "line_stop",
    "sort_rework",
    "customer_fail",
)


def test_each_value_of_a_rate_stands_with_what_it_valued(full):
    line_stop = next(
        element for element in full.block["elements"] if element["id"] == "line_stop"
    )
    told = [
        [
            rate[name]
            for name in (
                "value",
                "from",
                "low",
                "high",
                "driver_qty",
                "driver_unit",
                "events",
                "amount",
            )
        ]
        for rate in line_stop["rates"]
    ]
    assert told == [
        ["60", "2026-01-01", "40", "80", "10", "minute", 1, "600.00"],
        ["66", "2026-08-01", "44", "88", "5", "minute", 1, "330.00"],
    ]
    assert (line_stop["phase"], line_stop["quality_class"]) == (
        "post-transaction",
        "internal failure",
    )
    low, high = line_stop["interval"]
    assert low < 930 / 20 < high
    assert full.block["interval_unit"] == "EUR per good piece"
    assert [rate["from"] for rate in full.block["rates"]] == ["2026-01-01", "2026-08-01"]
    assert [rate["agreed_by"] for rate in full.block["rates"]] == [None, None]
    # At 40 and 44 instead of 60 and 66: 310.00 less over 20 pieces; at 80 and 88 as much more.
    assert [(swing["at_low"], swing["at_high"]) for swing in full.block["swings"]] == [
        ("116.75", "147.75")
    ]


def test_the_keys_of_before_are_all_there(full):
    assert {
        "currency",
        "price",
        "total",
        "spi",
        "cost_ratio",
        "per_good_unit",
        "elements",
    } <= full.block.keys()
    for element in full.block["elements"]:
        assert {"id", "amount", "state", "coverage", "events", "cause"} <= element.keys()
    assert {element["id"]: element["state"] for element in full.block["elements"]}[
        "corrective"
    ] == "not_measured"


def test_what_a_rate_needs_beside_it_is_told_as_it_stood_on_the_day(tmp_path):
    """Two invoices, paid before and after the reference moved from 30 to 45 days."""
    rates = {
        "capital_rate": ("%/year", [("2026-01-01", "6")]),
        "reference_days": ("days", [("2026-01-01", "30"), ("2026-08-15", "45")]),
    }
    with small_world(tmp_path, rates=rates) as snapshot:
        valued = {
            "element": "payment_terms",
            "rate_name": "capital_rate",
            "rate_unit": "%/year",
            "rate_per": 36500,
            "driver_unit": "EUR × days",
        }
        valued |= {"source": "invoice_lines"}
        rows = [
            by_rate("200000", "6", "32.88", booked_on=date(2026, 8, day), **valued)
            for day in (14, 15)
        ]
        used = rates_used(snapshot, rows)
        stated = rates_used(snapshot, [replace(row, source="cost_events") for row in rows])
    assert [
        (rate.name, rate.value, rate.valid_from, rate.driver_qty, rate.amount)
        for rate in used
    ] == [
        (
            "capital_rate",
            Decimal(6),
            date(2026, 1, 1),
            Decimal("400000.000"),
            Decimal("65.76"),
        ),
        ("reference_days", Decimal(30), date(2026, 1, 1), None, Decimal("0.00")),
        ("reference_days", Decimal(45), date(2026, 8, 15), None, Decimal("0.00")),
    ]
    # An event of the extract that names the rate itself has its days counted in already.
    assert [rate.name for rate in stated] == ["capital_rate"]


# The page


def test_each_element_says_what_was_counted_at_which_rate_by_whose_cause_and_how_much_is_known(
    full,
):
    amount, per_unit, interval, what, cause, known = cells(full, "Line stops")
    assert (amount, per_unit, known) == ("930.00", "+46.50", "1 of 2 plants report it")
    assert (
        what
        == "10 × 60 EUR/minute 1 event, since 2026-01-01 5 × 66 EUR/minute 1 event, since"
        " 2026-08-01"
    )
    assert cause == "supplier's (as booked) 600.00, not agreed 330.00"
    assert re.fullmatch(r"[\d.]+ to [\d.]+", interval)
    assert cells(full, "Freight")[-1] == "not known for 1 of 2 receipts"
    booked = ["1 event, as booked", "buyer's (as booked)", ""]
    assert cells(full, "Premium freight")[-3:] == booked
    assert cells(full, "Scrap") == [
        "not known",
        "not known",
        "",
        "",
        "",
        "not known for 1 event",
    ]
    assert cells(full, "Total of what is known")[:2] == ["2,645.00", "132.25"]


def test_what_is_missing_is_named_and_is_not_zero(full):
    assert (
        "Nothing was booked or counted in the quarter for: field failures, warranty (1 of 2 plants"
        " report it)." in full.said
    )
    missing = (
        re.search(r"Not measured: (.*?)\. What is not measured is not zero\.", full.said)
        .group(1)
        .split("; ")
    )
    assert (
        missing[:5]
        == ["insurance", "duty", "packaging", "ordering and receiving", "payment terms"]
        and "corrective actions, audits" in missing
    )
    assert len(missing) == len(ELEMENTS) - 7 + 3


def test_freight_is_named_by_the_components_that_are_stated(full):
    assert "Price and freight by the day of receipt" in full.said
    assert freight_name(["duty", "freight"]) == "Freight, duty"
    assert freight_name([]) == ELEMENTS["freight_duty"].name == freight_name(COMPONENTS)


def test_why_c1_rests_on_fewer_events_is_said(tmp_path, full):
    assert "is no event of its own" not in full.said
    with one_receipt(
        tmp_path,
        {"line_id": "1", "amount": "5.00"},
        rates={"receipt_rate": ("EUR/receipt", [("2026-01-01", "4")])},
    ) as snapshot:
        found = written(snapshot, tmp_path / "report")
    said = (
        "Total cost over price (C1) rests on 1 cost event. What comes with every receipt, order line"
        " or lot is no event of its own: ordering and receiving."
    )
    assert found.facts.reading("C1").n == 1 and said in found.said


def test_a_rate_of_capital_says_that_each_event_is_rounded():
    used = RateUsed(
        "payment_terms",
        "capital_rate",
        Decimal(6),
        "%/year",
        date(2026, 1, 1),
        None,
        None,
        "s",
        None,
        Decimal(300),
        "EUR × days",
        2,
    )
    assert rate_words(used) == (
        "300 EUR × days at 6 %/year",
        "2 events, each event rounded, since 2026-01-01",
    )
    assert rate_words(replace(used, events=1))[1] == "1 event, since 2026-01-01"


def test_the_splits_are_named_in_words(full):
    for words in (
        "with the purchase 1,765.00",
        "after the purchase 880.00",
        "not a cost of quality 1,645.00",
    ):
        assert words in full.said


def test_what_the_supplier_paid_is_shown_and_not_counted(full):
    assert (
        "Paid by the supplier itself and not in the total: premium freight 80 EUR."
        in full.said
    )


def test_what_the_books_hold_otherwise_stands_under_the_total(full):
    rows = {
        name: cells(full, name)
        for name in (
            "In the books and in no event: premium freight, July 2026",
            "In events and not in the books: line stops",
        )
    }
    assert [(row[0], row[3], row[-1]) for row in rows.values()] == [
        ("+120.00", "books 240.00, events 120.00", "not in the total"),
        ("−30.00", "books 300.00, events 330.00", "not in the total"),
    ]
    assert (
        "Of 3 sums by element and month that the books hold, 1 agrees with the events."
        in full.said
    )
    assert rows_of(full, "cost_differences")[0] == {
        "element": "premium_freight",
        "month_on": "2026-07-01",
        "in_books": "240.00",
        "in_ledger": "120.00",
        "unexplained": "120.00",
    }


def test_whose_cause_it_is_is_said_in_a_sentence(full):
    words = (
        "Of 1.0 k EUR known to be added to the price, by cause 550 is the supplier's (as booked, not"
        " agreed) and 120 is the buyer's (as booked, not agreed);"
    )
    assert (
        f"{words} 330 has no agreed cause yet; 45 follows from the agreed terms."
        in full.said
    )


def test_a_rate_that_nobody_agreed_says_so(full):
    assert (
        "The one rate behind it, with source and who agreed; not agreed: line stop rate rate value"
        in full.said
    )
    assert (
        "line stop rate 60 EUR/minute 2026-01-01 40 to 80 a time study not agreed line stops and"
        " waiting" in full.said
    )


def test_the_ratio_is_named_for_what_it_is(full):
    assert (
        "Total cost is at least 1.6531 times the price (cost ratio). With what the supplier's own"
        " failures cost, purchases come to at least 1.3750 times the price: the supplier performance"
        " index (SPI) in its cost form, 1 without a failure." in full.said
    )


def test_an_uncertain_rate_has_its_figure_folded_away(full):
    root = html5lib.parseFragment(full.html, namespaceHTMLElements=False)
    folded = next(
        element for element in root.iter("details") if element.get("class") == "swings"
    )
    assert folded.find("figure").get("id") == "rate-tornado" and folded.get("open") is None
    assert (
        "The line stop rate moves the total most: 116.75 at 44 EUR/minute, 147.75 at 88 EUR/minute"
        in said_in(full.html)
    )


def test_what_reaching_the_goals_would_save_is_said():
    facts = rich()
    said = said_in(total_cost(facts).body)
    assert (
        "On time, in full at the goal of 95% would save the buyer about 24 EUR a quarter."
        in said
    )
    assert (
        said.count(
            "A cost counts under what caused it: the incident, order line, lot, notice or ticket it"
            " names. Assumed: one of one firm’s cause, whether both agreed on it, a rule says so or"
            " one firm stated it, falls in proportion to its misses."
        )
        == 1
    )
    assert "save" not in said_in(
        total_cost(replace(facts, cost_detail=replace(facts.cost_detail, savings=[]))).body
    )


def test_nothing_of_another_supplier_is_in_any_file(full):
    for path in full.folder.rglob("*"):
        if path.suffix in (".html", ".json", ".csv"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(rf"{RIVAL}|\b999\.99\b|\b777\.77\b", text), path.name
    book = openpyxl.load_workbook(full.folder / "tables.xlsx", read_only=True)
    values = {
        str(value)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for value in row
    }
    assert not values & {RIVAL, "999.99", "777.77"}


# The files


def test_any_figure_can_be_walked_back_to_its_event_rate_and_receipt(full):
    ledger, elements = rows_of(full, "cost_ledger"), rows_of(full, "cost_elements")
    rates = {
        (rate["element"], rate["name"], rate["from"]): rate
        for rate in rows_of(full, "cost_rates")
    }
    ours = [row for row in ledger if row["paid_by"] == "buyer" and row["state"] == "amount"]
    for element in {row["element"] for row in elements}:
        shown = sum(
            Decimal(row["amount"] or 0) for row in elements if row["element"] == element
        )
        assert shown == sum(
            Decimal(row["amount"]) for row in ours if row["element"] == element
        ), element
    by_a_rate = [row for row in ours if row["basis"] == "rate"]
    assert len(by_a_rate) == 2
    for row in by_a_rate:
        exact = (
            Decimal(row["driver_qty"])
            * Decimal(row["rate_value"])
            / Decimal(row["rate_per"])
        )
        assert Decimal(row["event_amount"]) == exact.quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )
        assert Decimal(
            rates[row["element"], row["rate_name"], row["rate_from"]]["value"]
        ) == Decimal(row["rate_value"])
    freight = next(
        row
        for row in ledger
        if row["element"] == "freight_duty" and row["state"] == "amount"
    )
    assert (
        freight["receipt_id"],
        freight["line_id"],
        freight["stated_amount"],
        freight["rule"],
    ) == ("1", "1", "45.00", "whole: one receipt bears it")


def test_a_row_of_the_ledger_carries_the_id_that_explains_it(full):
    ledger = rows_of(full, "cost_ledger")
    assert next(iter(ledger[0])) == "row_id"
    assert {row["row_id"] for row in ledger} == {
        row["row_id"] for row in full.facts.rows["C1"].to_dict("records")
    }
    assert (
        next(
            row["row_id"]
            for row in ledger
            if row["element"] == "freight_duty" and row["state"] == "amount"
        )
        == "1 / 1"
    )


def test_an_interval_stands_with_an_element_and_never_with_each_of_several_components(
    tmp_path,
):
    freight = [{"line_id": "1", "amount": "5.00"}, {"line_id": "2", "amount": "7.00"}]
    insurance = [
        {"line_id": line, "amount": "1.00", "component": "insurance"} for line in "12"
    ]
    given = {"schedule_lines": [{}, {}], "receipts": [{"line_id": "1"}, {"line_id": "2"}]}
    with small_world(
        tmp_path / "both", cost_events=freight + insurance, **given
    ) as snapshot:
        both = rows_of(written(snapshot, tmp_path / "both/report"), "cost_elements")
    with small_world(tmp_path / "one", cost_events=freight, **given) as snapshot:
        alone = rows_of(written(snapshot, tmp_path / "one/report"), "cost_elements")
    parts = [
        (row["component"], row["amount"], row["state"], row["interval_low"] != "")
        for row in both
        if row["element"] == "freight_duty"
    ]
    absent = [(name, "", "not_measured", False) for name in ("duty", "packaging")]
    assert parts == [
        ("freight", "12.00", "amount", False),
        ("insurance", "2.00", "amount", False),
        *absent,
    ]
    assert [
        row["interval_low"] != "" for row in alone if row["component"] == "freight"
    ] == [True]


def test_rates_are_numbers_in_the_workbook_and_exact_text_in_the_file(full):
    heads, *rates = openpyxl.load_workbook(full.folder / "tables.xlsx")[
        "cost_rates"
    ].iter_rows(values_only=True)
    first = dict(zip(heads, rates[0], strict=True))
    assert [
        first[name] for name in ("value", "low", "high", "driver_qty", "events", "amount")
    ] == [
        60,
        40,
        80,
        10,
        1,
        600,
    ]
    assert all(
        isinstance(first[name], int | float)
        for name in ("value", "low", "high", "driver_qty", "amount")
    )
    assert [
        rows_of(full, "cost_rates")[0][name] for name in ("value", "from", "amount")
    ] == [
        "60",
        "2026-01-01",
        "600.00",
    ]


def test_rows_used_and_left_out_are_counted_with_their_reason(tmp_path):
    back = {
        "line_id": "1",
        "kind": "return",
        "of_receipt_id": "1",
        "received_qty": "2",
        "docked_on": "2026-07-20",
    }
    with one_receipt(
        tmp_path, {"line_id": "1", "amount": "5.00"}, receipts=({"line_id": "1"}, back)
    ) as snapshot:
        found = written(snapshot, tmp_path / "report")
    assert [tuple(row.values()) for row in rows_of(found, "cost_rows_used")] == [
        ("cost_events", "", "1"),
        ("receipts", "", "2"),
    ]


def test_the_workbook_says_what_each_element_is_and_runs_nothing(full):
    book = openpyxl.load_workbook(full.folder / "tables.xlsx")
    assert {
        "cost_elements",
        "cost_ledger",
        "cost_rates",
        "cost_differences",
        "cost_rows_used",
        "cost_definitions",
    } <= set(book.sheetnames)
    heads, *rows = book["cost_definitions"].iter_rows(values_only=True)
    assert [row[0] for row in rows] == list(ELEMENTS)
    assert all(
        value
        for row in rows
        for name, value in zip(heads, row, strict=True)
        if name != "quality_class"
    )
    line_stop = dict(zip(heads, rows[8], strict=True))
    assert (line_stop["driver"], line_stop["rate"], line_stop["default_cause"]) == (
        "minutes the line stood",
        "as the event names",
        "as the event says",
    )
    assert not [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


# Odd suppliers


def odd(folder: Path, name: str):
    """A supplier's quarter where something usual is missing."""
    stop = cost("line_stop", "310.00", cause="open")
    back = {
        "line_id": "1",
        "kind": "return",
        "of_receipt_id": "1",
        "docked_on": "2026-07-20",
    }
    early = {"line_id": "1", "docked_on": "2026-06-20", "received_qty": "10"}
    negative = (
        {"line_id": "1", "received_qty": "4"},
        early,
        back | {"of_receipt_id": "2", "received_qty": "9"},
    )
    made = {
        "nothing received": lambda: one_receipt(folder, stop, receipts=()),
        "all unknown": lambda: one_receipt(
            folder,
            {"line_id": "1", "state": "unknown", "currency": None},
            cost("scrap", None),
        ),
        "net quantity zero": lambda: one_receipt(
            folder, stop, receipts=({"line_id": "1"}, back | {"received_qty": "10"})
        ),
        "net quantity negative": lambda: one_receipt(folder, stop, receipts=negative),
        "only the price": lambda: one_receipt(folder),
        "only credits": lambda: one_receipt(folder, cost("recovered", "-140.00")),
        "all included": lambda: one_receipt(
            folder, {"line_id": "1", "state": "included", "currency": None}
        ),
        "not a cent": lambda: one_receipt(folder, receipts=()),
    }
    return made[name]()


TOO_LITTLE = (
    "too little is known to say what it costs in use (18 kinds of cost not measured)"
)
# Price, total, total per good unit, and the headline.
ODD = {
    "nothing received": (
        "0.00",
        "310.00",
        None,
        "Nothing was received; costs came to at least 310 EUR",
    ),
    "all unknown": (
        "100.00",
        "100.00",
        "10.00",
        (
            "A piece bought for 10.00 EUR: too little is known to say what it costs in use (freight"
            " of 1 receipt still missing)"
        ),
    ),
    "net quantity zero": (
        "0.00",
        "310.00",
        None,
        "Nothing that was received was kept; costs came to at least 310 EUR",
    ),
    "net quantity negative": (
        "-50.00",
        "260.00",
        None,
        "More left than was bought; costs came to at least 260 EUR",
    ),
    "only the price": (
        "100.00",
        "100.00",
        "10.00",
        "A piece bought for 10.00 EUR has no other known cost: none is supplied",
    ),
    "only credits": (
        "100.00",
        "-40.00",
        "-4.00",
        f"A piece bought for 10.00 EUR: {TOO_LITTLE}",
    ),
    "all included": (
        "100.00",
        "100.00",
        "10.00",
        # Three parts of freight more: the extract says nothing of them.
        f"A piece bought for 10.00 EUR: {TOO_LITTLE.replace('18', '21')}",
    ),
    "not a cent": ("0.00", "0.00", None, "Nothing was received and no cost was booked"),
}


@pytest.fixture(scope="module")
def odds(tmp_path_factory):
    """The reports of the odd suppliers by name, each made once."""

    @cache
    def made(name: str) -> SimpleNamespace:
        folder = tmp_path_factory.mktemp("odd")
        with odd(folder, name) as snapshot:
            return written(snapshot, folder / "report")

    return made


@pytest.mark.parametrize("name", ODD)
def test_a_supplier_where_something_is_missing_reads_as_it_is(odds, name):
    price, total, per_unit, headline = ODD[name]
    found = odds(name)
    assert (found.block["price"], found.block["total"], found.block["per_good_unit"]) == (
        price,
        total,
        per_unit,
    )
    assert cost_headline(found.facts) == headline
    # With a figure or without one.
    assert found.said.startswith(headline)
    assert closes(found.block)
    for path in found.folder.rglob("*"):
        if path.suffix in (".html", ".csv"):
            visible = re.sub(
                r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.S
            )
            assert not re.search(
                r"\b(nan|None(?! of\b)|inf|NaT|NaN|Decimal)\b|<NA>", visible
            ), path.name
    assert not re.search(
        r"NaN|Infinity", (found.folder / "report.json").read_text(encoding="utf-8")
    )


@pytest.mark.parametrize(
    "name", ["nothing received", "net quantity zero", "net quantity negative"]
)
def test_without_a_good_quantity_everything_is_told_in_total(odds, name):
    assert odds(name).block["interval_unit"] == "EUR"
    assert "per good" not in odds(name).said
    assert cells(odds(name), "Line stops")[0] == "310.00"


def test_included_in_the_price_is_no_amount(odds):
    assert cells(odds("all included"), "Freight") == [
        "included",
        "",
        "",
        "included in the price",
    ]


def test_without_books_none_are_said_to_agree(odds):
    assert (
        "No sums of the books are supplied to compare with." in odds("only the price").said
    )


def test_books_that_agree_are_said_to(tmp_path):
    control = {
        "supplier_id": "S",
        "element": "line_stop",
        "month_on": "2026-07-01",
        "amount": "310.00",
    }
    with one_receipt(
        tmp_path, cost("line_stop", "310.00"), cost_controls=[control]
    ) as snapshot:
        found = written(snapshot, tmp_path / "report")
    assert "The books hold the same for the one element and month." in found.said
    assert rows_of(found, "cost_differences") == []


# The index


def test_the_last_row_of_the_index_adds_up_to_the_portfolio(full, tmp_path):
    outcomes = []
    for supplier_id, name in (("S", "Supplier"), ("R", RIVAL)):
        folder = tmp_path / slug(supplier_id) / "v1"
        folder.mkdir(parents=True)
        written(full.snapshot, folder, supplier_id)
        outcomes.append(
            SimpleNamespace(
                supplier=Supplier(supplier_id, name, "outside", None, None),
                folder=folder,
                reason=None,
            )
        )
    outcomes.append(
        SimpleNamespace(
            supplier=Supplier("N", "New", "outside", None, None),
            folder=None,
            reason="It failed.",
        )
    )
    page = write_index(
        tmp_path, Q3, full.snapshot.id, full.snapshot.as_of, outcomes
    ).read_text(encoding="utf-8")
    root = html5lib.parse(page, namespaceHTMLElements=False)
    rows = {
        body.get("data-name"): [
            " ".join("".join(cell.itertext()).split()) for cell in body.find("tr")
        ]
        for body in root.find(".//table").iter("tbody")
    }
    assert (
        "Price 1,600.00 EUR, on top at least 1,045.00 EUR (+65.3%): freight known for 50%; 1 event of"
        " scrap not known; 16 kinds of cost not measured." in " ".join(rows["Supplier"])
    )
    assert rows["New"][1:] == ["No report yet."]
    whole = portfolio(full.snapshot, Q3).iloc[-1]
    assert (whole["price"], whole["total"]) == (Decimal("2377.77"), Decimal("4422.76"))
    last = [" ".join("".join(cell.itertext()).split()) for cell in root.find(".//tfoot/tr")]
    assert last[0] == "2 of 3 together"
    assert "2.4 k" in last
    assert (
        "Price 2,377.77 EUR, on top at least 2,044.99 EUR (+86.0%): all of it is known in 0 of 2"
        " reports." in " ".join(last)
    )


def test_sums_in_two_currencies_are_not_added(full, tmp_path):
    """A workspace may hold reports from extracts with different reporting currencies."""
    outcomes = []
    for supplier_id, currency in (("S", "EUR"), ("T", "USD")):
        folder = tmp_path / slug(supplier_id) / "v1"
        folder.mkdir(parents=True)
        block = json.loads((full.folder / "report.json").read_text(encoding="utf-8"))
        (folder / "report.json").write_text(
            json.dumps(block | {"cost": block["cost"] | {"currency": currency}}),
            encoding="utf-8",
        )
        (folder / "report.html").write_text("<p>a report</p>", encoding="utf-8")
        outcomes.append(
            SimpleNamespace(
                supplier=Supplier(supplier_id, supplier_id, "outside", None, None),
                folder=folder,
                reason=None,
            )
        )
    page = write_index(
        tmp_path, Q3, full.snapshot.id, full.snapshot.as_of, outcomes
    ).read_text(encoding="utf-8")
    root = html5lib.parse(page, namespaceHTMLElements=False)
    sums = [
        ["".join(cell.itertext()) for cell in row]
        for row in root.find(".//tfoot").iter("tr")
    ]
    assert [(row[0], *row[2:3], *row[4:]) for row in sums] == [
        ("1 of 2 together", "1.6 k EUR", "550 EUR", "120 EUR"),
        ("1 of 2 together", "1.6 k USD", "550 USD", "120 USD"),
    ]
