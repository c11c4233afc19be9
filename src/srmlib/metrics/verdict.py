"""Signal against noise: the five verdicts, and a reading's state. The tests themselves are at home
in `stats`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple, Unpack

from srmlib.metrics.evidence import Past, unit_of
from srmlib.metrics.result import Reading, Stated
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.stats.intervals import TAIL
from srmlib.stats.runs import is_run_clear, run_chance
from srmlib.stats.values import FEWEST_DRAWN

# The verdicts, best first.
VERDICTS = ("met_clear", "met", "missed", "missed_clear", "far_clear")


class Verdict(NamedTuple):
    """One of VERDICTS, and what makes it clear: the year, else the run of eight quarters; null
    where it is not clear.
    """

    word: str
    clear_by: str | None = None


def is_met(definition: Definition, value: float) -> bool:
    """Whether a value is on goal or better, as counted."""
    if definition.better == "up":
        return value >= definition.goal
    return value <= definition.goal


def is_decided(definition: Definition, value: float, largest: float) -> bool:
    """Whether a value that may still grow to `largest` stays on its side of the goal."""
    return is_met(definition, value) == is_met(definition, largest)


def verdict(
    definition: Definition,
    value: float,
    past: Past,
    history: Sequence[float | None],
    *,
    is_so_far: bool = False,
) -> Verdict:
    """This quarter as counted, and whether a process exactly on goal would do so by chance.

    `history` are the values of the last eight quarters, null where there were too few rows, this
    quarter last. Clear by the year: an exact one-sided test of the last four quarters gives at most
    2.5 %. Clear by the run: all of the eight lie on this quarter's side, each with enough rows, and
    a process on goal with their counts would do that in at most 2.5 %. A quarter that is only so
    far is never clearly met: what still comes can only raise it.
    """
    met = is_met(definition, value)
    if met and is_so_far:
        return Verdict("met")
    clear_by = _clear_by(definition, met, past, history)
    if not clear_by:
        return Verdict("met" if met else "missed")
    if met:
        return Verdict("met_clear", clear_by)
    is_far = past.summed is not None and _is_beyond_red_limit(definition, past.summed.value)
    return Verdict("far_clear" if is_far else "missed_clear", clear_by)


def _clear_by(
    definition: Definition, met: bool, past: Past, history: Sequence[float | None]
) -> str | None:
    above = met == (definition.better == "up")
    goal = definition.goal / unit_of(definition)
    if past.year is not None and past.year.chance(goal, above) <= TAIL:
        return "year"
    quarters = [one for one in past.quarters if one is not None]
    is_run = len(quarters) == len(history) == len(past.quarters) and all(
        value is not None and is_met(definition, value) == met for value in history
    )
    if is_run and is_run_clear(past.year, quarters, goal, above, with_goal=met):
        return "run"
    return None


def _is_beyond_red_limit(definition: Definition, value: float) -> bool:
    limit = definition.red_limit
    if definition.better == "up":
        return value < limit
    return value > limit


def false_alarm(
    definition: Definition,
    past: Past,
    history: Sequence[float | None],
    *,
    is_so_far: bool = False,
) -> float:
    """The chance that a process exactly on goal, with these counts, is called clear on either side,
    by the year or by the run; at most that, because both may say so at once.
    """
    goal = definition.goal / unit_of(definition)
    found = 0.0
    quarters = [one for one in past.quarters if one is not None]
    may_run = len(quarters) == len(past.quarters) and all(
        value is not None for value in history
    )
    for met in (False,) if is_so_far else (True, False):
        above = met == (definition.better == "up")
        found += past.year.alarm(goal, above) if past.year is not None else 0.0
        if may_run and is_run_clear(past.year, quarters, goal, above, with_goal=met):
            found += run_chance(quarters, goal, above, with_goal=met)
    return found


def fewest_to_show(definition: Definition) -> float:
    """The volume from which on a year without a miss is clear by the year: rows of a share, the
    denominator of a rate whose events weigh one each, values of a median or spread, what is drawn
    whole of the rest. Infinite where the goal leaves no miss at all.
    """
    kind = definition.metric.kind
    goal = definition.goal / unit_of(definition)
    if kind == "share":
        good = goal if definition.better == "up" else 1 - goal
        return math.inf if good >= 1 else _times_until_unlikely(good, TAIL)
    if kind == "rate":
        if definition.better == "down" and goal > 0:
            return -math.log(TAIL) / goal
        return math.inf
    if kind == "spread":
        return _times_until_unlikely(0.9, TAIL / 2)
    if kind == "ratio" or definition.agreed.get("statistic") == "mean":
        return FEWEST_DRAWN
    return _times_until_unlikely(0.5, TAIL)


def fewest_to_show_missed(definition: Definition) -> float:
    """The rows from which on a year of nothing but misses is clear. One where a miss is no row:
    there may be as many events as happen.
    """
    if definition.metric.kind != "share":
        return 1
    goal = definition.goal / unit_of(definition)
    return _times_until_unlikely(1 - goal if definition.better == "up" else goal, TAIL)


def _times_until_unlikely(chance: float, at_most: float) -> int:
    if chance > 0:
        return max(1, math.ceil(math.log(at_most) / math.log(chance)))
    return 1


def is_enough(definition: Definition, n: int, exposure: Decimal | None = None) -> bool:
    """Enough rows to judge: the smallest n, or instead of them a denominator of the definition's
    `min_exposure`.
    """
    return n >= definition.min_n or (
        exposure is not None
        and definition.min_exposure is not None
        and exposure >= definition.min_exposure
    )


def judge(
    definition: Definition,
    *,
    value: float | None,
    n: int,
    interval: tuple[float, float] | None,
    history: list[tuple[str, float | None, bool]],
    past: Past,
    is_known_enough: bool = True,
    exposure: Decimal | None = None,
    immature: Collection[Quarter] = (),
    largest: float | None = None,
    **stated: Unpack[Stated],
) -> Reading:
    """The reading of a metric from its value: state, and a verdict where both firms signed the
    definition and n allows one.

    `history` is (quarter label, value, whether there were enough rows), this quarter last; a
    quarter with too few is a gap, also as the one before. `immature` are the quarters that are only
    so far. `largest` is what the value may become where rows are still open: without a verdict
    while that lies on the other side of the goal.
    """
    state = "no_data"
    judged_as = None
    may_be_false = None
    judged = [(label, old if was_enough else None) for label, old, was_enough in history]
    values = [old for _, old in judged]
    if value is not None:
        state = "too_few"
        if is_enough(definition, n, exposure) and is_known_enough and interval:
            state = "ok"
            may_turn = largest is not None and not is_decided(definition, value, largest)
            if definition.is_signed and not may_turn:
                so_far = bool(immature)
                judged_as = verdict(definition, value, past, values, is_so_far=so_far)
                may_be_false = false_alarm(definition, past, values, is_so_far=so_far)
    are_open = {one.label for one in immature}
    with_value = [
        old
        for label, old in judged
        if old is not None and not (label in are_open and is_met(definition, old))
    ]
    return Reading(
        definition,
        state,
        n=n,
        is_known_enough=is_known_enough,
        value=value,
        interval=interval,
        verdict=judged_as.word if judged_as else None,
        clear_by=judged_as.clear_by if judged_as else None,
        false_alarm=may_be_false,
        year=past.summed,
        quarters_met=(sum(is_met(definition, old) for old in with_value), len(with_value)),
        previous=judged[-2][1],
        history=judged,
        immature=immature,
        **stated,
    )
