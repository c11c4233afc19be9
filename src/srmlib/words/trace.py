"""What was traced upstream, in words: where most of it begins, what is ours, what is open, and how
sure that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from srmlib.numbers import compact, count_words, percent_words
from srmlib.trace.links import SIDES, Trace, TraceLink, events_of
from srmlib.words.words import listed, lower_first, upper_first

OURS, NOT_TRACED = "Ours", "Not traced yet"
OPEN = ("not_agreed", "not_traced")
WHOSE = {
    "tier2": "tier 2",
    "theirs": "supplier's",
    "carrier": "carrier's",
    "shared": "shared",
    "ours": "ours",
    "others": "other suppliers'",
    "not_agreed": "not agreed yet",
    "not_traced": "not traced",
}
SHARE_NAMES = {"theirs": "supplier", "carrier": "carrier", "others": "other suppliers"}
CAUSES_NAMED = 5
ALWAYS_SAID = ("ours", "not_traced")
EVIDENCE = {
    "serial": "serial number",
    "lot": "lot",
    "line": "order line it waited for",
    "window": "date window",
    "bom": "bill of materials only",
    "claim": "claim only",
    "none": "",
}


def side_words(side: str) -> str:
    """Whose cause a side is: `supplier's`, `ours`, `not agreed yet`."""
    return WHOSE[side]


def percents(weights: list[Decimal]) -> list[int]:
    """Whole percents that sum to 100, the last ones to the largest remainders.

    >>> percents([Decimal(1), Decimal(1), Decimal(1)]), percents([Decimal("0.4"), Decimal("99.6")])
    ([34, 33, 33], [0, 100])
    """
    whole = sum(weights)
    exact = [100 * weight / whole for weight in weights]
    floors = [int(part) for part in exact]
    by_remainder = sorted(
        range(len(exact)), key=lambda place: (floors[place] - exact[place], place)
    )
    more = set(by_remainder[: 100 - sum(floors)])
    return [floor + (place in more) for place, floor in enumerate(floors)]


def trace_headline(trace: Trace, supplier_name: str = "") -> str:
    """Where most of it begins, then what is ours: `47% of the 81.1 k EUR traces to Ems Foundry,
    behind Harrow Castings; 17% is ours`.

    Where most of it is ours or open, that comes first, and the largest named cause after it.
    """
    if not trace.links:
        return nothing_traced(trace)
    parts = _parts(trace)
    named = [part for part in parts if part.side not in ("ours", *OPEN)]
    largest = max(named, key=lambda part: part.weight, default=None)
    sides = {side: _of_side(parts, side) for side in ("ours", *OPEN)}
    weights = {"named": largest.weight if largest else Decimal(0)} | {
        side: part.weight for side, part in sides.items()
    }
    first = max(weights, key=lambda key: weights[key])
    whole = f" of the {_whole_words(trace)}"
    are_many = not trace.is_costed and trace.events != 1
    said = [
        _share_sentence(
            largest if first == "named" else sides[first], whole, supplier_name, are_many
        )
    ]
    if largest and first != "named":
        said.append(_share_sentence(largest, "", supplier_name, are_many))
    if first != "ours":
        said.append(_share_sentence(sides["ours"], "", supplier_name, are_many))
    return upper_first("; ".join(said))


def _share_sentence(part: Part, whole: str, supplier_name: str, are_many: bool) -> str:
    share, be = f"{part.percent}{whole}", "are" if are_many else "is"
    if part.side == "ours":
        return f"{share if part.weight else f'none{whole}'} {be} ours"
    if part.side == "not_agreed":
        return f"for {share} the cause is not agreed yet"
    if part.side == "not_traced":
        return f"{share} {be} not traced yet"
    if part.side == "shared":
        return f"{share} {'have' if are_many else 'has'} a shared cause"
    behind = f", behind {supplier_name}" if part.side == "tier2" and supplier_name else ""
    return (
        f"{share} {'trace' if are_many else 'traces'} to"
        f" {lower_first(part.cause) if part.side == 'others' else part.cause.removesuffix(' (tier 2)')}{behind}"
    )


def _whole_words(trace: Trace) -> str:
    return (
        f"{compact(sum(trace.weights, Decimal(0)))} {trace.unit}"
        if trace.is_costed
        else count_words(trace.events, "event")
    )


@dataclass(frozen=True)
class Part:
    """What of a trace is of one side or one cause of it: its weight, and its percentage as number
    and in words.
    """

    side: str
    cause: str
    weight: Decimal
    number: int
    percent: str


def _parts(trace: Trace) -> list[Part]:
    """One part for each side and cause, in the order of the sides, the largest first; their
    percentages add up to 100.
    """
    weights: dict[tuple[str, str], Decimal] = {}
    for link, weight in zip(trace.links, trace.weights, strict=True):
        known = link.cause_side, link.cause
        weights[known] = weights.get(known, Decimal(0)) + weight
    whole = sum(weights.values(), Decimal(0))
    numbers = dict(zip(weights, percents(list(weights.values())), strict=True))
    parts = [
        Part(*known, weight, numbers[known], percent_words(weight, whole, numbers[known]))
        for known, weight in weights.items()
    ]
    return sorted(parts, key=lambda part: (SIDES.index(part.side), -part.weight, part.cause))


def _of_side(parts: list[Part], side: str) -> Part:
    """All causes of a side as one part; of weight 0 where there is none."""
    of_side = [part for part in parts if part.side == side]
    weight, number = (
        sum((part.weight for part in of_side), Decimal(0)),
        sum(part.number for part in of_side),
    )
    return Part(
        side,
        side_words(side),
        weight,
        number,
        percent_words(weight, sum((part.weight for part in parts), Decimal(0)), number),
    )


def trace_subtitle(trace: Trace, quarter: str) -> str:
    """How to read the flow, and the share of each side; "ours" and "not traced" also where they are
    nothing.
    """
    parts = _parts(trace)
    sides = [
        side
        for side in SIDES
        if side in ALWAYS_SAID or any(part.side == side and part.weight for part in parts)
    ]
    shares = ", ".join(
        f"{SHARE_NAMES.get(side, side_words(side))} {_of_side(parts, side).percent}"
        for side in sides
    )
    unit = trace.unit if trace.is_costed else "events"
    undrawn = events_of(
        link for link, weight in zip(trace.links, trace.weights, strict=True) if not weight
    )
    beside = (
        f" {count_words(undrawn, 'event')} without a known cost {'is' if undrawn == 1 else 'are'}"
        " in the table only."
        if undrawn
        else ""
    )
    return (
        f"{quarter}. Read right to left for cause, left to right for effect. Width = {unit}."
        f" {upper_first(shares)}.{beside}"
    )


def trace_sentence(trace: Trace) -> str:
    """The share of every cause: `Ems Foundry (tier 2) 47%, Harrow Castings 31%, ours 17%, not
    traced 5%`.
    """
    parts = _parts(trace)
    heaviest = sorted(
        (part for part in parts if part.weight and part.side not in ("ours", *OPEN)),
        key=lambda part: -part.weight,
    )
    named = [f"{part.cause} {part.percent}" for part in heaviest]
    shown = named[:CAUSES_NAMED] + (
        [count_words(len(named) - CAUSES_NAMED, "more cause")] if len(named) > CAUSES_NAMED else []
    )
    closing = [_of_side(parts, side) for side in ("ours", *OPEN)]
    return ", ".join(
        [
            *shown,
            *(
                f"{part.cause} {part.percent}"
                for part in closing
                if part.weight or part.side in ALWAYS_SAID
            ),
        ]
    )


def range_words(trace: Trace) -> list[str]:
    """Where several suppliers are possible: how little and how much of the whole may be each one's:
    `Ems Foundry (tier 2) 47%, from 20% to 60%`.
    """
    sums: dict[str, list[Decimal]] = {}
    for link in trace.links:
        if any(other.is_range for other in trace.links if other.cause == link.cause):
            ends = (
                link.share,
                link.share if link.least is None else link.least,
                link.share if link.most is None else link.most,
            )
            sums[link.cause] = [
                total + end
                for total, end in zip(sums.get(link.cause, [Decimal(0)] * 3), ends, strict=True)
            ]
    one = Decimal(1)
    return [
        f"{cause} {percent_words(share, one)}, from {percent_words(least, one)} to"
        f" {percent_words(min(most, one), one)}"
        for cause, (share, least, most) in sums.items()
    ]


def agreement_words(link: TraceLink) -> str:
    """Whether both firms agreed on a cause: `cause agreed: supplier's`, `supplier's by rule, not
    agreed yet`, `not agreed yet`.

    Empty where nothing was traced: there is no cause to agree on.
    """
    if link.cause_side == "not_traced":
        return ""
    if link.cause_side == "not_agreed":
        return "not agreed yet"
    whose = side_words(link.cause_side)
    return (
        f"cause agreed: {whose}"
        if link.is_agreed
        else f"{whose} by rule, not agreed yet"
        if link.is_agreed is False
        else f"{whose} by rule"
    )


def evidence_words(evidence: str) -> str:
    """What a link rests on: `serial number`, `lot`, `date window`, `bill of materials only`."""
    return EVIDENCE.get(evidence, evidence)


def nothing_traced(trace: Trace) -> str:
    """Why there is nothing to draw: what the extract lacks, or that nothing happened."""
    if trace.missing:
        return (
            "Nothing of this quarter could be traced: the extract has no"
            f" {_either(list(trace.missing))}"
        )
    return (
        "Nothing of this quarter is to be traced: no complaint, return, late order, line stop or"
        " incident is recorded"
    )


def _either(names: list[str]) -> str:
    return listed(names).replace(" and ", " or ") if len(names) > 1 else names[0]


def pareto_headline(
    names: list[str], weights: list[Decimal], noun: str = "kinds of breakdown"
) -> str:
    """How few make how much: `2 of 5 kinds of breakdown make 88% of it`; the fewest that make four
    fifths. Weights come the largest first.
    """
    whole = sum(weights, Decimal(0))
    running, count = next(
        (running, count)
        for count, running in enumerate(accumulate(weights), start=1)
        if 5 * running >= 4 * whole
    )
    if len(weights) == 1:
        return f"{names[0]} makes all of it"
    if count == len(weights):
        return (
            f"No few of the {len(weights)} {noun} make most of it: the largest,"
            f" {lower_first(names[0])}, makes {percent_words(weights[0], whole)}"
        )
    if count == 1:
        return (
            f"{names[0]} makes {percent_words(running, whole)} of it, {len(weights) - 1} other"
            f" {noun if len(weights) > 2 else 'kind'} the rest"
        )
    return f"{count} of {len(weights)} {noun} make {percent_words(running, whole)} of it"
