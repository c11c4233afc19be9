"""Two of the three columns of page one, what is for the supplier and what is for the buyer, and the
line below them about the relationship. The third column is in `settle`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from srmlib.cost.summary import CostLine
from srmlib.facts import Facts
from srmlib.metrics.result import Reading, beside_limits, goal_aligned
from srmlib.metrics.rows import missed_rows
from srmlib.numbers import by_count
from srmlib.partnering import Checks, Level
from srmlib.relationship.persons import SIDES
from srmlib.words.actions import late_said
from srmlib.words.chain import broken_by
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
    rows_of,
    some_of,
    spelled,
    spelled_with,
    supplier_called,
    was_said,
)
from srmlib.words.plan import unanswered_issues
from srmlib.words.ratings import Firms, firms_of
from srmlib.words.replies import unanswered_disputes
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
    missed (clear misses first), what its agreed causes cost, and what it owes: late actions and answers. Total cost over price stands above
    the columns and is not told again.
    """
    readings = [one for one in facts.readings if one.id != "C1"]
    last = _agreed_cost(facts) + _owed(facts, "supplier")
    return _points(facts, facts.readings, readings, MOST - len(last)) + last


def for_buyer(facts: Facts) -> list[Bullet]:
    """The same of what the buyer does and the supplier feels, and of the promises to customers that
    were broken, counted by cause, and what it owes. One point says so where nothing of the buyer's part is known.
    """
    last = _broken_promises(facts) + _owed(facts, "buyer")
    points = _points(facts, facts.ours, facts.ours, MOST - len(last)) + last
    if points or any(one.state not in ("not_supplied", "not_agreed") for one in facts.ours):
        return points
    buyer = buyer_called(facts)
    supplier = supplier_called(facts)
    words = (
        f"What {buyer} does that {supplier} feels: forecasts, changes, payments, answers."
    )
    return [Bullet("Not in this data.", words)]


def _owed(facts: Facts, side: str) -> list[Bullet]:
    """What the firm owes the other: its actions that are late, and the answers that are waited for,
    each counted and named.
    """
    known = facts.relationship
    if known is None:
        return []
    late = late_said(known.actions, side)
    disputes = unanswered_disputes(known.voices, side)
    issues = unanswered_issues(known.plan.issues, side)
    counted = [
        spelled_with(len(waiting), noun)
        for noun, waiting in (("dispute", disputes), ("issue", issues))
        if waiting
    ]
    found = [Bullet(*late)] if late else []
    if counted:
        wait = by_count(len(disputes) + len(issues), "waits", "wait")
        strong = f"{upper_first(listed(counted))} {wait} for an answer."
        found.append(Bullet(strong, f"{upper_first(listed_to(disputes + issues, NAMED))}."))
    return found


def relationship_line(facts: Facts) -> str:
    """Where the relationship stands, what is missing for its next level, and the signs of weak
    partnering at each firm. Gaps and red runs stand in the third column. Empty without records.
    """
    found = facts.partnering
    if found is None or not found.has_records:
        return ""
    return f"Relationship: {_level_said(found.level)}. {_signs_said(found.signs, firms_of(facts))}."


def _level_said(level: Level) -> str:
    """`preferred. Horizon, people or trust would make it strong preferred`, where one of these is
    enough; else how many more are wanting, and which are first.
    """
    if level.next is None:
        return level.name
    above = level.place + 1
    missing = [one for one in level.dimensions if not one.is_at(above)]
    # One step away; what wants two is no advice while there are enough of these.
    near = [one for one in missing if one.is_at(level.place)]
    if len(near) >= level.wanting:
        missing = near
    # First what the records speak against, then what no record tells.
    missing.sort(key=lambda one: one.shown.levels[above] is None)
    steps = [one.dimension.name.lower() for one in missing[:NAMED]]
    if level.wanting == 1 and len(missing) <= NAMED:
        *others, last = steps
        either = f"{', '.join(others)} or {last}" if others else last
        return f"{level.name}. {upper_first(either)} would make it {level.next}"
    among = "of" if len(missing) <= NAMED else "first"
    more = f"{spelled(level.wanting)} more {by_count(level.wanting, 'dimension', 'dimensions')}"
    return f"{level.name}; {more} would make it {level.next}, {among} {listed(steps)}"


def _signs_said(signs: Checks, firms: Firms) -> str:
    """`Signs of weak partnering: six of six at Tarn Pumps; one of the four that can be told at
    Harrow Castings (two cannot)`.
    """
    if all(signs.count("cannot_tell", side) == len(signs) for side in SIDES):
        return "Signs of weak partnering: none can be told"
    told = [_signs_of(signs, side, firms) for side in SIDES]
    return f"Signs of weak partnering: {'; '.join(told)}"


def _signs_of(signs: Checks, side: str, firms: Firms) -> str:
    """How many are found at a firm, of those that can be told of it."""
    untold = signs.count("cannot_tell", side)
    told = len(signs) - untold
    at = f"at {firms.of(side)}"
    if not told:
        return f"none can be told {at}"
    found = some_of(signs.count("found", side), told)
    if not untold:
        return f"{found} {at}"
    of_those = found.replace(" of ", " of the ")
    return f"{of_those} that can be told {at} ({spelled(untold)} cannot)"


def worst_first(readings: Iterable[Reading]) -> list[Reading]:
    """Those that missed their goal: clear misses first, then by how far off they are."""

    def how_bad(one: Reading) -> tuple[bool, float]:
        return not one.is_clear, goal_aligned(one.value or 0, one.definition)

    missed = [one for one in readings if one.verdict and not one.is_green]
    return sorted(missed, key=how_bad)


def guards_missed(facts: Facts, reading: Reading) -> list[Reading]:
    """The metrics that guard a metric which meets its goal, and miss their own clearly: quick empty
    answers keep the first response in time and fix nothing.
    """
    if not reading.is_green:
        return []
    guards = reading.definition.metric.counter_metrics
    judged = [one for one in facts.readings if one.id in guards and one.verdict]
    return [one for one in judged if one.is_clear and not one.is_green]


def by_same_rows(facts: Facts, readings: Sequence[Reading]) -> list[list[Reading]]:
    """Shares that are missed by the very same rows stand together, the first in printed order in
    front; every other metric stands alone.
    """
    groups: dict[object, list[Reading]] = {}
    for reading in readings:
        key = _what_misses(facts, reading) or reading.id
        groups.setdefault(key, []).append(reading)
    printed = [one.id for one in (*facts.readings, *facts.ours)]
    for group in groups.values():
        group.sort(key=lambda one: printed.index(one.id))
    return list(groups.values())


def _what_misses(facts: Facts, reading: Reading) -> tuple[str, frozenset[str]] | None:
    if misses_of(reading) is None:
        return None
    missed = missed_rows(reading.definition, facts.rows[reading.id])
    if missed.empty:
        return None
    return reading.definition.row.one, frozenset(missed["row_id"])


# What got better, and what was missed


def _points(
    facts: Facts, among: Sequence[Reading], readings: Sequence[Reading], most: int
) -> list[Bullet]:
    """`among` are those of which something may have got better, `readings` those whose misses
    are told. Without a verdict their counts.
    """
    if not any(one.verdict for one in among):
        return _counts(facts, readings)[:most]
    groups = by_same_rows(facts, worst_first(readings))
    missed = [_missed(facts, *group) for group in groups]
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
        said = [
            f"{metric_called(one.definition)} ({_now_and_before(one)})" for one in better
        ]
        return [Bullet("Better:", f"{listed_to(said, NAMED)}.")]
    met = [one for one in readings if one.is_green and not guards_missed(facts, one)]
    if not met:
        return []
    met.sort(key=lambda one: (not has_entered(one), not one.is_clear))
    said = [f"{metric_called(one.definition)} ({_met_words(one)})" for one in met]
    return [Bullet("Goal met:", f"{listed_to(said, NAMED)}.")]


def _got_better(reading: Reading) -> bool:
    return moved_beyond_chance(reading) and is_improvement(reading)


def _now_and_before(reading: Reading) -> str:
    return f"{reading.text}, was {was_said(reading)}"


def _met_words(reading: Reading) -> str:
    """`3.5%, for eight quarters`."""
    if has_entered(reading):
        return _now_and_before(reading)
    exposure = reading.definition.metric.exposure
    said = reading.text
    if reading.numerator == 0 and exposure and isinstance(reading.denominator, int):
        said = f"none in {exposure.count(reading.denominator)}"
    run = in_a_row(reading, met=True)
    if run >= A_RUN:
        said += f", for {spelled(run)} quarters"
    return said


def _missed(facts: Facts, reading: Reading, *others: Reading) -> Bullet:
    """`Accepted lots. 77 of 82 in twelve months, 93.9%; goal 98.5%. Two rejected lots of 22 this
    quarter, one of them disputed.`
    """
    misses = _misses_words(facts, reading)
    if misses is None:
        said = _far_off_words(facts, reading)
    else:
        said = _counted_and_goal(reading, misses)
    for other in others:
        same = f"the same {other.counted.many} miss {metric_called(other.definition)}"
        if other.is_clear and not reading.is_clear:
            same += ", a lasting miss"
        said.append(same)
    return Bullet(heading_of(reading.definition), _sentences(said))


def _far_off_words(facts: Facts, reading: Reading) -> list[str]:
    """`12.5%, goal at most 8%, was 11%`, where misses are not counted one by one."""
    value = f"{_direction(facts, reading)}{reading.text}"
    said = [f"{value}, {goal_said(reading.definition)}{_since_words(reading)}"]
    if reading.is_clear and reading.year and reading.year.n > reading.n:
        said.append(f"over twelve months {reading.year_text}")
    return said


def _counted_and_goal(reading: Reading, misses: str) -> list[str]:
    """What is lasting shows over the year; what is not, against what the goal allows a quarter."""
    year = _year_words(reading)
    goal = goal_said(reading.definition)
    if year and reading.is_clear:
        return [f"{year}; {goal}", misses]
    said = [f"{misses}; the goal allows {_allowed(reading)}"]
    if year:
        said.append(f"{year}; {goal}")
    return said


def _sentences(clauses: list[str]) -> str:
    return " ".join(f"{upper_first(clause)}." for clause in clauses)


def _year_words(reading: Reading) -> str | None:
    """`77 of 82 in twelve months, 93.9%`."""
    year = year_of(reading)
    if year is None or reading.year is None:
        return None
    hits, rows = year
    if rows == reading.n:
        return None
    if hits == rows:
        return f"{every(rows)} in twelve months"
    value = beside_limits(reading.year.value, reading.definition)
    return f"{hits:,} of {rows:,} in twelve months, {value}"


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
    said = f"{_missed_of(reading, missed, of)} this quarter"
    disputed = _disputed_misses(facts, reading)
    if not disputed:
        return said
    if disputed == missed:
        return f"{said}, {by_count(missed, 'disputed', 'all disputed')}"
    return f"{said}, {spelled(disputed)} of them disputed"


def _missed_of(reading: Reading, missed: int, of: int) -> str:
    """`two rejected lots of 22`; `two misses in 22 lines` where a miss has no name that says of what
    it is one.
    """
    called = reading.definition.metric.missed
    row = reading.counted
    if called.one.endswith(f" {row.one}"):
        what = by_count(missed, called.one, called.many)
        return f"{spelled(missed)} {what} of {spelled(of)}"
    if reading.definition.better == "up":
        misses = by_count(missed, "miss", "misses")
        return f"{spelled(missed)} {misses} in {spelled(of)} {row.many}"
    return f"{some_of(missed, of)} {row.many}"


def _events_words(reading: Reading, happened: int, against: int) -> str:
    """`two changes in 63 lines`."""
    event = reading.definition.metric.event
    exposure = reading.definition.metric.exposure
    assert event is not None and exposure is not None
    many = by_count(happened, event.one, event.many)
    return f"{spelled(happened)} {many} in {exposure.count(against)}"


def _allowed(reading: Reading) -> str:
    if events := events_of(reading):
        _, against = events
        return spelled(events_allowed(reading, against))
    if counted := misses_of(reading):
        _, of = counted
        return spelled(allowed_of(reading.definition, of))
    return "none"


def _disputed_misses(facts: Facts, reading: Reading) -> int:
    disputes = facts.disputes
    is_of_metric = disputes["metric_id"] == reading.id
    is_open = disputes["state"] == "open"
    disputed = disputes[is_of_metric & is_open]
    missed = missed_rows(reading.definition, facts.rows[reading.id])
    return len(set(disputed["row_id"]) & set(missed["row_id"]))


def _since_words(reading: Reading) -> str:
    """How long a goal has been missed, else what the quarter before was."""
    run = in_a_row(reading, met=False)
    if run >= A_RUN:
        # Of the quarters before those that are shown nobody looked.
        if run == len(reading.history):
            return f": missed in each of the last {spelled(run)} quarters"
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
    forecast = counted["forecast_qty"].sum()
    ordered = counted["ordered_qty"].sum()
    if counted["measured_in"].nunique(dropna=False) != 1 or not ordered:
        return ""
    percent = round(100 * float((forecast - ordered) / ordered))
    if not percent:
        return ""
    way = "more" if percent > 0 else "less"
    return f"{abs(percent)}% {way} was forecast than ordered; error "


# Where nothing is judged: counts


def _counts(facts: Facts, readings: Sequence[Reading]) -> list[Bullet]:
    """What was counted, first what something stands against, then what rests on most rows."""

    def what_stands_against(one: Reading) -> tuple[bool, int]:
        missed, _ = misses_of(one) or (0, 0)
        return not missed, -one.n

    counted = [one for one in readings if _has_counts(one)]
    counted.sort(key=what_stands_against)
    return [_counted(facts, *same) for same in by_same_rows(facts, counted)]


def _has_counts(reading: Reading) -> bool:
    if reading.value is None:
        return False
    if reading.state == "too_few":
        return misses_of(reading) is not None
    return reading.state == "ok"


def _counted(facts: Facts, reading: Reading, *_: Reading) -> Bullet:
    """A number without a verdict: its counts, what explains most of the misses, and the year."""
    heading = heading_of(reading.definition)
    counted = misses_of(reading)
    if counted is None:
        value = beside_limits(reading.value or 0, reading.definition)
        return Bullet(heading, f"{value} in {reading.rests_on}.")
    missed, of = counted
    hits = of - missed if reading.definition.better == "up" else missed
    first = rows_of(hits, of, reading.counted.one, reading.counted.many)
    if one_order := one_order_words(facts, reading):
        first += f"; {one_order}"
    said = [first]
    if year := _year_words(reading):
        said.append(year)
    return Bullet(heading, _sentences(said))


def one_order_words(facts: Facts, reading: Reading) -> str | None:
    """The one fact that explains most: `nine of the ten late ones are one order`. None where no
    order has two misses, or less than half of them.
    """
    rows = facts.rows.get(reading.id)
    counted = misses_of(reading)
    if rows is None or counted is None or "order_id" not in rows:
        return None
    missed, _ = counted
    orders = missed_rows(reading.definition, rows)["order_id"].dropna()
    most = max(Counter(orders).values(), default=0)
    explains_most = most >= FEWEST_OF_ONE_ORDER and 2 * most >= missed
    # Counted by order, a miss is no line.
    are_lines = len(orders) == missed
    if not explains_most or not are_lines:
        return None
    ones = "late ones" if reading.id == "D1" else "missed ones"
    if most < missed:
        return f"{spelled(most)} of the {spelled(missed)} {ones} are one order"
    return f"{every(missed)} {ones} are one order"


# What it cost, and what customers felt


def _agreed_cost(facts: Facts) -> list[Bullet]:
    """What the supplier's causes cost, the two largest elements."""
    largest = largest_elements(facts, "theirs")
    if not largest:
        return []
    return [Bullet("Largest costs of its cause.", f"{upper_first(largest)}.")]


def largest_elements(facts: Facts, cause: str) -> str:
    """`sorting and rework 9.0 k, line stops and waiting 4.8 k EUR`; empty where nothing is of this
    cause.
    """

    def amount_of(line: CostLine) -> Decimal:
        return line.by_cause.get(cause, Decimal(0))

    lines = [
        line for line in facts.cost.lines if line.id != "price" and amount_of(line) > 0
    ]
    if not lines:
        return ""
    largest = sorted(lines, key=lambda line: -amount_of(line))
    said = [
        f"{element_called(line.name)} {in_short(amount_of(line))}" for line in largest[:2]
    ]
    return f"{', '.join(said)} {facts.cost.currency}"


def _broken_promises(facts: Facts) -> list[Bullet]:
    """Counts alone: who the buyer's customers are is not told here."""
    broken = facts.promises.broken
    promised = facts.promises.promised
    if not broken:
        return []
    sides = Counter(promise.side for promise in broken)
    words = broken_by(firms_of(facts))
    found = {side: how for side, how in words.items() if sides[side]}
    if sides["not_agreed"] == len(broken):
        causes = "; no cause is agreed yet"
    elif len(found) == 1:
        causes = f", {listed(list(found.values()))}"
    else:
        each = [f"{spelled(sides[side])} {how}" for side, how in found.items()]
        causes = f": {listed(each)}"
    were = by_count(len(broken), "was", "were")
    start = f"{some_of(len(broken), promised)} promises {were} broken"
    return [Bullet("Customers.", f"{upper_first(start)}{causes}.")]
