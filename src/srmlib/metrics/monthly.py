"""A metric by month, with its control chart: what the process does by itself, and which months
stand out of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from srmlib.encoding import Block, encoded
from srmlib.metrics.arithmetic import ratio, value_of
from srmlib.metrics.rows import Sum, counted_values, in_one_unit, sums_by_month
from srmlib.rules.calendar import CALENDAR_YEAR, MONTHS_OF_A_QUARTER, FiscalYear, Quarter
from srmlib.rules.definition import Definition
from srmlib.rules.switches import Basis
from srmlib.snapshot import Snapshot
from srmlib.stats.charts import ControlChart, p_prime_chart, u_prime_chart, xmr_chart

MONTHS_SHOWN = 24
Count = int | float
# What a row puts into numerator and denominator.
Weights = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class MonthlyChart:
    """Lists run in step, oldest month first, the quarter's last month last.

    `numerators` and `denominators` are null for a statistic of values; `counts` says how many rows
    each month rests on. `before` holds the values by the version of the definition before, for the
    months before the one in force; null where there is none. `changed_on` is the first day of the
    version in force where the version before read otherwise.
    """

    months: list[date]
    numerators: list[Count] | None
    denominators: list[Count] | None
    counts: list[int]
    chart: ControlChart
    before: list[float | None]
    changed_on: date | None = None
    fiscal_year: FiscalYear = CALENDAR_YEAR

    def name(self, place: int, layout: str = "%B %Y") -> str:
        """What a month is called; a period of whole weeks by its place in the year: P03 FY26."""
        return self.fiscal_year.period_name(self.months[place], layout)

    def month_of(self, day: date) -> date | None:
        """The month shown in which a day lies, the last for whatever is later; None before the
        first.
        """
        return max((month for month in self.months if month <= day), default=None)

    def to_json(self) -> list[Block]:
        """One entry a month."""
        chart = self.chart
        return [
            {
                "month": encoded(month),
                "value": encoded(chart.values[i]),
                "numerator": self.numerators[i] if self.numerators else None,
                "denominator": self.denominators[i] if self.denominators else None,
                "n": self.counts[i],
                "lower": encoded(chart.lower[i]),
                "upper": encoded(chart.upper[i]),
                "signal": chart.signals[i],
                "before": encoded(self.before[i]),
            }
            for i, month in enumerate(self.months)
        ]


def months_until(quarter: Quarter) -> list[date]:
    """The first days of the months shown, up to the quarter's last; of a fiscal year of whole
    weeks, of its periods.
    """
    quarters = quarter.back(MONTHS_SHOWN // MONTHS_OF_A_QUARTER)
    return [first for one in quarters for first in one.periods]


def monthly_chart(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> MonthlyChart:
    """The months of a metric on its agreed basis, none left out.

    Proportions get a p'-chart, rates a u'-chart, everything else (statistics of values, proportions
    of quantity or value) an XmR chart.
    """
    months = months_until(quarter)
    changed_on = definition.valid_from if "before" in definition.bases else None
    numerators: list[Count] | None = None
    denominators: list[Count] | None = None
    if definition.is_ratio:
        sums = sums_by_month(
            snapshot, definition.metric_id, supplier_id, months[0], quarter.until
        )
        agreed = in_one_unit([sums["agreed"].get(month, Sum()) for month in months])
        before_it = in_one_unit([sums["before"].get(month, Sum()) for month in months])
        values_before = [_ratio(definition, one) for one in before_it]
        counts = [one.rows for one in agreed]
        numerators = [_number(one.numerator) for one in agreed]
        denominators = [_number(one.denominator) for one in agreed]
        chart = _chart_of_ratios(definition, agreed, numerators, denominators)
    else:
        by_month = _values_by_month(snapshot, definition, supplier_id, months, quarter)
        counts = [len(by_month["agreed"][month]) for month in months]
        chart = xmr_chart(
            [
                _statistic(definition, definition.agreed, by_month["agreed"][month])
                for month in months
            ],
            lowest=0,
        )
        before = definition.before.agreed if changed_on and definition.before else {}
        values_before = [
            _statistic(definition, before, by_month["before"][month]) for month in months
        ]
    shown_before = [
        value if changed_on and month < changed_on else None
        for month, value in zip(months, values_before, strict=True)
    ]
    return MonthlyChart(
        months,
        numerators,
        denominators,
        counts,
        chart,
        shown_before,
        changed_on,
        quarter.calendar,
    )


def _chart_of_ratios(
    definition: Definition,
    sums: list[Sum],
    numerators: list[Count],
    denominators: list[Count],
) -> ControlChart:
    if definition.metric.kind == "rate":
        return u_prime_chart(numerators, denominators, definition.multiplier)
    if definition.metric.kind == "share" and all(
        one.denominator == one.rows for one in sums
    ):
        return p_prime_chart(numerators, denominators)
    lowest = None if definition.metric.may_be_negative else 0
    return xmr_chart([_ratio(definition, one) for one in sums], lowest=lowest)


def _values_by_month(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    months: list[date],
    quarter: Quarter,
) -> dict[str, dict[date, list[Weights]]]:
    found: dict[str, dict[date, list[Weights]]] = defaultdict(lambda: defaultdict(list))
    for basis, rows in counted_values(
        snapshot, definition.metric_id, supplier_id, months[0], quarter.until
    ).items():
        for day, value, final in rows:
            month = quarter.calendar.period_of(day)
            found[basis][month].append((Fraction(value), Fraction(final)))
    return found


def _ratio(definition: Definition, one: Sum) -> float | None:
    value = ratio(one.numerator, one.denominator, definition.multiplier)
    return None if value is None else float(value)


def _statistic(
    definition: Definition, choices: Basis, values: list[Weights]
) -> float | None:
    value = value_of(definition, choices, values)
    return None if value is None else float(value)


def _number(amount: Decimal) -> Count:
    return int(amount) if amount == int(amount) else float(amount)
