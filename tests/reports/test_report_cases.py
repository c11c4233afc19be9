"""Five literal suppliers, from a rich one to one whose every text is an attack: the page and its
sentences, case by case.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from facts_fixture import (
    ALL,
    DEFINITIONS,
    FREIGHT,
    HOSTILE,
    PRICE,
    cost,
    cost_line,
    disputes,
    missing,
    months,
    rich,
    table,
    with_readings,
)
from pages import SECTIONS, report, tree, visible

from srmlib.reports import sections
from srmlib.reports.page import Report
from srmlib.words.cost import cost_headline as headline_of
from srmlib.words.index import costs_of
from srmlib.words.metric import moved_beyond_chance
from srmlib.words.months import months_finding


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {name: report(make()) for name, make in ALL.items()}


@pytest.fixture(scope="module")
def pages(reports) -> dict[str, str]:
    return {name: made.html() for name, made in reports.items()}


def files(made: Report, folder: Path) -> dict[str, bytes]:
    made.write(folder)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("name", ALL)
def test_the_page_is_valid_html_with_each_id_once(pages, name):
    html5lib.HTMLParser(strict=True).parse(pages[name])
    ids = Counter(element.get("id") for element in tree(pages[name]).iter() if element.get("id"))
    assert ids.most_common(1)[0][1] == 1


@pytest.mark.parametrize("name", ALL)
def test_every_reference_leads_to_a_place_in_the_page_or_a_file_beside_it(
    pages, reports, name, tmp_path
):
    written = files(reports[name], tmp_path)
    ids = {element.get("id") for element in tree(pages[name]).iter()}
    named = {
        word
        for element in tree(pages[name]).iter()
        for word in (element.get("aria-labelledby") or "").split()
    }
    links = [element.get("href") for element in tree(pages[name]).iter("a")]
    assert named <= ids
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    assert {link for link in links if not link.startswith("#")} <= set(written)


@pytest.mark.parametrize("name", ALL)
def test_the_page_needs_nothing_from_outside_and_runs_nothing(pages, name):
    page = pages[name]
    assert set(re.findall(r"https?://[^\"'<\s]*", page)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(script|iframe|link|object|embed|form|base|img)\b", page)
    assert not any(
        attribute.startswith("on") or attribute == "src"
        for element in tree(page).iter()
        for attribute in element.attrib
    )
    assert not re.search(r"url\((?!#|data:font/woff2;base64,)|@import", page)
    assert (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:;"
        " base-uri 'none'; form-action 'none'" in page
    )
    assert len(page.encode()) < 1_500_000


@pytest.mark.parametrize("name", ALL)
def test_the_page_can_be_found_through_without_sight(pages, name):
    root = tree(pages[name])
    levels = [
        int(element.tag[1]) for element in root.iter() if re.fullmatch(r"h[1-6]", element.tag)
    ]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert root.get("lang") == "en"
    assert [element.get("id") for element in root.iter("main")] == ["main"]
    assert [element.get("aria-label") for element in root.iter("nav")] == ["Contents"]
    assert next(root.iter("a")).get("href") == "#main"
    assert all(
        svg.get("role") == "img" or svg.get("aria-hidden") == "true"
        for svg in root.iter("{http://www.w3.org/2000/svg}svg")
    )
    assert all(heading.get("scope") for heading in root.iter("th"))


@pytest.mark.parametrize("name", ALL)
def test_what_is_not_known_never_shows_as_a_programmers_word(pages, name):
    assert not re.search(
        r"\b(None|nan|NaN|NaT|null|undefined|Decimal|inf|True|False)\b", visible(tree(pages[name]))
    )


@pytest.mark.parametrize("name", [name for name in ALL if name != "hostile"])
def test_every_number_on_page_one_is_in_the_facts(pages, name):
    facts = json.loads(json.dumps(ALL[name]().to_json(), allow_nan=False), parse_float=Decimal)
    known = _numbers_of(facts)
    root = tree(pages[name])
    page_one = [
        next(root.iter("header")),
        *(s for s in root.iter("section") if s.get("id") in ("on-one-page", "scorecard")),
    ]
    # The rules the page explains, and names with a digit in them, are no numbers of this supplier.
    text = re.sub(
        r"95% interval|8 quarters|definition \d+|per 1,000|\d{4} Q\d",
        "",
        " ".join(map(visible, page_one)),
    )
    unknown = [
        number
        for number in re.findall(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w-])", text)
        if not _is_known(number, known)
    ]
    assert unknown == []


def _numbers_of(facts: object) -> set[Decimal]:
    """Every number in report.json, as a number or in a text (money and dates are texts), and each
    ratio as a percentage over one.
    """
    if isinstance(facts, dict):
        return set().union(*map(_numbers_of, facts.values()))
    if isinstance(facts, list):
        return set().union(set(), *map(_numbers_of, facts))
    if isinstance(facts, str):
        return {Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", facts)}
    return (
        {abs(Decimal(facts))}
        if isinstance(facts, int | Decimal) and not isinstance(facts, bool)
        else set()
    )


def _is_known(number: str, known: set[Decimal]) -> bool:
    """Printed with fewer decimals is the same number; nothing printed may be off by more than half
    of its last digit.
    """
    value = Decimal(number.replace(",", ""))
    half = Decimal(1).scaleb(value.as_tuple().exponent) / 2
    return any(abs(value - other) <= half for other in known) or value == 0


def test_hostile_text_stays_text(pages):
    page = pages["hostile"]
    assert "<img" not in page and "<svg onload" not in page and "<!--" not in page
    assert (
        page.count("</script") == 0
        and page.count("</style>") == 1
        and page.count("</title>") == page.count("<title")
    )
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;, quarterly review" in page
    assert "{{7*7}}" in page and "49" not in re.findall(r"<td[^>]*>([^<]*)", page)


def test_hostile_text_stays_text_in_a_notebook(reports):
    for section in reports["hostile"].sections:
        shown = section._repr_html_()
        assert "<img" not in shown and "</script" not in shown
        assert HOSTILE not in shown


def test_the_style_sheet_is_shown_once_in_a_notebook(reports):
    assert ["<style>" in section._repr_html_() for section in reports["rich"].sections] == [
        True
    ] + [False] * (len(SECTIONS) - 1)


def test_the_sentinel_is_written_last(tmp_path, monkeypatch, reports):
    order = []
    write_text, write_bytes = Path.write_text, Path.write_bytes
    monkeypatch.setattr(
        Path,
        "write_text",
        lambda path, *args, **kwargs: (order.append(path.name), write_text(path, *args, **kwargs))[
            1
        ],
    )
    monkeypatch.setattr(
        Path,
        "write_bytes",
        lambda path, *args: (order.append(path.name), write_bytes(path, *args))[1],
    )
    reports["rich"].write(tmp_path)
    assert order[-1] == "finished.json"


def test_an_internal_report_never_says_it_is_shared():
    facts = replace(with_readings(rich(), **missing(rich(), "D1")), audience="internal")
    page = report(facts).html()
    assert "Internal: not for the supplier." in page
    assert "same file for both firms" not in page


def test_a_whole_number_stays_whole_beside_unknown_ones(tmp_path, reports):
    (d1,) = (
        row
        for row in csv.DictReader(
            io.StringIO(files(reports["six lines"], tmp_path)["data/metrics.csv"].decode())
        )
        if row["metric_id"] == "D1"
    )
    assert (d1["n"], d1["numerator"], d1["denominator"], d1["value"]) == ("6", "5", "6", "83.3333")


@pytest.mark.parametrize(
    ("previous", "chance", "expected"),
    [
        (80.0, 0.05, True),
        (80.0, 0.0501, False),
        (91.6, 0.001, False),  # the same as it is printed
        (None, None, False),
        (80.0, None, False),
    ],
)
def test_a_move_is_beyond_chance_by_the_test_of_both_quarters(previous, chance, expected):
    reading = replace(rich().reading("D1"), previous=previous, change_chance=chance)
    assert moved_beyond_chance(reading) is expected


def test_the_headline_of_the_cost():
    def cost_headline(summary, state="ok"):
        return headline_of(
            replace(
                with_readings(rich(), C1=replace(rich().reading("C1"), state=state)), cost=summary
            )
        )

    assert (
        cost_headline(cost([PRICE]))
        == "A price of 42.10 EUR per piece was paid; no other cost is supplied"
    )
    included = replace(FREIGHT, amount=Decimal("0.00"), state="included")
    assert (
        cost_headline(cost([PRICE, included], None))
        == "A price of 4,210.00 EUR costs 4,210.00 in use (+0.0%)"
    )
    partly = replace(FREIGHT, state="partly", known_count=40, unknown_count=1)
    assert (
        cost_headline(cost([PRICE, partly], None))
        == "A price of 4,210.00 EUR costs at least 4,445.00 in use (+5.6%): freight is not known"
        " for 1 of 41 receipts"
    )
    assert cost_headline(cost([], None, 0)) == "Nothing was received and no cost was booked"


def test_a_run_is_told_while_it_lasts_and_after_it():
    at_the_end = months([60, 56] * 6 + [59] * 12, [60] * 24)
    assert (
        months_finding(at_the_end)
        == "since October 2025 all 12 months lie above the average: a shift, not chance"
    )
    ended = months([59] * 13 + [56, 55] * 5 + [59], [60] * 24)
    assert (
        months_finding(ended)
        == "from November 2025 to August 2026 all 10 months lay below the average, longer than"
        " chance usually makes"
    )


def test_what_stood_out_before_the_quarter_does_not_head_its_chart():
    before = months([59] * 12 + [56, 55] * 4 + [59, 56, 59, 56], [60] * 24)
    assert "run" in before.chart.signals
    assert months_finding(before) == "no month of this quarter stands out; earlier ones did"
    assert months_finding(rich().reading("D1").months) == months_finding(before)


# What each section says and shows


def section_of(page: str, name: str) -> ElementTree.Element:
    return next(section for section in tree(page).iter("section") if section.get("id") == name)


def blocks_of(page: str, name: str = "spotlight") -> list[str]:
    return [visible(article) for article in section_of(page, name).iter("article")]


def test_the_spotlight_has_a_block_for_each_metric_shown_and_says_how_many_are_left(pages):
    blocks = blocks_of(pages["rich"])
    names = [
        "Fixed first time",
        "On time, in full",
        "Invoices right first time",
        "Defective parts",
        "Accepted lots",
    ]
    assert len(blocks) == 5
    assert [name for name, block in zip(names, blocks, strict=True) if name not in block] == []
    assert "3 more outside" in visible(section_of(pages["rich"], "spotlight"))
    assert all(
        len(list(article.iter("figure"))) == 1
        for article in section_of(pages["rich"], "spotlight").iter("article")
    )


def test_only_what_a_metric_has_stands_in_its_block(pages):
    tickets, delivery, *_ = blocks_of(pages["rich"])
    assert "96.0%" in delivery and "“the date that counts” explains 56% of it" in delivery
    assert (
        "1 dispute is open: 92.0% if it is decided for the supplier and 91.6% if it is decided for"
        " the buyer" in delivery
    )
    assert "dispute" not in tickets and "own count" not in tickets


def test_notes_stand_by_metric_in_the_order_of_the_scorecard():
    facts = rich()
    d1, q1 = facts.reading("D1"), facts.reading("Q1")
    disputed = replace(
        d1,
        notes=["One.", "Two."],
        rests_on_dispute=True,
        if_decided={"supplier": "missed", "buyer": "missed_clear"},
    )
    facts = with_readings(facts, D1=disputed, Q1=replace(q1, notes=["Lots."]))
    root = tree(sections.scorecard(facts).body)
    found = [
        (group.find("dt").text, [note.text for note in group.findall("dd")])
        for group in root.iter("div")
        if group.find("dt") is not None
    ]
    named = dict(found)
    assert named[d1.definition.name] == [
        "Rests on a dispute: decided for the supplier it would be missed; for the buyer missed,"
        " clear.",
        "One.",
        "Two.",
    ]
    assert named[q1.definition.name] == ["Lots."]
    rows = [
        row.find("th").text.strip()
        for row in root.iter("tr")
        if row.find("th").get("scope") == "row"
    ]
    assert [name for name, _ in found] == [name for name in rows if name in named]
    assert len(named) == len(found)


def test_what_moved_of_our_own_part_stands_in_the_table_since_last_quarter_too():
    body = sections.on_one_page(rich()).body
    assert '<th scope="row">Lines we changed inside the lead time</th>' in body
    # What could be chance is not told of our part.
    assert '<th scope="row">Forecast error</th>' not in body


def test_a_total_of_which_something_is_not_measured_is_a_least_in_every_place():
    whole = cost([PRICE, cost_line("scrap", "347.00", 2, {"theirs": "347.00"})])
    lacking = replace(whole, not_measured=("expedite", "warranty"))
    for summary, least in ((whole, False), (lacking, True)):
        facts = replace(rich(), cost=summary)
        said = {
            "headline": headline_of(facts),
            "card": sections.on_one_page(facts).body,
            "table": sections.total_cost(facts).body.partition("Total ÷ price")[2],
            "index": costs_of(facts.to_json()).words,
        }
        assert {
            place for place, words in said.items() if ("at least" in words) is not least
        } == set()
    # Credits that are not measured would take something off.
    credits = replace(rich(), cost=replace(whole, not_measured=("recovered",)))
    assert "at least" not in headline_of(credits)
    assert "at least" not in costs_of(credits.to_json()).words


def test_what_rests_on_a_rate_nobody_agreed_is_said_beside_the_amount():
    facts = rich()
    rates = [
        replace(rate, agreed_by=None, amount=Decimal("36.00")) for rate in facts.cost_detail.rates
    ]
    names = {rate.name for rate in rates}
    facts = replace(facts, cost_detail=replace(facts.cost_detail, rates=rates))
    amount = 36 * len(rates)
    assert names and f"This includes {amount}.00 EUR at " in sections.total_cost(facts).body
    agreed = [replace(rate, agreed_by="both firms") for rate in rates]
    facts = replace(facts, cost_detail=replace(facts.cost_detail, rates=agreed))
    assert "This includes" not in sections.total_cost(facts).body


def test_a_disputed_row_is_marked_where_it_is_shown():
    facts = rich()
    facts = replace(facts, disputes=disputes({"row_id": facts.rows["D1"]["row_id"].iloc[0]}))
    assert sections.spotlight(facts).body.count("open, raised by the supplier") == 1


def test_where_all_is_green_the_spotlight_says_so():
    facts = rich()
    green = {r.id: replace(r, verdict="met", value=r.definition.goal) for r in facts.readings}
    section = sections.spotlight(with_readings(facts, **green))
    assert section.headline == "Every judged metric is in the green zone"
    assert "<article" not in section.body
    assert not [
        words for words in ("more outside", "Nothing can be judged") if words in section.body
    ]


def test_where_nothing_is_agreed_on_time_in_full_is_shown_without_a_colour(pages):
    (block,) = section_of(pages["freight unknown"], "spotlight").iter("article")
    assert "On time, in full" in visible(block)
    assert "Definition not yet agreed: no verdict" in visible(block)
    assert not {"red", "green"} & {
        name for element in block.iter() for name in (element.get("class") or "").split()
    }


def test_too_few_months_say_so_in_place_of_a_figure(pages):
    block = section_of(pages["six lines"], "spotlight")
    assert "Too few months have something to count for a chart over time" in visible(block)
    assert not list(block.iter("figure"))


def test_ten_rows_are_shown_and_the_file_has_all_of_them(tmp_path):
    facts = with_readings(rich(), **missing(rich(), "D1"))
    facts = replace(facts, rows={"D1": table(DEFINITIONS["D1"], against=23, met=40)})
    made = Report(facts)
    section = made.add(sections.spotlight(facts))
    (shown,) = [
        one
        for one in html5lib.parseFragment(str(section.body), namespaceHTMLElements=False).iter(
            "table"
        )
        if "rows" in one.get("class", "")
    ]
    assert len(list(shown.find("tbody"))) == 10
    assert "The first 10 of 23 missed lines that count against it" in section.body
    assert "All 63 rows behind the number" in section.body
    assert len(section.tables["rows_d1"]) == 64


def test_our_part_looks_at_our_worst_miss_as_closely_as_at_theirs(pages):
    (block,) = blocks_of(pages["rich"], "our-part")
    assert "Invoices paid on time" in block and "Missed, clear" in block
    said = visible(section_of(pages["rich"], "our-part"))
    assert "We are outside our own goals on 3 of 4" in said
    assert "Not supplied:" in said and "Meetings held as planned" in said


def test_what_is_not_agreed_is_named_and_has_no_row(pages):
    section = section_of(pages["nothing received"], "scorecard")
    assert "Not agreed for this relationship:" in visible(section)
    names = [DEFINITIONS[name].name for name in ("Q1", "Q2", "Q3", "Q4", "D1", "D2", "D3")]
    assert [name for name in names if name not in visible(section)] == []
    headings = [visible(heading) for heading in section.iter("th")]
    assert not [name for name in names for heading in headings if heading.startswith(name)]


def test_the_firms_own_numbers_stand_in_the_scorecard_with_their_marks(pages):
    rows = [
        row
        for row in section_of(pages["rich"], "scorecard").iter("tr")
        if "On time, in full" in visible(row)
    ]
    assert "86.0%" in visible(rows[0]) and "96.0%" in visible(rows[0])
    marks = [
        element.get("class")
        for element in rows[0].iter("{http://www.w3.org/2000/svg}svg")
        if (element.get("class") or "").endswith("-mark")
    ]
    assert marks == ["buyer-mark", "supplier-mark"]


def test_a_bridge_is_printed_from_the_supplier_over_the_agreed_to_the_buyer(pages):
    (bridge,) = [
        one
        for one in section_of(pages["rich"], "two-numbers").iter("table")
        if "bridge" in one.get("class", "")
    ]
    numbers = [visible(row.findall("td")[0]) for row in bridge.find("tbody")]
    assert [" ".join(number.split()) for number in numbers] == [
        "96.0%",
        "−2.4",
        "−2.0",
        "91.6%",
        "−5.6",
        "86.0%",
    ]


def test_many_files_are_named_only_where_they_need_a_look():
    facts = rich()
    fine = [
        replace(facts.extracts[0], file=f"file{i}.csv", rows_rejected=0, rows_kept=3415)
        for i in range(12)
    ]
    said = sections.masthead(replace(facts, extracts=[*facts.extracts, *fine])).body
    assert "fx.csv" in said and "receipts.csv" in said and "file3.csv" not in said
    assert "12 more files" in said
    assert "file3.csv" in sections.masthead(replace(facts, extracts=fine[:4])).body
