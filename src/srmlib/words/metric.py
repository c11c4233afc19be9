"""One metric in words: goal, verdict, interval, what changed since last quarter."""

from __future__ import annotations

import math

from srmlib.metrics.result import Reading, beside_limits, in_unit
from srmlib.metrics.verdict import fewest_to_show, fewest_to_show_missed, is_met
from srmlib.numbers import as_stated, by_count, count_words
from srmlib.rules.definition import Definition
from srmlib.stats.intervals import TAIL
from srmlib.words.words import upper_first

VERDICTS = {
    "met_clear": "met, clear",
    "met": "met",
    "missed": "missed",
    "missed_clear": "missed, clear",
    "far_clear": "far off, clear",
}


def goal_words(definition: Definition) -> str:
    """`≥ 95%` or `≤ 4 days`; the goal is printed as it is stored."""
    sign = "≥" if definition.better == "up" else "≤"
    return f"{sign} {limit_words(definition.goal, definition)}"


def limit_words(limit: float, definition: Definition) -> str:
    """A goal, red limit or stretch as it is stated: `15 days`."""
    return as_stated(limit, definition.unit)


def verdict_words(reading: Reading) -> str:
    """The verdict in words, or why there is none."""
    if reading.state != "ok":
        return upper_first(reading.text)
    if reading.verdict is None:
        return "Definition not yet agreed: no verdict"
    return upper_first(VERDICTS[reading.verdict])


def year_words(reading: Reading) -> str | None:
    """The last four quarters, and how many of eight met the goal: `Year 90.2% of 840 lines in 310
    orders (87.6 to 92.5%); 2 of 8 quarters met`. None where the year holds nothing.
    """
    year = reading.year
    if year is None:
        return None
    counted = reading.counted.count(year.n)
    if year.orders:
        counted += f" in {count_words(year.orders, 'order')}"
    said = f"Year {beside_limits(year.value, reading.definition)} of {counted}"
    if year.interval:
        said += f" ({_between(year.interval, reading.definition)})"
    met, of = reading.quarters_met
    if not of:
        return said
    return f"{said}; {met} of {count_words(of, 'quarter')} met"


def interval_words(reading: Reading) -> str | None:
    """`81.2 to 96.8%`, the 95 % interval; None where nothing can be said."""
    if reading.interval is None or reading.state != "ok":
        return None
    return _between(reading.interval, reading.definition)


def _between(interval: tuple[float, float], definition: Definition) -> str:
    low, high = (in_unit(end, definition) for end in interval)
    # The unit is said once, behind the second number.
    number, _, _ = low.partition(" ")
    return f"{number.removesuffix('%')} to {high}"


def sentence(reading: Reading) -> str:
    """One metric in a few sentences: value, count, goal, verdict, year, change."""
    d = reading.definition
    if reading.state != "ok":
        year = year_words(reading)
        return f"{d.name}: {reading.text}." + (f" {year}." if year else "")
    counted = reading.rests_on
    if isinstance(reading.numerator, int):
        counted = f"{reading.numerator:,} of {reading.denominator:,}"
    said = f"{d.name}: {reading.text} ({counted}), goal {goal_words(d)}. {_judged_words(reading)}."
    decided = decided_words(reading)
    if decided:
        said += f" That {decided}."
    year = year_words(reading)
    if year:
        said += f" {year}."
    change = change_words(reading)
    if change:
        said += f" {change}."
    return said


def _judged_words(reading: Reading) -> str:
    """The verdict, and what makes it clear: `Missed, clear by the year`."""
    by = {"year": " by the year", "run": " by a run of eight quarters"}.get(reading.clear_by or "")
    return verdict_words(reading) + (by or "")


def change_words(reading: Reading) -> str | None:
    """How it moved since last quarter, and whether that is beyond chance; None without both
    values.
    """
    if (
        reading.previous is None
        or reading.value is None
        or reading.state != "ok"
        or reading.change_chance is None
    ):
        return None
    before, now = beside_limits(reading.previous, reading.definition), reading.text
    if before == now:
        return f"Unchanged from {before}"
    way = "Up" if reading.value > reading.previous else "Down"
    if moved_beyond_chance(reading):
        return f"{way} from {before}; beyond chance"
    return f"{way} from {before}; a move this size could be chance"


def moved_beyond_chance(reading: Reading) -> bool:
    """True where chance alone would part both quarters so far in at most 5 % of cases, by an exact
    test of two samples.
    """
    if reading.previous is None or reading.change_chance is None or reading.state != "ok":
        return False
    if beside_limits(reading.previous, reading.definition) == reading.text:
        return False
    return reading.change_chance <= 2 * TAIL


def is_improvement(reading: Reading) -> bool:
    """True where it moved to the better side since last quarter."""
    if reading.value is None or reading.previous is None:
        return False
    return (reading.value > reading.previous) == (reading.definition.better == "up")


def zone_change(reading: Reading) -> str:
    """Whether the metric entered or left the green zone since last quarter, or how it moved."""
    d = reading.definition
    if reading.value is None or reading.previous is None:
        return "no value to compare"
    has_moved = moved_beyond_chance(reading)
    chance = "beyond chance" if has_moved else "could be chance"
    if not d.is_signed:
        if beside_limits(reading.previous, d) == reading.text:
            return "unchanged"
        return "moved beyond chance" if has_moved else chance
    is_green, was_green = is_met(d, reading.value), is_met(d, reading.previous)
    if is_green and not was_green:
        return f"entered the green zone, {chance}"
    if was_green and not is_green:
        return f"left the green zone, {chance}"
    stayed = "stayed in the green zone" if is_green else "stayed outside"
    if has_moved:
        return f"{stayed}, moved beyond chance"
    return stayed


def volume_words(reading: Reading) -> str:
    """From which volume on the year can show that the goal is met, and whether the last four
    quarters hold as much.
    """
    d, metric = reading.definition, reading.definition.metric
    fewest = fewest_to_show(d)
    if math.isinf(fewest):
        return "That this goal is met can never be clear: it leaves no miss at all"
    least = f"{math.ceil(fewest):,}"
    if metric.kind == "rate" and metric.n_of == "event":
        event = metric.event or d.row
        return (
            f"A year without a {event.one} is clear once the denominator reaches {least}; it takes"
            f" more where {event.many} usually weigh more than one"
        )
    if metric.kind not in ("share", "rate"):
        return f"A year can be clear once it has {least} {d.row.many}"
    said = f"A year without a {metric.event.one if metric.event else 'miss'} is clear once it has"
    said += f" {least} {metric.counted.many}"
    if reading.orders and metric.kind == "share":
        said += ", or as many orders where the lines of an order may go wrong together"
    if reading.year is None or reading.year.n >= fewest:
        return said
    said += f". The last four quarters have {reading.year.n:,}: by the year, this goal can be"
    if (reading.year.orders or reading.year.n) < fewest_to_show_missed(d):
        return f"{said} neither met nor missed clearly"
    return f"{said} missed clearly, but not met clearly"


def disputed_words(reading: Reading) -> str | None:
    """How far the open disputes move the number; None without one."""
    found = reading.disputed
    if found is None:
        return None
    if reading.state != "ok":
        move = by_count(found.open_count, "it moves", "they move")
        return f"{found.open_count} open; too few rows to say how far {move} the number"
    ends = [("supplier", found.for_supplier), ("buyer", found.for_buyer)]
    decided = by_count(found.open_count, "if it is decided", "if all are decided")
    told = [
        f"{beside_limits(value, reading.definition)} {decided} for the {firm}"
        for firm, value in ends
        if value is not None
    ]
    noun = by_count(found.open_count, "dispute is", "disputes are")
    return f"{found.open_count} {noun} open: {' and '.join(told)}"


def decided_words(reading: Reading) -> str | None:
    """What the verdict would be with the disputes decided for each firm: `rests on a dispute:
    decided for the supplier it would be missed, clear; for the buyer far off, clear`. None where it
    stays what it is.
    """
    if not reading.rests_on_dispute:
        return None
    ends = [
        f"for the {firm}{' it would be' if not place else ''} {_word_or_none(word)}"
        for place, (firm, word) in enumerate(reading.if_decided.items())
    ]
    return f"rests on a dispute: decided {'; '.join(ends)}"


def _word_or_none(verdict: str | None) -> str:
    return VERDICTS[verdict] if verdict else "without a verdict, for too few rows"
