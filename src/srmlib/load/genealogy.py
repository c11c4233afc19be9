"""The closure of lots, once per load: of every lot, each part in it and where that part came from,
in parts per 1,000,000,000.

Built bottom-up, level by level: what a lot holds is what its inputs hold, in the share of each that
went in. A broken row of the genealogy is reported in `genealogy_faults` and put aside; the rest
works, and what the row would have told is counted as not traced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

import duckdb

from srmlib.snapshot.database import sql, statement

# A raw batch, its casting, the machined part, its module, the product: five levels. Twenty is far
# beyond what is made, and well within what is counted.
DEEPEST = 20
# What is weighed at once: wide rows of a million lots' contents fit into a load's memory, whatever
# there is in all.
AT_ONCE = 1_000_000
WORKING = (
    "broken_links",
    "lot_links",
    "open_links",
    "lot_levels",
    "lost_inputs",
    "lot_deliveries",
    "traced_lots",
    "direct_components",
    "known_components",
    "lot_content",
    "weighed_content",
)

Link = tuple[str, str]


def make_trace_tables(con: duckdb.DuckDBPyConnection) -> None:
    """The tables a load keeps of the trace, empty."""
    con.execute(statement("trace/tables.duckdb"))


def close_lots(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `lot_closure` and `genealogy_faults` from the lots of the extract."""
    if not con.execute(
        "SELECT 1 FROM lots UNION ALL SELECT 1 FROM serials LIMIT 1"
    ).fetchall():
        return
    con.execute("INSERT INTO genealogy_faults BY NAME " + statement("trace/faults"))
    make_table(con, "broken_links")
    _find_levels(con)
    make_table(con, "lot_deliveries")
    make_table(con, "traced_lots")
    _know_components(con)
    make_table(con, "lost_inputs")
    _fill_content(con)
    _weigh_content(con)
    drop_tables(con, WORKING)


def make_table(con: duckdb.DuckDBPyConnection, table: str, values: Sequence = ()) -> None:
    """Make a table that only the load works with, by its statement under `sql/trace`."""
    con.execute(
        sql("CREATE TEMP TABLE {table} AS ", table=table) + statement(f"trace/{table}"),
        values,
    )


def drop_tables(con: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> None:
    for table in tables:
        con.execute(sql("DROP TABLE IF EXISTS {table}", table=table))


def go_deeper(con: duckdb.DuckDBPyConnection, table: str, deeper: str) -> None:
    """Add to a table what lies below each level, until nothing is added."""
    insert = sql("INSERT INTO {table} BY NAME ", table=table) + statement(f"trace/{deeper}")
    for level in range(DEEPEST):
        if con.execute(insert, [level + 1, level]).fetchall() == [(0,)]:
            return


def _know_components(con: duckdb.DuckDBPyConnection) -> None:
    """What each part is known to hold, by the lots and the bill of materials: a branch that cannot
    be followed hides as much of it.
    """
    for table in ("direct_components", "known_components"):
        make_table(con, table)
    go_deeper(con, "known_components", "deeper_known_components")


def _find_levels(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `lot_links` and `lot_levels`; links in a cycle, and those with too much below them, are
    put aside and reported.
    """
    while deep := _peel(con):
        cycle = sorted(links_in_cycles(deep))
        kind, broken = ("cycle", cycle) if cycle else ("too_deep", sorted(deep))
        words = {
            "cycle": (
                "a lot that went into itself, by way of others: the link is left out, its share not"
                " traced"
            ),
            "too_deep": (
                f"an input with more than {DEEPEST} levels of lots below it: the link is left out,"
                " its share not traced"
            ),
        }[kind]
        outputs = [output for output, _ in broken]
        inputs = [source for _, source in broken]
        con.execute(
            "INSERT INTO broken_links SELECT unnest(?), unnest(?)", [outputs, inputs]
        )
        con.execute(
            "INSERT INTO genealogy_faults BY NAME " + statement("trace/put_aside.duckdb"),
            {"kind": kind, "words": words, "outputs": outputs, "inputs": inputs},
        )


def _peel(con: duckdb.DuckDBPyConnection) -> list[Link]:
    """Make `lot_links` and `lot_levels`: a lot's level is the length of the longest way down from
    it. Returns the links still open at the deepest.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE lot_links AS " + statement("trace/lot_links"))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE open_links AS SELECT output_lot_id, input_lot_id FROM"
        " lot_links"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE lot_levels (lot_id VARCHAR, level INTEGER)")
    for level in range(1, DEEPEST + 1):
        con.execute(
            "INSERT INTO lot_levels SELECT DISTINCT output_lot_id, ? FROM open_links",
            [level],
        )
        con.execute(
            "CREATE OR REPLACE TEMP TABLE open_links AS " + statement("trace/deeper_links")
        )
        if not con.execute("SELECT 1 FROM open_links LIMIT 1").fetchall():
            return []
    return con.execute("SELECT output_lot_id, input_lot_id FROM open_links").fetchall()


def _fill_content(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(statement("trace/lot_content.duckdb"))
    for (level,) in con.execute(
        "SELECT DISTINCT level FROM traced_lots ORDER BY level"
    ).fetchall():
        for found in ("lot_content", "lacking_content"):
            con.execute(
                "INSERT INTO lot_content BY NAME " + statement(f"trace/{found}"), [level]
            )


def _weigh_content(con: duckdb.DuckDBPyConnection) -> None:
    (rows,) = con.execute("SELECT count(*) FROM lot_content").fetchall()[0]
    parts = 1 + rows // AT_ONCE
    for part in range(parts):
        drop_tables(con, ["weighed_content"])
        make_table(con, "weighed_content", [parts, part])
        con.execute("INSERT INTO lot_closure BY NAME " + statement("trace/lot_closure"))


def links_in_cycles(links: Collection[Link]) -> set[Link]:
    """The links that lie on a cycle: both their ends can be reached from each other.

    >>> sorted(links_in_cycles([("A", "B"), ("B", "A"), ("B", "C"), ("D", "D")]))
    [('A', 'B'), ('B', 'A'), ('D', 'D')]
    """
    into = defaultdict(list)
    out_of = defaultdict(list)
    for output, source in links:
        into[output].append(source)
        out_of[source].append(output)
    group: dict[str, str] = {}
    # Kosaraju: of the lots in the order they are finished with, last first, each gathers those that
    # lead to it.
    for lot in reversed(list(_finished(into, [*into, *out_of]))):
        if lot not in group:
            waiting = [lot]
            while waiting:
                found = waiting.pop()
                if found not in group:
                    group[found] = lot
                    waiting += out_of.get(found, ())
    return {(output, source) for output, source in links if group[output] == group[source]}


def _finished(into: dict[str, list[str]], lots: Iterable[str]) -> Iterator[str]:
    """Every lot, each after all that is below it (but for cycles). Walks without recursion: a chain
    may be long.
    """
    seen: set[str] = set()
    for start in lots:
        if start in seen:
            continue
        seen.add(start)
        way = [(start, iter(into.get(start, ())))]
        while way:
            following = next((source for source in way[-1][1] if source not in seen), None)
            if following is None:
                yield way.pop()[0]
            else:
                seen.add(following)
                way.append((following, iter(into.get(following, ()))))
