"""Literal traces of invented firms, for tests of words, pictures and pages."""

from __future__ import annotations

from decimal import Decimal

from srmlib.trace.links import Trace, TraceLink

FOUNDRY = "Ems Foundry (tier 2)"
RETURNED, STOPPED, LATE, INCIDENT = (
    "Returned by customer",
    "Line stopped",
    "Late to customer",
    "IT incident",
)


def link(
    effect: str,
    breakdown: str,
    item: str,
    side: str,
    cause: str,
    amount: str,
    events: int,
    **other: object,
) -> TraceLink:
    """A link whose share is set by `trace`."""
    return TraceLink(
        effect,
        breakdown,
        item,
        side,
        None,
        cause,
        Decimal(0),
        Decimal(amount),
        events,
        **other,
    )


def trace(*links: TraceLink, unit: str = "EUR", **other: object) -> Trace:
    """The trace of some links: shares by amount, and every event in one link only."""
    whole = sum(known.amount for known in links)
    shared = [
        TraceLink(
            **vars(known)
            | {
                "share": (known.amount / whole).quantize(Decimal("1e-9"))
                if whole
                else known.share
            }
        )
        for known in links
    ]
    return Trace(unit, whole, tuple(shared), sum(known.events for known in links), **other)


# As in the design: 38.3 k of 80.9 k begins at a foundry behind the supplier.
LINKS = (
    link(
        RETURNED,
        "Porosity",
        "Pump housing",
        "tier2",
        FOUNDRY,
        "21500.00",
        5,
        evidence="lot",
        is_agreed=True,
    ),
    link(
        RETURNED,
        "Porosity",
        "Pump housing",
        "theirs",
        "Harrow: inspection escape",
        "6300.00",
        2,
        evidence="serial",
        is_agreed=False,
    ),
    link(
        RETURNED,
        "Wrong seal fitted",
        "Valve block",
        "ours",
        "Buyer: drawing revision",
        "5000.00",
        2,
        is_agreed=True,
    ),
    link(
        STOPPED, "Porosity", "Pump housing", "tier2", FOUNDRY, "7700.00", 1, evidence="lot"
    ),
    link(
        STOPPED, "Mislabelled box", "Bearing cap", "theirs", "Harrow: packing", "2400.00", 4
    ),
    link(LATE, "Late receipt", "Valve block", "not_traced", "Not traced yet", "3300.00", 3),
    link(
        LATE,
        "Late receipt",
        "Valve block",
        "ours",
        "Buyer: order changed late",
        "8400.00",
        7,
    ),
    link(LATE, "Late receipt", "Pump housing", "theirs", "Harrow: tooling", "14200.00", 6),
    link(
        LATE,
        "Late receipt",
        "Pump housing",
        "tier2",
        FOUNDRY,
        "9100.00",
        3,
        evidence="window",
    ),
    link(
        INCIDENT,
        "No certificate",
        "Valve block",
        "not_traced",
        "Not traced yet",
        "1000.00",
        3,
    ),
    link(
        INCIDENT, "No certificate", "Bearing cap", "theirs", "Harrow: packing", "2000.00", 9
    ),
)
