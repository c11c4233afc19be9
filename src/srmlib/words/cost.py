"""What the price costs in use, in words, and how much of it is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from srmlib.cost.balances import Balances, Mass, Money
from srmlib.cost.detail import cause_sums, word_sums
from srmlib.cost.summary import BookDifference, CostLine, CostSummary
from srmlib.facts import Facts
from srmlib.metrics.known import LEAST_COVERAGE
from srmlib.metrics.result import Reading
from srmlib.numbers import by_count, compact, count_words, money, points_words
from srmlib.rules.causes import CAUSE_BY
from srmlib.rules.elements import COMPONENTS, ELEMENTS, ROUTINE
from srmlib.words.words import CAUSES, listed, lower_first, month_words

NOT_AGREED = ", not agreed"


def cost_headline(facts: Facts) -> str:
    """What the price costs in use, and what of it is missing: `A piece bought for 42.04 EUR costs
    51.53 in use, 23% more (freight of 3 receipts still missing)`; no percentage where it may not be
    judged.
    """
    cost = facts.cost
    c1 = facts.reading("C1")
    gaps = unknown_words(cost)
    lacking = not_measured_words(cost)
    least = "at least " if is_least(cost) else ""
    booked = f"costs came to {least}{compact(cost.total)} {cost.currency}"
    unagreed = unagreed_words(facts)
    if unagreed:
        booked += f", of it {unagreed}"
    if is_nothing(cost):
        return "Nothing was received and no cost was booked"
    if without := without_price_words(cost):
        return f"{without}; {booked}"
    bought = f"What was bought for {compact(cost.price)} {cost.currency}"
    total = compact(cost.total)
    if cost.per_good_unit is not None and cost.price_per_good_unit is not None:
        bought = (
            f"A {cost.uom} bought for {money(cost.price_per_good_unit)} {cost.currency}"
        )
        total = money(cost.per_good_unit)
    beside = [line for line in cost.lines if line.id != "price"]
    if not beside:
        return f"{bought} has no other known cost: none is supplied"
    is_too_little = not c1.is_known_enough or any(
        line.coverage is not None and line.coverage < LEAST_COVERAGE for line in beside
    )
    if is_too_little or (gaps and not any(line.amount for line in beside)):
        why = gaps or lacking
        said = f"{bought}: too little is known to say what it costs in use"
        return f"{said} ({why})" if why else said
    in_use = f"{bought} costs {total} in use"
    if c1.state == "ok":
        in_use += f", {_over_words(100 * cost.added / cost.price)}"
    # What is not measured at all is named below the picture.
    if gaps or lacking:
        in_use += f" ({gaps or lacking})"
    largest = max(beside, key=lambda line: line.amount)
    if c1.state == "too_few":
        return f"{in_use}; {c1.text}"
    if largest.amount > 0 and not gaps:
        return f"{in_use}; the largest part is {lower_first(largest.name)}"
    return in_use


def is_nothing(cost: CostSummary) -> bool:
    """True where nothing was received or invoiced, nothing left, and no cost was booked."""
    return not cost.receipts and not cost.price and not cost.total


def without_price_words(cost: CostSummary) -> str | None:
    """Why there is no price to measure costs against: nothing came, it has none, or what left is
    worth as much or more; None where there is one.
    """
    if cost.price > 0:
        return None
    if cost.price < 0:
        return "More left than was bought"
    if not cost.receipts:
        return "Nothing was received"
    if cost.good_qty is not None and not cost.good_qty:
        return "Nothing that was received was kept"
    return "What was received has no price"


def mass_rows(mass: Mass) -> list[tuple[str, Decimal]]:
    """What became of what came, in the order of the balance."""
    is_told = mass.scrapped is not None
    rows = [
        ("received", mass.received),
        ("kept" if is_told else "kept or scrapped: no notice says how much", mass.kept),
        ("returned", mass.returned),
    ]
    if mass.scrapped is not None:
        rows.append(("scrapped", mass.scrapped))
    rows.append(("undecided", mass.undecided))
    return [*rows, ("unexplained", mass.unexplained)] if mass.unexplained else rows


def money_rows(money: Money) -> list[tuple[str, Decimal]]:
    """What was invoiced and what it was for, in the order of the balance; what credit notes gave
    beyond it, and what leads to the price, only where there is any.
    """
    is_ahead = money.not_invoiced < 0
    beside = [
        ("unexplained", money.unexplained),
        ("credited beyond the price", money.beyond),
        (
            "invoiced ahead of receipt" if is_ahead else "received, not invoiced yet",
            money.not_invoiced,
        ),
    ]
    return [
        ("invoiced", money.invoiced),
        ("credited", money.credited),
        ("net purchases at the price ordered", money.net_purchases),
        ("variance: invoiced beside it", money.variance),
        *((name, amount) for name, amount in beside if amount),
    ]


def not_balanced_words(balances: Balances) -> list[str]:
    """Which balance cannot be told, and why."""
    called = {"mass": "What became of the goods", "money": "What was invoiced"}
    return [
        f"{called[name]} is not balanced: {why}." for name, why in balances.reasons.items()
    ]


def _over_words(over: Decimal) -> str:
    """`23% more`, `4.9% more`, `0.6% less`, `as much as the price`."""
    share = points_words(abs(over), 0 if abs(over) >= 10 else 1).removeprefix("+")
    if share == "0.0":
        return "as much as the price"
    return f"{share}% {'more' if over > 0 else 'less'}"


# Elements that can take something off the total: that they are not measured makes it no least.
MAY_TAKE_OFF = ("payment_terms", "recovered")


def is_least(cost: CostSummary) -> bool:
    """True where more would be added to the total if all of it were known or measured."""
    lacking = set(cost.not_measured) - set(MAY_TAKE_OFF)
    return bool(unknown_words(cost) or lacking or cost.components_not_measured)


def not_measured_words(cost: CostSummary) -> str | None:
    """`4 kinds of cost not measured`; None where all are."""
    count = kinds_not_measured(cost)
    return f"{kinds_words(count)} not measured" if count else None


def kinds_not_measured(cost: CostSummary) -> int:
    """How many kinds of cost the extract says nothing of: elements, and parts of freight's."""
    return len(cost.not_measured) + len(cost.components_not_measured)


def kinds_words(count: int) -> str:
    return f"{count:,} {by_count(count, 'kind', 'kinds')} of cost"


def unagreed_words(facts: Facts) -> str | None:
    """How much rests on rates that nobody agreed: `3.7 k EUR at a rate that is not agreed (support
    rate)`; None without such an amount.
    """
    rates = [rate for rate in facts.cost_detail.rates if not rate.agreed_by and rate.amount]
    if not rates:
        return None
    names = list(dict.fromkeys(rate.name.replace("_", " ") for rate in rates))
    amount = sum((rate.amount for rate in rates), Decimal(0))
    at = by_count(len(names), "a rate that is not agreed", "rates that are not agreed")
    return f"{compact(amount)} {facts.cost.currency} at {at} ({listed(names)})"


def unknown_words(cost: CostSummary) -> str | None:
    """Which cost is not known, and for how many receipts; None when all of it is."""
    for line in cost.lines:
        for part in line.components or (line,):
            if part.unknown_count:
                receipts = count_words(part.unknown_count, "receipt")
                return f"{part.name.lower()} of {receipts} still missing"
            if part.unknown_events:
                events = count_words(part.unknown_events, "event")
                return f"{part.name.lower()} of {events} still missing"
    return None


def coverage_words(line: CostLine, receipts: int) -> str:
    """How much of a cost is known: of the receipts that bear it, of its other events, of the plants
    that could report it.

    `known for all 51 receipts`, `included in the price for 5, not known for 36 of 41 receipts`, `1
    of 2 plants report it`. Empty where the extract says nothing of it.
    """
    said = []
    if line.coverage is not None:
        said.append(_receipts_words(line, receipts))
    if line.unknown_events and line.events:
        said.append(f"not known for {line.unknown_events:,} more")
    elif line.unknown_events:
        said.append(f"not known for {count_words(line.unknown_events, 'event')}")
    if line.plants:
        said.append(plants_words(*line.plants))
    return "; ".join(said)


def _receipts_words(line: CostLine, receipts: int) -> str:
    if line.state == "included":
        return "included in the price"
    said = []
    if line.included_count:
        said.append(f"included in the price for {line.included_count:,}")
    if line.unknown_count:
        said.append(
            f"not known for {line.unknown_count:,} of {count_words(receipts, 'receipt')}"
        )
    elif receipts != 1:
        said.append(f"known for all {count_words(receipts, 'receipt')}")
    elif not said:
        said.append("known for the one receipt")
    return ", ".join(said)


def plants_words(reporting: int, plants: int) -> str:
    """`2 of 2 plants report it`, `1 of 1 plant reports it`, `no plant reports it`."""
    if not reporting:
        return "no plant reports it"
    report = by_count(plants, "reports", "report")
    return f"{reporting:,} of {count_words(plants, 'plant')} {report} it"


def causes_words(cost: CostSummary) -> str | None:
    """Whose cause it is what was added to the price, each part only if there is one; None where
    nothing was added.
    """
    if not any(line.amount for line in cost.lines if line.id != "price"):
        return None
    sums = {
        cause: amount
        for cause, amount in cause_sums(cost, with_price=False).items()
        if amount
    }
    whole = _added_words(cost)
    if list(sums) == ["terms"]:
        return f"All of the {whole} follows from the agreed terms."
    if list(sums) == ["open"]:
        return f"None of the {whole} has an agreed cause yet."
    whose = [
        f"{compact(sums[cause])} is {firm}{_in_brackets(by_words(cost, cause))}"
        for cause, firm in WHOSE.items()
        if cause in sums
    ]
    said = []
    if whose:
        said.append(f"by cause {listed(whose)}")
    if "open" in sums:
        said.append(f"{compact(sums['open'])} has no agreed cause yet")
    if "terms" in sums:
        said.append(f"{compact(sums['terms'])} follows from the agreed terms")
    return f"Of {whole}, {'; '.join(said)}."


def _in_brackets(words: str) -> str:
    return f" ({words})" if words else ""


def by_words(cost: CostSummary, cause: str) -> str:
    """Whose word it is that so much is of a cause: `agreed by both firms`; of several `3.2 k agreed
    by both firms, 9.0 k by rule, 5.5 k as booked, not agreed`. Empty where nothing is of the cause.
    """
    return _each_with_amount(cost, cause, CAUSE_BY)


def by_few_words(cost: CostSummary, cause: str) -> str:
    """As by_words, where there is little room: `3.2 k agreed, 9.0 k by rule, 5.5 k booked`."""
    few = {by: said.removesuffix(NOT_AGREED) for by, said in CAUSE_BY.items()}
    return _each_with_amount(cost, cause, few | {"agreed": "agreed", "booked": "booked"})


def _each_with_amount(cost: CostSummary, cause: str, words: Mapping[str, str]) -> str:
    sums = word_sums(cost).get(cause, {})
    told = [(words[by], sums[by]) for by in CAUSE_BY if sums.get(by)]
    if len(told) == 1:
        return told[0][0]
    return ", ".join(f"{compact(amount)} {said}" for said, amount in told)


def cause_parts(lines: Iterable[CostLine]) -> list[tuple[str, Decimal]]:
    """What of some lines is of each cause and by whose word, in words, without what is nothing:
    `supplier's (by rule)`.
    """
    sums = {
        _cause_words(cause, by): Decimal(0) for cause in CAUSES for by in (*CAUSE_BY, "")
    }
    for line in lines:
        for cause, amount in line.by_cause.items():
            for by, part in (line.cause_by.get(cause) or {"": amount}).items():
                sums[_cause_words(cause, by)] += part
    return [(words, amount) for words, amount in sums.items() if amount]


def _cause_words(cause: str, by: str) -> str:
    """That nothing is agreed, and what the terms bring, is nobody's word."""
    said = CAUSE_BY.get(by, "") if cause not in ("open", "terms") else ""
    return CAUSES[cause] + _in_brackets(said.removesuffix(NOT_AGREED))


def _added_words(cost: CostSummary) -> str:
    added = f"{compact(cost.added)} {cost.currency}"
    if cost.price:
        return f"{added} {'known to be ' if is_least(cost) else ''}added to the price"
    return f"{added} of {'known ' if is_least(cost) else ''}cost"


def overlap_words(facts: Facts) -> str | None:
    """How the sums of cost and trace hang together; None without either.

    >>> from facts_fixture import rich
    >>> overlap_words(rich()).partition(";")[0]
    '582 EUR was added to the price'
    """
    cost = facts.cost
    trace = facts.trace
    if not trace.is_costed or not cost.added:
        return None
    added = "was added to the price" if cost.price else "of cost was booked"
    return (
        f"{compact(cost.added)} {cost.currency} {added}; the {compact(trace.total)} {trace.unit}"
        " traced upstream is part of the booked cost, not a further sum."
    )


# Said once, above the sentences that rest on it.
SAVINGS_ASSUME = (
    "A cost counts under what caused it: the incident, order line, lot, notice or ticket it names."
    " Assumed: one of one firm’s cause, whether both agreed on it, a rule says so or one firm stated"
    " it, falls in proportion to its misses. In brackets: by the interval of the metric and uncertain"
    " rates, with costs of shared or open cause at the upper end."
)


def counted_words(cost: CostSummary, c1: Reading) -> str | None:
    """Why C1 rests on fewer events than stand in the section; None where it rests on all of them,
    or is not read.
    """
    routine = [
        lower_first(line.name) for line in cost.lines if line.id in ROUTINE and line.events
    ]
    if c1.state not in ("ok", "too_few") or not routine:
        return None
    words = (
        f"Total cost over price (C1) rests on {count_words(c1.n, 'cost event')}. What comes with"
        f" every receipt, order line or lot is no event of its own: {'; '.join(routine)}."
    )
    if len(cost.components) > 1:
        words += f" The {listed(cost.components)} of one shipment are one event."
    return words


WHOSE = {
    "theirs": "the supplier's",
    "ours": "the buyer's",
    "shared": "shared",
    "carrier": "a carrier's",
}


def empty_words(cost: CostSummary) -> list[str]:
    """What is missing from the table and why: elements nothing was booked or counted for, and those
    that are not measured, which is not the same.
    """
    empty = [_empty_line_words(line) for line in cost.lines if is_empty(line)]
    unmeasured = [
        COMPONENTS[component].lower() for component in cost.components_not_measured
    ]
    unmeasured += [lower_first(ELEMENTS[element].name) for element in cost.not_measured]
    said = []
    if empty:
        said.append(
            f"Nothing was booked or counted in the quarter for: {'; '.join(empty)}."
        )
    if unmeasured:
        said.append(
            f"Not measured: {'; '.join(unmeasured)}. What is not measured is not zero."
        )
    return said


def _empty_line_words(line: CostLine) -> str:
    if line.plants:
        return f"{lower_first(line.name)} ({plants_words(*line.plants)})"
    return lower_first(line.name)


def is_empty(line: CostLine) -> bool:
    """Measured, and nothing happened in the quarter."""
    return line.state == "amount" and not line.events and not line.amount


def paid_by_supplier_words(cost: CostSummary) -> str | None:
    """What the supplier bore itself, by element: `Paid by the supplier itself, not in the total:
    premium freight 1.4 k EUR.`
    """
    paid = [
        f"{lower_first(ELEMENTS[element].name)} {compact(amount)} {cost.currency}"
        for element, amount in cost.paid_by_supplier.items()
        if element != "payment_terms"
    ]
    if not paid:
        return None
    return f"Paid by the supplier itself and not in the total: {'; '.join(paid)}."


def late_payment_words(cost: CostSummary) -> str | None:
    """What the buyer's own late payment was worth: its part, borne by the supplier. None where it
    paid in time.
    """
    worth = cost.paid_by_supplier.get("payment_terms")
    if not worth:
        return None
    return (
        f"The buyer paid late, which is worth {money(worth)} {cost.currency} at the capital rate: the"
        " buyer's part, borne by the supplier and not in the total. Payment terms are counted as"
        " agreed."
    )


def difference_words(difference: BookDifference) -> tuple[str, str]:
    """A difference to the books, and the two sums it is between: `In the books and in no event:
    premium freight, August 2026`.
    """
    where = "In events and not in the books"
    if difference.unexplained > 0:
        where = "In the books and in no event"
    element = lower_first(ELEMENTS[difference.element].name)
    return (
        f"{where}: {element}, {month_words(difference.month_on)}",
        f"books {money(difference.in_books)}, events {money(difference.in_ledger)}",
    )


def books_words(cost: CostSummary, compared: int) -> str:
    """How far the ledger agrees with the books."""
    if not compared:
        return "No sums of the books are supplied to compare with."
    agreeing = compared - len(cost.differences)
    if agreeing == compared == 1:
        return "The books hold the same for the one element and month."
    if agreeing == compared:
        return (
            f"The books hold the same for all {compared:,} sums by element and month that they"
            " hold."
        )
    return (
        f"Of {count_words(compared, 'sum')} by element and month that the books hold,"
        f" {agreeing or 'none'} {by_count(agreeing, 'agrees', 'agree')} with the events."
    )


def ratio_words(cost: CostSummary) -> str | None:
    """The cost ratio, and the supplier performance index in its cost form with what else has that
    name, or why neither is formed; None without a price.
    """
    if cost.price > 0 and not cost.is_beside_measured:
        return "Nothing beside the price is measured: total cost over price says nothing."
    if cost.cost_ratio is None or cost.spi is None:
        return None
    beside = [line for line in cost.lines if line.id != "price"]
    if unknown_words(cost) and not any(line.amount for line in beside):
        return "No cost beside the price is known: total cost over price says nothing."
    least = "at least " if is_least(cost) else ""
    of_failures = "at least " if is_least_of_failures(cost) else ""
    return (
        f"Total cost is {least}{cost.cost_ratio} times the price (cost ratio). With what the"
        f" supplier's own failures cost, purchases come to {of_failures}{cost.spi} times the price:"
        " the supplier performance index (SPI) in its cost form, 1 without a failure. Other systems"
        " give that name to a score from 0 to 100."
    )


def is_least_of_failures(cost: CostSummary) -> bool:
    """True where more may be of the supplier's own failures: not measured, not known, or without an
    agreed cause.
    """
    failures = [line for line in cost.lines if ELEMENTS[line.id].is_non_performance]
    return any(
        ELEMENTS[element].is_non_performance for element in cost.not_measured
    ) or any(
        line.state in ("partly", "unknown") or line.by_cause["open"] > 0
        for line in failures
    )
