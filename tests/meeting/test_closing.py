"""The close: refused while anything is missing, and the three files it leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import html5lib
import pytest
from icalendar import Calendar

from srmlib.errors import UsageError
from srmlib.meeting.minutes import minutes_of
from srmlib.register import Draft, Register
from srmlib.register.kinds.ahead import Ask, Milestone, Topic, TopicValue
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.work import Meeting

HOSTILE = "</script><img src=x onerror=alert(1)>\r\nBcc: all@example.org"
LATER = datetime(2026, 12, 1, tzinfo=UTC)


def ready(review, what: str = "Answer every dispute") -> None:
    c = review.capture
    c.present("P-buyer", "P-supplier")
    c.action(what, who="P-buyer", due="2026-10-30", measure="none is older than ten days")
    c.decide("DP-1", "accepted")
    c.reveal([])
    c.next_review("2027-01-12")
    c.confirm("buyer")
    c.confirm("supplier")


def test_everything_that_is_missing_is_named(review) -> None:
    review.capture.action("Answer every dispute", measure="none")
    before = review.sitting.register.head()
    with pytest.raises(UsageError) as refused:
        review.close()
    said = str(refused.value)
    for words in (
        "A-3 has owner, date and measure: owner and date missing",
        "Ratings revealed: sealed",
        "Dispute L10 decided: open",
        "Next review: no date",
        "Both firms confirmed the actions: not yet",
    ):
        assert words in said
    assert "tier" not in said, "the tiers' dates may stay open"
    assert review.sitting.register.head() == before and not review.folder.exists()


LACKING = {
    "who": {"due": "2026-10-30", "measure": "none"},
    "due": {"who": "P-buyer", "measure": "none"},
    "measure": {"who": "P-buyer", "due": "2026-10-30"},
}


@pytest.mark.parametrize("lacks", LACKING)
def test_one_hole_is_enough_to_refuse(review, lacks: str) -> None:
    action = review.capture.action("One more", **LACKING[lacks])
    ready(review)
    with pytest.raises(UsageError, match=rf"1 thing missing\.\n  {action} has owner, date"):
        review.close()
    review.capture.fill(action, who="P-supplier", due="2026-10-30", measure="it is there")
    with pytest.raises(UsageError, match="Both firms confirmed the actions: not yet"):
        review.close()
    review.capture.confirm("buyer")
    review.capture.confirm("supplier")
    assert review.close().minutes.is_file()


def test_a_date_that_moves_is_confirmed_again(review) -> None:
    ready(review)
    review.capture.move("A-3", "2026-11-30", "the tool broke")
    with pytest.raises(UsageError, match="Both firms confirmed the actions: not yet"):
        review.close()


def test_a_metric_is_a_measure(review) -> None:
    review.capture.action(
        "Deliver in time", who="P-supplier", due="2026-12-31", metric="D1"
    )
    ready(review)
    assert "Both will know by: On time, in full." in minutes_of(review).text
    assert "On time, in full" in review.screen("aloud")
    review.close()


def test_words_take_the_place_of_a_decision_and_of_the_ratings(review) -> None:
    c = review.capture
    c.waive_ratings("the champion is ill")
    c.decide("DP-1", "open", words="the log is looked for")
    c.next_review("2027-01-12")
    c.confirm("buyer")
    c.confirm("supplier")
    text = minutes_of(review).text
    review.close()
    assert "Not revealed: the champion is ill" in text
    assert "stays open: the log is looked for" in text


def test_the_meeting_is_entered_as_held_and_as_sent_only_when_told(review) -> None:
    ready(review)
    review.close()
    held = review.sitting.book.find(Meeting, "M-2").now
    assert (held.held_on, held.minutes_sent_on) == (date(2026, 10, 13), None)
    before = review.sitting.register.head()
    review.close()
    assert review.sitting.register.head() == before, "closed again, nothing new is entered"
    review.close(sent_on=date(2026, 10, 14))
    assert review.sitting.book.find(Meeting, "M-2").now.minutes_sent_on == date(
        2026, 10, 14
    )


def test_the_calendar_has_due_dates_and_the_next_review(review) -> None:
    ready(review)
    calendar = Calendar.from_ical(review.close().calendar.read_bytes())
    events = {str(one["summary"]): one["dtstart"].dt for one in calendar.walk("vevent")}
    assert events == {
        "Due: Answer every dispute (the buyer)": date(2026, 10, 30),
        "Review of 2026 Q4: the buyer and Harrow": date(2027, 1, 12),
    }
    first = review.folder.joinpath("dates.ics").read_bytes()
    review.close()
    assert review.folder.joinpath("dates.ics").read_bytes() == first, (
        "the same ids: no doubles"
    )


def test_the_mail_holds_the_minutes_and_is_not_sent(review) -> None:
    ready(review)
    mail = message_from_bytes(review.close().mail.read_bytes(), policy=default)
    text = mail.get_body(("plain",)).get_content()
    assert mail["X-Unsent"] == "1" and mail["From"] is None
    assert mail["To"] == "buyer@example.org, supplier@example.org"
    assert (
        "1. Answer every dispute\r\n   Marit Okonedo (the buyer), due 30 October 2026. Both"
        in (text.replace("\n", "\r\n").replace("\r\r", "\r"))
    )
    assert (
        "decided for Harrow. On time, in full: 90.0% before, 100.0% now; goal 95%." in text
    )
    assert text.replace("\r\n", "\n").strip() == minutes_of(review).text.strip()
    assert "<h3>Actions</h3>" in mail.get_body(("html",)).get_content()


def test_who_did_not_agree_to_be_named_is_in_the_minutes_by_role(review) -> None:
    review.capture.action("Look", who="Fergus Anchley", due="2026-10-30", measure="seen")
    ready(review)
    closed = review.close()
    for path in (closed.minutes, closed.mail, closed.calendar):
        assert b"Fergus" not in path.read_bytes(), path.name
    assert "supplier’s champion" in closed.minutes.read_text(encoding="utf-8")


def test_a_name_that_somebody_wrote_leaves_without_consent_as_a_role(review) -> None:
    c = review.capture
    c.action(
        "Ask Fergus Anchley",
        who="P-buyer",
        due="2026-10-30",
        measure="Fergus Anchley says so",
    )
    ready(review)
    c.note("Fergus Anchley has the drawing.")
    c.heard("Fergus Anchley never calls.", "buyer")
    closed = review.close()
    for path in (closed.minutes, closed.mail, closed.calendar):
        assert b"Fergus" not in path.read_bytes(), path.name
    assert "supplier’s champion has the drawing." in minutes_of(review).text


@pytest.mark.parametrize(
    "written", ["FERGUS ANCHLEY", "fergus  anchley", "Fergus\nAnchley", "Fergus\xa0Anchley"]
)
def test_a_name_is_hushed_however_it_is_written(review, written: str) -> None:
    review.capture.heard(f"{written} never calls.", "buyer")
    screen = str(review.screen("others"))
    assert "anchley" not in (screen + minutes_of(review).text).casefold()
    assert "“supplier’s champion never calls.”" in screen


def test_an_old_review_says_nothing_of_what_was_entered_after_it(
    review, world, open_one
) -> None:
    topic = review.capture.topic("Crates that come back")
    ready(review)
    review.capture.topic_value(topic, "buyer", 7)
    review.close()
    before = minutes_of(open_one())
    assert "Topics" in [one.title for one in before.parts]
    value = TopicValue(topic=topic, side="supplier", value=9, on=LATER.date())
    step = Milestone(topic=topic, what="On all lines", due_on=date(2027, 1, 1))
    enter_later(world, value, step)
    assert minutes_of(open_one()) == before


def test_a_review_that_was_not_closed_is_opened_again(review, world, open_one) -> None:
    topic = review.capture.topic("Crates that come back")
    ready(review)
    before = minutes_of(review)
    value = TopicValue(topic=topic, side="supplier", value=9, on=LATER.date())
    enter_later(world, value)
    assert minutes_of(open_one()) == before


def enter_later(world, *stated) -> None:
    register = Register.at(world.home.register, lambda: LATER)
    register.append([Draft(one, "S") for one in stated], side="joint", author="x")


def test_who_wrote_the_minutes_is_named_in_them_as_consent_allows(review, open_one) -> None:
    """The register keeps her by id: minutes, mail and dates show her name, then her
    role.
    """
    review.capture.action(
        "Answer", who="Marit Okonedo", due="2026-10-30", measure="none open"
    )
    ready(review)
    named = minutes_of(review).text
    assert (
        "Present: for the buyer Marit Okonedo" in named
        and "Marit Okonedo (the buyer)" in named
    )
    person = review.sitting.book.find(Person, "P-buyer").now
    hushed = person.model_copy(update={"may_be_named": False})
    draft = Draft(hushed, "S", "P-buyer")
    review.sitting.register.append([draft], side="buyer", author="Marit Okonedo")
    closed = review.close()
    for path in (closed.minutes, closed.mail, closed.calendar):
        said = path.read_text(encoding="utf-8")
        assert "Okonedo" not in said and "P-buyer" not in said, path.name
    assert "for the buyer buyer’s champion" in minutes_of(review).text


def test_every_line_says_what_it_is_of(review) -> None:
    register = review.sitting.register
    drafts = [
        Draft(Topic(what="Crates that come back", is_chosen=True), "S", "T-1"),
        Draft(Topic(what="Melt data with each delivery"), "S", "T-2"),
        Draft(
            Milestone(topic="T-1", what="Tried on one line", due_on=date(2026, 8, 31)), "S"
        ),
        Draft(
            Ask(from_side="supplier", what="Pay on day 30", asked_on=date(2025, 10, 14)),
            "S",
        ),
    ]
    register.append(drafts, side="joint", author="x")
    c = review.capture
    c.note("shared", "cause D1")
    c.answer_ask("Q-1", "refused", "The bank does not.")
    c.answer_ask("Q-1", "done", evidence="the books of September")
    c.milestone_met("MS-1")
    c.milestone("T-1", "On all lines", "2026-12-31")
    c.topic_value("T-2", "buyer", 7)
    c.choose("T-2")
    c.move("A-1", "2026-11-30", "the tool broke")
    c.done("A-2", "seen at Harrow")
    parts = {part.title: part.lines for part in minutes_of(review).parts}
    assert parts["Causes"] == ("On time, in full: shared",)
    assert parts["Asks of last year"] == (
        "Harrow asked: Pay on day 30: done (the books of September)",
    )
    assert set(parts["Topics"]) == {
        "Crates that come back: Tried on one line, met on 13 October 2026",
        "Crates that come back: On all lines, next step, due 31 December 2026",
        "Melt data with each delivery: worth 7 of 10 to the buyer",
        "Melt data with each delivery: chosen",
    }
    assert set(parts["Earlier actions"]) == {
        "What the buyer promised: now due 30 November 2026, because: the tool broke",
        "What the supplier promised: done (seen at Harrow)",
    }
    assert "Notes" not in parts


def test_the_preview_is_what_is_mailed(review) -> None:
    ready(review)
    screen = html5lib.parse(str(review.screen("close")), namespaceHTMLElements=False)
    preview = next(one for one in screen.iter("div") if one.get("class") == "minutes")
    page = html5lib.parse(review.close().minutes.read_bytes(), namespaceHTMLElements=False)
    mailed = next(page.iter("main"))
    said = ["".join(one.itertext()).split() for one in (preview, mailed)]
    assert said[0] == said[1]


def test_hostile_words_are_words(review) -> None:
    ready(review, HOSTILE)
    c = review.capture
    c.note(HOSTILE, "topics")
    c.expectation("supplier", HOSTILE)
    c.heard(HOSTILE, "buyer")
    closed = review.close()
    page = html5lib.parse(closed.minutes.read_bytes(), namespaceHTMLElements=False)
    assert [one for one in page.iter() if one.tag in ("img", "script")] == []
    mail = message_from_bytes(closed.mail.read_bytes(), policy=default)
    assert mail["Bcc"] is None
    (event, _) = Calendar.from_ical(closed.calendar.read_bytes()).walk("vevent")
    assert str(event["summary"]).startswith("Due: </script><img")
    for slot in review.agenda:
        screen = html5lib.parse(
            str(review.screen(slot.item.key)), namespaceHTMLElements=False
        )
        assert [one for one in screen.iter() if one.tag in ("img", "script")] == [], (
            slot.item.key
        )
