"""The page as a whole in words: the scorecard's headline, the summary, the index's columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

from srmlib.agreement.restatement import Restatement
from srmlib.facts import Facts, SameRows
from srmlib.numbers import by_count, plural
from srmlib.words.plainly import (
    every,
    in_a_title,
    metric_called,
    possessive,
    some_of,
    spelled,
    spelled_with,
    supplier_called,
)
from srmlib.words.restatement import reads_differently, too_few_words
from srmlib.words.words import listed, upper_first

# Agreed perhaps, and not judged this quarter.
UNJUDGED = ("too_few", "no_data")
# Nobody reads a report for longer than these.
MOST_QUARTERS = 100


def so_far_words(facts: Facts) -> str:
    """What stands behind the as-of date where it lies in the quarter; empty once that is over."""
    if facts.as_of >= facts.quarter.until:
        return ""
    if facts.as_of >= facts.quarter.until - timedelta(days=1):
        return ": the quarter's last day, what is due on it may still come"
    return ": the quarter is not over yet, its later lines are missing"


def scorecard_headline(facts: Facts) -> str:
    """How many goals were missed, and how many of the misses are lasting; without a verdict why
    there is none.
    """
    judged = [r for r in facts.readings if r.verdict]
    if not judged:
        return _unjudged_headline(facts)
    lasting = facts.green_zone()["outside_clear"]
    missed = facts.green_zone()["outside"]
    said = goals_missed_words(facts)
    if not missed:
        return said
    if missed == 1:
        how = "is lasting" if lasting else "could be chance"
        return f"{said}; the miss {how}"
    if not lasting:
        return f"{said}; each miss could be chance"
    if lasting == missed:
        all_of_them = "both" if missed == 2 else "all"
        return f"{said}; {all_of_them} misses are lasting"
    are = by_count(lasting, "is", "are")
    return f"{said}; {spelled(lasting)} of the misses {are} lasting"


def _unjudged_headline(facts: Facts) -> str:
    counted = sum(r.state in ("ok", "too_few") for r in facts.readings)
    if all(r.state == "not_agreed" for r in facts.readings):
        return "No metric is agreed for this relationship"
    if not counted:
        return "Nothing could be counted this quarter"
    if not facts.has_agreement():
        metrics = f"{in_a_title(counted)} {plural('metric', counted)}"
        are = by_count(counted, "is", "are")
        return f"{metrics} {are} counted; no goal is agreed yet"
    whose = possessive(supplier_called(facts))
    return f"Too few were counted this quarter to judge {whose} goals"


def goals_missed_words(facts: Facts) -> str:
    """`Seven of eight agreed goals were missed`, or of those judged, where too little
    was counted for others that are agreed.
    """
    judged = [r for r in facts.readings if r.verdict]
    agreed = [r for r in facts.readings if r.definition.is_signed and r.state in UNJUDGED]
    missed = sum(not r.is_green for r in judged)
    count = len(judged)
    goals = "goals judged" if agreed else "agreed goals"
    how = "missed" if missed else "met"
    if count == 1:
        one = goals.replace("goals", "goal")
        return f"The one {one}, {metric_called(judged[0].definition)}, was {how}"
    if missed in (0, count):
        return f"{upper_first(every(count))} {goals} were {how}"
    were = by_count(missed, "was", "were")
    return f"{upper_first(spelled(missed))} of {spelled(count)} {goals} {were} missed"


def false_alarm_words(facts: Facts) -> str | None:
    """What chance alone would do to the verdicts of this page, at most: `Each test errs less than
    once in 40, and a goal has up to four: on either side of it, by the year and by the run. Over the
    13 goals judged here, five of them Tarn Pumps’, that is together at most one false
    “clear” in two quarters`; None without a verdict.
    """
    alarms = facts.false_alarms()
    judged = alarms["judged"]
    expected = alarms["expected"]
    if not judged:
        return None
    of_buyer = sum(reading.false_alarm is not None for reading in facts.ours)
    among = ""
    if of_buyer:
        whose = possessive(facts.buyer_name)
        among = f", {spelled(of_buyer)} of them {whose},"
    if of_buyer == judged:
        among = f", {whose} own,"
    goals = f"Over the {spelled(judged)} goals judged here{among}"
    if judged == 1:
        goals = "For the one goal judged here"
    return (
        "Each test errs less than once in 40, and a goal has up to four: on either side of it, by the"
        f" year and by the run. {goals} that is together {_at_most_false(expected)}"
    )


def _at_most_false(expected: float) -> str:
    """`at most one false “clear” in two quarters`, rounded so that it stays a bound."""
    if expected > 1:
        return f"at most {spelled(ceil(expected))} false “clear” a quarter"
    quarters = min(int(1 / expected), MOST_QUARTERS) if expected else MOST_QUARTERS
    if quarters == 1:
        return "at most one false “clear” a quarter"
    return f"at most one false “clear” in {spelled(quarters)} quarters"


def same_rows_words(facts: Facts) -> list[str]:
    """Where two metrics miss by the same rows: `On time in full and promise kept after confirming
    miss by the same four lines`.
    """
    return [_same_rows(facts, same) for same in facts.same_rows()]


def _same_rows(facts: Facts, same: SameRows) -> str:
    one, other = (facts.reading(metric).definition for metric in (same.metric, same.other))
    first = upper_first(metric_called(one))
    second = metric_called(other)
    noun = one.metric.in_numerator
    many = f"{spelled(same.rows)} {noun.many}"
    if same.rows == same.other_rows:
        rows = noun.one if same.rows == 1 else many
        return f"{first} and {second} miss by the same {rows}: one thing, not two"
    rows = f"{upper_first(every(same.rows))} {noun.many} that miss"
    if same.rows == 1:
        rows = f"The {noun.one} that misses"
    be = by_count(same.rows, "is", "are")
    among = f"among the {spelled(same.other_rows)} that miss {second}"
    return f"{rows} {metric_called(one)} {be} {among}"


def our_part_headline(facts: Facts) -> str:
    """How the buyer's own part stands: `Tarn Pumps missed two of its five goals: invoices paid on
    time and forecast error`.
    """
    buyer = facts.buyer_name
    judged = [reading for reading in facts.ours if reading.verdict]
    outside = [reading for reading in judged if not reading.is_green]
    if not judged and any(reading.state == "ok" for reading in facts.ours):
        return upper_first(
            f"{possessive(buyer)} part is counted; its goals are not agreed yet"
        )
    if not judged and any(reading.state == "too_few" for reading in facts.ours):
        return upper_first(
            f"too little of {possessive(buyer)} part was counted to judge it"
        )
    if not judged:
        return upper_first(f"{possessive(buyer)} part is not in this data")
    goals = "the one goal" if len(judged) == 1 else f"{every(len(judged))} goals"
    if not outside:
        return upper_first(f"{buyer} met {goals} judged on its own part")
    names = listed([metric_called(reading.definition) for reading in outside])
    if len(outside) < len(judged):
        goals = f"{spelled(len(outside))} of the {spelled(len(judged))} goals"
    return upper_first(f"{buyer} missed {goals} judged on its own part: {names}")


def spotlight_headline(facts: Facts) -> str:
    """What was missed: `Fixed first time and two more missed their goals, two of them clearly`."""
    shown = facts.spotlight()
    green = facts.green_zone()
    if not facts.has_agreement() and shown:
        return "No goal is agreed yet, so nothing is called missed"
    if not green["judged"]:
        return _unjudged_headline(facts)
    if not shown:
        return "Every goal judged was met"
    clear = green["outside_clear"]
    outside = green["outside"]
    names = [metric_called(one.definition) for one in shown]
    if outside > 2:
        said = f"{names[0]} and {spelled(outside - 1)} more"
    else:
        said = listed(names[:outside])
    their = by_count(outside, "its goal", "their goals")
    return f"{upper_first(said)} missed {their}, {_how_clearly(clear, outside)}"


def _how_clearly(clear: int, outside: int) -> str:
    """How many of the misses are clear: `two of them clearly`."""
    if not clear:
        return by_count(outside, "perhaps by chance", "each perhaps by chance")
    if clear < outside:
        return f"{spelled(clear)} of them clearly"
    return {1: "clearly", 2: "both clearly"}.get(outside, "all of them clearly")


def two_numbers_headline(apart: int, bridged: int, few: int) -> str:
    """On how many metrics the firms' own numbers differ; `few` more have too few rows to
    compare.
    """
    if not bridged and few:
        return "Too few rows to compare the two firms’ own counts"
    if not bridged:
        return "Neither firm has stated a way of counting of its own"
    if bridged == 1:
        which = "the one metric reads"
    elif apart in (0, bridged):
        which = f"{every(bridged)} metrics read"
    else:
        read = by_count(apart, "reads", "read")
        which = f"{some_of(apart, bridged)} metrics {read}"
    how = "differently" if apart else "the same"
    return f"Counted in a firm’s own way, {which} {how}"


def replies_headline(facts: Facts) -> str:
    """How many rows are disputed, and whether a number published before reads differently now."""
    open_count = sum(state == "open" for state in facts.disputes["state"])
    disputed = "Nothing is disputed"
    if open_count:
        be = by_count(open_count, "is", "are")
        disputed = f"{upper_first(spelled_with(open_count, 'dispute'))} {be} open"
    if not facts.before_snapshot:
        return f"{disputed}; no earlier report is at hand to compare with"
    return f"{disputed}; {_restated_words(facts.restatements)}"


def _restated_words(restatements: Sequence[Restatement]) -> str:
    """Every number of the list that follows, counted by what became of it."""
    apart = [one for one in restatements if reads_differently(one)]
    published = sum(one.was_published for one in apart)
    few = len(apart) - published
    same = len(restatements) - len(apart)
    said = "last quarter’s numbers stand"
    if published:
        numbers = spelled_with(published, "published number")
        said = f"{numbers} of last quarter {_read(published)} differently now"
        if few:
            said += f", and so {by_count(few, 'does', 'do')} {too_few_words(few)}"
    elif few:
        stand = "last quarter’s published numbers stand"
        said = f"{stand}; {too_few_words(few)} {_read(few)} differently now"
    if same:
        rest = by_count(same, "rests", "rest")
        said += f"; {spelled(same)} {rest} on other rows and {_read(same)} the same"
    return said


def _read(count: int) -> str:
    return by_count(count, "reads", "read")
