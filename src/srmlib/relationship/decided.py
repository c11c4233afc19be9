"""Where both firms decided a dispute in the register: the last step of a bridge to the agreed
number, and of why a row counts as it does.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from srmlib.agreement.bridge import DECIDED_STEP, Bridge, Flip, RowReading, Step
from srmlib.explain import Explanation
from srmlib.explain.explanation import Step as Reason
from srmlib.metrics.arithmetic import value_of
from srmlib.metrics.disputes import DECIDED
from srmlib.register import Book
from srmlib.register.kinds.work import Dispute
from srmlib.relationship.disputes import standing_of
from srmlib.relationship.settled import ended_by, row_since, words_since
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import definition_of, rows_table

BEFORE, AFTER = "as loaded", "as decided"


def with_decided(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter, found: Bridge | None
) -> Bridge | None:
    """A bridge that ends, or begins, at the agreed number as both firms decided it: the decided
    rows are a step of their own. The same where nothing of the quarter was decided; None where
    nothing is left to count.
    """
    if found is None or "agreed" not in (found.from_basis, found.to_basis):
        return found
    flips = _flips(snapshot, found.metric_id, supplier_id, quarter)
    if not flips:
        return found
    definition = definition_of(snapshot.con, found.metric_id, supplier_id)
    decided = _value(snapshot, definition, supplier_id, quarter)
    if decided is None:
        return None
    if found.to_basis == "agreed":
        step = Step(DECIDED_STEP, BEFORE, AFTER, decided, decided - found.end, flips)
        return replace(found, end=decided, steps=[*found.steps, step])
    back = [Flip(one.row_id, one.after, one.before) for one in flips]
    step = Step(DECIDED_STEP, AFTER, BEFORE, found.start, found.start - decided, back)
    return replace(found, start=decided, steps=[step, *found.steps])


def _flips(
    snapshot: Snapshot, metric: str, supplier_id: str, quarter: Quarter
) -> list[Flip]:
    """The rows of the quarter that read otherwise since they were decided."""
    asked = [supplier_id, quarter.start, quarter.until]
    loaded = sql(statement("relationship/rows_before"), rows=rows_table(metric))
    before = {row["row_id"]: row for row in snapshot.records(loaded, asked)}
    return [
        Flip(
            row["row_id"],
            RowReading.of(quarter, before[row["row_id"]]),
            RowReading.of(quarter, row),
        )
        for row in _rows(snapshot, metric, supplier_id, quarter)
        if row["outcome"].startswith(DECIDED) and row["row_id"] in before
    ]


def _rows(
    snapshot: Snapshot, metric: str, supplier_id: str, quarter: Quarter
) -> list[Record]:
    asked = sql(statement("metrics/readings/rows_behind"), rows=rows_table(metric))
    return snapshot.records(asked, ["agreed", supplier_id, quarter.start, quarter.until])


def _value(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Fraction | None:
    rows = _rows(snapshot, definition.metric_id, supplier_id, quarter)
    counted = [row for row in rows if row["is_counted"]]
    weights = [
        (Fraction(row["numerator"]), Fraction(row["denominator"])) for row in counted
    ]
    return value_of(definition, definition.agreed, weights)


def explained_as_decided(snapshot: Snapshot, book: Book, found: Explanation) -> Explanation:
    """Why a row counts as it does, with the decision of both firms as its last step; the same where
    none was made.
    """
    row = row_since(snapshot, found) if found.basis == "agreed" else None
    if row is None or not row["outcome"].startswith(DECIDED):
        return found
    words = words_since(snapshot, found, row)
    granted = {
        one.id: (one.now.decided_on, standing_of(book, one))
        for one in book.all(Dispute)
        if (one.now.metric, one.now.row) == (found.metric_id, found.row_id)
    }
    granted = {id: said for id, said in granted.items() if said[1].state == "accepted"}
    days = [f"on {on.day} {on:%B %Y} " for on, _ in granted.values() if on]
    by_both = "by both firms" if all(one.is_by_both for _, one in granted.values()) else ""
    when = f"decided {''.join(days[-1:])}{by_both}".strip()
    step = Reason(
        "Was a dispute over it decided?",
        f"Yes: {when}: {words.removeprefix('decided ')}.",
        data=tuple({"dispute": id, "decided_on": on} for id, (on, _) in granted.items()),
        outcome=row["outcome"],
    )
    return ended_by(found, row, words, step, "Before it was decided")
