"""The register of the sample world: entries in order, whole and provable, and each story found by
reading the kinds alone.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from pathlib import Path

import pytest
import yaml

from sample_world.files import sample_rows
from sample_world.register import (
    REGISTER_ANSWERS,
    REGISTER_AS_OF,
    dated_entries,
    sealed_files,
    write_register,
)
from srmlib import Quarter, SrmError, Workspace
from srmlib.cli import main
from srmlib.register import KINDS, Book, Draft, Entry, Register
from srmlib.relationship.boards import board_of, boards_of
from srmlib.relationship.chain import chain_of
from srmlib.relationship.downstream import Partner, partners_of
from srmlib.relationship.future import future_of
from srmlib.relationship.health import QUESTIONS, health_of
from srmlib.relationship.topics import topics_of
from srmlib.replies.sealing import SIDES, fingerprint

ROOT = Path(__file__).parents[2]
# Whoever changes the entries changes this on purpose: reports and notebooks hang on them.
SHA256 = "2b1ac1f9dd293e7a669112353a8fc543b70d6c5dd5a3e9192c5d31092a73fa2a"
QUARTER = Quarter.parse("2026Q3")
# Days of what is to come.
PLANS = {("plan_line", "on"), ("contract", "from_on")}
SUPPLIERS = {f"S-100{number}" for number in range(1, 9)}


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    """Written in two goes: the first day as an interrupted run leaves it, then all that is missing."""
    path = tmp_path_factory.mktemp("register") / "data" / "register.sqlite"
    path.parent.mkdir()
    enter_first_author(path)
    write_register(path)
    return path


def enter_first_author(path: Path) -> None:
    """What the first author enters."""
    first = dated_entries()[0]
    drafts = [
        Draft(KINDS[one.kind].model_validate(one.fields), one.supplier_id, one.record)
        for one in takewhile(lambda one: one.author == first.author, dated_entries())
    ]
    target = Register.at(path, lambda: first.moment)
    target.append(drafts, side=first.side, author=first.author)


@pytest.fixture(scope="module")
def register(path) -> Register:
    return Register.at(path)


@pytest.fixture(scope="module")
def entries(register) -> list[Entry]:
    return register.entries()


@pytest.fixture(scope="module")
def book(register) -> Book:
    return register.book(until=REGISTER_AS_OF)


@pytest.fixture(scope="module")
def world() -> dict[str, list[dict]]:
    return sample_rows()


def answer(story: int | str) -> dict:
    found = REGISTER_ANSWERS[story]
    assert isinstance(found, dict)
    return found


def of(book: Book, kind: str, supplier_id: str) -> list:
    return [one for one in book.all(KINDS[kind]) if one.supplier_id == supplier_id]


def day(text: str) -> date:
    return date.fromisoformat(text)


# ---- the register itself


def test_the_chain_is_whole(register, entries):
    assert register.check().number == len(entries) > 1500


def test_entries_follow_each_other_over_two_years(entries):
    moments = [one.entered_at for one in entries]
    assert moments == sorted(moments)
    assert moments[0].date() == date(2024, 10, 1)
    assert moments[-1].date() == REGISTER_AS_OF == date(2026, 10, 13)


def test_nothing_that_happened_is_dated_after_it_was_entered(entries):
    """Dates of what is to come are of plans only."""
    plans = {
        "due_on",
        "planned_on",
        "review_on",
        "until_on",
        "target_on",
        "design_frozen_on",
    }
    for one in entries:
        for field, value in one.stated:
            is_plan = field in plans or (one.kind, field) in PLANS
            if isinstance(value, date) and not is_plan:
                assert value <= one.entered_at.date(), (one.number, one.kind, field)


def test_what_an_entry_refers_to_was_entered_before(entries):
    seen = set()
    for one in entries:
        for field, kind in type(one.stated).refers.items():
            value = getattr(one.stated, field)
            for record in value if isinstance(value, tuple) else (value,):
                assert record is None or (kind, record) in seen, (
                    one.number,
                    one.kind,
                    field,
                )
        seen.add((one.kind, one.record))


def test_a_record_is_of_its_suppliers_people(entries, book):
    """No entry of a supplier names somebody of another."""
    people = {one.id: one.supplier_id for one in book.all(KINDS["person"])}
    for one in entries:
        for field, kind in type(one.stated).refers.items():
            value = getattr(one.stated, field)
            if kind == "person" and value and one.supplier_id:
                named = value if isinstance(value, tuple) else (value,)
                assert {people[person] for person in named} <= {None, one.supplier_id}


def test_ids_are_those_the_register_would_give(entries):
    """So that the next entry of a kind goes on from them."""
    for kind in ("action", "issue", "person", "topic"):
        ids = list(dict.fromkeys(one.record for one in entries if one.kind == kind))
        assert ids == [f"{KINDS[kind].prefix}-{n}" for n in range(1, len(ids) + 1)]


def test_an_author_is_a_role_and_no_name(entries, book):
    """The chain keeps authors for ever: a person could not be erased."""
    roles = {one.now.role for one in book.all(KINDS["person"])}
    assert {one.author for one in entries} <= roles | {"both champions"}


def test_the_same_entries_every_time(entries):
    """On any machine; but for salts, which no two registers share."""
    lines = [
        f"{e.number} {e.entered_at} {e.side} {e.author} {e.supplier_id} {e.kind} {e.record}"
        f" {e.stated.canonical()}"
        for e in entries
    ]
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == SHA256


def test_an_interrupted_writing_went_on(entries):
    """Whatever stood there of the sample was not written twice."""
    planned = [(one.kind, one.record, one.moment) for one in dated_entries()]
    assert [(one.kind, one.record, one.entered_at) for one in entries] == planned


def test_written_again_it_stays_and_what_came_behind_it_too(path, tmp_path):
    copy = tmp_path / "copy.sqlite"
    Register.at(path).backup(copy)
    head = write_register(copy)
    assert head == Register.at(path).head()
    person = KINDS["person"](name="Ida Mossgrave", side="buyer", role="visitor")
    Register.at(copy).append([Draft(person)], side="buyer", author="tester")
    assert write_register(copy).number == head.number + 1


def test_it_is_mixed_with_no_other_register(tmp_path):
    other = Register.at(tmp_path / "other.sqlite", lambda: datetime(2026, 1, 1, tzinfo=UTC))
    person = KINDS["person"](name="Ida Mossgrave", side="buyer", role="visitor")
    other.append([Draft(person)], side="buyer", author="tester")
    with pytest.raises(SrmError, match="mixed with none"):
        write_register(other)
    assert len(other.entries()) == 1


# ---- what the demo makes of it


def test_the_demo_enters_it_and_reports_as_it_stood(demo, entries):
    """The quarter before with what was known when it was published, the last one as reviewed."""
    assert demo.entered == [["2026-07-02", "draft"], ["2026-10-13", "reviewed"]]
    entered = Register.at(demo.workspace.register)
    # Other tests enter more behind it.
    assert entered.check().number >= entered.head(REGISTER_AS_OF).number == len(entries)
    assert f"register of {len(entries):,} entries" in demo.printed[0]


def test_the_demo_enters_nothing_into_a_register_that_is_named(
    tmp_path, monkeypatch, capsys
):
    """It may be a team's, and what is entered stays for ever."""
    monkeypatch.setenv("SRM_REGISTER", f"sqlite:///{tmp_path / 'team.sqlite'}")
    assert main(["--home", str(tmp_path / "home"), "demo"]) == 2
    assert "SRM_REGISTER names a register" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_demo_leaves_a_workspace_with_other_entries_alone(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.delenv("SRM_REGISTER", raising=False)
    workspace = Workspace(tmp_path)
    other = Register.at(workspace.register, lambda: datetime(2026, 1, 1, tzinfo=UTC))
    person = KINDS["person"](name="Ida Mossgrave", side="buyer", role="visitor")
    other.append([Draft(person)], side="buyer", author="tester")
    assert main(["--home", str(tmp_path), "demo"]) == 1
    assert "mixed with none" in capsys.readouterr().err
    assert not workspace.sample.exists()
    assert len(other.entries()) == 1


# ---- what the extract brings, too


def test_disputes_are_those_of_the_extract(world, book):
    entered = {one.id: one for one in book.all(KINDS["dispute"])}
    assert sorted(entered) == [row["dispute_id"] for row in world["disputes"]]
    for row in world["disputes"]:
        first, now = entered[row["dispute_id"]].first.stated, entered[row["dispute_id"]].now
        assert entered[row["dispute_id"]].supplier_id == row["supplier_id"]
        assert (first.metric, first.row) == (row["metric_id"], row["row_id"])
        assert (first.raised_by, first.raised_on) == (row["raised_by"], row["raised_on"])
        assert (first.claim, first.claim_words) == (row["claim"], row["words"])
        assert first.state == "open"
        if row["dispute_id"] != answer("unanswered")["decided in the review"]:
            assert (now.state, now.answer or "") == (row["state"], row["answer"])


def test_the_extract_has_the_disputes_as_they_stood_on_its_day(world, register):
    stood = register.book(until=date(2026, 10, 2))
    for row in world["disputes"]:
        found = stood.find(KINDS["dispute"], row["dispute_id"])
        assert (found.now.state, found.now.answer or "") == (row["state"], row["answer"])


def test_meetings_are_those_of_the_extract(world, register):
    """The same ids, plans and days, as they stood when it was made; small suppliers have none."""
    stood = register.book(until=date(2026, 10, 2))
    entered = {one.id: one.now for one in stood.all(KINDS["meeting"])}
    wanted = {
        row["meeting_id"]: row
        for row in world["meetings"]
        if row["planned_on"] >= date(2024, 10, 1)
        and row["supplier_id"] not in ("S-1006", "S-1007")
    }
    assert set(entered) == set(wanted)
    for meeting_id, row in wanted.items():
        now = entered[meeting_id]
        assert (now.tier, now.planned_on, now.held_on) == (
            row["tier"],
            row["planned_on"],
            row["held_on"],
        )


def test_causes_are_those_of_the_extract(world, book):
    party = {"supplier": "theirs", "buyer": "ours", "shared": "shared"}
    claimed = {row["notice_id"]: row["cause"] for row in world["quality_notices"]}
    claimed |= {
        row["event_id"]: row["cause"] for row in world["cost_events"] if "event_id" in row
    }
    claimed |= {row["ticket_id"]: row.get("cause") for row in world["tickets"]}
    causes = book.all(KINDS["cause"])
    assert causes
    for one in causes:
        assert claimed[one.now.row] == party[one.now.party], one.now.row


def test_signatures_are_those_of_the_definitions(book):
    agreed = yaml.safe_load(
        (ROOT / "data/definitions/sample.yaml").read_text(encoding="utf-8")
    )
    for supplier_id in ("S-1001", "S-1002", "S-1003", "S-1004", "S-1008"):
        own = agreed["pairs"].get(supplier_id, {})
        signed = {}
        for one in of(book, "signature", supplier_id):
            if one.now.objection is None:
                by = f"{one.now.by}, {one.now.on}"
                signed[one.now.metric, one.now.version, one.now.side] = by
        wanted = {}
        for metric, record in agreed.items():
            if metric == "pairs" or "version" not in record:
                continue
            mine = own.get(metric, record)
            mine = mine[-1] if isinstance(mine, list) else mine
            for side in ("buyer", "supplier"):
                if mine.get("applies", True):
                    wanted[metric, mine["version"], side] = mine[f"signed_by_{side}"]
        assert signed == wanted, supplier_id


# ---- ratings


def test_ratings_are_what_was_locked_before(register, book):
    """Every reveal has two locks before it, with the fingerprint of the file that was kept."""
    locks = {(o.supplier_id, o.now.quarter, o.now.side): o for o in book.all(KINDS["lock"])}
    revealed = {}
    for one in book.all(KINDS["rating"]):
        revealed.setdefault((one.supplier_id, one.now.quarter), []).append(one)
    assert len(revealed) > 25
    for (supplier_id, quarter), ratings in revealed.items():
        files = {one.side: one for one in sealed_files(supplier_id, quarter)}
        for side in SIDES:
            lock = locks[supplier_id, quarter, side]
            assert files[side].is_as_locked
            assert files[side].seal == lock.now
            assert lock.last.entered_at < min(one.first.entered_at for one in ratings)
            colours = {r.element: r.colour for r in files[side].ratings}
            assert colours == {
                o.now.element: o.now.colour for o in ratings if o.now.side == side
            }


def test_a_locked_comment_that_is_not_for_the_other_firm_is_not_in_the_register(book):
    hidden = [one.now for one in book.all(KINDS["rating"]) if not one.now.comment_visible]
    assert hidden
    assert {one.comment for one in hidden} == {None}


@pytest.mark.parametrize("supplier_id", ["S-1001", "S-1004", "S-1008"])
def test_eight_quarters_of_both_sides(book, supplier_id):
    ratings = of(book, "rating", supplier_id)
    for side in SIDES:
        quarters = {one.now.quarter for one in ratings if one.now.side == side}
        assert sorted(quarters)[0] == "2024Q4"
        assert len(quarters) == 8


def colours(book: Book, supplier_id: str, element: str, side: str) -> dict[str, int | None]:
    return {
        one.now.quarter: one.now.colour
        for one in of(book, "rating", supplier_id)
        if (one.now.element, one.now.side) == (element, side)
    }


def test_story_7_two_steps_apart(book):
    story = answer(7)
    now: dict[str, dict[str, int | None]] = {}
    for one in of(book, "rating", story["supplier"]):
        if one.now.quarter == "2026Q3":
            now.setdefault(one.now.element, {})[one.now.side] = one.now.colour
            assert one.now.revealed_on == day(story["revealed on"])
    both = {
        e: (c["buyer"], c["supplier"]) for e, c in now.items() if None not in c.values()
    }
    assert len(both) == story["rated by both"]
    apart = {e: c for e, c in both.items() if abs(c[0] - c[1]) >= 2}
    assert apart == story["two steps apart"]
    assert sorted(e for e, c in both.items() if c[0] == c[1]) == sorted(story["same page"])
    locks = [o for o in of(book, "lock", story["supplier"]) if o.now.quarter == "2026Q3"]
    days = sorted(one.now.locked_at[:10] for one in locks)
    assert tuple(days) == story["locked on"]


@pytest.mark.parametrize("name", [8, "sealed"])
def test_stories_of_sealed_ratings(register, book, name):
    story = answer(name)
    locks = [o for o in of(book, "lock", story["supplier"]) if o.now.quarter == "2026Q3"]
    assert sorted(one.now.side for one in locks) == list(story["locked"])
    ratings = [
        o for o in of(book, "rating", story["supplier"]) if o.now.quarter == "2026Q3"
    ]
    assert len(ratings) == story["revealed"]
    assert of(book, "rating", story["supplier"])
    files = sealed_files(story["supplier"], "2026Q3")
    assert [one.fingerprint for one in files] == [one.now.fingerprint for one in locks]


def test_an_altered_file_is_not_what_was_locked():
    sealed = sealed_files("S-1003", "2026Q3")[0]
    first = sealed.ratings[0].model_copy(update={"colour": 1})
    altered = sealed.model_copy(update={"ratings": (first, *sealed.ratings[1:])})
    assert sealed.is_as_locked
    assert not altered.is_as_locked
    assert fingerprint(sealed.to_json()) != fingerprint(altered.to_json())


def test_started_red_and_stayed_red(book):
    story = answer("red run")
    for side, wanted in (("buyer", story["buyer"]), ("supplier", story["supplier's"])):
        rated = colours(book, story["supplier"], story["element"], side)
        assert tuple(rated.values()) == wanted
        assert min(rated) == story["first asked"]
    later = answer("red later")
    rated = tuple(colours(book, later["supplier"], later["element"], "supplier").values())
    assert rated == later["before"] + later["supplier's"]


def test_no_other_element_is_red_for_three_quarters(book):
    """So that the pages can name one story, and not ten."""
    named = {
        (answer(name)["supplier"], answer(name)["element"])
        for name in ("red run", "red later")
    }
    runs = set()
    for one in book.all(KINDS["rating"]):
        key = (one.supplier_id, one.now.element, one.now.side)
        last = [c for c in colours(book, *key).values() if c is not None][-3:]
        if len(last) == 3 and max(last) <= 2:
            runs.add(key[:2])
    assert runs == named


def test_one_champion_changed(book):
    """A new champion of the service firm since 2026; all others stayed."""
    raters: dict[tuple, set] = {}
    for one in book.all(KINDS["rating"]):
        raters.setdefault((one.supplier_id, one.now.side), set()).add(one.now.rater)
    assert {key for key, found in raters.items() if len(found) > 1} == {
        ("S-1008", "supplier")
    }


# ---- actions, disputes, issues


def test_story_13_moved_three_times(book):
    story = answer(13)
    action = book.find(KINDS["action"], story["action"])
    assert (action.supplier_id, action.now.what) == (story["supplier"], story["what"])
    moves = [o.now for o in book.all(KINDS["action_date"]) if o.now.action == action.id]
    due = (action.first.stated.due_on, *(one.due_on for one in moves))
    assert tuple(one.isoformat() for one in due) == story["due"]
    assert all(one.reason for one in moves)
    moved = Counter(one.now.action for one in book.all(KINDS["action_date"]))
    assert [one for one, times in moved.items() if times >= 3] == [story["action"]]


def test_actions_of_the_last_two_reviews(book):
    story = answer("actions")
    actions = {o.id: o.now for o in of(book, "action", story["supplier"])}
    nine = {
        i: a
        for i, a in actions.items()
        if date(2026, 4, 1) <= a.agreed_on < date(2026, 10, 13)
    }
    assert Counter(a.side for a in nine.values()) == story["all"]
    ends = {o.now.action: o.now for o in of(book, "action_end", story["supplier"])}
    done = Counter(a.side for i, a in nine.items() if i in ends)
    assert {side: done[side] for side in story["done"]} == story["done"]
    moves = {o.now.action for o in of(book, "action_date", story["supplier"])}
    late = [
        i
        for i, a in nine.items()
        if i not in ends and i not in moves and a.due_on < REGISTER_AS_OF
    ]
    assert tuple(late) == story["late"]
    for side, (met, of_all) in story["first date met"].items():
        due = {
            i: a for i, a in nine.items() if a.side == side and a.due_on <= REGISTER_AS_OF
        }
        assert len(due) == of_all
        assert sum(i in ends and ends[i].on <= a.due_on for i, a in due.items()) == met
    october = [a for a in actions.values() if a.agreed_on == REGISTER_AS_OF]
    assert len(october) == story["agreed in October"]
    assert all(a.owners and a.due_on and (a.metric or a.measure) for a in october)


def test_chargebacks_without_a_corrective_action(world, book):
    story = answer("charged")
    charges = {
        (row["supplier_id"], row["event_id"]): row["occurred_on"]
        for row in world["cost_events"]
        if row["element"] == "recovered"
    }
    tied = {one.now.from_row for one in book.all(KINDS["action"])}
    this_year = [
        event
        for (supplier, event), on in charges.items()
        if supplier == story["supplier"] and on >= date(2026, 4, 1)
    ]
    assert tuple(this_year) == story["events"]
    assert not tied & set(this_year)
    unlike = story["unlike"]
    assert all((unlike["supplier"], event) in charges for event in unlike["events"])
    assert tied >= set(unlike["events"])


def test_disputes_without_an_answer(book):
    story = answer("unanswered")
    disputes = {o.id: o.now for o in of(book, "dispute", story["supplier"])}
    waiting = {
        i: (REGISTER_AS_OF - one.raised_on).days
        for i, one in disputes.items()
        if one.answered_on is None
    }
    assert waiting == story["days"]
    assert min(waiting.values()) >= 20
    assert tuple(i for i in disputes if i not in waiting) == story["answered"]
    decided = disputes[story["decided in the review"]]
    assert (decided.state, decided.decided_on) == ("accepted", REGISTER_AS_OF)
    assert decided.decided_by


def test_an_issue_climbed_three_tiers_in_ten_days(book):
    story = answer("climbed")
    issue = book.find(KINDS["issue"], story["issue"])
    assert issue.supplier_id == story["supplier"]
    assert (issue.now.level, issue.now.raised_on) == ("functional", day(story["raised on"]))
    steps = {
        one.now.to_tier: one.now.on.isoformat()
        for one in book.all(KINDS["escalation"])
        if one.now.issue == issue.id
    }
    assert steps == story["steps"]
    assert (day(steps["executive"]) - issue.now.raised_on).days == 10
    climbed = {one.now.issue for one in of(book, "escalation", story["supplier"])}
    issues = [
        one
        for one in of(book, "issue", story["supplier"])
        if one.now.raised_on >= date(2026, 4, 1)
    ]
    there = [one for one in issues if one.now.resolved_on and one.id not in climbed]
    assert (len(there), len(issues)) == story["solved where they arose"]


def test_inspected_in_full_after_clean_lots(world, book):
    story = answer("inspected")
    for supplier_id in ("S-1001", "S-1004"):
        part, since, clean = story[supplier_id]
        rule = next(o.now for o in of(book, "rule", supplier_id) if o.now.part == part)
        assert (rule.about, rule.share, rule.until_on) == ("inspection", 100, None)
        assert rule.from_on == day(since)
        assert rule.review_on < REGISTER_AS_OF
        lots = [
            row["decision"]
            for row in world["inspection_lots"]
            if (row["supplier_id"], row["part_id"]) == (supplier_id, part)
            and row.get("decided_on")
            and row["decided_on"] >= rule.from_on
        ]
        assert lots == ["accept"] * clean


def test_complaints_pass_late_through_the_agents(world, book):
    story = answer("agents")
    received = {row["complaint_id"]: row["received_on"] for row in world["complaints"]}
    passed = of(book, "issue", story["partner"])
    days = []
    for one in passed:
        complaint = next(c for c in received if c in one.now.what)
        assert one.now.answered_on == received[complaint]
        assert one.now.days_to_answer == story["agreed"]
        days.append((one.now.answered_on - one.now.raised_on).days)
    assert tuple(sorted(days)) == story["days"]
    assert story["partner"] not in SUPPLIERS


# ---- people and plan


def test_story_14_services_without_receipts(world, book):
    story = answer(14)
    lines = {
        r["line_id"]
        for r in world["schedule_lines"]
        if r["supplier_id"] == story["supplier"]
    }
    assert not [r for r in world["receipts"] if r["line_id"] in lines]
    assert len(of(book, "person", story["supplier"])) == story["people"]
    assert len(of(book, "issue", story["supplier"])) == story["issues"]
    reviews = [
        one.now
        for one in of(book, "meeting", story["supplier"])
        if one.now.is_review and one.now.held_on and one.now.held_on.year == 2026
    ]
    assert len(reviews) == story["reviews held in 2026"]


def test_one_person_with_three_of_the_four_roles(book):
    story = answer("three roles")
    four = {"service delivery", "transformation", "relationship", "commercial"}
    held: dict[str, list[str]] = {}
    for one in of(book, "role", story["supplier"]):
        if one.now.until_on is None and one.now.role in four:
            held.setdefault(one.now.person, []).append(one.now.role)
    assert {p: tuple(sorted(r)) for p, r in held.items() if len(r) >= 3} == {
        story["person"]: story["roles"]
    }
    side, role, since = story["empty"]
    roles = [o.now for o in of(book, "role", story["supplier"]) if o.now.side == side]
    assert [o.until_on for o in roles if o.role == role] == [day(since)]


def test_a_pair_that_has_not_spoken_for_200_days(book):
    story = answer("silent pair")
    meetings = [o.now for o in of(book, "meeting", story["supplier"]) if o.now.held_on]
    last: dict[str, date] = {}
    pairs = of(book, "pair", story["supplier"])
    for pair in pairs:
        both = {pair.now.buyer_person, pair.now.supplier_person}
        spoke = [o.now.on for o in book.all(KINDS["contact"]) if o.now.pair == pair.id]
        spoke += [m.held_on for m in meetings if both <= set(m.attendees)]
        if spoke:
            last[pair.now.function] = max(spoke)
    silent = last[story["function"]]
    assert (silent.isoformat(), (REGISTER_AS_OF - silent).days) == (
        story["last contact"],
        story["days"],
    )
    active = [f for f, on in last.items() if REGISTER_AS_OF - on <= timedelta(days=90)]
    assert (len(active), len(pairs)) == story["active"]
    holes = [
        o.now.function for o in pairs if None in (o.now.buyer_person, o.now.supplier_person)
    ]
    assert tuple(holes) == story["nobody on one side"]
    never = {o.now.function for o in pairs} - set(last) - set(holes)
    assert tuple(never) == story["never"]


def test_a_handover_without_overlap_and_a_newcomer(book):
    handover = answer("handover")
    without = [o for o in book.all(KINDS["handover"]) if o.now.overlap_days == 0]
    assert [(o.id, o.supplier_id, o.now.on.isoformat()) for o in without] == [
        (handover["handover"], handover["supplier"], handover["on"])
    ]
    newcomer = answer("newcomer")
    left = [o for o in book.all(KINDS["onboarding"]) if o.now.completed_on is None]
    assert [(o.supplier_id, o.now.person, o.now.joined_on.isoformat()) for o in left] == [
        (newcomer["supplier"], newcomer["person"], newcomer["joined on"])
    ]
    assert (REGISTER_AS_OF - left[0].now.joined_on).days == newcomer["days"]


def test_some_agreed_to_be_named_and_one_person_is_erased(book):
    story, people = answer("names"), book.all(KINDS["person"])
    not_named = sum(not one.now.may_be_named for one in people)
    assert (not_named, len(people)) == story["not named"]
    nameless = [one for one in people if one.now.name is None]
    assert [one.id for one in nameless] == [story["erased"]]
    assert nameless[0].now.contact is None
    erasure = book.all(KINDS["erasure"])[0]
    assert erasure.first.entered_at.date() == day(story["on"])
    assert all(one.now.contact.endswith(".example") for one in people if one.now.contact)


def test_who_left_is_in_no_meeting_after(book):
    people = {one.id: one.now for one in book.all(KINDS["person"])}
    held = [one.now for one in book.all(KINDS["meeting"]) if one.now.held_on]
    assert len(held) > 100
    for meeting in held:
        assert meeting.attendees
        for person in meeting.attendees:
            left_on = people[person].left_on
            assert left_on is None or left_on >= meeting.held_on


# ---- what both plan


def test_five_topics(book):
    story = answer("topics")
    topics = {one.id: one.now for one in of(book, "topic", story["supplier"])}
    assert len(topics) == story["listed"]
    running = [i for i, one in topics.items() if one.is_chosen and one.finished_on is None]
    assert tuple(running) == story["chosen"]
    replaced = {i: one.replaces for i, one in topics.items() if one.replaces}
    assert replaced == story["replaced"]
    assert all(topics[one].finished_on for one in replaced.values())
    review = date(2026, 7, 14)
    moved = {o.now.topic for o in book.all(KINDS["topic_event"]) if o.now.on > review}
    assert tuple(i for i in running if i not in moved) == story["quiet since July"]
    due = [
        o.now
        for o in book.all(KINDS["milestone"])
        if o.now.topic in running and o.now.due_on <= REGISTER_AS_OF
    ]
    met = sum(one.met_on is not None for one in due)
    assert (met, len(due)) == story["milestones met"]


def test_nine_asks_of_last_year(book):
    story = answer("asks")
    asked_on = day(story["asked on"])
    asks = {
        o.id: o.now
        for o in of(book, "ask", story["supplier"])
        if o.now.asked_on == asked_on
    }
    last = {o.now.ask: o.now for o in of(book, "ask_event", story["supplier"])}
    states = {i: last[i].state if i in last else "open" for i in asks}
    # Whoever was asked has done it.
    by = {"buyer": "supplier", "supplier": "buyer"}
    assert Counter(by[one.from_side] for one in asks.values()) == story["of"]
    done = Counter(by[asks[i].from_side] for i, state in states.items() if state == "done")
    assert done == story["done"]
    refused = [i for i, state in states.items() if state == "refused"]
    assert len(refused) == story["refused"]
    assert all(last[i].words_said for i in refused)
    assert (
        sum(state in ("open", "accepted", "started") for state in states.values())
        == (story["open"])
    )


def test_beginning_small(entries):
    story = answer("small")
    small = [one for one in entries if one.supplier_id == story["supplier"]]
    assert tuple(sorted({one.kind for one in small})) == story["kinds"]
    actions = [one.stated for one in small if one.kind == "action"]
    holes = {
        "due_on": sum(one.due_on is None for one in actions),
        "owners": sum(not one.owners for one in actions),
        "measure": sum(not (one.measure or one.metric) for one in actions),
    }
    assert holes == story["holes"]
    assert not [one for one in entries if one.supplier_id == story["nothing at all"]]


def test_goals_of_topics_and_what_was_reached(book):
    story = answer("goals")
    topics = topics_of(book, story["supplier"], QUARTER, REGISTER_AS_OF)
    found = {one.id: one.reached for one in topics.all if one.reached}
    told = {
        id: (one.start, one.goal, one.last, one.is_reached) for id, one in found.items()
    }
    assert told == {id: as_money(*numbers) for id, numbers in story["reached"].items()}
    assert tuple(one.id for one in topics.quiet) == story["quiet"]


def as_money(*numbers: float | None) -> tuple[Decimal | float | None, ...]:
    """Numbers of the answer sheet as the register has them; what is true or null stays so."""
    return tuple(
        one if one is None or isinstance(one, bool) else Decimal(str(one))
        for one in numbers
    )


def test_a_cross_audit_with_findings_at_both_firms(book):
    story = answer("cross-audit")
    topics = topics_of(book, story["supplier"], QUARTER, REGISTER_AS_OF)
    assert [one.id for one in topics.all if one.form == "cross_audit"] == [story["topic"]]
    future = future_of(book, story["supplier"], REGISTER_AS_OF)
    assert {side: future.count(story["topic"], side) for side in SIDES} == story["found"]
    saving = dict.fromkeys(SIDES, 0)
    for one in future.findings:
        saving[one.at] += one.saving or 0
        assert one.saving is None or one.currency == "EUR"
    assert saving == story["saving"]
    became = {one.action: one.action_state for one in future.findings if one.action}
    assert became == story["actions"]


@pytest.mark.parametrize("supplier_id", ["S-1001", "S-1008"])
def test_ideas_of_suppliers_and_what_became_of_them(book, supplier_id):
    story = answer("ideas")
    future = future_of(book, supplier_id, REGISTER_AS_OF)
    found = {state: len(future.ideas_of("supplier", state)) for state in story[supplier_id]}
    assert found == story[supplier_id]
    assert len(future.ideas) == sum(found.values())
    assert all(one.reason for one in future.ideas_of("supplier", "refused"))
    (adopted,) = future.ideas_of("supplier", "adopted")
    assert adopted.became == story["became"][supplier_id]
    topic = book.find(KINDS["topic"], adopted.became)
    assert topic.supplier_id == supplier_id


def test_time_for_the_future(book):
    story = answer("time")
    future = future_of(book, story["supplier"], REGISTER_AS_OF)
    assert (future.minutes.part, future.minutes.whole) == story["minutes"]
    assert (future.actions.part, future.actions.whole) == story["actions"]


def test_one_foundry_feeds_both_works(book, sample):
    story = answer("chain")
    chain = chain_of(sample, book, story["supplier"], QUARTER, REGISTER_AS_OF)
    assert tuple(one.id for one in chain.of("tier2")) == story["tier2"]
    shares = {one.end: one.share for one in chain.from_column("tier2")}
    assert shares == story["from the foundry"]
    assert {one.id for one in chain.of("supplier")} == set(shares)
    assert chain.without_maker == story["not known"]
    assert chain.carriers == story["carrier of the extract"]
    assert {one.id: len(one.owners) for one in chain.of("product")} == story["owners"]


def test_shares_of_both_works_are_those_of_the_schedule_lines(book, world):
    """What people entered of the works is what the last four quarters say."""
    lines = Counter(
        (row["made_at"].removeprefix("Harrow "), row["site"])
        for row in world["schedule_lines"]
        if row["supplier_id"] == "S-1001"
        and date(2025, 10, 1) <= row["requested_on"] < date(2026, 10, 1)
        and not row.get("cancelled_on")
    )
    into: Counter[str] = Counter()
    for (_, site), count in lines.items():
        into[site] += count
    entered = {
        (one.now.from_place, one.now.to_place): one.now.share
        for one in of(book, "chain_link", "S-1001")
        if one.now.column == "supplier"
    }
    assert entered == {
        (works, site): round(100 * count / into[site])
        for (works, site), count in lines.items()
    }


def test_partners_hand_on_late_and_in_time(book, sample):
    story = answer("handed on")
    wanted = {"S-1001": dict(story), "S-1008": dict(story["service"])}
    for supplier_id, of_supplier in wanted.items():
        found = partners_of(sample, book, supplier_id, QUARTER, REGISTER_AS_OF)
        assert {one.name: handed(one) for one in found} == {
            name: told for name, told in of_supplier.items() if isinstance(told, tuple)
        }


def handed(partner: Partner) -> tuple[int | float | None, ...]:
    """Days agreed; what was passed on, its median, how long the oldest is there, how many late."""
    (one,) = (one for one in (partner.complaints, partner.returns) if one.count)
    return (partner.days_agreed, one.n, one.median_days, one.longest_open_days, one.late)


def test_a_suppliers_board_asks_without_names(book):
    story = answer("board")
    board = board_of(book, story["board"], REGISTER_AS_OF)
    assert (board.of, board.on, board.is_held) == ("suppliers", day(story["held on"]), True)
    voices = book.all(KINDS["board_voice"])
    assert board.firms == len({one.supplier_id for one in voices}) == story["firms"]
    assert len(voices) == story["voices"]
    assert sum(one.now.merged_into is None for one in voices) == story["not merged"]
    assert Counter(one.became.state for one in board.asks) == story["states"]
    assert all(one.became.reason for one in board.asks if one.became.state == "refused")
    words = " ".join(one.what for one in board.asks)
    names = {row["name"].split()[0] for row in sample_rows()["suppliers"]}
    assert not [name for name in names | SUPPLIERS if name in words]


def test_each_firm_reads_of_the_board_it_was_on(book):
    story = answer("board")
    for supplier_id, own in story["own"].items():
        (board,) = boards_of(book, supplier_id, REGISTER_AS_OF)
        assert (board.id, board.firms) == (story["board"], story["firms"])
        assert sum(one.is_own for one in board.asks) == own
        assert len(board.asks) == sum(story["states"].values())
    for supplier_id in story["not there"]:
        assert boards_of(book, supplier_id, REGISTER_AS_OF) == ()


def test_two_years_of_health_checks(book):
    story = answer("health")
    checks = {one: health_of(book, one, REGISTER_AS_OF) for one in story["years"]}
    for supplier_id, (opened, closed) in story["years"].items():
        years = checks[supplier_id].years
        assert tuple(one.year for one in years if one.is_open) == opened
        assert tuple(one.year for one in years if not one.is_open) == closed
        for one in years:
            assert all(all(check.answers.values()) for check in one.checks.values())


def test_two_steps_apart_on_communication_and_a_check_that_is_late(book):
    apart, due = answer("health")["apart"], answer("health")["due"]
    health = health_of(book, apart["supplier"], REGISTER_AS_OF)
    year = next(one for one in health.years if one.year == apart["year"])
    found = {
        question: tuple(year.checks[side].answers[question] for side in SIDES)
        for question in QUESTIONS
    }
    far = {name: both for name, both in found.items() if abs(both[0] - both[1]) >= 2}
    assert far == {"communication": apart["communication"]}
    late = health_of(book, due["supplier"], REGISTER_AS_OF)
    assert late.due_on == {"buyer": day(due["buyer"]), "supplier": day(due["supplier's"])}
    assert all(late.is_due(side) for side in SIDES)


def test_what_a_page_handed_over_is_known_once(book):
    """As many as the notes of the last review, each under an id that a page would give."""
    taken = [one.now for one in book.all(KINDS["taken"])]
    notes = [
        one.now for one in book.all(KINDS["capture"]) if one.now.meeting == "M-1001-0031"
    ]
    assert [one.meeting for one in taken] == [one.meeting for one in notes]
    assert len({one.capture for one in taken}) == len(notes) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", one.capture) for one in taken)


def test_every_kind_of_entry_is_there(entries):
    assert {one.kind for one in entries} == set(KINDS)
