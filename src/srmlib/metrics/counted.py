"""From counted rows to a reading: the two kinds of metric there are, a ratio of sums and a
statistic of values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from srmlib.metrics.arithmetic import ratio, statistic_of
from srmlib.metrics.result import BasisReading, Reading
from srmlib.metrics.rows import Sum, by_quarter, counted_values, sums_by_month
from srmlib.metrics.verdict import is_enough, judge
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import PER, Definition
from srmlib.snapshot import Snapshot
from srmlib.stats.intervals import poisson_interval, ratio_interval, wilson_interval

QUARTERS_SHOWN = 8
Interval = tuple[float, float] | None


def read_proportion(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    counted: str,
    **facts: object,
) -> Reading:
    """A share of counted rows. Wilson interval where each row is one trial; by quantity or value
    the rows are resampled instead.
    """

    def interval(now: Sum) -> Interval:
        if now.denominator == now.rows:
            return wilson_interval(int(now.numerator), now.rows) if now.rows else None
        return rows_interval(snapshot, definition, supplier_id, quarter)

    return _read_ratio(
        snapshot, definition, supplier_id, quarter, interval, counted=counted, **facts
    )


def read_rate(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    counted: str,
    n_of: Callable[[Sum], int] = lambda one: one.rows,
    **facts: object,
) -> Reading:
    """Events per exposure. The interval is Poisson's on the number of events, scaled by what one
    event weighs on average (1 where none happened).
    """

    def interval(now: Sum) -> Interval:
        if not now.denominator:
            return None
        weight = now.numerator / now.met if now.met else Decimal(1)
        return poisson_interval(now.met, float(now.denominator / weight), PER[definition.unit])

    return _read_ratio(
        snapshot, definition, supplier_id, quarter, interval, counted=counted, n_of=n_of, **facts
    )


def read_ratio_by_rows(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    counted: str,
    **facts: object,
) -> Reading:
    """A ratio of sums that is no share: its interval comes from resampling the rows."""
    return _read_ratio(
        snapshot,
        definition,
        supplier_id,
        quarter,
        lambda _: rows_interval(snapshot, definition, supplier_id, quarter),
        counted=counted,
        **facts,
    )


def rows_interval(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Interval:
    rows = counted_values(
        snapshot, definition.metric_id, supplier_id, quarter.start, quarter.until
    )["agreed"]
    return ratio_interval(
        [float(n) for _, n, _ in rows], [float(d) for _, _, d in rows], PER[definition.unit]
    )


def _read_ratio(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    interval: Callable[[Sum], Interval],
    n_of: Callable[[Sum], int] = lambda one: one.rows,
    **facts: object,
) -> Reading:
    quarters = quarter.back(QUARTERS_SHOWN)
    months = sums_by_month(
        snapshot, definition.metric_id, supplier_id, quarters[0].start, quarter.until
    )
    sums = {basis: by_quarter(months[basis], quarters) for basis in definition.bases}
    now = sums["agreed"][quarter]

    def value(one: Sum) -> float | None:
        exact = ratio(one.numerator, one.denominator, PER[definition.unit])
        return None if exact is None else float(exact)

    return judge(
        definition,
        value=value(now),
        n=n_of(now),
        exposure=now.denominator,
        interval=interval(now) if value(now) is not None else None,
        numerator=_number(now.numerator),
        denominator=_number(now.denominator),
        bases={
            basis: BasisReading(
                value(sums[basis][quarter]),
                _number(sums[basis][quarter].numerator),
                _number(sums[basis][quarter].denominator),
                choices,
            )
            for basis, choices in definition.bases.items()
        },
        history=[
            (q.label, value(one), is_enough(definition, n_of(one), one.denominator))
            for q, one in sums["agreed"].items()
        ],
        history_before=history_before(
            definition, {q: value(sums["before"][q]) for q in quarters} if "before" in sums else {}
        ),
        **facts,
    )


def read_statistic(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    interval: Callable[[Sequence[float]], Interval],
    counted: str,
    **facts: object,
) -> Reading:
    """A statistic of the counted rows' values (their numerators). `interval` takes this quarter's
    values, in the unit of the rows.
    """
    quarters = quarter.back(QUARTERS_SHOWN)
    values: dict[str, dict[Quarter, list[Fraction]]] = {
        basis: defaultdict(list) for basis in definition.bases
    }
    for basis, rows in counted_values(
        snapshot, definition.metric_id, supplier_id, quarters[0].start, quarter.until
    ).items():
        for day, number, _ in rows:
            if basis in values:
                values[basis][Quarter.of(day)].append(Fraction(number))

    def value(basis: str, q: Quarter) -> float | None:
        exact = statistic_of(definition, definition.bases[basis], values[basis][q])
        return None if exact is None else float(exact)

    now = values["agreed"][quarter]
    return judge(
        definition,
        value=value("agreed", quarter),
        n=len(now),
        interval=interval([float(one) for one in now]) if now else None,
        bases={
            basis: BasisReading(value(basis, quarter), None, len(values[basis][quarter]), choices)
            for basis, choices in definition.bases.items()
        },
        history=[
            (q.label, value("agreed", q), is_enough(definition, len(values["agreed"][q])))
            for q in quarters
        ],
        history_before=history_before(
            definition, {q: value("before", q) for q in quarters} if "before" in values else {}
        ),
        counted=counted,
        **facts,
    )


def history_before(
    definition: Definition, values: dict[Quarter, float | None]
) -> list[tuple[str, float | None]]:
    """The old series: the quarters that began before the version in force, as the version before
    read them.
    """
    return [(q.label, value) for q, value in values.items() if q.start < definition.valid_from]


def _number(amount: Decimal) -> int | Decimal:
    return int(amount) if amount == int(amount) else amount
