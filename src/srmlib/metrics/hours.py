"""Which service hours a metric is counted by, in words: the page says them wherever a firm counts by
hours or working days.
"""

from __future__ import annotations

from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot

# The choices of a clock that runs by service hours, and what the hours are then called.
BY_HOURS = {"business": "Service hours", "working": "Working days"}


def hours_notes(snapshot: Snapshot, definition: Definition) -> list[str]:
    """One note for each of the hours that any basis counts by; none where the clock never rests."""
    notes = []
    for choices in definition.bases.values():
        called = next((BY_HOURS[c] for c in choices.values() if c in BY_HOURS), None)
        if called and "calendar" in choices:
            hours = snapshot.service_hours[str(choices["calendar"])]
            said = hours.words if called == BY_HOURS["business"] else hours.working_words
            notes.append(f"{called}, calendar {hours.name}: {said}.")
    return list(dict.fromkeys(notes))
