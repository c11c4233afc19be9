"""The number an action should move, before it was agreed and since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from srmlib.metrics.arithmetic import value_of
from srmlib.metrics.change import chance_between
from srmlib.metrics.coverage import missing_words
from srmlib.metrics.evidence import CountedRow, count_of, what_it_hangs_on
from srmlib.metrics.known import quarters_unknown
from srmlib.metrics.result import beside_limits
from srmlib.metrics.rows import units_of
from srmlib.metrics.verdict import is_enough
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import rows_table
from srmlib.stats.intervals import TAIL

TOO_EARLY = "too early to say"
COULD_BE_CHANCE = "no significant change"


@dataclass(frozen=True)
class Movement:
    """A metric's value in `quarter_before`, the last closed before an action was agreed, and in
    `quarter_since`, the one reviewed, of which only what lies after the action was done (while it
    is open: agreed) is counted: from `since_on` where that is not the whole quarter. Values as
    printed, null where nothing was counted. `word` is better or worse where chance alone would part
    the two so far in at most 5 % of cases, else no significant change, or too early to say;
    null without a value before.
    """

    metric: str
    name: str
    quarter_before: str
    before: str | None
    quarter_since: str
    since_on: date | None
    since: str | None
    word: str | None


@dataclass(frozen=True)
class _Span:
    """What a metric counts in a span of days; `value` is null where nothing is."""

    rows: Sequence[CountedRow]
    units: frozenset[str | None]
    value: Fraction | None
    text: str | None
    is_enough: bool


def movement_of(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    agreed_on: date,
    begun_on: date,
    reviewed: Quarter,
) -> Movement | None:
    """None for a metric that cannot be read here, and for the cost, whose rows have a way of their
    own to be put together. `begun_on` is the day after which the action can have moved it.
    """
    is_of_amounts = (
        definition.metric.kind == "ratio" and definition.metric.subject == "cost"
    )
    if is_of_amounts or not definition.applies or missing_words(snapshot, definition):
        return None
    closed = snapshot.fiscal_year.quarter_of(agreed_on).previous()
    before = _counted(snapshot, definition, supplier_id, closed.start, closed.until)
    first = max(reviewed.start, begun_on + timedelta(days=1))
    since = _counted(snapshot, definition, supplier_id, first, reviewed.until)
    unknown = quarters_unknown(snapshot, definition, supplier_id, reviewed)
    is_known = not {closed, reviewed} & unknown
    return Movement(
        definition.metric_id,
        definition.name,
        closed.label,
        before.text,
        reviewed.label,
        first if first > reviewed.start else None,
        since.text,
        _word(definition, before, since, is_known=is_known),
    )


def _word(
    definition: Definition, before: _Span, since: _Span, *, is_known: bool
) -> str | None:
    """By the test that tells a change between two quarters from chance."""
    if before.value is None:
        return None
    if (
        since.value is None
        or not since.is_enough
        or not is_known
        or before.units != since.units
    ):
        return TOO_EARLY
    chance = chance_between(definition, since.rows, before.rows)
    if before.text == since.text or chance is None or chance > 2 * TAIL:
        return COULD_BE_CHANCE
    has_risen = since.value > before.value
    return "better" if has_risen == (definition.better == "up") else "worse"


def _counted(
    snapshot: Snapshot, definition: Definition, supplier_id: str, start: date, until: date
) -> _Span:
    asked = sql(
        statement("metrics/readings/rows_behind"), rows=rows_table(definition.metric_id)
    )
    found = snapshot.records(asked, ["agreed", supplier_id, start, until])
    rows = [row for row in found if row["is_counted"] and row["numerator"] is not None]
    units = frozenset(units_of(rows))
    nothing = _Span((), units, None, None, False)
    if not rows or len(units) > 1:
        return nothing
    counted = [_row(row) for row in rows]
    weights = [(Fraction(one.numerator), Fraction(one.denominator)) for one in counted]
    value = value_of(definition, definition.agreed, weights)
    if value is None:
        return nothing
    exposure = sum((Decimal(str(one.denominator)) for one in counted), Decimal(0))
    enough = is_enough(definition, count_of(definition, counted), exposure)
    text = _text(definition, value, counted, enough)
    return _Span(counted, units, value, text, enough)


def _row(row: Record) -> CountedRow:
    return CountedRow(
        row["row_id"],
        row["counted_on"],
        row["numerator"],
        row["denominator"],
        what_it_hangs_on(row["row_id"], row.get("order_id")),
    )


def _text(
    definition: Definition, value: Fraction, rows: Sequence[CountedRow], enough: bool
) -> str:
    """The value as it is printed; of a share of few rows the counts: `1 of 17`."""
    if enough or definition.metric.kind != "share":
        return beside_limits(float(value), definition)
    met = sum(Fraction(one.numerator) for one in rows)
    return f"{float(met):g} of {len(rows)}"
