"""What was traced upstream, in words: where most of it begins, what is the buyer's, what is open,
and how sure that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from srmlib.numbers import by_count, compact, count_words, percent_words
from srmlib.stats.apportion import rounded_together
from srmlib.trace.links import SIDES, Trace, TraceLink, events_of
from srmlib.words.plainly import spelled
from srmlib.words.words import listed, lower_first, upper_first

OURS = "The buyer"
NOT_TRACED = "Not traced yet"
OPEN = ("not_agreed", "not_traced")
WHOSE = {
    "tier2": "tier 2",
    "theirs": "supplier's",
    "carrier": "carrier's",
    "shared": "shared",
    "ours": "buyer's",
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
    "approved": "approved vendor list only",
    "claim": "claim only",
    "none": "",
}


# What shows that a firm may have been the cause, and not that it was.
WEAK_EVIDENCE = ("bom", "approved", "claim")


def side_words(side: str) -> str:
    """Whose cause a side is: `supplier's`, `buyer's`, `not agreed yet`."""
    return WHOSE[side]


def percents(weights: list[Decimal]) -> list[int]:
    """Whole percents that sum to 100.

    >>> percents([Decimal(1), Decimal(1), Decimal(1)]), percents([Decimal("0.4"), Decimal("99.6")])
    ([34, 33, 33], [0, 100])
    """
    whole = sum(weights)
    return rounded_together(100, [100 * weight / whole for weight in weights])


def trace_headline(trace: Trace, supplier_name: str = "") -> str:
    """Where most of it begins, then what is the buyer's: `47% of the 81.1 k EUR traces to Ems
    Foundry, behind Harrow Castings; 17% is the buyer's`.

    Where most of it is the buyer's or open, that comes first, and the largest named cause after it. What
    may be less says so, `at most 47%`, and so does what rests mostly on a bill of materials, a list
    of approved firms or a claim; what may be less or more is followed by its range.
    """
    if not trace.links:
        return nothing_traced(trace)
    parts = _parts(trace)
    named = [part for part in parts if part.side not in ("ours", *OPEN)]
    largest = max(named, key=lambda part: part.weight, default=None)
    ours, *still_open = (_of_side(trace, parts, side) for side in ("ours", *OPEN))
    candidates = [part for part in (largest, ours, *still_open) if part is not None]
    first = max(candidates, key=lambda part: part.weight)
    whole = f" of the {_whole_words(trace)}"
    are_many = not trace.is_costed and trace.events != 1
    said = [_share_sentence(first, whole, supplier_name, are_many)]
    if largest is not None and first is not largest:
        said.append(_share_sentence(largest, "", supplier_name, are_many))
    if first is not ours:
        said.append(_share_sentence(ours, "", supplier_name, are_many))
    return upper_first("; ".join(said))


def _share_sentence(part: Part, whole: str, supplier_name: str, are_many: bool) -> str:
    # What is open is bounded by nobody's goods.
    share = f"{part.percent if part.side in OPEN else part.bounded_percent}{whole}"
    be, have, lead = ("are", "have", "trace") if are_many else ("is", "has", "traces")
    if part.side == "ours" and not part.weight:
        return f"none{whole} {be} the buyer's"
    if part.side == "ours":
        return f"{share} {be} the buyer's"
    if part.side == "not_agreed":
        return f"for {share} the cause is not agreed yet"
    if part.side == "not_traced":
        return f"{share} {be} not traced yet"
    if part.side == "shared":
        return f"{share} {have} a shared cause"
    if part.side == "others":
        return f"{share} {lead} to {lower_first(part.cause)}"
    cause = part.cause.removesuffix(" (tier 2)")
    if part.side == "tier2" and supplier_name:
        return f"{share} {lead} to {cause}, behind {supplier_name}"
    return f"{share} {lead} to {cause}"


def _whole_words(trace: Trace) -> str:
    if trace.is_costed:
        return f"{compact(sum(trace.weights, Decimal(0)))} {trace.unit}"
    return count_words(trace.events, "event")


@dataclass(frozen=True)
class Part:
    """What of a trace is of one side or one cause of it: its weight, and its percentage as number
    and in words; the least and the most it may be, as percentages in words too. `is_weak`: most of
    it rests on what only tells that it may be so.
    """

    side: str
    cause: str
    weight: Decimal
    number: int
    percent: str
    least: str
    most: str
    is_weak: bool

    @property
    def is_range(self) -> bool:
        return self.least != self.most

    @property
    def bounded_percent(self) -> str:
        """`47%`, `at most 47%`, `at least 47%`, `47% (20% to 60%)`."""
        if self.percent not in (self.least, self.most):
            return f"{self.percent} ({self.least} to {self.most})"
        if self.percent != self.most:
            return f"at least {self.percent}"
        if self.is_range or (self.weight and self.is_weak):
            return f"at most {self.percent}"
        return self.percent


@dataclass
class Sums:
    """What some links weigh together, at least and at most, and what of it is weak."""

    weight: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    weak: Decimal = Decimal(0)

    def add(self, other: Sums) -> None:
        self.weight += other.weight
        self.least += other.least
        self.most += other.most
        self.weak += other.weak

    def part(self, side: str, cause: str, whole: Decimal, number: int) -> Part:
        percent = percent_words(self.weight, whole, number)
        most = min(self.most, whole)
        # The percentages of a picture add up to 100; a value rounded for that stays in its range.
        return Part(
            side,
            cause,
            self.weight,
            number,
            percent,
            least=percent_words(
                self.least, whole, min(number, round(100 * self.least / whole))
            )
            if self.least < self.weight
            else percent,
            most=percent_words(most, whole, max(number, round(100 * most / whole)))
            if most > self.weight
            else percent,
            is_weak=2 * self.weak > self.weight,
        )


def _parts(trace: Trace) -> list[Part]:
    """One part for each side and cause, in the order of the sides, the largest first; their
    percentages add up to 100.
    """
    found = _sums_by_cause(trace)
    whole = _whole(trace)
    numbers = percents([sums.weight for sums in found.values()])
    parts = [
        sums.part(*known, whole, number)
        for (known, sums), number in zip(found.items(), numbers, strict=True)
    ]
    return sorted(
        parts, key=lambda part: (SIDES.index(part.side), -part.weight, part.cause)
    )


def _sums_by_cause(trace: Trace) -> dict[tuple[str, str], Sums]:
    found: dict[tuple[str, str], Sums] = {}
    for link, weight, (least, most) in zip(
        trace.links, trace.weights, trace.ranges, strict=True
    ):
        # What is the buyer's is so whichever firm's goods it was.
        is_weak = (
            link.evidence in WEAK_EVIDENCE
            and not link.is_agreed
            and link.cause_side != "ours"
        )
        weak = weight if is_weak else Decimal(0)
        known = found.setdefault((link.cause_side, link.cause), Sums())
        known.add(Sums(weight, least, most, weak))
    return found


def _whole(trace: Trace) -> Decimal:
    return sum(trace.weights, Decimal(0))


def _of_side(trace: Trace, parts: list[Part], side: str) -> Part:
    """All causes of a side as one part; of weight 0 where there is none."""
    together = Sums()
    for (known, _), sums in _sums_by_cause(trace).items():
        if known == side:
            together.add(sums)
    number = sum(part.number for part in parts if part.side == side)
    return together.part(side, side_words(side), _whole(trace), number)


def trace_subtitle(trace: Trace, quarter: str) -> str:
    """How to read the flow, and the share of each side; the buyer's and "not traced" also where they
    are nothing.
    """
    parts = _parts(trace)
    always = _always_said(trace)
    sides = [
        side
        for side in SIDES
        if side in always or any(part.side == side and part.weight for part in parts)
    ]
    shares = ", ".join(
        f"{SHARE_NAMES.get(side, side_words(side))} {_of_side(trace, parts, side).percent}"
        for side in sides
    )
    unit = trace.unit if trace.is_costed else "events"
    said = (
        f"{quarter}. From the effect on the left to its cause on the right; width is {unit}."
        f" {upper_first(shares)}."
    )
    undrawn = events_of(
        link for link, weight in zip(trace.links, trace.weights, strict=True) if not weight
    )
    if undrawn:
        be = by_count(undrawn, "is", "are")
        said += (
            f" {count_words(undrawn, 'event')} without a known cost {be} in the table only."
        )
    return said


def _always_said(trace: Trace) -> tuple[str, ...]:
    """The sides that are named also where they are nothing. That nothing is untraced cannot be said
    where events are traced to nobody.
    """
    return tuple(side for side in ALWAYS_SAID if side != "not_traced" or not trace.untraced)


def untraced_words(trace: Trace) -> str:
    """What of the quarter is in no link: `266 events of the quarter are not traced to anyone yet; 97
    may be this supplier's`. Empty where all is traced.
    """
    if not trace.untraced:
        return ""
    said = (
        f"{count_words(trace.untraced, 'event')} of the quarter"
        f" {by_count(trace.untraced, 'is', 'are')} not traced to anyone yet"
    )
    if not trace.possible:
        return said
    if trace.untraced == 1:
        return f"{said}; it may be this supplier's"
    return f"{said}; {trace.possible:,} may be this supplier's"


def trace_sentence(trace: Trace) -> str:
    """The share of every cause: `Ems Foundry (tier 2) 47%, Harrow Castings 31%, buyer's 17%,
    not traced 5%`.
    """
    parts = _parts(trace)
    heaviest = sorted(
        (part for part in parts if part.weight and part.side not in ("ours", *OPEN)),
        key=lambda part: -part.weight,
    )
    said = [f"{part.cause} {part.percent}" for part in heaviest[:CAUSES_NAMED]]
    if len(heaviest) > CAUSES_NAMED:
        said.append(count_words(len(heaviest) - CAUSES_NAMED, "more cause"))
    for part in (_of_side(trace, parts, side) for side in ("ours", *OPEN)):
        if part.weight or part.side in _always_said(trace):
            said.append(f"{part.cause} {part.percent}")
    return ", ".join(said)


def range_words(trace: Trace) -> list[str]:
    """Where several suppliers are possible: how little and how much of the whole may be each one's:
    `Ems Foundry (tier 2) 47%, from 20% to 60%`. In what the shares are in: money, else events.
    """
    return [
        f"{part.cause} {part.percent}, from {part.least} to {part.most}"
        for part in _parts(trace)
        if part.is_range
    ]


def agreement_words(link: TraceLink) -> str:
    """Whether both firms agreed on a cause: `cause agreed: supplier's`, `supplier's by rule, not
    agreed yet`, `supplier's: agreed for 2 of 5, by rule for the rest`, `not agreed yet`.

    Empty where nothing was traced: there is no cause to agree on.
    """
    if link.cause_side == "not_traced":
        return ""
    if link.cause_side == "not_agreed":
        return "not agreed yet"
    whose = side_words(link.cause_side)
    if link.is_agreed:
        return f"cause agreed: {whose}"
    if link.agreed_events:
        return f"{whose}: agreed for {link.agreed_events} of {link.events}, by rule for the rest"
    if link.is_agreed is None:
        return f"{whose} by rule"
    return f"{whose} by rule, not agreed yet"


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
    if trace.recorded:
        said = "Nothing that went wrong in this quarter leads to this supplier"
        if trace.untraced:
            return f"{said}; {untraced_words(trace)}"
        return said
    return (
        "There is nothing to trace in this quarter: no complaint, return, late order, line stop or"
        " incident is recorded"
    )


def _either(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return listed(names).replace(" and ", " or ")


def pareto_headline(names: list[str], weights: list[Decimal]) -> str:
    """How few incident types make how much: `Two of five incident types make 88% of it`; the fewest
    that make four fifths. Where it takes all of these, none dominates, unless the largest makes
    more than half. Weights come the largest first.
    """
    whole = sum(weights, Decimal(0))
    running, count = next(
        (running, count)
        for count, running in enumerate(accumulate(weights), start=1)
        if 5 * running >= 4 * whole
    )
    if len(weights) == 1:
        return f"{names[0]} makes all of it"
    others = len(weights) - 1
    largest = percent_words(weights[0], whole)
    if count == 1 or (count == len(weights) and 2 * weights[0] > whole):
        rest = by_count(others, "the one other incident type", f"{spelled(others)} others")
        return f"{names[0]} makes {largest} of it, {rest} the rest"
    if count == len(weights):
        return (
            f"No small group of incident types dominates: the largest, {lower_first(names[0])},"
            f" makes {largest}"
        )
    few = upper_first(spelled(count))
    kinds = spelled(len(weights))
    return f"{few} of {kinds} incident types make {percent_words(running, whole)} of it"
