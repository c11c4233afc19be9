"""The chain from the firms behind a supplier to the partners who hand over to customers: what the
extract knows, and what people entered over it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from srmlib.encoding import Block, encoded
from srmlib.register.book import Book
from srmlib.register.kinds.beyond import ChainLink
from srmlib.register.kinds.people import PromiseOwner
from srmlib.relationship.downstream import Partner, partners_of, standing
from srmlib.relationship.persons import Who, of_supplier, who
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement

# From the far end to the customers, who are only counted.
COLUMNS = ("tier2", "supplier", "process", "product", "downstream")
QUARTERS = 4
PERCENT = 100


@dataclass(frozen=True)
class Place:
    """A place of the chain. `weight` is how many dated deliveries of a year go through it, null where
    that is not known; `parts` are those it is about, by name, and `part_ids` by id. `owners` answer
    for its promises to customers.
    """

    column: str
    id: str
    name: str
    weight: int | None = None
    parts: tuple[str, ...] = ()
    part_ids: tuple[str, ...] = ()
    owners: tuple[Who, ...] = ()


@dataclass(frozen=True)
class Link:
    """From a place to one of the next column; `share` is the percent of what reaches the end, null
    where it is not known. `is_entered`: people said so, not the extract.
    """

    column: str
    start: str
    end: str
    share: float | None
    is_entered: bool


@dataclass(frozen=True)
class Chain:
    """`carriers` bring the goods from the supplier to the buyer. `without_maker` are parts of which
    nobody knows who makes what they are made of. `other_owners` answer for promises that are no
    product of this chain: promise and who.
    """

    places: tuple[Place, ...]
    links: tuple[Link, ...]
    carriers: tuple[str, ...]
    without_maker: tuple[str, ...]
    partners: tuple[Partner, ...]
    other_owners: tuple[tuple[str, Who], ...]
    has_owners: bool

    def __bool__(self) -> bool:
        """Whether anything but the supplier itself is known."""
        return len(self.places) > 1

    def of(self, column: str) -> tuple[Place, ...]:
        return tuple(one for one in self.places if one.column == column)

    def from_column(self, column: str) -> tuple[Link, ...]:
        return tuple(one for one in self.links if one.column == column)

    def to_json(self) -> Block:
        """Its block of report.json."""
        return {
            "places": encoded(self.places),
            "links": encoded(self.links),
            "carriers": list(self.carriers),
            "without_maker": list(self.without_maker),
            "partners": encoded(self.partners),
        }


def chain_of(
    snapshot: Snapshot, book: Book, supplier_id: str, quarter: Quarter, as_of: date
) -> Chain:
    """The chain of a supplier, of the four quarters that end with this one.

    What people entered of the links from a column stands for all that the extract has from it.
    """
    known = _Extract(snapshot, supplier_id, quarter)
    entered = [one.now for one in of_supplier(book, ChainLink, supplier_id)]
    partners = partners_of(snapshot, book, supplier_id, quarter, as_of)
    places = {(one.column, one.id): one for one in known.places()}
    for record in standing(book, supplier_id, as_of):
        column = "tier2" if record.now.form == "tier2" else "downstream"
        id = record.id
        if column == "tier2" and ("tier2", record.now.extract_id) in places:
            continue
        places[column, id] = Place(column, id, record.now.name)
    links = [
        one for one in known.links() if one.column not in {own.column for own in entered}
    ]
    resolved = _Resolved(places, supplier_id)
    links += [resolved.link(one) for one in entered]
    if len(resolved.of("supplier")) > 1:
        # Its works stand for the supplier.
        resolved.places.pop(("supplier", supplier_id), None)
    owners = _owners(book, supplier_id, as_of)
    found, other_owners = _with_owners(resolved.places.values(), owners)
    in_order = sorted(
        found, key=lambda one: (COLUMNS.index(one.column), -(one.weight or 0))
    )
    return Chain(
        tuple(in_order),
        tuple(_drawn(links, resolved)),
        tuple(
            dict.fromkeys(row["name"] for row in known.behind if row["kind"] == "carrier")
        ),
        known.without_maker(),
        partners,
        other_owners,
        bool(owners),
    )


class _Extract:
    """What the snapshot knows of the chain of a supplier."""

    def __init__(self, snapshot: Snapshot, supplier_id: str, quarter: Quarter):
        self.supplier_id = supplier_id
        (named,) = snapshot.records(
            "SELECT name FROM suppliers WHERE supplier_id = ?", [supplier_id]
        )
        self.name = named["name"]
        tables = snapshot.supplied_tables
        self.behind = self._ask(
            snapshot, "supply_links", tables, "chain_behind", [supplier_id]
        )
        first = quarter.back(QUARTERS)[0].start
        asked = [supplier_id, first, quarter.until]
        self.delivered = self._ask(
            snapshot, "schedule_lines", tables, "chain_delivered", asked
        )
        day = {"day": quarter.last_day}
        used = self._ask(snapshot, "bill_of_materials", tables, "chain_products", day)
        self._into: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in used:
            self._into[row["component_id"]].append((row["part_id"], row["part"]))

    @staticmethod
    def _ask(
        snapshot: Snapshot, table: str, tables: Iterable[str], name: str, asked: Any
    ) -> list[dict[str, Any]]:
        if table not in tables:
            return []
        return snapshot.records(statement(f"relationship/{name}"), asked)

    def places(self) -> list[Place]:
        total = sum(row["deliveries"] for row in self.delivered)
        found = [Place("supplier", self.supplier_id, self.name, total or None)]
        makers: dict[str, list[str]] = defaultdict(list)
        names = {}
        for row in self._makers:
            names[row["firm_id"]] = row["name"]
            makers[row["firm_id"]] += [row["part"]] if row["part"] else []
        found += [Place("tier2", id, names[id], None, tuple(makers[id])) for id in names]
        found += self._weighed("process", lambda row: [(row["site"], row["site"])])
        found += self._weighed(
            "product", lambda row: self._products(row["part_id"], row["part"])
        )
        return found

    @property
    def _makers(self) -> list[dict[str, Any]]:
        return [row for row in self.behind if row["kind"] != "carrier"]

    def _weighed(self, column: str, of: Any) -> list[Place]:
        weights: dict[str, int] = defaultdict(int)
        names: dict[str, str] = {}
        parts: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.delivered:
            for id, name in of(row):
                if id:
                    weights[id] += row["deliveries"]
                    names[id] = name
                    parts[id][row["part_id"]] = row["part"]
        return [
            Place(
                column,
                id,
                names[id],
                weights[id],
                tuple(parts[id].values()),
                tuple(parts[id]),
            )
            for id in names
        ]

    def _products(self, part_id: str, part: str) -> list[tuple[str, str]]:
        """What is sold in the end: what the part goes into, else the part itself."""
        found: dict[str, str] = {}
        seen, waiting = set(), [(part_id, part)]
        while waiting:
            id, name = waiting.pop()
            if id in seen:
                continue
            seen.add(id)
            into = self._into.get(id, [])
            waiting += into
            if not into:
                found[id] = name
        return list(found.items())

    def links(self) -> list[Link]:
        found = [
            Link(
                "tier2",
                row["firm_id"],
                self.supplier_id,
                _percent(row["share_rate"]),
                False,
            )
            for row in {(row["firm_id"]): row for row in self._makers}.values()
        ]
        total = sum(row["deliveries"] for row in self.delivered)
        by_site: dict[str, int] = defaultdict(int)
        flows: dict[tuple[str, str], int] = defaultdict(int)
        into: dict[str, int] = defaultdict(int)
        for row in self.delivered:
            by_site[row["site"]] += row["deliveries"]
            for id, _ in self._products(row["part_id"], row["part"]):
                flows[row["site"], id] += row["deliveries"]
                into[id] += row["deliveries"]
        found += [
            Link("supplier", self.supplier_id, site, PERCENT * count / total, False)
            for site, count in by_site.items()
            if site
        ]
        found += [
            Link("process", site, id, PERCENT * count / into[id], False)
            for (site, id), count in flows.items()
            if site
        ]
        return found

    def without_maker(self) -> tuple[str, ...]:
        """Parts of which no maker is known, where a maker is not known of any part."""
        if any(row["part_id"] is None for row in self._makers):
            return ()
        made = {row["part_id"] for row in self._makers}
        return tuple(
            dict.fromkeys(
                row["part"] for row in self.delivered if row["part_id"] not in made
            )
        )


def _percent(rate: Any) -> float | None:
    return None if rate is None else float(PERCENT * rate)


class _Resolved:
    """Places by what people call them: the id, or the name."""

    def __init__(self, places: dict[tuple[str, str], Place], supplier_id: str):
        self.places, self._supplier_id = places, supplier_id

    def of(self, column: str) -> list[Place]:
        return [one for (of, _), one in self.places.items() if of == column]

    def link(self, entered: ChainLink) -> Link:
        start = self._place(entered.column, entered.from_place)
        following = COLUMNS[COLUMNS.index(entered.column) + 1]
        end = self._place(following, entered.to_place)
        return Link(entered.column, start, end, entered.share, True)

    def _place(self, column: str, called: str) -> str:
        """The id of a place; one that nobody knows yet is made."""
        for one in self.of(column):
            if called.casefold() in (one.id.casefold(), one.name.casefold()):
                return one.id
        self.places[column, called] = Place(column, called, called)
        return called


def _drawn(links: Iterable[Link], resolved: _Resolved) -> Iterable[Link]:
    """Where works stand for the supplier, what goes to or from it goes to or from each of them."""
    ids = {column: [one.id for one in resolved.of(column)] for column in COLUMNS}
    for one in links:
        following = COLUMNS[COLUMNS.index(one.column) + 1]
        starts = [one.start] if one.start in ids[one.column] else ids[one.column]
        ends = [one.end] if one.end in ids[following] else ids[following]
        for start in starts:
            for end in ends:
                is_whole = (start, end) == (one.start, one.end)
                share = one.share if is_whole else None
                yield Link(one.column, start, end, share, one.is_entered)


def _owners(book: Book, supplier_id: str, as_of: date) -> list[tuple[str, Who]]:
    found = []
    for record in of_supplier(book, PromiseOwner, supplier_id):
        person = who(book, supplier_id, record.now.person, as_of)
        if person is not None and person.left_on is None:
            found.append((record.now.promise, person))
    return found


def _with_owners(
    places: Iterable[Place], owners: list[tuple[str, Who]]
) -> tuple[list[Place], tuple[tuple[str, Who], ...]]:
    """Products with who answers for them, by the id or name of the product or of a part of it."""
    found, named = [], set()
    for one in places:
        if one.column == "product":
            called = {
                text.casefold() for text in (one.id, one.name, *one.parts, *one.part_ids)
            }
            own = [owner for owner in owners if owner[0].casefold() in called]
            named |= {id(owner) for owner in own}
            one = replace(one, owners=tuple(dict.fromkeys(person for _, person in own)))
        found.append(one)
    return found, tuple(owner for owner in owners if id(owner) not in named)
