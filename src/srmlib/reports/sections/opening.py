"""Page one: whose report it is, and what matters in it."""

from __future__ import annotations

from srmlib.facts import Facts
from srmlib.figures.cost_bar import cost_bar
from srmlib.figures.glyphs import firm_mark
from srmlib.reports.page import Section
from srmlib.reports.templating import render, style_sheet
from srmlib.words.in_use import cost_line, cost_parts
from srmlib.words.points import for_buyer, for_supplier, relationship_line
from srmlib.words.settle import to_settle
from srmlib.words.standing import period_words
from srmlib.words.status import status_line
from srmlib.words.summary import lead, moved


def masthead(facts: Facts) -> Section:
    """Whose report it is, of which quarter, for whom, and how fresh its data are."""
    body = render(
        "masthead.html.j2",
        facts=facts,
        period=period_words(facts.quarter),
        status=status_line(facts),
    )
    return Section(
        "masthead", "", facts.supplier.name, body, style=style_sheet(), name="Top"
    )


def summary(facts: Facts) -> Section:
    """What matters: the lead, cost over price by cause, what each firm and both should look at, where
    the relationship stands, and what moved since last quarter.
    """
    parts = cost_parts(facts)
    columns = [
        (firm_mark("supplier"), f"For {facts.supplier.name}", for_supplier(facts)),
        (firm_mark("buyer"), f"For {facts.buyer_name}", for_buyer(facts)),
        (firm_mark("both"), "To settle together", to_settle(facts)),
    ]
    body = render(
        "summary.html.j2",
        lead=lead(facts),
        cost=cost_line(facts),
        bar=cost_bar([(one.role, one.rounded, one.words, one.share) for one in parts]),
        columns=columns,
        between=relationship_line(facts),
        moved=moved(facts),
    )
    return Section("summary", "", lead(facts), body, name="Summary")
