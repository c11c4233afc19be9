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
MOST_NODES = 25
FEWEST_OF_A_COLUMN = 3
# How high all of the money is: a few names need less. What is smaller than its label has a slot of
# its own.
HIGHEST = 340.0
LOWEST = 140.0
HIGH_EACH = 58.0
SLOT = 2 * LINE + 2
GAP = 8.0
HEAD = 9
TOP = 34.0
FOOT = 6.0
NODE_WIDTH = 18
THINNEST = 1.5
BESIDE = 8
# In print, text of 13 px in a drawing of this width is 6.6 pt.
WIDTH = 1040
LEFT_ROOM = 168
RIGHT_ROOM = 240
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
# What tells a node from others of its column: the side its cause sits on, and its name.
Key = tuple[str, str]
# Of a ribbon: the places of the nodes it joins, and the side its cause sits on.
Band = tuple[int, int, str]


@dataclass(frozen=True)
class Strand:
    """One link as it is drawn: the names it passes, one for each column, and its weight."""

    names: Names
    link: TraceLink
    weight: Decimal

    @property
    def side(self) -> str:
        return self.link.cause_side

    def key(self, column: int) -> Key:
        """The node it passes in this column. Only where the cause sits has a side."""
        side = self.side if column == CAUSE else ""
        return side, self.names[column]


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
    def key(self) -> Key:
        return self.side, self.name

    @property
    def weight(self) -> Decimal:
        return _weight_of(self.strands)

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
    strands = _strands(trace, buyer)
    if not strands:
        return None
    columns = _columns(_folded(strands), upper_first(buyer))
    height = max(_height(nodes) for nodes in columns)
    columns = _placed(columns, height)
    nodes = [node for column in columns for node in column]
    picture = drawing(WIDTH, height + TOP + FOOT, _shapes(nodes, trace))
    causes = [_node_words(node, trace) for node in columns[CAUSE]]
    description = f"{headline.rstrip('.')}. {'. '.join(causes)}."
    table = _table(trace, buyer)
    return drawn_by_hand(picture, name, headline, subtitle, description, table)


def _strands(trace: Trace, buyer: str) -> list[Strand]:
    """The links that weigh anything: what has no width cannot be drawn."""
    strands = []
    for link, weight in zip(trace.links, trace.weights, strict=True):
        names = (link.effect, link.breakdown, link.item, _cause(link, buyer))
        if weight > 0:
            strands.append(Strand(names, link, weight))
    return strands


def _cause(link: TraceLink, buyer: str) -> str:
    return upper_first(buyer) if link.cause == OURS else link.cause


def _weight_of(strands: Iterable[Strand]) -> Decimal:
    return sum((strand.weight for strand in strands), Decimal(0))


def _count_of_names(strands: list[Strand], column: int) -> int:
    return len({strand.key(column) for strand in strands})


def _folded(strands: list[Strand]) -> list[Strand]:
    """The strands with the smallest names of the fullest columns called "Other", until no more than
    25 names are left.
    """
    kept = [_count_of_names(strands, column) for column in range(4)]
    while sum(kept) > MOST_NODES and max(kept) > FEWEST_OF_A_COLUMN:
        kept[kept.index(max(kept))] -= 1
    for column, count in enumerate(kept):
        strands = _folded_column(strands, column, count)
    return strands


def _folded_column(strands: list[Strand], column: int, count: int) -> list[Strand]:
    """All but the heaviest names of a column as one; causes keep their side, and with it their
    colour.
    """
    weights: dict[Key, Decimal] = defaultdict(Decimal)
    for strand in strands:
        weights[strand.key(column)] += strand.weight
    if len(weights) <= count:
        return strands
    ranked = sorted(weights, key=lambda key: (-weights[key], key))
    tail = ranked[count - 1 :]
    count_of_side = Counter(side for side, _ in tail)
    folded = {}
    for side, name in tail:
        # One alone is better called by its own name.
        if count_of_side[side] > 1:
            folded[side, name] = _other(side, count_of_side[side])
    renamed = []
    for strand in strands:
        name = folded.get(strand.key(column), strand.names[column])
        renamed.append(replace(strand, names=_renamed(strand, column, name)))
    return renamed


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
    fullest = max(_count_of_names(strands, column) for column in range(4))
    whole_height = min(HIGHEST, max(LOWEST, HIGH_EACH * fullest))
    per_weight = whole_height / float(_weight_of(strands))
    columns = []
    for column in range(4):
        nodes = []
        for (side, name), passing in _passing(strands, column, buyer).items():
            height = per_weight * float(_weight_of(passing))
            nodes.append(Node(column, side, name, tuple(passing), height))
        columns.append(sorted(nodes, key=_place_in_column))
    return columns


def _passing(strands: list[Strand], column: int, buyer: str) -> dict[Key, list[Strand]]:
    """The strands of each node of a column. The buyer and what is not traced are among the causes
    also where nothing leads there.
    """
    found: dict[Key, list[Strand]] = defaultdict(list)
    for strand in strands:
        found[strand.key(column)].append(strand)
    if column != CAUSE:
        return found
    sides = {side for side, _ in found}
    for side, cause in (("ours", buyer), ("not_traced", NOT_TRACED)):
        if side not in sides:
            found[side, cause] = []
    return found


def _place_in_column(node: Node) -> tuple[int, Decimal, str]:
    """By side, where it has one; the heaviest first."""
    side = _rank(node.side) if node.side else 0
    return side, -node.weight, node.name


def _height(nodes: list[Node]) -> float:
    return sum(node.slot for node in nodes) + GAP * (len(nodes) - 1)


def _placed(columns: list[list[Node]], height: float) -> list[list[Node]]:
    """Every node with its place: from the causes to the left, each column in the order of where its
    strands go (their barycentre).
    """
    placed = [_stacked(columns[CAUSE], height)]
    for column in (2, 1, 0):
        nodes = _by_where_they_lead(columns[column], to=placed[0])
        placed.insert(0, _stacked(nodes, height))
    return placed


def _by_where_they_lead(nodes: list[Node], to: list[Node]) -> list[Node]:
    """The nodes of a column from the top, by the mean height of the next column's nodes that their
    strands go to, each with its weight.
    """
    middles = {node.key: node.middle for node in to}

    def barycentre(node: Node) -> tuple[float, str]:
        next_column = node.column + 1
        heights = sum(
            float(strand.weight) * middles[strand.key(next_column)]
            for strand in node.strands
        )
        return heights / float(node.weight), node.name

    return sorted(nodes, key=barycentre)


def _stacked(nodes: list[Node], height: float) -> list[Node]:
    """One under the other, in the middle of the drawing's height, each in the middle of its
    slot.
    """
    placed = []
    down = TOP + (height - _height(nodes)) / 2
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
    first_nodes = [node for node in nodes if node.column == 0]
    strands = [strand for node in first_nodes for strand in node.strands]
    per_weight = sum(node.height for node in first_nodes) / float(_weight_of(strands))
    bands = _bands(nodes, strands)
    widths = {}
    for band, passing in bands.items():
        widths[band] = per_weight * float(_weight_of(passing))

    above = {}
    free_on_right = [node.top for node in nodes]
    for start, end, side in sorted(
        bands, key=lambda band: (band[0], band[1], _rank(band[2]))
    ):
        above[start, end, side] = free_on_right[start]
        free_on_right[start] += widths[start, end, side]

    free_on_left = [node.top for node in nodes]
    for start, end, side in sorted(
        bands, key=lambda band: (band[1], band[0], _rank(band[2]))
    ):
        node = nodes[start]
        goes_to = nodes[end]
        width = widths[start, end, side]
        leaves = LEFTS[node.column] + NODE_WIDTH, above[start, end, side]
        arrives = LEFTS[goes_to.column], free_on_left[end]
        free_on_left[end] += width
        said = _weight_words(bands[start, end, side], trace)
        words = f"{node.name} → {goes_to.name}: {said}, {side_words(side)}"
        yield ribbon(leaves, arrives, width, _colour(side), words)


def _bands(nodes: list[Node], strands: list[Strand]) -> dict[Band, list[Strand]]:
    """The strands that run together between two nodes and have their cause on one side."""
    places = {(node.column, node.key): place for place, node in enumerate(nodes)}
    bands: dict[Band, list[Strand]] = defaultdict(list)
    for strand in strands:
        for column in range(CAUSE):
            start = places[column, strand.key(column)]
            end = places[column + 1, strand.key(column + 1)]
            bands[start, end, strand.side].append(strand)
    return bands


def _rank(side: str) -> int:
    return SIDES.index(side)


def _colour(side: str) -> str:
    return f"cause-{side.replace('_', '-')}"


def _bar(node: Node, trace: Trace) -> Shape:
    left = LEFTS[node.column]
    half = max(node.height, THINNEST) / 2
    top = node.middle - half
    bottom = node.middle + half
    colour = _colour(node.side) if node.column == CAUSE else "node"
    return box(left, left + NODE_WIDTH, top, bottom, colour, _node_words(node, trace))


def _label(node: Node, trace: Trace) -> Iterator[Shape]:
    """Name and value beside the node: on the left of the first column, else on its right."""
    left = LEFTS[node.column]
    x = left + NODE_WIDTH + BESIDE
    anchor = START
    if node.column == 0:
        x = left - BESIDE
        anchor = END
    # Over a ribbon, grey would be too faint to read.
    over = "muted" if node.column in (0, CAUSE) else "ink"
    # The table and the tooltip have all of it.
    name = cut_to(node.name, ROOMS[node.column], BOLD)
    yield text(x, node.middle - LINE / 2 + 1, name, anchor, weight=BOLD)
    yield text(x, node.middle + LINE / 2, _value_words(node, trace), anchor, over)


def _node_words(node: Node, trace: Trace) -> str:
    return f"{node.name}: {_value_words(node, trace)}"


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
    return f"{compact(_weight_of(strands))}, {events}"


def _table(trace: Trace, buyer: str) -> list[dict[str, str]]:
    """Every link, the heaviest first, and a row that says so where nothing is the buyer's or all is
    traced.
    """
    known = zip(trace.links, trace.weights, strict=True)
    heaviest_first = sorted(known, key=lambda one: -one[1])
    rows = [_link_row(link, weight, trace, buyer) for link, weight in heaviest_first]
    sides = {link.cause_side for link in trace.links}
    for side, cause in (("ours", upper_first(buyer)), ("not_traced", NOT_TRACED)):
        if side not in sides:
            rows.append(_row_of_nothing(side, cause, trace))
    return rows


def _link_row(link: TraceLink, weight: Decimal, trace: Trace, buyer: str) -> dict[str, str]:
    row = {
        "where it hurt": link.effect,
        "what broke": link.breakdown,
        "on which item": link.item,
        "where the cause sits": _cause(link, buyer),
        "whose cause": side_words(link.cause_side),
    }
    if trace.is_costed:
        row[trace.unit] = money(link.amount)
    row["events"] = f"{link.events:,}"
    row["share"] = percent_words(weight, sum(trace.weights))
    return row


def _row_of_nothing(side: str, cause: str, trace: Trace) -> dict[str, str]:
    """The row of a side that no link leads to."""
    amount = money(Decimal(0))
    events = "0"
    share = "0%"
    if side == "not_traced" and trace.untraced:
        # They lead to no supplier, so that they are part of no share here.
        amount = "not known"
        events = f"{trace.untraced:,}"
        share = "not known"
    row = {
        "where it hurt": "",
        "what broke": "",
        "on which item": "",
        "where the cause sits": cause,
        "whose cause": side_words(side),
    }
    if trace.is_costed:
        row[trace.unit] = amount
    row["events"] = events
    row["share"] = share
    return row
