"""What each dispute does to its number: before and after, once it is decided; both ends while it is
open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from srmlib.metrics.arithmetic import value_of
from srmlib.metrics.disputes import Weights, as_claimed
from srmlib.metrics.rows import units_of
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import definitions_of, rows_table


@dataclass(frozen=True)
class Effect:
    """A number in the metric's unit, with its counts, before a dispute is granted and after; null
    where nothing is left to count. `is_decided` is false while it is open: then it may read either.
    """

    metric: str
    before: float | None
    after: float | None
    counts_before: tuple[float, float]
    counts_after: tuple[float, float]
    is_decided: bool


@dataclass(frozen=True)
class Claim:
    """What is claimed of a row, and whether that is open, accepted (in the register, so that the
    rows of the load do not know it yet) or refused.
    """

    dispute_id: str
    metric: str
    row: str
    claim: str
    state: str


def effects_of(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter, claims: Iterable[Claim]
) -> dict[str, Effect]:
    """By dispute, of those over rows of the quarter. Granted ones in the order they are given, each
    on top of those before it; an open one on top of all. None for a statistic of values, of whole
    orders, or of several units: there no row moves the number by itself.
    """
    by_metric: dict[str, list[Claim]] = {}
    for claim in claims:
        by_metric.setdefault(claim.metric, []).append(claim)
    if not by_metric:
        return {}
    definitions = {one.metric_id: one for one in definitions_of(snapshot.con, supplier_id)}
    found: dict[str, Effect] = {}
    for metric, of_metric in by_metric.items():
        definition = definitions.get(metric)
        if definition is not None and can_be_moved(definition):
            rows = _rows_before(snapshot, metric, supplier_id, quarter)
            found |= _effects(definition, rows, of_metric)
    return found


def can_be_moved(definition: Definition) -> bool:
    """Whether one row, read otherwise, moves the number by itself."""
    return definition.is_ratio and definition.agreed.get("unit") != "order"


def _rows_before(
    snapshot: Snapshot, metric: str, supplier_id: str, quarter: Quarter
) -> list[Record]:
    """The rows as the load made them, before anything was decided in the register."""
    asked = sql(statement("relationship/rows_before"), rows=rows_table(metric))
    return snapshot.records(asked, [supplier_id, quarter.start, quarter.until])


def _effects(
    definition: Definition, rows: Sequence[Record], claims: Sequence[Claim]
) -> dict[str, Effect]:
    if len(units_of(row for row in rows if row["is_counted"])) > 1:
        return {}
    by_id = {row["row_id"]: row for row in rows}
    weights: dict[str, Weights | None] = {
        row_id: as_claimed(definition, row, None) for row_id, row in by_id.items()
    }
    found = {}
    known = [one for one in claims if one.row in by_id]
    # What is accepted first: the others are told against the number as it reads now.
    for claim in sorted(known, key=lambda one: one.state != "accepted"):
        after = weights | {claim.row: as_claimed(definition, by_id[claim.row], claim.claim)}
        if claim.state == "refused":
            after = weights
        is_decided = claim.state != "open"
        found[claim.dispute_id] = _effect(definition, weights, after, is_decided=is_decided)
        if claim.state == "accepted":
            weights = after
    return found


def _effect(
    definition: Definition,
    before: dict[str, Weights | None],
    after: dict[str, Weights | None],
    *,
    is_decided: bool,
) -> Effect:
    value_before, counts_before = _number(definition, before)
    value_after, counts_after = _number(definition, after)
    return Effect(
        definition.metric_id,
        value_before,
        value_after,
        counts_before,
        counts_after,
        is_decided,
    )


def _number(
    definition: Definition, weights: dict[str, Weights | None]
) -> tuple[float | None, tuple[float, float]]:
    """The value, and the sums it is the ratio of."""
    pairs = [(Fraction(n), Fraction(d)) for n, d in filter(None, weights.values())]
    value = value_of(definition, definition.agreed, pairs)
    sums = (float(sum(n for n, _ in pairs)), float(sum(d for _, d in pairs)))
    return (None if value is None else float(value)), sums
