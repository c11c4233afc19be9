"""The sections of what people entered: what they show, that they leave the page without it, that no
name without consent and nothing of another supplier is in any file, and that no text runs.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args, get_origin

import facts_fixture
import html5lib
import pytest
from books import AS_OF, SUPPLIER, BookByHand
from jsonschema import Draft202012Validator
from pages import of_class, report, section_of, tree, words_of

from srmlib.facts import Facts
from srmlib.register import KINDS, Book, Head, Kind
from srmlib.register.kinds.people import PromiseOwner
from srmlib.register.kinds.voice import FormSent, Statement
from srmlib.register.kinds.work import Action, ActionDate, ActionEnd, Dispute
from srmlib.relationship.actions import actions_of
from srmlib.relationship.ahead import ahead_of
from srmlib.relationship.chain import Chain
from srmlib.relationship.effects import Effect
from srmlib.relationship.health import health_of
from srmlib.relationship.network import network_of
from srmlib.relationship.persons import who
from srmlib.relationship.plan import plan_of
from srmlib.relationship.ratings import ratings_of
from srmlib.relationship.record import Relationship
from srmlib.relationship.used import used_tables
from srmlib.relationship.voices import voices_of
from srmlib.reports import sections
from srmlib.rules.calendar import Quarter
from srmlib.workspace import PROJECT

Q3 = Quarter.parse("2026Q3")
HOSTILE = "</script><img src=x onerror=alert(1)>{{271*271}}"
AGREED = date(2026, 7, 14)
SCHEMA = json.loads((PROJECT / "docs/report.schema.json").read_text(encoding="utf-8"))
PLAIN = {bool: True, date: date(2026, 9, 1), int: 1, Decimal: Decimal("1.00")}
FINGERPRINTS = ("fingerprint", "form")
# Ids that other records refer to.
IDS = {kind.kind: f"{kind.prefix}-9" for kind in KINDS.values()}


def facts(book: Book, effects: dict[str, Effect] | None = None, **more: object) -> Facts:
    """The rich facts of a test, with what a book says."""
    known = Relationship(
        Head(7, "ab" * 32),
        AS_OF,
        "reviewed",
        actions_of(book, SUPPLIER, AS_OF, Q3),
        ratings=ratings_of(book, SUPPLIER, Q3, AS_OF),
        plan=plan_of(book, SUPPLIER, Q3, AS_OF),
        voices=voices_of(book, SUPPLIER, Q3, AS_OF, effects),
        health=health_of(book, SUPPLIER, AS_OF),
        network=network_of(book, SUPPLIER, plan_of(book, SUPPLIER, Q3, AS_OF)),
        ahead=ahead_of(book, SUPPLIER, Q3, AS_OF),
        chain=Chain((), (), (), (), (), (), False),
        used=used_tables(book, SUPPLIER, AS_OF),
    )
    return replace(facts_fixture.rich(), buyer="Tarn Pumps", relationship=known, **more)


def action(record: str, side: str = "supplier", **more: object) -> tuple[Action, str]:
    stated = {"what": f"Do {record}", "agreed_on": AGREED, "due_on": date(2026, 9, 30)}
    return Action(
        side=side, **stated | {"owners": ("P-1",), "measure": "seen"} | more
    ), record


def usual() -> BookByHand:
    book = BookByHand().person("P-1", "supplier", "Declan Mossbury", "account manager")
    book.add(*action("A-1", "supplier", due_on=date(2026, 6, 30)))
    book.add(ActionDate(action="A-1", due_on=date(2026, 8, 31), reason="holidays"))
    book.add(ActionDate(action="A-1", due_on=date(2026, 11, 30), reason="trial failed"))
    book.add(*action("A-2", "buyer")).add(*action("A-3", "joint", due_on=date(2026, 11, 1)))
    book.add(*action("A-4", "buyer"))
    book.add(ActionEnd(action="A-4", how="done", on=date(2026, 9, 18)))
    book.add(*action("A-5", "supplier", due_on=None, owners=(), measure=None))
    return book.add(*action("A-6", "supplier", agreed_on=date(2026, 10, 13)))


# Actions


def lanes_of(page: str) -> dict[str, list[str]]:
    """By side the ids of its lanes, in order."""
    shown = section_of(tree(page), "actions")
    return {
        one.get("aria-label"): [
            words_of(id_).split(",")[0] for id_ in one.iterfind("li/div/small[1]")
        ]
        for one in shown.iter("ul")
    }


def test_the_lanes_are_the_buyers_first_and_a_new_action_has_none():
    page = report(facts(usual().book())).html()
    assert lanes_of(page) == {
        "Tarn Pumps": ["A-4", "A-2"],
        "Harrow Castings": ["A-5", "A-1"],
        "Both firms": ["A-3"],
    }
    new = [one for one in section_of(tree(page), "actions").iter("table")]
    assert [words_of(one) for one in new[0].iter("th")][4:] == ["Do A-6A-6"]


def test_a_lane_tells_its_dates_to_who_cannot_see_it():
    page = tree(report(facts(usual().book())).html())
    said = [one.get("aria-label") for one in of_class(section_of(page, "actions"), "track")]
    assert [one for one in said if one] == [
        "done 18 Sep; first date 30 September 2026",
        "13 days late, due 30 Sep; first date 30 September 2026",
        "no date",
        "due 30 Nov, was 30 Jun; first date 30 June 2026, moved twice",
        "due 1 Nov; first date 1 November 2026",
    ]


def test_first_date_ticks_and_today_lie_in_order_on_the_axis():
    (moved,) = [
        one
        for one in of_class(tree(report(facts(usual().book())).html()), "row", "is-moved")
    ]

    def at(*names: str) -> float:
        (found,) = of_class(moved, *names)
        return float(found.get("style").partition("left:")[2].partition("%")[0])

    (first, between) = of_class(moved, "tick")[::-1]
    assert between.get("class") == "tick shift"
    bar = at("bar")
    assert bar >= 0 and at("tick", "shift") < at("today") < at("end") <= 100
    # Promised before it was agreed on paper: the axis begins with the earlier month.
    assert float(first.get("style")[5:-1]) <= bar


def test_holes_are_dashed_and_never_red():
    page = tree(report(facts(usual().book())).html())
    (lane,) = [
        one
        for one in of_class(section_of(page, "actions"), "row", "is-on_track")
        if "A-5" in words_of(one)
    ]
    assert [words_of(one) for one in of_class(lane, "hole")] == [
        "nobody named",
        "no date",
        "no measure",
    ]
    assert of_class(lane, "late") == []


@pytest.mark.parametrize(
    ("how", "field", "said", "hole"),
    [
        ("done", "evidence", "Shown by: seen", "nothing shows it"),
        ("dropped", "reason", "Dropped: seen", "nobody said why"),
    ],
)
def test_what_ended_without_evidence_or_reason_has_a_hole(how, field, said, hole):
    for words in ("seen", None):
        book = BookByHand().add(*action("A-1"))
        book.person("P-1", "supplier", "Declan Mossbury", "account manager")
        book.add(ActionEnd(action="A-1", how=how, on="2026-09-18", **{field: words}))
        shown = section_of(tree(report(facts(book.book())).html()), "actions")
        holes = [words_of(one) for one in of_class(shown, "hole")]
        assert (said in words_of(shown)) is bool(words)
        assert (hole in holes) is (words is None)


def test_without_actions_the_section_leaves_and_says_how_to_begin():
    for known in (facts_fixture.rich(), facts(Book([]))):
        page = tree(report(known).html())
        assert [one for one in page.iter("section") if one.get("id") == "actions"] == []
        (absent,) = of_class(page, "absent")
        assert "srm register add action" in words_of(absent)


def test_page_one_names_each_firms_late_actions():
    page = tree(report(facts(usual().book())).html())
    said = words_of(section_of(page, "summary"))
    assert "One action is late. Do A-2 (A-2, 13 days)." in said
    assert "A-1 (A-1" not in said


# What the supplier says


def statement(**more: object) -> Statement:
    stated = {
        "quarter": "2026Q3",
        "side": "supplier",
        "words_said": "We ship.\nYou\u00a0wait.",
    }
    return Statement(**stated | {"on": date(2026, 10, 9), "by": "managing director"} | more)


def test_the_statement_stands_first_and_verbatim():
    book = BookByHand().person("P-1", "supplier", "Declan Mossbury", "managing director")
    book.add(statement())
    shown = section_of(tree(report(facts(book.book())).html()), "replies")
    assert words_of(shown.find("h2")) == "What Harrow Castings says"
    quoted = shown.find("blockquote")
    assert "".join(quoted.itertext()) == "We ship.\nYou\u00a0wait."
    assert list(shown).index(quoted) == 1
    assert (
        "managing director, Harrow Castings, 9 October 2026. Printed as received."
        in words_of(shown)
    )


def test_without_a_statement_the_place_stays_with_when_the_form_was_sent():
    sent = FormSent(
        quarter="2026Q3", report="v1", sent_on=date(2026, 10, 5), to="account manager"
    )
    shown = section_of(tree(report(facts(BookByHand().add(sent).book())).html()), "replies")
    assert "no statement" in words_of(of_class(shown, "hole")[0])
    assert "sent on 5 October 2026 to Harrow Castings, account manager" in words_of(shown)


def disputed(**more: object) -> dict:
    return {"dispute_id": "D-1", "origin": "register"} | more


def test_a_decided_dispute_says_what_the_number_was_and_who_decided():
    book = BookByHand().person("P-1", "buyer", "Tomasz Brzeg", "planner", may_be_named=True)
    stated = {"metric": "D1", "row": "45000/10", "raised_by": "supplier", "claim": "met"}
    decided = {"state": "accepted", "answer": "Agreed.", "decided_on": AS_OF}
    book.add(
        Dispute(raised_on=date(2026, 9, 1), decided_by=("P-1",), **stated | decided), "D-1"
    )
    effects = {"D-1": Effect("D1", 91.1, 91.6, (195, 214), (196, 214), True)}
    rows = facts_fixture.disputes(disputed(state="accepted", answer="Agreed."))
    page = tree(report(facts(book.book(), effects, disputes=rows)).html())
    said = words_of(section_of(page, "replies"))
    assert "91.1% → 91.6%" in said and "195 of 214 → 196 of 214" in said
    assert "on 13 October 2026 by Tomasz Brzeg" in said and "after 42 days" in said
    assert "decided 13 Oct: was 91.1%" in words_of(section_of(page, "scorecard"))


def test_an_open_one_says_both_ends_and_how_long_it_waits():
    stated = {"metric": "D1", "row": "45000/10", "raised_by": "supplier", "claim": "met"}
    book = BookByHand().add(Dispute(raised_on=date(2026, 8, 24), **stated), "D-1")
    effects = {"D-1": Effect("D1", 91.6, 92.1, (196, 214), (197, 214), False)}
    rows = facts_fixture.disputes(disputed())
    shown = section_of(
        tree(report(facts(book.book(), effects, disputes=rows)).html()), "replies"
    )
    assert "91.6% or 92.1%" in words_of(shown)
    assert "196 of 214, or 197 of 214 if Harrow Castings is right" in words_of(shown)
    assert [words_of(one) for one in of_class(shown, "late")] == ["no answer for 50 days"]
    assert [words_of(one) for one in of_class(shown, "hole")] == ["not answered"]


# What leaves the house


def text_fields(kind: type[Kind]) -> dict[str, object]:
    """A value for every field of a kind: the attack wherever a text is free."""
    stated: dict[str, object] = {}
    for name, field in kind.model_fields.items():
        stated[name] = _value(kind, name, field.annotation)
    return {name: value for name, value in stated.items() if value is not None}


def _value(kind: type[Kind], name: str, annotation: object) -> object:
    if name in kind.refers:
        value = IDS[kind.refers[name]]
        return (value,) if "tuple" in str(annotation).lower() else value
    kinds = {str, *PLAIN} & set(_types(annotation))
    chosen = [one for one in _types(annotation) if get_origin(one) is Literal]
    if chosen:
        return get_args(chosen[0])[0]
    if name in FINGERPRINTS:
        return "ab" * 32
    for one, value in PLAIN.items():
        if one in kinds:
            return value
    if name == "metric":
        return "D1"
    if name == "quarter":
        return "2026Q3"
    return HOSTILE if str in kinds else None


def _types(annotation: object) -> list[object]:
    if get_origin(annotation) is Literal or isinstance(annotation, type):
        return [annotation]
    return [one for part in get_args(annotation) for one in _types(part)]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory) -> Path:
    """The files of a report of which every free text of every kind is an attack."""
    book = BookByHand()
    for kind in KINDS.values():
        book.add(kind(**text_fields(kind)), IDS[kind.kind])
    rows = facts_fixture.disputes(
        disputed(dispute_id=IDS["dispute"], words=HOSTILE, answer=HOSTILE, state="open")
    )
    folder = tmp_path_factory.mktemp("attacked")
    report(facts(book.book(), disputes=rows)).write(folder)
    return folder


def test_no_text_of_the_register_is_markup(attacked):
    html = (attacked / "report.html").read_text(encoding="utf-8")
    assert html.count("onerror=alert(1)") > 10
    assert "<img" not in html and "</script" not in html and "73441" not in html
    assert html5lib.HTMLParser(strict=True).parse(html) is not None


def test_what_is_attacked_keeps_to_the_schema(attacked):
    block = json.loads((attacked / "report.json").read_text(encoding="utf-8"))
    assert [
        fault.message for fault in Draft202012Validator(SCHEMA).iter_errors(block)
    ] == []
    assert (block["stage"], block["relationship"]["register"]["entries"]) == ("reviewed", 7)


def all_text(folder: Path) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def test_a_name_without_consent_and_a_contact_are_in_no_file(tmp_path):
    book = usual()
    book.person(
        "P-2", "buyer", "Nora Brisk", "planner", contact="QXPHONE", may_be_named=True
    )
    book.person("P-3", "supplier", "Fergus Anchley", "quality manager", contact="QXPHONE")
    book.add(*action("A-7", owners=("P-2", "P-3")))
    book.add(statement(by="Fergus Anchley"))
    report(facts(book.book())).write(tmp_path)
    written = all_text(tmp_path)
    assert "Nora Brisk" in written and "quality manager" in written
    assert [
        name for name in ("Declan", "Fergus", "QXPHONE", "somebody") if name in written
    ] == []


def test_nothing_of_another_supplier_is_in_any_file(tmp_path):
    """Also where a book holds it: every kind with a word in every text, of another supplier."""
    book = usual()
    for kind in KINDS.values():
        stated = text_fields(kind)
        marked = {
            name: "QXLEAKZ" if value == HOSTILE else value for name, value in stated.items()
        }
        book.add(kind(**marked), f"QX-{IDS[kind.kind]}", supplier="S-2")
    report(facts(book.book())).write(tmp_path)
    # The font is a long text of letters: two of them may stand in it by chance.
    written = all_text(tmp_path)
    assert [word for word in ("QXLEAKZ", "QX-") if word in written] == []


def test_a_rating_that_is_not_revealed_is_in_no_file(tmp_path):
    book = usual().lock("buyer").rate("supplier", "2026Q3", "access", 1, comment="QXSEALED")
    report(facts(book.book())).write(tmp_path)
    assert "QXSEALED" not in all_text(tmp_path)
    assert not (tmp_path / "data/register_rating.csv").exists()


def test_what_was_used_is_copied_beside_the_page(tmp_path):
    report(facts(usual().book())).write(tmp_path)
    copied = sorted(path.name for path in (tmp_path / "data").glob("register_*.csv"))
    assert copied == [
        "register_action.csv",
        "register_action_date.csv",
        "register_action_end.csv",
        "register_person.csv",
    ]
    people = (tmp_path / "data/register_person.csv").read_text(encoding="utf-8")
    assert people.splitlines()[1].split(",")[4] == "account manager"


def test_a_row_about_a_customer_is_not_told():
    book = BookByHand().add(*action("A-1", metric="P1", from_row="QXORDER"))
    known = facts(book.book()).relationship
    (one,) = known.without_rows({"P1"}).actions.last
    assert one.from_row is None
    assert set(known.without_rows({"P1"}).used["register_action"]["from_row"]) == {None}


def test_a_promise_beside_the_products_is_not_told():
    book = BookByHand().person("P-1", "buyer", "Ann Keller", "planner")
    book.add(PromiseOwner(promise="QXHOSPITAL", side="buyer", person="P-1"))
    known = facts(book.book()).relationship
    ann = who(book.book(), SUPPLIER, "P-1", AS_OF)
    chain = replace(known.chain, other_owners=(("QXHOSPITAL", ann),), has_owners=True)
    known = replace(known, chain=chain)
    counted = known.without_rows(set())
    assert counted.chain.other_owners == () and counted.chain.has_owners
    told = json.dumps(counted.to_json()) + repr(counted.chain) + repr(counted.used)
    assert "QXHOSPITAL" not in told


def test_a_section_says_the_same_in_a_notebook():
    section = sections.last_actions(facts(usual().book()))
    assert "What became of" not in section.headline
    assert "A-1 has moved twice" in section.headline
    assert section._repr_html_().count('class="lanes"') == 1
