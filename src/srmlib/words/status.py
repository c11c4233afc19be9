"""The quiet lines under the name: who may read this, how far the data go, and which file is late."""

from __future__ import annotations

from datetime import date

from srmlib.facts import Extract, Facts
from srmlib.numbers import count_words
from srmlib.rules import schema
from srmlib.words.former import former_said
from srmlib.words.page import so_far_words
from srmlib.words.plainly import listed_to, metric_called, spelled
from srmlib.words.words import day_words, listed

LATE_NAMED = 2
TABLES = {table.name for table in schema.TABLES}


def status_line(facts: Facts) -> list[str]:
    """Two quiet lines: who may read this and when the goals were agreed; how far the data go, and
    which file is late. Late is a file that is older than its source promises. One more for each firm
    that merged into this one and has records of its own.
    """
    reads = "One file for both firms"
    if facts.audience == "internal":
        reads = f"Internal: not for {facts.supplier.name}"
    data = f"Data to {day_words(facts.as_of)}{so_far_words(facts)}{_entries_words(facts)}"
    known = facts.relationship
    former = [former_said(one) for one in known.former] if known else []
    return [
        f"{reads} · {_agreed_words(facts)}",
        f"{data} · {_files_words(facts)}",
        *former,
    ]


def _entries_words(facts: Facts) -> str:
    """How far the register is known, which is another day than the extract's; empty without one."""
    known = facts.relationship
    return f" · entries to {day_words(known.as_of)}" if known else ""


def _agreed_words(facts: Facts) -> str:
    """`goals agreed 12 January 2026`, from the first day to the last where they are several."""
    signed = [one for one in facts.definitions if one.is_signed and one.applies]
    days = sorted({one.agreed_on for one in signed if one.agreed_on})
    if not signed:
        return "no goal is agreed yet"
    if not days:
        return "goals agreed"
    if len(days) == 1:
        return f"goals agreed {day_words(days[0])}"
    return f"goals agreed from {day_words(days[0])} to {day_words(days[-1])}"


def _files_words(facts: Facts) -> str:
    late = [one for one in facts.extracts if one.is_stale]
    read = f"{count_words(len(facts.extracts), 'file')} read"
    if not late:
        has_rhythm = any(one.expected_every_days is not None for one in facts.extracts)
        return f"{read}, none known to be late" if has_rhythm else read
    said = [_late_words(facts, one) for one in late[:LATE_NAMED]]
    if len(late) > LATE_NAMED:
        said.append(f"and {spelled(len(late) - LATE_NAMED)} more")
    return f"{read}, {spelled(len(late))} late: {'; '.join(said)}"


def _late_words(facts: Facts, late: Extract) -> str:
    """`exchange rates end 25 September, which touches nothing on this page`."""
    _, _, file = late.file.rpartition("/")
    table, _, _ = file.partition(".")
    if table == "fx":
        said = "exchange rates"
    elif table in TABLES:
        said = table.replace("_", " ")
    else:
        said = late.file
    if late.last_event_on is not None:
        end = "end" if said.endswith("s") else "ends"
        said += f" {end} {_day(late.last_event_on, facts.as_of)}"
    if touched := _touched_words(facts, table):
        said += f", {touched}"
    return said


def _day(day: date, beside: date) -> str:
    """A day beside another one: with its year only where that is another year."""
    if day.year != beside.year:
        return day_words(day)
    return f"{day.day} {day:%B}"


def _touched_words(facts: Facts, table: str) -> str | None:
    """Which metrics of the page rest on a canonical table; None where none does, and where the file
    is no such table, so that nothing can be said.
    """
    if table == "fx":
        currencies = _other_currencies(facts)
        if not currencies:
            return "which touches no cost on this page"
        return f"which values the amounts in {listed(currencies)}"
    counted = [
        one for one in (*facts.readings, *facts.ours) if one.state in ("ok", "too_few")
    ]
    names = [
        metric_called(one.definition) for one in counted if table in one.definition.tables
    ]
    if names:
        return f"which touches {listed_to(names, LATE_NAMED)}"
    return None


def _other_currencies(facts: Facts) -> list[str]:
    """The currencies, other than that of the report, in which its costs were booked."""
    if "stated_currency" not in facts.ledger:
        return []
    stated = {str(one) for one in facts.ledger["stated_currency"].dropna()}
    return sorted(stated - {facts.cost.currency})
