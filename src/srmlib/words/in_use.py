"""What the price costs in use, as page one says it: one sentence, and its parts by cause."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from srmlib.cost.detail import cause_sums
from srmlib.cost.summary import CostLine as Element
from srmlib.cost.summary import CostSummary
from srmlib.facts import Facts
from srmlib.metrics.result import Reading
from srmlib.numbers import by_count, money, percent, plural
from srmlib.words.cost import (
    by_few_words,
    is_least,
    is_nothing,
    kinds_not_measured,
    without_price_words,
)
from srmlib.words.plainly import (
    buyer_called,
    element_called,
    every,
    in_short,
    possessive,
    some_of,
    spelled,
    spelled_with,
    supplier_called,
)
from srmlib.words.words import listed, lower_first, upper_first

SMALLEST_PART = Decimal("0.5")
# Of more costs that are known, only the sum is said.
KNOWN_NAMED = 2


@dataclass(frozen=True)
class CostLine:
    """What the price costs in use: bold words, what follows them, and what is said quietly (which
    costs are not in it; empty where all are). Each is whole sentences.
    """

    strong: str
    words: str
    quiet: str


@dataclass(frozen=True)
class CostPart:
    """What was added to the price by one kind of cause, with whose word that is. `role` is the
    colour's: cause-theirs, cause-not-agreed, cause-shared, cause-ours, cause-carrier, cause-terms. `amount` is in the reporting currency,
    negative where credits are more; `rounded` is how it is printed, `share` what it is of all
    positive parts, 0 for a negative one.
    """

    role: str
    amount: Decimal
    rounded: str
    words: str
    share: float


def cost_line(facts: Facts) -> CostLine | None:
    """What a price costs in use, and how much that is this quarter; None where nothing was received
    and no cost was booked. No percentage where too little is known to judge.
    """
    cost = facts.cost
    c1 = facts.reading("C1")
    if is_nothing(cost):
        return None
    lacking = _not_in_it(cost)
    price = f"{in_short(cost.price)} {cost.currency}"
    quiet = f"At least that: {lower_first(lacking)}" if is_least(cost) else ""
    if without := without_price_words(cost):
        strong = (
            f"{without}; costs came to {in_short(cost.total)} {cost.currency} this quarter."
        )
        return CostLine(strong, "", quiet)
    if not cost.is_beside_measured:
        return CostLine(
            f"What came was bought for {price}.", "No other cost is in the data.", ""
        )
    if not c1.is_known_enough or c1.state not in ("ok", "too_few"):
        return CostLine(
            f"What {price} of goods cost in use cannot be said yet.", _known(cost), lacking
        )
    strong = (
        f"What was bought for {price} costs {in_short(cost.total)} {cost.currency} in use."
    )
    if cost.per_good_unit is not None and cost.price_per_good_unit is not None:
        strong = (
            f"{_one_of(cost.uom)} costs {money(cost.per_good_unit)} {cost.currency} in use; its price"
            f" is {money(cost.price_per_good_unit)}."
        )
    return CostLine(strong, _on_top(cost, c1), quiet)


def _one_of(uom: str | None) -> str:
    unit = uom or "unit"
    return f"{'An' if unit[0] in 'aeio' else 'A'} {unit}"


def _known(cost: CostSummary) -> str:
    """`Beside the price only freight is known: 242 k USD.`"""
    known = [part for part in _parts_beside(cost) if part.amount]
    if not known:
        return "Beside the price no cost is known."
    amount = f"{in_short(sum((part.amount for part in known), Decimal(0)))} {cost.currency}"
    if len(known) > KNOWN_NAMED:
        return f"Known beside the price: {amount}."
    names = [element_called(part.name) for part in known]
    are = by_count(len(known), "is", "are")
    return f"Beside the price only {listed(names)} {are} known: {amount}."


def _parts_beside(cost: CostSummary) -> list[Element]:
    """Every element beside the price, in its components where it has any."""
    beside = [line for line in cost.lines if line.id != "price"]
    return [part for line in beside for part in line.components or (line,)]


def _on_top(cost: CostSummary, c1: Reading) -> str:
    """`The 22.6% on top is 47.0 k EUR this quarter.`"""
    added = f"{in_short(abs(cost.added))} {cost.currency} this quarter"
    if not cost.added:
        return "Nothing was added to the price."
    if cost.added < 0:
        return f"Credits took {added} off the price, more than all costs added."
    if c1.state == "too_few":
        events = f"{spelled(c1.n)} {c1.counted.one if c1.n == 1 else c1.counted.many}"
        return f"What is on top is {added}, from {events}: too few for a percentage."
    return f"The {percent(cost.added / cost.price)} on top is {added}."


def _not_in_it(cost: CostSummary) -> str:
    """What is not known and not measured, so that the total is the least; empty where all is in it."""
    said = []
    for count, names in _unknown_by_count(cost).items():
        of = some_of(count, cost.receipts) if count < cost.receipts else every(count)
        are = by_count(len(names), "is", "are")
        receipts = plural("receipt", cost.receipts)
        said.append(f"{listed(names)} of {of} {receipts} {are} not known")
    for part in _parts_beside(cost):
        if part.unknown_events:
            events = spelled_with(part.unknown_events, "event")
            said.append(f"{element_called(part.name)} of {events} is not known")
    if lacking := kinds_not_measured(cost):
        kinds = by_count(lacking, "kind of cost is", "kinds of cost are")
        said.append(f"{spelled(lacking)} {kinds} not measured")
    return f"{upper_first('; '.join(said))}." if said else ""


def _unknown_by_count(cost: CostSummary) -> dict[int, list[str]]:
    """What is not known of receipts, by how many receipts."""
    unknown: dict[int, list[str]] = {}
    for part in _parts_beside(cost):
        if part.unknown_count:
            unknown.setdefault(part.unknown_count, []).append(element_called(part.name))
    return unknown


CAUSE_ROLES = {
    "theirs": "cause-theirs",
    "open": "cause-not-agreed",
    "shared": "cause-shared",
    "ours": "cause-ours",
    "carrier": "cause-carrier",
    "terms": "cause-terms",
}


def cost_parts(facts: Facts) -> list[CostPart]:
    """What was added to the price by cause, in one order each quarter; without those that round to
    nothing. Where credits are more, the supplier's cause is negative.
    """
    sums = cause_sums(facts.cost, with_price=False)
    whole = sum((amount for amount in sums.values() if amount > 0), Decimal(0))
    words = {
        "theirs": _by(facts, "theirs", f"{possessive(supplier_called(facts))} cause"),
        "open": "cause not agreed yet",
        "shared": _by(facts, "shared", "shared"),
        "ours": _by(facts, "ours", f"{possessive(buyer_called(facts))} cause"),
        "carrier": _by(facts, "carrier", "a carrier's cause"),
        "terms": _terms_words(facts.cost),
    }
    return [
        CostPart(
            role,
            sums[cause],
            _with_unit(sums[cause], facts.cost.currency),
            words[cause],
            float(sums[cause] / whole) if sums[cause] > 0 else 0.0,
        )
        for cause, role in CAUSE_ROLES.items()
        if abs(sums[cause]) >= SMALLEST_PART
    ]


def _by(facts: Facts, cause: str, words: str) -> str:
    """`Harrow's cause: by rule`; of several words each with its amount."""
    by = by_few_words(facts.cost, cause)
    return f"{words}: {by}" if by else words


def _with_unit(amount: Decimal, currency: str) -> str:
    """`22.5 k`; a small amount beside it with its currency, so that nobody reads thousands."""
    said = in_short(amount)
    return said if said[-1].isalpha() else f"{said} {currency}"


def _terms_words(cost: CostSummary) -> str:
    """`agreed terms (freight, payment)`."""
    names = [
        lower_first(line.name).removesuffix(" terms")
        for line in cost.lines
        if line.id != "price" and line.by_cause.get("terms")
    ]
    return f"agreed terms ({', '.join(names)})"
