"""Sentences computed from facts: headlines, verdicts and changes. Each clause is said only where its fact holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd

from srmlib.cost.summary import CostLine, CostSummary
from srmlib.metrics.bridge import Bridge
from srmlib.metrics.cost import LEAST_COVERAGE
from srmlib.metrics.definition import Definition
from srmlib.metrics.reading import Reading, in_unit
from srmlib.metrics.verdict import FEWEST_MONTHS
from srmlib.reports.facts import Facts, MonthlyChart

VERDICTS = {
    "green_clear": "In the green zone, clear of chance",
    "green_chance": "In the green zone, could be chance",
    "below_chance": "Outside the green zone, could be chance",
    "below_clear": "Outside the green zone, clear of chance",
}


CAUSES = {"theirs": "supplier's", "ours": "buyer's", "shared": "shared", "open": "not agreed", "terms": "terms"}


def count_words(count: int, noun: str) -> str:
    """A count with its noun: `1 report`, `23 reports`.

    >>> count_words(1, "receipt"), count_words(0, "receipt")
    ('1 receipt', '0 receipts')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def goal_words(definition: Definition) -> str:
    """`≥ 95%` or `≤ 4 days`; the goal is printed as it is stored."""
    sign = "≥" if definition.better == "up" else "≤"
    number = f"{definition.goal:g}"
    return f"{sign} {number}{'%' if definition.unit == '%' else ' ' + definition.unit}"


def verdict_words(reading: Reading) -> str:
    """The verdict in words, or why there is none."""
    if reading.state != "ok":
        return reading.text[0].upper() + reading.text[1:]
    if reading.verdict is None:
        return "Definition not yet agreed: no verdict"
    return VERDICTS[reading.verdict]


def interval_words(reading: Reading) -> str | None:
    """`81.2 to 96.8%`, the 95 % interval; None where nothing can be said."""
    if reading.interval is None or reading.state != "ok":
        return None
    low, high = (in_unit(x, reading.definition) for x in reading.interval)
    number, _, unit = low.partition(" ")
    return f"{number.removesuffix('%')} to {high}" if unit or low.endswith("%") else f"{low} to {high}"


def sentence(reading: Reading) -> str:
    """One metric in a sentence: value, count, goal, verdict, change."""
    d = reading.definition
    if reading.state != "ok":
        return f"{d.name}: {reading.text}."
    counted = f" ({reading.numerator:,} of {reading.denominator:,})" if isinstance(reading.numerator, int) else f" ({reading.rests_on})"
    change = change_words(reading)
    return f"{d.name}: {reading.text}{counted}, goal {goal_words(d)}. {verdict_words(reading)}." + (f" {change}." if change else "")


def change_words(reading: Reading) -> str | None:
    """How it moved since last quarter, and whether that is beyond chance; None without both values."""
    if reading.previous is None or reading.value is None or reading.state != "ok" or reading.interval is None:
        return None
    before, now = in_unit(reading.previous, reading.definition), reading.text
    if before == now:
        return f"Unchanged from {before}"
    way = "Up" if reading.value > reading.previous else "Down"
    return f"{way} from {before}; {'beyond chance' if moved_beyond_chance(reading) else 'a move this size could be chance'}"


def moved_beyond_chance(reading: Reading) -> bool:
    """True when last quarter's value lies outside this quarter's interval, widened by √2 because last quarter's value is as uncertain as this one's."""
    if reading.value is None or reading.previous is None or reading.interval is None or reading.state != "ok":
        return False
    if in_unit(reading.previous, reading.definition) == reading.text:
        return False
    low, high = (reading.value + 2**0.5 * (end - reading.value) for end in reading.interval)
    return not low <= reading.previous <= high


def is_improvement(reading: Reading) -> bool:
    return (reading.value > reading.previous) == (reading.definition.better == "up")


def zone_change(reading: Reading) -> str:
    """Whether the metric entered or left the green zone since last quarter, or how it moved."""
    d = reading.definition

    def is_green(value: float) -> bool:
        return value >= d.goal if d.better == "up" else value <= d.goal

    if not d.is_signed:
        return "moved beyond chance" if moved_beyond_chance(reading) else "could be chance"
    if is_green(reading.value) != is_green(reading.previous):
        zone = "entered the green zone" if is_green(reading.value) else "left the green zone"
        return f"{zone}, {'beyond chance' if moved_beyond_chance(reading) else 'could be chance'}"
    stayed = "stayed in the green zone" if is_green(reading.value) else "stayed outside"
    return f"{stayed}, moved beyond chance" if moved_beyond_chance(reading) else stayed


def scorecard_headline(facts: Facts) -> str:
    """How many metrics are in the green zone, and how many outside are clear of chance."""
    judged = [r for r in facts.readings if r.verdict]
    if not judged:
        unsigned = [r for r in facts.readings if r.state == "ok"]
        if unsigned:
            return f"{count_words(len(unsigned), 'metric')} without a verdict: no definition is agreed yet"
        return "Too little to judge this quarter"
    green = [r for r in judged if r.verdict.startswith("green")]
    outside = len(judged) - len(green)
    first = f"{len(green)} of {count_words(len(judged), 'judged metric')} {'is' if 1 in (len(green), len(judged)) else 'are'} in the green zone"
    clear = sum(r.verdict == "below_clear" for r in judged)
    if outside == 0:
        return first
    if outside == 1:
        return f"{first}; the one outside {'is clear of chance' if clear else 'could be chance'}"
    return f"{first}; {clear or 'none'} of the {outside} outside {'is' if clear == 1 else 'are'} clear of chance"


def summary_sentences(facts: Facts) -> list[str]:
    """The page in three sentences, improvements first: what moved, where it stands, what it costs."""
    moved = [r for r in facts.readings if moved_beyond_chance(r)]
    better, worse = [r for r in moved if is_improvement(r)], [r for r in moved if not is_improvement(r)]
    first = " ".join(f"{r.definition.name} improved from {in_unit(r.previous, r.definition)} to {r.text}, beyond chance." for r in better)
    then = " ".join(f"{r.definition.name} fell back from {in_unit(r.previous, r.definition)} to {r.text}, beyond chance." for r in worse)
    quiet = f"Nothing moved beyond chance since {facts.quarter.previous()}." if any(change_words(r) for r in facts.readings) else ""
    return [s for s in (f"{first} {then}".strip() or quiet, scorecard_headline(facts) + ".", cost_headline(facts) + ".") if s]


def money(amount: Decimal) -> str:
    """An amount with thousands separated, to the cent: `248,896.82`."""
    return f"{amount:,.2f}"


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
    over = f" ({100 * cost.added / cost.price:+.1f}%)" if c1.state == "ok" else ""
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


SWITCHES = {
    "due": "The date that counts",
    "place": "Where goods count as received",
    "early_days": "How early is allowed",
    "late_days": "How late is allowed",
    "full_percent": "What counts as full",
    "partials": "Which of several receipts decides",
    "overdue": "Lines of which nothing came",
    "unit": "What is counted",
}
CHOICES = {
    ("due", "requested"): "requested date",
    ("due", "first_confirmed"): "first confirmed date",
    ("due", "last_confirmed"): "last confirmed date",
    ("place", "posted"): "keyed in",
    ("place", "dock"): "at the dock",
    ("place", "shipped"): "shipped",
    ("early_days", None): "any day early",
    ("full_percent", 0): "any quantity",
    ("full_percent", 100): "the ordered quantity",
    ("partials", "last"): "the one that fills the line",
    ("partials", "first"): "the first",
    ("overdue", "miss"): "a miss",
    ("overdue", "ignored"): "not counted",
    ("unit", "line"): "lines",
    ("unit", "quantity"): "quantity",
    ("unit", "value"): "value",
}


def choice_words(switch: str, choice: object) -> str:
    """A switch's setting as people say it: `requested date`, `up to 3 days late`, `at least 95% of it`."""
    if (switch, choice) in CHOICES:
        return CHOICES[switch, choice]
    if switch == "full_percent":
        return f"at least {choice}% of it"
    return f"up to {count_words(choice, 'day')} {switch.removesuffix('_days')}" if choice else f"not a day {switch.removesuffix('_days')}"


def points_words(change: float) -> str:
    """A change in percentage points: `−2.0`, `+6.0`, with a real minus sign."""
    return f"{change:+.1f}".replace("-", "−")


def bridge_headline(bridges: list[Bridge]) -> str:
    """Whose number is what, and which switch explains most of the way."""
    ends = {basis: value for b in bridges for basis, value in ((b.from_basis, b.start), (b.to_basis, b.end))}
    names = {"supplier": "the supplier's own count", "agreed": "the agreed one", "buyer": "the buyer's own"}
    said = _listed([f"{names[basis]} is {float(value):.1f}%" for basis, value in ends.items()])
    steps = [step for b in bridges for step in b.steps if step.change]
    if not steps:
        return f"{said[0].upper()}{said[1:]}: the ways of counting differ, this quarter's lines do not"
    largest = max(steps, key=lambda step: abs(step.change))
    whole = sum(abs(step.change) for step in steps)
    subject = SWITCHES[largest.switch][0].lower() + SWITCHES[largest.switch][1:]
    part = f"{subject} explains {abs(float(largest.change)):.1f} of the {float(whole):.1f} points between them"
    return f"{said[0].upper()}{said[1:]}; {part}"


def missed_words(lines: pd.DataFrame) -> str | None:
    """How far the misses are one order's: `9 of the 10 missed lines are of one order, SCMS-240830`; None where no order has two or more of most."""
    orders = lines.loc[lines["outcome"] != "on_time", "order_id"].dropna()
    missed = int((lines["outcome"] != "on_time").sum())
    if orders.empty:
        return None
    order, count = orders.value_counts().sort_index().idxmax(), int(orders.value_counts().max())
    if count < 2 or 2 * count < missed:
        return None
    all_or_part = f"All {missed}" if count == missed else f"{count} of the {missed}"
    return f"{all_or_part} missed lines are of one order, {order}"


def months_finding(months: MonthlyChart) -> str:
    """Which months stand out of this process's usual variation, as the end of a sentence."""
    signals = months.chart.signals
    seen = sum(s != "no_data" for s in signals)
    if seen < FEWEST_MONTHS:
        return f"too few months with lines to tell a pattern ({seen})"
    beyond = [month for month, s in zip(months.months, signals, strict=True) if s == "beyond"]
    if not beyond:
        return _run_words(months) if "run" in signals else f"no month stands out: all {seen} are this process's usual variation"
    names = f"{len(beyond)} of {seen} months" if len(beyond) > 3 else _listed([month_words(month) for month in beyond])
    rest = f"the other {seen - len(beyond)} months are this process's usual variation"
    # A month far out pulls the average to its side: the run it leaves on the other side is told, but not called a shift.
    also = "eight months or more in a row lie on one side of the average" if "run" in signals else rest
    return f"{names} {'stands' if len(beyond) == 1 else 'stand'} out; {also}"


def _run_words(months: MonthlyChart) -> str:
    """The last run of eight or more months on one side of the average: still going on, or until when it went."""
    chart = months.chart
    last = max(place for place, signal in enumerate(chart.signals) if signal == "run")
    side = "below" if chart.values[last] < chart.centre else "above"
    if all(signal == "no_data" for signal in chart.signals[last + 1 :]):
        return f"the last eight months or more all lie {side} the average: a shift, not chance"
    return f"until {month_words(months.months[last])} eight months or more in a row lay {side} the average, longer than chance usually makes"


def month_words(month: date) -> str:
    return f"{month:%B %Y}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def card_words(facts: dict) -> dict[str, str]:
    """The index's columns from a report.json: on time in full, total cost over price, green zone, data as of."""
    metrics = {metric["id"]: metric for metric in facts["metrics"]}
    judged = [metric for metric in facts["metrics"] if metric["verdict"]]
    green = sum(metric["verdict"].startswith("green") for metric in judged)
    freight = next((e for e in facts["cost"]["elements"] if e["id"] == "freight_duty"), None)
    is_partly = freight and freight["coverage"] is not None and freight["coverage"] < 1
    coverage = f", freight and insurance known for {int(100 * freight['coverage'])}%" if is_partly else ""
    d1, c1 = metrics["D1"], metrics["C1"]
    return {
        "on_time": d1["text"]
        + (f" of {d1['n']:,} lines" if d1["state"] == "ok" else "")
        + (", quantities not supplied" if "not supplied" in d1["name"] else ""),
        "cost": ("+" if c1["state"] == "ok" and c1["value"] >= 0 else "") + c1["text"] + (coverage if c1["value"] is not None else ""),
        "green": f"{green} of {len(judged)}"
        if judged
        else "no agreed definition"
        if any(m["state"] == "ok" for m in facts["metrics"])
        else "too little to judge",
        "spent": f"{Decimal(facts['cost']['price']):,.0f} {facts['cost']['currency']}",
        "as_of": facts["as_of"],
    }
