"""A meeting held with little: an empty register, an extract that holds nothing of the
supplier, one firm's ratings, no plan. Every screen says what is missing and how it is
entered; nothing raises.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from review_world import ON, World
from small_world import small_home

from srmlib.errors import UsageError
from srmlib.meeting.page import page
from srmlib.meeting.planning import open_planning
from srmlib.meeting.planning_controls import PlanningControls
from srmlib.meeting.review import Review, open_review
from srmlib.meeting.show import WHOLE, Presentation
from srmlib.meeting.taking import TAKEN
from srmlib.register import Draft, open_register
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.voice import ELEMENTS, Rating
from srmlib.register.kinds.work import Action
from srmlib.replies.sealing import lock, read_sealed
from srmlib.workspace import Workspace


def without_register(world: World) -> World:
    world.home.register.rename(world.home.root / "elsewhere.sqlite")
    return world


def only_a_supplier(world: World) -> World:
    """Nothing is delivered, nothing agreed, nothing entered."""
    folder = world.home.root / "bare"
    supplier = {"supplier_id": "S", "name": "Harrow"}
    return World(small_home(folder, suppliers=[supplier]), world.sealed)


def people_alone(world: World) -> World:
    """Who is who, and no meeting, pair or role is planned."""
    world = without_register(world)
    drafts = [
        Draft(Person(name="Ann Keller", side=side, role="champion"), "S")
        for side in ("buyer", "supplier")
    ]
    world.register.append(drafts, side="joint", author="x")
    return world


def one_has_locked(world: World) -> World:
    world = without_register(world)
    lock(world.register, "S", read_sealed(world.sealed[0]).seal)
    return world


def one_is_open(world: World) -> World:
    """The buyer's ratings were released, the supplier has not rated."""
    world = without_register(world)
    drafts = [
        Draft(
            Rating(
                quarter="2026Q3",
                element=one,
                side="buyer",
                rater="x",
                colour=2,
                revealed_on=ON,
            ),
            "S",
        )
        for one in ELEMENTS
    ]
    world.register.append(drafts, side="buyer", author="x")
    return world


WORLDS: dict[str, Callable[[World], World]] = {
    "an empty register": without_register,
    "an extract without rows": only_a_supplier,
    "people alone": people_alone,
    "one firm has locked its ratings": one_has_locked,
    "one firm's ratings are open": one_is_open,
}


@pytest.fixture(params=WORLDS)
def little(world: World, request: pytest.FixtureRequest) -> World:
    return WORLDS[request.param](world)


@pytest.fixture
def held(little: World) -> Iterator[Review]:
    review = little.review(on=ON)
    yield review
    review.quarter.close()


def text_of(shown: str) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", shown).split()))


def of_one(world: World, make: Callable[[World], World], key: str) -> str:
    review = make(world).review(on=ON)
    shown = text_of(review.screen(key))
    review.quarter.close()
    return shown


def test_every_screen_is_in_words(held) -> None:
    for slot in held.agenda:
        shown = text_of(held.screen(slot.item.key))
        assert not re.search(r"\bNone\b(?! of)|\bnan\b|\{|\}", shown), slot.item.key
        assert len(shown) > 40, slot.item.key
    assert "on the same page" not in text_of(held.screen("ratings"))
    assert page(held, is_live=False) and page(held, is_live=True)


def test_the_lists_say_how_what_is_missing_is_entered(held) -> None:
    for checks in (held.before(), held.closing()):
        for one in checks.checks:
            assert one.is_there or one.begins or not one.is_needed, one.what
            assert one.is_there or not one.is_needed or one.begins in repr(checks)


SAYS = (
    (without_register, "opening", "Nobody is listed yet: srm register add person"),
    (only_a_supplier, "first_miss", "No metric of this quarter has a verdict."),
    (
        without_register,
        "second_miss",
        "or is talked about already. Use the time for topics.",
    ),
    (without_register, "ratings", "The buyer rates in a form: srm rating-form S 2026Q3"),
    (one_has_locked, "ratings", "Harrow rates in a form: srm reply-form S 2026Q3"),
    (one_is_open, "ratings", "Harrow has not rated; nothing is filled in"),
    (one_is_open, "ratings", "say at this table how it sees them"),
    (only_a_supplier, "buyers_part", "The buyer’s misses are judged by the same rule"),
    (without_register, "close", "by capture.next_review"),
)


@pytest.mark.parametrize(
    ("make", "key", "words"), SAYS, ids=lambda one: getattr(one, "__name__", one)[:30]
)
def test_a_screen_says_what_is_missing(world, make, key: str, words: str) -> None:
    assert words in of_one(world, make, key)


def test_what_is_not_supplied_is_not_none_of_something(world) -> None:
    shown = of_one(world, only_a_supplier, "buyers_part")
    assert "not supplied" in shown and not re.search(r"not supplied \d", shown)
    assert "What is not supplied comes with the source that has it." in shown


def test_a_buyer_without_a_name_has_a_title(review) -> None:
    titles = {slot.item.key: slot.title for slot in review.agenda}
    assert titles["buyers_part"] == "Buyer"


def test_an_action_without_a_date_is_not_on_track(world, open_one) -> None:
    action = Action(what="Send a forecast", side="buyer", agreed_on=date(2026, 7, 14))
    world.register.append([Draft(action, "S")], side="buyer", author="x")
    row = text_of(open_one().screen("actions")).partition("Send a forecast")[2]
    assert row.startswith(" A-3 no date open settle")


def test_one_firms_ratings_are_no_gaps(world) -> None:
    review = one_is_open(world).review(on=ON)
    (rated,) = [one for one in review.checks() if one.what == "Ratings revealed"]
    assert rated.seen == "Harrow has not rated"
    review.quarter.close()


# --- Hands and keys

GIVEN = (
    {},
    None,
    "x",
    {"words": "x", "side": "us", "what": "x"},
    {"file1": "{"},
    {"file1": 3},
    {"day": "soon", "due": "2026-99-99", "action": "A-99", "reason": "r"},
    {
        "topic": "T-9",
        "dispute": "D-9",
        "ask": "Q-9",
        "milestone": "M-9",
        "person": "P-9",
        "state": "done",
    },
)


def answer_to(shown: Presentation, number: int, do: object, given: object) -> dict:
    capture = {"id": f"{number:032x}", "number": number, "do": do, "with": given}
    shown.hand_over(json.dumps({"page": "1", "captures": [capture]}))
    return json.loads(text_of(shown.outbox.value))


def test_whatever_a_page_hands_over_is_answered(held, monkeypatch) -> None:
    monkeypatch.setitem(WHOLE, "report", lambda review, given: "made")
    shown, number = Presentation(held), 0
    for do in (*TAKEN, *WHOLE, "nothing", None, 3, ["note"]):
        for given in GIVEN:
            number += 1
            answer = answer_to(shown, number, do, given)
            assert (answer["taken"], bool(answer["said"])) == (number, True), (do, given)


MESSAGES = (
    "",
    "x",
    "[]",
    "null",
    '{"page": "1"}',
    '{"page": "1", "captures": 3}',
    '{"page": "1", "captures": [1]}',
    '{"page": "1", "captures": [{}]}',
    '{"page": "1", "captures": [{"number": "x"}]}',
    '{"page": "1", "captures": {"a": 1}}',
)


@pytest.mark.parametrize("message", MESSAGES)
def test_what_is_no_message_is_passed_over(review, message: str) -> None:
    shown, head = Presentation(review), review.sitting.register.head()
    shown.inbox.value = message
    shown.hand_over(message)
    assert review.sitting.register.head() == head


def test_forms_that_are_saved_empty_say_what_is_missing(little) -> None:
    planning = open_planning("S", on=ON, author="A", workspace=little.home)
    controls = PlanningControls(planning)
    for name, form in controls.forms.items():
        form.press()
        said = text_of(controls.said.value)
        assert "{" not in said and "''" not in said and said, name
    controls.undo.click()
    assert "Nothing was written down" in controls.said.value


REFUSED = {
    "an empty ask": (lambda c: c.ask("buyer", ""), "ask: what is not said: what is asked"),
    "nobody at the table": (lambda c: c.attend(" "), "Nobody is named"),
    "an action where there is none": (
        lambda c: c.done("A-1"),
        "There is no action yet.",
    ),
    "no action named": (lambda c: c.done(""), "There is no action yet."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_says_what_is_missing(world, name: str) -> None:
    call, words = REFUSED[name]
    review = without_register(world).review(on=ON)
    with pytest.raises(UsageError) as refused:
        call(review.capture)
    assert str(refused.value).startswith(words)
    review.quarter.close()


def test_without_a_snapshot_it_says_how_to_load_one(tmp_path: Path) -> None:
    from srmlib.errors import SnapshotError

    for opens in (
        lambda: open_review(
            "S", "2026Q3", on=ON, author="A", workspace=Workspace(tmp_path)
        ),
        lambda: open_planning("S", on=ON, author="A", workspace=Workspace(tmp_path)),
    ):
        with pytest.raises(SnapshotError, match="srm load"):
            opens()


def test_a_whole_meeting_is_held_from_nothing(world) -> None:
    """As a presenter does at the table, with nothing entered before."""
    review = only_a_supplier(world).review(on=ON)
    shown = Presentation(review)
    register = open_register(review.workspace)
    people = [
        Person(name="Ann Keller", side=side, role="champion")
        for side in ("buyer", "supplier")
    ]
    register.append([Draft(one, "S") for one in people], side="joint", author="x")
    do = (
        ("attend", {"person": "P-1"}),
        ("action", {"what": "Send a forecast", "who": "P-1", "due": "2026-11-02"}),
        ("fill", {"action": "A-1", "measure": "it is there each Monday"}),
        ("waive", {"words": "the form goes out tomorrow"}),
        ("next_review", {"day": "2027-01-12"}),
        ("confirm", {"side": "buyer"}),
        ("confirm", {"side": "supplier"}),
        ("close", {}),
    )
    for number, (what, given) in enumerate(do, 1):
        answer = answer_to(shown, number, what, given)
        assert not answer["is_fault"], answer["said"]
    assert review.sitting.meeting.held_on == date(2026, 10, 13)
    assert (review.folder / "minutes.html").is_file()
    review.quarter.close()
