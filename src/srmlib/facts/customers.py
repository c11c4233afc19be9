"""What the readers of a report learn of the buyer's customers. In a shared report they are counted,
and never named, numbered or priced; a row about one bears a running label.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from srmlib.agreement.bridge import Bridge, Flip, RowReading
from srmlib.agreement.restatement import Reason, Restatement, RowChange
from srmlib.facts.record import Facts
from srmlib.metrics.result import Reading
from srmlib.promises.kept import BrokenPromise, Complaint, Promises
from srmlib.promises.meaning import Meaning
from srmlib.rules.metric import parts_of
from srmlib.snapshot import Record

# A metric that is counted from one of these is about customers.
CUSTOMER_TABLES = frozenset(
    ("customer_orders", "customer_promises", "complaints", "customer_returns", "order_lots")
)
# Columns that name a customer, or what is one's, and what a row of it is called; a row is called by
# the first of them that it has.
LABELLED = {
    "promise_id": "promise",
    "complaint_id": "complaint",
    "return_id": "return",
    "customer_order_id": "customer order",
    "customer_id": "customer",
    "region": "region",
}
# The only other texts of such a row that tell nothing of a customer.
NEUTRAL = frozenset(("outcome", "broken_cause", "was_supplier_id"))
# What an order is worth, and how much was ordered.
PRICED = ("_amount", "_qty", "currency")


def for_readers(facts: Facts) -> Facts:
    """The facts as the readers of their report may know them: in a shared report that may not name
    customers, without all that does; in an internal one with the labels they bear in the shared one.
    """
    if facts.shares_customers:
        return facts
    customers = _Customers(
        {one.id for one in facts.readings + facts.ours if is_about_customers(one)}
    )
    counted = customers.counted(facts)
    if facts.names_customers:
        return replace(facts, customer_labels=customers.known())
    return counted


def is_about_customers(reading: Reading) -> bool:
    """True where a metric's rows are promises to customers, their orders or complaints."""
    return any(
        parts_of(need)[0] in CUSTOMER_TABLES for need in reading.definition.metric.needs
    )


@dataclass
class _Customers:
    """The labels of one report, given as they are asked for. The same facts are asked in the same
    order, so the shared report and the internal one give the same.
    """

    metrics: set[str]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)

    def label(self, kind: str, named: str) -> str:
        """`promise 12`: the twelfth promise that was asked for."""
        of_kind = self.labels.setdefault(kind, {})
        return of_kind.setdefault(named, f"{kind} {len(of_kind) + 1}")

    def known(self) -> dict[str, str]:
        """By label what it stands for."""
        return {
            label: named
            for of_kind in self.labels.values()
            for named, label in of_kind.items()
        }

    def counted(self, facts: Facts) -> Facts:
        rows = {
            metric: self._frame(frame) if metric in self.metrics else frame
            for metric, frame in facts.rows.items()
        }
        return replace(
            facts,
            rows=rows,
            promises=self._promises(facts.promises),
            meaning=facts.meaning and self._meaning(facts.meaning),
            bridges=[self._bridge(one) for one in facts.bridges],
            restatements=[self._restatement(one) for one in facts.restatements],
            disputes=self._disputes(facts.disputes, facts.rows),
            relationship=facts.relationship
            and facts.relationship.without_rows(self.metrics),
        )

    # Rows

    def _frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        told = [self._row(row) for row in _records(frame)]
        shown = frame.copy()
        for name in frame.columns:
            if _tells(name, frame[name].dropna()):
                shown[name] = pd.Series(
                    [row[name] for row in told], frame.index, dtype=object
                )
        return shown

    def _row(self, row: Record) -> Record:
        """A row with its own id first: a label is the number of the row among its like."""
        row_id = self._row_id(row)
        told = {name: self._value(name, value) for name, value in row.items()}
        return told | {"row_id": row_id}

    def _row_id(self, row: Record) -> str:
        row_id = row["row_id"]
        for name, kind in LABELLED.items():
            named = row.get(name)
            if isinstance(named, str):
                is_all_of_it = row_id in (named, f"order {named}")
                if is_all_of_it:
                    return self.label(kind, named)
                return self.label("row", row_id)
        return self.label("row", row_id)

    def _value(self, name: str, value: Any) -> Any:
        if name in LABELLED:
            if isinstance(value, str):
                return self.label(LABELLED[name], value)
            return None
        return None if _tells(name, [value]) else value

    def _reading(self, row: RowReading | None) -> RowReading | None:
        if row is None:
            return None
        return replace(
            row, facts={name: self._value(name, value) for name, value in row.facts.items()}
        )

    def _label_of(self, row_id: str, *readings: RowReading | None) -> str:
        facts: Record = next((row.facts for row in readings if row is not None), {})
        return self._row_id(facts | {"row_id": row_id})

    # What the two firms agree on

    def _bridge(self, bridge: Bridge) -> Bridge:
        if bridge.metric_id not in self.metrics:
            return bridge
        steps = [
            replace(step, flips=[self._flip(flip) for flip in step.flips])
            for step in bridge.steps
        ]
        return replace(bridge, steps=steps)

    def _flip(self, flip: Flip) -> Flip:
        label = self._label_of(flip.row_id, flip.after, flip.before)
        return Flip(label, self._reading(flip.before), self._reading(flip.after))

    def _restatement(self, restatement: Restatement) -> Restatement:
        if restatement.metric_id not in self.metrics:
            return restatement
        return replace(restatement, rows=[self._change(row) for row in restatement.rows])

    def _change(self, row: RowChange) -> RowChange:
        readings = [one for one in (row.then, row.now) if one]
        told = {
            name
            for one in readings
            for name, value in one.facts.items()
            if _tells(name, [value])
        }
        return RowChange(
            self._label_of(row.row_id, row.now, row.then),
            self._reading(row.then),
            self._reading(row.now),
            tuple(_without(told, reason) for reason in row.reasons),
        )

    def _disputes(
        self, disputes: pd.DataFrame, rows: dict[str, pd.DataFrame]
    ) -> pd.DataFrame:
        """What one firm wrote to the other stays: both have read it."""
        labels = {
            (metric, row["row_id"]): self._row_id(row)
            for metric in sorted(self.metrics & rows.keys())
            for row in _records(rows[metric])
        }
        named = [
            labels.get((metric, row_id)) or self.label("row", row_id)
            if metric in self.metrics
            else row_id
            for metric, row_id in zip(
                disputes["metric_id"], disputes["row_id"], strict=True
            )
        ]
        return disputes.assign(row_id=named)

    # Promises, and what the supplier means to customers

    def _promises(self, promises: Promises) -> Promises:
        return replace(
            promises,
            broken=tuple(map(self._broken, promises.broken)),
            complaints=tuple(map(self._complaint, promises.complaints)),
        )

    def _broken(self, promise: BrokenPromise) -> BrokenPromise:
        """What the customer wrote is counted: each complaint is there, without its words."""
        return replace(
            promise,
            promise_id=self.label("promise", promise.promise_id),
            customer_order_id=self.label("customer order", promise.customer_order_id),
            complaints=(None,) * len(promise.complaints),
        )

    def _complaint(self, complaint: Complaint) -> Complaint:
        order = complaint.customer_order_id
        return replace(
            complaint,
            complaint_id=self.label("complaint", complaint.complaint_id),
            customer_order_id=order and self.label("customer order", order),
            subject=None,
        )

    def _meaning(self, meaning: Meaning) -> Meaning:
        """Shares are rounded, so that no amount can be found from one."""
        regions = [
            replace(one, region=one.region and self.label("region", one.region))
            for one in meaning.regions.regions
        ]
        return replace(
            meaning,
            broken=replace(
                meaning.broken,
                revenue=None,
                orders_without_amount=None,
                share_of_revenue=_rounded(meaning.broken.share_of_revenue),
            ),
            top_customers=replace(
                meaning.top_customers,
                sales=None,
                top_sales=None,
                dependent_sales=None,
                share_of_sales=_rounded(meaning.top_customers.share_of_sales),
            ),
            regions=replace(meaning.regions, regions=tuple(regions)),
        )


def _tells(name: str, values: Iterable[Any]) -> bool:
    """Whether a column of a row about customers may tell who one is, or what was ordered: any text
    that is not known to be neutral does.
    """
    if name in NEUTRAL:
        return False
    return name.endswith(PRICED) or any(isinstance(value, str) for value in values)


def _records(frame: pd.DataFrame) -> list[Record]:
    return [
        {str(name): value for name, value in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]


def _without(columns: set[str], reason: Reason) -> Reason:
    """A reason that only names the columns that changed where their values may not be told."""
    if not columns & set(reason.columns):
        return reason
    return replace(reason, words=f"corrected: {', '.join(reason.columns)}")


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share)
