"""One metric of one supplier in one quarter, with all that is needed to contest it."""

from __future__ import annotations

from dataclasses import dataclass, field

from srmlib.metrics.definition import Definition

STATES = ("ok", "too_few", "no_data", "not_supplied", "not_agreed")


@dataclass(frozen=True)
class Reading:
    """`value`, `interval` and `previous` are in the metric's unit, null when there is nothing to count.

    `state`: ok, too_few (under the smallest n, or too little of the cost is known), no_data (nothing to count in this quarter),
    not_supplied (the extract lacks the tables), not_agreed (the metric is not part of this relationship).
    `verdict` is null unless the state is ok and both firms signed the definition.
    `history` is (quarter label, value or None), oldest first, this quarter last.
    """

    definition: Definition
    state: str
    n: int = 0
    counted: str = "lines"
    numerator: int | str | None = None
    denominator: int | str | None = None
    value: float | None = None
    interval: tuple[float, float] | None = None
    verdict: str | None = None
    previous: float | None = None
    history: list[tuple[str, float | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.definition.metric_id

    def to_json(self) -> dict:
        """The metric's block of report.json."""
        d = self.definition
        agreed = {"value": _rounded(self.value), "numerator": self.numerator, "denominator": self.denominator, "switches": {}}
        return {
            "id": d.metric_id,
            "name": d.name,
            "unit": d.unit,
            "better": d.better,
            "state": self.state,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": _rounded(self.value),
            "n": self.n,
            "interval": [_rounded(x) for x in self.interval] if self.interval else None,
            "goal": d.goal,
            "red_limit": d.red_limit,
            "verdict": self.verdict,
            "bases": {"agreed": agreed, "buyer": {}, "supplier": {}},
            "previous": _rounded(self.previous),
            "history": [{"quarter": quarter, "value": _rounded(value)} for quarter, value in self.history],
            "definition_version": d.version,
            "signed": d.is_signed,
            "notes": self.notes,
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
