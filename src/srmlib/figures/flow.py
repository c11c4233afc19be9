"""Where breakage comes from: four columns from where it hurt to where the cause sits, and ribbons
as wide as the money that went that way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from srmlib.figures.labels import LINE, cut_to
from srmlib.figures.shapes import END, MIDDLE, START, Shape, box, drawing, ribbon, text
from srmlib.figures.svg import Figure, drawn_by_hand
from srmlib.figures.theme import BOLD, SPARE_ROOM
from srmlib.numbers import compact, count_words, money, percent_words
from srmlib.trace.links import SIDES, Trace, TraceLink, events_of
from srmlib.words.trace import NOT_TRACED, OURS, side_words
from srmlib.words.words import upper_first

COLUMNS = ("Where it hurt", "What broke", "On which item", "Where the cause sits")
CAUSE = 3
# More would be a thicket: the tail of the fullest columns becomes "Other".
MOST_NODES, FEWEST_OF_A_COLUMN = 25, 3
# How high all of the money is: a few names need less. What is smaller than its label has a slot of
# its own.
HIGHEST, LOWEST, HIGH_EACH = 340.0, 140.0, 58.0
SLOT, GAP, HEAD, TOP, FOOT = 2 * LINE + 2, 8.0, 9, 34.0, 6.0
NODE_WIDTH, THINNEST, BESIDE = 18, 1.5, 8
# In print, text of 13 px in a drawing of this width is 6.6 pt.
WIDTH, LEFT_ROOM, RIGHT_ROOM = 1040, 168, 240
BETWEEN = (WIDTH - LEFT_ROOM - RIGHT_ROOM - 2 * BESIDE - NODE_WIDTH) / CAUSE
LEFTS = tuple(LEFT_ROOM + BESIDE + place * BETWEEN for place in range(4))
# The room of a name in each column.
ROOMS = (
    LEFT_ROOM,
    BETWEEN - NODE_WIDTH - 2 * BESIDE,
    BETWEEN - NODE_WIDTH - 2 * BESIDE,
    RIGHT_ROOM - SPARE_ROOM,
)

# Where it hurt, what broke, on which item, where the cause sits.
Names = tuple[str, str, str, str]


@dataclass(frozen=True)
class Strand:
    """One link as it is drawn: the names it passes, one for each column, and its weight."""

    names: Names
    link: TraceLink
    weight: Decimal

    @property
    def side(self) -> str:
        return self.link.cause_side

    def key(self, column: int) -> tuple[str, str]:
        """What tells a node from others of its column: its name; where the cause sits, its side,
        too.
        """
        return (self.side if column == CAUSE else "", self.names[column])


@dataclass(frozen=True)
class Node:
    """One name in a column, with the strands that pass it and where it is drawn, in pixels; `slot`
    is the room it and its label take.
    """

    column: int
    side: str
    name: str
    strands: tuple[Strand, ...]
    height: float
    top: float = 0.0

    @property
    def key(self) -> tuple[str, str]:
        return self.side, self.name

    @property
    def weight(self) -> Decimal:
        return sum((strand.weight for strand in self.strands), Decimal(0))

    @property
    def slot(self) -> float:
        return max(self.height, SLOT)

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def trace_flow(
    trace: Trace, headline: str, subtitle: str, name: str = "trace-flow", buyer: str = OURS
) -> Figure | None:
    """The flow of a trace: width is money, or events where no cost is known. The buyer, by its
    name, and "Not traced yet" are there also when nothing is.

    Causes stand in the order tier 2, the supplier's, carrier, shared, the buyer's, open; the other columns
    so that ribbons cross little. Above 25 names the smallest of the fullest columns are drawn as
    one "Other"; the table has them all. `name` is the figure's id in its page. None for a trace
    without links.
    """
    strands = [
        Strand((k.effect, k.breakdown, k.item, _cause(k, buyer)), k, weight)
        for k, weight in zip(trace.links, trace.weights, strict=True)
        if weight > 0
    ]
    if not strands:
        return None
    columns = _columns(_folded(strands), upper_first(buyer))
    height = max(_height(nodes) for nodes in columns)
    nodes = [node for column in _placed(columns, height) for node in column]
    picture = drawing(WIDTH, height + TOP + FOOT, _shapes(nodes, trace))
    causes = [f"{node.name}: {_value_words(node, trace)}" for node in nodes if node.column == CAUSE]
    description = f"{headline.rstrip('.')}. {'. '.join(causes)}."
    return drawn_by_hand(picture, name, headline, subtitle, description, _table(trace, buyer))


def _cause(link: TraceLink, buyer: str) -> str:
    return upper_first(buyer) if link.cause == OURS else link.cause


def _folded(strands: list[Strand]) -> list[Strand]:
    """The strands with the smallest names of the fullest columns called "Other", until no more than
    25 names are left.
    """
    kept = [len({strand.key(column) for strand in strands}) for column in range(4)]
    while sum(kept) > MOST_NODES and max(kept) > FEWEST_OF_A_COLUMN:
        kept[kept.index(max(kept))] -= 1
    for column, count in enumerate(kept):
        strands = _folded_column(strands, column, count)
    return strands


def _folded_column(strands: list[Strand], column: int, count: int) -> list[Strand]:
    """All but the heaviest names of a column as one; causes keep their side, and with it their
    colour.
    """
    weights: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for strand in strands:
        weights[strand.key(column)] += strand.weight
    if len(weights) <= count:
        return strands
    ranked = sorted(weights, key=lambda key: (-weights[key], key))
    tail = Counter(side for side, _ in ranked[count - 1 :])
    # One alone is better called by its own name.
    folded = {key: _other(key[0], tail[key[0]]) for key in ranked[count - 1 :] if tail[key[0]] > 1}
    return [
        replace(
            strand,
            names=_renamed(strand, column, folded.get(strand.key(column), strand.names[column])),
        )
        for strand in strands
    ]


def _renamed(strand: Strand, column: int, name: str) -> Names:
    names = list(strand.names)
    names[column] = name
    effect, breakdown, item, cause = names
    return effect, breakdown, item, cause


def _other(side: str, count: int) -> str:
    if not side:
        return f"Other ({count})"
    return f"{upper_first(side_words(side))}: {count} causes"


def _columns(strands: list[Strand], buyer: str) -> list[list[Node]]:
    """The nodes of each column, not yet placed: causes in their fixed order, the others as they
    come.
    """
    fullest = max(len({strand.key(column) for strand in strands}) for column in range(4))
    per_weight = min(HIGHEST, max(LOWEST, HIGH_EACH * fullest)) / float(
        sum(strand.weight for strand in strands)
    )
    columns = []
    for column in range(4):
        found: dict[tuple[str, str], list[Strand]] = defaultdict(list)
        for strand in strands:
            found[strand.key(column)].append(strand)
        if column == CAUSE:
            for side, cause in (("ours", buyer), ("not_traced", NOT_TRACED)):
                if not any(known == side for known, _ in found):
                    found[side, cause] = []
        nodes = [
            Node(
                column,
                *key,
                tuple(passing),
                per_weight * float(sum(strand.weight for strand in passing)),
            )
            for key, passing in found.items()
        ]
        columns.append(sorted(nodes, key=_place_in_column))
    return columns


def _place_in_column(node: Node) -> tuple[int, Decimal, str]:
    """By side, where it has one; the heaviest first."""
    side = SIDES.index(node.side) if node.side else 0
    return side, -node.weight, node.name


def _height(nodes: list[Node]) -> float:
    return sum(node.slot for node in nodes) + GAP * (len(nodes) - 1)


def _placed(columns: list[list[Node]], height: float) -> list[list[Node]]:
    """Every node with its place: from the causes to the left, each column in the order of where its
    strands go (their barycentre).
    """
    placed = [_stacked(columns[CAUSE], height)]
    for column in (2, 1, 0):
        middles = {node.key: node.middle for node in placed[0]}
        placed.insert(
            0,
            _stacked(sorted(columns[column], key=lambda node: _barycentre(node, middles)), height),
        )
    return placed


def _barycentre(node: Node, middles: dict[tuple[str, str], float]) -> tuple[float, str]:
    return (
        sum(float(strand.weight) * middles[strand.key(node.column + 1)] for strand in node.strands)
        / float(node.weight),
        node.name,
    )


def _stacked(nodes: list[Node], height: float) -> list[Node]:
    """One under the other, in the middle of the drawing's height, each in the middle of its
    slot.
    """
    placed, down = [], TOP + (height - _height(nodes)) / 2
    for node in nodes:
        placed.append(replace(node, top=down + (node.slot - node.height) / 2))
        down += node.slot + GAP
    return placed


def _shapes(nodes: list[Node], trace: Trace) -> Iterator[Shape]:
    for left, words in zip(LEFTS, COLUMNS, strict=True):
        yield text(left + NODE_WIDTH / 2, HEAD, words, MIDDLE, "muted")
    yield from _ribbons(nodes, trace)
    for node in nodes:
        yield _bar(node, trace)
    for node in nodes:
        yield from _label(node, trace)


def _ribbons(nodes: list[Node], trace: Trace) -> Iterator[Shape]:
    """Between neighbouring columns, one for each pair of names and side; at both ends they lie in
    the order of the nodes they come from or go to.
    """
    place = {(node.column, node.key): rank for rank, node in enumerate(nodes)}
    weights: dict[tuple[int, int, str], list[Strand]] = defaultdict(list)
    strands = [strand for node in nodes if node.column == 0 for strand in node.strands]
    for strand in strands:
        for column in range(CAUSE):
            weights[
                place[column, strand.key(column)],
                place[column + 1, strand.key(column + 1)],
                strand.side,
            ].append(strand)
    used_right: dict[int, float] = defaultdict(float)
    used_left: dict[int, float] = defaultdict(float)
    bands = {}
    per_weight = sum(node.height for node in nodes if node.column == 0) / float(
        sum(strand.weight for strand in strands)
    )
    for start, end, side in sorted(
        weights, key=lambda band: (band[0], band[1], SIDES.index(band[2]))
    ):
        bands[start, end, side] = nodes[start].top + used_right[start]
        used_right[start] += per_weight * float(
            sum(strand.weight for strand in weights[start, end, side])
        )
    for start, end, side in sorted(
        weights, key=lambda band: (band[1], band[0], SIDES.index(band[2]))
    ):
        passing = weights[start, end, side]
        width = per_weight * float(sum(strand.weight for strand in passing))
        above, below = bands[start, end, side], nodes[end].top + used_left[end]
        used_left[end] += width
        words = (
            f"{nodes[start].name} → {nodes[end].name}: {_weight_words(passing, trace)},"
            f" {side_words(side)}"
        )
        left, right = LEFTS[nodes[start].column] + NODE_WIDTH, LEFTS[nodes[end].column]
        yield ribbon((left, above), (right, below), width, _colour(side), words)


def _colour(side: str) -> str:
    return f"cause-{side.replace('_', '-')}"


def _bar(node: Node, trace: Trace) -> Shape:
    left, half = LEFTS[node.column], max(node.height, THINNEST) / 2
    colour = _colour(node.side) if node.column == CAUSE else "node"
    words = f"{node.name}: {_value_words(node, trace)}"
    return box(left, left + NODE_WIDTH, node.middle - half, node.middle + half, colour, words)


def _label(node: Node, trace: Trace) -> Iterator[Shape]:
    """Name and value beside the node: on the left of the first column, else on its right."""
    x, anchor = LEFTS[node.column] + NODE_WIDTH + BESIDE, START
    if node.column == 0:
        x, anchor = LEFTS[node.column] - BESIDE, END
    # Over a ribbon, grey would be too faint to read.
    over = "muted" if node.column in (0, CAUSE) else "ink"
    # The table and the tooltip have all of it.
    name = cut_to(node.name, ROOMS[node.column], BOLD)
    yield text(x, node.middle - LINE / 2 + 1, name, anchor, weight=BOLD)
    yield text(x, node.middle + LINE / 2, _value_words(node, trace), anchor, over)


def _value_words(node: Node, trace: Trace) -> str:
    if not node.strands and node.side == "not_traced" and trace.untraced:
        return f"{count_words(trace.untraced, 'event')}, not drawn"
    if not node.strands:
        return "nothing"
    return _weight_words(node.strands, trace)


def _weight_words(strands: Iterable[Strand], trace: Trace) -> str:
    """`35.5 k, 8 events`; without money, the events alone."""
    events = count_words(events_of(strand.link for strand in strands), "event")
    if not trace.is_costed:
        return events
    return f"{compact(sum((strand.weight for strand in strands), Decimal(0)))}, {events}"


def _table(trace: Trace, buyer: str) -> list[dict[str, str]]:
    """Every link, the heaviest first, and a row that says so where nothing is the buyer's or all is
    traced.
    """
    whole, rows = sum(trace.weights), []
    for link, weight in sorted(
        zip(trace.links, trace.weights, strict=True), key=lambda known: -known[1]
    ):
        row = {
            "where it hurt": link.effect,
            "what broke": link.breakdown,
            "on which item": link.item,
            "where the cause sits": _cause(link, buyer),
            "whose cause": side_words(link.cause_side),
        }
        if trace.is_costed:
            row[trace.unit] = money(link.amount)
        rows.append(row | {"events": f"{link.events:,}", "share": percent_words(weight, whole)})
    sides = {link.cause_side for link in trace.links}
    for side, cause in (("ours", upper_first(buyer)), ("not_traced", NOT_TRACED)):
        if side not in sides:
            nothing = {name: "" for name in rows[0]} | {
                "where the cause sits": cause,
                "whose cause": side_words(side),
                "events": "0",
                "share": "0%",
            }
            if trace.is_costed:
                nothing[trace.unit] = money(Decimal(0))
            if side == "not_traced" and trace.untraced:
                # They lead to no supplier, so that they are part of no share here.
                nothing |= {"events": f"{trace.untraced:,}", "share": "not known"}
                nothing |= {trace.unit: "not known"} if trace.is_costed else {}
            rows.append(nothing)
    return rows
