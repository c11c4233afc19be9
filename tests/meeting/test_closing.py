"""The close: refused while anything is missing, and the three files it leaves."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.policy import default

import html5lib
import pytest
from icalendar import Calendar

from srmlib.errors import UsageError
from srmlib.meeting.minutes import minutes_of
from srmlib.register.kinds.work import Meeting

HOSTILE = "</script><img src=x onerror=alert(1)>\r\nBcc: all@example.org"


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


def test_a_metric_is_a_measure(review) -> None:
    review.capture.action("Deliver in time", who="P-supplier", due="2026-12-31", metric="D1")
    ready(review)
    assert "know by: metric D1" in minutes_of(review).text
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
    assert review.sitting.book.find(Meeting, "M-2").now.minutes_sent_on == date(2026, 10, 14)


def test_the_calendar_has_due_dates_and_the_next_review(review) -> None:
    ready(review)
    calendar = Calendar.from_ical(review.close().calendar.read_bytes())
    events = {str(one["summary"]): one["dtstart"].dt for one in calendar.walk("vevent")}
    assert events == {
        "A-3 due: Answer every dispute": date(2026, 10, 30),
        "Review of 2026Q4: the buyer and Harrow": date(2027, 1, 12),
    }
    first = review.folder.joinpath("dates.ics").read_bytes()
    review.close()
    assert review.folder.joinpath("dates.ics").read_bytes() == first, "the same ids: no doubles"


def test_the_mail_holds_the_minutes_and_is_not_sent(review) -> None:
    ready(review)
    mail = message_from_bytes(review.close().mail.read_bytes(), policy=default)
    text = mail.get_body(("plain",)).get_content()
    assert mail["X-Unsent"] == "1" and mail["From"] is None
    assert mail["To"] == "buyer@example.org, supplier@example.org"
    assert "Answer every dispute. Marit Okonedo, 30 Oct" in text
    assert "decided for Harrow: On time, in full reads 100.0% (was 90.0%)" in text
    assert text.replace("\r\n", "\n").strip() == minutes_of(review).text.strip()
    assert "<h3>Actions</h3>" in mail.get_body(("html",)).get_content()


def test_who_did_not_agree_to_be_named_is_in_the_minutes_by_role(review) -> None:
    review.capture.action("Look", who="Fergus Anchley", due="2026-10-30", measure="seen")
    ready(review)
    closed = review.close()
    for path in (closed.minutes, closed.mail, closed.calendar):
        assert b"Fergus" not in path.read_bytes(), path.name
    assert "supplier’s champion" in closed.minutes.read_text(encoding="utf-8")


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
    assert str(event["summary"]).startswith("A-3 due: </script><img")
    for slot in review.agenda:
        screen = html5lib.parse(str(review.screen(slot.item.key)), namespaceHTMLElements=False)
        assert [one for one in screen.iter() if one.tag in ("img", "script")] == [], slot.item.key
