"""The trace of a part at fault through lots, from its definition (decisions 16 and 22): random
genealogies, and each one's shares as an exact linear system.

A lot is bought, or made of others. What one unit of it holds of the part at fault, and from whom, is
the unknown; every input is a term of its equation. What cannot be followed is a source of its own,
NOT_TRACED.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import strategies as st
from small_world import small_world

from roads.drawn import examples, seldom
from srmlib.snapshot import Snapshot

NOT_TRACED = None
HOUSING, SHAFT, PUMP = "housing", "shaft", "pump"


@dataclass(frozen=True)
class Lot:
    name: str
    part: str
    qty: Decimal | None
    supplier: str | None = None


@dataclass(frozen=True)
class Genealogy:
    """Lots, what went into what, and the lot that a customer complains about, at its housing."""

    lots: dict[str, Lot]
    inputs: list[tuple[str, str, Decimal | None]]  # output, input, quantity
    at_fault: str

    def inputs_of(self, name: str) -> list[tuple[str, Decimal | None]]:
        """A quantity of 0 is none."""
        return [
            (source, qty)
            for output, source, qty in self.inputs
            if output == name and qty != 0
        ]

    def leads_to(self, name: str, wanted: str) -> bool:
        """Whether a lot went, by way of others, into another."""
        seen, todo = set(), [wanted]
        while todo:
            for source, qty in self.inputs_of(todo.pop()):
                # What is no quantity is cut anyway, and closes no loop.
                if source not in seen and qty is not None and qty > 0:
                    seen.add(source)
                    todo.append(source)
        return name in seen

    def is_in_loop(self, output: str, source: str) -> bool:
        return self.leads_to(output, source)


@dataclass
class Equation:
    """What one unit of a lot holds: of other lots' content, and of sources."""

    terms: dict[str, Fraction] = field(default_factory=dict)
    known: dict[str | None, Fraction] = field(default_factory=dict)

    def add(self, place: dict, key, amount: Fraction) -> None:
        place[key] = place.get(key, Fraction(0)) + amount


def equation(world: Genealogy, lot: Lot) -> Equation:
    """The content of one unit of a lot that was bought or made."""
    found = Equation()
    if lot.part == SHAFT:
        return found
    if lot.supplier:
        found.add(found.known, lot.supplier, Fraction(1))
        return found
    inputs = world.inputs_of(lot.name)
    if all(source == lot.name for source, _ in inputs) or not lot.qty:
        # Nothing else is recorded of it: all it holds, one in one, is not traced.
        found.add(found.known, NOT_TRACED, Fraction(1))
        return found
    went_in = Fraction(0)
    for source, qty in inputs:
        other = world.lots.get(source)
        if other is not None and other.part == SHAFT:
            continue
        if qty is None:
            amount, followed = left_of(world, source, lot.name), False
        else:
            amount, followed = abs(Fraction(qty)), qty > 0
        amount /= Fraction(lot.qty)
        went_in += amount
        if source == lot.name:
            # Whatever its share, it adds nothing to what else is in the lot.
            if amount < 1:
                found.add(found.terms, source, amount)
        elif other is None or not followed or world.is_in_loop(lot.name, source):
            found.add(found.known, NOT_TRACED, amount)
        else:
            found.add(found.terms, source, amount)
    is_merged = all(
        world.lots[source].part == lot.part for source, _ in inputs if source in world.lots
    )
    if is_merged and went_in < 1:
        # A merged or split lot that has more than went in.
        found.add(found.known, NOT_TRACED, 1 - went_in)
    return found


def left_of(world: Genealogy, source: str, output: str) -> Fraction:
    """What was left of a lot beside what else took from it."""
    lot = world.lots.get(source)
    if lot is None or lot.qty is None:
        return Fraction(0)
    taken = sum(
        Fraction(qty)
        for _, other, qty in world.inputs
        if other == source and qty and qty > 0
    )
    return max(Fraction(lot.qty) - taken, Fraction(0))


def solved(world: Genealogy) -> dict[str, dict[str | None, Fraction]]:
    """The content of one unit of every lot, by elimination."""
    names = [*world.lots]
    equations = {name: equation(world, world.lots[name]) for name in names}
    sources = sorted(
        {source for one in equations.values() for source in one.known},
        key=lambda one: one or "",
    )
    # (identity − terms) · content = known
    matrix = [
        [
            *(
                Fraction(row == column) - equations[row].terms.get(column, 0)
                for column in names
            ),
            *(equations[row].known.get(source, Fraction(0)) for source in sources),
        ]
        for row in names
    ]
    size = len(names)
    for place in range(size):
        pivot = next((row for row in range(place, size) if matrix[row][place] != 0), None)
        if pivot is None:
            continue
        matrix[place], matrix[pivot] = matrix[pivot], matrix[place]
        matrix[place] = [value / matrix[place][place] for value in matrix[place]]
        for row in range(size):
            factor = matrix[row][place]
            if row != place and factor:
                matrix[row] = [
                    value - factor * base
                    for value, base in zip(matrix[row], matrix[place], strict=True)
                ]
    return {
        name: {
            source: value
            for source, value in zip(sources, matrix[row][size:], strict=True)
            if value
        }
        for row, name in enumerate(names)
    }


def shares(world: Genealogy) -> dict[str | None, Fraction]:
    """Of the part at fault, by the firm it came from."""
    content = solved(world)[world.at_fault]
    whole = sum(content.values())
    if not whole:
        return {NOT_TRACED: Fraction(1)}
    return {source: amount / whole for source, amount in content.items()}


def ranges(found: dict[str | None, Fraction]) -> dict[str | None, tuple[int, int]]:
    """One piece came from one source: all of it or nothing, unless only one is possible."""
    return {source: (1, 1) if share == 1 else (0, 1) for source, share in found.items()}


@st.composite
def genealogy(draw) -> Genealogy:
    """Up to five lots of pumps and of merged housings; now and then a loop, a negative row, a lot in
    no table, of itself, half recorded, or not recorded at all.
    """
    bought = {
        f"H{place}": Lot(f"H{place}", HOUSING, Decimal(1000), draw(st.sampled_from("STU")))
        for place in range(draw(st.integers(1, 3)))
    } | {"B0": Lot("B0", SHAFT, Decimal(1000), "Z")}
    names = [f"L{place}" for place in range(draw(st.integers(1, 5)))]
    part_of = {name: draw(st.sampled_from([PUMP, PUMP, HOUSING])) for name in names}
    odd = draw(st.sampled_from([0, 10, 30]))
    inputs: list[tuple[str, str, Decimal | None]] = []
    lots = dict(bought)
    for place, name in enumerate(names):
        merged = part_of[name] == HOUSING
        choices = [one for one in bought if one.startswith("H")] + [
            other
            for at, other in enumerate(names)
            if (at < place or draw(seldom(odd)))
            and (not merged or part_of[other] == HOUSING)
        ]
        chosen = draw(st.lists(st.sampled_from(choices), max_size=4, unique=True))
        own = [(one, Decimal(draw(st.integers(1, 60)))) for one in chosen]
        if not merged and own and draw(seldom(40)):
            own.append(("B0", Decimal(draw(st.integers(1, 60)))))
        if draw(seldom(odd)):
            own.append((f"NOSUCH{place}", Decimal(draw(st.integers(1, 60)))))
        own = [
            (
                one,
                -qty
                if draw(seldom(odd // 2))
                else Decimal(0)
                if draw(seldom(odd // 3))
                else qty,
            )
            for one, qty in own
        ]
        # One housing a pump, so that what a hidden branch holds is one in one, however it is told.
        total = sum(abs(qty) for one, qty in own if one != "B0")
        if merged and draw(seldom(odd)):
            total += draw(st.integers(1, 40))
        lots[name] = Lot(name, part_of[name], Decimal(total or draw(st.integers(1, 60))))
        inputs += [(name, one, qty) for one, qty in own]
    return in_bounds(Genealogy(lots, inputs, draw(st.sampled_from(names))))


def in_bounds(world: Genealogy) -> Genealogy:
    """Without links that take more of a lot than it was, and without those of a lot to itself where
    it went into others: what such a unit holds the definition does not say.
    """
    lots, inputs = dict(world.lots), list(world.inputs)
    while True:
        used: dict[str, Decimal] = {}
        for output, source, qty in inputs:
            if output != source:
                used[source] = used.get(source, Decimal(0)) + abs(qty or 0)
        surplus = next(
            (
                link
                for link in reversed(inputs)
                if link[1] in lots
                and link[2]
                and (
                    used.get(link[1], 0) > lots[link[1]].qty
                    or (link[0] == link[1] and used.get(link[1], 0) > 0)
                )
            ),
            None,
        )
        if surplus is None:
            return Genealogy(lots, inputs, world.at_fault)
        output, source, qty = surplus
        inputs.remove(surplus)
        if source != "B0":
            lot = lots[output]
            lots[output] = Lot(lot.name, lot.part, max(lot.qty - abs(qty), Decimal(1)))


def drawn_genealogies(count: int, start: int) -> list[Genealogy]:
    return examples(genealogy(), count, start)


def loaded(folder: Path, worlds: list[Genealogy]) -> Snapshot:
    """One snapshot of many genealogies; each has its own lots, parts and suppliers, and complaint."""

    def own(place: int, name: str) -> str:
        return f"E{place:04}-{name}"

    numbered = [*enumerate(worlds)]
    return small_world(
        folder,
        suppliers=[
            {"supplier_id": own(place, name), "name": name}
            for place, _ in numbered
            for name in "STUZ"
        ],
        parts=[
            {"part_id": own(place, name), "name": name}
            for place, _ in numbered
            for name in (HOUSING, SHAFT, PUMP)
        ],
        lots=[
            {
                "lot_id": own(place, lot.name),
                "part_id": own(place, lot.part),
                "supplier_id": own(place, lot.supplier) if lot.supplier else "",
                "lot_qty": "" if lot.qty is None else str(lot.qty),
            }
            for place, world in numbered
            for lot in world.lots.values()
        ],
        lot_inputs=[
            {
                "output_lot_id": own(place, output),
                "input_lot_id": own(place, source),
                "input_qty": "" if qty is None else str(qty),
            }
            for place, world in numbered
            for output, source, qty in world.inputs
        ],
        complaints=[
            {
                "complaint_id": own(place, "C"),
                "received_on": "2026-08-01",
                "unit_count": "1",
                "lot_id": own(place, world.at_fault),
                "part_id": own(place, HOUSING),
            }
            for place, world in numbered
        ],
    )
