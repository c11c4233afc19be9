"""How a metric reads once claims are granted: for a dispute that both firms decide at one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from srmlib.metrics.arithmetic import value_of
from srmlib.metrics.contested import BY_ROW, verdict_of
from srmlib.metrics.disputes import as_claimed
from srmlib.metrics.evidence import QUARTERS_SHOWN, CountedRow, what_it_hangs_on
from srmlib.metrics.result import Reading
from srmlib.metrics.rows import units_of
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import rows_table


@dataclass(frozen=True)
class Granted:
    """`value` in the metric's unit and `verdict`, null where nothing is left to count or judge; `n`
    rows are counted, `numerator` of `denominator`.
    """

    value: float | None
    n: int
    numerator: Fraction
    denominator: Fraction
    verdict: str | None


@dataclass(frozen=True)
class Decidable:
    """A metric whose rows can be read anew, claim by claim, without asking the snapshot again."""

    reading: Reading
    quarters: Sequence[Quarter]
    rows: Sequence[Record]

    def granted(self, claims: Mapping[str, str]) -> Granted:
        """With these claims granted, by row: met, missed or not_counted; the others as they are."""
        definition, quarter = self.reading.definition, self.quarters[-1]
        counted = [
            one
            for row in self.rows
            if (
                one := self._counted(
                    row,
                    claims,
                )
            )
        ]
        weights = [
            (Fraction(one.numerator), Fraction(one.denominator))
            for one in counted
            if one.counted_on in quarter
        ]
        value = value_of(definition, definition.agreed, weights)
        verdict = None
        if self.reading.verdict is not None:
            verdict = verdict_of(self.reading, counted, self.quarters)
        return Granted(
            None if value is None else float(value),
            len(weights),
            sum((numerator for numerator, _ in weights), Fraction()),
            sum((denominator for _, denominator in weights), Fraction()),
            verdict,
        )

    def _counted(self, row: Record, claims: Mapping[str, str]) -> CountedRow | None:
        weights = as_claimed(
            self.reading.definition,
            row,
            claims.get(row["row_id"]),
        )
        if weights is None:
            return None
        hangs_on = what_it_hangs_on(row["row_id"], row.get("order_id"))
        return CountedRow(
            row["row_id"], row["counted_on"], *weights, hangs_on, row.get("measured_in")
        )


def decidable(
    snapshot: Snapshot, reading: Reading, supplier_id: str, quarter: Quarter
) -> Decidable | None:
    """None for a metric that is not counted row by row, or counts whole orders or several units."""
    definition = reading.definition
    if definition.metric.kind not in BY_ROW or definition.agreed.get("unit") == "order":
        return None
    quarters = quarter.back(QUARTERS_SHOWN)
    rows = snapshot.records(
        sql(
            statement("metrics/readings/rows_behind"), rows=rows_table(definition.metric_id)
        ),
        ["agreed", supplier_id, quarters[0].start, quarters[-1].until],
    )
    if len(units_of(rows)) > 1:
        return None
    return Decidable(reading, quarters, rows)
