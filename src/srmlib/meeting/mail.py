"""What leaves the house after a review: a draft of mail, and days for both calendars.
Neither is sent from here.
"""

from __future__ import annotations

from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from icalendar import Calendar, Event

from srmlib.meeting.minutes import Entry, Minutes, minutes_page

PRODUCT = "-//srmlib//review meeting//EN"
A_DAY = timedelta(days=1)


def mail_draft(minutes: Minutes) -> bytes:
    """The minutes as a mail that a person looks at, addresses and sends: text, and the
    page.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _on_one_line(f"{minutes.title}, {minutes.firms['supplier']}")
    if known := [one for one in map(_address, minutes.to) if one]:
        mail["To"] = known
    # Mail programs open it to be edited, not as something received.
    mail["X-Unsent"] = "1"
    mail.set_content(minutes.text)
    mail.add_alternative(minutes_page(minutes, with_font=False), subtype="html")
    return mail.as_bytes()


def _address(text: str) -> Address | None:
    """None for what is no address: it stays with the person who sends."""
    try:
        return Address(addr_spec=text.strip())
    except (ValueError, IndexError, MessageError):
        return None


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def calendar_file(minutes: Minutes) -> bytes:
    """Due dates and the next review, each a whole day."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for day in minutes.days:
        calendar.add_component(_event(day, minutes))
    found: bytes = calendar.to_ical()
    return found


def _event(day: Entry, minutes: Minutes) -> Event:
    """The same entry has the same id in a file that is written anew, so that it replaces
    it.
    """
    event = Event()
    of = f"{minutes.firms['supplier']} {minutes.quarter} {day.uid}"
    event.add(
        "uid",
        f"{sha256(of.encode()).hexdigest()[:24]}@srmlib",
    )
    event.add("dtstamp", day.entered_at)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + A_DAY)
    event.add("summary", _on_one_line(day.what))
    event.add("transp", "TRANSPARENT")
    if day.more:
        event.add("description", day.more)
    return event
