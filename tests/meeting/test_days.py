"""The day of a meeting: it may be planned, or another than today; what happened after it is
not there yet.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from review_world import ON

from srmlib.meeting.planning import open_planning
from srmlib.register import Draft
from srmlib.register.kinds.voice import FormSent, Reply
from srmlib.register.kinds.work import Action, Dispute, Expectation

AFTER = date(2026, 11, 30)


def enter(world, *stated) -> None:
    drafts = [Draft(one, "S") for one in stated]
    world.register.append(drafts, side="joint", author="x")


def test_without_a_day_a_review_is_on_the_day_it_is_planned_for(open_one) -> None:
    assert open_one(on="").sitting.on == ON


def test_a_day_that_is_not_today_is_said_with_today(open_one, monkeypatch) -> None:
    monkeypatch.delenv("SRM_HEADLESS", raising=False)
    first, second = repr(open_one(on="2026-10-13")).splitlines()
    assert first == "Review of 2026 Q3 with Harrow, 13 October 2026"
    assert second.startswith(
        "What happened after 13 October 2026 is not there yet; today is "
    )
    assert len(repr(open_one(on=datetime.now(UTC).date())).splitlines()) == 1


def test_topics_and_asks_say_it_too_and_a_headless_run_never(world, monkeypatch) -> None:
    monkeypatch.delenv("SRM_HEADLESS", raising=False)
    planning = open_planning("S", on=ON, author="A", workspace=world.home)
    assert "; today is " in repr(planning)
    monkeypatch.setenv("SRM_HEADLESS", "1")
    assert repr(planning).endswith(", 13 October 2026")


def form_and_reply(on: date) -> tuple[FormSent, Reply]:
    sent = FormSent(quarter="2026Q3", report="v1", sent_on=on)
    reply = Reply(quarter="2026Q3", report="v1", fingerprint="0" * 64, received_on=on)
    return sent, reply


def test_a_form_and_a_reply_of_a_later_day_are_not_there_yet(world, open_one) -> None:
    enter(world, *form_and_reply(AFTER))
    said = repr(open_one().before())
    assert "Reply form sent to Harrow: not yet" in said
    assert "Reply received: not yet" in said


def test_those_of_the_day_itself_are_there(world, open_one) -> None:
    enter(world, *form_and_reply(ON))
    said = repr(open_one().before())
    assert "there Reply form sent to Harrow: 13 Oct" in said
    assert "there Reply received: 13 Oct" in said


def test_what_was_said_promised_or_disputed_after_the_day_is_not_there_yet(
    world, open_one
) -> None:
    said = "Said after the meeting"
    enter(
        world,
        Expectation(side="buyer", words_said=said, on=AFTER),
        Action(what=said, side="buyer", agreed_on=AFTER),
        Dispute(
            metric="D1",
            row="L9",
            raised_by="supplier",
            raised_on=AFTER,
            claim="met",
            claim_words=said,
        ),
    )
    review = open_one()
    for key in ("opening", "actions", "disputes"):
        assert said not in review.screen(key), key
    assert "1 dispute without" in repr(review.before())


def test_what_was_said_before_is_the_latest_by_its_day(world, open_one) -> None:
    """A list that is entered later may hold what was said years before."""
    enter(
        world,
        Expectation(side="supplier", words_said="Said in September", on=date(2026, 9, 1)),
        Expectation(side="supplier", words_said="Said long ago", on=date(2024, 1, 1)),
        Expectation(side="supplier", words_said="Nobody knows when"),
    )
    shown = open_one().screen("opening")
    assert "Said in September" in shown
    assert "Said long ago" not in shown and "Nobody knows when" not in shown


def test_what_has_no_day_was_said_on_that_of_its_meeting(world, open_one) -> None:
    enter(
        world,
        Expectation(side="supplier", words_said="In June", on=date(2026, 6, 1)),
    )
    assert "What the supplier expected" in open_one().screen("opening")


def test_of_one_day_the_one_entered_last_counts(world, open_one) -> None:
    day = date(2026, 9, 1)
    one, other = (
        Expectation(side="supplier", words_said=words, on=day) for words in ("One", "Other")
    )
    enter(world, one, other)
    assert "“Other”" in open_one().screen("opening")
