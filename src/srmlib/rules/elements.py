"""The elements of total cost: what drives each, at which rate, with which sign, from which tables,
by whose cause. One record each, `data/definitions/elements/<element>.yaml`.

The ledger values events in SQL: `sql/elements/<element>.sql` finds those of an element that is derived
from tables. A booked amount beats a rate: where the extract has cost events of an element and a
supplier, or a plant reports the element, nothing is derived for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from srmlib.errors import DefinitionError
from srmlib.rules.checking import checked, seen, text_of, yaml_of
from srmlib.rules.element_record import Element, MeasuredBy, Rate
from srmlib.workspace import PROJECT

FOLDER = PROJECT / "data" / "definitions" / "elements"


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
    text = text_of(path, where, DefinitionError)
    stated = yaml_of(text, where, DefinitionError)
    element = checked(Element, stated, where, "Correct it there.", DefinitionError, text)
    if element.id != path.stem:
        raise DefinitionError(
            f"{where}: element is {seen(element.id)}, expected '{path.stem}' as the file is"
            " named.\nRename one of them."
        )
    if element.is_derived and not element.tables:
        raise DefinitionError(
            f"{where}: tables is empty, expected the tables that sql/elements/{element.id}.sql reads, as"
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
    ones = one.rates | one.second_rates
    others = other.rates | other.second_rates
    for name in ones.keys() & others.keys():
        if ones[name].unit != others[name].unit:
            raise DefinitionError(
                f"{_place(other.id)}: the unit of {name} is '{others[name].unit}', expected"
                f" '{ones[name].unit}' as {one.id} has it.\nCorrect one of them."
            )


def _place(element_id: str) -> str:
    return f"data/definitions/elements/{element_id}.yaml"


def check_tables(
    elements: Iterable[Element], tables: Mapping[str, Collection[str]]
) -> None:
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


def _check_name(
    element: Element, key: str, name: str, kind: str, known: Collection[str]
) -> None:
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
    stated = [
        name for component, name in COMPONENTS.items() if component in set(components)
    ]
    return ", ".join(stated).capitalize() or ELEMENTS["freight_duty"].name


def page() -> str:
    """Every element as Markdown, for `data/definitions/ELEMENTS.md`."""
    elements = ELEMENTS.values()
    lines = [
        "# Elements of cost",
        "",
        "What total cost is made of, in printed order. Generated from `elements/<element>.yaml` by"
        " `make dictionary`;",
        "a test keeps the two in step. What a key means: [README.md](README.md).",
        "",
        "| element | name | driver | valued by | sign | source | cause |",
        "|---|---|---|---|---|---|---|",
        *(_row(*_what_it_is(element)) for element in elements),
        "",
        "## Where an element stands",
        "",
        "| element | phase | class of quality cost | family | falls with | by incident | routine |"
        " steady | capital | non-performance | per order |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *(_row(*_where_it_stands(element)) for element in elements),
        "",
        "## What is derived",
        "",
        "Only where the books do not hold the element of the supplier (`cost_events` of it, or a plant"
        " that reports it since that day: `cost_reports`) and a rate of it is there, with those needed"
        " beside.",
        "In a unit, `currency` stands for the reporting currency.",
        "",
        "| element | tables | unit of its rates | needed beside | measured where there is |",
        "|---|---|---|---|---|",
        *(_row(*_how_it_is_derived(element)) for element in elements if element.is_derived),
    ]
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _what_it_is(one: Element) -> list[str]:
    return [
        f"`{one.id}`",
        one.name,
        one.driver,
        one.valued_by,
        one.sign,
        one.source,
        one.cause,
    ]


def _where_it_stands(one: Element) -> list[str]:
    flags = [
        one.by_incident,
        one.is_routine,
        one.is_steady,
        one.ties_up_capital,
        one.is_non_performance,
        one.is_per_order,
    ]
    return [
        f"`{one.id}`",
        one.phase,
        one.quality_class or "",
        one.family or "buying",
        ", ".join(one.falls_with),
        *("yes" if flag else "" for flag in flags),
    ]


def _how_it_is_derived(one: Element) -> list[str]:
    return [
        f"[`{one.id}`](../../src/srmlib/sql/elements/{one.id}.sql)",
        _coded(one.tables),
        "; ".join(_rate_words(name, rate) for name, rate in one.rates.items())
        or "none: booked",
        "; ".join(_rate_words(name, rate) for name, rate in one.second_rates.items()),
        _measured_words(one.measured_by) if one.measured_by else "an event of it",
    ]


def _rate_words(name: str, rate: Rate) -> str:
    counted = f", counted in {rate.counted_in}" if rate.counted_in else ""
    return f"`{name}` {rate.unit}{counted}"


def _measured_words(by: MeasuredBy) -> str:
    within = _coded([f"{by.table}.{by.column}" if by.column else by.table])
    values = [f"`{column}` {str(value).lower()}" for column, value in by.where.items()]
    return " with ".join([within, *values])


def _coded(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    print(page(), end="")
