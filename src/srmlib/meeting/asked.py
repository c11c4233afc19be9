"""What everything that is opened asks: on which day, and who writes."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from srmlib.errors import UsageError
from srmlib.words.words import day_words

# Set where nobody can press anything, and what is printed is kept: a notebook then shows
# the agenda as a list, and nothing that differs from day to day.
HEADLESS = "SRM_HEADLESS"


def day_of(on: date | str | None) -> date | None:
    """A day as a call names it; null for none. Raises UsageError for what is no day."""
    if not on or isinstance(on, date):
        return on or None
    try:
        return date.fromisoformat(on)
    except ValueError as error:
        raise UsageError(
            f"on is '{on}', expected a day such as 2026-10-13.\nCorrect it."
        ) from error


def not_today(on: date) -> str:
    """What a notebook says under its headline where the day it was opened for is not today;
    else, and where nobody is looking, empty.
    """
    today = datetime.now(UTC).date()
    if on == today or HEADLESS in os.environ:
        return ""
    then = f"What happened after {day_words(on)} is not there yet"
    if on > today:
        then = f"The day is {day_words(on)}"
    return f"\n{then}; today is {day_words(today)}"


def author_of(author: str | None, call: str) -> str:
    """Who writes, else `SRM_AUTHOR`. Raises UsageError where nobody is named, with the
    call.
    """
    who = author or os.environ.get("SRM_AUTHOR", "")
    if not who.strip():
        raise UsageError(
            f"Nobody is named who writes here.\nSay {call}(…, author=…), or set SRM_AUTHOR."
        )
    return who
