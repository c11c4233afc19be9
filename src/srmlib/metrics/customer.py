"""The customer: what promises not broken by the supplier (P1) and complaints traced (P2) have to say
beside their numbers, as far as the extract names the supplier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from srmlib.metrics.counted import read_metric
from srmlib.metrics.evidence import QUARTERS_OF_A_YEAR, QUARTERS_SHOWN
from srmlib.metrics.known import is_too_little
from srmlib.metrics.result import Reading, beside_limits
from srmlib.numbers import by_count, count_words, percent_words
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement


def read_p1(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Notes say how many promises were kept, whoever caused a break, and between what the value lies while
    causes are open. Where those of more than a fifth of the broken promises are, there is no value.
    """
    outcomes = _by_quarter(
        snapshot, "promises_by_day", quarter, [supplier_id, *_shown(quarter)], "outcome"
    )
    now = outcomes[quarter]
    kept = now["kept"]
    still_open = now["cause_open"]
    promised = sum(now.values())
    notes = []
    if promised:
        share = percent_words(Decimal(kept), promised)
        notes.append(
            f"Whoever caused a break: {kept:,} of {promised:,} promises were kept ({share})."
        )
    if still_open:
        least, most = _between(definition, now)
        notes.append(
            f"The cause of {still_open:,} of {promised - kept:,} broken promises is not agreed yet:"
            f" {by_count(still_open, 'it is', 'they are')} left out, and the value lies between"
            f" {least} and {most}."
        )
    unknown = {
        past
        for past, counts in outcomes.items()
        if is_too_little(counts["cause_open"], sum(counts.values()) - counts["kept"])
    }
    if {*quarter.back(QUARTERS_OF_A_YEAR)} & unknown:
        year = sum(
            (outcomes[past] for past in quarter.back(QUARTERS_OF_A_YEAR)), Counter[str]()
        )
        least, most = _between(definition, year)
        notes.append(f"Over the year the value lies between {least} and {most}.")
    reading = read_metric(
        snapshot, definition, supplier_id, quarter, notes, unknown=unknown
    )
    return _without_value(reading, unknown, quarter)


def _between(definition: Definition, outcomes: Counter[str]) -> tuple[str, str]:
    """The value if each open cause were the supplier's, and if none were."""
    least = outcomes["kept"] + outcomes["broken_other"]
    most = least + outcomes["cause_open"]
    promised = sum(outcomes.values())
    return (
        beside_limits(float(Fraction(100 * least, promised)), definition),
        beside_limits(float(Fraction(100 * most, promised)), definition),
    )


def read_p2(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """The value is at least so much while complaints of the quarter are traced to nobody: a note
    says how many, and what it would be with all of those that may be the supplier's: not with one
    about an order that depends on others only. Where more than a fifth are, there is no
    verdict; and no value where none is traced to the supplier.
    """
    owners = _by_quarter(
        snapshot,
        "complaints_by_day",
        quarter,
        [supplier_id, definition.agreed["period"], *_shown(quarter)],
        "traced_to",
    )
    possible = owners[quarter]["nobody"]
    untraced = possible + owners[quarter]["nobody_of_others"]
    hidden = {
        past
        for past, counts in owners.items()
        if is_too_little(
            counts["nobody"] + counts["nobody_of_others"], sum(counts.values())
        )
    }
    reading = read_metric(snapshot, definition, supplier_id, quarter, unknown=hidden)
    if untraced:
        # Not of how many: the rest would tell each supplier what the others caused.
        noun = count_words(untraced, "complaint")
        said = f"{noun} of the quarter {by_count(untraced, 'is', 'are')} not traced to anyone yet"
        if possible < untraced:
            said += (
                f" ({possible:,} may be this supplier's, the rest are of others' orders)"
            )
        orders = reading.denominator
        if (
            isinstance(orders, int | Decimal)
            and orders
            and reading.value is not None
            and definition.agreed.get("unit") == "event"
        ):
            most = reading.value + float(definition.multiplier * possible / orders)
            said += (
                ": the value is at least what is traced to this supplier, at most"
                f" {beside_limits(most, definition)}"
            )
        reading = replace(reading, notes=[*reading.notes, f"{said}."])
    nothing = {past for past in hidden if not owners[past]["supplier"]}
    return _without_value(reading, nothing, quarter)


def _shown(quarter: Quarter) -> tuple[date, date]:
    return quarter.back(QUARTERS_SHOWN)[0].start, quarter.until


def _by_quarter(
    snapshot: Snapshot, name: str, quarter: Quarter, asked: list[object], column: str
) -> dict[Quarter, Counter[str]]:
    """How many rows of each kind there are in each of the quarters shown."""
    found: dict[Quarter, Counter[str]] = {
        past: Counter() for past in quarter.back(QUARTERS_SHOWN)
    }
    for row in snapshot.records(statement(f"metrics/readings/{name}"), asked):
        of_day = next(past for past in found if past.start <= row["day"] < past.until)
        found[of_day][row[column]] += row["row_count"]
    return found


def _without_value(
    reading: Reading, unknown: Collection[Quarter], quarter: Quarter
) -> Reading:
    """The reading without its value, where too little is known of the quarter for one."""
    if quarter not in unknown or reading.value is None:
        return reading
    agreed = replace(reading.bases["agreed"], value=None)
    return replace(
        reading,
        state="no_data",
        value=None,
        interval=None,
        verdict=None,
        bases=reading.bases | {"agreed": agreed},
    )
