"""The trace over synthetic lots and complaints: CPU seconds against a single hash join of the same
tables, and the memory it takes.

The world is written, joined and traced each in a process of its own, so that the memory measured is
the trace's.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.canonical import make_canonical_tables
from benchmarks.measuring import Work, alone, measure, opened, peak_bytes, print_steps
from srmlib.load.causes import link_effects
from srmlib.load.cost_causes import share_costs
from srmlib.load.genealogy import close_lots, make_trace_tables
from srmlib.load.told_causes import tell_causes
from srmlib.rules import schema
from srmlib.rules.calendar import Quarter
from srmlib.rules.causes import Rule, read_rules
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import SQL, statement
from srmlib.trace.attribution import breakdowns, trace_of
from srmlib.trace.recall import recall
from srmlib.trace.up_and_down import trace_downstream, trace_upstream
from srmlib.workspace import PROJECT

SUPPLIERS = 2000
# A bought part has three suppliers at the most. A product is of one of 100 families, and what it is
# made of is of its family. A module has one subassembly of each of 4 kinds, each with 3 bought
# parts.
SUPPLIERS_OF_A_PART = 3
FAMILIES, KINDS, PARTS_OF_A_KIND, MODULES = 100, 4, 3, 3
COMPLAINTS_PER_LOT, RECEIPTS_PER_LOT, COMPLAINTS_PER_COST, ROUNDS_PER_SHARED = (
    50,
    3,
    20,
    1000,
)
QUARTER = Quarter.parse("2024Q3")
# The floor: what each bought lot was received as and by whom it was sent, and where it went first,
# beside the complaints of each product.
JOIN = (
    "SELECT count(*), bit_xor(hash(c.complaint_id, i.input_lot_id)), bit_xor(hash(r.receipt_id,"
    " s.supplier_id)) FROM complaints AS c LEFT JOIN lot_inputs AS i ON i.output_lot_id = c.lot_id"
    " FULL JOIN lot_receipts AS b ON b.lot_id = i.input_lot_id LEFT JOIN receipts AS r ON"
    " r.receipt_id = b.receipt_id LEFT JOIN schedule_lines AS s ON s.line_id = r.line_id"
)
BY_QUARTER = (
    "SELECT supplier_id, year(occurred_on), quarter(occurred_on), sum(weight), sum(amount),"
    " count(DISTINCT effect_id) FROM trace_links GROUP BY ALL ORDER BY ALL"
)


def bench_trace(complaints: int) -> None:
    """Print CPU seconds and ratios of join and trace, rows and memory; every complaint must be
    traced once, and its cost with it.
    """
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "bench.duckdb"
        alone(_write_world, path, complaints)
        join, traced = alone(_join, path), alone(_trace, path)
        rows = alone(_checked_rows, path)
        read = alone(_read, path)
    print_steps(
        "trace",
        join.steps | traced.steps | {"trace in all": traced.in_all} | read.steps,
        rows,
        traced,
    )


def _join(path: Path) -> Work:
    idle = peak_bytes()
    with opened(path) as con:
        took = measure(lambda: con.execute(JOIN).fetchall())
    return Work({"one hash join": took}, peak_bytes(), idle)


def _trace(path: Path) -> Work:
    """What a load does of it."""
    rules = read_rules(
        (PROJECT / "data/definitions/causes.yaml").read_text(encoding="utf-8")
    )
    idle = peak_bytes()
    with opened(path) as con:
        make_trace_tables(con)
        steps = {
            "closure of lots": measure(partial(close_lots, con)),
            "links and costs": measure(partial(_link, con, rules)),
        }
    return Work(steps, peak_bytes(), idle)


def _link(con: duckdb.DuckDBPyConnection, rules: list[Rule]) -> None:
    tell_causes(con)
    link_effects(con, rules)
    share_costs(con)


def _read(path: Path) -> Work:
    """What an analyst asks of it."""
    idle = peak_bytes()
    with Snapshot(path) as snapshot:
        supplier, complaint, receipt = _asked(snapshot.con)
        steps = {
            "supplier x quarter, all": measure(
                lambda: snapshot.con.execute(BY_QUARTER).fetchall()
            ),
            "suppliers of a quarter": measure(lambda: breakdowns(snapshot, QUARTER)),
            "a supplier's quarter": measure(
                lambda: trace_of(snapshot, supplier, QUARTER, "internal")
            ),
            "a complaint upstream": measure(lambda: trace_upstream(snapshot, complaint)),
            "a receipt downstream": measure(lambda: trace_downstream(snapshot, receipt)),
            "a receipt recalled": measure(lambda: recall(snapshot, receipt)),
        }
    return Work(steps, peak_bytes(), idle)


def _asked(con: duckdb.DuckDBPyConnection) -> tuple[str, str, str]:
    """The supplier that most of the quarter's links lead to, the first complaint of them, and a
    receipt behind it.
    """
    return con.execute(
        "SELECT mode(supplier_id), min(effect_id), arg_min(receipt_id, effect_id) FROM trace_links"
        " WHERE occurred_on >= ? AND occurred_on < ? AND receipt_id IS NOT NULL",
        [QUARTER.start, QUARTER.until],
    ).fetchall()[0]


def _write_world(path: Path, complaints: int) -> None:
    """Made-up lots on three levels, the same every time, and what broke of them in ten years.

    For fifty complaints there are three receipts, each of a lot of its own, and a lot of each of
    subassembly, module and product, with ten links between them. One link in twenty to a bought lot
    goes to one that many share; one made lot in 25 was filled up from another of its part, so that
    the one is merged and the other split. Of a hundred complaints 80 name a product's lot and the
    part at fault, 10 a lot and a supplier, 2 a lot alone, 4 a supplier, 3 a part, 1 nothing; one in
    fifty is of several units, one in twenty cost something.

    What is drawn of one number is hashed twice: hash(i, 1) and hash(i, 2) differ in the same bits
    for every i, and most complaints would be alike.
    """
    lots = max(complaints // COMPLAINTS_PER_LOT, 2 * FAMILIES * KINDS)
    with opened(path) as con:
        make_canonical_tables(con)
        con.execute(
            "INSERT INTO snapshot_info (as_of, time_zone, reporting_currency, schema_version,"
            " supplied_tables) VALUES (DATE '2026-01-01', 'UTC', 'EUR', ?, '[\"complaints\","
            ' "lots"]\')',
            [schema.VERSION],
        )
        con.execute(
            "INSERT INTO suppliers (supplier_id, name, kind) SELECT concat('S', i),"
            " concat('Supplier ', i), 'outside' FROM range(?) AS t (i)",
            [SUPPLIERS],
        )
        _write_receipts(con, RECEIPTS_PER_LOT * lots)
        _write_lots(con, lots)
        _write_complaints(con, complaints, lots)
        con.execute(
            "CREATE TABLE d1_rows (basis VARCHAR, line_id VARCHAR, order_id VARCHAR, supplier_id"
            " VARCHAR, counted_on DATE, outcome VARCHAR, outcome_if_unchanged VARCHAR,"
            " is_changed_inside BOOLEAN, due_on DATE, first_on DATE, filled_on DATE,"
            " is_day_known BOOLEAN)"
        )
        for mart in ("returns", "arrivals"):
            con.execute(
                "CREATE TABLE "
                + mart
                + " AS "
                + (SQL / "marts" / f"{mart}.sql").read_text(encoding="utf-8")
            )


def _write_receipts(con: duckdb.DuckDBPyConnection, receipts: int) -> None:
    con.execute(
        "INSERT INTO schedule_lines (line_id, supplier_id, part_id, ordered_qty, status) SELECT"
        " concat('L', i), concat('S', hash(hash(i % $2, i // $2 % $3)) % $1), concat('P', i % $2),"
        " 1000, 'closed' FROM range($4) AS t (i)",
        [SUPPLIERS, FAMILIES * KINDS * PARTS_OF_A_KIND, SUPPLIERS_OF_A_PART, receipts],
    )
    con.execute(
        "INSERT INTO receipts (receipt_id, line_id, kind, docked_on, received_qty) SELECT"
        " replace(line_id, 'L', 'R'), line_id, 'receipt', DATE '2015-06-01' + CAST(hash(line_id) %"
        " 3600 AS INTEGER), 1000 FROM schedule_lines"
    )
    con.execute(
        "INSERT INTO lots (lot_id, part_id, supplier_id, lot_qty) SELECT replace(line_id, 'L',"
        " 'B'), part_id, supplier_id, 1000 FROM schedule_lines"
    )
    con.execute(
        "INSERT INTO lot_receipts (lot_id, receipt_id, lot_qty) SELECT replace(receipt_id, 'R',"
        " 'B'), receipt_id, 1000 FROM receipts"
    )


def _write_lots(con: duckdb.DuckDBPyConnection, lots: int) -> None:
    """A bought lot's place among the 12 of a family, and a subassembly's kind, follow from its
    number, as its family does.
    """
    for letter in ("A", "M", "X"):
        con.execute(
            "INSERT INTO lots (lot_id, part_id, lot_qty, made_on) SELECT concat($1, i), concat($1,"
            " 'P', i % $2), 1000, DATE '2016-01-01' + CAST(i % 3500 AS INTEGER) FROM range($3) AS"
            " t (i)",
            [letter, FAMILIES, lots],
        )
    levels = (
        (
            "A",
            "B",
            PARTS_OF_A_KIND,
            KINDS * PARTS_OF_A_KIND,
            RECEIPTS_PER_LOT * lots,
            PARTS_OF_A_KIND,
        ),
        ("M", "A", KINDS, KINDS, lots, 1),
        ("X", "M", MODULES, 1, lots, 1),
    )
    for output, source, inputs, places, sources, step in levels:
        con.execute(
            "INSERT INTO lot_inputs (output_lot_id, input_lot_id, input_qty)"
            # The place of the input among those of its family: its kind's first, and then each; the
            # same place is taken again in the next round of sources. What is shared is taken from
            # the first of a thousand rounds.
            " SELECT concat($1, i), concat($2, i % $3 + $3 * ((i // $3 * $7 + t) % $4 + $4 * (r -"
            " CASE WHEN is_shared THEN r % $9 ELSE 0 END))), 10 FROM (SELECT i, t, (hash(i) + t) %"
            " greatest($5 // ($3 * $4), 1) AS r, $2 = 'B' AND hash(hash(i, t)) % 20 = 0 AS"
            " is_shared   FROM range($6) AS o (i), range($8) AS n (t)) AS n GROUP BY ALL",
            [
                output,
                source,
                FAMILIES,
                places,
                sources,
                lots,
                step,
                inputs,
                ROUNDS_PER_SHARED,
            ],
        )
        # From a later one of the same part, which cannot have come from it.
        con.execute(
            "INSERT INTO lot_inputs (output_lot_id, input_lot_id, input_qty) SELECT concat($1, i),"
            " concat($1, i + $2), 10 FROM range($3 - $2) AS t (i) WHERE hash(concat($1, i)) %"
            " 25 = 0",
            [output, FAMILIES * KINDS, lots],
        )


def _write_complaints(con: duckdb.DuckDBPyConnection, complaints: int, lots: int) -> None:
    con.execute(
        "INSERT INTO complaints (complaint_id, received_on, lot_id, part_id, supplier_id,"
        " defect_family, unit_count) SELECT concat('C', i), DATE '2016-01-01' + CAST(hash(hash(i,"
        " 1)) % 3650 AS INTEGER), CASE WHEN kind < 92 THEN concat('X', lot) END, CASE WHEN kind <"
        " 80 OR kind BETWEEN 96 AND 98 THEN concat('P', lot % $3 + $3 * (hash(hash(i, 2)) % $4))"
        " END, CASE WHEN kind BETWEEN 82 AND 95 THEN concat('S', hash(hash(i, 3)) % $5) END,"
        " concat('family ', hash(hash(i, 4)) % 20), CASE WHEN hash(hash(i, 7)) % 50 = 0 THEN 2 + i"
        " % 9 ELSE 1 END FROM (SELECT i, hash(hash(i, 5)) % 100 AS kind, hash(hash(i, 6)) % $2 AS"
        " lot FROM range($1) AS t (i))",
        [complaints, lots, FAMILIES, KINDS * PARTS_OF_A_KIND, SUPPLIERS],
    )
    con.execute(
        "INSERT INTO cost_events (event_id, effect_kind, effect_id) SELECT concat('E',"
        " complaint_id), 'complaint', complaint_id FROM complaints WHERE hash(complaint_id) %"
        " ? = 0",
        [COMPLAINTS_PER_COST],
    )
    con.execute(
        "CREATE TABLE cost_ledger AS SELECT 'cost_events' AS source, 'scrap' AS element, event_id,"
        " 'buyer' AS paid_by, 'named' AS supplier_id, 'named' AS booked_supplier_id, NULL::VARCHAR AS"
        " receipt_id, NULL::VARCHAR AS line_id, NULL::VARCHAR AS order_id, NULL::VARCHAR AS"
        " shipment_id, 'amount' AS state, CAST(1 + hash(event_id) % 100000 / 100.0 AS DECIMAL(18, 2))"
        " AS amount, amount AS event_amount, 1::BIGINT AS share_weight, 1::BIGINT AS share_whole,"
        " 'theirs' AS cause, 'booked' AS cause_by, NULL::VARCHAR AS cause_part FROM cost_events"
    )
    con.execute("CREATE TABLE cost_incidents AS " + statement("trace/cost_incidents"))


def _checked_rows(path: Path) -> dict[str, int]:
    """Rows by step. Raises SystemExit where a complaint is not traced to all of it, or the costs of
    the links are not those that were booked.
    """
    with opened(path) as con:

        def one(query: str, *values: object) -> int:
            return con.execute(query, values).fetchall()[0][0]

        complaints, links = (
            one("SELECT count(*) FROM complaints"),
            one("SELECT count(*) FROM trace_links"),
        )
        whole = one(
            "SELECT count(*) FROM (SELECT 1 FROM trace_links GROUP BY effect_kind, effect_id HAVING"
            " sum(weight) = 1000000000)"
        )
        linked, booked = (
            one("SELECT sum(amount) FROM trace_links"),
            one("SELECT sum(amount) FROM cost_ledger"),
        )
        if whole != complaints or linked != booked:
            raise SystemExit(
                f"The trace does not close: {whole:,} of {complaints:,} complaints are traced to"
                f" all of them; {linked} of {booked} EUR."
            )
        supplier, complaint, receipt = _asked(con)
        within = (
            "SELECT count(*) FROM trace_links WHERE occurred_on >= ? AND occurred_on < ?"
        )
        own = (
            " AND (effect_kind, effect_id) IN (SELECT (effect_kind, effect_id) FROM trace_links"
            " WHERE ? IN (supplier_id, behind_supplier_id))"
        )
        return {
            "one hash join": con.execute(JOIN).fetchall()[0][0],
            "closure of lots": one("SELECT count(*) FROM lot_closure"),
            "links and costs": one("SELECT count(*) FROM cause_links"),
            "trace in all": links,
            "supplier x quarter, all": links,
            "suppliers of a quarter": one(within, QUARTER.start, QUARTER.until),
            "a supplier's quarter": one(
                within + own, QUARTER.start, QUARTER.until, supplier
            ),
            "a complaint upstream": one(
                "SELECT count(*) FROM trace_links WHERE effect_id = ?", complaint
            ),
            "a receipt downstream": one(
                "SELECT count(*) FROM lot_closure WHERE receipt_id = ?", receipt
            ),
            "a receipt recalled": one(
                "SELECT count(DISTINCT root_lot_id) FROM lot_closure WHERE receipt_id = ?",
                receipt,
            ),
        }
