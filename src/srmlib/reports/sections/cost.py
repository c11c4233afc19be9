"""What it costs beyond the price (section 6)."""

from __future__ import annotations

import pandas as pd

from srmlib import findings
from srmlib.figures.waterfall import cost_waterfall
from srmlib.reports.facts import Facts
from srmlib.reports.page import Section
from srmlib.reports.templating import render


def total_cost(facts: Facts) -> Section:
    """Section 6: what it costs beyond the price, and how much of that is known."""
    cost, headline = facts.cost, findings.cost_headline(facts)
    subtitle = (
        f"{facts.supplier.name}, {facts.quarter}, {cost.currency}. Price, freight and insurance by the day of receipt; other costs by the day of the event."
    )
    rows = [part for line in cost.lines for part in (line.components or (line,))]
    shown = [
        {
            "name": part.name,
            "amount": findings.money(part.amount) if part.amount or part.state not in ("unknown", "partly") else "not known",
            "is_included": part.state == "included",
            "coverage": findings.coverage_words(part, cost.receipts),
            "causes": [(findings.CAUSES[cause], findings.money(amount)) for cause, amount in part.by_cause.items() if amount and cause != "terms"],
        }
        for part in rows
    ]
    figure = cost_waterfall(facts, headline, subtitle)
    body = render("total_cost.html.j2", figure=figure, rows=shown, has_causes=any(row["causes"] for row in shown), cost=cost, money=findings.money)
    return Section("total-cost", "What does it cost beyond the price?", headline, body, {"cost_elements": _cost_table(facts), "cost_ledger": facts.ledger})


def _cost_table(facts: Facts) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "element": line.id,
                "component": part.id if part is not line else None,
                "name": part.name,
                "currency": facts.cost.currency,
                "amount": part.amount,
                "state": part.state,
                "coverage": part.coverage,
                "receipts_known": part.known_count,
                "receipts_included": part.included_count,
                "receipts_unknown": part.unknown_count,
                "events": part.events,
            }
            | {f"cause_{cause}": amount for cause, amount in part.by_cause.items()}
            for line in facts.cost.lines
            for part in (line.components or (line,))
        ]
    )
