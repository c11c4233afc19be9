"""What the page says of signs, principles, keys and the level: headlines, outcomes, how to read."""

from __future__ import annotations

from collections.abc import Sequence

from srmlib.numbers import by_count
from srmlib.partnering import Checks, Level, Partnering
from srmlib.relationship.persons import SIDES
from srmlib.words.plainly import in_a_title, spelled, spelled_with
from srmlib.words.ratings import Firms
from srmlib.words.words import upper_first

# As a chip says it.
OUTCOMES = {
    "found": "found",
    "not_found": "not found",
    "in_place": "in place",
    "not_yet": "not yet",
    "cannot_tell": "cannot tell",
}
# As the source has it, of large relationships.
BEYOND_PERCENT = 30
SOURCE = "“Customer and supplier as partners”, a case of two firms"


def level_headline(level: Level) -> str:
    """The level that is held, and what is wanting for the next."""
    shown = level.count(level.place)
    held = (
        f"{upper_first(level.name)}: {spelled(shown)} of eight dimensions"
        f" {by_count(shown, 'is', 'are')} shown"
    )
    if level.next is None:
        return held
    return f"{held}. {in_a_title(level.wanting)} more would make it {level.next}"


def level_words() -> str:
    return (
        "A level is held when six of its eight dimensions are shown by records, there or higher, and"
        " so are the levels below it. There is no score, and no level is better for every pair of"
        " firms."
    )


def partnering_headline(found: Partnering, firms: Firms) -> str:
    """Signs found and principles in place at each firm, of those that can be told of it."""
    signs = [_of_told(found.signs, "found", side, firms) for side in SIDES]
    held = [_of_told(found.principles, "in_place", side, firms) for side in SIDES]
    return f"Signs of weak partnering: {'; '.join(signs)}. Principles in place: {'; '.join(held)}"


def _of_told(checks: Checks, outcome: str, side: str, firms: Firms) -> str:
    """`six of six at Tarn`, `one of the four that can be told at Harrow (two cannot)`"""
    untold = checks.count("cannot_tell", side)
    told = len(checks) - untold
    if not told:
        return f"none that can be told at {firms.of(side)}"
    count = spelled(checks.count(outcome, side))
    if not untold:
        return f"{count} of {spelled(told)} at {firms.of(side)}"
    can = f"{count} of the {spelled(told)} that can be told at {firms.of(side)}"
    return f"{can} ({spelled(untold)} cannot)"


def _title(count: int) -> str:
    return in_a_title(count) if count else "None"


def keys_title(keys: Checks, firms: Firms) -> str:
    """`Five keys: one in place at Tarn, two at Harrow`."""
    counts = [spelled(keys.count("in_place", side)) for side in SIDES]
    buyer, supplier = (firms.of(side) for side in SIDES)
    return f"Five keys: {counts[0]} in place at {buyer}, {counts[1]} at {supplier}"


def partnering_words() -> str:
    return (
        "The same questions to both firms, answered from records. “Cannot tell” means that there is"
        " no record to answer from; it counts for neither firm."
    )


def standing_said(levels: Sequence[str], *, are_all_known: bool = True) -> str:
    """Where all relationships stand, by the names of their levels, beside what its source says.
    Where not all are known, it is said of how many one is.

    >>> standing_said(["transactional", "preferred", "strategic"])
    'Two of three relationships are beyond transactional; about 30% of large ones are, in “Customer and supplier as partners”, a case of two firms'
    """
    beyond = sum(name != "transactional" for name in levels)
    are = by_count(beyond, "is", "are")
    of = spelled_with(len(levels), "relationship")
    if not are_all_known:
        of = f"the {spelled_with(len(levels), 'relationship')} whose level is known"
    return (
        f"{_title(beyond)} of {of} {are} beyond transactional;"
        f" about {BEYOND_PERCENT}% of large ones are, in {SOURCE}"
    )
