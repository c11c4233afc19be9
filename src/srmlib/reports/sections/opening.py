"""The first page: what this is, and what matters."""

from __future__ import annotations

from srmlib.cost.summary import CostSummary
from srmlib.facts import Facts
from srmlib.metrics.result import Reading, beside_limits
from srmlib.numbers import money, points_words
from srmlib.reports.page import Section
from srmlib.reports.templating import render, style_sheet
from srmlib.words.cost import is_least
from srmlib.words.metric import goal_words, moved_beyond_chance, zone_change
from srmlib.words.page import fresh_words, so_far_words, summary_sentences
from srmlib.words.words import day_words, lower_first

FILES_SHOWN = 6


def masthead(facts: Facts) -> Section:
    """What this is, and whether it may be trusted: as-of date, snapshot, audience, and
    how fresh each file is.
    """
    # Many files would push the first page away: then only those are named that need a look.
    shown = [
        e
        for e in facts.extracts
        if e.is_stale or e.rows_rejected or len(facts.extracts) <= FILES_SHOWN
    ]
    others = [e for e in facts.extracts if e not in shown]
    body = render(
        "masthead.html.j2",
        facts=facts,
        so_far=so_far_words(facts),
        shown=shown,
        others=others,
        fresh_words=fresh_words(others),
        day_words=day_words,
    )
    return Section(
        "masthead",
        "What is this, and may I trust it?",
        f"{facts.supplier.name}, quarterly review, {facts.quarter}",
        body,
        style=style_sheet(),
    )


def on_one_page(facts: Facts) -> Section:
    """Three sentences, number cards, and what changed since last quarter."""
    changes = [
        {
            "name": r.definition.name,
            "before": beside_limits(r.previous, r.definition),
            "now": r.text,
            "change": zone_change(r),
        }
        for r in (*facts.readings, *filter(moved_beyond_chance, facts.ours))
        if r.state == "ok" and r.previous is not None
    ]
    body = render(
        "on_one_page.html.j2",
        facts=facts,
        sentences=summary_sentences(facts),
        cards=_cards(facts),
        changes=changes,
    )
    return Section("on-one-page", "On one page", summary_sentences(facts)[0], body)


def _cards(facts: Facts) -> list[tuple[str, str]]:
    """Up to four numbers with their words; a number that may not be judged is not shown as one."""
    judged = [r for r in facts.readings if r.verdict]
    cards = []
    if judged:
        green = sum(r.is_green for r in judged)
        cards.append((f"{green} of {len(judged)}", "judged metrics in the green zone"))
    d1, d3, c1 = (facts.reading(metric) for metric in ("D1", "D3", "C1"))
    on_time = d1.definition.name[0].lower() + d1.definition.name[1:]
    if d1.state == "ok" and d1.definition.agreed["unit"] == "line":
        cards.append((d1.text, f"{on_time}: {d1.numerator:,} of {d1.denominator:,} lines"))
    elif d1.state == "ok":
        cards.append((d1.text, f"{on_time}, of {d1.rests_on}"))
    elif d1.state == "too_few":
        cards.append(
            (
                f"{d1.numerator:,} of {d1.denominator:,}",
                f"{on_time}: too few {d1.counted.many} to judge",
            )
        )
    if facts.cost.price > 0:
        cards.append(_cost_card(facts.cost, c1))
    elif facts.cost.total:
        least = "at least " if is_least(facts.cost) else ""
        of_costs = f"{facts.cost.currency} of costs, nothing received"
        cards.append((f"{least}{money(facts.cost.total)}", of_costs))
    if d3.state == "ok":
        cards.append((d3.text, "from the median to the slowest tenth of lead times"))
    # A supplier of services has no deliveries: its judged metrics stand there, those outside the
    # green zone first.
    if d1.state in ("not_agreed", "not_supplied", "no_data"):
        others = {
            r.id: r
            for r in (*facts.spotlight(), *facts.readings)
            if r.verdict and r.id not in ("D1", "D3", "C1")
        }
        cards += [_metric_card(r) for r in others.values()]
    return cards[:4]


def _cost_card(cost: CostSummary, c1: Reading) -> tuple[str, str]:
    """What the price costs in use, per good unit or else over the price; the price alone where that
    may not be judged.
    """
    least = "at least " if is_least(cost) else ""
    if c1.state == "not_supplied" or not cost.is_beside_measured:
        return (
            f"{cost.price:,.0f}",
            f"{cost.currency} purchase price; no cost beside it is supplied",
        )
    is_beside_known = any(line.amount for line in cost.lines if line.id != "price") or not least
    if is_beside_known and cost.per_good_unit is not None and cost.price_per_good_unit is not None:
        price = money(cost.price_per_good_unit)
        return (
            f"{least}{money(cost.per_good_unit)}",
            f"{cost.currency} total cost per {cost.uom}, price {price}",
        )
    if c1.state == "ok" and c1.value is not None:
        return (
            f"{least}{points_words(c1.value)}%",
            f"total cost over a price of {cost.price:,.0f} {cost.currency}",
        )
    return (
        f"{cost.price:,.0f}",
        f"{cost.currency} purchase price; total cost over price: {c1.text}",
    )


def _metric_card(reading: Reading) -> tuple[str, str]:
    definition = reading.definition
    words = f"{lower_first(definition.name)}: goal {goal_words(definition)}, {reading.rests_on}"
    return reading.text, words
