"""What the record of a cost element may say: `data/definitions/elements/<element>.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from srmlib.rules.checking import Many, Name, Stated, Text, expected, seen

SQL = Path(__file__).parents[1] / "sql" / "elements"
# What stands in a record's units for the reporting currency.
CURRENCY = "currency"
# How many of the units that a table counts in make one of what a rate is the price of: a percentage
# a year is that of 100, by the day.
MADE_OF = {("hour", "minute"): 60, ("%/year", "currency × days"): 36500}

Phase = Literal["pre-transaction", "transaction", "post-transaction"]
QualityClass = Literal[
    "prevention", "appraisal", "internal failure", "external failure", "recovery"
]
Family = Literal["delivery", "quality", "support", "customer", "credit"]
FAMILIES: tuple[str, ...] = get_args(Family)
Unit = Annotated[
    Text,
    Field(pattern=r"^(currency/[a-z]+|%(/year)?|days)$"),
    expected('currency/… such as currency/hour, "%/year", "%" or days'),
]
EventName = Annotated[
    Text,
    Field(pattern=r"^[a-z]+( [a-z]+)*$"),
    expected("words in small letters such as late line"),
]


class Rate(Stated):
    """A rate that an element needs. `counted_in` is the unit the tables count its driver in, where
    it is another than the rate's own; `column` is the column that counts it: without one, each row
    is one.
    """

    unit: Unit
    counted_in: Text | None = None
    column: Text | None = None

    @property
    def is_price(self) -> bool:
        """False for a percentage or days: it would be taken for money."""
        return self.unit.startswith(CURRENCY + "/")

    @property
    def per(self) -> int:
        """How many of what the tables count it is the price of.

        >>> Rate(unit="currency/hour", counted_in="minute").per, Rate(unit="currency/line").per
        (60, 1)
        """
        return MADE_OF[self._of, self.counted_in] if self.counted_in else 1

    @property
    def _of(self) -> str:
        return self.unit.removeprefix(CURRENCY + "/")

    def unit_in(self, currency: str) -> str:
        """The unit as a rate file states it.

        >>> Rate(unit="currency/hour").unit_in("EUR")
        'EUR/hour'
        """
        return self.unit.replace(CURRENCY, currency)

    @model_validator(mode="after")
    def _is_counted_in_parts_of_its_unit(self) -> Rate:
        parts = [part for whole, part in MADE_OF if whole == self._of]
        if self.counted_in and self.counted_in not in parts:
            known = f"{' or '.join(parts)} or none" if parts else "none"
            raise ValueError(
                f"counted_in is {seen(self.counted_in)}, expected {known} beside the unit {self.unit}"
            )
        return self


class MeasuredBy(Stated):
    """What shows that an element derived from tables is measured, even where nothing came of it: a
    row of `table`, with a value in `column`, and with those values that `where` names.
    """

    table: Text
    column: Text | None = None
    where: dict[str, str | bool] = Field(default_factory=dict)


class Element(Stated):
    """One element, as its record states it.

    `driver`, `valued_by`, `sign`, `source` and `cause` are words, as the workbook prints them.
    Of what is derived: the `tables` it is derived from; what its `events` are called before the
    number of the row they are made of; the `rates` that value them, and `second_rates`, which decide
    how much there is to value.

    `phase` is one of Ellram's three (1993). `quality_class` is null for what is no cost of quality,
    `family` for what follows from buying. Non-performance is what a supplier's failure costs the
    buyer: in the supplier performance index where its cause is theirs. What is per order comes with
    every order and receipt, however much is on it. `falls_with` are metrics:
    at their goal it may be less. `by_incident`: which of them is told only by the incident, lot,
    line or ticket that a cost names.
    What is routine comes with every order line, receipt, lot, invoice, quarter or month: a cost,
    but no evidence of its own of how the supplier does. What is steady is reckoned once for the
    quarter, or spread over years by agreement: no events that chance could bring about twice.
    """

    element: Text
    name: Name
    order: int
    driver: Text
    valued_by: Text
    sign: Text
    source: Text
    cause: Text
    phase: Phase
    quality_class: QualityClass | None = None
    family: Family | None = None
    components: dict[str, Text] = Field(default_factory=dict)
    tables: Many[Text] = ()
    events: Many[EventName] = ()
    rates: dict[str, Rate] = Field(default_factory=dict)
    second_rates: dict[str, Rate] = Field(default_factory=dict)
    measured_by: MeasuredBy | None = None
    falls_with: Many[Text] = ()
    by_incident: bool = False
    is_routine: bool = False
    is_steady: bool = False
    ties_up_capital: bool = False
    is_non_performance: bool = False
    is_per_order: bool = False

    @property
    def id(self) -> str:
        return self.element

    @property
    def is_derived(self) -> bool:
        return (SQL / f"{self.id}.sql").is_file()
