"""Quality: what defective parts (Q2) have to say beside their number while an analysis is open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from srmlib.metrics.arithmetic import ratio
from srmlib.metrics.counted import read_metric
from srmlib.metrics.evidence import QUARTERS_SHOWN
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement


@dataclass
class _AtStake:
    """What is confirmed and received in a quarter, and what is claimed in the notices left out
    while their analysis is open.
    """

    confirmed: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    claimed: Decimal = Decimal(0)
    open_count: int = 0

    def is_met(self, definition: Definition, defects: Decimal) -> bool:
        value = ratio(defects, self.received, definition.multiplier)
        return value is not None and value <= Fraction(str(definition.goal))

    def may_be_met(self, definition: Definition) -> bool:
        return self.open_count > 0 and self.is_met(definition, self.confirmed)

    def is_met_with_all(self, definition: Definition) -> bool:
        return self.is_met(definition, self.confirmed + self.claimed)


def read_q2(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Where notices are left out because their analysis is open, the value is a least one: a note
    says whether a goal that is met would be so with all that is claimed in them, and no quarter is
    judged of which this would undo it.
    """
    at_stake = _by_quarter(snapshot, supplier_id, quarter)
    now = at_stake[quarter]
    notes = []
    if now.confirmed and not now.received:
        notes = [
            "Defects were confirmed in the quarter, but no known quantity was received in it."
        ]
    elif now.may_be_met(definition):
        so = "met" if now.is_met_with_all(definition) else "missed"
        notes = [f"If all that these notices claim were confirmed, the goal would be {so}."]
    unknown = {
        past
        for past, one in at_stake.items()
        if one.may_be_met(definition) and not one.is_met_with_all(definition)
    }
    return read_metric(snapshot, definition, supplier_id, quarter, notes, unknown=unknown)


def _by_quarter(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter
) -> defaultdict[Quarter, _AtStake]:
    found: defaultdict[Quarter, _AtStake] = defaultdict(_AtStake)
    start = quarter.back(QUARTERS_SHOWN)[0].start
    asked = statement("metrics/readings/at_stake")
    for row in snapshot.records(asked, [supplier_id, start, quarter.until]):
        one = found[quarter.calendar.quarter_of(row["counted_on"])]
        one.confirmed += row["confirmed"]
        one.received += row["received"]
        one.claimed += row["claimed"]
        one.open_count += row["open_count"]
    return found
