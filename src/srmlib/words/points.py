"""The three columns of page one: what is for the supplier, for the buyer, and for both to settle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from srmlib.facts import Facts
from srmlib.metrics.result import Reading, beside_limits, goal_aligned
from srmlib.metrics.rows import missed_rows
from srmlib.metrics.verdict import is_met
from srmlib.numbers import by_count
from srmlib.words.metric import is_improvement, moved_beyond_chance
from srmlib.words.plainly import (
    allowed_of,
    be,
    buyer_called,
    goal_said,
    heading_of,
    in_a_row,
    in_short,
    metric_called,
    misses_of,
    ordinal,
    possessive,
    spelled,
    spelled_with,
    supplier_called,
    was_said,
    year_of,
)
from srmlib.words.words import listed, lower_first, upper_first

MOST = 4
# What a list names before it only counts.
NAMED = 3
# From so many quarters in a row on, it is no news of this quarter.
A_RUN = 3


@dataclass(frozen=True)
class Bullet:
    """One point of a column: bold words, which end in a full stop, and what follows them."""

    strong: str
    words: str


def for_supplier(facts: Facts) -> list[Bullet]:
    """What page one has for the supplier, at most four: what got better, what was missed (clear
    misses first), and what its agreed causes cost. Total cost over price is told above the
    columns.
    """
    readings = [one for one in facts.readings if one.id != "C1" or facts.cost.price <= 0]
    cost = _agreed_cost(facts)
    points = _points(facts, readings, facts.readings, MOST - len(cost))
    return points + cost


def for_buyer(facts: Facts) -> list[Bullet]:
    """The same of what the buyer does and the supplier feels, and of the promises to customers that
    were broken, counted by cause. One point says so where nothing of the buyer's part is known.
    """
    broken = _broken_promises(facts)
    points = _points(facts, facts.ours, facts.ours, MOST - len(broken)) + broken
    if points or any(one.state not in ("not_supplied", "not_agreed") for one in facts.ours):
        return points
    buyer = buyer_called(facts)
    return [Bullet("Not in this data.", f"What {buyer} does that the supplier feels.")]


def to_settle(facts: Facts) -> list[Bullet]:
    """What the two firms have still to settle, at most four: disputed rows and what they would
    change, cost whose cause is not agreed, numbers that read differently now, definitions without
    both signatures, breakdowns without a cause.
    """
    found = [
        _disputed(facts),
        _cost_without_cause(facts),
        _restated(facts),
        _unsigned(facts),
        _without_cause(facts),
    ]
    return [point for point in found if point][:MOST]


def worst_first(readings: Iterable[Reading]) -> list[Reading]:
    """Those that missed their goal: clear misses first, then by how far off they are."""
    missed = [one for one in readings if one.verdict and not one.is_green]
    return sorted(
        missed, key=lambda one: (not one.is_clear, goal_aligned(one.value or 0, one.definition))
    )


# What got better, and what was missed


def _points(
    facts: Facts, readings: Sequence[Reading], every: Sequence[Reading], most: int
) -> list[Bullet]:
    if not any(one.verdict for one in readings):
        return [_counted(facts, one) for one in readings if _has_counts(one)][:most]
    good = _better(every) or _met(every)
    missed = [_missed(facts, *same) for same in _by_same_rows(facts, worst_first(readings))]
    if len(good) + len(missed) <= most or most < 2:
        return (good + missed)[:most]
    return (good + missed)[:most]


def _better(readings: Sequence[Reading]) -> list[Bullet]:
    """What got better by more than chance; else what meets its goal and did not before."""
    clear = [one for one in readings if moved_beyond_chance(one) and is_improvement(one)]
    if clear:
        return [Bullet("Better:", _listed([_from_to(one) for one in clear]) + ".")]
    entered = [one for one in readings if has_entered(one)]
    if not entered:
        return []
    return [Bullet("Goal met again:", _listed([_from_to(one) for one in entered]) + ".")]


def _from_to(reading: Reading) -> str:
    return f"{metric_called(reading.definition)} {reading.text}, was {was_said(reading)}"


def _met(readings: Sequence[Reading]) -> list[Bullet]:
    """What meets its goal, the longest first."""
    met = sorted((one for one in readings if one.is_green), key=lambda one: not one.is_clear)
    if not met:
        return []
    return [Bullet("Goal met:", _listed([_met_words(one) for one in met]) + ".")]


def _met_words(reading: Reading) -> str:
    said = f"{metric_called(reading.definition)} {reading.text}"
    run = in_a_row(reading, met=True)
    return f"{said}, {spelled(run)} quarters running" if run >= A_RUN else said


def has_entered(reading: Reading) -> bool:
    """Whether it meets its goal and did not in the quarter before."""
    return (
        reading.is_green
        and reading.previous is not None
        and not is_met(reading.definition, reading.previous)
    )


def has_left(reading: Reading) -> bool:
    """Whether it misses its goal and met it in the quarter before."""
    return (
        reading.verdict is not None
        and not reading.is_green
        and reading.previous is not None
        and is_met(reading.definition, reading.previous)
    )


def _by_same_rows(facts: Facts, missed: Sequence[Reading]) -> list[list[Reading]]:
    """Metrics that miss by the very same rows are one point."""
    pairs = [
        {same.metric, same.other} for same in facts.same_rows() if same.rows == same.other_rows
    ]
    points: list[list[Reading]] = []
    for reading in missed:
        beside = [point for point in points if {point[0].id, reading.id} in pairs]
        if beside:
            beside[0].append(reading)
        else:
            points.append([reading])
    return points


def _missed(facts: Facts, reading: Reading, *others: Reading) -> Bullet:
    """`Accepted lots. 77 of 82 in twelve months, 93.9%; goal 98.5%. Two rejected lots this quarter,
    one of them disputed.`
    """
    definition = reading.definition
    year, this_quarter = _year_words(reading), _misses_words(facts, reading)
    if this_quarter is None:
        said = f"{_direction(facts, reading)}{reading.text}, {goal_said(definition)}"
        said += _since_words(reading)
    elif reading.is_clear and year:
        said = f"{year}; {goal_said(definition)}. {this_quarter}"
    else:
        said = f"{this_quarter}, {_allows(reading)}"
        said += f". {upper_first(year)}; {goal_said(definition)}" if year else ""
    words = f"{upper_first(said)}."
    for other in others:
        called, goal = metric_called(other.definition), goal_said(other.definition)
        words += f" The same {other.counted.many} miss {called}, {goal}."
    return Bullet(heading_of(definition), words)


def _year_words(reading: Reading) -> str | None:
    """`77 of 82 in twelve months, 93.9%`."""
    year = year_of(reading)
    if year is None or reading.year is None:
        return None
    value = beside_limits(reading.year.value, reading.definition)
    return f"{year[0]:,} of {year[1]:,} in twelve months, {value}"


def _misses_words(facts: Facts, reading: Reading) -> str | None:
    """`two rejected lots of 22 this quarter, one of them disputed`."""
    counted = misses_of(reading)
    if counted is None or not counted[0]:
        return None
    missed, of = counted
    called, row = reading.definition.metric.missed, reading.counted
    said = f"{spelled(missed)} of {of:,} {row.many}"
    if called.one.endswith(f" {row.one}"):
        said = f"{spelled(missed)} {called.one if missed == 1 else called.many} of {of:,}"
    said += " this quarter"
    disputed = _disputed_misses(facts, reading)
    if not disputed:
        return said
    if disputed == missed:
        return f"{said}, {by_count(missed, 'disputed', 'all disputed')}"
    return f"{said}, {spelled(disputed)} of them disputed"


def _allows(reading: Reading) -> str:
    counted = misses_of(reading)
    assert counted is not None
    return f"the goal allows {spelled(allowed_of(reading.definition, counted[1]))}"


def _disputed_misses(facts: Facts, reading: Reading) -> int:
    disputes = facts.disputes
    over = disputes[(disputes["metric_id"] == reading.id) & (disputes["state"] == "open")]
    missed = missed_rows(reading.definition, facts.rows[reading.id])
    return len(set(over["row_id"]) & set(missed["row_id"]))


def _since_words(reading: Reading) -> str:
    """How long a goal has been missed, else what the quarter before was."""
    run = in_a_row(reading, met=False)
    if run >= A_RUN:
        return f": missed for the {ordinal(run)} quarter in a row"
    if reading.previous is None:
        return ""
    return f", was {was_said(reading)}"


def _direction(facts: Facts, reading: Reading) -> str:
    """Of the forecast, whether it was too much or too little: an error has no sign."""
    if reading.id != "B2":
        return ""
    rows = facts.rows["B2"]
    counted = rows[rows["is_counted"].astype(bool)]
    forecast, ordered = counted["forecast_qty"].sum(), counted["ordered_qty"].sum()
    if counted["measured_in"].nunique(dropna=False) != 1 or not ordered:
        return ""
    more = round(100 * float((forecast - ordered) / ordered))
    if not more:
        return "error "
    return f"{abs(more)}% {'more' if more > 0 else 'less'} was forecast than ordered; error "


# Where nothing is judged: counts


def _has_counts(reading: Reading) -> bool:
    return reading.value is not None and reading.state in ("ok", "too_few")


def _counted(facts: Facts, reading: Reading) -> Bullet:
    """A number without a verdict: its counts, what explains most of the misses, and the year."""
    counted, year = misses_of(reading), _year_words(reading)
    if counted is None:
        said = f"{reading.text} in {reading.rests_on}"
        if reading.state != "ok":
            value = beside_limits(reading.value or 0, reading.definition)
            said = f"{value} in {reading.rests_on}, too few to judge"
        return Bullet(heading_of(reading.definition), f"{upper_first(said)}.")
    hits = reading.numerator
    said = f"{spelled(int(str(hits)))} of {reading.counted.count(counted[1])}"
    one_order = one_order_words(facts, reading)
    if one_order:
        said += f"; {one_order}"
    if year:
        said += f". {upper_first(year)}"
    return Bullet(heading_of(reading.definition), f"{upper_first(said)}.")


def one_order_words(facts: Facts, reading: Reading) -> str | None:
    """The one fact that explains most: `nine of the ten missed lines are one order`. None where no
    order has half of at least two misses.
    """
    rows = facts.rows.get(reading.id)
    if rows is None or "order_id" not in rows or misses_of(reading) is None:
        return None
    orders = missed_rows(reading.definition, rows)["order_id"].dropna()
    missed, _ = misses_of(reading) or (0, 0)
    most = max(Counter(orders).values(), default=0)
    if most < 2 or 2 * most < missed or len(orders) != missed:
        return None
    late = "late" if reading.id == "D1" else "missed"
    if most == missed:
        of = by_count(missed - 1, "both", f"all {spelled(missed)}")
        return f"{of} {late} ones are one order"
    return f"{spelled(most)} of the {spelled(missed)} {late} ones are one order"


# What it cost


def _agreed_cost(facts: Facts) -> list[Bullet]:
    """What the supplier's agreed causes cost, the two largest elements."""
    words = _largest(facts, "theirs")
    if words is None:
        return []
    return [Bullet("Cost with agreed cause.", f"{upper_first(words)}.")]


def _largest(facts: Facts, cause: str) -> str | None:
    """`sorting and rework 9.0 k, line stops and waiting 4.8 k EUR`; None where nothing is of this
    cause.
    """
    amounts = [
        (line.by_cause.get(cause, Decimal(0)), line.name)
        for line in facts.cost.lines
        if line.id != "price"
    ]
    largest = sorted((one for one in amounts if one[0] > 0), key=lambda one: -one[0])
    said = [f"{element_called(name)} {in_short(amount)}" for amount, name in largest[:2]]
    return f"{', '.join(said)} {facts.cost.currency}" if said else None


def element_called(name: str) -> str:
    """An element of cost in a list: `sorting and rework`."""
    return lower_first(" and ".join(name.rsplit(", ", 1)))


def _broken_promises(facts: Facts) -> list[Bullet]:
    """Counts alone: a customer of the buyer is nobody's business here."""
    broken = facts.promises.broken
    if not broken:
        return []
    sides = Counter(promise.side for promise in broken)
    supplier, buyer = supplier_called(facts), buyer_called(facts)
    words = {
        "ours": f"by {possessive(buyer)} cause",
        "theirs": f"by {possessive(supplier)}",
        "shared": "by a shared one",
        "not_agreed": "by a cause that is not agreed",
    }
    said = [f"{spelled(sides[side])} {how}" for side, how in words.items() if sides[side]]
    promised = facts.promises.promised
    were = by_count(len(broken), "was", "were")
    start = f"{spelled(len(broken))} of {promised:,} promises {were} broken"
    if len(said) == 1 and len(broken) > 1:
        said = ["all " + next(how for side, how in words.items() if sides[side])]
    return [Bullet("Customers.", f"{upper_first(start)}: {listed(said)}.")]


# What is to settle


def _disputed(facts: Facts) -> Bullet | None:
    """Open disputes over the quarter's rows, and what they would change."""
    count = sum(state == "open" for state in facts.disputes["state"])
    if not count:
        return None
    supplier = supplier_called(facts)
    ends = [
        f"{metric_called(one.definition)} reads {_decided_words(one)}"
        for one in (*facts.readings, *facts.ours)
        if one.state == "ok"
        and one.disputed
        and one.disputed.for_supplier is not None
        and one.disputed.for_supplier != one.value
    ]
    decided = by_count(count, "If it is decided", "If all are decided")
    words = f"{decided} for {supplier}, {_listed(ends)}." if ends else "No number would move."
    return Bullet(f"{upper_first(spelled_with(count, 'disputed row'))}.", words)


def _decided_words(reading: Reading) -> str:
    """`96.0% (met)`, and nothing in brackets where it is missed or met either way."""
    assert reading.disputed is not None and reading.disputed.for_supplier is not None
    value = reading.disputed.for_supplier
    said = beside_limits(value, reading.definition)
    if reading.verdict and is_met(reading.definition, value) != reading.is_green:
        return f"{said} ({'met' if not reading.is_green else 'missed'})"
    return said


def _cost_without_cause(facts: Facts) -> Bullet | None:
    amount = sum((line.by_cause.get("open", Decimal(0)) for line in facts.cost.lines), Decimal(0))
    largest = _largest(facts, "open")
    if amount <= 0 or largest is None:
        return None
    strong = f"{in_short(amount)} {facts.cost.currency} without an agreed cause."
    return Bullet(strong, f"{upper_first(largest)}.")


def _restated(facts: Facts) -> Bullet | None:
    """Numbers of last quarter that were published and read differently now."""
    moved = [
        one
        for one in facts.restatements
        if one.was_published and one.change and one.then.value is not None
    ]
    if not moved:
        return None
    said = [
        f"{metric_called(one.definition)} {beside_limits(float(one.now.value or 0), one.definition)}"
        f" (was {beside_limits(float(one.then.value or 0), one.definition_then)})"
        for one in moved
    ]
    strong = f"{upper_first(spelled_with(len(moved), 'number'))} of last quarter restated."
    return Bullet(strong, f"{upper_first(_listed(said))}.")


def _unsigned(facts: Facts) -> Bullet | None:
    """Definitions that are counted and not signed by both firms."""
    counted = [one for one in (*facts.readings, *facts.ours) if one.state in ("ok", "too_few")]
    unsigned = [metric_called(one.definition) for one in counted if not one.definition.is_signed]
    if not unsigned:
        return None
    if len(unsigned) == len(counted):
        words = f"{upper_first(_listed(unsigned))} {be(len(unsigned))} counted, without a verdict."
        return Bullet("No goal is agreed yet.", words)
    strong = f"{upper_first(spelled_with(len(unsigned), 'definition'))} unsigned."
    return Bullet(strong, f"{upper_first(_listed(unsigned))}.")


def _without_cause(facts: Facts) -> Bullet | None:
    """Breakdowns of which nobody knows whose they are."""
    trace = facts.trace
    if trace.possible:
        strong = f"{upper_first(spelled_with(trace.possible, 'breakdown'))} not traced."
        who = supplier_called(facts)
        return Bullet(strong, f"{by_count(trace.possible, 'It', 'They')} may lead to {who}.")
    return None


def _listed(names: Sequence[str]) -> str:
    """A list that names three and counts the rest."""
    if len(names) <= NAMED + 1:
        return listed(list(names))
    return listed([*names[:NAMED], f"{spelled(len(names) - NAMED)} more"])
