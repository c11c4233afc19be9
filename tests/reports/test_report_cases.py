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
from page_faults import faults_of_contents, nameless, one_sided, without_words_of_people
from page_one import other_texts, page_one_said, page_one_shown, unknown_numbers
from pages import SECTIONS, of_class, report, section_of, tree, visible, words_of

from srmlib.figures.untrusted import PUT_BACK
from srmlib.metrics.verdict import VERDICTS
from srmlib.reports import sections
from srmlib.reports.page import Report
from srmlib.words.cost import cost_headline as headline_of
from srmlib.words.index import costs_of
from srmlib.words.metric import moved_beyond_chance
from srmlib.words.months import months_finding
from srmlib.words.plainly import metric_called


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {name: report(make()) for name, make in ALL.items()}


@pytest.fixture(scope="module")
def blocks(reports) -> dict[str, dict]:
    """report.json of each."""
    return {
        name: json.loads(json.dumps(made.json(), allow_nan=False), parse_float=Decimal)
        for name, made in reports.items()
    }


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
    ids = Counter(
        element.get("id") for element in tree(pages[name]).iter() if element.get("id")
    )
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
    # Fonts and glyphs stand in the page itself.
    own = r'#|data:font/woff2;base64,|"data:image/svg\+xml,'
    assert not re.search(rf"url\((?!{own})|@import", page)
    assert (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:;"
        " base-uri 'none'; form-action 'none'" in page
    )
    assert len(page.encode()) < 1_500_000


@pytest.mark.parametrize("name", ALL)
def test_the_page_can_be_found_through_without_sight(pages, name):
    root = tree(pages[name])
    levels = [
        int(element.tag[1])
        for element in root.iter()
        if re.fullmatch(r"h[1-6]", element.tag)
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
    # "None of the 310 EUR has an agreed cause" is English.
    assert not re.search(
        r"\b(None(?! of\b)|nan|NaN|NaT|null|undefined|Decimal|inf|True|False)\b",
        visible(tree(pages[name])),
    )


@pytest.mark.parametrize("name", [name for name in ALL if name != "hostile"])
def test_every_number_on_page_one_is_in_the_facts(pages, blocks, name):
    assert unknown_numbers(tree(pages[name]), blocks[name]) == []


@pytest.mark.parametrize("name", ALL)
def test_every_sentence_of_page_one_stands_in_the_file(pages, blocks, name):
    assert page_one_shown(tree(pages[name])) == page_one_said(blocks[name])
    assert other_texts(tree(pages[name])) == []


@pytest.mark.parametrize("name", ALL)
def test_no_page_speaks_for_one_firm(name):
    made = report(without_words_of_people(ALL[name]()))
    assert one_sided(tree(made.html()), made.json()) == []


@pytest.mark.parametrize("name", ALL)
def test_every_table_and_scroll_region_has_a_name(pages, name):
    assert nameless(tree(pages[name])) == []


@pytest.mark.parametrize("name", ALL)
def test_every_section_is_in_the_contents_or_named_once_as_missing(pages, reports, name):
    assert faults_of_contents(tree(pages[name]), reports[name].sections) == []


def test_hostile_text_stays_text(pages):
    page = pages["hostile"]
    assert "<img" not in page and "<svg onload" not in page and "<!--" not in page
    assert (
        page.count("</script") == 0
        and page.count("</style>") == 1
        and page.count("</title>") == page.count("<title")
    )
    assert (
        "<title>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;, 2026 Q3</title>" in page
    )
    assert "{{7*7}}" in page and "49" not in re.findall(r"<td[^>]*>([^<]*)", page)


def test_hostile_text_stays_text_in_a_notebook(reports):
    for section in reports["hostile"].sections:
        shown = section._repr_html_()
        images = re.findall(r"<img[^>]*>", shown)
        assert all(image.startswith('<img class="srm-drawing" alt="') for image in images)
        assert "</script" not in shown.removesuffix(PUT_BACK)
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
        lambda path, *args, **kwargs: (
            order.append(path.name),
            write_text(path, *args, **kwargs),
        )[1],
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
    assert "Internal: not for Harrow Castings" in page
    assert "<title>Internal: " in page and "Internal supplier review" in page
    assert not re.search("(same|one) file for both firms", page, re.IGNORECASE)


def test_a_whole_number_stays_whole_beside_unknown_ones(tmp_path, reports):
    (d1,) = (
        row
        for row in csv.DictReader(
            io.StringIO(files(reports["six lines"], tmp_path)["data/metrics.csv"].decode())
        )
        if row["metric_id"] == "D1"
    )
    assert (d1["n"], d1["numerator"], d1["denominator"], d1["value"]) == (
        "6",
        "5",
        "6",
        "83.3333",
    )


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
                with_readings(rich(), C1=replace(rich().reading("C1"), state=state)),
                cost=summary,
            )
        )

    assert (
        cost_headline(cost([PRICE]))
        == "A piece bought for 42.10 EUR has no other known cost: none is supplied"
    )
    included = replace(FREIGHT, amount=Decimal("0.00"), state="included")
    assert (
        cost_headline(cost([PRICE, included], None))
        == "What was bought for 4.2 k EUR costs 4.2 k in use, as much as the price"
    )
    partly = replace(FREIGHT, state="partly", known_count=40, unknown_count=1)
    assert (
        cost_headline(cost([PRICE, partly], None))
        == "What was bought for 4.2 k EUR costs 4.4 k in use, 5.6% more (freight of 1 receipt still"
        " missing)"
    )
    assert cost_headline(cost([], None, 0)) == "Nothing was received and no cost was booked"


def test_a_run_is_told_while_it_lasts_and_after_it():
    at_the_end = months([60, 56] * 6 + [59] * 12, [60] * 24)
    assert (
        months_finding(at_the_end)
        == "unsteady: since October 2025 all twelve months lie above the average, hardly by chance"
    )
    ended = months([59] * 13 + [56, 55] * 5 + [59], [60] * 24)
    assert (
        months_finding(ended)
        == "unsteady: from November 2025 to August 2026 all ten months lay below the average"
    )


def test_what_stood_out_before_the_quarter_does_not_head_its_chart():
    before = months([59] * 12 + [56, 55] * 4 + [59, 56, 59, 56], [60] * 24)
    assert "run" in before.chart.signals
    assert months_finding(before) == "steady this quarter; earlier months stood out"
    assert months_finding(rich().reading("D1").months) == months_finding(before)


# What each section says and shows


def section(page: str, name: str) -> ElementTree.Element:
    return section_of(tree(page), name)


def blocks_of(page: str, name: str = "misses") -> list[str]:
    return [visible(article) for article in section(page, name).iter("article")]


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
    assert [
        name for name, block in zip(names, blocks, strict=True) if name not in block
    ] == []
    facts = ALL["rich"]()
    shown = {one.id for one in facts.spotlight()}
    others = [one for one in facts.readings if one.verdict and not one.is_green]
    others = [metric_called(one.definition) for one in others if one.id not in shown]
    said = words_of(section(pages["rich"], "misses"))
    assert len(others) == 3
    assert f"Missed too: {', '.join(others[:2])} and {others[2]}." in said
    assert all(
        len(list(article.iter("figure"))) == 1
        for article in section(pages["rich"], "misses").iter("article")
    )


def test_only_what_a_metric_has_stands_in_its_block(pages):
    tickets, delivery, *_ = blocks_of(pages["rich"])
    assert "96.0%" in delivery and "which date counts as the due date?" in delivery
    assert "One line is disputed. If the supplier is right, this reads 92.0%." in delivery
    assert "dispute" not in tickets and "own count" not in tickets


def test_what_it_takes_to_contest_a_number_stands_in_its_panel():
    facts = rich()
    d1, q1 = facts.reading("D1"), facts.reading("Q1")
    disputed = replace(
        d1,
        notes=["One.", "Two."],
        rests_on_dispute=True,
        if_decided={"supplier": "missed", "buyer": "missed_clear"},
    )
    facts = with_readings(facts, D1=disputed, Q1=replace(q1, notes=["Lots."]))
    root = tree(sections.every_metric(facts).body)
    panels = {
        panel.get("id"): panel for panel in of_class(root, "panel") if panel.tag == "li"
    }
    # One for each metric that is shown, in the order of the scorecard, the buyer's behind it.
    shown = [one for one in (*facts.readings, *facts.ours) if one.state != "not_supplied"]
    assert list(panels) == [f"m-{one.id}" for one in shown]
    assert numbers_in(panels["m-D1"]) == [
        "214 lines; 95% interval 87.1 to 94.6%.",
        "Over twelve months 91.6% of 856 lines (87.1 to 94.6%); 2 of 3 quarters met the goal.",
        "Definition 1.",
        "Rests on a dispute: missed if the supplier is right; missed, clear if the buyer is right.",
        "One.",
        "Two.",
    ]
    assert numbers_in(panels["m-Q1"])[-1] == "Lots."
    noted = [name for name, panel in panels.items() if "Lots." in visible(panel)]
    assert noted == ["m-Q1"]


def numbers_in(panel: ElementTree.Element) -> list[str]:
    """What a panel says under "Numbers", but for the ways to definition and rows."""
    (more,) = panel.iter("details")
    assert words_of(more.find("summary")) == "Numbers"
    return [words_of(one) for one in more.find("ul") if not one.get("class")]


def test_the_name_of_a_row_leads_to_its_panel(pages):
    root = tree(pages["rich"])
    for name in ("scorecard", "our-part"):
        rows = of_class(section_of(root, name), "metric")
        assert rows
        for row in rows:
            link = row.find("th").find("a")
            panel = next(
                one
                for one in of_class(root, "panel")
                if link.get("href")[1:] == one.get("id")
            )
            assert words_of(panel.find("h3")) == words_of(link)


def test_what_moved_of_the_buyers_part_is_told_too():
    facts = rich()
    moved = ("B1", "B2")
    others = {one.id: replace(one, previous=None) for one in (*facts.readings, *facts.ours)}
    facts = with_readings(
        facts, **{name: one for name, one in others.items() if name not in moved}
    )
    (said,) = of_class(tree(sections.summary(facts).body), "moved")
    assert "clearly worse: lines changed inside the lead time;" in words_of(said)
    # What could be chance is not called worse.
    assert "clearly worse: lines changed inside the lead time and" not in words_of(said)


def test_a_total_of_which_something_is_not_measured_is_a_least_in_every_place():
    whole = cost([PRICE, cost_line("scrap", "347.00", 2, {"theirs": "347.00"})])
    lacking = replace(whole, not_measured=("expedite", "warranty"))
    for summary, least in ((whole, False), (lacking, True)):
        facts = replace(rich(), cost=summary)
        after = sections.total_cost(facts).body.partition("<tfoot>")[2]
        said = {
            "page one": "At least that: " in sections.summary(facts).body,
            "headline": "(2 kinds of cost not measured)" in headline_of(facts),
            "total": "Total of what is known" in after,
            "line": "at least 113.93 for each of 40 order lines" in after,
            "ratio": "Total cost is at least " in after,
            "index": "at least" in costs_of(facts.to_json()).words,
        }
        assert {place for place, is_least in said.items() if is_least is not least} == set()
    # Credits that are not measured would take something off.
    credits = replace(rich(), cost=replace(whole, not_measured=("recovered",)))
    assert "At least" not in sections.summary(credits).body
    assert "at least" not in sections.total_cost(credits).body
    assert "at least" not in costs_of(credits.to_json()).words


def test_only_the_internal_report_says_how_to_explain_a_row_by_a_command():
    """A supplier has no `srm`: it is told where the rows are."""
    made = {
        audience: [section(replace(rich(), audience=audience)).body for section in BLOCKS]
        for audience in ("shared", "internal")
    }
    assert all("<code>srm explain " in body for body in made["internal"])
    assert not any("srm explain" in body for body in made["shared"])
    assert all('href="data/rows_' in body for body in made["shared"])


BLOCKS = (sections.spotlight, sections.our_part)


def test_what_rests_on_a_rate_nobody_agreed_is_said_beside_the_amount():
    facts = rich()
    rates = [
        replace(rate, agreed_by=None, amount=Decimal("36.00"))
        for rate in facts.cost_detail.rates
    ]
    names = {rate.name for rate in rates}
    facts = replace(facts, cost_detail=replace(facts.cost_detail, rates=rates))
    amount = 36 * len(rates)
    assert (
        names and f"This includes {amount} EUR at a rate" in sections.total_cost(facts).body
    )
    agreed = [replace(rate, agreed_by="both firms") for rate in rates]
    facts = replace(facts, cost_detail=replace(facts.cost_detail, rates=agreed))
    assert "This includes" not in sections.total_cost(facts).body


def test_a_disputed_row_is_marked_where_it_is_shown():
    facts = rich()
    facts = replace(
        facts, disputes=disputes({"row_id": facts.rows["D1"]["row_id"].iloc[0]})
    )
    assert sections.spotlight(facts).body.count("open, supplier’s") == 1


# Sections that speak from what both firms entered.
RELATIONSHIP = {
    "actions",
    "ahead",
    "asks",
    "chain",
    "escalations",
    "health",
    "level",
    "partnering",
    "people",
    "plan",
    "ratings",
}


def test_where_every_goal_is_met_the_section_says_so_and_looks_at_nothing():
    facts = rich()
    green = {
        r.id: replace(r, verdict="met", value=r.definition.goal) for r in facts.readings
    }
    made = report(with_readings(facts, **green))
    spotlight = next(one for one in made.sections if one.id == "misses")
    assert spotlight.headline == "Every goal judged was met"
    root = tree(made.html())
    (misses,) = [one for one in root.iter("section") if one.get("id") == "misses"]
    assert "Every goal judged was met" in words_of(misses)
    assert not list(misses.iter("article"))
    # Nothing was entered in a register; nothing else is missing.
    assert {one.id for one in made.sections if one.absent} == RELATIONSHIP


def test_where_nothing_is_agreed_on_time_in_full_is_shown_without_a_colour(pages):
    misses = section(pages["freight unknown"], "misses")
    assert "No goal is agreed yet, so nothing is called missed" in visible(misses)
    (block,) = misses.iter("article")
    assert words_of(block.find(".//h3")) == "On time, in full not agreed"
    judging = {"red", "green", *VERDICTS}
    assert not judging & {
        name for element in block.iter() for name in (element.get("class") or "").split()
    }


def test_too_few_months_make_no_chart_of_what_is_usual(pages):
    block = section(pages["six lines"], "misses")
    assert len(list(block.iter("article"))) == 1
    assert not list(block.iter("figure"))
    # The months themselves are drawn as they are, hollow.
    panel = next(
        one
        for one in of_class(tree(pages["six lines"]), "panel")
        if one.get("id") == "m-D1"
    )
    assert list(panel.iter("{http://www.w3.org/2000/svg}svg"))
    assert len(list(next(panel.iter("tbody")))) > 1


def test_ten_rows_are_shown_and_the_file_has_all_of_them(tmp_path):
    facts = with_readings(rich(), **missing(rich(), "D1"))
    facts = replace(facts, rows={"D1": table(DEFINITIONS["D1"], against=23, met=40)})
    made = Report(facts)
    section = made.add(sections.spotlight(facts))
    (shown,) = [
        one
        for one in html5lib.parseFragment(
            str(section.body), namespaceHTMLElements=False
        ).iter("table")
        if "rows" in one.get("class", "")
    ]
    assert len(list(shown.find("tbody"))) == 10
    assert "The first 10 of 23 missed lines that count against it" in section.body
    assert "All 63 rows behind the number" in section.body
    assert len(section.tables["rows_d1"]) == 64


def test_the_buyers_worst_miss_is_looked_at_as_closely_as_the_suppliers(pages):
    part = section(pages["rich"], "our-part")
    (block,) = part.iter("article")
    assert words_of(block.find(".//h3")) == "Invoices paid on time missed, clear"
    said = visible(part)
    assert "The buyer missed three of the four goals judged on its own part" in said
    assert "Not in this data: meetings held as planned." in said


def test_the_chart_of_a_miss_says_level_and_goal_where_it_is_steady(pages):
    captions = [
        words_of(one) for one in section(pages["rich"], "misses").iter("figcaption")
    ]
    assert captions[0].startswith(
        "Fixed first time: steady at 74% for two years; the goal is 85%"
    )


def test_what_is_not_agreed_is_named_and_has_no_row(pages):
    scorecard = section(pages["nothing received"], "scorecard")
    names = [DEFINITIONS[name].name for name in ("Q1", "Q2", "Q3", "Q4", "D1", "D2", "D3")]
    (said,) = [
        words_of(one)
        for one in scorecard.iter("p")
        if words_of(one).startswith("Not agreed for this relationship: ")
    ]
    # A name with a comma in it would read as two in a list.
    listed = said.partition(": ")[2].removesuffix(".").replace(" and ", ", ").split(", ")
    assert listed == [name[0].lower() + name[1:].replace(",", "") for name in names]
    headings = [words_of(heading) for heading in scorecard.iter("th")]
    assert not [name for name in names for heading in headings if heading.startswith(name)]


def test_the_firms_own_numbers_stand_in_the_scorecard_with_their_marks(pages):
    rows = [
        row
        for row in section(pages["rich"], "scorecard").iter("tr")
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
        for one in section(pages["rich"], "two-numbers").iter("table")
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
    facts = replace(facts, extracts=[*facts.extracts, *fine])
    said = sections.masthead(facts).body
    assert "14 files read, one late: exchange rates end 1 September" in said
    assert "file3.csv" not in said and "receipts.csv" not in said
    # What was read and kept of each stands under the method.
    rows = {
        words_of(row.find("th")): visible(row)
        for row in tree(sections.definitions_and_data(facts).body).iter("tr")
        if (row.get("id") or "").startswith("file-")
    }
    assert list(rows) == [one.file for one in facts.extracts]
    assert "late" in rows["fx.csv"] and "late" not in rows["file3.csv"]
