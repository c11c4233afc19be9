"""What both firms settled of a row: how it reads since, as the last step of why it counts
so.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from srmlib.explain import Explanation
from srmlib.explain.explanation import Step
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql
from srmlib.snapshot.definitions import definition_of, rows_table


def row_since(snapshot: Snapshot, found: Explanation) -> Record | None:
    """The row that is explained, as it reads in a snapshot over which the register is laid;
    null where it is there no more.
    """
    asked = sql(
        "SELECT * FROM {rows} WHERE basis = ? AND supplier_id = ? AND row_id = ?",
        rows=rows_table(found.metric_id),
    )
    rows = snapshot.records(asked, [found.basis, found.supplier_id, found.row_id])
    return rows[0] if rows else None


def words_since(snapshot: Snapshot, found: Explanation, row: Record) -> str:
    """The outcome of the row, as its metric says it."""
    definition = definition_of(snapshot.con, found.metric_id, found.supplier_id)
    return definition.metric.outcome_words(row["outcome"])


def ended_by(
    found: Explanation, row: Record, words: str, step: Step, before: str
) -> Explanation:
    """Why the row counts as it reads since, with this last step; `before` says before what
    it read otherwise.
    """
    is_counted = bool(row["is_counted"])
    return replace(
        found,
        outcome=row["outcome"],
        outcome_words=words,
        is_counted=is_counted,
        numerator=row["numerator"] if is_counted else Decimal(0),
        denominator=row["denominator"] if is_counted else Decimal(0),
        steps=(*found.steps, step),
        others=f"{before}: {found.outcome_words}.",
    )
