"""Cost: total cost over price (C1), read from the cost ledger."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from srmlib.metrics.arithmetic import ratio
from srmlib.metrics.counted import history_before
from srmlib.metrics.evidence import QUARTERS_OF_A_YEAR, QUARTERS_SHOWN, Past, Year
from srmlib.metrics.known import LEAST_COVERAGE, year_notes
from srmlib.metrics.result import BasisReading, Reading, beside_limits
from srmlib.metrics.rows import by_quarter, sums_by_month
from srmlib.metrics.verdict import is_enough, judge
from srmlib.numbers import by_count, money
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.rules.elements import COMPONENTS, ELEMENTS, ROUTINE, STEADY
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement
from srmlib.stats.change import chance_of_statistics, quotients
from srmlib.stats.intervals import bootstrap_interval
from srmlib.stats.values import Drawn

CENT = Decimal("0.01")
# Whose count a basis is.
COUNTS = {
    "agreed": "the agreed count",
    "buyer": "the buyer's own count",
    "supplier": "the supplier's own count",
}


def read_c1(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Total cost over price, in the reporting currency.

    Unknown is not zero: where freight or insurance is known for less than 80 % of the receipts, or
    another element for less than 80 % of its events, or less than 80 % of the elements that count
    as agreed are measured, the state is too_few; not_supplied where none of them is. n is the
    number of cost events with an amount, freight and insurance of one shipment as one. Costs that
    every order line, receipt, lot, invoice or month brings with it (routine) are in the value and
    no events of n: there are many, and they tell nothing that the next one would not. Interval:
    bootstrap by shipment, else receipt, order or event; safety stock and one-off costs are not
    resampled.
    """
    agreed = _agreed_elements(definition)
    measured = agreed & elements_measured(snapshot)
    if not measured:
        return Reading(
            definition,
            "not_supplied",
            notes=["No cost beside the price is measured: not a cost of 0."],
        )
    is_measured_enough = _is_known_enough(len(measured), len(agreed))
    quarters = quarter.back(QUARTERS_SHOWN)
    months = sums_by_month(snapshot, "C1", supplier_id, quarters[0].start, quarter.until)
    sums = {basis: by_quarter(months[basis], quarters) for basis in definition.bases}
    values = {
        basis: {
            q: _over_price(one.numerator, one.denominator) for q, one in of_basis.items()
        }
        for basis, of_basis in sums.items()
    }
    coverage = {q: receipts_with_known_freight(snapshot, supplier_id, q) for q in quarters}
    events = {q: _events(snapshot, supplier_id, q) for q in quarters}
    known, receipts = coverage[quarter]
    lacking = {q: _events_lacking(snapshot, supplier_id, q, agreed) for q in quarters}
    # A quarter of whose cost too little is known would look cheap: it is a gap, and no year holds it.
    is_known = {
        q: is_measured_enough
        and lacking[q].is_known_enough
        and _is_known_enough(*coverage[q])
        for q in quarters
    }
    gaps = [
        *_freight_gap(snapshot, known, receipts),
        *lacking[quarter].gaps,
        *_elements_gap(len(measured), len(agreed)),
    ]
    is_known_enough = is_known[quarter]
    so = _so(definition, values["agreed"][quarter], is_known_enough)
    last = quarters[-QUARTERS_OF_A_YEAR:]
    year = last if all(is_known[q] for q in last) else []
    compared = [q for q in last if is_known[q]]
    now = sums["agreed"][quarter]
    interval = None
    if values["agreed"][quarter] is not None:
        interval = _interval(snapshot, supplier_id, quarter)
    return judge(
        definition,
        value=values["agreed"][quarter],
        n=events[quarter],
        past=_past(snapshot, supplier_id, year, sum(events[q] for q in year)),
        change_chance=_change_chance(snapshot, supplier_id, compared, quarter),
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
        history=[
            (q.label, values["agreed"][q], is_known[q] and is_enough(definition, events[q]))
            for q in quarters
        ],
        history_before=history_before(definition, values.get("before", {})),
        counted=definition.metric.counted,
        notes=[
            *(_gaps_note(gaps, so) if now.denominator else []),
            *year_notes(quarter, [q for q in quarters if not is_known[q]]),
            *_rule_note(definition),
            *_shared_notes(snapshot, definition, supplier_id, quarter),
        ],
        # Of costs that all hang together nobody can tell how sure they are.
        is_known_enough=is_known_enough and interval is not None,
    )


def _shared_notes(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> list[str]:
    """Between what the value of a basis lies that counts half of a shared cost: it may be nothing of
    it, or all.
    """
    rows = snapshot.records(
        statement("metrics/readings/shared_costs"),
        [supplier_id, quarter.start, quarter.until],
    )
    halves = {
        row["basis"]: row["half"] for row in rows if row["half"] and row["basis"] in COUNTS
    }
    if not halves:
        return []
    sums = sums_by_month(snapshot, "C1", supplier_id, quarter.start, quarter.until)
    notes = []
    for basis, half in halves.items():
        now = by_quarter(sums[basis], [quarter])[quarter]
        least, most = (
            _over_price(now.numerator + end, now.denominator) for end in (-half, half)
        )
        if least is not None and most is not None:
            notes.append(
                f"By {COUNTS[basis]}, half of {money(2 * half)} of shared cause is in it, as its"
                " shares are not agreed: the value lies between"
                f" {beside_limits(least, definition)} and {beside_limits(most, definition)}."
            )
    return notes


def elements_measured(snapshot: Snapshot) -> set[str]:
    """The elements the extract states, or has the rows and the rates to derive."""
    rows = snapshot.records(statement("metrics/readings/elements_measured"))
    return {row["element"] for row in rows}


def elements_lacking(snapshot: Snapshot, definition: Definition) -> str | None:
    """Why too few of the elements that count as agreed are measured; null where enough are."""
    agreed = _agreed_elements(definition)
    measured = agreed & elements_measured(snapshot)
    if _is_known_enough(len(measured), len(agreed)):
        return None
    return "; ".join(_elements_gap(len(measured), len(agreed)))


def _agreed_elements(definition: Definition) -> set[str]:
    """The elements beside the price that count by the agreed rule."""
    agreed = definition.agreed
    return {
        element.id
        for element in ELEMENTS.values()
        if element.id != "price"
        and (agreed["elements"] == "all" or element.id == "freight_duty")
        and (agreed["recovered"] == "in" or element.id != "recovered")
        and (agreed["carrying"] == "in" or not element.ties_up_capital)
        and (agreed["rates"] == "in" or not element.rates)
    }


class _Lacking(NamedTuple):
    """What is said of events whose cost is not known, and whether enough of the others are."""

    gaps: list[str]
    is_known_enough: bool


def _events_lacking(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter, agreed: set[str]
) -> _Lacking:
    """Freight apart, which the receipts bear."""
    rows = [
        row
        for row in snapshot.records(
            statement("metrics/readings/costs_known"),
            [supplier_id, quarter.start, quarter.until],
        )
        if row["unknown"] and row["element"] in agreed
    ]
    gaps = []
    is_known_enough = True
    for row in rows:
        known = row["known"]
        events = row["known"] + row["unknown"]
        # What is reckoned once a quarter has no rows enough to speak of a share of them.
        if row["element"] not in STEADY:
            is_known_enough = is_known_enough and _is_known_enough(known, events)
        name = ELEMENTS[row["element"]].name.lower()
        gaps.append(f"{name} is known for {known} of {events} events")
    return _Lacking(gaps, is_known_enough)


def _elements_gap(measured: int, agreed: int) -> list[str]:
    if measured == agreed:
        return []
    be = by_count(measured, "is", "are")
    freight = ELEMENTS["freight_duty"].name.lower()
    return [
        f"{measured} of the {agreed} elements of cost that count beside the price {be} measured"
        f" ({freight} is one of them)"
    ]


def _gaps_note(gaps: list[str], so: str) -> list[str]:
    if not gaps:
        return []
    said = "; ".join(gaps)
    return [f"{said[0].upper()}{said[1:]}: {so}."]


def _so(definition: Definition, value: float | None, is_known_enough: bool) -> str:
    """What follows from the gaps: what is known is the least, and no ground to judge."""
    if is_known_enough:
        return "the value rests on what is known"
    if value is None:
        return "too little to judge"
    return f"at least {beside_limits(value, definition)}, too little to judge"


def _over_price(added: Decimal, price: Decimal) -> float | None:
    value = ratio(added, price) if price > 0 else None
    return None if value is None else float(value)


def _freight_gap(snapshot: Snapshot, known: int, receipts: int) -> list[str]:
    if known == receipts:
        return []
    rows = snapshot.records("SELECT DISTINCT component FROM cost_ledger")
    spoken = {row["component"] for row in rows}
    names = " and ".join(component for component in COMPONENTS if component in spoken)
    be = "are" if " and " in names else "is"
    return [f"{names} {be} known for {known} of {receipts} receipts"]


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
    count: int = snapshot.scalar(
        statement("metrics/readings/cost_events.duckdb"),
        [list(ROUTINE), supplier_id, quarter.start, quarter.until],
    )
    return count


def receipts_with_known_freight(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter
) -> tuple[int, int]:
    """Receipts of the quarter whose freight and insurance, as far as the extract speaks of them,
    are all known; and all receipts.
    """
    (found,) = snapshot.records(
        statement("metrics/readings/freight_known"),
        [supplier_id, quarter.start, quarter.until],
    )
    return int(found["known"]), int(found["receipts"])


def _interval(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter
) -> tuple[float, float] | None:
    groups, steady = _together(snapshot, supplier_id, quarter)
    if len(groups) < 2:
        return None

    def ratio(resamples: np.ndarray) -> np.ndarray:
        price, added = resamples.sum(axis=1).T
        over: np.ndarray = np.divide(
            added + steady, price, out=np.full_like(added, np.nan), where=price > 0
        )
        return 100 * over

    return bootstrap_interval(np.array(groups, dtype=float), ratio)


def _together(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter
) -> tuple[list[tuple[float, float]], float]:
    """(price, added) of what a quarter's costs hang together by, and what was added apart from it.

    Lines of one shipment share its freight, so a shipment is drawn whole, with all that its
    receipts brought with them.
    """
    rows = snapshot.records(
        statement("metrics/readings/costs_together.duckdb"),
        [list(STEADY), supplier_id, quarter.start, quarter.until],
    )
    steady = float(sum(row["added"] for row in rows if row["is_steady"]))
    return [
        (float(row["price"]), float(row["added"])) for row in rows if not row["is_steady"]
    ], steady


def _drawn(snapshot: Snapshot, supplier_id: str, known: list[Quarter]) -> Drawn | None:
    """What hangs together in some quarters, with what is added apart spread over the prices; null
    where nothing was bought.
    """
    groups = []
    steady = 0.0
    for quarter in known:
        of_quarter, added_apart = _together(snapshot, supplier_id, quarter)
        groups += of_quarter
        steady += added_apart
    prices, added = np.array(groups, dtype=float).reshape(-1, 2).T
    if not prices.sum() > 0:
        return None
    return Drawn(added + steady * prices / prices.sum(), prices)


def _change_chance(
    snapshot: Snapshot, supplier_id: str, known: list[Quarter], quarter: Quarter
) -> float | None:
    """How often chance alone would part the quarter and the one before so far or further; null
    where too little is known of either.
    """
    if not {quarter, quarter.previous()} <= {*known}:
        return None
    now, before = (
        _drawn(snapshot, supplier_id, [one]) for one in (quarter, quarter.previous())
    )
    if now is None or before is None:
        return None
    groups, groups_before = (
        list(np.array([one.numerators, one.denominators]).T[:, None])
        for one in (now, before)
    )
    return chance_of_statistics(groups, groups_before, quotients)


def _past(snapshot: Snapshot, supplier_id: str, known: list[Quarter], events: int) -> Past:
    """What the quarters of the last year say of which enough is known. What is added apart is
    spread over the prices, so that drawing anew leaves its share as it is.
    """
    nothing = Past([None] * QUARTERS_SHOWN)
    year = _drawn(snapshot, supplier_id, known)
    if year is None:
        return nothing
    ends = year.interval()
    return replace(
        nothing,
        year=year,
        summed=Year(100 * year.value, events, ends and (100 * ends[0], 100 * ends[1])),
    )
