"""What people typed, on every screen, page and menu: who did not agree to be named stands
by role.
"""

from __future__ import annotations

from datetime import date
from unicodedata import normalize

import pytest
from review_world import World

from srmlib.meeting.boards import open_board
from srmlib.meeting.minutes import minutes_of
from srmlib.meeting.page import page, panel
from srmlib.meeting.people import People
from srmlib.meeting.planning import open_planning
from srmlib.meeting.planning_controls import PlanningControls
from srmlib.meeting.review import Review
from srmlib.register import Draft
from srmlib.register.kinds.ahead import Ask, Milestone, Topic
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.progress import Idea
from srmlib.register.kinds.voice import ELEMENTS, Rating
from srmlib.register.kinds.work import Action, Dispute, Expectation

NAMED = "Fergus Anchley said so"
ON = date(2026, 10, 13)
SAID_BEFORE = (
    Action(what=NAMED, side="supplier", agreed_on=date(2026, 7, 14), measure=NAMED),
    Ask(from_side="supplier", what=NAMED, form="strategic", asked_on=date(2025, 10, 1)),
    Expectation(side="buyer", words_said=NAMED, meeting="M-1"),
    Topic(what=NAMED, form="topic", is_chosen=True, chosen_on=date(2026, 1, 7)),
    Topic(what=NAMED, form="topic", target=NAMED),
    Idea(side="supplier", what=NAMED, on=date(2026, 9, 1)),
    Dispute(
        metric="D1",
        row="L9",
        raised_by="supplier",
        raised_on=date(2026, 9, 2),
        claim="met",
        claim_words=NAMED,
        answer=NAMED,
        answered_on=date(2026, 9, 9),
    ),
)


def rated(side: str, colour: int) -> Rating:
    return Rating(
        quarter="2026Q3",
        element=ELEMENTS[0],
        side=side,
        rater="Marit Okonedo",
        colour=colour,
        comment=NAMED,
        comment_visible=True,
        will_do=NAMED,
        revealed_on=ON,
    )


@pytest.fixture
def told(world: World, open_one) -> Review:
    """A review in which every field that holds words names somebody without consent."""
    before = [*SAID_BEFORE, rated("buyer", 1), rated("supplier", 5)]
    world.register.append([Draft(one, "S") for one in before], side="buyer", author="x")
    topic = world.register.book("S").all(Topic)[0].id
    step = Milestone(topic=topic, what=NAMED, due_on=date(2027, 1, 1))
    world.register.append([Draft(step, "S")], side="buyer", author="x")
    review = open_one()
    write_down(review)
    return review


def write_down(review: Review) -> None:
    c = review.capture
    c.action(NAMED, who="P-supplier", measure=NAMED)
    c.expectation("supplier", NAMED)
    c.heard(NAMED, "buyer")
    c.note(NAMED)
    c.note(NAMED, f"one step {ELEMENTS[0]}")
    c.waive_ratings(NAMED)
    c.decide("DP-1", "open", words=NAMED)
    (ask,) = review.sitting.book.all(Ask)
    c.answer_ask(ask.id, "accepted", NAMED, NAMED)
    c.drop("A-1", NAMED)
    c.done("A-2", NAMED)


def shown_by(review: Review) -> dict[str, str]:
    screens = {one.item.key: str(review.screen(one.item.key)) for one in review.agenda}
    return screens | {
        "panel": str(panel(review)),
        "page": page(review, is_live=True),
        "agenda": page(review, is_live=False),
        "list": review.show()._repr_html_(),
        "before": repr(review.before()),
        "closing": repr(review.closing()) + review.closing()._repr_html_(),
        "minutes": minutes_of(review).text,
    }


def test_no_screen_and_no_page_of_the_meeting_names_who_did_not_agree(told) -> None:
    for name, shown in shown_by(told).items():
        assert "anchley" not in shown.casefold(), name


SHOWS_WORDS = ("opening", "asks", "actions", "disputes", "ratings", "topics", "others")


@pytest.mark.parametrize("key", (*SHOWS_WORDS, "aloud", "close"))
def test_what_was_said_is_shown_with_the_role(told, key: str) -> None:
    assert "supplier’s champion said so" in told.screen(key)


def test_the_register_keeps_what_was_typed(told) -> None:
    assert told.sitting.book.all(Action)[-1].now.what == NAMED


def test_what_a_page_hands_back_as_it_was_shown_is_no_change(told) -> None:
    action = told.sitting.book.all(Action)[-1].id
    shown = NAMED.replace("Fergus Anchley", "supplier’s champion")
    told.capture.fill(action, what=shown, measure=shown, due="2026-11-30")
    assert told.sitting.book.find(Action, action).now.what == NAMED
    assert told.sitting.book.find(Action, action).now.measure == NAMED


def test_who_agreed_is_named(told, world) -> None:
    person = told.sitting.book.find(Person, "P-supplier").now
    agreed = person.model_copy(update={"may_be_named": True})
    world.register.append([Draft(agreed, "S", "P-supplier")], side="supplier", author="x")
    assert "Fergus Anchley said so" in told.screen("aloud")


def test_forms_and_lists_of_topics_and_asks_name_nobody_without_consent(
    told, world
) -> None:
    planning = open_planning("S", on=ON, author="A", workspace=world.home)
    controls = PlanningControls(planning)
    menus = [
        str(option)
        for form in controls.forms.values()
        for field in form.fields.values()
        for option in getattr(field, "options", ())
    ]
    assert any("supplier’s champion said so" in one for one in menus)
    shown = [*menus, controls.stands.value, repr(planning.missing())]
    shown += [planning.asks()._repr_html_(), planning.topics()._repr_html_()]
    assert not [one for one in shown if "anchley" in one.casefold()]


def test_a_board_names_nobody_without_consent(told, world) -> None:
    board = open_board("B-1", "suppliers", on=ON, author="A", workspace=world.home)
    ask = board.merge([board.voice("S", NAMED)], NAMED)
    board.answer(ask, "done", evidence=NAMED)
    assert "anchley" not in (repr(board.asks()) + repr(board.voices())).casefold()
    assert "supplier’s champion said so" in repr(board.voices())


WRITTEN = ("Anchley, Fergus", "ANCHLEY Fergus", "fergus anchley’s", "(Fergus  Anchley)")


@pytest.mark.parametrize("written", WRITTEN)
def test_a_name_is_hushed_in_either_order(review, written: str) -> None:
    review.capture.note(f"Ask {written} today")
    assert "anchley" not in str(review.screen("close")).casefold()


def test_a_longer_word_is_no_name(review) -> None:
    words = "Dufergus Anchleyson drew it"
    assert review.sitting.people.without_names(words) == words


def test_a_name_of_before_is_hushed(review, world) -> None:
    person = review.sitting.book.find(Person, "P-supplier").now
    married = person.model_copy(update={"name": "Fergus Blackwood"})
    world.register.append([Draft(married, "S", "P-supplier")], side="supplier", author="x")
    review.capture.note("Ask Fergus Anchley, now Fergus Blackwood")
    assert "Ask supplier’s champion, now supplier’s champion" in review.screen("close")


def people_of(world, *people: tuple[str, str, str, bool]) -> People:
    drafts = [
        Draft(Person(name=name, side=side, role=role, may_be_named=agreed), "S")
        for name, side, role, agreed in people
    ]
    world.register.append(drafts, side="joint", author="x")
    return People(world.register.book("S"), "S", ON)


LISTED = ("Ann Marie Keller", "Keller, Ann Marie", "Dr. Ann Marie Keller", "Ann M. Keller")
SPOKEN = (
    "Ann Keller",
    "Keller, Ann",
    "KELLER Ann Marie",
    "Ann Marie Keller",
    "Ann-Marie Keller",
    "Marie Ann Keller",
    "ann_keller",
    "Ann M. Keller",
    "Keller (Ann",
)


@pytest.mark.parametrize("listed", LISTED)
@pytest.mark.parametrize("spoken", SPOKEN)
def test_a_name_is_hushed_however_a_list_has_it(world, listed: str, spoken: str) -> None:
    people = people_of(world, (listed, "supplier", "forge manager", False))
    said = people.without_names(f"Ask {spoken} today")
    assert "keller" not in said.casefold() and "forge manager" in said


@pytest.mark.parametrize(
    "words", ["Keller pays", "Ann pays", "Ann will ask Keller", "Annabel Keller pays"]
)
def test_one_word_of_a_name_is_a_word_like_any_other(world, words: str) -> None:
    people = people_of(world, ("Keller, Ann", "supplier", "forge manager", False))
    assert people.without_names(words) == words


def test_a_letter_and_its_accent_may_be_two_signs(world) -> None:
    people = people_of(world, ("José Núñez", "supplier", "forge manager", False))
    said = people.without_names(normalize("NFD", "José Núñez") + " pays")
    assert said == "forge manager pays"


@pytest.mark.parametrize("agreed", [False, True])
@pytest.mark.parametrize("order", [1, -1])
def test_a_name_that_two_people_have_gets_nobodys_role(world, agreed, order) -> None:
    """What one of them did is not told of the other, whoever is listed last."""
    two = [
        ("Ann Keller", "buyer", "buyer of castings", agreed),
        ("Ann Keller", "supplier", "foundry manager", False),
    ]
    said = people_of(world, *two[::order]).without_names("Ann Keller pays")
    assert said == "somebody of either firm pays"


def test_a_name_that_may_be_said_is_said_where_both_agreed(world) -> None:
    both = [("Ann Keller", side, f"{side}’s buyer", True) for side in ("buyer", "supplier")]
    assert people_of(world, *both).without_names("Ann Keller pays") == "Ann Keller pays"


def test_who_agreed_is_named_beside_another_whose_name_is_longer(world) -> None:
    people = people_of(
        world,
        ("Ann Keller", "buyer", "buyer of castings", True),
        ("Ann Marie Keller", "supplier", "foundry manager", False),
    )
    said = people.without_names("Ann Keller asks Ann Marie Keller and Ann M. Keller")
    assert said == "Ann Keller asks foundry manager and somebody of either firm"
