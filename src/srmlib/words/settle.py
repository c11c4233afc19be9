"""The third column of page one: what the two firms have still to settle."""

from __future__ import annotations

from decimal import Decimal

from srmlib.facts import Facts
from srmlib.metrics.result import Reading, beside_limits
from srmlib.numbers import by_count
from srmlib.words.elements import red_bullet, wide_bullet
from srmlib.words.plainly import (
    element_called,
    in_short,
    listed_to,
    metric_called,
    some_of,
    spelled_with,
    supplier_called,
)
from srmlib.words.points import MOST, NAMED, Bullet, largest_elements
from srmlib.words.ratings import firms_of
from srmlib.words.restatement import reads_differently, said_now, said_then, too_few_words
from srmlib.words.words import upper_first

# One of so many parts.
HARDLY_ANYTHING = 100


def to_settle(facts: Facts) -> list[Bullet]:
    """What is still to settle, at most four: what both champions see red from the first rating on,
    and where they are two steps apart; disputed rows and what they would change, cost whose
    cause is not agreed, numbers that read differently now, definitions without both signatures,
    rates that nobody agreed, broken promises and breakdowns without a cause.
    """
    found = [
        _long_red(facts),
        _far_apart(facts),
        _disputed(facts),
        _cost_without_cause(facts),
        _restated(facts),
        _unsigned(facts),
        _rates(facts),
        _promises_without_cause(facts),
        _untraced(facts),
    ]
    return [point for point in found if point is not None][:MOST]


def _long_red(facts: Facts) -> Bullet | None:
    """Elements of the relationship that started red, or have been red for long."""
    known = facts.relationship
    return red_bullet(known.ratings, firms_of(facts)) if known else None


def _far_apart(facts: Facts) -> Bullet | None:
    """Elements of the relationship that the champions see two steps apart or more."""
    known = facts.relationship
    return wide_bullet(known.ratings) if known else None


def _disputed(facts: Facts) -> Bullet | None:
    """Open disputes over the quarter's rows, and what they would change."""
    count = sum(state == "open" for state in facts.disputes["state"])
    if not count:
        return None
    moved = []
    for one in (*facts.readings, *facts.ours):
        if said := _decided_words(one):
            moved.append(f"{metric_called(one.definition)} {said}")
    strong = f"{upper_first(spelled_with(count, 'disputed row'))}."
    if not moved:
        return Bullet(strong, "No number of this page depends on it.")
    decided = by_count(count, "If it is decided", "If all are decided")
    return Bullet(
        strong, f"{decided} for {supplier_called(facts)}: {listed_to(moved, NAMED)}."
    )


def _decided_words(reading: Reading) -> str | None:
    """`96.0% (met)`: the value with all disputes decided for the supplier; in brackets the verdict
    where that is another. None where the value stays.
    """
    disputed = reading.disputed
    then = reading.if_decided.get("supplier", reading.verdict)
    if reading.state != "ok" or disputed is None or disputed.for_supplier is None:
        return None
    said = beside_limits(disputed.for_supplier, reading.definition)
    if said == reading.text:
        return None
    if then in ("met", "met_clear") and not reading.is_green:
        return f"{said} (met)"
    if then == "missed" and reading.is_clear:
        return f"{said} (could be chance)"
    return said


def _cost_without_cause(facts: Facts) -> Bullet | None:
    lines = [
        one for one in facts.cost.lines if one.id != "price" and one.by_cause.get("open")
    ]
    amount = sum((one.by_cause["open"] for one in lines), Decimal(0))
    # What is hardly anything of the cost is drawn above the columns, and no matter to settle.
    if amount <= 0 or amount < facts.cost.added / HARDLY_ANYTHING:
        return None
    words = largest_elements(facts, "open")
    if len(lines) == 1:
        [only] = lines
        words = f"all of it is {element_called(only.name)}"
    strong = f"{in_short(amount)} {facts.cost.currency} without an agreed cause."
    return Bullet(strong, f"{upper_first(words)}.")


def _restated(facts: Facts) -> Bullet | None:
    """Numbers of last quarter that were published and read differently now, and how many do that
    were too few to judge.
    """
    apart = [one for one in facts.restatements if reads_differently(one)]
    said = [
        f"{metric_called(one.definition)} {said_now(one)}, was {said_then(one)}"
        for one in apart
        if one.was_published
    ]
    if not said:
        return None
    numbers = upper_first(spelled_with(len(said), "published number"))
    words = f"{upper_first('; '.join(said[:NAMED]))}."
    if few := len(apart) - len(said):
        read = by_count(few, "reads", "read")
        words += f" {upper_first(too_few_words(few))} {read} differently too."
    return Bullet(f"{numbers} of last quarter restated.", words)


def _unsigned(facts: Facts) -> Bullet | None:
    """Definitions that are counted and not signed by both firms."""
    counted = [
        one for one in (*facts.readings, *facts.ours) if one.state in ("ok", "too_few")
    ]
    unsigned = [
        metric_called(one.definition) for one in counted if not one.definition.is_signed
    ]
    if not unsigned:
        return None
    names = upper_first(listed_to(unsigned, NAMED))
    if len(unsigned) == len(counted):
        wait = by_count(
            len(unsigned),
            "is counted; its definition waits",
            "are counted; their definitions wait",
        )
        return Bullet("No goal is agreed yet.", f"{names} {wait} for both signatures.")
    definitions = upper_first(spelled_with(len(unsigned), "definition"))
    return Bullet(f"{definitions} unsigned.", f"{names}.")


def _rates(facts: Facts) -> Bullet | None:
    """What was valued at a rate that nobody agreed."""
    rates = [rate for rate in facts.cost_detail.rates if not rate.agreed_by and rate.amount]
    if not rates:
        return None
    names = list(dict.fromkeys(rate.name.replace("_", " ") for rate in rates))
    amount = in_short(sum((rate.amount for rate in rates), Decimal(0)))
    at = by_count(len(names), "a rate that is not agreed", "rates that are not agreed")
    strong = f"{amount} {facts.cost.currency} at {at}."
    return Bullet(strong, f"{upper_first(listed_to(names, NAMED))}.")


def _promises_without_cause(facts: Facts) -> Bullet | None:
    """Broken promises to customers whose cause is not agreed."""
    broken = facts.promises.broken
    count = sum(promise.side == "not_agreed" for promise in broken)
    if not count:
        return None
    promises = upper_first(spelled_with(count, "broken promise"))
    of = f"{some_of(count, len(broken))} that were broken this quarter"
    if count == len(broken):
        of = "no cause of the quarter is agreed"
    return Bullet(f"{promises} without an agreed cause.", f"{upper_first(of)}.")


def _untraced(facts: Facts) -> Bullet | None:
    """Breakdowns of which nobody knows whose they are, and that may be this supplier's."""
    count = facts.trace.possible
    if not count:
        return None
    breakdowns = upper_first(spelled_with(count, "breakdown"))
    they = by_count(count, "It", "They")
    words = f"{they} may lead to {supplier_called(facts)}, or to another firm."
    return Bullet(f"{breakdowns} not traced.", words)
