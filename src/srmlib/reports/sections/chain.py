"""The chain from the firms behind the supplier to the customers, in six columns, with a table that
says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.facts import Facts
from srmlib.numbers import count_words
from srmlib.relationship.chain import COLUMNS, Chain, Link, Place
from srmlib.relationship.downstream import Partner
from srmlib.reports.page import Section
from srmlib.reports.templating import render
from srmlib.words.chain import (
    TITLES,
    chain_explained,
    chain_headline,
    partner_said,
    place_said,
    share_said,
)
from srmlib.words.ratings import Firms, firms_of
from srmlib.words.words import upper_first

TITLE = "The chain"
BEGINS = "the chain from tier 2 to customers (to begin, enter a partner: srm register add partner)"
TABLES = {
    "chain": ("column", "from_place", "to_place", "share", "is_entered"),
    "partners": (
        *("partner", "name", "form", "days_agreed", "complaints", "complaint_days"),
        *("complaints_open", "returns", "return_days", "returns_open", "promised", "kept"),
    ),
}
CUSTOMERS = "customers"
# More places of a column are folded into the last.
MOST_PLACES = 4
FOLDED = "folded"
# Widths of a line, in pixels: of one whose share is not known, and of one that is all.
THINNEST, WIDEST = 1.5, 5.5


@dataclass
class Node:
    """A place as it is drawn; `top` is its middle, in percent of the column, whose places have rows of
    equal height. `notes` are small lines and whether each is late.
    """

    id: str
    name: str
    notes: list[tuple[str, bool]] = field(default_factory=list)
    owners: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    is_weak: bool = False
    is_hole: bool = False
    lacks_owner: bool = False
    top: float = 50.0


def chain(facts: Facts) -> Section:
    """Who stands behind the supplier, where its goods go in, what is sold, who hands it over, and how
    many promises hang on it.
    """
    known = facts.relationship
    if known is None or not known.chain:
        tables = {name: _table(name, []) for name in TABLES}
        return Section("chain", TITLE, "", Markup(), tables, absent=BEGINS)
    of, firms = known.chain, firms_of(facts)
    columns = _columns(of, facts)
    headline = chain_headline(of, facts, firms)
    body = render(
        "chain.html.j2",
        explained=chain_explained(of, facts, firms),
        columns=[
            {
                "title": _title(column, firms),
                "under": TITLES[column],
                "nodes": nodes,
                "links": _drawn(of, columns, column),
                "place": 2 * place,
            }
            for place, (column, nodes) in enumerate(columns.items())
        ],
        rows=[_row(of, one) for one in of.links],
        partners=[(one, partner_said(one)) for one in of.partners],
    )
    return Section("chain", headline, headline, body, _tables(of), name="Chain")


def _title(column: str, firms: Firms) -> str:
    called = {"supplier": firms.supplier, "process": firms.buyer}
    names = {"tier2": "Tier 2", "product": "Product", "downstream": "Downstream"}
    return called.get(column) or names.get(column, "Customers")


# --- Places


def _columns(of: Chain, facts: Facts) -> dict[str, list[Node]]:
    columns = {column: _nodes(of, column) for column in COLUMNS}
    _mark_weak(columns, facts)
    columns[CUSTOMERS] = _customers(facts)
    for nodes in columns.values():
        for place, node in enumerate(nodes):
            node.top = round(100 * (place + 0.5) / len(nodes), 1)
    return columns


def _nodes(of: Chain, column: str) -> list[Node]:
    partners = {one.id: one for one in of.partners}
    nodes = [_node(of, one, partners.get(one.id)) for one in of.of(column)]
    if len(nodes) > MOST_PLACES:
        tail = nodes[MOST_PLACES - 1 :]
        folded = Node(FOLDED, f"{len(tail)} more", is_weak=any(one.is_weak for one in tail))
        nodes = [*nodes[: MOST_PLACES - 1], folded]
    if column == "tier2" and of.without_maker and nodes:
        nodes = [*nodes, _hole("others not known")]
    return nodes or [_hole("not known")]


def _hole(words: str) -> Node:
    return Node("", words, is_hole=True)


def _node(of: Chain, place: Place, partner: Partner | None) -> Node:
    kinds = {"supplier": "supplier", "process": "buyer"}
    node = Node(place.id, place.name, kind=kinds.get(place.column, ""))
    said = place_said(place)
    if said:
        node.notes.append((said, False))
    if partner is not None:
        node.notes += partner_said(partner)
        node.is_weak = partner.is_late
    if place.column == "product":
        node.owners = tuple((one.side, one.called) for one in place.owners)
        node.lacks_owner = of.has_owners and not place.owners
    return node


def _mark_weak(columns: dict[str, list[Node]], facts: Facts) -> None:
    """Where what broke began, as the trace says: told of a place only where it can be no other."""
    places = {"tier2": "tier2", "theirs": "supplier", "ours": "process"}
    for link in facts.trace.links:
        nodes = [
            one
            for one in columns.get(places.get(link.cause_side, ""), [])
            if not one.is_hole
        ]
        if len(nodes) > 1:
            nodes = [
                one for one in nodes if any(link.item in note for note, _ in one.notes)
            ]
        if len(nodes) == 1:
            nodes[0].is_weak = True


def _customers(facts: Facts) -> list[Node]:
    """Regions with the promises to their customers, by the names this report may use; else one place
    for all."""
    promised = facts.promises.promised
    regions = facts.meaning.regions.regions if facts.meaning else ()
    if len(regions) > 1:
        by_size = sorted(regions, key=lambda one: -one.kept.n)
        nodes = [
            Node(
                one.region or "region not told",
                upper_first(one.region or "region not told"),
                [(_promises_said(one.kept.n, one.kept.n - one.kept.k), False)],
            )
            for one in by_size
        ]
        if len(nodes) > MOST_PLACES:
            rest = by_size[MOST_PLACES - 1 :]
            total = sum(one.kept.n for one in rest)
            broken = sum(one.kept.n - one.kept.k for one in rest)
            more = Node(
                FOLDED, f"{len(rest)} more", [(_promises_said(total, broken), False)]
            )
            nodes = [*nodes[: MOST_PLACES - 1], more]
        return nodes
    if not promised:
        return [_hole("no promises known")]
    return [
        Node(
            CUSTOMERS,
            "Customers",
            [(_promises_said(promised, len(facts.promises.broken)), False)],
        )
    ]


def _promises_said(promised: int, broken: int) -> str:
    return f"{count_words(promised, 'promise')}, {broken or 'none'} broken"


# --- Links


def _drawn(of: Chain, columns: dict[str, list[Node]], column: str) -> list[Block]:
    """The lines from a column to the next, in percent; what is folded goes to the folded place."""
    if column == CUSTOMERS:
        return []
    names = list(columns)
    starts, ends = columns[column], columns[names[names.index(column) + 1]]
    if column == COLUMNS[-1]:
        return _to_customers(starts, ends)
    drawn: dict[tuple[float, float], Block] = {}
    for link in of.from_column(column):
        start, end = _at(starts, link.start), _at(ends, link.end)
        if start is None or end is None:
            continue
        known = drawn.setdefault((start.top, end.top), _line(start, end))
        if link.share is not None:
            known["share"] = max(known["share"] or 0, link.share)
    return [_measured(one) for one in drawn.values()]


def _to_customers(starts: Sequence[Node], ends: Sequence[Node]) -> list[Block]:
    """Who hands over to whom is not known, unless there is one of either."""
    if (len(starts) > 1 and len(ends) > 1) or any(one.is_hole for one in (*starts, *ends)):
        return []
    return [_measured(_line(start, end)) for start in starts for end in ends]


def _at(nodes: Sequence[Node], id: str) -> Node | None:
    found = next((one for one in nodes if one.id == id), None)
    return found or next((one for one in nodes if one.id == FOLDED), None)


def _line(start: Node, end: Node) -> Block:
    return {
        "start": start.top,
        "end": end.top,
        "is_weak": start.is_weak,
        "share": None,
    }


def _measured(line: Block) -> Block:
    share = line["share"]
    width = (
        THINNEST
        if share is None
        else round(THINNEST + (WIDEST - THINNEST) * share / 100, 1)
    )
    return line | {"width": width, "is_known": share is not None}


# --- Tables


def _row(of: Chain, link: Link) -> Block:
    following = COLUMNS[COLUMNS.index(link.column) + 1]
    return {
        "start": _named(of, link.column, link.start),
        "end": _named(of, following, link.end),
        "share": share_said(link.share),
        "from": "entered" if link.is_entered else "extract",
    }


def _named(of: Chain, column: str, id: str) -> str:
    return next((one.name for one in of.of(column) if one.id == id), id)


def _tables(of: Chain) -> dict[str, pd.DataFrame]:
    links = [
        (
            one.column,
            _named(of, one.column, one.start),
            _named(of, COLUMNS[COLUMNS.index(one.column) + 1], one.end),
            one.share,
            one.is_entered,
        )
        for one in of.links
    ]
    partners = [
        (
            *(one.id, one.name, one.form, one.days_agreed),
            *(one.complaints.n, one.complaints.median_days, one.complaints.open),
            *(one.returns.n, one.returns.median_days, one.returns.open),
            one.promises.n if one.promises else None,
            one.promises.k if one.promises else None,
        )
        for one in of.partners
    ]
    return {"chain": _table("chain", links), "partners": _table("partners", partners)}


def _table(name: str, rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TABLES[name]), dtype=object)
