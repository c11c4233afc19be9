"""From counted rows to a reading, by the kind of the metric: a ratio of sums, or a statistic of
values.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from srmlib.metrics.arithmetic import MINUTES_PER_HOUR, Figure, figure_of, ratio
from srmlib.metrics.change import chance_of_change
from srmlib.metrics.evidence import (
    QUARTERS_SHOWN,
    CountedRow,
    are_trials,
    counted_rows,
    orders_of,
    orders_of_values,
    past_of,
    sums_of_orders,
    times_of_orders,
    unit_of,
    weights_of_events,
)
from srmlib.metrics.hours import hours_notes
from srmlib.metrics.known import (
    quarters_so_far,
    quarters_unknown,
    so_far_notes,
    unknown_notes,
)
from srmlib.metrics.result import SEVERAL_UNITS, BasisReading, Reading, beside_limits
from srmlib.metrics.rows import (
    Sum,
    by_quarter,
    count_outcome,
    counted_values,
    in_one_unit,
    sums_by_month,
    sums_by_unit,
)
from srmlib.metrics.verdict import is_decided, is_enough, judge
from srmlib.numbers import exact
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Noun
from srmlib.snapshot import Snapshot
from srmlib.stats.intervals import (
    compound_interval,
    mean_interval,
    ratio_interval,
    wilson_interval,
)
from srmlib.stats.on_goal import Evidence
from srmlib.stats.survival import median_time_interval
from srmlib.stats.values import variability_interval


class Interval(NamedTuple):
    """The 95 % interval, null where nothing can be said, and the method that finds it."""

    ends: tuple[float, float] | None
    method: str | None


def read_metric(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    notes: Sequence[str] = (),
    counted: Noun | None = None,
    unknown: Collection[Quarter] = (),
) -> Reading:
    """The reading of a metric as its record says; the notes of the record come first. `counted` is
    what n counts where that is not what the record says. `unknown` are quarters of which too little
    is known for other reasons than those of `quarters_unknown`.
    """
    read = _read_ratio if definition.is_ratio else _read_statistic
    left = {*unknown, *quarters_unknown(snapshot, definition, supplier_id, quarter)}
    said = [
        *_notes_of_record(snapshot, definition, supplier_id, quarter),
        *notes,
        *unknown_notes(snapshot, definition, supplier_id, quarter, left),
        *hours_notes(snapshot, definition),
    ]
    noun = counted or definition.metric.counted
    return read(snapshot, definition, supplier_id, quarter, said, noun, left)


def _notes_of_record(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> list[str]:
    notes = []
    for outcome, note in definition.metric.notes.items():
        count = count_outcome(snapshot, definition.metric_id, supplier_id, quarter, outcome)
        if count:
            notes.append(note.say(count))
    return notes


def _read_ratio(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    notes: list[str],
    counted: Noun,
    unknown: Collection[Quarter],
) -> Reading:
    quarters = quarter.back(QUARTERS_SHOWN)
    months = sums_by_month(
        snapshot, definition.metric_id, supplier_id, quarters[0].start, quarter.until
    )
    sums = {basis: by_quarter(months[basis], quarters) for basis in definition.bases}
    now = sums["agreed"][quarter]
    past_rows = counted_rows(snapshot, definition.metric_id, supplier_id, quarter)
    rows = [row for row in past_rows if row.counted_on in quarter]
    history = dict(zip(quarters, in_one_unit(list(sums["agreed"].values())), strict=True))
    notes = [
        *notes,
        *(so_far_notes(definition, quarter, snapshot.as_of) if now.denominator else ()),
        *_notes_on_units(snapshot, definition, supplier_id, quarter, now, sums),
    ]
    past = past_of(definition, past_rows, quarter, unknown)
    immature = quarters_so_far(definition, quarter, snapshot.as_of)
    interval = _interval_of_ratio(definition, rows, now, past.quarters[-1])

    def value(one: Sum) -> float | None:
        exact = ratio(one.numerator, one.denominator, definition.multiplier)
        return None if exact is None else float(exact)

    def n(one: Sum) -> int:
        return one.met if definition.metric.n_of == "event" else one.rows

    return judge(
        definition,
        value=value(now),
        n=n(now),
        exposure=now.denominator,
        past=past,
        immature=immature,
        change_chance=chance_of_change(
            definition, past_rows, quarter, {*unknown, *immature}
        ),
        orders=orders_of(rows),
        interval=interval.ends,
        interval_method=interval.method,
        why_empty=SEVERAL_UNITS if now.is_mixed else None,
        numerator=_total(now, now.numerator),
        denominator=_total(now, now.denominator),
        bases={
            basis: BasisReading(
                value(sums[basis][quarter]),
                _total(sums[basis][quarter], sums[basis][quarter].numerator),
                _total(sums[basis][quarter], sums[basis][quarter].denominator),
                choices,
            )
            for basis, choices in definition.bases.items()
        },
        history=[
            (
                q.label,
                value(one),
                q not in unknown and is_enough(definition, n(one), one.denominator),
            )
            for q, one in history.items()
        ],
        history_before=history_before(
            definition,
            dict(
                zip(
                    quarters,
                    map(value, in_one_unit(list(sums["before"].values()))),
                    strict=True,
                )
            )
            if "before" in sums
            else {},
        ),
        counted=counted,
        notes=notes,
        is_known_enough=quarter not in unknown,
        unknown=unknown,
    )


def _notes_on_units(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    now: Sum,
    sums: dict[str, dict[Quarter, Sum]],
) -> list[str]:
    """Where the quarter is measured in several units, the rate of each; else, that quarters in
    another are not compared with it.
    """
    if now.is_mixed:
        by_unit = sums_by_unit(snapshot, definition.metric_id, supplier_id, quarter)
        said = [_rate_words(definition, unit, one) for unit, one in by_unit.items()]
        return [f"What is measured in different units is not added: {'; '.join(said)}."]
    others = {unit for one in sums["agreed"].values() for unit in one.units} - now.units
    if not (now.units and others):
        return []
    named = " or ".join(unit or "a unit not known" for unit in sorted(others, key=str))
    return [f"Earlier quarters measured in {named} are not compared with this one."]


def _rate_words(definition: Definition, unit: str | None, one: Sum) -> str:
    """`piece 100,000 ppm (10 of 100)`."""
    rate = ratio(one.numerator, one.denominator, definition.multiplier)
    value = "no rate" if rate is None else beside_limits(float(rate), definition)
    counted = f"{exact(one.numerator)} of {exact(one.denominator)}"
    return f"{unit or 'unit not known'} {value} ({counted})"


def _interval_of_ratio(
    definition: Definition, rows: Sequence[CountedRow], now: Sum, here: Evidence | None
) -> Interval:
    if now.is_mixed:
        return Interval(None, None)
    if definition.metric.kind == "rate":
        return _interval_of_rate(now, rows, definition.multiplier)
    is_by_order = orders_of(rows) is not None
    weights = [(row.numerator, row.denominator) for row in rows]
    if definition.metric.kind == "share" and not is_by_order and are_trials(weights):
        if not now.rows:
            return Interval(None, "Wilson")
        met = int(now.numerator)
        return Interval(wilson_interval(met, now.rows, definition.multiplier), "Wilson")
    # By quantity or value, and of what is no share, the rows are resampled; the lines of an order
    # together, because what happens to one often happens to all.
    drawn = list(sums_of_orders(rows).values()) if is_by_order else weights
    if is_by_order and len(drawn) == 1 and here is not None:
        # Of one order nothing can be drawn: what the test itself leaves is wide, and known.
        alone = here.interval()
        unit = unit_of(definition)
        return Interval(alone and (unit * alone[0], unit * alone[1]), "exact, of one order")
    ends = (
        ratio_interval(
            [float(n) for n, _ in drawn],
            [float(d) for _, d in drawn],
            definition.multiplier,
        )
        if now.denominator
        else None
    )
    return Interval(ends, f"bootstrap by {'order' if is_by_order else 'row'}")


def _interval_of_rate(now: Sum, rows: Sequence[CountedRow], multiplier: int) -> Interval:
    """Poisson's on the number of events; where they weigh differently, resampled as well."""
    weights = weights_of_events(rows).tolist()
    is_equal = len(set(weights)) < 2
    method = "Poisson" if is_equal else "compound Poisson"
    if not now.denominator:
        return Interval(None, method)
    ends = compound_interval(weights, float(now.denominator), multiplier)
    return Interval(ends, method)


def _read_statistic(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    notes: list[str],
    counted: Noun,
    unknown: Collection[Quarter],
) -> Reading:
    """A statistic of the counted rows' values, which are their numerators; a denominator of 0 says
    that the value is that so far.
    """
    quarters = quarter.back(QUARTERS_SHOWN)
    values: dict[str, dict[Quarter, list[tuple[Fraction, Fraction]]]] = {
        basis: defaultdict(list) for basis in definition.bases
    }
    for basis, found in counted_values(
        snapshot, definition.metric_id, supplier_id, quarters[0].start, quarter.until
    ).items():
        for day, number, final in found:
            if basis in values:
                values[basis][quarter.calendar.quarter_of(day)].append(
                    (Fraction(number), Fraction(final))
                )

    def figure(basis: str, q: Quarter) -> Figure | None:
        return figure_of(definition, definition.bases[basis], values[basis][q])

    def value(basis: str, q: Quarter) -> float | None:
        found = figure(basis, q)
        return None if found is None else float(found.value)

    def is_told(q: Quarter) -> bool:
        """Whether the quarter says on which side of the goal it lies."""
        found = figure("agreed", q)
        return (
            q not in unknown
            and is_enough(definition, len(values["agreed"][q]))
            and found is not None
            and is_decided(definition, float(found.value), found.largest)
        )

    now = values["agreed"][quarter]
    this = figure("agreed", quarter)
    past_rows = counted_rows(snapshot, definition.metric_id, supplier_id, quarter)
    rows = [row for row in past_rows if row.counted_on in quarter]
    interval = _interval_of_statistic(definition, rows)
    return judge(
        definition,
        value=value("agreed", quarter),
        n=len(now),
        bound=this.bound if this else None,
        largest=this.largest if this else None,
        past=past_of(definition, past_rows, quarter, unknown),
        change_chance=chance_of_change(definition, past_rows, quarter, unknown),
        orders=orders_of_values(rows),
        interval=interval.ends,
        interval_method=interval.method,
        bases={
            basis: BasisReading(
                value(basis, quarter), None, len(values[basis][quarter]), choices
            )
            for basis, choices in definition.bases.items()
        },
        history=[(q.label, value("agreed", q), is_told(q)) for q in quarters],
        history_before=history_before(
            definition,
            {q: value("before", q) for q in quarters} if "before" in values else {},
        ),
        counted=counted,
        notes=notes,
        is_known_enough=quarter not in unknown,
        unknown=unknown,
    )


def _interval_of_statistic(definition: Definition, rows: Sequence[CountedRow]) -> Interval:
    if definition.metric.kind == "spread":
        by_order = orders_of_values(rows) is not None
        ends = variability_interval(times_of_orders(rows))
        method = f"bootstrap by {'order' if by_order else definition.row.one}"
        return Interval(ends, method)
    if definition.agreed.get("statistic") == "mean":
        ends = mean_interval([float(row.numerator) for row in rows])
        if ends and not all(row.denominator for row in rows):
            ends = (ends[0], math.inf)
        method = f"bootstrap by {definition.row.one}"
    else:
        times = [(Fraction(row.numerator), row.is_final) for row in rows]
        ends = median_time_interval(times)
        method = "order statistics"
        if not all(is_over for _, is_over in times):
            method = "Brookmeyer and Crowley, log-log"
    if ends and definition.unit == "h":
        ends = ends[0] / MINUTES_PER_HOUR, ends[1] / MINUTES_PER_HOUR
    return Interval(ends, method)


def history_before(
    definition: Definition, values: dict[Quarter, float | None]
) -> list[tuple[str, float | None]]:
    """The old series: the quarters that began before the version in force, as the version before
    read them.
    """
    valid_from = definition.valid_from
    if valid_from is None:
        return []
    return [(q.label, value) for q, value in values.items() if q.start < valid_from]


def _total(one: Sum, amount: Decimal) -> int | Decimal | None:
    """What stands in a numerator or denominator; null where units differ, which have no sum."""
    return None if one.is_mixed else _number(amount)


def _number(amount: Decimal) -> int | Decimal:
    return int(amount) if amount == int(amount) else amount
