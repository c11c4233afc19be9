"""What a supplier means to our customers: promises broken, customers who depend on it, who orders
again, hand-overs, and regions.

A promise is kept or broken as metric P1 counts it in its agreed reading: by the day first promised,
unless both firms agreed on another day. Nothing after the as-of date is known. An amount that is
not known is counted as not known; it is never zero.
"""

from __future__ import annotations

from dataclasses import dataclass

from srmlib.promises.broken import Broken, broken
from srmlib.promises.customers import (
    Regions,
    RepeatPurchase,
    TopCustomers,
    by_region,
    repeat_purchase,
    top_customers,
)
from srmlib.promises.hand_overs import HandOvers, hand_over_times
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot


@dataclass(frozen=True)
class Meaning:
    """What a supplier meant to our customers in a quarter."""

    broken: Broken
    top_customers: TopCustomers
    repeat: RepeatPurchase
    hand_overs: HandOvers
    regions: Regions


def meaning_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> Meaning:
    """All that this module measures, of one supplier and quarter."""
    return Meaning(
        broken(snapshot, supplier_id, quarter),
        top_customers(snapshot, supplier_id, quarter),
        repeat_purchase(snapshot, supplier_id, quarter.until),
        hand_over_times(snapshot, supplier_id, quarter),
        by_region(snapshot, supplier_id, quarter),
    )
