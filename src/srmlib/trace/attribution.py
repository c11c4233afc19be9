"""Who is behind what broke: the links of a quarter, and sums by supplier, cause, part.

Everything is read from what a load found: `lot_closure`, `trace_links`, `trace_possible`,
`genealogy_faults`. Weights are parts per 1,000,000,000.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from srmlib.errors import UsageError
from srmlib.numbers import decimal_of
from srmlib.rules.calendar import Quarter
from srmlib.rules.causes import WHOLE
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.stats.apportion import apportion
from srmlib.trace.columns import column
from srmlib.trace.links import EVENTS, Trace, TraceLink
from srmlib.trace.together import Limits, Range, joint_range, limits_of

EFFECTS = {
    "return": "Returned by customer",
    "late_order": "Late to customer",
    "line_stop": "Line stopped",
    "complaint": "Complaint",
    "incident": "IT incident",
}
# What breakdowns can be summed by: the id of a group where it has one, and its words.
GROUPS = {
    "supplier": ("supplier_id", "supplier"),
    "behind": ("behind_supplier_id", "behind"),
    "cause_side": ("cause_side",),
    "cause": ("cause_side", "cause"),
    "part": ("part_id", "part"),
    "breakdown": ("breakdown",),
    "effect": ("effect_kind",),
    "evidence": ("evidence",),
}
# What is known of a link, besides which it is.
NUMBERS = ("weight", "least", "most", "amount", "evidence", "rule", "is_not_agreed")
ZERO = Decimal("0.00")
NINE_PLACES = Decimal("0.000000001")
# From the strongest to the weakest; what several links rest on is the weakest of theirs.
EVIDENCE = ("serial", "lot", "line", "window", "bom", "approved", "claim", "none")
# What tells where a breakdown may have come from: without any of them nothing can be traced.
NEEDED = {
    "lots": "records of lots",
    "complaints": "complaints",
    "customer_promises": "promises to customers",
    "line_stops": "stops of lines",
}


@dataclass(frozen=True)
class GenealogyFault:
    """A row of the genealogy that cannot be right: what it is about, in words, and where it stands.
    `qty` is null where it is of no quantity.
    """

    kind: str
    lot_id: str | None
    other_id: str | None
    qty: Decimal | None
    words: str
    source_file: str
    source_row: int


class Way(NamedTuple):
    """What tells one link from another: it begins with these fields."""

    effect: str
    breakdown: str
    item: str
    cause_side: str
    supplier_id: str | None
    cause: str


# What belongs to other suppliers, in a report that one of them reads.
OTHERS = Way("Other", "Other", "Other", "others", None, "Others")
# What broke, where only a customer's words say so and a shared report may not quote them.
NOT_QUOTED = "Not classified"
# A sum over fewer firms would tell each of them what the others did.
FIRMS_OF_A_SUM = 5


class Part(NamedTuple):
    """What one cause of one effect adds to a link."""

    effect: str
    weight: int
    least: int
    most: int
    amount: Decimal | None
    evidence: str
    rule: str
    is_not_agreed: bool

    @property
    def is_agreed(self) -> bool:
        return self.rule.startswith("agreed")


def trace_of(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter, audience: str
) -> Trace:
    """All links of the breakdowns of a quarter [start, until) that lead to a supplier, or to a firm
    it stands behind.

    In a shared report what of them belongs to other suppliers is one sum, `others`, which is left
    out where it would tell what one of them did; what is ours or not traced stays, without the
    goods it is about where they are others'. Customers are not quoted in it, unless the source
    shares them. Where no cost is known of any of them the unit is
    events. A link's range is what its sources may truly account for, in shares and in money;
    `is_agreed` is true where both firms agreed on all of it. `faults` are those of the genealogy behind these breakdowns; in an
    internal report all others follow.
    """
    rows = snapshot.records(
        statement("trace/readings/quarter_links"),
        {"supplier_id": supplier_id, "start": quarter.start, "until": quarter.until},
    )
    are_others_left_out = False
    if audience == "shared":
        own = [row for row in rows if not _is_others(row)]
        others = [row for row in rows if _is_others(row)]
        are_others_left_out = not _hides_each_firm(others)
        rows = own if are_others_left_out else [*own, *others]
    found: dict[Way, list[Part]] = defaultdict(list)
    for row in rows:
        way = Way(
            EFFECTS[row["effect_kind"]],
            row["breakdown"][:1].upper() + row["breakdown"][1:],
            row["item"],
            row["cause_side"],
            row["supplier_id"],
            row["cause"],
        )
        if audience == "shared":
            way = _as_shared(way, row, supplier_id)
            is_own = not row["is_of_others"]
            if is_own and row["is_quoted"] and not snapshot.shares_customers:
                way = way._replace(breakdown=NOT_QUOTED)
        effect = f"{row['effect_kind']} {row['effect_id']}"
        found[way].append(Part(effect, *(row[name] for name in NUMBERS)))
    weights = {way: sum(part.weight for part in parts) for way, parts in found.items()}
    ways = sorted(found, key=lambda way: (-weights[way], [word or "" for word in way]))
    shares = _shares([weights[way] for way in ways])
    is_costed = any(part.amount is not None for parts in found.values() for part in parts)
    whole = sum(weights.values())
    costs = _costs(part for parts in found.values() for part in parts)
    limits = limits_of(snapshot, quarter)
    links = tuple(
        _link(way, share, found[way], whole, costs if is_costed else None, limits)
        for way, share in zip(ways, shares, strict=True)
    )
    effects = {effect for link in links for effect in link.effect_ids}
    missing: tuple[str, ...] = ()
    if not links and not NEEDED.keys() & snapshot.supplied_tables:
        missing = tuple(NEEDED.values())
    unit = snapshot.reporting_currency if is_costed else EVENTS
    (counts,) = snapshot.records(
        statement("trace/readings/untraced"), [quarter.start, quarter.until, supplier_id]
    )
    return Trace(
        unit,
        sum((link.amount for link in links), ZERO),
        links,
        len(effects),
        _fault_words(snapshot, supplier_id, quarter, audience),
        missing,
        are_others_left_out,
        **counts,
    )


def _fault_words(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter, audience: str
) -> tuple[str, ...]:
    """The faults of the genealogy behind what is shown; then, on an internal page, all others."""
    faults = genealogy_faults(snapshot)
    if not faults:
        return ()
    asked = {
        "start": quarter.start,
        "until": quarter.until,
        "supplier_id": supplier_id,
        "is_shared": audience == "shared",
    }
    behind = [
        GenealogyFault(**row)
        for row in snapshot.records(statement("trace/readings/faults_behind.duckdb"), asked)
    ]
    told = dict.fromkeys([*behind, *(faults if audience == "internal" else ())])
    return tuple(
        f"{fault.words} ({fault.source_file}, row {fault.source_row})" for fault in told
    )


class Cost(NamedTuple):
    """What of an effect is shown: so many parts of it, and what they cost."""

    weight: int
    amount: Decimal


def _costs(parts: Iterable[Part]) -> dict[str, Cost]:
    costs: dict[str, Cost] = defaultdict(lambda: Cost(0, ZERO))
    for part in parts:
        known = costs[part.effect]
        costs[part.effect] = Cost(
            known.weight + part.weight, known.amount + (part.amount or ZERO)
        )
    return costs


def _link(
    way: Way,
    share: Decimal,
    parts: list[Part],
    whole: int,
    costs: dict[str, Cost] | None,
    limits: Limits,
) -> TraceLink:
    """The link of what went one way; its amount in events where no cost is known of the selection
    (`costs` is null). What several effects of the same goods may owe is limited together.
    """
    by_effect: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        by_effect[part.effect].append(part)
    ranges = {effect: _range(of_effect) for effect, of_effect in by_effect.items()}
    least = most = least_amount = most_amount = None
    amount = Decimal(sum(part.weight for part in parts)).scaleb(-9)
    if costs is not None:
        amount = sum((part.amount or ZERO for part in parts), ZERO)
    # What is counted in parts is rounded by one for each of them: so little is no range.
    if sum(known.most - known.least for known in ranges.values()) > len(parts):
        ends = joint_range(ranges, way.supplier_id, limits)
        least, most = _shares_between(ends, share, whole)
        if costs is not None:
            least_amount, most_amount = _amounts_between(
                by_effect, ranges, costs, amount, (way.supplier_id, limits)
            )
    return TraceLink(
        *way,
        share=share,
        amount=amount,
        events=len(by_effect),
        evidence=max((part.evidence for part in parts), key=EVIDENCE.index),
        least=least,
        most=most,
        is_agreed=_is_agreed(parts),
        effect_ids=frozenset(by_effect),
        least_amount=least_amount,
        most_amount=most_amount,
        agreed_events=sum(
            all(part.is_agreed for part in of_effect) for of_effect in by_effect.values()
        ),
    )


def _is_agreed(parts: list[Part]) -> bool | None:
    if all(part.is_agreed for part in parts):
        return True
    return False if any(part.is_not_agreed for part in parts) else None


def _range(parts: list[Part]) -> Range:
    """What may have gone a way of one effect, by the most that is known of its source. Of a source
    that is certain, what went this way is.
    """
    weight = sum(part.weight for part in parts)
    least = max(part.least for part in parts)
    most = max(part.most for part in parts)
    if least == most:
        return Range(weight, weight)
    return Range(min(least, weight), max(most, weight))


def _shares_between(
    ends: tuple[Fraction, Fraction], share: Decimal, whole: int
) -> tuple[Decimal, Decimal]:
    least, most = (decimal_of(end / whole).quantize(NINE_PLACES) for end in ends)
    return min(least, share), max(min(most, Decimal(1)), share)


def _amounts_between(
    by_effect: dict[str, list[Part]],
    ranges: dict[str, Range],
    costs: dict[str, Cost],
    amount: Decimal,
    joint: tuple[str | None, Limits],
) -> tuple[Decimal, Decimal]:
    """The least and the most of the amount: of each effect its range times what it cost, of what is
    shown of it. What is recovered (a cost below zero) is the least where the range is the most.
    `joint`: whose it is, and what effects of the same goods may owe that one together.
    """
    least = most = ZERO
    for effect, parts in by_effect.items():
        own = sum(part.weight for part in parts)
        booked = sum((part.amount or ZERO for part in parts), ZERO)
        cost = costs[effect]
        ends = [
            booked if end == own else cost.amount * min(end, cost.weight) / cost.weight
            for end in ranges[effect]
        ]
        least = least + min(ends)
        most = most + max(ends)
    if any((effect, joint[0]) in joint[1] for effect in by_effect):
        worth = {
            effect: Fraction(costs[effect].amount) / costs[effect].weight
            for effect in ranges
        }
        shown = {
            effect: Range(*(min(end, costs[effect].weight) for end in known))
            for effect, known in ranges.items()
        }
        together = [decimal_of(end) for end in joint_range(shown, *joint, worth)]
        least = max(least, together[0])
        most = min(most, together[1])
    return min(least.quantize(ZERO), amount), max(most.quantize(ZERO), amount)


def _is_others(row: Record) -> bool:
    """Whether a link is another supplier's to answer for. What is ours or not traced never is, even
    where it is about others' goods.
    """
    return (
        row["is_of_others"]
        and row["supplier_id"] is not None
        and row["cause_side"] not in ("ours", "not_traced")
    )


def _as_shared(way: Way, row: Record, supplier_id: str) -> Way:
    """The way as this supplier may see it: goods, kinds and names of others are not told."""
    if _is_others(row):
        return OTHERS
    if row["is_of_others"]:
        return way._replace(breakdown="Other", item="Other", supplier_id=None)
    known = {row["supplier_id"], row["behind_supplier_id"]}
    return way._replace(supplier_id=supplier_id if supplier_id in known else None)


def _hides_each_firm(others: list[Record]) -> bool:
    """Whether a sum over other firms tells nothing of one of them: enough firms make it, and none
    of them most of it, in breakdowns and in money.
    """
    if not others:
        return True
    for measure in ("weight", "amount"):
        firms: dict[str, Decimal] = defaultdict(Decimal)
        for row in others:
            firms[row["supplier_id"]] += max(Decimal(row[measure] or 0), ZERO)
        # Who has no part in a sum does not hide those who have.
        parts = [part for part in firms.values() if part]
        if parts and (len(parts) < FIRMS_OF_A_SUM or 2 * max(parts) > sum(parts)):
            return False
    return True


def _shares(weights: list[int]) -> list[Decimal]:
    """Each weight as a share of their sum, to 9 places; they add up to 1.

    >>> [str(share) for share in _shares([1, 1, 1])]
    ['0.333333334', '0.333333333', '0.333333333']
    """
    return [Decimal(part).scaleb(-9) for part in apportion(WHOLE, weights)]


def genealogy_faults(snapshot: Snapshot) -> tuple[GenealogyFault, ...]:
    """Every row of the extract's genealogy that cannot be right, by kind and place."""
    rows = snapshot.records(
        "SELECT kind, lot_id, other_id, qty, words, source_file, source_row FROM genealogy_faults"
        " ORDER BY kind, source_file, source_row, lot_id, other_id"
    )
    return tuple(GenealogyFault(**row) for row in rows)


def breakdowns(snapshot: Snapshot, quarter: Quarter, by: str = "supplier") -> pd.DataFrame:
    """What broke in a quarter [start, until), summed by supplier, behind, cause_side, cause, part,
    breakdown, effect or evidence; most first.

    Columns: the group; `events` (whole effects that touch it), `weight` (parts per 1,000,000,000 of
    effects), `share` of all, `amount` (reporting currency; null where none of them has a cost),
    `least` and `most` (effects it may truly account for; by supplier only). The shares add up to 1,
    the amounts to the ledger's cost of all that broke. Raises UsageError for another `by`.
    """
    if by not in GROUPS:
        raise UsageError(
            f"Breakdowns cannot be summed by '{by}', expected one of {', '.join(GROUPS)}.\nName one"
            " of them."
        )
    frame = snapshot.frame(
        sql(statement("trace/readings/breakdowns"), columns=GROUPS[by]),
        [quarter.start, quarter.until],
    )
    frame.insert(
        len(frame.columns) - 1,
        "share",
        column(_shares(frame["weight"].tolist()), pa.decimal128(10, 9)),
    )
    if by == "supplier":
        return _with_ranges(snapshot, quarter, frame)
    return frame


def _with_ranges(snapshot: Snapshot, quarter: Quarter, frame: pd.DataFrame) -> pd.DataFrame:
    ranges = snapshot.records(
        statement("trace/readings/ranges"), {"start": quarter.start, "until": quarter.until}
    )
    by_firm: dict[str, dict[str, Range]] = defaultdict(dict)
    for row in ranges:
        effect = f"{row['effect_kind']} {row['effect_id']}"
        by_firm[row["supplier_id"]][effect] = Range(int(row["least"]), int(row["most"]))
    limits = limits_of(snapshot, quarter)
    known = {
        firm: tuple(
            Decimal(int(end)).scaleb(-9) for end in joint_range(of_firm, firm, limits)
        )
        for firm, of_firm in by_firm.items()
    }
    for place, name in enumerate(("least", "most")):
        values = [
            known[firm][place] if firm in known else None
            for firm in frame["supplier_id"].tolist()
        ]
        frame[name] = column(values, pa.decimal128(28, 9))
    return frame
