"""Promises to customers, and where their problems start."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from markupsafe import Markup

from srmlib.encoding import encoded
from srmlib.facts import Facts
from srmlib.figures.flow import trace_flow
from srmlib.figures.pareto import pareto, pareto_bars
from srmlib.figures.promises import broken_promises
from srmlib.numbers import count_words, money, percent_words
from srmlib.promises.kept import Promises
from srmlib.reports.page import Section
from srmlib.reports.templating import render
from srmlib.trace.links import Trace, TraceLink
from srmlib.words.cost import overlap_words
from srmlib.words.notes import causes_in_trace
from srmlib.words.promise import (
    counted_words,
    meaning_words,
    ownership_words,
    promise_headline,
    promise_side_words,
    seen_words,
)
from srmlib.words.trace import (
    OURS,
    agreement_words,
    evidence_words,
    pareto_headline,
    range_words,
    trace_headline,
    trace_sentence,
    trace_subtitle,
    untraced_words,
)
from srmlib.words.words import listed, upper_first

LINKS_SHOWN, FAULTS_SHOWN, PROMISES_SHOWN, COMPLAINTS_SHOWN = 12, 5, 10, 10
LINK_COLUMNS = (
    "effect",
    "breakdown",
    "item",
    "cause_side",
    "supplier_id",
    "cause",
    "share",
    "amount",
    "unit",
    "events",
    "evidence",
    "least",
    "most",
    "is_agreed",
)
PROMISE_COLUMNS = (
    "promise_id",
    "customer_order_id",
    "due_on",
    "kept_on",
    "days",
    "side",
)


def traced_upstream(facts: Facts) -> Section:
    """From where it hurt back to where the cause sits, with what is the buyer's and what is not
    traced.
    """
    trace = facts.trace
    headline = trace_headline(trace, facts.supplier.name)
    table = {"trace_links": _links_table(facts)}
    if not trace.links:
        body = render(
            "nothing_traced.html.j2",
            headline=headline,
            faults=trace.faults[:FAULTS_SHOWN],
            fault_count=len(trace.faults),
        )
        absent = (
            "" if trace.faults or trace.untraced else _untraced(trace, facts.supplier.name)
        )
        return _trace_section(headline, body, table, absent)
    bars = pareto_bars(trace, "breakdown")
    few = pareto_headline([bar.name for bar in bars], [bar.weight for bar in bars])
    links = sorted(
        zip(trace.links, trace.weights, trace.ranges, strict=True),
        key=lambda known: -known[1],
    )
    body = render(
        "traced_upstream.html.j2",
        trace=trace,
        flow=trace_flow(
            trace,
            headline,
            trace_subtitle(trace, f"{facts.supplier.name}, {facts.quarter}"),
            buyer=facts.buyer_name,
        ),
        sentence=trace_sentence(trace),
        agreed=causes_in_trace(facts),
        ranges=range_words(trace),
        pareto=pareto(
            trace,
            few,
            f"{facts.supplier.name}, {facts.quarter}. In strong grey: the fewest that make four"
            " fifths of it.",
        ),
        untraced=untraced_words(trace),
        rows=[_row(facts, *known) for known in links[:LINKS_SHOWN]],
        has_evidence=any(link.evidence for link in trace.links),
        heading=_links_heading(len(links)),
        faults=trace.faults[:FAULTS_SHOWN],
        fault_count=len(trace.faults),
        overlap=overlap_words(facts),
        buyer=facts.buyer_name,
    )
    return _trace_section(headline, body, table)


def _trace_section(
    headline: str, body: Markup, tables: dict[str, pd.DataFrame], absent: str = ""
) -> Section:
    title = "Where line stops and customer problems start"
    return Section(
        "traced-upstream", title, headline, body, tables, name="Causes", absent=absent
    )


def _untraced(trace: Trace, supplier: str) -> str:
    """What would bring the section onto the page."""
    if trace.missing:
        lacking = listed(list(trace.missing)).replace(" and ", " or ")
        return f"where customer problems start (no {lacking})"
    return f"where customer problems start (nothing that broke leads to {supplier})"


def _links_heading(count: int) -> str:
    if count == 1:
        return "The one link from a problem to its cause"
    if count > LINKS_SHOWN:
        return f"The {LINKS_SHOWN} largest of {count} links from a problem to its cause"
    return f"The {count} links from a problem to its cause, the largest first"


def _row(
    facts: Facts, link: TraceLink, weight: Decimal, bounds: tuple[Decimal, Decimal]
) -> dict[str, str]:
    whole = sum(facts.trace.weights, Decimal(0))
    least, most = (percent_words(min(bound, whole), whole) for bound in bounds)
    return {
        "effect": link.effect,
        "breakdown": link.breakdown,
        "item": link.item,
        "cause": upper_first(facts.buyer_name) if link.cause == OURS else link.cause,
        "side": link.cause_side,
        "agreement": agreement_words(link),
        "evidence": evidence_words(link.evidence),
        "amount": money(link.amount) if link.amount else "not known",
        "events": f"{link.events:,}",
        "share": percent_words(weight, whole) if weight > 0 else "",
        "between": f"{least} to {most}" if least != most else "",
    }


def _links_table(facts: Facts) -> pd.DataFrame:
    rows = [
        encoded(link)
        | {
            "share": link.share,
            "amount": link.amount,
            "unit": facts.trace.unit,
            "least": link.least,
            "most": link.most,
        }
        for link in facts.trace.links
    ]
    return pd.DataFrame(rows, columns=list(LINK_COLUMNS), dtype=object)


def customer_promise(facts: Facts) -> Section:
    """Promises kept by week or month, the broken ones with what the customer saw, and complaints;
    the buyer's to answer for, whoever caused them.
    """
    promises, supplier, buyer = facts.promises, facts.supplier.name, facts.buyer_name
    headline = promise_headline(promises, supplier, buyer)
    figure = broken_promises(
        promises,
        headline,
        f"{supplier}, {facts.quarter}, by {promises.grain}. Broken promises, of how many fell due.",
    )
    meaning = []
    if facts.meaning and promises.is_supplied:
        meaning = meaning_words(facts.meaning, supplier, buyer)
    body = render(
        "customer_promise.html.j2",
        headline=headline,
        figure=figure,
        ownership=ownership_words(buyer),
        counted="" if facts.names_customers else counted_words(buyer),
        has_labels=bool(facts.customer_labels),
        meaning=meaning,
        heading=_heading(len(promises.broken), PROMISES_SHOWN, "broken promise"),
        broken=[
            (promise, seen_words(promise), promise_side_words(promise.side))
            for promise in promises.broken[:PROMISES_SHOWN]
        ],
        complaints_heading=_heading(
            len(promises.complaints), COMPLAINTS_SHOWN, "complaint"
        ),
        complaints=promises.complaints[:COMPLAINTS_SHOWN],
        has_subjects=any(complaint.subject for complaint in promises.complaints),
        supplier=supplier,
    )
    tables = {"broken_promises": _promises_table(promises)}
    if facts.customer_labels:
        tables["customer_labels"] = _labels_table(facts.customer_labels)
    has_something = promises.promised or promises.complaints or meaning
    return Section(
        "customer-promise",
        "Promises to customers",
        headline,
        body,
        tables,
        name="Customers",
        absent="" if has_something else _no_promises(promises, supplier),
    )


def _no_promises(promises: Promises, supplier: str) -> str:
    """What would bring the section onto the page."""
    if promises.is_supplied:
        return f"promises to customers (none that depended on {supplier} fell due)"
    return "promises to customers (tables customer_promises and customer_orders)"


def _promises_table(promises: Promises) -> pd.DataFrame:
    """The broken promises; of complaints that may not be quoted how many there are."""
    rows = [
        [getattr(promise, name) for name in PROMISE_COLUMNS]
        + [len(promise.complaints), "; ".join(filter(None, promise.complaints))]
        for promise in promises.broken
    ]
    columns = [*PROMISE_COLUMNS, "complaint_count", "complaints"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _labels_table(labels: dict[str, str]) -> pd.DataFrame:
    """By label in the shared report, what it stands for: `srm explain` takes the id."""
    return pd.DataFrame(list(labels.items()), columns=["label", "id"], dtype=object)


def _heading(count: int, shown: int, noun: str) -> str:
    if count > shown:
        return f"The first {shown} of {count_words(count, noun)}"
    if count == 1:
        return f"The one {noun}"
    return f"The {count_words(count, noun)}"
