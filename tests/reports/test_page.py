"""The page and its files: valid, self-contained, the same bytes twice, safe with any text, and
nothing on it that is not in the facts.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

import html5lib
import numpy as np
import openpyxl
import pytest
from page_faults import (
    ONE_SIDED,
    faults_of_contents,
    nameless,
    one_sided,
    without_words_of_people,
)
from page_one import (
    OFF_THE_SCORECARD,
    allowed_shown,
    other_texts,
    page_one_said,
    page_one_shown,
    unknown_numbers,
)
from pages import of_class, report, section_of, tree
from shipped import METRICS, SIGNED_IN_SAMPLE, SWITCHES
from small_world import small_world

from srmlib.facts import COUNTED, Facts, SupplierQuarter, suppliers_with_activity
from srmlib.figures.theme import css_font, var
from srmlib.metrics.result import Reading, beside_limits
from srmlib.metrics.verdict import VERDICTS
from srmlib.reports import sections
from srmlib.reports.page import NEEDLESS_END, Report
from srmlib.rules.calendar import Quarter
from srmlib.words.plainly import possessive

IN_ORDER = (
    "summary",
    "scorecard",
    "every-metric",
    "misses",
    "customer-promise",
    "total-cost",
    "traced-upstream",
    "our-part",
    "two-numbers",
    "replies",
    "definitions",
)
Q3 = Quarter.parse("2026Q3")
HOSTILE = "</script><img src=x onerror=alert(1)>"
SUPPLIERS = [f"S-{number}" for number in range(1001, 1009)]
# One with all there is, one whose definition changed, one of few lines, and a service; the others
# only behind `heavy`.
RICH, CHANGED, FEW, SERVICE = SHOWN = ("S-1001", "S-1003", "S-1007", "S-1008")
each_supplier = pytest.mark.parametrize(
    "supplier_id",
    [pytest.param(i, marks=() if i in SHOWN else pytest.mark.heavy) for i in SUPPLIERS],
)


@dataclass(frozen=True)
class Written:
    """A report on disk, as both firms get it."""

    made: Report
    folder: Path

    @property
    def facts(self) -> Facts:
        return self.made.facts

    @cached_property
    def html(self) -> str:
        return (self.folder / "report.html").read_text(encoding="utf-8")

    @cached_property
    def root(self) -> ElementTree.Element:
        return html5lib.parse(self.html, namespaceHTMLElements=False)

    @cached_property
    def json(self) -> dict:
        return json.loads(
            (self.folder / "report.json").read_text(encoding="utf-8"), parse_float=Decimal
        )

    @property
    def tables(self) -> dict[str, Path]:
        return {path.stem: path for path in sorted((self.folder / "data").glob("*.csv"))}

    def rows(self, name: str) -> list[dict[str, str]]:
        with self.tables[name].open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def section(self, name: str) -> ElementTree.Element:
        return section_of(self.root, name)

    def text_of(self, name: str) -> str:
        return text(self.section(name))


def text(element: ElementTree.Element) -> str:
    """What a reader can see of an element, with single spaces."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: ElementTree.Element):
    if element.tag not in ("style", "title", "desc") and not element.tag.endswith(
        ("}title", "}desc")
    ):
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
            yield " " + (child.tail or "")


def visible_text(html: str) -> str:
    return text(html5lib.parse(html, namespaceHTMLElements=False).find("body"))


class Reports(dict[str, Written]):
    """The reports of the sample world by supplier, each made when first asked for."""

    def __init__(self, make: Callable[[str], Written]):
        self.make = make

    def __missing__(self, supplier_id: str) -> Written:
        self[supplier_id] = self.make(supplier_id)
        return self[supplier_id]


@pytest.fixture(scope="module")
def reports(facts_of, tmp_path_factory) -> Reports:
    def make(supplier_id: str) -> Written:
        folder, made = tmp_path_factory.mktemp(supplier_id), report(facts_of(supplier_id))
        made.write(folder)
        return Written(made, folder)

    return Reports(make)


# The page


def test_every_supplier_has_a_report(sample):
    assert (
        sorted(supplier.supplier_id for supplier in suppliers_with_activity(sample, Q3))
        == SUPPLIERS
    )


@each_supplier
def test_every_page_is_valid_html_with_one_heading_of_each_rank_and_no_id_twice(
    reports, supplier_id
):
    html = reports[supplier_id].html
    parser = html5lib.HTMLParser(strict=False)
    document = parser.parse(html)
    assert parser.errors == []
    tags = [
        element.tag.rpartition("}")[2]
        for element in document.iter()
        if isinstance(element.tag, str)
    ]
    ranks = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert ranks.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(ranks))
    assert {"main", "nav", "header", "footer"} <= set(tags)
    assert "script" not in tags
    ids = Counter(element.get("id") for element in document.iter() if element.get("id"))
    assert {name: count for name, count in ids.items() if count > 1} == {}


@each_supplier
def test_every_page_is_small_and_names_no_other_host(reports, supplier_id):
    html = reports[supplier_id].html
    assert len(html.encode()) < 1_500_000
    # The letters of the font itself may well spell // somewhere.
    assert html.count(css_font()) == 1
    without_font = html.replace(css_font(), "")
    assert re.findall(r"(?:https?:)?//(?!www\.w3\.org/)[\w.]+", without_font) == []
    assert "default-src 'none'" in html


@each_supplier
def test_every_link_leads_to_a_place_in_the_page_or_a_file_beside_it(reports, supplier_id):
    found = reports[supplier_id]
    ids = {element.get("id") for element in found.root.iter()}
    links = [element.get("href") for element in found.root.iter("a")]
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    assert [
        link
        for link in links
        if not link.startswith("#") and not (found.folder / link).is_file()
    ] == []
    assert {
        word
        for element in found.root.iter()
        for word in (element.get("aria-labelledby") or "").split()
    } <= ids


@each_supplier
def test_no_page_prints_what_a_program_says_for_nothing(reports, supplier_id):
    assert (
        re.findall(
            r"\b(None(?! of\b)|nan|NaN|NaT|NA|null|inf|undefined|True|False|Decimal|Fraction)\b|<NA>",
            visible_text(reports[supplier_id].html),
        )
        == []
    )


@each_supplier
def test_the_sections_stand_in_their_order(reports, supplier_id):
    found = reports[supplier_id]
    absent = {one.id for one in found.made.sections if one.absent}
    shown = [one.get("id") for one in found.root.iter("section") if one.get("id")]
    assert shown == [name for name in IN_ORDER if name not in absent]
    assert faults_of_contents(found.root, found.made.sections) == []


@each_supplier
def test_every_table_and_scroll_region_has_a_name(reports, supplier_id):
    assert nameless(reports[supplier_id].root) == []


# Both firms read the same page


@each_supplier
def test_no_page_speaks_for_one_firm(reports, supplier_id):
    made = report(without_words_of_people(reports[supplier_id].facts))
    assert one_sided(tree(made.html()), made.json()) == []


def test_what_people_wrote_stands_as_they_wrote_it(reports):
    found = reports[RICH]
    disputes = [
        words for one in found.json["disputes"] for words in (one["words"], one["answer"])
    ]
    written = [words for words in disputes if words and ONE_SIDED.search(words)]
    assert written and all(words in found.text_of("replies") for words in written)
    # And nothing else of the page is said of one side.
    assert len(one_sided(found.root, found.json)) == len(
        [found for words in written for found in ONE_SIDED.finditer(words)]
    )


# Nothing on page one that is not in the facts


@each_supplier
def test_every_number_on_page_one_is_in_the_facts(reports, supplier_id):
    found = reports[supplier_id]
    assert unknown_numbers(found.root, found.json) == []


@each_supplier
def test_every_sentence_of_page_one_stands_in_the_file(reports, supplier_id):
    found = reports[supplier_id]
    shown, said = page_one_shown(found.root), page_one_said(found.json)
    assert shown == said
    assert other_texts(found.root) == []
    # As do those of the buyer's part and of the key.
    of_buyer = allowed_shown(found.section("our-part"))
    assert of_buyer == {
        name: [words for words in found.json["sentences"]["allowed"][name] if words]
        for name in of_buyer
    }
    key = text(of_class(found.root, "key")[0])
    alarms = found.json["sentences"]["false_alarms"]
    assert f"{alarms}." in key if alarms else "process" not in key


def test_the_masthead_counts_the_files_and_the_method_names_each(reports):
    found = reports[RICH]
    sources = found.json["sources"]
    assert f"{len(sources)} files read, one late: " in text(next(found.root.iter("header")))
    assert [source["file"] for source in sources if source["is_stale"]] == ["fx.csv"]
    rows = [row for row in found.section("definitions").iter("tr") if row.get("id")]
    assert [row.get("id") for row in rows] == [
        f"file-{n}" for n in range(1, len(sources) + 1)
    ]
    for row, source in zip(rows, sources, strict=True):
        name, last, *counts, digest = [text(cell) for cell in row]
        assert (name, digest) == (source["file"], source["sha256"])
        assert [int(count.replace(",", "")) for count in counts] == [
            source["rows_read"],
            source["rows_kept"],
            source["rows_rejected"],
        ]
        assert ("late" in last) is source["is_stale"]


# Every number can be counted again


def counted(rows: list[dict[str, str]]) -> list[tuple[Fraction, Fraction]]:
    """Numerator and denominator of the rows of a file that count."""
    assert {row["is_counted"] for row in rows} <= {"True", "False"}
    return [
        (Fraction(row["numerator"]), Fraction(row["denominator"]))
        for row in rows
        if row["is_counted"] == "True"
    ]


@pytest.mark.parametrize("supplier_id", [RICH, CHANGED, SERVICE])
def test_every_ratio_can_be_counted_again_from_its_file(reports, supplier_id):
    """Sum, divide, print: what the page says is what the rows of the file give."""
    found = reports[supplier_id]
    again = {}
    for reading in ratios(found.facts):
        pairs = counted(found.rows(f"rows_{reading.id.lower()}"))
        numerator, denominator = (
            sum(side, Fraction()) for side in zip(*pairs, strict=True)
        )
        again[reading.id] = reading.definition.multiplier * numerator / denominator
        assert (Fraction(str(reading.numerator)), Fraction(str(reading.denominator))) == (
            numerator,
            denominator,
        ), reading.id
        printed = f"{float(again[reading.id]):,.{reading.definition.unit_decimals}f}"
        if reading.state == "ok":
            assert reading.text.startswith(printed), reading.id
            assert printed in found.text_of(
                "our-part" if reading.definition.is_ours else "scorecard"
            )
    assert {name: round(float(value), 4) for name, value in again.items()} == {
        reading.id: round(reading.value, 4) for reading in ratios(found.facts)
    }
    assert len(again) >= (5 if supplier_id == SERVICE else 14)


def ratios(facts: Facts) -> list[Reading]:
    return [
        reading
        for reading in (*facts.readings, *facts.ours)
        if reading.definition.is_ratio and reading.value is not None
    ]


@pytest.mark.parametrize("supplier_id", [RICH, CHANGED, SERVICE])
def test_every_statistic_can_be_counted_again_from_its_file(reports, supplier_id):
    """Medians, and the 90th percentile less the median, as a spreadsheet counts them; hours come in
    minutes.
    """
    found = reports[supplier_id]
    measured = [
        reading
        for reading in (*found.facts.readings, *found.facts.ours)
        if not reading.definition.is_ratio and reading.value is not None
    ]
    assert measured
    for reading in measured:
        values = [
            float(value) for value, _ in counted(found.rows(f"rows_{reading.id.lower()}"))
        ]
        assert len(values) == reading.n
        expected = (
            np.percentile(values, 90) - np.percentile(values, 50)
            if reading.id == "D3"
            else median(values)
        )
        assert reading.value == pytest.approx(
            expected / (60 if reading.definition.unit == "h" else 1)
        ), reading.id


@each_supplier
def test_every_counted_metric_has_its_rows_and_months_in_files(reports, supplier_id):
    found = reports[supplier_id]
    for reading in (*found.facts.readings, *found.facts.ours):
        name = reading.id.lower()
        # Where too little is known for a value, its months are none to show.
        is_hidden = reading.value is None and not reading.is_known_enough
        is_shown = reading.state in COUNTED and not is_hidden
        assert (f"months_{name}" in found.tables) is is_shown, reading.id
        if reading.state == "ok" or reading.n:
            rows = found.rows(f"rows_{name}")
            assert rows, reading.id
            assert list(rows[0])[:6] == [
                "row_id",
                "counted_on",
                "outcome",
                "is_counted",
                "numerator",
                "denominator",
            ]
            assert all("2026-07-01" <= row["counted_on"] <= "2026-09-30" for row in rows)
            # Each row once, and each with its reason, counted or not.
            assert len({row["row_id"] for row in rows}) == len(rows)
            assert all(row["outcome"] for row in rows)
        if reading.state not in COUNTED:
            assert f"rows_{name}" not in found.tables


@each_supplier
def test_no_limit_lies_where_the_metric_cannot_be(reports, supplier_id):
    """A share of what can only be added up is never below zero. (Total cost over price can be:
    credits are taken off.)
    """
    found = reports[supplier_id]
    names = [
        name for name in found.tables if name.startswith("months_") and name != "months_c1"
    ]
    assert names
    assert [
        (name, row["lower"])
        for name in names
        for row in found.rows(name)
        if row["lower"].startswith("-")
    ] == []


@each_supplier
def test_the_workbook_holds_the_same_rows_as_the_files(reports, supplier_id):
    found = reports[supplier_id]
    book = openpyxl.load_workbook(found.folder / "tables.xlsx", read_only=True)
    sizes = {
        sheet.title: (
            sum(
                1
                for row in sheet.iter_rows(values_only=True)
                if any(cell is not None for cell in row)
            )
            - 1
        )
        for sheet in book
    }
    assert list(sizes)[:2] == ["Read me", "Scorecard"]
    tables = {
        name: size for name, size in sizes.items() if name not in ("Read me", "Scorecard")
    }
    assert tables == {name: len(found.rows(name)) for name in found.tables}


def test_the_rows_on_the_page_are_in_the_file(reports):
    for supplier_id in (RICH, SERVICE):
        found = reports[supplier_id]
        for reading, block in zip(
            found.facts.spotlight(), found.section("misses").iter("article"), strict=True
        ):
            ids = {row["row_id"] for row in found.rows(f"rows_{reading.id.lower()}")}
            tables = [
                table
                for table in block.iter("table")
                if "rows" in (table.get("class") or "").split()
            ]
            shown = [
                text(next(row.iter("td")))
                for table in tables
                for row in table.iter("tr")
                if row.find("td") is not None
            ]
            assert set(shown) <= ids
            assert len(shown) <= 10


# Verdicts


@each_supplier
def test_a_metric_without_both_signatures_has_no_verdict_and_no_colour(
    reports, supplier_id
):
    found = reports[supplier_id]
    unsigned = [
        reading
        for reading in found.facts.readings
        if not reading.definition.is_signed and reading.state == "ok"
    ]
    assert {reading.id for reading in unsigned} <= set(METRICS) - SIGNED_IN_SAMPLE
    for reading in unsigned:
        assert reading.verdict is None
        row = row_of(found, "scorecard", reading)
        assert chip_of(row) == "not agreed"
        assert coloured(row) == []
    for reading in found.facts.readings:
        if reading.verdict:
            row = row_of(found, "scorecard", reading)
            assert set(coloured(row)) == {reading.verdict}
            assert chip_of(row) == CHIPS[reading.verdict]


CHIPS = {
    "met_clear": "met, clear",
    "met": "met",
    "missed": "missed",
    "missed_clear": "missed, clear",
    "far_clear": "far off, clear",
}


@each_supplier
def test_chip_and_value_of_a_metric_are_the_same_wherever_it_stands(reports, supplier_id):
    found = reports[supplier_id]
    blocks = {text(one.find(".//h3")) for one in found.root.iter("article")}
    for section, readings in (
        ("scorecard", found.facts.readings),
        ("our-part", found.facts.ours),
    ):
        for reading in readings:
            if reading.state in OFF_THE_SCORECARD:
                continue
            row, panel = row_of(found, section, reading), panel_of(found, reading)
            assert chip_of(row) == chip_of(panel)
            values = [
                text(one) for part in (row, panel.find("p")) for one in part.iter("b")
            ]
            assert values == ([reading.text] * 2 if reading.state == "ok" else [])
            heads = {one for one in blocks if one.startswith(f"{reading.definition.name} ")}
            assert heads <= {f"{reading.definition.name} {chip_of(row)}"}


def row_of(found: Written, section: str, reading: Reading) -> ElementTree.Element:
    """The row of a metric in the scorecard or in the buyer's part."""
    (row,) = [
        row
        for row in of_class(found.section(section), "metric")
        if row.find("th/a").get("href") == f"#m-{reading.id}"
    ]
    assert text(row.find("th/a")) == reading.definition.name
    return row


def panel_of(found: Written, reading: Reading) -> ElementTree.Element:
    (panel,) = [
        one
        for one in found.section("every-metric").iter("li")
        if one.get("id") == f"m-{reading.id}"
    ]
    return panel


def chip_of(element: ElementTree.Element) -> str:
    (chip,) = of_class(element, "chip")
    return text(chip)


def coloured(row: ElementTree.Element) -> list[str]:
    """The colours that judge: of words, and of the marks of a value; the zones behind it are the
    same for all.
    """
    # A cell's class is the name of its column, of which one is "met".
    words = [
        name
        for element in row.iter()
        if element.tag != "td"
        for name in (element.get("class") or "").split()
        if name in ("red", "green", *VERDICTS)
    ]
    marks = [element.get(side) for element in row.iter() for side in ("fill", "stroke")]
    roles = {var(role): role for role in ("red", "green", *VERDICTS)}
    return words + [roles[mark] for mark in marks if mark in roles]


@each_supplier
def test_too_few_rows_are_never_coloured_or_drawn_against_a_goal(reports, supplier_id):
    found = reports[supplier_id]
    for section, readings in (
        ("scorecard", found.facts.readings),
        ("our-part", found.facts.ours),
    ):
        for reading in readings:
            if reading.state in OFF_THE_SCORECARD:
                continue
            row = row_of(found, section, reading)
            drawn = [
                one for name in ("bullet", "bullet-mark") for one in of_class(row, name)
            ]
            assert bool(drawn) is (reading.state == "ok"), reading.id
            if reading.state == "too_few":
                # The counts are said, and from how many on they are judged.
                counts = found.json["sentences"]["allowed"][reading.id][0]
                assert counts in text(row) and (
                    reading.text in counts or "; judged from " in counts
                )
                assert coloured(row) == []
                assert chip_of(row) in ("too few", "too little known")


# A service, and a supplier of few lines


def test_what_is_not_agreed_is_named_and_never_a_number(reports):
    found = reports[SERVICE]
    not_agreed = [
        reading for reading in found.facts.readings if reading.state == "not_agreed"
    ]
    assert {reading.id for reading in not_agreed} == {
        "Q1",
        "Q2",
        "Q3",
        "Q4",
        "D1",
        "D2",
        "D3",
    }
    said = [text(one) for one in found.section("scorecard").iter("p")]
    (words,) = [one for one in said if one.startswith("Not agreed for this relationship: ")]
    # A name with a comma in it would read as two in a list.
    assert words.partition(": ")[2].removesuffix(".").replace(" and ", ", ").split(
        ", "
    ) == [
        name[0].lower() + name[1:]
        for name in (reading.definition.name.replace(",", "") for reading in not_agreed)
    ]
    for metric in found.json["metrics"]:
        if metric["state"] == "not_agreed":
            assert metric["text"] == "not agreed for this relationship"
            assert (
                metric["value"],
                metric["numerator"],
                metric["denominator"],
                metric["verdict"],
                metric["interval"],
            ) == (None,) * 5
    rows = {row["metric_id"]: row for row in found.rows("metrics")}
    for reading in not_agreed:
        assert (rows[reading.id]["state"], rows[reading.id]["value"]) == ("not_agreed", "")
        headings = [text(heading) for heading in found.section("scorecard").iter("th")]
        assert not [
            heading for heading in headings if heading.startswith(reading.definition.name)
        ]


def test_the_report_of_a_service_is_about_its_tickets(reports):
    found = reports[SERVICE]
    assert {reading.id for reading in found.facts.readings if reading.verdict} == {
        "S1",
        "S2",
        "S3",
        "P1",
    }
    assert [reading.id for reading in found.facts.spotlight()] == ["S2", "S3"]
    # Of one who delivers no goods what was invoiced is the price: 24 invoices, 11,505.00.
    assert "bought for 11.5 k EUR costs 16.2 k EUR in use" in found.text_of("summary")
    assert "Hexley IT Services" in text(next(found.root.iter("h1")))
    assert "h" in found.facts.reading("S3").text
    # What only goods have is said to be missing, not counted as perfect.
    assert {
        reading.state for reading in found.facts.ours if reading.id in ("B1", "B2", "B5")
    } == {"no_data"}
    assert "100.0% (0" not in visible_text(found.html)


def test_a_supplier_of_few_lines_is_not_judged_and_not_praised(reports):
    found = reports[FEW]
    assert [reading.id for reading in found.facts.readings if reading.verdict] == []
    # What was counted is told first, with the year behind it.
    (lead,) = of_class(found.root, "lead")
    d1 = found.facts.reading("D1")
    assert re.match(
        r"\w+ of six lines came on time and in full; over twelve months ", text(lead)
    )
    whose = possessive(found.facts.supplier.name)
    assert f". That is too few to judge {whose} goals." in text(lead)
    assert (d1.n, d1.state) == (6, "too_few")
    assert found.json["green_zone"]["judged"] == 0
    assert {chip_of(row) for row in of_class(found.section("scorecard"), "metric")} <= {
        "too few",
        "too little known",
    }
    assert not {"green", "red"} & set(coloured(found.section("scorecard")))


def test_a_firms_own_way_of_counting_is_stated_also_where_rows_are_few(reports):
    found = reports[FEW]
    assert any(
        "supplier" in reading.definition.switches for reading in found.facts.readings
    )
    assert "No firm has stated a way of counting of its own" not in found.text_of(
        "two-numbers"
    )


# Definitions


@each_supplier
def test_the_definitions_name_every_switch_of_every_basis(reports, supplier_id):
    found = reports[supplier_id]
    blocks = of_class(found.section("definitions"), "definition")
    assert len(blocks) == len(found.facts.definitions) == len(METRICS)
    with_before = 0
    for definition, block in zip(found.facts.definitions, blocks, strict=True):
        said = text(block)
        assert definition.name in said
        assert definition.metric_id in said
        switches = SWITCHES.get(definition.metric_id, ())
        tables = [table for table in block.iter("table")]
        assert len(tables) == bool(switches)
        if not switches:
            continue
        (table,) = tables
        assert len(next(table.iter("thead")).findall(".//th")) == 1 + len(definition.bases)
        rows = {
            text(row.find("th")): [text(cell) for cell in row.findall("td")]
            for row in next(table.iter("tbody")).iter("tr")
        }
        assert rows == {
            " ".join(s.words.split()): [
                s.say(choices[s.name]) for choices in definition.bases.values()
            ]
            for s in switches
        }
        with_before += "before" in definition.bases
    assert with_before == (supplier_id == CHANGED)


def test_goal_and_red_limit_are_both_printed_as_they_are_stated(reports):
    said = reports["S-1001"].text_of("definitions")
    assert "Goal ≤ 3 days, red limit 8 days" in said
    assert "Goal ≥ 95%, red limit 85%" in said


def test_definitions_say_whether_they_are_agreed(reports):
    said = reports[SERVICE].text_of("definitions")
    assert (
        "Accepted lots Q1, version 1 from 2026-01-08: not agreed for this relationship"
        in said
    )
    assert "Fixed first time S2, version 1 from 2026-01-08: agreed by both firms" in said
    assert re.search(r"Invoices right first time C2, version \d+: not yet agreed", said)


def test_the_version_before_stands_beside_the_one_in_force(reports):
    found = reports[CHANGED]
    d1 = found.facts.reading("D1")
    assert d1.definition.version == 2
    assert d1.history_before
    assert "up to 10 days late" in found.text_of("definitions")
    assert [
        metric["definition_version"]
        for metric in found.json["metrics"]
        if metric["id"] == "D1"
    ] == [2]
    assert 'stroke-dasharray="1.5 2"' in ElementTree.tostring(
        row_of(found, "scorecard", d1), encoding="unicode"
    )
    assert 'stroke-dasharray="1.5 2"' not in reports[RICH].html


# Two numbers, our part, replies


@each_supplier
def test_every_difference_between_two_numbers_is_bridged_and_the_steps_add_up(
    reports, supplier_id
):
    found = reports[supplier_id]
    said = found.text_of("two-numbers")
    for reading in found.facts.readings:
        bridges = found.facts.bridges_of(reading.id)
        if (
            reading.state == "ok"
            and len({value for one in bridges for value in (one.start, one.end)}) > 1
        ):
            assert reading.definition.name in said
    printed = [
        row
        for table in found.section("two-numbers").iter("table")
        for row in table.iter("tr")
        if row.find("td") is not None
    ]
    rows = found.rows("bridge")
    assert {row["metric_id"] for row in rows} <= {
        one["metric"] for one in found.json["bridges"]
    }
    for one in found.json["bridges"]:
        assert one["start"] + sum(step["change"] for step in one["steps"]) == pytest.approx(
            one["end"], abs=Decimal("0.001")
        )
        flips = Counter(
            int(row["step"])
            for row in rows
            if (row["metric_id"], row["from_basis"], row["to_basis"])
            == (one["metric"], one["from"], one["to"])
        )
        assert [flips[place] for place in range(1, len(one["steps"]) + 1)] == [
            step["rows"] for step in one["steps"]
        ]
    assert bool(printed) is bool(found.section("two-numbers").findall(".//h3"))


@each_supplier
def test_our_part_is_measured_and_judged_like_theirs(reports, supplier_id):
    found = reports[supplier_id]
    assert [metric["id"] for metric in found.json["our_part"]] == [
        "B1",
        "B2",
        "B3",
        "B4",
        "B5",
        "B6",
    ]
    assert not {"B1", "B2", "B3", "B4", "B5", "B6"} & {
        metric["id"] for metric in found.json["metrics"]
    }
    for reading in found.facts.ours:
        if reading.state in OFF_THE_SCORECARD:
            continue
        row = row_of(found, "our-part", reading)
        if reading.state == "ok":
            assert reading.text in text(row)
        if reading.verdict:
            assert chip_of(row) == CHIPS[reading.verdict]
            assert set(coloured(row)) == {reading.verdict}


def test_disputed_rows_are_shown_with_both_ends_of_the_number(reports):
    found = reports[RICH]
    said = found.text_of("replies")
    assert "Three disputes are open" in said
    assert {row["dispute_id"] for row in found.rows("disputes")} == {
        row["dispute_id"] for row in found.json["disputes"]
    }
    for dispute in found.json["disputes"]:
        assert dispute["row_id"] in said
        assert dispute["words"] in said
    disputed = [reading for reading in found.facts.readings if reading.disputed]
    assert {reading.id for reading in disputed} == {"Q1", "D1"}
    for reading in disputed:
        ends = {reading.disputed.for_supplier, reading.disputed.for_buyer}
        (range_said,) = [
            text(one)
            for one in found.section("replies").iter("p")
            if text(one).startswith(f"{reading.definition.name}: {reading.text}. ")
        ]
        for end in ends:
            assert beside_limits(end, reading.definition) in range_said
        # In the scorecard the row says how many, and the end that is not printed yet.
        (note,) = row_of(found, "scorecard", reading).findall("th/small")
        assert text(note).startswith(f"{reading.disputed.open_count} disputed: ")
        assert any(beside_limits(end, reading.definition) in text(note) for end in ends)
    quiet = reports[CHANGED]
    (absent,) = of_class(quiet.root, "absent")
    assert "; disputes and replies (to begin, " in text(absent)
    assert quiet.rows("disputes") == []


# Files


def test_the_same_snapshot_makes_the_same_bytes(sample, reports, tmp_path):
    report(SupplierQuarter(sample, RICH, Q3).facts).write(tmp_path)
    sums = [
        {
            path.relative_to(folder).as_posix(): hashlib.sha256(
                path.read_bytes()
            ).hexdigest()
            for path in folder.rglob("*.*")
        }
        for folder in (tmp_path, reports[RICH].folder)
    ]
    assert sums[0] == sums[1]
    assert set(sums[0]) >= {
        "report.html",
        "report.json",
        "tables.xlsx",
        "finished.json",
        "data/rows_d1.csv",
        "data/cost_ledger.csv",
    }


@each_supplier
def test_a_shared_report_holds_this_suppliers_data_only(sample, reports, supplier_id):
    """Every supplier's id and name is a token of its own; no other one's stands anywhere in the
    files, but for the firms behind it.
    """
    found = reports[supplier_id]
    suppliers = sample.con.execute(
        "SELECT supplier_id, name FROM suppliers WHERE supplier_id NOT IN (SELECT"
        " behind_supplier_id FROM supply_links WHERE supplier_id = ?)",
        [supplier_id],
    ).fetchall()
    others = [token for row in suppliers if row[0] != supplier_id for token in row]
    written = everything(found.folder)
    assert [token for token in others if token in written] == []
    assert found.facts.supplier.name in written
    assert [token for token in others if token in written + others[-1]] == [others[-1]]


@each_supplier
def test_no_row_of_another_supplier_is_in_a_file(sample, reports, supplier_id):
    """By the keys of the rows: lots, notices, tickets, invoices, questions, disputes and costs have
    ids that no other supplier's share.
    """
    seen = {}
    tokens = set(re.findall(r"[\w/-]+", everything(reports[supplier_id].folder)))
    for table in (
        *[
            "inspection_lots",
            "quality_notices",
            "corrective_actions",
            "tickets",
            "invoice_lines",
            "complaints",
            "queries",
            "meetings",
            "forecasts",
            "disputes",
        ],
        "schedule_lines",
    ):
        key = sample.con.execute(f"SELECT * FROM {table} LIMIT 0").description[0][0]
        ids = sample.con.execute(
            f"SELECT {key} FROM {table} WHERE supplier_id IS DISTINCT FROM ?", [supplier_id]
        ).fetchall()
        assert tokens & {one for (one,) in ids} == set(), table
        own = {
            one
            for (one,) in sample.con.execute(
                f"SELECT {key} FROM {table} WHERE supplier_id = ?", [supplier_id]
            ).fetchall()
        }
        seen[table] = len(tokens & own)
    assert seen["invoice_lines"] and seen["tickets"]


def everything(folder: Path) -> str:
    """All text of a report's files, of the workbook's cells as well."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".html", ".json", ".csv")
    ]
    book = openpyxl.load_workbook(folder / "tables.xlsx", read_only=True)
    cells = [
        str(cell)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]
    return "\n".join([path.read_text(encoding="utf-8") for path in files] + cells)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A world whose every text is an attack."""
    tables = {
        "suppliers": [{"supplier_id": HOSTILE, "name": HOSTILE, "category": HOSTILE}],
        "parts": [{"part_id": HOSTILE, "name": HOSTILE, "uom": "{{271*271}}"}],
        "schedule_lines": [
            {
                "supplier_id": HOSTILE,
                "part_id": HOSTILE,
                "line_id": f"=cmd|{i}",
                "order_id": f"@{HOSTILE}",
            }
            for i in range(25)
        ],
        "receipts": [
            {
                "line_id": f"=cmd|{i}",
                "receipt_id": f"-{i}",
                "docked_on": "2026-07-11",
                "shipment_id": "+1",
            }
            for i in range(20)
        ],
        "cost_events": [
            {
                "supplier_id": HOSTILE,
                "shipment_id": "+1",
                "amount": "70.00",
                "event_id": f'"{HOSTILE}',
            }
        ],
        "queries": [
            {
                "query_id": f"=q{i}",
                "supplier_id": HOSTILE,
                "subject": HOSTILE,
                "asked_on": "2026-07-11",
                "answered_on": "2026-08-20",
            }
            for i in range(8)
        ],
    }
    with small_world(tmp_path_factory.mktemp("hostile"), **tables) as snapshot:
        yield report(SupplierQuarter(snapshot, HOSTILE, Q3).facts)


def test_hostile_text_is_no_markup(hostile):
    html = hostile.html()
    assert "<img" not in html
    assert "</script" not in html
    assert "{{271*271}}" in html
    assert html5lib.HTMLParser(strict=True).parse(html) is not None


def test_hostile_text_is_no_formula(hostile, tmp_path):
    hostile.write(tmp_path)
    lines = list(csv.DictReader(io.StringIO((tmp_path / "data/rows_d1.csv").read_text())))
    assert {row["line_id"][:5] for row in lines} == {"'=cmd"}
    assert {row["ordered_qty"] for row in lines} == {"10.000"}
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    links = [cell for cell in cells if cell.hyperlink]
    assert {cell.parent.title for cell in links} == {"Read me"}
    assert {cell.hyperlink.location for cell in links} == {
        f"'{name}'!A1" for name in book.sheetnames[1:]
    }
    assert {cell.hyperlink.target for cell in links} == {None}
    assert book["rows_d1"]["A2"].value.startswith("=cmd")
    assert book["rows_b4"]["A2"].value.startswith("=q")


def test_a_section_stands_once(reports):
    made = Report(reports[RICH].facts)
    made.add(sections.scorecard(made.facts))
    with pytest.raises(ValueError, match="'scorecard' is on the page already"):
        made.add(sections.scorecard(made.facts))


# The real extract


def test_a_quarter_that_is_not_over_says_so(scms):
    for quarter, is_said in (("2015Q3", True), ("2014Q3", False)):
        masthead = sections.masthead(
            SupplierQuarter(scms, "Orgenics, Ltd", Quarter.parse(quarter)).facts
        )
        assert ("the quarter is not over yet" in visible_text(masthead.body)) is is_said


def test_a_quarter_known_to_its_last_day_is_over(facts_of):
    for as_of, is_said in ((date(2026, 9, 29), True), (date(2026, 9, 30), False)):
        facts = replace(facts_of(RICH), as_of=as_of)
        said = visible_text(sections.masthead(facts).body)
        assert ("the quarter is not over yet" in said) is is_said


def test_unknown_freight_is_said_and_never_zero(scms):
    said = visible_text(
        report(SupplierQuarter(scms, "Orgenics, Ltd", Quarter.parse("2015Q3")).facts).html()
    )
    assert "What 4.1 M USD of goods cost in use cannot be said yet." in said
    assert "Freight of 36 of 41 receipts is not known" in said
    assert "included in the price for 5, not known for 36 of 41 receipts" in said
    assert (
        "No goal is agreed yet" in said and "Three metrics; no goal is agreed yet" in said
    )
    assert re.search(r"Freight (\+)?0\.00", said) is None
    # No table of tickets, lots or invoices: named as missing, once.
    (named,) = re.findall(r"Not in this data: (accepted lots[^.]*)\.", said)
    assert "first response in time" in named and "invoices right first time" in named


def test_a_page_of_real_deliveries_says_nothing_for_one_firm_and_names_what_is_missing(
    scms,
):
    for quarter in ("2014Q3", "2015Q3"):
        facts = SupplierQuarter(scms, "Orgenics, Ltd", Quarter.parse(quarter)).facts
        made = report(facts)
        root, block = (
            tree(made.html()),
            json.loads(json.dumps(made.json()), parse_float=Decimal),
        )
        assert page_one_shown(root) == page_one_said(block)
        assert unknown_numbers(root, block) == []
        assert one_sided(root, block) == []
        assert nameless(root) == []
        assert faults_of_contents(root, made.sections) == []
        assert {one.id for one in made.sections if one.absent} == {
            "actions",
            "ratings",
            "level",
            "partnering",
            "chain",
            "ahead",
            "asks",
            "customer-promise",
            "traced-upstream",
            "our-part",
            "two-numbers",
            "plan",
            "people",
            "escalations",
            "health",
            "replies",
        }


def test_a_page_without_needless_ends_is_the_same_page():
    """Cells and rows close by themselves: what a browser makes of it differs in no element."""
    whole = (
        "<table><thead><tr><th>a &lt;/td&gt;</th><th>b</th></tr></thead>\n<tbody>\n<tr><th>c</th>"
        "<td></td></tr>\n<tr><td>d</td>\n<td><ul><li>e</li></ul></td></tr>\n</tbody>\n</table><p>f</p>"
    )
    short = NEEDLESS_END.sub("", whole)
    assert "</td" not in short
    assert "</tr" not in short
    assert without_blanks(short) == without_blanks(whole)


def without_blanks(html: str) -> list[tuple[str, str]]:
    found = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(
        html
    )
    return [(one.tag, (one.text or "").strip()) for one in found.iter()]
