"""Times of which some are not over: how long half of them take (Kaplan and Meier 1958)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from statistics import NormalDist
from typing import NamedTuple

from srmlib.stats.intervals import TAIL, median_interval, median_ranks

HALF = Fraction(1, 2)
# A time so far, and whether it is over: one that is not will be as long or longer.
Time = tuple[Fraction, bool]


class Step(NamedTuple):
    """A time at which some end: so many were still open just before, so many end, and `left` is the
    share that takes longer.
    """

    time: Fraction
    at_risk: int
    ended: int
    left: Fraction


class MedianTime(NamedTuple):
    """`bound` is null where half had ended by `value`; else the median is at least so long (at
    least), or longer (more than).
    """

    value: Fraction
    bound: str | None = None


def kaplan_meier(times: Sequence[Time]) -> Iterator[Step]:
    """The share that takes longer than each time, exactly; of those open at a time when others end
    it is known that they took as long.

    >>> [(int(step.time), str(step.left)) for step in kaplan_meier([(1, True), (2, False), (3, True)])]
    [(1, '2/3'), (3, '0')]
    """
    ends = Counter(time for time, is_over in times if is_over)
    everything = Counter(time for time, _ in times)
    at_risk = len(times)
    left = Fraction(1)
    for time in sorted(everything):
        if ends[time]:
            left *= Fraction(at_risk - ends[time], at_risk)
            yield Step(Fraction(time), at_risk, ends[time], left)
        at_risk -= everything[time]


def median_time(times: Sequence[Time]) -> MedianTime:
    """How long half of the times take, in their unit; there is at least one. Of times that are all
    over it is the usual median. Where half has not ended it is more than the longest time so far.

    >>> median_time([(1, True), (2, True), (3, False), (9, False)])
    MedianTime(value=Fraction(2, 1), bound='at least')
    >>> median_time([(1, True), (5, False), (9, False)])
    MedianTime(value=Fraction(9, 1), bound='more than')
    """
    half = None
    for step in kaplan_meier(times):
        if half is not None:
            return MedianTime((half + step.time) / 2)
        if step.left < HALF:
            return MedianTime(step.time)
        # Exactly half: the median lies anywhere until the next one ends.
        if step.left == HALF:
            half = step.time
    if half is not None:
        return MedianTime(half, "at least")
    return MedianTime(Fraction(max(time for time, _ in times)), "more than")


def median_time_interval(times: Sequence[Time]) -> tuple[float, float] | None:
    """The 95 % interval of the median, in the unit of the times; null for too few times to say
    anything.

    Of times that are all over, by their ranks: exact, whatever the distribution. Else by Brookmeyer
    and Crowley (1982) on the log-log scale: from the first time at which the lower limit of the
    share that takes longer is at most a half, to the first at which the upper one is, infinite
    where it never is.
    """
    if all(is_over for _, is_over in times):
        return median_interval([float(time) for time, _ in times])
    z = NormalDist().inv_cdf(1 - TAIL)
    low = high = None
    spread = 0.0
    steps = list(kaplan_meier(times))
    for step in steps:
        if not step.left:
            break
        spread += step.ended / (step.at_risk * (step.at_risk - step.ended))
        log = math.log(step.left)
        error = z * math.sqrt(spread) / -log
        middle = math.log(-log)
        if low is None and math.exp(-math.exp(middle + error)) <= 0.5:
            low = float(step.time)
        if high is None and math.exp(-math.exp(middle - error)) <= 0.5:
            high = float(step.time)
    if low is None:
        low = _lowest(times, steps)
    return None if low is None else (low, math.inf if high is None else high)


def _lowest(times: Sequence[Time], steps: Sequence[Step]) -> float | None:
    """Where no limit was passed: the longest time; where none ended, what the ranks of the times so
    far leave.
    """
    if steps and steps[-1].left:
        return float(max(time for time, _ in times))
    ranks = median_ranks(len(times))
    if ranks is None:
        return None
    return float(sorted(time for time, _ in times)[ranks[0] - 1])
