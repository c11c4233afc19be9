"""Random genealogies of lots, the closure the library makes of them, and the same walked in plain
fractions: a second road.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from srmlib.load.genealogy import close_lots, make_trace_tables
from srmlib.rules import schema
from srmlib.snapshot.database import SQL, connect

SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

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
            st.tuples(st.sampled_from(ids[:-1]), st.sampled_from(ids)), unique=True, max_size=12
        )
    )
    # Mostly later lots are made of earlier ones.
    pairs = list(
        dict.fromkeys(
            (max(pair), min(pair)) if "nowhere" not in pair and draw(st.integers(0, 4)) else pair
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
    make_trace_tables(con)
    close_lots(con)
    return con


def reaches(links, start, goal):
    seen, waiting = set(), [start]
    while waiting:
        at = waiting.pop()
        waiting += [source for output, source, _ in links if output == at and source not in seen]
        seen |= {source for output, source, _ in links if output == at}
    return goal in seen


def walked(lots, links):
    """The same the other way about: every way down from every lot, one by one, in fractions. (root,
    part, lot, via) → quantity; and what is lost.
    """
    known = {row[0]: row for row in lots}
    sound = [(output, source, qty) for output, source, qty in links if source in known and qty > 0]
    usable = [
        (output, source, qty)
        for output, source, qty in sound
        if not reaches(sound, source, output) and source != output
    ]
    used = defaultdict(int)
    for _, source, qty in usable:
        used[source] += qty
    found = defaultdict(Fraction)

    def walk(root, at, share, via):
        _, part, supplier, own = known[at]
        via = via or (at if supplier else None)
        inputs = [(source, qty) for output, source, qty in links if output == at]
        alike = [known[source][1] == part for source, _ in inputs if source in known]
        if not any(alike):
            found[root, part, at, via] += share * own
        lone = {known[source][1] for source, _ in inputs if source in known}
        for source, qty in inputs:
            if (at, source, qty) in usable:
                walk(root, source, share * Fraction(qty, max(used[source], known[source][3])), via)
            else:
                lost_part = (
                    known[source][1]
                    if source in known
                    else lone.copy().pop()
                    if len(lone) == 1
                    else None
                )
                found[root, lost_part, via, via] += share * abs(qty)
        if inputs and lone == {part}:
            # An unknown lot among them is of the same part too.
            found[root, part, via, via] += share * max(0, own - sum(abs(qty) for _, qty in inputs))

    for root in known:
        walk(root, root, Fraction(1), None)
    return {key: qty for key, qty in found.items() if qty}
