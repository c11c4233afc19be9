"""The sections of the trace and of promises: what they say, report.json's blocks, the files, and
the plain words where there is nothing.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import html5lib
import pytest
from facts_fixture import HOSTILE, rich
from small_world import small_world
from trace_rows import FOUNDRY, LATE, LINKS, RETURNED, link, trace

from srmlib.facts import Facts, SupplierQuarter
from srmlib.facts.quarter import AUDIENCES
from srmlib.promises.kept import BrokenPromise, Complaint, Promises, promises_of
from srmlib.reports.page import Report, Section
from srmlib.reports.sections.opening import masthead
from srmlib.reports.sections.trace import customer_promise, traced_upstream
from srmlib.rules.calendar import Quarter
from srmlib.trace.links import SIDES, Trace, TraceLink
from srmlib.words.promise import counted_words, promise_headline, seen_words
from srmlib.words.trace import agreement_words

Q3 = Quarter.parse("2026Q3")
RIVAL = "Rival Forge"


def with_trace(*links: TraceLink, **other: object) -> Facts:
    return replace(rich(), trace=trace(*links, **other))


def said_in(section: Section) -> str:
    words = html5lib.parseFragment(section.body, namespaceHTMLElements=False)
    return " ".join(" ".join(words.itertext()).split())


def table_rows(section: Section, of_class: str) -> list[list[str]]:
    table = html5lib.parseFragment(section.body, namespaceHTMLElements=False).find(
        f".//table[@class='{of_class}']"
    )
    return [
        [
            " ".join("".join(cell.itertext()).split())
            for cell in row
            if cell.tag in ("td", "th")
        ]
        for row in table.iter("tr")
    ]


def written(facts: Facts, folder: Path) -> dict:
    """report.json of a report of these two sections; its page is valid HTML."""
    report = Report(facts)
    for one in (masthead, traced_upstream, customer_promise):
        report.add(one(facts))
    report.write(folder)
    html5lib.HTMLParser(strict=True).parse(report.html())
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


def csv_rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# The trace


def test_the_section_says_where_it_begins_what_is_the_buyers_and_what_is_open():
    section = traced_upstream(with_trace(*LINKS))
    assert (
        section.headline
        == "47% of the 80.9 k EUR traces to Ems Foundry, behind Harrow Castings; 16% is the buyer's"
    )
    assert (
        "By where the cause sits: Ems Foundry (tier 2) 47%, Harrow: tooling 18%"
        in said_in(section)
    )
    assert "buyer's 16%, not traced 5%." in said_in(section)
    assert section.body.count("<figure") == 2


def test_the_table_names_tier_evidence_agreement_and_range():
    window = replace(
        LINKS[8],
        least=Decimal(0),
        most=Decimal("0.1"),
        least_amount=Decimal(0),
        most_amount=Decimal("20225.00"),
    )
    known = with_trace(*LINKS[:8], *LINKS[9:])
    known = replace(
        known,
        trace=replace(
            known.trace,
            links=(*known.trace.links, replace(window, share=Decimal("0.1"))),
            total=Decimal("80900.00"),
        ),
    )
    section = traced_upstream(known)
    rows = table_rows(section, "plain traced")
    assert rows[0] == [
        "where it hurt",
        "what broke",
        "on which item",
        "where the cause sits",
        "evidence",
        "events",
        "EUR",
        "share",
    ]
    assert rows[1] == [
        RETURNED,
        "Porosity",
        "Pump housing",
        f"{FOUNDRY} cause agreed: tier 2",
        "lot",
        "5",
        "21,500.00",
        "27%",
    ]
    assert [
        LATE,
        "Late receipt",
        "Pump housing",
        f"{FOUNDRY} tier 2 by rule",
        "date window",
        "3",
        "9,100.00",
        "11% 0% to 25%",
    ] in rows
    assert [
        RETURNED,
        "Porosity",
        "Pump housing",
        "Harrow: inspection escape supplier's by rule, not agreed yet",
        "serial number",
        "2",
        "6,300.00",
        "8%",
    ] in rows
    assert [
        LATE,
        "Late receipt",
        "Valve block",
        "Not traced yet",
        "",
        "3",
        "3,300.00",
        "4%",
    ] in rows
    assert (
        "Where several suppliers are possible, the share follows the quantities: Ems Foundry"
        " (tier 2)" in said_in(section)
    )


@pytest.mark.parametrize(
    ("side", "is_agreed", "agreed_events", "words"),
    [
        ("theirs", True, 5, "cause agreed: supplier's"),
        ("theirs", False, 2, "supplier's: agreed for 2 of 5, by rule for the rest"),
        ("theirs", None, 2, "supplier's: agreed for 2 of 5, by rule for the rest"),
        ("carrier", False, 0, "carrier's by rule, not agreed yet"),
        ("carrier", None, 0, "carrier's by rule"),
        ("not_agreed", False, 0, "not agreed yet"),
    ],
)
def test_a_cause_is_called_agreed_as_far_as_it_is(side, is_agreed, agreed_events, words):
    one = link(
        LATE, "a", "b", side, "c", "1", 5, is_agreed=is_agreed, agreed_events=agreed_events
    )
    assert agreement_words(one) == words


def test_no_word_blames():
    said = said_in(traced_upstream(with_trace(*LINKS))).lower()
    assert "fault" not in said
    assert "failure" not in said


def test_a_long_table_is_cut_and_the_file_has_all(tmp_path):
    links = [
        link(RETURNED, f"Breakdown {n}", "Item", "theirs", "Harrow", str(100 + n), 1)
        for n in range(30)
    ]
    facts = with_trace(*links)
    assert "The 12 largest of 30" in said_in(traced_upstream(facts))
    written(facts, tmp_path)
    rows = csv_rows(tmp_path, "trace_links")
    assert len(rows) == 30
    assert sum(Decimal(row["amount"]) for row in rows) == facts.trace.total


def test_faults_of_the_genealogy_are_told_with_the_rows():
    faults = tuple(
        f"Lot L-{n} is among its own inputs (lot_inputs row {n})." for n in range(7)
    )
    said = said_in(traced_upstream(with_trace(*LINKS, faults=faults)))
    assert faults[0] in said
    assert faults[4] in said
    assert "2 more in report.json" in said
    assert faults[0] in said_in(
        traced_upstream(replace(rich(), trace=Trace("EUR", faults=faults)))
    )


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (
            ("complaints", "customer returns", "line stops"),
            (
                "Nothing of this quarter could be traced: the extract has no complaints, customer"
                " returns or line stops."
            ),
        ),
        (("lots",), "Nothing of this quarter could be traced: the extract has no lots."),
        (
            (),
            (
                "There is nothing to trace in this quarter: no complaint, return, late order,"
                " line stop or incident is recorded."
            ),
        ),
    ],
)
def test_an_empty_trace_prints_plain_words_and_no_frame(missing, words, tmp_path):
    facts = replace(rich(), trace=Trace("EUR", missing=missing))
    section = traced_upstream(facts)
    assert said_in(section) == words
    assert "<figure" not in section.body
    assert "<table" not in section.body
    block = written(facts, tmp_path)["trace"]
    assert (block["state"], block["total"], block["links"]) == (
        "not_supplied" if missing else "no_data",
        None,
        [],
    )
    assert csv_rows(tmp_path, "trace_links") == []


def test_events_without_any_known_cost_have_no_column_of_money():
    counted = [
        replace(known, amount=Decimal(0), share=Decimal("0.5")) for known in LINKS[:2]
    ]
    section = traced_upstream(
        replace(rich(), trace=Trace("EUR", Decimal(0), tuple(counted), 7))
    )
    assert table_rows(section, "plain traced")[0][-2:] == ["events", "share"]
    assert (
        section.headline
        == "50% of the 7 events trace to Ems Foundry, behind Harrow Castings; none are the buyer's"
    )
    assert "0.00" not in said_in(section)


def test_the_json_block_is_as_agreed(tmp_path):
    block = written(with_trace(*LINKS), tmp_path)["trace"]
    assert block["unit"] == "EUR"
    assert block["total"] == "80900.00"
    assert sum(Decimal(known["amount"]) for known in block["links"]) == Decimal(
        block["total"]
    )
    first = block["links"][0]
    assert {
        name: first[name]
        for name in (
            "effect",
            "breakdown",
            "item",
            "cause_side",
            "supplier_id",
            "share",
            "amount",
            "events",
        )
    } == {
        "effect": RETURNED,
        "breakdown": "Porosity",
        "item": "Pump housing",
        "cause_side": "tier2",
        "supplier_id": None,
        "share": "0.265760198",
        "amount": "21500.00",
        "events": 5,
    }
    assert {known["cause_side"] for known in block["links"]} <= set(SIDES)


def test_a_side_that_has_no_place_is_refused():
    with pytest.raises(
        ValueError, match="cause side is 'theirz', expected one of tier2, theirs"
    ):
        link(RETURNED, "a", "b", "theirz", "c", "1", 1)


def test_hostile_names_stay_text(tmp_path):
    evil = trace(
        *(
            link(HOSTILE, f"{HOSTILE}{n}", "=1+1", side, HOSTILE, "10", 1, evidence=HOSTILE)
            for n, side in enumerate(SIDES)
        ),
        faults=(HOSTILE,),
    )
    broken = (
        BrokenPromise(HOSTILE, HOSTILE, date(2026, 7, 1), None, 4, "theirs", (HOSTILE,)),
    )
    complaints = (Complaint(HOSTILE, date(2026, 7, 1), HOSTILE, HOSTILE, None),)
    facts = replace(
        rich(), trace=evil, promises=Promises(True, 1, "month", (), broken, complaints)
    )
    for section in (
        traced_upstream(facts),
        customer_promise(replace(facts, promises=replace(facts.promises, broken=()))),
    ):
        assert "<img" not in section.body
        assert "</script" not in section.body


def test_shares_of_events_without_cost_are_of_all_events():
    """A row of 172 of 200 events is 86 % of them, in the list as in the picture."""
    known = [
        link(
            RETURNED, "Porosity", "Housing", "theirs", "Harrow", "172", 172, evidence="lot"
        ),
        link(RETURNED, "Seal", "Valve", "ours", "Ours", "28", 28, evidence="lot"),
    ]
    section = traced_upstream(with_trace(*known, unit="events"))
    assert [row[-1] for row in table_rows(section, "plain traced")[1:]] == ["86%", "14%"]


def test_what_is_traced_to_nobody_is_told_and_never_none():
    facts = with_trace(*LINKS[:5], untraced=266, possible=97, recorded=295)
    section = traced_upstream(facts)
    said = said_in(section)
    assert (
        "266 events of the quarter are not traced to anyone yet; 97 may be this supplier's."
        in said
    )
    assert "not traced 0%" not in said
    assert "266 events, not drawn" in said
    block = facts.trace.to_json()
    assert (block["untraced"], block["possible"]) == (266, 97)


def test_where_nothing_leads_here_what_is_traced_to_nobody_is_the_headline():
    trace_here = Trace("EUR", recorded=3, untraced=1, possible=1)
    assert traced_upstream(replace(rich(), trace=trace_here)).headline == (
        "Nothing that went wrong in this quarter leads to this supplier; 1 event of the quarter is"
        " not traced to anyone yet; it may be this supplier's"
    )
    elsewhere = Trace("EUR", recorded=3)
    assert traced_upstream(replace(rich(), trace=elsewhere)).headline == (
        "Nothing that went wrong in this quarter leads to this supplier"
    )


# What the trace is made of is gathered with the other facts


def test_what_the_extract_lacks_is_said(tmp_path):
    with small_world(
        tmp_path, schedule_lines=[{}], receipts=[{"line_id": "1"}]
    ) as snapshot:
        facts = SupplierQuarter(snapshot, "S", Q3).facts
    assert facts.trace.links == ()
    lacking = "records of lots, complaints, promises to customers or stops of lines"
    assert (
        traced_upstream(facts).headline
        == f"Nothing of this quarter could be traced: the extract has no {lacking}"
    )


# Promises


def promise(order: str, on: str, kept: str | None, **other: str) -> dict:
    return {
        "supplier_id": "S",
        "customer_order_id": order,
        "promised_on": on,
        "shipped_on": on,
        "kept_on": kept,
        "currency": "EUR",
    } | other


AGREED = {"broken_cause": "theirs", "is_cause_agreed": "true"}


def promises_world(folder: Path, promises: list[dict], complaints: list[dict]):
    return small_world(
        folder,
        suppliers=[
            {"supplier_id": "S", "name": "Supplier"},
            {"supplier_id": "R", "name": RIVAL},
        ],
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
        customer_promises=promises,
        complaints=complaints,
    )


@pytest.fixture(scope="module")
def worlds(tmp_path_factory) -> dict[str, Facts]:
    """The facts of one quarter for each audience."""
    rows = [
        promise("O-1", "2026-07-10", "2026-07-10"),
        promise("O-2", "2026-07-20", "2026-07-23", **AGREED),
        promise("O-3", "2026-08-03", None, **AGREED | {"broken_cause": "ours"}),
        promise(
            "O-4",
            "2026-08-05",
            "2026-08-06",
            broken_cause="theirs",
            is_cause_agreed="false",
        ),
        promise("O-5", "2026-06-30", "2026-07-09", **AGREED),
        promise("O-6", "2026-10-05", None),
        promise("O-7", "2026-07-10", "2026-07-12", supplier_id="R", **AGREED),
    ]
    complaints = [
        {
            "supplier_id": "S",
            "customer_order_id": "O-2",
            "received_on": "2026-07-24",
            "subject": "seal leaks",
            "unit_count": "3",
        },
        {
            "supplier_id": "R",
            "customer_order_id": "O-2",
            "received_on": "2026-07-25",
            "subject": "rival's bolt",
        },
        {
            "supplier_id": None,
            "customer_order_id": "O-2",
            "received_on": "2026-07-26",
            "subject": "box torn",
        },
        {
            "supplier_id": "S",
            "customer_order_id": "O-1",
            "received_on": "2026-10-03",
            "subject": "not known yet",
        },
    ]
    folder = tmp_path_factory.mktemp("promises")
    with promises_world(folder, rows, complaints) as snapshot:
        return {
            audience: SupplierQuarter(snapshot, "S", Q3, audience).facts
            for audience in AUDIENCES
        }


@pytest.fixture
def world(worlds) -> Facts:
    return worlds["internal"]


def test_promises_are_those_of_the_supplier_that_fell_due_in_the_quarter(world):
    found = world.promises
    assert (found.promised, found.kept, found.grain) == (4, 1, "month")
    assert [
        (known.customer_order_id, known.days, known.side) for known in found.broken
    ] == [
        ("O-2", 3, "theirs"),
        ("O-3", 60, "ours"),
        ("O-4", 1, "not_agreed"),
    ]
    assert [
        (period.first_on, period.promised, period.broken) for period in found.periods
    ] == [
        (date(2026, 7, 1), 2, {"theirs": 1}),
        (date(2026, 8, 1), 2, {"not_agreed": 1, "ours": 1}),
        (date(2026, 9, 1), 0, {}),
    ]


def test_they_are_counted_as_metric_p1_counts_them(world):
    """But for those of which nobody has agreed whose cause it was."""
    reading = world.reading("P1")
    is_open = [known.side in ("not_agreed", "not_told") for known in world.promises.broken]
    assert world.promises.promised == reading.denominator + sum(is_open)
    assert (
        sum(known.side == "theirs" for known in world.promises.broken)
        == reading.denominator - reading.numerator
    )


def test_the_section_says_what_the_customer_saw_and_whose_it_is_to_answer_for(world):
    section = customer_promise(world)
    assert (
        section.headline
        == "1 of 4 promises to customers was kept; of the 3 broken, both firms agree that"
        " Supplier caused 1 and the buyer or another firm caused 1; the cause of 1 is not agreed yet"
    )
    assert (
        "The buyer answers to its customers for each broken promise, whoever caused it: a customer"
        " sees one company." in said_in(section)
    )
    rows = table_rows(section, "plain")
    assert rows[1:] == [
        [
            "2",
            "O-2",
            "2026-07-20",
            "3 days late; complained: “seal leaks” and “box torn”",
            "supplier's",
        ],
        [
            "3",
            "O-3",
            "2026-08-03",
            "still waiting, 60 days after the day promised",
            "buyer's or another firm's",
        ],
        ["4", "O-4", "2026-08-05", "1 day late", "not agreed yet"],
    ]
    assert "The one complaint traced to Supplier" in said_in(section)


def test_nothing_of_another_supplier_and_nothing_after_the_as_of_date_is_told(
    worlds, tmp_path
):
    written(worlds["shared"], tmp_path)
    told = "".join(
        path.read_text(encoding="utf-8")
        for path in (
            tmp_path / "report.html",
            tmp_path / "report.json",
            *(tmp_path / "data").iterdir(),
        )
    )
    assert "rival" not in told.lower()
    assert "O-7" not in told
    assert "not known yet" not in told


def test_the_file_and_the_json_have_every_broken_promise(world, tmp_path):
    block = written(world, tmp_path)["customer_promise"]
    assert (block["state"], block["promised"], block["kept"]) == ("ok", 4, 1)
    assert (
        [row["customer_order_id"] for row in csv_rows(tmp_path, "broken_promises")]
        == [row["customer_order_id"] for row in block["broken"]]
        == ["O-2", "O-3", "O-4"]
    )
    assert block["complaints"][0]["units"] == 3


def broken_by_side(**sides: int) -> Promises:
    found = tuple(
        BrokenPromise(f"PR-{side}-{at}", "CO-1", date(2026, 7, 6), None, 3, side, ())
        for side, count in sides.items()
        for at in range(count)
    )
    return Promises(True, 12, broken=found)


@pytest.mark.parametrize(
    ("sides", "causes"),
    [
        (
            {"ours": 1},
            "both firms agree that Tarn Pumps or another firm caused the one broken",
        ),
        ({"theirs": 2}, "both firms agree that Harrow Castings caused both broken"),
        ({"theirs": 6}, "both firms agree that Harrow Castings caused all 6 broken"),
        ({"shared": 1}, "both firms agree that the one broken had a shared cause"),
        ({"not_agreed": 1}, "the cause of the one broken is not agreed yet"),
        (
            {"theirs": 1, "not_agreed": 1},
            "of the 2 broken, both firms agree that Harrow Castings caused 1; the cause of 1 is not"
            " agreed yet",
        ),
    ],
)
def test_where_all_that_were_broken_have_one_cause_no_count_is_said_twice(sides, causes):
    said = promise_headline(broken_by_side(**sides), "Harrow Castings", "Tarn Pumps")
    assert said.partition("; ")[2] == causes


def test_a_label_is_asked_for_and_no_file_named_that_the_supplier_does_not_have():
    said = counted_words("Tarn Pumps")
    assert (
        "Tarn Pumps can tell which one a label such as “promise 12” is: ask by the label"
        in said
    )
    assert ".csv" not in said


def test_many_promises_are_told_by_week(tmp_path):
    days = [date(2026, 7, 1).toordinal() + place % 92 for place in range(92)]
    rows = [
        promise(f"O-{place}", (on := date.fromordinal(day).isoformat()), on)
        for place, day in enumerate(days)
    ]
    with promises_world(tmp_path, rows, [{"received_on": "2026-07-24"}]) as snapshot:
        found = promises_of(snapshot, "S", Q3)
    assert found.grain == "week"
    assert [period.first_on for period in found.periods][:3] == [
        date(2026, 7, 1),
        date(2026, 7, 6),
        date(2026, 7, 13),
    ]
    assert sum(period.promised for period in found.periods) == 92


@pytest.mark.parametrize(
    ("promises", "headline"),
    [
        (
            Promises(),
            "Whether promises to customers were kept is not known: the extract has none",
        ),
        (
            Promises(True),
            "No promise to a customer that depended on Harrow Castings fell due in the quarter",
        ),
        (Promises(True, 40), "All 40 promises to customers were kept"),
        (Promises(True, 1), "The one promise to a customer was kept"),
    ],
)
def test_without_a_broken_promise_there_are_words_and_no_frame(promises, headline):
    section = customer_promise(replace(rich(), promises=promises))
    assert promise_headline(promises, "Harrow Castings", "Tarn Pumps") == headline
    assert said_in(section) == f"{headline}."
    assert "<figure" not in section.body


def test_many_complaints_of_one_order_are_counted():
    known = BrokenPromise(
        "P", "O", date(2026, 7, 1), date(2026, 7, 2), 1, "ours", ("a", "b", "c", "d")
    )
    assert seen_words(known) == "1 day late; complained: “a” and “b” and 2 more"


def test_complaints_that_may_not_be_quoted_are_counted():
    for said, words in (((None, None), "2 complaints"), ((None,), "1 complaint")):
        known = BrokenPromise("P", "O", date(2026, 7, 1), date(2026, 7, 2), 1, "ours", said)
        assert seen_words(known) == f"1 day late; {words}"


def test_a_shared_page_labels_promises_and_says_who_resolves_the_labels(worlds, tmp_path):
    section = customer_promise(replace(worlds["shared"], buyer="Tarn Pumps"))
    assert [row[:2] for row in table_rows(section, "plain")[1:]] == [
        ["promise 2", "customer order 2"],
        ["promise 3", "customer order 3"],
        ["promise 4", "customer order 4"],
    ]
    said = said_in(section)
    assert "3 days late; 2 complaints" in said
    assert "Tarn Pumps’ customers are counted here and not named." in said
    assert "customer_labels" not in section.tables
    labels = customer_promise(worlds["internal"]).tables["customer_labels"]
    known = dict(zip(labels["label"], labels["id"], strict=True))
    assert (known["promise 2"], known["customer order 4"]) == ("2", "O-4")
    assert written(worlds["shared"], tmp_path)["customer_promise"]["customers"] == "counted"


def test_the_sections_have_names_for_contents_and_titles_in_plain_words():
    sections = [traced_upstream(with_trace(*LINKS)), customer_promise(rich())]
    assert [(one.id, one.title, one.name, one.absent) for one in sections] == [
        ("traced-upstream", "Where line stops and customer problems start", "Causes", ""),
        ("customer-promise", "Promises to customers", "Customers", ""),
    ]


@pytest.mark.parametrize(
    ("trace_here", "absent"),
    [
        (
            Trace("EUR", missing=("records of lots", "complaints")),
            "where customer problems start (no records of lots or complaints)",
        ),
        (
            Trace("EUR", recorded=3),
            "where customer problems start (nothing that broke leads to Harrow Castings)",
        ),
        # What is traced to nobody, and errors in the records, are something to say.
        (Trace("EUR", recorded=3, untraced=1), ""),
        (Trace("EUR", faults=("a lot that went into itself",)), ""),
    ],
)
def test_a_trace_without_anything_to_say_is_named_by_what_is_missing(trace_here, absent):
    assert traced_upstream(replace(rich(), trace=trace_here)).absent == absent


def test_promises_are_absent_only_where_there_is_nothing_of_customers():
    for promises, absent in (
        (
            Promises(),
            "promises to customers (tables customer_promises and customer_orders)",
        ),
        (
            Promises(True),
            "promises to customers (none that depended on Harrow Castings fell due)",
        ),
        (Promises(True, 1), ""),
        (Promises(complaints=rich().promises.complaints), ""),
    ):
        assert customer_promise(replace(rich(), promises=promises)).absent == absent


@pytest.mark.parametrize("section", [traced_upstream, customer_promise])
def test_every_table_has_a_name_and_every_scroll_region_can_be_reached(section):
    made = html5lib.parseFragment(
        section(replace(rich(), trace=trace(*LINKS))).body, namespaceHTMLElements=False
    )
    headings = {heading.get("id") for heading in made.iter("h3")}
    tables = [table for table in made.iter("table") if "plain" in table.get("class", "")]
    parents = {child: parent for parent in made.iter() for child in parent}
    regions = [parents[table] for table in tables]
    assert tables
    assert {table.get("aria-labelledby") for table in tables} <= headings
    for region in regions:
        assert (region.get("tabindex"), region.get("role")) == ("0", "region")
        assert region.get("aria-label")


FIRST_PERSON = re.compile(r"\b(we|our|ours|us|told|theirs|them)\b", re.IGNORECASE)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_promises_are_said_without_we(worlds, audience):
    assert not FIRST_PERSON.findall(said_in(customer_promise(worlds[audience])))
