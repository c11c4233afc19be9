"""What a trace ends in: breakdowns summed by where they hurt, what broke, on which item, and where
the cause sits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from srmlib.encoding import Block, encoded_fields

# In the order in which they are drawn and told: the supplier's side first, then ours, then what is
# open.
SIDES = (
    "tier2",
    "theirs",
    "carrier",
    "shared",
    "ours",
    "others",
    "not_agreed",
    "not_traced",
)
# The unit of a trace of which no cost is known.
EVENTS = "events"


@dataclass(frozen=True)
class TraceLink:
    """One way from an effect to its cause, with all that went this way.

    `share` is of all links of the selection, 9 places; `amount` is in the unit of the trace: its
    reporting currency, or events where no cost is known. `events` counts the effects that went this
    way, in whole or in part: an effect with two causes is in two links, so where `effect_ids` are
    given, a sum of links counts by them. `least` and `most` are the range of the share where
    several suppliers are possible, else null; `least_amount` and `most_amount` are that of the
    amount, where money is known. `is_agreed`: both firms signed this cause; false where a promise
    says that they have not, null where nothing says so. `agreed_events` are those of the events
    whose cause is agreed. `supplier_id` is null where the cause is no supplier's.
    """

    JSON: ClassVar = {
        "effect_ids": None,
        "least_amount": None,
        "most_amount": None,
        "agreed_events": None,
    }

    effect: str
    breakdown: str
    item: str
    cause_side: str
    supplier_id: str | None
    cause: str
    share: Decimal
    amount: Decimal
    events: int
    evidence: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    is_agreed: bool | None = None
    effect_ids: frozenset[str] = frozenset()
    least_amount: Decimal | None = None
    most_amount: Decimal | None = None
    agreed_events: int = 0

    def __post_init__(self) -> None:
        if self.cause_side not in SIDES:
            raise ValueError(
                f"a link's cause side is '{self.cause_side}', expected one of {', '.join(SIDES)}:"
                " add it to SIDES with its place and words"
            )


@dataclass(frozen=True)
class Trace:
    """The breakdowns of one supplier's quarter, or of any other selection.

    `unit` is the reporting currency, or "events" where no cost is known; `total` is the sum of the
    links' amounts in it. `events` counts the effects, each once. `faults` are the faults of the
    genealogy in words, `missing` what the extract lacks for a trace, as people call it.
    `are_others_left_out`: other suppliers had a part in these effects, which a report that one
    supplier reads does not tell; the shares are of the rest. `recorded` is all that broke in the
    quarter, whomever it leads to; `untraced` is what of it is traced to nobody, and so in no link,
    and `possible` what of that may be the supplier's.
    """

    JSON: ClassVar = (
        "unit",
        "state",
        "total",
        "events",
        "untraced",
        "possible",
        "links",
        "faults",
        "missing",
        "are_others_left_out",
    )

    unit: str = EVENTS
    total: Decimal = Decimal(0)
    links: tuple[TraceLink, ...] = ()
    events: int = 0
    faults: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    are_others_left_out: bool = False
    recorded: int = 0
    untraced: int = 0
    possible: int = 0

    @property
    def weights(self) -> tuple[Decimal, ...]:
        """What each link weighs in a picture or a percentage: its amount, or its share where no
        amount is known. What was recovered weighs nothing.
        """
        if self._is_by_amount:
            return tuple(max(link.amount, Decimal(0)) for link in self.links)
        return tuple(link.share for link in self.links)

    @property
    def ranges(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """The least and the most each link may weigh, in the measure of `weights`; both the weight
        where it can be nothing else.
        """
        weights = self.weights
        whole = Decimal(1) if self.is_costed else sum(weights, Decimal(0))
        ranges = []
        for link, weight in zip(self.links, weights, strict=True):
            least = link.least
            most = link.most
            if self.is_costed:
                least = link.least_amount
                most = link.most_amount
            ranges.append(
                (
                    weight
                    if least is None
                    else max(min(least * whole, weight), Decimal(0)),
                    weight if most is None else max(most * whole, weight),
                )
            )
        return tuple(ranges)

    @property
    def _is_by_amount(self) -> bool:
        return any(link.amount > 0 for link in self.links)

    @property
    def is_costed(self) -> bool:
        """True where money is what the links weigh."""
        return self.unit != EVENTS and self._is_by_amount

    def weight_by(self, column: str) -> dict[str, Decimal]:
        """The weight of all links of each value of one of their columns: `cause_side`, `breakdown`,
        …
        """
        sums: dict[str, Decimal] = {}
        for link, weight in zip(self.links, self.weights, strict=True):
            value = getattr(link, column)
            sums[value] = sums.get(value, Decimal(0)) + weight
        return sums

    @property
    def state(self) -> str:
        """`ok`, `not_supplied` where the extract lacks what a trace needs, else `no_data`."""
        if self.links:
            return "ok"
        if self.missing:
            return "not_supplied"
        return "no_data"

    def to_json(self) -> Block:
        """The trace block of report.json. Without links there is no total: nothing known is not
        zero.
        """
        block = encoded_fields(self)
        if not self.links:
            block["total"] = None
        return block


def events_of(links: Iterable[TraceLink]) -> int:
    """How many effects went through some links: each once where the links name them, else as often
    as they count it.
    """
    links = list(links)
    named = frozenset().union(*(link.effect_ids for link in links))
    return len(named) + sum(link.events for link in links if not link.effect_ids)
