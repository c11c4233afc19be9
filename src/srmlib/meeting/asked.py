"""What everything that is opened asks: on which day, and who writes."""

from __future__ import annotations

import os
from datetime import date

from srmlib.errors import UsageError


def day_of(on: date | str | None) -> date | None:
    """A day as a call names it; null for none. Raises UsageError for what is no day."""
    if on is None or isinstance(on, date):
        return on
    try:
        return date.fromisoformat(on)
    except ValueError as error:
        raise UsageError(
            f"on is '{on}', expected a day such as 2026-10-13.\nCorrect it."
        ) from error


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
