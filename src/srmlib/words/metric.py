"""One metric in words: goal, verdict, interval, what changed since last quarter."""

from __future__ import annotations

import math

from srmlib.metrics.result import Reading, beside_limits, in_unit
from srmlib.metrics.verdict import fewest_to_show, fewest_to_show_missed, is_met
from srmlib.numbers import as_stated, by_count, count_words
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Noun
from srmlib.stats.intervals import TAIL
from srmlib.words.counts import allowed_of, misses_of, year_of
from srmlib.words.plainly import spelled
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
    if reading.is_open:
        return "Still open: no verdict yet"
    if reading.verdict is None:
        return "Definition not yet agreed: no verdict"
    return upper_first(VERDICTS[reading.verdict])


def year_words(reading: Reading) -> str | None:
    """The last four quarters, and how many of eight met the goal: `Over twelve months 90.2% of 840
    lines in 310 orders (87.6 to 92.5%); 2 of 8 quarters met the goal`. None where the year holds
    nothing.
    """
    year = reading.year
    if year is None:
        return None
    counted = reading.counted.count(year.n)
    if year.orders:
        counted += f" in {count_words(year.orders, 'order')}"
    value = reading.year_text
    out_of = "of" if reading.definition.metric.kind == "share" else "from"
    said = f"Over twelve months {value} {out_of} {counted}"
    if year.interval:
        said += f" ({_between(year.interval, reading.definition)})"
    met, of = reading.quarters_met
    if not of:
        return said
    return f"{said}; {met} of {count_words(of, 'quarter')} met the goal"


def interval_words(reading: Reading) -> str | None:
    """`81.2 to 96.8%`, the 95 % interval; None where nothing can be said."""
    if reading.interval is None or reading.state != "ok":
        return None
    return _between(reading.interval, reading.definition)


def _between(interval: tuple[float, float], definition: Definition) -> str:
    if math.isinf(interval[1]):
        return f"{in_unit(interval[0], definition)} or more"
    low, high = (in_unit(end, definition) for end in interval)
    # The unit is said once, behind the second number.
    number, _, _ = low.partition(" ")
    return f"{number.removesuffix('%')} to {high}"


def _misses(reading: Reading) -> int | None:
    """How many rows went wrong; None for all but a share of rows that weigh one each."""
    missed, of = misses_of(reading) or (0, 0)
    return missed if of and of == reading.n else None


def sentence(reading: Reading) -> str:
    """One metric in a few sentences, each said only where its fact is there: what went wrong and
    what the goal allows, what is disputed, the year, the change.
    """
    if reading.state not in ("ok", "too_few"):
        year = _year_sentence(reading)
        first = f"{reading.definition.name}: {reading.text}"
        return " ".join(f"{said}." for said in (first, year) if said)
    said = [*_quarter_sentences(reading), _year_sentence(reading), _run_sentence(reading)]
    if decided := decided_words(reading):
        said.append(f"The verdict {decided}")
    said.append(change_words(reading))
    return " ".join(f"{one}." for one in said if one)


def _quarter_sentences(reading: Reading) -> list[str]:
    d = reading.definition
    misses = _misses(reading)
    is_judged = reading.state == "ok"
    if misses is None or (not is_judged and not reading.is_known_enough):
        first = f"{d.name}: {reading.text}"
        if is_judged:
            first += f" ({reading.rests_on})"
        goal = _goal_sentence(reading) if is_judged else None
    else:
        first = _missed_words(reading, misses)
        goal = None
        if not is_judged:
            first += ": too few for a percentage"
        elif reading.verdict:
            allowed = allowed_of(d, reading.n)
            first += f"; the goal allows {spelled(allowed) if allowed else 'none'}"
        else:
            goal = "No goal is agreed yet"
    return [said for said in (first, goal, _open_words(reading)) if said]


def _missed_words(reading: Reading, misses: int) -> str:
    """`Two of 22 lots were rejected`."""
    wrong = reading.definition.metric.went_wrong
    rows = reading.counted
    if reading.n == 1:
        if misses:
            return f"The one {rows.one} {wrong.one}"
        return f"One {rows.one} without a miss"
    if misses == reading.n:
        return f"All {spelled(reading.n)} {rows.many} {wrong.many}"
    of = f"of {spelled(reading.n)} {rows.many}"
    if not misses:
        return f"No miss in {spelled(reading.n)} {rows.many}"
    went_wrong = by_count(misses, wrong.one, wrong.many)
    return f"{upper_first(spelled(misses))} {of} {went_wrong}"


def _goal_sentence(reading: Reading) -> str:
    d = reading.definition
    least = "at least" if d.better == "up" else "at most"
    if reading.is_open:
        return (
            f"Whether the goal of {least} {limit_words(d.goal, d)} is met depends on what is still"
            " open"
        )
    if not reading.verdict:
        return "No goal is agreed yet"
    met = "met" if reading.is_green else "missed"
    return f"The goal of {least} {limit_words(d.goal, d)} is {met}"


def _open_words(reading: Reading) -> str | None:
    if reading.disputed is None:
        return None
    if reading.disputed.open_count == 1:
        return "One is disputed"
    return f"{upper_first(spelled(reading.disputed.open_count))} disputes are open"


def _year_sentence(reading: Reading) -> str | None:
    """`Over twelve months 77 of 82 (93.9%): clearly short of 98.5%`."""
    year = reading.year
    if year is None:
        return None
    value = reading.year_text
    said = f"Over twelve months {value} ({reading.counted.count(year.n)})"
    if _misses(reading) is not None and (counted := year_of(reading)):
        hits, rows = counted
        said = f"Over twelve months {hits:,} of {rows:,} ({value})"
    if not reading.verdict:
        return said
    return f"{said}: {_side_words(reading, year.value)}"


def _side_words(reading: Reading, value: float) -> str:
    """On which side of the goal the year lies. Only this quarter's side is tested for chance."""
    d = reading.definition
    is_within = is_met(d, value)
    short = "short of" if d.better == "up" else "above"
    goal = limit_words(d.goal, d)
    side = f"within the goal of {goal}" if is_within else f"{short} {goal}"
    if reading.clear_by == "year":
        side = f"clearly {side}"
    elif reading.clear_by is None and is_within == reading.is_green:
        side += " so far" if reading.is_so_far and is_within else ", which could be chance"
    if reading.verdict == "far_clear":
        side += f"; the year is also beyond the red limit, {limit_words(d.red_limit, d)}"
    return side


def _run_sentence(reading: Reading) -> str | None:
    if reading.clear_by != "run":
        return None
    met = "met" if reading.is_green else "missed"
    return f"The goal was {met} in each of the last eight quarters, too often for chance"


def change_words(reading: Reading) -> str | None:
    """Whether it is better or worse than last quarter, or did not change significantly; None
    without both values.
    """
    if (
        reading.previous is None
        or reading.value is None
        or reading.state != "ok"
        or reading.change_chance is None
    ):
        return None
    before = beside_limits(reading.previous, reading.definition)
    if before == reading.text:
        return f"Unchanged from last quarter ({before})"
    if moved_beyond_chance(reading):
        return f"{upper_first(_better_or_worse(reading))} than last quarter ({before})"
    return f"No significant change from last quarter ({before})"


def _better_or_worse(reading: Reading) -> str:
    return "better" if is_improvement(reading) else "worse"


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
    """Whether the metric is better or worse than last quarter, and whether it now meets a goal that
    it missed, or the other way: `met now, missed before: no significant change`.
    """
    d = reading.definition
    if reading.value is None or reading.previous is None:
        return "no value to compare"
    moved = "no significant change"
    if reading.is_so_far:
        moved = "not all of it has come in"
    elif beside_limits(reading.previous, d) == reading.text:
        moved = "unchanged"
    elif moved_beyond_chance(reading):
        moved = _better_or_worse(reading)
    is_green = is_met(d, reading.value)
    was_green = is_met(d, reading.previous)
    if not d.is_signed or is_green == was_green:
        return moved
    turned = "met now, missed before" if is_green else "missed now, met before"
    return f"{turned}: {moved}"


def volume_words(reading: Reading) -> str:
    """From which volume on the year can show that the goal is met, and whether the last four
    quarters hold as much.
    """
    d = reading.definition
    metric = reading.definition.metric
    fewest = fewest_to_show(d)
    if math.isinf(fewest):
        return "That this goal is met can never be clear: it leaves room for no miss at all"
    least = f"{math.ceil(fewest):,}"
    if metric.kind == "rate" and metric.n_of == "event":
        event = metric.in_numerator
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
    said += (
        f". The last four quarters have {reading.year.n:,}: by the year, this goal can be"
    )
    if (reading.year.orders or reading.year.n) < fewest_to_show_missed(d):
        return f"{said} neither met nor missed clearly"
    return f"{said} missed clearly, but not met clearly"


def disputed_words(reading: Reading) -> str | None:
    """How far the open disputes move the number: `One lot is disputed. If the supplier is right,
    this reads 95.2%`; None without one.
    """
    found = reading.disputed
    if found is None:
        return None
    rows = _disputed_rows(reading)
    count = found.open_count
    first = f"{upper_first(spelled(count))} disputes are open"
    if count == 1:
        first = f"One {rows.one} is disputed"
    if reading.state != "ok":
        moves = by_count(count, "the dispute moves", "the disputes move")
        return f"{first}; there are too few {rows.many} to say how far {moves} the number"
    changed = []
    for firm, value in (("supplier", found.for_supplier), ("buyer", found.for_buyer)):
        if value is None:
            continue
        end = beside_limits(value, reading.definition)
        # What it reads already needs no saying twice.
        if end != reading.text:
            changed.append((firm, end))
    if not changed:
        return f"{first}; whoever is right, this reads {reading.text}"
    right = by_count(count, "is right", "is right in all")
    (firm, end), *others = changed
    said = f"{first}. If the {firm} {right}, this reads {end}"
    for firm, end in others:
        said += f"; if the {firm} {right}, {end}"
    return said


def _disputed_rows(reading: Reading) -> Noun:
    """What a disputed row is called; of two kinds it may be either."""
    d = reading.definition
    return reading.counted if d.metric.event is None else d.row


def decided_words(reading: Reading) -> str | None:
    """What the verdict would be with the disputes decided for each firm: `rests on a dispute:
    missed if the supplier is right; far off, clear if the buyer is right`. None where it stays what
    it is.
    """
    if not reading.rests_on_dispute:
        return None
    ends = []
    for firm, word in reading.if_decided.items():
        ends.append(f"{_word_or_none(word)} if the {firm} is right")
    return f"rests on a dispute: {'; '.join(ends)}"


def _word_or_none(verdict: str | None) -> str:
    if verdict:
        return VERDICTS[verdict]
    return "too few rows for a verdict"
