"""Why two firms have two numbers, in words."""

from __future__ import annotations

from srmlib.agreement.bridge import Bridge
from srmlib.metrics.result import Reading, beside_limits
from srmlib.numbers import decimal_of, percent_words, points_words
from srmlib.words.words import FIRMS, listed, lower_first, upper_first


def bridge_headline(reading: Reading, bridges: list[Bridge]) -> str:
    """Whose number is what, and which switch explains most of the way between them."""
    ends = {}
    for found in bridges:
        ends[found.from_basis] = found.start
        ends[found.to_basis] = found.end
    ends_said = upper_first(
        listed(
            [
                f"{FIRMS[basis]} is {beside_limits(float(value), reading.definition)}"
                for basis, value in ends.items()
            ]
        )
    )
    steps = [step for found in bridges for step in found.steps if step.change]
    has_flips = any(step.flips for found in bridges for step in found.steps)
    if not steps and has_flips:
        return f"{ends_said}: the ways of counting differ, this quarter's number does not"
    if not steps:
        return f"{ends_said}: no row of this quarter reads differently"
    largest = max(steps, key=lambda step: abs(step.change))
    whole = sum(step.change for step in steps)
    subject = lower_first(reading.definition.metric.switches[largest.switch].words)
    if len(steps) == 1:
        return f"{ends_said}; “{subject}” explains all of it"
    if not whole:
        return f"{ends_said}; the steps between them cancel out, the largest is “{subject}”"
    # A share of the way is told where every step leads the same way. It is in percent: numbers
    # rounded one by one would not add up to the ends.
    if all((step.change > 0) == (whole > 0) for step in steps):
        part = percent_words(decimal_of(largest.change), decimal_of(whole))
        return f"{ends_said}; “{subject}” explains {part} of it"
    change = points_words(largest.change, reading.definition.unit_decimals)
    return (
        f"{ends_said}; some steps lead up and some down, the largest is “{subject}”, {change}"
        f" {unit_words(reading)}"
    )


def unit_words(reading: Reading) -> str:
    """The unit of a difference: points for percent."""
    return "points" if reading.definition.unit == "%" else reading.definition.unit


def differs(bridges: list[Bridge]) -> bool:
    """True when any two of the ends differ."""
    return len({value for found in bridges for value in (found.start, found.end)}) > 1
