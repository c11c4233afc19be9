"""Which of the elements of total cost an extract carries, and why the others are not measured: what
`srm check` prints.
"""

from __future__ import annotations

from dataclasses import dataclass

from srmlib.numbers import plural
from srmlib.rules.element_record import Element
from srmlib.rules.elements import ELEMENTS, freight_name
from srmlib.snapshot import Record, Snapshot

STATED = "stated"
DERIVED = "derived"
NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Measured:
    """One element: stated by the extract's cost events, derived from its other tables, or not
    measured; and from how many events, or why not.
    """

    element: str
    name: str
    state: str
    reason: str


def measured_elements(snapshot: Snapshot) -> list[Measured]:
    """Every element in printed order, as the snapshot's ledger holds it."""
    rates = _names(snapshot.records("SELECT DISTINCT rate_name AS name FROM rates"))
    given = _names(snapshot.records("SELECT DISTINCT element AS name FROM cost_events"))
    events = _events(snapshot)
    stated_parts = _names(
        snapshot.records(
            "SELECT DISTINCT component AS name FROM cost_ledger WHERE component IS NOT NULL"
        )
    )
    names = {element.id: element.name for element in ELEMENTS.values()} | {
        "freight_duty": freight_name(stated_parts)
    }
    zero = _names(snapshot.records("SELECT element AS name FROM cost_measured"))
    return [
        Measured(
            element.id,
            names[element.id],
            *_state(snapshot, element, rates, given, zero, events.get(element.id, (0, 0))),
        )
        for element in ELEMENTS.values()
    ]


def _events(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    """Per element its events that the extract states, and those that are derived."""
    rows = snapshot.records(
        "SELECT element, count(DISTINCT event_id) FILTER (source = 'cost_events') AS booked,"
        " count(DISTINCT (source, event_id)) FILTER (source <> 'cost_events') AS derived FROM"
        " cost_ledger GROUP BY element"
    )
    return {row["element"]: (row["booked"], row["derived"]) for row in rows}


def _state(
    snapshot: Snapshot,
    element: Element,
    rates: set[str],
    given: set[str],
    counts_to_zero: set[str],
    events: tuple[int, int],
) -> tuple[str, str]:
    without = ", ".join(_missing_rates(element, rates))
    booked, derived = events
    derived_from = f"{derived:,} from {', '.join(_tables(snapshot, element))}"
    if booked and derived:
        return (
            STATED,
            f"{booked:,} in cost_events; of suppliers or days without, {derived_from}",
        )
    if booked:
        return STATED, f"{booked:,} in cost_events"
    if derived and without:
        return DERIVED, f"{derived_from}; no rate {without}"
    if derived:
        return DERIVED, derived_from
    if element.id in counts_to_zero:
        return DERIVED, f"none in {', '.join(_tables(snapshot, element))}"
    if element.id in given:
        return (
            NOT_MEASURED,
            "none of its cost_events could be used: see cost_rows_used of a report",
        )
    if not element.tables:
        return NOT_MEASURED, "no cost_events of it"
    if missing := [
        table for table in element.tables if table not in snapshot.supplied_tables
    ]:
        lacking = f"no table {', '.join(missing)}"
        if without:
            lacking += f", no rate {without}"
        return NOT_MEASURED, lacking
    if without:
        return NOT_MEASURED, f"no rate {without}"
    return NOT_MEASURED, f"no event of it in {', '.join(element.tables)}"


def _missing_rates(element: Element, rates: set[str]) -> list[str]:
    return [rate for rate in (*element.rates, *element.second_rates) if rate not in rates]


def _tables(snapshot: Snapshot, element: Element) -> list[str]:
    return [table for table in element.tables if table in snapshot.supplied_tables]


def measured_lines(snapshot: Snapshot) -> list[str]:
    """One printed line per element, and one for the rates that were read."""
    found = measured_elements(snapshot)
    width = max(len(one.name) for one in found)
    return [
        f"{one.name:{width}}  {one.state:{len(NOT_MEASURED)}}  {one.reason}"
        for one in found
    ] + [_rates_line(snapshot)]


def _rates_line(snapshot: Snapshot) -> str:
    """How many rates there are, and which of them value nothing: often one under another name than
    the events have.
    """
    names = {
        row["rate_name"]: row["values_read"]
        for row in snapshot.records(
            "SELECT rate_name, count(*) AS values_read FROM rates GROUP BY rate_name ORDER BY"
            " rate_name"
        )
    }
    used = _names(snapshot.records("SELECT DISTINCT rate_name AS name FROM cost_ledger"))
    used |= {
        rate
        for one in measured_elements(snapshot)
        if one.state == DERIVED
        for rate in ELEMENTS[one.element].second_rates
    }
    unused = [name for name in names if name not in used]
    value_count = sum(names.values())
    read = (
        f"{len(names)} {plural('rate', len(names))} read,"
        f" {value_count} {plural('value', value_count)}"
    )
    if unused:
        read += f"; used by no event: {', '.join(unused)}"
    return read


def _names(rows: list[Record]) -> set[str]:
    return {row["name"] for row in rows}
