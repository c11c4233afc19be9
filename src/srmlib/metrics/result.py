"""One metric of one supplier in one quarter, with all that is needed to contest it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypedDict

from srmlib.encoding import Block, encoded
from srmlib.metrics.disputes import DisputedRange
from srmlib.metrics.evidence import Year
from srmlib.metrics.monthly import MonthlyChart
from srmlib.numbers import as_printed, said, with_unit
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Noun
from srmlib.rules.switches import Basis

LINES = Noun(one="line", many="lines")
# Why a quarter has no value though rows were counted.
SEVERAL_UNITS = "several units of measure"


@dataclass(frozen=True)
class BasisReading:
    """The same metric under one basis: its value in the metric's unit (null when nothing is
    counted), and the switches it was read with.
    """

    value: float | None
    numerator: int | Decimal | str | None
    denominator: int | Decimal | str | None
    switches: Basis


class Stated(TypedDict, total=False):
    """What a reading holds that no judgement changes, see Reading."""

    counted: Noun
    numerator: int | Decimal | str | None
    denominator: int | Decimal | str | None
    interval_method: str | None
    orders: int | None
    history_before: list[tuple[str, float | None]]
    notes: list[str]
    bases: dict[str, BasisReading]
    why_empty: str | None
    bound: str | None
    change_chance: float | None
    unknown: Collection[Quarter]


@dataclass(frozen=True)
class Reading:
    """`value`, `interval` and `previous` are in the metric's unit, null when there is nothing to
    count.

    `state`: ok, too_few (under the smallest n, or too little of the cost is known), no_data
    (nothing to count in this quarter), not_supplied (the extract lacks the tables), not_agreed (the
    metric is not part of this relationship). `verdict` is null unless the state is ok and both
    firms signed the definition, and while rows that are still open may turn it; `clear_by` says what makes it clear (year, run), and `false_alarm`
    how likely a process exactly on goal would be called clear. `rests_on_dispute` is true where
    deciding the open disputes, all for one firm, would change the verdict; `if_decided` is the
    verdict then by firm, null where there would be too few rows, empty without such disputes. `year` are the last four
    quarters together, null where they hold nothing; `quarters_met` how many of the last eight met
    the goal, of those with enough rows.
    `counted` is what n counts; `orders` how many orders its rows belong to, null where no two share
    one. `interval_method` says how the interval was found, null where nothing was counted.
    `why_empty` says in words why there is no value though rows were counted. `is_known_enough` is
    false where too little is known to judge however many rows
    there are; `unknown` are the quarters of which that is so, `immature` those whose later claims
    still come: this one among them where there is any. They are in `quarters_met` where they miss.
    `bound` says that the value is one ("at least", "more than"), because rows are still open; null
    where it is what it is. An end of an interval is infinite where nothing bounds it.
    `change_chance` is how often chance alone would part this quarter and the one before so far or
    further, null where either counts nothing. `history` is (quarter label, value or None), oldest first, this quarter last. `history_before`
    is the old series where the version of the definition before read otherwise: the quarters that
    began before the version in force. `disputed` is the range of the value when all open disputes
    are decided for the one firm, then for the other; null without open disputes.
    """

    definition: Definition
    state: str
    n: int = 0
    counted: Noun = LINES
    numerator: int | Decimal | str | None = None
    denominator: int | Decimal | str | None = None
    value: float | None = None
    interval: tuple[float, float] | None = None
    interval_method: str | None = None
    is_known_enough: bool = True
    verdict: str | None = None
    clear_by: str | None = None
    rests_on_dispute: bool = False
    if_decided: dict[str, str | None] = field(default_factory=dict)
    false_alarm: float | None = None
    year: Year | None = None
    quarters_met: tuple[int, int] = (0, 0)
    orders: int | None = None
    previous: float | None = None
    change_chance: float | None = None
    history: list[tuple[str, float | None]] = field(default_factory=list)
    history_before: list[tuple[str, float | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    months: MonthlyChart | None = None
    disputed: DisputedRange | None = None
    bases: dict[str, BasisReading] = field(default_factory=dict)
    why_empty: str | None = None
    bound: str | None = None
    unknown: Collection[Quarter] = ()
    immature: Collection[Quarter] = ()

    @property
    def is_so_far(self) -> bool:
        """True while claims about the quarter's goods or orders still come, which count with it."""
        return bool(self.immature) and self.value is not None

    @property
    def id(self) -> str:
        return self.definition.metric_id

    @property
    def text(self) -> str:
        """The value as people read it, or why there is none: `92.0%`, `4.0 days`, `too few to judge
        (6 lines)`, `not supplied`.
        """
        if not self.is_known_enough and (
            self.state == "no_data" or (self.state == "too_few" and self._has_enough_rows)
        ):
            return "too little is known to judge"
        words = {
            "too_few": f"too few to judge ({self.rests_on})",
            "no_data": self.why_empty or "nothing to count",
            "not_supplied": "not supplied",
            "not_agreed": "not agreed for this relationship",
        }
        if self.value is None or self.state in words:
            return words[self.state]
        value = bounded(self.bound, beside_limits(self.value, self.definition))
        return f"{value} so far" if self.is_so_far else value

    @property
    def year_text(self) -> str | None:
        """The value of the last four quarters as people read it; None where they hold nothing."""
        if self.year is None:
            return None
        return bounded(self.year.bound, beside_limits(self.year.value, self.definition))

    @property
    def is_open(self) -> bool:
        """True where what is still open decides on which side of the goal it lies."""
        return self.state == "ok" and self.verdict is None and self.definition.is_signed

    @property
    def _has_enough_rows(self) -> bool:
        """The smallest n, or instead of it the exposure that the definition states."""
        d = self.definition
        return self.n >= d.min_n or (
            d.min_exposure is not None
            and isinstance(self.denominator, int | Decimal)
            and self.denominator >= d.min_exposure
        )

    @property
    def is_green(self) -> bool:
        """True where its verdict says that it meets the goal; False too where it has none."""
        return self.verdict in ("met", "met_clear")

    @property
    def is_clear(self) -> bool:
        """True where chance alone would hardly give its verdict."""
        return self.clear_by is not None

    @property
    def rests_on(self) -> str:
        """How many rows the value rests on: `50 lines`, `1 line`."""
        return self.counted.count(self.n)

    def to_json(self) -> Block:
        """The metric's block of report.json. What is stated, and what a chart is drawn from, is not
        rounded.
        """
        d = self.definition
        counted = BasisReading(self.value, self.numerator, self.denominator, switches={})
        bases = {"agreed": counted, "buyer": {}, "supplier": {}} | self.bases
        block = {
            "id": d.metric_id,
            "name": d.name,
            "short_name": d.metric.short_name,
            "unit": d.unit,
            "better": d.better,
            "state": self.state,
            "text": self.text,
            "numerator": encoded(self.numerator),
            "denominator": encoded(self.denominator),
            "value": encoded(self.value),
            "bound": self.bound,
            "n": self.n,
            "rests_on": self.rests_on,
            "orders": self.orders,
            "so_far": self.is_so_far,
            "interval": encoded(self.interval),
            "goal": d.goal,
            "red_limit": d.red_limit,
            "min_n": d.min_n,
            "verdict": self.verdict,
            "clear_by": self.clear_by,
            "rests_on_dispute": self.rests_on_dispute,
            "false_alarm": encoded(self.false_alarm),
            "year": encoded(self.year),
            "quarters_met": encoded(self.quarters_met),
            "bases": encoded(bases),
            "previous": encoded(self.previous),
            "change_chance": encoded(self.change_chance),
            "history": _by_quarter(self.history),
            "history_before": _by_quarter(self.history_before),
            "disputed": encoded(self.disputed),
            "definition_version": d.version,
            "valid_from": encoded(d.valid_from),
            "signed": d.is_signed,
            "notes": self.notes,
        }
        if self.months:
            block["months"] = encoded(self.months)
            block["months_average"] = self.months.chart.centre
        return block


def _by_quarter(history: list[tuple[str, float | None]]) -> list[Block]:
    return [{"quarter": quarter, "value": encoded(value)} for quarter, value in history]


def bounded(bound: str | None, text: str) -> str:
    """`at least 89.0 days`; the text alone where it is no bound."""
    return f"{bound} {text}" if bound else text


def in_unit(value: float, definition: Definition) -> str:
    """A value with its unit, with the decimals its definition states.

    >>> from types import SimpleNamespace as d
    >>> in_unit(91.58, d(unit="%", unit_decimals=1)), in_unit(3.4, d(unit="days", unit_decimals=1)), in_unit(1412.3, d(unit="ppm", unit_decimals=0))
    ('91.6%', '3.4 days', '1,412 ppm')
    """
    return with_unit(said(value, definition.unit_decimals), definition.unit)


def beside_limits(value: float, definition: Definition) -> str:
    """As in_unit, with the decimals it takes, at most two more, to tell the value from the goal and
    the red limit: 94.97% is under a goal of 95%.

    >>> from types import SimpleNamespace as d
    >>> definition = d(unit="%", unit_decimals=1, goal=95, red_limit=90)
    >>> beside_limits(94.97, definition), beside_limits(95, definition)
    ('94.97%', '95.0%')
    """
    decimals = definition.unit_decimals
    limits = [Decimal(str(limit)) for limit in (definition.goal, definition.red_limit)]
    while (
        decimals < definition.unit_decimals + 2
        and value not in (definition.goal, definition.red_limit)
        and as_printed(value, decimals) in limits
    ):
        decimals += 1
    return with_unit(said(value, decimals), definition.unit)


def goal_aligned(value: float, definition: Definition) -> float:
    """Where a value falls when the red limit is 0 and the goal is 1; better is always more, also
    where lower is better.
    """
    return (value - definition.red_limit) / (definition.goal - definition.red_limit)
