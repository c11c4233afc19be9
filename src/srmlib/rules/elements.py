"""The elements of total cost: what drives each, at which rate, with which sign, from which tables,
by whose cause. One record each, `data/definitions/elements/<element>.yaml`.

The ledger values events in SQL: `sql/cost/<element>.sql` finds those of an element that is derived
from tables. `srmlib.explain` and the tests value them again with the arithmetic here. A booked
amount beats a rate: where the extract has cost events of an element, nothing is derived for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from srmlib.errors import DefinitionError
from srmlib.rules.checking import Many, Stated, Text, checked, expected, text_of, yaml_of
from srmlib.workspace import PROJECT

FOLDER = PROJECT / "data" / "definitions" / "elements"
SQL = Path(__file__).parents[1] / "sql" / "cost"
CENT = Decimal("0.01")
# What stands in a record's units for the reporting currency.
CURRENCY = "currency"
# How many of the units that a table counts in make one of what a rate is the price of: a percentage
# a year is that of 100, by the day.
MADE_OF = {("hour", "minute"): 60, ("%/year", "currency × days"): 36500}

Phase = Literal["pre-transaction", "transaction", "post-transaction"]
QualityClass = Literal["prevention", "appraisal", "internal failure", "external failure"]
Family = Literal["delivery", "quality", "support", "customer", "credit"]
FAMILIES: tuple[str, ...] = get_args(Family)
Unit = Annotated[
    Text,
    Field(pattern=r"^(currency/[a-z]+|%(/year)?|days)$"),
    expected('currency/… such as currency/hour, "%/year", "%" or days'),
]
EventName = Annotated[
    Text, Field(pattern=r"^[a-z]+( [a-z]+)*$"), expected("words in small letters such as late line")
]


def cents(amount: Decimal) -> Decimal:
    """An amount to the cent, halves away from zero, as the ledger rounds.

    >>> cents(Decimal("-0.125"))
    Decimal('-0.13')
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def at_rate(driver: Decimal, rate: Decimal, per: int = 1) -> Decimal:
    """What a driver comes to by a rate that is the price of `per` of it.

    45 minutes at 62.00 an hour; and 10,000.00 paid after 10 days where 30 are usual, at 6 % a year:

    >>> at_rate(Decimal(45), Decimal("62.00"), per=60)
    Decimal('46.50')
    >>> at_rate(Decimal("10000.00") * (30 - 10), Decimal(6), per=36500)
    Decimal('32.88')
    """
    return cents(driver * rate / per)


def borne(paid: Decimal, months: int, life_months: int) -> Decimal:
    """So much of what was paid once is borne after so many months of its life. A month bears the
    difference to the month before, so that the months add up.

    >>> [borne(Decimal("100.00"), months, 3) for months in (1, 2, 3)]
    [Decimal('33.33'), Decimal('66.66'), Decimal('100.00')]
    """
    return (Decimal(int(paid * 100) * months // life_months) / 100).quantize(CENT)


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
                f"counted_in is '{self.counted_in}', expected {known} beside the unit {self.unit}"
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
    `family` for what follows from buying. `falls_with` are metrics: at their goal it would be less.
    What is routine comes with every order line, receipt, lot, invoice, quarter or month: a cost,
    but no evidence of its own of how the supplier does. What is steady is reckoned once for the
    quarter, or spread over years by agreement: no events that chance could bring about twice.
    """

    element: Text
    name: Text
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
    is_routine: bool = False
    is_steady: bool = False
    ties_up_capital: bool = False

    @property
    def id(self) -> str:
        return self.element

    @property
    def is_derived(self) -> bool:
        return (SQL / f"{self.id}.sql").is_file()


def element_files(folder: Path = FOLDER) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def read_elements(folder: Path = FOLDER) -> dict[str, Element]:
    """Every element by its id, in printed order. Raises DefinitionError for a record that is wrong,
    or that does not go with the others.
    """
    elements: dict[str, Element] = {}
    for path in element_files(folder):
        element = _read(path)
        for other in elements.values():
            _check_pair(other, element)
        elements[element.id] = element
    return {one.id: one for one in sorted(elements.values(), key=lambda one: one.order)}


def _read(path: Path) -> Element:
    where = _place(path.stem)
    stated = yaml_of(text_of(path, where, DefinitionError), where, DefinitionError)
    element = checked(Element, stated, where, "Correct it there.", DefinitionError)
    if element.id != path.stem:
        raise DefinitionError(
            f"{where}: element is '{element.id}', expected '{path.stem}' as the file is"
            " named.\nRename one of them."
        )
    if element.is_derived and not element.tables:
        raise DefinitionError(
            f"{where}: tables is empty, expected the tables that sql/cost/{element.id}.sql reads, as"
            " that file derives it.\nName them."
        )
    return element


def _check_pair(one: Element, other: Element) -> None:
    """Two elements stand at two places, and a rate that both need is one rate."""
    if one.order == other.order:
        raise DefinitionError(
            f"{_place(other.id)}: order is {other.order}, expected another number than that of"
            f" {one.id}.\nGive it the place between its neighbours."
        )
    ones, others = one.rates | one.second_rates, other.rates | other.second_rates
    for name in ones.keys() & others.keys():
        if ones[name].unit != others[name].unit:
            raise DefinitionError(
                f"{_place(other.id)}: the unit of {name} is '{others[name].unit}', expected"
                f" '{ones[name].unit}' as {one.id} has it.\nCorrect one of them."
            )


def _place(element_id: str) -> str:
    return f"data/definitions/elements/{element_id}.yaml"


def check_tables(elements: Iterable[Element], tables: Mapping[str, Collection[str]]) -> None:
    """Raises DefinitionError for a record that names a canonical table or column that is not there;
    `tables` are the columns of each.
    """
    for element in elements:
        for key, name in _tables_named(element):
            _check_name(element, key, name, "table", tables)
        for key, name, among in _columns_named(element):
            columns = [column for table in among for column in tables[table]]
            _check_name(element, key, name, "column", columns)


def _tables_named(element: Element) -> Iterator[tuple[str, str]]:
    yield from (("tables", table) for table in element.tables)
    if element.measured_by:
        yield "measured_by.table", element.measured_by.table


def _columns_named(element: Element) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each column a record names, with its key and the tables that may have it."""
    for name, rate in element.rates.items():
        if rate.column:
            yield f"rates.{name}.column", rate.column, element.tables
    if by := element.measured_by:
        if by.column:
            yield "measured_by.column", by.column, (by.table,)
        yield from (("measured_by.where", column, (by.table,)) for column in by.where)


def _check_name(element: Element, key: str, name: str, kind: str, known: Collection[str]) -> None:
    if name in known:
        return
    near = get_close_matches(name, known, n=1)
    meant = f"Did you mean {near[0]}? " if near else ""
    raise DefinitionError(
        f"{_place(element.id)}: {key} is '{name}', expected a {kind} of data/README.md.\n"
        f"{meant}Correct it there."
    )


ELEMENTS = read_elements()
COMPONENTS = {
    component: name
    for element in ELEMENTS.values()
    for component, name in element.components.items()
}
# Every rate that values an element derived from tables, or that it needs beside.
RATES = {
    name: rate
    for element in ELEMENTS.values()
    for name, rate in (element.second_rates | element.rates).items()
}
NO_PRICES = {name: rate.unit for name, rate in RATES.items() if not rate.is_price}
ROUTINE = tuple(element.id for element in ELEMENTS.values() if element.is_routine)
STEADY = tuple(element.id for element in ELEMENTS.values() if element.is_steady)


def freight_name(components: Iterable[str]) -> str:
    """Freight and what comes with it, by the components an extract states; all four where it states
    none.

    >>> freight_name(["duty", "freight"])
    'Freight, duty'
    """
    stated = [name for component, name in COMPONENTS.items() if component in set(components)]
    return ", ".join(stated).capitalize() or ELEMENTS["freight_duty"].name
