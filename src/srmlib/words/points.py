"""Two of the three columns of page one: what is for the supplier, and what is for the buyer. The
third is in `settle`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from srmlib.facts import Facts
from srmlib.metrics.result import Reading, beside_limits, goal_aligned
from srmlib.metrics.rows import missed_rows
from srmlib.numbers import by_count
from srmlib.words.counts import (
    allowed_of,
    events_allowed,
    events_of,
    has_entered,
    in_a_row,
    misses_of,
    year_of,
)
from srmlib.words.metric import is_improvement, moved_beyond_chance
from srmlib.words.plainly import (
    buyer_called,
    element_called,
    every,
    goal_said,
    heading_of,
    in_short,
    listed_to,
    metric_called,
    ordinal,
    possessive,
    rows_of,
    some_of,
    spelled,
    supplier_called,
    was_said,
)
from srmlib.words.words import listed, upper_first

MOST = 4
# What a list names before it only counts.
NAMED = 3
# From so many quarters in a row on, it is no news of this quarter.
A_RUN = 3
FEWEST_OF_ONE_ORDER = 2


@dataclass(frozen=True)
class Bullet:
    """One point of a column: bold words with the mark they end in, and whole sentences after them."""

    strong: str
    words: str


def for_supplier(facts: Facts) -> list[Bullet]:
    """What page one has for the supplier, at most four: what got better or meets its goal, what was
    missed (clear misses first), and what its agreed causes cost. Total cost over price stands above
    the columns and is not told again.
    """
    readings = [one for one in facts.readings if one.id != "C1"]
    cost = _agreed_cost(facts)
    return _points(facts, facts.readings, readings, MOST - len(cost)) + cost


def for_buyer(facts: Facts) -> list[Bullet]:
    """The same of what the buyer does and the supplier feels, and of the promises to customers that
    were broken, counted by cause. One point says so where nothing of the buyer's part is known.
    """
    broken = _broken_promises(facts)
    points = _points(facts, facts.ours, facts.ours, MOST - len(broken)) + broken
    if points or any(one.state not in ("not_supplied", "not_agreed") for one in facts.ours):
        return points
    buyer = buyer_called(facts)
    supplier = supplier_called(facts)
    words = f"What {buyer} does that {supplier} feels: forecasts, changes, payments, answers."
    return [Bullet("Not in this data.", words)]


def worst_first(readings: Iterable[Reading]) -> list[Reading]:
    """Those that missed their goal: clear misses first, then by how far off they are."""
    missed = [one for one in readings if one.verdict and not one.is_green]
    return sorted(
        missed, key=lambda one: (not one.is_clear, goal_aligned(one.value or 0, one.definition))
    )


def guards_missed(facts: Facts, reading: Reading) -> list[Reading]:
    """The metrics that guard a metric which meets its goal, and miss their own clearly: quick empty
    answers keep the first response in time and fix nothing.
    """
    guards = reading.definition.metric.counter_metrics if reading.is_green else ()
    found = [one for one in facts.readings if one.id in guards and one.verdict]
    return [one for one in found if one.is_clear and not one.is_green]


def by_same_rows(facts: Facts, readings: Sequence[Reading]) -> list[list[Reading]]:
    """Shares that are missed by the very same rows stand together, the first in printed order in
    front; every other metric stands alone.
    """
    groups: dict[object, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(_what_misses(facts, reading) or reading.id, []).append(reading)
    printed = [one.id for one in (*facts.readings, *facts.ours)]
    return [sorted(group, key=lambda one: printed.index(one.id)) for group in groups.values()]


def _what_misses(facts: Facts, reading: Reading) -> tuple[str, frozenset[str]] | None:
    if misses_of(reading) is None:
        return None
    missed = frozenset(missed_rows(reading.definition, facts.rows[reading.id])["row_id"])
    return (reading.definition.row.one, missed) if missed else None


# What got better, and what was missed


def _points(
    facts: Facts, among: Sequence[Reading], readings: Sequence[Reading], most: int
) -> list[Bullet]:
    """`among` are those of which something may have got better, `readings` those whose misses
    are told. Without a verdict their counts.
    """
    if not any(one.verdict for one in among):
        return _counts(facts, readings)[:most]
    missed = [_missed(facts, *same) for same in by_same_rows(facts, worst_first(readings))]
    good = _good(facts, among)
    is_news = any(_got_better(one) or has_entered(one) for one in among)
    if not is_news and len(missed) >= most:
        good = []
    return (good + missed)[:most]


def _good(facts: Facts, readings: Sequence[Reading]) -> list[Bullet]:
    """What got better by more than chance; else what meets its goal, first where it is new. Nothing
    is praised that is good on the surface only.
    """
    better = [one for one in readings if _got_better(one)]
    if better:
        said = [f"{metric_called(one.definition)} ({_now_and_before(one)})" for one in better]
        return [Bullet("Better:", f"{listed_to(said, NAMED)}.")]
    met = [one for one in readings if one.is_green and not guards_missed(facts, one)]
    met.sort(key=lambda one: (not has_entered(one), not one.is_clear))
    said = [f"{metric_called(one.definition)} ({_met_words(one)})" for one in met]
    return [Bullet("Goal met:", f"{listed_to(said, NAMED)}.")] if said else []


def _got_better(reading: Reading) -> bool:
    return moved_beyond_chance(reading) and is_improvement(reading)


def _now_and_before(reading: Reading) -> str:
    return f"{reading.text}, was {was_said(reading)}"


def _met_words(reading: Reading) -> str:
    """`3.5%, for eight quarters`."""
    run = in_a_row(reading, met=True)
    exposure = reading.definition.metric.exposure
    said = reading.text
    if reading.numerator == 0 and exposure and isinstance(reading.denominator, int):
        said = f"none in {exposure.count(reading.denominator)}"
    if has_entered(reading):
        return _now_and_before(reading)
    return f"{said}, for {spelled(run)} quarters" if run >= A_RUN else said


def _missed(facts: Facts, reading: Reading, *others: Reading) -> Bullet:
    """`Accepted lots. 77 of 82 in twelve months, 93.9%; goal 98.5%. Two rejected lots of 22 this
    quarter, one of them disputed.`
    """
    definition = reading.definition
    year = _year_words(reading)
    misses = _misses_words(facts, reading)
    if misses is None:
        said = [f"{_direction(facts, reading)}{reading.text}, {goal_said(definition)}"]
        said[0] += _since_words(reading)
        if reading.is_clear and reading.year and reading.year.n > reading.n:
            over_year = beside_limits(reading.year.value, definition)
            said.append(f"over twelve months {over_year}")
    elif year and reading.is_clear:
        said = [f"{year}; {goal_said(definition)}", misses]
    else:
        said = [f"{misses}; the goal allows {_allowed(reading)}"]
        said += [f"{year}; {goal_said(definition)}"] if year else []
    for other in others:
        lasting = ", a lasting miss" if other.is_clear and not reading.is_clear else ""
        called = metric_called(other.definition)
        said.append(f"the same {other.counted.many} miss {called}{lasting}")
    return Bullet(heading_of(definition), " ".join(f"{upper_first(one)}." for one in said))


def _year_words(reading: Reading) -> str | None:
    """`77 of 82 in twelve months, 93.9%`."""
    year = year_of(reading)
    if year is None or reading.year is None or year[1] == reading.n:
        return None
    value = beside_limits(reading.year.value, reading.definition)
    if year[0] == year[1]:
        return f"{every(year[1])} in twelve months"
    return f"{year[0]:,} of {year[1]:,} in twelve months, {value}"


def _misses_words(facts: Facts, reading: Reading) -> str | None:
    """`two rejected lots of 22 this quarter, one of them disputed`; None where misses are not
    counted one by one.
    """
    if events := events_of(reading):
        return f"{_events_words(reading, *events)} this quarter"
    counted = misses_of(reading)
    if counted is None or not counted[0]:
        return None
    missed, of = counted
    called = reading.definition.metric.missed
    row = reading.counted
    if called.one.endswith(f" {row.one}"):
        said = f"{spelled(missed)} {called.one if missed == 1 else called.many} of {spelled(of)}"
    elif reading.definition.better == "up":
        misses = by_count(missed, "miss", "misses")
        said = f"{spelled(missed)} {misses} in {spelled(of)} {row.many}"
    else:
        said = f"{some_of(missed, of)} {row.many}"
    said += " this quarter"
    disputed = _disputed_misses(facts, reading)
    if not disputed:
        return said
    if disputed == missed:
        return f"{said}, {by_count(missed, 'disputed', 'all disputed')}"
    return f"{said}, {spelled(disputed)} of them disputed"


def _events_words(reading: Reading, happened: int, against: int) -> str:
    """`two changes in 63 lines`."""
    event = reading.definition.metric.event
    exposure = reading.definition.metric.exposure
    assert event is not None and exposure is not None
    many = by_count(happened, event.one, event.many)
    return f"{spelled(happened)} {many} in {exposure.count(against)}"


def _allowed(reading: Reading) -> str:
    if events := events_of(reading):
        return spelled(events_allowed(reading, events[1]))
    counted = misses_of(reading)
    return spelled(allowed_of(reading.definition, counted[1])) if counted else "none"


def _disputed_misses(facts: Facts, reading: Reading) -> int:
    disputes = facts.disputes
    over = disputes[(disputes["metric_id"] == reading.id) & (disputes["state"] == "open")]
    missed = missed_rows(reading.definition, facts.rows[reading.id])
    return len(set(over["row_id"]) & set(missed["row_id"]))


def _since_words(reading: Reading) -> str:
    """How long a goal has been missed, else what the quarter before was."""
    run = in_a_row(reading, met=False)
    if run >= A_RUN:
        # Of the quarters before those that are shown nobody looked.
        if run == len(reading.history):
            return f": missed in each of the last {spelled(run)} quarters"
        return f": missed for the {ordinal(run)} quarter in a row"
    return "" if reading.previous is None else f", was {was_said(reading)}"


def _direction(facts: Facts, reading: Reading) -> str:
    """Of the forecast, whether it was too much or too little: an error has no sign."""
    if reading.id != "B2":
        return ""
    rows = facts.rows["B2"]
    counted = rows[rows["is_counted"].astype(bool)]
    forecast = counted["forecast_qty"].sum()
    ordered = counted["ordered_qty"].sum()
    if counted["measured_in"].nunique(dropna=False) != 1 or not ordered:
        return ""
    more = round(100 * float((forecast - ordered) / ordered))
    way = "more" if more > 0 else "less"
    return f"{abs(more)}% {way} was forecast than ordered; error " if more else ""


# Where nothing is judged: counts


def _counts(facts: Facts, readings: Sequence[Reading]) -> list[Bullet]:
    """What was counted, first what something stands against, then what rests on most rows."""
    counted = [
        one
        for one in readings
        if one.value is not None
        and (one.state == "ok" or (one.state == "too_few" and misses_of(one)))
    ]
    counted.sort(key=lambda one: (not (misses_of(one) or (0, 0))[0], -one.n))
    return [_counted(facts, *same) for same in by_same_rows(facts, counted)]


def _counted(facts: Facts, reading: Reading, *_: Reading) -> Bullet:
    """A number without a verdict: its counts, what explains most of the misses, and the year."""
    counted = misses_of(reading)
    year = _year_words(reading)
    if counted is None:
        value = beside_limits(reading.value or 0, reading.definition)
        return Bullet(heading_of(reading.definition), f"{value} in {reading.rests_on}.")
    missed, of = counted
    hits = of - missed if reading.definition.better == "up" else missed
    said = [rows_of(hits, of, reading.counted.one, reading.counted.many)]
    if one_order := one_order_words(facts, reading):
        said[0] += f"; {one_order}"
    if year:
        said.append(year)
    return Bullet(heading_of(reading.definition), " ".join(f"{upper_first(one)}." for one in said))


def one_order_words(facts: Facts, reading: Reading) -> str | None:
    """The one fact that explains most: `nine of the ten late ones are one order`. None where no
    order has two misses, or less than half of them.
    """
    rows = facts.rows.get(reading.id)
    counted = misses_of(reading)
    if rows is None or counted is None or "order_id" not in rows:
        return None
    missed = counted[0]
    orders = missed_rows(reading.definition, rows)["order_id"].dropna()
    most = max(Counter(orders).values(), default=0)
    # Counted by order, a miss is no line.
    if most < FEWEST_OF_ONE_ORDER or 2 * most < missed or len(orders) != missed:
        return None
    ones = "late ones" if reading.id == "D1" else "missed ones"
    if most < missed:
        return f"{spelled(most)} of the {spelled(missed)} {ones} are one order"
    return f"{every(missed)} {ones} are one order"


# What it cost, and what customers felt


def _agreed_cost(facts: Facts) -> list[Bullet]:
    """What the supplier's agreed causes cost, the two largest elements."""
    largest = largest_elements(facts, "theirs")
    if not largest:
        return []
    return [Bullet("Cost with agreed cause.", f"{upper_first(largest)}.")]


def largest_elements(facts: Facts, cause: str) -> str:
    """`sorting and rework 9.0 k, line stops and waiting 4.8 k EUR`; empty where nothing is of this
    cause.
    """
    amounts = [
        (line.by_cause.get(cause, Decimal(0)), line.name)
        for line in facts.cost.lines
        if line.id != "price"
    ]
    largest = sorted((one for one in amounts if one[0] > 0), key=lambda one: -one[0])
    said = [f"{element_called(name)} {in_short(amount)}" for amount, name in largest[:2]]
    return f"{', '.join(said)} {facts.cost.currency}" if said else ""


def _broken_promises(facts: Facts) -> list[Bullet]:
    """Counts alone: who the buyer's customers are is not told here."""
    broken = facts.promises.broken
    promised = facts.promises.promised
    if not broken:
        return []
    sides = Counter(promise.side for promise in broken)
    words = {
        "ours": f"by {possessive(buyer_called(facts))} cause",
        "theirs": f"by {possessive(supplier_called(facts))} cause",
        "shared": "by a shared cause",
        "not_agreed": "by a cause that is not agreed",
    }
    said = [f"{spelled(sides[side])} {how}" for side, how in words.items() if sides[side]]
    if len(said) == 1:
        said = [how for side, how in words.items() if sides[side]]
    were = by_count(len(broken), "was", "were")
    start = f"{some_of(len(broken), promised)} promises {were} broken"
    how = f", {said[0]}" if len(said) == 1 else f": {listed(said)}"
    if sides["not_agreed"] == len(broken):
        how = "; no cause is agreed yet"
    return [Bullet("Customers.", f"{upper_first(start)}{how}.")]
