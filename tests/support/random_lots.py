"""Random genealogies of lots, the closure the library makes of them, and the same walked in plain
fractions: a second road.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from srmlib.load.genealogy import close_lots, make_trace_tables
from srmlib.rules import schema
from srmlib.snapshot.database import SQL, connect

SETTINGS = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])

# A random genealogy: lots 0…n, each of a part, bought or not, with inputs among all of them, so
# that rings come about.
LOT_COUNT = 7


@st.composite
def genealogies(draw):
    lots = [
        (
            f"lot {i}",
            draw(st.sampled_from(["product", "housing", "casting"])),
            draw(st.sampled_from([None, None, "S", "T", "F"])),
            draw(st.integers(1, 60)),
        )
        for i in range(draw(st.integers(1, LOT_COUNT)))
    ]
    ids = [row[0] for row in lots] + ["nowhere"]
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(ids[:-1]), st.sampled_from(ids)),
            unique=True,
            max_size=12,
        )
    )
    # Mostly later lots are made of earlier ones.
    pairs = list(
        dict.fromkeys(
            (max(pair), min(pair))
            if "nowhere" not in pair and draw(st.integers(0, 4))
            else pair
            for pair in pairs
        )
    )
    return lots, [
        (output, source, draw(st.integers(-1, 40).filter(bool))) for output, source in pairs
    ]


def closed(lots, links):
    """A database with these lots alone, closed; every other canonical table is there and empty."""
    con = connect()
    con.execute((SQL / "prelude.duckdb.sql").read_text(encoding="utf-8"))
    for table in schema.TABLES:
        columns = ", ".join(f"{column.name} {column.type.sql}" for column in table.columns)
        con.execute(
            "CREATE TABLE "
            + table.name
            + " ("
            + columns
            + ", source_file VARCHAR, source_row BIGINT)"
        )
    con.executemany(
        "INSERT INTO lots (lot_id, part_id, supplier_id, lot_qty) VALUES (?, ?, ?, ?)", lots
    )
    if links:
        con.executemany(
            "INSERT INTO lot_inputs (output_lot_id, input_lot_id, input_qty) VALUES (?, ?, ?)",
            links,
        )
    con.execute(
        "CREATE TABLE snapshot_info AS SELECT DATE '2026-10-02' AS as_of, 'UTC' AS time_zone,"
        " CAST(1 AS BIGINT) AS smallest_cents"
    )
    con.execute(
        "CREATE TABLE arrivals (receipt_id VARCHAR, line_id VARCHAR, docked_on DATE, arrived_qty"
        " DECIMAL(18, 3), is_kept BOOLEAN)"
    )
    con.execute(
        "CREATE TABLE returns (of_receipt_id VARCHAR, returned_on DATE, returned_qty DECIMAL(18, 3),"
        " is_qty_stated BOOLEAN)"
    )
    make_trace_tables(con)
    close_lots(con)
    return con


def reaches(links, start, goal):
    seen, waiting = set(), [start]
    while waiting:
        at = waiting.pop()
        waiting += [
            source for output, source, _ in links if output == at and source not in seen
        ]
        seen |= {source for output, source, _ in links if output == at}
    return goal in seen


def components_by_hand(lots, links, usable):
    """What one unit of a part is known to hold: part → {component: how much}, by the lots that have
    any of it and of which every link can be followed, else one in one, at any depth; where a part is
    reached in several ways of equal length, by all of them.
    """
    known = {row[0]: row for row in lots}
    broken = {link[0] for link in links if link not in usable}
    alike, straight = defaultdict(int), defaultdict(lambda: defaultdict(int))
    for output, source, qty in links:
        if source in known:
            if known[source][1] == known[output][1]:
                alike[output] += abs(qty)
            else:
                straight[known[output][1], known[source][1]][output] += abs(qty)
    direct = defaultdict(dict)
    for (part, component), by_lot in straight.items():
        sound = {lot: qty for lot, qty in by_lot.items() if lot not in broken}
        units = sum(max(known[lot][3] - alike[lot], 0) for lot in sound)
        direct[part][component] = (
            Fraction(sum(sound.values()), units) if units else Fraction(1)
        )
    held = {}
    for part in list(direct):
        found, edge = {}, {part: Fraction(1)}
        while edge:
            following = defaultdict(Fraction)
            for at, per_unit in edge.items():
                for component, qty in direct[at].items():
                    if component != part and component not in found:
                        following[component] += per_unit * qty
            found |= following
            edge = following
        held[part] = found
    return held


def walked(lots, links):
    """The same the other way about: every way down from every lot, one by one, in fractions. (root,
    part, lot, via) → quantity; and what is lost.

    A branch that cannot be followed hides what its part is known to hold, and so does a lot of which
    no input is recorded; a lot of an unknown part may be of every part beside it. A lot with inputs
    hides what its part is known to hold and nothing in it is of. A lot that went into itself adds
    nothing.
    """
    known = {row[0]: row for row in lots}
    sound = [
        (output, source, qty)
        for output, source, qty in links
        if source in known and qty > 0
    ]
    usable = [
        (output, source, qty)
        for output, source, qty in sound
        if not reaches(sound, source, output) and source != output
    ]
    held = components_by_hand(lots, links, usable)
    used = defaultdict(int)
    for _, source, qty in usable:
        used[source] += qty

    def hide(found, root, part, began, via, qty):
        for component, per_unit in held.get(part, {}).items():
            found[root, component, began, via] += qty * per_unit

    def may_hide(found, root, at, parts, via, qty):
        """Of each part that may be in it, as much as the way that holds most."""
        most = {}
        for part in parts or {known[at][1]}:
            own = {part: 1} if parts else {}
            for component, per_unit in (own | held.get(part, {})).items():
                most[component] = max(most.get(component, 0), per_unit)
        for component, per_unit in most.items():
            if parts or component != known[at][1]:
                found[root, component, via, via] += qty * per_unit

    def lose(found, root, part, via, qty):
        found[root, part, via, via] += qty
        hide(found, root, part, via, via, qty)

    def walk(found, root, at, share, via, is_lacking_told=True):
        _, part, supplier, own = known[at]
        via = via or (at if supplier else None)
        stated = [(source, qty) for output, source, qty in links if output == at]
        inputs = [(source, qty) for source, qty in stated if source != at]
        alike = [known[source][1] == part for source, _ in inputs if source in known]
        if not any(alike):
            found[root, part, at, via] += share * own
        if not inputs:
            hide(found, root, part, at, via, share * own)
        parts = {known[source][1] for source, _ in inputs if source in known}
        for source, qty in inputs:
            if (at, source, qty) in usable:
                handed_on = share * Fraction(qty, max(used[source], known[source][3]))
                walk(found, root, source, handed_on, via)
            elif source in known:
                lose(found, root, known[source][1], via, share * abs(qty))
            elif len(parts) == 1:
                lose(found, root, *parts, via, share * abs(qty))
            else:
                lose(found, root, None, via, share * abs(qty))
                may_hide(found, root, at, parts, via, share * abs(qty))
        if parts == {part}:
            # An unknown lot among them is of the same part too.
            rest = own - sum(abs(qty) for _, qty in stated)
            if rest > 0:
                lose(found, root, part, via, share * rest)
        if inputs and is_lacking_told:
            for component, qty in lacking(at).items():
                found[root, component, at, via] += share * qty

    @cache
    def lacking(at):
        """What a lot with inputs is known to hold, and holds nothing of, nor of what is in it."""
        found = defaultdict(Fraction)
        walk(found, at, at, Fraction(1), None, is_lacking_told=False)
        there = {part for (_, part, _, _), qty in found.items() if qty}
        _, part, _, own = known[at]
        return {
            component: own * per_unit
            for component, per_unit in held.get(part, {}).items()
            if component not in there and not there & held.get(component, {}).keys()
        }

    found = defaultdict(Fraction)
    for root in known:
        walk(found, root, root, Fraction(1), None)
    return {key: qty for key, qty in found.items() if qty}
