"""Why two firms have two numbers, in words."""

from __future__ import annotations

from fractions import Fraction

from srmlib.agreement.bridge import DECIDED_STEP, Bridge, Step
from srmlib.metrics.result import Reading, beside_limits, bounded
from srmlib.numbers import decimal_of, percent_words, points_words
from srmlib.rules.switches import Choice, Switch
from srmlib.words.plainly import spelled
from srmlib.words.words import FIRMS, listed, lower_first, upper_first

# From this share of the way on, one step is nearly all of it.
NEARLY_ALL = Fraction(4, 5)


def bridge_headline(reading: Reading, bridges: list[Bridge]) -> str:
    """Which question parts the numbers, then whose number is what: `Nearly all of the gap is one
    question: does a lot that is used as it is count as accepted? The supplier's own count is 95.5%
    and the agreed count is 90.9%`.
    """
    printed = _ends(reading, bridges)
    ends = listed([f"{FIRMS[basis]} is {value}" for basis, value in printed.items()])
    steps = [step for found in bridges for step in found.steps if step.change]
    if not steps and not any(step.flips for found in bridges for step in found.steps):
        return f"No row of this quarter counts differently: {ends}"
    if not steps or len(set(printed.values())) == 1:
        return f"The ways of counting differ, this quarter's number does not: {ends}"
    largest = max(steps, key=lambda step: abs(step.change))
    question = "does a row count as both firms decided?"
    if largest.switch != DECIDED_STEP:
        switch = reading.definition.metric.switches[largest.switch]
        question = question_words(switch, largest.before, largest.after)
    return f"{_part_words(reading, steps, largest)} one question: {question} {upper_first(ends)}"


def _ends(reading: Reading, bridges: list[Bridge]) -> dict[str, str]:
    """The printed number of each basis, in the order of the way."""
    ends = {}
    for found in bridges:
        ends[found.from_basis] = found.start
        ends[found.to_basis] = found.end
    return {
        basis: bounded(
            reading.bound if basis == "agreed" else None,
            beside_limits(float(value), reading.definition),
        )
        for basis, value in ends.items()
    }


def _part_words(reading: Reading, steps: list[Step], largest: Step) -> str:
    """How much of the way the largest step is; a percentage only where every step leads the same
    way.
    """
    walked = sum((abs(step.change) for step in steps), Fraction(0))
    part = abs(largest.change) / walked
    if len(steps) == 1:
        return "All of the gap is"
    if part >= NEARLY_ALL:
        return "Nearly all of the gap is"
    if len({step.change > 0 for step in steps}) == 1:
        share = percent_words(decimal_of(abs(largest.change)), decimal_of(walked))
        if 2 * part < 1:
            return (
                f"The gap has {spelled(len(steps))} reasons; the largest, {share} of it, is"
            )
        return f"{share} of the gap is"
    change = points_words(largest.change, reading.definition.unit_decimals)
    return f"Some steps lead up, some down; the largest, {change} {unit_words(reading)}, is"


def question_words(switch: Switch, before: Choice, after: Choice) -> str:
    """The question that two firms answer differently: as the record asks it, else from the words of
    the switch and both choices.

    >>> from shipped import METRICS
    >>> question_words(METRICS["D3"].switches["days"], "working", "calendar")
    'are calendar days counted or working days?'
    """
    if switch.question:
        return switch.question
    return f"{lower_first(switch.words)} ({switch.say(before)}, or {switch.say(after)})?"


def unit_words(reading: Reading) -> str:
    """The unit of a difference: points for percent."""
    if reading.definition.unit == "%":
        return "points"
    return reading.definition.unit


def differs(bridges: list[Bridge]) -> bool:
    """True when any two of the ends differ."""
    return len({value for found in bridges for value in (found.start, found.end)}) > 1
