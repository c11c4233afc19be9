"""Which service hours a metric is counted by, in words: the page says them wherever a firm counts by
hours or working days.
"""

from __future__ import annotations

from srmlib.numbers import by_count
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot

# The choices of a clock that runs by service hours, and what the hours are then called.
BY_HOURS = {"business": "Service hours", "working": "Working days"}
# What the number of each basis is called.
NUMBERS = {
    "agreed": "the agreed number",
    "buyer": "the buyer's own count",
    "supplier": "the supplier's own count",
    "before": "the version before",
}


def hours_notes(snapshot: Snapshot, definition: Definition) -> list[str]:
    """One note for each of the hours that any basis counts by, with the numbers that are counted by
    them; none where the clock never rests.
    """
    counted_by: dict[str, list[str]] = {}
    for basis, choices in definition.bases.items():
        called = next((BY_HOURS[c] for c in choices.values() if c in BY_HOURS), None)
        if called and "calendar" in choices:
            hours = snapshot.service_hours[str(choices["calendar"])]
            said = hours.words if called == BY_HOURS["business"] else hours.working_words
            note = f"{called}, calendar {hours.name}: {said}."
            counted_by.setdefault(note, []).append(NUMBERS[basis])
    return [
        note if len(numbers) == len(definition.bases) else _only_by(note, numbers)
        for note, numbers in counted_by.items()
    ]


def _only_by(note: str, numbers: list[str]) -> str:
    goes = by_count(len(numbers), "goes", "go")
    return f"Only {' and '.join(numbers)} {goes} by {note[0].lower()}{note[1:]}"
