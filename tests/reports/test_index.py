"""The portfolio index: what it says of reports, of failed and old ones, in words, cells and
index.json. What its script does is tested in a browser.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from decimal import Decimal
from hashlib import sha256
from xml.etree import ElementTree

import pytest
from facts_fixture import HOSTILE, rich
from index_fixture import FREIGHT, PRICE, Run, cost, made, metric, report, supplier, written

from srmlib.reports.publish import slug
from srmlib.words.index import (
    Costs,
    cell_words,
    change_of,
    clear_misses_of,
    cost_gaps,
    costs_of,
    headline_words,
    kind_of,
    open_disputes_of,
    status_words,
    sums_of,
)


def words(element: ElementTree.Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def with_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if name in (one.get("class") or "").split()]


def rows(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """The bodies of the grid by supplier."""
    return {str(one.get("data-name")): one for one in with_class(root, "index-supplier")}


def cells(body: ElementTree.Element) -> list[ElementTree.Element]:
    return list(body.find("tr").iter("td"))


# What a metric reads as


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({}, "missed_clear"),
        ({"verdict": "far_clear"}, "far_clear"),
        ({"verdict": None}, "not_agreed"),
        ({"verdict": None, "state": "too_few"}, "too_few"),
        ({"verdict": None, "state": "no_data", "value": None}, "nothing"),
        ({"verdict": None, "state": "not_supplied", "value": None}, "nothing"),
        ({"verdict": None, "state": "not_agreed", "value": None}, "nothing"),
        # A verdict that an older version had.
        ({"verdict": "below"}, "not_agreed"),
    ],
)
def test_too_few_not_agreed_and_nothing_are_three_things(other, kind):
    assert kind_of(metric(**other)) == kind


@pytest.mark.parametrize(
    ("other", "change"),
    [
        ({}, "worse"),
        ({"better": "down"}, "better"),
        ({"previous": 80.0}, "better"),
        ({"previous": None}, None),
        ({"value": None, "state": "no_data"}, None),
        # Too few this quarter: a value stands there, and is no reading.
        ({"state": "too_few"}, None),
        # 87.2 % both times as it is read.
        ({"previous": 87.2}, None),
    ],
)
def test_a_change_is_better_or_worse_by_the_goal_and_only_between_two_values(other, change):
    assert change_of(metric(**other)) == change


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            {},
            "On time, in full: 87.2% (34 of 39 lines), goal 95%: missed, clear. 0 of the last 8"
            " quarters met. Worse than the quarter before (90.0%); no significant change.",
        ),
        (
            {"change_chance": 0.01, "previous": 99.0, "quarters_met": [0, 0]},
            "On time, in full: 87.2% (34 of 39 lines), goal 95%: missed, clear. Worse than the"
            " quarter before (99.0%).",
        ),
        # A sum is no count of rows.
        (
            {"denominator": 3540, "numerator": 239, "n": 3, "rests_on": "3 forecasts"},
            "On time, in full: 87.2% (3 forecasts), goal 95%: missed, clear. 0 of the last 8"
            " quarters met. Worse than the quarter before (90.0%); no significant change.",
        ),
        (
            {"verdict": None, "previous": None},
            "On time, in full: 87.2% (34 of 39 lines), no goal agreed.",
        ),
        (
            {"state": "too_few", "verdict": None, "text": "too few to judge (6 lines)"},
            "On time, in full: 34 of 39 lines, too few to judge.",
        ),
        # Rows enough, and of too many of them nothing is known.
        (
            {"state": "too_few", "verdict": None, "text": "too little is known to judge"},
            "On time, in full: 34 of 39 lines, too little is known to judge.",
        ),
        # No share of rows; a year that has enough.
        (
            {
                "state": "too_few",
                "verdict": None,
                "text": "too few to judge (3 notices)",
                "unit": "ppm",
                "rests_on": "3 notices",
                "year": {"value": 197.63, "n": 12},
            },
            "On time, in full: too few to judge (3 notices); 197.6 ppm over the last four quarters.",
        ),
        (
            {"previous": None, "disputed": {"open": 2}, "rests_on_dispute": True},
            "On time, in full: 87.2% (34 of 39 lines), goal 95%: missed, clear. 0 of the last 8"
            " quarters met. 2 disputes open; the verdict rests on them.",
        ),
    ],
)
def test_a_cell_says_value_counts_goal_verdict_and_change(other, said):
    assert cell_words(metric(**other)) == said


def test_a_metric_of_which_nothing_but_the_id_is_known_is_said_to_be_so():
    assert cell_words({"id": "X1"}) == "X1: not known."
    assert kind_of({"id": "X1"}) == "nothing"


# What it costs


def test_a_cost_is_at_least_so_much_where_a_part_is_not_known():
    whole = costs_of(report())
    assert (whole.price, whole.added) == (Decimal("158210.40"), Decimal("31402.11"))
    assert whole.words == "Price 158,210.40 EUR, on top 31,402.11 EUR (+19.8%)."
    partly = costs_of(report(cost=cost(elements=[PRICE, FREIGHT | {"coverage": 0.931}])))
    assert partly.words == (
        "Price 158,210.40 EUR, on top at least 31,402.11 EUR (+19.8%): freight known for 93%."
    )


@pytest.mark.parametrize("state", ["not_measured", "unknown"])
def test_where_nothing_beside_the_price_is_known_nothing_is_said_to_be_on_top(state):
    unknown = costs_of(
        report(cost=cost(total="158210.40", elements=[PRICE, FREIGHT | {"state": state}]))
    )
    assert (unknown.added, unknown.supplier_caused, unknown.buyer_caused) == (
        None,
        None,
        None,
    )
    assert "+0" not in unknown.words
    assert "on top not known" in unknown.words


def test_at_least_zero_is_nothing_that_is_known():
    """A cause of which nothing is seen while something is not measured; whole zeros stay."""
    nothing = {"theirs": "0.00", "ours": "1.00"}
    partly = [PRICE, FREIGHT | {"coverage": 0.5}]
    costs = costs_of(report(cost=cost(elements=partly, added_by_cause=nothing)))
    assert (costs.supplier_caused, costs.buyer_caused) == (None, Decimal("1.00"))
    costs = costs_of(report(cost=cost(total="158210.40", elements=partly)))
    assert costs.words == "Price 158,210.40 EUR, on top not known: freight known for 50%."
    costs = costs_of(report(cost=cost(added_by_cause=nothing)))
    assert costs.supplier_caused == 0


def test_no_price_gives_no_percentage():
    services = costs_of(report(cost=cost("0.00", "4660.00")))
    assert services.words == "Price 0.00 EUR, on top 4,660.00 EUR."
    unpriced = cost("0.00", "31402.11", elements=[PRICE | {"state": "unknown"}, FREIGHT])
    assert costs_of(report(cost=unpriced)).words == "Price not known, on top 31,402.11 EUR."


@pytest.mark.parametrize("lacking", ["currency", "price", "total"])
def test_a_report_without_an_amount_has_no_cost(lacking):
    block = {name: value for name, value in cost().items() if name != lacking}
    assert costs_of(report(cost=block)) is None
    assert costs_of({}) is None


def test_what_is_not_known_of_a_cost_is_named():
    scrap = {"id": "scrap", "name": "Scrap", "state": "partly", "unknown_events": 2}
    warranty = {"id": "warranty", "name": "Warranty", "state": "not_measured"}
    freight = FREIGHT | {
        "coverage": 0.5,
        "components": [
            {"id": "freight", "name": "Freight"},
            {"id": "duty", "name": "Duty"},
        ],
    }
    assert cost_gaps({"elements": [PRICE, freight, scrap, warranty]}) == [
        "freight and duty known for 50%",
        "2 events of scrap not known",
        "3 kinds of cost not measured",
    ]
    # A credit that is not measured would take something off: the cost is no "at least" for it.
    recovered = {"id": "recovered", "name": "Recovered", "state": "not_measured"}
    assert cost_gaps({"elements": [PRICE, FREIGHT, recovered]}) == []


def test_only_what_is_known_is_added_and_each_currency_by_itself():
    one = Costs("EUR", Decimal(100), Decimal(7), None, Decimal(1))
    unknown = Costs("EUR", Decimal(50), None, None, None, ("nothing beside the price",))
    other = Costs("CHF", Decimal(9), Decimal(2), Decimal(1), None)
    francs, euros = sums_of([one, unknown, other])
    assert (francs.currency, francs.price, francs.added) == ("CHF", 9, 2)
    assert (euros.price, euros.added, euros.supplier_caused) == (150, 7, None)
    assert euros.words.endswith(
        "on top at least 7.00 EUR (+4.7%): all of it is known in 1 of 2 reports."
    )


# What is said on top of the page


def judged(name: str, *verdicts: str | None) -> list[dict]:
    """A metric at so many suppliers."""
    return [metric(name, name=name, verdict=verdict) for verdict in verdicts]


def portfolio(*metrics: list[dict], ours: tuple[list[dict], ...] = ()) -> list[dict]:
    return [
        report(*block[: len(metrics)], ours=block[len(metrics) :])
        for block in zip(*metrics, *ours, strict=True)
    ]


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        ([], "There is no report yet."),
        (
            portfolio(
                judged(
                    "Late lots",
                    "far_clear",
                    "missed",
                    "missed_clear",
                    "met",
                    "far_clear",
                    None,
                ),
                judged(
                    "Lead time",
                    "missed",
                    "missed",
                    "missed",
                    "missed",
                    "missed_clear",
                    "met",
                ),
                ours=[
                    judged(
                        "Paid on time",
                        "missed",
                        "missed",
                        "met",
                        "missed_clear",
                        None,
                        None,
                    )
                ],
            ),
            "The goal for late lots is missed lastingly at three of five judged suppliers. Tarn"
            " Pumps misses its own goal for paid on time at three of four.",
        ),
        # As many at both: where it is the larger share.
        (
            portfolio(
                judged("Lots", "far_clear", "met", "met"),
                judged("Lines", None, "missed_clear", None),
            ),
            "The goal for lines is missed lastingly at the one judged supplier.",
        ),
        (
            portfolio(
                judged("Lots", "missed", "missed", "met"),
                judged("Lines", "missed", "met", "met"),
                ours=(judged("Paid on time", "met", "met_clear", "met"),),
            ),
            "No goal is missed lastingly; the one missed most is for lots, at two of three judged"
            " suppliers. Tarn Pumps meets its own goals.",
        ),
        (
            portfolio(judged("Lots", "met", "met"), judged("Lines", None, "met_clear")),
            "Every goal that could be judged is met.",
        ),
        (
            portfolio(judged("Lots", None, None)),
            "No goal is agreed with any supplier yet: the cells show what was measured.",
        ),
        (
            [report(metric(verdict=None, state="too_few"))],
            "Too little can be judged this quarter.",
        ),
        ([{}], "Too little can be judged this quarter."),
    ],
)
def test_the_headline_is_computed(reports, said):
    assert headline_words(reports, "Tarn Pumps") == said


def test_a_buyer_without_a_name_begins_a_sentence_all_the_same():
    said = headline_words(
        portfolio(ours=(judged("Answers", "missed", "missed"),)), "the buyer"
    )
    assert said.endswith("The buyer misses its own goal for answers at both.")


def test_the_status_says_how_many_failed_and_are_stale():
    assert status_words(8, 0, 0) == "8 reports, all done"
    assert status_words(1, 0, 1) == "1 report, all done, 1 of an earlier snapshot"
    assert status_words(6, 2, 0) == "6 of 8 reports done, 2 failed"


# The page


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    """Five suppliers: one with everything, one of another currency of whose cost little is known,
    one that failed and has a report of an earlier snapshot, one that failed and has none, and one
    whose report.json is broken.
    """
    folder = tmp_path_factory.mktemp("grid")
    full = report(
        metric("Q1", name="Accepted lots", verdict="far_clear", previous=None),
        metric("D1"),
        metric(
            "C2", name="Invoices right first time", verdict=None, value=96.4, text="96.4%"
        ),
        metric("S1", name="First response", verdict=None, state="too_few", text="too few"),
        metric(
            "S2", name="Fixed first time", verdict=None, state="not_supplied", value=None
        ),
        ours=(metric("B3", name="Invoices paid on time", verdict="missed"),),
        disputes=[{"state": "open"}, {"state": "decided"}, {"state": "open"}],
    )
    little = report(
        metric("D1", verdict="met", previous=80.0),
        cost=cost("900.00", "900.00", currency="USD", elements=[PRICE]),
        disputes=[],
    )
    old = report(
        metric("D1", verdict="met"), snapshot="2026-09-01-bbbbbbbbbbbb", as_of="2026-09-01"
    )
    runs = [
        made(folder, supplier("Full"), full),
        made(folder, supplier("Little", None), little),
        made(folder, supplier("Old", "Seals"), old),
        Run(supplier("None", "Seals"), None, "It has no date.\nAsk for it."),
        made(folder, supplier("Broken"), "{"),
    ]
    runs[2] = Run(runs[2].supplier, None, "It was stopped.")
    return written(folder, *runs)


def test_rows_are_suppliers_by_name_and_no_rank(grid):
    assert [*rows(grid.root)] == ["Broken", "Full", "Little", "None", "Old"]
    assert "this is no ranking" in words(with_class(grid.root, "status")[0])


def test_a_letter_with_an_accent_stands_with_its_letter(tmp_path):
    names = ["Zinc", "anvil", "Ångström", "Brand"]
    page = written(tmp_path, *(made(tmp_path, supplier(name), report()) for name in names))
    assert [*rows(page.root)] == ["Ångström", "anvil", "Brand", "Zinc"]


def test_columns_are_metrics_in_the_order_of_the_reports_under_their_short_names(grid):
    heads = [words(one) for one in grid.root.findall(".//thead/tr")[1].iter("th")]
    assert heads == [
        "Supplier, category",
        "Accepted lots",
        "On time, in full",
        "First response",
        "Invoices right",
        "Paid on time",
        "Price",
        "Cost on top",
        "Cause: supplier",
        "Cause: buyer",
        "Clear misses",
        "Open disputes",
    ]
    assert {one.get("scope") for one in grid.root.findall(".//thead/tr")[1].iter("th")} == {
        "col"
    }
    groups = [words(one) for one in grid.root.findall(".//thead/tr")[0].iter("th")]
    assert groups == ["Supplier’s metrics", "Buyer’s part: Tarn Pumps", "Money", "Counts"]


def test_a_column_with_nothing_at_any_supplier_is_named_once(grid):
    assert "Nothing at any supplier, so not shown: Fixed first time." in words(
        grid.root.find(".//main")
    )


def test_sparse_data_leave_columns_controls_and_legend_out(tmp_path):
    """No goal, no cause, no dispute: nothing is kept for them but one line of names."""
    bare = report(metric(verdict=None), cost=cost(added_by_cause={}))
    page = written(tmp_path, made(tmp_path, supplier("A"), bare))
    heads = [words(one) for one in page.root.findall(".//thead/tr")[1].iter("th")]
    assert heads == ["Supplier, category", "On time, in full", "Price", "Cost on top"]
    main = words(page.root.find(".//main"))
    assert (
        "so not shown: Cause: supplier, Cause: buyer, Clear misses, Open disputes." in main
    )
    assert [one for one in page.root.iter("input") if one.get("type") == "checkbox"] == []
    assert [one.get("class") for one in with_class(page.root, "chip")][-2:] == [
        "chip too_few",
        "chip not_agreed",
    ]
    assert with_class(page.root, "met_clear") == []
    unpriced = report(metric(), cost=None)
    page = written(tmp_path / "2", made(tmp_path / "2", supplier("A"), unpriced))
    assert "Money" not in [words(one) for one in page.root.iter("th")]


def test_where_nothing_is_judged_anywhere_cells_show_the_counts_that_are_too_few(tmp_path):
    few = {"state": "too_few", "verdict": None, "numerator": 5, "denominator": 6, "n": 6}
    hours = metric("S3", unit="hours", state="too_few", verdict=None)
    block = report(metric(**few), hours)
    page = written(tmp_path, made(tmp_path, supplier("A"), block))
    row = cells(rows(page.root)["A"])
    assert words(row[0]).startswith("5/6A ·")
    assert words(row[1]).startswith("A ·")
    judged_too = report(metric(**few), hours, metric("Q1"))
    page = written(
        tmp_path,
        made(tmp_path, supplier("B"), judged_too),
        made(tmp_path, supplier("C"), block),
    )
    assert words(cells(rows(page.root)["C"])[1]).startswith("C ·")


def test_a_supplier_without_a_cost_stands_beside_one_with(tmp_path):
    page = written(
        tmp_path,
        made(tmp_path, supplier("A"), report(metric())),
        made(tmp_path, supplier("B"), report(metric(), cost=None)),
    )
    assert [words(one) for one in cells(rows(page.root)["B"])][1:5] == ["", "", "", ""]


def test_every_cell_is_a_chip_with_its_words_and_leads_to_its_metric(grid):
    full = rows(grid.root)["Full"]
    links = [one.find("a") for one in cells(full)[:5]]
    assert [one.get("class") for one in links] == [
        "cell chip far_clear",
        "cell chip missed_clear",
        "cell chip too_few",
        "cell chip not_agreed",
        "cell chip missed",
    ]
    page = f"{slug('id Full')}/v1/report.html"
    assert [one.get("href") for one in links] == [
        f"{page}#m-{name}" for name in ("Q1", "D1", "S1", "C2", "B3")
    ]
    assert (
        "Full · On time, in full: 87.2% (34 of 39 lines), goal 95%: missed, clear."
        in words(links[1])
    )
    arrows = [[words(arrow) for arrow in with_class(one, "arrow")] for one in links]
    assert arrows == [[], ["↘"], [], ["↗"], ["↘"]]
    # The value where there is no verdict.
    assert words(links[3]).startswith("96↗")


def test_an_empty_cell_says_why_it_is_empty(grid):
    little = [words(one) for one in cells(rows(grid.root)["Little"])[:5]]
    assert little[0] == "Little · Accepted lots: not in this report."
    assert cells(rows(grid.root)["Little"])[0].find(".//a") is None


def test_money_is_short_and_says_its_currency_where_there_are_several(grid):
    money = [
        [words(one) for one in cells(rows(grid.root)[name])[5:]]
        for name in ("Full", "Little")
    ]
    assert money[0][0] == "158 k EUR"
    assert money[0][1].startswith(
        "+31 k EURFull · Price 158,210.40 EUR, on top 31,402.11 EUR"
    )
    assert money[0][2:] == ["22 k EUR", "1.4 k EUR", "2", "2"]
    # Nothing beside the price is known: nothing stands there, and no zero.
    assert money[1][0] == "900 USD"
    assert money[1][1].startswith("Little · Price 900.00 USD, on top not known")
    assert money[1][2:] == ["", "", "", ""]
    assert "+0" not in words(rows(grid.root)["Little"])


def test_one_currency_is_said_once_for_all(tmp_path):
    page = written(
        tmp_path,
        made(tmp_path, supplier("A"), report(metric())),
        made(tmp_path, supplier("B"), report(metric())),
    )
    assert "Money, EUR" in [words(one) for one in page.root.iter("th")]
    assert [words(one) for one in cells(rows(page.root)["A"])][1] == "158 k"
    assert [words(cell) for cell in page.root.find(".//tfoot/tr")][::2] == [
        "All 2 together",
        "316 k",
        "45 k",
        "",
    ]


def test_at_least_is_a_mark_in_the_cell_or_in_the_head_where_it_holds_everywhere(tmp_path):
    partly = report(metric(), cost=cost(elements=[PRICE, FREIGHT | {"coverage": 0.5}]))
    some = written(
        tmp_path / "some",
        made(tmp_path / "some", supplier("A"), partly),
        made(tmp_path / "some", supplier("B"), report(metric())),
    )
    marks = {name: len(with_class(row, "least")) for name, row in rows(some.root).items()}
    assert marks == {"A": 1, "B": 0}
    every = written(tmp_path / "all", made(tmp_path / "all", supplier("A"), partly))
    assert "Cost on top, at least" in [words(one) for one in every.root.iter("th")]
    assert with_class(every.root, "least") == []


def test_failed_runs_are_rows_with_reason_and_command(grid):
    said = {name: words(row) for name, row in rows(grid.root).items()}
    assert "No report yet." in said["None"]
    assert (
        "Failed: It has no date. Ask for it. Try again: srm report 2026Q3 --supplier 'id None'"
        in said["None"]
    )
    assert "What stands above is the last good report." in said["Old"]
    assert (
        rows(grid.root)["Old"].find(".//th/a").get("href")
        == f"{slug('id Old')}/v1/report.html"
    )
    assert "The numbers of this report cannot be read." in said["Broken"]
    assert "srm report 2026Q3 --supplier 'id Broken'" in said["Broken"]
    status = words(with_class(grid.root, "status")[0])
    assert "3 of 5 reports done, 2 failed, 1 of an earlier snapshot" in status


def test_a_report_of_an_earlier_snapshot_says_so(tmp_path):
    first = made(
        tmp_path, supplier("Early"), report(metric(), snapshot="x", as_of="2026-09-01")
    )
    written(tmp_path, first, snapshot="x")
    page = written(tmp_path, made(tmp_path, supplier("Late"), report(metric())))
    said = {name: words(row) for name, row in rows(page.root).items()}
    assert (
        "Stale: made from an earlier snapshot, data to 1 September 2026. Make it again: srm report"
        in said["Early"]
    )
    assert "Stale" not in said["Late"]
    stale = {entry["name"]: entry["stale"] for entry in page.json["suppliers"]}
    assert stale == {"Early": True, "Late": False}


def test_the_last_rows_add_up_each_currency_by_itself(grid):
    sums = [[words(cell) for cell in row] for row in grid.root.find(".//tfoot").iter("tr")]
    assert [row[0] for row in sums] == ["2 of 5 together", "1 of 5 together"]
    assert [row[3] for row in sums] == ["316 k EUR", "900 USD"]


def test_index_json_holds_what_the_grid_shows(grid):
    assert grid.json["buyer"] == "Tarn Pumps"
    entries = {entry["name"]: entry for entry in grid.json["suppliers"]}
    full = entries["Full"]
    assert {name: full[name] for name in ("category", "stale", "audience", "as_of")} == {
        "category": "Castings",
        "stale": False,
        "audience": "shared",
        "as_of": "2026-10-02",
    }
    assert (full["clear_misses"], full["open_disputes"]) == (2, 2)
    assert full["verdicts"] == {
        "Q1": "far_clear",
        "D1": "missed_clear",
        "C2": None,
        "S1": None,
        "S2": None,
        "B3": "missed",
    }
    assert (full["price"], full["total"], full["currency"]) == (
        "158210.40",
        "189612.51",
        "EUR",
    )
    nothing = entries["None"]
    assert [nothing[name] for name in ("price", "total", "clear_misses", "as_of")] == [
        None
    ] * 4
    assert (nothing["status"], nothing["verdicts"]) == ("failed", {})


def test_what_is_not_said_is_not_known_and_no_zero():
    assert open_disputes_of({}) is None
    assert open_disputes_of({"disputes": []}) == 0
    assert clear_misses_of(report(metric(), ours=(metric("B1"),))) == 1
    assert clear_misses_of(report(metric(verdict="met"))) == 0
    assert clear_misses_of(report(metric(verdict=None), ours=(metric("B1"),))) is None


@pytest.mark.parametrize(
    "block",
    [
        {},
        {"metrics": [{"id": "D1"}, {"name": "without an id"}], "cost": {}},
        {"metrics": None, "our_part": None, "cost": None, "disputes": None},
        {"cost": {"currency": "EUR", "price": "1.00", "total": "1.00"}},
        {
            "cost": cost(
                elements=[{"id": "scrap"}, {"name": "?", "components": [{"id": "duty"}]}]
            )
        },
        report(metric()),
        "[]",
        "not json",
        None,
    ],
)
def test_a_report_of_an_older_version_is_shown_as_far_as_it_goes(tmp_path, block):
    page = written(tmp_path, made(tmp_path, supplier("A"), block))
    assert [*rows(page.root)] == ["A"]
    assert rows(page.root)["A"].find(".//th/a") is not None


@pytest.mark.parametrize(
    "taken_out", ["metrics", "our_part", "cost", "disputes", "as_of", "snapshot"]
)
def test_any_part_of_a_report_may_be_missing(tmp_path, taken_out):
    block = {name: part for name, part in rich().to_json().items() if name != taken_out}
    page = written(tmp_path, made(tmp_path, supplier("A"), block))
    assert "End of the index" in page.text


def test_any_key_of_a_metric_may_be_missing(tmp_path):
    whole = rich().to_json()["metrics"][4]
    for key in whole:
        block = report({name: value for name, value in whole.items() if name != key})
        folder = tmp_path / key
        assert (
            "End of the index" in written(folder, made(folder, supplier("A"), block)).text
        )


def test_an_entry_of_the_first_versions_of_index_json_is_kept(tmp_path):
    run = made(tmp_path, supplier("A"), report(metric()))
    old = {
        "supplier_id": run.supplier.supplier_id,
        "name": "A",
        "status": "done",
        "path": f"{run.folder.relative_to(tmp_path).as_posix()}/report.html",
    }
    (tmp_path / "index.json").write_text(json.dumps({"suppliers": [old]}), encoding="utf-8")
    assert [*rows(written(tmp_path).root)] == ["A"]


def test_an_index_without_a_supplier_is_a_page(tmp_path):
    page = written(tmp_path)
    assert "There is no report yet." in page.text
    assert page.json["suppliers"] == []


def test_a_metric_of_the_two_firms_has_a_column_behind_the_shipped_ones(tmp_path):
    own = metric("X9", name="Pallets returned", short_name="Pallets")
    page = written(tmp_path, made(tmp_path, supplier("A"), report(own, metric("D1"))))
    heads = [words(one) for one in page.root.findall(".//thead/tr")[1].iter("th")]
    assert heads[1:3] == ["On time, in full", "Pallets"]


def test_two_buyers_are_none(tmp_path):
    page = written(
        tmp_path,
        made(tmp_path, supplier("A"), report(metric(), ours=(metric("B1"),))),
        made(tmp_path, supplier("B"), report(metric(), buyer_name="Other")),
    )
    assert page.json["buyer"] is None
    assert "Buyer’s part" in [words(one) for one in page.root.iter("th")]


def test_names_ids_and_reasons_that_are_markup_stay_text(tmp_path):
    bad = supplier(HOSTILE, f'"><b>{HOSTILE}', f"{HOSTILE}/../x")
    block = report(metric("D1", name=HOSTILE, text=HOSTILE), metric('X"><b>', name=HOSTILE))
    page = written(
        tmp_path,
        made(tmp_path, bad, block | {"buyer_name": HOSTILE}),
        Run(supplier("Failed", HOSTILE), None, HOSTILE),
    )
    assert HOSTILE in rows(page.root)
    assert page.root.find(".//img") is None
    assert page.root.find(".//tbody//b[.='']") is None
    assert page.text.count("</script>") == 1


def test_the_policy_allows_this_script_alone(grid):
    (script,) = grid.root.iter("script")
    policy = next(one for one in grid.root.iter("meta") if one.get("http-equiv"))
    digest = b64encode(sha256(script.text.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy.get("content")
    assert not re.search(r"innerHTML|eval\(|insertAdjacent|document\.write", script.text)
    assert [
        name for one in grid.root.iter() for name in one.attrib if name.startswith("on")
    ] == []


def test_the_controls_wait_for_the_script(grid):
    (controls,) = with_class(grid.root, "index-controls")
    assert controls.get("hidden") is not None
    assert [*grid.root.find(".//thead").iter("button")] == []


def test_an_internal_index_says_so_in_title_heading_and_on_paper(tmp_path):
    run = made(tmp_path, supplier("A"), report(metric()))
    page = written(tmp_path, run, audience="internal")
    assert "nternal" in words(page.root.find(".//title"))
    assert "nternal" in words(page.root.find(".//h1"))
    assert '@page{@top-right{content:"internal"' in page.text
    assert "--audience internal" not in words(rows(page.root)["A"])
    failed = written(tmp_path, Run(run.supplier, None, "It failed."), audience="internal")
    assert "--audience internal" in words(rows(failed.root)["A"])
    shared = written(tmp_path, run)
    assert "nternal" not in words(shared.root.find(".//title")) + words(
        shared.root.find(".//h1")
    )
    assert 'content:"internal"' not in shared.text


def test_the_same_reports_give_the_same_bytes(tmp_path):
    runs = [made(tmp_path, supplier(name), report(metric())) for name in "AB"]
    assert written(tmp_path, *runs).text == written(tmp_path, *reversed(runs)).text
