"""The number an action should move, before it was agreed and since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from srmlib.metrics.arithmetic import value_of
from srmlib.metrics.coverage import missing_words
from srmlib.metrics.evidence import CountedRow, count_of, what_it_hangs_on
from srmlib.metrics.result import beside_limits
from srmlib.metrics.rows import units_of
from srmlib.metrics.verdict import is_enough
from srmlib.rules.definition import Definition
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import rows_table

TOO_EARLY = "too early to say"


@dataclass(frozen=True)
class Movement:
    """A metric's value in the last quarter closed before an action was agreed, and since it was
    done (while it is open, since it was agreed), as printed; null where nothing was counted.
    `word` is better, worse, unchanged, or too early to say; null without a value before.
    """

    metric: str
    name: str
    before: str | None
    since: str | None
    word: str | None


@dataclass(frozen=True)
class _Span:
    """What a metric counts in a span of days; `value` is null where nothing is."""

    value: Fraction | None
    text: str | None
    is_enough: bool


def movement_of(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    agreed_on: date,
    done_on: date | None,
) -> Movement | None:
    """None for a metric that cannot be read here, and for the cost, whose rows have a way of their
    own to be put together.
    """
    is_of_amounts = definition.metric.kind == "ratio" and definition.metric.subject == "cost"
    if is_of_amounts or not definition.applies:
        return None
    if missing_words(snapshot, definition):
        return None
    closed = snapshot.fiscal_year.quarter_of(agreed_on).previous()
    before = _counted(
        snapshot,
        definition,
        supplier_id,
        closed.start,
        closed.until,
    )
    first = (done_on or agreed_on) + timedelta(days=1)
    until = snapshot.as_of + timedelta(days=1)
    since = _counted(
        snapshot,
        definition,
        supplier_id,
        first,
        until,
    )
    word = _word(definition, before, since)
    return Movement(
        definition.metric_id,
        definition.name,
        before.text,
        since.text,
        word,
    )


def _word(
    definition: Definition,
    before: _Span,
    since: _Span,
) -> str | None:
    if before.value is None:
        return None
    if since.value is None or not since.is_enough:
        return TOO_EARLY
    if before.text == since.text:
        return "unchanged"
    has_risen = since.value > before.value
    return "better" if has_risen == (definition.better == "up") else "worse"


def _counted(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    start: date,
    until: date,
) -> _Span:
    asked = sql(statement("metrics/readings/rows_behind"), rows=rows_table(definition.metric_id))
    found = snapshot.records(asked, ["agreed", supplier_id, start, until])
    rows = [row for row in found if row["is_counted"] and row["numerator"] is not None]
    if not rows or len(units_of(rows)) > 1:
        return _Span(None, None, False)
    counted = [_row(row) for row in rows]
    weights = [
        (
            Fraction(one.numerator),
            Fraction(one.denominator),
        )
        for one in counted
    ]
    value = value_of(definition, definition.agreed, weights)
    if value is None:
        return _Span(None, None, False)
    exposure = sum((Decimal(str(one.denominator)) for one in counted), Decimal(0))
    enough = is_enough(definition, count_of(definition, counted), exposure)
    return _Span(
        value,
        _text(
            definition,
            value,
            counted,
            enough,
        ),
        enough,
    )


def _row(row: Record) -> CountedRow:
    return CountedRow(
        row["row_id"],
        row["counted_on"],
        row["numerator"],
        row["denominator"],
        what_it_hangs_on(row["row_id"], row.get("order_id")),
    )


def _text(
    definition: Definition,
    value: Fraction,
    rows: Sequence[CountedRow],
    enough: bool,
) -> str:
    """The value as it is printed; of a share of few rows the counts: `1 of 17`."""
    if enough or definition.metric.kind != "share":
        return beside_limits(float(value), definition)
    met = sum(Fraction(one.numerator) for one in rows)
    return f"{float(met):g} of {len(rows)}"
