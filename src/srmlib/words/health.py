"""What the page says of the yearly health check, and of who covers whom."""

from __future__ import annotations

from srmlib.numbers import by_count
from srmlib.relationship.continuity import Cover
from srmlib.relationship.health import QUESTIONS, Check, Health, Year
from srmlib.relationship.network import NO_FUNCTION, Network
from srmlib.relationship.persons import SIDES
from srmlib.words.plainly import rows_of, spelled, spelled_with
from srmlib.words.ratings import Firms, other
from srmlib.words.words import day_words, listed, upper_first

FAR_APART = 2


def health_headline(health: Health, firms: Firms) -> str:
    """Where the two firms stand two steps apart in the last open year; else of whom none is on record."""
    if not health.opened:
        return _waiting_headline(health, firms)
    year = health.opened[-1]
    both = [name for name in QUESTIONS if _steps(year, name) is not None]
    apart = [name for name in both if (_steps(year, name) or 0) >= FAR_APART]
    if apart:
        gaps = sorted({_steps(year, name) or 0 for name in apart})
        steps = " or ".join(spelled(gap) for gap in gaps)
        return f"Health check {year.year}: the firms are {steps} steps apart on {listed(apart)}"
    if not both:
        return f"Health check {year.year}: the firms have no question that both answered"
    same = sum(_steps(year, name) == 0 for name in both)
    said = f"{spelled(same)} of {spelled_with(len(both), 'question')}"
    return f"Health check {year.year}: the firms say the same on {said}"


def _waiting_headline(health: Health, firms: Firms) -> str:
    last = health.years[-1]
    (asked,) = last.checks
    answered, waits = firms.of(asked), firms.of(other(asked))
    said = f"Health check {last.year}: {answered} has answered"
    return f"{said}; no check of {waits} of that year is on record"


def _steps(year: Year, question: str) -> int | None:
    """How far apart both are; null where one gave no answer."""
    buyer, supplier = (year.checks[side].answers[question] for side in SIDES)
    return None if buyer is None or supplier is None else abs(buyer - supplier)


def sealed_words(year: Year, firms: Firms) -> str:
    """What is said of a year in which one firm alone has answered."""
    (side,) = year.checks
    on = day_words(year.checks[side].on)
    return f"{firms.begin(side)} answered on {on}; it opens when {firms.of(other(side))} has, too."


def asked_words(check: Check) -> str:
    """`9 of 12 answered`; empty where that was not entered."""
    if check.asked is None or check.answered is None:
        return ""
    return f"{check.answered} of {check.asked} answered"


def due_words(health: Health, side: str) -> str:
    """The day of a firm's next check; empty where it never had one."""
    due = health.due_on[side]
    if due is None:
        return ""
    return f"{'due since' if health.is_due(side) else 'next due'} {day_words(due)}"


# --- People


def network_headline(network: Network, firms: Firms) -> str:
    """How many functions have somebody on both sides, and those that lack one."""
    if not network.functions:
        return "The coming twelve months by tier"
    # Of whom no function is entered, nobody knows in which both have somebody.
    stated = [one for one in network.functions if one.name != NO_FUNCTION]
    if not stated:
        return "Nobody’s function is entered"
    whole = [one for one in stated if all(one.has(side) for side in SIDES)]
    count = len(stated)
    rows = upper_first(rows_of(len(whole), count, "function", "functions"))
    have = "has" if len(whole) == 1 else "have"
    said = f"{rows} {have} people on both sides"
    without = {side: sum(not one.has(side) for one in stated) for side in SIDES}
    lacking = [(side, number) for side, number in without.items() if number]
    if not lacking:
        return said
    if count == 1:
        return f"The one function entered has nobody at {firms.of(lacking[0][0])}"
    (side, number), *rest = lacking
    has = by_count(number, "has", "have")
    said += f"; {spelled_with(number, 'function')} {has} nobody at {firms.of(side)}"
    return said + "".join(f", {spelled(more)} at {firms.of(there)}" for there, more in rest)


def covered_words(cover: Cover) -> str:
    return _share(len(cover.covered), len(cover.roles))


def overlapped_words(cover: Cover) -> str:
    """Of those whose overlap was entered: `1 of 2, one not entered`."""
    unknown = len(cover.of_unknown_overlap)
    said = _share(len(cover.overlapped), len(cover.handovers) - unknown)
    if not unknown:
        return said
    not_entered = f"{spelled(unknown)} not entered"
    return f"{said}, {not_entered}" if said else upper_first(not_entered)


def introduced_words(cover: Cover) -> str:
    said = _share(len(cover.introduced), len(cover.newcomers))
    waiting = len(cover.waiting)
    return f"{said}, {spelled(waiting)} with time left" if waiting else said


def _share(part: int, whole: int) -> str:
    """
    >>> _share(1, 3), _share(0, 0)
    ('1 of 3', '')
    """
    return f"{part} of {whole}" if whole else ""


def alone_words(cover: Cover) -> str:
    """The roles without a deputy, by name."""
    return ", ".join(dict.fromkeys(one.role for one in cover.alone))
