"""The programme from its definition: what is planned, what happened, who is late and on
which side.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from books import AS_OF, SUPPLIER, BookByHand
from new_person import HOSTILE, enter, home_of_two, new_world, register_of
from printed_commands import check_command, commands_in

from srmlib import Workspace, levels, open_snapshot, programme
from srmlib.cli import main
from srmlib.errors import DefinitionError, UsageError
from srmlib.facts import Supplier
from srmlib.governance.costs import Spent, spent_of, spent_on_all
from srmlib.governance.happened import OWED_BY, Happened
from srmlib.governance.programme import Governed, Item, Programme, items_of
from srmlib.register.kinds.agreed import ProgrammeItem
from srmlib.register.kinds.voice import FormSent, HealthCheck, Reply, Signature
from srmlib.register.kinds.work import Cadence, Meeting
from srmlib.relationship.meetings import meetings_of
from srmlib.relationship.months import months_after
from srmlib.reports.programme import programme_page, write_programme
from srmlib.rules.calendar import Quarter
from srmlib.rules.programme import LEVELS, Plan, read_programme
from srmlib.rules.relationships import read_relationships
from srmlib.words.programme import (
    BEGINS,
    ITEMS,
    budget_words,
    headline,
    last_words,
    programme_lines,
    spent_words,
    state_words,
)
from srmlib.workspace import PROJECT

RULES = read_programme(PROJECT / "data/definitions/programme.yaml")
EVERYTHING = Plan(**dict.fromkeys(OWED_BY, 3))
SHA = "ab" * 32


def happened(book: BookByHand, as_of: date = AS_OF) -> Happened:
    return Happened(book.book(), SUPPLIER, as_of)


def item(book: BookByHand, name: str, side: str, every: int = 3) -> Item:
    found = items_of(happened(book), RULES, Plan(**{name: every}))
    return next(one for one in found if (one.item, one.side) == (name, side))


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def goal(on: date | None, **more: object) -> ProgrammeItem:
    return ProgrammeItem(item="goals", form="goal", reviewed_on=on, **more)


# --- What is planned


def test_every_item_is_owed_by_somebody_and_has_words():
    assert set(OWED_BY) == set(ITEMS) == set(BEGINS) == set(Plan.model_fields)
    assert {side for sides in OWED_BY.values() for side in sides} == {
        "buyer",
        "supplier",
        "both",
    }


def test_every_command_to_begin_with_is_one_the_command_line_takes():
    for commands in BEGINS.values():
        for command in commands:
            assert commands_in(command) == [command]
            check_command(command, "SUPPLIER")
    shown = unescape(page(governed()))
    commands = re.findall("<code>(.*?)</code>", shown)
    assert len(commands) > len(BEGINS)
    for command in commands:
        check_command(command, "SUPPLIER")


def test_a_higher_level_never_plans_less():
    plans = [RULES.plan(level).model_dump() for level in LEVELS]
    for lower, higher in pairwise(plans):
        for name, months in lower.items():
            assert months is None or (
                higher[name] is not None and higher[name] <= months
            ), name


def test_without_a_level_what_holds_for_every_supplier_is_planned():
    assert RULES.plan(None) == RULES.every
    assert RULES.plan(None, Plan(ratings=6)).ratings == 6


def test_nothing_is_late_where_nothing_was_ever_entered():
    found = items_of(happened(BookByHand()), RULES, EVERYTHING)
    assert {one.state for one in found} == {"no_record"}
    assert all(one.days_late == 0 and one.due_on is None for one in found)


@pytest.mark.parametrize(
    ("last", "state", "late"),
    [
        (months_after(AS_OF, -3) - timedelta(days=16), "late", 16),
        (months_after(AS_OF, -3) - timedelta(days=15), "due", 0),
        (months_after(AS_OF, -2), "on_time", 0),
    ],
)
def test_late_is_what_is_days_of_grace_past(last, state, late):
    found = item(BookByHand().add(goal(last, side="supplier")), "goals", "supplier")
    assert (found.state, found.days_late) == (state, late)
    assert item(BookByHand().add(goal(last)), "goals", "supplier").state == "no_record"


def test_what_is_due_within_the_days_said_is_due():
    book = BookByHand().add(goal(months_after(AS_OF + timedelta(days=30), -3)))
    assert item(book, "goals", "buyer").state == "due"
    book = BookByHand().add(goal(months_after(AS_OF + timedelta(days=32), -3)))
    assert item(book, "goals", "buyer").state == "on_time"


def test_what_happens_later_or_with_another_supplier_is_not_known():
    book = BookByHand().add(goal(AS_OF + timedelta(days=1)))
    book.add(goal(ago(5)), supplier="S-2")
    assert item(book, "goals", "buyer").state == "no_record"


# --- What happened


def test_a_rating_that_was_opened_without_a_colour_is_none():
    book = BookByHand().lock("buyer")
    assert item(book, "ratings", "buyer").last_on == date(2026, 10, 1)
    book.rate("buyer", "2026Q3", "access", None)
    assert item(book, "ratings", "buyer").state == "no_record"
    book.rate("buyer", "2026Q3", "people_cont", 4)
    assert item(book, "ratings", "buyer").last_on == date(2026, 10, 1)


def test_a_health_check_without_an_answer_is_none():
    book = BookByHand().add(HealthCheck(side="supplier", on="2026-09-01", asked=12))
    assert item(book, "health_check", "supplier").state == "no_record"
    book.add(HealthCheck(side="supplier", on="2026-09-02", trust=2))
    assert item(book, "health_check", "supplier").last_on == date(2026, 9, 2)


def test_of_two_rhythms_the_one_agreed_for_the_later_day_holds():
    book = BookByHand()
    for every, from_on in ((3, "2026-07-01"), (1, "2025-01-01"), (2, "2026-10-14")):
        book.add(Cadence(tier="operational", every_months=every, from_on=from_on))
    assert item(book, "operational", "both", 1).every_months == 3
    (rhythm,) = meetings_of(book.book(), SUPPLIER, AS_OF).cadence
    assert rhythm.every_months == 3
    book.add(Cadence(tier="operational", every_months=6, from_on="2026-07-01"))
    assert item(book, "operational", "both", 1).every_months == 6


def test_goals_are_looked_at_by_an_item_or_a_signature_and_not_by_an_objection():
    signed = {"metric": "D1", "version": 1, "side": "supplier"}
    book = BookByHand().add(Signature(on=ago(20), **signed))
    book.add(Signature(on=ago(5), objection="no", **signed))
    assert item(book, "goals", "supplier").last_on == ago(20)
    agreed = SimpleNamespace(is_signed=True, agreed_on=ago(7))
    known = Happened(book.book(), SUPPLIER, AS_OF, (agreed,))
    assert known.log("goals", "buyer").days == (ago(7),)


def test_a_form_that_has_not_come_back_is_owed_by_the_supplier_since_it_was_sent():
    book = BookByHand()
    for quarter, days in (("2026Q2", 100), ("2026Q3", 20)):
        book.add(FormSent(quarter=quarter, report="v1", sent_on=ago(days)))
    came = {"report": "v1", "fingerprint": SHA}
    book.add(Reply(quarter="2026Q2", received_on=ago(95), **came))
    found = item(book, "reply", "supplier")
    assert (found.state, found.due_on) == ("late", ago(20))
    assert item(book, "report", "buyer").state == "on_time"
    book.add(Reply(quarter="2026Q3", received_on=ago(1), **came))
    assert item(book, "reply", "supplier").state == "on_time"


def form(quarter: str, days: int, report: str = "v1") -> FormSent:
    return FormSent(quarter=quarter, report=report, sent_on=ago(days))


def came(quarter: str, days: int, report: str = "v1") -> Reply:
    sha = f"{len(quarter) + days:02x}" * 32
    return Reply(quarter=quarter, report=report, fingerprint=sha, received_on=ago(days))


@pytest.mark.parametrize(
    ("stated", "waits_since"),
    [
        # A late reply to the older form leaves the newer one waiting.
        ((form("2026Q2", 100), form("2026Q3", 40), came("2026Q2", 5)), ago(40)),
        # Who has answered the newer form owes the older no more.
        ((form("2026Q2", 100), form("2026Q3", 40), came("2026Q3", 5)), None),
        # Of two forms of a quarter the one that the reply names is answered, and those
        # before.
        ((form("2026Q3", 40), form("2026Q3", 20, "v2"), came("2026Q3", 5)), ago(20)),
        ((form("2026Q3", 40), form("2026Q3", 20, "v2"), came("2026Q3", 5, "v2")), None),
        ((form("2026Q3", 40), form("2026Q3", 40, "v2"), came("2026Q3", 5)), ago(40)),
        # A form entered again is the same form.
        ((form("2026Q3", 40), came("2026Q3", 30), form("2026Q3", 20)), None),
        ((form("2026Q3", 40), form("2026Q3", -1, "v2"), came("2026Q3", 5)), None),
        ((form("2026Q3", 40), came("2026Q3", -1)), ago(40)),
    ],
)
def test_a_reply_answers_the_form_it_names_and_those_before(stated, waits_since):
    book = BookByHand()
    for one in stated:
        book.add(one)
    assert happened(book).log("reply", "supplier").missed == waits_since


def test_a_meeting_that_was_planned_and_not_held_is_late_from_its_day():
    book = BookByHand().add(
        Meeting(tier="operational", planned_on=ago(60), held_on=ago(60))
    )
    book.add(Meeting(tier="operational", planned_on=ago(40)))
    found = item(book, "operational", "both")
    assert (found.state, found.days_late, found.due_on) == ("late", 40, ago(40))
    book.add(Meeting(tier="operational", planned_on=ago(30), held_on=ago(30)))
    assert item(book, "operational", "both").state == "on_time"


def test_a_day_ahead_is_no_meeting_that_was_held():
    later = Meeting(tier="operational", planned_on=ago(40), held_on=ago(-5))
    found = item(BookByHand().add(later), "operational", "both")
    assert (found.state, found.due_on, found.last_on) == ("late", ago(40), None)


def test_a_planned_day_is_the_next_one_and_does_not_make_up_for_a_late_one():
    ahead = AS_OF + timedelta(days=60)
    book = BookByHand().add(Meeting(tier="functional", planned_on=ago(10), held_on=ago(10)))
    book.add(Meeting(tier="functional", planned_on=ahead))
    assert item(book, "functional", "both").due_on == ahead
    assert item(book, "functional", "both").state == "on_time"
    late = BookByHand().add(
        Meeting(tier="functional", planned_on=ago(200), held_on=ago(200))
    )
    late.add(Meeting(tier="functional", planned_on=ahead))
    assert item(late, "functional", "both").state == "late"


def test_a_cadence_of_the_pair_stands_in_the_place_of_the_level():
    book = BookByHand().add(Cadence(tier="executive", every_months=12))
    (found,) = items_of(happened(book), RULES, Plan(executive=3))
    assert (found.every_months, found.is_agreed) == (12, True)
    (found,) = items_of(happened(BookByHand()), RULES, Plan(executive=3))
    assert (found.every_months, found.is_agreed) == (3, False)


def test_ratings_count_by_quarter_and_say_nothing_of_what_was_said():
    book = BookByHand()
    for element in ("open_info", "access"):
        for quarter in ("2026Q1", "2026Q2"):
            book.rate("buyer", quarter, element, 1, revealed_on=ago(100))
    book.lock("buyer")
    found = item(book, "ratings", "buyer")
    assert (found.last_on, found.times) == (date(2026, 10, 1), 2)
    assert item(book, "ratings", "supplier").state == "no_record"


def test_an_element_left_unrated_is_no_rating():
    book = BookByHand().rate("buyer", "2026Q2", "access", None)
    assert item(book, "ratings", "buyer").state == "no_record"


def test_what_was_entered_without_a_day_is_not_called_never_entered():
    book = BookByHand().add(goal(None)).add(budget("300.00", None))
    for name in ("goals", "budget"):
        found = item(book, name, "buyer")
        assert (found.state, found.days_late) == ("no_record", 0)
        assert state_words(found) == "without a day"
        assert last_words(found) == "entered without a day"
    assert state_words(item(book, "goals", "supplier")) == "no record"
    items = items_of(happened(book), RULES, Plan(goals=3, budget=12))
    supplier = Supplier("S", "Harrow", "outside", None, None)
    found = found_of(Governed(supplier, None, items, ()))
    assert headline(found).endswith("of two nothing was ever entered; two have no day")


def test_the_health_check_is_of_each_firm():
    book = BookByHand().add(HealthCheck(side="buyer", on=ago(400), trust=3))
    assert item(book, "health_check", "buyer", 12).state == "late"
    assert item(book, "health_check", "supplier", 12).state == "no_record"


# --- Budget and cost


def budget(amount: str | None, on: date | None, side: str = "buyer") -> ProgrammeItem:
    stated = {"item": "time", "form": "budget", "reviewed_on": on}
    return ProgrammeItem(side=side, amount=amount, **stated)


def cost(item: str, amount: str, days: int) -> ProgrammeItem:
    return ProgrammeItem(item=item, form="cost", amount=amount, on=ago(days))


def spent(book: BookByHand, side: str = "buyer", rules: object = RULES) -> Spent:
    return spent_of(happened(book), rules, side)


def met(book: BookByHand, days: int, tier: str, *people: str) -> BookByHand:
    on = ago(days)
    return book.add(Meeting(tier=tier, planned_on=on, held_on=on, attendees=people))


def two_firms() -> BookByHand:
    book = BookByHand().person("P-1", "buyer", "A", "a").person("P-2", "supplier", "B", "b")
    return book.person("P-3", "buyer", "C", "c")


def test_time_in_meetings_and_what_was_booked_stand_against_the_budget():
    book = met(two_firms(), 20, "operational", "P-1", "P-2", "P-3")
    book.add(budget("300.00", ago(100)), supplier=SUPPLIER)
    met(book, 150, "executive", "P-1")
    book.add(cost("audit", "75.50", 3), supplier=SUPPLIER)
    book.add(cost("old", "999.00", 101), supplier=SUPPLIER)
    found = spent(book)
    assert (found.budget, found.since, found.hours) == (Decimal("300.00"), ago(100), 4)
    assert found.spent == Decimal("75.50") + 4 * RULES.hour_rate
    assert found.is_over
    assert spent(book, "supplier").hours == 2 and spent(book, "supplier").budget is None


def test_what_is_for_all_suppliers_is_charged_to_no_single_one():
    book = BookByHand().add(budget("300.00", ago(100))).add(cost("software", "9.00", 3))
    book.add(cost("of another", "8.00", 3), supplier="S-2")
    book.add(cost("audit", "75.50", 3), supplier=SUPPLIER)
    found = spent(book)
    assert (found.budget, found.spent) == (None, Decimal("75.50"))
    # Looked at it was, with each of them.
    assert item(book, "budget", "buyer").last_on == ago(100)


def test_unknown_is_not_zero():
    nothing = spent(BookByHand())
    assert (nothing.spent, nothing.budget, nothing.is_over) == (None, None, False)
    unvalued = RULES.model_copy(update={"hour_rate": None})
    assert spent(met(two_firms(), 5, "operational", "P-1"), rules=unvalued).spent is None
    assert spent(met(two_firms(), 5, "operational")).unknown == 1


def test_a_budget_of_more_than_a_year_ago_has_ended():
    for ended in (budget("10.00", ago(366)), budget(None, ago(3))):
        assert spent(BookByHand().add(ended, supplier=SUPPLIER)).budget is None


def on_all(*suppliers: BookByHand, book: BookByHand) -> tuple[Spent, ...]:
    """Each supplier's book is that of `S-1`: what stands in it is its own."""
    everyone = [happened(one) for one in suppliers]
    return spent_on_all(book.book(), everyone, RULES, AS_OF)


def test_a_budget_for_all_suppliers_is_told_once_with_what_it_covers():
    whole = BookByHand().add(budget("300.00", ago(100))).add(cost("software", "9.00", 3))
    covered = met(two_firms(), 20, "operational", "P-1", "P-2")
    covered.add(cost("audit", "75.50", 3), supplier=SUPPLIER)
    covered.add(cost("before the line was set", "999.00", 101), supplier=SUPPLIER)
    own = BookByHand().add(budget("50.00", ago(10)), supplier=SUPPLIER)
    own.add(cost("its own", "40.00", 3), supplier=SUPPLIER)
    [found] = on_all(covered, own, book=whole)
    assert (found.side, found.budget, found.since) == ("buyer", Decimal("300.00"), ago(100))
    hours = RULES.meeting_hours.operational
    assert found.spent == Decimal("84.50") + hours * RULES.hour_rate
    assert found.hours == hours
    assert on_all(covered, own, book=BookByHand()) == ()


def test_the_page_has_a_row_of_all_suppliers_and_none_is_charged_for_it():
    whole = Spent("buyer", Decimal("300.00"), ago(100), Decimal("9.00"), 0, 0)
    found = replace(found_of(governed()), on_all=(whole,))
    shown = " ".join(re.sub(r"<[^>]*>", " ", str(programme_page(found, "EUR"))).split())
    assert "All suppliers Tarn 300.00 9.00 since 5 July 2026" in shown
    assert "No budget line and no cost is entered yet" not in shown
    printed = "\n".join(programme_lines(found))
    assert "All suppliers, Tarn: budget of a year 300.00; spent 9.00 since" in printed
    assert "All suppliers" not in "\n".join(programme_lines(found_of(governed())))


def test_amounts_without_a_day_are_told_and_not_taken_for_none():
    book = BookByHand().add(budget("300.00", None), supplier=SUPPLIER)
    undated = ProgrammeItem(item="audit", form="cost", amount="75.50")
    found = spent(book.add(undated, supplier=SUPPLIER))
    assert (found.budget, found.spent, found.undated) == (None, None, Decimal("75.50"))
    assert budget_words(found) == "without a day or amount"
    assert spent_words(found) == "not known; 75.50 without a day is not in it"
    assert "without a day or amount" in page(governed(spent=(found,)))


# --- Over all suppliers


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return new_world(tmp_path_factory.mktemp("programme"))


def over(home, **more: object) -> Programme:
    with open_snapshot(home) as snapshot:
        return programme(snapshot, "2026Q3", register_of(home), workspace=home, **more)


def test_the_public_call_is_of_every_supplier_with_its_level(home):
    found = over(home, levels={"S": "strategic", "OTHER": "no such level"})
    assert [one.supplier.supplier_id for one in found.suppliers] == ["S", "OTHER"]
    assert [one.level for one in found.suppliers] == ["strategic", None]
    assert {one.item for one in found.suppliers[0].items} == set(OWED_BY)
    assert found.as_of == AS_OF
    assert found.on_all == ()


def test_a_budget_for_all_stands_in_the_programme_of_the_whole(tmp_path):
    home = home_of_two(tmp_path)
    register = register_of(home)
    enter(register, (budget("300.00", ago(100)), None), supplier=None)
    found = over(home)
    assert [(one.side, one.budget) for one in found.on_all] == [("buyer", Decimal(300))]
    assert {one.budget for governed in found.suppliers for one in governed.spent} == {None}


def test_the_table_of_levels_is_what_the_programme_takes(home, monkeypatch):
    """As a notebook writes it, in the folder of the workspace: the register is that
    of it.
    """
    monkeypatch.setenv("SRM_HOME", str(home.root))
    with open_snapshot(Workspace.find()) as snapshot:
        held = levels("2026Q3", snapshot)
        found = programme(snapshot, "2026Q3", levels=held)
        named = levels("2026Q3", snapshot, register=register_of(home))
    assert list(held["supplier_id"]) == ["S", "OTHER"]
    assert list(held["level"]) == list(named["level"]) == ["transactional"] * 2
    assert [one.level for one in found.suppliers] == ["transactional"] * 2


def test_of_whom_nothing_was_entered_no_level_is_known(tmp_path, capsys):
    home = home_of_two(tmp_path)
    with open_snapshot(home) as snapshot:
        held = levels("2026Q3", snapshot, workspace=home)
        found = programme(snapshot, "2026Q3", levels=held, workspace=home)
    assert [*held["level"], *(one.level for one in found.suppliers)] == [None] * 4
    assert main(["--home", str(home.root), "levels", "2026Q3"]) == 0
    assert capsys.readouterr().out.count("no level known") == 2
    assert main(["--home", str(home.root), "programme", "2026Q3"]) == 0
    assert "transactional" not in capsys.readouterr().out


def test_a_level_that_both_firms_state_is_taken_and_one_handed_in_goes_before(tmp_path):
    home = home_of_two(tmp_path)
    own = home.root / "data/relationships/small.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("suppliers: {S: {level: preferred, programme: {ratings: 1}}}", "utf-8")
    (stated, _) = sorted(
        over(home).suppliers, key=lambda one: one.supplier.supplier_id != "S"
    )
    assert stated.level == "preferred"
    assert [one.every_months for one in stated.of("ratings")] == [1, 1]
    assert over(home, levels={"S": "strategic"}).suppliers[0].level == "strategic"


def test_the_command_prints_the_same_and_refuses_what_is_no_quarter(home, capsys):
    assert main(["--home", str(home.root), "programme", "2026Q3"]) == 0
    printed = capsys.readouterr().out.splitlines()
    # By the levels that records show, of whom there are any.
    shown = dict.fromkeys(("S", "OTHER"), "transactional")
    assert printed == programme_lines(over(home, levels=shown))
    assert main(["--home", str(home.root), "programme", "soon"]) == 2


def test_a_faulty_file_is_told_with_its_line(home, tmp_path):
    faulty = tmp_path / "programme.yaml"
    text = (PROJECT / "data/definitions/programme.yaml").read_text("utf-8")
    faulty.write_text(text.replace("every: {report: 3", "every: {report: 0"), "utf-8")
    with pytest.raises(
        DefinitionError, match=r"line \d+: every.report is 0, expected at least 1"
    ):
        read_programme(faulty)
    faulty.write_text("suppliers: {S: {level: best}}", "utf-8")
    with pytest.raises(DefinitionError, match="level is 'best', expected"):
        read_relationships(faulty)


# --- The page


def governed(name: str = "Harrow", **more: object) -> Governed:
    supplier = Supplier("S", name, "outside", None, None)
    items = items_of(happened(more.pop("book", BookByHand())), RULES, EVERYTHING)
    return Governed(supplier, more.pop("level", None), items, tuple(more.pop("spent", ())))


def found_of(*suppliers: Governed, buyer: str = "Tarn") -> Programme:
    return Programme(Quarter.parse("2026Q3"), AS_OF, buyer, RULES, suppliers)


def page(*suppliers: Governed, buyer: str = "Tarn") -> str:
    return str(programme_page(found_of(*suppliers, buyer=buyer), "EUR"))


def test_the_page_says_who_is_late_and_on_which_side():
    book = BookByHand().add(HealthCheck(side="supplier", on=ago(400), trust=3))
    shown = re.sub(r"<[^>]*>", " ", page(governed(book=book, level="preferred")))
    waiting = shown[shown.index("Late and due", shown.index("What is planned with each")) :]
    assert re.search(r"Harrow\s+Health check\s+Harrow\s+late", waiting)
    assert "preferred" in shown


def test_an_empty_register_has_holes_says_how_to_begin_and_nothing_is_red():
    shown = page(governed())
    assert shown.count("no record") > 10 and "srm register add health_check" in shown
    assert 'class="late">late<' in shown  # the legend's
    assert shown.count('class="late"') == 1


def test_over_budget_is_told_and_no_budget_is_a_hole():
    over_it = Spent("buyer", Decimal("5.00"), ago(3), Decimal("9.00"), 0, 0)
    none = Spent("supplier", None, ago(3), Decimal("9.00"), 0, 2)
    shown = page(governed(spent=(over_it, none)))
    assert "over budget" in shown and '<span class="hole">no budget line</span>' in shown
    assert "two meetings without a list of who was there" in shown


def test_names_are_never_code():
    hostile = governed(HOSTILE, spent=(Spent("supplier", None, ago(3), Decimal(1), 0, 0),))
    shown = page(hostile, buyer=HOSTILE)
    assert "<script" not in shown and "&lt;script&gt;" in shown
    assert "default-src 'none'" in shown and "src=" not in shown
    assert "\n" not in programme_lines(found_of(governed("a\nb")))[3]


def test_the_page_stands_beside_the_index(tmp_path):
    path = write_programme(tmp_path, found_of(governed()), "EUR", is_internal=True)
    assert path == tmp_path / "programme.html"
    assert "internal" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("books", "said"),
    [
        ((), "Nothing of the programme is late"),
        ((goal(ago(200)),), "One item is late, at one supplier"),
        (
            (goal(ago(200)), goal(ago(200), side="supplier")),
            "Two items are late, at one supplier",
        ),
    ],
)
def test_the_headline_counts(books, said):
    book = BookByHand()
    for one in books:
        book.add(one)
    items = items_of(happened(book), RULES, Plan(goals=3))
    supplier = Supplier("S", "Harrow", "outside", None, None)
    found = found_of(Governed(supplier, None, items, ()))
    assert headline(found).partition(";")[0] == said


def test_the_clock_is_not_read(home):
    later = register_of(home)
    assert later.day_of(later.head()) == datetime(2026, 10, 13, tzinfo=UTC).date()
    assert over(home) == over(home)


def test_an_unknown_quarter_is_refused(home):
    with open_snapshot(home) as snapshot, pytest.raises(UsageError):
        programme(snapshot, "2026Q9", register_of(home), workspace=home)


def test_a_file_of_relationships_may_be_missing(tmp_path: Path):
    assert read_relationships(tmp_path / "none.yaml") == {}


def test_what_is_past_its_day_is_not_called_due_and_more_than_planned_is_no_share():
    past = months_after(AS_OF, -3) - timedelta(days=8)
    found = item(BookByHand().add(goal(past)), "goals", "buyer")
    assert found.state == "due"
    assert state_words(found).startswith(f"{found.days_past} days past, late from ")
    often = replace(found, times=found.planned + 2)
    assert f"{often.times}, of {often.planned} planned, in twelve months" in last_words(
        often
    )
