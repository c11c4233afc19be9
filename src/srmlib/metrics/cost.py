"""Cost: total cost over price (C1), read from the cost ledger."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from srmlib.metrics.arithmetic import ratio
from srmlib.metrics.counted import QUARTERS_SHOWN, history_before
from srmlib.metrics.result import BasisReading, Reading
from srmlib.metrics.rows import by_quarter, sums_by_month
from srmlib.metrics.verdict import is_enough, judge
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.rules.elements import COMPONENTS, ROUTINE, STEADY
from srmlib.snapshot import Snapshot
from srmlib.stats.intervals import bootstrap_interval

LEAST_COVERAGE = 0.8
CENT = Decimal("0.01")


def read_c1(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Total cost over price, in the reporting currency.

    Unknown is not zero: where freight or insurance is known for less than 80 % of the receipts, the
    state is too_few. n is the number of cost events with an amount, freight and insurance of one
    shipment as one. Costs that every order line, receipt, lot, invoice or month brings with it
    (routine) are in the value and no events of n: there are many, and they tell nothing that the
    next one would not. Interval: bootstrap by shipment, else receipt, order or event; safety stock
    and one-off costs are not resampled.
    """
    quarters = quarter.back(QUARTERS_SHOWN)
    months = sums_by_month(snapshot, "C1", supplier_id, quarters[0].start, quarter.until)
    sums = {basis: by_quarter(months[basis], quarters) for basis in definition.bases}
    values = {
        basis: {q: _over_price(one.numerator, one.denominator) for q, one in of_basis.items()}
        for basis, of_basis in sums.items()
    }
    coverage = {q: receipts_with_known_freight(snapshot, supplier_id, q) for q in quarters}
    events = {q: _events(snapshot, supplier_id, q) for q in quarters}
    known, receipts = coverage[quarter]
    now = sums["agreed"][quarter]
    interval = None
    if values["agreed"][quarter] is not None:
        interval = _interval(snapshot, supplier_id, quarter)
    return judge(
        definition,
        value=values["agreed"][quarter],
        n=events[quarter],
        interval=interval,
        interval_method="bootstrap by shipment",
        numerator=str(now.numerator.quantize(CENT)),
        denominator=str(now.denominator.quantize(CENT)),
        bases={
            basis: BasisReading(
                values[basis][quarter],
                sums[basis][quarter].numerator.quantize(CENT),
                sums[basis][quarter].denominator.quantize(CENT),
                choices,
            )
            for basis, choices in definition.bases.items()
        },
        # A quarter whose freight is mostly unknown would look cheap: it is a gap.
        history=[
            (
                q.label,
                values["agreed"][q] if _is_known_enough(*coverage[q]) else None,
                is_enough(definition, events[q]),
            )
            for q in quarters
        ],
        history_before=history_before(definition, values.get("before", {})),
        counted=definition.metric.counted,
        notes=_coverage_note(snapshot, known, receipts) + _rule_note(definition),
        # Of costs that all hang together nobody can tell how sure they are.
        is_known_enough=_is_known_enough(known, receipts) and interval is not None,
    )


def _over_price(added: Decimal, price: Decimal) -> float | None:
    value = ratio(added, price) if price > 0 else None
    return None if value is None else float(value)


def _coverage_note(snapshot: Snapshot, known: int, receipts: int) -> list[str]:
    if known == receipts:
        return []
    spoken = {
        name
        for (name,) in snapshot.con.execute("SELECT DISTINCT component FROM cost_ledger").fetchall()
    }
    names = " and ".join(component for component in COMPONENTS if component in spoken).capitalize()
    so = (
        "the value is what is known, at least"
        if _is_known_enough(known, receipts)
        else "too little to judge"
    )
    return [
        f"{names} {'are' if ' and ' in names else 'is'} known for {known} of {receipts} receipts:"
        f" {so}."
    ]


def _rule_note(definition: Definition) -> list[str]:
    """What the agreed rule leaves out: the amounts of the report's cost section hold all costs."""
    left_out = [
        switch
        for switch in definition.metric.switches.values()
        if definition.agreed[switch.name] != switch.default
    ]
    return (
        [
            "By the agreed rule:"
            f" {'; '.join(f'{s.words.lower()}: {s.say(definition.agreed[s.name])}' for s in left_out)}."
        ]
        if left_out
        else []
    )


def _is_known_enough(known: int, receipts: int) -> bool:
    return known >= LEAST_COVERAGE * receipts


def _events(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> int:
    """The number of counted cost events with an amount beside the price, routine apart; freight and
    insurance of one shipment are one event.
    """
    return snapshot.con.execute(
        "SELECT count(DISTINCT CASE WHEN component IS NULL THEN 'event ' || event_id ELSE"
        " coalesce('shipment ' || shipment_id, 'event ' || event_id) END) FROM c1_rows WHERE basis"
        " = 'agreed' AND outcome IN ('added', 'credit') AND NOT list_contains(?, element) AND"
        " supplier_id = ? AND counted_on >= ? AND counted_on < ?",
        [list(ROUTINE), supplier_id, quarter.start, quarter.until],
    ).fetchall()[0][0]


def receipts_with_known_freight(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter
) -> tuple[int, int]:
    """Receipts of the quarter whose freight and insurance, as far as the extract speaks of them,
    are all known; and all receipts.
    """
    known, receipts = snapshot.con.execute(
        """
        WITH spoken AS (SELECT count(DISTINCT component) AS components FROM cost_ledger WHERE component IS NOT NULL),
        received AS (
            SELECT receipt_id FROM cost_ledger WHERE element = 'price' AND supplier_id = ? AND booked_on >= ? AND booked_on < ?
        ),
        told AS (
            SELECT receipt_id, component, min(CASE WHEN state = 'unknown' THEN 0 ELSE 1 END) AS is_known
            FROM cost_ledger WHERE component IS NOT NULL GROUP BY receipt_id, component
        ),
        known AS (SELECT receipt_id, sum(is_known) AS components FROM told GROUP BY receipt_id)
        SELECT coalesce(sum(CASE WHEN coalesce(known.components, 0) = spoken.components THEN 1 ELSE 0 END), 0), count(*)
        FROM received CROSS JOIN spoken LEFT JOIN known ON known.receipt_id = received.receipt_id
        """,
        [supplier_id, quarter.start, quarter.until],
    ).fetchall()[0]
    return int(known), int(receipts)


def _interval(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> tuple[float, float] | None:
    # Lines of one shipment share its freight, so a shipment is drawn whole, with all that its
    # receipts brought with them.
    rows = snapshot.con.execute(
        "SELECT list_contains(?, element) AS is_steady, coalesce('shipment ' || shipment_id,"
        " 'receipt ' || receipt_id, 'order ' || order_id, 'event ' || event_id) AS together,"
        " sum(denominator), sum(numerator) FROM c1_rows WHERE basis = 'agreed' AND is_counted AND"
        " supplier_id = ? AND counted_on >= ? AND counted_on < ? GROUP BY 1, 2 ORDER BY 1, 2",
        [list(STEADY), supplier_id, quarter.start, quarter.until],
    ).fetchall()
    steady = float(sum(added for is_steady, _, _, added in rows if is_steady))
    groups = [sums for is_steady, _, *sums in rows if not is_steady]
    if len(groups) < 2:
        return None

    def ratio(resamples: np.ndarray) -> np.ndarray:
        price, added = resamples.sum(axis=1).T
        return 100 * np.divide(
            added + steady, price, out=np.full_like(added, np.nan), where=price > 0
        )

    return bootstrap_interval(np.array(groups, dtype=float), ratio)
