"""Why two firms have two numbers, in words."""

from __future__ import annotations

from srmlib.agreement.bridge import Bridge
from srmlib.metrics.result import Reading, in_unit
from srmlib.numbers import said
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
                f"{FIRMS[basis]} is {in_unit(float(value), reading.definition)}"
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
    whole = sum(abs(step.change) for step in steps)
    subject = lower_first(reading.definition.metric.switches[largest.switch].words)
    decimals = reading.definition.unit_decimals
    if abs(largest.change) == whole:
        return f"{ends_said}; “{subject}” explains all of it"
    if bridges[0].start == bridges[-1].end:
        return f"{ends_said}; the steps between them cancel out, the largest is “{subject}”"
    part, all_steps = said(float(abs(largest.change)), decimals), said(float(whole), decimals)
    # Steps in both directions are more than what lies between the ends.
    between = "the steps add up to, some up and some down"
    if whole == abs(bridges[-1].end - bridges[0].start):
        between = "between them"
    return (
        f"{ends_said}; “{subject}” explains {part} of the {all_steps} {unit_words(reading)}"
        f" {between}"
    )


def unit_words(reading: Reading) -> str:
    """The unit of a difference: points for percent."""
    return "points" if reading.definition.unit == "%" else reading.definition.unit


def differs(bridges: list[Bridge]) -> bool:
    """True when any two of the ends differ."""
    return len({value for found in bridges for value in (found.start, found.end)}) > 1
