"""Of which quarters too little is known: they have no verdict, and stand in no year, no run and no
change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from srmlib.metrics.arithmetic import ratio
from srmlib.metrics.evidence import QUARTERS_OF_A_YEAR, QUARTERS_SHOWN
from srmlib.metrics.result import in_unit
from srmlib.metrics.verdict import is_met
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import rows_table

LEAST_COVERAGE = 0.8


@dataclass
class _Rows:
    """How many rows of a quarter are known, what they add up to, and how many others there are
    whose evidence is wanting: events of a rate apart. `is_least`: events count whose size is not
    known.
    """

    known: int = 0
    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)
    unknown: int = 0
    unknown_events: int = 0
    is_least: bool = False


def is_too_little(unknown: int, whole: int) -> bool:
    """Whether less is known than a judgement takes; exactly, not in floating point."""
    return unknown > (1 - Fraction(str(LEAST_COVERAGE))) * whole


def quarters_unknown(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> set[Quarter]:
    """Those of the last eight in which the evidence of more than a fifth of the rows is wanting, or
    of a rate that of events which would undo a goal that is met.
    """
    found = _rows_by_quarter(snapshot, definition, supplier_id, quarter)
    return {past for past, rows in found.items() if _is_unknown(definition, rows)}


def quarters_so_far(definition: Definition, quarter: Quarter, as_of: date) -> set[Quarter]:
    """Those of the last eight whose later claims still come: what is about their goods or orders
    counts with them. If any is, the last one is.
    """
    return {
        past
        for past in quarter.back(QUARTERS_SHOWN)
        if (mature_on := definition.mature_on(past)) is not None and as_of < mature_on
    }


def so_far_notes(definition: Definition, quarter: Quarter, as_of: date) -> list[str]:
    """Until when the quarter is only so far."""
    mature_on = definition.mature_on(quarter)
    if mature_on is None or as_of >= mature_on:
        return []
    later = definition.metric.in_numerator.many
    return [
        f"So far: {later} about this quarter that come before"
        f" {mature_on.day} {mature_on:%B %Y} count with it and can only raise it."
    ]


def unknown_notes(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    unknown: Collection[Quarter],
) -> list[str]:
    """What is said where too little is known of the quarter's rows, and of which quarters of the
    year.
    """
    notes = []
    rows = _rows_by_quarter(snapshot, definition, supplier_id, quarter).get(
        quarter, _Rows()
    )
    if rows.known and is_too_little(rows.unknown, rows.known + rows.unknown):
        said = (
            "Too little is known to judge: evidence is missing for"
            f" {rows.unknown:,} of {definition.row.count(rows.known + rows.unknown)}"
        )
        notes.append(f"{said}{_range_words(definition, rows)}.")
    return [*notes, *year_notes(quarter, unknown)]


def year_notes(quarter: Quarter, unknown: Collection[Quarter]) -> list[str]:
    """That the year has no value, and because of which of its quarters; nothing where that holds of
    the quarter itself, which is told already.
    """
    if quarter in unknown:
        return []
    lacking = [one.label for one in quarter.back(QUARTERS_OF_A_YEAR) if one in unknown]
    if not lacking:
        return []
    return [f"The year has no value: too little is known of {', '.join(lacking)}."]


def _range_words(definition: Definition, rows: _Rows) -> str:
    """Between what the value lies, of a share whose rows weigh one each."""
    if definition.metric.kind != "share" or rows.denominator != rows.known:
        return ""
    whole = rows.known + rows.unknown
    least, most = (
        in_unit(float(ratio(met, Decimal(whole), definition.multiplier) or 0), definition)
        for met in (rows.numerator, rows.numerator + rows.unknown)
    )
    return f"; with these the value lies between {least} and {most}"


def _is_unknown(definition: Definition, rows: _Rows) -> bool:
    if is_too_little(rows.unknown, rows.known + rows.unknown):
        return True
    least, most = (
        ratio(events, rows.denominator, definition.multiplier)
        for events in (rows.numerator, rows.numerator + rows.unknown_events)
    )
    if least is None or most is None:
        return rows.unknown_events > 0
    if rows.is_least and is_met(definition, float(least)):
        return definition.better == "down"
    return is_met(definition, float(least)) != is_met(definition, float(most))


def _rows_by_quarter(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> dict[Quarter, _Rows]:
    """Of the quarters that have rows."""
    found: dict[Quarter, _Rows] = defaultdict(_Rows)
    wanting = definition.metric.unknown
    is_rate = definition.metric.kind == "rate"
    asked = sql(statement("metrics/readings/known"), rows=rows_table(definition.metric_id))
    start = quarter.back(QUARTERS_SHOWN)[0].start
    for row in (
        snapshot.records(asked, [supplier_id, start, quarter.until]) if wanting else []
    ):
        rows = found[quarter.calendar.quarter_of(row["counted_on"])]
        is_event = is_rate and row["is_event"]
        if row["outcome"] not in wanting:
            rows.known += row["row_count"] if row["is_counted"] else 0
        elif is_event and row["is_counted"]:
            rows.is_least = True
        elif is_event:
            rows.unknown_events += row["row_count"]
        else:
            rows.unknown += row["row_count"]
        if row["is_counted"]:
            rows.numerator += row["numerator"]
            rows.denominator += row["denominator"]
    return found
