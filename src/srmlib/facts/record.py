"""The facts of one report: one supplier, one quarter, one snapshot. Every number on the page is in
here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

import pandas as pd

from srmlib.agreement.bridge import Bridge
from srmlib.agreement.restatement import Restatement
from srmlib.cost.detail import CostDetail, cost_block
from srmlib.cost.summary import CostSummary
from srmlib.encoding import Block, encoded
from srmlib.facts.data import DataCheck, Extract
from srmlib.facts.suppliers import Supplier
from srmlib.metrics.result import Reading, goal_aligned
from srmlib.metrics.rows import is_measured, missed_rows
from srmlib.partnering import Partnering
from srmlib.promises.kept import Promises
from srmlib.promises.meaning import Meaning
from srmlib.relationship.record import NOTHING, Relationship
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Noun
from srmlib.snapshot.as_of import After
from srmlib.stats.intervals import TAIL
from srmlib.trace.links import Trace

SPOTLIGHT = 5
# Fewer rows among others may be the same by chance.
FEWEST_SAME = 2


@dataclass(frozen=True)
class SameRows:
    """All rows that miss `metric`, `rows` of them, also miss `other`, which `other_rows` miss."""

    metric: str
    other: str
    rows: int
    other_rows: int


@dataclass(frozen=True)
class Facts:
    """`readings` are the supplier's metrics, `ours` those of our part. `rows` holds, per metric
    that is counted, the rows behind it. `before_snapshot` is the snapshot last quarter's report was
    published from (empty: none at hand), `restatements` what reads differently since.
    """

    supplier: Supplier
    quarter: Quarter
    as_of: date
    # What says so, in words, and the rows of days after it.
    as_of_words: str
    rows_after: list[After]
    snapshot_id: str
    audience: str
    extracts: list[Extract]
    readings: list[Reading]
    ours: list[Reading]
    cost: CostSummary
    checks: list[DataCheck]
    rows: dict[str, pd.DataFrame]
    ledger: pd.DataFrame
    disputes: pd.DataFrame
    bridges: list[Bridge] = field(default_factory=list)
    before_snapshot: str = ""
    restatements: list[Restatement] = field(default_factory=list)
    cost_detail: CostDetail = field(default_factory=CostDetail)
    trace: Trace = field(default_factory=Trace)
    promises: Promises = field(default_factory=Promises)
    meaning: Meaning | None = None
    # As its source states it; where it does not, pages say "the buyer".
    buyer: str | None = None
    # Whether a shared report may name, number and price the buyer's customers.
    shares_customers: bool = False
    # In an internal report, by the label that a customer's row bears in the shared one its own id.
    customer_labels: dict[str, str] = field(default_factory=dict)
    # What both firms entered in the register; without one null.
    relationship: Relationship | None = None
    # Signs, principles, keys and level; null without a register.
    partnering: Partnering | None = None

    @property
    def names_customers(self) -> bool:
        """Whether the buyer's customers are named in this report, or only counted."""
        return self.audience == "internal" or self.shares_customers

    @property
    def buyer_name(self) -> str:
        """How pages name the firm that buys, in the middle of a sentence."""
        return self.buyer or "the buyer"

    @property
    def definitions(self) -> list[Definition]:
        return [reading.definition for reading in (*self.readings, *self.ours)]

    def reading(self, metric_id: str) -> Reading:
        return next(
            reading for reading in (*self.readings, *self.ours) if reading.id == metric_id
        )

    def bridges_of(self, metric_id: str) -> list[Bridge]:
        return [found for found in self.bridges if found.metric_id == metric_id]

    def green_zone(self) -> dict[str, int]:
        """How many metrics are judged, in the green zone (goal met), outside it, clearly outside
        it, and measured without a verdict.
        """
        judged = [reading for reading in self.readings if reading.verdict]
        inside = sum(reading.is_green for reading in judged)
        return {
            "judged": len(judged),
            "inside": inside,
            "outside": len(judged) - inside,
            "outside_clear": sum(one.is_clear and not one.is_green for one in judged),
            "without_verdict": sum(
                reading.state == "ok" and reading.verdict is None
                for reading in self.readings
            ),
        }

    def spotlight(self) -> list[Reading]:
        """The metrics outside the green zone, clear ones first, then by how far outside; at most
        five.

        Where nothing has a verdict, on time in full is looked at all the same.
        """
        outside = [
            (
                not reading.is_clear,
                goal_aligned(reading.value, reading.definition),
                reading,
            )
            for reading in self.readings
            if reading.verdict and not reading.is_green and reading.value is not None
        ]
        outside.sort(key=lambda one: one[:2])
        is_unjudged = not any(reading.verdict for reading in self.readings)
        return [reading for *_, reading in outside[:SPOTLIGHT]] or [
            reading
            for reading in self.readings
            if is_unjudged and reading.id == "D1" and reading.state in ("ok", "too_few")
        ]

    def false_alarms(self) -> Block:
        """How many metrics are judged, those of our own part too, and how many of them chance alone
        would call clear if every process were exactly on its goal (at most); a rule is wrong
        in at most so many per cent on each side.
        """
        judged = [
            one for one in (*self.readings, *self.ours) if one.false_alarm is not None
        ]
        return {
            "judged": len(judged),
            "expected": encoded(float(sum(one.false_alarm or 0 for one in judged))),
            "at_most_percent": round(100 * TAIL, 4),
        }

    def same_rows(self) -> list[SameRows]:
        """Which two metrics miss by the same rows, each pair once: all rows that miss the one of
        fewer also miss the other.
        """
        missed = {
            one.id: frozenset(missed_rows(one.definition, self.rows[one.id])["row_id"])
            for one in (*self.readings, *self.ours)
            if one.verdict and not one.is_green and not is_measured(one.definition)
        }
        found = []
        for one, other in combinations(missed, 2):
            fewer, more = sorted((one, other), key=lambda name: len(missed[name]))
            are_alike = missed[fewer] <= missed[more] and (
                len(missed[fewer]) >= FEWEST_SAME or missed[fewer] == missed[more]
            )
            if missed[fewer] and are_alike and self._row_of(fewer) == self._row_of(more):
                found.append(SameRows(fewer, more, len(missed[fewer]), len(missed[more])))
        return found

    def _row_of(self, metric_id: str) -> Noun:
        return self.reading(metric_id).definition.metric.in_numerator

    def has_agreement(self) -> bool:
        """True when both firms signed the definition of any metric that is counted."""
        return any(
            reading.definition.is_signed
            for reading in self.readings
            if reading.state in ("ok", "too_few")
        )

    def to_json(self) -> Block:
        """report.json."""
        return {
            "supplier_id": self.supplier.supplier_id,
            "supplier_name": self.supplier.name,
            "buyer_name": self.buyer,
            "category": self.supplier.category,
            "includes": encoded(self.supplier.includes),
            "quarter": encoded(self.quarter),
            "from": encoded(self.quarter.start),
            "until": encoded(self.quarter.until),
            "as_of": encoded(self.as_of),
            "as_of_origin": self.as_of_words,
            "rows_after": encoded(self.rows_after),
            "audience": self.audience,
            "snapshot": self.snapshot_id,
            "sources": encoded(self.extracts),
            "metrics": encoded(self.readings),
            "our_part": encoded(self.ours),
            "green_zone": self.green_zone(),
            "false_alarms": self.false_alarms(),
            "same_rows": encoded(self.same_rows()),
            "spotlight": [reading.id for reading in self.spotlight()],
            "cost": cost_block(self.cost, self.cost_detail),
            "trace": encoded(self.trace),
            "customer_promise": self._customer_promise(),
            "checks": encoded(self.checks),
            "bridges": encoded(self.bridges),
            "before": self.before_snapshot,
            "restatements": encoded(self.restatements),
            "disputes": [
                {name: _plain(value) for name, value in row.items()}
                for row in self.disputes.astype(object).to_dict("records")
            ],
        } | self._relationship()

    def _relationship(self) -> Block:
        if self.relationship is None:
            return NOTHING
        block = self.relationship.to_json()
        if self.partnering is not None:
            block["relationship"] |= self.partnering.to_json()
        return block

    def _customer_promise(self) -> Block:
        block: Block = {"customers": "named" if self.names_customers else "counted"}
        block |= encoded(self.promises)
        if self.meaning is not None:
            block["meaning"] = encoded(self.meaning)
        return block


def _plain(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
