"""What several breakdowns of the same goods may owe to one supplier together: no more than it made
of these goods, however many there are.

Of a lot with three parts of a supplier among 100, ten complaints about ten pumps each cannot all be
three tenths that supplier's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from srmlib.rules.calendar import Quarter
from srmlib.rules.causes import WHOLE
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement


class Range(NamedTuple):
    """How little and how much of an effect, or of all effects, may have gone a way."""

    least: int
    most: int


class Limit(NamedTuple):
    """Of how many `units` an effect is, of the goods it is `told_as`: there are `whole_qty` of them,
    of which the supplier made `firm_qty` to `most_qty`. In thousandths.
    """

    told_as: str
    units: int
    whole_qty: int
    firm_qty: int
    most_qty: int


# By effect and supplier, of effects that share their goods with others.
Limits = Mapping[tuple[str, str | None], Limit]


def limits_of(snapshot: Snapshot, quarter: Quarter) -> Limits:
    rows = snapshot.records(
        statement("trace/readings/lot_limits"),
        {"start": quarter.start, "until": quarter.until},
    )
    return {
        (f"{row['effect_kind']} {row['effect_id']}", row["supplier_id"]): Limit(
            *(row[name] for name in Limit._fields)
        )
        for row in rows
    }


@dataclass(frozen=True)
class _Bound:
    """One effect: the share of it that may be the supplier's, and what the whole of it is worth."""

    range: Range
    limit: Limit
    worth: Fraction


def joint_range(
    ranges: Mapping[str, Range],
    supplier_id: str | None,
    limits: Limits,
    worth: Mapping[str, Fraction] | None = None,
) -> tuple[Fraction, Fraction]:
    """The least and the most of Σ share × worth over effects, with the limits of those that are told
    of the same goods; shares in parts per WHOLE, and each effect worth one where nothing is stated.

    >>> goods = Limit("lot F1", 10_000, 100_000, 3_000, 3_000)
    >>> limits = {("C1", "S"): goods, ("C2", "S"): goods}
    >>> each = Range(0, WHOLE * 3 // 10)
    >>> [float(end) / WHOLE for end in joint_range({"C1": each, "C2": each}, "S", limits)]
    [0.0, 0.3]
    """
    together: dict[str, list[_Bound]] = defaultdict(list)
    least = most = Fraction(0)
    for effect, known in ranges.items():
        of_effect = Fraction(1) if worth is None else worth[effect]
        limit = limits.get((effect, supplier_id))
        if limit is not None:
            together[limit.told_as].append(_Bound(known, limit, of_effect))
            continue
        ends = [end * of_effect for end in known]
        least += min(ends)
        most += max(ends)
    for bounds in together.values():
        least -= _highest(bounds, -1)
        most += _highest(bounds, 1)
    return least, most


def _highest(bounds: list[_Bound], sign: int) -> Fraction:
    """The highest Σ sign × share × worth of effects told of the same goods.

    As if each stood alone; then, where that is more than the supplier made, what brings least for a
    unit is given up first, and where it is less than nobody else can have made, what costs least is
    taken first.
    """
    shares = [
        Fraction(max(one.range, key=lambda end: sign * end * one.worth)) for one in bounds
    ]
    told = sum(one.limit.units for one in bounds)
    made = bounds[0].limit
    qty = sum(
        (share * one.limit.units for share, one in zip(shares, bounds, strict=True)),
        Fraction(0),
    )
    # More told than there is: some are told of the same unit, and nothing is known of them together.
    if told <= made.whole_qty:
        by_worth = sorted(
            range(len(bounds)),
            key=lambda place: sign * bounds[place].worth / bounds[place].limit.units,
        )
        too_much = qty - made.most_qty * WHOLE
        for place in by_worth:
            one = bounds[place]
            given = min(
                shares[place] - one.range.least, Fraction(too_much, one.limit.units)
            )
            shares[place] -= max(given, Fraction(0))
            too_much -= max(given, Fraction(0)) * one.limit.units
        others = made.whole_qty - made.firm_qty
        too_little = (told - others) * WHOLE - qty
        for place in reversed(by_worth):
            one = bounds[place]
            taken = min(
                one.range.most - shares[place], Fraction(too_little, one.limit.units)
            )
            shares[place] += max(taken, Fraction(0))
            too_little -= max(taken, Fraction(0)) * one.limit.units
    return sum(
        (sign * share * one.worth for share, one in zip(shares, bounds, strict=True)),
        Fraction(0),
    )
