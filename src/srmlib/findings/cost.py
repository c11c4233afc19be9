"""What the price costs in use, in words, and how much of it is known."""

from __future__ import annotations

from srmlib.cost.summary import CostLine, CostSummary
from srmlib.findings.words import count_words, money, points_words
from srmlib.metrics.cost import LEAST_COVERAGE
from srmlib.reports.facts import Facts


def cost_headline(facts: Facts) -> str:
    """What the price costs in use, and the largest part of what comes on top; no percentage where it may not be judged."""
    cost, c1 = facts.cost, facts.reading("C1")
    gaps = unknown_words(cost)
    if cost.receipts and cost.price <= 0:
        return f"What was received has no price; costs of {money(cost.total)} {cost.currency} were booked"
    if not cost.receipts:
        return (
            f"Nothing was received; costs of {money(cost.total)} {cost.currency} were booked" if cost.total else "Nothing was received and no cost was booked"
        )
    per_unit = cost.per_good_unit is not None
    price, total = (cost.price_per_good_unit, cost.per_good_unit) if per_unit else (cost.price, cost.total)
    over = f" ({points_words(100 * cost.added / cost.price)}%)" if c1.state == "ok" else ""
    bought = f"price of {money(price)} {cost.currency}{f' per {cost.uom}' if per_unit else ''}"
    beside = [line for line in cost.lines if line.id != "price"]
    if not beside:
        return f"A {bought} was paid; no other cost is supplied"
    is_too_little = any(line.coverage is not None and line.coverage < LEAST_COVERAGE for line in beside)
    if gaps and (is_too_little or not any(line.amount for line in beside)):
        return f"Too little is known to say what a {bought} costs in use: {gaps}"
    if gaps:
        return f"A {bought} costs at least {money(total)} in use{over}: {gaps}"
    largest = max(beside, key=lambda line: line.amount)
    part = f"; the largest part: {largest.name.lower()}" if largest.amount > 0 else ""
    few = f"; too few to judge ({c1.rests_on})" if c1.state == "too_few" else part
    return f"A {bought} costs {money(total)} in use{over}{few}"


def unknown_words(cost: CostSummary) -> str | None:
    """Which cost is not known, and for how many receipts; None when all of it is."""
    for line in cost.lines:
        for part in line.components or (line,):
            if part.unknown_count:
                return f"{part.name.lower()} is not known for {part.unknown_count:,} of {count_words(cost.receipts, 'receipt')}"
            if part.unknown_events:
                return f"{part.name.lower()} is not known for {count_words(part.unknown_events, 'event')}"
    return None


def coverage_words(line: CostLine, receipts: int) -> str:
    """`known for 48 of 51 receipts`, `included in the price for 5, not known for 36 of 41 receipts`, `19 events`."""
    if line.coverage is None:
        return count_words(line.events, "event") + (f", {line.unknown_events:,} more not known" if line.unknown_events else "")
    said = [f"included in the price for {line.included_count:,}"] if line.included_count else []
    if line.unknown_count:
        return ", ".join([*said, f"not known for {line.unknown_count:,} of {count_words(receipts, 'receipt')}"])
    return ", ".join([*said, f"known for all {count_words(receipts, 'receipt')}"]) if receipts != 1 else (said[0] if said else "known for the one receipt")
