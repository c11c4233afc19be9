"""Where a metric stands, in the few words of a chip, a table's cell or a panel."""

from __future__ import annotations

from dataclasses import dataclass

from srmlib.metrics.result import Reading, beside_limits
from srmlib.numbers import count_words
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.words.metric import (
    VERDICTS,
    decided_words,
    goal_words,
    interval_words,
    year_words,
)
from srmlib.words.words import day_words, upper_first

TOO_FEW = "too_few"
NOT_AGREED = "not_agreed"


@dataclass(frozen=True)
class Standing:
    """What a chip says: `kind` is a verdict, too_few (nothing can be judged) or not_agreed."""

    kind: str
    words: str


# What chips may say, in the order of a legend.
STANDINGS = (
    *(Standing(kind, words) for kind, words in VERDICTS.items()),
    Standing(TOO_FEW, "too few"),
    Standing(NOT_AGREED, "not agreed"),
)


def standing_of(reading: Reading) -> Standing:
    """The verdict, or why there is none: too few rows, too little known, nothing counted, what is
    still open decides, no goal that both firms signed.
    """
    if reading.verdict:
        return Standing(reading.verdict, VERDICTS[reading.verdict])
    if reading.is_open:
        return Standing(TOO_FEW, "still open")
    if reading.state == "ok" or reading.state == "not_agreed":
        return Standing(NOT_AGREED, "not agreed")
    if reading.state == "not_supplied":
        return Standing(TOO_FEW, "not supplied")
    if not reading.is_known_enough:
        return Standing(TOO_FEW, "too little known")
    if reading.state == "no_data":
        return Standing(TOO_FEW, "none counted")
    return Standing(TOO_FEW, "too few")


def dispute_note(reading: Reading) -> str:
    """What stands under a metric's name while rows are disputed: `1 disputed: up to 95.2%, then
    not clear`; empty without a dispute.
    """
    found = reading.disputed
    if found is None:
        return ""
    said = f"{found.open_count} disputed"
    ends = [value for value in (found.for_supplier, found.for_buyer) if value is not None]
    if reading.state != "ok" or reading.value is None or not ends:
        return said
    is_up = reading.definition.better == "up"
    best = max(ends) if is_up else min(ends)
    worst = min(ends) if is_up else max(ends)
    end = best
    way = "up" if is_up else "down"
    if beside_limits(best, reading.definition) == reading.text:
        end = worst
        way = "down" if is_up else "up"
    if beside_limits(end, reading.definition) == reading.text:
        return f"{said}, which changes nothing"
    said += f": {way} to {beside_limits(end, reading.definition)}"
    decided = reading.if_decided.get("supplier" if end == found.for_supplier else "buyer")
    if reading.rests_on_dispute and decided and decided != reading.verdict:
        said += f", then {VERDICTS[decided]}"
    return said


def goal_note(definition: Definition) -> str:
    """`≥ 95%`; `proposed ≥ 95%` while both firms have not signed it."""
    goal = goal_words(definition)
    return goal if definition.is_signed else f"proposed {goal}"


def past_note(reading: Reading) -> str:
    """What stands under eight quarters: `2 of 8 met; year 95.0%`; empty where nothing is known."""
    met, of = reading.quarters_met
    said = [f"{met} of {of} met"] if of and reading.definition.is_signed else []
    if reading.year is not None:
        said.append(f"year {reading.year_text}")
    return "; ".join(said)


def facts_of(reading: Reading) -> list[str]:
    """What it takes to contest a number, in short sentences: count, interval, year, definition,
    disputes and notes.
    """
    d = reading.definition
    counted = reading.rests_on
    if reading.orders:
        counted += f" of {count_words(reading.orders, 'order')}"
    interval = interval_words(reading)
    if interval:
        counted += f"; 95% interval {interval}"
    version = f"Definition {d.version}"
    if d.is_signed and d.agreed_on:
        version += f", agreed {day_words(d.agreed_on)}"
    if d.is_signed and d.valid_from:
        version += f", in force since {day_words(d.valid_from)}"
    if not d.is_signed:
        version += ", not yet agreed by both firms"
    if d.proposed:
        version += f"; version {d.proposed} is proposed"
    decided = decided_words(reading)
    said = [counted, year_words(reading), version, decided and upper_first(decided)]
    return [f"{words}." for words in said if words] + reading.notes


def period_words(quarter: Quarter) -> str:
    """The months of a quarter: `July to September 2026`; of a fiscal year, its label and days.

    >>> period_words(Quarter.parse("2026Q3"))
    'July to September 2026'
    """
    first = quarter.start
    last = quarter.last_day
    if quarter.calendar.is_calendar_year:
        return f"{first:%B} to {last:%B %Y}"
    return f"{quarter}, {day_words(first)} to {day_words(last)}"
